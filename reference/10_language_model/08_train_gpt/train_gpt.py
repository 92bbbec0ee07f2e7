"""Training a GPT: notice that a step knows nothing of what is inside the model, which gives logits and gradients."""

import torch

from mine.adamw import AdamW
from mine.cross_entropy import cross_entropy
from mine.gradient_clipping import clip_by_norm
from mine.lr_schedules import warmup_cosine_lr


def batches(ids, context, size, generator):
    """Draw windows of a text, and the same windows one token later."""
    starts = len(ids) - context  # how many there are: the last window ends with the text
    if starts < 1:
        raise ValueError(f"{len(ids)} tokens have no window of {context} + 1")
    first = torch.randint(starts, (size, 1), generator=generator, device=ids.device)
    windows = ids[first + torch.arange(context + 1, device=ids.device)]  # (size, context + 1)
    return windows[:, :-1], windows[:, 1:]


def next_token_loss(model, x, y):
    """How surprised the model is by the next tokens: the loss where no other is given."""
    return cross_entropy(model(x), y)


def train(model, ids, steps, *, generator, size=24, lr=5e-3, warmup=20, max_norm=1.0, loss_of=None):
    """Teach a model to predict each token of a text from those before it."""
    loss_of = loss_of or next_token_loss
    parameters = list(model.parameters())
    optimizer, losses = AdamW(parameters), []
    model.train()
    for k in range(steps):
        x, y = batches(ids, model.context, size, generator)
        loss = loss_of(model, x, y)
        optimizer.zero_grad()
        loss.backward()
        clipped, _ = clip_by_norm([p.grad for p in parameters], max_norm)
        optimizer.lr = warmup_cosine_lr(k, lr, warmup, steps)
        optimizer.step(clipped)
        losses.append(loss.item())
    return losses


@torch.no_grad()
def perplexity(model, ids):
    """How many tokens a model hesitates between, in the mean over a text."""
    if len(ids) < 2:
        raise ValueError(f"{len(ids)} tokens: there is nothing to predict")
    was_training = model.training
    model.eval()
    pieces = zip(ids[:-1].split(model.context), ids[1:].split(model.context), strict=True)
    total = sum(cross_entropy(model(x[None])[0], y, reduction="sum") for x, y in pieces)
    model.train(was_training)
    return (total / (len(ids) - 1)).exp().item()
