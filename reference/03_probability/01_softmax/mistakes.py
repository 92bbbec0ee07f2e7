"""What beginners hand in for softmax, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


@mistake(
    "softmax",
    "It looks as if exp overflowed. Softmax is unchanged when the largest logit of the slice is subtracted from all of"
    " them first: then no exponent is above 0.",
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
    "The input is changed: logits -= ... writes into the caller's array. Compute into a new one:"
    " shifted = logits - ...",
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
    "That is exp without the division: positive, but it does not sum to 1. Divide by the sum along the axis.",
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
    "The minimum is subtracted where the maximum should be: then the largest exponent is as large as the spread of the"
    " logits, and exp overflows all the same.",
)
def subtracts_the_minimum(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(logits - xp.min(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


@mistake(
    "softmax",
    "The logits are clipped before exp, so that large ones become equal. Subtracting the maximum needs no clipping and"
    " changes nothing.",
)
def clips_the_logits(logits, axis=-1):
    xp = array_namespace(logits)
    weights = xp.exp(xp.clip(logits, -50.0, 50.0))
    return weights / xp.sum(weights, axis=axis, keepdims=True)
