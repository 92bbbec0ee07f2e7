"""Which message is followed by a mend? ``python messages.py FOLDER``, a folder of what `dojo pack --study` has made.

For each test that was told in two ways or more, it prints how often each message was followed by a mend: the test was
green on the next run of the kata. That is a count, with its interval, and no cause: a student who is told the mistake
by name may have been nearer to the mend. Nothing here says that a message helped.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

FEW = 5
"""A message that was told less often is left out of the table of its test."""
HEAD = f"""\
How often was a message followed by a mend? That is: its test was green on the next run of the kata, whatever else was
red. A message that no run followed is not counted; one that stood on three screens counts three times.

"known mistake" names a mistake that the course knows, with the idea behind it; "fact" says only how the result differs,
"exception" explains what was raised, and after "no cause named" there was nothing but the two results.

The interval is at 95 %, and takes all runs to be independent: it is too narrow if few students gave many. Messages told
fewer than {FEW} times are in the sums alone. Of many lines, some are high or low by chance. These are counts, and say
nothing of causes: a message that names the mistake appears when the code is nearer to right."""
COLUMNS = f"{'message':<44} {'mended':>6} {'told':>5} {'share':>6} {'95 %':>12} {'students':>9}"


class Counts:
    """How often a message was told and followed by a mend, and in whose archives."""

    def __init__(self) -> None:
        self.told = self.mended = 0
        self.students: set[str] = set()

    def add(self, row: dict, student: str) -> None:
        """Add a row of a student's archive."""
        self.told += row["told"]
        self.mended += row["mended"]
        self.students.add(student)

    def line(self, name: str) -> str:
        """Return a row of a table."""
        low, high = (100 * end for end in interval(self.mended, self.told))
        share, ends = f"{100 * self.mended / self.told:.0f} %", f"{low:.0f} to {high:.0f} %"
        return f"{name:<44} {self.mended:>6} {self.told:>5} {share:>6} {ends:>12} {len(self.students):>9}"


def read(folder: Path) -> list[tuple[dict, str]]:
    """Return the rows of all archives, each with the name of its archive."""
    rows = []
    for archive in sorted(folder.rglob("*.zip")):
        with zipfile.ZipFile(archive) as held:
            if ".dojo/study.json" not in held.namelist():
                print(f"{archive.name}: packed without --study, left out")
                continue
            rows += [(row, archive.stem) for row in json.loads(held.read(".dojo/study.json"))["messages"]]
    return rows


def interval(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %: https://doi.org/10.1080/01621459.1927.10502953"""
    share, spread = hits / count, z * z / count
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return middle - half, middle + half


def lines(rows: list[tuple[dict, str]]) -> list[str]:
    """Say whose archives were read, what each kind of message comes to, and each test that has two messages."""
    sums: dict[str, Counts] = defaultdict(Counts)
    tests: dict[tuple, dict[str, Counts]] = defaultdict(lambda: defaultdict(Counts))
    for row, student in rows:
        kind = (row["explainer"] or "no cause named").replace("_", " ")
        idea = f", {row['idea']}".replace("_", " ") if row["idea"] else ""
        for counts in (sums[kind], tests[row["kata"], row["test"]][kind + idea]):
            counts.add(row, student)
    if not rows:
        return ["No archive has counts."]
    students = sorted({student for _, student in rows})
    said = [f"\n{len(students)} archives, from {students[0]} to {students[-1]}:", COLUMNS, *_table(sums)]
    for (kata, test), messages in sorted(tests.items(), key=lambda item: -sum(c.told for c in item[1].values())):
        often = {name: counts for name, counts in messages.items() if counts.told >= FEW}
        if len(often) > 1:
            said += [f"\n{kata}, {test.removeprefix('test_').replace('_', ' ')}", *_table(often)]
    return said


def _table(messages: dict[str, Counts]) -> list[str]:
    return [counts.line(name) for name, counts in sorted(messages.items(), key=lambda item: -item[1].told)]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(HEAD, *lines(read(Path(sys.argv[1]))), sep="\n")
