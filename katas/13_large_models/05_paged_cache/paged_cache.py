"""A paged cache: keys and values in blocks that texts take, share and give back; and batches that are refilled."""

from collections.abc import Hashable

import numpy as np
from jaxtyping import Float


class PagedCache:
    """Keys and values of many texts, in a pool of blocks.

    Parameters
    ----------
    n_blocks : int
        How many blocks there are.
    block_size : int
        How many tokens a block has room for.
    n_heads, width : int
        A token has a key and a value of ``n_heads`` times ``width`` numbers, float64.

    Attributes
    ----------
    free_blocks : int
        How many blocks no text uses.
    """

    def __init__(self, n_blocks: int, block_size: int, n_heads: int, width: int):
        raise NotImplementedError

    def new(self) -> Hashable:
        """Begin an empty text, and return its name."""
        raise NotImplementedError

    def append(self, text: Hashable, k: Float[np.ndarray, "h T E"], v: Float[np.ndarray, "h T E"]) -> None:
        """Add the keys and values of tokens to a text.

        Parameters
        ----------
        text
            What `new` or `fork` has returned.
        k, v : arrays of shape (n_heads, T, width)
            The keys and values of T tokens; T may be 0. They are copied.

        Raises
        ------
        MemoryError
            If there are too few free blocks. Nothing has changed then.
        """
        raise NotImplementedError

    def gather(self, text: Hashable) -> tuple[Float[np.ndarray, "h S E"], Float[np.ndarray, "h S E"]]:
        """Return the keys and values of all tokens of a text, as arrays of shape (n_heads, S, width)."""
        raise NotImplementedError

    def table(self, text: Hashable) -> list[int]:
        """Return the numbers of a text's blocks, in order."""
        raise NotImplementedError

    def free(self, text: Hashable) -> None:
        """Give up a text, and the blocks that no other text uses."""
        raise NotImplementedError

    def fork(self, text: Hashable) -> Hashable:
        """Begin a text with the tokens of another, in the same blocks, and return its name."""
        raise NotImplementedError


def paged_attention(q: Float[np.ndarray, "h E"], cache: PagedCache, text: Hashable) -> Float[np.ndarray, "h E"]:
    """Attend with one query for each head to all tokens of a text, without a copy of them.

    Parameters
    ----------
    q : array of shape (n_heads, width)
        The queries of one new token.
    cache : PagedCache
        Where the keys and values are.
    text
        A text with one token or more.

    Returns
    -------
    array of shape (n_heads, width)
        The mean of the values, weighted by the softmax of q · k / √width.
    """
    raise NotImplementedError


def continuous(lengths: list[int], slots: int) -> list[list[int]]:
    """Say which texts get a token in each step, if a slot is filled as soon as a text has left it.

    Parameters
    ----------
    lengths : list of int
        How many tokens each text needs, 1 or more, in the order of their arrival.
    slots : int
        How many texts may get a token in one step.

    Returns
    -------
    list of list of int
        For each step, the numbers of the texts that get a token, 0 for the first of ``lengths``.
    """
    raise NotImplementedError
