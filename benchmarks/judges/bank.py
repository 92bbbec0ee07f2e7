"""The bank: for each kata a page with an oracle, and with wrong, right and textbook solutions, each with its date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch

BANK = Path(__file__).parent / "bank"
_SOLUTION = re.compile(
    r"^## (?P<kind>\w+): (?P<name>\w+)\n"
    r"(?P<written>[^,\n]+)(?:, over `(?P<over>\w+)`)?(?:, differs on `(?P<on>[^\n]+)`)?\n\n"
    r"```python\n(?P<code>.*?)```",
    re.MULTILINE | re.DOTALL,
)
_DIGITS = {"float64": 1e-9, "complex128": 1e-9, "float32": 2e-5, "float16": 2e-3}


@dataclass(frozen=True)
class Solution:
    """A solution of a kata: its kind (wrong, right or textbook), its date, its code, and where a wrong one differs."""

    kata: str
    kind: str
    name: str
    written: str
    code: str
    on: str | None


@dataclass(frozen=True)
class Page:
    """A kata's part of the bank."""

    oracle: str
    solutions: list[Solution]


def page_of(kata: str) -> Page:
    """Read a kata's part of the bank; a solution may be written over another, of which it is the rest."""
    text = (BANK / f"{kata}.md").read_text(encoding="utf-8")
    found = {match["name"]: match for match in _SOLUTION.finditer(text)}
    solutions = []
    for name, match in found.items():
        under = found[match["over"]]["code"] + "\n\n" if match["over"] else ""
        solutions.append(Solution(kata, match["kind"], name, match["written"], under + match["code"], match["on"]))
    return Page(text.partition("```python\n")[2].partition("```")[0], solutions)


def not_certified(kata: str) -> Iterator[str]:
    """Yield the solutions of a kata that its oracle does not find to be what they are said to be."""
    page = page_of(kata)
    oracle = _run(page.oracle)
    for solution in page.solutions:
        code = _run(solution.code)
        if not (_differs if solution.kind == "wrong" else _agrees)(solution, oracle, code):
            yield f"{kata}: {solution.kind} {solution.name}"


def _run(code: str) -> dict:
    names: dict = {}
    exec(compile(code, "<bank>", "exec"), names)
    return names


def _differs(solution: Solution, oracle: dict, code: dict) -> bool:
    """A wrong one gives something else than the oracle, on the input beside it."""
    return not same(*(_answer(eval, solution.on, names) for names in (oracle, oracle | code)))


def _agrees(solution: Solution, oracle: dict, code: dict) -> bool:
    """A right one gives what the oracle gives on all that it draws; a textbook on what is drawn for the core."""
    asked = ["asked", "at_the_edges"] if solution.kind == "right" else ["asked"]
    right, other = ([_answer(_drawn, oracle[name], names) for name in asked] for names in (oracle, oracle | code))
    return not any(isinstance(answer, type) for answer in right) and same(right, other)


def _drawn(asked, names: dict) -> list:
    return list(asked(SimpleNamespace(**names), np.random.default_rng(0)))


def _answer(ask, *arguments):
    """What comes back: a value, or the type of an exception; a name that is not there is a slip in the bank."""
    try:
        with np.errstate(all="ignore"):
            return ask(*arguments)
    except (NameError, ImportError):
        raise
    except Exception as error:
        return type(error)


def same(right, other) -> bool:
    """Whether two answers are the same: shape, dtype of arrays, and numbers up to the digits of their dtype."""
    if isinstance(right, type) or isinstance(other, type):
        return right is other
    if isinstance(right, Mapping):
        return right.keys() == other.keys() and all(same(value, other[key]) for key, value in right.items())
    if isinstance(right, (list, tuple)) and not all(isinstance(each, (int, float)) for each in right):
        return len(right) == len(other) and all(map(same, right, other))
    if isinstance(right, (str, set, frozenset)):
        return right == other
    a, b = (np.asarray(x.detach() if torch.is_tensor(x) else x) for x in (right, other))
    if a.shape != b.shape or (hasattr(right, "dtype") and hasattr(other, "dtype") and a.dtype != b.dtype):
        return False
    digits = _DIGITS.get(str(a.dtype))
    return bool(np.array_equal(a, b) if digits is None else np.allclose(a, b, digits, digits * 1e-3, equal_nan=True))
