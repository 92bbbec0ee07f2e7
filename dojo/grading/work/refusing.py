"""What a solution was seen to call, whatever it said when it was asked."""

from __future__ import annotations

from dataclasses import replace

from dojo.base.lesson import Lesson
from dojo.base.questions import Shortcut
from dojo.grading.verdicts import NOT_FROM_SCRATCH, Seen, Test, asks_from_scratch
from dojo.process.shortcuts import refusal


def refused(seen: Seen, calls: list[Shortcut], name: str) -> Seen:
    """What a judge saw, with the calls as the answer to its question what the solution must not call.

    Parameters
    ----------
    seen : Seen
        As the judge has it.
    calls : list of Shortcut
        Empty where none was seen: then nothing is changed, and neither where the judge has found it itself.
    name : str
        Of the kata.
    """
    if not calls or any(test.state == NOT_FROM_SCRATCH for test in seen.tests):
        return seen
    cases = [case for case in seen.expected if asks_from_scratch(case)]
    lesson, known = refusal(calls, name), {test.case: test for test in seen.tests}
    told = [_answered(known.get(case), case, seen.expected[case], lesson) for case in cases]
    return replace(seen, tests=[*(test for test in seen.tests if test.case not in cases), *told])


def _answered(test: Test | None, case: str, stage: str, lesson: Lesson) -> Test:
    return replace(test or Test(case, stage, "", ""), state=NOT_FROM_SCRATCH, lesson=lesson)
