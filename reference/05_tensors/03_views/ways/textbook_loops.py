def addresses(x):
    if x.dim() == 0:
        return {x.data_ptr()}
    found = set()
    for row in x:
        found |= addresses(row)
    return found


def shares_memory(a, b):
    return len(addresses(a) & addresses(b)) > 0


def flatten(x):
    return x.reshape(-1)


def windows(x, size):
    return x.unfold(0, size, 1)
