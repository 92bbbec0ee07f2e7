"""Quantisation keeps each number within half a step, and multiplies matrices in integers."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.scenarios import siblings
from dojo.strategies import laid_out, shapes

pytestmark = pytest.mark.kata(
    minutes=40,
    targets="torch",
    ladder={"w": "finite", "x": "finite", "scale": "positive"},
    batch="n",
)

ON_THE_CPU = pytest.mark.kata(targets="torch-cpu")
"""torch multiplies matrices of int32 on the CPU alone: whoever writes that is right."""

W = np.array([[1.27, -0.5, 0.1], [0.0127, 0.004, 0.0]])
NEGATIVE = np.array([[0.3, -1.27, 0.9], [-2.54, -0.1, 1.1]])
X = np.array([[1.27, -0.5], [0.02, 2.54]])
Q, SCALE = np.array([[1, 100], [2, -3]], np.int8), np.array([[0.5, 0.01]])
ONE_CHANNEL = np.array([[0.0, 0.0, -0.0], [1.27, 0.5, -0.2]])
ZEROS = {"a channel": ONE_CHANNEL, "all": np.zeros((2, 3)), "one axis": ONE_CHANNEL[0], "three axes": ONE_CHANNEL[None]}


@st.composite
def matrices(draw, shape=None, axis=None, dtype=np.float64, apart=0.4):
    """Numbers a known way from halfway between two codes, each channel with a largest one, and the axis of channels."""
    shape = draw(shapes(min_side=2, max_side=4)) if shape is None else shape
    axis = draw(st.integers(-len(shape), len(shape) - 1)) if axis is None else axis
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    codes = rng.integers(-126, 127, shape) + rng.uniform(-apart, apart, shape)
    at = np.expand_dims(np.argmax(rng.uniform(size=shape), axis=axis), axis)
    np.put_along_axis(codes, at, rng.choice([-127.0, 127.0], at.shape), axis)
    powers = np.array([2.0 ** draw(st.integers(-10, 10)) for _ in range(at.size)]).reshape(at.shape)
    return (codes * powers * 0.01).astype(dtype), axis


def codes_of(solution, w, axis):
    return solution.quantise(w, axis)[0]


def by_groups(solution, w, axis):
    """A row of a matrix is a single group of 8 bits: the same codes, and the same scale."""
    return solution.quantise_groups(w, w.shape[1], 8)


def kinds(solution, w, axis):
    """The dtype of the codes, and the shape of the scale."""
    codes, scale = solution.quantise(w, axis)
    return {"codes": str(codes.dtype), "shape of the scale": list(scale.shape)}


def can_divide_by_the_scale(solution, w, axis):
    scale = solution.quantise(w, axis)[1]
    return bool((scale.isfinite() & (scale > 0)).all())


def there_and_back(solution, w, axis):
    return solution.dequantise(*solution.quantise(w, axis))


# ------------------------------------------------------------------------------------------ core


def test_worked_example(kata):
    kata.check_figure(codes_of, W, 1, gives=[[127, -50, 10], [127, 40, 0]])
    kata.check("quantise", W, 1)


@pytest.mark.parametrize(("w", "axis"), [(W, 0), (NEGATIVE, 1), (NEGATIVE, 0), (NEGATIVE[0], 0)])
def test_each_channel_has_a_scale_along_the_axis(kata, w, axis):
    kata.check("quantise", w, axis)


def test_a_code_is_one_byte(kata):
    kata.check(kinds, NEGATIVE, 1)


@pytest.mark.parametrize(
    "scale",
    [np.array([[0.5], [0.25]]), np.array([[0.5, 4.0]]), np.array([[0.1, 0.3]], np.float32)],
    ids=["of rows", "of columns", "in float32"],
)
def test_codes_become_numbers_again(kata, scale):
    kata.check("dequantise", Q, scale)


@given(matrices())
@example((NEGATIVE, -1))
@example((np.stack([W, NEGATIVE]), 1))
def test_agrees_with_float64(kata, matrix):
    kata.check("quantise", *matrix)


@given(matrices())
@example((NEGATIVE, 1))
def test_no_number_moves_by_more_than_half_a_step(kata, matrix):
    w, axis = matrix
    back, scale = kata.run(there_and_back, w, axis), np.abs(w).max(axis, keepdims=True) / 127
    kata.require(np.abs(back - w) <= scale / 2, "a number and what its code stands for are at most scale/2 apart")


@given(matrices((3, 4), 1), st.integers(0, 2))
def test_a_channel_does_not_feel_the_others(kata, matrix, row):
    w, _ = matrix
    louder = w.copy()
    louder[row] *= 1024
    kata.equal(kata.run(codes_of, louder, 1), kata.run(codes_of, w, 1), "a channel times 1024 has the same codes")


@given(matrices())
def test_codes_are_symmetric(kata, matrix):
    w, axis = matrix
    kata.equal(kata.run(codes_of, -w, axis), -kata.run(codes_of, w, axis), "the codes of -w are those of w, negated")


@ON_THE_CPU
def test_worked_example_of_the_product(kata):
    kata.check_figure("int8_matmul", X[:1], Q, SCALE, gives=[[0.135, 1.285]], decimals=9)


@ON_THE_CPU
@given(st.sampled_from([3, 7]).flatmap(lambda rows: matrices((rows, 5), 1)), matrices((5, 2), 0))
@example((np.array([[1.27, -0.503], [0.023, 2.54]]), 1), (np.array([[0.5, -1.0], [0.2, 0.7]]), 0))
@example((np.array([[1.27, -0.503], [0.023, 2.54], [0.5, 0.1]]), 1), (np.array([[0.5, -1.0], [0.2, 0.7]]), 0))
def test_multiplies_what_the_codes_stand_for(kata, of_x, of_w):
    w, scale = of_w[0], np.abs(of_w[0]).max(0, keepdims=True) / 127
    kata.check("int8_matmul", of_x[0], np.rint(w / scale).astype(np.int8), scale)


@ON_THE_CPU
@pytest.mark.parametrize("row", [0, 1])
def test_each_row_has_a_scale_of_its_own(kata, row):
    x = X.copy()
    x[row] *= 1024
    kata.check("int8_matmul", x, Q, SCALE)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("w", ZEROS.values(), ids=ZEROS)
def test_a_channel_of_zeros_has_codes_0(kata, w):
    kata.check(codes_of, w, -1)
    kata.check(there_and_back, w, -1)
    kata.check(can_divide_by_the_scale, w, -1)


@edges
@siblings("quantise", by_groups)
@pytest.mark.parametrize("largest", [1e-6, 1e-12, 1e-30, 1e30])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_channels_of_any_size(kata, function, largest, dtype):
    kata.check(function, np.array([[largest, -largest / 4, 0.0], [-1.27, 0.5, 0.1]], dtype), 1)


@edges
@given(matrices(dtype=np.float32), st.data())
def test_agrees_in_float32_and_for_any_layout(kata, matrix, data):
    w, axis = matrix
    kata.check("quantise", data.draw(laid_out(w)), axis)


@edges
@given(matrices((3, 4), 1, dtype=np.float32), st.data())
def test_groups_may_have_any_layout(kata, matrix, data):
    kata.check(by_groups, data.draw(laid_out(matrix[0])), 1)


@edges
@siblings("quantise", by_groups)
@given(matrix=matrices((4, 3), 1, dtype=np.float16, apart=0.3))
@example(matrix=(np.array([[1e-6, -5e-7, 0.0]], np.float16), 1))
def test_the_scale_of_float16_is_float32(kata, function, matrix):
    kata.check(function, *matrix)


@edges
@ON_THE_CPU
@pytest.mark.parametrize("terms", [1041, 2049, 40001])
def test_the_sums_are_exact(kata, terms):
    x, q = np.full((1, terms), 127.0), np.full((terms, 1), 127, np.int8)
    kata.check_figure("int8_matmul", x, q, np.ones((1, 1)), gives=[[127 * 127 * terms]])


@edges
@ON_THE_CPU
@given(matrices((3, 5), 1, dtype=np.float32), st.integers(0, 99), st.data())
def test_the_product_has_the_dtype_of_x(kata, of_x, seed, data):
    rng = np.random.default_rng(seed)
    q, scale = rng.integers(-127, 128, (5, 4)).astype(np.int8), rng.uniform(0.5, 2, (1, 4)).astype(np.float32)
    kata.check("int8_matmul", data.draw(laid_out(of_x[0])), q, scale)


@edges
@ON_THE_CPU
@pytest.mark.parametrize(
    ("of_x", "of_scale"), [(np.float16, np.float32), (np.float32, np.float64), (np.float64, np.float32)]
)
def test_the_product_has_the_dtype_of_x_whatever_that_of_the_scale(kata, of_x, of_scale):
    x, q = np.array([[1.27] * 6, [-0.02] * 6], of_x), np.full((6, 1), 127, np.int8)  # sums of 96,774
    kata.check("int8_matmul", x, q, np.array([[0.003]], of_scale))


@edges
@ON_THE_CPU
def test_a_row_of_zeros_gives_zeros(kata):
    kata.check("int8_matmul", X * [[0.0], [1.0]], Q, SCALE)


@edges
@ON_THE_CPU
@pytest.mark.parametrize("shape", [(2, 1), (2,), (1, 3), (2, 2), (1, 1)], ids=str)
def test_refuses_a_scale_that_is_not_one_for_each_column(kata, shape):
    kata.check_raises(ValueError, "int8_matmul", X, Q, np.ones(shape), says=[shape, (2, 2)])


UNEVEN = np.array([[0.7, -0.2, 0.1, 0.02, 7.0, -3.0, 1.0, 0.0]])
"""A row whose second half is ten times as large as its first."""
SIX = np.array([[0.3, -1.27, 0.9, 0.05, 0.2, -0.13], [-2.54, -0.1, 1.1, 0.06, 0.011, -0.02]])


def codes_of_groups(solution, w, size):
    return solution.quantise_groups(w, size)[0]


def there_and_back_by_groups(solution, w, size):
    return solution.dequantise_groups(*solution.quantise_groups(w, size))


def can_divide_by_the_scale_of_groups(solution, w, size):
    scale = solution.quantise_groups(w, size)[1]
    return bool((scale.isfinite() & (scale > 0)).all())


def furthest(solution, w, size):
    """How far the number is that moves most."""
    return (there_and_back_by_groups(solution, w, size) - w).abs().max()


@edges
@pytest.mark.parametrize(
    ("size", "codes"), [(8, [1, 0, 0, 0, 7, -3, 1, 0]), (4, [7, -2, 1, 0, 7, -3, 1, 0])], ids=["a row", "groups of 4"]
)
def test_worked_example_of_four_bits(kata, size, codes):
    kata.check_figure(codes_of_groups, UNEVEN, size, gives=[codes])
    kata.check("quantise_groups", UNEVEN, size)


@edges
@pytest.mark.parametrize(("size", "figure"), [(8, 0.3), (4, 0.02)], ids=["a row", "groups of 4"])
def test_worked_example_of_what_four_bits_cost(kata, size, figure):
    kata.check_figure(furthest, UNEVEN, size, gives=figure, decimals=9)


@edges
@pytest.mark.parametrize("bits", [2, 3, 4, 8])
@pytest.mark.parametrize("size", [1, 2, 3, 6])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_each_group_of_neighbours_has_a_scale(kata, size, bits, dtype):
    kata.check("quantise_groups", SIX.astype(dtype), size, bits)
    kata.check("quantise_groups", SIX.astype(dtype)[:, ::-1], size, bits=bits)


@edges
@pytest.mark.parametrize("size", [1, 2, 6])
def test_codes_of_groups_become_numbers_again(kata, size):
    codes = np.array([[7, -3, 0, 1, 2, -7], [5, 5, -1, 0, 6, 3]], np.int8)
    scale = np.random.default_rng(0).uniform(0.5, 2, (2, 6 // size))
    kata.check("dequantise_groups", codes, scale)
    kata.check("dequantise_groups", codes, scale.astype(np.float32))


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float16])
def test_a_group_of_zeros_has_codes_0(kata, dtype):
    w = np.array([[0.0, -0.0, 0.0, 0.3, -1.27, 0.9], [0.7, 0.1, 0.2, 0.0, 0.0, 0.0]], dtype)
    kata.check(codes_of_groups, w, 3)
    kata.check(can_divide_by_the_scale_of_groups, w, 3)


@edges
def test_groups_of_float16_have_scales_of_float32(kata):
    kata.check("quantise_groups", SIX.astype(np.float16), 3)


@edges
@pytest.mark.parametrize("size", [4, 5, 12, 0])
def test_refuses_groups_that_do_not_fit(kata, size):
    kata.check_raises(ValueError, "quantise_groups", SIX, size, says=[size, 6])


@edges
@pytest.mark.parametrize("bits", [1, 9])
def test_refuses_codes_that_are_no_int8(kata, bits):
    kata.check_raises(ValueError, "quantise_groups", SIX, 3, bits, says=[bits])


# ----------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    ("quantise", W, 1), ("dequantise", Q, SCALE), ("quantise_groups", SIX, 3)
)
