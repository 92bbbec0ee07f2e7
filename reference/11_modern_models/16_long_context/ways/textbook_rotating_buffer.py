"""As in Mistral's first code: a buffer as long as the window, in which token i has the place i % window."""

import torch


def sliding_window_mask(n, window, device=None):
    mask = torch.tril(torch.ones(n, n, device=device), diagonal=0)
    mask = torch.triu(mask, diagonal=-(window - 1))
    return mask.bool()


def scaled_frequencies(dim, base, factor, device=None):
    ntk_base = base * factor ** (dim / (dim - 2))
    steps = torch.arange(0, dim, 2, device=device)[: dim // 2].double()
    return torch.pow(torch.tensor(ntk_base, dtype=torch.float64, device=device), -steps / dim)


class RollingCache:
    def __init__(self, window):
        self.window = window
        self.cache_k, self.cache_v, self.seen = {}, {}, {}

    def __len__(self):
        return self.seen.get(0, 0)

    def _unrotate(self, cache, seen):
        if seen < self.window:
            return cache[:, :, :seen]
        at = seen % self.window
        return torch.cat([cache[:, :, at:], cache[:, :, :at]], dim=2)[:, :, 1:]

    def extend(self, layer, xk, xv):
        batch, heads, tokens, width = xk.shape
        if layer not in self.cache_k:
            self.cache_k[layer] = torch.zeros(batch, heads, self.window, width, dtype=xk.dtype, device=xk.device)
            self.cache_v[layer] = torch.zeros(batch, heads, self.window, width, dtype=xv.dtype, device=xv.device)
            self.seen[layer] = 0
        seen = self.seen[layer]
        keys = torch.cat([self._unrotate(self.cache_k[layer], seen), xk], dim=2)
        values = torch.cat([self._unrotate(self.cache_v[layer], seen), xv], dim=2)
        for i in range(max(0, tokens - self.window), tokens):
            self.cache_k[layer][:, :, (seen + i) % self.window] = xk[:, :, i]
            self.cache_v[layer][:, :, (seen + i) % self.window] = xv[:, :, i]
        self.seen[layer] = seen + tokens
        return keys, values
