"""The pytest plugin that gathers what a run says of each kata, keeps it, and shows it."""

from __future__ import annotations

import functools
import re

import pytest

from dojo.course import runs
from dojo.course.results import JUDGE, UNTRIED, Result
from dojo.engine.base import layout
from dojo.engine.base.disk import write_whole
from dojo.engine.base.failures import FAILED
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.practice.due import Schedule
from dojo.practice.recall import judged_again, keep_green
from dojo.run import documents
from dojo.run.choosing import Choice
from dojo.run.screen import Screen
from dojo.run.summary import Summary
from dojo.run.terminal import Meter, Quiet, header
from dojo.run.verdict import lesson, state, wrong


class Reporter:
    """Gathers results kata by kata; with xdist, in the process that hands out the tests.

    Parameters
    ----------
    config : pytest.Config
        The run's.
    choice : Choice
        What the run is about.
    """

    def __init__(self, config: pytest.Config, choice: Choice):
        self.config, self.choice = config, choice
        self.results: dict[str, list[Result]] = {}
        self.turned: set[str] = set()
        self._open: list[str] = []
        self._meter: Meter | None = None

    @functools.cached_property
    def _places(self) -> dict[str, KataFiles]:
        return {place.id: place for place in self.choice.course.places}

    @functools.cached_property
    def _judges(self) -> dict[str, KataFiles]:
        """The kata of each judge's file, as it is named in a test's id."""
        return {place.judge.relative_to(place.root).as_posix(): place for place in self.choice.course.places}

    def pytest_report_header(self):
        return header(self.choice) if self._places else None

    def pytest_sessionstart(self):
        terminal = self.config.pluginmanager.getplugin("terminalreporter")
        if isinstance(terminal, Quiet):
            self._meter = Meter(terminal, len(self.choice.places))

    def pytest_runtest_logstart(self, nodeid):
        if place := self._judges.get(nodeid.partition("::")[0]):
            self.choice.progress.entry(place)  # of the files as they are before they are judged
            if not getattr(self.config.option, "numprocesses", None):  # a worker may still be at the others
                for kata in [kata for kata in self._open if kata != place.id]:
                    self._close(kata)

    def pytest_runtest_logreport(self, report):
        place = self._judges.get(report.nodeid.partition("::")[0])
        if (result := Result.of(report)) is not None:
            self._take(result)
        elif report.failed and place is not None:
            test = report.nodeid.rpartition("::")[2]
            self._take(Result(place.id, JUDGE, "core", test, "failed", report=report))

    def pytest_runtest_logfinish(self, nodeid):
        """A kata is over when its last test is, or the first one of another."""
        place = self._judges.get(nodeid.partition("::")[0])
        if place is not None and (results := self.results.get(place.id)):
            tests = sum(results[0].tests)
            if tests and len({r.report.nodeid for r in results}) >= tests:
                self._close(place.id)

    def _nothing_fits(self) -> str:
        """Say why nothing was judged, and which kata may be meant."""
        asked = self.config.option.keyword
        near = self.choice.course.did_you_mean(*re.findall(r"\w+", asked))
        return f"no test fits {f'-k {asked!r}' if asked else 'what was asked for'}{f'; {near}' if near else ''}"

    @property
    def _is_done(self) -> bool:
        """Tell whether nothing was left to judge of what was asked for."""
        return bool(self.config.option.next or self.choice.taken) and not self.choice.places

    def _take(self, result: Result) -> None:
        if result.kata not in self.results:
            self.results[result.kata] = []
            self._open.append(result.kata)
        results = self.results[result.kata]
        results.append(result)
        if self._meter is not None:
            self._meter.at(result.kata, len(results) / max(sum(result.tests), 1))

    def _close(self, kata: str) -> None:
        """Keep what is known of a kata."""
        if kata not in self._open:
            return
        self._open.remove(kata)
        place, progress = self._places.get(kata), self.choice.progress
        if place is None:
            return
        before = progress.is_green(place), progress.is_complete(place)
        progress.add(place, self.results[kata])
        progress.save([place])
        after = progress.is_green(place), progress.is_complete(place)
        if after > before:
            self.turned.add(kata)
        if progress.practice.record.file is not None and not self.choice.options.is_submission:
            self._practise(place, after[0])
        if self._meter is not None:
            self._meter.end(kata, *state(self.results[kata]))

    def _practise(self, place: KataFiles, is_green: bool) -> None:
        """Take in what a run of a learner's kata says of a recall, of the idea that is missing, of parts of ours."""
        progress, results = self.choice.progress, self.results[place.id]
        practice, notes, red = progress.practice, progress.record.notes, wrong(results)
        states = {result.state for result in results}
        try:
            recall = judged_again(place, practice, is_green, bool(states & FAILED and not states & {*UNTRIED}))
            if recall is not None:
                notes += Schedule(progress).after(recall, place)
                self.turned -= {place.id}  # its day has ended before
            told = lesson(red[0], red) if red else Lesson("")
            for words in told.causes[:1]:
                practice.miss(place, words)
            if states - {*UNTRIED, "not reached"}:
                tests = dict.fromkeys(result.test for result in red)
                runs.add(place, [*tests], next(iter(tests), None), told.explainer, told.idea)
        except OSError as error:
            notes.append(f"{practice.record.what} can't be kept: {error.strerror}")
        if is_green:
            keep_green(place, practice)
        if ours := [name for name in progress.entry(place)["parts"] if name in progress.stand_ins]:
            notes.append(f"by ours, until you write them: {', '.join(ours)}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        for kata in list(self._open):
            self._close(kata)
        if self._meter is not None:
            self._meter.close()
        if (out := self.config.option.verdict) is not None:
            write_whole(out, f"{documents.of_verdict(self.results, self._places, self.config)}\n".encode())
        nothing_left = exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and not self.results
        if nothing_left and self._is_done:
            session.exitstatus = pytest.ExitCode.OK
        if exitstatus == pytest.ExitCode.OK and any(
            r.state == "not reached" for rs in self.results.values() for r in rs
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED  # what was not reached is not green

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter, exitstatus):
        explained = {id(r.report) for results in self.results.values() for r in results if r.is_red and r.lesson}
        stats, is_quiet = terminalreporter.stats, isinstance(terminalreporter, Quiet)
        failed = stats.pop("failed", [])
        if left := [r for r in failed if id(r) not in explained]:
            stats["failed"] = left
        result = yield
        if failed and not is_quiet:
            stats["failed"] = failed  # they count in pytest's last line
        if not self.results and not self._is_done:
            if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self.choice.only_katas:
                terminalreporter.write_line(self._nothing_fits(), yellow=True)
            return result
        shown = Summary(terminalreporter, self.choice, self.results)
        if is_quiet:
            size = layout.size_of(terminalreporter._tw._file)
            shown = Screen(self.choice, self.results, self.turned, self._meter.tells_lines, size=size)
        for text, markup in shown.lines():
            terminalreporter.write_line(text, **markup)
        return result
