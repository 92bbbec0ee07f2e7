"""What beginners hand in for gradient accumulation, and what to tell them."""

from contextlib import contextmanager, suppress

import torch

from dojo import edit, ideas, mistake

ideas(
    whole_for_slice="takes_all_for_as_large_as_the_first remembers_one_flag",
    sum_for_mean=(
        "multiplies_by_the_rows returns_the_sum returns_the_sum_of_the_losses does_not_divide_by_the_rows"
        " adds_up_without_weights weighs_the_loss_alone"
    ),
    wrong_divisor=(
        "divides_by_the_number_of_batches returns_the_plain_mean divides_the_gradients_by_the_number_of_batches"
        " divides_by_their_number_as_well divides_the_means_by_the_rows divides_by_their_number_and_zeroes_afterwards"
    ),
    missing_term="takes_no_step",
    swapped_arguments="asks_with_the_target_first",
    order_of_steps="zeroes_too_late",
    stale_state=(
        "never_zeroes never_zeroes_before steps_before_backward returns_the_loss_after_the_step zeroes_after_the_step"
        " zeroes_after_the_only_step"
    ),
    state_not_kept="switches_all_on stays_frozen forgets_about_exceptions",
    not_accumulated=(
        "returns_the_last_share returns_the_last_loss zeroes_for_each forgets_the_weights_and_the_other_losses"
    ),
    writes_into_input="clears_gradients",
    silent_error="swallows_the_exception",
    gradient_cut="records_nothing",
    gradient_let_through="throws_gradients_away",
    train_eval_mode="sets_the_mode sets_eval_mode",
    hidden_cost="returns_a_tensor returns_a_total_tensor goes_backward_once joins_the_batches",
    wrong_stop="takes_a_step_for_each steps_after_each trains_on_each",
    partial_case="forgets_inner_modules",
)

# ------------------------------------------------------------------------------------ train_step

edit(
    "never_zeroes",
    "Gradients from earlier calls are still there: backward adds to grad. Call optimizer.zero_grad() once before"
    " backward.",
    ("optimizer.zero_grad()\nloss = loss_fn(model(x), y)", "loss = loss_fn(model(x), y)"),
)

edit(
    "zeroes_too_late",
    "Nothing moves: step() is not called, or the gradients are zeroed between backward and step. The order is"
    " zero_grad, backward, step.",
    ("loss.backward()\noptimizer.step()", "loss.backward()\noptimizer.zero_grad()\noptimizer.step()"),
)

edit(
    "zeroes_after_the_step",
    "The gradients are zeroed only after the step. Those that someone has left before the first call still count:"
    " call zero_grad before backward.",
    ("optimizer.zero_grad()\nloss = loss_fn(model(x), y)", "loss = loss_fn(model(x), y)"),
    ("return loss.item()", "optimizer.zero_grad()\nreturn loss.item()"),
)

edit(
    "steps_before_backward",
    "The optimizer steps before backward, with the gradients of the previous call. The order is zero_grad, backward,"
    " step.",
    ("optimizer.zero_grad()\nloss = loss_fn(model(x), y)", "loss = loss_fn(model(x), y)"),
    ("loss.backward()\n", "optimizer.step()\nloss.backward()\n"),
    ("optimizer.step()\nreturn loss.item()", "return loss.item()"),
)


@mistake(
    "train_step",
    "You return the loss as a tensor, not as a Python float. Return loss.item(): a list of tensors may keep all their"
    " graphs, and the memory of these, alive.",
)
def returns_a_tensor(model, batch, loss_fn, optimizer):
    x, y = batch
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss


@mistake(
    "train_step",
    "The loss is that after the step. Return the loss that backward started from: it costs no second forward pass.",
)
def returns_the_loss_after_the_step(model, batch, loss_fn, optimizer):
    x, y = batch
    returns_a_tensor(model, batch, loss_fn, optimizer)
    with torch.no_grad():
        return loss_fn(model(x), y).item()


edit(
    "asks_with_the_target_first",
    "loss_fn gets the target first. It takes the prediction first, then the target, as torch's losses do:"
    " loss_fn(model(x), y).",
    ("loss.backward()\n", "loss_fn(y, model(x)).backward()\n"),
)

edit(
    "multiplies_by_the_rows",
    "The step is that of a sum over the rows: loss_fn is a mean already, so leave out the factor.",
    ("loss.backward()\n", "(loss * len(x)).backward()\n"),
)

edit(
    "returns_the_sum",
    "The loss that comes back is multiplied by the number of rows. A running total needs that; here you return the"
    " mean.",
    ("return loss.item()", "return loss.item() * len(batch[0])"),
)

edit(
    "sets_the_mode",
    "The call switches the model to training mode. The mode is the caller's: leave out model.train().",
    ("x, y = batch", "model.train()\nx, y = batch"),
)


# ------------------------------------------------------------------------------------ accumulate


def _accumulate(model, batches, loss_fn, optimizer, weight, result=None, steps="after"):
    """With any weights of the gradients and of the losses, and steps after the loop, in it, or nowhere."""
    optimizer.zero_grad()
    total = 0.0
    for x, y in batches:
        loss = loss_fn(model(x), y)
        (loss * weight(x)).backward()
        total += loss.item() * (result or weight)(x)
        if steps == "inside":
            optimizer.step()
    if steps == "after":
        optimizer.step()
    return total


def _rows(batches):
    return sum(len(x) for x, _ in batches)


edit(
    "takes_no_step",
    "Nothing moves: the gradients are there, but no step is taken. Call optimizer.step() once, at the end.",
    ("loss_fn(model(x), y) * (len(x) / rows)", "loss_fn(model(x), y)"),
    ("total += loss.item()", "total += loss.item() * (len(x) / rows)"),
    ("optimizer.step()\nreturn total", "return total"),
)

edit(
    "takes_a_step_for_each",
    "Each micro-batch takes a step, so the next one uses a changed model. Only backward belongs in the loop: one step"
    " comes after it.",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)\nloss.backward()",
        "loss = loss_fn(model(x), y)\n(loss * (len(x) / rows)).backward()",
    ),
    ("total += loss.item()", "if 'inside' == 'inside':\n    optimizer.step()\ntotal += loss.item() * (len(x) / rows)"),
    ("optimizer.step()\nreturn total", "return total"),
)

edit(
    "adds_up_without_weights",
    "The gradients of the micro-batches are added up without weights, so the step grows with their number. Multiply"
    " each loss by n_i / N before backward.",
    ("len(x) / rows", "1"),
)

edit(
    "weighs_the_loss_alone",
    "The gradients are added up without weights; the loss that comes back is right. Multiply the loss by n_i / N before"
    " you call backward, not only in the total.",
    ("loss_fn(model(x), y) * (len(x) / rows)", "loss_fn(model(x), y)"),
    ("total += loss.item()", "total += loss.item() * ((lambda x: len(x) / rows) or (lambda x: 1))(x)"),
)

edit(
    "returns_the_last_share",
    "The step is right, but you return only the last micro-batch's share of the loss. Add the shares up: total +="
    " loss.item().",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)\nloss.backward()",
        "loss = loss_fn(model(x), y)\n(loss * (len(x) / rows)).backward()",
    ),
    (
        "total += loss.item()",
        "total += loss.item() * ((lambda x: (x is batches[-1][0]) * len(x) / rows) or (lambda x: len(x) / rows))(x)",
    ),
)

edit(
    "returns_the_sum_of_the_losses",
    "The step is right, but the loss that you return is the sum of the batches' losses. Weight them by n_i / N too.",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)\nloss.backward()",
        "loss = loss_fn(model(x), y)\n(loss * (len(x) / rows)).backward()",
    ),
)

edit(
    "divides_by_the_number_of_batches",
    "All micro-batches have the same weight, so a small one counts too much. Its weight is its share of the rows, n_i"
    " / N.",
    ("len(x) / rows", "1 / len(batches)"),
)

edit(
    "returns_the_plain_mean",
    "The step is right, but the loss that you return is the plain mean of the batches' losses. Weight them by n_i / N"
    " too.",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)\nloss.backward()",
        "loss = loss_fn(model(x), y)\n(loss * (len(x) / rows)).backward()",
    ),
    ("total += loss.item()", "total += loss.item() * ((lambda x: 1 / len(batches)) or (lambda x: len(x) / rows))(x)"),
)

edit(
    "divides_the_gradients_by_the_number_of_batches",
    "The gradients are divided by the number of batches; the loss that comes back is right. Weight each loss by n_i /"
    " N before backward too.",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)\nloss.backward()",
        "loss = loss_fn(model(x), y)\n(loss * (1 / len(batches))).backward()",
    ),
    ("total += loss.item()", "total += loss.item() * ((lambda x: len(x) / rows) or (lambda x: 1 / len(batches)))(x)"),
)

edit(
    "divides_by_their_number_as_well",
    "Each weight n_i / N is divided by the number of batches once more. The weights add up to 1 as they are: leave out"
    " that division.",
    ("total = 0.0", "total = 0.0\ntwice, once = lambda x: len(x) / rows / len(batches), lambda x: len(x) / rows"),
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)\nloss.backward()",
        "loss = loss_fn(model(x), y)\n(loss * twice(x)).backward()",
    ),
    ("total += loss.item()", "total += loss.item() * ((once if where == 'gradients' else twice) or twice)(x)"),
    where=("gradients and loss", "gradients"),
)


@mistake(
    "accumulate",
    "Two things: the micro-batches do not count by their rows, and what you return is only the last one's. Multiply"
    " each loss by n_i / N before backward, and add up these shares.",
    loss=("summed", "averaged", "divided"),
)
def forgets_the_weights_and_the_other_losses(model, batches, loss_fn, optimizer, *, loss):
    share = 1 if loss == "summed" else 1 / len(batches)
    last = share if loss == "divided" else 1
    return _accumulate(model, batches, loss_fn, optimizer, lambda x: share, lambda x: last * (x is batches[-1][0]))


edit(
    "takes_all_for_as_large_as_the_first",
    "The rows are counted as if every batch were as large as the first. Add up len(x) over the batches.",
    ("sum(len(x) for x, _ in batches)", "len(batches) * len(batches[0][0])"),
)

edit(
    "does_not_divide_by_the_rows",
    "The gradient is the sum over the rows: divide by N. loss_fn is a mean, so the weight of a batch is n_i / N.",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)\nloss.backward()",
        "loss = loss_fn(model(x), y)\n(loss * len(x)).backward()",
    ),
    ("total += loss.item()", "total += loss.item() * ((lambda x: len(x) / rows) or len)(x)"),
)

edit(
    "divides_the_means_by_the_rows",
    "The sum of the means is divided by the number of rows. A mean has been divided already: its weight is n_i / N, not"
    " 1 / N.",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)\nloss.backward()",
        "loss = loss_fn(model(x), y)\n(loss * (1 / rows)).backward()",
    ),
    ("total += loss.item()", "total += loss.item() * ((lambda x: len(x) / rows) or (lambda x: 1 / rows))(x)"),
)

edit(
    "divides_by_their_number_and_zeroes_afterwards",
    "Two things are wrong. All micro-batches have the same weight, but it should be their share of the rows, n_i / N."
    " And gradients from before the first call count, because zero_grad comes after the step: call it before the loop.",
    (
        "optimizer.zero_grad()\n"
        "for x, y in batches:\n"
        "    loss = loss_fn(model(x), y) * (len(x) / rows)\n"
        "    loss.backward()  # adds to grad, and frees the memory of this micro-batch\n"
        "    total += loss.item()",
        "for x, y in batches:\n"
        "    loss = loss_fn(model(x), y) / len(batches)\n"
        "    loss.backward()  # adds to grad, and frees the memory of this micro-batch\n"
        "    total += loss.item()",
    ),
    ("return total", "optimizer.zero_grad()\nreturn total"),
)

edit(
    "steps_after_each",
    "The optimizer steps after every micro-batch. There should be one step, after all gradients have been added up:"
    " put step() after the loop.",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)",
        "optimizer.zero_grad()\nloss = loss_fn(model(x), y) * (len(x) / rows)",
    ),
    ("total += loss.item()", "optimizer.step()\ntotal += loss.item()"),
    ("optimizer.step()\nreturn total", "return total"),
)

edit(
    "trains_on_each",
    "This is a training loop: it takes a full step for each micro-batch. Here their weighted gradients add up, and"
    " one step follows.",
    ("loss = loss_fn(model(x), y) * (len(x) / rows)", "optimizer.zero_grad()\nloss = loss_fn(model(x), y)"),
    ("total += loss.item()", "optimizer.step()\ntotal += loss.item() * len(x) / rows"),
    ("optimizer.step()\nreturn total", "return total"),
)

edit(
    "zeroes_for_each",
    "zero_grad is called for every micro-batch, so only the last one counts in the step. Call it once, before the"
    " loop.",
    (
        "loss = loss_fn(model(x), y) * (len(x) / rows)",
        "optimizer.zero_grad()\nloss = loss_fn(model(x), y) * (len(x) / rows)",
    ),
)

edit(
    "never_zeroes_before",
    "Gradients from earlier calls are still there: backward adds to grad. Call optimizer.zero_grad() once, before the"
    " loop.",
    ("total = 0.0\noptimizer.zero_grad()", "total = 0.0"),
)

edit(
    "zeroes_after_the_only_step",
    "The gradients are zeroed only after the step. Those that someone has left before the first call still count:"
    " call zero_grad before the loop.",
    ("total = 0.0\noptimizer.zero_grad()", "total = 0.0"),
    ("return total", "optimizer.zero_grad()\nreturn total"),
)


@mistake(
    "accumulate",
    "The loss that comes back is the last micro-batch's. Add up the losses of all, each times n_i / N.",
)
def returns_the_last_loss(model, batches, loss_fn, optimizer):
    rows = _rows(batches)
    optimizer.zero_grad()
    for x, y in batches:
        loss = loss_fn(model(x), y)
        (loss * (len(x) / rows)).backward()
    optimizer.step()
    return loss.item()


edit(
    "returns_a_total_tensor",
    "The total is a tensor. With its losses it keeps the graphs of all micro-batches alive: add up loss.item() and"
    " return a float.",
    ("total += loss.item()", "total = total + loss"),
)

edit(
    "goes_backward_once",
    "All losses are added up before a single backward, so the graphs of all micro-batches are in memory at once. Call"
    " backward for each of them: gradients add up by themselves.",
    (
        "for x, y in batches:\n"
        "    loss = loss_fn(model(x), y) * (len(x) / rows)\n"
        "    loss.backward()  # adds to grad, and frees the memory of this micro-batch\n"
        "    total += loss.item()",
        "loss = sum((loss_fn(model(x), y) * (len(x) / rows) for x, y in batches))\nloss.backward()",
    ),
    ("return total", "return loss.item()"),
)


@mistake(
    "accumulate",
    "The micro-batches are joined, and the model sees all rows at once. They were split because the memory is too small"
    " for that: forward and backward for each, then one step.",
)
def joins_the_batches(model, batches, loss_fn, optimizer):
    batch = tuple(torch.cat(parts) for parts in zip(*batches, strict=True))
    return returns_a_tensor(model, batch, loss_fn, optimizer).item()


# ---------------------------------------------------------------------------------------- frozen


@mistake(
    "frozen",
    "Inside torch.no_grad() or torch.inference_mode() nothing is recorded, so the input gets no gradient either."
    " Switch off requires_grad of each parameter instead: then gradients still flow through the model.",
)
def records_nothing(model):
    return torch.no_grad()


@mistake(
    "frozen",
    "After the block every parameter asks for gradients, even one that was frozen before. Remember each parameter's"
    " own flag, and give it back.",
)
@contextmanager
def switches_all_on(model):
    try:
        model.requires_grad_(False)
        yield
    finally:
        model.requires_grad_(True)


@mistake(
    "frozen",
    "After the block the parameters stay frozen. Give each its flag back.",
)
@contextmanager
def stays_frozen(model):
    model.requires_grad_(False)
    yield


@mistake(
    "frozen",
    "Every parameter gets the flag of the first one. They may differ: remember one flag for each.",
)
@contextmanager
def remembers_one_flag(model):
    flag = next(model.parameters()).requires_grad
    try:
        model.requires_grad_(False)
        yield
    finally:
        model.requires_grad_(flag)


@mistake(
    "frozen",
    "Where the block raises, the flags are not given back. Put that into `finally`: it runs in any case.",
)
@contextmanager
def forgets_about_exceptions(model):
    before = [(p, p.requires_grad) for p in model.parameters()]
    model.requires_grad_(False)
    yield
    for p, flag in before:
        p.requires_grad_(flag)


@mistake(
    "frozen",
    "The block swallows the exception. The flags go back, and the exception goes on to the caller: no bare except"
    " without raise, and no True from __exit__.",
)
@contextmanager
def swallows_the_exception(model):
    before = [(p, p.requires_grad) for p in model.parameters()]
    model.requires_grad_(False)
    with suppress(Exception):
        yield
    for p, flag in before:
        p.requires_grad_(flag)


@mistake(
    "frozen",
    "Parameters of inner modules are not frozen. model.parameters() walks through all of them.",
)
@contextmanager
def forgets_inner_modules(model):
    before = [(p, p.requires_grad) for p in model.parameters(recurse=False)]
    try:
        for p, _ in before:
            p.requires_grad_(False)
        yield
    finally:
        for p, flag in before:
            p.requires_grad_(flag)


@mistake(
    "frozen",
    "Parameters collect gradients inside the block, and these are thrown away afterwards. Switch off requires_grad"
    " before: gradients that were there earlier have to stay.",
)
@contextmanager
def throws_gradients_away(model):
    yield
    model.zero_grad()


@mistake(
    "frozen",
    "Gradients that were there before the block are gone after it. frozen changes only requires_grad: leave grad as"
    " it is.",
)
@contextmanager
def clears_gradients(model):
    before = [(p, p.requires_grad) for p in model.parameters()]
    try:
        for p, _ in before:
            p.requires_grad_(False)
            p.grad = None
        yield
    finally:
        for p, flag in before:
            p.requires_grad_(flag)


@mistake(
    "frozen",
    "The block switches the model to eval mode. That has nothing to do with gradients: the mode is the caller's.",
)
@contextmanager
def sets_eval_mode(model):
    before = [(p, p.requires_grad) for p in model.parameters()]
    model.eval()
    try:
        model.requires_grad_(False)
        yield
    finally:
        for p, flag in before:
            p.requires_grad_(flag)
