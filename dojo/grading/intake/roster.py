"""Who is in the class: a CSV with a column ``student``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from dojo.grading.intake.intake import shown


@dataclass(frozen=True)
class Roster:
    """The students of a class, as their folders are called."""

    students: tuple[str, ...]

    @classmethod
    def read(cls, file: Path) -> Roster:
        """Read a CSV.

        Raises
        ------
        ValueError
            Where it can't be read, or has no column ``student``.
        """
        try:
            with file.open(encoding="utf-8-sig", newline="") as opened:
                rows = list(csv.DictReader(opened))
                header = rows[0].keys() if rows else ()
        except FileNotFoundError:
            raise ValueError(f"--roster {file}: there is no such file") from None
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise ValueError(f"--roster {file}: it can't be read: {error}") from None
        column = next((name for name in header if (name or "").strip().casefold() == "student"), None)
        if column is None:
            told = ", ".join(str(name) for name in header) or "no rows"
            raise ValueError(f"--roster {file}: it has no column student; it has {told}")
        names = [shown((row[column] or "").strip()) for row in rows]
        return cls(tuple(dict.fromkeys(name for name in names if name)))

    def compare(self, found: list[str]) -> tuple[list[str], list[str]]:
        """Who is missing, and who is there and not on the roster."""
        return [s for s in self.students if s not in found], [s for s in found if s not in self.students]
