"""Blocks as Python's own lists: who uses a block is seen by looking into all tables, and counted anew each time."""

import heapq

import numpy as np
import scipy.special


class PagedCache:
    """Each text is a list of blocks, and a block a list of tokens."""

    def __init__(self, n_blocks, block_size, n_heads, width):
        self.n_blocks, self.size, self.shape = n_blocks, block_size, (2, n_heads, width)
        self.texts, self.begun = {}, 0

    def users(self, block):
        return sum(block is other for blocks in self.texts.values() for other in blocks)

    def used(self):
        return {id(block): block for blocks in self.texts.values() for block in blocks}

    @property
    def free_blocks(self):
        return self.n_blocks - len(self.used())

    def new(self):
        self.begun += 1
        self.texts[f"text {self.begun}"] = []
        return f"text {self.begun}"

    def append(self, text, k, v):
        blocks, tokens = self.texts[text], [np.stack(pair) for pair in zip(*np.moveaxis([k, v], 2, 1), strict=True)]
        room = self.size - len(blocks[-1]) if blocks else 0
        shared = bool(tokens) and room > 0 and self.users(blocks[-1]) > 1
        rest = [tokens[i : i + self.size] for i in range(room, len(tokens), self.size)]
        if len(rest) + shared > self.free_blocks:
            raise MemoryError(f"{len(rest) + shared} blocks are needed, {self.free_blocks} are free")
        if shared:
            blocks[-1] = list(blocks[-1])
        if blocks:
            blocks[-1].extend(tokens[:room])
        blocks.extend(rest)

    def tokens(self, text):
        return [token for block in self.texts[text] for token in block]

    def gather(self, text):
        k, v = np.moveaxis(np.array(self.tokens(text), float).reshape(-1, *self.shape), 0, 2)
        return k, v

    def table(self, text):
        numbers = {key: number for number, key in enumerate(self.used())}
        return [numbers[id(block)] for block in self.texts[text]]

    def free(self, text):
        del self.texts[text]

    def fork(self, text):
        twin = self.new()
        self.texts[twin] = list(self.texts[text])
        return twin


def paged_attention(q, cache, text):
    """In logarithms: the scores of all tokens are few, and the values are added one at a time."""
    tokens = cache.tokens(text)
    scores = np.array([(q * k).sum(axis=1) for k, _ in tokens]) / np.sqrt(q.shape[1])
    weights = scipy.special.softmax(scores, axis=0)
    return sum(w[:, None] * v for w, (_, v) in zip(weights, tokens, strict=True))


def continuous(lengths, slots):
    """Each text begins when the slot that is free first is free; the steps are read off the beginnings."""
    free = [0] * slots
    begins = []
    for length in lengths:
        begins.append(heapq.heappop(free))
        heapq.heappush(free, begins[-1] + length)
    spans = list(zip(begins, lengths, strict=True))
    steps = max((begin + length for begin, length in spans), default=0)
    return [[i for i, (begin, length) in enumerate(spans) if begin <= step < begin + length] for step in range(steps)]
