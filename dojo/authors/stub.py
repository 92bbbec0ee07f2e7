"""Look for what is wrong with a stub beside its judge, the model solution and the references.

Learners keep to what it says.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

import numpy as np

from dojo.authors.papers import named
from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import load_ours, load_trusted
from dojo.engine.judge.kata import Kata


def problems(place: KataFiles) -> Iterator[str]:
    """Yield all that is wrong with a stub, and with what its judge says of it."""
    file = place.solution(place.root / "katas")
    stub, judge = load_trusted(file), named(place.judge, place)
    text = place.judge.read_text(encoding="utf-8")
    if ("from_scratch=[" in text) != ("test_is_written_from_scratch" in text):
        yield f"{judge}: from_scratch= in the mark goes with test_is_written_from_scratch"
    if taken := {name for name in dir(Kata) if name[0] != "_" and _is_defined(stub, vars(stub).get(name))}:
        # its functions would pass without being run
        yield f"{judge}: kata.{'/'.join(taken)} is the judge's own: call the function otherwise"
    yield from (f"{named(file, place)}: {problem}" for problem in _unclear(stub))
    yield from differences(place)


def _unclear(stub: ModuleType) -> Iterator[str]:
    """Yield what is not documented, and what does more than to raise."""
    functions = dict(callables(stub))
    classes = {n: value for n, value in vars(stub).items() if inspect.isclass(value) and _is_defined(stub, value)}
    if not stub.__doc__:
        yield "its first line says what is written here"
    if not functions:
        yield "defines nothing"
    for name, value in {**classes, **functions}.items():
        if not inspect.getdoc(value) and "__" not in name:
            yield f"{name} has no docstring"
    yield from (f"{name} raises no NotImplementedError" for name in functions if not _is_unwritten(functions[name]))


def _is_unwritten(function: Callable) -> bool:
    """Tell whether a function of a stub raises NotImplementedError."""
    needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    by_name = {p.name: np.ones(2) for p in needed if p.kind is p.KEYWORD_ONLY}
    try:
        function(*[np.ones(2) for p in needed if p.kind is p.POSITIONAL_OR_KEYWORD], **by_name)
    except NotImplementedError:
        return True
    return False


def differences(place: KataFiles) -> Iterator[str]:
    """Yield each function and method of a stub whose parameters are not those of the model solution or of a reference.

    A reference need not have all names, and what its classes inherit from a library is the library's. The model
    solution has all of them. Constructors may take more, with defaults, for what their own methods hand on, and each
    function may take what the statement names: a keyword that came when the stub was out.
    """
    stub = load_trusted(place.solution(place.root / "katas"))
    page = place.judge.with_name("README.md")
    statement = page.read_text(encoding="utf-8") if page.is_file() else ""
    for stem in (place.name, "with_numpy", "with_torch"):
        if not (file := place.reference(stem)).is_file():
            continue
        module = load_ours(place, stem)
        for name, function in callables(stub):
            other = _defined(module, name)
            if problem := _difference(function, other, stem == place.name, name.endswith("__init__"), statement):
                yield f"{file.name}: {name}{problem}"


def callables(module: ModuleType) -> Iterator[tuple[str, Callable]]:
    """Yield the functions and the methods that a module defines."""
    for name, value in vars(module).items():
        if not _is_defined(module, value):
            continue
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value):
            members = {n: getattr(v, "__func__", v) for n, v in vars(value).items()}  # a static method's function
            yield from ((f"{name}.{n}", v) for n, v in members.items() if inspect.isfunction(v))


def _is_defined(module: ModuleType, value: object) -> bool:
    """Tell whether a value is a function or a class of a module, and not one that it imports."""
    return getattr(value, "__module__", None) == module.__name__


def _difference(
    function: Callable, other: Callable | None, is_model: bool, is_constructor: bool, statement: str
) -> str | None:
    if other is None:
        return " is not there" if is_model else None
    wanted, there = _parameters(function), _parameters(other)
    more = there[len(wanted) :]
    may_be = all(p.default is not p.empty and (is_constructor or f"{p.name}=" in statement) for p in more)
    if wanted == there[: len(wanted)] and may_be:
        return None
    return f"{inspect.Signature(there)}, but the stub has {inspect.Signature(wanted)}"


def _parameters(function: Callable) -> list[inspect.Parameter]:
    """Return names, order, kinds and defaults, without annotations."""
    return [p.replace(annotation=p.empty) for p in inspect.signature(function).parameters.values()]


def _defined(module: ModuleType, name: str) -> Callable | None:
    """Return what a module itself has under a name of the stub."""
    first, _, method = name.partition(".")
    value = vars(module).get(first)
    if not method:
        return value if callable(value) else None
    bases = value.__mro__ if inspect.isclass(value) else ()
    methods = (vars(base).get(method) for base in bases if _is_defined(module, base))
    return next((getattr(held, "__func__", held) for held in methods if held is not None), None)
