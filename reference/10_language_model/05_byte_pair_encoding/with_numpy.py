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


ENDINGS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]


def _kind(character):
    kinds = {"letter": character.isalpha(), "digit": character.isdecimal(), "space": character.isspace()}
    return next((kind for kind, holds in kinds.items() if holds), "sign")


def cut(text):
    """Cut a text into words, numbers, signs and white space, as GPT-2 does."""
    kinds = np.array([_kind(character) for character in text] + ["end"])
    ends = np.flatnonzero(kinds[:-1] != kinds[1:]) + 1  # where a run of one kind ends
    pieces, at = [], 0
    while at < len(text):
        end = _end(text, at, kinds, ends)
        pieces.append(text[at:end])
        at = end
    return pieces


def _end(text, at, kinds, ends):
    """Where the piece ends that begins here."""
    ending = next((e for e in ENDINGS if text.startswith(e, at)), None)
    if ending:
        return at + len(ending)
    end = next(e for e in ends if e > at)
    if kinds[at] != "space" or end == len(text):
        return int(end)
    if end - at > 1:
        return int(end) - 1
    return int(end) if text[at] != " " else int(next(e for e in ends if e > end))
