"""Running a judge on a solution inside this process, for the proofs.

It gives what `pytest katas/T/K --solution DIR` says, as data: a proof asks hundreds of times and can't pay for an
interpreter and torch each time.
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from dojo.course.results import Result
from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import forget
from dojo.engine.judge.conversation import Conversation
from dojo.engine.judge.session import Session
from dojo.run.collected import Collected
from dojo.run.replay import Replay

HERE = ("--target=numpy", "--target=python", "--target=torch-cpu")
"""The targets of a machine without a GPU, the quickest first."""
GRADE = "--hypothesis-profile=grade"
PROOF = "--hypothesis-profile=proof"
"""The same examples for every solution, none of them made small: enough where the words do not matter."""


def on_one_line(text: str) -> str:
    """Return a message as one line, however it was wrapped."""
    return " ".join(text.split())


@dataclass
class Verdict:
    """The verdict of a judge on a solution.

    Parameters
    ----------
    results : list of dojo.course.results.Result
        One for each test that ran, skips included.
    exit_code : int
        pytest's.
    output : str
        The text that was printed.
    drawn : set of str
        The ids of the tests whose input is drawn: the others say the same under every seed.
    """

    results: list[Result]
    exit_code: int
    output: str
    drawn: set[str]

    @property
    def passed(self) -> list[Result]:
        return [r for r in self.results if r.state == "passed"]

    @property
    def red(self) -> list[Result]:
        return [r for r in self.results if r.is_red]


class Collector:
    """Collects results; keeps the tests that were asked for."""

    def __init__(self, only: Collection[str] | None, trainings: int | None = None):
        self.only, self.trainings = only, trainings
        self.results: list[Result] = []
        self.drawn: set[str] = set()

    def pytest_configure(self):
        """Keep no failing example: a run would begin with those of the one before."""
        name = settings.get_current_profile_name()
        settings.register_profile(name, settings.get_profile(name), database=None)
        settings.load_profile(name)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        self.drawn = {item.nodeid for item in items if hasattr(getattr(item, "obj", None), "hypothesis")}
        if self.only is not None:
            items[:] = [item for item in items if item.nodeid in self.only]
        if self.trainings is not None:
            items[:] = [item for item in items if item.callspec.params.get("seed", 0) < self.trainings]

    def pytest_runtest_logreport(self, report):
        if (result := Result.of(report)) is not None:
            self.results.append(result)
        elif report.failed:
            self.results.append(Result("?", "?", "?", report.nodeid, "error", report=report))


def judge(
    place: KataFiles,
    directory: Path,
    *options: str,
    only: Collection[str] | None = None,
    trainings: int | None = None,
    plugins: Collection = (),
) -> Verdict:
    """Judge the solution of one kata that lies in a folder laid out like ``katas``.

    With the profiles of `PROOF` and `GRADE` all solutions of a kata are asked the same examples, which are drawn once.

    Parameters
    ----------
    place, directory
        The kata, and the folder.
    *options : str
        pytest's.
    only : collection of str, optional
        The ids of the tests to run.
    trainings : int, optional
        Of a test that trains with several seeds, only so many.
    plugins : collection
        More of pytest's.
    """
    plugins = [*plugins, *(drawn_once(place, profile) for profile in (PROOF, GRADE) if profile in options)]
    profile = next((o for o in options if o.startswith("--hypothesis-profile=")), "--hypothesis-profile=learn")
    judging, arguments = _collected(place, profile), (f"--solution={directory}", "--parts=ours", *options)
    return verdict_of(lambda each: judging.judge(*arguments, plugins=each), Collector(only, trainings), *plugins)


def _collected(place: KataFiles, profile: str) -> Collected:
    """Collect the judge of a kata, once for each profile, until another kata's turn comes."""
    session = session_for(place)
    if any(other.id != place.id for other, _ in _open):
        for key in list(_open):
            _open.pop(key).close()
    if (place, profile) not in _open:
        forget(place.judge)
        arguments = [str(place.judge), f"--rootdir={place.root}", profile, "-p", "no:cacheprovider", "--capture=sys"]
        _open[place, profile] = Collected(session, *arguments, *QUIETLY)
    return _open[place, profile]


_open: dict[tuple[KataFiles, str], Collected] = {}
WARNINGS = (
    "error",
    "ignore::DeprecationWarning",  # of another package, in its next version
    "ignore::PendingDeprecationWarning",
    "ignore::FutureWarning",
    "ignore:(?s).*deprecat:Warning",
    "ignore::pytest.PytestAssertRewriteWarning",  # it runs pytest within pytest
    "ignore::pytest.PytestCacheWarning",  # a read-only checkout: verdicts as ever, nothing is kept
    "ignore:.*[dD]atabase:Warning",  # and Hypothesis's of the same
)
"""A warning of a judge or a reference is an error for its author. A learner never sees one: it is no verdict."""
QUIETLY = ["-o", "filterwarnings=" + "\n".join(WARNINGS), "-q"]


def drawn_once(place: KataFiles, *options: str) -> Replay:
    """Return a plugin that draws examples once for all runs of a kata's judge with the same options, as for a class.

    Only where all of them draw the same: under one seed, and with the same constants in the solution's file.
    """
    return Replay(_examples(place.id, options), record=True)


@functools.lru_cache(maxsize=4)
def _examples(kata: str, options: tuple[str, ...]) -> dict:
    return {}


_session = Session(keeps_many=True, is_strict=True)
_remembered: set[KataFiles] = set()


def session_for(place: KataFiles) -> Session:
    """Return what remembers what the references and the mistakes of a kata say, until another's turn comes."""
    if any(other.id != place.id for other in _remembered):
        _remembered.clear()
        _session.forget()
    _remembered.add(place)
    return _session


def verdict_of(judging: Callable, collector: Collector, *plugins) -> Verdict:
    """Judge, and leave this process as it was: ``judging`` takes plugins of pytest, and gives its exit code."""
    profile, out = settings.get_current_profile_name(), io.StringIO()
    cwd, environ = os.getcwd(), dict(os.environ)
    try:
        with contextlib.redirect_stdout(out):
            code = judging([collector, *plugins])
    finally:
        settings.load_profile(profile)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environ)
    return Verdict(collector.results, int(code), out.getvalue(), collector.drawn)


@contextlib.contextmanager
def wrong_on_pinned(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Collect the pinned questions that a solution answers otherwise than references and model, as it is judged."""
    wrong, seen, end_test = set(), set(), Conversation.end_test

    def ask_them_first(self):
        tests = (str(self._target), *(item.nodeid for item in self._reached()))
        if tests not in seen:
            seen.add(tests)
            for asked in filter(self._references.is_wrong, self._pinned()):
                if not self._diagnosis.is_as_the_model(asked):
                    scenario = asked.question.scenario
                    wrong.add(f"{getattr(scenario, '__name__', scenario)}{asked.question.args}")
        end_test(self)

    with monkeypatch.context() as patched:
        patched.setattr(Conversation, "end_test", ask_them_first)
        yield wrong
