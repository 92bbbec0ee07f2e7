"""What beginners hand in for the derivative, and what to tell them."""

from array_api_compat import array_namespace
from derivative import derivative

from dojo import mistake


def _in_float64(x):
    xp = array_namespace(x)
    return xp, xp.astype(x, xp.float64)


@mistake(
    "derivative",
    "That is the forward difference, from x to x + h. Its error falls as h alone; with a step to either side the"
    " errors of the two cancel, and what is left falls as h².",
)
def steps_forward(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype((f(t + h) - f(t)) / h, x.dtype)


@mistake(
    "derivative",
    "That is the backward difference, from x - h to x. Its error falls as h alone; with a step to either side the"
    " errors of the two cancel, and what is left falls as h².",
)
def steps_backward(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype((f(t) - f(t - h)) / h, x.dtype)


@mistake(
    "derivative",
    "Twice the slope: x + h and x - h are 2h apart, and it is the distance between them that the rise is divided by.",
)
def divides_by_one_step(f, x, h=1e-4):
    return 2 * derivative(f, x, h)


@mistake(
    "derivative",
    "The step is h / 2 to either side, which is a central difference too, but not with the step that was asked for."
    " Go h to either side and divide by 2h.",
)
def goes_half_a_step(f, x, h=1e-4):
    return derivative(f, x, h / 2)


@mistake(
    "derivative",
    "The step to either side is 2h. Go h to either side: the two points are 2h apart then.",
)
def goes_two_steps(f, x, h=1e-4):
    return derivative(f, x, 2 * h)


@mistake(
    "derivative", "The default of h is 1e-4, and here it is 1e-5. The parameter's default is part of the contract."
)
def has_a_default_of_a_tenth(f, x, h=1e-5):
    return derivative(f, x, h)


@mistake(
    "derivative", "The default of h is 1e-4, and here it is 1e-6. The parameter's default is part of the contract."
)
def has_a_default_of_a_hundredth(f, x, h=1e-6):
    return derivative(f, x, h)


@mistake("derivative", "The default of h is 1e-4, and here it is 1e-3: the error is a hundred times as large.")
def has_a_default_ten_times_as_large(f, x, h=1e-3):
    return derivative(f, x, h)


@mistake(
    "derivative",
    "That is a better formula, with four points, and not the one that was asked for: take the plain quotient of two"
    " values, whose error on x³ is h².",
)
def takes_four_points(f, x, h=1e-4):
    return (4 * derivative(f, x, h) - derivative(f, x, 2 * h)) / 3


@mistake(
    "derivative",
    "The run is not 2h but a fixed number. Whoever takes another step divides by that one.",
)
def divides_by_a_fixed_run(f, x, h=1e-4):
    return derivative(f, x, h) * (h / 1e-4)


@mistake(
    "derivative",
    "/ 2 * h divides by 2 and multiplies by h: Python goes from left to right. Write / (2 * h).",
)
def multiplies_by_the_step(f, x, h=1e-4):
    return h * h * derivative(f, x, h)


@mistake("derivative", "That is the rise alone. The slope is rise over run: divide by the distance of the two points.")
def forgets_the_run(f, x, h=1e-4):
    return 2 * h * derivative(f, x, h)


@mistake(
    "derivative",
    "The sign is turned round: the two values have changed places. Where f rises, f(x + h) is the larger one, and the"
    " slope is positive.",
)
def swaps_the_sides(f, x, h=1e-4):
    return -derivative(f, x, h)


@mistake(
    "derivative",
    "In float32 the step is lost, or most digits of the difference are: x + h and f are rounded. Go to float64 before"
    " the step, call f there, and come back at the end.",
)
def stays_in_float32(f, x, h=1e-4):
    return (f(x + h) - f(x - h)) / (2 * h)


@mistake(
    "derivative",
    "float64 comes too late: x + h was rounded to float32 before it. Widen x first, then take the step.",
)
def widens_after_the_step(f, x, h=1e-4):
    xp = array_namespace(x)
    above, below = xp.astype(x + h, xp.float64), xp.astype(x - h, xp.float64)
    return xp.astype((f(above) - f(below)) / (2 * h), x.dtype)


@mistake(
    "derivative",
    "The result is left in float64. Differences are taken there, but float32 in is float32 out.",
)
def forgets_to_go_back(f, x, h=1e-4):
    _, t = _in_float64(x)
    return derivative(f, t, h)


@mistake("derivative", "h is ignored: it is always the same step. The parameter says how far to go.")
def ignores_the_step(f, x, h=1e-4):
    return derivative(f, x)


@mistake(
    "derivative",
    "The default of h is 1e-4, and here it is smaller. The smaller the step, the more of the difference is rounding.",
)
def has_a_smaller_default(f, x, h=1e-8):
    return derivative(f, x, h)


@mistake("derivative", "The default of h is 1e-4, and here it is larger: the error grows with its square.")
def has_a_larger_default(f, x, h=1e-2):
    return derivative(f, x, h)


@mistake(
    "derivative",
    "The step grows with x, and at x = 0 there is none: 0 / 0 is NaN. It is h for every entry.",
)
def takes_a_relative_step(f, x, h=1e-4):
    xp, t = _in_float64(x)
    step = h * xp.abs(t)
    return xp.astype((f(t + step) - f(t - step)) / (2 * step), x.dtype)


@mistake(
    "derivative",
    "The step grows with x where |x| is above 1. It is h for every entry: then the error on x³ is h² everywhere.",
)
def takes_a_longer_step_further_out(f, x, h=1e-4):
    xp, t = _in_float64(x)
    step = h * xp.maximum(xp.abs(t), xp.ones_like(t))
    return xp.astype((f(t + step) - f(t - step)) / (2 * step), x.dtype)


@mistake(
    "derivative",
    "The input is changed: x += h writes into the caller's array. Make a new one: x + h.",
)
def writes_into_its_input(f, x, h=1e-4):
    result = derivative(f, x, h)
    x += h
    return result


@mistake(
    "derivative",
    "float() takes a single number, and x may be a whole array. f works on arrays: hand them over whole.",
)
def takes_a_single_number(f, x, h=1e-4):
    float(x)
    return derivative(f, x, h)


@mistake(
    "derivative",
    "The slopes of all entries are added up. Each entry has a slope of its own: the result has the shape of x.",
)
def adds_the_slopes_up(f, x, h=1e-4):
    return array_namespace(x).sum(derivative(f, x, h))


@mistake(
    "derivative",
    "The magnitude of the slope is left without its sign, which says whether f rises or falls.",
)
def loses_the_sign(f, x, h=1e-4):
    return array_namespace(x).abs(derivative(f, x, h))
