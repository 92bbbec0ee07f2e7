"""Muon: momentum, made nearly orthogonal, as the step of a matrix."""

from collections.abc import Iterable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def newton_schulz(g: Float[Array, "... m n"], steps: int = 5, eps: float = 1e-7) -> Float[Array, "... m n"]:
    """Bring the singular values of a matrix near 1, and keep its singular vectors.

    Parameters
    ----------
    g : array (..., m, n)
        A matrix, or at the edges a stack of them. It is left as it is.
    steps : int, default 5
        How often the polynomial 3.4445 s - 4.7750 s³ + 2.0315 s⁵ is applied to each singular value s.
    eps : float, default 1e-7
        Added to the Frobenius norm by which each matrix is divided first.

    Returns
    -------
    array (..., m, n)
        In the dtype and on the device of ``g``; zeros for zeros.
    """
    xp = array_namespace(g)  # numpy for an array, torch for a tensor: xp.matrix_transpose works on both
    raise NotImplementedError


class Muon:
    """Momentum that is made orthogonal before it is subtracted, with decoupled weight decay.

    Parameters
    ----------
    params : iterable of array (n, k)
        What is trained: matrices, each updated in place.
    lr : float, default 2e-3
        The learning rate: an attribute, which may be changed between two steps.
    momentum : float, default 0.95
        How much of the running mean of the gradient each step keeps, from 0 up to, but not including, 1.
    weight_decay : float, default 0.1
        Each step multiplies the parameters by ``1 - lr * weight_decay``.

    Raises
    ------
    ValueError
        If a parameter has not two axes; the message gives its shape.
    """

    def __init__(
        self, params: Iterable[Float[Array, "n k"]], lr: float = 2e-3, momentum: float = 0.95, weight_decay: float = 0.1
    ):
        params = list(params)  # it may be a generator
        raise NotImplementedError

    def step(self, grads: list[Float[Array, "n k"] | None] | None = None) -> None:
        """Move every matrix of ``params``, in place, by one step.

        Parameters
        ----------
        grads : list of array or None, optional
            One gradient for each matrix, of its shape and dtype. They are left as they are. Where it is None, the
            matrix and its running mean stay as they are. Without ``grads``, each tensor's own ``.grad`` counts.
            Autograd does not record the step.

        Raises
        ------
        ValueError
            If there are not as many gradients as parameters.
        """
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Set the ``.grad`` of each tensor of ``params`` to None; for torch alone."""
        raise NotImplementedError


def split(named: Iterable[tuple[str, Float[Array, "..."]]]) -> tuple[list, list]:
    """Tell the matrices that Muon trains from the rest. Asked for at the edges alone.

    Parameters
    ----------
    named : iterable of (str, array)
        The parameters of a model by name, as ``model.named_parameters()`` yields them.

    Returns
    -------
    matrices : list of array
        Those with two axes whose name does not begin with ``tokens``, ``positions`` or ``head``.
    others : list of array
        The rest. Both have the order of ``named``.
    """
    raise NotImplementedError
