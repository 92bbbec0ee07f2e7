"""The bytes that travel between the judge and the process of the solution.

Questions go down pickled: they come from us. Answers come up in a format that cannot carry code, since what comes up
may be written by anybody: MessagePack, with the dtypes and shapes of arrays, and their bytes behind it.
"""

from __future__ import annotations

import functools
import io
import math
import pickle
import struct
import types
from dataclasses import MISSING
from typing import Literal

import cloudpickle
import msgpack
import numpy as np

from dojo.engine.base.lines import Line
from dojo.engine.base.nested import BFloat16Array, NotAResult
from dojo.engine.base.questions import Answer, DeviceFault, Ended, Log, Raised, Shortcut
from dojo.engine.process.channel import LARGEST
from dojo.engine.process.strides import reduce_array

# ---------------------------------------------------------------------------- questions, downwards


_DEFINITIONS = type, types.FunctionType


class _Numbering:
    """A part of picklers: a function or class of a judge is replaced by a number, for it travels alone, and once."""

    numbered: dict | None = None

    def persistent_id(self, value):
        if self.numbered is None or not isinstance(value, _DEFINITIONS) or not _is_ours(value.__module__):
            return None
        return self.numbered.setdefault(value, len(self.numbered))


class _Pickler(_Numbering, pickle.Pickler):
    """Plain pickle, which is quick, with arrays in their own memory layout."""

    def reducer_override(self, value):
        if type(value) is np.ndarray:
            return reduce_array(value)
        definition = value if isinstance(value, _DEFINITIONS) else type(value)
        if self.numbered is None and _is_ours(definition.__module__):
            raise pickle.PicklingError("it goes by value")
        return NotImplemented


class _CloudPickler(_Numbering, cloudpickle.Pickler):
    """Functions and classes of judges go by value, and the other process never imports a judge."""

    def reducer_override(self, value):
        if type(value) is np.ndarray:
            return reduce_array(value)
        return super().reducer_override(value)


_sent_by_value: set[str] = set()


def send_by_value(module) -> None:
    """A module whose functions and classes are sent whole: a judge."""
    cloudpickle.register_pickle_by_value(module)
    _sent_by_value.add(module.__name__)


def _is_ours(module: str | None) -> bool:
    return module in _sent_by_value or module == "__main__"


def pack(value, numbered: dict | None = None) -> bytes:
    """A question, or a part of one, as bytes.

    Parameters
    ----------
    value
        What is sent.
    numbered : dict, optional
        The number of each function and class of a judge, which takes its place; those that have none get one here.
    """
    try:
        return _dump(_Pickler, value, numbered)
    except (pickle.PicklingError, AttributeError, TypeError):
        return _dump(_CloudPickler, value, numbered)


def _dump(kind: type, value, numbered: dict | None) -> bytes:
    buffer = io.BytesIO()
    pickler = kind(buffer, protocol=5)
    pickler.numbered = numbered
    pickler.dump(value)
    return buffer.getvalue()


class _Unpickler(pickle.Unpickler):
    definitions: list

    def persistent_load(self, number):
        return self.definitions[number]


def unpack(data: bytes, definitions: list | None = None):
    """Read what `pack` made bytes of, with the functions and classes that were numbered."""
    unpickler = _Unpickler(io.BytesIO(data))
    unpickler.definitions = definitions or []
    return unpickler.load()


# ---------------------------------------------------------------------------- answers, upwards

_FIELDS = {
    Answer: (object, Raised | None, (int,), Log, float, int, DeviceFault | None, (Shortcut,), (Line,), float, (str,)),
    Raised: ((str,), str, (Line,), bool),
    Log: (str, (str,)),
    Line: (str, int, str),
    DeviceFault: (Line | None, str, str),
    Shortcut: (str, Line),
    Ended: (str, str, (tuple,), (str,)),
    NotAResult: (str,),
}
"""What the fields of a record are, a tuple of one kind in brackets: somebody else may have written it."""
_RECORDS = {kind.__name__: kind for kind in _FIELDS}


_ARRAY, _DICT, _TUPLE, _SET, _FROZENSET, _INTEGER, _COMPLEX, _RECORD = range(8)
_CODES: dict[type, int] = {tuple: _TUPLE, set: _SET, frozenset: _FROZENSET}
_CONTAINERS: dict[int, type] = {_DICT: dict, **{code: kind for kind, code in _CODES.items()}}
_KINDS = "biufcSUMm"
HEAD = struct.Struct("!Q")
_FEW = 1000
LARGEST_BODY = 2**20
"""Bytes of an answer without those of its arrays: as objects of Python they take sixty times as much."""
_DEEPEST = 100
"""Results in results: each takes a part of the stack, whose end would be that of the judge."""


def encode(value) -> bytes:
    """An answer as bytes.

    Raises
    ------
    TypeError, ValueError
        Where it holds what is no part of an answer, or too much of it.
    """
    arrays: list[bytes] = []
    body = msgpack.packb(_plainly(value, arrays), strict_types=True, unicode_errors="surrogatepass")
    size = len(body) + sum(map(len, arrays))
    if len(body) > LARGEST_BODY or size + HEAD.size > LARGEST:
        raise ValueError(f"it takes {size:,} bytes")
    return b"".join((HEAD.pack(len(body)), body, *arrays))


def not_sendable(error: Exception) -> Answer:
    """In place of an answer that could not be put into bytes: it is no result."""
    why = "it is too large" if isinstance(error, MemoryError) else f"{type(error).__name__}: {error!s:.80}"
    return Answer(NotAResult(f"a result that can't be read ({why})"))


def _plainly(value, arrays: list[bytes], depth: int = 0):
    """A value in MessagePack's own types; what it lacks becomes an extension, and the bytes of its arrays a list."""
    if depth > _DEEPEST:
        raise ValueError("it is nested too deep")
    kind = type(value)
    if kind in (bool, float, str, bytes, type(None)):
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**64 else _extension(_INTEGER, f"{value:x}")
    plainly = functools.partial(_plainly, arrays=arrays, depth=depth + 1)
    if kind is list:
        return [plainly(item) for item in value]
    if kind in _CODES:
        return _extension(_CODES[kind], list(map(plainly, value)))
    if kind is dict:
        return _extension(_DICT, [[plainly(key), plainly(item)] for key, item in value.items()])
    if kind is complex:
        return _extension(_COMPLEX, [value.real, value.imag])
    if isinstance(value, np.ndarray):
        special = isinstance(value, BFloat16Array)
        order: Literal["C", "F"] = "F" if value.flags.f_contiguous and not value.flags.c_contiguous else "C"
        dtype = "bfloat16" if special else value.dtype.str
        arrays.append(np.asarray(value).tobytes(order))
        return _extension(_ARRAY, [dtype, list(value.shape), order])
    if kind in _FIELDS:
        return _extension(_RECORD, [kind.__name__, list(map(plainly, _fields_of(value)))])
    raise TypeError(f"{kind.__name__} is no part of an answer")


def _fields_of(record) -> list:
    """The fields of a record, up to the last one that is not as it is by default."""
    names = record.__match_args__
    values = [getattr(record, name) for name in names]
    for name in reversed(names):
        default = getattr(type(record), name, MISSING)
        if type(values[-1]) is not type(default) or values[-1] != default:
            break
        values.pop()
    return values


def _extension(code: int, value) -> msgpack.ExtType:
    return msgpack.ExtType(code, msgpack.packb(value, unicode_errors="surrogatepass"))


def decode(data: bytes):
    """Read what `encode` made bytes of.

    Raises
    ------
    ValueError
        Where the bytes are no answer.
    """
    try:
        (length,) = HEAD.unpack_from(data)
        if length > LARGEST_BODY:
            raise ValueError(f"{length:,} bytes")
        behind = io.BytesIO(data)
        behind.seek(HEAD.size)
        return _loads(behind.read(length), behind)
    except Exception as error:  # bytes from a stranger break msgpack, NumPy and our own code in any way
        raise ValueError(f"no answer: {error}") from None


def _loads(data: bytes, behind: io.BytesIO, depth: int = 0):
    if depth > _DEEPEST + 1:
        raise ValueError("it is nested too deep")
    inner = functools.partial(_from_extension, behind=behind, depth=depth + 1)
    return msgpack.unpackb(data, strict_map_key=False, ext_hook=inner, unicode_errors="surrogatepass")


def _from_extension(code: int, data: bytes, behind: io.BytesIO, depth: int):
    value = _loads(data, behind, depth)
    if code == _ARRAY:
        return _array(behind, *value)
    if code in (_DICT, _SET, _FROZENSET):
        _can_be_told_apart([key for key, _ in value] if code == _DICT else value)
    if code == _RECORD:
        return _record(*value)
    if code == _INTEGER:
        return int(value, 16)
    return complex(*value) if code == _COMPLEX else _CONTAINERS[code](value)


def _array(behind: io.BytesIO, dtype: str, shape: list[int], order: Literal["C", "F"]) -> np.ndarray:
    """An array, whose bytes are the next ones of those that lie behind what is told."""
    special = dtype == "bfloat16"
    kind = np.dtype(np.float32 if special else dtype)
    if kind.kind not in _KINDS or min(shape, default=0) < 0:
        raise ValueError(f"no array of {kind}")
    memory = bytearray(behind.read(math.prod(shape) * kind.itemsize))
    array = np.frombuffer(memory, kind).reshape(shape, order=order)
    return array.view(BFloat16Array) if special else array


def _record(name: str, values: list):
    kind = _RECORDS[name]
    if len(values) > len(_FIELDS[kind]):
        raise ValueError(f"{name} of {len(values)} fields")
    for value, due in zip(values, _FIELDS[kind], strict=False):
        if isinstance(due, tuple):
            fits = isinstance(value, tuple) and all(isinstance(item, due) for item in value)
        else:
            fits = isinstance(value, due)
        if not fits:
            raise ValueError(f"{name} with {value!r:.40}")
    return kind(*values)


def _can_be_told_apart(keys: list) -> None:
    """Keys that share a hash are compared with each other, each with each: somebody may have chosen them so."""
    if len(set(map(hash, keys))) < len(keys) // 2 - _FEW:
        raise ValueError("keys that share their hash")
