"""A long context with torch's triangles, a divided ladder of frequencies, and a queue of single tokens."""

import math
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


def frequencies(width, base, rope_scaling):
    """Pair by pair: by its wavelength for Llama 3, by a ramp for YaRN."""
    longest, factor = rope_scaling["original_max_position_embeddings"], rope_scaling["factor"]
    found = []
    for i in range(width // 2):
        plain = math.exp(-2 * i / width * math.log(base))
        if rope_scaling["rope_type"] == "llama3":
            few, many = rope_scaling["low_freq_factor"], rope_scaling["high_freq_factor"]
            wavelength = 2 * math.pi / plain
            smooth = min(max((longest / wavelength - few) / (many - few), 0.0), 1.0)
        elif rope_scaling["rope_type"] == "yarn":
            betas = rope_scaling.get("beta_fast", 32), rope_scaling.get("beta_slow", 1)
            places = [width * math.log(longest / (beta * 2 * math.pi)) / (2 * math.log(base)) for beta in betas]
            low, high = max(math.floor(places[0]), 0), min(math.ceil(places[1]), width - 1)
            smooth = 1 - min(max((i - low) / (high - low if high > low else 0.001), 0.0), 1.0)
        else:
            raise ValueError(rope_scaling["rope_type"])
        found.append(plain * smooth + plain / factor * (1 - smooth))
    return torch.tensor(found, dtype=torch.float64)


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
