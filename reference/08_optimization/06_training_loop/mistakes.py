"""What beginners hand in for a training loop, and what to tell them."""

import torch

from dojo import edit, ideas, mistake

ideas(
    axis_lost="tells_every_batch",
    sum_for_mean="learns_from_sums sums_the_batches sums_the_examples",
    wrong_divisor="averages_batches divides_by_the_batches divides_means_by_examples",
    swapped_arguments="calls_the_loss_with_labels_first",
    order_of_steps="zeroes_before_the_step measures_after_the_step measures_after_the_epoch scores_before_training",
    stale_state=(
        "never_zeroes zeroes_once_an_epoch steps_before_backward zeroes_after_the_step never_starts_anew"
        " never_zeroes_and_averages_batches"
    ),
    state_not_kept="leaves_gradients_off",
    not_accumulated="tells_the_last_batch tells_the_last_training_batch",
    leakage="trains_on_validation",
    train_eval_mode=(
        "scores_in_train_mode trains_in_eval_mode_after_scoring trains_in_the_mode_of_before"
        " sets_the_mode_of_the_root_alone scores_with_the_root_in_eval_mode_alone sets_the_mode_one_level_down"
        " scores_as_it_trains stays_in_eval_mode ends_in_train_mode restores_the_root_for_all"
        " restores_the_root_for_all_at_the_end restores_only_when_all_goes_well"
    ),
    hidden_cost="records_while_scoring keeps_tensors sums_tensors",
)


def loop(
    *,
    learn=None,
    train_mode=lambda model, epoch: model.train(),
    eval_mode=lambda model: model.eval(),
    restored=True,
    finally_too=True,
):
    """A training loop, cut into the parts that a mistake gets wrong."""

    def mean(model, batches, loss_fn, optimizer=None):
        total, count = 0.0, 0
        for x, y in batches:
            if optimizer is None:
                total = total + len(x) * float(loss_fn(model(x), y))
            else:
                total = total + len(x) * float((learn or learns)(model, x, y, loss_fn, optimizer))
            count += len(x)
        return total / count

    def fit(model, train, valid, loss_fn, optimizer, epochs):
        history = {"train": [], "valid": []}
        modes = [(module, module.training) for module in model.modules()]
        try:
            for epoch in range(epochs):
                train_mode(model, epoch)
                history["train"].append(mean(model, train, loss_fn, optimizer))
                eval_mode(model)
                with torch.no_grad():
                    history["valid"].append(mean(model, valid, loss_fn))
            if restored:
                put_back(modes)
        except ArithmeticError:
            if restored and finally_too:
                put_back(modes)
            raise
        return history

    return fit


def learns(model, x, y, loss_fn, optimizer):
    loss = loss_fn(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


def put_back(modes):
    for module, mode in modes:
        module.training = mode


edit(
    "never_zeroes",
    "The gradients are never set to zero, so each step goes along the sum of all gradients so far. Call"
    " optimizer.zero_grad() for every batch, before backward.",
    ("optimizer.zero_grad()\nloss.backward()\noptimizer.step()", "loss.backward()\noptimizer.step()"),
)

edit(
    "zeroes_once_an_epoch",
    "The gradients are set to zero once an epoch, so they pile up over its batches. Call optimizer.zero_grad() for"
    " every batch.",
    ("optimizer.zero_grad()", "if count == 0:\n    optimizer.zero_grad()"),
)

edit(
    "zeroes_before_the_step",
    "Nothing is learned: the step is missing, or zero_grad comes between backward and step, and throws away the"
    " gradients that were just computed. The order is zero_grad, backward, step.",
    (
        "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
        "loss.backward()\noptimizer.zero_grad()\noptimizer.step()",
    ),
)

edit(
    "steps_before_backward",
    "The step is taken before backward, so it uses the gradients of the batch before. The order is zero_grad,"
    " backward, step.",
    (
        "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
        "optimizer.step()\noptimizer.zero_grad()\nloss.backward()",
    ),
)

edit(
    "zeroes_after_the_step",
    "The gradients are set to zero only after the step. Gradients left over from before then enter the first step."
    " Call zero_grad before backward.",
    (
        "optimizer.zero_grad()\nloss.backward()\noptimizer.step()",
        "loss.backward()\noptimizer.step()\noptimizer.zero_grad()",
    ),
)

edit(
    "learns_from_sums",
    "The loss is multiplied by the size of the batch before backward, and so is the step. Weight the loss only in the"
    " history: backward starts from the mean.",
    ("loss.backward()", "(len(x) * loss).backward()"),
)

edit(
    "trains_on_validation",
    "The model is trained on the validation batches too. They are only for scoring: no backward and no step.",
    (
        'with torch.no_grad():\n    history["valid"].append(mean_loss(model, valid, loss_fn))',
        'history["valid"].append(mean_loss(model, valid, loss_fn, optimizer))',
    ),
)

edit(
    "scores_in_train_mode",
    "The validation batches are scored in train mode, where dropout is active and batch norm follows the batch."
    " Call model.eval() before, and model.train() at the start of each epoch.",
    ("model.eval()\nwith", "with"),
)

edit(
    "trains_in_eval_mode_after_scoring",
    "From the second epoch on, the model is trained in eval mode: the scoring switched to it. Call model.train()"
    " inside the loop over the epochs.",
    ("for _ in range(epochs):\n    model.train()\n    history", "model.train()\nfor _ in range(epochs):\n    history"),
)

edit(
    "trains_in_the_mode_of_before",
    "A model that arrives in eval mode is trained in eval mode. Call model.train() at the start of each epoch, no"
    " matter what mode the model was in.",
    ("model.train()\nhistory", "model.train(modes[0][1])\nhistory"),
)


THE_ROOT_ALONE = (
    "model.training = ... sets the mode of the model itself and of none of its parts, so a dropout inside stays as it"
    " was. model.train() and model.eval() reach every part."
)

edit(
    "sets_the_mode_of_the_root_alone",
    THE_ROOT_ALONE,
    ("model.train()\nhistory", "model.training = True\nhistory"),
    ("model.eval()", "model.training = False"),
)

edit(
    "scores_with_the_root_in_eval_mode_alone",
    THE_ROOT_ALONE,
    ("model.eval()", "model.training = False"),
)


@mistake(
    "fit",
    "The mode is set on the model and on its direct parts, but not on the parts of these. model.train() and"
    " model.eval() reach every depth.",
)
def sets_the_mode_one_level_down(*args):
    def to(mode):
        return lambda model, *_: [setattr(part, "training", mode) for part in (model, *model.children())]

    return loop(train_mode=to(True), eval_mode=to(False))(*args)


edit(
    "records_while_scoring",
    "Gradients are recorded while you score: a graph is built for each validation batch, for nothing. Put the"
    " scoring under with torch.no_grad().",
    (
        'with torch.no_grad():\n    history["valid"].append(mean_loss(model, valid, loss_fn))',
        'history["valid"].append(mean_loss(model, valid, loss_fn))',
    ),
)

edit(
    "scores_as_it_trains",
    "The validation batches are scored in train mode and with gradients recorded. You need both model.eval(), and"
    " with torch.no_grad() around the scoring.",
    (
        'model.eval()\nwith torch.no_grad():\n    history["valid"].append(mean_loss(model, valid, loss_fn))',
        'history["valid"].append(mean_loss(model, valid, loss_fn))',
    ),
)

edit(
    "averages_batches",
    "All batches have the same weight, so an example in a small last batch counts more. Weight each batch's loss by"
    " len(x), and divide by the number of examples.",
    ("total += len(x) * loss.item()  # a float: the graph can go", "total += loss.item()"),
    ("count += len(x)", "count += 1"),
)

edit(
    "sums_the_batches",
    "The losses are summed up but not divided. Divide by the number of examples, once an epoch.",
    ("total += len(x) * loss.item()  # a float: the graph can go", "total += loss.item()"),
    ("return total / count", "return total"),
)

edit(
    "sums_the_examples",
    "The losses are weighted by len(x), but not divided by the number of examples. Divide once, at the end of the"
    " epoch.",
    ("return total / count", "return total"),
)

edit(
    "divides_by_the_batches",
    "The weighted losses are divided by the number of batches. Each was multiplied by its number of examples: divide"
    " by that of all examples.",
    ("return total / count", "return total / len(batches)"),
)

edit(
    "divides_means_by_examples",
    "The mean loss of a batch is divided by the number of examples as if it were a sum. Multiply it by len(x)"
    " first: it is a mean already.",
    ("len(x) * loss.item()", "loss.item()"),
)

edit(
    "tells_the_last_batch",
    "The history has only the loss of the last batch. It is the mean over all batches of the epoch.",
    ("total += len(x) * loss.item()  # a float: the graph can go", "total = loss.item()"),
    ("return total / count", "return total"),
)


@mistake(
    "fit",
    "The training history has only the loss of the last batch. It is the mean over all batches of the epoch.",
)
def tells_the_last_training_batch(model, train, valid, loss_fn, optimizer, epochs):
    losses = []

    def learn(*args):
        losses.append(float(learns(*args).detach()))
        return losses[-1]

    history = loop(learn=learn)(model, train, valid, loss_fn, optimizer, epochs)
    return {**history, "train": losses[len(train) - 1 :: len(train)]}


@mistake("fit", "The history has a number for each batch. It has one for each epoch: the mean loss per example.")
def tells_every_batch(model, train, valid, loss_fn, optimizer, epochs):
    history = {"train": [], "valid": []}

    def noted(predicted, y):
        loss = loss_fn(predicted, y)
        history["train" if torch.is_grad_enabled() else "valid"].append(float(loss.detach()))
        return loss

    loop()(model, train, valid, noted, optimizer, epochs)
    return history


@mistake("fit", "The sum of the losses goes on from epoch to epoch. Set it and the count to 0 at the start of each.")
def never_starts_anew(model, train, valid, loss_fn, optimizer, epochs):
    history = loop()(model, train, valid, loss_fn, optimizer, epochs)
    return {key: [sum(told[: k + 1]) / (k + 1) for k in range(epochs)] for key, told in history.items()}


edit(
    "measures_after_the_step",
    "A batch's loss is computed again after its step. The history has the loss before the step, the one that backward"
    " starts from.",
    ("loss.item()", "loss_fn(model(x), y).item()"),
)

edit(
    "measures_after_the_epoch",
    "The training losses are measured again after the steps of the epoch. Record each batch's loss before its step:"
    " it is already computed.",
    (
        'history["train"].append(mean_loss(model, train, loss_fn, optimizer))',
        'mean_loss(model, train, loss_fn, optimizer)\nhistory["train"].append(mean_loss(model, train, loss_fn))',
    ),
)


@mistake(
    "fit",
    "The validation batches are scored before the steps of the epoch. First train, then score: the last number says"
    " how good the model is now.",
)
def scores_before_training(model, train, valid, loss_fn, optimizer, epochs):
    history = {"train": [], "valid": []}
    for _ in range(epochs):
        with torch.no_grad():
            total = sum(len(x) * float(loss_fn(model.eval()(x), y)) for x, y in valid)
        history["valid"].append(total / sum(len(x) for x, _ in valid))
        history["train"] += loop()(model, train, valid, loss_fn, optimizer, 1)["train"]
    return history


edit(
    "keeps_tensors",
    "The history holds tensors. A training loss that is a tensor keeps its entire graph in memory: loss.item() is a"
    " float.",
    ("loss.item()  # a float: the graph can go", "loss"),
)

edit(
    "sums_tensors",
    "The losses are summed as tensors, which keeps the graph of every batch until the epoch ends. Add up floats:"
    " loss.item().",
    ("loss.item()  # a float: the graph can go", "loss"),
    ("return total / count", "return total.item() / count"),
)


@mistake(
    "fit",
    "The model stays in the mode in which it was scored or trained last. Note the mode of each part first, and set"
    " it again at the end.",
)
def stays_in_eval_mode(*args):
    return loop(restored=False)(*args)


edit(
    "ends_in_train_mode",
    "At the end model.train() switches on all parts, even those that came in eval mode. Note module.training for each"
    " of model.modules(), and set each again.",
    (
        "for module, mode in modes:\n    module.training = mode  # model.train() would switch on all of them",
        "model.train()",
    ),
)

edit(
    "restores_the_root_for_all",
    "The mode of the model is set on all of its parts: model.train(mode) changes every one. Note module.training for"
    " each of model.modules(), and set each again.",
    (
        "for module, mode in modes:\n    module.training = mode  # model.train() would switch on all of them",
        "model.train(modes[0][1])",
    ),
)


@mistake(
    "fit",
    "The mode of the model is set on all of its parts, and not at all after an error. Note module.training for each"
    " of model.modules(), and set each again in the finally of a try.",
)
def restores_the_root_for_all_at_the_end(model, *args):
    before = model.training
    history = loop(restored=False)(model, *args)
    model.train(before)
    return history


@mistake(
    "fit",
    "After an error the modes are not put back. Set them again in the finally of a try, which runs in either case.",
)
def restores_only_when_all_goes_well(*args):
    return loop(finally_too=False)(*args)


edit(
    "leaves_gradients_off",
    "The recording of gradients is switched off and stays off, for the caller too. Use with torch.no_grad(), which"
    " switches it on again by itself.",
    ("model.train()\nhistory", "torch.set_grad_enabled(True)\nmodel.train()\nhistory"),
    (
        'with torch.no_grad():\n    history["valid"].append(mean_loss(model, valid, loss_fn))',
        'torch.set_grad_enabled(False)\nhistory["valid"].append(mean_loss(model, valid, loss_fn))',
    ),
)

edit(
    "calls_the_loss_with_labels_first",
    "The loss is called with the labels first. It is loss_fn(model(x), y): predictions, then labels.",
    ("loss_fn(model(x), y)", "loss_fn(y, model(x))"),
)

edit(
    "never_zeroes_and_averages_batches",
    "Two things: the gradients are never set to zero, and all batches have the same weight in the means. Call"
    " zero_grad for every batch, and weight its loss by len(x).",
    ("optimizer.zero_grad()\nloss.backward()\noptimizer.step()", "loss.backward()\noptimizer.step()"),
    ("total += len(x) * loss.item()  # a float: the graph can go", "total += loss.item()"),
    ("count += len(x)", "count += 1"),
)
