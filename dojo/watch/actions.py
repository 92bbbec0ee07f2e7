"""What the command and the keys of the watch do alike."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import typer

from dojo.base.files import KataFiles
from dojo.course.reset import reset
from dojo.run.screen import short, what_to_notice


def model_solution(place: KataFiles) -> str:
    """Where it lies, its text, and what to notice in it."""
    model = place.reference(place.name)
    return f"{short(model, place.root)}\n\n{model.read_text(encoding='utf-8').rstrip()}\n\n{what_to_notice(model)}"


def reset_words(kept: Path | None) -> str:
    """What a reset has done with the learner's file."""
    return f"yours is kept as {kept.name}" if kept else "it is the stub as it was shipped"


def reset_told(place: KataFiles) -> str:
    """Bring a stub back, and say what came of it."""
    try:
        return reset_words(reset(place))
    except (LookupError, OSError) as error:
        return str(error)


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
        subprocess.run([*shlex.split(command, posix=os.name != "nt"), str(file)], check=False)
    except OSError as error:
        return f"{command}: {error.strerror}"
    return ""


def offer_to_open(pictures: list[Path]) -> None:
    """Ask whether to look at pictures now, where somebody is there to be asked."""
    if not pictures or not sys.stdin.isatty() or not sys.stdout.isatty():
        return
    if typer.confirm(f"open {'it' if len(pictures) == 1 else f'the {len(pictures)} pictures'} now?", default=True):
        for picture in pictures:
            typer.launch(str(picture))


def _an_editor() -> str | None:
    """An editor that is likely to be there."""
    known = ("code", "notepad") if os.name == "nt" else ("code", "nano", "vim", "vi")
    return next((name for name in known if shutil.which(name)), None)
