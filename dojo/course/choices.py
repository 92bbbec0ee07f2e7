"""The questions after green, each with four choices: two on a kata's page, and one that stands on no page."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from dojo.engine.base.files import KataFiles

AFTER_GREEN = "\n## After green\n"
"""The last heading of a statement: what stands below it is made from ``questions.toml``."""
LETTERS = "abcd"
_FIRST = {"questions": 1, "kept": 3}
"""The files of a kata's reference, and the number of the first question in each."""


@dataclass(frozen=True)
class Option:
    """One of the four choices.

    Parameters
    ----------
    says : str
        What it says.
    because : str
        Why it is not so; of the right one, why it is.
    idea : str
        The name of the idea that somebody holds who takes it; empty for the right one.
    """

    says: str
    because: str
    idea: str = ""


@dataclass(frozen=True)
class Choice:
    """A question after green.

    Parameters
    ----------
    kata : str
        The name of the kata.
    number : int
        1 and 2 stand on its page, 3 on none.
    ask : str
        The question.
    options : mapping of str to Option
        The choices by their letters.
    check : str
        An expression on the model solution that gives the figures of the right choice; may be empty.
    """

    kata: str
    number: int
    ask: str
    options: dict[str, Option] = field(hash=False)
    check: str = ""

    @property
    def right(self) -> str:
        """The letter of the right choice."""
        return next(letter for letter, option in self.options.items() if not option.idea)

    @property
    def explanation(self) -> str:
        return self.options[self.right].because

    @property
    def asked(self) -> list[str]:
        """The question and its choices, a line each."""
        return [self.ask, "", *(f"  {letter}  {option.says}" for letter, option in self.options.items())]

    def opened(self, letter: str) -> str:
        """Return what is said of a choice: whether it is right, and why."""
        return f"{'Yes' if letter == self.right else 'No'}. {self.options[letter].because}"

    def after(self, letter: str) -> list[str]:
        """Return what is said once a letter is chosen, in lines: of a wrong one why it is not so, and what is."""
        right = [f"It is {self.right}: {self.options[self.right].says}", self.explanation]
        return [self.opened(letter), *([] if letter == self.right else ["", *right])]


def questions_of(place: KataFiles) -> list[Choice]:
    """Return the questions on the page of a kata; none where it has none."""
    return _read(place, "questions")


def kept_of(place: KataFiles, seed: int = 0, student: str = "") -> list[Choice]:
    """Return the question of a kata that stands on no page, for placement and exams; none in a hand-out.

    Parameters
    ----------
    place : KataFiles
        The kata.
    seed, student
        What the order of its choices is drawn with.
    """
    return _read(place, "kept", seed, student)


def own_of(file: Path, seed: int = 0, student: str = "") -> list[Choice]:
    """Return the questions of a teacher's own file, in the form of ``kept.toml``; its wrong choices need no idea.

    Raises
    ------
    ValueError
        Where it can't be read, or a question lacks something.
    """
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8")).get("questions", [])
    except FileNotFoundError:
        raise ValueError(f"{file}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{file}: it can't be read: {error}") from None
    for number, row in enumerate(rows, 1):
        if lacking := _lacking(row):
            raise ValueError(f"{file}: question {number} {lacking}")
    rows = [row | {"wrong": [{"idea": file.stem, **wrong} for wrong in row["wrong"]]} for row in rows]
    return [_choice(row, file.stem, number, f"{seed} {student}") for number, row in enumerate(rows, 1)]


def _lacking(row: dict) -> str:
    """Say what a question of somebody's own lacks; nothing where it is whole."""
    if missing := [key for key in ("ask", "right", "answer") if not isinstance(row.get(key), str)]:
        return f"has no text {missing[0]}"
    wrong = row.get("wrong")
    if not isinstance(wrong, list) or len(wrong) != len(LETTERS) - 1:
        return f"needs {len(LETTERS) - 1} wrong choices"
    whole = all(isinstance(o, dict) and {"says", "because"} <= {*o} <= {"says", "because", "idea"} for o in wrong)
    return "" if whole else "has a wrong choice that is no { says = ..., because = ... }"


def has_questions(place: KataFiles, stem: str = "questions") -> bool:
    """Tell whether there are questions on the page of a kata, or one that is kept."""
    return _file(place, stem).is_file()


def _file(place: KataFiles, stem: str) -> Path:
    return place.reference(stem).with_suffix(".toml")


def _read(place: KataFiles, stem: str, seed: int = 0, student: str = "") -> list[Choice]:
    file = _file(place, stem)
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["questions"] if file.is_file() else []
    return [_choice(row, place.name, n, f"{seed} {student}") for n, row in enumerate(rows, _FIRST[stem])]


def _choice(row: dict, kata: str, number: int, drawn: str) -> Choice:
    """Return a question with its choices in the order that is drawn."""
    options = [Option(row["right"], row["answer"]), *(Option(**wrong) for wrong in row["wrong"])]
    random.Random(f"{kata} {number} {drawn}").shuffle(options)
    return Choice(kata, number, row["ask"], dict(zip(LETTERS, options, strict=True)), row.get("check", ""))


def with_questions(page: str, choices: list[Choice]) -> str:
    """Return a statement with its last section as the questions are."""
    if not choices:
        return page
    before, _, rest = page.partition(AFTER_GREEN)
    _, heading, after = rest.partition("\n## ")
    return "\n".join([f"{before}{AFTER_GREEN}", *map(_on_page, choices)]) + heading + after


def _on_page(choice: Choice) -> str:
    """Return a question in Markdown: its answer and its reasons are folded."""
    letters = "\n".join(f"- {letter}. {option.says}" for letter, option in choice.options.items())
    reasons = "\n".join(f"- {letter}. {option.because}" for letter, option in choice.options.items() if option.idea)
    answer = f"**{choice.right}.** {choice.explanation}\n\nWhy not the others:\n\n{reasons}"
    folded = f"<details><summary>Answer</summary>\n\n{answer}\n\n</details>"
    return f"**{choice.number}. {choice.ask}**\n\n{letters}\n\n{folded}\n"
