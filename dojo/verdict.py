"""What the results of one kata come to: its state in a few words, and the lesson of its first red test."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from itertools import pairwise

from dojo.failures import Message
from dojo.marks import STAGES
from dojo.results import JUDGE, UNTRIED, Result

_YELLOW, _RED, _GREEN = {"yellow": True}, {"red": True}, {"green": True}
_MORE = "  ... (-v shows all)"
_CALL = re.compile(r"  call +\w+\(")


def state(results: list[Result]) -> tuple[str, dict]:
    """The state of a kata by the tests that ran, with its markup.

    ``not started``, ``missing (...)``, ``red: core 5 of 8, then edges, torch``, ``green``, ``green; edges 3 of 7, then
    torch``, ``complete``, or how many of its tests ran.
    """
    red = [r for r in results if r.is_red]
    if any(r.target == JUDGE for r in red):
        return "the judge itself fails", _RED
    for word in UNTRIED:
        texts = [r.text for r in red if r.state == word]
        if texts and len(texts) == len(red) and not any(r.state == "passed" for r in results):
            return (f"missing ({texts[0]})" if word == "missing" else word), _YELLOW
    counts = stages(results)
    if any(r.stage == "core" for r in red):
        return f"red: {counts}", _RED
    core_is_green = _is_whole(results, "core")
    if red:
        return (f"green; {counts}", _GREEN) if core_is_green else (f"red: {counts}", _RED)
    if core_is_green:
        whole = all(_is_whole(results, stage) for stage in STAGES)
        waiting = "" if whole or not any(r.state == "not reached" for r in results) else f"; {counts}"
        return ("complete" if whole else f"green{waiting}"), _GREEN
    passed = [r for r in results if r.state == "passed"]
    if not passed:
        return f"not run ({results[0].text})", _YELLOW
    if not core_is_green and all(_is_whole(results, stage) for stage in {r.stage for r in passed}):
        return f"{', '.join(stage for stage in STAGES if stage in {r.stage for r in passed})} green", _GREEN
    tests = sum(passed[0].tests)
    return f"{len(passed)} of {tests or '?'} tests run, none red", _GREEN


def _is_whole(results: list[Result], stage: str) -> bool:
    """Whether every test of a stage has passed, or can't be run on this machine."""
    own = [r for r in results if r.stage == stage]
    tests = next((r.tests[STAGES.index(stage)] for r in results if r.tests), -1)
    return len(own) == tests and all(r.state in ("passed", "skipped") for r in own)


def stages(results: list[Result]) -> str:
    """How far it has come in each stage that is not green, and which stages follow: core 5 of 8, then edges, torch."""
    parts, later = [], []
    for stage in STAGES:
        own = [r for r in results if r.stage == stage and r.state != "skipped"]
        if any(r.is_red for r in own):
            parts.append(f"{stage} {sum(r.state == 'passed' for r in own)} of {len(own)}")
        elif any(r.state == "not reached" for r in own) and stage != "cuda":  # who has no GPU need not read of it
            later.append(stage)
    then = [f"then {', '.join(later)}"] if later else []
    return ", ".join([*parts, *then])


def wrong(results: list[Result]) -> list[Result]:
    """What is red and explained, by stage: neither unwritten nor missing, nor a fault of the judge's own."""
    red = [r for r in results if r.is_red and r.state not in UNTRIED and r.target != JUDGE]
    red = [r for r in red if isinstance(r.report.longrepr, str)]
    return sorted(red, key=lambda r: STAGES.index(r.stage))


def heading(result: Result) -> str:
    return f"{result.sentence}  [{result.target}]"


def cause(result: Result, others: list[Result]) -> str | None:
    """The mistake that is told: of several that explain a test, the one that explains most of the other red tests."""
    votes = Counter(told for r in others for told in dict.fromkeys(r.mistakes))
    return max(result.mistakes, key=lambda told: votes[told], default=None)


def words(result: Result, others: list[Result]) -> str:
    """Its text, with the mistake that is told."""
    if len(result.mistakes) < 2:
        return result.text
    return result.text.replace(_wrapped(result.mistakes[0]), _wrapped(cause(result, others)))


def _wrapped(told: str) -> str:
    return str(Message("", [], [told])).strip("\n")


def fit(text: str, room: int, more: str = _MORE) -> str:
    """A message in so many lines: without its call, which repeats the inputs, then with its longest rows cut short.

    What came back, where, and why it is wrong are the last to go.
    """
    lines, room = text.split("\n"), max(room, 6)
    call = next((row for row in _rows(lines) if _CALL.match(lines[row[0]])), None)
    if call and len(lines) > room:
        lines[slice(*call)] = [more]
    while len(lines) > room:
        start, end = max(_rows(lines), key=lambda row: row[1] - row[0], default=(0, 0))
        if end - start < 2:  # no row left to shorten: the beginning says what was asked, the end why
            lines = [line for line in lines if line != more]
            return "\n".join([*lines[: room // 2], more, *lines[len(lines) - (room - room // 2 - 1) :]])
        indent = lines[end - 1][: -len(lines[end - 1].lstrip())]
        lines[start:end] = [*lines[start : end - 2], f"{indent}..."] if end - start > 2 else [f"{lines[start]} ..."]
    return "\n".join(lines)


def _rows(lines: list[str]) -> list[tuple[int, int]]:
    """The first and the last line of each labelled row: its text goes on where the label's column is empty."""
    starts = [i for i, line in enumerate(lines) if _label(line)]
    ends = [i + 1 for i, line in enumerate(lines) if line.startswith("  ")]
    return [(i, max(end for end in ends if i < end <= after)) for i, after in pairwise([*starts, len(lines)])]


def _label(line: str) -> str:
    """The word at the left of a row, or of a paragraph."""
    return line.strip().partition(" ")[0] if line.startswith("  ") and line[2:3].strip() else ""


def coloured(text: str) -> list[tuple[str, dict]]:
    """A message line by line, with the colours of its parts; the labels say the same without them."""
    lines = []
    for i, line in enumerate(text.split("\n")):
        label = _label(line)
        if i == 0:
            lines.append((line, {"red": True, "bold": True}))
        elif label in ("yours", "raised", "at"):
            lines.append((line, {"red": True}))
        else:
            lines.append((line, {"green": True} if label == "expected" else {}))
    return lines


def paragraph(text: str, indent: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 80, initial_indent=indent, subsequent_indent=indent)
