"""Every page of the course can be shown: its formulas are read, their letters are those of NOTATION.md, and each statement
says where to begin, and leads on to something on the web.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from dojo.book.formulas import converted
from dojo.book.markdown import formulas
from dojo.course.course import Course
from tests.judging import KATAS, ROOT, of_each

PAGES = sorted((ROOT / "katas").glob("**/*.md"))
TRACKS = sorted({place.judge.parents[1] for place in KATAS})
_LINK = re.compile(r"\[[^]]+\]\(https?://[^)\s]+\)")


def _name(page) -> str:
    return page.relative_to(ROOT / "katas").as_posix()


@of_each(PAGES, _name)
def test_its_formulas_are_read_by_browsers(page):
    """GitHub's Markdown eats backslashes between double dollars: a formula is a ``math`` block, or $`x`$."""
    text = page.read_text(encoding="utf-8")
    assert "$$" not in text
    for formula, display in formulas(text):
        converted(formula, display)


@of_each(KATAS)
def test_a_statement_ends_with_one_or_two_things_to_read_on_the_web(place):
    _, heading, end = (place.judge.parent / "README.md").read_text(encoding="utf-8").rpartition("\n## Read on\n")
    assert heading
    assert 1 <= len(_LINK.findall(end)) <= 2


@of_each(KATAS)
def test_what_is_to_be_written_opens_with_the_first_step(place):
    _, _, asked = (place.judge.parent / "README.md").read_text(encoding="utf-8").partition("\n## What to write\n\n")
    assert re.match(r"(Begin|Start) (.+\n)*.*[.?]\n\n", asked)


FOUNDATIONS = Course(ROOT, "foundations")


@of_each(TRACKS, _name)
def test_a_track_begins_with_something_on_the_web(track):
    before, _, _ = (track / "README.md").read_text(encoding="utf-8").partition("\n| path |")
    assert _LINK.search(before)


# ------------------------------------------------------------------------------ letters

_GENERAL, _SHAPES, _SINGLE = re.split(r"\n## Letters of .*\n", (ROOT / "katas/NOTATION.md").read_text(encoding="utf-8"))
_ALONE = re.compile(r"(?<!\w)[^\W\d_](?!\w)")
_SIZE = r"[\w.*·/]+(?: [-+·*/] [\w·]+)*"
_TUPLE = re.compile(rf"(?<!\w)\(({_SIZE}(?:, {_SIZE})+)\)|^ *(\w+(?:, \w+)+) = \w+\.shape$", re.M)


def _meanings(text: str) -> dict[str, list[str]]:
    """The rows of a table, by the letters in their first cells."""
    rows = [re.split(r" *(?<!\\)\| *", row)[1:] for row in re.findall(r"^\|.*", text, re.M)]
    return {letter: row for row in rows for letter in _ALONE.findall(row[0])}


EVERYWHERE, COUNTS = _meanings(_GENERAL), _meanings(_SHAPES)
SINGLE = {
    place.name: {
        letter: row[1]
        for row in re.findall(r"^\| (.*?) \| (.*?) \| (.*`.*) \|$", _SINGLE, re.M)
        if f"`{place.name}`" in row[2]
        for letter in _ALONE.findall(row[0])
    }
    for place in KATAS
}


def _formulas(place) -> list[ElementTree.Element]:
    text = (place.judge.parent / "README.md").read_text(encoding="utf-8")
    return [ElementTree.fromstring(converted(formula, display)) for formula, display in formulas(text)]


def _letters(formula: ElementTree.Element) -> set[str]:
    return {element.text for element in formula.iter("mi") if _ALONE.fullmatch(element.text or "")}


def _indices(formula: ElementTree.Element) -> set[str]:
    """What stands below a letter, between commas; of the N of p_1 ... p_N nothing is said."""
    pairs = {tuple("".join(part.itertext()) for part in sub[:2]) for sub in formula.iter("msub")}
    return {index for base, below in pairs if (base, "1") not in pairs for index in below.split(",")}


def _shapes(place) -> list[str]:
    """The shapes that a page, a stub and a model solution write: tuples with dots at the start, or with a count in them."""
    stub, model = (place.solution(ROOT / folder).read_text(encoding="utf-8") for folder in ("katas", "reference"))
    page = re.sub(r"`+[^`]+`+", " ", (place.judge.parent / "README.md").read_text(encoding="utf-8"))
    tuples = [one or other for one, other in _TUPLE.findall("\n".join([page, stub, model]))]
    named = re.findall(r"""\w\[[\w.]+, ['"]([^'"]*)['"]\]""", stub)
    counts = {*filter(str.isupper, COUNTS)}
    return [*named, *(names for names in tuples if names.startswith("...") or counts & {*_ALONE.findall(names)})]


@of_each(KATAS)
def test_each_letter_of_a_formula_is_in_the_notation(place):
    here = set().union(*map(_letters, _formulas(place)))
    assert here <= {*EVERYWHERE, *filter(str.isupper, COUNTS), *SINGLE[place.name]}


@of_each(KATAS)
def test_each_letter_of_a_shape_is_in_the_notation(place):
    for shape in _shapes(place):
        letters = {*_ALONE.findall(shape)}
        assert letters <= {*COUNTS, *SINGLE[place.name]}, shape
        assert ("H" in letters) == ("W" in letters), f"{shape}: H is the height of an image, h counts heads"


@of_each(KATAS)
def test_what_counts_is_no_index(place):
    """n, m, d and k may be both."""
    counts = {letter for letter, row in COUNTS.items() if SINGLE[place.name].get(letter, row[1]) == row[1]}
    assert not set().union(*map(_indices, _formulas(place))) & counts - {*"nmdk"}


def test_the_letters_of_single_pages_are_those_that_are_there():
    pages = {name for row in re.findall(r"^\|.*", _SINGLE, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert pages == {name for name, letters in SINGLE.items() if letters}
    for place in KATAS:
        there = set().union(*map(_letters, _formulas(place)), *map(_ALONE.findall, _shapes(place)))
        assert {*SINGLE[place.name]} <= there, place.id


TERMS = {
    "gradient": ("gradient",),
    "logits": ("softmax",),
    "query": ("attention",),
    "key": ("attention",),
    "head": ("multi_head_attention", "attention"),
    "embedding": ("embedding",),
    "perplexity": ("cross_entropy",),
    "standard deviation": ("moments",),
    "correlation": ("covariance",),
    "relu": ("backpropagation", "activations"),
    "mask": ("masking",),
}
"""Words of the trade, and the katas whose pages explain them."""


def _explained(paragraph: str, word: str, homes: tuple[str, ...]) -> bool:
    """Whether a paragraph links to the page of a word, or says what it is in brackets after it."""
    links = "|".join(rf"\]\([^)]*\d\d_{home}[)/#]" for home in homes)
    return bool(re.search(rf"{links}|\b{word}(s|es)?\b[^.]{{0,60}}\(\w+ ", paragraph))


def _paragraphs(name: str) -> list[str]:
    """Those of a statement, up to what is to be written, without formulas and code."""
    text = (FOUNDATIONS.find(name).judge.parent / "README.md").read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```|`[^`\n]+`", "", text.partition("\n## What")[0], flags=re.M | re.S).split("\n\n")


@pytest.mark.parametrize("word", TERMS)
@pytest.mark.parametrize("path", ["foundations", "straight"])
def test_a_word_that_comes_before_its_page_is_explained_where_it_is_first_met(path, word):
    names = FOUNDATIONS.paths[path].katas
    homes = [names.index(home) for home in TERMS[word] if home in names]
    early = ((name, text) for name in names[: min(homes, default=None)] for text in _paragraphs(name))
    first = next(((name, text) for name, text in early if re.search(rf"\b{word}(s|es)?\b", text)), None)
    assert first is None or _explained(first[1], word, TERMS[word]), first
