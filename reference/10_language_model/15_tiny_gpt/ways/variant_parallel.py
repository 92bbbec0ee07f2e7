"""Right all the same: sublayers side by side, distances in the scores, Gumbel noise."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Layer(nn.Module):
    def __init__(self, dim, n_heads, context):
        super().__init__()
        self.n_heads, self.norm = n_heads, nn.LayerNorm(dim)
        self.wide, self.narrow = nn.Linear(dim, 7 * dim), nn.Linear(5 * dim, dim)
        self.distance = nn.Parameter(torch.zeros(n_heads, context))

    def forward(self, x):
        batch, length, dim = x.shape
        q, k, v, inner = self.wide(self.norm(x)).split([dim, dim, dim, 4 * dim], dim=-1)
        q, k, v = (part.view(batch, length, self.n_heads, -1) for part in (q, k, v))
        at = torch.arange(length, device=x.device)
        back = at[:, None] - at
        scores = torch.einsum("bthd,bshd->bhts", q, k) / q.shape[-1] ** 0.5 + self.distance[:, back.clamp(min=0)]
        weights = torch.where(back >= 0, scores, -torch.inf).softmax(dim=-1)
        heads = torch.einsum("bhts,bshd->bthd", weights, v).reshape(batch, length, dim)
        return x + self.narrow(torch.cat([heads, F.gelu(inner)], dim=-1))


class GPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.context = context
        self.first = nn.Embedding(vocab_size, dim)
        self.start = nn.Parameter(0.02 * torch.randn(context, dim))
        self.middle = nn.ModuleList(Layer(dim, n_heads, context) for _ in range(n_layers))
        self.last = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, vocab_size))
        self.last[1].weight.data *= 0.1
        self.last[1].bias.data.zero_()
        self.first.weight.data *= 0.05

    def forward(self, ids):
        if self.context < ids.shape[-1]:
            raise ValueError(f"context {self.context} < {ids.shape[-1]} tokens")
        x = self.first(ids) + self.start[: ids.shape[-1]]
        for layer in self.middle:
            x = layer(x)
        return self.last(x)


def train(model, ids, steps, seed):
    rng, told = np.random.default_rng(seed), []
    optimizer = torch.optim.NAdam(model.parameters(), lr=4e-3)
    for _ in range(steps):
        starts = rng.integers(0, len(ids) - model.context, 24)
        batch = torch.stack([ids[s : s + model.context + 1] for s in starts.tolist()])
        loss = F.cross_entropy(model(batch[:, :-1]).transpose(1, 2), batch[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        told += [loss.item()]
    return told


def generate(model, ids, n, temperature=1.0, generator=None):
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            for _ in range(n):
                logits = model(ids[:, -model.context :])[:, -1, :]
                noise = torch.empty_like(logits).exponential_(generator=generator).log()
                ids = torch.cat((ids, (logits - temperature * noise).argmax(dim=1)[:, None]), dim=1)
    finally:
        model.train(training)
    return ids
