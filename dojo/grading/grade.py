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

from dojo.course import Course
from dojo.grading import outputs, probes
from dojo.grading.collect import expect, whole
from dojo.grading.intake import Submission, read_all
from dojo.grading.judging import Limits
from dojo.grading.points import DEFAULT, Points
from dojo.grading.pool import Settings, Workers
from dojo.grading.progress import Meter
from dojo.grading.roster import Roster
from dojo.grading.run import Grading, Run
from dojo.grading.store import Keys, Store
from dojo.grading.text import counted, one_line
from dojo.grading.verdicts import BROKE_THE_JUDGE, Verdict
from dojo.loading import Place

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
    course = Course(root)
    if unknown := set(request.limits.stages) - set(DEFAULT):
        raise ValueError(f"--stage {sorted(unknown)[0]}: there are {', '.join(DEFAULT)}")
    places = choose(course, request.katas)
    points = Points.read(request.points, places, course.places) if request.points else Points()
    roster = Roster.read(request.roster) if request.roster else None
    submissions, others = read_all(request.submissions, course.places)
    if roster is not None:
        missing, strangers = roster.compare([s.student for s in submissions])
        submissions += [Submission(name, notes={"": ["nothing was handed in"]}) for name in missing]
        submissions.sort(key=lambda s: s.student)
        others += [f"{name} is not on the roster, and is graded all the same" for name in strangers]
    else:
        missing = []
    if request.shard:
        submissions = shard_of(submissions, request.shard)
    store = Store(request.out)
    layer, refused = probes.choose(request.sandbox)
    keys = Keys(root, request.limits, layer)
    jobs = request.jobs or usable_cores()
    grading = Grading(places, submissions)
    handed_in = len(submissions) - len([s for s in submissions if s.student in missing])
    say(f"{counted(handed_in, 'submission')}, {counted(len(places), 'kata')}, {counted(jobs, 'job')}")
    say(f"sandbox: {probes.words(layer)}")
    for line in refused:
        say(f"  {one_line(line)}")
    if missing:
        say(f"missing: {one_line(', '.join(missing), 400)}")
    for line in others:
        say(f"  {one_line(line)}")
    meter = Meter(len(submissions) * len(places), sys.stderr)
    run = Run(grading, store, keys, request.again, meter.take)
    code = DONE
    try:
        with interruptible():
            expect(store, [s.student for s in submissions], [p.id for p in places], request.shard, probes.words(layer))
            tasks = run.due()
            known = len(grading.verdicts) - sum(v.state == "missing" for v in grading.verdicts.values())
            if known:
                say(f"{known} verdicts are kept from an earlier run, {len(tasks)} are to be judged")
            if tasks:
                _judge(root, run, tasks, request, layer, jobs)
            run.finish()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as error:
        grading.failures.append(f"a result can't be kept: {error.strerror or error}")
    meter.close()
    if code == INTERRUPTED:
        say("interrupted: every verdict so far is kept; the same command goes on from here")
        return code
    verdicts, written = whole([v for s in submissions for v in grading.of(s.student)]), False
    try:
        outputs.write_all(store.folder, verdicts, points, probes.words(layer))
        written = True
    except OSError as error:
        grading.failures.append(f"the results can't be written: {error.strerror or error}")
    _say_the_end(say, grading, verdicts, submissions)
    if written:
        say(f"written to {store.folder}: {', '.join(outputs.FILES)}")
    for line in dict.fromkeys(grading.failures):
        say(f"the grading failed: {one_line(line, 500)}")
    if (left := len(submissions) * len(places) - len(grading.verdicts)) > 0:
        say(f"{left} verdicts are still to come: the same command goes on from here")
    return FAILED if grading.failures else DONE


def _judge(root: Path, run: Run, tasks: list, request: Request, layer: str, jobs: int) -> None:
    with probes.template() as template:
        wall = 6 * request.limits.budget + 600
        hidden = (str(request.submissions.resolve()), str(request.out.resolve()))
        settings = Settings(str(root), layer, asdict(request.limits), template, hidden, wall)
        if request.scheduler is not None:
            from dojo.grading.cluster import executor_at

            workers = executor_at(request.scheduler, settings)
        else:
            workers = Workers(settings, min(jobs, len(tasks)))
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
        if verdict.text.startswith(BROKE_THE_JUDGE):
            say(f"look at {one_line(verdict.student, 40)}, {verdict.kata}: {one_line(verdict.text)}")


def counts(states: Counter) -> str:
    return ", ".join(f"{count} {state}" for state, count in states.most_common())


def choose(course: Course, names: tuple[str, ...]) -> list[Place]:
    """The katas that names mean: tracks, or katas; all where none is given.

    Raises
    ------
    ValueError
        Where a name means none, or several.
    """
    if not names:
        return course.places
    chosen: list[Place] = []
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
