"""How inputs, results and calls are written in a message."""

from __future__ import annotations

import inspect
import textwrap

import numpy as np

from dojo.compare import Difference
from dojo.nested import NotAResult, arrays_of, describe, dtype_name, written

_WIDTH = 62
_SMALL = 40
"""Arrays of more entries are summed up, not printed."""


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
    return _clip(written(value))


def show_input(value) -> str:
    """A value with as many digits as it takes to tell 0.999999999 from 1, and two of its entries apart."""
    small = [a.astype(np.float64).ravel() for a in arrays_of(value) if a.dtype.kind == "f" and a.size <= _SMALL]
    return show(value, next((p for p in (4, 8) if all(_is_true(a, p) for a in small)), 17))


def _is_true(entries: np.ndarray, precision: int) -> bool:
    """Whether so many digits neither make an integer of what is none, nor make two numbers look the same."""
    known = np.unique(entries[np.isfinite(entries)])
    texts = [_number(v, precision) for v in known]
    return len(set(texts)) == len(known) and all(
        v == round(v) or not float(text).is_integer() for v, text in zip(known, texts, strict=True)
    )


def _clip(text: str) -> str:
    return text if len(text) <= 6 * _WIDTH else text[: 6 * _WIDTH] + " ..."


def _array(value: np.ndarray, precision: int) -> str:
    if value.size == 0:
        return f"[]  of shape {value.shape}"
    if value.dtype.kind != "f":
        return np.array2string(value, separator=", ", max_line_width=_WIDTH)
    if value.ndim == 0:
        return _number(value, precision)
    pad = max(len(_number(v, precision)) for v in value.ravel())
    form = {"float_kind": lambda v: f"{_number(v, precision):>{pad}}"}
    return np.array2string(value, separator=", ", max_line_width=_WIDTH, formatter=form)


def _number(value, precision: int) -> str:
    """A float with so many significant digits: 0.25, 1000., 3.2e-07, nan."""
    value = float(value)
    if value == 0 or not np.isfinite(value):
        return "0." if value == 0 else str(value)
    if 1e-4 <= abs(value) < 1e6:
        digits = max(precision - 1 - int(np.floor(np.log10(abs(value)))), 0)
        return np.format_float_positional(value, precision=max(digits, 1), unique=True, trim=".")
    return f"{value:.{precision}g}"


def show_pair(difference: Difference) -> tuple[str, str]:
    """Yours and expected, with as many digits as it takes to tell them apart."""
    yours, expected = difference.yours, difference.expected
    if difference.aspect != "values":
        return str(yours), str(expected)
    if isinstance(yours, np.ndarray) and isinstance(expected, np.ndarray) and yours.size > _SMALL:
        same = (yours == expected) | ((yours != yours) & (expected != expected))
        wrong = np.argwhere(~same)
        if yours.dtype.kind == "f":  # the worst entry, not the first with a rounding error
            with np.errstate(all="ignore"):
                error = np.abs(np.asarray(yours, np.float64) - np.asarray(expected, np.float64))
            worst = np.unravel_index(
                np.argmax(np.where(np.isnan(error) & ~same, np.inf, np.nan_to_num(error))), error.shape
            )
        else:
            worst = tuple(wrong[0])
        where = f"at [{', '.join(map(str, worst))}]"
        left, right = show_pair(Difference("values", np.asarray(yours[worst]), np.asarray(expected[worst])))
        return f"{left}  {where}", f"{right}  {where}"
    for precision in (4, 8, 17):
        left, right = show(yours, precision), show(expected, precision)
        if left.rstrip(".") != right.rstrip("."):  # a figure may be a whole number
            break
    return left, right


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
        inner = [literal(item, module) for item in value]
        return (
            None
            if None in inner
            else (f"[{', '.join(inner)}]" if isinstance(value, list) else f"({', '.join(inner)},)")
        )
    if isinstance(value, (bool, int, float, str, type(None))):
        return f"float({str(value)!r})" if isinstance(value, float) and not np.isfinite(value) else repr(value)
    return None


_TRANSPOSED, _GAPS = "np.asfortranarray({})", "np.repeat({}, 2, axis=-1)[..., ::2]"


def _layout(array: np.ndarray) -> str | None:
    """How to give an array its memory layout; None where it lies there entry after entry."""
    if array.flags.c_contiguous:
        return None
    if array.flags.f_contiguous:
        return _TRANSPOSED
    gaps = array.strides[-1] == 2 * array.itemsize
    return _GAPS if gaps and array[..., :1].nbytes else None


def layouts(value) -> str:
    """What is special about the memory of the arrays of an input, in words; empty where nothing is."""
    found = {_layout(array) for array in arrays_of(value)} - {None}
    words = {_TRANSPOSED: "transposed in memory", _GAPS: "with gaps in memory"}
    return ", ".join(words[layout] for layout in sorted(found))


def _nested(value, module: str) -> str:
    """Nested lists with the shortest digits that give each number back."""
    if isinstance(value, (list, np.ndarray)) and np.ndim(value):
        return f"[{', '.join(_nested(item, module) for item in value)}]"
    text = str(value)
    return f"{text[:-3]}{module}.{text[-3:]}" if text[-3:] in ("nan", "inf") else text


def paste(function: str, args, kwargs, on_torch: bool) -> str | None:
    """The call as source, wrapped at the width of a message; None where it is too long."""
    module = "torch" if on_torch else "np"
    parts = [literal(value, module) for value in args]
    parts += [None if (text := literal(value, module)) is None else f"{name}={text}" for name, value in kwargs.items()]
    if None in parts:
        return None
    call = f"{function}({', '.join(parts)})"
    return textwrap.fill(call, _WIDTH + 6, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
