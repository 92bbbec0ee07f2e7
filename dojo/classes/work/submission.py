"""Judging one kata of one submission, in a process that stays loaded."""

from __future__ import annotations

import base64
import contextlib
import io
import linecache
import os
import re
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dojo.classes.box.sandbox import Sandbox
from dojo.classes.doubts import doubts
from dojo.classes.outcome import Seen, Test
from dojo.course.results import Result
from dojo.engine.base.files import KataFiles, find_katas
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.marks import is_judged, kata_mark, stage_of
from dojo.engine.base.mine import our_parts_of, parts_of
from dojo.engine.judge.session import Session
from dojo.engine.process.child.box import empty
from dojo.engine.process.spawning import Processes
from dojo.run import verdict
from dojo.run.collected import Collected
from dojo.run.replay import Replay

TARGETS = ("numpy", "python", "torch-cpu")
"""Where solutions are graded: a GPU is not there for everyone."""
DRAWS = 3
"""How often examples are drawn until the model solution is accepted; a judge that never does is at fault itself."""
_PNG, _LARGEST_PICTURE = b"\x89PNG\r\n\x1a\n", 2**21
_QUIETLY = ["-q", "--capture=sys", "--tb=native", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
_WITHOUT = (
    *("cacheprovider", "xdist", "_cov", "pytest_cov", "junitxml", "pastebin", "faulthandler", "logging"),
    "dojo-reporter",  # what a class has done is not the instructor's own progress
)


@dataclass(frozen=True)
class Limits:
    """The limits of what a solution may use.

    Parameters
    ----------
    timeout : float
        CPU seconds of a question.
    budget : float
        CPU seconds of all questions of a kata on a target.
    memory : float
        GiB beyond what it starts with.
    stages : tuple of str
        How far it is judged; all the way where it is empty.
    """

    timeout: float = 20.0
    budget: float = 300.0
    memory: float = 4.0
    stages: tuple[str, ...] = ()


class Judge:
    """Judges solutions, each in the same box.

    Parameters
    ----------
    root : Path
        The course.
    sandbox : Sandbox
        The box.
    limits : Limits
        What a solution may use in it.
    seed : int
        Of the examples. Where the model solution of a kata is refused on what it draws first, it draws again: the
        same for everyone who has this seed.
    """

    def __init__(self, root: Path, sandbox: Sandbox, limits: Limits, seed: int = 0):
        self._root, self._sandbox, self._limits, self._seed = root, sandbox, limits, seed
        self._draws: dict[str, int] = {}
        self._examples: dict[str, dict[str, list[dict]]] = {}
        self._models: dict[str, Seen] = {}
        self._places = {place.id: place for place in find_katas(root)}
        self._at: KataFiles | None = None
        processes = Processes(source=sandbox, budget=limits.budget)
        self._session = Session(keeps_many=True, processes=processes, refuses_text=False)
        self._collected = Collected(self._session)

    def judge(self, kata: str, files: dict[str, bytes]) -> Seen:
        """See of a solution what a kata's judge sees; of the judge itself, where it does not accept the model solution.

        Parameters
        ----------
        kata : str
            Its id.
        files : dict
            What the submission has in the kata's folder, by name.
        """
        place = self._places[kata]
        if kata not in self._models:
            self._models[kata] = self._accepted(place)
        model = self._models[kata]
        if not model.has_passed:
            return model.as_broken_judge()
        seen = self._run(place, files)
        if seen.has_crashed and not self._run(place, _model(place)).has_passed:  # the box is at fault, or the machine
            self._sandbox.restart()
            seen = self._run(place, files)
            if seen.has_crashed and not (now := self._run(place, _model(place))).has_passed:
                return now.as_broken_judge()
        if seen.broken or seen.expected != model.expected:  # it accepts the model solution: so it is not at fault
            return seen.as_crash(model.expected)
        return seen

    def _accepted(self, place: KataFiles) -> Seen:
        """See the model solution as its judge does, on the first of some draws of examples that it is not refused on.

        A draw may decide over rounding, and no student may pay for that.
        """
        for draw in range(DRAWS):
            self._draws[place.id], self._examples[place.id] = draw, {}
            seen = self._run(place, _model(place), record=True)
            if not seen.is_wrong:
                break
        return seen

    def _run(self, place: KataFiles, files: dict[str, bytes], record: bool = False) -> Seen:
        folder = self._sandbox.solutions
        _put(place.solution(folder).parent, files, folder)
        linecache.clearcache()  # the lines of the last submission have the same names
        collector, collected, draw = _Collector(folder), self._judge_of(place), self._draws[place.id]
        replay = Replay(self._examples[place.id], record, f"{self._seed}.{draw}" if draw else f"{self._seed}")
        environment, path, out = dict(os.environ), list(sys.path), io.StringIO()
        os.chdir(self._root)
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                code = collected.judge(f"--solution={folder}", plugins=[collector, replay])
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.chdir(self._root)
            os.environ.clear()
            os.environ.update(environment)
            sys.path[:] = path
        try:
            file, parts = place.solution(folder), parts_of(place, folder)
            lines = [doubt.text for doubt in doubts(file, collector.forbidden, parts)]
            return replace(collector.seen(code, out.getvalue()), doubts=lines, draw=draw)
        finally:
            empty(str(folder))

    def _judge_of(self, place: KataFiles) -> Collected:
        """Open the judge of a kata: it stays open until another kata's turn comes."""
        if place != self._at:
            self.close()
            arguments = [str(place.judge), f"--rootdir={self._root}", f"--config-file={self._root}/pyproject.toml"]
            arguments += ["--hypothesis-profile=grade", *_QUIETLY, *(f"--target={target}" for target in TARGETS)]
            arguments += [f"--stage={stage}" for stage in self._limits.stages]
            arguments += [f"--timeout={self._limits.timeout}", f"--memory={self._limits.memory}"]
            arguments += [part for name in _WITHOUT for part in ("-p", f"no:{name}")]
            self._at, self._collected = place, Collected(self._session, *arguments)
        return self._collected

    def close(self) -> None:
        """Close the judge that is open."""
        self._collected.close()


class _Collector:
    """Gathers what a run says of each test, and which tests there are."""

    def __init__(self, folder: Path):
        self._ours = re.compile(rf"{re.escape(str(folder.parent))}(?:/{re.escape(folder.name)}/|/scratch-\d+)?")
        self._expected: dict[str, str] = {}
        self._results: list[Result] = []
        self._broken: list[str] = []
        self._picture = ""
        self.forbidden: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_teardown(self, item):
        file = getattr(item, "funcargs", {}).get("picture_file")
        if file is not None and file.is_file() and file.stat().st_size <= _LARGEST_PICTURE:
            held = file.read_bytes()
            self._picture = base64.b64encode(held).decode() if held.startswith(_PNG) else ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        for item in items:
            case = item.nodeid.partition("::")[2]
            self.forbidden |= set(kata_mark(item).get("from_scratch", ()))
            if is_judged(item):
                self._expected[case] = stage_of(item)
            else:
                self._broken.append(f"{case} judges no kata")

    def pytest_runtest_logreport(self, report):
        if (result := Result.of(report)) is not None:
            self._results.append(result)
        elif report.failed:
            self._broken.append(f"{report.nodeid.partition('::')[2]}: {report.longreprtext[-2000:]}")

    def pytest_collectreport(self, report):
        if report.failed:
            self._broken.append(report.longreprtext[-2000:])

    def pytest_internalerror(self, excrepr):
        self._broken.append(str(excrepr)[-2000:])

    def seen(self, code: int, output: str) -> Seen:
        if code == pytest.ExitCode.NO_TESTS_COLLECTED:
            self._broken.append("its judge has no test of the stages that were asked for")
        elif code not in (0, 1):
            self._broken.append(f"pytest ended with {code}: {output[-2000:]}")
        wrong = verdict.wrong(self._results)
        tests = [self._test(r, verdict.lesson(r, wrong) if r.lesson else None) for r in self._results]
        return Seen(dict(self._expected), tests, list(self._broken), self._picture, verdict.notes(self._results))

    def _test(self, result: Result, lesson: Lesson | None) -> Test:
        if lesson is None and result.is_red:
            lesson = Lesson("pytest says of this test", [("says", result.text[-2000:])])
        lesson = lesson and lesson.changed(self._without_our_folders)
        return Test(result.case, result.stage, result.target, result.state, lesson)

    def _without_our_folders(self, text: str) -> str:
        return self._ours.sub(lambda path: "" if path[0].endswith("/") else "the box", text)


def _model(place: KataFiles) -> dict[str, bytes]:
    """Read the files of the model solution, what it may need beside it, and its parts."""
    others = {"with_numpy.py", "with_torch.py", "mistakes.py"}
    files = [file for file in place.reference("").parent.glob("*.py") if file.name not in others]
    return {file.name: file.read_bytes() for file in files} | our_parts(place)


def our_parts(place: KataFiles) -> dict[str, bytes]:
    """Read our solutions of the parts of a kata, by their paths in the folder of solutions."""
    return {"/".join(file.parts[-3:]): file.read_bytes() for file in our_parts_of(place).values()}


def _put(folder: Path, files: dict[str, bytes], top: Path) -> None:
    """Write the files of a submission where the box can read them, and nothing else can be.

    A name is that of a file in the kata's folder, or the path of a part in the folder of all solutions.
    """
    empty(str(top))
    top.chmod(0o755)
    for name, held in files.items():
        track, kata = Path(name).parts[:-1] or (folder.parent.name, folder.name)
        file = top / track / kata / Path(name).name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(held)
        file.chmod(0o644)
        for path in (file.parent, file.parent.parent):
            path.chmod(0o755)
