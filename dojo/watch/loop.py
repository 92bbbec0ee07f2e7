"""``dojo watch``: the next kata is judged on every save, and single keys do the rest."""

from __future__ import annotations

import contextlib
import math
import queue
import time
from dataclasses import replace

from dojo.course import runs
from dojo.engine.base.files import KataFiles
from dojo.watch.changes import Watcher, judge_files, settled, solution_files
from dojo.watch.keys import keys
from dojo.watch.state import State, again, all_lines, begun, body, keys_of, status
from dojo.watch.typed import TAKES_TERMINAL, typed
from dojo.watch.view import View, height, wrapped
from dojo.watch.walk import Walk
from dojo.watch.warm_client import Warm


def watch(walk: Walk, place: KataFiles | None) -> None:
    """Judge on every save, until q.

    Parameters
    ----------
    walk : Walk
        The katas that it walks through.
    place : KataFiles or None
        The kata to begin with; None where nothing is left to do.
    """
    view = View()
    if place is not None:
        Watch(begun(walk, place), view).run()
        view.console.print()
    else:
        done = "what you chose" if walk.is_part else "the course"
        view.console.print(f"Every kata is complete: {done} is done.")


class Watch:
    """The loop: what is typed, what is saved, what the judge says.

    Parameters
    ----------
    state : State
        What is judged and shown at first.
    view : View
        Where it is shown.
    """

    def __init__(self, state: State, view: View):
        self.state, self._view = state, view
        self._keys, self._warm = keys(self._redraw), Warm(self._heard)
        root = state.walk.course.root
        self._folders = [state.walk.directory, root / "reference", root / "dojo"]
        self._events: queue.SimpleQueue[dict] = queue.SimpleQueue()
        self._is_stale = False
        self._judge_files = judge_files(state.place)
        self._looked = self._drawn = time.monotonic()

    def run(self) -> None:
        """Until q."""
        with self._keys, contextlib.suppress(KeyboardInterrupt):
            self._watcher = Watcher(self._folders, self._happened)
            try:
                self._judge()
                while not self.state.is_over:
                    self._turn()
            finally:
                self._watcher.close()
                self._warm.close()
                runs.cut(self.state.place.root)

    def _turn(self) -> None:
        seconds = 0.05 if self._warm.is_running else min(self._watcher.interval, 1.0)
        key = self._keys.get(seconds, all_of_them=self.state.browser is not None)
        while not self._events.empty():
            self._take(self._events.get())
        self._warm.tick()
        if key is not None:
            self._typed(key)
        stays = 1 if self._warm.is_running else 20 if self.state.account.recall else math.inf
        if time.monotonic() - self._drawn > stays:
            self._foot()
        if self._watcher.missed():
            self._redraw()
        if self._is_stale or time.monotonic() - self._looked > self._watcher.interval:
            self._look()

    def _heard(self, event: dict) -> None:
        self._events.put(event)
        self._keys.wake()

    def _happened(self) -> None:
        self._is_stale = True
        self._keys.wake()

    def _typed(self, key: str) -> None:
        takes_terminal = self.state.browser is None and key.lower() in TAKES_TERMINAL
        with self._keys.paused() if takes_terminal else contextlib.nullcontext():
            state = typed(self.state, key)
        self._is_stale = self._is_stale or takes_terminal
        self._become(state)

    def _become(self, state: State) -> None:
        """Go on with another state: one with another account asks for a run of the judge."""
        before, self.state = self.state, state
        if state.place != before.place:
            self._judge_files = judge_files(state.place)
        if state.account is not before.account:
            self._judge()
        else:
            self._redraw()

    def _judge(self) -> None:
        walk, place = self.state.walk, self.state.place
        self._solution = solution_files(place, walk.directory)
        others = [other.id for other in walk.due(besides=place)]
        path = walk.options if place in walk.places else []
        self._warm.judge(place, [*path, *(["--all-stages"] if self.state.account.all_stages else [])], others)
        self._redraw()

    def _look(self) -> None:
        """Compare what the files hold with what was judged."""
        was_heard, self._is_stale = self._is_stale, False
        if was_heard:
            self._watcher.heard()
        self._looked, place = time.monotonic(), self.state.place
        solution = settled(place, self.state.walk.directory, self._solution)
        if (judge := judge_files(place)) != self._judge_files:
            self._judge_files = judge
            self._warm.close()
            self._become(again(self.state, "the judge has changed: it is loaded again"))
        elif solution != self._solution:
            if not was_heard:
                self._watcher.saw()
            self._become(again(self.state))

    def _take(self, event: dict) -> None:
        """Take in what the judge's side says."""
        if not self._warm.is_current(event):
            return
        account, kind = self.state.account, event["event"]
        if kind == "died":
            was_running = self._warm.is_running
            self._warm.close()
            if was_running:
                account.died()
                self._redraw()
            return
        self._warm.said(event)
        if event["number"] != self._warm.number:
            return
        if kind == "verdict" and not account.count and not self.state.is_anew:  # perhaps it was loaded by half
            self._warm.close()
            self._become(again(self.state, is_anew=True))
            return
        was_at = account.status
        account.take(event)
        if kind == "test":
            self._foot()
        elif was_at or kind != "end":
            self._redraw()

    # ------------------------------------------------------------------ what is seen

    def _redraw(self) -> None:
        """Draw the whole screen: which keys stand below depends on whether all has room above them."""
        self._fit(is_cut=False)
        rows, columns = self.state.room
        self._fit(is_cut=height(wrapped(all_lines(self.state), columns), columns) > rows)
        state, self._drawn = self.state, time.monotonic()
        is_asked_for = state.browser is None and bool(state.extra)
        is_over = bool(state.note) or not state.account.is_on
        self._view.draw(body(state, is_asked_for), *self._below(), is_asked_for, is_over)

    def _fit(self, is_cut: bool) -> None:
        self.state = replace(self.state, is_cut=is_cut)
        self.state = replace(self.state, room=self._view.room(*self._below()))

    def _below(self) -> tuple[tuple[str, dict], str]:
        """The status, and the line of keys."""
        at_rest = self._watcher.at(self.state.place.solution(self.state.walk.directory).name)
        return status(self.state, at_rest, self._warm.is_running), keys_of(self.state)

    def _foot(self) -> None:
        self._drawn = time.monotonic()
        self._view.foot(*self._below(), again=True)
