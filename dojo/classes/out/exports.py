"""Verdicts as other systems read them: Gradescope's ``results.json`` and JUnit's XML."""

from __future__ import annotations

import json
from collections import Counter
from xml.sax.saxutils import escape, quoteattr

from dojo.classes.out.feedback import lesson_of, state_words
from dojo.classes.out.points import Grade, Points
from dojo.classes.out.text import harmless, in_xml, one_line
from dojo.classes.outcome import NOT_JUDGED, PASSED, Stage, Verdict, lesson_text

_TAGS = {
    **dict.fromkeys(("missing", "not started"), "skipped"),
    **dict.fromkeys(("hung", "crashed", "out of memory", NOT_JUDGED), "error"),
}


def gradescope(verdicts: list[Verdict], points: Points) -> str:
    """Write the ``results.json`` of one student."""
    tests = []
    for verdict in verdicts:
        grade = points.grade(verdict)
        parts = [state_words(verdict), grade.words, *verdict.notes, lesson_text(lesson_of(verdict))]
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
    """Say nothing where it does not count: Gradescope takes a test without a score."""
    if (points := grade.points) is None:
        return {}
    status = "passed" if verdict.state == PASSED else "failed"
    return {"score": round(points, 4), "max_score": grade.of, "status": status}


def junit(student: str, verdicts: list[Verdict]) -> str:
    """Write one student as a test suite: a case for each stage of each kata."""
    cases = [_case(verdict, name, stage) for verdict in verdicts for name, stage in verdict.stages.items()]
    tags = Counter(_tag(stage) for verdict in verdicts for stage in verdict.stages.values())
    suite = (
        f'<testsuite name={quoteattr(in_xml(one_line(student)))} tests="{len(cases)}" failures="{tags["failure"]}" '
        f'errors="{tags["error"]}" skipped="{tags["skipped"]}" time="0">'
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites>{suite}{"".join(cases)}</testsuite></testsuites>\n'


def _case(verdict: Verdict, name: str, stage: Stage) -> str:
    tag, kata = _tag(stage), quoteattr(verdict.kata.replace("/", "."))
    message = quoteattr(in_xml(one_line(f"{stage.state}: {stage.passed} of {stage.of}")))
    inner = ""
    if tag == "skipped":
        inner = f"<skipped message={message}/>"
    elif tag:
        text = escape(in_xml(lesson_text(lesson_of(verdict))))
        inner = f"<{tag} type={quoteattr(stage.state)} message={message}>{text}</{tag}>"
    return f'<testcase classname={kata} name={quoteattr(name)} time="0">{inner}</testcase>'


def _tag(stage: Stage) -> str:
    """Return the element of JUnit's that stands for a stage; nothing of one that has passed."""
    return "" if stage.state == PASSED else _TAGS.get(stage.state, "failure")
