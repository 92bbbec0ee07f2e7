class Parameter:
    def __init__(self, data):
        self.data = data
        self.grad = None


class Module:
    def __init__(self):
        self._modules = {}
        self._parameters = {}
        self.training = True

    def __setattr__(self, key, val):
        if isinstance(val, Parameter):
            self.__dict__["_parameters"][key] = val
        elif isinstance(val, Module):
            self.__dict__["_modules"][key] = val
        else:
            super().__setattr__(key, val)

    def __getattr__(self, key):
        if key in self.__dict__["_parameters"]:
            return self.__dict__["_parameters"][key]
        if key in self.__dict__["_modules"]:
            return self.__dict__["_modules"][key]
        raise AttributeError(key)

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def modules(self):
        found = [self]
        for m in self._modules.values():
            found += [inner for inner in m.modules() if inner not in found]
        return found

    def _all(self):
        pairs = list(self._parameters.items())
        for name, module in self._modules.items():
            pairs += [(name + "." + inner, p) for inner, p in module._all()]
        return pairs

    def named_parameters(self):
        unique = {}
        for name, p in self._all():
            unique.setdefault(id(p), (name, p))
        return list(unique.values())

    def parameters(self):
        return [p for _, p in self.named_parameters()]

    def train(self, mode=True):
        for m in self.modules():
            m.training = mode
        return self

    def eval(self):
        return self.train(False)

    def zero_grad(self):
        for p in self.parameters():
            p.grad = None

    def state_dict(self):
        return {name: p.data.copy() for name, p in self._all()}

    def load_state_dict(self, state):
        for name, p in self._all():
            p.data[:] = state[name]
