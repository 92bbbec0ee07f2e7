import torch.nn.functional as F


def render(messages, encode, special):
    ids, mask = [], []

    def add_tokens(token_ids, mask_val):
        if isinstance(token_ids, int):
            token_ids = [token_ids]
        ids.extend(token_ids)
        mask.extend([mask_val] * len(token_ids))

    for message in messages:
        value_ids = encode(message["content"])
        if message["role"] == "user":
            add_tokens(special["user"], 0)
            add_tokens(value_ids, 0)
            add_tokens(special["end"], 0)
        elif message["role"] == "assistant":
            add_tokens(special["assistant"], 0)
            add_tokens(value_ids, 1)
            add_tokens(special["end"], 1)
        else:
            add_tokens(special["system"], 0)
            add_tokens(value_ids, 0)
            add_tokens(special["end"], 0)
    return ids, mask


def sft_loss(logits, ids, mask):
    labels = ids.clone()
    labels[mask == 0] = -100
    shift_logits = logits[..., :-1, :].contiguous()
    shift_labels = labels[..., 1:].contiguous()
    return F.cross_entropy(shift_logits.view(-1, shift_logits.size(-1)), shift_labels.view(-1))
