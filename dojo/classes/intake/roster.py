"""Who is in the class: a CSV with a column ``student``, or as a system for courses writes it, and what else it says."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dojo.classes.intake.downloads import Entry
from dojo.classes.intake.intake import shown

STUDENT = "student"
_NAMES = (STUDENT, "Full name", "Username")
"""Columns that name a student: one's own and that of Canvas, that of Moodle's worksheets, that of Classroom 50."""
_IN_TWO = (("First name", "Last name"), ("First name", "Surname"))
_NOBODY = {"Points Possible", "Student, Test"}
"""Rows that Canvas adds."""
_IDS = ("ID", "Identifier", "SID", "Student ID", "ID number", "Email address", "Email")
"""Columns by which two students of one name are told apart, as the systems write them: a column ``id`` is anybody's."""
_SEPARATORS = ",;\t"
"""Of a CSV, of one that a spreadsheet writes where a comma stands in numbers, and of its text in Unicode."""


@dataclass(frozen=True)
class Roster:
    """The students of a class, as their folders are called.

    Parameters
    ----------
    students : tuple of str
        Their names, in order.
    columns : tuple of str
        What else is told of each, as the file calls it.
    cells : dict of str to dict
        By student, the text in each of these columns.
    """

    students: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> Roster:
        """Read a CSV.

        Two students of one name have their ids behind it, as in what a system gives of their work.

        Raises
        ------
        ValueError
            Where it can't be read, has no column ``student``, or tells two things of one student.
        """
        where = f"--roster {file}"
        header, rows = read_table(file, where)
        if not (naming := _naming(header)):
            raise ValueError(f"{where}: it has no column student; it has {', '.join(header) or 'no rows'}")
        columns = tuple(name for name in header if name != _named(header, STUDENT))
        told = [(shown(" ".join(row[name] for name in naming).strip()), {c: row[c] for c in columns}) for row in rows]
        people = Counter(student for student, _ in {(student, _id(others)) for student, others in told})
        cells: dict[str, dict[str, str]] = {}
        for student, others in told:
            if people[student] > 1 and _id(others):
                student = f"{student}_{_id(others)}"
            if student and student not in _NOBODY and cells.setdefault(student, others) != others:
                raise ValueError(f"{where}: {student} has two rows, and they differ")
        return cls(tuple(cells), columns, cells)

    def known_as(self, entry: Entry) -> str:
        """Name whoever has handed something in as here: by the name, by an id, or by another column with the name."""
        if (name := shown(entry.student)) in self.cells:
            return name
        for is_meant in (lambda cells: _has(cells, entry.ids), lambda cells: name.casefold() in _full_names(cells)):
            students = [student for student, cells in self.cells.items() if is_meant(cells)]
            if len(students) == 1:
                return students[0]
        ends = [student for student in self.students if name.casefold().endswith(f"-{student.casefold()}")]
        return max(ends, key=len, default=name)

    def compare(self, there: list[str]) -> tuple[list[str], list[str]]:
        """List who is missing, and who is there and not on the roster."""
        return [s for s in self.students if s not in there], [s for s in there if s not in self.students]

    def cell(self, student: str, column: str | None) -> str:
        """Read what a column says of a student; nothing where there is no such student or column."""
        return self.cells.get(student, {}).get(column or "", "")

    def column(self, name: str) -> str | None:
        """Find the column of a name, in any case and spacing."""
        return _named(self.columns, name)


def _naming(header: list[str]) -> list[str]:
    """List the columns that name a student, one or two."""
    for names in (*((name,) for name in _NAMES), *_IN_TWO):
        columns = [column for name in names if (column := _named(header, name)) is not None]
        if len(columns) == len(names):
            return columns
    return []


def _id(cells: dict[str, str]) -> str:
    """Read the first id of a student as a system's files have it: of ``Participant 4711`` the number."""
    return next((cells[name].removeprefix("Participant ") for name in _IDS if cells.get(name)), "")


def _has(cells: dict[str, str], ids: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a student has one of some ids."""
    plain = {_plain(column): text.casefold() for column, text in cells.items() if text}
    return any(plain.get(_plain(column)) == text.casefold() for column, text in ids)


def _full_names(cells: dict[str, str]) -> set[str]:
    """Write a student's name as other columns do."""
    plain = {_plain(column): text.casefold() for column, text in cells.items()}
    pairs = {" ".join(plain.get(_plain(name), "") for name in names).strip() for names in _IN_TWO}
    return {plain.get("fullname", ""), *pairs} - {""}


def _named(header: Iterable[str], name: str) -> str | None:
    """Find the column of a table that a name means: ``SIS User ID``, ``sis_user_id``."""
    return next((column for column in header if _plain(column) == _plain(name)), None)


def read_table(file: Path, where: str) -> tuple[list[str], list[dict[str, str]]]:
    """Read a CSV: its header, and its rows by column.

    Parameters
    ----------
    file : Path
        The file.
    where : str
        What an error calls it.

    Raises
    ------
    ValueError
        Where it can't be read.
    """
    try:
        text = _text(file.read_bytes())
        separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
        table = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        header = [name.strip() for name in next(table, [])]
        return header, [_row(header, cells) for cells in table]
    except FileNotFoundError:
        raise ValueError(f"{where}: there is no such file") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{where}: it can't be read: {error}") from None


def _text(held: bytes) -> str:
    """Read a table's text in the encoding that its first bytes tell: UTF-16, else UTF-8."""
    return held.decode("utf-16" if held.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")


def _row(header: list[str], cells: list[str]) -> dict[str, str]:
    return dict(zip(header, [*map(str.strip, cells), *[""] * len(header)], strict=False))


def _plain(name: str) -> str:
    return "".join(name.casefold().replace("_", " ").split())
