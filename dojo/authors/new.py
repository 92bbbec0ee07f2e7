"""``dojo new``: the files of a kata that is to be written, each saying what to fill in."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dojo.engine.base.files import KataFiles

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("begin")),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
)
_WAYS = {
    "variant": (
        "a right solution by another way, green on every target",
        "from array_api_compat import array_namespace  # noqa: F401\n",
    ),
    "textbook": ("as a book or a course writes it, green at core", "import numpy as np\n"),
}


def create(root: Path, kata: str, plain: bool = False) -> list[str]:
    """Write the files of a kata.

    Parameters
    ----------
    root : Path
        The root of the course.
    kata : str
        ``TRACK/KATA``: each is a number of two digits, and words.
    plain : bool
        It is about plain Python, without an array.

    Returns
    -------
    list of str
        The files that were written, in the order in which to fill them in.

    Raises
    ------
    ValueError
        Where the name is none, or the kata is there.
    """
    match = re.fullmatch(r"(\d\d_[a-z][a-z0-9_]*)/(\d\d_([a-z][a-z0-9_]*))", kata.strip("/").removeprefix("katas/"))
    if not match:
        raise ValueError(f"{kata}: a kata is called like 04_scientific_python/13_clamp")
    track, folder, name = match.groups()
    place, libraries = KataFiles(root, track, folder), ("numpy",) if plain else ("numpy", "torch")
    text = functools.partial(_text, name=name, plain=plain, title=name.replace("_", " ").capitalize())
    files = {
        place.reference("mistakes"): text("mistakes.py"),
        place.reference(name): text("model.py"),
        **{place.reference(f"with_{library}"): text("reference.py", library=library) for library in libraries},
        place.judge: text("judge.py"),
        place.judge.with_name("README.md"): text("README.md"),
        place.judge.with_name("hints.md"): text("hints.md"),
        place.solution(root / "katas"): text("stub.py"),
    }
    for way, (what, begin) in _WAYS.items():
        for number in (1, 2):
            files[place.ways / f"{way}_{number}.py"] = text("way.py", what=what, begin=begin)
    if there := [file for file in files if file.exists()]:
        raise ValueError(f"{there[0].relative_to(root).as_posix()} is there already")
    for file, written in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(written, encoding="utf-8", newline="\n")
    return [file.relative_to(root).as_posix() for file in files]


def _text(template: str, **values: str | bool) -> str:
    return _TEMPLATES.get_template(f"{template}.jinja").render(values)
