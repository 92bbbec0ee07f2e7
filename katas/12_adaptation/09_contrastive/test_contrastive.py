"""A contrastive loss is small where each vector is nearest to its own partner, among all partners."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["cross_entropy"],
    minutes=25,
    ladder={"a": "finite", "b": "finite", "temperature": "fixed"},
)

A, B = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [3.0, 4.0]])
FIRST = np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 0.25]])
SECOND = np.array([[2.0, -1.0], [1.0, 0.5], [-0.5, -3.0]])
TURN = np.array([[0.6, -0.8], [0.8, 0.6]])
temperatures = st.sampled_from([0.07, 0.5, 1.0, 2.0])


@st.composite
def pairs(draw, array=plain_arrays, least=2):
    """Vectors and their partners, none of them 0."""
    shape = draw(st.integers(least, 5)), draw(st.integers(least, 4))
    a = draw(array(shape, exclude_zero=True))
    return a, draw(array(shape, exclude_zero=True)).astype(a.dtype)


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("temperature", "figure"), [(1.0, 0.4489), (0.5, 0.2987)])
def test_worked_example(kata, temperature, figure):
    kata.check_figure("info_nce", A, B, temperature, gives=figure, decimals=4)


@given(pairs(), temperatures)
@example((FIRST, SECOND), 1.0)
@example((FIRST, SECOND), 0.5)
def test_agrees_with_numpy_and_torch(kata, pair, temperature):
    kata.check("info_nce", *pair, temperature, scale=1 / temperature)


def test_has_the_default_of_the_stub(kata):
    kata.check("info_nce", FIRST, SECOND)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_is_log_n_where_all_vectors_are_alike(kata, n):
    """A guess among n is right once in n times, at every temperature."""
    alike = np.full((n, 2), 3.0)
    kata.equal(kata.info_nce(alike, alike, 0.5), np.log(n), "the loss is log N if nothing tells the pairs apart")


@given(pairs(), temperatures)
def test_lengths_make_no_difference(kata, pair, temperature):
    a, b = pair
    factors = np.arange(1.0, len(a) + 1)[:, None]
    long, still = kata.info_nce(a * factors, b * 4, temperature), kata.info_nce(a, b, temperature)
    kata.equal(long, still, "the loss depends on directions, and not on lengths", scale=1 / temperature)


@given(pairs(), temperatures)
def test_both_sides_count_alike(kata, pair, temperature):
    there, back = kata.info_nce(*pair, temperature), kata.info_nce(*pair[::-1], temperature)
    kata.equal(there, back, "info_nce(a, b) = info_nce(b, a)", scale=1 / temperature)


@given(pairs(), temperatures)
def test_the_order_of_the_pairs_makes_no_difference(kata, pair, temperature):
    turned, still = kata.info_nce(*(x[::-1] for x in pair), temperature), kata.info_nce(*pair, temperature)
    kata.equal(turned, still, "the order of the pairs makes no difference", scale=1 / temperature)


@given(plain_arrays((3, 2), exclude_zero=True), plain_arrays((3, 2), exclude_zero=True))
def test_turning_all_vectors_makes_no_difference(kata, a, b):
    turned, still = kata.info_nce(a @ TURN, b @ TURN, 0.5), kata.info_nce(a, b, 0.5)
    kata.equal(turned, still, "the loss stays if all vectors are turned by the same angle", scale=2)


# ----------------------------------------------------------------------------------------- edges


@edges
@given(pairs(arrays, least=1), temperatures)
@example((FIRST[:1], SECOND[:1]), 0.5)
@example((np.sin(np.arange(900.0)).reshape(300, 3), np.cos(np.arange(900.0)).reshape(300, 3)), 0.5)
@example((FIRST[:, :1], SECOND[:, 1:]), 0.5)
def test_agrees_in_every_dtype_and_layout(kata, pair, temperature):
    kata.check("info_nce", *pair, temperature, scale=1 / temperature)


@edges
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("temperature", [1e-3, 1e-4])
@pytest.mark.parametrize("pair", [(FIRST, SECOND), (FIRST, FIRST[::-1]), (FIRST, FIRST)], ids=["", "wrong", "right"])
def test_is_finite_at_a_low_temperature(kata, dtype, temperature, pair):
    """Cosines of 1 over a temperature of 0.001 are logits of 1000."""
    kata.check("info_nce", *(x.astype(dtype) for x in pair), temperature, scale=1 / temperature)


@edges
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_row_of_zeros_has_the_cosine_zero_with_all(kata, dtype):
    a, b = FIRST.astype(dtype), SECOND.astype(dtype)
    a[1], b[2] = 0, 0
    kata.check("info_nce", a, b, 0.5)
    kata.check("info_nce", a, SECOND.astype(dtype), 0.5)
    kata.check("info_nce", 0 * a, 0 * b, 0.5)


@edges
@pytest.mark.parametrize("length", [1e-14, 1e-9, 1e-3])
def test_short_vectors_have_a_direction_too(kata, length):
    """Down to a length of 1e-12, below which they are divided by no less."""
    kata.check("info_nce", FIRST * length, SECOND * length, 0.5)


@edges
def test_the_temperature_may_be_an_array(kata):
    kata.check("info_nce", FIRST, SECOND, np.array(0.5))


@edges
@pytest.mark.parametrize("shape", [(1, 2), (2, 2), (4, 2), (3, 1), (3, 3)])
def test_refuses_shapes_that_differ(kata, shape):
    """A single partner for all would be its own competitor."""
    b = np.resize(SECOND, shape)
    kata.check_raises(ValueError, "info_nce", FIRST, b, 0.5, says=[FIRST.shape, b.shape])


@edges
@pytest.mark.parametrize("temperature", [0.0, -1, np.array(-0.5)], ids=str)
def test_refuses_a_temperature_that_is_not_positive(kata, temperature):
    kata.check_raises(ValueError, "info_nce", FIRST, SECOND, temperature, says=[str(temperature)])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(pairs(), temperatures)
@example((FIRST, SECOND), 0.5)
def test_gradient_agrees_with_torch(kata, pair, temperature):
    kata.check_gradient("info_nce", *pair, temperature, scale=1 / temperature)


@pytest.mark.kata(targets="torch")
def test_the_temperature_can_be_learnt(kata):
    kata.check_gradient("info_nce", FIRST, SECOND, np.array(0.5))


@pytest.mark.kata(targets="torch")
def test_gradient_is_finite_at_a_low_temperature(kata):
    kata.check_gradient("info_nce", FIRST, SECOND, 1e-3)


def gradients(solution, a, b):
    """The gradients of both sides."""
    a, b = a.requires_grad_(), b.requires_grad_()
    solution.info_nce(a, b, 0.5).backward()
    return [a.grad, b.grad]


@pytest.mark.kata(targets="torch")
def test_a_row_of_zeros_does_not_spoil_the_gradient(kata):
    """How large the gradient of that row is depends on where the length is bounded: it must be a number."""
    a = np.concatenate([FIRST, np.zeros((1, 2))])
    for gradient in kata.run(gradients, a, a[::-1].copy()):
        kata.require(np.isfinite(gradient), "the gradient is finite, even if one vector is 0")


test_stays_on_the_device_of_its_input = on_its_device("info_nce", FIRST, SECOND, 0.5)
