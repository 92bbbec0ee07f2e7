"""Find which files of a submission belong to which kata, what is nearly right, and what can't be taken."""

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
_NEARLY = re.compile(r"(\d+[_\-. ])?(.+?)([-_ ]\d+| ?\(\d+\))?\.py")
"""A name with its kata's number, or as browsers write one that is there already: ``softmax-1``, ``softmax (1)``."""
_NAMED = 5
"""So many files are named of a submission in which no kata was found."""
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
        The folder of each kata that was found, by the kata's id, and the name of the solution's file in it.
    notes : dict of str to list of str
        By kata, what was nearly right; under ``""`` what is of none or of many.
    """

    folders: dict[str, tuple[str, str]] = field(default_factory=dict)
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
    candidates: dict[str, list[tuple[int, str]]] = {}
    paths = [path for path in sorted(paths) if _NEVER.isdisjoint(path.casefold().split("/")[:-1])]
    folders = {_plain(place.folder) for place in places}
    for path in (path for path in paths if path.casefold().endswith(".py")):
        parts = PurePosixPath(path).parts
        for place in places:
            if (distance := _distance(parts, place, folders)) is not None:
                candidates.setdefault(place.id, []).append((distance, path))
    _say_what_is_nobodys(paths, places, candidates, layout)
    for kata, near in candidates.items():
        _choose(kata, sorted(near), layout)
    if not layout.folders:
        _say_what_it_holds(paths, places, layout)
    return layout


def _choose(kata: str, near: list[tuple[int, str]], layout: Layout) -> None:
    """Take the nearest of the files that may be a kata's solution, and say what is odd about it."""
    best, path = near[0]
    rivals = [other for distance, other in near if distance == best]
    if best > 0 and len(rivals) > 1:
        layout.note(kata, f"not taken: {' and '.join(rivals[:3])} may each be meant")
        return
    folder, _, name = path.rpartition("/")
    layout.folders[kata] = (folder, name)
    if path.endswith(inner := f"/{_wanted(kata)}"):
        if best > 0:  # a clone in a folder: said once, not of each of its katas
            layout.note("", f"katas were taken from {path.removesuffix(inner)}/")
    elif best > 0:
        layout.note(kata, f"{path} was taken for {_wanted(kata)}")
    for _, other in near[1:]:
        layout.note(kata, f"{other} was not taken: {path} is there")


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
    folder = kata.rpartition("/")[2]
    return f"{kata}/{folder.partition('_')[2]}.py"


def _distance(parts: tuple[str, ...], place: KataFiles, folders: set[str]) -> int | None:
    """Measure how far a path is from where the kata's solution belongs: 0 where it is there, None where it is none.

    The name of its file is enough, but for a helper in the folder of another kata.
    """
    *above, folder, name = ("", "", *parts)[-3:]
    track, before = above[-1], list(parts[:-3])
    near = _NEARLY.fullmatch(name.casefold())
    if near is None or near[2] != place.name.casefold():
        return None
    if near[1] or near[3]:
        return 50 + len(parts) if _is_free(folder, place, folders) else None
    if (track, folder, name) == (place.track, place.folder, f"{place.name}.py"):
        return 0 if before in ([], ["katas"]) else 1 + len([part for part in before if part != "katas"])
    if _like(folder, place.folder) and _like(track, place.track):
        return 10 + len(before)
    if _like(folder, place.folder) and not re.match(r"\d\d_", track):
        return 20 + len(parts)
    return 30 + len(parts) if _is_free(folder, place, folders) else None


def _is_free(folder: str, place: KataFiles, folders: set[str]) -> bool:
    """Tell whether a folder is no other kata's."""
    return _plain(folder) not in folders - {_plain(place.folder)}


def _like(first: str, second: str) -> bool:
    """Tell whether two names of folders differ in case, in the number, or in a hyphen for an underscore."""
    return _plain(first) == _plain(second) and bool(_plain(first))


def _plain(name: str) -> str:
    return re.sub(r"^\d+[_\-. ]*", "", name.casefold().replace("-", "_").replace(" ", "_"))


def _say_what_is_nobodys(paths: list[str], places: list[KataFiles], candidates: dict, layout: Layout) -> None:
    """Name what looks like the work on a kata, by its name or its folder, where no solution of that kata is there."""
    names = {place.name.casefold(): place.id for place in places}
    folders = {_plain(place.folder): place.id for place in places}
    for path in paths:
        *_, folder, name = ("", *PurePosixPath(path.casefold()).parts)
        stem, suffix = PurePosixPath(name).stem.removesuffix(".py"), PurePosixPath(name).suffix
        kata = names.get(stem) or names.get(_plain(stem))
        if suffix == ".py":
            is_work = not name.startswith(("test_", "conftest", "__init__"))
            kata = kata or (folders.get(_plain(folder)) if is_work else None)
        elif suffix not in _KINDS:
            continue
        if kata is not None and kata not in candidates:
            layout.note(kata, f"{path} was not taken{_kind(name)}; a solution is {_wanted(kata)}")
        elif suffix == ".ipynb" and kata is None:
            layout.note("", f"{path} is a notebook, and was not taken: {_IN_CELLS}")


def _say_what_it_holds(paths: list[str], places: list[KataFiles], layout: Layout) -> None:
    """Say of a submission in which no kata was found what is in it, and what to do."""
    more = f" and {len(paths) - _NAMED} more files" if len(paths) > _NAMED else ""
    held = ", ".join(f"{path}{_kind(path)}" for path in paths[:_NAMED])
    layout.note("", f"no kata was found in it; it holds {held}{more}" if paths else "nothing is in it")
    layout.note("", f"hand in what dojo pack writes, or files named like their katas, such as {places[0].name}.py")


def _kind(name: str) -> str:
    kind = _KINDS.get(PurePosixPath(name.casefold()).suffix)
    return f" ({kind})" if kind else ""
