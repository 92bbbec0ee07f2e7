"""A multilayer perceptron that tells two moons apart, trained by gradients written by hand."""

from typing import Any as Array

from jaxtyping import Float, Int


def fit(x: Float[Array, "n 2"], y: Int[Array, " n"], seed: int) -> dict[str, Array]:
    """Train a network with at least one hidden layer on labelled points.

    Parameters
    ----------
    x : array of shape (n, 2)
        Points of the plane; float32 or float64. They are left as they are.
    y : array of shape (n,)
        Their labels, 0 or 1, as integers.
    seed : int
        Starts the random numbers: the same seed gives the same network to the last bit, and
        another seed gives another one. At the edges, a generator of your own, such as
        ``np.random.default_rng(seed)``: the global ones are not touched.

    Returns
    -------
    dict of str to array
        All that `predict` needs: weights and biases, NumPy arrays under names of your choice, each
        layer with arrays of its own. How many numbers there are does not depend on n.
    """
    raise NotImplementedError


def predict(params: dict[str, Array], x: Float[Array, "m 2"]) -> Int[Array, " m"]:
    """Label points with a trained network, each on its own.

    Parameters
    ----------
    params : dict of str to array
        What `fit` returned, for these or other points and labels; left as it is.
    x : array of shape (m, 2)
        Points that the network may never have seen.

    Returns
    -------
    array of shape (m,)
        0 or 1 for each point, of an integer dtype.
    """
    raise NotImplementedError
