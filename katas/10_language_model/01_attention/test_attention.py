"""Attention collects values, weighted by a softmax over the scaled scores of queries and keys."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["softmax", "masking"],
    minutes=30,
    from_scratch=[
        *themes.TRANSFORMERS,
        *("scaled_dot_product_attention", "flex_attention", "scaled_dot_product_flash_attention_for_cpu"),
        *("scaled_dot_product_attention_math", "varlen_attn"),
    ],
    instead="You need a matrix product, a root, a mask, a softmax and another matrix product.",
    # beside 1e20 the rounding of a score decides the softmax
    ladder={"q": "finite-huge-large", "k": "finite-huge-large", "v": "finite"},
)

Q = np.array([[2.0, 0.0, 0.0, 0.0], [0.0, 2.0, 2.0, 0.0]])
K = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0]])
V = np.array([[10.0], [20.0]])
ASKING = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0], [2.0, 1.0, -1.0]])
KEYS = np.array([[0.5, 1.0, -1.0], [2.0, 0.0, 1.0], [-1.0, 1.0, 2.0]])
VALUES = np.array([[1.0, 2.0], [4.0, -3.0], [7.0, 0.5]])
SOME = np.array([[True, False, True], [True, True, False], [False, False, True]])
WITHOUT = np.array([[True, False, True], [False, False, False], [False, True, True]])
"""The second query may attend to no key."""


@st.composite
def plain_inputs(draw, square=False):
    """Queries, keys and values of one text or of a batch of texts, all sizes different."""
    batch = draw(st.sampled_from([(), (2,)]))
    queries, width, depth = (draw(st.integers(2, 5)) for _ in range(3))
    keys = queries if square else draw(st.integers(2, 5))
    shapes = (*batch, queries, width), (*batch, keys, width), (*batch, keys, depth)
    return [draw(plain_arrays(shape, magnitude=3.0)) for shape in shapes]


@st.composite
def masks(draw, shape, all_hidden=False):
    """Which keys each query may attend to: one at least, or none for some."""
    free = draw(arrays(shape, np.float64, layouts=False)) > 0
    if all_hidden:
        return free
    return free | (np.arange(shape[-1]) == draw(st.integers(0, shape[-1] - 1)))


@st.composite
def inputs_of_any_kind(draw, dtype=None, magnitude=3.0):
    """Leading axes that broadcast, both dtypes, layouts, sizes of 1; causal, or a mask that may hide all keys."""
    dtype = draw(dtypes()) if dtype is None else dtype
    leads = draw(st.sampled_from([[(), (), ()], [(2,), (), (2,)], [(2, 3), (3,), (2, 1)], [(0,), (0,), ()]]))
    queries, keys, width, depth = (draw(st.integers(1, 4)) for _ in range(4))
    keys = queries if (causal := draw(st.booleans())) else keys
    ends = (queries, width), (keys, width), (keys, depth)
    q, k, v = (draw(arrays((*lead, *end), dtype, magnitude)) for lead, end in zip(leads, ends, strict=True))
    shape = draw(st.sampled_from([(queries, keys), (*np.broadcast_shapes(*leads), queries, keys)]))
    return q, k, v, None if causal else draw(st.none() | masks(shape, all_hidden=True)), causal


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("attention", Q, K, V, gives=[[12.69], [18.81]], decimals=2)


def test_worked_example_with_a_causal_mask(kata):
    kata.check_figure("attention", Q, K, V, causal=True, gives=[[10.0], [18.81]], decimals=2)


def test_divides_the_scores_by_the_root_of_the_width_of_the_keys(kata):
    kata.check("attention", ASKING, KEYS[:2], VALUES[:2])


def test_a_mask_says_which_keys_a_query_may_attend_to(kata):
    kata.check("attention", ASKING, KEYS, VALUES, SOME)


def test_a_causal_query_attends_to_the_keys_up_to_its_own(kata):
    kata.check("attention", ASKING, KEYS, VALUES, causal=True)


@given(plain_inputs(), st.data())
@example((ASKING, KEYS, VALUES), None)
@example((np.stack([ASKING, KEYS]), np.stack([KEYS, ASKING]), np.stack([VALUES, -VALUES])), None)
def test_agrees_with_numpy_and_torch(kata, q_k_v, data):
    q, k, v = q_k_v
    mask = data.draw(masks((*q.shape[:-1], k.shape[-2]))) if data else None
    kata.check("attention", q, k, v, mask)


@given(plain_inputs(square=True))
@example((ASKING, KEYS, VALUES))
def test_agrees_where_it_is_causal(kata, q_k_v):
    kata.check("attention", *q_k_v, causal=True)


@given(plain_inputs(square=True), st.data())
def test_a_later_token_changes_nothing_before_it(kata, q_k_v, data):
    at = data.draw(st.integers(1, q_k_v[0].shape[-2] - 1))
    others = [a.copy() for a in q_k_v]
    for a in others:
        a[..., at:, :] = a[..., at:, ::-1] + 1
    before, after = (kata.attention(*arrays, causal=True)[..., :at, :] for arrays in (q_k_v, others))
    kata.require(before == after, f"tokens before {at} do not feel those from {at} on, to the last bit")


@given(plain_inputs())
def test_the_order_of_the_keys_plays_no_part(kata, q_k_v):
    q, k, v = q_k_v
    turned = kata.attention(q, k[..., ::-1, :].copy(), v[..., ::-1, :].copy())
    kata.equal(turned, kata.attention(q, k, v), "keys and values in another order give the same", scale=np.abs(v).max())


def test_the_weights_of_each_query_sum_to_one(kata):
    weights = kata.attention(ASKING, KEYS, np.eye(3), SOME)
    kata.equal(weights.sum(axis=-1), np.ones(3), "with the identity as values the weights come out: they sum to 1")
    kata.require(weights[~SOME] == 0, "a hidden key has weight 0")


def test_is_a_picture_to_look_at(kata, picture_file):
    rng, names = np.random.default_rng(0), ["the", "cat", "sat", "because", "it", "was", "tired"]
    k = rng.normal(size=(7, 16))
    q = 0.6 * rng.normal(size=(7, 16))
    q[4] += 0.8 * k[1]  # what "it" is
    q[6] += 0.8 * k[1]  # and who was tired
    weights = kata.attention(q, k, np.eye(7), causal=True)
    kata.require(weights.shape == (7, 7), "with the identity as values the weights come out")
    fig, ax = plt.subplots(layout="constrained")
    fig.colorbar(ax.imshow(weights, vmin=0.0, vmax=1.0), label="weight")
    ax.set(xlabel="key", ylabel="query", title="attention, causal")
    ax.set_xticks(range(7), labels=names, rotation=45)
    ax.set_yticks(range(7), labels=names)
    fig.savefig(picture_file, dpi=150)
    plt.close(fig)


test_is_written_from_scratch = from_scratch("attention", Q, K, V)


# --------------------------------------------------------------------------------------- edges


@edges
@given(inputs_of_any_kind())
@example((np.stack([ASKING, KEYS]), KEYS, VALUES, WITHOUT, False))
@example((ASKING.astype(np.float32), KEYS.astype(np.float32), VALUES.astype(np.float32), WITHOUT, False))
@example((ASKING.astype(np.float32), KEYS.astype(np.float32), VALUES.astype(np.float32), None, True))
@example((np.stack([ASKING, KEYS])[:, None], np.stack([KEYS, ASKING]), VALUES, None, True))
@example((ASKING, KEYS, VALUES, np.stack([SOME, ~SOME]), False))
@example((np.ones((1, 1, 1, 2)), np.ones((1, 1, 3, 2)), np.arange(3.0).reshape(1, 1, 3, 1), None, False))
def test_agrees_for_any_axes_dtype_and_layout(kata, inputs):
    kata.check("attention", *inputs)


@edges
@pytest.mark.parametrize("mask", [WITHOUT, np.zeros((3, 3), bool)], ids=["one query", "all"])
def test_a_query_without_a_key_gets_0(kata, mask):
    kata.check("attention", ASKING, KEYS, VALUES, mask)


@edges
@pytest.mark.parametrize("size", [300.0, -2e4, -1e200, 1e200])
def test_takes_scores_of_any_size(kata, size):
    q, k = np.array([[size], [size / 2], [1.0]]), np.array([[1.0], [1.5], [1.25]])
    kata.check("attention", q, k, VALUES, SOME)


@edges
@pytest.mark.parametrize(("queries", "keys"), [(2, 5), (5, 2)])
def test_causal_needs_as_many_queries_as_keys(kata, queries, keys):
    q, k = np.ones((4, queries, 3)), np.ones((4, keys, 3))
    kata.check_raises(ValueError, "attention", q, k, k, causal=True, says=[queries, keys])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(inputs_of_any_kind(np.float64))
@example((ASKING, KEYS, VALUES, None, False))
@example((ASKING, KEYS, VALUES, SOME, False))
@example((ASKING, KEYS, VALUES, None, True))
@example((np.stack([ASKING, KEYS]), KEYS, VALUES, None, True))
def test_gradient_agrees_with_torch(kata, inputs):
    kata.check_gradient("attention", *inputs)


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("mask", [WITHOUT, np.zeros((3, 3), bool)], ids=["one query", "all"])
def test_gradient_of_a_query_without_a_key_is_0(kata, mask):
    kata.check_gradient("attention", ASKING, KEYS, VALUES, mask)


test_stays_on_the_device_of_its_input = on_its_device(
    ("attention", ASKING, KEYS, VALUES, None, True), ("attention", ASKING, KEYS, VALUES, SOME)
)
