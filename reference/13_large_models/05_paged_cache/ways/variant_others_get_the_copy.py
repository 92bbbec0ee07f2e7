"""The writer keeps the block, and the others get the copy; a text is an object of its own, with the blocks' objects."""

import numpy as np


class Block:
    def __init__(self, number, n_heads, size, width):
        self.number, self.texts = number, []
        self.both = np.zeros((2, n_heads, size, width))


class Text:
    def __init__(self, blocks, length):
        self.blocks, self.length = blocks, length
        for block in blocks:
            block.texts.append(self)


class PagedCache:
    def __init__(self, n_blocks, block_size, n_heads, width):
        self.blocks = [Block(i, n_heads, block_size, width) for i in range(n_blocks)]
        self.size, self.shape = block_size, (n_heads, 0, width)

    @property
    def free_blocks(self):
        return sum(not block.texts for block in self.blocks)

    def new(self):
        return Text([], 0)

    def append(self, text, k, v):
        total = text.length + k.shape[1]
        if total == text.length:
            return
        shared = text.length % self.size > 0 and len(text.blocks[-1].texts) > 1
        needed = (total + self.size - 1) // self.size - len(text.blocks)
        free = [block for block in self.blocks if not block.texts]
        if needed + shared > len(free):
            raise MemoryError(f"{len(free)} blocks are free")
        if shared:
            last, copy = text.blocks[-1], free.pop()
            copy.both[...] = last.both
            copy.texts = [other for other in last.texts if other is not text]
            last.texts = [text]
            for other in copy.texts:
                other.blocks[-1] = copy
        for block in free[:needed]:
            block.texts.append(text)
            text.blocks.append(block)
        for key, value in zip(k.swapaxes(0, 1), v.swapaxes(0, 1), strict=True):
            both = text.blocks[text.length // self.size].both
            both[0, :, text.length % self.size], both[1, :, text.length % self.size] = key, value
            text.length += 1

    def gather(self, text):
        empty = np.zeros(self.shape)
        return [np.concatenate([empty, *(b.both[i] for b in text.blocks)], axis=1)[:, : text.length] for i in (0, 1)]

    def table(self, text):
        return [block.number for block in text.blocks]

    def free(self, text):
        for block in text.blocks:
            block.texts.remove(text)

    def fork(self, text):
        return Text(list(text.blocks), text.length)


def paged_attention(q, cache, text):
    top, total, out = np.full(len(q), -np.inf), 0, 0
    for at, block in enumerate(text.blocks):
        k, v = block.both[:, :, : text.length - at * cache.size]
        scores = (k @ q[:, :, None])[:, :, 0] / np.sqrt(q.shape[1])
        higher = np.maximum(top, scores.max(axis=1))
        factor, weights = np.exp(top - higher), np.exp(scores - higher[:, None])
        total, out, top = (
            total * factor + weights.sum(axis=1),
            out * factor[:, None] + (weights[:, None] @ v)[:, 0],
            higher,
        )
    return out / total[:, None]


def continuous(lengths, slots):
    """Slot by slot: each is a list of texts, one for each step."""
    columns = [[] for _ in range(slots)]
    for text, length in enumerate(lengths):
        min(columns, key=len).extend([text] * length)
    steps = max(map(len, columns))
    return [[column[step] for column in columns if step < len(column)] for step in range(steps)]
