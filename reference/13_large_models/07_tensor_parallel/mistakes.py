"""What beginners hand in for tensor parallelism, and what to tell them."""

import numpy as np

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="cuts_the_second_layer_by_outputs cuts_the_last_matrix_by_rows",
    wrong_factor="shares_the_second_layer_twice",
    wrong_divisor="takes_the_width_of_all_heads",
    missing_term="forgets_the_relu ignores_the_sum forgets_the_bias ignores_the_slope",
    sign="turns_the_loss_round",
    entries_mixed_up="cuts_through_the_fused_matrix takes_the_columns_of_another deals_units_in_two_ways",
    counted_twice="adds_the_bias_on_each sums_the_gradient_of_y",
    end_of_interval="takes_1_for_the_slope_at_0",
    order_of_steps="adds_before_the_relu",
    not_accumulated="keeps_its_share_of_dx",
    sees_the_future="is_not_causal",
    overflow="takes_no_maximum overflows_in_the_softmax",
    whole_for_slice="keeps_all_of_b1 hands_out_all_of_it",
    stale_state="takes_its_own_maximum",
    shifted_targets="counts_tokens_from_its_own_first",
    padding_counted="picks_a_logit_on_each_worker",
    default_value="keeps_the_number_of_heads",
    hidden_cost="gathers_the_logits sums_the_gradients_of_weights",
    silent_error="cuts_through_heads",
    partial_case="has_a_mask_of_32",
    mask_polarity="masks_with_a_number",
)

SHARDS = "return share(w1, rank, world), share(b1, rank, world), share(w2, rank, world, axis=1), b2"
UNITS = "h = np.maximum(x @ w1.T + b1, 0)"
SUM = "total = yield h @ w2.T"
BIAS = "return total + b2"
OWN = "own = [share(w, rank, world) for w in np.split(wqkv, 3)]"
HEADS = "return np.concatenate(own), share(wout, rank, world, axis=1), n_heads // world"
MASK = "np.where(np.tri(len(x), dtype=bool), scores, -np.inf)"
SLOPE = "dh = dy @ w2 * (before > 0)"
DX = "dx = yield dh @ w1"
TOP = 'top = yield "max", logits.max(axis=1)'
HERE = "here = targets - rank * logits.shape[1]"
PICK = "np.where(own, logits[np.arange(len(here)), np.where(own, here, 0)], 0)"

# ------------------------------------------------------------------------------ an MLP

edit(
    "adds_the_bias_on_each",
    "Each worker adds b2 to its share, so y has it once for every worker. Add it once, after the sum.",
    (SUM, "total = yield h @ w2.T + b2"),
    (BIAS, "return total"),
)
edit(
    "forgets_the_bias",
    "b2 is missing. Add it to the sum.",
    (BIAS, "return total"),
)
edit(
    "forgets_the_relu",
    "There is no relu between the two layers.",
    (UNITS, "h = x @ w1.T + b1"),
)
edit(
    "adds_before_the_relu",
    "b1 comes after the relu. A hidden unit is relu(x · row + b1).",
    (UNITS, "h = np.maximum(x @ w1.T, 0) + b1"),
)
edit(
    "ignores_the_sum",
    "A worker returns its own share. Go on with what the yield gets.",
    (SUM, "total = h @ w2.T\nyield total"),
)
edit(
    "hands_out_all_of_it",
    "Every worker keeps the entire MLP, so nothing is saved, and y is the sum of complete results. Cut w1, b1 and w2.",
    (SHARDS, "return w1, b1, w2, b2"),
)
edit(
    "keeps_all_of_b1",
    "b1 is not cut, but its entries belong to hidden units. Cut it as the rows of w1.",
    (SHARDS, "return share(w1, rank, world), b1, share(w2, rank, world, axis=1), b2"),
)
edit(
    "cuts_the_second_layer_by_outputs",
    "w2 is cut by rows, its outputs. Hidden units are its columns in torch's layout (out, in).",
    (SHARDS, "return share(w1, rank, world), share(b1, rank, world), share(w2, rank, world), b2"),
)
edit(
    "takes_the_columns_of_another",
    "The columns of w2 belong to the hidden units of a different worker. Rows of w1 and columns of w2 go together.",
    (SHARDS, "return share(w1, rank, world), share(b1, rank, world), share(w2, rank - 1, world, axis=1), b2"),
)
edit(
    "deals_units_in_two_ways",
    "w1 and b1 are dealt out like cards, w2 in blocks, so they belong to different hidden units. Cut all in one way.",
    (SHARDS, "return w1[rank::world], b1[rank::world], share(w2, rank, world, axis=1), b2"),
)
edit(
    "shares_the_second_layer_twice",
    "The columns of w2 are divided by the number of workers. Shares are parts of a sum: they are added as they are.",
    (SHARDS, "return share(w1, rank, world), share(b1, rank, world), share(w2, rank, world, axis=1) / world, b2"),
)

# ------------------------------------------------------------------------------ attention

edit(
    "cuts_through_the_fused_matrix",
    "wqkv is cut into consecutive pieces, so a worker gets rows of q alone, or of v. Cut q, k and v each.",
    (OWN, "own = [share(wqkv, rank, world)]"),
)
edit(
    "keeps_the_number_of_heads",
    "A worker has fewer rows and as many heads as before, so its heads are too narrow. Return n_heads // world.",
    (HEADS, "return np.concatenate(own), share(wout, rank, world, axis=1), n_heads"),
)
edit(
    "cuts_the_last_matrix_by_rows",
    "wout is cut by rows, its outputs. Heads are its columns in torch's layout (out, in).",
    (HEADS, "return np.concatenate(own), share(wout, rank, world), n_heads // world"),
)
edit(
    "takes_the_width_of_all_heads",
    "The scores are divided by √D. Divide by the root of one head's width.",
    ("q.shape[-1] ** 0.5", "x.shape[-1] ** 0.5"),
)
edit(
    "is_not_causal",
    "Each token sees the later ones. Mask their scores with -inf.",
    (MASK, "scores"),
)
edit(
    "overflows_in_the_softmax",
    "exp of a large score overflows. Take off the maximum of each row first.",
    ("np.exp(scores - scores.max(axis=-1, keepdims=True))", "np.exp(scores)"),
)
edit(
    "cuts_through_heads",
    "A number of heads that world does not divide is let through. Raise a ValueError that names both.",
    ("refuse_a_rest(n_heads, world)", "n_heads = max(n_heads, world)"),
)

# ------------------------------------------------------------------------------ backwards

edit(
    "keeps_its_share_of_dx",
    "dx is only what this worker's hidden units want of x. Sum it over all workers.",
    (DX, "dx = dh @ w1\nyield dx"),
)
edit(
    "sums_the_gradient_of_y",
    "Every worker has all of dy. Summed over the workers, it is world times as large.",
    (SLOPE, "dy = yield dy\ndh = dy @ w2 * (before > 0)"),
    (DX, "dx = yield dh @ w1"),
)
edit(
    "takes_1_for_the_slope_at_0",
    "At 0 the slope of the relu is taken for 1. It is 0, as in torch.",
    (SLOPE, "dh = dy @ w2 * (before >= 0)"),
)
edit(
    "ignores_the_slope",
    "The slope of the relu is missing: what was not above 0 gets no gradient.",
    (SLOPE, "dh = dy @ w2"),
)
edit(
    "sums_the_gradients_of_weights",
    "The gradient of b2 is summed over the workers. Each has all of dy, and so all of that gradient.",
    (DX, "db = yield dy.sum(axis=0)\ndx = yield dh @ w1"),
    ("dy.T @ np.maximum(before, 0), dy.sum(axis=0)", "dy.T @ np.maximum(before, 0), db"),
)

# ------------------------------------------------------------------------------ a loss over a split vocabulary

edit(
    "takes_its_own_maximum",
    "Each worker takes off its own maximum, so their exponentials do not add up. Ask for the maximum of all.",
    (TOP, "top = logits.max(axis=1)"),
)
edit(
    "takes_no_maximum",
    "Nothing is taken off before exp, so large logits overflow.",
    (TOP, "top = np.zeros(len(logits))"),
)
edit(
    "counts_tokens_from_its_own_first",
    "A target is a token of the full vocabulary. Column 0 of worker rank is token rank · V / world.",
    (HERE, "here = targets % logits.shape[1]"),
)
edit(
    "picks_a_logit_on_each_worker",
    "Every worker adds a logit. Only the one that has the target may; the others send 0.",
    (PICK, "logits[np.arange(len(here)), here.clip(0, logits.shape[1] - 1)]"),
)
edit(
    "turns_the_loss_round",
    "The sign is wrong: the loss is the logarithm of the sum minus the logit of the target.",
    ("return np.log(total) + top - right", "return right - np.log(total) - top"),
)


@mistake(
    "parallel_cross_entropy",
    "All logits are sent to everybody: V numbers a token. A maximum, a sum and the target's logit are enough.",
)
def gathers_the_logits(logits, targets, rank, world):
    own = np.zeros((len(logits), world, logits.shape[1]), logits.dtype)
    own[:, rank] = logits
    z = (yield "sum", own).reshape(len(logits), -1)
    z = z - z.max(axis=1, keepdims=True)
    return np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), targets]


# ------------------------------------------------------------------------------ what is seldom asked

edit(
    "has_a_mask_of_32",
    "The mask has been made for 32 tokens. Make it for as many as there are.",
    (MASK, "np.where(np.tri(32, dtype=bool)[: len(x), : len(x)], scores, -np.inf)"),
)
edit(
    "masks_with_a_number",
    "A masked score is -100,000, and there are scores below that. Use -inf.",
    (MASK, "np.where(np.tri(len(x), dtype=bool), scores, -1e5)"),
)
