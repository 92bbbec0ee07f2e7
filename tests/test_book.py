"""``dojo read`` and ``dojo book``: the pages of a course, and the folder that they are written into."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import webbrowser
from html import unescape
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from dojo.authors import shown
from dojo.book.book import BESIDE, WRITTEN, Occupied, write
from dojo.book.katas import hunt_of, screens_of
from dojo.book.living import MODEL
from dojo.book.search import INDEX
from dojo.book.site import text_of, to
from dojo.book.words import words_in
from dojo.cli.command import app
from dojo.course.choices import AFTER_GREEN, kept_of, questions_of
from dojo.course.course import Course
from dojo.course.milestones import milestones
from dojo.engine.base.facts import facts
from dojo.engine.base.lesson import Lesson
from dojo.engine.explain.mistakes import load_mistakes
from tests.judging import KATAS, ROOT, of_each

STATEMENT = """\
# Twice

See [half](../../02_parts/01_half), [its page](../../02_parts/01_half/README.md#half), [the judge](test_double.py),
[the script](../../02_parts/milestone.py), [all](../../README.md) and [elsewhere](https://example.org/a).
"""
HINTS = "# Hints\n\n## Faint\n\nWhat is twice?\n\n## Strong\n\n`x + x`.\n"
MILESTONE = '"""Numbers, halved.\n\nMore of `half`.\n"""\n\nfrom mine.half import half\n\nsave(half(2), "one_half")\n'
TWICE, HALF = "01_numbers/01_double.html", "02_parts/01_half.html"


@pytest.fixture
def pages(course, tmp_path, monkeypatch):
    """The small course with a statement, hints and a milestone, and the command run in it."""
    monkeypatch.chdir(course.root)
    monkeypatch.setenv("SSH_CONNECTION", "from elsewhere")
    course.write("katas/README.md", "# What every kata asks\n\nMuch.\n")
    course.write("katas/01_numbers/01_double/README.md", STATEMENT)
    course.write("katas/01_numbers/01_double/hints.md", HINTS)
    course.write("katas/02_parts/milestone.py", MILESTONE)
    out = tmp_path / "book"

    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == code, result.output
        return result.output

    run.out = out
    run.page = lambda path, where=out: (where / path).read_text(encoding="utf-8")
    return run


def links(html: str) -> dict[str, str]:
    """Where the links of a page lead, by what they say."""
    return {
        re.sub("<.*?>", "", said): unescape(to)
        for to, said in re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', html)
    }


def main(html: str) -> str:
    """A page without its contents."""
    return html.split("<main")[1]


# ------------------------------------------------------------------------------------------------ read


def test_read_says_where_the_page_is_where_no_browser_can_be_opened(course, pages):
    told = pages("read", "double")
    page = course.root / ".dojo/pages" / TWICE
    assert "No browser can be opened from here" in told
    assert str(page) in told
    assert "--directory .dojo/pages" in told
    assert "<h1" in page.read_text(encoding="utf-8")


def test_read_opens_the_page_of_the_next_kata(course, pages, monkeypatch):
    opened = []
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", lambda address: opened.append(address) or True)
    assert pages("read") == f"in your browser: .dojo/pages/{TWICE}\n"
    assert opened == [(course.root / ".dojo/pages" / TWICE).as_uri()]


def test_read_finds_katas_as_every_command_does(pages):
    assert "did you mean double?" in pages("read", "duoble", code=2)


def test_read_says_why_a_page_cannot_be_written(course, pages):
    course.write(".dojo/pages", "no folder")
    assert "the page can't be written" in pages("read", "double", code=1)


def test_the_page_says_where_its_reader_is(course, pages):
    course.solve("double", "def double(x):\n    return x * 2\n")
    course.run("--target=numpy", "katas/01_numbers")
    pages("read", "double")
    told = main(pages.page(TWICE, course.root / ".dojo/pages"))
    assert "day 1 · 1 of 1 · numbers 1 of 2 · green" in told
    pages("book", str(pages.out))
    assert "numbers 1 of 2" not in pages.page(TWICE)
    assert "day 1 ·" in pages.page(TWICE)


def test_the_page_says_who_wrote_the_kata(course, pages):
    judge = course.root / "katas" / TWICE.removesuffix(".html") / "test_double.py"
    judge.write_text(judge.read_text().replace("mark.kata(", 'mark.kata(author="A. Teacher", '))
    pages("read", "double")
    assert "not started · by A. Teacher ·" in main(pages.page(TWICE, course.root / ".dojo/pages"))


def test_hints_are_folded_and_no_solution_is_shown(course, pages):
    course.solve("double", "def double(x):\n    return x * 2  # mine\n")
    pages("read", "double")
    told = main(pages.page(TWICE, course.root / ".dojo/pages"))
    folded = re.findall(r"<details><summary>(.*?)</summary>\n(.*?)</details>", told, re.S)
    assert folded == [("Faint hint", "<p>What is twice?</p>\n"), ("Strong hint", "<p><code>x + x</code>.</p>\n")]
    assert "x * 2" not in told


def test_the_stub_is_shown_as_it_was_shipped(course, pages):
    course.write("katas/01_numbers/01_double/README.md", "# Twice\n\n## What to write\n\nIt.\n\n## Read on\n\nMore.\n")
    stub = "def double(x):\n    raise NotImplementedError\n"
    course.write("katas/stubs.json", json.dumps({"01_numbers/01_double": stub}))
    course.solve("double", "def double(x):\n    return x * 2  # mine\n")
    pages("read", "double")
    told = main(pages.page(TWICE, course.root / ".dojo/pages"))
    stub = told.split('<details class="stub">')[1].split("</details>")[0]
    assert "NotImplementedError" in stub
    assert "mine" not in told
    assert told.index("It.") < told.index(stub) < told.index("More.")


def test_red_screens_are_folded_and_show_no_line_of_a_solution(course, pages):
    lesson = [
        "double: not what NumPy gives",
        [["x", "[1, <2>]"], ["yours", "[1, 4]"]],
        [],
        ["This is the square: add."],
        "failed",
    ]
    screens = {"format": 1, "screens": [{"mistake": "takes_the_square", "test": "twice is twice", "lesson": lesson}]}
    course.write("reference/01_numbers/01_double/red_screens.json", json.dumps(screens))
    pages("book", str(pages.out))
    told = pages.page(TWICE).split("What people get wrong")[-1]
    assert "<details><summary>takes the square</summary>" in told
    assert "[1, &lt;2&gt;]" in told
    assert "This is the square: add." in told


def test_what_is_green_is_ticked_for_its_reader_alone(course, pages):
    course.solve("double", "def double(x):\n    return x * 2\n")
    course.run("--target=numpy", "katas/01_numbers")
    pages("read", "half")
    ticked = r'<li><a href="[^"]*">Twice</a> <span class="green"'
    assert re.search(ticked, pages.page(HALF, course.root / ".dojo/pages").split("<main")[0])
    pages("book", str(pages.out))
    assert 'class="green"' not in pages.page(HALF)


def test_a_preview_of_a_link_has_words_and_where_the_address_is_known_a_picture(course, pages):
    course.write("katas/02_parts/milestone.py", MILESTONE.replace("one_half", "gpt_writes"))
    course.write("katas/02_parts/gpt_writes.png", "png")
    pages("book", str(pages.out))
    assert '<meta name="description" content="See half, its page, the judge,' in pages.page(TWICE)
    assert "og:image" not in pages.page(TWICE)
    pages("book", str(pages.out), "--url", "https://example.org/katas")
    assert 'property="og:image" content="https://example.org/katas/pictures/gpt_writes.png"' in pages.page(TWICE)


def test_the_watch_and_the_other_commands_load_nothing_that_makes_pages():
    code = "import sys, dojo.cli.command, dojo.watch.loop; print({'markdown_it', 'latex2mathml', 'jinja2'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


# ---------------------------------------------------------------------------------------------- pages


def test_links_lead_to_pages_and_what_has_none_is_text(pages):
    pages("book", str(pages.out))
    known = links(main(pages.page(TWICE)))
    assert known["half"] == "../02_parts/01_half.html"
    assert known["its page"] == "../02_parts/01_half.html#half"
    assert known["the script"] == "../milestones.html#02_parts"
    assert known["all"] == "../every_kata.html"
    assert known["elsewhere"] == "https://example.org/a"
    assert "the judge" not in known


def test_previous_and_next_go_along_the_path(pages):
    pages("book", str(pages.out))
    first, second = pages.page(TWICE), pages.page(HALF)
    assert links(first.split('class="ways"')[1]) == {"Day 3 half": "../02_parts/01_half.html"}
    assert links(second.split('class="ways"')[1]) == {"Day 1 Twice": "../01_numbers/01_double.html"}


def test_a_milestone_is_told_with_its_pictures_or_without(course, pages):
    assert "no pictures of milestones" in pages("book", str(pages.out))
    assert "There is no picture of it here" in pages.page("milestones.html")
    course.write("shown/one_half.png", "png")
    course.write("shown/other.png", "png")
    assert "1 pictures of milestones" in pages("book", str(pages.out), "--pictures", "shown")
    assert 'src="pictures/one_half.png" alt="Numbers, halved: one half"' in pages.page("milestones.html")
    assert [file.name for file in (pages.out / "pictures").iterdir()] == ["one_half.png"]


def test_the_pictures_of_the_milestones_are_known():
    assert all(one.drawn for one in milestones(Course(ROOT)))


def test_what_a_milestone_printed_is_folded_with_how_long_it_took(course, pages):
    course.write("katas/02_parts/milestone.txt", "7 seconds of CPU\n\nhalf of 2 is <1>\n")
    pages("book", str(pages.out))
    told = pages.page("milestones.html")
    assert "</code> · 7 seconds of CPU</p>" in told
    assert "half of 2 is &lt;1&gt;" in told.split("<details")[-1]


def test_each_milestone_is_shipped_with_what_it_prints_and_small_pictures():
    for one in milestones(Course(ROOT)):
        assert one.printed in one.shown, f"python -m dojo.authors.shown --milestones {one.number}"
        assert {file.stem for file in one.shown[1:]} == {*one.drawn}, one.id
        assert all(file.stat().st_size < 130_000 for file in one.shown), one.id


@of_each(KATAS)
def test_red_screens_are_those_of_its_mistakes_as_they_are_worded_now(place):
    known = {mistake.name: mistake.words for mistake in load_mistakes(place)}
    told = json.loads(screens_of(place).read_text(encoding="utf-8"))
    assert told["format"] == 1
    assert 3 <= len(told["screens"]) <= 5
    for screen in told["screens"]:
        lesson = Lesson.from_plain(screen["lesson"])
        assert lesson.causes[0] == known[screen["mistake"]], f"dojo prove {place.name} writes it anew"
        assert "at" not in dict(lesson.rows)


HUNTED = [place for place in KATAS if hunt_of(place).is_file()]


def test_forty_katas_have_a_hunt_in_the_page():
    assert len(HUNTED) == 40


@of_each(HUNTED)
def test_a_hunt_shows_what_its_calls_give_now_and_the_bug_on_some_of_them(place):
    kept = json.loads(hunt_of(place).read_text(encoding="utf-8"))
    assert shown.hunt(place, kept) == kept, f"python -m dojo.authors.shown {place.name} writes it anew"
    shows = {call["gives"] != call["expected"] for call in kept["inputs"]}
    assert shows == {True, False}
    assert len({*kept["ideas"], kept["idea"]}) == 4
    assert kept["code"].split("\n")[kept["line"] - 1].strip() != kept["mend"]


def test_the_code_of_a_hunt_imports_what_its_mend_needs():
    place = Course(ROOT).find("evaluation")
    told = json.loads(hunt_of(place).read_text(encoding="utf-8"))
    assert "comb(" in told["mend"]
    assert "from math import comb" in told["code"]


def test_the_film_shows_the_hunt_as_it_is_now_in_twelve_seconds_and_few_bytes():
    kept = shown.FILM.read_text(encoding="utf-8")
    assert shown.film(Course(ROOT).find(shown.FILMED)) == kept
    assert len(kept.encode()) < 300_000
    assert "animation: 12s" in kept
    assert "prefers-reduced-motion" in kept


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The book of the course."""
    out = tmp_path_factory.mktemp("book")
    write(Course(ROOT), out, ROOT / "none")
    return out


def test_each_kata_asks_two_questions_and_shows_none_that_is_kept(whole):
    files = [file for kind in ("html", "js") for file in whole.rglob(f"*.{kind}")]
    everything = "".join(file.read_text(encoding="utf-8") for file in files)
    assert everything.count('class="folded question"') == 2 * len(KATAS)
    assert everything.count("data-right>") == 2 * len(KATAS)
    text = _words(unescape(re.sub(r"<[^>]+>", "", everything)))
    for place in KATAS:
        assert all(_words(choice.ask) in text for choice in questions_of(place))
        assert not any(_words(choice.ask) in text for choice in kept_of(place))


def _words(text: str) -> str:
    """What of a text no formula changes."""
    return " ".join(re.findall(r"[a-z]{2,}", text.lower()))


def test_every_link_of_the_book_leads_somewhere(whole):
    ids = {file: set(re.findall(r'\bid="([^"]*)"', file.read_text(encoding="utf-8"))) for file in whole.rglob("*.html")}
    wrong = []
    for file in ids:
        for address in re.findall(r'\b(?:href|src)="([^"]*)"', file.read_text(encoding="utf-8")):
            path, _, anchor = unescape(address).partition("#")
            there = (file.parent / path).resolve() if path else file
            is_there = anchor in ids[there] if anchor and there in ids else there.is_file()
            if not re.match("https?:|data:", address) and not is_there:
                wrong.append(f"{file.relative_to(whole)}: {address}")
    assert not wrong


def test_no_page_shows_the_signs_of_a_picture_or_a_link(whole):
    """Unbalanced brackets in the words of a picture leave it as text. In code they are code."""
    for file in whole.rglob("*.html"):
        told = re.sub(r"<(pre|code)\b.*?</\1>", "", main(file.read_text(encoding="utf-8")), flags=re.S)
        assert not re.search(r".{0,60}(!\[|\]\().{0,60}", told), file


def test_no_id_of_a_page_is_there_twice(whole):
    for file in whole.rglob("*.html"):
        names = re.findall(r'\bid="([^"]*)"', file.read_text(encoding="utf-8"))
        assert len(names) == len(set(names)), file


def test_no_page_names_the_mistake_that_it_hunts():
    for place in KATAS:
        hunted = json.loads(text_of(hunt_of(place)) or "{}").get("mistake")
        shown = json.loads(text_of(screens_of(place)) or '{"screens": []}')["screens"]
        assert hunted not in {screen["mistake"] for screen in shown}, place


def test_a_page_has_the_scripts_of_the_book_that_it_needs_and_nothing_from_elsewhere(whole):
    for file in whole.rglob("*.html"):
        told = file.read_text(encoding="utf-8")
        asked = {"questions.js": 'id="questions"', "living.js": 'class="living"', "hunts.js": 'data-hunt="'}
        names = ["search.js", "copy.js", *(name for name, element in asked.items() if element in told)]
        names += [
            f"figures/{name}.js" for moved in re.findall('data-figure="(.*?)"', told) for name in ("figure", moved)
        ]
        path = file.relative_to(whole).as_posix()
        wanted = {f'<script src="{to(path, name)}" defer>' for name in names}
        assert sorted(re.findall(r"<script.*?>", told)) == sorted(wanted), file
        assert not re.search(r"\bon\w+=|@import|url\((?!#)", told), file
        assert not re.search(
            r'\bsrc="(?!(\.\./)?(pictures/|figures/|(search|copy|questions|hunts|living)\.js))|<link [^>]*href="(?!data:|(\.\./)?page\.css)',
            told,
        ), file


def test_the_book_is_small(whole):
    """Bytes, which a machine under load does not change."""
    sizes = {file: file.stat().st_size for file in whole.rglob("*") if file.is_file() and file.name != MODEL}
    assert sum(sizes.values()) <= 80_000 * len(KATAS)
    assert not [file for file, size in sizes.items() if file.suffix == ".html" and size > 250_000]


def test_long_pages_list_their_headings(whole):
    for file in whole.rglob("*.html"):
        told = main(file.read_text(encoding="utf-8"))
        here = re.search(r'<nav class="here".*?</nav>', told, re.S)
        if here:
            assert re.findall(r'href="#(.*?)"', here[0]) == re.findall(r'<h2 id="(.*?)"', told), file
    assert here


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("softmax", "03_probability/01_softmax.html"),
        ("KL", "kl_divergence"),
        ("RLHF", "policy_gradient"),
        ("FFN", "mlp"),
        ("overflow", "softmax"),
        ("clip_by_norm", "gradient_clipping"),
    ],
)
def test_the_index_of_the_search_has(whole, asked, page):
    rows = json.loads((whole / INDEX).read_text(encoding="utf-8").removeprefix("index = ").split(";\n")[0])
    assert [row[0] for row in rows if page in row[0] and re.search(rf"\b{asked}", json.dumps(row[1:]), re.I)]


def test_each_word_stands_on_the_page_that_explains_it():
    wrong = []
    for word in words_in(ROOT / "katas")[0]:
        text = text_of(Course(ROOT).find(word.kata).judge.with_name("README.md")).partition(AFTER_GREEN)[0]
        seen = " ".join(re.sub(r"\]\([^)]*\)", "]", text).split())
        if not re.search(rf"(?<!\w){re.escape(word.name)}s?(?!\w)", seen, re.I):
            wrong.append(word)
    assert not wrong


def test_what_is_not_in_the_course_is_none_of_its_words():
    words, not_here = words_in(ROOT / "katas")
    names = [name.lower() for word in words for name in dict.fromkeys([word.name, *word.also])]
    assert len(words) > 150
    assert not {*names} & {name.lower() for name in not_here}


def test_the_words_have_their_sentences_and_their_other_names(course, pages):
    pages("book", str(pages.out))
    assert not (pages.out / "words.html").exists()
    course.write("katas/words.toml", '[words]\ntwofold = { kata = "double", says = "Twice `x`.", also = ["2x"] }\n')
    pages("book", str(pages.out))
    told = re.sub(r"\s*<.*?>\s*", " ", main(pages.page("words.html")))
    assert "twofold 2x Twice x . Twice" in " ".join(told.split())


def test_every_kata_is_on_the_first_page(whole):
    there = set(links((whole / "index.html").read_text(encoding="utf-8").split("<main")[1]).values())
    assert {f"{place.id}.html" for place in Course(ROOT).places} <= there


def test_the_first_page_says_what_to_do_where_pip_finds_no_package(whole):
    text = unescape((whole / "index.html").read_text(encoding="utf-8"))
    clone, package = text.index(".venv/bin/pip install -e ."), text.index("pip install 'genai-katas")
    assert text.index("In a clone") < clone < package < text.index("Until then pip finds no such package")
    command = re.search(r"<pre tabindex=\"0\"><code>(.*-e \..*)</code>", text)[1]
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


def test_each_station_of_the_map_leads_to_its_page_and_is_told_in_words(whole):
    drawn, told = (whole / "map.html").read_text(encoding="utf-8").split("</svg>", 1)
    stations = re.findall(r'<a href="([^"]*)" aria-label="([\w ]+)">', drawn.split("<main")[1])
    assert len(stations) == len({*stations}) == 30
    assert all((whole / page).is_file() and f'href="{page}"' in told for page, _ in stations)
    assert {f"{place.id}.html" for place in Course(ROOT).named(["dot_product", "gpt", "generate"])} <= dict(
        stations
    ).keys()


def test_no_kata_stands_on_the_map_above_what_it_imports():
    spots = {
        address.rpartition("/")[2][3:]: float(top)
        for address, top in re.findall(
            r'<a xlink:href="(.*?)".*?<path d="M \S+ (\S+)', text_of(ROOT / "katas/map.svg"), re.S
        )
    }
    course = Course(ROOT)
    pairs = [(part, kata) for kata in spots for part in facts(course.find(kata)).uses if part in spots]
    assert len(pairs) > 10
    assert not [(part, kata) for part, kata in pairs if spots[part] > spots[kata]]


@pytest.mark.parametrize(
    ("page", "other", "address"),
    [
        ("index.html", "a/b.html", "a/b.html"),
        ("a/b.html", "index.html", "../index.html"),
        ("a/b.html", "a/c.html", "c.html"),
    ],
)
def test_addresses_are_those_from_a_page(page, other, address):
    assert to(page, other) == address


def test_the_next_page_is_said_at_the_top_and_at_the_end(pages):
    pages("book", str(pages.out))
    top, _, end = main(pages.page(TWICE)).partition("<h1")
    assert links(top) == {"half": "../02_parts/01_half.html"}
    assert 'aria-label="Next, at the top"' in top
    assert 'class="ways"' in end


def test_the_page_of_a_part_shows_what_its_milestone_draws(course, pages):
    pages("book", str(pages.out))
    assert "<figure>" not in pages.page(HALF)
    course.write("katas/02_parts/one_half.png", "png")
    pages("book", str(pages.out))
    assert 'src="../pictures/one_half.png"' in pages.page(HALF)
    assert links(pages.page(HALF))["Numbers, halved"] == "../milestones.html#02_parts"
    assert "<figure>" not in pages.page(TWICE)


def test_the_command_of_the_example_is_understood():
    said = re.findall(r"run: dojo book (.+)$", (ROOT / "examples/book.yml").read_text(encoding="utf-8"), re.M)
    assert [get_command(app).commands["book"].make_context("book", shlex.split(one)).params["out"] for one in said] == [
        Path("site")
    ]


# --------------------------------------------------------------------------------------------- folder


def test_what_was_written_before_is_replaced_and_the_rest_stays(course, pages):
    pages("book", str(pages.out))
    (pages.out / "CNAME").write_text("mine")
    (course.root / "katas/02_parts/milestone.py").unlink()
    pages("book", str(pages.out))
    assert not (pages.out / "milestones.html").exists()
    assert (pages.out / "CNAME").read_text() == "mine"
    written = {file.relative_to(pages.out).as_posix() for file in pages.out.rglob("*.html")}
    assert {*(pages.out / WRITTEN).read_text().split()} == {*written, *BESIDE, INDEX}


def test_a_folder_with_something_else_is_refused(pages):
    pages.out.mkdir()
    (pages.out / "thesis.txt").write_text("mine")
    assert "holds something else (thesis.txt)" in pages("book", str(pages.out), code=1)
    assert [file.name for file in pages.out.iterdir()] == ["thesis.txt"]


def test_a_file_is_refused(pages):
    pages.out.write_text("mine")
    assert "is a file" in pages("book", str(pages.out), code=1)
    assert pages.out.read_text() == "mine"


def test_a_page_that_somebody_else_has_written_is_refused(course, pages):
    pages("book", str(pages.out))
    (pages.out / "notation.html").write_text("mine")
    course.write("katas/NOTATION.md", "# Notation\n")
    with pytest.raises(Occupied, match=r"notation.html is in the way"):
        write(Course(course.root), pages.out, course.root / "pictures")
    assert (pages.out / "notation.html").read_text() == "mine"


def test_a_file_in_the_place_of_a_folder_is_refused(course, pages):
    pages("book", str(pages.out))
    (pages.out / "pictures").write_text("mine")
    course.write("shown/one_half.png", "png")
    assert "pictures is in the way" in pages("book", str(pages.out), "--pictures", "shown", code=1)
    assert (pages.out / "pictures").read_text() == "mine"


def test_a_list_that_names_other_places_deletes_nothing_there(course, pages, tmp_path):
    pages("book", str(pages.out))
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    (pages.out / WRITTEN).write_text(f"{(pages.out / WRITTEN).read_text()}../kept.txt\n{kept}\n")
    pages("book", str(pages.out))
    assert kept.read_text() == "mine"
