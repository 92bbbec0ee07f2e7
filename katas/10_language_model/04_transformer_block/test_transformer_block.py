"""A transformer block adds what attention and a small network give to each token's vector."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, themes
from dojo.scenarios import forward, in_turn, parameters, random_state, steps_of_training
from dojo.strategies import dtypes, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=75,
    uses=["multi_head_attention", "linear", "layer_norm"],
    targets="torch",
    random=True,  # the layers' first weights are drawn
    from_scratch=[*themes.TRANSFORMERS],
    instead="You need two layer norms, your own multi-head attention, two linear layers and gelu.",
    ladder={"forward.inputs[0]": "finite-huge-large", "forward.state": "fixed"},
)

BLOCK = {"dim": 6, "n_heads": 2, "hidden": 10}
NARROW = {"dim": 4, "n_heads": 2, "hidden": 5}
POST = {**BLOCK, "norm_first": False}
CAUSAL = np.tri(4, dtype=bool)
SOME = np.array([[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 1], [0, 0, 0, 1]], bool)
WITHOUT = np.array([[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 0, 1], [0, 0, 0, 1]], bool)
"""The second token may attend to nothing."""


def state_of(given, seed=0, dtype=np.float64):
    """Random weights and biases, the gains around 1."""
    dim, hidden = given["dim"], given["hidden"]
    sizes = {"attention.qkv": (3 * dim, dim), "attention.out": (dim, dim), "up": (hidden, dim), "down": (dim, hidden)}
    shapes = {f"{name}.{kind}": (dim,) for name in ("norm1", "norm2") for kind in ("weight", "bias")}
    for name, (rows, columns) in sizes.items():
        shapes |= {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}
    state = random_state(shapes, np.random.default_rng(seed), dtype)
    return {name: value + dtype(name in ("norm1.weight", "norm2.weight")) for name, value in state.items()}


def texts(batch=2, length=4, dim=6, seed=1):
    return np.random.default_rng(seed).normal(size=(batch, length, dim))


def plain_state():
    """The weights of the worked example."""
    state = {name: np.zeros_like(value) for name, value in state_of({"dim": 2, "hidden": 2}).items()}
    state["norm1.weight"], state["norm2.weight"] = np.ones(2), np.ones(2)
    state["attention.qkv.weight"] = np.concatenate([np.zeros((4, 2)), np.eye(2)])
    return state | {f"{name}.weight": np.eye(2) for name in ("attention.out", "up", "down")}


@st.composite
def blocks(draw):
    """The sizes of a block, and whether its norms come first."""
    n_heads, width = draw(st.sampled_from([(1, 4), (2, 3), (4, 2), (3, 1)]))
    return {
        "dim": n_heads * width,
        "n_heads": n_heads,
        "hidden": draw(st.integers(2, 7)),
        "norm_first": draw(st.booleans()),
    }


@st.composite
def masks(draw, length):
    """None, or who may attend to whom; each token to itself."""
    free = draw(plain_arrays((length, length))) > 0
    return draw(st.sampled_from([None, np.tri(length, dtype=bool), free | np.eye(length, dtype=bool)]))


def largest(x):
    return float(np.abs(x).max()) + 10


# ------------------------------------------------------------------------------------------ core


def test_has_the_submodules_of_the_stub(kata):
    kata.check(parameters, "Block", BLOCK)


def test_worked_example(kata):
    x, given = np.array([[[3.0, 1.0], [2.0, 6.0]]]), {"dim": 2, "n_heads": 1, "hidden": 2}
    gives = [[[4.84, -0.16], [1.84, 6.84]]]
    kata.check_figure(forward, "Block", given, plain_state(), x, None, True, gives=gives, decimals=2)


@pytest.mark.parametrize("given", [BLOCK, POST], ids=["pre-norm", "post-norm"])
def test_agrees_with_torchs_layer(kata, given):
    kata.check(forward, "Block", given, state_of(given), texts())


@pytest.mark.parametrize("mask", [CAUSAL, SOME], ids=["causal", "another"])
def test_a_token_attends_to_those_that_the_mask_allows(kata, mask):
    kata.check(forward, "Block", BLOCK, state_of(BLOCK), texts(), mask)
    kata.check(forward, "Block", POST, state_of(POST), texts(), mask)


def test_three_tokens_go_through_a_narrow_block(kata):
    kata.check(forward, "Block", NARROW, state_of(NARROW), texts(1, 3, 4))
    kata.check(forward, "Block", NARROW, state_of(NARROW), texts(1, 3, 4), SOME[:3, :3])


def test_a_causal_token_attends_to_itself_and_to_those_before_it(kata):
    kata.check(forward, "Block", BLOCK, state_of(BLOCK), texts(), None, True)
    kata.check(forward, "Block", POST, state_of(POST), texts(), None, True)


@given(blocks(), st.integers(2, 5), st.booleans(), st.integers(0, 99), st.data())
def test_agrees_with_torchs_layer_for_all_sizes(kata, given, length, causal, seed, data):
    x, mask = texts(2, length, given["dim"], seed), None if causal else data.draw(masks(length))
    kata.check(forward, "Block", given, state_of(given, seed), x, mask, causal)


@given(plain_arrays((2, 3, 6)))
def test_is_the_identity_where_both_sublayers_give_0(kata, x):
    state = state_of(BLOCK)
    state |= {name: np.zeros_like(state[name]) for name in state if name.startswith(("attention.out", "down"))}
    kata.require(kata.run(forward, "Block", BLOCK, state, x) == x, "in pre-norm x itself goes round both sublayers")


@given(plain_arrays((2, 4, 6)), st.integers(1, 3), st.booleans())
def test_where_it_is_causal_a_later_token_changes_nothing_before_it(kata, x, at, norm_first):
    other, given = x.copy(), {**BLOCK, "norm_first": norm_first}
    other[:, at:] = x[:, at:, ::-1] * 2 + 1
    one, two = (kata.run(forward, "Block", given, state_of(given), each, None, True)[:, :at] for each in (x, other))
    kata.equal(one, two, f"tokens before {at} do not feel those from {at} on", scale=largest(x))


@given(plain_arrays((2, 4, 6)), st.permutations(range(4)))
def test_without_a_mask_the_order_of_the_tokens_plays_no_part(kata, x, order):
    moved = kata.run(forward, "Block", BLOCK, state_of(BLOCK), x[:, order])
    expected = kata.run(forward, "Block", BLOCK, state_of(BLOCK), x)[:, order]
    kata.equal(moved, expected, "tokens in another order give the same vectors in that order", scale=largest(x))


def test_remembers_no_earlier_call_and_no_other_block(kata):
    two = [(BLOCK, state_of(BLOCK)), (POST, state_of(POST, 1))]
    calls = [(0, texts(), None, True), (1, texts(length=5), None, True), (0, texts(length=5), None, True)]
    kata.check(in_turn, "Block", two, [*calls, (0, texts(length=3), None, True), (1, texts(), SOME), (1, texts())])


def test_does_the_same_in_training(kata):
    kata.check(forward, "Block", BLOCK, state_of(BLOCK), texts(), CAUSAL, training=True)


def test_learns_as_torchs_layer_does(kata):
    given = BLOCK, state_of(BLOCK), texts(), texts(seed=2)
    kata.check(steps_of_training, "Block", *given, lr=0.05, steps=3, scale=10.0)


def test_is_written_from_scratch(kata):
    kata.check_from_scratch(forward, "Block", BLOCK, state_of(BLOCK), texts(), CAUSAL)


# ----------------------------------------------------------------------------------------- edges


@edges
@given(blocks(), dtypes(), st.integers(1, 3), st.integers(1, 5), st.data())
@example(BLOCK, np.float32, 2, 4, None)
@example(POST, np.float32, 1, 1, None)
def test_agrees_for_any_dtype_layout_and_length(kata, given, dtype, batch, length, data):
    x = texts(batch, length, given["dim"]).astype(dtype)
    x, mask = (data.draw(laid_out(x)), data.draw(masks(length))) if data else (x, None)
    kata.check(forward, "Block", given, state_of(given, 3, dtype), x, mask)


@edges
@pytest.mark.parametrize("given", [BLOCK, POST], ids=["pre-norm", "post-norm"])
def test_its_norms_have_an_eps_of_a_hundred_thousandth(kata, given):
    kata.check(forward, "Block", given, state_of(given, 5), 1e-3 * texts())


@edges
@pytest.mark.parametrize("given", [BLOCK, POST], ids=["pre-norm", "post-norm"])
def test_its_norms_are_right_far_from_zero(kata, given):
    kata.check(forward, "Block", given, state_of(given), texts() + 1e6)


@edges
@pytest.mark.parametrize("mask", [WITHOUT, np.zeros((4, 4), bool)], ids=["one token", "all"])
def test_a_token_that_may_attend_to_nothing_gets_0_from_its_heads(kata, mask):
    kata.check(forward, "Block", BLOCK, state_of(BLOCK), texts(), mask)


def builds(solution, dim, n_heads):
    solution.Block(dim, n_heads, 8)
    return "a block"


@edges
@pytest.mark.parametrize(("dim", "n_heads"), [(6, 4), (5, 2), (3, 7)])
def test_refuses_heads_that_do_not_share_the_vector_evenly(kata, dim, n_heads):
    kata.check_raises(ValueError, builds, dim, n_heads, says=[dim, n_heads])


def takes_approximate(solution):
    """Whether the form of gelu can be chosen: what was written before the parameter came is right without it."""
    import inspect

    return "approximate" in inspect.signature(solution.Block).parameters


@edges
@pytest.mark.kata(pinned=False)  # mistakes are told apart without the parameter
@pytest.mark.parametrize("approximate", ["tanh", "none"])
def test_hands_on_the_form_of_gelu(kata, approximate):
    if kata.run(takes_approximate):
        kata.check(forward, "Block", {**BLOCK, "approximate": approximate}, state_of(BLOCK), texts())
        kata.check(forward, "Block", {**POST, "approximate": approximate}, state_of(POST), texts())


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@pytest.mark.parametrize("given", [BLOCK, POST], ids=["pre-norm", "post-norm"])
@pytest.mark.parametrize(
    "how", [[], [CAUSAL], [WITHOUT], [None, True]], ids=["no mask", "of the past", "one token without", "causal"]
)
def test_gradients_agree_with_torch(kata, given, how):
    kata.check_gradient(forward, "Block", given, state_of(given), texts(), *how, scale=1.0)


@pytest.mark.kata(stage="torch", targets="torch-cpu")
def test_stays_on_the_device_of_its_input(kata):
    kata.check_device(forward, "Block", BLOCK, state_of(BLOCK), texts(), None, True)
    kata.check_device(forward, "Block", POST, state_of(POST), texts(), WITHOUT)
