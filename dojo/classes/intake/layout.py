"""Find which file of a submission is the solution of which kata, and name what is not taken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from dojo.engine.base.files import KataFiles

_NEVER = {"reference", "tests", ".git", ".venv", "venv", "env", "node_modules", "site-packages", "__pycache__"}
_NEVER |= {"__macosx", ".tox", ".ipynb_checkpoints", "build", "dist", ".dojo", ".hypothesis"}
"""Folders in which no solution is looked for: a fork of the course holds our own."""
_NO_DATA = {".ini", ".cfg", ".toml", ".pth", ".md", ".pyc", ".so", ".pyd", ".dll", ".dylib", ".egg", ".whl", ".lock"}
_NOT_TAKEN = {"conftest.py", "setup.py", "sitecustomize.py", "usercustomize.py"}
_NUMBER = re.compile(r"^\d+[_\-. ]*")
"""Of a kata, before its name."""
_AGAIN = re.compile(r"[-_ ]\d+$| ?\(\d+\)$")
"""Behind a name that is there already: ``softmax-1``, ``softmax (1)``."""
_NAMED = 5
"""So many files are named in a note."""
_KINDS = {
    ".ipynb": "a notebook",
    ".pdf": "a PDF",
    ".txt": "a text file",
    ".html": "a web page",
    ".pyc": "a compiled file",
    **dict.fromkeys((".rar", ".7z"), "an archive that can't be opened here"),
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf", ".pages"), "a document"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".heic", ".gif"), "a picture"),
}
_BEGINNINGS = {
    **dict.fromkeys((b"\xff\xfe", b"\xfe\xff"), "UTF-16"),
    b"PK\3\4": "a zip file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a document",
    **dict.fromkeys((b"<!DOCTYPE", b"<html"), "a web page"),
}
_IN_CELLS = "write each solution in a cell that begins with %%kata and the kata's name, as in %%kata softmax"


@dataclass
class Layout:
    """The katas that were found in a submission, and what is said of how it is laid out.

    Parameters
    ----------
    folders : dict of str to str
        The folder in which the solution of each kata was found, by the kata's id.
    misnamed : set of str
        The files that are nearly called like a solution, and are not taken as helpers either.
    notes : dict of str to list of str
        By kata, what is odd; under ``""`` what is of none or of many.
    """

    folders: dict[str, str] = field(default_factory=dict)
    misnamed: set[str] = field(default_factory=set)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kata: str, text: str) -> None:
        if text not in self.notes.setdefault(kata, []):
            self.notes[kata].append(text)


def find(paths: list[str], places: list[KataFiles]) -> Layout:
    """Find the katas among the files of a submission.

    Parameters
    ----------
    paths : list of str
        Relative, with forward slashes.
    places : list of KataFiles
        The katas of the course.
    """
    layout = Layout()
    paths = [path for path in sorted(paths) if _NEVER.isdisjoint(path.casefold().split("/")[:-1])]
    found = _solutions(paths, places)
    around = _around(paths)
    for kata, solutions in found.items():
        _choose(kata, solutions, _homes(kata, around), layout)
    _say_what_is_not_taken(paths, places, found, layout)
    if not layout.folders:
        _say_what_it_holds(paths, places, layout)
    return layout


def _solutions(paths: list[str], places: list[KataFiles]) -> dict[str, list[str]]:
    """List by kata the files with its exact name, but for a helper in the folder of another kata."""
    named = {f"{place.name}.py": place for place in places}
    folders = {_plain(place.folder) for place in places}
    found: dict[str, list[str]] = {}
    for path in paths:
        *_, folder, name = ("", *path.split("/"))
        place = named.get(name)
        if place is not None and _plain(folder) not in folders - {_plain(place.folder)}:
            found.setdefault(place.id, []).append(path)
    return found


def _around(paths: list[str]) -> str:
    """Return the folder in which all Python of a submission lies; nothing where there is none."""
    tops = {path.partition("/")[0] for path in paths if path.casefold().endswith(".py")}
    return f"{tops.pop()}/" if len(tops) == 1 else ""


def _homes(kata: str, around: str) -> list[str]:
    """List where the solution of a kata belongs: as ``dojo pack`` writes it, also below one folder."""
    return [f"{folder}{_wanted(kata)}" for folder in ("katas/", "", f"{around}katas/", around)]


def _choose(kata: str, solutions: list[str], homes: list[str], layout: Layout) -> None:
    """Take the one that lies where it belongs, else the only one; of several take none. Say what is odd."""
    at_home = [path for path in solutions if path in homes]
    nearest = at_home or solutions
    if len(nearest) > 1:
        layout.note(kata, f"{' and '.join(nearest[:_NAMED])} were not taken: hand in only one of them")
        return
    layout.folders[kata] = nearest[0].rpartition("/")[0]
    if not at_home:
        _say_where(kata, nearest[0], layout)
    for other in (path for path in solutions if path != nearest[0]):
        layout.note(kata, f"{other} was not taken: {nearest[0]} is there")


def _say_where(kata: str, path: str, layout: Layout) -> None:
    """Say where a solution was found; of a clone in a folder once, and not of each of its katas."""
    if path.endswith(inner := f"/{_wanted(kata)}"):
        layout.note("", f"katas were taken from {path.removesuffix(inner)}/")
    else:
        layout.note(kata, f"{path} was taken for {_wanted(kata)}")


def belongs(name: str, place: KataFiles) -> bool:
    """Tell whether a file of a kata's folder goes along with its solution: Python, and data beside it."""
    lower = name.casefold()
    if lower in _NOT_TAKEN or lower.startswith((".", "test_")) or lower == f"test_{place.name}.py":
        return False
    return lower.endswith(".py") or PurePosixPath(lower).suffix not in _NO_DATA


def why_no_python(held: bytes) -> str | None:
    """Say what a file holds that is called Python and is none, and what to do; None of one that may be Python."""
    if not held.strip():
        return "it is empty: save your solution in it"
    if held.lstrip()[:1] == b"{" and b'"cells"' in held:
        return f"it is a notebook: call it .ipynb, and {_IN_CELLS}"
    kind = next((kind for begins, kind in _BEGINNINGS.items() if held.lstrip().startswith(begins)), None)
    if kind == "UTF-16" or b"\0" in held:
        return "it is not UTF-8, as Python needs it: save it again with the encoding UTF-8"
    return f"it is {kind}: hand in the Python file itself" if kind else None


def _wanted(kata: str) -> str:
    return f"{kata}/{file_name(kata)}"


def file_name(kata: str) -> str:
    """Return the name of the solution's file."""
    return f"{kata.rpartition('/')[2].partition('_')[2]}.py"


def _plain(name: str) -> str:
    return _NUMBER.sub("", name.casefold().replace("-", "_").replace(" ", "_"))


def _say_what_is_not_taken(paths: list[str], places: list[KataFiles], found: dict, layout: Layout) -> None:
    """Name what looks like the work on a kata, and is not called like its solution."""
    names = {_plain(place.name): place.id for place in places}
    folders = {_plain(place.folder): place.id for place in places}
    for path in paths:
        *_, folder, name = ("", *path.casefold().split("/"))
        stem, suffix = PurePosixPath(name).stem.removesuffix(".py"), PurePosixPath(name).suffix
        kata = names.get(_plain(stem)) or names.get(_plain(_AGAIN.sub("", stem)))
        if suffix == ".py" and kata is not None and _is_misnamed(path, kata):
            layout.misnamed.add(path)
        if suffix == ".py":
            is_work = not name.startswith(("test_", "conftest", "__init__"))
            kata = kata or (folders.get(_plain(folder)) if is_work else None)
        elif suffix not in _KINDS:
            continue
        if kata is not None and (path in layout.misnamed or kata not in found):
            layout.note(kata, f"{path} was not taken{_kind(name)}; a solution is {_wanted(kata)}")
        elif suffix == ".ipynb" and kata is None:
            layout.note("", f"{path} is a notebook, and was not taken: {_IN_CELLS}")


def _is_misnamed(path: str, kata: str) -> bool:
    """Tell a solution's name in another case, or one that can't be imported, from a helper: ``softmax_2.py``."""
    name = path.rpartition("/")[2]
    is_like = name.casefold() == file_name(kata) or not PurePosixPath(name).stem.isidentifier()
    return is_like and name != file_name(kata)


def _say_what_it_holds(paths: list[str], places: list[KataFiles], layout: Layout) -> None:
    """Say of a submission in which no kata was found what is in it, and what to do."""
    more = f" and {len(paths) - _NAMED} more files" if len(paths) > _NAMED else ""
    held = ", ".join(f"{path}{_kind(path)}" for path in paths[:_NAMED])
    layout.note("", f"no kata was found in it; it holds {held}{more}" if paths else "nothing is in it")
    layout.note("", f"hand in what dojo pack writes, or files named like their katas, such as {places[0].name}.py")


def _kind(name: str) -> str:
    kind = _KINDS.get(PurePosixPath(name.casefold()).suffix)
    return f" ({kind})" if kind else ""
