"""Data parallelism: gradients summed in a ring, each worker a generator."""

from collections.abc import Generator

import numpy as np
from jaxtyping import Float

Worker = Generator[np.ndarray, np.ndarray, np.ndarray]


def reduce_scatter(rank: int, world: int, x: Float[np.ndarray, " N"]) -> Worker:
    """Sum arrays over all workers, and keep one part of the sum.

    A generator, as soon as there is a yield in it: ``got = yield sent`` gives an array to the right neighbour, and
    gets that of the left one.

    Parameters
    ----------
    rank : int
        The number of this worker, from 0 to ``world - 1``.
    world : int
        How many workers there are.
    x : array of shape (N,)
        The numbers of this worker. Every worker has as many.

    Yields
    ------
    array
        A part, ``world - 1`` times.

    Returns
    -------
    array
        Part ``rank`` of the sum, where the parts are those of ``np.array_split(x, world)``. In the dtype of ``x``.
    """
    raise NotImplementedError


def all_gather(rank: int, world: int, part: Float[np.ndarray, " n"]) -> Worker:
    """Collect the parts of all workers.

    Parameters
    ----------
    rank, world : int
        As in `reduce_scatter`.
    part : array of shape (n,)
        Part ``rank``. Parts may differ in length.

    Yields
    ------
    array
        A part, ``world - 1`` times.

    Returns
    -------
    array of shape (N,)
        Part 0, part 1, ... of all workers, one after the other.
    """
    raise NotImplementedError


def all_reduce(rank: int, world: int, x: Float[np.ndarray, " N"]) -> Worker:
    """Sum arrays over all workers.

    Parameters
    ----------
    rank, world : int
        As in `reduce_scatter`.
    x : array of shape (N,)
        The numbers of this worker.

    Yields
    ------
    array
        A part, ``2 * (world - 1)`` times.

    Returns
    -------
    array of shape (N,)
        The sum, with the same bits on every worker. In the dtype of ``x``.
    """
    raise NotImplementedError


def mean_gradient(rank: int, world: int, gradient: Float[np.ndarray, " N"], count: int) -> Worker:
    """Take the mean of gradients over the examples of all workers.

    Parameters
    ----------
    rank, world : int
        As in `reduce_scatter`.
    gradient : array of shape (N,)
        The mean gradient over the examples of this worker.
    count : int
        How many examples these are. At least one worker has one. Where it is 0, the gradient may be NaN.

    Yields
    ------
    array
        What `all_reduce` sends.

    Returns
    -------
    array of shape (N,)
        The mean gradient over all examples, with the same bits on every worker. In the dtype of ``gradient``.
    """
    raise NotImplementedError


def zero_step(rank: int, world: int, params: Float[np.ndarray, " N"], optimizer, gradient, count: int) -> Worker:
    """Make one step of an optimizer whose state is split between the workers.

    Parameters
    ----------
    rank, world : int
        As in `reduce_scatter`.
    params : array of shape (N,)
        All parameters. They are changed in place.
    optimizer
        Made for ``np.array_split(params, world)[rank]``. Its ``step([g])`` changes this part in place.
    gradient : array of shape (N,)
        The mean gradient over the examples of this worker.
    count : int
        How many examples these are, as in `mean_gradient`.

    Yields
    ------
    array
        Parts of the gradient, of the parameters, and of the counts.
    """
    raise NotImplementedError
