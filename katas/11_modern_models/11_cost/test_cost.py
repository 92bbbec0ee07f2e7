"""What a model costs follows from its sizes: what it learns, what it computes, and what it keeps."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges

pytestmark = pytest.mark.kata(
    minutes=85,
    targets="python",
    ladder={"config": "sizes-wide", "dtype": "names", "optimizer": "names"},
)


@dataclass(frozen=True)
class Config:
    """The sizes of a GPT."""

    vocab_size: int
    context: int
    dim: int
    n_heads: int
    n_kv_heads: int
    head_dim: int
    n_layers: int
    hidden: int
    tied: bool


TINY = Config(65, 32, 48, 6, 6, 8, 3, 192, True)
ODD = Config(65, 32, 48, 6, 2, 10, 3, 100, False)  # each size differs from what another one suggests
GPT2 = Config(50257, 1024, 768, 12, 12, 64, 12, 3072, True)
GROUPED = Config(128256, 8192, 4096, 32, 8, 128, 32, 14336, False)  # the sizes of Llama 3 8B
WIDE = Config(151936, 8192, 5120, 64, 8, 128, 64, 25600, False)  # those of Qwen3-32B: 64 * 128 is not 5120
OTHERS = {
    "an untied head": replace(TINY, tied=False),
    "fewer keys than queries": replace(TINY, n_kv_heads=2),
    "heads of another width": replace(TINY, head_dim=10),
    "another hidden width": replace(TINY, hidden=100),
    "all at once": ODD,
}
others = pytest.mark.parametrize("config", OTHERS.values(), ids=OTHERS)


@st.composite
def configs(draw):
    """The sizes of small models."""
    n_kv_heads = draw(st.integers(1, 4))
    sizes = {"n_heads": n_kv_heads * draw(st.integers(1, 3)), "n_kv_heads": n_kv_heads}
    for name, most in [("vocab_size", 60), ("context", 20), ("dim", 12), ("head_dim", 8), ("hidden", 40)]:
        sizes[name] = draw(st.integers(1, most))
    return Config(**sizes, n_layers=draw(st.integers(1, 4)), tied=draw(st.booleans()))


# ------------------------------------------------------------------------------------------ core


def test_worked_examples_of_the_parameters(kata):
    kata.check_figure("parameters", TINY, gives=89_568)
    kata.check_figure("parameters", GPT2, gives=124_439_808)


@others
def test_counts_the_parameters_of_other_sizes(kata, config):
    kata.check("parameters", config)


def per_cent(solution, config, tokens, count):
    """The operations of a training, in whole per cent of a count."""
    return round(100 * float(solution.training_flops(config, tokens)) / count)


@pytest.mark.parametrize(
    ("config", "count"),
    [(GPT2, 854_438_400), (GROUPED, 46_638_563_328), (WIDE, 193_109_164_032)],
    ids=["GPT-2", "grouped", "wide heads"],
)
def test_counts_the_operations_of_training_to_a_per_cent(kata, config, count):
    kata.check_figure(per_cent, config, 1, count, gives=100)


def test_every_token_costs_the_same(kata):
    kata.check_figure(per_cent, GPT2, 300e9, 300e9 * 854_438_400, gives=100)


def test_attention_costs_as_much_as_the_matrices_at_a_context_of_six_widths(kata):
    long = replace(GPT2, context=6 * GPT2.dim)
    kata.check_figure(per_cent, long, 1, 6 * (2 * 12 * 12 * 768**2 + 768 * 50257), gives=100)


def test_worked_example_of_the_memory(kata):
    kata.check("memory", GPT2, "float32", "adam")


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_counts_the_memory_of_training(kata, dtype, optimizer):
    kata.check("memory", TINY, dtype, optimizer)


def test_worked_examples_of_the_cache(kata):
    kata.check_figure("kv_cache_bytes", GPT2, 1024, 1, 2, gives=37_748_736)
    kata.check_figure("kv_cache_bytes", GROUPED, 8192, 1, 2, gives=2**30)


def test_counts_the_cache_of_a_batch(kata):
    kata.check_figure("kv_cache_bytes", ODD, 7, 5, 1, gives=4200)


# ----------------------------------------------------------------------------------------- edges


def operations(solution, config, tokens):
    """The operations of a training, as a float."""
    return float(solution.training_flops(config, tokens))


@edges
@given(configs(), st.integers(1, 10**12))
@example(TINY, 32)
@example(ODD, 32)
@example(GPT2, 1024)
def test_counts_each_matrix_product_and_nothing_else(kata, config, tokens):
    kata.check(operations, config, tokens)


@edges
@given(configs())
def test_counts_the_parameters_of_any_model(kata, config):
    kata.check("parameters", config)


@edges
@given(configs(), st.sampled_from(["float32", "float16", "bfloat16"]), st.sampled_from(["sgd", "momentum", "adam"]))
@example(ODD, "bfloat16", "adam")
def test_counts_the_memory_of_any_model(kata, config, dtype, optimizer):
    kata.check("memory", config, dtype, optimizer)


@edges
@given(configs(), st.integers(0, 9), st.integers(1, 9), st.sampled_from([1, 2, 4]))
def test_counts_any_cache(kata, config, tokens, batch, size):
    kata.check("kv_cache_bytes", config, tokens, batch, size)


@edges
@pytest.mark.parametrize(
    ("dtype", "optimizer"), [("float64", "adam"), ("int8", "adam"), ("float32", "adamw"), ("float32", "lion")]
)
def test_refuses_what_it_does_not_know(kata, dtype, optimizer):
    unknown = dtype if optimizer == "adam" else optimizer
    kata.check_raises(ValueError, "memory", TINY, dtype, optimizer, says=[unknown])
