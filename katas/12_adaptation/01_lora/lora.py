"""LoRA: a large model is tuned by two thin matrices beside each frozen weight."""

import torch
from jaxtyping import Float
from torch import nn


class LoRALinear(nn.Module):
    """A frozen linear layer, and a trained change of low rank beside it.

    ``y = W x + b + (alpha / rank) B A x``, for x as a column.

    Parameters
    ----------
    linear : nn.Linear
        The layer to tune, with or without a bias. It is kept as it is, and frozen.
    rank : int
        How many rows A has, and columns B: 1 or more.
    alpha : float
        How strongly the change counts: it is multiplied by ``alpha / rank``.
    dropout : float, default 0.0
        In training, the share of the entries of x that A does not see.

    Attributes
    ----------
    linear : nn.Linear
        The layer that was given.
    A : nn.Parameter, shape (rank, in_features)
        Starts random, with mean 0. On the device and in the dtype of the layer's weight.
    B : nn.Parameter, shape (out_features, rank)
        Starts at 0. On the device and in the dtype of the layer's weight.

    Raises
    ------
    ValueError
        If ``rank`` is less than 1; the message mentions it.
    """

    def __init__(self, linear: nn.Linear, rank: int, alpha: float, dropout: float = 0.0):
        raise NotImplementedError

    def forward(self, x: Float[torch.Tensor, "*batch in_features"]) -> Float[torch.Tensor, "*batch out_features"]:
        """Return the outputs for a batch of inputs.

        Parameters
        ----------
        x : tensor, shape (..., in_features)
            Any number of axes may precede the last, even none.

        Returns
        -------
        tensor, shape (..., out_features)
            The same before and after `merge`, but for rounding and dropout.
        """
        raise NotImplementedError

    def merge(self) -> None:
        """Add the change to ``linear.weight``, in place; ``forward`` then costs what the layer alone costs.

        A second call changes nothing.

        Raises
        ------
        ValueError
            If the change has an entry that is NaN or infinite. The weight then stays as it was.
        """
        raise NotImplementedError

    def unmerge(self) -> None:
        """Take the change out of ``linear.weight`` again. Where nothing is merged, nothing changes."""
        raise NotImplementedError
