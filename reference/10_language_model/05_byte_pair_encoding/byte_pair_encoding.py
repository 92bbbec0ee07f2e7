"""Byte pair encoding: notice that encode repeats what the training did to its text, merge by merge in that order."""

import re
from collections import Counter
from itertools import pairwise

PIECE = re.compile(
    r"'(?:s|t|re|ve|m|ll|d)"  # the ends of it's and we'll
    r"| ?[^\W\d_]+"  # letters
    r"| ?\d+"  # digits
    r"| ?(?:[^\w\s]|_)+"  # other signs
    r"|\s+(?!\S)|\s+"  # white space: the last character is left to the next piece, where it can be
)


class Tokenizer:
    """Byte pair encoding on the UTF-8 bytes of a text."""

    def __init__(self):
        self.merges = {}
        self.vocab = {i: bytes([i]) for i in range(256)}

    def train(self, text, vocab_size):
        """Learn merges from a text, forgetting those of an earlier training."""
        if vocab_size < 256:
            raise ValueError(f"there are 256 bytes, more than a vocabulary of {vocab_size}")
        self.__init__()
        ids = self.encode(text)
        while len(self.vocab) < vocab_size and len(ids) > 1:
            counts = Counter(pairwise(ids))  # remembers which pair came first, and max takes the first of equals
            pair, new = max(counts, key=counts.get), len(self.vocab)
            self.merges[pair] = new
            self.vocab[new] = self.vocab[pair[0]] + self.vocab[pair[1]]
            ids = replaced(ids, pair, new)

    def encode(self, text):
        """Turn a text into ids."""
        ids = list(text.encode("utf-8"))
        for pair, new in self.merges.items():  # in the order in which they were learnt
            ids = replaced(ids, pair, new)
        return ids

    def decode(self, ids):
        """Turn ids back into a text."""
        return b"".join(self.vocab[i] for i in ids).decode("utf-8", errors="replace")


def replaced(ids, pair, new):
    """The ids with each occurrence of a pair, from the left, replaced by a new id."""
    result, i = [], 0
    while i < len(ids):
        found = ids[i] == pair[0] and ids[i + 1 : i + 2] == [pair[1]]  # the first alone decides nearly always
        result.append(new if found else ids[i])
        i += 2 if found else 1
    return result


def cut(text):
    """Cut a text into words, numbers, signs and white space, as GPT-2 does."""
    return PIECE.findall(text)
