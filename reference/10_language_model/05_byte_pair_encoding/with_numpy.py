"""Byte pair encoding on arrays: a pair is one number, counted by np.unique."""

import numpy as np


class Tokenizer:
    """Byte pair encoding on the UTF-8 bytes of a text."""

    def __init__(self):
        self.merges, self.vocab = {}, {i: bytes([i]) for i in range(256)}

    def train(self, text, vocab_size):
        """Learn merges from a text, forgetting those of an earlier training."""
        if vocab_size < 256:
            raise ValueError(f"a vocabulary of {vocab_size} has no room for 256 bytes")
        self.merges, self.vocab = {}, {i: bytes([i]) for i in range(256)}
        ids = np.frombuffer(text.encode("utf-8"), np.uint8).astype(np.int64)
        for new in range(256, vocab_size):
            if len(ids) < 2:
                return
            pairs, first, counts = np.unique(ids[:-1] << 32 | ids[1:], return_index=True, return_counts=True)
            best = np.lexsort((first, -counts))[0]
            pair = int(pairs[best]) >> 32, int(pairs[best]) & (2**32 - 1)
            self.merges[pair], self.vocab[new] = new, self.vocab[pair[0]] + self.vocab[pair[1]]
            ids = _merged(ids, pair, new)

    def encode(self, text):
        """Turn a text into ids."""
        ids = np.frombuffer(text.encode("utf-8"), np.uint8).astype(np.int64)
        for pair, new in self.merges.items():
            ids = _merged(ids, pair, new)
        return ids.tolist()

    def decode(self, ids):
        """Turn ids back into a text."""
        return b"".join(map(self.vocab.__getitem__, ids)).decode("utf-8", errors="replace")


def _merged(ids, pair, new):
    starts = np.flatnonzero((ids[:-1] == pair[0]) & (ids[1:] == pair[1]))
    if pair[0] == pair[1]:  # of those that overlap, every other one
        run = np.cumsum(np.diff(starts, prepend=-2) > 1)
        place = np.arange(len(starts)) - np.searchsorted(run, run)
        starts = starts[place % 2 == 0]
    ids = ids.copy()
    ids[starts] = new
    return np.delete(ids, starts + 1)
