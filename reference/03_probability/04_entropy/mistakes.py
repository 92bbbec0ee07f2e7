"""What beginners hand in for entropy, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import mistake


def _plogp(p):
    xp = array_namespace(p)
    return p * xp.log(xp.where(p > 0, p, xp.ones_like(p)))


@mistake(
    "entropy",
    "That is 0 * log 0, which the computer takes for 0 * -inf = NaN. In the limit it is 0: put 1 in place of p inside"
    " the logarithm where p is 0.",
)
def takes_the_log_of_zero(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p), axis=axis)


@mistake(
    "entropy",
    "A small number is added inside the logarithm, so that log never sees 0. It moves every other term as well:"
    " choose the argument of the logarithm where p is 0, and leave it alone elsewhere.",
)
def adds_a_small_number(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p + 1e-9), axis=axis)


@mistake(
    "entropy",
    "The probabilities are clipped from below before the logarithm. Small ones count for more than they are: only an"
    " exact 0 needs a stand-in.",
)
def clips_the_probabilities(p, axis=-1):
    xp = array_namespace(p)
    floor = xp.where(p > 1e-8, p, xp.ones_like(p) * 1e-8)
    return -xp.sum(floor * xp.log(floor), axis=axis)


@mistake(
    "entropy",
    "Inside the logarithm nothing below the machine epsilon is let through. Thousands of tokens of a vocabulary lie"
    " below it together, and count: only an exact 0 needs a stand-in.",
)
def clips_at_the_machine_epsilon(p, axis=-1):
    xp = array_namespace(p)
    epsilon = xp.ones_like(p) * xp.finfo(p.dtype).eps
    return -xp.sum(p * xp.log(xp.where(p < epsilon, epsilon, p)), axis=axis)


@mistake("entropy", "That is in bits, by the logarithm to base 2. Nats take the natural logarithm.")
def counts_in_bits(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(2)


@mistake("entropy", "That is in powers of ten, by log10. Nats take the natural logarithm.")
def counts_in_tens(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(10)


@mistake("entropy", "The sign is missing: log p is at most 0, and entropy is at least 0.")
def loses_the_sign(p, axis=-1):
    xp = array_namespace(p)
    return xp.sum(_plogp(p), axis=axis)


@mistake("entropy", "The surprises are summed as if all were equally likely: weigh each -log p by its p.")
def forgets_the_weights(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(xp.log(xp.where(p > 0, p, xp.ones_like(p))), axis=axis)


@mistake("entropy", "That is a mean over the outcomes. The probabilities are the weights already: sum.")
def takes_the_mean(p, axis=-1):
    xp = array_namespace(p)
    return -xp.mean(_plogp(p), axis=axis)


@mistake("entropy", "The whole array is summed, so that many distributions give one number. Sum along the axis.")
def sums_everything(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p))


@mistake("entropy", "It always sums along the last axis; the parameter axis says which one.")
def ignores_axis(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=-1)


@mistake("entropy", "It always sums along the first axis; the parameter axis says which one.")
def sums_the_first_axis(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=0)


@mistake("entropy", "The axis is summed away: it should be gone from the shape, and here it is left with size 1.")
def keeps_the_axis(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis, keepdims=True)


@mistake("entropy", "Those are the single terms -p log p. Entropy is their sum along the axis.")
def forgets_to_sum(p, axis=-1):
    return -_plogp(p)


@mistake(
    "entropy",
    "It is divided by log K, so that the largest is 1: a useful number too, but not entropy in nats.",
)
def divides_by_the_largest(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(max(p.shape[axis], 2))


@mistake(
    "entropy",
    "The input is changed: p[p == 0] = 1 writes into the caller's array. Use xp.where, which makes a new one.",
)
def writes_into_its_input(p, axis=-1):
    xp = array_namespace(p)
    p[p == 0] = 1
    return -xp.sum(p * xp.log(p), axis=axis)


@mistake(
    "entropy",
    "The dtype of the input is lost on the way. Work in the dtype of the probabilities: float32 in, float32 out.",
)
def loses_the_dtype(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(xp.astype(p, xp.float64)), axis=axis)
