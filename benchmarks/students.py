"""A class made up for measuring and for trying out ``dojo grade``: right, wrong, hostile and malformed submissions.

    python benchmarks/students.py FOLDER [--students 20] [--seed 0]

Each verdict is known beforehand, as far as it has to be: what is right must pass, what is a known mistake must not.
"""

from __future__ import annotations

import argparse
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

from dojo.base.files import KataFiles, find_katas  # noqa: E402
from dojo.explain.diagnosis import load_mistakes  # noqa: E402  needs the path above

TEN = (
    *("01_linear_algebra/01_dot_product", "01_linear_algebra/05_matmul", "01_linear_algebra/09_inverse"),
    *("02_calculus/05_jacobian", "03_probability/01_softmax", "03_probability/03_cross_entropy"),
    *("03_probability/04_entropy", "04_scientific_python/08_groupby", "06_autograd/01_scalar_engine"),
    "07_neural_networks/04_layer_norm",
)
PASSED, NOT_PASSED = {"passed"}, {"wrong", "not from scratch"}
CORE = PASSED | NOT_PASSED | {"hung", "out of memory"}  # what a textbook does may be too much for what an edge asks
CRASHED, HUNG, ANY_BUT_PASSED = {"crashed", "wrong"}, {"hung"}, None
"""What a verdict may be; None for anything but passed."""

HOSTILE: dict[str, tuple[list[str], set[str] | None]] = {
    "ends its process": (["os._exit(0)"], CRASHED),
    "ends it with 3": (["os._exit(3)"], CRASHED),
    "aborts": (["os.abort()"], CRASHED),
    "segmentation fault": (["import ctypes", "ctypes.string_at(0)"], CRASHED),
    "kills itself": (["os.kill(os.getpid(), signal.SIGKILL)"], CRASHED),
    "kills its group": (["os.killpg(0, signal.SIGKILL)"], CRASHED),
    "kills its parent": (["os.kill(os.getppid(), signal.SIGKILL)", "return args[0]"], ANY_BUT_PASSED),
    "kills everybody": (["os.kill(-1, signal.SIGKILL)", "return args[0]"], ANY_BUT_PASSED),
    "stops its parent": (["os.kill(os.getppid(), signal.SIGSTOP)", "return args[0]"], ANY_BUT_PASSED),
    "closes every file": (["os.closerange(0, 256)"], CRASHED),
    "writes into every file": (
        ["for f in range(3, 64):", "    try: os.write(f, b'\\xff' * 99)", "    except OSError: pass"],
        CRASHED,
    ),
    "another program": (["os.execv('/bin/true', ['true'])"], CRASHED),
    "an endless loop": (["while True: pass"], HUNG),
    "sleeps": (["time.sleep(1e6)"], HUNG),
    "a sum in C": (["return sum(range(10 ** 12))"], HUNG),
    "stops itself": (["os.kill(os.getpid(), signal.SIGSTOP)"], HUNG),
    "too much memory": (["return np.ones(10 ** 12)"], {"out of memory"}),
    "a fork bomb": (["while True: os.fork()"], ANY_BUT_PASSED),
    "a disk full": (["with open('f', 'wb') as out:", "    while True: out.write(b'x' * 10 ** 7)"], ANY_BUT_PASSED),
    "a flood of output": (["while True: print('x' * 999)"], {"wrong"}),
    "pytest.skip": (["import pytest", "pytest.skip('no')"], {"wrong"}),
    "pytest.exit": (["import pytest", "pytest.exit('done', returncode=0)"], {"wrong"}),
    "sys.exit": (["sys.exit(0)"], {"wrong"}),
    "Ctrl-C": (["raise KeyboardInterrupt"], {"wrong"}),
    "prints a verdict": (["print('42 passed in 0.01s')", "return args[0]"], ANY_BUT_PASSED),
    "reads the model solution": (
        [
            "import dojo, pathlib",
            "root = pathlib.Path(dojo.__file__).parents[1] / 'reference'",
            "names = {}",
            "exec(next(root.glob(f'*/*/{NAME}.py')).read_text(), names)",
            "return names[CALLED](*args, **kwargs)",
        ],
        ANY_BUT_PASSED,
    ),
    "looks for the truth in memory": (
        [
            "import gc",
            "for found in gc.get_objects():",
            "    if getattr(found, '__name__', '').startswith(('with_', 'test_')):",
            "        return getattr(found, CALLED)(*args, **kwargs)",
            "return args[0]",
        ],
        ANY_BUT_PASSED,
    ),
    "patches the comparison": (
        ["import dojo.truth.compare", "dojo.truth.compare.close = lambda *a, **k: True"],
        ANY_BUT_PASSED,
    ),
    "patches what travels": (
        [
            "import dojo.process.wire, dojo.base.questions",
            "dojo.process.wire.encode = lambda value: b'passed'",
            "return args[0]",
        ],
        ANY_BUT_PASSED,
    ),
    "writes a result": (
        [
            "import pathlib",
            "for folder in ('/tmp', '.', '..', '/results'):",
            "    pathlib.Path(folder, 'grades.csv').write_text('passed')",
        ],
        ANY_BUT_PASSED,
    ),
    "leaves processes behind": (
        ["if os.fork() == 0:", "    os.setsid()", "    time.sleep(1e6)", "return args[0]"],
        ANY_BUT_PASSED,
    ),
    "equals everything": (["class Yes:", "    def __eq__(self, other): return True", "return Yes()"], ANY_BUT_PASSED),
    "hostile text": (
        ["raise ValueError('<script>document.title = 1</script>\\x1b[2J=cmd|1\\u202e')"],
        {"wrong"},
    ),
    "a list without end": (["y = []", "y.append(y)", "return y"], {"wrong"}),
}
"""What each function of a submission does, and what its verdict may be."""
UNREADABLE = {
    "no Python": "def f(:\n",
    "a zero byte": "x = 1\0",
    "brackets": "x = " + "(" * 9000 + ")" * 9000,
    "minus signs": "x = " + "-" * 200_000 + "1",
}


@dataclass
class Made:
    """A class on disk.

    Parameters
    ----------
    folder : Path
        Of the submissions.
    allowed : dict
        By student and kata, the states that a verdict may have; None for anything but passed.
    kinds : dict
        By student, what kind it is.
    """

    folder: Path
    allowed: dict[tuple[str, str], set[str] | None] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def surprises(self, states: dict[tuple[str, str], str]) -> list[str]:
        """The verdicts that are not as they must be."""
        found = []
        for key, allowed in self.allowed.items():
            state = states.get(key, "none")
            if state == "passed" if allowed is None else state not in allowed:
                found.append(f"{key[0]} ({self.kinds[key[0]]}), {key[1]}: {state}")
        return found


def make(folder: Path, students: int, katas: tuple[str, ...] = TEN, seed: int = 0) -> Made:
    """Make a class.

    Parameters
    ----------
    folder : Path
        Emptied first.
    students : int
        Of 20, three are hostile and one is malformed.
    katas : tuple of str
        What each of them hands in.
    seed : int
        Another class.
    """
    shutil.rmtree(folder, ignore_errors=True)
    made, draw = Made(folder), random.Random(seed)
    places = [place for place in find_katas(ROOT) if place.id in katas]
    hostile = [*HOSTILE, *UNREADABLE]
    for number in range(students):
        name, kind = f"student-{number + 1:03}", ("hostile" if number % 20 in (3, 9, 15) else "honest")
        kind = "malformed" if number % 20 == 18 else kind
        made.kinds[name] = kind
        for index, place in enumerate(places):
            if kind == "hostile":
                chosen = hostile[(number // 6 * len(places) + index) % len(hostile)]
                files, allowed = _hostile(place, chosen)
            else:
                files, allowed = _honest(place, draw)
            _write(place.solution(folder / name).parent, files)
            made.allowed[name, place.id] = allowed
        if kind == "malformed":
            _spoil(made, name, number // 20, places)
        elif number % 5 == 1:
            _pack(folder / name, number)
    return made


def _honest(place: KataFiles, draw: random.Random) -> tuple[dict[str, str], set[str] | None]:
    model = place.reference(place.name).read_text(encoding="utf-8")
    own = place.ways
    what = draw.random()
    if what < 0.45:
        return {f"{place.name}.py": model}, PASSED
    if what < 0.6:
        chosen = draw.choice(sorted(own.glob("variant_*.py")))
        return {f"{place.name}.py": chosen.read_text(encoding="utf-8")}, PASSED
    if what < 0.7:
        chosen = draw.choice(sorted(own.glob("textbook_*.py")))
        return {f"{place.name}.py": chosen.read_text(encoding="utf-8")}, CORE
    if what < 0.75:
        stub = place.solution(ROOT / "katas").read_text(encoding="utf-8")
        return {f"{place.name}.py": stub}, {"not started"}
    known = draw.choice(list(load_mistakes(place)))
    return _mistaken(place, model, known), None


def _mistaken(place: KataFiles, model: str, known) -> dict[str, str]:
    """The model solution with one of its known mistakes, and nothing that is not handed in."""
    mistakes = place.reference("mistakes").read_text(encoding="utf-8")
    mistakes = re.sub(rf"^from {place.name} import", "from as_it_is import", mistakes, flags=re.M)
    taken = f"\n\nimport mistakes as _mistakes\n\n{known.replaces} = _mistakes.{known.name}\n"
    return {f"{place.name}.py": model + taken, "mistakes.py": mistakes, "as_it_is.py": model}


def _hostile(place: KataFiles, chosen: str) -> tuple[dict[str, str], set[str] | None]:
    if chosen in UNREADABLE:
        return {f"{place.name}.py": UNREADABLE[chosen]}, {"wrong"}
    lines, allowed = HOSTILE[chosen]
    model = place.reference(place.name).read_text(encoding="utf-8")
    names = re.findall(r"^(?:def|class) ([a-zA-Z]\w*)", model, flags=re.M)
    head = f"import os, sys, signal, time\nimport numpy as np\n\nNAME = {place.name!r}\n"
    body = "".join(f"    {line}\n" for line in lines)
    parts = [f"\n\ndef {name}(*args, **kwargs):\n    CALLED = {name!r}\n{body}" for name in names]
    return {f"{place.name}.py": head + "".join(parts)}, allowed


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
    made.allowed |= {(name, place.id): {"missing"} for place in places}
    if turn % 3 == 1:
        folder.with_suffix(".zip").write_bytes(b"PK\3\4 no archive")
    else:
        folder.mkdir()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    made = make(options.folder, options.students, seed=options.seed)
    print(f"{options.students} submissions of {len(TEN)} katas are in {made.folder}")


if __name__ == "__main__":
    main()
