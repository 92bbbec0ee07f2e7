"""``dojo look``: the learner's model as one HTML file that runs it, without a network."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

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
    settings = settings_of(kept)
    raw, index = packed(kept.model, quantise)
    merges = [[*pair, number] for pair, number in kept.tokenizer.merges.items()]
    data = {"settings": settings, "index": index, "merges": merges, "weights": base64.b64encode(raw).decode()}
    numbers = sum(weight.numel() for weight in kept.model.parameters())
    trained = f", trained for {kept.steps:,} steps" if kept.steps else ""
    return _TEMPLATES.get_template("look.html").render(
        about=f"{kept.config['class']}, {numbers:,} numbers{trained}. It runs in this page, and nothing leaves it.",
        data=json.dumps(data, separators=(",", ":")).replace("</", "<\\/"),
        core=(_HERE / "core.js").read_text(encoding="utf-8"),
        page=(_HERE / "page.js").read_text(encoding="utf-8"),
    )


def packed(model, quantise: Callable | None) -> tuple[bytes, dict]:
    """Return all weights as one run of bytes, and where in it each lies: its shape, numbers, and scale of each row."""
    torch = load_torch()
    raw, index = bytearray(), {}
    for name, weight in model.state_dict().items():
        if name == "head.weight" and torch.equal(weight, model.tokens.weight):  # it is tied to the tokens
            continue
        weight = weight.detach().float()
        parts = {"data": weight}
        if quantise is not None and weight.ndim == 2:
            parts["data"], parts["scale"] = quantise(weight, axis=-1)
        index[name] = {"shape": [*weight.shape]}
        for kind, part in parts.items():
            held = part.contiguous().numpy().tobytes()
            index[name][kind] = [len(raw), len(held)]
            raw += held + b"\0" * (-len(held) % 4)  # a Float32Array begins at a multiple of four
    return bytes(raw), index
