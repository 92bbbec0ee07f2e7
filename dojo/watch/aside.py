"""What the keys of the watch do beside judging: hints, the page, right ways, the editor, a milestone, the stub."""

from __future__ import annotations

from dojo.base.mine import all_parts
from dojo.course.milestones import milestones, missing, ready
from dojo.watch.actions import left_out, open_in_editor, reset_told, right_way, run_milestone
from dojo.watch.pages import told


class Aside:
    """What a `dojo.watch.watch.Watch` does on a key, and then goes on with."""

    def _hint(self) -> None:
        self._show(self.hints.following(self.place))

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
        course, track, table = self.walk.course, self.place.track, all_parts(self.walk.course.places, self.directory)
        if (one := ready(course, track, table)) is not None:
            with self.keys.paused():
                run_milestone(one.number)
            self._redraw()
            return
        known = [one for one in milestones(course) if one.track == track][:1]
        self._show("\n".join(missing(one, one.needs(table)) for one in known) or "this track has no milestone")

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
