"""Look for checks that allow more than rounding: the model solution is a millionth off, and each must see it.

A ``kata.check`` that can't, because a millionth is rounding there, says so: with that word in a comment, on its line
or above it.
"""

from __future__ import annotations

import ast
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from dojo.authors.judged import HERE, PROOF, judge
from dojo.authors.solutions import submission
from dojo.authors.tables import public
from dojo.engine.base.failures import Mismatch
from dojo.engine.base.files import KataFiles
from dojo.engine.base.nested import leaves
from dojo.engine.judge.kata import Kata

BY_OUTCOME = {"fit", "train", "init", "xavier_uniform", "kaiming_normal"}
"""Functions whose floats are drawn, or trained: they are judged by their distribution, or by what they are good for."""
_MEND = "Give a smaller scale=; or say in a comment above why a millionth is rounding"


def blind_checks(place: KataFiles) -> Iterator[str]:
    """Yield where a judge compares the floats of a function, and no comparison sees that they are a millionth off."""
    text = place.reference(place.name).read_text(encoding="utf-8")
    functions = (node.name for node in public(place) if isinstance(node, ast.FunctionDef))
    for name in (name for name in functions if f"def {name}(" in text and name not in BY_OUTCOME):
        with submission(place, text + _MOVED.format(name=name)) as folder, _noted(name) as seen:
            judge(place, folder, *HERE, PROOF)
        for (file, line), sees in sorted(seen.items()):
            if not sees and not _is_explained(file, line):
                where = f"{file.relative_to(place.root).as_posix()}:{line}"
                yield f"{where}: {name} may be a millionth off here. {_MEND}"


def _is_explained(file: Path, line: int) -> bool:
    """Tell whether a comment at a check says why it can't see a millionth."""
    near = file.read_text(encoding="utf-8").split("\n")[max(0, line - 2) : line]
    return any("millionth" in text.partition("#")[2] for text in near)


@contextlib.contextmanager
def _noted(name: str) -> Iterator[dict[tuple[Path, int], bool]]:
    """Note where floats of a function are compared, and whether any comparison there was red, as it is judged."""
    seen: dict[tuple[Path, int], bool] = {}

    def check(self, scenario, *args, scale=None, **kwargs):
        if scenario != name:
            return original(self, scenario, *args, scale=scale, **kwargs)
        frame, is_red = sys._getframe(1), False
        try:
            value = original(self, scenario, *args, scale=scale, **kwargs)
        except Mismatch:
            is_red, value = True, self.run(scenario, *args, **kwargs)
        if any(map(_is_float64, leaves(value))):
            where = Path(frame.f_code.co_filename), frame.f_lineno
            seen[where] = seen.get(where, False) or is_red
        return value

    original = Kata.check
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Kata, "check", check)
        yield seen


def _is_float64(value) -> bool:
    """Tell whether there is a number in it that is moved by a millionth of itself."""
    array = np.asarray(value)
    return array.dtype == np.float64 and bool(np.any(np.isfinite(array) & (array != 0)))


_MOVED = """


def _moved(value):
    if isinstance(value, (tuple, list)):
        parts = [_moved(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if isinstance(value, dict):
        return {{key: _moved(part) for key, part in value.items()}}
    is_float = isinstance(value, float) or getattr(getattr(value, "dtype", None), "kind", "") == "f"
    if is_float or getattr(value, "is_floating_point", bool)():
        return value * (1 + 1e-6)
    return value


def _wrapped(function):
    return lambda *args, **kwargs: _moved(function(*args, **kwargs))


{name} = _wrapped({name})
"""
