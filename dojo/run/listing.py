"""The course as a list: tracks, katas, states, minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dojo.course import bars, paths, runs
from dojo.course.choices import has_questions
from dojo.course.course import Course
from dojo.course.practice import counted, kind_of, time_of
from dojo.course.progress import Progress
from dojo.course.states import green_of, state, whereabouts
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles
from dojo.practice.due import Schedule

MARKUP = {"complete": {"green": True}, "green": {"green": True}, "red": {"red": True}}


def position(progress: Progress, place: KataFiles | None = None) -> str:
    """Tell where one is, and what is due: ``day 4 · 3 of 6 · foundations 17 of 63 · 3 are due (dojo today)``."""
    due = Schedule(progress).count
    return whereabouts(progress, place) + (f" · {due} (dojo today)" if due else "")


def listing(progress: Progress, words: Sequence[str] = (), path: bool = False) -> list[tuple[str, dict]]:
    """Return the lines of the list.

    Parameters
    ----------
    progress : Progress
        The position.
    words : sequence of str
        Only the katas that each of them fits, as `fits` has it.
    path : bool
        Only the path, day by day; else all tracks.

    Returns
    -------
    list of (str, dict)
        Each line with its markup; none where no kata fits.
    """
    states, schedule, course = chosen(progress, words), Schedule(progress), progress.course
    lines = [(position(progress, progress.next_of(course.order)), {"bold": True})] if states else []
    for name, whole in (_parts_of_path(course) if path else course.tracks).items():
        if rows := [place for place in whole if place in states]:
            lines.append((f"{name:<28}{bars.bar(whole, progress)}", {"bold": True}))
            lines += [_line(course, place, states[place], schedule.words(place)) for place in rows]
    return lines


def chosen(progress: Progress, words: Sequence[str]) -> dict[KataFiles, str]:
    """Return the katas that each of some words fits, with their states and the bugs that were found in hunts."""
    course = progress.course
    bugs = progress.practice.counts(course.path_file.renamed)
    states = {place: state(place, progress) for place in course.order}
    for place in course.order:
        if count := bugs[place.name]:
            states[place] += f", {count} bug{'s' * (count > 1)} found"
    return {place: now for place, now in states.items() if fits(course, place, now, words)}


def _parts_of_path(course: Course) -> dict[str, list[KataFiles]]:
    """Return the days of the path, or all of it."""
    days = {f"day {day}": places for day, places in course.days.items()}
    return days or {course.path.words if course.path else "katas": course.on_path or course.places}


def _line(course: Course, place: KataFiles, now: str, due: str) -> tuple[str, dict]:
    """Return a kata: its folder, where it stands, its state, how long it takes, or once green, when it comes back."""
    minutes = facts(place).minutes
    when = f"due {due}" if due else f"{minutes:>3} min" if minutes else ""
    text = f"  {place.folder:<27} {course.where(place):<17} {now:<22} {when}".rstrip()
    return text, MARKUP.get(now.split(",")[0], {})


def ideas(course: Course) -> str:
    """List the ideas that a learner has missed most often, and how to notice each."""
    if not (missed := runs.costliest(course)):
        return "No red run has named an idea yet."
    lines = [line for idea, often in missed for line in (f"  {idea.title} ({often})", f"    {idea.look}")]
    return "\n".join(["the ideas that cost you most, and how to notice each:", *lines])


def report(progress: Progress) -> str:
    """Say what a learner's own record holds: hours, katas, what came back, the ideas that cost most, messages."""
    course, messages = progress.course, runs.followed(progress.course.root)
    named = [row for row in messages if row["explainer"]]
    unnamed = [row for row in messages if not row["explainer"]]
    followed = [*_followed("named a cause", named), *_followed("named no cause", unnamed)]
    begun = counted(len({run["kata"] for run in runs.read(course.root)}), "kata")
    lines = [
        f"{green_of(course.places, progress)} katas are green.",
        f"You have worked on {begun}, for about {runs.hours(course.root):.1f} hours."
        f" Pauses of more than {runs.PAUSE // 60} minutes are left out.",
        *_came_back(progress),
        "",
        ideas(course),
    ]
    if followed:
        lines += ["", *followed, "This does not say that the message was why."]
    return "\n".join([*lines, "", "All of this stays in .dojo/. Nothing is sent automatically."])


def _followed(said: str, rows: list[dict]) -> list[str]:
    """Say how often the test was green on the run after a message of a kind; nothing where there was none."""
    told, mended = (sum(row[key] for row in rows) for key in ("told", "mended"))
    passed = f"the next run passed the test {counted(mended, 'time')}"
    return [f"A message {said} {counted(told, 'time')}; {passed}."] if told else []


_WELL = {
    "hunt": ("You hunted {}", "bug", "found", lambda entry: entry.get("how") in ("mended", "rewritten")),
    "question": ("You answered {}", "question", "right", lambda entry: not entry["chosen"]),
    "recall": ("You wrote {} again", "kata", "green", lambda entry: entry.get("how") in ("first run", "later")),
}


def _came_back(progress: Progress) -> list[str]:
    """Say what was practised beyond green, a line a kind."""
    lines = []
    for kind, (said, noun, well, is_well) in _WELL.items():
        entries = [e for e in progress.practice.entries().values() if kind_of(e) == kind and time_of(e)]
        if entries:
            lines.append(f"{said.format(counted(len(entries), noun))}: {sum(map(is_well, entries))} {well}.")
    return lines


def table(progress: Progress) -> list[tuple[str, dict]]:
    """List the paths: how long each is, how far one has come, and which one is on."""
    course, lines = progress.course, []
    width = max(map(len, course.paths), default=0)
    for path in course.paths.values():
        is_on, places = path == course.path, course.on(path)
        days = f", {len(path.days)} days" if path.is_in_days else ""
        days += f", from day {course.first_day}" if is_on and course.known else ""
        size = f"{green_of(places, progress):>9} green, {course.minutes(places) / 60:.0f} h{days}"
        lines.append((f"{'>' if is_on else ' '} {path.name:<{width}} {size:<28} {path.title}", {"bold": is_on}))
    return lines


def first_paths(progress: Progress) -> list[tuple[str, dict]]:
    """List what is shown once, before anything is done: the paths to begin with, and what comes after them."""
    course = progress.course
    begins = [path for path in course.paths.values() if path.is_in_days and not path.after]
    if len(begins) < 2 or paths.chosen(course.root)[0] or not progress.is_new:
        return []
    width = max(len(path.name) for path in begins)
    rows = [
        f"{path.name:<{width}}  {len(path.days)} days, {course.minutes(course.on(path)) / 60:.0f} hours: {path.title}"
        + (f"  (dojo path {path.name})" if path != course.path else "")
        for path in begins
    ]
    later = ", ".join(path.words for path in course.paths.values() if path.after)
    rows.append(f"{'then':<{width}}  {later}  (dojo path lists all)")
    return [("", {}), *((row, {}) for row in rows), *offer_to_place(progress)]


def offer_to_place(progress: Progress) -> list[tuple[str, dict]]:
    """Offer to find the day to begin with: on day 1 alone, and where there are questions for it."""
    following = progress.next_of(progress.course.on_path)
    if following is None or progress.course.day_of(following) != 1 or not has_questions(following, "kept"):
        return []
    return [("Do you know some of it already? dojo place asks a few questions, and finds the day to begin with.", {})]


def nothing_fits(progress: Progress, words: list[str]) -> str:
    """Say that no kata fits some words, and which is meant perhaps."""
    near = progress.course.did_you_mean(*words)
    return f"no kata fits {' '.join(words)}".rstrip() + (f"; {near}" if near else "")


def fits(course: Course, place: KataFiles, now: str, words: Iterable[str]) -> bool:
    """Tell whether each of some words is a part of a kata's id, of its state, its day, or a path that it is on."""
    day = course.day_of(place)
    sought = re.sub(r"\bday\s+(\d+)", r"day-\1.", " ".join(words).lower())
    on = " ".join(f"{path.name} {path.words}" for path in course.paths.values() if place.name in path.katas)
    text = f"{place.id} {now} {f'day-{day}.' if day else ''} {on}"
    return all(word in text for word in sought.split())
