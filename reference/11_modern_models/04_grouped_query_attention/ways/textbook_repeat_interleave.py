import torch


def grouped_query_attention(queries, keys, values, causal=True):
    group_size = queries.shape[1] // keys.shape[1]
    keys = keys.repeat_interleave(group_size, dim=1)
    values = values.repeat_interleave(group_size, dim=1)
    attn_scores = queries @ keys.transpose(2, 3)
    if causal:
        num_tokens_Q = queries.shape[-2]
        num_tokens_K = keys.shape[-2]
        q_positions = torch.arange(num_tokens_K - num_tokens_Q, num_tokens_K).unsqueeze(-1)
        k_positions = torch.arange(num_tokens_K).unsqueeze(0)
        mask = q_positions < k_positions
        attn_scores = attn_scores.masked_fill(mask, -torch.inf)
    attn_weights = torch.softmax(attn_scores / keys.shape[-1] ** 0.5, dim=-1)
    return attn_weights @ values
