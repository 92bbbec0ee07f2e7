"""Whose parts a published model is made of: the learner's, and ours for what is not written, or lacks what it needs."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import textwrap
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dojo.course.course import Course
from dojo.course.stubs import not_started, stubs_in
from dojo.engine.base.files import COURSE, find_katas, find_root
from dojo.engine.base.importing import open_mine, open_parts
from dojo.engine.base.mine import LIBRARY, all_parts, asked_from

_MADE_OF = ("load_llama", "from_llama"), ("modern_gpt", "ModernGPT"), ("generate", "generate"), ("kv_cache", "Cache")
"""What a published model is made of and written with, each with its part."""


def opened(course: Course, table: Mapping[str, Path], asks: list[str]) -> str:
    """Open the parts of a published model; return which of them are ours, and why.

    Parameters
    ----------
    course : Course
        Its katas.
    table : mapping of str to Path
        The file of each part, by its name.
    asks : list of str
        The keyword arguments of ``ModernGPT`` that the model needs.
    """
    ours = ours_of(course)
    whole, why = {**ours, **table}, dict[str, str]()
    open_mine(whole)
    while lacking := [each for each in _lacking(whole, asks) if whole[each[0]] != ours[each[0]]]:
        why |= dict(reversed(lacking))  # of each part the first
        whole |= {part: ours[part] for part, _ in lacking}
        open_mine(whole)
    _drop_what_is_plain()
    parts = parts_in(whole)
    return _in_words([part for part in parts if whole[part] == ours[part]], why, len(parts))


def ours_of(course: Course) -> dict[str, Path]:
    """Return the file of each of our parts, by its name."""
    return all_parts([*find_katas(COURSE), *course.places], None)


def parts_in(table: Mapping[str, Path]) -> list[str]:
    """Name the parts of a table that a published model is made of and written with."""
    return [*dict.fromkeys(part for part, _ in asked_from(_MADE_OF, table))]


def _drop_what_is_plain() -> None:
    """Let ``load_llama`` build a ModernGPT that lacks arguments: those that a model needs are there by now."""
    with contextlib.suppress(ImportError, AttributeError):
        module = importlib.import_module(f"{LIBRARY}.load_llama")
        plain: Any = module.ModernGPT

        class ModernGPT(plain):
            def __init__(self, *given, **named):
                super().__init__(*given, **{name: value for name, value in named.items() if takes(plain, name)})

        vars(module)["ModernGPT"] = ModernGPT


def _lacking(table: Mapping[str, Path], asks: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each part that is not written as far as a model needs it, with what is missing; without, where all is."""
    needs = [*_MADE_OF, *([("load_llama", "from_config")] if asks else [])]
    for part, name in asked_from(needs, table):
        if not table[part].is_file() or not_started(table[part]):
            yield part, ""
        elif name in stubs_in(table[part]) or not _has(part, name):
            yield part, name
    asked = [*asks, "tied", "cache"] if _has("load_llama", "from_config") else [*asks, "cache"]
    keywords = [("modern_gpt", "ModernGPT", ask) for ask in asked] + [("generate", "generate", "cache")]
    keywords += [("rotary_embedding", "rope", "frequencies")] if "frequencies" in asks else []
    for part, name, keyword in keywords:
        if not _has(part, name, keyword):
            yield part, "" if not_started(table[part]) else keyword


def _has(part: str, name: str, keyword: str = "") -> bool:
    """Tell whether a part has a name, which takes a keyword; where it does not load, that is told when it is used."""
    with contextlib.suppress(Exception):
        module = importlib.import_module(f"{LIBRARY}.{part}")
        return not name or (hasattr(module, name) and (not keyword or takes(getattr(module, name), keyword)))
    return True


def takes(mine, name: str) -> bool:
    """Tell whether a function or class takes an argument: of its own, or of its ``forward``; or has such a method."""
    parameters = [
        p for each in (mine, getattr(mine, "forward", mine)) for p in inspect.signature(each).parameters.values()
    ]
    return hasattr(mine, name) or any(p.name == name or p.kind is p.VAR_KEYWORD for p in parameters)


def by_yours(part: str, name: str, *arguments):
    """Return what a function of a part gives; what it raises is told as that of the learner, or as ours."""
    missing = LookupError(f"it needs {name} of {part}, which is not written yet")
    if (function := getattr(importlib.import_module(f"{LIBRARY}.{part}"), name, None)) is None:
        raise missing
    try:
        with in_a_sentence():
            return function(*arguments)
    except NotImplementedError:
        raise missing from None


@contextlib.contextmanager
def in_a_sentence() -> Iterator[None]:
    """Inside, what a part raises becomes a `LookupError` that names the part, its file and the line."""
    try:
        yield
    except NotImplementedError:
        raise
    except Exception as error:  # of a part: any
        parts = {file.parent: part for part, file in open_parts().items()}
        frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
        if not (theirs := [frame for frame in frames if frame[0].parent in parts]):
            raise
        file, line = theirs[-1]
        whose = "your" if file.is_relative_to(find_root() / "katas") else "our"
        what = textwrap.shorten(str(error), 160, placeholder=" ...")
        told = f"{whose} {parts[file.parent]} raised {type(error).__name__} at {file.name}:{line}: {what}"
        raise LookupError(told) from error


def _in_words(ours: list[str], why: Mapping[str, str], of: int) -> str:
    """Say which parts are ours, and what the learner's have not yet."""
    lines = [f"Your {part} has no {name} yet: ours takes its place here." for part, name in why.items() if name]
    rest = [part for part in ours if not why.get(part)]
    told = "by ours: all parts" if len(rest) == of else f"by ours: {', '.join(rest)}"
    return "\n".join([*([told] if rest else []), *lines])
