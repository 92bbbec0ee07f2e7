"""Device faults shown without a GPU, by tensors that say they are on another device; and which calls torch sees.

A `Pretended` tensor computes on the CPU and reports the device ``meta``. What a solution
makes without ``device=`` is then told apart from what it was given, as on a real GPU, and
code that branches on values runs as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

from dojo.engine.base.lines import Home, Line, line_running
from dojo.engine.base.questions import DeviceFault

DEVICE = torch.device("meta")


class _Fault(Exception):
    """Ends a run where a device fault was seen."""

    def __init__(self, fault: DeviceFault):
        super().__init__(fault.what)
        self.fault = fault


_TWO_DEVICES = (
    "makes an array on the default device, not on that of its input",
    "On a GPU this fails. Give the device: xp.zeros(n, device=x.device), or derive the array from the input:"
    " xp.zeros_like(x), x * 0.",
)
_READ_BY_NUMPY = (
    "hands a tensor to NumPy",
    "On a GPU this fails: NumPy reads the memory of the CPU alone. Stay with the functions of the input's own library.",
)
"""What a solution does, and what it should do instead."""


class Pretended(torch.Tensor):
    """A tensor of the CPU that reports another device."""

    __module__ = "torch"  # some ask type(x) for its module to tell tensors from arrays

    @staticmethod
    def __new__(cls, inner):
        return torch.Tensor._make_wrapper_subclass(
            cls, inner.shape, strides=inner.stride(), dtype=inner.dtype, device=DEVICE
        )

    def __init__(self, inner):
        self.inner = inner

    @classmethod
    def __torch_dispatch__(cls, operation, types, args=(), kwargs=None):
        return compute(operation, args, kwargs or {})


def _unwrap(value):
    if isinstance(value, Pretended):
        return value.inner
    return torch.device("cpu") if isinstance(value, torch.device) and value.type == DEVICE.type else value


def _wrap(value):
    return Pretended(value) if isinstance(value, torch.Tensor) and not isinstance(value, Pretended) else value


def _tensors(tree) -> list[torch.Tensor]:
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, torch.Tensor)]


def compute(operation, args, kwargs):
    """Run an operation on the CPU and wrap what belongs to the pretended device."""
    result = operation(*tree_map(_unwrap, args), **tree_map(_unwrap, kwargs))
    asked = kwargs.get("device")
    if asked is not None:
        return tree_map(_wrap, result) if torch.device(asked).type == DEVICE.type else result
    given = _tensors((args, kwargs))
    if not any(isinstance(t, Pretended) for t in given):
        return result
    if operation.__name__.split(".")[0].endswith("_") and isinstance(args[0], Pretended):
        return args[0]
    return tree_map(_wrap, result)


_CROSSING = {"copy_", "_to_copy", "lift_fresh", "lift_fresh_copy", "index", "index_put", "index_put_"}
"""Operations that take tensors of two devices on a GPU, too: ``x[i]`` with an index on the CPU is one."""


class _Operations(TorchDispatchMode):
    """Sees what becomes an operation of torch's."""

    @classmethod
    def _should_skip_dynamo(cls):
        return False  # torch would load its compiler, for seconds, to keep out of its way


class Watch(_Operations):
    """Notes where tensors are made, and stops where two devices meet."""

    def __init__(self, folder: Path | Home):
        super().__init__()
        self.folder = folder
        self.made: dict[int, tuple[Line | None, torch.Tensor]] = {}

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        given = _tensors((args, kwargs))
        strangers = [t for t in given if not isinstance(t, Pretended) and t.ndim]
        copies = operation.__name__.partition(".")[0] in _CROSSING
        if strangers and any(isinstance(t, Pretended) for t in given) and not copies:
            made = (self.made[id(t)][0] for t in strangers if id(t) in self.made)
            raise _Fault(DeviceFault(next(made, line_running(self.folder)), *_TWO_DEVICES))
        result = compute(operation, args, kwargs)
        for made in _tensors(result):
            if not isinstance(made, Pretended):
                kept = next((self.made[id(t)][0] for t in given if id(t) in self.made), None)
                self.made[id(made)] = (kept or line_running(self.folder), made)
        return result


class Functions(TorchFunctionMode):
    """Sees what never becomes an operation: tensors of Python's data, and tensors that NumPy reads."""

    _FROM_DATA = (torch.tensor, torch.as_tensor, torch.asarray)
    _BY_NUMPY = (torch.Tensor.numpy, torch.Tensor.__array__)

    def __init__(self, folder: Path | Home):
        super().__init__()
        self.folder = folder

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function in self._BY_NUMPY and isinstance(args[0], Pretended):
            raise _Fault(DeviceFault(line_running(self.folder), *_READ_BY_NUMPY))
        if function is torch.Tensor.tolist and isinstance(args[0], Pretended):
            return args[0].inner.tolist()
        asked = kwargs.get("device")
        if function is torch.Tensor.new_tensor and asked is None and isinstance(args[0], Pretended):
            asked = DEVICE
        if asked is None or torch.device(asked) != DEVICE:
            return function(*args, **kwargs)
        if function is torch.Tensor.new_tensor:
            return Pretended(torch.tensor(args[1], **{"dtype": args[0].dtype, **kwargs, "device": "cpu"}))
        if function in self._FROM_DATA and not isinstance(args[0], torch.Tensor):
            return Pretended(function(*args, **{**kwargs, "device": "cpu"}))
        return function(*args, **kwargs)


class FunctionsSeen(TorchFunctionMode):
    """Tells of each function of torch's, by the name that was written."""

    def __init__(self, see: Callable[[str], None]):
        super().__init__()
        self.see = see

    def __torch_function__(self, function, types, args=(), kwargs=None):
        self.see(getattr(function, "__name__", ""))
        return function(*args, **(kwargs or {}))


class OperationsSeen(_Operations):
    """Tells of each operation, but not of views: repeat expands inside, and take transposes."""

    def __init__(self, see: Callable[[str], None]):
        super().__init__()
        self.see = see

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        if not getattr(operation, "is_view", False):
            self.see(operation.__name__)
        return operation(*args, **(kwargs or {}))


def find_fault(function, tensors_in, folder: Path | Home) -> DeviceFault | None:
    """Run a function on pretended tensors.

    Parameters
    ----------
    function : callable
        Takes the arguments and runs the solution.
    tensors_in
        Nested arguments with tensors of the CPU.
    folder : Path or Home
        Where the solution's code is.

    Returns
    -------
    DeviceFault or None
        What would fail on a GPU, None where nothing was seen.
    """
    watch = Watch(folder)
    arguments = tree_map(lambda v: Pretended(v) if isinstance(v, torch.Tensor) else v, tensors_in)
    try:
        with watch, Functions(folder):
            result = function(arguments)
    except _Fault as seen:
        return seen.fault
    except (RuntimeError, NotImplementedError, TypeError, ValueError):
        return None  # an operation that a pretended tensor does not have
    for tensor in _tensors(result):
        if not isinstance(tensor, Pretended):
            line, _ = watch.made.get(id(tensor), (None, None))
            return DeviceFault(line, *_TWO_DEVICES)
    return None
