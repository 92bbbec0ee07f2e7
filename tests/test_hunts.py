"""Bug hunts: a mistake is planted, seen, named and mended, and nothing gives it away."""

from __future__ import annotations

import ast
import contextlib
import doctest
import itertools
import json
import math
import re

import pytest
from typer.testing import CliRunner

from dojo.authors.judged import HERE, judge
from dojo.authors.solutions import submission
from dojo.cli.command import app
from dojo.course.course import Course
from dojo.course.practice import Practice
from dojo.engine.base.questions import Answer, Raised
from dojo.engine.explain.mistakes import load_mistakes
from dojo.practice import calls, looks, planting
from dojo.practice.calls import Caller, Seen
from dojo.practice.due import HARD, rating
from dojo.practice.hunting import Hunt, said_of
from dojo.practice.steps import HINTS, apart
from tests.judging import ROOT

SCALED = '''"""Twice."""

import numpy as np


def double(x):
    """Notice: it is added."""
    if np.ndim(x) > 60:
        raise ValueError("there is nothing to double here")
    total = x + x  # twice
    return total
'''
MISTAKES = """
from dojo import edit, ideas

ideas(missing="forgets", power="squares", factor="triples", upside_down="halves", aliasing="writes", axis="takes_the_sum")
edit("forgets", "It is given back as it came: add it to itself.", ("x + x", "abs(x)"))
edit("squares", "This is the square, which is twice only for 0 and 2: add.", ("x + x", "x * x"))
edit("triples", "It is added twice too often: two terms are enough.", ("x + x", "x + x + x"))
edit("halves", "It is divided by 2, and should be multiplied.", ("x + x", "x / 2"))
edit("writes", "The input is changed: add into a new array.", ("total = x + x", "x += x\\ntotal = np.asarray(x)"))
edit("takes_the_sum", "All entries are added to each other: each is doubled alone.", ("x + x", "x + np.sum(x)"))
"""
IDEAS = {name: f"It is {name} that goes wrong" for name in re.findall(r'(\w+)="', MISTAKES)}
TOML = "".join(
    f'[ideas.{name}]\ntitle = "{title}"\nsentence = "So it is."\nlook = "There."\n' for name, title in IDEAS.items()
)
WORDS = re.findall(r'edit\("\w+", "([^"]+)"', MISTAKES)


@pytest.fixture
def hunted(course, monkeypatch):
    """The course of two katas, of which double is green, and has mistakes to hunt."""
    monkeypatch.chdir(course.root)
    monkeypatch.setattr(planting, "ODDER", math.inf)  # two katas tell nothing of what is ordinary
    course.write("reference/01_numbers/01_double/double.py", SCALED)
    course.write("reference/01_numbers/01_double/mistakes.py", MISTAKES)
    course.write("reference/ideas.toml", TOML)
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
    assert len(texts["latent_attention"]) >= 6
    two = [m.name for fitting in texts.values() for m in fitting if m.made_of or m.words.startswith("Two things")]
    assert two == []
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
    assert "The bug shows. Your call takes 1 number" in told
    assert "gives [9.] expected [6.]" in told
    assert not [words for words in WORDS if words in told], "they hold the mend"
    right = _number(told, "power")
    would = {
        "missing": "[3.]",
        "factor": "[9.]",
        "upside_down": "[1.5]",
        "aliasing": "[6.] (and changes its input)",
        "axis": "[6.]",
    }
    for guess in {1, 2, 3, 4} - {right}:
        (idea,) = [idea for idea in IDEAS if _number(told, idea) == guess]
        said = debug("--answer", str(guess))
        assert re.search(rf"No: .* that bug would give {re.escape(would[idea])}.* yours gives \[9\.\]", said), said
    assert "ended" not in _hunts(hunted)[-1]
    assert "right" not in debug("--answer", str(right)).split("Yes.")[0].split("What is wrong?")[0]
    _write(hunted, "double(np.array([3.0]))", lambda text: text.replace("x * x", "x + x"))
    told = debug()
    assert f"Mended in 1 line, where the bug has 1. {WORDS[1]}" in told
    assert not (hunted.root / "hunts/double.py").exists()
    assert list(hunted.root.glob(".dojo/aside/*/hunts/double.py"))
    hunt = _hunts(hunted)[-1]
    assert (hunt["how"], hunt["guesses"], hunt["named"], hunt["name"]) == ("mended", 4, True, "squares")
    assert hunt["idea"] == "power"
    assert "1 bug found" in CliRunner().invoke(app, ["list"]).output


def _number(told: str, idea: str) -> int:
    """The number before an idea in what is told; 0 where it is none of the four."""
    return int((re.findall(rf"(\d)  ?{IDEAS[idea]}\. So it is", told) or ["0"])[0])


def test_the_choices_are_of_four_ideas_that_the_call_tells_apart(hunted, debug):
    """A triple of 3 is its square, too: then that idea is none of the four."""
    _planted(debug, hunted, "x * x")
    _write(hunted, "double(np.array([3.0]))")
    told = debug()
    assert _number(told, "power")
    assert not _number(told, "factor")
    assert sum(bool(_number(told, idea)) for idea in IDEAS) == 4


def test_no_choice_can_be_said_of_the_bug_or_is_confused_with_another(hunted, debug):
    """The square's bug leaves something out of nothing; halving is confused with it, and aliasing with the axis."""
    near = {"power": ["upside_down"], "upside_down": ["power"], "aliasing": ["axis", "missing"]}
    near |= {"axis": ["aliasing"], "missing": ["aliasing"]}
    toml = TOML
    for name, others in near.items():
        toml = toml.replace(f"[ideas.{name}]\n", f"[ideas.{name}]\nnear = {json.dumps(others)}\n")
    hunted.write("reference/ideas.toml", toml.replace("[ideas.factor]\n", "[ideas.factor]\ngeneral = true\n"))
    _planted(debug, hunted, "x * x")
    _write(hunted, "double(np.array([[3.0, 4.0]]))")
    told = debug()
    assert _number(told, "power")
    assert not _number(told, "upside_down")
    assert not _number(told, "factor")
    assert not (_number(told, "aliasing") and (_number(told, "axis") or _number(told, "missing")))


def test_what_is_only_left_out_is_not_offered_beside_another_name_for_it(hunted):
    place = Course(hunted.root).find("double")
    mistakes = {mistake.name: mistake for mistake in planting.texts_of(place)}
    assert "missing_term" not in said_of(mistakes["squares"], place)
    forgets = next(iter(load_mistakes(Course(ROOT).find("adam"))))
    assert {"missing_term", forgets.idea} <= said_of(forgets, Course(ROOT).find("adam"))


def test_where_a_kata_has_too_few_ideas_a_neighbours_is_asked(hunted, debug):
    for tree in ("katas", "reference"):
        (hunted.root / tree / "02_parts/01_half").rename(hunted.root / tree / "01_numbers/02_half")
    few = MISTAKES.replace("ideas(", 'ideas(upside_down="halves")\ndict(')
    hunted.write("reference/01_numbers/01_double/mistakes.py", few)
    told = 'from dojo import edit, ideas\n\nideas(missing="a", axis="b", factor="c", upside_down="d")\n'
    told += "".join(f'edit("{name}", "Wrong.", ("x / 2", "x / {n}"))\n' for n, name in enumerate("abcd", 3))
    hunted.write("reference/01_numbers/02_half/mistakes.py", told)
    hunted.write("reference/01_numbers/02_half/half.py", "def half(x):\n    return x / 2\n")
    _planted(debug, hunted, "x / 2")
    _write(hunted, "double(np.array([3.0]))")
    told = debug()
    assert [idea for idea in IDEAS if _number(told, idea)] == ["missing", "factor", "upside_down", "axis"]
    said = [debug("--answer", str(_number(told, idea))) for idea in ("missing", "axis", "factor")]
    assert all("No: in double no known bug comes from that idea." in each for each in said)


def test_a_course_without_ideas_asks_for_none(hunted, debug):
    (hunted.root / "reference/ideas.toml").unlink()
    _planted(debug, hunted, "x * x")
    _write(hunted, "double(np.array([3.0]))")
    told = debug()
    assert "Mend it in double.py" in told
    assert "idea" not in told.replace("one of four ideas", "")
    _write(hunted, "double(np.array([3.0]))", lambda text: text.replace("x * x", "x + x"))
    assert "by half" not in debug()


def test_a_mend_without_a_name_counts_by_half(hunted, debug):
    _planted(debug, hunted, "x * x")
    _write(hunted, "...", lambda text: text.replace("x * x", "x + x"))
    assert "You did not name it: it counts by half." in debug()
    assert rating(_hunts(hunted)[-1]) == HARD


def test_a_call_is_held_against_the_smallest_known(hunted, debug):
    _planted(debug, hunted, "x * x")
    size = _hunts(hunted)[-1]["size"]
    for call, said in (
        ("[3.0]", "a record" if size > 1 else "1 number."),
        ("[3.0] * 30", f"a call with {size} is enough"),
    ):
        _write(hunted, f"double(np.array({call}))")
        assert said in debug()


def test_the_first_hunt_begins_with_the_page_that_shows_one(hunted, debug):
    assert "HUNTS.md" not in debug("--seed", "3"), "this course has none"
    debug("--give-up")
    hunted.write("katas/HUNTS.md", "# How")
    assert "HUNTS.md" not in debug("--seed", "3")
    debug("--give-up")
    (hunted.root / ".dojo/practice.json").unlink()
    assert "Is it your first hunt? katas/HUNTS.md shows one, step by step." in debug("--seed", "3")


def test_an_import_is_no_mend(hunted, debug):
    _planted(debug, hunted, "x * x")
    _write(
        hunted,
        "double(np.array([math.pi]))",
        lambda text: text.replace("import numpy", "import math\n\n# mine\nimport numpy"),
    )
    assert "The bug shows." in debug()


def test_giving_up_shows_the_line_and_leaves_the_file(hunted, debug):
    _planted(debug, hunted, "x * x")
    _write(hunted, "double(np.array([4.0]))")
    before = (hunted.root / "hunts/double.py").read_text()
    told = debug("--give-up")
    assert f"- total = x * x + total = x + x {WORDS[1]}" in told
    assert (hunted.root / "hunts/double.py").read_text() == before
    assert "no hunt is on for double" in debug("--give-up", code=1)
    assert len(_hunts(hunted)) == len([hunt for hunt in _hunts(hunted) if "ended" in hunt])


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


def test_a_limit_of_time_is_not_taken_for_no_bug(hunted, debug, monkeypatch):
    monkeypatch.setattr(calls, "OURS", 1e-6)
    told = debug(code=1)
    assert "double can't be hunted in just now. double.py did not return in time. Is the machine busy?" in told
    assert "no bug" not in told
    assert not (hunted.root / "hunts/double.py").exists()


def test_a_bug_in_two_places_says_so(hunted):
    place = Course(hunted.root).find("double")
    model = planting.model_of(place)
    one = model.replace("return total", "return x")
    assert "It has one bug.\n" in planting.planted(place, one)
    assert "It has one bug, in 2 places.\n" in planting.planted(place, one.replace("> 60", "> 0"))


def test_hints_take_the_steps_of_a_hunt_and_name_the_line_fourth(hunted, debug):
    _planted(debug, hunted, "x * x")
    told = [debug("--hint") for _ in range(6)]
    assert "red test" in told[0]
    assert re.search(r"inputs .* gives .* expected", told[1])
    assert re.search(r"line \d+ total = ", told[2])
    assert re.search(r"line \d+ total = x \* x gives total = .* expected total = ", told[3])
    assert IDEAS["power"] in told[4]
    assert WORDS[1] in told[4]
    assert told[4] == told[5]
    for early in told[:3]:
        assert "x * x" not in early
    for early in told[:4]:
        assert WORDS[1] not in early
        assert IDEAS["power"] not in early


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

edit("narrow", "It is float16 whatever came in.", ("total = x + x", "total = np.float16(x) + np.float16(x)"))
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
FEWEST = {"gpt": 12, "train_gpt": 12, "transformer_block": 6, "generate": 5}
FEWER = {
    "accumulation": 1,
    "grouped_query_attention": 2,
    "groupby": 2,
    "module": 2,
    "error_bars": 3,
    "paged_cache": 3,
    "views": 3,
}
"""Katas with fewer bugs to hunt than four: most of their mistakes show on no small call, or are odd lines."""
NONE = {
    "two_moons": "what is wrong with a training shows on a hundred points, and on no call of a few numbers",
    "digits": "what is wrong with a training shows on a hundred points, and on no call of a few numbers",
    "optimizer_race": "what is wrong with a race shows in its curves, and on no call of a few numbers",
    "distribution_plot": "a mistake there is another drawing, and no edit of a line",
    "gradient_checker": "a mistake there is another way to measure, and no edit of a line",
}
"""Katas that no bug is hunted in, and why."""
HUNTED = sorted({place.name for place in COURSE.places} - NONE.keys())


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", HUNTED)
def test_a_kata_of_the_course_has_bugs_to_hunt(name):
    place = COURSE.find(name)
    fewest = (FEWEST | FEWER).get(name, 4)
    with contextlib.closing(Caller(place)) as caller:
        found = list(itertools.islice(planting.hunts(place, caller), fewest))
    assert len(found) == fewest
    model = planting.model_of(place)
    for _, text, known in found:
        assert 0 < looks.changed_lines(model, text) <= looks.LINES
        assert known.size <= planting.ENTRIES
    assert str(ROOT) not in planting.planted(place, found[0][1])


@pytest.mark.parametrize("name", NONE)
def test_a_kata_without_bugs_to_hunt_says_so(name, tmp_path):
    with contextlib.closing(Hunt(COURSE.find(name), Practice(tmp_path))) as hunt, pytest.raises(LookupError) as refused:
        hunt.begin(0)
    assert str(refused.value).startswith(f"{name} has no bug to hunt: ")


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", HUNTED)
def test_what_a_bug_is_planted_in_is_complete(name):
    """The model solution as Python writes it: what a mend comes to."""
    place = COURSE.find(name)
    with submission(place, planting.model_of(place)) as folder:
        verdict = judge(place, folder, *HERE)
    assert not verdict.red, verdict.output


ODDITIES = {
    "quotes": lambda line, _: len(re.findall("[\"']", line)),
    "length": lambda line, _: len(line.strip()),
    "unused names": lambda line, unused: sum(name in re.findall(r"\w+", line) for name in unused),
    "explicit defaults": lambda line, _: len(re.findall(r"\w=(None|True|False|-?[01](\.0)?)\b", line)),
}


def test_no_bug_is_found_by_its_form():
    """Of all files that may be planted: the mean rank of a planted line among the lines of its file."""
    ranks = {oddity: [] for oddity in ODDITIES}
    for place in Course(ROOT).order:
        model = planting.model_of(place)
        for text in planting.fitting(place).values():
            lines, unused = (
                [line for line in text.split("\n") if line.strip()],
                {n for _, n in looks.unused(ast.parse(text))},
            )
            added = [line for _, lines_of_it in looks.changes(model, text) for line in lines_of_it]
            for oddity, of in ODDITIES.items():
                values = [of(line, unused) for line in lines]
                ranks[oddity] += [looks.rank(of(line, unused), values) for line in added]
    means = {oddity: sum(of_all) / len(of_all) for oddity, of_all in ranks.items()}
    assert len(ranks["length"]) > 1200
    assert all(0.45 <= mean <= 0.55 for mean in means.values()), means


def test_what_a_guess_would_have_given_is_told_as_what_a_call_gives():
    seen = Seen(Answer(raised=Raised(("builtins.ValueError",), "no axis")))
    assert apart(("that bug would give", seen), ("yours gives", Seen(Answer(), (2.0, ())))) == [
        ("that bug would give", "an error: ValueError: no axis"),
        ("yours gives", "2."),
    ]


def test_the_hunt_that_is_shown_goes_as_it_says():
    assert doctest.testfile(str(ROOT / "katas/HUNTS.md"), module_relative=False).failed == 0
    heads = re.findall(r"^## (\d)", (ROOT / "katas/HUNTS.md").read_text("utf-8"), re.M)
    assert len(heads) == HINTS
