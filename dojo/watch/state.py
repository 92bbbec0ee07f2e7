"""The state of the watch: what is judged, and what is shown of it. `dojo.watch.typed` makes the next state at a key."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dojo.course.choices import has_questions
from dojo.course.milestones import ready
from dojo.course.practice import counted, minutes_since
from dojo.course.progress import Progress
from dojo.course.states import state as state_of
from dojo.engine.base.failures import FAILED
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.practice.due import Schedule
from dojo.run.screen import untouched
from dojo.watch import browse
from dojo.watch.browse import Browser
from dojo.watch.view import Lines, fitted
from dojo.watch.walk import Walk

_RED = {"red": True}


class Account:
    """A run of the judge, as its side tells of it.

    Parameters
    ----------
    walk : Walk
        The katas that the watch walks through.
    place : KataFiles
        The one that is judged.
    all_stages : bool
        Whether a stage is judged also after one that is red.

    Attributes
    ----------
    lines : list of (str, dict)
        What is to be read: the kata alone, then what stands above the lesson of the first red test, then the verdict.
    lesson : Lesson or None
        What is to be read below them.
    status : str
        What the judge is at; empty once it has said its verdict.
    is_on : bool
        Whether its verdict may still come.
    count : int
        How many tests are over.
    is_green, has_questions : bool
        Whether the kata is green, and there are questions about it.
    has_milestone : bool
        Whether it is, and a milestone of its track can run by now.
    due : str
        How much is due today; empty where nothing is.
    recall : dict or None
        What is kept of the kata's recall, while it is on.
    """

    def __init__(self, walk: Walk, place: KataFiles, all_stages: bool = False):
        self.walk, self.place, self.all_stages = walk, place, all_stages
        progress = walk.progress()
        before = state_of(place, progress)
        before = before if before in ("complete", "green", "red") else "judging"
        self.lines: Lines = [(f"{place.id}  {before}", {"bold": True})]
        self.lesson: Lesson | None = None
        self._stand(progress)
        self.status, self.is_on = "judging", True
        self.count, self._begun = 0, time.monotonic()
        self._has_screen = self._core_is_green = False

    def _stand(self, progress: Progress) -> None:
        """See where the learner is with the kata."""
        self.is_green, self.recall = progress.is_green(self.place), progress.practice.open(self.place, "recall")
        self.has_questions = self.is_green and has_questions(self.place)
        self.has_milestone = self.is_green and ready(self.walk.course, self.place.track, self.walk.parts()) is not None
        self.due = Schedule(progress).count

    @property
    def seconds(self) -> int:
        """For how long it has been judged."""
        return int(time.monotonic() - self._begun)

    def take(self, event: dict) -> None:
        """Take in what the judge's side says, in the words of `dojo.watch.warm`."""
        takers = {"test": self._test, "lesson": self._screen, "verdict": self._verdict, "end": self._end}
        takers[event["event"]](event)

    def _test(self, test: dict) -> None:
        """Count a test; the first one is that which was red last, whatever its stage."""
        self.count += 1
        state, stage = test["state"], test["stage"]
        past = self.count > 1 and state in {"passed", *FAILED} and stage != "core" and not self.all_stages
        self._core_is_green = self._core_is_green or past
        done = "core is green; " if self._core_is_green else ""
        self.status = f"judging: {done}{stage}, {self.count} tests"

    def _screen(self, screen: dict) -> None:
        self.lines, self._has_screen = [(text, markup) for text, markup in screen["lines"]], True
        self.lesson = Lesson.from_plain(screen["lesson"]) if screen["lesson"] else None
        if self.lines[:2] == untouched(self.place)[:2]:
            self.lines = untouched(self.place, ("save", "and it is judged at once"))

    def _verdict(self, screen: dict) -> None:
        self._screen(screen)
        self.status, self.is_on = "", False
        self._stand(self.walk.progress())

    def _end(self, end: dict) -> None:
        """Take in that the run is over, with its verdict or without."""
        if not self.status:
            return
        self.status, self.is_on = "stopped" if end["code"] is None else "", False
        if not self._has_screen:
            self.lines.append(("No verdict: the judge could not be run. pytest says more.", _RED))

    def died(self) -> None:
        """Take in that the judge's process is gone."""
        self.lines.append(("The run ended without a verdict: the process of the judge ended with it.", _RED))
        self.status, self.is_on = "waiting for a save (r runs it again)", False


@dataclass(frozen=True)
class State:
    """The whole state of the watch: what is judged, and what is shown.

    Parameters
    ----------
    account : Account
        The run of the judge that was asked for last: a state with another one asks for a run.
    is_anew : bool
        Whether the kata has already been judged in a new process, since a verdict came without a test.
    ways_seen : int
        How many right ways have been shown of the kata.
    note : str
        What is said below in place of what the judge is at.
    answers : mapping of str to callable
        What the keys lead to that answer a question, such as y; any other key takes it back.
    extra : list of (str, dict)
        What a key has asked for, shown in place of what the judge says.
    browser : Browser, optional
        The list of katas, shown in place of both.
    room : tuple of int
        The rows above the lines below, and the columns, as they were drawn last.
    is_cut : bool
        Whether more is to be read than the terminal has room for.
    is_over : bool
        Whether the watch ends.
    """

    account: Account
    is_anew: bool = False
    ways_seen: int = 0
    note: str = ""
    answers: Mapping[str, Callable[[State], State]] = field(default_factory=dict)
    extra: Lines = field(default_factory=list)
    browser: Browser | None = None
    room: tuple[int, int] = (0, 0)
    is_cut: bool = False
    is_over: bool = False

    @property
    def walk(self) -> Walk:
        return self.account.walk

    @property
    def place(self) -> KataFiles:
        return self.account.place


def begun(walk: Walk, place: KataFiles) -> State:
    """The state in which a kata is turned to."""
    return State(Account(walk, place), note="; ".join(walk.take_notes()))


def again(state: State, note: str = "", all_stages: bool | None = None, is_anew: bool = False) -> State:
    """The state with a new run of its kata; what has been asked for is no longer shown."""
    account = Account(state.walk, state.place, state.account.all_stages if all_stages is None else all_stages)
    notes = "; ".join(state.walk.take_notes())
    return State(account, is_anew or state.is_anew, state.ways_seen, note or notes)


def turned_to(state: State, place: KataFiles | None) -> State:
    """The state with another kata, where there is one."""
    if place is None:
        return replace(state, note="every other kata is complete")
    return begun(state.walk, place)


def all_lines(state: State) -> Lines:
    """All that there is to be read of the run."""
    return fitted(state.account.lines, state.account.lesson, None, state.room[1])


def body(state: State, is_asked_for: bool) -> Lines:
    """The lines above the status: whole where they were asked for, else what there is room for."""
    if state.browser is not None:
        return browse.lines(state.browser, *state.room)
    if is_asked_for:
        return state.extra or all_lines(state)
    return fitted(state.account.lines, state.account.lesson, *state.room)


def status(state: State, at_rest: str, is_running: bool) -> tuple[str, dict]:
    """The line below: a note, what the judge is at, or what is watched."""
    account = state.account
    if state.note:
        return state.note, {"yellow": True}
    if account.status:
        waited = f" ({account.seconds} s)" if is_running and account.seconds > 2 else ""
        return f"{account.status}{waited}", {"yellow": False}
    minutes = account.recall and counted(minutes_since(account.recall), "minute")
    so_far = f" · from memory, {minutes} so far" if minutes else ""
    return f"{at_rest}{so_far}", {}


def keys_of(state: State) -> str:
    """The line of what can be pressed."""
    if state.browser is not None:
        return browse.keys(state.browser)
    account = state.account
    due = f"w {account.due}" if account.due else ""
    more = ["v whole"] * state.is_cut
    if account.is_green and account.lesson is None:
        more += ["u question"] * account.has_questions + ["m milestone"] * account.has_milestone
        keys = ["n next", *more, "d debug", due, "s solution", "l list", "? keys", "q quit"]
    else:
        on = "next" if account.is_green else "skip"
        more += ["o open", "a stages", *([] if state.is_cut else ["x reset"])]
        keys = [f"n {on}", "h hint", "t page", "l list", "s solution", due, *more, "? keys", "q quit"]
    return "  ".join(filter(None, keys))
