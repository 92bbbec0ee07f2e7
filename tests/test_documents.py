"""What programs read of a course: JSON of one format, without a line of an answer."""

from __future__ import annotations

import json
import re

import pytest

from dojo.authors.judged import HERE, judge
from dojo.authors.solutions import mistaken
from dojo.course.course import Course
from dojo.course.hints import Hint, hints_of
from dojo.course.progress import Progress
from dojo.course.record import Record
from dojo.engine.base.files import version
from dojo.engine.explain.mistakes import load_mistakes
from dojo.install.init import BEGIN
from dojo.run import documents, report
from tests import leaks
from tests.forked import forked
from tests.judging import KATAS, ROOT

HALF = "def half(x):\n    return x / 2\n"
DOCUMENTED = (ROOT / "dojo/FORMAT.md").read_text(encoding="utf-8")


def dojo(course, *words, code=0):
    done = forked(course.root, "dojo", *words)
    assert done.returncode == code, done.stderr
    return done


def keys(held) -> set[str]:
    """All keys of a document, but those that are names of something: stages and states."""
    if isinstance(held, list):
        return set().union(*map(keys, held))
    if not isinstance(held, dict):
        return set()
    below = [value for key, value in held.items() if key != "stages"]
    return {*held, *keys(below)}


def test_the_list_says_where_each_kata_is(course):
    course.solve("double", "def double(x):\n    return 2 * x\n")
    course.run("--kata", "double", "--target", "numpy")
    told = json.loads(dojo(course, "list", "--json").stdout)
    assert (told["format"], told["kind"], told["version"]) == (1, "list", version())
    states = {kata["name"]: kata["state"] for kata in told["katas"]}
    assert states["double"] in ("green", "complete")
    assert states["half"] == "not started"
    assert told["next"] == next(kata["kata"] for kata in told["katas"] if kata["state"] == "not started")
    assert all((course.root / kata["solution"]).is_file() for kata in told["katas"])
    assert [kata["name"] for kata in json.loads(dojo(course, "list", "--json", "half").stdout)["katas"]] == ["half"]


def test_a_hint_is_counted_and_the_next_is_stronger(course):
    course.write("katas/02_parts/01_half/hints.md", "# Hints\n\n## Faint\n\nOne.\n\n## Strong\n\nTwo.\n")
    hints = []
    for tried in (HALF, HALF, f"{HALF}# again", f"{HALF}# again", f"{HALF}# once more"):
        course.solve("half", tried)
        hints.append(json.loads(dojo(course, "hint", "--json", "half").stdout)["hint"])
    told = [(hint["number"], hint["of"], hint["text"]) for hint in hints]
    assert told == [(1, 2, "One."), (1, 2, "One."), (2, 2, "Two."), (2, 2, "Two."), (2, 2, "Two.")]
    assert json.loads(dojo(course, "hint", "--json", "double").stdout)["hint"] is None
    course.solve("half", HALF)
    assert re.search(r"half .*, 2 hints taken$", dojo(course, "pack", "--yes").stdout, re.M)


def test_a_damaged_record_is_told_beside_the_json(course):
    course.write(".dojo/progress.json", "{")
    done = dojo(course, "list", "--json")
    assert json.loads(done.stdout)["kind"] == "list"
    assert "progress.unreadable" in done.stderr


@pytest.mark.parametrize("spread", [[], ["-n", "1"]])
def test_a_verdict_is_what_the_screen_says(course, spread):
    course.solve("half", "def half(x):\n    return x / 3\n")
    result = course.run("--kata", "half", "--target", "numpy", "--verdict", "verdict.json", *spread)
    told = json.loads((course.root / "verdict.json").read_text(encoding="utf-8"))
    (kata,) = told["katas"]
    assert kata["state"].startswith("red: core")
    assert kata["lesson"]["title"] in " ".join(result.stdout.str().split())
    assert kata["red"][0]["stage"] == "core"
    assert sum(kata["stages"]["core"].values()) > 0
    asked = json.loads(dojo(course, "ask", "--json", "half").stdout)
    assert asked["inputs"][0].startswith("x = ")
    course.solve("half", HALF)
    course.run("--kata", "half", "--target", "numpy", "--verdict", "verdict.json", *spread)
    (kata,) = json.loads((course.root / "verdict.json").read_text(encoding="utf-8"))["katas"]
    assert (kata["lesson"], kata["red"]) == (None, [])


@pytest.mark.parametrize(
    ("name", "told"), [("mine.json", "stays as it is"), ("none/verdict.json", "there is no folder")]
)
def test_nothing_of_the_learners_is_overwritten(course, name, told):
    course.write("mine.json", '{"kind": "notes"}')
    result = course.run("--kata", "half", "--verdict", name)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told in result.stderr.str()
    assert (course.root / "mine.json").read_text(encoding="utf-8") == '{"kind": "notes"}'


def test_every_key_is_documented(course):
    course.solve("half", "def half(x):\n    return x / 3\n")
    course.run("--kata", "half", "--target", "numpy", "--verdict", "verdict.json")
    course.write("katas/02_parts/01_half/hints.md", "# Hints\n\n## Faint\n\nOne.\n")
    told = [(course.root / "verdict.json").read_text(encoding="utf-8")]
    told += [dojo(course, verb, "--json", "half").stdout for verb in ("list", "hint", "ask")]
    used = set().union(*(keys(json.loads(text)) for text in told))
    assert used >= {"format", "lesson", "inputs", "number", "day"}
    assert json.loads(told[-1])["expected"] == dict(json.loads(told[0])["katas"][0]["lesson"]["rows"])["expected"]
    assert not {key for key in used if f"`{key}`" not in DOCUMENTED}


def test_agents_of_a_clone_read_what_those_of_a_course_read():
    ours, theirs = ((at / "AGENTS.md").read_text(encoding="utf-8") for at in (ROOT, BEGIN))
    assert ours.startswith(theirs)
    assert "# For agents of contributors" in ours.removeprefix(theirs)


def test_a_report_has_no_line_of_a_solution_unless_it_is_asked_for(course):
    course.solve("half", "def half(x):\n    return x / 3 + 0  # a line of mine\n")
    told = dojo(course, "report", "half").stdout
    assert re.search(r"^python +3\.", told, re.M)
    assert '"state": "red: core' in told
    assert "line of mine" not in told
    assert str(course.root) not in told
    assert "line of mine" in dojo(course, "report", "half", "--with-solution").stdout
    assert "verdict" not in dojo(course, "report").stdout


def test_another_package_of_that_name_is_told(course, monkeypatch):
    monkeypatch.setattr(report, "packages_distributions", lambda: {"dojo": ["genai-katas", "dojo-toolkit"]})
    assert any("dojo-toolkit" in line for line in report.report(Course(ROOT), None, False))


# ------------------------------------------------------------------------------ no answer


def test_a_leak_is_seen():
    """What the tests below look for is found where it is."""
    place = next(place for place in KATAS if place.name == "softmax")
    model = place.reference("softmax").read_text(encoding="utf-8")
    stub = place.solution(place.root / "katas").read_text(encoding="utf-8")
    assert leaks.leaked(place, [model], stub)
    assert not leaks.leaked(place, [stub, model.partition("return")[0]], model)


def test_no_words_of_a_mistake_tell_an_answer():
    told = {
        (place.id, name): lines
        for place in KATAS
        for name, words, own in leaks.words_of(place)
        if (lines := leaks.leaked(place, [words], own))
    }
    assert not told


def test_no_list_and_no_hint_tells_more_than_its_own(tmp_path):
    course = Course(ROOT)
    progress = Progress(course, ROOT / "katas", Record(tmp_path / "progress.json"))
    told = {}
    for place in KATAS:
        text = [documents.of_list(progress, [place])]
        text += [documents.of_hint(place, Hint(1, 1, *hint, [])) for hint in hints_of(place)]
        told[place.id] = leaks.leaked(place, text, "")
    assert not {kata: lines for kata, lines in told.items() if lines}


@pytest.mark.sampled(24)
@pytest.mark.parametrize("place", KATAS, ids=lambda place: place.id)
def test_no_verdict_tells_an_answer(place):
    """Of an untouched stub, and of two mistakes: their words, and what is made of their questions."""
    mistakes = load_mistakes(place)
    known = [one for one in mistakes if mistakes.source(one)][:2]
    verdicts = [("", judge(place, place.root / "katas", *HERE))]
    for one in known:
        with mistaken(place, one) as folder:
            verdicts.append((mistakes.source(one), judge(place, folder, *HERE, "--stage=core")))
    for own, verdict in verdicts:
        text = documents.of_verdict({place.id: verdict.results}, {place.id: place})
        assert not leaks.leaked(place, [text, verdict.output], own)


@pytest.mark.parametrize("place", KATAS, ids=lambda place: place.id)
def test_no_hint_holds_a_line_of_a_solution(place):
    assert not leaks.in_hints(place)
