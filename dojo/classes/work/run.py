"""From submissions to verdicts: what is known is taken, what is not is judged, and each is kept at once."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dojo.base.files import KataFiles
from dojo.base.lesson import Lesson
from dojo.base.mine import parts_of
from dojo.classes.intake.intake import Submission
from dojo.classes.outcome import NOT_JUDGED, Verdict, conclude
from dojo.classes.work.pool import Reply, Task, Workers
from dojo.classes.work.store import Keys, Store
from dojo.classes.work.submission import our_parts

if TYPE_CHECKING:
    from dojo.classes.work.cluster import Elsewhere


@dataclass
class Grading:
    """What is graded, and what came of it.

    Parameters
    ----------
    places : list of KataFiles
        The katas.
    submissions : list of Submission
        Of the students.
    verdicts : dict
        By student and kata.
    judged : int
        How many were judged now, and not taken from an earlier run.
    cpu : float
        CPU seconds of the judges.
    failures : list of str
        What went wrong with the grading itself.
    redrawn : list of str
        The katas whose model solution was refused on the examples that were drawn first.
    """

    places: list[KataFiles]
    submissions: list[Submission]
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    judged: int = 0
    cpu: float = 0.0
    failures: list[str] = field(default_factory=list)
    redrawn: list[str] = field(default_factory=list)

    def of(self, student: str) -> list[Verdict]:
        """The verdicts of a student, in the order of the katas."""
        return [self.verdicts[student, p.id] for p in self.places if (student, p.id) in self.verdicts]


class Run:
    """Judges what is not known yet.

    Parameters
    ----------
    grading : Grading
        Filled as verdicts come.
    store : Store
        Where they are kept.
    keys : Keys
        What each depends on.
    again : bool
        Judge all, whatever is kept.
    heard : callable
        Called with each verdict.
    only : tuple of str
        The students who are judged again, whatever is kept; the verdicts of all others stay as they are.
    parts_are_ours : bool
        Whether a kata is judged with our solutions of the parts that it imports.
    """

    def __init__(
        self,
        grading: Grading,
        store: Store,
        keys: Keys,
        again: bool,
        heard: Callable[[Verdict], None],
        only: tuple[str, ...] = (),
        parts_are_ours: bool = False,
    ):
        self._grading, self._store, self._keys, self._heard = grading, store, keys, heard
        self._again, self._only = again or bool(only), only
        self._parts = (lambda _, place: our_parts(place)) if parts_are_ours else _parts
        self._now: dict[tuple[str, str], str] = {}

    def due(self) -> list[Task]:
        """What is to be judged; what is known, and what needs no judge, is taken."""
        tasks = []
        for submission in self._grading.submissions:
            for place in self._grading.places:
                if self._only and submission.student not in self._only:
                    if (known := self._store.read(submission.student, place.id)) is not None:
                        self._take(known)
                    continue
                files, notes = submission.files.get(place.id, {}), submission.notes_on(place.id)
                if f"{place.name}.py" not in files:
                    text = f"no {place.name}.py was taken for this kata"
                    missing = Verdict(submission.student, place.id, "missing", {}, Lesson(text), notes=notes)
                    self._store.keep(missing, "")
                    self._take(missing)
                    continue
                files = files | self._parts(submission, place)
                key = self._keys.key(place, files)
                known = None if self._again else self._store.read(submission.student, place.id, key)
                if known is None:
                    tasks.append(Task(submission.student, place.id, files, notes))
                else:
                    self._take(replace(known, notes=notes))
        return tasks

    def judge(self, tasks: list[Task], workers: Workers | Elsewhere) -> None:
        """Have tasks judged; each verdict is kept as soon as it is there.

        Parameters
        ----------
        tasks : list of Task
            What is to be judged.
        workers : Workers or Elsewhere
            Who judges, here or on a cluster.

        Raises
        ------
        OSError
            Where a verdict can't be kept: a full disk.
        """
        waiting = workers.submit(tasks)
        by_id = {place.id: place for place in self._grading.places}
        for future in concurrent.futures.as_completed(waiting):
            task = waiting.pop(future)
            try:
                reply = future.result()
            except Exception as error:  # of a cluster, or of this machine
                told = f"{error or type(error).__name__}"
                self._grading.failures.append(f"{task.kata}: it could not be judged for everybody: {told}")
                continue
            self._keep(task, reply, by_id[task.kata])

    def _keep(self, task: Task, reply: Reply, place: KataFiles) -> None:
        verdict = conclude(task.student, task.kata, reply.seen, reply.sandbox, task.notes)
        self._grading.judged += 1
        self._grading.cpu += reply.cpu
        if reply.seen.draw and task.kata not in self._grading.redrawn:
            self._grading.redrawn.append(task.kata)
        if verdict.state == NOT_JUDGED:
            self._grading.failures.append(f"{task.kata}: {verdict.text.strip()[:2000]}")
        else:
            key = self._keys.key(place, task.files)
            self._store.keep(verdict, key)
            self._now[task.student, task.kata] = key
        self._take(verdict)

    def _take(self, verdict: Verdict) -> None:
        self._grading.verdicts[verdict.student, verdict.kata] = verdict
        self._heard(verdict)

    def finish(self) -> None:
        """Look after the run: no judge has changed, and each file says what the judge said."""
        for kata in self._keys.changed(self._grading.places):
            self._grading.failures.append(f"{kata}: its judge or its reference changed while it was graded")
        for (student, kata), key in self._now.items():
            verdict = self._grading.verdicts[student, kata]
            if not self._store.is_kept(verdict, key):
                self._store.keep(verdict, key)
                self._grading.failures.append(
                    f"{student}, {kata}: its result was changed by somebody else, and is written anew"
                )


def _parts(submission: Submission, place: KataFiles) -> dict[str, bytes]:
    """What a student has handed in of the parts that a kata may import, by its path in the folder of solutions."""
    ids = [place.sibling(name).id for name in parts_of(place, place.root)]
    return {f"{kata}/{name}": held for kata in ids for name, held in submission.files.get(kata, {}).items()}
