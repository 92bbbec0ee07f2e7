"""What beginners hand in for the KL divergence, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import mistake


def _terms(p, q):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    one = xp.ones_like(p)
    return p * (xp.log(xp.where(p > 0, p, one)) - xp.log(xp.where(p > 0, q, one)))


@mistake(
    "kl_divergence",
    "p and q have changed places. The divergence is weighed by p, the distribution of what happens, and it is not"
    " symmetric.",
)
def swaps_the_arguments(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(q, p), axis=axis)


@mistake(
    "kl_divergence",
    "A small number is added to the probabilities, so that log never sees 0. It moves every term and hides an"
    " infinity that belongs there: choose the arguments of the logarithms where p is 0, and leave the others alone.",
)
def adds_a_small_number(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(p * xp.log((p + 1e-9) / (q + 1e-9)), axis=axis)


@mistake(
    "kl_divergence",
    "A small number is added to q, so that the divergence is never infinite. But a model that gives 0 to what happens"
    " is infinitely wrong, and the sum moves for all others as well.",
)
def adds_a_small_number_to_q(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q + 1e-9), axis=axis)


@mistake(
    "kl_divergence",
    "0 * log(0) is NaN for the computer, and 0 in the limit. Where p is 0 put 1 for p and for q inside the logarithms.",
)
def takes_the_log_of_zero(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(p * xp.log(p / q), axis=axis)


@mistake(
    "kl_divergence",
    "Where both p and q are 0 the result is NaN: the stand-in for p alone leaves 0 * log 0 of q. An outcome with p ="
    " 0 adds nothing, whatever q is.",
)
def mends_p_alone(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(p * xp.log(xp.where(p > 0, p, xp.ones_like(p))) - p * xp.log(q), axis=axis)


@mistake(
    "kl_divergence",
    "Outcomes that q rules out are left out of the sum, or set to 0. Where p gives them a probability the divergence"
    " is inf.",
)
def leaves_out_what_q_rules_out(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    fine = (p > 0) & (q > 0)
    one = xp.ones_like(p)
    return xp.sum(xp.where(fine, p * xp.log(xp.where(fine, p, one) / xp.where(fine, q, one)), 0 * one), axis=axis)


@mistake(
    "kl_divergence",
    "That is the mean of both directions, the symmetric Jeffreys divergence halved. KL is one direction: from p's"
    " view.",
)
def makes_it_symmetric(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q) + _terms(q, p), axis=axis) / 2


@mistake("kl_divergence", "That is the cross-entropy of p and q: the entropy of p has not been taken off.")
def gives_the_cross_entropy(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    return -xp.sum(p * xp.log(xp.where(p > 0, q, xp.ones_like(p))), axis=axis)


@mistake("kl_divergence", "The sign is turned round: p log(p / q) has p above q, and the sum is at least 0.")
def turns_the_sign(p, q, axis=-1):
    xp = array_namespace(p, q)
    return -xp.sum(_terms(p, q), axis=axis)


@mistake("kl_divergence", "The terms lack their weights: each log(p / q) is weighed by p.")
def forgets_the_weights(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    one = xp.ones_like(p)
    return xp.sum(xp.log(xp.where(p > 0, p, one)) - xp.log(xp.where(p > 0, q, one)), axis=axis)


@mistake("kl_divergence", "Absolute values are summed. The terms have both signs, and only their sum is at least 0.")
def takes_absolute_values(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(xp.abs(_terms(p, q)), axis=axis)


@mistake("kl_divergence", "That is in bits, by the logarithm to base 2. Nats take the natural logarithm.")
def counts_in_bits(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis) / math.log(2)


@mistake("kl_divergence", "That is a mean over the outcomes. The probabilities are the weights already: sum.")
def takes_the_mean(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.mean(_terms(p, q), axis=axis)


@mistake("kl_divergence", "The whole array is summed, so that many distributions give one number. Sum along the axis.")
def sums_everything(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q))


@mistake("kl_divergence", "It always sums along the last axis; the parameter axis says which one.")
def ignores_axis(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=-1)


@mistake(
    "kl_divergence",
    "The axis is counted in p alone. Where q has more axes it is another one: broadcast first, or count the axis in"
    " the terms.",
)
def counts_the_axis_in_p(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis - p.ndim if axis >= 0 else axis)


@mistake(
    "kl_divergence",
    "The entropy is summed along that axis of p alone. Where q has more axes it is another one of the two as they"
    " broadcast: broadcast first.",
)
def takes_the_entropy_of_p_alone(p, q, axis=-1):
    xp = array_namespace(p, q)
    happens = p > 0
    one = xp.ones_like(p)
    entropy = -xp.sum(p * xp.log(xp.where(happens, p, one)), axis=axis)
    return -xp.sum(p * xp.log(xp.where(happens, q, one)), axis=axis) - entropy


@mistake("kl_divergence", "The axis is summed away: it should be gone from the shape, and here it is left with size 1.")
def keeps_the_axis(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis, keepdims=True)


@mistake("kl_divergence", "Those are the single terms p log(p / q). The divergence is their sum along the axis.")
def forgets_to_sum(p, q, axis=-1):
    return _terms(p, q)


@mistake(
    "kl_divergence",
    "The dtype of the input is lost on the way. Work in the dtype of the probabilities: float32 in, float32 out.",
)
def loses_the_dtype(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(xp.astype(p, xp.float64), xp.astype(q, xp.float64)), axis=axis)
