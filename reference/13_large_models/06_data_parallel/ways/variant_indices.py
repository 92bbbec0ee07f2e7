"""The parts as slices of one copy, which is filled with the sums."""

import numpy as np


def slices(n, world):
    ends = np.cumsum([0, *(n // world + (i < n % world) for i in range(world))])
    return [slice(ends[i % world], ends[i % world + 1]) for i in range(world)]


def reduce_scatter(rank, world, x):
    sums, cut = x.copy(), slices(len(x), world)
    for step in range(1, world):
        got = yield sums[cut[rank - step]]
        sums[cut[(rank - step - 1) % world]] += got
    return sums[cut[rank]]


def all_gather(rank, world, part):
    seen = [part]
    for _ in range(world - 1):
        seen.append((yield seen[-1]))
    return np.concatenate([seen[rank - i if i <= rank else rank - i + world] for i in range(world)])


def all_reduce(rank, world, x):
    return (yield from all_gather(rank, world, (yield from reduce_scatter(rank, world, x))))


def mean_gradient(rank, world, gradient, count):
    total = yield from all_reduce(rank, world, np.where(count > 0, gradient, 0).astype(gradient.dtype) * count)
    (examples,) = yield from all_reduce(rank, world, np.array([count], gradient.dtype))
    return total / examples


def zero_step(rank, world, params, optimizer, gradient, count):
    (examples,) = yield from all_reduce(rank, world, np.array([count], gradient.dtype))
    share = gradient * (count / examples) if count else np.zeros_like(gradient)
    optimizer.step([(yield from reduce_scatter(rank, world, share.astype(gradient.dtype)))])
    params[:] = yield from all_gather(rank, world, params[slices(len(params), world)[rank]])
