"""``mine``: what a learner wrote in one kata is imported in another."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.record import record_of
from dojo.course.states import state
from dojo.engine.base.facts import facts
from dojo.engine.base.importing import load_trusted
from dojo.engine.base.mine import our_parts_of
from dojo.engine.process.child.runner import Setup
from dojo.engine.process.forbidden import as_written
from dojo.engine.process.spawning import InProcess
from dojo.watch.changes import solution_files
from tests.grading import DOUBLE, HALF, RIGHT_DOUBLE, RIGHT_HALF, Graded, small_course, write
from tests.judging import KATAS, judge_folder, of_each

QUARTER = "03_whole/01_quarter"
RIGHT_QUARTER = "from mine.half import half\n\n\ndef quarter(x):\n    return half(half(x))\n"
WAYS = ([], ["--spawn"], ["--in-process"], ["-n", "1", "-p", "xdist"])


@pytest.fixture
def course(tmp_path) -> Path:
    """A third kata that uses the second, which uses the first."""
    root = small_course(tmp_path.resolve())
    half, judge = root / "katas" / HALF / "test_half.py", root / "katas" / QUARTER / "test_quarter.py"
    judge_of_half = half.read_text()
    half.write_text(judge_of_half.replace("kata(", 'kata(uses=["double"], '))
    told = judge_of_half.replace("half", "quarter").replace("[0.5, 1.0]", "[0.25, 0.5]")
    write(judge, told.replace("kata(", 'kata(uses=["half"], '))
    write(judge.with_name("quarter.py"), RIGHT_QUARTER)
    for stem in ("with_numpy", "with_torch"):
        write(root / "reference" / QUARTER / f"{stem}.py", "def quarter(x):\n    return x / 4\n")
    write(root / "reference" / QUARTER / "quarter.py", RIGHT_QUARTER)
    write(root / "katas" / HALF / "half.py", RIGHT_HALF)
    return root


def quarters(course: Path, *options: str):
    """What is said of the third kata."""
    return judge_folder(course, "--kata=quarter", "--hypothesis-profile=grade", *options)


def lesson(verdict):
    """The first lesson of a red kata."""
    return verdict.red[0].lesson


def test_the_names_of_katas_are_unique():
    assert len({place.name for place in KATAS}) == len(KATAS)
    assert "mine" not in {place.name for place in KATAS}


@pytest.mark.parametrize("way", WAYS, ids=["fork", "spawn", "in process", "xdist"])
def test_a_part_is_the_learners_own_file(course, way):
    assert quarters(course, *way).exit_code == 0
    write(course / "katas" / HALF / "half.py", "def half(x):\n    return x * 7\n")
    assert quarters(course, *way).exit_code == 1
    assert quarters(course, *way, "--parts=ours").exit_code == 0
    assert quarters(course, *way, f"--solution={course}/reference").exit_code == 0


@pytest.mark.parametrize(
    "text",
    [
        "from mine import half\n\n\ndef quarter(x):\n    return half.half(x) / 2\n",
        "import mine.half\n\n\ndef quarter(x):\n    return mine.half.half(x) / 2\n",
        "import mine.half as h\n\n\ndef quarter(x):\n    return h.half(x) / 2\n",
        "def quarter(x):\n    from mine.half import half\n\n    return half(x) / 2\n",
        "from helper import half\n\n\ndef quarter(x):\n    return half(x) / 2\n",
        "from mine.double import double\n\n\ndef quarter(x):\n    return double(x) / 8\n",
    ],
    ids=["module", "dotted", "alias", "late", "in a helper", "what a part uses"],
)
def test_it_is_imported_as_any_module_is(course, text):
    write(course / "katas" / DOUBLE / "double.py", RIGHT_DOUBLE)
    write(course / "katas" / QUARTER / "helper.py", "from mine.half import half\n")
    write(course / "katas" / QUARTER / "quarter.py", text)
    assert quarters(course).exit_code == 0


def test_two_parts_share_a_third(course):
    keeps = "from mine.double import seen\n\n\ndef half(x):\n    seen.append(1)\n    return x / 2\n"
    write(course / "katas" / DOUBLE / "double.py", "seen = []\n")
    write(course / "katas" / HALF / "half.py", keeps)
    text = "from mine.double import seen\nfrom mine.half import half\n\n\ndef quarter(x):\n    n = len(seen)\n"
    write(
        course / "katas" / QUARTER / "quarter.py",
        f"{text}    return half(x) / 2 if half(x) is None or len(seen) > n else x\n",
    )
    assert quarters(course).exit_code == 0


@pytest.mark.parametrize(
    ("half", "title"),
    [
        (None, "quarter.py needs half, which is not there"),
        ("def half(x):\n    raise NotImplementedError\n", "quarter.py needs half, which is not written yet"),
        ("def halve(x):\n    return x / 2\n", "quarter.py needs half, which has no half yet"),
        ("def half(x:\n", "quarter.py needs half, which does not load (SyntaxError"),
        ("from mine.half import half\n", "half.py needs half, which needs itself: half needs half"),
    ],
    ids=["missing", "not started", "another name", "no Python", "circle"],
)
def test_a_part_that_is_not_there_is_named(course, half, title):
    file = course / "katas" / HALF / "half.py"
    file.unlink() if half is None else write(file, half)
    verdict = quarters(course)
    assert {result.state for result in verdict.red} == {"needs a part"}
    assert lesson(verdict).title.startswith(title)
    assert "dojo solution half" in lesson(verdict).words[0]


def test_a_part_that_refuses_an_argument_is_written(course):
    refuses = "def half(x):\n    if np.size(x) > 1:\n        raise NotImplementedError('no arrays')\n    return x / 2\n"
    write(course / "katas" / HALF / "half.py", f"import numpy as np\n\n\n{refuses}")
    told = lesson(quarters(course))
    assert "raised NotImplementedError" in told.title
    assert "no arrays" in str(told.rows)


PATCHED = "np.exp = exp\n    return x / 2\n\n\ndef exp(x):\n    return x\n"


@pytest.mark.parametrize(
    ("half", "title", "at"),
    [
        ("os._exit(0)", "half.py ended the process that it runs in (as os._exit does)", "half.py:6  os._exit(0)"),
        ("os.kill(os.getpid(), 9)", "quarter.py, or a part of it, was killed", None),
        ("while True: pass", "half.py did not return in time", "half.py:6  while True: pass"),
        ("sys.exit(0)", "half.py called sys.exit", "half.py:6  sys.exit(0)"),
        (PATCHED, "half.py changed numpy.exp and left it changed", "half.py:10  def exp(x):"),
    ],
    ids=["ends the process", "kills it", "hangs", "exits", "patches NumPy"],
)
def test_what_a_part_does_is_told_of_its_own_file(course, half, title, at):
    text = f"import os\nimport sys\nimport numpy as np\n\ndef half(x):\n    {half}\n"
    write(course / "katas" / HALF / "half.py", text)
    told = lesson(quarters(course, "--timeout=1"))
    assert told.title == title
    assert dict(told.rows).get("at") == at


@pytest.mark.parametrize(
    ("name", "told"), [("twice", "it may import half, double"), ("quarter", "it may import half, double")]
)
def test_what_is_no_part_is_told_with_what_may_be_imported(course, name, told):
    write(course / "katas" / QUARTER / "quarter.py", f"from mine.{name} import f\n")
    assert lesson(quarters(course)).rows[-1][1] == f"ImportError: mine.{name} is no part of this kata: {told}"


def test_a_helper_called_mine_is_told(course):
    write(course / "katas" / QUARTER / "mine.py", "half = None\n")
    assert "give your mine.py another name" in lesson(quarters(course)).rows[-1][1]


@pytest.mark.parametrize("text", ["np.square(x) / x / 2", "np.divide(np.square(x), 2 * x)"])
def test_what_a_kata_forbids_is_forbidden_in_its_parts(course, text):
    write(course / "katas" / HALF / "half.py", f"import numpy as np\n\n\ndef half(x):\n    return {text}\n")
    verdict = quarters(course)
    told = next(r.lesson for r in verdict.red if r.state == "not from scratch")
    assert told.rows[0][1].startswith("half.py:5")


def test_a_line_of_a_part_is_the_learners_own(course):
    write(course / "katas" / HALF / "half.py", "def half(x):\n    return x.halve()\n")
    assert dict(lesson(quarters(course)).rows)["at"].startswith("half.py:2  return x.halve()")


WITH_PARTS = [place for place in KATAS if facts(place).uses]


@of_each(WITH_PARTS)
def test_the_declared_parts_are_katas_that_the_statement_names(place):
    statement = place.judge.with_name("README.md").read_text(encoding="utf-8")
    for name in facts(place).uses:
        assert place.sibling(name) is not None
        assert f"mine.{name}" in statement


@of_each(WITH_PARTS)
def test_no_kata_forbids_what_its_parts_are_made_of(place):
    forbidden = set(load_trusted(place.judge).pytestmark.kwargs.get("from_scratch", ()))
    parts = our_parts_of(place)
    found = [str(one) for name in facts(place).uses for one in as_written(parts[name], forbidden, parts)]
    assert found == []


# ---------------------------------------------------------------------------- what is kept


def position(course: Path) -> Progress:
    return Progress(Course(course), course / "katas", record_of(course, course / "katas"))


@pytest.fixture
def green(course) -> Path:
    """A course whose third kata is green, and kept so."""
    assert judged(course).exit_code == 0
    return course


def judged(course: Path):
    """A run that keeps what it sees."""
    return judge_folder(course, "--kata=quarter", "--hypothesis-profile=grade", "-p", "cacheprovider")


def quarter(course: Path):
    return Course(course).find("quarter")


def test_a_green_kata_whose_part_changes_stays_green_and_is_next(green):
    assert position(green).changed(quarter(green)) == []
    write(green / "katas" / HALF / "half.py", "def half(x):\n    return x * 0.5\n")
    after = position(green)
    assert state(quarter(green), after) == "complete, half changed"
    assert after.next_of([quarter(green)]) == quarter(green)
    assert judged(green).exit_code == 0
    assert state(quarter(green), position(green)) == "complete"
    assert position(green).next_of([quarter(green)]) is None


def test_what_turned_red_says_since_when(green):
    write(green / "katas" / HALF / "half.py", "def half(x):\n    return x * 7\n")
    assert lesson(judged(green)).words[0] == "It was green until half changed."
    assert state(quarter(green), position(green)) == "red"


def test_a_red_part_is_where_to_begin(green):
    write(green / "katas" / HALF / "half.py", "def half(x):\n    return x * 7\n")
    judge_folder(green, "--kata=half", "--hypothesis-profile=grade", "-p", "cacheprovider")
    assert lesson(judged(green)).words[0] == "Your half is red: begin there."


OPEN = """

@pytest.mark.kata(stage="edges")
def test_takes_an_edge(kata):
    kata.check("{}", np.array([1e300]))
"""
NO_EDGES = "import numpy as np\n\n\ndef half(x):\n    return x / 2 if np.max(np.abs(x), initial=0) < 1e200 else x * 7\n"


def with_an_edge(course: Path, kata: str) -> None:
    judge = Course(course).find(kata).judge
    judge.write_text(judge.read_text(encoding="utf-8") + OPEN.format(kata), encoding="utf-8")


def test_a_part_that_is_green_is_not_called_red_for_its_edges(green):
    with_an_edge(green, "half")
    write(green / "katas" / HALF / "half.py", NO_EDGES)
    half = judge_folder(green, "--kata=half", "--hypothesis-profile=grade", "-p", "cacheprovider")
    assert {result.stage for result in half.red} == {"edges"}
    write(green / "katas" / QUARTER / "quarter.py", f"{RIGHT_QUARTER}\n\ndef quarter(x):\n    return half(x) * 3\n")
    assert "begin there" not in str(lesson(judged(green)).words)


def test_what_never_was_green_has_not_been_green_until_a_part_changed(green):
    write(green / "katas" / QUARTER / "quarter.py", f"{RIGHT_QUARTER}\n\ndef quarter(x):\n    return half(x) * 3\n")
    assert judged(green).red
    write(green / "katas" / HALF / "half.py", "def half(x):\n    return x * 0.5\n")
    assert "It was green" not in str(lesson(judged(green)).words)


def test_an_edge_that_was_open_has_not_been_green_until_a_part_changed(green):
    with_an_edge(green, "quarter")
    write(green / "katas" / HALF / "half.py", NO_EDGES)
    assert {result.stage for result in judged(green).red} == {"edges"}
    write(green / "katas" / HALF / "half.py", NO_EDGES.replace("x / 2", "x * 0.5"))
    assert "It was green" not in str(lesson(judged(green)).words)


def test_only_parts_that_are_imported_count(green):
    write(green / "katas" / QUARTER / "quarter.py", "def quarter(x):\n    return x / 4\n")
    assert judged(green).exit_code == 0
    write(green / "katas" / HALF / "half.py", "def half(x):\n    return x * 7\n")
    assert state(quarter(green), position(green)) == "complete"


# ---------------------------------------------------------------------------- a class


def test_a_student_is_graded_with_parts_of_their_own(course, tmp_path):
    handed_in = tmp_path / "in"
    for student, half in (("right", RIGHT_HALF), ("red", "def half(x):\n    return x * 7\n"), ("none", None)):
        write(handed_in / student / QUARTER / "quarter.py", RIGHT_QUARTER)
        if half is not None:
            write(handed_in / student / HALF / "half.py", half)
    graded = Graded(course, handed_in, tmp_path / "out", katas=("quarter",))
    states = [graded.verdict(student, QUARTER).state for student in ("right", "red", "none")]
    assert states == ["passed", "wrong", "wrong"], graded.said
    assert "needs half, which is not there" in graded.verdict("none", QUARTER).text
    write(handed_in / "red" / HALF / "half.py", RIGHT_HALF)
    assert Graded(course, handed_in, tmp_path / "out", katas=("quarter",)).verdict("red", QUARTER).state == "passed"


def test_the_watch_judges_anew_when_a_part_is_saved(course):
    place = quarter(course)
    before = solution_files(place, course / "katas")
    write(course / "katas" / DOUBLE / "double.py", "def double(x):\n    return x + x + 0\n")
    assert solution_files(place, course / "katas") == before, "half does not import it"
    write(course / "katas" / HALF / "half.py", "def half(x):\n    return x * 0.5\n")
    assert solution_files(place, course / "katas") != before


def test_closing_a_solution_in_this_process_ends_its_open_test(course):
    """A red test leaves it open: whoever collects the garbage must not change what is imported meanwhile."""
    file, before = course / "katas" / HALF / "half.py", list(sys.path)
    solution = InProcess(Setup(file))
    solution.begin_test(1)
    assert str(file.parent) in sys.path
    solution.close()
    assert sys.path == before
