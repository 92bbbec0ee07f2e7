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
    wrong = [path for path, mine, due in parts if not _are_same(mine, due)]
    if at not in wrong or len(parts) < 2:
        return
    if len(wrong) == 1:
        yield _only([at], "wrong", len(parts) - 1)
    yield from _of_children(yours, expected, "")


def _of_children(yours, expected, path: str) -> Iterator[str]:
    """What is sure of the outermost parts of which some are right, or of those within the only part."""
    mine, due = (dict(children(tree) or ()) for tree in (yours, expected))
    if not mine or mine.keys() != due.keys():
        return
    paths = {key: f"{path}[{written(key)}]" for key in mine}
    wrong = [key for key in mine if not _are_same(mine[key], due[key])]
    if len(mine) == 1:
        yield from _of_children(*mine.values(), *due.values(), path=paths[wrong[0]])
        return
    yield from (f"{paths[i]} and {paths[j]} have changed places." for i, j in _swapped(mine, due, wrong))
    yield from (f"{paths[i]} is what {paths[j]} should be." for i, j in _copied(mine, due, wrong))
    right = [key for key in mine if key not in wrong]
    if isinstance(yours, list) and right and wrong == list(mine)[len(right) :] and len(right) > 1:
        yield f"All is right up to {paths[right[-1]]}, and wrong from {paths[wrong[0]]} on: what differs from then on?"
    if right and len(wrong) <= _NAMED:
        yield _only([paths[key] for key in wrong], "wrong", len(right))
    elif right and len(right) <= _NAMED:
        yield _only([paths[key] for key in right], "right", len(wrong))


def _only(paths: list[str], what: str, others: int) -> str:
    rest = {"wrong": "right", "right": "wrong"}[what]
    are = "is" if len(paths) == 1 else "are"
    return f"Only {_listed(paths)} {are} {what}: {_counted(others)} {rest}."


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _counted(others: int) -> str:
    return "the other part is" if others == 1 else f"the other {others} parts are"


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
