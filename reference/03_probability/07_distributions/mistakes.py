"""What beginners hand in for log-probabilities, and what to tell them."""

import math

from array_api_compat import array_namespace
from distributions import normal_log_prob

from dojo import TINY, edit, generics, ideas, mistake

ideas(
    axis_lost="keeps_the_shape_of_x",
    whole_for_slice="gives_all_classes",
    sum_for_mean="adds_up_the_normal adds_up_the_categorical",
    root_or_square="takes_std_for_the_variance takes_std_for_the_variance_in_the_exponent",
    wrong_factor="takes_off_all_of_log_two_pi takes_off_half_of_log_std forgets_the_half",
    missing_term=(
        "forgets_two_pi forgets_the_mean forgets_log_std gives_the_density gives_the_uniform_density "
        "gives_the_probability gives_the_exponent_alone"
    ),
    sign=(
        "adds_log_std turns_the_exponent gives_the_loss gives_the_log_of_the_width gives_the_categorical_loss "
        "gives_the_loss_without_its_constant turns_the_sign_and_gives_zero_outside takes_the_absolute_std"
    ),
    off_by_one="counts_from_one",
    end_of_interval="has_both_ends has_no_ends exchanges_the_ends has_both_ends_and_gives_zero_outside",
    dtype_lost="makes_float64_of_the_normal makes_float64_of_the_uniform makes_float64_of_the_categorical",
    underflow="takes_the_log_of_an_underflow squares_std takes_the_log_of_the_square",
    epsilon="bounds_the_density bounds_std gives_a_number_outside adds",
    zero_case="accepts_a_std_of_zero accepts_equal_ends",
    nan_hidden=(
        "gives_zero_outside gives_nan_outside gives_the_least_number_outside multiplies_the_logarithms "
        "takes_the_logarithm_of_all_classes"
    ),
    wrong_exception="raises_a_value_error",
    silent_error=(
        "refuses_only_if_all_are_wrong accepts_any_std refuses_only_if_all_are_empty accepts_exchanged_ends "
        "puts_the_ends_in_order counts_negative_classes_from_the_end finds_any_class_impossible "
        "moves_to_the_nearest_class"
    ),
    refuses_what_is_allowed="refuses_what_is_outside does_not_broadcast",
    broadcast_by_accident="pairs_every_row_with_every_class",
    base_or_units="counts_in_bits",
    partial_case="is_the_same_everywhere looks_at_the_upper_end looks_at_the_lower_end",
    logit_or_probability="takes_them_for_logits",
)

_HALF_LOG_TWO_PI = math.log(2 * math.pi) / 2


def _own(k, probs, wrong=True):
    """The probabilities of the classes k."""
    xp = array_namespace(k, probs)
    outside = (k < 0) | (k >= probs.shape[-1])
    if wrong and xp.any(outside):
        raise IndexError(f"no class {k[outside][0]}")
    own = xp.arange(probs.shape[-1], device=probs.device) == k[..., None]
    return xp.sum(xp.where(own, probs, 0), axis=-1)


# ---------------------------------------------------------------------------- normal

edit(
    "takes_std_for_the_variance",
    "std is treated as the variance. Square all of z = (x - mean) / std, and subtract log std, without a half.",
    ("if xp.any(std <= 0):", "std = xp.where(std > 0, std, 0 * std) ** 0.5\nif xp.any(std <= 0):"),
)


@mistake(
    "normal_log_prob",
    "The constant is missing: the density divides by the root of 2 pi, so subtract log(2 pi) / 2.",
)
def forgets_two_pi(x, mean, std):
    return normal_log_prob(x, mean, std) + _HALF_LOG_TWO_PI


@mistake(
    "normal_log_prob",
    "All of log(2 pi) is subtracted. The density divides by its root, so subtract half of it: log(2 pi) / 2.",
)
def takes_off_all_of_log_two_pi(x, mean, std):
    return normal_log_prob(x, mean, std) - _HALF_LOG_TWO_PI


edit(
    "forgets_the_mean",
    "The mean has no effect. The bell is centred on it: measure x - mean in standard deviations.",
    ("x - mean", "x - 0 * mean"),
)

edit(
    "forgets_log_std",
    "log(std) is missing: a wider bell is lower, since the area under it stays 1.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2 + xp.log(std)",
    ),
)

edit(
    "adds_log_std",
    "log(std) is added. The density divides by std, so subtract its logarithm.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2 + 2 * xp.log(std)",
    ),
)

edit(
    "takes_off_half_of_log_std",
    "Half of log(std) is subtracted. The half belongs to log(variance); the variance is std squared, so subtract all"
    " of log(std).",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2 + xp.log(std) / 2",
    ),
)

edit(
    "forgets_the_half",
    "The half is missing: the exponent is -z^2 / 2.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2 - z ** 2 / 2",
    ),
)

edit(
    "turns_the_exponent",
    "The sign of the exponent is wrong: far from the mean the density is small, so it is -z^2 / 2.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2 + z ** 2",
    ),
)

edit(
    "gives_the_loss",
    "This is minus the logarithm: the loss, not the log-probability.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "-(-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2)",
    ),
)

edit(
    "gives_the_density",
    "This is the density itself. Return its logarithm.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "xp.exp(-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2)",
    ),
)

edit(
    "takes_the_log_of_an_underflow",
    "The logarithm is taken of the finished density, which has underflowed to 0 far from the mean. Write down the"
    " logarithm of the formula: log and exp cancel.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "xp.log(xp.exp(-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2))",
    ),
)

edit(
    "bounds_the_density",
    "The density is bounded from below, so that its logarithm is finite. Far from the mean the result is then the"
    " bound's. Write down the logarithm of the formula: it needs no exp, and nothing underflows.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "xp.log(xp.clip(xp.exp(-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2), 1e-300, None))",
    ),
)


@mistake(
    "normal_log_prob",
    "std is squared, and its square is 0 or inf, although std itself is not. Divide first: z = (x - mean) / std, then"
    " square z.",
)
def squares_std(x, mean, std):
    xp = array_namespace(x)
    if xp.any(std <= 0):
        raise ValueError
    return -((x - mean) ** 2) / (2 * std**2) - xp.log(std) - _HALF_LOG_TWO_PI


@mistake(
    "normal_log_prob",
    "z is right, but the logarithm is that of std squared, which is 0 or inf, although std itself is not. log(std**2)"
    " / 2 is log(std).",
)
def takes_the_log_of_the_square(x, mean, std):
    xp = array_namespace(x)
    if xp.any(std <= 0):
        raise ValueError
    return -(((x - mean) / std) ** 2) / 2 - xp.log(std**2) / 2 - _HALF_LOG_TWO_PI


edit(
    "bounds_std",
    "A small number is added to std, which changes every result, and most where std is small. std is positive here:"
    " nothing needs a guard.",
    ("if xp.any(std <= 0):", "if xp.any(std <= 0):\n    raise ValueError\nstd = std + 1e-8\nif xp.any(std <= 0):"),
)

edit(
    "adds_up_the_normal",
    "The log-probabilities are added up. Return one for each x; the caller adds them if it wants the total.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "xp.sum(-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2)",
    ),
)

edit(
    "makes_float64_of_the_normal",
    "float32 goes in and float64 comes out. np.log(2 * np.pi) is a float64 number of NumPy and turns everything it"
    " meets into float64; math.log gives a plain number, which does not.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "xp.astype(-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2, xp.float64)",
    ),
)


@mistake(
    "normal_log_prob",
    "A std that is not positive is refused only if all of them are. A single one is an error: any, not all.",
)
def refuses_only_if_all_are_wrong(x, mean, std):
    xp = array_namespace(x)
    if xp.all(std <= 0):
        raise ValueError
    return -(((x - mean) / std) ** 2) / 2 - xp.log(std) - _HALF_LOG_TWO_PI


@mistake(
    "normal_log_prob",
    "A std of 0 gets through and gives NaN or inf. That is not a width for a bell: raise a ValueError, as for a"
    " negative one.",
)
def accepts_a_std_of_zero(x, mean, std):
    xp = array_namespace(x)
    if xp.any(std < 0):
        raise ValueError
    return -(((x - mean) / std) ** 2) / 2 - xp.log(std) - _HALF_LOG_TWO_PI


@mistake("normal_log_prob", "A std that is not positive gets through. Raise a ValueError for it.")
def accepts_any_std(x, mean, std):
    xp = array_namespace(x)
    return -(((x - mean) / std) ** 2) / 2 - xp.log(std) - _HALF_LOG_TWO_PI


edit(
    "takes_the_absolute_std",
    "A negative std is treated as a positive one. Raise a ValueError for it.",
    ("if xp.any(std <= 0):", "std = xp.abs(std)\nif xp.any(std <= 0):"),
)


# ---------------------------------------------------------------------------- uniform

edit(
    "gives_the_log_of_the_width",
    "This is log(high - low). The density is 1 / (high - low), so its logarithm has a minus.",
    ("-xp.log(high - low)", "xp.log(high - low + 0 * x)"),
)

edit(
    "gives_the_uniform_density",
    "This is the density itself, 1 / (high - low) or 0. Return its logarithm.",
    (
        "xp.where(inside, -xp.log(high - low), -math.inf)",
        "xp.where(inside, 1 / (high - low + 0 * x), 0 * (high - low + 0 * x))",
    ),
)

edit(
    "is_the_same_everywhere",
    "It is not checked whether x is in the interval. Outside, the density is 0 and its logarithm -inf.",
    ("xp.where(inside, -xp.log(high - low), -math.inf)", "-xp.log((inside, high - low + 0 * x)[1])"),
)

edit(
    "gives_zero_outside",
    "Outside the interval it gives 0, the logarithm of a density of 1. The density there is 0, and its logarithm -inf.",
    ("-math.inf", "0 * (high - low + 0 * x)"),
)

edit(
    "gives_nan_outside",
    "Outside the interval it gives NaN. An impossible value has the log-probability -inf.",
    ("xp.where(inside, -xp.log(high - low), -math.inf)", "xp.where(inside, -xp.log(high - low + 0 * x), math.nan)"),
)

edit(
    "gives_a_number_outside",
    "Outside the interval it gives a large negative number instead of -inf: something small was added before the"
    " logarithm. What cannot happen then only looks unlikely.",
    (
        "xp.where(inside, -xp.log(high - low), -math.inf)",
        "xp.log(xp.astype(inside, (high - low + 0 * x).dtype) / (high - low + 0 * x) + 1e-9)",
    ),
)

edit(
    "gives_the_least_number_outside",
    "Outside the interval it gives the lowest number of the dtype. The logarithm of 0 is -inf.",
    (
        "xp.where(inside, -xp.log(high - low), -math.inf)",
        "xp.where(inside, -xp.log(high - low + 0 * x), xp.finfo((high - low + 0 * x).dtype).min)",
    ),
)

edit(
    "refuses_what_is_outside",
    "An x outside the interval raises an exception. It is a question like any other, and the answer is -inf.",
    (
        "if xp.any(high <= low):",
        "if not xp.all(((low <= x) & (x < high), high - low + 0 * x)[0]):\n"
        "    raise ValueError('x is not in the interval')\n"
        "if xp.any(high <= low):",
    ),
)

edit(
    "has_both_ends",
    "x = high counts as inside. The interval contains its lower end but not its upper one: x < high.",
    ("x < high", "x <= high"),
    ("high - low", "high - low + 0 * x"),
)

edit(
    "has_no_ends",
    "x = low counts as outside. The lower end belongs to the interval: low <= x.",
    ("low <= x", "low < x"),
    ("high - low", "high - low + 0 * x"),
)

edit(
    "exchanges_the_ends",
    "The ends are swapped: low belongs to the interval and high does not.",
    ("(low <= x) & (x < high)", "(low < x) & (x <= high)"),
    ("high - low", "high - low + 0 * x"),
)

edit(
    "looks_at_the_upper_end",
    "Only the upper end is checked. Anything below low is outside too.",
    ("(low <= x) & (x < high)", "x < high"),
    ("high - low", "high - low + 0 * x"),
)

edit(
    "looks_at_the_lower_end",
    "Only the lower end is checked. Anything at high or above is outside too.",
    ("(low <= x) & (x < high)", "low <= x"),
    ("high - low", "high - low + 0 * x"),
)

edit(
    "makes_float64_of_the_uniform",
    "The result does not have the dtype of the input: an array for it was made with the library's default. Let it"
    " come from the input, or say dtype=x.dtype.",
    (
        "xp.where(inside, -xp.log(high - low), -math.inf)",
        "xp.astype(xp.where(inside, -xp.log(high - low), -math.inf), xp.float64)",
    ),
)

edit(
    "keeps_the_shape_of_x",
    "The result has the shape of x, even if low or high have more axes. The three broadcast: one x and many intervals"
    " give many results.",
    (
        "return xp.where(inside, -xp.log(high - low), -math.inf)",
        "found = xp.where(inside, -xp.log(high - low), -math.inf)\n"
        "if found.shape == x.shape:\n"
        "    return found\n"
        "return found.reshape(-1)[:1].reshape(x.shape)",
    ),
)

edit(
    "refuses_only_if_all_are_empty",
    "Empty intervals are refused only if all of them are empty. A single one is an error: any, not all.",
    ("xp.any(high <= low)", "xp.all(high <= low)"),
)

edit(
    "accepts_equal_ends",
    "An interval with equal ends gets through, and log 0 makes it inf. It is empty: raise a ValueError.",
    ("high <= low", "high < low"),
)

edit(
    "accepts_exchanged_ends",
    "An interval whose ends are exchanged gets through. It is empty: raise a ValueError.",
    ("xp.any(high <= low)", "False"),
)

edit(
    "puts_the_ends_in_order",
    "Exchanged ends are silently put in order. Such an interval is empty: raise a ValueError.",
    ("if xp.any(high <= low):", "low, high = xp.minimum(low, high), xp.maximum(low, high)\nif xp.any(high <= low):"),
)


# ---------------------------------------------------------------------------- categorical

edit(
    "gives_the_probability",
    "This is the probability itself. Return its logarithm.",
    ("xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))", "xp.sum(xp.where(own, probs, 0), axis=-1)"),
)

edit(
    "gives_the_categorical_loss",
    "This is minus the logarithm: the loss, not the log-probability.",
    ("xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))", "-xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))"),
)

edit(
    "adds",
    "A small number is added to the probability, or bounds it from below, so that log never sees 0. The"
    " log-probability of what cannot happen is -inf, and a tiny probability counts for what it is.",
    ("xp.sum(xp.where(own, probs, 0), axis=-1)", "xp.sum(xp.where(own, probs, 0), axis=-1) + eps"),
    eps=TINY,
)

edit(
    "gives_all_classes",
    "These are the log-probabilities of all classes. Take the one of class k.",
    ("xp.sum(xp.where(own, probs, 0), axis=-1)", "probs + 0 * probs"),
)

edit(
    "pairs_every_row_with_every_class",
    "Each row is asked for all the classes: probs[..., k] pairs every row with every k. Row i and class i belong"
    " together, as one-hot rows or take_along_axis pair them.",
    ("xp.sum(xp.where(own, probs, 0), axis=-1)", "probs[..., k]"),
)

edit(
    "does_not_broadcast",
    "It works only if k has the shape of probs without its last axis. They broadcast: there may be one distribution"
    " for many k, or many for one k.",
    (
        "if xp.any(wrong):",
        "if k.shape != probs.shape[:-1]:\n"
        "    raise ValueError('operands could not be broadcast together')\n"
        "if xp.any(wrong):",
    ),
)

edit(
    "takes_them_for_logits",
    "The probabilities go through a softmax, as if they were logits. They are probabilities already.",
    (
        "count = probs.shape[-1]",
        "weights = xp.exp(probs)\nprobs = weights / xp.sum(weights, axis=-1, keepdims=True)\ncount = probs.shape[-1]",
    ),
)

edit(
    "adds_up_the_categorical",
    "The log-probabilities are added up. Return one for each k; the caller adds them if it wants the total.",
    ("xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))", "xp.sum(xp.log(xp.sum(xp.where(own, probs, 0), axis=-1)))"),
)

edit(
    "counts_in_bits",
    "The logarithm is to base 2. Use the natural one: the unit is the nat.",
    (
        "xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))",
        "xp.log(xp.sum(xp.where(own, probs, 0), axis=-1)) / math.log(2)",
    ),
)

edit(
    "counts_from_one",
    "The classes are counted from 1. The first one is 0, as everywhere in Python.",
    ("k[..., None]", "((k - 1) % count)[..., None]"),
)

edit(
    "multiplies_the_logarithms",
    "Logarithms are multiplied by 1 or 0, and 0 * log(0) is NaN. Pick the probability first, then take its logarithm.",
    (
        "xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))",
        "xp.sum(xp.log(probs) * xp.astype(own, probs.dtype), axis=-1)",
    ),
)

edit(
    "makes_float64_of_the_categorical",
    "The dtype is lost on the way. Work in the dtype of probs: float32 in, float32 out.",
    (
        "xp.log(xp.sum(xp.where(own, probs, 0), axis=-1))",
        "xp.astype(xp.log(xp.sum(xp.where(own, probs, 0), axis=-1)), xp.float64)",
    ),
)

edit(
    "counts_negative_classes_from_the_end",
    "A negative class counts from the end, as indices do in Python. Here it is an error of the caller: raise an"
    " IndexError.",
    ("count = probs.shape[-1]", "k = xp.where(k < 0, k + probs.shape[-1], k)\ncount = probs.shape[-1]"),
)

edit(
    "finds_any_class_impossible",
    "A class that does not exist gets probability 0. It is an error of the caller: raise an IndexError.",
    ("xp.any(wrong)", "False"),
)

edit(
    "moves_to_the_nearest_class",
    "A class that does not exist is moved to the nearest one. It is an error of the caller: raise an IndexError.",
    ("count = probs.shape[-1]", "k = xp.clip(k, 0, probs.shape[-1] - 1)\ncount = probs.shape[-1]"),
)


# ------------------------------------------------------------------------- types of exceptions, and precision

generics(
    "normal_log_prob",
    asserts="A std that is not positive raises an AssertionError. Callers rely on the type that the statement"
    " names: raise a ValueError.",
    passes_through_float32="float64 inputs are computed in float32 on the way, which keeps only about 7 digits."
    " Stay in the dtype that came in.",
)

generics(
    "uniform_log_prob",
    asserts="An empty interval raises an AssertionError. Callers rely on the type that the statement names: raise a"
    " ValueError.",
)

edit(
    "raises_a_value_error",
    "A class that does not exist raises a ValueError. Callers rely on the type that the statement names: raise an"
    " IndexError.",
    ("if xp.any(wrong):", "if xp.any(wrong):\n    raise ValueError(f'no class {k[wrong][0]}')\nif xp.any(wrong):"),
)


# ------------------------------------------------ two faults at once: the words are for the one to repair first


@mistake(
    "normal_log_prob",
    "The constant log(2 pi) / 2 is missing, and so is log(std): without them the area under the density is not 1.",
)
def gives_the_exponent_alone(x, mean, std):
    xp = array_namespace(x)
    return normal_log_prob(x, mean, std) + _HALF_LOG_TWO_PI + xp.log(std)


edit(
    "takes_std_for_the_variance_in_the_exponent",
    "std is treated as the variance in the exponent: divide by std before you square. The logarithm of std is right.",
    (
        "-(z**2) / 2 - xp.log(std) - math.log(2 * math.pi) / 2",
        "-z ** 2 / 2 - xp.log(std) - math.log(2 * math.pi) / 2 + z ** 2 / 2 - (x - mean) ** 2 / std / 2",
    ),
)


@mistake(
    "normal_log_prob",
    "This is minus the logarithm, and the constant log(2 pi) / 2 is missing too. Turn the sign first.",
)
def gives_the_loss_without_its_constant(x, mean, std):
    return -normal_log_prob(x, mean, std) - _HALF_LOG_TWO_PI


edit(
    "turns_the_sign_and_gives_zero_outside",
    "Outside the interval it should give -inf: neither 0 nor log(high - low). Inside, the sign is wrong too: the"
    " density is 1 / (high - low).",
    (
        "xp.where(inside, -xp.log(high - low), -math.inf)",
        "xp.where(inside, xp.log(high - low + 0 * x), 0 * (high - low + 0 * x))",
    ),
)

edit(
    "has_both_ends_and_gives_zero_outside",
    "The upper end does not belong to the interval: x < high. And outside it should give -inf, not 0.",
    (
        "xp.where(inside, -xp.log(high - low), -math.inf)",
        "xp.where((low <= x) & (x <= high), -xp.log(high - low), 0 * (high - low + 0 * x))",
    ),
)


@mistake(
    "categorical_log_prob",
    "The value is right, but the gradient is NaN. The logarithm is taken of all classes, and autograd still goes"
    " through the log 0 that was not picked. Pick the probability first, then take its logarithm.",
)
def takes_the_logarithm_of_all_classes(k, probs):
    xp = array_namespace(k, probs)
    _own(k, probs)
    own = xp.arange(probs.shape[-1], device=probs.device) == k[..., None]
    return xp.max(xp.where(own, xp.log(probs), -math.inf), axis=-1)
