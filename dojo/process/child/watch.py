"""The forbidden functions, watched before a solution is loaded: for grading, where its word is not enough.

Each of them tells at once who calls it, over the connection to the judge, and what is told can't be taken back. NumPy's
universal functions tell from their inner loops, which every spelling comes to, ``A @ B`` among them, and which no
Python code can reach. Other functions are replaced in every public module that has them, methods and classes in place.
What leads round these (`gc`, frames, closures, what a library hides) is to be looked at: `dojo.process.doubts`. All
processes of a solution are watched alike: there is none in which it could behave.

The judge decides what the calls mean (`dojo.process.calls`).
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import hashlib
import importlib
import inspect
import os
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgpack
import numpy as np

from dojo.process.calls import CALL
from dojo.process.channel import Channel
from dojo.process.reading import LIBRARIES, read
from dojo.process.shortcuts import ATEN
from dojo.process.wire import HEAD

_SLOW = {"torch", "pandas"}
"""What a solution imports by itself, where it is not there."""
_IMMUTABLE, _FLAGS = 1 << 8, 168
"""The bit of a type that takes no attributes, and where its flags lie in it."""
_LOOP = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 4)


class _Ufunc(ctypes.Structure):
    """The head of a ``PyUFuncObject``, as NumPy's public header has it."""

    _fields_ = (
        *(("count", ctypes.c_ssize_t), ("type", ctypes.c_void_p), ("nin", ctypes.c_int), ("nout", ctypes.c_int)),
        *(("nargs", ctypes.c_int), ("identity", ctypes.c_int), ("functions", ctypes.POINTER(ctypes.c_void_p))),
        *(("data", ctypes.c_void_p), ("ntypes", ctypes.c_int)),
    )


def watch(channel: Channel, file: Path, parts: Mapping[str, Path], forbidden: Iterable[str]) -> None:
    """Have the forbidden functions tell who calls them, from now on.

    Parameters
    ----------
    channel : Channel
        To the judge.
    file : Path
        The solution, which is not loaded yet.
    parts : mapping of str to Path
        What it may import from ``mine``.
    forbidden : iterable of str
        Plain names.
    """
    _load_what_it_imports(file, parts)
    names = _spellings(set(forbidden))
    tell, stand_ins = _teller(channel, file.parent, parts.values()), {}
    for owner, name, held in list(_found(names)):
        if isinstance(held, np.ufunc):
            if held.__name__ in names:  # np.pow is np.power, which x ** 3 is, too
                _watch_loops(held, tell, stand_ins)
        elif inspect.isclass(held):
            _watch_class(held, names[name], tell, stand_ins)
        elif callable(held):
            setattr(owner, name, _standing_in(held, names[name], tell, stand_ins))
    for kind in _kinds():
        _watch_methods(kind, names, tell)
    gc.freeze()  # it lists nothing of this


def _load_what_it_imports(file: Path, parts: Mapping[str, Path]) -> None:
    with contextlib.suppress(SyntaxError, ValueError):
        for module in {module for text in read(file, parts)[0] for module in text.modules}:
            if module.partition(".")[0] in LIBRARIES - _SLOW:
                with contextlib.suppress(Exception):
                    importlib.import_module(module)


def _spellings(forbidden: set[str]) -> dict[str, str]:
    """Each name that a library may have for a forbidden function, and its plain name."""
    found = {name: ATEN[name] for name in ATEN if ATEN[name] in forbidden}
    for name in forbidden:
        ways = (name, f"_{name}", f"{name}_", f"linalg_{name}", f"special_{name}", f"__{name}__", f"__i{name}__")
        found |= dict.fromkeys((*ways, f"__r{name}__"), name)
    return found


def _found(names: dict[str, str]) -> Iterator[tuple]:
    """What the libraries have by these names: the module, the name there, the object.

    What torch hides is left: there is a lot of it, and a text that goes there is to be looked at.
    """
    plain = {name for name in names if not name.startswith("__")}
    for path, module in list(sys.modules.items()):
        is_hidden = path.startswith("torch.") and "._" in path
        if path.partition(".")[0] in LIBRARIES and not is_hidden and isinstance(module, types.ModuleType):
            held = vars(module)
            yield from ((module, name, held[name]) for name in plain.intersection(held))


def _kinds() -> list[type]:
    """The types whose methods solutions call."""
    torch, pandas = sys.modules.get("torch"), sys.modules.get("pandas")
    found = [np.ndarray]
    found += [torch.Tensor] if hasattr(torch, "Tensor") else []
    return found + ([pandas.DataFrame, pandas.Series] if hasattr(pandas, "Series") else [])


# ---------------------------------------------------------------------------- telling


def _teller(channel: Channel, folder: Path, parts: Iterable[Path]) -> Callable:
    """A function that tells of a call, once of each place.

    It uses what it holds itself, and looks nothing up that a solution could have replaced.
    """
    send, pack, digest, end = channel.sender(), msgpack.Packer().pack, hashlib.blake2b, os._exit
    head, size = HEAD.pack, len
    starts, key, own, told = str.startswith, id, (f"{folder}{os.sep}", *map(str, parts)), {}

    def tell(name, frame):
        code, outer = frame.f_code, frame
        place = name, key(code), frame.f_lasti
        if place in told:
            return
        told[place] = code  # and it lives on, so that no other gets its id
        while outer is not None and not starts(outer.f_code.co_filename, own):
            outer = outer.f_back
        at = ("", 0, "") if outer is None else (outer.f_code.co_filename, outer.f_lineno, outer.f_code.co_name)
        made = digest(code.co_code, digest_size=16).hexdigest()
        try:
            data = pack([CALL, 0.0, [name, code.co_filename, code.co_name, code.co_firstlineno, made, *at]])
            send(head(size(data)) + data)
        except:  # noqa: E722  a name could have been given another meaning
            end(1)

    return tell


# ---------------------------------------------------------------------------- standing in


def _watch_loops(ufunc: np.ufunc, tell: Callable, seen: dict) -> None:
    """Put a loop that tells before each of a universal function's; those over objects may raise, and stay."""
    held = _Ufunc.from_address(id(ufunc))
    is_as_known = (held.nin, held.nout, held.ntypes) == (ufunc.nin, ufunc.nout, ufunc.ntypes)
    if id(ufunc) in seen or not is_as_known:
        return
    seen[id(ufunc)] = ufunc
    own = [held.functions[i] for i in range(held.ntypes)]
    loops = [a if not a or "O" in t else _loop(a, ufunc.__name__, tell) for a, t in zip(own, ufunc.types, strict=True)]
    table = (ctypes.c_void_p * len(loops))(*loops)
    _keep(table)
    held.functions = ctypes.cast(table, ctypes.POINTER(ctypes.c_void_p))


def _loop(address: int, name: str, tell: Callable, frame=sys._getframe) -> int:
    original = _LOOP(address)

    def loop(arrays, counts, steps, data):
        tell(name, frame(1))
        original(arrays, counts, steps, data)

    made = _LOOP(loop)
    _keep(made)
    return ctypes.cast(made, ctypes.c_void_p).value


def _keep(value) -> None:
    """Never let go of what C refers to."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(value))


def _standing_in(original, name: str, tell: Callable, seen: dict, frame=sys._getframe):
    """A function that tells, and then does the same; one for each original."""
    if id(original) in seen:
        return seen[id(original)]

    def stand_in(*args, **kwargs):
        tell(name, frame(1))
        return original(*args, **kwargs)

    with contextlib.suppress(AttributeError, TypeError):
        functools.update_wrapper(stand_in, original)
        del stand_in.__wrapped__
    seen[id(original)] = seen[id(stand_in)] = stand_in
    return stand_in


def _watch_class(kind: type, name: str, tell: Callable, seen: dict) -> None:
    """Tell where a class is made an object of, whatever it is called."""
    made = vars(kind).get("__init__")
    if inspect.isfunction(made):
        kind.__init__ = _standing_in(made, name, tell, seen)
        kind.__init__.__signature__ = inspect.signature(made)  # scikit-learn reads it


def _watch_methods(kind: type, names: dict[str, str], tell: Callable) -> None:
    with _open(kind):
        for name in names.keys() & set(dir(kind)):
            if kind is np.ndarray and name.startswith("__"):
                continue  # they come to a loop
            held = next(vars(base)[name] for base in kind.__mro__ if name in vars(base))
            if inspect.isdatadescriptor(held):
                setattr(kind, name, _attribute(held, names[name], tell))
            elif callable(held):
                setattr(kind, name, _standing_in(held, names[name], tell, {}))


def _attribute(held, name: str, tell: Callable, frame=sys._getframe) -> property:
    """An attribute that tells when it is read."""
    get, put = held.__get__, held.__set__

    def read_it(self):
        tell(name, frame(1))
        return get(self)

    return property(read_it, lambda self, value: put(self, value))


@contextlib.contextmanager
def _open(kind: type) -> Iterator[None]:
    """A type that takes no attributes takes them inside."""
    flags = ctypes.c_ulong.from_address(id(kind) + _FLAGS)
    is_closed = flags.value == kind.__flags__ and flags.value & _IMMUTABLE
    flags.value ^= _IMMUTABLE if is_closed else 0
    try:
        yield
    finally:
        flags.value ^= _IMMUTABLE if is_closed else 0
