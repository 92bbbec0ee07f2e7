"""Independence: a joint table that is the product of its marginals, and how far another one is from that."""

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dojo import edges, themes
from dojo.strategies import arrays, dtypes, laid_out, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=45,
    from_scratch=[
        *themes.ENTROPY,
        *("Categorical", "mutual_info_score", "mutual_info_classif", "normalized_mutual_info_score"),
        *("adjusted_mutual_info_score", "margins", "expected_freq", "chi2_contingency", "crosstab"),
    ],
    instead="You need sums along an axis, a product, a division, log and a comparison.",
    ladder={"joint": "distribution"},
    long="a b",
)


def normalised(weights):
    """Tables that add up to 1 over their last two axes; equal probabilities where all weights are zero."""
    total = weights.sum(axis=(-2, -1), keepdims=True)
    even = np.full_like(weights, 1 / (weights.shape[-2] * weights.shape[-1]))
    return np.where(total > 0, weights / np.where(total > 0, total, 1), even).astype(weights.dtype)


@st.composite
def plain_tables(draw):
    """One table of joint probabilities, none of them zero."""
    return normalised(np.abs(draw(plain_arrays(shapes(min_dims=2, max_dims=2, min_side=2), exclude_zero=True))))


@st.composite
def plain_products(draw):
    """A table of independent variables."""
    first, second = (np.abs(draw(plain_arrays(st.integers(2, 4), exclude_zero=True))) for _ in range(2))
    return normalised(np.outer(first, second))


@st.composite
def tables(draw, zeros=True, dtype=None):
    """Joint probabilities, some of them zero, also a whole row or column."""
    weights = np.abs(draw(arrays(draw(shapes(min_dims=2)), dtype, exclude_zero=not zeros, layouts=False)))
    if zeros and draw(st.booleans()):
        weights[..., draw(st.integers(0, weights.shape[-2] - 1)), :] = 0
    if zeros and draw(st.booleans()):
        weights[..., draw(st.integers(0, weights.shape[-1] - 1))] = 0
    return draw(laid_out(normalised(weights)))


@st.composite
def products(draw):
    """Tables of independent variables."""
    first = normalised(np.abs(draw(arrays(draw(shapes()), layouts=False)))[..., None])
    count = draw(st.integers(1, 4))
    second = normalised(np.abs(draw(arrays((*first.shape[:-2], 1, count), first.dtype, layouts=False))))
    return first * second


def gaps(joint):
    """The largest distance from the product of the marginals, of each table, in float64."""
    joint = joint.astype(np.float64)
    product = joint.sum(axis=-1, keepdims=True) * joint.sum(axis=-2, keepdims=True)
    return np.abs(joint - product).max(axis=(-2, -1))


def size_of_logs(joint):
    """The magnitude of what cancels in a mutual information: the entropies, at most."""
    p = np.where(joint > 0, joint, 1).astype(np.float64)
    return 1 + np.abs(p * np.log(p)).sum(axis=(-2, -1))


PAIR = np.array([[0.3, 0.2], [0.1, 0.4]])
WIDE = np.array([[0.125, 0.25, 0.0], [0.375, 0.0625, 0.1875]])
HOLES = np.array([[0.25, 0.0, 0.5], [0.0, 0.0, 0.0], [0.125, 0.0, 0.125], [0.0, 0.0, 0.0]])
BATCH = np.stack([WIDE, WIDE[::-1, ::-1], normalised(np.outer([1.0, 3.0], [1.0, 2.0, 5.0]))])
EVEN = np.stack([PAIR, PAIR.T, [[0.25, 0.25], [0.25, 0.25]]])[:2]
TILTED = np.array([[2.0, -1.0, -1.0], [-1.0, 0.5, 0.5], [-1.0, 0.5, 0.5]]) / 2
CALM = np.outer([0.5, 0.25, 0.25], [0.25, 0.5, 0.25])

either = pytest.mark.parametrize("axis", [-1, -2])


def p_of_a(solution, joint):
    return solution.marginals(joint)[0]


def p_of_b(solution, joint):
    return solution.marginals(joint)[1]


def answers(solution, joint, tols):
    return [solution.is_independent(joint, tol) for tol in tols]


# ------------------------------------------------------------------ core: marginals, conditional


@pytest.mark.parametrize(("which", "figure"), [(p_of_a, [0.5, 0.5]), (p_of_b, [0.4, 0.6])])
def test_worked_example_of_marginals(kata, which, figure):
    kata.check_figure(which, PAIR, gives=figure)


@given(plain_tables())
@example(WIDE)
def test_marginals_agree_with_numpy_and_torch(kata, joint):
    kata.check("marginals", joint)


@given(plain_tables())
def test_each_marginal_sums_to_one(kata, joint):
    for which in (p_of_a, p_of_b):
        kata.equal(kata.run(which, joint).sum(), np.ones(()), "the probabilities of one variable add up to 1")


@pytest.mark.parametrize(
    ("axis", "figure"), [(1, [[0.6, 0.4], [0.2, 0.8]]), (0, [[0.75, 0.3333], [0.25, 0.6667]])], ids=["B", "A"]
)
def test_worked_example_of_a_conditional(kata, axis, figure):
    kata.check_figure("conditional", PAIR, axis, gives=figure, decimals=4)


@pytest.mark.parametrize("axis", [0, 1, -1, -2])
def test_axes_are_counted_from_either_end(kata, axis):
    kata.check("conditional", WIDE, axis=axis)


@either
@given(plain_tables())
def test_conditional_agrees_with_numpy_and_torch(kata, axis, joint):
    kata.check("conditional", joint, axis)


@given(plain_tables())
def test_a_joint_probability_is_a_conditional_times_a_marginal(kata, joint):
    a, b = kata.marginals(joint)
    kata.equal(kata.conditional(joint, -1) * a[:, None], joint, "P(A, B) = P(B | A) P(A)")
    kata.equal(kata.conditional(joint, -2) * b, joint, "P(A, B) = P(A | B) P(B)")


@given(plain_products())
def test_conditions_tell_nothing_about_an_independent_variable(kata, joint):
    _, b = kata.marginals(joint)
    law = "P(B | A) = P(B) for independent variables"
    kata.equal(kata.conditional(joint, -1), np.broadcast_to(b, joint.shape), law)


# ------------------------------------------------------------------ core: independence


def test_worked_example_of_independence(kata):
    """Each cell is off by 0.1."""
    kata.check(answers, PAIR, [0.05, 0.11])


@pytest.mark.parametrize("sign", [1, -1])
def test_one_cell_decides_upwards_and_downwards(kata, sign):
    kata.check(answers, CALM + sign * 0.01 * TILTED, [0.0011, 0.009, 0.011, 0.1])


def test_the_tolerance_is_an_absolute_difference(kata):
    """B always does what A does. But A is rare, so no cell is far from the product."""
    kata.check(answers, np.array([[0.999, 0.0], [0.0, 0.001]]), [0.0005, 0.01])


@given(plain_products(), st.sampled_from([1e-6, 1e-3, 0.5]))
def test_a_product_of_distributions_is_independent(kata, joint, tol):
    kata.require(kata.is_independent(joint, tol), "a table of P(A) P(B) is one of independent variables")


# ------------------------------------------------------------------ core: mutual information


def test_worked_example_of_mutual_information(kata):
    kata.check_figure("mutual_information", PAIR, gives=0.0863, decimals=4)


@pytest.mark.parametrize("joint", [WIDE, HOLES], ids=["a zero", "a row and a column of zeros"])
def test_zeros_add_nothing_to_the_mutual_information(kata, joint):
    kata.check("mutual_information", joint, scale=1)


@given(plain_tables())
def test_mutual_information_agrees_with_numpy_and_torch(kata, joint):
    kata.check("mutual_information", joint, scale=size_of_logs(joint))


@given(plain_tables())
def test_mutual_information_is_the_same_both_ways(kata, joint):
    there, back = kata.mutual_information(joint), kata.mutual_information(joint.T.copy())
    kata.equal(there, back, "A tells as much about B as B about A", scale=size_of_logs(joint))


@given(plain_products())
def test_independent_variables_tell_nothing_about_each_other(kata, joint):
    told = kata.mutual_information(joint)
    kata.equal(told, np.zeros_like(told), "I = 0 for independent variables", scale=size_of_logs(joint))


@given(plain_arrays(st.integers(2, 5), exclude_zero=True))
def test_a_copy_tells_all_of_the_entropy(kata, weights):
    joint = normalised(np.diag(np.abs(weights)))
    p = np.diag(joint)
    told = kata.mutual_information(joint)
    kata.equal(told, np.asarray(-np.sum(p * np.log(p))), "I(A, A) = H(A)", scale=1)


def test_is_written_from_scratch(kata):
    def all_four(solution, joint):
        found = [*solution.marginals(joint), solution.conditional(joint, -1)]
        return [*found, solution.is_independent(joint, 0.1), solution.mutual_information(joint)]

    kata.check_from_scratch(all_four, PAIR)


# ------------------------------------------------------------------ edges: marginals, conditional


@edges
@given(tables())
@example(HOLES)
@example(BATCH)
@example(EVEN)
@example(np.float32(WIDE))
def test_marginals_of_batches_in_every_dtype_and_layout(kata, joint):
    kata.check("marginals", joint)


@edges
@either
@given(tables())
@example(BATCH)
@example(EVEN)
@example(np.float32(WIDE))
def test_conditionals_of_batches_in_every_dtype_and_layout(kata, axis, joint):
    kata.check("conditional", joint, axis)


@edges
@either
def test_what_never_happens_has_a_conditional_of_zeros(kata, axis):
    kata.check("conditional", HOLES, axis)


@edges
@either
@given(tables())
@example(BATCH)
def test_axes_of_a_batch_are_counted_from_either_end(kata, axis, joint):
    kata.check("conditional", joint, axis=joint.ndim + axis)


@edges
@either
@pytest.mark.parametrize("tiny", [1e-12, 1e-30, 1e-37])
@given(dtypes())
def test_a_rare_condition_has_a_distribution_too(kata, axis, tiny, dtype):
    kata.check("conditional", np.array([[0.5, 0.25, tiny], [tiny, 3 * tiny, 0.0], [0.25, 0.0, 0.0]], dtype), axis)


# ------------------------------------------------------------------ edges: independence


@edges
def test_each_cell_of_each_table_keeps_within_the_tolerance(kata):
    """Independent; two cells off by 0.04 and four by 0.02; a rare event and its copy; next to nothing; even less."""
    even, push = np.outer([0.5, 0.5], [0.25, 0.5, 0.25]), np.outer([1.0, -1.0], [1.0, -0.5, -0.5])
    rare = np.array([[1 - 1 / 1024, 0.0, 0.0], [0.0, 1 / 1024, 0.0]])
    joint = np.stack([even, even + 0.04 * push, rare, even + 1e-7 * push, even + 1e-9 * push])
    kata.check(answers, joint, [0.1, 0.03, 0.022, 0.005])


@edges
@given(tables(), st.sampled_from([0.1, 0.5, 0.9, 1.1, 2.0]))
@example(WIDE, 0.9)
@example(BATCH, 0.9)
@example(BATCH, 1.1)
@example(EVEN, 1.1)
@example(np.float32(WIDE), 1.1)
def test_independence_of_batches_in_every_dtype_and_layout(kata, joint, factor):
    widest = gaps(joint)
    tol = float(factor * widest.max()) or 1e-4
    assume(np.all(np.abs(widest - tol) > 1e-3 * tol) and tol > 1e-5)
    kata.check("is_independent", joint, tol)


@edges
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("tol", [1e-2, 1e-6, 1e-10])
@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_a_tolerance_may_be_small(kata, sign, tol, factor):
    kata.check("is_independent", np.stack([CALM, CALM + sign * factor * tol * TILTED]), tol)


@edges
@pytest.mark.parametrize(("tol", "figure"), [(0.0625, True), (0.0624, False)])
def test_a_gap_of_exactly_the_tolerance_is_within_it(kata, tol, figure):
    kata.check_figure("is_independent", np.array([[0.3125, 0.1875], [0.1875, 0.3125]]), tol, gives=figure)


@edges
def test_the_tolerance_has_no_relative_part(kata):
    """A is 1 in one case of ten million, and B always does what A does: far from independent, and yet within 1e-6."""
    kata.check("is_independent", np.array([[1 - 1e-7, 0.0], [0.0, 1e-7]]), 1e-6)


# ------------------------------------------------------------------ edges: mutual information


@edges
@given(tables())
@example(BATCH)
@example(EVEN)
@example(np.stack([HOLES, HOLES[::-1]]))
@example(np.float32(WIDE))
def test_mutual_information_of_batches_in_every_dtype_and_layout(kata, joint):
    kata.check("mutual_information", joint, scale=size_of_logs(joint))


@edges
@given(tables(zeros=False))
def test_mutual_information_is_a_divergence_from_the_product(kata, joint):
    product = joint.sum(axis=-1, keepdims=True) * joint.sum(axis=-2, keepdims=True)
    divergence = np.sum(joint * np.log(joint / product), axis=(-2, -1))
    law = "I = KL(P(A, B) || P(A) P(B))"
    kata.equal(kata.mutual_information(joint), divergence, law, scale=size_of_logs(joint))


@edges
@pytest.mark.parametrize("tiny", [1e-12, 1e-30])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_tiny_probability_adds_what_it_should(kata, tiny, dtype):
    rare, copy = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, tiny]], dtype), np.array([[1.0, 0.0], [0.0, tiny]], dtype)
    kata.check("mutual_information", rare, scale=1)
    kata.check("mutual_information", copy)


@edges
@pytest.mark.parametrize("shape", [(200, 300), (16, 40, 3)])
def test_handles_a_table_of_many_words_and_many_tables(kata, shape):
    weights = np.random.default_rng(0).random(shape) ** 4
    kata.check("mutual_information", normalised(weights), scale=10)


# --------------------------------------------------------------------------------------- torch


def of_softmax(solution, logits):
    """Conditionals and mutual information of tables that stay normalised, however the logits move."""
    xp = array_namespace(logits)
    weights = xp.exp(logits)
    joint = weights / xp.sum(weights, axis=(-2, -1), keepdims=True)
    return [solution.conditional(joint, -1), solution.conditional(joint, -2), solution.mutual_information(joint)]


@pytest.mark.kata(targets="torch")
@given(arrays(shapes(min_dims=2), np.float64, magnitude=3.0))
@example(BATCH)
def test_gradient_agrees_with_torch(kata, logits):
    kata.check_gradient(of_softmax, logits, scale=1)


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("joint", [WIDE, HOLES], ids=["a zero", "a row and a column of zeros"])
def test_gradient_for_the_logits_is_finite_where_a_probability_is_zero(kata, joint):
    logits = np.where(joint > 0, joint, -np.inf)
    kata.check(of_softmax, logits, scale=1)
    kata.check_gradient(of_softmax, logits, scale=1)


@pytest.mark.kata(targets="torch-cpu")
def test_stays_on_the_device_of_its_input(kata):
    several = np.stack([HOLES, HOLES[::-1]])
    kata.check_device("marginals", several)
    kata.check_device("conditional", several, -1)
    kata.check_device("is_independent", several, 0.1)
    kata.check_device("mutual_information", several)
