"""Right all the same: ids are characters of a string, and str.replace does the merging."""

import itertools
import re
from collections import OrderedDict


class Tokenizer:
    def __init__(self):
        self.merges, self.vocab = OrderedDict(), OrderedDict((i, bytes([i])) for i in range(256))

    def train(self, text, vocab_size):
        if vocab_size < len(range(256)):
            raise ValueError(f"{vocab_size} is below 256")
        self.__init__()
        written = self._written(text)
        while len(self.vocab) < vocab_size and len(written) > 1:
            counts = {}
            for left, right in itertools.pairwise(written):
                counts[left + right] = counts.get(left + right, 0) + 1
            most = max(counts.values())
            pair = next(p for p, n in counts.items() if n == most)
            new = len(self.vocab)
            left, right = map(self._id, pair)
            self.merges[left, right] = new
            self.vocab[new] = self.vocab[left] + self.vocab[right]
            written = written.replace(pair, self._letter(new))

    @staticmethod
    def _letter(i):
        return chr(0x10000 + i)

    @staticmethod
    def _id(letter):
        return ord(letter) - 0x10000

    def _written(self, text):
        return "".join(self._letter(i) for i in text.encode("utf-8"))

    def encode(self, text):
        written = self._written(text)
        for (left, right), new in self.merges.items():
            written = written.replace(self._letter(left) + self._letter(right), self._letter(new))
        return [self._id(letter) for letter in written]

    def decode(self, ids):
        return b"".join(self.vocab[i] for i in ids).decode("utf-8", "replace")


def cut(text):
    letters, signs = r"(?:(?!\d)[^\W_])+", r"(?:(?![^\W_])\S)+"
    spaces = r"\s+(?=\s\S)|\s+$|\s"
    return [found[0] for found in re.finditer(rf"'[stmd]|'re|'ve|'ll| ?(?:{letters}|\d+|{signs})|{spaces}", text)]
