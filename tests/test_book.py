"""``dojo read`` and ``dojo book``: the pages of a course, and the folder that they are written into."""

from __future__ import annotations

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

from dojo.cli.command import app
from dojo.course.course import Course
from dojo.course.milestones import milestones
from dojo.course.pages import map as drawn_map
from dojo.course.pages.book import WRITTEN, Occupied, write
from dojo.course.pages.front import drawn_by
from dojo.course.pages.site import Site, to
from tests.judging import ROOT

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


def test_hints_are_folded_and_no_solution_is_shown(course, pages):
    course.solve("double", "def double(x):\n    return x * 2  # mine\n")
    pages("read", "double")
    told = main(pages.page(TWICE, course.root / ".dojo/pages"))
    folded = re.findall(r"<details><summary>(.*?)</summary>\n(.*?)</details>", told, re.S)
    assert folded == [("Faint hint", "<p>What is twice?</p>\n"), ("Strong hint", "<p><code>x + x</code>.</p>\n")]
    assert "x * 2" not in told
    assert "raise NotImplementedError" not in told


def test_the_watch_and_the_other_commands_load_nothing_that_makes_pages():
    code = "import sys, dojo.cli.command, dojo.watch.loop; print({'markdown_it', 'latex2mathml'} & set(sys.modules))"
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
    assert all(drawn_by(one) for one in milestones(Course(ROOT)))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The book of the course."""
    out = tmp_path_factory.mktemp("book")
    write(Course(ROOT), out, ROOT / "none")
    return out


def test_every_link_of_the_book_leads_somewhere(whole):
    ids = {file: set(re.findall(r'\bid="([^"]*)"', file.read_text(encoding="utf-8"))) for file in whole.rglob("*.html")}
    wrong = []
    for file in ids:
        for address in re.findall(r'\b(?:href|src)="([^"]*)"', file.read_text(encoding="utf-8")):
            path, _, anchor = unescape(address).partition("#")
            there = (file.parent / path).resolve() if path else file
            if not re.match("https?:|data:", address) and (there not in ids or (anchor and anchor not in ids[there])):
                wrong.append(f"{file.relative_to(whole)}: {address}")
    assert not wrong


def test_no_id_of_a_page_is_there_twice(whole):
    for file in whole.rglob("*.html"):
        names = re.findall(r'\bid="([^"]*)"', file.read_text(encoding="utf-8"))
        assert len(names) == len(set(names)), file


def test_the_book_has_no_script_and_nothing_from_elsewhere(whole):
    for file in whole.rglob("*.html"):
        told = file.read_text(encoding="utf-8")
        assert not re.search(r"<script|\bon\w+=|@import|url\((?!#)", told), file
        assert not re.search(r'\bsrc="(?!pictures/)|<link [^>]*href="(?!data:)', told), file


def test_every_kata_is_on_the_first_page_and_on_the_map(whole):
    for page in ("index.html", "map.html"):
        there = set(links((whole / page).read_text(encoding="utf-8").split("<main")[1]).values())
        assert {f"{place.id}.html" for place in Course(ROOT).places} <= there, page


def test_the_map_shows_and_tells_each_import(whole):
    site = Site(Course(ROOT))
    told = (whole / "map.html").read_text(encoding="utf-8")
    for source, target in drawn_map.edges(site):
        assert f'<path class="{source.name} {target.name}"' in told
        assert re.search(rf'<li><a href="{target.id}.html">.*builds on .*<a href="{source.id}.html">', told)


def test_boxes_and_lanes_of_the_map_do_not_cross(whole):
    """A line that runs down past other katas runs between their columns, and no two run in one lane."""
    told = (whole / "map.html").read_text(encoding="utf-8")
    boxes = [
        tuple(map(int, box)) for box in re.findall(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', told)
    ]
    lanes = [tuple(map(int, lane)) for lane in re.findall(r"(\d+) (\d+) L (\d+) (\d+) C", told)]
    assert len(boxes) == len(Course(ROOT).places)
    assert len(lanes) > 10
    for x, start, _, end in lanes:
        assert not [box for box in boxes if box[0] <= x <= box[0] + box[2] and start < box[1] + box[3] and box[1] < end]
    assert len(set(lanes)) == len(lanes)


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
    assert sorted((pages.out / WRITTEN).read_text().split()) == sorted(
        file.relative_to(pages.out).as_posix() for file in pages.out.rglob("*.html")
    )


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
