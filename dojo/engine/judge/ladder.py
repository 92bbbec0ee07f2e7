"""The ladder: questions that no author thought of, made of those that the tests ask.

Each is a question of a test with one thing changed (see `dojo.engine.judge.rungs`), and counts only where the model
solution and the references agree on it. A proof holds that all known ways agree there, too.
"""

from __future__ import annotations

import functools
import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from dojo.engine.base.nested import cast_floats
from dojo.engine.base.questions import Asked, Question
from dojo.engine.judge.rungs import RUNGS, Rung, allowed, differs, in_bytes, in_total, times, turned_round
from dojo.engine.process.again import called_again

_NO_SLOPE = frozenset({"zero", "inf", "nan", "rare", "again", "tiny", "small", "large", "huge", "apart", "same"})
"""Rungs at which a right function may have several slopes, or none."""
HEAVY = frozenset({"long", "front", "length"})
_LONG, _VAST, _LARGE = 5_000, 70_000, 300_000
"""How long an axis becomes, and how many entries an array has at most then."""


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
        Gives the question; None where nothing changes.
    """

    rung: str
    where: str
    names: tuple[str, ...]
    base: Asked
    change: Callable[[], Question | None]

    @property
    def key(self) -> tuple:
        """The same for all questions of a function that are changed in the same way."""
        return self.base.question.scenario, self.base.question.kind, self.where

    @functools.cached_property
    def question(self) -> Question | None:
        """What is asked."""
        return self.change()


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
        The axes that may be empty, beside those with a star, and those that may be long: ``*`` is the last of a batch,
        ``axis`` the one that a function works along.
    sloped : frozenset of str
        The functions whose gradients are judged.
    """

    words: dict[str, str]
    shapes: dict[str, dict[str, str]] = field(default_factory=dict)
    batch: str = ""
    long: str = ""
    sloped: frozenset[str] = frozenset()

    def judges(self, scenario: str | Callable, kind: str) -> bool:
        """Tell whether results of a function are judged, or its gradients."""
        return kind == "result" or scenario in self.sloped

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
        rungs = {name: allowed(self._word(base.question.scenario, name)) for name in named}
        if base.question.is_gradient:
            rungs = {name: found - _NO_SLOPE if "slope" in found else frozenset() for name, found in rungs.items()}
        for rung in RUNGS:
            needed = {rung.name} | ({"float32"} if rung.dtype is np.float32 else set())
            for group in _groups([name for name in named if needed <= rungs[name]]):
                yield _step(rung.name, rung.where.format(_listed(group)), group, base, _changed, rung, group, named)
        huge, tiny = ([name for name in named if {"apart", size} <= rungs[name]] for size in ("huge", "tiny"))
        for pair in ((a, b) for a, b in itertools.product(huge, tiny) if a != b):
            where = "with {} multiplied by about 1e130, and {} by 1e-130".format(*pair)
            yield _step("apart", where, pair, base, _apart, pair, named)
        kinds = {name: re.split("[+-]", self._word(base.question.scenario, name))[0] for name in named}
        alike = itertools.combinations([name for name in named if "same" in rungs[name]], 2)
        for pair in ((a, b) for a, b in alike if kinds[a] == kinds[b]):
            yield _step("same", "with the same array for {} and {}".format(*pair), pair, base, _same, pair, named)
        if again := [name for name in named if "again" in rungs[name]]:
            where = f"where it is called again, with {_listed(again)} turned round"
            yield Step("again", where, tuple(again), base, functools.partial(_again, base.question, again, named))
        yield from self._along_axes(base, named, axis, rungs)

    @functools.cached_property
    def _shapes_by_name(self) -> dict[str, str]:
        """The axes of arguments that have the same in all functions: an argument of a scenario may be named so, too."""
        named = [item for shapes in self.shapes.values() for item in shapes.items()]
        return {name: axes for name, axes in named if {other for n, other in named if n == name} == {axes}}

    def _word(self, scenario: str | Callable, name: str) -> str:
        if isinstance(scenario, str):
            return self.words.get(f"{scenario}.{name}", self.words.get(name, "fixed"))
        return self.words.get(f"{scenario.__name__}.{name}", "fixed")

    def _along_axes(self, base: Asked, named: dict, axis: int | None, rungs: dict) -> Iterator[Step]:
        """The questions in which an axis is empty, or long."""
        labels = [name for name in named if self._word(base.question.scenario, name).startswith("labels")]
        for token, along in self._axes(base.question.scenario, named, axis).items():
            for name, where, change in self._along(token):
                known = [name in rungs[n] for n in along]
                if any(known) and all(
                    is_due or named[n].dtype.kind != "f" for is_due, n in zip(known, along, strict=True)
                ):
                    yield _step(name, where, [*along], base, _stretched, change, along, named, labels)

    def _along(self, token: str) -> Iterator[tuple]:
        """What is done with an axis: the name of the rung, what is said, and the change of an array."""
        if token in ("*", *self.batch.split()):
            yield "empty", "with an empty batch", lambda a, axis: np.take(a, [], axis)
        if token in self.long.split():
            what = {"*": "batch", "axis": "axis"}.get(token, f"axis {token}")
            yield "long", f"with a long {what}", _tiled
            yield "long", f"with a long {what}, entry by entry, and labels in uint8", _repeated
            yield "front", f"with a long {what}, whose last entries are those here", _in_front

    def _axes(self, scenario: str | Callable, named: dict, axis: int | None) -> dict[str, dict[str, _Place]]:
        """For each axis that has a name, the arrays that have it, and where; ``*`` is the last axis of a batch."""
        shapes = self.shapes.get(scenario, {}) if isinstance(scenario, str) else self._shapes_by_name
        found: dict[str, dict[str, _Place]] = {}
        for name, value in named.items():
            if isinstance(value, np.ndarray) and name in shapes:
                for token, place in _places(shapes[name].replace("#", "").split(), value.ndim, axis).items():
                    token, more, _ = token.partition("+1")
                    found.setdefault(token, {})[name] = place, len(more) // 2
        return {token: _not_broadcast(along, named) for token, along in found.items()}


_Place = tuple[int, int]
"""An axis, and how many of its last entries are one more than the others have: of ``k+1`` one."""


def _step(rung: str, where: str, names: Iterable[str], base: Asked, change: Callable, *given) -> Step:
    """A step that changes arguments by their names."""

    def question() -> Question | None:
        named = change(*given)
        return None if named is None else _asking(base.question, named)

    return Step(rung, where, tuple(names), base, question)


def _asking(base: Question, named: dict[str, Any]) -> Question:
    """A question with other arguments, which are named in the order in which they are given."""
    args, kwargs = _given(base, named)
    return replace(base, args=args, kwargs=kwargs)


def _given(base: Question, named: dict[str, Any]) -> tuple[tuple, dict]:
    values = [*named.values()]
    return tuple(values[: len(base.args)]), dict(zip(base.kwargs, values[len(base.args) :], strict=True))


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


def _apart(pair: tuple[str, str], named: dict) -> dict | None:
    """Make one argument huge and another tiny."""
    new = {name: times(power)(named[name]) for name, power in zip(pair, (130, -130), strict=True)}
    return named | new if all(differs(named[name], value) for name, value in new.items()) else None


def _same(pair: tuple[str, str], named: dict) -> dict | None:
    """Give one array for two arguments."""
    first, second = (named[name] for name in pair)
    is_due = isinstance(first, np.ndarray) and isinstance(second, np.ndarray) and first.dtype == second.dtype
    return named | {pair[1]: first} if is_due and first.shape == second.shape else None


def _again(base: Question, names: list[str], named: dict) -> Question | None:
    """Ask twice, and look at the first result afterwards."""
    old = {name: named[name] for name in names}
    if not differs(old, new := turned_round(old)):
        return None
    args = base.scenario, _given(base, named), _given(base, named | new)
    return replace(base, scenario=called_again, args=args, kwargs={})


def _stretched(change: Callable, along: dict[str, _Place], named: dict, labels: list[str]) -> dict | None:
    """Change some arrays along an axis, as long as none becomes too large; labels count in what is in front."""
    longest = max((named[name].shape[place] - more for name, (place, more) in along.items()), default=0)
    if not longest:
        return None
    new = {name: _along_one(change, named[name], *place) for name, place in along.items()}
    if change is _in_front:
        new |= {name: _shifted(named[name], _VAST) for name in labels if name not in along}
    if change is _repeated:
        new |= {name: in_bytes(new[name]) for name in labels if name in along}
    return None if any(np.size(a) > _LARGE for a in new.values()) else named | new


def _along_one(change: Callable, a: np.ndarray, place: int, more: int) -> np.ndarray:
    """Change an array along an axis, but for its last entries; distributions still sum to 1."""
    head, last = np.split(a, [a.shape[place] - more], place)
    new, axes = np.concatenate([change(head, place), last], place), in_total(a)
    return (new / new.sum(axes, keepdims=True)).astype(a.dtype) if place in axes and new.size else new


def _shifted(labels, by: int):
    return labels.astype(np.int64) + by if isinstance(labels, np.ndarray) else labels


def _tiled(a: np.ndarray, place: int) -> np.ndarray:
    return np.concatenate([a] * -(-_LONG // a.shape[place]), place)


def _repeated(a: np.ndarray, place: int) -> np.ndarray:
    return np.repeat(a, -(-_LONG // a.shape[place]), place)


def _in_front(a: np.ndarray, place: int) -> np.ndarray:
    """Many of the first entry in front; of no weight, where they are a distribution's."""
    return np.concatenate([np.repeat(np.take(a, [0], place) * (place not in in_total(a)), _VAST, place), a], place)


def _places(tokens: list[str], ndim: int, axis: int | None) -> dict[str, int]:
    """The places of an array's axes by their names, counted from the end."""
    if tokens == ["..."]:
        free = [place for place in range(-ndim, 0) if axis is None or place % ndim != axis % ndim]
        return ({"*": free[-1]} if free else {}) | ({"axis": axis % ndim - ndim} if ndim and axis is not None else {})
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


def _not_broadcast(along: dict[str, _Place], named: dict) -> dict[str, _Place]:
    """Leave out an axis of size 1 that is stretched to another's."""
    sizes = {name: named[name].shape[place] - more for name, (place, more) in along.items()}
    return {name: place for name, place in along.items() if sizes[name] == max(sizes.values())}


def in_turns(steps: Iterable[Step]) -> list[Step]:
    """Shuffle some steps, always alike: one of each kind comes first, then a second of each, and so on.

    Rungs take turns among kinds, too: one has two kinds, another a kind for each pair of arguments.
    Of those that take time where a solution loops, there is one of each kind.
    """
    steps = list(steps)
    random.Random(0).shuffle(steps)
    turn = _turns(steps, lambda step: step.key)
    due = [step for step in steps if not turn[step] or step.rung not in HEAVY]
    of_rung = _turns(due, lambda step: (turn[step], *step.key[:2], step.rung))
    return sorted(due, key=lambda step: (turn[step], of_rung[step]))


def _turns(steps: Iterable[Step], group: Callable[[Step], tuple]) -> dict[Step, int]:
    """Count the steps of each group, from 0."""
    seen = Counter[tuple]()
    numbers = {}
    for step in steps:
        numbers[step] = seen[group(step)]
        seen[group(step)] += 1
    return numbers
