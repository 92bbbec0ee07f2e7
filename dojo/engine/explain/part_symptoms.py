"""Which parts of a result are right."""

from __future__ import annotations

from dojo.engine.base.nested import children, written, zip_leaves
from dojo.engine.explain.agreement import same_leaf

_NAMED = 3
"""So many parts are named."""


def part_symptoms(yours, expected, at: str) -> str | None:
    """Say which parts of a result are wrong, where some are right.

    Parameters
    ----------
    yours, expected
        The two results.
    at : str
        The part where they part: where it is as good as right, nothing is said.
    """
    parts = zip_leaves(yours, expected)
    is_clear = any(path == at and not _are_same(mine, due) for path, mine, due in parts)
    return _of_parts(yours, expected, "") if is_clear else None


def _of_parts(yours, expected, path: str) -> str | None:
    """The innermost, where one part holds all that is wrong."""
    mine, due = (dict(children(tree) or ()) for tree in (yours, expected))
    if not mine or mine.keys() != due.keys():
        return None
    paths = {key: f"{path}[{written(key)}]" for key in mine}
    wrong = [key for key in mine if not _are_same(mine[key], due[key])]
    right = [paths[key] for key in mine if key not in wrong]
    inner = _of_parts(mine[wrong[0]], due[wrong[0]], paths[wrong[0]]) if len(wrong) == 1 else None
    if inner or not right:
        return inner
    if len(wrong) <= _NAMED:
        return f"Only {_listed([paths[key] for key in wrong])} wrong: all else is right."
    return f"Only {_listed(right)} right: all else is wrong." if len(right) <= _NAMED and not path else None


def _listed(paths: list[str]) -> str:
    together = " and ".join(filter(None, (", ".join(paths[:-1]), paths[-1])))
    return f"{together} {'is' if len(paths) == 1 else 'are'}"


def _are_same(yours, expected) -> bool:
    parts = list(zip_leaves(yours, expected))
    return all(children(mine) is None and children(due) is None and same_leaf(mine, due) for _, mine, due in parts)
