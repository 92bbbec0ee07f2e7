"""The course from its wheel: in a learner's own folder, without the answers, as it is from a clone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from dojo import __version__
from dojo.classes.box import probes
from dojo.engine.base.files import SHIPPED_FILES
from dojo.install.init import init
from dojo.install.shipped import katas_of, listed, manifest
from tests.judging import KATAS, ROOT

DOT = "katas/01_linear_algebra/01_dot_product/dot_product.py"
MODEL = "reference/01_linear_algebra/01_dot_product/dot_product.py"
PEEKS = """
import os
import re
import numpy
def dot(u, v):
    site = os.environ["PATH"] and os.path.dirname(os.path.dirname(os.path.abspath(__import__("dojo").__file__)))
    raise ValueError(open(os.path.join(site, "genai_katas", "{model}")).read())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from the files as they are here."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No matching distribution found for hatchling" in built.stderr:
        pytest.skip("pip finds no hatchling to build the wheel with: there may be no network")
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def site(wheel, tmp_path_factory) -> Path:
    """A folder of packages that has the wheel."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def dojo(site, tmp_path):
    """The installed command, or pytest, run in a folder of the learner's."""

    def run(*arguments: str, module: str = "dojo", code: int = 0, folder: Path = tmp_path) -> str:
        environment = os.environ | {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPATH": str(site),
            "PYTHONPYCACHEPREFIX": str(tmp_path.parent / "compiled"),
            "NO_COLOR": "1",
        }
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments], cwd=folder, env=environment,
            capture_output=True, text=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def _state(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_list_of_what_is_shipped_is_up_to_date():
    """``python -m dojo.authors.tables`` writes it, where the course is handed on; else it stays as it came."""
    assert {file: file.read_text(encoding="utf-8") for file in listed(ROOT)} == listed(ROOT)
    assert len(KATAS) < len(json.loads((ROOT / SHIPPED_FILES).read_text(encoding="utf-8"))["files"])


def test_a_wheel_holds_the_course_beside_the_engine(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"genai_katas/{place.judge.relative_to(ROOT).as_posix()}" for place in KATAS} <= names
    assert {f"genai_katas/{place.reference('mistakes').relative_to(ROOT).as_posix()}" for place in KATAS} <= names
    assert {
        "dojo/engine/explain/exceptions.toml",
        "dojo/install/begin/gitignore",
        "dojo/book/page.css",
        "dojo/book/templates/kata.html",
    } <= names
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"dojo", "genai_katas"}
    assert not [name for name in names if name.endswith(".pyc")]


def test_an_empty_folder_becomes_a_course_without_answers(dojo, site, tmp_path):
    before = _state(site)
    assert "is your course. Next: dojo" in dojo("init", ".")
    assert not list(tmp_path.rglob("reference"))
    assert not list(tmp_path.rglob("drawings*.py"))
    assert (tmp_path / ".git").is_dir() == (shutil.which("git") is not None)
    assert "run   pytest --next" in dojo("--next", module="pytest", code=1)
    (tmp_path / DOT).write_text("def dot(u, v):\n    return sum(u) * sum(v)\n")
    assert "not only its own partner" in dojo("--kata", "dot_product", "--stage", "core", module="pytest", code=1)
    assert "(u * v)" in dojo("solution", "dot_product", "--yes")
    (tmp_path / DOT).write_text((ROOT / MODEL).read_text(encoding="utf-8"))
    told = dojo("--kata", "dot_product", "-n", "2", module="pytest")
    assert "is complete\n  model    dojo solution dot_product" in told
    assert "1 of 15 green" in dojo("list", "linear")
    assert "green" in dojo("--solution", "reference", "--kata", "pca", "--stage", "core", module="pytest")
    assert _state(site) == before


def test_the_katas_that_build_on_others_find_them(dojo, tmp_path):
    heads = "10_language_model/02_multi_head_attention/multi_head_attention.py"
    assert 'Next: cd "mine", then dojo' in dojo("init", "mine")  # and no sign that only some shells know
    (tmp_path / "mine/katas" / heads).write_text((ROOT / "reference" / heads).read_text(encoding="utf-8"))
    options = ("--kata", "multi_head_attention", "--stage", "core")
    told = dojo(*options, module="pytest", folder=tmp_path / "mine", code=1)
    assert "needs reshape, which is not written yet" in told
    assert "is green" in dojo(*options, "--parts", "ours", module="pytest", folder=tmp_path / "mine")


@pytest.mark.parametrize("layer", ["bwrap", "landlock"])
def test_a_graded_solution_cannot_read_the_installed_answers(dojo, tmp_path, layer):
    if faults := probes.try_out(layer):
        pytest.skip(f"{layer} does not hold here: {faults[0]}")
    dojo("init", "course")
    handed_in = tmp_path / "class/one" / DOT
    handed_in.parent.mkdir(parents=True)
    handed_in.write_text(PEEKS.format(model=MODEL))
    options = ("--katas", "dot_product", "--stage", "core", "--sandbox", layer)
    dojo("grade", "../class", "--out", "../out", *options, folder=tmp_path / "course")
    told = (tmp_path / "out/feedback/one.md").read_text(encoding="utf-8")
    assert "def dot" not in told
    refusal = {"bwrap": "FileNotFoundError", "landlock": "PermissionError"}
    assert refusal[layer] in told


def test_katas_older_than_what_is_installed_say_so_in_the_first_line(dojo, tmp_path):
    dojo("init", ".")
    assert "dojo update" not in dojo("--next", module="pytest", code=1)
    say_version(tmp_path, "0.9")
    told = dojo("--next", module="pytest", code=1)
    assert f"these katas are of version 0.9, what is installed is of {__version__}: run dojo update" in " ".join(
        told.split()
    )


def say_version(folder: Path, version: str) -> None:
    """Make the katas of a folder those of another version."""
    file = folder / SHIPPED_FILES
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | {"version": version}), encoding="utf-8")


@pytest.mark.parametrize(
    ("version", "way"), [("0.9", "dojo update"), ("9.0", 'pip install -U "genai-katas"'), (__version__, "dojo update")]
)
def test_a_kata_of_another_version_is_not_judged_and_its_way_out_is_told(dojo, tmp_path, version, way):
    """Which has another name, say, in what is installed."""
    dojo("init", ".")
    old, new = tmp_path / "katas/01_linear_algebra/01_dot_product", tmp_path / "katas/01_linear_algebra/01_dots"
    old.rename(new)
    for name in ("{}.py", "test_{}.py"):
        (new / name.format("dot_product")).rename(new / name.format("dots"))
    (new / "dots.py").write_text((ROOT / MODEL).read_text(encoding="utf-8"))
    say_version(tmp_path, version)
    told = dojo("--kata", "dots", module="pytest", code=1)
    assert "01_linear_algebra/01_dots  not judged" in told
    assert f"of another version of the course than what judges them: {way} mends that." in " ".join(told.split())
    assert re.search(r"01_dots .* not judged", dojo("list", "dots"))
    assert "the course has no solution of 01_linear_algebra/01_dots" in dojo("solution", "dots", "--yes", code=1)


def test_outside_of_a_course_the_installed_command_says_so(dojo):
    told = dojo("list", code=2)
    assert "there is no course here" in told
    assert "dojo init" in told
    assert "Traceback" not in told


def test_a_kata_of_ones_own_leaves_the_list_of_the_course_alone(dojo, tmp_path):
    dojo("init", ".")
    shipped = (tmp_path / SHIPPED_FILES).read_bytes()
    (tmp_path / DOT).write_text("def dot(u, v):\n    return 0.0\n")
    stub = json.loads((tmp_path / "katas/stubs.json").read_text(encoding="utf-8"))["01_linear_algebra/01_dot_product"]
    dojo("new", "90_own/01_clamp")
    dojo("prove", "clamp", code=1)
    assert (tmp_path / SHIPPED_FILES).read_bytes() == shipped
    assert stub in json.loads((tmp_path / "katas/stubs.json").read_text(encoding="utf-8")).values()
    assert "(u * v)" in dojo("solution", "dot_product", "--yes")


def test_the_installed_course_and_katas_of_ones_own_are_handed_out(dojo, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    dojo("init", "course")
    dojo("new", "90_own/01_clamp", folder=tmp_path / "course")
    dojo("release", "../out", "--katas", "clamp", "softmax", "--no-solutions", folder=tmp_path / "course")
    with zipfile.ZipFile(tmp_path / "out/katas/sealed.zip") as archive:
        names = set(archive.namelist())
    assert {"reference/90_own/01_clamp/mistakes.py", "reference/03_probability/01_softmax/mistakes.py"} <= names
    assert "left the model solutions out" in dojo("solution", "softmax", folder=tmp_path / "out", code=1)
    assert "run   pytest --next" in dojo("--next", module="pytest", folder=tmp_path / "out", code=1)
    assert "your teacher has handed this course out" in dojo("update", folder=tmp_path / "out", code=1)
    assert f"{len(KATAS)} katas" in dojo("release", "whole")


# --------------------------------------------------------------------------- dojo init alone


def test_files_that_are_there_stay_as_they_are(tmp_path):
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "katas").mkdir()
    (tmp_path / "katas/NOTATION.md").write_text("mine too")
    assert init(tmp_path, ROOT) == ["README.md", "katas/NOTATION.md"]
    assert (tmp_path / "README.md").read_text() == "mine"
    assert (tmp_path / "katas/NOTATION.md").read_text() == "mine too"


def test_a_second_init_is_refused_and_one_that_was_cut_off_is_finished(tmp_path):
    init(tmp_path, ROOT)
    with pytest.raises(ValueError, match="is a course already"):
        init(tmp_path, ROOT)
    (tmp_path / SHIPPED_FILES).unlink()
    (tmp_path / DOT).unlink()
    assert DOT not in init(tmp_path, ROOT)
    assert (tmp_path / DOT).is_file()


def test_a_folder_inside_the_course_is_refused():
    with pytest.raises(ValueError, match="lies in the course"):
        init(ROOT / "katas/mine", ROOT)


def test_a_clone_hands_on_its_stubs_and_not_what_is_written_in_them(tmp_path, course):
    course.write(
        "katas/stubs.json", json.dumps({"01_numbers/01_double": "def double(x):\n    raise NotImplementedError\n"})
    )
    course.write(SHIPPED_FILES, manifest(katas_of(course.root)))
    course.write("katas/01_numbers/01_double/double.py", "def double(x):\n    return 2 * x\n")
    course.write("katas/01_numbers/01_double/helper.py", "SECRET = 1\n")
    init(tmp_path / "mine", course.root)
    assert "raise" in (tmp_path / "mine/katas/01_numbers/01_double/double.py").read_text()
    assert not (tmp_path / "mine/katas/01_numbers/01_double/helper.py").exists()


def test_outside_of_a_repository_nothing_of_git_is_needed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    init(tmp_path, ROOT)
    assert not (tmp_path / ".git").exists()
    assert (tmp_path / DOT).is_file()
