"""The conversation message by message, and torch's own cross-entropy with targets that it ignores."""

import torch.nn.functional as F

IGNORED = -100


def render(messages, encode, special):
    """Write a conversation as tokens, and mark those to be learned."""
    pairs = []
    for message in messages:
        if message["role"] not in {"system", "user", "assistant"}:
            raise ValueError(f"unknown role: {message['role']}")
        learned = message["role"] == "assistant"
        pairs.append((special[message["role"]], False))
        pairs.extend((i, learned) for i in encode(message["content"]))
        pairs.append((special["end"], learned))
    return [i for i, _ in pairs], [learned for _, learned in pairs]


def sft_loss(logits, ids, mask):
    """The mean loss of the tokens that are marked, each predicted one place before its own."""
    labels = ids.masked_fill(mask == 0, IGNORED)[:, 1:]
    if (labels == IGNORED).all():
        raise ValueError("all labels are ignored")
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
