"""A hunt: it is begun, the bug is seen, named and mended, or it is given up."""

from __future__ import annotations

import contextlib
import functools
import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dojo.course.practice import Practice, counted, file_of, now, veiled
from dojo.engine.base.disk import put_aside, write_whole
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.questions import Ended
from dojo.engine.explain.ideas import Idea, ideas_of, unlike
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.practice import planting
from dojo.practice.calls import Caller, Seen, is_unwritten, split
from dojo.practice.looks import takes_away
from dojo.practice.steps import HINTS, Steps, apart, beside_sound, outcome, raised

CHOICES = 4


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


@dataclass(frozen=True)
class Suspect:
    """An idea that the bug may come from, and a mistake of it that is asked, where the kata has one."""

    idea: Idea
    mistake: Mistake | None = None


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
        last = [hunt["idea"] for hunt in self.practice.entries().values() if "idea" in hunt][-1:]
        near = [name for idea in last if idea in ideas_of(self.place) for name in ideas_of(self.place)[idea].near]
        # no idea twice in a row, but one that is confused with it; of those seen as often, as they are drawn
        mistakes.sort(key=lambda m: (m.words != missed, [m.idea] == last, seen.count(m.name), m.idea not in near))
        hunt = next(planting.hunts(self.place, self.caller, [mistake.name for mistake in mistakes]), None)
        if hunt is None:
            raise LookupError(
                f"{self.place.name} has no bug to hunt: no mistake there is a line that a small call shows"
            )
        mistake, text, known = hunt
        if mistake.words != missed:
            self.practice.forget_missed(self.place)  # it can't be hunted
        size = known.size
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
        """Tell whether the code is another than was planted; an import, for the call, makes it none."""
        with contextlib.suppress(SyntaxError, OSError):
            return planting.code_of(self._planted) != planting.code_of(self.parts()[0])
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
        sight = seen_by(self.caller, self._planted, breaks, self.kept["size"])
        if sight.wrong is not None:
            self.practice.change(self.place, seen=sight.wrong.size)
        return sight

    def suspects(self, wrong: Seen) -> list[Suspect]:
        """Four ideas in a drawn order: the bug's, and others that the call excludes; none where the course has none.

        No two of them are easily confused, and only one can be said of the bug.
        """
        draw, bug, ideas = random.Random(self.kept["seed"]), self.bug, ideas_of(self.place)
        if bug.idea not in ideas:
            self.practice.change(self.place, named=True)  # nothing asks
            return []
        by_idea = mistakes_by_idea(planting.texts_of(self.place))
        fits, own = said_of(bug, self.place), list(by_idea)
        draw.shuffle(own)
        excluded = (name for name in own if name not in fits and self._is_excluded(by_idea[name], wrong))
        elsewhere = (name for name in ideas_nearby(self.place, draw) if name not in by_idea)
        others = itertools.islice(unlike(itertools.chain(excluded, elsewhere), ideas, fits), CHOICES - 1)
        chosen = [Suspect(ideas[name], next(iter(by_idea.get(name, ())), None)) for name in others]
        chosen.append(Suspect(ideas[bug.idea], bug))
        draw.shuffle(chosen)
        return chosen

    def _is_excluded(self, mistakes: list[Mistake], wrong: Seen) -> bool:
        """Tell whether a call excludes all mistakes of an idea."""
        texts, breaks = planting.texts_of(self.place), self.parts()[1]
        return not any(call(self.caller, texts[mistake], breaks).is_as(wrong) for mistake in mistakes)

    def guess(self, suspect: Suspect) -> Lesson | None:
        """Show what the call would have come to with a guess; None where it is right."""
        self.practice.change(self.place, guesses=self.kept["guesses"] + 1)
        if suspect.idea.name == self.bug.idea:
            self.practice.change(self.place, named=True)
            return None
        if suspect.mistake is None:
            return Lesson(f"No: in {self.place.name} no known bug comes from that idea.")
        would = call(self.caller, planting.texts_of(self.place)[suspect.mistake], self.parts()[1])
        rows = [("that bug would give", would), ("yours gives", call(self.caller, self._planted, self.parts()[1]))]
        return Lesson("No: with that idea your call would have come to something else.", apart(*rows))

    def mended(self) -> str:
        """End a hunt whose file is complete; what is told of its lines."""
        bug, least, is_named = self.bug, self.kept["lines"], self.kept.get("named")
        lines = planting.mended_lines(self._planted, self.parts()[0])
        how = "rewritten" if planting.is_rewritten(lines, least) else "mended"
        aside = put_aside(self.place.root, self.file)
        if bug.words == self.practice.missed(self.place) and self.kept["hints"] < HINTS:
            self.practice.forget_missed(self.place)
        self._end(how, changed=lines)
        few = f"in {counted(lines, 'line')}, where the bug has {least}"
        end = f"Mended {few}." if how == "mended" else f"It is right, and rewritten {few}: find the line next time."
        half = "" if is_named else "\nYou did not name it: it counts by half."
        return f"{end}{half}\n{bug.words}\nYour file is kept as {aside}."

    def _end(self, how: str, **more) -> None:
        """Keep how a hunt has ended, and what the bug was, where that is known."""
        with contextlib.suppress(LookupError):
            more |= {"name": self.bug.name, "idea": self.bug.idea}
        self.practice.change(self.place, ended=now(), how=how, text="", **more)

    def give_up(self) -> str:
        """End a hunt without a mend: the line as it was and as it should be, and why; the file stays as it is."""
        words = "The course does not know this bug any more."
        with contextlib.suppress(LookupError):
            words = f"{beside_sound(self.bug, self.place)}\n\n{self.bug.words}"
        self._end("given up")
        return f"{words}\n\n{self.file.relative_to(self.place.root).as_posix()} stays as it is."

    def hint(self) -> Lesson:
        """The next step of a hunt on this very code."""
        number = min(self.kept["hints"] + 1, HINTS)
        self.practice.change(self.place, hints=number)
        told = Steps(self.bug, self._planted, self.caller).step(number)
        return replace(told, title=f"Hint {number} of {HINTS}. {told.title}")


def call(caller: Caller, text: str, breaks: str) -> Seen:
    """Ask a text of a kata a learner's call; where its process was ended, once more: a machine may be slow."""
    function = planting.function_of(caller.place)
    seen = caller.call(text, breaks, function)
    return caller.call(text, breaks, function) if isinstance(seen.answer, Ended) else seen


def seen_by(caller: Caller, planted: str, breaks: str, known: int) -> Sight:
    """Ask the planted code and the model solution a learner's call: they decide whether it is wrong there.

    Parameters
    ----------
    caller : Caller
        Asks.
    planted, breaks : str
        The code that has the bug, and the call.
    known : int
        The entries of the smallest call that is known to show it.
    """
    if isinstance((right := call(caller, planting.model_of(caller.place), breaks)).answer, Ended):
        return _blind(f"A right solution does not end on this call either: {right.answer.title}")
    if is_unwritten(right):
        return _blind("breaks returns no call yet. Write one in place of the dots.")
    wrong, again = (call(caller, text, breaks) for text in (planted, planting.model_of(caller.place)))
    if right.raised is not None and not right.raised.by_solution:
        return _blind(f"The statement promises nothing for this call: a right solution raises {raised(right)}, too.")
    if not again.is_as(right):
        return _blind(
            "A right solution gives something else each time on this call.", apart(("gives", right), ("then", again))
        )
    if wrong.is_as(right):
        return _blind("The code is right on this call: the bug does not show.", [("gives", outcome(right))])
    rows = apart(("gives", wrong), ("expected", right))
    return Sight(Lesson(f"The bug shows.{_compared(wrong.size, known)}", rows), wrong)


def said_of(bug: Mistake, place: KataFiles) -> set[str]:
    """The ideas that can be said of a bug: its own, those that are confused with it, and that something is left out."""
    left_out = takes_away(planting.model_of(place), planting.texts_of(place)[bug])
    return {bug.idea, *ideas_of(place)[bug.idea].near, *(["missing_term"] if left_out else [])}


def ideas_nearby(place: KataFiles, draw: random.Random) -> Iterator[str]:
    """The ideas of the track's other katas, in a drawn order, each once."""
    judges = sorted(place.judge.parents[1].glob("[0-9][0-9]_*/test_*.py"))
    draw.shuffle(judges)
    places = [place for place in map(KataFiles.of_judge, judges) if place.shows_solution]
    names = (mistake.idea for place in places for mistake in load_mistakes(place))
    told: set[str] = set()
    return (name for name in names if not (name in told or told.add(name)))  # type: ignore[func-returns-value]


def mistakes_by_idea(mistakes: Iterable[Mistake]) -> dict[str, list[Mistake]]:
    """The mistakes of each idea; of two at once nothing is excluded."""
    by_idea: dict[str, list[Mistake]] = {}
    for mistake in mistakes:
        if not mistake.is_two:
            by_idea.setdefault(mistake.idea, []).append(mistake)
    return by_idea


def _compared(size: int, known: int) -> str:
    """Hold the size of a call against the smallest that is known."""
    if size < 1:
        return ""
    fewest = f": a record, for the smallest known one takes {known}" if size < known else ""
    enough = f"; a call with {known} is enough" if size > known else ""
    return f" Your call takes {counted(size, 'number')}{fewest}{enough}."


def _blind(words: str, rows=()) -> Sight:
    """A call that shows nothing."""
    return Sight(Lesson(words, list(rows)))
