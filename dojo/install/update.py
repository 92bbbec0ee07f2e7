"""``dojo update``: a course is brought up to date by what its files hold, without git.

In a learner's folder the new course is the installed one; in a clone, the archive at the address in ``pyproject.toml``.
`dojo.install.three_ways` decides what becomes of each file. The list of what is shipped is written last: an update that
was cut off is begun again from the same three sides, and comes to the same end.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dojo.base import disk
from dojo.base.disk import FOLDER, UNDER_WAY
from dojo.base.files import COURSE, SHIPPED_FILES, is_older, version, version_of_katas
from dojo.base.sealed import NOT_UPDATED, SEALED
from dojo.course import paths
from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.stubs import SHIPPED as STUBS
from dojo.install import news
from dojo.install.carry import carry_over
from dojo.install.download import download
from dojo.install.init import learner_files
from dojo.install.news import THEIRS
from dojo.install.shipped import address_in, manifest, read_manifest, shipped_digest, with_address
from dojo.install.three_ways import Plan, Sides, is_engine, judge_of, kata_of, katas_in, name_of, plan, stub_of

_NEWEST = "pip install -U genai-katas brings the newest, and dojo update takes it over"
_NO_ADDRESS = (
    "pyproject.toml does not say where this course comes from: write the address of its zip file there, "
    'course = "https://..." under [tool.dojo]'
)
_EDITED = (
    "these files of dojo/ and reference/ are not as they were shipped:\n{}\n"
    "These two folders are brought up to date whole or not at all, and the katas with them, since all verdicts rest on "
    "them. dojo update --whole takes the course's, and keeps yours in {}/aside"
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
    version : str
        Of its katas.
    files : dict of str to bytes
        All that a learner has of it: in a clone the engine and the references, too.
    """

    version: str
    files: dict[str, bytes]


def update(root: Path, whole: bool = False) -> Rows:
    """Bring a course up to date.

    Parameters
    ----------
    root : Path
        Its folder.
    whole : bool
        Whether the engine and the references of a clone are replaced though files of theirs were edited.

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
        (root / FOLDER).mkdir(exist_ok=True)
        with disk.locked(disk.lock_of(root), 1) as is_ours:
            if not is_ours:
                raise Failed("another update is under way: wait until it is done")
            if (root / disk.ENGINE).exists():
                disk.put_engine(root)
            return _updated(root, whole)
    except ValueError as error:
        raise Failed(f"{error}. Nothing is changed") from None
    except OSError as error:
        raise Failed(_why(root, error)) from None


def _updated(root: Path, whole: bool) -> Rows:
    """Change the files. All that is told is made before: in a clone, the engine is another afterwards."""
    new = _of_clone(root) if is_clone(root) else _of_installed()
    made, files = _decided(root, new, whole)
    if not files:
        return [*_nothing(root, new), *_close(root)]
    _check(root, files)
    position = Progress.of_stubs(Course(root))
    told = _told(position, made, files, new)
    aside = _begin(root, {path: new.files[path] for path in files if path in new.files})
    notes, left = _carry_out(position, made, files, aside)
    notes += [f"{path}: edited just now, and left as it is" for path in left]
    return [*told, *((note, {"yellow": True}) for note in notes), *_close(root)]


def is_clone(root: Path) -> bool:
    """Whether the engine lies in the course."""
    return (root / "dojo/__init__.py").is_file()


# ---------------------------------------------------------------------------- the new course


def _of_installed() -> Newest:
    return Newest(version(), learner_files(COURSE))


def _of_clone(root: Path) -> Newest:
    """The newest course, with the address that this one has."""
    held = disk.held(root / "pyproject.toml") or b""
    address = address_in(held).decode()
    if not address or "OWNER/COURSE" in address:
        raise ValueError(_NO_ADDRESS)
    files = download(address)
    try:
        told = json.loads(files.pop(SHIPPED_FILES))["version"]
        new = files["pyproject.toml"], files["dojo/__init__.py"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{address} holds no course") from None
    files = {path: now for path, now in files.items() if not path.startswith((".git/", f"{FOLDER}/"))}
    return Newest(str(told), files | {"pyproject.toml": with_address("pyproject.toml", new[0], address.encode())})


# ---------------------------------------------------------------------------- what becomes of the files


def _decided(root: Path, new: Newest, whole: bool) -> tuple[Plan, Files]:
    """The plan, and the files that change by it.

    Raises
    ------
    ValueError
        Where files of the engine were edited, or nothing here is of the course.
    """
    then, renamed = _shipped_then(root, new), dict(paths.read(new.files.get(paths.FILE, b"").decode()).renamed)
    own = _own(root, then, new, renamed)
    if is_clone(root) and not any(map(is_engine, then)):
        then |= _engine_as_it_is(root, own, {*katas_in(then), *katas_in(new.files)})
    folders = ("katas", "reference") if is_clone(root) else ("katas",)
    here = _read(root, {*then, *new.files, *(path for folder in folders for path in _below(root, folder))})
    here.pop(SHIPPED_FILES, None)
    made = plan(Sides(then, new.files, here, disk.under_way(root)["brought"]), renamed, own)
    _settle_engine(made, new, then, whole)
    made.files |= {f"{THEIRS}/{path}": held for path, held in made.kept.items()}
    ours = {path: held for path, held in new.files.items() if kata_of(path) not in made.own}
    made.files[SHIPPED_FILES] = manifest(ours, new.version).encode()
    here |= _read(root, set(made.files) - set(here))
    return made, {path: (here.get(path), held) for path, held in made.files.items() if here.get(path) != held}


def _settle_engine(made: Plan, new: Newest, then: dict[str, str], whole: bool) -> None:
    """Replace the engine whole where something of it was edited, or nothing at all."""
    same = {
        path for path in made.edited if path in new.files and then.get(path) == shipped_digest(new.files[path], path)
    }
    if not made.edited or not any(is_engine(path) and path not in same for path in made.files):
        return
    if not whole:
        raise ValueError(_EDITED.format("\n".join(f"  {path}" for path in sorted(made.edited)), FOLDER))
    made.files |= {path: new.files[path] for path in same}
    made.told |= {path: ["the course's again (yours is kept aside)"] for path in same}


def _shipped_then(root: Path, new: Newest) -> dict[str, str]:
    """The digest of each file as it was shipped; where no list can be read, of the stubs alone."""
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):  # git may have written its marks into it
        if listed := read_manifest(root):
            return listed
    stubs: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError):
        stubs = json.loads((root / STUBS).read_text(encoding="utf-8"))
    is_ours = is_clone(root) or (root / SHIPPED_FILES).is_file()
    judges = map(judge_of, {*stubs, *(katas_in(new.files) if is_ours else ())})
    unknown = {judge: "" for judge in judges if (root / judge).is_file()}
    return unknown | {stub_of(kata): shipped_digest(text.encode()) for kata, text in stubs.items()}


def _engine_as_it_is(root: Path, own: set[str], katas: set[str]) -> dict[str, str]:
    """The digests of an engine and its references that no list has: they are replaced, with copies kept aside."""
    there = [*_below(root, "dojo"), *(path for kata in katas - own for path in _below(root, f"reference/{kata}"))]
    return {path: shipped_digest(held, path) for path, held in _read(root, there).items()}


def _own(root: Path, then: Iterable[str], new: Newest, renamed: dict[str, str]) -> set[str]:
    """The katas of a learner's own that the list has all the same: their references are here.

    Raises
    ------
    ValueError
        Where there are no others.
    """
    known = {name_of(kata) for kata in katas_in(new.files)} | set(renamed) if is_clone(root) else set()
    listed = {kata for path in then if (kata := kata_of(path))}
    own = {kata for kata in listed if name_of(kata) not in known and (root / "reference" / kata).is_dir()}
    if not listed - own:
        raise ValueError("all katas here are your own: there is nothing of the course to bring up to date")
    return own


def _below(root: Path, folder: str) -> Iterator[str]:
    """The files in a folder, without what Python keeps there."""
    for file in (root / folder).rglob("*"):
        if "__pycache__" not in file.parts and file.is_file():
            yield file.relative_to(root).as_posix()


def _read(root: Path, paths: Iterable[str]) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in paths if (root / path).is_file()}


# ---------------------------------------------------------------------------- how the files change


def _check(root: Path, files: Files) -> None:
    """See that all files can be written, before the first one is.

    Raises
    ------
    OSError
        Where one can't be.
    """
    need = sum(len(held) for both in files.values() for held in both if held is not None)
    if shutil.disk_usage(root).free < need:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for path in files:
        file = root / path
        folder = next(folder for folder in file.parents if folder.exists())
        if file.is_dir() or not folder.is_dir():
            raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def _carry_out(position: Progress, made: Plan, files: Files, aside: str) -> tuple[list[str], list[str]]:
    """Change all files, the list of what is shipped last; what is to be said, and the files that were left."""
    root = position.course.root
    notes = carry_over(position, made.carried, files)
    engine = {path: now for path, (_, now) in files.items() if path.startswith("dojo/")}
    others = sorted({*files} - {*engine, SHIPPED_FILES}, key=lambda path: (files[path][1] is None, path))
    left = [path for path in others if not disk.change(root, path, *files[path], aside)]
    if engine:
        disk.pack_engine(root, engine)
        disk.put_engine(root)
    disk.change(root, SHIPPED_FILES, *files.get(SHIPPED_FILES, (None, None)), aside)
    return [*position.record.notes, *notes], left


def _begin(root: Path, brought: dict[str, bytes]) -> str:
    """Keep what the next update has to know, should this one be cut off; the folder of its copies."""
    known, aside = disk.under_way(root), disk.free(root)
    for path, held in brought.items():
        known["brought"].setdefault(path, []).append(shipped_digest(held, path))
    known["asides"].append(aside)
    disk.write_whole(root / UNDER_WAY, json.dumps(known))
    return aside


def _close(root: Path) -> Rows:
    """The end of an update: where the copies are."""
    there = [aside for aside in disk.under_way(root)["asides"] if (root / aside).is_dir()]
    (root / UNDER_WAY).unlink(missing_ok=True)
    return [(f"what was replaced is kept in {' and '.join(there)}", {})] if there else []


# ---------------------------------------------------------------------------- what is told


def _told(position: Progress, made: Plan, files: Files, new: Newest) -> Rows:
    root = position.course.root
    before = version_of_katas(root)
    rows = [*news.katas(position, made, katas_in(new.files)), *_kept(made), *_lost_path(root, new)]
    newest = [(f"what is installed is older; {_NEWEST}", {})] if is_older(new.version, before) else []
    more = news.of_the_clone(root, files) if is_clone(root) else newest
    return [*news.headed(rows, before, new.version), *more]


def _lost_path(root: Path, new: Newest) -> Rows:
    """That the path which was chosen is gone; said once, since the default is chosen then."""
    told, was = paths.read(new.files.get(paths.FILE, b"").decode()), paths.chosen(root)
    if not was or was in told.by_name or not told.default:
        return []
    paths.choose(root, told.default)
    return [(f"the path {was} is gone: {told.default} goes on (dojo path lists all)", {"yellow": True})]


def _kept(made: Plan) -> Rows:
    return [(f"{path}: yours stays; the course's is in {THEIRS}/{path}", {}) for path in sorted(made.kept)]


def _nothing(root: Path, new: Newest) -> Rows:
    newest = [] if is_clone(root) else [(f"it is the installed one; {_NEWEST}", {})]
    return [(f"the course is up to date, version {new.version}", {"green": True}), *newest]


def _why(root: Path, error: OSError) -> str:
    """What an error of the system says of an update."""
    file = error.filename2 or error.filename
    name = f": {file}" if file else ""
    if (root / UNDER_WAY).exists():
        return f"the update has stopped ({error.strerror or error}{name}): dojo update goes on with it"
    return f"the course can't be updated, and is as it was: {error.strerror or error}{name}"
