"""The ways in which a test of a judge ends red."""

from __future__ import annotations

from dojo.engine.base.lesson import Lesson

FAILED = {"failed", "not from scratch"}
"""How a solution can be wrong on an input: in what it gives, or by a function that it must not call."""
ENDED = {"hung", "crashed", "out of memory"}
"""The states after which nothing more is asked of a kata's solution in this run."""
STATES = {*FAILED, *ENDED, "not started", "missing", "needs a part", "does not load", "fault", "not judged", "left out"}
"""Why a test is red: the solution is wrong, or it can't be judged; the words that the summary counts by.

The last two are none of the solution's: the course is not whole, or a device does not compute.
"""


class Mismatch(AssertionError):
    """The solution is wrong on this input; Hypothesis may look for a smaller one.

    Parameters
    ----------
    lesson : Lesson
        What the learner reads, before a diagnosis is added.
    asked : list
        What was asked in this test and led here, the last one at fault.
    difference : Difference, optional
        Where its result parts from the truth.
    """

    def __init__(self, lesson: Lesson, asked=(), difference=None):
        super().__init__(lesson.title)
        assert lesson.state in FAILED, lesson.state
        self.lesson, self.asked, self.difference = lesson, tuple(asked), difference


class Halt(BaseException):
    """The solution can't be judged, whatever the input: no search for a smaller one.

    It is no ``Exception``, so that Hypothesis lets it through at once.

    Parameters
    ----------
    lesson : Lesson
        What the learner reads, and the state.
    """

    def __init__(self, lesson: Lesson):
        super().__init__(lesson.title)
        assert lesson.state in STATES, lesson.state
        self.lesson = lesson
