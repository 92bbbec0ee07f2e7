"""Functions of NumPy that torch has under another name, or in another form."""

from __future__ import annotations

import re

IN_TORCH = {
    "append": "xp.concat([a, b], axis=axis) puts arrays together",
    "argpartition": "torch.topk(x, k) gives the k largest values, and their indices",
    "around": "xp.round(x) rounds",
    "array": "xp.asarray(numbers, dtype=x.dtype, device=x.device) makes an array",
    "array_equal": "bool(xp.all(a == b)) compares arrays of one shape",
    "average": "xp.sum(w * x, axis=axis) / xp.sum(w, axis=axis) is the weighted mean",
    "choose": "xp.where(condition, a, b) chooses entry by entry",
    "compress": "x[mask] picks where a mask is True",
    "delete": "x[keep], with a mask that is False where an entry goes, leaves entries out",
    "digitize": "xp.searchsorted(edges, x, side='right') finds the bins",
    "extract": "x[mask] picks where a mask is True",
    "fill_diagonal": "xp.where(xp.eye(n, dtype=xp.bool, device=x.device), value, x) fills the diagonal",
    "flatnonzero": "xp.nonzero(xp.reshape(x, (-1,)))[0] finds where a flat array is not 0",
    "identity": "xp.eye(n, dtype=x.dtype, device=x.device) is the identity",
    "insert": "xp.concat([x[:i], new, x[i:]]) puts entries in",
    "ix_": "x[rows[:, None], columns] picks rows and columns",
    "lexsort": "Two stable sorts do it, the less important key first: xp.argsort(keys, stable=True)",
    "nanmax": "xp.max(xp.where(xp.isnan(x), -xp.inf, x), axis=axis) leaves NaN out",
    "nanmin": "xp.min(xp.where(xp.isnan(x), xp.inf, x), axis=axis) leaves NaN out",
    "pad": "torch.nn.functional.pad(x, (left, right)) pads the last axis first; so does xp.concat with zeros",
    "partition": "torch.topk(x, k) gives the k largest values, and their indices",
    "percentile": "torch.quantile(x, q / 100) is the percentile",
    "ptp": "xp.max(x, axis=axis) - xp.min(x, axis=axis) is the range",
    "put_along_axis": (
        "x.scatter(axis, index, values) gives a new tensor with the values at these places. To bring back the order"
        " before a sort, argsort twice, and gather: xp.take_along_axis(y, xp.argsort(order, axis=axis), axis=axis)"
    ),
    "putmask": "xp.where(mask, values, x) puts values where a mask is True",
    "tri": "xp.tril(xp.ones((n, n), device=x.device)) is the lower triangle",
}
"""By the name of a NumPy function that torch lacks: how to write it there."""
_LACKS = r"(?:'Tensor' object|(?:module|namespace) '[\w.]*torch[\w.]*') has no attribute '(\w+)'"
_SO = "torch has no {}. {}."


def for_error(text: str) -> str | None:
    """torch's way of what an exception says that a tensor, or torch, lacks."""
    match = re.search(_LACKS, text)
    return _in_torch(match[1]) if match else None


def for_line(text: str) -> str | None:
    """torch's way of the first function that a line calls, as part of a library, and that torch lacks."""
    return next((_in_torch(name) for name in re.findall(r"\.(\w+)\(", text) if name in IN_TORCH), None)


def _in_torch(name: str) -> str | None:
    return _SO.format(name, IN_TORCH[name]) if name in IN_TORCH else None
