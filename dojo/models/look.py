"""``dojo look``: the learner's model as one HTML file that runs it, without a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dojo.book.living import GPT, as_data
from dojo.engine.base.disk import write_whole
from dojo.engine.base.targets import load_torch
from dojo.models.export import settings_of
from dojo.models.kept import Kept

GENERATED = '<meta name="generator" content="dojo look">'
"""The tag by which a page is recognised that may be written anew."""
_HERE = Path(__file__).parent
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE), autoescape=False, undefined=StrictUndefined)


def write(kept: Kept, file: Path, quantise: Callable | None = None) -> int:
    """Write the page of a model.

    Parameters
    ----------
    kept : Kept
        The model, its tokenizer and how it is made.
    file : Path
        Where: a new file, or an older page.
    quantise : callable, optional
        The learner's own, ``quantise(w, axis)``: with it each row of a table takes a byte a number.

    Returns
    -------
    int
        The size in bytes.

    Raises
    ------
    ValueError
        Where the file is something else than an older page.
    LookupError
        Where the model has not the weights that its statement names.
    """
    if file.exists() and GENERATED not in file.read_text(encoding="utf-8", errors="replace"):
        raise ValueError(f"{file} is there already, and is no page of dojo look: name another file")
    text = page(kept, quantise)
    write_whole(file, text)
    return len(text.encode())


def page(kept: Kept, quantise: Callable | None = None) -> str:
    """Return the page as text; `write` says what it takes."""
    merges = [[*pair, number] for pair, number in kept.tokenizer.merges.items()]
    numbers = sum(weight.numel() for weight in kept.model.parameters())
    trained = f", trained for {kept.steps:,} steps" if kept.steps else ""
    return _TEMPLATES.get_template("look.html").render(
        about=f"{kept.config['class']}, {numbers:,} numbers{trained}. It runs in this page, and nothing leaves it.",
        data=as_data(settings_of(kept), merges, arrays(kept.model, quantise)),
        core=GPT,
        page=(_HERE / "page.js").read_text(encoding="utf-8"),
    )


def arrays(model, quantise: Callable | None) -> dict[str, dict]:
    """Return the weights as NumPy's arrays, and with a ``quantise`` those of matrices a byte a number."""
    torch, parts = load_torch(), {}
    for name, weight in model.state_dict().items():
        if name == "head.weight" and torch.equal(weight, model.tokens.weight):  # it is tied to the tokens
            continue
        kinds = {"data": weight.detach().float()}
        if quantise is not None and weight.ndim == 2:
            kinds["data"], kinds["scale"] = quantise(kinds["data"], axis=-1)
        parts[name] = {kind: part.numpy() for kind, part in kinds.items()}
    return parts
