"""Which message is followed by a mend? ``python messages.py FOLDER``, a folder of what `dojo pack --study` has made.

For each test that was told in two ways or more, it prints how often each message was followed by a mend: the test was
green on the next run of the kata. That is a count, with its interval, and no cause: who reads a message that names the
fault may have been nearer to it. Nothing here says that a message helped.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

FEW = 5
"""A message that was told less often is left out."""
HEAD = f"""\
How often was a message followed by a mend? That is: its test was green on the next run of the kata. The share and its
95 % interval are in brackets; the interval takes all runs for independent, so it is too narrow where one student has
many. A message that was told fewer than {FEW} times is left out. These are counts, and say nothing of causes."""


def read(folder: Path) -> dict[tuple, dict[tuple, list[int]]]:
    """Add up the counts of all archives: by kata and test, and there by explainer and idea."""
    tests: dict[tuple, dict[tuple, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for archive in sorted(folder.rglob("*.zip")):
        with zipfile.ZipFile(archive) as held:
            if ".dojo/study.json" not in held.namelist():
                print(f"{archive.name}: packed without --study, left out")
                continue
            messages = json.loads(held.read(".dojo/study.json"))["messages"]
        for row in messages:
            counts = tests[row["kata"], row["test"]][row["explainer"] or "no cause named", row["idea"] or ""]
            counts[0] += row["mended"]
            counts[1] += row["told"]
    return tests


def interval(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %: https://doi.org/10.1080/01621459.1927.10502953"""
    share, spread = hits / count, z * z / count
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return middle - half, middle + half


def lines(tests: dict) -> list[str]:
    """Say for each test that has two messages how often each is followed by a mend."""
    said = []
    for (kata, test), messages in sorted(tests.items()):
        often = {message: counts for message, counts in messages.items() if counts[1] >= FEW}
        if len(often) < 2:
            continue
        said.append(f"\n{kata}, {test.removeprefix('test_').replace('_', ' ')}")
        for (explainer, idea), (mended, told) in sorted(often.items(), key=lambda row: -row[1][0] / row[1][1]):
            low, high = (100 * end for end in interval(mended, told))
            what = f"{explainer}{f', {idea}' * bool(idea)}".replace("_", " ")
            share = f"{100 * mended / told:.0f} %, {low:.0f} to {high:.0f}"
            said.append(f"  {what:<44} is followed by a mend {mended} times of {told} ({share})")
    return said or [f"No test was told in two ways, each {FEW} times or more."]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(HEAD, *lines(read(Path(sys.argv[1]))), sep="\n")
