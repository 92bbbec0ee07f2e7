"""What the proofs say to an author who has slipped."""

from __future__ import annotations

import ast
import re

import pytest

from dojo.authors import giveaways as shortcuts
from dojo.authors import tables as written
from dojo.authors.cases import part_of, tonight
from dojo.authors.giveaways import answers
from dojo.authors.judged import PROOF, judge
from dojo.authors.mutants import Mutant, left_open, mutants_of, read_listed
from dojo.authors.references import odd_one_out
from dojo.authors.stub import differences
from dojo.engine.base.files import KataFiles
from dojo.engine.explain.mistakes import load_mistakes
from tests.forked import forked
from tests.grading import DOUBLE, RIGHT_DOUBLE, small_course, write
from tests.judging import KATAS, ROOT, of_each


@pytest.fixture
def place(tmp_path) -> KataFiles:
    """A kata that an author has just written."""
    return KataFiles(small_course(tmp_path.resolve()), *DOUBLE.split("/"))


# ---------------------------------------------------------------------------- signatures

CLASS = "class Double:\n    def __init__(self, by{more}):\n        pass\n\n    def double(self, {x}):\n        pass\n"


@pytest.mark.parametrize(
    ("stub", "model", "told"),
    [
        ("def double(x, axis=-1): ...", "def double(x, axis=-1): ...", []),
        ("def double(x): ...", "def double(y): ...", ["double(y), but the stub has (x)"]),
        ("def double(x, y): ...", "def double(y, x): ...", ["double(y, x), but the stub has (x, y)"]),
        (
            "def double(x, axis=0): ...",
            "def double(x, axis=-1): ...",
            ["double(x, axis=-1), but the stub has (x, axis=0)"],
        ),
        ("def double(x): ...", "def double(x, axis=-1): ...", ["double(x, axis=-1), but the stub has (x)"]),
        ("def double(x, *, axis): ...", "def double(x, axis): ...", ["double(x, axis), but the stub has (x, *, axis)"]),
        ("def double(x: float): ...", "def double(x): ...", []),
        ("def double(x): ...", "def twice(x): ...", ["double is not there"]),
        (CLASS.format(more="", x="x"), CLASS.format(more=", parts=()", x="x"), []),
        (CLASS.format(more="", x="x"), CLASS.format(more=", parts", x="x"), ["Double.__init__(self, by, parts)"]),
        (
            CLASS.format(more="", x="x"),
            CLASS.format(more="", x="y"),
            ["Double.double(self, y), but the stub has (self, x)"],
        ),
    ],
)
def test_a_stub_with_another_signature_than_the_model_solution_is_told(place, stub, model, told):
    write(place.solution(place.root / "katas"), stub)
    for stem in ("double", "with_numpy", "with_torch"):
        write(place.reference(stem), model if stem == "double" else "x = 1")
    found = list(differences(place))
    assert len(found) == len(told)
    assert all(line.startswith(f"double.py: {part}") for line, part in zip(found, told, strict=True)), found


@pytest.mark.parametrize("stem", ["with_numpy", "with_torch"])
def test_a_stub_with_another_signature_than_a_reference_is_told(place, stem):
    write(place.reference(stem), "def double(x, axis=-1): ...")
    assert list(differences(place)) == [f"{stem}.py: double(x, axis=-1), but the stub has (x)"]


@pytest.mark.parametrize(
    ("said", "told"), [("`double(x, axis=-1)` goes along an axis.", 0), ("Its axis is its own.", 1)]
)
def test_a_keyword_that_came_when_the_stub_was_out_stands_in_the_statement(place, said, told):
    write(place.judge.with_name("README.md"), f"# Double\n\n{said}\n")
    write(place.reference("double"), "def double(x, axis=-1): ...")
    assert len(list(differences(place))) == told


# ---------------------------------------------------------------------------- mistakes and mutants


def test_a_mistake_that_replaces_nothing_is_told_with_its_line_and_a_name_like_it(place):
    text = 'from dojo import mistake\n\n\n@mistake("duble", "It is twice.")\ndef wrong(x):\n    return x\n'
    write(place.reference("mistakes"), text)
    told = r"reference/01_numbers/01_double/mistakes\.py:4: .* double\.py defines no duble\. Did you mean double\?"
    with pytest.raises(LookupError, match=told):
        load_mistakes(place)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[equivalnet]]\nwas = "a"\nnow = "b"\nwhy = "c"\n', r"nobody reads \[\[equivalnet\]\]"),
        ('[[hidden]]\nwas = "a"\nnow = "b"\nwhy = "c"\nlien = 3\n', "with lien, now, was, why; it takes was, now, why"),
        ('[[hidden]]\nwas = "a"\nnow = "b"\n', "with now, was; it takes was, now, why"),
    ],
)
def test_a_list_of_mutants_that_nobody_reads_is_refused(tmp_path, text, told):
    with pytest.raises(ValueError, match=told):
        list(read_listed(write(tmp_path / "equivalent_mutants.toml", text)))


def test_of_mutants_that_say_the_same_there_is_one(place):
    write(place.reference("double"), "def double(x, axis=-1):\n    return x.sum(axis=-1) if axis < -1 else +x\n")
    held = [mutant.now for mutant in mutants_of(place)]
    assert not [line for line in held if "--" in line]
    assert len([line for line in held if "x.sum(axis=1)" in line]) == 1


def test_a_mutant_that_is_left_is_told_with_the_file_where_it_may_be_listed():
    told = left_open(KATAS[0], [Mutant("return x", "return -x", "")])
    assert "return x\n    -> return -x" in told
    assert f"reference/{KATAS[0].id}/equivalent_mutants.toml" in told


# ---------------------------------------------------------------------------- references


@pytest.mark.parametrize(("wrong", "right"), [("with_numpy", "with_torch"), ("with_torch", "with_numpy")])
def test_a_wrong_reference_is_the_odd_one_out(place, wrong, right):
    judge = place.judge.read_text(encoding="utf-8")
    place.judge.write_text(judge.replace('targets="numpy", ', ""), encoding="utf-8")
    write(place.reference(wrong), "def double(x):\n    return x * 3\n")
    assert odd_one_out(place).startswith(f"{wrong}.py is the odd one out: {right}.py agrees with the model solution")


def test_a_judge_of_another_course_is_loaded_anew(place, tmp_path):
    """Both are called the same."""
    judge(place, place.root / "reference", PROOF)
    other = KataFiles(small_course((tmp_path / "other").resolve()), *DOUBLE.split("/"))
    text = other.judge.read_text(encoding="utf-8")
    other.judge.write_text(text.replace('targets="numpy"', 'targets="python"'), encoding="utf-8")
    assert {r.target for r in judge(other, other.root / "reference", PROOF).results} == {"python"}


def test_where_the_model_solution_is_wrong_no_reference_is(place):
    write(place.reference("double"), "def double(x):\n    return x * 3\n")
    assert odd_one_out(place) == ""


def test_what_gives_an_answer_away_is_asked_at_each_stage(place, monkeypatch):
    write(
        place.judge,
        place.judge.read_text(encoding="utf-8")
        + "\n@edges\ndef test_root_is_written_from_scratch(kata):\n    kata.check_from_scratch('root', np.array([1.0]))\n",
    )
    write(place.reference("with_numpy"), f"{RIGHT_DOUBLE}\n\ndef root(x):\n    return x ** (1 / 3)\n")
    monkeypatch.setattr(shortcuts, "LIBRARIES", ["scipy.special"])
    assert answers(place) == {"scipy.special.cbrt"}


# ---------------------------------------------------------------------------- the pages


@pytest.fixture
def pages(place) -> KataFiles:
    """A small course whose first track is new."""
    for kata in (place, KataFiles(place.root, "02_parts", "01_half")):
        judge = kata.judge.read_text(encoding="utf-8")
        kata.judge.write_text(judge.replace("mark.kata(", "mark.kata(minutes=1, "), encoding="utf-8")
        write(kata.judge.parent / "README.md", "# A statement\n")
        write(kata.ways / "textbook_one.py", RIGHT_DOUBLE)
    write(place.root / "README.md", "<!-- course -->\n<!-- /course -->\n")
    write(place.root / "katas/02_parts/README.md", "# Parts\n")
    return place


def test_a_new_track_gets_its_page(pages):
    changed = {file.relative_to(pages.root).as_posix() for file in written.write(pages.root)}
    assert changed >= {"README.md", "katas/01_numbers/README.md", "katas/02_parts/README.md", "katas/stubs.json"}
    page = (pages.root / "katas/01_numbers/README.md").read_text(encoding="utf-8")
    assert page.startswith("# Numbers\n")
    assert page.endswith(f"{written.HEAD}\n|  | [01_double](01_double) | 10 | FILL IN |\n")
    assert "[01_half](01_half)" in (pages.root / "katas/02_parts/README.md").read_text(encoding="utf-8")
    assert written.write(pages.root) == []


def test_what_the_minutes_need_is_told(pages):
    pages.judge.write_text(pages.judge.read_text(encoding="utf-8").replace("minutes=1, ", ""), encoding="utf-8")
    with pytest.raises(ValueError, match="01_numbers/01_double: the mark of its judge says no minutes"):
        written.write(pages.root)
    (pages.ways / "textbook_one.py").unlink()
    with pytest.raises(ValueError, match=r"no reference/01_numbers/01_double/ways/textbook_\*\.py: write one"):
        written.write(pages.root)


def test_the_minutes_are_those_of_the_core(pages):
    core, page = written.minutes(pages), pages.judge.parent / "README.md"
    stub = pages.solution(pages.root / "katas")
    write(stub, stub.read_text(encoding="utf-8") + "\n\ndef triple(x):\n    raise NotImplementedError\n")
    later = "## At the edges: triple\n" + 999 * "word " + "\n## {}\n\n## After green\n" + 999 * "word "
    write(page, "# A statement\n" + later.format("Read on"))
    assert written.minutes(pages) == core
    write(page, "# A statement\n" + later.format("Read on\n" + 600 * "word "))
    assert written.minutes(pages) == core + 5
    write(pages.ways / "textbook_one.py", RIGHT_DOUBLE + "\n\ntriple = double\n")
    assert written.minutes(pages) > core + 5


# ---------------------------------------------------------------------------- by night


def test_in_ten_nights_each_kata_has_its_turn_once():
    nights = [tonight(KATAS, f"2026-12-{day:02}") for day in range(5, 15)]
    assert sorted(place.id for night in nights for place in night) == sorted(place.id for place in KATAS)
    assert max(map(len, nights)) - min(map(len, nights)) <= 1


def test_a_night_names_its_katas_and_its_seeds():
    """They come from the date, so that what was refused can be asked again."""

    def header(told):
        command = "pytest", "tests/test_katas.py", "--collect-only", "--nightly", told
        found = forked(ROOT, *command, "-k", "many_seeds").stdout
        return re.search(r"katas of .*?: (.*)\nseeds: (.*)", found).groups(), found

    (katas, seeds), collected = header("2026-12-05")
    assert [f"_under_many_seeds[{p.id}]" in collected for p in KATAS] == [p.name in katas.split(", ") for p in KATAS]
    assert len(set(seeds.split(", "))) == 10
    assert header("2026-12-06")[0][1] != seeds


def test_three_parts_are_all_katas():
    parts = [part_of(KATAS, f"{part}/3") for part in (1, 2, 3)]
    assert sorted(place.id for part in parts for place in part) == sorted(place.id for place in KATAS)
    with pytest.raises(pytest.UsageError, match="such as 1/3"):
        part_of(KATAS, "4/3")


# --------------------------------------------------------------------------------- mistakes


def _same(place: KataFiles) -> list[list[str]]:
    """The mistakes of a kata that are one and the same program, by their names."""
    mistakes, names = load_mistakes(place), {}
    for mistake in mistakes:
        if source := mistakes.source(mistake):
            names.setdefault(ast.unparse(ast.parse(source)), []).append(mistake.name)
    return [each for each in names.values() if len(each) > 1]


@of_each(KATAS)
def test_no_two_mistakes_are_the_same_program(place):
    assert not _same(place)


def test_two_mistakes_that_are_the_same_program_are_seen(place):
    twice = 'edit("{name}", "words", ("return x * 2", "return x * 3"))\n'
    text = "from dojo import edit\n" + "".join(twice.format(name=name) for name in ("triples", "trebles"))
    write(place.reference(place.name).with_name("mistakes.py"), text)
    assert _same(place) == [["triples", "trebles"]]
