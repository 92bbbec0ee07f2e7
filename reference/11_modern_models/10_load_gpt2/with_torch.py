"""GPT-2 as torch's functions have it, on the weights as they come: x @ W + b, and nothing is transposed."""

from torch import nn
from torch.nn import functional as F

BLOCK = [f"{name}.{kind}" for name in ("ln_1", "ln_2") for kind in ("weight", "bias")] + [
    f"{name}.{kind}" for name in ("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj") for kind in ("weight", "bias")
]


class _GPT2(nn.Module):
    """Holds the weights under GPT-2's names."""

    def __init__(self, state, n_heads):
        super().__init__()
        self.n_heads, self.context = n_heads, len(state["wpe.weight"])
        self.weights = {name: nn.Parameter(weight.detach().clone()) for name, weight in state.items()}
        self.held = nn.ParameterList(weight for name, weight in self.weights.items() if name != "wte.weight")
        self.tokens, self.head = nn.Embedding(1, 1), nn.Linear(1, 1, bias=False)
        self.tokens.weight = self.head.weight = self.weights["wte.weight"]

    def norm(self, x, name):
        return F.layer_norm(x, x.shape[-1:], self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def linear(self, x, name):
        return x @ self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]

    def block(self, x, h):
        """From (B, T, D) to (B, T, D)."""
        q, k, v = self.linear(self.norm(x, f"{h}.ln_1"), f"{h}.attn.c_attn").chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in (q, k, v))
        heads = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2)
        x = x + self.linear(heads, f"{h}.attn.c_proj")
        inner = F.gelu(self.linear(self.norm(x, f"{h}.ln_2"), f"{h}.mlp.c_fc"), approximate="tanh")
        return x + self.linear(inner, f"{h}.mlp.c_proj")

    def forward(self, ids):
        """The logits of each token's successor."""
        x = F.embedding(ids, self.weights["wte.weight"]) + self.weights["wpe.weight"][: ids.shape[1]]
        for i in range(sum(name.endswith("ln_1.bias") for name in self.weights)):
            x = self.block(x, f"h.{i}")
        return self.norm(x, "ln_f") @ self.weights["wte.weight"].T


def from_gpt2(state, n_heads):
    """Take the weights as they are."""
    known = ["wte.weight", "wpe.weight", "ln_f.weight", "ln_f.bias"]
    state = {name.removeprefix("transformer."): weight for name, weight in state.items()}
    layers = {name.split(".")[1] for name in state if name.startswith("h.")}
    known += [f"h.{i}.{name}" for i in range(len(layers)) for name in BLOCK]
    masks = [name for name in state if name.endswith((".attn.bias", ".attn.masked_bias"))]
    if strange := set(state) - set(known) - set(masks) - {"lm_head.weight"}:
        raise ValueError(f"unknown: {strange}")
    return _GPT2({name: state[name] for name in known}, n_heads)


def to_gpt2(model):
    """Give the weights back as they are."""
    return {name: weight.detach().clone() for name, weight in model.weights.items()}
