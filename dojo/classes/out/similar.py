"""``similar.csv``: solutions that are much alike, for the teacher to look at. It is a note, and decides nothing.

Files that are the same, or the same but for layout and comments, are told whatever their length: no formatter changes
what is left of the syntax tree. Of others names are taken off too. What is left of a solution is a row of signs, and
each run of `_RUN` of them is a feature. What the stub holds, what our own solutions of the kata hold, and what much of
the class writes, do not tell where a solution is from. Two solutions are told that have most of the other features in
common.

The numbers were chosen on this course's own 730 solutions of 87 katas. Of 2756 pairs by different ways three are told:
a variant that is an edit of the model solution, and twice two textbooks that quote one tutorial. Copies had every local
name changed, comments and docstrings taken off, and none, 1, 2 or 4 statements edited: 91, 88, 87 and 82 % of them are
told. The others are short, and everybody writes them alike. (The features of copydetect find 91, 85, 80 and 71 %.)
"""

from __future__ import annotations

import ast
import builtins
import csv
import io
import itertools
import keyword
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from dojo.classes.intake.intake import Submission
from dojo.classes.out.tables import table
from dojo.classes.work.store import write
from dojo.course import stubs
from dojo.engine.base.files import KataFiles

FILE = "similar.csv"
COLUMNS = ("kata", "student", "like", "how")
_SAME, _SAME_BUT = "the same file", "the same but for layout and comments"
_RUN = 8
_FEATURES = 40
"""So many features two solutions share at least,"""
_SHARE = 0.6
"""and such a share of those of the one that has fewer."""
_FEW, _MANY = 4, 0.25
"""Features that more students have than so many, and than such a share of the class, are common."""
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
    """A solution as it is compared: its essence, and the features of the signs that stand for its words.

    Parameters
    ----------
    text : str
        Python; of anything else, what can be read.
    """

    def __init__(self, text: str):
        self.text, self.essence = text, _essence(text[:_LONGEST])
        signs = [sign for line in _lines(text[:_LONGEST]) for sign in line]
        self.features = {hash(tuple(signs[at : at + _RUN])) for at in range(len(signs) - _RUN + 1)}


def _essence(text: str) -> str:
    """Return what no formatter changes: the syntax tree without docstrings; of what is no Python, the text itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.dump(_WithoutStrings().visit(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # it is none, or nested too deep
        return text


class _WithoutStrings(ast.NodeTransformer):
    """Leaves out the statements that are a string, as docstrings are."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        is_string = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if is_string else node


def _lines(text: str) -> Iterator[list[str]]:
    """Yield the signs of each line, without comments and docstrings."""
    line: list[str] = []
    for sign in _signs(text):
        line.append(sign)
        if sign == "\n":
            yield [] if [sign for sign in line if sign not in "<>\n"] == ['"'] else line
            line = []
    yield line


def _signs(text: str) -> Iterator[str]:
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in _NO_WORDS:
                word = _LAYOUT.get(token.type, token.string)
                yield _sign(token, word, before)
                before = word
    except (tokenize.TokenError, SyntaxError, ValueError):  # it is no Python from here on
        return


def _sign(token: tokenize.TokenInfo, word: str, before: str) -> str:
    if token.type == tokenize.NAME and before != "." and word not in _KEPT:
        return "v"
    return '"' if token.type == tokenize.STRING else word


def compare(places: list[KataFiles], submissions: list[Submission]) -> list[Alike]:
    """List the solutions of a class that are much like another's, or like one of ours.

    Parameters
    ----------
    places : list of KataFiles
        The katas.
    submissions : list of Submission
        Of the whole class.
    """
    return [alike for place in places for alike in _of_kata(place, submissions)]


def _of_kata(place: KataFiles, submissions: list[Submission]) -> Iterator[Alike]:
    """Yield those who are like each other first, and who is like one of ours after them, a row for each of ours."""
    stub, nothing = _stub(place), Program("")
    handed_in = {submission.student: _program(submission.files.get(place.id, {})) for submission in submissions}
    handed_in = {who: each for who, each in handed_in.items() if each.essence not in (nothing.essence, stub.essence)}
    if not handed_in:
        return
    groups: dict[str, list[str]] = {}
    for student, program in handed_in.items():
        groups.setdefault(program.essence, []).append(student)
    for first, *others in groups.values():
        if others:
            is_one_file = len({handed_in[student].text for student in (first, *others)}) == 1
            yield Alike(place.id, first, "; ".join(others), _SAME if is_one_file else _SAME_BUT)
    ours = _ours(place)
    like_ours = _like_ours(handed_in, ours, stub.features)
    common = stub.features.union(_common(handed_in), *(program.features for program in ours.values()))
    for student, other in itertools.combinations((first for first, *_ in groups.values()), 2):
        are_listed = any(student in students and other in students for students in like_ours.values())
        if not are_listed and (how := _how(handed_in[student], handed_in[other], common)):
            yield Alike(place.id, student, other, how)
    for name, students in like_ours.items():
        yield Alike(place.id, "; ".join(students), name, "; ".join(dict.fromkeys(students.values())))


def _ours(place: KataFiles) -> dict[str, Program]:
    ways = {file.stem: _read(file) for file in sorted(place.ways.glob("*.py"))}
    return {"the model solution": _read(place.reference(place.name))} | ways


def _like_ours(handed_in: dict[str, Program], ours: dict[str, Program], stub: set[int]) -> dict[str, dict[str, str]]:
    """Say who is how like each of ours; what is like a book's is no news, unless it is our file."""
    like: dict[str, dict[str, str]] = {}
    held = Counter(feature for program in ours.values() for feature in program.features)
    for name, our in ours.items():
        common = stub | {feature for feature, count in held.items() if count > (feature in our.features)}
        for student, program in handed_in.items():
            is_ours = program.essence == our.essence and len(our.features - stub) >= _FEATURES
            how = _SAME_BUT if is_ours else _how(program, our, common)
            if is_ours or (how and not name.startswith("textbook_")):
                like.setdefault(name, {})[student] = how
    return like


def _common(handed_in: dict[str, Program]) -> set[int]:
    """Collect the features that much of the class has."""
    held = Counter(feature for program in handed_in.values() for feature in program.features)
    return {feature for feature, count in held.items() if count > max(_FEW, _MANY * len(handed_in))}


def _how(first: Program, second: Program, common: set[int]) -> str:
    """Say how alike two programs of a kata are; nothing, where that may be chance: ``common`` features don't count."""
    shared = len((first.features & second.features) - common)
    if shared < _FEATURES:
        return ""
    share = shared / min(len(first.features - common), len(second.features - common))
    return f"{100 * share:.0f} %" if share >= _SHARE else ""


def _program(files: dict[str, bytes]) -> Program:
    """Read all Python that was handed in for a kata, as one."""
    return Program("\n".join(held.decode("utf-8", "replace") for name, held in files.items() if name.endswith(".py")))


def _stub(place: KataFiles) -> Program:
    """Read the stub as it was shipped; that of a kata of one's own lies in its folder, if it still does."""
    file = place.solution(place.root / "katas")
    return Program(stubs.shipped(place) or (file.read_text(encoding="utf-8") if file.is_file() else ""))


def _read(file: Path) -> Program:
    return Program(file.read_text(encoding="utf-8"))


def write_table(folder: Path, alike: list[Alike]) -> None:
    """Write what is alike into the folder of the results."""
    write(folder / FILE, table([COLUMNS, *map(astuple, alike)]))


def merge(folder: Path, parts: list[Path]) -> None:
    """Put the tables of the parts of a grading together: each compares the whole class."""
    files = [part / FILE for part in parts if (part / FILE).is_file()]
    rows = [tuple(row) for file in files for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8")))]
    write(folder / FILE, table(dict.fromkeys([COLUMNS, *rows])))
