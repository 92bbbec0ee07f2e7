"""The ladder: questions that no author thought of, made of those that the tests ask.

Each is a question of a test with one thing changed (see `dojo.engine.judge.rungs`), and counts only where the model
solution and the references agree on it. A proof holds that all known ways agree there, too.
"""

from __future__ import annotations

import functools
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from dojo.engine.base.nested import cast_floats
from dojo.engine.base.questions import Asked, Question
from dojo.engine.judge.rungs import RUNGS, TIMES, Rung, allowed, differs

_LARGE = 20_000
"""Entries that an array has at most where an axis is long."""


@dataclass(frozen=True, eq=False)
class Step:
    """A rung, and the arguments or the axis that it changes.

    Parameters
    ----------
    rung : str
        Its name.
    where : str
        What is said of it, after "only".
    names : tuple of str
        The arguments that it changes.
    base : Asked
        The question of a test that is changed, and its demand.
    change : callable
        Gives the arguments by name, changed; None where nothing changes.
    """

    rung: str
    where: str
    names: tuple[str, ...]
    base: Asked
    change: Callable[[], dict[str, Any] | None]

    @property
    def key(self) -> tuple:
        """The same for all questions of a function that are changed in the same way."""
        return self.base.question.scenario, self.base.question.kind, self.where

    @functools.cached_property
    def question(self) -> Question | None:
        """What is asked."""
        if (named := self.change()) is None:
            return None
        base, values = self.base.question, list(named.values())
        given = dict(zip(base.kwargs, values[len(base.args) :], strict=True))
        return replace(base, args=tuple(values[: len(base.args)]), kwargs=given)


@dataclass(frozen=True)
class Ladder:
    """What the arguments of a kata may be, and which of their axes are a batch or may be long.

    Parameters
    ----------
    words : dict of str to str
        A word for an argument of a function, by its name, or of one function or scenario, by ``function.argument``;
        what has none stays as it is.
    shapes : dict of str to dict
        For each function of the stub the axes of its arguments, as it names them: ``{"matvec": {"x": "*batch n"}}``.
    batch, long : str
        The axes that may be empty, beside those with a star, and those that may be long.
    """

    words: dict[str, str]
    shapes: dict[str, dict[str, str]] = field(default_factory=dict)
    batch: str = ""
    long: str = ""

    def steps(self, base: Asked, named: dict[str, Any], axis: int | None = None) -> Iterator[Step]:
        """The questions that are made of one.

        Parameters
        ----------
        base : Asked
            The question of a test.
        named : dict
            Its arguments by name, those by place first.
        axis : int, optional
            The axis that the function works along, which is no batch.
        """
        rungs = {name: self._allowed(base.question.scenario, name) for name in named}
        for rung in RUNGS:
            needed = {rung.name} | ({"float32"} if rung.dtype is np.float32 else set())
            for group in _groups([name for name in named if needed <= rungs[name]]):
                where = rung.where.format(_listed(group))
                yield Step(rung.name, where, tuple(group), base, functools.partial(_changed, rung, group, named))
        floats = {name for name, value in named.items() if isinstance(value, np.ndarray) and value.dtype.kind == "f"}
        for token, along in self._axes(base.question.scenario, named, axis).items():
            for name, where, change in self._along(token):
                if all(name in rungs[n] or n not in floats for n in along):
                    yield Step(name, where, tuple(along), base, functools.partial(_stretched, change, along, named))

    def _allowed(self, scenario: str | Callable, name: str) -> frozenset[str]:
        if isinstance(scenario, str):
            return allowed(self.words.get(f"{scenario}.{name}", self.words.get(name, "fixed")))
        return allowed(self.words.get(f"{scenario.__name__}.{name}", "fixed"))

    def _along(self, token: str) -> Iterator[tuple]:
        """What is done with an axis: the name of the rung, what is said, and the change of an array."""
        if token in ("*", *self.batch.split()):
            yield "empty", "with an empty batch", lambda a, axis: np.take(a, [], axis)
        if token in self.long.split():
            longer = f"with the axis {token} {TIMES:,} times as long"
            yield "long", longer, lambda a, axis: np.concatenate([a] * TIMES, axis)
            yield "long", f"{longer}, entry by entry", lambda a, axis: np.repeat(a, TIMES, axis)

    def _axes(self, scenario: str | Callable, named: dict, axis: int | None) -> dict[str, dict[str, int]]:
        """For each axis that has a name, the arrays that have it, and where; ``*`` is the last axis of a batch."""
        shapes = self.shapes.get(scenario, {}) if isinstance(scenario, str) else {}
        found: dict[str, dict[str, int]] = {}
        for name, value in named.items():
            if isinstance(value, np.ndarray) and name in shapes:
                for token, place in _places(shapes[name].replace("#", "").split(), value.ndim, axis).items():
                    found.setdefault(token, {})[name] = place
        return {token: _not_broadcast(along, named) for token, along in found.items()}


def _groups(names: list[str]) -> list[list[str]]:
    """All arguments at once, and each alone."""
    return [names] * bool(names) + [[name] for name in names] * (len(names) > 1)


def _listed(names: list[str]) -> str:
    """Names as a sentence has them."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _changed(rung: Rung, group: list[str], named: dict) -> dict | None:
    """Change some arguments by a rung."""
    before = named if rung.dtype is None else cast_floats(named, rung.dtype)
    old = {name: before[name] for name in group}
    new = rung.change(old)
    return before | new if differs(old, new) else None


def _stretched(change: Callable, along: dict[str, int], named: dict) -> dict | None:
    """Change some arrays along an axis, as long as none becomes so large that a loop over it takes seconds."""
    new = {name: change(named[name], place) for name, place in along.items()}
    return None if any(a.size > _LARGE for a in new.values()) else named | new


def _places(tokens: list[str], ndim: int, axis: int | None) -> dict[str, int]:
    """The places of an array's axes by their names, counted from the end."""
    if tokens == ["..."]:
        free = [place for place in range(-ndim, 0) if axis is None or place % ndim != axis % ndim]
        return {"*": free[-1]} if free else {}
    star = next((i for i, token in enumerate(tokens) if token.startswith(("*", "..."))), None)
    others = len(tokens) - (star is not None)
    if ndim < others or (star is None and ndim != others):
        return {}  # the function takes other shapes, too
    if star is None:
        return {token: i - ndim for i, token in enumerate(tokens)}
    after = tokens[star + 1 :]
    places = {token: i - ndim for i, token in enumerate(tokens[:star])}
    places |= {token: i - len(after) for i, token in enumerate(after)}
    return places | ({"*": -len(after) - 1} if ndim > others else {})


def _not_broadcast(along: dict[str, int], named: dict) -> dict[str, int]:
    """Leave out an axis of size 1 that is stretched to another's."""
    sizes = {name: named[name].shape[place] for name, place in along.items()}
    return {name: place for name, place in along.items() if sizes[name] == max(sizes.values())}


def in_turns(steps: Iterable[Step]) -> list[Step]:
    """Shuffle some steps, always alike: one of each kind comes first, then a second of each, and so on."""
    steps, turns, turn = list(steps), Counter[tuple](), {}
    random.Random(0).shuffle(steps)
    for step in steps:
        turn[step] = turns[step.key]
        turns[step.key] += 1
    return sorted(steps, key=turn.__getitem__)
