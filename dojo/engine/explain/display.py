"""Write inputs, results and calls as a message shows them."""

from __future__ import annotations

import inspect
import textwrap

import numpy as np

from dojo.engine.base.nested import PLAIN, NotAResult, arrays_of, describe, dtype_name, is_number, leaves, written
from dojo.engine.explain import entries
from dojo.engine.truth.compare import Difference

_WIDTH = 62
_SMALL = 40
"""Arrays of more entries are summed up, not printed."""
_ROWS = 8
"""Arrays of more rows are told by the entries that differ."""
_SHOWN = 3
"""So many entries that differ are shown of a long array."""
_NEARLY = 100
"""Entries whose error is at most so many times smaller than the worst one are shown beside it."""
_LONG = 100
"""Characters of a text in an array."""
_SEEN = 20
"""Characters before the one in which two long texts part."""
_FEW = 12
"""Lists of so many plain values are written out."""


def show(value, precision: int = 4) -> str:
    """A value on one or a few lines of at most 62 columns."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray) and value.ndim and value.size > _SMALL:
        return f"{_array(value.ravel()[:4], precision)[:-1]}, ...  {dtype_name(value)} of shape {value.shape}"
    if isinstance(value, np.ndarray):
        return _array(value, precision)
    if isinstance(value, float):
        return _number(value, precision)
    if isinstance(value, (NotAResult, type(None))):
        return describe(value)
    if callable(value) and hasattr(value, "__name__"):
        return (inspect.getdoc(value) or value.__name__).split("\n")[0]
    if isinstance(value, (list, tuple)):
        inner = ", ".join(show(item, precision) for item in value)
        return _clip(f"[{inner}]" if isinstance(value, list) else f"({inner}{',' * (len(value) == 1)})")
    if isinstance(value, dict):
        return _clip("{" + ", ".join(f"{written(k)}: {show(v, precision)}" for k, v in value.items()) + "}")
    if isinstance(value, set) and value:
        return _clip("{" + ", ".join(map(written, _in_order(value))) + "}")
    return cut(written(value))


def cut(text: str) -> str:
    """A text cut to one line."""
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]} ..."


def _in_order(items: set) -> list:
    """Put what is in a set in one order: Python's own of texts is another one in each process."""
    try:
        return sorted(items)
    except TypeError:
        return sorted(items, key=written)


def show_input(value, passed=None) -> str:
    """A value with as many digits as it takes to tell 0.999999999 from 1, and two of its entries apart.

    A long dict is told by what differs from the one that a call that passed was given in its place.
    """
    if isinstance(value, dict) and entries.is_long(value, written(value), _WIDTH):
        return _clip(entries.told(value, passed, _WIDTH))
    floats = [np.asarray(leaf) for leaf in leaves(value) if isinstance(leaf, (float, np.floating, np.ndarray))]
    small = [a.astype(np.float64).ravel() for a in floats if a.dtype.kind == "f" and a.size <= _SMALL]
    return show(value, next((p for p in (4, 8) if all(_is_true(a, p) for a in small)), 17))


def _is_true(entries: np.ndarray, precision: int) -> bool:
    """Tell whether so many digits neither make an integer of what is none, nor make two numbers look the same."""
    texts = {v: _number(v, precision) for v in np.unique(entries[np.isfinite(entries)])}
    are_true = all(v == round(v) or not float(text).is_integer() for v, text in texts.items())
    return are_true and len(set(texts.values())) == len(texts)


def _clip(text: str) -> str:
    return text if len(text) <= 6 * _WIDTH else text[: 6 * _WIDTH] + " ..."


def _array(value: np.ndarray, precision: int) -> str:
    if value.size == 0:
        return f"[]  of shape {value.shape}"
    if value.dtype.kind in "SU":
        value = value.astype(f"{value.dtype.kind}{_LONG}")  # which cuts them, and makes none longer to read
    if value.dtype.kind != "f":
        return np.array2string(value, separator=", ", max_line_width=_WIDTH)
    if value.ndim == 0:
        return _number(value, precision)
    pad = max(len(_number(v, precision)) for v in value.ravel())
    return np.array2string(
        value,
        separator=", ",
        max_line_width=_WIDTH,
        formatter={"float_kind": lambda v: f"{_number(v, precision):>{pad}}"},
    )


def _number(value, precision: int) -> str:
    """A float with so many significant digits: 0.25, 1000., 3.2e-07, nan."""
    value = float(value)
    if value == 0 or not np.isfinite(value):
        return "0." if value == 0 else str(value)
    if 1e-4 <= abs(value) < 1e6:
        digits = max(precision - 1 - int(np.floor(np.log10(abs(value)))), 0)
        return np.format_float_positional(value, precision=max(digits, 1), unique=True, trim=".")
    return f"{value:.{precision}g}"


def show_pair(difference: Difference, on_torch: bool = False) -> tuple[str, str]:
    """Yours and expected: their kinds, dtypes or shapes where those part, else their values."""
    yours, expected = difference.yours, difference.expected
    if difference.aspect == "gradient":
        return "none: the result is cut off from it", "a gradient"
    if difference.aspect == "type" and isinstance(yours, dict) and isinstance(expected, dict):
        return _names_told_apart(yours, expected), _names_told_apart(expected, yours)
    if difference.aspect == "type":
        return _kind_and_value(yours, on_torch), _kind_and_value(expected, on_torch)
    if difference.aspect == "dtype":
        return dtype_name(yours), dtype_name(expected)
    if difference.aspect == "shape":
        return str(np.shape(yours)), str(np.shape(expected))
    if isinstance(yours, np.ndarray) and isinstance(expected, np.ndarray) and _is_long(yours):
        return _show_where_they_differ(yours, expected)
    return _told_apart(yours, expected)


def _names_told_apart(one: dict, other: dict) -> str:
    """Two dicts that differ in their keys: how many one has, and which of them the other has not."""
    names = ", ".join(written(key) for key in one if key not in other)
    return f"a dict of {len(one)}{f', with {cut(names)}' if names else ''}"


def _kind_and_value(value, on_torch: bool) -> str:
    """Name the kind of thing that a result is; of a list of a few plain values, show those."""
    kind = describe(value)
    if isinstance(value, list) and len(value) <= _FEW and all(type(item) in PLAIN for item in value):
        kind = kind if all(map(is_number, value)) else f"{show(value)}  ({kind})"
    return kind.replace("an array of shape", "a tensor of shape") if on_torch else kind


def _is_long(array: np.ndarray) -> bool:
    """Tell whether an array is shown by the entries that differ: it holds too many, or takes too many lines."""
    return array.size > _SMALL or array.size // max(array.shape[-1:] or (1,)) > _ROWS


def _show_where_they_differ(yours: np.ndarray, expected: np.ndarray) -> tuple[str, str]:
    """The entries that differ, each by its index: the worst one and those that come near it."""
    mine, due = [], []
    for at in _differing(yours, expected):
        left, right = _told_apart(np.asarray(yours[at]), np.asarray(expected[at]))
        where = f" at [{', '.join(map(str, at))}]"
        mine.append(left + where)
        due.append(right + where)
    return f"{', '.join(mine)}\nof shape {yours.shape}", ", ".join(due)


def _differing(yours: np.ndarray, expected: np.ndarray) -> list[tuple[int, ...]]:
    """Find a few indices where two arrays differ: of floats not where only a rounding error does."""
    with np.errstate(all="ignore"):
        same = (yours == expected) | ((yours != yours) & (expected != expected))
        error = np.abs(np.asarray(yours, np.float64) - np.asarray(expected, np.float64))
    error = np.where(same, 0.0, np.where(np.isnan(error), np.inf, error))
    worst = np.max(error)
    near = error == worst if np.isinf(worst) else error >= worst / _NEARLY
    return [tuple(map(int, at)) for at in np.argwhere(near)[:_SHOWN]]


def _told_apart(yours, expected) -> tuple[str, str]:
    """Two values with as many digits as it takes to tell them apart; of two long texts, from where they part."""
    if isinstance(yours, str) and isinstance(expected, str):
        return _texts_told_apart(yours, expected)
    for precision in (4, 8, 17):
        left, right = show(yours, precision), show(expected, precision)
        if left.rstrip(".") != right.rstrip("."):  # a figure may be a whole number
            break
    return left, right


def _texts_told_apart(yours: str, expected: str) -> tuple[str, str]:
    """Two texts in a line each: what they begin with alike is cut where it would push out what differs."""
    apart = (i for i, (one, other) in enumerate(zip(yours, expected, strict=False)) if one != other)
    alike = next(apart, min(len(yours), len(expected)))
    if alike < _WIDTH - _SEEN:
        return show(yours), show(expected)
    return f"... {show(yours[alike - _SEEN :])}", f"... {show(expected[alike - _SEEN :])}"


def literal(value, module: str) -> str | None:
    """A value as Python source that a learner can paste, or None where it is too long."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        if value.size > _SMALL or value.dtype.kind not in "biuf" or 0 in value.shape:
            return None
        if (layout := _layout(value)) is not None:
            array = layout.format(literal(np.ascontiguousarray(value), "np"))
            return array if module == "np" else f"torch.from_numpy({array})"
        body = _nested(value.tolist() if value.dtype != np.float32 else value, module)
        plain = value.dtype in (np.int64, np.bool_) or (value.dtype == (np.float64 if module == "np" else np.float32))
        dtype = "" if plain else f", dtype={module}.{value.dtype}"
        return f"{module}.{'array' if module == 'np' else 'tensor'}({body}{dtype})"
    if isinstance(value, (list, tuple)):
        texts = [text for item in value if (text := literal(item, module)) is not None]
        if len(texts) < len(value):
            return None
        return f"[{', '.join(texts)}]" if isinstance(value, list) else f"({', '.join(texts)},)"
    if isinstance(value, (bool, int, float, str, type(None))):
        return f"float({str(value)!r})" if isinstance(value, float) and not np.isfinite(value) else repr(value)
    return None


_TRANSPOSED, _GAPS = "np.asfortranarray({})", "np.repeat({}, 2, axis=-1)[..., ::2]"


def _layout(array: np.ndarray) -> str | None:
    """Find the call that gives an array its memory layout; None where it lies there entry after entry."""
    if array.flags.c_contiguous:
        return None
    if array.flags.f_contiguous:
        return _TRANSPOSED
    gaps = array.strides[-1] == 2 * array.itemsize
    return _GAPS if gaps and array[..., :1].nbytes else None


def layouts(value) -> str:
    """Say what is special about the memory of the arrays of an input; empty where nothing is."""
    seen = {_layout(array) for array in arrays_of(value)}
    words = {_TRANSPOSED: "transposed in memory", _GAPS: "with gaps in memory"}
    return ", ".join(text for layout, text in words.items() if layout in seen)


def _nested(value, module: str) -> str:
    """Nested lists with the shortest digits that give each number back."""
    if isinstance(value, (list, np.ndarray)) and np.ndim(value):
        return f"[{', '.join(_nested(item, module) for item in value)}]"
    text = str(value)
    return f"{text[:-3]}{module}.{text[-3:]}" if text[-3:] in ("nan", "inf") else text


def paste(function: str, args, kwargs, on_torch: bool) -> str | None:
    """The call as source, wrapped at the width of a message; None where it is too long."""
    module = "torch" if on_torch else "np"
    given = [*(("", value) for value in args), *((f"{name}=", value) for name, value in kwargs.items())]
    texts = [f"{name}{text}" for name, value in given if (text := literal(value, module)) is not None]
    if len(texts) < len(given):
        return None
    call = f"{function}({', '.join(texts)})"
    return textwrap.fill(call, _WIDTH + 6, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
