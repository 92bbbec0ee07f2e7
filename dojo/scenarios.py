"""Scenarios that several judges share: modules of torch, optimisers, and how much work a call is.

Hand them to ``kata.check`` and its kin in place of a function's name. They are asked of a solution, of the references
and of the mistakes alike, so a reference has the same names: ``Linear = torch.nn.Linear`` is one. Nothing here imports
torch before it runs.
"""

from __future__ import annotations

import copy
import sys

import numpy as np
from array_api_compat import array_namespace

# ---------------------------------------------------------------------------- modules of torch


def forward(solution, name, given, state, *inputs, training=False):
    """Return what a module answers with these parameters.

    Parameters
    ----------
    solution
        Has the class.
    name : str
        The class.
    given : dict
        The arguments of its constructor.
    state : dict of array
        Its parameters, as in ``state_dict``. Gradients flow to them, and their dtype is the module's.
    *inputs : array
        What it is called with.
    training : bool
        In which mode.
    """
    return _answer(_built(solution, name, given, state).train(training), state, inputs)


def in_turn(solution, name, modules, calls):
    """Return what modules answer that are called in turn: none remembers a call, or knows of the others.

    Parameters
    ----------
    solution, name
        As in `forward`.
    modules : list of (dict, dict of array)
        The arguments of each constructor, and the parameters.
    calls : list of tuple
        Which module is called, by its place in the list, and with what.
    """
    built = [(_built(solution, name, given, state), state) for given, state in modules]
    return [_answer(*built[which], inputs) for which, *inputs in calls]


def parameters(solution, name, given):
    """The parameters of a module by name: shape, and whether they are trained."""
    module = getattr(solution, name)(**given)
    return {key: [list(p.shape), p.requires_grad] for key, p in module.named_parameters()}


def steps_of_training(solution, name, given, state, x, target, lr, steps):
    """The losses of a module under plain gradient descent on the mean squared error, and where its parameters end."""
    import torch

    module, losses = _built(solution, name, given, state), []
    buffers = {key for key, _ in module.named_buffers()}  # such as a mask: it has its own already
    module.load_state_dict({key: x for key, x in module.state_dict().items() if key in buffers} | dict(state))
    for _ in range(steps):
        module.zero_grad()
        loss = ((module(x) - target) ** 2).mean()
        loss.backward()
        with torch.no_grad():  # by hand: the first step of torch's own optimisers imports for seconds
            for parameter in module.parameters():
                parameter -= lr * (0.0 if parameter.grad is None else parameter.grad)
        losses.append(float(loss.detach()))
    return {"losses": losses, "parameters": {key: p.detach() for key, p in module.named_parameters()}}


def _answer(module, state, inputs):
    import torch

    device = next(iter(state.values())).device if state else inputs[0].device
    buffers = {name: buffer.to(device) for name, buffer in module.named_buffers()}
    return torch.func.functional_call(module, buffers | dict(state), tuple(inputs))


def _built(solution, name, given, state):
    """A module in the dtype and on the device of its state."""
    module = getattr(solution, name)(**given)
    floats = [tensor for tensor in state.values() if tensor.is_floating_point()]
    if floats and floats[0].device.type in ("cpu", "cuda"):  # on a pretended device, its own parameters play no part
        return module.to(device=floats[0].device, dtype=floats[0].dtype)
    return module.to(dtype=floats[0].dtype) if floats else module


def gpt(given, state):
    """A GPT with some weights, as the kata ``gpt`` has it, of torch's own parts, in evaluation mode.

    Parameters
    ----------
    given : dict
        Its sizes: ``vocab_size``, ``context``, ``dim``, ``n_heads`` and ``n_layers``.
    state : dict of Tensor
        Its weights, without the head's, which are the tokens'; their dtype and device are the model's.
    """
    import torch
    from torch import nn
    from torch.nn import functional as F

    class Attention(nn.Module):
        def __init__(self, dim, n_heads):
            super().__init__()
            self.n_heads, self.qkv, self.out = n_heads, nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

        def forward(self, x, mask=None, causal=False):
            q, k, v = self.qkv(x).unflatten(-1, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)
            heads = F.scaled_dot_product_attention(q, k, v, mask, is_causal=causal)
            return self.out(heads.transpose(1, 2).flatten(2))

    class Block(nn.Module):
        def __init__(self, dim, n_heads):
            super().__init__()
            self.norm1, self.attention, self.norm2 = nn.LayerNorm(dim), Attention(dim, n_heads), nn.LayerNorm(dim)
            self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

        def forward(self, x, mask=None, causal=False):
            x = x + self.attention(self.norm1(x), mask, causal)
            return x + self.down(F.gelu(self.up(self.norm2(x))))

    class GPT(nn.Module):
        def __init__(self, vocab_size, context, dim, n_heads, n_layers):
            super().__init__()
            self.context, self.norm = context, nn.LayerNorm(dim)
            self.tokens, self.positions = nn.Embedding(vocab_size, dim), nn.Embedding(context, dim)
            self.blocks = nn.ModuleList(Block(dim, n_heads) for _ in range(n_layers))
            self.head = nn.Linear(dim, vocab_size, bias=False)
            self.head.weight = self.tokens.weight

        def forward(self, ids):
            x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device))
            for block in self.blocks:
                x = block(x, causal=True)
            return self.head(self.norm(x))

    model, like = GPT(**given), state["tokens.weight"]
    model.to(device=like.device, dtype=like.dtype).load_state_dict({**state, "head.weight": like})
    return model.eval()  # its parameters want gradients, as those of a model that was trained do


def first_weights(solution, name, given):
    """How each matrix and each norm of a new GPT is drawn: the number that it is everywhere, or its deviation.

    What is within a tenth of 1/√dim, or of that over √(2 · n_layers), is called so; every other one in multiples of
    1/√dim, to one digit. Ask for matrices of some thousand entries: there chance is a fiftieth.

    Parameters
    ----------
    solution, name
        As in `forward`.
    given : dict
        The arguments of its constructor, ``dim`` and ``n_layers`` among them.
    """
    one = given["dim"] ** -0.5
    known = {"1/√dim": one, "1/√dim / √(2 · n_layers)": one / (2 * given["n_layers"]) ** 0.5}
    model = getattr(solution, name)(**given)
    named = model.named_parameters(remove_duplicate=False)  # a table that is tied has the names of both
    return {key: _as_drawn(p.detach().double(), one, known) for key, p in named if p.ndim > 1 or "norm" in key}


def _as_drawn(parameter, one, known):
    """How a parameter is drawn, in words: its entries have mean 0, or are all the same."""
    if bool((parameter == parameter.ravel()[0]).all()):
        return f"{float(parameter.ravel()[0]):.2g} everywhere"
    if parameter.ndim == 1:
        return "another number at each place"
    deviation = float((parameter**2).mean()) ** 0.5
    near = [word for word, right in known.items() if abs(deviation / right - 1) < 0.1]
    return f"a deviation of {near[0] if near else f'{deviation / one:.1g} · 1/√dim'}"


def random_state(shapes: dict, rng: np.random.Generator, dtype=np.float64) -> dict[str, np.ndarray]:
    """A state for a module, drawn by a judge, with a standard deviation of a half.

    Parameters
    ----------
    shapes : dict of tuple
        The shape of each parameter.
    rng : numpy.random.Generator
        Drawn from.
    dtype : dtype
        Of all of them.
    """
    return {name: (0.5 * rng.normal(size=shape)).astype(dtype) for name, shape in shapes.items()}


# ---------------------------------------------------------------------------- optimisers on arrays


def positions(solution, name, params, grads, **options):
    """Copies of all parameters after each step of an optimiser; the caller looks at its own arrays alone.

    Parameters
    ----------
    solution
        Has the class.
    name : str
        The class: ``name(params, **options)`` with ``step(grads)``.
    params : list of array
        Where the parameters start.
    grads : list of list
        The gradients of each step; None leaves a parameter alone.
    **options
        Of the optimiser.
    """
    moved = copies(params)
    optimizer = getattr(solution, name)(list(moved), **options)
    seen = []
    for gradients in grads:
        optimizer.step(list(gradients))
        seen.append(copies(moved))
    return seen


def path(solution, name, start, slopes, **options):
    """Return where one array is after each step of an optimiser, as one array; a row of slopes is a gradient."""
    steps = positions(solution, name, [start], [[slope] for slope in slopes], **options)
    return array_namespace(start).stack([position for (position,) in steps])


def gradients_after(solution, name, params, grads, **options):
    """The gradients that an optimiser was given, after its steps: it must leave them as they were."""
    given = [[None if g is None else _copied(g) for g in gradients] for gradients in grads]
    optimizer = getattr(solution, name)(copies(params), **options)
    for gradients in given:
        optimizer.step(gradients)
    return given


def positions_of_tensors(solution, name, params, grads, given=False, **options):
    """`positions` of tensors that require gradients, as in a training loop: forget, backward, step.

    The optimiser gets them from a generator, as ``model.parameters()`` is one, and what it must move is their memory,
    which the caller holds too. NumPy's arrays have no ``.grad``: there the gradients are handed over.

    Parameters
    ----------
    solution, name, params, grads, **options
        As in `positions`.
    given : bool
        Whether the loop hands the gradients over, as one that clips does.
    """
    if not hasattr(params[0], "requires_grad_"):
        return positions(solution, name, params, grads, **options)
    moved, seen = copies(params), []
    tensors = [p.detach().requires_grad_() for p in moved]
    optimizer = getattr(solution, name)((tensor for tensor in tensors), **options)
    for gradients in grads:
        optimizer.zero_grad()
        sum((p * g).sum() for p, g in zip(tensors, gradients, strict=True) if g is not None).backward()
        optimizer.step(*[[p.grad for p in tensors]] if given else [])
        seen.append(copies(moved))
    return seen


def from_a_generator(solution, name, params, grads, **options):
    """Return where the parameters of an optimiser end that gets them one by one, as from ``model.parameters()``."""
    moved = copies(params)
    optimizer = getattr(solution, name)((array for array in moved), **options)
    for gradients in grads:
        optimizer.step(list(gradients))
    return moved


def columns_of_a_table(solution, name, table, slopes, **options):
    """The table, after its transpose and its first row were handed over and moved; the options are of the transpose."""
    moved = _copied(table)
    optimizer = getattr(solution, name)
    optimizer([moved.T], lr=0.5, **options).step([slopes.T])
    optimizer([moved[0, ...]], lr=0.25).step([slopes[0, ...]])
    return moved


def two_for_the_same_arrays(solution, name, params, grads, **options):
    """Two optimisers, of two rates, move the same arrays in turn."""
    moved = copies(params)
    first, second = (getattr(solution, name)(list(moved), lr=lr, **options) for lr in (0.1, 0.5))
    for gradients in grads:
        first.step(list(gradients))
        second.step(list(gradients))
    return moved


def copies(arrays):
    """A copy of each array, of its own library and on its device."""
    return [_copied(array) for array in arrays]


def _copied(array):
    return array.clone() if hasattr(array, "clone") else copy.copy(array)


# ---------------------------------------------------------------------------- functions that keep one promise


def siblings(*scenarios):
    """Mark a test to ask each of several functions the same: one that works "as the first" has the first one's edges.

    The test takes it as ``function``.

    Parameters
    ----------
    *scenarios : str or callable
        Functions of a solution by name, or scenarios that ask one as if it were another.
    """
    import pytest

    return pytest.mark.parametrize("function", scenarios, ids=lambda f: getattr(f, "__name__", f))


# ---------------------------------------------------------------------------- work


def lines_of_python(work, *args):
    """Count the lines that a call of ``work`` runs, for a judge's own scenario."""
    lines, before = 0, sys.gettrace()

    def count(frame, event, arg):
        nonlocal lines
        lines += 1
        return count

    sys.settrace(count)
    try:
        work(*args)
    finally:
        sys.settrace(before)
    return lines
