"""A tiny GPT: notice that train and generate know nothing of what is inside. All they use is model(ids)."""

import torch
from torch import nn
from torch.nn import functional as F

BATCH, RATE = 24, 5e-3


class Block(nn.Module):
    """Causal attention, then a network for each token alone, both added to what comes in."""

    def __init__(self, dim, n_heads):
        super().__init__()
        self.n_heads = n_heads
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x):
        """From (B, T, dim) to (B, T, dim)."""
        parts = self.qkv(self.norm1(x)).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in parts)  # (B, H, T, d)
        heads = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(heads.transpose(1, 2).flatten(2))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class GPT(nn.Module):
    """Tokens and positions, blocks, a last norm, and a logit for each token of the vocabulary."""

    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.context = context
        self.tokens, self.positions = nn.Embedding(vocab_size, dim), nn.Embedding(context, dim)
        self.blocks = nn.Sequential(*(Block(dim, n_heads) for _ in range(n_layers)))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, vocab_size)
        for parameter in self.parameters():
            if parameter.ndim > 1:
                nn.init.normal_(parameter, std=0.02)  # small logits: all tokens are equally likely at first

    def forward(self, ids):
        """The logits of each token's successor."""
        if ids.shape[1] > self.context:
            raise ValueError(f"{ids.shape[1]} tokens do not fit into a context of {self.context}")
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.tokens(ids) + self.positions(positions)  # (B, T, dim)
        return self.head(self.norm(self.blocks(x)))  # (B, T, V)


def train(model, ids, steps, seed):
    """Teach a model to predict each token of a text from those before it."""
    generator = torch.Generator().manual_seed(seed)
    optimizer, losses = torch.optim.AdamW(model.parameters(), lr=RATE), []
    for _ in range(steps):
        starts = torch.randint(len(ids) - model.context, (BATCH, 1), generator=generator)
        windows = ids[starts + torch.arange(model.context + 1)]  # (B, context + 1)
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())  # the target is the next token
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@torch.no_grad()
def generate(model, ids, n, temperature=1.0, generator=None):
    """Go on with a text, token by token."""
    was_training = model.training
    model.eval()
    for _ in range(n):
        logits = model(ids[:, -model.context :])[:, -1]  # (B, V)
        if temperature == 0:
            new = logits.argmax(dim=-1, keepdim=True)  # (B, 1)
        else:
            new = torch.multinomial((logits / temperature).softmax(dim=-1), 1, generator=generator)
        ids = torch.cat([ids, new], dim=1)
    model.train(was_training)
    return ids
