"""Right all the same: QR steps with a shift, one eigenvalue after the other from the end."""

import numpy as np
import torch


def power_iteration(a, steps):
    lib = torch if isinstance(a, torch.Tensor) else np
    if len(a) != len(a.T):
        raise ValueError(f"{a.shape}")
    vector = a[:, 0] * 0 + len(a) ** -0.5
    for _ in range(steps):
        image = a.T @ vector
        if not lib.all(image == 0):
            image = image / abs(image).max()
            vector = -image / lib.linalg.norm(image)
    return (vector @ a) @ vector / (vector @ vector), vector


def eigh(a):
    n = a.shape[0]
    if a.shape != (n, n):
        raise ValueError(f"a square matrix, please, not {tuple(a.shape)}")
    lib = torch if isinstance(a, torch.Tensor) else np
    unit = lib.diag(a[0] * 0 + 1)
    tiny = lib.finfo(a.dtype).eps * abs(a).max()
    a, vectors, m, tries = a * 1, unit * 1, n, 0
    while m > 1:
        if abs(a[m - 1, : m - 1]).max() <= tiny:
            m, tries = m - 1, 0
            continue
        half, below = (a[m - 2, m - 2] - a[m - 1, m - 1]) / 2, a[m - 1, m - 2]
        shift = a[m - 1, m - 1]
        if below != 0:
            root = (half**2 + below**2) ** 0.5
            shift = shift - below**2 / (half + root if half >= 0 else half - root)
        tries += 1
        if tries % 6 == 0:  # it goes round in a circle: an odd shift breaks it
            shift = shift + 0.37 * abs(a[m - 1, : m - 1]).max()
        q, r = lib.linalg.qr(a[:m, :m] - shift * unit[:m, :m])
        a[:m, :m] = r @ q + shift * unit[:m, :m]
        vectors[:, :m] = vectors[:, :m] @ q
    values = a.diagonal() * 1
    order = values.argsort()
    return values[order], vectors[:, order]
