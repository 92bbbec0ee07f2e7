"""A mixture of experts sends each token to a few of many networks, and keeps all of them busy."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.scenarios import siblings

pytestmark = pytest.mark.kata(
    minutes=55,
    targets="torch",
    ladder={
        "logits": "finite",
        "weights_of.logits": "finite-zero",
        "mixed.x": "finite",
        "mixed.router": "finite-huge-large",
    },
)

LOGITS = np.array([[2.0, 1.0, 0.0, -1.0]])
ROWS = np.array([[0.5, 2.0, -1.0, 1.0], [3.0, -2.0, 2.5, 0.0], [-1.0, -3.0, -2.0, -2.5], [0.0, 1.5, 2.5, -0.5]])
SKEWED = np.log([[3.0, 1.0], [3.0, 1.0], [3.0, 1.0], [1.0, 3.0]])
TOKENS = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0], [2.0, 1.0, -1.0], [-1.0, 0.5, 2.0], [1.5, 0.0, -0.5]])
ROUTER = np.array([[1.0, -0.5, 0.25, 0.125], [0.5, 1.0, -1.0, 0.0], [-0.25, 0.5, 1.0, -1.0]])
EXPERTS = np.random.default_rng(0).normal(size=(4, 3, 3))
FAR_APART = np.random.default_rng(3).normal(size=(16, 4)) + np.array([3.0, 1.0, 0.0, -1.0])
FOR_BALANCE = np.array([0.0, 0.0, 1.5, 0.0])
LEFT_OUT = np.array([[2.0, 1.0, 0.5, -9.0], [1.0, 2.0, 0.5, -9.0], [0.5, 1.0, 2.0, -9.0]])
"""A router for which no token with entries above 0 chooses the last expert."""


# ------------------------------------------------------------------------------ scenarios and inputs


def chosen(solution, logits, k, *normalise):
    return solution.route(logits, k, *normalise)[0]


def weights_of(solution, logits, k, *normalise):
    return solution.route(logits, k, *normalise)[1]


def times(solution, x, router, factors, k):
    """The mixture of experts that multiply by a factor."""
    return solution.mixture(x, router, [lambda rows, factor=factor: rows * factor for factor in factors], k)


def mixed(solution, x, router, weights, k):
    """The mixture of experts tanh(x W)."""
    return solution.mixture(x, router, [lambda rows, w=w: (rows @ w).tanh() for w in weights], k)


def calls(solution, x, router, weights, k):
    """How many rows came to each expert, call by call; the mixture with it."""
    seen = [[] for _ in weights]

    def expert(number):
        def run(rows):
            seen[number].append(len(rows))
            return (rows @ weights[number]).tanh()

        return run

    return seen, solution.mixture(x, router, [expert(number) for number in range(len(weights))], k)


def with_a_silent_one(solution):
    """The solution with a shared expert that says 0, so that mixture_with_shared gives what mixture does."""

    def mixture(x, router, experts, k):
        return solution.mixture_with_shared(x, router, experts, lambda rows: rows * 0, k)

    return SimpleNamespace(mixture=mixture)


def mixed_beside_a_silent_one(solution, x, router, weights, k):
    """The mixture, with a shared expert that says 0."""
    return mixed(with_a_silent_one(solution), x, router, weights, k)


def route_with_bias_0(solution, logits, k):
    """The choice and the weights, with a bias of 0 for each expert."""
    return solution.route_with_bias(logits, logits.new_zeros(logits.shape[-1]), k)


def rows_of_each(solution, x, router, weights, k):
    """How many rows came to each expert, in all calls."""
    return [sum(rows) for rows in calls(solution, x, router, weights, k)[0]]


def calls_of_each(solution, x, router, weights, k):
    """How often each expert was called."""
    return [len(rows) for rows in calls(solution, x, router, weights, k)[0]]


def calls_beside_a_silent_one(solution, x, router, weights, k):
    """How often each expert was called, with a shared expert that says 0."""
    return calls_of_each(with_a_silent_one(solution), x, router, weights, k)


def loss_of_the_best(solution, logits, k):
    """The loss where each token uses the k best: the choice comes from torch."""
    return solution.load_balance_loss(logits, logits.topk(k, dim=-1).indices)


def shared_times(solution, x, router, factors, factor, k):
    """The mixture of experts that multiply by a factor, and a shared one that does."""
    experts = [lambda rows, factor=factor: rows * factor for factor in factors]
    return solution.mixture_with_shared(x, router, experts, lambda rows: rows * factor, k)


def shared_mixed(solution, x, router, weights, shared, k):
    """The mixture of experts tanh(x W), with a shared one that also looks at the other tokens."""
    experts = [lambda rows, w=w: (rows @ w).tanh() for w in weights]
    return solution.mixture_with_shared(x, router, experts, lambda rows: (rows @ shared).tanh() + rows.mean(dim=0), k)


def calls_of_shared(solution, x, router, weights, k):
    """How many rows came to the shared expert, call by call."""
    seen = []

    def shared(rows):
        seen.append(len(rows))
        return rows

    solution.mixture_with_shared(x, router, [lambda rows, w=w: rows @ w for w in weights], shared, k)
    return seen


def chosen_with_bias(solution, logits, bias, k):
    return solution.route_with_bias(logits, bias, k)[0]


def weights_with_bias(solution, logits, bias, k):
    return solution.route_with_bias(logits, bias, k)[1]


def weights_beside(solution, logits, bias, k):
    """The weights, where the biases are given as a list and have no gradient."""
    return solution.route_with_bias(logits, logits.new_tensor(bias), k)[1]


def loads_after(solution, logits, k, steps):
    """How often each expert is chosen after some steps, in each of which the biases move by 1/8."""
    bias = logits[0] * 0
    for _ in range(steps):
        bias = solution.next_bias(bias, solution.route_with_bias(logits, bias, k)[0], 0.125)
    return solution.route_with_bias(logits, bias, k)[0].flatten().bincount(minlength=len(bias))


def spread(rng, shape):
    """Logits of which no two in a row are close."""
    steps = rng.choice([0.25, 0.5, 1.0], size=shape)
    return rng.permuted(np.cumsum(steps, axis=-1), axis=-1) + rng.choice([-3.0, 0.0, 2.0], size=(*shape[:-1], 1))


@st.composite
def halves_of_halves(draw):
    """Logits and k for which every share of the choices is exact, also in float32: most code counts in that."""
    tokens, k = draw(st.sampled_from([2, 4, 8])), draw(st.sampled_from([1, 2, 4]))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    return spread(rng, (tokens, draw(st.integers(max(k, 2), 6)))), k


@st.composite
def logits_and_k(draw, least=1):
    """Logits without ties, and how many experts a token uses."""
    n = draw(st.integers(2, 6))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    return spread(rng, (draw(st.integers(least, 6)), n)), draw(st.integers(1, n))


@st.composite
def mixtures(draw, dtype=np.float64):
    """Tokens, router, weights of experts, and k: sizes all different."""
    tokens, dim, n = draw(st.integers(1, 7)), draw(st.integers(2, 4)), draw(st.integers(2, 5))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    shapes = (tokens, dim), (dim, n), (n, dim, dim)
    return *(rng.normal(size=shape).astype(dtype) for shape in shapes), draw(st.integers(1, n))


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_the_choice(kata):
    kata.check_figure(chosen, LOGITS, 2, gives=[[0, 1]])


def test_worked_example_of_the_weights(kata):
    kata.check_figure(weights_of, LOGITS, 2, gives=[[0.731, 0.269]], decimals=3)


def test_worked_example_without_normalising(kata):
    kata.check_figure(weights_of, LOGITS, 2, False, gives=[[0.644, 0.237]], decimals=3)


def test_worked_example_of_the_mixture(kata):
    kata.check_figure(
        times, np.array([[1.0]]), LOGITS, np.array([10.0, 20.0, 30.0, 40.0]), 2, gives=[[12.69]], decimals=2
    )


def test_worked_example_of_the_loss(kata):
    kata.check_figure(loss_of_the_best, SKEWED, 1, gives=1.125, decimals=3)


@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_routes_each_token_to_its_best(kata, k, normalise):
    kata.check("route", ROWS, k, normalise)


@given(logits_and_k(), st.booleans())
def test_routes_any_logits(kata, case, normalise):
    kata.check("route", *case, normalise)


@given(logits_and_k())
def test_the_weights_of_a_token_sum_to_one(kata, case):
    weights = kata.run(weights_of, *case)
    kata.equal(weights.sum(axis=-1), np.ones(len(case[0])), "the weights of a token's experts sum to 1")


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_each_token_gets_what_its_experts_say(kata, k):
    kata.check(mixed, TOKENS, ROUTER, EXPERTS, k)


@given(mixtures())
@example((TOKENS, ROUTER, EXPERTS, 2))
def test_mixes_any_tokens_and_experts(kata, case):
    kata.check(mixed, *case)


@given(mixtures(), st.randoms(use_true_random=False))
def test_the_other_tokens_do_not_matter(kata, case, random):
    x, router, weights, k = case
    order = random.sample(range(len(x)), len(x))
    whole = kata.run(mixed, x, router, weights, k)
    kata.equal(
        kata.run(mixed, x[order], router, weights, k), whole[order], "tokens in another order give the same", 1.0
    )


@pytest.mark.parametrize("k", [1, 2, 3])
def test_an_expert_works_on_its_own_tokens_alone(kata, k):
    kata.check(rows_of_each, TOKENS, ROUTER, EXPERTS, k)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_the_loss_multiplies_both_shares(kata, k):
    kata.check(loss_of_the_best, ROWS, k)


@given(halves_of_halves())
def test_the_loss_agrees_on_any_logits(kata, case):
    kata.check(loss_of_the_best, *case)


@pytest.mark.parametrize(
    "indices", [[[0], [1], [1], [3]], [[0, 1], [0, 2], [0, 3], [1, 2]], [[3, 0], [0, 3], [2, 1], [1, 0]]], ids=str
)
def test_the_choice_may_be_any(kata, indices):
    """Some routers add noise or a bias before they choose."""
    kata.check("load_balance_loss", ROWS, np.array(indices))


# ----------------------------------------------------------------------------------------- edges


@edges
@given(logits_and_k(least=0), st.booleans(), st.sampled_from([np.float64, np.float32]))
@example((np.array([[7.0]]), 1), True, np.float32)
def test_routes_in_every_dtype(kata, case, normalise, dtype):
    logits, k = case
    kata.check("route", logits.astype(dtype), k, normalise)


@edges
@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_takes_large_logits(kata, normalise, dtype):
    logits = np.array([[1e4, 1e4 + 1, 1e4 - 1], [-1e4, -1e4 + 2, 1e4], [1000.0, 1001.0, -1e4]], dtype)
    kata.check("route", logits, 2, normalise)
    kata.check("route", logits[:, ::-1].copy(), 2, normalise)  # probabilities that underflow tie
    kata.check("route", np.array([[-3e10, -2e10, -4e10]], dtype), 2, normalise)
    kata.check(loss_of_the_best, logits, 2)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_takes_large_logits_with_a_bias(kata, dtype):
    logits = np.array([[1e4, 1e4 + 1, 1e4 - 1], [-1e4, -1e4 + 2, 1e4], [1000.0, 1001.0, -1e4]], dtype)
    kata.check("route_with_bias", logits, np.array([0.0, 0.5, 3.0], dtype), 2)


@edges
@siblings("route", route_with_bias_0)
@pytest.mark.parametrize("k", [0, 5, -1])
def test_a_token_is_routed_to_one_expert_at_least_and_to_all_at_most(kata, function, k):
    kata.check_raises(ValueError, function, ROWS, k, says=[k, 4])


@edges
@siblings(mixed, mixed_beside_a_silent_one)
@pytest.mark.parametrize("k", [0, 5, -1])
def test_a_token_uses_one_expert_at_least_and_all_at_most(kata, function, k):
    kata.check_raises(ValueError, function, TOKENS, ROUTER, EXPERTS, k, says=[k, 4])


@edges
@pytest.mark.parametrize("normalise", [True, False])
def test_there_may_be_no_tokens(kata, normalise):
    kata.check("route", ROWS[:0], 2, normalise)
    kata.check(mixed, TOKENS[:0], ROUTER, EXPERTS, 2)


@edges
@siblings(mixed, mixed_beside_a_silent_one)
@given(case=st.sampled_from([np.float64, np.float32]).flatmap(mixtures))
def test_mixes_in_every_dtype(kata, function, case):
    kata.check(function, *case)


@edges
@siblings(calls_of_each, calls_beside_a_silent_one)
@pytest.mark.parametrize("k", [1, 2, 3])
def test_an_expert_is_called_once_or_not_at_all(kata, function, k):
    kata.check(function, np.abs(TOKENS), LEFT_OUT, EXPERTS, k)


@edges
@siblings(calls_of_each, calls_beside_a_silent_one)
@given(case=mixtures())
def test_calls_no_expert_twice(kata, function, case):
    kata.check(function, *case)


@edges
@given(logits_and_k(), st.sampled_from([np.float64, np.float32]))
@example((ROWS[:3], 1), np.float64)
@example((ROWS, 3), np.float64)
def test_the_loss_in_every_dtype(kata, case, dtype):
    kata.check(loss_of_the_best, case[0].astype(dtype), case[1])


@edges
@pytest.mark.parametrize(("n", "k"), [(2, 1), (4, 2), (6, 3)])
def test_the_loss_of_even_shares_is_1(kata, n, k):
    logits, indices = np.zeros((n, n)), (np.arange(n)[:, None] + np.arange(k)) % n
    kata.equal(kata.load_balance_loss(logits, indices), 1.0, f"{n} experts, each with {k} of {n * k} choices: 1")


@edges
@pytest.mark.parametrize("n", [2, 5])
def test_the_loss_is_n_where_one_expert_gets_all(kata, n):
    logits, indices = np.where(np.arange(n) == 1, 1e3, np.zeros((3, n))), np.ones((3, 1), np.int64)
    kata.equal(kata.load_balance_loss(logits, indices), float(n), f"all tokens for one of {n} experts: {n}")


@edges
def test_worked_example_of_the_shared_expert(kata):
    factors = np.array([10.0, 20.0, 30.0, 40.0])
    kata.check_figure(shared_times, np.array([[1.0]]), LOGITS, factors, 5.0, 2, gives=[[17.69]], decimals=2)


@edges
@pytest.mark.parametrize("k", [1, 2, 4])
def test_the_shared_expert_speaks_to_every_token(kata, k):
    kata.check(shared_mixed, TOKENS, ROUTER, EXPERTS, EXPERTS[0].T.copy(), k)
    kata.check(calls_of_shared, TOKENS, ROUTER, EXPERTS, k)


@edges
@given(mixtures())
def test_shares_with_any_tokens_and_experts(kata, case):
    x, router, weights, k = case
    kata.check(shared_mixed, x, router, weights, weights[0].T.copy(), k)


@edges
def test_worked_example_of_the_bias(kata):
    kata.check_figure(chosen_with_bias, LOGITS, FOR_BALANCE, 2, gives=[[0, 2]])
    kata.check_figure(weights_with_bias, LOGITS, FOR_BALANCE, 2, gives=[[0.881, 0.119]], decimals=3)


@edges
@pytest.mark.parametrize("k", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_bias_chooses_and_does_not_weigh(kata, k, dtype):
    kata.check("route_with_bias", ROWS.astype(dtype), np.array([-2.25, 0.0, 1.125, 3.0625], dtype), k)


@edges
@given(logits_and_k())
def test_routes_any_logits_with_a_bias(kata, case):
    logits, k = case
    kata.check("route_with_bias", logits, np.linspace(-1.03, 2.01, logits.shape[-1]), k)


@edges
def test_worked_example_of_the_next_bias(kata):
    indices = np.array([[0, 1], [0, 2], [0, 1], [0, 2]])
    kata.check_figure("next_bias", np.zeros(4), indices, 0.1, gives=[-0.1, 0.0, 0.0, 0.1], decimals=1)


@edges
@pytest.mark.parametrize("options", [{}, {"rate": 0.25}], ids=["", "rate"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "indices", [[[0], [1], [1], [3]], [[0, 1], [1, 0], [3, 1]], [[2], [2], [2]], [[3, 2], [0, 1]]], ids=str
)
def test_biases_rise_and_fall_with_the_loads(kata, indices, dtype, options):
    kata.check("next_bias", np.array([0.1, -0.3, 1.0, 0.0], dtype), np.array(indices), **options)


@edges
@given(logits_and_k())
def test_biases_follow_any_choice(kata, case):
    logits, k = case
    kata.check("next_bias", logits[0], np.argsort(logits)[:, :k].copy(), 0.5)


@edges
@pytest.mark.parametrize(("steps", "loads"), [(0, [16, 11, 5, 0]), (20, [8, 8, 8, 8])])
def test_the_loads_become_even(kata, steps, loads):
    kata.check_figure(loads_after, FAR_APART, 2, steps, gives=loads)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@given(logits_and_k(), st.booleans())
@example((ROWS, 2), True)
@example((ROWS, 2), False)
def test_gradients_flow_to_the_logits(kata, case, normalise):
    kata.check_gradient(weights_of, *case, normalise)


@pytest.mark.kata(stage="torch")
@siblings(mixed, mixed_beside_a_silent_one)
@given(case=mixtures())
@example(case=(TOKENS, ROUTER, EXPERTS, 2))
def test_gradients_flow_to_tokens_router_and_experts(kata, function, case):
    kata.check_gradient(function, *case)


@pytest.mark.kata(stage="torch")
@given(logits_and_k())
@example((ROWS, 2))
def test_gradients_of_the_loss_flow_through_the_probabilities(kata, case):
    kata.check_gradient(loss_of_the_best, *case)


@pytest.mark.kata(stage="torch")
@given(logits_and_k())
@example((ROWS, 2))
def test_gradients_of_the_weights_flow_beside_the_bias(kata, case):
    logits, k = case
    kata.check_gradient(weights_beside, logits, np.linspace(-1.03, 2.01, logits.shape[-1]).tolist(), k)


test_stays_on_the_device_of_its_input = on_its_device(
    ("route", ROWS, 2),
    (mixed, TOKENS, ROUTER, EXPERTS, 2),
    ("load_balance_loss", ROWS, np.array([[0, 1], [0, 2], [0, 3], [1, 2]])),
    ("route_with_bias", ROWS, FOR_BALANCE, 2),
    ("next_bias", FOR_BALANCE, np.array([[0, 1], [0, 2], [0, 3], [1, 2]])),
)
