"""What the judge's side says of a run, as the watch shows it while it comes."""

from __future__ import annotations

from dojo.base.failures import FAILED
from dojo.base.files import KataFiles
from dojo.base.lesson import Lesson
from dojo.run.screen import untouched

_RED = {"red": True}


class Account:
    """What is known of a run.

    Parameters
    ----------
    place : KataFiles
        The kata that is judged.
    known : str
        Its state as it was known before, in these very files.
    all_stages : bool
        Whether a stage is judged also after one that is red.

    Attributes
    ----------
    lines : list of (str, dict)
        What is to be read: the kata alone, then what stands above the lesson of the first red test, then the verdict.
    lesson : Lesson or None
        What is to be read below them.
    status : str
        What the judge is at; empty once it has said its verdict.
    is_on : bool
        Whether its verdict may still come.
    count : int
        How many tests are over.
    """

    def __init__(self, place: KataFiles, known: str, all_stages: bool):
        self._place, self._all_stages = place, all_stages
        known = known if known in ("complete", "green", "red") else "judging"
        self.lines: list[tuple[str, dict]] = [(f"{place.id}  {known}", {"bold": True})]
        self.lesson: Lesson | None = None
        self.status, self.is_on = "judging", True
        self.count, self._told, self._core_is_green = 0, False, False

    def take(self, event: str, **told) -> None:
        """Take in what the judge's side says, in the words of `dojo.watch.warm`."""
        {"test": self._test, "lesson": self._screen, "verdict": self._screen, "end": self._end}[event](**told)
        if event == "verdict":
            self.status, self.is_on = "", False

    def _test(self, state: str, stage: str, **_) -> None:
        """A test is over; the first one is that which was red last, whatever its stage."""
        self.count += 1
        past = self.count > 1 and state in {"passed", *FAILED} and stage != "core" and not self._all_stages
        self._core_is_green = self._core_is_green or past
        done = "core is green; " if self._core_is_green else ""
        self.status = f"judging: {done}{stage}, {self.count} tests"

    def _screen(self, lines: list, lesson: list | None, **_) -> None:
        self.lines, self._told = [(text, markup) for text, markup in lines], True
        self.lesson = None if lesson is None else Lesson.from_plain(lesson)
        if self.lines[:2] == untouched(self._place)[:2]:
            self.lines = untouched(self._place, ("save", "and it is judged at once"))

    def _end(self, code: int | None, **_) -> None:
        """The run is over, with its verdict or without."""
        if not self.status:
            return
        self.status, self.is_on = "stopped" if code is None else "", False
        if not self._told:
            self.lines.append(("No verdict: the judge could not be run. pytest says more.", _RED))

    def died(self) -> None:
        """The judge's process is gone."""
        self.lines.append(("The run ended without a verdict: the process of the judge ended with it.", _RED))
        self.status, self.is_on = "waiting for a save (r runs it again)", False
