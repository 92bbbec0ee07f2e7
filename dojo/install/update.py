"""``dojo update`` brings a course up to date by what its files hold.

`dojo.install.newest` says what is new: in a clone the katas alone, whose engine comes by ``git pull``.
`dojo.install.three_ways` decides what becomes of each file. The list of what is shipped is written last: an update that
was cut off is begun again from the same three sides, and comes to the same end.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from dojo.course import paths
from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.stubs import SHIPPED as STUBS
from dojo.engine.base import disk
from dojo.engine.base.disk import FOLDER, UNDER_WAY
from dojo.engine.base.files import SHIPPED_FILES, is_older, version_of_katas
from dojo.engine.base.sealed import NOT_UPDATED, SEALED
from dojo.install import news
from dojo.install.carry import carry_over
from dojo.install.newest import Newest, is_clone, newest
from dojo.install.news import THEIRS, Rows
from dojo.install.shipped import in_katas, manifest, read_manifest, shipped_digest
from dojo.install.three_ways import Plan, Sides, judge_of, kata_of, katas_in, name_of, plan, stub_of

_NEWEST = "pip install -U genai-katas brings the newest, and dojo update takes it over"
_BY_GIT = (
    "the engine and the references come by git: commit, then git pull -X ours. Where both sides have changed a file,"
    " yours stays"
)
Files = dict[str, tuple[bytes | None, bytes | None]]
"""The bytes that each file that changes holds, and those that it is to hold; None where there is none."""


class Failed(Exception):
    """The course could not be updated, in words for a learner."""


def update(root: Path) -> Rows:
    """Bring a course up to date.

    Parameters
    ----------
    root : Path
        Its folder.

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
            return _updated(root)
    except ValueError as error:
        raise Failed(f"{error}. Nothing is changed") from None
    except OSError as error:
        raise Failed(_why(root, error)) from None


def _updated(root: Path) -> Rows:
    """Change the files, and say how."""
    new = newest(root)
    made, files = _decided(root, new)
    if not files:
        onward = _BY_GIT if is_clone(root) else f"it is the installed one; {_NEWEST}"
        return [(f"the course is up to date, version {new.version}", {"green": True}), (onward, {}), *_close(root)]
    _check(root, files)
    position = Progress.of_stubs(Course(root))
    rows = _rows(position, made, new)
    aside = _begin(root, {path: new.files[path] for path in files if path in new.files})
    notes, left = _carry_out(position, made, files, aside)
    notes += [f"{path}: edited just now, and left as it is" for path in left]
    return [*rows, *((note, {"yellow": True}) for note in notes), *_close(root)]


# ---------------------------------------------------------------------------- what becomes of the files


def _decided(root: Path, new: Newest) -> tuple[Plan, Files]:
    """Return the plan, and the files that change by it.

    Raises
    ------
    ValueError
        Where nothing here is of the course.
    """
    then, renamed = _shipped_then(root, new), dict(paths.read(new.files.get(paths.FILE, b"").decode()).renamed)
    own_katas = _own_katas(root, then, new, renamed)
    here = _read(root, {*then, *new.files, *in_katas(root)})
    here.pop(SHIPPED_FILES, None)
    made = plan(Sides(then, new.files, here, disk.under_way(root)["brought"]), renamed, own_katas)
    made.files |= {f"{THEIRS}/{path}": held for path, held in made.kept.items()}
    ours = {path: held for path, held in new.files.items() if kata_of(path) not in made.own_katas}
    made.files[SHIPPED_FILES] = new.listed or manifest(ours, new.version).encode()
    here |= _read(root, set(made.files) - set(here))
    return made, {path: (here.get(path), held) for path, held in made.files.items() if here.get(path) != held}


def _shipped_then(root: Path, new: Newest) -> dict[str, str]:
    """Return the digest of each file as it was shipped; where no list can be read, of the stubs alone."""
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):  # git may have written its marks into it
        if listed := read_manifest(root):
            return {path: digest for path, digest in listed.items() if kata_of(path) or not is_clone(root)}
    stubs: dict[str, str] = {}
    with contextlib.suppress(OSError, ValueError):
        stubs = json.loads((root / STUBS).read_text(encoding="utf-8"))
    is_ours = is_clone(root) or (root / SHIPPED_FILES).is_file()
    judges = map(judge_of, {*stubs, *(katas_in(new.files) if is_ours else ())})
    undated = {judge: "" for judge in judges if (root / judge).is_file()}
    return undated | {stub_of(kata): shipped_digest(text.encode()) for kata, text in stubs.items()}


def _own_katas(root: Path, then: Iterable[str], new: Newest, renamed: dict[str, str]) -> set[str]:
    """Return the katas of a learner's own that the list has all the same: their references are here.

    Raises
    ------
    ValueError
        Where there are no others.
    """
    names = {name_of(kata) for kata in katas_in(new.files)} | set(renamed) if is_clone(root) else set()
    listed = {kata for path in then if (kata := kata_of(path))}
    own_katas = {kata for kata in listed if name_of(kata) not in names and (root / "reference" / kata).is_dir()}
    if not listed - own_katas:
        raise ValueError("all katas here are your own: there is nothing of the course to bring up to date")
    return own_katas


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
    """Change all files, the list of what is shipped last; return what is to be said, and the files that were left."""
    root = position.course.root
    notes = carry_over(position, made.carried, files)
    others = sorted({*files} - {SHIPPED_FILES}, key=lambda path: (files[path][1] is None, path))
    left = [path for path in others if not disk.change(root, path, *files[path], aside)]
    disk.change(root, SHIPPED_FILES, *files.get(SHIPPED_FILES, (None, None)), aside)
    return [*position.record.notes, *notes], left


def _begin(root: Path, brought: dict[str, bytes]) -> str:
    """Keep what the next update has to know, should this one be cut off; return the folder of its copies."""
    state, aside = disk.under_way(root), disk.free(root)
    for path, held in brought.items():
        state["brought"].setdefault(path, []).append(shipped_digest(held))
    state["asides"].append(aside)
    disk.write_whole(root / UNDER_WAY, json.dumps(state))
    return aside


def _close(root: Path) -> Rows:
    """End an update, and say where the copies are."""
    there = [aside for aside in disk.under_way(root)["asides"] if (root / aside).is_dir()]
    (root / UNDER_WAY).unlink(missing_ok=True)
    return [(f"what was replaced is kept in {' and '.join(there)}", {})] if there else []


# ---------------------------------------------------------------------------- what is told


def _rows(position: Progress, made: Plan, new: Newest) -> Rows:
    root = position.course.root
    before = version_of_katas(root)
    rows = [*news.katas(position, made, katas_in(new.files)), *_lost_path(root, new)]
    rows = rows or [("no statement and no judge has changed", {})]
    goes_back = is_older(new.version, before)
    if is_clone(root):
        rows.append((_BY_GIT, {"yellow": True}))
    elif goes_back:
        rows.append((f"what is installed is older; {_NEWEST}", {}))
    back = f"the course goes back from version {before} to {new.version}, which is older"
    head = (f"the course is updated to version {new.version}", {"green": True, "bold": True})
    return [(back, {"yellow": True}) if goes_back else head, *rows]


def _lost_path(root: Path, new: Newest) -> Rows:
    """Say that the path which was chosen is gone; once, since the default is chosen then."""
    path_file, (was, _) = paths.read(new.files.get(paths.FILE, b"").decode()), paths.chosen(root)
    if not was or was in path_file.by_name or not path_file.default:
        return []
    paths.choose(root, path_file.default)
    return [(f"the path {was} is gone: {path_file.default} goes on (dojo path lists all)", {"yellow": True})]


def _why(root: Path, error: OSError) -> str:
    """Say what an error of the system means for an update."""
    file = error.filename2 or error.filename
    name = f": {file}" if file else ""
    if (root / UNDER_WAY).exists():
        return f"the update has stopped ({error.strerror or error}{name}): dojo update goes on with it"
    return f"the course can't be updated, and is as it was: {error.strerror or error}{name}"
