"""The index of the book's search, as a script: a page that was opened as a file may load scripts, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from dojo.book.site import OF_ALL, Site, page_of, text_of
from dojo.book.words import words_in
from dojo.course.choices import AFTER_GREEN
from dojo.course.stubs import stub_of
from dojo.engine.base.files import KataFiles

INDEX = "search-index.js"
_WORD = re.compile(r"[^\W\d_]\w{2,}")


def index(site: Site) -> str:
    """Return the script: the address, the title, the headings, the names and the words of each page; what has none."""
    rows = [
        _row(page_of(place), site.title(place), place.judge.parent, _names(site, place)) for place in site.course.order
    ]
    tracks = [site.katas / name for name in site.course.tracks]
    rows += [_row(f"{track.name}/index.html", site.titles[track], track) for track in tracks]
    rows += [_row(path, site.general[path], site.katas, file=OF_ALL[path]) for path in OF_ALL if path in site.general]
    return f"index = {_script(rows)};\nnotHere = {_script(words_in(site.katas)[1])};\n"


def _names(site: Site, place: KataFiles) -> list[str]:
    """Return the names of a kata: its functions, and the words that its page explains, by all the names they have."""
    functions = re.findall(r"^(?:def|class) ([a-zA-Z]\w*)", stub_of(place), re.M)
    return functions + [name for word in site.words if word.kata == place.name for name in (word.name, *word.also)]


def _row(path: str, title: str, folder: Path, names: Sequence[str] = (), file: str = "README.md") -> list:
    text = text_of(folder / file).partition(AFTER_GREEN)[0].partition("\n## Read on\n")[0]
    all_words = sorted({word.lower() for word in _WORD.findall(re.sub(r"\]\([^)]*\)", "]", text))})
    return [path, title, re.findall(r"^##+ (.+)$", text, re.M), names, " ".join(all_words)]


def _script(value: list) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
