import itertools

import torch
from torch import nn
from torch.nn import functional as F


class BigramLanguageModel(nn.Module):
    def __init__(self, vocab_size):
        super().__init__()
        self.token_embedding_table = nn.Embedding(vocab_size, vocab_size)
        nn.init.zeros_(self.token_embedding_table.weight)

    def forward(self, idx, targets):
        logits = self.token_embedding_table(idx)
        return F.cross_entropy(logits, targets)


def encode(text, alphabet):
    stoi = {s: i for i, s in enumerate(alphabet)}
    return torch.tensor([stoi[c] for c in text])


def count(text, alphabet):
    N = torch.zeros((len(alphabet), len(alphabet)), dtype=torch.int32)
    ids = encode(text, alphabet)
    for ix1, ix2 in itertools.pairwise(ids):
        N[ix1, ix2] += 1
    return N.numpy()


def probabilities(counts, smoothing=1.0):
    P = torch.tensor(counts).float() + smoothing
    P /= P.sum(1, keepdim=True)
    return P.numpy()


def perplexity(probs, text, alphabet):
    ids = encode(text, alphabet)
    return torch.exp(-torch.log(torch.tensor(probs)[ids[:-1], ids[1:]]).mean()).item()


def train(text, alphabet, lr, steps):
    data = encode(text, alphabet)
    model = BigramLanguageModel(len(alphabet))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(steps):
        loss = model(data[:-1], data[1:])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return F.softmax(model.token_embedding_table.weight.detach(), dim=-1).numpy()


def sample(probs, alphabet, start, u):
    out, ix = [], alphabet.index(start)
    for r in u:
        ix = int(torch.searchsorted(torch.tensor(probs[ix]).cumsum(0), r, right=True))
        out.append(alphabet[ix])
    return "".join(out)
