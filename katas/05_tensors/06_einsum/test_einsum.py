"""Einsum multiplies and sums as the letters say."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch
from dojo.strategies import arrays, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=45,
    from_scratch=["einsum", "einsum_path", "c_einsum", "tensordot", "contract"],
    instead="You need to move axes, a product and a sum; diagonal is allowed.",
    ladder={"operands[0]": "finite", "operands[1]": "finite", "operands[2]": "finite"},
)

A, V = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0])
SIZES = {"a": 2, "b": 3, "i": 4, "j": 3, "k": 2, "A": 2, "J": 3}


def counted(term, sizes=None):
    """Numbers counted up, an axis for each letter of a term."""
    shape = [(sizes or SIZES)[letter] for letter in term.replace(" ", "")]
    return np.arange(1.0, 1 + np.prod(shape)).reshape(shape)


def operands_of(spec, sizes=None):
    """An operand for each term of a spec, each with other numbers."""
    terms = spec.partition("->")[0].split(",")
    return [np.asarray((-1) ** k * counted(term, sizes) + k) for k, term in enumerate(terms)]


@st.composite
def specs(draw, letters="abij", most=2, repeats=False, capitals=False):
    """Specs with an arrow or without one, and operands that fit."""
    pool = letters + ("AJ" if capitals else "")
    term = st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=not repeats)
    terms = ["".join(t) for t in draw(st.lists(term, min_size=1, max_size=most))]
    spec, known = ",".join(terms), sorted(set("".join(terms)))
    if draw(st.integers(0, 2)):
        spec += "->" + "".join(draw(st.lists(st.sampled_from(known), max_size=3, unique=True)))
    sizes = {letter: draw(st.integers(2, 3)) for letter in sorted(pool)}
    return spec, [draw(plain_arrays(tuple(sizes[c] for c in t), magnitude=5.0)) for t in terms]


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(
    ("spec", "operands", "gives"),
    [
        ("ij,j->i", [A, V], [17, 39]),
        ("ij->j", [A], [4, 6]),
        ("ii->", [A], 5),
        ("ii->i", [A], [1, 4]),
        ("ji", [A], [[1, 3], [2, 4]]),
    ],
)
def test_worked_example(kata, spec, operands, gives):
    kata.check_figure("einsum", spec, *operands, gives=gives)


@pytest.mark.parametrize(
    "spec",
    [
        *["ij->ji", "i,i->", "ij,jk->ik", "i,j->ij", "ij->", "ij->i", "ij,ij->i", "bij,bjk->bik", "bij->jbi"],
        *["bij,bkj->bik", "ij,kj->ki"],
    ],
)
def test_the_output_letters_say_what_is_left(kata, spec):
    kata.check("einsum", spec, *operands_of(spec))


@pytest.mark.parametrize("spec", ["ij", "ba", "i,i", "ij,jk", "jb,jk", "kj,ji", "ii"])
def test_without_an_arrow_the_letters_that_stand_once_are_left(kata, spec):
    kata.check("einsum", spec, *operands_of(spec))


@given(specs())
def test_agrees_with_both_libraries_on_any_spec(kata, case):
    spec, operands = case
    kata.check("einsum", spec, *operands)


@given(plain_arrays((2, 3)), plain_arrays((3, 4)), plain_arrays((4, 2)))
def test_a_product_of_three_matrices_is_two_products(kata, a, b, c):
    scale = np.abs(a) @ np.abs(b) @ np.abs(c)
    two = kata.einsum("ij,jk->ik", kata.einsum("ij,jk->ik", a, b), c)
    kata.equal(kata.einsum("ij,jk,kl->il", a, b, c), two, "(AB)C is ABC", scale=scale)


test_is_written_from_scratch = from_scratch("einsum", "ij,j->i", A, V)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize(
    "spec", ["iji->j", "iij->ji", "iij", "iii->i", "iii", "ijij->ij", "iji,i->j", "jbb,bj->j", "aab,b"]
)
def test_a_letter_twice_in_one_term_walks_along_the_diagonal(kata, spec):
    kata.check("einsum", spec, *operands_of(spec))


@edges
@pytest.mark.parametrize("spec", ["bA", "aB", "ij,Jk->ikJj", "iI->Ii", "kJ,jA", "Aa->a", "Ba,aC"])
def test_capitals_are_letters_of_their_own_and_come_first(kata, spec):
    kata.check("einsum", spec, *operands_of(spec, SIZES | {"B": 3, "I": 2, "C": 4}))


@edges
@pytest.mark.parametrize("spec", ["i j , j k -> i k", " ij -> ji ", "i i ->", "b a"])
def test_spaces_mean_nothing(kata, spec):
    kata.check("einsum", spec, *operands_of(spec))


@edges
@pytest.mark.parametrize("spec", [",i->i", "i,->i", "->", ",->", ",ij", "", "i,,i->"])
def test_an_operand_may_have_no_axes(kata, spec):
    kata.check("einsum", spec, *operands_of(spec))


@edges
@pytest.mark.parametrize("spec", ["ij,jk->ik", "ij->i", "ij->", "ii->i", "i,j->ij", "ij->ji", "ij,jk,ki->"])
@pytest.mark.parametrize("empty", ["i", "j"])
def test_axes_may_be_empty(kata, spec, empty):
    kata.check("einsum", spec, *operands_of(spec, SIZES | {empty: 0}))


@edges
@pytest.mark.parametrize("spec", ["ij,jk->ik", "ij->ji", "i,j->ij", "ii->i", "ij->j"])
def test_axes_may_have_size_one(kata, spec):
    kata.check("einsum", spec, *operands_of(spec, SIZES | {"i": 1, "j": 1}))


@edges
@pytest.mark.parametrize("spec", ["ij,jk,ki->", "a,b,k->kab", "ij,ik,i->jk", "aij,jk,k->ia", "bqhd,bkhd->bhqk"])
def test_there_may_be_many_operands_and_letters(kata, spec):
    kata.check("einsum", spec, *operands_of(spec, SIZES | {"q": 3, "h": 2, "d": 2}))


@edges
@given(specs("aij", most=3, repeats=True, capitals=True), st.data())
def test_agrees_on_any_spec_in_any_memory(kata, case, data):
    spec, operands = case
    kata.check("einsum", spec, *(data.draw(laid_out(x)) for x in operands))


@edges
@given(arrays((2, 3), np.float32), arrays((3, 4), np.float32))
def test_float32_stays_float32(kata, a, b):
    kata.check("einsum", "ij,jk->ki", a, b)
    kata.check("einsum", "ij->i", a)


@edges
@pytest.mark.parametrize("spec", ["ij,jk->ik", "ii->", "ij->ji", "i,j"])
def test_whole_numbers_stay_whole(kata, spec):
    kata.check("einsum", spec, *(x.astype(np.int64) for x in operands_of(spec)))


UNFIT = [
    ("ij,jk->ik", [A]),
    ("ij->i", [A, A]),
    ("ij,->i", [A]),
    ("i->i", [A]),
    ("ijk->i", [A]),
    ("ij,j->i", [A, A]),
    ("ij->k", [A]),
    ("ij->ijk", [A]),
    ("ij->ii", [A]),
    ("ij->jij", [A]),
    ("ab,bc->ac", [A, np.ones((3, 2))]),
    ("i,i->i", [V, np.ones(3)]),
    ("ii->i", [np.ones((2, 3))]),
    ("ii", [np.ones((3, 2))]),
    ("iji->j", [np.ones((2, 3, 4))]),
]


@edges
@pytest.mark.parametrize(("spec", "operands"), UNFIT, ids=[spec for spec, _ in UNFIT])
def test_a_spec_that_does_not_fit_is_refused(kata, spec, operands):
    kata.check_raises(ValueError, "einsum", spec, *operands, says=[spec])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(specs("aij", most=3, repeats=True))
@example(("ij,jk->ik", [A, A + 1]))
@example(("ii->i", [A]))
@example(("ij,ij->", [A, A - 3]))
def test_gradient_agrees_with_torch(kata, case):
    spec, operands = case
    kata.check_gradient("einsum", spec, *operands)


@pytest.mark.kata(targets="torch-cpu")
@pytest.mark.parametrize("spec", ["ij,jk->ik", "ii->", "iij->ji"])
def test_stays_on_the_device_of_its_input(kata, spec):
    kata.check_device("einsum", spec, *operands_of(spec))
