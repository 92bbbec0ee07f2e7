"""Scenarios that many judges share: modules of torch, optimisers, training runs.

Hand them to ``kata.check`` and its kin in place of a function's name. They are asked of a solution, of the references
and of the mistakes alike, so a reference has the same names: ``Linear = torch.nn.Linear`` is one. Nothing here imports
torch before it runs.
"""

from __future__ import annotations

import copy

import numpy as np

# ---------------------------------------------------------------------------- modules of torch


def forward(solution, name, given, state, *inputs, training=False):
    """What a module answers with these parameters.

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
    import torch

    module = _built(solution, name, given, state)
    module.train(training)
    device = next(iter(state.values())).device if state else inputs[0].device
    buffers = {name: buffer.to(device) for name, buffer in module.named_buffers()}
    return torch.func.functional_call(module, buffers | dict(state), inputs)


def parameters(solution, name, given):
    """The parameters of a module by name: shape, and whether they are trained."""
    module = getattr(solution, name)(**given)
    return {key: [list(p.shape), p.requires_grad] for key, p in module.named_parameters()}


def initial_parameters(solution, name, given, seed):
    """The values that the parameters of a module start from, under a seed of torch's."""
    import torch

    torch.manual_seed(seed)
    return {key: p.detach() for key, p in getattr(solution, name)(**given).named_parameters()}


def state_after_loading(solution, name, given, state):
    """What ``state_dict`` gives back after ``load_state_dict(state)``, in order."""
    module = _built(solution, name, given, state)
    module.load_state_dict(dict(state))
    return [[key, value.detach()] for key, value in module.state_dict().items()]


def modes(solution, name, given):
    """The mode of a module and of each part of it: as it is built, after eval(), after train()."""
    module = getattr(solution, name)(**given)
    seen = []
    for change in (lambda: module, module.eval, module.train):
        returned = change()
        seen.append([returned is module, *(part.training for part in module.modules())])
    return seen


def steps_of_training(solution, name, given, state, x, target, lr, steps):
    """The losses of a module under plain gradient descent on the mean squared error, and where its parameters end."""
    import torch

    module = _built(solution, name, given, state)
    module.load_state_dict(dict(state))
    optimizer = torch.optim.SGD(module.parameters(), lr=lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((module(x) - target) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return {"losses": losses, "parameters": {key: p.detach() for key, p in module.named_parameters()}}


def _built(solution, name, given, state):
    """A module in the dtype and on the device of its state."""
    module = getattr(solution, name)(**given)
    floats = [tensor for tensor in state.values() if tensor.is_floating_point()]
    if floats and floats[0].device.type in ("cpu", "cuda"):  # on a pretended device, its own parameters play no part
        return module.to(device=floats[0].device, dtype=floats[0].dtype)
    return module.to(dtype=floats[0].dtype) if floats else module


def random_state(shapes: dict, rng: np.random.Generator, dtype=np.float64, scale: float = 0.5) -> dict[str, np.ndarray]:
    """A state for a module, drawn by a judge.

    Parameters
    ----------
    shapes : dict of tuple
        The shape of each parameter.
    rng : numpy.random.Generator
        Drawn from.
    dtype : dtype
        Of all of them.
    scale : float
        Their standard deviation.
    """
    return {name: (scale * rng.normal(size=shape)).astype(dtype) for name, shape in shapes.items()}


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
    own = [_copied(array) for array in params]
    optimizer = getattr(solution, name)(list(own), **options)
    seen = []
    for gradients in grads:
        optimizer.step(list(gradients))
        seen.append([_copied(array) for array in own])
    return seen


def gradients_after(solution, name, params, grads, **options):
    """The gradients that an optimiser was given, after its steps: it must leave them as they were."""
    own = [[None if g is None else _copied(g) for g in gradients] for gradients in grads]
    optimizer = getattr(solution, name)([_copied(array) for array in params], **options)
    for gradients in own:
        optimizer.step(gradients)
    return own


def _copied(array):
    return array.clone() if hasattr(array, "clone") else copy.copy(array)


# ---------------------------------------------------------------------------- training runs


def held_out_accuracy(solution, x, y, x_test, y_test, seed):
    """The share of held-out labels that are right, after ``fit(x, y, seed)`` and ``predict(params, x)``."""
    trained = solution.fit(x, y, seed)
    predicted = np.asarray(solution.predict(trained, x_test))
    return float(np.mean(predicted == np.asarray(y_test))) if predicted.shape == np.shape(y_test) else 0.0


def same_twice(solution, function, *args):
    """Whether a function gives the same, bit for bit, when it is called again with the same seed."""
    one, other = (getattr(solution, function)(*args) for _ in range(2))
    return bool(np.all(np.asarray(one) == np.asarray(other)))
