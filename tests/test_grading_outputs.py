"""Points, and what a grading writes: hostile text is harmless wherever it is shown."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
import subprocess
import urllib.parse
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from dojo.base.files import find_katas
from dojo.base.lesson import Lesson
from dojo.grading.out import exports, feedback, outputs
from dojo.grading.out.class_page import class_page
from dojo.grading.out.points import Points, Rule
from dojo.grading.out.tables import grades
from dojo.grading.out.text import in_csv, in_markdown, one_line
from dojo.grading.work import store
from dojo.grading.work.judging import Limits
from tests.grading import DOUBLE, HALF, small_course, verdict, write

HOSTILE = (
    "</pre><script>document.title='taken'</script><img src=x onerror=alert(1)>\x1b[2J=1+1\u202e```\n# no\x00\ufffe"
)


def hostile():
    lesson = Lesson(HOSTILE, [("yours", HOSTILE)], [HOSTILE], [HOSTILE])
    return verdict("=cmd|'/c calc'!A1", lesson=lesson, stopped_at=HOSTILE, notes=[HOSTILE])


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
    assert feedback.told(found) == "wrong, not from scratch (core 1 of 3, edges 1 of 1)"
    assert feedback.told(verdict(state="not from scratch", from_scratch=False)).startswith("not from scratch (core")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[katas]\n"01_numbers/99_none" = 3', "there is no kata 01_numbers/99_none"),
        ("total = 30", "total = 30, but the points of the 2 katas add up to 200"),
        ("[stages]\ncore = 60\nedges = 20", "add up to 80, not to 100"),
        ("[stages]\nidea = 100", "there is no stage idea"),
        ("rule = 'some'", "there are all and share"),
        ("points = -1", "no number of points"),
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


# ---------------------------------------------------------------------------- hostile text


def test_no_cell_of_a_table_is_a_formula():
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", " =1"):
        assert in_csv(text).startswith("'")
    assert rows([hostile()], Points())[0]["student"].startswith("'=cmd")


def test_hostile_text_is_text_in_html():
    for page in (feedback.html("x", [hostile()], Points()), class_page([hostile()], Points(), "none")):
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


def test_junit_is_xml_with_the_counts_that_it_says():
    verdicts = [hostile(), verdict(kata=HALF, state="passed"), verdict(state="hung"), verdict(state="missing")]
    root = ElementTree.fromstring(exports.junit(HOSTILE, verdicts))
    suite = root.find("testsuite")
    assert root.tag == "testsuites"
    cases = suite.findall("testcase")
    assert int(suite.get("tests")) == len(cases) == 8
    for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.get(kind)) == len(suite.findall(f"testcase/{tag}")) == 1
    for case in cases:
        assert {"classname", "name", "time"} == set(case.attrib)


# ---------------------------------------------------------------------------- feedback

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_picture_is_in_the_feedback(tmp_path):
    student = "student: 1/2 (b)"
    found = verdict(student, state="passed", picture=base64.b64encode(PNG).decode())
    hidden = verdict(student, kata=HALF, state="passed", picture=base64.b64encode(PNG).decode())
    outputs.write_all(tmp_path, [found, hidden], Points({HALF: Rule(hidden=True)}), "none")
    (shown,) = (tmp_path / "feedback").glob("*.md")
    (link,) = re.findall(r"!\[what it draws\]\((.+?)\)", shown.read_text(encoding="utf-8"))
    assert (shown.parent / urllib.parse.unquote(link)).read_bytes() == PNG
    assert len(list(tmp_path.rglob("*.png"))) == 1
    page = shown.with_suffix(".html").read_text(encoding="utf-8")
    (held,) = re.findall(r'<img alt="what it draws" src="data:image/png;base64,([^"]+)">', page)
    assert base64.b64decode(held) == PNG


def test_a_failure_of_the_grading_is_not_told_as_the_students(tmp_path):
    outputs.write_all(tmp_path, [verdict(state="not judged", lesson=Lesson("Traceback of ours"))], Points(), "none")
    for folder in ("feedback", "junit", "gradescope"):
        told = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / folder).rglob("*.*"))
        assert "the grading failed, and not your solution" in told
        assert "Traceback" not in told


# ---------------------------------------------------------------------------- the page of the class


def small_class():
    words = "The sign is lost: double keeps it."
    return [
        verdict("student-01", state="passed"),
        verdict("student-02", lesson=Lesson("yours is off", causes=[words]), stopped_at="worked figure"),
        verdict("student-03", lesson=Lesson("yours is off, too", causes=[words]), stopped_at="worked figure"),
        verdict("student-04", state="hung", lesson=Lesson("it did not return in time"), stopped_at="agrees with numpy"),
        verdict("student-05", state="missing"),
    ]


def test_the_page_says_which_mistake_how_often_with_an_example():
    page = class_page(small_class(), Points(), "bubblewrap")
    text = re.sub(r"<[^>]+>", " ", page)
    assert re.search(r"2 of 5\s+The sign is lost: double keeps it\.", text)
    assert "an example: student-02" in text
    assert re.search(r"worked figure\s+\(2\)", text)
    assert "hung" in text


def test_the_page_needs_nothing_from_anywhere():
    page = class_page(small_class(), Points(), "bubblewrap")
    assert not re.search(r"https?://|src=|@import|url\(", page)
    assert "default-src 'none'" in page


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium here")
def test_a_browser_shows_the_page_and_runs_nothing_in_it(tmp_path):
    file = write(tmp_path / "class.html", class_page([*small_class(), hostile()], Points(), "bubblewrap"))
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
    keys = {store.Keys(root, Limits(), "none").key(place, {})}
    for file in sorted(package.rglob("*.*")):
        file.write_text("after", encoding="utf-8")
        keys.add(store.Keys(root, Limits(), "none").key(place, {}))
    assert len(keys) == 4
