"""The forbidden functions that a solution is seen to call, and which of its own functions run.

Python's profiler tells of each call that a line of the solution makes, torch's function and dispatch modes of torch's
operators. NumPy's operators and universal functions run unseen: what the text names of them counts where the function
around it ran. A method that is inherited from a library runs without a line of the solution: so the classes are asked
what they are made from.
"""

from __future__ import annotations

import contextlib
import inspect
import linecache
import sys
from collections.abc import Iterator, Set
from pathlib import Path
from types import FrameType, ModuleType

from dojo.engine.base.lines import Home, Line, is_inside
from dojo.engine.base.questions import Shortcut
from dojo.engine.process.forbidden import plain
from dojo.engine.process.reading import LIBRARIES

_WRAPPERS = {"wrapped_f", "wrapper"}
"""Functions of decorators, whatever they surround."""


class Watch:
    """Notes what is seen while a solution runs.

    Parameters
    ----------
    home : Path or Home
        Where the solution's code is.
    forbidden : set of str
        Plain names.

    Attributes
    ----------
    calls : dict
        The forbidden calls, in the order in which they came.
    ran : set of Line
        The first line of each function of the solution that ran.
    """

    def __init__(self, home: Path | Home, forbidden: Set[str]):
        self.home, self.forbidden = home, forbidden
        self.calls: dict[Shortcut, None] = {}
        self.ran: set[Line] = set()

    def see(self, name: str) -> None:
        """A function runs: it is noted with the line of the solution that led there."""
        if plain(name) not in self.forbidden:
            return
        frame: FrameType | None = sys._getframe(1)
        between = []
        while frame is not None and not is_inside(frame.f_code.co_filename, self.home):
            between.append((frame.f_globals.get("__name__", ""), frame.f_code.co_name))
            frame = frame.f_back
        if frame is not None and not self._is_allowed_inside(between):
            self._note(name, frame)

    def profile(self, frame: FrameType, event: str, called) -> None:
        """Look at a call that Python tells of, where a line of the solution makes it."""
        code, caller = frame.f_code, frame if event == "c_call" else frame.f_back
        if event == "call":
            if is_inside(code.co_filename, self.home):
                self.ran.add(Line(code.co_filename, code.co_firstlineno, code.co_name))
                return
            name, module = _name_of(code.co_qualname), frame.f_globals.get("__name__", "")
        elif event == "c_call":
            name, module = called.__name__, _home_of(called)
        else:
            return
        if caller is None or not is_inside(caller.f_code.co_filename, self.home):
            return
        if plain(name) in self.forbidden and module.partition(".")[0] in LIBRARIES:
            self._note(name, caller)

    def _note(self, name: str, frame: FrameType) -> None:
        line = Line(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
        self.calls[Shortcut(plain(name), line)] = None

    def _is_allowed_inside(self, frames) -> bool:
        """Tell whether an allowed function makes the forbidden call, as ``np.unstack`` calls ``np.moveaxis``."""
        library = [f for f in frames if f[0].partition(".")[0] != "dojo" and f[1] not in _WRAPPERS]
        module, entered = library[-1] if library else ("", "")
        home = module.partition(".")[0]
        return home in ("numpy", "array_api_compat") and plain(entered) not in self.forbidden and entered[0] != "_"


def _name_of(qualified: str) -> str:
    """The name of a function, or of the class that makes an object."""
    return qualified.removesuffix(".__init__").rpartition(".")[2]


def _home_of(called) -> str:
    """The module of a function in C, or of the object whose method it is."""
    owner = called.__self__
    return (owner.__name__ if isinstance(owner, ModuleType) else type(owner).__module__).lstrip("_")


@contextlib.contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """See what runs inside, torch's operators too where it is loaded."""
    before = sys.getprofile()
    with contextlib.ExitStack() as stack:
        if sys.modules.get("torch") is not None:
            from dojo.engine.process.child.devices import FunctionsSeen, OperationsSeen

            stack.enter_context(FunctionsSeen(watch.see))
            stack.enter_context(OperationsSeen(watch.see))
        sys.setprofile(watch.profile)
        stack.callback(sys.setprofile, before)
        yield


def inherited(module, forbidden: Set[str]) -> list[Shortcut]:
    """The forbidden classes of libraries that a solution's own classes are made from, whatever it calls them."""
    shortcuts = []
    for kind in [kind for kind in (getattr(module, name) for name in dir(module)) if inspect.isclass(kind)]:
        if kind.__module__ != module.__name__:
            continue  # an import, which may never be used
        for base in kind.__mro__:
            if base.__module__.partition(".")[0] in LIBRARIES and plain(base.__name__) in forbidden:
                line = Line(module.__file__, _line_of(kind, module), kind.__name__)
                shortcuts.append(Shortcut(plain(base.__name__), line))
    return shortcuts


def _line_of(kind, module) -> int:
    lines = linecache.getlines(module.__file__)
    return next((n for n, line in enumerate(lines, 1) if line.split()[:1] == ["class"] and kind.__name__ in line), 1)
