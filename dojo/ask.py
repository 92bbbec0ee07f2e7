"""The question on which a kata was red last, kept in a file and asked again: to look at, and for a debugger."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import numpy as np

from dojo import wire
from dojo.loading import Place, execute, importable
from dojo.questions import Question
from dojo.record import FOLDER
from dojo.running import bind
from dojo.targets import load_torch


def kept(place: Place) -> Path:
    """Where the last red question of a kata is kept."""
    return place.root / FOLDER / "questions" / f"{place.track}__{place.folder}"


def keep(place: Place, question: Question, names: list[str]) -> bool:
    """Keep a question with the names of its arguments; whether that could be done."""
    with contextlib.suppress(OSError):
        kept(place).parent.mkdir(parents=True, exist_ok=True)
        kept(place).write_bytes(wire.pack((names, question)))
        return True
    return False


def ask(place: Place, file: Path):
    """Ask a solution the question once more, in this process.

    Parameters
    ----------
    place : Place
        The kata.
    file : Path
        The solution.

    Yields
    ------
    str
        The inputs, each in full, and then what comes back.

    Raises
    ------
    LookupError
        Where no question is kept, or the kept one belongs to another version of the course.
    """
    names, question = _read(place)
    np.set_printoptions(threshold=sys.maxsize)
    if question.on_torch:
        load_torch().set_printoptions(threshold=sys.maxsize)
    for name, value in zip(names, [*question.args, *question.kwargs.values()], strict=True):
        yield f"{name} = {value!r}"
    args, kwargs = question.target.send((question.args, question.kwargs), requires_grad=question.is_gradient)
    with importable(file.parent):
        value = bind(question.scenario, execute(file))(*args, **kwargs)
    yield f"\ngives {value!r}"


def _read(place: Place) -> tuple[list[str], Question]:
    try:
        data = kept(place).read_bytes()
    except FileNotFoundError:
        raise LookupError(f"{place.id} has not been red yet: nothing is kept to ask again") from None
    try:
        return wire.unpack(data)
    except Exception:
        raise LookupError(f"what is kept of {place.id} is of another version: judge it once more") from None
