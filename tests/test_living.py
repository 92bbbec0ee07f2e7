"""The model that comes with the course: what it says in torch and in the page, and what a newcomer makes of it."""

from __future__ import annotations

import json
import re
import subprocess

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from dojo.book import living
from dojo.book.book import write
from dojo.cli.command import app
from dojo.course.course import Course
from dojo.models.export import settings_of
from dojo.models.kept import SHIPPED, open_kept
from tests.browser import Browser, axe, found
from tests.judging import ROOT, needs

CONFIG = json.loads((living.SHIPPED_MODEL / "config.json").read_text(encoding="utf-8"))
TEXT = "Return the number of elements in the array, or None: naïve ☃"
ASKED = """
const ids = GPT.encode(ASKED), logits = ids.map((_, i) => Array.from(GPT.readAll(ids.slice(0, i + 1)).logits));
console.log(JSON.stringify({ ids, logits, back: GPT.decode(ids) }));
"""


@pytest.fixture(scope="module")
def kept():
    return open_kept(Course(ROOT), {}, SHIPPED)


def test_its_files_are_small_and_a_byte_a_number():
    files = [file for file in living.SHIPPED_MODEL.iterdir() if file.suffix in (".npz", ".json")]
    assert sum(file.stat().st_size for file in files) <= 1_500_000
    with np.load(living.SHIPPED_MODEL / "weights.npz") as held:
        kinds = {held[name].dtype for name in held if held[name].ndim == 2 and not name.endswith(living.SCALE)}
    assert kinds == {np.dtype(np.int8)}


def test_it_is_what_is_said_of_it(kept):
    assert sum(parameter.numel() for parameter in kept.model.parameters()) == CONFIG["numbers"]
    assert settings_of(kept) == CONFIG["settings"]
    assert kept.steps == min(CONFIG["curve"], key=lambda point: point[2])[0]
    assert (CONFIG["before"] + CONFIG["after"]).isascii()


@needs("node")
def test_the_page_says_what_torch_says(kept):
    program = f"{living.script()}\nconst ASKED = {json.dumps(TEXT)};\n{ASKED}"
    done = subprocess.run(["node", "-"], input=program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert (told["ids"], told["back"]) == (kept.tokenizer.encode(TEXT), TEXT)
    with torch.no_grad():
        logits = kept.model(torch.tensor([told["ids"]]))[0]
    torch.testing.assert_close(torch.tensor(told["logits"]), logits, rtol=1e-4, atol=1e-4)


def test_it_guesses_prose_better_than_a_model_that_has_learnt_nothing(kept):
    """In nats a character: ln 768 a token is what blind guesses cost."""
    ids = torch.tensor(kept.tokenizer.encode("Return a new array of given shape and type, filled with zeros."))
    with torch.no_grad():
        loss = torch.nn.functional.cross_entropy(kept.model(ids[None, :-1])[0], ids[1:])
    assert loss < np.log(768) / 2


@pytest.fixture
def said(course, monkeypatch):
    """What a command says in a course that has none of the parts, where nothing is written yet."""
    monkeypatch.chdir(course.root)
    return lambda *words: CliRunner().invoke(app, words)


@pytest.mark.parametrize("chosen", [("--parts", "ours"), ("--model", "shipped")], ids=["parts", "model"])
def test_on_the_first_day_it_writes_and_can_be_looked_at(chosen, said, course):
    told = said("write", "The ", "--tokens", "20", *chosen)
    assert told.exit_code == 0, told.output
    assert told.output.startswith("The ")
    assert len(told.output) > 30
    told = said("look", *chosen)
    assert "my_shipped.html: 1." in told.output.replace("\n", "")
    assert "int8, by quantise" in told.output
    assert CONFIG["class"] in (course.root / "my_shipped.html").read_text(encoding="utf-8")


def test_where_nothing_is_kept_it_is_offered(said):
    told = " ".join(said("write", "The ").output.split())
    assert (
        told
        == 'no model is kept yet: dojo milestone 10 trains yours. Until then, ours writes: dojo write "The " --parts ours'
    )


# ---------------------------------------------------------------------------- the first page


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    out = tmp_path_factory.mktemp("book")
    write(Course(ROOT), out / "book", out / "none")
    return out / "book"


def test_the_first_page_is_light_until_the_model_is_asked_for(book):
    page = (book / "index.html").read_text(encoding="utf-8")
    asked = re.findall(r'(?:src|<link rel="stylesheet" href)="([^"#:]+)"', page)
    assert "living.js" in asked
    assert "model.js" not in asked
    assert sum((book / file).stat().st_size for file in ("index.html", *asked)) <= 300_000
    assert f"<b>{CONFIG['beginning']}</b><output>" in page
    assert (book / "model.js").stat().st_size < 2_000_000


def test_a_course_without_its_katas_shows_no_model(course):
    assert living.about(Course(course.root)) == {}


@pytest.fixture
def browser(tmp_path):
    if (program := found()) is None:
        pytest.skip("there is no Chromium here")
    browser = Browser(program, tmp_path / "profile")
    yield browser
    browser.close()


WAIT = "new Promise((done) => { const look = () => (%s) ? done(true) : setTimeout(look, 50); look(); })"


def test_it_goes_on_in_a_browser_and_stops(book, browser):
    browser.open(book / "index.html")
    browser.evaluate("globalThis.more = document.querySelector('.living output'), 0")
    assert browser.evaluate("more.textContent === more.value && globalThis.GPT === undefined")
    browser.evaluate("document.querySelector('.living input').value = 'Return the '")
    browser.evaluate("document.querySelector('.living button').click()")
    assert browser.evaluate(WAIT % "globalThis.GPT && more.value.length > 30")
    assert browser.evaluate("document.querySelector('.living b').textContent") == "Return the "
    browser.evaluate("document.querySelector('.living button').click()")
    written = browser.evaluate("new Promise((done) => setTimeout(() => done(more.value), 200))")
    assert browser.evaluate("new Promise((done) => setTimeout(() => done(more.value), 300))") == written
    for width in (360, 800, 1200):
        browser.resize(width)
        assert browser.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_in_the_first_page(book, browser):
    if (script := axe(ROOT)) is None:
        pytest.skip("axe-core is not installed: npm install axe-core")
    for scheme in ("light", "dark"):
        browser.prefer(scheme)
        browser.open(book / "index.html")
        browser.evaluate(script.read_text(encoding="utf-8") + "; 0")
        assert browser.evaluate("axe.run().then((told) => told.violations.map((v) => [v.id, v.nodes[0].html]))") == []
