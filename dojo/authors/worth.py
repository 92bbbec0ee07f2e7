"""``dojo prove --worth`` counts what a learner reads whose mistake is on no list.

Each known mistake is handed in while its own entry is off the list: what is said then is said of any fault that nobody
has listed yet. The kinds that say nothing are where an explainer is worth writing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dojo.authors.judged import HERE, drawn_once, judge, on_one_line
from dojo.authors.solutions import mistaken
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.explain.mistakes import Mistake, load_mistakes
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
    "nothing",
    "ended",  # it hung, or ended its process
    "accepted",
)
"""The kinds of what a learner reads of a mistake that is not listed."""
_OF_EXPLAINERS = {
    "likely_neighbour": "near",
    "neighbour": "near",
    "fact": "fact",
    "another_kind": "fact",
    "cut_off": "fact",
    "wrong_gradient": "fact",
    "values_and_indices": "fact",
    "right_on_numpy": "fact",
    "numpy_among_tensors": "fact",
    "numpy_on_a_tensor": "raised",
    "exception": "raised",
    "words_of_the_check": "check",
    "refusal": "check",
}
_LAW = "it does not hold that"


@dataclass(frozen=True)
class Read:
    """The words that are read of one mistake.

    Parameters
    ----------
    kata, mistake : str
        The kata's id, and the name of the mistake.
    kind : str
        One of `KINDS`.
    test : str
        The test that was red first.
    words : str
        All that was said, as one line.
    """

    kata: str
    mistake: str
    kind: str
    test: str = ""
    words: str = ""

    def __str__(self) -> str:
        return "\t".join((self.kata, self.mistake, self.kind, self.test, self.words))


def read(place: KataFiles) -> Iterator[Read]:
    """Yield what is read of each mistake of a kata, as it is judged."""
    for mistake in list(load_mistakes(place)):
        yield _read_of(place, mistake)


def _read_of(place: KataFiles, mistake: Mistake) -> Read:
    seed = "--hypothesis-seed=0"
    with mistaken(place, mistake) as folder, load_mistakes(place).without(mistake):
        said = judge(place, folder, *HERE, seed, "--maxfail=1", plugins=[drawn_once(place, seed)])
    if not (red := verdict.wrong(said.results)):
        assert said.exit_code in (0, 1), said.output
        return Read(place.id, mistake.name, "accepted")
    lesson = red[0].lesson
    assert lesson is not None, said.output  # a kata's test is red with one
    kind = _kind_of(place, mistake, lesson)
    return Read(place.id, mistake.name, kind, red[0].test, on_one_line(" ".join(lesson.paragraphs) or lesson.title))


def _kind_of(place: KataFiles, mistake: Mistake, lesson: Lesson) -> str:
    if lesson.causes:
        alike = lesson.causes[0] == mistake.words or any(
            _is_same_idea(mistake, other) for other in load_mistakes(place) if other.words == lesson.causes[0]
        )
        return "right" if alike else "other"
    if lesson.explainer == "mistake_beside_others":
        return "perhaps"
    if lesson.state not in ("failed", "not from scratch"):
        return "ended"
    if lesson.explainer in _OF_EXPLAINERS or lesson.words:
        return _OF_EXPLAINERS.get(lesson.explainer, "check")
    return "law" if _LAW in lesson.title else "nothing"


def _is_same_idea(mistake: Mistake, other: Mistake) -> bool:
    """Tell whether two mistakes are of one family, or one of them is two edits of which the other is one."""
    single, both = sorted((mistake.name, other.name), key=len)
    return mistake.function == other.function or single in both.split("_and_")


def tell(places: Iterable[KataFiles], each: bool = False) -> None:
    """Print a row for each kata, and one for all; with ``each``, a line for each mistake, its parts set off by tabs.

    Parameters
    ----------
    places : iterable of KataFiles
        The katas.
    each : bool
        Each mistake has a line, and the rows are left out.
    """
    whole: Counter = Counter()
    if not each:
        print(_row("", KINDS), flush=True)
    for place in places:
        counts: Counter = Counter()
        for reading in read(place):
            counts[reading.kind] += 1
            if each:
                print(reading, flush=True)
        whole += counts
        if not each:
            print(_row(place.id, (counts[kind] for kind in KINDS)), flush=True)
    if not each:
        print(_row(f"{whole.total()} in all", (whole[kind] for kind in KINDS)))
        print(_row("", (f"{whole[kind] / max(whole.total(), 1):.1%}" for kind in KINDS)))


def _row(name: str, columns: Iterable) -> str:
    return f"{name:<36}" + "".join(f"{column:>9}" for column in columns)
