"""Broadcasting as torch has it."""

import contextlib

import torch


@contextlib.contextmanager
def _named():
    """What clashes is a RuntimeError of torch, and a ValueError here."""
    try:
        yield
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def broadcast_shapes(*shapes):
    """The shape in which arrays of these shapes meet."""
    with _named():
        return torch.broadcast_shapes(*shapes)


def broadcast_to(x, shape):
    """Stretch an array to a shape, where that is possible."""
    with _named():
        return torch.broadcast_to(x, shape)


def scale_features(batch, scale):
    """Multiply each feature of every row by a number of its own."""
    if scale.shape != batch.shape[-1:]:
        raise ValueError("the library would stretch the scale, or the batch")
    return torch.mul(batch, scale)
