"""New tensors take shape, dtype and device from others, and an array's tensor shares its memory."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.strategies import arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=25,
    targets="torch",
    ladder={"x": "real", "like": "real"},
)

GRID = np.array([[1.5, -2.0], [0.0, 7.0]])
ROW = np.array([1.0, 2.0, 3.0])
fills = st.sampled_from([0, 1, 3, -2, 0.5, -1.25, 1e4])
counts = st.integers(2, 12)


# ------------------------------------------------------------------------------------- scenarios


def like_asks_for_a_gradient(solution, x):
    return solution.like(x.requires_grad_(), 1.0).requires_grad


def ramp_asks_for_a_gradient(solution, x):
    return solution.ramp(3, x.requires_grad_()).requires_grad


def like_in_another_dtype(solution, x, fill, dtype):
    import torch

    made = solution.like(x.to(getattr(torch, dtype)), fill)
    return {"dtype": str(made.dtype), "entries": made.double()}


def ramp_in_another_dtype(solution, n, x, dtype):
    import torch

    made = solution.ramp(n, x.to(getattr(torch, dtype)))
    return {"dtype": str(made.dtype), "entries": made.double()}


def like_after_one_entry_was_written(solution, x):
    made = solution.like(x, 3.0)
    made[0, 0] = 7.0
    return made


def array_of(x, dtype=None):
    """The entries of a tensor as an array with memory of its own."""
    return np.array(x.cpu().numpy(), dtype)


def the_tensor_after_the_array_was_written(solution, x, view="a"):
    memory = array_of(x)
    a = eval(view, {"a": memory})
    shared = solution.from_numpy_shared(a)
    a += 100
    return shared


def the_array_after_the_tensor_was_written(solution, x, view="a"):
    import torch

    memory = array_of(x)
    shared = solution.from_numpy_shared(eval(view, {"a": memory}))
    shared += 100
    return torch.tensor(memory)


def the_dtype_of_the_tensor(solution, x, dtype):
    shared = solution.from_numpy_shared(array_of(x, dtype))
    return {"dtype": str(shared.dtype), "entries": shared.double()}


def of_a_reversed_array(solution, x, view):
    return solution.from_numpy_shared(eval(view, {"a": array_of(x)}))


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_like(kata):
    kata.check_figure("like", GRID, 3, gives=[[3, 3], [3, 3]])


def test_worked_example_of_ramp(kata):
    kata.check_figure("ramp", 3, GRID, gives=[0, 1, 2])


@given(plain_arrays(), fills)
@example(GRID, 3)
@example(ROW, 0.5)
def test_like_has_the_shape_and_the_dtype_of_x(kata, x, fill):
    kata.check("like", x, fill)


@given(counts, plain_arrays())
@example(3, GRID)
@example(5, ROW)
def test_ramp_counts_in_the_dtype_of_like(kata, n, like):
    kata.check("ramp", n, like)


@given(counts, counts)
def test_a_longer_ramp_goes_on_where_a_shorter_one_ends(kata, n, more):
    long, short = kata.ramp(n + more, ROW), kata.ramp(n, ROW)
    kata.equal(long[:n], short, "ramp(n + m) begins with ramp(n)")
    kata.equal(long[n:] - n, kata.ramp(more, ROW), "and goes on with n + ramp(m)")


def test_what_is_new_asks_for_no_gradient(kata):
    kata.check(like_asks_for_a_gradient, GRID)
    kata.check(ramp_asks_for_a_gradient, GRID)


@pytest.mark.kata(targets="torch-cpu")
@given(plain_arrays())
@example(ROW)
def test_what_is_written_into_the_array_shows_in_the_tensor(kata, x):
    kata.check(the_tensor_after_the_array_was_written, x)


@pytest.mark.kata(targets="torch-cpu")
@given(plain_arrays())
@example(ROW)
def test_what_is_written_into_the_tensor_shows_in_the_array(kata, x):
    kata.check(the_array_after_the_tensor_was_written, x)


# ----------------------------------------------------------------------------------------- edges

DTYPES = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int8", "uint8", "bool"]


@edges
@given(arrays(shapes(min_dims=0, min_side=0)), fills)
@example(np.array(2.0), 1)
@example(np.zeros((0, 3), np.float32), 1)
@example(np.array([np.nan, np.inf, 1.0]), 2.0)
@example(np.array([1.0, 2.0], np.float32), 16_777_217)
def test_only_shape_dtype_and_device_of_x_play_a_part(kata, x, fill):
    kata.check("like", x, fill)


@edges(targets="torch-cpu")
@pytest.mark.parametrize("view", ["a[:, ::2]", "a.T", "a[1:]", "a[:0]"])
def test_a_view_of_an_array_is_shared_too(kata, view):
    x = np.arange(12.0).reshape(3, 4)
    kata.check(the_tensor_after_the_array_was_written, x, view)
    kata.check(the_array_after_the_tensor_was_written, x, view)


@edges(targets="torch-cpu")
@pytest.mark.parametrize("view", ["a[::-1]", "a[:, ::-2]"])
def test_a_reversed_array_is_refused(kata, view):
    kata.check_raises(ValueError, of_a_reversed_array, np.arange(6.0).reshape(2, 3), view)


@edges
@pytest.mark.parametrize("dtype", DTYPES)
def test_like_has_any_dtype(kata, dtype):
    kata.check(like_in_another_dtype, GRID, 1.75, dtype)


@edges
@pytest.mark.parametrize("fill", [2**53 + 1, -1.75, -3])
def test_integers_take_what_is_whole_of_a_fill(kata, fill):
    kata.check("like", np.array([[4, 5]]), fill)


@edges
def test_each_entry_has_a_place_of_its_own(kata):
    kata.check(like_after_one_entry_was_written, GRID)


@edges
@pytest.mark.parametrize("dtype", DTYPES[:-1])
def test_ramp_has_any_dtype(kata, dtype):
    kata.check(ramp_in_another_dtype, 5, GRID, dtype)


@edges
@pytest.mark.parametrize("n", [0, 1])
def test_a_ramp_may_be_short(kata, n):
    kata.check("ramp", n, ROW)


@edges
@pytest.mark.parametrize("shape", [(), (0,), (2, 3)])
def test_shape_and_entries_of_like_play_no_part(kata, shape):
    kata.check("ramp", 4, np.full(shape, np.nan, np.float32))


@edges
def test_a_number_that_float16_lacks_is_its_nearest(kata):
    found = kata.ramp(3000, np.zeros(1, np.float16))
    kata.equal(found.astype(int), np.arange(3000).astype(np.float16).astype(int), "each entry is the nearest number")


@edges(targets="torch-cpu")
@pytest.mark.parametrize("dtype", ["float32", "float16", "int8", "uint16", "bool"])
def test_the_tensor_has_the_dtype_of_the_array(kata, dtype):
    kata.check(the_dtype_of_the_tensor, np.array([[1.0, 0.0, 3.0]]), dtype)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch", targets="torch-cpu")
@pytest.mark.parametrize("x", [GRID, np.array([1, 2])], ids=["floats", "integers"])
def test_what_is_new_is_on_the_device_of_what_is_there(kata, x):
    kata.check_device("like", x, 3)
    kata.check_device("ramp", 4, x)
