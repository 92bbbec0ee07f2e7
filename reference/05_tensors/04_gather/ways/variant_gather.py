"""Right all the same: gather and take_along_dim for every pick, and a column put in front."""

import torch


def last_token(x, lengths):
    B, T, D = x.shape
    wrong = [n for n in lengths.tolist() if not 1 <= n <= T]
    if wrong:
        raise ValueError(f"length {wrong[0]} is not in 1 ... {T}")
    index = lengths.to(torch.int64).sub(1).view(B, 1, 1).expand(B, 1, D)
    return torch.gather(x, 1, index).squeeze(1)


def token_log_probs(logits, tokens):
    picked = torch.take_along_dim(logits, tokens.to(torch.int64).unsqueeze(-1), dim=-1).squeeze(-1)
    return picked - torch.logsumexp(logits, dim=-1)


def shift_right(tokens, start):
    front = torch.full_like(tokens[:, :1], start)
    return torch.cat([front, tokens[:, :-1]], dim=1)
