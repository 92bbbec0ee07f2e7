"""What beginners hand in for the derivative, and what to tell them."""

from array_api_compat import array_namespace
from derivative import derivative

from dojo import mistake


def _in_float64(x):
    xp = array_namespace(x)
    return xp, xp.astype(x, xp.float64)


@mistake(
    "derivative",
    "That is the forward difference, from x to x + h, and its error falls only as h. Step to either side: the"
    " errors of the two sides cancel, and what is left falls as h².",
)
def steps_forward(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype((f(t + h) - f(t)) / h, x.dtype)


@mistake(
    "derivative",
    "That is the backward difference, from x - h to x, and its error falls only as h. Step to either side: the"
    " errors of the two sides cancel, and what is left falls as h².",
)
def steps_backward(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype((f(t) - f(t - h)) / h, x.dtype)


@mistake(
    "derivative",
    "The step goes forward only, yet the difference is divided by 2h, so you get half the slope. The formula"
    " starts from x - h, not from x: f(x + h) - f(x - h).",
)
def steps_forward_and_divides_by_two_steps(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype((f(t + h) - f(t)) / (2 * h), x.dtype)


@mistake(
    "derivative",
    "The result is twice what it should be. x + h and x - h are 2h apart, so divide by 2h, not by h.",
)
def divides_by_one_step(f, x, h=1e-4):
    return 2 * derivative(f, x, h)


@mistake(
    "derivative",
    "The step is h / 2 to either side. That is a central difference too, but with half the step that was asked"
    " for: go h to either side and divide by 2h.",
)
def goes_half_a_step(f, x, h=1e-4):
    return derivative(f, x, h / 2)


@mistake(
    "derivative",
    "The step is h / 2 to either side, so the two points are h apart, but the difference is divided by 2h. Go h"
    " to either side and divide by 2h.",
)
def goes_half_a_step_and_divides_by_two(f, x, h=1e-4):
    return derivative(f, x, h / 2) / 2


@mistake(
    "derivative",
    "The step is 2h to either side. Go h to either side, so that the two points are 2h apart.",
)
def goes_two_steps(f, x, h=1e-4):
    return derivative(f, x, 2 * h)


@mistake(
    "derivative",
    "The default of h is 1e-5 here, but the stub says h=1e-4. Keep the stub's default.",
)
def has_a_default_of_a_tenth(f, x, h=1e-5):
    return derivative(f, x, h)


@mistake(
    "derivative",
    "The default of h is 1e-6 here, but the stub says h=1e-4. Keep the stub's default.",
)
def has_a_default_of_a_hundredth(f, x, h=1e-6):
    return derivative(f, x, h)


@mistake(
    "derivative",
    "The default of h is 1e-3 here, but the stub says h=1e-4. Ten times the step makes a hundred times the error.",
)
def has_a_default_ten_times_as_large(f, x, h=1e-3):
    return derivative(f, x, h)


@mistake(
    "derivative",
    "That is a better formula, from four points. The kata asks for the plain quotient of two values, whose error"
    " on x³ is h².",
)
def takes_four_points(f, x, h=1e-4):
    return (4 * derivative(f, x, h) - derivative(f, x, 2 * h)) / 3


@mistake(
    "derivative",
    "That is the one-sided formula from f(x), f(x + h) and f(x + 2h). Its error falls as h² as well, but it is"
    " twice as large and has the other sign: step to either side instead.",
)
def takes_three_points_on_one_side(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype((4 * f(t + h) - f(t + 2 * h) - 3 * f(t)) / (2 * h), x.dtype)


@mistake(
    "derivative",
    "The difference is divided by a fixed number, 2e-4, whatever h is. Divide by 2h.",
)
def divides_by_a_fixed_run(f, x, h=1e-4):
    return derivative(f, x, h) * (h / 1e-4)


@mistake(
    "derivative",
    "/ 2 * h divides by 2 and then multiplies by h, because Python works from left to right. Write / (2 * h).",
)
def multiplies_by_the_step(f, x, h=1e-4):
    return h * h * derivative(f, x, h)


@mistake(
    "derivative",
    "Python divides before it subtracts, so only f(x - h) is divided. Put the difference into parentheses:"
    " (f(x + h) - f(x - h)) / (2 * h).",
)
def divides_one_value(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype(f(t + h) - f(t - h) / (2 * h), x.dtype)


@mistake(
    "derivative",
    "Python divides before it subtracts, and / 2 * h divides by 2 and then multiplies by h. Both the difference and the"
    " run need parentheses: (f(x + h) - f(x - h)) / (2 * h).",
)
def writes_no_parentheses(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype(f(t + h) - f(t - h) / 2 * h, x.dtype)


@mistake(
    "derivative",
    "That is the second derivative: how fast the slope itself changes. The slope needs f(x + h) - f(x - h), without"
    " f(x), divided by 2h.",
)
def takes_the_second_derivative(f, x, h=1e-4):
    xp, t = _in_float64(x)
    return xp.astype((f(t + h) - 2 * f(t) + f(t - h)) / h**2, x.dtype)


@mistake(
    "derivative",
    "That is only the rise. The slope is rise over run: divide by 2h, the distance of the points.",
)
def forgets_the_run(f, x, h=1e-4):
    return 2 * h * derivative(f, x, h)


@mistake(
    "derivative",
    "The sign is the wrong way round. Take f(x + h) minus f(x - h): where f rises, the slope is positive.",
)
def swaps_the_sides(f, x, h=1e-4):
    return -derivative(f, x, h)


@mistake(
    "derivative",
    "In float32, x + h and f(x + h) are rounded, and the difference keeps few digits or none. Convert x to"
    " float64 before the step, call f there, and convert back at the end.",
)
def stays_in_float32(f, x, h=1e-4):
    return (f(x + h) - f(x - h)) / (2 * h)


@mistake(
    "derivative",
    "float64 comes too late: x + h was rounded to float32 before. Convert x first, then take the step.",
)
def widens_after_the_step(f, x, h=1e-4):
    xp = array_namespace(x)
    above, below = xp.astype(x + h, xp.float64), xp.astype(x - h, xp.float64)
    return xp.astype((f(above) - f(below)) / (2 * h), x.dtype)


@mistake(
    "derivative",
    "The difference is taken in float32 even when x is float64: it keeps about three digits. Convert to float64,"
    " not to float32, before the step.",
)
def narrows_to_float32(f, x, h=1e-4):
    xp = array_namespace(x)
    t = xp.astype(x, xp.float32)
    return xp.astype((f(t + h) - f(t - h)) / (2 * h), x.dtype)


@mistake(
    "derivative",
    "The result stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
)
def forgets_to_go_back(f, x, h=1e-4):
    _, t = _in_float64(x)
    return derivative(f, t, h)


@mistake(
    "derivative",
    "The step is always 1e-4, whatever h is. The parameter h says how far to go.",
)
def ignores_the_step(f, x, h=1e-4):
    return derivative(f, x)


@mistake(
    "derivative",
    "The default of h is 1e-8 here, but the stub says h=1e-4. With so small a step most of the difference is rounding.",
)
def has_a_smaller_default(f, x, h=1e-8):
    return derivative(f, x, h)


@mistake(
    "derivative",
    "The default of h is 1e-2 here, but the stub says h=1e-4. The error grows with the square of the step.",
)
def has_a_larger_default(f, x, h=1e-2):
    return derivative(f, x, h)


@mistake(
    "derivative",
    "The step is proportional to x, so at x = 0 there is none, and 0 / 0 is NaN. The step is h for every entry.",
)
def takes_a_relative_step(f, x, h=1e-4):
    xp, t = _in_float64(x)
    step = h * xp.abs(t)
    return xp.astype((f(t + step) - f(t - step)) / (2 * step), x.dtype)


@mistake(
    "derivative",
    "The step grows with x where |x| is above 1. It should be h for every entry, so that the error on x³ is h²"
    " everywhere.",
)
def takes_a_longer_step_further_out(f, x, h=1e-4):
    xp, t = _in_float64(x)
    step = h * xp.maximum(xp.abs(t), xp.ones_like(t))
    return xp.astype((f(t + step) - f(t - step)) / (2 * step), x.dtype)


@mistake(
    "derivative",
    "x += h writes into the caller's array. Make a new array instead: x + h.",
)
def writes_into_its_input(f, x, h=1e-4):
    result = derivative(f, x, h)
    x += h
    return result


@mistake(
    "derivative",
    "float() takes a single number, but x may be a whole array. f works on arrays, so pass it the whole array.",
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
    "The slope has lost its sign. A negative slope says that f falls: leave out abs.",
)
def loses_the_sign(f, x, h=1e-4):
    return array_namespace(x).abs(derivative(f, x, h))


@mistake(
    "derivative",
    "len(x) needs an axis, and x may be a single number without one. f works on whole arrays, so you need no loop.",
)
def loops_over_positions(f, x, h=1e-4):
    slopes = [derivative(f, x[i], h) for i in range(len(x))]
    return array_namespace(x).stack(slopes)


@mistake(
    "derivative",
    "A loop over x needs an axis, and x may be a single number without one. f works on whole arrays, so you need"
    " no loop.",
)
def loops_over_entries(f, x, h=1e-4):
    slopes = [derivative(f, entry, h) for entry in x]
    return array_namespace(x).stack(slopes)
