"""Templates made of parts, and a loss by log_softmax and where."""

import torch


def render(messages, encode, special):
    turns = [(m["role"], encode(m["content"])) for m in messages]
    for role, _ in turns:
        if role not in special or role == "end":
            raise ValueError(role)
    ids = [i for role, content in turns for i in (special[role], *content, special["end"])]
    mask = [int(role == "assistant" and at > 0) for role, content in turns for at in range(len(content) + 2)]
    return ids, mask


def sft_loss(logits, ids, mask):
    marked = mask[:, 1:] != 0
    n = marked.sum()
    if n == 0:
        raise ValueError("mask")
    log_probs = torch.log_softmax(logits[:, :-1], dim=-1)
    chosen = log_probs.gather(2, ids[:, 1:].unsqueeze(2)).squeeze(2)
    return torch.where(marked, -chosen, torch.zeros_like(chosen)).sum() / n
