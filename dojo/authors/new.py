"""``dojo new``: the files of a kata that is to be written, each saying what to fill in."""

from __future__ import annotations

import re
from pathlib import Path

from dojo.base.files import KataFiles

_STATEMENT = """# {title}

FILL IN, the idea: why a language model needs it, in a concrete sentence; what one would try first, and where that
fails; a derivation where two to six lines give it; a picture where one would look. Link the katas that it builds on.

## The formula

```math
FILL IN
```

## A worked figure

FILL IN: a figure that can be checked by hand, the one that the judge pins, its results in **bold**.

## What to write

Begin with FILL IN: the first step, in one sentence.

`{name}(x)` returns FILL IN.

- FILL IN: shapes and demands, each a whole sentence.

From scratch: FILL IN, in plain words, what the judge's `from_scratch` forbids, and what is allowed.

**Also judged**

- FILL IN: what the edges ask, each a whole sentence.

## Read on

FILL IN: one or two links, free and short, with what to read there.
"""
_HINTS = """# Hints for {name}

## Faint

FILL IN: the idea: a question, or a thought that unlocks it. No function's name.

## Clearer

FILL IN: the plan, and the functions that it needs.

## Strong

FILL IN: nearly the code, in words.
"""
_STUB = '''"""FILL IN: what is written here, in one sentence."""

from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


def {name}(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """FILL IN: what it does, in one sentence.

    Parameters
    ----------
    x : array of shape (...)
        FILL IN.

    Returns
    -------
    array
        FILL IN, of the shape, dtype and device of ``x``.
    """
    xp = array_namespace(x)  # numpy for an array, torch for a tensor: xp.exp works on both
    raise NotImplementedError
'''
_JUDGE = '''"""FILL IN: what the kata is about, in one sentence."""

import numpy as np
import pytest
from hypothesis import given

from dojo import edges
from dojo.strategies import arrays, plain_arrays

pytestmark = pytest.mark.kata(  # dojo prove works out the minutes
    minutes=20,
    from_scratch=["FILL_IN"],
    instead="FILL IN: what to build it from.",
)


def test_worked_figure(kata):
    kata.check_figure("{name}", np.array([1.0, 2.0]), gives=[0.0, 0.0])  # FILL IN the figure of the statement


@given(plain_arrays())
def test_agrees_with_numpy_and_torch(kata, x):
    kata.check("{name}", x)


def test_is_written_from_scratch(kata):
    kata.check_from_scratch("{name}", np.array([1.0, 2.0]))


@edges
@given(arrays())
def test_agrees_in_every_dtype_and_layout(kata, x):
    kata.check("{name}", x)


@pytest.mark.kata(targets="torch")
@given(plain_arrays())
def test_gradient_agrees_with_torch(kata, x):
    kata.check_gradient("{name}", x)


@pytest.mark.kata(targets="torch-cpu")
def test_stays_on_the_device_of_its_input(kata):
    kata.check_device("{name}", np.array([1.0, 2.0]))
'''
_MODEL = '''"""FILL IN: what to notice in this solution, in one sentence; it is shown when a learner is green."""

from array_api_compat import array_namespace


def {name}(x):
    xp = array_namespace(x)
    raise NotImplementedError  # FILL IN: what a good teacher writes on the board, with xp
'''
_REFERENCE = '''"""FILL IN: the {library} version; it may call the library."""

import {library}


def {name}(x):
    raise NotImplementedError  # FILL IN
'''
_MISTAKES = '''"""FILL IN: what ten beginners would hand in. Begin here, with the words."""

from dojo import edit

edit(
    "forgets_something",
    "FILL IN: the idea that is missing, and how to mend it.",
    ("raise NotImplementedError", "return xp.zeros_like(x)"),  # FILL IN; five mistakes at least
)
'''
_OTHER = '''"""FILL IN: {what}."""

{begin}

def {name}(x):
    raise NotImplementedError  # FILL IN
'''


def create(root: Path, kata: str) -> list[str]:
    """Write the files of a kata.

    Parameters
    ----------
    root : Path
        The root of the course.
    kata : str
        ``TRACK/KATA``: each is a number of two digits, and words.

    Returns
    -------
    list of str
        What was written, in the order in which to fill it in.

    Raises
    ------
    ValueError
        Where the name is none, or the kata is there.
    """
    found = re.fullmatch(r"(\d\d_[a-z][a-z0-9_]*)/(\d\d_([a-z][a-z0-9_]*))", kata.strip("/").removeprefix("katas/"))
    if not found:
        raise ValueError(f"{kata}: a kata is called like 04_scientific_python/13_clamp")
    track, folder, name = found.groups()
    place = KataFiles(root, track, folder)
    told = {"name": name, "title": name.replace("_", " ").capitalize()}
    katas = place.judge.parent
    files = {
        place.reference("mistakes"): _MISTAKES,
        place.reference(name): _MODEL,
        place.reference("with_numpy"): _REFERENCE.replace("{library}", "numpy"),
        place.reference("with_torch"): _REFERENCE.replace("{library}", "torch"),
        place.judge: _JUDGE,
        katas / "README.md": _STATEMENT,
        katas / "hints.md": _HINTS,
        place.solution(root / "katas"): _STUB,
    }
    xp = "from array_api_compat import array_namespace  # noqa: F401\n"
    for i in (1, 2):
        what = "a right solution by another way, green on every target"
        files[place.ways / f"variant_{i}.py"] = _OTHER.replace("{what}", what).replace("{begin}", xp)
    for i in (1, 2):
        what = "as a book or a course writes it, green at core"
        files[place.ways / f"textbook_{i}.py"] = _OTHER.replace("{what}", what).replace(
            "{begin}", "import numpy as np\n"
        )
    if there := [file for file in files if file.exists()]:
        raise ValueError(f"{there[0].relative_to(root).as_posix()} is there already")
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_filled(text, told), encoding="utf-8", newline="\n")
    return [file.relative_to(root).as_posix() for file in files]


def _filled(text: str, told: dict) -> str:
    for label, value in told.items():
        text = text.replace("{" + label + "}", str(value))
    return text
