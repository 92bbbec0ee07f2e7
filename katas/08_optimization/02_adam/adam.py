"""Adam: a step of its own for every number of a model."""

from collections.abc import Iterable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


class Adam:
    """Gradient descent with running means of each gradient and of its square.

    Parameters
    ----------
    params : iterable of array
        What is trained: arrays of any shape, () included, each updated in place. Other code
        may change them between two steps.
    lr : float, default 1e-3
        The learning rate: how far a step moves each number while its gradient stays the same. It is
        kept as the attribute ``lr``, which may be changed between two steps.
    betas : tuple of two floats, default (0.9, 0.999)
        How much of the running mean of the gradient, and of the running mean of its square, each
        step keeps; both from 0 up to, but not including, 1.
    eps : float, default 1e-8
        Positive; added to the root of the mean square, outside the root.
    """

    def __init__(
        self,
        params: Iterable[Float[Array, "..."]],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ):
        params = list(params)  # it may be a generator, such as model.parameters(): those run only once
        xp = array_namespace(*params)  # numpy for arrays, torch for tensors: xp.zeros_like works on both
        raise NotImplementedError

    def step(self, grads: list[Float[Array, "..."] | None] | None = None) -> None:
        """Move every array of ``params``, in place, by one step.

        Parameters
        ----------
        grads : list of array or None, optional
            One gradient for each array of ``params``, of its shape and dtype. The list and the
            arrays are left as they are; the caller may write the next gradients into them. Where
            it is None, the array and its state, t included, stay as they are. Without ``grads``,
            each tensor's own ``.grad`` counts. Autograd does not record the step.

        Raises
        ------
        ValueError
            If there are not as many gradients as parameters.
        """
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Set the ``.grad`` of each tensor of ``params`` to None; for torch alone."""
        raise NotImplementedError
