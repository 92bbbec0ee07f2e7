"""``dojo today``, ``dojo questions`` and ``dojo place``: what is due, what is asked, where to begin."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dojo.cli import debugging
from dojo.cli.ends import ends_at, position
from dojo.course import paths
from dojo.course.choices import Choice, has_questions, kept_of, questions_of
from dojo.course.course import Course
from dojo.course.paths import LearningPath
from dojo.course.practice import counted, minutes_since
from dojo.course.progress import Progress
from dojo.engine.base import layout
from dojo.engine.base.files import KataFiles
from dojo.practice import recall as kept
from dojo.practice.due import Due, Schedule
from dojo.practice.placing import day_to_begin
from dojo.run.screen import short
from dojo.watch.view import say, show, wrapped


def today() -> None:
    """Practise what is due, fifteen minutes at most."""
    progress = position()
    with ends_at(*debugging.ERRORS):
        if recalled := progress.practised_now("recall"):
            say(_recall_words(recalled[0], progress))
        elif hunted := progress.practised_now():
            say(f"Your hunt for the bug in {hunted[0].name} is still open.\n")
            debugging.go_on(hunted[0], progress)
        elif plan := (schedule := Schedule(progress)).plan:
            say(_overview(plan))
            _begin(plan[0], progress)
        else:
            say(_nothing(schedule))


def _overview(plan: list[Due]) -> str:
    what = {"hunt": "a bug to hunt", "question": "a question", "recall": "to write again"}
    listed = "\n".join(f"  {row.place.name:<24} {what[row.kind]:<15} about {row.minutes} min" for row in plan)
    return f"due today, about {counted(sum(row.minutes for row in plan), 'minute')}:\n{listed}"


def _nothing(schedule: Schedule) -> str:
    """Say why nothing is to be done now, and when something will be."""
    if not schedule.rows:
        return "Nothing is due: what is green comes back after some days, and nothing is green yet."
    if schedule.due:
        return "That is enough for today; the rest comes another day."
    first = min(schedule.rows, key=lambda row: row.day)
    return f"Nothing is due today. {first.place.name} comes back {schedule.words(first.place)}."


def _begin(row: Due, progress: Progress) -> None:
    """Ask a question; begin a hunt, or a recall: also where the kata has no mistake to hunt."""
    if row.kind == "question":
        _ask(row.place, progress)
        return say(f"\n{Schedule(progress).onward(row.place)}")
    say("")
    if row.kind == "hunt":
        try:
            return debugging.begin(row.place, progress)
        except LookupError:
            progress.practice.forget_missed(row.place)
    begin_recall(row.place, progress)


def begin_recall(place: KataFiles, progress: Progress) -> None:
    """Begin a kata again, and say what to do."""
    aside = kept.again(place, progress.practice)
    say(_recall_words(place, progress))
    if aside is not None:
        say(f"Yours is kept beside it, as {aside.name}.")


def _recall_words(place: KataFiles, progress: Progress) -> str:
    recall = progress.practice.of(place, "recall")[-1]
    minutes = minutes_since(recall)
    so_far = f" {counted(minutes, 'minute')} so far." if minutes else ""
    return (
        f"Write {place.name} again from memory, without hints.{so_far}\n\n"
        f"edit  {short(place.solution(progress.directory), place.root)}\n"
        f"run   pytest --kata {place.name}   (it is over once its core is green)\n\n"
        f"dojo back {place.name} gives up, and brings your version back."
    )


# ---------------------------------------------------------------------------- questions


def questions(
    kata: Annotated[
        str | None, typer.Argument(metavar="[KATA]", help="a kata that is green (default: the one asked least)")
    ] = None,
) -> None:
    """Answer the questions about a green kata, one letter each."""
    progress = position()
    with ends_at(*debugging.ERRORS):
        place = _to_ask(kata, progress)
        for _ in questions_of(place):
            _ask(place, progress)
        say(f"\n{Schedule(progress).onward(place)}")


def _to_ask(kata: str | None, progress: Progress) -> KataFiles:
    """The kata that is asked about.

    Raises
    ------
    LookupError
        Where it is not green, or has no questions.
    """
    places = [progress.course.find(kata)] if kata else progress.course.order
    if not (green := list(filter(progress.is_green, places))):
        which = f"{places[0].id} is not green yet" if kata else "nothing is green yet"
        raise LookupError(f"{which}: the questions about a kata come once it is green")
    if not (asked := list(filter(has_questions, green))):
        raise LookupError(f"there are no questions about {green[0].name}")
    return min(asked, key=lambda place: len(progress.practice.of(place, "question")))


def _ask(place: KataFiles, progress: Progress) -> None:
    """Ask the next question of a kata, keep the answer, and explain it."""
    if (choice := progress.practice.next_question(place)) is not None:
        letter = _letter(choice)
        progress.practice.answer(choice, letter)
        _tell(["", *choice.after(letter)])


def _letter(choice: Choice, **more: str) -> str:
    """Ask for a letter, of the choices or of more below them."""
    _tell(["", *choice.asked, *(f"  {letter}  {says}" for letter, says in more.items()), ""])
    letters = [*choice.options, *more]
    while (typed := typer.prompt(f"{letters[0]} to {letters[-1]}").strip().lower()) not in letters:
        pass
    return typed


def _tell(lines: list[str]) -> None:
    """Write lines, the long ones broken between words."""
    columns, _ = layout.size_of(sys.stdout)
    show(wrapped([(line, {}) for line in lines], columns))


# ---------------------------------------------------------------------------- placement


def place() -> None:
    """Find the day of your path to begin with, by a few questions."""
    course = position().course
    with ends_at(*debugging.ERRORS):
        path, days = _askable(course)
        say(f"Which day of {path.words} should you begin with? At most 25 questions will show.\n{_HOW}")
        day = day_to_begin(days, lambda choice: _letter(choice, e="I do not know") == choice.right)
        paths.choose(course.root, path.name, day)
        say(_begin_with(path, Course(course.root)))


_HOW = "If you do not know, say so: a lucky guess only takes you too far. Your answers are not kept."


def _askable(course: Course) -> tuple[LearningPath, dict[int, list[Choice]]]:
    """The path, and the questions about each of its days.

    Raises
    ------
    LookupError
        Where it has none.
    """
    path = course.path
    if path is None or not course.days:
        raise LookupError("this path has no days to begin with; dojo path lists those that have")
    asked = {day: [choice for place in places for choice in kept_of(place)] for day, places in course.days.items()}
    if not any(asked.values()):
        which = f"dojo path {path.name} --from 2 begins with day 2"
        raise LookupError(f"dojo place has no questions here: they are in no hand-out. {which}.")
    return path, {day: choices for day, choices in asked.items() if choices}


def _begin_with(path: LearningPath, course: Course) -> str:
    """Name the day to begin with, and say what becomes of those before it."""
    day = course.first_day
    begin = f"\nBegin with day {day}: {', '.join(place.name for place in course.days[day])} (dojo)."
    if not course.known:
        return begin
    ours = "Until you write them, the parts from the days before it are ours."
    return f"{begin}\n{ours}\ndojo path {path.name} --from 1 takes that back."
