"""Handwritten digits: a split, a training and a score that can be trusted."""

from typing import Any

import torch
from jaxtyping import Float, Int


def split(
    X: Float[torch.Tensor, "n 64"], y: Int[torch.Tensor, "n"], seed: int
) -> tuple[
    Float[torch.Tensor, "train 64"],
    Int[torch.Tensor, "train"],
    Float[torch.Tensor, "test 64"],
    Int[torch.Tensor, "test"],
]:
    """Shuffle, and set a fifth aside for the test.

    Parameters
    ----------
    X : tensor (n, 64)
        Images.
    y : tensor (n,)
        Their labels.
    seed : int
        The same seed gives the same split.

    Returns
    -------
    X_train, y_train, X_test, y_test : tensor
        Each row of X is in one of the two parts, as it is, and its label at the same place. A fifth of them, rounded
        up or down, is in the test.
    """
    raise NotImplementedError


def fit(X: Float[torch.Tensor, "n 64"], y: Int[torch.Tensor, "n"], seed: int) -> Any:
    """Train a network to read digits.

    Parameters
    ----------
    X : tensor (n, 64)
        Images, float32 from 0 to 16. Some pixels may be the same in all of them.
    y : tensor (n,)
        Labels from 0 to 9, of any integer type.
    seed : int
        The same seed gives a model with the same predictions.

    Returns
    -------
    model
        Whatever `predict` needs: the network, and how its input is scaled. On the device of X.
    """
    raise NotImplementedError


def predict(model: Any, X: Float[torch.Tensor, "m 64"]) -> Int[torch.Tensor, "m"]:
    """Read digits.

    Parameters
    ----------
    model
        What `fit` returned.
    X : tensor (m, 64)
        Images, as `fit` has them.

    Returns
    -------
    tensor (m,)
        The label of each image, an integer from 0 to 9. It depends on the model and that image alone.
    """
    raise NotImplementedError
