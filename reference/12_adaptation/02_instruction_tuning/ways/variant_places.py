"""Two passes over the conversation, and the places of the tokens that count as indices."""

from collections import Counter

import torch

KNOWN = Counter(system=1, user=1, assistant=1)


def render(messages, encode, special):
    ids, spans = [], []
    for message in messages:
        if not KNOWN[message["role"]]:
            raise ValueError(f"who is {message['role']}?")
        ids.append(special[message["role"]])
        start = len(ids)
        ids.extend(encode(message["content"]))
        ids.append(special["end"])
        if message["role"] == "assistant":
            spans.append(range(start, len(ids)))
    return tuple(ids), [any(i in span for span in spans) for i in range(len(ids))]


def sft_loss(logits, ids, mask):
    rows, places = mask.bool().nonzero(as_tuple=True)
    rows, places = rows[places > 0], places[places > 0]
    if not len(rows):
        raise ValueError("nothing to learn")
    before = logits[rows, places - 1]
    return (before.logsumexp(-1) - before[torch.arange(len(rows), device=before.device), ids[rows, places]]).mean()
