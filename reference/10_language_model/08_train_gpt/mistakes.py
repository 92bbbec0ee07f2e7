"""What beginners hand in for the training of a GPT, and what to tell them."""

import math

import torch
from torch.nn import functional as F
from train_gpt import batches, train

from dojo import edit, mistake

edit(
    "clips_each_gradient_alone",
    "Each gradient is clipped to max_norm by a norm of its own, which turns the step aside. The norm is that of all"
    " gradients together: clip them in one call.",
    (
        "clipped, _ = clip_by_norm([p.grad for p in parameters], max_norm)",
        "clipped = [clip_by_norm([p.grad], max_norm)[0][0] for p in parameters]",
    ),
)
edit(
    "decays_no_vectors",
    "Biases and gains are left out of the weight decay. Many recipes do that, but here AdamW's default decays all"
    " parameters alike: one optimizer for all of them.",
    (
        "optimizer, losses = AdamW(parameters), []",
        "optimizer, losses = AdamW([p for p in parameters if p.ndim > 1]), []\n"
        "vectors = AdamW([p for p in parameters if p.ndim < 2], weight_decay=0.0)",
    ),
    ("optimizer.lr = ", "optimizer.lr = vectors.lr = "),
    (
        "optimizer.step(clipped)",
        "optimizer.step([c for c in clipped if c.ndim > 1])\nvectors.step([c for c in clipped if c.ndim < 2])",
    ),
)

# ------------------------------------------------------------------------------------- batches


def _windows(ids, starts, context):
    return ids[starts[:, None] + torch.arange(context + 1, device=ids.device)]


def _starts(ids, context, size, generator, more=0):
    if len(ids) <= context:
        raise ValueError(f"{len(ids)} tokens, a context of {context}")
    return torch.randint(len(ids) - context + more, (size,), generator=generator, device=ids.device)


@mistake(
    "batches",
    "The targets are the inputs themselves, so that the model learns to copy. The target of each token is the next"
    " one: y is x, one token later.",
)
def does_not_shift_the_targets(ids, context, size, generator):
    x, _ = batches(ids, context, size, generator)
    return x, x.clone()


@mistake(
    "batches",
    "The targets are the tokens before those of x: the model learns to tell the past. The target of each token is the"
    " next one.",
)
def shifts_the_other_way(ids, context, size, generator):
    return batches(ids, context, size, generator)[::-1]


@mistake(
    "batches",
    "x and y are one token too long, or too short. A window of context + 1 tokens gives context inputs, all but its"
    " last token, and context targets, all but its first.",
)
def makes_windows_too_short(ids, context, size, generator):
    x, y = batches(ids, context, size, generator)
    return x[:, 1:], y[:, 1:]


@mistake(
    "batches",
    "The last window is never drawn: there are n - context places to start, and torch.randint leaves out its upper"
    " bound by itself.",
)
def leaves_out_the_last_window(ids, context, size, generator):
    return batches(ids[:-1] if len(ids) > context + 1 else ids, context, size, generator)


@mistake(
    "batches",
    "The first window is never drawn. torch.randint(n - context, ...) begins at 0.",
)
def leaves_out_the_first_window(ids, context, size, generator):
    return batches(ids[1:] if len(ids) > context + 1 else ids, context, size, generator)


@mistake(
    "batches",
    "The starts run too far: the window of the last one needs a token after the end of the text. There are n - context"
    " places to start.",
)
def starts_too_late(ids, context, size, generator):
    return _split(_windows(ids, _starts(ids, context, size, generator, more=1), context))


def _split(windows):
    return windows[:, :-1], windows[:, 1:]


@mistake(
    "batches",
    "The windows do not overlap: they begin at multiples of context. Any place in the text may start one, so that each"
    " token is predicted from short and from long beginnings.",
)
def cuts_the_text_in_pieces(ids, context, size, generator):
    starts = _starts(ids, context, size, generator)
    return _split(_windows(ids, starts // context * context, context))


@mistake("batches", "All rows of a batch are the same window. Draw a start for each row.")
def draws_one_window(ids, context, size, generator):
    return _split(_windows(ids, _starts(ids, context, 1, generator).expand(size), context))


@mistake(
    "batches",
    "The windows of a batch lie side by side in the text. Draw a start for each row, and not one for the batch.",
)
def draws_neighbours(ids, context, size, generator):
    first = _starts(ids, context, 1, generator)
    starts = (first + torch.arange(size, device=ids.device)) % (len(ids) - context)
    return _split(_windows(ids, starts, context))


@mistake(
    "batches",
    "The given generator is not used. Pass it on: torch.randint(..., generator=generator).",
)
def does_not_use_the_generator(ids, context, size, generator):
    return batches(ids, context, size, None)


@mistake(
    "batches",
    "The generator is seeded anew at each call, and so every batch is the same. It is seeded by the caller; just draw"
    " from it.",
)
def seeds_the_generator(ids, context, size, generator):
    return batches(ids, context, size, generator.manual_seed(0))


@mistake("batches", "x and y are (context, size). A batch has a row for each window: (size, context).")
def puts_windows_in_columns(ids, context, size, generator):
    x, y = batches(ids, context, size, generator)
    return x.T, y.T


@mistake(
    "batches",
    "A text without a window sometimes fails, or gives windows that are too short. Raise a ValueError that says how"
    " long the text is.",
)
def takes_short_texts(ids, context, size, generator):
    return _split(_windows(ids, torch.randint(len(ids) - context, (size,), generator=generator), context))


@mistake(
    "batches",
    "The length of the text is checked with assert, which raises an AssertionError, and which python -O skips. Use if,"
    " and raise a ValueError.",
)
def asserts_the_length(ids, context, size, generator):
    assert len(ids) > context, f"{len(ids)} tokens, a context of {context}"
    return batches(ids, context, size, generator)


# --------------------------------------------------------------------------------------- train


def _clip(parameters, max_norm):
    torch.nn.utils.clip_grad_norm_(parameters, max_norm)


def _clip_each(parameters, max_norm):
    for parameter in parameters:
        torch.nn.utils.clip_grad_norm_([parameter], max_norm)


def _clip_values(parameters, max_norm):
    torch.nn.utils.clip_grad_value_(parameters, max_norm)


def _rate(k, lr, warmup, steps):
    return lr * (k + 1) / warmup if k < warmup else _cosine(k - warmup, lr, steps - warmup)


def _cosine(k, lr, steps):
    return lr * (1 + math.cos(math.pi * min(k / max(steps, 1), 1))) / 2


def _adamw(parameters, **options):
    return torch.optim.AdamW(parameters, **options)


def _train(
    model,
    ids,
    steps,
    *,
    generator,
    size=24,
    lr=5e-3,
    warmup=20,
    max_norm=1.0,
    draw=batches,
    loss=F.cross_entropy,
    rate=_rate,
    clip=_clip,
    make=_adamw,
    learns=True,
    zero=True,
    sign=1,
    once=False,
    anew=False,
    told=lambda loss: loss.item(),
    mode=True,
):
    """The training in steps, each of which a mistake may take otherwise."""
    parameters, losses = list(model.parameters()), []
    optimizer, drawn = make(parameters), []
    model.train(mode)
    for k in range(steps):
        drawn.append(drawn[0] if drawn and once else draw(ids, model.context, size, generator))
        found = loss(model(drawn[k][0]).flatten(0, 1), drawn[k][1].flatten())
        optimizer = make(parameters) if anew else optimizer
        if zero:
            optimizer.zero_grad()
        (sign * found).backward()
        clip(parameters, max_norm)
        optimizer.param_groups[0]["lr"] = rate(k, lr, warmup, steps)
        if learns:
            optimizer.step()
        losses.append(told(found))
    return losses


@mistake("train", "The model does not learn: the losses are computed, but the optimizer never makes a step.")
def makes_no_step(model, ids, steps, **options):
    return _train(model, ids, steps, learns=False, **options)


@mistake("train", "The loss grows: each step goes up the gradient. Go down: subtract it.")
def goes_up(model, ids, steps, **options):
    return _train(model, ids, steps, sign=-1, **options)


@mistake(
    "train",
    "The gradients of all steps add up. Set them to zero before each backward pass: model.zero_grad().",
)
def never_sets_the_gradients_back(model, ids, steps, **options):
    return _train(model, ids, steps, zero=False, **options)


edit(
    "never_sets_the_gradients_of_a_new_list_back",
    "The gradients of all steps add up. Set them to zero before each backward pass: model.zero_grad().",
    ("optimizer.zero_grad()", "pass"),
)


@mistake(
    "train",
    "The targets are the inputs themselves, so that the model learns to copy. Compare model(x) with y: the next tokens"
    " are to be predicted.",
)
def learns_to_copy(model, ids, steps, **options):
    return _train(model, ids, steps, draw=does_not_shift_the_targets, **options)


@mistake(
    "train",
    "The gradients are not clipped when the step is made: clipping is left out, or comes after step(), or its result is"
    " not used. Clip between backward() and step().",
)
def does_not_clip(model, ids, steps, **options):
    return _train(model, ids, steps, clip=lambda *_: None, **options)


@mistake("train", "max_norm has no effect: the gradients are always clipped to the norm 1.")
def ignores_max_norm(model, ids, steps, *, max_norm=1.0, **options):
    return _train(model, ids, steps, **options)


@mistake(
    "train", "Each entry of the gradients is cut off at max_norm. Shorten all of them by one factor: clip by norm."
)
def clips_by_value(model, ids, steps, **options):
    return _train(model, ids, steps, clip=_clip_values, **options)


@mistake(
    "train",
    "The schedule is one step ahead: k is the number of updates already made, 0 for the first step.",
)
def begins_the_schedule_at_1(model, ids, steps, **options):
    return _train(model, ids, steps, rate=lambda k, *given: _rate(k + 1, *given), **options)


@mistake(
    "train",
    "The schedule is one step late: the rate is set after the step, or k counts from -1. k is the number of updates"
    " already made.",
)
def sets_the_rate_after_the_step(model, ids, steps, **options):
    return _train(model, ids, steps, rate=lambda k, *given: _rate(max(k - 1, 0), *given), **options)


@mistake(
    "train", "The learning rate is the same at each step. Set it before each: warmup_cosine_lr(k, lr, warmup, steps)."
)
def keeps_the_rate(model, ids, steps, **options):
    return _train(model, ids, steps, rate=lambda k, lr, *_: lr, **options)


@mistake("train", "The rate rises, and then stays. After the warmup it falls to 0 along a cosine.")
def never_lowers_the_rate(model, ids, steps, **options):
    return _train(model, ids, steps, rate=lambda k, lr, warmup, _: lr * min((k + 1) / max(warmup, 1), 1), **options)


@mistake("train", "There is no warmup: the rate begins at lr. It rises to lr in the first `warmup` steps.")
def does_not_warm_up(model, ids, steps, **options):
    return _train(model, ids, steps, rate=lambda k, lr, _, total: _cosine(k, lr, total), **options)


@mistake("train", "The first step has the rate 0, and is wasted. In the warmup the rate is lr (k + 1) / warmup.")
def wastes_the_first_step(model, ids, steps, **options):
    def rate(k, lr, warmup, total):
        return lr * k / warmup if k < warmup else _cosine(k - warmup, lr, total - warmup)

    return _train(model, ids, steps, rate=rate, **options)


@mistake("train", "The cosine runs over all steps, the warmup included. It runs over those after it, steps - warmup.")
def lets_the_cosine_run_over_all_steps(model, ids, steps, **options):
    def rate(k, lr, warmup, total):
        return lr * (k + 1) / warmup if k < warmup else _cosine(k, lr, total)

    return _train(model, ids, steps, rate=rate, **options)


@mistake("train", "lr has no effect: the largest rate is always 5e-3.")
def ignores_lr(model, ids, steps, *, lr=5e-3, **options):
    return _train(model, ids, steps, **options)


@mistake("train", "warmup has no effect: the rate always rises in 20 steps.")
def ignores_warmup(model, ids, steps, *, warmup=20, **options):
    return _train(model, ids, steps, **options)


@mistake("train", "size has no effect: every batch has 24 windows.")
def ignores_size(model, ids, steps, *, size=24, **options):
    return _train(model, ids, steps, **options)


@mistake("train", "These are the steps of Adam: the weights do not decay. AdamW has a weight decay of 0.01.")
def takes_adam(model, ids, steps, **options):
    return _train(model, ids, steps, make=torch.optim.Adam, **options)


@mistake(
    "train",
    "The weight decay is added to the gradient, where Adam divides it by the typical gradient. AdamW takes it off the"
    " weights themselves.",
)
def decays_in_the_gradient(model, ids, steps, **options):
    return _train(model, ids, steps, make=lambda p: torch.optim.Adam(p, weight_decay=0.01), **options)


@mistake("train", "The weight decay is 0.1. Leave AdamW its defaults: 0.01, betas (0.9, 0.999).")
def decays_too_much(model, ids, steps, **options):
    return _train(model, ids, steps, make=lambda p: _adamw(p, weight_decay=0.1), **options)


@mistake("train", "The betas are (0.9, 0.95). Leave AdamW its defaults: (0.9, 0.999), a weight decay of 0.01.")
def forgets_sooner(model, ids, steps, **options):
    return _train(model, ids, steps, make=lambda p: _adamw(p, betas=(0.9, 0.95)), **options)


@mistake(
    "train", "The optimizer is created anew at each step, and so forgets its averages. Make it once, before the loop."
)
def makes_the_optimiser_anew(model, ids, steps, **options):
    return _train(model, ids, steps, anew=True, **options)


@mistake(
    "train", "These are steps of plain gradient descent. Make those of AdamW, which divides by the typical gradient."
)
def takes_sgd(model, ids, steps, **options):
    return _train(model, ids, steps, make=lambda p: torch.optim.SGD(p, lr=0.1), **options)


@mistake(
    "train",
    "One batch is drawn, and used for all steps: the model learns it by heart, and knows nothing of other text. Draw a"
    " new one for each step.",
)
def draws_once(model, ids, steps, **options):
    return _train(model, ids, steps, once=True, **options)


@mistake("train", "The losses are sums over a batch. They are means, so that they can be compared whatever its size.")
def sums_the_losses(model, ids, steps, **options):
    def loss(logits, targets):
        return F.cross_entropy(logits, targets, reduction="sum")

    return _train(model, ids, steps, loss=loss, **options)


@mistake(
    "train",
    "There is a softmax before cross_entropy, which has one of its own.",
)
def takes_the_softmax_twice(model, ids, steps, **options):
    def loss(logits, targets):
        return F.cross_entropy(logits.softmax(dim=-1), targets)

    return _train(model, ids, steps, loss=loss, **options)


@mistake("train", "The losses are tensors, and each keeps its whole graph in memory. Append loss.item(): a float.")
def returns_tensors(model, ids, steps, **options):
    return _train(model, ids, steps, told=lambda loss: loss, **options)


@mistake("train", "Only the last loss is returned. Append one for each step to a list, and return it.")
def returns_the_last_loss(model, ids, steps, **options):
    return train(model, ids, steps, **options)[-1:]


@mistake("train", "The loss is measured after the step. Return the one from which the gradients were computed.")
def tells_the_loss_after_the_step(model, ids, steps, **options):
    losses = train(model, ids, steps, **options)
    with torch.no_grad():
        x, y = batches(ids, model.context, 24, options["generator"])
        return [*losses[1:], F.cross_entropy(model(x).flatten(0, 1), y.flatten()).item()]


@mistake(
    "train",
    "The model learns in the mode in which it is, so that dropout does not act after eval(). Call model.train() first.",
)
def stays_in_its_mode(model, ids, steps, **options):
    return _train(model, ids, steps, mode=model.training, **options)


# ---------------------------------------------------------------------------------- perplexity


def _perplexity(model, ids, *, step=None, mean=None, last=True, mode=False, back=True, least=2, shift=1):
    """The perplexity in steps, each of which a mistake may take otherwise."""
    if len(ids) < least:
        raise ValueError(f"{len(ids)} tokens")
    was_training, losses, c = model.training, [], model.context
    model.train(mode)
    for start in range(0, len(ids) - 1, step or c):
        piece = ids[start : start + c + 1]
        if len(piece) > 1 and (last or len(piece) == c + 1 or not losses):
            losses.append(
                F.cross_entropy(model(piece[None, :-1])[0], piece[shift : len(piece) - 1 + shift], reduction="none")
            )
    if back:
        model.train(was_training)
    return mean(losses) if mean else torch.cat(losses).mean().exp().item()


@mistake(
    "perplexity",
    "Every piece counts alike, though the last one may be shorter. Each token counts alike: sum the losses of all, and"
    " divide by n - 1.",
)
@torch.no_grad()
def weighs_every_piece_alike(model, ids):
    return _perplexity(model, ids, mean=lambda losses: torch.stack([one.mean() for one in losses]).mean().exp().item())


@mistake(
    "perplexity",
    "This is the mean of the pieces' perplexities. The mean comes first, over the losses of all tokens, and exp after"
    " it.",
)
@torch.no_grad()
def averages_perplexities(model, ids):
    return _perplexity(model, ids, mean=lambda losses: torch.stack([one.mean().exp() for one in losses]).mean().item())


@mistake("perplexity", "This is the mean of exp(loss). The mean comes first, and exp after it.")
@torch.no_grad()
def takes_exp_before_the_mean(model, ids):
    return _perplexity(model, ids, mean=lambda losses: torch.cat(losses).exp().mean().item())


@mistake("perplexity", "This is the mean loss. The perplexity is exp of it.")
@torch.no_grad()
def gives_the_loss(model, ids):
    return _perplexity(model, ids, mean=lambda losses: torch.cat(losses).mean().item())


@mistake("perplexity", "This is 2 to the power of the loss. The loss is in nats, so take exp of it.")
@torch.no_grad()
def takes_powers_of_2(model, ids):
    return _perplexity(model, ids, mean=lambda losses: 2 ** torch.cat(losses).mean().item())


@mistake("perplexity", "This is exp of the sum of the losses. Divide by n - 1, the number of predictions.")
@torch.no_grad()
def does_not_divide(model, ids):
    return _perplexity(model, ids, mean=lambda losses: torch.cat(losses).sum().exp().item())


@mistake("perplexity", "The sum is divided by n. A text of n tokens has n - 1 predictions.")
@torch.no_grad()
def divides_by_n(model, ids):
    return _perplexity(model, ids, mean=lambda losses: (torch.cat(losses).sum() / len(ids)).exp().item())


@mistake(
    "perplexity",
    "Between two pieces a token is not predicted. Each piece begins with the token that the one before it ended with,"
    " its last target.",
)
@torch.no_grad()
def loses_a_token_between_pieces(model, ids):
    return _perplexity(model, ids, step=model.context + 1)


@mistake("perplexity", "The last piece is left out where it is shorter. Its tokens count as all others do.")
@torch.no_grad()
def leaves_out_the_last_piece(model, ids):
    return _perplexity(model, ids, last=False)


@mistake(
    "perplexity", "The targets are the inputs themselves. The model predicts the next token: ids[1:] for ids[:-1]."
)
@torch.no_grad()
def predicts_the_token_itself(model, ids):
    return _perplexity(model, ids, shift=0)


@mistake(
    "perplexity",
    "The whole text is handed to the model, which accepts at most `model.context` tokens. Cut it into pieces.",
)
@torch.no_grad()
def hands_over_the_whole_text(model, ids):
    was_training = model.training
    model.eval()
    loss = F.cross_entropy(model(ids[None, :-1])[0], ids[1:])
    model.train(was_training)
    return loss.exp().item()


@mistake("perplexity", "Gradients are recorded while the perplexity is measured. Put torch.no_grad() around it.")
def records_gradients(model, ids):
    return _perplexity(model, ids)


@mistake("perplexity", "The model is measured in training mode, where dropout acts. Call model.eval() before.")
@torch.no_grad()
def measures_in_training_mode(model, ids):
    return _perplexity(model, ids, mode=model.training)


@mistake(
    "perplexity", "The model is left in eval mode, though it was in training. Remember the mode before, and restore it."
)
@torch.no_grad()
def leaves_the_model_in_eval_mode(model, ids):
    return _perplexity(model, ids, back=False)


@mistake(
    "perplexity",
    "The model is in training mode afterwards, though it was in eval mode. Remember the mode before, and restore it.",
)
@torch.no_grad()
def always_ends_in_training_mode(model, ids):
    found = _perplexity(model, ids)
    model.train()
    return found


@mistake(
    "perplexity",
    "A text without anything to predict gives NaN, or an error of torch's. Raise a ValueError: at least two tokens.",
)
@torch.no_grad()
def takes_one_token(model, ids):
    return _perplexity(
        model, ids, least=0, mean=lambda losses: torch.cat([torch.zeros(0), *losses]).mean().exp().item()
    )
