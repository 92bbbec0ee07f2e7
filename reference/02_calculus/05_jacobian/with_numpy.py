"""The Jacobian by complex steps: slopes are imaginary parts, and nothing cancels (Squire and Trapp, 1998)."""

import numpy as np

TINY = 1e-30


def jacobian(f, x):
    """Return the slopes of all outputs along all inputs."""
    return np.stack([_slopes(f, x, along) for along in np.eye(len(x))], axis=1).astype(x.dtype)


def jvp(f, x, v):
    """Return the Jacobian times a vector."""
    if v.shape != x.shape:
        raise ValueError(f"v is {v.shape}, x is {x.shape}")
    return _slopes(f, x, v.astype(np.float64)).astype(x.dtype)


def vjp(f, x, u):
    """Return a vector times the Jacobian."""
    if np.shape(f(x)) != u.shape:
        raise ValueError(f"u is {u.shape}, f(x) is {np.shape(f(x))}")
    return np.array([np.sum(u * _slopes(f, x, along)) for along in np.eye(len(x))], x.dtype)


def _slopes(f, x, along):
    return np.imag(f(x.astype(np.float64) + TINY * 1j * along)) / TINY
