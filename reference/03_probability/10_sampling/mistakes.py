"""What beginners hand in for sampling, and what to tell them."""

from array_api_compat import array_namespace
from sampling import sample_categorical

from dojo import TINY, both, edit, generics, ideas, mistake

ideas(
    wrong_axis="cumulates_along_the_first_axis",
    axis_lost="counts_with_u_as_a_row finds_the_first_with_u_as_a_row",
    whole_for_slice="shares_the_last_class shares_the_first_u cumulates_without_an_axis",
    root_or_square="forgets_the_root",
    wrong_factor="forgets_the_two goes_half_way_round",
    missing_term="compares_single_probabilities",
    sign="takes_the_root_of_a_negative turns_the_other_way loses_the_sign",
    swapped_arguments="exchanges_the_two exchanges_the_inputs",
    off_by_one="stops_one_too_early stops_one_too_late",
    end_of_interval=(
        "reaches_is_not_exceeds reaches_and_falls_back_to_the_first_class reaches_and_runs_past_the_last_class"
    ),
    order_of_steps="puts_the_two_before_the_root",
    entries_mixed_up="draws_among_the_sorted",
    counted_twice="gives_the_same_twice",
    writes_into_input="cumulates_in_place",
    dtype_lost="gives_floating_indices",
    cancellation="runs_past_the_last_class cumulates_through_all_slices",
    epsilon="keeps_u_from_the_ends bounds_the_argument adds_inside_the_logarithm takes_the_log_of_u1_plus",
    zero_case="stops_at_a_class_of_probability_zero falls_back_to_the_first_class",
    nan_hidden="takes_the_log_of_u1",
    refuses_what_is_allowed="does_not_broadcast",
    default_value="always_draws_the_most_probable",
    broadcast_by_accident="pairs_every_slice_with_every_u",
    base_or_units="takes_turns_for_radians takes_degrees takes_another_base",
    wrong_distribution="draws_evenly uses_u1_for_the_angle",
    ties_and_order="counts_from_the_end",
    partial_case="gives_one_number",
    wrong_formula="falls_back_to_the_most_probable",
    other_kind_of_result="gives_the_probability gives_a_one_hot_row stacks_the_two",
)


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

edit(
    "reaches_is_not_exceeds",
    "A class is drawn as soon as the running sum reaches u, but it must exceed u. If u equals a running sum, the next"
    " possible class is drawn.",
    ("xp.cumulative_sum(probs, axis=-1) <= u[..., None]", "xp.cumulative_sum(probs, axis=-1) < u[..., None]"),
)

edit(
    "runs_past_the_last_class",
    "It runs past the last class. Rounding may leave the sum of the probabilities a little below 1, and u can lie"
    " above it. The last class that has a probability takes the rest.",
    ("xp.minimum(index, last)", "index"),
)

edit(
    "stops_at_a_class_of_probability_zero",
    "If rounding leaves the sum of the probabilities below u, the very last class is drawn, even if its probability"
    " is 0. Take the last class whose probability is positive.",
    ("xp.minimum(index, last)", "xp.clip(index, 0, probs.shape[-1] - 1)"),
)

edit(
    "falls_back_to_the_first_class",
    "If no running sum exceeds u, because of rounding, argmax of all False is 0: the first class is drawn. It should"
    " be the last one that has a probability.",
    (
        "xp.minimum(index, last)",
        "xp.argmax(xp.astype(xp.cumulative_sum(probs, axis=-1) > u[..., None], xp.int64), axis=-1)",
    ),
)

_TAKES_U_FOR_A_ROW = (
    "u[:, None] puts the new axis last only where u has a single axis. In a batch the classes come last, too: write"
    " u[..., None], which holds for any number of axes."
)

edit("counts_with_u_as_a_row", _TAKES_U_FOR_A_ROW, ("u[..., None]", "u[:, None]"))

edit(
    "finds_the_first_with_u_as_a_row",
    _TAKES_U_FOR_A_ROW,
    (
        "return xp.minimum(index, last)",
        "return xp.argmax(xp.astype(xp.cumulative_sum(probs, axis=-1) > u[:, None], xp.int64), axis=-1)",
    ),
)

edit(
    "stops_one_too_early",
    "The index is one too small. Count the running sums that do not exceed u: if there is none, index 0 is drawn.",
    ("xp.minimum(index, last)", "xp.clip(index - 1, 0, probs.shape[-1] - 1)"),
)

edit(
    "stops_one_too_late",
    "The index is one too large. The first class covers u from 0 up to its own probability, and has index 0.",
    ("xp.minimum(index, last)", "xp.clip(index + 1, 0, probs.shape[-1] - 1)"),
)

edit(
    "always_draws_the_most_probable",
    "u has no effect: the most probable class is drawn each time. A sample follows u, and finds rare classes too.",
    ("xp.minimum(index, last)", "xp.argmax(probs, axis=-1) + xp.astype(0 * u, xp.int64)"),
)

edit(
    "keeps_u_from_the_ends",
    "u is kept away from 0 and 1 by a small number, so a class with a smaller stretch is never drawn. 0 and"
    " numbers just under 1 are as good as any other u.",
    ("u[..., None]", "xp.clip(u, eps, 1 - eps)[..., None]"),
    eps=TINY,
)

edit(
    "falls_back_to_the_most_probable",
    "What rounding has lost goes to the most probable class. Give it to the last one that has a probability.",
    ("xp.minimum(index, last)", "xp.where(index < probs.shape[-1], index, xp.argmax(probs, axis=-1))"),
)

edit(
    "shares_the_last_class",
    "The last class with a probability is looked for in the entire batch. Each slice has its own, along the last axis.",
    ("xp.minimum(index, last)", "xp.minimum(index, xp.max(last))"),
)

edit(
    "draws_evenly",
    "The classes are drawn as if all were equally likely: u times their number. Each has a stretch as long as its own"
    " probability.",
    ("xp.minimum(index, last)", "xp.astype(u * probs.shape[-1] + 0 * probs[..., 0], xp.int64)"),
)

edit(
    "compares_single_probabilities",
    "u is compared with each probability by itself. Compare it with the running sums: cumulate first.",
    ("xp.minimum(index, last)", "xp.argmax(xp.astype(probs > u[..., None], xp.int64), axis=-1)"),
)

edit(
    "cumulates_along_the_first_axis",
    "The running sum goes along the first axis, or through the entire batch. It starts again in each slice, along the"
    " last axis.",
    ("xp.cumulative_sum(probs, axis=-1)", "xp.cumulative_sum(probs, axis=0)"),
)


@mistake(
    "sample_categorical",
    "Every u is looked up among the classes of the first distribution, as when cumsum has no axis and runs through"
    " the entire batch. Each distribution has running sums of its own, along the last axis.",
)
def cumulates_without_an_axis(probs, u):
    whole = array_namespace(probs, u).reshape(probs, (-1,))
    return _drawn(whole, _passed(whole, u))


edit(
    "shares_the_first_u",
    "All slices share the first u. Each has its own: give u a last axis of size 1, so that it lines up with the"
    " classes.",
    ("u[..., None]", "(xp.reshape(u, (-1,))[0] + 0 * u)[..., None]"),
)

edit(
    "does_not_broadcast",
    "It works only if each slice of probs has one u. The two broadcast: one distribution may be drawn from many times.",
    (
        "xp = array_namespace(probs, u)",
        "if probs.shape[:-1] != u.shape:\n"
        "    raise ValueError('operands could not be broadcast together')\n"
        "xp = array_namespace(probs, u)",
    ),
)


@mistake(
    "sample_categorical",
    "Every slice meets every u. They pair up as they broadcast: the i-th distribution with the i-th u.",
)
def pairs_every_slice_with_every_u(probs, u):
    if probs.ndim == 1 or not u.ndim:
        return sample_categorical(probs, u)
    return sample_categorical(probs[..., None, :], u)


edit(
    "counts_from_the_end",
    "The stretches lie in the other order, from the last class to the first. Index 0 covers the smallest u.",
    ("xp.cumulative_sum(probs, axis=-1)", "xp.cumulative_sum(xp.flip(probs, axis=-1), axis=-1)"),
    ("probs > 0", "xp.flip(probs, axis=-1) > 0"),
    ("xp.minimum(index, last)", "probs.shape[-1] - 1 - xp.minimum(index, last)"),
)

edit(
    "draws_among_the_sorted",
    "The classes are sorted by their probability first, and the index counts among the sorted ones. Leave them in"
    " their order.",
    (
        "passed = xp.cumulative_sum(probs, axis=-1) <= u[..., None]",
        "probs = xp.flip(xp.sort(probs, axis=-1), axis=-1)\npassed = xp.cumulative_sum(probs, axis=-1) <= u[..., None]",
    ),
)

edit(
    "gives_the_probability",
    "This is the probability of the class that was drawn. Return its index.",
    ("xp.minimum(index, last)", "xp.sum(xp.where(classes == xp.minimum(index, last)[..., None], probs, 0), axis=-1)"),
)

edit(
    "gives_a_one_hot_row",
    "The draw is a row of 0 and 1, with a 1 at its class. Return its index.",
    ("xp.minimum(index, last)", "xp.astype(classes == xp.minimum(index, last)[..., None], probs.dtype)"),
)

edit(
    "gives_floating_indices",
    "The indices are floats. An index is an integer: cast it.",
    ("xp.minimum(index, last)", "xp.astype(xp.minimum(index, last), probs.dtype)"),
)


@mistake(
    "sample_categorical",
    "One running sum goes through all slices, and each is looked up from its own start. What rounding adds to or"
    " takes from one slice shifts the next: start again in each.",
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


edit(
    "cumulates_in_place",
    "The caller's probabilities are changed. Compute the running sums, or the scaled probabilities, into a new array.",
    (
        "return xp.minimum(index, last)",
        "probs[...] = xp.cumulative_sum(probs, axis=-1)\nreturn xp.minimum(index, last)",
    ),
)


# ---------------------------------------------------------------------------- normal

edit(
    "takes_the_log_of_u1",
    "log(u1) is what books write, for numbers above 0. A generator can give 0, and log(0) is -inf. Here it is log(1 -"
    " u1): 1 - u1 is never 0, and it is just as uniform.",
    ("xp.log(1 - u1)", "xp.log(u1)"),
)

edit(
    "bounds_the_argument",
    "u1 is kept away from 0 and 1 by a small number. 1 - u1 is never 0 for u1 in [0, 1): it needs no help, and"
    " the results near the ends change.",
    ("xp.log(1 - u1)", "xp.log(1 - xp.clip(u1, eps, 1 - eps))"),
    eps=TINY,
)

edit(
    "adds_inside_the_logarithm",
    "A small number is added inside the logarithm. It changes every result, and for u1 = 0 the root of a negative"
    " number is NaN. 1 - u1 is never 0 for u1 in [0, 1): it needs no help.",
    ("xp.log(1 - u1)", "xp.log(1 - u1 + eps)"),
    eps=TINY,
)

edit(
    "forgets_the_root",
    "The root is missing: the radius is sqrt(-2 log(1 - u1)).",
    ("xp.sqrt(-2 * xp.log(1 - u1))", "-2 * xp.log(1 - u1)"),
)

edit(
    "forgets_the_two",
    "The 2 under the root is missing: sqrt(-2 log(1 - u1)). Without it the variance is 1/2.",
    (
        "radius * xp.cos(angle), radius * xp.sin(angle)",
        "tuple((z / math.sqrt(2) for z in (radius * xp.cos(angle), radius * xp.sin(angle))))",
    ),
)

edit(
    "puts_the_two_before_the_root",
    "The 2 is in front of the root, where it doubles the radius. It belongs under the root.",
    (
        "radius * xp.cos(angle), radius * xp.sin(angle)",
        "tuple((z * math.sqrt(2) for z in (radius * xp.cos(angle), radius * xp.sin(angle))))",
    ),
)

edit(
    "takes_the_root_of_a_negative",
    "The minus under the root is missing. log(1 - u1) is negative, and its root NaN: -2 log(1 - u1).",
    ("-2 * xp.log(1 - u1)", "2 * xp.log(1 - u1)"),
)

edit(
    "takes_turns_for_radians",
    "u2 goes into cosine and sine as it is. It counts turns, and they take radians: 2 pi u2.",
    ("2 * math.pi * u2", "2 * math.pi * (u2 / (2 * math.pi))"),
)

edit(
    "goes_half_way_round",
    "The angle is pi u2, half a turn at most, so the second number is never negative. It is 2 pi u2.",
    ("2 * math.pi * u2", "2 * math.pi * (u2 / 2)"),
)

edit(
    "takes_degrees",
    "The angle is in degrees, 360 u2. Cosine and sine take radians: 2 pi u2.",
    ("2 * math.pi * u2", "2 * math.pi * (u2 * (360 / (2 * math.pi)))"),
)

edit(
    "exchanges_the_two",
    "Cosine and sine are swapped: the cosine comes first.",
    ("radius * xp.cos(angle), radius * xp.sin(angle)", "(radius * xp.cos(angle), radius * xp.sin(angle))[::-1]"),
)

edit(
    "turns_the_other_way",
    "The second number has the wrong sign: it is radius times sine.",
    ("radius * xp.sin(angle)", "-(radius * xp.sin(angle))"),
)

edit(
    "exchanges_the_inputs",
    "u1 and u2 are swapped: the first makes the radius, the second the angle.",
    ("xp.log(1 - u1)", "xp.log(1 - u2)"),
    ("2 * math.pi * u2", "2 * math.pi * u1"),
)

edit(
    "gives_the_same_twice",
    "Both numbers use the cosine, so they are the same. The second takes the sine.",
    ("xp.sin(angle)", "xp.cos(angle)"),
)

edit(
    "uses_u1_for_the_angle",
    "The angle comes from u1, too, so radius and angle are not independent: it is 2 pi u2.",
    ("2 * math.pi * u2", "2 * math.pi * (u1 + 0 * u2)"),
)

edit(
    "loses_the_sign",
    "The sine is computed from the cosine by Pythagoras, as a root. A root is never negative, but half of the second"
    " numbers are.",
    ("radius * xp.sin(angle)", "xp.abs(radius * xp.sin(angle))"),
)

edit(
    "gives_one_number",
    "Only one number is returned. A pair of uniform numbers makes a pair of normal ones: return both.",
    ("radius * xp.cos(angle), radius * xp.sin(angle)", "(radius * xp.cos(angle), radius * xp.sin(angle))[0]"),
)

edit(
    "stacks_the_two",
    "The two are stacked in one array. They are a pair: return z1, z2.",
    ("radius * xp.cos(angle), radius * xp.sin(angle)", "xp.stack((radius * xp.cos(angle), radius * xp.sin(angle)))"),
)

generics(
    "box_muller",
    loses_the_dtype="The dtype is lost on the way. Work in the dtype of the input: float32 in, float32 out.",
    passes_through_float32="float64 inputs are computed in float32 on the way, which keeps only about 7 digits."
    " Stay in the dtype that came in.",
)

edit(
    "takes_another_base",
    "The logarithm is to base 10. The formula has the natural one.",
    (
        "radius * xp.cos(angle), radius * xp.sin(angle)",
        "tuple((z / math.sqrt(math.log(10)) for z in (radius * xp.cos(angle), radius * xp.sin(angle))))",
    ),
)


# ------------------------------------------------ two faults at once: the words are for the one to repair first

edit(
    "reaches_and_falls_back_to_the_first_class",
    "A class is drawn as soon as the running sum reaches u, but it must exceed u: > instead of >=. And if rounding"
    " leaves all sums below u, argmax gives 0, where the last possible class is right.",
    (
        "xp.minimum(index, last)",
        "xp.argmax(xp.astype(xp.cumulative_sum(probs, axis=-1) >= u[..., None], xp.int64), axis=-1)",
    ),
)

edit(
    "reaches_and_runs_past_the_last_class",
    "Count the running sums that are at most u, not only those below it: <= instead of <. And if rounding leaves all"
    " sums below u, the count runs past the last class.",
    (
        "xp.minimum(index, last)",
        "xp.sum(xp.astype(xp.cumulative_sum(probs, axis=-1) < u[..., None], xp.int64), axis=-1)",
    ),
)

edit(
    "takes_the_log_of_u1_plus",
    "log(u1) is what books write, and something small keeps it from log(0). Here it is log(1 - u1): 1 - u1 is"
    " never 0, and needs no help.",
    ("xp.log(1 - u1)", "xp.log(u1 + eps)"),
    eps=TINY,
)

both(
    "takes_the_log_of_u1",
    "takes_turns_for_radians",
    "log(u1) is what books write; here it is log(1 - u1), which is never infinite. The angle is 2 pi u2, in radians.",
)

both(
    "forgets_the_two",
    "takes_turns_for_radians",
    "The angle is 2 pi u2, in radians. And the 2 is missing under the root: sqrt(-2 log(1 - u1)).",
)
