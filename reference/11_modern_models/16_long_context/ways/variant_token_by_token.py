"""Loops: a mask entry by entry, a frequency after the other by one ratio, and a list of tokens for each block."""

import torch


def sliding_window_mask(n, window, device=None):
    if window < 1:
        raise ValueError(f"{window}")
    mask = torch.zeros(n, n, dtype=torch.bool, device=device)
    for i in range(n):
        mask[i, max(0, i - window + 1) : i + 1] = True
    return mask


def scaled_frequencies(dim, base, factor, device=None):
    if dim % 2 or dim < 4:
        raise ValueError(f"{dim}")
    if factor < 1:
        raise ValueError(f"{factor}")
    ratio = base ** (-2 / dim) * factor ** (-2 / (dim - 2))
    return torch.tensor([ratio**i for i in range(dim // 2)], dtype=torch.float64, device=device)


class RollingCache:
    def __init__(self, window):
        if window < 1:
            raise ValueError(f"{window}")
        self.window, self.blocks, self.tokens = window, {}, {}

    def __len__(self):
        return self.tokens.get(0, 0)

    def extend(self, layer, k, v):
        kept = self.blocks.setdefault(layer, [])
        kept += [(key.clone(), value.clone()) for key, value in zip(k.split(1, dim=2), v.split(1, dim=2), strict=True)]
        keys, values = (torch.cat(parts, dim=2) for parts in zip(*kept, strict=True))
        while len(kept) >= self.window:
            del kept[0]
        self.tokens[layer] = self.tokens.get(layer, 0) + k.shape[2]
        return keys, values
