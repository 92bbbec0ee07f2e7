"""The targets on which a solution runs: how values get there, and what is a result when they come back.

Nothing here imports torch until a torch target needs it.
"""

from __future__ import annotations

import functools
import gc
import os
import sys
from dataclasses import dataclass

import numpy as np

from dojo.engine.base.nested import PLAIN, BFloat16Array, NotAResult, children, map_arrays

_NUMPY_NUMBERS = set(np.sctypeDict.values())
_DEEP = 200
"""Results nested deeper than this are no results."""


@functools.cache
def load_torch():
    """Import torch, with full float32 precision, and one thread: more would wait for each other on small arrays."""
    collects = gc.isenabled()
    gc.disable()  # an import leaves no garbage, and to look for some takes a sixth of its time
    try:
        import torch
    finally:
        if collects:
            gc.enable()
    torch.set_num_threads(1)
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    return torch


@dataclass(frozen=True)
class Target:
    """A place where a solution runs.

    Parameters
    ----------
    name : str
        As it is chosen with ``--target``.
    device : str or None
        torch's device; None where arrays are NumPy's.
    """

    name: str
    device: str | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def on_torch(self) -> bool:
        """Tell whether arrays are tensors there."""
        return self.device is not None

    @property
    def needs_gpu(self) -> bool:
        return self.device == "cuda"

    @property
    def reference(self) -> Target:
        """The target on which the torch reference is run to be compared with: never a GPU."""
        return TORCH_CPU if self.on_torch else self

    def send(self, tree, requires_grad: bool = False):
        """Copy the arrays of a tree to the target; layouts are kept.

        Parameters
        ----------
        tree
            Nested NumPy arrays and plain values.
        requires_grad : bool
            Whether floating tensors record what is done with them.
        """
        if not self.on_torch:
            return map_arrays(_copy, tree)
        torch = load_torch()

        def to_tensor(array):
            if array.dtype.kind not in "biufc":
                return _copy(array)
            tensor = torch.from_numpy(_copy(array)).to(self.device)
            tensor = tensor if array.size else torch.empty_like(tensor, memory_format=torch.contiguous_format)
            return tensor.requires_grad_(requires_grad and array.dtype.kind == "f")

        return map_arrays(to_tensor, tree)

    def fetch(self, value, depth: int = 0):
        """Bring back what a solution returned, as NumPy arrays and plain values.

        Tuples and lists become lists, dicts of any kind dicts, 0-d arrays stay arrays, Python's values stay what they
        are. What has no place on the target becomes `NotAResult`, and is told as such.
        """
        kind = type(value)
        if kind in PLAIN:
            return value
        if depth > _DEEP:
            return NotAResult("something nested without end")
        if (held := children(value)) is not None:
            if isinstance(value, dict):
                return {_key(key): self.fetch(item, depth + 1) for key, item in held}
            if isinstance(value, (list, tuple)):
                return [self.fetch(item, depth + 1) for _, item in held]
            return {name: self.fetch(item, depth + _DEEP // 8) for name, item in held}  # its fields may lead far
        if kind in (set, frozenset):
            return kind(map(_key, kind.__iter__(value)))
        if kind is np.ndarray or kind in _NUMPY_NUMBERS:
            return self._fetch_array(value)
        torch = sys.modules.get("torch")
        if torch is not None and kind in (torch.Tensor, torch.nn.Parameter):
            return self._fetch_tensor(value.detach(), torch)
        article = "an" if kind.__name__[0] in "aeiouAEIOU" else "a"
        return NotAResult(f"{article} {kind.__name__}")

    def _fetch_array(self, value) -> np.ndarray | NotAResult:
        array = np.array(value)
        if self.on_torch and array.dtype.kind in "biufc":
            return A_NUMPY_ARRAY if type(value) is np.ndarray else A_NUMPY_NUMBER
        if array.dtype.kind in "OV":
            return NotAResult(f"an array of {'Python objects' if array.dtype.kind == 'O' else array.dtype}")
        return array

    def _fetch_tensor(self, tensor, torch) -> np.ndarray | NotAResult:
        if not self.on_torch:
            return NotAResult("a torch tensor")
        if tensor.device.type != self.device:
            return NotAResult(f"a tensor on {tensor.device.type}")
        if tensor.dtype is torch.bfloat16:
            return tensor.float().cpu().numpy().view(BFloat16Array)
        return tensor.resolve_conj().resolve_neg().cpu().numpy()


A_NUMPY_ARRAY, A_NUMPY_NUMBER = NotAResult("a NumPy array"), NotAResult("a NumPy number")
"""What is no result on torch."""
NUMPY, PYTHON, TORCH_CPU = Target("numpy"), Target("python"), Target("torch-cpu", "cpu")
GPU = "torch-cuda"
TARGETS = {target.name: target for target in (NUMPY, TORCH_CPU, Target(GPU, "cuda"), PYTHON)}
ARRAY_TARGETS = ("numpy", "torch-cpu", "torch-cuda")
"""Where a kata runs that says nothing else."""


def _key(key):
    """A key of a dict or an element of a set: plain values and tuples of them."""
    if type(key) in PLAIN:
        return key
    if isinstance(key, tuple):
        return tuple(map(_key, tuple.__iter__(key)))
    if type(key) is frozenset:
        return frozenset(map(_key, key))
    if type(key) in _NUMPY_NUMBERS:
        return key.item()
    return NotAResult(f"a {type(key).__name__}")


def _copy(array: np.ndarray) -> np.ndarray:
    """A copy with the same layout: transposes stay transposed, gaps stay gaps."""
    if array.ndim and array.size and array.strides[-1] not in (0, array.itemsize):
        wide = np.empty((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
        wide[..., ::2] = array
        if not array.T.flags.c_contiguous:
            return wide[..., ::2]
    return array.copy(order="K")


def has_gpu_driver() -> bool:
    """Tell whether this machine seems to have a GPU, as far as that can be told without loading torch."""
    if sys.platform == "win32":
        from ctypes.util import find_library

        return find_library("nvcuda") is not None
    return any(map(os.path.exists, ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")))  # NVIDIA, WSL, AMD
