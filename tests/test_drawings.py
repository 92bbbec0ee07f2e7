"""The drawings of the statements are what the script draws, can be seen on every page, and are told in words."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ElementTree

import pytest

from tests.judging import ROOT

_SPEC = importlib.util.spec_from_file_location("drawings_of_the_statements", ROOT / "katas/drawings.py")
drawings = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(drawings)

SHOWN = sorted(file.relative_to(ROOT / "katas").as_posix() for file in ROOT.glob("katas/**/*.svg"))
ON_ANY_PAGE = [name for name in SHOWN if not name.endswith("attention.svg")]  # its cells carry their own ground


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A folder with every drawing made anew."""
    folder = tmp_path_factory.mktemp("drawn")
    drawings.draw_all(folder)
    return folder


def _committed(name: str) -> str:
    return (ROOT / "katas" / name).read_text(encoding="utf-8")


def _words(svg: str) -> list[str]:
    return re.findall(r"<!-- (.*?) -->", svg)


def test_the_script_draws_those_that_there_are(drawn):
    assert sorted(file.relative_to(drawn).as_posix() for file in drawn.rglob("*.svg")) == SHOWN


def test_drawing_twice_gives_the_same_bytes(drawn, tmp_path):
    drawings.draw_all(tmp_path)
    for name in SHOWN:
        assert (tmp_path / name).read_bytes() == (drawn / name).read_bytes(), name


@pytest.mark.parametrize("name", SHOWN)
def test_it_says_what_the_script_computes(drawn, name):
    """Lines may move a little with another Matplotlib; words and numbers may not."""
    assert _words(_committed(name)) == _words((drawn / name).read_text(encoding="utf-8"))
    assert _words(_committed(name))


@pytest.mark.parametrize("name", SHOWN)
def test_its_statement_shows_it_and_says_in_words_what_one_sees(name):
    folder, file = name.rsplit("/", 1)
    statement = (ROOT / "katas" / folder / "README.md").read_text(encoding="utf-8")
    alts = re.findall(rf"^!\[(.*)\]\({re.escape(file)}\)$", statement, re.M)
    assert len(alts) == 1
    assert len(alts[0].split()) >= 8


def test_every_picture_of_a_statement_is_there():
    for statement in ROOT.glob("katas/**/*.md"):
        for file in re.findall(r"!\[.*?\]\((.*?)\)", statement.read_text(encoding="utf-8")):
            assert (statement.parent / file).is_file(), f"{statement}: {file}"


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_small_and_needs_nothing_from_elsewhere(drawn, name):
    for svg in (_committed(name), (drawn / name).read_text(encoding="utf-8")):
        tags = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()]
        assert tags[0] == "svg"
        assert not {"script", "image", "foreignObject", "text"} & set(tags)
        assert not re.search(r"<!DOCTYPE|<!ENTITY|@import", svg)
        assert not re.search(r'href="(?!#)|url\((?!#)', svg)
        assert len(svg.encode()) < 40_000


def test_contrast_is_that_of_wcag():
    assert drawings.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert drawings.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("name", ON_ANY_PAGE)
def test_it_stands_out_from_a_white_page_and_from_a_dark_one(name):
    colours = set(re.findall(r"(?:fill|stroke): (#\w{6})", _committed(name))) - {drawings.WHITE}
    assert colours
    for colour in colours:
        assert min(drawings.contrast(colour, page) for page in drawings.PAGES) >= 3, colour


@pytest.mark.parametrize("letters", [drawings.INK, drawings.BLUE, drawings.ORANGE])
def test_letters_stand_out_as_well_as_one_colour_can(letters):
    """Contrasts with the two pages multiply to that of one page with the other, so neither can be above its root."""
    best = drawings.contrast(*drawings.PAGES) ** 0.5
    assert min(drawings.contrast(letters, page) for page in drawings.PAGES) > best - 0.05


@pytest.mark.parametrize("ground", [drawings.BLUE_GROUND, drawings.ORANGE_GROUND, drawings.INK_GROUND])
def test_white_letters_stand_out_from_their_ground(ground):
    assert drawings.contrast(drawings.WHITE, ground) >= 4.5
