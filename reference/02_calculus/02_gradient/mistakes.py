"""What beginners hand in for the gradient, and what to tell them."""

import itertools

from array_api_compat import array_namespace
from gradient import H, gradient, partial

from dojo import mistake


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


@mistake(
    "gradient",
    "All entries are moved at once, which gives one slope, that of the sum of all partial derivatives. Move one entry"
    " at a time and leave the others where they are.",
)
def moves_all_entries_at_once(f, x):
    xp, t = _in_float64(x)
    return xp.astype((f(t + H) - f(t - H)) / (2 * H), x.dtype) * xp.ones_like(x)


@mistake(
    "partial",
    "All entries are moved, not entry i alone. The step is an array that is 0 everywhere but at i.",
)
def moves_more_than_one_entry(f, x, i):
    xp, t = _in_float64(x)
    _step(xp, t, i)
    return xp.astype((f(t + H) - f(t - H)) / (2 * H), x.dtype)


@mistake(
    "gradient",
    "An entry that was moved is not put back before the next one moves, so that the steps pile up. Start each time from"
    " x itself.",
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


@mistake(
    "partial",
    "x[i] += h writes into the caller's array, and moving it back by as much does not bring the old number back to the"
    " last digit. Leave x alone: x + step is a new array, where the step is 0 but at i.",
)
def moves_the_input_and_back(f, x, i):
    slope = partial(f, x, i)
    x[i] += H
    x[i] -= 2 * H
    x[i] += H
    return slope


@mistake(
    "partial",
    "x itself is moved, and put back afterwards: astype and asarray make no copy where the dtype is float64 already."
    " Whoever looks at x in between, and f is one, finds other numbers. Move a copy.",
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
    "One array is moved up and then down, and f may give a part of it back, as x[0] does: then its first value"
    " changes with the array. Hand f a new array for each side.",
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
    "partial",
    "That is the forward difference, whose error falls as h alone. Take a step to either side.",
)
def steps_forward(f, x, i):
    xp, t = _in_float64(x)
    return xp.astype((f(t + _step(xp, t, i)) - f(t)) / H, x.dtype)


@mistake("partial", "Twice the slope: x + h and x - h are 2h apart, and the rise is divided by that.")
def divides_by_one_step(f, x, i):
    return 2 * partial(f, x, i)


@mistake("partial", "The sign is turned round: f(x + h) comes first, and f(x - h) is subtracted from it.")
def swaps_the_sides(f, x, i):
    return -partial(f, x, i)


@mistake(
    "partial",
    "In float32 most digits of the difference are lost: x + h and f are rounded. Go to float64 before the step, call f"
    " there, and come back at the end.",
)
def stays_in_float32(f, x, i):
    step = _step(array_namespace(x), x, i)
    return (f(x + step) - f(x - step)) / (2 * H)


@mistake(
    "partial",
    "The step is too small: the two values of f agree in nearly all their digits, and their difference is rounding."
    " Take one from 1e-6 to 1e-4.",
)
def takes_a_tiny_step(f, x, i):
    return _central(f, x, i, 1e-11)


@mistake(
    "partial",
    "A step of 1e-8 is too small: the two values of f agree in nearly all their digits, and their difference is mostly"
    " rounding. Take one from 1e-6 to 1e-4.",
)
def takes_a_smaller_step(f, x, i):
    return _central(f, x, i, 1e-8)


@mistake(
    "partial",
    "A step of 1e-3 is too large: the error grows with its square. Take one from 1e-6 to 1e-4.",
)
def takes_a_larger_step(f, x, i):
    return _central(f, x, i, 1e-3)


@mistake(
    "partial",
    "The step is too large: the error grows with its square. Take one from 1e-6 to 1e-4.",
)
def takes_a_large_step(f, x, i):
    return _central(f, x, i, 0.1)


@mistake(
    "partial",
    "The step is a fraction of x[i], and where that is 0 there is none: 0 / 0 is NaN. Take a step of its own size.",
)
def takes_a_relative_step(f, x, i):
    return _central(f, x, i, H * _in_float64(x)[1][i])


@mistake(
    "partial",
    "That is the derivative along the first entry, whatever i is.",
)
def ignores_the_index(f, x, i):
    x[i]
    return partial(f, x, (0,) * x.ndim)


@mistake(
    "partial",
    "i is taken for a row: where x has more axes than one, a whole row moves. An entry has one number for each axis.",
)
def moves_a_whole_row(f, x, i):
    x[i]
    return _central(f, x, i[:1] if isinstance(i, tuple) else i)


@mistake(
    "partial",
    "An index that x does not have is accepted. Indexing with it raises the IndexError by itself, where it is not"
    " wrapped round or caught.",
)
def wraps_the_index_round(f, x, i):
    i = i if isinstance(i, tuple) else (i,)
    return partial(f, x, tuple(k % n for k, n in zip(i, x.shape, strict=False)))


@mistake(
    "partial",
    "A negative index counts from the end, as in x[-1]. Comparing i with a counter from 0 never meets it.",
)
def never_meets_a_negative_index(f, x, i):
    x[i]
    i = i if isinstance(i, tuple) else (i,)
    return partial(f, x, i) if min(i, default=0) >= 0 else array_namespace(x).zeros_like(partial(f, x, i))


@mistake(
    "partial",
    "A negative index is refused. It counts from the end, as in x[-1]: only below -n there is no such entry.",
)
def refuses_negative_indices(f, x, i):
    if min(i if isinstance(i, tuple) else (i,), default=0) < 0:
        raise IndexError
    return partial(f, x, i)


@mistake(
    "gradient",
    "The loop goes along the first axis alone, so that whole rows are moved. Every entry of x has an index of its own,"
    " with one number for each axis.",
)
def goes_along_the_first_axis(f, x):
    slopes = array_namespace(x).zeros_like(x)
    for i in range(x.shape[0] if x.ndim else 0):
        slopes[i, ...] = _along_first_axis(f, x, i)
    return slopes


@mistake(
    "gradient",
    "reshape(-1) of an array that lies in memory in another order is a copy: what is written into it never reaches f."
    " Index the array itself, with one number for each axis.",
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


@mistake("gradient", "The gradient is flat. It has the shape of x: one slope for each entry, in its place.")
def returns_a_flat_gradient(f, x):
    return array_namespace(x).reshape(gradient(f, x), (-1,))


@mistake(
    "gradient",
    "The result is left in float64. Differences are taken there, but float32 in is float32 out.",
)
def forgets_to_go_back(f, x):
    return gradient(f, _in_float64(x)[1])


@mistake(
    "partial",
    "The partial derivative is left in float64. Differences are taken there, but float32 in is float32 out.",
)
def forgets_to_go_back_for_one(f, x, i):
    return partial(f, _in_float64(x)[1], i)


@mistake(
    "gradient",
    "That is a list of numbers. A gradient is an array of the shape, the dtype and the device of x.",
)
def returns_a_list(f, x):
    return [float(partial(f, x, i)) for i in _indices(x)]


@mistake(
    "gradient",
    "The slopes are put together by stacking, which needs at least one. An empty x has an empty gradient of the same"
    " shape.",
)
def needs_an_entry(f, x):
    xp = array_namespace(x)
    return xp.reshape(xp.stack([partial(f, x, i) for i in _indices(x)]), x.shape)


@mistake(
    "gradient",
    "The gradient is normalised to length 1. It keeps its length: that is how steep f is.",
)
def normalises_the_gradient(f, x):
    xp, slopes = array_namespace(x), gradient(f, x)
    return slopes / xp.sqrt(xp.sum(slopes * slopes))


@mistake(
    "partial",
    "The magnitude of the slope is left without its sign, which says whether f rises or falls along entry i.",
)
def loses_the_sign(f, x, i):
    return array_namespace(x).abs(partial(f, x, i))


@mistake(
    "partial",
    "That is a number of Python's: float() and .item() take it off the device and out of its dtype. Hand back the"
    " quotient itself, an array with no axes, in the dtype of x.",
)
def returns_a_plain_number(f, x, i):
    return float(partial(f, x, i))
