"""An embedding looks up rows of a table, and hands back to each row the sum of what arrived at its places."""

import tracemalloc

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device
from dojo.strategies import arrays, integer_arrays, laid_out, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=30,
    from_scratch=[
        *("embedding", "Embedding", "embedding_bag", "EmbeddingBag", "embedding_renorm", "embedding_dense_backward"),
        *("embedding_backward", "autograd", "vjp", "requires_grad_"),
    ],
    instead="You need an index, and an addition at repeated places.",
    ladder={"table": "real", "upstream": "finite", "ids": "labels"},
    long="n *",
)

TABLE = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
IDS, UPSTREAM = np.array([2, 0, 2]), np.array([[1.0, 0.0], [0.0, 1.0], [10.0, 20.0]])
PAGE = np.array([[3, 0, 3, 1], [1, 3, 3, 0]])
WIDE = np.arange(20.0).reshape(4, 5) ** 2 % 7
ROWS = np.arange(40.0).reshape(2, 4, 5) ** 2 % 11


@st.composite
def lookups(draw, array=plain_arrays, min_side=2, fronts=None):
    """A table, ids with repeats, and an upstream."""
    table = draw(array(shapes(2, 2, min_side=min_side)))
    front = draw(shapes(1, 2, min_side=2) if fronts is None else fronts)
    ids = draw(integer_arrays(front, 0, table.shape[0]))
    upstream = draw(array((*front, table.shape[1]))).astype(table.dtype)
    return table, draw(laid_out(ids)) if min_side < 2 else ids, upstream


def lookups_of_any_shape():
    return lookups(arrays, 1, shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))


# ----------------------------------------------------------------- scenarios


def of_the_dtype(solution, dtype, ids, rows):
    """The rows of a table of as many rows as are asked for, and the gradient, for ids of this type."""
    xp = array_namespace(ids)
    table = xp.astype(xp.reshape(xp.arange(2 * rows, device=ids.device), (rows, 2)), xp.float64)
    small = xp.astype(ids, getattr(xp, dtype))
    found = solution.embedding(table, small)
    return [found, solution.embedding_gradient(small, found, rows)]


def of_ids_that_are_no_integers(solution, function, dtype, ids):
    xp = array_namespace(ids)
    table = xp.zeros((2, 2), dtype=xp.float64, device=ids.device)
    odd = xp.astype(ids, getattr(xp, dtype))
    if function == "embedding":
        return solution.embedding(table, odd)
    return solution.embedding_gradient(odd, table, 2)


def memory_of(solution, function, table, ids):
    """Whether the peak stays below twenty times the bytes of the table; a one-hot matrix has fifty times as many."""
    upstream = np.ones((len(ids), table.shape[1]))
    arguments = {"embedding": (table, ids), "embedding_gradient": (ids, upstream, len(table))}[function]
    tracemalloc.start()
    try:
        getattr(solution, function)(*arguments)
        peak = tracemalloc.get_traced_memory()[1]
        return {"needs less than twenty times the table's bytes": peak < 20 * table.nbytes}
    finally:
        tracemalloc.stop()


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("embedding", TABLE, IDS, gives=[[5, 6], [1, 2], [5, 6]])


def test_worked_example_of_the_gradient(kata):
    kata.check_figure("embedding_gradient", IDS, UPSTREAM, 3, gives=[[0, 1], [0, 0], [11, 20]])


@given(lookups())
@example((WIDE, PAGE, ROWS))
def test_each_id_gives_its_row(kata, case):
    table, ids, _ = case
    kata.check("embedding", table, ids)


@given(lookups(), st.integers(0, 3))
@example((WIDE, PAGE, ROWS), 0)
@example((WIDE, PAGE, ROWS), 2)
def test_each_row_gets_the_sum_of_what_arrived(kata, case, more):
    table, ids, upstream = case
    kata.check("embedding_gradient", ids, upstream, table.shape[0] + more)


@given(lookups())
def test_the_way_back_is_the_transpose_of_the_way_there(kata, case):
    table, ids, upstream = case
    there = np.sum(kata.embedding(table, ids) * upstream)
    back = np.sum(table * kata.embedding_gradient(ids, upstream, len(table)))
    scale = np.sum(np.abs(upstream)) * np.abs(table).max()
    kata.equal(there, back, "embedding(E) · g = E · embedding_gradient(g)", scale=scale)


@pytest.mark.parametrize("wrong", [-1, 3, -3, 7])
def test_an_id_outside_the_table_is_an_error(kata, wrong):
    ids = np.array([[0, 2], [wrong, 1]])
    kata.check_raises(IndexError, "embedding", TABLE, ids)
    kata.check_raises(IndexError, "embedding_gradient", ids, ROWS[:, :2, :2], 3)


test_is_written_from_scratch = from_scratch(("embedding", TABLE, IDS), ("embedding_gradient", IDS, UPSTREAM, 3))


# --------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("wrong", [-1, 3])
def test_an_id_outside_the_table_is_refused(kata, wrong):
    ids = np.array([0, wrong, 1])
    kata.check_raises(IndexError, "embedding", TABLE, ids, says=[str(wrong)])
    kata.check_raises(IndexError, "embedding_gradient", ids, UPSTREAM, 3, says=[str(wrong)])


@edges
@given(lookups_of_any_shape())
@example((TABLE, np.array(1), np.array([1.0, 2.0])))
@example((TABLE, np.zeros((2, 0), np.int64), np.zeros((2, 0, 2))))
@example((TABLE.astype(np.float32), IDS, UPSTREAM.astype(np.float32)))
def test_agrees_for_any_shape_dtype_and_layout(kata, case):
    table, ids, upstream = case
    kata.check("embedding", table, ids)
    kata.check("embedding_gradient", ids, upstream, table.shape[0])


@edges
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "int64"])
@pytest.mark.parametrize("rows", [4, 300])
def test_takes_ids_of_any_integer_type(kata, dtype, rows):
    kata.check(of_the_dtype, dtype, np.array([0, 1, 1, 0, 3] if rows == 4 else [0, 1, 1, 0, 100]), rows)


@edges
@pytest.mark.parametrize("function", ["embedding", "embedding_gradient"])
@pytest.mark.parametrize("dtype", ["bool", "float64", "float32"])
def test_refuses_ids_that_are_no_integers(kata, function, dtype):
    kata.check_raises(TypeError, of_ids_that_are_no_integers, function, dtype, np.array([1, 0]))


@edges(targets="numpy")
@pytest.mark.parametrize("function", ["embedding", "embedding_gradient"])
def test_needs_no_matrix_of_ids_by_rows(kata, function):
    kata.check(memory_of, function, np.ones((50_000, 4)), np.arange(200) * 37)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(lookups())
@example((WIDE, PAGE, ROWS))
@example((TABLE, np.array(1), None))
def test_gradients_flow_to_the_table(kata, case):
    table, ids, _ = case
    kata.check_gradient("embedding", table, ids)


test_stays_on_the_device_of_its_input = on_its_device(
    ("embedding", TABLE, IDS), ("embedding_gradient", IDS, UPSTREAM, 3)
)
