"""Nested results, and the one way to walk them.

Lists, tuples, named tuples, dicts of any kind and dataclasses hold other results; everything else is a leaf.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

PLAIN = {bool, int, float, complex, str, bytes, type(None)}
"""Python's own values, which are results on every target."""
_LEAVES = {*PLAIN, np.ndarray}


@dataclass(frozen=True)
class NotAResult:
    """Something that a solution returned where a result was due.

    Parameters
    ----------
    description : str
        What it is, in a few words: ``"a generator"``.
    """

    description: str


class BFloat16Array(np.ndarray):
    """Values of torch's bfloat16, which NumPy lacks: float32 in memory, and told apart by its class."""


def dtype_name(leaf) -> str:
    """The dtype of an array, or the type of a number, as a learner knows it."""
    if not isinstance(leaf, np.ndarray):
        return f"a Python {type(leaf).__name__}"
    return "bfloat16" if isinstance(leaf, BFloat16Array) else str(leaf.dtype)


def eps_of(array: np.ndarray) -> float:
    """The distance from 1 to the next number of an array's dtype; 0 for whole numbers."""
    if isinstance(array, BFloat16Array):
        return 2.0**-7
    return float(np.finfo(array.dtype).eps) if array.dtype.kind in "fc" else 0.0


def is_number(leaf) -> bool:
    """Tell whether a leaf is a number of Python's own."""
    return type(leaf) in (bool, int, float, complex)


def is_0d(leaf) -> bool:
    """Tell whether a leaf is an array without axes."""
    return isinstance(leaf, np.ndarray) and leaf.ndim == 0


def children(tree) -> list[tuple[Any, Any]] | None:
    """The keys and values that a container holds; None for a leaf."""
    if type(tree) in _LEAVES or isinstance(tree, np.ndarray):  # most are: the other questions take longer
        return None
    if isinstance(tree, dict):
        return list(dict.items(tree))
    if isinstance(tree, (list, tuple)):
        return list(enumerate(list.__iter__(tree) if isinstance(tree, list) else tuple.__iter__(tree)))
    if dataclasses.is_dataclass(tree) and not isinstance(tree, (type, NotAResult)):
        return [(field.name, getattr(tree, field.name)) for field in dataclasses.fields(tree)]
    return None


def map_leaves(function: Callable, tree):
    """Apply a function to the leaves of a tree: gives a tree of the same kinds."""
    if (held := children(tree)) is None:
        return function(tree)
    mapped = {key: map_leaves(function, value) for key, value in held}
    if isinstance(tree, dict):
        copy = tree.copy() if type(tree) is not dict else {}  # keeps a defaultdict's factory
        dict.update(copy, mapped)
        return copy
    if isinstance(tree, list):
        return list(mapped.values())
    if isinstance(tree, tuple):
        return type(tree)(*mapped.values()) if hasattr(tree, "_fields") else tuple(mapped.values())
    if all(mapped[name] is value for name, value in held):
        return tree  # of a judge's dataclass without arrays, the same object
    return dataclasses.replace(tree, **mapped)


def zip_leaves(*trees, path: str = "") -> Iterator[tuple]:
    """The leaves of several trees side by side, each with its path; where structures part, the two structures.

    Yields
    ------
    tuple
        The path, and a leaf of each tree.
    """
    held = [dict(pairs) for tree in trees if (pairs := children(tree)) is not None]
    are_alike = len(held) == len(trees) and len({isinstance(tree, dict) for tree in trees}) == 1
    if not are_alike or any(values.keys() != held[0].keys() for values in held):
        yield (path, *trees)
        return
    for key in held[0]:
        inner = f"{path}.{key}" if dataclasses.is_dataclass(trees[0]) else f"{path}[{written(key)}]"
        yield from zip_leaves(*(values[key] for values in held), path=inner)


def leaves(tree) -> list:
    """The leaves of a tree, in order."""
    held = children(tree)
    return [tree] if held is None else [leaf for _, value in held for leaf in leaves(value)]


def arrays_of(tree) -> list[np.ndarray]:
    """The NumPy arrays in a tree, in order."""
    return [leaf for leaf in leaves(tree) if isinstance(leaf, np.ndarray)]


def map_arrays(function: Callable, tree):
    """Apply a function to each NumPy array of a tree."""
    return map_leaves(lambda leaf: function(leaf) if isinstance(leaf, np.ndarray) else leaf, tree)


def cast_floats(tree, dtype):
    """The same tree with its floating arrays in another dtype; values are kept exactly where it is wider."""
    return map_arrays(lambda a: a.astype(dtype) if a.dtype.kind == "f" else a, tree)


def float_dtype(tree) -> np.dtype | None:
    """The dtype of the first floating array, if there is one."""
    return next((a.dtype for a in arrays_of(tree) if a.dtype.kind == "f"), None)


def written(value) -> str:
    """A value as Python writes it; a whole number may have more digits than it writes out."""
    try:
        return repr(value)
    except ValueError:
        return f"something with a number of more than {sys.get_int_max_str_digits():,} digits"


def describe(value) -> str:
    """Say in a few words what kind of thing a result is."""
    if isinstance(value, NotAResult):
        return value.description
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} and dtype {dtype_name(value)}"
    if isinstance(value, list):
        if len(value) <= 8 and all(map(is_number, value)):
            return f"{written(tuple(value))} (a tuple or list)"
        return f"a tuple or list of {len(value)} value{'s' * (len(value) != 1)}"
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(map(written, value))}" if value else "an empty dict"
    if isinstance(value, (set, frozenset)):
        return f"a set of {len(value)}"
    return "None" if value is None else f"a Python {type(value).__name__}"
