"""``dojo update``: the course is brought up to date by git, and a learner's solutions stay as they are.

Edited stubs are set aside, git merges what the course has become, and they are put back: git never sees two versions
of one stub, so that there is nothing to conflict, whether a learner has committed theirs or not.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from dojo.base.files import KataFiles
from dojo.course.course import Course
from dojo.course.progress import Progress, digest
from dojo.course.record import FOLDER, record_of
from dojo.course.stubs import shipped


class Failed(Exception):
    """The course could not be updated; everything is as it was."""


def update(root: Path) -> list[tuple[str, dict]]:
    """Bring the course up to date.

    Returns
    -------
    list of (str, dict)
        What has changed, line by line, with its markup.

    Raises
    ------
    Failed
        Where git can't, with the reason.
    """
    upstream = _upstream(root)
    course = Course(root)
    before = {place.id: _state(place) for place in course.places}
    position = _position(root)
    green = [place.id for place in course.places if position.is_green(place)]
    aside = _set_aside(root, course)
    head = _git(root, "rev-parse", "HEAD")
    try:
        _merge(root, upstream, {place.solution(root / "katas") for place in course.places})
    finally:
        _put_back(root, aside)
    if _git(root, "rev-parse", "HEAD") == head:
        return [("the course is up to date", {"green": True})]
    return _told(root, before, green, aside, head)


def _git(root: Path, *arguments: str, check: bool = True) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, encoding="utf-8", errors="replace"
        )
    except FileNotFoundError:
        raise Failed("git is not installed: download the course again, and copy your katas/ into it") from None
    if check and done.returncode:
        raise Failed(f"git {arguments[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout.strip() if not done.returncode else ""


def _upstream(root: Path) -> str:
    """The branch that the course comes from."""
    if not (root / ".git").exists():
        raise Failed("this is not a clone of the course: download it again, and copy your katas/ into it")
    name = _git(root, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}", check=False)
    if not name:
        raise Failed("this branch tracks no other: git branch --set-upstream-to=origin/main says which")
    remote = name.partition("/")[0]
    _git(root, "fetch", "--quiet", remote)
    return name


def _state(place: KataFiles) -> dict[str, str]:
    """What is told where it changes."""
    return {
        "statement": digest(place.judge.with_name("README.md")),
        "judge": digest(place.judge),
        "stub": shipped(place) or "",
    }


def _set_aside(root: Path, course: Course) -> dict[Path, Path]:
    """Copies of the stubs that are not as they were shipped; in their place is what git last committed."""
    folder = root / FOLDER / "aside" / time.strftime("%Y-%m-%d-%H-%M-%S")
    aside = {}
    for place in course.places:
        stub = place.solution(root / "katas")
        if not stub.is_file() or stub.read_text(encoding="utf-8", errors="replace") == shipped(place):
            continue
        copy = folder / stub.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(stub, copy)
        aside[stub] = copy
    for stub in aside:
        _git(root, "checkout", "--quiet", "HEAD", "--", str(stub.relative_to(root)), check=False)
    return aside


def _put_back(root: Path, aside: dict[Path, Path]) -> None:
    for stub, copy in aside.items():
        stub.parent.mkdir(parents=True, exist_ok=True)  # the update may have moved the kata: nothing is lost
        shutil.copy2(copy, stub)


def _merge(root: Path, upstream: str, stubs: set[Path]) -> None:
    """Merge the course; of a stub that both have changed, git's copy is the course's, since ours is set aside."""
    done = subprocess.run(
        ["git", "merge", "--quiet", "--no-edit", upstream],
        cwd=root, capture_output=True, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    if not done.returncode:
        return
    conflicts = [root / name for name in _git(root, "diff", "--name-only", "--diff-filter=U").split("\n") if name]
    others = [file for file in conflicts if file not in stubs]
    if not conflicts or others:
        if conflicts:
            _git(root, "merge", "--abort")
            names = ", ".join(file.relative_to(root).as_posix() for file in others)
            raise Failed(
                f"you and the course have both changed {names}: nothing is updated. git merge {upstream} merges them"
            )
        raise Failed(f"git merge: {(done.stderr or done.stdout).strip()}")
    for file in conflicts:
        name = str(file.relative_to(root))
        _git(root, "checkout", "--quiet", "--theirs", "--", name)
        _git(root, "add", "--", name)
    _git(root, "commit", "--quiet", "--no-edit")


def _position(root: Path) -> Progress:
    return Progress(Course(root), root / "katas", record_of(root, root / "katas"))


def _told(root: Path, before: dict, green: list[str], aside: dict, head: str) -> list[tuple[str, dict]]:
    """What is new, kata by kata; what was green stays green."""
    position, rows = _position(root), []
    for place in position.course.places:
        was, now = before.get(place.id), _state(place)
        if was is None:
            rows.append((f"{place.id:<42}new", {"green": True}))
            continue
        changed = [what for what in ("statement", "judge") if was[what] != now[what]]
        if was["stub"] != now["stub"] and place.solution(root / "katas") in aside:
            changed.append(f"stub (yours is kept: dojo reset {place.folder} writes the new one)")
        if place.id in green and was["judge"] != now["judge"]:
            position.accept_new_judge(place)
            changed.append("green as before, until it is judged again")
        if changed:
            rows.append((f"{place.id:<42}{', '.join(changed)}", {}))
    lines = [("the course is updated", {"green": True, "bold": True}), *rows]
    if not rows:
        lines.append(("no statement and no judge has changed", {}))
    if "pyproject.toml" in _git(root, "diff", "--name-only", head, "HEAD").split("\n"):
        lines.append(("the libraries that it needs may have changed: run pip install -e . again", {"yellow": True}))
    lines += [(note, {"yellow": True}) for note in position.record.notes]
    return lines
