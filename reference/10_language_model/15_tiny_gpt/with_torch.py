"""A tiny GPT of torch's own transformer layers."""

import torch
from torch import nn
from torch.nn import functional as F


class GPT(nn.Module):
    """torch's encoder with a causal mask is a decoder."""

    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.context = context
        self.embed = nn.Embedding(vocab_size, dim)
        self.places = nn.Parameter(torch.zeros(context, dim))
        options = {"dropout": 0.0, "activation": F.gelu, "batch_first": True, "norm_first": True}
        layers = [nn.TransformerEncoderLayer(dim, n_heads, 4 * dim, **options) for _ in range(n_layers)]
        self.layers, self.norm, self.head = nn.ModuleList(layers), nn.LayerNorm(dim), nn.Linear(dim, vocab_size)
        for parameter in self.parameters():
            if parameter.ndim > 1:
                nn.init.normal_(parameter, std=0.02)

    def forward(self, ids):
        """The logits of each token's successor."""
        length = ids.shape[1]
        if length > self.context:
            raise ValueError(f"{length} tokens, a context of {self.context}")
        hidden = torch.ones(length, length, dtype=torch.bool, device=ids.device).triu(1)
        x = self.embed(ids) + self.places[:length]
        for layer in self.layers:
            x = layer(x, src_mask=hidden)
        return self.head(self.norm(x))


def train(model, ids, steps, seed):
    """Teach a model to predict each token of a text from those before it."""
    generator, losses = torch.Generator().manual_seed(seed), []
    windows = ids.unfold(0, model.context + 1, 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(steps):
        batch = windows[torch.randint(len(windows), (24,), generator=generator)]
        loss = F.cross_entropy(model(batch[:, :-1]).mT, batch[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def generate(model, ids, n, temperature=1.0, generator=None):
    """Go on with a text, token by token."""
    mode = model.training
    model.eval()
    with torch.no_grad():
        for _ in range(n):
            logits = model(ids[:, -model.context :])[:, -1]
            probs = F.one_hot(logits.argmax(-1), logits.shape[-1]).float()
            probs = probs if temperature == 0 else F.softmax(logits / temperature, dim=-1)
            ids = torch.cat([ids, torch.multinomial(probs, 1, generator=generator)], dim=1)
    model.train(mode)
    return ids
