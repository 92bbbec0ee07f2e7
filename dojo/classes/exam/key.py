"""The key of an exam: what was drawn for whom, with the right letters. It is the teacher's alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dojo.classes.exam.bugs import Bug
from dojo.classes.exam.sheets import Hunt, Sheet
from dojo.classes.intake.roster import Roster
from dojo.course.choices import Choice, Option

FORMAT = 1


@dataclass(frozen=True)
class Key:
    """All that grading has to know of an exam.

    Parameters
    ----------
    seed, minutes : int
        What it was drawn with, and how long it is.
    sheets : dict of str to Sheet
        By student, in the order of the roster.
    roster : Roster
        With the ids that an LMS asks for.
    files : dict of str to dict
        By student, the digests of the files that were handed out.
    """

    seed: int
    minutes: int
    sheets: dict[str, Sheet]
    roster: Roster
    files: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self) -> str:
        bugs = {hunt.bug.id: asdict(hunt.bug) for sheet in self.sheets.values() for hunt in sheet.hunts}
        sheets = {student: _plain(sheet) for student, sheet in self.sheets.items()}
        held = {"format": FORMAT, "seed": self.seed, "minutes": self.minutes, "roster": asdict(self.roster)}
        held |= {"files": self.files, "sheets": sheets, "bugs": bugs}
        return json.dumps(held, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, file: Path) -> Key:
        """Read the file.

        Raises
        ------
        ValueError
            Where it is not there, or is no key.
        """
        try:
            return cls._from(json.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise ValueError(f"--key {file}: there is no such file; dojo exam make has written exam/key.json") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            why = f"{type(error).__name__}: {error}"
            raise ValueError(f"--key {file}: it is no key of an exam, or is damaged ({why})") from None

    @classmethod
    def _from(cls, held: dict) -> Key:
        bugs = {name: Bug(**_tuples(bug)) for name, bug in held["bugs"].items()}
        sheets = {student: _sheet(student, told, bugs) for student, told in held["sheets"].items()}
        roster = Roster(**_tuples(held["roster"]))
        return cls(held["seed"], held["minutes"], sheets, roster, held["files"])


def _tuples(held: dict) -> dict:
    return {name: tuple(map(_tuple, value)) if isinstance(value, list) else value for name, value in held.items()}


def _tuple(value):
    return tuple(value) if isinstance(value, list) else value


def _plain(sheet: Sheet) -> dict:
    hunts = [{"bug": hunt.bug.id, "letters": hunt.letters, "right": hunt.right} for hunt in sheet.hunts]
    return {"id": sheet.id, "hunts": hunts, "questions": [asdict(c) | {"right": c.right} for c in sheet.questions]}


def _sheet(student: str, held: dict, bugs: dict[str, Bug]) -> Sheet:
    hunts = [Hunt(bugs[hunt["bug"]], hunt["letters"]) for hunt in held["hunts"]]
    return Sheet(student, held["id"], hunts, [_choice(told) for told in held["questions"]])


def _choice(told: dict) -> Choice:
    options = {letter: Option(**option) for letter, option in told["options"].items()}
    return Choice(told["kata"], told["number"], told["ask"], options, told["check"])
