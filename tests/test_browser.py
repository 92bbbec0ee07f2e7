"""Every page of the book in a browser without a network: nothing is missing, nothing is too wide, all is seen."""

from __future__ import annotations

import importlib.util
import json
import random
import re
from pathlib import Path

import numpy as np
import pytest

from dojo.book.book import write
from dojo.book.drawings import FIGURES
from dojo.book.katas import hunt_of
from dojo.classes.out import feedback
from dojo.classes.out.class_page import class_page
from dojo.classes.out.points import Points
from dojo.course.choices import questions_of
from dojo.course.course import Course
from dojo.engine.base.lesson import Lesson
from tests.browser import Browser, axe, found
from tests.grading import verdict
from tests.judging import ROOT

WIDTHS = (360, 1200)
LOOK = """(() => {
    const root = document.documentElement;
    const shown = (element) => !element.closest('details:not([open])');
    const size = (element) => {
        const box = element.getBoundingClientRect();
        return [box.left, box.width, box.height].map(Math.round);
    };
    const sizes = (selector, word = /.*/) =>
        [...document.querySelectorAll(selector)].filter(shown).filter((e) => word.test(e.textContent)).map(size);
    return {
        too_wide: root.scrollWidth - root.clientWidth,
        formulas: sizes('main math'),
        drawings: sizes('main .drawing svg:not(.whole, .part), ' +
            (root.clientWidth < 600 ? 'main .part' : 'main .whole')),
        letters: sizes('main math mi', /\\p{L}/u),
        text: size(document.querySelector('main p')),
        contents: document.querySelector('.contents ul').checkVisibility({contentVisibilityAuto: true}),
    };
})()"""
"""What is seen of a page: the left edge, width and height of each formula and drawing."""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = found()
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium, and the pages are looked at in it")
    browser = Browser(program, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    out = tmp_path_factory.mktemp("book")
    write(Course(ROOT), out, ROOT / "none")
    return out


def told(events: list[dict]) -> list[str]:
    """What a browser has to complain of, and what it asked the network for."""
    wrong = []
    for event in events:
        said = event.get("params", {})
        if event["method"] in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            wrong.append(str(said))
        if event["method"] == "Network.requestWillBeSent" and not said["request"]["url"].startswith(("file:", "data:")):
            wrong.append(said["request"]["url"])
    return wrong


def faults(seen: dict, width: int) -> list[str]:
    """What is not as it should be."""
    wrong = [f"{seen['too_wide']} pixels too wide"] * (seen["too_wide"] > 0)
    wrong += [f"a formula of {box}" for box in seen["formulas"] if box[0] < 0 or box[1] < 5 or box[2] < 8]
    wrong += [f"a letter of {box}" for box in seen["letters"] if box[2] < 5]
    wrong += [f"a drawing of {box}" for box in seen["drawings"] if box[0] < 0 or box[1] < 100 or box[2] < 40]
    wrong += [f"lines of {seen['text']}"] * (not 0 < seen["text"][1] <= min(width, 700))
    wrong += ["its contents are folded or not, wrongly"] * (seen["contents"] != (width > 1000))
    return wrong


def test_a_page_that_is_wrong_is_told(browser, tmp_path):
    """The looking itself is a test: it sees what it is there to see."""
    page = tmp_path / "page.html"
    page.write_text(
        "<nav class=contents><ul></ul></nav><main><p>text</p><div class=drawing><svg width=10 height=10></svg></div>"
        "<math><mi style='font-size: 1px'>x</mi></math><pre style='width: 2000px'>x</pre><img src='http://example.org/a.png'></main>"
        "<script>console.error('no')</script>"
    )
    complaints = " ".join(told(browser.open(page, 360)))
    wrong = " ".join(faults(browser.evaluate(LOOK), 360))
    assert "http://example.org/a.png" in complaints
    assert "'no'" in complaints
    for fault in ("too wide", "a formula of", "a letter of", "a drawing of", "contents"):
        assert fault in wrong


def test_every_page_is_whole_at_both_widths_and_without_a_network(browser, book):
    wrong, formulas, drawings = [], 0, 0
    for file in sorted(book.rglob("*.html")):
        name = file.relative_to(book).as_posix()
        wrong += [f"{name}: {fault}" for fault in told(browser.open(file, WIDTHS[0]))]
        for width in WIDTHS:
            browser.resize(width)
            seen = browser.evaluate(LOOK)
            wrong += [f"{name} at {width}: {fault}" for fault in faults(seen, width)]
        formulas, drawings = formulas + len(seen["formulas"]), drawings + len(seen["drawings"])
    assert not wrong
    assert formulas > 10
    assert drawings > 10


def test_the_pages_of_a_class_fit_a_phone(browser, tmp_path):
    """Nothing of a student's page has to be pushed aside but code; of a class's, its tables may be."""
    kata = "01_linear_algebra/05_a_kata_with_a_long_name"
    lesson = Lesson("a" * 200, [("yours", "0.123456789, " * 40)], ["words"])
    one = verdict(kata=kata, lesson=lesson, notes=["n" * 150], open=["core: agrees with numpy [numpy]"])
    for page, parts in (
        (feedback.html("ann", [one], Points()), "main, .scroll, p, li, h2"),
        (class_page([one], Points()), "main"),
    ):
        (tmp_path / "page.html").write_text(page, encoding="utf-8")
        browser.open(tmp_path / "page.html", 360)
        assert browser.evaluate(WIDER.replace("PARTS", parts)) == []


WIDER = """[document.documentElement, ...document.querySelectorAll('PARTS')]
    .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 80))"""
"""What of a page is wider than its room."""


def test_axe_finds_nothing_on_pages_by_lot(browser, book):
    """All its rules, at both widths, by day and by night; what is folded is opened."""
    if (script := axe(ROOT)) is None:
        pytest.skip("axe-core is not here: npm install axe-core, and the pages are judged by it")
    drawn = random.Random(0).sample(sorted(book.rglob("*.html")), 20)
    wrong = []
    for file in [*(book / f"{name}.html" for name in ("index", "map", "milestones", "words")), *drawn]:
        for scheme, width in (("light", WIDTHS[0]), ("dark", WIDTHS[1])):
            browser.prefer(scheme)
            browser.open(file, width)
            browser.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            browser.evaluate(script.read_text(encoding="utf-8"))
            told = browser.evaluate(
                "axe.run({rules: {'target-size': {enabled: true}}}).then((told) => told.violations.map((v) => [v.id, v.nodes[0].html]))"
            )
            wrong += [f"{file.relative_to(book)} {scheme} at {width}: {rule}: {html[:150]}" for rule, html in told]
    assert not wrong


def test_the_search_finds_by_title_name_and_word(browser, book):
    browser.open(book / "03_probability/01_softmax.html")
    browser.evaluate(
        "new Promise((done) => { load(); document.getElementById('index').addEventListener('load', done); })"
    )
    pages = {
        "softmax": "01_softmax",
        "KL": "05_kl_divergence",
        "overflow": "softmax",
        "clip_by_norm": "05_gradient_clip",
        "RLHF": "reward_model",
        "MHA": "02_multi_head_attention",
        "FFN": "10_mlp",
    }
    for asked, page in pages.items():
        browser.evaluate(f"field.value = '{asked}'; field.dispatchEvent(new Event('input'))")
        links = browser.evaluate("[...document.querySelectorAll('.search a')].map((link) => link.href)")
        assert any(page in link for link in links[: 8 if asked in ("overflow", "RLHF") else 1]), (asked, links)
        assert all(Path(link.removeprefix("file://")).is_file() for link in links)
    for asked, said in {"nonsuch": "Nothing is found.", "GANs": "GAN: not in this course."}.items():
        browser.evaluate(f"field.value = '{asked}'; field.dispatchEvent(new Event('input'))")
        assert browser.evaluate("document.querySelector('.search ol').textContent") == said


def test_each_block_of_code_can_be_copied_and_shows_where_it_goes_on(browser, book):
    browser.open(book / "07_neural_networks/03_linear.html", 360)
    browser.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    blocks = "[...document.querySelectorAll('main pre')]"
    assert browser.evaluate(f"{blocks}.every((one) => one.nextElementSibling?.textContent === 'Copy')")
    assert browser.evaluate(f"{blocks}.every((one) => getComputedStyle(one).backgroundImage.includes('gradient'))")
    browser.evaluate(f"{blocks}[0].nextElementSibling.click()")
    assert browser.evaluate("window.copied") == browser.evaluate(f"{blocks}[0].textContent")


def test_a_question_is_answered_once_and_the_answer_stays(browser, book):
    page = book / "03_probability/01_softmax.html"
    question, _ = questions_of(Course(ROOT).find("softmax"))
    wrong = next(letter for letter in question.options if letter != question.right)
    opened = "[...document.querySelectorAll('#question-softmax-1 details[open]')].map((one) => one.dataset.letter)"
    click = "document.querySelector('#question-softmax-1 [data-letter={}] > summary').click()"
    browser.open(page)
    browser.evaluate("localStorage.clear()")
    browser.open(page)
    assert browser.evaluate(opened) == []
    browser.evaluate(click.format(wrong))
    assert browser.evaluate(opened) == sorted([wrong, question.right])
    browser.open(page)
    assert browser.evaluate(opened) == sorted([wrong, question.right]), "the browser has kept it"
    assert browser.evaluate("document.querySelector('#question-softmax-1 .chosen').dataset.letter") == wrong
    browser.evaluate(click.format(wrong))
    assert browser.evaluate(opened) == [question.right], "it folds as any other"


# ---------------------------------------------------------------------------------------- figures that move

SET = """((values) => {
    const form = document.querySelector('.moving form');
    for (const [name, value] of Object.entries(values)) {
        const input = form.elements[name];
        if (typeof value === 'boolean') input.checked = value; else input.value = value;
    }
    form.querySelector('input').dispatchEvent(new Event('input'));
    return document.querySelector('.moving .state').textContent;
})"""


@pytest.fixture
def figure(browser, book):
    """Open the page of a kata, and give what sets its figure and tells its sentence; it has the statement, too."""

    def opened(name):
        place = Course(ROOT).find(name)
        assert told(browser.open(book / f"{place.id}.html", 360)) == []
        opened.statement = (place.judge.parent / "README.md").read_text(encoding="utf-8")
        opened.words = " ".join(opened.statement.split())  # where a line breaks is not the page's matter
        return lambda **values: browser.evaluate(f"{SET}({json.dumps(values)})")

    return opened


def ours(name: str):
    """The model solution of a kata."""
    spec = importlib.util.spec_from_file_location(name, Course(ROOT).find(name).reference(name))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, "Value" if name == "scalar_engine" else name)


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", text.replace(",000", "000"))]


def test_the_figure_of_the_dot_product_has_the_numbers_of_its_drawing(figure):
    says = figure("dot_product")
    rows = re.findall(r"u = \((-?\d), (-?\d)\)\D*? (\w+ angle)\D*? (-?\d)", figure.statement)
    assert len(rows) == 3
    for x, y, kind, product in rows:
        said = says(x=x, y=y)
        assert f"= {product}. " in said
        assert kind in said
    assert "no angle" in says(x=0, y=0)
    assert "‖u‖ = 2.5 and ‖v‖ = 2.236, so the cosine is 0.984 and the angle 10.3°" in says(x=2, y=1.5)


def test_the_figure_of_temperature_has_the_table_of_its_page(figure):
    says = figure("temperature")
    table = re.search(r"^τ = 0 .*?(?=\n```)", figure.statement, re.M | re.S)[0]
    for row in table.split("\n"):
        tau, *shares, drawn = numbers(row)
        said = numbers(says(tau=tau, u=0.9))
        assert said[:1] + said[4:10] + said[11:] == [tau, *shares, drawn]


def test_the_figure_of_gradient_descent_takes_the_steps_of_the_solution(figure):
    says, descent = figure("gradient_descent"), ours("gradient_descent")
    assert re.search(r"\*\*([\d., ]+)\*\*", figure.statement)[1] in says(rate=0.25, steps=3)
    fates = set()
    for rate in (0.02, 0.25, 0.5, 1, 1.25):
        said = says(rate=rate, steps=8)
        points = descent(lambda x: 2 * (x - 3), np.float64(1.0), rate, 8)
        assert numbers(said.split(". With")[0]) == [round(float(x), 3) for x in points]
        fates.add(re.search(r": ([^.]*)\. Try", said)[1])
    assert len(fates) == 5


def test_the_figure_of_the_graph_ends_in_the_gradients_of_the_engine(figure):
    says, value = figure("scalar_engine"), ours("scalar_engine")
    assert "a.grad = 1 + -3 = -2, and b.grad = 2" in says(step=3)
    assert "**b.grad = 2**" in figure.statement
    assert "**a.grad = 1 - 3 = -2**" in figure.statement
    a, b = value(5), value(4)
    (a * b + a).backward()
    assert f"= {a.grad:g}, and b.grad = {b.grad:g}." in says(a=5, b=4, step=3)
    assert ".grad" not in says(step=0)


@pytest.mark.parametrize("rooted", [True, False])
@pytest.mark.parametrize("causal", [True, False])
def test_the_figure_of_attention_sums_up_as_the_solution_does(browser, figure, rooted, causal):
    says, attention = figure("attention"), ours("attention")
    q, k, v = (np.array(rows, float) for rows in browser.evaluate("[figures.Q, figures.K, figures.VALUES]"))
    for query, length in ((0, 2), (1, 2), (4, 7), (6, 7), (2, 5)):
        result = attention((1 if rooted else 2) * q[:length], k[:length], v[:length, None], causal=causal)
        said = says(query=query, count=length, rooted=rooted, causal=causal)
        assert numbers(said)[-1] == pytest.approx(result[query, 0], abs=0.0051)
        if length == 2 and rooted:
            assert f"**{numbers(said)[-1]:g}**" in figure.statement


def test_the_figure_of_the_cache_counts_as_its_page_does(figure):
    says = figure("kv_cache")
    positions, first, second, at_16, at_64 = re.findall(r"\*\*([\d,() and]+)\*\*", figure.words)
    said = says(kept=3, come=2)
    assert f"their positions are {positions}" in said
    assert f"{first} and {second}" in said
    assert f"the step costs {at_16} operations" in says(kept=15, come=1)
    assert f"the step costs {at_64} operations" in (said := says(kept=63, come=1))
    assert said.endswith(", 64 times as much.")


def test_a_figure_is_moved_by_keys_and_only_step_by_step_where_less_motion_is_asked_for(browser, figure):
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.ask("Emulation.setEmulatedMedia", features=features)
    says = figure("scalar_engine")
    assert "The sum passes" not in says(step=1)
    browser.evaluate("document.querySelector('.moving [name=step]').focus()")
    for kind in ("rawKeyDown", "keyUp"):
        browser.ask("Input.dispatchKeyEvent", type=kind, key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    read = "document.querySelector('.moving .state').textContent"
    assert "The sum passes" in browser.evaluate(read)
    button = "document.querySelector('.moving button')"
    assert browser.evaluate(f"{button}.click(), {button}.textContent") == "One step"
    assert "The product passes" in browser.evaluate(read)
    browser.ask("Emulation.setEmulatedMedia", features=[])


def test_the_vector_follows_a_finger(browser, figure):
    figure("dot_product")
    at = "(() => { const {x, y, width} = document.querySelector('.moving svg').getBoundingClientRect(); return [x, y, width / 360]; })()"
    browser.evaluate("document.querySelector('.moving').scrollIntoView()")
    left, top, unit = browser.evaluate(at)
    for kind, x, y in (("touchStart", 180, 130), ("touchMove", 200, 110), ("touchMove", 180 - 42, 130 - 84)):
        browser.ask("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": left + x * unit, "y": top + y * unit}])
    browser.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    said = browser.evaluate("document.querySelector('.moving .state').textContent")
    assert said.startswith("u · v = -1 · 2 + 2 · 1 = 0.")


def test_a_drawing_stands_where_no_script_runs(book):
    for name, drawing in FIGURES.items():
        page = (book / f"{Course(ROOT).find(name).id}.html").read_text(encoding="utf-8")
        assert len(re.findall(rf'data-figure="{name}"><svg', page)) == 1, drawing


# ------------------------------------------------------------------------------------------ a hunt in the page

PRESS = """((element) => { element.focus(); return document.activeElement === element; })"""


@pytest.fixture
def press(browser):
    """Move to a part of the page, and press Enter there."""

    def pressed(selector):
        assert browser.evaluate(f"{PRESS}(document.querySelector({json.dumps(selector)}))"), selector
        for kind in ("keyDown", "keyUp"):
            browser.ask(
                "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r", windowsVirtualKeyCode=13
            )
        browser.evaluate("new Promise(requestAnimationFrame)")
        return browser.evaluate("document.querySelector('.hunt .state').textContent")

    return pressed


@pytest.mark.parametrize("width", WIDTHS)
def test_a_hunt_is_played_with_the_keyboard_alone(browser, book, press, width):
    assert told(browser.open(book / "index.html", width)) == []
    kept = json.loads(hunt_of(Course(ROOT).find("bigram_model")).read_text(encoding="utf-8"))
    blind, shows = (":not([data-shows])", "[data-shows]")
    assert "does not show" in press(f".calls details{blind} summary")
    assert "The bug shows" in press(f".calls details{shows} summary")
    call = next(call for call in kept["inputs"] if call["gives"] != call["expected"])
    opened = "[...document.querySelectorAll('.calls [data-shows][open] dd')].map((one) => one.textContent)"
    assert browser.evaluate(opened) == [call["gives"], call["expected"]]
    line = ".lines li:nth-child({}) button".format
    assert "does what it should" in press(line(4))
    assert press(line(kept["line"])).startswith(f"Line {kept['line']} it is, after 2 clicks")
    assert "Not that idea" in press(".ideas details:not([data-named]) summary")
    assert "Named" in press(".ideas [data-named] summary")
    opened = browser.evaluate("document.querySelector('.ideas [data-named]').innerText")
    assert kept["why"] in opened
    assert kept["mend"] in opened


def test_where_no_script_runs_a_hunt_unfolds(browser, book):
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(book / "index.html", 360)
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.evaluate("document.querySelectorAll('.hunt button').length") == 0
    assert browser.evaluate("document.querySelector('.hunt .where-it-is p').textContent").startswith("It is line")
    assert browser.evaluate("document.querySelectorAll('.hunt .calls details').length") == 5


def test_every_hunt_has_its_line_among_its_buttons(browser, book):
    pages = [file for file in sorted(book.rglob("*.html")) if "data-hunt" in file.read_text(encoding="utf-8")]
    assert len(pages) == 41
    for file in pages:
        assert told(browser.open(file, WIDTHS[0])) == []
        browser.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        line = "document.querySelector(`.lines li:nth-child(${document.querySelector('.hunt').dataset.line}) button`) !== null"
        assert browser.evaluate(f"[{fits}, {line}]") == [True, True], file
