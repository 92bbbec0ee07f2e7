"""What beginners hand in for entropy, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import TINY, mistake


def _plogp(p):
    xp = array_namespace(p)
    return p * xp.log(xp.where(p > 0, p, xp.ones_like(p)))


@mistake(
    "entropy",
    "This is 0 * log 0, which the computer takes for 0 * -inf = NaN. In the limit it is 0: put 1 in place of p inside"
    " the logarithm where p is 0.",
)
def takes_the_log_of_zero(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p), axis=axis)


@mistake(
    "entropy",
    "A small number is added inside the logarithm, so that log never sees 0. It changes every other term as well:"
    " replace the argument of the logarithm where p is 0, and leave it alone elsewhere.",
    eps=(*TINY, 1e-20, 1e-30),
)
def adds(p, axis=-1, *, eps):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p + eps), axis=axis)


RAISED = (
    "Small probabilities are raised to a lower bound before the logarithm, so they count for the wrong amount."
    " Only an exact 0 needs a stand-in."
)


def _raised(p, low):
    return array_namespace(p).where(p > low, p, 0 * p + low)


@mistake("entropy", RAISED, low=TINY)
def clips(p, axis=-1, *, low):
    xp = array_namespace(p)
    return -xp.sum(_raised(p, low) * xp.log(_raised(p, low)), axis=axis)


@mistake("entropy", RAISED, low=TINY)
def clips_the_argument(p, axis=-1, *, low):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(_raised(p, low)), axis=axis)


@mistake(
    "entropy",
    "A small probability does not count for what it is: below some bound it is left out, or raised to the bound. Only"
    " an exact 0 needs a stand-in.",
    bound=TINY,
)
def leaves_out_small_probabilities(p, axis=-1, *, bound):
    xp = array_namespace(p)
    return -xp.sum(_plogp(xp.where(p > bound, p, xp.zeros_like(p))), axis=axis)


@mistake(
    "entropy",
    "Inside the logarithm, probabilities below the machine epsilon are raised to it. In a large vocabulary thousands"
    " of tokens lie below it, and together they count: only an exact 0 needs a stand-in.",
)
def clips_at_the_machine_epsilon(p, axis=-1):
    xp = array_namespace(p)
    epsilon = xp.ones_like(p) * xp.finfo(p.dtype).eps
    return -xp.sum(p * xp.log(xp.where(p < epsilon, epsilon, p)), axis=axis)


@mistake("entropy", "This is in bits: the logarithm is to base 2. Nats take the natural logarithm.")
def counts_in_bits(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(2)


@mistake("entropy", "This is in powers of ten, by log10. Nats take the natural logarithm.")
def counts_in_tens(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(10)


@mistake("entropy", "The sign is missing: log p is at most 0, and entropy is at least 0.")
def loses_the_sign(p, axis=-1):
    xp = array_namespace(p)
    return xp.sum(_plogp(p), axis=axis)


@mistake("entropy", "The surprises are summed without weights. Weigh each -log p by its p.")
def forgets_the_weights(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(xp.log(xp.where(p > 0, p, xp.ones_like(p))), axis=axis)


@mistake("entropy", "This is a mean over the outcomes. The probabilities are the weights already: sum.")
def takes_the_mean(p, axis=-1):
    xp = array_namespace(p)
    return -xp.mean(_plogp(p), axis=axis)


@mistake("entropy", "The whole array is summed, so many distributions give one number. Sum along the axis.")
def sums_everything(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p))


@mistake("entropy", "It always sums along the last axis; the parameter axis says which one.")
def ignores_axis(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=-1)


@mistake(
    "entropy",
    "It always sums along the first axis; the parameter axis says which one, and the default is the last.",
)
def sums_the_first_axis(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=0)


@mistake("entropy", "The axis is summed away: it should be gone from the shape, and here it is left with size 1.")
def keeps_the_axis(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis, keepdims=True)


@mistake("entropy", "These are the single terms -p log p. Entropy is their sum along the axis.")
def forgets_to_sum(p, axis=-1):
    return -_plogp(p)


@mistake(
    "entropy",
    "The result is divided by log K, so that the largest is 1. That is a useful number too, but not entropy in nats.",
)
def divides_by_the_largest(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(max(p.shape[axis], 2))


@mistake("entropy", "Softmax is applied to p, which holds probabilities already. Take them as they are.")
def takes_them_for_logits(p, axis=-1):
    xp = array_namespace(p)
    weights = xp.exp(p)
    return -xp.sum(_plogp(weights / xp.sum(weights, axis=axis, keepdims=True)), axis=axis)


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


@mistake(
    "entropy",
    "A float64 input is computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(p, axis=-1):
    xp = array_namespace(p)
    return xp.astype(-xp.sum(_plogp(xp.astype(p, xp.float32)), axis=axis), p.dtype)


@mistake(
    "entropy",
    "The value is right, but the gradient is NaN. The NaN of 0 * log 0 is removed after it was computed, and autograd"
    " still goes through it. Put 1 inside the logarithm where p is 0, so that no NaN comes up at all.",
)
def chooses_the_result(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(xp.where(p > 0, p * xp.log(p), xp.zeros_like(p)), axis=axis)


# two faults at once: the words are for the one to repair first


@mistake(
    "entropy",
    "The whole array is summed: sum along the axis. A probability of 0 comes next: 0 * log 0 is NaN, so put 1 inside"
    " the logarithm there.",
)
def takes_the_log_of_zero_and_sums_everything(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p))


@mistake(
    "entropy",
    "This is in bits: nats take the natural logarithm. A probability of 0 comes next: 0 * log 0 is NaN, so put 1"
    " inside the logarithm there.",
)
def takes_the_log_of_zero_in_bits(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p), axis=axis) / math.log(2)


@mistake(
    "entropy",
    "It always sums along the last axis; the parameter axis says which one. A probability of 0 comes next: 0 * log 0"
    " is NaN, so put 1 inside the logarithm there.",
)
def takes_the_log_of_zero_and_ignores_axis(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p), axis=-1)


@mistake(
    "entropy",
    "The whole array is summed: sum along the axis. After that, leave out the small number inside the logarithm:"
    " it changes every term.",
    eps=TINY,
)
def adds_and_sums_everything(p, axis=-1, *, eps):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p + eps))
