"""What beginners hand in for sampling, and what to tell them."""

import math

from array_api_compat import array_namespace
from sampling import box_muller, sample_categorical

from dojo import TINY, mistake


def _passed(probs, u):
    """How many running sums u has passed."""
    xp = array_namespace(probs, u)
    return xp.sum(xp.astype(xp.cumulative_sum(probs, axis=-1) <= u[..., None], xp.int64), axis=-1)


def _last(probs):
    """The last class that has a probability."""
    xp = array_namespace(probs)
    return xp.max(xp.where(probs > 0, xp.arange(probs.shape[-1], device=probs.device), 0), axis=-1)


def _drawn(probs, passed):
    return array_namespace(probs).minimum(passed, _last(probs))


# ---------------------------------------------------------------------------- categorical


@mistake(
    "sample_categorical",
    "A class is drawn as soon as the running sum reaches u, but it must exceed u. If u equals a running sum, the next"
    " possible class is drawn.",
)
def reaches_is_not_exceeds(probs, u):
    xp = array_namespace(probs, u)
    return _drawn(probs, xp.sum(xp.astype(xp.cumulative_sum(probs, axis=-1) < u[..., None], xp.int64), axis=-1))


@mistake(
    "sample_categorical",
    "It runs past the last class. Rounding may leave the sum of the probabilities a little below 1, and u can lie"
    " above it. The last class that has a probability takes the rest.",
)
def runs_past_the_last_class(probs, u):
    return _passed(probs, u)


@mistake(
    "sample_categorical",
    "If rounding leaves the sum of the probabilities below u, the very last class is drawn, even if its probability"
    " is 0. Take the last class whose probability is positive.",
)
def stops_at_a_class_of_probability_zero(probs, u):
    return array_namespace(probs).clip(_passed(probs, u), 0, probs.shape[-1] - 1)


@mistake(
    "sample_categorical",
    "If no running sum exceeds u, because of rounding, argmax of nothing but False is 0: the first class is drawn. It"
    " should be the last one that has a probability.",
)
def falls_back_to_the_first_class(probs, u):
    xp = array_namespace(probs, u)
    return xp.argmax(xp.astype(xp.cumulative_sum(probs, axis=-1) > u[..., None], xp.int64), axis=-1)


def _takes_u_for_a_row(draw):
    return mistake(
        "sample_categorical",
        "u[:, None] puts the new axis last only where u has a single axis. In a batch the classes come last, too: write"
        " u[..., None], which holds for any number of axes.",
    )(draw)


@_takes_u_for_a_row
def counts_with_u_as_a_row(probs, u):
    xp = array_namespace(probs, u)
    passed = xp.astype(xp.cumulative_sum(probs, axis=-1) <= u[:, None], xp.int64)
    return _drawn(probs, xp.sum(passed, axis=-1))


@_takes_u_for_a_row
def finds_the_first_with_u_as_a_row(probs, u):
    xp = array_namespace(probs, u)
    return xp.argmax(xp.astype(xp.cumulative_sum(probs, axis=-1) > u[:, None], xp.int64), axis=-1)


@mistake(
    "sample_categorical",
    "The index is one too small. Count the running sums that do not exceed u: if there is none, index 0 is drawn.",
)
def stops_one_too_early(probs, u):
    xp = array_namespace(probs, u)
    return xp.clip(_passed(probs, u) - 1, 0, probs.shape[-1] - 1)


@mistake(
    "sample_categorical",
    "The index is one too large. The first class covers u from 0 up to its own probability, and has index 0.",
)
def stops_one_too_late(probs, u):
    xp = array_namespace(probs, u)
    return xp.clip(_passed(probs, u) + 1, 0, probs.shape[-1] - 1)


@mistake(
    "sample_categorical",
    "u has no effect: the most probable class is drawn each time. A sample follows u, and finds rare classes too.",
)
def always_draws_the_most_probable(probs, u):
    xp = array_namespace(probs, u)
    return xp.argmax(probs, axis=-1) + xp.astype(0 * u, xp.int64)


@mistake(
    "sample_categorical",
    "u is kept away from 0 and 1 by a small number, so a class with a smaller stretch is never drawn. 0 and"
    " numbers just under 1 are as good as any other u.",
    eps=TINY,
)
def keeps_u_from_the_ends(probs, u, *, eps):
    return sample_categorical(probs, array_namespace(u).clip(u, eps, 1 - eps))


@mistake(
    "sample_categorical",
    "What rounding has lost goes to the most probable class. Give it to the last one that has a probability.",
)
def falls_back_to_the_most_probable(probs, u):
    xp = array_namespace(probs, u)
    passed, most = _passed(probs, u), xp.argmax(probs, axis=-1)
    return xp.where(passed < probs.shape[-1], passed, most)


@mistake(
    "sample_categorical",
    "The last class with a probability is looked for in the whole batch. Each slice has its own, along the last axis.",
)
def shares_the_last_class(probs, u):
    xp = array_namespace(probs, u)
    return xp.minimum(_passed(probs, u), xp.max(_last(probs)))


@mistake(
    "sample_categorical",
    "The classes are drawn as if all were equally likely: u times their number. Each has a stretch as long as its own"
    " probability.",
)
def draws_evenly(probs, u):
    xp = array_namespace(probs, u)
    return xp.astype(u * probs.shape[-1] + 0 * probs[..., 0], xp.int64)


@mistake(
    "sample_categorical",
    "u is compared with each probability by itself. Compare it with the running sums: cumulate first.",
)
def compares_single_probabilities(probs, u):
    xp = array_namespace(probs, u)
    return xp.argmax(xp.astype(probs > u[..., None], xp.int64), axis=-1)


@mistake(
    "sample_categorical",
    "The running sum goes along the first axis, or through the whole batch. It starts anew in each slice, along the"
    " last axis.",
)
def cumulates_along_the_first_axis(probs, u):
    xp = array_namespace(probs, u)
    passed = xp.astype(xp.cumulative_sum(probs, axis=0) <= u[..., None], xp.int64)
    return _drawn(probs, xp.sum(passed, axis=-1))


@mistake(
    "sample_categorical",
    "Every u is looked up among the classes of the first distribution, as when cumsum has no axis and runs through the"
    " whole batch. Each distribution has running sums of its own, along the last axis.",
)
def cumulates_without_an_axis(probs, u):
    whole = array_namespace(probs, u).reshape(probs, (-1,))
    return _drawn(whole, _passed(whole, u))


@mistake(
    "sample_categorical",
    "All slices share the first u. Each has its own: give u a last axis of size 1, so that it lines up with the"
    " classes.",
)
def shares_the_first_u(probs, u):
    xp = array_namespace(probs, u)
    return sample_categorical(probs, xp.reshape(u, (-1,))[0] + 0 * u)


@mistake(
    "sample_categorical",
    "It works only if each slice of probs has one u. The two broadcast: one distribution may be drawn from many times.",
)
def does_not_broadcast(probs, u):
    if probs.shape[:-1] != u.shape:
        raise ValueError("operands could not be broadcast together")
    return sample_categorical(probs, u)


@mistake(
    "sample_categorical",
    "Every slice meets every u. They pair up as they broadcast: the i-th distribution with the i-th u.",
)
def pairs_every_slice_with_every_u(probs, u):
    if probs.ndim == 1 or not u.ndim:
        return sample_categorical(probs, u)
    return sample_categorical(probs[..., None, :], u)


@mistake(
    "sample_categorical",
    "The stretches lie in the other order, from the last class to the first. Index 0 covers the smallest u.",
)
def counts_from_the_end(probs, u):
    xp = array_namespace(probs, u)
    return probs.shape[-1] - 1 - sample_categorical(xp.flip(probs, axis=-1), u)


@mistake(
    "sample_categorical",
    "The classes are sorted by their probability first, and the index counts among the sorted ones. Leave them in"
    " their order.",
)
def draws_among_the_sorted(probs, u):
    xp = array_namespace(probs, u)
    return sample_categorical(xp.flip(xp.sort(probs, axis=-1), axis=-1), u)


@mistake("sample_categorical", "This is the probability of the class that was drawn. Return its index.")
def gives_the_probability(probs, u):
    xp = array_namespace(probs, u)
    own = xp.arange(probs.shape[-1], device=probs.device) == sample_categorical(probs, u)[..., None]
    return xp.sum(xp.where(own, probs, 0), axis=-1)


@mistake("sample_categorical", "The draw comes as a row of 0 and 1, with a 1 at its class. Return its index.")
def gives_a_one_hot_row(probs, u):
    xp = array_namespace(probs, u)
    own = xp.arange(probs.shape[-1], device=probs.device) == sample_categorical(probs, u)[..., None]
    return xp.astype(own, probs.dtype)


@mistake("sample_categorical", "The indices are floats. An index is an integer: cast it.")
def gives_floating_indices(probs, u):
    return array_namespace(probs, u).astype(sample_categorical(probs, u), probs.dtype)


@mistake(
    "sample_categorical",
    "One running sum goes through all slices, and each is looked up from its own start. What rounding adds to or"
    " takes from one slice shifts the next: start anew in each.",
)
def cumulates_through_all_slices(probs, u):
    xp = array_namespace(probs, u)
    if probs.shape[:-1] != u.shape:
        return sample_categorical(probs, u)
    classes, rows = probs.shape[-1], u.reshape(-1).shape[0]
    starts = xp.arange(rows, device=probs.device)
    limits = xp.reshape(u, (-1,)) + xp.astype(starts, u.dtype)
    sums = xp.cumulative_sum(xp.reshape(probs, (-1,)), axis=0)
    passed = xp.sum(xp.astype(sums[None, :] <= limits[:, None], xp.int64), axis=-1) - classes * starts
    return _drawn(probs, xp.reshape(xp.clip(passed, 0, classes - 1), tuple(u.shape)))


@mistake(
    "sample_categorical",
    "The caller's probabilities are changed. Compute the running sums, or the scaled probabilities, into a new array.",
)
def cumulates_in_place(probs, u):
    found = sample_categorical(probs, u)
    probs[...] = array_namespace(probs).cumulative_sum(probs, axis=-1)
    return found


# ---------------------------------------------------------------------------- normal


@mistake(
    "box_muller",
    "log(u1) is what books write, for numbers above 0. A generator can give 0, and log(0) is -inf. Here it is log(1 -"
    " u1): 1 - u1 is never 0, and it is just as uniform.",
)
def takes_the_log_of_u1(u1, u2):
    xp = array_namespace(u1, u2)
    radius = xp.sqrt(-2 * xp.log(u1))
    return radius * xp.cos(2 * math.pi * u2), radius * xp.sin(2 * math.pi * u2)


@mistake(
    "box_muller",
    "u1 is kept away from 0 and 1 by a small number. 1 - u1 is never 0 for u1 in [0, 1): it needs no help, and"
    " the results near the ends change.",
    eps=TINY,
)
def bounds_the_argument(u1, u2, *, eps):
    return box_muller(array_namespace(u1).clip(u1, eps, 1 - eps), u2)


@mistake(
    "box_muller",
    "A small number is added inside the logarithm. It changes every result, and for u1 = 0 the root of a negative"
    " number is NaN. 1 - u1 is never 0 for u1 in [0, 1): it needs no help.",
    eps=TINY,
)
def adds_inside_the_logarithm(u1, u2, *, eps):
    xp = array_namespace(u1, u2)
    radius = xp.sqrt(-2 * xp.log(1 - u1 + eps))
    return radius * xp.cos(2 * math.pi * u2), radius * xp.sin(2 * math.pi * u2)


@mistake("box_muller", "The root is missing: the radius is sqrt(-2 log(1 - u1)).")
def forgets_the_root(u1, u2):
    xp = array_namespace(u1, u2)
    radius = -2 * xp.log(1 - u1)
    return radius * xp.cos(2 * math.pi * u2), radius * xp.sin(2 * math.pi * u2)


@mistake("box_muller", "The 2 under the root is missing: sqrt(-2 log(1 - u1)). Without it the variance is 1/2.")
def forgets_the_two(u1, u2):
    return tuple(z / math.sqrt(2) for z in box_muller(u1, u2))


@mistake("box_muller", "The 2 stands before the root, where it doubles the radius. It belongs under the root.")
def puts_the_two_before_the_root(u1, u2):
    return tuple(z * math.sqrt(2) for z in box_muller(u1, u2))


@mistake(
    "box_muller",
    "The minus under the root is missing. log(1 - u1) is negative, and its root NaN: -2 log(1 - u1).",
)
def takes_the_root_of_a_negative(u1, u2):
    xp = array_namespace(u1, u2)
    radius = xp.sqrt(2 * xp.log(1 - u1))
    return radius * xp.cos(2 * math.pi * u2), radius * xp.sin(2 * math.pi * u2)


@mistake("box_muller", "u2 goes into cosine and sine as it is. It counts turns, and they take radians: 2 pi u2.")
def takes_turns_for_radians(u1, u2):
    return box_muller(u1, u2 / (2 * math.pi))


@mistake(
    "box_muller",
    "The angle is pi u2, half a turn at most, so the second number is never negative. It is 2 pi u2.",
)
def goes_half_way_round(u1, u2):
    return box_muller(u1, u2 / 2)


@mistake("box_muller", "The angle is in degrees, 360 u2. Cosine and sine take radians: 2 pi u2.")
def takes_degrees(u1, u2):
    return box_muller(u1, u2 * (360 / (2 * math.pi)))


@mistake("box_muller", "Cosine and sine have changed places: the cosine comes first.")
def exchanges_the_two(u1, u2):
    return box_muller(u1, u2)[::-1]


@mistake("box_muller", "The second number has the wrong sign: it is radius times sine.")
def turns_the_other_way(u1, u2):
    z1, z2 = box_muller(u1, u2)
    return z1, -z2


@mistake("box_muller", "u1 and u2 have changed places: the first makes the radius, the second the angle.")
def exchanges_the_inputs(u1, u2):
    return box_muller(u2, u1)


@mistake("box_muller", "Both numbers use the cosine, so they are the same. The second takes the sine.")
def gives_the_same_twice(u1, u2):
    z1, _ = box_muller(u1, u2)
    return z1, z1


@mistake("box_muller", "The angle comes from u1 as well, so radius and angle are not independent: it is 2 pi u2.")
def uses_u1_for_the_angle(u1, u2):
    return box_muller(u1, u1 + 0 * u2)


@mistake(
    "box_muller",
    "The sine is computed from the cosine by Pythagoras, as a root. A root is never negative, but half of the second"
    " numbers are.",
)
def loses_the_sign(u1, u2):
    z1, z2 = box_muller(u1, u2)
    return z1, array_namespace(u1).abs(z2)


@mistake(
    "box_muller",
    "Only one number comes back. A pair of uniform numbers makes a pair of normal ones: return both.",
)
def gives_one_number(u1, u2):
    return box_muller(u1, u2)[0]


@mistake("box_muller", "The two come stacked in one array. They are a pair: return z1, z2.")
def stacks_the_two(u1, u2):
    return array_namespace(u1, u2).stack(box_muller(u1, u2))


@mistake("box_muller", "The dtype is lost on the way. Work in the dtype of the input: float32 in, float32 out.")
def loses_the_dtype(u1, u2):
    xp = array_namespace(u1, u2)
    return box_muller(xp.astype(u1, xp.float64), xp.astype(u2, xp.float64))


@mistake("box_muller", "The logarithm is to base 10. The formula has the natural one.")
def takes_another_base(u1, u2):
    return tuple(z / math.sqrt(math.log(10)) for z in box_muller(u1, u2))


@mistake(
    "box_muller",
    "float64 inputs are computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(u1, u2):
    xp = array_namespace(u1, u2)
    return tuple(xp.astype(z, u1.dtype) for z in box_muller(xp.astype(u1, xp.float32), xp.astype(u2, xp.float32)))


# ------------------------------------------------ two faults at once: the words are for the one to repair first


@mistake(
    "sample_categorical",
    "A class is drawn as soon as the running sum reaches u, but it must exceed u: > instead of >=. And if rounding"
    " leaves all sums below u, argmax gives 0, where the last possible class is due.",
)
def reaches_and_falls_back_to_the_first_class(probs, u):
    xp = array_namespace(probs, u)
    return xp.argmax(xp.astype(xp.cumulative_sum(probs, axis=-1) >= u[..., None], xp.int64), axis=-1)


@mistake(
    "sample_categorical",
    "Count the running sums that are at most u, not only those below it: <= instead of <. And if rounding leaves all"
    " sums below u, the count runs past the last class.",
)
def reaches_and_runs_past_the_last_class(probs, u):
    xp = array_namespace(probs, u)
    return xp.sum(xp.astype(xp.cumulative_sum(probs, axis=-1) < u[..., None], xp.int64), axis=-1)


@mistake(
    "box_muller",
    "log(u1) is what books write, and something small keeps it from log(0). Here it is log(1 - u1): 1 - u1 is"
    " never 0, and needs no help.",
    eps=TINY,
)
def takes_the_log_of_u1_plus(u1, u2, *, eps):
    xp = array_namespace(u1, u2)
    radius = xp.sqrt(-2 * xp.log(u1 + eps))
    return radius * xp.cos(2 * math.pi * u2), radius * xp.sin(2 * math.pi * u2)


@mistake(
    "box_muller",
    "log(u1) is what books write; here it is log(1 - u1), which is never infinite. The angle is 2 pi u2, in radians.",
)
def takes_the_log_of_u1_and_turns_for_radians(u1, u2):
    return takes_the_log_of_u1(u1, u2 / (2 * math.pi))


@mistake("box_muller", "The angle is 2 pi u2, in radians. And the 2 is missing under the root: sqrt(-2 log(1 - u1)).")
def takes_turns_for_radians_and_forgets_the_two(u1, u2):
    return tuple(z / math.sqrt(2) for z in box_muller(u1, u2 / (2 * math.pi)))
