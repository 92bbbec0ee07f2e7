"""The places of a kata's files, and of the courses that hold them."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dojo
from dojo.engine.base import sealed
from dojo.engine.base.disk import UNDER_WAY

SHIPPED = Path(__file__).resolve().parents[3]
"""The folder that this package lies in."""
_INSTALLED = SHIPPED / "genai_katas"
COURSE = _INSTALLED if _INSTALLED.is_dir() else SHIPPED
"""Where ``katas`` and ``reference`` of this version are: beside an installed package, or a clone."""
SHIPPED_FILES = "katas/shipped.json"
"""Where a course says, from its root, which files it was shipped with."""


class NoCourse(Exception):
    """The working directory is in no course, and none lies around the package."""


@dataclass(frozen=True)
class KataFiles:
    """The places of a kata's files: what the learner has below one root, what the course holds below another.

    Parameters
    ----------
    root : Path
        The folder that holds ``katas``: statement, hints, stub and judge.
    track, folder : str
        The two folder names, ``"03_probability"`` and ``"01_softmax"``.
    """

    root: Path
    track: str
    folder: str

    @classmethod
    def of_judge(cls, judge: Path) -> KataFiles:
        return cls(judge.parents[3], judge.parents[1].name, judge.parent.name)

    @functools.cached_property
    def course(self) -> Path:
        """The folder that holds its ``reference``: its own root, what that has sealed, or this package's."""
        inside = Path("reference", self.track, self.folder)
        return next((folder for folder in self._courses() if (folder / inside).is_dir()), self.root)

    def _courses(self) -> Iterator[Path]:
        yield self.root
        if (opened := sealed.opened(self.root)) is not None:
            yield opened
        yield COURSE

    @property
    def shows_solution(self) -> bool:
        """Tell whether its model solution may be shown: a teacher may have left it out."""
        opened = sealed.opened(self.root)
        return opened is None or self.course != opened or sealed.shows_solutions(opened)

    @property
    def id(self) -> str:
        return f"{self.track}/{self.folder}"

    @property
    def name(self) -> str:
        """The module name: the folder without its number."""
        return self.folder.split("_", 1)[1]

    @functools.cached_property
    def judge(self) -> Path:
        return self.root / "katas" / self.track / self.folder / f"test_{self.name}.py"

    def sibling(self, name: str) -> KataFiles | None:
        """The kata of a name; each name is that of one kata."""
        judges = self.root.glob(f"katas/[0-9][0-9]_*/[0-9][0-9]_{name}/test_{name}.py")
        return next(map(KataFiles.of_judge, sorted(judges)), None)

    def solution(self, directory: Path) -> Path:
        """The file to judge in a folder laid out like ``katas``."""
        return directory / self.track / self.folder / f"{self.name}.py"

    def reference(self, stem: str) -> Path:
        """``with_numpy``, ``with_torch``, ``mistakes``, or the model solution by the kata's name."""
        return self.course / "reference" / self.track / self.folder / f"{stem}.py"

    @property
    def ways(self) -> Path:
        """The folder of other right ways: ``variant_*.py``, and what books show, ``textbook_*.py``."""
        return self.reference("").parent / "ways"

    @property
    def solutions(self) -> list[Path]:
        """Ours, as far as they are there: the model solution, and the other right ways."""
        return [file for file in (self.reference(self.name), *sorted(self.ways.glob("*.py"))) if file.is_file()]


def version() -> str:
    """The version of the engine."""
    return dojo.__version__


def version_of_katas(root: Path) -> str | None:
    """The version that a course's katas were shipped with; None where its list can't be read."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # git may have written its marks into it
        return json.loads((root / SHIPPED_FILES).read_text(encoding="utf-8")).get("version")
    return None


def is_older(first: str | None, second: str | None) -> bool:
    """Tell whether a version comes before another; it does not where one of them is none."""
    from packaging.version import InvalidVersion, Version

    with contextlib.suppress(InvalidVersion):
        return first is not None and second is not None and Version(first) < Version(second)
    return False


def mended_by(root: Path) -> str:
    """The command that makes katas, references and engine those of one version again; empty where they are."""
    if (root / UNDER_WAY).exists():
        return "dojo update"
    if (root / sealed.SEALED).is_file() or not (root / SHIPPED_FILES).is_file():
        return ""
    katas, has_answers = version_of_katas(root), (root / "reference").is_dir()
    if katas == version() or (has_answers and not (root / "dojo").is_dir()):
        return ""
    if has_answers:
        return "git pull"
    return 'pip install -U "genai-katas"' if is_older(version(), katas) else "dojo update"


def another_version(root: Path) -> str:
    """Write what to say where a learner's katas and the installed references are of two versions."""
    if COURSE == SHIPPED or (root / "reference").is_dir() or not (way := mended_by(root)):
        return ""
    return f"these katas are of version {version_of_katas(root)}, what is installed is of {version()}: run {way}"


def with_plain_ends(held: bytes) -> bytes:
    """Give what a file holds the line ends that it was shipped with: git for Windows and some editors write others."""
    return held if b"\0" in held else held.replace(b"\r\n", b"\n")


def is_course(folder: Path) -> bool:
    """Tell whether a folder is a course: a clone, an author's, or a learner's."""
    return (folder / "katas").is_dir() and ((folder / "reference").is_dir() or (folder / SHIPPED_FILES).is_file())


def find_own_root() -> Path | None:
    """The course that the working directory is in, if any."""
    around = (Path.cwd(), *Path.cwd().parents)
    return next((folder for folder in around if is_course(folder)), None)


def find_root() -> Path:
    """The course that the working directory is in, or the clone that this package lies in.

    Raises
    ------
    NoCourse
        Where there is none.
    """
    if root := find_own_root():
        return root
    if COURSE != SHIPPED:
        raise NoCourse("there is no course here: stand in the folder of yours, or begin one with dojo init DIR")
    return SHIPPED


def find_katas(root: Path) -> list[KataFiles]:
    """All katas below ``root/katas``, in the order of the course."""
    judges = sorted((root / "katas").glob("[0-9][0-9]_*/[0-9][0-9]_*/test_*.py"))
    places = [KataFiles.of_judge(judge) for judge in judges]
    return [place for place, judge in zip(places, judges, strict=True) if place.judge == judge]


def find_directory(given: str | None, root: Path, places: Sequence[KataFiles]) -> Path:
    """The folder whose solutions are judged, laid out like ``katas``.

    Parameters
    ----------
    given : str or None
        As it was given with ``--solution``, from here or from the root; None for the stubs.
    root : Path
        The folder that holds ``katas``.
    places : sequence of KataFiles
        Its katas.

    Raises
    ------
    ValueError
        Where it is no folder, or holds no kata.
    """
    if given is None:
        return root / "katas"
    shown = [kata.course for kata in places[:1] if kata.shows_solution]
    around = (Path.cwd(), root, *shown)  # reference, too, of an installed course
    place = next((folder / given for folder in around if (folder / given).exists()), None)
    if place is None:
        is_left_out = given == "reference" and places and not shown
        raise ValueError(f"--solution {given}: {sealed.LEFT_OUT if is_left_out else 'there is no such folder'}")
    if place.is_file():
        kind = "an archive: unpack it first" if place.suffix in _ARCHIVES else "a file"
        raise ValueError(
            f"--solution {given}: that is {kind}. A solution is a folder laid out like katas/, with its tracks in it."
        )
    for directory in (place, place / "katas"):  # a clone of the course, too
        if any(kata.solution(directory).is_file() for kata in places):
            return directory.resolve()
    wanted = places[0].solution(Path(given)) if places else given
    raise ValueError(f"--solution {given}: no kata in it; a solution is a file like {wanted}")


_ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".7z"}
