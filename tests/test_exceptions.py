"""Each common exception of one library's idioms on the other's arrays has its sentence."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import array_api_compat.torch as xp
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import torch

from dojo.engine.base.lines import lines_of
from dojo.engine.base.questions import Raised, full_name
from dojo.engine.explain.exceptions import for_line, in_torch, meaning, meanings

T = torch.arange(6.0, dtype=torch.float64).reshape(2, 3)
A = np.arange(6.0).reshape(2, 3)


def _leaf():
    return T.clone().requires_grad_()


def _overwritten():
    x = _leaf()
    y = x.exp()
    y *= 2
    return torch.autograd.grad(y.sum(), x)


def _one_argument(x):
    return x


def _one_gradient_for_two():
    class Scaled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, by):
            return x * by

        @staticmethod
        def backward(ctx, upstream):
            return upstream

    x = _leaf()
    return torch.autograd.grad(Scaled.apply(x, 2.0).sum(), x)


def _nothing_in(numbers):
    if not numbers:
        return 0
    return 1


class Mine:
    def __add__(self, other):
        return Mine()


def _axes():
    _, ax = plt.subplots()
    plt.close()
    return ax


RAISES = {
    "astype": (lambda: T.astype("float32"), "xp.astype(x, dtype)"),
    "copy": (lambda: T.copy(), "xp.asarray(x, copy=True)"),
    "one row for batch normalisation": (lambda: torch.nn.BatchNorm1d(3)(torch.ones(1, 3)), "LayerNorm"),
    "another method": (lambda: T.no_such(), "A tensor has no no_such"),
    "a function that torch lacks": (lambda: xp.no_such(T), "torch has no function no_such"),
    "a function with another form": (lambda: xp.put_along_axis(T, T, T, 0), "x.scatter(axis, index, values)"),
    "max along an axis": (lambda: T - T.max(axis=0), "xp.max(x, axis=...)"),
    "a slice backwards": (lambda: T[::-1], "xp.flip"),
    "a range of nothing": (lambda: torch.randint(0, 0, (3,)), "upper end"),
    "a range of nothing in NumPy": (lambda: np.random.default_rng(0).integers(0, 0), "upper end"),
    "a reversed array": (lambda: torch.from_numpy(A[::-1]), "xp.flip"),
    "size": (lambda: np.zeros(T.size), "math.prod(x.shape)"),
    "a list as long as the size": (lambda: [0.0] * T.size, "math.prod(x.shape)"),
    "an array and a tensor, added": (lambda: A + T, "A NumPy array and a tensor meet"),
    "an array and a tensor, multiplied": (lambda: A * T, "A NumPy array and a tensor meet"),
    "dot of matrices": (lambda: T.dot(T), "A @ B multiplies"),
    "transpose with all axes": (lambda: T.transpose(1, 0, 2), "xp.permute_dims(x, axes)"),
    "repeat along an axis": (lambda: T.repeat(2, axis=0), "xp.repeat(x, n, axis=axis) repeats each entry"),
    "the mean of whole numbers": (lambda: torch.arange(3).mean(), "xp.astype(x, xp.float64)"),
    "torch on an array": (lambda: torch.exp(A), "This line calls torch on a NumPy array"),
    "a method of torch": (lambda: A.unsqueeze(0), "A NumPy array has no unsqueeze"),
    "a function of torch's alone": (lambda: torch.nn.functional.log_softmax(A, -1), "NumPy no function of that name"),
    "a method that both have as a function": (lambda: A.tril(), "Look for xp.tril(x)"),
    "indices of another dtype": (
        lambda: torch.gather(T, 1, torch.zeros(2, 1, dtype=torch.int8)),
        "xp.astype(i, xp.int64)",
    ),
    "dim": (lambda: A.sum(dim=0), "axis and keepdims work on both"),
    "keepdim": (lambda: A.sum(keepdim=True), "axis and keepdims work on both"),
    "torch's dtype on NumPy": (lambda: np.zeros(3, T.dtype), "NumPy and torch have dtypes of their own"),
    "NumPy's dtype on torch": (lambda: torch.zeros(3, dtype=A.dtype), "NumPy and torch have dtypes of their own"),
    "NumPy on a leaf": (lambda: np.exp(_leaf()), "NumPy can't record them"),
    "in place on a leaf": (lambda: _leaf().__isub__(1), "y = x - m, not x -= m"),
    "in place later": (_overwritten, "y = 2 * y, not y *= 2"),
    "no graph": (lambda: torch.autograd.grad(T.sum(), T), "cut it off"),
    "shapes, on torch": (lambda: T - T[:, :2], "Shapes line up from the right"),
    "shapes, on NumPy": (lambda: A - A[:, :2], "Shapes line up from the right"),
    "rows, on torch": (lambda: T - T.new_zeros(4, 3), "axis 0, counted in the longer one, has 2 entries on one side"),
    "rows, on NumPy": (lambda: A - np.zeros((4, 3)), "axis -2 has 2 entries on one side and 4 on the other"),
    "a product, on torch": (lambda: T @ T, "the inner sizes are equal"),
    "a product, on NumPy": (lambda: A @ A, "the inner sizes are equal"),
    "two dtypes": (lambda: T @ T.float().mT, "different dtypes"),
    "whole numbers in place": (lambda: np.arange(3).__isub__(0.5), "can't hold the result"),
    "a fraction into a column": (lambda: pd.Series([1, None], dtype="Int64").fillna(0.5), "Round it first"),
    "a number among truth values": (
        lambda: pd.Series([True, None], dtype="boolean").fillna(0.5),
        "df.select_dtypes('number')",
    ),
    "a missing value, rounded": (lambda: round(pd.NA), "nothing to compute with"),
    "a missing value in if": (lambda: bool(pd.NA), "nothing to compute with"),
    "float() of a tensor": (lambda: float(T), "take one number"),
    "float() of an array": (lambda: float(A), "take one number"),
    "if on a tensor": (lambda: bool(T > 1), "xp.where(condition, a, b)"),
    "if on an array": (lambda: bool(A > 1), "xp.where(condition, a, b)"),
    "a view after a transpose": (lambda: T.mT.view(-1), "xp.reshape"),
    "no such axis, on torch": (lambda: T.sum(dim=5), "There is no such axis"),
    "no such axis, on NumPy": (lambda: A.sum(axis=5), "There is no such axis"),
    "None on one side": (lambda: None * A, "One side is None"),
    "an attribute of None": (lambda: None.shape, "Something is None"),
    "division of a number": (lambda: 1 / 0, "divided by 0"),
    "an entry of nothing, on NumPy": (lambda: A[:0][0], "an axis of size 0"),
    "an entry of nothing, on torch": (lambda: T[:0][0], "an axis of size 0"),
    "a mark taken for an index": (lambda: A[-100], "-100 marks a place"),
    "past the end, on NumPy": (lambda: A[2], "runs past the end"),
    "past the end, on torch": (lambda: T[2], "runs past the end"),
    "too many indices": (lambda: A[0, 0, 0], "a different number of axes"),
    "an index into a single number": (lambda: np.array(1.0).__setitem__(slice(None), 2.0), "x[...] = y writes into it"),
    "a slice of a tensor of one number": (lambda: torch.tensor(1.0)[:], "x[...] is all of it"),
    "an entry of a tensor of one number": (lambda: torch.tensor(1.0)[0], "x[...] is all of it"),
    "two indices into a tensor of one number": (lambda: torch.tensor(1.0)[0, 0], "x[...] is all of it"),
    "too few values": (lambda: [0 for _a, _b, _c in [A]], "a different number of axes"),
    "a row into a place": (lambda: np.zeros(3).__setitem__(0, A[0]), "Print the shapes of both sides"),
    "lists of unequal length": (lambda: np.array([[1], [2, 3]]), "Print the shapes of both sides"),
    "a longer row": (lambda: A.copy().__setitem__(0, np.zeros(2)), "Print the shapes of both sides"),
    "a key that changes": (lambda: {A: 0}, "by their index"),
    "a mean of text": (
        lambda: pd.DataFrame({"k": [1, 1], "t": ["a", "b"]}).groupby("k").agg(["mean"]),
        "select_dtypes",
    ),
    "a read-only array": (lambda: np.broadcast_to(A, (2, 2, 3)).__setitem__(0, 1), "must stay as it is"),
    "a reshape of nothing, on NumPy": (lambda: A[:0].reshape(0, -1), "There are no entries"),
    "a reshape of nothing, on torch": (lambda: T[:0].reshape(0, -1), "There are no entries"),
    "a reshape, on NumPy": (lambda: A.reshape(4, 2), "keeps the number of entries"),
    "whole numbers for floats": (lambda: torch.nn.functional.unfold(T[None, None].long(), 1), "but not for Long"),
    "a number on the left": (lambda: 1 + Mine(), "asks the Mine on the right"),
    "a method of a number": (lambda: (1.5).shape, "A plain number has no shape"),
    "a method of a list": (lambda: [1, 2].shape, "A Python list has no shape"),
    "a fraction for an index": (lambda: A[0.5], "An index is a whole number"),
    "a vector beside a matrix": (lambda: np.hstack([A, A[:, 0]]), "v[:, None]"),
    "unequal arrays": (lambda: np.stack([A, A[:1]]), "xp.stack needs equal shapes"),
    "unequal tensors": (lambda: torch.stack([T, T[:1]]), "xp.stack needs equal shapes"),
    "the length of a number": (lambda: len(np.array(1.0)), "This is a single number"),
    "an entry of a number": (lambda: np.float64(1)[0], "This is a single number"),
    "the first axis of a number": (lambda: np.array(1.0).shape[0], "its shape is ()"),
    "a loop over a tensor of one number": (lambda: list(torch.tensor(1.0)), "This is a single number"),
    "a mask of another shape": (lambda: A[A[:1] > 1], "A mask must have the shape"),
    "no brackets": (lambda: len[3], "the parentheses of the call are missing"),
    "an unknown key": (lambda: {}["x"], "no such key"),
    "an id that was never stored": (lambda: {}[id(A)], "Nothing is stored under this key yet"),
    "an object that was never stored": (lambda: {}[A.shape], "Nothing is stored under this key yet"),
    "the logarithm of 0": (lambda: math.log(0), "no logarithm of 0 or less"),
    "the exponential of 1000": (lambda: math.exp(1000), "larger than a float can be"),
    "if on a column": (lambda: bool(pd.Series([1, 2]) > 1), "this is a whole Series"),
    "pyplot's name on an axes": (lambda: _axes().xlabel("step"), "ax.set_xlabel"),
    "fewer steps than heights": (lambda: _axes().plot([1, 2], [1, 2, 3]), "as many x values as y values"),
    "a reshape, on torch": (lambda: T.reshape(4, 2), "keeps the number of entries"),
    "a transpose": (lambda: A + A.T, "the other's transpose"),
    "two vectors": (lambda: A[0] + np.arange(4), "p[:, None] * q"),
    "range of an array": (lambda: range(np.arange(3)), "take one whole number"),
    "range of a tensor": (lambda: range(torch.arange(3)), "take one whole number"),
    "a larger array in place": (lambda: A[0].copy().__iadd__(A), "x += y keeps the shape of x"),
    "a negative power": (lambda: np.arange(1, 3) ** -1, "to a negative power"),
    "@ with a number": (lambda: np.array(2.0) @ A, "a single number"),
    "past the end of a list": (lambda: [1][1], "past the end of a list"),
    "a list that is empty": (lambda: [].pop(), "past the end of a list"),
    "an argument by name": (lambda: _one_argument(y=1), "has no argument y"),
    "too many arguments": (lambda: _one_argument(1, 2), "has to be passed by name"),
    "an argument that is passed by name": (lambda: torch.nn.functional.gelu(T, "tanh"), "has to be passed by name"),
    "too many arguments of a method": (lambda: Mine().__add__(1, 2), "self is the first argument"),
    "too few arguments": (_one_argument, "more or fewer arguments"),
    "a name without value": (lambda: eval("no_such_name"), "has no value here"),
    "one gradient for two": (_one_gradient_for_two, "one gradient for each argument of forward"),
    "nothing to concatenate": (lambda: np.concatenate([]), "Did a loop never run?"),
    "nothing to stack, on torch": (lambda: torch.stack([]), "Did a loop never run?"),
    "the largest of nothing": (lambda: np.max(np.zeros(0)), "largest or smallest entry of nothing"),
    "the largest of nothing, on torch": (lambda: torch.zeros(0).amax(), "largest or smallest entry of nothing"),
    "the largest of no list": (lambda: max([]), "largest or smallest entry of nothing"),
    "backward twice": (lambda: [(loss := _leaf().exp().sum()).backward(), loss.backward()], "used up this graph"),
    "a key for a tuple": (lambda: A.shape["x"], "indexed by a whole number"),
    "a list and a number": (lambda: [1, 2] - 1, "not an array"),
    "a list times a float": (lambda: [1, 2] * 0.5, "not an array"),
    "a loop over a number": (lambda: list(3), "range(n)"),
    "a call of a number": (lambda: A.ndim(2), "( ) calls a function"),
    "a count that is a float": (lambda: range(3 / 1), "// gives a whole number"),
    "an index that is a float": (lambda: A[np.array([0.0])], "xp.astype(i, xp.int64)"),
    "a difference of truth values": (lambda: (A > 1) - (A > 2), "Truth values can't be subtracted"),
    "an array asked whether it is there": (lambda: _nothing_in(A), "write len(numbers) == 0"),
    "a tensor asked whether it is there": (lambda: _nothing_in(T), "write len(numbers) == 0"),
    "a condition on each entry": (lambda: 1 if A > 2 else 0, "chooses entry by entry"),
    "a tensor looked up": (lambda: T in [T + 1], "the same object"),
    "an array looked up": (lambda: [A + 1].index(A), "the same object"),
    "a choice in a loop": (lambda: [x for x in [A] if x > 0], "xp.where(condition, a, b)"),
    "other arguments": (lambda: torch.clamp(T, "a"), "with different arguments"),
    "a tuple that is changed": (lambda: exec("(1, 2)[0] = 3"), "can't be changed in place"),
    "an attribute that was never set": (lambda: Mine().no_such, "set self.no_such in __init__"),
}


_NEW, _KEEP, _I = T[0] + 0.5, T[0] != 1, torch.tensor([[2, 0, 1], [1, 2, 0]])
_W = torch.tensor([[1.0], [3.0]], dtype=torch.float64)


def _put(x, index, values):
    """NumPy's way, which writes into an array."""
    found = x.copy()
    np.put_along_axis(found, index, values, 1)
    return found


TORCHS = {
    "append": (lambda: np.append(A, A, axis=0), lambda: xp.concat([T, T], axis=0)),
    "argpartition": (lambda: A[0][np.argpartition(A[0], -2)[-2:]][::-1], lambda: torch.topk(T[0], 2)[0]),
    "around": (lambda: np.around(A / 4), lambda: xp.round(T / 4)),
    "array": (lambda: np.array([1.0, 2.0]), lambda: xp.asarray([1.0, 2.0], dtype=T.dtype, device=T.device)),
    "array_equal": (lambda: np.array_equal(A, A), lambda: bool(xp.all(T == T))),
    "average": (
        lambda: np.average(A, axis=0, weights=_W.numpy()[:, 0]),
        lambda: xp.sum(_W * T, axis=0) / xp.sum(_W, axis=0),
    ),
    "choose": (lambda: np.choose(A > 2, [A, -A]), lambda: xp.where(T > 2, -T, T)),
    "compress": (lambda: np.compress(A[0] != 1, A[0]), lambda: T[0][_KEEP]),
    "delete": (lambda: np.delete(A[0], 1), lambda: T[0][_KEEP]),
    "digitize": (lambda: np.digitize(A, A[0]), lambda: xp.searchsorted(T[0], T, side="right")),
    "extract": (lambda: np.extract(A > 2, A), lambda: T[T > 2]),
    "fill_diagonal": (
        lambda: np.where(np.eye(2), 9, A[:, :2]),
        lambda: xp.where(xp.eye(2, dtype=xp.bool, device=T.device), 9, T[:, :2]),
    ),
    "flatnonzero": (lambda: np.flatnonzero(A), lambda: xp.nonzero(xp.reshape(T, (-1,)))[0]),
    "identity": (lambda: np.identity(2), lambda: xp.eye(2, dtype=T.dtype, device=T.device)),
    "insert": (lambda: np.insert(A[0], 1, A[1]), lambda: xp.concat([T[0][:1], T[1], T[0][1:]])),
    "ix_": (lambda: A[np.ix_([1, 0], [2, 1])], lambda: T[torch.tensor([1, 0])[:, None], torch.tensor([2, 1])]),
    "nanmax": (lambda: np.nanmax(A, axis=0), lambda: xp.max(xp.where(xp.isnan(T), -xp.inf, T), axis=0)),
    "nanmin": (lambda: np.nanmin(A, axis=0), lambda: xp.min(xp.where(xp.isnan(T), xp.inf, T), axis=0)),
    "pad": (lambda: np.pad(A, ((0, 0), (1, 2))), lambda: torch.nn.functional.pad(T, (1, 2))),
    "partition": (lambda: np.partition(A[0], -2)[-2:][::-1], lambda: torch.topk(T[0], 2)[0]),
    "percentile": (lambda: np.percentile(A, 30), lambda: torch.quantile(T, 30 / 100)),
    "ptp": (lambda: np.ptp(A, axis=0), lambda: xp.max(T, axis=0) - xp.min(T, axis=0)),
    "put_along_axis": (lambda: _put(A, _I.numpy(), A), lambda: T.scatter(1, _I, T)),
    "putmask": (lambda: np.where(A > 2, 9, A), lambda: xp.where(T > 2, 9, T)),
    "tri": (lambda: np.tri(3), lambda: xp.tril(xp.ones((3, 3), device=T.device))),
    "lexsort": (lambda: np.lexsort((A[0], A[0] > 0)), lambda: xp.argsort(xp.astype(T[0] > 0, xp.int64), stable=True)),
}
"""The two ways, side by side."""


@pytest.mark.parametrize("name", in_torch())
def test_torchs_way_gives_what_numpys_gives(name):
    one, other = TORCHS[name]
    assert hasattr(np, name)
    assert not hasattr(xp, name)
    assert np.allclose(one(), other())


def test_ranks_are_brought_back_by_sorting_twice():
    x = torch.tensor([[0.3, -1.0, 2.0], [5.0, 1.0, 0.5]])
    order, ranked = xp.argsort(x, axis=1), torch.tensor([[10.0, 20.0, 30.0]]).expand(2, 3)
    back = xp.take_along_axis(ranked, xp.argsort(order, axis=1), axis=1)
    assert np.array_equal(back, _put(np.zeros((2, 3)), order.numpy(), ranked.numpy()))


def test_a_line_of_numpy_is_told_torchs_way_of_what_it_calls():
    assert "scatter" in for_line("np.put_along_axis(out, order, keep, axis=-1)")
    assert for_line("np.exp(x)") is None
    assert for_line("append(x)") is None


def _raised(do) -> Raised:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            do()
        except Exception as error:
            return Raised((full_name(type(error)),), str(error), lines_of(error, Path(__file__).parent))
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("what", RAISES)
def test_an_exception_has_its_sentence(what):
    do, words = RAISES[what]
    assert words in (meaning(_raised(do)) or "nothing")


def test_each_sentence_is_reached_by_an_exception():
    told = {meaning(_raised(do)) for do, _ in RAISES.values()}
    assert len(told) >= len(meanings())


def test_what_a_solution_raises_itself_has_its_own_words():
    text = "operands could not be broadcast together"
    assert meaning(Raised(("builtins.ValueError",), text))
    assert meaning(Raised(("builtins.ValueError",), text, by_solution=True)) is None
    assert meaning(Raised(("builtins.TimeoutError",), "'x'")) is None
