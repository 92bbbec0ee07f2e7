"""Picking by index, by the functions of torch that do it in one go."""

import torch
import torch.nn.functional as F


def last_token(x, lengths):
    """Pick the vector of the last real token of each text."""
    index = (lengths.long() - 1)[:, None, None].expand(-1, 1, x.shape[2])
    return x.gather(1, index).flatten(1)


def token_log_probs(logits, tokens):
    """Give the logarithm of the probability of the token that stands at each place."""
    return -F.cross_entropy(logits.flatten(0, 1), tokens.long().flatten(), reduction="none").reshape(tokens.shape)


def shift_right(tokens, start):
    """Move each text one place to the right, behind a start token."""
    return torch.cat([tokens.new_full(tokens.shape[:1], start)[:, None], tokens], dim=1)[:, :-1]
