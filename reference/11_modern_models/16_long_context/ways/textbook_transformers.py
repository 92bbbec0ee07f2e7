"""As transformers writes it: a comparison of indices, the base of NTK scaling, and a layer that slices its end."""

import torch


def sliding_window_mask(n, window, device=None):
    q_idx = torch.arange(n, device=device)[:, None]
    kv_idx = torch.arange(n, device=device)[None, :]
    return (kv_idx <= q_idx) & (q_idx - kv_idx < window)


def scaled_frequencies(dim, base, factor, device=None):
    base = base * factor ** (dim / (dim - 2))
    return 1.0 / (base ** (torch.arange(0, dim, 2, dtype=torch.int64, device=device).double() / dim))


class RollingCache:
    def __init__(self, window):
        self.sliding_window = window
        self.cumulative_length = {}
        self.keys, self.values = {}, {}

    def __len__(self):
        return self.cumulative_length.get(0, 0)

    def extend(self, layer, key_states, value_states):
        self.cumulative_length[layer] = self.cumulative_length.get(layer, 0) + key_states.shape[-2]
        full_key_states, full_value_states = key_states, value_states
        if layer in self.keys:
            full_key_states = torch.cat([self.keys[layer], key_states], dim=-2)
            full_value_states = torch.cat([self.values[layer], value_states], dim=-2)
        self.keys[layer] = full_key_states[:, :, -self.sliding_window + 1 :, :]
        self.values[layer] = full_value_states[:, :, -self.sliding_window + 1 :, :]
        return full_key_states, full_value_states
