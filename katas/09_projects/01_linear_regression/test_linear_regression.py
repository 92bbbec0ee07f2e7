"""Least squares, by a formula and by descent: residuals that are orthogonal to every column."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import plain_arrays

pytestmark = pytest.mark.kata(
    uses=["inverse"],
    minutes=40,
    # where X is scaled, our references do not agree on what is dependent
    ladder={"X": "finite-huge-tiny-large-small", "y": "finite"},
    long="n",
)

FIGURE = (np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 2.0, 4.0]))
X = np.array([[1.0, 2.0], [3.0, -1.0], [-2.0, 0.5], [0.0, 4.0], [2.0, 1.0]])
Y = np.array([3.0, 1.0, -2.0, 5.0, 4.0])
WAVES = np.cos(np.outer(np.arange(8) + 0.5, np.arange(1, 4)) * np.pi / 8)
"""Eight rows, three columns that are orthogonal to each other and to a constant."""


@st.composite
def regressions(draw):
    """Columns that are far from dependent, each of its own size and around its own mean, and targets."""
    n, d = draw(st.integers(5, 8)), draw(st.integers(1, 3))
    waves = [3.0, 2.0, 4.0][:d] * np.cos(np.outer(np.arange(n) + 0.5, np.arange(1, d + 1)) * np.pi / n)
    means = draw(plain_arrays((d,), magnitude=3.0))
    return waves + 0.25 * draw(plain_arrays((n, d), magnitude=1.0)) + means, draw(plain_arrays((n,)))


def step_size(X):
    """One over the largest curvature of the mean squared error: descent converges."""
    A = np.column_stack([X, np.ones(len(X))])
    return float(len(X) / (2 * np.linalg.norm(A, 2) ** 2))


# ------------------------------------------------------------------------------------- scenarios


def predictions(solution, X, y):
    """What the closed form predicts: the same for all (w, b) that are best."""
    w, b = solution.closed_form(X, y)
    return X @ w + b


def part_of(solution, which, function, X, y, *how):
    """The weights, or the intercept."""
    return getattr(solution, function)(X, y, *how)[which]


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("part", "gives"), [(0, [1.5]), (1, 0.833)], ids=["w", "b"])
def test_worked_example_of_the_closed_form(kata, part, gives):
    kata.check_figure(part_of, part, "closed_form", *FIGURE, gives=gives, decimals=3)


@pytest.mark.parametrize(("part", "gives"), [(0, [0.667]), (1, 0.467)], ids=["w", "b"])
def test_worked_example_of_a_step(kata, part, gives):
    kata.check_figure(part_of, part, "descend", *FIGURE, 0.1, 1, gives=gives, decimals=3)


@given(regressions())
@example((X, Y))
@example(FIGURE)
def test_the_closed_form_agrees_with_numpy_and_torch(kata, regression):
    kata.check("closed_form", *regression, scale=10.0)


@given(regressions())
@example((X, Y))
def test_the_residuals_are_orthogonal_to_every_column(kata, regression):
    X, y = regression
    w, b = kata.closed_form(X, y)
    r = X @ w + b - y
    size = np.abs(X).sum() * (np.abs(X).sum() * np.abs(w).sum() + np.abs(y).sum() + abs(b))
    kata.equal(np.sum(r), 0.0, "the residuals add up to 0", scale=size)
    kata.equal(X.T @ r, np.zeros(X.shape[1]), "the residuals are orthogonal to each column", scale=size)


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_steps_of_descent(kata, steps):
    kata.check("descend", X, Y, 0.05, steps)


@given(regressions(), st.integers(1, 4), st.sampled_from([0.01, 0.1]))
@example((X, Y), 3, 0.1)
def test_descent_agrees_with_numpy_and_torch(kata, regression, steps, lr):
    kata.check("descend", *regression, lr, steps)


@given(plain_arrays((8,)), plain_arrays((3,), magnitude=0.5))
@example(WAVES @ [1.0, -2.0, 3.0] + 5, np.zeros(3))
def test_descent_ends_at_the_least_squares(kata, y, means):
    X = 1.5 * WAVES + means
    w, b = kata.descend(X, y, step_size(X), 500)
    best_w, best_b = kata.closed_form(X, y)
    size = 1 + np.abs(y).max()
    kata.equal(w, best_w, "after many steps w is that of the closed form", scale=16 * size)
    kata.equal(b, best_b, "after many steps b is that of the closed form", scale=16 * size)


# ----------------------------------------------------------------------------------------- edges

DEPENDENT = {
    "an equal column": np.column_stack([X, X[:, 0]]),
    "a constant column": np.column_stack([X, np.full(5, 2.0)]),
    "a column of zeros": np.column_stack([X[:, 0], np.zeros(5)]),
    "a sum of two": np.column_stack([X, X[:, 0] + X[:, 1]]),
    "more columns than rows": X.T,
    "one row": X[:1],
    "as many unknowns as rows": X[:3],
}


@edges
@pytest.mark.parametrize("case", [*DEPENDENT])
def test_any_of_several_best_will_do(kata, case):
    columns = DEPENDENT[case]
    kata.check(predictions, columns, np.resize(Y, len(columns)), scale=10.0)


def nearly_dependent(n, gap):
    """A slope, and the same with a small wave on it: the condition number is about 1 / gap."""
    t = np.linspace(-1, 1, n)
    return np.column_stack([t, t + gap * np.cos(5 * t)]), 2 + t + np.sin(3 * t)


@edges
@pytest.mark.parametrize("gap", [1e-3, 1e-5, 1e-6])
def test_nearly_dependent_columns_lose_no_more_digits_than_they_must(kata, gap):
    kata.check("closed_form", *nearly_dependent(20, gap))


@edges
@pytest.mark.parametrize("offset", [1e3, 1e5])
def test_columns_may_be_far_from_zero(kata, offset):
    kata.check("closed_form", X + offset, Y)
    kata.check("closed_form", X, Y + offset)


@edges
def test_without_steps_it_is_where_it_starts(kata):
    kata.check("descend", X, Y, 0.05, 0)


@edges
@given(regressions())
@example((X, Y))
def test_float32_stays_float32(kata, regression):
    X, y = (part.astype(np.float32) for part in regression)
    kata.check("closed_form", X, y, scale=40.0)
    kata.check("descend", X, y, 0.01, 3)


@edges
def test_columns_may_lie_in_memory_as_they_like(kata):
    kata.check("closed_form", np.asfortranarray(X), np.repeat(Y, 2)[::2])
    kata.check("descend", np.asfortranarray(X), np.repeat(Y, 2)[::2], 0.05, 2)


@edges
@pytest.mark.parametrize("case", [*DEPENDENT])
def test_descent_does_not_mind_dependent_columns(kata, case):
    columns = DEPENDENT[case]
    kata.check("descend", columns, np.resize(Y, len(columns)), 0.02, 3)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(regressions())
@example((X, Y))
def test_gradients_flow_through_the_closed_form(kata, regression):
    kata.check_gradient("closed_form", *regression, scale=40.0)


@pytest.mark.kata(targets="torch")
@given(regressions())
@example((X, Y))
def test_gradients_flow_through_the_steps(kata, regression):
    kata.check_gradient("descend", *regression, 0.01, 3, scale=10.0)


test_stays_on_the_device_of_its_input = on_its_device(("closed_form", X, Y), ("descend", X, Y, 0.05, 2))
