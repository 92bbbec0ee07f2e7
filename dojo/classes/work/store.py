"""Where verdicts are kept: a file each, written whole or not at all, and taken up again where nothing has changed."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
import re
import secrets
import urllib.parse
from dataclasses import asdict
from pathlib import Path

from dojo.classes.outcome import FORMAT, Verdict
from dojo.classes.work.submission import TARGETS, Limits
from dojo.course.record import write_whole
from dojo.engine.base.files import KataFiles, version
from dojo.engine.base.mine import used_by
from dojo.engine.process.child.box import folder_of_package

_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)\d", re.I)
"""No names of files on Windows, whatever stands behind a dot."""
MARK = "dojo-grade.json"
"""The file by which a folder is known to hold the results of a grading."""


class Store:
    """The folder of results.

    Parameters
    ----------
    folder : Path
        Made where it is not there.

    Raises
    ------
    ValueError
        Where it holds something that no grading has written.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        if folder.exists() and not folder.is_dir():
            raise ValueError(f"--out {folder}: that is a file")
        if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
            raise ValueError(f"--out {folder}: the folder holds something else; name an empty or a new one")
        folder.mkdir(parents=True, exist_ok=True)
        self._mark(self._marked().get("seed"))

    def seed(self, asked: int | None = None) -> int:
        """Return the seed of the examples of a class, the one that is asked for, or kept, or drawn now; it is kept."""
        seed = self._marked().get("seed") if asked is None else asked
        seed = secrets.randbelow(2**32) if seed is None else seed
        self._mark(seed)
        return seed

    def _marked(self) -> dict:
        try:
            return dict(json.loads((self.folder / MARK).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    def _mark(self, seed: int | None) -> None:
        write(self.folder / MARK, json.dumps({"format": FORMAT, "seed": seed}) + "\n")

    def file(self, student: str, kata: str) -> Path:
        return self.folder / "results" / file_name(student) / f"{kata.replace('/', '__')}.json"

    def read(self, student: str, kata: str, key: str | None = None) -> Verdict | None:
        """Read a verdict that is kept; None where there is none, or it is of other files, another judge or version."""
        held = _read(self.file(student, kata))
        if held is None or (held[0].student, held[0].kata) != (student, kata):
            return None
        return held[0] if key in (None, held[1]) else None

    def keep(self, verdict: Verdict, key: str) -> None:
        write(self.file(verdict.student, verdict.kata), text_of(verdict, key))

    def is_kept(self, verdict: Verdict, key: str) -> bool:
        """Tell whether the file says what the judge said: a solution may write into it, where no box keeps it off."""
        try:
            return self.file(verdict.student, verdict.kata).read_text(encoding="utf-8") == text_of(verdict, key)
        except (OSError, ValueError):
            return False


def verdicts_in(folder: Path) -> list[Verdict]:
    """Read the verdicts of a grading.

    Raises
    ------
    ValueError
        Where a folder holds none.
    """
    kept = [held[0] for file in sorted((folder / "results").glob("*/*.json")) if (held := _read(file)) is not None]
    if not kept:
        raise ValueError(f"{folder}: dojo grade has written no results there")
    return kept


def _read(file: Path) -> tuple[Verdict, str] | None:
    """Read a verdict and the key that it was kept under; None where the file holds none."""
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        return Verdict.from_json(record["verdict"]), record["key"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def text_of(verdict: Verdict, key: str) -> str:
    record = {"format": FORMAT, "version": version(), "key": key, "verdict": verdict.to_json()}
    return json.dumps(record, indent=1, sort_keys=True) + "\n"


def write(file: Path, held: str | bytes) -> None:
    """Write a file whole or not at all, and the folders that lead to it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, held)


def file_name(student: str) -> str:
    """Make a name that every file system takes, another for each student, also where ``Ann`` and ``ann`` are one."""
    name = urllib.parse.quote(student, safe=" @+,=")
    is_device = _DEVICE.fullmatch(name.partition(".")[0].strip())
    if student == student.lower() and not is_device and len(name) <= 120 and name == name.strip(" ."):
        return name
    short = f"{'_' if is_device else ''}{name[:80].strip(' .')}"
    return f"{short}-{hashlib.sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


class Keys:
    """All that a verdict depends on, as a few characters: files, judge, seed, dojo, limits, libraries.

    Parameters
    ----------
    limits : Limits
        Of the solutions.
    layer : str
        Of the sandbox.
    seed : int
        Of the examples.
    """

    def __init__(self, limits: Limits, layer: str, seed: int = 0):
        package = folder_of_package()
        dojo = digest(package, [file for kind in ("*.py", "*.toml") for file in package.rglob(kind)])
        libraries = {name: importlib.metadata.version(name) for name in ("numpy", "torch", "hypothesis", "pytest")}
        common = [version(), platform.python_version(), libraries, asdict(limits), TARGETS, layer, seed, dojo]
        self._common = json.dumps(common, sort_keys=True)
        self._judges: dict[str, str] = {}

    def judge(self, place: KataFiles) -> str:
        """Digest a kata's judge, and the references of all that it builds on, as they are now."""
        all_places = (place, *used_by(place))
        references = [digest(each.course, [*each.reference("").parent.glob("*.*")]) for each in all_places]
        return "".join([digest(place.root, [place.judge]), *references])

    def key(self, place: KataFiles, files: dict[str, bytes]) -> str:
        if place.id not in self._judges:
            self._judges[place.id] = self.judge(place)
        sha = hashlib.sha256(f"{self._common}{self._judges[place.id]}".encode())
        for name in sorted(files):
            sha.update(f"\0{name}\0{len(files[name])}\0".encode("utf-8", "surrogatepass") + files[name])
        return sha.hexdigest()

    def changed(self, places: list[KataFiles]) -> list[str]:
        """List the katas whose judge is no longer what it was when the grading began."""
        return [place.id for place in places if self._judges.get(place.id, "") not in ("", self.judge(place))]


def digest(root: Path, files: list[Path]) -> str:
    sha = hashlib.sha256()
    for file in sorted(filter(Path.is_file, files)):
        held = file.read_bytes()
        sha.update(f"{file.relative_to(root).as_posix()}\0{len(held)}\0".encode() + held)
    return sha.hexdigest()
