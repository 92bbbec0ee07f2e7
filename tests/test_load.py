"""Published models in the learner's own code: loaded, written with, looked at, exported; and each refusal."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from typer.testing import CliRunner

from dojo.book.living import GPT
from dojo.cli.command import app
from dojo.engine.base.importing import load_ours
from dojo.models import look
from dojo.models.kept import keep, kept_model, loaded
from dojo.models.published import Tokens, in_bytes
from tests.judging import ROOT, needs, place_of
from tests.keeping import FAMILIES, course_in, kept_of, published
from tests.test_look import in_node

for library in ("safetensors", "tokenizers", "huggingface_hub"):
    pytest.importorskip(library, reason=f"{library} is not installed: it comes with the extra gpt2")
LOAD_LLAMA = place_of("11_modern_models/15_load_llama")
TEXT = "the cat"


@pytest.fixture
def said(tmp_path, monkeypatch) -> Callable[..., str]:
    """What the command says in a course whose parts are written; in ``tmp_path / "course"``."""
    course_in(tmp_path / "course")
    monkeypatch.chdir(tmp_path / "course")

    def said(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, [*map(str, words)])
        assert done.exit_code == code, done.output
        return done.output

    return said


def tokens_of(folder: Path) -> Tokens:
    return Tokens(folder / "tokenizer.json")


def goes_on(state: dict, config: dict, tokenizer, n: int) -> str:
    """The text and n tokens more, by the reference, which turns halves."""
    llama, ids = load_ours(LOAD_LLAMA, "with_torch").from_llama(state, config), tokenizer.encode(TEXT)
    for _ in range(n):
        ids.append(int(llama(torch.tensor([ids[-llama.context :]]))[0, -1].argmax()))
    return printable(tokenizer.decode(ids))


def printable(text: str) -> str:
    """Random weights write control characters, too, and tabs, which a terminal is given in another form."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


# ---------------------------------------------------------------------------- loaded, and used


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_is_loaded_and_writes_what_it_writes(said, family, parts, tmp_path):
    state, config = published(tmp_path / family, parts, **FAMILIES[family])
    told = said("load", tmp_path / family)
    assert f"{config['model_type']}, 2 blocks, {sum(w.numel() for w in state.values()):,} numbers" in told
    assert f"kept as {family}. " in told
    assert "ours" not in told
    for n in (5, 40):  # also beyond the context
        found = said("write", TEXT, "--model", family, "--tokens", n, "--temperature", 0)
        assert printable(found) == goes_on(state, config, tokens_of(tmp_path / family), n)


@pytest.mark.parametrize("name", ["gpt", "modern_gpt", "our_gpt", "our_modern_gpt_2", "shipped"])
def test_none_takes_the_place_of_the_learners(said, name, tmp_path):
    kept = kept_of("gpt")
    keep(kept_model(tmp_path / "course", name if name != "shipped" else "gpt"), *kept)
    before = {file: file.read_bytes() for file in (tmp_path / "course/.dojo").rglob("*.*")}
    published(tmp_path / name)
    assert f"kept as loaded_{name}. " in said("load", tmp_path / name)
    assert all(file.read_bytes() == held for file, held in before.items())
    assert [*loaded(tmp_path / "course")] == [f"loaded_{name}"]


def test_nothing_is_copied(said, tmp_path):
    published(tmp_path / "tiny")
    said("load", tmp_path / "tiny")
    (file,) = (tmp_path / "course/.dojo/models/tiny").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["folder"] == str(tmp_path / "tiny")


def test_what_is_exported_is_what_was_loaded(said, tmp_path):
    from safetensors.torch import load_file

    for family, given in FAMILIES.items():
        state, config = published(tmp_path / family, 3, **given)
        said("load", tmp_path / family)
        said("export", tmp_path / "out" / family, "--model", family)
        found = load_file(tmp_path / "out" / family / "model.safetensors")
        assert found.keys() == state.keys()
        assert all(torch.equal(found[name], weight.float()) for name, weight in state.items())
        told = json.loads((tmp_path / "out" / family / "config.json").read_text(encoding="utf-8"))
        assert told == config | {"dtype": "float32", "torch_dtype": "float32"}


# ---------------------------------------------------------------------------- on whose parts


def part(root: Path, name: str) -> Path:
    (file,) = root.glob(f"katas/*/*/{name}.py")
    return file


def test_what_is_not_written_is_ours_by_name(tmp_path, monkeypatch):
    course_in(tmp_path / "course", filled=False)
    monkeypatch.chdir(tmp_path / "course")
    published(tmp_path / "tiny")
    done = CliRunner().invoke(app, ["load", str(tmp_path / "tiny")])
    assert done.output.split("\n")[1] == "by ours: all parts"
    part(tmp_path / "course", "swiglu").write_bytes(
        (ROOT / "reference/11_modern_models/03_swiglu/swiglu.py").read_bytes()
    )
    told = CliRunner().invoke(app, ["load", str(tmp_path / "tiny")]).output.split("\n")[1]
    assert "load_llama" in told
    assert "swiglu" not in told


OLD = {
    "modern_gpt": ("qk_norm=False", "qk_norms=False", "qk_norm", "qk_norms"),
    "rotary_embedding": ("frequencies=None", "angular=None", "frequencies", "angular"),
    "load_llama": ("def from_config", "def made_of", "from_config", "made_of"),
    "grouped_query_attention": ("def norm_heads", "def norms_of_heads", "norm_heads", "norms_of_heads"),
}


@pytest.mark.parametrize("name", OLD)
def test_a_part_of_before_is_taken_as_far_as_it_goes(said, name, tmp_path):
    """Without the name of a later edge it still makes a plain Llama; for a model that needs it, ours is taken."""
    *_, lost, spelled = OLD[name]
    file = part(tmp_path / "course", name)
    file.write_text(re.sub(rf"\b{lost}\b", spelled, file.read_text(encoding="utf-8")), encoding="utf-8")
    if name == "grouped_query_attention":
        user = part(tmp_path / "course", "modern_gpt")
        user.write_text(re.sub(rf"\b{lost}\b", spelled, user.read_text(encoding="utf-8")), encoding="utf-8")
    family = "llama31" if name == "rotary_embedding" else "qwen3"
    published(tmp_path / "plain")
    state, config = published(tmp_path / family, **FAMILIES[family])
    assert "ours" not in said("load", tmp_path / "plain")
    told = said("load", tmp_path / family)
    if name != "grouped_query_attention":  # it and its user agree: nothing is missing
        assert f"Your {name} has no {lost} yet: ours takes its place here." in told
    found = said("write", TEXT, "--model", family, "--tokens", 5, "--temperature", 0)
    assert printable(found).endswith(goes_on(state, config, tokens_of(tmp_path / family), 5))


def test_a_class_that_hands_on_all_keywords_takes_each(said, tmp_path):
    with part(tmp_path / "course", "modern_gpt").open("a", encoding="utf-8") as held:
        held.write(
            "\n\nclass ModernGPT(ModernGPT):\n    def __init__(self, *given, **more):\n        super().__init__(*given, **more)\n"
        )
    published(tmp_path / "tiny", **FAMILIES["qwen3"])
    assert "ours" not in said("load", tmp_path / "tiny")


def test_what_a_learners_part_raises_is_told_as_theirs(said, tmp_path):
    published(tmp_path / "tiny")
    line = redefine(tmp_path / "course", "load_llama", "def from_llama(state, config):\n    raise KeyError('q')")
    assert f"your load_llama raised KeyError at load_llama.py:{line}: 'q'\n" in said("load", tmp_path / "tiny", code=1)
    assert not loaded(tmp_path / "course")


def redefine(root: Path, name: str, text: str) -> int:
    """Write a function at the end of a part, in the place of its own; return the last line's number."""
    file = part(root, name)
    file.write_text(f"{file.read_text(encoding='utf-8')}\n\n{text}\n", encoding="utf-8")
    return len(file.read_text(encoding="utf-8").split("\n")) - 1


def test_it_runs_is_said_of_what_has_run(said, tmp_path):
    published(tmp_path / "tiny")
    line = redefine(tmp_path / "course", "rms_norm", "def rms_norm(x, *_):\n    return x.wibble()")
    told = said("load", tmp_path / "tiny", code=1)
    assert f"your rms_norm raised AttributeError at rms_norm.py:{line}: 'Tensor' object has no attribute 'wib" in told
    assert not loaded(tmp_path / "course")


def test_what_a_part_raises_later_is_told_in_the_same_sentence(said, tmp_path):
    published(tmp_path / "tiny")
    said("load", tmp_path / "tiny")
    line = redefine(tmp_path / "course", "rms_norm", "def rms_norm(x, *_):\n    return x.wibble()")
    told = said("write", TEXT, "--model", "tiny", code=1)
    assert f"your rms_norm raised AttributeError at rms_norm.py:{line}: " in told


@pytest.mark.parametrize("command", ["look", "export"])
def test_what_is_looked_at_or_exported_has_read_a_text_first(said, command, tmp_path):
    published(tmp_path / "tiny")
    said("load", tmp_path / "tiny")
    redefine(tmp_path / "course", "rms_norm", WRONG["rms_norm"])
    assert "than with ours: your rms_norm is not right yet." in said(command, "out", "--model", "tiny")
    assert Path("out").exists()
    line = redefine(tmp_path / "course", "rms_norm", "def rms_norm(x, *_):\n    return x.wibble()")
    told = said(command, "never", "--model", "tiny", code=1)
    assert f"your rms_norm raised AttributeError at rms_norm.py:{line}: " in told
    assert not Path("never").exists()


WRONG = {
    "load_llama": "def neighbours(weight, heads):\n    return weight",
    "rms_norm": "def rms_norm(x, gain, eps=1e-6):\n    return x * gain",
    "swiglu": "class SwiGLU(SwiGLU):\n    def forward(self, x):\n        return x[..., :1]",
}


def test_where_the_memory_holds_no_second_model_it_is_not_compared(said, tmp_path, monkeypatch):
    published(tmp_path / "tiny")
    said("load", tmp_path / "tiny")
    redefine(tmp_path / "course", "rms_norm", WRONG["rms_norm"])
    free = iter([1e9, 10])
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=next(free)))
    told = " ".join(said("export", "out", "--model", "tiny").split())
    assert "It is not compared with ours: it takes 32.2 kB of memory, and 10 bytes are free" in told
    assert Path("out/model.safetensors").exists()


@pytest.mark.parametrize("name", WRONG)
def test_a_model_that_says_something_else_by_a_wrong_part_is_kept_and_the_part_named(said, name, tmp_path):
    published(tmp_path / "tiny")
    redefine(tmp_path / "course", name, WRONG[name])
    told = said("load", tmp_path / "tiny")
    assert f"the model says something else than with ours: your {name} is not right yet." in told
    assert [*loaded(tmp_path / "course")] == ["tiny"]


def test_two_wrong_parts_are_not_told_apart(said, tmp_path):
    published(tmp_path / "tiny")
    for name in ("load_llama", "rms_norm"):
        redefine(tmp_path / "course", name, WRONG[name])
    assert "than with ours: more than one of them is not right yet." in said("load", tmp_path / "tiny")


@pytest.mark.parametrize("given", [{"head_dim": 4}, {"model_type": "mistral", "sliding_window": 24}])
def test_what_a_plain_model_does_anyway_asks_nothing_new(said, given, tmp_path):
    file = part(tmp_path / "course", "modern_gpt")
    older = re.sub(r"\b(head_dim|windows)\b", r"\1_of_before", file.read_text(encoding="utf-8"))
    file.write_text(older, encoding="utf-8")
    state, config = published(tmp_path / "tiny", **given)
    told = said("load", tmp_path / "tiny")
    assert "ours" not in told
    found = said("write", TEXT, "--model", "tiny", "--tokens", 40, "--temperature", 0)
    assert printable(found) == goes_on(state, config, tokens_of(tmp_path / "tiny"), 40)


def test_of_what_is_not_begun_no_name_is_missed(tmp_path, monkeypatch):
    course_in(tmp_path / "course", filled=False)
    monkeypatch.chdir(tmp_path / "course")
    published(tmp_path / "llama31", **FAMILIES["llama31"])
    told = CliRunner().invoke(app, ["load", str(tmp_path / "llama31")]).output
    assert told.split("\n")[1] == "by ours: all parts"
    assert "yet" not in told


# ---------------------------------------------------------------------------- where a text begins and ends


@pytest.mark.parametrize("file", ["config.json", "generation_config.json"])
@pytest.mark.parametrize("n", [3, 35])
@pytest.mark.parametrize("wrap", [int, lambda end: [300, end]], ids=["one", "list"])
def test_a_text_ends_where_the_model_ends_it(said, file, n, wrap, tmp_path):
    state, config = published(tmp_path / "tiny", max_position_embeddings=64)
    llama, ids = (
        load_ours(LOAD_LLAMA, "with_torch").from_llama(state, config),
        tokens_of(tmp_path / "tiny").encode(TEXT),
    )
    start = len(ids)
    for _ in range(40):
        ids.append(int(llama(torch.tensor([ids]))[0, -1].argmax()))
    end = ids[start + n]
    whole = ids[: ids.index(end, start)]
    held = config if file == "config.json" else {}
    (tmp_path / "tiny" / file).write_text(json.dumps(held | {"eos_token_id": wrap(end)}), encoding="utf-8")
    said("load", tmp_path / "tiny")
    found = said("write", TEXT, "--model", "tiny", "--tokens", 40, "--temperature", 0)
    assert printable(found) == printable(tokens_of(tmp_path / "tiny").decode(whole))


def test_nothing_can_t_be_gone_on_from(said, tmp_path):
    published(tmp_path / "tiny")
    said("load", tmp_path / "tiny")
    for given in (["--model", "tiny"], ["--parts", "ours"]):
        assert "can't begin with nothing: give it a word to go on from" in said("write", "", *given, code=1)


# ---------------------------------------------------------------------------- under which name


def test_names_are_compared_without_case_and_quoted(said, tmp_path):
    for name in ("MODERN_GPT", "Shipped"):
        published(tmp_path / name)
        assert f"kept as loaded_{name}. " in said("load", tmp_path / name)
    published(tmp_path / "a b")
    assert '--model "a b" lets' in said("load", tmp_path / "a b")


def test_one_that_replaces_another_says_so(said, tmp_path):
    for folder in ("one/tiny", "other/tiny"):
        published(tmp_path / folder)
    assert "replaces" not in said("load", tmp_path / "one/tiny")
    assert "replaces" not in said("load", tmp_path / "one/tiny")
    assert f"It replaces the tiny that was loaded from {tmp_path / 'one/tiny'}." in said(
        "load", tmp_path / "other/tiny"
    )


# ---------------------------------------------------------------------------- refused

REFUSED = {
    "no config": (lambda f: (f / "config.json").unlink(), "has no config.json: is it the folder of a model?"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "has no tokenizer.json: AutoTokenizer"),
    "no part": (lambda f: (f / "model-00002-of-00003.safetensors").unlink(), "index.json names it"),
    "a pickle": (lambda f: (f / "model.safetensors.index.json").unlink(), "A .bin file is a pickle"),
    "cut off": (lambda f: cut(f / "model-00002-of-00003.safetensors"), "model-00002-of-00003.safetensors is damaged"),
    "no JSON": (lambda f: (f / "config.json").write_text("{"), "config.json is damaged: it is no JSON"),
    "no BPE": (lambda f: (f / "tokenizer.json").write_text("{}"), "tokenizer.json is damaged"),
    "family": (lambda f: edit(f, model_type="gemma2"), "no model of the type gemma2. Your ModernGPT can be a Llama"),
    "family first": (lambda f: edit(f, model_type="gemma2", hidden_act="gelu"), "no model of the type gemma2. Your"),
    "rope": (lambda f: edit(f, rope_scaling={"type": "yarn"}), "no angles of the type yarn\n"),
    "activation": (lambda f: edit(f, hidden_act="gelu"), "hidden_act is gelu: the mlp has silu alone\n"),
    "biases": (lambda f: edit(f, attention_bias=True), "attention_bias: out and the mlp have no biases\n"),
    "codes": (
        lambda f: edit(f, quantization_config={"quant_method": "gptq"}),
        "quantization_config: its weights are codes, by gptq. Load the model that it was made from\n",
    ),
    "a key": (lambda f: edit(f, num_hidden_layers=None), "its config.json has no num_hidden_layers\n"),
    "a weight": (
        lambda f: edit(f, num_hidden_layers=3),
        "your load_llama raised ValueError at load_llama.py:",
    ),
    "a size": (
        lambda f: edit(f, vocab_size=259),
        "your load_llama raised RuntimeError at load_llama.py:",
    ),
}


def edit(folder: Path, **keys) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")) | keys
    config = {name: value for name, value in config.items() if value is not None}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_can_t_be_loaded_is_told_in_a_line(said, wrong, tmp_path):
    published(tmp_path / "tiny", 3)
    breaks, words = REFUSED[wrong]
    breaks(tmp_path / "tiny")
    told = said("load", tmp_path / "tiny", code=1)
    assert words in told
    assert told.strip().count("\n") <= 1
    assert not loaded(tmp_path / "course")


def test_no_model_is_called_so(said, tmp_path):
    published(tmp_path / "tiny")
    said("load", tmp_path / "tiny")
    assert "no model is called small: there are gpt, modern_gpt, tiny and shipped" in said(
        "write", "a", "--model", "small", code=1
    )
    (tmp_path / "tiny").rename(tmp_path / "moved")
    assert "moved away: dojo load finds it where it is now" in said("write", "a", "--model", "tiny", code=1)


@pytest.mark.parametrize("name", ["small", "./small", "a/b/c", "folder/small"])
def test_what_is_neither_folder_nor_name_asks_no_network(said, name, monkeypatch):
    monkeypatch.setattr("huggingface_hub.HfApi.model_info", lambda *_, **__: pytest.fail("it asks the network"))
    Path("folder").mkdir()
    assert f"there is no folder {name}. A model on huggingface.co is called OWNER/NAME" in said("load", name, code=1)


@pytest.mark.parametrize("library", ["safetensors", "tokenizers", "huggingface_hub"])
def test_it_says_how_to_install_what_is_missing(said, library, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *rest: (name != library and find(name, *rest)) or None)
    assert f"this needs {library}: pip install {library}" in said("load", "a/b", code=1)


def test_a_model_that_is_larger_than_the_memory_is_not_loaded(said, tmp_path, monkeypatch):
    published(tmp_path / "tiny")
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=10_000))
    told = said("load", tmp_path / "tiny", code=1)
    assert "it takes 32.2 kB of memory, and 10 kB are free: take a smaller model" in told


# ---------------------------------------------------------------------------- fetched

SERVER = """
import http.server, json, pathlib, sys
root, name, commit = pathlib.Path(sys.argv[1]), "some/tiny", "0" * 40
class Hub(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def answer(self, code, body=b"", **more):
        self.send_response(code)
        for key, value in {"Content-Length": len(body), "X-Repo-Commit": commit, **more}.items():
            self.send_header(key.replace("_", "-"), str(value))
        self.end_headers()
        if self.command == "GET": self.wfile.write(body)
    def do_GET(self):
        path = self.path.partition("?")[0]
        if "gated" in path: return self.answer(403, X_Error_Code="GatedRepo")
        if "nothing" in path: return self.answer(401, X_Error_Code="RepoNotFound")
        if path.startswith("/api/models/"):
            sizes = {f.name: f.stat().st_size for f in sorted(root.iterdir())}
            if "/tree/" in path:
                tree = [{"type": "file", "path": f, "size": size, "oid": f} for f, size in sizes.items()]
                return self.answer(200, json.dumps(tree).encode(), Content_Type="application/json")
            files = [{"rfilename": f, "size": size} for f, size in sizes.items()]
            told = {"id": name, "modelId": name, "sha": commit, "siblings": files, "private": False, "tags": [], "downloads": 0}
            return self.answer(200, json.dumps(told).encode(), Content_Type="application/json")
        file = root / path.rpartition("/")[2]
        self.answer(200, file.read_bytes(), ETag=f'"{file.name}"') if file.is_file() else self.answer(404, X_Error_Code="EntryNotFound")
    do_HEAD = do_GET
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def hub(tmp_path) -> Iterator[Callable[..., str]]:
    """What ``dojo load`` says where a server on this machine stands for huggingface.co: the library is the real one."""
    published(tmp_path / "served")
    (tmp_path / "served/pytorch_model.bin").write_bytes(b"never fetched")
    course_in(tmp_path / "course")
    command = [sys.executable, "-c", SERVER, str(tmp_path / "served")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        here = f"http://127.0.0.1:{server.stdout.readline().strip()}"
        yield lambda name, **more: fetched(name, tmp_path, {"HF_ENDPOINT": here, **more})
        server.kill()


def fetched(name: str, folder: Path, more: dict[str, str]) -> str:
    environment = os.environ | {"HF_HOME": str(folder / "hub"), "COLUMNS": "200", **more}
    command = [sys.executable, "-m", "dojo", "load", name]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder / "course", check=False)
    assert "Traceback" not in done.stderr
    return done.stdout


def test_a_name_is_fetched_its_size_first_and_stays(hub, tmp_path):
    told = hub("some/tiny").split("\n")
    size = sum(
        (tmp_path / "served" / name).stat().st_size for name in ("config.json", "tokenizer.json", "model.safetensors")
    )
    assert told[0] == f"some/tiny: {in_bytes(size)}. Ctrl-C stops it, and the next dojo load goes on from there."
    assert told[1].startswith("llama, 2 blocks")
    assert "kept as tiny. " in told[2]
    assert not [*(tmp_path / "hub").rglob("*.bin")]
    assert "kept as tiny. " in hub("some/tiny", HF_HUB_OFFLINE="1")  # a second time it needs no network


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "some/gated",
            "some/gated asks you to accept its terms: do so at https://huggingface.co/some/gated, then type",
        ),
        ("some/nothing", "huggingface.co has no model some/nothing, or none that you may see"),
    ],
)
def test_what_the_hub_refuses_is_told(hub, name, words):
    assert words in hub(name)


def test_without_a_network_it_says_so(hub):
    told = hub("some/other", HF_ENDPOINT="http://127.0.0.1:9")
    assert told.startswith("some/other can't be fetched (ConnectError). Is there a network? A folder")


# ---------------------------------------------------------------------------- looked at


@needs("node")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_page_says_what_each_family_says(said, family, tmp_path):
    state, config = published(tmp_path / family, **FAMILIES[family])
    said("load", tmp_path / family)
    said("look", "page.html", "--model", family)
    llama, tokenizer = load_ours(LOAD_LLAMA, "with_torch").from_llama(state, config), tokens_of(tmp_path / family)
    text = "the cat's  12 other things, naïve ☃"[:20]
    ids = tokenizer.encode(text)
    page = Path("page.html").read_text(encoding="utf-8")
    found = in_node(page, {"ids": ids, "prompts": [], "n": 0, "text": text, "xs": []})
    assert found["encoded"] == ids
    assert found["decoded"] == text
    logits = llama(torch.tensor([ids]))[0].detach()
    torch.testing.assert_close(torch.tensor(found["logits"]), logits, rtol=0, atol=0.05 * float(logits.abs().max()))


WORDS = r"(?i:'s|'ll)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
TEXTS = ["The cat's  12 IT'LL 12345\r\n\n  they ", "e\u0301 ЧТО\t☃ 😀 ᾈ٣x", "", " "]


def as_llama3(its) -> None:
    from tokenizers import AddedToken, Regex
    from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
    from tokenizers.processors import TemplateProcessing

    its.pre_tokenizer = Sequence([Split(Regex(WORDS), "isolated"), ByteLevel(False, use_regex=False)])
    its.add_special_tokens(["<s>"])
    its.add_tokens([AddedToken("☃")])
    its.post_processor = TemplateProcessing(single="<s> $A", special_tokens=[("<s>", its.token_to_id("<s>"))])
    its.model.ignore_merges = True


def as_qwen(its) -> None:
    from tokenizers.normalizers import NFC

    as_llama3(its)
    its.normalizer = NFC()


def as_smollm(its) -> None:
    from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence

    its.pre_tokenizer = Sequence([Digits(individual_digits=True), ByteLevel(add_prefix_space=False)])


@needs("node")
@pytest.mark.parametrize("way", [as_llama3, as_qwen, as_smollm])
def test_a_page_cuts_a_text_as_its_tokenizer_does(way, tmp_path):
    published(tmp_path / "tiny")
    its = Tokens(tmp_path / "tiny/tokenizer.json")
    way(its.theirs)
    data = json.dumps({"settings": {}, "index": {}, "weights": "", **look.tokens_of(its)})
    asked = f"{json.dumps(TEXTS)}.map((text) => [encode(text), decode(encode(text))])"
    script = f"const DATA = {data};\n{GPT}\nconsole.log(JSON.stringify({asked}));"
    found = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, check=True).stdout
    assert json.loads(found) == [[its.encode(text), its.decode(its.encode(text))] for text in TEXTS]


def with_spaces_of_its_own(its) -> None:
    from tokenizers.normalizers import Replace

    its.normalizer = Replace(" ", "▁")


def with_what_javascript_reads_otherwise(its) -> None:
    from tokenizers import Regex
    from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split

    its.pre_tokenizer = Sequence([Split(Regex(r"\p{L}++|\s+"), "isolated"), ByteLevel(False, use_regex=False)])


def with_letters(its) -> None:
    from tokenizers.pre_tokenizers import Digits

    its.pre_tokenizer = Digits()


@pytest.mark.parametrize("way", [with_spaces_of_its_own, with_what_javascript_reads_otherwise, with_letters])
def test_how_a_page_can_t_cut_is_told(said, way, tmp_path):
    published(tmp_path / "tiny")
    its = Tokens(tmp_path / "tiny/tokenizer.json").theirs
    way(its)
    its.save(str(tmp_path / "tiny/tokenizer.json"))
    said("load", tmp_path / "tiny")
    told = said("look", "page.html", "--model", "tiny", code=1)
    assert "its tokenizer cuts a text in a way that the page does not know: dojo write lets it go on here" in told
    assert not Path("page.html").exists()


def test_a_page_that_is_too_large_is_told(said, tmp_path, monkeypatch):
    published(tmp_path / "tiny")
    said("load", tmp_path / "tiny")
    monkeypatch.setattr(look, "LARGEST", 10_000)
    told = said("look", "page.html", "--model", "tiny", code=1)
    assert "the page would have 10.7 kB, and a browser loads no more than 10 kB well: dojo write lets it go on" in told
    assert not Path("page.html").exists()
