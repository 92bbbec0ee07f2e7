"""The GPT of milestone 10: kept, found again, and asked to go on with a text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dojo.base.importing import open_mine
from dojo.base.targets import load_torch
from dojo.course.course import Course
from dojo.course.record import FOLDER
from dojo.course.stubs import not_started

_PARTS = ("byte_pair_encoding", "gpt", "generate")
"""What it writes with."""


def kept_model(root: Path) -> Path:
    """Where the model is kept."""
    return root / FOLDER / "gpt.pt"


def keep(file: Path, model, tokenizer, sizes: list[int], steps: int | None = None) -> None:
    """Keep a model.

    Parameters
    ----------
    file : Path
        Where.
    model, tokenizer
        Of the learner's own classes.
    sizes : list of int
        What the model was made with.
    steps : int, optional
        How many it was trained for.
    """
    torch = load_torch()
    file.parent.mkdir(parents=True, exist_ok=True)
    held = {"sizes": sizes, "weights": model.state_dict(), "tokenizer": vars(tokenizer), "steps": steps}
    torch.save(held, file)


def found(file: Path) -> tuple:
    """The model that is kept, its tokenizer, and how many steps it had, where that is known.

    They are of the learner's classes of now, whose parts are open already.

    Parameters
    ----------
    file : Path
        Where it is kept.

    Raises
    ------
    LookupError
        Where none is kept, or the GPT is no longer the one that was trained.
    """
    _check(file)
    torch = load_torch()
    from mine.byte_pair_encoding import Tokenizer
    from mine.gpt import GPT

    held = torch.load(file, weights_only=False)  # the learner's own file: the tokenizer is what it is
    model, tokenizer = GPT(*held["sizes"]), Tokenizer()
    vars(tokenizer).update(held["tokenizer"])
    try:
        model.load_state_dict(held["weights"])
    except RuntimeError:
        raise LookupError(
            "the model that is kept does not fit your GPT of now: dojo milestone 10 trains it again"
        ) from None
    return model, tokenizer, held.get("steps")


def go_on(
    course: Course, table: Mapping[str, Path], text: str, tokens: int, temperature: float, top_p: float | None
) -> str:
    """A text, and what the model that is kept goes on with.

    Parameters
    ----------
    course : Course
        The one that keeps it.
    table : mapping of str to Path
        The file of each part, by its name.
    text : str
        The beginning.
    tokens, temperature, top_p
        How many are added, and how they are drawn.

    Raises
    ------
    LookupError
        Where none is kept, a part is not written, or the GPT is no longer the one that was trained.
    """
    torch, file = load_torch(), kept_model(course.root)
    _check(file)
    for name in _PARTS:
        if not_started(table[name]):
            raise LookupError(f"it needs {name}, which is not written yet")
    open_mine(table)
    from mine.generate import generate

    model, tokenizer, _ = found(file)
    start = torch.tensor([tokenizer.encode(text)])
    with torch.no_grad():
        text = generate(model, start, tokens, temperature, p=top_p)
    return tokenizer.decode(text[0].tolist())


def _check(file: Path) -> None:
    if not file.is_file():
        raise LookupError("no model is kept yet: dojo milestone 10 trains yours")
