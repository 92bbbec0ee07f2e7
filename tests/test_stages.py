"""A stage runs when the ones before it are green, and what was not reached is never passed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

EDGES = """

@pytest.mark.kata(stage="edges")
def test_takes_large_numbers(kata):
    kata.check("double", np.array([1e300]))
"""
RIGHT = "def double(x):\n    return x * 2\n"
NO_EDGES = "def double(x):\n    return x if (abs(x) > 1e200).any() else x * 2\n"
NO_CORE = "def double(x):\n    return x + 3\n"
NO_TORCH = "import numpy as np\n\n\ndef double(x):\n    return np.array(x) * 2\n"
SPY = """
import sys
pytest_plugins = ["dojo.run.plugin"]

def pytest_unconfigure(config):
    print("torch loaded:", "torch" in sys.modules)
"""


@pytest.fixture
def staged(course):
    """The first kata has all stages; the end of a run says whether torch was imported."""
    judge = course.root / "katas/01_numbers/01_double/test_double.py"
    judge.write_text(judge.read_text(encoding="utf-8") + EDGES, encoding="utf-8")
    course.write("conftest.py", SPY)
    return course


def run(staged, *options: str, way: str = "run") -> tuple[dict[tuple[str, str], list[str]], str, int]:
    """The outcomes by stage and by target, as junit has them; the text; the exit code."""
    result = getattr(staged, way)("katas/01_numbers", "--junitxml=junit.xml", *options)
    found: dict = {}
    for case in ET.parse(staged.root / "junit.xml").iter("testcase"):
        told = {p.get("name"): p.get("value") for p in case.iter("property")}
        skipped = case.find("skipped")
        outcome = (
            skipped.get("message") if skipped is not None else "red" if case.find("failure") is not None else "passed"
        )
        assert (told["state"] == "passed") == (outcome == "passed")
        assert (told["state"] == "not reached") == outcome.startswith("not reached")
        found.setdefault(told["stage"], set()).add(outcome)
    return found, result.stdout.str(), result.ret


def test_edges_and_torch_wait_for_core(staged):
    staged.solve("double", NO_CORE)
    found, text, code = run(staged, way="run_anew")
    assert "passed" not in found["edges"] | found["torch"] | found["cuda"]
    assert found["edges"] == found["torch"] == found["cuda"] == {"not reached: core is red"}
    assert "red: core 1 of 3, then edges, torch" in text
    assert "torch loaded: False" in text
    assert code == 1


def test_torch_waits_for_the_edges(staged):
    staged.solve("double", NO_EDGES)
    found, text, code = run(staged, way="run_anew")
    assert found["core"] == {"passed"}
    assert found["torch"] == {"not reached: edges is red"}
    assert "01_numbers/01_double is green: edges 0 of 1, then torch" in text
    assert "torch loaded: False" in text
    assert code == 1


def test_what_is_right_reaches_torch(staged):
    staged.solve("double", NO_TORCH)
    found, _, code = run(staged)
    assert found["core"] == found["edges"] == {"passed"}
    assert "red" in found["torch"]
    assert found["cuda"] <= {"not reached: torch is red", "no CUDA GPU on this machine"}
    assert code == 1


def test_a_stage_counts_on_the_record_of_these_very_files(staged):
    staged.solve("double", RIGHT)
    alone, text, code = run(staged, "--stage", "torch", way="run_anew")
    assert alone == {"torch": {"not reached: core has not been judged"}}
    assert code == 1
    assert "torch loaded: False" in text
    core, _, code = run(staged, "--stage", "core", "--stage", "edges")
    assert core == {"core": {"passed"}, "edges": {"passed"}}
    assert code == 0
    assert run(staged, "--stage", "torch")[0] == {"torch": {"passed"}}
    staged.solve("double", RIGHT + "# changed\n")
    assert run(staged, "--stage", "torch")[0] == {"torch": {"not reached: core has not been judged"}}


@pytest.mark.parametrize(
    "options",
    [["--all-stages"], ["--hypothesis-profile=grade"], ["--solution=katas"], ["-k", "figure or large"]],
    ids=lambda options: options[0],
)
def test_all_stages_run_when_they_are_asked_for(staged, options):
    staged.solve("double", NO_CORE)
    found, *_ = run(staged, *options)
    assert found["edges"] == {"red"}
    assert not any(outcome.startswith("not reached") for outcomes in found.values() for outcome in outcomes)


def test_a_test_that_is_named_always_runs(staged):
    staged.solve("double", NO_CORE)
    judge = "katas/01_numbers/01_double/test_double.py"
    for test in ("test_takes_large_numbers", "test_takes_large_numbers[torch-cpu]"):
        result = staged.run(f"{judge}::{test}", "-v")
        assert result.ret == 1
        assert "not reached" not in result.stdout.str()
        assert re.search(r"test_takes_large_numbers\[torch-cpu\] FAILED", result.stdout.str())


def test_the_tests_of_a_kata_run_by_stages_on_one_worker(staged):
    staged.solve("double", NO_EDGES)
    staged.solve("half", "def half(x):\n    return x / 2")
    result = staged.run("-n", "2", "-v", "-rs")
    assert "not reached: edges is red" in result.stdout.str()
    assert "not reached: core has not been judged" not in result.stdout.str()
    seen = re.findall(r"\[gw(\d)\].*(01_numbers|02_parts)/", result.stdout.str())
    assert len(set(seen)) == 2


def test_a_kata_of_torch_alone_has_its_core_there(course):
    judge = course.root / "katas/01_numbers/01_double/test_double.py"
    text = judge.read_text(encoding="utf-8").replace("kata(", 'kata(targets="torch",')
    judge.write_text(text + EDGES, encoding="utf-8")
    course.solve("double", RIGHT)
    found, text, code = run(course)
    assert found["core"] == found["edges"] == {"passed"}
    assert "torch" not in found
    assert code == 0
    assert "01_numbers/01_double is complete" in text or "cuda" in found


@pytest.mark.parametrize(
    ("solution", "options", "due"),
    [
        (None, ["--all-stages"], False),
        (NO_CORE, [], False),
        (RIGHT, [], False),
        (RIGHT, ["--all-stages"], True),
        (RIGHT, ["--solution=reference"], True),
        (RIGHT, ["--all-stages", "--target=numpy"], False),
        (RIGHT, ["--all-stages", "--stage=core"], False),
        (RIGHT, ["-k", "figure"], True),
    ],
)
def test_it_is_known_at_the_start_whether_torch_will_run(course, solution, options, due):
    if solution is not None:
        course.solve("double", solution)
    course.write(
        "conftest.py",
        """
        pytest_plugins = ["dojo.run.plugin"]

        def pytest_collection(session):
            from dojo.run.stages import torch_is_due
            print("due:", torch_is_due(session.config))
        """,
    )
    assert f"due: {due}" in course.run("katas/01_numbers", "-s", *options).stdout.str()


def test_torch_is_due_where_the_record_says_so(course):
    course.solve("double", RIGHT)
    course.run("katas/01_numbers", "--target=numpy")
    course.write(
        "conftest.py",
        """
        pytest_plugins = ["dojo.run.plugin"]

        def pytest_collection(session):
            from dojo.run.stages import torch_is_due
            print("due:", torch_is_due(session.config))
        """,
    )
    assert "due: True" in course.run("katas/01_numbers", "-s").stdout.str()


WORSE = "import numpy as np\n\ndef double(x):\n    return abs(x) * 2 + 0 * np.square(x)\n"


def test_what_the_last_save_has_broken_is_shown_before_what_was_red_already(course):
    course.solve("double", "def double(x):\n    return abs(x) * 2\n")
    course.run("--kata", "double", "--target=numpy").stdout.fnmatch_lines(["agrees with numpy and torch  [[]numpy[]]"])
    course.solve("double", WORSE.replace("double(x)", "double(x"))
    course.run("--kata", "double", "--target=numpy").stdout.fnmatch_lines(["*is not valid Python"])
    course.solve("double", WORSE)
    result = course.run("--kata", "double", "--target=numpy")
    result.stdout.fnmatch_lines(["is written from scratch  [[]numpy[]]  passed before this save", "", "*square*"])
    assert course.progress().last_failed(course.progress().course.places[0]) == "test_is_written_from_scratch[numpy]"


REFUSES = """

@pytest.mark.kata(stage="edges")
def test_refuses_a_text(kata):
    kata.check_raises(Exception, "double", "a")
"""


@pytest.mark.parametrize("message", ["", "(f'no double of {x}')"], ids=["bare", "with a message"])
def test_an_argument_may_be_refused_with_a_not_implemented_error(course, message):
    """It says that something is to be written only where nothing else is."""
    judge = course.root / "katas/01_numbers/01_double/test_double.py"
    judge.write_text(judge.read_text(encoding="utf-8") + REFUSES, encoding="utf-8")
    refusal = f"    if isinstance(x, str):\n        raise NotImplementedError{message}\n"
    course.solve("double", f"def double(x):\n{refusal}    return x * 2\n")
    result = course.run("katas/01_numbers", "--stage=core", "--stage=edges")
    assert result.ret == 0, result.stdout.str()
    assert "to write" not in result.stdout.str()


def test_of_two_functions_the_one_that_is_a_stub_still_is_named(course):
    course.solve("double", "def _twice(x):\n    raise NotImplementedError\n\n\ndef double(x):\n    return _twice(x)\n")
    assert "01_numbers/01_double: not started (_twice)" in course.run("katas/01_numbers", "-v").stdout.str()


def test_a_raise_that_is_left_below_written_lines_is_told_as_that(course):
    course.solve("double", "def double(x):\n    y = x * 2\n    raise NotImplementedError\n")
    text = course.run("katas/01_numbers").stdout.str()
    assert "The raise of the stub is still there" in text
    assert "is the check too strict" not in text
