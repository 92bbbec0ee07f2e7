"""Grouped-query attention: several heads of queries share one head of keys and values."""

import torch
from jaxtyping import Float


def grouped_query_attention(
    q: Float[torch.Tensor, "B h L E"],
    k: Float[torch.Tensor, "B h_kv S E"],
    v: Float[torch.Tensor, "B h_kv S E"],
    causal: bool = True,
) -> Float[torch.Tensor, "B h L E"]:
    """Let each group of neighbouring query heads attend to one head of keys and values.

    Parameters
    ----------
    q : tensor (B, h, L, E)
        The queries of L tokens: the last ones of the text.
    k, v : tensor (B, h_kv, S, E)
        The keys and values of all S tokens. h_kv divides h, and query head i uses their head
        ``i // (h // h_kv)``.
    causal : bool, default True
        Whether query i attends to the keys 0 ... S - L + i alone: the last query sees all. Without it, every
        query attends to every key.

    Returns
    -------
    tensor (B, h, L, E)
        In the dtype and on the device of ``q``.

    Raises
    ------
    ValueError
        If h_kv does not divide h, if k and v have different numbers of heads, or if ``causal`` and there are
        more queries than keys. The message mentions both numbers.
    """
    raise NotImplementedError


def norm_heads(
    q: Float[torch.Tensor, "B h L E"],
    k: Float[torch.Tensor, "B h_kv S E"],
    gain_q: Float[torch.Tensor, "E"],
    gain_k: Float[torch.Tensor, "E"],
    eps: float = 1e-6,
) -> tuple[Float[torch.Tensor, "B h L E"], Float[torch.Tensor, "B h_kv S E"]]:
    """Give each query and each key of each head an ordinary length. Asked for at the edges alone.

    Parameters
    ----------
    q, k : tensor (B, h, L, E) and (B, h_kv, S, E)
        Queries and keys, as for ``grouped_query_attention``, before rope.
    gain_q, gain_k : tensor (E,)
        What each entry is multiplied by afterwards, in all heads alike.
    eps : float, default 1e-6
        Added to the mean of the squares, under the root.

    Returns
    -------
    tuple of tensor
        Queries and keys, of the shapes of ``q`` and ``k``.
    """
    raise NotImplementedError
