"""Covariance measures how two columns deviate from their means together; correlation does so without units."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import integer_arrays, laid_out

pytestmark = pytest.mark.kata(
    minutes=30,
    from_scratch=[
        *("cov", "corrcoef", "corr", "corrwith", "correlate", "pearsonr", "linregress"),
        *("covariance", "correlation", "linear_regression"),  # of the module statistics
        *("cosine_similarity", "pairwise_distances", "cdist", "pdist", "empirical_covariance", "EmpiricalCovariance"),
        *("ledoit_wolf", "LedoitWolf", "MinCovDet", "PCA"),
    ],
    instead="You need the mean of each column, a matrix product (the library's is allowed) and a division.",
    # the product of two variances overflows, or vanishes
    ladder={"x": "finite-huge-tiny"},
)

X = np.array([[0.0, 9.0], [4.0, 3.0], [4.0, 3.0], [4.0, 5.0]])
WIDE = np.array([[1.0, 0.5, -2.0, 3.0], [2.5, 0.0, 1.0, 3.5], [0.0, 4.0, 1.5, -1.0]])
"""Fewer rows than columns."""


def grid(draw, n, features, height, varied):
    """Small whole numbers around a height of their own in each column, which may be constant, or not."""
    steps = draw(integer_arrays((n, features), -4, 5)) + draw(integer_arrays((features,), -height, height + 1))
    if varied:
        steps[0] += np.all(steps == steps[0], axis=0)
    return steps


@st.composite
def plain_tables(draw):
    """Rows of features, none of which is constant."""
    n, features = draw(st.integers(3, 6)), draw(st.integers(2, 4))
    return grid(draw, n, features, 9, varied=True) / 2


@st.composite
def tables(draw, rows=(2, 3, 4, 5, 6), varied=False, dtype=None):
    """Rows of features in units of their own; a column is constant, if it may be, or varies by a unit or more."""
    n, features = draw(st.sampled_from(rows)), draw(st.integers(1, 4))
    units = 10.0 ** draw(integer_arrays((features,), -3, 4))
    dtype = draw(st.sampled_from([np.float64, np.float32])) if dtype is None else dtype
    return draw(laid_out((grid(draw, n, features, 90, varied) * units).astype(dtype)))


def heights(x):
    """The largest magnitude of each column, and the largest deviation from its mean."""
    x = x.astype(np.float64)
    height = np.abs(x).max(axis=0)
    return height, np.abs(x - x.mean(axis=0)).max(axis=0) + 1e-7 * height


def reach(x):
    """How far a relative change of the entries moves a covariance: each deviation is a difference."""
    height, deviation = heights(x)
    return np.outer(height, deviation) + np.outer(deviation, height)


def reach_of_correlation(x):
    """As much, in standard deviations; a constant column has none."""
    height, _ = heights(x)
    spread = np.std(x.astype(np.float64), axis=0)
    relative = np.where(spread > 1e-6 * height, height / np.where(spread > 0, spread, 1), 0)
    return 1 + relative[:, None] + relative


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(("ddof", "gives"), [(0, [[3.0, -4.0], [-4.0, 6.0]]), (1, [[4.0, -5.3333], [-5.3333, 8.0]])])
def test_worked_example(kata, ddof, gives):
    kata.check_figure("covariance", X, ddof=ddof, gives=gives, decimals=4)


def test_divides_by_one_less_than_the_rows_by_default(kata):
    kata.check_figure("covariance", X, gives=[[4.0, -5.3333], [-5.3333, 8.0]], decimals=4)


def test_worked_example_of_correlation(kata):
    kata.check_figure("correlation", X, gives=[[1.0, -0.9428], [-0.9428, 1.0]], decimals=4)


@given(plain_tables(), st.integers(0, 1))
@example(WIDE, 1)
@example(WIDE.T.copy(), 0)
@example(WIDE[:, :3].copy(), 1)
def test_agrees_with_numpy_and_torch(kata, x, ddof):
    kata.check("covariance", x, ddof=ddof, scale=reach(x))


@given(plain_tables())
@example(WIDE)
@example(WIDE.T.copy())
@example(WIDE[:, :3].copy())
def test_correlation_agrees_with_numpy_and_torch(kata, x):
    kata.check("correlation", x, scale=reach_of_correlation(x))


def test_keeps_its_digits_far_from_zero(kata):
    x = np.array([[0.0, 9.0, 1.0], [4.0, 3.0, 1.0], [4.0, 3.0, 2.0], [5.0, 5.0, 6.0]]) + np.array([1e8, -1e8, 0])
    kata.check("covariance", x, scale=reach(x))


@given(plain_tables(), st.integers(-50, 50))
def test_covariance_is_unchanged_by_a_shift(kata, x, shift):
    moved = x + shift
    same, scale = kata.covariance(x), reach(x) + reach(moved)
    kata.equal(kata.covariance(moved), same, "cov(x + c) = cov(x)", scale=scale)


@given(plain_tables())
def test_variances_lie_on_the_diagonal(kata, x):
    C = np.asarray(kata.covariance(x))
    kata.equal(np.diag(C), np.var(x, axis=0, ddof=1), "cov(x)[i, i] = var(x[:, i])", scale=np.diag(reach(x)))
    kata.equal(C, C.T, "cov(x) is symmetric", scale=reach(x))


@given(plain_tables(), st.data())
def test_goes_along_with_a_linear_map(kata, x, data):
    """In one dimension: the variance in direction a is a^T C a, which is never negative."""
    A = data.draw(integer_arrays((x.shape[1], 2), -3, 4), "A")
    mapped = A.T @ np.asarray(kata.covariance(x)) @ A
    scale = np.abs(A).T @ reach(x) @ np.abs(A) + reach(x @ A)
    kata.equal(kata.covariance(x @ A), mapped, "cov(x A) = A^T cov(x) A", scale=scale)


@given(plain_tables(), st.data())
def test_the_order_of_the_rows_does_not_matter(kata, x, data):
    order = list(data.draw(st.permutations(range(len(x))), "order"))
    kata.equal(kata.covariance(x[order]), kata.covariance(x), "shuffled rows have the same covariance", scale=reach(x))


def test_tokens_that_exclude_each_other_have_negative_covariances(kata):
    """Of one-hot rows: diag(p) - p p^T, where p are the shares of the tokens."""
    p = np.array([0.5, 0.375, 0.125])
    one_hot = np.eye(3)[[0, 0, 0, 0, 1, 1, 1, 2]]
    kata.check_figure("covariance", one_hot, ddof=0, gives=np.diag(p) - np.outer(p, p), decimals=12)


@given(plain_tables(), st.sampled_from([1.0, -1.0]))
def test_correlation_follows_the_sign_of_a_scale(kata, x, sign):
    factor = np.ones(x.shape[1])
    factor[0] = 4 * sign
    signs, scale = np.where(factor < 0, -1, 1), reach_of_correlation(x)
    law = "cor(c x, y) = sign(c) cor(x, y)"
    kata.equal(kata.correlation(x * factor), signs * kata.correlation(x) * signs[:, None], law, scale=scale)


@given(plain_tables())
def test_a_column_has_correlation_one_with_itself_and_its_multiples(kata, x):
    r = np.asarray(kata.correlation(np.concatenate([x, -2 * x], axis=1)))
    one, k = np.ones(x.shape[1]), x.shape[1]
    scale = np.diag(reach_of_correlation(x))
    kata.equal(np.diag(r)[:k], one, "cor(x, x) = 1", scale=scale)
    kata.equal(np.diag(r[k:, :k]), -one, "cor(-2 x, x) = -1", scale=scale)


@given(plain_tables())
def test_correlation_lies_between_minus_one_and_one(kata, x):
    r = np.asarray(kata.correlation(x))
    kata.equal(r, np.clip(r, -1, 1), "-1 <= cor <= 1, up to rounding", scale=reach_of_correlation(x))


test_is_written_from_scratch = from_scratch(("covariance", X), ("correlation", X))


# --------------------------------------------------------------------------------------- edges


@edges
@given(tables(), st.integers(0, 1))
@example(WIDE.astype(np.float32), 1)
@example(np.array([[1.0], [2.0], [4.0]]), 1)
@example(np.array([[1e8, -1e-8], [2e8, 1e-8], [4e8, 1e-8]]), 1)
def test_agrees_in_every_dtype_layout_and_unit(kata, x, ddof):
    kata.check("covariance", x, ddof=ddof, scale=reach(x))


@edges
@given(tables(varied=True))
@example(WIDE.astype(np.float32))
@example(np.array([[1.0], [2.0], [4.0]]))
@example(np.array([[1e3, 1e-3], [2e3, -1e-3], [4e3, 1e-3]]))
def test_correlation_agrees_in_every_dtype_layout_and_unit(kata, x):
    kata.check("correlation", x, scale=reach_of_correlation(x))


@edges
@pytest.mark.parametrize(("rows", "ddof"), [(1, 0), (3, 2), (4, 3)])
def test_takes_any_ddof_below_the_number_of_rows(kata, rows, ddof):
    kata.check("covariance", X[:rows] + 1, ddof=ddof)


@edges
def test_keeps_its_digits_far_from_zero_in_float32(kata):
    x = np.array([[0.0, 9.0, 1.0], [4.0, 3.0, 1.0], [4.0, 3.0, 2.0], [5.0, 5.0, 6.0]]) + np.array([3e4, -3e4, 0])
    kata.check("covariance", x.astype(np.float32), scale=reach(x))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("rows", "constant"), [(2, 3.0), (3, 0.0), (4, -2.5), (8, 0.75)])
def test_a_constant_column_has_no_correlation(kata, rows, constant, dtype):
    """The means of these constants are exact, whichever way they are computed."""
    x = np.stack([np.arange(rows) ** 2 / 7, np.full(rows, constant), np.arange(rows) * -1.5], axis=1).astype(dtype)
    kata.check("correlation", x, scale=reach_of_correlation(x))


@edges
@given(tables((2, 4), varied=True), st.integers(-8, 8))
@example(X, 0)
@example(X[:, :1], 3)
def test_constant_columns_spoil_no_others(kata, x, halves):
    constant = np.full_like(x[:, :1], halves / 2)
    x = np.concatenate([constant, x, constant], axis=1)
    kata.check("correlation", x, scale=reach_of_correlation(x))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("unit", [1e-4, 1e6])
def test_correlation_has_no_units(kata, dtype, unit):
    kata.check("correlation", (X * unit).astype(dtype))


@edges
def test_handles_a_thousand_embeddings(kata):
    x = np.random.default_rng(0).normal(size=(1000, 32)).astype(np.float32)
    kata.check("covariance", x, scale=reach(x))
    kata.check("correlation", x, scale=reach_of_correlation(x))


@edges
@pytest.mark.parametrize(("rows", "ddof"), [(1, 1), (0, 0), (0, 1), (2, 2), (1, 2), (2, 5)])
def test_refuses_no_more_rows_than_ddof(kata, rows, ddof):
    kata.check_raises(ValueError, "covariance", X[:rows], ddof=ddof, says=[rows])


@edges
@pytest.mark.parametrize("rows", [1, 0])
def test_correlation_refuses_fewer_than_two_rows(kata, rows):
    kata.check_raises(ValueError, "correlation", X[:rows], says=[rows])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(tables(dtype=np.float64), st.integers(0, 1))
@example(X, 1)
def test_gradient_of_covariance_agrees_with_torch(kata, x, ddof):
    kata.check_gradient("covariance", x, ddof=ddof, scale=np.abs(x).max())


@pytest.mark.kata(targets="torch")
@given(tables((3, 4, 5, 6), varied=True, dtype=np.float64))
@example(X)
def test_gradient_of_correlation_agrees_with_torch(kata, x):
    scale = reach_of_correlation(x).max() ** 2 / np.std(x, axis=0).min()
    kata.check_gradient("correlation", x, scale=scale)


test_stays_on_the_device_of_its_input = on_its_device(("covariance", X), ("correlation", X))
