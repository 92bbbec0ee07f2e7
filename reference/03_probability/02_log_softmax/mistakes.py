"""What beginners hand in for log-softmax and log-sum-exp, and what to tell them."""

from array_api_compat import array_namespace

from dojo import TINY, mistake


def _logsumexp(x, axis=-1, keepdims=False):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    total = xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)) + shift
    return total if keepdims else xp.squeeze(total, axis=axis)


# ---------------------------------------------------------------------------- logsumexp


@mistake(
    "logsumexp",
    "exp overflows above 709 (88 in float32), and far below zero every exp is 0, whose log is -inf. Take the largest"
    " entry out of the slice first, and add it again after the log.",
)
def takes_exp_as_it_is(x, axis=-1):
    xp = array_namespace(x)
    return xp.log(xp.sum(xp.exp(x), axis=axis))


@mistake(
    "logsumexp",
    "The largest entry is subtracted before exp, but not added again after the log: the result is too small by just"
    " that entry.",
)
def forgets_to_add_the_largest_again(x, axis=-1):
    xp = array_namespace(x)
    return _logsumexp(x, axis) - xp.max(x, axis=axis)


@mistake(
    "logsumexp",
    "Where every entry is -inf, or one is inf, the largest is infinite, and inf - inf is NaN. Shift by 0 there: exp"
    " then gives the 0 or the inf that belongs there.",
)
def meets_inf_minus_inf(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    total = xp.log(xp.sum(xp.exp(x - largest), axis=axis, keepdims=True)) + largest
    return xp.squeeze(total, axis=axis)


@mistake(
    "logsumexp",
    "As soon as the largest entry of one slice is infinite, no slice is shifted any more, and exp overflows or gives"
    " 0 in the others. Choose for each slice: xp.where(xp.isfinite(largest), largest, 0).",
)
def shifts_no_slice_beside_an_infinite_one(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = largest if bool(xp.all(xp.isfinite(largest))) else xp.zeros_like(largest)
    total = xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)) + shift
    return xp.squeeze(total, axis=axis)


@mistake(
    "logsumexp",
    "Small exponentials are left out of the sum. Even e^-25 is 1e-11, and float64 has sixteen digits: sum them all.",
)
def leaves_out_small_exponentials(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    weights = xp.where(x - shift < -20, xp.zeros_like(x), xp.exp(x - shift))
    return xp.squeeze(xp.log(xp.sum(weights, axis=axis, keepdims=True)) + shift, axis=axis)


@mistake(
    "logsumexp",
    "A NaN is treated as -inf, and the result looks healthy. The caller must see it: replace the shift where it is"
    " infinite, but never an entry that is NaN.",
)
def takes_nan_for_minus_infinity(x, axis=-1):
    xp = array_namespace(x)
    return _logsumexp(xp.where(xp.isnan(x), xp.full_like(x, -xp.inf), x), axis)


@mistake(
    "logsumexp",
    "One maximum of the whole array is subtracted from every slice, and a slice far below it underflows. Each slice"
    " needs its own: max with axis and keepdims=True.",
)
def takes_the_maximum_of_the_whole_array(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x)
    return xp.log(xp.sum(xp.exp(x - largest), axis=axis)) + largest


@mistake(
    "logsumexp",
    "Something small is added before the log, which moves every result. With the largest entry taken out the sum"
    " is at least 1 and needs no guard.",
    eps=TINY,
)
def adds_before_the_log(x, axis=-1, *, eps):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    total = xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True) + eps) + shift
    return xp.squeeze(total, axis=axis)


@mistake("logsumexp", "It always sums along the last axis; the parameter axis says which one.")
def logsumexp_ignores_axis(x, axis=-1):
    return _logsumexp(x)


@mistake(
    "logsumexp",
    "It always sums along the first axis; the parameter axis says which one, and the default is the last.",
)
def logsumexp_sums_the_first_axis(x, axis=-1):
    return _logsumexp(x, 0)


@mistake("logsumexp", "The axis is summed away: it should be gone from the shape, and here it is left with size 1.")
def keeps_the_axis(x, axis=-1):
    return _logsumexp(x, axis, keepdims=True)


@mistake(
    "logsumexp",
    "This is the mean of the exponentials, not their sum: the result is too small by the log of their number.",
)
def takes_the_mean(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    total = xp.log(xp.mean(xp.exp(x - shift), axis=axis, keepdims=True)) + shift
    return xp.squeeze(total, axis=axis)


@mistake(
    "logsumexp",
    "This is the largest entry alone. The log of the sum of exponentials is near it, but above it: the other entries"
    " count too.",
)
def takes_the_largest_alone(x, axis=-1):
    xp = array_namespace(x)
    return xp.max(x, axis=axis)


@mistake(
    "logsumexp",
    "The logarithms are summed: log(exp(x)) is x, so that this is the sum of x. First sum the exponentials, then take"
    " the logarithm once.",
)
def sums_the_logarithms(x, axis=-1):
    xp = array_namespace(x)
    return xp.sum(xp.log(xp.exp(x)), axis=axis)


@mistake("logsumexp", "The sum of exponentials is there, but its logarithm is missing.")
def forgets_the_log_of_the_sum(x, axis=-1):
    xp = array_namespace(x)
    return xp.exp(_logsumexp(x, axis))


@mistake(
    "logsumexp",
    "A float64 input is computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def logsumexp_passes_through_float32(x, axis=-1):
    xp = array_namespace(x)
    return xp.astype(_logsumexp(xp.astype(x, xp.float32), axis), x.dtype)


@mistake("logsumexp", "The dtype of the input is lost on the way. Work in the dtype of x: float32 in, float32 out.")
def logsumexp_loses_the_dtype(x, axis=-1):
    xp = array_namespace(x)
    return _logsumexp(xp.astype(x, xp.float64), axis)


# two faults at once: the words are for the one to repair first


@mistake(
    "logsumexp",
    "The sum runs over the whole array, which is right for a single slice only. Take maximum and sum along the axis.",
)
def sums_everything(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x)
    return xp.log(xp.sum(xp.exp(x - largest))) + largest


@mistake(
    "logsumexp",
    "The sum runs over the whole array: sum along the axis. Large entries come next: take the largest out of each"
    " slice before exp, and add it again after the log.",
)
def overflows_and_sums_everything(x, axis=-1):
    xp = array_namespace(x)
    return xp.log(xp.sum(xp.exp(x)))


@mistake(
    "logsumexp",
    "The axis should be gone from the shape: leave out keepdims here. Large entries come next: take the largest out"
    " of each slice before exp, and add it again after the log.",
)
def overflows_and_keeps_the_axis(x, axis=-1):
    xp = array_namespace(x)
    return xp.log(xp.sum(xp.exp(x), axis=axis, keepdims=True))


@mistake(
    "logsumexp",
    "The maximum needs keepdims=True, or it does not line up with the entries that it is subtracted from. Take that"
    " axis away again at the end.",
)
def subtracts_a_maximum_without_its_axis(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis)
    return xp.log(xp.sum(xp.exp(x - largest), axis=axis)) + largest


# -------------------------------------------------------------------------- log_softmax


def _softmax(x, axis):
    xp = array_namespace(x)
    weights = xp.exp(x - xp.max(x, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "log_softmax",
    "The logarithm is taken of the softmax. A probability below 1e-308 (1e-38 in float32) loses its digits or becomes"
    " 0, and log 0 is -inf. The log-probability is an ordinary number: subtract logsumexp from the logits instead.",
)
def takes_the_log_of_softmax(x, axis=-1):
    xp = array_namespace(x)
    return xp.log(_softmax(x, axis))


@mistake(
    "log_softmax",
    "Something small is added to the probabilities before the log. That moves every log-probability, and cuts off"
    " the very low ones. Subtract logsumexp from the logits instead, and nothing needs a guard.",
    eps=TINY,
)
def adds_to_the_probabilities(x, axis=-1, *, eps):
    xp = array_namespace(x)
    return xp.log(_softmax(x, axis) + eps)


@mistake("log_softmax", "These are probabilities. Return their logarithm: each logit minus the logsumexp of its slice.")
def forgets_the_log(x, axis=-1):
    return _softmax(x, axis)


@mistake("log_softmax", "It always works along the last axis; the parameter axis says which one.")
def ignores_axis(x, axis=-1):
    return x - _logsumexp(x, -1, keepdims=True)


@mistake(
    "log_softmax",
    "It always works along the first axis; the parameter axis says which one, and the default is the last.",
)
def works_along_the_first_axis(x, axis=-1):
    return x - _logsumexp(x, 0, keepdims=True)


@mistake(
    "log_softmax",
    "A large negative number stands in for -inf, but a finite logit may be lower still. exp(-inf) is 0 by itself:"
    " -inf needs no stand-in here.",
)
def takes_a_stand_in_for_minus_infinity(x, axis=-1):
    xp = array_namespace(x)
    hidden = x == -xp.inf
    return xp.where(hidden, x, x - _logsumexp(xp.where(hidden, xp.full_like(x, -1e9), x), axis, keepdims=True))


@mistake(
    "log_softmax",
    "exp overflows in the sum. Subtract the largest logit of the slice first, or use your own logsumexp.",
)
def sums_exp_as_it_is(x, axis=-1):
    xp = array_namespace(x)
    return x - xp.log(xp.sum(xp.exp(x), axis=axis, keepdims=True))


@mistake(
    "log_softmax",
    "The largest logit is subtracted inside the sum but not outside it, so the result is off by the largest logit of"
    " the slice.",
)
def forgets_the_largest_outside(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    return x - xp.log(xp.sum(xp.exp(x - largest), axis=axis, keepdims=True))


@mistake(
    "log_softmax",
    "The input is changed: x -= ... writes into the caller's array. Compute into a new one: shifted = x - ...",
)
def writes_into_its_input(x, axis=-1):
    xp = array_namespace(x)
    x -= xp.max(x, axis=axis, keepdims=True)
    return x - xp.log(xp.sum(xp.exp(x), axis=axis, keepdims=True))


@mistake("log_softmax", "The sign is wrong: a log-probability is at most 0.")
def turns_the_sign(x, axis=-1):
    return _logsumexp(x, axis, keepdims=True) - x


@mistake(
    "log_softmax",
    "The dtype of the input is lost on the way. Work in the dtype of the logits: float32 in, float32 out.",
)
def loses_the_dtype(x, axis=-1):
    xp = array_namespace(x)
    x = xp.astype(x, xp.float64)
    return x - _logsumexp(x, axis, keepdims=True)


@mistake(
    "log_softmax",
    "A float64 input is computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(x, axis=-1):
    xp = array_namespace(x)
    small = xp.astype(x, xp.float32)
    return xp.astype(small - _logsumexp(small, axis, keepdims=True), x.dtype)


# two faults at once: the words are for the one to repair first


@mistake(
    "log_softmax",
    "An axis that was summed away no longer lines up with the logits. Give it back, with size 1: keepdims=True, or"
    " xp.expand_dims(..., axis=axis).",
)
def does_not_bring_the_axis_back(x, axis=-1):
    return x - _logsumexp(x, axis)


@mistake(
    "log_softmax",
    "The sum needs keepdims=True, so that it lines up with the logits. Large logits come next: use your own logsumexp.",
)
def overflows_and_drops_the_axis(x, axis=-1):
    xp = array_namespace(x)
    return x - xp.log(xp.sum(xp.exp(x), axis=axis))


@mistake(
    "log_softmax",
    "The sum runs over the whole array: each slice has a sum of its own, along the axis, with keepdims=True.",
)
def subtracts_the_logsumexp_of_everything(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x)
    return x - (largest + xp.log(xp.sum(xp.exp(x - largest))))


@mistake(
    "log_softmax",
    "The sum runs over the whole array: each slice has a sum of its own, along the axis, with keepdims=True. Large"
    " logits come next: use your own logsumexp.",
)
def overflows_and_sums_it_all(x, axis=-1):
    xp = array_namespace(x)
    return x - xp.log(xp.sum(xp.exp(x)))


@mistake(
    "log_softmax",
    "exp overflows, and 0 divided by a sum is 0, whose log is -inf. Write out the log of the quotient: it is the"
    " logit minus logsumexp, with no softmax in between.",
)
def takes_the_log_of_an_overflowing_softmax(x, axis=-1):
    xp = array_namespace(x)
    weights = xp.exp(x)
    return xp.log(weights / xp.sum(weights, axis=axis, keepdims=True))
