"""The text that the model of the front page has read: paragraphs of prose from Python's manual and from libraries."""

import ast
import importlib
import inspect
import platform
import re
from collections.abc import Iterator
from pathlib import Path
from pydoc_data.topics import topics

MARKS = (
    (r":[\w:+-]+:`~?([^`<]+?)(?: <[^`]*>)?`", r"\1"),  # :func:`~numpy.sum`
    (r"`+([^`]+)`+_{0,2}", r"\1"),
    (r"\*+([^*\s][^*]*)\*+", r"\1"),
    (r"\s+", " "),
)
"""What markup becomes: the words that it is around."""
LICENCES = {
    "manual": "PSF-2.0",
    "standard": "PSF-2.0",
    "numpy": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "pandas": "BSD-3-Clause",
    "sklearn": "BSD-3-Clause",
    "matplotlib": "Matplotlib's, after Python's",
    "torch": "BSD-3-Clause",
}
"""Under which licence each source is: the topics of Python's manual, its standard library, and libraries."""
LEFT_OUT = {"tests", "testing", "test", "site-packages", "dist-packages", "idlelib", "lib2to3"}


def documents(source: str) -> Iterator[str]:
    """Return the texts of a source: the topics of the manual, or the long strings of a library, file by file."""
    if source == "manual":
        return iter(topics.values())
    folder = Path(inspect.getfile(importlib.import_module("os" if source == "standard" else source))).parent
    files = sorted(file for file in folder.rglob("*.py") if not LEFT_OUT & {*file.relative_to(folder).parts})
    return ("\n\n".join(strings(file)) for file in files)


def strings(file: Path) -> Iterator[str]:
    """The docstrings of a file, and what else is written in it that has a blank line."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n\n" in node.value:
            yield inspect.cleandoc(node.value)


def paragraphs(document: str) -> Iterator[str]:
    """The paragraphs of a document that are sentences, each on one line and without its markup."""
    for found in re.split(r"\n\s*\n", document):
        for mark, words in MARKS:
            found = re.sub(mark, words, found)
        if is_prose(found := found.strip()):
            yield found


def is_prose(paragraph: str) -> bool:
    """Whether a paragraph is made of sentences, with few signs of code or formulas in it."""
    plain = len(re.findall(r"""[A-Za-z0-9 ,.'"()_-]""", paragraph))
    is_whole = bool(re.fullmatch(r"(?!Args|Returns:|Raises)[A-Z](?!.*(--| : )).{40,}[.:]", paragraph))
    return is_whole and paragraph.isascii() and plain > 0.97 * len(paragraph)


def read(sources: list[str]) -> tuple[str, str]:
    """Return the text to learn from, and the text kept aside: every tenth run of ten paragraphs of each source."""
    parts, once = ([], []), set()
    for source in sources:
        for k, paragraph in enumerate(new(source, once)):
            parts[k // 10 % 10 == 9].append(paragraph)
    return tuple("\n\n".join(part) for part in parts)


def new(source: str, once: set[str]) -> Iterator[str]:
    """The paragraphs of a source that are not among those that stood before, which are added to."""
    for paragraph in (found for document in documents(source) for found in paragraphs(document)):
        if (key := re.sub(r"\W+", " ", paragraph).lower()) not in once:
            once.add(key)
            yield paragraph


def licences(sources: list[str]) -> dict[str, str]:
    """Return the version of each source, and its licence."""
    pythons = dict.fromkeys(("manual", "standard"), f"Python {platform.python_version()}")
    named = {
        source: pythons.get(source) or f"{source} {importlib.import_module(source).__version__}" for source in sources
    }
    return {version: LICENCES[source] for source, version in named.items()}
