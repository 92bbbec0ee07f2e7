"""Load GPT-2: its published weights in your own GPT."""

import torch
from torch import nn


def from_gpt2(state: dict[str, torch.Tensor], n_heads: int) -> nn.Module:
    """Build your GPT with the weights of a GPT-2.

    Parameters
    ----------
    state : dict of tensor
        The weights under GPT-2's names, as the statement lists them. It stays as it is, and the model has copies.
    n_heads : int
        How many heads each attention has. All other sizes follow from the shapes.

    Returns
    -------
    GPT
        With the tanh form of gelu, and its head tied to ``tokens``; of the dtype and on the device of the weights.

    Raises
    ------
    Exception
        If a name is missing, or one is unknown; the message mentions it. Which exception is up to you.
    """
    raise NotImplementedError


def to_gpt2(model: nn.Module) -> dict[str, torch.Tensor]:
    """Give the weights of your GPT under GPT-2's names: the exact way back. Asked for at the edges alone.

    Parameters
    ----------
    model : GPT
        As `from_gpt2` builds it, or trained by yourself.

    Returns
    -------
    dict of tensor
        The names of the statement, without ``lm_head.weight``. The tensors are copies, contiguous, without gradients.
    """
    raise NotImplementedError
