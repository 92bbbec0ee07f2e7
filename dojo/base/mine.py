"""A learner's own solutions as a library: ``from mine.softmax import softmax``.

Which parts a kata may import, and what is said of one that is missing. How they are loaded: `dojo.base.importing`.
"""

from __future__ import annotations

from pathlib import Path

from dojo.base.facts import facts
from dojo.base.files import KataFiles

LIBRARY = "mine"


def parts_of(place: KataFiles, directory: Path) -> dict[str, Path]:
    """The parts that a kata may import: those that its judge's mark declares, and what they build on.

    Parameters
    ----------
    place : KataFiles
        The kata.
    directory : Path
        The folder, laid out like ``katas``, whose solutions are the parts.

    Returns
    -------
    dict of str to Path
        The file of each part by the name of its kata; those that a kata declares itself come first.
    """
    found: dict[str, Path] = {}
    queue = [place]
    while queue:
        others = [other for name in facts(queue.pop(0)).uses if (other := place.sibling(name)) is not None]
        queue += (other for other in others if other.name not in found)
        found |= {other.name: other.solution(directory) for other in others}
    return found


def our_parts_of(place: KataFiles) -> dict[str, Path]:
    """The model solutions of the parts of a kata."""
    return parts_of(place, place.course / "reference")


class Needs(ImportError):
    """A part is missing, or not whole.

    Parameters
    ----------
    part : str
        The kata that it is the solution of.
    why : str
        What is the matter with it, as the end of a sentence that begins with the part: "which is not written yet".
    """

    def __init__(self, part: str, why: str):
        super().__init__(f"needs {part}, {why}", name=f"{LIBRARY}.{part}")
        self.part = part

    @property
    def words(self) -> str:
        """What to do."""
        return f"Begin with {self.part}: its kata comes before this one. dojo solution {self.part} shows ours, to copy."
