import torch
import torch.nn.functional as F


def last_token(x, lengths):
    batch_size = x.shape[0]
    return x[torch.arange(batch_size), lengths - 1]


def token_log_probs(logits, tokens):
    log_probs = F.log_softmax(logits, dim=-1)
    return torch.gather(log_probs, dim=-1, index=tokens.unsqueeze(-1)).squeeze(-1)


def shift_right(tokens, start):
    shifted = tokens.new_zeros(tokens.shape)
    shifted[:, 1:] = tokens[:, :-1].clone()
    shifted[:, 0] = start
    return shifted
