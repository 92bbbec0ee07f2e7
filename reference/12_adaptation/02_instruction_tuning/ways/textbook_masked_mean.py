import torch.nn.functional as F


def render(messages, encode, special):
    input_ids, loss_mask = [], []
    for message in messages:
        tokens = [special[message["role"]], *encode(message["content"]), special["end"]]
        input_ids += tokens
        if message["role"] == "assistant":
            loss_mask += [0] + [1] * (len(tokens) - 1)
        else:
            loss_mask += [0] * len(tokens)
    return input_ids, loss_mask


def sft_loss(logits, ids, mask):
    X, Y, loss_mask = logits[:, :-1], ids[:, 1:], mask[:, 1:]
    loss = F.cross_entropy(X.reshape(-1, X.size(-1)), Y.reshape(-1), reduction="none").view(Y.size())
    return (loss * loss_mask).sum() / loss_mask.sum()
