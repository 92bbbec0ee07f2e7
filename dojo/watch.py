"""``dojo watch``: the next kata is judged on every save, and single keys do the rest."""

from __future__ import annotations

import queue
import time
from pathlib import Path

from dojo.actions import model_solution, open_in_editor, reset_words
from dojo.changes import Watcher, judge_files, settled, solution_files
from dojo.course import Course
from dojo.failures import FAILED
from dojo.hints import Hints
from dojo.keys import keys
from dojo.listing import listing
from dojo.loading import Place
from dojo.progress import Progress
from dojo.record import record_of
from dojo.screen import untouched
from dojo.stub_reset import reset
from dojo.view import View
from dojo.warm_client import Warm


class Watch:
    """The loop: what is typed, what is saved, what the judge says.

    Parameters
    ----------
    root : Path
        The root of the course.
    place : Place, optional
        The kata to begin with; the next one where none is given.
    """

    def __init__(self, root: Path, place: Place | None = None):
        self.root, self.course = root, Course(root)
        self.directory = root / "katas"
        self.hints = Hints(root)
        self.view = View()
        self.place = place or self._next()
        self.lines: list[tuple[str, dict]] = []
        self.extra: list[tuple[str, dict]] = []
        self.note, self.question = "", None
        self.status, self.counted, self.core_is_green = "", 0, False
        self.all_stages, self.is_green = False, False
        self._events: queue.SimpleQueue = queue.SimpleQueue()
        self._stale = self._quit = False
        self._looked = self._begun = self._drawn = time.monotonic()

    def _progress(self) -> Progress:
        return Progress(self.course, self.directory, record_of(self.root, self.directory))

    def _next(self) -> Place | None:
        progress = self._progress()
        return progress.next_of(self.course.places) or progress.next_of(self.course.places, complete=True)

    # ------------------------------------------------------------------ the loop

    def run(self) -> int:
        """Until q."""
        if self.place is None:
            self.view.console.print("Every kata is complete: the course is done.")
            return 0
        with keys(self._redraw) as self.keys:
            self.warm = Warm(self._heard)
            folders = [self.directory, self.root / "reference", self.root / "dojo"]
            self.watcher = Watcher(folders, self._happened)
            try:
                self._begin()
                while not self._quit:
                    self._turn()
            except KeyboardInterrupt:
                pass
            finally:
                self.watcher.close()
                self.warm.close()
        self.view.console.print()
        return 0

    def _turn(self) -> None:
        key = self.keys.get(0.05 if self.warm.is_running else min(self.watcher.interval, 1.0))
        while not self._events.empty():
            self._take(self._events.get())
        self.warm.tick()
        if key is not None:
            self._typed(key)
        if self.warm.is_running and time.monotonic() - self._drawn > 1:
            self._foot()
        if self.watcher.missed():
            self._redraw()
        if self._stale or time.monotonic() - self._looked > self.watcher.interval:
            self._look()

    def _heard(self, event: dict) -> None:
        self._events.put(event)
        self.keys.wake()

    def _happened(self) -> None:
        self._stale = True
        self.keys.wake()

    def _begin(self) -> None:
        """Turn to a kata."""
        self._course_files = judge_files(self.place)
        self._looked = time.monotonic()
        self.extra, self.question, self.all_stages = [], None, False
        self._judge()

    def _judge(self) -> None:
        self._begun = self._drawn = time.monotonic()
        self._judged = solution_files(self.place, self.directory)
        self.status, self.counted, self.core_is_green, self.extra = "judging", 0, False, []
        self.lines, self.note, self.is_green = [(self.place.id, {"bold": True})], "", False
        self.warm.judge(self.place, ["--all-stages"] if self.all_stages else [])
        self._redraw()

    # ------------------------------------------------------------------ what is saved

    def _look(self) -> None:
        """Compare what the files hold with what was judged."""
        told, self._stale = self._stale, False
        if told:
            self.watcher.heard()
        self._looked = time.monotonic()
        now = settled(self.place, self.directory, self._judged)
        course = judge_files(self.place)
        if course != self._course_files:
            self._course_files = course
            self.warm.close()
            self._judge()
            self.note = "the judge has changed: it is loaded anew"
        elif now != self._judged:
            if not told:
                self.watcher.saw()
            self.extra, self.question = [], None
            self._judge()

    # ------------------------------------------------------------------ what the judge says

    def _take(self, event: dict) -> None:
        if not self.warm.is_current(event):
            return
        if (kind := event["event"]) == "died":
            running = self.warm.is_running
            self.warm.close()
            if running:
                self.lines.append(
                    ("The run ended without a verdict: the judge's side was ended with it.", {"red": True})
                )
                self.status = "waiting for a save (r runs it again)"
                self._redraw()
            return
        self.warm.said(event)
        if event["number"] != self.warm.number:
            return
        if kind == "test":
            self.counted += 1
            first = self.counted == 1  # the test that was red last, whatever its stage
            past = (
                not first and event["state"] in {"passed", *FAILED} and event["stage"] != "core" and not self.all_stages
            )
            self.core_is_green = self.core_is_green or past
            done = "core is green; " if self.core_is_green else ""
            self.status = f"judging: {done}{event['stage']}, {self.counted} tests"
            self._foot()
            return
        if kind == "end":
            if not self.status:
                return
            self.status = "stopped" if event["code"] is None else ""
            if len(self.lines) < 2:
                self.lines.append(("No verdict: the judge could not be run. pytest says more.", {"red": True}))
        else:
            self.lines = [(text, markup) for text, markup in event["lines"]]
            if self.lines[:2] == untouched(self.place)[:2]:
                self.lines = untouched(self.place, ("save", "and it is judged at once"))
            if kind == "verdict":
                self.status, self.is_green = "", self._progress().is_green(self.place)
        self._redraw()

    # ------------------------------------------------------------------ what is typed

    def _typed(self, key: str) -> None:
        if self.question is not None:
            answer, self.question = self.question, None
            self.note = ""
            if key.lower() == "y":
                answer()
            self._redraw()
            return
        action = {
            "n": self._go_on,
            "h": self._hint,
            "l": self._list,
            "s": self._solution,
            "o": self._open,
            "a": self._all,
            "x": self._reset,
            "r": self._judge,
            "q": self._leave,
        }.get(key.lower())
        self.note = ""
        if action is not None:
            action()
        elif self.extra:
            self.extra = []
            self._redraw()

    def _leave(self) -> None:
        self._quit = True

    def _go_on(self) -> None:
        if not self.is_green:
            self.note = "not green yet: n moves on once it is"
        elif (following := self._next()) is None:
            self.note = "every kata is complete: the course is done"
        else:
            self.place = following
            self._begin()
            return
        self._redraw()

    def _hint(self) -> None:
        self._show(self.hints.following(self.place))

    def _list(self) -> None:
        self.extra = listing(self._progress())
        self._redraw()

    def _show(self, text: str) -> None:
        self.extra = [(line, {}) for line in text.split("\n")]
        self._redraw()

    def _ask(self, question: str, then) -> None:
        self.question, self.note = then, f"{question} (y/n)"
        self._redraw()

    def _solution(self) -> None:
        def show():
            self._show(model_solution(self.place))

        if self.is_green:
            show()
        else:
            self._ask("it is not green yet: show the model solution all the same?", show)

    def _open(self) -> None:
        with self.keys.paused():
            self.note = open_in_editor(self.place.solution(self.directory))
        self._stale = True
        self._redraw()

    def _all(self) -> None:
        self.all_stages = not self.all_stages
        self._judge()
        self.note = "all stages are judged" if self.all_stages else "a stage waits for the one before it"
        self._redraw()

    def _reset(self) -> None:
        def bring_back():
            try:
                kept = reset(self.place)
            except (LookupError, OSError) as error:
                self.note = str(error)
                return
            self._look()
            self.note = reset_words(kept)

        self._ask("bring the stub back as it was shipped? Yours is kept beside it.", bring_back)

    # ------------------------------------------------------------------ what is seen

    def _redraw(self) -> None:
        body = self.extra or self.lines or untouched(self.place)
        self.view.draw(body, self._status(), self._keys(), asked_for=bool(self.extra))

    def _foot(self) -> None:
        self._drawn = time.monotonic()
        self.view.foot(self._status(), self._keys(), again=True)

    def _status(self) -> tuple[str, dict]:
        """The line below: a note, what the judge is at, or what is watched."""
        if self.note or self.status:
            waited = int(time.monotonic() - self._begun) if self.warm.is_running else 0
            seconds = f" ({waited} s)" if waited > 2 and not self.note else ""
            return f"{self.note or self.status}{seconds}", {"yellow": bool(self.note)}
        file = self.place.solution(self.directory).name
        if self.watcher.hears:
            return f"watching {file}", {}
        return f"looking at {file} every half second: no file events here", {}

    def _keys(self) -> str:
        if not self.keys.has_keys:
            return ""
        first = "n next  " if self.is_green else ""
        return f"{first}h hint  l list  s solution  o open  a all stages  x reset  r run  q quit"
