"""A hunt: it is begun, the bug is seen, named and mended, or it is given up."""

from __future__ import annotations

import contextlib
import functools
import random
from collections.abc import Callable
from dataclasses import dataclass

from dojo.course.practice import Practice, file_of, now, veiled
from dojo.engine.base.disk import put_aside, write_whole
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.nested import dtype_name, leaves
from dojo.engine.base.questions import Ended
from dojo.engine.explain.display import show
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.practice import planting
from dojo.practice.calls import Caller, Seen, is_unwritten, split

CHOICES = 4
_TRIED = 16
"""How many other mistakes are asked a call, to find ideas that it excludes."""
_NEAR = 2
"""A mend takes at most so many lines more than the mistake."""


@dataclass(frozen=True)
class Sight:
    """The outcome of a learner's call.

    Parameters
    ----------
    lesson : Lesson
        What is told of it.
    wrong : Seen, optional
        What the file gives, where it is wrong on it.
    """

    lesson: Lesson
    wrong: Seen | None = None


class Hunt:
    """The hunt of a kata.

    Parameters
    ----------
    place : KataFiles
        The kata.
    practice : Practice
        What is kept of it.
    """

    def __init__(self, place: KataFiles, practice: Practice):
        self.place, self.practice, self.file = place, practice, file_of(place)

    @functools.cached_property
    def caller(self) -> Caller:
        return Caller(self.place)

    def close(self) -> None:
        """Remove what was made to ask."""
        if "caller" in vars(self):
            self.caller.close()

    @property
    def kept(self) -> dict:
        """The entry of the hunt that is on; empty where none is."""
        return self.practice.open(self.place) or {}

    # ------------------------------------------------------------------ beginning

    def begin(self, seed: int | None = None, **more) -> int:
        """Plant a mistake: that which a red run has named last, else one that was not hunted before, if there is one.

        Returns
        -------
        int
            The entries of the smallest call that is known to show it.

        Raises
        ------
        LookupError
            Where the kata has no mistake that can be hunted.
        OSError
            Where the file can't be written.
        """
        seed = random.SystemRandom().randrange(10**6) if seed is None else seed
        mistakes = list(planting.fitting(self.place))
        random.Random(seed).shuffle(mistakes)
        seen, missed = [hunt.get("name") for hunt in self.practice.of(self.place)], self.practice.missed(self.place)
        # of those seen as often, as they are drawn
        mistakes.sort(key=lambda mistake: (mistake.words != missed, seen.count(mistake.name)))
        hunt = next(planting.hunts(self.place, self.caller, [mistake.name for mistake in mistakes]), None)
        if hunt is None:
            raise LookupError(f"{self.place.id} has no mistake to hunt")
        mistake, text, size = hunt
        if mistake.words != missed:
            self.practice.forget_missed(self.place)  # it can't be hunted
        planted = planting.planted(self.place, text)
        self._write(planted)
        lines = planting.changed_lines(planting.model_of(self.place), text)
        planned = {"seed": seed, "size": size, "lines": lines, "text": planted, **more}
        self.practice.begin(self.place, mistake=veiled(mistake.name, seed), **planned)
        return size

    def _write(self, text: str) -> None:
        self.file.parent.mkdir(exist_ok=True)
        write_whole(self.file.parent / ".gitignore", "*\n")
        if self.file.exists():
            put_aside(self.place.root, self.file)
        write_whole(self.file, text)

    # ------------------------------------------------------------------ the three steps

    @property
    def bug(self) -> Mistake:
        """The mistake that was planted.

        Raises
        ------
        LookupError
            Where the course does not know it any more.
        """
        kept = self.kept
        for mistake in load_mistakes(self.place):
            if veiled(mistake.name, kept["seed"]) == kept["mistake"]:
                return mistake
        raise LookupError(f"the course does not know this bug any more: dojo debug {self.place.name} --give-up")

    def parts(self) -> tuple[str, str]:
        """The code of the file, and its ``breaks``.

        Raises
        ------
        SyntaxError
            Where it can't be read.
        OSError
            Where it is not there.
        """
        return split(self.file.read_text(encoding="utf-8"))

    @property
    def is_changed(self) -> bool:
        """Tell whether the code is another than was planted."""
        with contextlib.suppress(SyntaxError, OSError):
            return planting.changed_lines(self._planted, self.parts()[0]) > 0
        return True

    @property
    def _planted(self) -> str:
        """The code that was planted."""
        return split(self.kept["text"])[0]

    def see(self) -> Sight:
        """Ask the planted code and the model solution the learner's call: they decide whether it is wrong there."""
        breaks = self.parts()[1]
        if not breaks:
            return _blind(f"{self.file.name} has no breaks: def breaks(f): return f(...)")
        wrong, right = self.call(self._planted, breaks), self.call(planting.model_of(self.place), breaks)
        if is_unwritten(right):
            return _blind("breaks returns no call yet. Write one in place of the dots.")
        if isinstance(right.answer, Ended):
            return _blind(f"A right solution does not end on this call either: {right.answer.title}")
        if right.raised is not None and not right.raised.by_solution:
            return _blind(
                f"The statement promises nothing for this call: a right solution raises {_raised(right)}, too."
            )
        if wrong.is_as(right):
            return _blind("The code is right on this call: the bug does not show.", [("gives", _outcome(right))])
        self.practice.change(self.place, seen=wrong.size)
        size = f" Your call takes {_numbers(wrong.size)}, and the smallest known one {self.kept['size']}."
        rows = _apart(("gives", wrong), ("expected", right))
        return Sight(Lesson(f"The bug shows.{size if wrong.size else ''}", rows), wrong)

    def call(self, text: str, breaks: str) -> Seen:
        return self.caller.call(text, breaks, planting.function_of(self.place))

    def ideas(self, wrong: Seen) -> dict[str, Mistake]:
        """Four ideas in a drawn order: the bug's own words, and those of others that the call excludes."""
        draw, bug, breaks = random.Random(self.kept["seed"]), self.bug, self.parts()[1]
        texts = planting.fitting(self.place)
        others = [mistake for mistake in texts if mistake.words != bug.words and mistake != bug]
        draw.shuffle(others)
        ideas = {bug.words: bug}
        for mistake in others[:_TRIED]:
            if mistake.words not in ideas and not self.call(texts[mistake], breaks).is_as(wrong):
                ideas[mistake.words] = mistake
            if len(ideas) == CHOICES:
                break
        words = list(ideas)
        draw.shuffle(words)
        return {text: ideas[text] for text in words}

    def guess(self, mistake: Mistake) -> Lesson | None:
        """Show what the call would have come to with a guess; None where it is right."""
        self.practice.change(self.place, guesses=self.kept["guesses"] + 1)
        if mistake.words == self.bug.words:
            self.practice.change(self.place, named=True)
            return None
        would = self.call(planting.fitting(self.place)[mistake], self.parts()[1])
        return Lesson(
            "", _apart(("that bug would give", would), ("yours gives", self.call(self._planted, self.parts()[1])))
        )

    def mended(self) -> str:
        """End a hunt whose file is complete; what is told of its lines."""
        bug, least = self.bug, self.kept["lines"]
        lines = planting.changed_lines(self._planted, self.parts()[0])
        how = "mended" if lines <= least + _NEAR else "rewritten"
        aside = put_aside(self.place.root, self.file)
        if bug.words == self.practice.missed(self.place) and self.kept["hints"] < 3:
            self.practice.forget_missed(self.place)
        self.practice.change(self.place, ended=now(), how=how, changed=lines, name=bug.name, text="")
        few = f"in {_lines(lines)}, where the bug has {least}"
        end = f"Mended {few}." if how == "mended" else f"It is right, and rewritten {few}: find the line next time."
        return f"{end}\n{bug.words}\nYour file is kept as {aside}."

    def give_up(self) -> str:
        """End a hunt without a mend: what the bug was."""
        words = "The course does not know this bug any more."
        with contextlib.suppress(LookupError):
            words = f"The bug: {self.bug.words}"
            self.practice.change(self.place, name=self.bug.name)
        if self.file.exists() and self.is_changed:
            words += f"\nYour file is kept as {put_aside(self.place.root, self.file)}."
        self.file.unlink(missing_ok=True)
        self.practice.change(self.place, ended=now(), how="given up", text="")
        return words

    # ------------------------------------------------------------------ hints

    def hint(self, judged: Callable[[], tuple[str, Lesson]]) -> str:
        """The next hint: which test is red, then the judge's input with both values, then the words.

        Parameters
        ----------
        judged : callable
            Judges the planted code: gives the heading of its first red test, and its lesson.
        """
        number = min(self.kept["hints"] + 1, 3)
        self.practice.change(self.place, hints=number)
        if number == 3:
            return f"hint 3 of 3\n\n{self.bug.words}"
        heading, lesson = judged()
        if number == 1:
            return f"hint 1 of 3\n\nThis test is red: {heading}"
        rows = "\n".join(f"  {label:<8} {text}" for label, text in lesson.rows)
        return f"hint 2 of 3\n\n{rows}"


def _raised(seen: Seen) -> str:
    return f"{seen.raised.name}: {seen.raised.text.splitlines()[0]}" if seen.raised.text else seen.raised.name


def _outcome(seen: Seen) -> str:
    """Write what a call came to."""
    if isinstance(seen.answer, Ended):
        return f"no answer: {seen.answer.title}"
    if seen.raised is not None:
        return f"an error: {_raised(seen)}"
    value, changed = seen.value
    return f"{show(value)}{'  (and changes its input)' if any(changed) else ''}"


def _apart(*pairs: tuple[str, Seen]) -> list[tuple[str, str]]:
    """Write what two calls came to, with their dtypes where they look the same."""
    rows = [(label, _outcome(seen)) for label, seen in pairs]
    if len({outcome for _, outcome in rows}) > 1:
        return rows
    return [(label, f"{outcome}  ({_dtypes(seen)})") for (label, outcome), (_, seen) in zip(rows, pairs, strict=True)]


def _dtypes(seen: Seen) -> str:
    return ", ".join(dict.fromkeys(map(dtype_name, leaves(seen.value[0])))) if seen.value else "nothing"


def _blind(words: str, rows=()) -> Sight:
    """A call that shows nothing."""
    return Sight(Lesson(words, list(rows)))


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
