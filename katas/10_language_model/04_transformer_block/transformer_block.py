"""A transformer block: attention and a small network, each beside a path that leads straight through."""

import torch
from jaxtyping import Bool, Float
from torch import nn


class Block(nn.Module):
    """Self-attention, then a network for each token alone; what they give is added to the vectors.

    Its submodules are ``norm1`` and ``norm2``, layer norms over dim with eps 1e-5; ``attention``, which holds the
    linear layers ``qkv`` (dim to 3 dim) and ``out`` (dim to dim); and the linear layers ``up`` (dim to hidden) and
    ``down`` (hidden to dim). All linear layers have a bias.

    Parameters
    ----------
    dim : int
        The length of a token's vector.
    n_heads : int
        How many heads the attention has; each takes dim / n_heads entries, side by side.
    hidden : int
        The width of the small network.
    norm_first : bool, default True
        Whether each norm stands before its sublayer (pre-norm), or after the sum (post-norm).
    approximate : str, default "none"
        What ``F.gelu`` takes under that name: ``"none"`` for the exact gelu, ``"tanh"`` for the form of GPT-2.

    Raises
    ------
    ValueError
        If ``n_heads`` does not divide ``dim``; the message mentions both numbers.
    """

    def __init__(self, dim: int, n_heads: int, hidden: int, norm_first: bool = True, approximate: str = "none"):
        raise NotImplementedError

    def forward(
        self, x: Float[torch.Tensor, "B T dim"], mask: Bool[torch.Tensor, "T T"] | None = None, causal: bool = False
    ) -> Float[torch.Tensor, "B T dim"]:
        """Send every token's vector through the block.

        Parameters
        ----------
        x : tensor (B, T, dim)
            The vectors of B texts of T tokens.
        mask : bool tensor (T, T), optional
            True where a token (row) may attend to another (column). Without it all may attend to all.
        causal : bool, default False
            Whether a token attends only to itself and to those before it. It is not given together with a mask.

        Returns
        -------
        tensor (B, T, dim)
            Of the dtype and on the device of ``x``. The heads of a token that may attend to nothing give 0.
        """
        raise NotImplementedError
