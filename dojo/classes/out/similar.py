"""``similar.csv``: solutions that are much alike, for the teacher to look at. It is a note, and decides nothing.

Files that are the same, or the same but for layout and comments, are told whatever their length. Of others names are
taken off too. What is left of a solution is a row of signs, and each run of `_RUN` of them is a feature. What the stub
holds, what our own solutions of the kata hold, and what much of the class writes, do not tell where a solution is from.
Two solutions are told that have most of the other features in common.

The numbers were chosen on this course's own 730 solutions of 87 katas. Of 2756 pairs by different ways three are told:
a variant that is an edit of the model solution, and twice two textbooks that quote one tutorial. Copies had every local
name changed, comments and docstrings taken off, and none, 1, 2 or 4 statements edited: 91, 88, 87 and 82 % of them are
told. The others are short, and everybody writes them alike. (The features of copydetect find 91, 85, 80 and 71 %.)
"""

from __future__ import annotations

import builtins
import csv
import io
import itertools
import keyword
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dojo.base.files import KataFiles
from dojo.classes.intake.intake import Submission
from dojo.classes.out.text import in_csv
from dojo.classes.work.store import write
from dojo.course import stubs

FILE = "similar.csv"
COLUMNS = ("kata", "student", "like", "how")
_SAME, _SAME_BUT = "the same file", "the same but for layout and comments"
_RUN = 8
_FEATURES = 40
"""So many features two solutions share at least,"""
_SHARE = 0.6
"""and such a share of those of the one that has fewer."""
_FEW, _MANY = 4, 0.25
"""What more than so many students write, and more than such a share of the class, is common."""
_LONGEST = 2**16
"""Characters of a solution that are compared."""
_LAYOUT = {tokenize.NEWLINE: "\n", tokenize.INDENT: ">", tokenize.DEDENT: "<"}
_NO_WORDS = {tokenize.NL, tokenize.COMMENT, tokenize.ENCODING, tokenize.ENDMARKER}
_KEPT = {*keyword.kwlist, *dir(builtins)}
"""Names that a copy can't change; nor can it those after a dot."""


@dataclass(frozen=True)
class Alike:
    """Solutions of a kata: whose, whose else or which of ours, and how alike they are; several are apart by a ``;``."""

    kata: str
    student: str
    like: str
    how: str


class Program:
    """What of a solution is compared: its words, and the features of what stands for them.

    Parameters
    ----------
    text : str
        Python; of anything else, what can be read.
    """

    def __init__(self, text: str):
        self.text, lines = text, list(_lines(text[:_LONGEST]))
        self.words = [word for line in lines for word, _ in line]
        signs = [sign for line in lines for _, sign in line]
        self.features = {hash(tuple(signs[at : at + _RUN])) for at in range(len(signs) - _RUN + 1)}


def _lines(text: str) -> Iterator[list[tuple[str, str]]]:
    """The words of each line, and the signs that stand for them, without comments and docstrings."""
    line: list[tuple[str, str]] = []
    for word, sign in _words(text):
        line.append((word, sign))
        if sign == "\n":
            yield [] if [sign for _, sign in line if sign not in "<>\n"] == ['"'] else line
            line = []
    yield line


def _words(text: str) -> Iterator[tuple[str, str]]:
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in _NO_WORDS:
                word = _LAYOUT.get(token.type, token.string)
                yield word, _sign(token, word, before)
                before = word
    except (tokenize.TokenError, SyntaxError, ValueError):  # it is no Python from here on
        return


def _sign(token: tokenize.TokenInfo, word: str, before: str) -> str:
    if token.type == tokenize.NAME and before != "." and word not in _KEPT:
        return "v"
    return '"' if token.type == tokenize.STRING else word


def compare(places: list[KataFiles], submissions: list[Submission]) -> list[Alike]:
    """The solutions of a class that are much like another's, or like one of ours.

    Parameters
    ----------
    places : list of KataFiles
        The katas.
    submissions : list of Submission
        Of the whole class.
    """
    return [alike for place in places for alike in _of_kata(place, submissions)]


def _of_kata(place: KataFiles, submissions: list[Submission]) -> Iterator[Alike]:
    """Those who are like each other first, and what is like one of ours after them, a row for each of ours."""
    stub = _stub(place)
    handed_in = {s.student: _program(s.files.get(place.id, {})) for s in submissions}
    handed_in = {who: program for who, program in handed_in.items() if program.words not in ([], stub.words)}
    groups: dict[tuple[str, ...], list[str]] = {}
    for student, program in handed_in.items():
        groups.setdefault(tuple(program.words), []).append(student)
    for first, *others in (own for own in groups.values() if len(own) > 1):
        is_one_file = len({handed_in[student].text for student in (first, *others)}) == 1
        yield Alike(place.id, first, "; ".join(others), _SAME if is_one_file else _SAME_BUT)
    of_ours = _like_ours(handed_in, _ours(place), stub.features) if handed_in else {}
    yield from _pairs(place, {own[0]: handed_in[own[0]] for own in groups.values()}, handed_in, of_ours, stub.features)
    for name, found in of_ours.items():
        yield Alike(place.id, "; ".join(found), name, "; ".join(dict.fromkeys(found.values())))


def _pairs(place, one_of_each, handed_in, of_ours, stub: set[int]) -> Iterator[Alike]:
    """Two who are much alike and not the same, but where both are like one of ours."""
    common = stub | _common(handed_in)
    known = common.union(*(own.features for own in _ours(place).values())) if len(one_of_each) > 1 else common
    for (student, program), (other, its) in itertools.combinations(one_of_each.items(), 2):
        is_told = any(student in found and other in found for found in of_ours.values())
        if not is_told and (how := _how(program, its, known)):
            yield Alike(place.id, student, other, how)


def _ours(place: KataFiles) -> dict[str, Program]:
    ways = {file.stem: _read(file) for file in sorted(place.ways.glob("*.py"))}
    return {"the model solution": _read(place.reference(place.name))} | ways


def _like_ours(handed_in: dict[str, Program], ours: dict[str, Program], stub: set[int]) -> dict[str, dict[str, str]]:
    """Who is how like each of ours; what is like a book's is no news, unless it is our file."""
    found: dict[str, dict[str, str]] = {}
    held = Counter(feature for own in ours.values() for feature in own.features)
    for name, own in ours.items():
        known = stub | {feature for feature, count in held.items() if count > (feature in own.features)}
        for student, program in handed_in.items():
            is_ours = program.words == own.words and len(own.features - stub) >= _FEATURES
            how = _SAME_BUT if is_ours else _how(program, own, known)
            if is_ours or (how and not name.startswith("textbook_")):
                found.setdefault(name, {})[student] = how
    return found


def _common(handed_in: dict[str, Program]) -> set[int]:
    """The features that much of the class has."""
    held = Counter(feature for program in handed_in.values() for feature in program.features)
    return {feature for feature, count in held.items() if count > max(_FEW, _MANY * len(handed_in))}


def _how(one: Program, other: Program, known: set[int]) -> str:
    """How alike two programs of a kata are; nothing, where that may be chance: ``known`` features tell nothing."""
    shared = len((one.features & other.features) - known)
    if shared < _FEATURES:
        return ""
    share = shared / min(len(one.features - known), len(other.features - known))
    return f"{100 * share:.0f} %" if share >= _SHARE else ""


def _program(files: dict[str, bytes]) -> Program:
    """All Python that was handed in for a kata, as one."""
    return Program("\n".join(held.decode("utf-8", "replace") for name, held in files.items() if name.endswith(".py")))


def _stub(place: KataFiles) -> Program:
    """As it was shipped; that of a kata of one's own lies in its folder, if it still does."""
    file = place.solution(place.root / "katas")
    return Program(stubs.shipped(place) or (file.read_text(encoding="utf-8") if file.is_file() else ""))


def _read(file: Path) -> Program:
    return Program(file.read_text(encoding="utf-8"))


def write_table(folder: Path, found: list[Alike]) -> None:
    """Write what is alike into the folder of the results."""
    _write(folder, [(one.kata, in_csv(one.student), in_csv(one.like), one.how) for one in found])


def count(folder: Path) -> int:
    """How many rows a table has."""
    return len((folder / FILE).read_text(encoding="utf-8").splitlines()) - 1


def merge(folder: Path, parts: list[Path]) -> None:
    """Put the tables of the parts of a grading together: each compares the whole class."""
    files = [part / FILE for part in parts if (part / FILE).is_file()]
    rows = [tuple(row) for file in files for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8")))]
    _write(folder, [row for row in dict.fromkeys(rows) if row != COLUMNS])


def _write(folder: Path, rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
    write(folder / FILE, out.getvalue())
