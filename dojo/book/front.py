"""The pages that belong to no track: the first, those about all katas, the milestones, and the words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from dojo.book import living
from dojo.book.katas import screens
from dojo.book.page import NAME, Page
from dojo.book.site import FIRST, MILESTONES, OF_ALL, WORDS, Site, text_of
from dojo.course.choices import AFTER_GREEN
from dojo.engine.base.files import KataFiles, version

_ABOUT = (
    "Write a small language model yourself, every line of it: from the dot product to a GPT that you train and that"
    " writes. pytest is the teacher."
)
_OVERFLOW = "softmax"
"""The kata whose first red screen the first page shows."""
_TERM = re.compile(r"\*\*([A-Za-z][\w'-]*(?: [\w'-]{2,}){0,3})\*\*")
_ENDS = re.compile(r"(?<=[.?!:]) (?=[A-Z*`$(])")


def first(site: Site) -> Page:
    """Return the first page: what one builds, how to begin, and the paths, that of its reader before the others."""
    course = site.course
    paths = dict.fromkeys(path for path in (course.path, *course.paths.values()) if path)
    shown = (screen for place in course.named([_OVERFLOW]) for screen in screens(place))
    hours = {path: f"{course.minutes(course.on(path)) / 60:.0f}" for path in paths}
    values = {"hours": hours, "screen": next(shown, None), "version": version(), "living": living.about(course)}
    return Page(FIRST, NAME, _ABOUT, "index.html", values)


def shared(site: Site) -> Iterator[Page]:
    """Yield the pages about all katas: what each asks, the notation, what a learner has built."""
    for path, file in OF_ALL.items():
        if path in site.general:
            yield Page.of_text(site, path, site.general[path], site.katas / file)


def milestones_page(site: Site) -> Page:
    """Return the page of what the learner's own code does."""
    about = "What your own code does at the end of each track: scripts that import what you have written."
    values = {"text": site.text(MILESTONES, site.katas), "printed": lambda milestone: text_of(milestone.printed)}
    return Page(MILESTONES, "Milestones", about, "milestones.html", values)


def words_page(site: Site) -> Page:
    """Return the page of the words that statements introduce, each with its sentence."""
    firsts: dict[str, tuple[str, KataFiles, Markup]] = {}
    for place in site.course.order:
        for word, sentence in words(place):
            firsts.setdefault(word.lower(), (word, place, site.text(WORDS, place.judge.parent).line(sentence)))
    about = "The words of the trade, each with the sentence that introduces it."
    return Page(WORDS, "Words", about, "words.html", {"words": [firsts[word] for word in sorted(firsts)]})


def words(place: KataFiles) -> Iterator[tuple[str, str]]:
    """Yield the words that a statement has in bold, where they are no numbers and no headings, and their sentences."""
    text, _, _ = text_of(place.judge.with_name("README.md")).partition(AFTER_GREEN)
    for part in re.sub(r"^```.*?^```|^[#|].*?$", "", text, flags=re.M | re.S).split("\n\n"):
        for sentence in _ENDS.split(" ".join(part.split())):
            yield from ((word, sentence) for word in _TERM.findall(sentence) if word != "Also judged")
