"""Custom functions: what is computed forward, and the gradient backward, written by hand."""

import torch
from jaxtyping import Float


class Softplus(torch.autograd.Function):
    """log(1 + e^x), entry by entry: ``Softplus.apply(x)``.

    Its gradient can be differentiated again, so that ``backward`` computes from tensors that
    ``ctx.save_for_backward`` has kept: inputs or outputs of ``forward``.
    """

    @staticmethod
    def forward(ctx, x: Float[torch.Tensor, "..."]) -> Float[torch.Tensor, "..."]:
        """Return the softplus of x.

        Parameters
        ----------
        ctx
            Keeps what `backward` needs.
        x : tensor (...)
            Any finite numbers. At the edges: as large as 1e4 and as small as -1e4.

        Returns
        -------
        tensor (...)
            Of the shape and dtype of ``x``.
        """
        raise NotImplementedError

    @staticmethod
    def backward(ctx, upstream: Float[torch.Tensor, "..."]) -> Float[torch.Tensor, "..."]:
        """Return the gradient with respect to x, given that with respect to the result: both (...)."""
        raise NotImplementedError


class StraightThroughRound(torch.autograd.Function):
    """Round to whole numbers, and pass the gradient as if nothing had happened: ``StraightThroughRound.apply(x)``."""

    @staticmethod
    def forward(ctx, x: Float[torch.Tensor, "..."]) -> Float[torch.Tensor, "..."]:
        """Return the nearest whole number of each entry; a half goes to the even side, as in ``torch.round``."""
        raise NotImplementedError

    @staticmethod
    def backward(ctx, upstream: Float[torch.Tensor, "..."]) -> Float[torch.Tensor, "..."]:
        """Return the gradient with respect to x, given that with respect to the result: both (...)."""
        raise NotImplementedError


class ClampedLog(torch.autograd.Function):
    """log(max(x, minimum)), entry by entry: ``ClampedLog.apply(x, minimum)``."""

    @staticmethod
    def forward(ctx, x: Float[torch.Tensor, "..."], minimum: float) -> Float[torch.Tensor, "..."]:
        """Return the natural logarithm, but at least that of the minimum.

        Parameters
        ----------
        ctx
            Keeps what `backward` needs; a number is kept as an attribute.
        x : tensor (...)
            Any finite numbers, negative ones included.
        minimum : float
            Above 0.

        Returns
        -------
        tensor (...)
            Of the shape and dtype of ``x``.
        """
        raise NotImplementedError

    @staticmethod
    def backward(ctx, upstream: Float[torch.Tensor, "..."]) -> tuple[Float[torch.Tensor, "..."], None]:
        """Return the gradient with respect to x (...), and None for the minimum.

        Where x is below the minimum it is 0. Where x equals the minimum, the slope is that from above, 1 / minimum.
        """
        raise NotImplementedError
