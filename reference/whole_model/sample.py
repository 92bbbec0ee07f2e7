"""Let the trained GPT write."""

import sys
from pathlib import Path

import torch

from mine.model import GPT
from mine.train import CONTEXT


@torch.no_grad()
def generate(model, ids, count, temperature=0.8, top_k=20, generator=None):
    model.eval()
    for _ in range(count):
        logits = model(ids[:, -model.context :])[:, -1] / temperature
        least = logits.topk(min(top_k, logits.shape[-1])).values[:, -1:]
        logits = logits.masked_fill(logits < least, -torch.inf)
        following = torch.multinomial(logits.softmax(dim=-1), 1, generator=generator)
        ids = torch.cat([ids, following], dim=1)
    return ids


if __name__ == "__main__":
    state, letters = torch.load(Path(__file__).with_name("whole_model.pt"))
    model = GPT(len(letters), CONTEXT)
    model.load_state_dict(state)
    start = sys.argv[1] if len(sys.argv) > 1 else "The "
    ids = torch.tensor([[letters.index(letter) for letter in start]])
    written = generate(model, ids, 300, generator=torch.Generator().manual_seed(0))
    print("".join(letters[i] for i in written[0]))
