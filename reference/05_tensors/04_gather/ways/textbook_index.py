import torch
import torch.nn.functional as F


def last_token(x, lengths):
    idx = torch.arange(x.size(0), device=x.device)
    return x[idx, lengths.long() - 1, :]


def token_log_probs(logits, tokens):
    B, T, V = logits.shape
    logp = F.log_softmax(logits.view(B * T, V), dim=1)
    return logp[torch.arange(B * T), tokens.view(-1)].view(B, T)


def shift_right(tokens, start):
    return F.pad(tokens, (1, -1), value=start)
