import math

import torch
import torch.nn as nn


def schedule(T):
    f = [math.cos((t / T + 0.008) / 1.008 * math.pi / 2) ** 2 for t in range(T + 1)]
    beta = torch.tensor([min(1 - f[t + 1] / f[t], 0.999) for t in range(T)])
    alpha = 1 - beta
    return torch.cumprod(alpha, dim=0)


def gather(consts, t):
    return consts.gather(-1, t).reshape(-1, 1)


def add_noise(x0, t, eps, alpha_bar):
    shape = [-1] + [1] * (len(x0.shape) - 1)
    mean = gather(alpha_bar, t).reshape(shape) ** 0.5 * x0
    var = 1 - gather(alpha_bar, t).reshape(shape)
    return mean + (var**0.5) * eps


def loss(model, x0, alpha_bar, generator):
    batch_size = x0.shape[0]
    t = torch.randint(0, alpha_bar.shape[0], (batch_size,), generator=generator, device=x0.device, dtype=torch.long)
    noise = torch.randn(x0.shape, generator=generator, device=x0.device)
    xt = add_noise(x0, t, noise, alpha_bar)
    eps_theta = model(xt, t)
    return nn.functional.mse_loss(noise, eps_theta)


class Denoiser(nn.Module):
    def __init__(self, T):
        super().__init__()
        self.time = nn.Embedding(T, 128)
        self.up = nn.Linear(2, 128)
        self.hidden = nn.Sequential(nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU())
        self.down = nn.Linear(128, 2)

    def forward(self, x, t):
        return self.down(self.hidden(self.up(x) + self.time(t)))


def train(model, x0, alpha_bar, steps, generator):
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    losses = []
    for _step in range(steps):
        batch = x0[torch.randint(0, x0.shape[0], (256,), generator=generator)]
        optimizer.zero_grad()
        step_loss = loss(model, batch, alpha_bar, generator)
        step_loss.backward()
        optimizer.step()
        losses.append(step_loss.item())
    return losses


def sample(model, shape, alpha_bar, generator):
    T = alpha_bar.shape[0]
    alpha = alpha_bar / torch.cat([torch.ones(1), alpha_bar[:-1]])
    beta = 1 - alpha
    x = torch.randn(shape, generator=generator)
    with torch.no_grad():
        for t_ in range(T):
            t = T - t_ - 1
            eps_theta = model(x, x.new_full((shape[0],), t, dtype=torch.long))
            eps_coef = (1 - alpha[t]) / (1 - alpha_bar[t]) ** 0.5
            mean = 1 / (alpha[t] ** 0.5) * (x - eps_coef * eps_theta)
            z = torch.randn(shape, generator=generator) if t > 0 else torch.zeros(shape)
            x = mean + beta[t] ** 0.5 * z
    return x
