"""What beginners hand in for log-softmax and log-sum-exp, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


def _logsumexp(x, axis=-1, keepdims=False):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    total = xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)) + shift
    return total if keepdims else xp.squeeze(total, axis=axis)


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
    "The largest entry is subtracted before exp, but not added again after the log: the result is too small by it.",
)
def forgets_to_add_the_largest_again(x, axis=-1):
    xp = array_namespace(x)
    return _logsumexp(x, axis) - xp.max(x, axis=axis)


@mistake(
    "logsumexp",
    "Where every entry is -inf, or one is inf, the largest is infinite, and inf - inf is NaN. Shift by 0 there: exp"
    " then gives the 0 or inf that belongs there.",
)
def meets_inf_minus_inf(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    total = xp.log(xp.sum(xp.exp(x - largest), axis=axis, keepdims=True)) + largest
    return xp.squeeze(total, axis=axis)


@mistake(
    "logsumexp",
    "Where one slice has an infinite largest entry, no slice is shifted any more, and exp overflows or gives 0 in the"
    " others. Choose for each slice: xp.where(xp.isfinite(largest), largest, 0).",
)
def shifts_no_slice_beside_an_infinite_one(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = largest if bool(xp.all(xp.isfinite(largest))) else xp.zeros_like(largest)
    total = xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True)) + shift
    return xp.squeeze(total, axis=axis)


@mistake(
    "logsumexp",
    "Exponentials that look too small to matter are left out. e^-25 is 1e-11, and float64 has sixteen digits: let the"
    " sum round by itself.",
)
def leaves_out_small_exponentials(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    weights = xp.where(x - shift < -20, xp.zeros_like(x), xp.exp(x - shift))
    return xp.squeeze(xp.log(xp.sum(weights, axis=axis, keepdims=True)) + shift, axis=axis)


@mistake(
    "logsumexp",
    "A NaN is taken for -inf, and the result looks healthy. The caller must see it: replace the largest entry where"
    " it is infinite, never an entry that is NaN.",
)
def takes_nan_for_minus_infinity(x, axis=-1):
    xp = array_namespace(x)
    return _logsumexp(xp.where(xp.isnan(x), xp.full_like(x, -xp.inf), x), axis)


@mistake(
    "logsumexp",
    "One maximum of the whole array is subtracted from every slice. A slice that lies far below it underflows: each"
    " slice needs its own, with axis and keepdims=True.",
)
def takes_the_maximum_of_the_whole_array(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x)
    return xp.log(xp.sum(xp.exp(x - largest), axis=axis)) + largest


@mistake(
    "logsumexp",
    "Something small is added before the log, so that log never sees 0. That moves every small sum; with the largest"
    " entry taken out the sum is at least 1 and needs no guard.",
)
def adds_a_small_number(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    total = xp.log(xp.sum(xp.exp(x - shift), axis=axis, keepdims=True) + 1e-9) + shift
    return xp.squeeze(total, axis=axis)


@mistake("logsumexp", "It always sums along the last axis; the parameter axis says which one.")
def logsumexp_ignores_axis(x, axis=-1):
    return _logsumexp(x)


@mistake("logsumexp", "The axis is summed away: it should be gone from the shape, and here it is left with size 1.")
def keeps_the_axis(x, axis=-1):
    return _logsumexp(x, axis, keepdims=True)


@mistake(
    "logsumexp", "That is the mean of the exponentials, not their sum: it is too small by the log of their number."
)
def takes_the_mean(x, axis=-1):
    xp = array_namespace(x)
    largest = xp.max(x, axis=axis, keepdims=True)
    shift = xp.where(xp.isfinite(largest), largest, xp.zeros_like(largest))
    total = xp.log(xp.mean(xp.exp(x - shift), axis=axis, keepdims=True)) + shift
    return xp.squeeze(total, axis=axis)


@mistake("logsumexp", "That is the largest entry, which is near, but never above, the log of the sum of exponentials.")
def takes_the_largest_alone(x, axis=-1):
    xp = array_namespace(x)
    return xp.max(x, axis=axis)


def _softmax(x, axis):
    xp = array_namespace(x)
    weights = xp.exp(x - xp.max(x, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "log_softmax",
    "The logarithm is taken of the softmax. A probability below 1e-308 (1e-45 in float32) is 0 there, and log 0 is"
    " -inf, though the log-probability is an ordinary number: subtract logsumexp from the logits instead.",
)
def takes_the_log_of_softmax(x, axis=-1):
    xp = array_namespace(x)
    return xp.log(_softmax(x, axis))


@mistake(
    "log_softmax",
    "A small number is added to the probabilities before the log. It turns every log-probability below log(1e-9) ="
    " -20.7 into -20.7: subtract logsumexp from the logits instead, and nothing needs a guard.",
)
def adds_a_small_number_to_the_probabilities(x, axis=-1):
    xp = array_namespace(x)
    return xp.log(_softmax(x, axis) + 1e-9)


@mistake(
    "log_softmax",
    "Those are probabilities. Their logarithm is asked for: each logit minus the logsumexp of its slice.",
)
def forgets_the_log(x, axis=-1):
    return _softmax(x, axis)


@mistake("log_softmax", "It always works along the last axis; the parameter axis says which one.")
def ignores_axis(x, axis=-1):
    return x - _logsumexp(x, -1, keepdims=True)


@mistake(
    "log_softmax",
    "A large negative number stands in for -inf. It is a number all the same: beside logits that are lower still it"
    " becomes the largest. exp(-inf) is 0 by itself, so that -inf needs no stand-in here.",
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
    "The largest logit is subtracted inside the sum and not outside it, or the other way round: the result is off by"
    " the largest logit of the slice.",
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


@mistake("log_softmax", "The sign is turned round: a log-probability is at most 0.")
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
