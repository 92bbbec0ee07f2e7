"""Llama as its files mean it: the weights as they come, under their own names, and entry i turned with i + E/2."""

import math

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
        at = torch.arange(x.shape[-2], device=x.device).double()
        angles = torch.outer(at, _frequencies(x.shape[-1], self.theta, self.config).to(x.device))
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
            F.linear(read, self.weights[f"{name}.weight"], self.weights.get(f"{name}.bias"))
            .unflatten(-1, (heads, -1))
            .transpose(1, 2)
            for name, heads in zip((q, k, v), sizes, strict=True)
        )
        if f"model.layers.{i}.self_attn.q_norm.weight" in self.weights:
            q, k = (self.norm(part, f"model.layers.{i}.self_attn.{n}_norm") for part, n in ((q, "q"), (k, "k")))
        mask = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).tril()
        mask = mask.triu(1 - (_window(self.config, i) or x.shape[1]))
        heads = F.scaled_dot_product_attention(self.turned(q), self.turned(k), v, mask, enable_gqa=True)
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


def _frequencies(width, theta, config):
    """As transformers has them for a default rope and for Llama 3.1's: by the wavelength of each pair."""
    plain = theta ** (-torch.arange(0, width, 2).double() / width)
    rules = [config.get("rope_parameters") or {}, config.get("rope_scaling") or {}]
    rule = next((rule for rule in rules if rule.get("rope_type") == "llama3"), None)
    if rule is None:
        return plain
    longest, low, high = (rule[f"{n}"] for n in (_LONGEST, "low_freq_factor", "high_freq_factor"))
    waves = 2 * math.pi / plain
    smooth = (longest / waves - low) / (high - low)
    between = (1 - smooth) * plain / rule["factor"] + smooth * plain
    return torch.where(
        waves > longest / low, plain / rule["factor"], torch.where(waves < longest / high, plain, between)
    )


_LONGEST = "original_max_position_embeddings"


def _window(config, i):
    """How many tokens a token sees in block i; None for all."""
    if "layer_types" in config:
        return config["sliding_window"] if config["layer_types"][i] == "sliding_attention" else None
    if config.get("model_type") == "mistral":
        return config.get("sliding_window")
    slides = config.get("use_sliding_window") and i >= config.get("max_window_layers", 0)
    return config["sliding_window"] if slides else None


def _names(config):
    """The names that a family's file has, each with its shape."""
    dim, hidden, heads = config["hidden_size"], config["intermediate_size"], config["num_attention_heads"]
    width = config.get("head_dim") or dim // heads
    rows, shared, kind = heads * width, config["num_key_value_heads"] * width, config.get("model_type", "llama")
    shapes = [(dim,), (rows, dim), (shared, dim), (shared, dim), (dim, rows), (dim,), (hidden, dim), (hidden, dim)]
    block = {f"{name}.weight": shape for name, shape in zip(BLOCK, [*shapes, (dim, hidden)], strict=True)}
    for name, size in (("q", rows), ("k", shared), ("v", shared)) if kind == "qwen2" else ():
        block[f"self_attn.{name}_proj.bias"] = (size,)
    for name in "qk" if kind == "qwen3" else "":
        block[f"self_attn.{name}_norm.weight"] = (width,)
    table = config["vocab_size"], dim
    names = {"model.embed_tokens.weight": table, "model.norm.weight": (dim,)}
    names |= {
        f"model.layers.{i}.{name}": shape for i in range(config["num_hidden_layers"]) for name, shape in block.items()
    }
    return names | ({} if config["tie_word_embeddings"] else {"lm_head.weight": table})


def from_config(config):
    """The model, with zeros for its weights."""
    return from_llama({name: torch.zeros(shape) for name, shape in _names(config).items()}, config)


def from_llama(state, config):
    """Take the weights as they are, those of 16 bits in 32."""
    names = _names(config)
    passed_over = {name for name in state if name.endswith("rotary_emb.inv_freq")} | {"lm_head.weight"}
    if strange := set(state) - set(names) - passed_over:
        raise ValueError(f"unknown: {strange}")
    rope = {"rope_theta": config.get("rope_theta")} | (config.get("rope_parameters") or {})
    kinds = {each.get(key) for each in (rope, config.get("rope_scaling") or {}) for key in ("rope_type", "type")}
    kind, longest = config.get("model_type", "llama"), config["max_position_embeddings"]
    asked = {"rope_type": kinds - {None, "default", "llama3"}, "model_type": {kind} - _FAMILIES}
    asked |= {"hidden_act": {config.get("hidden_act", "silu")} - {"silu"}}
    asked |= {name: {config.get(name, False)} - {False} for name in ("attention_bias", "mlp_bias")}
    asked |= {"sliding_window": (config.get("sliding_window") or longest) < longest} if kind == "llama" else {}
    if strange := {name: found for name, found in asked.items() if found}:
        raise ValueError(f"not built: {strange}")
    wide = {name: state[name].to(torch.promote_types(state[name].dtype, torch.float32)) for name in names}
    return _Llama(wide, config, rope["rope_theta"])


_FAMILIES = {"llama", "mistral", "qwen2", "qwen3"}
