"""A tiny GPT: a language model, trained to predict each token from those before it."""

import torch
from jaxtyping import Float, Int
from torch import nn


class GPT(nn.Module):
    """A transformer that looks back alone.

    Parameters
    ----------
    vocab_size : int
        V, how many tokens there are.
    context : int
        The largest number of tokens that it looks at.
    dim : int
        The length of a token's vector.
    n_heads : int
        How many heads each attention has.
    n_layers : int
        How many blocks there are.
    """

    def __init__(self, vocab_size: int, context: int, dim: int, n_heads: int, n_layers: int):
        raise NotImplementedError

    def forward(self, ids: Int[torch.Tensor, "B T"]) -> Float[torch.Tensor, "B T V"]:
        """The logits of each token's successor.

        Parameters
        ----------
        ids : tensor (B, T)
            B texts of T tokens each; T is at most ``context``.

        Returns
        -------
        tensor (B, T, V)
            At place t the logits of token t + 1, which depend on the tokens 0 ... t alone.

        Raises
        ------
        ValueError
            If there are more tokens than ``context``; the message mentions both numbers.
        """
        raise NotImplementedError


def train(model: GPT, ids: Int[torch.Tensor, "n"], steps: int, seed: int) -> list[float]:
    """Teach a model to predict each token of a text from those before it.

    Parameters
    ----------
    model : GPT
        Trained in place.
    ids : tensor (n,)
        The text; n is at least context + 1.
    steps : int
        How many steps of an optimizer, each on several windows of context + 1 tokens.
    seed : int
        Decides which windows are drawn: the same seed gives the same losses.

    Returns
    -------
    list of float
        The mean loss of each step, before the step is made.
    """
    raise NotImplementedError


def generate(
    model: GPT,
    ids: Int[torch.Tensor, "B T"],
    n: int,
    temperature: float = 1.0,
    generator: torch.Generator | None = None,
) -> Int[torch.Tensor, "B T+n"]:
    """Go on with a text, token by token.

    Parameters
    ----------
    model : GPT
        Used in eval mode and without gradients; afterwards it is in the mode in which it was.
    ids : tensor (B, T)
        The beginnings, of one token or more; there may be more than ``context``.
    n : int
        How many tokens to append to each row.
    temperature : float, default 1.0
        What the logits are divided by; at 0 the most likely token is taken.
    generator : torch.Generator, optional
        What chance comes from. Each row draws for itself.

    Returns
    -------
    tensor (B, T + n)
        The beginnings, and what was appended.
    """
    raise NotImplementedError


if __name__ == "__main__":  # a longer run: two minutes, and text worth reading
    from longer_run import run

    run(GPT, train, generate)
