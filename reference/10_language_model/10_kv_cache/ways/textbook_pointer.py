import torch
import torch.nn.functional as F


class Cache:
    def __init__(self):
        self.k = {}
        self.v = {}
        self.ptr_current_pos = 0

    def __len__(self):
        return self.ptr_current_pos


def attention(att, x, cache, i):
    b, num_tokens, d_out = x.shape
    queries, keys_new, values_new = att.qkv(x).chunk(3, dim=-1)
    keys_new = keys_new.view(b, num_tokens, att.n_heads, -1)
    values_new = values_new.view(b, num_tokens, att.n_heads, -1)
    queries = queries.view(b, num_tokens, att.n_heads, -1)
    if i not in cache.k:
        cache.k[i], cache.v[i] = keys_new, values_new
    else:
        cache.k[i] = torch.cat([cache.k[i], keys_new], dim=1)
        cache.v[i] = torch.cat([cache.v[i], values_new], dim=1)
    keys, values = cache.k[i].transpose(1, 2), cache.v[i].transpose(1, 2)
    attn_scores = queries.transpose(1, 2) @ keys.transpose(2, 3)
    num_tokens_K = keys.shape[-2]
    mask = torch.triu(torch.ones(num_tokens_K, num_tokens_K), diagonal=1).bool()
    mask_bool = mask[cache.ptr_current_pos : cache.ptr_current_pos + num_tokens, :num_tokens_K]
    attn_scores.masked_fill_(mask_bool, -torch.inf)
    attn_weights = torch.softmax(attn_scores / keys.shape[-1] ** 0.5, dim=-1)
    context_vec = (attn_weights @ values).transpose(1, 2)
    return att.out(context_vec.contiguous().view(b, num_tokens, d_out))


def forward_cached(model, ids, cache):
    batch_size, seq_len = ids.shape
    pos_ids = torch.arange(cache.ptr_current_pos, cache.ptr_current_pos + seq_len)
    x = model.tokens(ids) + model.positions(pos_ids).unsqueeze(0)
    for i, blk in enumerate(model.blocks):
        x = x + attention(blk.attention, blk.norm1(x), cache, i)
        x = x + blk.down(F.gelu(blk.up(blk.norm2(x))))
    cache.ptr_current_pos += seq_len
    return model.head(model.norm(x))
