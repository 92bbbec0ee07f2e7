"""torch's own modules, with parameters that show NumPy arrays."""

import torch
from torch import nn


class Parameter(nn.Parameter):
    """A parameter of torch whose memory is a NumPy array."""

    def __new__(cls, data):
        made = torch.Tensor._make_subclass(cls, torch.from_numpy(data), False)
        made.array, made.gradient = data, None
        return made

    @property
    def data(self):
        return self.array

    @data.setter
    def data(self, value):
        self.array[...] = value

    @property
    def grad(self):
        return self.gradient

    @grad.setter
    def grad(self, value):
        self.gradient = value


class Module(nn.Module):
    """A module of torch whose states are NumPy arrays, and whose attributes may become anything."""

    def __setattr__(self, name, value):
        for table, kind in (("_parameters", Parameter), ("_modules", Module)):
            if name in vars(self).get(table, {}) and not isinstance(value, kind | None):
                delattr(self, name)  # torch itself refuses
        super().__setattr__(name, value)

    def state_dict(self):
        return {name: p.array for name, p in self.named_parameters(remove_duplicate=False)}

    def load_state_dict(self, state):
        own, wrong = self.state_dict(), []
        wrong += [name for name in {**own, **state} if name not in own or name not in state]
        wrong += [name for name in own if name in state and own[name].shape != state[name].shape]
        if wrong:
            raise RuntimeError(f"does not fit: {wrong}")
        for name, parameter in self.named_parameters(remove_duplicate=False):
            parameter.copy_(torch.as_tensor(state[name]))
