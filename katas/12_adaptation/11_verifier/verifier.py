"""A verifier: a program checks the answers that a model draws, and some of them teach it something."""

from collections.abc import Callable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Bool, Float, Int


def reward(question: str, answer: str) -> float:
    """Check an answer: the letters of the question in order, and a full stop.

    Parameters
    ----------
    question : str
        Small letters, such as ``"hne"``. A letter may be there several times.
    answer : str
        What a model has written.

    Returns
    -------
    float
        1.0 if the answer is exactly right, else 0.0.
    """
    raise NotImplementedError


def group_rewards(
    questions: list[str], answers: list[list[str]], check: Callable[[str, str], float]
) -> tuple[list[float], list[int]]:
    """Check all answers to several questions.

    Parameters
    ----------
    questions : list of Q texts
        The questions.
    answers : list of Q lists of texts
        The answers to each question: its group. Groups may differ in length.
    check : callable
        ``check(question, answer)`` gives the reward of one answer, as `reward` does.

    Returns
    -------
    rewards : list of N floats
        The rewards of all answers, group by group.
    groups : list of N ints
        For each answer the index of its question, from 0.
    """
    raise NotImplementedError


def keep_teaching(rewards: Float[Array, "N"], groups: Int[Array, "N"]) -> Bool[Array, "N"]:
    """Say of each answer whether there is something to learn from its group.

    Parameters
    ----------
    rewards : array of shape (N,)
        The reward of each answer.
    groups : integer array of shape (N,)
        A label for each answer, the same for all answers to one question. Labels may be any integers, in any order.

    Returns
    -------
    bool array of shape (N,)
        True for all answers of a group whose rewards are not all equal. On the device of ``rewards``.
    """
    xp = array_namespace(rewards)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError


def answer_mask(ids: Int[Array, "B T"], start: int, end: int) -> Bool[Array, "B n"]:
    """Say of each token of the answers whether it counts: up to the first end token, and no further.

    Parameters
    ----------
    ids : integer array of shape (B, T)
        Questions and answers. The answers begin at place ``start`` and were drawn to the last place.
    start : int
        The place of an answer's first token, from 0. The same in every row.
    end : int
        The token that ends an answer. It may be in the question, too.

    Returns
    -------
    bool array of shape (B, T - start)
        True up to the first end token, which counts itself; then False. All True where an answer has none. On the
        device of ``ids``.
    """
    xp = array_namespace(ids)
    raise NotImplementedError


def log_probs_of_answers(
    logits: Float[Array, "B T V"], ids: Int[Array, "B T"], start: int, temperature: float = 1.0
) -> Float[Array, "B n"]:
    """Give the log-probability with which each token of the answers is drawn.

    Parameters
    ----------
    logits : array of shape (B, T, V)
        At place i, what the model predicts for the token at place i + 1.
    ids : integer array of shape (B, T)
        Questions and answers.
    start : int
        The place of an answer's first token, from 1 to T - 1.
    temperature : float, default 1.0
        That of the draws: the probabilities are those of softmax(logits / temperature).

    Returns
    -------
    array of shape (B, T - start)
        For the tokens from place ``start`` on. With the dtype and device of ``logits``.

    Raises
    ------
    ValueError
        If ``start`` is not from 1 to T - 1, or if the temperature is not positive. The message mentions which.
    """
    xp = array_namespace(logits)
    raise NotImplementedError
