"""A paged cache: notice that a text is no longer an array, it is a list of block numbers. So it grows without being
moved, two texts can share a beginning, and whoever writes into what is shared takes a copy first.
"""

import numpy as np


class PagedCache:
    """Keys and values of many texts, in a pool of blocks."""

    def __init__(self, n_blocks, block_size, n_heads, width):
        self.pool = np.zeros((n_blocks, 2, n_heads, block_size, width))  # k and v of each block
        self.unused, self.users = list(range(n_blocks)), [0] * n_blocks
        self.tables, self.lengths, self.size, self.names = {}, {}, block_size, 0

    @property
    def free_blocks(self):
        """How many blocks no text uses."""
        return len(self.unused)

    def new(self):
        """Begin an empty text, and return its name."""
        self.names += 1
        self.tables[self.names], self.lengths[self.names] = [], 0
        return self.names

    def take(self):
        """Return an unused block, which has a user now."""
        block = self.unused.pop()
        self.users[block] = 1
        return block

    def append(self, text, k, v):
        """Add the keys and values of tokens to a text."""
        table, old, size = self.tables[text], self.lengths[text], self.size
        total = old + k.shape[1]
        shared = total > old and old % size > 0 and self.users[table[-1]] > 1  # a block is written that others use
        if -(-total // size) - len(table) + shared > self.free_blocks:
            raise MemoryError(f"{self.free_blocks} free blocks are too few for {k.shape[1]} tokens")
        if shared:
            copy, last = self.take(), table[-1]
            self.pool[copy] = self.pool[last]
            self.users[last] -= 1
            table[-1] = copy
        while len(table) * size < total:
            table.append(self.take())
        for t in range(old, total):
            self.pool[table[t // size], :, :, t % size] = k[:, t - old], v[:, t - old]
        self.lengths[text] = total

    def gather(self, text):
        """Return the keys and values of all tokens of a text."""
        blocks = self.pool[self.tables[text]]  # (blocks, 2, h, size, E)
        both = np.moveaxis(blocks, 0, 2)  # (2, h, blocks, size, E)
        both = both.reshape(*both.shape[:2], len(blocks) * self.size, both.shape[-1])
        k, v = both[:, :, : self.lengths[text]]
        return k, v

    def table(self, text):
        """Return the numbers of a text's blocks, in order."""
        return list(self.tables[text])

    def free(self, text):
        """Give up a text, and the blocks that no other text uses."""
        for block in self.tables.pop(text):
            self.users[block] -= 1
            if self.users[block] == 0:
                self.unused.append(block)
        del self.lengths[text]

    def fork(self, text):
        """Begin a text with the tokens of another, in the same blocks, and return its name."""
        twin = self.new()
        self.tables[twin], self.lengths[twin] = list(self.tables[text]), self.lengths[text]
        for block in self.tables[twin]:
            self.users[block] += 1
        return twin


def paged_attention(q, cache, text):
    """Attend with one query for each head to all tokens of a text, without a copy of them."""
    top, total, out = np.full((len(q), 1), -np.inf), np.zeros((len(q), 1)), np.zeros(q.shape)
    for i, block in enumerate(cache.tables[text]):
        filled = min(cache.size, cache.lengths[text] - i * cache.size)
        k, v = cache.pool[block][:, :, :filled]  # (h, filled, E)
        scores = np.einsum("he,hse->hs", q, k) / q.shape[1] ** 0.5
        new = np.maximum(top, scores.max(axis=1, keepdims=True))
        weights, old = np.exp(scores - new), np.exp(top - new)
        total = total * old + weights.sum(axis=1, keepdims=True)
        out = out * old + np.einsum("hs,hse->he", weights, v)
        top = new
    return out / total


def continuous(lengths, slots):
    """Say which texts get a token in each step, if a slot is filled as soon as a text has left it."""
    waiting, left, running, steps = list(range(len(lengths))), list(lengths), [], []
    while waiting or running:
        while waiting and len(running) < slots:
            running.append(waiting.pop(0))
        steps.append(running)
        for text in running:
            left[text] -= 1
        running = [text for text in running if left[text] > 0]
    return steps
