"""Tell when two numbers are the same, and when it is no coincidence that they are.

Two numbers are the same if they differ by at most ``SAME`` of the larger one: more than rounding in float64 makes, and
less than a mistake does. A number that is left of a difference carries the error of what was subtracted, so it is
compared beside the size of that.

A rule without a number of its own is shown by one result that is not round, or by three. Each number that is read off
the results themselves, a factor, say, agrees with one entry whatever the rule is worth; two others have to confirm it.
"""

from __future__ import annotations

import numpy as np

SAME = 1e-6
"""Two numbers are the same up to this relative error."""
ABOUT = 1e-4
"""Two numbers are about the same up to this one: a small number, an eps, may have been added to one of them."""
_NOTHING = 1e-300
"""What is smaller is as good as 0."""
_ROUND = 64
"""A multiple of one such part is a round number: 0.25 is the square of 0.5 by chance."""


def same(one, other, within: float = SAME, beside=0.0) -> np.ndarray:
    """Compare numbers entry by entry: those that are the same are True, and so are two NaN, or two equal infinities.

    Parameters
    ----------
    one, other : array_like
        Of shapes that broadcast.
    within : float
        The relative error up to which they are the same.
    beside : array_like
        The size of the numbers that they come of, where that is larger than they are.
    """
    one, other = np.asarray(one, np.float64), np.asarray(other, np.float64)
    with np.errstate(all="ignore"):
        size = np.maximum(np.maximum(np.abs(one), np.abs(other)), beside)
        near = np.isfinite(size) & (np.abs(one - other) <= within * size + _NOTHING)
    return near | (one == other) | (np.isnan(one) & np.isnan(other))


def same_leaf(yours, right) -> bool:
    """Tell whether two leaves of results are the same up to half of their digits."""
    numbers = [np.asarray(leaf) for leaf in (yours, right) if isinstance(leaf, (int, float, np.ndarray))]
    if not numbers:
        return type(yours) is type(right) and yours == right
    if len(numbers) < 2 or numbers[0].shape != numbers[1].shape or any(n.dtype.kind not in "biuf" for n in numbers):
        return False
    one, other = numbers
    largest = np.max(np.abs(other), where=np.isfinite(other), initial=0.0)
    digits = half_the_digits(one.dtype)
    return bool(np.all(same(one, other, within=digits, beside=digits * float(largest))))


def half_the_digits(dtype: np.dtype) -> float:
    """Take half of the digits of a dtype: a computation in it seldom loses more."""
    return float(np.finfo(dtype if dtype.kind == "f" else np.float64).eps ** 0.5)


def by_chance(count, free: int = 1):
    """Tell where numbers that agree may do so by chance.

    Parameters
    ----------
    count : int or ndarray of int
        How many numbers, or places, agree.
    free : int
        How many numbers were read off the results. An amount counts as two, with a factor or without, for whole
        numbers often lie equally far apart.
    """
    return count < 1 + 2 * free


def says_enough(numbers: np.ndarray) -> bool:
    """Tell whether numbers can be known again: some different ones, or one that is not round."""
    return not by_chance(np.unique(numbers).size) or not np.all(is_round(numbers))


def is_round(numbers) -> np.ndarray:
    """Find whole numbers, halves, quarters and so on, which agree with others by chance."""
    with np.errstate(over="ignore"):
        parts = np.asarray(numbers) * _ROUND
    return parts == np.round(parts)


def beside_one(number: float, digits: int) -> str:
    """Write a number that is not 1, and could look like it: 0.25, 1 + 3e-09."""
    text = f"{number:.{digits}g}"
    return text if text != "1" else f"1 {'+' if number > 1 else '-'} {abs(number - 1):.0e}"
