import torch

from mine.gpt import GPT


def from_gpt2(state, n_heads):
    sd_hf = state
    vocab_size, n_embd = sd_hf["wte.weight"].shape
    block_size = sd_hf["wpe.weight"].shape[0]
    n_layer = len([k for k in sd_hf if k.endswith(".ln_1.weight")])
    model = GPT(vocab_size, block_size, n_embd, n_heads, n_layer, approximate="tanh")
    sd = model.state_dict()
    keys = {"wte.weight": "tokens.weight", "wpe.weight": "positions.weight"}
    keys.update({"ln_f.weight": "norm.weight", "ln_f.bias": "norm.bias"})
    for i in range(n_layer):
        for wb in ("weight", "bias"):
            keys[f"h.{i}.ln_1.{wb}"] = f"blocks.{i}.norm1.{wb}"
            keys[f"h.{i}.attn.c_attn.{wb}"] = f"blocks.{i}.attention.qkv.{wb}"
            keys[f"h.{i}.attn.c_proj.{wb}"] = f"blocks.{i}.attention.out.{wb}"
            keys[f"h.{i}.ln_2.{wb}"] = f"blocks.{i}.norm2.{wb}"
            keys[f"h.{i}.mlp.c_fc.{wb}"] = f"blocks.{i}.up.{wb}"
            keys[f"h.{i}.mlp.c_proj.{wb}"] = f"blocks.{i}.down.{wb}"
    transposed = ["attn.c_attn.weight", "attn.c_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight"]
    sd_keys_hf = [k for k in sd_hf if not k.endswith(".attn.masked_bias") and not k.endswith(".attn.bias")]
    assert len(sd_keys_hf) == len(keys), f"mismatched keys: {len(sd_keys_hf)} != {len(keys)}"
    for k in sd_keys_hf:
        with torch.no_grad():
            if any(k.endswith(w) for w in transposed):
                assert sd_hf[k].shape[::-1] == sd[keys[k]].shape
                sd[keys[k]].copy_(sd_hf[k].t())
            else:
                assert sd_hf[k].shape == sd[keys[k]].shape
                sd[keys[k]].copy_(sd_hf[k])
    return model
