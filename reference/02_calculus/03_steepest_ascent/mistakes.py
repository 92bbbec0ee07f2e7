"""What beginners hand in for directions and slopes, and what to tell them."""

import itertools

from array_api_compat import array_namespace
from steepest_ascent import H, directional_derivative, steepest_ascent

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="normalises_each_row normalises_each_row_of_the_gradient",
    axis_lost="flattens_x_for_f flattens_x_for_the_gradient returns_a_flat_direction",
    whole_for_slice="steps_along_whole_rows",
    sum_for_mean="takes_the_root_of_the_mean",
    wrong_divisor=(
        "leaves_the_length_in leaves_the_length_in_and_steps_forward divides_by_the_sum_of_magnitudes "
        "divides_by_the_largest keeps_the_length_of_the_gradient divides_the_gradient_by_a_sum "
        "divides_the_gradient_by_the_largest"
    ),
    root_or_square="forgets_the_root forgets_the_root_of_the_gradient",
    wrong_factor="divides_by_one_step",
    missing_term="forgets_to_sum",
    sign="loses_the_sign turns_the_slope descends",
    swapped_arguments="swaps_point_and_direction",
    counted_twice="divides_by_the_length_again",
    writes_into_input="writes_into_the_direction",
    underflow="takes_the_length_in_float32",
    cancellation=(
        "stays_in_float32 scales_d_well_and_stays_in_float32 narrows_to_float32 measures_the_gradient_in_float32"
    ),
    epsilon="adds_a_small_number adds_a_small_number_to_the_gradient",
    zero_case="accepts_no_direction gives_no_slope_for_no_direction divides_zero_by_zero",
    silent_error="compares_the_number_of_entries",
    refuses_what_is_allowed="refuses_any_zero refuses_a_flat_function",
    broadcast_by_accident="stretches_the_direction",
    wrong_formula="steps_forward takes_the_signs goes_along_one_axis measures_the_gradient_forward",
    what_counts_as_zero="takes_a_short_direction_for_none takes_nearly_flat_for_flat",
)


def _in_float64(*arrays):
    xp = array_namespace(*arrays)
    return xp, *[xp.astype(a, xp.float64) for a in arrays]


def _slope(f, x, d, length):
    """The slope with another length of d."""
    directional_derivative(f, x, d)  # raises what is to be raised
    xp, t, d = _in_float64(x, d)
    step = H * d / length
    return xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)


def _forward(f, x, d, h, normalise=True):
    directional_derivative(f, x, d)
    xp, t, wide = _in_float64(x, d)
    step = h * wide / (_length(wide) if normalise else 1)
    return xp.astype((f(t + step) - f(t)) / h, x.dtype)


def _length(wide):
    xp = array_namespace(wide)
    return xp.sqrt(xp.sum(wide * wide))


def _gradient(f, x):
    xp, t = _in_float64(x)
    slopes = xp.zeros_like(t)
    for i in itertools.product(*map(range, x.shape)):
        along = xp.zeros_like(t)
        along[i] = 1
        slopes[i] = directional_derivative(f, t, along)
    return slopes


def _forward_gradient(f, x, h):
    xp, t = _in_float64(x)
    slopes = xp.zeros_like(t)
    for i in itertools.product(*map(range, x.shape)):
        step = xp.zeros_like(t)
        step[i] = h
        slopes[i] = (f(t + step) - f(t)) / h
    length = _length(slopes)
    return xp.astype(slopes / length if length > 0 else slopes, x.dtype)


def _narrow(f, x, d, h, size=1):
    """The quotient in the dtype of x; the squares of d / size don't underflow."""
    directional_derivative(f, x, d)
    d = d / size
    step = h * (d / _length(d))
    return (f(x + step) - f(x - step)) / (2 * h)


# ------------------------------------------------------------------ the length of d

edit(
    "leaves_the_length_in",
    "d is not scaled to length 1, so the slope grows with d. A slope is the rise per unit of length: divide d by"
    " its length first.",
    ("H * d / _length(d)", "H * d"),
)


@mistake(
    "directional_derivative",
    "Two things: d is not scaled to length 1, and the step goes forward only. Begin with the length: divide d by"
    " the root of the sum of its squares.",
)
def leaves_the_length_in_and_steps_forward(f, x, d):
    return _forward(f, x, d, H, normalise=False)


edit(
    "divides_by_the_sum_of_magnitudes",
    "d is divided by the sum of its magnitudes. Its length is the root of the sum of its squares.",
    ("_length(d)\n", "xp.sum(xp.abs(d))\n"),
)


edit(
    "divides_by_the_largest",
    "d is divided by its largest entry. Its length is the root of the sum of its squares.",
    ("_length(d)\n", "xp.max(xp.abs(d))\n"),
)


edit(
    "forgets_the_root",
    "d is divided by the square of its length: the root is missing.",
    ("_length(d)\n", "xp.sum(d * d)\n"),
)


edit(
    "takes_the_root_of_the_mean",
    "d is divided by the root of the mean of its squares. Its length is the root of their sum.",
    ("_length(d)\n", "xp.sqrt(xp.mean(d * d))\n"),
)


@mistake(
    "directional_derivative",
    "Each row of d is scaled to length 1. The entire array is one direction: sum the squares over all axes.",
)
def normalises_each_row(f, x, d):
    xp, _, wide = _in_float64(x, d)
    if not d.ndim:
        return directional_derivative(f, x, d)
    return _slope(f, x, d, xp.sqrt(xp.sum(wide * wide, axis=-1, keepdims=True)))


edit(
    "adds_a_small_number",
    "A small number is added to the length, to avoid a division by 0. It changes the slope along every short d:"
    " raise the ValueError where all of d is 0, and divide by the length itself.",
    ("_length(d)\n", "(_length(d) + 1e-8)\n"),
)


edit(
    "divides_by_the_length_again",
    "The slope is divided by the length a second time. Once d has length 1, the quotient is the slope.",
    (
        "xp = array_namespace(x, d)",
        "xp = array_namespace(d)\n"
        "xp, _, wide = xp, *[xp.astype(a, xp.float64) for a in (x, d)]\n"
        "xp = array_namespace(x, d)",
    ),
    (
        "xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)",
        "xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype) / xp.astype(xp.sqrt(xp.sum(wide * wide)), x.dtype)",
    ),
)

edit(
    "writes_into_the_direction",
    "d /= length writes into the caller's array. Make a new one: u = d / length.",
    ("xp = array_namespace(x, d)", "d /= array_namespace(d).sum(d * d) + 1\nxp = array_namespace(x, d)"),
)


# ------------------------------------------------------------------ the quotient


@mistake(
    "directional_derivative",
    "x and d have changed places. Evaluate f around x, with steps along d.",
)
def swaps_point_and_direction(f, x, d):
    directional_derivative(f, x, d)
    return directional_derivative(f, d, x)


@mistake(
    "directional_derivative",
    "That is the forward difference, and its error falls only as h. Step to either side.",
    h=(H, 1e-5, 1e-6),
)
def steps_forward(f, x, d, *, h):
    return _forward(f, x, d, h)


edit(
    "divides_by_one_step",
    "The result is twice what it should be. The two points are 2h apart, so divide by 2h, not by h.",
    ("/ (2 * H)", "/ H"),
)

edit(
    "loses_the_sign",
    "The slope has lost its sign. Along a direction that leads down it is negative: leave out abs.",
    (
        "xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)",
        "xp.abs(xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype))",
    ),
)

edit(
    "turns_the_slope",
    "The sign is the wrong way round. Take f(x + h u) minus f(x - h u): a direction that leads up has a positive"
    " slope.",
    ("f(t + step) - f(t - step)", "f(t - step) - f(t + step)"),
)


@mistake(
    "directional_derivative",
    "That is one product of gradient and direction for each entry. The slope is their sum, a single number.",
)
def forgets_to_sum(f, x, d):
    directional_derivative(f, x, d)
    xp, _, wide = _in_float64(x, d)
    return xp.astype(_gradient(f, x) * wide / xp.sqrt(xp.sum(wide * wide)), x.dtype)


@mistake(
    "directional_derivative",
    "f is called with a flat array. It expects the shape of x: keep x and the step in that shape.",
)
def flattens_x_for_f(f, x, d):
    directional_derivative(f, x, d)
    xp = array_namespace(x)
    return directional_derivative(f, xp.reshape(x, (-1,)), xp.reshape(d, (-1,)))


@mistake(
    "directional_derivative",
    "In float32, x + h u and f are rounded, and the difference keeps few digits or none. Convert to float64 before the"
    " step, call f there, and convert back at the end.",
    h=(H, 1e-5, 1e-6),
)
def stays_in_float32(f, x, d, *, h):
    return _narrow(f, x, d, h)


@mistake(
    "directional_derivative",
    "In float32, x + h u and f are rounded, and the difference keeps few digits or none. Convert to float64 before the"
    " step, call f there, and convert back at the end.",
    h=(H, 1e-5, 1e-6),
)
def scales_d_well_and_stays_in_float32(f, x, d, *, h):
    directional_derivative(f, x, d)
    return _narrow(f, x, d, h, size=array_namespace(d).max(array_namespace(d).abs(d)))


@mistake(
    "directional_derivative",
    "The difference is taken in float32 even when x is float64: it keeps about three digits. Convert to float64,"
    " not to float32, before the step.",
)
def narrows_to_float32(f, x, d):
    directional_derivative(f, x, d)
    xp = array_namespace(x)
    t, d = xp.astype(x, xp.float32), xp.astype(d, xp.float32)
    step = H * d / xp.sqrt(xp.sum(d * d))
    return xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)


@mistake(
    "directional_derivative",
    "The length is computed in float32, where the square of a short entry is 0. Convert d to float64 first.",
)
def takes_the_length_in_float32(f, x, d):
    length = array_namespace(d).sqrt(array_namespace(d).sum(d * d))
    if length == 0:
        raise ValueError("d is zero")
    return _slope(f, x, d, length)


generics(
    "directional_derivative",
    loses_the_dtype="The slope stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
    asserts="assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
)


# ------------------------------------------------------------------ what d may not be


@mistake(
    "directional_derivative",
    "When d is all zeros, it points nowhere, and 0 / 0 is NaN. Raise a ValueError before you divide.",
)
def accepts_no_direction(f, x, d):
    xp = array_namespace(d)
    if d.shape != x.shape or xp.any(d != 0):
        return directional_derivative(f, x, d)
    return xp.sum(x) * xp.nan


@mistake(
    "directional_derivative",
    "When d is all zeros, the slope comes out as 0. Such a d points nowhere: raise a ValueError.",
)
def gives_no_slope_for_no_direction(f, x, d):
    xp = array_namespace(d)
    if d.shape != x.shape or xp.any(d != 0):
        return directional_derivative(f, x, d)
    return xp.sum(d)


edit(
    "refuses_any_zero",
    "A single zero in d is refused. Only where all of its entries are 0 does d point nowhere.",
    (
        "xp = array_namespace(x, d)",
        "if not array_namespace(d).all(d != 0):\n    raise ValueError('d has a zero')\nxp = array_namespace(x, d)",
    ),
)


@mistake(
    "directional_derivative",
    "Broadcasting stretches a d of a different shape. Compare the two shapes, and raise a ValueError where they"
    " differ.",
)
def stretches_the_direction(f, x, d):
    xp = array_namespace(d)
    if d.shape != x.shape:
        d = xp.broadcast_to(d, x.shape)
    return directional_derivative(f, x, d)


edit(
    "compares_the_number_of_entries",
    "A d of a different shape is accepted because it has as many entries as x. Compare the shapes themselves, and"
    " raise a ValueError where they differ.",
    (
        "xp = array_namespace(x, d)",
        "xp = array_namespace(d)\n"
        "same = xp.reshape(d, (-1,)).shape == xp.reshape(x, (-1,)).shape\n"
        "d = xp.reshape(d, x.shape) if same else d\n"
        "xp = array_namespace(x, d)",
    ),
)

edit(
    "takes_a_short_direction_for_none",
    "A short d is refused. Only where all of its entries are exactly 0 does d point nowhere.",
    (
        "xp = array_namespace(x, d)",
        "if array_namespace(d).sum(d * d) < 1e-12:\n    raise ValueError('d is zero')\nxp = array_namespace(x, d)",
    ),
)


# ------------------------------------------------------------------ the steepest ascent


edit(
    "keeps_the_length_of_the_gradient",
    "That is the gradient. Divide it by its length: a direction has length 1.",
    (
        "length = _length(gradient)\nreturn xp.astype(gradient / length if length > 0 else gradient, x.dtype)",
        "return xp.astype(gradient, x.dtype)",
    ),
)


edit(
    "descends",
    "That leads down, as in gradient descent. The gradient itself points up: leave out the minus.",
    ("gradient[i] = directional", "gradient[i] = -directional"),
)


@mistake(
    "steepest_ascent",
    "Those are the signs of the gradient. They make the best move when the largest entry counts as the length;"
    " here the length is the root of the sum of squares, and the best move is gradient / |gradient|.",
)
def takes_the_signs(f, x):
    xp = array_namespace(x)
    signs = xp.sign(_gradient(f, x))
    return xp.astype(signs / xp.sqrt(xp.clip(xp.sum(signs * signs), 1.0)), x.dtype)


@mistake(
    "steepest_ascent",
    "That goes along one axis, the one with the largest slope. A direction between the axes is steeper: every"
    " axis takes part, in proportion to its slope.",
)
def goes_along_one_axis(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    steepest = xp.abs(slopes) == xp.max(xp.abs(slopes))
    return xp.astype(xp.where(steepest, xp.sign(slopes), xp.zeros_like(slopes)), x.dtype)


@mistake(
    "steepest_ascent",
    "In a matrix, the step along x[i] moves an entire row, and each of its entries gets the slope of the row. Take a"
    " step along each entry: loop over all indices, which np.ndindex(*x.shape) gives.",
    single=(False, True),
)
def steps_along_whole_rows(f, x, *, single):
    if single and not x.ndim:
        return steepest_ascent(f, x)
    xp, t = _in_float64(x)
    slopes = xp.zeros_like(t)
    for i in range(len(x)):
        along = xp.zeros_like(t)
        along[i] = H
        slopes[i] = (f(t + along) - f(t - along)) / (2 * H)
    length = _length(slopes)
    return xp.astype(slopes / length if length > 0 else slopes, x.dtype)


edit(
    "divides_the_gradient_by_a_sum",
    "The gradient is divided by the sum of its magnitudes. Its length is the root of the sum of squares.",
    ("_length(gradient)", "xp.sum(xp.abs(gradient))"),
)


edit(
    "divides_the_gradient_by_the_largest",
    "The gradient is divided by its largest entry. Its length is the root of the sum of squares.",
    ("_length(gradient)", "xp.max(xp.abs(gradient))"),
)


edit(
    "forgets_the_root_of_the_gradient",
    "The gradient is divided by the square of its length: the root is missing.",
    ("_length(gradient)", "xp.sum(gradient * gradient)"),
)


@mistake(
    "steepest_ascent",
    "Each row of the gradient is scaled to length 1. The entire array is one direction: sum the squares over all axes.",
)
def normalises_each_row_of_the_gradient(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    if not x.ndim:
        return steepest_ascent(f, x)
    length = xp.sqrt(xp.sum(slopes * slopes, axis=-1, keepdims=True))
    return xp.astype(slopes / xp.where(length > 0, length, xp.ones_like(length)), x.dtype)


@mistake(
    "steepest_ascent",
    "The gradient is measured with forward differences, whose error falls only as h. Step to either side.",
    h=(H, 1e-5),
)
def measures_the_gradient_forward(f, x, *, h):
    return _forward_gradient(f, x, h)


@mistake(
    "steepest_ascent",
    "f is called with a flat array. It expects the shape of x: keep x and the step in that shape.",
)
def flattens_x_for_the_gradient(f, x):
    xp = array_namespace(x)
    return xp.reshape(steepest_ascent(f, xp.reshape(x, (-1,))), x.shape)


edit(
    "returns_a_flat_direction",
    "The direction is flat. It should have the shape of x.",
    (
        "xp.astype(gradient / length if length > 0 else gradient, x.dtype)",
        "xp.reshape(xp.astype(gradient / length if length > 0 else gradient, x.dtype), (-1,))",
    ),
)


edit(
    "adds_a_small_number_to_the_gradient",
    "A small number is added to the length of the gradient. Where f is nearly flat, that makes the direction"
    " shorter than 1: divide by the length itself, unless it is 0.",
    ("_length(gradient)", "_length(gradient) + 1e-8"),
)


edit(
    "divides_zero_by_zero",
    "Where f is flat, the gradient is 0, and 0 / 0 is NaN. No direction leads up there: return zeros.",
    ("gradient / length if length > 0 else gradient", "gradient / length"),
)


edit(
    "refuses_a_flat_function",
    "Where f is flat, it raises an error. No direction leads up there: return zeros.",
    (
        "length = _length(gradient)",
        "if not xp.any(xp.astype(gradient / _length(gradient) if _length(gradient) > 0 else gradient, "
        "x.dtype) != 0):\n"
        "    raise ValueError('f is flat')\n"
        "length = _length(gradient)",
    ),
)


@mistake(
    "steepest_ascent",
    "Where f is nearly flat, it returns zeros. A gradient of a billionth points somewhere too: only an exact 0"
    " does not.",
)
def takes_nearly_flat_for_flat(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    return steepest_ascent(f, x) if xp.sum(slopes * slopes) > 1e-8 else xp.zeros_like(x)


edit(
    "measures_the_gradient_in_float32",
    "The gradient is measured in float32, where the differences keep few digits or none. Convert to float64 before the"
    " step, and convert back once the direction is found.",
    ("t = xp.astype(x, xp.float64)", "t = x"),
    ("along[i] = 1", "along[i] = h"),
    ("directional_derivative(f, t, along)", "(f(x + along) - f(x - along)) / (2 * h)"),
    h=(H, 1e-5),
)

generics(
    "steepest_ascent",
    loses_the_dtype="The direction stays in float64. Convert back at the end: float32 in, float32 out.",
)
