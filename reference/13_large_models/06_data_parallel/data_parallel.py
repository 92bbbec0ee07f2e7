"""Data parallelism: notice that a sum which travels is made once and then copied. So every worker sends less than
two arrays, and all of them have the same bits.
"""

import numpy as np


def reduce_scatter(rank, world, x):
    """Sum arrays over all workers, and keep one part of the sum."""
    parts = np.array_split(x, world)
    total = parts[(rank - 1) % world]
    for step in range(world - 1):
        got = yield total
        total = got + parts[(rank - 2 - step) % world]
    return total  # (N / world,)


def all_gather(rank, world, part):
    """Collect the parts of all workers."""
    parts = {rank: part}
    for step in range(world - 1):
        parts[(rank - 1 - step) % world] = yield parts[(rank - step) % world]
    return np.concatenate([parts[i] for i in range(world)])  # (N,)


def all_reduce(rank, world, x):
    """Sum arrays over all workers."""
    part = yield from reduce_scatter(rank, world, x)
    return (yield from all_gather(rank, world, part))


def weighted(gradient, count):
    """Return the sum over the examples of a worker, from their mean: nothing where there are none."""
    return gradient * count if count else np.zeros_like(gradient)


def mean_gradient(rank, world, gradient, count):
    """Take the mean of gradients over the examples of all workers."""
    both = np.append(weighted(gradient, count), gradient.dtype.type(count))
    total = yield from all_reduce(rank, world, both)
    return total[:-1] / total[-1]


def zero_step(rank, world, params, optimizer, gradient, count):
    """Make one step of an optimizer whose state is split between the workers."""
    part = yield from reduce_scatter(rank, world, weighted(gradient, count))
    examples = yield from all_reduce(rank, world, np.array([count], gradient.dtype))
    optimizer.step([part / examples])
    own = np.array_split(params, world)[rank]
    params[...] = yield from all_gather(rank, world, own)
