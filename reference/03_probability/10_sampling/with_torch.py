"""Sampling with torch's binary search, and with polar coordinates."""

import math

import torch


def sample_categorical(probs, u):
    """Draw classes by the inverse of their cumulative distribution."""
    shape = torch.broadcast_shapes(probs.shape[:-1], u.shape)
    probs, u = probs.expand(*shape, probs.shape[-1]), u.expand(shape)
    sums = torch.cumsum(probs, dim=-1).contiguous()
    found = torch.searchsorted(sums, u[..., None].contiguous(), right=True)[..., 0]
    classes = torch.arange(probs.shape[-1], device=probs.device)
    return torch.minimum(found, torch.where(probs > 0, classes, 0).amax(dim=-1))


def box_muller(u1, u2):
    """Two independent standard normal numbers for each pair of uniform ones."""
    z = torch.polar(torch.sqrt(-2 * torch.log1p(-u1)), 2 * math.pi * u2)
    return z.real, z.imag
