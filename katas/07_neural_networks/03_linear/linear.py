"""A linear layer: a module of torch with a weight and a bias."""

import torch
from jaxtyping import Float
from torch import nn


class Linear(nn.Module):
    """A weighted sum of all inputs for each output: ``y = x Wᵀ + b``.

    Parameters
    ----------
    in_features : int
        The size of the last axis of the input, 1 or more.
    out_features : int
        The size of the last axis of the output, 1 or more.
    bias : bool, default True
        Whether there is a bias.
    device : torch.device or str, optional
        Where the parameters are; by default torch chooses.
    dtype : torch.dtype, optional
        The dtype of the parameters; by default torch chooses.

    Attributes
    ----------
    weight : nn.Parameter, shape (out_features, in_features)
        Starts uniform between -1/sqrt(in_features) and 1/sqrt(in_features).
    bias : nn.Parameter, shape (out_features,), or None
        Starts in the same way as the weight; None without a bias.
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ):
        raise NotImplementedError

    def forward(self, x: Float[torch.Tensor, "*batch in_features"]) -> Float[torch.Tensor, "*batch out_features"]:
        """Return the outputs for a batch of inputs.

        Parameters
        ----------
        x : tensor, shape (..., in_features)
            In the dtype and on the device of the parameters. Any number of axes may precede the
            last, even none, and they may be empty.

        Returns
        -------
        tensor, shape (..., out_features)
        """
        raise NotImplementedError
