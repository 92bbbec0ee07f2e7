"""Draw the sheets of a large exam, and have those sit it who know, who guess and who copy.

python benchmarks/exam.py 1000

Nothing of the exam's own decides a call here: code with the bug and mended code are run on it.
"""

from __future__ import annotations

import importlib.util
import itertools
import random
import sys
import time
from collections import Counter
from pathlib import Path

from dojo.classes.exam.bugs import bugs_of, steps
from dojo.classes.exam.make import copied
from dojo.classes.exam.sheets import Hunt, drawn, lettered
from dojo.course.choices import kept_of
from dojo.course.course import Course

ROOT = Path(__file__).parents[1]
spec = importlib.util.spec_from_file_location("students", ROOT / "examples/class/exam/students.py")
students = importlib.util.module_from_spec(spec)
spec.loader.exec_module(students)


def main(count: int) -> None:
    places = [Course(ROOT).find(name) for name in students.CALLS]
    bugs = [bug for place in places for bug in bugs_of(place)]
    begun = time.process_time()
    rows = drawn(bugs, count, 3, random.Random(1))
    names = [f"s{number}" for number in range(count)]
    asked = {name: [choice for place in places for choice in kept_of(place, 1, name)] for name in names}
    sheets = [lettered(name, 1, row, asked[name]) for name, row in zip(names, rows, strict=True)]
    print(f"{count} sheets of {len(bugs)} bugs in {time.process_time() - begun:.1f} CPU seconds")
    step = steps(bugs)
    print("steps:", dict(Counter(sum(step[bug.id] for bug in row) for row in rows)))
    print("different:", len({frozenset(bug.id for bug in row) for row in rows}))
    for habit in ("knows", "guesses", "copies"):
        print(f"{habit}:", *told(habit, sheets))
    pairs = [copied(*pair) for pair in itertools.pairwise(sheets)]
    print("the plan says of copies:", sum(p[1] for p in pairs), "calls,", sum(p[2] for p in pairs), "mends")


def told(habit: str, sheets: list):
    """Say for each part how often it is right, with two standard errors."""
    draw, right, of = random.Random(2), Counter(), Counter()
    for before, sheet in itertools.pairwise(sheets):
        written, others = dict(students.answers(habit, sheet, before, draw)), dict(before.items())
        for item, asked in sheet.items():
            source = others[item] if habit == "copies" and isinstance(asked, Hunt) else None
            for part, is_right in students.marks(asked, written[item], source).items():
                right[part] += is_right
                of[part] += 1
    for part, count in of.items():
        share = right[part] / count
        yield f"{part} {share:.3f} (+- {2 * (share * (1 - share) / count) ** 0.5:.3f})"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
