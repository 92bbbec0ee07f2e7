"""Free is what has no users; keys and values in pools of their own; all new tokens written at once."""

import math

import numpy as np


class PagedCache:
    def __init__(self, n_blocks, block_size, n_heads, width):
        self.k, self.v = np.zeros((2, n_blocks, block_size, n_heads, width))
        self.users, self.size, self.texts = np.zeros(n_blocks, int), block_size, {}

    @property
    def free_blocks(self):
        return np.count_nonzero(self.users == 0)

    def new(self):
        return self._named([], 0)

    def _named(self, blocks, length):
        name = object()
        self.texts[name] = (blocks, length)
        return name

    def append(self, text, k, v):
        (blocks, length), new = self.texts[text], k.shape[1]
        if new == 0:
            return
        shared = length % self.size != 0 and self.users[blocks[-1]] > 1
        need = math.ceil((length + new) / self.size) - len(blocks) + int(shared)
        found = np.flatnonzero(self.users == 0)[:need].tolist()
        if len(found) < need:
            raise MemoryError(f"{need} blocks are needed, {len(found)} are free")
        self.users[found] = 1
        if shared:
            self.k[found[0]], self.v[found[0]] = self.k[blocks[-1]], self.v[blocks[-1]]
            self.users[blocks.pop()] -= 1
        blocks += found
        places = np.arange(length, length + new)
        at = np.array(blocks)[places // self.size], places % self.size
        self.k[at], self.v[at] = k.swapaxes(0, 1), v.swapaxes(0, 1)
        self.texts[text] = (blocks, length + new)

    def gather(self, text):
        blocks, length = self.texts[text]
        return tuple(pool[blocks].reshape(-1, *pool.shape[2:])[:length].swapaxes(0, 1) for pool in (self.k, self.v))

    def table(self, text):
        return self.texts[text][0].copy()

    def free(self, text):
        blocks, _ = self.texts.pop(text)
        self.users[blocks] -= 1

    def fork(self, text):
        blocks, length = self.texts[text]
        self.users[blocks] += 1
        return self._named(blocks.copy(), length)


def paged_attention(q, cache, text):
    """Two passes: all scores, which are few, and then the values."""
    blocks, length = cache.texts[text]
    scores = np.concatenate([np.einsum("he,she->sh", q, cache.k[block]) for block in blocks])[:length]
    scores = scores / np.sqrt(q.shape[1])
    weights = np.exp(scores - scores.max(axis=0))
    weights /= weights.sum(axis=0)
    cuts = np.split(weights, range(cache.size, length, cache.size))
    values = [np.einsum("sh,she->he", w, cache.v[b][: len(w)]) for b, w in zip(blocks, cuts, strict=True)]
    return np.sum(values, axis=0)


def continuous(lengths, slots):
    left, steps = dict(enumerate(lengths)), []
    while left:
        steps.append(list(left)[:slots])
        left = {text: n - (text in steps[-1]) for text, n in left.items() if n > (text in steps[-1])}
    return steps
