"""The one screen after a run: what to read and edit of an untouched stub, the lesson of a red kata, what is next."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from dojo.course import bars
from dojo.course.choices import has_questions
from dojo.course.endings import endings, has_ended, of_path, paragraphs
from dojo.course.pictures import picture_of
from dojo.course.results import Result
from dojo.course.states import green_of, whereabouts
from dojo.engine.base import layout
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.practice.due import Schedule
from dojo.run import verdict
from dojo.run.listing import first_paths, position

Lines = list[tuple[str, dict]]
_LISTED = 12
"""Katas that are listed one by one."""


class Screen:
    """The lines that are shown after a run.

    Parameters
    ----------
    choice : Choice
        The katas that the run was about; its progress has taken in the results.
    results : dict of str to list of Result
        By the id of the kata.
    turned : set of str
        The katas that turned green, or complete, in this run.
    listed : bool
        Whether a line for each kata has been written as it came.
    whole : bool
        Whether the run is over: else nothing is counted.
    size : tuple of int
        The columns and rows of the terminal: one row of it is the header, and one the prompt.
    """

    def __init__(
        self,
        choice,
        results: dict[str, list[Result]],
        turned: set[str],
        listed=False,
        whole=True,
        size: tuple[int, int] = (layout.COLUMNS, layout.ROWS),
    ):
        self.columns, self.rows = size
        self.choice, self.progress, self.results = choice, choice.progress, results
        self.turned, self.listed, self.whole = turned, listed, whole
        self.places = [place for place in choice.course.places if place.id in results]

    def lines(self) -> Lines:
        """The lines, each with its markup: as many as the terminal has room for."""
        lines, lesson = self.parts()
        lines = [(part, markup) for text, markup in lines for part in layout.broken(text, self.columns + 1)]
        return lines if lesson is None else lines + layout.lines(lesson, self.rows - 3 - len(lines), self.columns)

    def parts(self) -> tuple[Lines, Lesson | None]:
        """The lines, and the lesson that comes below them where something is red."""
        lines = [(note, {"yellow": True}) for note in self.progress.record.notes]
        red = [place for place in self.places if verdict.wrong(self.results[place.id])]
        if not self.places:
            return [*lines, *self._ends()], None
        if len(self.places) > 1:
            lines += self._list()
        elif not red:
            return [*lines, *self._alone(self.places[0])], None
        if not red:
            return lines + self._position(), None
        wrong = verdict.wrong(self.results[red[0].id])
        return lines + self._heading(red, wrong), verdict.lesson(wrong[0], wrong)

    # ------------------------------------------------------------------ one kata

    def _alone(self, place: KataFiles) -> Lines:
        """A kata in which nothing is explained as wrong."""
        results = self.results[place.id]
        state, markup = self._state(place)
        if state == "not started":
            return [*untouched(place, self._how_to_run(place), self.choice.options.directory), *self._begin()]
        if any(r.is_red for r in results):
            return [(f"{place.id}: {state}", markup), *self._unwritten(results)]
        if not self.progress.is_green(place) or not any(r.state == "passed" for r in results):
            return [(f"{place.id}: {state}", markup), *self._position()]
        if self.choice.config.option.hunt:
            return [(f"{place.id}: {state}; dojo debug {place.name} ends the hunt", markup)]
        return [*self.green(place), ("", {}), *self._onward(place)]

    def _state(self, place: KataFiles) -> tuple[str, dict]:
        """The state of a kata by what ran, with its markup."""
        state, markup = verdict.state(self.results[place.id])
        return state + self._new(place), markup

    def _new(self, place: KataFiles) -> str:
        return " (edges are new)" if self.progress.edges_are_new(place) else ""

    def _begin(self) -> Lines:
        """The paths, and how the one that one is on begins, before anything is done."""
        path, listed = self.choice.course.path, first_paths(self.progress)
        if not listed or self.choice.config.option.verbose < 0:
            return []
        lines = [line for text in paragraphs(path.begin) for line in ["", *layout.paragraph(text, "")]]
        return [*listed, *((line, {}) for line in lines)]

    def _how_to_run(self, place: KataFiles) -> tuple[str, str]:
        is_next = place == self.choice.following
        return "run ", self._next_command() if is_next else f"pytest --kata {place.name}{self._solution()}"

    def _next_command(self) -> str:
        path = self.choice.config.option.path
        return f"pytest --next{f' --path {path}' if path else ''}{self._solution()}"

    def _solution(self) -> str:
        given = self.choice.config.option.solution
        return f" --solution {given}" if given else ""

    def _unwritten(self, results: list[Result]) -> Lines:
        lessons = [r.lesson for r in results if r.state == "not started" and r.lesson]
        names = ", ".join(dict.fromkeys(lesson.title for lesson in lessons if lesson.title))
        return [(f"  to write: {names}", {})] if names else []

    def green(self, place: KataFiles, bar_lines: int = 2) -> Lines:
        """Say that it is green, what to look at now, and how far the course has come where that has changed."""
        results = self.results[place.id]
        word = "complete" if self.progress.is_complete(place) else f"green{self._new(place)}"
        later = verdict.stages(results)
        lines: Lines = [(f"{place.id} is {word}{f': {later}' if later else ''}", {"green": True, "bold": True})]
        is_red = any(r.is_red for r in results)
        if not self.choice.options.is_submission:
            lines += self._model(place)[: 1 if is_red else None]  # the rest would give a later stage away
        if not is_red:
            lines += self._note(results)
        if picture := picture_of(place, self.choice.config):
            lines.append((f"  picture  {short(picture, place.root)}", {}))
        skipped = dict.fromkeys((r.target, r.reason) for r in results if r.state == "skipped")
        lines += [(f"  not run  {target}: {why}", {"yellow": True}) for target, why in skipped]
        if place.id in self.turned:
            lines += [("", {}), *bars.bars(self.progress, [place.track])[:bar_lines]]
        return lines

    @staticmethod
    def _model(place: KataFiles) -> Lines:
        if not place.shows_solution:
            return []
        model = place.reference(place.name)
        where = short(model, place.root) if place.course == place.root else f"dojo solution {place.name}"
        lines: Lines = [(f"  model    {where}", {})] if model.is_file() else []
        return [*lines, *((line, {}) for line in layout.paragraph(what_to_notice(model), " " * 11))]

    @staticmethod
    def _note(results: list[Result]) -> Lines:
        """The first thing that is said beside green; the others are counted."""
        notes = verdict.notes(results)
        more = f" ({len(notes) - 1} more: -v tells each.)" if len(notes) > 1 else ""
        lines = layout.paragraph(f"{notes[0]}{more}", " " * 11, first="  note     ") if notes else []
        return [(line, {"yellow": True}) for line in lines]

    def _heading(self, red: list[KataFiles], wrong: list[Result]) -> Lines:
        """The lines above the lesson: the state of the first kata that is red, and its first test that is."""
        place = red[0]
        lines: Lines = []
        state, markup = self._state(place)
        if len(self.places) > 1:
            lines += [("", {})] if not self.listed or self.choice.progress.record.notes else []
        elif self.whole and wrong[0].stage != "core" and self.progress.is_green(place):
            lines += [*self.green(place, 1), ("", {})]
        else:
            if not self.whole:  # not all is judged: what was known before of these very files
                state, markup = ("green", {"green": True}) if self.progress.is_green(place) else ("judging", {})
            unwritten = self._unwritten(self.results[place.id])
            lines += [(f"{place.id}  {state}", {**markup, "bold": True}), *unwritten, ("", {})]
        title = verdict.heading(wrong[0])
        if len(self.places) > 1:
            title = f"{place.id}  {title}"
            lines += [(f"{len(red) - 1} more red (-v explains each)", {})] if len(red) > 1 else []
        return [*lines, (title, {"bold": True}), ("", {})]

    # ------------------------------------------------------------------ many katas

    def _list(self) -> Lines:
        """A line for each kata that is neither green nor untouched, and the rest in figures."""
        if self.listed or self.choice.config.option.verbose < 0:
            return []
        states = {place: self._state(place) for place in self.places}
        places = self.places
        if len(places) > _LISTED:
            places = [place for place in places if states[place][0] not in ("not started", "complete", "green")]
        width = max((len(place.id) for place in places), default=0)
        lines = [(f"{place.id:<{width}}  {states[place][0]}", states[place][1]) for place in places[:_LISTED]]
        if len(places) > _LISTED:
            lines.append((f"and {len(places) - _LISTED} more", {}))
        return lines

    def _position(self) -> Lines:
        """The state of the course: bars where they have grown, and what is next."""
        lines = [("", {}), *bars.bars(self.progress)] if self.turned else []
        following = self.choice.following
        untried = [p for p in self.places if verdict.state(self.results[p.id])[0] == "not started"]
        if following is None:
            return [*lines, ("", {}), *self._ends()]
        if following in untried:
            counted = f", {len(untried)} not started" if untried != self.places else ", none started yet"
            count, how = "" if self.listed else counted, self._how_to_run(following)
            return [
                *lines,
                ("", {}),
                (f"{position(self.progress, following)}{count}. Next:", {}),
                *untouched(following, how),
            ]
        return [*lines, ("", {}), *self._onward(following)]

    # ------------------------------------------------------------------ what is next

    def _onward(self, place: KataFiles) -> Lines:
        """What has just ended, or else the next kata after this one, and below it in one line what else there is."""
        lines = _told(endings(place, self.progress)) if place.id in self.turned else []
        following = self.choice.following
        if lines and has_ended(place, self.progress):
            is_all = self.progress.next_of(self.choice.course.places) is None
            return [*lines, *self._ends()] if is_all else lines[:-1]
        if following is None:
            return lines + self._ends()
        now = whereabouts(self.progress, following)
        following_lines = [(f"{now}; next:", {"bold": True}), (f"  katas/{following.id}  ({self._next_command()})", {})]
        return [*lines, *following_lines, *self._also(place)]

    def _also(self, place: KataFiles) -> Lines:
        """What else there is to do; the watch has keys for it."""
        if self.progress.practice.record.file is None or self.choice.walked is not None:
            return []
        is_green = self.progress.is_green(place)
        asked = [f"dojo questions {place.name}"] if is_green and has_questions(place) else []
        hunt = [f"dojo debug {place.name}"] if is_green else []
        due = [f"dojo today ({due})"] if (due := Schedule(self.progress).count) else []
        return [(f"  also: {', '.join(also)}", {})] if (also := [*asked, *hunt, *due]) else []

    def _ends(self) -> Lines:
        """Say that nothing is left to choose: of the course, or of the part that was asked for."""
        options, progress, course = self.choice.options, self.progress, self.choice.course
        green = {"green": True, "bold": True}
        if progress.next_of(course.places) is not None and self.choice.candidates:
            if options.path and not options.days and course.path:
                return _told(of_path(course.path, progress))[:-1]
            further = [] if self.choice.following is None else self._onward(self.choice.candidates[0])[-1:]
            return [(f"{position(self.progress)}: what you chose is done", green), *further]
        complete = sum(map(progress.is_complete, course.places))
        counted = f"{green_of(course.places, progress)} katas green, {complete} complete"
        lines = [(f"{counted}: the course is done", green)]
        if (left := progress.next_of(course.places, complete=True)) is not None:
            lines.append((f"  edges and torch are left, first in katas/{left.id}  (pytest --next --complete)", {}))
        return lines


def _told(texts: Iterable[str]) -> Lines:
    """The paragraphs of what has ended, each with an empty line below it."""
    lines = [line for text in texts for line in [*layout.paragraph(text, ""), ""]]
    return [(line, {"green": True, "bold": True}) for line in lines]


def untouched(place: KataFiles, then=("run ", "pytest --next"), directory: Path | None = None) -> Lines:
    """Say what to read, what to edit, in a folder of solutions, and what to do then."""
    statement, file = place.judge.with_name("README.md"), place.solution(directory or place.root / "katas")
    rows = [("read", short(statement, place.root)), ("edit", short(file, place.root))]
    return [(f"{label}  {text}", {}) for label, text in [*rows, then]]


def what_to_notice(model: Path) -> str:
    """The paragraph of the model solution's docstring that says what to notice, or else its first."""
    try:
        docstring = ast.get_docstring(ast.parse(model.read_bytes())) or ""
    except (OSError, SyntaxError, ValueError):
        return ""
    paragraphs = docstring.split("\n\n")
    return next((text for text in paragraphs if text.startswith("Notice")), paragraphs[0])


def short(file: Path, root: Path) -> str:
    """A path as it is typed: from the working directory where it lies below, else from the root of the course."""
    for start in (Path.cwd(), root):
        if file.is_relative_to(start):
            return file.relative_to(start).as_posix()
    return str(file)
