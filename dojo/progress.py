"""The summary at the end of a run, and the position in the course; read from pytest's reports alone."""

from __future__ import annotations

import functools
import hashlib
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dojo.loading import Place, find_katas

_KEY = "dojo/progress"
_GREEN, _RED = "green", "red"
_ROWS, _PLAIN = 30, {"passed", "skipped", "not started", "missing"}
JUDGE = "judge"
"""In place of a target: a failure of the judge's file that no kata took part in."""


@dataclass
class Result:
    """One test of a judge, as its report tells it."""

    kata: str
    target: str
    test: str
    state: str
    tests: int
    text: str = ""
    mistakes: list[str] = field(default_factory=list)
    report: object = None

    @classmethod
    def of(cls, report) -> Result | None:
        told = dict(report.user_properties)
        if "kata" not in told or (report.when != "call" and report.passed):
            return None
        test = report.nodeid.rpartition("::")[2].partition("[")[0]
        text = str(report.longrepr) if report.failed else ""
        if report.skipped and isinstance(report.longrepr, tuple):
            text = report.longrepr[2].removeprefix("Skipped: ")
        state = told["state"]
        return cls(told["kata"], told["target"], test, state, told["tests"], text, told["mistakes"], report)

    @property
    def sentence(self) -> str:
        return self.test.removeprefix("test_").replace("_", " ")


class Course:
    """What is green, kept over partial runs and forgotten where a file has changed.

    Parameters
    ----------
    config : pytest.Config
        Whose cache keeps it.
    directory : Path
        The folder whose solutions are judged: each has a record of its own.
    """

    def __init__(self, config, directory: Path):
        self.cache = getattr(config, "cache", None)
        self.directory = directory
        self.places = find_katas(config.rootpath)
        self.record = self._read()

    def _read(self) -> dict:
        saved = self.cache.get(_KEY, {}) if self.cache is not None else {}
        own = saved.get(str(self.directory), {}) if isinstance(saved, dict) else {}
        places = {place.id: place for place in self.places}
        return {k: v for k, v in own.items() if k in places and v.get("files") == self._fingerprint(places[k])}

    def _fingerprint(self, place: Place) -> str:
        """Of the solution, the helpers beside it, and the judge."""
        digest = hashlib.sha256()
        solution = place.solution(self.directory)
        for file in sorted({*solution.parent.glob("*.py"), place.judge}):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
        return digest.hexdigest()

    def add(self, results: list[Result]) -> None:
        places = {place.id: place for place in self.places}
        for result in results:
            if result.kata not in places:
                continue
            entry = self.record.setdefault(
                result.kata, {"files": self._fingerprint(places[result.kata]), "targets": {}}
            )
            target = entry["targets"].setdefault(result.target, {"passed": [], "tests": 0})
            target["tests"] = result.tests or target["tests"]
            passed, case = set(target["passed"]), result.report.nodeid.partition("::")[2]
            (passed.add if result.state == "passed" else passed.discard)(case)
            target["passed"] = sorted(passed)
            target["skipped"] = result.state == "skipped"
        for result in results:
            if result.target == JUDGE:  # no verdict can be trusted
                self.record.pop(result.kata, None)

    def save(self) -> None:
        if self.cache is None:
            return
        saved = self.cache.get(_KEY, {})
        saved = saved if isinstance(saved, dict) else {}
        self.cache.set(_KEY, {**saved, str(self.directory): self.record})

    def green_on(self, place: Place) -> list[str]:
        """The targets on which every test of the judge has passed since the files changed."""
        targets = self.record.get(place.id, {}).get("targets", {})
        return [t for t, seen in targets.items() if 0 < seen["tests"] <= len(seen["passed"])]

    def is_green(self, place: Place) -> bool:
        """Green on a target, and red on none."""
        targets = self.record.get(place.id, {}).get("targets", {})
        run = [t for t, seen in targets.items() if not seen.get("skipped")]
        return bool(run) and set(run) == set(self.green_on(place))

    def next_of(self, places: list[Place]) -> Place | None:
        return next((place for place in places if not self.is_green(place)), None)


class Reporter:
    """Prints failures kata by kata, then the bars, then the next step."""

    def __init__(self, config, directory: Path):
        self.config, self.directory = config, directory
        self.results: list[Result] = []

    @property
    def judged(self) -> str:
        try:
            short = self.directory.relative_to(self.config.rootpath)
        except ValueError:
            short = self.directory
        return f"{short}{' (the stubs)' if self.config.option.solution is None else ''}"

    def pytest_report_header(self):
        if find_katas(self.config.rootpath):
            return f"judging: {self.judged}"
        return None

    def pytest_runtest_logreport(self, report):
        if (result := Result.of(report)) is not None:
            self.results.append(result)
        elif report.failed and (kata := self.judges.get(report.nodeid.partition("::")[0])):
            test = report.nodeid.rpartition("::")[2]
            self.results.append(Result(kata, JUDGE, test, "failed", 0, report=report))

    @functools.cached_property
    def judges(self) -> dict[str, str]:
        """The kata of each judge's file, as it is named in a test's id."""
        places = find_katas(self.config.rootpath)
        return {place.judge.relative_to(place.root).as_posix(): place.id for place in places}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        if self.config.option.next and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and not self.results:
            session.exitstatus = pytest.ExitCode.OK

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter):
        failed = terminalreporter.stats.get("failed", [])
        own = {id(r.report) for r in self.results if r.state != "passed" and r.text}
        explained = [r for r in failed if id(r) in own and isinstance(r.longrepr, str)]
        if explained:
            terminalreporter.stats["failed"] = [r for r in failed if r not in explained]
        try:
            result = yield
        finally:
            if explained:
                terminalreporter.stats["failed"] = failed
        if self.results or self.config.option.next:
            course = Course(self.config, self.directory)
            course.add(self.results)
            course.save()
            _Summary(terminalreporter, course, self.results, self.judged, self.config).write()
        return result


class _Summary:
    """The text after a run."""

    def __init__(self, terminal, course: Course, results: list[Result], judged: str, config):
        self.terminal, self.course, self.results, self.judged = terminal, course, results, judged
        self.config, self.quiet = config, config.option.verbose < 0
        self.all = config.option.verbose > 0

    def write(self):
        by_kata: dict[str, list[Result]] = {}
        for result in self.results:
            by_kata.setdefault(result.kata, []).append(result)
        lines = []
        for place in self.course.places:
            lines += self._failures(place, by_kata.get(place.id, []))
        if lines:
            self._line()
            for text, markup in lines:
                self._line(text, **markup)
        self._line()
        if not self.quiet:
            self._table(by_kata)
        self._position()

    def _line(self, text="", **markup):
        self.terminal.write_line(text, **markup)

    # ------------------------------------------------------------------ failures

    def _failures(self, place: Place, results: list[Result]):
        """One line for what has not been started, one explanation for what is wrong."""
        red = [r for r in results if r.state not in ("passed", "skipped") and isinstance(r.report.longrepr, str)]
        for state in ("missing", "not started"):
            if texts := list(dict.fromkeys(r.text for r in red if r.state == state)):
                what = ", ".join(t for t in texts if t) if state == "not started" else texts[0]
                yield f"{place.id}: {state} ({what})", {"yellow": True}
        wrong = [r for r in red if r.state not in ("missing", "not started")]
        if not wrong:
            return
        for result in wrong if self.all else wrong[:1]:
            yield "", {}
            title = f"{place.id}  {result.sentence}" + (f"  [{result.target}]" if result.target else "")
            yield title, {"bold": True}
            yield "", {}
            yield from _coloured(self._chosen_words(result, wrong))
        if len(wrong) > 1 and not self.all:
            yield "", {}
            others = [r for r in wrong[1:] if r.text != wrong[0].text]
            if same := len(wrong) - 1 - len(others):
                yield f"  {same} more red for the same reason", {}
            if others:
                yield f"  {len(others)} more red (-v explains each):", {}
            for sentence in dict.fromkeys(r.sentence for r in others):
                targets = ", ".join(dict.fromkeys(r.target for r in others if r.sentence == sentence))
                yield f"    {sentence}  [{targets}]", {}

    def _chosen_words(self, result: Result, wrong: list[Result]) -> str:
        """Of several mistakes that explain this failure, the one that explains most of the others."""
        if len(result.mistakes) < 2:
            return result.text
        votes = Counter(words for r in wrong for words in dict.fromkeys(r.mistakes))
        best = max(result.mistakes, key=lambda words: votes[words])
        return result.text.replace(_wrapped(result.mistakes[0]), _wrapped(best))

    # ------------------------------------------------------------------ bars and position

    def _table(self, by_kata):
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        ran = [place for place in self.course.places if place.id in by_kata]
        targets = list(dict.fromkeys(r.target for place in ran for r in by_kata[place.id]))
        if len(ran) > _ROWS:  # of a whole course, what is neither green nor untouched
            ran = [place for place in ran if {r.state for r in by_kata[place.id]} - _PLAIN]
        if not ran:
            self._line(f"judged: {self.judged}", bold=True)
        else:
            table = Table(box=None, pad_edge=False, header_style="bold")
            table.add_column(f"judged: {self.judged}")
            for target in targets:
                table.add_column(target)
            for place in ran:
                cells = [_cell([r for r in by_kata[place.id] if r.target == t]) for t in targets]
                table.add_row(place.id, *[Text(text, style=style) for text, style in cells])
            self._print(Console, table)
            self._line()
        bars = Table(box=None, pad_edge=False, show_header=False)
        full, empty = ("█", "░") if self._can_write("█░") else ("#", ".")
        for track in dict.fromkeys(place.track for place in self.course.places):
            places = [place for place in self.course.places if place.track == track]
            done = sum(self.course.is_green(place) for place in places)
            filled = round(20 * done / len(places))
            bars.add_row(track, Text(full * filled + empty * (20 - filled), "green"), f"{done} of {len(places)}")
        self._print(Console, bars)
        self._line()
        for reason in dict.fromkeys(r.text for r in self.results if r.state == "skipped"):
            skipped = ", ".join(
                dict.fromkeys(r.target for r in self.results if r.text == reason and r.state == "skipped")
            )
            self._line(f"not run: {skipped} ({reason})", yellow=True)

    def _print(self, console, table):
        out = io.StringIO()
        colour = "standard" if self.terminal.hasmarkup else None
        console(file=out, width=80, force_terminal=self.terminal.hasmarkup, color_system=colour).print(table)
        for line in out.getvalue().rstrip("\n").split("\n"):
            self.terminal.write_line(line.rstrip())

    def _can_write(self, text: str) -> bool:
        import sys

        try:
            text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
        except UnicodeEncodeError:
            return False
        return True

    def _position(self):
        places = self.course.places
        done = sum(self.course.is_green(place) for place in places)
        following = self.course.next_of(places)
        if following is None:
            self._line(f"{done} of {len(places)} katas green: the course is done", green=True)
            return
        folder = following.judge.parent.relative_to(following.root)
        given = self.config.option.solution
        command = f"pytest {folder}" + (f" --solution {given}" if given else "")
        self._line(f"{done} of {len(places)} katas green; next: {command}", bold=True)


def _wrapped(words: str) -> str:
    from dojo.failures import Message

    return str(Message("", [], [words])).strip("\n")


def _cell(results: list[Result]) -> tuple[str, str]:
    """The state of a kata on a target."""
    if not results:
        return "", ""
    states = Counter(r.state for r in results)
    if set(states) == {"skipped"}:
        return "-", "yellow"
    red = len(results) - states["passed"] - states["skipped"]
    for state in ("missing", "not started"):
        if states[state] == red > 0 == states["passed"]:
            return state, "yellow"
    if red:
        return f"{red} of {len(results)} red", "red"
    whole = results[0].tests == len(results) - states["skipped"]
    return (_GREEN, "green") if whole else (f"{states['passed']} of {results[0].tests or '?'} run, green", "green")


def _coloured(text: str):
    """A message line by line, with the colours of its parts."""
    for i, line in enumerate(text.split("\n")):
        label = line.strip().partition(" ")[0] if line.startswith("  ") else ""
        if i == 0:
            yield line, {"red": True, "bold": True}
        elif label in ("yours", "raised", "at"):
            yield line, {"red": True}
        elif label == "expected":
            yield line, {"green": True}
        else:
            yield line, {}
