"""Running a scenario on a module: a solution, a reference or a mistake."""

from __future__ import annotations

import contextlib
import functools
import io
import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dojo.engine.base.lines import Home, is_inside
from dojo.engine.base.nested import arrays_of, leaves
from dojo.engine.base.questions import Question
from dojo.engine.base.targets import load_torch


def bind(scenario: str | Callable, module) -> Callable:
    """The function that a scenario stands for."""
    if isinstance(scenario, str):
        return getattr(module, scenario)
    return functools.partial(scenario, module)


def run_trusted(question: Question, module):
    """Ask a reference, and give its result as NumPy; its errors are the judge's, and nobody reads what it prints."""
    target = question.target
    args, kwargs = target.send((question.args, question.kwargs))
    with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        return target.fetch(bind(question.scenario, module)(*args, **kwargs))


def pull_back(question: Question, module, inputs=None) -> tuple[list, float]:
    """The vector-Jacobian products of a scenario with a fixed random upstream.

    The upstream is random and not uniform, since a sum of a softmax has no gradient to see.

    Parameters
    ----------
    question : Question
        On a torch target.
    module : module
        Whose functions run.
    inputs : (tuple, dict), optional
        Tensors that require gradients, where they were sent before.

    Returns
    -------
    list
        One gradient for each floating array among the inputs, None where the result was cut off from it.
    float
        The largest term that the backward pass starts from.
    """
    torch = load_torch()
    args, kwargs = inputs or question.target.send((question.args, question.kwargs), requires_grad=True)
    inputs = [leaf for leaf in leaves((args, kwargs)) if _is_float_tensor(leaf)]
    results = leaves([bind(question.scenario, module)(*args, **kwargs)])
    outputs = [o for o in results if _is_float_tensor(o) and o.requires_grad]
    if not outputs:
        return [None for _ in inputs], 0.0
    pairs = [(_upstream(i, output), output) for i, output in enumerate(outputs)]
    magnitude = max(float((u.abs() * (1 + o.detach().abs())).max()) if o.numel() else 0.0 for u, o in pairs)
    pulled = sum((u * o).sum() for u, o in pairs)
    gradients = torch.autograd.grad(pulled, inputs, allow_unused=True)  # handed an upstream, torch loads SymPy
    return [None if g is None else question.target.fetch(g) for g in gradients], magnitude


def _upstream(number: int, output):
    """A random gradient of an output, the same each time."""
    return load_torch().from_numpy(np.random.default_rng(number).normal(size=tuple(output.shape))).to(output)


def _is_float_tensor(leaf) -> bool:
    return hasattr(leaf, "requires_grad") and leaf.is_floating_point()


def changed_arrays(before: list, after: list) -> tuple[int, ...]:
    """Number the arrays that were written into, all of an argument that has got more of them, or fewer."""
    changes: list[bool] = []
    for sent, held in zip(map(arrays_of, before), map(_arrays_and_tensors, after), strict=True):
        if len(sent) == len(held):
            changes += [not _is_untouched(a, b) for a, b in zip(sent, held, strict=True)]
        else:
            changes += [True] * len(sent)
    return tuple(i for i, is_changed in enumerate(changes) if is_changed)


def _arrays_and_tensors(tree) -> list:
    return [leaf for leaf in leaves(tree) if isinstance(leaf, np.ndarray) or hasattr(leaf, "requires_grad")]


def _is_untouched(before: np.ndarray, after) -> bool:
    """Tell whether an input still holds what it held, bit for bit."""
    if not isinstance(after, np.ndarray):
        after = after.detach().cpu().numpy()
    if before.shape != after.shape or before.dtype != after.dtype:
        return False
    if before.dtype.hasobject:
        return np.array_equal(before, after)
    return before.tobytes() == after.tobytes()


class MissingName(BaseException):
    """A scenario asked for a name that a solution lacks.

    Parameters
    ----------
    name : str
        What was asked for.
    near : str or None
        A name like it that the solution has.
    """

    def __init__(self, name: str, near: str | None):
        super().__init__(name)
        self.name, self.near = name, near


class TooManyLines(BaseException):
    """More lines of a solution ran than the question allows."""


def seed_everything(seed: int = 0) -> None:
    """Start the global random generators, so that no verdict depends on the order of tests."""
    random.seed(seed)
    np.random.seed(seed)
    if (torch := sys.modules.get("torch")) is not None and hasattr(torch, "default_generator"):
        torch.default_generator.manual_seed(seed)
        if torch.cuda.is_initialized():  # else torch.manual_seed notes where it was called, at a hundred times the cost
            torch.cuda.manual_seed_all(seed)


class LineCounter:
    """Counts the lines that run in a folder's files, and stops at a limit.

    Parameters
    ----------
    folder : Path or Home
        Whose lines count.
    limit : int or None
        None counts nothing.
    """

    def __init__(self, folder: Path | Home, limit: int | None):
        self.folder, self.limit, self.count = folder, limit, 0

    @contextlib.contextmanager
    def counting(self):
        if self.limit is None:
            yield
            return
        before = sys.gettrace()
        sys.settrace(self._called)
        try:
            yield
        finally:
            sys.settrace(before)

    def _called(self, frame, event, arg):
        return self._line(frame, event, arg) if is_inside(frame.f_code.co_filename, self.folder) else None

    def _line(self, frame, event, arg):
        if event in ("line", "call"):
            self.count += 1
            if self.count > self.limit:
                raise TooManyLines
        return self._line
