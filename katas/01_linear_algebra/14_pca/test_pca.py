"""Principal components keep as much of the variance of data as k directions can."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import arrays, dtypes, integer_arrays, laid_out

pytestmark = pytest.mark.kata(
    uses=["eigen", "covariance"],
    minutes=25,
    from_scratch=[
        *("pca", "PCA", "pca_lowrank", "svd_lowrank", "randomized_svd", "TruncatedSVD", "IncrementalPCA"),
        *("KernelPCA", "SparsePCA", "FactorAnalysis", "FastICA", "princomp", "svds", "lobpcg"),
    ],
    instead="You need a mean, a covariance and its eigenvectors; cov, eigh and svd are allowed.",
    ladder={
        "explained_variance.x": "finite-huge-tiny",
        "projector.x": "finite-huge-tiny",
        "put_together.x": "finite-huge-tiny",
    },
)

X = np.array([[7.0, 10.0], [-5.0, -6.0], [5.0, -1.0], [-3.0, 5.0], [1.0, 2.0], [1.0, 2.0]])
"""Its mean is (1, 2); it varies by 40 along (0.6, 0.8) and by 10 along (0.8, -0.6)."""


def sample(rows, *spreads, seed=0):
    """Data that varies by different amounts along directions that are none of the axes, away from 0."""
    rng = np.random.default_rng(seed)
    directions = np.linalg.qr(rng.normal(size=(len(spreads), len(spreads))))[0]
    return rng.normal(size=(rows, len(spreads))) * spreads @ directions + rng.normal(size=len(spreads))


TALL, WIDE, SQUARE = sample(9, 4.0, 2.0, 1.0), sample(4, 5.0, 3.0, 2.0, 1.0, 0.5), sample(4, 6.0, 3.0, 1.5, 0.7)
UNITS = sample(7, 4.0, 2.0, 1.0) * [100.0, 1.0, 0.01]
"""Its features are measured in units of very different size."""
LINE, PLANE = sample(5, 3.0, 0.0, 0.0, 0.0), sample(6, 3.0, 2.0, 0.0, 0.0)
"""Data that varies along one direction, or two, and not at all along the others."""


@st.composite
def plain_data(draw):
    """More rows than features, whose variances differ, and how many components are asked for."""
    rows, features, seed = draw(st.tuples(st.integers(6, 9), st.integers(2, 4), st.integers(0, 999)))
    x = sample(rows, *[8.0, 4.0, 2.0, 1.0][:features], seed=seed)
    return x, draw(st.integers(1, features))


@st.composite
def data(draw):
    """Rows of features, each with a height and a unit of its own, and how many components are asked for."""
    (rows, features), dtype = draw(st.tuples(st.integers(2, 6), st.integers(1, 4))), draw(dtypes())
    x = draw(arrays((rows, features), np.float64, layouts=False))
    x = np.where(np.abs(x) < 1e-6, 0, x)  # squares must not vanish
    if draw(st.booleans()):
        x = (x + draw(integer_arrays((1, features), -99, 100))) * 10.0 ** draw(integer_arrays((1, features), -2, 3))
    return draw(laid_out(x.astype(dtype))), draw(st.integers(1, min(rows, features)))


def total_variance(x):
    return float(np.var(x, axis=0, ddof=1, dtype=np.float64).sum())


def reach(x):
    """The total variance, and what cancels in it where the mean is far from 0 and rounded."""
    total, largest = total_variance(x), float(np.abs(x).max())
    return total + largest * total**0.5 + largest**2 * float(np.finfo(x.dtype).eps)


def closeness(x, k):
    """How much nearer than the largest variance the k-th and the next one are, which makes the components unsure."""
    variances = np.append(np.linalg.svd(x - x.mean(axis=0))[1] ** 2, 0.0)
    return float(variances[0] / (variances[k - 1] - variances[k]))


def crowding(x, k):
    """How much nearer than the largest variance any two of the first k are, which makes right angles unsure."""
    variances = np.linalg.svd(x - x.mean(axis=0))[1][:k] ** 2
    return float(variances[0] / np.min(-np.diff(variances), initial=variances[0]))


def explained_variance(solution, x, k):
    return solution.pca(x, k)[1]


def put_together(solution, x, k):
    """What k components know of the rows, from the mean: signs don't matter."""
    components, _, projected = solution.pca(x, k)
    return projected @ components


def projector(solution, x, k):
    """The space that the components span."""
    components = solution.pca(x, k)[0]
    return components.T @ components


def shapes_of(solution, x, k):
    parts = solution.pca(x, k)
    return {name: tuple(part.shape) for name, part in zip(["components", "variances", "projected"], parts, strict=True)}


def parts_of(kata, x, k):
    components, variances, projected = (np.asarray(part, np.float64) for part in kata.pca(x, k))
    return components, variances, projected, x - x.mean(axis=0, dtype=np.float64)


def agrees(kata, x, k):
    """Of data whose variances differ clearly: there the components are known up to their signs."""
    scale = closeness(x, k)
    kata.check(projector, x, k, scale=scale)
    kata.check(put_together, x, k, scale=scale * float(np.abs(x - x.mean(axis=0)).max()))


def is_uncorrelated(kata, x, k, unsure=1.0):
    components, variances, projected, centred = parts_of(kata, x, k)
    kata.equal(components @ components.T, np.eye(k), "components have length 1, at right angles", scale=unsure)
    kata.equal(projected, centred @ components.T, "projected = (x - mean) componentsᵀ", scale=np.abs(x).max())
    kata.equal(
        projected.T @ projected / (len(centred) - 1),
        np.diag(variances),
        "the covariance of the projection is diagonal, with the variances",
        scale=reach(x) * unsure,
    )


def loses_what_is_left_out(kata, x, k):
    components, variances, projected, centred = parts_of(kata, x, k)
    lost = np.sum((centred - projected @ components) ** 2) / (len(centred) - 1)
    law = "Σ |x - mean - projected components|² / (rows - 1) = total variance - explained variance"
    kata.equal(lost, total_variance(x) - np.sum(variances), law, scale=reach(x))


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(("k", "variances"), [(1, [40.0]), (2, [40.0, 10.0])])
def test_worked_example_of_the_variances(kata, k, variances):
    kata.check_figure(explained_variance, X, k, gives=variances, decimals=9)


def test_worked_example_of_a_component(kata):
    kata.check_figure(projector, X, 1, gives=[[0.36, 0.48], [0.48, 0.64]], decimals=9)


def test_worked_example_of_the_projection(kata):
    gives = [[6.0, 8.0], [-6.0, -8.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]
    kata.check_figure(put_together, X, 1, gives=gives, decimals=9)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_there_are_k_components_one_a_row(kata, k):
    kata.check(shapes_of, sample(9, 4.0, 3.0, 2.0, 1.0), k)


@given(plain_data())
@example((TALL, 2))
@example((UNITS, 1))
def test_variances_agree_with_numpy_and_torch(kata, case):
    x, k = case
    kata.check(explained_variance, x, k, scale=total_variance(x))


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("x", [X, TALL, UNITS, TALL + 100], ids=["figure", "tall", "units", "far away"])
def test_components_and_projection_agree_with_numpy_and_torch(kata, x, k):
    agrees(kata, x, k)


@pytest.mark.kata(pinned=False)
@given(plain_data())
@example((TALL, 2))
@example((sample(6, 8.0, 4.0, 2.0, 1.0, seed=225), 4))  # two variances are near: eig is off by many roundings
def test_components_are_at_right_angles_and_the_projection_is_uncorrelated(kata, case):
    is_uncorrelated(kata, *case, unsure=crowding(*case))


@pytest.mark.kata(pinned=False)
@given(plain_data())
@example((TALL, 2))
@example((UNITS, 1))
def test_what_is_lost_is_the_variance_that_is_left_out(kata, case):
    loses_what_is_left_out(kata, *case)


@pytest.mark.kata(pinned=False)
@given(plain_data(), st.integers(0, 2**32 - 1))
@example((TALL, 1), 0)
def test_data_varies_along_no_direction_more_than_along_the_first_component(kata, case, seed):
    _, variances, _, centred = parts_of(kata, *case)
    direction = np.random.default_rng(seed).normal(size=centred.shape[1])
    other = np.var(centred @ direction / np.linalg.norm(direction), ddof=1)
    kata.equal(max(other, variances[0]), variances[0], "no direction has more variance", scale=reach(case[0]))


@given(plain_data(), st.sampled_from([1.0, -5.0, 64.0]))
@example((TALL, 2), 64.0)
def test_moving_all_rows_alike_changes_no_variance(kata, case, shift):
    x, k = case
    moved, scale, law = x + shift, reach(x) + reach(x + shift), "x + c has the variances of x"
    kata.equal(kata.run(explained_variance, moved, k), kata.run(explained_variance, x, k), law, scale=scale)


@given(plain_data())
@example((TALL, 2))
def test_the_order_of_rows_and_features_does_not_matter(kata, case):
    x, k = case
    there, back = kata.run(explained_variance, x, k), kata.run(explained_variance, x[::-1, ::-1].copy(), k)
    kata.equal(back, there, "reversed data has the same variances", scale=reach(x))


test_is_written_from_scratch = from_scratch("pca", TALL, 2)


# --------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("k", [1, 2, 4])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_there_are_k_components_of_wide_data(kata, k, dtype):
    kata.check(shapes_of, WIDE.astype(dtype), k)
    kata.check(shapes_of, SQUARE.astype(dtype), k)


@edges
@pytest.mark.parametrize(("dtype", "height"), [(np.float64, 1e6), (np.float64, -1e7), (np.float32, 1e3)])
def test_is_exact_far_from_zero(kata, dtype, height):
    near = (np.round(TALL * 8) / 8).astype(dtype)
    x = (near + height).astype(dtype)  # exact: eighths
    there, here = kata.run(explained_variance, x, 3), kata.run(explained_variance, near, 3)
    law = f"x + {height:,.0f} has the variances of x, in every digit"
    kata.equal(there, here, law, scale=total_variance(near))
    kata.check(explained_variance, x, 3, scale=total_variance(x))
    kata.check(put_together, x, 2, scale=1e2)


@edges
@given(data())
@example((TALL.astype(np.float32), 3))
@example((WIDE, 3))
@example((SQUARE, 2))
@example((np.array([[2.0], [5.0]]), 1))
@example((np.array([[2.0, 2.0], [2.0, 2.0], [2.0, 2.0]]), 2))
@example((sample(40, *range(12, 0, -1)), 12))
def test_variances_agree_in_every_dtype_layout_and_unit(kata, case):
    x, k = case
    kata.check(explained_variance, x, k, scale=total_variance(x))


@edges
@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("x", [X, TALL, WIDE, SQUARE, UNITS], ids=["figure", "tall", "wide", "square", "units"])
def test_components_and_projection_agree_in_every_dtype_and_shape(kata, x, k, dtype):
    agrees(kata, x.astype(dtype), k)


@edges(pinned=False)
@given(data())
@example((SQUARE, 4))  # the last variance is 0
@example((np.full((3, 2), 2.0), 2))
@example((np.vstack([np.eye(3), -np.eye(3)]), 2))  # all variances are equal
@example((LINE, 4))
@example((PLANE, 4))
def test_a_variance_that_is_zero_or_equal_has_a_direction_at_right_angles(kata, case):
    is_uncorrelated(kata, *case)


@edges(pinned=False)
@given(data())
@example((SQUARE, 4))
def test_what_is_lost_is_the_variance_that_is_left_out_in_every_dtype(kata, case):
    loses_what_is_left_out(kata, *case)


@edges
@pytest.mark.parametrize(("shape", "k"), [((4, 3), 4), ((3, 5), 4), ((4, 3), 0), ((4, 3), -1)])
def test_refuses_more_components_than_there_are(kata, shape, k):
    x = np.arange(np.prod(shape), dtype=np.float64).reshape(shape)
    kata.check_raises(ValueError, "pca", x, k, says=[k])


@edges
@pytest.mark.parametrize("rows", [1, 0])
def test_refuses_fewer_than_two_rows(kata, rows):
    kata.check_raises(ValueError, "pca", np.ones((rows, 3)), 1)


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device("pca", TALL, 2)
