"""What is masked plays no part, in the result and in the gradient, and nothing left is 0."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, axes, integer_arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    uses=["softmax"],
    minutes=45,
    targets="torch",
    ladder={"x": "finite", "logits": "finite"},
)

ROWS = np.array([[2.0, 4.0, 9.0], [1.0, -3.0, 5.0]])
SOME = np.array([[True, True, False], [False, True, True]])
NOTHING = np.array([[True, False, True], [False, False, False]])
"""A mask with a row in which nothing is left."""
NAN, INF = np.nan, np.inf


def causal(solution, like, n):
    return solution.causal_mask(n, device=like.device)


def causal_by_default(solution, n):
    return solution.causal_mask(n)


def softmax_by_default(solution, logits, mask):
    return solution.masked_softmax(logits, mask)


@st.composite
def masked(draw, numbers=None):
    """Numbers, a mask of their shape, and an axis."""
    x = draw(plain_arrays() if numbers is None else numbers)
    return x, draw(integer_arrays(x.shape, 0, 2)) > 0, draw(axes(x.ndim))


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_causal_mask(kata):
    kata.check_figure(causal, np.zeros(1), 3, gives=[[True, False, False], [True, True, False], [True, True, True]])


def test_worked_example_of_padding_mask(kata):
    kata.check_figure(
        "padding_mask", np.array([3, 1]), 4, gives=[[True, True, True, False], [True, False, False, False]]
    )


def test_worked_example_of_masked_mean(kata):
    kata.check_figure("masked_mean", np.array([2.0, 4.0, 9.0]), np.array([True, True, False]), 0, gives=3.0)


def test_worked_example_of_masked_softmax(kata):
    logits, mask = np.array([3.0, 1.0, 0.2]), np.array([True, True, False])
    kata.check_figure("masked_softmax", logits, mask, gives=[0.881, 0.119, 0.0], decimals=3)


@given(st.integers(2, 9))
@example(2)
@example(4)
def test_a_place_sees_itself_and_what_is_before_it(kata, n):
    kata.check(causal, np.zeros(1), n)


@given(st.integers(2, 6), st.data())
@example(3, None)
def test_a_text_is_seen_up_to_its_length(kata, n, data):
    kata.check("padding_mask", data.draw(integer_arrays((4,), 0, n + 1)) if data else np.array([0, 1, 3, 2]), n)


@given(masked())
@example((ROWS, SOME, 1))
@example((ROWS, SOME, 0))
def test_the_mean_is_that_of_what_may_be_used(kata, case):
    x, mask, dim = case
    kata.check("masked_mean", x, mask, dim, scale=np.abs(x).sum())


@pytest.mark.parametrize("dim", [1, 0])
def test_where_nothing_is_left_the_mean_is_zero(kata, dim):
    kata.check("masked_mean", ROWS, NOTHING, dim)


@given(plain_arrays(), st.data())
def test_under_a_full_mask_the_mean_is_the_mean(kata, x, data):
    dim = data.draw(axes(x.ndim))
    found = kata.masked_mean(x, np.ones(x.shape, bool), dim)
    kata.equal(found, x.mean(axis=dim), "a mask of True changes nothing", scale=np.abs(x).sum())


@given(masked())
@example((ROWS, SOME, -1))
@example((ROWS, SOME, 0))
def test_the_softmax_is_that_of_what_may_be_used(kata, case):
    kata.check("masked_softmax", *case)


@pytest.mark.parametrize("dim", [-1, 0])
def test_where_nothing_is_left_the_softmax_is_zero(kata, dim):
    kata.check("masked_softmax", ROWS, NOTHING, dim)


@given(masked())
def test_the_softmax_sums_to_one_where_something_is_left(kata, case):
    logits, mask, dim = case
    total = np.sum(kata.masked_softmax(logits, mask, dim), axis=dim)
    kata.equal(total, mask.any(axis=dim).astype(float), f"the sum along axis {dim} is 1, or 0 where nothing is left")


@given(masked(), st.integers(-20, 20))
def test_what_is_masked_may_be_changed(kata, case, by):
    x, mask, dim = case
    other = np.where(mask, x, x + by)
    same = kata.masked_softmax(other, mask, dim)
    kata.equal(same, kata.masked_softmax(x, mask, dim), "masked logits change nothing")
    same, scale = kata.masked_mean(other, mask, dim), np.abs(other).sum() + np.abs(x).sum()
    kata.equal(same, kata.masked_mean(x, mask, dim), "masked numbers change nothing", scale)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("n", [0, 1])
def test_there_may_be_no_places_or_one(kata, n):
    kata.check(causal, np.zeros(1), n)
    kata.check("padding_mask", np.array([0, n]), n)
    kata.check("padding_mask", np.zeros(0, np.int64), n)


@edges(targets="torch-cpu")
def test_the_device_is_a_choice(kata):
    kata.check(causal_by_default, 3)


@edges
@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.int16, np.int8, np.uint8])
def test_lengths_may_have_any_integer_dtype(kata, dtype):
    kata.check("padding_mask", np.array([0, 2, 5], dtype), 5)
    kata.check("padding_mask", np.array([0, 1, 127], dtype), 300)


def mean_and_softmax(solution, x, mask, dim):
    return {"masked_mean": solution.masked_mean(x, mask, dim), "masked_softmax": solution.masked_softmax(x, mask, dim)}


@edges
@given(masked(arrays()))
@example((np.array([[88.0, 89.0, -1e4]], np.float32), np.array([[True, True, False]]), -1))
def test_any_dtype_and_memory(kata, case):
    kata.check(mean_and_softmax, *case, scale=np.abs(case[0]).sum())


MASKS = [
    np.array([True, True, False, True]),
    np.array([[True], [False], [True]]),
    np.array([[[True]], [[False]]]),
    np.tril(np.ones((3, 4), bool)),
    np.array([[[True, False, True, True]], [[False, False, False, False]]]),
    np.array(True),
    np.array(False),
]


@edges
@pytest.mark.parametrize("mask", MASKS, ids=lambda mask: f"{mask.shape}-{mask.sum()}")
@pytest.mark.parametrize("dim", [0, 1, -1])
def test_a_mask_broadcasts(kata, mask, dim):
    x = np.sin(np.arange(24.0)).reshape(2, 3, 4)
    kata.check(mean_and_softmax, x, mask, dim, scale=24.0)


@edges
def test_the_softmax_runs_along_the_last_axis_by_default(kata):
    kata.check(softmax_by_default, ROWS, SOME)


@edges
@pytest.mark.parametrize("value", [NAN, INF, -INF, 1e4, 1e30])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_what_is_masked_may_be_anything(kata, value, dtype):
    x = np.array([[1.0, value, 3.0], [2.0, 0.5, value], [value, value, value]], dtype)
    kata.check(mean_and_softmax, x, np.isin(x, [1.0, 3.0, 2.0, 0.5]), -1)


@edges
@pytest.mark.parametrize("low", [-1e4, -1e9, -1e10, -1e30])
def test_what_may_be_used_can_be_any_finite_number(kata, low):
    kata.check("masked_softmax", np.array([[low, 0.0, low], [low, low, 0.0]]), np.array([[True, False, True]]))
    kata.check("masked_softmax", np.array([[low, 0.0, -low]], np.float32), np.array([[True, True, True]]))


@edges
def test_a_logit_that_may_be_used_can_be_minus_infinity(kata):
    kata.check("masked_softmax", np.array([[-INF, 1.0, 2.0], [0.0, -INF, 4.0]]), np.array([[True, True, False]]))


@edges
@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (0, 0), (2, 0, 3)])
@pytest.mark.parametrize("dim", [0, 1])
def test_axes_may_be_empty(kata, shape, dim):
    kata.check(mean_and_softmax, np.zeros(shape), np.ones(shape, bool), dim)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@given(masked())
@example((ROWS, SOME, 1))
@example((ROWS, NOTHING, 1))
@example((ROWS, np.zeros((2, 3), bool), -1))
def test_gradients_agree_with_those_of_what_may_be_used(kata, case):
    kata.check_gradient("masked_softmax", *case)
    kata.check_gradient("masked_mean", *case)


@pytest.mark.kata(stage="torch")
@pytest.mark.parametrize("value", [NAN, INF, 1e4])
def test_gradients_do_not_see_what_is_masked(kata, value):
    x = np.array([[1.0, value, 3.0], [2.0, 0.5, value], [value, value, value]])
    mask = np.isin(x, [1.0, 3.0, 2.0, 0.5])
    kata.check_gradient("masked_softmax", x, mask)
    kata.check_gradient("masked_mean", x, mask, 1)


@pytest.mark.kata(stage="torch")
@given(shapes(2, 2, min_side=2))
def test_the_gradient_of_what_is_masked_is_zero(kata, shape):
    x = np.cos(np.arange(float(np.prod(shape)))).reshape(shape)
    mask = np.tril(np.ones(shape, bool), -1)
    slopes = kata.run(slopes_of_the_softmax, x, mask)
    kata.equal(slopes[~mask], np.zeros((~mask).sum()), "no gradient flows to what is masked")


def slopes_of_the_softmax(solution, x, mask):
    import torch

    x = x.clone().requires_grad_()
    weights = solution.masked_softmax(x, mask)
    return torch.autograd.grad((weights * torch.arange(x.shape[-1], device=x.device)).sum(), x)[0]


test_stays_on_the_device_of_its_input = on_its_device(
    (causal, np.zeros(1), 3),
    ("padding_mask", np.array([3, 1]), 4),
    ("masked_mean", ROWS, SOME, 1),
    ("masked_softmax", ROWS, NOTHING),
)
