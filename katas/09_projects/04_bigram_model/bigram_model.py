"""A bigram model: each character predicts the next one, by a table that is counted or learnt."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int


def count(text: str, alphabet: str) -> Int[np.ndarray, "V V"]:
    """Count the pairs of neighbours.

    Parameters
    ----------
    text : str
        Of any length; fewer than two characters have no pair.
    alphabet : str
        V different characters: the order of rows and columns.

    Returns
    -------
    array (V, V)
        How often the character of the column follows that of the row.

    Raises
    ------
    ValueError
        If a character of the text is not in the alphabet; the message mentions it.
    """
    raise NotImplementedError


def probabilities(counts: Int[np.ndarray, "V V"], smoothing: float = 1.0) -> Float[np.ndarray, "V V"]:
    """Turn counts into a distribution for each row.

    Parameters
    ----------
    counts : array (V, V)
        As `count` gives them; left as they are.
    smoothing : float, default 1.0
        0 or more; added to each count.

    Returns
    -------
    array (V, V)
        Each row sums to 1; a row without counts is uniform, without smoothing too.
    """
    raise NotImplementedError


def perplexity(probs: Float[np.ndarray, "V V"], text: str, alphabet: str) -> float:
    """How many characters the model hesitates among, on average.

    Parameters
    ----------
    probs : array (V, V)
        The distribution of the next character, row by row.
    text : str
        Two characters or more.
    alphabet : str
        The order of rows and columns.

    Returns
    -------
    float
        exp of the mean negative log probability of the text's pairs; inf where one has probability 0.

    Raises
    ------
    ValueError
        If the text has fewer than two characters, or one that is not in the alphabet.
    """
    raise NotImplementedError


def train(text: str, alphabet: str, lr: float, steps: int) -> Float[np.ndarray, "V V"]:
    """Learn the table by gradient descent on the mean cross-entropy.

    Parameters
    ----------
    text : str
        Two characters or more. Each step takes all of its pairs.
    alphabet : str
        The order of rows and columns.
    lr : float
        The learning rate.
    steps : int
        How many steps, 0 or more. The logits start at 0.

    Returns
    -------
    array (V, V)
        The softmax of each row of the logits after the last step.
    """
    raise NotImplementedError


def sample(probs: Float[np.ndarray, "V V"], alphabet: str, start: str, u: Sequence[float]) -> str:
    """Write a text, character by character.

    Parameters
    ----------
    probs : array (V, V)
        The distribution of the next character, row by row.
    alphabet : str
        The order of rows and columns.
    start : str
        The character before the first one; not part of the result.
    u : sequence of float
        A number in [0, 1) for each character to write: the next one is the first, in the order of the alphabet, whose
        cumulative probability exceeds it.

    Returns
    -------
    str
        As many characters as there are numbers; none that had probability 0.
    """
    raise NotImplementedError
