"""What a run says of each test, read from pytest's reports: with xdist nothing else crosses from a worker."""

from __future__ import annotations

from dataclasses import dataclass, field

JUDGE = "judge"
"""In place of a target: a failure of the judge's file that no kata took part in."""
FINE = {"passed", "skipped", "not reached"}
"""The states of a test that found nothing wrong."""

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
        `dojo.failures.FAILED` or of `dojo.failures.STATES`.
    tests : list of int
        How many tests the judge has in each stage; empty where only some of them were collected.
    text : str
        What the learner reads; why, of a skip.
    mistakes : list of str
        The words of each known mistake that explains it.
    report : pytest.TestReport
        Where it was read.
    """

    kata: str
    target: str
    stage: str
    test: str
    state: str
    tests: list[int] = field(default_factory=list)
    text: str = ""
    mistakes: list[str] = field(default_factory=list)
    report: object = None

    @classmethod
    def of(cls, report) -> Result | None:
        told = dict(report.user_properties)
        if "kata" not in told or (report.when != "call" and report.passed):
            return None
        test = report.nodeid.partition("[")[0].rpartition("::")[2]
        text = str(report.longrepr) if report.failed else ""
        if report.skipped and isinstance(report.longrepr, tuple):
            text = report.longrepr[2].removeprefix("Skipped: ")
        return cls(
            *(told["kata"], told["target"], told["stage"], test, told["state"], told["tests"]),
            *(text, told["mistakes"], report),
        )

    @property
    def sentence(self) -> str:
        return self.test.removeprefix("test_").replace("_", " ")

    @property
    def case(self) -> str:
        """The test and its parameters, without the file."""
        return self.report.nodeid.partition("::")[2]

    @property
    def is_red(self) -> bool:
        return self.state not in FINE
