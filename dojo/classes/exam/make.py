"""``dojo exam make``: a sheet for each student, printed and as a folder, and the teacher's key and plan."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import itertools
import random
import secrets
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dojo.classes.exam.bugs import Bug, bugs_of, steps
from dojo.classes.exam.key import Key
from dojo.classes.exam.sheets import Hunt, Sheet, drawn, lettered
from dojo.classes.intake.roster import Roster
from dojo.classes.out.page import page
from dojo.classes.work.store import file_name, write
from dojo.course.choices import Choice, has_questions, kept_of, own_of
from dojo.course.practice import counted
from dojo.course.stubs import stub_of
from dojo.engine.base.files import KataFiles
from dojo.engine.explain.ideas import Idea, ideas_of
from dojo.practice import planting

KEY, PLAN, PAPER, SHEETS = "key.json", "plan.csv", "paper", "sheets"
MOST_QUESTIONS = 6
SIT = Path(__file__).parents[1] / "begin" / "sit.py"
_WIDTH, _COLUMN = 100, 62


@dataclass(frozen=True)
class Request:
    """The arguments of ``dojo exam make``."""

    roster: Path
    out: Path
    hunts: int = 3
    minutes: int = 30
    seed: int | None = None
    questions: int | None = None
    questions_from: Path | None = None


def make(places: list[KataFiles], request: Request, say=print) -> None:
    """Draw an exam and write it.

    Parameters
    ----------
    places : list of KataFiles
        The katas.
    request : Request
        What was asked for.
    say : callable
        Takes each line of text.

    Raises
    ------
    ValueError
        Where it can't be met.
    """
    if request.out.is_file() or (request.out.is_dir() and any(request.out.iterdir())):
        raise ValueError(f"--out {request.out}: it is there already; an exam is never overwritten. Name a new folder")
    roster = Roster.read(request.roster)
    if not roster.students:
        raise ValueError(f"--roster {request.roster}: it has no students")
    seed = secrets.randbelow(2**53) if request.seed is None else request.seed
    asked = questions(places, request, seed)
    bugs = [bug for place in places for bug in bugs_of(place)]
    draw = random.Random(seed)
    rows = drawn(bugs, len(roster.students), request.hunts, draw)
    pairs = zip(roster.students, rows, strict=True)
    sheets = {student: lettered(student, seed, row, asked(student)) for student, row in pairs}
    exam = Exam(places, Key(seed, request.minutes, sheets, roster), bugs)
    exam.write(request.out)
    for line in exam.told(request.out):
        say(line)


def questions(places: list[KataFiles], request: Request, seed: int):
    """Choose the questions: the same for everybody, each student's in an order of their own.

    Returns
    -------
    callable
        Gives those of a student.

    Raises
    ------
    ValueError
        Where more are asked for than there are.
    """
    if (own := request.questions_from) is not None:

        def of(student):
            return own_of(own, seed, student)
    else:
        kept = [place for place in places if has_questions(place, "kept")]

        def of(student):
            return [choice for place in kept for choice in kept_of(place, seed, student)]

    there = len(of(""))
    count = min(MOST_QUESTIONS if own is None else there, there) if request.questions is None else request.questions
    if count > there:
        where = f"in {own}" if own else "kept of these katas"
        raise ValueError(f"--questions {count}: there are {there} {where}; --questions-from FILE takes your own")
    numbers = random.Random(f"{seed} questions").sample(range(there), count)

    def asked(student: str) -> list[Choice]:
        order = random.Random(f"{seed} {student} questions").sample(numbers, count)
        return [of(student)[number] for number in order]

    return asked


@dataclass(frozen=True)
class Exam:
    """An exam that was drawn.

    Parameters
    ----------
    places : list of KataFiles
        The katas that were asked for.
    key : Key
        What was drawn.
    bugs : list of Bug
        What it was drawn from.
    """

    places: list[KataFiles]
    key: Key
    bugs: list[Bug]

    def write(self, out: Path) -> None:
        for student, sheet in self.key.sheets.items():
            name, files = file_name(student), dict(self.files(sheet))
            write(out / PAPER / f"{name}.html", self.paper(sheet))
            for file, text in files.items():
                write(out / SHEETS / name / file, text)
            heads = {file: head_of(text) for file, text in files.items() if file.startswith("hunt_")}
            held = heads | {file: text for file, text in files.items() if file == "questions.md"}
            self.key.files[student] = {file: digest(text) for file, text in held.items()}
        write(out / KEY, self.key.text())
        write(out / PLAN, self.plan())

    def place(self, bug: Bug) -> KataFiles:
        return next(place for place in self.places if place.id == bug.kata)

    @property
    def _ideas(self) -> dict[str, Idea]:
        return ideas_of(self.places[0])

    # ------------------------------------------------------------------ what a student gets

    def paper(self, sheet: Sheet) -> str:
        """Write the sheet that is printed: a page a hunt, and one for the questions."""
        hunts = [(hunt, self.place(hunt.bug), _lettered(hunt, self._ideas)) for hunt in sheet.hunts]
        rows = [(p.name, _narrow(contract(p)), sample(p), hunt.bug.text, ideas) for hunt, p, ideas in hunts]
        return page("paper.html", title=sheet.student, sheet=sheet, hunts=rows, minutes=self.key.minutes)

    def files(self, sheet: Sheet) -> Iterator[tuple[str, str]]:
        """Yield the files of a folder by their names."""
        for number, hunt in enumerate(sheet.hunts, 1):
            yield f"hunt_{number}.py", self._hunt(sheet, number, hunt)
        contracts = [(place.name, contract(place)) for place in (self.place(hunt.bug) for hunt in sheet.hunts)]
        yield "README.md", page("sheet.md", sheet=sheet, contracts=contracts, minutes=self.key.minutes)
        if sheet.questions:
            yield "questions.md", page("questions.md", sheet=sheet)
        yield "answers.toml", page("answers.toml", sheet=sheet, minutes=self.key.minutes)
        yield "sit.py", SIT.read_text(encoding="utf-8")

    def _hunt(self, sheet: Sheet, number: int, hunt: Hunt) -> str:
        place = self.place(hunt.bug)
        ideas = [row for letter, idea in _lettered(hunt, self._ideas).items() for row in _folded(f"{letter}  ", idea)]
        head = [
            f"Sheet {sheet.id}, hunt {number} of {len(sheet.hunts)}: {place.name}, as somebody has written it.",
            *("It has one bug, in one line.", ""),
            "1. See it: write a call below, in breaks, on which it goes wrong.",
            f"2. Name it: which idea is behind it? Its letter goes into answers.toml, under [hunt_{number}].",
            *(*ideas, "3. Mend it here: in that line, and no more."),
        ]
        return "".join(f"# {line}".rstrip() + "\n" for line in head) + f"\n{hunt.bug.text}{planting.foot(place)}"

    # ------------------------------------------------------------------ what the teacher gets

    def plan(self) -> str:
        """Write who got what, how hard it is, and what a neighbour's answers would bring."""
        step, rows = steps(self.bugs), []
        numbers = range(1, len(next(iter(self.key.sheets.values())).hunts) + 1)
        columns = [f"{name}_{n}" for n in numbers for name in ("kata", "bug", "numbers", "lines", "step")]
        header = ["seat", "student", "sheet", *columns, "steps", "shared", "copied_call", "copied_mend"]
        before: Sheet | None = None
        for seat, sheet in enumerate(self.key.sheets.values(), 1):
            bugs = [hunt.bug for hunt in sheet.hunts]
            told = [c for b in bugs for c in (b.kata, b.name, b.size, b.lines, step[b.id])]
            rows.append([seat, sheet.student, sheet.id, *told, sum(step[b.id] for b in bugs), *copied(before, sheet)])
            before = sheet
        return _table([header, *rows])

    def told(self, out: Path) -> Iterator[str]:
        """Say what was made, and what is to be known of it."""
        step, sheets = steps(self.bugs), [*self.key.sheets.values()]
        by_kata = {place: sum(bug.kata == place.id for bug in self.bugs) for place in self.places}
        yield f"{counted(len(sheets), 'sheet')}, {counted(len(self.bugs), 'bug')} to draw from, seed {self.key.seed}"
        if none := [place.name for place, count in by_kata.items() if not count]:
            yield f"no bug of {', '.join(none)}: none that stands in one line, or others' files are imported"
        sums = [sum(step[hunt.bug.id] for hunt in sheet.hunts) for sheet in sheets]
        yield f"steps of a sheet: {min(sums)} to {max(sums)}; {len(set(map(_bugs, sheets)))} different sheets"
        shared = [copied(*pair)[0] for pair in itertools.pairwise(sheets)]
        if any(shared):
            yield f"{sum(map(bool, shared))} share a kata with the one before them: {PLAN} says what a copy brings"
        yield f"written to {out}: print {PAPER}/, or hand out {SHEETS}/; {KEY} and {PLAN} are yours alone"


def _bugs(sheet: Sheet) -> frozenset[str]:
    return frozenset(hunt.bug.id for hunt in sheet.hunts)


def copied(before: Sheet | None, sheet: Sheet) -> tuple[str, int, int]:
    """Say which katas a sheet shares with the one before it, and how many calls and mends of that are right on it."""
    theirs = {hunt.bug.kata: hunt.bug for hunt in before.hunts} if before else {}
    pairs = [(theirs[hunt.bug.kata], hunt.bug) for hunt in sheet.hunts if hunt.bug.kata in theirs]
    katas = " ".join(bug.kata.rpartition("/")[2] for _, bug in pairs)
    return katas, sum(mine.name in other.also for other, mine in pairs), len(pairs)


def head_of(text: str) -> str:
    """Return the lines above the code of a hunt: what it asks, with the four ideas."""
    return "\n".join(itertools.takewhile(lambda line: line.startswith("#"), map(str.rstrip, text.split("\n"))))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _lettered(hunt: Hunt, ideas: dict[str, Idea]) -> dict[str, str]:
    return {letter: str(ideas[name]) for letter, name in hunt.letters.items()}


def _folded(first: str, text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=f"   {first}", subsequent_indent=" " * (3 + len(first)))


def sample(place: KataFiles) -> str:
    """A call as it is written on paper."""
    return planting.sample_call(place).rpartition("m.")[2]


def contract(place: KataFiles) -> str:
    """Write what each function of a kata promises: the docstrings of its stub."""
    nodes = [n for n in ast.walk(ast.parse(stub_of(place))) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    told = [(_signature(node), ast.get_docstring(node)) for node in sorted(nodes, key=lambda node: node.lineno)]
    return "\n\n".join(f"{name}\n{textwrap.indent(text, '    ')}" for name, text in told if text)


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}"
    for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        arg.annotation = None
    return f"{node.name}({ast.unparse(node.args)})"


def _narrow(text: str) -> str:
    """Fill the paragraphs of docstrings anew, for a column on paper."""
    lines = ((line, bool(line.strip(" -")), len(line) - len(line.lstrip())) for line in text.split("\n"))
    blocks = itertools.groupby(lines, lambda row: row[1:])
    filled = [
        (" ".join(line.strip() for line, *_ in b), " " * (indent // 2)) for (is_text, indent), b in blocks if is_text
    ]
    return "\n".join(textwrap.fill(one, _COLUMN, initial_indent=i, subsequent_indent=i) for one, i in filled)


def _table(rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
