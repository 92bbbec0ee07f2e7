"""``dojo exam grade``: calls and mends are judged in the box, letters by the key, and a class gets its results."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from dojo.classes.box import probes
from dojo.classes.box.sandbox import Sandbox
from dojo.classes.exam.bugs import Bug
from dojo.classes.exam.handed_in import Answer, HandedIn, read
from dojo.classes.exam.key import Key
from dojo.classes.exam.sheets import Hunt
from dojo.classes.grade import DONE, FAILED, INTERRUPTED, Plan, judge
from dojo.classes.grade import Request as Grading_
from dojo.classes.intake.intake import Submission
from dojo.classes.out import outputs
from dojo.classes.out.exam_page import exam_page
from dojo.classes.out.points import Points, Rule
from dojo.classes.out.text import one_line
from dojo.classes.outcome import NOT_JUDGED, PASSED, Stage, Verdict
from dojo.classes.progress_bar import Meter
from dojo.classes.work.run import Grading, Run, interruptible, own_temporary_folder
from dojo.classes.work.store import Keys, Store, verdicts_in
from dojo.course.choices import Choice
from dojo.course.course import Course
from dojo.course.practice import counted
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.explain.ideas import ideas_of
from dojo.practice import planting
from dojo.practice.calls import Caller
from dojo.practice.hunting import Sight, seen_by

PARTS = ("call", "idea", "mend")
_READS = {
    "breakpoint",
    "compile",
    "dir",
    "eval",
    "exec",
    "format",
    "getattr",
    "globals",
    "hash",
    "id",
    "input",
    "locals",
}
_READS |= {"open", "repr", "str", "type", "vars"}
"""What looks at code, at where it lies or at the machine: a call in an exam only calls."""


@dataclass(frozen=True)
class Request:
    """The arguments of ``dojo exam grade``."""

    exam: Path
    key: Path
    out: Path
    homework: Path | None = None
    assignment: str = "Exam"
    sandbox: str = "auto"
    jobs: int = 0


def grade(root: Path, request: Request, say=print) -> int:
    """Grade an exam, and say what came of it.

    Returns
    -------
    int
        As `dojo.classes.grade.grade` does.

    Raises
    ------
    ValueError
        Where the request can't be met.
    """
    with own_temporary_folder():
        exam = Exam.of(root, request)
        exam.announce(say)
        try:
            with interruptible():
                exam.judge_mends()
                exam.see_calls()
        except KeyboardInterrupt:
            say("interrupted: every mend that was judged is kept; the same command goes on from here")
            return INTERRUPTED
        for line in exam.write():
            say(line)
        return FAILED if exam.failures else DONE


@dataclass
class Exam:
    """An exam that came back.

    Parameters
    ----------
    key : Key
        What was drawn.
    handed_in : HandedIn
        What came back.
    plan : Plan
        The katas, and the box.
    request : Request
        What was asked for.
    mends : dict
        The verdict on each mended text, by the bug's kata and the text.
    calls : dict
        What each call shows, by the bug's id and the call.
    failures : list of str
        What went wrong with the grading itself.
    """

    key: Key
    handed_in: HandedIn
    plan: Plan
    request: Request
    mends: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    calls: dict[tuple[str, str], Sight] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, root: Path, request: Request) -> Exam:
        """Read all that came back, and try out the box.

        Raises
        ------
        ValueError
            Where the request can't be met.
        """
        key, course = Key.read(request.key), Course(root)
        if not request.exam.is_dir():
            raise ValueError(f"{request.exam}: there is no such folder; it holds paper.csv, sheets/, or what came back")
        if request.out.resolve() == request.exam.resolve():
            raise ValueError(f"--out {request.out}: that is the exam itself; name another folder")
        katas = {hunt.bug.kata for sheet in key.sheets.values() for hunt in sheet.hunts}
        places = [place for place in course.places if place.id in katas]
        if lost := sorted(katas - {place.id for place in places}):
            raise ValueError(f"--key {request.key}: this course has no {lost[0]}: grade where the exam was made")
        handed_in = read(request.exam, key, places)
        Store(request.out)  # from here on it is there, to be hidden
        asked = Grading_(request.exam, request.out, sandbox=request.sandbox, jobs=request.jobs)
        hidden = tuple(str(folder.resolve()) for folder in (request.exam, request.out))
        layer, refused = probes.choose(request.sandbox, hidden, str(root))
        points = _points(key, request.assignment)
        plan = Plan(root, asked, places, points, [], [], handed_in.notes, layer, refused, key.roster)
        return cls(key, handed_in, plan, request)

    @property
    def seed(self) -> int:
        return self.key.seed % 2**32

    def announce(self, say) -> None:
        """Say what is graded, how, and what can't be."""
        missing = [student for student in self.key.sheets if student not in self.handed_in.there]
        there, of = len(self.handed_in.there), len(self.key.sheets)
        say(f"{there} of {counted(of, 'student')}, {counted(self.plan.jobs, 'job')}")
        self.plan.announce_box(say, self.seed)
        if missing:
            say(f"missing: {one_line(', '.join(missing), 400)}")
        for line in self.handed_in.notes:
            say(f"  {one_line(line)}")

    def _hunts(self) -> Iterator[tuple[Hunt, Answer]]:
        for student, sheet in self.key.sheets.items():
            for item, asked in sheet.items():
                if isinstance(asked, Hunt):
                    yield asked, self.handed_in.of(student, item)

    # ------------------------------------------------------------------ mends

    def judge_mends(self) -> None:
        """Have each mended text judged, once however many have it; what was judged before is taken."""
        places = {place.id: place for place in self.plan.places}
        texts = list(dict.fromkeys((h.bug.kata, text) for h, answer in self._hunts() for text in answer.mends))
        pairs = [(_submission(places[kata], text), places[kata]) for kata, text in texts]
        keys, meter = Keys(self.plan.request.limits, self.plan.layer, self.seed), Meter(len(texts), sys.stderr)
        grading = Grading(self.plan.places, [submission for submission, _ in pairs])
        run = Run(grading, Store(self.request.out), keys, meter.take, parts_are_ours=True)
        tasks = run.due(pairs) if pairs else []
        meter.begin()
        try:
            if tasks:
                judge(self.plan, run, tasks, self.seed, meter)
        finally:
            meter.close()
        run.finish()
        self.failures += grading.failures
        of = {
            (kata, text): (submission.student, kata) for (submission, _), (kata, text) in zip(pairs, texts, strict=True)
        }
        self.mends = {pair: grading.verdicts[at] for pair, at in of.items() if at in grading.verdicts}

    # ------------------------------------------------------------------ calls

    def see_calls(self) -> None:
        """Ask each call of the code with the bug and of the model solution, in the box."""
        hidden = tuple(str(folder.resolve()) for folder in (self.request.exam, self.request.out))
        with probes.template() as template, contextlib.ExitStack() as opened:
            box = Sandbox(self.plan.layer, template, hidden, course=str(self.plan.root))
            opened.callback(box.close)
            for place in self.plan.places:
                with contextlib.closing(Caller(place, box, box.solutions)) as caller:
                    for hunt, answer in self._hunts():
                        if hunt.bug.kata == place.id and answer.call:
                            self._see(caller, hunt.bug, answer.call)

    def _see(self, caller: Caller, bug: Bug, breaks: str) -> None:
        if (bug.id, breaks) not in self.calls:
            name = _reads_code(breaks)
            words = f"A call is to use the code, and not to read it: breaks names {name}."
            sight = Sight(Lesson(words)) if name else seen_by(caller, bug.text, breaks, bug.size)
            self.calls[bug.id, breaks] = sight

    # ------------------------------------------------------------------ results

    def verdicts(self) -> list[Verdict]:
        """Say of each item of each student what came of it."""
        return [
            self._verdict(student, item, asked)
            for student, sheet in self.key.sheets.items()
            for item, asked in sheet.items()
        ]

    def _verdict(self, student: str, item: str, asked: Hunt | Choice) -> Verdict:
        answer, told = self.handed_in.of(student, item), self.plan.layer
        kept = partial(Verdict, student, item, notes=[*answer.notes], doubts=[*answer.look], sandbox=told)
        parts = PARTS if isinstance(asked, Hunt) else ("answer",)
        if student not in self.handed_in.there:
            return kept("missing", dict.fromkeys(parts, Stage("missing", 0, 1)))
        if answer.is_open:
            return kept(NOT_JUDGED, {}, Lesson("your teacher decides"))
        of_item = self._of_hunt(asked, answer) if isinstance(asked, Hunt) else _of_question(asked, answer)
        stages, lesson = of_item
        states = {stage.state for stage in stages.values()}
        if NOT_JUDGED in states:
            return kept(NOT_JUDGED, {}, lesson)
        return kept(states.pop() if len(states) == 1 else "wrong", stages, lesson)

    def _of_hunt(self, hunt: Hunt, answer: Answer) -> tuple[dict[str, Stage], Lesson]:
        sight, bug = self.calls.get((hunt.bug.id, answer.call)), hunt.bug
        mended = self._mended(bug, answer)
        states = {
            "call": _state(answer.call, sight is not None and sight.wrong is not None),
            "idea": _state(answer.letter, answer.letter == hunt.right),
            "mend": mended[0],
        }
        should = bug.mend.strip() or "(nothing)"
        rows = [(f"line {bug.line}", bug.is_wrong_in), ("should be", should), *bug.shown]
        call = answer.call.strip().rpartition("\n")[2].strip().removeprefix("return ")
        words = [
            f"Your call, {one_line(call)}: {sight.lesson.title}" if sight else "Your call: none.",
            f"Your idea: {answer.letter or 'none'}; it is {hunt.right}, {self._title(bug.idea)}.",
            f"Your mend: {mended[1]}",
        ]
        lesson = Lesson(
            f'{bug.kata.partition("/")[2].partition("_")[2]}: the bug shows in "{bug.test}"', rows, words, [bug.words]
        )
        return {n: Stage(s, int(s == PASSED), 1) for n, s in states.items()}, replace(
            lesson, ideas={bug.words: bug.idea}
        )

    def _title(self, idea: str) -> str:
        ideas = ideas_of(self.plan.places[0])
        return ideas[idea].title if idea in ideas else idea

    def _mended(self, bug: Bug, answer: Answer) -> tuple[str, str]:
        """Say what became of a mend, and why: of two, which paper may leave open, the better counts."""
        if not answer.mends:
            return "not started", "none."
        return min((self._judged(bug, text) for text in answer.mends), key=lambda told: told[0] != PASSED)

    def _judged(self, bug: Bug, text: str) -> tuple[str, str]:
        verdict = self.mends.get((bug.kata, text))
        if verdict is None or verdict.state == NOT_JUDGED:
            return NOT_JUDGED, "the grading failed, and not your mend."
        if verdict.state != PASSED:
            why = verdict.lesson.title if verdict.lesson else verdict.state
            return "wrong", f"it is not right yet: {one_line(why)}"
        lines = planting.mended_lines(bug.text, text)
        if planting.is_rewritten(lines, 1):
            return "wrong", f"it is right, and rewritten in {lines} lines: the bug is in one."
        return PASSED, "right."

    def write(self) -> list[str]:
        """Write the results; say what came of it, and what a teacher should look at."""
        verdicts, ideas = self.verdicts(), ideas_of(self.plan.places[0]) if self.plan.places else {}
        homework = verdicts_in(self.request.homework) if self.request.homework else []
        page = partial(exam_page, homework=homework)
        notes = outputs.write_all(self.request.out, verdicts, self.plan.points, self.key.roster, ideas, page)
        earned, of = self.plan.points.sums(verdicts)
        look = [
            f"look at {one_line(v.student, 40)}, {v.kata}: {one_line('; '.join(v.doubts))}"
            for v in verdicts
            if v.doubts
        ]
        open_ = sum(verdict.state == NOT_JUDGED for verdict in verdicts)
        left = [f"{counted(open_, 'item')} in no sum: set the points in your LMS"] if open_ else []
        failed = [f"the grading failed: {one_line(why, 500)}" for why in dict.fromkeys(self.failures)]
        whole = f"{counted(len(verdicts), 'item')}: {earned:g} of {of:g} points"
        return [whole, *look, *left, *failed, *outputs.written(self.request.out, notes)]


def _points(key: Key, assignment: str) -> Points:
    """Give a hunt a point for each part, and a question one."""
    items = {item: asked for sheet in key.sheets.values() for item, asked in sheet.items()}
    rules = {item: Rule(len(PARTS) if isinstance(asked, Hunt) else 1, {}) for item, asked in items.items()}
    return Points(rules, assignment=assignment)


def _of_question(choice: Choice, answer: Answer) -> tuple[dict[str, Stage], Lesson]:
    state = _state(answer.letter, answer.letter == choice.right)
    rows = [(letter, option.says) for letter, option in choice.options.items()]
    words = choice.after(answer.letter) if answer.letter else choice.after(choice.right)[1:]
    idea = choice.options[answer.letter].idea if answer.letter else ""
    causes, ideas = ([words[0]], {words[0]: idea}) if idea else ([], {})
    rest = [word for word in words if word and word not in causes]
    return {"answer": Stage(state, int(state == PASSED), 1)}, Lesson(choice.ask, rows, rest, causes, ideas=ideas)


def _state(given: str, is_right: bool) -> str:
    return ("passed" if is_right else "wrong") if given else "not started"


def _reads_code(breaks: str) -> str:
    """Name what in a call looks at the code itself, or at the machine; nothing where it only calls."""
    for node in ast.walk(ast.parse(breaks)):
        name = getattr(node, "attr", None) or getattr(node, "id", None) or ""
        if name.startswith("_") or (isinstance(node, ast.Name) and name in _READS):
            return name
    return ""


def _submission(place: KataFiles, text: str) -> Submission:
    """Hand in a mended text, under a name that it alone has."""
    held = text.encode("utf-8", "replace")
    return Submission(hashlib.sha256(held).hexdigest()[:16], {place.id: {f"{place.name}.py": held}})
