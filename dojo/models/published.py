"""Published models in the learner's own code: found or fetched, looked at before they are loaded, made of the parts."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from dojo.engine.base.files import COURSE, KataFiles, find_katas
from dojo.engine.base.importing import load_ours, load_variant

WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
FILES = (
    "config.json",
    "tokenizer.json",
    WEIGHTS,
    INDEX,
    "model-*.safetensors",
    "tokenizer_config.json",
    "generation_config.json",
)
"""What is fetched of a model. ``INDEX`` says which of several files holds which weight."""

FAMILIES = "Your ModernGPT can be a Llama, SmolLM2, Mistral, Qwen2 or Qwen3, and no other model"


class Tokens:
    """The tokenizer of a published model, by the library ``tokenizers``, with the face of the learner's own.

    Parameters
    ----------
    file : Path
        Its ``tokenizer.json``.
    """

    def __init__(self, file: Path):
        from tokenizers import Tokenizer

        try:
            self.theirs = Tokenizer.from_str(file.read_text(encoding="utf-8"))
        except Exception as error:  # the library raises no other
            raise LookupError(f"{file} is damaged: {error}") from None

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text, with those that the model expects before it."""
        return self.theirs.encode(text).ids

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of some tokens."""
        return self.theirs.decode(list(ids))


class About(NamedTuple):
    """What is known of a published model before it is loaded.

    Parameters
    ----------
    config : dict
        Its ``config.json``.
    arguments : dict
        How our ``from_config`` makes it: what ``ModernGPT`` is called with.
    numbers, size : int
        How many numbers its files hold, and in how many bytes.
    """

    config: dict
    arguments: dict[str, Any]
    numbers: int
    size: int

    @property
    def memory(self) -> int:
        """The bytes that it takes in float32."""
        return 4 * self.numbers

    @property
    def asks(self) -> list[str]:
        """The keyword arguments of a ModernGPT without which it is another model; a head of its own is no new one."""
        given = {**self.arguments, "head_dim": self.arguments["head_dim"] * self.arguments["n_heads"]}
        if min((window or given["context"] for window in given["windows"] or ()), default=0) >= given["context"]:
            given["windows"] = None  # a token sees no further in any case
        plain = {"head_dim": given["dim"], "qk_norm": False, "qkv_bias": False, "windows": None, "frequencies": None}
        return [name for name, default in plain.items() if given[name] is not default and given[name] != default]

    def __str__(self) -> str:
        kind, blocks = self.config.get("model_type", "llama"), self.arguments["n_layers"]
        return (
            f"{kind}, {blocks} block{'s' if blocks > 1 else ''}, {self.numbers:,} numbers: {in_bytes(self.size)} on the"
            f" disk, {in_bytes(self.memory)} of memory in float32"
        )


def in_bytes(size: float) -> str:
    """Write a size as a reader says it."""
    unit, name = next((each for each in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")) if size >= each[0]), (1, "bytes"))
    return f"{size / unit:.3g} {name}"


# ---------------------------------------------------------------------------- found, or fetched


def found(name: str, tell: Callable[[str], None]) -> Path:
    """Return the folder of a model: as it is given, or fetched from huggingface.co and kept there.

    Parameters
    ----------
    name : str
        A folder, or the name of a model on huggingface.co.
    tell : callable
        Says how much is fetched, before it is.

    Raises
    ------
    ImportError
        Where a library is missing.
    LookupError
        Where it is neither, or can't be fetched.
    ValueError
        Where the memory will not do.
    """
    needs("safetensors", "tokenizers")
    if Path(name).is_dir():
        return Path(name).resolve()
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name) or Path(name).parent.is_dir():
        raise LookupError(f"there is no folder {name}. A model on huggingface.co is called OWNER/NAME")
    needs("huggingface_hub")
    return _fetched(name, tell)


def needs(*libraries: str) -> None:
    """Raise an error that says how to install what is missing."""
    from importlib.util import find_spec

    if missing := [name for name in libraries if find_spec(name) is None]:
        raise ImportError(f"this needs {' and '.join(missing)}: pip install {' '.join(missing)}")


def _fetched(name: str, tell: Callable[[str], None]) -> Path:
    """Fetch what has not been fetched yet. The library draws the bar, and goes on where it was stopped."""
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.utils import logging

    logging.set_verbosity_error()  # without a network it would tell of each try
    try:
        files = HfApi().model_info(name, files_metadata=True).siblings or []
        size = sum(file.size or 0 for file in files if any(fnmatch(file.rfilename, one) for one in FILES))
        fits(size)
        tell(f"{name}: {in_bytes(size)}. Ctrl-C stops it, and the next dojo load goes on from there.")
        return Path(snapshot_download(name, allow_patterns=[*FILES]))
    except (ValueError, MemoryError):
        raise
    except Exception as error:  # of the library, of what it connects with, or of the disk: any
        return _kept_by_it(name, error)


def _kept_by_it(name: str, error: Exception) -> Path:
    """Return the folder where the library keeps what it fetched before; else say why nothing came."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    if isinstance(error, GatedRepoError):
        page = f"https://huggingface.co/{name}"
        raise LookupError(f"{name} asks you to accept its terms: do so at {page}, then type hf auth login") from None
    if isinstance(error, RepositoryNotFoundError):
        raise LookupError(f"huggingface.co has no model {name}, or none that you may see") from None
    try:
        return Path(snapshot_download(name, allow_patterns=[*FILES], local_files_only=True))
    except Exception:  # it has never been fetched
        why = f"{name} can't be fetched ({type(error).__name__}). Is there a network?"
        raise LookupError(f"{why} A folder that transformers has written needs none: dojo load FOLDER") from None


def fits(size: int) -> None:
    """Raise an error where so many bytes are more than the memory that is free."""
    if size > (free := psutil.virtual_memory().available):
        raise ValueError(f"it takes {in_bytes(size)} of memory, and {in_bytes(free)} are free: take a smaller model")


# ---------------------------------------------------------------------------- looked at


def about(folder: Path) -> About:
    """Return what is known of a model before it is loaded; `read` and our ``from_config`` say what they refuse."""
    if not folder.is_dir():
        raise LookupError(f"{folder} has been removed, or moved away: dojo load finds it where it is now")
    state, config = weights_in(folder), read(folder / "config.json")
    read(folder / "tokenizer.json")
    numbers = sum(weight.numel() for weight in state.values())
    return About(config, arguments_of(config), numbers, sum(weight.nbytes for weight in state.values()))


def read(file: Path) -> dict:
    """Return what a file of a model says.

    Raises
    ------
    LookupError
        Where it is missing, or no JSON.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise LookupError(_lacks(file)) from None
    except ValueError as error:
        raise LookupError(f"{file} is damaged: it is no JSON ({error})") from None


def ends_of(folder: Path) -> set[int]:
    """Return the tokens that end a text of a model."""
    files = [file for name in ("config.json", "generation_config.json") if (file := folder / name).is_file()]
    ends = [read(file).get("eos_token_id") for file in files]
    return {end for each in ends if each is not None for end in (each if isinstance(each, list) else [each])}


def _lacks(file: Path) -> str:
    """Say of a file that it is missing, and what to do."""
    more = {
        "config.json": "is it the folder of a model?",
        "tokenizer.json": "AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER) of transformers writes it",
        WEIGHTS: "save_pretrained of transformers writes it. A .bin file is a pickle: it can run code, and is not read",
    }
    return f"{file.parent} has no {file.name}: {more.get(file.name, f'its {INDEX} names it')}"


def weights_in(folder: Path) -> dict:
    """Return all weights of a folder by their names. None is read before it is used: the files are mapped.

    Raises
    ------
    LookupError
        Where a file is missing or damaged.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    files, state = [WEIGHTS], dict[str, Any]()
    if (folder / INDEX).is_file():
        files = sorted(set(read(folder / INDEX)["weight_map"].values()))
    for name in files:
        try:
            state |= load_file(folder / name)
        except FileNotFoundError:
            raise LookupError(_lacks(folder / name)) from None
        except SafetensorError as error:
            raise LookupError(f"{folder / name} is damaged ({error}): fetch or save it again") from None
    return state


def arguments_of(config: dict) -> dict[str, Any]:
    """Return what our ``from_config`` calls ``ModernGPT`` with: it alone knows what the keys of a config mean.

    Raises
    ------
    ValueError
        Where the config asks for what a ModernGPT does not build, or its weights are codes.
    LookupError
        Where it lacks a key.
    """
    if codes := config.get("quantization_config"):
        how = codes.get("quant_method", "an unknown method")
        raise ValueError(f"quantization_config: its weights are codes, by {how}. Load the model that it was made from")
    signature = inspect.signature(_ours("modern_gpt").ModernGPT)
    reader = load_variant(_place("load_llama"), {"ModernGPT": lambda *given, **named: (given, named)})
    try:
        reader.family(config)
    except ValueError as error:
        raise ValueError(f"{error}. {FAMILIES}") from None
    try:
        given, named = reader.from_config(config)
    except KeyError as error:
        raise LookupError(f"its config.json has no {error.args[0]}") from None
    bound = signature.bind(*given, **named)
    bound.apply_defaults()
    return dict(bound.arguments)


def _place(kata: str) -> KataFiles:
    return next(place for place in find_katas(COURSE) if place.name == kata)


def _ours(kata: str):
    return load_ours(_place(kata), kata)
