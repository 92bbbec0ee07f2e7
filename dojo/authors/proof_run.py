"""A plugin for runs of proofs, beside the dojo's own: their options, an order, and what was proved before."""

from __future__ import annotations

import hashlib
import os
import random
import re
from datetime import date
from pathlib import Path

import pytest

from dojo.authors.cases import SEEDS, STOPPED, TRAININGS, tonight
from dojo.authors.depends import of_proofs
from dojo.engine.base.files import KataFiles
from dojo.engine.process import cores
from dojo.run.choosing import CHOICE

pytest.register_assert_rewrite("dojo.authors.proofs")


def pytest_addoption(parser):
    group = parser.getgroup("proofs")
    group.addoption(
        "--all-proofs", action="store_true", help="all seeds and all mutants, going on where the last such run stopped"
    )
    group.addoption("--part", metavar="N/M", help="the katas of one part of several, with every case that they have")
    group.addoption("--nightly", metavar="DATE", help="a tenth of the katas, by the date, and seeds that come from it")


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    from dojo.authors.judged import WARNINGS

    for line in WARNINGS:
        config.addinivalue_line("filterwarnings", line)
    if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
        cores.keep_to_one(int(worker))
    if night := config.getoption("--nightly"):
        try:
            date.fromisoformat(night)
        except ValueError:
            raise pytest.UsageError(f"--nightly {night}: that is no date such as 2026-11-29") from None
    if config.getoption("--all-proofs") and getattr(config, "cache", None) is not None:
        config.pluginmanager.register(Done(config), "proofs-done")


def pytest_report_header(config):
    """Say what a night asks, so that it can be asked again."""
    if not (night := config.getoption("--nightly")):
        return None
    katas = ", ".join(place.name for place in tonight(config.stash[CHOICE].course.places, night))
    return [f"the katas of {night}: {katas}", f"seeds: {', '.join(map(str, _seeds_of(night)))}"]


def pytest_collection_modifyitems(config, items):
    """Let the proofs of a kata follow each other: they share what was loaded, drawn and answered."""
    order = {place: number for number, place in enumerate(config.stash[CHOICE].course.places)}
    items.sort(key=lambda item: order.get(_place_of(item), -1))


def pytest_runtest_setup(item):
    """Tell a wrong reference once: each proof that rests on it would fail with the same screen."""
    if (place := _place_of(item)) in STOPPED:
        pytest.skip(STOPPED[place])


def _place_of(item: pytest.Item) -> KataFiles | None:
    return item.callspec.params.get("place") if hasattr(item, "callspec") else None


@pytest.fixture(scope="session")
def thorough(request) -> bool:
    """Tell whether all seeds and mutants are wanted."""
    return bool(request.config.getoption("--all-proofs", False))


@pytest.fixture(scope="session")
def trainings(thorough) -> int | None:
    """Return with how many seeds a test trains what is right."""
    return None if thorough else TRAININGS


@pytest.fixture(scope="session")
def seeds(request, thorough):
    """Return a function that gives more seeds than the first, for a proof."""
    if night := request.config.getoption("--nightly", None):
        return lambda proof: _seeds_of(night)[: SEEDS[proof]]
    return lambda proof: range(1, SEEDS[proof] if thorough else 1)


def _seeds_of(night: str) -> list[int]:
    """Draw other seeds each night, and the same in every process."""
    return random.Random(night).sample(range(2**32), max(SEEDS.values()))


class Done:
    """Remembers which proofs have passed, as long as no file changes that they depend on."""

    def __init__(self, config):
        course = config.stash[CHOICE].course
        self.root, self.file = course.root, Path(config.cache.mkdir("proofs")) / "passed.txt"
        self.passed = set(self.file.read_text(encoding="utf-8").split("\n")) if self.file.is_file() else set()
        self.common = _digest(of_proofs(course.places))

    def key(self, nodeid: str) -> str:
        kata = re.search(r"\[(\d\d_\w+/\d\d_\w+?)[-\]]", nodeid)
        folders = [self.root / part / kata[1] for part in ("katas", "reference")] if kata else []
        return f"{self.common}-{_digest(file for folder in folders for file in folder.rglob('*.*'))}-{nodeid}"

    def pytest_collection_modifyitems(self, config, items):
        done = [item for item in items if self.key(item.nodeid) in self.passed]
        if done:
            items[:] = [item for item in items if item not in done]
            config.hook.pytest_deselected(items=done)

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(f"{self.key(report.nodeid)}\n")


def _digest(files) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        if "__pycache__" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
