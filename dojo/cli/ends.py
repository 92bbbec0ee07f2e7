"""The ways a command begins and ends: where the learner is, and what is told of an error, in a line."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.engine.base.files import find_root
from dojo.watch.view import show


def in_words(error: Exception) -> str:
    """Say what an error says; of the disk's, what it is about, without the number."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename or 'a file'} can't be read or written: {error.strerror}"


@contextlib.contextmanager
def ends_at(*errors: type[Exception], words: Callable[[Any], str] = in_words, code: int = 1) -> Iterator[None]:
    """Inside, some errors end the command, each told in a line."""
    try:
        yield
    except errors as error:
        show([(words(error), {"red": True})])
        raise typer.Exit(code) from None


@contextlib.contextmanager
def refused_as(parameter: str | None = None) -> Iterator[None]:
    """Inside, a `LookupError` and a `ValueError` refuse what was given for a parameter of the command."""
    try:
        yield
    except (LookupError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint=parameter) from None


def position(path: str | None = None, silent: bool = False) -> Progress:
    """The position in the stubs, on a path; what its record has to say is shown, on standard error where ``silent``."""
    with refused_as():
        course = Course(find_root(), path)
    progress = Progress.of_stubs(course)
    progress.practice.entries()  # a file that can't be read is told of now
    for note in progress.record.notes:
        print(note, file=sys.stderr) if silent else show([(note, {"yellow": True})])
    return progress


def offer_to_open(pictures: list[Path]) -> None:
    """Ask whether to look at pictures now, where somebody is there to be asked."""
    if not pictures or not sys.stdin.isatty() or not sys.stdout.isatty():
        return
    if typer.confirm(f"open {'it' if len(pictures) == 1 else f'the {len(pictures)} pictures'} now?", default=True):
        for picture in pictures:
            typer.launch(str(picture))
