"""A class from end to end: what a teacher hands out, what students hand in, and what it is graded as."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from typer.testing import CliRunner

from dojo.classes.excerpts import page
from dojo.classes.intake.packing import pack
from dojo.classes.release import files_of, release, with_parts
from dojo.classes.selection import choose
from dojo.cli.command import app
from dojo.course.course import Course
from dojo.engine.base import sealed
from dojo.engine.base.files import find_katas, version
from dojo.engine.explain.mistakes import load_mistakes
from dojo.install.shipped import read_manifest
from tests.forked import forked
from tests.grading import DOUBLE, HALF, RIGHT_DOUBLE, RIGHT_HALF, Graded, needs_a_layer, small_course, write
from tests.judging import ROOT, needs

QUARTER = "02_parts/02_quarter"
RIGHT_QUARTER = "from mine.half import half\n\n\ndef quarter(x):\n    return half(half(x))\n"
SIGNLESS_DOUBLE, SIGNLESS_QUARTER = (
    "def double(x):\n    return abs(x * 2)\n",
    "def quarter(x):\n    return abs(x / 4)\n",
)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def course(tmp_path) -> Course:
    """The small course, and a kata of the teacher's own that builds on another."""
    root = small_course(tmp_path / "course")
    for old, new in (
        ("katas/{}/test_half.py", "katas/{}/test_quarter.py"),
        ("katas/{}/half.py", "katas/{}/quarter.py"),
        ("reference/{}/half.py", "reference/{}/quarter.py"),
        ("reference/{}/with_numpy.py", "reference/{}/with_numpy.py"),
        ("reference/{}/mistakes.py", "reference/{}/mistakes.py"),
    ):
        text = (root / old.format(HALF)).read_text().replace("half", "quarter").replace("x / 2", "x / 4")
        text = text.replace("gives=[0.5, 1.0]", "gives=[0.25, 0.5]").replace("mark.kata(", 'mark.kata(uses=["half"], ')
        write(root / new.format(QUARTER), text)
    write(root / "reference" / QUARTER / "quarter.py", RIGHT_QUARTER)
    return Course(root)


def hand_out(course: Course, out: Path, *katas: str, solutions: bool = True) -> Course:
    release(course, choose(course, katas), out, solutions)
    return Course(out)


def read_tree(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


def dojo(monkeypatch, root: Path, *arguments: str, **settings):
    monkeypatch.chdir(root)
    return CliRunner().invoke(app, list(arguments), **settings)


# ---------------------------------------------------------------------------- the whole way


def test_what_is_handed_out_packed_and_graded_gets_the_verdicts_of_the_course(course, tmp_path):
    handed_out = hand_out(course, tmp_path / "out")
    solutions = {
        "ann": {DOUBLE: RIGHT_DOUBLE, HALF: RIGHT_HALF, QUARTER: RIGHT_QUARTER},
        "ben": {DOUBLE: SIGNLESS_DOUBLE, HALF: RIGHT_HALF, QUARTER: SIGNLESS_QUARTER},
        "cleo": {},
    }
    (tmp_path / "class").mkdir()
    for student, written in solutions.items():
        own = shutil.copytree(handed_out.root, tmp_path / student)
        for kata, text in written.items():
            write(own / "katas" / kata / f"{kata.rpartition('_')[2]}.py", text)
        (tmp_path / "class" / f"{student}.zip").write_bytes(pack(Course(own)).archive)
    there, here = (Graded(c.root, tmp_path / "class", tmp_path / f"by-{c.root.name}") for c in (handed_out, course))
    assert there.code == here.code == 0
    for table in ("grades.csv", "totals.csv"):
        assert there.files()[table] == here.files()[table]
    states = {(s, k): there.verdict(s, k).state for s in solutions for k in (DOUBLE, HALF, QUARTER)}
    assert [states["ben", kata] for kata in (DOUBLE, HALF, QUARTER)] == ["wrong", "passed", "wrong"]
    assert {state for (student, _), state in states.items() if student == "ann"} == {"passed"}
    assert {state for (student, _), state in states.items() if student == "cleo"} == {"missing"}
    (known,) = load_mistakes(course.places[0])
    assert there.verdict("ben").cause == here.verdict("ben").cause == known.words


# ---------------------------------------------------------------------------- handed out


def test_a_kata_brings_those_that_it_builds_on_and_says_so(course, tmp_path):
    told = release(course, choose(course, ("quarter",)), tmp_path / "out")
    assert [place.id for place in find_katas(tmp_path / "out")] == [HALF, QUARTER]
    assert f"{HALF} comes along: quarter may import it" in told


def test_nothing_of_the_answers_lies_open(course, tmp_path):
    handed_out = hand_out(course, tmp_path / "out")
    write(course.root / "katas" / DOUBLE / "double.py", RIGHT_DOUBLE)
    files = read_tree(handed_out.root)
    assert not [name for name, held in files.items() if b"x * 2" in held or b"x / 4" in held]
    assert sorted(read_manifest(handed_out.root)) == sorted(files.keys() - {"katas/shipped.json"})


def test_a_stub_that_was_filled_in_is_handed_out_as_it_was_shipped(course, tmp_path):
    place = course.places[0]
    (course.root / "katas/stubs.json").write_text(
        json.dumps({place.id: "def double(x):\n    raise NotImplementedError\n"})
    )
    for one in (place, course.places[1]):
        write(one.solution(course.root / "katas"), RIGHT_DOUBLE)
    handed_out = hand_out(course, tmp_path / "out", "double")
    assert "x * 2" not in place.solution(handed_out.root / "katas").read_text()
    with pytest.raises(ValueError, match=r"half is not in katas/stubs\.json, and half\.py is no stub"):
        hand_out(course, tmp_path / "other", "half")


@pytest.mark.parametrize("there", ["a file", "a folder"])
def test_nothing_that_is_there_is_overwritten(course, tmp_path, there):
    out = tmp_path / "out"
    write(out if there == "a file" else out / "own.txt", "mine")
    with pytest.raises(ValueError, match="is there already"):
        hand_out(course, out)
    assert list(read_tree(tmp_path / "out").values()) == ([] if there == "a file" else [b"mine"])


def test_it_is_the_same_whenever_it_is_made(course, tmp_path):
    one, other = (read_tree(hand_out(course, tmp_path / name).root) for name in ("one", "other"))
    assert one == other


@pytest.mark.parametrize("solutions", [True, False])
def test_the_model_solutions_are_shown_unless_they_were_left_out(course, tmp_path, monkeypatch, solutions):
    root = hand_out(course, tmp_path / "out", solutions=solutions).root
    shown = dojo(monkeypatch, root, "solution", "double", "--yes")
    told = sealed.LEFT_OUT.split(":")[0]
    assert (shown.exit_code, "x * 2" in shown.output) == (0 if solutions else 1, solutions)
    assert (told in " ".join(shown.output.split())) != solutions
    assert ("shows the model solution" in (root / "README.md").read_text()) == solutions


def test_what_was_left_out_is_promised_nowhere(course, tmp_path, monkeypatch):
    root = hand_out(course, tmp_path / "out", solutions=False).root
    write(root / "katas" / QUARTER / "quarter.py", RIGHT_QUARTER)
    write(root / "katas" / DOUBLE / "double.py", RIGHT_DOUBLE)
    write(root / "katas" / DOUBLE / "hints.md", "# Hints\n\n## Faint\n\nTwice.\n")
    said = [dojo(monkeypatch, root, "hint", "double").output]
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for kata, *more in (("quarter",), ("double",), ("double", "--parts=ours"), ("double", "--solution=reference")):
        done = forked(root, "pytest", "--kata", kata, "--target=numpy", *more)
        said.append(done.stdout + done.stderr)
    assert "needs half, which is not written yet" in said[1]
    assert all(f"{DOUBLE} is" in text for text in said[2:4])
    assert f"--solution reference: {sealed.LEFT_OUT}" in said[4]
    assert not [text for text in said if "dojo solution" in text or "  model  " in text or "reference/" in text]


def test_its_settings_are_whole(course, tmp_path):
    root = hand_out(course, tmp_path / "out").root
    project = tomllib.loads((root / "pyproject.toml").read_text())
    takes = SpecifierSet(project["project"]["dependencies"][0].removeprefix("genai-katas"))
    major = int(version().partition(".")[0])
    assert [takes.contains(of) for of in (version(), f"{major}.99", f"{major + 1}.0")] == [True, True, False]
    assert project["tool"]["pytest"]["testpaths"] == ["katas"]
    assert json.loads((root / ".devcontainer/devcontainer.json").read_text())["postCreateCommand"].endswith("-e .")
    assert json.loads((root / ".vscode/settings.json").read_text())["files.exclude"][sealed.SEALED]
    compile((root / ".github/classroom50/autograder.py").read_text(), "autograder.py", "exec")
    assert "{" not in (root / "README.md").read_text()
    assert len((root / "README.md").read_text().splitlines()) < 50


PARTS_OF_THE_COURSE = [("03_probability", "attention"), ("gpt",), ("11_modern_models",), ("softmax",)]


@pytest.mark.parametrize("katas", PARTS_OF_THE_COURSE, ids=" ".join)
def test_no_page_of_a_part_of_this_course_leads_nowhere(katas):
    course = Course(ROOT)
    places = with_parts(course, choose(course, katas))
    files = files_of(course, places, True)
    assert "katas/WHAT_YOU_BUILT.md" not in files  # which looks back on all of it
    known = {"/".join(name.split("/")[:i]) for name in files for i in range(1, 9)}
    for name, held in files.items():
        if name.endswith(".md"):
            text = re.sub(r"^```.*?^```|`[^`]+`", "", held.decode(), flags=re.M | re.S)
            for target in re.findall(r"\]\(([^()\s:#]+)(?:#\S*)?\)", text):
                parts = [*name.split("/")[:-1], *target.split("/")]
                while ".." in parts:
                    at = parts.index("..")
                    del parts[at - 1 : at + 1]
                assert "/".join(parts) in known, (name, target)
    milestones = {name for name in files if name.endswith("milestone.py")}
    assert {name for name, held in files.items() if b"**Milestone" in held} == {
        name.replace("milestone.py", "README.md") for name in milestones
    }
    assert set(tomllib.loads(files["katas/path.toml"].decode())) == {"default", "renamed", "paths"}


PATHS = """default = "all"
[paths.all]
end = "All is done."
days = [{katas = ["double"], end = "you can double"}, {katas = []}, {katas = ["half", "quarter"], end = "and divide"}]
[paths.short]
after = "all"
katas = ["double"]
"""


def test_days_of_a_path_are_handed_out_and_graded_by_their_numbers(course, tmp_path, monkeypatch):
    write(course.root / "katas/path.toml", PATHS)
    done = dojo(monkeypatch, course.root, "release", str(tmp_path / "out"), "--path", "all", "--day", "3")
    assert done.exit_code == 0, done.output
    handed_out = Course(tmp_path / "out")
    assert [place.name for place in handed_out.places] == ["half", "quarter"]
    assert ([*handed_out.days], handed_out.path.end) == ([3], "")
    assert list(handed_out.paths) == ["all"]
    for arguments, told in ((["--day", "2"], "no kata is of that day"), (["--path", "long"], "there is no such path")):
        refused = dojo(monkeypatch, course.root, "release", str(tmp_path / "other"), *arguments)
        assert refused.exit_code == 2
        assert told in refused.output
    write(tmp_path / "class/ann" / HALF / "half.py", RIGHT_HALF)
    graded = dojo(monkeypatch, course.root, "grade", str(tmp_path / "class"), "--out", str(tmp_path / "r"), "--day", "1",
                  "--sandbox", "none", "--jobs", "1")  # fmt: skip
    assert "1 submission, 1 kata" in graded.output, graded.output


def test_a_page_keeps_what_leads_somewhere_and_what_is_code():
    text = "| 1 | [a](01_a) |\n| 2 | [b](02_b) |\n\n[A](01_a), [the\nother](02_b/README.md), [out](https://a.org) `f[x](y)`\n"
    kept = page("katas/01_track/README.md", text.encode(), ["katas/01_track/01_a/README.md"]).decode()
    assert kept == "| 1 | [a](01_a) |\n\n[A](01_a), the\nother, [out](https://a.org) `f[x](y)`\n"


# ---------------------------------------------------------------------------- handed in


@pytest.fixture
def own(course, tmp_path) -> Path:
    """A student's folder, in which something is begun."""
    root = hand_out(course, tmp_path / "ann").root
    write(
        root / "katas" / QUARTER / "quarter.py", "from helpers import four\n\ndef quarter(x):\n    return x / four()\n"
    )
    write(root / "katas" / QUARTER / "helpers.py", "def four():\n    return 4\n")
    write(root / "katas" / QUARTER / "quarter.py.kept-1", "an older one")
    write(root / "katas" / HALF / "half.py", RIGHT_HALF)
    return root


def test_a_pack_holds_what_was_begun_and_the_helpers(own):
    packed = pack(Course(own))
    assert sorted(name for files in packed.katas.values() for name in files) == [
        f"katas/{HALF}/half.py",
        *(f"katas/{QUARTER}/{name}.py" for name in ("helpers", "quarter")),
    ]
    assert packed.archive == pack(Course(own)).archive


def test_it_says_what_is_in_it_and_what_is_not_begun(own, monkeypatch):
    done = dojo(monkeypatch, own, "pack")
    assert done.exit_code == 0
    assert "ann.zip: 2 katas" in " ".join(done.output.split())
    assert re.search(rf"{QUARTER} +not judged +with helpers.py", done.output)
    assert "not begun: double" in done.output
    assert len(zipfile.ZipFile(own / "ann.zip").namelist()) == 3


def test_an_empty_pack_is_written_and_told(course, tmp_path, monkeypatch):
    done = dojo(monkeypatch, hand_out(course, tmp_path / "ann").root, "pack", str(tmp_path / "class" / "ann"))
    assert (done.exit_code, "nothing is begun yet" in done.output) == (0, True)
    assert zipfile.ZipFile(tmp_path / "class" / "ann.zip").namelist() == []


def test_a_file_that_is_there_is_replaced_when_asked_alone(own, monkeypatch):
    write(own / "ann.zip", "something else")
    assert dojo(monkeypatch, own, "pack", input="n\n").exit_code == 1
    assert (own / "ann.zip").read_text() == "something else"
    assert dojo(monkeypatch, own, "pack", input="y\n").exit_code == 0
    assert dojo(monkeypatch, own, "pack").exit_code == 0  # the same again: nothing to ask


def test_what_grade_would_not_take_is_told(own, monkeypatch):
    write(own / "katas" / HALF / "half.py", RIGHT_HALF + f"text = {'x' * 2**19!r}\n")
    assert "was not taken: it is larger than" in " ".join(dojo(monkeypatch, own, "pack").output.split())


def test_the_archive_of_the_references_is_told_to_nobody(own, course, tmp_path):
    shutil.copytree(own, tmp_path / "class" / "ann")
    graded = Graded(course.root, tmp_path / "class", tmp_path / "results", katas=(HALF,))
    assert graded.verdict("ann", HALF).notes == []


# ---------------------------------------------------------------------------- in a class on GitHub


@needs_a_layer
@needs("git")
def test_classroom_50_judges_a_checkout_by_the_copy_of_the_course(course, tmp_path, monkeypatch):
    own = hand_out(course, tmp_path / "bundle/course").root
    shutil.copy(own / ".github/classroom50/autograder.py", tmp_path / "bundle")
    checkout = shutil.copytree(own, tmp_path / "checkout")
    write(checkout / "katas" / DOUBLE / "double.py", RIGHT_DOUBLE)
    write(checkout / "katas" / DOUBLE / "test_double.py", "")  # its judge is none of the student's
    spec = importlib.util.spec_from_file_location("autograder", tmp_path / "bundle/autograder.py")
    autograder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(autograder)
    monkeypatch.setattr(autograder, "install", lambda: None)
    for name in ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL", "USERNAME"):
        monkeypatch.setenv(name, name.casefold())
    monkeypatch.chdir(checkout)
    for told in ("init -q", "-c user.name=a -c user.email=a@b.c commit -q --allow-empty -m work"):
        subprocess.run(["git", *told.split()], check=True)
    autograder.main()
    told = json.loads((checkout / "result.json").read_text())
    assert [(test["test-name"], test["passed"]) for test in told["tests"]] == [
        *((kata, kata == DOUBLE) for kata in (DOUBLE, HALF, QUARTER)),
    ]
    assert (told["score"], told["max-score"]) == (100, 300)
    assert (checkout / "release-body.md").read_text().startswith("# username")


def test_the_questions_of_the_pages_are_written_as_moodle_imports_them(tmp_path):
    """No sign that GIFT reads stands alone in a text; the other parser that was asked is of JavaScript."""
    from dojo.classes.release import release_questions
    from dojo.course.choices import questions_of

    places = [Course(ROOT).find(name) for name in ("softmax", "attention")]
    told = release_questions(places, tmp_path / "questions.gift.txt")
    assert "4 questions" in told
    blocks = (tmp_path / "questions.gift.txt").read_text(encoding="utf-8").split("\n\n")
    for block, choice in zip(blocks, [choice for place in places for choice in questions_of(place)], strict=True):
        title, *rows, end = block.strip().split("\n")
        read = [re.match(r"([=~])((?:\\.|[^#\\])*)#(.*)", row).groups() for row in rows]
        plain = [(sign == "=", *(re.sub(r"\\(.)", r"\1", text) for text in texts)) for sign, *texts in read]
        assert plain == [(not o.idea, o.says, o.because) for o in choice.options.values()]
        assert not re.search(r"(?<!\\)[=~#{}:]", "".join(text for _, *texts in read for text in texts))
        assert (title.startswith(f"::{choice.kata} {choice.number}::[markdown]"), end) == (True, "}")
    with pytest.raises(ValueError, match="is there already"):
        release_questions(places, tmp_path / "questions.gift.txt")
