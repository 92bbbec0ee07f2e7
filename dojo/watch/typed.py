"""The keys of the watch: each makes the next state of the one before it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from dojo.course.choices import Choice
from dojo.course.hints import Hints, message
from dojo.course.milestones import milestones, missing, ready
from dojo.course.reset import reset
from dojo.practice.due import Schedule
from dojo.watch import browse
from dojo.watch.actions import open_in_editor, reset_words, right_way, run_in_terminal, without_hints
from dojo.watch.browse import Browser
from dojo.watch.pages import open_page
from dojo.watch.state import State, again, all_lines, turned_to

Step = Callable[[State], State]
TAKES_TERMINAL = {"t", "m", "o", "d", "w"}
"""The keys that run another program: the terminal is as it expects it, meanwhile."""


def typed(state: State, key: str) -> State:
    """Return the state after a key: a character, or a name as `dojo.watch.keys` has it."""
    answers, state = state.answers, replace(state, answers={}, note="")
    if answers:
        return answers.get(key.lower(), lambda state: state)(state)
    if state.browser is not None:
        return _browsed(state, state.browser, key)
    step = KEYS.get(key.lower())
    return replace(state, extra=[]) if step is None else step(state)


def _browsed(state: State, before: Browser, key: str) -> State:
    rows, _ = state.room
    browser = browse.pressed(before, key, max(rows - 2, 1))
    if not browser.end:
        return replace(state, browser=browser)
    closed = replace(state, browser=None)
    is_left = browser.end == "back" or browser.at == state.place
    return closed if is_left else turned_to(closed, browser.at)


def _showing(state: State, text: str) -> State:
    return replace(state, extra=[(line, {}) for line in text.split("\n")])


def _asking(state: State, question: str, answer: Step) -> State:
    return replace(state, note=f"{question} (y/n)", answers={"y": answer})


def _not_green(state: State) -> str:
    return "it is still being judged" if state.account.is_on else "it is not green yet"


def _go_on(state: State) -> State:
    if state.account.is_green:
        return _at_next(state)
    return _asking(state, f"{_not_green(state)}: skip it for now, and return to it another day?", _skip)


def _skip(state: State) -> State:
    state.walk.skip(state.place)
    return _at_next(state)


def _at_next(state: State) -> State:
    return turned_to(state, state.walk.next(besides=state.place))


def _hint(state: State) -> State:
    refused, place = without_hints(state.place, state.walk.progress()), state.place
    return _showing(state, refused or message(place, Hints(place.root).following(place)))


def _page(state: State) -> State:
    try:
        text = open_page(state.place, state.walk.progress())
    except OSError as error:
        text = f"the page can't be written: {error}"
    return _showing(state, text) if "\n" in text else replace(state, note=text)


def _solution(state: State) -> State:
    if not state.place.shows_solution or state.account.is_green:
        return replace(_right_way(state), ways_seen=state.ways_seen + 1)
    return _asking(state, f"{_not_green(state)}: show the model solution all the same?", _right_way)


def _right_way(state: State) -> State:
    try:
        return _showing(state, right_way(state.place, state.ways_seen))
    except LookupError as error:
        return _showing(state, error.args[0])


def _milestone(state: State) -> State:
    course, track, table = state.walk.course, state.place.track, state.walk.parts()
    if (milestone := ready(course, track, table)) is not None:
        run_in_terminal("milestone", milestone.number)
        return state
    first = [milestone for milestone in milestones(course) if milestone.track == track][:1]
    words = [missing(milestone, milestone.needs(table)) for milestone in first]
    return _showing(state, "".join(words) or "this track has no milestone")


def _all(state: State) -> State:
    is_on = not state.account.all_stages
    note = "all stages are judged" if is_on else "a stage waits for the one before it"
    return again(state, note, all_stages=is_on)


def _ask(state: State) -> State:
    """Ask the question about the kata that was answered least often."""
    choice = state.walk.progress().practice.next_question(state.place) if state.account.is_green else None
    if choice is None:
        return _showing(state, "There is no question for this kata until it is green.")
    answers = {letter: functools.partial(_explain, choice=choice, letter=letter) for letter in choice.options}
    asked = _showing(state, "\n".join(choice.asked))
    return replace(asked, note=f"{' '.join(answers)}: which is it?", answers=answers)


def _explain(state: State, choice: Choice, letter: str) -> State:
    """Keep the answer to a question, and explain it; say when the kata comes back."""
    progress = state.walk.progress()
    try:
        progress.practice.answer(choice, letter)
    except OSError as error:
        state = replace(state, note=f"{progress.practice.record.what} can't be kept: {error.strerror}")
    lines = [*choice.asked, "", *choice.after(letter), "", Schedule(progress).onward(state.place)]
    return _showing(state, "\n".join(lines))


def _debug(state: State) -> State:
    if not state.account.is_green:
        return _showing(state, f"{_not_green(state)}: once it is, d begins a hunt for a bug in it")
    run_in_terminal("debug", state.place.name)
    return state


def _today(state: State) -> State:
    """Go on with what is due: a hunt in the terminal, and a recall here."""
    run_in_terminal("today")
    recalled = state.walk.progress().practised_now("recall")
    return turned_to(state, recalled[0] if recalled else state.place)


def _bring_back(state: State) -> State:
    try:
        kept = reset(state.place)
    except (LookupError, OSError) as error:
        return replace(state, note=str(error))
    return again(state, reset_words(kept))


ABOUT = {
    "n": "goes on to the next kata; one that is not green is skipped until the watch begins again",
    "h": "gives a hint, a stronger one each time: there are three",
    "t": "opens the page in your browser: formulas, drawings, hints",
    "l": "opens the list: arrows move in it, / finds a kata by its name or state, Enter goes there, Esc back",
    "s": "shows the model solution; once green, again for each other right way",
    "u": "once green: asks the questions about the kata",
    "d": "once green: begins a hunt for a bug in it",
    "w": "practises what is due",
    "m": "runs the milestone of this track: your code at work",
    "o": "opens the stub in your editor ($EDITOR)",
    "x": "brings the stub back as it was shipped, with yours kept beside it",
    "a": "judges all stages, also after one that is red",
    "v": "shows the whole message, where the terminal is too small for it",
    "r": "runs again",
    "q": "quits",
}
"""What each key does, as ``?`` lists it."""


KEYS: dict[str, Step] = {
    "?": lambda state: _showing(state, "\n".join(f"  {key}  {about}" for key, about in ABOUT.items())),
    "n": _go_on,
    "h": _hint,
    "t": _page,
    "l": lambda state: replace(state, extra=[], browser=browse.opened(state.walk, state.place)),
    "s": _solution,
    "m": _milestone,
    "o": lambda state: replace(state, note=open_in_editor(state.place.solution(state.walk.directory))),
    "a": _all,
    "u": _ask,
    "d": _debug,
    "w": _today,
    "v": lambda state: replace(state, extra=[] if state.extra else all_lines(state)),
    "x": lambda state: _asking(state, "restore the stub as it was shipped? Your file is kept beside it.", _bring_back),
    "r": again,
    "q": lambda state: replace(state, is_over=True),
}
