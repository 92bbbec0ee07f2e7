"""The models that milestones have trained: kept, found again, and asked to go on with a text."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dojo.course.course import Course
from dojo.course.record import FOLDER
from dojo.course.stubs import not_started
from dojo.engine.base.importing import open_mine
from dojo.engine.base.mine import LIBRARY, all_parts
from dojo.engine.base.targets import load_torch

OUR = "our_"
"""The beginning of the name of a model that holds parts of ours."""
MILESTONES = {"gpt": 10, "modern_gpt": 11}
"""The katas whose models are kept, and the milestone that trains each."""
_SIZES = "vocab_size", "context", "dim", "n_heads", "n_layers"
"""The arguments of a GPT, in the order in which files held them that have no config yet."""


class Kept(NamedTuple):
    """A model that is kept, made anew of the learner's classes of now.

    Parameters
    ----------
    model, tokenizer
        Of the learner's own classes.
    config : dict
        How the model is made: ``part``, its kata; ``class``; ``arguments``, by their names; and ``ours``, the names of
        the parts in it that are ours.
    steps : int or None
        How many it was trained for, where that is known.
    """

    model: Any
    tokenizer: Any
    config: dict
    steps: int | None


def kept_model(root: Path, part: str = "gpt") -> Path:
    """Return where the model of a kata is kept."""
    return root / FOLDER / f"{part}.pt"


def keep(file: Path, model, tokenizer, config: dict, steps: int | None = None) -> None:
    """Keep a model in a file; the rest is as in `Kept`."""
    torch = load_torch()
    file.parent.mkdir(parents=True, exist_ok=True)
    held = {"config": config, "weights": model.state_dict(), "tokenizer": vars(tokenizer), "steps": steps}
    torch.save(held, file)


def load(file: Path) -> Kept:
    """Return the model that is kept in a file; the learner's parts are open already.

    Raises
    ------
    LookupError
        Where none is kept, or its class is no longer the one that was trained.
    """
    return _made(_held(file))


def _held(file: Path) -> dict:
    """Return what a file holds: the learner's own, so that the tokenizer is what it is."""
    if not file.is_file():
        part = file.stem.removeprefix(OUR)
        raise LookupError(f"no model is kept yet: dojo milestone {MILESTONES[part]} trains yours")
    return load_torch().load(file, weights_only=False)


def _made(held: dict) -> Kept:
    """Make the model of now."""
    from mine.byte_pair_encoding import Tokenizer

    config, tokenizer = _config(held), Tokenizer()
    vars(tokenizer).update(held["tokenizer"])
    try:
        part = importlib.import_module(f"{LIBRARY}.{config['part']}")
        model = getattr(part, config["class"])(**config["arguments"])
        model.load_state_dict(held["weights"])
    except (RuntimeError, TypeError, AttributeError):
        again = f"dojo milestone {MILESTONES[config['part']]} trains it again"
        raise LookupError(f"the model that is kept does not fit your {config['class']} of now: {again}") from None
    return Kept(model, tokenizer, config, held.get("steps"))


def _config(held: dict) -> dict:
    """Return how the model of a file is made: files of the version before hold the sizes of a GPT alone."""
    arguments = dict(zip(_SIZES, held.get("sizes", ()), strict=False))
    return held.get("config") or {"part": "gpt", "class": "GPT", "arguments": arguments}


def open_kept(course: Course, table: Mapping[str, Path], part: str = "gpt", also: tuple[str, ...] = ()) -> Kept:
    """Open the learner's parts, and return the model of a kata that a course keeps.

    Parameters
    ----------
    course : Course
        The one that keeps it.
    table : mapping of str to Path
        The file of each part, by its name.
    part : str
        The kata: ``"gpt"`` or ``"modern_gpt"``; with ``our_`` before it, its model that holds parts of ours.
    also : tuple of str
        The other parts that have to be written.

    Raises
    ------
    LookupError
        Where there is no such model or none is kept, a part is not written, or its class is no longer the one that was
        trained.
    """
    if (kata := part.removeprefix(OUR)) not in MILESTONES:
        raise LookupError(f"no model is called {part}: there are {' and '.join(MILESTONES)}")
    held = _held(kept_model(course.root, part))
    ours = course.named(_config(held).get("ours", []))
    table = {**table, **all_parts(ours, None)}
    for name in ("byte_pair_encoding", kata, *also):
        if not_started(table[name]):
            raise LookupError(f"it needs {name}, which is not written yet")
    open_mine(table)
    return _made(held)


def go_on(
    course: Course,
    table: Mapping[str, Path],
    text: str,
    tokens: int,
    temperature: float,
    top_p: float | None,
    part: str = "gpt",
) -> str:
    """Return a text, and how the model that is kept goes on with it.

    Parameters
    ----------
    course, table, part
        As in `open_kept`, which says what it raises.
    text : str
        The beginning.
    tokens, temperature, top_p
        How many are added, and how they are drawn.
    """
    torch = load_torch()
    model, tokenizer, _, _ = open_kept(course, table, part, also=("generate",))
    from mine.generate import generate

    start = torch.tensor([tokenizer.encode(text)])
    with torch.no_grad():
        longer = generate(model, start, tokens, temperature, p=top_p)
    return tokenizer.decode(longer[0].tolist())
