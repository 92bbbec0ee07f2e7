"""Mistakes that are written as changes of the model solution's source."""

from __future__ import annotations

import ast
import contextlib
import functools
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from dojo.engine.base.importing import source_of
from dojo.engine.explain.generics import GENERICS
from dojo.engine.explain.mistakes import FAULTS, IDEAS, Mistake, each_of


@dataclass(frozen=True)
class Swap:
    """A place in a text, from its start to its end, and what is to stand there."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Edited:
    """The changes of a model solution, in the order of its file, and the mistakes that they make."""

    file: Path
    swaps: tuple[Swap, ...]
    __mistakes__: tuple[Mistake, ...] = ()

    def source(self, given: tuple[tuple[str, object], ...] = ()) -> str:
        """The text of the model solution with its mistake; with the parameter's value where it is one of a family."""
        return swapped(_text(self.file), self._filled(given))

    def beside(self, given: tuple, other: Edited, its: tuple) -> Edited | None:
        """Both changes at once, each with its parameter's value; None where they change one place."""
        swaps = sorted([*self._filled(given), *other._filled(its)], key=lambda swap: swap.start)
        return None if any(b.start < a.end for a, b in pairwise(swaps)) else Edited(self.file, tuple(swaps))

    def _filled(self, given: tuple) -> list[Swap]:
        return [Swap(swap.start, swap.end, _filled_in(swap.new, given)) for swap in self.swaps]


def swapped(text: str, swaps: Iterable[Swap]) -> str:
    """A text with other texts in some of its places."""
    for swap in sorted(swaps, key=lambda swap: swap.start, reverse=True):
        text = text[: swap.start] + swap.new + text[swap.end :]
    return text


def edit(name: str, words: str, *swaps: tuple, **family) -> None:
    """Know a mistake that changes some text of the model solution.

    Parameters
    ----------
    name : str
        What the mistake is called.
    words : str
        One or two sentences: the idea that is missing, and how to repair it.
    *swaps : tuple of (str, str) or (str, str, int)
        An old text and a new one, and how often the old one stands in the model solution where that is not once. Lines
        after the first of either are written as deep as they are below the line on which the old text begins.
    **family : iterable
        A name in the new texts, and the values that beginners write there: each makes a mistake.

    Raises
    ------
    LookupError
        When the file has been read: where an old text stands in the model solution more often, or less, where another
        mistake has the name, or where there are no words.
    """
    with _module(f'edit("{name}")') as module:
        module.know(name, words, [place for swap in swaps for place in module.places(*swap)], family)


def both(first: str, second: str, words: str) -> None:
    """Know a mistake that makes two edits at once; it is called after both.

    Parameters
    ----------
    first, second : str
        Edits of this file.
    words : str
        What is to be mended first, and what then.
    """
    with _module(f'both("{first}", "{second}")') as module:
        swaps = [*module.swaps_of(first), *module.swaps_of(second)]
        made = first, second
        module.know(f"{first}_and_{second}", words, swaps, {}, idea=module.idea_of(first), made_of=made)


def generics(function: str, *names: str, **words: str) -> None:
    """Know some of the mistakes that are made in every kata (`dojo.engine.explain.generics`).

    Parameters
    ----------
    function : str
        The function of the model solution that has them.
    *names : str
        Which of them.
    **words : str
        Others of them, with words of the kata's own.
    """
    for name, own_words in {**dict.fromkeys(names), **words}.items():
        with _module(f'generics("{function}")') as module:
            generic = module.generic(name)
            swaps = [Swap(*place) for place in generic.swaps(_text(module.file), *module.lines_of(function), function)]
            text = generic.words if own_words is None else own_words
            module.know(f"{function}_{name}", text, swaps, {}, (function,), generic.idea)


@contextlib.contextmanager
def _module(entry: str) -> Iterator[_Module]:
    """The ``mistakes.py`` that makes an entry; what is wrong with it is kept, so that the others are read, too."""
    frame = sys._getframe(3)
    module = _Module(frame.f_globals)
    try:
        yield module
    except LookupError as error:
        where = f"{'/'.join(module.file.parts[-4:-1])}/mistakes.py:{frame.f_lineno}"
        frame.f_globals.setdefault(FAULTS, []).append(f"{where}: {entry} {error}")


class _Module:
    """A ``mistakes.py`` that is being imported; a `LookupError` of its methods says what is wrong with an entry."""

    def __init__(self, names: dict):
        self._names = names
        folder = Path(names["__file__"]).parent
        self.file = folder / f"{folder.name.partition('_')[2]}.py"

    def generic(self, name: str):
        """One of the mistakes that are made in every kata."""
        if name not in GENERICS:
            raise LookupError(f"names no {name}; there are {', '.join(GENERICS)}")
        return GENERICS[name]

    def idea_of(self, name: str) -> str:
        """The idea that the head of the file names for a mistake."""
        return self._names.get(IDEAS, {}).get(name, "")

    def know(
        self,
        name: str,
        words: str,
        places: Iterable[Swap],
        family: dict,
        replaces: tuple[str, ...] = (),
        idea: str = "",
        made_of: tuple[str, ...] = (),
    ) -> None:
        """Add a mistake under its name, for each value of its family; the file's head may give it another idea."""
        if not words.strip():
            raise LookupError("has no words")
        if hasattr(self._names.get(name), "__mistakes__"):
            raise LookupError(f"has the name of another mistake, {name}")
        swaps = tuple(sorted(places, key=lambda swap: swap.start))
        if clash := next((b for a, b in pairwise(swaps) if b.start < a.end), None):
            raise LookupError(f"changes {_text(self.file)[clash.start : clash.end]!r} twice")
        where = replaces or tuple(dict.fromkeys(defined for swap in swaps for defined in self._defined_at(swap.start)))
        text, idea = " ".join(words.split()), self.idea_of(name) or idea
        mistakes = tuple(Mistake(name, where, text, given, idea, made_of) for given in each_of(family))
        self._names[name] = Edited(self.file, swaps, mistakes)

    def places(self, old: str, new: str, count: int = 1) -> list[Swap]:
        """Find the places of a text in the model solution."""
        swaps = list(_swaps(_text(self.file), old, new))
        if len(swaps) != count:
            often = {0: "not there", 1: "there once"}.get(len(swaps), f"there {len(swaps)} times")
            wanted = "once" if count == 1 else f"{count} times"
            raise LookupError(f"changes {old!r}, which is {often} in {self.file.name}, and should be {wanted}")
        return swaps

    def swaps_of(self, name: str) -> tuple[Swap, ...]:
        """The changes that an edit of this file makes."""
        if not isinstance(edited := self._names.get(name), Edited):
            raise LookupError(f"names {name}, which is no edit above it")
        return edited.swaps

    def lines_of(self, function: str) -> tuple[int, int]:
        """Find where the text of a function begins and ends."""
        places = [(start, end) for start, end, names in _definitions(_text(self.file)) if function in names]
        if not places:
            raise LookupError(f"names nothing that {self.file.name} defines")
        return places[-1]

    def _defined_at(self, place: int) -> tuple[str, ...]:
        return next((n for start, end, n in _definitions(_text(self.file)) if start <= place < end), ())


def _text(file: Path) -> str:
    return source_of(file).decode("utf-8")


@functools.lru_cache(4)
def _definitions(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """The definitions of a module: where each begins and ends, and the names that it defines."""
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    definitions = []
    for node in ast.parse(text).body:
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        names = [node.name] if hasattr(node, "name") else [t.id for t in targets if isinstance(t, ast.Name)]
        definitions.append((starts[first - 1], starts[node.end_lineno or first], tuple(names)))
    return definitions


def _swaps(text: str, old: str, new: str) -> Iterator[Swap]:
    """The places of an old text, with the new one as deep as each."""
    first = old.partition("\n")[0]
    start = text.find(first) if first else -1
    while start >= 0:
        line = text[text.rfind("\n", 0, start) + 1 :]
        depth = line[: len(line) - len(line.lstrip())]
        deep = old.replace("\n", f"\n{depth}")
        if text.startswith(deep, start):
            yield Swap(start, start + len(deep), new.replace("\n", f"\n{depth}"))
        start = text.find(first, start + len(first))


def _filled_in(new: str, given: tuple[tuple[str, object], ...]) -> str:
    """A new text with the value of its parameter."""
    for name, value in given:
        written = getattr(value, "__name__", repr(value)).replace("\\", r"\\")
        new = re.sub(rf"\b{name}\b", written, new)
    return new
