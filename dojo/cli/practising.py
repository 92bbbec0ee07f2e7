"""``dojo today`` and ``dojo place``: what is due is practised, and one is placed where one's knowledge ends."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from dojo.cli import debugging
from dojo.cli.ends import ends_at, position
from dojo.course.practice import count, minutes_since, now
from dojo.course.progress import Progress
from dojo.engine.base.files import KataFiles
from dojo.practice import recall as kept
from dojo.practice.due import Due, Schedule
from dojo.practice.placing import HUNTS, Group, Placing
from dojo.run.screen import short
from dojo.watch.view import say


def today() -> None:
    """Practise what is due, fifteen minutes at most: hunt a bug, write a kata again."""
    progress = position()
    with ends_at(*debugging.ERRORS):
        if (place := _on(progress, "recall")) is not None:
            say(_recall_words(place, progress))
        elif (place := _on(progress, "hunt")) is not None:
            say(f"Your hunt for the bug in {place.name} is still open.\n")
            debugging.go_on(place, progress)
        elif plan := (schedule := Schedule(progress)).plan:
            say(f"{_overview(plan)}\n")
            _begin(plan[0], progress)
        else:
            say(_nothing(schedule))


def _on(progress: Progress, kind: str) -> KataFiles | None:
    """The kata whose hunt or recall is on."""
    return next((place for place in progress.course.order if progress.practice.open(place, kind)), None)


def _overview(plan: list[Due]) -> str:
    what = {"hunt": "a bug to hunt", "recall": "to write again"}
    listed = "\n".join(f"  {row.place.name:<24} {what[row.kind]:<15} about {row.minutes} min" for row in plan)
    return f"due today, about {count(sum(row.minutes for row in plan), 'minute')}:\n{listed}"


def _nothing(schedule: Schedule) -> str:
    """Say why nothing is to be done now, and when something will be."""
    if not schedule.rows:
        return "Nothing is due: what is green comes back after some days, and nothing is green yet."
    if schedule.due:
        return "That is enough for today; the rest comes another day."
    first = min(schedule.rows, key=lambda row: row.day)
    return f"Nothing is due today. {first.place.name} is next: {schedule.words(first.place)}."


def _begin(row: Due, progress: Progress) -> None:
    """Begin a hunt, or a recall: also where the kata has no mistake to hunt."""
    if row.kind == "hunt":
        try:
            debugging.begin(row.place, progress)
            return
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
    minutes, is_placement = minutes_since(recall), "placement" in recall
    so_far = f" {count(minutes, 'minute')} so far." if minutes else ""
    ends = "dojo place --give-up" if is_placement else f"dojo back {place.name}"
    gives = "gives up" if is_placement else "gives up, and brings your version back"
    return (
        f"Write {place.name}{'' if is_placement else ' again'} from memory, without hints.{so_far}\n\n"
        f"edit  {short(place.solution(progress.directory), place.root)}\n"
        f"run   pytest --kata {place.name}   (it is over once its core is green)\n\n"
        f"{ends} {gives}."
    )


# ---------------------------------------------------------------------------- placement


def place(
    undo: Annotated[bool, typer.Option("--undo", help="take back what was passed last")] = False,
    give_up: Annotated[bool, typer.Option("--give-up", help="end the placement that is on")] = False,
) -> None:
    """Find out where to begin: two bugs and a short kata for each few days; what you know is passed over."""
    progress = position()
    placing = Placing(progress)
    with ends_at(*debugging.ERRORS):
        if undo or give_up:
            _give_up(placing) if placing.number is not None else _undo(placing)
        elif placing.number is None:
            _begin_group(placing)
        else:
            _go_on(placing)


def _begin_group(placing: Placing) -> None:
    progress, path = placing.progress, placing.progress.course.path
    if path is None or not progress.course.days:
        raise LookupError("this path has no days to be placed in; dojo path lists those that have")
    if not placing.can_begin(group := _group(placing)):
        raise LookupError(f"too little of {group} is left to ask about. {_next(progress)}")
    placing.begin(group)
    say(
        f"Do you know {group} of {path.words} already? Two bugs, and one short kata to write, tell.\n"
        "Who uses a hint, or is wrong often, goes on here as before; nothing is lost. dojo place --give-up ends it.\n"
    )
    _begin_task(Placing(progress))


def _group(placing: Placing) -> Group:
    """The group that is on, or the next one."""
    if (group := placing.group) is None:
        raise LookupError("nothing is left to be placed in: all of this path is green or known")
    return group


def _begin_task(placing: Placing) -> None:
    """Begin the next bug, or the kata after both."""
    group, number = _group(placing), placing.number
    say(f"{len(placing.tasks) + 1} of {HUNTS + 1}\n")
    if len(placing.tasks) < HUNTS:
        for hunted in placing.to_hunt(group):
            with contextlib.suppress(LookupError):  # it has no mistake to hunt
                return debugging.begin(hunted, placing.progress, placement=number)
    elif (recalled := placing.to_recall(group)) is not None:
        placing.practice.begin(recalled, kind="recall", runs=0, placement=number)
        return say(_recall_words(recalled, placing.progress))
    placing.end("failed")
    raise LookupError(f"{group} can't be asked about. {_next(placing.progress)}")


def _go_on(placing: Placing) -> None:
    """The task that is on, the next one, or the end."""
    progress, group = placing.progress, _group(placing)
    if placing.is_failed:
        placing.end("failed")
        say(f"Not yet: {group} is worth writing. {_next(progress)}")
    elif placing.is_done:
        placing.end("passed")
        say(_passed(group))
    elif (task := placing.open_task) is None:
        _begin_task(placing)
    elif task[1] == "recall":
        say(_recall_words(task[0], progress))
    else:
        debugging.go_on(task[0], progress)


def _passed(group: Group) -> str:
    return (
        f"You know {group}. Its katas are passed over, and mine has ours for them until you write your own.\n"
        "dojo place asks about what comes then; dojo place --undo takes it back; dojo goes on."
    )


def _next(progress: Progress) -> str:
    following = progress.next_of(progress.course.on_path)
    return f"Next: {following.id} (dojo)." if following else "All of this path is green or known."


def _give_up(placing: Placing) -> None:
    """End the placement that is on, and what is on of it."""
    if (task := placing.open_task) is not None:
        if task[1] == "hunt":
            debugging.go_on(task[0], placing.progress, give_up=True)
        else:
            placing.practice.change(task[0], "recall", ended=now(), how="given up")
    placing.end("given up")
    say(f"The placement is over. {_next(placing.progress)}")


def _undo(placing: Placing) -> None:
    """Take back what was passed last."""
    was = placing.progress
    if not placing.practice.undo():
        raise LookupError("there is no placement to take back")
    progress = position()
    names = [p.name for p in was.course.order if was.is_passed(p) and not progress.is_passed(p)]
    say(f"No longer known: {', '.join(names)}. {_next(progress)}")
