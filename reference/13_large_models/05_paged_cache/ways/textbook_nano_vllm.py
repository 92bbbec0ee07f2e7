"""As nano-vllm has it: blocks with a count of references, a queue of free ones, may_append, and no copy on write."""

from collections import deque

import numpy as np


class Block:
    def __init__(self, block_id):
        self.block_id, self.ref_count = block_id, 0


class BlockManager:
    def __init__(self, num_blocks, block_size):
        self.block_size = block_size
        self.blocks = [Block(i) for i in range(num_blocks)]
        self.free_block_ids = deque(range(num_blocks))

    def may_append(self, length, block_table):
        """Make room for one more token."""
        if length % self.block_size == 0:
            block_id = self.free_block_ids.popleft()
            self.blocks[block_id].ref_count = 1
            block_table.append(block_id)

    def deallocate(self, block_table):
        for block_id in reversed(block_table):
            self.blocks[block_id].ref_count -= 1
            if self.blocks[block_id].ref_count == 0:
                self.free_block_ids.append(block_id)


class PagedCache:
    def __init__(self, n_blocks, block_size, n_heads, width):
        self.manager = BlockManager(n_blocks, block_size)
        self.k_cache = np.zeros((n_blocks * block_size, n_heads, width))
        self.v_cache = np.zeros((n_blocks * block_size, n_heads, width))
        self.seqs = {}
        self.seq_id = 0

    @property
    def free_blocks(self):
        return len(self.manager.free_block_ids)

    def new(self):
        self.seq_id += 1
        self.seqs[self.seq_id] = {"block_table": [], "num_tokens": 0}
        return self.seq_id

    def slot_mapping(self, seq, start, end):
        size = self.manager.block_size
        return [seq["block_table"][i // size] * size + i % size for i in range(start, end)]

    def append(self, text, k, v):
        seq = self.seqs[text]
        start = seq["num_tokens"]
        for _ in range(k.shape[1]):
            self.manager.may_append(seq["num_tokens"], seq["block_table"])
            seq["num_tokens"] += 1
        slots = self.slot_mapping(seq, start, seq["num_tokens"])
        if slots:
            self.k_cache[slots] = k.transpose(1, 0, 2)
            self.v_cache[slots] = v.transpose(1, 0, 2)

    def gather(self, text):
        seq = self.seqs[text]
        slots = np.array(self.slot_mapping(seq, 0, seq["num_tokens"]), dtype=int)
        return self.k_cache[slots].transpose(1, 0, 2), self.v_cache[slots].transpose(1, 0, 2)

    def table(self, text):
        return list(self.seqs[text]["block_table"])

    def free(self, text):
        self.manager.deallocate(self.seqs.pop(text)["block_table"])
