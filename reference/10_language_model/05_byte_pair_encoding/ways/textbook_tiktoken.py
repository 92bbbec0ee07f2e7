import collections
import itertools


class Tokenizer:
    def __init__(self):
        self.merges = {}
        self.vocab = {i: bytes([i]) for i in range(256)}

    def train(self, data, vocab_size):
        self.merges = {}
        self.vocab = {i: bytes([i]) for i in range(2**8)}
        parts = list(data.encode("utf-8"))
        while len(self.vocab) < vocab_size:
            stats = collections.Counter()
            for pair in itertools.pairwise(parts):
                stats[pair] += 1
            if not stats:
                break
            most_common_pair = max(stats, key=lambda x: stats[x])
            token = len(self.vocab)
            self.vocab[token] = self.vocab[most_common_pair[0]] + self.vocab[most_common_pair[1]]
            self.merges[most_common_pair] = token
            new_parts = []
            i = 0
            while i < len(parts) - 1:
                if (parts[i], parts[i + 1]) == most_common_pair:
                    new_parts.append(token)
                    i += 2
                else:
                    new_parts.append(parts[i])
                    i += 1
            if i == len(parts) - 1:
                new_parts.append(parts[i])
            parts = new_parts

    def encode(self, text):
        parts = list(text.encode("utf-8"))
        while True:
            min_idx = None
            min_rank = None
            for i, pair in enumerate(itertools.pairwise(parts)):
                rank = self.merges.get(pair)
                if rank is not None and (min_rank is None or rank < min_rank):
                    min_idx = i
                    min_rank = rank
            if min_rank is None:
                return parts
            parts = [*parts[:min_idx], min_rank, *parts[min_idx + 2 :]]

    def decode(self, tokens):
        return b"".join(self.vocab[token] for token in tokens).decode("utf-8", errors="replace")
