"""Verdicts as other systems read them: Gradescope's ``results.json`` and JUnit's XML."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape, quoteattr

from dojo.classes.out.feedback import lesson_of, told
from dojo.classes.out.points import Grade, Points
from dojo.classes.out.text import harmless, in_xml, one_line
from dojo.classes.outcome import NOT_JUDGED, PASSED, Verdict, told_of


def gradescope(verdicts: list[Verdict], points: Points) -> str:
    """The ``results.json`` of one student."""
    tests = []
    for verdict in verdicts:
        grade = points.grade(verdict)
        parts = [told(verdict), grade.words, *verdict.notes, told_of(lesson_of(verdict))]
        tests.append(
            {
                "name": verdict.kata,
                **_score(verdict, grade),
                "output": harmless("\n\n".join(filter(None, parts)).strip()),
                "output_format": "text",
                "visibility": "hidden" if points.rule(verdict.kata).hidden else "visible",
            }
        )
    score = {"score": round(points.sums(verdicts)[0], 4)} if any("score" in test for test in tests) else {}
    result = {**score, "output_format": "text", "visibility": "visible", "tests": tests}
    return json.dumps(result, indent=1) + "\n"


def _score(verdict: Verdict, grade: Grade) -> dict:
    """Nothing where it does not count: Gradescope takes a test without a score."""
    if grade.of is None:
        return {}
    status = "passed" if verdict.state == PASSED else "failed"
    return {"score": round(grade.points, 4), "max_score": grade.of, "status": status}


def junit(student: str, verdicts: list[Verdict]) -> str:
    """One student as a test suite: a case for each stage of each kata."""
    cases, failures, errors, skipped = [], 0, 0, 0
    for verdict in verdicts:
        for name, stage in verdict.stages.items():
            inner = ""
            message = quoteattr(in_xml(one_line(f"{stage.state}: {stage.passed} of {stage.of}")))
            text = escape(in_xml(told_of(lesson_of(verdict))))
            if stage.state in ("missing", "not started"):
                skipped += 1
                inner = f"<skipped message={message}/>"
            elif stage.state in ("hung", "crashed", "out of memory", NOT_JUDGED):
                errors += 1
                inner = f"<error type={quoteattr(stage.state)} message={message}>{text}</error>"
            elif stage.state != PASSED:
                failures += 1
                inner = f"<failure type={quoteattr(stage.state)} message={message}>{text}</failure>"
            kata = quoteattr(verdict.kata.replace("/", "."))
            cases.append(f'<testcase classname={kata} name={quoteattr(name)} time="0">{inner}</testcase>')
    suite = (
        f'<testsuite name={quoteattr(in_xml(one_line(student)))} tests="{len(cases)}" failures="{failures}" '
        f'errors="{errors}" skipped="{skipped}" time="0">'
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites>{suite}{"".join(cases)}</testsuite></testsuites>\n'
