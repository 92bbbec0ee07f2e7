"""Llama as its files mean it: the weights as they come, under their own names, and entry i turned with i + E/2."""

import torch
from torch import nn
from torch.nn import functional as F

BLOCK = (
    *("input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj"),
    *("post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"),
)


class _Llama(nn.Module):
    """Twenty lines, after the reference in the docstring of transformers' own: rotate_half."""

    def __init__(self, state, config, theta):
        super().__init__()
        self.config, self.theta, self.context = config, theta, config["max_position_embeddings"]
        self.weights = {name: nn.Parameter(weight.detach().clone()) for name, weight in state.items()}
        self.held = nn.ParameterList(w for name, w in self.weights.items() if not name.startswith(("lm_", "model.em")))
        self.tokens, self.head = nn.Embedding(1, 1), nn.Linear(1, 1, bias=False)
        self.tokens.weight = self.head.weight = self.weights["model.embed_tokens.weight"]
        if not config["tie_word_embeddings"]:
            self.head.weight = self.weights["lm_head.weight"]

    def turned(self, x):
        """Entry i of a head and entry i + E/2 are a pair."""
        width, at = x.shape[-1], torch.arange(x.shape[-2], device=x.device).double()
        angles = torch.outer(at, self.theta ** (-torch.arange(0, width, 2, device=x.device).double() / width))
        cos, sin = (f(angles).to(x.dtype).repeat(1, 2) for f in (torch.cos, torch.sin))
        one, other = x.chunk(2, dim=-1)
        return x * cos + torch.cat([-other, one], dim=-1) * sin

    def norm(self, x, name):
        return F.rms_norm(x, x.shape[-1:], self.weights[f"{name}.weight"], self.config["rms_norm_eps"])

    def block(self, x, i):
        """From (B, T, D) to (B, T, D)."""
        sizes = self.config["num_attention_heads"], *[self.config["num_key_value_heads"]] * 2
        in_, post, q, k, v, out, gate, up, down = (
            f"model.layers.{i}.{BLOCK[at]}" for at in (0, 5, 1, 2, 3, 4, 6, 7, 8)
        )
        read = self.norm(x, in_)
        q, k, v = (
            F.linear(read, self.weights[f"{name}.weight"]).unflatten(-1, (heads, -1)).transpose(1, 2)
            for name, heads in zip((q, k, v), sizes, strict=True)
        )
        heads = F.scaled_dot_product_attention(self.turned(q), self.turned(k), v, is_causal=True, enable_gqa=True)
        x = x + F.linear(heads.transpose(1, 2).flatten(2), self.weights[f"{out}.weight"])
        read = self.norm(x, post)
        gate, up = (F.linear(read, self.weights[f"{name}.weight"]) for name in (gate, up))
        return x + F.linear(F.silu(gate) * up, self.weights[f"{down}.weight"])

    def forward(self, ids):
        """The logits of each token's successor."""
        x = self.tokens(ids)
        for i in range(self.config["num_hidden_layers"]):
            x = self.block(x, i)
        return self.head(self.norm(x, "model.norm"))


def neighbours(weight, heads):
    """Row by row: 2i comes from i, and 2i + 1 from i + E/2."""
    width = len(weight) // heads
    order = [h * width + i // 2 + i % 2 * (width // 2) for h in range(heads) for i in range(width)]
    return weight[order]


def from_llama(state, config):
    """Take the weights as they are, those of 16 bits in 32."""
    names = {"model.embed_tokens.weight", "model.norm.weight"}
    names |= {f"model.layers.{i}.{name}.weight" for i in range(config["num_hidden_layers"]) for name in BLOCK}
    names |= set() if config["tie_word_embeddings"] else {"lm_head.weight"}
    passed_over = {name for name in state if name.endswith("rotary_emb.inv_freq")} | {"lm_head.weight"}
    if strange := set(state) - names - passed_over:
        raise ValueError(f"unknown: {strange}")
    rope = {"rope_theta": config.get("rope_theta")} | (config.get("rope_parameters") or {})
    kinds = {each.get(key) for each in (rope, config.get("rope_scaling") or {}) for key in ("rope_type", "type")}
    window = min(config.get("sliding_window") or config["max_position_embeddings"], config["max_position_embeddings"])
    asked = {"rope_type": kinds - {None}, "hidden_act": {config.get("hidden_act", "silu")}, "sliding_window": {window}}
    known = {"rope_type": {"default"}, "hidden_act": {"silu"}, "sliding_window": {config["max_position_embeddings"]}}
    if strange := {name: asked[name] for name in asked if asked[name] - known[name]}:
        raise ValueError(f"not built: {strange}")
    wide = {name: state[name].to(torch.promote_types(state[name].dtype, torch.float32)) for name in names}
    return _Llama(wide, config, rope["rope_theta"])
