import torch


def last_token(x, lengths):
    outputs = []
    for i in range(len(lengths)):
        outputs.append(x[i, lengths[i] - 1])
    return torch.stack(outputs)


def token_log_probs(logits, tokens):
    B, T, V = logits.shape
    log_probs = logits.log_softmax(-1)
    result = torch.zeros(B, T, dtype=logits.dtype)
    for b in range(B):
        for t in range(T):
            result[b, t] = log_probs[b, t, tokens[b, t]]
    return result


def shift_right(tokens, start):
    out = torch.roll(tokens, 1, dims=1)
    out[:, 0] = start
    return out
