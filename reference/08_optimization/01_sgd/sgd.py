"""SGD with momentum: notice that the buffer knows nothing of the learning rate, which enters in the last line alone."""

from array_api_compat import array_namespace


class SGD:
    """Gradient descent with momentum, in plain or Nesterov's form, and weight decay."""

    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        if min(lr, momentum, weight_decay) < 0:
            raise ValueError(f"none of lr = {lr}, momentum = {momentum}, weight_decay = {weight_decay} may be negative")
        if nesterov and momentum == 0:
            raise ValueError("nesterov needs a momentum above 0")
        self.params, self.lr, self.momentum = list(params), lr, momentum
        self.nesterov, self.weight_decay = nesterov, weight_decay
        self.buffers = [array_namespace(p).zeros_like(p) for p in self.params]  # each of the shape of its parameter

    def step(self, grads=None):
        """Move every array of ``params``, in place, by one step."""
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError(f"{len(self.params)} parameters, but {len(grads)} gradients")
        for i, p in enumerate(map(without_graph, self.params)):
            g = grads[i]
            if g is None:
                continue  # neither p nor its buffer changes
            g = g + self.weight_decay * p
            self.buffers[i] = self.momentum * self.buffers[i] + g
            direction = g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]
            p -= self.lr * direction  # -= writes into the caller's array

    def zero_grad(self):
        """Forget the gradients that ``backward()`` has left."""
        for p in self.params:
            p.grad = None


def without_graph(p):
    """The same memory, without a trace in autograd's graph; NumPy's arrays as they are."""
    return p.detach() if hasattr(p, "detach") else p
