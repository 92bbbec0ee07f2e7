"""What is written by machine, from the files of the katas: minutes, tables of README and tracks, the questions after
green, the lists of stubs and of what is shipped, and the names of libraries that our solutions use.

``python -m dojo.authors.tables`` writes them, and so does ``dojo prove``, before it proves; the names, which take all
solutions to be read, it does not.
"""

from __future__ import annotations

import ast
import io
import math
import re
import statistics
import sys
import tokenize
from pathlib import Path

from dojo.course import stubs
from dojo.course.choices import questions_of, with_questions
from dojo.course.course import Course
from dojo.course.paths import LearningPath
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles, find_katas, find_root
from dojo.install import shipped

HEAD = "| path | kata | minutes | about |\n| --- | --- | --- | --- |"
PAGE = """# {}

FILL IN: why a language model needs this track, in a few sentences.

**Key concept.** FILL IN.

**Read or watch.** FILL IN.
"""
"""The page of a new track, as it begins."""
WORDS_A_MINUTE, MINUTES_A_LINE, MINUTES_A_RUN = 120, 1.5, 4
_LATER = re.compile(r"^<details>.*?^</details>$|^## (?:At the edges|After green)\b.*?(?=^## |\Z)", re.M | re.S)
"""What is read once the core is green."""


def minutes(place: KataFiles) -> int:
    """Work out how long the core takes, rounded up to five minutes.

    Words of the statement up to the core, lines of the median textbook solution, and a red run for each function, two
    for a class. Textbooks are right at the core: what none of them has is asked at the edges, and does not count.

    Raises
    ------
    ValueError
        Where no textbook solution is there.
    """
    words = len(_LATER.sub("", (place.judge.parent / "README.md").read_text(encoding="utf-8")).split())
    books = list(place.ways.glob("textbook_*.py"))
    if not books:
        raise ValueError(
            f"no reference/{place.id}/ways/textbook_*.py: write one, the minutes are counted from its lines"
        )
    lines = statistics.median(lines_of_code(book) for book in books)
    there = "\n".join(book.read_text(encoding="utf-8") for book in books)
    asked = [node for node in public(place) if re.search(rf"\b{node.name}\b", there)]
    runs = sum(1 if isinstance(node, ast.FunctionDef) else 2 for node in asked)
    return 5 * math.ceil((words / WORDS_A_MINUTE + MINUTES_A_LINE * lines + MINUTES_A_RUN * runs) / 5)


def lines_of_code(file: Path) -> int:
    """Count the lines of a file that hold code: no blanks, comments, docstrings or imports."""
    text = file.read_text(encoding="utf-8")
    code: set[int] = set()
    layout = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in layout:
            code |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
                code -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(code)


def public(place: KataFiles) -> list[ast.FunctionDef | ast.ClassDef]:
    """Return the functions and classes of the stub, which a learner is to write."""
    stub = ast.parse(place.solution(place.root / "katas").read_bytes())
    return [node for node in stub.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def table(root: Path) -> str:
    """Return the table of README: a line for each path that has days."""
    course = Course(root)
    rows = [_row(course, path) for path in course.paths.values() if path.is_in_days]
    return "\n".join(["| path | leads to | katas | days | hours |", "| --- | --- | --- | --- | --- |", *rows])


def _row(course: Course, path: LearningPath) -> str:
    hours = course.minutes(course.on(path)) / 60
    return f"| `{path.name}` | {path.title} | {len(path.katas)} | {len(path.days)} | {hours:.0f} |"


def with_table(text: str, root: Path) -> str:
    """Return README with the table as it should be."""
    return re.sub(r"(?<=<!-- course -->\n).*?(?=\n?<!-- /course -->)", lambda _: table(root), text, flags=re.S)


def track_table(text: str, places: list[KataFiles], course: Course) -> str:
    """Return the page of a track with its table as it should be; what a kata is about stays as its author wrote it."""
    about = dict(re.findall(r"^\|.*?\[(\w+)\]\(.*\| *(.*?) *\|$", text, re.M))
    rows = HEAD.split("\n")
    text = text if re.search(r"^\| (day|path) \|", text, re.M) else f"{text}\n{HEAD}\n"
    for place in places:
        cells = _place_of(place, course), f"[{place.folder}]({place.folder})", str(facts(place).minutes)
        rows.append(f"| {' | '.join([*cells, about.get(place.folder, 'FILL IN')])} |")
    return re.sub(r"^\| (day|path) \|.*?\|$(?!\n\|)", lambda _: "\n".join(rows), text, flags=re.S | re.M)


def _place_of(place: KataFiles, course: Course) -> str:
    """Return the first path that has a kata, the default before the others, and the day."""
    first = course.paths.get(course.path_file.default)
    for path in (first, *course.paths.values()):
        if path and place.name in path.katas:
            day = next(number for number, day in enumerate(path.days, 1) if place.name in day.katas)
            return f"{path.words}{f', day {day}' if path.is_in_days else ''}"
    return ""


def pages(root: Path) -> dict[Path, str]:
    """Return the pages with tables, and those with questions, as they should be."""
    readme, places, course = root / "README.md", find_katas(root), Course(root)
    texts = {readme: with_table(readme.read_text(encoding="utf-8"), root)} if readme.is_file() else {}
    for track in dict.fromkeys(place.track for place in places):
        page = root / "katas" / track / "README.md"
        text = page.read_text(encoding="utf-8") if page.is_file() else PAGE.format(track[3:].replace("_", " ").title())
        texts[page] = track_table(text, [place for place in places if place.track == track], course)
    statements = {place: place.judge.with_name("README.md") for place in places}
    asked = {place: file.read_text(encoding="utf-8") for place, file in statements.items() if file.is_file()}
    return texts | {statements[place]: with_questions(text, questions_of(place)) for place, text in asked.items()}


def write(root: Path, places: list[KataFiles] | None = None) -> list[Path]:
    """Bring all of it up to date; of the minutes and of what is shipped, what belongs to some katas, or all.

    Returns
    -------
    list of Path
        The files that have changed.

    Raises
    ------
    ValueError
        Where the minutes of a kata can't be worked out, or written.
    """
    minutes_of = {place: minutes(place) for place in places or find_katas(root)}
    changed = _put({place.judge: _with_minutes(place, number) for place, number in minutes_of.items()})
    for texts in (pages, stubs.listed, shipped.listed):
        changed += _put(texts(root))  # each is made of what the ones before it have written
    return changed


def _with_minutes(place: KataFiles, minutes: int) -> str:
    text = place.judge.read_text(encoding="utf-8")
    new, there = re.subn(r"\bminutes=\d+", f"minutes={minutes}", text, count=1)
    if not there:
        raise ValueError(f"{place.id}: the mark of its judge says no minutes; write minutes={minutes} into it")
    return new


def _put(texts: dict[Path, str]) -> list[Path]:
    """Write the files that say something else, and return them."""
    changed = [file for file, text in texts.items() if not file.is_file() or file.read_text(encoding="utf-8") != text]
    for file in changed:
        file.write_text(texts[file], encoding="utf-8", newline="\n")
    return changed


def main() -> str | None:
    """Write; or say what an author has to do first."""
    root = find_root()
    try:
        write(root)
    except ValueError as error:
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main())
