"""Formulas in LaTeX as MathML that browsers show well.

The library's MathML is mended where it is not what browsers know, MathML Core: names of functions in one piece, with
their spaces; limits below; environments and delimiters that it doesn't read.
"""

from __future__ import annotations

import itertools
import re
from html import escape
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert

_DELIMITERS = {"lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lVert": "‖", "rVert": "‖", "|": "‖"}
_BIG = re.compile(r"(\\[bB]igg?[lr]?\s*)\\((?:[lr](?:floor|ceil|Vert)(?![a-zA-Z]))|\|)")
_SPELLED = [
    (re.compile(r"(\\(?:begin|end))\{aligned\}"), r"\1{align*}"),
    (re.compile(r"\\arg\b"), r"\\operatorname{arg}"),
    (re.compile(r"\\mathrm\{(\w)\}"), r"\\text{\1}"),
]
"""The spellings that the library does not read, and the same as it reads them."""
_WITH_LIMITS = {"max", "min", "lim", "argmax", "argmin", "arg max", "arg min", "sup", "inf"}
_SCRIPTS = dict.fromkeys(("msub", "msup", "munder", "mover"), 2) | {"msubsup": 3, "munderover": 3}
_PARTS = _SCRIPTS | {"mfrac": 2, "mroot": 2}
"""The number of parts that an element has."""
_PRIMES = "\u2032\u2033\u2034"
_OPENING, _CLOSING = set("([{|,;"), set(")]}")
_THIN = "0.167em"
_BARS, _RELATIONS = set("‖|"), set("=≈≤≥≠∝→⇒⟹⟺≪≫")


def mathml(formula: str, display: bool = False) -> str:
    """Return a formula as MathML; as it was written where it can't be read.

    Parameters
    ----------
    formula : str
        LaTeX.
    display : bool
        Whether it stands on a line of its own.
    """
    try:
        tree = _tree(formula, display)
    except Exception:  # the library has an exception for each kind of fault, and for some none
        return f"<code>{escape(formula)}</code>"
    sentences = _sentences(tree) if display and tree[0].tag == "mrow" else []
    return "<wbr>".join(map(_sentence, sentences)) if sum(map(len, sentences)) > 1 else _written(tree)


def converted(formula: str, display: bool = False) -> str:
    """Return a formula as MathML in one piece; an exception of any kind where it can't be read."""
    return _written(_tree(formula, display))


def _tree(formula: str, display: bool) -> Element:
    latex = _BIG.sub(lambda match: match[1] + _DELIMITERS[match[2]], formula.strip())
    for unread, spelled in _SPELLED:
        latex = unread.sub(spelled, latex)
    text = convert(latex, display="block" if display else "inline")
    tree = ElementTree.fromstring(text.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "", 1))
    _mend(tree, display)
    if "\\" in "".join(tree.itertext()):
        raise ValueError(f"a command that is not known: {formula}")
    if any(len(element) != _PARTS.get(element.tag, len(element)) for element in tree.iter()):
        raise ValueError(f"something is missing: {formula}")
    return tree


def _sentences(tree: Element) -> list[list[Element]]:
    """Return the parts of a formula that wide spaces set apart, each in parts that begin with a relation."""
    sentences = [[Element("mrow")]]
    for child in tree[0]:
        row = sentences[-1][-1]
        if len(row) and _is_wide(row[-1]) and not _is_wide(child):
            sentences.append([Element("mrow")])
        elif len(row) and _is_relation(child) and not _is_relation(row[-1]):
            child.set("form", "infix")
            sentences[-1].append(Element("mrow"))
        sentences[-1][-1].append(child)
    return sentences


def _sentence(rows: list[Element]) -> str:
    """Return a part of a formula that is broken last, and then before a relation."""
    formulas = (f'<math display="inline" displaystyle="true">{_written(row)}</math>' for row in rows)
    return f'<span class="sentence">{"<wbr>".join(formulas)}</span>'


def _written(tree: Element) -> str:
    return ElementTree.tostring(tree, encoding="unicode")


def _is_relation(element: Element) -> bool:
    return element.tag == "mo" and _text(element) in _RELATIONS


def _is_wide(element: Element) -> bool:
    return element.tag == "mspace" and element.get("width") in ("1em", "2em")


def _mend(parent: Element, display: bool) -> None:
    """Mend an element from the inside out."""
    for element in parent:
        _mend(element, display)
        _join_letters(element)
        _group(element)
        _prime(element)
        _name(element)
        if display and element.tag == "msub" and _text(element[0]) in _WITH_LIMITS:
            element.tag = "munder"
    if parent.tag in ("mrow", "mtd", "math"):
        _pair_bars(parent)
        _space(parent)


def _join_letters(element: Element) -> None:
    """Make one word of the letters of ``\\mathrm{word}``: a word in ``mi`` is upright by itself."""
    upright = [child.get("mathvariant") == "normal" for child in element]
    if element.tag == "mrow" and len(upright) > 1 and all(upright):
        word = _text(element)
        element.clear()
        element.tag, element.text = "mi", word
        element.set("class", "word")


def _group(element: Element) -> None:
    """Make one base of several pieces: ``pmatrix`` with an exponent is two brackets and a table."""
    more = len(element) - _PARTS.get(element.tag, len(element))
    if element.tag in _SCRIPTS and more > 0:
        base, pieces = Element("mrow"), list(element)[: more + 1]
        base.extend(pieces)
        for piece in pieces:
            element.remove(piece)
        element.insert(0, base)


def _prime(element: Element) -> None:
    """Put a prime beside its letter: the sign is small and raised by itself."""
    if element.tag not in ("msup", "msubsup") or not set(_text(element[-1])) <= set(_PRIMES):
        return
    base, prime = element[0], Element("mo", lspace="0", rspace="0")
    prime.text = _text(element[-1])
    del element[-1]
    if element.tag == "msup":
        element.tag = "mrow"
        element.append(prime)
    else:
        element.tag, primed = "msub", Element("mrow")
        primed.extend((base, prime))
        element[0] = primed


def _name(element: Element) -> None:
    """Take the name of a function for one: as an operator it would stand alone among wide spaces."""
    if element.tag == "mo" and len(_text(element)) > 1 and _text(element).replace(" ", "").isalpha():
        element.tag = "mi"
        element.attrib.clear()


def _pair_bars(row: Element) -> None:
    """Say which bars open and which close: they are the same sign. One that stands alone divides, as in KL."""
    bars = [bar for child in row if (bar := _bar(child)) is not None]
    if len(bars) % 2 == 0:
        for form, bar in zip(itertools.cycle(("prefix", "postfix")), bars):
            bar.attrib |= {"form": form, "fence": "true", "stretchy": "true" if "minsize" in bar.attrib else "false"}


def _bar(element: Element) -> Element | None:
    """Return the bar of a norm or a magnitude that an element is, perhaps with an index."""
    base = element[0] if element.tag in _SCRIPTS and len(element) else element
    return base if base.tag == "mo" and _text(base) in _BARS else None


def _closes_a_norm(element: Element) -> bool:
    return (bar := _bar(element)) is not None and bar.get("form") == "postfix"


def _space(row: Element) -> None:
    """Put a thin space between the name of a function and what is no bracket, and after a norm: 2 log x, ‖u‖ ‖v‖."""
    for before, after in reversed(list(itertools.pairwise(list(row)))):
        is_next = after.tag != "mo" or (_bar(after) is not None and not _closes_a_norm(after))
        apart = ((_is_function(before) or _closes_a_norm(before)) and is_next) or (
            _is_function(after) and _ends(before)
        )
        if apart and "mspace" not in (before.tag, after.tag) and not _opens(after):
            row.insert(list(row).index(after), Element("mspace", width=_THIN))


def _ends(element: Element) -> bool:
    """Tell whether it is no operator, and no bracket that opens."""
    return element.tag != "mo" or _text(element) in _CLOSING


def _opens(element: Element) -> bool:
    """Tell whether an element begins with a bracket."""
    first = next(leaf for leaf in element.iter() if not len(leaf))
    return first.tag == "mo" and _text(first) in _OPENING


def _is_function(element: Element) -> bool:
    """Tell whether it is the name of a function, perhaps with an index or a limit."""
    while element.tag in ("msub", "msup", "msubsup", "munder", "mrow") and len(element):
        element = element[0]
    return element.tag == "mi" and element.get("class") != "word" and len(_text(element)) > 1


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()
