"""As sparse attention is drawn: a band that is a sum of diagonals, and a cache that is a list of tokens."""

import torch


def sliding_window_mask(n, window, device=None):
    band = sum(torch.diag(torch.ones(n - back, device=device), -back) for back in range(window))
    return band > 0


def scaled_frequencies(dim, base, factor, device=None):
    exponents = torch.arange(0, dim, 2, device=device, dtype=torch.float64) / dim
    alpha = factor ** (dim / (dim - 2))
    return 1.0 / (base * alpha) ** exponents


class RollingCache:
    def __init__(self, window):
        self.window, self.tokens, self.count = window, {}, {}

    def __len__(self):
        return self.count.get(0, 0)

    def extend(self, layer, k, v):
        past = self.tokens.setdefault(layer, [])
        new = list(zip(k.unbind(dim=2), v.unbind(dim=2), strict=True))
        seen = past + new
        self.tokens[layer] = [(k.clone(), v.clone()) for k, v in seen[-(self.window - 1) :]]
        self.count[layer] = self.count.get(layer, 0) + len(new)
        keys, values = zip(*seen, strict=True)
        return torch.stack(keys, dim=2), torch.stack(values, dim=2)
