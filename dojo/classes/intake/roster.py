"""Who is in the class: a CSV with a column ``student``, and whatever else the teacher keeps of each."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dojo.classes.intake.intake import shown

STUDENT = "student"


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
        own = named(header, STUDENT)
        if own is None:
            raise ValueError(f"{where}: it has no column student; it has {', '.join(header) or 'no rows'}")
        columns = tuple(name for name in header if name != own)
        cells: dict[str, dict[str, str]] = {}
        for row in rows:
            told = {name: row[name] for name in columns}
            if row[own] and cells.setdefault(shown(row[own]), told) != told:
                raise ValueError(f"{where}: {shown(row[own])} has two rows, and they differ")
        return cls(tuple(cells), columns, cells)

    def compare(self, found: list[str]) -> tuple[list[str], list[str]]:
        """Who is missing, and who is there and not on the roster."""
        return [s for s in self.students if s not in found], [s for s in found if s not in self.students]

    def cell(self, student: str, column: str | None) -> str:
        """What a column tells of a student; nothing where there is no such student or column."""
        return self.cells.get(student, {}).get(column or "", "")

    def column(self, name: str) -> str | None:
        """The column of a name, in any case and spacing."""
        return named(self.columns, name)


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
