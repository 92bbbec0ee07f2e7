"""Training instabilities: instruments that tell why a model does not train, and the smallest change that mends it."""

from jaxtyping import Int
from torch import Tensor, nn


def leaks(model: nn.Module, ids: Int[Tensor, "B T"]) -> bool:
    """Whether a logit depends on a later token.

    Parameters
    ----------
    model : module
        From ids (B, T) to logits (B, T, V). It is asked in eval mode, and is afterwards in the mode in which it was.
    ids : tensor (B, T)
        Some texts.

    Returns
    -------
    bool
        True if the logits at some place change with a token after it.
    """
    raise NotImplementedError


def dead_units(model: nn.Module, ids: Int[Tensor, "B T"]) -> dict[str, float]:
    """The share of dead units in each relu.

    Parameters
    ----------
    model : module
        From ids to logits, with any number of ``nn.ReLU``.
    ids : tensor (B, T)
        Some texts.

    Returns
    -------
    dict of float
        For each ``nn.ReLU``, by its name in ``model.named_modules()``: the share of its units that are 0 for every
        token of every text.
    """
    raise NotImplementedError


def gradient_norms(model: nn.Module, ids: Int[Tensor, "B T"]) -> list[float]:
    """How large the gradient is that arrives at each block.

    Parameters
    ----------
    model : module
        From ids to logits; ``model.blocks`` is a list of modules, each of which returns a tensor.
    ids : tensor (B, T)
        Some texts. The loss is the mean cross-entropy of the tokens 1 ... T - 1, each predicted from those before it.

    Returns
    -------
    list of float
        The norm of the gradient of the loss with respect to the output of each block, the first block first.
    """
    raise NotImplementedError


def diagnose(model: nn.Module, ids: Int[Tensor, "B T"]) -> str:
    """Name what is wrong with a model.

    Parameters
    ----------
    model : module
        As above.
    ids : tensor (B, T)
        Some texts.

    Returns
    -------
    str
        ``"leak"``; else ``"dead units"`` if more than half of the units of a relu are dead; else
        ``"exploding gradients"`` if the norm at the first block is more than 100 times that at the last; else
        ``"nothing"``.
    """
    raise NotImplementedError


def mend(model: nn.Module, illness: str) -> None:
    """Mend a model in place, and change nothing else.

    Parameters
    ----------
    model : module
        Each of its ``blocks`` has ``mask`` (a bool tensor (T, T), True where the token of a row may attend to that of a
        column), the linear layers ``qkv``, ``out``, ``up`` and ``down``, and ``act``, an ``nn.ReLU`` after ``up``.
    illness : str
        What `diagnose` returns. A leak comes from the masks, dead units from the biases of ``up``, and exploding
        gradients from weights of the blocks that are too large.

    Raises
    ------
    ValueError
        If there is no such illness; the message mentions it.
    """
    raise NotImplementedError
