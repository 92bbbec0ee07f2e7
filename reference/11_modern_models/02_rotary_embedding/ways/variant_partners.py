"""Each entry times its cosine, plus its partner with a sign times its sine: half-split code with other partners."""

from array_api_compat import array_namespace


def rope(x, positions, base=10000.0, frequencies=None):
    xp = array_namespace(x)
    if x.shape[-1] % 2 != 0:
        raise ValueError(f"{x.shape[-1]} is no even number")
    if tuple(positions.shape) != (x.shape[-2],):
        raise ValueError(f"{tuple(positions.shape)} positions, {x.shape[-2]} tokens")
    steps = xp.arange(0, x.shape[-1], 2, dtype=xp.float64, device=x.device)
    rates = 1 / base ** (steps / x.shape[-1]) if frequencies is None else xp.astype(frequencies, xp.float64)
    if rates.shape != steps.shape:
        raise ValueError(f"{tuple(rates.shape)} frequencies, {steps.shape[0]} pairs")
    angles = xp.astype(positions, xp.float64)[:, None] * rates
    angles = xp.repeat(angles, 2, axis=-1) if xp.__name__.endswith("numpy") else angles.repeat_interleave(2, dim=-1)
    pairs = xp.reshape(x, (*x.shape[:-1], x.shape[-1] // 2, 2))
    partner = xp.reshape(xp.stack([-pairs[..., 1], pairs[..., 0]], axis=-1), x.shape)
    return x * xp.astype(xp.cos(angles), x.dtype) + partner * xp.astype(xp.sin(angles), x.dtype)
