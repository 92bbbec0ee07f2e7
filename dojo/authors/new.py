"""``dojo new``: the files of a kata that is to be written, each saying what to fill in."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dojo.base.files import KataFiles

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("begin")), undefined=StrictUndefined, keep_trailing_newline=True
)
_WAYS = {
    "variant": (
        "a right solution by another way, green on every target",
        "from array_api_compat import array_namespace  # noqa: F401\n",
    ),
    "textbook": ("as a book or a course writes it, green at core", "import numpy as np\n"),
}


def create(root: Path, kata: str) -> list[str]:
    """Write the files of a kata.

    Parameters
    ----------
    root : Path
        The root of the course.
    kata : str
        ``TRACK/KATA``: each is a number of two digits, and words.

    Returns
    -------
    list of str
        What was written, in the order in which to fill it in.

    Raises
    ------
    ValueError
        Where the name is none, or the kata is there.
    """
    found = re.fullmatch(r"(\d\d_[a-z][a-z0-9_]*)/(\d\d_([a-z][a-z0-9_]*))", kata.strip("/").removeprefix("katas/"))
    if not found:
        raise ValueError(f"{kata}: a kata is called like 04_scientific_python/13_clamp")
    track, folder, name = found.groups()
    place = KataFiles(root, track, folder)
    katas, title = place.judge.parent, name.replace("_", " ").capitalize()
    files = {
        place.reference("mistakes"): _text("mistakes.py"),
        place.reference(name): _text("model.py", name=name),
        place.reference("with_numpy"): _text("reference.py", name=name, library="numpy"),
        place.reference("with_torch"): _text("reference.py", name=name, library="torch"),
        place.judge: _text("judge.py", name=name),
        katas / "README.md": _text("README.md", name=name, title=title),
        katas / "hints.md": _text("hints.md", name=name),
        place.solution(root / "katas"): _text("stub.py", name=name),
    }
    for way, (what, begin) in _WAYS.items():
        for number in (1, 2):
            files[place.ways / f"{way}_{number}.py"] = _text("way.py", name=name, what=what, begin=begin)
    if there := [file for file in files if file.exists()]:
        raise ValueError(f"{there[0].relative_to(root).as_posix()} is there already")
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return [file.relative_to(root).as_posix() for file in files]


def _text(template: str, **values: str) -> str:
    return _TEMPLATES.get_template(f"{template}.jinja").render(values)
