"""Look for what is wrong with the files of a kata, before anything is judged.

Each line names a file, a place and the mend.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dojo.authors.mutants import list_of, read_listed
from dojo.authors.tables import public
from dojo.course import paths
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles, find_katas
from dojo.engine.base.marks import ONCE
from dojo.engine.explain.mistakes import load_mistakes
from dojo.engine.judge.rungs import allowed

HINTS = ["Faint", "Clearer", "Strong"]
FEWEST = {"hint": 5, "words": 4, "statement": 80}
"""Words, below which a text says nothing."""
MISTAKES, VARIANTS, TEXTBOOKS = 5, 2, 1
"""How many of each a kata has at least."""


def problems(place: KataFiles) -> Iterator[str]:
    """Yield all that is wrong with the files of a kata."""
    of_texts = _missing, _strangers, _left_to_fill_in, _statement, _hints, _unpinned
    for check in (*of_texts, _marks, _ladder, _words, _tables):
        yield from check(place)


def named(file: Path, place: KataFiles, line: int | None = None) -> str:
    """Return the path of a file, and a line of it, as an author finds it."""
    root = place.root if file.is_relative_to(place.root) else place.course
    return file.relative_to(root).as_posix() + (f":{line}" if line else "")


def _ours(place: KataFiles) -> list[Path]:
    """Return every file of a kata, on both sides."""
    folders = (place.judge.parent, place.reference("").parent)
    files = (file for folder in folders for file in sorted(folder.rglob("*")))
    return [file for file in files if file.is_file() and "__pycache__" not in file.parts]


def _missing(place: KataFiles) -> Iterator[str]:
    """Yield the files that a kata needs and does not have."""
    needed = [place.solution(place.root / "katas"), place.judge.parent / "README.md", place.judge.parent / "hints.md"]
    needed += [place.reference(stem) for stem in (place.name, "mistakes")]
    yield from (f"{named(file, place)}: is not there" for file in needed if not file.is_file())
    if not any(place.reference(stem).is_file() for stem in ("with_numpy", "with_torch")):
        yield f"{named(place.reference('with_numpy'), place)}: a reference is missing, or with_torch.py beside it"
    for kind, fewest in (("variant", VARIANTS), ("textbook", TEXTBOOKS)):
        if (there := len(list(place.ways.glob(f"{kind}_*.py")))) < fewest:
            yield f"{named(place.ways, place)}: {there} of {fewest} {kind}_<how>.py"


def _strangers(place: KataFiles) -> Iterator[str]:
    """Yield the files among the references whose name nobody reads."""
    read = [f"{stem}.py" for stem in (place.name, "with_numpy", "with_torch", "mistakes")] + [list_of(place).name]
    for file in (file for file in _ours(place) if file.is_relative_to(place.reference("").parent)):
        if file.parent == place.ways:
            if not re.match(r"(variant|textbook)_", file.name):
                yield f"{named(file, place)}: nobody reads it; a way is called variant_<how>.py or textbook_<how>.py"
        elif file.name not in read and (near := difflib.get_close_matches(file.name, read, n=1)):
            yield f"{named(file, place)}: nobody reads it. Did you mean {near[0]}?"


def _left_to_fill_in(place: KataFiles) -> Iterator[str]:
    """Yield the places that still say FILL IN."""
    page = place.judge.parents[1] / "README.md"
    for file in [f for f in (*_ours(place), page) if f.suffix in (".py", ".md", ".toml") and f.is_file()]:
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if re.search(r"\bFILL[ _]IN\b", line) and (file != page or place.folder in line or "|" not in line):
                yield f"{named(file, place, number)}: is left to fill in: {line.strip()[:60]}"


def _statement(place: KataFiles) -> Iterator[str]:
    """Yield what the statement lacks."""
    file = place.judge.parent / "README.md"
    if not file.is_file():
        return
    text = file.read_text(encoding="utf-8")
    if len(text.split()) < FEWEST["statement"]:
        yield f"{named(file, place)}: says nearly nothing"
    for name in (node.name for node in public(place) if node.name[0] != "_"):
        if not re.search(rf"\b{name}\b", text):
            yield f"{named(file, place)}: does not name {name}, which is to be written"
    for part in facts(place).uses:
        if f"mine.{part}" not in text:
            yield f"{named(file, place)}: does not name mine.{part}, which the judge's mark offers"


def _hints(place: KataFiles) -> Iterator[str]:
    """Yield what the hints lack."""
    file = place.judge.parent / "hints.md"
    if not file.is_file():
        return
    _, *parts = re.split(r"^## (.*)$", file.read_text(encoding="utf-8"), flags=re.M)
    if parts[::2] != HINTS:
        yield f"{named(file, place)}: its headings are {', '.join(parts[::2])}; they are {', '.join(HINTS)}"
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        if len(text.split()) < FEWEST["hint"]:
            yield f"{named(file, place)}: {name} says nothing"


def _marks(place: KataFiles) -> Iterator[str]:
    """Yield what a mark says that nobody reads any more."""
    words = {node.arg or "" for node in ast.walk(ast.parse(place.judge.read_bytes())) if isinstance(node, ast.keyword)}
    for word in sorted(words & ONCE):
        yield f"{named(place.judge, place)}: {word}= says nothing any more: {paths.FILE} holds the paths"


def _ladder(place: KataFiles) -> Iterator[str]:
    """Yield the words of a ladder that say nothing, and those of arguments that no function has."""
    stub = place.solution(place.root / "katas")
    for name, word in (facts(place).ladder or {}).items():
        argument = name.partition("[")[0]  # operands[0] is the first of *operands
        if "." not in name and not re.search(rf"\b{re.escape(argument)}\b", stub.read_text(encoding="utf-8")):
            yield f"{named(place.judge, place)}: ladder= names {name}, which is no argument"
        try:
            allowed(word)
        except ValueError as error:
            yield f"{named(place.judge, place)}: ladder= of {name}: {error}"


def _unpinned(place: KataFiles) -> Iterator[str]:
    """Yield the bold figures of a statement, where most of them are none that the judge pins."""
    statement = place.judge.parent / "README.md"
    bold = list(_bold(statement.read_text(encoding="utf-8"))) if statement.is_file() else []
    pinned, count = set(_numbers(ast.parse(place.judge.read_bytes()))), 0
    strange: list[str] = []
    for span, is_array in bold:
        unknown = [text for text in span if not any(_is_printed(value, text) for value in pinned)]
        if is_array and 0 < len(unknown) < len(span):
            yield f"{named(statement, place)}: in ({', '.join(span)}) the judge does not pin {', '.join(unknown)}"
        strange += unknown
        count += len(span)
    if 2 * len(strange) > count:
        yield (
            f"{named(statement, place)}: the judge does not pin the bold {', '.join(strange)}. Bold is for results"
            " to check one's code with: pin them (kata.check_figure), or print them plainly"
        )


_NUMBER = r"(?<![\w./])-?\d+(?:\.\d+|/\d+)?(?![\w/])"


def _bold(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the numbers in bold, outside of tables and of sentences, and whether they are one array."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", re.sub(r"^\|.*$", "", text, flags=re.M))
    for bold in re.findall(r"\*\*([^*\n]+)\*\*", text.replace("\N{MINUS SIGN}", "-")):
        if not re.search(r"[A-Za-z]{4}", bold):
            yield re.findall(_NUMBER, bold), bool(re.fullmatch(r"[\[(][\d\s.,/()\[\]-]+[\])]", bold))


def _numbers(tree: ast.AST) -> Iterator[float]:
    """Yield the numbers that a judge names, and those that it works out of them: 1 / 3, math.sqrt(2)."""
    names = {"math": math, "np": np, "__builtins__": {}}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.BinOp, ast.Call)):
            with contextlib.suppress(Exception):  # nothing that stands alone
                yield float(eval(compile(ast.Expression(node), "", "eval"), names))


def _is_printed(value: float, text: str) -> bool:
    """Tell whether a number, rounded, is what a statement prints, but for its sign."""
    above, _, below = text.partition("/")
    decimals, printed = len(text.partition(".")[2]), float(above) / float(below or 1)
    return abs(abs(value) - abs(printed)) <= (0.5 * 10.0**-decimals if decimals else 1e-12)


def _words(place: KataFiles) -> Iterator[str]:
    """Yield the mistakes that explain nothing, and a file of too few."""
    file = named(place.reference("mistakes"), place)
    try:
        mistakes = load_mistakes(place)
    except LookupError as error:
        yield from str(error).split("\n")
        return
    for mistake in mistakes:
        if len(mistake.words.split()) < FEWEST["words"]:
            yield f"{file}: {mistake.name} has no words: say which idea is missing, and how to mend it"
    if len(mistakes) < MISTAKES:
        yield f"{file}: {len(mistakes)} of {MISTAKES} mistakes. What would ten beginners hand in?"


def _tables(place: KataFiles) -> Iterator[str]:
    """Yield the tables that nobody reads, of this kata and of the paths."""
    if list_of(place).is_file():
        try:
            for _, entry in read_listed(list_of(place)):
                if len(entry["why"]) <= 20:
                    yield f"{named(list_of(place), place)}: why is {entry['was']} the same as {entry['now']}?"
        except ValueError as error:
            yield str(error)
    if (file := place.root / paths.FILE).is_file():
        uses = {other.name: facts(other).uses for other in find_katas(place.root)}
        for problem in paths.problems(file.read_text(encoding="utf-8"), uses):
            yield f"{named(file, place)}: {problem}"
