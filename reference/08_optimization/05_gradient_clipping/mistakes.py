"""What beginners hand in for gradient clipping, and what to tell them."""

import math

from array_api_compat import array_namespace
from gradient_clipping import clip_by_norm, clip_by_value, total_norm

from dojo import edit, ideas, mistake

ideas(
    whole_for_slice="clips_each_alone",
    sum_for_mean="takes_the_mean",
    root_or_square="forgets_the_root adds_up_norms",
    wrong_factor="scales_to_one",
    sign="loses_the_sign",
    opposite_choice="scales_up scales_each_to_the_limit",
    entries_mixed_up="leaves_out_none",
    stale_state="returns_the_norm_after",
    state_not_kept="uses_up_the_generator",
    writes_into_input="writes_into_the_gradients cuts_off_in_place",
    alias_or_copy="hands_back_the_gradients",
    overflow="squares_in_float32",
    epsilon="leaves_out_the_small_number asks_for_the_norm_first",
    nan_hidden="lets_inf_and_nan_through lets_nan_through makes_nan_a_limit",
    silent_error="takes_a_negative_limit takes_a_negative_bound",
    refuses_what_is_allowed="asks_a_generator_for_its_length",
    partial_case="computes_with_none cuts_off_above cuts_off_none",
    wrong_formula=(
        "takes_the_largest_norm adds_up_absolute_values cuts_off_entries drops_large_entries scales_by_the_largest"
    ),
)


def scaled(grads, factor):
    return [None if g is None else g * factor for g in grads]


def checked(grads, max_norm, norm=total_norm):
    """The norm, after what the contract refuses was refused."""
    if max_norm < 0:
        raise ValueError(f"max_norm = {max_norm} is negative")
    if not math.isfinite(found := norm(grads)):
        raise ValueError(f"the norm is {found}")
    return found


def factor_of(norm, max_norm):
    return min(1.0, max_norm / (norm + 1e-6))


@mistake(
    "clip_by_norm",
    "Each gradient is clipped by its own norm, so they are shortened differently and the direction changes. There"
    " is one norm of all entries together, and one factor.",
)
def clips_each_alone(grads, max_norm):
    norm = checked(grads, max_norm)
    return [None if g is None else clip_by_norm([g], max_norm)[0][0] for g in grads], norm


edit(
    "scales_up",
    "Short gradients are made longer: everything is scaled to max_norm. The factor is never above 1: min(1,"
    " max_norm / (norm + 1e-6)).",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("math.isfinite(norm)", "math.isfinite((found := norm))"),
    ("g * factor", "g * (max_norm / (found + 1e-6))"),
)

edit(
    "returns_the_norm_after",
    "The norm that is returned is the one after clipping. Return the length before, which shows how the training goes.",
    (
        "return [None if g is None else g * factor for g in grads], norm",
        "clipped, _ = [None if g is None else g * factor for g in grads], norm\nreturn clipped, total_norm(clipped)",
    ),
)


@mistake("clip_by_norm", "The root is missing: this is the sum of the squares. The norm is its root.")
def forgets_the_root(grads, max_norm):
    norm = checked(grads, max_norm) ** 2
    return scaled(grads, factor_of(norm, max_norm)), norm


edit(
    "adds_up_norms",
    "The norms of the gradients are added up. Add up their squares, then take the root: the norm of all entries is"
    " not the sum of the norms.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("norm = total_norm(grads)", "norm = sum((total_norm([g]) for g in grads))"),
)


@mistake(
    "clip_by_norm",
    "The largest norm of one gradient is used for all. Add up the squares of all entries of all gradients, then take"
    " the root.",
)
def takes_the_largest_norm(grads, max_norm):
    checked(grads, max_norm)
    norm = max((total_norm([g]) for g in grads), default=0.0)
    return scaled(grads, factor_of(norm, max_norm)), norm


edit(
    "adds_up_absolute_values",
    "The absolute values are added up. The norm is the root of the sum of the squares.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("norm = total_norm(grads)", "norm = sum((float(array_namespace(g).sum(abs(g))) for g in grads if g is not None))"),
)


@mistake("clip_by_norm", "The mean of the squares is taken, not their sum. The norm grows with the number of entries.")
def takes_the_mean(grads, max_norm):
    count = max(1, sum(math.prod(g.shape) for g in grads if g is not None))
    norm = checked(grads, max_norm) / math.sqrt(count)
    return scaled(grads, factor_of(norm, max_norm)), norm


edit(
    "cuts_off_entries",
    "Entries are cut off at max_norm, one by one. That is clipping by value, and changes the direction: multiply"
    " all of them by one factor.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("g * factor", "cut_off(g, max_norm)"),
)

edit(
    "scales_to_one",
    "Long gradients are divided by their norm, and then have the length 1 instead of max_norm. Multiply by max_norm"
    " / (norm + 1e-6).",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("math.isfinite(norm)", "math.isfinite((found := norm))"),
    ("g * factor", "g * (1 / (found + 1e-6) if found > max_norm else 1.0)"),
)

edit(
    "leaves_out_the_small_number",
    "The 1e-6 beside the norm is missing. It is part of the formula: max_norm / (norm + 1e-6), as in torch.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("math.isfinite(norm)", "math.isfinite((found := norm))"),
    ("g * factor", "g * (min(1.0, max_norm / found) if found else 1.0)"),
)

edit(
    "asks_for_the_norm_first",
    "The factor 1e-6 is left out where gradients are within the limit but for that: compare max_norm / (norm +"
    " 1e-6) with 1, not the norm with max_norm.",
    ("min(1.0, max_norm / (norm + 1e-6))", "max_norm / (norm + 1e-6) if norm > max_norm else 1.0"),
)

edit(
    "writes_into_the_gradients",
    "The gradients of the caller are changed: g *= factor writes into them. Make new arrays: g * factor.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("math.isfinite(norm)", "math.isfinite((found := norm))"),
    (
        "return [None if g is None else g * factor for g in grads], norm",
        "for g in grads:\n    if g is not None:\n        g *= min(1.0, max_norm / (found + 1e-6))\nreturn grads, found",
    ),
)

edit(
    "hands_back_the_gradients",
    "Where nothing is clipped, you return the caller's own arrays, so a write into the result is a write into them."
    " Make new ones: g * 1.0 is one.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("math.isfinite(norm)", "math.isfinite((found := norm))"),
    (
        "[None if g is None else g * factor for g in grads], norm",
        "list(grads) if found <= max_norm else [None if g is None else g * min(1.0, max_norm / (found + "
        "1e-6)) for g in grads], found",
    ),
)


def naive_norm(grads):
    squares = [array_namespace(g).sum(g * g) for g in grads if g is not None]
    return float(sum(squares[1:], squares[0])) ** 0.5 if squares else 0.0


@mistake(
    "clip_by_norm",
    "The squares of large float32 gradients overflow, and those of tiny ones vanish. Divide by the largest absolute"
    " value before you square, and multiply the root by it; or square in float64.",
)
def squares_in_float32(grads, max_norm):
    xps = [array_namespace(g) for g in grads if g is not None]
    if xps and xps[0].__name__.endswith("numpy"):
        import numpy as np

        with np.errstate(over="ignore"):
            norm = checked(grads, max_norm, naive_norm)
    else:
        norm = checked(grads, max_norm, naive_norm)
    return scaled(grads, factor_of(norm, max_norm)), norm


edit(
    "lets_inf_and_nan_through",
    "A norm that is inf or NaN is let through: the gradients become zeros and NaN, and the training is lost without a"
    " warning. Look at the norm first, and raise ValueError.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("not math.isfinite(norm)", "False"),
    ("g * factor", "g * (factor if norm == norm else norm)"),
)


@mistake(
    "clip_by_norm",
    "A NaN is let through: a comparison such as norm == inf or norm > 1e30 is false for NaN. Ask whether the norm"
    " is finite.",
)
def lets_nan_through(grads, max_norm):
    norm = total_norm(grads)
    return clip_by_norm(grads, max_norm) if norm == norm else (scaled(grads, norm), norm)


edit(
    "takes_a_negative_limit",
    "A negative max_norm turns the gradients around. Raise ValueError.",
    ("max_norm < 0", "abs(max_norm) < 0"),
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
)

edit(
    "computes_with_none",
    "A gradient of None is used in the computation. It belongs to a parameter that had no part in the loss: pass None"
    " on.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("norm = total_norm(grads)", "norm = (found := total_norm([g * 1.0 for g in grads]))"),
)

edit(
    "leaves_out_none",
    "Gradients of None are left out, so the list gets shorter and no longer fits the parameters. Keep None in its"
    " place.",
    ("list(grads)", "list([g for g in grads if g is not None])"),
)

edit(
    "uses_up_the_generator",
    "A generator gives an empty result: the norm uses it up, and no gradient is left to be clipped. Make a list of it"
    " first: grads = list(grads).",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
)

edit(
    "asks_a_generator_for_its_length",
    "grads may be a generator, which has no length and no entries to ask for. Make a list of it first: grads ="
    " list(grads).",
    ("if max_norm < 0:", "len(grads)\nif max_norm < 0:"),
)

edit(
    "scales_each_to_the_limit",
    "Two things are wrong: each gradient is clipped by its own norm, and short ones are made longer. There is one"
    " norm of all together, and a factor of at most 1.",
    ("grads = list(grads)  # a generator can be gone through only once\n", ""),
    ("g * factor", "g * (max_norm / (total_norm([g]) + 1e-6))"),
)

edit(
    "cuts_off_above",
    "Entries are cut off on only one side. A large negative one is as bad: cut off at -limit too.",
    (
        "None if g is None else cut_off(g, limit)",
        "None if g is None else array_namespace(g).where(g > limit, limit, g)",
    ),
)

edit(
    "drops_large_entries",
    "Entries beyond the limit become 0. They become the limit, with their sign.",
    (
        "None if g is None else cut_off(g, limit)",
        "None if g is None else array_namespace(g).where(abs(g) > limit, 0.0 * limit, g)",
    ),
)

edit(
    "loses_the_sign",
    "Large negative entries become the limit without their sign. They become -limit.",
    (
        "None if g is None else cut_off(g, limit)",
        "None if g is None else array_namespace(g).where(abs(g) > limit, limit, g)",
    ),
)

edit(
    "scales_by_the_largest",
    "The gradients are scaled so that the largest entry meets the limit. By value, each entry is cut off by itself,"
    " and the others stay.",
    (
        "if limit < 0:",
        "xps = [array_namespace(g) for g in grads if g is not None]\n"
        "largest = max((float(xp.max(abs(g))) for xp, g in zip(xps, [g for g in grads if g is not None], "
        "strict=True) if 0 not in g.shape), default=0.0)\n"
        "if limit < 0:",
    ),
    (
        "None if g is None else cut_off(g, limit)",
        "None if g is None else g * (limit / largest if largest > limit else 1.0)",
    ),
)

edit(
    "makes_nan_a_limit",
    "NaN becomes a number: a comparison with NaN is false. Choose the limits where an entry is beyond them, and"
    " keep the entry everywhere else.",
    (
        "None if g is None else cut_off(g, limit)",
        "None if g is None else array_namespace(g).where(g < limit, array_namespace(g).where(g > -limit, "
        "g, -limit), limit)",
    ),
)


@mistake("clip_by_value", "A negative limit makes no sense. Raise ValueError.")
def takes_a_negative_bound(grads, limit):
    return clip_by_value(grads, abs(limit))


edit(
    "cuts_off_none",
    "A gradient of None is used in the computation. Pass None on.",
    ("None if g is None else cut_off(g, limit)", "cut_off(g, limit)"),
)

edit(
    "cuts_off_in_place",
    "The caller's gradients are changed: the entries are cut off in place. Make new arrays, with xp.where.",
    (
        "return [None if g is None else cut_off(g, limit) for g in grads]",
        "for g in grads:\n    if g is not None:\n        g[...] = cut_off(g, limit)\nreturn grads",
    ),
)
