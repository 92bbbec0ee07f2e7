"""Who is in the class: a CSV with a column ``student``, or as a system for courses writes it, and what else it says."""

from __future__ import annotations

import csv
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

        Raises
        ------
        ValueError
            Where it can't be read, has no column ``student``, or tells two things of one student.
        """
        where = f"--roster {file}"
        header, rows = read_table(file, where)
        if not (own := _naming(header)):
            raise ValueError(f"{where}: it has no column student; it has {', '.join(header) or 'no rows'}")
        columns = tuple(name for name in header if name != named(header, STUDENT))
        cells: dict[str, dict[str, str]] = {}
        for row in rows:
            student, told = shown(" ".join(row[name] for name in own).strip()), {name: row[name] for name in columns}
            if student and student not in _NOBODY and cells.setdefault(student, told) != told:
                raise ValueError(f"{where}: {student} has two rows, and they differ")
        return cls(tuple(cells), columns, cells)

    def known_as(self, entry: Entry) -> str:
        """The name here of whoever has handed something in: by it, by an id, or by another column with the name."""
        if (name := shown(entry.student)) in self.cells:
            return name
        for is_meant in (lambda told: _has(told, entry.ids), lambda told: name.casefold() in _full_names(told)):
            found = [student for student, told in self.cells.items() if is_meant(told)]
            if len(found) == 1:
                return found[0]
        ends = [student for student in self.students if name.casefold().endswith(f"-{student.casefold()}")]
        return max(ends, key=len, default=name)

    def compare(self, found: list[str]) -> tuple[list[str], list[str]]:
        """Who is missing, and who is there and not on the roster."""
        return [s for s in self.students if s not in found], [s for s in found if s not in self.students]

    def cell(self, student: str, column: str | None) -> str:
        """What a column tells of a student; nothing where there is no such student or column."""
        return self.cells.get(student, {}).get(column or "", "")

    def column(self, name: str) -> str | None:
        """The column of a name, in any case and spacing."""
        return named(self.columns, name)


def _naming(header: list[str]) -> list[str]:
    """The columns that name a student, one or two."""
    whole = next((column for name in _NAMES if (column := named(header, name)) is not None), None)
    pairs = [[named(header, name) for name in names] for names in _IN_TWO]
    return [whole] if whole else next((pair for pair in pairs if None not in pair), [])


def _has(told: dict[str, str], ids: Iterable[tuple[str, str]]) -> bool:
    """Whether a student has one of some ids."""
    cells = {_plain(column): text.casefold() for column, text in told.items() if text}
    return any(cells.get(_plain(column)) == text.casefold() for column, text in ids)


def _full_names(told: dict[str, str]) -> set[str]:
    """A student's name as other columns write it."""
    cells = {_plain(column): text for column, text in told.items()}
    pairs = {" ".join(cells.get(_plain(name), "") for name in names).strip() for names in _IN_TWO}
    return {name.casefold() for name in {cells.get("fullname", ""), *pairs} - {""}}


def named(header: Iterable[str], name: str) -> str | None:
    """The column of a table that a name means: ``SIS User ID``, ``sis_user_id``."""
    return next((column for column in header if _plain(column) == _plain(name)), None)


def read_table(file: Path, where: str) -> tuple[list[str], list[dict[str, str]]]:
    """A CSV: its header, and its rows by column.

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
        with file.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.reader(opened)
            header = [name.strip() for name in next(table, [])]
            return header, [_row(header, cells) for cells in table]
    except FileNotFoundError:
        raise ValueError(f"{where}: there is no such file") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{where}: it can't be read: {error}") from None


def _row(header: list[str], cells: list[str]) -> dict[str, str]:
    return dict(zip(header, [*map(str.strip, cells), *[""] * len(header)], strict=False))


def _plain(name: str) -> str:
    return "".join(name.casefold().replace("_", " ").split())
