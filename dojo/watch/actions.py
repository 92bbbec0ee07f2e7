"""The actions that the command and the keys of the watch share."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from dojo.course.progress import Progress
from dojo.engine.base.files import KataFiles
from dojo.engine.base.sealed import LEFT_OUT
from dojo.run.screen import short, what_to_notice


def without_hints(place: KataFiles, progress: Progress) -> str:
    """Say why there is no hint while a kata is written from memory; empty where it is not."""
    if progress.practice.open(place, "recall") is None:
        return ""
    return f"You are writing {place.name} from memory: there are no hints. dojo back {place.name} gives it up."


def right_ways(place: KataFiles) -> list[Path]:
    """The model solution, and other right ones."""
    return [place.reference(place.name), *sorted(place.ways.glob("variant_*.py"))]


def right_way(place: KataFiles, number: int) -> str:
    """Show a right solution: where it lies, its text, its idea, and how many others there are.

    Parameters
    ----------
    place : KataFiles
        The kata.
    number : int
        0 for the model solution; beyond the last one, they begin anew.

    Raises
    ------
    LookupError
        Where a teacher has left the solutions out, or the course has none.
    """
    if not place.shows_solution:
        raise LookupError(left_out(place))
    ways = [way for way in right_ways(place) if way.is_file()]
    if not ways:
        raise LookupError(f"the course has no solution of {place.id}; dojo update brings it up to date")
    file = ways[number % len(ways)]
    text = file.read_text(encoding="utf-8").rstrip()
    idea = re.sub(r"^(Right all the same: |A right solution that )", "", what_to_notice(file))
    shown = f"{short(file, place.root)}\n\n{text}\n\n{idea[:1].upper()}{idea[1:]}"
    return shown if len(ways) == 1 else f"{shown}\n\nright way {number % len(ways) + 1} of {len(ways)}"


def left_out(place: KataFiles) -> str:
    """Say that a teacher has left the solutions out."""
    return f"{place.id}: {LEFT_OUT}"


def reset_words(kept: Path | None) -> str:
    """Say where a reset has put the learner's file."""
    return f"yours is kept as {kept.name}" if kept else "it is the stub as it was shipped"


def open_in_editor(file: Path) -> str:
    """Open a file in the learner's editor, and wait for one that runs in the terminal.

    Returns
    -------
    str
        What went wrong; empty where nothing did.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _an_editor()
    if command is None:
        return "set EDITOR to the editor that you use"
    try:
        subprocess.run([*_words(command), str(file)], check=False)
    except (OSError, ValueError) as error:
        return f"{command}: {getattr(error, 'strerror', None) or error}"
    return ""


def _words(command: str) -> list[str]:
    """A command in its words, the program by its whole path: what Windows calls ``code`` is a script, ``code.cmd``."""
    if program := shutil.which(command):  # also one with spaces in its path
        return [program]
    program, *options = [word.strip('"') for word in shlex.split(command, posix=os.name != "nt")]
    return [shutil.which(program) or program, *options]


def run_in_terminal(*command: str) -> None:
    """Run a command of the dojo in the terminal, and wait for Enter. Ctrl-C ends the command, and nothing else."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # SIG_IGN would be handed on to the command
    try:
        subprocess.run([sys.executable, "-m", "dojo", *command], check=False)
    finally:
        signal.signal(signal.SIGINT, before)
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        input("\nPress Enter to return to the watch. ")


def _an_editor() -> str | None:
    """An editor that is likely to be there."""
    editors = ("code", "notepad") if os.name == "nt" else ("code", "nano", "vim", "vi")
    return next(filter(shutil.which, editors), None)
