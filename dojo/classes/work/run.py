"""From submissions to verdicts: what is known is taken, what is not is judged, and each is kept at once."""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import itertools
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dojo.classes.intake.intake import Submission
from dojo.classes.outcome import NOT_JUDGED, Verdict, conclude
from dojo.classes.work.pool import Reply, Task, Workers
from dojo.classes.work.store import Keys, Store
from dojo.classes.work.submission import our_parts
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.mine import parts_of
from dojo.install.shipped import read_manifest, shipped_digest

if TYPE_CHECKING:
    from dojo.classes.work.cluster import Elsewhere


@dataclass
class Grading:
    """The katas and submissions that are graded, and what came of it.

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
    failures : list of str
        What went wrong with the grading itself.
    redrawn : list of str
        The katas whose model solution was refused on the examples that were drawn first.
    """

    places: list[KataFiles]
    submissions: list[Submission]
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    judged: int = 0
    failures: list[str] = field(default_factory=list)
    redrawn: list[str] = field(default_factory=list)

    def of(self, student: str) -> list[Verdict]:
        """List the verdicts of a student, in the order of the katas."""
        return [self.verdicts[student, p.id] for p in self.places if (student, p.id) in self.verdicts]


@dataclass
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
    heard : callable
        Called with each verdict.
    again : bool
        Judge all, whatever is kept.
    only : tuple of str
        The students who are judged again, whatever is kept; the verdicts of all others stay as they are.
    parts_are_ours : bool
        Whether a kata is judged with our solutions of the parts that it imports.
    """

    grading: Grading
    store: Store
    keys: Keys
    heard: Callable[[Verdict], None]
    again: bool = False
    only: tuple[str, ...] = ()
    parts_are_ours: bool = False
    _now: dict[tuple[str, str], str] = field(default_factory=dict, init=False)

    def due(self, pairs: Iterable[tuple[Submission, KataFiles]] | None = None) -> list[Task]:
        """List what is to be judged of everybody, or of some pairs; what is kept, and what needs no judge, is taken."""
        tasks = []
        for submission, place in pairs or itertools.product(self.grading.submissions, self.grading.places):
            outcome = self._verdict_or_task(submission, place)
            if isinstance(outcome, Task):
                tasks.append(outcome)
            elif outcome is not None:
                self._take(outcome)
        return tasks

    def _verdict_or_task(self, submission: Submission, place: KataFiles) -> Verdict | Task | None:
        """Return the verdict that is kept or needs no judge; else the task, and nothing of those who are left out."""
        student = submission.student
        if self.only and student not in self.only:
            return self.store.read(student, place.id)
        files, notes = submission.files.get(place.id, {}), submission.notes_on(place.id)
        if (nothing := _nothing(files.get(f"{place.name}.py"), place)) is not None:
            state, text = nothing
            verdict = Verdict(student, place.id, state, {}, Lesson(text), notes=notes)
            self.store.keep(verdict, "")
            return verdict
        files = files | (our_parts(place) if self.parts_are_ours else _parts(submission, place))
        kept = None if self.again or self.only else self.store.read(student, place.id, self.keys.key(place, files))
        return Task(student, place.id, files, notes) if kept is None else replace(kept, notes=notes)

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
        by_id = {place.id: place for place in self.grading.places}
        for future in concurrent.futures.as_completed(waiting):
            task = waiting.pop(future)
            try:
                reply = future.result()
            except Exception as error:  # of a cluster, or of this machine
                why = f"{error or type(error).__name__}"
                self.grading.failures.append(f"{task.kata}: it could not be judged for everybody: {why}")
                continue
            self._keep(task, reply, by_id[task.kata])

    def _keep(self, task: Task, reply: Reply, place: KataFiles) -> None:
        verdict = conclude(task.student, task.kata, reply.seen, reply.sandbox, task.notes)
        self.grading.judged += 1
        if reply.seen.draw and task.kata not in self.grading.redrawn:
            self.grading.redrawn.append(task.kata)
        if verdict.state == NOT_JUDGED:
            self.grading.failures.append(f"{task.kata}: {verdict.text.strip()[:2000]}")
        else:
            key = self.keys.key(place, task.files)
            self.store.keep(verdict, key)
            self._now[task.student, task.kata] = key
        self._take(verdict)

    def _take(self, verdict: Verdict) -> None:
        self.grading.verdicts[verdict.student, verdict.kata] = verdict
        self.heard(verdict)

    def finish(self) -> None:
        """Look after the run: no judge has changed, and each file says what the judge said."""
        for kata in self.keys.changed(self.grading.places):
            self.grading.failures.append(f"{kata}: its judge or its reference changed while it was graded")
        for (student, kata), key in self._now.items():
            verdict = self.grading.verdicts[student, kata]
            if not self.store.is_kept(verdict, key):
                self.store.keep(verdict, key)
                self.grading.failures.append(
                    f"{student}, {kata}: its result was changed by somebody else, and is written anew"
                )


def _nothing(solution: bytes | None, place: KataFiles) -> tuple[str, str] | None:
    """Say of what needs no judge what it is: no file, or the stub as it was handed out; None of all else."""
    if solution is None:
        return "missing", f"no {place.name}.py was taken for this kata"
    if shipped_digest(solution) == _shipped(place.root).get(f"katas/{place.id}/{place.name}.py"):
        return "not started", "the stub is as it was handed out"
    return None


_shipped = functools.cache(read_manifest)


def _parts(submission: Submission, place: KataFiles) -> dict[str, bytes]:
    """List what a student has handed in of the parts that a kata may import, by its path in the folder of solutions."""
    ids = [part.id for name in parts_of(place, place.root) if (part := place.sibling(name)) is not None]
    return {f"{kata}/{name}": held for kata in ids for name, held in submission.files.get(kata, {}).items()}


_CLEARS_UP = "import shutil, sys; sys.stdin.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"


@contextlib.contextmanager
def own_temporary_folder() -> Iterator[None]:
    """Put all that is temporary into one folder, which a process that outlives a kill removes."""
    before, tempfile.tempdir = tempfile.tempdir, tempfile.mkdtemp(prefix="dojo-grade-")
    os.chmod(tempfile.tempdir, 0o711)  # to a box leads its user's way
    command = [sys.executable, "-c", _CLEARS_UP, tempfile.tempdir]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        try:
            yield
        finally:
            tempfile.tempdir = before


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Hear a signal to end as Ctrl-C is heard."""

    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
