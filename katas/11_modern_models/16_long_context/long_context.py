"""A long context: a window of attention, a cache that stays small, and angles for longer distances."""

import torch
from jaxtyping import Bool, Float


def sliding_window_mask(n: int, window: int, device=None) -> Bool[torch.Tensor, "n n"]:
    """Let each token see itself and the tokens shortly before it.

    Parameters
    ----------
    n : int
        How many tokens there are.
    window : int
        How many tokens each one sees at most, itself included.
    device : optional
        Where the mask is made; where torch makes new tensors, if none is given.

    Returns
    -------
    tensor (n, n)
        Of dtype bool: True at (i, j) if token i may look at token j.

    Raises
    ------
    ValueError
        If the window is less than 1; the message mentions it.
    """
    raise NotImplementedError


def scaled_frequencies(dim: int, base: float, factor: float, device=None) -> Float[torch.Tensor, "E/2"]:
    """Return the angles per token of a rotary embedding that is stretched for longer texts.

    Parameters
    ----------
    dim : int
        The size E of a head: even, and at least 4.
    base : float
        That of the embedding, before it is stretched.
    factor : float
        How many times as long the texts may be, at least 1. The slowest pair turns this many times more slowly.
    device : optional
        Where the frequencies are made; where torch makes new tensors, if none is given.

    Returns
    -------
    tensor (E/2,)
        The frequency of each pair, from 1 down, in float64.

    Raises
    ------
    ValueError
        If ``dim`` is odd or less than 4, or if ``factor`` is less than 1; the message mentions the number.
    """
    raise NotImplementedError


class RollingCache:
    """The keys and values of each block of a model, of the last tokens alone.

    A new cache is empty. How it keeps what it holds is up to you.

    Parameters
    ----------
    window : int
        How many tokens a query sees at most, itself included.

    Raises
    ------
    ValueError
        If the window is less than 1; the message mentions it.
    """

    def __init__(self, window: int):
        raise NotImplementedError

    def __len__(self) -> int:
        """How many tokens of each text it has been given, those included that it has dropped."""
        raise NotImplementedError

    def extend(
        self, layer: int, k: Float[torch.Tensor, "B h T E"], v: Float[torch.Tensor, "B h T E"]
    ) -> tuple[Float[torch.Tensor, "B h S E"], Float[torch.Tensor, "B h S E"]]:
        """Add the keys and values of new tokens in a block.

        Parameters
        ----------
        layer : int
            The number of the block, from 0.
        k, v : tensor (B, h, T, E)
            Those of T new tokens of each text.

        Returns
        -------
        tuple of tensor (B, h, S, E)
            The keys that the new tokens may look at, in the order of the text, and the values: of up to ``window - 1``
            tokens before them, and of all T new ones.
        """
        raise NotImplementedError
