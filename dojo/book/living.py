"""The model that comes with the course, on the first page: loaded when it is asked for, and run where it is read."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from dojo.course.course import Course
from dojo.engine.base.files import COURSE

SHIPPED_MODEL = COURSE / "reference/shipped_model"
SCALE = ":scale"
"""What stands behind a weight's name where its int8 numbers have a scale for each row."""
GPT = Path(__file__).with_name("gpt.js").read_text(encoding="utf-8")
"""A GPT in plain JavaScript, which expects ``DATA`` before it."""
MODEL = "model.js"
_TOLD = "encode, decode, drawn, readAll, readOn"
"""What the first page takes of it."""


def about(course: Course) -> dict:
    """Return what is said of the model, and its two lines of text; empty where a course has not its katas."""
    if not {"modern_gpt", "byte_pair_encoding"} <= course.by_name.keys():
        return {}
    return _config() | {"size": f"{len(script()) / 1e6:.1f}"}


def _config() -> dict:
    return json.loads((SHIPPED_MODEL / "config.json").read_text(encoding="utf-8"))


def script() -> str:
    """Return the model as a script: its numbers, and what runs them."""
    about = _config()
    merges = json.loads((SHIPPED_MODEL / about["tokenizer"]).read_text(encoding="utf-8"))
    with np.load(SHIPPED_MODEL / "weights.npz") as held:
        names = [name for name in held if not name.endswith(SCALE) and name != "head.weight"]  # that is the tokens'
        parts = {name: {"data": held[name], **_scale(held, name)} for name in names}
    data = as_data(about["settings"], {"merges": merges}, parts)
    return f"globalThis.GPT = (() => {{\nconst DATA = {data};\n{GPT}\nreturn {{ {_TOLD} }};\n}})();\n"


def _scale(held: Mapping[str, np.ndarray], name: str) -> dict[str, np.ndarray]:
    return {"scale": held[f"{name}{SCALE}"]} if f"{name}{SCALE}" in held else {}


def as_data(settings: dict, tokens: dict, parts: Mapping[str, Mapping[str, np.ndarray]]) -> str:
    """Return what the script of a GPT expects, as JSON.

    Parameters
    ----------
    settings : dict
        As ``settings_of`` gives them.
    tokens : dict
        ``merges``, for each merge of the tokenizer left, right, new. Of a published one also ``tokens``, the bytes of
        each; ``before``, those before every text; ``cuts``, the patterns that cut it; ``form``, its normal form; and
        ``whole``, where a word that is a token needs no merges.
    parts : mapping
        For each weight its ``data``, float32 or int8, and of int8 the ``scale`` of each row.
    """
    raw, index = _packed(parts)
    data = {"settings": settings, "index": index, **tokens, "weights": base64.b64encode(raw).decode()}
    return json.dumps(data, separators=(",", ":")).replace("</", "<\\/")


def _packed(parts: Mapping[str, Mapping[str, np.ndarray]]) -> tuple[bytes, dict]:
    """Return all weights as one run of bytes, and where in it each lies: its shape, numbers, and scale of each row."""
    raw, index = bytearray(), {}
    for name, kinds in parts.items():
        index[name] = {"shape": [*kinds["data"].shape]}
        for kind, part in kinds.items():
            held = part.tobytes()
            index[name][kind] = [len(raw), len(held)]
            raw += held + b"\0" * (-len(held) % 4)  # a Float32Array begins at a multiple of four
    return bytes(raw), index
