"""Instruction tuning: notice that the mask belongs to the tokens, so it is shifted with them."""

from mine.cross_entropy import cross_entropy

ROLES = "system", "user", "assistant"


def render(messages, encode, special):
    """Write a conversation as tokens, and mark those to be learned."""
    ids, mask = [], []
    for message in messages:
        role = message["role"]
        if role not in ROLES:
            raise ValueError(f"role {role!r} is not one of {ROLES}")
        said = [*encode(message["content"]), special["end"]]
        ids += [special[role], *said]
        mask += [False] + [role == "assistant"] * len(said)
    return ids, mask


def sft_loss(logits, ids, mask):
    """The mean loss of the tokens that are marked, each predicted one place before its own."""
    logits, targets, counted = logits[:, :-1], ids[:, 1:], mask[:, 1:].bool()  # (B, T - 1)
    if not counted.any():
        raise ValueError("no token counts")
    return cross_entropy(logits[counted], targets[counted])  # (n, V), (n,)
