"""``dojo prove --worth`` counts what a learner reads whose mistake is on no list.

Each known mistake is handed in while its own entry is off the list: what is said then is said of any fault that nobody
has listed yet. The kinds that say nothing are where an explainer is worth writing. Whether another listed mistake, told
as what is sure, is so in fact, a reader has to judge: these are counted apart.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pytest

from dojo.authors.judged import HERE, drawn_once, judge, on_one_line
from dojo.authors.solutions import code_of, edit_of, mistaken
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.questions import Asked
from dojo.engine.explain import explainers
from dojo.engine.explain.diagnosis import TooLong
from dojo.engine.explain.evidence import Evidence
from dojo.engine.explain.mistakes import Mistake, load_mistakes
from dojo.engine.judge import conversation
from dojo.engine.truth.references import NoAnswer
from dojo.run import verdict

KINDS = (
    "right",  # the words of the same idea
    "other",  # the words of another mistake
    "perhaps",
    "near",  # the right answer to another question
    "fact",
    "raised",  # what an exception means
    "check",  # what the check itself knows: a changed input, a refusal that is due
    "law",  # no words, but the law that does not hold
    "common",  # what is said of more than a third of the kata's other mistakes
    "nothing",
    "ended",  # it hung, or ended its process
    "accepted",
)
"""The kinds of what a learner reads of a mistake that is not listed."""
NOTHING = ("law", "common", "nothing")
"""The kinds that count as nothing."""
_OF_EXPLAINERS = {
    "likely_neighbour": "near",
    "neighbour": "near",
    "fact": "fact",
    "another_kind": "fact",
    "parts": "fact",
    "behaves_otherwise": "fact",
    "cut_off": "fact",
    "wrong_gradient": "fact",
    "values_and_indices": "fact",
    "right_on_numpy": "fact",
    "numpy_among_tensors": "fact",
    "kept_between_calls": "fact",
    "numpy_on_a_tensor": "raised",
    "exception": "raised",
    "words_of_the_check": "check",
    "refusal": "check",
}
_OF_THE_SOLUTION = "known_mistake", "mistake_beside_others", "two_mistakes", "kept_between_calls", "words_of_the_check"
"""Explainers whose words name a mistake, or look at more than one answer: of another they would say something else."""
_LAW = "it does not hold that"
_THIRD = 3


@dataclass(frozen=True)
class Read:
    """What is read of one mistake.

    Parameters
    ----------
    place : KataFiles
        The kata.
    mistake : Mistake
        What is wrong.
    kind : str
        One of `KINDS`.
    test : str
        The test that was red first.
    title : str
        Its first line.
    words : str
        All else that was said, as one line.
    """

    place: KataFiles
    mistake: Mistake
    kind: str
    test: str = ""
    title: str = ""
    words: str = ""

    def __str__(self) -> str:
        return "\n".join(
            (
                f"{self.place.id}: {self.mistake.name}",
                f"What is wrong: {self.mistake.words}",
                *(f"    {line}" for line in _written(self.place, self.mistake).splitlines()),
                f"What was told: {self.title}",
                f"    {self.words or '(no more than that)'}\n",
            )
        )


def _written(place: KataFiles, mistake: Mistake) -> str:
    """The lines that an edit changes, or the code that stands in the place of ours."""
    text = load_mistakes(place).source(mistake)
    if text is None:
        return code_of(place, mistake)
    edit = edit_of(place.reference(place.name).read_text(encoding="utf-8"), text)
    return "\n".join(line for line in edit.splitlines() if not line.startswith(("---", "+++", "@@")))


def by_lot(places: Iterable[KataFiles], count: int, seed: str) -> list[tuple[KataFiles, Mistake]]:
    """Draw mistakes of some katas, one of a family, in the order of the katas; all of them where there are no more."""
    entries = {
        (place.id, mistake.function): (place, mistake)
        for place in places
        for mistake in sorted(load_mistakes(place), key=lambda mistake: _draw(seed, place.id, mistake.name))
    }
    drawn = sorted(entries, key=lambda entry: _draw(seed, *entry))[:count]
    return [entries[entry] for entry in sorted(drawn)]


def _draw(*names: str) -> bytes:
    return hashlib.sha256("/".join(names).encode()).digest()


def read(place: KataFiles, mistake: Mistake) -> Read:
    """Judge a mistake while its entry is off the list, with all of its family, and with each pair that it is of.

    Nobody lists two things at once, and one of them not alone.
    """
    seed, mistakes = "--hypothesis-seed=0", load_mistakes(place)
    family = [m for m in mistakes if mistake.function in (m.function, *m.made_of, *m.function.split("_and_"))]
    with mistaken(place, mistake) as folder, mistakes.without(*family), _hearing() as heard:
        said = judge(place, folder, *HERE, seed, "--maxfail=1", plugins=[drawn_once(place, seed)])
    if not (red := verdict.wrong(said.results)):
        assert said.exit_code in (0, 1), said.output
        return Read(place, mistake, "accepted")
    lesson = red[0].lesson
    assert lesson is not None, said.output  # a kata's test is red with one
    kind = "common" if any(heard) else _kind_of(place, mistake, lesson)
    return Read(place, mistake, kind, red[0].test, lesson.title, on_one_line(" ".join(lesson.paragraphs)))


@contextlib.contextmanager
def _hearing() -> Iterator[list[bool]]:
    """Collect, of each lesson that is made, whether it says what is true of too many mistakes."""
    heard: list[bool] = []

    def explain(evidence: Evidence, is_strict: bool = False) -> Lesson:
        lesson = explainers.explain(evidence, is_strict)
        heard.append(_is_common(evidence, lesson))
        return lesson

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(conversation, "explain", explain)
        yield heard


def _is_common(evidence: Evidence, lesson: Lesson) -> bool:
    """Tell whether more than a third of the other mistakes are told the same on the same question."""
    explainer = getattr(explainers, lesson.explainer or "nothing")
    if not lesson.words or explainer.__name__ in _OF_THE_SOLUTION or not evidence.diagnosis.is_quick(evidence.last):
        return False
    others = list(evidence.diagnosis.known_mistakes)
    with contextlib.suppress(TooLong, NoAnswer):
        theirs = [explainer(its) for other in others if (its := _as_of(evidence, other)) is not None]
        return _THIRD * sum(its is not None and its.words == lesson.words for its in theirs) > len(others)
    return False


def _as_of(evidence: Evidence, mistake: Mistake) -> Evidence | None:
    """The evidence that another mistake gives on the same question; None where it is right there."""

    def its(asked: Iterable[Asked]) -> list[Asked]:
        return [mine for a in asked if (mine := evidence.diagnosis.answer(a, mistake)) is not None]

    answered = its(evidence.asked)
    if not answered or not evidence.references.is_wrong(last := answered[-1]):
        return None
    return replace(
        evidence,
        asked=tuple(answered),
        difference=None if last.answer.raised or last.demand.error else evidence.references.difference(last),
        pinned=lambda later=False: its(evidence.pinned(later)),
        ask=lambda question: next(iter(its([Asked(question, last.answer)])), None),
    )


def _kind_of(place: KataFiles, mistake: Mistake, lesson: Lesson) -> str:
    if lesson.causes:
        alike = lesson.causes[0] == mistake.words or any(
            mistake.name in other.made_of or other.name in mistake.made_of
            for other in load_mistakes(place)
            if other.words == lesson.causes[0]
        )
        return "right" if alike else "perhaps" if explainers.SHARED in lesson.words else "other"
    if lesson.explainer in ("mistake_beside_others", "two_mistakes"):
        return "perhaps"
    if lesson.state not in ("failed", "not from scratch"):
        return "ended"
    if lesson.explainer in _OF_EXPLAINERS or lesson.words:
        return _OF_EXPLAINERS.get(lesson.explainer, "check")
    return "law" if _LAW in lesson.title else "nothing"


def tell(places: Iterable[KataFiles], count: int | None = None, seed: str = "", each: bool = False) -> None:
    """Print how often a learner reads nothing, and how often another mistake, of each kata and of all.

    Parameters
    ----------
    places : iterable of KataFiles
        The katas.
    count, seed : int and str, optional
        Only so many mistakes are drawn, and by what.
    each : bool
        Print a block for each mistake: what is wrong with it, and what was told.
    """
    katas = list(places)
    drawn = [(p, m) for p in katas for m in load_mistakes(p)] if count is None else by_lot(katas, count, seed)
    rows: dict[str, Counter] = {}
    for place, mistake in drawn:
        reading = read(place, mistake)
        rows.setdefault(place.id, Counter())[reading.kind] += 1
        if each:
            print(f"{sum(map(Counter.total, rows.values()))}. {reading}", flush=True)
    print(_row("", KINDS))
    for kata, counts in rows.items():
        print(_row(kata, (counts[kind] for kind in KINDS)))
    _tell_figures(sum(rows.values(), Counter()))


def _tell_figures(whole: Counter) -> None:
    count = max(whole.total(), 1)
    nothing = sum(whole[kind] for kind in NOTHING)
    print(_row(f"{whole.total()} in all", (whole[kind] for kind in KINDS)))
    print(_row("", (f"{whole[kind] / count:.1%}" for kind in KINDS)))
    print(f"\nnothing ({', '.join(NOTHING)}): {nothing} of {whole.total()}, {nothing / count:.1%}")
    print(f"not so, at most (other): {whole['other']} of {whole.total()}, {whole['other'] / count:.1%}; read each")


def _row(name: str, columns: Iterable) -> str:
    return f"{name:<36}" + "".join(f"{column:>9}" for column in columns)
