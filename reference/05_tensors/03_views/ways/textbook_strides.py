from itertools import product


def shares_memory(a, b):
    def addresses(x):
        result = set()
        for index in product(*[range(n) for n in x.shape]):
            offset = 0
            for i, s in zip(index, x.stride(), strict=True):
                offset += i * s
            result.add(x.data_ptr() + offset * x.element_size())
        return result

    return bool(addresses(a).intersection(addresses(b)))


def flatten(x):
    return x.flatten()


def windows(x, size):
    n = x.size(0)
    stride = x.stride(0)
    return x.as_strided(size=(n - size + 1, size), stride=(stride, stride))
