"""``dojo look``: the learner's model as one HTML file that runs it, without a network."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dojo.base.disk import write_whole
from dojo.base.targets import load_torch
from dojo.course.writing import Kept

GENERATED = '<meta name="generator" content="dojo look">'
"""By this a page is known that may be written anew."""
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
    """The page, as text; `write` says what it takes."""
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


def settings_of(kept: Kept) -> dict:
    """What another program needs beside the weights, which have to be there.

    Raises
    ------
    LookupError
        Where the model has not the weights that its statement names.
    """
    model, given, dim = kept.model, kept.config["arguments"], kept.model.tokens.weight.shape[1]
    is_modern = kept.config["part"] == "modern_gpt"
    settings = {
        "part": kept.config["part"],
        "context": model.context,
        "vocab": model.tokens.weight.shape[0],
        "dim": dim,
        "layers": given["n_layers"],
        "heads": given["n_heads"],
        "kvHeads": given.get("n_kv_heads", given["n_heads"]),
        "width": dim // given["n_heads"],
        "hidden": given.get("hidden", 4 * dim),
        "eps": given.get("eps", 1e-6)
        if is_modern
        else getattr(model.norm, "eps", 1e-5),  # torch's own, where a norm of theirs does not say
        "base": given.get("base", 10000.0),
        "tanh": given.get("approximate", "none") == "tanh",
    }
    if missing := [name for name in _names(settings) if name not in model.state_dict()]:
        raise LookupError(f"your {kept.config['class']} has no weight {missing[0]}, which its statement names")
    return settings


def _names(settings: dict) -> list[str]:
    """The weights without which a model can't be run."""
    if settings["part"] == "modern_gpt":
        each = [
            "norm1",
            "norm2",
            *(f"{name}.weight" for name in ("q", "k", "v", "out", "mlp.gate", "mlp.up", "mlp.down")),
        ]
        first = ["tokens.weight", "norm"]
    else:
        parts = ("norm1", "attention.qkv", "attention.out", "norm2", "up", "down")
        each, first = [f"{name}.weight" for name in parts], ["tokens.weight", "positions.weight", "norm.weight"]
    return first + [f"blocks.{layer}.{name}" for layer in range(settings["layers"]) for name in each]


def packed(model, quantise: Callable | None) -> tuple[bytes, dict]:
    """All weights as one run of bytes, and where in it each lies: its shape, its numbers, and the scale of each row."""
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
