"""The result of each test of a run, read from pytest's reports: with xdist nothing else crosses from a worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dojo.engine.base.lesson import Lesson
from dojo.engine.base.stages import STAGES

JUDGE = "judge"
"""In place of a target: a failure of the judge's file that no kata took part in."""
FINE = {"passed", "skipped", "not reached"}
"""The states of a test that found nothing wrong."""

UNJUDGED = "not judged"
"""The state of a test that could not be asked: it says nothing of the solution."""
UNTRIED = ("missing", "not started")
"""The states of a test for which there is no code yet."""


@dataclass
class Result:
    """One test of a judge.

    Parameters
    ----------
    kata, target, stage, test : str
        Which test it is: the kata's id, and the name of the function.
    state : str
        ``"passed"``, ``"skipped"`` (this machine can't run it), ``"not reached"``, or why it is red: one of
        `dojo.engine.base.failures.FAILED` or of `dojo.engine.base.failures.STATES`.
    tests : list of int
        How many tests the judge has in each stage; empty where only some of them were collected.
    lesson : Lesson or None
        What the learner reads of a red test; None where pytest's own text says more.
    reason : str
        Why a test was skipped.
    notes : list of str
        What is said beside green: it decides nothing.
    is_broken : bool
        Whether it is red, and has passed before the solution was saved last.
    report : pytest.TestReport
        Where it was read.
    """

    kata: str
    target: str
    stage: str
    test: str
    state: str
    tests: list[int] = field(default_factory=list)
    lesson: Lesson | None = None
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    is_broken: bool = False
    report: Any = None

    @classmethod
    def of(cls, report) -> Result | None:
        """Read a report; None of one that is no result of a judge."""
        said = dict(report.user_properties)
        if "kata" not in said or (report.when != "call" and report.passed):
            return None
        skipped = report.skipped and isinstance(report.longrepr, tuple)
        return cls(
            **{name: said[name] for name in ("kata", "target", "stage", "state", "tests")},
            test=report.nodeid.partition("[")[0].rpartition("::")[2],
            lesson=Lesson.from_plain(said["lesson"]) if "lesson" in said else None,
            reason=report.longrepr[2].removeprefix("Skipped: ") if skipped else "",
            notes=said.get("notes", []),
            is_broken=said.get("broken", False),
            report=report,
        )

    @property
    def text(self) -> str:
        """The text that pytest shows of a red test."""
        return str(self.report.longrepr) if self.is_red and self.report is not None else ""

    @property
    def sentence(self) -> str:
        return self.test.removeprefix("test_").replace("_", " ")

    @property
    def case(self) -> str:
        """The test and its parameters, without the file."""
        return self.report.nodeid.partition("::")[2]

    @property
    def rank(self) -> tuple[int, bool]:
        """Its place among red tests: by stage, and what the last save has broken first."""
        return rank(self.stage, self.is_broken)

    @property
    def is_red(self) -> bool:
        return self.state not in FINE


def rank(stage: str, is_broken: bool) -> tuple[int, bool]:
    """The place of a test among the red ones of its kata: the least is shown."""
    return STAGES.index(stage), not is_broken
