"""A class made up for measuring and for trying out ``dojo grade``, of which each state and all points are known.

    python benchmarks/students.py FOLDER [--students 40] [--katas TRACK/KATA ...] [--layers bwrap ...] [--jobs 2]

The class is graded in each layer of the sandbox, killed twice and gone on each time. Then each verdict is held against
what the generator knows: what is right must pass, what is a known mistake must not, a textbook is green at its core,
what knows NumPy alone loses the points of torch, and what is hostile gets none. It exits with 1 where a verdict is
another, two layers disagree, or something is left in the temporary folder or among the processes.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import shutil
import sys
import tarfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.hostile import HOSTILE, OPEN, UNREADABLE, told  # noqa: E402  needs the path above
from dojo.classes.intake.intake import shown  # noqa: E402
from dojo.classes.out.points import Rule  # noqa: E402
from dojo.classes.outcome import Verdict  # noqa: E402
from dojo.engine.base.files import KataFiles, find_katas  # noqa: E402
from dojo.engine.explain.diagnosis import load_mistakes  # noqa: E402

TEN = (
    *("01_linear_algebra/01_dot_product", "01_linear_algebra/05_matmul", "01_linear_algebra/09_inverse"),
    *("02_calculus/05_jacobian", "03_probability/01_softmax", "03_probability/03_cross_entropy"),
    *("03_probability/04_entropy", "04_scientific_python/08_groupby", "06_autograd/01_scalar_engine"),
    "07_neural_networks/04_layer_norm",
)
USUAL = tuple("malformed" if n == 18 else "hostile" if n in (3, 9, 15) else "honest" for n in range(20))
"""Kinds of students, as in a class: what is measured."""
KNOWN = ("right", "textbook", "NumPy only", "wrong", "hostile")
"""Kinds of which as many hand in: what is compared."""
NAMES = {2: "Jose\N{COMBINING ACUTE ACCENT}", 5: "=1+1", 7: "<b>seven"}
"""Students who are not called by their number."""


@dataclass(frozen=True)
class Known:
    """What is known of a verdict.

    Parameters
    ----------
    states : set of str or None
        Those that it may have; None for any but passed.
    earns : dict of str to bool
        Whether a stage brings its points; of the others nobody knows.
    what : str
        What was handed in.
    """

    states: set[str] | None
    earns: dict[str, bool] = field(default_factory=dict)
    what: str = ""

    def allows(self, verdict: Verdict) -> bool:
        """Whether a verdict has such a state, and such points."""
        if verdict.state == "passed" if self.states is None else verdict.state not in self.states:
            return False
        due, earned = Rule().of(list(verdict.stages)), Rule().earned(verdict)
        every = verdict.state == "passed"
        return (earned == due) == every and all(
            earned[stage] == due[stage] * self.earns[stage] for stage in due if stage in self.earns
        )


STAGES = ("core", "edges", "torch")
RIGHT = Known({"passed"}, dict.fromkeys(STAGES, True))
BOOK = Known({"passed", "wrong", "not from scratch", "hung", "out of memory"}, {"core": True}, "a textbook")
ON_NUMPY = Known({"wrong", "crashed"}, {"core": True, "edges": True, "torch": False}, "for NumPy alone")
UNTOUCHED = Known({"not started"}, dict.fromkeys(STAGES, False), "a stub")
MISSING = Known({"missing"}, dict.fromkeys(STAGES, False), "nothing")


@dataclass
class Made:
    """A class on disk.

    Parameters
    ----------
    folder : Path
        Of the submissions.
    known : dict
        By student and kata, what is known of the verdict.
    """

    folder: Path
    known: dict[tuple[str, str], Known] = field(default_factory=dict)

    def surprises(self, verdicts: dict[tuple[str, str], Verdict], layer: str = "") -> list[str]:
        """The verdicts that are not as they must be."""
        return [
            f"{student}, {kata}: {known.what or 'right'}: {told(verdicts.get((student, kata)))}"
            for (student, kata), known in self.known.items()
            if known.what not in OPEN.get(layer, ())
            and ((student, kata) not in verdicts or not known.allows(verdicts[student, kata]))
        ]


def make(
    folder: Path, students: int, katas: tuple[str, ...] = TEN, seed: int = 0, kinds: tuple[str, ...] = USUAL
) -> Made:
    """Make a class.

    Parameters
    ----------
    folder : Path
        Emptied first.
    students : int
        How many.
    katas : tuple of str
        What each of them hands in.
    seed : int
        Another class.
    kinds : tuple of str
        What kind each student is of, in turn.
    """
    shutil.rmtree(folder, ignore_errors=True)
    made, draw = Made(folder), random.Random(seed)
    places = [place for place in find_katas(ROOT) if place.id in katas]
    hostile = itertools.cycle([*HOSTILE, *UNREADABLE])
    for number in range(students):
        name = NAMES.get(number, f"student-{number + 1:03}") if kinds is KNOWN else f"student-{number + 1:03}"
        kind = kinds[number % len(kinds)]
        for place in places:
            files, known = _handed_in(place, kind, draw, hostile)
            _write(place.solution(folder / name).parent, files)
            made.known[shown(name), place.id] = known
        if kind == "malformed":
            _spoil(made, name, number // 20, places)
        elif number % len(kinds) % 5 == 1:
            _pack(folder / name, number)
    return made


def _handed_in(place: KataFiles, kind: str, draw: random.Random, hostile) -> tuple[dict[str, str], Known]:
    if kind == "hostile":
        return _hostile(place, next(hostile))
    if kind in ("honest", "malformed"):
        return _honest(place, draw)
    model = place.reference(place.name).read_text(encoding="utf-8")
    if kind == "wrong":
        return _mistaken(place, model, draw)
    if kind == "textbook":
        return _way(place, "textbook_*.py", draw), BOOK
    on_numpy = f"import numpy as np\n{re.sub(r'array_namespace[(][^()]*[)]', 'np', model)}"
    if kind == "NumPy only" and "array_namespace(" in model:
        return {f"{place.name}.py": on_numpy.replace("from __future__ import annotations\n", "")}, ON_NUMPY
    return {f"{place.name}.py": model} if draw.random() < 0.5 else _way(place, "variant_*.py", draw), RIGHT


def _honest(place: KataFiles, draw: random.Random) -> tuple[dict[str, str], Known]:
    model = place.reference(place.name).read_text(encoding="utf-8")
    what = draw.random()
    if what < 0.45:
        return {f"{place.name}.py": model}, RIGHT
    if what < 0.6:
        return _way(place, "variant_*.py", draw), RIGHT
    if what < 0.7:
        return _way(place, "textbook_*.py", draw), BOOK
    if what < 0.75:
        return {f"{place.name}.py": place.solution(ROOT / "katas").read_text(encoding="utf-8")}, UNTOUCHED
    return _mistaken(place, model, draw)


def _way(place: KataFiles, pattern: str, draw: random.Random) -> dict[str, str]:
    return {f"{place.name}.py": draw.choice(sorted(place.ways.glob(pattern))).read_text(encoding="utf-8")}


def _mistaken(place: KataFiles, model: str, draw: random.Random) -> tuple[dict[str, str], Known]:
    """The model solution with one of its known mistakes, and nothing that is not handed in."""
    known = draw.choice(list(load_mistakes(place)))
    if (edited := load_mistakes(place).source(known)) is not None:
        return {f"{place.name}.py": edited}, Known(None, what=f"the mistake {known.name}")
    mistakes = place.reference("mistakes").read_text(encoding="utf-8")
    mistakes = re.sub(rf"^from {place.name} import", "from as_it_is import", mistakes, flags=re.M)
    taken = f"\n\nimport mistakes as _mistakes\n\n{known.replaces[0]} = _mistakes.{known.name}\n"
    files = {f"{place.name}.py": model + taken, "mistakes.py": mistakes, "as_it_is.py": model}
    return files, Known(None, what=f"the mistake {known.name}")


def _hostile(place: KataFiles, chosen: str) -> tuple[dict[str, str], Known]:
    nothing = dict.fromkeys(STAGES, False)
    if chosen in UNREADABLE:
        return {f"{place.name}.py": UNREADABLE[chosen]}, Known({"wrong"}, nothing, chosen)
    lines, states = HOSTILE[chosen]
    model = place.reference(place.name).read_text(encoding="utf-8")
    names = re.findall(r"^(?:def|class) ([a-zA-Z]\w*)", model, flags=re.M)
    head = f"import os, sys, signal, time\nimport numpy as np\n\nNAME = {place.name!r}\n"
    body = "".join(f"    {line}\n" for line in lines)
    parts = [f"\n\ndef {name}(*args, **kwargs):\n    CALLED = {name!r}\n{body}" for name in names]
    return {f"{place.name}.py": head + "".join(parts)}, Known(states, nothing, chosen)


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _pack(folder: Path, number: int) -> None:
    """In place of a folder, an archive: on top, or in a folder as a hosting service packs a fork."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    if number % 2:
        with zipfile.ZipFile(folder.with_suffix(".zip"), "w") as archive:
            for file in files:
                archive.write(file, f"katas/{file.relative_to(folder).as_posix()}")
                archive.writestr(f"katas/{file.parent.relative_to(folder).as_posix()}/{'n' * 300}.csv", "")
    else:
        with tarfile.open(folder.with_suffix(".tar.gz"), "w:gz") as archive:
            for file in files:
                archive.add(file, f"fork-main/katas/{file.relative_to(folder).as_posix()}")
    shutil.rmtree(folder)


def _spoil(made: Made, name: str, turn: int, places: list[KataFiles]) -> None:
    """A layout that is nearly right, or an archive that is none."""
    folder = made.folder / name
    if turn % 3 == 0:  # the case, the number, and a folder too deep: still known
        for place in places:
            near = folder / "homework" / place.track.upper() / f"99_{place.name}" / f"{place.name.title()}.py"
            near.parent.mkdir(parents=True, exist_ok=True)
            place.solution(folder).replace(near)
            for helper in place.solution(folder).parent.iterdir():
                helper.replace(near.with_name(helper.name))
        return
    shutil.rmtree(folder)
    made.known |= {(name, place.id): MISSING for place in places}
    if turn % 3 == 1:
        folder.with_suffix(".zip").write_bytes(b"PK\3\4 no archive")
    else:
        folder.mkdir()


def main() -> None:
    from benchmarks.compared import compare

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="emptied first")
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--katas", nargs="+", default=TEN)
    parser.add_argument("--layers", nargs="+", default=["bwrap", "landlock", "none"])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    made = make(options.folder / "submissions", options.students, tuple(options.katas), options.seed, KNOWN)
    sys.exit(compare(made, options.folder, options.katas, options.layers, options.jobs))


if __name__ == "__main__":
    main()
