"""``dojo watch``: the next kata is judged on every save, and single keys do the rest."""

from __future__ import annotations

import queue
import time
from pathlib import Path

from dojo.base.files import KataFiles
from dojo.base.mine import all_parts
from dojo.course import listing
from dojo.course.due import Schedule
from dojo.course.hints import Hints
from dojo.course.milestones import ready
from dojo.course.practice import count, minutes_since
from dojo.course.progress import Progress
from dojo.watch import browse
from dojo.watch.account import Account
from dojo.watch.aside import Aside
from dojo.watch.changes import Watcher, judge_files, settled, solution_files
from dojo.watch.keys import keys
from dojo.watch.view import View, fitted
from dojo.watch.walk import Walk
from dojo.watch.warm_client import Warm


class Watch(Aside):
    """The loop: what is typed, what is saved, what the judge says.

    Parameters
    ----------
    walk : Walk
        The katas that it walks through.
    place : KataFiles, optional
        The kata to begin with; the next one where none is given.
    """

    def __init__(self, walk: Walk, place: KataFiles | None = None):
        self.walk, self.root, self.directory = walk, walk.course.root, walk.directory
        self.hints = Hints(self.root)
        self.view = View()
        self.place = place or walk.next()
        self.extra: list[tuple[str, dict]] = []
        self.browser: browse.Browser | None = None
        self.note, self.question, self.due, self.recall = "", None, "", None
        self.all_stages = self.is_green = self.has_milestone = self.is_cut = self.is_anew = False
        self._events: queue.SimpleQueue = queue.SimpleQueue()
        self._stale = self._quit = False
        self.ways_seen = self.answers_seen = 0
        self._looked = self._begun = self._drawn = time.monotonic()

    # ------------------------------------------------------------------ the loop

    def run(self) -> int:
        """Until q."""
        if self.place is None:
            done = "what you chose" if self.walk.is_part else "the course"
            self.view.console.print(f"Every kata is complete: {done} is done.")
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
        seconds = 0.05 if self.warm.is_running else min(self.watcher.interval, 1.0)
        key = self.keys.get(seconds, all_of_them=self.browser is not None)
        while not self._events.empty():
            self._take(self._events.get())
        self.warm.tick()
        if key is not None:
            self._typed(key)
        if time.monotonic() - self._drawn > (1 if self.warm.is_running else 20 if self.recall else float("inf")):
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
        self.all_stages, self.is_anew, self.ways_seen, self.answers_seen = False, False, 0, 0
        self._judge()

    def _judge(self) -> None:
        self._begun = self._drawn = time.monotonic()
        self._judged = solution_files(self.place, self.directory)
        progress = self.walk.progress()
        self.account = Account(self.place, listing.state(self.place, progress), self.all_stages)
        self.note, self.question, self.extra, self.browser = "; ".join(self.walk.notes), None, [], None
        self.walk.notes.clear()
        self._stand(progress)
        walked = [place.id for place in self.walk.due(besides=self.place)]
        path = self.walk.options if self.place in self.walk.places else []
        self.warm.judge(self.place, [*path, *(["--all-stages"] if self.all_stages else [])], walked)
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
            self.note = "the judge has changed: it is loaded again"
        elif now != self._judged:
            if not told:
                self.watcher.saw()
            self._judge()

    # ------------------------------------------------------------------ what the judge says

    def _take(self, event: dict) -> None:
        if not self.warm.is_current(event):
            return
        if (kind := event["event"]) == "died":
            running = self.warm.is_running
            self.warm.close()
            if running:
                self.account.died()
                self._redraw()
            return
        self.warm.said(event)
        if event["number"] != self.warm.number:
            return
        if kind == "verdict" and not self.account.count and not self.is_anew:
            self._judge_anew()
            return
        was = self.account.status
        self.account.take(**event)
        if kind == "verdict":
            self._stand(self.walk.progress())
            self.account.lines += self._asked() if self.is_green and self.account.lesson is None else []
        if kind == "test":
            self._foot()
        elif was or kind != "end":
            self._redraw()

    def _stand(self, progress: Progress) -> None:
        """See whether the kata is green, and whether a milestone of its track can run by now."""
        course = self.walk.course
        self.is_green = progress.is_green(self.place)
        self.has_milestone = self.is_green and ready(course, self.place.track, self._table()) is not None
        self.due, self.recall = Schedule(progress).count, progress.practice.open(self.place, "recall")

    def _table(self) -> dict[str, Path]:
        """What a milestone may import."""
        return all_parts(self.walk.course.places, self.directory, self.walk.progress().stand_ins)

    def _judge_anew(self) -> None:
        """In another process, once: this one has said a verdict without a test."""
        self.is_anew = True
        self.warm.close()
        self._judge()

    # ------------------------------------------------------------------ what is typed

    def _typed(self, key: str) -> None:
        answer, self.question, self.note = self.question, None, ""
        if answer is not None:
            if key.lower() == "y":
                answer()
            self._redraw()
            return
        if self.browser is not None:
            self._browse(key)
            return
        action = {
            "n": self._go_on,
            "h": self._hint,
            "t": self._page,
            "l": self._list,
            "s": self._solution,
            "m": self._milestone,
            "o": self._open,
            "a": self._all,
            "u": self._answer,
            "d": self._debug,
            "w": self._today,
            "v": self._whole,
            "x": self._reset,
            "r": self._judge,
            "q": self._leave,
        }.get(key.lower())
        if action is not None:
            action()
        elif self.extra:
            self.extra = []
            self._redraw()

    def _leave(self) -> None:
        self._quit = True

    def _go_on(self) -> None:
        if self.is_green:
            self._turn_to(self.walk.next(besides=self.place))
        else:
            self._ask(f"{self._not_green()}: skip it for now, and return to it another day?", self._skip)

    def _not_green(self) -> str:
        return "it is still being judged" if self.account.is_on else "it is not green yet"

    def _skip(self) -> None:
        self.walk.skip(self.place)
        self._turn_to(self.walk.next(besides=self.place))

    def _turn_to(self, place: KataFiles | None) -> None:
        if place is None:
            self.note = "every other kata is complete"
            self._redraw()
        else:
            self.place = place
            self._begin()

    def _list(self) -> None:
        self.extra, self.browser = [], browse.opened(self.walk, self.place)
        self._redraw()

    def _browse(self, key: str) -> None:
        rows, _ = self.view.room(self._status(), self._keys())
        self.browser = browse.pressed(self.browser, key, max(rows - 2, 1))
        if not self.browser.end:
            self._redraw()
            return
        chosen = self.browser.at if self.browser.end == "go" else self.place
        self.browser = None
        self._redraw() if chosen == self.place else self._turn_to(chosen)

    def _whole(self) -> None:
        self.extra = [] if self.extra else self._all_lines()
        self._redraw()

    def _all(self) -> None:
        self.all_stages = not self.all_stages
        self._judge()
        self.note = "all stages are judged" if self.all_stages else "a stage waits for the one before it"
        self._redraw()

    # ------------------------------------------------------------------ what is seen

    def _redraw(self) -> None:
        self.is_cut = False
        self.is_cut = not self.view.holds(self._all_lines(), self._status(), self._keys())
        body, is_asked_for = self._body()
        is_over = bool(self.note) or not self.account.is_on
        self.view.draw(body, self._status(), self._keys(), is_asked_for, is_over)

    def _body(self) -> tuple[list[tuple[str, dict]], bool]:
        """What is read above the two lines, and whether it is written whole."""
        room = self.view.room(self._status(), self._keys())
        if self.browser is not None:
            return browse.lines(self.browser, *room), False
        if self.extra or not self.keys.has_keys:
            return self.extra or self._all_lines(), True
        return fitted(self.account.lines, self.account.lesson, *room), False

    def _all_lines(self) -> list[tuple[str, dict]]:
        """All that there is to be read."""
        _, columns = self.view.room(self._status(), self._keys())
        return fitted(self.account.lines, self.account.lesson, None, columns)

    def _foot(self) -> None:
        self._drawn = time.monotonic()
        self.view.foot(self._status(), self._keys(), again=True)

    def _status(self) -> tuple[str, dict]:
        """The line below: a note, what the judge is at, or what is watched."""
        if self.note or self.account.status:
            waited = int(time.monotonic() - self._begun) if self.warm.is_running else 0
            seconds = f" ({waited} s)" if waited > 2 and not self.note else ""
            return f"{self.note or self.account.status}{seconds}", {"yellow": bool(self.note)}
        so_far = f" · from memory, {count(minutes_since(self.recall), 'minute')} so far" if self.recall else ""
        return self.watcher.at(self.place.solution(self.directory).name) + so_far, {}

    def _keys(self) -> str:
        if not self.keys.has_keys:
            return ""
        if self.browser is not None:
            return browse.keys(self.browser)
        due = f"  w {self.due}" if self.due else ""
        first = f"n {'next' if self.is_green else 'skip'}  h hint  t page  l list  s solution{due}"
        more = "v whole  o open  a stages" if self.is_cut else "o open  a stages  x reset"
        green = "m milestone  d debug  a stages" if self.has_milestone else "d debug  a stages  x reset"
        return f"{first}  {green if self.is_green and not self.is_cut else more}  q quit"
