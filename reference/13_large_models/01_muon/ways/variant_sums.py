"""The polynomial as a matrix, from the left or the right; a sum for the mean; one class a matrix."""

from array_api_compat import array_namespace


def newton_schulz(g, steps=5, eps=1e-7):
    xp = array_namespace(g)
    rows, columns = g.shape[-2:]
    norm = xp.sqrt(xp.sum(xp.square(g), axis=(-1, -2)))
    x = g / (norm[..., None, None] + eps)
    for _ in range(steps):
        if rows <= columns:
            small = x @ xp.matrix_transpose(x)
            x = _polynomial(xp, small) @ x
        else:
            small = xp.matrix_transpose(x) @ x
            x = x @ _polynomial(xp, small)
    return x


def _polynomial(xp, small):
    one = xp.eye(small.shape[-1], dtype=small.dtype, device=small.device)
    return 3.4445 * one - 4.7750 * small + 2.0315 * (small @ small)


class Muon:
    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        self.lr = lr
        self.inner = [_OfOne(p, momentum, weight_decay) for p in params]

    def zero_grad(self):
        for one in self.inner:
            one.given.grad = None

    def step(self, grads=None):
        grads = [one.given.grad for one in self.inner] if grads is None else list(grads)
        if len(self.inner) != len(grads):
            raise ValueError(f"{len(grads)} gradients for {len(self.inner)} matrices")
        for one, g in zip(self.inner, grads, strict=True):
            if g is not None:
                one.step(g, self.lr)


class _OfOne:
    def __init__(self, p, momentum, decay):
        self.given, self.momentum, self.decay, self.total = p, momentum, decay, 0.0
        self.array = p.detach() if hasattr(p, "detach") else p
        if p.ndim != 2:
            raise ValueError(f"not a matrix: {tuple(p.shape)}")

    def step(self, g, lr):
        self.total = self.momentum * self.total + g
        update = newton_schulz(g + self.momentum * self.total)
        self.array *= 1 - lr * self.decay
        self.array -= lr * 0.2 * max(*self.array.shape) ** 0.5 * update


def split(named):
    named = [(name, p) for name, p in named]
    matrices = [p for name, p in named if p.ndim == 2 and name.partition(".")[0] not in ["tokens", "positions", "head"]]
    kept = {id(p) for p in matrices}
    return matrices, [p for _, p in named if id(p) not in kept]
