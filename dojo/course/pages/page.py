"""A page as a whole: one file that needs no other, no script and no network."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from dojo.course.pages.site import BUILT, FIRST, MAP, MILESTONES, OF_ALL, Site, page_of, to

NAME = "Katas for the foundations of generative AI"
_WHOLE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the text</a>
{contents}<main id="content">
{html}{ways}</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Page:
    """What a page shows.

    Parameters
    ----------
    path : str
        Where it lies: ``"03_probability/01_softmax.html"``.
    title : str
        What its tab is called.
    html : str
        Its text.
    before, after : tuple of (str, str, str), optional
        The pages before and after it: what they are, their path and title.
    """

    path: str
    title: str
    html: str
    before: tuple[str, str, str] | None = None
    after: tuple[str, str, str] | None = None

    def whole(self, site: Site) -> str:
        """The file."""
        return _WHOLE.format(
            title=escape(self.title if self.title == NAME else f"{self.title} · {NAME}"),
            style=_style(),
            contents=_contents(site, self.path),
            html=self.html,
            ways=self._ways(),
        )

    def _ways(self) -> str:
        """The way back and the way on."""
        links = "".join(
            f'<a rel="{rel}" href="{to(self.path, path)}"><span>{escape(what)}</span> {escape(title)}</a>\n'
            for rel, there in (("prev", self.before), ("next", self.after))
            if there
            for what, path, title in [there]
        )
        return f'<nav class="ways" aria-label="Previous and next">\n{links}</nav>\n' if links else ""


@functools.cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def _contents(site: Site, page: str) -> str:
    """The table of contents, folded where there is no room beside the text."""
    known = {FIRST: "The course", MAP: "The map"} | {path: title for path, (title, _) in OF_ALL.items()}
    known |= {MILESTONES: "Milestones", BUILT: known.pop(BUILT)}  # the last page comes last
    first = "".join(_entry(page, path, said) for path, said in known.items() if path in {FIRST, MAP} | site.has)
    tracks = "".join(_track(site, page, track) for track in site.course.tracks)
    return (
        '<nav class="contents" aria-label="Contents">\n<details><summary>Contents</summary>\n'
        f"<ul>\n{first}</ul>\n{tracks}</details>\n</nav>\n"
    )


def _track(site: Site, page: str, track: str) -> str:
    """A track of the contents, folded unless the page is of it."""
    entries = "".join(_entries(site, page, track))
    is_open = " open" if page.startswith(f"{track}/") else ""
    title = f"{track.partition('_')[0].lstrip('0')} {site.titles[site.katas / track]}"
    return f"<details{is_open}><summary>{escape(title)}</summary>\n<ul>\n{entries}</ul></details>\n"


def _entries(site: Site, page: str, track: str) -> Iterator[str]:
    yield _entry(page, f"{track}/index.html", "About the track")
    for place in site.course.places:
        if place.track == track:
            yield _entry(page, page_of(place), site.titles[place.judge.parent])


def _entry(page: str, path: str, said: str) -> str:
    here = ' aria-current="page"' if path == page else ""
    return f'<li><a href="{to(page, path)}"{here}>{escape(said)}</a></li>\n'
