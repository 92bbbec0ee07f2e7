"""A part is summed by those to the left first, each step a generator of its own."""

import numpy as np


def summed(parts, part, steps):
    """What this worker holds of a part that has made so many steps."""
    if steps == 0:
        return parts[part % len(parts)]
    got = yield (yield from summed(parts, part + 1, steps - 1))
    return parts[part % len(parts)] + got


def reduce_scatter(rank, world, x):
    parts = np.array_split(x, world)
    total = yield from summed(parts, rank - world, world - 1)
    return total + 0


def passed(part, steps):
    """All parts that come, the worker's own first."""
    if steps == 0:
        return [part]
    return [part, *(yield from passed((yield part), steps - 1))]


def all_gather(rank, world, part):
    came = yield from passed(part, world - 1)
    return np.concatenate([came[(rank - i) % world] for i in range(world)])


def all_reduce(rank, world, x):
    part = yield from reduce_scatter(rank, world, x)
    whole = yield from all_gather(rank, world, part)
    return whole


def mean_gradient(rank, world, gradient, count):
    given = np.zeros(len(gradient) + 1, gradient.dtype)
    given[0] = count
    if count > 0:
        given[1:] = gradient * count
    total = yield from all_reduce(rank, world, given)
    return total[1:] / total[0]


def zero_step(rank, world, params, optimizer, gradient, count):
    if count == 0:
        gradient = np.zeros_like(gradient)
    part = yield from reduce_scatter(rank, world, gradient * count)
    examples = yield from all_reduce(rank, world, np.full(1, count, gradient.dtype))
    optimizer.step([part / examples[0]])
    params[:] = yield from all_gather(rank, world, np.array_split(params, world)[rank])
