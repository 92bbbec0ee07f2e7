"""The summary of a verbose run: every red test explained, a table by target, the bars, the position."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

from dojo.course import bars
from dojo.course.results import UNTRIED, Result
from dojo.engine.base import layout
from dojo.engine.base.files import KataFiles
from dojo.run import verdict
from dojo.run.terminal import judged

_ROWS, _PLAIN = 30, {"passed", "skipped", "not started", "missing", "not reached"}


class Summary:
    """The lines after a run with ``-v``, or of katas beside other tests.

    Parameters
    ----------
    terminal : pytest.TerminalReporter
        Where they are written.
    choice : Choice
        What the run was about; its progress has taken in the results.
    results : dict of str to list of Result
        By the id of the kata.
    """

    def __init__(self, terminal, choice, results: dict[str, list[Result]]):
        self.terminal, self.choice, self.results = terminal, choice, results
        self.progress = choice.progress
        self.all = choice.config.option.verbose > 0

    def lines(self) -> Iterator[tuple[str, dict]]:
        """Yield the lines, each with its markup."""
        for place in self.choice.course.places:
            results = self.results.get(place.id, [])
            yield from self._failures(place, results)
            for note in verdict.notes(results):
                yield from ((line, {"yellow": True}) for line in layout.paragraph(note, "  ", first=f"{place.id}: "))
        yield from [("", {}), *self._table(), *bars.bars(self.progress), ("", {}), *self._position()]

    def _failures(self, place: KataFiles, results: list[Result]):
        """One line for what has not been started, an explanation for what is wrong."""
        for state in UNTRIED:
            if texts := list(dict.fromkeys(r.lesson.title for r in results if r.state == state and r.lesson)):
                what = ", ".join(t for t in texts if t) if state == "not started" else texts[0]
                yield f"{place.id}: {state} ({what})", {"yellow": True}
        wrong = verdict.wrong(results)
        for result in wrong if self.all else wrong[:1]:
            yield "", {}
            yield f"{place.id}  {verdict.heading(result)}", {"bold": True}
            yield "", {}
            yield from layout.lines(verdict.lesson(result, wrong))
        if len(wrong) > 1 and not self.all:
            yield "", {}
            yield f"  {len(wrong) - 1} more red (-v explains each)", {}

    def _table(self) -> list[tuple[str, dict]]:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        ran = [place for place in self.choice.course.places if place.id in self.results]
        targets = list(dict.fromkeys(r.target for place in ran for r in self.results[place.id]))
        if len(ran) > _ROWS:  # of a whole course, what is neither green nor untouched
            ran = [place for place in ran if {r.state for r in self.results[place.id]} - _PLAIN]
        if not ran:
            return [(f"judged: {judged(self.choice)}", {"bold": True})]
        table = Table(f"judged: {judged(self.choice)}", *targets, box=None, pad_edge=False, header_style="bold")
        for place in ran:
            cells = [_cell([r for r in self.results[place.id] if r.target == t]) for t in targets]
            table.add_row(place.id, *[Text(text, style=style) for text, style in cells])
        out, coloured = io.StringIO(), self.terminal.hasmarkup
        Console(file=out, width=80, force_terminal=coloured, color_system="standard" if coloured else None).print(table)
        return [(line.rstrip(), {}) for line in [*out.getvalue().rstrip("\n").split("\n"), ""]]

    def _position(self):
        reasons = [(r.reason, r.target) for results in self.results.values() for r in results if r.state == "skipped"]
        for reason in dict.fromkeys(text for text, _ in reasons):
            targets = ", ".join(dict.fromkeys(target for text, target in reasons if text == reason))
            yield f"not run: {targets} ({reason})", {"yellow": True}
        for note in self.progress.record.notes:
            yield note, {"yellow": True}
        places = self.choice.course.places
        done, following = sum(map(self.progress.is_green, places)), self.choice.following
        if following is None:
            what = "the course" if self.progress.next_of(places) is None else self.choice.course.path.words
            yield f"{done} of {len(places)} katas green: {what} is done", {"green": True}
            return
        given = self.choice.config.option.solution
        solution = f" --solution {given}" if given else ""
        yield f"{done} of {len(places)} katas green; next: pytest katas/{following.id}{solution}", {"bold": True}


def _cell(results: list[Result]) -> tuple[str, str]:
    """The state of a kata on a target."""
    if not results:
        return "", ""
    states = Counter(r.state for r in results)
    if not set(states) - {"skipped", "not reached"}:
        return ("not reached" if states["not reached"] else "-"), "yellow"
    red = sum(r.is_red for r in results)
    for state in UNTRIED:
        if states[state] == red > 0 == states["passed"]:
            return state, "yellow"
    if red:
        return f"{red} of {len(results)} red", "red"
    open_ = states["not reached"]
    return (f"green; {open_} not reached" if open_ else "green"), "green"
