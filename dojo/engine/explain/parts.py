"""The parts of a result, each judged as if all the others were right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from dojo.engine.base.nested import children, written
from dojo.engine.base.questions import Asked
from dojo.engine.truth.references import NoAnswer, References

CHANGED = "changed"
"""In place of a path: what it wrote into its inputs."""
_MOST = 24
"""A result of more parts than this is judged as a whole."""


def wrong_parts(asked: Asked, references: References) -> dict[str, Asked]:
    """The parts of an answer that are wrong, by their paths; all of it, ``""``, where it has no parts.

    Parameters
    ----------
    asked : Asked
        What was answered.
    references : References
        What is right: it stands in the places of all other parts.
    """
    if not references.is_wrong(asked):
        return {}
    try:
        parts = list(islice(_parts(asked, references), _MOST + 1))
    except NoAnswer:
        parts = []
    if not 1 < len(parts) <= _MOST:
        return {"": asked}
    return {path: part for path, part in parts if references.is_wrong(part)} or {"": asked}


def is_within(path: str, paths: Iterable[str]) -> bool:
    """Tell whether a part is one of some parts, lies in one of them, or holds one."""
    return path in paths or any(
        CHANGED not in (path, one) and (path.startswith(one) or one.startswith(path)) for one in paths
    )


def _parts(asked: Asked, references: References) -> Iterator[tuple[str, Asked]]:
    demand, answer = asked.demand, asked.answer
    if demand.error or answer.raised or asked.ran_on:
        return
    right = references.right(asked)
    if answer.changed:
        yield CHANGED, replace(asked, answer=replace(answer, value=right))
    for path, value in [("", answer.value)] if demand.figure else _split(answer.value, right):
        yield path, replace(asked, answer=replace(answer, value=value, changed=()))


def _split(yours, right, path: str = "") -> Iterator[tuple]:
    """List the path of each part of a result, and the right result with this part of yours."""
    mine, due = children(yours), children(right)
    if not mine or due is None or {k for k, _ in mine} != {k for k, _ in due} or not isinstance(right, (dict, list)):
        yield path, yours
        return
    rest = dict(due)
    for key, part in mine:
        for inner, mixed in _split(part, rest[key], f"{path}[{written(key)}]"):
            values = {**rest, key: mixed}
            yield inner, values if isinstance(right, dict) else [values[i] for i in range(len(right))]
