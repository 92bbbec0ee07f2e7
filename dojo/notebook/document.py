"""A day of a path as one notebook: the statements, a cell for each solution, and a cell that judges every stage."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from html import escape

from dojo.course.choices import AFTER_GREEN, Choice, questions_of
from dojo.course.course import Course
from dojo.engine.base.files import KataFiles

_BEGIN = """\
# {title}

Each kata is a statement, and a cell to fill in. Run the cell: it is kept as your solution, and judged; the verdict
appears below it. `%hint` gives a hint, a stronger one each time, and `%solution` shows ours once yours is green. The
last cell of a kata judges its edges, dtypes and gradients too."""
_COLAB = """\
%pip install --quiet genai-katas
!dojo init katas-of-mine
%cd katas-of-mine"""


def notebook(course: Course, places: list[KataFiles], title: str, colab: bool = False) -> str:
    """Return the notebook, as JSON of nbformat 4.5.

    Parameters
    ----------
    course : Course
        The course that it lies in, at its root.
    places : list of KataFiles
        Its katas, in order.
    title : str
        Its heading.
    colab : bool
        Whether its first cell installs the course: where there is nothing yet.
    """
    cells = [_markdown(_BEGIN.format(title=title))]
    cells += [_code(_COLAB)] if colab else []
    cells.append(_code("%load_ext dojo"))
    for place in places:
        cells += _cells(place)
    numbered = [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    held = {"cells": numbered, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(held, indent=1, ensure_ascii=False) + "\n"


def _cells(place: KataFiles) -> Iterator[dict]:
    statement, _, _ = place.judge.with_name("README.md").read_text(encoding="utf-8").partition(AFTER_GREEN)
    yield _markdown(in_notebook(statement, place.judge.parent.relative_to(place.root).as_posix()))
    solution = place.solution(place.root / "katas")
    yield _code(f"%%kata {place.name}\n{solution.read_text(encoding='utf-8').rstrip()}")
    yield _code(f"%kata {place.name} --all-stages")
    if questions := questions_of(place):
        yield _markdown("\n\n".join(["When it is green, open the choice that you take:", *map(_folded, questions)]))


def _folded(choice: Choice) -> str:
    """Return a question, each of its choices folded around what is said of it."""
    options = (
        f"<details><summary>{letter}. {_in_html(option.says)}</summary>\n\n{choice.opened(letter)}\n\n</details>"
        for letter, option in choice.options.items()
    )
    return "\n\n".join([f"**{choice.ask}**", *options])


def _in_html(line: str) -> str:
    """Return a line of Markdown as it stands in HTML, where nobody reads it as Markdown."""
    return re.sub(r"`(.+?)`", r"<code>\1</code>", escape(line, quote=False))


def in_notebook(page: str, folder: str) -> str:
    """Return a statement as notebooks show it: formulas in dollars, links and drawings from the root of the course.

    Parameters
    ----------
    page : str
        Markdown, as GitHub shows it.
    folder : str
        Where the page lies, from the root of the course.
    """
    page = re.sub(r"^```math\n(.*?)^```$", r"$$\n\1$$", page, flags=re.M | re.S)
    page = re.sub(r"\$`(.+?)`\$", r"$\1$", page)
    return re.sub(r"\]\((?!\w+:|#)([^)\s]+)\)", lambda link: f"]({_from_root(link[1], folder)})", page)


def _from_root(link: str, folder: str) -> str:
    path = posixpath.normpath(posixpath.join(folder, link))
    return path if posixpath.splitext(path)[1] else f"{path}/README.md"


def _markdown(text: str) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(text: str) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": text, "outputs": [], "execution_count": None}
