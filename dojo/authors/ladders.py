"""``dojo prove --ladder``: which rungs hold, and where our own solutions do not agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dojo.authors.judged import HERE, PROOF, judge
from dojo.authors.solutions import mistaken, submission
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.engine.judge.elsewhere import MOST, Elsewhere, cost
from dojo.engine.judge.ladder import Step, in_turns
from dojo.run.ladders import WORDS


@dataclass
class Climb:
    """All rungs of a kata, as one solution climbs them.

    Parameters
    ----------
    held : list of Step
        Where the solution is right.
    missed : list of (Step, str)
        Where it is not, and what is said of it.
    apart : list of (Step, str)
        Where the model solution and the references do not agree, so that nothing is asked.
    """

    held: list[Step] = field(default_factory=list)
    missed: list[tuple[Step, str]] = field(default_factory=list)
    apart: list[tuple[Step, str]] = field(default_factory=list)

    def note(self, kata: Elsewhere, step: Step) -> bool:
        """Ask one step, and note what comes of it; gives whether a learner is asked it, too."""
        if (right := kata._right(step)) is None:
            return False
        if kata._references.is_wrong(right):
            fault = kata._fault_of(right)
            self.apart.append((step, fault.lesson.title if fault else "the references have no answer"))
            return False
        if fault := kata._missed(step, right):
            self.missed.append((step, fault.lesson.title))
        else:
            self.held.append(step)
        return True


def climbed(place: KataFiles, source: Path | str, everything: bool = False) -> Climb:
    """Let one solution of a kata climb the rungs that a learner is asked, or all, on each target."""
    climb = Climb()

    def look_elsewhere(kata, ladder, kind="result") -> None:
        left = MOST[kata._is_asked_first]
        for step in in_turns(kata._steps(ladder, kind)):
            if (left := left - cost(step) * climb.note(kata, step)) < 0 and not everything:
                return

    with submission(place, source) as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(Elsewhere, "_look_elsewhere", look_elsewhere)
        judge(place, folder, *HERE, PROOF, "-k", WORDS, "--in-process")
    return climb


def tell(places: Iterable[KataFiles]) -> int:
    """Print of each kata how many rungs hold, and where its own solutions do not agree; gives the exit code."""
    katas = list(places)
    on_it = [place for place in katas if facts(place).ladder]
    problems = sum(_tell(place) for place in on_it)
    print(f"{len(on_it)} of {len(katas)} katas have a ladder")
    print(*(f"  no ladder yet: {place.id}" for place in katas if place not in on_it), sep="\n")
    return bool(problems)


def _tell(place: KataFiles) -> int:
    model = climbed(place, place.reference(place.name), everything=True)
    print(f"{place.id}: {len(model.held)} questions on {len({s.key for s in model.held})} rungs")
    _tell_of("the references", model.apart)
    ways = {file.stem: climbed(place, file, everything=True).missed for file in sorted(place.ways.glob("variant_*.py"))}
    for name, missed in {"the model solution": model.missed, **ways}.items():
        _tell_of(name, missed)
    if here_alone := [mistake.name for mistake in load_mistakes(place) if _is_accepted_otherwise(place, mistake)]:
        print(f"  no other test rejects {', '.join(here_alone)}", flush=True)
    return sum(map(len, ways.values()))


def _is_accepted_otherwise(place: KataFiles, mistake: Mistake) -> bool:
    """Tell whether all tests but those of the ladder accept a known mistake."""
    with mistaken(place, mistake) as folder:
        return judge(place, folder, *HERE, PROOF, "--maxfail=1", "-k", f"not {WORDS}").exit_code == 0


def _tell_of(who: str, found: list[tuple[Step, str]]) -> None:
    counts = Counter((step.rung, *step.names) for step, _ in found)
    for rung, number in counts.items():
        title = next(why for step, why in found if (step.rung, *step.names) == rung)
        print(f"  {who}: {number} times {rung[0]} of {', '.join(rung[1:])}, such as\n      {title}", flush=True)
