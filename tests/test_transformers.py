"""Models of one's own code and those of the library transformers: each night, and wherever it is installed.

``from_llama`` and ``from_gpt2`` are given what the library has saved, and the library what ``dojo export`` has written.
"""

from __future__ import annotations

import json
from itertools import product

import pytest
import torch

from dojo.course.course import Course
from dojo.engine.base.mine import all_parts
from dojo.models.export import export
from dojo.models.kept import open_published
from tests.judging import ROOT
from tests.keeping import CONFIGS, HOSTILE, TEXT, kept_of, opened, save_tokenizer

transformers = pytest.importorskip("transformers", reason="transformers is not installed: the nightly workflow has it")

VOCAB, TOKENS, NEAR = 64, 200, 1e-3
"""Where the two best logits are nearer than ``NEAR``, rounding may choose between them."""
SIZES = {"vocab_size": VOCAB, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3}
SIZES |= {"max_position_embeddings": 256, "num_attention_heads": 4, "initializer_range": 0.3}
SIZES |= {"bos_token_id": None, "eos_token_id": None}
ROPES = [(500.0, 1e-6), (10000.0, 1e-5), (500000.0, 1e-3)]
LLAMAS = [
    pytest.param(kv, is_tied, theta, eps, id=f"{kv}-{'tied' if is_tied else 'own head'}-{theta:.0f}-{eps}")
    for kv, is_tied, (theta, eps) in product((1, 2, 4), (True, False), ROPES)
]


def agree(ours, theirs, ids: torch.Tensor, at_most: float) -> None:
    """Raise where two models give other logits to some rows of tokens."""
    with torch.no_grad():
        found = ours(ids)
        torch.testing.assert_close(getattr(found, "logits", found), theirs(ids).logits, rtol=0, atol=at_most)


def certain(ours, row: list[int]) -> int:
    """How many tokens stand before the first of which a model is not sure."""
    with torch.no_grad():
        best = ours(torch.tensor([row]))[0].topk(2).values
    near = (best[:, 0] - best[:, 1] < NEAR).nonzero().flatten().tolist()
    return min([*near, len(row)]) + 1


def write_alike(ours, theirs, begin: list[int], tokens: int) -> int:
    """How many tokens two models have added greedily, the same ones as long as the model is sure of them."""
    from mine.generate import generate

    start = torch.tensor([begin])
    with torch.no_grad():
        one = generate(ours, start, tokens, temperature=0)[0].tolist()
    other = theirs.generate(start, max_new_tokens=tokens, do_sample=False, pad_token_id=0)[0].tolist()
    until = max(certain(ours, one), len(begin))
    assert one[:until] == other[:until]
    return until - len(begin)


@pytest.fixture
def reread(tmp_path):
    """The config and the weights that the library has saved."""
    load_file = pytest.importorskip("safetensors.torch", reason="it comes with transformers").load_file

    def reread(model) -> tuple[dict, dict]:
        model.save_pretrained(tmp_path)
        config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
        return load_file(tmp_path / "model.safetensors"), config

    opened()
    return reread


@pytest.mark.parametrize(("kv", "is_tied", "theta", "eps"), LLAMAS)
def test_its_llama_is_ours(reread, kv, is_tied, theta, eps):
    from mine.load_llama import from_llama

    given = {"num_key_value_heads": kv, "tie_word_embeddings": is_tied, "rms_norm_eps": eps}
    rope = {"rope_parameters": {"rope_type": "default", "rope_theta": theta}}
    torch.manual_seed(kv)
    theirs = transformers.LlamaForCausalLM(transformers.LlamaConfig(**SIZES, **given, **rope)).eval()
    ours = from_llama(*reread(theirs)).eval()
    agree(ours, theirs, torch.randint(VOCAB, (4, 100)), 1e-4)
    assert sum(write_alike(ours, theirs, begin, TOKENS) for begin in ([1, 2, 3], [5], [60, 8])) > TOKENS


LLAMA3 = {"rope_type": "llama3", "rope_theta": 5e5, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
LLAMA3 |= {"original_max_position_embeddings": 64}
WINDOW = {"use_sliding_window": True, "sliding_window": 20, "max_window_layers": 1}
FAMILIES = {
    "llama 3.1": ("Llama", {"rope_parameters": LLAMA3, "num_key_value_heads": 2, "tie_word_embeddings": True}),
    "wide heads": ("Llama", {"num_key_value_heads": 2, "head_dim": 12}),
    "smollm2": ("Llama", {"num_key_value_heads": 2, "tie_word_embeddings": True, "rms_norm_eps": 1e-5}),
    "mistral": ("Mistral", {"num_key_value_heads": 2, "sliding_window": 20}),
    "mistral without a window": ("Mistral", {"num_key_value_heads": 1, "sliding_window": None, "head_dim": 16}),
    "qwen2": ("Qwen2", {"num_key_value_heads": 2, "tie_word_embeddings": True}),
    "qwen2 with windows": ("Qwen2", {"num_key_value_heads": 4} | WINDOW),
    "qwen3": ("Qwen3", {"num_key_value_heads": 2, "head_dim": 16}),
    "qwen3 with windows": ("Qwen3", {"num_key_value_heads": 2, "head_dim": 12, "tie_word_embeddings": True} | WINDOW),
}


def its_own(family: str, given: dict):
    """A random model of the library, whose biases and gains are none that it starts with."""
    torch.manual_seed(len(family))
    config = getattr(transformers, f"{family}Config")(**SIZES | {"initializer_range": 0.2} | given)  # published: 0.02
    theirs = getattr(transformers, f"{family}ForCausalLM")(config).eval()
    with torch.no_grad():
        for parameter in theirs.parameters():
            if parameter.ndim == 1:
                parameter += torch.randn(parameter.shape) / 4
    return theirs


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_of_its_is_ours(reread, name):
    from mine.load_llama import from_llama

    theirs = its_own(*FAMILIES[name])
    ours = from_llama(*reread(theirs)).eval()
    ids = torch.randint(VOCAB, (4, 100))
    with torch.no_grad():
        largest = theirs(ids).logits.abs().max()
    agree(ours, theirs, ids, 1e-5 * float(largest))
    assert sum(write_alike(ours, theirs, begin, 100) for begin in ([1, 2, 3], [5], [60, 8])) > 100


@pytest.mark.parametrize("name", FAMILIES)
def test_through_a_cache_each_family_gives_what_it_gives_at_once(reread, name):
    from mine.kv_cache import Cache
    from mine.load_llama import from_llama

    ours, ids, cache = from_llama(*reread(its_own(*FAMILIES[name]))).eval(), torch.randint(VOCAB, (2, 60)), Cache()
    with torch.no_grad():
        pieces = torch.cat([ours(piece, cache) for piece in ids.split([30, 1, 20, 9], dim=1)], dim=1)
        torch.testing.assert_close(pieces, ours(ids), rtol=0, atol=1e-4)


@pytest.mark.parametrize("name", FAMILIES)
def test_in_bfloat16_each_family_expects_the_same_next_token(reread, name):
    """Both compute in 16 bits, and round in different places: what counts is what they say of the next token."""
    from mine.load_llama import from_llama

    theirs = its_own(*FAMILIES[name]).bfloat16()
    ours = from_llama(*reread(theirs)).bfloat16().eval()
    ids = torch.randint(VOCAB, (4, 100))
    with torch.no_grad():
        p, q = (logits.float().log_softmax(-1) for logits in (theirs(ids).logits, ours(ids)))
    assert ours(ids).dtype == torch.bfloat16
    assert p.exp().amax(-1).mean() > 2 / VOCAB  # they do not say nothing
    assert (p.exp() * (p - q)).sum(-1).mean() < 1e-3


def test_its_weights_of_16_bits_are_widened(reread, tmp_path):
    from mine.load_llama import from_llama

    theirs = transformers.LlamaForCausalLM(transformers.LlamaConfig(**SIZES, num_key_value_heads=2)).bfloat16()
    state, config = reread(theirs)
    assert {weight.dtype for weight in state.values()} == {torch.bfloat16}
    wide = transformers.LlamaForCausalLM.from_pretrained(tmp_path, dtype=torch.float32).eval()
    agree(from_llama(state, config), wide, torch.randint(VOCAB, (4, 100)), 1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_its_gpt2_is_ours(reread, seed):
    from mine.load_gpt2 import from_gpt2

    torch.manual_seed(seed)
    sizes = {"vocab_size": VOCAB, "n_positions": 256, "n_embd": 32, "n_layer": 3, "n_head": 4}
    given = transformers.GPT2Config(**sizes, initializer_range=0.3, bos_token_id=None, eos_token_id=None)
    theirs = transformers.GPT2LMHeadModel(given).eval()
    state, config = reread(theirs)
    ours = from_gpt2(state, config["n_head"]).eval()
    agree(ours, theirs, torch.randint(VOCAB, (4, 100)), 1e-4)
    assert sum(write_alike(ours, theirs, begin, TOKENS) for begin in ([1, 2, 3], [5], [60, 8])) > TOKENS


@pytest.mark.parametrize("name", FAMILIES)
def test_it_loads_again_what_dojo_load_has_loaded(name, tmp_path):
    """A folder of the library becomes a kept model, and that a folder again: not a bit is another one."""
    theirs = its_own(*FAMILIES[name])
    theirs.save_pretrained(tmp_path / "its", max_shard_size="30KB")
    save_tokenizer(tmp_path / "its")
    course = Course(ROOT)
    export(open_published(course, all_parts(course.places, None), tmp_path / "its", str), tmp_path / "out")
    again, told = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(told.values())
    assert type(again) is type(theirs)
    agree(again.eval(), theirs, torch.randint(VOCAB, (4, 100)), 0)


@pytest.mark.parametrize("name", CONFIGS)
def test_it_loads_what_is_exported(name, tmp_path):
    kept = kept_of(name, moved=0.1)
    export(kept, tmp_path / "out")
    theirs, told = transformers.AutoModelForCausalLM.from_pretrained(tmp_path / "out", output_loading_info=True)
    assert not any(told.values())
    words = transformers.AutoTokenizer.from_pretrained(tmp_path / "out")
    ids = kept.tokenizer.encode(TEXT + HOSTILE)
    assert words.encode(TEXT + HOSTILE) == ids
    assert words.decode(ids) == TEXT + HOSTILE
    assert len(words) == len(kept.tokenizer.vocab)
    context = kept.model.context
    agree(kept.model, theirs.eval(), torch.tensor(ids[: 20 * context]).view(-1, context), 1e-5)
    assert write_alike(kept.model, theirs, ids[:2], context - 2) > 0
