"""Gradient accumulation: one step from many micro-batches, and parameters that collect no gradients."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import torch
from jaxtyping import Shaped

Batch = tuple[Shaped[torch.Tensor, "n ..."], Shaped[torch.Tensor, "n ..."]]
"""Inputs and targets, row by row."""


def train_step(model: torch.nn.Module, batch: Batch, loss_fn: Callable, optimizer: torch.optim.Optimizer) -> float:
    """Take one step of training on one batch.

    Parameters
    ----------
    model : torch.nn.Module
        Its parameters are trained; its mode (train or eval) stays as it is.
    batch : tuple of tensor
        Inputs (n, ...) and targets (n, ...).
    loss_fn : callable
        ``loss_fn(prediction, target)`` is a mean over the n rows, a tensor of no axes.
    optimizer : torch.optim.Optimizer
        Holds the parameters. Gradients that are there before the call play no part.

    Returns
    -------
    float
        The loss of the batch before the step.
    """
    raise NotImplementedError


def accumulate(
    model: torch.nn.Module, batches: list[Batch], loss_fn: Callable, optimizer: torch.optim.Optimizer
) -> float:
    """Take the one step that all micro-batches together would give as a single batch.

    Each micro-batch goes forward and backward before the next one goes forward, so that the memory of one of them
    is enough.

    Parameters
    ----------
    model, loss_fn, optimizer
        As in `train_step`.
    batches : list of tuple
        At least one; each has at least one row. They may differ in size.

    Returns
    -------
    float
        The mean loss over all rows of all batches, before the step.
    """
    raise NotImplementedError


def frozen(model: torch.nn.Module) -> AbstractContextManager:
    """Keep the parameters of a model from collecting gradients inside a ``with`` block.

    Gradients still flow through the model to its input. After the block each parameter, those of
    inner modules included, has the ``requires_grad`` that it had before, also where the block
    raises: the exception goes on to the caller. The mode of the model, and the ``grad`` that a
    parameter holds, stay as they are.

    Parameters
    ----------
    model : torch.nn.Module
        Some of its parameters may be frozen already.

    Returns
    -------
    context manager
        For ``with frozen(model):``. Write it as a generator under ``@contextlib.contextmanager``,
        or as a class.
    """
    raise NotImplementedError
