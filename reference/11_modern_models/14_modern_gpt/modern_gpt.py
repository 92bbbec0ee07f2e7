"""Today's GPT: notice that no table of positions is left. Each block turns queries and keys, and sees distances."""

import torch
from torch import nn
from torch.nn import functional as F

from mine.grouped_query_attention import grouped_query_attention, norm_heads
from mine.rms_norm import rms_norm
from mine.rotary_embedding import rope
from mine.swiglu import SwiGLU


class Block(nn.Module):
    """RMS norms, rope on q and k, heads of k and v that are shared, SwiGLU, and no bias, or one in q, k and v."""

    def __init__(
        self,
        dim,
        n_heads,
        n_kv_heads,
        hidden,
        base=10000.0,
        eps=1e-6,
        head_dim=None,
        qk_norm=False,
        qkv_bias=False,
        window=None,
        frequencies=None,
    ):
        super().__init__()
        width, self.base, self.eps = head_dim or dim // n_heads, base, eps
        self.window, self.frequencies = window, frequencies
        self.norm1, self.norm2 = nn.Parameter(torch.ones(dim)), nn.Parameter(torch.ones(dim))
        self.q = nn.Linear(dim, n_heads * width, bias=qkv_bias)
        self.k = nn.Linear(dim, n_kv_heads * width, bias=qkv_bias)
        self.v = nn.Linear(dim, n_kv_heads * width, bias=qkv_bias)
        if qk_norm:
            self.q_norm, self.k_norm = nn.Parameter(torch.ones(width)), nn.Parameter(torch.ones(width))
        self.out = nn.Linear(n_heads * width, dim, bias=False)
        self.split = nn.Unflatten(-1, (-1, width))
        self.mlp = SwiGLU(dim, hidden)

    def forward(self, x, positions, cache=None, layer=0):
        """Let each token collect from those before it, then think about it alone."""
        read = rms_norm(x, self.norm1, self.eps)  # (B, T, D)
        q, k, v = (self.split(part(read)).transpose(1, 2) for part in (self.q, self.k, self.v))  # (B, heads, T, E)
        if hasattr(self, "q_norm"):
            q, k = norm_heads(q, k, self.q_norm, self.k_norm, self.eps)
        q, k = self.turned(q, positions), self.turned(k, positions)
        if cache is not None:
            k, v = cache.extend(layer, k, v)  # (B, h_kv, n + T, E)
        heads = grouped_query_attention(q, k, v) if self.window is None else self.near(q, k, v)  # (B, h, T, E)
        x = x + self.out(heads.transpose(1, 2).flatten(2))
        return x + self.mlp(rms_norm(x, self.norm2, self.eps))

    def turned(self, x, positions):
        """Turn a head's entries by this block's frequencies, or by those of its base."""
        given = {} if self.frequencies is None else {"frequencies": self.frequencies.to(x.device)}
        return rope(x, positions, self.base, **given)

    def near(self, q, k, v):
        """Let each query attend to the keys of its window: its own token, and those shortly before it."""
        new, total = q.shape[2], k.shape[2]
        back = torch.arange(total - new, total, device=q.device)[:, None] - torch.arange(total, device=q.device)
        k, v = (part.repeat_interleave(q.shape[1] // k.shape[1], dim=1) for part in (k, v))  # (B, h, n + T, E)
        return F.scaled_dot_product_attention(q, k, v, (back >= 0) & (back < self.window))


class ModernGPT(nn.Module):
    """Tokens, blocks that know how far apart two tokens are, a last norm, and a logit for each token."""

    def __init__(
        self,
        vocab_size,
        context,
        dim,
        n_heads,
        n_kv_heads,
        hidden,
        n_layers,
        base=10000.0,
        eps=1e-6,
        head_dim=None,
        qk_norm=False,
        qkv_bias=False,
        tied=True,
        windows=None,
        frequencies=None,
    ):
        super().__init__()
        self.context, self.eps = context, eps
        self.tokens, self.norm = nn.Embedding(vocab_size, dim), nn.Parameter(torch.ones(dim))
        sizes = dim, n_heads, n_kv_heads, hidden, base, eps, head_dim, qk_norm, qkv_bias
        blocks = (Block(*sizes, window, frequencies) for window in windows or [None] * n_layers)
        self.blocks = nn.ModuleList(blocks)
        self.head = nn.Linear(dim, vocab_size, bias=False)
        if tied:
            self.head.weight = self.tokens.weight  # one table, read both ways
        self.draw(dim**-0.5)

    def draw(self, std):
        """Draw the first weights; what is added to the path is smaller the more blocks add to it."""
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1:
                adds = name.endswith(("out.weight", "down.weight"))
                nn.init.normal_(parameter, std=std / (2 * len(self.blocks)) ** 0.5 if adds else std)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, ids, cache=None):
        """The logits of each token's successor."""
        old = 0 if cache is None else len(cache)
        positions = torch.arange(old, old + ids.shape[1], device=ids.device)  # (T,)
        x = self.tokens(ids)  # (B, T, D)
        for layer, block in enumerate(self.blocks):
            x = block(x, positions, cache, layer)
        return self.head(rms_norm(x, self.norm, self.eps))  # (B, T, V)
