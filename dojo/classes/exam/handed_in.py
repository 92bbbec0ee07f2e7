"""What comes back of an exam: folders and zip files, and a table of what was written on paper."""

from __future__ import annotations

import ast
import contextlib
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from dojo.classes.exam.bugs import Bug
from dojo.classes.exam.key import Key
from dojo.classes.exam.make import SHEETS, digest, head_of
from dojo.classes.exam.sheets import Hunt, Sheet
from dojo.classes.intake.archives import Refused
from dojo.classes.intake.intake import Submission, read_all, read_file, shown
from dojo.classes.intake.roster import read_table
from dojo.classes.out.text import one_line
from dojo.classes.work.store import file_name
from dojo.course.choices import LETTERS
from dojo.engine.base.files import KataFiles
from dojo.practice import planting
from dojo.practice.calls import split

PAPER = "paper.csv"
_COLUMNS = ("student", "item", "letter", "line", "call", "mend")
_WANTED = re.compile(r"(hunt_\d+\.py|answers\.toml|questions\.md)")
_TYPED = str.maketrans("\u201c\u201d\u201e\u2018\u2019\u2212\u2013\xa0", '"""\'\'-- ')
"""What a word processor and a spreadsheet make of quotes and signs."""
_ID = re.compile(r"\bsheet\W{1,5}([0-9a-f]{8})\b", re.I)
_FILES = "files"


@dataclass(frozen=True)
class Answer:
    """What a student answers to an item.

    Parameters
    ----------
    letter : str
        Of an idea, or of a choice.
    call : str
        ``breaks``, with what it imports.
    mends : tuple of str
        The code as mended: where a line was named on paper that is not the bug's, by either.
    notes : tuple of str
        What the student is told of how it was read.
    look : tuple of str
        What the teacher should look at.
    is_open : bool
        Whether nobody but the teacher can decide it.
    """

    letter: str = ""
    call: str = ""
    mends: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    look: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def is_given(self) -> bool:
        return bool(self.letter or self.call or self.mends or self.look or self.is_open)

    def over(self, other: Answer) -> Answer:
        """Put an answer on paper over that of a folder: what both give counts as it is on paper."""
        parts = {name: getattr(self, name) or getattr(other, name) for name in ("letter", "call", "mends")}
        both = [name for name in parts if getattr(self, name) and getattr(other, name) not in ("", (), parts[name])]
        words = [
            f"the {name.removesuffix('s')} is on paper and in the folder, and not the same: paper counts"
            for name in both
        ]
        notes, look = (*self.notes, *other.notes, *words), (*self.look, *other.look, *words)
        return replace(
            self, **parts, notes=notes, look=look, is_open=self.is_open or (other.is_open and not self.is_given)
        )


@dataclass
class HandedIn:
    """All that came back.

    Parameters
    ----------
    answers : dict
        By student and item.
    there : set of str
        The students of whom something came back.
    notes : list of str
        What belongs to nobody, and is not graded.
    """

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def of(self, student: str, item: str) -> Answer:
        return self.answers.get((student, item), Answer())

    def add(self, student: str, item: str, answer: Answer) -> None:
        """Add an answer on paper, over what is there of a folder."""
        self.answers[student, item] = answer.over(self.of(student, item))


def read(folder: Path, key: Key, places: list[KataFiles]) -> HandedIn:
    """Read the folders and the paper of an exam.

    Raises
    ------
    ValueError
        Where there are neither, or the table can't be read.
    """
    handed_in, paper = HandedIn(), folder / PAPER
    inner = folder / SHEETS if (folder / SHEETS).is_dir() else folder
    if not paper.is_file() or _holds_work(inner):
        submissions, notes = read_all(inner, places, key.roster.known_as, _take)
        handed_in.notes += [note for note in notes if not note.startswith((PAPER, "key.json", "plan.csv"))]
        for submission in submissions:
            _add_folder(handed_in, submission, key)
    if paper.is_file():
        _add_paper(handed_in, paper, key, {place.id: place for place in places})
    return handed_in


def _holds_work(folder: Path) -> bool:
    return any(path.suffix == ".zip" or path.is_dir() for path in folder.iterdir())


# ---------------------------------------------------------------------------- folders


def _take(submission: Submission, source, places: list[KataFiles]) -> None:
    """Take the files of a sheet, wherever in a submission they lie."""
    files, notes = submission.files.setdefault(_FILES, {}), submission.notes.setdefault("", [])
    notes += map(shown, source.notes)
    for path in sorted(source.paths, key=lambda path: (path.count("/"), path)):
        name = path.rpartition("/")[2]
        if _WANTED.fullmatch(name) and name in files:
            notes.append(f"{shown(path)} was not taken: there is another {name} above it")
        elif _WANTED.fullmatch(name):
            try:
                files[name] = read_file(source, path)[1]
            except Refused as refused:
                files[name] = b""
                notes.append(f"{shown(path)} was not taken: {refused}")
        elif re.match(r"hunt.*\.py$|answers.*\.toml$", name, re.I):
            notes.append(f"{shown(path)} was not taken: it is not called as it was handed out")


def _add_folder(handed_in: HandedIn, submission: Submission, key: Key) -> None:
    named = {file_name(student): student for student in key.sheets}  # as `make` has named the folders
    student, notes = named.get(submission.student, submission.student), submission.notes.get("", [])
    sheet, files = key.sheets.get(student), submission.files.get(_FILES, {})
    texts = {name: held.decode("utf-8", "replace").replace("\r\n", "\n") for name, held in files.items()}
    letters = _letters(texts.get("answers.toml", ""))
    owners = {other.id: name for name, other in key.sheets.items()}
    if sheet is None:
        owner = owners.get(letters.get(("", "sheet"), ""), "")
        whose = f"; its sheet is {owner}'s" if owner else ""
        handed_in.notes.append(f"{student} is nobody of this exam, and is not graded{whose}")
        return
    answers = dict(_answers(sheet, texts, letters, owners, key.files.get(student, {})))
    if any(answer.is_given for answer in answers.values()) or notes:
        handed_in.there.add(student)
        lines = tuple(one_line(note) for note in notes)
        for item, answer in answers.items():
            handed_in.answers[student, item] = replace(
                answer, notes=(*answer.notes, *lines), look=(*answer.look, *lines)
            )


def _letters(text: str) -> dict[tuple[str, str], str]:
    """Read ``answers.toml`` as it is meant, also without its quotes: by section and name."""
    held, section = {}, ""
    for line in text.split("\n"):
        if heading := re.match(r"\s*\[(\w+)\]", line):
            section = heading[1]
        elif entry := re.match(r"\s*(\w+)\s*=\s*([^#]*)", line):
            held[section, entry[1]] = entry[2].translate(_TYPED).strip(" \t'\"")
    return held


def _answers(
    sheet: Sheet, texts: dict[str, str], letters: dict, owners: dict[str, str], given: dict[str, str]
) -> Iterator[tuple[str, Answer]]:
    of_all = _Whose(sheet, letters.get(("", "sheet"), ""), "answers.toml", owners)
    is_edited = "questions.md" in texts and digest(texts["questions.md"]) != given.get("questions.md")
    for item, asked in sheet.items():
        name, _, number = item.partition("_")
        where = (item, "idea") if isinstance(asked, Hunt) else ("questions", number)
        answer = _with_letter(Answer(), letters.get(where, ""))
        if isinstance(asked, Hunt) and f"{item}.py" in texts:
            answer = _with_code(answer, asked, texts[f"{item}.py"])
            found = next(iter(_ID.findall(texts[f"{item}.py"])), "")
            answer = _Whose(sheet, found, f"{item}.py", owners).told(answer)
            if answer.is_given and digest(head_of(texts[f"{item}.py"])) != given.get(f"{item}.py"):
                answer = replace(answer, look=(*answer.look, f"the head of {item}.py is not as it was handed out"))
        elif name == "question" and is_edited and answer.letter:
            answer = replace(answer, look=(*answer.look, "questions.md is not as it was handed out"))
        yield item, of_all.told(answer)


@dataclass(frozen=True)
class _Whose:
    """Whose sheet a file says that it is of."""

    sheet: Sheet
    found: str
    file: str
    owners: dict[str, str]

    def told(self, answer: Answer) -> Answer:
        """Leave an answer open that stands on somebody else's sheet."""
        if self.found in ("", self.sheet.id):
            return answer
        owner = self.owners.get(self.found)
        words = f"{self.file} is of sheet {self.found}{f', which is {owner}' if owner else ''}: it is not graded"
        told = f"{self.file} is of another sheet than yours: your teacher decides"
        return replace(answer, is_open=True, notes=(*answer.notes, told), look=(*answer.look, words))


def _with_letter(answer: Answer, text: str) -> Answer:
    letter = text.translate(_TYPED).strip(" .()'\"").lower()
    if not letter or letter in LETTERS:
        return replace(answer, letter=letter)
    words = f"{one_line(text, 40)!r} is no letter from {LETTERS[0]} to {LETTERS[-1]}: it does not count"
    return replace(answer, notes=(*answer.notes, words), look=(*answer.look, words))


def _with_code(answer: Answer, hunt: Hunt, text: str) -> Answer:
    """Add the call and the mend of a file: each by itself where the other can't be read."""
    if not text.strip():
        return replace(answer, is_open=True, look=(*answer.look, "its file is empty, or can't be read"))
    try:
        code, breaks = split(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        code, breaks = _apart(text)
        words = f"the file does not load: {one_line(str(error))}"
        answer = replace(answer, notes=(*answer.notes, words), look=(*answer.look, words))
    code = _HEAD.sub("", code)  # which names the sheet: the same mend on two of them is judged once
    is_mended = not _is_same(code, hunt.bug.text)
    return replace(answer, call="" if _is_unwritten(breaks) else breaks, mends=(code,) if is_mended else ())


_HEAD = re.compile(r"\A(?:#.*\n|[ \t]*\n)+")
"""The comments and empty lines at the top of a file."""


def _apart(text: str) -> tuple[str, str]:
    """Take a file apart that can't be read whole; its ``breaks`` only if that can be read."""
    code, _, rest = text.rpartition("\ndef breaks(")
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return code, split(f"import numpy as np\ndef breaks({rest}")[1]
    return code, ""


def _is_same(code: str, planted: str) -> bool:
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return planting.code_of(code) == planting.code_of(planted)
    return False


def _is_unwritten(breaks: str) -> bool:
    """Tell whether ``breaks`` is still as it was handed out."""
    functions = [node for node in ast.parse(breaks).body if isinstance(node, ast.FunctionDef)]
    return not functions or ast.unparse(functions[-1].body[-1]) in ("return", "return ...")


# ---------------------------------------------------------------------------- paper


def _add_paper(handed_in: HandedIn, file: Path, key: Key, places: dict[str, KataFiles]) -> None:
    """Read the table of what was written on paper, a row an item."""
    header, rows = read_table(file, str(file))
    if missing := [column for column in _COLUMNS[:2] if column not in header]:
        raise ValueError(f"{file}: it has no column {missing[0]}; it needs {', '.join(_COLUMNS)}")
    known = {name.casefold(): student for student, sheet in key.sheets.items() for name in (student, sheet.id)}
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, 2):
        if not any(row.values()):
            continue
        name, item = row["student"].translate(_TYPED).strip(), re.sub(r"\W+", "_", row["item"].strip().lower())
        student = known.get(name.casefold())
        items = dict(key.sheets[student].items()) if student else {}
        if student is None or item not in items or (student, item) in seen:
            handed_in.notes.append(f"{PAPER}, row {number}: {_why_not(name, item, student, [*items], known)}")
            continue
        seen.add((student, item))
        handed_in.there.add(student)
        handed_in.add(student, item, _on_paper({c: row.get(c, "") for c in _COLUMNS}, items[item], places))


def _why_not(name: str, item: str, student: str | None, items: list[str], known: dict[str, str]) -> str:
    if student is None:
        near = difflib.get_close_matches(name.casefold(), known, 1)
        meant = f"; is it {known[near[0]]}?" if near else ""
        return f"{one_line(name, 40) or 'nobody'} is nobody of this exam, and is not graded{meant}"
    if item not in items:
        return f"{student} has no {one_line(item, 40) or 'such item'}; there are {', '.join(items)}"
    return f"{student} has another row for {item}, and the first counts"


def _on_paper(row: dict[str, str], asked, places: dict[str, KataFiles]) -> Answer:
    answer = _with_letter(Answer(), row["letter"])
    if not isinstance(asked, Hunt):
        return answer
    if row["call"].strip():
        answer = _with_call(answer, row["call"].translate(_TYPED), places[asked.bug.kata])
    if row["mend"].strip():
        answer = replace(answer, mends=tuple(mends(asked.bug, row["line"], row["mend"].translate(_TYPED))))
    return answer


def _with_call(answer: Answer, text: str, place: KataFiles) -> Answer:
    """Add a call that was written on paper: statements, of which the last is its value."""
    try:
        tree = ast.parse(text.strip())
        *before, last = tree.body
        body = [*map(ast.unparse, before), f"return {ast.unparse(last.value)}"]  # type: ignore[attr-defined]
    except (SyntaxError, ValueError, AttributeError, RecursionError, MemoryError):
        words = f"the call can't be read as Python: {one_line(text, 80)}"
        return replace(answer, notes=(*answer.notes, words), look=(*answer.look, words))
    name = planting.function_of(place) or "m"
    given = [f"{public} = m.{public}" for public in planting.public_names(place)] if name == "m" else []
    lines = "\n".join(line for part in (*given, *body) for line in part.split("\n")).replace("\n", "\n    ")
    library = planting.with_library(place, "").strip()
    return replace(answer, call=f"{library}\n\n\ndef breaks({name}):\n    {lines}\n")


def mends(bug: Bug, line: str, text: str) -> Iterator[str]:
    """Yield the code with what was written on paper in the bug's line, and in the one named, where that is another."""
    rows = bug.text.split("\n")
    named = [int(number) for number in re.findall(r"\d{1,4}", line)[:1] if 0 < int(number) <= len(rows)]
    for at in dict.fromkeys([bug.line, *named]):
        indent = re.match(r"\s*", rows[at - 1])[0]  # type: ignore[index]  # it always matches
        new = [
            f"{indent}{part.strip()}" if len(text.split("\n")) == 1 else part for part in text.strip("\n").split("\n")
        ]
        yield "\n".join([*rows[: at - 1], *new, *rows[at:]])
