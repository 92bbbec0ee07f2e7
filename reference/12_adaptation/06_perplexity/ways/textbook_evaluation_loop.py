"""As an evaluation loop for torch writes it: everything flat, and the loss function leaves padding out."""

import math

import numpy as np
import torch
import torch.nn.functional as F


def _tensor(x):
    return torch.tensor(x) if isinstance(x, np.ndarray) else x


def total_loss(logits, labels, ignore_index=-100):
    shift_logits = _tensor(logits)[..., :-1, :].contiguous()
    shift_labels = _tensor(labels)[..., 1:].contiguous().long()
    flat = shift_logits.view(-1, shift_logits.size(-1))
    nll = F.cross_entropy(flat, shift_labels.view(-1), ignore_index=ignore_index, reduction="sum")
    num_tokens = (shift_labels != ignore_index).sum()
    return (nll.numpy(), num_tokens.item()) if isinstance(logits, np.ndarray) else (nll, num_tokens)


def perplexity(totals, counts):
    ppl = torch.exp(_tensor(totals).sum() / _tensor(counts).sum())
    return ppl.numpy() if isinstance(totals, np.ndarray) else ppl


def bits_per_byte(totals, texts):
    total_bytes = sum(len(text.encode("utf-8")) for text in texts)
    bpb = _tensor(totals).sum() / (math.log(2) * total_bytes)
    return bpb.numpy() if isinstance(totals, np.ndarray) else bpb
