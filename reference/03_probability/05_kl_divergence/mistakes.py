"""What beginners hand in for the KL divergence, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import TINY, mistake


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


@mistake("kl_divergence", "The weights are those of q. What happens is decided by p: weigh each log(p / q) by p.")
def weighs_by_q(p, q, axis=-1):
    xp = array_namespace(p, q)
    return -xp.sum(_terms(q, p), axis=axis)


NEVER_ZERO = (
    "A small number is added to the probabilities, so that log never sees 0. It changes every term, and it hides an"
    " infinity that belongs there: replace what goes into the logarithms where p is 0, and leave the rest alone."
)


@mistake("kl_divergence", NEVER_ZERO, eps=TINY)
def adds(p, q, axis=-1, *, eps):
    xp = array_namespace(p, q)
    return xp.sum(p * xp.log((p + eps) / (q + eps)), axis=axis)


@mistake("kl_divergence", NEVER_ZERO, eps=TINY)
def adds_everywhere(p, q, axis=-1, *, eps):
    xp = array_namespace(p, q)
    return xp.sum((p + eps) * xp.log((p + eps) / (q + eps)), axis=axis)


@mistake("kl_divergence", NEVER_ZERO, eps=TINY)
def adds_to_q(p, q, axis=-1, *, eps):
    return array_namespace(p, q).sum(_terms(p, q + eps), axis=axis)


@mistake(
    "kl_divergence",
    "Small probabilities are raised to a lower bound. They then count for the wrong amount, and a divergence that"
    " should be inf is finite. Only an exact p = 0 needs a stand-in.",
    low=TINY,
)
def clips(p, q, axis=-1, *, low):
    xp = array_namespace(p, q)
    p, q = (xp.where(a > low, a, xp.ones_like(a) * low) for a in (p, q))
    return xp.sum(p * xp.log(p / q), axis=axis)


@mistake(
    "kl_divergence",
    "0 * log 0 is NaN for the computer, and 0 in the limit. Where p is 0 put 1 for p and for q inside the logarithms.",
)
def takes_the_log_of_zero(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(p * xp.log(p / q), axis=axis)


@mistake(
    "kl_divergence",
    "Where both p and q are 0 the result is NaN: p has a stand-in, but 0 * log 0 of q is left. An outcome with p = 0"
    " adds nothing, whatever q is.",
)
def mends_p_alone(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(p * xp.log(xp.where(p > 0, p, xp.ones_like(p))) - p * xp.log(q), axis=axis)


@mistake(
    "kl_divergence",
    "Outcomes that q rules out are left out of the sum, or set to 0. If p gives them a probability, the divergence is"
    " inf.",
)
def leaves_out_what_q_rules_out(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    fine = (p > 0) & (q > 0)
    one = xp.ones_like(p)
    return xp.sum(xp.where(fine, p * xp.log(xp.where(fine, p, one) / xp.where(fine, q, one)), 0 * one), axis=axis)


@mistake("kl_divergence", "This is the mean of both directions. KL is one direction only: weighed by p.")
def makes_it_symmetric(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q) + _terms(q, p), axis=axis) / 2


@mistake("kl_divergence", "This is the cross-entropy of p and q. Subtract the entropy of p.")
def gives_the_cross_entropy(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    return -xp.sum(p * xp.log(xp.where(p > 0, q, xp.ones_like(p))), axis=axis)


@mistake("kl_divergence", "The sign is wrong: p log(p / q) has p above and q below, and the sum is at least 0.")
def turns_the_sign(p, q, axis=-1):
    xp = array_namespace(p, q)
    return -xp.sum(_terms(p, q), axis=axis)


@mistake("kl_divergence", "The terms lack their weights: weigh each log(p / q) by p.")
def forgets_the_weights(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    one = xp.ones_like(p)
    return xp.sum(xp.log(xp.where(p > 0, p, one)) - xp.log(xp.where(p > 0, q, one)), axis=axis)


@mistake("kl_divergence", "Absolute values are summed. The terms have both signs; only their sum is at least 0.")
def takes_absolute_values(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(xp.abs(_terms(p, q)), axis=axis)


@mistake("kl_divergence", "This is in bits: the logarithm is to base 2. Nats take the natural logarithm.")
def counts_in_bits(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis) / math.log(2)


@mistake("kl_divergence", "This is in powers of ten, by log10. Nats take the natural logarithm.")
def takes_logarithms_to_base_ten(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis) / math.log(10)


@mistake("kl_divergence", "This is a mean over the outcomes. The probabilities are the weights already: sum.")
def takes_the_mean(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.mean(_terms(p, q), axis=axis)


@mistake("kl_divergence", "The whole array is summed, so many distributions give one number. Sum along the axis.")
def sums_everything(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q))


@mistake("kl_divergence", "It always sums along the last axis; the parameter axis says which one.")
def ignores_axis(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=-1)


@mistake(
    "kl_divergence",
    "It always sums along the first axis; the parameter axis says which one, and the default is the last.",
)
def sums_the_first_axis(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=0)


@mistake(
    "kl_divergence",
    "The axis is counted in p alone. If q has more axes, it is another one: broadcast first, or count the axis in the"
    " terms.",
)
def counts_the_axis_in_p(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis - p.ndim if axis >= 0 else axis)


@mistake(
    "kl_divergence",
    "It works only if p and q have the same shape. They broadcast: a batch of distributions may be compared with one.",
    error=(ValueError, AssertionError),
)
def does_not_broadcast(p, q, axis=-1, *, error):
    if p.shape != q.shape:
        raise error("the shapes differ")
    return array_namespace(p, q).sum(_terms(p, q), axis=axis)


@mistake(
    "kl_divergence",
    "The entropy is summed along that axis of p alone. If q has more axes, the axis is another one: broadcast both"
    " first.",
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


@mistake("kl_divergence", "These are the single terms p log(p / q). The divergence is their sum along the axis.")
def forgets_to_sum(p, q, axis=-1):
    return _terms(p, q)


@mistake("kl_divergence", "Softmax is applied to p and q, which hold probabilities already. Take them as they are.")
def takes_them_for_logits(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = (xp.exp(a) / xp.sum(xp.exp(a), axis=axis, keepdims=True) for a in xp.broadcast_arrays(p, q))
    return xp.sum(_terms(p, q), axis=axis)


@mistake(
    "kl_divergence",
    "p and q are divided by the sum of the whole array. They hold probabilities already, which add up to 1 along the"
    " axis: take them as they are.",
)
def normalises_the_whole_array(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p / xp.sum(p), q / xp.sum(q)), axis=axis)


@mistake(
    "kl_divergence",
    "The dtype of the input is lost on the way. Work in the dtype of the probabilities: float32 in, float32 out.",
)
def loses_the_dtype(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(xp.astype(p, xp.float64), xp.astype(q, xp.float64)), axis=axis)


@mistake(
    "kl_divergence",
    "A float64 input is computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(p, q, axis=-1):
    xp = array_namespace(p, q)
    terms = _terms(xp.astype(p, xp.float32), xp.astype(q, xp.float32))
    return xp.astype(xp.sum(terms, axis=axis), p.dtype)


@mistake(
    "kl_divergence",
    "The value is right, but the gradient is NaN. The NaN of 0 * log(0 / 0) is removed after it was computed, and"
    " autograd still goes through it. Put 1 for p and q inside the logarithm where p is 0, so that no NaN comes up at"
    " all.",
)
def chooses_the_result(p, q, axis=-1):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    return xp.sum(xp.where(p > 0, p * xp.log(p / q), xp.zeros_like(p)), axis=axis)


# two faults at once: the words are for the one to repair first


@mistake(
    "kl_divergence",
    "p and q have changed places: weigh by p, the distribution of what happens. A probability of 0 comes next: 0 *"
    " log 0 is NaN, so put 1 inside the logarithms where p is 0.",
)
def swaps_the_arguments_and_takes_the_log_of_zero(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(q * xp.log(q / p), axis=axis)


@mistake(
    "kl_divergence",
    "The whole array is summed: sum along the axis. A probability of 0 comes next: 0 * log 0 is NaN, so put 1 inside"
    " the logarithms where p is 0.",
)
def takes_the_log_of_zero_and_sums_everything(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(p * xp.log(p / q))


@mistake(
    "kl_divergence",
    "It always sums along the last axis; the parameter axis says which one. A probability of 0 comes next: 0 * log 0"
    " is NaN, so put 1 inside the logarithms where p is 0.",
)
def takes_the_log_of_zero_and_ignores_axis(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(p * xp.log(p / q), axis=-1)
