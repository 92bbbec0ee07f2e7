"""Facts read off a text, or off names, beside the right ones."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator
from itertools import accumulate

from dojo.engine.truth.compare import Difference

_NAMED = 6
"""So many names that differ are told."""


def are_texts(value) -> bool:
    """Tell whether a value is a list of texts."""
    return isinstance(value, list) and len(value) > 0 and all(isinstance(entry, str) for entry in value)


def name_symptoms(yours: Collection, expected: Collection) -> Iterator[str]:
    """Say which names two dicts or sets have not in common."""
    for some, others, words in ((expected, yours, "Missing"), (yours, expected, "Too many")):
        if names := [str(name) for name in some if name not in others]:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield f"{words}: {', '.join(names[:_NAMED])}{more}."


def text_symptoms(yours: str, expected: str) -> Iterator[str]:
    """Say what two texts have in common."""
    mine, due = (re.findall(r"\d+\.\d+|\w+", text) for text in (yours, expected))
    if not yours:
        yield "There is no text at all."
    elif yours.count("\ufffd") > expected.count("\ufffd"):
        yield "A character is split: it has several bytes, and not all came together. Join all bytes, then decode once."
    elif yours.split() == expected.split():
        yield "The words are right, the spaces are not."
    elif yours.casefold() == expected.casefold():
        yield "Only upper and lower case differ."
    elif mine == due:
        yield "The words are right, the characters between them are not."
    elif sorted(mine) == sorted(due):
        yield "The words are right, but in the wrong order."
    elif len(due) > 1 and set(mine) < set(due):
        yield f"Missing: {', '.join(word for word in dict.fromkeys(due) if word not in mine)}."
    elif mine and set(due) < set(mine):
        yield f"Too many: {', '.join(word for word in dict.fromkeys(mine) if word not in due)}."
    elif len(due) > 1 and set(mine) & set(due):
        wrong = [(a, b) for a, b in zip(mine, due, strict=False) if a != b]
        if len(mine) == len(due):
            yield f"There is {wrong[0][0]} where {wrong[0][1]} is expected."


def counts(apart: Difference, value) -> list[str]:
    """Say by what a number of parameters is wrong: by the names whose shapes stand beside it."""
    if not isinstance(value, dict) or {type(apart.yours), type(apart.expected)} != {int}:
        return []
    if not any(apart.path == f"[{name!r}]" for name in value):
        return []  # a shape that is wrong itself
    sizes = {name: math.prod(shape) for name, shape in value.items() if isinstance(shape, list)}
    for name in list(sizes):
        for part in accumulate(name.split(".")[:-1], "{}.{}".format):
            sizes[part] = sizes.get(part, 0) + math.prod(value[name])
    more = apart.yours - apart.expected
    names = [name for name, size in sizes.items() if size == abs(more)]
    if not names:
        return []
    name = names[-1]
    if more > 0:
        return [f"{more} too many: as many as {name} has. Is it a copy, where the same array is due in two places?"]
    return [f"{-more} are missing: as many as {name} has. Is one object used in two places, where each is due its own?"]
