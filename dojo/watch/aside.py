"""What the keys of the watch do beside judging: hints, the page, right ways, the editor, a milestone, the stub."""

from __future__ import annotations

from dojo.base import layout
from dojo.course import hints
from dojo.course.hints import questions_of
from dojo.course.milestones import milestones, missing, ready
from dojo.watch.actions import left_out, open_in_editor, reset_told, right_way, run_in_terminal, without_hints
from dojo.watch.pages import told


class Aside:
    """What a `dojo.watch.loop.Watch` does on a key, and then goes on with."""

    def _hint(self) -> None:
        refused = without_hints(self.place, self.walk.progress())
        self._show(refused or hints.message(self.place, self.hints.following(self.place)))

    def _asked(self) -> list[tuple[str, dict]]:
        """The first question of the statement for after green, where there is one."""
        asked = questions_of(self.place)
        told = layout.paragraph(f"{asked[0][0]} (u: the answer)", "") if asked else []
        return [("", {}), *((line, {"bold": True}) for line in told)] if told else []

    def _answer(self) -> None:
        """The answers so far with one more, and the question after them."""
        asked = questions_of(self.place) if self.is_green else []
        self.answers_seen = min(self.answers_seen + 1, len(asked))
        told = [f"{question}\n{answer}" for question, answer in asked[: self.answers_seen]]
        told += [f"{question} (u: the answer)" for question, _ in asked[self.answers_seen : self.answers_seen + 1]]
        self._show("\n\n".join(told) or "There is no question for this kata until it is green.")

    def _show(self, text: str) -> None:
        self.extra = [(line, {}) for line in text.split("\n")]
        self._redraw()

    def _ask(self, question: str, then) -> None:
        self.question, self.note = then, f"{question} (y/n)"
        self._redraw()

    def _solution(self) -> None:
        def show():
            self._show(right_way(self.place, self.ways_seen))

        if not self.place.shows_solution:
            self._show(left_out(self.place))
        elif self.is_green:
            show()
            self.ways_seen += 1
        else:
            self._ask(f"{self._not_green()}: show the model solution all the same?", show)

    def _milestone(self) -> None:
        course, track, table = self.walk.course, self.place.track, self._table()
        if (one := ready(course, track, table)) is not None:
            with self.keys.paused():
                run_in_terminal("milestone", one.number)
            self._redraw()
            return
        known = [one for one in milestones(course) if one.track == track][:1]
        self._show("\n".join(missing(one, one.needs(table)) for one in known) or "this track has no milestone")

    def _debug(self) -> None:
        if not self.is_green:
            self._show(f"{self._not_green()}: once it is, d begins a hunt for a bug in it")
            return
        with self.keys.paused():
            run_in_terminal("debug", self.place.name)
        self._redraw()

    def _today(self) -> None:
        """Go on with what is due: a hunt in the terminal, and a recall here."""
        with self.keys.paused():
            run_in_terminal("today")
        practice = self.walk.progress().practice
        begun = next((place for place in self.walk.course.order if practice.open(place, "recall")), self.place)
        self._turn_to(begun)

    def _page(self) -> None:
        try:
            with self.keys.paused():
                said = told(self.place, self.walk.progress())
        except OSError as error:
            said = f"the page can't be written: {error}"
        if "\n" in said:
            self._show(said)
        else:
            self.note = said
            self._redraw()

    def _open(self) -> None:
        with self.keys.paused():
            self.note = open_in_editor(self.place.solution(self.directory))
        self._stale = True
        self._redraw()

    def _reset(self) -> None:
        def bring_back():
            said = reset_told(self.place)
            self._look()
            self.note = said

        self._ask("restore the stub as it was shipped? Your file is kept beside it.", bring_back)
