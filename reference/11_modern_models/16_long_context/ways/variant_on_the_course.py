"""With the causal mask and the cache of earlier katas: what is too far back is cut off."""

import torch

from mine.kv_cache import Cache
from mine.masking import causal_mask


def sliding_window_mask(n, window, device=None):
    if window < 1:
        raise ValueError(f"window={window}")
    causal = causal_mask(n, device)
    too_far = torch.zeros_like(causal)
    too_far[window:, : max(0, n - window)] = causal[window:, window:]
    return causal & ~too_far


def scaled_frequencies(dim, base, factor, device=None):
    if dim % 2 or dim < 4 or factor < 1:
        raise ValueError(f"dim={dim}, factor={factor}")
    exponents = torch.arange(0, dim, 2, dtype=torch.float64, device=device)
    return base ** (-exponents / dim) * factor ** (-exponents / (dim - 2))


class RollingCache(Cache):
    def __init__(self, window):
        super().__init__()
        if window < 1:
            raise ValueError(f"window={window}")
        self.window, self.seen, self.tail = window, {}, {}

    def __len__(self):
        return max(self.seen.values(), default=0)

    def extend(self, layer, k, v):
        short = Cache()
        if layer in self.tail:
            short.extend(0, *self.tail[layer])
        keys, values = short.extend(0, k, v)
        start = max(0, keys.shape[2] - self.window + 1)
        self.tail[layer] = keys[:, :, start:].clone(), values[:, :, start:].clone()
        self.seen[layer] = self.seen.get(layer, 0) + k.shape[2]
        return keys, values
