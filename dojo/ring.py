"""Several workers in one process: each is a generator, and `got = yield sent` is all that it says to the others.

So parallel code needs no process, no thread and no luck: it gives the same result each time, what is sent can be
counted, and a worker that would wait for ever is named.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator, Sequence
from typing import Any, NamedTuple

import numpy as np

Worker = Generator[Any, Any, Any]


class Ran(NamedTuple):
    """What workers have returned and sent, with an entry for each of them.

    Parameters
    ----------
    values : list
        What each has returned.
    messages, numbers : list of int
        How many messages each has sent, and how many numbers were in them.
    """

    values: list
    messages: list[int]
    numbers: list[int]


def ring(workers: Sequence[Worker]) -> Ran:
    """Run workers that stand in a ring: each gives to its right neighbour, and gets from its left one."""
    return _in_step(workers, lambda sent: [sent[-1], *sent[:-1]], lambda i: {(i - 1) % len(workers)})


def all_reduce(workers: Sequence[Worker]) -> Ran:
    """Run workers that add: each gets the sum of what all have sent, or the maximum, where they send ``("max", x)``."""
    return _in_step(workers, lambda sent: [_reduced(sent)] * len(sent), lambda i: {*range(len(workers))} - {i})


def _in_step(workers: Sequence[Worker], exchange: Callable[[list], list], waits_for: Callable[[int], set[int]]) -> Ran:
    ran = Ran([None] * len(workers), [0] * len(workers), [0] * len(workers))
    got: list = [None] * len(workers)
    while True:
        sent = {}
        for i, worker in enumerate(workers):
            try:
                sent[i] = _started(worker, i).send(copy.deepcopy(got[i]))  # two machines share no memory
            except StopIteration as end:
                ran.values[i] = end.value
            else:
                ran.messages[i] += 1
                ran.numbers[i] += _size(sent[i])
                sent[i] = copy.deepcopy(sent[i])
        if not sent:
            return ran
        if ended := {*range(len(workers))} - {*sent}:
            raise RuntimeError("; ".join(_waits(i, waits_for(i) & ended) for i in sent if waits_for(i) & ended))
        got = exchange([sent[i] for i in range(len(workers))])


def _started(worker: Worker, i: int) -> Worker:
    if not isinstance(worker, Generator):
        raise TypeError(f"worker {i} is no generator but of type {type(worker).__name__}: there is no yield in it")
    return worker


def _waits(i: int, ended: set[int]) -> str:
    return f"worker {i} waits for {' and '.join(f'worker {other}' for other in sorted(ended))}, already finished"


def _size(sent) -> int:
    if isinstance(sent, list | tuple):
        return sum(map(_size, sent))
    return 0 if sent is None or isinstance(sent, str) else np.size(sent)


def _reduced(sent: list):
    hows, parts = zip(*(one if isinstance(one, tuple) else ("sum", one) for one in sent), strict=True)
    if len({*hows}) > 1 or len({np.shape(part) for part in parts}) > 1:
        told = ", ".join(f"{how} of {np.shape(part)}" for how, part in zip(hows, parts, strict=True))
        raise ValueError(f"all workers have to ask for the same, and they ask for: {told}")
    return np.max(parts, axis=0) if hows[0] == "max" else sum(parts)
