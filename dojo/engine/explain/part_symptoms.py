"""Facts read off a result of several parts: which are right, and which have changed places."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dojo.engine.base.nested import children, leaves, written, zip_leaves
from dojo.engine.explain.agreement import same_leaf, says_enough

_NAMED = 3
"""So many parts are named."""


def part_symptoms(yours, expected, at: str) -> Iterator[str]:
    """Say which parts of a result are wrong, where some are right; the most telling first.

    Parameters
    ----------
    yours, expected
        The two results.
    at : str
        The part where they part: nothing is said that does not hold for it.
    """
    parts = list(zip_leaves(yours, expected))
    if any(path == at and not _are_same(mine, due) for path, mine, due in parts):
        yield from _of_children(yours, expected, "")


def _of_children(yours, expected, path: str) -> Iterator[str]:
    """What is sure of the parts of one that is the only wrong one, the innermost first."""
    mine, due = (dict(children(tree) or ()) for tree in (yours, expected))
    if not mine or mine.keys() != due.keys():
        return
    paths = {key: f"{path}[{written(key)}]" for key in mine}
    wrong = [key for key in mine if not _are_same(mine[key], due[key])]
    right = [key for key in mine if key not in wrong]
    if len(wrong) == 1:
        yield from _of_children(mine[wrong[0]], due[wrong[0]], paths[wrong[0]])
    yield from (f"{paths[i]} and {paths[j]} have changed places." for i, j in _swapped(mine, due, wrong))
    yield from (f"{paths[i]} is what {paths[j]} should be." for i, j in _copied(mine, due, wrong))
    if isinstance(yours, list) and len(right) > 1 < len(wrong) and wrong == list(mine)[len(right) :]:
        yield f"All is right up to {paths[right[-1]]}, and wrong from {paths[wrong[0]]} on: what differs from then on?"
    if right and len(wrong) <= _NAMED:
        yield f"Only {_listed([paths[key] for key in wrong])} wrong: all else is right."
    elif right and len(right) <= _NAMED and not path:
        yield f"Only {_listed([paths[key] for key in right])} right: all else is wrong."


def _listed(paths: list[str]) -> str:
    together = " and ".join(filter(None, (", ".join(paths[:-1]), paths[-1])))
    return f"{together} {'is' if len(paths) == 1 else 'are'}"


def _swapped(mine: dict, due: dict, wrong: list) -> list[tuple]:
    """The pairs of wrong parts each of which is what the other should be."""
    return [(i, j) for i, j in _copied(mine, due, wrong) if j in wrong[wrong.index(i) :] and _are_same(mine[j], due[i])]


def _copied(mine: dict, due: dict, wrong: list) -> Iterator[tuple]:
    """Wrong parts, each with another part whose right result it is, if that can be known again."""
    for i in wrong:
        for j in mine:
            if i != j and _are_same(mine[i], due[j]) and _can_be_known(mine[i]):
                yield i, j


def _can_be_known(tree) -> bool:
    numbers = [np.ravel(leaf) for leaf in leaves(tree) if isinstance(leaf, (int, float, np.ndarray))]
    return bool(numbers) and says_enough(np.concatenate(numbers))


def _are_same(yours, expected) -> bool:
    parts = list(zip_leaves(yours, expected))
    return all(children(mine) is None and children(due) is None and same_leaf(mine, due) for _, mine, due in parts)
