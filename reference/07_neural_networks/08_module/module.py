"""A module: notice that one walk over the attributes, which remembers what it met, is all of the bookkeeping."""

import numpy as np


class Parameter:
    """An array that is trained."""

    def __init__(self, data):
        self.data = data
        self.grad = None


class Module:
    """A part of a model: parameters and other modules, by attribute."""

    def __init__(self):
        self.training = True

    def forward(self, *args, **kwargs):
        """Each subclass writes its own."""
        raise NotImplementedError

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def _walk(self, kind, prefix=""):
        """Yield (name, object) for all of a kind, submodules depth-first; nothing is left out."""
        attributes = list(vars(self).items())
        if kind is Parameter:
            yield from ((prefix + name, value) for name, value in attributes if isinstance(value, Parameter))
        for name, value in attributes:
            if isinstance(value, Module):
                if kind is Module:
                    yield prefix + name, value
                yield from value._walk(kind, prefix + name + ".")

    def named_parameters(self):
        """Yield the name and the parameter, each object once."""
        met = set()
        for name, parameter in self._walk(Parameter):
            if id(parameter) not in met:
                met.add(id(parameter))
                yield name, parameter

    def parameters(self):
        """Yield all parameters."""
        for _, parameter in self.named_parameters():
            yield parameter

    def modules(self):
        """Yield this module, then its submodules, each object once."""
        yield from {id(module): module for module in [self, *(m for _, m in self._walk(Module))]}.values()

    def train(self, mode=True):
        """Set the mode everywhere."""
        if not isinstance(mode, bool):
            raise ValueError(f"the mode is True or False, not {mode!r}")
        for module in self.modules():
            module.training = mode
        return self

    def eval(self):
        """Set the mode to evaluation everywhere."""
        return self.train(False)

    def zero_grad(self):
        """Take all gradients away."""
        for parameter in self.parameters():
            parameter.grad = None

    def state_dict(self):
        """Return all arrays by name."""
        return {name: parameter.data for name, parameter in self._walk(Parameter)}

    def load_state_dict(self, state):
        """Write arrays into those of the parameters."""
        own = self.state_dict()
        wrong = sorted(own.keys() ^ state.keys())
        wrong += [name for name in own.keys() & state.keys() if own[name].shape != np.shape(state[name])]
        if wrong:
            raise RuntimeError(f"missing, unexpected, or of another shape: {', '.join(wrong)}")
        for name, array in own.items():
            array[...] = state[name]  # in place: an optimizer may hold the array
