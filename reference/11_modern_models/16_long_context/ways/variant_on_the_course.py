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


def frequencies(width, base, rope_scaling):
    places = torch.arange(0, width, 2, dtype=torch.float64)
    waves = 2 * torch.pi * base ** (places / width)  # tokens a turn
    longest, factor = rope_scaling["original_max_position_embeddings"], rope_scaling["factor"]
    if rope_scaling["rope_type"] == "llama3":
        low, high = rope_scaling["low_freq_factor"], rope_scaling["high_freq_factor"]
        share = (longest / waves - low) / (high - low)
        whole = torch.where(waves < longest / high, 1.0, torch.where(waves > longest / low, 0.0, share))
    elif rope_scaling["rope_type"] == "yarn":
        fast, slow = rope_scaling.get("beta_fast", 32.0), rope_scaling.get("beta_slow", 1.0)
        ends = torch.tensor([fast, slow], dtype=torch.float64) * 2 * torch.pi
        ends = width / 2 * (longest / ends).log() / torch.tensor(base, dtype=torch.float64).log()
        low, high = max(int(ends[0].floor()), 0), min(int(ends[1].ceil()), width - 1)
        whole = 1 - ((places / 2 - low) / (max(high - low, 1e-3))).clip(0, 1)
    else:
        raise ValueError(f"rope_type {rope_scaling['rope_type']}")
    return 2 * torch.pi / waves * (whole + (1 - whole) / factor)


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
