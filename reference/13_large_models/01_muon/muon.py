"""Muon: notice that nobody ever computes a singular value. Products change them all at once."""

from array_api_compat import array_namespace

A, B, C = 3.4445, -4.7750, 2.0315


def newton_schulz(g, steps=5, eps=1e-7):
    """Bring the singular values of a matrix near 1, and keep its singular vectors."""
    xp = array_namespace(g)
    tall = g.shape[-2] > g.shape[-1]
    x = xp.matrix_transpose(g) if tall else g  # (..., m, n) with m <= n: the product below is the small one
    x = x / (xp.sqrt(xp.sum(x * x, axis=(-2, -1), keepdims=True)) + eps)  # every singular value is at most 1
    for _ in range(steps):
        gram = x @ xp.matrix_transpose(x)  # (..., m, m)
        x = A * x + (B * gram + C * gram @ gram) @ x  # s becomes A s + B s³ + C s⁵
    return xp.matrix_transpose(x) if tall else x


class Muon:
    """Momentum that is made orthogonal before it is subtracted, with decoupled weight decay."""

    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        self.params, self.lr, self.momentum, self.weight_decay = list(params), lr, momentum, weight_decay
        for p in self.params:
            if p.ndim != 2:
                raise ValueError(f"Muon moves matrices, and a parameter has the shape {tuple(p.shape)}")
        self.means = [array_namespace(p).zeros_like(without_graph(p)) for p in self.params]

    def step(self, grads=None):
        """Move every matrix of ``params``, in place, by one step."""
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError(f"{len(self.params)} parameters, but {len(grads)} gradients")
        for i, p in enumerate(map(without_graph, self.params)):
            g = grads[i]
            if g is None:
                continue  # neither p nor its mean changes
            self.means[i] = self.momentum * self.means[i] + (1 - self.momentum) * g
            ahead = self.momentum * self.means[i] + (1 - self.momentum) * g  # Nesterov: one more step of the mean
            factor = 0.2 * max(p.shape) ** 0.5  # an entry then moves about as far as under AdamW
            p *= 1 - self.lr * self.weight_decay
            p -= self.lr * factor * newton_schulz(ahead)

    def zero_grad(self):
        """Forget the gradients that ``backward()`` has left."""
        for p in self.params:
            p.grad = None


def split(named):
    """Tell the matrices that Muon trains from the rest."""
    matrices, others = [], []
    for name, p in named:
        inside = p.ndim == 2 and not name.startswith(("tokens", "positions", "head"))
        (matrices if inside else others).append(p)
    return matrices, others


def without_graph(p):
    """The same memory, without a trace in autograd's graph; NumPy's arrays as they are."""
    return p.detach() if hasattr(p, "detach") else p
