"""What beginners hand in for directions and slopes, and what to tell them."""

import itertools

from array_api_compat import array_namespace
from steepest_ascent import H, directional_derivative, steepest_ascent

from dojo import mistake


def _in_float64(*arrays):
    xp = array_namespace(*arrays)
    return xp, *[xp.astype(a, xp.float64) for a in arrays]


def _slope(f, x, d, length):
    """The slope with another length of d."""
    directional_derivative(f, x, d)  # raises what is to be raised
    xp, t, d = _in_float64(x, d)
    step = H * d / length
    return xp.astype((f(t + step) - f(t - step)) / (2 * H), x.dtype)


def _gradient(f, x):
    xp, t = _in_float64(x)
    slopes = xp.zeros_like(t)
    for i in itertools.product(*map(range, x.shape)):
        along = xp.zeros_like(t)
        along[i] = 1
        slopes[i] = directional_derivative(f, t, along)
    return slopes


@mistake(
    "directional_derivative",
    "d is not brought to length 1, so that the slope grows with it. A slope is the rise per unit of length: divide d by"
    " its length first.",
)
def leaves_the_length_in(f, x, d):
    return _slope(f, x, d, 1)


@mistake(
    "directional_derivative",
    "d is divided by the sum of its magnitudes. The length of a direction is the root of the sum of its squares.",
)
def divides_by_the_sum_of_magnitudes(f, x, d):
    xp, _, wide = _in_float64(x, d)
    return _slope(f, x, d, xp.sum(xp.abs(wide)))


@mistake(
    "directional_derivative",
    "d is divided by its largest entry. The length of a direction is the root of the sum of its squares.",
)
def divides_by_the_largest(f, x, d):
    xp, _, wide = _in_float64(x, d)
    return _slope(f, x, d, xp.max(xp.abs(wide)))


@mistake(
    "directional_derivative",
    "d is divided by the square of its length: the root is missing.",
)
def forgets_the_root(f, x, d):
    xp, _, wide = _in_float64(x, d)
    return _slope(f, x, d, xp.sum(wide * wide))


@mistake(
    "directional_derivative",
    "Each row of d is brought to length 1. The whole array is one direction: sum the squares over all axes.",
)
def normalises_each_row(f, x, d):
    xp, _, wide = _in_float64(x, d)
    if not d.ndim:
        return directional_derivative(f, x, d)
    return _slope(f, x, d, xp.sqrt(xp.sum(wide * wide, axis=-1, keepdims=True)))


@mistake(
    "directional_derivative",
    "A small number is added to the length, to keep from dividing by 0. It bends the slope along every short d: raise"
    " the ValueError where all of d is 0, and divide by the length itself.",
)
def adds_a_small_number(f, x, d):
    xp, _, wide = _in_float64(x, d)
    return _slope(f, x, d, xp.sqrt(xp.sum(wide * wide)) + 1e-8)


@mistake(
    "directional_derivative",
    "The slope is divided by the length once more, though d has length 1 by then.",
)
def divides_by_the_length_again(f, x, d):
    xp, _, wide = _in_float64(x, d)
    return directional_derivative(f, x, d) / xp.astype(xp.sqrt(xp.sum(wide * wide)), x.dtype)


@mistake(
    "directional_derivative",
    "d /= length writes into the caller's array. Make a new one: u = d / length.",
)
def writes_into_the_direction(f, x, d):
    slope = directional_derivative(f, x, d)
    d /= array_namespace(d).sum(d * d) + 1
    return slope


@mistake(
    "directional_derivative",
    "x and d have changed places: f is to be evaluated around x, with steps along d.",
)
def swaps_point_and_direction(f, x, d):
    directional_derivative(f, x, d)
    return directional_derivative(f, d, x)


@mistake(
    "directional_derivative",
    "That is the forward difference, whose error falls as h alone. Take a step to either side.",
)
def steps_forward(f, x, d):
    directional_derivative(f, x, d)
    xp, t, wide = _in_float64(x, d)
    step = H * wide / xp.sqrt(xp.sum(wide * wide))
    return xp.astype((f(t + step) - f(t)) / H, x.dtype)


@mistake("directional_derivative", "Twice the slope: the two points are 2h apart, and the rise is divided by that.")
def divides_by_one_step(f, x, d):
    return 2 * directional_derivative(f, x, d)


@mistake(
    "directional_derivative",
    "That is the magnitude of the slope. Along a direction that leads down it is negative.",
)
def loses_the_sign(f, x, d):
    return array_namespace(x).abs(directional_derivative(f, x, d))


@mistake("directional_derivative", "The sign is turned round: along a direction that leads up the slope is positive.")
def turns_the_slope(f, x, d):
    return -directional_derivative(f, x, d)


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
    "In float32 most digits of the difference are lost: x + h u and f are rounded. Go to float64 before the step, call"
    " f there, and come back at the end.",
)
def stays_in_float32(f, x, d):
    directional_derivative(f, x, d)
    step = H * d / array_namespace(d).sqrt(array_namespace(d).sum(d * d))
    return (f(x + step) - f(x - step)) / (2 * H)


@mistake(
    "directional_derivative",
    "The length is computed in float32, where the square of a short entry is 0. Go to float64 first.",
)
def takes_the_length_in_float32(f, x, d):
    length = array_namespace(d).sqrt(array_namespace(d).sum(d * d))
    if length == 0:
        raise ValueError("d is zero")
    return _slope(f, x, d, length)


@mistake(
    "directional_derivative",
    "The slope is left in float64. Differences are taken there, but float32 in is float32 out.",
)
def leaves_the_slope_in_float64(f, x, d):
    _, t, d = _in_float64(x, d)
    return directional_derivative(f, t, d)


@mistake(
    "directional_derivative",
    "A d of nothing but zeros points nowhere, and 0 / 0 is NaN. Raise a ValueError before dividing.",
)
def accepts_no_direction(f, x, d):
    xp = array_namespace(d)
    if d.shape != x.shape or xp.any(d != 0):
        return directional_derivative(f, x, d)
    return xp.sum(x) * xp.nan


@mistake(
    "directional_derivative",
    "Along a d of nothing but zeros the slope is said to be 0. It points nowhere, and the contract asks for a"
    " ValueError.",
)
def gives_no_slope_for_no_direction(f, x, d):
    xp = array_namespace(d)
    if d.shape != x.shape or xp.any(d != 0):
        return directional_derivative(f, x, d)
    return xp.sum(d)


@mistake(
    "directional_derivative",
    "One zero in d is taken for no direction. Only where all entries are 0 does d point nowhere.",
)
def refuses_any_zero(f, x, d):
    if not array_namespace(d).all(d != 0):
        raise ValueError("d has a zero")
    return directional_derivative(f, x, d)


@mistake(
    "directional_derivative",
    "A d of another shape is stretched by broadcasting. Compare the two shapes, and raise a ValueError where they"
    " differ.",
)
def stretches_the_direction(f, x, d):
    xp = array_namespace(d)
    if d.shape != x.shape:
        d = xp.broadcast_to(d, x.shape)
    return directional_derivative(f, x, d)


@mistake(
    "directional_derivative",
    "A d of another shape is laid out like x because it has as many entries. Compare the shapes themselves, and raise a"
    " ValueError where they differ.",
)
def compares_the_number_of_entries(f, x, d):
    xp = array_namespace(d)
    same = xp.reshape(d, (-1,)).shape == xp.reshape(x, (-1,)).shape
    return directional_derivative(f, x, xp.reshape(d, x.shape) if same else d)


@mistake(
    "directional_derivative",
    "A short d is taken for none. Only where all its entries are exactly 0 does it point nowhere.",
)
def takes_a_short_direction_for_none(f, x, d):
    if array_namespace(d).sum(d * d) < 1e-12:
        raise ValueError("d is zero")
    return directional_derivative(f, x, d)


@mistake(
    "steepest_ascent",
    "That is the gradient. Divide it by its length: a direction has length 1.",
)
def keeps_the_length_of_the_gradient(f, x):
    return array_namespace(x).astype(_gradient(f, x), x.dtype)


@mistake(
    "steepest_ascent",
    "That leads down: it is the direction of gradient descent. The gradient itself points up.",
)
def descends(f, x):
    return -steepest_ascent(f, x)


@mistake(
    "steepest_ascent",
    "Those are the signs of the gradient. That is the best move where the largest entry counts as the length; with the"
    " root of the sum of squares it is gradient / |gradient|.",
)
def takes_the_signs(f, x):
    xp = array_namespace(x)
    signs = xp.sign(_gradient(f, x))
    return xp.astype(signs / xp.sqrt(xp.clip(xp.sum(signs * signs), 1.0)), x.dtype)


@mistake(
    "steepest_ascent",
    "That goes along one axis, the one with the largest slope. A direction between the axes is steeper: all of them"
    " take part, in proportion to their slopes.",
)
def goes_along_one_axis(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    steepest = xp.abs(slopes) == xp.max(xp.abs(slopes))
    return xp.astype(xp.where(steepest, xp.sign(slopes), xp.zeros_like(slopes)), x.dtype)


@mistake(
    "steepest_ascent",
    "The gradient is divided by the sum of its magnitudes. Its length is the root of the sum of squares.",
)
def divides_the_gradient_by_a_sum(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    total = xp.sum(xp.abs(slopes))
    return xp.astype(slopes / total if total > 0 else slopes, x.dtype)


@mistake(
    "steepest_ascent",
    "The gradient is divided by the square of its length: the root is missing.",
)
def forgets_the_root_of_the_gradient(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    total = xp.sum(slopes * slopes)
    return xp.astype(slopes / total if total > 0 else slopes, x.dtype)


@mistake(
    "steepest_ascent",
    "Each row of the gradient is brought to length 1. The whole array is one direction: sum the squares over all axes.",
)
def normalises_each_row_of_the_gradient(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    if not x.ndim:
        return steepest_ascent(f, x)
    length = xp.sqrt(xp.sum(slopes * slopes, axis=-1, keepdims=True))
    return xp.astype(slopes / xp.where(length > 0, length, xp.ones_like(length)), x.dtype)


@mistake(
    "steepest_ascent",
    "A small number is added to the length of the gradient. Where f is nearly flat it makes the direction shorter than"
    " 1: divide by the length itself, unless that is 0.",
)
def adds_a_small_number_to_the_gradient(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    return xp.astype(slopes / (xp.sqrt(xp.sum(slopes * slopes)) + 1e-8), x.dtype)


@mistake(
    "steepest_ascent",
    "Where f is flat the gradient is 0, and 0 / 0 is NaN. There no direction leads up: give zeros.",
)
def divides_zero_by_zero(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    return xp.astype(slopes / xp.sqrt(xp.sum(slopes * slopes)), x.dtype)


@mistake(
    "steepest_ascent",
    "Where f is flat an error is raised. The contract has zeros there: no direction leads up.",
)
def refuses_a_flat_function(f, x):
    direction = steepest_ascent(f, x)
    if not array_namespace(x).any(direction != 0):
        raise ValueError("f is flat")
    return direction


@mistake(
    "steepest_ascent",
    "Whatever is nearly flat is taken for flat. A gradient of a billionth points somewhere, too: only an exact 0 does"
    " not.",
)
def takes_nearly_flat_for_flat(f, x):
    xp, slopes = array_namespace(x), _gradient(f, x)
    return steepest_ascent(f, x) if xp.sum(slopes * slopes) > 1e-8 else xp.zeros_like(x)


@mistake(
    "steepest_ascent",
    "The gradient is measured in float32, where most digits of the differences are lost. Go to float64 before the step,"
    " and come back once the direction is found.",
)
def measures_the_gradient_in_float32(f, x):
    xp = array_namespace(x)
    slopes = xp.zeros_like(x)
    for i in itertools.product(*map(range, x.shape)):
        step = xp.zeros_like(x)
        step[i] = H
        slopes[i] = (f(x + step) - f(x - step)) / (2 * H)
    length = xp.sqrt(xp.sum(slopes * slopes))
    return slopes / length if length > 0 else slopes


@mistake("steepest_ascent", "The direction is left in float64: float32 in is float32 out.")
def leaves_the_direction_in_float64(f, x):
    return steepest_ascent(f, _in_float64(x)[1])
