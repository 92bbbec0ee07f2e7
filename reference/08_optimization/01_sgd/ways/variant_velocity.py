"""Right all the same: a velocity that points downhill, and Nesterov as a look ahead from there."""

from array_api_compat import array_namespace


class SGD:
    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        bad = [value for value in (lr, momentum, weight_decay) if value < 0]
        if bad:
            raise ValueError(f"negative: {bad}")
        if nesterov and momentum == 0.0:
            raise ValueError("give a momentum, too")
        self.lr = lr
        self.settings = momentum, nesterov, weight_decay
        self.leaves = [*params]
        self.pairs = [(getattr(p, "detach", lambda p=p: p)(), array_namespace(p).zeros_like(p)) for p in self.leaves]

    def zero_grad(self):
        for leaf in self.leaves:
            leaf.grad = None

    def step(self, grads=None):
        if grads is None:
            grads = tuple(leaf.grad for leaf in self.leaves)
        mu, nesterov, decay = self.settings
        if len(grads) != len(self.pairs):
            raise ValueError("wrong number of gradients")
        for (p, v), g in zip(self.pairs, grads, strict=True):
            if g is not None:
                down = -(g + decay * p)
                v *= mu
                v += down
                p[...] = p + self.lr * (mu * v + down if nesterov else v)
