"""Ideas: each mistake has one, lessons carry its name, and what was told is counted."""

from __future__ import annotations

import json
import random
import re

import pytest
from typer.testing import CliRunner

from dojo.authors import shown
from dojo.classes.out.class_page import class_page
from dojo.classes.out.points import Points
from dojo.classes.release import files_of
from dojo.cli.command import app
from dojo.course import runs
from dojo.course.course import Course
from dojo.course.practice import Practice
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.sealed import SEALED
from dojo.engine.explain.ideas import Idea, ideas_of
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.practice import hunting, planting
from dojo.practice.hunting import Hunt
from tests.judging import KATAS, ROOT, of_each
from tests.test_grading_outputs import verdict

SIGN = Idea("sign", "The wrong sign", "Something is added that should be subtracted.", "Try a negative number.")
MISTAKES = """
from dojo import ideas, mistake

ideas(sign="loses_the_sign")


@mistake("{name}", "The sign is lost.")
def loses_the_sign(x):
    return abs({expression})
"""


@of_each(KATAS)
def test_each_mistake_of_a_kata_has_an_idea_of_the_table(place):
    known = ideas_of(place)
    assert sorted({mistake.idea or mistake.name for mistake in load_mistakes(place)} - known.keys()) == []


@of_each(KATAS)
def test_the_words_of_a_mistake_are_plain_text(place):
    """A terminal shows them, and a page as they are: no *emphasis* and no [link](of Markdown)."""
    marked = re.compile(r"(?<![\w*)\]])\*[A-Za-z][^*\n]*[A-Za-z]\*(?![\w*])|\]\(")
    assert [mistake.name for mistake in load_mistakes(place) if marked.search(mistake.words)] == []


@pytest.fixture
def taught(course, monkeypatch):
    """The course of two katas, with an idea behind the mistake of each."""
    monkeypatch.chdir(course.root)
    said = "".join(f'{key} = "{getattr(SIGN, key)}"\n' for key in ("title", "sentence", "look"))
    course.write("reference/ideas.toml", f"[ideas.sign]\n{said}")
    for name, expression in (("double", "x * 2"), ("half", "x / 2")):
        told = MISTAKES.format(name=name, expression=expression)
        course.write(f"reference/{course.places[name]}/mistakes.py", told)
    return course


def _runs(course) -> list[dict]:
    return [json.loads(line) for line in (course.root / ".dojo/runs.jsonl").read_text().splitlines()]


def test_a_run_is_kept_with_the_idea_that_was_told_and_the_list_counts_them(taught):
    taught.run("--kata=double")
    assert not (taught.root / ".dojo/runs.jsonl").exists(), "nothing was written yet"
    assert "No red run has named an idea yet." in CliRunner().invoke(app, ["list", "--ideas"]).output
    taught.solve("double", "def double(x):\n    return abs(x * 2)")
    taught.run("--kata=double", "--target=numpy", "--verdict=verdict.json")
    (kata,) = json.loads((taught.root / "verdict.json").read_text())["katas"]
    assert kata["lesson"]["idea"] == "sign"
    taught.solve("half", "def half(x):\n    return abs(x / 2)")
    taught.run("--kata=half", "--target=numpy", "-n1")
    taught.solve("double", "def double(x):\n    return x * 2")
    taught.run("--kata=double", "--target=numpy")
    first, second, third = _runs(taught)
    assert list(first) == ["when", "kata", "red", "test", "explainer", "idea"]
    assert (first["kata"], first["test"], first["idea"]) == ("double", first["red"][0], "sign")
    assert first["explainer"] == second["explainer"] == "known_mistake"
    assert (third["red"], third["test"], third["idea"]) == ([], None, None)
    told = CliRunner().invoke(app, ["list", "--ideas"]).output
    assert told.split("\n")[1:3] == ["  The wrong sign (2 times, last in half of day 3)", f"    {SIGN.look}"]


def test_what_is_told_run_after_run_is_counted_once(taught):
    told = ["sign", "sign", None, "sign", "other", "sign"]
    held = "".join(json.dumps({"kata": "half", "idea": idea}) + "\n" for idea in told)
    taught.write(".dojo/runs.jsonl", held)
    assert runs.costliest(Course(taught.root)) == [(SIGN, "3 times, last in half of day 3")]


def test_the_end_of_a_path_names_the_ideas_that_cost_most(taught):
    taught.write(".dojo/runs.jsonl", '{"kata": "half", "idea": "sign"}\n')
    for name, code in {"double": "x * 2", "half": "x / 2"}.items():
        taught.solve(name, f"def {name}(x):\n    return {code}")
        told = " ".join(" ".join(taught.run(f"--kata={name}", "--target=numpy").outlines).split())
    assert 'The ideas that cost you most: "The wrong sign" (1 time, last in' in told


def test_whatever_the_file_of_runs_holds_is_read(taught):
    taught.write(
        ".dojo/runs.jsonl",
        '{"kata": "half", "idea": "sign"}\n[\n{"kata": 3, "idea": "sign"}\nnull\n{"kata": "half", "idea": [1]}\n',
    )
    with (taught.root / ".dojo/runs.jsonl").open("ab") as file:
        file.write(
            b"\xff\xfe\n" + b"[" * 9000 + b'\n{"kata": "gone", "idea": "sign"}\n{"kata": "half", "idea": "unknown"}'
        )
    assert runs.costliest(Course(taught.root)) == [(SIGN, "2 times, last in gone")]


def test_a_long_file_of_runs_is_cut_to_its_end(tmp_path):
    file = runs.file_of(tmp_path)
    file.parent.mkdir()
    for count, left in ((runs.MOST, runs.MOST), (runs.MOST + 1, runs.KEPT)):
        file.write_text("".join(f"{n}\n" for n in range(count)))
        runs.cut(tmp_path)
        assert file.read_text().split() == [str(n) for n in range(count - left, count)]


def test_a_lesson_of_before_has_no_idea_and_its_first_cause_has_one():
    plain = ["title", [], [], ["one", "other"], "failed"]
    assert Lesson.from_plain(plain).idea == ""
    lesson = Lesson.from_plain([*plain, {"other": "sign"}, "known_mistake"])
    assert (lesson.idea, lesson.told_as("other").idea) == ("", "sign")


def test_the_page_of_a_class_begins_with_the_ideas_that_most_missed():
    def missed(student, kata, idea):
        return verdict(student, kata=kata, lesson=Lesson("off", causes=["words"], ideas={"words": idea}))

    class_ = [missed("a", "t/01_one", "sign"), missed("b", "t/02_two", "sign"), missed("a", "t/02_two", "axis")]
    axis = Idea("axis", "The wrong axis", "It runs along another.", "Write the shapes.")
    page = class_page(class_, Points(), ideas={"sign": SIGN, "axis": axis})
    assert "2 of 2</span> <b>The wrong sign.</b>" in page
    assert page.index("The wrong sign") < page.index("What the class misunderstood")
    assert "t/01_one (1), t/02_two (1)" in page
    assert "The wrong axis" not in page, "one student alone has missed it"
    assert "ideas that several missed" not in class_page(class_, Points()), "a course may have none"


def test_a_hand_out_seals_the_ideas(taught):
    course = Course(taught.root)
    assert b"reference/ideas.toml" in files_of(course, course.places, True)[SEALED]
    (taught.root / "reference/ideas.toml").unlink()
    assert b"reference/ideas.toml" not in files_of(course, course.places, True)[SEALED]


def test_the_screens_of_a_page_are_of_ideas_and_tests_of_their_own(monkeypatch):
    """Three mistakes of one idea, and four others whose tests are two."""
    names = {
        "a": "axis",
        "b": "axis",
        "c": "axis",
        "d": "sign",
        "e": "leak",
        "f": "scale",
        "g": "dtype",
        "h": "epsilon",
    }
    mistakes = [Mistake(name, ("f",), name, (), idea) for name, idea in names.items()]
    tests = {"a": "one", "d": "one", "e": "two", "f": "one", "g": "two", "h": "three"}
    monkeypatch.setattr(shown, "load_mistakes", lambda _: mistakes)
    monkeypatch.setattr(
        shown, "_screen", lambda _, m: {"mistake": m.name, "test": tests[m.name]} if m.name in tests else None
    )
    told = [screen["mistake"] for screen in shown.screens(KATAS[0])]
    assert (len(told), sorted(tests[name] for name in told[:3])) == (5, ["one", "three", "two"])
    assert len({names[name] for name in told}) == 5


def test_no_idea_is_hunted_twice_in_a_row_where_there_is_another(tmp_path, monkeypatch):
    place = Course(ROOT).find("softmax")
    practice, asked = Practice(tmp_path), []
    monkeypatch.setattr(planting, "hunts", lambda place, caller, names: asked.append(names[0]) or iter(()))
    monkeypatch.setattr(hunting, "Caller", lambda place: None)
    of = {mistake.name: mistake.idea for mistake in planting.fitting(place)}
    draw = random.Random(0)
    for seed in range(20):
        last = draw.choice(sorted(set(of.values())))
        practice.begin(place, mistake=[], seed=0, idea=last, ended="2026-03-03")
        with pytest.raises(LookupError):
            Hunt(place, practice).begin(seed)
        assert of[asked[-1]] != last
        if near := set(ideas_of(place)[last].near) & set(of.values()):
            assert of[asked[-1]] in near, "it takes turns with one that is confused with it"


def test_the_ideas_of_the_course_can_be_read():
    ideas = ideas_of(KATAS[0])
    assert len(ideas) > 40
    for idea in ideas.values():
        assert all(text and text == text.strip() for text in (idea.title, idea.sentence, idea.look))
        assert not idea.title.endswith(".")
        assert idea.sentence.endswith(".")
        assert idea.near
        assert all(idea.name in ideas[name].near for name in idea.near), "each is confused with the other"
        assert idea.name not in idea.near
