"""As NCCL's ring kernels number the chunks: a first step, world - 2 steps in the middle, and a last one."""

import numpy as np


def reduce_scatter(rank, world, x):
    chunks = np.array_split(x, world)
    ring = [(rank + j) % world for j in range(world)]
    if world == 1:
        return x
    got = yield chunks[ring[world - 1]]
    for j in range(2, world):
        got = yield got + chunks[ring[world - j]]
    return got + chunks[ring[0]]


def all_gather(rank, world, part):
    chunks, ring = [None] * world, [(rank + j) % world for j in range(world)]
    chunks[rank] = part
    for j in range(1, world):
        part = yield part
        chunks[ring[world - j]] = part
    return np.concatenate(chunks)


def all_reduce(rank, world, x):
    part = yield from reduce_scatter(rank, world, x)
    return (yield from all_gather(rank, world, part))


def mean_gradient(rank, world, gradient, count):
    """As torchtitan has it since 2026: sums, and the number of valid tokens of all ranks."""
    tokens = yield from all_reduce(rank, world, np.array([float(count)]))
    return (yield from all_reduce(rank, world, gradient * count / tokens))


def zero_step(rank, world, params, optimizer, gradient, count):
    tokens = yield from all_reduce(rank, world, np.array([float(count)]))
    grad_slice = yield from reduce_scatter(rank, world, gradient * count / tokens)
    optimizer.step([grad_slice])
    params[...] = yield from all_gather(rank, world, np.array_split(params, world)[rank])
