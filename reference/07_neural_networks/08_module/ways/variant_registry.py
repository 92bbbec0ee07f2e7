"""Right all the same: one ordered table of what was assigned, kept by __setattr__ and __delattr__."""

from collections import OrderedDict

import numpy as np


class Parameter:
    __slots__ = ("data", "grad")

    def __init__(self, data):
        self.data, self.grad = data, None


class Module:
    def __init__(self):
        self.__dict__["_table"] = OrderedDict()
        self.__dict__["training"] = True

    def __setattr__(self, name, value):
        if isinstance(value, (Parameter, Module)):
            self.__dict__.pop(name, None)
            self._table[name] = value
        else:
            self._table.pop(name, None)
            self.__dict__[name] = value

    def __getattr__(self, name):
        try:
            return self.__dict__["_table"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __delattr__(self, name):
        del (self._table if name in self._table else self.__dict__)[name]

    def forward(self, *args, **kwargs):
        raise NotImplementedError(type(self).__name__)

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def _places(self):
        """(path, module), with repeats, by a stack."""
        stack = [((), self)]
        while stack:
            path, module = stack.pop()
            yield path, module
            inner = [((*path, n), v) for n, v in module._table.items() if isinstance(v, Module)]
            stack += reversed(inner)

    def _all(self):
        for path, module in self._places():
            for name, value in module._table.items():
                if isinstance(value, Parameter):
                    yield ".".join((*path, name)), value

    def named_parameters(self):
        first = {}
        for name, parameter in self._all():
            first.setdefault(id(parameter), (name, parameter))
        return iter(first.values())

    def parameters(self):
        return (parameter for _, parameter in self.named_parameters())

    def modules(self):
        met = {}
        for _, module in self._places():
            met.setdefault(id(module), module)
        return met.values()

    def train(self, mode=True):
        if mode not in (True, False) or not isinstance(mode, (bool, np.bool_)):
            raise ValueError(f"mode should be a bool, got {mode}")
        for module in self.modules():
            module.__dict__["training"] = bool(mode)
        return self

    def eval(self):
        return self.train(False)

    def zero_grad(self):
        for parameter in self.parameters():
            parameter.grad = None

    def state_dict(self):
        return OrderedDict((name, np.array(parameter.data)) for name, parameter in self._all())

    def load_state_dict(self, state):
        state, problems, targets = dict(state), [], dict(self._all())
        for name, parameter in targets.items():
            if name not in state:
                problems.append(f"missing {name}")
            elif np.shape(state[name]) != parameter.data.shape:
                problems.append(f"{name} has shape {np.shape(state[name])}, not {parameter.data.shape}")
        problems += [f"unexpected {name}" for name in state if name not in targets]
        if problems:
            raise RuntimeError("\n".join(problems))
        for name, parameter in targets.items():
            np.copyto(parameter.data, state[name], casting="same_kind")
