"""What beginners hand in for the gradient, and what to tell them."""

import itertools

import numpy as np
from array_api_compat import array_namespace
from gradient import H, gradient, partial

from dojo import edit, ideas, mistake

ideas(
    axis_lost="flattens_x_for_f returns_a_flat_gradient",
    whole_for_slice="moves_all_entries_at_once moves_more_than_one_entry moves_a_whole_row goes_along_the_first_axis",
    wrong_divisor="normalises_the_gradient",
    wrong_factor="steps_forward_and_divides_by_two_steps divides_by_one_step",
    sign="swaps_the_sides loses_the_sign",
    order_of_steps="divides_by_two_and_multiplies_by_the_step",
    state_not_kept="lets_the_steps_pile_up",
    writes_into_input="moves_the_input_and_back leaves_the_input_moved borrows_the_input",
    alias_or_copy="reuses_the_array_that_f_has_seen writes_into_a_copy",
    dtype_lost="forgets_to_go_back forgets_to_go_back_for_one",
    cancellation="takes_too_short_a_step stays_in_float32 narrows_to_float32",
    epsilon="takes_too_long_a_step",
    empty_input="needs_an_entry",
    zero_case="takes_a_relative_step",
    wrong_exception="raises_a_value_error",
    silent_error="wraps_the_index_round",
    refuses_what_is_allowed=(
        "refuses_negative_indices refuses_negative_indices_with_a_value_error asks_for_the_place_in_a_flat_array"
    ),
    default_value="ignores_the_index",
    gradient_cut="returns_a_plain_number",
    partial_case="loops_over_two_axes never_meets_a_negative_index",
    wrong_formula="takes_the_second_difference steps_forward",
    other_kind_of_result="returns_a_list",
)


def _indices(x):
    return list(itertools.product(*map(range, x.shape)))


def _in_float64(x):
    xp = array_namespace(x)
    return xp, xp.astype(x, xp.float64)


def _step(xp, t, i, h=H):
    step = xp.zeros_like(t)
    step[i] = h
    return step


def _central(f, x, i, h=H):
    """The symmetric difference quotient with a step of h."""
    xp, t = _in_float64(x)
    step = _step(xp, t, i, h)
    return xp.astype((f(t + step) - f(t - step)) / (2 * h), x.dtype)


# ------------------------------------------------------------------ which quotient

edit(
    "takes_the_second_difference",
    "f(x + h e) - 2 f(x) + f(x - h e) over h² is the second derivative: how fast the slope changes. The slope itself is"
    " (f(x + h e) - f(x - h e)) / 2h.",
    ("(f(t + step) - f(t - step)) / (2 * H)", "(f(t + step) - 2 * f(t) + f(t - step)) / H ** 2"),
)


# ------------------------------------------------------------------ which entry moves


@mistake(
    "gradient",
    "All entries move at once, and that gives the sum of all partial derivatives. Move one entry at a time and"
    " leave the others where they are.",
)
def moves_all_entries_at_once(f, x):
    xp, t = _in_float64(x)
    return xp.astype((f(t + H) - f(t - H)) / (2 * H), x.dtype) * xp.ones_like(x)


edit(
    "moves_more_than_one_entry",
    "All entries move, not only entry i. Make the step an array that is 0 everywhere except at i.",
    ("f(t + step) - f(t - step)", "f(t + H) - f(t - H)"),
)


@mistake(
    "partial",
    "That is the derivative along the first entry, for every i. Move entry i.",
)
def ignores_the_index(f, x, i):
    x[i]
    return partial(f, x, (0,) * x.ndim)


@mistake(
    "partial",
    "x[i] with a single integer is an entire row when x has more axes than one. Use the complete tuple i: it has one"
    " number for each axis.",
)
def moves_a_whole_row(f, x, i):
    x[i]
    return _central(f, x, i[:1] if isinstance(i, tuple) else i)


@mistake(
    "gradient",
    "The loop runs along the first axis only, so entire rows move. Every entry of x has its own index, with one"
    " number for each axis.",
)
def goes_along_the_first_axis(f, x):
    slopes = array_namespace(x).zeros_like(x)
    for i in range(x.shape[0] if x.ndim else 0):
        slopes[i, ...] = _along_first_axis(f, x, i)
    return slopes


def _along_first_axis(f, x, i):
    return _central(f, x, i)


edit(
    "loops_over_two_axes",
    "Two loops fit a matrix, but x may have any number of axes. itertools.product(*map(range, x.shape)) yields every"
    " index, for any shape.",
    ("itertools.product(*map(range, x.shape))", "range(x.shape[0])"),
    ("slopes[i] = partial(f, x, i)", "for j in range(x.shape[-1]):\n    slopes[i, j] = partial(f, x, (i, j))"),
)

edit(
    "flattens_x_for_f",
    "f is called with a flat array. It expects the shape of x: move an entry of an array that has this shape.",
    (
        "array_namespace(x).zeros_like(x)",
        "array_namespace(array_namespace(x).reshape(x, (-1,))).zeros_like(array_namespace(x).reshape(x, (-1,)))",
    ),
    ("map(range, x.shape)", "map(range, array_namespace(x).reshape(x, (-1,)).shape)"),
    ("slopes[i] = partial(f, x, i)", "slopes[i] = partial(f, array_namespace(x).reshape(x, (-1,)), i)"),
    ("return slopes", "return array_namespace(x).reshape(slopes, x.shape)"),
)


# ------------------------------------------------------------------ x and its copies


@mistake(
    "gradient",
    "An entry is not put back before the next one moves, so the steps pile up. Start from x itself each time.",
)
def lets_the_steps_pile_up(f, x):
    xp, t = _in_float64(x)
    t, slopes = t + 0, xp.zeros_like(x)
    for i in _indices(x):
        t = t + _step(xp, t, i)
        above = f(t)
        t = t - 2 * _step(xp, t, i)
        slopes[i] = xp.astype((above - f(t)) / (2 * H), x.dtype)
    return slopes


edit(
    "moves_the_input_and_back",
    "x[i] += h writes into the caller's array, and moving it back does not restore the old number to the last"
    " digit. Leave x alone: x + step is a new array, with a step that is 0 except at i.",
    ("step[i] = H", "x[i] += H\nx[i] -= 2 * H\nx[i] += H\nstep[i] = H"),
)

edit(
    "leaves_the_input_moved",
    "The caller's x[i] is moved and never put back. Leave x alone: x + step is a new array, with a step that is 0"
    " except at i.",
    ("step[i] = H", "x[i] -= H\nstep[i] = H"),
)


@mistake(
    "partial",
    "x itself moves and is put back afterwards. While f runs, x holds other numbers, and f may use x too. Note"
    " that astype and asarray need not copy an array that is float64 already: move a real copy.",
)
def borrows_the_input(f, x, i):
    xp = array_namespace(x)
    t = xp.asarray(x, dtype=xp.float64)
    old = t[i] + 0
    t[i] = old + H
    above = f(t) + 0
    t[i] = old - H
    below = f(t) + 0
    t[i] = old
    return xp.astype((above - below) / (2 * H), x.dtype)


@mistake(
    "partial",
    "One array moves up and then down, and f may return a view of it, as x[0] is one: then its first value"
    " changes with the array. Give f a new array for each side.",
)
def reuses_the_array_that_f_has_seen(f, x, i):
    xp, t = _in_float64(x)
    t = t + xp.zeros_like(t)
    at = xp.asarray(t)
    at[i] += H
    above = f(at)
    at[i] -= 2 * H
    return xp.astype((above - f(at)) / (2 * H), x.dtype)


@mistake(
    "gradient",
    "reshape(-1) copies an array that lies in memory in a different order, and what you write into the copy never"
    " reaches f. Index the array itself, with one number for each axis.",
)
def writes_into_a_copy(f, x):
    xp, t = _in_float64(x)
    slopes = []
    for k in range(len(_indices(x))):
        moved = xp.asarray(t, copy=True)
        flat = moved.reshape(-1)
        flat[k] += H
        above = f(moved) + 0
        flat[k] -= 2 * H
        slopes.append((above - f(moved)) / (2 * H))
    return xp.astype(xp.reshape(xp.stack(slopes), x.shape), x.dtype) if slopes else gradient(f, x)


# ------------------------------------------------------------------ the quotient

edit(
    "steps_forward",
    "That is the forward difference, and its error falls only as h. Step to either side: (f(x + h e) - f(x - h e)) /"
    " 2h.",
    ("step[i] = H", "step[i] = h"),
    ("(f(t + step) - f(t - step)) / (2 * H)", "(f(t + step) - f(t)) / (h)"),
    h=(H, 1e-3, 1e-5, 1e-6),
)

edit(
    "steps_forward_and_divides_by_two_steps",
    "The step goes forward only, yet the difference is divided by 2h, so you get half the slope. Subtract f(x - h"
    " e), not f(x).",
    ("xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)", "xp.astype((f(t + step) - f(t)) / H, x.dtype) / 2"),
)

edit(
    "divides_by_one_step",
    "The result is twice what it should be. The two points are 2h apart, so divide by 2h, not by h.",
    (
        "xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)",
        "2 * xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)",
    ),
)

edit(
    "divides_by_two_and_multiplies_by_the_step",
    "The result is h² times the slope. / 2 * h divides by 2 and then multiplies by h: put the product in parentheses,"
    " / (2 * h).",
    ("step[i] = H", "step[i] = h"),
    ("(f(t + step) - f(t - step)) / (2 * H)", "(f(t + step) - f(t - step)) / 2 * h"),
    h=(H, 1e-5, 1e-6),
)

edit(
    "swaps_the_sides",
    "The sign is the wrong way round. Take f(x + h e) minus f(x - h e).",
    (
        "xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)",
        "-xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)",
    ),
)

edit(
    "loses_the_sign",
    "The slope has lost its sign. A negative slope says that f falls along entry i: leave out abs.",
    (
        "xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)",
        "xp.abs(xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype))",
    ),
)

edit(
    "takes_too_short_a_step",
    "The step is too short: the two values of f agree in nearly all their digits, and their difference is mostly"
    " rounding. Take a step from 1e-6 to 1e-4.",
    ("H = 1e-4", "H = h"),
    h=(1e-8, 1e-9, 1e-10, 1e-12),
)

edit(
    "takes_too_long_a_step",
    "The step is too long: the error grows with its square. Take a step from 1e-6 to 1e-4.",
    ("H = 1e-4", "H = h"),
    h=(1e-3, 1e-2, 1e-1),
)

edit(
    "takes_a_relative_step",
    "The step is a fraction of x[i], and where that is 0 there is no step: 0 / 0 is NaN. Take the same step for"
    " every x.",
    ("step[i] = H", "step[i] = H * (xp, t)[1][i]"),
    ("2 * H", "2 * (H * (xp, t)[1][i])"),
)

edit(
    "normalises_the_gradient",
    "The gradient is scaled to length 1. Keep its length: it says how steep f is.",
    ("return slopes", "return slopes / array_namespace(x).sqrt(array_namespace(x).sum(slopes * slopes))"),
)


# ------------------------------------------------------------------ indices

edit(
    "wraps_the_index_round",
    "An index that x does not have is accepted. Plain indexing, x[i], raises the IndexError by itself: leave out"
    " the modulo.",
    (
        "xp = array_namespace(x)",
        "i = i if isinstance(i, tuple) else (i,)\n"
        "i = tuple((k % n for k, n in zip(i, x.shape, strict=False)))\n"
        "xp = array_namespace(x)",
    ),
)

edit(
    "raises_a_value_error",
    "An index that x does not have raises, but not an IndexError. Let plain indexing raise it, or raise"
    " IndexError yourself.",
    (
        "xp = array_namespace(x)",
        "try:\n"
        "    x[i]\n"
        "except IndexError:\n"
        "    raise ValueError(f'there is no entry {i}') from None\n"
        "xp = array_namespace(x)",
    ),
)


@mistake(
    "partial",
    "A negative index finds no entry here. It counts from the end, as in x[-1]; a counter that starts at 0 never"
    " equals it.",
)
def never_meets_a_negative_index(f, x, i):
    x[i]
    i = i if isinstance(i, tuple) else (i,)
    return partial(f, x, i) if min(i, default=0) >= 0 else array_namespace(x).zeros_like(partial(f, x, i))


edit(
    "refuses_negative_indices",
    "A negative index is refused. It counts from the end, as in x[-1]: only below -n is there no such entry.",
    (
        "xp = array_namespace(x)",
        "if min(i if isinstance(i, tuple) else (i,), default=0) < 0:\n    raise IndexError\nxp = array_namespace(x)",
    ),
)

edit(
    "refuses_negative_indices_with_a_value_error",
    "A negative index is refused with a ValueError, and so is one that is not there. Plain indexing, x[i], counts"
    " negative ones from the end, and raises the IndexError by itself.",
    (
        "step = xp.zeros_like(t)",
        "if not all((0 <= k < n for k, n in zip(i if isinstance(i, tuple) else (i,), x.shape, "
        "strict=True))):\n"
        "    raise ValueError(f'there is no entry {i}')\n"
        "step = xp.zeros_like(t)",
    ),
)


@mistake(
    "partial",
    "np.ravel_multi_index knows no negative indices, and raises a ValueError for an entry that is not there. Plain"
    " indexing, x[i], counts negative ones from the end, and raises the IndexError by itself.",
)
def asks_for_the_place_in_a_flat_array(f, x, i):
    index = i if isinstance(i, tuple) else (i,)
    if index:
        np.ravel_multi_index(index, tuple(x.shape))
    return partial(f, x, i)


# ------------------------------------------------------------------ shapes and dtypes

edit(
    "returns_a_flat_gradient",
    "The gradient is flat. It should have the shape of x, with each slope in its place.",
    ("return slopes", "return array_namespace(x).reshape(slopes, (-1,))"),
)

edit(
    "returns_a_list",
    "That is a list of numbers. Return an array of the shape of x.",
    ("return slopes", "return [float(partial(f, x, i)) for i in list(itertools.product(*map(range, x.shape)))]"),
)

edit(
    "needs_an_entry",
    "Stacking needs at least one slope, and an empty x has none. Its gradient is an empty array of the same shape.",
    (
        "return slopes",
        "return array_namespace(x).reshape(array_namespace(x).stack([partial(f, x, i) for i in list("
        "itertools.product(*map(range, x.shape)))]), x.shape)",
    ),
)

edit(
    "stays_in_float32",
    "In float32, x + h and f(x + h) are rounded, and the difference keeps few digits or none. Convert x to float64"
    " before the step, call f there, and convert back at the end.",
    ("xp.astype(x, xp.float64)", "x"),
    ("step[i] = H", "step[i] = h"),
    ("xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)", "(f(x + step) - f(x - step)) / (2 * h)"),
    h=(H, 1e-5, 1e-6),
)

edit(
    "narrows_to_float32",
    "The difference is taken in float32 even when x is float64: it keeps about three digits. Convert to float64,"
    " not to float32, before the step.",
    ("xp.float64", "xp.float32"),
)

edit(
    "forgets_to_go_back",
    "The gradient stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
    (
        "slopes = array_namespace(x).zeros_like(x)",
        "xp = array_namespace(x)\nx = (xp, xp.astype(x, xp.float64))[1]\nslopes = array_namespace(x).zeros_like(x)",
    ),
)

edit(
    "forgets_to_go_back_for_one",
    "The partial derivative stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
    ("step = xp.zeros_like(t)", "x = (xp, xp.astype(x, xp.float64))[1]\nstep = xp.zeros_like(t)"),
)

edit(
    "returns_a_plain_number",
    "float() and .item() make a plain Python number, without a dtype or a device. Return the quotient itself: an"
    " array with no axes.",
    (
        "xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)",
        "float(xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype))",
    ),
)
