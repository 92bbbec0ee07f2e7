"""Grouped-query attention lets several query heads share the keys and values of one head."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=35,
    uses=["attention"],
    targets="torch",
    from_scratch=[
        *themes.TRANSFORMERS,
        *("scaled_dot_product_attention", "flex_attention", "scaled_dot_product_flash_attention_for_cpu"),
        *("scaled_dot_product_attention_math", "varlen_attn"),
    ],
    instead="You need a reshape of the queries, a mask, and your own attention.",
    ladder={"q": "finite-huge-large", "k": "finite-huge-large", "v": "finite", "gain_q": "finite", "gain_k": "finite"},
    batch="B",
    long="S",
)

NAME = "grouped_query_attention"


def heads(queries, keys, last=3, tokens=3, width=5, batch=2, seed=0):
    """Queries, keys and values of this many heads: of the last tokens, and of all."""
    rng = np.random.default_rng(seed)
    shapes = (batch, queries, last, width), (batch, keys, tokens, width), (batch, keys, tokens, width)
    return [rng.normal(size=shape) for shape in shapes]


@st.composite
def plain_inputs(draw):
    """Two groups or more, of two heads or more, all sizes different."""
    keys, group = draw(st.sampled_from([(2, 2), (2, 3), (3, 2)]))
    last, more, width = draw(st.integers(2, 4)), draw(st.integers(0, 3)), draw(st.integers(2, 5))
    shapes = [(2, keys * group, last, width), *[(2, keys, last + more, width)] * 2]
    return [draw(plain_arrays(shape, magnitude=3.0)) for shape in shapes]


@st.composite
def inputs_of_any_kind(draw, dtype=None):
    """Any number of heads and groups, batches that may be empty, every dtype and layout."""
    dtype = draw(dtypes()) if dtype is None else dtype
    keys, group, batch = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(0, 2))
    last, more, width = draw(st.integers(1, 3)), draw(st.integers(0, 2)), draw(st.integers(1, 4))
    shapes = [(batch, keys * group, last, width), *[(batch, keys, last + more, width)] * 2]
    return [draw(arrays(shape, dtype, 3.0)) for shape in shapes]


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_the_groups(kata):
    q, k, v = np.ones((1, 4, 1, 2)), np.ones((1, 2, 1, 2)), np.array([[[[10.0, 1.0]], [[20.0, 2.0]]]])
    kata.check_figure(NAME, q, k, v, gives=[[[[10.0, 1.0]], [[10.0, 1.0]], [[20.0, 2.0]], [[20.0, 2.0]]]], decimals=4)


def test_worked_example_of_the_last_token(kata):
    q, k, v = np.zeros((1, 2, 1, 2)), np.ones((1, 1, 2, 2)), np.array([[[[10.0, 1.0], [20.0, 2.0]]]])
    kata.check_figure(NAME, q, k, v, gives=[[[[15.0, 1.5]], [[15.0, 1.5]]]], decimals=4)


@pytest.mark.parametrize(("queries", "keys"), [(4, 2), (6, 2), (6, 3)])
def test_neighbouring_query_heads_share_keys_and_values(kata, queries, keys):
    kata.check(NAME, *heads(queries, keys), causal=False)


@pytest.mark.parametrize(("queries", "keys"), [(4, 2), (6, 2), (6, 3)])
def test_a_causal_query_sees_the_past_alone(kata, queries, keys):
    kata.check(NAME, *heads(queries, keys))


@pytest.mark.parametrize(("last", "tokens"), [(1, 4), (2, 5), (4, 6)])
def test_fewer_queries_than_keys_are_the_last_tokens(kata, last, tokens):
    kata.check(NAME, *heads(4, 2, last, tokens))


def test_without_causal_every_query_sees_every_key(kata):
    kata.check(NAME, *heads(4, 2, 2, 5), causal=False)


@pytest.mark.parametrize("keys", [1, 4], ids=["one for all", "one for each"])
def test_one_head_for_all_and_one_for_each_are_groups_as_well(kata, keys):
    kata.check(NAME, *heads(4, keys, 3, 4))


@given(plain_inputs(), st.booleans())
@example(heads(4, 2), True)
@example(heads(4, 2, last=2, width=1, batch=1), True)
@example(heads(4, 2, last=2, width=1, batch=1), False)
def test_agrees_with_torch(kata, q_k_v, causal):
    kata.check(NAME, *q_k_v, causal)


@given(plain_inputs())
def test_another_key_head_changes_its_own_group_alone(kata, q_k_v):
    q, k, v = q_k_v
    group, other = q.shape[1] // k.shape[1], v.copy()
    other[:, 0] += 1
    one, two = (kata.grouped_query_attention(q, k, each) for each in (v, other))
    law = f"query heads from {group} on do not read the first head of values"
    kata.require(one[:, group:] == two[:, group:], law)
    kata.equal(two[:, :group], one[:, :group] + 1, f"query heads 0 to {group - 1} all read the first", scale=10.0)


@given(plain_inputs(), st.integers(1, 3))
def test_the_last_queries_alone_give_what_they_give_in_the_whole_text(kata, q_k_v, last):
    q, k, v = q_k_v
    last = min(last, q.shape[2])
    part = kata.grouped_query_attention(q[:, :, -last:].copy(), k, v)
    whole = kata.grouped_query_attention(q, k, v)[:, :, -last:]
    kata.equal(part, whole, f"the last {last} queries alone give what they give among all", scale=10.0)


test_is_written_from_scratch = from_scratch(NAME, *heads(4, 2))


# --------------------------------------------------------------------------------------- edges


@edges
@given(inputs_of_any_kind(), st.booleans())
@example([a.astype(np.float32) for a in heads(4, 2, 2, 4)], True)
@example(heads(1, 1, 1, 1, 1, 1), True)
@example(heads(6, 2, batch=0), False)
def test_agrees_for_any_heads_dtype_and_layout(kata, q_k_v, causal):
    kata.check(NAME, *q_k_v, causal)


@edges
@pytest.mark.parametrize("size", [300.0, -2e4, 1e20])
def test_takes_scores_of_any_size(kata, size):
    q, k, v = heads(4, 2)
    kata.check(NAME, size * np.sign(q), np.sign(k), v)


@edges
def test_without_causal_there_may_be_more_queries_than_keys(kata):
    kata.check(NAME, *heads(4, 2, 5, 2), causal=False)


@edges
@pytest.mark.parametrize(("queries", "keys"), [(4, 3), (2, 4), (5, 2), (3, 2)])
def test_refuses_heads_that_do_not_make_whole_groups(kata, queries, keys):
    kata.check_raises(ValueError, NAME, *heads(queries, keys), says=[queries, keys])


@edges
@pytest.mark.parametrize(("keys", "values"), [(2, 1), (1, 2), (4, 2)])
def test_refuses_keys_and_values_of_different_numbers(kata, keys, values):
    (q, k, _), (_, _, v) = heads(4, keys), heads(4, values)
    kata.check_raises(ValueError, NAME, q, k, v, says=[keys, values])


@edges
@pytest.mark.parametrize("causal", [True])
@pytest.mark.parametrize(("last", "tokens"), [(3, 2), (4, 1)])
def test_refuses_more_causal_queries_than_keys(kata, last, tokens, causal):
    kata.check_raises(ValueError, NAME, *heads(4, 2, last, tokens), causal, says=[last, tokens])


def largest_made(solution, q, k, v, causal):
    """The entries of the largest memory that a call makes, seen at each operation of torch; its inputs do not count."""
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils._pytree import tree_leaves

    given, sizes = {a.untyped_storage().data_ptr() for a in (q, k, v)}, [0]

    class Memory(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            made = function(*args, **(kwargs or {}))
            for tensor in tree_leaves(made):
                if isinstance(tensor, torch.Tensor) and tensor.untyped_storage().data_ptr() not in given:
                    sizes.append(tensor.untyped_storage().nbytes() // tensor.element_size())
            return made

    with Memory():
        solution.grouped_query_attention(q, k, v, causal)
    return max(sizes)


@edges
@pytest.mark.parametrize("last", [1, 2], ids=["a step", "two tokens"])
@pytest.mark.parametrize(("keys", "batch", "causal"), [(2, 1, True), (1, 1, True), (2, 3, False)])
def test_makes_no_copy_of_keys_and_values_for_each_query_head(kata, last, keys, batch, causal):
    q, k, v = heads(8, keys, last, 64, 16, batch)
    copies = math.prod(q.shape[:2]) * k.shape[2] * k.shape[3]
    law = f"nothing that is made has B·h·S·E = {copies} entries: k and v are not copied for each query head"
    kata.require(kata.run(largest_made, q, k, v, causal) < copies, law)


def normed(solution, q, k, gain_q, gain_k, **options):
    """Queries and keys after their norms."""
    q, k = solution.norm_heads(q, k, gain_q, gain_k, **options)
    return {"q": q, "k": k}


def normed_queries(solution, q, gain):
    """Queries after their norm."""
    return solution.norm_heads(q, q, gain, gain, eps=0.0)[0]


def gains(width, seed=1):
    return list(np.random.default_rng(seed).uniform(0.5, 2, (2, width)))


@edges
def test_worked_example_of_the_norm(kata):
    q, gain = np.array([[[[3.0, 4.0]], [[30.0, 40.0]]]]), np.array([1.0, 2.0])
    kata.check_figure(normed_queries, q, gain, gives=[[[[0.849, 2.263]], [[0.849, 2.263]]]], decimals=3)


@edges
@pytest.mark.parametrize("options", [{}, {"eps": 0.5}], ids=["", "eps"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_each_vector_of_each_head_is_normed(kata, options, dtype):
    q, k, _ = heads(4, 2, 2, 3)
    q[:, 1], k[:, :, 1] = 100 * q[:, 1], k[:, :, 1] + 2
    kata.check(normed, *(x.astype(dtype) for x in (q, k, *gains(5))), **options)


@edges
@given(plain_inputs())
@example(heads(6, 2, 1, 4))
def test_norms_agree_with_torch(kata, q_k_v):
    q, k, _ = q_k_v
    kata.check(normed, q, k, *gains(q.shape[-1]))


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@given(inputs_of_any_kind(np.float64), st.booleans())
@example(heads(4, 2, 2, 4), True)
@example(heads(6, 2), False)
def test_gradient_agrees_with_torch(kata, q_k_v, causal):
    kata.check_gradient(NAME, *q_k_v, causal)


test_stays_on_the_device_of_its_input = on_its_device(NAME, *heads(4, 2, 2, 4))
