"""Positions are encoded as angles, and a shift turns each pair of entries by an angle of its own."""

import numpy as np
import pytest
from array_api_compat import array_namespace, device
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=30,
    ladder={"x": "finite"},
    long="dim T *",
)

TENS = np.full((2, 4), 10.0)
counts, halves = st.integers(2, 12), st.integers(1, 5)  # of positions, and of pairs in an encoding


@st.composite
def vectors(draw, least=2, most=3, dtype=np.float64):
    """Vectors of an even size for a batch of texts."""
    *batch, half = draw(shapes(2, most, min_side=least, max_side=4))
    return draw(arrays((*batch, 2 * half), dtype, layouts=least < 2))


def scale_of(x):
    """An angle of position p is off by p roundings."""
    return np.abs(x).max(initial=0.0) + x.shape[-2]


# ------------------------------------------------------------------------------------------ core
# The table is NumPy's on every target, so that its tests run on NumPy alone.


@pytest.mark.kata(targets="numpy")
def test_worked_example_of_positional_encoding(kata):
    gives = [[0, 1, 0, 1], [0.84147, 0.54030, 0.01, 0.99995], [0.90930, -0.41615, 0.02, 0.99980]]
    kata.check_figure("positional_encoding", 3, 4, gives=gives, decimals=5)


def test_worked_example_of_add_positions(kata):
    gives = [[10, 11, 10, 11], [10.84147, 10.54030, 10.01, 10.99995]]
    kata.check_figure("add_positions", TENS, gives=gives, decimals=5)


@pytest.mark.kata(targets="numpy")
@given(counts, halves)
@example(4, 3)
@example(5, 1)
@example(2, 4)
def test_sines_and_cosines_of_one_frequency_take_turns(kata, n, half):
    kata.check("positional_encoding", n, 2 * half, scale=n)


@pytest.mark.kata(targets="numpy")
@given(counts, halves)
def test_all_encodings_are_of_one_length(kata, n, half):
    squares = np.sum(kata.positional_encoding(n, 2 * half) ** 2, axis=-1)
    kata.equal(squares, np.full(n, float(half)), "the squares of an encoding sum to dim/2", scale=n)


@pytest.mark.kata(targets="numpy")
@given(counts, st.integers(1, 6), halves)
def test_a_shift_by_k_turns_each_pair_by_a_fixed_angle(kata, n, k, half):
    table = kata.positional_encoding(n + k, 2 * half)
    (sin, cos), (sin_k, cos_k) = table[:n].reshape(n, half, 2).T, table[k].reshape(half, 2).T
    turned = np.stack([sin * cos_k[:, None] + cos * sin_k[:, None], cos * cos_k[:, None] - sin * sin_k[:, None]])
    kata.equal(
        table[k:], turned.T.reshape(n, -1), f"PE(p + {k}) is PE(p), turned by the angles of PE({k})", scale=n + k
    )


@given(vectors())
@example(np.arange(24.0).reshape(3, 4, 2))
@example(np.arange(24.0).reshape(2, 2, 6))
@example(np.arange(24.0).reshape(6, 4))
def test_each_vector_gets_the_encoding_of_its_place(kata, x):
    kata.check("add_positions", x, scale=scale_of(x))


@given(plain_arrays((2, 3, 4)), plain_arrays((2, 3, 4)))
def test_what_is_added_does_not_depend_on_x(kata, x, y):
    gap = kata.add_positions(x) - kata.add_positions(y)
    kata.equal(gap, x - y, "add_positions(x) - add_positions(y) = x - y", scale=20.0)


# ----------------------------------------------------------------------------------------- edges


@edges(targets="numpy")
@pytest.mark.parametrize(("n", "dim"), [(0, 4), (1, 2), (3, 2), (1, 512), (0, 2), (2000, 6), (300, 128)])
def test_a_table_of_any_size(kata, n, dim):
    kata.check("positional_encoding", n, dim, scale=n)


@edges(targets="numpy")
@pytest.mark.parametrize("dim", [1, 3, 17])
def test_an_odd_size_is_refused(kata, dim):
    kata.check_raises(ValueError, "positional_encoding", 4, dim, says=[dim])


@edges
@pytest.mark.parametrize("dim", [1, 3, 17])
def test_vectors_of_an_odd_size_are_refused(kata, dim):
    kata.check_raises(ValueError, "add_positions", np.ones((2, 4, dim)), says=[dim])


@edges
@given(vectors(least=1, most=4, dtype=np.float32))
@example(np.ones((1, 2), np.float32))
@example(np.ones((2, 3, 4), np.float16))
@example(np.ones((2, 3, 4)))
def test_vectors_in_every_dtype_and_memory(kata, x):
    kata.check("add_positions", x, scale=scale_of(x))


@edges
@pytest.mark.parametrize("shape", [(0, 4), (0, 3, 4), (2, 0, 4), (2, 0, 3, 2)])
def test_texts_and_batches_may_be_empty(kata, shape):
    kata.check("add_positions", np.zeros(shape))


def added_at(solution, like, position):
    """What is added at one position, far out."""
    xp = array_namespace(like)
    x = xp.zeros((position + 1, like.shape[-1]), dtype=like.dtype, device=device(like))
    return solution.add_positions(x)[position]


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("position", [1000, 2049, 8191, 100_001])
def test_far_positions_are_exact_in_a_short_dtype(kata, dtype, position):
    kata.check(added_at, np.ones(16, dtype), position)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(vectors())
@example(np.arange(24.0).reshape(2, 3, 4))
def test_the_gradient_passes_unchanged(kata, x):
    kata.check_gradient("add_positions", x)


test_stays_on_the_device_of_its_input = on_its_device(
    ("add_positions", TENS), ("add_positions", np.ones((2, 3, 4), np.float32))
)
