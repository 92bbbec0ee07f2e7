"""The models that are kept: those that milestones have trained, one of ours, and what was loaded; asked to go on."""

from __future__ import annotations

import contextlib
import importlib
import io
import itertools
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from dojo.book.living import SCALE, SHIPPED_MODEL
from dojo.course.course import Course
from dojo.course.record import FOLDER
from dojo.course.stubs import not_started
from dojo.engine.base.disk import write_whole
from dojo.engine.base.files import COURSE, KataFiles, find_katas
from dojo.engine.base.importing import open_mine, open_parts
from dojo.engine.base.mine import LIBRARY, all_parts
from dojo.engine.base.targets import load_torch
from dojo.models import borrowed, published

OUR = "our_"
"""The beginning of the name of a model that holds parts of ours."""
SHIPPED = "shipped"
"""The name of the model that comes with the course: every part of it is ours."""
MILESTONES = {"gpt": 10, "modern_gpt": 11}
"""The katas whose models are kept, and the milestone that trains each."""
FORMAT = 1
"""Of ``config.json``."""
_CONFIG = {"part", "class", "arguments", "ours", "folder"}
"""What ``Kept.config`` has of it."""
_SIZES = "vocab_size", "context", "dim", "n_heads", "n_layers"
"""The arguments of a GPT, in the order in which files held them that have no config yet."""


class Kept(NamedTuple):
    """A model that is kept, made anew of the classes of now.

    Parameters
    ----------
    model, tokenizer
        Of the learner's own classes, or of ours.
    config : dict
        How the model is made: ``part``, its kata; ``class``; ``arguments``, by their names; ``ours``, the names of
        the parts in it that are ours; and of one that was loaded ``folder``, where its files lie.
    steps : int or None
        How many it was trained for, where that is known.
    """

    model: Any
    tokenizer: Any
    config: dict
    steps: int | None


def kept_model(root: Path, name: str = "gpt") -> Path:
    """Return the folder where a model is kept."""
    return SHIPPED_MODEL if name == SHIPPED else root / FOLDER / "models" / name


def keep(folder: Path, model, tokenizer, config: dict, steps: int | None = None) -> None:
    """Keep a model in a folder; the rest is as in `Kept`."""
    weights, state = io.BytesIO(), io.BytesIO()
    np.savez(weights, **{name: weight.float().numpy(force=True) for name, weight in model.state_dict().items()})
    load_torch().save(vars(tokenizer), state)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "weights.npz", weights.getvalue())
    write_whole(folder / "tokenizer.pt", state.getvalue())
    about = {"format": FORMAT, **config, "tokenizer": "tokenizer.pt", "steps": steps}
    write_whole(folder / "config.json", json.dumps(about, indent=1).encode())


def keep_published(root: Path, folder: Path, tell: Callable[[str], object] = str) -> str:
    """Keep where the files of a published model lie, under a name that none of the learner's has; return the name."""
    name = folder.parents[1].name.rpartition("--")[2] if folder.parent.name == "snapshots" else folder.name
    name = f"loaded_{name}" if name.lower() == SHIPPED or _trained(name.lower()) else name
    if (before := loaded(root).get(name, folder)) != folder:
        tell(f"It replaces the {name} that was loaded from {before}.")
    about = {"format": FORMAT, "part": "modern_gpt", "class": "ModernGPT", "folder": str(folder)}
    kept_model(root, name).mkdir(parents=True, exist_ok=True)
    write_whole(kept_model(root, name) / "config.json", json.dumps(about, indent=1).encode())
    return name


def loaded(root: Path) -> dict[str, Path]:
    """Return the names of the models that were loaded, each with the folder where its files lie."""
    files = sorted(kept_model(root, "").glob("*/config.json"))
    held = {file.parent.name: json.loads(file.read_text(encoding="utf-8")) for file in files}
    return {name: Path(about["folder"]) for name, about in held.items() if "folder" in about}


def put_aside(folder: Path, ours: list[str]) -> str:
    """Give a kept model another name where its parts of ours are others, so that none of the learner's is lost."""
    if not (folder / "config.json").is_file() or _held(folder)["config"].get("ours", []) == ours:
        return ""
    names = (folder.with_name(f"{folder.name}_{n}") for n in itertools.count(2))
    return folder.rename(next(name for name in names if not name.exists())).name


def load(folder: Path) -> Kept:
    """Return the model that is kept in a folder; its parts are open already.

    Raises
    ------
    LookupError
        Where none is kept, or its class is no longer the one that was trained.
    """
    return _made(_held(folder))


def _held(folder: Path) -> dict:
    """Return what is kept of a model: its config, and by what its tokenizer and its weights are made again."""
    if (folder / "config.json").is_file():
        about = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        config = {name: about[name] for name in about.keys() & _CONFIG}
        state = _state(folder / about["tokenizer"])
        return {"config": config, "tokenizer": state, "weights": _weights(folder), "steps": about["steps"]}
    if (older := folder.parents[1] / f"{folder.name}.pt").is_file():  # the version before kept one file a model
        return load_torch().load(older, weights_only=False)
    trains = f"dojo milestone {MILESTONES[_trained(folder.name)]} trains yours"
    raise LookupError(f'no model is kept yet: {trains}. Until then, ours writes: dojo write "The " --parts ours')


def _state(file: Path) -> dict:
    """Return what a tokenizer holds: a learner's as it was, or what a list of merges comes to."""
    if file.suffix == ".pt":
        return load_torch().load(file, weights_only=False)
    merges = {(left, right): new for left, right, new in json.loads(file.read_text(encoding="utf-8"))}
    vocab = {byte: bytes([byte]) for byte in range(256)}
    for (left, right), new in merges.items():
        vocab[new] = vocab[left] + vocab[right]
    return {"merges": merges, "vocab": vocab}


def _weights(folder: Path) -> dict:
    """Return the weights as torch's arrays of float32."""
    with np.load(folder / "weights.npz") as held:
        arrays = {name: held[name] * held.get(f"{name}{SCALE}", 1) for name in held if not name.endswith(SCALE)}
        return {name: load_torch().from_numpy(array.astype(np.float32)) for name, array in arrays.items()}


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
    """Return how a model is made: the first version of its file held the sizes of a GPT alone."""
    arguments = dict(zip(_SIZES, held.get("sizes", ()), strict=False))
    return held.get("config") or {"part": "gpt", "class": "GPT", "arguments": arguments}


def kata_of(root: Path, name: str) -> str:
    """Return the kata of a kept model's class, by the model's name.

    Raises
    ------
    LookupError
        Where no model can have the name.
    """
    kata = "modern_gpt" if name == SHIPPED or name in loaded(root) else _trained(name)
    if not kata:
        there = ", ".join([*MILESTONES, *loaded(root)])
        raise LookupError(f"no model is called {name}: there are {there} and {SHIPPED}")
    return kata


def _trained(name: str) -> str:
    """Return the kata of a model that a milestone trains, by its name; empty where it is none of these."""
    kata = name.removeprefix(OUR).rstrip("0123456789").removesuffix("_")
    return kata if kata in MILESTONES else ""


def open_kept(
    course: Course,
    table: Mapping[str, Path],
    name: str = "gpt",
    also: tuple[str, ...] = (),
    tell: Callable[[str], object] = str,
) -> Kept:
    """Open the parts of a model, and return the model that is kept.

    Parameters
    ----------
    course : Course
        The one that keeps it.
    table : mapping of str to Path
        The file of each part, by its name.
    name : str
        ``"gpt"`` or ``"modern_gpt"``; with ``our_`` before it, the one that holds parts of ours; ``"shipped"``; or that
        of a model that was loaded.
    also : tuple of str
        The other parts that have to be written; in a model that holds parts of ours they may be ours.
    tell : callable
        Says which parts of a model that was loaded are ours.

    Raises
    ------
    LookupError
        Where there is no such model or none is kept, a part is not written, or its class is no longer the one that was
        trained.
    """
    kata = kata_of(course.root, name)
    if name in (there := loaded(course.root)):
        return open_published(course, table, there[name], tell)
    held = _held(kept_model(course.root, name))
    if ours := _config(held).get("ours", []):
        table = {**table, **all_parts(_ours(course, [*ours, *_unwritten(also, table)]), None)}
    if needs := _unwritten(("byte_pair_encoding", kata, *also), table):
        raise LookupError(f"it needs {needs[0]}, which is not written yet")
    open_mine(table)
    return _made(held)


def open_published(course: Course, table: Mapping[str, Path], folder: Path, tell: Callable[[str], object]) -> Kept:
    """Open the parts of a published model, and return it; `open_kept` says the rest."""
    about = published.about(folder)
    published.fits(about.memory)
    if words := borrowed.opened(course, table, about.asks):
        tell(words)
    model = borrowed.by_yours("load_llama", "from_llama", published.weights_in(folder), about.config)
    config = {"part": "modern_gpt", "class": "ModernGPT", "arguments": about.arguments, "folder": str(folder)}
    return Kept(model.eval(), published.Tokens(folder / "tokenizer.json"), config, None)


def try_out(course: Course, table: Mapping[str, Path], kept: Kept, tell: Callable[[str], object]) -> None:
    """Let a published model read a few tokens, and say where the learner's parts make something else of them than ours.

    Its parts are open, and still are when it ends. Of a model that was trained here there is nothing to compare with.

    Raises
    ------
    LookupError
        Where a part fails.
    """
    opened, ours = open_parts(), borrowed.ours_of(course)
    if "folder" not in kept.config or all(ours[part] == opened[part] for part in borrowed.parts_in(opened)):
        return
    found = _logits(kept)
    try:
        if words := _unlike_ours(course, table, Path(kept.config["folder"]), found):
            tell(words)
    except ValueError as error:
        tell(f"It is not compared with ours: {error}.")
    open_mine(opened)


def _unlike_ours(course: Course, table: Mapping[str, Path], folder: Path, found) -> str:
    """Say that logits are not those of our parts, and whose exchange for ours heals it; empty where they are."""
    ours = borrowed.ours_of(course)
    if _alike(found, expected := _logits(open_published(course, ours, folder, str))):
        return ""
    tables = {part: {**table, part: ours[part]} for part in borrowed.parts_in({**ours, **table})}
    right = (part for part in tables if _is_right(course, tables[part], folder, expected))
    whose = next((f"your {part}" for part in right), "more than one of them")
    return f"With your parts the model says something else than with ours: {whose} is not right yet."


def _is_right(course: Course, table: Mapping[str, Path], folder: Path, expected) -> bool:
    with contextlib.suppress(LookupError, ImportError):
        return _alike(_logits(open_published(course, table, folder, str)), expected)
    return False


def _logits(kept: Kept):
    """Return what a model says after each of some tokens: the first of its vocabulary."""
    torch = load_torch()
    with borrowed.in_a_sentence(), torch.no_grad():
        return kept.model(torch.arange(min(64, kept.model.context, kept.config["arguments"]["vocab_size"]))[None])


def _alike(found, expected) -> bool:
    """Tell whether logits differ by no more than rounding."""
    if getattr(found, "shape", None) != expected.shape:
        return False
    return bool((found - expected).abs().max() <= 1e-3 * expected.abs().max())


def _unwritten(parts: Iterable[str], table: Mapping[str, Path]) -> list[str]:
    """Name the parts that a learner has not begun."""
    return [part for part in parts if part not in table or not_started(table[part])]


def _ours(course: Course, names: Iterable[str]) -> list[KataFiles]:
    """The katas of some names; what a course hands out may lack some, which are then those of this package."""
    places = {place.name: place for place in (*find_katas(COURSE), *course.places)}
    return [places[name] for name in names if name in places]


def go_on(
    course: Course,
    table: Mapping[str, Path],
    text: str,
    tokens: int,
    temperature: float,
    top_p: float | None,
    name: str = "gpt",
    tell: Callable[[str], object] = str,
) -> str:
    """Return a text, and how the model that is kept goes on with it.

    Parameters
    ----------
    course, table, name, tell
        As in `open_kept`, which says what it raises.
    text : str
        The beginning.
    tokens, temperature, top_p
        How many are added, and how they are drawn.
    """
    torch = load_torch()
    model, tokenizer, config, _ = open_kept(course, table, name, also=("generate",), tell=tell)
    from mine.generate import generate

    if not (ids := tokenizer.encode(text)):
        raise LookupError("this model can't begin with nothing: give it a word to go on from")
    ends = published.ends_of(Path(config["folder"])) if "folder" in config else set()
    for n in _in_parts(tokens):
        given = _cache() if "folder" in config and len(ids) + n <= model.context else {}
        with torch.no_grad(), borrowed.in_a_sentence():
            new = generate(model, torch.tensor([ids]), n, temperature, p=top_p, **given)[0, len(ids) :].tolist()
        ids += itertools.takewhile(lambda token: token not in ends, new)
        if ends & {*new}:
            break
    return tokenizer.decode(ids)


def _in_parts(tokens: int) -> list[int]:
    """Cut a number of tokens into parts: ``generate`` does not stop by itself where a text ends."""
    return [32] * (tokens // 32) + [tokens % 32] * (tokens % 32 > 0)


def _cache() -> dict[str, Any]:
    """Return what ``generate`` is given where every token counts: a published model is large."""
    from mine.kv_cache import Cache

    return {"cache": Cache()}
