"""``dojo grade`` from its arguments to its exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dojo.classes.box import layers, probes
from dojo.classes.intake.intake import Submission, read_all
from dojo.classes.intake.roster import Roster
from dojo.classes.out import outputs
from dojo.classes.out.points import DEFAULT, Points
from dojo.classes.out.text import one_line
from dojo.classes.outcome import Verdict, whole
from dojo.classes.progress_bar import Meter
from dojo.classes.selection import check_students, choose
from dojo.classes.work.pool import Workers
from dojo.classes.work.run import Grading, Run, interruptible, own_temporary_folder
from dojo.classes.work.store import Keys, Store
from dojo.classes.work.submission import Limits
from dojo.classes.work.worker import Settings
from dojo.course.course import Course
from dojo.course.practice import counted
from dojo.engine.base.files import KataFiles
from dojo.engine.explain.ideas import ideas_of
from dojo.engine.process.cores import usable

if TYPE_CHECKING:
    from dojo.classes.work.cluster import Elsewhere

DONE, FAILED, INTERRUPTED = 0, 1, 130


@dataclass(frozen=True)
class Request:
    """The arguments of ``dojo grade``."""

    submissions: Path
    out: Path
    katas: tuple[str, ...] = ()
    roster: Path | None = None
    points: Path | None = None
    sandbox: str = "auto"
    jobs: int = 0
    seed: int | None = None
    scheduler: str | None = None
    again: bool = False
    limits: Limits = field(default_factory=Limits)
    students: tuple[str, ...] = ()
    path: str | None = None
    days: tuple[int, ...] = ()
    parts_are_ours: bool = False


def grade(root: Path, request: Request, say=print) -> int:
    """Grade, and say what came of it.

    Parameters
    ----------
    root : Path
        The course.
    request : Request
        What was asked for.
    say : callable
        Takes each line of text.

    Returns
    -------
    int
        0 where every submission has a verdict, whatever it is; 1 where the grading failed for some; 130 after
        Ctrl-C.

    Raises
    ------
    ValueError
        Where the request can't be met.
    """
    with own_temporary_folder():
        plan = Plan.of(root, request)
        store, grading = Store(request.out), Grading(plan.places, plan.submissions)
        seed = store.seed(request.seed)
        plan.announce(say, seed)
        if not _judge_all(plan, grading, store, seed, say):
            say("interrupted: every verdict so far is kept; the same command goes on from here")
            return INTERRUPTED
        verdicts = whole([verdict for s in plan.submissions for verdict in grading.of(s.student)])
        lines = _write(plan, grading, store, verdicts)
        for line in outputs.summary(grading, verdicts):
            say(line)
        for line in [*lines, *_unfinished(plan, grading)]:
            say(line)
        return FAILED if grading.failures else DONE


def _unfinished(plan: Plan, grading: Grading) -> Iterator[str]:
    """Say what went wrong with the grading, and what is still to be judged, and how."""
    for failure in dict.fromkeys(grading.failures):
        yield f"the grading failed: {one_line(failure, 500)}"
    if (left := plan.count - len(grading.verdicts)) > 0:
        same = "the same command without --student" if plan.request.students else "the same command"
        yield f"{left} verdicts are still to come: {same} goes on from here"


@dataclass(frozen=True)
class Plan:
    """All that a grading is about, checked before anything is judged.

    Parameters
    ----------
    root : Path
        The course.
    request : Request
        What was asked for.
    places : list of KataFiles
        The katas.
    points : Points
        What they are worth.
    submissions : list of Submission
        One for each student, also for one who is missing.
    missing : list of str
        Those on the roster who have handed nothing in.
    notes : list of str
        What is odd about the submissions, a line each.
    layer : str
        What stands around a solution.
    refused : list of str
        Why no better layer does.
    roster : Roster or None
        Of the class.
    """

    root: Path
    request: Request
    places: list[KataFiles]
    points: Points
    submissions: list[Submission]
    missing: list[str]
    notes: list[str]
    layer: str
    refused: list[str]
    roster: Roster | None = None

    @classmethod
    def of(cls, root: Path, request: Request) -> Plan:
        """Read all that was asked for.

        Raises
        ------
        ValueError
            Where the request can't be met.
        """
        course = Course(root, request.path)
        if request.out.resolve().is_relative_to(request.submissions.resolve()):
            raise ValueError(f"--out {request.out}: that is inside of the submissions, and would be one of them")
        if unknown := set(request.limits.stages) - set(DEFAULT):
            raise ValueError(f"--stage {sorted(unknown)[0]}: there are {', '.join(DEFAULT)}")
        places = choose(course, request.katas, request.path is not None, request.days)
        roster = Roster.read(request.roster) if request.roster else None
        submissions, missing, notes = _everyone(request, course, roster)
        check_students(request.students, [submission.student for submission in submissions])
        points = Points.read(request.points, places, course.places) if request.points else Points()
        Store(request.out)  # from here on it is there, to be hidden
        layer, refused = probes.choose(request.sandbox, hidden_of(request), str(root))
        return cls(root, request, places, points, submissions, missing, notes, layer, refused, roster)

    @property
    def count(self) -> int:
        """Count the verdicts that are due."""
        return len(self.submissions) * len(self.places)

    @property
    def jobs(self) -> int:
        return self.request.jobs or usable()

    def announce(self, say, seed: int) -> None:
        """Say what is graded, and how."""
        handed_in = sum(s.student not in self.missing for s in self.submissions)
        say(f"{counted(handed_in, 'submission')}, {counted(len(self.places), 'kata')}, {counted(self.jobs, 'job')}")
        self.announce_box(say, seed)
        if self.request.parts_are_ours:
            say("parts: ours, in place of what was handed in of earlier katas")
        if self.missing:
            say(f"missing: {one_line(', '.join(self.missing), 400)}")
        for line in self.notes:
            say(f"  {one_line(line)}")

    def announce_box(self, say, seed: int) -> None:
        """Say what stands around a solution, and why nothing better does."""
        warning = "; a solution can read what you can read" if self.layer == "none" else ""
        say(f"sandbox: {layers.words(self.layer)}{warning}; seed of the examples: {seed}")
        for line in self.refused:
            say(f"  {one_line(line)}")


def hidden_of(request: Request) -> tuple[str, str]:
    """List the folders of a class that no solution is to read, beside the course."""
    return str(request.submissions.resolve()), str(request.out.resolve())


def _everyone(request: Request, course: Course, roster: Roster | None) -> tuple[list[Submission], list[str], list[str]]:
    """Read the submissions; list those on the roster who are missing, and what is odd."""
    if roster is None:
        submissions, notes = read_all(request.submissions, course.places)
        return submissions, [], notes
    submissions, notes = read_all(request.submissions, course.places, roster.known_as)
    missing, strangers = roster.compare([s.student for s in submissions])
    submissions += [Submission(name, notes={"": ["nothing was handed in"]}) for name in missing]
    submissions.sort(key=lambda s: s.student)
    notes += [f"{name} is not on the roster, and is graded all the same" for name in strangers]
    return submissions, missing, notes


def _judge_all(plan: Plan, grading: Grading, store: Store, seed: int, say) -> bool:
    """Judge what is due, and keep each verdict; tell whether it came to its end."""
    meter = Meter(plan.count, sys.stderr)
    request, keys = plan.request, Keys(plan.request.limits, plan.layer, seed)
    run = Run(grading, store, keys, meter.take, request.again, request.students, request.parts_are_ours)
    try:
        with interruptible():
            tasks = run.due()
            if earlier := sum(verdict.state != "missing" for verdict in grading.verdicts.values()):
                say(f"{earlier} verdicts are kept from an earlier run, {len(tasks)} are to be judged")
            meter.begin()
            if tasks:
                judge(plan, run, tasks, seed, meter)
            run.finish()
    except KeyboardInterrupt:
        return False
    except OSError as error:
        grading.failures.append(f"a result can't be kept: {error.strerror or error}")
    finally:
        meter.close()
    return True


def _write(plan: Plan, grading: Grading, store: Store, verdicts: list[Verdict]) -> list[str]:
    """Write the results; say what is to be known of them, or nothing where that could not be done."""
    try:
        ideas = ideas_of(plan.places[0]) if plan.places else {}
        notes = outputs.write_all(store.folder, verdicts, plan.points, plan.roster, ideas)
    except OSError as error:
        grading.failures.append(f"the results can't be written: {error.strerror or error}")
        return []
    return outputs.written(store.folder, notes)


def judge(plan: Plan, run: Run, tasks: list, seed: int, meter: Meter) -> None:
    """Have tasks judged, by as many workers as were asked for."""
    request = plan.request
    with probes.template() as template:
        wall = 6 * request.limits.budget + 600
        limits, hidden = asdict(request.limits), hidden_of(request)
        settings = Settings(str(plan.root), plan.layer, limits, seed, template, hidden, wall)
        workers: Workers | Elsewhere
        if request.scheduler is not None:
            from dojo.classes.work.cluster import executor_at

            workers = executor_at(request.scheduler, settings)
        else:
            workers = Workers(settings, min(plan.jobs, len(tasks)), meter.say_slow)
        stopped = True
        try:
            run.judge(tasks, workers)
            stopped = False
        finally:
            workers.close(stopped)
