"""An update decides on each file by three sides: as it was shipped then, as it is shipped now, and as it is here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from dojo.course.stubs import is_begun
from dojo.engine.base.files import with_plain_ends
from dojo.install.shipped import shipped_digest

_KATA = re.compile(r"katas/(\d\d_\w+/\d\d_\w+)/(.+)")
PARTS = ("statement", "judge", "stub")
"""The words for the files of a kata that have changed."""
_ASIDE = " (yours is kept aside)"


@dataclass
class Plan:
    """The changes to a course.

    Attributes
    ----------
    files : dict of str to bytes or None
        What each file is to hold, by its path; None where it goes.
    carried : dict of str to str
        Katas that have moved, and where to.
    own_katas : set of str
        Katas of the learner's own: nothing is done to them, and the course's in their place is not brought.
    kept : dict of str to bytes
        Files of the learner's that stay, with what the course has in their place.
    changes : dict of str to list of str
        The words for what has changed, by kata, else by path.
    """

    files: dict[str, bytes | None] = field(default_factory=dict)
    carried: dict[str, str] = field(default_factory=dict)
    own_katas: set[str] = field(default_factory=set)
    kept: dict[str, bytes] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def kata_of(path: str) -> str | None:
    """Return the kata that a file belongs to: ``"03_probability/01_softmax"``; None where it belongs to none."""
    match = _KATA.fullmatch(path)
    return match and match[1]


def katas_in(paths: Iterable[str]) -> set[str]:
    """Return the katas whose judges are among some files."""
    return {kata for path in paths if (kata := kata_of(path)) and path == judge_of(kata)}


def judge_of(kata: str) -> str:
    return f"katas/{kata}/test_{name_of(kata)}.py"


def stub_of(kata: str) -> str:
    return f"katas/{kata}/{name_of(kata)}.py"


def name_of(kata: str) -> str:
    """Return the folder without its number."""
    return kata.rpartition("/")[2][3:]


def _is_stub(path: str) -> bool:
    kata = kata_of(path)
    return kata is not None and path == stub_of(kata)


@dataclass(frozen=True)
class Sides:
    """The three sides of a course.

    Parameters
    ----------
    then : mapping of str to str
        The digest of each file as it was shipped, by its path.
    now : mapping of str to bytes
        The files as they are shipped now.
    here : mapping of str to bytes
        The files as they are: all of those, and whatever else is in the katas.
    brought : mapping of str to list of str
        The digests of what an update that was cut off may have brought already.
    """

    then: Mapping[str, str]
    now: Mapping[str, bytes]
    here: Mapping[str, bytes]
    brought: Mapping[str, list[str]] = field(default_factory=dict)

    def is_untouched(self, path: str) -> bool:
        """Tell whether a file is as it was shipped: one that somebody has written in is no stub, whatever lists say."""
        held = self.here[path]
        digests = (self.then.get(path), *self.brought.get(path, ()))
        return shipped_digest(held) in digests and not (_is_stub(path) and is_begun(held))

    @property
    def folders(self) -> set[str]:
        """The folders that hold a file."""
        return {str(folder) for path in self.here for folder in PurePosixPath(path).parents}


def plan(sides: Sides, renamed: Mapping[str, str], own_katas: Iterable[str] = ()) -> Plan:
    """Decide what becomes of each file.

    Parameters
    ----------
    sides : Sides
        As it was shipped, as it is shipped now, and as it is.
    renamed : mapping of str to str
        The new names of katas by their old ones.
    own_katas : iterable of str
        Katas that are known to be the learner's own.
    """
    made = Plan(own_katas={*own_katas, *_in_the_way(sides)})
    sides = replace(sides, then=_without(made.own_katas, sides.then), now=_without(made.own_katas, sides.now))
    made.carried = _carried(sides, renamed)
    moved = _carry(made, sides)
    made.files = {path: None for path in sides.here if path not in moved.here}
    made.files |= {path: held for path, held in moved.here.items() if sides.here.get(path) != held}
    folders = moved.folders
    for path in sorted({*moved.then, *moved.now}):
        _decide(made, moved, path, folders)
    _tell_katas(made, moved)
    return made


def _in_the_way(sides: Sides) -> set[str]:
    """Return the new katas of the course whose place, or whose name, a kata of the learner's own has."""
    before = katas_in(sides.then)
    new = katas_in(sides.now) - before if sides.then else set()
    names = {name_of(kata) for kata in katas_in(sides.here) - before - new} - set(map(name_of, before))
    judges = {path: kata for kata in new if (path := judge_of(kata)) in sides.here}
    others = {kata for path, kata in judges.items() if not _same(sides.here[path], sides.now[path])}
    return others | {kata for kata in new if name_of(kata) in names}


def _without(katas: set[str], files: Mapping) -> dict:
    return {path: held for path, held in files.items() if kata_of(path) not in katas}


def _carried(sides: Sides, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return where the katas are now that are not where they were."""
    then, now = katas_in(sides.then), katas_in(sides.now)
    new = {name_of(kata): kata for kata in sorted(now - then)}
    names = {kata: _name_now(name_of(kata), renamed) for kata in sorted(then - now)}
    return {kata: new[name] for kata, name in names.items() if name in new}


def _name_now(name: str, renamed: Mapping[str, str]) -> str:
    """Return the name that a kata has after all its renamings."""
    seen = {name}
    while (new := renamed.get(name, name)) not in seen:
        seen.add(name := new)
    return name


def _carry(made: Plan, sides: Sides) -> Sides:
    """Return the sides as if each kata had always been where it is now; a file in whose way there is another stays."""
    places = {path: _moved(path, made.carried) for path in {*sides.then, *sides.here}}
    then = {places[path]: held for path, held in sides.then.items()}
    in_the_way = {path for path in sides.here if path != places[path] and places[path] in sides.here}
    same = {path for path in in_the_way if _same(sides.here[path], sides.here[places[path]])}
    come = {path for path in in_the_way if path in same or sides.is_untouched(path)}  # by an update that was cut off
    here = {path if path in in_the_way else places[path]: sides.here[path] for path in {*sides.here} - come}
    return replace(sides, then=then, here=here)


def _moved(path: str, carried: Mapping[str, str]) -> str:
    """Return where a file of a kata goes with it."""
    match = _KATA.fullmatch(path)
    if match is None or match[1] not in carried:
        return path
    old, rest = match.groups()
    new = carried[old]
    names = {f"{start}{name_of(old)}.py": f"{start}{name_of(new)}.py" for start in ("", "test_")}
    return f"katas/{new}/{names.get(rest, rest)}"


def _decide(made: Plan, sides: Sides, path: str, folders: set[str]) -> None:
    now, here = sides.now.get(path), sides.here.get(path)
    if here is None:
        if now is not None and not (path in sides.then and _was_dropped(path, folders)):
            _change(made, path, now)
    elif _same(here, now):
        return
    elif sides.is_untouched(path):
        _change(made, path, now)
    elif not _is_theirs(path):  # of a judge and a statement, the course's is right
        if now is None:
            _change(made, path, None, _ASIDE, "no longer in the course")
        elif sides.then.get(path) != shipped_digest(now):
            _change(made, path, now, _ASIDE if path in sides.then else "")
    elif now is not None and sides.then.get(path) != shipped_digest(now):
        if _is_stub(path):
            _tell(made, path, f" (yours is kept: dojo reset {path.split('/')[2]} writes the new one)")
        else:
            made.kept[path] = now


def _was_dropped(path: str, folders: set[str]) -> bool:
    """Tell whether somebody wanted to be without a file that is not here: a setting, or all that was in its folder."""
    return _is_setting(path) or str(PurePosixPath(path).parent) not in folders


def _is_setting(path: str) -> bool:
    return not path.startswith("katas/") or "/.vscode/" in path or PurePosixPath(path).match("katas/*/milestone*.py")


def _is_theirs(path: str) -> bool:
    """Tell whether a file is the learner's to change: what is no judge and no statement."""
    kata = kata_of(path)
    is_solution = kata is not None and path.endswith(".py") and path != judge_of(kata)
    return is_solution or _is_setting(path)


def _change(made: Plan, path: str, now: bytes | None, ending: str = "", what: str = "new") -> None:
    made.files[path] = now
    _tell(made, path, ending, what)


def _tell(made: Plan, path: str, ending: str, what: str = "new") -> None:
    kata = kata_of(path)
    if kata is None:
        made.changes[path] += [f"{what}{ending}"] if ending else []
    elif part := dict(zip((f"katas/{kata}/README.md", judge_of(kata), stub_of(kata)), PARTS, strict=True)).get(path):
        made.changes[kata].append(f"{part}{ending}")


def _tell_katas(made: Plan, sides: Sides) -> None:
    """Tell which katas are new, have moved, or are no more."""
    then, now = katas_in(sides.then), katas_in(sides.now)
    changed = {kata_of(path) for path, held in made.files.items() if held is not None}
    made.changes |= {kata: ["new"] for kata in (now - then) & changed}
    for kata in then - now:
        stays = stub_of(kata) in sides.here and stub_of(kata) not in made.files
        made.changes[kata] = ["no longer in the course", *(["your file stays"] if stays else [])]
    for old, new in made.carried.items():
        has_come = stub_of(new) in made.files and made.files[stub_of(new)] == sides.here.get(stub_of(new))
        words = ["your file has come along"] if has_come else []
        made.changes[new] = [f"was {old}", *words, *made.changes[new]]


def _same(one: bytes, other: bytes | None) -> bool:
    return other is not None and with_plain_ends(one) == with_plain_ends(other)
