"""Mistakes that are written as edits of the model solution."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from dojo.engine.explain.generics import GENERICS
from dojo.engine.explain.mistakes import load_mistakes
from tests.one_function import Course

MODEL = "SLOPE = 2\n\n\ndef f(x):\n    y = _scaled(x)\n    return y\n\n\ndef _scaled(x):\n    return x * SLOPE\n"
FROM = "from dojo import both, edit, generics\n"
ADDS = "edit('adds', 'It adds.', ('x * SLOPE', 'x + SLOPE'))\n"
SHIFTS = "edit('shifts', 'It is one more.', ('return y', 'return y + 1'))\n"


def known(folder, mistakes: str, model: str = MODEL):
    """The mistakes of a course of one function, by their names, each with its edited module."""
    found = load_mistakes(Course(folder, FROM + mistakes, model).place)
    return {one.name: (one, found[one]) for one in found}


def refused(folder, mistakes: str) -> str:
    with pytest.raises(LookupError) as error:
        known(folder, mistakes)
    return str(error.value)


def test_an_edit_is_the_model_solution_with_another_text(tmp_path):
    one, module = known(tmp_path, ADDS)["adds"]
    assert (one.words, one.replaces) == ("It adds.", ("_scaled",))
    assert module.f(5) == 7


def test_an_edit_of_two_definitions_replaces_both(tmp_path):
    text = "edit('many', 'It is much.', ('SLOPE = 2', 'SLOPE = 3'), ('return y', 'return -y'))\n"
    one, module = known(tmp_path, text)["many"]
    assert one.replaces == ("SLOPE", "f")
    assert module.f(5) == -15


def test_lines_are_as_deep_as_the_text_that_they_follow(tmp_path):
    text = "edit('twice', 'It is twice.', ('y = _scaled(x)\\nreturn y', 'if x:\\n    x = x * 2\\nreturn _scaled(x)'))\n"
    assert known(tmp_path, text)["twice"][1].f(5) == 20


def test_a_text_may_stand_in_several_places(tmp_path):
    model = "def f(x):\n    if x > 0:\n        return x * 2\n    return x * 2\n"
    text = "edit('thrice', 'It is thrice.', ('x * 2', 'x * 3', 2))\n"
    module = known(tmp_path, text, model)["thrice"][1]
    assert (module.f(1), module.f(-1)) == (3, -3)


@pytest.mark.parametrize(
    ("swap", "told"),
    [
        ("('x * SLOP', 'x', 2)", r"'x * SLOP', which is there once in f.py, and should be 2 times"),
        ("('SLOPE', 'x')", "'SLOPE', which is there 2 times in f.py, and should be once"),
        ("('slope', 'x')", "'slope', which is not there in f.py, and should be once"),
        ("('', 'x')", "'', which is not there in f.py, and should be once"),
    ],
)
def test_an_old_text_must_stand_there_as_often_as_said(tmp_path, swap, told):
    told = f'01_numbers/01_f/mistakes.py:5: edit("wrong") changes {told}'
    assert refused(tmp_path, f"edit('wrong', 'It is wrong.', {swap})\n").endswith(told)


def test_all_that_is_wrong_is_told_with_its_line(tmp_path):
    bad = "edit('bad', 'It is bad.', ('nowhere', 'x'))\n"
    code = "@mistake('g', 'It is g.')\ndef wrong(x):\n    return x\n"
    told = refused(tmp_path, bad + ADDS + "generics('f', 'asserst')\nfrom dojo import mistake\n" + code).split("\n")
    assert [line.partition(": ")[0].rpartition(":")[2] for line in told] == ["5", "7", "9"]
    assert "names no asserst; there are " in told[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\nedit('adds', (\n", "mistakes.py:6: SyntaxError: '(' was never closed"),
        ("\nwrong(1)\n", "mistakes.py:6: NameError: name 'wrong' is not defined"),
        ("edit('adds')\n", "mistakes.py:5: TypeError: edit() missing 1 required positional argument: 'words'"),
    ],
)
def test_a_file_that_can_t_be_read_is_told_in_one_line(tmp_path, text, told):
    assert refused(tmp_path, text) == f"reference/01_numbers/01_f/{told}"


def test_words_are_required(tmp_path):
    assert 'edit("adds") has no words' in refused(tmp_path, ADDS.replace("It adds.", "  "))


@pytest.mark.parametrize("again", [ADDS, "@mistake('f', 'It is wrong.')\ndef adds(x):\n    return x\n"])
def test_names_are_unique(tmp_path, again):
    assert "mistakes.py:6: " in (told := refused(tmp_path, ADDS + again))
    assert told.endswith("has the name of another mistake, adds")


def test_two_edits_at_once(tmp_path):
    one, module = known(tmp_path, ADDS + SHIFTS + "both('adds', 'shifts', 'First this.')\n")["adds_and_shifts"]
    assert (one.words, set(one.replaces)) == ("First this.", {"_scaled", "f"})
    assert module.f(5) == 8


def test_two_edits_of_one_text_are_refused(tmp_path):
    text = ADDS + ADDS.replace("adds", "takes") + "both('adds', 'takes', 'Both.')\n"
    assert "changes 'x * SLOPE' twice" in refused(tmp_path, text)


def test_both_names_edits_that_are_above_it(tmp_path):
    told = 'both("adds", "shifts") names shifts, which is no edit above it'
    assert told in refused(tmp_path, ADDS + "both('adds', 'shifts', 'Both.')\n")


def test_the_commonest_are_looked_for_beside_each_other_one(tmp_path):
    more = "from dojo import commonest\ncommonest('adds')\nedit('squares', 'It squares.', ('x * SLOPE', 'x * x'))\n"
    found = load_mistakes(Course(tmp_path, FROM + ADDS + SHIFTS + more, MODEL).place)
    (pair,) = found.pairs()  # squares changes the same text
    assert (pair.made_of, pair.words, pair.replaces) == (("adds", "shifts"), "It adds.", ("_scaled", "f"))
    assert found.pairs()[pair].f(5) == 8
    with found.without(next(one for one in found if one.name == "shifts")):
        assert not found.pairs()


def test_the_commonest_are_named_in_the_file(tmp_path):
    told = refused(tmp_path, ADDS + "from dojo import commonest\ncommonest('adds', 'ads')\n")
    assert told.endswith("mistakes.py: commonest(...) names no mistake of this file: ads")


def test_a_family_is_a_mistake_for_each_value(tmp_path):
    text = "edit('guards', 'It adds.', ('x * SLOPE', 'how(x * SLOPE)'), how=(abs, float))\n"
    found = known(tmp_path, text)
    assert list(found) == ["guards[how=abs]", "guards[how=float]"]
    assert found["guards[how=abs]"][1].f(-5) == 10


def test_an_edited_model_is_built_when_it_is_asked_for(tmp_path):
    broken = load_mistakes(
        Course(tmp_path, FROM + "edit('breaks', 'It breaks.', ('return y', 'return ('))\n", MODEL).place
    )
    with pytest.raises(SyntaxError):
        broken[next(iter(broken))]


def test_mistakes_in_code_and_edits_stand_in_the_order_of_the_file(tmp_path):
    assert list(known(tmp_path, "@mistake('f', 'Same.')\ndef same(x):\n    return x\n\n" + ADDS)) == ["same", "adds"]


def test_an_edit_is_named_where_a_solution_makes_it(tmp_path):
    course = Course(tmp_path, FROM + "edit('adds', 'It adds.', ('x * 2', 'x + 2'))\n")
    assert course.named("def f(x):\n    return 2 + x\n", lambda kata: kata.check("f", 7.0)) == ["adds"]


ROOT = "import math\n\n\ndef f(x):\n    if x.size == 0:\n        raise ValueError('empty')\n    return x * 2\n"


def _generic(folder, *, name: str, model: str = ROOT):
    one, module = known(folder, f"generics('f', '{name}')\n", model)[f"f_{name}"]
    assert (one.replaces, one.words) == (("f",), GENERICS[name].words)
    return module.f


def test_a_generic_may_have_words_of_the_katas_own(tmp_path):
    one, _ = known(tmp_path, "generics('f', asserts='Raise it.')\n", ROOT)["f_asserts"]
    assert one.words == "Raise it."


def test_generics_of_a_function_that_is_not_there(tmp_path):
    assert 'generics("g") names nothing that f.py defines' in refused(tmp_path, "generics('g', 'asserts')\n")


def test_a_generic_asserts_where_the_model_raises(tmp_path):
    with pytest.raises(AssertionError, match="empty"):
        _generic(tmp_path, name="asserts")(np.zeros(0))


def test_a_generic_keeps_what_float32_keeps(tmp_path):
    x, f = np.array([1 / 3]), _generic(tmp_path, name="passes_through_float32")
    assert f(x).dtype == x.dtype
    assert f(x) == 2 * float(np.float32(1 / 3))


def test_a_generic_loses_the_dtype(tmp_path):
    assert _generic(tmp_path, name="loses_the_dtype")(np.ones(2, np.float32)).dtype == np.float64


def test_a_generic_writes_into_its_input(tmp_path):
    x = np.ones(2)
    _generic(tmp_path, name="writes_into_its_input")(x)
    assert x.tolist() == [2.0, 2.0]


def test_a_generic_is_cut_off_from_autograd(tmp_path):
    x = torch.ones(2, requires_grad=True)
    model = ROOT.replace("x.size", "len(x)")
    assert not _generic(tmp_path, name="detaches", model=model)(x).requires_grad
