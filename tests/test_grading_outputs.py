"""Points, and what a grading writes: hostile text is harmless wherever it is shown."""

from __future__ import annotations

import base64
import csv
import importlib.util
import io
import json
import re
import shlex
import shutil
import subprocess
import urllib.parse
from html.parser import HTMLParser

import pytest
from typer.main import get_command

from dojo.classes.intake.roster import Roster
from dojo.classes.out import exports, feedback, outputs
from dojo.classes.out.class_page import class_page
from dojo.classes.out.points import Points, Rule
from dojo.classes.out.tables import grades, number, totals
from dojo.classes.out.text import in_csv, in_markdown, one_line
from dojo.classes.outcome import NOT_JUDGED, Stage, whole
from dojo.classes.progress_bar import Meter
from dojo.classes.work import store
from dojo.classes.work.pool import Task
from dojo.classes.work.submission import Limits
from dojo.cli.command import app
from dojo.engine.base.files import find_katas
from dojo.engine.base.lesson import Lesson
from tests.grading import DOUBLE, HALF, small_course, verdict, write
from tests.judging import ROOT, needs

WIDE = "\uff1d\uff0b\uff0d\uff20"
"""The signs that begin a formula, in full width."""
HOSTILE = (
    "</pre><script>document.title='taken'</script><img src=x onerror=alert(1)>\x1b[2J=1+1\u202e```\n# no\x00\ufffe"
)


def hostile():
    lesson = Lesson(HOSTILE, [("yours", HOSTILE)], [HOSTILE], [HOSTILE])
    return verdict("=cmd|'/c calc'!A1", lesson=lesson, stopped_at=HOSTILE, notes=[HOSTILE])


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


class Tags(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str):
        super().__init__()
        self.names, self.attributes = set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


# ---------------------------------------------------------------------------- points


def rows(verdicts, points):
    return list(csv.DictReader(io.StringIO(grades(verdicts, points))))


def test_points_are_all_or_nothing_in_a_stage():
    found = rows([verdict()], Points())
    assert [(r["stage"], r["state"], r["points"], r["of"]) for r in found] == [
        ("core", "wrong", "0", "70.5882"),
        ("edges", "passed", "29.4118", "29.4118"),
    ]


def test_points_by_share_count_the_tests():
    rule = Rule(points=10, stages={"core": 50, "edges": 50}, share=True)
    assert rule.earned(verdict()) == {"core": pytest.approx(5 / 3), "edges": 5}


def test_what_is_not_from_scratch_gets_nothing_unless_the_file_says_so():
    found = verdict(state="not from scratch", from_scratch=False)
    assert sum(Rule().earned(found).values()) == 0
    assert sum(Rule(from_scratch=False).earned(found).values()) > 0


def test_it_is_told_what_costs_the_points_beside_another_fault():
    found = verdict(from_scratch=False)
    assert feedback.state_words(found) == "wrong, not from scratch (core 1 of 3, edges 1 of 1)"
    assert feedback.state_words(verdict(state="not from scratch", from_scratch=False)).startswith(
        "not from scratch (core"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[katas]\n"01_numbers/99_none" = 3', "there is no kata 01_numbers/99_none"),
        ("total = 30\neach = 10", "total = 30, but the points of the 2 katas add up to 20"),
        (f'total = 30\n[katas]\n"{DOUBLE}" = 40', "total = 30, but the points of the 2 katas add up to 40"),
        ("total = 'all'", "total = 'all' is no number of points"),
        ("[lms]\nassignment = 7", "assignment = 7 is no name"),
        ("[lms]\ncolumn = 'a'", "column is none of assignment"),
        ("[stages]\ncore = 60\nedges = 20", "add up to 80, not to 100"),
        ("[stages]\nidea = 100", "there is no stage idea"),
        ("rule = 'some'", "there are all and share"),
        ("each = -1", "no number of points"),
        ("from_scratch = 1", "from_scratch is true or false"),
        ("colour = 1", "colour is none of"),
        ("points =", "can't be read"),
    ],
)
def test_a_file_of_points_that_is_wrong_is_told(tmp_path, text, told):
    places = find_katas(small_course(tmp_path))
    with pytest.raises(ValueError, match=re.escape(told)):
        Points.read(write(tmp_path / "points.toml", text), places, places)


def test_a_file_of_points_is_followed(tmp_path):
    places = find_katas(small_course(tmp_path))
    text = f'total = 30\nrule = "share"\n[katas]\n"{DOUBLE}" = 10\n[katas."{HALF}"]\npoints = 20\nhidden = true\n'
    points = Points.read(write(tmp_path / "points.toml", text), places, places)
    assert points.rule(DOUBLE) == Rule(points=10, share=True)
    assert points.rule(HALF) == Rule(points=20, share=True, hidden=True)
    shown = feedback.markdown("student-01", [verdict(), verdict(kata=HALF)], points)
    assert HALF not in shown
    assert "of 10 points" in shown


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("", [100, 100]),
        ("each = 10", [10, 10]),
        ("total = 30", [15, 15]),
        (f'total = 30\n[katas]\n"{DOUBLE}" = 10', [10, 20]),
        (f'total = 30\n[katas."{DOUBLE}"]\nhidden = true', [15, 15]),
    ],
)
def test_points_are_each_kata_s_or_a_part_of_the_total(tmp_path, text, points):
    places = find_katas(small_course(tmp_path))
    rules = Points.read(write(tmp_path / "points.toml", text), places, places)
    assert [rules.rule(kata).points for kata in (DOUBLE, HALF)] == points


# ---------------------------------------------------------------------------- hostile text


def test_no_cell_of_a_table_is_a_formula():
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u3000=1", "\n@x", *(f"{sign}1" for sign in WIDE)):
        assert in_csv(text).startswith("'"), text
    for text in ("student-01", "a=1", "Ärzte", ""):
        assert in_csv(text) == text
    assert rows([hostile()], Points())[0]["student"].startswith("'=cmd")


def test_no_cell_of_any_table_that_is_written_is_a_formula(tmp_path):
    name = f"{WIDE[0]}1+1"
    roster = Roster((name,), ("ID", "+group", "Email"), {name: {"ID": "@7", "+group": "\t=1", "Email": "-x@y"}})
    outputs.write_all(tmp_path, [verdict(name)], Points(), roster)
    cells = [cell for file in tmp_path.rglob("*.csv") for row in csv.reader(file.open("r")) for cell in row]
    assert {"'@7", "'-x@y", f"'{name}", "'+group"} <= set(cells)
    assert not [cell for cell in cells if cell[:1] in f"=+-@\t\r{WIDE}" and cell and not is_number(cell)]


def test_hostile_text_is_text_in_html():
    for page in (
        feedback.html("x", [hostile()], Points()),
        class_page([hostile()], Points()),
        class_page([hostile()], Points(), anonymous=True),
    ):
        tags = Tags(page)
        assert not {"script", "img", "iframe"} & tags.names
        assert not {name for name in tags.attributes if name.startswith("on")}
        assert "\x1b" not in page
        assert "\u202e" not in page
        assert "&lt;script&gt;" in page


def test_nothing_ends_a_block_of_markdown():
    block = in_markdown("a ``` b\n````\n# c")
    assert block.startswith("`````text\n")
    assert block.endswith("\n`````")


def test_a_line_for_the_terminal_has_no_control_codes():
    assert (
        one_line("a\x1b[31m\r\nb\u202e\u2028c")
        == "a\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER} b" + 2 * ("\N{REPLACEMENT CHARACTER}") + "c"
    )


# ---------------------------------------------------------------------------- other systems


def test_gradescope_reads_the_results():
    told = json.loads(exports.gradescope([hostile(), verdict(kata=HALF, state="passed")], Points()))
    assert set(told) <= {"score", "execution_time", "output", "output_format", "visibility", "tests", "extra_data"}
    assert told["score"] == pytest.approx(sum(test["score"] for test in told["tests"]), abs=1e-3)
    for test in told["tests"]:
        assert set(test) <= {"score", "max_score", "status", "name", "name_format", "output", "output_format"} | {
            *("number", "tags", "visibility", "extra_data")
        }
        assert test["status"] in ("passed", "failed")
        assert test["visibility"] in ("hidden", "after_due_date", "after_published", "visible")
        assert isinstance(test["score"], (int, float))
        assert 0 <= test["score"] <= test["max_score"]


def autograder():
    spec = importlib.util.spec_from_file_location("autograder", ROOT / "dojo/classes/begin/autograder.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_classroom_50_writes_through_no_link_of_a_student(tmp_path, monkeypatch):
    theirs = write(tmp_path / "elsewhere" / "runner.sh", "as it was")
    (tmp_path / "checkout" / "release-body.md").mkdir(parents=True)
    (tmp_path / "checkout" / "result.json").symlink_to(theirs)
    monkeypatch.chdir(tmp_path / "checkout")
    for name in ("result.json", "release-body.md", "new.md"):
        autograder().put(name, "told")
        assert ((tmp_path / "checkout" / name).read_text(), (tmp_path / "checkout" / name).is_symlink()) == (
            "told",
            False,
        )
    assert theirs.read_text() == "as it was"


@needs("git")
def test_classroom_50_reads_the_results(tmp_path, monkeypatch):
    for name in ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL"):
        monkeypatch.setenv(name, name.casefold())
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-10-01T23:59:00+02:00")
    monkeypatch.chdir(tmp_path)
    for told in ("init -q", "-c user.name=a -c user.email=a@b.c commit -q --allow-empty -m work"):
        subprocess.run(["git", *told.split()], check=True)
    verdicts = [verdict(), verdict(kata=HALF, state="passed"), verdict(kata="03_more/01_hidden")]
    results = json.loads(exports.gradescope(verdicts, Points({"03_more/01_hidden": Rule(hidden=True)})))
    told = autograder().result(results["tests"])
    assert told["schema"] == "classroom50/result/v1"
    assert (told["datetime"], told["review"]) == ("2026-10-01T21:59:00Z", "commit_url")
    assert told["tests"] == [
        {"test-name": DOUBLE, "passed": False, "score": 29, "max-score": 100},
        {"test-name": HALF, "passed": True, "score": 100, "max-score": 100},
    ]
    assert (told["score"], told["max-score"]) == (129, 200)
    assert all(type(told[name]) is int for name in ("score", "max-score"))


COMMANDS = [
    (name, re.sub(r"\$\{\{.*?\}\}|\$\w+", "1", arguments))
    for file in [
        *(ROOT / name for name in ("README.md", "GRADING.md", "examples/class/README.md")),
        *(ROOT / "dojo/classes/begin").glob("*.yml"),
        *(ROOT / "examples").glob("*.yml"),
    ]
    for name, arguments in re.findall(r"^[^#|`\n]*\bdojo (grade|pack) (.+)$", file.read_text(encoding="utf-8"), re.M)
]


@pytest.mark.parametrize(("name", "arguments"), COMMANDS)
def test_the_commands_of_readme_and_of_the_examples_are_understood(name, arguments):
    assert get_command(app).commands[name].make_context(name, shlex.split(arguments)).params


def test_what_is_hidden_is_told_to_no_student(tmp_path):
    hidden = Points({HALF: Rule(hidden=True)})
    verdicts = [verdict(), verdict(kata=HALF, notes=["a note on it"], lesson=Lesson("what is wrong with it"))]
    roster = Roster(("student-01",), ("ID", "Email"), {"student-01": {"ID": "7", "Email": "a@b.org"}})
    outputs.write_all(tmp_path, verdicts, hidden, roster)
    written = {f.relative_to(tmp_path).as_posix(): f.read_text(encoding="utf-8") for f in tmp_path.rglob("*.*")}
    tells = {name for name, text in written.items() if "half" in text}
    assert tells == {"grades.csv", "totals.csv", "class.html", "gradescope/student-01/results.json"}
    tests = json.loads(written["gradescope/student-01/results.json"])["tests"]
    assert {test["name"]: test["visibility"] for test in tests} == {DOUBLE: "visible", HALF: "hidden"}


def lms_of(system, roster, verdicts=None):
    found = [verdict("a", state="passed"), verdict("a", HALF), verdict("b")]
    made = system(verdicts or found, Points(assignment="Homework 1 (12345)"), roster)
    return list(csv.reader(io.StringIO(made.text))), made.left_out


def test_canvas_is_told_what_it_imports():
    cells = {"a": {"ID": "7", "SIS Login ID": "ann", "Section": "1"}, "b": {}}
    (header, possible, *students), left_out = lms_of(exports.canvas, Roster(("a", "b"), tuple(cells["a"]), cells))
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework 1 (12345)"]
    assert possible == ["    Points Possible", "", "", "", "", "200"]
    assert students == [["a", "7", "", "ann", "1", "129.4118"]]
    assert left_out == ["b"], "Canvas would find one by the name: that is a guess"


def test_moodle_is_told_what_it_imports():
    roster = Roster(("a", "b"), ("mail", "group"), {"a": {"mail": "a@x.org"}, "b": {"mail": "b@x.org"}})
    told, left_out = lms_of(exports.moodle, roster)
    assert told == [["Email address", "Homework 1 (12345)"], ["a@x.org", "129.4118"], ["b@x.org", "29.4118"]]
    assert not left_out


@pytest.mark.parametrize(
    ("system", "lacks"), [(exports.canvas, "ID / SIS User ID / SIS Login ID"), (exports.moodle, "ID numb")]
)
def test_without_ids_the_file_says_what_the_roster_lacks(system, lacks):
    for roster in (Roster(), Roster(("a",), ("id", "group"), {"a": {"id": "3"}})):
        told, _ = lms_of(system, roster)
        assert len(told) == 1
        assert lacks in told[0][0]


def test_a_number_of_points_is_told_in_full():
    assert [number(value) for value in (0.0, -0.00001, 3529.41179, 4700.0, 1e6, 0.0001, 70.58824)] == [
        *("0", "0", "3529.4118", "4700", "1000000", "0.0001", "70.5882")
    ]


def test_the_rows_of_the_grades_add_up_to_the_totals():
    points = Points()
    verdicts = [verdict(), verdict(kata=HALF), verdict("student-02"), verdict("student-02", kata=HALF)]
    roster = Roster(("student-01",), ("mail",), {"student-01": {"mail": "a@x.org"}})
    for row in csv.DictReader(io.StringIO(totals(verdicts, points, roster))):
        own = [r for r in rows(verdicts, points) if r["student"] == row["student"]]
        assert float(row["total"]) == pytest.approx(sum(float(r["points"]) for r in own), abs=1e-3)
        assert float(row["total"]) == pytest.approx(float(row[DOUBLE]) + float(row[HALF]), abs=1e-3)
        assert float(row["of"]) == pytest.approx(sum(float(r["of"]) for r in own)) == 200
        assert row["mail"] == ("a@x.org" if row["student"] == "student-01" else "")


def test_late_days_are_sent_to_the_system_that_counts_them(tmp_path):
    text = "[late]\ndeadline = 2026-10-01T23:59:00Z\nper_day = 10\n"
    with pytest.raises(ValueError, match=r"there is no \[late\]: late days belong to your LMS"):
        Points.read(write(tmp_path / "points.toml", text), [], [])


# ---------------------------------------------------------------------------- how far it is


def test_the_bar_says_how_long_the_rest_takes():
    now, out = [0.0], io.StringIO()
    meter = Meter(10, out, lambda: now[0])
    for _ in range(4):
        meter.take(verdict())  # of an earlier run: it takes no time
    now[0] = 100.0
    meter.begin()
    for _ in range(2):
        now[0] += 15.0
        meter.take(verdict())
    lines = out.getvalue().splitlines()
    assert "left" not in "".join(lines[:4])
    assert "6/10  0:30, about 1:00 left  6 wrong" in lines[-1]
    for _ in range(4):
        meter.take(verdict())
    assert "10/10  0:30  10 wrong" in out.getvalue().splitlines()[-1]


# ---------------------------------------------------------------------------- feedback

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_picture_is_in_the_feedback(tmp_path):
    student = "student: 1/2 (b)"
    found = verdict(student, state="passed", picture=base64.b64encode(PNG).decode())
    hidden = verdict(student, kata=HALF, state="passed", picture=base64.b64encode(PNG).decode())
    outputs.write_all(tmp_path, [found, hidden], Points({HALF: Rule(hidden=True)}))
    (shown,) = (tmp_path / "feedback").glob("*.md")
    (link,) = re.findall(r"!\[what it draws\]\((.+?)\)", shown.read_text(encoding="utf-8"))
    assert (shown.parent / urllib.parse.unquote(link)).read_bytes() == PNG
    assert len(list(tmp_path.rglob("*.png"))) == 1
    page = shown.with_suffix(".html").read_text(encoding="utf-8")
    (held,) = re.findall(r'<img alt="what it draws" src="data:image/png;base64,([^"]+)">', page)
    assert base64.b64decode(held) == PNG


def test_a_failure_of_the_grading_is_not_told_as_the_students(tmp_path):
    outputs.write_all(tmp_path, [verdict(state="not judged", lesson=Lesson("Traceback of ours"))], Points())
    for folder in ("feedback", "gradescope"):
        told = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / folder).rglob("*.*"))
        assert "the grading failed, and not your solution" in told
        assert "Traceback" not in told


def test_what_was_not_judged_is_blank_wherever_points_are(tmp_path):
    """No 0 that nobody has earned: it is in no sum, and in no number of points that there could be."""
    ids = {"ann": {"ID": "1", "ID number": "1"}, "bob": {"ID": "2", "ID number": "2"}}
    roster = Roster(("ann", "bob"), ("ID", "ID number"), ids)
    unjudged = [verdict("ann", HALF, NOT_JUDGED), verdict("bob", HALF, NOT_JUDGED), verdict("bob", state=NOT_JUDGED)]
    verdicts = whole([verdict("ann", state="passed"), *unjudged])
    outputs.write_all(tmp_path, verdicts, Points(), roster)
    held = {file.relative_to(tmp_path).as_posix(): file.read_text(encoding="utf-8") for file in tmp_path.rglob("*.*")}

    def table(name):
        return list(csv.DictReader(io.StringIO(held[name])))

    ann, bob = table("totals.csv")
    assert (ann[DOUBLE], ann[HALF], ann["total"], ann["of"]) == ("100", "", "100", "100")
    assert (bob[DOUBLE], bob[HALF], bob["total"], bob["of"]) == ("", "", "", "")
    assert {(row["points"], row["of"]) for row in table("grades.csv") if row["state"] == NOT_JUDGED} == {("", "")}
    assert [row["Katas"] for name in ("canvas", "moodle") for row in table(f"lms/{name}.csv")[-2:]] == [""] * 4
    assert "100 of 100 points" in held["feedback/ann.md"]
    assert f"| {HALF} | not judged |  |  |" in held["feedback/ann.md"].replace(" (core 1 of 3, edges 1 of 1)", "")
    assert '<td class="number"></td><td class="number"></td>' in held["feedback/ann.html"]
    of_ann, of_bob = (json.loads(held[f"gradescope/{name}/results.json"]) for name in ("ann", "bob"))
    assert (of_ann["score"], [test.get("score") for test in of_ann["tests"]]) == (100, [100, None])
    assert "score" not in of_bob
    assert re.findall(r'<div class="cell ([a-z]+)-bg[^>]*>([^<]*)</div>', held["class.html"]) == [
        ("unjudged", ""),
        ("unjudged", ""),
        ("passed", "100"),
        ("unjudged", ""),
    ]
    tiles = re.findall(r"<b>([^<]*)</b><span>([^<]*)</span>", held["class.html"])
    assert {("100 %", "green or complete"), ("100 %", "of all points"), ("0", "not handed in")} <= set(tiles)


# ---------------------------------------------------------------------------- the page of the class


def small_class():
    words = "The sign is lost: double keeps it."
    return [
        verdict("student-01", state="passed"),
        verdict("student-02", lesson=Lesson("yours is off", causes=[words]), stopped_at="worked example"),
        verdict("student-03", lesson=Lesson("yours is off, too", causes=[words]), stopped_at="worked example"),
        verdict("student-04", state="hung", lesson=Lesson("it did not return in time"), stopped_at="agrees with numpy"),
        verdict("student-05", state="missing"),
    ]


def test_the_page_says_which_mistake_how_often_with_an_example():
    page = class_page(small_class(), Points())
    text = re.sub(r"<[^>]+>", " ", page)
    assert re.search(r"2 of 5\s+The sign is lost: double keeps it\.", text)
    assert "an example: student-02" in text
    assert re.search(r"worked example\s+\(2\)", text)
    assert "hung" in text


def test_the_page_needs_nothing_from_anywhere():
    page = class_page(small_class(), Points())
    assert not re.search(r"https?://|src=|@import|url\(", page)
    assert "default-src 'none'" in page


def test_the_page_tells_core_from_torch_alone_and_names_what_gives_the_answer_away():
    torch_alone = {"core": Stage("passed", 3, 3), "torch": Stage("wrong", 0, 2)}
    scratch = {"core": Stage("not from scratch", 2, 3)}
    page = class_page(
        [
            verdict("a", stages=torch_alone, stopped_at="gradient agrees"),
            verdict("b", lesson=Lesson("off", causes=["The sign is lost."])),
            verdict(
                "c",
                state="not from scratch",
                stages=scratch,
                from_scratch=False,
                lesson=Lesson("not from scratch: np.dot gives the answer away", state="not from scratch"),
                stopped_at="is written from scratch",
            ),
        ],
        Points(),
    )
    core, torch = page.split("red on torch alone")
    assert "The sign is lost." in core
    assert "not from scratch: np.dot" in core
    assert "gradient agrees" not in core, "it is no failure of the core"
    assert "red at: gradient agrees" in torch


def test_the_page_of_a_class_names_what_gives_the_answer_away_and_each_layer():
    """Also where another test is red: then the verdict is wrong, and the first red test may be the one from scratch."""
    lesson = Lesson("not from scratch: np.dot gives the answer away", state="not from scratch")
    told = {"lesson": lesson, "stopped_at": "is written from scratch", "from_scratch": False}
    page = class_page([verdict(**told, sandbox="Landlock"), verdict("b", sandbox="bubblewrap"), verdict("c")], Points())
    assert "red at: is written from scratch" not in page
    assert page.count("not from scratch: np.dot gives the answer away") == 3, "its heading, its row and its example"
    assert "Judged in a sandbox: Landlock; others: bubblewrap." in page or "bubblewrap; others: Landlock." in page


def test_feedback_says_of_each_stage_how_much_is_red_and_names_the_first_five():
    tests = [f"core: agrees in case {n} [{target}]" for n in range(9) for target in ("numpy", "python")]
    stages = {"core": Stage("wrong", 4, 22), "edges": Stage("wrong", 0, 7), "torch": Stage("passed", 2, 2)}
    told = feedback.still_open(verdict(open=tests, stages=stages))
    names = ", ".join(f"agrees in case {n}" for n in range(5))
    assert told == [
        f"core: 4 of 22 tests pass; red: {names}, and 4 more",
        "edges: 0 of 7 tests pass; the others were not reached",
    ]
    for page in (feedback.markdown, feedback.html):
        text = page("ann", [verdict(open=tests, stages=stages)], Points())
        assert f"{names}, and 4 more" in text
        assert "agrees in case 5" not in text


def test_what_is_about_a_whole_submission_is_told_once_in_its_feedback():
    verdicts = [verdict(kata=kata, notes=["hw.ipynb is a notebook", f"of {kata}"]) for kata in (DOUBLE, HALF)]
    for page in (feedback.markdown, feedback.html):
        text = page("ann", verdicts, Points())
        assert text.count("hw.ipynb is a notebook") == 1
        assert text.index("hw.ipynb is a notebook") < text.index(DOUBLE)


def test_a_submission_that_holds_a_worker_long_is_named():
    out = io.StringIO()
    Meter(10, out).say_slow(Task("ann", DOUBLE, {}), 60.0)
    assert out.getvalue() == f"ann, {DOUBLE}: judged for 60 seconds so far; its limits will end it\n"


def test_the_grid_has_the_points_of_each_kata_and_their_sum():
    page = class_page([verdict(state="passed"), verdict(kata=HALF)], Points())
    cells = re.findall(r'<div class="cell [^>]*>([^<]*)</div>', page)
    assert cells == ["100", "29.4"]
    assert '<td class="number">129.4</td>' in page


def test_the_anonymous_page_has_no_names(tmp_path):
    outputs.write_all(tmp_path, small_class(), Points())
    page = (tmp_path / "anonymous.html").read_text(encoding="utf-8")
    assert "The sign is lost" in page
    assert "student-0" in (tmp_path / "class.html").read_text(encoding="utf-8")
    assert "student-0" not in page
    assert "yours is off" not in page, "what a student wrote may hold a name"


@needs("chromium")
def test_a_browser_shows_the_page_and_runs_nothing_in_it(tmp_path):
    file = write(tmp_path / "class.html", class_page([*small_class(), hostile()], Points()))
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    shown = subprocess.run(
        [*command, "--dump-dom", "--virtual-time-budget=2000", file.as_uri()],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "<title>The class</title>" in shown
    assert shown.count('class="cell ') == 6


def test_a_change_of_any_room_gives_stored_grades_another_key(tmp_path, monkeypatch):
    package = tmp_path / "dojo"
    for name in ("explain/facts.py", "explain/exceptions.toml", "base/nested.py"):
        write(package / name, "before")
    monkeypatch.setattr(store, "folder_of_package", lambda: package)
    root = small_course(tmp_path / "course")
    (place, *_) = find_katas(root)
    keys = {store.Keys(Limits(), "none").key(place, {})}
    for file in sorted(package.rglob("*.*")):
        file.write_text("after", encoding="utf-8")
        keys.add(store.Keys(Limits(), "none").key(place, {}))
    assert len(keys) == 4


def test_a_change_in_the_reference_of_a_part_gives_stored_grades_another_key(tmp_path):
    """Also of one that a part builds on; a kata that builds on nothing keeps its own."""
    root = small_course(tmp_path / "course")
    third = "03_more/01_third"
    for folder in ("katas", "reference"):
        shutil.copytree(root / folder / HALF, root / folder / third)
    (root / "katas" / third / "test_half.py").rename(root / "katas" / third / "test_third.py")
    for kata, part in ((HALF, "double"), (third, "half")):
        judge = root / "katas" / kata / f"test_{kata.rpartition('_')[2]}.py"
        text = judge.read_text(encoding="utf-8")
        judge.write_text(text.replace("mark.kata(", f"mark.kata(uses=[{part!r}], ", 1), encoding="utf-8")
    before, after = {}, {}
    for keys in (before, after):
        keys |= {place.name: store.Keys(Limits(), "none").key(place, {}) for place in find_katas(root)}
        write(root / "reference" / DOUBLE / "double.py", "# another\n")
    assert all(before[name] != after[name] for name in ("double", "half", "third"))
    write(root / "reference" / third / "third.py", "# another\n")
    (half,) = (place for place in find_katas(root) if place.name == "half")
    assert store.Keys(Limits(), "none").key(half, {}) == after["half"]


STUDENTS = ["ann", "Ann", "ANN", "ann ", "ann.", "ann smith", "Ann Smith", "Noé", "noé", "CON", "con", "con.x", "NUL", "nul.txt", "com1", "lpt9 .x", "console", "..", "a/b"]  # fmt: skip


def test_each_student_has_a_folder_of_a_name_that_every_system_takes():
    names = {student: store.file_name(student) for student in STUDENTS}
    assert len({name.lower() for name in names.values()}) == len(STUDENTS)
    for name in names.values():
        assert re.fullmatch(r"[\w @+,=.~%-]+", name, re.ASCII)
        assert not name.endswith((".", " "))
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d) *(\..*)?", f"{name}.md", re.IGNORECASE)
    assert names["ann"] == "ann"
    assert names["console"] == "console"


def _luminance(colour: str) -> float:
    """WCAG 2's relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_what_is_written_in_colour_stands_out(theme):
    style = class_page([verdict()], Points())
    colours = dict(re.findall(r"--(\w+): (#\w{6})", style.split(":root")[theme + 1].partition("}")[0]))
    for name in ("ink", "soft", "accent", "passed", "wrong", "hung"):
        low, high = sorted((_luminance(colours[name]), _luminance(colours["ground"])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, name


def test_a_page_has_one_main_part():
    for told in (class_page([verdict()], Points()), feedback.html("ann", [verdict()], Points())):
        assert told.count("<main>") == told.count("<h1>") == 1
