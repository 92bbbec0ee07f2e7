"""Solutions that are much alike are told to the teacher, and those that everybody writes alike are not."""

from __future__ import annotations

import csv
import re

import pytest

from dojo.classes.intake.intake import Submission
from dojo.classes.out.collect import collect
from dojo.classes.out.similar import Program, compare, merge, write_table
from dojo.course import stubs
from dojo.engine.base.files import find_katas
from tests.grading import DOUBLE, HALF, RIGHT_DOUBLE, Graded, hand_in, small_course, write
from tests.judging import KATAS

KATA_OF = {place.name: place for place in KATAS}
MINE = '''
def double(x):
    """Twice x, worked out by halves."""
    total, step = x * 0, 1.0
    while step > 1e-3:  # a geometric series
        total = total + x * step
        step = step / 2
    rest = 2 - sum(2.0**-k for k in range(10))
    if rest != 0:
        total = total + x * rest
    return total + x * 0
'''
COPY = (
    MINE.replace("Twice x, worked out by halves.", "Doubles.\n\n    A page of words.\n    ")
    .replace("total", "s")
    .replace("step", "h")
    .replace("  # a geometric series", "")
    .replace("rest", "remainder")
    .replace("    if", "    # the end of it\n\n    if")
    .replace("    ", "  ")
)


def alike(kata: str, **solutions: str | bytes) -> list[tuple[str, str]]:
    """Who is like whom, where a class hands in some solutions of a kata."""
    return [(found.student, found.like) for found in found_of(kata, **solutions)]


def found_of(kata: str, **solutions: str | bytes):
    place = KATA_OF[kata]
    held = {who: text if isinstance(text, bytes) else text.encode() for who, text in solutions.items()}
    submissions = [Submission(who, {place.id: {f"{kata}.py": text}}) for who, text in held.items()]
    return compare([place], submissions)


def way(kata: str, name: str) -> str:
    return (KATA_OF[kata].ways / f"{name}.py").read_text(encoding="utf-8")


def rewritten(text: str) -> str:
    """A copy with other names and comments, and a line more."""
    told = {name for name in re.findall(r"^\s+(\w+) = ", text, re.M) if len(name) > 1}
    for name in told:
        text = re.sub(rf"(?<!\.)\b{name}\b(?!\()", f"my_{name}", text)
    return "# all my own work\n" + re.sub(r"^(\s+)return ", r"\1pass  # so\n\1return ", text, count=1, flags=re.M)


def test_a_copy_with_other_names_layout_and_comments_is_told():
    assert alike("softmax", one=MINE, two=COPY) == [("one", "two")]
    assert [found.how for found in found_of("softmax", one=MINE, two=MINE)] == ["the same file"]
    assert not alike("softmax", one=MINE, two=rewritten(way("softmax", "textbook_rows")))


def test_solutions_that_everybody_writes_alike_are_not_told():
    short = "def dot_product(x, y):\n    return sum(a * b for a, b in zip(x, y, strict=True))\n"
    assert not alike("dot_product", one=short, two=short.replace("a * b", "b * a"))
    many = {f"student_{number}": COPY if number % 2 else MINE for number in range(6)}
    assert sorted(alike("softmax", **many)) == [
        ("student_0", "student_2; student_4"),
        ("student_1", "student_3; student_5"),
    ]
    others = {f"other_{number}": way("softmax", "textbook_rows") for number in range(18)}
    pairs = alike("softmax", **dict(list(many.items())[:4]), **others)
    assert ("student_0", "student_1") in pairs


def test_the_model_solution_and_the_variants_are_known_also_where_they_are_rewritten():
    place = KATA_OF["layer_norm"]
    model = place.reference(place.name).read_text(encoding="utf-8")
    variant = sorted(place.ways.glob("variant_*.py"))[0]
    found = alike(place.name, one=rewritten(model), two=rewritten(variant.read_text(encoding="utf-8")))
    assert found == [("one", "the model solution"), ("two", variant.stem)]
    found = found_of(place.name, one=model, two=model)
    assert [(f.student, f.like) for f in found] == [("one", "two"), ("one; two", "the model solution")]


def test_files_that_are_the_same_are_told_whatever_their_length():
    short = "def dot_product(x, y):\n    return (x * y).sum()\n"
    assert [(found.like, found.how) for found in found_of("dot_product", one=short, two=short)] == [
        ("two", "the same file")
    ]


FORMATTED = [
    ("def dot_product(x, y):\n    return (x * y).sum()\n", "# mine\ndef dot_product(x,y):\n\n  return (x*y).sum()\n"),
    (
        "def f(x):\n    return np.sum(x, axis='k')\n",
        'def f(x):\n    """Sum."""\n    return np.sum(\n        x,\n        axis="k",\n    )\n',
    ),
    ("def f(x):\n    return x * 2 + x * 0XFF\n", "def f(x):\n    return (\n        x * 2\n        + x * 0xFF\n    )\n"),
]


@pytest.mark.parametrize(("text", "formatted"), FORMATTED, ids=["layout", "quotes and commas", "parentheses"])
def test_files_that_are_equal_after_formatting_are_told_whatever_their_length(text, formatted):
    (found,) = found_of("dot_product", one=text, two=formatted)
    assert (found.like, found.how) == ("two", "the same but for layout and comments")
    assert not found_of("dot_product", one=text, two=formatted.replace("x", "z"))


def test_what_is_like_ours_comes_last_and_in_one_row():
    model = KATA_OF["layer_norm"].reference("layer_norm").read_text(encoding="utf-8")
    class_ = {f"student_{n}": rewritten(model) + f"x_{n} = {n}\n" for n in range(9)}
    found = alike("layer_norm", **class_, copied=MINE, copy=COPY)
    assert found == [("copied", "copy"), ("; ".join(class_), "the model solution")]


@pytest.mark.parametrize("name", ["softmax", "layer_norm", "attention", "conv2d", "groupby", "scalar_engine"])
def test_what_books_show_is_nobodys_copy(name):
    books = {
        file.stem: rewritten(file.read_text(encoding="utf-8")) for file in KATA_OF[name].ways.glob("textbook_*.py")
    }
    assert len(books) > 1
    assert not alike(name, **books)


@pytest.mark.parametrize(
    "text", [b"x = 1\0", b"\xff\xfe", b"(" * 9000, b"'''", b"def f(:\n  x\n y\n", b"x = " + b"-" * 70_000]
)
def test_what_is_no_python_is_compared_as_far_as_it_can_be_read(text):
    assert not alike("softmax", one=text, three=MINE)
    assert len(alike("softmax", one=text, two=text)) <= 1


def test_of_a_long_file_the_beginning_is_compared():
    assert Program("x = 1\n" * 10**6).essence == Program("x = 1\n" * 10**5).essence


def test_the_stub_is_no_solution():
    stub = KATA_OF["attention"].solution(KATA_OF["attention"].root / "katas").read_text(encoding="utf-8")
    assert not alike("attention", one=stub, two=stub)


def test_the_instructors_own_solution_is_no_stub(tmp_path, monkeypatch):
    (place, *_) = find_katas(small_course(tmp_path / "course"))
    held = [Submission(who, {place.id: {"double.py": MINE.encode()}}) for who in ("one", "two")]
    place.solution(place.root / "katas").unlink()
    assert len(compare([place], held)) == 1
    write(place.solution(place.root / "katas"), MINE)
    monkeypatch.setattr(stubs, "shipped", lambda place: "def double(x):\n    raise NotImplementedError\n")
    assert len(compare([place], held)) == 1


def test_a_class_gets_its_table_and_students_are_not_told(tmp_path):
    course = small_course(tmp_path / "course")
    for student, text in (("=cmd", MINE), ("two", COPY), ("three", RIGHT_DOUBLE)):
        hand_in(tmp_path / "in", student, text, None)
    graded = Graded(course, tmp_path / "in", tmp_path / "out")
    rows = list(csv.reader(graded.files()["similar.csv"].splitlines()))
    assert rows[0] == ["kata", "student", "like", "how"]
    assert [row[:3] for row in rows[1:]] == [[DOUBLE, "'=cmd", "two"]]
    assert "1 row of solutions much alike: see similar.csv" in graded.said
    assert not [name for name, text in graded.files().items() if name.startswith("feedback") and "alike" in text]


def test_the_tables_of_parts_are_put_together(tmp_path):
    course = small_course(tmp_path / "course")
    for student, text in (("one", MINE), ("two", COPY)):
        hand_in(tmp_path / "in", student, text)
    for k in (1, 2):
        Graded(course, tmp_path / "in", tmp_path / "parts" / str(k), shard=f"{k}/2", katas=(DOUBLE,))
    assert collect(course, tmp_path / "parts", None, [].append) == 0
    table = (tmp_path / "parts" / "similar.csv").read_text().splitlines()
    assert [line.rpartition(",")[0] for line in table[1:]] == [f"{DOUBLE},one,two"]


def test_a_part_that_compared_nothing_takes_nothing_away(tmp_path):
    (place, *_) = find_katas(small_course(tmp_path / "course"))
    held = [Submission(who, {place.id: {"double.py": MINE.encode()}}) for who in ("one", "two")]
    write_table(tmp_path / "1", compare([place], held))
    write(tmp_path / "2" / "readme.txt", "")
    merge(tmp_path, [tmp_path / "1", tmp_path / "2"])
    assert (tmp_path / "similar.csv").read_text() == (tmp_path / "1" / "similar.csv").read_text()
    assert HALF not in (tmp_path / "similar.csv").read_text()
