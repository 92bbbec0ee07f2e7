"""The index of the book's search, as a script: a page that was opened as a file may load scripts, and nothing else."""

from __future__ import annotations

import json
import re

from dojo.base.files import KataFiles
from dojo.course.hints import AFTER_GREEN
from dojo.course.pages.front import words
from dojo.course.pages.katas import stub_of
from dojo.course.pages.site import OF_ALL, Site, page_of, text_of

INDEX = "search-index.js"
_WORD = re.compile(r"[^\W\d_]\w{2,}")


def index(site: Site) -> str:
    """Return the script: the address, the title, the headings, the names and the words of each page."""
    rows = [
        _row(page_of(place), site.title(place), text_of(place.judge.with_name("README.md")), place)
        for place in site.course.order
    ]
    rows += [
        _row(f"{name}/index.html", site.titles[site.katas / name], text_of(site.katas / name / "README.md"))
        for name in site.tracks
    ]
    rows += [
        _row(path, site.general[path], text_of(site.katas / file))
        for path, (_, file) in OF_ALL.items()
        if path in site.has
    ]
    return f"index = {json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n"


def _row(path: str, title: str, text: str, place: KataFiles | None = None) -> list:
    told = text.partition(AFTER_GREEN)[0].partition("\n## Read on\n")[0]
    functions = re.findall(r"^(?:def|class) ([a-zA-Z]\w*)", stub_of(place), re.M) if place else []
    names = [*functions, *(word for word, _ in words(place))] if place else []
    all_words = sorted({word.lower() for word in _WORD.findall(re.sub(r"\]\([^)]*\)", "]", told))})
    return [path, title, re.findall(r"^##+ (.+)$", told, re.M), names, " ".join(all_words)]
