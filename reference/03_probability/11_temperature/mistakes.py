"""What beginners hand in for temperature, and what to tell them."""

from array_api_compat import array_namespace
from temperature import greedy, sample_with_temperature, with_temperature

from dojo import TINY, mistake


def _softmax(xp, logits, axis=-1):
    weights = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return weights / xp.sum(weights, axis=axis, keepdims=True)


def _refuse(temperature):
    if temperature < 0:
        raise ValueError(f"{temperature} is negative")


def _passed(xp, probs, u):
    return xp.sum(xp.astype(xp.cumulative_sum(probs, axis=-1) <= _column(probs, u), xp.int64), axis=-1)


def _column(probs, u):
    """One number for each slice, also where it is a plain one."""
    return array_namespace(probs).asarray(u, dtype=probs.dtype, device=probs.device)[..., None]


def _last(xp, probs):
    return xp.max(xp.where(probs > 0, xp.arange(probs.shape[-1], device=probs.device), 0), axis=-1)


# ---------------------------------------------------------------------------- greedy


@mistake("greedy", "This is the largest logit itself. The next token is its place: the index along the last axis.")
def gives_the_largest_logit(logits):
    return array_namespace(logits).max(logits, axis=-1)


@mistake(
    "greedy",
    "It looks through the whole array at once. Each slice along the last axis has a winner of its own: say which axis.",
)
def looks_through_the_whole_array(logits):
    return array_namespace(logits).argmax(logits)


@mistake("greedy", "It looks along the first axis. The classes are on the last one; the axes before it are a batch.")
def looks_along_the_first_axis(logits):
    return array_namespace(logits).argmax(logits, axis=0)


@mistake("greedy", "Among equal logits it picks the last. As with argmax, the first of them wins.")
def picks_the_last_of_a_tie(logits):
    xp = array_namespace(logits)
    return logits.shape[-1] - 1 - xp.argmax(xp.flip(logits, axis=-1), axis=-1)


@mistake("greedy", "This is the class with the smallest logit; greedy picks the most probable one.")
def picks_the_smallest(logits):
    return array_namespace(logits).argmin(logits, axis=-1)


# ---------------------------------------------------------------------------- sample_with_temperature


@mistake(
    "sample_with_temperature",
    "A class is drawn as soon as the running sum reaches u, but it must exceed u. At u = 0 a first class with"
    " probability 0 would be drawn.",
)
def reaches_is_not_exceeds(logits, temperature, u):
    xp = array_namespace(logits)
    probs = with_temperature(logits, temperature)
    passed = xp.sum(xp.astype(xp.cumulative_sum(probs, axis=-1) < _column(logits, u), xp.int64), axis=-1)
    return xp.minimum(passed, _last(xp, probs))


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
    "If no running sum exceeds u, because of rounding, argmax of nothing but False is 0: the first class is drawn. It"
    " should be the last one that has a probability.",
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


@mistake(
    "sample_with_temperature",
    "u has no effect: the most probable class is drawn each time. That is greedy; a sample follows u.",
)
def always_draws_the_most_probable(logits, temperature, u):
    return greedy(with_temperature(logits, temperature))


@mistake(
    "sample_with_temperature",
    "The temperature has no effect on the draw. Sample from what with_temperature returns, not from the plain softmax"
    " of the logits.",
)
def draws_at_temperature_one(logits, temperature, u):
    xp = array_namespace(logits)
    probs = with_temperature(logits, 1.0 if temperature > 0 else temperature)
    return xp.minimum(_passed(xp, probs, u), _last(xp, probs))


@mistake(
    "sample_with_temperature",
    "u is compared with each probability by itself. Compare it with the running sums: cumulate first.",
)
def compares_single_probabilities(logits, temperature, u):
    xp = array_namespace(logits)
    exceeds = with_temperature(logits, temperature) > _column(logits, u)
    return xp.argmax(xp.astype(exceeds, xp.int64), axis=-1)


@mistake(
    "sample_with_temperature",
    "All slices share the first u. Each has its own: give u a last axis of size 1, so that it lines up with the"
    " classes.",
)
def shares_the_first_u(logits, temperature, u):
    xp = array_namespace(logits)
    probs = with_temperature(logits, temperature)
    u = _column(logits, u)[..., 0]
    first = xp.reshape(u, (-1,))[0]
    return xp.minimum(_passed(xp, probs, first + 0 * u), _last(xp, probs))


@mistake(
    "sample_with_temperature",
    "The running sum goes along the first axis, or through the whole array. It starts anew in each slice, along the"
    " last axis.",
)
def cumulates_along_the_first_axis(logits, temperature, u):
    xp = array_namespace(logits)
    probs = with_temperature(logits, temperature)
    passed = xp.astype(xp.cumulative_sum(probs, axis=0) <= _column(logits, u), xp.int64)
    return xp.minimum(xp.sum(passed, axis=-1), _last(xp, probs))


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
    " takes from one slice shifts the next: start anew in each.",
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
    "p[greedy(logits)] = 1 sets an entry of one row, but whole rows of a batch: the index goes along the first axis."
    " Compare the numbers of the classes with the greedy ones: xp.arange(classes) == greedy(logits)[..., None].",
)
def sets_whole_rows_at_zero(logits, temperature):
    if temperature != 0:
        return with_temperature(logits, temperature)
    probs = array_namespace(logits).zeros_like(logits)
    probs[greedy(logits)] = 1
    return probs


@mistake(
    "with_temperature",
    "A small temperature is treated as 0. The difference shows where logits are equal: at any T above 0 they share"
    " the probability. Only T = 0 itself is a case of its own.",
)
def takes_the_cold_for_zero(logits, temperature):
    return with_temperature(logits, 0 if 0 <= temperature < 1e-5 else temperature)


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


@mistake(
    "with_temperature",
    "The probabilities are right, but their gradient is NaN. where computes both branches, and the gradient of the"
    " log(0) that it did not choose is 0 times infinity. Don't take the logarithm of a probability.",
)
def goes_through_the_logarithm(logits, temperature):
    xp = array_namespace(logits)
    if temperature <= 0:
        return with_temperature(logits, temperature)
    probs = _softmax(xp, (logits - xp.max(logits, axis=-1, keepdims=True)) / temperature)
    return xp.where(probs > 0, xp.exp(xp.log(probs)), xp.zeros_like(probs))


@mistake(
    "with_temperature",
    "The logits are multiplied by the temperature, so heat sharpens. Divide them: a high temperature brings them"
    " together.",
)
def multiplies_by_the_temperature(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    return _softmax(xp, logits * temperature) if temperature else with_temperature(logits, 0)


@mistake(
    "with_temperature",
    "The probabilities are divided by the temperature, instead of the logits, so they no longer sum to 1. Divide"
    " before softmax.",
)
def scales_the_probabilities(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    return _softmax(xp, logits) / temperature if temperature else with_temperature(logits, 0)


@mistake(
    "with_temperature",
    "The temperature has no effect: either it is not used, or it scales probabilities that are then normalised again."
    " Divide the logits by it, before softmax.",
)
def ignores_the_temperature(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    return _softmax(xp, logits) if temperature else with_temperature(logits, 0)


@mistake(
    "with_temperature",
    "Probabilities are raised to the power 1 / T. On paper that is the same, but what underflowed to 0 in softmax"
    " stays 0 at any heat. Divide the logits first.",
)
def raises_probabilities_to_a_power(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        return with_temperature(logits, 0)
    powers = _softmax(xp, logits) ** (1 / temperature)
    return powers / xp.sum(powers, axis=-1, keepdims=True)


@mistake(
    "with_temperature",
    "It looks as if exp overflowed, or underflowed to 0 in a whole slice: at T = 0.001 a logit of 1 becomes 1000."
    " Subtract the largest logit of each slice, so that the largest exponent is 0.",
)
def overflows(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        return with_temperature(logits, 0)
    weights = xp.exp(logits / temperature)
    return weights / xp.sum(weights, axis=-1, keepdims=True)


@mistake(
    "with_temperature",
    "The largest logit is subtracted, but it is not divided by T as the others are, so exp can still overflow or"
    " underflow. exp should get (logit - largest) / T.",
)
def divides_only_the_logits(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        return with_temperature(logits, 0)
    weights = xp.exp(logits / temperature - xp.max(logits, axis=-1, keepdims=True))
    return weights / xp.sum(weights, axis=-1, keepdims=True)


@mistake(
    "with_temperature",
    "The maximum is that of the whole array. A slice far below it underflows to 0/0, and sooner at low temperatures:"
    " each slice needs its own maximum.",
)
def subtracts_the_global_maximum(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        return with_temperature(logits, 0)
    weights = xp.exp((logits - xp.max(logits)) / temperature)
    return weights / xp.sum(weights, axis=-1, keepdims=True)


@mistake(
    "with_temperature",
    "The sum runs over the whole array, so that only all slices together make 1. Sum along the last axis.",
)
def sums_everything(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        return with_temperature(logits, 0)
    weights = xp.exp((logits - xp.max(logits, axis=-1, keepdims=True)) / temperature)
    return weights / xp.sum(weights)


@mistake("with_temperature", "It works along the first axis. The classes are on the last one.")
def works_along_the_first_axis(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    return _softmax(xp, logits / temperature, axis=0) if temperature else with_temperature(logits, 0)


@mistake(
    "with_temperature",
    "At T = 0 the logits are divided by zero, and 0/0 is NaN. Make T = 0 a case of its own: probability 1 for the"
    " greedy class.",
)
def divides_by_zero(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    scale = xp.zeros((), dtype=logits.dtype, device=logits.device) + temperature
    return _softmax(xp, (logits - xp.max(logits, axis=-1, keepdims=True)) / scale)


@mistake(
    "with_temperature",
    "T = 0 raises an exception. It stands for greedy: probability 1 for the class with the largest logit.",
)
def fails_at_zero(logits, temperature):
    if temperature == 0:
        raise ZeroDivisionError
    return with_temperature(logits, temperature)


@mistake("with_temperature", "T = 0 is refused. Only a negative temperature is an error; 0 stands for greedy.")
def refuses_zero(logits, temperature):
    if temperature <= 0:
        raise ValueError(f"{temperature} is negative")
    return with_temperature(logits, temperature)


@mistake(
    "with_temperature",
    "T = 0 is replaced by something small. Equal logits then share the probability, and close ones do too. At T ="
    " 0 the first of the largest gets all of it.",
    least=TINY[2:],
)
def replaces_zero(logits, temperature, *, least):
    _refuse(temperature)
    return with_temperature(logits, max(temperature, least))


@mistake(
    "with_temperature",
    "Something small is added to the temperature, to avoid a division by zero. That changes the result at every"
    " temperature. Treat T = 0 as a case of its own.",
    eps=TINY,
)
def adds_to_the_temperature(logits, temperature, *, eps):
    _refuse(temperature)
    return with_temperature(logits, temperature + eps)


@mistake(
    "with_temperature",
    "At T = 0 each of several equal logits gets probability 1, and the sum is above 1. Only the first of them is"
    " greedy's choice.",
)
def gives_each_of_a_tie_one(logits, temperature):
    xp = array_namespace(logits)
    if temperature == 0:
        return xp.astype(logits == xp.max(logits, axis=-1, keepdims=True), logits.dtype)
    return with_temperature(logits, temperature)


@mistake(
    "with_temperature",
    "T = 0 leaves the logits as they are, as T = 1 does. It is the coldest there is: probability 1 for the greedy"
    " class.",
)
def takes_zero_for_one(logits, temperature):
    return with_temperature(logits, temperature or 1.0)


@mistake("with_temperature", "A temperature below 0 silently turns the order around. Raise a ValueError for it.")
def accepts_a_negative_temperature(logits, temperature):
    xp = array_namespace(logits)
    return _softmax(xp, logits / temperature) if temperature else with_temperature(logits, 0)


@mistake("with_temperature", "A negative temperature is replaced by its absolute value. Raise a ValueError for it.")
def takes_the_absolute_temperature(logits, temperature):
    return with_temperature(logits, abs(temperature))


@mistake("with_temperature", "A negative temperature is treated as 0. Raise a ValueError for it.")
def takes_negative_for_zero(logits, temperature):
    return with_temperature(logits, max(temperature, 0))


@mistake("with_temperature", "The dtype of the logits is lost on the way. Work in it: float32 in, float32 out.")
def loses_the_dtype(logits, temperature):
    xp = array_namespace(logits)
    return with_temperature(xp.astype(logits, xp.float64), temperature)


@mistake(
    "with_temperature",
    "At T = 0 the result does not have the dtype of the logits. The one-hot row is a distribution like the others:"
    " cast it.",
)
def loses_the_dtype_at_zero(logits, temperature):
    xp = array_namespace(logits)
    if temperature == 0:
        places = xp.arange(logits.shape[-1], device=logits.device)
        return xp.astype(places == greedy(logits)[..., None], xp.int64)
    return with_temperature(logits, temperature)


@mistake(
    "with_temperature",
    "The logits are changed: logits /= T writes into the caller's array. Compute into a new one: scaled = logits / T.",
)
def writes_into_the_logits(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        return with_temperature(logits, 0)
    logits /= temperature
    return _softmax(xp, logits)


@mistake(
    "with_temperature",
    "A negative temperature raises an AssertionError. Callers rely on the type that the statement names: raise a"
    " ValueError.",
)
def asserts_a_temperature(logits, temperature):
    if temperature < 0:
        raise AssertionError(f"{temperature} is negative")
    return with_temperature(logits, temperature)


@mistake(
    "with_temperature",
    "float64 logits are computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(logits, temperature):
    xp = array_namespace(logits)
    return xp.astype(with_temperature(xp.astype(logits, xp.float32), temperature), logits.dtype)


# ------------------------------------------------ two faults at once: the words are for the one to repair first


@mistake(
    "with_temperature",
    "T = 0 is not a case of its own yet, and divides by zero: give the greedy class probability 1. Large logits come"
    " next: subtract the largest before exp.",
)
def overflows_and_divides_by_zero(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    weights = xp.exp(logits / (xp.zeros((), dtype=logits.dtype, device=logits.device) + temperature))
    return weights / xp.sum(weights, axis=-1, keepdims=True)


@mistake(
    "with_temperature",
    "T = 0 divides by zero and raises: make it a case of its own, probability 1 for the greedy class. Large logits"
    " come next: subtract the largest before exp.",
)
def overflows_and_fails_at_zero(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        raise ZeroDivisionError("division by zero")
    weights = xp.exp(logits / temperature)
    return weights / xp.sum(weights, axis=-1, keepdims=True)


@mistake(
    "with_temperature",
    "T multiplies the logits where it should divide them. Large logits come next: subtract the largest before exp.",
)
def multiplies_and_overflows(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        return with_temperature(logits, 0)
    weights = xp.exp(logits * temperature)
    return weights / xp.sum(weights, axis=-1, keepdims=True)


@mistake(
    "with_temperature",
    "Maximum and sum are both taken over the whole array, which is right for a single slice only. Take both along the"
    " last axis, with keepdims=True.",
)
def takes_maximum_and_sum_of_everything(logits, temperature):
    xp = array_namespace(logits)
    _refuse(temperature)
    if temperature == 0:
        return with_temperature(logits, 0)
    weights = xp.exp((logits - xp.max(logits)) / temperature)
    return weights / xp.sum(weights)


@mistake(
    "sample_with_temperature",
    "A class is drawn as soon as the running sum reaches u, but it must exceed u: > instead of >=. And if rounding"
    " leaves all sums below u, argmax gives 0, where the last possible class is due.",
)
def reaches_and_falls_back_to_the_first_class(logits, temperature, u):
    xp = array_namespace(logits)
    reaches = xp.cumulative_sum(with_temperature(logits, temperature), axis=-1) >= _column(logits, u)
    return xp.argmax(xp.astype(reaches, xp.int64), axis=-1)


@mistake(
    "sample_with_temperature",
    "Count the running sums that are at most u, not only those below it: <= instead of <. And if rounding leaves all"
    " sums below u, the count runs past the last class.",
)
def reaches_and_runs_past_the_last_class(logits, temperature, u):
    xp = array_namespace(logits)
    sums = xp.cumulative_sum(with_temperature(logits, temperature), axis=-1)
    return xp.sum(xp.astype(sums < _column(logits, u), xp.int64), axis=-1)


@mistake(
    "sample_with_temperature",
    "A plain number for u is refused: it has no axes, and no dtype. Make an array of it first: xp.asarray(u,"
    " dtype=logits.dtype).",
)
def needs_an_array_for_u(logits, temperature, u):
    return sample_with_temperature(logits, temperature, u[..., None][..., 0])


@mistake(
    "sample_with_temperature",
    "A plain number becomes a float32 on torch, and loses half its digits. Give the array the dtype of the logits:"
    " xp.asarray(u, dtype=logits.dtype, device=logits.device).",
)
def leaves_the_dtype_of_u_to_the_library(logits, temperature, u):
    xp = array_namespace(logits)
    return sample_with_temperature(logits, temperature, xp.asarray(u, device=logits.device))
