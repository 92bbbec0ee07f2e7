"""Train the GPT on Python's own manual."""

import math
from pathlib import Path
from pydoc_data.topics import topics

import torch
from torch.nn import functional

from mine.model import GPT

CONTEXT, BATCH, STEPS, WARM_UP, RATE = 32, 24, 700, 40, 3e-3


def load():
    text = "\n\n".join(topics[name] for name in sorted(topics))[:120_000]
    letters = sorted(set(text))
    ids = torch.tensor([letters.index(letter) for letter in text])
    cut = int(0.9 * len(ids))
    return letters, ids[:cut], ids[cut:]


def batch_of(ids, size, generator):
    starts = torch.randint(len(ids) - CONTEXT, (size,), generator=generator)
    x = torch.stack([ids[start : start + CONTEXT] for start in starts])
    y = torch.stack([ids[start + 1 : start + 1 + CONTEXT] for start in starts])
    return x, y


def loss_of(model, x, y):
    logits = model(x)
    return functional.cross_entropy(logits.view(-1, logits.shape[-1]), y.reshape(-1))


def rate_at(step):
    if step < WARM_UP:
        return RATE * (step + 1) / WARM_UP
    done = (step - WARM_UP) / (STEPS - WARM_UP)
    return RATE * (0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * done)))


def optimizer_of(model):
    matrices = [p for p in model.parameters() if p.dim() >= 2]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.95))


def step_of(model, optimizer, x, y, rate):
    for group in optimizer.param_groups:
        group["lr"] = rate
    loss = loss_of(model, x, y)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()


@torch.no_grad()
def held_out(model, ids):
    model.eval()
    x, y = batch_of(ids, 64, torch.Generator().manual_seed(1))
    loss = loss_of(model, x, y).item()
    model.train()
    return loss


def train(steps=STEPS, say=print):
    torch.manual_seed(0)
    letters, ids, kept = load()
    model, generator = GPT(len(letters), CONTEXT), torch.Generator().manual_seed(0)
    optimizer = optimizer_of(model)
    for step in range(steps):
        x, y = batch_of(ids, BATCH, generator)
        loss = step_of(model, optimizer, x, y, rate_at(step))
        if step % 100 == 0:
            say(f"step {step:4}  training {loss:.3f}  held out {held_out(model, kept):.3f}")
    last = held_out(model, kept)
    say(f"step {steps:4}  held out {last:.3f} nats a letter")
    return model, letters, last


if __name__ == "__main__":
    torch.set_num_threads(1)
    model, letters, _ = train()
    torch.save((model.state_dict(), letters), Path(__file__).with_name("whole_model.pt"))
