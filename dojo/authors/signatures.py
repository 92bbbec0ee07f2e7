"""Whether a stub has the signatures of the model solution and of the references: learners keep to those of the stub."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

from dojo.base.files import KataFiles
from dojo.base.importing import load_ours, load_trusted


def differences(place: KataFiles) -> Iterator[str]:
    """Each function and method of a stub whose parameters are not those of the model solution or of a reference.

    A reference need not have all names, and what its classes inherit from a library is the library's. The model
    solution has all of them; its constructors may take more, with defaults, for what its own methods hand on.
    """
    stub = load_trusted(place.solution(place.root / "katas"))
    for stem in (place.name, "with_numpy", "with_torch"):
        file = place.reference(stem)
        module = load_ours(place, stem) if file.is_file() else None
        for name, function in callables(stub) if module else ():
            told = _difference(function, _defined(module, name), stem == place.name, name.endswith("__init__"))
            if told:
                yield f"{file.name}: {name}{told}"


def callables(module: ModuleType) -> Iterator[tuple[str, Callable]]:
    """The functions and the methods that a module defines."""
    for name, value in vars(module).items():
        if getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value):
            own = {n: getattr(v, "__func__", v) for n, v in vars(value).items()}  # a static method's function
            yield from ((f"{name}.{n}", v) for n, v in own.items() if inspect.isfunction(v))


def _difference(function: Callable, other: Callable | None, is_model: bool, is_constructor: bool) -> str | None:
    if other is None:
        return " is not there" if is_model else None
    wanted, found = _parameters(function), _parameters(other)
    more = found[len(wanted) :] if is_model and is_constructor else []
    if wanted == found[: len(found) - len(more)] and all(p.default is not p.empty for p in more):
        return None
    return f"{inspect.Signature(found)}, but the stub has {inspect.Signature(wanted)}"


def _parameters(function: Callable) -> list[inspect.Parameter]:
    """Names, order, kinds and defaults, without annotations."""
    return [p.replace(annotation=p.empty) for p in inspect.signature(function).parameters.values()]


def _defined(module: ModuleType, name: str) -> Callable | None:
    """What a module itself has under a name of the stub."""
    first, _, method = name.partition(".")
    value = vars(module).get(first)
    if not method:
        return value if callable(value) else None
    bases = value.__mro__ if inspect.isclass(value) else ()
    own = (vars(base).get(method) for base in bases if base.__module__ == module.__name__)
    return next((getattr(found, "__func__", found) for found in own if found is not None), None)
