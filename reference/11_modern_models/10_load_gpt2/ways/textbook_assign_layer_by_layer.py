import torch

from mine.gpt import GPT


def assign(left, right):
    if left.shape != right.shape:
        raise ValueError(f"Shape mismatch. Left: {left.shape}, Right: {right.shape}")
    return torch.nn.Parameter(right.clone().detach())


def from_gpt2(state, n_heads):
    n_layers = 0
    while f"h.{n_layers}.attn.c_attn.weight" in state:
        n_layers += 1
    emb = state["wte.weight"]
    gpt = GPT(emb.shape[0], state["wpe.weight"].shape[0], emb.shape[1], n_heads, n_layers, approximate="tanh")
    gpt.positions.weight = assign(gpt.positions.weight, state["wpe.weight"])
    gpt.tokens.weight = assign(gpt.tokens.weight, emb)
    for b in range(n_layers):
        block = gpt.blocks[b]
        q_w, k_w, v_w = torch.chunk(state[f"h.{b}.attn.c_attn.weight"], 3, dim=-1)
        qkv = block.attention.qkv
        qkv.weight = assign(qkv.weight, torch.cat([q_w.T, k_w.T, v_w.T], dim=0))
        qkv.bias = assign(qkv.bias, state[f"h.{b}.attn.c_attn.bias"])
        out = block.attention.out
        out.weight = assign(out.weight, state[f"h.{b}.attn.c_proj.weight"].T)
        out.bias = assign(out.bias, state[f"h.{b}.attn.c_proj.bias"])
        block.up.weight = assign(block.up.weight, state[f"h.{b}.mlp.c_fc.weight"].T)
        block.up.bias = assign(block.up.bias, state[f"h.{b}.mlp.c_fc.bias"])
        block.down.weight = assign(block.down.weight, state[f"h.{b}.mlp.c_proj.weight"].T)
        block.down.bias = assign(block.down.bias, state[f"h.{b}.mlp.c_proj.bias"])
        for norm, name in ((block.norm1, "ln_1"), (block.norm2, "ln_2")):
            norm.weight = assign(norm.weight, state[f"h.{b}.{name}.weight"])
            norm.bias = assign(norm.bias, state[f"h.{b}.{name}.bias"])
    gpt.norm.weight = assign(gpt.norm.weight, state["ln_f.weight"])
    gpt.norm.bias = assign(gpt.norm.bias, state["ln_f.bias"])
    gpt.head.weight = gpt.tokens.weight
    return gpt
