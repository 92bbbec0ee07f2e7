"""A KV cache gives the logits of the whole text, at the cost of the new tokens alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.scenarios import gpt, random_state

pytestmark = pytest.mark.kata(
    minutes=75,
    targets="torch",
    random=True,  # the layers' first weights are drawn
    uses=["attention", "reshape"],
)

SMALL = {"vocab_size": 11, "context": 8, "dim": 6, "n_heads": 2, "n_layers": 2}
WIDE = {"vocab_size": 11, "context": 64, "dim": 16, "n_heads": 2, "n_layers": 2}
IDS = np.array([[3, 1, 4, 1, 5, 9], [2, 6, 5, 3, 5, 8]])
OTHERS = np.array([[7, 7, 0, 10, 2, 1], [9, 0, 3, 6, 1, 4]])


def frozen_gpt(given, state):
    return gpt(given, state).requires_grad_(False)


def state_of(given, seed=0, dtype=np.float64):
    """Random weights and biases, the gains around 1."""
    dim, vocab_size, context = given["dim"], given["vocab_size"], given["context"]
    layers = {
        "attention.qkv": (3 * dim, dim),
        "attention.out": (dim, dim),
        "up": (4 * dim, dim),
        "down": (dim, 4 * dim),
    }
    norms = ["norm", *(f"blocks.{i}.{name}" for i in range(given["n_layers"]) for name in ("norm1", "norm2"))]
    shapes = {"tokens.weight": (vocab_size, dim), "positions.weight": (context, dim)}
    shapes |= {f"{name}.{kind}": (dim,) for name in norms for kind in ("weight", "bias")}
    for i in range(given["n_layers"]):
        shapes |= {f"blocks.{i}.{name}.weight": shape for name, shape in layers.items()}
        shapes |= {f"blocks.{i}.{name}.bias": shape[:1] for name, shape in layers.items()}
    state = random_state(shapes, np.random.default_rng(seed), dtype)
    return {name: value + dtype(name.removesuffix(".weight") in norms) for name, value in state.items()}


def cached(solution, given, state, ids, sizes):
    """The logits of texts in pieces of these sizes, how many tokens the cache holds after each, and the model then."""
    import torch

    model, cache, logits, held = frozen_gpt(given, state), solution.Cache(), [], [0]
    for piece in ids.split(sizes, dim=1):
        logits.append(solution.forward_cached(model, piece, cache))
        held.append(len(cache))
    then = {"the model then": model(ids), "in training": model.training}
    return {"logits": torch.cat(logits, dim=1), "held": held, **then}


def without_a_cache(solution, given, state, ids):
    """The logits of the model itself."""
    return frozen_gpt(given, state)(ids)


def model_of_today(state, context):
    """A small model that takes a cache along: two blocks of attention with heads of keys that are shared."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    class Today(nn.Module):
        def __init__(self):
            super().__init__()
            self.context, self.state = context, state

        def forward(self, ids, cache=None):
            old, (batch, new) = 0 if cache is None else len(cache), ids.shape
            places = torch.arange(old, old + new, device=ids.device)
            x = self.state["tokens"][ids] * (1 + places[:, None] / 8)  # (B, T, 6)
            for layer in range(2):
                heads = (x @ self.state[f"block {layer}"]).view(batch, new, -1, 3).transpose(1, 2)
                q, k, v = heads.split([2, 1, 1], dim=1)
                if cache is not None:
                    k, v = cache.extend(layer, k, v)
                mask = torch.ones(new, k.shape[2], dtype=torch.bool, device=ids.device).tril(k.shape[2] - new)
                found = F.scaled_dot_product_attention(q, k.repeat(1, 2, 1, 1), v.repeat(1, 2, 1, 1), mask)
                x = x + found.transpose(1, 2).flatten(2)
            return x @ self.state["tokens"].T

    return Today()


def state_of_today(seed=0, dtype=np.float64):
    shapes = {"tokens": (11, 6), "block 0": (6, 12), "block 1": (6, 12)}
    return random_state(shapes, np.random.default_rng(seed), dtype)


def through_the_model(solution, state, ids, sizes, context):
    """The logits that a model of today gives for a text in pieces, and how many tokens the cache holds after each."""
    import torch

    model, cache, logits, held = model_of_today(state, context), solution.Cache(), [], []
    for piece in ids.split(sizes, dim=1):
        logits.append(solution.forward_cached(model, piece, cache))
        held.append(len(cache))
    return {"logits": torch.cat(logits, dim=1), "held": held}


def has_extend(solution):
    """Whether the cache has it: what was written before there was `extend` is right without it."""
    return hasattr(solution.Cache, "extend")


def extended(solution, k, v, sizes):
    """What two blocks are given back as tokens come in pieces: the second block's keys are the values of the first."""
    cache, given = solution.Cache(), {}
    for at, (keys, values) in enumerate(zip(k.split(sizes, dim=2), v.split(sizes, dim=2), strict=True)):
        for layer, pair in enumerate([(keys, values), (values, keys)]):
            given[f"piece {at}, block {layer}"] = list(cache.extend(layer, *pair))
        given[f"held after piece {at}"] = len(cache)
    return given


# ------------------------------------------------------------------------------------------ core


def new_beside_another(solution, given, state, ids):
    """How many tokens a new cache holds, where another one holds some."""
    solution.forward_cached(frozen_gpt(given, state), ids, solution.Cache())
    return len(solution.Cache())


def test_a_new_cache_is_empty(kata):
    found = kata.run(new_beside_another, SMALL, state_of(SMALL), IDS[:, :1])
    kata.equal(found, 0, "a new cache holds no tokens, whatever another one holds")


@pytest.mark.parametrize("sizes", [[6], [1] * 6, [5, 1]], ids=["at once", "token by token", "a prompt, then a token"])
def test_gives_the_logits_of_the_whole_text(kata, sizes):
    kata.check(cached, SMALL, state_of(SMALL), IDS, sizes)


@pytest.mark.parametrize("sizes", [[3, 3], [1, 4, 1]], ids=["halves", "a piece in the middle"])
def test_takes_a_text_in_pieces(kata, sizes):
    kata.check(cached, SMALL, state_of(SMALL), IDS, sizes)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8).filter(lambda sizes: sum(sizes) <= 8), st.integers(0, 99))
def test_agrees_with_the_model_itself(kata, sizes, seed):
    ids = np.random.default_rng(seed).integers(0, 11, (2, sum(sizes)))
    found = kata.run(cached, SMALL, state_of(SMALL, seed), ids, sizes)["logits"]
    whole = kata.run(without_a_cache, SMALL, state_of(SMALL, seed), ids)
    kata.equal(found, whole, "with a cache the logits are those of the model itself", scale=100.0)


def two_texts(solution, given, state, ids, others):
    """The logits of two batches that are written in turn, each with its cache."""
    import torch

    model, first, second, logits = frozen_gpt(given, state), solution.Cache(), solution.Cache(), []
    for at in range(ids.shape[1]):
        logits.append(solution.forward_cached(model, ids[:, at : at + 1], first))
        logits.append(solution.forward_cached(model, others[:, at : at + 1], second))
    return {"one": torch.cat(logits[::2], dim=1), "other": torch.cat(logits[1::2], dim=1)}


def test_each_cache_keeps_a_text_of_its_own(kata):
    kata.check(two_texts, SMALL, state_of(SMALL), IDS, OTHERS)


def price(given, n, new=1):
    """The multiplications and additions in the matrix products of new tokens, the last of a text of n."""
    dim, layers = given["dim"], given["n_layers"]
    return new * (layers * (24 * dim**2 + 4 * dim * n) + 2 * dim * given["vocab_size"])


def in_prices(solution, given, state, ids, new, price):
    """What the last tokens of a text cost where the others are in the cache: rounded, as a multiple of a price."""
    from torch.utils.flop_counter import FlopCounterMode

    model, cache = frozen_gpt(given, state), solution.Cache()
    if new < ids.shape[1]:
        solution.forward_cached(model, ids[:, :-new], cache)
    with FlopCounterMode(display=False) as counter:
        solution.forward_cached(model, ids[:, -new:], cache)
    return max(1, round(counter.get_total_flops() / price))


@pytest.mark.parametrize("n", [16, 64])
def test_a_step_costs_what_one_token_costs(kata, n):
    ids, one = np.arange(n)[None] % 11, price(WIDE, n)
    found = kata.run(in_prices, WIDE, state_of(WIDE), ids, 1, one)
    kata.equal(found, 1, f"the matrix products of token {n} cost about {one} operations: once that")


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("new", [8, 64])
def test_a_piece_costs_what_its_tokens_cost(kata, new):
    found = kata.run(in_prices, WIDE, state_of(WIDE), np.arange(64)[None] % 11, new, price(WIDE, 64, new))
    kata.equal(found, 1, f"the matrix products of {new} tokens cost about what one costs, {new} times: once that")


@st.composite
def models(draw):
    """The sizes of a model."""
    n_heads, width = draw(st.sampled_from([(1, 4), (2, 3), (4, 2), (3, 1)]))
    sizes = {"vocab_size": draw(st.integers(2, 11)), "context": draw(st.integers(4, 8)), "dim": n_heads * width}
    return {**sizes, "n_heads": n_heads, "n_layers": draw(st.integers(1, 3))}


@edges
@given(models(), st.sampled_from([np.float64, np.float32]), st.integers(1, 3), st.integers(1, 4), st.data())
def test_agrees_for_any_model_dtype_and_batch(kata, given, dtype, batch, first, data):
    second = data.draw(st.integers(1, given["context"]))
    sizes = [first, second] if first + second <= given["context"] else [first]
    ids = np.random.default_rng(first).integers(0, given["vocab_size"], (batch, sum(sizes)))
    kata.check(cached, given, state_of(given, 3, dtype), ids, sizes)


@edges
def test_fills_the_context_to_its_last_place(kata):
    kata.check(cached, SMALL, state_of(SMALL), np.concatenate([IDS, OTHERS[:, :2]], axis=1), [6, 1, 1])


@edges
@pytest.mark.parametrize("sizes", [[6, 3], [9], [8, 1]], ids=["a piece", "at once", "a token"])
def test_refuses_more_tokens_than_the_context(kata, sizes):
    ids = np.concatenate([IDS, OTHERS[:, :3]], axis=1)
    kata.check_raises(ValueError, cached, SMALL, state_of(SMALL), ids, sizes, says=[9, 8])


def after_a_refusal(solution, given, state, ids, others):
    """The logits of the last two tokens that fit, after a piece that did not."""
    model, cache = frozen_gpt(given, state), solution.Cache()
    solution.forward_cached(model, ids, cache)
    try:
        solution.forward_cached(model, others, cache)
    except ValueError:
        held = len(cache)
        return {"held": held, "logits": solution.forward_cached(model, others[:, :2], cache)}


@edges
def test_a_refusal_leaves_the_cache_as_it_was(kata):
    kata.check(after_a_refusal, SMALL, state_of(SMALL), IDS, OTHERS)


@edges
@pytest.mark.kata(pinned=False)  # mistakes are told apart without `extend`
@pytest.mark.parametrize("context", [6, 3], ids=["within its context", "beyond it"])
@pytest.mark.parametrize("sizes", [[6], [3, 3], [4, 1, 1]], ids=["at once", "halves", "then token by token"])
def test_a_model_that_takes_a_cache_is_asked_itself(kata, sizes, context):
    if kata.run(has_extend):
        kata.check(through_the_model, state_of_today(), IDS, sizes, context)


@edges
@pytest.mark.kata(pinned=False)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(1, 3), st.sampled_from([np.float64, np.float32])
)
def test_extend_gives_all_keys_and_values_of_a_block(kata, sizes, heads, dtype):
    if kata.run(has_extend):
        k, v = np.random.default_rng(heads).normal(size=(2, 2, heads, sum(sizes), 4)).astype(dtype)
        kata.check(extended, k, v, sizes)


# ----------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(cached, SMALL, state_of(SMALL), IDS, [4, 2])
