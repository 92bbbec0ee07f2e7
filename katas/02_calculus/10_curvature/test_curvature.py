"""The Hessian holds the slopes of the slopes, and its eigenvalues tell valleys from peaks and saddles."""

import numpy as np
import pytest
from array_api_compat import array_namespace, device
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.functions import each_of, log_sum_exp, square_of_sum
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["gradient", "eigen"],
    minutes=60,
    from_scratch=[*themes.DERIVATIVES, *themes.SYMBOLS, *themes.TRANSFORMS, "hvp", "vhp", "hessp", "vmap"],
    instead="You need four values of f for each pair of entries; eigenvalues from the library are allowed.",
)


def worked(x):
    """f(x) = x₀² x₁ + x₁²"""
    return x[0] * x[0] * x[1] + x[1] * x[1]


def ring(x):
    """f(x) = x₀² x₁ + x₁² x₂ + ..., and the square of the last entry times the first"""
    xp = array_namespace(x)
    return xp.sum(x * x * xp.concat([x[1:], x[:1]]))


def cosines(x):
    """f(x) = the sum of cos(x)"""
    xp = array_namespace(x)
    return xp.sum(xp.cos(x))


def linear(x):
    """f(x) = 3 times the sum of x"""
    return 3 * array_namespace(x).sum(x)


def bowl(x):
    """f(x) = the sum of x²"""
    return array_namespace(x).sum(x * x)


def shallow(x):
    """f(x) = the sum of x² / 1000"""
    return bowl(x) / 1000


def shallower(x):
    """f(x) = the sum of x² / 10000, of curvature 2e-4"""
    return bowl(x) / 10_000


def too_shallow(x):
    """f(x) = the sum of x² / 50000, of curvature 4e-5"""
    return bowl(x) / 50_000


def shallow_dome(x):
    """f(x) = minus the sum of x² / 10000, of curvature -2e-4"""
    return -shallower(x)


def too_shallow_dome(x):
    """f(x) = minus the sum of x² / 50000, of curvature -4e-5"""
    return -too_shallow(x)


def shallow_saddle(x):
    """f(x) = x₀² - x₁² / 10000, of curvatures 2 and -2e-4"""
    return x[0] * x[0] - x[1] * x[1] / 10_000


def too_shallow_saddle(x):
    """f(x) = x₀² - x₁² / 50000, of curvatures 2 and -4e-5"""
    return x[0] * x[0] - x[1] * x[1] / 50_000


def dome(x):
    """f(x) = minus the sum of x²"""
    return -bowl(x)


def fourth_powers(x):
    """f(x) = the sum of x⁴"""
    return array_namespace(x).sum(x * x * x * x)


def rosenbrock(x):
    """f(x) = (1 - x₀)² + 100 (x₁ - x₀²)²"""
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] * x[0]) ** 2


def loss(x):
    """f(x) = log of the sum of exp(x), minus the mean of x"""
    return log_sum_exp(x) - array_namespace(x).mean(x)


def product(x):
    """f(x) = x₀ x₁"""
    return x[0] * x[1]


def trough(x):
    """f(x) = x₀² + 0 x₁ + ..."""
    return x[0] * x[0] + 0 * array_namespace(x).sum(x)


def ridge(x):
    """f(x) = -x₀² + 0 x₁ + ..."""
    return -trough(x)


def monkey(x):
    """f(x) = x₀³ - 3 x₀ x₁²"""
    return x[0] ** 3 - 3 * x[0] * x[1] * x[1]


def quadratic(table):
    """Half of xᵀ A x, a function whose Hessian is A everywhere."""

    def f(x):
        xp = array_namespace(x)
        return xp.sum(xp.asarray(table, dtype=x.dtype, device=device(x)) * x[:, None] * x[None, :]) / 2

    f.__name__ = f"A = {np.round(table, 3).tolist()}"
    f.__doc__ = f"f(x) = ½ xᵀ A x, with {f.__name__}"
    return f


def cases(*functions_and_points):
    """A test for each function and point, named after both."""
    points = [(f, np.array(x)) for f, x in functions_and_points]
    return pytest.mark.parametrize(("f", "x"), points, ids=lambda v: getattr(v, "__name__", str(v)))


def lost(f, x):
    """What differences of second order may lose in float64, with a step from 1e-4 to 1e-3."""
    t = x.astype(np.float64)
    size = 1 + np.abs(t).sum() + np.abs(f(t)) + 3 * np.abs(f(np.abs(t)))
    return size / 1e-8 * np.finfo(np.float64).eps / np.finfo(x.dtype).eps


def plain_points():
    """Where to differentiate, with two or three entries."""
    return plain_arrays(st.tuples(st.integers(2, 3)), magnitude=2.0)


@st.composite
def points(draw, least=1):
    """Where to differentiate, with up to three entries."""
    return draw(arrays(st.tuples(st.integers(least, 3)), draw(dtypes()), magnitude=2.0))


@st.composite
def tables(draw, least=1):
    """Symmetric tables with eigenvalues of both signs, or 0, along directions that are no axes."""
    n = draw(st.integers(least, 3))
    curvatures = draw(st.lists(st.sampled_from([-3.0, -1.0, -0.01, 0.0, 0.01, 0.5, 2.0]), min_size=n, max_size=n))
    return turned(curvatures, draw(st.lists(st.integers(1, 4), min_size=n, max_size=n)))


def turned(curvatures, axis):
    """A table with these eigenvalues, along directions that are mirrored in the plane at right angles to an axis."""
    mirror = np.eye(len(axis)) - 2 * np.outer(axis, axis) / np.dot(axis, axis)
    return mirror @ np.diag(curvatures) @ mirror


def steepness(table):
    """How far 2 over the largest curvature moves, per rounding of the table: its largest entries may cancel there."""
    curvatures = np.linalg.eigvalsh(table)
    return 2 * np.abs(curvatures).max() / curvatures[-1] ** 2 if curvatures[-1] > 1e-3 else 1.0


TELLING = [
    *[(product, np.zeros(2)), (trough, np.zeros(2)), (ridge, np.zeros(2)), (dome, np.zeros(3))],
    *[(quadratic([[2.0, 4.0], [4.0, 2.0]]), np.zeros(2)), (quadratic(np.diag([5.0, -0.01])), np.zeros(2))],
    *[(quadratic(np.diag([2.0, -1.0, 0.0])), np.zeros(3)), (square_of_sum, np.array([0.3, -0.3]))],
    (quadratic(np.diag([100.0, 50.0])), np.zeros(2)),
]
"""Functions and points whose words tell one mistake from another."""


SLOPED = [
    *[(bowl, np.array([1.0, 2.0])), (bowl, np.array([-1.0, -0.5])), (bowl, np.array([0.5, -0.5]))],
    *[(trough, np.array([0.5, 0.0])), (bowl, np.array([0.0, 0.01])), (bowl, np.array([1e-5, -1e-5]))],
]
"""The same of points with a slope."""


def check_word(kata, f, x, telling=TELLING):
    """Five words say little of how one came to them: so a few others are looked at first, for the diagnosis."""
    for other, point in telling:
        kata.classify(other, point)
    kata.check("classify", f, x)


X = np.array([1.0, -0.5, 0.75])
SMOOTH = each_of(ring, square_of_sum, log_sum_exp)
EVERY = each_of(ring, square_of_sum, log_sum_exp, cosines, linear)


# ---------------------------------------------------------------------------------------- core


@cases((worked, [3.0, 2.0]), (quadratic([[2.0, 4.0], [4.0, 2.0]]), [0.0, 0.0]))
def test_worked_example(kata, f, x):
    gives = [[4.0, 6.0], [6.0, 2.0]] if f is worked else [[2.0, 4.0], [4.0, 2.0]]
    kata.check_figure("hessian", f, x, gives=gives, decimals=4)


@SMOOTH
@given(plain_points())
@example(X)
@example(np.array([1.5, -0.25]))
def test_hessian_agrees_with_numpy_and_torch(kata, f, x):
    kata.check("hessian", f, x, scale=lost(f, x))


@given(tables(least=2), plain_arrays((3,), magnitude=2.0))
def test_a_quadratic_has_the_same_hessian_everywhere(kata, table, x):
    f, x = quadratic(table), x[: len(table)]
    kata.equal(kata.hessian(f, x), table, "the Hessian of ½ xᵀ A x is A", scale=lost(f, x))


@cases((bowl, [0.0, 0.0]), (quadratic([[2.0, 1.0], [1.0, 2.0]]), [0.0, 0.0]), (rosenbrock, [1.0, 1.0]))
def test_curved_up_in_every_direction_is_a_minimum(kata, f, x):
    check_word(kata, f, x)


@cases((dome, [0.0, 0.0]), (dome, [0.0, 0.0, 0.0]), (quadratic([[-2.0, 1.0], [1.0, -2.0]]), [0.0, 0.0]))
def test_curved_down_in_every_direction_is_a_maximum(kata, f, x):
    check_word(kata, f, x)


@cases(
    *[(product, [0.0, 0.0]), (quadratic([[2.0, 4.0], [4.0, 2.0]]), [0.0, 0.0]), (cosines, [0.0, 0.0, np.pi])],
    *[(cosines, [np.pi, np.pi, 0.0]), (quadratic(np.diag([2.0, -1.0, 0.0])), [0.0, 0.0, 0.0])],
)
def test_curved_up_in_some_directions_and_down_in_others_is_a_saddle(kata, f, x):
    check_word(kata, f, x)


@cases((trough, [0.0, 0.0]), (ridge, [0.0, 0.0, 0.0]), (square_of_sum, [0.3, -0.3]), (fourth_powers, [0.0, 0.0]))
def test_a_direction_without_curvature_leaves_it_undecided(kata, f, x):
    check_word(kata, f, x)


@pytest.mark.parametrize("table", [[[6.0]], [[2.0, 4.0], [4.0, 2.0]]], ids=["3x²", "two"])
def test_worked_example_of_the_largest_step(kata, table):
    kata.check_figure("largest_step", quadratic(table), np.zeros(len(table)), gives=1 / 3, decimals=6)


@pytest.mark.parametrize(
    "table", [[[3.0, 1.0], [1.0, 2.0]], [[0.02, 0.01], [0.01, 0.5]], np.diag([2.0, 5.0, 0.1])], ids=["2", "flat", "3"]
)
def test_descent_shrinks_below_the_largest_step_and_grows_above_it(kata, table):
    table = np.array(table)
    step = float(kata.run("largest_step", quadratic(table), np.zeros(len(table))))
    below, above = (np.linalg.matrix_power(np.eye(len(table)) - share * step * table, 500) for share in (0.99, 1.01))
    kata.require(np.linalg.norm(below, 2) < 1, "with 99 % of the step, 500 steps lead closer to the bottom")
    kata.require(np.linalg.norm(above, 2) > 1, "with 101 % of it, they lead further away")


test_is_written_from_scratch = from_scratch(
    ("hessian", ring, X), ("classify", ring, np.zeros(3)), ("largest_step", ring, np.ones(3))
)


# --------------------------------------------------------------------------------------- edges


@edges
@EVERY
@given(points())
@example(np.array([0.3, 1.5], np.float32))
@example(np.array([-1.5]))
@example(np.zeros(2))
@example(np.linspace(-1, 1, 6))
def test_hessian_agrees_in_every_dtype_and_layout(kata, f, x):
    kata.check("hessian", f, x, scale=lost(f, x))


@edges
@each_of(ring, log_sum_exp)
def test_float32_does_not_lose_the_step(kata, f):
    x = np.array([4.0, 3.0, -3.5], np.float32)
    kata.check("hessian", f, x, scale=lost(f, x))


@edges(pinned=False)
@each_of(ring, log_sum_exp)
@given(points(least=2))
@example(np.array([1.1, -0.7, 0.3]))
@example(np.array([0.123, 1.456]))
def test_is_symmetric_to_the_last_bit(kata, f, x):
    table = np.asarray(kata.hessian(f, x))
    kata.require(table == table.T, "H[i, j] = H[j, i] to the last bit")


@edges
@given(tables())
@example(np.array([[2.0, 0.3], [0.3, -1.7]]))
def test_a_quadratic_at_its_origin_loses_next_to_nothing(kata, table):
    """Values around it are of the size of h², so that rounding is, too."""
    found = kata.hessian(quadratic(table), np.zeros(len(table)))
    kata.equal(found, table, "the Hessian of ½ xᵀ A x at 0 is A", scale=10 * np.abs(table).max())


@edges
@given(points())
def test_rows_of_the_hessian_of_log_sum_exp_sum_to_zero(kata, x):
    total = np.asarray(kata.hessian(log_sum_exp, x)).sum(axis=1)
    law = "rows sum to 0, as log_sum_exp(x + c) = log_sum_exp(x) + c"
    kata.equal(total, np.zeros_like(x), law, scale=3 * (1 + lost(log_sum_exp, x)))


@edges
@cases((bowl, [0.0]), (shallow, [0.0, 0.0, 0.0]), (shallower, [0.0, 0.0]), (cosines, [np.pi] * 6))
def test_a_minimum_may_be_shallow(kata, f, x):
    check_word(kata, f, x)


@edges
@cases((dome, [0.0]), (shallow_dome, [0.0, 0.0]), (cosines, [0.0, 0.0, 2 * np.pi]))
def test_a_maximum_may_be_shallow(kata, f, x):
    check_word(kata, f, x)


@edges
@cases(
    *[(cosines, [0.0, np.pi]), (quadratic([[-2.0, 4.0], [4.0, -2.0]]), [0.0, 0.0]), (shallow_saddle, [0.0, 0.0])],
    *[(quadratic(np.diag([5.0, -0.01])), [0.0, 0.0]), (cosines, [np.pi] * 5 + [0.0])],
)
def test_a_saddle_may_be_shallow(kata, f, x):
    check_word(kata, f, x)


@edges
@cases(
    *[(too_shallow, [0.0, 0.0]), (too_shallow_dome, [0.0, 0.0]), (too_shallow_saddle, [0.0, 0.0])],
    *[(fourth_powers, [0.0]), (monkey, [0.0, 0.0]), (loss, [0.0, 0.0, 0.0]), (loss, [0.7, 0.7])],
)
def test_what_is_too_shallow_is_undecided(kata, f, x):
    check_word(kata, f, x)


@edges
@given(tables(), dtypes())
def test_the_signs_of_the_eigenvalues_decide(kata, table, dtype):
    kata.check("classify", quadratic(table), np.zeros(len(table), dtype))


@edges
@cases(
    *[(bowl, [1.0, 2.0]), (bowl, [-1.0, -0.5]), (bowl, [0.5, -0.5]), (dome, [-0.5, 0.25, 1.0]), (trough, [0.5, 0.0])],
    *[
        (quadratic([[2.0, 4.0], [4.0, 2.0]]), [1.0, 0.0]),
        (linear, [0.0, 0.0]),
        (bowl, [0.0, 0.01]),
        (bowl, [6e-4, 0.0]),
    ],
)
def test_a_point_with_a_slope_is_not_stationary(kata, f, x):
    check_word(kata, f, x, SLOPED)


@edges
@cases((bowl, [1e-5, -1e-5]), (bowl, [4e-4, 0.0]), (product, [0.0, 1e-5]), (dome, [-2e-5, 0.0, 0.0]))
def test_a_slope_of_next_to_nothing_counts_as_none(kata, f, x):
    check_word(kata, f, x)


@edges
@given(tables(), dtypes())
@example(np.diag([2.0, -10.0]), np.float64)
@example(np.array([[2.0, 0.3], [0.3, -1.7]]), np.float32)
@example(-np.eye(2), np.float64)
@example(np.zeros((2, 2)), np.float64)
@example(turned([-3.0, 0.01], [1, 2]), np.float64)
@example(turned([-3.0, -1.0, 0.01], [2, 3, 4]), np.float64)
def test_the_largest_positive_curvature_decides_the_step(kata, table, dtype):
    kata.check("largest_step", quadratic(table), np.zeros(len(table), dtype), scale=steepness(table))


# --------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    ("hessian", ring, X), ("classify", ring, np.zeros(3)), ("largest_step", ring, np.ones(3))
)
