"""Known wrong solutions, and the words that explain them."""

from __future__ import annotations

import contextlib
import difflib
import functools
import inspect
import itertools
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import is_there, load_ours, load_variant


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution.

    Parameters
    ----------
    function : str
        What it is called in ``mistakes.py``.
    replaces : tuple of str
        The names of the model solution that it takes the place of.
    words : str
        What a learner who made it is told.
    given : tuple of (str, value)
        The parameter of one that is of a family.
    idea : str
        The misconception behind it, a name in ``reference/ideas.toml``; empty where its kata names none.
    made_of : tuple of str
        The two edits that it makes at once, where it makes two.
    """

    function: str
    replaces: tuple[str, ...]
    words: str
    given: tuple[tuple[str, object], ...] = ()
    idea: str = ""
    made_of: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``adds``, or ``adds[eps=1e-09]``."""
        values = (f"{name}={getattr(value, '__name__', value)}" for name, value in self.given)
        return f"{self.function}[{','.join(values)}]" if self.given else self.function

    @property
    def is_two(self) -> bool:
        """Tell whether it is two mistakes at once: made of two edits, or said to be."""
        return bool(self.made_of) or self.words.startswith("Two things")

    def of(self, wrong):
        """The function or class, with the value of its parameter where it is one of a family."""
        return functools.partial(wrong, **dict(self.given)) if self.given else wrong


FAULTS = "__faults__"
"""The name under which a ``mistakes.py`` holds what is wrong with its entries, a line each."""
IDEAS = "__ideas__"
"""The name under which a ``mistakes.py`` holds the idea of each mistake."""
COMMONEST = "__commonest__"
"""The name under which a ``mistakes.py`` holds its commonest edits."""
TINY = tuple(10.0**-n for n in (15, 12, 10, 9, 8, 7, 6, 5))
"""What beginners add so that nothing is divided by 0; where the first of them are lost in rounding, ``TINY[1:]``."""


def mistake(replaces: str, words: str, **family) -> Callable:
    """Mark a function or class of ``mistakes.py`` as a known wrong solution.

    Parameters
    ----------
    replaces : str
        Which name of the model solution it takes the place of.
    words : str
        One or two sentences: the idea that is missing, and how to repair it.
    **family : iterable
        A keyword parameter of the function, and the values that beginners give it: each makes a mistake.
    """

    def mark(wrong):
        text, name = " ".join(words.split()), wrong.__name__
        frame = sys._getframe(1)
        if hasattr(frame.f_globals.get(name), "__mistakes__"):
            where = f"{'/'.join(Path(frame.f_code.co_filename).parts[-4:])}:{frame.f_lineno}"
            frame.f_globals.setdefault(FAULTS, []).append(f"{where}: @mistake has the name of another mistake, {name}")
        idea = frame.f_globals.get(IDEAS, {}).get(name, "")
        wrong.__mistakes__ = [Mistake(name, (replaces,), text, given, idea) for given in each_of(family)]
        return wrong

    return mark


def ideas(**mistakes: str) -> None:
    """Say which misconception each mistake of a ``mistakes.py`` comes from; it stands once, at the head of the file.

    Parameters
    ----------
    **mistakes : str
        The name of an idea in ``reference/ideas.toml``, and the names of the mistakes that come from it, a blank apart.
        A mistake of `generics` has its idea by itself, and one of `both` that of its first edit, unless named here.
    """
    frame = sys._getframe(1)
    for idea, names in mistakes.items():
        for name in names.split():
            if name in frame.f_globals.setdefault(IDEAS, {}):
                where = f"{'/'.join(Path(frame.f_code.co_filename).parts[-4:])}:{frame.f_lineno}"
                frame.f_globals.setdefault(FAULTS, []).append(f"{where}: ideas(...) names {name} twice")
            frame.f_globals[IDEAS][name] = idea


def commonest(*names: str) -> None:
    """Name the edits of a ``mistakes.py`` that are made most: each is looked for beside each other one, too."""
    sys._getframe(1).f_globals[COMMONEST] = names


def each_of(family: Mapping[str, Iterable]) -> list[tuple[tuple[str, object], ...]]:
    """The parameter with each of its values; nothing, once, where a mistake is of no family."""
    return [((parameter, value),) for parameter, values in family.items() for value in values] or [()]


class Variants(Mapping):
    """The model solution with each of its mistakes, loaded when it is asked for.

    Parameters
    ----------
    place : KataFiles
        The kata.
    wrong : dict
        The function, class or edit that makes each mistake.
    commonest : sequence of str
        Those that are looked for beside each other one.
    """

    def __init__(self, place: KataFiles, wrong: dict[Mistake, object], commonest: Sequence[str] = ()):
        self._place, self._wrong, self._commonest = place, wrong, commonest
        self._loaded: dict[Mistake, object] = {}

    def __getitem__(self, mistake: Mistake):
        if mistake not in self._loaded:
            self._loaded[mistake] = self._load(mistake)
        return self._loaded[mistake]

    def __iter__(self):
        return iter(self._wrong)

    def __len__(self) -> int:
        return len(self._wrong)

    @contextlib.contextmanager
    def without(self, *mistakes: Mistake) -> Iterator[None]:
        """Inside, some mistakes are not on the list."""
        all_of_them = self._wrong
        self._wrong = {other: wrong for other, wrong in all_of_them.items() if other not in mistakes}
        try:
            yield
        finally:
            self._wrong = all_of_them

    def pairs(self) -> Variants:
        """Each of the commonest edits beside each other one that changes other places, with the words of the first."""
        edits = {m: edited for m, edited in self._wrong.items() if hasattr(edited, "beside") and not m.made_of}
        common = {m: edited for m, edited in edits.items() if m.function in self._commonest}
        both = {}
        for (one, edited), (other, its) in itertools.product(common.items(), edits.items()):
            if (together := edited.beside(one.given, its, other.given)) is not None:
                made = f"{one.name} beside {other.name}", tuple(dict.fromkeys((*one.replaces, *other.replaces)))
                both[Mistake(*made, one.words, idea=one.idea, made_of=(one.name, other.name))] = together
        pairs = Variants(self._place, both)
        pairs._loaded = self._loaded  # for as long as this lives
        return pairs

    def source(self, mistake: Mistake) -> str | None:
        """The text of an edited model solution; None for a mistake that is code."""
        wrong = self._wrong[mistake]
        return wrong.source(mistake.given) if hasattr(wrong, "source") else None

    def _load(self, mistake: Mistake):
        if (text := self.source(mistake)) is not None:
            return load_ours(self._place, self._place.name, text)
        return load_variant(self._place, dict.fromkeys(mistake.replaces, mistake.of(self._wrong[mistake])))


@functools.cache
def load_mistakes(place: KataFiles) -> Variants:
    """The mistakes of a kata, in the order of the file, each with its whole module.

    Raises
    ------
    LookupError
        Where one takes the place of a name that the model solution does not define, or edits what is not there, or
        where the file can't be read: a line for each, with file and number.
    """
    if not is_there(place.reference("mistakes")):
        return Variants(place, {})
    names, mistakes = vars(load_ours(place, place.name)), {}
    try:
        entries = vars(load_ours(place, "mistakes"))
    except Exception as error:  # whatever an author may have written
        raise LookupError(_unreadable(place, error)) from error
    faults = list(entries.get(FAULTS, ()))
    for wrong in entries.values():
        for mistake in getattr(wrong, "__mistakes__", ()):
            if unknown := [name for name in mistake.replaces if name not in names]:
                faults.append(_no_such_name(place, wrong, unknown[0], list(names)))
            mistakes[mistake] = wrong
    where, known = place.reference("mistakes").relative_to(place.course).as_posix(), {m.function for m in mistakes}
    for entry, named in (("ideas", {*entries.get(IDEAS, ())}), ("commonest", {*entries.get(COMMONEST, ())})):
        if strange := named - known:
            faults.append(f"{where}: {entry}(...) names no mistake of this file: {', '.join(sorted(strange))}")
    if faults:
        raise LookupError("\n".join(faults))
    return Variants(place, mistakes, entries.get(COMMONEST, ()))


def _unreadable(place: KataFiles, error: Exception) -> str:
    """Say where a ``mistakes.py`` fails as it is read, and how."""
    file = place.reference("mistakes")
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == str(file)]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else 1
    message = error.msg if isinstance(error, SyntaxError) else error
    return f"{file.relative_to(place.course).as_posix()}:{line}: {type(error).__name__}: {message}"


def _no_such_name(place: KataFiles, wrong, name: str, names: list[str]) -> str:
    where = f"{place.reference('mistakes').relative_to(place.course).as_posix()}:{inspect.getsourcelines(wrong)[1]}"
    near = "".join(f" Did you mean {like}?" for like in difflib.get_close_matches(name, names, n=1))
    return f'{where}: @mistake("{name}", ...), but the model solution {place.name}.py defines no {name}.{near}'
