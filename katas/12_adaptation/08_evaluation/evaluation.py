"""Evaluation: how good is a model, and how sure is that?"""

from typing import Any as Array

from jaxtyping import Real
from numpy.random import Generator


def pass_at_k(n: int, c: int, k: int) -> float:
    """Estimate the probability that at least one of k samples is right.

    Parameters
    ----------
    n : int
        How many samples were drawn.
    c : int
        How many of them are right.
    k : int
        How many samples a user would draw.

    Returns
    -------
    float
        The share of all choices of ``k`` of the ``n`` samples that hold a right one.

    Raises
    ------
    ValueError
        Unless 1 <= k <= n and 0 <= c <= n.
    """
    raise NotImplementedError


def bootstrap_interval(
    scores: Real[Array, "N"], rng: Generator, resamples: int = 1000, level: float = 0.95
) -> tuple[float, float]:
    """Return an error bar of the mean score: the percentile interval of the bootstrap.

    Parameters
    ----------
    scores : sequence of N numbers or truth values
        One score for each question.
    rng : numpy.random.Generator
        The only source of chance. Draw with ``rng.integers(N, size=(resamples, N))``; it moves on.
    resamples : int, default 1000
        How many resamples are drawn, at least one.
    level : float, default 0.95
        Which share of the means of the resamples lies inside of the interval.

    Returns
    -------
    low, high : float
        The quantiles (1 - level) / 2 and 1 - (1 - level) / 2 of these means, as ``np.quantile`` has them.

    Raises
    ------
    ValueError
        If there are no scores, or if ``level`` is not above 0 and below 1.
    """
    raise NotImplementedError


def paired_difference(
    a: Real[Array, "N"], b: Real[Array, "N"], rng: Generator, resamples: int = 1000, level: float = 0.95
) -> tuple[float, float, float]:
    """Compare two models that answered the same questions.

    Parameters
    ----------
    a, b : sequence of N numbers or truth values
        The scores of the two models. Question i has the scores ``a[i]`` and ``b[i]``.
    rng, resamples, level
        As in ``bootstrap_interval``. What is drawn is the questions.

    Returns
    -------
    difference : float
        The mean of ``a - b``.
    low, high : float
        Its error bar.

    Raises
    ------
    ValueError
        If ``a`` and ``b`` differ in length; the message mentions both. Also as in ``bootstrap_interval``.
    """
    raise NotImplementedError
