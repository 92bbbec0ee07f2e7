"""The lesson of a red test, as data: each of those who show it lays it out for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

_MOST = 8_000
"""Characters of all texts of a lesson together: a solution may have written some of them."""
_PARTS, _LABEL = 20, 40
"""Rows, paragraphs, and characters of a label."""


@dataclass(frozen=True)
class Lesson:
    """Says what is wrong, what shows it, and why.

    Parameters
    ----------
    title : str
        What is wrong, in one sentence.
    rows : list of (str, str)
        A label and its text, which may have several lines: the input, yours, expected.
    words : list of str
        Paragraphs: why, and what to do.
    causes : list of str
        The words of each known mistake that explains it, the likeliest first: they come before the other words.
    state : str
        What happened: one of `dojo.engine.base.failures.STATES`.
    ideas : dict of str to str
        The name of the idea behind each cause, by its words.
    explainer : str
        Who explains it, of `dojo.engine.explain.explainers.EXPLAINERS`; empty where nobody does.
    """

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    state: str = "failed"
    ideas: dict[str, str] = field(default_factory=dict)
    explainer: str = ""

    @property
    def idea(self) -> str:
        """The name of the idea behind the likeliest cause; empty where none is known."""
        return self.ideas.get(self.causes[0], "") if self.causes else ""

    @property
    def paragraphs(self) -> list[str]:
        """The texts below the rows: one cause, and the words."""
        return [*self.causes[:1], *self.words]

    def told_as(self, cause: str | None) -> Lesson:
        """The same lesson with another of its causes first."""
        return self if cause is None else replace(self, causes=[cause, *(c for c in self.causes if c != cause)])

    def changed(self, change: Callable[[str], str]) -> Lesson:
        """The same lesson with a change made in each of its texts."""
        title, words = change(self.title), list(map(change, self.words))
        return replace(self, title=title, rows=[(label, change(text)) for label, text in self.rows], words=words)

    def cut(self) -> Lesson:
        """The same lesson, where its texts are too long together without the ends of its rows: why comes first."""
        left = _MOST

        def fitting(text: str) -> str:
            nonlocal left
            kept = text if len(text) <= left else f"{text[:left]} ..."
            left = max(left - len(kept), 0)
            return kept

        rows = [(label[:_LABEL], text) for label, text in self.rows[:_PARTS]]
        return replace(self, rows=rows, words=self.words[:_PARTS]).changed(fitting)

    def to_plain(self) -> list:
        """Lists, strings and a dictionary of them alone: what may cross from a worker of xdist's, or lie in a file."""
        told = [self.title, [list(row) for row in self.rows], list(map(str, self.words)), list(self.causes)]
        return [*told, self.state, dict(self.ideas), self.explainer]

    @classmethod
    def from_plain(cls, plain: list) -> Lesson:
        title, rows, words, causes, state, *more = plain  # of an older one no idea is known
        return cls(title, [(label, text) for label, text in rows], list(words), list(causes), state, *more)
