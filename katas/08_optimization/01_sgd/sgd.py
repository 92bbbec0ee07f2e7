"""SGD: a step against the gradient, with a memory of those before it."""

from collections.abc import Iterable
from typing import Any as Array

from array_api_compat import array_namespace
from jaxtyping import Float


class SGD:
    """Gradient descent with momentum, in plain or Nesterov's form, and weight decay.

    Parameters
    ----------
    params : iterable of array
        What is trained: arrays of any shape, () included, each updated in place. Other code
        may change them between two steps.
    lr : float
        The learning rate, 0 or more. It is kept as the attribute ``lr``, which may be changed
        between two steps: each step uses the current rate for everything that it moves.
    momentum : float, default 0.0
        How much of its buffer each step keeps, 0 or more.
    nesterov : bool, default False
        Whether a step looks ahead: ``g + momentum * buffer`` in place of ``buffer``.
    weight_decay : float, default 0.0
        This much of each parameter, 0 or more, is added to its gradient before anything else.

    Raises
    ------
    ValueError
        If ``lr``, ``momentum`` or ``weight_decay`` is negative; if ``nesterov`` is True and
        ``momentum`` is 0. The message gives the value.
    """

    def __init__(
        self,
        params: Iterable[Float[Array, "..."]],
        lr: float,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
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
            it is None, the array and its buffer stay as they are. Without ``grads``, each tensor's
            own ``.grad`` counts. Autograd does not record the step.

        Raises
        ------
        ValueError
            If there are not as many gradients as parameters.
        """
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Set the ``.grad`` of each tensor of ``params`` to None; for torch alone."""
        raise NotImplementedError
