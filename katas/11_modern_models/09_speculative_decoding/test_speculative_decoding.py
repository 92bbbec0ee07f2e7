"""A small model drafts, a large one checks, and what comes out is distributed as the large one's."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.strategies import dtypes, laid_out

pytestmark = pytest.mark.kata(
    minutes=35,
    uses=["sampling"],
    ladder={
        "p": "distribution-again-long",
        "q": "distribution-again-long",
        "u": "uniform-again-long",
        "tokens": "labels",
    },
    long="V k",
)

P, Q = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]), np.array([[0.2, 0.6, 0.2]])
SPLIT_P, SPLIT_Q = np.array([[0.29, 0.4, 0.31], [0.2, 0.5, 0.3]]), np.array([[0.05, 0.8, 0.15]])
"""What is missing from the draft is in two tokens here, 0.24 in one and 0.16 in the other."""
MIDPOINTS = (np.arange(10) + 0.5) / 10
GRID = np.array(list(itertools.product(MIDPOINTS, MIDPOINTS)))
"""Every u of two numbers, on a grid on which all probabilities of the figures lie: no draw is left to chance."""
DRAFTS = np.arange(3)[:, None]
LONG_P = np.array([[0.1, 0.4, 0.3, 0.2], [0.5, 0.1, 0.1, 0.3], [0.2, 0.2, 0.2, 0.4], [0.3, 0.1, 0.4, 0.2]])
LONG_Q = np.array([[0.4, 0.2, 0.1, 0.3], [0.1, 0.6, 0.2, 0.1], [0.1, 0.5, 0.3, 0.1]])
TENTHS = np.array([[0.1] * 10 + [0.0] * 2] * 2)
"""Their running sum ends at 1 - 2 ** -53, in NumPy and in torch."""


# ------------------------------------------------------------------------------ scenarios and inputs


def law(solution, p, q, drafts, us):
    """How often each token comes first, over all drafts and all u."""
    found = p[0, :] * 0
    for token in drafts:
        for u in us:
            found[int(solution.accept(p, q, token, u)[0])] += float(q[0, int(token[0])]) / len(us)
    return found


def law_of_the_token_more(solution, p, q, drafts, us):
    """How often each token comes second, among the times that the draft is accepted."""
    found = p[0, :] * 0
    for token in drafts:
        for u in us:
            result = solution.accept(p, q, token, u)
            if len(result) == 2:
                found[int(result[1])] += float(q[0, int(token[0])])
    return found / max(float(found.sum()), 1e-9)


def share_of_accepted(solution, p, q, drafts, us):
    """How often the draft is accepted."""
    found = 0.0
    for token in drafts:
        found += sum(len(solution.accept(p, q, token, u)) == 2 for u in us) * float(q[0, int(token[0])])
    return found / len(us)


def far_from(rng, borders):
    """A number in [0, 1) that no border is close to: there rounding would decide."""
    candidates = rng.uniform(0, 0.999, 50)
    distance = np.abs(np.asarray(borders)[:, None] - candidates).min(axis=0, initial=1.0)
    return candidates[np.argmax(distance)] if rng.random() < 0.3 else rng.choice(candidates[distance > 0.01])


def rows_of(rng, count, size):
    """Distributions, some with tokens that cannot come."""
    weights = rng.uniform(0.05, 1, (count, size)) * (rng.random((count, size)) < 0.8)
    weights[np.arange(count), rng.integers(size, size=count)] += 0.5
    return weights / weights.sum(axis=-1, keepdims=True)


@st.composite
def rounds(draw, least=1, dtype=np.float64):
    """Both distributions, drafts that may come of q, and u: no decision is close."""
    k, size = draw(st.integers(least, 4)), draw(st.integers(2, 6))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    p, q = rows_of(rng, k + 1, size), rows_of(rng, k, size)
    tokens = np.array([rng.choice(size, p=row) for row in q], dtype=np.int64)
    places = np.arange(k)
    ratios = p[places, tokens] / q[places, tokens]
    u = np.array([far_from(rng, [ratio]) for ratio in ratios] + [0.0])
    rejected = np.flatnonzero(u[:-1] >= ratios)
    rest = np.maximum(p[rejected[0]] - q[rejected[0]], 0) if rejected.size else p[k]
    u[-1] = far_from(rng, np.cumsum(rest) / rest.sum())
    return p.astype(dtype), q.astype(dtype), tokens, u.astype(dtype)


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(
    ("token", "u", "gives"),
    [(0, 0.9, [0, 2]), (1, 0.4, [1, 2]), (1, 0.6, [0]), (2, 0.9, [2, 2])],
    ids=["always accepted", "accepted", "rejected", "as likely in both"],
)
def test_worked_example(kata, token, u, gives):
    kata.check_figure("accept", P, Q, np.array([token]), np.array([u, 0.5]), gives=gives)


def test_the_first_token_is_distributed_as_the_target(kata):
    kata.check_figure(law, P, Q, DRAFTS, GRID, gives=[0.5, 0.3, 0.2], decimals=9)


def test_what_is_missing_may_be_in_several_tokens(kata):
    kata.check_figure(law, SPLIT_P, SPLIT_Q, DRAFTS, GRID, gives=[0.29, 0.4, 0.31], decimals=9)


def test_as_many_drafts_are_accepted_as_can_be(kata):
    kata.check_figure(share_of_accepted, P, Q, DRAFTS, GRID, gives=0.7, decimals=9)
    kata.check_figure(share_of_accepted, SPLIT_P, SPLIT_Q, DRAFTS, GRID, gives=0.6, decimals=9)


def test_one_token_more_is_distributed_as_the_target(kata):
    kata.check_figure(law_of_the_token_more, P, Q, DRAFTS, GRID, gives=[0.1, 0.2, 0.7], decimals=9)


@pytest.mark.parametrize("last", [0.05, 0.35, 0.75, 0.95])
@pytest.mark.parametrize(
    "u",
    [[0.3, 0.3, 0.3], [0.2, 0.9, 0.3], [0.2, 0.1, 0.7], [0.2, 0.1, 0.1], [0.9, 0.1, 0.1], [0.9, 0.9, 0.9]],
    ids=["first", "second", "third", "none", "the first of good ones", "all"],
)
def test_the_first_rejection_ends_the_round(kata, u, last):
    kata.check("accept", LONG_P, LONG_Q, np.array([0, 1, 1]), np.array([*u, last]))


@given(rounds())
@example((LONG_P, LONG_Q, np.array([0, 2, 3]), np.array([0.2, 0.45, 0.5, 0.6])))
def test_agrees_on_any_round(kata, case):
    kata.check("accept", *case)


@given(rounds())
def test_accepts_every_draft_of_a_model_that_is_the_target(kata, case):
    p, _, _, u = case
    tokens = p[:-1].argmax(axis=-1)
    result = kata.accept(p, p[:-1].copy(), tokens, u)
    kata.require(len(result) == len(p), f"p = q: all {len(tokens)} drafts are accepted, and one token is drawn")
    kata.equal(result[:-1], tokens, "p = q: the drafts are kept as they are")


# ----------------------------------------------------------------------------------------- edges


@edges
@given(dtypes().flatmap(lambda dtype: rounds(0, dtype)), st.data())
def test_agrees_in_every_dtype_and_layout(kata, case, data):
    p, q, tokens, u = case
    kata.check("accept", data.draw(laid_out(p)), data.draw(laid_out(q)), tokens, u)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_token_that_the_target_never_writes_is_rejected(kata, dtype):
    p, q = np.array([[0.0, 0.25, 0.75], [0.5, 0.5, 0.0]], dtype), np.array([[0.5, 0.25, 0.25]], dtype)
    for first in (0.0, 1e-30, 0.5):
        kata.check("accept", p, q, np.array([0]), np.array([first, 0.5], dtype))


@edges
@pytest.mark.parametrize(("token", "first"), [(0, 0.9), (1, 0.0), (1, 0.5)])
def test_the_draft_may_be_one_that_q_rules_out(kata, token, first):
    p, q = np.array([[0.5, 0.0, 0.5], [0.25, 0.5, 0.25]]), np.array([[0.0, 0.0, 1.0]])
    kata.check("accept", p, q, np.array([token]), np.array([first, 0.3]))


@edges
@pytest.mark.parametrize("last", [0.0, 0.25, 0.5, 0.75])
def test_draws_no_token_that_is_not_missing(kata, last):
    p, q = np.array([[0.125, 0.5, 0.125, 0.25], [0.0, 0.5, 0.0, 0.5]]), np.array([[0.25, 0.25, 0.5, 0.0]])
    kata.check("accept", p, q, np.array([2]), np.array([0.75, last]))
    kata.check("accept", p, q, np.array([1]), np.array([0.75, last]))


@edges
@pytest.mark.parametrize("tiny", [1e-7, 1e-12])
def test_what_is_missing_may_be_tiny(kata, tiny):
    p, q = np.array([[0.5 - 2 * tiny, 0.5, 2 * tiny], [0.25, 0.5, 0.25]]), np.array([[0.5, 0.5 - tiny, tiny]])
    for last in (0.3, 0.7):
        kata.check("accept", p, q, np.array([0]), np.array([1 - tiny, last]))


@edges
@pytest.mark.parametrize("first", [0.4, 0.6, 0.9])
def test_a_draft_may_be_unlikely_in_both(kata, first):
    unlikely = np.array([[1e-12, 1 - 1e-12]])
    kata.check("accept", np.concatenate([unlikely, [[0.5, 0.5]]]), unlikely, np.array([0]), np.array([first, 0.1]))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("first", [0.25, 0.5])
def test_a_draft_is_rejected_where_both_sides_are_equal(kata, first, dtype):
    p, q = np.array([[first / 2, 1 - first / 2], [0.5, 0.5]], dtype), np.array([[0.5, 0.5]], dtype)
    kata.check("accept", p, q, np.array([0]), np.array([first, 0.25], dtype))


@edges
def test_a_sum_that_rounds_to_less_than_1_is_no_trap(kata):
    for q, token in ((TENTHS[:1], 3), (np.eye(12)[11:], 11)):
        kata.check("accept", TENTHS, q, np.array([token]), np.array([0.5, 1 - 2.0**-53]))


@edges
@pytest.mark.parametrize("last", [0.05, 0.25, 0.95])
def test_without_drafts_a_token_is_drawn(kata, last):
    kata.check("accept", P[:1], Q[:0], np.array([], dtype=np.int64), np.array([last]))


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch-cpu")
@pytest.mark.parametrize("u", [[0.2, 0.9, 0.3, 0.4], [0.2, 0.1, 0.1, 0.4]], ids=["rejected", "accepted"])
def test_stays_on_the_device_of_its_input(kata, u):
    kata.check_device("accept", LONG_P, LONG_Q, np.array([0, 1, 1]), np.array(u))
