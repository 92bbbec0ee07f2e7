"""What beginners hand in for log-softmax and log-sum-exp, and what to tell them."""

from dojo import TINY, edit, generics, ideas

ideas(
    wrong_axis="logsumexp_sums_the_first_axis works_along_the_first_axis",
    axis_lost=(
        "overflows_and_drops_the_axis overflows_and_keeps_the_axis keeps_the_axis "
        "subtracts_a_maximum_without_its_axis does_not_bring_the_axis_back"
    ),
    whole_for_slice=(
        "overflows_and_sums_it_all overflows_and_sums_everything shifts_no_slice_beside_an_infinite_one "
        "takes_the_maximum_of_the_whole_array sums_everything subtracts_the_logsumexp_of_everything"
    ),
    sum_for_mean="takes_the_mean",
    missing_term=(
        "forgets_to_add_the_largest_again takes_the_largest_alone forgets_the_log_of_the_sum forgets_the_log "
        "forgets_the_largest_outside"
    ),
    sign="turns_the_sign",
    order_of_steps="sums_the_logarithms",
    writes_into_input="writes_into_its_input",
    overflow="takes_exp_as_it_is sums_exp_as_it_is",
    underflow="takes_the_log_of_softmax takes_the_log_of_an_overflowing_softmax",
    cancellation="leaves_out_small_exponentials",
    epsilon="adds_before_the_log adds_to_the_probabilities",
    nan_hidden="meets_inf_minus_inf takes_nan_for_minus_infinity takes_a_stand_in_for_minus_infinity",
    default_value="logsumexp_ignores_axis ignores_axis",
)

# ---------------------------------------------------------------------------- logsumexp

edit(
    "takes_exp_as_it_is",
    "exp overflows above 709 (88 in float32), and far below zero every exp is 0, whose log is -inf. Subtract the"
    " largest entry from the slice first, and add it again after the log.",
    ("xp.squeeze(total, axis=axis)", "xp.log(xp.sum(xp.exp(x), axis=axis))"),
)

edit(
    "forgets_to_add_the_largest_again",
    "The largest entry is subtracted before exp, but not added again after the log: the result is too small by just"
    " that entry.",
    ("xp.squeeze(total, axis=axis)", "xp.squeeze(total, axis=axis) - xp.max(x, axis=axis)"),
)

edit(
    "meets_inf_minus_inf",
    "Where every entry is -inf, or one is inf, the largest is infinite, and inf - inf is NaN. Shift by 0 there: exp"
    " then gives the 0 or the inf that belongs there.",
    ("x - shift", "x - largest"),
)

edit(
    "shifts_no_slice_beside_an_infinite_one",
    "As soon as the largest entry of one slice is infinite, no slice is shifted any more, and exp overflows or gives"
    " 0 in the others. Choose for each slice: xp.where(xp.isfinite(largest), largest, 0).",
    (
        "xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))",
        "largest if bool(xp.all(xp.isfinite(largest))) else xp.zeros_like(largest)",
    ),
)

edit(
    "leaves_out_small_exponentials",
    "Small exponentials are left out of the sum. Even e^-25 is 1e-11, and float64 has sixteen digits: sum them all.",
    ("xp.exp(x - shift)", "xp.where(x - shift < -20, xp.zeros_like(x), xp.exp(x - shift))"),
)

edit(
    "takes_nan_for_minus_infinity",
    "A NaN is treated as -inf, and the result looks healthy. The caller must see it: replace the shift where it is"
    " infinite, but never an entry that is NaN.",
    ("x - shift", "xp.where(xp.isnan(x), xp.full_like(x, -xp.inf), x) - shift"),
)

edit(
    "takes_the_maximum_of_the_whole_array",
    "One maximum of the entire array is subtracted from every slice, and a slice far below it underflows. Each slice"
    " needs its own: max with axis and keepdims=True.",
    ("xp.squeeze(total, axis=axis)", "xp.log(xp.sum(xp.exp(x - xp.max(x)), axis=axis)) + xp.max(x)"),
)

edit(
    "adds_before_the_log",
    "Something small is added before the log, which moves every result. With the largest entry taken out the sum"
    " is at least 1 and needs no guard.",
    (
        "xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)",
        "xp.sum(xp.exp(x - shift), axis=axis, keepdims=True) + eps",
    ),
    eps=TINY,
)

edit(
    "logsumexp_ignores_axis",
    "It always sums along the last axis; the parameter axis says which one.",
    ("xp.max(x, axis=axis, keepdims=True)", "xp.max(x, axis=-1, keepdims=True)"),
    ("xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)", "xp.sum(xp.exp(x - shift), axis=-1, keepdims=True)"),
    ("xp.squeeze(total, axis=axis)", "xp.squeeze(total, axis=-1)"),
)

edit(
    "logsumexp_sums_the_first_axis",
    "It always sums along the first axis; the parameter axis says which one, and the default is the last.",
    ("xp.max(x, axis=axis, keepdims=True)", "xp.max(x, axis=0, keepdims=True)"),
    ("xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)", "xp.sum(xp.exp(x - shift), axis=0, keepdims=True)"),
    ("xp.squeeze(total, axis=axis)", "xp.squeeze(total, axis=0)"),
)

edit(
    "keeps_the_axis",
    "The axis that is summed should be removed from the shape; here it is kept with size 1.",
    ("xp.squeeze(total, axis=axis)", "total"),
)

edit(
    "takes_the_mean",
    "This is the mean of the exponentials, not their sum: the result is too small by the log of their number.",
    ("xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)", "xp.mean(xp.exp(x - shift), axis=axis, keepdims=True)"),
)

edit(
    "takes_the_largest_alone",
    "This is the largest entry alone. The log of the sum of exponentials is near it, but above it: the other entries"
    " count too.",
    ("xp.squeeze(total, axis=axis)", "xp.max(x, axis=axis)"),
)

edit(
    "sums_the_logarithms",
    "The logarithms are summed: log(exp(x)) is x, so that this is the sum of x. First sum the exponentials, then take"
    " the logarithm once.",
    ("xp.squeeze(total, axis=axis)", "xp.sum(xp.log(xp.exp(x)), axis=axis)"),
)

edit(
    "forgets_the_log_of_the_sum",
    "The sum of exponentials is there, but its logarithm is missing.",
    ("xp.squeeze(total, axis=axis)", "xp.exp(xp.squeeze(total, axis=axis))"),
)

generics(
    "logsumexp",
    "passes_through_float32",
    loses_the_dtype="The dtype of the input is lost on the way. Work in the dtype of x: float32 in, float32 out.",
)


# two faults at once: the words are for the one to repair first

edit(
    "sums_everything",
    "The sum runs over the entire array, which is right for a single slice only. Take maximum and sum along the axis.",
    ("xp.squeeze(total, axis=axis)", "xp.log(xp.sum(xp.exp(x - xp.max(x)))) + xp.max(x)"),
)

edit(
    "overflows_and_sums_everything",
    "The sum runs over the entire array: sum along the axis. Large entries come next: subtract the largest from each"
    " slice before exp, and add it again after the log.",
    ("xp.squeeze(total, axis=axis)", "xp.log(xp.sum(xp.exp(x)))"),
)

edit(
    "overflows_and_keeps_the_axis",
    "The axis should be removed from the shape: leave out keepdims here. Large entries come next: subtract the"
    " largest from each slice before exp, and add it again after the log.",
    ("xp.squeeze(total, axis=axis)", "xp.log(xp.sum(xp.exp(x), axis=axis, keepdims=True))"),
)

edit(
    "subtracts_a_maximum_without_its_axis",
    "The maximum needs keepdims=True, or it does not line up with the entries that it is subtracted from. Remove"
    " that axis again at the end.",
    (
        "xp.squeeze(total, axis=axis)",
        "xp.log(xp.sum(xp.exp(x - xp.max(x, axis=axis)), axis=axis)) + xp.max(x, axis=axis)",
    ),
)


# -------------------------------------------------------------------------- log_softmax

edit(
    "takes_the_log_of_softmax",
    "The logarithm is taken of the softmax. A probability below 1e-308 (1e-38 in float32) loses its digits or becomes"
    " 0, and log 0 is -inf. The log-probability is an ordinary number: subtract logsumexp from the logits instead.",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "weights = xp.exp(x - xp.max(x, axis=axis, keepdims=True))\n"
        "return xp.log(weights / xp.sum(weights, axis=axis, keepdims=True))",
    ),
)

edit(
    "adds_to_the_probabilities",
    "Something small is added to the probabilities before the log. That moves every log-probability, and cuts off"
    " the very low ones. Subtract logsumexp from the logits instead, and nothing needs a guard.",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "weights = xp.exp(x - xp.max(x, axis=axis, keepdims=True))\n"
        "return xp.log(weights / xp.sum(weights, axis=axis, keepdims=True) + eps)",
    ),
    eps=TINY,
)

edit(
    "forgets_the_log",
    "These are probabilities. Return their logarithm: each logit minus the logsumexp of its slice.",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "weights = xp.exp(x - xp.max(x, axis=axis, keepdims=True))\n"
        "return weights / xp.sum(weights, axis=axis, keepdims=True)",
    ),
)

edit(
    "ignores_axis",
    "It always works along the last axis; the parameter axis says which one.",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "largest = xp.max(x, axis=-1, keepdims=True)\n"
        "shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))\n"
        "return x - (xp.log(xp.sum(xp.exp(x - shift), axis=-1, keepdims=True)) + shift)",
    ),
)

edit(
    "works_along_the_first_axis",
    "It always works along the first axis; the parameter axis says which one, and the default is the last.",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "largest = xp.max(x, axis=0, keepdims=True)\n"
        "shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))\n"
        "return x - (xp.log(xp.sum(xp.exp(x - shift), axis=0, keepdims=True)) + shift)",
    ),
)

edit(
    "takes_a_stand_in_for_minus_infinity",
    "A large negative number replaces -inf, but a finite logit may be lower still. exp(-inf) is 0 by itself, so -inf"
    " needs no replacement.",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "hidden = x == -xp.inf\n"
        "largest = xp.max(xp.where(hidden, xp.full_like(x, -1e9), x), axis=axis, keepdims=True)\n"
        "shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))\n"
        "return xp.where(hidden, x, x - (xp.log(xp.sum(xp.exp(xp.where(hidden, xp.full_like(x, -1e9), x) "
        "- shift), axis=axis, keepdims=True)) + shift))",
    ),
)

edit(
    "sums_exp_as_it_is",
    "exp overflows in the sum. Subtract the largest logit of the slice first, or use your own logsumexp.",
    ("xp.expand_dims(logsumexp(x, axis=axis), axis=axis)", "xp.log(xp.sum(xp.exp(x), axis=axis, keepdims=True))"),
)

edit(
    "forgets_the_largest_outside",
    "The largest logit is subtracted inside the sum but not outside it, so the result is off by the largest logit of"
    " the slice.",
    (
        "xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "xp.log(xp.sum(xp.exp(x - xp.max(x, axis=axis, keepdims=True)), axis=axis, keepdims=True))",
    ),
)

edit(
    "writes_into_its_input",
    "The input is changed: x -= ... writes into the caller's array. Compute into a new one: shifted = x - ...",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "x -= xp.max(x, axis=axis, keepdims=True)\nreturn x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
    ),
)

edit(
    "turns_the_sign",
    "The sign is wrong: a log-probability is at most 0.",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "largest = xp.max(x, axis=axis, keepdims=True)\n"
        "shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))\n"
        "return xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)) + shift - x",
    ),
)

generics(
    "log_softmax",
    "passes_through_float32",
    loses_the_dtype="The dtype of the input is lost on the way. Work in the dtype of the logits: float32 in,"
    " float32 out.",
)


# two faults at once: the words are for the one to repair first

edit(
    "does_not_bring_the_axis_back",
    "An axis that was summed away no longer lines up with the logits. Restore it with size 1: keepdims=True, or"
    " xp.expand_dims(..., axis=axis).",
    (
        "return x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "largest = xp.max(x, axis=axis, keepdims=True)\n"
        "shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))\n"
        "return x - xp.squeeze(xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)) + shift, "
        "axis=axis)",
    ),
)

edit(
    "overflows_and_drops_the_axis",
    "The sum needs keepdims=True, so that it lines up with the logits. Large logits come next: use your own logsumexp.",
    ("xp.expand_dims(logsumexp(x, axis=axis), axis=axis)", "xp.log(xp.sum(xp.exp(x), axis=axis))"),
)

edit(
    "subtracts_the_logsumexp_of_everything",
    "The sum runs over the entire array: each slice has a sum of its own, along the axis, with keepdims=True.",
    ("xp.expand_dims(logsumexp(x, axis=axis), axis=axis)", "(xp.max(x) + xp.log(xp.sum(xp.exp(x - xp.max(x)))))"),
)

edit(
    "overflows_and_sums_it_all",
    "The sum runs over the entire array: each slice has a sum of its own, along the axis, with keepdims=True. Large"
    " logits come next: use your own logsumexp.",
    ("xp.expand_dims(logsumexp(x, axis=axis), axis=axis)", "xp.log(xp.sum(xp.exp(x)))"),
)

edit(
    "takes_the_log_of_an_overflowing_softmax",
    "exp overflows, and 0 divided by a sum is 0, whose log is -inf. Write out the log of the quotient: it is the"
    " logit minus logsumexp, with no softmax in between.",
    (
        "x - xp.expand_dims(logsumexp(x, axis=axis), axis=axis)",
        "xp.log(xp.exp(x) / xp.sum(xp.exp(x), axis=axis, keepdims=True))",
    ),
)
