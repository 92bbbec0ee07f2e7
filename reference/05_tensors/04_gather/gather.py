"""Picking by index: notice that two index tensors of one shape are read in pairs, and gather reads along one axis."""

import torch


def last_token(x, lengths):
    """Pick the vector of the last real token of each text."""
    B, T, _ = x.shape
    lengths = lengths.long()
    if torch.any((lengths < 1) | (lengths > T)):
        raise ValueError(f"lengths {lengths.tolist()} are not all between 1 and {T}")
    return x[torch.arange(B, device=x.device), lengths - 1]  # (B, D)


def token_log_probs(logits, tokens):
    """Give the log-probability of the token at each position."""
    log_probs = torch.log_softmax(logits, dim=-1)  # (B, T, V)
    picked = log_probs.gather(-1, tokens.long()[..., None])  # (B, T, 1)
    return picked[..., 0]


def shift_right(tokens, start):
    """Move each text one place to the right, after a start token."""
    shifted = torch.empty_like(tokens)  # (B, T)
    shifted[:, :1] = start
    shifted[:, 1:] = tokens[:, :-1]
    return shifted
