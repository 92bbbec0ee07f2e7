"""What beginners hand in for training instabilities, and what to tell them."""

import copy

import torch
from torch import nn
from torch.nn import functional as F
from training_instabilities import dead_units, diagnose, gradient_norms, mend

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="counts_dead_tokens counts_by_place",
    sum_for_mean="sums_the_loss averages_the_relus",
    root_or_square="squares_the_norms",
    missing_term="returns_none",
    upside_down="turns_the_ratio_over",
    opposite_choice="says_whether_it_is_causal counts_the_living counts_units_that_sleep_once",
    swapped_arguments="clears_the_other_biases",
    off_by_one=(
        "compares_the_changed_place leaves_out_the_place_before takes_one_token_ahead_for_right stays_off_by_one"
        " hides_the_token_itself"
    ),
    end_of_interval=(
        "leaves_the_vocabulary takes_a_few_for_ill waits_until_all_are_dead takes_half_for_ill draws_the_line_elsewhere"
    ),
    order_of_steps="looks_before_the_blocks looks_for_dead_units_first looks_for_explosions_first",
    entries_mixed_up="numbers_the_relus begins_with_the_last_block",
    state_not_kept="leaves_its_hooks leaves_gradients",
    writes_into_input="mends_everything draws_dead_units_anew rescales_every_matrix",
    alias_or_copy="mends_a_copy",
    zero_case="replaces_by_token_0",
    silent_error="ignores_what_it_does_not_know",
    mask_polarity="says_what_is_hidden",
    sees_the_future="looks_ahead_alone",
    shifted_targets="predicts_its_own_token",
    gradient_cut="freezes_the_blocks",
    base_or_units="counts_per_cent counts_units",
    train_eval_mode="asks_in_training_mode stays_in_eval_mode",
    wrong_initialisation="divides_by_a_little draws_as_for_a_relu_everywhere draws_as_gpt2_does sets_the_matrices_to_0",
    partial_case=(
        "changes_the_last_token compares_the_first_place looks_at_the_first_mask looks_at_the_last_token"
        " looks_at_the_first_text looks_at_the_first_relu mends_the_first_block mends_the_network_alone"
        " keeps_the_last_relu"
    ),
    wrong_formula=(
        "compares_the_likeliest_token reads_the_masks counts_zeros takes_the_mean_magnitude"
        " takes_the_largest_entry takes_the_gradients_of_parameters takes_the_norms_of_activations"
        " takes_a_large_gradient_for_growth replaces_the_relu takes_blocks_out clips_the_gradients"
    ),
)

# ------------------------------------------------------------------------------ leaks


edit(
    "compares_the_changed_place",
    "The logits at the changed token, or after it, are compared, too. They may change, because a token sees itself."
    " Compare only the places before it.",
    ("torch.equal(model(other)[:, :t], before[:, :t])", "torch.equal(model(other)[:, : t + 1], before[:, : t + 1])"),
)

edit(
    "leaves_out_the_place_before",
    "The place right before the changed token is not compared. A mask that is off by one shows only there: compare the"
    " places 0 ... i - 1.",
    ("torch.equal(model(other)[:, :t], before[:, :t])", "torch.equal(model(other)[:, : t - 1], before[:, : t - 1])"),
)

edit(
    "changes_the_last_token",
    "Only the last token is changed. A leak may be anywhere, so change each token in turn.",
    ("range(1, ids.shape[1])", "range(max(1, ids.shape[1] - 1), ids.shape[1])"),
)

edit(
    "compares_the_first_place",
    "Only the first logits are compared. A leak may be at any place before the changed token.",
    ("torch.equal(model(other)[:, :t], before[:, :t])", "torch.equal(model(other)[:, 0], before[:, 0])"),
)

edit(
    "compares_the_likeliest_token",
    "The most likely tokens are compared. A leak changes the logits long before it changes their order, so compare the"
    " logits.",
    (
        "torch.equal(model(other)[:, :t], before[:, :t])",
        "torch.equal(model(other).argmax(-1)[:, :t], before.argmax(-1)[:, :t])",
    ),
)

edit(
    "replaces_by_token_0",
    "A token is replaced by token 0. If it is 0 already, nothing changes. Use one that is certain to be different:"
    " (ids + 1) % V.",
    ("(ids[:, t] + 1) % before.shape[-1]", "0"),
)

edit(
    "leaves_the_vocabulary",
    "The id of a token plus 1 may not be in the vocabulary. Take the remainder: (ids + 1) % V.",
    ("(ids[:, t] + 1) % before.shape[-1]", "ids[:, t] + 1"),
)


@mistake(
    "leaks",
    "The masks are compared, and only those of the first block, instead of what the model does with them. Change a"
    " token, and see whether an earlier logit changes.",
)
def looks_at_the_first_mask(model, ids):
    return not torch.equal(model.blocks[0].mask, torch.ones_like(model.blocks[0].mask).tril())


@mistake(
    "leaks",
    "The masks are read. A model may have none, or use them differently: change a token, and see whether an earlier"
    " logit changes.",
)
def reads_the_masks(model, ids):
    length = ids.shape[1]
    return any(bool(block.mask[:length, :length].triu(1).any()) for block in model.blocks)


@mistake(
    "leaks",
    "A mask that is off by one counts as right. The diagonal belongs to the mask, but the entry beyond it does not:"
    " token i may attend to 0 ... i.",
)
def takes_one_token_ahead_for_right(model, ids):
    return any(bool(block.mask.triu(2).any()) for block in model.blocks)


edit(
    "says_whether_it_is_causal",
    "The answer is the wrong way round: True means a leak, where an earlier logit changes.",
    ("return found", "return not found"),
)

edit(
    "asks_in_training_mode",
    "Dropout is on, so two passes differ by chance. Ask in eval mode, and restore the mode.",
    ("model.eval()\nbefore", "before"),
)

edit(
    "stays_in_eval_mode",
    "The model stays in eval mode. Remember model.training, and restore it.",
    ("model.train(was_training)\nreturn", "return"),
)


# ------------------------------------------------------------------------------ dead units


edit(
    "counts_zeros",
    "This is the share of zeros. In a healthy relu about half of the numbers are 0, each for some tokens. A unit is"
    " dead if it is 0 for all of them: take all over texts and tokens first, then the mean over units.",
    ("(y == 0).flatten(0, -2).all(dim=0).double().mean().item()", "(y == 0).double().mean().item()"),
)

edit(
    "counts_dead_tokens",
    "This is the share of tokens for which all units are 0. Count the units that are 0 for all tokens instead.",
    ("(y == 0).flatten(0, -2).all(dim=0).double().mean().item()", "(y == 0).all(dim=-1).double().mean().item()"),
)

edit(
    "counts_units_that_sleep_once",
    "A unit counts as dead if it is 0 for some token. It is dead if it is 0 for every one: all, not any.",
    (
        "(y == 0).flatten(0, -2).all(dim=0).double().mean().item()",
        "(y == 0).flatten(0, -2).any(dim=0).double().mean().item()",
    ),
)

edit(
    "counts_by_place",
    "Units are counted separately for each place of the text. A unit is dead if it is 0 for every token of every text:"
    " take both axes together.",
    ("(y == 0).flatten(0, -2).all(dim=0).double().mean().item()", "(y == 0).all(dim=0).double().mean().item()"),
)

edit(
    "looks_at_the_last_token",
    "Only the last token of each text is checked, but a unit may be active for others.",
    ("(y == 0).flatten(0, -2).all(dim=0).double().mean().item()", "(y[:, -1] == 0).all(dim=0).double().mean().item()"),
)

edit(
    "looks_at_the_first_text",
    "Only the first text is checked, but a unit may be active in others.",
    ("(y == 0).flatten(0, -2).all(dim=0).double().mean().item()", "(y[0] == 0).all(dim=0).double().mean().item()"),
)

edit(
    "counts_the_living",
    "This is the share of units that live. Return that of the dead ones.",
    (
        "(y == 0).flatten(0, -2).all(dim=0).double().mean().item()",
        "1 - (y == 0).flatten(0, -2).all(dim=0).double().mean().item()",
    ),
)

edit(
    "counts_per_cent",
    "These are per cent. A share lies between 0 and 1.",
    (
        "(y == 0).flatten(0, -2).all(dim=0).double().mean().item()",
        "100 * (y == 0).flatten(0, -2).all(dim=0).double().mean().item()",
    ),
)

edit(
    "counts_units",
    "This is a number of units. Divide by how many there are.",
    (
        "(y == 0).flatten(0, -2).all(dim=0).double().mean().item()",
        "(y == 0).flatten(0, -2).all(dim=0).double().sum().item()",
    ),
)

edit(
    "numbers_the_relus",
    "The keys are numbers. Take the name of each relu in model.named_modules(), such as blocks.0.act.",
    ("for name, y in kept.items()", "for name, y in enumerate(kept.values())"),
)


@mistake("dead_units", "Only one relu is there. Give each nn.ReLU of the model its own entry, by its own name.")
def keeps_the_last_relu(model, ids):
    return dict([*dead_units(model, ids).items()][-1:])


edit(
    "leaves_its_hooks",
    "The hooks stay on the model, so every later pass runs them again. Keep what register_forward_hook returns, and"
    " call remove() on it.",
    ("for hook in hooks:\n    hook.remove()\nreturn", "return"),
)


# ------------------------------------------------------------------------------ gradients


edit(
    "predicts_its_own_token",
    "Each place predicts its own token. The logits at i are for token i + 1: logits[:, :-1] against ids[:, 1:].",
    ("logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten()", "logits.flatten(0, 1), ids.flatten()"),
)

edit(
    "sums_the_loss",
    "The loss is a sum over the tokens. It is their mean.",
    (
        "logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten()",
        'logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="sum"',
    ),
)

edit(
    "squares_the_norms",
    "These are squares of norms. Take the root.",
    ("grad.norm()", "grad.square().sum()"),
)

edit(
    "takes_the_mean_magnitude",
    "This is the mean magnitude of the entries. The norm is the root of the sum of squares.",
    ("grad.norm()", "grad.abs().mean()"),
)

edit(
    "takes_the_largest_entry",
    "This is the largest entry. The norm is the root of the sum of squares.",
    ("grad.norm()", "grad.abs().max()"),
)


@mistake("gradient_norms", "The gradient is taken with respect to what enters each block. Take what leaves it.")
def looks_before_the_blocks(model, ids):
    kept = {}
    hooks = [
        block.register_forward_hook(lambda _, x, y, i=i: kept.update({i: x[0]})) for i, block in enumerate(model.blocks)
    ]
    logits = model(ids)
    for hook in hooks:
        hook.remove()
    loss = F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
    return [float(grad.norm()) for grad in torch.autograd.grad(loss, [*kept.values()])]


edit(
    "begins_with_the_last_block",
    "The last block comes first, because backward hooks are called from the end. Reverse the list.",
    (
        "return [grad.norm().item() for grad in torch.autograd.grad(loss, list(kept.values()))]",
        "return [grad.norm().item() for grad in torch.autograd.grad(loss, list(kept.values()))][::-1]",
    ),
)


@mistake(
    "gradient_norms",
    "These are gradients of parameters. In an exploding model they may all be similar, because early blocks have large"
    " gradients and late ones large inputs. Take the gradient of the loss with respect to each block's output.",
    which=("", "weight", "up.weight", "down.weight", "qkv.weight"),
)
def takes_the_gradients_of_parameters(model, ids, *, which):
    loss = F.cross_entropy(model(ids)[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
    weights = [[p for name, p in block.named_parameters() if which in name] for block in model.blocks]
    grads = [torch.autograd.grad(loss, some, retain_graph=True) for some in weights]
    return [float(torch.cat([grad.flatten() for grad in block]).norm()) for block in grads]


edit(
    "takes_the_norms_of_activations",
    "These are the norms of what the blocks return, not of the gradient of the loss with respect to it.",
    (
        "return [grad.norm().item() for grad in torch.autograd.grad(loss, list(kept.values()))]",
        "return [y.norm().item() for y in kept.values()]",
    ),
)


@mistake(
    "gradient_norms",
    "Gradients are left in the parameters, where the next step of a training would add them. Use torch.autograd.grad,"
    " or clear them.",
)
def leaves_gradients(model, ids):
    F.cross_entropy(model(ids)[:, :-1].flatten(0, 1), ids[:, 1:].flatten()).backward()
    return gradient_norms(model, ids)


# ------------------------------------------------------------------------------ the diagnosis


edit(
    "takes_a_few_for_ill",
    "Any dead unit counts. A few are not an illness: more than half of the units of a relu have to be dead.",
    ("> 0.5", "> 0"),
)

edit(
    "looks_at_the_first_relu",
    "Dead units are looked for only in the first relu, but each relu counts.",
    ("max(dead_units(model, ids).values(), default=0)", "next(iter(dead_units(model, ids).values()), 0)"),
)


@mistake(
    "diagnose",
    "The shares of the relus are averaged. One relu with dead units is enough: take the largest.",
)
def averages_the_relus(model, ids):
    found, shares = diagnose(model, ids), [*dead_units(model, ids).values()]
    return "nothing" if found == "dead units" and sum(shares) <= 0.5 * len(shares) else found


edit(
    "waits_until_all_are_dead",
    "Only a relu whose units are all dead counts. More than half of them is enough.",
    ("> 0.5", "== 1"),
)

edit(
    "takes_a_large_gradient_for_growth",
    "A large gradient counts as exploding. It is the growth that counts: the norm at the first block against that at"
    " the last.",
    ("norms[0] > 100 * norms[-1]", "norms[0] > 10"),
)

edit(
    "turns_the_ratio_over",
    "Exploding gradients are not found. Gradients go from the last block to the first, so they explode if the first is"
    " the larger: norms[0] > 100 * norms[-1].",
    ("norms[0] > 100 * norms[-1]", "norms[-1] > 100 * norms[0]"),
)


@mistake(
    "diagnose",
    "Dead units are looked for before a leak. A leak comes first, because it makes everything else look well.",
)
def looks_for_dead_units_first(model, ids):
    dead = max(dead_units(model, ids).values(), default=0) > 0.5
    return "dead units" if dead else diagnose(model, ids)


@mistake("diagnose", "Exploding gradients are looked for before dead units. It is the other way round.")
def looks_for_explosions_first(model, ids):
    norms, found = gradient_norms(model, ids), diagnose(model, ids)
    return "exploding gradients" if found == "dead units" and norms[0] > 100 * norms[-1] else found


edit(
    "takes_half_for_ill",
    "Here half of the units of a relu are enough. It is an illness only if more than half are dead.",
    ("> 0.5", ">= 0.5"),
)


@mistake(
    "diagnose",
    "The limit is wrong: the norm at the first block has to be more than 100 times that at the last.",
    limit=(10, 1000),
)
def draws_the_line_elsewhere(model, ids, *, limit):
    found, norms = diagnose(model, ids), gradient_norms(model, ids)
    if found not in ("nothing", "exploding gradients"):
        return found
    return "exploding gradients" if norms[0] > limit * norms[-1] else "nothing"


edit(
    "returns_none",
    "Nothing is wrong, but that has a name, too: return 'nothing', not None.",
    ('else "nothing"', "else None"),
)


# ------------------------------------------------------------------------------ the cure


STILL_TOO_LARGE = (
    "The gradients still explode. A matrix of n columns keeps sizes level where its entries have the standard"
    " deviation n ** -0.5, without a factor for the relu, because each block also adds to its input. All four of qkv,"
    " out, up and down need it."
)


def _layers(model):
    return [layer for block in model.blocks for layer in (block.qkv, block.out, block.up, block.down)]


edit(
    "hides_the_token_itself",
    "The masks leave out the diagonal. A token attends to itself and to those before it. The first one would see"
    " nothing at all, so its softmax is NaN.",
    ("torch.ones_like(block.mask).tril()", "torch.ones_like(block.mask).tril(-1)"),
)

edit(
    "stays_off_by_one",
    "The masks are still off by one. Row i is True in the columns 0 ... i: tril(), with the diagonal 0.",
    ("torch.ones_like(block.mask).tril()", "torch.ones_like(block.mask).tril(1)"),
)

edit(
    "looks_ahead_alone",
    "The masks are turned over: each token sees the later ones. Row i is True in the columns 0 ... i.",
    ("torch.ones_like(block.mask).tril()", "torch.ones_like(block.mask).triu()"),
)

edit(
    "says_what_is_hidden",
    "The masks say what is hidden, but True should mean that a token may attend.",
    ("torch.ones_like(block.mask).tril()", "torch.ones_like(block.mask).triu(1)"),
)

edit(
    "mends_the_first_block",
    "Only the first block is mended. Go through all of model.blocks.",
    ("for block in model.blocks:", "for block in model.blocks[:1]:"),
)


@mistake(
    "mend",
    "Too much was changed. Change only the masks for a leak, the biases of up for dead units, and the matrices of the"
    " blocks for exploding gradients.",
)
def mends_everything(model, illness):
    mend(model, illness)
    for one in ("leak", "dead units", "exploding gradients") if illness != "nothing" else ():
        mend(model, one)
        if one != illness:
            for block in model.blocks:
                block.up.bias.data.add_(0.01)


@mistake(
    "mend",
    "All layers of the blocks are drawn anew for dead units. Their matrices were healthy, and what they had learnt is"
    " lost: the biases of up are enough.",
)
def draws_dead_units_anew(model, illness):
    mend(model, illness)
    for block in model.blocks if illness == "dead units" else []:
        nn.init.normal_(block.up.weight, std=block.up.in_features**-0.5)


@mistake(
    "mend",
    "The relu was replaced. That hides the dead units, but it makes a different model: set the biases of up to 0.",
)
def replaces_the_relu(model, illness):
    for block in model.blocks if illness == "dead units" else []:
        block.act = nn.LeakyReLU()
    if illness != "dead units":
        mend(model, illness)


edit(
    "clears_the_other_biases",
    "The biases of down are set to 0, not those of up. A unit is dead because of what is added before its relu.",
    ("block.up.bias.zero_()", "block.down.bias.zero_()"),
)


@mistake("mend", STILL_TOO_LARGE, factor=(2.0, 3.0))
def divides_by_a_little(model, illness, *, factor):
    mend(model, illness if illness != "exploding gradients" else "nothing")
    for layer in _layers(model) if illness == "exploding gradients" else []:
        layer.weight.data /= factor


edit(
    "draws_as_for_a_relu_everywhere",
    STILL_TOO_LARGE,
    (
        "layer.weight *= layer.in_features**-0.5 / layer.weight.std()",
        "layer.weight *= (2 / layer.in_features) ** 0.5 / layer.weight.std()",
    ),
)

edit(
    "mends_the_network_alone",
    STILL_TOO_LARGE,
    ("(block.qkv, block.out, block.up, block.down)", "(block.up, block.down)"),
)

edit(
    "draws_as_gpt2_does",
    "The matrices are drawn with a standard deviation of 0.02, as in GPT-2, which has 768 columns. With 16 or 32"
    " columns that is far too little, so the blocks barely learn: use columns ** -0.5.",
    ("layer.weight *= layer.in_features**-0.5 / layer.weight.std()", "layer.weight.normal_(std=0.02)"),
)

edit(
    "sets_the_matrices_to_0",
    "The matrices are 0. Nothing explodes, but the blocks can't learn, because no gradient gets through to up. Bring"
    " the standard deviation to columns ** -0.5.",
    ("layer.weight *= layer.in_features**-0.5 / layer.weight.std()", "layer.weight.zero_()"),
)


@mistake(
    "mend",
    "The head or the tables are rescaled, too, although they were healthy. Only the matrices of the blocks are too"
    " large.",
)
def rescales_every_matrix(model, illness):
    mend(model, illness)
    if illness == "exploding gradients":
        model.head.weight.data *= 0.5


@mistake(
    "mend",
    "The blocks are frozen, so they can't learn. Leave requires_grad as it is, and change the weights.",
)
def freezes_the_blocks(model, illness):
    mend(model, illness)
    if illness == "exploding gradients":
        model.blocks.requires_grad_(False)


@mistake("mend", "Blocks were removed. The model has to keep its layers, so mend their weights.")
def takes_blocks_out(model, illness):
    mend(model, illness)
    if illness == "exploding gradients":
        del model.blocks[1:]


@mistake(
    "mend",
    "A copy is mended, but the model stays as it is. Change its own tensors, in place.",
)
def mends_a_copy(model, illness):
    mend(copy.deepcopy(model), illness)


@mistake(
    "mend",
    "Gradients are clipped by a hook, but the weights stay too large. Clipping hides the cause: gradients still grow"
    " from block to block. Bring the matrices to the right size.",
)
def clips_the_gradients(model, illness):
    mend(model, illness if illness != "exploding gradients" else "nothing")
    for parameter in model.parameters() if illness == "exploding gradients" else []:
        parameter.register_hook(lambda grad: grad.clamp(-0.01, 0.01))


edit(
    "ignores_what_it_does_not_know",
    "An unknown illness silently changes nothing. Raise a ValueError that mentions it.",
    (
        'if illness not in ("leak", "dead units", "exploding gradients", "nothing"):\n'
        '    raise ValueError(f"no such illness: {illness}")\n'
        "for",
        "for",
    ),
)
