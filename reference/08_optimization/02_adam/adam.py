"""Adam: notice that the running means are stored as they are, and corrected anew at each step for having begun at 0."""

from array_api_compat import array_namespace


class Adam:
    """Gradient descent with running means of each gradient and of its square."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
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
            xp = array_namespace(p)
            self.steps[i] += 1
            self.means[i] = beta1 * self.means[i] + (1 - beta1) * g
            self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g
            mean = self.means[i] / (1 - beta1 ** self.steps[i])
            square = self.squares[i] / (1 - beta2 ** self.steps[i])
            p -= self.lr * mean / (xp.sqrt(square) + self.eps)  # -= writes into the caller's array

    def zero_grad(self):
        """Forget the gradients that ``backward()`` has left."""
        for p in self.params:
            p.grad = None


def without_graph(p):
    """The same memory, without a trace in autograd's graph; NumPy's arrays as they are."""
    return p.detach() if hasattr(p, "detach") else p
