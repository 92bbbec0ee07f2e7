import torch


def last_token(x, lengths):
    B, T, D = x.size()
    if lengths.min() < 1 or lengths.max() > T:
        raise ValueError(f"lengths {lengths} out of range for T={T}")
    index = (lengths - 1).view(-1, 1, 1).expand(-1, 1, D)
    return x.gather(1, index).squeeze(1)


def token_log_probs(logits, tokens):
    selected = torch.gather(logits, -1, tokens[..., None]).squeeze(-1)
    return selected - torch.logsumexp(logits, dim=-1)


def shift_right(tokens, start):
    bos = torch.full((tokens.size(0), 1), start, dtype=tokens.dtype, device=tokens.device)
    return torch.cat([bos, tokens[:, :-1]], dim=1)
