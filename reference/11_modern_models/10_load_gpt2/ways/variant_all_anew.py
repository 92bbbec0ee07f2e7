"""Right all the same: a GPT of its own, written here, with the gelu spelt out."""

import math

import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.qkv, self.out = heads, nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x):
        B, T, D = x.shape
        q, k, v = self.qkv(x).reshape(B, T, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = q @ k.mT / math.sqrt(D / self.heads)
        later = torch.ones(T, T, dtype=torch.bool, device=x.device).triu(1)
        mixed = scores.masked_fill(later, -torch.inf).softmax(-1) @ v
        return self.out(mixed.transpose(1, 2).reshape(B, T, D))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(dim), Attention(dim, heads), nn.LayerNorm(dim)
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        a = self.up(self.norm2(x))
        return x + self.down(0.5 * a * (1 + torch.tanh(math.sqrt(2 / math.pi) * (a + 0.044715 * a**3))))


class Model(nn.Module):
    def __init__(self, table, places, heads, layers):
        super().__init__()
        self.context, dim = len(places), table.shape[1]
        self.tokens, self.positions = nn.Embedding(*table.shape), nn.Embedding(*places.shape)
        self.blocks = nn.Sequential(*(Block(dim, heads) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, len(table), bias=False)
        self.head.weight = self.tokens.weight

    def forward(self, ids):
        x = self.tokens(ids) + self.positions.weight[: ids.shape[1]]
        return self.head(self.norm(self.blocks(x)))


def fill(module, state, used, name):
    """Copy a layer's weight and bias."""
    for kind, parameter in module.named_parameters(recurse=False):
        weight = state[f"{name}.{kind}"]
        used.add(f"{name}.{kind}")
        parameter.data.copy_(weight.T if isinstance(module, nn.Linear) and kind == "weight" else weight)


def from_gpt2(state, n_heads):
    state = {name.split("transformer.")[-1]: weight for name, weight in state.items()}
    layers = sum(name.endswith(".attn.c_attn.bias") for name in state)
    model = Model(state["wte.weight"], state["wpe.weight"], n_heads, layers).to(state["wte.weight"])
    used = {"lm_head.weight"}
    for i, block in enumerate(model.blocks):
        used |= {f"h.{i}.attn.bias", f"h.{i}.attn.masked_bias"}
        fill(block.norm1, state, used, f"h.{i}.ln_1")
        fill(block.attention.qkv, state, used, f"h.{i}.attn.c_attn")
        fill(block.attention.out, state, used, f"h.{i}.attn.c_proj")
        fill(block.norm2, state, used, f"h.{i}.ln_2")
        fill(block.up, state, used, f"h.{i}.mlp.c_fc")
        fill(block.down, state, used, f"h.{i}.mlp.c_proj")
    fill(model.tokens, state, used, "wte")
    fill(model.positions, state, used, "wpe")
    fill(model.norm, state, used, "ln_f")
    if set(state) - used:
        raise RuntimeError(f"unexpected names: {set(state) - used}")
    return model


@torch.no_grad()
def to_gpt2(model):
    parts = {"wte": model.tokens, "wpe": model.positions, "ln_f": model.norm}
    for i, block in enumerate(model.blocks):
        parts |= {f"h.{i}.ln_1": block.norm1, f"h.{i}.attn.c_attn": block.attention.qkv, f"h.{i}.ln_2": block.norm2}
        parts |= {
            f"h.{i}.attn.c_proj": block.attention.out,
            f"h.{i}.mlp.c_fc": block.up,
            f"h.{i}.mlp.c_proj": block.down,
        }
    state = {}
    for name, part in parts.items():
        for kind, p in part.named_parameters():
            turn = isinstance(part, nn.Linear) and kind == "weight"
            state[f"{name}.{kind}"] = torch.zeros(p.shape[::-1] if turn else p.shape).to(p).copy_(p.T if turn else p)
    return state
