class Tokenizer:
    def __init__(self):
        self.merges = {}
        self.vocab = {}
        for i in range(256):
            self.vocab[i] = bytes([i])

    def train(self, text, vocab_size):
        tokens = list(text.encode("utf-8"))
        for new_id in range(256, vocab_size):
            counts = {}
            for i in range(len(tokens) - 1):
                pair = (tokens[i], tokens[i + 1])
                counts[pair] = counts.get(pair, 0) + 1
            if len(counts) == 0:
                return
            best = None
            for pair, count in counts.items():
                if best is None or count > counts[best]:
                    best = pair
            self.merges[best] = new_id
            self.vocab[new_id] = self.vocab[best[0]] + self.vocab[best[1]]
            self.replace(tokens, best, new_id)

    def replace(self, tokens, pair, new_id):
        i = 0
        while i < len(tokens) - 1:
            if tokens[i] == pair[0] and tokens[i + 1] == pair[1]:
                tokens[i] = new_id
                del tokens[i + 1]
            i += 1

    def encode(self, text):
        tokens = list(text.encode("utf-8"))
        for pair in sorted(self.merges, key=self.merges.get):
            self.replace(tokens, pair, self.merges[pair])
        return tokens

    def decode(self, ids):
        data = b""
        for i in ids:
            data += self.vocab[i]
        return data.decode("utf-8", "replace")
