"""A long context: notice that a token that no later one can see again needs no place in the cache."""

import math

import torch


def sliding_window_mask(n, window, device=None):
    """Let each token see itself and the window - 1 tokens before it."""
    if window < 1:
        raise ValueError(f"in a window of {window} a token does not even see itself")
    place = torch.arange(n, device=device)
    back = place[:, None] - place  # (n, n): token j stands so many places before token i
    return (back >= 0) & (back < window)


def scaled_frequencies(dim, base, factor, device=None):
    """Enlarge the base, so that the fastest pair turns as before, and the slowest by the factor more slowly."""
    if dim < 4 or dim % 2:
        raise ValueError(f"a head of {dim} entries has no fastest and slowest pair")
    if factor < 1:
        raise ValueError(f"a factor of {factor} makes no text longer")
    larger = base * factor ** (dim / (dim - 2))
    return larger ** (-torch.arange(0, dim, 2, dtype=torch.float64, device=device) / dim)  # (E/2,)


def frequencies(width, base, rope_scaling):
    """Divide the slow pairs by the factor, leave the fast ones as they are, and go over from one to the other."""
    plain = base ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)  # (E/2,)
    kind = rope_scaling["rope_type"]
    if kind not in KEPT:
        raise ValueError(f"no frequencies of the type {kind}")
    kept = KEPT[kind](plain, base, rope_scaling).clamp(0, 1)  # 1: as it is, 0: divided
    return kept * plain + (1 - kept) * plain / rope_scaling["factor"]


def kept_by_llama3(plain, base, rope):
    """How much of each pair stays: it depends on how often it turns in the longest text of the training."""
    turns = rope["original_max_position_embeddings"] * plain / (2 * math.pi)
    few, many = rope["low_freq_factor"], rope["high_freq_factor"]
    return (turns - few) / (many - few)


def kept_by_yarn(plain, base, rope):
    """The same from pair to pair: from the last that turns beta_fast times to the first that turns beta_slow times."""
    pairs, once = len(plain), rope["original_max_position_embeddings"] / (2 * math.pi)
    fast, slow = (pairs * math.log(once / rope.get(*beta), base) for beta in (("beta_fast", 32), ("beta_slow", 1)))
    first, last = max(math.floor(fast), 0), min(math.ceil(slow), 2 * pairs - 1)
    return 1 - (torch.arange(pairs, dtype=torch.float64) - first) / max(last - first, 0.001)


KEPT = {"llama3": kept_by_llama3, "yarn": kept_by_yarn}


class RollingCache:
    """The keys and values of each block, of the last window - 1 tokens."""

    def __init__(self, window):
        if window < 1:
            raise ValueError(f"a window of {window}")
        self.window, self.count, self.layers = window, 0, {}

    def __len__(self):
        return self.count

    def extend(self, layer, k, v):
        """Add new keys and values, and give back all that the new tokens may look at."""
        if layer == 0:
            self.count += k.shape[2]
        both = torch.stack([k, v])  # (2, B, h, T, E)
        if layer in self.layers:
            both = torch.cat([self.layers[layer], both], dim=-2)  # (2, B, h, S, E)
        dropped = max(0, both.shape[-2] - (self.window - 1))
        self.layers[layer] = both[..., dropped:, :].clone()  # a view would keep all of both alive
        return both[0], both[1]
