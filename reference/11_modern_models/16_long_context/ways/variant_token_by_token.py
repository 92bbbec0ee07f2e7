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


def frequencies(width, base, rope_scaling):
    import math

    kind, found = rope_scaling["rope_type"], []
    if kind not in ("llama3", "yarn"):
        raise ValueError(f"{kind}?")
    turns_of = [
        rope_scaling["original_max_position_embeddings"] / (2 * math.pi * base ** (2 * i / width))
        for i in range(width // 2)
    ]
    for i, turns in enumerate(turns_of):
        if kind == "llama3":
            few, many = rope_scaling["low_freq_factor"], rope_scaling["high_freq_factor"]
            keep = 0.0 if turns < few else 1.0 if turns > many else (turns - few) / (many - few)
        else:
            start, end = (
                math.log(turns_of[0] / rope_scaling.get(key, usual)) / (2 / width * math.log(base))
                for key, usual in (("beta_fast", 32), ("beta_slow", 1))
            )
            start, end = max(math.floor(start), 0), min(math.ceil(end), width - 1)
            keep = 1.0 if i <= start else 0.0 if i >= end else 1 - (i - start) / (end - start)
        found.append((keep + (1 - keep) / rope_scaling["factor"]) / base ** (2 * i / width))
    return torch.tensor(found, dtype=torch.float64)


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
