"""Rotary embedding turns each pair of entries, so that scores depend on the distance of two tokens alone."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=30,
    ladder={"x": "finite", "base": "positive"},
    long="T E *",
)

X = np.array([[1.0, 2.0, 3.0, 4.0], [0.5, -1.0, 2.0, 0.0], [-2.0, 1.0, 0.0, 1.0]])
WIDE = np.arange(24.0).reshape(3, 8) % 7
SQUARE = np.arange(32.0).reshape(2, 4, 4) % 5
PLACES = np.array([5, 0, 2])


@st.composite
def plain_inputs(draw, most=3):
    """Vectors of an even size for a batch of texts, and a position for each token."""
    *batch, half = draw(shapes(2, most, min_side=2, max_side=4))
    return draw(plain_arrays((*batch, 2 * half))), draw(integer_arrays(batch[-1:], 0, 30))


@st.composite
def inputs(draw, dtype=None):
    """The same in every dtype and layout, with axes of size 1."""
    *batch, half = draw(shapes(2, 4, max_side=3))
    dtype = draw(dtypes()) if dtype is None else dtype
    return draw(arrays((*batch, 2 * half), dtype)), draw(integer_arrays(batch[-1:], -5, 30))


def scale_of(x, positions):
    """An angle of position p is off by p roundings."""
    return float(np.abs(x).max(initial=0.0) * (1 + np.abs(positions).max(initial=0)))


# ------------------------------------------------------------------------------------------ core


def test_worked_example(kata):
    kata.check_figure("rope", np.array([[1.0, 0.0]]), np.array([1]), gives=[[0.5403, 0.8415]], decimals=4)


def test_worked_example_of_two_pairs(kata):
    gives = [[-1.1426, 1.9221, 2.9599, 4.0298]]
    kata.check_figure("rope", X[:1], np.array([1]), gives=gives, decimals=4)


@pytest.mark.parametrize("x", [X, X[:, :2], WIDE[:, :6], WIDE], ids=["E = 4", "E = 2", "E = 6", "E = 8"])
def test_turns_each_pair_by_an_angle_of_its_own(kata, x):
    kata.check("rope", x, np.arange(3))


def test_turns_by_the_positions_that_are_given(kata):
    kata.check("rope", X, PLACES)


def test_takes_the_base_that_is_given(kata):
    kata.check("rope", WIDE, PLACES, base=100.0)


@pytest.mark.parametrize("x", [SQUARE, SQUARE.reshape(2, 2, 2, 4), np.stack([X, -X])], ids=["4 x 4", "heads", "3 x 4"])
def test_turns_all_texts_of_a_batch_alike(kata, x):
    kata.check("rope", x, np.arange(3, 3 + x.shape[-2]))


@given(plain_inputs(), st.sampled_from([10000.0, 500000.0, 10.0]))
@example((X, PLACES), 10000.0)
def test_agrees_with_numpy_and_torch(kata, x_positions, base):
    x, positions = x_positions
    kata.check("rope", x, positions, base, scale=scale_of(x, positions))


@given(plain_inputs())
def test_changes_nothing_at_position_0(kata, x_positions):
    x, positions = x_positions
    kata.equal(kata.rope(x, 0 * positions), x, "at position 0 all angles are 0: rope(x, 0) = x")


@given(plain_inputs())
def test_keeps_the_length_of_each_vector(kata, x_positions):
    x, positions = x_positions
    squares = np.sum(kata.rope(x, positions) ** 2, axis=-1)
    kata.equal(squares, np.sum(x**2, axis=-1), "a turn keeps the length of each vector", scale=30.0)


@given(plain_inputs(), st.integers(1, 20))
def test_two_turns_add_up(kata, x_positions, more):
    x, positions = x_positions
    twice = kata.rope(kata.rope(x, positions), np.full_like(positions, more))
    once = kata.rope(x, positions + more)
    kata.equal(twice, once, f"rope(rope(x, p), {more}) = rope(x, p + {more})", scale=50 * np.abs(x).max())


@given(plain_arrays((2, 6)), st.integers(0, 9), st.integers(0, 9), st.integers(1, 20))
def test_a_score_depends_on_the_distance_alone(kata, q_k, p, s, more):
    near = kata.rope(q_k, np.array([p, s]))
    far = kata.rope(q_k, np.array([p + more, s + more]))
    law = f"the score of positions {p} and {s} is that of {p + more} and {s + more}"
    kata.equal(near[0] @ near[1], far[0] @ far[1], law, scale=30 * np.sum(np.abs(q_k[0])) * np.abs(q_k).max())


@given(plain_inputs(), st.data())
def test_a_part_of_a_text_gives_the_part_of_its_result(kata, x_positions, data):
    x, positions = x_positions
    start = data.draw(st.integers(1, len(positions) - 1))
    whole, part = kata.rope(x, positions), kata.rope(x[..., start:, :].copy(), positions[start:].copy())
    law = f"the tokens from {start} on alone, with their positions, give what they give in the whole text"
    kata.equal(part, whole[..., start:, :], law, scale=scale_of(x, positions))


# ----------------------------------------------------------------------------------------- edges


@edges
@given(inputs(), st.sampled_from([10000.0, 500000.0]))
@example((np.ones((1, 2), np.float32), np.array([3])), 10000.0)
@example((X.astype(np.float32), PLACES), 10000.0)
@example((X.astype(np.float16), PLACES), 10000.0)
@example((X, np.array([-3, 0, -1])), 10000.0)
def test_agrees_for_any_axes_dtype_and_layout(kata, x_positions, base):
    x, positions = x_positions
    kata.check("rope", x, positions, base, scale=scale_of(x, positions))


@edges
@pytest.mark.parametrize("kind", [np.int32, np.uint8, np.int8])
def test_takes_positions_of_any_integer_type(kata, kind):
    kata.check("rope", X, np.array([100, 0, 7], kind))


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("start", [1000, 2047, 8191, 100_000, 1_000_003])
def test_far_positions_are_exact_in_a_short_dtype(kata, dtype, start):
    kata.check("rope", WIDE.astype(dtype), start + np.arange(3))


@edges
@pytest.mark.parametrize("shape", [(0, 4), (0, 3, 4), (2, 0, 4), (2, 0, 3, 2)], ids=str)
def test_texts_and_batches_may_be_empty(kata, shape):
    kata.check("rope", np.zeros(shape), np.arange(shape[-2]))


@edges
@given(inputs(), st.sampled_from([np.float32, np.float64]), st.integers(0, 99))
@example((X, PLACES), np.float64, 0)
@example((X.astype(np.float32), PLACES), np.float32, 1)
def test_turns_by_the_frequencies_that_are_given(kata, x_positions, dtype, seed):
    x, positions = x_positions
    frequencies = np.random.default_rng(seed).uniform(0.01, 1.5, x.shape[-1] // 2).astype(dtype)
    kata.check("rope", x, positions, frequencies=frequencies, scale=2 * scale_of(x, positions))


@edges
def test_given_frequencies_take_the_place_of_the_base(kata):
    kata.check("rope", WIDE, PLACES, 500.0, np.array([1.0, 0.25, 0.0, 0.002]))


@edges
@pytest.mark.parametrize("start", [2047, 1_000_003])
def test_far_positions_are_exact_with_frequencies_of_a_short_dtype(kata, start):
    frequencies = np.array([1.0, 0.1, 0.01, 0.001], np.float32)
    kata.check("rope", WIDE.astype(np.float32), start + np.arange(3), frequencies=frequencies)


@edges
@pytest.mark.parametrize("count", [1, 3, 8])
def test_refuses_another_number_of_frequencies(kata, count):
    kata.check_raises(ValueError, "rope", WIDE, np.arange(3), frequencies=np.ones(count))


@edges
@pytest.mark.parametrize("width", [1, 3, 17])
def test_refuses_vectors_of_an_odd_size(kata, width):
    kata.check_raises(ValueError, "rope", np.ones((2, 4, width)), np.arange(4), says=[width])


@edges
@pytest.mark.parametrize("count", [1, 2, 4, 5])
def test_refuses_another_number_of_positions(kata, count):
    kata.check_raises(ValueError, "rope", X, np.arange(count), says=[count, 3])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(inputs(np.float64))
@example((X, PLACES))
@example((SQUARE, np.arange(4)))
def test_gradient_agrees_with_torch(kata, x_positions):
    x, positions = x_positions
    kata.check_gradient("rope", x, positions, scale=scale_of(np.ones_like(x), positions))


test_stays_on_the_device_of_its_input = on_its_device(("rope", X, PLACES), ("rope", X.astype(np.float32), PLACES))
