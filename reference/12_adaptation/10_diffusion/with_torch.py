"""Diffusion with torch's own optimiser, and the mean of a step by a guess of the data."""

import math

import torch
from torch import nn
from torch.nn import functional as F


def schedule(levels):
    """Return how much of the data's variance is left at each level, by a cosine."""
    if levels < 1:
        raise ValueError(f"{levels}")

    def curve(time):
        return math.cos((time + 0.008) / 1.008 * math.pi / 2) ** 2

    left = [1.0]
    for i in range(levels):
        left.append(left[-1] * max(curve((i + 1) / levels) / curve(i / levels), 0.001))
    return torch.tensor(left[1:])


def add_noise(x0, t, noise, alpha_bar):
    """Bring each example to its level of noise."""
    weights = alpha_bar[t].to(x0.dtype)
    data, added = (
        torch.einsum("n,n...->n...", w, each) for w, each in ((weights**0.5, x0), ((1 - weights) ** 0.5, noise))
    )
    return data + added


def loss(model, x0, alpha_bar, generator):
    """Return how far the model's guess is from the noise that was added."""
    noise = torch.randn(x0.shape, generator=generator, device=x0.device, dtype=x0.dtype)
    t = torch.randint(len(alpha_bar), (len(x0),), generator=generator, device=x0.device)
    return F.mse_loss(model(add_noise(x0, t, noise, alpha_bar), t), noise)


class Denoiser(nn.Module):
    """A network that guesses the noise in points of the plane."""

    def __init__(self, levels):
        super().__init__()
        self.levels = levels
        self.first, self.second, self.third, self.last = (
            nn.Linear(3, 64),
            nn.Linear(64, 64),
            nn.Linear(64, 64),
            nn.Linear(64, 2),
        )

    def forward(self, x, t):
        h = torch.cat([x, (t / self.levels - 0.5)[:, None]], dim=1)
        for layer in (self.first, self.second, self.third):
            h = F.silu(layer(h))
        return self.last(h)


def train(model, x0, alpha_bar, steps, generator):
    """Train a model in place, and return its losses."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        value = loss(
            model, x0[torch.randint(len(x0), (256,), generator=generator, device=x0.device)], alpha_bar, generator
        )
        value.backward()
        optimizer.step()
        cosine.step()
        losses.append(float(value.detach()))
    return losses


def sample(model, shape, alpha_bar, generator):
    """Turn noise into data, level by level."""

    def normal():
        return torch.randn(shape, generator=generator, device=alpha_bar.device, dtype=alpha_bar.dtype)

    before = F.pad(alpha_bar[:-1], (1, 0), value=1.0)
    lost = 1 - alpha_bar / before
    x = normal()
    with torch.no_grad():
        for t in range(len(alpha_bar) - 1, -1, -1):
            guess = model(x, torch.full((shape[0],), t, device=x.device))
            x0 = (x - (1 - alpha_bar[t]) ** 0.5 * guess) / alpha_bar[t] ** 0.5
            mean = (before[t] ** 0.5 * lost[t] * x0 + (1 - lost[t]) ** 0.5 * (1 - before[t]) * x) / (1 - alpha_bar[t])
            x = mean + (lost[t] * (1 - before[t]) / (1 - alpha_bar[t])) ** 0.5 * normal() if t else mean
    return x
