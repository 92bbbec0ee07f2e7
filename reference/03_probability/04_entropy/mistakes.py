"""What beginners hand in for entropy, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import TINY, edit, generics, ideas, mistake

ideas(
    wrong_axis="sums_the_first_axis",
    axis_lost="keeps_the_axis",
    whole_for_slice="adds_and_sums_everything takes_the_log_of_zero_and_sums_everything sums_everything",
    sum_for_mean="takes_the_mean",
    wrong_divisor="divides_by_the_largest",
    missing_term="forgets_the_weights forgets_to_sum",
    sign="loses_the_sign",
    writes_into_input="writes_into_its_input",
    epsilon="adds clips clips_the_argument clips_at_the_machine_epsilon",
    nan_hidden="takes_the_log_of_zero chooses_the_result",
    default_value="takes_the_log_of_zero_and_ignores_axis ignores_axis",
    base_or_units="takes_the_log_of_zero_in_bits counts_in_bits counts_in_tens",
    what_counts_as_zero="leaves_out_small_probabilities",
    logit_or_probability="takes_them_for_logits",
)


def _plogp(p):
    xp = array_namespace(p)
    return p * xp.log(xp.where(p > 0, p, xp.ones_like(p)))


edit(
    "takes_the_log_of_zero",
    "This is 0 * log 0, which the computer evaluates as 0 * -inf = NaN. In the limit it is 0: put 1 in place of p"
    " inside the logarithm where p is 0.",
    ("xp.log(inside)", "xp.log(p)"),
)

edit(
    "adds",
    "A small number is added inside the logarithm, so that log never sees 0. It changes every other term, too:"
    " replace the argument of the logarithm where p is 0, and leave it alone elsewhere.",
    ("xp.log(inside)", "xp.log(p + eps)"),
    eps=(*TINY, 1e-20, 1e-30),
)


RAISED = (
    "Small probabilities are raised to a lower bound before the logarithm, so they count for the wrong amount. Only"
    " an exact 0 needs a replacement."
)

edit(
    "clips",
    RAISED,
    ("p * xp.log(inside)", "xp.where(p > low, p, 0 * p + low) * xp.log(xp.where(p > low, p, 0 * p + low))"),
    low=TINY,
)

edit("clips_the_argument", RAISED, ("xp.log(inside)", "xp.log(xp.where(p > low, p, 0 * p + low))"), low=TINY)

edit(
    "leaves_out_small_probabilities",
    "A small probability does not count for what it is: below some bound it is left out, or raised to the bound. Only"
    " an exact 0 needs a replacement.",
    ("p * xp.log(inside)", "xp.where(p > bound, p, xp.zeros_like(p)) * xp.log(inside)"),
    bound=TINY,
)

edit(
    "clips_at_the_machine_epsilon",
    "Inside the logarithm, probabilities below the machine epsilon are raised to it. In a large vocabulary thousands"
    " of tokens lie below it, and together they count: only an exact 0 needs a replacement.",
    (
        "xp.log(inside)",
        "xp.log(xp.where(p < xp.ones_like(p) * xp.finfo(p.dtype).eps, xp.ones_like(p) * xp.finfo(p.dtype).eps, p))",
    ),
)


@mistake("entropy", "This is in bits: the logarithm is to base 2. Nats take the natural logarithm.")
def counts_in_bits(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(2)


@mistake("entropy", "This is in powers of ten, by log10. Nats take the natural logarithm.")
def counts_in_tens(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(10)


edit(
    "loses_the_sign",
    "The sign is missing: log p is at most 0, and entropy is at least 0.",
    ("-xp.sum(p * xp.log(inside), axis=axis)", "xp.sum(p * xp.log(inside), axis=axis)"),
)

edit(
    "forgets_the_weights",
    "The surprises are summed without weights. Weigh each -log p by its p.",
    ("p * xp.log(inside)", "xp.log(inside)"),
)

edit(
    "takes_the_mean",
    "This is a mean over the outcomes. The probabilities are the weights already: sum.",
    ("xp.sum(p * xp.log(inside), axis=axis)", "xp.mean(p * xp.log(inside), axis=axis)"),
)

edit(
    "sums_everything",
    "The entire array is summed, so many distributions give one number. Sum along the axis.",
    ("xp.sum(p * xp.log(inside), axis=axis)", "xp.sum(p * xp.log(inside))"),
)

edit("ignores_axis", "It always sums along the last axis; the parameter axis says which one.", ("axis=axis", "axis=-1"))

edit(
    "sums_the_first_axis",
    "It always sums along the first axis; the parameter axis says which one, and the default is the last.",
    ("axis=axis", "axis=0"),
)

edit(
    "keeps_the_axis",
    "The axis that is summed should be removed from the shape; here it is kept with size 1.",
    ("xp.sum(p * xp.log(inside), axis=axis)", "xp.sum(p * xp.log(inside), axis=axis, keepdims=True)"),
)

edit(
    "forgets_to_sum",
    "These are the single terms -p log p. Entropy is their sum along the axis.",
    ("xp.sum(p * xp.log(inside), axis=axis)", "(p * xp.log(inside))"),
)


@mistake(
    "entropy",
    "The result is divided by log K, so that the largest is 1. That is a useful number too, but not entropy in nats.",
)
def divides_by_the_largest(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(_plogp(p), axis=axis) / math.log(max(p.shape[axis], 2))


@mistake("entropy", "Softmax is applied to p, which holds probabilities already. Use them as they are.")
def takes_them_for_logits(p, axis=-1):
    xp = array_namespace(p)
    weights = xp.exp(p)
    return -xp.sum(_plogp(weights / xp.sum(weights, axis=axis, keepdims=True)), axis=axis)


edit(
    "writes_into_its_input",
    "The input is changed: p[p == 0] = 1 writes into the caller's array. Use xp.where, which makes a new one.",
    ("inside = xp.where(p > 0, p, xp.ones_like(p))", "p[p == 0] = 1\ninside = xp.where(p > 0, p, xp.ones_like(p))"),
)

generics(
    "entropy",
    "passes_through_float32",
    loses_the_dtype="The dtype of the input is lost on the way. Work in the dtype of the probabilities: float32 in,"
    " float32 out.",
)

edit(
    "chooses_the_result",
    "The value is right, but the gradient is NaN. The NaN of 0 * log 0 is removed after it was computed, and autograd"
    " still goes through it. Put 1 inside the logarithm where p is 0, so that no NaN comes up at all.",
    ("p * xp.log(inside)", "xp.where(p > 0, p * xp.log(p), xp.zeros_like(p))"),
)


# two faults at once: the words are for the one to repair first

edit(
    "takes_the_log_of_zero_and_sums_everything",
    "The entire array is summed: sum along the axis. A probability of 0 comes next: 0 * log 0 is NaN, so put 1 inside"
    " the logarithm there.",
    ("xp.sum(p * xp.log(inside), axis=axis)", "xp.sum(p * xp.log(p))"),
)


@mistake(
    "entropy",
    "This is in bits: nats take the natural logarithm. A probability of 0 comes next: 0 * log 0 is NaN, so put 1"
    " inside the logarithm there.",
)
def takes_the_log_of_zero_in_bits(p, axis=-1):
    xp = array_namespace(p)
    return -xp.sum(p * xp.log(p), axis=axis) / math.log(2)


edit(
    "takes_the_log_of_zero_and_ignores_axis",
    "It always sums along the last axis; the parameter axis says which one. A probability of 0 comes next: 0 * log 0"
    " is NaN, so put 1 inside the logarithm there.",
    ("xp.where(p > 0, p, xp.ones_like(p))", "p"),
    ("axis=axis", "axis=-1"),
)

edit(
    "adds_and_sums_everything",
    "The entire array is summed: sum along the axis. After that, leave out the small number inside the logarithm: it"
    " changes every term.",
    ("xp.sum(p * xp.log(inside), axis=axis)", "xp.sum(p * xp.log(p + eps))"),
    eps=TINY,
)
