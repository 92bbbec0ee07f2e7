"""Load Llama: published weights of today in your own GPT of today."""

import torch
from jaxtyping import Float
from torch import nn


def neighbours(weight: Float[torch.Tensor, "rows ..."], heads: int) -> Float[torch.Tensor, "rows ..."]:
    """Put the rows of each head in another order: 0, E/2, 1, E/2 + 1, and so on.

    Parameters
    ----------
    weight : tensor (heads · E, ...)
        E rows for each head, one head after the other. E is even. There may be any axes behind the first, or none.
    heads : int
        How many heads there are.

    Returns
    -------
    tensor (heads · E, ...)
        The rows that were E/2 apart are neighbours, and each stays in its head.
    """
    raise NotImplementedError


def from_llama(state: dict[str, torch.Tensor], config: dict) -> nn.Module:
    """Build your ModernGPT with the weights of a Llama.

    Parameters
    ----------
    state : dict of tensor
        The weights under Llama's names, as the statement lists them. It stays as it is, and the model has copies.
    config : dict
        What stands in ``config.json``: ``vocab_size``, ``max_position_embeddings``, ``hidden_size``,
        ``num_attention_heads``, ``num_key_value_heads``, ``intermediate_size``, ``num_hidden_layers``, ``rope_theta``,
        ``rms_norm_eps`` and ``tie_word_embeddings``, and others.

    Returns
    -------
    ModernGPT
        On the device of the weights; of their dtype, or of float32 where they have 16 bits.

    Raises
    ------
    Exception
        If a name is missing, or one is unknown; the message mentions it. Also for rope of a type that is not the
        default. Which exception is up to you.
    """
    raise NotImplementedError
