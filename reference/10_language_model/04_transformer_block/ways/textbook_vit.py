import torch
import torch.nn as nn
import torch.nn.functional as F


class Attention(nn.Module):
    def __init__(self, dim, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.scale = (dim // num_heads) ** -0.5
        self.qkv = nn.Linear(dim, dim * 3, bias=True)
        self.out = nn.Linear(dim, dim)

    def forward(self, x, mask=None):
        B, N, C = x.shape
        qkv = self.qkv(x).reshape(B, N, 3, self.num_heads, C // self.num_heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        attn = (q * self.scale) @ k.transpose(-2, -1)
        if mask is not None:
            attn = torch.where(mask, attn, torch.tensor(float("-inf")).to(attn))
        attn = attn.softmax(dim=-1)
        x = (attn @ v).transpose(1, 2).reshape(B, N, C)
        return self.out(x)


class Block(nn.Module):
    def __init__(self, dim, n_heads, hidden, norm_first=True):
        super().__init__()
        mlp_hidden = hidden
        self.norm1 = nn.LayerNorm(dim)
        self.attention = Attention(dim, num_heads=n_heads)
        self.norm2 = nn.LayerNorm(dim)
        self.up = nn.Linear(dim, mlp_hidden)
        self.down = nn.Linear(mlp_hidden, dim)
        self.norm_first = norm_first

    def mlp(self, x):
        return self.down(F.gelu(self.up(x)))

    def forward(self, x, mask=None, causal=False):
        if causal:
            mask = torch.ones(x.size(1), x.size(1), dtype=torch.bool).tril()
        if not self.norm_first:
            x = self.norm1(x + self.attention(x, mask))
            return self.norm2(x + self.mlp(x))
        x = x + self.attention(self.norm1(x), mask)
        x = x + self.mlp(self.norm2(x))
        return x
