"""``dojo update``: a course is brought up to date by what its files hold, without git.

In a learner's folder the new course is the installed one; in a clone, the archive at the address in ``pyproject.toml``.
`dojo.course.three_ways` decides what becomes of each file, and `dojo.base.staging` changes them all together.
"""

from __future__ import annotations

import contextlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dojo.base import staging
from dojo.base.files import COURSE, SHIPPED_FILES
from dojo.base.journal import FOLDER, PLAN, digest
from dojo.base.sealed import NOT_UPDATED, SEALED
from dojo.course import news
from dojo.course.carry import moves, records
from dojo.course.course import Course
from dojo.course.download import download
from dojo.course.endings import renamed_in
from dojo.course.init import learner_files, manifest, read_manifest
from dojo.course.progress import Progress
from dojo.course.record import record_of
from dojo.course.stubs import SHIPPED as STUBS
from dojo.course.three_ways import Plan, Sides, judge_of, kata_of, katas_in, name_of, plan, stub_of

THEIRS = f"{FOLDER}/course"
"""Where the course's version of a file is put that the learner has changed and keeps."""
_NEWEST = "pip install -U genai-katas brings the newest, and dojo update takes it over"
_NO_ADDRESS = (
    "pyproject.toml does not say where this course comes from: write the address of its zip file there, "
    'course = "https://..." under [tool.dojo]'
)
Rows = list[tuple[str, dict]]
Files = dict[str, tuple[bytes | None, bytes | None]]
"""The files that change: what each holds, and what it is to hold; None where there is none."""


class Failed(Exception):
    """The course could not be updated, in words for a learner."""


@dataclass(frozen=True)
class Newest:
    """The course as it is now.

    Parameters
    ----------
    list_ : str
        What it ships, for ``katas/shipped.json``.
    shipped : dict of str to bytes
        Those files.
    engine : dict of str to bytes
        In a clone, all else: the engine, the references, the settings.
    """

    list_: str
    shipped: dict[str, bytes]
    engine: dict[str, bytes]

    @property
    def version(self) -> str:
        return json.loads(self.list_).get("version", "")


def update(root: Path) -> Rows:
    """Bring a course up to date.

    Returns
    -------
    list of (str, dict)
        What has changed, line by line, with its markup.

    Raises
    ------
    Failed
        Where that can't be, with the reason.
    """
    if (root / SEALED).is_file():
        raise Failed(NOT_UPDATED)
    try:
        new = _of_clone(root) if is_clone(root) else _of_installed()
        made, files = _decided(root, new)
        return _changed(root, made, files, new) if files else _nothing(root, new)
    except staging.Busy:
        raise Failed("another update is under way: wait until it is done") from None
    except ValueError as error:
        raise Failed(f"{error}. Nothing is changed") from None
    except OSError as error:
        raise Failed(_why(root, error)) from None


def _changed(root: Path, made: Plan, files: Files, new: Newest) -> Rows:
    """Change the files. All that is told is made before: in a clone, the engine is another afterwards."""
    position = Progress(Course(root), root / "katas", record_of(root, root / "katas"))
    rows = [*news.katas(position, made, set(katas_in(new.shipped))), *_kept(made)]
    told = [*news.headed(rows, new.version), *(news.of_the_clone(root, files) if new.engine else ())]
    told += [(note, {"yellow": True}) for note in position.record.notes]
    aside, left = staging.change(root, files, moves(made.carried), records(position, made, files))
    edited = [(f"{path}: edited just now, and left as it is", {"yellow": True}) for path in left]
    return [*told, *edited, *([(f"what was replaced is kept in {aside}", {})] if aside else [])]


def is_clone(root: Path) -> bool:
    """Whether the engine lies in the course."""
    return (root / "dojo/__init__.py").is_file()


# ---------------------------------------------------------------------------- the new course


def _of_installed() -> Newest:
    files = learner_files(COURSE)
    return Newest(manifest(files), files, {})


def _of_clone(root: Path) -> Newest:
    address = _table(root, "tool").get("dojo", {}).get("course", "")
    if not address or "OWNER/COURSE" in address:
        raise ValueError(_NO_ADDRESS)
    held = download(address)
    if not {SHIPPED_FILES, "dojo/__init__.py", "pyproject.toml"} <= set(held):
        raise ValueError(f"{address} holds no course")
    list_ = held.pop(SHIPPED_FILES).decode()
    try:
        paths = set(json.loads(list_)["files"]) & set(held)
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{address} holds no course") from None
    shipped = {path: held.pop(path) for path in sorted(paths)}
    return Newest(list_, shipped, held)


def _table(root: Path, name: str) -> dict:
    """A table of ``pyproject.toml``; empty where there is none."""
    with contextlib.suppress(OSError, tomllib.TOMLDecodeError):
        return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")).get(name, {})
    return {}


# ---------------------------------------------------------------------------- what becomes of the files


def _decided(root: Path, new: Newest) -> tuple[Plan, Files]:
    """The plan, and the files that change by it."""
    then, renamed = _shipped_then(root, new), renamed_in(new.shipped.get("katas/path.toml", b"").decode())
    here = _read(root, {*then, *new.shipped, *_below(root, "katas")} - {SHIPPED_FILES})
    made = plan(Sides(then, new.shipped, here), renamed, _own(root, then, new, renamed))
    if new.engine:
        made.files |= _engine(root, made, new)
    made.files |= {f"{THEIRS}/{path}": held for path, held in made.kept.items()}
    made.files[SHIPPED_FILES] = _list_without(made.own, new.list_).encode()
    here |= _read(root, set(made.files) - set(here))
    return made, {path: (here.get(path), held) for path, held in made.files.items() if here.get(path) != held}


def _shipped_then(root: Path, new: Newest) -> dict[str, str]:
    """The digest of each file as it was shipped; where no list can be read, of the stubs alone."""
    with contextlib.suppress(ValueError, KeyError, TypeError):  # git may have written its marks into it
        if listed := read_manifest(root):
            return listed
    stubs: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError):
        stubs = json.loads((root / STUBS).read_text(encoding="utf-8"))
    is_ours = is_clone(root) or (root / SHIPPED_FILES).is_file()
    judges = map(judge_of, {*stubs, *(katas_in(new.shipped) if is_ours else ())})
    unknown = {judge: "" for judge in judges if (root / judge).is_file()}
    return unknown | {stub_of(kata): digest(text.encode()) for kata, text in stubs.items()}


def _own(root: Path, then: Iterable[str], new: Newest, renamed: dict[str, str]) -> set[str]:
    """The katas of a learner's own that the list has all the same: their references are here.

    Raises
    ------
    ValueError
        Where there are no others.
    """
    known = {name_of(kata) for kata in katas_in(new.shipped)} | set(renamed) if is_clone(root) else set()
    listed = {kata for path in then if (kata := kata_of(path))}
    own = {kata for kata in listed if name_of(kata) not in known and (root / "reference" / kata).is_dir()}
    if not listed - own:
        raise ValueError("all katas here are your own: there is nothing of the course to bring up to date")
    return own


def _list_without(own: set[str], list_: str) -> str:
    """What is shipped, without the katas that were not brought."""
    told = json.loads(list_)
    files = {path: held for path, held in told["files"].items() if kata_of(path) not in own}
    return list_ if files == told["files"] else json.dumps({**told, "files": files}, indent=1) + "\n"


def _engine(root: Path, made: Plan, new: Newest) -> dict[str, bytes | None]:
    """All that a clone has beside what is shipped to learners: as it is now, and without what is no more."""
    found = {path: held for path, held in new.engine.items() if not path.startswith((".git/", f"{FOLDER}/"))}
    found = {path: held for path, held in found.items() if _reference_of(path) not in made.own}
    ours = {kata for kata in {*katas_in(new.shipped), *made.carried, *made.gone} if kata not in made.own}
    there = [*_below(root, "dojo"), *(path for kata in ours for path in _below(root, f"reference/{kata}"))]
    return {path: None for path in there if path not in found} | found


def _reference_of(path: str) -> str | None:
    """The kata that a file below ``reference`` belongs to."""
    return kata_of(path.replace("reference/", "katas/", 1)) if path.startswith("reference/") else None


def _below(root: Path, folder: str) -> Iterator[str]:
    """The files in a folder, without what Python keeps there."""
    for file in (root / folder).rglob("*"):
        if "__pycache__" not in file.parts and file.is_file():
            yield file.relative_to(root).as_posix()


def _read(root: Path, paths: Iterable[str]) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in paths if (root / path).is_file()}


# ---------------------------------------------------------------------------- what is told


def _kept(made: Plan) -> Rows:
    return [(f"{path}: yours stays; the course's is in {THEIRS}/{path}", {}) for path in sorted(made.kept)]


def _nothing(root: Path, new: Newest) -> Rows:
    newest = [] if is_clone(root) else [(f"it is the installed one; {_NEWEST}", {})]
    return [(f"the course is up to date, version {new.version}", {"green": True}), *newest]


def _why(root: Path, error: OSError) -> str:
    """What an error of the system says of an update."""
    file = error.filename2 or error.filename
    name = f": {file}" if file else ""
    if (root / PLAN).exists():
        return f"the update has stopped ({error.strerror or error}{name}): the next command goes on with it"
    return f"the course can't be updated, and is as it was: {error.strerror or error}{name}"
