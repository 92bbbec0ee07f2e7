"""The drawings of the statements are what the script draws, can be seen on every page, and are told in words."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_features__

from dojo import drawing
from tests.judging import ROOT, of_each

drawing.load(ROOT / "katas")

SHOWN = sorted(file.relative_to(ROOT / "katas").as_posix() for file in ROOT.glob("katas/**/*.svg"))
TRACKS = sorted(folder.name for folder in (ROOT / "katas").iterdir() if folder.name[:2].isdigit())
ON_THE_GROUND = [drawing.INK, drawing.BLUE, drawing.ORANGE, drawing.GREEN]
AREAS = [drawing.GROUND, drawing.PALE, drawing.PALE_BLUE, drawing.PALE_ORANGE, drawing.PALE_GREEN]


_drawn = functools.cache(drawing.draw)


def _committed(name: str) -> str:
    return (ROOT / "katas" / name).read_text(encoding="utf-8")


def _words(svg: str) -> list[str]:
    return re.findall(r"<!-- (.*?) -->", svg)


def test_the_script_draws_those_that_there_are():
    assert sorted(drawing.DRAWINGS) == SHOWN


def test_there_is_one_wherever_one_would_look():
    assert len(SHOWN) >= 60


def test_a_track_has_four_at_least():
    assert not [track for track in TRACKS if sum(name.startswith(track) for name in SHOWN) < 4]


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", SHOWN)
def test_drawing_twice_gives_the_same_bytes(name):
    assert drawing.draw(name) == _drawn(name)


@of_each(SHOWN, str)
def test_it_says_what_the_script_computes(name):
    """Lines may move a little with another Matplotlib; words and numbers may not."""
    assert _words(_committed(name)) == _words(_drawn(name))
    assert _words(_committed(name))


@pytest.mark.parametrize(("kernel", "feature"), [("Prescott", "SSE3"), ("SkylakeX", "AVX512_SKX")])
def test_it_says_the_same_under_another_kernel(kernel, feature, tmp_path):
    """The last digit of a product of matrices depends on the kernel by which OpenBLAS computes it."""
    if "openblas" not in np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]:
        pytest.skip("this NumPy computes without OpenBLAS, whose kernels can be chosen")
    if not __cpu_features__.get(feature):
        pytest.skip(f"this processor has no {feature}, which the kernel {kernel} needs")
    tracks = ("01_linear_algebra", "02_calculus")
    for track in tracks:
        shutil.copytree(ROOT / "katas" / track, tmp_path / "katas" / track)
    command = [sys.executable, "-m", "dojo.drawing"]
    subprocess.run(command, cwd=tmp_path, env=os.environ | {"OPENBLAS_CORETYPE": kernel}, check=True)
    for name in (name for name in SHOWN if name.startswith(tracks)):
        assert _words((tmp_path / "katas" / name).read_text(encoding="utf-8")) == _words(_committed(name)), name


@of_each(SHOWN, str)
def test_a_page_beside_it_shows_it_and_says_in_words_what_one_sees(name):
    file = ROOT / "katas" / name
    beside = "\n".join(page.read_text(encoding="utf-8") for page in sorted(file.parent.glob("*.md")))
    alts = re.findall(rf"^!\[(.*)\]\({re.escape(file.name)}\)$", beside, re.M)
    assert len(alts) == 1
    assert len(alts[0].split()) >= 8


def test_every_picture_of_a_statement_is_there():
    for statement in ROOT.glob("katas/**/*.md"):
        for file in re.findall(r"!\[.*?\]\((.*?)\)", statement.read_text(encoding="utf-8")):
            assert (statement.parent / file).is_file(), f"{statement}: {file}"


@of_each(SHOWN, str)
def test_it_is_small_and_needs_nothing_from_elsewhere(name):
    svg = _committed(name)
    tags = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()]
    assert tags[0] == "svg"
    assert not {"script", "image", "foreignObject", "text"} & set(tags)
    assert not re.search(r"<!DOCTYPE|<!ENTITY|@import", svg)
    assert not re.search(r'href="(?!#|\d\d_)|url\((?!#)', svg)
    assert len(svg.encode()) < 40_000 + 600 * svg.count("<a ")  # a station of the map is a drawing of its own


def test_a_number_has_no_zeros_at_its_end_and_what_is_next_to_nothing_no_minus():
    assert [drawing.number(value) for value in (-0.5, 2.0, -1e-16, -0.00049)] == ["\N{MINUS SIGN}0.5", "2", "0", "0"]


def test_contrast_is_that_of_wcag():
    assert drawing.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert drawing.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("letters", ON_THE_GROUND)
def test_letters_stand_out_on_a_white_page_and_on_a_dark_one(letters, area):
    assert drawing.contrast(letters, area) >= 4.5
    assert drawing.contrast(drawing.DARK[letters], drawing.DARK[area]) >= 4.5


@pytest.mark.parametrize(
    "ground", [drawing.BLUE_GROUND, drawing.ORANGE_GROUND, drawing.GREEN_GROUND, drawing.INK_GROUND]
)
def test_white_letters_stand_out_from_their_ground(ground):
    assert drawing.contrast(drawing.WHITE, ground) >= 4.5


@of_each(SHOWN, str)
def test_it_brings_its_ground_and_every_colour_of_it_turns_dark(name):
    style, body = re.fullmatch(r".*?<style>(.*?)</style>(.*)", _committed(name), re.S).groups()
    shown = set(re.findall(r"((?:fill|stroke): #\w{6})", body))
    assert f"fill: {drawing.GROUND}" in shown
    for what in shown:
        kind, colour = what.split(": ")
        if colour in drawing.DARK:
            assert f'[style*="{what}"] {{ {kind}: {drawing.DARK[colour]} !important }}' in style


@of_each(SHOWN, str)
def test_it_has_a_title_for_a_screen_reader(name):
    title = ElementTree.fromstring(_committed(name)).findtext("{http://www.w3.org/2000/svg}title")
    assert len(title.split()) >= 4
