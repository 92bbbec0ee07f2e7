import torch
import torch.nn.functional as F


class Cache:
    def __init__(self):
        self.kv_cache = None
        self.pos = 0

    def __len__(self):
        return self.pos

    def insert_kv(self, layer_idx, n_layers, k, v):
        B, H, T_add, D = k.size()
        if self.kv_cache is None:
            self.kv_cache = torch.empty(n_layers, 2, B, H, 4, D, dtype=k.dtype, device=k.device)
        t0, t1 = self.pos, self.pos + T_add
        if t1 > self.kv_cache.size(4):
            more = torch.empty(n_layers, 2, B, H, t1 + 4, D, dtype=k.dtype, device=k.device)
            more[:, :, :, :, :t0] = self.kv_cache[:, :, :, :, :t0]
            self.kv_cache = more
        self.kv_cache[layer_idx, 0, :, :, t0:t1] = k
        self.kv_cache[layer_idx, 1, :, :, t0:t1] = v
        if layer_idx == n_layers - 1:
            self.pos = t1
        return self.kv_cache[layer_idx, 0, :, :, :t1], self.kv_cache[layer_idx, 1, :, :, :t1]


def forward_cached(model, ids, cache):
    B, T = ids.size()
    x = model.tokens(ids) + model.positions.weight[len(cache) : len(cache) + T]
    for i, block in enumerate(model.blocks):
        attn = block.attention
        q, k, v = (t.view(B, T, attn.n_heads, -1).transpose(1, 2) for t in attn.qkv(block.norm1(x)).chunk(3, dim=-1))
        k, v = cache.insert_kv(i, len(model.blocks), k, v)
        Tq, Tk = q.size(2), k.size(2)
        if Tq == Tk:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        elif Tq == 1:
            y = F.scaled_dot_product_attention(q, k, v, is_causal=False)
        else:
            attn_mask = torch.zeros((Tq, Tk), dtype=torch.bool, device=q.device)
            prefix_len = Tk - Tq
            attn_mask[:, :prefix_len] = True
            attn_mask[:, prefix_len:] = torch.tril(torch.ones((Tq, Tq), dtype=torch.bool, device=q.device))
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=attn_mask)
        x = x + attn.out(y.transpose(1, 2).contiguous().view(B, T, -1))
        x = x + block.down(F.gelu(block.up(block.norm2(x))))
    return model.head(model.norm(x))
