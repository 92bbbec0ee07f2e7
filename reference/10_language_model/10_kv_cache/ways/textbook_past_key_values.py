import math

import torch
import torch.nn.functional as F


class Cache:
    def __init__(self):
        self.key_cache = []
        self.value_cache = []

    def __len__(self):
        return 0 if len(self.key_cache) == 0 else self.key_cache[0].shape[-2]

    def update(self, key_states, value_states, layer_idx):
        if len(self.key_cache) <= layer_idx:
            self.key_cache.append(key_states)
            self.value_cache.append(value_states)
        else:
            self.key_cache[layer_idx] = torch.cat([self.key_cache[layer_idx], key_states], dim=-2)
            self.value_cache[layer_idx] = torch.cat([self.value_cache[layer_idx], value_states], dim=-2)
        return self.key_cache[layer_idx], self.value_cache[layer_idx]


def forward_cached(model, ids, cache):
    B, T = ids.size()
    past_length = len(cache)
    position_ids = torch.arange(past_length, past_length + T).unsqueeze(0)
    hidden_states = model.tokens(ids) + model.positions(position_ids)
    bias = torch.tril(torch.ones(model.context, model.context, dtype=torch.bool))
    for i, block in enumerate(model.blocks):
        residual = hidden_states
        h = block.norm1(hidden_states)
        query, key, value = block.attention.qkv(h).split(h.size(-1), dim=2)
        shape = (B, T, block.attention.n_heads, -1)
        query, key, value = (t.view(shape).transpose(1, 2) for t in (query, key, value))
        key, value = cache.update(key, value, i)
        attn_weights = torch.matmul(query, key.transpose(-1, -2)) / math.sqrt(value.size(-1))
        query_length, key_length = query.size(-2), key.size(-2)
        causal_mask = bias[key_length - query_length : key_length, :key_length]
        attn_weights = torch.where(causal_mask, attn_weights, torch.finfo(attn_weights.dtype).min)
        attn_output = torch.matmul(F.softmax(attn_weights, dim=-1), value)
        attn_output = attn_output.transpose(1, 2).contiguous().view(B, T, -1)
        hidden_states = block.attention.out(attn_output) + residual
        hidden_states = hidden_states + block.down(F.gelu(block.up(block.norm2(hidden_states))))
    return model.head(model.norm(hidden_states))
