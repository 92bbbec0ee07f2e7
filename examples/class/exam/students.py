"""The students of a class sit an exam that was made: on paper, in folders, or both.

python examples/class/exam/students.py exam
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dojo.classes.exam.bugs import Bug
from dojo.classes.exam.key import Key
from dojo.classes.exam.sheets import Hunt, Sheet
from dojo.classes.work.store import file_name
from dojo.course.choices import LETTERS

COLUMNS = ("student", "item", "letter", "line", "call", "mend")
HABITS = ("knows", "sees", "knows", "guesses", "mends", "copies", "guesses", "knows", "sees", "absent")
ROADS = ("paper", "folder", "both")
CALLS = {
    "softmax": [
        "softmax(np.array([[1.0, 2.0], [3.0, 5.0]]))",
        "softmax(np.array([[10000.0, -10000.0]]))",
        "softmax(np.array([[1.0, 2.0], [1000.0, 1001.0]]))",
        "softmax(np.array([[-600.0, -600.0]]))",
        "softmax(np.array([[1.0, np.nan, 2.0]]))",
    ],
    "attention": [
        "attention(np.eye(2, 3), np.eye(4, 3), np.arange(8.0).reshape(4, 2))",
        "attention(2 * np.eye(2, 4), np.eye(2, 4), np.array([[10.0], [20.0]]), None, True)",
        "attention(np.array([[-1e200]]), np.array([[1.0], [1.5]]), np.eye(2), np.array([[True, False]]))",
    ],
    "layer_norm": [
        "layer_norm(np.array([[1.0, 2.0, 4.0]]))",
        "layer_norm(np.array([[300, -300, 100]], np.float16))",
        "layer_norm(np.array([[2001, 2002, 2004]], np.float16))",
        "layer_norm(np.array([[0.001, 0.003]]))",
    ],
    "top_k_top_p": [
        "top_k(np.array([1.0, 3.0, 0.0, 2.0]), 2)",
        "top_p(np.array([5.0, 0.0, 1.0]), 0.5)",
        "top_p(np.array([10000.0, 10001.0, 9999.0]), 0.95)",
        "top_p(np.array([1000.0, 1001.0, -10000.0]), 0.95)",
    ],
}
"""Calls that students write, by kata."""


def outcome(text: str, call: str):
    """What code gives on a call."""
    held: dict = {"np": np}
    try:
        exec(text, held)
        with np.errstate(all="ignore"):
            return np.asarray(eval(call, held))
    except Exception as error:
        return type(error)


def shows(bug: Bug, call: str) -> bool:
    """Whether the bug changes what a call gives; nothing that the exam itself uses decides it here."""
    wrong, right = outcome(bug.text, call), outcome(bug.mended, call)
    if isinstance(wrong, type) or isinstance(right, type):
        return wrong is not right
    same = wrong.shape == right.shape and wrong.dtype == right.dtype
    return not (same and np.allclose(wrong, right, rtol=1e-12, atol=0, equal_nan=True))


def calls(bug: Bug) -> list[str]:
    return CALLS[bug.kata.partition("/")[2].partition("_")[2]]


def knows(hunt: Hunt) -> dict[str, str]:
    bug = hunt.bug
    call = next(call for call in calls(bug) if shows(bug, call))
    return {"letter": hunt.right, "line": str(bug.line), "call": call, "mend": bug.mend.strip()}


def answers(habit: str, sheet: Sheet, before: Sheet, draw: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """What a student of some habits writes, item by item."""
    others = dict(before.items())
    for item, asked in sheet.items():
        source = others[item] if habit == "copies" else asked
        told = knows(source) if isinstance(source, Hunt) else {"letter": source.right}
        if habit == "guesses":
            told = {"letter": draw.choice(LETTERS)}
            told |= {"call": draw.choice(calls(asked.bug))} if isinstance(asked, Hunt) else {}
        if habit == "sees":
            told = {"letter": next(x for x in LETTERS if x != told["letter"]), "call": told.get("call", "")}
        if habit == "mends":
            told |= {"letter": "", "call": ""}
        yield item, told


def marks(asked, told: dict[str, str], copied_from: Hunt | None = None) -> dict[str, bool]:
    """What an answer is worth."""
    if not isinstance(asked, Hunt):
        return {"answer": told["letter"] == asked.right}
    is_other = copied_from is not None and copied_from.bug.kata != asked.bug.kata
    call = bool(told.get("call")) and not is_other and shows(asked.bug, told["call"])
    return {"call": call, "idea": told.get("letter") == asked.right, "mend": bool(told.get("mend")) and not is_other}


def hand_in(folder: Path, sheet: Sheet, written: dict[str, dict[str, str]], with_letters: bool) -> None:
    """Write a student's answers into a folder of the exam."""
    text = (folder / "answers.toml").read_text(encoding="utf-8")
    for item, asked in sheet.items():
        told = written[item]
        if with_letters:
            before = f"[{item}]\nidea = " if isinstance(asked, Hunt) else f"\n{item.partition('_')[2]} = "
            text = text.replace(f'{before}""', f'{before}"{told.get("letter", "")}"')
        if isinstance(asked, Hunt):
            file = folder / f"{item}.py"
            code = file.read_text(encoding="utf-8")
            if told.get("mend"):
                code = code.replace(asked.bug.text, told["code"])
            if told.get("call"):
                is_one = "def breaks(m)" not in code
                code = code.partition("    return ...  #")[0] + f"    return {'' if is_one else 'm.'}{told['call']}\n"
            file.write_text(code, encoding="utf-8")
    (folder / "answers.toml").write_text(text, encoding="utf-8")


def sit(exam: Path, seed: int = 0) -> dict[tuple[str, str], dict[str, bool]]:
    """Everybody sits; what each item of each is worth."""
    key, draw, rows, worth = Key.read(exam / "key.json"), random.Random(seed), [], {}
    sheets = [*key.sheets.values()]
    for number, sheet in enumerate(sheets):
        habit, road, before = HABITS[number % len(HABITS)], ROADS[number % len(ROADS)], sheets[number - 1]
        written = {} if habit == "absent" else dict(answers(habit, sheet, before, draw))
        for item, asked in sheet.items():
            source = dict(before.items())[item] if habit == "copies" and isinstance(asked, Hunt) else None
            if written and isinstance(asked, Hunt) and written[item].get("mend"):
                written[item]["code"] = (source or asked).bug.mended
            is_copied_on_paper = source is not None and road == "paper"
            told = written.get(item, {"letter": ""})
            worth[sheet.student, item] = marks(asked, told, source)
            if is_copied_on_paper and "mend" in worth[sheet.student, item]:
                worth[sheet.student, item]["mend"] = source.bug.mend.strip() == asked.bug.mend.strip()
        if written and road != "paper":
            hand_in(exam / "sheets" / file_name(sheet.student), sheet, written, road == "folder")
        for item, told in written.items() if road != "folder" else ():
            on_paper = {name: told.get(name, "") for name in COLUMNS[2:]}
            on_paper = on_paper if road == "paper" else {"letter": told.get("letter", "")}
            rows.append({"student": sheet.student, "item": item, **on_paper})
    with (exam / "paper.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    return worth


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("exam", type=Path)
    sit(parser.parse_args().exam)
