"""What is published says the same everywhere: the version, its changes, the Pythons it is for."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from importlib.util import find_spec

import pytest

import dojo
from tests.judging import KATAS, ROOT
from tests.test_rooms import imported

VERSION = dojo.__version__
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_version_is_the_same_wherever_it_stands():
    assert re.search(r"^version: (.+)$", _text("CITATION.cff"), re.M)[1] == VERSION
    assert re.search(r"^## (\S+?),", _text("CHANGELOG.md"), re.M)[1] == VERSION


def test_each_python_that_is_promised_is_tested():
    named = {
        c.rpartition(" ")[2] for c in PROJECT["classifiers"] if c.startswith("Programming Language :: Python :: 3.")
    }
    assert set(re.findall(r'\bpython: "(3\.\d+)"', _text(".github/workflows/tests.yml"))) == named
    assert {f"py{one.replace('.', '')}" for one in named} == set(re.findall(r"py\d+", _text("tox.ini").split("\n[")[0]))
    assert PROJECT["requires-python"] == f">={min(named, key=lambda one: int(one[2:]))}"


def test_one_file_of_the_package_goes_out_to_a_network():
    """What `dojo/APPROVAL.md` says to whoever approves the course."""
    outward = {"urllib.request", "http", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "huggingface_hub", "ssl"}
    files = [file for folder in ("dojo", "katas", "reference") for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 1000
    asked = ((file.relative_to(ROOT).as_posix(), f"{name}.") for file in files for name in imported(file))
    out = {(file, library) for file, name in asked for library in outward if name.startswith(f"{library}.")}
    assert out == {("dojo/models/published.py", "huggingface_hub")}  # what dojo load fetches


GATE = re.search(r"run: (if grep .*)", _text(".github/workflows/publish.yml"))[1]


@pytest.mark.parametrize(("address", "code"), [("OWNER/COURSE", 1), ("someone/katas", 0)])
def test_a_release_without_an_address_is_refused(tmp_path, address, code):
    for name in ("pyproject.toml", "dojo/PYPI.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(_text(name).replace("OWNER/COURSE", address), encoding="utf-8")
    assert subprocess.run(["sh", "-c", GATE], cwd=tmp_path, check=False, stdout=subprocess.DEVNULL).returncode == code


def test_what_pypi_shows_stands_alone():
    """Its links are whole, the first command installs, and its number of katas is that of the course."""
    shown = _text("dojo/PYPI.md")
    assert not re.findall(r"\]\((?!https://)", shown)
    assert shown.split("```")[1].strip().startswith("pip install genai-katas")
    assert int(re.search(r"More than (\d+) katas", shown)[1]) < len(KATAS)
    assert PROJECT["readme"] == "dojo/PYPI.md"
    assert all(url.startswith("https://") for url in PROJECT["urls"].values())


WORKFLOWS = [
    file for at in (".github/workflows", "examples", "dojo/classes/begin") for file in (ROOT / at).glob("*.yml")
]
USED = {use for file in WORKFLOWS for use in re.findall(r"uses: (.+)", file.read_text(encoding="utf-8"))}


def test_each_action_is_named_by_its_commit():
    assert len(WORKFLOWS) > 6
    assert not [use for use in USED if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)]
    assert len({use.partition("@")[0] for use in USED}) == len(USED)  # each at one version


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_no_command_of_a_workflow_has_a_text_of_somebody_else_s_put_in(file):
    commands = re.findall(r"^( *)(?:- )?run: (.*\n(?:\1 {2,}.*\n)*)", file.read_text(encoding="utf-8"), re.M)
    assert not [command for _, command in commands if "${{" in command.partition("\n        env:")[0]]


def test_a_release_waits_for_the_suite_and_for_nothing_without_end():
    jobs = _text(".github/workflows/publish.yml").partition("\njobs:\n")[2]
    each = re.split(r"^  (?=\w+:$)", jobs, flags=re.M)[1:]
    assert all("timeout-minutes:" in job for job in each)
    tested, build, publish = each[:3]
    assert "--workflow tests.yml --commit" in tested
    assert "needs: tested" in build
    assert "needs: build" in publish


TWINE_OF = {"v1.14.2": "7.0.0"}
"""By the version of the action that publishes the twine that it has in its requirements."""


@pytest.mark.skipif(find_spec("twine") is None, reason="twine is not installed (pip install -e '.[dev]')")
def test_what_is_built_is_taken_by_the_action_that_publishes_it(tmp_path):
    (action,) = (use.rpartition(" ")[2] for use in USED if use.startswith("pypa/gh-action-pypi-publish@"))
    assert metadata.version("twine") == TWINE_OF[action]
    assert f"twine=={TWINE_OF[action]} " in _text(".github/workflows/publish.yml")
    _python("hatchling", "build", "-d", str(tmp_path))
    built = sorted(str(file) for file in tmp_path.iterdir())
    assert [file.endswith((".whl", ".tar.gz")) for file in built] == [True, True]
    assert _python("twine", "check", "--strict", *built).count("PASSED") == 2


def _python(*command: str) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
