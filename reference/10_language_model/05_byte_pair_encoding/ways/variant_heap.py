"""Right all the same: encode merges one occurrence at a time, by rank and place, from a heap over a linked list."""

import heapq


class Tokenizer:
    def __init__(self):
        self.reset()

    def reset(self):
        self.vocab = [bytes((i,)) for i in range(256)]
        self.vocab = dict(enumerate(self.vocab))
        self.merges = {}

    def train(self, text, vocab_size):
        if vocab_size < 256:
            raise ValueError(f"vocab_size={vocab_size}")
        self.reset()
        ids = self.encode(text)
        for new in range(256, vocab_size):
            seen = {}
            for place in range(1, len(ids)):
                seen.setdefault((ids[place - 1], ids[place]), []).append(place)
            if not seen:
                break
            pair = min(seen, key=lambda p: (-len(seen[p]), seen[p][0]))
            self.merges[pair] = new
            self.vocab[new] = b"".join(self.vocab[half] for half in pair)
            ids = self.encode(text)

    def encode(self, text):
        ids = list(text.encode())
        after, before = list(range(1, len(ids) + 1)), list(range(-1, len(ids) - 1))
        heap = []

        def push(i):
            j = after[i]
            if j < len(ids) and (ids[i], ids[j]) in self.merges:
                heapq.heappush(heap, (self.merges[ids[i], ids[j]], i, j, ids[i], ids[j]))

        for i in range(len(ids)):
            push(i)
        while heap:
            new, i, j, left, right = heapq.heappop(heap)
            if ids[i] != left or after[i] != j or ids[j] != right:
                continue
            ids[i], ids[j], after[i] = new, None, after[j]
            if after[i] < len(ids):
                before[after[i]] = i
            push(i)
            if before[i] >= 0:
                push(before[i])
        return [i for i in ids if i is not None]

    def decode(self, ids):
        return bytes(byte for i in ids for byte in self.vocab[i]).decode(errors="replace")


def cut(text):
    pieces, at = [], 0
    while at < len(text):
        start = at + 1 if text[at] == " " and not text[at + 1 : at + 2].isspace() else at
        end = ending(text, at) or run(text, start)
        if text[at:end].isspace() and end < len(text) and end - at > 1:
            end -= 1
        pieces.append(text[at:end])
        at = end
    return pieces


def ending(text, at):
    return next((at + len(e) for e in ("'s", "'t", "'m", "'d", "'re", "'ve", "'ll") if text[at:].startswith(e)), None)


def run(text, start):
    def kind(c):
        return (c.isspace(), c.isalpha(), c.isdecimal())

    end = start
    while end < len(text) and kind(text[end]) == kind(text[start]):
        end += 1
    return end
