"""What beginners hand in for softmax, and what to tell them."""

from dojo import both, edit, generics, ideas

ideas(
    wrong_axis="works_along_the_first_axis",
    axis_lost="drops_the_axis",
    whole_for_slice=(
        "sums_everything subtracts_the_global_maximum subtracts_the_global_maximum_and_drops_the_axis "
        "takes_maximum_and_sum_of_everything takes_the_global_maximum_and_sums_the_first_axis"
    ),
    wrong_divisor="forgets_to_normalise",
    missing_term="forgets_exp",
    entries_mixed_up="reshapes_the_axis_back",
    writes_into_input="writes_into_its_input",
    overflow="overflows subtracts_the_minimum overflows_before_the_log subtracts_the_mean",
    underflow="subtracts_the_largest_magnitude",
    epsilon="divides_by_sum_plus_eps clips_the_logits",
    nan_hidden=(
        "subtracts_something_infinite replaces_minus_infinity_by_the_lowest_number replaces_minus_infinity "
        "sweeps_nan_away"
    ),
    default_value="overflows_and_ignores_axis ignores_axis",
    gradient_cut="detaches_the_sum",
    base_or_units="takes_powers_of_two",
    wrong_formula="takes_the_sigmoid",
    logit_or_probability="stays_in_the_logarithm",
)

edit(
    "overflows",
    "It looks as if exp overflowed, or underflowed to 0 in an entire slice. Softmax is unchanged when the largest"
    " logit of the slice is subtracted from all of them first: then the largest exponent is 0.",
    ("xp.exp(shifted)", "xp.exp(logits)"),
)

edit(
    "sums_everything",
    "The sum runs over the entire array, so that only all slices together make 1. Sum along the axis, and keep it"
    " (keepdims=True) so that the division lines up.",
    ("xp.sum(weights, axis=axis, keepdims=True)", "xp.sum(weights)"),
)

edit(
    "subtracts_the_global_maximum",
    "The maximum is that of the entire array. A slice whose logits are all far below it underflows to 0/0: each slice"
    " needs its own maximum.",
    ("xp.max(logits, axis=axis, keepdims=True)", "xp.max(logits)"),
)

edit(
    "ignores_axis",
    "It always works along the last axis; the parameter axis says which one should sum to 1.",
    ("axis=axis", "axis=-1", 2),
)

edit(
    "works_along_the_first_axis",
    "It always works along the first axis; the parameter axis says which one should sum to 1.",
    ("axis=axis", "axis=0", 2),
)

edit(
    "divides_by_sum_plus_eps",
    "Something small is added to the sum, so that the result no longer sums to 1. With the maximum subtracted the sum"
    " is at least 1 and needs no guard.",
    ("xp.sum(weights, axis=axis, keepdims=True)", "(xp.sum(weights, axis=axis, keepdims=True) + 1e-9)"),
)

edit(
    "writes_into_its_input",
    "The input is changed: logits -= ... writes into the caller's array. Compute into a new one: shifted = logits -"
    " ...",
    (
        "shifted = logits - xp.max(logits, axis=axis, keepdims=True)",
        "logits -= xp.max(logits, axis=axis, keepdims=True)\n"
        "shifted = logits - xp.max(logits, axis=axis, keepdims=True)",
    ),
)

edit(
    "forgets_exp",
    "The logits are divided by their sum without exp. Probabilities must be positive for any logits: exponentiate"
    " first.",
    ("xp.exp(shifted)", "logits"),
)

edit(
    "takes_the_sigmoid",
    "This is the sigmoid, which looks at each logit alone. Softmax weighs the logits of a slice against each other:"
    " divide each exp by their sum.",
    ("weights / xp.sum(weights, axis=axis, keepdims=True)", "1 / (1 + xp.exp(-logits))"),
)

edit(
    "stays_in_the_logarithm",
    "This is the logarithm of the probabilities, log softmax. Take exp at the end, or divide instead of subtracting"
    " the log of the sum.",
    (
        "weights / xp.sum(weights, axis=axis, keepdims=True)",
        "shifted - xp.log(xp.sum(weights, axis=axis, keepdims=True))",
    ),
)

edit(
    "forgets_to_normalise",
    "This is exp without the division: positive, but the sum is not 1. Divide by the sum along the axis.",
    ("weights / xp.sum(weights, axis=axis, keepdims=True)", "weights"),
)

generics(
    "softmax",
    "passes_through_float32",
    loses_the_dtype="The dtype of the input is lost on the way. Work in the dtype of the logits: float32 in,"
    " float32 out.",
)

edit(
    "subtracts_something_infinite",
    "In a slice with a logit of -inf the minimum and the mean are -inf, and the largest magnitude is inf. Subtracting"
    " one of them gives NaN. Subtract the maximum: it is finite.",
    (
        "shifted = logits - xp.max(logits, axis=axis, keepdims=True)",
        "lowest, largest = (f(logits, axis=axis, keepdims=True) for f in (xp.min, xp.max))\n"
        "shifted = logits - xp.where(lowest == -xp.inf, lowest, largest)",
    ),
)

edit(
    "subtracts_the_minimum",
    "The minimum is subtracted where the maximum should be. The largest exponent is then the spread of the logits,"
    " and exp can still overflow.",
    ("xp.max(logits, axis=axis, keepdims=True)", "xp.min(logits, axis=axis, keepdims=True)"),
)

edit(
    "replaces_minus_infinity_by_the_lowest_number",
    "The lowest finite number replaces -inf, but a logit may be that low. Leave -inf alone: exp turns it into 0 by"
    " itself.",
    (
        "shifted = logits - xp.max(logits, axis=axis, keepdims=True)",
        "logits = xp.clip(logits, min=xp.finfo(logits.dtype).min)\n"
        "shifted = logits - xp.max(logits, axis=axis, keepdims=True)",
    ),
)

edit(
    "clips_the_logits",
    "The logits are clipped before exp, so that large ones become equal. Subtracting the maximum needs no clipping"
    " and changes nothing.",
    ("xp.exp(shifted)", "xp.exp(xp.clip(logits, -50.0, 50.0))"),
)

edit(
    "subtracts_the_mean",
    "The mean is subtracted where the maximum should be. Exponents can then still be large and positive, and a single"
    " -inf makes the mean -inf.",
    ("xp.max(logits, axis=axis, keepdims=True)", "xp.mean(logits, axis=axis, keepdims=True)"),
)

edit(
    "subtracts_the_largest_magnitude",
    "The largest magnitude is subtracted, not the largest logit. Logits far below 0 are pushed even lower, every exp"
    " underflows, and 0/0 is NaN. Leave out abs.",
    ("xp.max(logits, axis=axis, keepdims=True)", "xp.max(xp.abs(logits), axis=axis, keepdims=True)"),
)

edit(
    "overflows_before_the_log",
    "The sum of exp overflows before the logarithm can make it small again. Subtract the largest logit of the slice"
    " before exp.",
    (
        "weights / xp.sum(weights, axis=axis, keepdims=True)",
        "xp.exp(logits - xp.log(xp.sum(xp.exp(logits), axis=axis, keepdims=True)))",
    ),
)

edit(
    "replaces_minus_infinity",
    "-inf is replaced by a large negative number, but a finite logit may be as low as that. Leave -inf alone: exp"
    " turns it into 0 by itself.",
    (
        "shifted = logits - xp.max(logits, axis=axis, keepdims=True)",
        "logits = xp.where(logits == -xp.inf, -1e4 * xp.ones_like(logits), logits)\n"
        "shifted = logits - xp.max(logits, axis=axis, keepdims=True)",
    ),
)

edit(
    "sweeps_nan_away",
    "A NaN is replaced, so a broken model looks healthy. Once the maximum is subtracted, finite logits never give"
    " NaN: leave out nan_to_num.",
    (
        "weights / xp.sum(weights, axis=axis, keepdims=True)",
        "xp.nan_to_num(weights / xp.sum(weights, axis=axis, keepdims=True))",
    ),
)

edit(
    "takes_powers_of_two",
    "These are powers of 2, not of e: use exp.",
    ("xp.exp(shifted)", "2.0 ** shifted"),
)

edit(
    "reshapes_the_axis_back",
    "The axis was moved to the end, and reshape cannot bring it back: it keeps the order of the entries. Move the"
    " axis back with the function that moved it.",
    ("logits - xp.max(logits, axis=axis, keepdims=True)", "xp.moveaxis(logits, axis, -1)"),
    ("xp.exp(shifted)", "xp.exp(shifted - xp.max(shifted, axis=-1, keepdims=True))"),
    (
        "weights / xp.sum(weights, axis=axis, keepdims=True)",
        "xp.reshape(weights / xp.sum(weights, axis=-1, keepdims=True), tuple(logits.shape))",
    ),
)

edit(
    "detaches_the_sum",
    "The sum is cut off from autograd: .detach() or .item() turns it into a constant, so each probability seems to"
    " depend on its own logit alone. Leave the sum attached.",
    (
        "return weights / xp.sum(weights, axis=axis, keepdims=True)",
        "total = xp.sum(weights, axis=axis, keepdims=True)\n"
        "return weights / (total.detach() if hasattr(total, 'detach') else total)",
    ),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first

edit(
    "drops_the_axis",
    "An axis that was summed, or whose maximum was taken, is removed from the shape, so the result no longer lines"
    " up with the logits. keepdims=True keeps it, with size 1.",
    ("xp.sum(weights, axis=axis, keepdims=True)", "xp.sum(weights, axis=axis)"),
)

both(
    "subtracts_the_global_maximum",
    "drops_the_axis",
    "The sum needs keepdims=True, so that it lines up with the logits again. The maximum should be taken along the"
    " axis too, for each slice its own.",
)

edit(
    "takes_maximum_and_sum_of_everything",
    "Maximum and sum are both taken over the entire array, which is right for a single distribution only. Take both"
    " along the axis, with keepdims=True, so that each slice sums to 1.",
    ("xp.max(logits, axis=axis, keepdims=True)", "xp.max(logits)"),
    ("xp.sum(weights, axis=axis, keepdims=True)", "xp.sum(xp.exp(logits - xp.max(logits)))"),
)

both(
    "overflows",
    "sums_everything",
    "The sum runs over the entire array. Sum along the axis, with keepdims=True, so that each slice sums to 1. Large"
    " logits come next: subtract the maximum of each slice before exp.",
)

edit(
    "takes_the_global_maximum_and_sums_the_first_axis",
    "The sum always runs along the first axis, and the maximum is that of the entire array. Take both along the axis"
    " that the caller names, with keepdims=True.",
    ("xp.exp(shifted)", "xp.exp(logits - xp.max(logits))"),
    ("xp.sum(weights, axis=axis, keepdims=True)", "xp.sum(weights, axis=0)"),
)

edit(
    "overflows_and_ignores_axis",
    "The sum always runs along the last axis: the parameter axis says which one should sum to 1. Large logits come"
    " next: subtract the maximum of each slice before exp.",
    ("xp.exp(shifted)", "xp.exp(logits)"),
    ("xp.sum(weights, axis=axis, keepdims=True)", "xp.sum(weights, axis=-1, keepdims=True)"),
)
