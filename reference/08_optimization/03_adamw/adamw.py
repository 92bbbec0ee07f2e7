"""AdamW: notice that the running means never see the decay, which is one line of its own."""

from array_api_compat import array_namespace


class AdamW:
    """Adam with decoupled weight decay."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        self.params, self.lr, self.betas, self.eps, self.weight_decay = list(params), lr, betas, eps, weight_decay
        self.means = [array_namespace(p).zeros_like(p) for p in self.params]  # each of the shape of its parameter
        self.squares = [array_namespace(p).zeros_like(p) for p in self.params]
        self.steps = [0 for _ in self.params]

    def step(self, grads=None):
        """Move every array of ``params``, in place, by one step."""
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError(f"{len(self.params)} parameters, but {len(grads)} gradients")
        beta1, beta2 = self.betas
        for i, p in enumerate(map(without_graph, self.params)):
            g = grads[i]
            if g is None:
                continue  # neither p nor its state changes
            self.steps[i] += 1
            self.means[i] = beta1 * self.means[i] + (1 - beta1) * g
            self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g
            mean = self.means[i] / (1 - beta1 ** self.steps[i])
            square = self.squares[i] / (1 - beta2 ** self.steps[i])
            p *= 1 - self.lr * self.weight_decay  # the decay, in the caller's array
            p -= self.lr * mean / (array_namespace(p).sqrt(square) + self.eps)

    def zero_grad(self):
        """Forget the gradients that ``backward()`` has left."""
        for p in self.params:
            p.grad = None


def without_graph(p):
    """The same memory, without a trace in autograd's graph; NumPy's arrays as they are."""
    return p.detach() if hasattr(p, "detach") else p
