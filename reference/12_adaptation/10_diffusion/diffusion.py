"""Diffusion: notice that training jumps to any level at once, and that only `sample` walks from level to level."""

import torch
from torch import nn

from mine.adam import Adam
from mine.lr_schedules import warmup_cosine_lr


def schedule(levels):
    """Return how much of the data's variance is left at each level, by a cosine."""
    if levels < 1:
        raise ValueError(f"{levels} levels of noise")
    times = torch.arange(levels + 1) / levels  # (levels + 1,): 0, ..., 1
    curve = torch.cos((times + 0.008) / 1.008 * torch.pi / 2) ** 2
    lost = torch.clip(1 - curve[1:] / curve[:-1], max=0.999)  # what one step takes away
    return torch.cumprod(1 - lost, dim=0)


def add_noise(x0, t, noise, alpha_bar):
    """Bring each example to its level of noise."""
    left = alpha_bar[t].to(x0.dtype).reshape(-1, *[1] * (x0.ndim - 1))  # (N, 1, ...)
    return left.sqrt() * x0 + (1 - left).sqrt() * noise


def loss(model, x0, alpha_bar, generator):
    """Return how far the model's guess is from the noise that was added."""
    t = torch.randint(len(alpha_bar), x0.shape[:1], generator=generator, device=x0.device)  # (N,)
    noise = torch.randn(x0.shape, generator=generator, device=x0.device, dtype=x0.dtype)
    return ((model(add_noise(x0, t, noise, alpha_bar), t) - noise) ** 2).mean()


class Denoiser(nn.Module):
    """A network that guesses the noise in points of the plane."""

    def __init__(self, levels):
        super().__init__()
        self.levels, relu = levels, nn.ReLU()
        hidden = [nn.Linear(64, 64), relu, nn.Linear(64, 64), relu]
        self.layers = nn.Sequential(nn.Linear(3, 64), relu, *hidden, nn.Linear(64, 2))

    def forward(self, x, t):
        level = (2 * t / self.levels - 1)[:, None].to(x.dtype)  # (N, 1), from -1 to 1
        return self.layers(torch.cat([x, level], dim=1))  # (N, 2)


def train(model, x0, alpha_bar, steps, generator):
    """Train a model in place, and return its losses."""
    optimizer, losses = Adam(model.parameters()), []
    for k in range(steps):
        rows = torch.randint(len(x0), (256,), generator=generator, device=x0.device)
        value = loss(model, x0[rows], alpha_bar, generator)
        optimizer.zero_grad()
        value.backward()
        optimizer.lr = warmup_cosine_lr(k, 1e-2, min(50, steps), steps)
        optimizer.step()
        losses.append(value.item())
    return losses


@torch.no_grad()
def sample(model, shape, alpha_bar, generator):
    """Turn noise into data, level by level."""
    like = {"generator": generator, "device": alpha_bar.device, "dtype": alpha_bar.dtype}
    x = torch.randn(shape, **like)
    for t in reversed(range(len(alpha_bar))):
        left, before = alpha_bar[t], alpha_bar[t - 1] if t > 0 else 1.0
        kept = left / before  # by the step from t - 1 to t
        guess = model(x, torch.full(shape[:1], t, device=x.device))
        x = (x - (1 - kept) / (1 - left).sqrt() * guess) / kept.sqrt()
        if t > 0:
            variance = (1 - kept) * (1 - before) / (1 - left)
            x = x + variance.sqrt() * torch.randn(shape, **like)
    return x
