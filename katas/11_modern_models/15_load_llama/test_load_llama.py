"""Your GPT of today with Llama's weights is Llama."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.scenarios import random_state
from dojo.strategies import counting, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=65,
    targets="torch",
    random=True,  # the first weights of a GPT are drawn
    uses=["modern_gpt", "long_context"],
)

SMALL = {
    "vocab_size": 11,
    "max_position_embeddings": 9,
    "hidden_size": 32,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 6,
    "num_hidden_layers": 2,
    "rope_theta": 10000.0,
    "rms_norm_eps": 1e-5,
    "tie_word_embeddings": True,
}
OLD_ROPE = {"rope_theta": 500000.0, "rope_scaling": None}
NEW_ROPE = {"rope_theta": None, "rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}}
BOTH = NEW_ROPE | {"rope_theta": 10000.0}
SQUARE = {"vocab_size": 32, "intermediate_size": 32, "num_key_value_heads": 4}
"""Every matrix is square: what is transposed, or in the place of another, fits all the same."""
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
LLAMA3 |= {"original_max_position_embeddings": 16}
SLIDES = {"use_sliding_window": True, "sliding_window": 3}
FAMILIES = {
    "llama": {},
    "llama, wide heads": {"model_type": "llama", "head_dim": 12},
    "llama 3.1": {"model_type": "llama", "rope_scaling": LLAMA3},
    "llama 3.1, newer": {"rope_theta": None, "rope_parameters": LLAMA3 | {"rope_theta": 5000.0}},
    "mistral": {"model_type": "mistral", "sliding_window": 3},
    "mistral, no window": {"model_type": "mistral", "sliding_window": None},
    "mistral, wide heads": {"model_type": "mistral", "head_dim": 6, "sliding_window": 4, "num_key_value_heads": 1},
    "qwen2": {"model_type": "qwen2"},
    "qwen2, a window that is off": {"model_type": "qwen2", "use_sliding_window": False, "sliding_window": 3},
    "qwen2, a window above": {"model_type": "qwen2", "max_window_layers": 1} | SLIDES,
    "qwen3": {"model_type": "qwen3", "head_dim": 6, "tie_word_embeddings": False},
    "qwen3, layer by layer": {"model_type": "qwen3", "layer_types": ["sliding_attention", "full_attention"]} | SLIDES,
}
"""What stands in the configs of the families: SmolLM2 is a llama."""
IDS = np.array([[3, 1, 4, 1, 5, 9, 2], [2, 6, 5, 3, 5, 8, 0]])
ROWS = np.arange(8.0)[:, None] * np.array([1.0, 10.0])


def state_of(config, seed=0, dtype=np.float64):
    """Random weights of Llama's layout, the gains around 1: numbers of float32, so that either dtype holds them."""
    dim, hidden = config["hidden_size"], config["intermediate_size"]
    heads, kind = config["num_attention_heads"], config.get("model_type")
    width = config.get("head_dim") or dim // heads
    rows, shared = heads * width, config["num_key_value_heads"] * width
    block = {"input_layernorm": (dim,), "post_attention_layernorm": (dim,), "self_attn.q_proj": (rows, dim)}
    block |= {"self_attn.k_proj": (shared, dim), "self_attn.v_proj": (shared, dim), "self_attn.o_proj": (dim, rows)}
    block |= {"mlp.gate_proj": (hidden, dim), "mlp.up_proj": (hidden, dim), "mlp.down_proj": (dim, hidden)}
    block |= {"self_attn.q_norm": (width,), "self_attn.k_norm": (width,)} if kind == "qwen3" else {}
    biases = {"q": rows, "k": shared, "v": shared} if kind == "qwen2" else {}
    shapes = {"model.embed_tokens.weight": (config["vocab_size"], dim), "model.norm.weight": (dim,)}
    shapes |= {} if config["tie_word_embeddings"] else {"lm_head.weight": (config["vocab_size"], dim)}
    for i in range(config["num_hidden_layers"]):
        shapes |= {f"model.layers.{i}.{name}.weight": shape for name, shape in block.items()}
        shapes |= {f"model.layers.{i}.self_attn.{name}_proj.bias": (size,) for name, size in biases.items()}
    state = random_state(shapes, np.random.default_rng(seed), np.float32)
    return {name: (value / 2 + np.float32("norm" in name)).astype(dtype) for name, value in state.items()}


@st.composite
def configs(draw):
    """Sizes of a Llama, and its theta, eps and head."""
    shared, group = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    sizes = {"num_key_value_heads": shared, "num_attention_heads": shared * group}
    sizes |= {"hidden_size": shared * group * draw(st.sampled_from([2, 4, 6])), "vocab_size": draw(st.integers(10, 12))}
    sizes |= {"intermediate_size": draw(st.integers(1, 7)), "num_hidden_layers": draw(st.integers(1, 3))}
    others = {
        "rope_theta": draw(st.sampled_from([100.0, 1e4, 5e5])),
        "rms_norm_eps": draw(st.sampled_from([1e-6, 1e-3])),
    }
    return SMALL | sizes | others | {"tie_word_embeddings": draw(st.booleans())}


# ------------------------------------------------------------------------------------- scenarios


def logits(solution, state, config, ids):
    """What the model says of each token's successor, in the dtype of the weights, with the first token by itself."""
    found = solution.from_llama(state, config).to(state["model.norm.weight"])(ids).detach()
    return {"after the first token": found[:, :1], "after later tokens": found[:, 1:]}


def logits_as_loaded(solution, state, config, ids):
    """What the model says of each token's successor, as it is."""
    return solution.from_llama(state, config)(ids).detach()


def of_16_bits(solution, state, config, ids, name):
    """The logits where the weights come in 16 bits, and where the same numbers come in 32; the dtypes of the first."""
    import torch

    half = {key: weight.to(getattr(torch, name)) for key, weight in state.items()}
    one, other = (solution.from_llama(each, config) for each in (half, {key: w.float() for key, w in half.items()}))
    return [sorted({str(p.dtype) for p in one.parameters()}), one(ids).detach(), other(ids).detach()]


def size(solution, state, config):
    """The context of the model, whether its head is the table of its tokens, and how many numbers can be trained."""
    model = solution.from_llama(state, config)
    tied = model.head.weight is model.tokens.weight
    return {"context": model.context, "tied": tied, "parameters": sum(p.numel() for p in model.parameters())}


def built(solution, config):
    """What from_config(config) has: its context, its matrices by name, and how many of its numbers can be trained."""
    model = solution.from_config(config)
    tied = model.head.weight is model.tokens.weight
    return {"context": model.context, "tied": tied, "parameters": sum(p.numel() for p in model.parameters())}


def shared_memory(solution, state, config):
    """The weights whose memory the model uses."""
    model = solution.from_llama(state, config)
    own = {p.data_ptr() for p in model.parameters()}
    return [name for name, weight in state.items() if weight.data_ptr() in own]


def names_afterwards(solution, state, config):
    solution.from_llama(state, config)
    return list(state)


# ------------------------------------------------------------------------------------------ core


def test_worked_example(kata):
    order = [0, 2, 1, 3, 4, 6, 5, 7]
    kata.check_figure("neighbours", ROWS, 2, gives=ROWS[order].tolist())


@given(st.integers(1, 4), st.sampled_from([2, 4, 6, 8]), st.data())
@example(2, 8, None)
@example(1, 6, None)
def test_rows_of_a_head_become_neighbours(kata, heads, width, data):
    rows = np.arange(3.0 * heads * width).reshape(-1, 3)
    kata.check("neighbours", data.draw(plain_arrays(rows.shape)) if data else rows, heads)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"tie_word_embeddings": False},
        {"num_key_value_heads": 1},
        {"num_key_value_heads": 4},
        {"rope_theta": 500000.0},
        {"rms_norm_eps": 0.01},
        SQUARE,
    ],
    ids=["two key heads", "a head of its own", "one key head", "all key heads", "theta", "eps", "square"],
)
def test_gives_the_logits_of_llama(kata, given):
    kata.check(logits, state_of(SMALL | given), SMALL | given, IDS)


@given(configs(), st.integers(0, 99))
@example({**SMALL, "num_hidden_layers": 1}, 1)
@example({**SMALL, "hidden_size": 24, "num_hidden_layers": 3, "tie_word_embeddings": False}, 2)
def test_gives_the_logits_for_all_sizes(kata, config, seed):
    kata.check(logits, state_of(config, seed), config, IDS)


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "a head of its own"])
def test_has_the_sizes_of_the_config(kata, tied):
    config = SMALL | {"tie_word_embeddings": tied}
    kata.check(size, state_of(config), config)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("given", [OLD_ROPE, NEW_ROPE, BOTH], ids=["rope_theta", "rope_parameters", "both"])
def test_finds_theta_where_it_stands(kata, given):
    kata.check(logits, state_of(SMALL), SMALL | given, IDS)


@edges
@pytest.mark.parametrize(
    "given",
    [
        {"rope_parameters": {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0}},
        {"rope_scaling": {"type": "linear", "factor": 2.0}},
        {"rope_scaling": {"rope_type": "dynamic"}, "rope_parameters": {"rope_type": "default"}},
    ],
    ids=["yarn", "linear", "beside the default"],
)
def test_refuses_angles_that_it_does_not_know(kata, given):
    rope = next(iter(given.values()))
    kind = rope.get("rope_type", rope.get("type"))
    kata.check_raises(Exception, size, state_of(SMALL), SMALL | given, says=[kind])


@edges
@pytest.mark.parametrize(
    "given",
    [
        {"rope_scaling": {"rope_type": "default"}},
        {"rope_scaling": {"type": "default"}, "rope_parameters": None},
        {"rope_parameters": {"rope_type": "default"}},
        {"sliding_window": None, "hidden_act": "silu"},
    ],
    ids=["default", "older", "no theta there", "as built"],
)
def test_takes_what_is_harmless(kata, given):
    kata.check(logits, state_of(SMALL), SMALL | {"rope_theta": 500.0} | given, IDS)


@edges
@pytest.mark.parametrize("name", FAMILIES)
def test_gives_the_logits_of_each_family(kata, name):
    kata.check(logits, state_of(SMALL | FAMILIES[name]), SMALL | FAMILIES[name], IDS)


@edges
@pytest.mark.parametrize("name", FAMILIES)
def test_builds_what_the_config_describes(kata, name):
    kata.check(built, SMALL | FAMILIES[name])


@edges
@pytest.mark.parametrize("name", ["qwen2", "qwen3"])
def test_a_family_whose_parts_are_missing_is_refused(kata, name):
    config = SMALL | FAMILIES[name]
    part = {"qwen2": "q_proj.bias", "qwen3": "k_norm.weight"}[name]
    lacks = {name: weight for name, weight in state_of(config).items() if part not in name}
    kata.check_raises(Exception, size, lacks, config, says=[part])


@edges
@pytest.mark.parametrize("kind", ["gemma2", "gpt_neox", "qwen2_moe"])
def test_refuses_a_family_that_it_does_not_know(kata, kind):
    kata.check_raises(Exception, built, SMALL | {"model_type": kind}, says=[kind])


@edges
@pytest.mark.parametrize(
    "given",
    [{"sliding_window": 4}, {"hidden_act": "gelu"}, {"attention_bias": True}, {"mlp_bias": True}],
    ids=["window", "gelu", "bias", "bias of the mlp"],
)
def test_refuses_what_its_model_does_not_build(kata, given):
    kata.check_raises(Exception, size, state_of(SMALL), SMALL | given, says=list(given))


@edges
@given(st.integers(1, 3), st.sampled_from([2, 4, 6]), st.sampled_from([(), (3,), (2, 3), (3, 1, 2), (0,)]))
@example(2, 4, ())
@example(2, 4, (2, 3))
def test_orders_rows_whatever_axes_stand_behind(kata, heads, width, behind):
    kata.check("neighbours", counting(heads * width, *behind), heads)


@edges
def test_takes_a_head_that_is_tied_and_there_all_the_same(kata):
    state = state_of(SMALL)
    kata.check(logits, state | {"lm_head.weight": state["model.embed_tokens.weight"]}, SMALL, IDS)


@edges
@pytest.mark.parametrize("factor", [1, 2], ids=["equal", "another"])
def test_a_spare_head_does_not_untie_the_table(kata, factor):
    state = state_of(SMALL)
    spare = {"lm_head.weight": np.float64(factor) * state["model.embed_tokens.weight"]}
    kata.check(size, state | spare, SMALL)
    kata.check(logits, state | spare, SMALL, IDS)


@edges
def test_passes_frequencies_over(kata):
    more = {f"model.layers.{i}.self_attn.rotary_emb.inv_freq": np.ones(4) for i in range(2)}
    kata.check(logits, state_of(SMALL) | more, SMALL, IDS)


@edges
def test_takes_twelve_blocks_in_any_order(kata):
    config = SMALL | {"hidden_size": 8, "num_hidden_layers": 12}
    kata.check(logits, dict(reversed(state_of(config).items())), config, IDS)


@edges
@pytest.mark.parametrize("missing", ["norm.weight", "layers.1.mlp.up_proj.weight", "layers.0.self_attn.q_proj.weight"])
def test_refuses_a_state_that_lacks_a_name(kata, missing):
    state = state_of(SMALL)
    del state[f"model.{missing}"]
    kata.check_raises(Exception, size, state, SMALL, says=[missing])


@edges
@pytest.mark.parametrize("unknown", ["q_proj.bias", "q_norm.weight"])
def test_refuses_a_name_that_it_does_not_know(kata, unknown):
    more = {f"model.layers.0.self_attn.{unknown}": np.ones(32)}
    kata.check_raises(Exception, size, state_of(SMALL) | more, SMALL, says=[unknown])


@edges
def test_refuses_a_head_of_its_own_that_is_not_there(kata):
    kata.check_raises(Exception, size, state_of(SMALL), SMALL | {"tie_word_embeddings": False}, says=["lm_head"])


@edges
def test_leaves_the_state_as_it_is(kata):
    state = state_of(SMALL) | {"model.layers.0.self_attn.rotary_emb.inv_freq": np.ones(4)}
    kata.equal(kata.run(names_afterwards, state, SMALL), list(state), "the state has the same names afterwards")


@edges
def test_has_copies_of_the_weights(kata):
    config = SMALL | {"tie_word_embeddings": False}
    found = kata.run(shared_memory, state_of(config), config)
    kata.equal(found, [], "no weight of the model uses the memory of the state")


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_has_the_dtype_and_the_device_of_the_weights(kata, dtype):
    kata.check(logits_as_loaded, state_of(SMALL, dtype=dtype), SMALL, IDS)


@edges
@pytest.mark.parametrize("name", ["bfloat16", "float16"])
def test_widens_weights_of_16_bits(kata, name):
    dtypes, narrow, wide = kata.run(of_16_bits, state_of(SMALL, dtype=np.float32), SMALL, IDS, name)
    kata.equal(dtypes, ["torch.float32"], "weights of 16 bits are widened to float32")
    kata.equal(narrow, wide, "the logits are those of the same numbers in float32", scale=10.0)
