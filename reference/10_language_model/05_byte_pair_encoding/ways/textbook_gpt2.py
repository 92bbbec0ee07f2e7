from collections import Counter


def get_pairs(word):
    pairs = []
    prev_char = word[0]
    for char in word[1:]:
        pairs.append((prev_char, char))
        prev_char = char
    return pairs


class Tokenizer:
    def __init__(self):
        self.vocab = {i: bytes([i]) for i in range(256)}
        self.merges = {}

    def train(self, text, vocab_size):
        self.__init__()
        tokens = tuple(text.encode("utf8"))
        while len(self.vocab) < vocab_size and len(tokens) > 1:
            bigram, _ = Counter(get_pairs(tokens)).most_common(1)[0]
            self.merges[bigram] = len(self.vocab)
            self.vocab[len(self.vocab)] = b"".join(self.vocab[i] for i in bigram)
            tokens = self.apply(tokens, bigram)

    def apply(self, word, bigram):
        first, second = bigram
        new_word = []
        i = 0
        while i < len(word):
            try:
                j = word.index(first, i)
                new_word.extend(word[i:j])
                i = j
            except ValueError:
                new_word.extend(word[i:])
                break
            if word[i] == first and i < len(word) - 1 and word[i + 1] == second:
                new_word.append(self.merges[bigram])
                i += 2
            else:
                new_word.append(word[i])
                i += 1
        return tuple(new_word)

    def encode(self, text):
        word = tuple(text.encode("utf8"))
        while len(word) > 1:
            bigram = min(get_pairs(word), key=lambda pair: self.merges.get(pair, float("inf")))
            if bigram not in self.merges:
                break
            word = self.apply(word, bigram)
        return list(word)

    def decode(self, tokens):
        return bytearray(b"".join([self.vocab[token] for token in tokens])).decode("utf-8", errors="replace")
