"""What beginners hand in for temperature, and what to tell them."""

from array_api_compat import array_namespace
from temperature import greedy, with_temperature

from dojo import TINY, edit, generics, ideas, mistake

ideas(
    wrong_axis="looks_along_the_first_axis cumulates_along_the_first_axis works_along_the_first_axis",
    whole_for_slice=(
        "looks_through_the_whole_array shares_the_first_u subtracts_the_global_maximum sums_everything "
        "sets_whole_rows_at_zero takes_maximum_and_sum_of_everything"
    ),
    wrong_divisor="forgets_to_normalise",
    missing_term="compares_single_probabilities",
    upside_down="multiplies_by_the_temperature multiplies_and_overflows",
    opposite_choice="picks_the_smallest",
    off_by_one="stops_one_too_early stops_one_too_late",
    end_of_interval=(
        "reaches_is_not_exceeds reaches_and_falls_back_to_the_first_class reaches_and_runs_past_the_last_class"
    ),
    order_of_steps="scales_the_probabilities",
    writes_into_input="writes_into_the_logits",
    dtype_lost="loses_the_dtype_at_zero leaves_the_dtype_of_u_to_the_library",
    overflow="draws_from_weights_that_overflow overflows divides_only_the_logits",
    cancellation="runs_past_the_last_class cumulates_through_all_slices",
    epsilon="replaces_zero adds_to_the_temperature",
    zero_case=(
        "overflows_and_fails_at_zero overflows_and_divides_by_zero stops_at_a_class_of_probability_zero "
        "falls_back_to_the_first_class divides_by_zero takes_zero_for_one fails_at_zero"
    ),
    nan_hidden="replaces_minus_infinity goes_through_the_logarithm",
    silent_error="accepts_a_negative_temperature takes_negative_for_zero takes_the_absolute_temperature",
    refuses_what_is_allowed="refuses_zero needs_an_array_for_u",
    default_value="always_draws_the_most_probable draws_at_temperature_one ignores_the_temperature",
    ties_and_order="picks_the_last_of_a_tie shares_among_equals_at_zero counts_from_the_end gives_each_of_a_tie_one",
    wrong_formula="raises_probabilities_to_a_power",
    what_counts_as_zero="takes_the_cold_for_zero cuts_off_small_probabilities",
    other_kind_of_result="gives_the_largest_logit",
)


def _passed(xp, probs, u):
    return xp.sum(xp.astype(xp.cumulative_sum(probs, axis=-1) <= _column(probs, u), xp.int64), axis=-1)


def _column(probs, u):
    """One number for each slice, also where it is a plain one."""
    return array_namespace(probs).asarray(u, dtype=probs.dtype, device=probs.device)[..., None]


def _last(xp, probs):
    return xp.max(xp.where(probs > 0, xp.arange(probs.shape[-1], device=probs.device), 0), axis=-1)


# ---------------------------------------------------------------------------- greedy

edit(
    "gives_the_largest_logit",
    "This is the largest logit itself. The next token is its place: the index along the last axis.",
    ("array_namespace(logits).argmax", "array_namespace(logits).max"),
)

edit(
    "looks_through_the_whole_array",
    "It looks through the entire array at once. Each slice along the last axis has a winner of its own: say which"
    " axis.",
    ("array_namespace(logits).argmax(logits, axis=-1)", "array_namespace(logits).argmax(logits)"),
)

edit(
    "looks_along_the_first_axis",
    "It looks along the first axis. The classes are on the last one; the axes before it are a batch.",
    ("array_namespace(logits).argmax(logits, axis=-1)", "array_namespace(logits).argmax(logits, axis=0)"),
)

edit(
    "picks_the_last_of_a_tie",
    "Among equal logits it picks the last. As with argmax, the first of them wins.",
    (
        "return array_namespace(logits).argmax(logits, axis=-1)",
        "xp = array_namespace(logits)\nreturn logits.shape[-1] - 1 - xp.argmax(xp.flip(logits, axis=-1), axis=-1)",
    ),
)

edit(
    "picks_the_smallest",
    "This is the class with the smallest logit; greedy picks the most probable one.",
    ("array_namespace(logits).argmax", "array_namespace(logits).argmin"),
)


# ---------------------------------------------------------------------------- sample_with_temperature

edit(
    "reaches_is_not_exceeds",
    "A class is drawn as soon as the running sum reaches u, but it must exceed u. At u = 0 a first class with"
    " probability 0 would be drawn.",
    (
        "xp.cumulative_sum(probs, axis=-1) <= u[..., None]",
        "xp.cumulative_sum(probs, axis=-1) < xp.asarray(u, dtype=logits.dtype, device=logits.device)[..., None]",
    ),
)


@mistake(
    "sample_with_temperature",
    "It runs past the last class. The probabilities may add up to a little less than 1, and u can lie above that sum."
    " The last class that has a probability takes the rest.",
)
def runs_past_the_last_class(logits, temperature, u):
    return _passed(array_namespace(logits), with_temperature(logits, temperature), u)


@mistake(
    "sample_with_temperature",
    "If rounding leaves the sum of the probabilities below u, the very last class is drawn, even if its probability"
    " is 0. Take the last class whose probability is positive.",
)
def stops_at_a_class_of_probability_zero(logits, temperature, u):
    xp = array_namespace(logits)
    passed = _passed(xp, with_temperature(logits, temperature), u)
    return xp.clip(passed, 0, logits.shape[-1] - 1)


@mistake(
    "sample_with_temperature",
    "If no running sum exceeds u, because of rounding, argmax of all False is 0: the first class is drawn. It should"
    " be the last one that has a probability.",
)
def falls_back_to_the_first_class(logits, temperature, u):
    xp = array_namespace(logits)
    exceeds = xp.cumulative_sum(with_temperature(logits, temperature), axis=-1) > _column(logits, u)
    return xp.argmax(xp.astype(exceeds, xp.int64), axis=-1)


@mistake(
    "sample_with_temperature",
    "The index is one too small. Count the running sums that do not exceed u: if there is none, index 0 is drawn.",
)
def stops_one_too_early(logits, temperature, u):
    xp = array_namespace(logits)
    return xp.clip(_passed(xp, with_temperature(logits, temperature), u) - 1, 0, logits.shape[-1] - 1)


@mistake(
    "sample_with_temperature",
    "The index is one too large. The first class covers u from 0 up to its own probability, and has index 0.",
)
def stops_one_too_late(logits, temperature, u):
    xp = array_namespace(logits)
    return xp.clip(_passed(xp, with_temperature(logits, temperature), u) + 1, 0, logits.shape[-1] - 1)


edit(
    "always_draws_the_most_probable",
    "u has no effect: the most probable class is drawn each time. That is greedy; a sample follows u.",
    ("xp.minimum(index, last)", "greedy(with_temperature(logits, temperature))"),
)

edit(
    "draws_at_temperature_one",
    "The temperature has no effect on the draw. Sample from what with_temperature returns, not from the plain softmax"
    " of the logits.",
    (
        "probs = with_temperature(logits, temperature)",
        "probs = with_temperature(logits, 1.0 if temperature > 0 else temperature)",
    ),
)

edit(
    "compares_single_probabilities",
    "u is compared with each probability by itself. Compare it with the running sums: cumulate first.",
    (
        "xp.max(xp.where(probs > 0, classes, 0), axis=-1)",
        "with_temperature(logits, temperature) > xp.asarray(u, dtype=logits.dtype, device=logits.device)[..., None]",
    ),
    ("xp.minimum(index, last)", "xp.argmax(xp.astype(last, xp.int64), axis=-1)"),
)

edit(
    "shares_the_first_u",
    "All slices share the first u. Each has its own: give u a last axis of size 1, so that it lines up with the"
    " classes.",
    ("u[..., None]", "xp.asarray(xp.reshape(u, (-1,))[0] + 0 * u, dtype=probs.dtype, device=probs.device)[..., None]"),
)

edit(
    "cumulates_along_the_first_axis",
    "The running sum goes along the first axis, or through the entire array. It starts again in each slice, along the"
    " last axis.",
    (
        "xp.cumulative_sum(probs, axis=-1) <= u[..., None]",
        "xp.cumulative_sum(probs, axis=0) <= xp.asarray(u, dtype=logits.dtype, device=logits.device)[..., None]",
    ),
)


@mistake(
    "sample_with_temperature",
    "The running sum goes from the last class to the first. Start from index 0, and take the smallest index whose sum"
    " exceeds u.",
)
def counts_from_the_end(logits, temperature, u):
    xp = array_namespace(logits)
    probs = xp.flip(with_temperature(logits, temperature), axis=-1)
    return logits.shape[-1] - 1 - xp.minimum(_passed(xp, probs, u), _last(xp, probs))


@mistake(
    "sample_with_temperature",
    "u is compared with the running sum of the weights exp(logit), which do not sum to 1. Normalise first.",
)
def forgets_to_normalise(logits, temperature, u):
    xp = array_namespace(logits)
    if temperature <= 0:
        return xp.minimum(_passed(xp, with_temperature(logits, temperature), u), greedy(logits))
    weights = xp.exp((logits - xp.max(logits, axis=-1, keepdims=True)) / temperature)
    return xp.minimum(_passed(xp, weights, u), _last(xp, weights))


@mistake(
    "sample_with_temperature",
    "The draw has a softmax of its own, and that overflows: exp of a large logit is inf, and inf / inf is NaN. Draw"
    " from what with_temperature returns.",
)
def draws_from_weights_that_overflow(logits, temperature, u):
    xp = array_namespace(logits)
    if temperature <= 0:
        return xp.minimum(_passed(xp, with_temperature(logits, temperature), u), greedy(logits))
    weights = xp.exp(logits / temperature)
    probs = weights / xp.sum(weights, axis=-1, keepdims=True)
    return xp.minimum(_passed(xp, probs, u), _last(xp, probs))


@mistake(
    "sample_with_temperature",
    "One running sum goes through all slices, and each is looked up from its own start. What rounding adds to or"
    " takes from one slice shifts the next: start again in each.",
)
def cumulates_through_all_slices(logits, temperature, u):
    xp = array_namespace(logits)
    probs = with_temperature(logits, temperature)
    u = _column(logits, u)[..., 0]
    classes, rows = logits.shape[-1], u.reshape(-1).shape[0]
    starts = xp.arange(rows, device=logits.device)
    limits = xp.reshape(u, (-1,)) + xp.astype(starts, u.dtype)
    sums = xp.cumulative_sum(xp.reshape(probs, (-1,)), axis=0)
    passed = xp.sum(xp.astype(sums[None, :] <= limits[:, None], xp.int64), axis=-1) - classes * starts
    return xp.minimum(xp.reshape(xp.clip(passed, 0, classes - 1), tuple(u.shape)), _last(xp, probs))


# ---------------------------------------------------------------------------- with_temperature


@mistake(
    "with_temperature",
    "At T = 0 equal logits share the probability. There it all belongs to the one class that greedy picks: the first"
    " of them.",
)
def shares_among_equals_at_zero(logits, temperature):
    xp = array_namespace(logits)
    if temperature != 0:
        return with_temperature(logits, temperature)
    largest = xp.astype(logits == xp.max(logits, axis=-1, keepdims=True), logits.dtype)
    return largest / xp.sum(largest, axis=-1, keepdims=True)


@mistake(
    "with_temperature",
    "p[greedy(logits)] = 1 sets an entry of one row, but entire rows of a batch: the index goes along the first axis."
    " Compare the numbers of the classes with the greedy ones: xp.arange(classes) == greedy(logits)[..., None].",
)
def sets_whole_rows_at_zero(logits, temperature):
    if temperature != 0:
        return with_temperature(logits, temperature)
    probs = array_namespace(logits).zeros_like(logits)
    probs[greedy(logits)] = 1
    return probs


edit(
    "takes_the_cold_for_zero",
    "A small temperature is treated as 0. The difference shows where logits are equal: at any T above 0 they share"
    " the probability. Only T = 0 itself is a case of its own.",
    ("if temperature < 0:", "temperature = 0 if 0 <= temperature < 1e-5 else temperature\nif temperature < 0:"),
)


@mistake(
    "with_temperature",
    "-inf is replaced by a large negative number. At a high enough temperature that class gets a probability after"
    " all. exp(-inf) is 0 without any help.",
)
def replaces_minus_infinity(logits, temperature):
    xp = array_namespace(logits)
    return with_temperature(xp.where(logits == -float("inf"), xp.full_like(logits, -1e9), logits), temperature)


@mistake(
    "with_temperature",
    "Very small probabilities are set to 0 or to a bound. A probability may be as small as its dtype allows: nothing"
    " needs clipping.",
)
def cuts_off_small_probabilities(logits, temperature):
    xp = array_namespace(logits)
    probs = with_temperature(logits, temperature)
    return xp.where(probs < 1e-30, xp.zeros_like(probs), probs)


edit(
    "goes_through_the_logarithm",
    "The probabilities are right, but their gradient is NaN. where computes both branches, and the gradient of the"
    " log(0) that it did not choose is 0 times infinity. Don't take the logarithm of a probability.",
    (
        "return weights / xp.sum(weights, axis=-1, keepdims=True)",
        "probs = weights / xp.sum(weights, axis=-1, keepdims=True)\n"
        "return xp.where(probs > 0, xp.exp(xp.log(probs)), xp.zeros_like(probs))",
    ),
)

edit(
    "multiplies_by_the_temperature",
    "The logits are multiplied by the temperature, so a high temperature sharpens. Divide them: a high temperature"
    " brings them together.",
    (
        "if temperature < 0:",
        "if temperature < 0:\n"
        "    raise ValueError(f'{temperature} is negative')\n"
        "weights = xp.exp(logits * temperature - xp.max(logits * temperature, axis=-1, keepdims=True))\n"
        "if temperature:\n"
        "    return weights / xp.sum(weights, axis=-1, keepdims=True)\n"
        "temperature = 0\n"
        "if temperature < 0:",
    ),
)

edit(
    "scales_the_probabilities",
    "The probabilities are divided by the temperature, instead of the logits, so they no longer sum to 1. Divide"
    " before softmax.",
    (
        "if temperature < 0:",
        "if temperature < 0:\n"
        "    raise ValueError(f'{temperature} is negative')\n"
        "weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))\n"
        "if temperature:\n"
        "    return weights / xp.sum(weights, axis=-1, keepdims=True) / temperature\n"
        "temperature = 0\n"
        "if temperature < 0:",
    ),
)

edit(
    "ignores_the_temperature",
    "The temperature has no effect: either it is not used, or it scales probabilities that are then normalised again."
    " Divide the logits by it, before softmax.",
    (
        "if temperature < 0:",
        "if temperature < 0:\n"
        "    raise ValueError(f'{temperature} is negative')\n"
        "weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))\n"
        "if temperature:\n"
        "    return weights / xp.sum(weights, axis=-1, keepdims=True)\n"
        "temperature = 0\n"
        "if temperature < 0:",
    ),
)

edit(
    "raises_probabilities_to_a_power",
    "Probabilities are raised to the power 1 / T. On paper that is the same, but what underflowed to 0 in softmax"
    " stays 0 at any temperature. Divide the logits first.",
    (
        "xp.exp(shifted / temperature)",
        "(xp.exp(shifted) / xp.sum(xp.exp(shifted), axis=-1, keepdims=True)) ** (1 / temperature)",
    ),
)

edit(
    "overflows",
    "It looks as if exp overflowed, or underflowed to 0 in an entire slice: at T = 0.001 a logit of 1 becomes 1000."
    " Subtract the largest logit of each slice, so that the largest exponent is 0.",
    ("logits - xp.max(logits, axis=-1, keepdims=True)", "logits"),
)

edit(
    "divides_only_the_logits",
    "The largest logit is subtracted, but it is not divided by T as the others are, so exp can still overflow or"
    " underflow. exp should get (logit - largest) / T.",
    ("shifted / temperature", "logits / temperature - xp.max(logits, axis=-1, keepdims=True)"),
)

edit(
    "subtracts_the_global_maximum",
    "The maximum is that of the entire array. A slice far below it underflows to 0/0, and sooner at low temperatures:"
    " each slice needs its own maximum.",
    ("xp.max(logits, axis=-1, keepdims=True)", "xp.max(logits)"),
)

edit(
    "sums_everything",
    "The sum runs over the entire array, so that only all slices together make 1. Sum along the last axis.",
    ("xp.sum(weights, axis=-1, keepdims=True)", "xp.sum(weights)"),
)

edit(
    "works_along_the_first_axis",
    "It works along the first axis. The classes are on the last one.",
    (
        "if temperature < 0:",
        "if temperature < 0:\n"
        "    raise ValueError(f'{temperature} is negative')\n"
        "weights = xp.exp(logits / temperature - xp.max(logits / temperature, axis=0, keepdims=True))\n"
        "if temperature:\n"
        "    return weights / xp.sum(weights, axis=0, keepdims=True)\n"
        "temperature = 0\n"
        "if temperature < 0:",
    ),
)

edit(
    "divides_by_zero",
    "At T = 0 the logits are divided by zero, and 0/0 is NaN. Make T = 0 a case of its own: probability 1 for the"
    " greedy class.",
    (
        "if temperature == 0:\n    return xp.astype(classes == greedy(logits)[..., None], logits.dtype)",
        "scale = xp.zeros((), dtype=logits.dtype, device=logits.device) + temperature",
    ),
)

edit(
    "fails_at_zero",
    "T = 0 raises an exception. It stands for greedy: probability 1 for the class with the largest logit.",
    ("if temperature < 0:", "if temperature == 0:\n    raise ZeroDivisionError\nif temperature < 0:"),
)

edit(
    "refuses_zero",
    "T = 0 is refused. Only a negative temperature is an error; 0 stands for greedy.",
    (
        "if temperature < 0:",
        "if temperature <= 0:\n    raise ValueError(f'{temperature} is negative')\nif temperature < 0:",
    ),
)

edit(
    "replaces_zero",
    "T = 0 is replaced by something small. Equal logits then share the probability, and close ones do too. At T ="
    " 0 the first of the largest gets all of it.",
    (
        "if temperature < 0:",
        "if temperature < 0:\n"
        "    raise ValueError(f'{temperature} is negative')\n"
        "temperature = max(temperature, least)\n"
        "if temperature < 0:",
    ),
    least=TINY[2:],
)

edit(
    "adds_to_the_temperature",
    "Something small is added to the temperature, to avoid a division by zero. That changes the result at every"
    " temperature. Treat T = 0 as a case of its own.",
    ("if temperature < 0:", "temperature = temperature + eps\nif temperature < 0:"),
    eps=TINY,
)

edit(
    "gives_each_of_a_tie_one",
    "At T = 0 each of several equal logits gets probability 1, and the sum is above 1. Only the first of them is"
    " greedy's choice.",
    ("classes == greedy(logits)[..., None]", "logits == xp.max(logits, axis=-1, keepdims=True)"),
)

edit(
    "takes_zero_for_one",
    "T = 0 leaves the logits as they are, as T = 1 does. It is the coldest there is: probability 1 for the greedy"
    " class.",
    ("if temperature < 0:", "temperature = temperature or 1.0\nif temperature < 0:"),
)

edit(
    "accepts_a_negative_temperature",
    "A temperature below 0 silently reverses the order. Raise a ValueError for it.",
    (
        "if temperature < 0:",
        "weights = xp.exp(logits / temperature - xp.max(logits / temperature, axis=-1, keepdims=True))\n"
        "if temperature:\n"
        "    return weights / xp.sum(weights, axis=-1, keepdims=True)\n"
        "if temperature < 0:",
    ),
)

edit(
    "takes_the_absolute_temperature",
    "A negative temperature is replaced by its absolute value. Raise a ValueError for it.",
    ("if temperature < 0:", "temperature = abs(temperature)\nif temperature < 0:"),
)

edit(
    "takes_negative_for_zero",
    "A negative temperature is treated as 0. Raise a ValueError for it.",
    ("if temperature < 0:", "temperature = max(temperature, 0)\nif temperature < 0:"),
)

generics(
    "with_temperature",
    loses_the_dtype="The dtype of the logits is lost on the way. Work in it: float32 in, float32 out.",
    asserts="A negative temperature raises an AssertionError. Callers rely on the type that the statement names:"
    " raise a ValueError.",
    passes_through_float32="float64 logits are computed in float32 on the way, which keeps only about 7 digits."
    " Stay in the dtype that came in.",
)

edit(
    "loses_the_dtype_at_zero",
    "At T = 0 the result does not have the dtype of the logits. The one-hot row is a distribution like the others:"
    " cast it.",
    (
        "if temperature < 0:",
        "if temperature == 0:\n"
        "    return xp.astype(xp.arange(logits.shape[-1], device=logits.device) == greedy(logits)[..., "
        "None], xp.int64)\n"
        "if temperature < 0:",
    ),
)

edit(
    "writes_into_the_logits",
    "The logits are changed: logits /= T writes into the caller's array. Compute into a new one: scaled = logits / T.",
    (
        "return weights / xp.sum(weights, axis=-1, keepdims=True)",
        "logits /= temperature\nreturn weights / xp.sum(weights, axis=-1, keepdims=True)",
    ),
)


# ------------------------------------------------ two faults at once: the words are for the one to repair first

edit(
    "overflows_and_divides_by_zero",
    "T = 0 is not a case of its own yet, and divides by zero: give the greedy class probability 1. Large logits come"
    " next: subtract the largest before exp.",
    (
        "if temperature == 0:\n"
        "    return xp.astype(classes == greedy(logits)[..., None], logits.dtype)  # (..., K), one-hot\n",
        "",
    ),
    ("shifted / temperature", "logits / (xp.zeros((), dtype=logits.dtype, device=logits.device) + temperature)"),
)

edit(
    "overflows_and_fails_at_zero",
    "T = 0 divides by zero and raises: make it a case of its own, probability 1 for the greedy class. Large logits"
    " come next: subtract the largest before exp.",
    (
        "return xp.astype(classes == greedy(logits)[..., None], logits.dtype)",
        "raise ZeroDivisionError('division by zero')",
    ),
    ("logits - xp.max(logits, axis=-1, keepdims=True)", "logits"),
)

edit(
    "multiplies_and_overflows",
    "T multiplies the logits where it should divide them. Large logits come next: subtract the largest before exp.",
    ("shifted / temperature", "logits * temperature"),
)

edit(
    "takes_maximum_and_sum_of_everything",
    "Maximum and sum are both taken over the entire array, which is right for a single slice only. Take both along"
    " the last axis, with keepdims=True.",
    ("xp.max(logits, axis=-1, keepdims=True)", "xp.max(logits)"),
    ("xp.sum(weights, axis=-1, keepdims=True)", "xp.sum(xp.exp((logits - xp.max(logits)) / temperature))"),
)

edit(
    "reaches_and_falls_back_to_the_first_class",
    "A class is drawn as soon as the running sum reaches u, but it must exceed u: > instead of >=. And if rounding"
    " leaves all sums below u, argmax gives 0, where the last possible class is right.",
    (
        "xp.max(xp.where(probs > 0, classes, 0), axis=-1)",
        "xp.cumulative_sum(with_temperature(logits, temperature), axis=-1) >= xp.asarray(u, "
        "dtype=logits.dtype, device=logits.device)[..., None]",
    ),
    ("xp.minimum(index, last)", "xp.argmax(xp.astype(last, xp.int64), axis=-1)"),
)

edit(
    "reaches_and_runs_past_the_last_class",
    "Count the running sums that are at most u, not only those below it: <= instead of <. And if rounding leaves all"
    " sums below u, the count runs past the last class.",
    (
        "xp.max(xp.where(probs > 0, classes, 0), axis=-1)",
        "xp.cumulative_sum(with_temperature(logits, temperature), axis=-1)",
    ),
    (
        "xp.minimum(index, last)",
        "xp.sum(xp.astype(last < xp.asarray(u, dtype=logits.dtype, device=logits.device)[..., None], "
        "xp.int64), axis=-1)",
    ),
)

edit(
    "needs_an_array_for_u",
    "A plain number for u is refused: it has no axes, and no dtype. Make an array of it first: xp.asarray(u,"
    " dtype=logits.dtype).",
    (
        "probs = with_temperature(logits, temperature)",
        "u = u[..., None][..., 0]\nprobs = with_temperature(logits, temperature)",
    ),
)

edit(
    "leaves_the_dtype_of_u_to_the_library",
    "A plain number becomes a float32 on torch, and loses half its digits. Give the array the dtype of the logits:"
    " xp.asarray(u, dtype=logits.dtype, device=logits.device).",
    (
        "probs = with_temperature(logits, temperature)",
        "u = xp.asarray(u, device=logits.device)\nprobs = with_temperature(logits, temperature)",
    ),
)
