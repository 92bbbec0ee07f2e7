"""The folder of a learner's model: read back by what its files say, without transformers (tests/test_transformers.py)."""

from __future__ import annotations

import json
import sys

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F
from typer.testing import CliRunner

from dojo.cli.command import app
from dojo.engine.base.importing import load_ours
from dojo.models.export import TAKES, export, files_of, tokenizer_of
from dojo.models.kept import Kept, keep, kept_model
from tests.judging import place_of
from tests.keeping import CONFIGS, GPT, HOSTILE, TEXT, course_in, kept_of

safetensors = pytest.importorskip("safetensors.torch", reason="safetensors is not installed: it comes with gpt2")
LOAD_LLAMA = place_of("11_modern_models/15_load_llama")


@pytest.fixture(params=list(CONFIGS))
def kept(request) -> Kept:
    return kept_of(request.param)


def gpt2(state: dict, config: dict, ids: torch.Tensor) -> torch.Tensor:
    """What GPT-2 makes of a row of tokens, by torch's functions on its weights as they are stored."""
    w = {name.removeprefix("transformer."): weight for name, weight in state.items()}
    gelu = {"gelu": "none", "gelu_new": "tanh"}[config["activation_function"]]

    def norm(x, name):
        return F.layer_norm(x, x.shape[1:], w[f"{name}.weight"], w[f"{name}.bias"], config["layer_norm_epsilon"])

    def linear(x, name):
        return x @ w[f"{name}.weight"] + w[f"{name}.bias"]

    x = w["wte.weight"][ids] + w["wpe.weight"][: len(ids)]
    for h in (f"h.{i}" for i in range(config["n_layer"])):
        parts = linear(norm(x, f"{h}.ln_1"), f"{h}.attn.c_attn").unflatten(-1, (3, config["n_head"], -1)).unbind(1)
        q, k, v = (part.transpose(0, 1)[None] for part in parts)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)[0].transpose(0, 1).flatten(1)
        x = x + linear(y, f"{h}.attn.c_proj")
        x = x + linear(F.gelu(linear(norm(x, f"{h}.ln_2"), f"{h}.mlp.c_fc"), approximate=gelu), f"{h}.mlp.c_proj")
    return norm(x, "ln_f") @ w.get("lm_head.weight", w["wte.weight"]).T


def llama(state: dict, config: dict, ids: torch.Tensor) -> torch.Tensor:
    """What Llama makes of a row of tokens: the reference of the kata, which turns halves."""
    return load_ours(LOAD_LLAMA, "with_torch").from_llama(state, config)(ids[None])[0]


@pytest.mark.parametrize("is_tied", [True, False], ids=["tied", "a head of its own"])
def test_what_its_files_say_gives_the_same_logits(kept, is_tied, tmp_path):
    if not is_tied:
        kept.model.head.weight = torch.nn.Parameter(kept.model.head.weight.detach().flip(0))
    sizes = export(kept, tmp_path / "deep" / "my_model")
    assert sizes == {file.name: file.stat().st_size for file in (tmp_path / "deep" / "my_model").iterdir()}
    config = json.loads((tmp_path / "deep" / "my_model" / "config.json").read_text(encoding="utf-8"))
    state = safetensors.load_file(tmp_path / "deep" / "my_model" / "model.safetensors")
    ids = torch.tensor(kept.tokenizer.encode(TEXT)[: GPT["context"]])
    with torch.no_grad():
        logits, theirs = kept.model(ids[None])[0], {"gpt2": gpt2, "llama": llama}[config["model_type"]]
        torch.testing.assert_close(theirs(state, config, ids), logits, rtol=1e-5, atol=1e-5)
    assert config["tie_word_embeddings"] == is_tied == ("lm_head.weight" not in state)


# ---------------------------------------------------------------------------- tokens


@pytest.fixture(scope="module")
def tokenizers():
    """The learner's tokenizer, and the library's by its file."""
    library = pytest.importorskip("tokenizers", reason="tokenizers is not installed: it comes with the extra gpt2")
    ours = kept_of("gpt").tokenizer
    return ours, library.Tokenizer.from_str(json.dumps(tokenizer_of(ours)))


@given(st.one_of(st.text(), st.text(alphabet="aeinrst, ", max_size=80)))
def test_each_text_has_the_same_tokens(tokenizers, text):
    ours, theirs = tokenizers
    ids = ours.encode(text + HOSTILE)
    assert theirs.encode(text + HOSTILE).ids == ids
    assert theirs.decode(ids) == text + HOSTILE


@given(st.lists(st.integers(0, 299), max_size=30))
def test_all_tokens_are_there_and_spell_the_same(tokenizers, ids):
    ours, theirs = tokenizers
    assert theirs.get_vocab_size() == 300
    assert theirs.decode(ids) == ours.decode(ids)


def test_two_tokens_of_the_same_bytes_are_told_and_nothing_is_written(kept, tmp_path):
    ours = kept.tokenizer
    ours.train("ab ab ab bc bc bc", 258)
    for pair, new in (((256, ord("c")), 258), ((ord("a"), 257), 259)):
        ours.merges[pair], ours.vocab[new] = new, b"abc"
    with pytest.raises(ValueError, match="tokens 258 and 259 of your tokenizer both spell b'abc'"):
        export(kept, tmp_path / "my_model")
    assert not (tmp_path / "my_model").exists()


# ---------------------------------------------------------------------------- what can't be done


def test_nothing_is_overwritten(kept, tmp_path):
    (tmp_path / "config.json").write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match="is not empty: name a new folder"):
        export(kept, tmp_path)
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["mine"]


def test_it_says_how_to_install_what_is_missing(kept, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors.torch", None)
    with pytest.raises(ImportError, match="pip install safetensors"):
        files_of(kept)


# ---------------------------------------------------------------------------- the command

LEFT = "\n\ndef {name}(*given):\n    raise NotImplementedError\n"
RAISES = "\n\ndef {name}(*given):\n    raise KeyError('h.0')\n"


@pytest.fixture
def exported(kept, tmp_path, monkeypatch):
    """What the command says in a course that has our solutions as the learner's own, and keeps the model."""
    course_in(tmp_path)
    part = kept.config["part"]
    keep(kept_model(tmp_path, part), *kept)
    monkeypatch.chdir(tmp_path)
    kata, name = TAKES[part]
    (file,) = tmp_path.glob(f"katas/*/*/{kata}.py")

    def exported(written: str = "", code: int = 0) -> str:
        file.write_text(file.read_text(encoding="utf-8") + written.format(name=name), encoding="utf-8")
        done = CliRunner().invoke(app, ["export", "out", "--model", part])
        assert done.exit_code == code, done.output
        return " ".join(done.output.split())

    return exported


def test_the_command_says_what_it_has_written_and_what_it_went_by(exported, kept, tmp_path):
    kata, name = TAKES[kept.config["part"]]
    said = exported()
    files = list((tmp_path / "out").iterdir())
    assert len(files) == 4
    assert not [file for file in files if f" {file.name} ({file.stat().st_size:,} bytes)" not in said]
    assert f"{kata} is not complete: only its judge can say whether {name}" in said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (LEFT, "it needs {} of {}, which is not written yet"),
        ("\n\ndel {name}\n", "it needs {} of {}, which is not written yet"),
        (RAISES, "your {} of {} raised KeyError: 'h.0'"),
    ],
    ids=["left", "of an earlier version", "raises"],
)
def test_it_says_which_part_is_missing_or_wrong(exported, kept, written, said, tmp_path):
    kata, name = TAKES[kept.config["part"]]
    assert said.format(name, kata) in exported(written, code=1)
    assert not (tmp_path / "out").exists()
