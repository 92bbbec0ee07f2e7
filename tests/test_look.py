"""The page that runs a learner's model: in node beside torch, and in a browser."""

from __future__ import annotations

import copy
import html
import json
import re
import subprocess

import pytest
import torch

from dojo.course.writing import Kept
from dojo.models import look
from tests.judging import needs
from tests.keeping import CONFIGS, GPT, HOSTILE, TEXT, kept_of

ASKED = """
const begin = DATA_OF_TEST.ids, cache = newCache();
const logits = begin.map((id) => Array.from(step(id, cache)));
const greedy = DATA_OF_TEST.prompts.map((prompt) => {
  let state = readAll(prompt), ids = [...prompt];
  for (let i = 0; i < DATA_OF_TEST.n; i++) { ids.push(drawn(state.logits, 0, 0)); state = readOn(state, ids); }
  return ids;
});
const encoded = encode(DATA_OF_TEST.text);
const lenses = cache.vectors.at(-1).map((vector) => Array.from(lens(vector)));
console.log(JSON.stringify({ logits, greedy, encoded, decoded: decode(encoded), lenses, looked: cache.looked,
  half: decode([0xf0]), empty: [encode(""), readAll([]).cache.length], erf: DATA_OF_TEST.xs.map(erf),
  cold: drawn(logits[0], 0, 5), few: Array.from({ length: 200 }, () => drawn(logits[0], 1, 3)) }));
"""


@pytest.fixture(params=list(CONFIGS))
def kept(request) -> Kept:
    return kept_of(request.param)


def in_node(page: str, asked: dict) -> dict:
    """What the page's own script answers, run without a document."""
    script = (
        re.search(r"<script>(.*)</script>", page, re.S)[1].partition("const get =")[0].rpartition('"use strict";')[0]
    )
    text = f"{script}\nconst DATA_OF_TEST = {json.dumps(asked)};\n{ASKED}"
    done = subprocess.run(["node", "-"], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def greedy(model, prompt: list[int], n: int) -> list[int]:
    """What torch goes on with, where a full context goes on with its second half."""
    ids, seen = list(prompt), list(prompt)[-model.context :]
    for _ in range(n):
        with torch.no_grad():
            ids.append(int(model(torch.tensor([seen]))[0, -1].argmax()))
        seen = [*seen, ids[-1]] if len(seen) < model.context else ids[-max(1, model.context // 2) :]
    return ids


@needs("node")
@pytest.mark.parametrize("is_small", [False, True], ids=["float32", "int8"])
def test_it_says_what_torch_says(kept, is_small):
    from mine.quantisation import dequantise, quantise

    model, tokenizer = copy.deepcopy(kept.model), kept.tokenizer
    if is_small:
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.data = dequantise(*quantise(parameter.data, axis=-1))
    ids = tokenizer.encode(TEXT)[: model.context]
    prompts = [tokenizer.encode(text) for text in ("When", "a text, it learns what comes next", "☃")]
    xs = [x / 7 for x in range(-40, 41)]
    found = in_node(
        look.page(kept, quantise if is_small else None),
        {"ids": ids, "prompts": prompts, "n": 20, "text": HOSTILE, "xs": xs},
    )
    with torch.no_grad():
        logits = model(torch.tensor([ids]))[0]
    torch.testing.assert_close(torch.tensor(found["logits"]), logits, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(torch.tensor(found["lenses"][-1]), logits[-1], rtol=1e-4, atol=1e-4)
    assert len(found["lenses"]) == 1 + GPT["n_layers"]
    assert found["greedy"] == [greedy(model, prompt, 20) for prompt in prompts]
    assert found["encoded"] == tokenizer.encode(HOSTILE)
    assert found["decoded"] == HOSTILE
    assert found["half"] == "\N{REPLACEMENT CHARACTER}"
    assert found["empty"] == [[], 0]
    assert torch.tensor(found["looked"][-1]).sum(-1).sub(1).abs().max() < 1e-6
    torch.testing.assert_close(torch.tensor(found["erf"]), torch.erf(torch.tensor(xs)), rtol=1e-6, atol=1e-7)
    assert found["cold"] == int(logits[0].argmax())
    assert set(found["few"]) <= set(logits[0].topk(3).indices.tolist())


def test_nothing_else_is_overwritten(kept, tmp_path):
    theirs = tmp_path / "notes.html"
    theirs.write_text("<p>mine</p>", encoding="utf-8")
    with pytest.raises(ValueError, match="is no page of dojo look"):
        look.write(kept, theirs)
    assert theirs.read_text(encoding="utf-8") == "<p>mine</p>"
    ours = tmp_path / "my_gpt.html"
    assert look.write(kept, ours) == look.write(kept, ours) == ours.stat().st_size


def test_a_model_of_other_names_is_told(kept):
    kept.model.tokens_of_mine = kept.model._modules.pop("blocks")
    with pytest.raises(LookupError, match=r"has no weight blocks\.0"):
        look.page(kept)


def test_the_page_goes_nowhere(kept):
    page = look.page(kept)
    assert page.count("<script>") == page.count("</script>") == 1
    assert not re.search(r"(src|href)=|https?://|fetch\(|import\s", page.replace(TEXT, ""))
    assert "default-src 'none'" in html.unescape(page)


@needs("chromium")
def test_a_browser_shows_it(kept, tmp_path):
    file = tmp_path / "my_gpt.html"
    look.write(kept, file)
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile"]
    shown = subprocess.run(
        [*command, "--dump-dom", "--virtual-time-budget=3000", file.as_uri()],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    table = re.search(r'<table id="next">(.*?)</table>', shown, re.S)[1]
    assert table.count("<tr>") == 10
    ids = torch.tensor([kept.tokenizer.encode("The ")])
    with torch.no_grad():
        p = (kept.model(ids)[0, -1] / 0.7).softmax(-1).topk(10).values
    said = [float(value) for value in re.findall(r"<td>(0\.\d{3}|1\.000)</td>", table)]
    torch.testing.assert_close(torch.tensor(said), p, rtol=0, atol=2e-3)
    assert shown.count('title="looked at with') == len(ids[0])
