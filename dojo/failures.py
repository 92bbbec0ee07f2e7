"""What a learner reads when something is wrong."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

WIDTH = 80
MARGIN = "  "


@dataclass
class Message:
    """A title, labelled rows and paragraphs, laid out for a terminal of 80 columns.

    Parameters
    ----------
    title : str
        What is wrong, in one sentence.
    rows : list of (str, str)
        A label and its text, which may have several lines: the input, yours, expected.
    words : list of str
        Paragraphs: why, and what to do.
    """

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        blocks = [textwrap.fill(visible(self.title), WIDTH, break_long_words=False)]
        if self.rows:
            pad = max(len(label) for label, _ in self.rows) + 1
            lines = []
            for label, text in self.rows:
                room = WIDTH - len(MARGIN) - pad
                first, *rest = [part for line in visible(text).split("\n") for part in _fold(line, room)]
                lines.append(f"{MARGIN}{label:<{pad}}{first}".rstrip())
                lines += [f"{MARGIN}{'':<{pad}}{line}".rstrip() for line in rest]
            blocks.append("\n".join(lines))
        blocks += [
            textwrap.fill(
                " ".join(visible(paragraph).split()),
                WIDTH,
                initial_indent=MARGIN,
                subsequent_indent=MARGIN,
                break_long_words=False,
                break_on_hyphens=False,
            )
            for paragraph in self.words
        ]
        return "\n\n".join(blocks)


def visible(text: str) -> str:
    """A text without the codes that would move a terminal's cursor or clear it: a solution may have written it."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def _fold(line: str, room: int) -> list[str]:
    """A line in pieces that fit; one that fits keeps its spaces."""
    if len(line) <= room:
        return [line]
    return textwrap.wrap(line, room, subsequent_indent="  ", break_on_hyphens=False)


FAILED = {"failed", "out of memory", "not from scratch"}
"""How a solution can be wrong on an input: in what it gives, by a MemoryError, by a function that it must not call."""


class Mismatch(AssertionError):
    """The solution is wrong on this input; Hypothesis may look for a smaller one.

    Parameters
    ----------
    message : Message
        What the learner reads, before a diagnosis is added.
    asked : list
        What was asked in this test and led here, the last one at fault.
    state : str
        One of `FAILED`.
    """

    def __init__(self, message: Message, asked=(), state: str = "failed"):
        super().__init__(message.title)
        assert state in FAILED, state
        self.message, self.asked, self.state = message, list(asked), state


STATES = {"not started", "missing", "does not load", "fault", "hung", "crashed"}
"""How a solution can end that can't be judged; the words that the summary counts by."""
ENDED = {"hung", "crashed"}
"""The states after which nothing more is asked of a kata's solution in this run."""


class Halt(BaseException):
    """The solution can't be judged, whatever the input: no search for a smaller one.

    It is no ``Exception``, so that Hypothesis lets it through at once.

    Parameters
    ----------
    message : Message
        What the learner reads.
    state : str
        One of `STATES`.
    """

    def __init__(self, message: Message, state: str = "fault"):
        super().__init__(message.title)
        assert state in STATES, state
        self.message = message
        self.state = state
