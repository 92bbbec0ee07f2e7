"""What the results of one kata come to: its state in a few words, and the lesson of its first red test."""

from __future__ import annotations

import textwrap
from collections import Counter

from dojo.failures import Message
from dojo.marks import STAGES
from dojo.results import JUDGE, UNTRIED, Result

_YELLOW, _RED, _GREEN = {"yellow": True}, {"red": True}, {"green": True}


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
        own = [r for r in results if r.stage == stage]
        reached = [r for r in own if r.state not in ("not reached", "skipped")]
        waits = any(r.state == "not reached" for r in own)
        if any(r.is_red for r in reached) and not waits:
            parts.append(f"{stage} {sum(r.state == 'passed' for r in reached)} of {len(reached)}")
        elif waits and stage != "cuda":  # who has no GPU need not read of it
            later.append(stage)
    then = f"{', then ' if parts else 'then '}{', '.join(later)}" if later else ""
    return ", ".join(parts) + then


def wrong(results: list[Result]) -> list[Result]:
    """What is red and explained, by stage: neither unwritten nor missing, nor a fault of the judge's own."""
    red = [r for r in results if r.is_red and r.state not in UNTRIED and r.target != JUDGE]
    red = [r for r in red if isinstance(r.report.longrepr, str)]
    return sorted(red, key=lambda r: STAGES.index(r.stage))


def heading(result: Result) -> str:
    return f"{result.sentence}  [{result.target}]"


def words(result: Result, others: list[Result]) -> str:
    """Its text; of several mistakes that explain it, with the one that explains most of the other red tests."""
    if len(result.mistakes) < 2:
        return result.text
    votes = Counter(told for r in others for told in dict.fromkeys(r.mistakes))
    best = max(result.mistakes, key=lambda told: votes[told])
    return result.text.replace(_wrapped(result.mistakes[0]), _wrapped(best))


def _wrapped(told: str) -> str:
    return str(Message("", [], [told])).strip("\n")


def fit(text: str, room: int) -> str:
    """A message in so many lines: of its longest rows, lines in the middle are left out."""
    lines = text.split("\n")
    while len(lines) > max(room, 6):
        rows = _rows(lines)
        start, end = max(rows, key=lambda row: row[1] - row[0], default=(0, 0))
        if end - start < 3:  # no row left to shorten: the beginning says what was asked, the end why
            half = max(room, 6) // 2
            return "\n".join([*lines[:half], "  ... (-v shows all)", *lines[len(lines) - (max(room, 6) - half - 1) :]])
        gap = lines[end - 2]
        indent = len(gap) - len(gap.lstrip())
        lines[end - 2 : end] = [f"{' ' * indent}..."]
    return "\n".join(lines)


def _rows(lines: list[str]) -> list[tuple[int, int]]:
    """The first and the last line of each labelled row: its text goes on where the label's column is empty."""
    starts = [i for i, line in enumerate(lines) if line.startswith("  ") and line[2:3].strip()]
    spans = []
    for i in starts:
        end = i + 1
        while end < len(lines) and lines[end].startswith("     "):
            end += 1
        spans.append((i, end))
    return spans


def coloured(text: str) -> list[tuple[str, dict]]:
    """A message line by line, with the colours of its parts; the labels say the same without them."""
    lines = []
    for i, line in enumerate(text.split("\n")):
        label = line.strip().partition(" ")[0] if line.startswith("  ") else ""
        if i == 0:
            lines.append((line, {"red": True, "bold": True}))
        elif label in ("yours", "raised", "at"):
            lines.append((line, {"red": True}))
        else:
            lines.append((line, {"green": True} if label == "expected" else {}))
    return lines


def paragraph(text: str, indent: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), 80, initial_indent=indent, subsequent_indent=indent)
