"""Grouped-query attention: several heads of queries share one head of keys and values."""

import torch
from jaxtyping import Float


def grouped_query_attention(
    q: Float[torch.Tensor, "B Hq L E"],
    k: Float[torch.Tensor, "B Hkv S E"],
    v: Float[torch.Tensor, "B Hkv S E"],
    causal: bool = True,
) -> Float[torch.Tensor, "B Hq L E"]:
    """Let each group of neighbouring query heads attend to one head of keys and values.

    Parameters
    ----------
    q : tensor (B, Hq, L, E)
        The queries of L tokens: the last ones of the text.
    k, v : tensor (B, Hkv, S, E)
        The keys and values of all S tokens. Hkv divides Hq, and query head h uses their head
        ``h // (Hq // Hkv)``.
    causal : bool, default True
        Whether query i attends to the keys 0 ... S - L + i alone: the last query sees all. Without it, every
        query attends to every key.

    Returns
    -------
    tensor (B, Hq, L, E)
        In the dtype and on the device of ``q``.

    Raises
    ------
    ValueError
        If Hkv does not divide Hq, if k and v have different numbers of heads, or if ``causal`` and there are
        more queries than keys. The message mentions both numbers.
    """
    raise NotImplementedError
