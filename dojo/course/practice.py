"""What was practised beyond green: bug hunts, kept in a file of their own."""

from __future__ import annotations

import hashlib
import operator
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from dojo.base.files import KataFiles
from dojo.course import paths
from dojo.course.record import FOLDER, Record

FORMAT = 1
FOLDER_OF_HUNTS = "hunts"
_BREAKS = re.compile(r"^def breaks\(.*?(?=^\S|\Z)", re.M | re.S)


def names_of(place: KataFiles) -> list[str]:
    """The name of a kata, and those that it had before."""
    file = place.root / paths.FILE
    renamed = paths.read(file.read_text(encoding="utf-8")).renamed if file.is_file() else {}
    return [place.name, *(old for old, new in renamed.items() if new == place.name)]


def file_of(place: KataFiles) -> Path:
    """The file of a kata's hunt, under the name that the kata had as it began."""
    files = [place.root / FOLDER_OF_HUNTS / f"{name}.py" for name in names_of(place)]
    return next((file for file in files if file.exists()), files[0])


def lay_out(place: KataFiles, text: str | None = None) -> Path:
    """Write the file of a hunt, or another text, to where it can be judged: without ``breaks``, which is no solution.

    Returns
    -------
    Path
        The folder of solutions, laid out like ``katas``.

    Raises
    ------
    ValueError
        Where there is no such file.
    """
    try:
        held = file_of(place).read_text(encoding="utf-8") if text is None else text
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"no hunt is on for {place.name}: dojo debug {place.name} begins one") from None
    copy = place.solution(place.root / FOLDER / "hunted")
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(_BREAKS.sub("\n", held), encoding="utf-8")
    return place.root / FOLDER / "hunted"


def veiled(mistake: str, seed: int) -> str:
    """The name of a mistake, so that it gives nothing away."""
    return hashlib.sha256(f"{seed} {mistake}".encode()).hexdigest()[:16]


class Practice:
    """The hunts of a course: those that have ended, and those that are on.

    Each is a dictionary with ``format``, ``kata``, ``mistake`` (veiled), ``seed``, ``began``, ``text`` (what was
    planted), ``size`` (the entries of the smallest known call; ``seen`` has those of the learner's), ``lines`` (that
    the bug takes), ``guesses``, ``hints``, and once it is over ``ended``, ``how``, ``changed`` (lines), and ``name``,
    the mistake's.

    Parameters
    ----------
    root : Path
        The root of the course.
    """

    def __init__(self, root: Path):
        self.record = Record(root / FOLDER / "practice.json")

    def of(self, place: KataFiles) -> list[dict]:
        """The hunts of a kata, the oldest first."""
        return [hunt for _, hunt in self._numbered(place, self.record.read())]

    @staticmethod
    def _numbered(place: KataFiles, saved: dict[str, dict]) -> list[tuple[int, dict]]:
        """The hunts of a kata with their numbers; what has another format is left alone."""
        names = names_of(place)
        mine = ((number, hunt) for number, hunt in saved.items() if hunt.get("kata") in names)
        told = ((int(n), hunt) for n, hunt in mine if n.isdigit() and hunt.get("format") == FORMAT)
        return sorted(told, key=operator.itemgetter(0))

    def open(self, place: KataFiles) -> dict | None:
        """The hunt of a kata that is on."""
        return next((hunt for hunt in reversed(self.of(place)) if "ended" not in hunt), None)

    def counts(self, renamed: Mapping[str, str]) -> Counter[str]:
        """How many bugs were mended, by the names that the katas have now.

        Parameters
        ----------
        renamed : mapping of str to str
            The names of katas since they were renamed.
        """
        ended = (hunt for hunt in self.record.read().values() if hunt.get("how") in ("mended", "rewritten"))
        names = (str(hunt.get("kata")) for hunt in ended)
        return Counter(renamed.get(name, name) for name in names)

    def begin(self, place: KataFiles, **told) -> None:
        """Add a hunt."""

        def add(saved):
            number = max([int(n) for n in saved if n.isdigit()], default=0) + 1
            begun = {"format": FORMAT, "kata": place.name, "began": now(), "guesses": 0, "hints": 0}
            saved[str(number)] = begun | told

        self.record.amend(add)

    def change(self, place: KataFiles, **told) -> None:
        """Change the hunt that is on."""

        def put(saved):
            on = [hunt for _, hunt in self._numbered(place, saved) if "ended" not in hunt]
            if on:
                on[-1].update(told)

        self.record.amend(put)


def now() -> str:
    """The time, as it is kept: UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
