"""What beginners hand in for the training of a GPT, and what to tell them."""

import math

import torch
from torch.nn import functional as F
from train_gpt import batches, perplexity

from dojo import commonest, edit, ideas, mistake

ideas(
    whole_for_slice="clips_each_gradient_alone draws_one_window draws_neighbours",
    sum_for_mean="sums_the_losses does_not_divide",
    wrong_divisor="weighs_every_piece_alike",
    missing_term="makes_no_step does_not_warm_up",
    sign="goes_up",
    transposed="puts_windows_in_columns",
    swapped_arguments=(
        "hands_logits_to_loss_of hands_too_little_to_loss_of swaps_inputs_and_targets tells_the_cross_entropy"
    ),
    off_by_one=(
        "makes_windows_too_short starts_too_late begins_the_schedule_at_1 wastes_the_first_step divides_by_n "
        "loses_a_token_between_pieces"
    ),
    end_of_interval="leaves_out_the_last_window leaves_out_the_first_window leaves_out_the_last_piece",
    order_of_steps=(
        "does_not_clip sets_the_rate_after_the_step tells_the_loss_after_the_step averages_perplexities "
        "takes_exp_before_the_mean"
    ),
    stale_state=(
        "never_sets_the_gradients_back never_sets_the_gradients_of_a_new_list_back draws_once "
        "takes_gradients_from_before goes_on_with_the_optimiser"
    ),
    state_not_kept="makes_the_optimiser_anew",
    not_accumulated="returns_the_last_loss",
    counted_twice="adds_the_other_loss",
    wrong_exception="asserts_the_length takes_one_token",
    silent_error="takes_short_texts",
    refuses_what_is_allowed="hands_over_the_whole_text",
    default_value=(
        "decays_no_vectors ignores_max_norm ignores_lr ignores_warmup ignores_size ignores_loss_of "
        "does_not_use_the_generator decays_too_much forgets_sooner"
    ),
    shifted_targets="does_not_shift_the_targets shifts_the_other_way learns_to_copy predicts_the_token_itself",
    base_or_units="takes_powers_of_2",
    wrong_distribution="cuts_the_text_in_pieces seeds_the_generator",
    train_eval_mode=(
        "stays_in_its_mode measures_in_training_mode leaves_the_model_in_eval_mode always_ends_in_training_mode"
    ),
    hidden_cost="returns_tensors asks_for_the_other_loss_twice records_gradients",
    wrong_formula=(
        "clips_by_value keeps_the_rate never_lowers_the_rate lets_the_cosine_run_over_all_steps takes_adam "
        "decays_in_the_gradient takes_sgd"
    ),
    logit_or_probability="takes_the_softmax_twice",
    other_kind_of_result="gives_the_loss",
)
commonest("does_not_shift_the_targets", "never_sets_the_gradients_back", "does_not_clip")

edit(
    "clips_each_gradient_alone",
    "Each gradient is clipped to max_norm by a norm of its own, which changes the direction of the step. The norm is"
    " that of all gradients together: clip them in one call.",
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


edit(
    "does_not_shift_the_targets",
    "The targets are the inputs themselves, so the model learns to copy. The target of each token is the next one: y"
    " is x, one token later.",
    ("windows[:, :-1], windows[:, 1:]", "windows[:, :-1], windows[:, :-1]"),
)

edit(
    "shifts_the_other_way",
    "The targets are the tokens before those of x, so the model learns to tell the past. The target of each token is"
    " the next one.",
    ("windows[:, :-1], windows[:, 1:]", "windows[:, 1:], windows[:, :-1]"),
)

edit(
    "makes_windows_too_short",
    "x and y are one token too long, or too short. A window of context + 1 tokens gives context inputs, all but its"
    " last token, and context targets, all but its first.",
    ("torch.arange(context + 1, ", "torch.arange(context, "),
)

edit(
    "leaves_out_the_last_window",
    "The last window is never drawn: there are n - context places to start, and torch.randint leaves out its upper"
    " bound by itself.",
    ("torch.randint(starts, ", "torch.randint(max(starts - 1, 1), "),
)

edit(
    "leaves_out_the_first_window",
    "The first window is never drawn. torch.randint(n - context, ...) begins at 0.",
    ("torch.randint(starts, ", "torch.randint(min(1, starts - 1), starts, "),
)

edit(
    "starts_too_late",
    "The starts run too far, because the window of the last one needs a token after the end of the text. There are n -"
    " context places to start.",
    ("torch.randint(starts, ", "torch.randint(starts + 1, "),
)

edit(
    "cuts_the_text_in_pieces",
    "The windows do not overlap, because they begin at multiples of context. Any place in the text may start one, so"
    " that each token is predicted from short and from long beginnings.",
    ("ids[first + ", "ids[first // context * context + "),
)

edit(
    "draws_one_window",
    "All rows of a batch are the same window. Draw a start for each row.",
    (
        "torch.randint(starts, (size, 1), generator=generator, device=ids.device)",
        "torch.randint(starts, (1, 1), generator=generator, device=ids.device).expand(size, 1)",
    ),
)

edit(
    "draws_neighbours",
    "The windows of a batch are side by side in the text. Draw a start for each row, and not one for the batch.",
    (
        "first = torch.randint(starts, (size, 1), generator=generator, device=ids.device)",
        "first = torch.randint(starts, (1, 1), generator=generator, device=ids.device)\n"
        "first = (first + torch.arange(size, device=ids.device)[:, None]) % starts",
    ),
)

edit(
    "does_not_use_the_generator",
    "The given generator is not used. Pass it on: torch.randint(..., generator=generator).",
    ("generator=generator, device", "device"),
)

edit(
    "seeds_the_generator",
    "The generator is seeded anew at each call, so every batch is the same. The caller seeds it; you only draw from"
    " it.",
    ("generator=generator, device", "generator=generator.manual_seed(0), device"),
)

edit(
    "puts_windows_in_columns",
    "x and y are (context, size). A batch has a row for each window: (size, context).",
    ("windows[:, :-1], windows[:, 1:]", "windows[:, :-1].T, windows[:, 1:].T"),
)

edit(
    "takes_short_texts",
    "A text without a window sometimes fails, or gives windows that are too short. Raise a ValueError that says how"
    " long the text is.",
    ('if starts < 1:\n    raise ValueError(f"{len(ids)} tokens have no window of {context} + 1")\nfirst', "first"),
)

edit(
    "asserts_the_length",
    "The length of the text is checked with assert, which raises an AssertionError, and which python -O skips. Use if,"
    " and raise a ValueError.",
    (
        'if starts < 1:\n    raise ValueError(f"{len(ids)} tokens have no window of {context} + 1")',
        'assert starts > 0, f"{len(ids)} tokens have no window of {context} + 1"',
    ),
)


# --------------------------------------------------------------------------------------- train


def _rate(k, lr, warmup, steps):
    return lr * (k + 1) / warmup if k < warmup else _cosine(k - warmup, lr, steps - warmup)


def _cosine(k, lr, steps):
    return lr * (1 + math.cos(math.pi * min(k / max(steps, 1), 1))) / 2


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
    loss_of=None,
    make=torch.optim.AdamW,
    zero=True,
):
    """The training with an optimiser of torch's."""
    optimizer, losses = make(model.parameters()), []
    model.train()
    for k in range(steps):
        x, y = batches(ids, model.context, size, generator)
        loss = loss_of(model, x, y) if loss_of else F.cross_entropy(model(x).flatten(0, 1), y.flatten())
        if zero:
            optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.param_groups[0]["lr"] = _rate(k, lr, warmup, steps)
        optimizer.step()
        losses.append(loss.item())
    return losses


edit(
    "makes_no_step",
    "The model does not learn: the losses are computed, but the optimizer never takes a step.",
    ("optimizer.step(clipped)\nlosses", "losses"),
)

edit(
    "goes_up",
    "The loss grows, because each step goes up the gradient. Go down: subtract it.",
    ("loss.backward()", "(-loss).backward()"),
)


@mistake(
    "train",
    "The gradients of all steps add up. Set them to zero before each backward pass: model.zero_grad().",
)
def never_sets_the_gradients_back(model, ids, steps, **options):
    return _train(model, ids, steps, zero=False, **options)


edit(
    "never_sets_the_gradients_of_a_new_list_back",
    "The gradients of all steps add up. Set them to zero before each backward pass: model.zero_grad().",
    ("optimizer.zero_grad()\nloss.backward()", "loss.backward()"),
)

edit(
    "learns_to_copy",
    "The targets are the inputs themselves, so the model learns to copy. Compare model(x) with y, the next tokens.",
    ("cross_entropy(model(x), y)", "cross_entropy(model(x), x)"),
)

edit(
    "does_not_clip",
    "The gradients are not clipped when the step is taken: clipping is left out, or comes after step(), or its result"
    " is not used. Clip between backward() and step().",
    ("optimizer.step(clipped)", "optimizer.step([p.grad for p in parameters])"),
)

edit(
    "ignores_max_norm",
    "max_norm has no effect: the gradients are always clipped to the norm 1.",
    ("parameters], max_norm)", "parameters], 1.0)"),
)

edit(
    "clips_by_value",
    "Each entry of the gradients is cut off at max_norm. Shorten all of them by one factor: clip by norm.",
    (
        "clipped, _ = clip_by_norm([p.grad for p in parameters], max_norm)",
        "clipped = [p.grad.clamp(-max_norm, max_norm) for p in parameters]",
    ),
)

edit(
    "begins_the_schedule_at_1",
    "The schedule is one step ahead: k is the number of updates already made, 0 for the first step.",
    ("warmup_cosine_lr(k, lr, warmup, steps)", "warmup_cosine_lr(k + 1, lr, warmup, steps)"),
)

edit(
    "sets_the_rate_after_the_step",
    "The schedule is one step late, because the rate is set after the step, or k counts from -1. k is the number of"
    " updates already made.",
    (
        "optimizer.lr = warmup_cosine_lr(k, lr, warmup, steps)\noptimizer.step(clipped)",
        "optimizer.step(clipped)\noptimizer.lr = warmup_cosine_lr(k, lr, warmup, steps)",
    ),
)

edit(
    "keeps_the_rate",
    "The learning rate is the same at each step. Set it before each: warmup_cosine_lr(k, lr, warmup, steps).",
    ("warmup_cosine_lr(k, lr, warmup, steps)", "lr"),
)

edit(
    "never_lowers_the_rate",
    "The rate rises, and then stays there. After the warmup it should fall to 0 along a cosine.",
    ("warmup_cosine_lr(k, lr, warmup, steps)", "lr * min((k + 1) / max(warmup, 1), 1)"),
)

edit(
    "does_not_warm_up",
    "There is no warmup: the rate begins at lr. It should rise to lr in the first `warmup` steps.",
    ("warmup_cosine_lr(k, lr, warmup, steps)", "warmup_cosine_lr(k, lr, 0, steps)"),
)

edit(
    "wastes_the_first_step",
    "The first step has the rate 0, so it is wasted. In the warmup the rate is lr (k + 1) / warmup.",
    (
        "warmup_cosine_lr(k, lr, warmup, steps)",
        "lr * k / warmup if k < warmup else warmup_cosine_lr(k, lr, warmup, steps)",
    ),
)

edit(
    "lets_the_cosine_run_over_all_steps",
    "The cosine runs over all steps, including the warmup. It should run over those after it, steps - warmup.",
    ("warmup_cosine_lr(k, lr, warmup, steps)", "warmup_cosine_lr(k, lr, warmup if k < warmup else 0, steps)"),
)

edit(
    "ignores_lr",
    "lr has no effect: the largest rate is always 5e-3.",
    ("warmup_cosine_lr(k, lr, warmup, steps)", "warmup_cosine_lr(k, 5e-3, warmup, steps)"),
)


@mistake("train", "warmup has no effect: the rate always rises in 20 steps.")
def ignores_warmup(model, ids, steps, *, warmup=20, **options):
    return _train(model, ids, steps, **options)


edit(
    "ignores_size",
    "size has no effect: every batch has 24 windows.",
    ("x, y = batches(ids, model.context, size, generator)", "x, y = batches(ids, model.context, 24, generator)"),
)

edit(
    "takes_adam",
    "These are the steps of Adam: the weights do not decay. AdamW has a weight decay of 0.01.",
    ("AdamW(parameters)", "AdamW(parameters, weight_decay=0.0)"),
)


@mistake(
    "train",
    "The weight decay is added to the gradient, which Adam divides by the typical gradient. AdamW subtracts it from"
    " the weights themselves.",
)
def decays_in_the_gradient(model, ids, steps, **options):
    return _train(model, ids, steps, make=lambda p: torch.optim.Adam(p, weight_decay=0.01), **options)


edit(
    "decays_too_much",
    "The weight decay is 0.1. Leave AdamW its defaults: 0.01, betas (0.9, 0.999).",
    ("AdamW(parameters)", "AdamW(parameters, weight_decay=0.1)"),
)

edit(
    "forgets_sooner",
    "The betas are (0.9, 0.95). Leave AdamW its defaults: (0.9, 0.999), a weight decay of 0.01.",
    ("AdamW(parameters)", "AdamW(parameters, betas=(0.9, 0.95))"),
)

edit(
    "makes_the_optimiser_anew",
    "The optimizer is created anew at each step, so it forgets its averages. Make it once, before the loop.",
    ("optimizer, losses = AdamW(parameters), []", "losses = []"),
    ("optimizer.zero_grad()", "optimizer = AdamW(parameters)\noptimizer.zero_grad()"),
)


@mistake(
    "train", "These are steps of plain gradient descent. Take those of AdamW, which divides by the typical gradient."
)
def takes_sgd(model, ids, steps, **options):
    return _train(model, ids, steps, make=lambda p: torch.optim.SGD(p, lr=0.1), **options)


edit(
    "draws_once",
    "One batch is drawn, and used for all steps, so the model memorises it, and knows nothing of other text. Draw a"
    " new one for each step.",
    (
        "for k in range(steps):\n    x, y = batches(ids, model.context, size, generator)",
        "x, y = batches(ids, model.context, size, generator)\nfor k in range(steps):",
    ),
)

edit(
    "sums_the_losses",
    "The losses are sums over a batch. They should be means, so that they can be compared across batch sizes.",
    ("cross_entropy(model(x), y)", 'cross_entropy(model(x), y, reduction="sum")'),
)

edit(
    "takes_the_softmax_twice",
    "There is a softmax before cross_entropy, which has one of its own.",
    ("cross_entropy(model(x), y)", "cross_entropy(model(x).softmax(dim=-1), y)"),
)

edit(
    "returns_tensors",
    "The losses are tensors, and each keeps its entire graph in memory. Append loss.item(), which is a float.",
    ("loss.item()", "loss"),
)

edit(
    "returns_the_last_loss",
    "Only the last loss is returned. Append one for each step to a list, and return it.",
    ("return losses", "return losses[-1:]"),
)

edit(
    "tells_the_loss_after_the_step",
    "The loss is measured after the step. Return the one from which the gradients were computed.",
    ("loss.item()", "cross_entropy(model(x), y).item()"),
)

edit(
    "stays_in_its_mode",
    "The model learns in the mode that it is in, so dropout does not act after eval(). Call model.train() first.",
    ("model.train()\nfor k", "for k"),
)

# ------------------------------------------------------------------------------- another loss

OWN = "loss = loss_of(model, x, y)"

edit(
    "ignores_loss_of",
    "loss_of has no effect, because the model always learns from the cross-entropy. If loss_of is given, it alone is"
    " the loss of a batch.",
    (OWN, "loss = next_token_loss(model, x, y)"),
)

edit(
    "adds_the_other_loss",
    "loss_of is added to the cross-entropy. It should take its place: a loss_of that wants both adds them itself.",
    (
        OWN,
        "loss = next_token_loss(model, x, y)\n"
        "if loss_of is not next_token_loss:\n"
        "    loss = loss + loss_of(model, x, y)",
    ),
)

edit(
    "hands_logits_to_loss_of",
    "loss_of is given logits instead of the model. It gets the model itself, and decides how to call it:"
    " loss_of(model, x, y).",
    (OWN, "loss = loss_of(model if loss_of is next_token_loss else model(x), x, y)"),
)

edit(
    "hands_too_little_to_loss_of",
    "loss_of is called with two arguments, as cross_entropy is. It takes three: loss_of(model, x, y).",
    (OWN, "loss = loss_of(model, x, y) if loss_of is next_token_loss else loss_of(model(x), y)"),
)

edit(
    "swaps_inputs_and_targets",
    "loss_of is given the targets first. It takes x, the windows, and then y, the same windows one token later.",
    (OWN, "loss = loss_of(model, x, y) if loss_of is next_token_loss else loss_of(model, y, x)"),
)

edit(
    "tells_the_cross_entropy",
    "The model learns from loss_of, but the list contains the cross-entropy. Return the losses that the gradients were"
    " computed from.",
    (OWN, OWN + "\ntold = next_token_loss(model, x, y) if loss_of is not next_token_loss else loss"),
    ("loss.item()", "told.item()"),
)

edit(
    "asks_for_the_other_loss_twice",
    "loss_of is called twice for each batch: once for the gradients, and once for the list. That takes twice the time,"
    " and with dropout the second loss is different. Keep the first.",
    (OWN, OWN + "\ntold = loss_of(model, x, y) if loss_of is not next_token_loss else loss"),
    ("loss.item()", "told.item()"),
)


# ---------------------------------------------------------------------------------- perplexity


edit(
    "weighs_every_piece_alike",
    "Every piece counts the same, although the last one may be shorter. Each token should count the same: sum the"
    " losses of all, and divide by n - 1.",
    (
        'total = sum(cross_entropy(model(x[None])[0], y, reduction="sum") for x, y in pieces)',
        "losses = [cross_entropy(model(x[None])[0], y) for x, y in pieces]",
    ),
    ("(total / (len(ids) - 1)).exp().item()", "torch.stack(losses).mean().exp().item()"),
)

edit(
    "averages_perplexities",
    "This is the mean of the pieces' perplexities. The mean comes first, over the losses of all tokens, and exp after"
    " it.",
    (
        'total = sum(cross_entropy(model(x[None])[0], y, reduction="sum") for x, y in pieces)',
        "losses = [cross_entropy(model(x[None])[0], y) for x, y in pieces]",
    ),
    ("(total / (len(ids) - 1)).exp().item()", "torch.stack(losses).exp().mean().item()"),
)

edit(
    "takes_exp_before_the_mean",
    "This is the mean of exp(loss). The mean comes first, and exp after it.",
    (
        'total = sum(cross_entropy(model(x[None])[0], y, reduction="sum") for x, y in pieces)',
        'losses = [cross_entropy(model(x[None])[0], y, reduction="none") for x, y in pieces]',
    ),
    ("(total / (len(ids) - 1)).exp().item()", "torch.cat(losses).exp().mean().item()"),
)

edit(
    "gives_the_loss",
    "This is the mean loss. The perplexity is exp of it.",
    ("(total / (len(ids) - 1)).exp().item()", "(total / (len(ids) - 1)).item()"),
)

edit(
    "takes_powers_of_2",
    "This is 2 to the power of the loss. The loss is in nats, so take exp of it.",
    ("(total / (len(ids) - 1)).exp().item()", "2 ** (total / (len(ids) - 1)).item()"),
)

edit(
    "does_not_divide",
    "This is exp of the sum of the losses. Divide by n - 1, the number of predictions.",
    ("(total / (len(ids) - 1)).exp().item()", "total.exp().item()"),
)

edit(
    "divides_by_n",
    "The sum is divided by n. A text of n tokens has n - 1 predictions.",
    ("total / (len(ids) - 1)", "total / len(ids)"),
)

edit(
    "loses_a_token_between_pieces",
    "A token between two pieces is not predicted. Each piece begins with the last target of the one before it.",
    (
        "pieces = zip(ids[:-1].split(model.context), ids[1:].split(model.context), strict=True)",
        "pieces = [(piece[:-1], piece[1:]) for piece in ids.split(model.context + 1) if len(piece) > 1]",
    ),
    ("(total / (len(ids) - 1)).exp().item()", "(total / sum(len(y) for _, y in pieces)).exp().item()"),
)


@mistake("perplexity", "The last piece is left out if it is shorter. Its tokens count like all others.")
def leaves_out_the_last_piece(model, ids):
    pieces = (len(ids) - 1) // model.context
    return perplexity(model, ids[: pieces * model.context + 1] if pieces else ids)


edit(
    "predicts_the_token_itself",
    "The targets are the inputs themselves. The model predicts the next token: ids[1:] for ids[:-1].",
    ("ids[1:].split", "ids[:-1].split"),
)

edit(
    "hands_over_the_whole_text",
    "All of the text is given to the model at once, but it accepts at most `model.context` tokens. Cut the text into"
    " pieces.",
    (
        "pieces = zip(ids[:-1].split(model.context), ids[1:].split(model.context), strict=True)",
        "pieces = [(ids[:-1], ids[1:])]",
    ),
)

edit(
    "takes_gradients_from_before",
    "The gradients are set to zero after a step, but never before the first, so what the model had from before is in"
    " it. Set them to zero before each backward().",
    ("optimizer.zero_grad()\nloss.backward()", "loss.backward()"),
    ("optimizer.step(clipped)", "optimizer.step(clipped)\noptimizer.zero_grad()"),
)

edit(
    "goes_on_with_the_optimiser",
    "A second training of a model goes on with the averages of the first. Make a new AdamW in each call of train.",
    (
        "optimizer, losses = AdamW(parameters), []",
        "optimizer, losses = vars(model).setdefault('adamw', AdamW(parameters)), []",
    ),
)

edit(
    "records_gradients",
    "Gradients are recorded while the perplexity is measured. Put torch.no_grad() around it.",
    ("@torch.no_grad()\ndef", "def"),
)

edit(
    "measures_in_training_mode",
    "The model is measured in training mode, where dropout acts. Call model.eval() first.",
    ("model.eval()\npieces", "pieces"),
)

edit(
    "leaves_the_model_in_eval_mode",
    "The model is left in eval mode, although it was in training mode. Remember the mode before, and restore it.",
    ("model.train(was_training)\nreturn", "return"),
)

edit(
    "always_ends_in_training_mode",
    "The model is in training mode afterwards, although it was in eval mode. Remember the mode before, and restore it.",
    ("model.train(was_training)", "model.train()"),
)

edit(
    "takes_one_token",
    "A text with nothing to predict gives NaN, or an error of torch's. Raise a ValueError, because at least two tokens"
    " are needed.",
    ('if len(ids) < 2:\n    raise ValueError(f"{len(ids)} tokens: there is nothing to predict")\nwas', "was"),
)
