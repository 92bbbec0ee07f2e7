"""What beginners hand in for softmax, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


@mistake(
    "softmax",
    "It looks as if exp overflowed, or underflowed to 0 in a whole slice. Softmax is unchanged when the largest logit"
    " of the slice is subtracted from all of them first: then the largest exponent is 0.",
)
def overflows(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits)
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The sum runs over the whole array, so that only all slices together make 1. Sum along the axis, and keep it"
    " (keepdims=True) so that the division lines up.",
)
def sums_everything(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights)


@mistake(
    "softmax",
    "The maximum is that of the whole array. A slice whose logits are all far below it underflows to 0/0: each slice"
    " needs its own maximum.",
)
def subtracts_the_global_maximum(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake("softmax", "It always works along the last axis; the parameter axis says which one should sum to 1.")
def ignores_axis(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
    return weights / xp.sum(weights, axis=-1, keepdims=True)


@mistake("softmax", "It always works along the first axis; the parameter axis says which one should sum to 1.")
def works_along_the_first_axis(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=0, keepdims=True))
    return weights / xp.sum(weights, axis=0, keepdims=True)


@mistake(
    "softmax",
    "Something small is added to the sum, so that the result no longer sums to 1. With the maximum subtracted the sum"
    " is at least 1 and needs no guard.",
)
def divides_by_sum_plus_eps(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return weights / (xp.sum(weights, axis=axis, keepdims=True) + 1e-9)


@mistake(
    "softmax",
    "The input is changed: logits -= ... writes into the caller's array. Compute into a new one: shifted = logits -"
    " ...",
)
def writes_into_its_input(logits, axis=-1):
    xp = array_namespace(logits)
    logits -= xp.max(logits, axis=axis, keepdims=True)
    weights = xp.exp(logits)
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The logits are divided by their sum without exp. Probabilities must be positive for any logits: exponentiate"
    " first.",
)
def forgets_exp(logits, axis=-1):
    xp = array_namespace(logits)
    return logits / xp.sum(logits, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "This is the sigmoid, which looks at each logit alone. Softmax weighs the logits of a slice against each other:"
    " divide each exp by their sum.",
)
def takes_the_sigmoid(logits, axis=-1):
    return 1 / (1 + array_namespace(logits).exp(-logits))


@mistake(
    "softmax",
    "This is the logarithm of the probabilities, log softmax. Take exp at the end, or divide instead of subtracting"
    " the log of the sum.",
)
def stays_in_the_logarithm(logits, axis=-1):
    xp = array_namespace(logits)
    shifted = logits - xp.max(logits, axis=axis, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=axis, keepdims=True))


@mistake(
    "softmax",
    "This is exp without the division: positive, but the sum is not 1. Divide by the sum along the axis.",
)
def forgets_to_normalise(logits, axis=-1):
    xp = array_namespace(logits)
    return xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))


@mistake(
    "softmax",
    "The dtype of the input is lost on the way. Work in the dtype of the logits: float32 in, float32 out.",
)
def loses_the_dtype(logits, axis=-1):
    xp = array_namespace(logits)
    logits = xp.astype(logits, xp.float64)
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "In a slice with a logit of -inf the minimum and the mean are -inf, and the largest magnitude is inf. Subtracting"
    " one of them gives NaN. Subtract the maximum: it is finite.",
)
def subtracts_something_infinite(logits, axis=-1):
    xp = array_namespace(logits)
    lowest, largest = (f(logits, axis=axis, keepdims=True) for f in (xp.min, xp.max))
    weights = xp.exp(logits - xp.where(lowest == -xp.inf, lowest, largest))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The minimum is subtracted where the maximum should be. The largest exponent is then the spread of the logits,"
    " and exp can still overflow.",
)
def subtracts_the_minimum(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.min(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The lowest finite number stands in for -inf, but a logit may be that low. Leave -inf alone: exp turns it into 0"
    " by itself.",
)
def replaces_minus_infinity_by_the_lowest_number(logits, axis=-1):
    xp = array_namespace(logits)
    logits = xp.clip(logits, min=xp.finfo(logits.dtype).min)
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The logits are clipped before exp, so that large ones become equal. Subtracting the maximum needs no clipping"
    " and changes nothing.",
)
def clips_the_logits(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(xp.clip(logits, -50.0, 50.0))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The mean is subtracted where the maximum should be. Exponents can then still be large and positive, and a single"
    " -inf makes the mean -inf.",
)
def subtracts_the_mean(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.mean(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The largest magnitude is subtracted, not the largest logit. Logits far below 0 are pushed even lower, every exp"
    " underflows, and 0/0 is NaN. Leave out abs.",
)
def subtracts_the_largest_magnitude(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(xp.abs(logits), axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The sum of exp overflows before the logarithm can make it small again. Subtract the largest logit of the slice"
    " before exp.",
)
def overflows_before_the_log(logits, axis=-1):
    xp = array_namespace(logits)
    return xp.exp(logits - xp.log(xp.sum(xp.exp(logits), axis=axis, keepdims=True)))


@mistake(
    "softmax",
    "-inf is replaced by a large negative number, but a finite logit may be as low as that. Leave -inf alone: exp"
    " turns it into 0 by itself.",
)
def replaces_minus_infinity(logits, axis=-1):
    xp = array_namespace(logits)
    logits = xp.where(logits == -xp.inf, -1e4 * xp.ones_like(logits), logits)
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "A NaN is replaced, so a broken model looks healthy. Once the maximum is subtracted, finite logits never give"
    " NaN: leave out nan_to_num.",
)
def sweeps_nan_away(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return xp.nan_to_num(weights / xp.sum(weights, axis=axis, keepdims=True))


@mistake(
    "softmax",
    "A float64 input is computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(logits, axis=-1):
    xp = array_namespace(logits)
    small = xp.astype(logits, xp.float32)
    weights = xp.exp(small - xp.max(small, axis=axis, keepdims=True))
    return xp.astype(weights / xp.sum(weights, axis=axis, keepdims=True), logits.dtype)


@mistake("softmax", "These are powers of 2 where powers of e are due: use exp.")
def takes_powers_of_two(logits, axis=-1):
    xp = array_namespace(logits)
    weights = 2.0 ** (logits - xp.max(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The axis was moved to the end, and reshape cannot bring it back: it keeps the order of the entries. Move the"
    " axis back with the function that moved it.",
)
def reshapes_the_axis_back(logits, axis=-1):
    xp = array_namespace(logits)
    moved = xp.moveaxis(logits, axis, -1)
    weights = xp.exp(moved - xp.max(moved, axis=-1, keepdims=True))
    return xp.reshape(weights / xp.sum(weights, axis=-1, keepdims=True), tuple(logits.shape))


@mistake(
    "softmax",
    "The sum is cut off from autograd: .detach() or .item() turns it into a constant, so each probability seems to"
    " depend on its own logit alone. Leave the sum attached.",
)
def detaches_the_sum(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    total = xp.sum(weights, axis=axis, keepdims=True)
    return weights / (total.detach() if hasattr(total, "detach") else total)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "softmax",
    "An axis that was summed, or whose maximum was taken, is gone from the shape, and what is left no longer lines up"
    " with the logits. keepdims=True keeps it, with size 1.",
)
def drops_the_axis(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis)


@mistake(
    "softmax",
    "The sum needs keepdims=True, so that it lines up with the logits again. After that, large logits are still too"
    " much for exp: subtract the maximum of each slice first.",
)
def overflows_and_drops_the_axis(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits)
    return weights / xp.sum(weights, axis=axis)


@mistake(
    "softmax",
    "The sum needs keepdims=True, so that it lines up with the logits again. The maximum should be taken along the"
    " axis too, for each slice its own.",
)
def subtracts_the_global_maximum_and_drops_the_axis(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits))
    return weights / xp.sum(weights, axis=axis)


@mistake(
    "softmax",
    "Maximum and sum are both taken over the whole array, which is right for a single distribution only. Take both"
    " along the axis, with keepdims=True, so that each slice sums to 1.",
)
def takes_maximum_and_sum_of_everything(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits))
    return weights / xp.sum(weights)


@mistake(
    "softmax",
    "The sum runs over the whole array. Sum along the axis, with keepdims=True, so that each slice sums to 1. Large"
    " logits come next: subtract the maximum of each slice before exp.",
)
def overflows_and_sums_everything(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits)
    return weights / xp.sum(weights)


@mistake(
    "softmax",
    "The sum always runs along the first axis, and the maximum is that of the whole array. Take both along the axis"
    " that the caller names, with keepdims=True.",
)
def takes_the_global_maximum_and_sums_the_first_axis(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.max(logits))
    return weights / xp.sum(weights, axis=0)


@mistake(
    "softmax",
    "The sum always runs along the last axis: the parameter axis says which one should sum to 1. Large logits come"
    " next: subtract the maximum of each slice before exp.",
)
def overflows_and_ignores_axis(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits)
    return weights / xp.sum(weights, axis=-1, keepdims=True)
