"""SwiGLU: the network of a block, with a gate that is a layer of its own."""

import torch
from jaxtyping import Float
from torch import nn


class SwiGLU(nn.Module):
    """A network for each token alone: one layer says what, another how much of it.

    Its submodules are the linear layers ``gate`` and ``up`` (dim to hidden) and ``down`` (hidden to dim). None has a
    bias.

    Parameters
    ----------
    dim : int
        The length of a token's vector.
    hidden : int
        How many entries the gate and what it multiplies have.
    """

    def __init__(self, dim: int, hidden: int):
        raise NotImplementedError

    def forward(self, x: Float[torch.Tensor, "*batch dim"]) -> Float[torch.Tensor, "*batch dim"]:
        """Send each vector through the network.

        Parameters
        ----------
        x : tensor (..., dim)
            Vectors along the last axis.

        Returns
        -------
        tensor (..., dim)
            Of the dtype and on the device of ``x``.
        """
        raise NotImplementedError
