"""A page: Markdown, formulas and drawings become one file that needs nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import dojo.book
from dojo.book.drawings import inline
from dojo.book.formulas import converted, mathml
from dojo.book.markdown import Text, formulas

DRAWING = """<?xml version="1.0"?>
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt" viewBox="0 0 72 36" role="img">
<title>a line</title>
<style>
@media (prefers-color-scheme: dark) { [style*="fill: #fefefe"] { fill: #0d1117 !important } }
</style>
<!-- a word -->
<defs><path id="m" d="M 0 0"/><clipPath id="c"/></defs>
<use xlink:href="#m" clip-path="url(#c)"/></svg>
"""


def page(folder: Path, link=lambda address: address) -> Text:
    return Text(folder, link)


def leaves(math: str) -> list[tuple[str, str]]:
    """The tags of a formula that hold text, and the text."""
    return [(element.tag, element.text or "") for element in ElementTree.fromstring(math).iter() if not len(element)]


def test_formulas_are_mathml_wherever_they_stand(tmp_path):
    told = page(tmp_path).html("Let $`x^2`$ be.\n\n```math\n\\frac{a}{b}\n```\n\n| a |\n| --- |\n| $`x_i`$ |\n")
    assert told.count("<math") == 3
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in told
    assert 'display="block"' in told.split("formula")[1]
    assert "$" not in told


def test_code_and_prices_are_no_formulas(tmp_path):
    told = page(tmp_path).html("`x` costs $5, `$` is a sign.\n\n```python\nx < 1  # $`x`$\n```\n")
    assert "<math" not in told
    assert "x &lt; " in told
    assert "# $`x`$" in told


def test_the_formulas_of_a_text_are_found():
    text = "Let $`x`$ be.\n\n```math\ny\n```\n\n```python\nz\n```\n"
    assert list(formulas(text)) == [("x", False), ("y", True)]


def test_a_long_name_may_be_broken_after_its_dots(tmp_path):
    told = page(tmp_path).html("`torch.nn.functional.softmax` and `np.exp(x) < 1`\n")
    assert "<code>torch.<wbr>nn.<wbr>functional.<wbr>softmax</code>" in told
    assert "<code>np.exp(x) &lt; 1</code>" in told


def test_html_in_markdown_is_text(tmp_path):
    told = page(tmp_path).html("a <script>alert(1)</script> b\n\n<img src=x onerror=alert(1)>\n")
    assert "<script" not in told
    assert "<img" not in told


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        (r"\mathrm{softmax}(x)", [("mi", "softmax"), ("mo", "("), ("mi", "x"), ("mo", ")")]),
        (r"2\log p", [("mn", "2"), ("mspace", ""), ("mi", "log"), ("mspace", ""), ("mi", "p")]),
        (r"\log(x)", [("mi", "log"), ("mo", "("), ("mi", "x"), ("mo", ")")]),
        (r"\operatorname{relu}(x)", [("mi", "relu"), ("mo", "("), ("mi", "x"), ("mo", ")")]),
        (r"\mathrm{d}x", [("mtext", "d"), ("mi", "x")]),
        (r"\Bigl\lfloor x\Bigr\rfloor", [("mo", "⌊"), ("mi", "x"), ("mo", "⌋")]),
        ("f'(x)", [("mi", "f"), ("mo", "\N{PRIME}"), ("mo", "("), ("mi", "x"), ("mo", ")")]),
        ("f''", [("mi", "f"), ("mo", "\N{DOUBLE PRIME}")]),
        ("h'_i", [("mi", "h"), ("mo", "\N{PRIME}"), ("mi", "i")]),
        (r"\bigl\|x\bigr\|", [("mo", "‖"), ("mi", "x"), ("mo", "‖")]),
        (r"\arg\max f", [("mi", "arg"), ("mspace", ""), ("mi", "max"), ("mspace", ""), ("mi", "f")]),
    ],
)
def test_names_and_delimiters_are_what_browsers_know(formula, wanted):
    assert leaves(converted(formula)) == wanted


@pytest.mark.parametrize("formula", [r"\|x\|", r"\lVert x \rVert", r"\lVert x \rVert_2^2", "|x|"])
def test_a_norm_has_a_bar_that_opens_and_one_that_closes(formula):
    bars = [mo for mo in ElementTree.fromstring(converted(formula)).iter("mo") if mo.text in "‖|"]
    assert [bar.get("form") for bar in bars] == ["prefix", "postfix"]
    assert {bar.get("stretchy") for bar in bars} == {"false"}


def test_a_thin_space_follows_a_norm_and_a_bar_alone_is_none():
    told = leaves(converted(r"\|u\| \|v\| w"))
    assert [tag for tag, _ in told] == ["mo", "mi", "mo", "mspace", "mo", "mi", "mo", "mspace", "mi"]
    assert "form" not in converted(r"\mathrm{KL}(p \,\|\, q)")


def test_a_line_may_end_after_a_wide_space_or_before_a_relation():
    told = mathml(r"a = b = c \qquad x \ne 0", display=True)
    sentences = re.findall(r'<span class="sentence">(.*?)</span>', told)
    assert ["".join(ElementTree.fromstring(math).itertext()) for s in sentences for math in s.split("<wbr>")] == [
        *("a", "=b", "=c"),
        *("x", "≠0"),
    ]
    assert "<wbr>" not in mathml("a = b")


def test_a_remark_in_brackets_below_a_formula_is_no_number_of_it(tmp_path):
    told = page(tmp_path).html("```math\nx\n```\n\n(a remark) follows\n")
    assert told.count("<math") == 1
    assert "<p>(a remark) follows</p>" in told


def test_letters_of_formulas_slope_and_no_line_ends_within_one(tmp_path):
    told = page(tmp_path).html("Take a vector x of GPT-2: I know u · v = 2 - x₁, and, e.g. it, f(x).")
    assert re.findall("<i>(.)</i>", told) == ["x", "u", "v", "x", "f", "x"]
    assert "<i>u</i>\xa0·\xa0<i>v</i>\xa0=\xa02\xa0-\xa0<i>x</i>₁, and" in told


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("q_i and A_pq²", "<i>q</i><sub><i>i</i></sub> and <i>A</i><sub><i>pq</i></sub>²"),
        ("2 · n_layers", "2 · <i>n</i><sub>layers</sub>"),
        ("e^(-z_j / τ)", "<i>e</i><sup>\N{MINUS SIGN}<i>z</i><sub><i>j</i></sub> / <i>τ</i></sup>"),
        ("2x + 1e-6 of 8B in CS231n", "2<i>x</i> + 1e-6 of 8B in CS231n"),
        ("w₁x₁ and AᵀA", "<i>w</i>₁<i>x</i>₁ and <i>A</i>ᵀ<i>A</i>"),
        ("log(1 + eᶻ)", "log(1 + <i>e</i>ᶻ)"),
        ("(1 - p)^k", "(1 - <i>p</i>)<sup><i>k</i></sup>"),
        ("base^(2i/8)", "base<sup>2<i>i</i>/8</sup>"),
        ("A row of A, and det(A B)", "A row of <i>A</i>, and det(<i>A</i> <i>B</i>)"),
        ("log Σ a, and a = 2", "log Σ a, and <i>a</i> = 2"),
        ("n_kv_heads and log_softmax and `q_i`", "n_kv_heads and log_softmax and <code>q_i</code>"),
        ("(A book has an Appendix A)", "(A book has an Appendix A)"),
    ],
)
def test_an_index_and_a_power_look_as_in_formulas_and_names_of_code_as_they_are(tmp_path, written, shown):
    told = page(tmp_path).line(written)
    assert told.replace("\N{NO-BREAK SPACE}", " ") == shown


def test_a_limit_stands_below_where_a_formula_has_a_line_of_its_own():
    assert "<munder><mi>max</mi>" in converted(r"\max_x f", display=True)
    assert "<msub><mi>max</mi>" in converted(r"\max_x f")


def test_aligned_lines_are_rows_of_a_table():
    told = ElementTree.fromstring(converted(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", display=True))
    assert [cell.get("columnalign") for cell in told.iter("mtd")] == ["right", "left"] * 2


def test_a_matrix_can_have_an_exponent():
    told = ElementTree.fromstring(converted(r"\begin{pmatrix} 1 & 2 \end{pmatrix}^\top"))
    base, exponent = told.find(".//msup")
    assert [piece.tag for piece in base] == ["mo", "mtable", "mo"]
    assert exponent.text == "\N{DOWN TACK}"


@pytest.mark.parametrize("formula", [r"\frac{a}", r"\nonsense x", r"\begin{pmatrix}"])
def test_a_formula_that_cannot_be_read_is_shown_as_it_was_written(formula):
    with pytest.raises(Exception):  # noqa: B017, PT011
        converted(formula)
    assert mathml(formula) == f"<code>{formula}</code>"


def test_a_drawing_stands_in_the_page_with_its_words_and_its_size(tmp_path):
    (tmp_path / "line.svg").write_text(DRAWING, encoding="utf-8")
    told = page(tmp_path).html('Text\n\n![A line that "rises".](line.svg)\n')
    root = re.search(r"<svg[^>]*>", told)[0]
    assert 'aria-label="A line that &#34;rises&#34;."' in root
    assert root.count("role=") == 1
    assert "--width: 96px" in root
    assert " width=" not in root
    assert "<?xml" not in told
    assert "a word" not in told


def test_a_link_of_a_drawing_leads_to_its_page_or_is_none(tmp_path):
    (tmp_path / "map.svg").write_text(
        DRAWING.replace("<use", '<a xlink:href="03_probability/01_softmax" target="_blank"><use').replace(
            "/></svg>", "/></a></svg>"
        )
    )
    told = page(tmp_path, lambda address: f"{address}.html").html("![A map.](map.svg)")
    assert '<a href="03_probability/01_softmax.html" aria-label="softmax"><use' in told
    assert 'role="group" aria-label="A map."' in told
    assert "<a><use" in page(tmp_path, lambda address: None).html("![A map.](map.svg)")


def test_drawings_of_a_page_share_no_id_and_no_style(tmp_path):
    (tmp_path / "line.svg").write_text(DRAWING, encoding="utf-8")
    text = page(tmp_path)
    told = text.html("![One.](line.svg)\n\n![Two.](line.svg)\n") + text.html("![Three.](line.svg)\n")
    names = re.findall(r'\bid="([^"]*)"', told)
    assert len(names) == len(set(names)) == 9
    assert set(re.findall(r'href="#([^"]*)"|url\(#([^)]*)\)', told)) == {
        pair for n in (1, 2, 3) for pair in ((f"drawing-{n}-m", ""), ("", f"drawing-{n}-c"))
    }
    assert re.findall(r"<style>(\S+ {)\n@media", told) == [f"#drawing-{n} {{" for n in (1, 2, 3)]


WIDE = """<svg width="500pt" viewBox="0 0 500 90"><style>a {b: c}</style>
<path d="M 0 0 L 500 0 L 500 90 z" style="fill: #fefefe"/><path d="M 10 10 L 200 80"/>
<g transform="translate(20 85) scale(0.1 -0.1)"><use href="#a"/><use href="#a" transform="translate(60 0)"/></g>
<path d="M BEGINS 10 Q 400 50 490 80"/></svg>"""


def test_a_wide_drawing_is_cut_where_nothing_is_drawn():
    told = inline(WIDE.replace("BEGINS", "300"), "said", "name")
    assert re.findall(r'class="part" viewBox="(.*?)"', told) == ["6 0 198 90", "296 0 198 90"]
    assert told.count('<use href="#name-all"/>') == 2
    assert "<style>#name-all {a {b: c}}</style>" in told
    assert told.count('role="img"') == 1
    assert "part" not in inline(WIDE.replace("BEGINS", "190"), "said", "name")
    assert "part" not in inline(WIDE.replace("BEGINS", "300").replace("L 200", "L 60"), "said", "name")


def test_what_is_not_there_is_told_in_words(tmp_path):
    assert "<em>A line.</em>" in page(tmp_path).html("![A line.](line.svg)\n")


def test_a_drawing_without_a_width_has_none():
    assert "--width" not in inline('<svg viewBox="0 0 1 1"/>', "said", "name")


def test_links_lead_where_they_are_told_to(tmp_path):
    told = page(tmp_path, {"../a": "a.html"}.get).html("[one](../a), [two](../test_b.py)\n")
    assert '<a href="a.html">one</a>, <span>two</span>' in told


def test_headings_of_a_page_have_names_of_their_own(tmp_path):
    text = page(tmp_path)
    told = text.html("# Why √E?\n\n## The same\n\n## The same\n") + text.html("## The same\n")
    assert re.findall(r'\bid="([^"]*)"', told) == ["why-e", "the-same", "the-same-1", "the-same-2"]


def luminance(colour: str) -> float:
    """Of a colour, 0 to 1, as WCAG 2 defines it."""
    levels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in levels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("page", ["light", "dark"])
def test_letters_stand_out_by_day_and_by_night(page):
    style = (Path(dojo.book.__file__).parent / "page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#\w{6});", style.split(":root {")[1 if page == "light" else 2]))
    for ground in ("ground", "pale"):
        for letters in ("ink", "quiet", "link", "right", "wrong", "key"):
            dark, light = sorted(luminance(colours[name]) for name in (ground, letters))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (letters, ground)
