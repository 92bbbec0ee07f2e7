import numpy as np


class Parameter:
    def __init__(self, data):
        self.data = np.asarray(data)
        self.grad = None


class Module:
    def __init__(self):
        self.training = True

    def forward(self, *args, **kwargs):
        raise NotImplementedError

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def children(self):
        return {k: v for k, v in self.__dict__.items() if isinstance(v, Module)}

    def named_parameters(self, prefix="", seen=None):
        seen = set() if seen is None else seen
        for k, v in self.__dict__.items():
            if isinstance(v, Parameter) and id(v) not in seen:
                seen.add(id(v))
                yield prefix + k, v
        for k, v in self.children().items():
            yield from v.named_parameters(prefix + k + ".", seen)

    def parameters(self):
        return [p for _, p in self.named_parameters()]

    def modules(self, seen=None):
        seen = set() if seen is None else seen
        if id(self) in seen:
            return
        seen.add(id(self))
        yield self
        for child in self.children().values():
            yield from child.modules(seen)

    def train(self, mode=True):
        for m in self.modules():
            m.training = mode
        return self

    def eval(self):
        for m in self.modules():
            m.training = False
        return self

    def zero_grad(self):
        for p in self.parameters():
            p.grad = None

    def state_dict(self):
        return {name: p.data for name, p in self.named_parameters()}

    def load_state_dict(self, state):
        for name, p in self.named_parameters():
            np.copyto(p.data, state[name])
