"""Right all the same: every method is a recursion of its own, and what was met travels along in a list."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(eq=False)
class Parameter:
    data: Any
    grad: Any = None


class Module:
    training = True

    def __init__(self):
        pass

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def _of(self, kind):
        return {name: value for name, value in self.__dict__.items() if isinstance(value, kind)}

    def named_parameters(self, prefix="", met=None):
        met, found = [] if met is None else met, []
        for name, value in self._of(Parameter).items():
            if not any(value is other for other in met):
                met.append(value)
                found.append((prefix + name, value))
        for name, module in self._of(Module).items():
            found.extend(module.named_parameters(f"{prefix}{name}.", met))
        return found

    def parameters(self):
        return tuple(p for _, p in self.named_parameters())

    def modules(self, met=None):
        met = [] if met is None else met
        if not any(self is other for other in met):
            met.append(self)
            for module in self._of(Module).values():
                module.modules(met)
        return met

    def train(self, mode=True):
        if type(mode) is not bool:
            raise ValueError(f"training mode is expected to be boolean, not {mode!r}")
        self.training = mode
        for module in self._of(Module).values():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def zero_grad(self):
        for parameter in self._of(Parameter).values():
            parameter.grad = None
        for module in self._of(Module).values():
            module.zero_grad()

    def state_dict(self):
        state = {name: parameter.data for name, parameter in self._of(Parameter).items()}
        for name, module in self._of(Module).items():
            for inner, array in module.state_dict().items():
                state[f"{name}.{inner}"] = array
        return state

    def load_state_dict(self, state):
        own = self.state_dict()
        lost, surplus = set(own) - set(state), set(state) - set(own)
        odd = {name for name in set(own) & set(state) if own[name].shape != np.asarray(state[name]).shape}
        if lost or surplus or odd:
            raise RuntimeError(f"missing {lost}, unexpected {surplus}, wrong shape {odd}")
        for name, array in own.items():
            array[...] = np.asarray(state[name]).astype(array.dtype)
