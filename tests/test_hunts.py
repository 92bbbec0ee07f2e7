"""Bug hunts: a mistake is planted, seen, named and mended, and nothing gives it away."""

from __future__ import annotations

import contextlib
import itertools
import json
import re

import pytest
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.course.course import Course
from dojo.course.practice import Practice
from dojo.engine.base.questions import Answer, Raised
from dojo.engine.explain.mistakes import load_mistakes
from dojo.practice import planting
from dojo.practice.calls import Caller, Seen
from dojo.practice.hunting import _apart
from tests.judging import ROOT

SCALED = '"""Twice."""\n\nimport numpy as np\n\n\ndef double(x):\n    """Notice: it is added."""\n    total = x + x  # twice\n    return total\n'
MISTAKES = """
from dojo import edit

edit("forgets", "It is given back as it came: add it to itself.", ("x + x", "x"))
edit("squares", "This is the square, which is twice only for 0 and 2: add.", ("x + x", "x * x"))
edit("triples", "It is added twice too often: two terms are enough.", ("x + x", "x + x + x"))
edit("halves", "It is divided by 2, and should be multiplied.", ("x + x", "x / 2"))
edit("writes", "The input is changed: add into a new array.", ("total = x + x", "x += x\\ntotal = x"))
edit("takes_the_sum", "All entries are added to each other: each is doubled alone.", ("x + x", "np.sum(x) * 2 + 0 * x"))
"""
WORDS = re.findall(r'edit\("\w+", "([^"]+)"', MISTAKES)


@pytest.fixture
def hunted(course, monkeypatch):
    """The course of two katas, of which double is green, and has mistakes to hunt."""
    monkeypatch.chdir(course.root)
    course.write("reference/01_numbers/01_double/double.py", SCALED)
    course.write("reference/01_numbers/01_double/mistakes.py", MISTAKES)
    course.solve("double", "def double(x):\n    return x * 2")
    assert course.run("--kata=double").ret == 0
    return course


@pytest.fixture
def debug(hunted):
    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["debug", "double", *arguments])
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    return run


def _write(course, call: str, code=lambda text: text) -> None:
    file = course.root / "hunts/double.py"
    text = file.read_text()
    head, _, _ = text.partition("def breaks")
    file.write_text(f"{code(head)}def breaks(double):\n    return {call}\n")


def _hunts(course) -> list[dict]:
    return list(json.loads((course.root / ".dojo/practice.json").read_text()).values())


def test_a_kata_that_is_not_green_is_not_hunted_in(hunted):
    told = CliRunner().invoke(app, ["debug", "half"])
    assert told.exit_code == 1
    assert "not green yet" in told.output
    assert not (hunted.root / "hunts").exists()


def test_a_hunt_has_one_bug():
    texts = {place.name: planting.fitting(place) for place in Course(ROOT).order if place.shows_solution}
    assert texts["attention"]
    assert [mistake.name for fitting in texts.values() for mistake in fitting if mistake.made_of] == []
    pairs = [mistake for place in Course(ROOT).order for mistake in load_mistakes(place) if mistake.made_of]
    assert len(pairs) > 20
    assert all(mistake.function == "_and_".join(mistake.made_of) for mistake in pairs)


def test_the_file_gives_nothing_away(hunted, debug):
    told = debug("--seed", "4")
    text = (hunted.root / "hunts/double.py").read_text()
    names = re.findall(r'edit\("(\w+)"', MISTAKES)
    kept = json.dumps(_hunts(hunted))
    for word in [*WORDS, *names, "Notice", "# twice"]:
        assert word not in text + told + kept
    assert (hunted.root / "hunts/.gitignore").read_text() == "*\n"
    assert planting.model_of(Course(hunted.root).find("double")) not in text


def test_the_same_seed_plants_the_same_and_none_comes_twice_before_all_were_seen(hunted, debug):
    debug("--seed", "1")
    first = (hunted.root / "hunts/double.py").read_text()
    debug("--give-up")
    seen = {first}
    for seed in range(2, 7):
        debug("--seed", str(seed))
        seen.add((hunted.root / "hunts/double.py").read_text())
        debug("--give-up")
    assert len(seen) == 6
    assert len({hunt["name"] for hunt in _hunts(hunted)}) == 6


def _planted(debug, hunted, name: str) -> None:
    """Begin hunts until a mistake is planted."""
    for seed in range(100):
        debug("--seed", str(seed))
        text = (hunted.root / "hunts/double.py").read_text()
        if name in text:
            return
        debug("--give-up")


def test_a_hunt_is_seen_named_and_mended(hunted, debug):
    _planted(debug, hunted, "x * x")
    assert "no call yet" in debug()
    _write(hunted, "double(np.array([2.0]))")
    assert "right on this call" in debug()
    _write(hunted, "double(np.array([3.0]))")
    told = debug()
    assert "The bug shows. Your call takes 1 number," in told
    assert "gives [9.] expected [6.]" in told
    shown = [words for words in WORDS if words in told]
    assert "This is the square" in " ".join(shown)
    assert len(shown) == 4
    numbers = {words: told.rindex(words) for words in shown}
    right = sorted(numbers, key=numbers.get).index(WORDS[1]) + 1
    for guess in {1, 2, 3, 4} - {right}:
        assert "No: with that" in debug("--answer", str(guess))
    assert "ended" not in _hunts(hunted)[-1]
    assert "right" not in debug("--answer", str(right)).split("Yes.")[0].split("What is wrong?")[0]
    _write(hunted, "double(np.array([3.0]))", lambda text: text.replace("x * x", "x + x"))
    told = debug()
    assert "Mended in 1 line, where the bug has 1." in told
    assert not (hunted.root / "hunts/double.py").exists()
    assert list(hunted.root.glob(".dojo/aside/*/hunts/double.py"))
    hunt = _hunts(hunted)[-1]
    assert (hunt["how"], hunt["guesses"], hunt["named"], hunt["name"]) == ("mended", 4, True, "squares")
    assert "1 bug found" in CliRunner().invoke(app, ["list"]).output


def test_a_guess_and_an_untouched_file_end_nothing(hunted, debug):
    debug("--seed", "3")
    before = (hunted.root / "hunts/double.py").read_text()
    for answer in ("1", "2", "3", "4"):
        assert "no call yet" in debug("--answer", answer)
    assert (hunted.root / "hunts/double.py").read_text() == before
    assert "ended" not in _hunts(hunted)[-1]
    assert hunted.run("--hunt=double").ret == 1


def test_a_rewrite_is_right_and_told_from_a_mend(hunted, debug):
    _planted(debug, hunted, "x * x")
    rewritten = (
        "import numpy as np\n\n\ndef double(x):\n    a = x\n    b = x\n    c = a + b\n    d = c\n    return d\n\n\n"
    )
    _write(hunted, "...", lambda _: rewritten)
    assert "It is right, and rewritten" in debug()
    assert _hunts(hunted)[-1]["how"] == "rewritten"


def test_a_file_that_is_wrong_still_is_judged_and_goes_on(hunted, debug):
    _planted(debug, hunted, "x * x")
    _write(hunted, "...", lambda text: text.replace("x * x", "x * x * 1.5"))
    debug(code=1)
    assert "ended" not in _hunts(hunted)[-1]
    told = "\n".join(hunted.run("--hunt=double").outlines)
    assert "judging hunts/double.py" in told
    assert hunted.green() == {"double"}, "the learner's own file is judged by itself"


def test_a_call_in_breaks_is_no_part_of_the_solution(hunted, debug):
    """It may name what the solution itself must not call."""
    _planted(debug, hunted, "x * x")
    _write(hunted, "np.square(double(np.array([3.0])))", lambda text: text.replace("x * x", "x + x"))
    assert "Mended" in debug()


def test_what_is_left_over_of_a_mistake_gives_nothing_away():
    text = "def f(x):\n    a = 1\n    b, c = 2, 3\n    x = x\n    d = 4\n    return d\n\n\nclass A:\n    b = 1\n"
    left = "def f(x):\n    d = 4\n    return d\n\n\nclass A:\n    b = 1\n"
    assert planting.without_leftovers(text) == left
    for place in COURSE.places:
        model = planting.model_of(place)
        assert planting.without_leftovers(model) == model


def test_hints_name_the_test_then_the_input_then_the_idea(hunted, debug):
    _planted(debug, hunted, "x * x")
    first, second, third, last = (debug("--hint") for _ in range(4))
    assert "This test is red" in first
    assert "yours" in second
    assert "expected" in second
    assert WORDS[1] in third
    assert third == last
    for told in (first, second):
        assert WORDS[1] not in told


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("double('a', 'b', 'c')", "The statement promises nothing for this call"),
        ("[double][3]", "The statement promises nothing for this call"),
        ("undefined", "The statement promises nothing for this call"),
    ],
)
def test_a_call_outside_of_the_contract_is_told_as_that(hunted, debug, call, told):
    debug("--seed", "3")
    _write(hunted, call)
    assert told in debug()


NARROW = """
from dojo import edit

edit("narrow", "It is float16 whatever came in.", ("return total", "return total.astype(np.float16)"))
"""


def test_another_dtype_is_told(hunted, debug):
    hunted.write("reference/01_numbers/01_double/mistakes.py", NARROW)
    debug("--seed", "0")
    _write(hunted, "double(np.array([1.0]))")
    told = debug()
    assert "gives [2.] (float16)" in told
    assert "expected [2.] (float64)" in told


def test_a_changed_input_is_seen(hunted, debug):
    _planted(debug, hunted, "x += x")
    _write(hunted, "double(np.array([1.0]))")
    told = debug()
    assert "The bug shows." in told
    assert "changes its input" in told


def test_a_hunt_goes_on_under_the_new_name_of_its_kata(hunted, debug):
    debug("--seed", "3")
    paths = hunted.root / "katas/path.toml"
    for name in ("katas", "reference"):
        old = hunted.root / name / "01_numbers/01_double"
        old.rename(old.with_name("01_twice"))
    for file in list(hunted.root.glob("*/01_numbers/01_twice/*double.py")):
        file.rename(file.with_name(file.name.replace("double", "twice")))
    paths.write_text('default = "a"\n[renamed]\ndouble = "twice"\n[paths.a]\nkatas = ["twice", "half"]\n')
    told = CliRunner().invoke(app, ["debug"])
    assert "no call yet" in told.output, told.output
    practice = Practice(hunted.root)
    practice.change(Course(hunted.root).find("twice"), ended="now", how="mended")
    assert "1 bug found" in CliRunner().invoke(app, ["list", "twice"]).output


def test_what_is_not_a_hunt_of_ours_is_left_alone(hunted, debug):
    hunted.write("hunts/double.py", "# mine\n")
    debug("--seed", "3")
    (kept,) = hunted.root.glob(".dojo/aside/*/hunts/double.py")
    assert kept.read_text() == "# mine\n"


COURSE = Course(ROOT, "foundations")
FEWEST = dict.fromkeys(["gpt", "attention", "multi_head_attention", "transformer_block", "train_gpt", "generate"], 15)
LARGE = {"two_moons", "error_bars"}
"""Katas that are asked nothing small: no call of a few numbers shows a bug."""
HUNTED = sorted({name for path in ("straight", "foundations", "today") for name in COURSE.paths[path].katas} - LARGE)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", HUNTED)
def test_a_kata_of_the_course_has_bugs_to_hunt(name):
    place = COURSE.find(name)
    with contextlib.closing(Caller(place)) as caller:
        found = list(itertools.islice(planting.hunts(place, caller), FEWEST.get(name, 8)))
    assert len(found) == FEWEST.get(name, 8)
    model = planting.model_of(place)
    for _, text, size in found:
        assert 0 < planting.changed_lines(model, text) <= planting.LINES
        assert size <= planting.ENTRIES
    assert str(ROOT) not in planting.planted(place, found[0][1])


def test_what_a_guess_would_have_given_is_told_as_what_a_call_gives():
    seen = Seen(Answer(raised=Raised(("builtins.ValueError",), "no axis")))
    assert _apart(("that bug would give", seen), ("yours gives", Seen(Answer(), (2.0, ())))) == [
        ("that bug would give", "an error: ValueError: no axis"),
        ("yours gives", "2."),
    ]
