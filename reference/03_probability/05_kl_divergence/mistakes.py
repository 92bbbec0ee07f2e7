"""What beginners hand in for the KL divergence, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import TINY, edit, generics, ideas, mistake

ideas(
    wrong_axis="sums_the_first_axis counts_the_axis_in_p takes_the_entropy_of_p_alone",
    axis_lost="keeps_the_axis",
    whole_for_slice="takes_the_log_of_zero_and_sums_everything sums_everything",
    sum_for_mean="takes_the_mean",
    missing_term="gives_the_cross_entropy forgets_the_weights forgets_to_sum",
    sign="turns_the_sign takes_absolute_values",
    swapped_arguments="swaps_the_arguments weighs_by_q swaps_the_arguments_and_takes_the_log_of_zero",
    counted_twice="normalises_the_whole_array",
    epsilon="adds adds_everywhere adds_to_q clips",
    nan_hidden="takes_the_log_of_zero mends_p_alone chooses_the_result leaves_out_what_q_rules_out",
    refuses_what_is_allowed="does_not_broadcast",
    default_value="takes_the_log_of_zero_and_ignores_axis ignores_axis",
    base_or_units="counts_in_bits takes_logarithms_to_base_ten",
    wrong_formula="makes_it_symmetric",
    logit_or_probability="takes_them_for_logits",
)


def _terms(p, q):
    xp = array_namespace(p, q)
    p, q = xp.broadcast_arrays(p, q)
    one = xp.ones_like(p)
    return p * (xp.log(xp.where(p > 0, p, one)) - xp.log(xp.where(p > 0, q, one)))


@mistake(
    "kl_divergence",
    "p and q are swapped. The divergence is weighed by p, the distribution of what happens, and it is not symmetric.",
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

edit("adds", NEVER_ZERO, ("xp.log(inside_p) - xp.log(inside_q)", "xp.log((p + eps) / (q + eps))"), eps=TINY)

edit(
    "adds_everywhere",
    NEVER_ZERO,
    ("p * (xp.log(inside_p) - xp.log(inside_q))", "(p + eps) * xp.log((p + eps) / (q + eps))"),
    eps=TINY,
)

edit("adds_to_q", NEVER_ZERO, ("xp = array_namespace(p, q)", "q = q + eps\nxp = array_namespace(p, q)"), eps=TINY)

edit(
    "clips",
    "Small probabilities are raised to a lower bound. They then count for the wrong amount, and a divergence that"
    " should be inf is finite. Only an exact p = 0 needs a replacement.",
    ("xp.broadcast_arrays(p, q)", "(xp.where(a > low, a, xp.ones_like(a) * low) for a in (p, q))"),
    low=TINY,
)

edit(
    "takes_the_log_of_zero",
    "0 * log 0 is NaN for the computer, and 0 in the limit. Where p is 0 put 1 for p and for q inside the logarithms.",
    ("xp.log(inside_p) - xp.log(inside_q)", "xp.log(p / q)"),
)

edit(
    "mends_p_alone",
    "Where both p and q are 0 the result is NaN: p is replaced, but 0 * log 0 of q is left. An outcome with p = 0"
    " adds nothing, for every q.",
    ("p * (xp.log(inside_p) - xp.log(inside_q))", "p * xp.log(inside_p) - p * xp.log(q)"),
)

edit(
    "leaves_out_what_q_rules_out",
    "Outcomes that q rules out are left out of the sum, or set to 0. If p gives them a probability, the divergence is"
    " inf.",
    (
        "p * (xp.log(inside_p) - xp.log(inside_q))",
        "xp.where((p > 0) & (q > 0), p * xp.log(xp.where((p > 0) & (q > 0), p, one) / xp.where((p > 0) & "
        "(q > 0), q, one)), 0 * one)",
    ),
)


@mistake("kl_divergence", "This is the mean of both directions. KL is one direction only: weighed by p.")
def makes_it_symmetric(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q) + _terms(q, p), axis=axis) / 2


edit(
    "gives_the_cross_entropy",
    "This is the cross-entropy of p and q. Subtract the entropy of p.",
    ("xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)", "-xp.sum(p * xp.log(inside_q), axis=axis)"),
)

edit(
    "turns_the_sign",
    "The sign is wrong: p log(p / q) has p above and q below, and the sum is at least 0.",
    (
        "xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)",
        "-xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)",
    ),
)

edit(
    "forgets_the_weights",
    "The terms lack their weights: weigh each log(p / q) by p.",
    ("p * (xp.log(inside_p) - xp.log(inside_q))", "xp.log(inside_p) - xp.log(inside_q)"),
)

edit(
    "takes_absolute_values",
    "Absolute values are summed. The terms have both signs; only their sum is at least 0.",
    ("p * (xp.log(inside_p) - xp.log(inside_q))", "xp.abs(p * (xp.log(inside_p) - xp.log(inside_q)))"),
)


@mistake("kl_divergence", "This is in bits: the logarithm is to base 2. Nats take the natural logarithm.")
def counts_in_bits(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis) / math.log(2)


@mistake("kl_divergence", "This is in powers of ten, by log10. Nats take the natural logarithm.")
def takes_logarithms_to_base_ten(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis) / math.log(10)


edit(
    "takes_the_mean",
    "This is a mean over the outcomes. The probabilities are the weights already: sum.",
    (
        "xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)",
        "xp.mean(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)",
    ),
)

edit(
    "sums_everything",
    "The entire array is summed, so many distributions give one number. Sum along the axis.",
    (
        "xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)",
        "xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)))",
    ),
)

edit("ignores_axis", "It always sums along the last axis; the parameter axis says which one.", ("axis=axis", "axis=-1"))

edit(
    "sums_the_first_axis",
    "It always sums along the first axis; the parameter axis says which one, and the default is the last.",
    ("axis=axis", "axis=0"),
)


@mistake(
    "kl_divergence",
    "The axis is counted in p alone. If q has more axes, it is a different one: broadcast first, or count the axis"
    " in the terms.",
)
def counts_the_axis_in_p(p, q, axis=-1):
    xp = array_namespace(p, q)
    return xp.sum(_terms(p, q), axis=axis - p.ndim if axis >= 0 else axis)


edit(
    "does_not_broadcast",
    "It works only if p and q have the same shape. They broadcast: a batch of distributions may be compared with one.",
    (
        "xp = array_namespace(p, q)",
        "if p.shape != q.shape:\n    raise error('the shapes differ')\nxp = array_namespace(p, q)",
    ),
    error=(ValueError, AssertionError),
)

edit(
    "takes_the_entropy_of_p_alone",
    "The entropy is summed along that axis of p alone. If q has more axes, the axis is a different one: broadcast"
    " both first.",
    ("p, q = xp.broadcast_arrays(p, q)\n", ""),
    (
        "xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)",
        "-xp.sum(p * xp.log(inside_q), axis=axis) - -xp.sum(p * xp.log(inside_p), axis=axis)",
    ),
)

edit(
    "keeps_the_axis",
    "The axis that is summed should be removed from the shape; here it is kept with size 1.",
    (
        "xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)",
        "xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis, keepdims=True)",
    ),
)

edit(
    "forgets_to_sum",
    "These are the single terms p log(p / q). The divergence is their sum along the axis.",
    ("xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)", "p * (xp.log(inside_p) - xp.log(inside_q))"),
)

edit(
    "takes_them_for_logits",
    "Softmax is applied to p and q, which hold probabilities already. Use them as they are.",
    (
        "p, q = xp.broadcast_arrays(p, q)",
        "p, q = (xp.exp(a) / xp.sum(xp.exp(a), axis=axis, keepdims=True) for a in xp.broadcast_arrays(p, "
        "q))\n"
        "p, q = xp.broadcast_arrays(p, q)",
    ),
)

edit(
    "normalises_the_whole_array",
    "p and q are divided by the sum of the entire array. They hold probabilities already, which add up to 1 along the"
    " axis: use them as they are.",
    ("p, q = xp.broadcast_arrays(p, q)", "p = p / xp.sum(p)\nq = q / xp.sum(q)\np, q = xp.broadcast_arrays(p, q)"),
)

generics(
    "kl_divergence",
    "passes_through_float32",
    loses_the_dtype="The dtype of the input is lost on the way. Work in the dtype of the probabilities: float32 in,"
    " float32 out.",
)

edit(
    "chooses_the_result",
    "The value is right, but the gradient is NaN. The NaN of 0 * log(0 / 0) is removed after it was computed, and"
    " autograd still goes through it. Put 1 for p and q inside the logarithm where p is 0, so that no NaN comes up at"
    " all.",
    ("p * (xp.log(inside_p) - xp.log(inside_q))", "xp.where(p > 0, p * xp.log(p / q), xp.zeros_like(p))"),
)


# two faults at once: the words are for the one to repair first

edit(
    "swaps_the_arguments_and_takes_the_log_of_zero",
    "p and q are swapped: weigh by p, the distribution of what happens. A probability of 0 comes next: 0 * log 0 is"
    " NaN, so put 1 inside the logarithms where p is 0.",
    ("p * (xp.log(inside_p) - xp.log(inside_q))", "q * xp.log(q / p)"),
)

edit(
    "takes_the_log_of_zero_and_sums_everything",
    "The entire array is summed: sum along the axis. A probability of 0 comes next: 0 * log 0 is NaN, so put 1 inside"
    " the logarithms where p is 0.",
    ("xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)", "xp.sum(p * xp.log(p / q))"),
)

edit(
    "takes_the_log_of_zero_and_ignores_axis",
    "It always sums along the last axis; the parameter axis says which one. A probability of 0 comes next: 0 * log 0"
    " is NaN, so put 1 inside the logarithms where p is 0.",
    ("xp.sum(p * (xp.log(inside_p) - xp.log(inside_q)), axis=axis)", "xp.sum(p * (xp.log(p / q)), axis=-1)"),
)
