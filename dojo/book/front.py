"""The pages that belong to no track: the first, those about all katas, the milestones, and the words."""

from __future__ import annotations

from collections.abc import Iterator

from dojo.book import living
from dojo.book.katas import hunt, screens
from dojo.book.page import NAME, Page
from dojo.book.site import FIRST, MILESTONES, OF_ALL, WORDS, Site, text_of
from dojo.engine.base.files import version

_ABOUT = (
    "Write a small language model yourself, every line of it: from the dot product to a GPT that you train and that"
    " writes. pytest is the teacher."
)
_OVERFLOW = "softmax"
"""The kata whose first red screen the first page shows."""
_HUNTED = "bigram_model"
"""The kata whose hunt the first page shows."""


def first(site: Site) -> Page:
    """Return the first page: what one builds, how to begin, and the paths, that of its reader before the others."""
    course = site.course
    paths = dict.fromkeys(path for path in (course.path, *course.paths.values()) if path)
    shown = (screen for place in course.named([_OVERFLOW]) for screen in screens(place))
    hours = {path: f"{course.minutes(course.on(path)) / 60:.0f}" for path in paths}
    hunted = next(map(hunt, course.named([_HUNTED])), None)
    values = {"hours": hours, "screen": next(shown, None), "hunted": hunted, "version": version()}
    values["living"] = living.about(course)
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
    """Return the page of the field's words, each in a sentence and with the other names that it has."""
    about = "The words of the field: what each means, and what else it is found under."
    named = [(word, place) for word in site.words for place in site.course.named([word.kata])]
    return Page(WORDS, "Words", about, "words.html", {"words": named, "text": site.text(WORDS, site.katas)})
