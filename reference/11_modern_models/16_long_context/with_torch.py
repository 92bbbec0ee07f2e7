"""A long context with torch's triangles, a divided ladder of frequencies, and a queue of single tokens."""

from collections import deque

import torch


def sliding_window_mask(n, window, device=None):
    """Keep a band of the lower triangle."""
    if window < 1:
        raise ValueError(f"a window of {window}")
    whole = torch.ones(n, n, dtype=torch.bool, device=device)
    return whole.tril() & whole.triu(1 - window)


def scaled_frequencies(dim, base, factor, device=None):
    """Divide pair i by a power of the factor that goes from 0 to 1."""
    if dim % 2 or dim < 4 or factor < 1:
        raise ValueError(f"dim={dim}, factor={factor}")
    pairs = torch.arange(dim // 2, dtype=torch.float64, device=device)
    plain = torch.exp(-2 * pairs / dim * torch.log(torch.tensor(base, dtype=torch.float64, device=device)))
    return plain / torch.pow(torch.tensor(factor, dtype=torch.float64, device=device), pairs / (dim // 2 - 1))


class RollingCache:
    """A queue of tokens for each block."""

    def __init__(self, window):
        if window < 1:
            raise ValueError(f"a window of {window}")
        self.window, self.given, self.queues = window, {}, {}

    def __len__(self):
        return max(self.given.values(), default=0)

    def extend(self, layer, k, v):
        """Append tokens one by one; what the queue had is returned before them."""
        queue = self.queues.setdefault(layer, deque(maxlen=self.window - 1))
        new = [(k[:, :, i], v[:, :, i]) for i in range(k.shape[2])]
        seen = [*queue, *new]
        queue.extend((key.clone(), value.clone()) for key, value in new)
        self.given[layer] = self.given.get(layer, 0) + len(new)
        keys, values = zip(*seen, strict=True)
        return torch.stack(keys, dim=2), torch.stack(values, dim=2)
