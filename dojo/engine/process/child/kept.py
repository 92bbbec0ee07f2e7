"""Where a solution can leave something for a later call: its globals, and what belongs to its functions and classes."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from types import ModuleType


def places_of(module: ModuleType) -> dict[str, str]:
    """What lies in each such place, in short, by the name that a reader of the file knows it by."""
    return {name: _in_short(value) for name, value in _places(module)}


def changed_since(before: dict[str, str], module: ModuleType) -> list[str]:
    """Name the places in which something else lies than before."""
    return [name for name, value in places_of(module).items() if before.get(name) != value]


def _places(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in list(vars(module).items()):
        if name.startswith("__"):
            continue
        if getattr(value, "__module__", None) != module.__name__:
            yield name, value
        elif isinstance(value, type):
            yield from _of_a_class(name, value)
        else:
            yield from _of_a_function(name, value)


def _of_a_class(name: str, kind: type) -> Iterator[tuple[str, object]]:
    for attribute, value in list(vars(kind).items()):
        if callable(value):
            yield from _of_a_function(f"{name}.{attribute}", value)
        elif not attribute.startswith("__"):
            yield f"{name}.{attribute}", value


def _of_a_function(name: str, function) -> Iterator[tuple[str, object]]:
    for attribute, value in list(getattr(function, "__dict__", {}).items()):
        if not attribute.startswith("__"):
            yield f"{name}.{attribute}", value
    if getattr(function, "__defaults__", None):
        yield f"a default of {name}", function.__defaults__
    if hasattr(function, "cache_info"):
        yield f"the cache of {name}", function.cache_info().currsize


def _in_short(value) -> str:
    size = len(value) if isinstance(value, (dict, list, set, str, bytes, tuple)) else ""
    try:
        return f"{type(value).__name__} {size} {reprlib.repr(value)}"
    except Exception:  # of the solution: any
        return type(value).__name__
