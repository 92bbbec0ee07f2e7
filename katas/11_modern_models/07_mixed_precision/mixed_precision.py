"""Mixed precision: round to bfloat16 on the bits, and train in float16 with a scaled loss."""

import torch
from jaxtyping import Float


def to_bfloat16(x: Float[torch.Tensor, "..."]) -> Float[torch.Tensor, "..."]:
    """Round each number to the nearest bfloat16.

    Parameters
    ----------
    x : float32 tensor (...)
        Of any shape.

    Returns
    -------
    float32 tensor (...)
        The nearest numbers whose last 16 bits are 0. Halfway between two of them, it is the one whose bit 16 is 0.
        NaN stays NaN; what is too large becomes infinite.
    """
    raise NotImplementedError


class GradScaler:
    """Multiplies the loss by a scale, so that small gradients survive in float16, and finds the scale by itself.

    Parameters
    ----------
    init_scale : float, default 65536.0
        The first scale.
    growth_factor : float, default 2.0
        What the scale is multiplied by after ``growth_interval`` good steps in a row.
    backoff_factor : float, default 0.5
        What it is multiplied by after a step with a gradient that is infinite or NaN.
    growth_interval : int, default 2000
        How many good steps in a row it takes.
    """

    def __init__(
        self,
        init_scale: float = 65536.0,
        growth_factor: float = 2.0,
        backoff_factor: float = 0.5,
        growth_interval: int = 2000,
    ):
        raise NotImplementedError

    def get_scale(self) -> float:
        """The scale that the next loss is multiplied by."""
        raise NotImplementedError

    def scale(self, loss: Float[torch.Tensor, ""]) -> Float[torch.Tensor, ""]:
        """The loss times the scale, to call ``backward()`` on. The loss itself stays as it is."""
        raise NotImplementedError

    def unscale_(self, optimizer) -> None:
        """Divide the gradients of an optimizer's parameters by the scale, in place.

        Parameters
        ----------
        optimizer
            As in torch: ``optimizer.param_groups`` is a list of dicts, and ``group["params"]`` a list of parameters.
            One whose ``.grad`` is None is passed over.

        Raises
        ------
        RuntimeError
            If it has been called before since the last ``update()``.
        """
        raise NotImplementedError

    def step(self, optimizer) -> None:
        """Call ``optimizer.step()``, unless a gradient is infinite or NaN.

        The gradients are unscaled first, where ``unscale_`` has not done it since the last ``update()``.

        Parameters
        ----------
        optimizer
            As in ``unscale_``.
        """
        raise NotImplementedError

    def update(self) -> None:
        """Close a step: multiply the scale by ``backoff_factor`` or ``growth_factor``, or leave it as it is."""
        raise NotImplementedError
