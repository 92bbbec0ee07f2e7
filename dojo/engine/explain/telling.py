"""How much a wrong answer tells: a guess, an empty text, a lone figure is how many mistakes end."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dojo.engine.base.nested import zip_leaves
from dojo.engine.base.questions import Asked
from dojo.engine.explain.agreement import same_leaf, says_enough

_ENOUGH = 3
"""So many small things that a mistake has in common with a solution are no coincidence, or one large thing."""
_LONG = 8
"""Truth values of a pattern, or letters of a text, that tell enough."""


def tell_enough(answers: Iterable[tuple[Asked, object]]) -> bool:
    """Tell whether wrong answers, each with the truth, can be known again: no other mistake gives them by chance."""
    told = 0
    for asked, truth in answers:
        told += _told(asked, truth)
        if told >= _ENOUGH:
            return True
    return False


def _told(asked: Asked, truth) -> int:
    """Weigh what is wrong with an answer, from 1."""
    if asked.answer.changed or asked.ran_on:
        return _ENOUGH
    if asked.answer.raised is not None or asked.demand.error is not None:
        return 1
    wrong = [yours for _, yours, due in zip_leaves(asked.value, truth) if not same_leaf(yours, due)]
    is_own = isinstance(asked.question.scenario, str)  # and no verdict of a judge's in words
    return sum(_told_by(leaf, is_own) for leaf in wrong) if wrong else _ENOUGH  # its dtype alone is another


def _told_by(leaf, is_own: bool) -> int:
    if isinstance(leaf, str):
        return _ENOUGH if is_own and len(leaf) >= _LONG else 1
    array = np.asarray(leaf)
    if array.dtype.kind in "iuf":
        return _ENOUGH if says_enough(array[np.isfinite(array)]) else 1
    return _ENOUGH if array.dtype.kind == "b" and array.size >= _LONG and not _is_constant(array) else 1


def _is_constant(array: np.ndarray) -> bool:
    return bool(np.all(array == array.flat[0]))
