import torch
import torch.nn as nn
import torch.nn.functional as F


def apply_rotary_emb(x, freqs_cis):
    x_ = torch.view_as_complex(x.double().reshape(*x.shape[:-1], -1, 2))
    freqs_cis = freqs_cis.view(1, x_.shape[1], 1, x_.shape[-1])
    return torch.view_as_real(x_ * freqs_cis).flatten(3).type_as(x)


def repeat_kv(x, n_rep):
    bs, slen, n_kv_heads, head_dim = x.shape
    if n_rep == 1:
        return x
    return x[:, :, :, None, :].expand(bs, slen, n_kv_heads, n_rep, head_dim).reshape(bs, slen, -1, head_dim)


class FeedForward(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.gate = nn.Linear(dim, hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)
        self.up = nn.Linear(dim, hidden, bias=False)

    def forward(self, x):
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Block(nn.Module):
    def __init__(self, dim, n_heads, n_kv_heads, hidden, base=10000.0, eps=1e-6):
        super().__init__()
        self.n_local_heads, self.n_local_kv_heads = n_heads, n_kv_heads
        self.n_rep = n_heads // n_kv_heads
        self.head_dim = dim // n_heads
        self.theta, self.eps = base, eps
        self.q = nn.Linear(dim, n_heads * self.head_dim, bias=False)
        self.k = nn.Linear(dim, n_kv_heads * self.head_dim, bias=False)
        self.v = nn.Linear(dim, n_kv_heads * self.head_dim, bias=False)
        self.out = nn.Linear(n_heads * self.head_dim, dim, bias=False)
        self.mlp = FeedForward(dim, hidden)
        self.norm1 = nn.Parameter(torch.ones(dim))
        self.norm2 = nn.Parameter(torch.ones(dim))

    def _norm(self, x, weight):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * weight

    def attention(self, x, positions):
        bsz, seqlen, _ = x.shape
        xq, xk, xv = self.q(x), self.k(x), self.v(x)
        xq = xq.view(bsz, seqlen, self.n_local_heads, self.head_dim)
        xk = xk.view(bsz, seqlen, self.n_local_kv_heads, self.head_dim)
        xv = xv.view(bsz, seqlen, self.n_local_kv_heads, self.head_dim)
        freqs = 1.0 / (self.theta ** (torch.arange(0, self.head_dim, 2).double() / self.head_dim))
        freqs = torch.outer(positions, freqs)
        freqs_cis = torch.polar(torch.ones_like(freqs), freqs)
        xq, xk = apply_rotary_emb(xq, freqs_cis), apply_rotary_emb(xk, freqs_cis)
        keys, values = repeat_kv(xk, self.n_rep), repeat_kv(xv, self.n_rep)
        xq, keys, values = xq.transpose(1, 2), keys.transpose(1, 2), values.transpose(1, 2)
        output = F.scaled_dot_product_attention(xq, keys, values, is_causal=True)
        return self.out(output.transpose(1, 2).contiguous().view(bsz, seqlen, -1))

    def forward(self, x, positions):
        h = x + self.attention(self._norm(x, self.norm1), positions)
        return h + self.mlp(self._norm(h, self.norm2))


class ModernGPT(nn.Module):
    def __init__(self, vocab_size, context, dim, n_heads, n_kv_heads, hidden, n_layers, base=10000.0, eps=1e-6):
        super().__init__()
        self.context, self.eps = context, eps
        self.tokens = nn.Embedding(vocab_size, dim)
        self.blocks = nn.ModuleList()
        for _ in range(n_layers):
            self.blocks.append(Block(dim, n_heads, n_kv_heads, hidden, base, eps))
        self.norm = nn.Parameter(torch.ones(dim))
        self.head = nn.Linear(dim, vocab_size, bias=False)
        self.tokens.weight = self.head.weight

    def forward(self, ids):
        positions = torch.arange(ids.shape[1], device=ids.device).double()
        h = self.tokens(ids)
        for layer in self.blocks:
            h = layer(h, positions)
        h = h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + self.eps) * self.norm
        return self.head(h)
