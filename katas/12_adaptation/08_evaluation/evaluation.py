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


def best_of_n(right: Real[Array, "N"], scores: Real[Array, "N"], n: int) -> float:
    """Estimate how often the sample of n with the highest score is right. Asked for at the edges alone.

    Parameters
    ----------
    right : sequence of N truth values
        Which of the samples are right.
    scores : sequence of N numbers
        What a checker gives each sample; the higher, the better. Of equal scores, the earlier sample wins.
    n : int
        How many samples are drawn, of which the best is kept.

    Returns
    -------
    float
        The share of all choices of ``n`` of the samples whose best is right.

    Raises
    ------
    ValueError
        Unless 1 <= n <= N, or if ``right`` and ``scores`` differ in length; the message mentions both numbers.
    """
    raise NotImplementedError


def majority_vote(answers: list) -> object:
    """Return the answer that was given most often. Asked for at the edges alone.

    Parameters
    ----------
    answers : list of str
        What each sample answers.

    Returns
    -------
    str
        The commonest of them; of several, the one that was given first.

    Raises
    ------
    ValueError
        If there are no answers.
    """
    raise NotImplementedError


def contamination(train: list[str], test: list[str], n: int = 13) -> list[bool]:
    """Find questions that stand in the training text. Asked for at the edges alone.

    Parameters
    ----------
    train : list of str
        The texts that a model was trained on.
    test : list of str
        The questions that it is tested with.
    n : int, default 13
        How many words in a row are no chance.

    Returns
    -------
    list of bool
        For each question, whether some n of its words in a row stand in one of the texts.

    Raises
    ------
    ValueError
        If ``n`` is less than 1; the message mentions it.
    """
    raise NotImplementedError
