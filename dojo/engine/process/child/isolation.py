"""Telling what a solution changed in the state of its process, and putting it back.

Nothing of it can reach a comparison, which is made in another process: it is told since it is a fault worth knowing.
"""

from __future__ import annotations

import os
import random
import sys

import numpy as np
import numpy.random  # which NumPy loads late

from dojo.engine.base.importing import importable
from dojo.engine.base.lines import Home, Line
from dojo.engine.base.questions import Ended

_OTHERS = ("PYTEST_", "TORCHINDUCTOR_", "TRITON_", "KMP_")
"""Environment variables that pytest and torch set for themselves."""

_WATCHED = (
    *("builtins", "math", "random", "operator", "copy", "warnings"),
    *("numpy", "numpy.linalg", "numpy.random", "pandas"),
    *("torch", "torch.nn", "torch.nn.functional", "torch.linalg", "torch.autograd", "torch.optim"),
    *("array_api_compat", "array_api_compat.torch", "array_api_compat.numpy"),
)


def _torch_states(torch):
    yield "torch's default dtype", torch.get_default_dtype, torch.set_default_dtype
    yield "torch's default device", torch.get_default_device, torch.set_default_device
    yield "torch's gradient mode", torch.is_grad_enabled, torch.set_grad_enabled
    yield "torch's number of threads", torch.get_num_threads, torch.set_num_threads
    yield "torch's float32 precision", torch.get_float32_matmul_precision, torch.set_float32_matmul_precision
    is_deterministic, set_deterministic = torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms
    yield "torch's deterministic mode", is_deterministic, set_deterministic


def _states():
    """Name, getter and setter of each thing that a solution must leave as it was."""
    yield "NumPy's error handling (np.seterr)", np.geterr, lambda s: np.seterr(**s)
    yield "the working directory", os.getcwd, os.chdir
    yield "the environment variables", _environ, _restore_environ
    yield "sys.path", lambda: list(sys.path), lambda s: sys.path.__setitem__(slice(None), s)
    yield "the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "optim"):
        yield from _torch_states(torch)


def _styles():
    if (matplotlib := sys.modules.get("matplotlib")) is not None and hasattr(matplotlib, "rcParams"):
        yield "Matplotlib's rcParams", lambda: _style(matplotlib), lambda s: dict.update(matplotlib.rcParams, s)


def _style(matplotlib) -> dict:
    """All but the backend, which a solution may choose and loading pyplot settles."""
    return {name: value for name, value in matplotlib.rcParams.copy().items() if not name.startswith("backend")}


def _environ() -> dict:
    return {name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)}


def _restore_environ(saved: dict) -> None:
    for name in set(_environ()) - set(saved):
        del os.environ[name]
    os.environ.update(saved)


_DRAWN = 2_000
"""Blocks of 624 numbers: so many may be drawn, beyond that a generator is taken for seeded."""


def _random_states():
    """Name, getter and setter of each global generator, and whether drawing alone leads from one state to another."""
    yield "Python's random generator", random.getstate, random.setstate, _follows_in_python
    yield "NumPy's global random generator", _numpy_random, np.random.set_state, _follows
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "optim"):
        yield (
            "torch's global random generator",
            lambda: (torch.initial_seed(), torch.get_rng_state().numpy().tobytes()),
            lambda s: torch.set_rng_state(torch.frombuffer(bytearray(s[1]), dtype=torch.uint8)),
            lambda before, after: before[0] == after[0],
        )


def _numpy_random() -> tuple:
    state = np.random.get_state(legacy=False)
    key, position = state["state"]["key"], state["state"]["pos"]
    return state["bit_generator"], tuple(key.tolist()), position, state["has_gauss"], state["gauss"]


def _follows(before: tuple, after: tuple) -> bool:
    """Tell whether a Mersenne Twister comes from one state to another by drawing alone: block by block, unseeded."""
    twister = np.random.RandomState()
    twister.set_state(before)
    for _ in range(_DRAWN):
        if tuple(twister.get_state(legacy=False)["state"]["key"].tolist()) == after[1]:
            return True
        twister.bytes(4 * 624)
    return False


def _follows_in_python(before: tuple, after: tuple) -> bool:
    return _follows(*(("MT19937", words[:-1], words[-1]) for _, words, _ in (before, after)))


def _library() -> dict[str, dict]:
    """The names of each library that solutions call, and of torch.Tensor."""
    watched = {n: dict(vars(sys.modules[n])) for n in _WATCHED if n in sys.modules}
    if "torch" in watched and "Tensor" in watched["torch"]:
        watched["torch.Tensor"] = dict(vars(watched["torch"]["Tensor"]))
    return watched


class Isolation:
    """Surrounds a test or a load.

    Parameters
    ----------
    home : Home
        The solution's folder, importable inside, and forgotten after it; its parts may change something, too.
    random : bool
        Whether the kata may draw from the global random generators.
    loading : bool
        Whether a file is loaded. What it sets at its top is put back and no fault; Matplotlib's style, for all that
        it draws, stays as it is set.

    Attributes
    ----------
    put_back : list of str
        What the file has set at its top.
    """

    def __init__(self, home: Home, random: bool = False, loading: bool = False):
        self.home, self.random, self.loading = home, random, loading
        self.put_back: list[str] = []
        self._importable = importable(home.folder)
        self._put: list = []

    def begin(self) -> None:
        self._importable.__enter__()
        self.states = [*_states(), *(() if self.loading else _styles())]
        self.draws = [] if self.random else list(_random_states())
        self.saved = [get() for _, get, *_ in [*self.states, *self.draws]]
        self.library = _library()

    def end(self) -> Ended | None:
        """Put back whatever was changed, and tell it."""
        changed = self._restore()
        self._importable.__exit__(None, None, None)
        if not changed:
            return None
        words = ("A function answers by what it returns. Put back what you set, or don't set it.",)
        codes = [value.__code__ for value in self._put if hasattr(value, "__code__")]
        lines = [Line(c.co_filename, c.co_firstlineno, c.co_name) for c in codes if self.home.holds(c.co_filename)]
        rows = tuple(("at", str(line)) for line in lines[:1])
        return Ended("fault", f"changed {', '.join(changed)} and left it changed", rows, words)

    def _restore(self) -> list[str]:
        changed = []
        for name, names in self.library.items():
            owner = sys.modules["torch"].Tensor if name == "torch.Tensor" else sys.modules.get(name)
            if owner is None or vars(owner) == names or names.items() <= vars(owner).items():  # the first is quick
                continue
            for attribute, value in names.items():
                now = vars(owner).get(attribute, None)
                if now is not value and not _is_its_own(now, name, attribute):
                    changed.append(f"{name}.{attribute}")
                    self._put.append(now)
                    setattr(owner, attribute, value)
        for state, saved in zip([*self.states, *self.draws], self.saved, strict=True):
            name, get, put, *follows = state
            try:
                now = get()
            except OSError:  # the working directory is gone
                now = None
            if now != saved:
                put(saved)
                if not any(drew(saved, now) for drew in follows):
                    (self.put_back if self.loading else changed).append(name)
        return changed


def _is_its_own(value, library: str, attribute: str) -> bool:
    """Tell whether a library replaced a function of its own, as torch does when its compiler is loaded."""
    home = (getattr(value, "__module__", None) or "").partition(".")[0]
    if (library, attribute) == ("torch", "Storage"):  # follows the default dtype, which is told by its name
        return True
    return home == library.partition(".")[0] and getattr(value, "__name__", "") == attribute
