"""README tells the truth about the course and about what a learner reads."""

from __future__ import annotations

import ast
import re

import pytest

from tests.judging import KATAS, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def _row(place) -> str:
    judge_text, stub = place.judge.read_text(encoding="utf-8"), ast.parse(place.solution(ROOT / "katas").read_bytes())
    names = [f"`{node.name}`" for node in stub.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    day = re.search(r"day=(\d+)", judge_text)[1]
    minutes = re.search(r"minutes=(\d+)", judge_text)[1]
    star = "★" if "fast_track=True" in judge_text else ""
    return f"| {day} | [{place.id}](katas/{place.id}) | {', '.join(names)} | {minutes} | {star} |"


def test_the_course_by_day_is_the_katas_that_there_are():
    rows = re.findall(r"^\| \d+ \|.*$", README, re.M)
    assert sorted(rows) == sorted(_row(place) for place in KATAS)
    days = [int(row.split()[1]) for row in rows]
    assert days == sorted(days)


def test_the_failure_in_its_first_screen_is_a_real_one():
    told = (ROOT / "tests/snapshots/overflow.txt").read_text(encoding="utf-8")
    shown = README.split("What you read when softmax overflows:")[1].split("```")[1].strip()
    assert shown in told


OPTIONS = set(re.findall(r"--[a-z][a-z-]+", README)) - {"--hypothesis-profile", "--pdb"}  # those of the libraries


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_each_option_that_it_names_exists(option):
    assert option in (ROOT / "dojo/options.py").read_text(encoding="utf-8")


def test_the_worked_example_of_contributing_is_a_kata(course):
    """The files that CONTRIBUTING shows, written out and judged."""
    blocks = re.findall(r"```python\n(.*?)```", CONTRIBUTING, re.S)
    mistakes, model, judge_text = blocks[:3]
    folder = "04_scientific_python/13_clamp"
    course.write(f"katas/{folder}/test_clamp.py", judge_text)
    course.write(f"katas/{folder}/clamp.py", "def clamp(x, low, high):\n    raise NotImplementedError\n")
    course.write(f"reference/{folder}/clamp.py", model)
    course.write(f"reference/{folder}/mistakes.py", mistakes)
    course.write(
        f"reference/{folder}/with_numpy.py",
        "import numpy\n\ndef clamp(x, low, high):\n    return numpy.clip(x, low, high)\n",
    )
    course.write(
        f"reference/{folder}/with_torch.py",
        "import torch\n\ndef clamp(x, low, high):\n    return torch.clamp(x, low, high)\n",
    )
    place = f"katas/{folder}"
    assert f"edit  {place}/clamp.py" in course.run(place, "--target=numpy").stdout.str()
    green = course.run(place, "--solution=reference", "--target=numpy", "--target=torch-cpu")
    assert green.ret == 0, green.stdout.str()
    course.write(
        f"submissions/wrong/{folder}/clamp.py",
        "from array_api_compat import array_namespace\n\n"
        + mistakes.split('.")\n')[1].replace("swaps_the_bounds", "clamp"),
    )
    wrong = course.run(place, "--solution=submissions/wrong", "--target=numpy")
    assert wrong.ret == 1
    assert "The bounds are swapped" in wrong.stdout.str()


def test_what_is_committed_names_no_machine():
    for file in [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*/*/*/*.*"), *ROOT.glob("dojo/*.py")]:
        if file.suffix in (".py", ".md", ".toml"):
            assert not re.search(r"(?<![\w.])/(home|root|work)/", file.read_text(encoding="utf-8")), file
