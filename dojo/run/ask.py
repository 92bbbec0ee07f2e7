"""The question on which a kata was red last, kept in a file and asked again: to look at, and for a debugger."""

from __future__ import annotations

import contextlib
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from dojo.course.record import FOLDER
from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import execute, importable
from dojo.engine.base.questions import Question
from dojo.engine.base.targets import load_torch
from dojo.engine.process import wire
from dojo.engine.process.running import bind


def kept(place: KataFiles) -> Path:
    """The file in which the last red question of a kata is kept."""
    return place.root / FOLDER / "questions" / f"{place.track}__{place.folder}"


def keep(place: KataFiles, question: Question, names: list[str], expected: str | None = None) -> bool:
    """Keep a question with the names of its arguments and what was expected; tell whether that could be done."""
    with contextlib.suppress(OSError, pickle.PicklingError, TypeError, AttributeError):  # the verdict stands without it
        kept(place).parent.mkdir(parents=True, exist_ok=True)
        kept(place).write_bytes(wire.pack((names, question, expected)))
        return True
    return False


def ask(place: KataFiles, file: Path, parts: dict[str, Path]) -> Iterator[str]:
    """Ask a solution the question once more, in this process.

    Parameters
    ----------
    place : KataFiles
        The kata.
    file : Path
        The solution.
    parts : dict of str to Path
        What it may import from ``mine``.

    Returns
    -------
    iterator of str
        The inputs, each in full, and then what comes back.

    Raises
    ------
    LookupError
        Where no question is kept, or the kept one belongs to another version of the course.
    """
    names, question, _ = _read(place)
    return _answered(names, question, file, parts)


def expected(place: KataFiles) -> str | None:
    """Return what the red test expected, as its screen had it; None where it had nothing of the kind."""
    return _read(place)[-1]


def _answered(names: list[str], question: Question, file: Path, parts: dict[str, Path]) -> Iterator[str]:
    np.set_printoptions(threshold=sys.maxsize)
    if question.on_torch:
        load_torch().set_printoptions(threshold=sys.maxsize)
    for name, value in zip(names, [*question.args, *question.kwargs.values()], strict=True):
        yield f"{name} = {value!r}"
    args, kwargs = question.target.send((question.args, question.kwargs), requires_grad=question.is_gradient)
    with importable(file.parent):
        value = bind(question.scenario, execute(file, parts))(*args, **kwargs)
    yield f"\ngives {value!r}"


def _read(place: KataFiles) -> tuple[list[str], Question, str | None]:
    try:
        names, question, due = wire.unpack(kept(place).read_bytes())
        given = zip(names, [*question.args, *question.kwargs.values()], strict=True)
        return [name for name, _ in given], question, due
    except FileNotFoundError:
        raise LookupError(f"{place.id} has not been red yet: nothing is kept to ask again") from None
    except OSError as error:
        where = kept(place).relative_to(place.root).as_posix()
        raise LookupError(f"what is kept of {place.id} can't be read: {error.strerror} ({where})") from None
    except Exception:  # what was kept by another version unpacks to anything
        raise LookupError(f"what is kept of {place.id} is of another version: judge it once more") from None
