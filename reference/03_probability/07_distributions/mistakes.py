"""What beginners hand in for log-probabilities, and what to tell them."""

import math

from array_api_compat import array_namespace
from distributions import categorical_log_prob, normal_log_prob, uniform_log_prob

from dojo import TINY, mistake

_HALF_LOG_TWO_PI = math.log(2 * math.pi) / 2


def _inside(x, low, high):
    """Whether x is in the interval, and the width, in the shape that the three have together."""
    if array_namespace(x, low, high).any(high <= low):
        raise ValueError
    return (low <= x) & (x < high), high - low + 0 * x


def _own(k, probs, wrong=True):
    """The probabilities of the classes k."""
    xp = array_namespace(k, probs)
    outside = (k < 0) | (k >= probs.shape[-1])
    if wrong and xp.any(outside):
        raise IndexError(f"no class {k[outside][0]}")
    own = xp.arange(probs.shape[-1], device=probs.device) == k[..., None]
    return xp.sum(xp.where(own, probs, 0), axis=-1)


# ---------------------------------------------------------------------------- normal


@mistake(
    "normal_log_prob",
    "std is treated as the variance. Square z = (x - mean) / std as a whole, and subtract log std, without a half.",
)
def takes_std_for_the_variance(x, mean, std):
    xp = array_namespace(x)
    return normal_log_prob(x, mean, xp.where(std > 0, std, 0 * std) ** 0.5)


@mistake(
    "normal_log_prob",
    "The constant is missing: the density divides by the root of 2 pi, so subtract log(2 pi) / 2.",
)
def forgets_two_pi(x, mean, std):
    return normal_log_prob(x, mean, std) + _HALF_LOG_TWO_PI


@mistake(
    "normal_log_prob",
    "log(2 pi) is subtracted as a whole. The density divides by its root, so subtract half of it: log(2 pi) / 2.",
)
def takes_off_all_of_log_two_pi(x, mean, std):
    return normal_log_prob(x, mean, std) - _HALF_LOG_TWO_PI


@mistake("normal_log_prob", "The mean has no effect. The bell is centred on it: count x - mean in standard deviations.")
def forgets_the_mean(x, mean, std):
    return normal_log_prob(x, 0 * mean, std)


@mistake("normal_log_prob", "log(std) is missing: a wider bell is lower, since the area under it stays 1.")
def forgets_log_std(x, mean, std):
    return normal_log_prob(x, mean, std) + array_namespace(x).log(std)


@mistake("normal_log_prob", "log(std) is added. The density divides by std, so subtract its logarithm.")
def adds_log_std(x, mean, std):
    return normal_log_prob(x, mean, std) + 2 * array_namespace(x).log(std)


@mistake(
    "normal_log_prob",
    "Half of log(std) is subtracted. The half belongs to log(variance); the variance is std squared, so a whole"
    " log(std) is due.",
)
def takes_off_half_of_log_std(x, mean, std):
    return normal_log_prob(x, mean, std) + array_namespace(x).log(std) / 2


@mistake("normal_log_prob", "The half is missing: the exponent is -z^2 / 2.")
def forgets_the_half(x, mean, std):
    return normal_log_prob(x, mean, std) - ((x - mean) / std) ** 2 / 2


@mistake(
    "normal_log_prob",
    "The sign of the exponent is wrong: far from the mean the density is small, so it is -z^2 / 2.",
)
def turns_the_exponent(x, mean, std):
    return normal_log_prob(x, mean, std) + ((x - mean) / std) ** 2


@mistake("normal_log_prob", "This is minus the logarithm: the loss, not the log-probability.")
def gives_the_loss(x, mean, std):
    return -normal_log_prob(x, mean, std)


@mistake("normal_log_prob", "This is the density itself. Return its logarithm.")
def gives_the_density(x, mean, std):
    return array_namespace(x).exp(normal_log_prob(x, mean, std))


@mistake(
    "normal_log_prob",
    "The logarithm is taken of the finished density, which has underflowed to 0 far from the mean. Write down the"
    " logarithm of the formula: log and exp cancel.",
)
def takes_the_log_of_an_underflow(x, mean, std):
    xp = array_namespace(x)
    return xp.log(xp.exp(normal_log_prob(x, mean, std)))


@mistake(
    "normal_log_prob",
    "The density is bounded from below, so that its logarithm is finite. Far from the mean the result is then the"
    " bound's. Write down the logarithm of the formula: it needs no exp, and nothing underflows.",
)
def bounds_the_density(x, mean, std):
    xp = array_namespace(x)
    return xp.log(xp.clip(xp.exp(normal_log_prob(x, mean, std)), 1e-300, None))


@mistake(
    "normal_log_prob",
    "std is squared, and its square is 0 or inf although std itself is neither. Divide first: z = (x - mean) / std,"
    " then square z.",
)
def squares_std(x, mean, std):
    xp = array_namespace(x)
    if xp.any(std <= 0):
        raise ValueError
    return -((x - mean) ** 2) / (2 * std**2) - xp.log(std) - _HALF_LOG_TWO_PI


@mistake(
    "normal_log_prob",
    "z is right, but the logarithm is that of std squared, which is 0 or inf although std itself is neither."
    " log(std**2) / 2 is log(std).",
)
def takes_the_log_of_the_square(x, mean, std):
    xp = array_namespace(x)
    if xp.any(std <= 0):
        raise ValueError
    return -(((x - mean) / std) ** 2) / 2 - xp.log(std**2) / 2 - _HALF_LOG_TWO_PI


@mistake(
    "normal_log_prob",
    "A small number is added to std, which changes every result, and most where std is small. std is positive here:"
    " nothing needs a guard.",
)
def bounds_std(x, mean, std):
    xp = array_namespace(x)
    if xp.any(std <= 0):
        raise ValueError
    return normal_log_prob(x, mean, std + 1e-8)


@mistake(
    "normal_log_prob",
    "The log-probabilities are added up. Return one for each x; the caller adds them if it wants the total.",
)
def adds_up_the_normal(x, mean, std):
    return array_namespace(x).sum(normal_log_prob(x, mean, std))


@mistake(
    "normal_log_prob",
    "float32 goes in and float64 comes out. np.log(2 * np.pi) is a float64 number of NumPy and turns everything it"
    " meets into float64; math.log gives a plain number, which does not.",
)
def makes_float64_of_the_normal(x, mean, std):
    xp = array_namespace(x)
    return xp.astype(normal_log_prob(x, mean, std), xp.float64)


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
    "A std of 0 gets through and gives NaN or inf. It is no width for a bell: raise a ValueError, as for a negative"
    " one.",
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


@mistake("normal_log_prob", "A negative std is treated as a positive one. Raise a ValueError for it.")
def takes_the_absolute_std(x, mean, std):
    xp = array_namespace(x)
    if xp.any(std == 0):
        raise ValueError
    return normal_log_prob(x, mean, xp.abs(std))


# ---------------------------------------------------------------------------- uniform


@mistake("uniform_log_prob", "This is log(high - low). The density is 1 / (high - low), so its logarithm has a minus.")
def gives_the_log_of_the_width(x, low, high):
    xp = array_namespace(x)
    inside, width = _inside(x, low, high)
    return xp.where(inside, xp.log(width), -math.inf)


@mistake("uniform_log_prob", "This is the density itself, 1 / (high - low) or 0. Return its logarithm.")
def gives_the_uniform_density(x, low, high):
    xp = array_namespace(x)
    inside, width = _inside(x, low, high)
    return xp.where(inside, 1 / width, 0 * width)


@mistake(
    "uniform_log_prob",
    "It is not checked whether x is in the interval. Outside, the density is 0 and its logarithm -inf.",
)
def is_the_same_everywhere(x, low, high):
    return -array_namespace(x).log(_inside(x, low, high)[1])


@mistake(
    "uniform_log_prob",
    "Outside the interval it gives 0, the logarithm of a density of 1. The density there is 0, and its logarithm -inf.",
)
def gives_zero_outside(x, low, high):
    xp = array_namespace(x)
    inside, width = _inside(x, low, high)
    return xp.where(inside, -xp.log(width), 0 * width)


@mistake("uniform_log_prob", "Outside the interval it gives NaN. What cannot happen has a log-probability: -inf.")
def gives_nan_outside(x, low, high):
    xp = array_namespace(x)
    inside, width = _inside(x, low, high)
    return xp.where(inside, -xp.log(width), math.nan)


@mistake(
    "uniform_log_prob",
    "Outside the interval it gives a large negative number instead of -inf: something small was added before the"
    " logarithm. What cannot happen then only looks unlikely.",
)
def gives_a_number_outside(x, low, high):
    xp = array_namespace(x)
    inside, width = _inside(x, low, high)
    return xp.log(xp.astype(inside, width.dtype) / width + 1e-9)


@mistake("uniform_log_prob", "Outside the interval it gives the least number of the dtype. The logarithm of 0 is -inf.")
def gives_the_least_number_outside(x, low, high):
    xp = array_namespace(x)
    inside, width = _inside(x, low, high)
    return xp.where(inside, -xp.log(width), xp.finfo(width.dtype).min)


@mistake(
    "uniform_log_prob",
    "An x outside the interval raises an exception. It is a question like any other, and the answer is -inf.",
)
def refuses_what_is_outside(x, low, high):
    if not array_namespace(x).all(_inside(x, low, high)[0]):
        raise ValueError("x is not in the interval")
    return uniform_log_prob(x, low, high)


@mistake(
    "uniform_log_prob",
    "x = high counts as inside. The interval contains its lower end but not its upper one: x < high.",
)
def has_both_ends(x, low, high):
    xp = array_namespace(x)
    _, width = _inside(x, low, high)
    return xp.where((low <= x) & (x <= high), -xp.log(width), -math.inf)


@mistake("uniform_log_prob", "x = low counts as outside. The lower end belongs to the interval: low <= x.")
def has_no_ends(x, low, high):
    xp = array_namespace(x)
    _, width = _inside(x, low, high)
    return xp.where((low < x) & (x < high), -xp.log(width), -math.inf)


@mistake("uniform_log_prob", "The ends have changed places: low belongs to the interval and high does not.")
def exchanges_the_ends(x, low, high):
    xp = array_namespace(x)
    _, width = _inside(x, low, high)
    return xp.where((low < x) & (x <= high), -xp.log(width), -math.inf)


@mistake("uniform_log_prob", "Only the upper end is checked. Anything below low is outside too.")
def looks_at_the_upper_end(x, low, high):
    xp = array_namespace(x)
    _, width = _inside(x, low, high)
    return xp.where(x < high, -xp.log(width), -math.inf)


@mistake("uniform_log_prob", "Only the lower end is checked. Anything at high or above is outside too.")
def looks_at_the_lower_end(x, low, high):
    xp = array_namespace(x)
    _, width = _inside(x, low, high)
    return xp.where(low <= x, -xp.log(width), -math.inf)


@mistake(
    "uniform_log_prob",
    "The result does not have the dtype of the input: an array for it was made with the library's default. Let it"
    " come from the input, or say dtype=x.dtype.",
)
def makes_float64_of_the_uniform(x, low, high):
    xp = array_namespace(x)
    return xp.astype(uniform_log_prob(x, low, high), xp.float64)


@mistake(
    "uniform_log_prob",
    "The result has the shape of x, even if low or high have more axes. The three broadcast: one x and many intervals"
    " give many results.",
)
def keeps_the_shape_of_x(x, low, high):
    found = uniform_log_prob(x, low, high)
    return found if found.shape == x.shape else found.reshape(-1)[:1].reshape(x.shape)


@mistake(
    "uniform_log_prob",
    "Empty intervals are refused only if all of them are empty. A single one is an error: any, not all.",
)
def refuses_only_if_all_are_empty(x, low, high):
    xp = array_namespace(x)
    if xp.all(high <= low):
        raise ValueError
    return xp.where((low <= x) & (x < high), -xp.log(high - low), -math.inf)


@mistake(
    "uniform_log_prob",
    "An interval with equal ends gets through, and log 0 makes it inf. It is empty: raise a ValueError.",
)
def accepts_equal_ends(x, low, high):
    xp = array_namespace(x)
    if xp.any(high < low):
        raise ValueError
    return xp.where((low <= x) & (x < high), -xp.log(high - low), -math.inf)


@mistake("uniform_log_prob", "An interval whose ends are exchanged gets through. It is empty: raise a ValueError.")
def accepts_exchanged_ends(x, low, high):
    xp = array_namespace(x)
    return xp.where((low <= x) & (x < high), -xp.log(high - low), -math.inf)


@mistake("uniform_log_prob", "Exchanged ends are silently put in order. Such an interval is empty: raise a ValueError.")
def puts_the_ends_in_order(x, low, high):
    xp = array_namespace(x)
    if xp.any(high == low):
        raise ValueError
    low, high = xp.broadcast_arrays(low, high)
    return uniform_log_prob(x, xp.minimum(low, high), xp.maximum(low, high))


# ---------------------------------------------------------------------------- categorical


@mistake("categorical_log_prob", "This is the probability itself. Return its logarithm.")
def gives_the_probability(k, probs):
    return _own(k, probs)


@mistake("categorical_log_prob", "This is minus the logarithm: the loss, not the log-probability.")
def gives_the_categorical_loss(k, probs):
    return -categorical_log_prob(k, probs)


@mistake(
    "categorical_log_prob",
    "A small number is added to the probability, or bounds it from below, so that log never sees 0. The"
    " log-probability of what cannot happen is -inf, and a tiny probability counts for what it is.",
    eps=TINY,
)
def adds(k, probs, *, eps):
    return array_namespace(k, probs).log(_own(k, probs) + eps)


@mistake("categorical_log_prob", "These are the log-probabilities of all classes. Take the one of class k.")
def gives_all_classes(k, probs):
    _own(k, probs)
    return array_namespace(k, probs).log(probs + 0 * probs)


@mistake(
    "categorical_log_prob",
    "Each row is asked for all the classes: probs[..., k] pairs every row with every k. Row i and class i belong"
    " together, as one-hot rows or take_along_axis pair them.",
)
def pairs_every_row_with_every_class(k, probs):
    _own(k, probs)
    return array_namespace(k, probs).log(probs[..., k])


@mistake(
    "categorical_log_prob",
    "It works only if k has the shape of probs without its last axis. They broadcast: one distribution may stand for"
    " many k, and many for one k.",
)
def does_not_broadcast(k, probs):
    if k.shape != probs.shape[:-1]:
        raise ValueError("operands could not be broadcast together")
    return categorical_log_prob(k, probs)


@mistake(
    "categorical_log_prob",
    "The probabilities go through a softmax, as if they were logits. They are probabilities already.",
)
def takes_them_for_logits(k, probs):
    xp = array_namespace(k, probs)
    weights = xp.exp(probs)
    return categorical_log_prob(k, weights / xp.sum(weights, axis=-1, keepdims=True))


@mistake(
    "categorical_log_prob",
    "The log-probabilities are added up. Return one for each k; the caller adds them if it wants the total.",
)
def adds_up_the_categorical(k, probs):
    return array_namespace(k, probs).sum(categorical_log_prob(k, probs))


@mistake("categorical_log_prob", "The logarithm is to base 2. Use the natural one: the unit is the nat.")
def counts_in_bits(k, probs):
    return categorical_log_prob(k, probs) / math.log(2)


@mistake("categorical_log_prob", "The classes are counted from 1. The first one is 0, as everywhere in Python.")
def counts_from_one(k, probs):
    _own(k, probs)
    return array_namespace(k, probs).log(_own((k - 1) % probs.shape[-1], probs))


@mistake(
    "categorical_log_prob",
    "Logarithms are multiplied by 1 or 0, and 0 * log(0) is NaN. Pick the probability first, then take its logarithm.",
)
def multiplies_the_logarithms(k, probs):
    xp = array_namespace(k, probs)
    _own(k, probs)
    own = xp.arange(probs.shape[-1], device=probs.device) == k[..., None]
    return xp.sum(xp.log(probs) * xp.astype(own, probs.dtype), axis=-1)


@mistake("categorical_log_prob", "The dtype is lost on the way. Work in the dtype of probs: float32 in, float32 out.")
def makes_float64_of_the_categorical(k, probs):
    xp = array_namespace(k, probs)
    return xp.astype(categorical_log_prob(k, probs), xp.float64)


@mistake(
    "categorical_log_prob",
    "A negative class counts from the end, as indices do in Python. Here it is an error of the caller: raise an"
    " IndexError.",
)
def counts_negative_classes_from_the_end(k, probs):
    xp = array_namespace(k, probs)
    return categorical_log_prob(xp.where(k < 0, k + probs.shape[-1], k), probs)


@mistake(
    "categorical_log_prob",
    "A class that does not exist gets probability 0. It is an error of the caller: raise an IndexError.",
)
def finds_any_class_impossible(k, probs):
    return array_namespace(k, probs).log(_own(k, probs, wrong=False))


@mistake(
    "categorical_log_prob",
    "A class that does not exist is moved to the nearest one. It is an error of the caller: raise an IndexError.",
)
def moves_to_the_nearest_class(k, probs):
    return categorical_log_prob(array_namespace(k, probs).clip(k, 0, probs.shape[-1] - 1), probs)


# ------------------------------------------------------------------------- types of exceptions, and precision


@mistake(
    "normal_log_prob",
    "A std that is not positive raises an AssertionError. Callers rely on the type that the statement names: raise a"
    " ValueError.",
)
def asserts_a_positive_std(x, mean, std):
    if not array_namespace(x).all(std > 0):
        raise AssertionError("std must be positive")
    return normal_log_prob(x, mean, std)


@mistake(
    "uniform_log_prob",
    "An empty interval raises an AssertionError. Callers rely on the type that the statement names: raise a"
    " ValueError.",
)
def asserts_an_interval(x, low, high):
    if not array_namespace(x).all(high > low):
        raise AssertionError("high must be above low")
    return uniform_log_prob(x, low, high)


@mistake(
    "categorical_log_prob",
    "A class that does not exist raises a ValueError. Callers rely on the type that the statement names: raise an"
    " IndexError.",
)
def raises_a_value_error(k, probs):
    wrong = (k < 0) | (k >= probs.shape[-1])
    if array_namespace(k, probs).any(wrong):
        raise ValueError(f"no class {k[wrong][0]}")
    return categorical_log_prob(k, probs)


@mistake(
    "normal_log_prob",
    "float64 inputs are computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(x, mean, std):
    xp = array_namespace(x)
    small = normal_log_prob(*(xp.astype(a, xp.float32) for a in (x, mean, std)))
    return xp.astype(small, x.dtype)


# ------------------------------------------------ two faults at once: the words are for the one to repair first


@mistake(
    "normal_log_prob",
    "The constant log(2 pi) / 2 is missing, and so is log(std): without them the area under the density is not 1.",
)
def gives_the_exponent_alone(x, mean, std):
    xp = array_namespace(x)
    return normal_log_prob(x, mean, std) + _HALF_LOG_TWO_PI + xp.log(std)


@mistake(
    "normal_log_prob",
    "std is treated as the variance in the exponent: divide by std before you square. The logarithm of std is right.",
)
def takes_std_for_the_variance_in_the_exponent(x, mean, std):
    return normal_log_prob(x, mean, std) + ((x - mean) / std) ** 2 / 2 - (x - mean) ** 2 / std / 2


@mistake(
    "normal_log_prob",
    "This is minus the logarithm, and the constant log(2 pi) / 2 is missing too. Turn the sign first.",
)
def gives_the_loss_without_its_constant(x, mean, std):
    return -normal_log_prob(x, mean, std) - _HALF_LOG_TWO_PI


@mistake(
    "uniform_log_prob",
    "Outside the interval it should give -inf: neither 0 nor log(high - low). Inside, the sign is wrong too: the"
    " density is 1 / (high - low).",
)
def turns_the_sign_and_gives_zero_outside(x, low, high):
    xp = array_namespace(x)
    inside, width = _inside(x, low, high)
    return xp.where(inside, xp.log(width), 0 * width)


@mistake(
    "uniform_log_prob",
    "The upper end does not belong to the interval: x < high. And outside it should give -inf, not 0.",
)
def has_both_ends_and_gives_zero_outside(x, low, high):
    xp = array_namespace(x)
    _, width = _inside(x, low, high)
    return xp.where((low <= x) & (x <= high), -xp.log(width), 0 * width)


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
