"""As transformers writes DeepSeek-V3's attention, but for what is cached: keys are made of it in each call."""

import torch
from torch import nn

from mine.rms_norm import rms_norm
from mine.rotary_embedding import rope


class LatentAttention(nn.Module):
    def __init__(self, dim, n_heads, width, rank, turned):
        super().__init__()
        self.num_heads, self.kv_lora_rank = n_heads, rank
        self.qk_nope_head_dim, self.v_head_dim, self.qk_rope_head_dim = width, width, turned
        self.qk_head_dim = width + turned
        self.q = nn.Linear(dim, n_heads * self.qk_head_dim, bias=False)
        self.down = nn.Linear(dim, rank + turned, bias=False)
        self.norm = nn.Parameter(torch.ones(rank))
        self.up = nn.Linear(rank, n_heads * (self.qk_nope_head_dim + self.v_head_dim), bias=False)
        self.out = nn.Linear(n_heads * self.v_head_dim, dim, bias=False)
        self.scaling = self.qk_head_dim ** (-0.5)

    def forward(self, hidden_states, position_ids, past=None):
        batch_size, seq_length = hidden_states.shape[:-1]
        query_shape = (batch_size, seq_length, self.num_heads, self.qk_head_dim)
        q_states = self.q(hidden_states).view(query_shape).transpose(1, 2)
        q_pass, q_rot = torch.split(q_states, [self.qk_nope_head_dim, self.qk_rope_head_dim], dim=-1)

        compressed_kv = self.down(hidden_states)
        k_pass, k_rot = torch.split(compressed_kv, [self.kv_lora_rank, self.qk_rope_head_dim], dim=-1)
        k_rot = rope(k_rot, position_ids)
        q_rot = rope(q_rot, position_ids)
        latest = torch.cat((rms_norm(k_pass, self.norm, 1e-6), k_rot), dim=-1)
        past = latest if past is None else torch.cat((past, latest), dim=1)
        k_pass, k_rot = torch.split(past, [self.kv_lora_rank, self.qk_rope_head_dim], dim=-1)

        key_shape = (batch_size, past.shape[1], self.num_heads, self.qk_nope_head_dim + self.v_head_dim)
        k_pass = self.up(k_pass).view(key_shape).transpose(1, 2)
        k_pass, value_states = torch.split(k_pass, [self.qk_nope_head_dim, self.v_head_dim], dim=-1)
        k_rot = k_rot[:, None].expand(*k_pass.shape[:-1], -1)
        query_states = torch.cat((q_pass, q_rot), dim=-1)
        key_states = torch.cat((k_pass, k_rot), dim=-1)

        attn_weights = torch.matmul(query_states, key_states.transpose(2, 3)) * self.scaling
        unseen = torch.ones(attn_weights.shape[-2:], dtype=torch.bool).triu(past.shape[1] - seq_length + 1)
        attn_weights = attn_weights.masked_fill(unseen, torch.finfo(attn_weights.dtype).min)
        attn_weights = nn.functional.softmax(attn_weights, dim=-1)
        attn_output = torch.matmul(attn_weights, value_states).transpose(1, 2).contiguous()
        return self.out(attn_output.reshape(batch_size, seq_length, -1)), past
