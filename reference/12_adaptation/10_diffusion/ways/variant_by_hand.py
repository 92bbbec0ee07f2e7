"""Right all the same: a table of all numbers of a step, an embedding of the level, and Adam by hand."""

import torch
from torch import nn


def schedule(levels):
    if levels < 1:
        raise ValueError(f"{levels} is no number of levels")
    left, found = 1.0, []
    at = torch.linspace(0.008 / 1.008, 1, levels + 1, dtype=torch.float64) * torch.pi / 2
    for now, then in zip(at[:-1].cos() ** 2, at[1:].cos() ** 2, strict=True):
        left = left * (1 - min(1 - float(then / now), 0.999))
        found.append(left)
    return torch.tensor(found)


def add_noise(x0, t, noise, alpha_bar):
    rows = zip(x0, noise, alpha_bar.to(x0.dtype)[t], strict=True)
    return torch.stack([a**0.5 * data + (1 - a) ** 0.5 * added for data, added, a in rows])


def loss(model, x0, alpha_bar, generator):
    t = torch.multinomial(torch.ones_like(alpha_bar), len(x0), replacement=True, generator=generator)
    noise = torch.normal(torch.zeros_like(x0), 1.0, generator=generator)
    left = alpha_bar.to(x0.dtype)[t].view(len(x0), *(1 for _ in x0.shape[1:]))
    error = model(left**0.5 * x0 + (1 - left) ** 0.5 * noise, t) - noise
    return (error * error).sum() / error.numel()


class Denoiser(nn.Module):
    def __init__(self, levels):
        super().__init__()
        self.levels = nn.Embedding.from_pretrained(torch.linspace(-1, 1, levels + 1)[:-1, None], freeze=True)
        self.first, self.second, self.third = nn.Linear(3, 80), nn.Linear(80, 80), nn.Linear(80, 2)
        self.more = nn.Linear(80, 80)

    def forward(self, x, t):
        h = torch.hstack([x, self.levels(t)])
        for layer in (self.first, self.second, self.more):
            h = torch.nn.functional.leaky_relu(layer(h), 0.1)
        return self.third(h)


def train(model, x0, alpha_bar, steps, generator):
    weights, losses = [p for p in model.parameters() if p.requires_grad], []
    means, squares = ([torch.zeros_like(p) for p in weights] for _ in range(2))
    for k in range(1, steps + 1):
        rows = torch.randint(len(x0), (512,), generator=generator, device=x0.device)
        value = loss(model, x0[rows], alpha_bar, generator)
        rate = 0.005 * (1 - (k - 1) / steps)
        with torch.no_grad():
            for p, g, m, v in zip(weights, torch.autograd.grad(value, weights), means, squares, strict=True):
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p -= rate * m / (1 - 0.9**k) / ((v / (1 - 0.999**k)).sqrt() + 1e-8)
        losses.append(float(value.detach()))
    return losses


def sample(model, shape, alpha_bar, generator):
    with torch.inference_mode():
        start = torch.zeros(shape, dtype=alpha_bar.dtype, device=alpha_bar.device)
        x = torch.normal(start, 1.0, generator=generator)
        before = torch.cat([torch.ones_like(alpha_bar[:1]), alpha_bar[:-1]])
        kept = alpha_bar / before
        of_guess = (1 - kept) / torch.sqrt(1 - alpha_bar)
        std = torch.sqrt((1 - kept) * (1 - before) / (1 - alpha_bar))
        for t in torch.arange(len(alpha_bar), device=x.device).flip(0):
            x = (x - of_guess[t] * model(x, t.repeat(shape[0]))) / kept[t] ** 0.5
            x = torch.normal(x, std[t].expand(shape), generator=generator) if t > 0 else x
        return x.clone()
