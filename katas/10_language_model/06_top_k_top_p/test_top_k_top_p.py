"""Top-k keeps the best tokens, top-p the fewest that reach a probability, and the rest becomes -inf."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, dtypes, laid_out, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["softmax"],
    minutes=55,
    ladder={"logits": "finite", "temperature": "positive"},
)

LOGITS = np.array([1.0, 3.0, 0.0, 2.0])
ROWS = np.array([[1.0, 3.0, 0.0, 2.0], [-1.0, 0.5, 4.0, 3.5], [2.0, 1.0, 1.5, 0.5]])
TIED = np.array([[2.0, 1.0, 2.0, 0.0, 1.0], [3.0, 3.0, 3.0, 3.0, 1.0], [0.0, 1.0, 2.0, 3.0, 4.0]])
SKEWED = np.log([[0.4, 0.3, 0.2, 0.1], [0.1, 0.6, 0.05, 0.25]])


# ------------------------------------------------------------------------------ scenarios and inputs


def which_stay(solution, function, logits, *given):
    return getattr(solution, function)(logits, *given) > -np.inf


def how_many_stay(solution, logits, p):
    """How many top_p keeps of each row: of equal logits it may keep any."""
    return (solution.top_p(logits, p) > -np.inf).sum(axis=-1)


def the_chances(solution, function, logits, *given):
    """exp of what is left: finite where -inf stands."""
    found = getattr(solution, function)(logits, *given)
    return found.exp() if hasattr(found, "exp") else np.exp(found)


def filtered(solution, logits):
    return solution.filter_logits(logits)


def sums(logits):
    """The running sums of the probabilities of each row, largest first."""
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probs = weights / weights.sum(axis=-1, keepdims=True)
    return np.cumsum(-np.sort(-probs, axis=-1), axis=-1)


def far_from_a_sum(rng, logits):
    """A p that no running sum comes close to: there rounding would decide."""
    candidates = rng.uniform(0.02, 0.98, 40)
    distance = np.abs(sums(logits)[..., None] - candidates).reshape(-1, 40).min(axis=0, initial=1.0)
    return float(candidates[np.argmax(distance)])


def best(logits, k):
    """What top-k leaves."""
    return np.where(logits >= np.sort(logits, axis=-1)[..., -k][..., None], logits, -np.inf)


@st.composite
def scores(draw, max_dims=2, min_side=2):
    """Logits of rows without ties, and a p that is far from all sums."""
    shape = draw(shapes(1, max_dims, min_side, max_side=7))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    steps = rng.choice([0.25, 0.5, 1.0, 2.0], size=shape)
    logits = rng.permuted(np.cumsum(steps, axis=-1), axis=-1) + rng.choice([-3.0, 0.0, 50.0], size=(*shape[:-1], 1))
    return logits, far_from_a_sum(rng, logits)


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_top_k(kata):
    kata.check_figure(which_stay, "top_k", LOGITS, 2, gives=[False, True, False, True])


def test_worked_example_of_top_p(kata):
    kata.check_figure(which_stay, "top_p", LOGITS, 0.8, gives=[False, True, False, True])


def test_worked_example_of_filter_logits(kata):
    kata.check_figure(which_stay, "filter_logits", LOGITS, 2.0, None, 0.8, gives=[True, True, False, True])


@pytest.mark.parametrize("k", [1, 2, 3, 4, 9])
def test_what_is_at_least_the_kth_largest_stays(kata, k):
    kata.check("top_k", ROWS, k)
    kata.check("top_k", TIED, k)


@given(plain_arrays(shapes(1, 2, min_side=2)), st.integers(1, 6))
def test_top_k_agrees_on_any_logits(kata, logits, k):
    kata.check("top_k", logits, k)


@pytest.mark.parametrize("p", [0.3, 0.5, 0.8, 0.9, 0.99, 1.0])
def test_the_fewest_that_reach_p_stay(kata, p):
    kata.check("top_p", ROWS, p)


@given(scores())
@example((np.array([5.0, 0.0, 1.0]), 0.5))
@example((np.array([0.0, 0.1, 0.2, 0.3]), 0.7))
@example((np.stack([ROWS, 2 * ROWS[::-1]]), 0.8))
def test_top_p_agrees_on_any_logits(kata, case):
    kata.check("top_p", *case)


@given(scores())
def test_one_token_less_would_not_reach_p(kata, case):
    logits, p = case
    stays = kata.run(which_stay, "top_p", logits, p)
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probs = np.where(stays, weights / weights.sum(axis=-1, keepdims=True), 0.0)
    kata.require(probs.sum(axis=-1) >= p, f"what stays has a probability of {p:.4g} at least")
    least = np.where(stays, probs, 1.0).min(axis=-1)
    kata.require(probs.sum(axis=-1) - least < p, "without its least probable token, it has less")


@pytest.mark.parametrize(
    ("temperature", "k", "p"),
    [(2.0, None, None), (1.0, 2, None), (1.0, None, 0.5), (1.0, 2, 0.5), (0.5, 3, 0.85), (2.0, 3, 0.8), (4.0, 3, 0.6)],
)
def test_the_temperature_comes_first_and_top_p_last(kata, temperature, k, p):
    kata.check("filter_logits", ROWS, temperature, k, p)
    kata.check("filter_logits", SKEWED, temperature, k, p)


@given(scores(), st.sampled_from([0.5, 1.0, 2.0]), st.integers(1, 7), st.data())
def test_filter_logits_agrees_on_any_logits(kata, case, temperature, k, data):
    logits, _ = case
    rng = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    p = far_from_a_sum(rng, best(logits / temperature, min(k, logits.shape[-1])))
    kata.check("filter_logits", logits, temperature, k, p)


def test_without_a_choice_nothing_is_filtered(kata):
    kata.check(filtered, ROWS)


# ----------------------------------------------------------------------------------------- edges


@edges
@given(arrays(), st.integers(1, 6))
@example(np.zeros((2, 0, 3), np.float32), 2)
@example(np.stack([ROWS, 2 * ROWS[::-1]]), 2)
@example(np.array([[7.0]]), 1)
def test_top_k_in_every_dtype_and_memory(kata, logits, k):
    kata.check("top_k", logits, k)


@edges
@given(scores(max_dims=3, min_side=1), dtypes(), st.data())
def test_top_p_in_every_dtype_and_memory(kata, case, dtype, data):
    logits, p = case
    kata.check("top_p", data.draw(laid_out(logits.astype(dtype))), p)
    kata.check("filter_logits", data.draw(laid_out(logits.astype(dtype))), 1.0, None, p)


@edges
@pytest.mark.parametrize("shape", [(0, 4), (2, 0, 3), (3, 1), (1,)])
def test_rows_may_be_missing_or_short(kata, shape):
    kata.check("top_p", np.ones(shape), 0.5)
    kata.check("filter_logits", np.ones(shape), 2.0, 3, 0.5)


@edges
@pytest.mark.parametrize("function", ["top_p", "filter_logits"])
@pytest.mark.parametrize("p", [1.0, 1.5, 1])
def test_p_of_one_changes_nothing(kata, function, p):
    given = [p] if function == "top_p" else [1.0, None, p]
    kata.check(function, np.array([[30.0, 0.0, -40.0, 10.0], [0.0, 90.0, -np.inf, -90.0]]), *given)
    kata.check(function, np.array([[20.0, 0.0, -20.0]], np.float32), *given)


@edges
@pytest.mark.parametrize("p", [0.0, 1e-12, 0])
def test_one_token_stays_at_least(kata, p):
    kata.check("top_p", ROWS, p)
    kata.check("filter_logits", ROWS, 1.0, 2, p)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("p", [0.3, 0.6, 0.95])
def test_large_logits_do_not_overflow(kata, dtype, p):
    logits = np.array([[1e4, 1e4 + 1, 1e4 - 1], [-1e4, -1e4 + 2, 1e4], [1000.0, 1001.0, -1e4]], dtype)
    kata.check("top_p", logits, p)
    kata.check("top_k", logits, 2)


@edges
@pytest.mark.parametrize("function", ["top_k", "top_p"])
def test_what_is_minus_infinity_stays_so(kata, function):
    logits = np.array([[-np.inf, 1.0, 2.0, -np.inf], [0.0, -np.inf, -np.inf, -np.inf], [3.0, -np.inf, 0.0, 1.0]])
    for choice in [1, 2, 3, 4] if function == "top_k" else [0.0, 0.5, 0.8, 0.97]:
        kata.check(function, logits, choice)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("v", "p", "m"), [(2, 0.3, 1), (3, 0.5, 2), (4, 0.6, 3), (5, 0.9, 5), (40, 1 - 1e-12, 40)])
def test_of_equal_logits_as_few_as_it_takes_stay(kata, v, p, m, dtype):
    found = kata.run(how_many_stay, np.full((2, v), 3.0, dtype), p)
    kata.equal(found, np.array([m, m]), f"{m} of {v} equal tokens reach {p}")


@edges
@pytest.mark.parametrize(("v", "p", "m"), [(2, 0.5, 1), (4, 0.5, 2), (4, 0.25, 1), (4, 0.75, 3)])
def test_a_sum_of_exactly_p_is_enough(kata, v, p, m):
    """All logits are 0: then no probability is rounded, and neither is a sum."""
    found = kata.run(how_many_stay, np.zeros((2, v)), p)
    kata.equal(found, np.array([m, m]), f"{m} of {v} equal tokens reach {p} exactly")


@edges
@pytest.mark.parametrize("k", [0, -1, -17])
def test_k_is_one_at_least(kata, k):
    kata.check_raises(ValueError, "top_k", ROWS, k, says=[k])
    kata.check_raises(ValueError, "filter_logits", ROWS, 1.0, k, says=[k])


@edges
@pytest.mark.parametrize("p", [-0.125, -1.5])
def test_p_is_not_negative(kata, p):
    kata.check_raises(ValueError, "top_p", ROWS, p, says=[p])
    kata.check_raises(ValueError, "filter_logits", ROWS, 1.0, None, p, says=[p])


@edges
@pytest.mark.parametrize("temperature", [0.0, -0.5])
def test_a_temperature_is_positive(kata, temperature):
    kata.check_raises(ValueError, "filter_logits", ROWS, temperature, says=[temperature])


@edges
def test_a_vocabulary_of_fifty_thousand(kata):
    rng = np.random.default_rng(0)
    logits = rng.permuted(np.linspace(-20, 5, 50_000))[None]
    kata.check("top_p", logits, far_from_a_sum(rng, logits))
    kata.check("top_k", logits, 50)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(scores(), st.integers(1, 5))
@example((ROWS, 0.8), 2)
def test_gradients_flow_to_what_is_kept(kata, case, k):
    logits, p = case
    low = logits - logits.max(axis=-1, keepdims=True)
    kata.check_gradient(the_chances, "top_k", low, k)
    kata.check_gradient(the_chances, "top_p", low, p)
    kata.check_gradient(the_chances, "filter_logits", low, 2.0, k)
    kata.check_gradient(the_chances, "filter_logits", low, 1.0, None, p)


test_stays_on_the_device_of_its_input = on_its_device(
    ("top_k", ROWS, 2), ("top_p", ROWS, 0.8), ("filter_logits", ROWS, 2.0, 3, 0.8)
)
