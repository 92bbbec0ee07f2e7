"""Multi-head attention runs several attentions side by side, and mixes what they find."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.scenarios import forward, in_turn, parameters, random_state, steps_of_training
from dojo.strategies import dtypes, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=50,
    uses=["attention", "reshape", "linear"],
    targets="torch",
    random=True,  # the layers' first weights are drawn
    from_scratch=[*themes.TRANSFORMERS],
    instead="You need two linear layers, two reshapes with a transpose, and attention.",
    # beside 1e20 the rounding of a score decides the softmax
    ladder={"forward.inputs[0]": "finite-huge-large", "forward.state": "finite-huge-large"},
)

NAME = "MultiHeadAttention"
HEADS = {"dim": 6, "n_heads": 2}
NARROW = {"dim": 4, "n_heads": 2}
CAUSAL = np.tri(4, dtype=bool)
SOME = np.array([[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 1], [0, 0, 0, 1]], bool)
WITHOUT = np.array([[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 1], [0, 0, 0, 1]], bool)
"""The second token may attend to nothing."""


def state_of(given, seed=0, dtype=np.float64):
    """Random weights and biases."""
    dim = given["dim"]
    shapes = {"qkv.weight": (3 * dim, dim), "qkv.bias": (3 * dim,), "out.weight": (dim, dim), "out.bias": (dim,)}
    return random_state(shapes, np.random.default_rng(seed), dtype)


def plain_state(dim):
    """The weights of the worked example: queries, keys and values are the token itself."""
    zeros = {name: np.zeros_like(value) for name, value in state_of({"dim": dim}).items()}
    return zeros | {"qkv.weight": np.tile(np.eye(dim), (3, 1)), "out.weight": np.eye(dim)}


def texts(batch=2, length=4, dim=6, seed=1):
    return np.random.default_rng(seed).normal(size=(batch, length, dim))


@st.composite
def sizes(draw):
    """How many heads, and the width of all of them."""
    n_heads, width = draw(st.sampled_from([(1, 4), (2, 3), (4, 2), (3, 1)]))
    return {"dim": n_heads * width, "n_heads": n_heads}


@st.composite
def masks(draw, length):
    """None, or who may attend to whom; each token to itself."""
    free = draw(plain_arrays((length, length))) > 0
    return draw(st.sampled_from([None, free | np.eye(length, dtype=bool)]))


def largest(x):
    return float(np.abs(x).max()) + 10


# ------------------------------------------------------------------------------------------ core


def test_has_the_submodules_of_the_stub(kata):
    kata.check(parameters, NAME, HEADS)


def test_worked_example(kata):
    x = np.array([[[3.0, 0, 0, 0, 0, 0, 0, 0], [1.0, 0, 0, 0, 2, 0, 0, 0]]])
    gives = [[[3.0, 0, 0, 0, 0, 0, 0, 0], [2.46, 0, 0, 0, 1.76, 0, 0, 0]]]
    given = {"dim": 8, "n_heads": 2}
    kata.check_figure(forward, NAME, given, plain_state(8), x, None, True, gives=gives, decimals=2)


@pytest.mark.parametrize("n_heads", [1, 2, 3])
def test_agrees_with_torchs_layer(kata, n_heads):
    kata.check(forward, NAME, {"dim": 6, "n_heads": n_heads}, state_of(HEADS), texts())


@pytest.mark.parametrize("mask", [CAUSAL, SOME], ids=["of the past", "another"])
def test_a_token_attends_to_those_that_the_mask_allows(kata, mask):
    kata.check(forward, NAME, HEADS, state_of(HEADS), texts(), mask)


def test_three_tokens_collect_from_each_other(kata):
    kata.check(forward, NAME, NARROW, state_of(NARROW), texts(1, 3, 4))
    kata.check(forward, NAME, NARROW, state_of(NARROW), texts(1, 3, 4), SOME[:3, :3])


def test_a_causal_token_attends_to_itself_and_to_those_before_it(kata):
    kata.check(forward, NAME, HEADS, state_of(HEADS), texts(), None, True)


@given(sizes(), st.integers(2, 5), st.booleans(), st.integers(0, 99), st.data())
def test_agrees_with_torchs_layer_for_all_sizes(kata, given, length, causal, seed, data):
    mask = None if causal else data.draw(masks(length))
    kata.check(forward, NAME, given, state_of(given, seed), texts(2, length, given["dim"], seed), mask, causal)


@given(plain_arrays((2, 4, 6)), st.integers(1, 3))
def test_where_it_is_causal_a_later_token_changes_nothing_before_it(kata, x, at):
    other = x.copy()
    other[:, at:] = x[:, at:, ::-1] * 2 + 1
    one, two = (kata.run(forward, NAME, HEADS, state_of(HEADS), each, None, True)[:, :at] for each in (x, other))
    kata.equal(one, two, f"tokens before {at} do not feel those from {at} on", scale=largest(x))


@given(plain_arrays((2, 4, 6)), st.permutations(range(4)))
def test_without_a_mask_the_order_of_the_tokens_plays_no_part(kata, x, order):
    moved = kata.run(forward, NAME, HEADS, state_of(HEADS), x[:, order])
    expected = kata.run(forward, NAME, HEADS, state_of(HEADS), x)[:, order]
    kata.equal(moved, expected, "tokens in another order give the same vectors in that order", scale=largest(x))


def test_remembers_no_earlier_call_and_no_other_module(kata):
    two = [(HEADS, state_of(HEADS)), ({**HEADS, "n_heads": 3}, state_of(HEADS, 1))]
    calls = [(0, texts(), None, True), (1, texts(length=5), None, True), (0, texts(length=5), None, True)]
    kata.check(in_turn, NAME, two, [*calls, (0, texts(length=3), None, True), (0, texts(), SOME), (0, texts())])


def test_does_the_same_in_training(kata):
    kata.check(forward, NAME, HEADS, state_of(HEADS), texts(), SOME, training=True)


def test_learns_as_torchs_layer_does(kata):
    kata.check(steps_of_training, NAME, HEADS, state_of(HEADS), texts(), texts(seed=2), lr=0.05, steps=3, scale=10.0)


test_is_written_from_scratch = from_scratch(forward, NAME, HEADS, state_of(HEADS), texts(), CAUSAL)


# ----------------------------------------------------------------------------------------- edges


@edges
@given(sizes(), dtypes(), st.integers(1, 3), st.integers(1, 5), st.data())
@example(HEADS, np.float32, 2, 4, None)
@example(HEADS, np.float32, 1, 1, None)
def test_agrees_for_any_dtype_layout_and_length(kata, given, dtype, batch, length, data):
    x = texts(batch, length, given["dim"]).astype(dtype)
    x, mask = (data.draw(laid_out(x)), data.draw(masks(length))) if data else (x, None)
    kata.check(forward, NAME, given, state_of(given, 3, dtype), x, mask, mask is None)


@edges
@pytest.mark.parametrize("mask", [WITHOUT, np.zeros((4, 4), bool)], ids=["one token", "all"])
def test_a_token_that_may_attend_to_nothing_gets_0_from_its_heads(kata, mask):
    kata.check(forward, NAME, HEADS, state_of(HEADS), texts(), mask)


def kept(solution, dim, n_heads):
    """The attribute n_heads of a new module."""
    return solution.MultiHeadAttention(dim, n_heads).n_heads


@edges
def test_keeps_the_number_of_its_heads(kata):
    kata.equal(kata.run(kept, 6, 3), 3, "n_heads is an attribute, for the cache that is to come")


@edges
@pytest.mark.parametrize(("dim", "n_heads"), [(6, 4), (5, 2), (3, 7)])
def test_refuses_heads_that_do_not_share_the_vector_evenly(kata, dim, n_heads):
    kata.check_raises(ValueError, kept, dim, n_heads, says=[dim, n_heads])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@pytest.mark.parametrize(
    "how", [[], [CAUSAL], [WITHOUT], [None, True]], ids=["no mask", "of the past", "one token without", "causal"]
)
def test_gradients_agree_with_torch(kata, how):
    kata.check_gradient(forward, NAME, HEADS, state_of(HEADS), texts(), *how, scale=1.0)


test_stays_on_the_device_of_its_input = on_its_device(
    (forward, NAME, HEADS, state_of(HEADS), texts(), None, True),
    (forward, NAME, HEADS, state_of(HEADS), texts(), WITHOUT),
)
