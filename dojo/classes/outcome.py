"""A solution as its judge saw it, and the verdict that this comes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace

from dojo.engine.base import layout
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.marks import asks_from_scratch
from dojo.engine.base.stages import STAGES

PASSED, NOT_JUDGED = "passed", "not judged"
NOT_FROM_SCRATCH, BROKE_THE_JUDGE = "not from scratch", "broke the judge"
ENDED = ("hung", "crashed", "out of memory")
NOTHING = ("not started", "missing")
STATES = (PASSED, "wrong", NOT_FROM_SCRATCH, *ENDED, *NOTHING, NOT_JUDGED)
"""The states of a kata, and of a stage. `NOT_JUDGED` is none of the submission's: the grading failed."""
FORMAT = 2
_UNKNOWN = {"core": 0, "edges": 0, "torch": 0}


@dataclass(frozen=True)
class Test:
    """One test of a judge: its name and parameters, where it belongs, what came of it, and what a red one says.

    Its state is one of `dojo.course.results.Result`, or `BROKE_THE_JUDGE`.
    """

    __test__ = False
    case: str
    stage: str
    target: str
    state: str
    lesson: Lesson | None = None

    @property
    def kind(self) -> str:
        """Its state in the words of a verdict."""
        if self.state == BROKE_THE_JUDGE:
            return "crashed"
        return self.state if self.state in STATES else "wrong"

    @property
    def sentence(self) -> str:
        return self.case.partition("[")[0].removeprefix("test_").replace("_", " ")


def broke_the_judge(case: str, stage: str, *words: str) -> Test:
    """Stand in place of the tests of a submission that its judge can't work on."""
    return Test(case, stage, "", BROKE_THE_JUDGE, Lesson("the judge could not work on this file", words=list(words)))


@dataclass(frozen=True)
class Seen:
    """The tests of a run of a judge, and what else it has shown.

    Parameters
    ----------
    expected : dict
        The stage of each test that the judge has.
    tests : list of Test
        Those that were reported.
    broken : list of str
        What went wrong with the judge itself: then there is no verdict.
    picture : str
        A PNG that the judge has saved, in base64.
    notes : list of str
        What is said beside green: it decides nothing.
    doubts : list of str
        What a teacher should look at, with file and line: no reader can decide it.
    draw : int
        Which draw of examples it is about: a later one than the first where the model solution was refused on that.
    """

    expected: dict[str, str]
    tests: list[Test]
    broken: list[str] = field(default_factory=list)
    picture: str = ""
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    draw: int = 0

    @property
    def has_passed(self) -> bool:
        states = Counter((test.case, test.state) for test in self.tests)
        every = all(states[case, PASSED] == 1 for case in self.expected)
        return bool(self.expected) and every and len(self.tests) == len(self.expected) and not self.broken

    @property
    def has_crashed(self) -> bool:
        return any(test.kind == "crashed" for test in self.tests)

    @property
    def is_wrong(self) -> bool:
        """Tell whether an answer was refused; a solution that was ended tells nothing of its answers."""
        kinds = {test.kind for test in self.tests}
        return "wrong" in kinds and not kinds & set(ENDED)

    def as_broken_judge(self) -> Seen:
        red = [f"{test.case}: {lesson_text(test.lesson)}" for test in self.tests if test.state != PASSED]
        return Seen({}, [], [*self.broken, *red] or ["the judge has no tests"])

    def as_crash(self, expected: dict[str, str]) -> Seen:
        """See a submission that its judge, which accepts the model solution, can't work on."""
        case, stage = next(iter(expected.items()))
        last = [line for line in "\n".join(self.broken).strip().split("\n") if line.strip()][-1:]
        return Seen(expected, [broke_the_judge(case, stage, *last)], doubts=self.doubts)

    def to_json(self) -> dict:
        return asdict(self) | {"tests": [_with_plain_lesson(test) for test in self.tests]}

    @classmethod
    def from_json(cls, record: dict) -> Seen:
        return cls(**record | {"tests": [Test(**_with_lesson(test)) for test in record["tests"]]})


@dataclass(frozen=True)
class Stage:
    """The tests of a stage, and how far a submission has come in them.

    Parameters
    ----------
    state : str
        One of `STATES`.
    passed, of : int
        Tests.
    is_answered : bool
        Whether the question what the solution must not call came to an answer that is right: a share of the points
        rests on it.
    """

    state: str
    passed: int
    of: int
    is_answered: bool = True


@dataclass(frozen=True)
class Verdict:
    """The outcome of one kata of one submission, as it is kept.

    Parameters
    ----------
    student, kata : str
        Whose, and which.
    state : str
        One of `STATES`.
    stages : dict of str to Stage
        Those that the judge has.
    lesson : Lesson or None
        What the learner reads: that of the first test that is red.
    stopped_at : str
        That test, as a sentence.
    open : list of str
        Which tests are red, by stage.
    from_scratch : bool
        Whether no forbidden function was found.
    broke_the_judge : bool
        Whether the judge could not work on it: somebody should look at it.
    sandbox : str
        What stood around the solution.
    notes : list of str
        How the submission's files were found, and what is said beside green.
    picture : str
        What the kata draws, where it draws: a PNG in base64.
    doubts : list of str
        What a teacher should look at, with file and line.
    """

    student: str
    kata: str
    state: str
    stages: dict[str, Stage]
    lesson: Lesson | None = None
    stopped_at: str = ""
    open: list[str] = field(default_factory=list)
    from_scratch: bool = True
    broke_the_judge: bool = False
    sandbox: str = ""
    notes: list[str] = field(default_factory=list)
    picture: str = ""
    doubts: list[str] = field(default_factory=list)

    @property
    def cause(self) -> str | None:
        """Return the known mistake that explains it, where there is one."""
        return self.lesson.causes[0] if self.lesson and self.lesson.causes else None

    @property
    def idea(self) -> str:
        """Return the name of the idea behind it, where a mistake is known."""
        return self.lesson.idea if self.lesson else ""

    @property
    def text(self) -> str:
        """Return the lesson as a terminal shows it."""
        return lesson_text(self.lesson)

    @property
    def to_look_at(self) -> list[str]:
        """List what the grading could not decide, a line each."""
        return [*([self.text] if self.broke_the_judge else []), *self.doubts]

    @property
    def is_green(self) -> bool:
        return "core" in self.stages and self.stages["core"].state == PASSED

    def to_json(self) -> dict:
        return _with_plain_lesson(self)

    @classmethod
    def from_json(cls, record: dict) -> Verdict:
        """Read what `to_json` gave.

        Raises
        ------
        KeyError, TypeError, ValueError
            Where it is something else.
        """
        stages = {name: Stage(**stage) for name, stage in record["stages"].items()}
        verdict = cls(**_with_lesson(record) | {"stages": stages})
        if verdict.state not in STATES or any(s.state not in STATES for s in stages.values()):
            raise ValueError(verdict.state)
        return verdict


def conclude(student: str, kata: str, seen: Seen, sandbox: str, notes: list[str]) -> Verdict:
    """Conclude from what was seen: passed where every expected test, by its name, has passed, and nothing else was."""
    if seen.broken or not seen.expected:
        lesson = Lesson("the grading failed", words=seen.broken or ["the judge has no tests"])
        return Verdict(student, kata, NOT_JUDGED, {}, lesson, sandbox=sandbox, notes=notes)
    tests = {test.case: test for test in seen.tests if test.case in seen.expected}
    red = [test for case, test in tests.items() if test.state not in (PASSED, "not reached", "skipped")]
    red.sort(key=lambda test: STAGES.index(test.stage))
    first = red[0] if red else None
    stages = {stage: _stage(stage, seen.expected, tests, first) for stage in STAGES if stage in seen.expected.values()}
    state = PASSED if seen.has_passed else _state(red)
    shown = _shown(red)
    return Verdict(
        *(student, kata, state, stages),
        lesson=shown.lesson if shown else None,
        stopped_at=shown.sentence if shown else "",
        open=list(dict.fromkeys(f"{test.stage}: {test.sentence} [{test.target}]" for test in red)),
        from_scratch=all(test.state != NOT_FROM_SCRATCH for test in red),
        broke_the_judge=any(test.state == BROKE_THE_JUDGE for test in red),
        sandbox=sandbox,
        notes=[*notes, *seen.notes],
        picture=seen.picture,
        doubts=seen.doubts,
    )


def whole(verdicts: list[Verdict]) -> list[Verdict]:
    """Give verdicts on what is missing the stages that others show its kata to have."""
    stages = {v.kata: {name: stage.of for name, stage in v.stages.items()} for v in reversed(verdicts) if v.stages}

    def with_stages(verdict: Verdict) -> Verdict:
        counts = stages.get(verdict.kata, _UNKNOWN)
        return replace(verdict, stages={name: Stage(verdict.state, 0, count) for name, count in counts.items()})

    return [verdict if verdict.stages else with_stages(verdict) for verdict in verdicts]


def lesson_text(lesson: Lesson | None) -> str:
    """Return a lesson as a terminal shows it."""
    return layout.text(lesson) if lesson else ""


def _with_plain_lesson(record) -> dict:
    """Make a record ready for JSON."""
    return asdict(record) | {"lesson": record.lesson and record.lesson.to_plain()}


def _with_lesson(record: dict) -> dict:
    """Read the lesson in what JSON holds of a record."""
    return record | {"lesson": record["lesson"] and Lesson.from_plain(record["lesson"])}


def _shown(red: list[Test]) -> Test | None:
    """Choose the first red test; how a solution ended comes before what it answered until then."""
    return min(red, key=lambda test: test.kind not in ENDED, default=None)


def _state(red: list[Test]) -> str:
    kinds = [test.kind for test in red]
    for kind in (NOT_JUDGED, *NOTHING, *ENDED):
        if kind in kinds:
            return kind
    return NOT_FROM_SCRATCH if set(kinds) == {NOT_FROM_SCRATCH} else "wrong"


def _stage(stage: str, expected: dict[str, str], tests: dict[str, Test], first: Test | None) -> Stage:
    cases = [case for case, of in expected.items() if of == stage]
    reported = {case: tests[case] for case in cases if case in tests}
    green = {case for case, test in reported.items() if test.state == PASSED}
    is_answered = all(case in green for case in cases if asks_from_scratch(case))
    state = PASSED if len(green) == len(cases) else _state_of_stage([*reported.values()], first)
    return Stage(state, len(green), len(cases), is_answered)


def _state_of_stage(tests: list[Test], first: Test | None) -> str:
    kinds = [test.kind for test in tests if test.state not in (PASSED, "not reached", "skipped")]
    if not kinds:  # never reached: whatever ended it before
        return first.kind if first is not None else "crashed"
    ended = [kind for kind in kinds if kind in ENDED]
    return (ended or [kind for kind in kinds if kind != NOT_FROM_SCRATCH] or [NOT_FROM_SCRATCH])[0]
