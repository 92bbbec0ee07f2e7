"""README tells the truth about the course and about what a learner reads."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from dojo.authors.tables import minutes, pages
from dojo.cli.command import app
from dojo.engine.base.facts import facts
from dojo.engine.explain.mistakes import load_mistakes
from dojo.watch.typed import ABOUT, KEYS
from tests.judging import KATAS, ROOT, of_each

README = (ROOT / "README.md").read_text(encoding="utf-8")
FIGURES = " ".join(README.split("## Why believe it")[1].split())
GRADING = (ROOT / "GRADING.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@of_each(pages(ROOT), str)
def test_the_tables_are_those_of_the_katas(page):
    """Stale? ``python -m dojo.authors.tables`` writes them."""
    assert page.read_text(encoding="utf-8") == pages(ROOT)[page]


@of_each(KATAS)
def test_the_minutes_are_those_of_the_formula(place):
    assert facts(place).minutes == minutes(place)


def test_the_failure_in_its_first_screen_is_a_real_one():
    told = (ROOT / "tests/snapshots/overflow.txt").read_text(encoding="utf-8")
    shown = README.split("What you read when softmax overflows:")[1].split("```")[1].strip()
    assert shown in told


OPTIONS = set(re.findall(r"--[a-z][a-z-]+", README + GRADING)) - {
    "--hypothesis-profile",
    "--cov",
    "--help",
    "--no-deps",
    "--pdb",
}  # those of the libraries


@pytest.mark.parametrize("option", sorted(OPTIONS))
def test_each_option_that_it_names_exists(option):
    dojo = get_command(app)
    groups = [dojo, *(command for command in dojo.commands.values() if hasattr(command, "commands"))]
    commands = [dojo, *(command for group in groups for command in group.commands.values())]
    parameters = {name for command in commands for name in command.params}
    of_the_command = {name for parameter in parameters for name in parameter.opts}
    assert option in of_the_command or option in (ROOT / "dojo/run/options.py").read_text(encoding="utf-8")


def test_the_watch_tells_what_each_key_does():
    assert {"?", *ABOUT} == {*KEYS}


def test_its_figures_are_counted():
    """Known mistakes to the hundred below, as each new one would change a smaller figure."""
    katas, known = (
        int(figure.replace(",", "")) for figure in re.search(r"the (\d+) katas.*?the ([\d,]+) known", FIGURES).groups()
    )
    assert katas == len(KATAS)
    assert known == sum(len(load_mistakes(place)) for place in KATAS) // 100 * 100


def test_what_is_committed_names_no_machine():
    for file in [*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*/*/*/*.*"), *ROOT.glob("dojo/**/*.py")]:
        if file.suffix in (".py", ".md", ".toml"):
            assert not re.search(r"(?<![\w.])/(home|root|work)/", file.read_text(encoding="utf-8")), file
