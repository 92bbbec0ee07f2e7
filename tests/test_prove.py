"""``dojo prove`` and ``dojo new``: what an author is told, in this repository or in one of their own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dojo.authors import papers
from dojo.authors.checks import blind_checks
from dojo.engine.base.files import KataFiles
from tests.forked import forked
from tests.grading import DOUBLE, RIGHT_DOUBLE, small_course, write
from tests.judging import KATAS, ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STATEMENT = "# Double\n\n`double(x)` returns twice x: (1, 2) gives **(2, 4)**. " + "A word. " * 40
HINTS = "".join(f"## {name}\n\nWhat is one and the same, once more?\n\n" for name in papers.HINTS)
MISTAKES = "from dojo import edit\n\n" + "".join(
    f'edit("adds_{i}", "{i} is added: double multiplies.", ("x * 2", "x * 2 + {i}"))\n' for i in range(1, 6)
)


@pytest.fixture
def place(tmp_path) -> KataFiles:
    """A kata whose files are whole, in a course of its own."""
    place = KataFiles(small_course(tmp_path.resolve()), *DOUBLE.split("/"))
    write(place.judge.parent / "README.md", STATEMENT)
    write(place.judge.parent / "hints.md", HINTS)
    write(place.reference("mistakes"), MISTAKES)
    for way in ("variant_1", "variant_2", "textbook_1"):
        write(place.ways / f"{way}.py", RIGHT_DOUBLE)
    return place


def test_what_is_whole_is_left_alone(place):
    assert list(papers.problems(place)) == []


def _add(file: Path, text: str) -> None:
    write(file, file.read_text(encoding="utf-8") + text)


SLIPS = {
    "a place to fill in": (
        lambda place: _add(place.reference("double"), "# FILL IN: why\n"),
        "reference/01_numbers/01_double/double.py:3: is left to fill in",
    ),
    "an empty hint": (
        lambda place: write(
            place.judge.parent / "hints.md", HINTS.replace("What is one and the same, once more?", "", 1)
        ),
        "hints.md: Faint says nothing",
    ),
    "another strength": (
        lambda place: write(place.judge.parent / "hints.md", HINTS.replace("Clearer", "Clear")),
        "its headings are Faint, Clear, Strong",
    ),
    "no hints": (lambda place: (place.judge.parent / "hints.md").unlink(), "hints.md: is not there"),
    "empty words": (
        lambda place: write(place.reference("mistakes"), MISTAKES.replace("1 is added: double multiplies.", "Wrong.")),
        "mistakes.py: adds_1 has no words",
    ),
    "an edit that does not fit": (
        lambda place: write(place.reference("mistakes"), MISTAKES.replace('("x * 2", "x * 2 + 3")', '("y", "x")')),
        "reference/01_numbers/01_double/mistakes.py:5: edit(\"adds_3\") changes 'y', which is not there in double.py",
    ),
    "too few mistakes": (
        lambda place: write(place.reference("mistakes"), MISTAKES[: MISTAKES.index('edit("adds_3"')]),
        "2 of 5 mistakes",
    ),
    "a figure of its own": (
        lambda place: write(place.judge.parent / "README.md", STATEMENT.replace("**(2, 4)**", "**(3, 5)**")),
        "the judge does not pin the bold 3, 5",
    ),
    "a figure that is partly its own": (
        lambda place: write(place.judge.parent / "README.md", STATEMENT.replace("**(2, 4)**", "**(2, 5)**")),
        "in (2, 5) the judge does not pin 5",
    ),
    "a name that is not explained": (
        lambda place: write(place.judge.parent / "README.md", STATEMENT.replace("`double(x)`", "It")),
        "does not name double, which is to be written",
    ),
    "an empty statement": (
        lambda place: write(place.judge.parent / "README.md", "# `double`\n"),
        "says nearly nothing",
    ),
    "a way that nobody reads": (
        lambda place: write(place.ways / "varaint_3.py", RIGHT_DOUBLE),
        "ways/varaint_3.py: nobody reads it; a way is called",
    ),
    "a reference that nobody reads": (
        lambda place: write(place.reference("with_tocrh"), RIGHT_DOUBLE),
        "with_tocrh.py: nobody reads it. Did you mean with_torch.py?",
    ),
    "no textbook": (lambda place: (place.ways / "textbook_1.py").unlink(), "0 of 1 textbook_<how>.py"),
    "a table that nobody reads": (
        lambda place: write(place.root / "katas/path.toml", '[renamed]\n[day]\n1 = "a"\n'),
        "katas/path.toml: nobody reads day",
    ),
    "a day in a mark": (
        lambda place: write(place.judge, place.judge.read_text().replace("mark.kata(", "mark.kata(day=4, ")),
        "test_double.py: day= says nothing any more: katas/path.toml holds the paths",
    ),
    "paths that can't be read": (
        lambda place: write(place.root / "katas/path.toml", "[paths\n"),
        "katas/path.toml: it can't be read: ",
    ),
    "a mutant without a reason": (
        lambda place: write(
            place.reference("").parent / "equivalent_mutants.toml", '[[equivalent]]\nwas = "a"\nnow = "b"\nwhy = "so"\n'
        ),
        "why is a the same as b?",
    ),
    "a part that is not named": (
        lambda place: write(place.judge, place.judge.read_text().replace("mark.kata(", 'mark.kata(uses=["half"], ')),
        "does not name mine.half",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_file(place, slip):
    make, told = SLIPS[slip]
    make(place)
    problems = list(papers.problems(place))
    assert len(problems) == 1, problems
    assert told in problems[0]


# ---------------------------------------------------------------------------- checks that see nothing


@pytest.fixture
def lax(place) -> KataFiles:
    """One strict check, and one that allows anything."""
    judge = place.judge.read_text(encoding="utf-8")
    write(
        place.judge, judge + '\n\ndef test_again(kata):\n    kata.check("double", np.array([1.0, 3.0]), scale=1e12)\n'
    )
    return place


def _line(file: Path, text: str) -> int:
    return next(n for n, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1) if text in line)


def test_a_check_that_allows_too_much_is_told_beside_a_strict_one(lax):
    line = _line(lax.judge, "scale=1e12")
    told = list(blind_checks(lax))
    assert len(told) == 1, told
    assert told[0].startswith(f"katas/{DOUBLE}/test_double.py:{line}: double may be a millionth off here")


def test_a_check_may_say_why_it_sees_no_millionth(lax):
    judge = lax.judge.read_text(encoding="utf-8")
    write(lax.judge, judge.replace("scale=1e12)", "scale=1e12)  # a millionth is rounding here"))
    assert list(blind_checks(lax)) == []


# ---------------------------------------------------------------------------- the commands


def test_a_course_of_ones_own_is_begun_filled_in_and_proved(tmp_path):
    """The files come from ``dojo new``; nothing is written anywhere else."""
    before = {place.id for place in KATAS}
    refused = forked(tmp_path, "dojo", "prove")
    assert refused.returncode == 2
    assert "there is no course here" in refused.stdout
    begun = forked(tmp_path, "dojo", "new", "01_numbers/01_double", "--yes")
    assert begun.returncode == 0, begun.stdout + begun.stderr
    assert "written: conftest.py" in begun.stdout
    place = KataFiles(tmp_path, *DOUBLE.split("/"))
    assert "day=" not in re.sub(r"#.*", "", place.judge.read_text(encoding="utf-8"))
    unfilled = forked(tmp_path, "dojo", "prove", "double")
    assert unfilled.returncode == 1
    assert "01_double/README.md:3: is left to fill in" in unfilled.stdout
    assert "nothing has been judged" in unfilled.stdout
    assert {place.id for place in KATAS} == before


def test_a_kata_of_plain_python_is_begun_without_arrays(tmp_path):
    assert forked(tmp_path, "dojo", "new", "01_words/01_reverse", "--plain", "--yes").returncode == 0
    place = KataFiles(tmp_path, "01_words", "01_reverse")
    files = [file for root in ("katas", "reference") for file in (tmp_path / root / place.id).rglob("*.*")]
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    assert "with_torch.py" not in texts
    assert 'targets="python"' in texts["test_reverse.py"]
    assert not [name for name, text in texts.items() if re.search("array|torch|numpy|xp|dtype", text)]
    for text in texts.values():
        assert "\n\n\n\n" not in text
    filled = {
        place.judge: ('"ab"), ""', '"ab"), "ba"'),
        place.solution(tmp_path / "katas"): ("raise NotImplementedError", "return x[::-1]"),
    }
    for file, swap in filled.items():
        write(file, file.read_text(encoding="utf-8").replace(*swap))
    for stem in ("reverse", "with_numpy"):
        write(place.reference(stem), '"""Backwards."""\n\n\ndef reverse(x):\n    return x[::-1]\n')
    write(place.reference("mistakes"), "")
    done = forked(tmp_path, "pytest", "-q", "--stage=core", "--stage=edges")
    assert done.returncode == 0, done.stdout


def test_a_wrong_reference_is_told_once(place):
    write(place.reference("with_numpy"), "def double(x):\n    return x * 3\n")
    judge = place.judge.read_text(encoding="utf-8")
    write(place.judge, judge.replace('mark.kata(targets="numpy", ', "mark.kata(minutes=5, "))
    stub = 'def double(x):\n    """The double of x."""\n    raise NotImplementedError\n'
    write(place.solution(place.root / "katas"), f'"""Double."""\n\n{stub}')
    done = forked(
        place.root, "dojo", "prove", "01_double", "-k", "many_seeds or another_way or textbook_solution or own_words"
    )
    assert done.returncode == 1
    assert "1 failed, 8 skipped" in done.stdout, done.stdout
    assert "with_numpy.py is the odd one out" in done.stdout
    assert "Nothing more of this kata is proved before it is right" in done.stdout


def test_it_writes_what_is_written_by_machine_and_proves(place):
    stub = 'def double(x):\n    """The double of x."""\n    raise NotImplementedError\n'
    write(place.solution(place.root / "katas"), f'"""Double."""\n\n{stub}')
    half = KataFiles(place.root, "02_parts", "01_half")
    for kata in (place, half):
        judge = kata.judge.read_text(encoding="utf-8")
        write(kata.judge, judge.replace("mark.kata(", "mark.kata(minutes=5, "))
        write(kata.ways / "textbook_1.py", RIGHT_DOUBLE)
        write(kata.judge.parent / "README.md", STATEMENT)
        write(kata.judge.parents[1] / "README.md", f"# Track\n\n| [{kata.folder}]({kata.folder}) | twice |\n")
    done = forked(place.root, "dojo", "prove", "01_double", "-k", "its_files or stub_is_red or own_words")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "written: katas/stubs.json" in done.stdout
    assert "7 passed" in done.stdout
    assert DOUBLE in json.loads((place.root / "katas/stubs.json").read_text(encoding="utf-8"))


def test_contributing_walks_through_a_kata_that_proves(tmp_path):
    """By its text alone: a course is begun, and each file that it shows is written."""
    assert forked(tmp_path, "dojo", "new", "01_numbers/01_clamp", "--yes").returncode == 0
    for way in tmp_path.glob("reference/*/*/ways/*.py"):
        way.unlink()  # they are called by their ways
    for path, text in re.findall(r"^`(\S+)`:\n\n```\w+\n(.*?)^```$", CONTRIBUTING, re.M | re.S):
        write(tmp_path / path, text)
    done = forked(tmp_path, "dojo", "prove", "clamp", "--all")
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 20
    asked = re.findall(r"`(dojo \w+|pytest [^`]*)", CONTRIBUTING)
    assert {"dojo new", "dojo prove"} <= set(asked)


UNLISTED = """from dojo import edit, mistake

for name in ("adds_one", "counts_from_one"):
    edit(name, "1 is added: double multiplies.", ("x * 2", "x * 2 + 1"))
edit("squares", "It is squared: double multiplies.", ("x * 2", "x * x"))
edit("multiplies_by_itself", "x times x is no double.", ("x * 2", "x * x"))


@mistake("double", "It writes into its input: compute into a new array.")
def writes(x):
    x *= 2
    return x
"""


def _worth(place, *options: str) -> list[str]:
    return forked(place.root, "dojo", "prove", "--worth", *options, "01_double").stdout.splitlines()


def test_the_worth_of_a_list_is_told_by_what_is_read_without_each_entry(place):
    write(place.reference("mistakes"), UNLISTED)
    told = _worth(place)
    counts = dict(zip(told[0].split(), told[1].split()[1:], strict=True))
    assert {kind: count for kind, count in counts.items() if count != "0"} == {"right": "2", "other": "2", "check": "1"}
    assert told[-2:] == [
        "nothing (law, common, nothing): 0 of 5, 0.0%",
        "not so, at most (other): 2 of 5, 40.0%; read each",
    ]


def test_a_lot_of_mistakes_is_written_with_what_is_wrong_and_what_was_told(place):
    """The same seed draws the same, another one others."""
    write(place.reference("mistakes"), UNLISTED)
    lots = {seed: _worth(place, "--lot", "2", "--seed", seed, "-v") for seed in "abcd"}
    assert lots["a"] == _worth(place, "--lot", "2", "--seed", "a", "-v")
    assert len({tuple(lot) for lot in lots.values()}) > 1
    squares = next(lot[i:] for lot in lots.values() for i, line in enumerate(lot) if line.endswith(": squares"))
    assert squares[1] == "What is wrong: It is squared: double multiplies."
    assert "    -    return x * 2" in squares
    told = next(i for i, line in enumerate(squares) if line.startswith("What was told: double"))
    assert squares[told + 1] == "    x times x is no double."


def test_two_things_at_once_are_off_the_list_where_one_of_them_is(place):
    """Else the words of both would be read where one is wrong."""
    both = "\n\n@mistake('double', 'It adds, and it is a float.')\ndef adds_and_divides(x):\n    return x * 2 + 1\n"
    one = 'edit("adds", "It adds.", ("x * 2", "x * 2 + 1"))\n'
    write(place.reference("mistakes"), f"from dojo import edit, mistake\n\n{one}{both}")
    squares = [block.splitlines() for block in "\n".join(_worth(place, "-v")).split("\n\n")]
    told = {lines[0].split(": ")[-1]: lines[-1].strip() for lines in squares if "What is wrong" in "".join(lines)}
    assert told["adds_and_divides"] == "It adds."
    assert told["adds"] != "It adds, and it is a float."


def test_what_is_said_of_more_than_a_third_of_the_mistakes_counts_as_nothing(place):
    """All are whole multiples, and each reads the same fact: it tells none of them from another."""
    changes = [f'edit("times_{n}", "It is {n} times x.", ("x * 2", "x * 0 + {n}"))\n' for n in (3, 5, 7, 9)]
    write(place.reference("mistakes"), "from dojo import edit\n\n" + "".join(changes))
    assert "nothing (law, common, nothing): 4 of 4, 100.0%" in _worth(place)


def test_an_unknown_kata_is_told(place):
    done = forked(place.root, "dojo", "prove", "dubble")
    assert done.returncode == 2
    assert "did you mean double?" in done.stderr + done.stdout
