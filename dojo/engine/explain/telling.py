"""How much a wrong answer tells: a guess, an empty text, a lone figure is how many mistakes end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from dojo.engine.base.nested import children, zip_leaves
from dojo.engine.base.questions import Asked
from dojo.engine.explain.agreement import same_leaf, says_enough

ENOUGH = 3
"""So many different things that a mistake has in common with a solution are no coincidence."""
_LONG = 8
"""Truth values of a pattern, or letters of a text, that tell enough by themselves."""


def told_by(answers: Iterable[tuple[Asked, object]]) -> int:
    """Count the different things that are wrong with some answers, each with the truth, up to what is enough."""
    outcomes = set()
    for asked, truth in answers:
        wrong = list(_outcomes(asked, truth))
        outcomes.update(wrong)
        if None in wrong or len(outcomes) >= ENOUGH:
            return ENOUGH
    return len(outcomes)


def _outcomes(asked: Asked, truth) -> Iterator[str | None]:
    """Name what is wrong with an answer; None for what tells enough by itself."""
    answer = asked.answer
    if asked.demand.error is not None or asked.question.is_gradient or answer.changed or asked.ran_on:
        yield None
    elif answer.raised is not None:
        yield answer.raised.name
    else:
        wrong = [yours for _, yours, due in zip_leaves(answer.value, truth) if not same_leaf(yours, due)]
        is_own = isinstance(asked.question.scenario, str)  # and no outcome of a judge's own scenario
        if not wrong:  # its dtype alone is another
            yield None
        for leaf in wrong:
            yield from (None,) if _tells_enough(leaf, is_own) else map(repr, np.unique(leaf).tolist())


def _tells_enough(leaf, is_own: bool) -> bool:
    if isinstance(leaf, str):
        return is_own and len(leaf) >= _LONG
    if not isinstance(leaf, (int, float, np.ndarray)):
        return children(leaf) is not None and (is_own or bool(children(leaf)))  # parts that are not those of the truth
    array = np.asarray(leaf)
    if array.dtype.kind in "iuf":
        return (is_own and type(leaf) is not int) or says_enough(array[np.isfinite(array)])
    return array.dtype.kind == "b" and array.size >= _LONG and bool(array.any() != array.all())
