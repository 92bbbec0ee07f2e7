"""Right all the same: matrices and Adam by hand, and sampling by the cumulative sum."""

import torch
from torch import nn
from torch.nn import functional as F


class GPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.size, self.heads = context, n_heads
        self.table = nn.Parameter(0.02 * torch.randn(vocab_size, dim))
        self.places = nn.Parameter(0.02 * torch.randn(context, dim))

        def matrix(*shape):
            return nn.Parameter(0.02 * torch.randn(shape))

        self.layers = nn.ModuleList()
        for _ in range(n_layers):
            layer = nn.ParameterDict()
            layer.update({"qkv": matrix(dim, 3 * dim), "out": matrix(dim, dim)})
            layer.update({"up": matrix(dim, 4 * dim), "down": matrix(4 * dim, dim)})
            layer.update({"g1": nn.Parameter(torch.ones(dim)), "g2": nn.Parameter(torch.ones(dim))})
            self.layers.append(layer)
        self.last = matrix(dim, vocab_size)
        self.gain = nn.Parameter(torch.ones(dim))

    def forward(self, ids):
        batch, length = ids.shape
        if length > self.size:
            raise ValueError(f"at most {self.size} tokens, not {length}")
        later = torch.ones(length, length, device=ids.device).triu(1) > 0
        x = self.table[ids] + self.places[:length]
        for layer in self.layers:
            parts = F.layer_norm(x, x.shape[-1:], layer["g1"]) @ layer["qkv"]
            q, k, v = parts.reshape(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
            weights = (q @ k.mT / k.shape[-1] ** 0.5).masked_fill(later, -torch.inf).softmax(-1)
            x = x + (weights @ v).transpose(1, 2).reshape(batch, length, -1) @ layer["out"]
            x = x + F.silu(F.layer_norm(x, x.shape[-1:], layer["g2"]) @ layer["up"]) @ layer["down"]
        return F.layer_norm(x, x.shape[-1:], self.gain) @ self.last


def train(model, ids, steps, seed):
    chance, losses = torch.Generator().manual_seed(seed + 1000), []
    windows = ids.unfold(0, model.size + 1, 1)
    means, squares = ([torch.zeros_like(p) for p in model.parameters()] for _ in range(2))
    for step in range(1, steps + 1):
        chosen = windows[torch.randint(0, len(windows), (24,), generator=chance)]
        logs = model(chosen[:, :-1]).log_softmax(-1)
        loss = -logs.gather(-1, chosen[:, 1:, None]).mean()
        grads = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for p, g, m, v in zip(model.parameters(), grads, means, squares, strict=True):
                m.lerp_(g, 0.1)
                v.lerp_(g * g, 0.02)
                p -= 0.006 * (m / (1 - 0.9**step)) / ((v / (1 - 0.98**step)).sqrt() + 1e-8)
        losses.append(float(loss.detach()))
    return losses


def generate(model, ids, n, temperature=1.0, generator=None):
    modes = {part: part.training for part in model.modules()}
    model.eval()
    with torch.inference_mode():
        out = ids.clone()
        while out.shape[1] < ids.shape[1] + n:
            logits = model(out[:, max(0, out.shape[1] - model.size) :])[:, -1]
            if temperature:
                sums = (logits.double() / temperature).softmax(-1).cumsum(-1)
                u = torch.rand(len(out), 1, dtype=torch.float64, generator=generator, device=ids.device)
                new = (sums <= u * sums[:, -1:]).sum(-1, keepdim=True).clamp(max=logits.shape[-1] - 1)
            else:
                new = logits.max(-1, keepdim=True).indices
            out = torch.cat([out, new], 1)
    for part, mode in modes.items():
        part.training = mode
    return out.clone()
