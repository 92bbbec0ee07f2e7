"""A diffusion model: add noise to data, learn to guess it, and turn pure noise into data step by step."""

import torch
from jaxtyping import Float, Int
from torch import nn


def schedule(levels: int) -> Float[torch.Tensor, "levels"]:
    """How much of the data's variance is left at each level of noise, by a cosine.

    Parameters
    ----------
    levels : int
        How many levels there are, 1 or more.

    Returns
    -------
    tensor (levels,)
        float32. Entry t is the share at level t. All are below 1, and each is smaller than the one before it.

    Raises
    ------
    ValueError
        If there are fewer than one.
    """
    raise NotImplementedError


def add_noise(
    x0: Float[torch.Tensor, "N ..."],
    t: Int[torch.Tensor, "N"],
    noise: Float[torch.Tensor, "N ..."],
    alpha_bar: Float[torch.Tensor, "levels"],
) -> Float[torch.Tensor, "N ..."]:
    """Bring each example to its level of noise.

    Parameters
    ----------
    x0 : tensor (N, ...)
        The data: points, images, or anything with one example in each row.
    t : tensor (N,)
        The level of each example, from 0.
    noise : tensor (N, ...)
        Of the shape of ``x0``.
    alpha_bar : tensor (levels,)
        As `schedule` returns it.

    Returns
    -------
    tensor (N, ...)
        Of the dtype of ``x0``.
    """
    raise NotImplementedError


def loss(
    model: nn.Module,
    x0: Float[torch.Tensor, "N ..."],
    alpha_bar: Float[torch.Tensor, "levels"],
    generator: torch.Generator,
) -> Float[torch.Tensor, ""]:
    """How far the model's guess is from the noise that was added: the mean squared error.

    Parameters
    ----------
    model : module
        ``model(x, t)`` guesses the noise in x (N, ...), with the levels t (N,) of int64.
    x0 : tensor (N, ...)
        The data.
    alpha_bar : tensor (levels,)
        As `schedule` returns it.
    generator : torch.Generator
        The source of all randomness; it is on the device of ``x0``.

    Returns
    -------
    tensor ()
        With a graph, so that ``backward()`` reaches the model.
    """
    raise NotImplementedError


class Denoiser(nn.Module):
    """A network that guesses the noise in points of the plane.

    Parameters
    ----------
    levels : int
        How many levels of noise there are.
    """

    def __init__(self, levels: int):
        raise NotImplementedError

    def forward(self, x: Float[torch.Tensor, "N 2"], t: Int[torch.Tensor, "N"]) -> Float[torch.Tensor, "N 2"]:
        """Guess the noise.

        Parameters
        ----------
        x : tensor (N, 2)
            Noisy points.
        t : tensor (N,)
            The level of each, from 0.

        Returns
        -------
        tensor (N, 2)
        """
        raise NotImplementedError


def train(
    model: nn.Module,
    x0: Float[torch.Tensor, "N 2"],
    alpha_bar: Float[torch.Tensor, "levels"],
    steps: int,
    generator: torch.Generator,
) -> list[float]:
    """Train a model in place.

    Parameters
    ----------
    model : module
        As in `loss`.
    x0 : tensor (N, 2)
        All the data; a step may use a part of it.
    alpha_bar : tensor (levels,)
        As `schedule` returns it.
    steps : int
        How many steps the optimizer makes.
    generator : torch.Generator
        The source of all randomness; it is on the device of ``x0``.

    Returns
    -------
    list of float
        The loss of each step.
    """
    raise NotImplementedError


def sample(
    model: nn.Module, shape: tuple[int, ...], alpha_bar: Float[torch.Tensor, "levels"], generator: torch.Generator
) -> Float[torch.Tensor, "N ..."]:
    """Turn noise into data, level by level, without a graph.

    Parameters
    ----------
    model : module
        As in `loss`.
    shape : tuple of int
        Of the result: (N, ...).
    alpha_bar : tensor (levels,)
        As `schedule` returns it.
    generator : torch.Generator
        The source of all randomness; it is on the device of ``alpha_bar``.

    Returns
    -------
    tensor (N, ...)
        Of the dtype and on the device of ``alpha_bar``.
    """
    raise NotImplementedError
