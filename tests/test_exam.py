"""An exam: fair sheets that tell nothing, answers by three roads, and marks that nobody else's answers change."""

from __future__ import annotations

import csv
import importlib.util
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from dojo.classes.box import probes
from dojo.classes.exam import grade as grading
from dojo.classes.exam.bugs import bugs_of, steps
from dojo.classes.exam.handed_in import mends, read
from dojo.classes.exam.key import Key
from dojo.classes.exam.make import Request, make
from dojo.classes.exam.sheets import Hunt, drawn
from dojo.classes.outcome import Verdict
from dojo.classes.work.run import Run
from dojo.classes.work.store import file_name
from dojo.cli.command import app
from dojo.course.choices import LETTERS
from dojo.course.course import Course
from dojo.practice import planting
from tests.grading import best_layer, files_in, needs_a_layer, write
from tests.judging import ROOT

JUDGE = '''
"""{title}"""
import numpy as np
import pytest

pytestmark = pytest.mark.kata(targets="numpy", from_scratch=["square"], instead="Use arithmetic.")

def test_gives_the_figure(kata):
    kata.check_figure("{name}", np.array([1.0, 3.0]), gives={gives})

def test_agrees_on_negative_numbers(kata):
    kata.check("{name}", np.array([-2.0, 5.0, 4.0]))

def test_is_written_from_scratch(kata):
    kata.check_from_scratch("{name}", np.array([1.0]))
'''
MODEL = """
def {name}(x):
    shifted = x - {shift}
    scaled = shifted * {scale}
    return scaled + {shift}
"""
STUB = '''
def {name}(x):
    """Stretch the numbers around {shift} by {scale}.

    Parameters
    ----------
    x : array
        Numbers.
    """
    raise NotImplementedError
'''
MISTAKES = """
from dojo import edit, ideas

ideas(sign="adds loses_the_sign", factor="doubles halves", left_out="stays_shifted", order="divides", unit="forgets_to_scale")
edit("adds", "The shift is added: take it off.", ("x - {shift}", "x + {shift}"))
edit("loses_the_sign", "The sign is lost.", ("x - {shift}", "abs(x) - {shift}"))
edit("doubles", "It is stretched twice as far.", ("shifted * {scale}", "shifted * (2 * {scale})"))
edit("halves", "It is stretched half as far.", ("shifted * {scale}", "shifted * ({scale} / 2)"))
edit("stays_shifted", "The shift is not undone at the end.", ("scaled + {shift}", "scaled + 0.0"))
edit("forgets_to_scale", "It is never stretched.", ("shifted * {scale}", "shifted + 0.0"))
edit("divides", "It is divided by the scale: multiply.", ("shifted * {scale}", "shifted / {scale}"))
"""
KEPT = """
[[questions]]
ask = "By how much does {name} stretch?"
right = "{scale}"
answer = "The statement says so."
wrong = [
    {{ says = "1", idea = "left_out", because = "Then nothing would be stretched." }},
    {{ says = "half of it", idea = "factor", because = "That is half." }},
    {{ says = "its negative", idea = "sign", because = "Nothing is turned around." }},
]
"""
IDEAS = ("sign", "factor", "left_out", "order", "unit")
NEAR = {"factor": ["order"], "order": ["factor"]}
NAMES = {f"{n:02}_kata{n}": {"name": f"kata{n}", "scale": n + 2.0, "shift": n + 1.0} for n in range(1, 7)}
ROSTER = "student,ID\n" + "".join(f"student-{n:02},{5000 + n}\n" for n in range(1, 13))


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """Six katas on NumPy alone, of three lines each."""
    root = tmp_path_factory.mktemp("course")
    for folder, told in NAMES.items():
        kata, name = f"01_numbers/{folder}", told["name"]
        gives = [(x - told["shift"]) * told["scale"] + told["shift"] for x in (1.0, 3.0)]
        write(root / f"katas/{kata}/test_{name}.py", JUDGE.format(title=name, gives=gives, **told))
        write(root / f"katas/{kata}/{name}.py", STUB.format(**told))
        for file in (f"{name}.py", "with_numpy.py", "with_torch.py"):
            write(root / f"reference/{kata}/{file}", MODEL.format(**told))
        write(root / f"reference/{kata}/mistakes.py", MISTAKES.format(**told))
        write(root / f"reference/{kata}/kept.toml", KEPT.format(**told))
    told = 'title = "It is {0}"\nsentence = "So it is."\nlook = "There."\nnear = {1}\n'
    ideas = "".join(f"[ideas.{n}]\n{told.format(n, json.dumps(NEAR.get(n, [])))}" for n in IDEAS)
    write(root / "reference/ideas.toml", ideas)
    write(root / "roster.csv", ROSTER)
    write(root / "conftest.py", 'pytest_plugins = ["dojo.run.plugin"]\n')
    write(root / "pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return Course(root)


@pytest.fixture(scope="module")
def bugs(course):
    return [bug for place in course.places for bug in bugs_of(place)]


@pytest.fixture(scope="module")
def pool(bugs):
    """The bugs are looked for once in this module."""
    by_kata = {bug.kata: [b for b in bugs if b.kata == bug.kata] for bug in bugs}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("dojo.classes.exam.make.bugs_of", lambda place: by_kata.get(place.id, []))
        yield patched


def made(course, out: Path, **asked) -> Key:
    asked = {"seed": 3} | asked
    make(course.places, Request(course.root / "roster.csv", out, **asked), lambda line: None)
    return Key.read(out / "key.json")


@pytest.fixture
def exam(course, pool, tmp_path) -> tuple[Path, Key]:
    return tmp_path / "exam", made(course, tmp_path / "exam")


# ---------------------------------------------------------------------------- making


def test_a_bug_is_in_one_line_is_shown_by_a_call_and_its_wrong_ideas_are_excluded(bugs):
    assert {bug.kata.rpartition("_")[2] for bug in bugs} == {told["name"] for told in NAMES.values()}
    for bug in bugs:
        x = np.array([-2.0, 5.0, 4.0])
        wrong, right = (_run(text, x) for text in (bug.text, bug.mended))
        assert not np.array_equal(wrong, right)
        assert len(bug.others) >= 3
        assert not {bug.idea, *NEAR.get(bug.idea, ())} & {*bug.others}


def _run(text: str, x):
    held: dict = {}
    exec(text, held)
    return next(v for n, v in held.items() if n.startswith("kata"))(x)


def test_a_sheet_differs_from_any_other_by_a_step_at_most_and_no_neighbours_share_a_kata(bugs):
    step, sheets = steps(bugs), drawn(bugs, 60, 3, random.Random(1))
    sums = [sum(step[bug.id] for bug in sheet) for sheet in sheets]
    assert max(sums) - min(sums) <= 1
    assert all(len({bug.kata for bug in sheet}) == 3 for sheet in sheets)
    katas = [{bug.kata for bug in sheet} for sheet in sheets]
    assert not any(one & other for one, other in itertools.pairwise(katas))
    assert len({frozenset(bug.id for bug in sheet) for sheet in sheets}) == 60
    used = Counter(bug.id for sheet in sheets for bug in sheet)
    assert len(used) > len(bugs) / 2


def test_the_same_seed_makes_the_same_exam_and_another_makes_another(course, pool, tmp_path):
    made(course, tmp_path / "one")
    made(course, tmp_path / "two")
    made(course, tmp_path / "three", seed=4)
    assert files_in(tmp_path / "one") == files_in(tmp_path / "two")
    assert files_in(tmp_path / "one/sheets") != files_in(tmp_path / "three/sheets")


def test_nothing_that_a_student_gets_tells_the_key(exam):
    folder, key = exam
    words = {bug["words"] for bug in json.loads((folder / "key.json").read_text())["bugs"].values()}
    for student, sheet in key.sheets.items():
        given = "".join(files_in(folder / "sheets" / student).values())
        given += (folder / f"paper/{student}.html").read_text(encoding="utf-8")
        for bug in (hunt.bug for hunt in sheet.hunts):
            assert bug.name not in given
            assert bug.mend.strip() not in given
            assert f"line {bug.line}" not in given
        assert not any(word in given for word in words)
        assert "because" not in given
        assert "Nothing is turned around" not in given


def test_the_right_letters_are_as_frequent_as_chance_has_them(course, pool, tmp_path):
    roster = "student\n" + "".join(f"s{n}\n" for n in range(200))
    write(course.root / "many.csv", roster)
    make(course.places, Request(course.root / "many.csv", tmp_path / "e", seed=5), lambda line: None)
    sheets = Key.read(tmp_path / "e/key.json").sheets.values()
    letters = Counter(asked.right for sheet in sheets for _, asked in sheet.items())
    of = letters.total()
    assert of == 200 * 9
    spread = 4 * (of * 0.25 * 0.75) ** 0.5
    assert all(abs(letters[letter] - of / 4) < spread for letter in LETTERS)


def test_the_plan_says_what_a_copy_of_the_neighbour_brings(course, pool, tmp_path):
    places = course.places[:3]
    make(places, Request(course.root / "roster.csv", tmp_path / "e", seed=1), lambda line: None)
    rows = list(csv.DictReader((tmp_path / "e/plan.csv").read_text().splitlines()))
    assert rows[0]["shared"] == ""
    assert all(len(row["shared"].split()) == 3 == int(row["copied_mend"]) for row in rows[1:])
    key = Key.read(tmp_path / "e/key.json")
    sheets = [*key.sheets.values()]
    for row, before, sheet in zip(rows[1:], sheets, sheets[1:], strict=False):
        theirs = {hunt.bug.kata: hunt.bug for hunt in before.hunts}
        worth = sum(hunt.bug.name in theirs[hunt.bug.kata].also for hunt in sheet.hunts)
        assert int(row["copied_call"]) == worth


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"hunts": 7}, "6 of these katas have bugs to hunt"),
        ({"questions": 9}, "--questions 9: there are 6 kept of these katas"),
        ({"roster": "who\nann\n"}, "it has no column student"),
        ({"roster": "student\n"}, "it has no students"),
    ],
)
def test_what_can_not_be_made_is_refused_with_what_there_is(course, pool, tmp_path, asked, says):
    roster = write(tmp_path / "roster.csv", asked.pop("roster", ROSTER))
    with pytest.raises(ValueError, match=re.escape(says)):
        make(course.places, Request(roster, tmp_path / "e", **asked), lambda line: None)
    assert not (tmp_path / "e").exists()


def test_an_exam_is_never_overwritten(exam, course):
    with pytest.raises(ValueError, match="an exam is never overwritten"):
        made(course, exam[0])


def test_a_teacher_s_own_questions_take_the_place_of_the_course_s(course, pool, tmp_path):
    wrong = ", ".join(f'{{ says = "{n}", because = "It is not {n}." }}' for n in (1, 2, 3))
    own = f'[[questions]]\nask = "How many?"\nright = "four"\nanswer = "Count."\nwrong = [{wrong}]\n'
    file = write(tmp_path / "own.toml", own)
    key = made(course, tmp_path / "e", questions_from=file)
    assert all([choice.ask for choice in sheet.questions] == ["How many?"] for sheet in key.sheets.values())
    for text, says in (
        (own.replace('answer = "Count."\n', ""), "no text answer"),
        (own.replace("wrong", "w"), "needs 3"),
    ):
        with pytest.raises(ValueError, match=says):
            made(course, tmp_path / "f", questions_from=write(tmp_path / "bad.toml", text))


def test_a_hunt_fits_what_is_printed(exam):
    folder, key = exam
    text = (folder / "paper/student-01.html").read_text(encoding="utf-8")
    sheet = key.sheets["student-01"]
    assert text.count("<section") == 4
    assert "@page { size: A4" in text
    for hunt in sheet.hunts:
        assert hunt.bug.is_wrong_in in text.replace("&#39;", "'")


# ---------------------------------------------------------------------------- sitting


def test_sit_says_what_is_there_and_packs_it_and_a_second_start_loses_nothing(exam):
    folder = exam[0] / "sheets/student-01"

    def sit() -> str:
        return subprocess.run([sys.executable, "sit.py"], cwd=folder, capture_output=True, text=True, check=True).stdout

    assert "breaks has no call yet; idea: none yet" in sit()
    begun = (folder / ".begun").read_text()
    hunt = folder / "hunt_1.py"
    hunt.write_text(hunt.read_text().replace("return ...", "return 3.0"))
    (folder / "hunt_2.py").write_text("def kata(:\n")
    answers = (folder / "answers.toml").read_text().replace('idea = ""', "idea = b", 1)
    (folder / "answers.toml").write_text(answers)
    said = sit()
    assert "hunt_1.py  loads; breaks returns a call; idea: b" in said
    assert "hunt_2.py  does not load: line 1" in said
    assert "student-01.zip holds all of this" in said
    assert (folder / ".begun").read_text() == begun


# ---------------------------------------------------------------------------- grading


class Graded:
    """An exam that was graded: what was said, and the states of each item's parts."""

    def __init__(self, course, folder: Path, out: Path, **asked):
        self.lines: list[str] = []
        with pytest.MonkeyPatch.context() as patched:
            layer = best_layer()
            patched.setattr(probes, "choose", lambda *_: (layer, []))
            request = grading.Request(folder, folder / "key.json", out, **({"jobs": 1} | asked))
            self.code = grading.grade(course.root, request, self.lines.append)
        self.out = out
        rows = list(csv.DictReader((out / "grades.csv").read_text().splitlines())) if self.code != 130 else []
        self.states = {(row["student"], row["kata"], row["stage"]): row["state"] for row in rows}

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    def of(self, student: str, item: str) -> dict[str, str]:
        return {part: state for (who, what, part), state in self.states.items() if (who, what) == (student, item)}


def call_on(bug, right: bool = True) -> str:
    """A call on which a bug shows, or does not: the mistakes of these katas are lines, and most meet at one number."""
    name = bug.kata.rpartition("_")[2]
    numbers = [n / 2 for n in range(-20, 40)]
    there = (n for n in numbers if np.array_equal(*(_run(t, np.array([n])) for t in (bug.text, bug.mended))) != right)
    number = next(there, None)
    return f"{name}({'None' if number is None else f'np.array([{number}])'})"


def in_folder(folder: Path, sheet, item: str, hunt: Hunt, call="", mended="", letter="") -> None:
    file = folder / "sheets" / sheet.student / f"{item}.py"
    text = file.read_text()
    text = text.replace(hunt.bug.text, mended) if mended else text
    text = text.partition("    return ...  #")[0] + f"    return {call}\n" if call else text
    file.write_text(text)
    answers = folder / "sheets" / sheet.student / "answers.toml"
    answers.write_text(answers.read_text().replace(f'[{item}]\nidea = ""', f'[{item}]\nidea = "{letter}"'))


def on_paper(folder: Path, rows: list[dict]) -> None:
    with (folder / "paper.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, ["student", "item", "letter", "line", "call", "mend"], restval="")
        table.writeheader()
        table.writerows(rows)


def row(student: str, item: str, hunt: Hunt, **other) -> dict:
    told = {"letter": hunt.right, "line": hunt.bug.line, "call": call_on(hunt.bug), "mend": hunt.bug.mend.strip()}
    return {"student": student, "item": item, **told, **other}


RIGHT = {"call": "passed", "idea": "passed", "mend": "passed"}


def test_paper_and_folders_are_judged_alike_and_a_second_run_judges_nothing_again(exam, course, tmp_path, monkeypatch):
    folder, key = exam
    ann, ben, cleo, dan = [*key.sheets.values()][:4]
    rows = []
    for item, asked in ann.items():
        rows.append(row(ann.student, item, asked) if isinstance(asked, Hunt) else {"letter": asked.right, "item": item})
        rows[-1]["student"] = ann.id.upper() if item == "hunt_2" else ann.student
    for item, hunt in [(i, a) for i, a in ben.items() if isinstance(a, Hunt)]:
        in_folder(folder, ben, item, hunt, call_on(hunt.bug), hunt.bug.mended, hunt.right)
    hunts = [asked for _, asked in cleo.items() if isinstance(asked, Hunt)]
    in_folder(folder, cleo, "hunt_1", hunts[0], call_on(hunts[0].bug), hunts[0].bug.mended)  # both roads
    rows.append({"student": cleo.student, "item": "Hunt 1", "letter": hunts[0].right.upper()})
    wrong = next(letter for letter in LETTERS if letter != hunts[1].right)
    rows.append(row(cleo.student, "hunt_2", hunts[1], letter=wrong, line=1, call=call_on(hunts[1].bug, False)))
    rewritten = (
        hunts[2]
        .bug.mended.replace("shifted", "moved")
        .replace("scaled", "stretched")
        .replace("    return", "    stretched = stretched * 1.0\n    stretched = stretched + 0.0\n    return")
    )
    in_folder(folder, cleo, "hunt_3", hunts[2], mended=rewritten)
    on_paper(folder, rows)
    graded = Graded(course, folder, tmp_path / "results")
    assert graded.code == 0, graded.said
    for item, asked in (*ann.items(), *ben.items()):
        if isinstance(asked, Hunt):
            assert graded.of(ann.student, item) == graded.of(ben.student, item) == RIGHT
    assert graded.of(ann.student, "question_1") == {"answer": "passed"}
    assert graded.of(cleo.student, "hunt_1") == RIGHT
    assert graded.of(cleo.student, "hunt_2") == {"call": "wrong", "idea": "wrong", "mend": "passed"}
    assert graded.of(cleo.student, "hunt_3") == {"call": "not started", "idea": "not started", "mend": "wrong"}
    assert set(graded.of(dan.student, "hunt_1").values()) == {"missing"}
    assert dan.student in next(line for line in graded.lines if line.startswith("missing"))
    feedback = (graded.out / f"feedback/{cleo.student}.md").read_text()
    assert hunts[1].bug.is_wrong_in.split(" = ")[0] in feedback
    assert "rewritten in" in feedback
    totals = {r["student"]: r["total"] for r in csv.DictReader((graded.out / "totals.csv").read_text().splitlines())}
    assert totals[ann.student] == "15"
    assert (
        "5001,15" in (graded.out / "lms/canvas.csv").read_text() or "15" in (graded.out / "lms/canvas.csv").read_text()
    )
    page = (graded.out / "class.html").read_text()
    assert "Ideas that the class does not see" in page

    before = files_in(graded.out)
    monkeypatch.setattr(Run, "judge", lambda *_: pytest.fail("judged again"))
    assert Graded(course, folder, tmp_path / "results").code == 0
    assert files_in(graded.out) == before


def test_what_is_odd_is_named_and_is_no_0_in_silence(exam, course, tmp_path):
    folder, key = exam
    ann, ben, cleo, dan, eva, fay = [*key.sheets.values()][:6]
    sheets = folder / "sheets"
    for file in (sheets / ben.student).iterdir():  # all of it is another's
        (sheets / ann.student / file.name).write_bytes(file.read_bytes())
    hunt = cleo.hunts[0]
    in_folder(folder, cleo, "hunt_1", hunt, call_on(hunt.bug), letter=hunt.right)
    file = sheets / cleo.student / "hunt_1.py"
    file.write_text(file.read_text().replace("    scaled", "    scaled ="))  # call and letter count all the same
    (sheets / dan.student / "hunt_2.py").write_bytes("x".encode("utf-16"))
    in_folder(folder, eva, "hunt_1", eva.hunts[0], letter="the second")
    questions = sheets / eva.student / "questions.md"
    questions.write_text(questions.read_text() + "mine\n")
    head = sheets / fay.student / "hunt_1.py"
    head.write_text(head.read_text().replace("#    a  ", "#    b  ", 1).replace("return ...", "return 1.0"))
    rows = [
        row("student-99", "hunt_1", hunt),
        row(fay.student, "hunt_9", hunt),
        row(fay.student, "hunt_3", fay.hunts[2]),
    ]
    on_paper(folder, [*rows, rows[-1]])
    graded = Graded(course, folder, tmp_path / "results")
    assert graded.code == 0, graded.said
    totals = {r["student"]: r for r in csv.DictReader((tmp_path / "results/totals.csv").read_text().splitlines())}
    assert totals[ann.student]["hunt_1"] == ""
    assert totals[dan.student]["hunt_2"] == ""
    assert graded.of(cleo.student, "hunt_1") == {"call": "passed", "idea": "passed", "mend": "wrong"}
    for words in (
        f"answers.toml is of sheet {ben.id}, which is {ben.student}: it is not graded",
        f"look at {cleo.student}, hunt_1: the file does not load",
        f"look at {dan.student}, hunt_2: ",
        "'the second' is no letter from a to d",
        f"look at {fay.student}, hunt_1: the head of hunt_1.py is not as it was handed out",
        "paper.csv, row 2: student-99 is nobody of this exam, and is not graded; is it student-",
        f"paper.csv, row 3: {fay.student} has no hunt_9; there are hunt_1, ",
        f"paper.csv, row 5: {fay.student} has another row for hunt_3",
        "in no sum",
    ):
        assert words in graded.said, words
    assert ben.student not in (tmp_path / f"results/feedback/{ann.student}.md").read_text()


HOSTILE = {
    "writes": "__import__('pathlib').Path({outside!r}).write_text('x')",
    "reads": "open({outside!r}).read()",
    "ends": "os._exit(0)",
    "hangs": "[None for _ in iter(int, 1)]",
    "forks": "[os.fork() for _ in range(3)]",
    "draws": "np.random.rand(3)",
    "reads_code": "{name}.__code__.co_code",
}


@needs_a_layer
def test_hostile_calls_and_folders_change_nobody_else_s_mark(exam, course, tmp_path):
    folder, key = exam
    students = [*key.sheets.values()]
    outside = tmp_path / "outside"
    for sheet, code in zip(students, HOSTILE.values(), strict=False):
        name = sheet.hunts[0].bug.kata.rpartition("_")[2]
        call = code.format(outside=str(outside), name=name)
        in_folder(folder, sheet, "hunt_1", sheet.hunts[0], call)
        file = folder / "sheets" / sheet.student / "hunt_1.py"
        file.write_text(file.read_text().replace("import numpy as np\n", "import numpy as np\nimport os\n", 1))
    mean, link, big, right = students[7:11]
    in_folder(
        folder,
        mean,
        "hunt_1",
        mean.hunts[0],
        mended=f"open({str(outside)!r}, 'w').write('x')\n" + mean.hunts[0].bug.mended,
    )
    (folder / "sheets" / link.student / "hunt_1.py").unlink()
    (folder / "sheets" / link.student / "hunt_1.py").symlink_to(folder / "key.json")
    (folder / "sheets" / big.student / "hunt_1.py").write_bytes(b"#" * 2**20)
    in_folder(
        folder,
        right,
        "hunt_1",
        right.hunts[0],
        call_on(right.hunts[0].bug),
        right.hunts[0].bug.mended,
        right.hunts[0].right,
    )
    graded = Graded(course, folder, tmp_path / "results")
    assert graded.code == 0, graded.said
    assert not outside.exists()
    assert graded.of(right.student, "hunt_1") == RIGHT
    for sheet, name in zip(students, HOSTILE, strict=False):
        assert graded.of(sheet.student, "hunt_1")["call"] == "wrong", name
    assert f"{link.student}, hunt_1" in graded.said
    assert f"{big.student}, hunt_1" in graded.said


def test_without_a_box_grading_says_so_before_anything_runs(exam, course, tmp_path, monkeypatch):
    folder, _ = exam
    monkeypatch.setattr(probes, "try_out", lambda layer, *_: [f"{layer} is not here"])
    request = grading.Request(folder, folder / "key.json", tmp_path / "results")
    with pytest.raises(ValueError, match="no sandbox holds here"):
        grading.grade(course.root, request, print)


def test_an_interrupted_grading_goes_on_and_comes_to_the_same(exam, course, tmp_path, monkeypatch):
    folder, key = exam
    for sheet in [*key.sheets.values()][:3]:
        for number, hunt in enumerate(sheet.hunts, 1):
            in_folder(folder, sheet, f"hunt_{number}", hunt, call_on(hunt.bug), hunt.bug.mended, hunt.right)
    keep, kept = Run._keep, []

    def once(run, *told):
        keep(run, *told)
        kept.append(told)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(Run, "_keep", once)
    assert Graded(course, folder, tmp_path / "results").code == 130
    monkeypatch.setattr(Run, "_keep", lambda run, *told: (keep(run, *told), kept.append(told)))
    graded = Graded(course, folder, tmp_path / "results")
    assert graded.code == 0
    texts = {(hunt.bug.kata, hunt.bug.mended) for sheet in [*key.sheets.values()][:3] for hunt in sheet.hunts}
    assert len(kept) == len(texts)
    assert all(graded.of(sheet.student, "hunt_1") == RIGHT for sheet in [*key.sheets.values()][:3])


def test_a_folder_is_its_students_whatever_the_name(course, pool, tmp_path):
    roster = write(course.root / "named.csv", "student\nAda Lovelace\nBjörn Ågren\no'neil\nstudent-01\n")
    make(course.places, Request(roster, tmp_path / "e", seed=2), lambda line: None)
    key = Key.read(tmp_path / "e/key.json")
    for sheet in key.sheets.values():
        answers = tmp_path / "e/sheets" / file_name(sheet.student) / "answers.toml"
        letter = sheet.hunts[0].right
        answers.write_text(answers.read_text().replace('[hunt_1]\nidea = ""', f'[hunt_1]\nidea = "{letter}"'))
    handed_in = read(tmp_path / "e", key, course.places)
    assert (handed_in.notes, handed_in.there) == ([], set(key.sheets))
    for student, sheet in key.sheets.items():
        assert handed_in.of(student, "hunt_1").letter == sheet.hunts[0].right


@pytest.fixture
def students(monkeypatch):
    """The script that sits an exam for a class, with calls of these katas."""
    spec = importlib.util.spec_from_file_location("students", ROOT / "examples/class/exam/students.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for told in NAMES.values():
        calls = [f"{told['name']}(np.array({numbers}))" for numbers in ([[1.0, 3.0], [-2.0, 5.0, 4.0], [0.0], [7.5]])]
        monkeypatch.setitem(module.CALLS, told["name"], calls)
    return module


def test_every_mark_of_a_class_is_as_its_generator_knows(course, pool, students, tmp_path):
    """Thirty students who know, guess, copy and mend, by three roads: calls in the box, mends as texts."""
    roster = write(course.root / "thirty.csv", "student\n" + "".join(f"s{n:02}\n" for n in range(30)))
    make(course.places, Request(roster, tmp_path / "e", seed=2), lambda line: None)
    worth = students.sit(tmp_path / "e")
    key = Key.read(tmp_path / "e/key.json")
    right = {(hunt.bug.kata, planting.code_of(hunt.bug.mended)) for s in key.sheets.values() for hunt in s.hunts}

    def judged(exam):
        """As the judge would: another test has it judge, and here it is one text for each kata."""
        for hunt, answer in exam._hunts():
            for text in answer.mends:
                state = "passed" if (hunt.bug.kata, planting.code_of(text)) in right else "wrong"
                exam.mends[hunt.bug.kata, text] = Verdict("", hunt.bug.kata, state, {})

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(grading.Exam, "judge_mends", judged)
        graded = Graded(course, tmp_path / "e", tmp_path / "results")
    assert graded.code == 0, graded.said
    found = {at: {part: state == "passed" for part, state in graded.of(*at).items()} for at in worth}
    assert found == worth
    assert Counter(map(str, worth.values())).total() == 30 * 9


def test_the_line_that_is_named_costs_nothing(bugs):
    bug = bugs[0]
    assert [*mends(bug, "", bug.mend.strip())] == [bug.mended]
    assert next(mends(bug, "1", bug.mend.strip())) == bug.mended
    assert len([*mends(bug, "1", bug.mend.strip())]) == 2
    assert [*mends(bug, "999", bug.mend.strip())] == [bug.mended]


def test_quotes_and_signs_are_read_as_they_were_meant(exam, course, tmp_path):
    folder, key = exam
    hunt = key.sheets["student-01"].hunts[0]
    name = hunt.bug.kata.rpartition("_")[2]
    typed = f"x = np.array([\u22122.0, 5.0, 4.0]); {name}(x)"
    on_paper(folder, [row("student-01", "hunt_1", hunt, call=typed, letter=f"({hunt.right})", mend="")])
    graded = Graded(course, folder, tmp_path / "results")
    assert graded.of("student-01", "hunt_1") == {"call": "passed", "idea": "passed", "mend": "not started"}


def test_a_key_that_is_none_and_a_course_that_is_another_are_refused(exam, course, tmp_path):
    folder, _ = exam
    other = write(tmp_path / "other.json", "[]")
    for key, says in ((other, "it is no key of an exam"), (tmp_path / "none.json", "dojo exam make has written")):
        with pytest.raises(ValueError, match=says):
            grading.grade(course.root, grading.Request(folder, key, tmp_path / "r"), print)
    with pytest.raises(ValueError, match="grade where the exam was made"):
        grading.grade(ROOT, grading.Request(folder, folder / "key.json", tmp_path / "r"), print)


def test_the_commands_take_what_they_say(course, pool, monkeypatch, tmp_path):
    monkeypatch.chdir(course.root)
    words = ["exam", "make", "--katas", "kata1", "kata2", "--katas", "kata3", "--roster", "roster.csv"]
    told = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "e"), "--seed", "1"])
    assert told.exit_code == 0, told.output
    assert "12 sheets" in told.output
    told = CliRunner().invoke(
        app, ["exam", "grade", str(tmp_path / "e"), "--key", "no.json", "--out", str(tmp_path / "r")]
    )
    assert told.exit_code == 2
    assert "there is no such file" in told.output
