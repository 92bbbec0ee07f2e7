"""The forbidden functions that a solution runs.

On torch they are seen by its function and dispatch modes, on NumPy by an array subclass and by stand-ins. A method that
is inherited from a library runs without a line of the solution: so the classes are asked what they are made from.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import linecache
import sys
from pathlib import Path

import numpy as np

from dojo.base.lines import Line, is_inside
from dojo.base.questions import Shortcut
from dojo.process.reading import LIBRARIES
from dojo.process.shortcuts import plain

_WRAPPERS = {"wrapped_f", "wrapper"}
"""Functions of decorators, whatever they surround."""


class _Seen:
    """Collects forbidden calls with the solution's line that made them."""

    def __init__(self, folder: Path, forbidden: set[str]):
        self.folder, self.forbidden, self.found = folder, forbidden, []

    def __call__(self, name: str):
        if plain(name) not in self.forbidden:
            return
        frame, between = sys._getframe(1), []
        while frame is not None and not is_inside(frame.f_code.co_filename, self.folder):
            between.append((frame.f_globals.get("__name__", ""), frame.f_code.co_name))
            frame = frame.f_back
        if frame is not None and not self._is_allowed_inside(between):
            line = Line(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
            self.found.append(Shortcut(plain(name), line))

    def _is_allowed_inside(self, frames) -> bool:
        """Whether a function that the kata allows makes the forbidden call, as ``np.unstack`` calls ``np.moveaxis``."""
        library = [f for f in frames if f[0].partition(".")[0] != "dojo" and f[1] not in _WRAPPERS]
        module, entered = library[-1] if library else ("", "")
        home = module.partition(".")[0]
        return home in ("numpy", "array_api_compat") and plain(entered) not in self.forbidden and entered[0] != "_"


@contextlib.contextmanager
def as_run(folder: Path, forbidden: set[str], torch=None):
    """Watch a solution run.

    Parameters
    ----------
    folder : Path
        Where the solution's code is.
    forbidden : set of str
        Plain names.
    torch : module, optional
        Watch torch too.

    Yields
    ------
    list of Shortcut
        Filled as forbidden functions are called.
    """
    seen = _Seen(folder, forbidden)
    with contextlib.ExitStack() as stack:
        for module_name in ("numpy", "numpy.linalg", "math", "operator", "scipy.special", "scipy.linalg"):
            if (module := sys.modules.get(module_name)) is not None:
                for name in forbidden & set(dir(module)):
                    stack.enter_context(_stand_in(module, name, seen))
        if torch is not None:
            function_mode, dispatch_mode = _torch_modes()
            stack.enter_context(function_mode(seen))
            stack.enter_context(dispatch_mode(seen))
        yield seen.found


def inherited(module, forbidden: set[str]) -> list[Shortcut]:
    """The forbidden classes of libraries that a solution's own classes are made from, whatever it calls them."""
    found = []
    for kind in [kind for kind in (getattr(module, name) for name in dir(module)) if inspect.isclass(kind)]:
        if kind.__module__ != module.__name__:
            continue  # an import, which may never be used
        for base in kind.__mro__:
            if base.__module__.partition(".")[0] in LIBRARIES and plain(base.__name__) in forbidden:
                line = Line(module.__file__, _line_of(kind, module), kind.__name__)
                found.append(Shortcut(plain(base.__name__), line))
    return found


def _line_of(kind, module) -> int:
    lines = linecache.getlines(module.__file__)
    return next((n for n, line in enumerate(lines, 1) if line.split()[:1] == ["class"] and kind.__name__ in line), 1)


@contextlib.contextmanager
def _stand_in(module, name, seen):
    """A forbidden function replaced by one that tells, and then does the same."""
    original = getattr(module, name)
    if not callable(original) or isinstance(original, type):
        yield
        return

    def stand_in(*args, **kwargs):
        seen(name)
        return original(*args, **kwargs)

    with contextlib.suppress(AttributeError):
        functools.update_wrapper(stand_in, original)
    setattr(module, name, stand_in)
    try:
        yield
    finally:
        setattr(module, name, original)


def watched_array(array: np.ndarray, folder: Path, forbidden: set[str], found: list):
    """A NumPy array that tells which forbidden functions, methods and operators see it."""
    seen = _Seen(folder, forbidden)
    seen.found = found

    class Watched(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
            seen(ufunc.__name__)
            if out is not None:
                kwargs["out"] = tuple(map(unwatched, out))
            kwargs = {key: unwatched(value) for key, value in kwargs.items()}
            result = getattr(ufunc, method)(*map(unwatched, inputs), **kwargs)
            if out is not None and len(out) == 1 and isinstance(out[0], Watched):
                return out[0]
            return result.view(Watched) if isinstance(result, np.ndarray) else result

        def __array_function__(self, function, types, args, kwargs):
            seen(function.__name__)
            return super().__array_function__(function, types, args, kwargs)

    def unwatched(value):
        return value.view(np.ndarray) if isinstance(value, Watched) else value

    def tell(name):
        own = getattr(np.ndarray, name)

        def method(self, *args, **kwargs):
            seen(name)
            return own(self, *args, **kwargs)

        def attribute(self):
            seen(name)
            return own.__get__(self)

        return method if callable(own) else property(attribute)

    for name in forbidden & set(dir(np.ndarray)):
        setattr(Watched, name, tell(name))
    return array.view(Watched)


@functools.cache
def _torch_modes():
    function_mode = importlib.import_module("torch.overrides").TorchFunctionMode
    dispatch_mode = importlib.import_module("torch.utils._python_dispatch").TorchDispatchMode

    class Functions(function_mode):
        def __init__(self, seen):
            super().__init__()
            self.seen = seen

        def __torch_function__(self, function, types, args=(), kwargs=None):
            self.seen(getattr(function, "__name__", ""))
            return function(*args, **(kwargs or {}))

    class Operations(dispatch_mode):
        def __init__(self, seen):
            super().__init__()
            self.seen = seen

        @classmethod
        def _should_skip_dynamo(cls):
            return False  # torch would load its compiler, for seconds, to keep out of its way

        def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
            if not getattr(
                operation, "is_view", False
            ):  # repeat expands inside, and take transposes: what is written tells of views
                self.seen(operation.__name__)
            return operation(*args, **(kwargs or {}))

    return Functions, Operations
