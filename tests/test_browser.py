"""Every page of the book in a browser without a network: nothing is missing, nothing is too wide, all is seen."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dojo.book.book import write
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
