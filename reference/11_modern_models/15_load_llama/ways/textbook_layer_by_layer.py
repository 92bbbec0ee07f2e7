import torch

from mine.modern_gpt import ModernGPT


def neighbours(weight, heads):
    rows, *rest = weight.shape
    return weight.view(heads, 2, rows // heads // 2, *rest).transpose(1, 2).reshape(weight.shape)


def from_llama(state, config):
    n_heads, n_kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    model = ModernGPT(
        config["vocab_size"],
        config["max_position_embeddings"],
        config["hidden_size"],
        n_heads,
        n_kv_heads,
        config["intermediate_size"],
        config["num_hidden_layers"],
        base=config["rope_theta"],
        eps=config["rms_norm_eps"],
    )
    with torch.no_grad():
        model.tokens.weight.copy_(state["model.embed_tokens.weight"])
        for i, block in enumerate(model.blocks):
            layer = f"model.layers.{i}"
            block.norm1.copy_(state[f"{layer}.input_layernorm.weight"])
            block.q.weight.copy_(neighbours(state[f"{layer}.self_attn.q_proj.weight"], n_heads))
            block.k.weight.copy_(neighbours(state[f"{layer}.self_attn.k_proj.weight"], n_kv_heads))
            block.v.weight.copy_(state[f"{layer}.self_attn.v_proj.weight"])
            block.out.weight.copy_(state[f"{layer}.self_attn.o_proj.weight"])
            block.norm2.copy_(state[f"{layer}.post_attention_layernorm.weight"])
            block.mlp.gate.weight.copy_(state[f"{layer}.mlp.gate_proj.weight"])
            block.mlp.up.weight.copy_(state[f"{layer}.mlp.up_proj.weight"])
            block.mlp.down.weight.copy_(state[f"{layer}.mlp.down_proj.weight"])
        model.norm.copy_(state["model.norm.weight"])
        if not config["tie_word_embeddings"]:
            model.head.weight = torch.nn.Parameter(state["lm_head.weight"].clone())
    return model
