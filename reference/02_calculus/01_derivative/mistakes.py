"""What beginners hand in for the derivative, and what to tell them."""

from array_api_compat import array_namespace
from derivative import derivative

from dojo import edit, ideas, mistake

ideas(
    whole_for_slice="adds_the_slopes_up",
    wrong_factor=(
        "steps_forward_and_divides_by_two_steps goes_half_a_step goes_half_a_step_and_divides_by_two goes_two_steps "
        "divides_by_one_step"
    ),
    missing_term="forgets_the_run",
    sign="swaps_the_sides loses_the_sign",
    order_of_steps="multiplies_by_the_step divides_one_value writes_no_parentheses widens_after_the_step",
    writes_into_input="writes_into_its_input",
    dtype_lost="forgets_to_go_back",
    cancellation="stays_in_float32 narrows_to_float32",
    zero_case="takes_a_relative_step",
    default_value=(
        "has_a_default_of_a_tenth has_a_default_of_a_hundredth has_a_default_ten_times_as_large "
        "divides_by_a_fixed_run ignores_the_step has_a_smaller_default has_a_larger_default"
    ),
    partial_case="takes_a_single_number loops_over_positions loops_over_entries takes_a_longer_step_further_out",
    wrong_formula=(
        "steps_forward steps_backward takes_four_points takes_three_points_on_one_side takes_the_second_derivative"
    ),
)

edit(
    "steps_forward",
    "That is the forward difference, from x to x + h, and its error falls only as h. Step to either side: the"
    " errors of the two sides cancel, and what is left falls as h².",
    ("(f(t + h) - f(t - h)) / (2 * h)", "(f(t + h) - f(t)) / (h)"),
)

edit(
    "steps_backward",
    "That is the backward difference, from x - h to x, and its error falls only as h. Step to either side: the"
    " errors of the two sides cancel, and what is left falls as h².",
    ("(f(t + h) - f(t - h)) / (2 * h)", "(f(t) - f(t - h)) / (h)"),
)

edit(
    "steps_forward_and_divides_by_two_steps",
    "The step goes forward only, yet the difference is divided by 2h, so you get half the slope. The formula"
    " starts from x - h, not from x: f(x + h) - f(x - h).",
    ("t - h", "t"),
)

edit(
    "divides_by_one_step",
    "The result is twice what it should be. x + h and x - h are 2h apart, so divide by 2h, not by h.",
    ("xp.astype(slope, x.dtype)", "2 * xp.astype(slope, x.dtype)"),
)

edit(
    "goes_half_a_step",
    "The step is h / 2 to either side. That is a central difference too, but with half the step that was asked"
    " for: go h to either side and divide by 2h.",
    ("(f(t + h) - f(t - h)) / (2 * h)", "(f(t + h / 2) - f(t - h / 2)) / (2 * (h / 2))"),
)

edit(
    "goes_half_a_step_and_divides_by_two",
    "The step is h / 2 to either side, so the two points are h apart, but the difference is divided by 2h. Go h"
    " to either side and divide by 2h.",
    ("xp.astype(slope, x.dtype)", "xp.astype((f(t + h / 2) - f(t - h / 2)) / (2 * (h / 2)), x.dtype) / 2"),
)

edit(
    "goes_two_steps",
    "The step is 2h to either side. Go h to either side, so that the two points are 2h apart.",
    ("(f(t + h) - f(t - h)) / (2 * h)", "(f(t + 2 * h) - f(t - 2 * h)) / (2 * (2 * h))"),
)

edit(
    "has_a_default_of_a_tenth",
    "The default of h is 1e-5 here, but the stub says h=1e-4. Keep the stub's default.",
    ("1e-4", "1e-5"),
)

edit(
    "has_a_default_of_a_hundredth",
    "The default of h is 1e-6 here, but the stub says h=1e-4. Keep the stub's default.",
    ("1e-4", "1e-6"),
)

edit(
    "has_a_default_ten_times_as_large",
    "The default of h is 1e-3 here, but the stub says h=1e-4. Ten times the step makes a hundred times the error.",
    ("1e-4", "1e-3"),
)

edit(
    "takes_four_points",
    "That is a better formula, from four points. The kata asks for the plain quotient of two values, whose error"
    " on x³ is h².",
    (
        "xp.astype(slope, x.dtype)",
        "(4 * xp.astype(slope, x.dtype) - xp.astype((f(t + 2 * h) - f(t - 2 * h)) / (2 * (2 * h)), x.dtype)) / 3",
    ),
)

edit(
    "takes_three_points_on_one_side",
    "That is the one-sided formula from f(x), f(x + h) and f(x + 2h). Its error falls as h², too, but it is twice as"
    " large and has the other sign: step to either side instead.",
    ("f(t + h) - f(t - h)", "4 * f(t + h) - f(t + 2 * h) - 3 * f(t)"),
)

edit(
    "divides_by_a_fixed_run",
    "The difference is divided by a fixed number, 2e-4, for every h. Divide by 2h.",
    ("xp.astype(slope, x.dtype)", "xp.astype(slope, x.dtype) * (h / 1e-4)"),
)

edit(
    "multiplies_by_the_step",
    "/ 2 * h divides by 2 and then multiplies by h, because Python works from left to right. Write / (2 * h).",
    ("xp.astype(slope, x.dtype)", "h * h * xp.astype(slope, x.dtype)"),
)

edit(
    "divides_one_value",
    "Python divides before it subtracts, so only f(x - h) is divided. Put the difference into parentheses:"
    " (f(x + h) - f(x - h)) / (2 * h).",
    ("(f(t + h) - f(t - h)) / (2 * h)", "f(t + h) - f(t - h) / (2 * h)"),
)

edit(
    "writes_no_parentheses",
    "Python divides before it subtracts, and / 2 * h divides by 2 and then multiplies by h. Both the difference and the"
    " run need parentheses: (f(x + h) - f(x - h)) / (2 * h).",
    ("(f(t + h) - f(t - h)) / (2 * h)", "f(t + h) - f(t - h) / 2 * h"),
)

edit(
    "takes_the_second_derivative",
    "That is the second derivative: how fast the slope itself changes. The slope needs f(x + h) - f(x - h), without"
    " f(x), divided by 2h.",
    ("(f(t + h) - f(t - h)) / (2 * h)", "(f(t + h) - 2 * f(t) + f(t - h)) / h ** 2"),
)

edit(
    "forgets_the_run",
    "That is only the rise. The slope is rise over run: divide by 2h, the distance of the points.",
    ("xp.astype(slope, x.dtype)", "2 * h * xp.astype(slope, x.dtype)"),
)

edit(
    "swaps_the_sides",
    "The sign is the wrong way round. Take f(x + h) minus f(x - h): where f rises, the slope is positive.",
    ("xp.astype(slope, x.dtype)", "-xp.astype(slope, x.dtype)"),
)

edit(
    "stays_in_float32",
    "In float32, x + h and f(x + h) are rounded, and the difference keeps few digits or none. Convert x to"
    " float64 before the step, call f there, and convert back at the end.",
    ("xp.astype(slope, x.dtype)", "(f(x + h) - f(x - h)) / (2 * h)"),
)

edit(
    "widens_after_the_step",
    "float64 comes too late: x + h was rounded to float32 before. Convert x first, then take the step.",
    ("f(t + h) - f(t - h)", "f(xp.astype(x + h, xp.float64)) - f(xp.astype(x - h, xp.float64))"),
)

edit(
    "narrows_to_float32",
    "The difference is taken in float32 even when x is float64: it keeps about three digits. Convert to float64,"
    " not to float32, before the step.",
    ("xp.float64", "xp.float32"),
)

edit(
    "forgets_to_go_back",
    "The result stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
    (
        "return xp.astype(slope, x.dtype)",
        "t_1 = xp.astype(t, xp.float64)\nreturn xp.astype((f(t_1 + h) - f(t_1 - h)) / (2 * h), t.dtype)",
    ),
)

edit(
    "ignores_the_step",
    "The step is always 1e-4, even where h is different. The parameter h says how far to go.",
    ("(f(t + h) - f(t - h)) / (2 * h)", "(f(t + 1e-4) - f(t - 1e-4)) / (2 * 1e-4)"),
)

edit(
    "has_a_smaller_default",
    "The default of h is 1e-8 here, but the stub says h=1e-4. With so small a step most of the difference is rounding.",
    ("1e-4", "1e-8"),
)

edit(
    "has_a_larger_default",
    "The default of h is 1e-2 here, but the stub says h=1e-4. The error grows with the square of the step.",
    ("1e-4", "1e-2"),
)

edit(
    "takes_a_relative_step",
    "The step is proportional to x, so at x = 0 there is none, and 0 / 0 is NaN. The step is h for every entry.",
    ("(f(t + h) - f(t - h)) / (2 * h)", "(f(t + h * xp.abs(t)) - f(t - h * xp.abs(t))) / (2 * (h * xp.abs(t)))"),
)

edit(
    "takes_a_longer_step_further_out",
    "The step grows with x where |x| is above 1. It should be h for every entry, so that the error on x³ is h²"
    " everywhere.",
    (
        "slope = (f(t + h) - f(t - h)) / (2 * h)",
        "step = h * xp.maximum(xp.abs(t), xp.ones_like(t))\nslope = (f(t + step) - f(t - step)) / (2 * step)",
    ),
)

edit(
    "writes_into_its_input",
    "x += h writes into the caller's array. Make a new array instead: x + h.",
    ("return xp.astype(slope, x.dtype)", "x += h\nreturn xp.astype(slope, x.dtype)"),
)

edit(
    "takes_a_single_number",
    "float() takes a single number, but x may be an array. f works on arrays, so pass it all of x at once.",
    ("xp = array_namespace(x)", "float(x)\nxp = array_namespace(x)"),
)

edit(
    "adds_the_slopes_up",
    "The slopes of all entries are added up. Each entry has a slope of its own: the result has the shape of x.",
    ("xp.astype(slope, x.dtype)", "xp.sum(xp.astype(slope, x.dtype))"),
)

edit(
    "loses_the_sign",
    "The slope has lost its sign. A negative slope says that f falls: leave out abs.",
    ("xp.astype(slope, x.dtype)", "xp.abs(xp.astype(slope, x.dtype))"),
)


@mistake(
    "derivative",
    "len(x) needs an axis, and x may be a single number without one. f works on entire arrays, so you need no loop.",
)
def loops_over_positions(f, x, h=1e-4):
    slopes = [derivative(f, x[i], h) for i in range(len(x))]
    return array_namespace(x).stack(slopes)


@mistake(
    "derivative",
    "A loop over x needs an axis, and x may be a single number without one. f works on entire arrays, so you need no"
    " loop.",
)
def loops_over_entries(f, x, h=1e-4):
    slopes = [derivative(f, entry, h) for entry in x]
    return array_namespace(x).stack(slopes)
