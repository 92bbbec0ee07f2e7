"""What the references say of a call, and whether the solution said the same."""

from __future__ import annotations

import functools
import inspect

import numpy as np

from dojo.compare import Difference, difference, natural_scale
from dojo.loading import Place, load_trusted
from dojo.targets import (
    Call,
    Memory,
    arrays_of,
    cast_floats,
    float_dtype,
    gradients,
    load_torch,
    map_arrays,
    run_reference,
)


class References:
    """The NumPy and the torch version of a kata.

    Parameters
    ----------
    place : Place
        Where its files are.
    """

    def __init__(self, place: Place):
        self._place = place
        self._answers = Memory(256)

    @functools.cached_property
    def numpy(self):
        """The NumPy version; None where a kata has none."""
        file = self._place.reference("with_numpy")
        return load_trusted(file) if file.is_file() else None

    @functools.cached_property
    def torch(self):
        """The torch version."""
        load_torch()
        return load_trusted(self._place.reference("with_torch"))

    def arguments(self, call: Call) -> list[tuple[str, object]]:
        """The arguments by the names that the reference or the scenario gives them."""
        names: list[str] = []
        try:
            if isinstance(call.scenario, str):
                owner = self.numpy if self.numpy is not None else self.torch
                names = _names(getattr(owner, call.scenario), len(call.args))
            else:
                names = _names(call.scenario, len(call.args) + 1)[1:]
        except (AttributeError, TypeError, ValueError):
            pass
        names += [f"argument {i}" for i in range(len(names), len(call.args))]
        return [*zip(names, call.args, strict=False), *call.kwargs.items()]

    def truth(self, call: Call):
        """What is right, in float64; None where the contract asks for an error, from which every result is far."""
        if call.due is not None:
            return None
        return self._gradient(call, np.float64).value if call.gradient else self.in_float64(call)

    def in_float64(self, call: Call):
        """The result of the NumPy version in float64, or of torch's where there is no other."""
        args, kwargs = cast_floats((call.args, call.kwargs), np.float64)
        needed = call.scenario if isinstance(call.scenario, str) else "__name__"
        if self.numpy is not None and hasattr(self.numpy, needed):
            return self._ask(call.scenario, self.numpy, "numpy", args, kwargs)
        target = "python" if call.target == "python" else "torch-cpu"
        return self._ask(call.scenario, self.torch, target, args, kwargs)

    def yardstick(self, call: Call):
        """The result of the target's own library in the dtype of the input."""
        if call.on_torch:
            return self._ask(call.scenario, self.torch, "torch-cpu", call.args, call.kwargs)
        if self.numpy is not None:
            return self._ask(call.scenario, self.numpy, "numpy", call.args, call.kwargs)
        return self.in_float64(call)

    def _ask(self, scenario, reference, target, args, kwargs):
        """What a reference gives, asked once in a test: a training is not repeated for every mistake."""
        call = Call(scenario, args, kwargs, target)
        return self._answers.ask(call, (), lambda: run_reference(scenario, reference, target, args, kwargs))

    def difference(self, call: Call) -> Difference | None:
        """Where a result, or a gradient, parts from the truth."""
        if call.gradient:
            return self._difference_of_gradients(call)
        scale = functools.partial(self._natural_scale, call, self.in_float64, extra=_or_0(call.scale))
        truth, like = self.in_float64(call), self.yardstick(call)
        return difference(call.value, truth, like, scale=scale, size=size(call), tensors=call.on_torch)

    def is_cut_off(self, call: Call) -> bool:
        """Whether no gradient flows at all where torch's does."""
        truth = self._gradient(call, np.float64).value
        return all(g is None for g in call.value) and any(g is not None and np.any(g) for g in truth)

    def is_wrong(self, call: Call) -> bool:
        """Whether a call ended otherwise than the contract asks."""
        if call.due is not None:
            return not isinstance(call.error, call.due.error) or bool(call.due.missing(call.error))
        if call.error is not None or call.changed or call.ran_on:
            return True
        try:
            return (call.gradient and self.is_cut_off(call)) or self.difference(call) is not None
        except Exception:
            return True  # the reference has no answer here: the contract asks for an error

    def _difference_of_gradients(self, call: Call) -> Difference | None:
        """The first input whose gradient is not torch's; its label is the path."""
        reference = self._gradient(call, np.float64)
        truth, like = reference.value, self._gradient(call, float_dtype((call.args, call.kwargs))).value
        labels = self._labels_of_floats(call)
        for i, (label, yours, expected, near) in enumerate(zip(labels, call.value, truth, like, strict=True)):
            if yours is None and near is None:
                continue  # neither depends on this input
            if yours is None and np.any(expected):
                return Difference("gradient", "none: the result is cut off from it", "a gradient", label)
            yours = np.zeros_like(near) if yours is None else yours
            expected = np.zeros_like(yours, np.float64) if expected is None else expected
            near = np.zeros_like(yours) if near is None else near

            def natural(i=i):
                scales = self._natural_scale(call, lambda c: self._gradient(c, np.float64).value)
                return np.abs(scales[i]) + reference.magnitude + _or_0(call.scale)

            if found := difference(yours, expected, near, scale=natural, size=size(call)):
                return Difference(found.aspect, found.yours, found.expected, label)
        return None

    def _labels_of_floats(self, call: Call) -> list[str]:
        """A name for each floating array among the arguments."""
        labels = []
        for name, value in self.arguments(call):
            count = sum(a.dtype.kind == "f" for a in arrays_of(value))
            labels += [name] if count == 1 else [f"{name}[{i}]" for i in range(count)]
        return labels

    def _natural_scale(self, call: Call, reference, extra=0):
        def function(args, kwargs):
            return reference(Call(call.scenario, args, kwargs, call.target))

        def perturb(change, tree):
            return map_arrays(lambda a: change(a) if a.dtype.kind == "f" else a, tree)

        args, kwargs = cast_floats((call.args, call.kwargs), np.float64)
        scales = natural_scale(function, args, kwargs, perturb)
        return _add(scales, extra) if np.any(extra) else scales

    def _gradient(self, call: Call, dtype) -> Call:
        args, kwargs = cast_floats((call.args, call.kwargs), dtype)
        return gradients(call.scenario, self.torch, self._place.judge.parent, "torch-cpu", args, kwargs, trusted=True)


def size(call: Call) -> int:
    """The number of elements of the largest input."""
    return max((a.size for a in arrays_of((call.args, call.kwargs))), default=1)


def _names(function, count: int) -> list[str]:
    """What a function calls its positional arguments: ``*shapes`` are shapes[0], shapes[1], and so on."""
    names = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}[{i}]" for i in range(count - len(names))]
        else:
            names.append(parameter.name)
    return names


def _or_0(scale):
    return 0 if scale is None else scale


def _add(tree, extra):
    if isinstance(tree, list):
        return [_add(item, extra) for item in tree]
    if isinstance(tree, dict):
        return {key: _add(item, extra) for key, item in tree.items()}
    return np.abs(tree) + extra
