"""``dojo grade`` from its arguments to its exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dojo.base.files import KataFiles
from dojo.course.course import Course
from dojo.grading.box import probes
from dojo.grading.intake.intake import Submission, read_all
from dojo.grading.intake.roster import Roster
from dojo.grading.out import outputs
from dojo.grading.out.collect import expect, whole
from dojo.grading.out.points import DEFAULT, Points
from dojo.grading.out.text import counted, one_line
from dojo.grading.progress import Meter
from dojo.grading.verdicts import Verdict
from dojo.grading.work.judging import Limits
from dojo.grading.work.pool import Settings, Workers
from dojo.grading.work.run import Grading, Run
from dojo.grading.work.store import Keys, Store

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True)
class Request:
    """What ``dojo grade`` was asked for."""

    submissions: Path
    out: Path
    katas: tuple[str, ...] = ()
    roster: Path | None = None
    points: Path | None = None
    sandbox: str = "auto"
    jobs: int = 0
    shard: str | None = None
    scheduler: str | None = None
    again: bool = False
    limits: Limits = field(default_factory=Limits)


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
        0 where every submission has a verdict, whatever it is; 1 where the grading failed for some; 130 after Ctrl-C.

    Raises
    ------
    ValueError
        Where the request can't be met.
    """
    plan = Plan.of(root, request)
    store, grading = Store(request.out), Grading(plan.places, plan.submissions)
    plan.announce(say)
    if not _judge_all(plan, grading, store, say):
        say("interrupted: every verdict so far is kept; the same command goes on from here")
        return INTERRUPTED
    verdicts = whole([v for s in plan.submissions for v in grading.of(s.student)])
    is_written = _write(plan, grading, store, verdicts)
    _say_the_end(say, grading, verdicts, plan.submissions)
    if is_written:
        say(f"written to {store.folder}: {', '.join(outputs.FILES)}")
    for line in dict.fromkeys(grading.failures):
        say(f"the grading failed: {one_line(line, 500)}")
    if (left := plan.count - len(grading.verdicts)) > 0:
        say(f"{left} verdicts are still to come: the same command goes on from here")
    return FAILED if grading.failures else DONE


@dataclass(frozen=True)
class Plan:
    """What a grading is about, checked before anything is judged.

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

    @classmethod
    def of(cls, root: Path, request: Request) -> Plan:
        """Read all that was asked for.

        Raises
        ------
        ValueError
            Where the request can't be met.
        """
        course = Course(root)
        if unknown := set(request.limits.stages) - set(DEFAULT):
            raise ValueError(f"--stage {sorted(unknown)[0]}: there are {', '.join(DEFAULT)}")
        places = choose(course, request.katas)
        points = Points.read(request.points, places, course.places) if request.points else Points()
        submissions, missing, notes = _everyone(request, course)
        if request.shard:
            submissions = shard_of(submissions, request.shard)
        Store(request.out)  # from here on it is there, to be hidden
        layer, refused = probes.choose(request.sandbox, hidden_of(request), str(root))
        return cls(root, request, places, points, submissions, missing, notes, layer, refused)

    @property
    def count(self) -> int:
        """How many verdicts are due."""
        return len(self.submissions) * len(self.places)

    @property
    def jobs(self) -> int:
        return self.request.jobs or usable_cores()

    def announce(self, say) -> None:
        """Say what is graded, and how."""
        handed_in = sum(s.student not in self.missing for s in self.submissions)
        say(f"{counted(handed_in, 'submission')}, {counted(len(self.places), 'kata')}, {counted(self.jobs, 'job')}")
        say(f"sandbox: {probes.words(self.layer)}")
        for line in self.refused:
            say(f"  {one_line(line)}")
        if self.missing:
            say(f"missing: {one_line(', '.join(self.missing), 400)}")
        for line in self.notes:
            say(f"  {one_line(line)}")


def hidden_of(request: Request) -> tuple[str, str]:
    """The folders of a class that no solution is to read, beside the course."""
    return str(request.submissions.resolve()), str(request.out.resolve())


def _everyone(request: Request, course: Course) -> tuple[list[Submission], list[str], list[str]]:
    """The submissions, those on the roster who are missing, and what is odd."""
    submissions, notes = read_all(request.submissions, course.places)
    if request.roster is None:
        return submissions, [], notes
    missing, strangers = Roster.read(request.roster).compare([s.student for s in submissions])
    submissions += [Submission(name, notes={"": ["nothing was handed in"]}) for name in missing]
    submissions.sort(key=lambda s: s.student)
    return submissions, missing, [*notes, *(f"{n} is not on the roster, and is graded all the same" for n in strangers)]


def _judge_all(plan: Plan, grading: Grading, store: Store, say) -> bool:
    """Judge what is due, and keep each verdict; whether it came to its end."""
    meter = Meter(plan.count, sys.stderr)
    run = Run(grading, store, Keys(plan.root, plan.request.limits, plan.layer), plan.request.again, meter.take)
    students, katas = [s.student for s in plan.submissions], [p.id for p in plan.places]
    try:
        with interruptible():
            expect(store, students, katas, plan.request.shard, probes.words(plan.layer))
            tasks = run.due()
            if known := len(grading.verdicts) - sum(v.state == "missing" for v in grading.verdicts.values()):
                say(f"{known} verdicts are kept from an earlier run, {len(tasks)} are to be judged")
            if tasks:
                _judge(plan, run, tasks)
            run.finish()
    except KeyboardInterrupt:
        return False
    except OSError as error:
        grading.failures.append(f"a result can't be kept: {error.strerror or error}")
    finally:
        meter.close()
    return True


def _write(plan: Plan, grading: Grading, store: Store, verdicts: list[Verdict]) -> bool:
    """Write the results; whether that could be done."""
    try:
        outputs.write_all(store.folder, verdicts, plan.points, probes.words(plan.layer))
    except OSError as error:
        grading.failures.append(f"the results can't be written: {error.strerror or error}")
        return False
    return True


def _judge(plan: Plan, run: Run, tasks: list) -> None:
    request = plan.request
    with probes.template() as template:
        wall = 6 * request.limits.budget + 600
        settings = Settings(str(plan.root), plan.layer, asdict(request.limits), template, hidden_of(request), wall)
        if request.scheduler is not None:
            from dojo.grading.work.cluster import executor_at

            workers = executor_at(request.scheduler, settings)
        else:
            workers = Workers(settings, min(plan.jobs, len(tasks)))
        stopped = True
        try:
            run.judge(tasks, workers)
            stopped = False
        finally:
            workers.close(stopped)


def _say_the_end(say, grading: Grading, verdicts: list[Verdict], submissions: list[Submission]) -> None:
    states = Counter(v.state for v in verdicts)
    say(f"{counted(len(verdicts), 'verdict')}, {grading.judged} judged now: {counts(states)}")
    about = {"", *(place.id for place in grading.places)}
    noted = [(s.student, k, note) for s in submissions for k, notes in s.notes.items() if k in about for note in notes]
    for student, kata, note in noted[:20]:
        say(f"  {one_line(student, 40)}{f', {kata}' if kata else ''}: {one_line(note)}")
    if len(noted) > 20:
        say(f"  and {len(noted) - 20} more notes: they are in each feedback")
    for verdict in verdicts:
        if verdict.broke_the_judge:
            say(f"look at {one_line(verdict.student, 40)}, {verdict.kata}: {one_line(verdict.text)}")


def counts(states: Counter) -> str:
    return ", ".join(f"{count} {state}" for state, count in states.most_common())


def choose(course: Course, names: tuple[str, ...]) -> list[KataFiles]:
    """The katas that names mean: tracks, or katas; all where none is given.

    Raises
    ------
    ValueError
        Where a name means none, or several.
    """
    if not names:
        return course.places
    chosen: list[KataFiles] = []
    for name in names:
        if (track := course.match_track(name)) is not None:
            found = [place for place in course.places if place.track == track]
        else:
            found = course.match(name.removeprefix("katas/"))
            if len(found) != 1:
                several = f"it may be {', '.join(p.id for p in found[:5])}" if found else ""
                near = several or course.did_you_mean(name)
                raise ValueError(f"--katas {name}: there is no such track or kata{f'; {near}' if near else ''}")
        chosen += found
    return [place for place in course.places if place in chosen]


def shard_of(submissions: list[Submission], shard: str) -> list[Submission]:
    """Every n-th submission: ``3/20`` is the third of twenty parts."""
    part, _, parts = shard.partition("/")
    if not (part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise ValueError(f"--shard {shard}: say which part of how many, such as 3/20")
    return submissions[int(part) - 1 :: int(parts)]


def usable_cores() -> int:
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """A signal to end is heard as Ctrl-C is."""

    def interrupt(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
