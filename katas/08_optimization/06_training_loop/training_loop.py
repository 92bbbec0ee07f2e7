"""A training loop: predict, measure, go backwards, step, and score on other data."""

from collections.abc import Callable

import torch
from jaxtyping import Shaped

Batch = tuple[Shaped[torch.Tensor, "n ..."], Shaped[torch.Tensor, "n ..."]]


def fit(
    model: torch.nn.Module,
    train: list[Batch],
    valid: list[Batch],
    loss_fn: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    epochs: int,
) -> dict[str, list[float]]:
    """Train a model, and score it after each epoch.

    In each epoch the optimizer takes one step for each batch of ``train``, in order, with the whole
    model in train mode. Then ``valid`` is scored in eval mode, and no gradients are recorded.

    Parameters
    ----------
    model : torch.nn.Module
        Called with x. It may be in any mode, and its parts in different ones.
    train, valid : list of (x, y)
        Batches, none of them empty: x (n, ...) and y (n, ...), on the device of the model. n may differ from batch
        to batch.
    loss_fn : callable
        ``loss_fn(model(x), y)`` is the mean of the losses of a batch, a tensor of shape ().
    optimizer : torch.optim.Optimizer
        Of the parameters of ``model``; it has ``zero_grad()`` and ``step()``. Gradients that are left over from before
        must not matter.
    epochs : int
        How often all of ``train`` is used, 0 or more.

    Returns
    -------
    dict of list of float
        ``"train"`` and ``"valid"``, each with one number for each epoch: the mean loss per example.
        For ``train`` it is the loss of each batch before its step; for ``valid`` the loss after all
        steps of the epoch.

    Notes
    -----
    At the end each part of the model is in the mode that it was in before, even if an exception
    ends the training.
    """
    raise NotImplementedError
