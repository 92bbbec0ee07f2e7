from collections import OrderedDict


class Parameter:
    def __init__(self, data):
        self.data = data
        self.grad = None


class Module:
    def __init__(self):
        self.training = True

    def __call__(self, *inputs, **options):
        return self.forward(*inputs, **options)

    def parameters(self):
        return [p for _, p in self.named_parameters()]

    def named_parameters(self):
        result, ids = [], []
        for name, p in self._collect(self):
            if id(p) not in ids:
                ids.append(id(p))
                result.append((name, p))
        return result

    @staticmethod
    def _collect(module):
        params = [(n, a) for n, a in module.__dict__.items() if isinstance(a, Parameter)]
        for n, a in module.__dict__.items():
            if isinstance(a, Module):
                params.extend([(n + "." + m, p) for m, p in Module._collect(a)])
        return params

    def modules(self):
        result = [self]
        for attr in self.__dict__.values():
            if isinstance(attr, Module):
                for module in attr.modules():
                    if not any(module is m for m in result):
                        result.append(module)
        return result

    def train(self, mode=True):
        self.training = mode
        for attr in self.__dict__.values():
            if isinstance(attr, Module):
                attr.train(mode)
        return self

    def eval(self):
        return self.train(mode=False)

    def zero_grad(self):
        for p in self.parameters():
            p.grad = None

    def state_dict(self):
        return OrderedDict((name, p.data) for name, p in self._collect(self))

    def load_state_dict(self, state):
        own_state = self.state_dict()
        for name, param in state.items():
            if name not in own_state:
                raise KeyError(name)
            own_state[name][...] = param
