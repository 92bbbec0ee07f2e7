"""DeepSeek's inference code, its absorbed form, with a cache that is handed over."""

import torch
from torch import nn

from mine.rotary_embedding import rope


class RMSNorm(nn.Module):
    def __init__(self, dim, eps=1e-6):
        super().__init__()
        self.eps = eps

    def forward(self, x, weight):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * weight


class LatentAttention(nn.Module):
    def __init__(self, dim, n_heads, width, rank, turned):
        super().__init__()
        self.n_local_heads = n_heads
        self.kv_lora_rank = rank
        self.qk_nope_head_dim = self.v_head_dim = width
        self.qk_rope_head_dim = turned
        self.qk_head_dim = width + turned
        self.q = nn.Linear(dim, n_heads * self.qk_head_dim, bias=False)
        self.down = nn.Linear(dim, rank + turned, bias=False)
        self.norm = nn.Parameter(torch.ones(rank))
        self.kv_norm = RMSNorm(rank)
        self.up = nn.Linear(rank, n_heads * (width + self.v_head_dim), bias=False)
        self.out = nn.Linear(n_heads * self.v_head_dim, dim, bias=False)
        self.softmax_scale = self.qk_head_dim**-0.5

    def forward(self, x, positions, kept=None):
        bsz, seqlen, _ = x.size()
        q = self.q(x).view(bsz, seqlen, self.n_local_heads, self.qk_head_dim)
        q_nope, q_pe = torch.split(q, [self.qk_nope_head_dim, self.qk_rope_head_dim], dim=-1)
        q_pe = rope(q_pe.transpose(1, 2), positions).transpose(1, 2)
        kv, k_pe = torch.split(self.down(x), [self.kv_lora_rank, self.qk_rope_head_dim], dim=-1)
        new = torch.cat([self.kv_norm(kv, self.norm), rope(k_pe, positions)], dim=-1)
        kept = new if kept is None else torch.cat([kept, new], dim=1)
        kv_cache, pe_cache = torch.split(kept, [self.kv_lora_rank, self.qk_rope_head_dim], dim=-1)

        wkv_b = self.up.weight.view(self.n_local_heads, -1, self.kv_lora_rank)
        q_nope = torch.einsum("bshd,hdc->bshc", q_nope, wkv_b[:, : self.qk_nope_head_dim])
        scores = (
            torch.einsum("bshc,btc->bsht", q_nope, kv_cache) + torch.einsum("bshr,btr->bsht", q_pe, pe_cache)
        ) * self.softmax_scale
        end = kept.size(1)
        mask = torch.full((seqlen, end), float("-inf")).triu_(end - seqlen + 1)
        scores = scores + mask.unsqueeze(1)
        scores = scores.softmax(dim=-1)
        x = torch.einsum("bsht,btc->bshc", scores, kv_cache)
        x = torch.einsum("bshc,hdc->bshd", x, wkv_b[:, -self.v_head_dim :])
        return self.out(x.flatten(2)), kept
