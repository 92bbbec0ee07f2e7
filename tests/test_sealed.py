"""References in one archive: opened once, outside every course, and whole whenever they are read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dojo.classes.box import probes
from dojo.classes.box.layers import courses
from dojo.engine.base import sealed
from dojo.engine.base.files import KataFiles, find_katas
from dojo.engine.base.importing import load_ours
from dojo.engine.base.mine import our_parts_of
from dojo.engine.explain.mistakes import load_mistakes
from tests.forked import forked
from tests.grading import DOUBLE, HALF, Graded, best_layer, hand_in, needs_a_layer, seal, small_course, write
from tests.judging import ROOT


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    """The user's folder for caches."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    sealed._opened.cache_clear()
    return tmp_path / "cache"


@pytest.fixture
def root(tmp_path) -> Path:
    return seal(small_course(tmp_path / "course"))


def double(root: Path) -> KataFiles:
    return find_katas(root)[0]


def again(root: Path) -> Path:
    """The folder, as another program finds it."""
    sealed._opened.cache_clear()
    return sealed.opened(root)


def test_references_mistakes_and_ways_are_read_from_the_archive(tmp_path, cache):
    course = small_course(tmp_path / "course")
    write(course / "reference" / DOUBLE / "ways/variant_adds.py", "def double(x):\n    return x + x\n")
    place = double(seal(course))
    assert place.course.is_relative_to(cache)
    assert load_ours(place, "with_numpy").double(2) == load_ours(place, "double").double(2) == 4
    assert [one.name for one in load_mistakes(place)] == ["loses_the_sign"]
    assert [way.name for way in place.ways.iterdir()] == ["variant_adds.py"]


def test_what_lies_beside_the_katas_comes_first(root):
    write(root / "reference" / DOUBLE / "double.py", "def double(x):\n    return 2 * x\n")
    one, other = find_katas(root)
    assert (one.course, other.course) == (root, sealed.opened(root))


def test_a_part_is_found_where_its_own_references_are(root):
    judge = root / "katas" / DOUBLE / "test_double.py"
    judge.write_text(judge.read_text().replace("mark.kata(", 'mark.kata(uses=["half"], '))
    write(
        root / "reference" / DOUBLE / "double.py",
        "from mine.half import half\n\n\ndef double(x):\n    return half(4 * x)\n",
    )
    assert our_parts_of(double(root)) == {"half": sealed.opened(root) / "reference" / HALF / "half.py"}
    assert load_ours(double(root), "double").double(1) == 2


def test_the_same_archive_is_opened_once_for_all_courses(root, tmp_path, cache):
    other = shutil.copytree(root, tmp_path / "another")
    assert sealed.opened(root) == sealed.opened(other)
    assert len(list((cache / "genai-katas/sealed").iterdir())) == 1


def lose(folder: Path) -> None:
    shutil.rmtree(folder / "reference" / DOUBLE)


def change(folder: Path) -> None:
    file = folder / "reference" / DOUBLE / "with_numpy.py"
    file.write_text(file.read_text().replace("x * 2", "x * 3"))  # as long as before


def plant(folder: Path) -> None:
    write(folder / "reference" / DOUBLE / "numpy.py", "raise SystemExit")


@pytest.mark.parametrize("harm", [shutil.rmtree, lose, change, plant])
def test_what_is_missing_or_damaged_is_made_anew(root, harm):
    folder = again(root)
    before = sealed._sums_in(folder)
    harm(folder)
    assert again(root) == folder
    assert sealed._sums_in(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


_OPENS = (
    "import sys; from pathlib import Path; from dojo.engine.base import sealed; print(sealed.opened(Path(sys.argv[1])))"
)


def test_many_programs_may_open_it_at_once(root):
    command = [sys.executable, "-c", _OPENS, str(root)]
    opening = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    told = {program.communicate()[0].strip() for program in opening}
    assert told == {str(again(root))}
    assert not any(program.returncode for program in opening)


def test_an_archive_that_can_not_be_opened_is_told(root):
    archive = root / sealed.SEALED
    archive.write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(sealed.Damaged, match=r"git restore katas/sealed\.zip"):
        double(root).course  # noqa: B018


def test_each_command_says_that_it_is_damaged(root):
    (root / sealed.SEALED).write_bytes(b"damaged")
    for command in (
        ["dojo", "solution", "double", "--yes"],
        ["pytest", "--next"],
        ["dojo", "grade", ".", "--out", "../o", "--sandbox", "none"],
    ):
        done = forked(root, *command)
        assert done.returncode
        assert "can't be opened" in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr


def test_a_user_without_a_folder_for_caches_has_one_while_the_program_runs(root, cache):
    cache.write_text("no folder")
    assert load_ours(double(root), "double").double(2) == 4


def test_the_archive_is_the_same_whenever_it_is_made():
    files = {"reference/b.py": b"b", "reference/a.py": b"a"}
    assert sealed.sealed(files, "1", True) == sealed.sealed(dict(sorted(files.items())), "1", True)


_READS = """
import os

def double(x):
    for folder in {folders!r}:
        for above, _, names in os.walk(folder):
            for name in names:
                return open(os.path.join(above, name)).read()
        os.listdir(folder)
    return x * 2
"""


@needs_a_layer
@pytest.mark.parametrize("where", ["in the home folder", "among the packages"])
def test_no_solution_in_the_box_reads_what_was_sealed(root, tmp_path, monkeypatch, where):
    if where == "among the packages":
        packages = tmp_path / "packages"
        packages.mkdir()
        monkeypatch.syspath_prepend(str(packages))
        monkeypatch.setenv("XDG_CACHE_HOME", str(packages))
    opened = again(root)
    assert os.path.realpath(opened) in courses(str(root))
    hand_in(tmp_path / "class", "ann", _READS.format(folders=[str(opened / "reference"), str(root / "katas")]))
    hand_in(tmp_path / "class", "ben", "def double(x):\n    return x * 2\n")
    graded = Graded(root, tmp_path / "class", tmp_path / "out", katas=(DOUBLE,), sandbox=best_layer())
    assert graded.verdict("ben").state == "passed"
    assert graded.verdict("ann").state == "wrong"
    assert re.search("PermissionError|FileNotFoundError", graded.verdict("ann").text)


def test_the_probes_try_to_read_what_was_sealed(root, monkeypatch):
    tried = []
    monkeypatch.setattr(probes, "_ask", lambda box, attempts: tried.extend(attempts[0]) or ([], 3.0))
    assert not probes.try_out(best_layer(), course=str(root))
    assert any(Path(file).is_relative_to(os.path.realpath(again(root))) for file in tried)
