"""Whose parts a published model is made of: the learner's, and ours for what is not written, or lacks what it needs."""

from __future__ import annotations

import contextlib
import importlib
import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

from dojo.course.course import Course
from dojo.course.stubs import not_started, stubs_in
from dojo.engine.base.files import COURSE, find_katas, find_root
from dojo.engine.base.importing import open_mine, open_parts
from dojo.engine.base.mine import LIBRARY, all_parts, asked_from

KEYWORDS = "head_dim", "qk_norm", "qkv_bias", "tied", "windows", "frequencies"
"""The arguments of a ``ModernGPT`` that a family may need beside those of a plain one."""
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
    ours = all_parts([*find_katas(COURSE), *course.places], None)
    whole, why = {**ours, **table}, dict[str, str]()
    open_mine(whole)
    while lacking := [each for each in _lacking(whole, asks) if whole[each[0]] != ours[each[0]]]:
        why |= dict(reversed(lacking))  # of each part the first
        whole |= {part: ours[part] for part, _ in lacking}
        open_mine(whole)
    parts = dict.fromkeys(part for part, _ in asked_from(_MADE_OF, whole))
    return _in_words([part for part in parts if whole[part] == ours[part]], why, len(parts))


def _lacking(table: Mapping[str, Path], asks: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each part that is not written as far as a model needs it, with what is missing; without, where all is."""
    needs = [*_MADE_OF, *([("load_llama", "from_config")] if asks else [])]
    for part, name in asked_from(needs, table):
        if not table[part].is_file() or not_started(table[part]):
            yield part, ""
        elif name in stubs_in(table[part]) or not _has(part, name):
            yield part, name
    given = KEYWORDS if _has("load_llama", "from_config") else asks  # which gives all of them, as a rule
    keywords = [("modern_gpt", "ModernGPT", ask) for ask in [*given, "cache"]] + [("generate", "generate", "cache")]
    keywords += [("rotary_embedding", "rope", "frequencies")] if "frequencies" in asks else []
    yield from ((part, keyword) for part, name, keyword in keywords if not _has(part, name, keyword))


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
        return function(*arguments)
    except NotImplementedError:
        raise missing from None
    except Exception as error:
        whose = "your" if open_parts()[part].is_relative_to(find_root() / "katas") else "our"
        raise LookupError(f"{whose} {name} of {part} raised {type(error).__name__}: {error}") from error


def _in_words(ours: list[str], why: Mapping[str, str], of: int) -> str:
    """Say which parts are ours, and what the learner's have not yet."""
    lines = [f"Your {part} has no {name} yet: ours takes its place here." for part, name in why.items() if name]
    rest = [part for part in ours if not why.get(part)]
    told = "by ours: all parts" if len(rest) == of else f"by ours: {', '.join(rest)}"
    return "\n".join([*([told] if rest else []), *lines])
