"""``dojo look``: the learner's model as one HTML file that runs it, without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dojo.book.living import GPT, as_data
from dojo.engine.base.disk import write_whole
from dojo.engine.base.targets import load_torch
from dojo.models.export import LETTERS, settings_of
from dojo.models.kept import Kept
from dojo.models.published import Tokens, in_bytes

GENERATED = '<meta name="generator" content="dojo look">'
"""The tag by which a page is recognised that may be written anew."""
LARGEST = 20e6
"""Of a page, in bytes."""
QUARTER = ". Once quantisation is written, it has a quarter of that"
WORDS = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
"""How GPT-2, and others after it, cut a text into words."""
_ANY_CASE, _LETTER = re.compile(r"\(\?i:([^()\\\[\]]*)\)"), re.compile("[A-Za-z]")
_FOREIGN = re.compile(r"\(\?[^:!=]|[?*+]\+|\\[^rntpPsSdDwW\W]|&&|\[\[|(?<!\\)\((?!\?)")
"""What JavaScript reads otherwise, or not at all; and a group, whose text would be cut off twice."""
_FORMS = {"NFC", "NFD", "NFKC", "NFKD"}
"""The normal forms of Unicode, which a browser knows by these names."""
_UNKNOWN = "its tokenizer cuts a text in a way that the page does not know: dojo write lets it go on here"
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
        Or the page would be too large, or the tokenizer is one that it does not know.
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
    numbers = sum(weight.numel() for weight in kept.model.parameters())
    if (size := numbers * (1 if quantise else 4) * 4 / 3) > LARGEST:  # three bytes are four letters
        what = f"the page would have {in_bytes(size)}, and a browser loads no more than {in_bytes(LARGEST)} well"
        raise ValueError(f"{what}: dojo write lets it go on here{'' if quantise else QUARTER}")
    trained = f", trained for {kept.steps:,} steps" if kept.steps else ""
    return _TEMPLATES.get_template("look.html").render(
        about=f"{kept.config['class']}, {numbers:,} numbers{trained}. It runs in this page, and nothing leaves it.",
        data=as_data(settings_of(kept) | angles_of(kept), tokens_of(kept.tokenizer), arrays(kept.model, quantise)),
        core=GPT,
        page=(_HERE / "page.js").read_text(encoding="utf-8"),
    )


def angles_of(kept: Kept) -> dict[str, list]:
    """Return the window of each block, and the frequencies of each pair, where a model that was loaded has its own."""
    given = {name: kept.config["arguments"].get(name) for name in ("windows", "frequencies")}
    return {name: [each and float(each) for each in held] for name, held in given.items() if held is not None}


def tokens_of(tokenizer) -> dict[str, Any]:
    """Return what the page has to know of a tokenizer.

    Raises
    ------
    ValueError
        Where it is a published model's, and does not cut a text as the page does.
    """
    if not isinstance(tokenizer, Tokens):
        return {"merges": [[*pair, number] for pair, number in tokenizer.merges.items()]}
    told = json.loads(tokenizer.theirs.to_str())
    model, form = told["model"], told["normalizer"]
    of_bytes = model["type"] == "BPE" and '"ByteLevel"' in json.dumps(told["pre_tokenizer"])
    if not of_bytes or (form and form["type"] not in _FORMS):
        raise ValueError(_UNKNOWN)
    ids, byte_of = model["vocab"], {letter: byte for byte, letter in enumerate(LETTERS)}
    tokens: list[list[int]] = [[] for _ in range(max(ids.values()) + 1)]  # what is special spells nothing
    for word, number in ids.items():
        tokens[number] = [byte_of[letter] for letter in word] if byte_of.keys() >= {*word} else []
    for added in told["added_tokens"]:
        tokens += [[] for _ in range(added["id"] + 1 - len(tokens))]
        tokens[added["id"]] = [] if added["special"] else [*added["content"].encode()]
    merges = [[ids[left], ids[right], ids[left + right]] for left, right in model["merges"]]
    cut = {"cuts": cuts_of(told["pre_tokenizer"]), "whole": model["ignore_merges"], "form": form and form["type"]}
    return {"merges": merges, "tokens": tokens, "before": tokenizer.encode(""), **cut}


def cuts_of(told: dict | None) -> list[str]:
    """Return the patterns by which a tokenizer cuts a text, one after the other, in JavaScript's words.

    Raises
    ------
    ValueError
        Where the page can't cut like it.
    """
    match told:
        case {"type": "Sequence", "pretokenizers": several}:
            return [pattern for one in several for pattern in cuts_of(one)]
        case {"type": "Digits", "individual_digits": alone}:
            return [r"\p{N}" if alone else r"\p{N}+"]
        case {"type": "ByteLevel", "add_prefix_space": False, "use_regex": as_gpt2}:
            return [WORDS] if as_gpt2 else []
        case {"type": "Split", "behavior": "Isolated", "invert": False, "pattern": {"Regex": pattern}}:
            plain = _ANY_CASE.sub(lambda found: f"(?:{_LETTER.sub(_both_cases, found[1])})", pattern)
            if not _FOREIGN.search(plain):
                return [plain]
    raise ValueError(_UNKNOWN)


def _both_cases(letter: re.Match) -> str:
    return f"[{letter[0].lower()}{letter[0].upper()}]"


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
