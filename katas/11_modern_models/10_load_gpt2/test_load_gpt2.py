"""Your GPT with GPT-2's weights is GPT-2."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.scenarios import random_state

pytestmark = pytest.mark.kata(
    minutes=55,
    targets="torch",
    random=True,  # the first weights of a GPT are drawn
    uses=["gpt"],
)

SMALL = {"vocab_size": 11, "context": 6, "dim": 8, "n_layers": 2}
WIDE = {"vocab_size": 128, "context": 128, "dim": 128, "n_layers": 1}
"""All that can be square is square, and a head is not 64 wide."""
IDS = np.array([[3, 1, 4, 1, 5, 9], [2, 6, 5, 3, 5, 8]])


def state_of(given, seed=0, dtype=np.float64):
    """Random weights of GPT-2's layout, with a standard deviation of a half: 0.02 would hide a wrong gelu.

    They are numbers of float32, so that a model of either dtype can hold them.
    """
    dim = given["dim"]
    linear = {"attn.c_attn": (dim, 3 * dim), "attn.c_proj": (dim, dim)}
    linear |= {"mlp.c_fc": (dim, 4 * dim), "mlp.c_proj": (4 * dim, dim)}
    shapes = {"wte.weight": (given["vocab_size"], dim), "wpe.weight": (given["context"], dim)}
    for i in range(given["n_layers"]):
        shapes |= {f"h.{i}.{norm}.{kind}": (dim,) for norm in ("ln_1", "ln_2") for kind in ("weight", "bias")}
        shapes |= {f"h.{i}.{name}.weight": shape for name, shape in linear.items()}
        shapes |= {f"h.{i}.{name}.bias": shape[1:] for name, shape in linear.items()}
    shapes |= {"ln_f.weight": (dim,), "ln_f.bias": (dim,)}
    state = random_state(shapes, np.random.default_rng(seed), np.float32)
    gains = {name for name in shapes if "ln_" in name and name.endswith("weight")}
    return {name: (value + np.float32(name in gains)).astype(dtype) for name, value in state.items()}


def as_published(state, context):
    """The same state with what files of GPT-2 hold besides: a prefix, the head, and causal masks."""
    layers = {name.split(".")[1] for name in state if name.startswith("h.")}
    masks = {f"h.{i}.attn.bias": np.tri(context)[None, None] for i in layers}
    masks |= {f"h.{i}.attn.masked_bias": np.array(-1e4) for i in layers}
    return {f"transformer.{name}": value for name, value in (state | masks).items()} | {
        "lm_head.weight": state["wte.weight"]
    }


@st.composite
def models(draw):
    """Sizes of a GPT-2, and its number of heads."""
    n_heads = draw(st.sampled_from([1, 2, 3]))
    sizes = {"vocab_size": draw(st.integers(10, 13)), "context": draw(st.integers(1, 6))}
    return {**sizes, "dim": n_heads * draw(st.integers(2, 4)), "n_layers": draw(st.integers(1, 3))}, n_heads


# ------------------------------------------------------------------------------------- scenarios


def logits(solution, state, n_heads, ids):
    """What the model says of each token's successor, in the dtype of the weights."""
    table = next(weight for name, weight in state.items() if name.endswith("wte.weight"))
    return solution.from_gpt2(state, n_heads).to(table)(ids).detach()


def logits_as_loaded(solution, state, n_heads, ids):
    """What the model says of each token's successor, as it is."""
    return solution.from_gpt2(state, n_heads)(ids).detach()


def size(solution, state, n_heads):
    """The context of the model, whether its head is the table of its tokens, and how many numbers can be trained."""
    model = solution.from_gpt2(state, n_heads)
    tied = model.head.weight is model.tokens.weight
    return {"context": model.context, "tied": tied, "parameters": sum(p.numel() for p in model.parameters())}


def shared(solution, state, n_heads):
    """The weights whose memory the model uses."""
    model = solution.from_gpt2(state, n_heads)
    own = {p.data_ptr() for p in model.parameters()}
    return [name for name, weight in state.items() if weight.data_ptr() in own]


def keeps_the_dtype(solution, state, n_heads):
    """Whether all parameters have the dtype of the weights."""
    return {p.dtype for p in solution.from_gpt2(state, n_heads).parameters()} == {w.dtype for w in state.values()}


def names_afterwards(solution, state, n_heads):
    solution.from_gpt2(state, n_heads)
    return list(state)


def there_and_back(solution, state, n_heads):
    """GPT-2's weights once more, after they have been a GPT."""
    return solution.to_gpt2(solution.from_gpt2(state, n_heads))


def what_comes_back(solution, state, n_heads):
    """Of the tensors that to_gpt2 gives: those with gaps, with gradients, and with the model's memory."""
    model = solution.from_gpt2(state, n_heads)
    found, own = solution.to_gpt2(model), {p.data_ptr() for p in model.parameters()}
    return {
        "not contiguous": sorted(name for name, weight in found.items() if not weight.is_contiguous()),
        "with gradients": sorted(name for name, weight in found.items() if weight.requires_grad),
        "the model's memory": sorted(name for name, weight in found.items() if weight.data_ptr() in own),
    }


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("given", "n_heads"), [(SMALL, 1), (SMALL, 2), (SMALL, 4), (WIDE, 4)])
def test_gives_the_logits_of_gpt2(kata, given, n_heads):
    kata.check(logits, state_of(given), n_heads, IDS)


@given(models(), st.integers(0, 99))
@example(({**SMALL, "n_layers": 1}, 2), 1)
@example(({**SMALL, "dim": 6, "n_layers": 3}, 3), 2)
def test_gives_the_logits_for_all_sizes(kata, model, seed):
    given, n_heads = model
    kata.check(logits, state_of(given, seed), n_heads, IDS[:, : given["context"]])


@pytest.mark.parametrize("given", [SMALL, {**SMALL, "vocab_size": 20, "context": 9}], ids=["small", "larger tables"])
def test_has_the_sizes_of_the_weights_and_a_tied_head(kata, given):
    kata.check(size, state_of(given), 2)


# ----------------------------------------------------------------------------------------- edges


@edges
def test_takes_a_state_as_it_is_published(kata):
    kata.check(logits, as_published(state_of(SMALL), 6), 2, IDS)


@edges
@pytest.mark.parametrize("besides", ["lm_head.weight", "h.0.attn.bias", "h.1.attn.masked_bias"])
def test_takes_a_head_or_a_mask_alone(kata, besides):
    there = {name.removeprefix("transformer."): value for name, value in as_published(state_of(SMALL), 6).items()}
    kata.check(logits, state_of(SMALL) | {besides: there[besides]}, 2, IDS)


@edges
def test_takes_twelve_blocks_in_their_order(kata):
    kata.check(logits, state_of({**SMALL, "dim": 4, "n_layers": 12}), 2, IDS)


@edges
@pytest.mark.parametrize("state", [state_of(SMALL), as_published(state_of(SMALL), 6)], ids=["names", "as published"])
def test_the_order_of_the_names_plays_no_part(kata, state):
    kata.check(logits, dict(reversed(state.items())), 2, IDS)


@edges
@pytest.mark.parametrize("missing", ["wpe.weight", "ln_f.bias", "h.1.ln_2.bias", "h.0.mlp.c_proj.weight"])
def test_refuses_a_state_that_lacks_a_name(kata, missing):
    state = state_of(SMALL)
    del state[missing]
    kata.check_raises(Exception, size, state, 2, says=[missing])


@edges
@pytest.mark.parametrize("unknown", ["h.0.attn.c_extra.weight", "score.weight", "h.1.ln_3.bias"])
def test_refuses_a_name_that_it_does_not_know(kata, unknown):
    kata.check_raises(Exception, size, state_of(SMALL) | {unknown: np.ones(8)}, 2, says=[unknown])


@edges
def test_leaves_the_state_as_it_is(kata):
    state = as_published(state_of(SMALL), 6)
    kata.equal(kata.run(names_afterwards, state, 2), list(state), "the state has the same names afterwards")


@edges
def test_has_copies_of_the_weights(kata):
    kata.equal(kata.run(shared, state_of(SMALL), 2), [], "no weight of the model uses the memory of the state")


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_has_the_dtype_and_the_device_of_the_weights(kata, dtype):
    kata.check(logits_as_loaded, state_of(SMALL, dtype=dtype), 2, IDS)


@edges
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_holds_the_weights_in_their_own_dtype(kata, dtype):
    kata.check(keeps_the_dtype, state_of(SMALL, dtype=dtype), 2)


@edges
@pytest.mark.parametrize(("given", "n_heads"), [(SMALL, 2), (WIDE, 4)], ids=["small", "square"])
def test_gives_the_weights_back_to_the_last_bit(kata, given, n_heads):
    state = state_of(given)
    found = kata.run(there_and_back, state, n_heads)
    kata.equal(sorted(found), sorted(state), "to_gpt2(from_gpt2(state)) has the names of the state")
    for name, weight in state.items():
        kata.equal(found[name].shape, weight.shape, f"to_gpt2(from_gpt2(state)) has {name} in its shape")
        kata.require(found[name] == weight, f"to_gpt2(from_gpt2(state)) has {name} as it was")


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_way_back_takes_any_sizes(kata, dtype):
    kata.check(there_and_back, state_of({**SMALL, "dim": 6, "n_layers": 3}, 1, dtype), 3)


@edges
def test_gives_copies_that_can_be_saved(kata):
    kata.check(what_comes_back, state_of(SMALL), 2)
