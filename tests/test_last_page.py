"""The last page names every kata, and every name on it is one that there is."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from dojo.book.book import write
from dojo.book.site import BUILT, page_of
from dojo.course.course import Course
from tests.judging import KATAS, ROOT, of_each

PAGE = (ROOT / "katas" / "WHAT_YOU_BUILT.md").read_text(encoding="utf-8")
ROWS = {
    folder: (re.findall(r"`([\w.]+)`", yours), re.findall(r"`([\w.]+)`", at_work), differs)
    for folder, yours, at_work, differs in re.findall(
        r"^\| \[\w+\]\((\w+/\w+)\) \| (.+?) \| (.+?) \| (.+) \|$", PAGE, re.M
    )
}
"""For each kata: the learner's functions, their names in libraries, and what differs."""
INSTALLED = {"torch", "sklearn", "numpy", "scipy", "matplotlib", "pandas", "seaborn", "tokenizers"}
AT_WORK = sorted({name for _, names, _ in ROWS.values() for name in names if name.split(".")[0] in INSTALLED})
HEADINGS = re.findall(r"^#+ .+$", PAGE, re.M)


def there_is(name: str):
    """What a name with dots leads to."""
    root, *parts = name.split(".")
    found = importlib.import_module(root)
    for i, part in enumerate(parts, 1):
        if not hasattr(found, part):
            importlib.import_module(".".join([root, *parts[:i]]))
        found = getattr(found, part)
    return found


@of_each(KATAS)
def test_it_names_every_kata_and_what_differs_at_work(place):
    yours, at_work, differs = ROWS[place.id]
    stub = ast.parse(place.solution(place.root / "katas").read_text(encoding="utf-8"))
    assert yours
    assert set(yours) <= {node.name for node in stub.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assert at_work
    assert len(differs.split()) >= 4


@pytest.mark.parametrize("name", AT_WORK)
def test_there_is_what_it_is_called_at_work(name):
    library = name.partition(".")[0]
    pytest.importorskip(library, reason=f"{library} is not installed: it comes with the extra gpt2")
    assert there_is(name) is not None


def test_most_of_the_names_are_of_libraries_that_are_installed():
    assert len(AT_WORK) > 100


def test_it_leads_on_to_six_to_ten_free_things_and_says_why():
    _, _, onward = PAGE.partition("\n## Where to go on\n")
    entries = re.findall(r"^- (.+(?:\n  .+)*)", onward, re.M)
    assert 6 <= len(entries) <= 10
    for entry in entries:
        link, why = re.fullmatch(r".*\[[^]]+\]\((https://\S+)\): (.+)", " ".join(entry.split())).groups()
        assert link
        assert len(why.split()) >= 8


def test_it_comes_last_among_the_pages_of_all_katas(tmp_path):
    course = Course(ROOT)
    write(course, tmp_path, ROOT / "none")
    contents = (tmp_path / "index.html").read_text(encoding="utf-8").partition("</ul>")[0]
    assert re.findall(r'<a href="([^"]*)"', contents)[-1] == BUILT
    shown = (tmp_path / BUILT).read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"]*)"', shown.partition("<main")[2]))
    assert {page_of(place) for place in course.places} <= linked


def test_readme_and_the_end_of_the_path_lead_to_it():
    assert "(katas/WHAT_YOU_BUILT.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "katas/WHAT_YOU_BUILT.md" in Course(ROOT).paths["foundations"].end
