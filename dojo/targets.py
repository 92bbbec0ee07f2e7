"""Where a solution runs: arrays are lifted to a target, results come back as NumPy.

Nothing here imports torch until a torch target needs it.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dojo.failures import Halt
from dojo.isolation import Line, Log, captured, is_inside, lines_of, raised_by, seed_everything

TARGETS = ("numpy", "torch-cpu", "torch-cuda", "python")
ARRAY_TARGETS = TARGETS[:3]


@functools.cache
def load_torch():
    """Import torch, with full float32 precision, and one thread: more would wait for each other on small arrays."""
    import torch

    torch.set_num_threads(1)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    return torch


def why_unavailable(target: str) -> str | None:
    """The reason why a target can't run on this machine, or None where it can."""
    if target == "torch-cuda" and not load_torch().cuda.is_available():
        return "no CUDA GPU on this machine"
    return None


def map_arrays(function: Callable, tree):
    """Apply a function to each NumPy array in nested tuples, lists and dicts."""
    if isinstance(tree, np.ndarray):
        return function(tree)
    if type(tree) in (tuple, list):
        return type(tree)(map_arrays(function, item) for item in tree)
    if type(tree) is dict:
        return {key: map_arrays(function, item) for key, item in tree.items()}
    return tree


def arrays_of(tree) -> list[np.ndarray]:
    """The NumPy arrays in nested tuples, lists and dicts, in order."""
    found: list[np.ndarray] = []
    map_arrays(found.append, tree)
    return found


def cast_floats(tree, dtype):
    """The same tree with its floating arrays in another dtype; values are kept exactly where it is wider."""
    return map_arrays(lambda a: a.astype(dtype) if a.dtype.kind == "f" else a, tree)


def float_dtype(tree) -> np.dtype | None:
    """The dtype of the first floating array, if there is one."""
    return next((a.dtype for a in arrays_of(tree) if a.dtype.kind == "f"), None)


def _copy(array: np.ndarray) -> np.ndarray:
    """A copy with the same layout: transposes stay transposed, gaps stay gaps."""
    if array.ndim and array.size and array.strides[-1] not in (0, array.itemsize):
        wide = np.empty((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        if not array.T.flags.c_contiguous:
            return wide[..., ::2]
    return array.copy(order="K")


def lift(tree, target: str, requires_grad: bool = False):
    """Copy the arrays of a tree to a target."""
    if not target.startswith("torch"):
        return map_arrays(_copy, tree)
    torch = load_torch()
    device = target.removeprefix("torch-")

    def to_tensor(array):
        if array.dtype.kind not in "biuf":
            return _copy(array)
        tensor = torch.from_numpy(_copy(array)).to(device)
        return tensor.requires_grad_(requires_grad and array.dtype.kind == "f")

    return map_arrays(to_tensor, tree)


@dataclass(frozen=True)
class Foreign:
    """Something that a solution returned and that is no result on this target."""

    description: str


_PLAIN = {bool, int, float, str, type(None)}
_NUMPY_NUMBERS = set(np.sctypeDict.values())


def lower(value, target: str):
    """What a solution returned, as NumPy arrays and plain values; never runs its code.

    Tuples and lists become lists, 0-d arrays stay arrays, Python numbers stay what they
    are, and whatever has no place on the target becomes `Foreign`.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, tuple):
        return [lower(item, target) for item in tuple.__iter__(value)]
    if kind is list:
        return [lower(item, target) for item in value]
    if kind is dict:
        return {key: lower(item, target) for key, item in value.items() if type(key) in _PLAIN}
    if kind is np.ndarray or kind in _NUMPY_NUMBERS:
        if target.startswith("torch") and np.asarray(value).dtype.kind in "biuf":
            return Foreign("a NumPy array" if kind is np.ndarray else "a NumPy number")
        return np.array(value)
    torch = sys.modules.get("torch")
    if torch is not None and kind in (torch.Tensor, torch.nn.Parameter):
        if not target.startswith("torch"):
            return Foreign("a torch tensor")
        if value.device.type != target.removeprefix("torch-"):
            return Foreign(f"a tensor on {value.device.type}")
        return value.detach().resolve_conj().resolve_neg().cpu().numpy()
    article = "an" if kind.__name__[0] in "aeiouAEIOU" else "a"
    return Foreign(f"{article} {kind.__name__}")


@dataclass(frozen=True)
class Due:
    """An exception that a contract asks for, and what its message must mention: texts, or shapes as tuples."""

    error: type[Exception]
    says: tuple = ()

    def missing(self, error: Exception) -> list:
        """What a message lacks; a shape may be written (2, 3), [2, 3] or (2,3)."""
        text = str(error)
        return [what for what in self.says if not re.search(self._pattern(what), text)]

    @staticmethod
    def _pattern(what) -> str:
        return rf"(?<!\d){', ?'.join(map(str, what))}(?!\d)" if isinstance(what, tuple) else re.escape(str(what))


@dataclass
class Call:
    """One run of a scenario, and how it ended.

    Parameters
    ----------
    scenario : str or callable
        A function's name, or ``scenario(solution, *arrays)``.
    args, kwargs
        What it was called with, in NumPy; never changed.
    target : str
        Where it ran.
    value
        What it returned, lowered; None where it raised.
    error : Exception or None
        What it raised.
    lines : list of Line
        The solution's own lines on the way to the error.
    meant : bool
        Whether a ``raise`` of the solution's own raised it.
    changed : list of int
        Which of the arrays, in order, it wrote into.
    log : Log
        What it printed and warned.
    gradient : bool
        Whether its value is the gradients for its inputs instead of a result.
    magnitude : float
        Of a gradient: the largest term that its backward pass starts from.
    due : Due or None
        The exception that the contract asks for on this input.
    scale : float or None
        The magnitude of what cancels, as the judge gave it.
    limit : int or None
        How many lines of the solution may run.
    lines_run : int
        How many ran, where there is a limit; the call ended where it was passed.
    seed : int or None
        What the global random generators start from, where the kata may draw from them.
    """

    scenario: str | Callable
    args: tuple
    kwargs: dict
    target: str
    value: Any = None
    error: Exception | None = None
    lines: list[Line] = field(default_factory=list)
    meant: bool = False
    changed: list[int] = field(default_factory=list)
    log: Log = field(default_factory=Log)
    gradient: bool = False
    magnitude: float = 0.0
    due: Due | None = None
    scale: Any = None
    limit: int | None = None
    lines_run: int = 0
    seed: int | None = None

    def again(self, solution, folder: Path, target: str | None = None) -> Call:
        """Run the same scenario on the same input, and the same random numbers, with another solution or target."""
        way = gradients if self.gradient else functools.partial(run, limit=self.limit)
        if self.seed is not None:
            seed_everything(self.seed)
        other = way(self.scenario, solution, folder, target or self.target, self.args, self.kwargs)
        other.due, other.scale = self.due, self.scale
        return other

    @property
    def on_torch(self) -> bool:
        """Whether its arrays were tensors."""
        return self.target.startswith("torch")

    @property
    def ran_on(self) -> bool:
        """Whether it was stopped, since too many lines ran."""
        return self.limit is not None and self.lines_run > self.limit


def fingerprint(call: Call) -> tuple | None:
    """What a call asks, as a key: equal for the same scenario, input and target. None where that can't be told."""
    scenario = call.scenario
    if not isinstance(scenario, str):
        if getattr(scenario, "__closure__", ()) is not None:
            return None
        scenario = scenario.__code__
    try:
        asked = _key((call.args, call.kwargs))
    except TypeError:
        return None
    return scenario, asked, call.target, call.gradient, call.limit, call.seed


def _key(tree):
    if isinstance(tree, np.ndarray) and tree.dtype.kind in "biuf":
        return tree.dtype.str, tree.shape, tree.strides, tree.tobytes()
    if type(tree) in (tuple, list):
        return type(tree).__name__, *map(_key, tree)
    if type(tree) is dict:
        return "dict", *((name, _key(item)) for name, item in tree.items())
    if type(tree) in _PLAIN:
        return type(tree).__name__, repr(tree)
    raise TypeError


class Memory:
    """Answers by what was asked, the latest ones."""

    def __init__(self, limit: int):
        self.limit, self.known = limit, {}

    def ask(self, call: Call, of: tuple, answer: Callable):
        """What ``answer()`` gives, computed once for the same call and the same ``of``."""
        if (key := fingerprint(call)) is None:
            return answer()
        key = (*of, *key)
        if key not in self.known:
            if len(self.known) >= self.limit:
                del self.known[next(iter(self.known))]
            self.known[key] = answer()
        return self.known[key]


def bind(scenario: str | Callable, solution) -> Callable:
    """The function that a scenario stands for."""
    if isinstance(scenario, str):
        return getattr(solution, scenario)
    return functools.partial(scenario, solution)


class _TooManyLines(BaseException):
    pass


@contextlib.contextmanager
def _counted_lines(call: Call, folder: Path):
    """Count the lines that run in a folder's files, where the call has a limit, and stop at it."""
    if call.limit is None:
        yield
        return

    def called(frame, event, arg):
        return line(frame, event, arg) if is_inside(frame.f_code.co_filename, folder) else None

    def line(frame, event, arg):
        if event in ("line", "call"):
            call.lines_run += 1
            if call.lines_run > call.limit:
                raise _TooManyLines
        return line

    before = sys.gettrace()
    sys.settrace(called)
    try:
        yield
    finally:
        sys.settrace(before)


def run(scenario, solution, folder, target, args, kwargs, show_prints=False, limit: int | None = None) -> Call:
    """Run a scenario on a solution: lift, call, look at what it left, lower.

    Parameters
    ----------
    scenario : str or callable
        A function's name, or ``scenario(solution, *arrays)``.
    solution : module
        Whose functions run.
    folder : Path
        Where its code is.
    target : str
        Where it runs.
    args, kwargs
        In NumPy; they are copied to the target.
    show_prints : bool
        Pass on what is printed.
    limit : int, optional
        Stop when more lines of the folder's code have run.

    Raises
    ------
    Halt
        Where the solution can't be judged on any input.
    """
    call = Call(scenario, args, kwargs, target, limit=limit)
    function = bind(scenario, solution)
    with captured(folder, show_prints) as call.log:
        args, kwargs = lift((args, kwargs), target)
        try:
            with _counted_lines(call, folder):
                result = function(*args, **kwargs)
            call.value = lower(result, target)
        except _TooManyLines:
            return call
        except (Halt, NotImplementedError):
            raise
        except Exception as error:
            call.error, call.lines, call.meant = error, lines_of(error, folder), raised_by(error, folder)
    call.changed = list(_changed([*call.args, *call.kwargs.values()], [*args, *kwargs.values()]))
    return call


def run_reference(scenario, solution, target, args, kwargs):
    """What a reference gives, lowered; its errors are the judge's to handle."""
    args, kwargs = lift((args, kwargs), target)
    with np.errstate(all="ignore"):
        return lower(bind(scenario, solution)(*args, **kwargs), target)


def gradients(scenario, solution, folder, target, args, kwargs, trusted=False):
    """The vector-Jacobian products of a scenario with a fixed random upstream.

    The upstream is random and not uniform, since a sum of a softmax has no gradient to see.

    Returns
    -------
    Call
        Whose value is a list: one gradient for each floating array among the inputs, or
        None where the result was cut off from it.
    """
    torch = load_torch()
    call = Call(scenario, args, kwargs, target, gradient=True)

    def pull_back(*args, **kwargs):
        args, kwargs = lift((args, kwargs), target, requires_grad=True)
        leaves = [leaf for leaf in _leaves((args, kwargs)) if _is_float_tensor(leaf)]
        outputs = [o for o in _leaves([bind(scenario, solution)(*args, **kwargs)]) if _is_float_tensor(o)]
        outputs = [o for o in outputs if o.requires_grad]
        if not outputs:
            return [None for _ in leaves]
        upstream = [
            torch.from_numpy(np.random.default_rng(i).normal(size=tuple(o.shape))).to(o) for i, o in enumerate(outputs)
        ]
        call.magnitude = max(
            float((u.abs() * (1 + o.detach().abs())).max()) if o.numel() else 0.0
            for u, o in zip(upstream, outputs, strict=True)
        )
        pulled = sum((u * o).sum() for u, o in zip(upstream, outputs, strict=True))
        found = torch.autograd.grad(pulled, leaves, allow_unused=True)  # handed an upstream, torch loads SymPy
        return [None if g is None else lower(g, target) for g in found]

    if trusted:
        call.value = pull_back(*args, **kwargs)
        return call
    with captured(folder) as call.log:
        try:
            call.value = pull_back(*args, **kwargs)
        except (Halt, NotImplementedError):
            raise
        except Exception as error:
            call.error, call.lines, call.meant = error, lines_of(error, folder), raised_by(error, folder)
    return call


def _is_float_tensor(leaf) -> bool:
    return hasattr(leaf, "requires_grad") and leaf.is_floating_point()


def _leaves(tree) -> list:
    """The arrays and tensors of a tree, in the order of `arrays_of`."""
    if type(tree) in (tuple, list):
        return [leaf for item in tree for leaf in _leaves(item)]
    if type(tree) is dict:
        return [leaf for item in tree.values() for leaf in _leaves(item)]
    return [tree] if isinstance(tree, np.ndarray) or hasattr(tree, "requires_grad") else []


def _changed(before: list, after: list) -> Iterator[int]:
    """Which arrays of some arguments were written into; all of an argument that has got more of them, or fewer."""
    first = 0
    for one, other in zip(map(arrays_of, before), map(_leaves, after), strict=True):
        pairs = zip(one, other, strict=True) if len(one) == len(other) else ((a, None) for a in one)
        yield from (first + i for i, (a, b) in enumerate(pairs) if b is None or not _untouched(a, b))
        first += len(one)


def _untouched(before: np.ndarray, after) -> bool:
    """Whether an input still holds what it held, bit for bit."""
    if not isinstance(after, np.ndarray):
        after = after.detach().cpu().numpy()
    if before.shape != after.shape or before.dtype != after.dtype:
        return False
    return np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
