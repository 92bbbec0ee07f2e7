"""Right all the same: all is masked but the entry that is wanted, and a roll is mended."""

import torch


def last_token(x, lengths):
    T = x.shape[1]
    lengths = lengths.long()
    for n in lengths:
        if n < 1 or n > T:
            raise ValueError(f"{int(n)} tokens do not fit {T} places")
    last = torch.arange(T, device=x.device) == lengths[:, None] - 1
    return torch.where(last[..., None], x, torch.zeros_like(x)).sum(dim=1, dtype=x.dtype)


def token_log_probs(logits, tokens):
    top = logits.amax(dim=-1, keepdim=True).detach()
    shifted = logits - top
    normaliser = shifted.exp().sum(dim=-1).log()
    there = torch.arange(logits.shape[-1], device=logits.device) == tokens[..., None]
    return torch.where(there, shifted, torch.zeros_like(shifted)).sum(dim=-1) - normaliser


def shift_right(tokens, start):
    first = torch.arange(tokens.shape[1], device=tokens.device) == 0
    return tokens.roll(1, dims=1).masked_fill(first, start)
