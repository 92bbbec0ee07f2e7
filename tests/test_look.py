"""The page that runs a learner's model: in node beside torch, and in a browser."""

from __future__ import annotations

import copy
import html
import json
import re
import subprocess

import pytest
import torch

from dojo.models import look
from dojo.models.kept import Kept
from tests.browser import Browser, axe, found
from tests.judging import ROOT, needs
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


@needs("node")
def test_a_head_of_its_own_is_taken(kept):
    """A learner may not have tied it: the page says what the model says all the same."""
    kept.model.head.weight = torch.nn.Parameter(torch.randn_like(kept.model.head.weight))
    ids = kept.tokenizer.encode(TEXT)[: kept.model.context]
    found = in_node(look.page(kept), {"ids": ids, "prompts": [], "n": 0, "text": "", "xs": []})
    with torch.no_grad():
        logits = kept.model(torch.tensor([ids]))[0]
    torch.testing.assert_close(torch.tensor(found["logits"]), logits, rtol=1e-4, atol=1e-4)


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


@pytest.fixture
def browser(tmp_path):
    if (program := found()) is None:
        pytest.skip("there is no Chromium here")
    browser = Browser(program, tmp_path / "profile")
    yield browser
    browser.close()


def test_it_is_used_in_a_browser(kept, tmp_path, browser):
    """Typed in, clicked, asked for one token, written on and stopped, at two widths; nothing is said to be wrong."""
    file = tmp_path / "my_gpt.html"
    look.write(kept, file)
    browser.open(file)
    text = "The class "
    ids = torch.tensor([kept.tokenizer.encode(text)])
    with torch.no_grad():
        logits = kept.model(ids)[0]
    said = browser.evaluate("[...document.querySelectorAll('#next tr')].map((row) => +row.cells[1].textContent)")
    torch.testing.assert_close(torch.tensor(said), (logits[-1] / 0.7).softmax(-1).topk(10).values, rtol=0, atol=1e-3)
    tokens = "document.querySelectorAll('#text button')"
    assert browser.evaluate(f"{tokens}.length") == ids.shape[1]
    browser.evaluate(f"{tokens}[0].click()")
    assert browser.evaluate(f"{tokens}[0].getAttribute('aria-pressed')") == "true"
    first = browser.evaluate("+document.querySelector('#next tr').cells[1].textContent")
    assert abs(first - float((logits[0] / 0.7).softmax(-1).max())) < 1e-3
    browser.evaluate("get('temperature').value = 0, get('temperature').oninput(), get('one').click()")
    assert browser.evaluate("ids.length") == ids.shape[1] + 1
    assert browser.evaluate("ids.at(-1)") == int(logits[-1].argmax())
    browser.evaluate("get('write').click(), new Promise((done) => setTimeout(() => done(get('stop').click()), 300))")
    written = browser.evaluate("ids.length")
    assert written > ids.shape[1] + 1
    assert browser.evaluate("new Promise((done) => setTimeout(() => done(ids.length), 100))") == written
    browser.evaluate("get('typed').value = '', get('typed').oninput()")
    assert browser.evaluate("get('write').disabled && get('text').textContent") == "Type a beginning above."
    browser.evaluate("get('typed').value = 'a \\ud83d b', get('typed').oninput()")
    assert browser.evaluate(f"{tokens}.length") > 0
    for width in (360, 1200):
        browser.resize(width)
        assert browser.evaluate("document.documentElement.scrollWidth") <= width
    wrong = [e for e in browser.events if e["method"] in ("Runtime.exceptionThrown", "Network.requestWillBeSent")]
    assert [e["params"].get("request", {}).get("url") for e in wrong] == [file.as_uri()]


def test_axe_finds_nothing_in_it(kept, tmp_path, browser):
    if (script := axe(ROOT)) is None:
        pytest.skip("axe-core is not installed: npm install axe-core")
    file = tmp_path / "my_gpt.html"
    look.write(kept, file)
    for scheme in ("light", "dark"):
        browser.prefer(scheme)
        browser.open(file)
        browser.evaluate(script.read_text(encoding="utf-8") + "; 0")
        found = browser.evaluate("axe.run().then((told) => told.violations.map((v) => [v.id, v.nodes[0].html]))")
        assert found == []
