"""The placement: the day of a path that one begins with, found by halving, with questions that stand on no page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

PROBE, WRONG = 5, 1
"""The questions of a probe, and how many of them may go wrong; none where the path has no five by then."""
T = TypeVar("T")


def day_to_begin(days: Mapping[int, Sequence[T]], is_right: Callable[[T], bool]) -> int:
    """Return the first day that is not known; the last one where all before it are.

    Parameters
    ----------
    days : mapping of int to sequence
        What can be asked about each day of a path, in its order.
    is_right : callable
        Asks one of these; none is asked twice.
    """
    numbers, asks = list(days), functools.cache(is_right)
    low, high = 0, len(numbers) - 1
    while low < high:
        middle = (low + high) // 2
        if _is_known([days[number] for number in numbers[: middle + 1]], asks):
            low = middle + 1
        else:
            high = middle
    return numbers[low]


def _is_known(days: Sequence[Sequence[T]], asks: Callable[[T], bool]) -> bool:
    """Ask about the last of some days, its last kata first, and about those before it until five are asked."""
    asked = [one for day in reversed(days) for one in reversed(day)][:PROBE]
    left = WRONG if len(asked) == PROBE else 0
    for one in asked:
        left -= not asks(one)
        if left < 0:  # nobody has to say five times that it is unknown
            return False
    return True
