"""The same messages by another way: each worker counts parts backwards from itself, in a list turned to begin there."""

import numpy as np


def seen_from(rank, world, x):
    """The parts from this worker's own one backwards: rank, rank - 1, ..., rank + 1."""
    order = np.roll(np.arange(world)[::-1], rank + 1)
    return [np.array_split(x, world)[i] for i in order]


def reduce_scatter(rank, world, x):
    """Sum arrays over all workers, and keep one part of the sum."""
    own, *others = seen_from(rank, world, x)
    held = np.array(x) if world == 1 else others[0]
    for mine in [*others[1:], own][: world - 1]:
        held = np.add((yield held), mine)
    return held


def all_gather(rank, world, part):
    """Collect the parts of all workers."""
    seen = [part]
    while len(seen) < world:
        seen.append((yield seen[-1]))
    forwards = seen[::-1]  # rank + 1, ..., world - 1, 0, ..., rank
    return np.concatenate(forwards[world - 1 - rank :] + forwards[: world - 1 - rank])


def all_reduce(rank, world, x):
    """Sum arrays over all workers."""
    part = yield from reduce_scatter(rank, world, x)
    return (yield from all_gather(rank, world, part))


def mean_gradient(rank, world, gradient, count):
    """Take the mean of gradients over the examples of all workers."""
    table = np.zeros(len(gradient) + 1, gradient.dtype)
    if count:
        table[:-1], table[-1] = gradient * count, count
    *sums, examples = yield from all_reduce(rank, world, table)
    return np.array(sums, gradient.dtype) / examples


def zero_step(rank, world, params, optimizer, gradient, count):
    """Make one step of an optimizer whose state is split between the workers."""
    (examples,) = yield from all_reduce(rank, world, np.full(1, count, gradient.dtype))
    share = np.where(count > 0, gradient, 0).astype(gradient.dtype) * (count / examples)
    optimizer.step([(yield from reduce_scatter(rank, world, share))])
    params[:] = yield from all_gather(rank, world, np.array_split(params, world)[rank])
