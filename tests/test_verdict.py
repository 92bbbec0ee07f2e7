"""What the results of a kata come to."""

from __future__ import annotations

from dojo.course.results import Result
from dojo.engine.base.lesson import Lesson
from dojo.run.verdict import lesson


def test_of_several_mistakes_the_one_that_explains_most_is_told():
    place = ("01_numbers/01_double", "numpy", "core")
    first, second, third = (
        Result(*place, test, "failed", lesson=Lesson("double: wrong", causes=causes))
        for test, causes in (("one", ["One way.", "Another."]), ("two", ["Another."]), ("three", []))
    )
    assert lesson(first, [first, second, third]).paragraphs == ["Another."]
    assert lesson(third, [first, second, third]).paragraphs == []
