"""Views look at the memory of another tensor, copies have their own; strides tell which."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import plain_arrays

pytestmark = pytest.mark.kata(
    minutes=40,
    targets="torch",
    from_scratch=["shares_memory", "may_share_memory"],
    instead="You need data_ptr, the strides and element_size.",
    ladder={"x": "real"},
)

ROW = np.arange(6.0)
GRID = np.arange(24.0).reshape(4, 6)
CUBE = np.arange(60.0).reshape(3, 4, 5)


# ------------------------------------------------------------------------------------- scenarios


def view_of(x, view):
    """What an expression in x stands for, such as ``x[:, ::2]``."""
    return eval(view, {"x": x})


def in_common(solution, x, a, b):
    return bool(solution.shares_memory(view_of(x, a), view_of(x, b)))


def with_a_copy(solution, x):
    return [bool(solution.shares_memory(x, x.clone())), bool(solution.shares_memory(x.clone(), x))]


def flat(solution, x, view):
    return solution.flatten(view_of(x, view))


def flat_after_x_was_written(solution, x, view):
    """A view shows the new numbers, a copy the old ones."""
    own = x.clone()
    found = solution.flatten(view_of(own, view))
    own += 100
    return found


def windows_of(solution, x, size, view="x"):
    return solution.windows(view_of(x, view), size)


def windows_after_x_was_written(solution, x, size, view="x"):
    own = x.clone()
    found = solution.windows(view_of(own, view), size)
    own += 100
    return found


def x_after_a_window_was_written(solution, x, size, view="x"):
    own = x.clone()
    solution.windows(view_of(own, view), size)[0] = -7.0
    return own


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(
    ("a", "b"),
    [("x[:3]", "x[2:]"), ("x[::2]", "x[1::2]"), ("x[:3]", "x[3:]"), ("x", "x[1:]"), ("x[::2]", "x[::3]")],
    ids=str,
)
def test_slices_share_memory_where_they_have_an_entry_in_common(kata, a, b):
    kata.check(in_common, ROW, a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        *[("x[:, :3]", "x[:, 3:]"), ("x", "x[:, 1:]"), ("x[:2]", "x[2:]"), ("x[1]", "x[:, 1]")],
        *[("x[0]", "x[1:, 0]"), ("x.T", "x[3, 5:]")],
    ],
    ids=str,
)
def test_rows_and_columns_share_memory_where_they_cross(kata, a, b):
    kata.check(in_common, GRID, a, b)


def test_a_copy_shares_nothing_although_it_is_equal(kata):
    kata.check(with_a_copy, ROW)


@st.composite
def slices(draw):
    """A slice of a row of six, as it is written."""
    start, step = draw(st.integers(0, 4)), draw(st.integers(1, 3))
    return f"x[{start}:{draw(st.integers(start + 1, 6))}:{step}]"


@given(slices(), slices())
def test_any_two_slices_share_memory_or_not(kata, a, b):
    kata.check(in_common, ROW, a, b)


@pytest.mark.parametrize("view", ["x", "x[:, ::2]", "x.T", "x[1:]", "x[:, :3]"], ids=str)
def test_flattening_reads_row_by_row(kata, view):
    kata.check(flat, GRID, view)


@pytest.mark.parametrize("view", ["x", "x[:, ::2]", "x.T", "x[1:]", "x[:, :3]"], ids=str)
def test_a_flattening_is_a_view_where_one_exists(kata, view):
    kata.check(flat_after_x_was_written, GRID, view)


@given(plain_arrays())
def test_flattening_keeps_all_entries(kata, x):
    kata.equal(kata.flatten(x), x.ravel(), "flatten(x) reads x from start to end")


def test_worked_example_of_windows(kata):
    kata.check_figure("windows", np.array([1.0, 2.0, 3.0, 4.0]), 3, gives=[[1, 2, 3], [2, 3, 4]])


@given(st.integers(2, 9), st.data())
@example(6, None)
def test_a_window_is_a_stretch_of_x(kata, n, data):
    kata.check("windows", np.arange(float(n)), data.draw(st.integers(2, n)) if data else 4)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_what_is_written_into_x_shows_in_its_windows(kata, size):
    kata.check(windows_after_x_was_written, ROW, size)


@pytest.mark.parametrize("size", [2, 3, 5])
def test_what_is_written_into_a_window_shows_in_x(kata, size):
    kata.check(x_after_a_window_was_written, ROW, size)


test_is_written_from_scratch = from_scratch(in_common, ROW, "x[:3]", "x[2:]")


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize(
    ("a", "b"),
    [
        *[("x[:0]", "x"), ("x[:0]", "x[:0]"), ("x[:0]", "x.new_zeros(0)"), ("x[2, 2]", "x"), ("x[2, 2]", "x[2, 3]")],
        *[("x[2:3].expand(7, 6)", "x[2]"), ("x[2:3].expand(7, 6)", "x[3]"), ("x[:, :1].expand(4, 6)", "x[:, 1:]")],
        *[("x.diagonal()", "x[1:, 0]"), ("x.diagonal()", "x[3, 3:]"), ("x.T[::2]", "x[:, 1::2]")],
        *[("x.unfold(1, 2, 3)", "x[:, 2::3]"), ("x.unfold(1, 2, 3)", "x[:, 1::3]")],
        *[("x.as_strided((2, 2), (5, 3))", "x[0, 4:]"), ("x.as_strided((2, 2), (5, 3))", "x[1, 2:]")],
    ],
    ids=str,
)
def test_any_views_share_memory_or_not(kata, a, b):
    kata.check(in_common, GRID, a, b)


@edges
@pytest.mark.parametrize("a", ["x.long()", "x.float()", "x.to(torch.int8)"])
@pytest.mark.parametrize(("b", "c"), [("y[:3]", "y[3:]"), ("y[:3]", "y[2:]"), ("y[:3]", "y[4:]")])
def test_entries_of_any_size_share_memory_or_not(kata, a, b, c):
    kata.check(of_another_dtype, ROW, a, b, c)


def of_another_dtype(solution, x, made, a, b):
    import torch

    y = eval(made, {"x": x, "torch": torch})
    return bool(solution.shares_memory(eval(a, {"y": y}), eval(b, {"y": y})))


def through_another_dtype(solution, x):
    """x in float64: each entry is eight bytes, or two numbers of int32."""
    import torch

    octets, halves = x.view(torch.int8), x.view(torch.int32)
    pairs = {
        "x[:2], its bytes 15 and up": (x[:2], octets[15:]),
        "x[:2], its bytes 16 and up": (x[:2], octets[16:]),
        "bytes 5 and 6, x[0]": (octets[5:7], x[0]),
        "byte 7, every second number of int32": (octets[7], halves[::2]),
        "byte 7, the others": (octets[7], halves[1::2]),
    }
    return {name: bool(solution.shares_memory(*pair)) for name, pair in pairs.items()}


@edges
def test_a_view_in_another_dtype_shares_memory(kata):
    kata.check(through_another_dtype, ROW)


def through_numpy(solution, x):
    import torch

    memory = np.array(x.numpy())
    pairs = {
        "a and a": (memory, memory),
        "a[:3] and a[2:]": (memory[:3], memory[2:]),
        "a[:3] and a[3:]": (memory[:3], memory[3:]),
        "a[::2] and a[1::2]": (memory[::2], memory[1::2]),
    }
    return {n: bool(solution.shares_memory(*map(torch.from_numpy, pair))) for n, pair in pairs.items()}


@edges(targets="torch-cpu")
def test_two_tensors_of_one_array_share_its_memory(kata):
    kata.check(through_numpy, ROW)


VIEWS = [
    *["x", "x[1:]", "x[:, 1:]", "x[:, :, ::2]", "x[:, ::2]", "x[:, :, 2:4]", "x[0]", "x[:, 0]", "x[:, :, 0]"],
    *["x[:, :1]", "x[:1, :, 1:3]", "x[:, 1:2, ::2]", "x.transpose(0, 1)", "x.mT", "x[0, 0, 0]", "x[:, :0]", "x[0, 0]"],
    *["x[0, 0, ::2]", "x[:1].expand(4, 4, 5)", "x[:, :, :1].expand(3, 4, 2)", "x[:1].transpose(0, 1)"],
]


@edges
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_any_flattening_is_a_view_where_one_exists(kata, view):
    kata.check(flat, CUBE, view)
    kata.check(flat_after_x_was_written, CUBE, view)


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.uint8, np.bool_])
def test_the_dtype_stays(kata, dtype):
    kata.check("flatten", (GRID % 5).astype(dtype))
    kata.check("windows", (ROW % 3).astype(dtype), 2)


@edges
@pytest.mark.parametrize("view", ["x[:, 1]", "x[1]", "x[2, 1::2]", "x.diagonal()"], ids=str)
@pytest.mark.parametrize("size", [1, 3])
def test_windows_have_the_stride_of_x(kata, view, size):
    kata.check(windows_of, GRID, size, view)
    kata.check(windows_after_x_was_written, GRID, size, view)
    kata.check(x_after_a_window_was_written, GRID, size, view)


@edges
@pytest.mark.parametrize("size", [1, 3])
def test_windows_of_one_repeated_entry(kata, size):
    kata.check(windows_of, GRID, size, "x[:1, 2].expand(5)")
    kata.check(windows_after_x_was_written, GRID, size, "x[:1, 2].expand(5)")


@edges
@pytest.mark.parametrize("size", [1, 6])
def test_a_window_may_be_short_or_all_of_x(kata, size):
    kata.check(windows_of, ROW, size)
    kata.check(windows_after_x_was_written, ROW, size)


@edges
@pytest.mark.parametrize(("n", "size"), [(23, 24), (23, 31), (23, 0), (23, -1), (0, 1), (0, 0)])
def test_a_window_has_from_one_to_n_entries(kata, n, size):
    kata.check_raises(ValueError, "windows", np.arange(float(n)), size, says=[size, n])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@pytest.mark.parametrize("view", ["x", "x[:, ::2]", "x.T", "x[0]"], ids=str)
def test_gradients_flow_through_a_flattening(kata, view):
    kata.check_gradient(flat, GRID, view)


@pytest.mark.kata(stage="torch")
@given(plain_arrays((7,)), st.integers(1, 7))
@example(np.arange(7.0), 3)
def test_the_gradients_of_windows_add_up_where_they_overlap(kata, x, size):
    kata.check_gradient("windows", x, size)


test_stays_on_the_device_of_its_input = on_its_device(("flatten", GRID), ("windows", ROW, 3))
