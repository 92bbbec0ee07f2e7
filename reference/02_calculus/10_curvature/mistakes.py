"""What beginners hand in for curvature, and what to tell them."""

import functools
import math

from array_api_compat import array_namespace, device
from curvature import LEVEL, ZERO, H, classify, hessian

from dojo import edit, generics, ideas, mistake

ideas(
    whole_for_slice="gives_the_laplacian",
    root_or_square="divides_once",
    wrong_factor=(
        "divides_by_one_step_squared divides_three_points_by_four divides_the_diagonal_by_one_step_squared "
        "lands_at_the_bottom"
    ),
    missing_term="looks_at_the_lowest_alone ignores_the_slopes",
    sign="turns_the_signs takes_the_largest_magnitude adds_up_the_slopes looks_for_rising_slopes",
    upside_down="multiplies_by_the_curvature",
    opposite_choice="swaps_minimum_and_maximum takes_the_smallest_curvature wants_a_slope_along_each_axis",
    order_of_steps="asks_for_zeros_first",
    counted_twice="adds_the_transpose",
    writes_into_input="writes_into_its_input",
    cancellation="is_not_quite_symmetric takes_too_short_a_step narrows_to_float32 stays_in_float32",
    epsilon="takes_too_long_a_step",
    zero_case="decides_what_is_undecided divides_by_any_curvature calls_a_ridge_a_saddle",
    refuses_what_is_allowed="refuses_a_slope",
    default_value="takes_a_maximum_for_a_saddle calls_all_else_a_saddle",
    partial_case=(
        "fills_the_diagonal_alone leaves_the_diagonal_out fills_one_triangle fills_the_diagonal_and_divides_once"
    ),
    wrong_formula=(
        "multiplies_the_slopes steps_forward looks_at_the_determinant calls_a_small_determinant_undecided "
        "looks_at_the_sum adds_the_curvatures_up measures_slopes_on_one_side looks_along_the_axes "
        "looks_for_the_step_along_the_axes says_flat"
    ),
    what_counts_as_zero=(
        "compares_with_an_exact_zero compares_with_the_largest has_a_wider_limit has_a_narrower_limit "
        "has_a_wider_limit_below_zero wants_slopes_of_exactly_zero has_a_wider_limit_for_slopes"
    ),
    other_kind_of_result="says_another_word",
)


def _in_float64(x):
    xp = array_namespace(x)
    return xp, xp.astype(x, xp.float64)


def _steps(x, h=H):
    return h * array_namespace(x).eye(x.shape[0], dtype=x.dtype, device=device(x))


def _nested(f, t, slope):
    """The slopes of slopes, one entry after the other; not made symmetric."""
    xp, n = array_namespace(t), t.shape[0]
    rows = [xp.stack([slope(lambda s, i=i: slope(f, s, i), t, j) for j in range(n)]) for i in range(n)]
    return xp.stack(rows)


def _four_points(f, x, h):
    """The right formula with another step."""
    xp, t = _in_float64(x)
    return xp.astype(_four_points_in(f, t, h), x.dtype)


def _four_points_in(f, t, h):
    steps, table = _steps(t, h), array_namespace(t).zeros_like(_steps(t, h))
    for i in range(t.shape[0]):
        for j in range(i + 1):
            same, opposite = steps[i] + steps[j], steps[i] - steps[j]
            rise = f(t + same) - f(t + opposite) - f(t - opposite) + f(t - same)
            table[i, j] = table[j, i] = rise / (4 * h * h)
    return table


edit(
    "fills_the_diagonal_alone",
    "Only the diagonal is filled in. How the slope along one axis changes along a different axis counts too: x y"
    " curves along neither axis, yet it is a saddle.",
    ("xp.astype(table, x.dtype)", "xp.astype(table, x.dtype) * xp.eye(x.shape[0], dtype=x.dtype, device=device(x))"),
)

edit(
    "leaves_the_diagonal_out",
    "The diagonal is left at 0. The formula holds for i = j too: f(x + 2h) - 2 f(x) + f(x - 2h), divided by 4 h².",
    ("range(i + 1)", "range(i)"),
)

edit(
    "fills_one_triangle",
    "Only one triangle is filled in. H[j, i] equals H[i, j]: write each number in both places.",
    ("table[i, j] = table[j, i] = rise", "table[i, j] = rise"),
)


@mistake(
    "hessian",
    "H[i, j] and H[j, i] are computed separately, and rounding makes them differ in their last digits. Compute"
    " each pair once and write it in both places, or take the mean of H and its transpose.",
)
def is_not_quite_symmetric(f, x):
    xp, t = _in_float64(x)
    steps = _steps(t)
    return xp.astype(_nested(f, t, lambda g, s, i: (g(s + steps[i]) - g(s - steps[i])) / (2 * H)), x.dtype)


edit(
    "adds_the_transpose",
    "H and its transpose are added but not halved: that is twice the Hessian.",
    ("return xp.astype(table, x.dtype)", "table = xp.astype(table, x.dtype)\nreturn table + table.T"),
)

edit(
    "divides_by_one_step_squared",
    "The differences are divided by h². Both slopes span 2h, so divide by (2h)² = 4 h².",
    ("rise / (4 * H * H)", "rise / (H * H)"),
)

edit(
    "divides_three_points_by_four",
    "The diagonal is a quarter of what it should be. f(x + h) - 2 f(x) + f(x - h) is divided by h²: its points are h"
    " apart. Four points, or points 2h apart, are divided by 4 h².",
    (
        "xp.astype(table, x.dtype)",
        "xp.astype(table, x.dtype) * (1 - 0.75 * xp.eye(x.shape[0], dtype=x.dtype, device=device(x)))",
    ),
)

edit(
    "divides_the_diagonal_by_one_step_squared",
    "The diagonal is four times what it should be. f(x + 2h) - 2 f(x) + f(x - 2h) is divided by 4 h²: its points are"
    " 2h apart.",
    (
        "xp.astype(table, x.dtype)",
        "xp.astype(table, x.dtype) * (1 + 3 * xp.eye(x.shape[0], dtype=x.dtype, device=device(x)))",
    ),
)

edit(
    "divides_once",
    "The differences are divided by 2h only once. A slope of a slope is divided twice: by 4 h².",
    ("rise / (4 * H * H)", "rise / (2 * H)"),
)

edit(
    "turns_the_signs",
    "The signs are the wrong way round. A bowl such as x² curves up: its second derivative is 2.",
    ("xp.astype(table, x.dtype)", "-xp.astype(table, x.dtype)"),
)

edit(
    "multiplies_the_slopes",
    "Those are products of slopes. The second derivative is the slope of a slope.",
    (
        "for i in range(n):\n"
        "    for j in range(i + 1):\n"
        "        same, opposite = steps[i, :] + steps[j, :], steps[i, :] - steps[j, :]\n"
        "        rise = f(t + same) - f(t + opposite) - f(t - opposite) + f(t - same)\n"
        "        table[i, j] = table[j, i] = rise / (4 * H * H)",
        "slopes = xp.stack([(f(t + step) - f(t - step)) / (2 * H) for step in steps])",
    ),
    ("xp.astype(table, x.dtype)", "xp.astype(slopes[:, None] * slopes[None, :], x.dtype)"),
)

edit(
    "steps_forward",
    "The differences go forward, from x to x + h, so the error falls only as h. Step to either side.",
    (
        "table = xp.zeros_like(steps)",
        "rows = [xp.stack([((f(t + steps[j] + steps[i]) - f(t + steps[j])) / h - (f(t + steps[i]) - f("
        "t)) / h) / h for j in range(n)]) for i in range(n)]\n"
        "table = xp.stack(rows)",
    ),
    (
        "for i in range(n):\n"
        "    for j in range(i + 1):\n"
        "        same, opposite = steps[i, :] + steps[j, :], steps[i, :] - steps[j, :]\n"
        "        rise = f(t + same) - f(t + opposite) - f(t - opposite) + f(t - same)\n"
        "        table[i, j] = table[j, i] = rise / (4 * H * H)\n",
        "",
    ),
    ("xp.astype(table, x.dtype)", "xp.astype((table + table.T) / 2, x.dtype)"),
    (
        "H * array_namespace(t).eye(t.shape[0], dtype=t.dtype, device=device(t))",
        "h * array_namespace(t).eye(t.shape[0], dtype=t.dtype, device=device(t))",
    ),
    h=(H, 1e-4, 1e-3, 1e-5),
)


@mistake(
    "hessian",
    "The step is too short: rounding is divided by h², and little else is left. Take a step from 1e-4 to 1e-3.",
    h=(1e-6, 1e-7, 1e-8),
)
def takes_too_short_a_step(f, x, *, h):
    return _four_points(f, x, h)


edit(
    "takes_too_long_a_step",
    "The step is too long: the error grows with its square. Take a step from 1e-4 to 1e-3.",
    ("4 * H * H", "4 * h * h"),
    (
        "H * array_namespace(t).eye(t.shape[0], dtype=t.dtype, device=device(t))",
        "h * array_namespace(t).eye(t.shape[0], dtype=t.dtype, device=device(t))",
    ),
    h=(1e-2, 1e-1),
)

edit(
    "narrows_to_float32",
    "The differences are taken in float32 even when x is float64, and nothing is left of them. Convert to"
    " float64, not to float32, before the step.",
    ("t = xp.astype(x, xp.float64)\nsteps = _steps(t)", "t = xp.astype(x, xp.float32)\nsteps = _steps(t)"),
)

edit(
    "fills_the_diagonal_and_divides_once",
    "Two things: only the diagonal is filled in, and its differences are divided by the wrong power of h. Begin"
    " with the entries off the diagonal: x y curves along neither axis, yet it is a saddle.",
    (
        "xp.astype(table, x.dtype)",
        "xp.astype(table, x.dtype) * xp.eye(x.shape[0], dtype=x.dtype, device=device(x)) * (2 * H)",
    ),
)


@mistake(
    "hessian",
    "In float32 nothing is left of a second difference. Convert to float64 before the step, call f there, and"
    " convert back at the end.",
)
def stays_in_float32(f, x):
    steps = _steps(x)
    table = _nested(f, x, lambda g, s, i: (g(s + steps[i]) - g(s - steps[i])) / (2 * H))
    return (table + table.T) / 2


generics(
    "hessian",
    loses_the_dtype="The result stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
)

edit(
    "gives_the_laplacian",
    "That is the sum of the second derivatives along each entry, the Laplacian. The Hessian is a table with one"
    " number for each pair of entries.",
    (
        "xp.astype(table, x.dtype)",
        "xp.sum(xp.astype(table, x.dtype) * xp.eye(x.shape[0], dtype=x.dtype, device=device(x)))",
    ),
)

edit(
    "writes_into_its_input",
    "x[i] += h writes into the caller's array, and moving it back does not restore the old number to the last"
    " digit. Make a new array each time: x + step.",
    (
        "return xp.astype(table, x.dtype)",
        "    x[i] += 1e-1\n    x[i] -= 0.2\n    x[i] += 1e-1\nreturn xp.astype(table, x.dtype)",
    ),
)


def _curvatures(f, x):
    xp, t = _in_float64(x)
    return xp, xp.linalg.eigvalsh(hessian(f, t))


def _after_a_look_at_the_slopes(wrong):
    """A classification that is wrong where the point has no slope."""

    @functools.wraps(wrong)
    def whole(f, x):
        return "not stationary" if classify(f, x) == "not stationary" else wrong(f, x)

    return whole


def _by_signs(xp, numbers, zero=ZERO):
    if xp.any(numbers > zero) and xp.any(numbers < -zero):
        return "saddle"
    return "minimum" if xp.all(numbers > zero) else "maximum" if xp.all(numbers < -zero) else "undecided"


edit(
    "swaps_minimum_and_maximum",
    "Minimum and maximum have changed places. Where all curvatures are positive, every direction leads up: that is"
    " a minimum.",
    (
        '"minimum" if xp.all(up) else "maximum" if xp.all(down)',
        '"maximum" if xp.all(up) else "minimum" if xp.all(down)',
    ),
)


@mistake(
    "classify",
    "A curvature of 0 counts as positive, or as negative. Along that direction second derivatives cannot tell:"
    " the point is undecided, unless the others have both signs.",
)
@_after_a_look_at_the_slopes
def decides_what_is_undecided(f, x):
    xp, curvatures = _curvatures(f, x)
    if xp.all(xp.abs(curvatures) <= ZERO):
        return "undecided"
    return "minimum" if xp.all(curvatures >= -ZERO) else "maximum" if xp.all(curvatures <= ZERO) else "saddle"


@mistake(
    "classify",
    "It uses the signs on the diagonal, the curvatures along the axes. Between the axes f may curve the other"
    " way: use the eigenvalues.",
)
@_after_a_look_at_the_slopes
def looks_along_the_axes(f, x):
    xp, t = _in_float64(x)
    table = hessian(f, t)
    return _by_signs(xp, xp.stack([table[i, i] for i in range(x.shape[0])]))


@mistake(
    "classify",
    "It uses the sign of the determinant, the product of all curvatures. In three dimensions it is negative for a"
    " maximum, and positive where two of three are negative: look at each eigenvalue.",
)
@_after_a_look_at_the_slopes
def looks_at_the_determinant(f, x):
    xp, t = _in_float64(x)
    table = hessian(f, t)
    product = xp.linalg.det(table)
    if xp.abs(product) <= ZERO:
        return classify(f, x)
    return "saddle" if product < 0 and x.shape[0] > 1 else "minimum" if table[0, 0] > 0 else "maximum"


@mistake(
    "classify",
    "It uses the determinant, the product of all curvatures. With three or more of them its sign decides nothing,"
    " small ones make it smaller still, and a 0 among them hides both signs in the others. Look at each eigenvalue.",
)
@_after_a_look_at_the_slopes
def calls_a_small_determinant_undecided(f, x):
    xp, t = _in_float64(x)
    table = hessian(f, t)
    product = xp.linalg.det(table)
    if xp.abs(product) <= ZERO:
        return "undecided"
    return "saddle" if product < 0 and x.shape[0] > 1 else "minimum" if table[0, 0] > 0 else "maximum"


@mistake(
    "classify",
    "It uses the sum of the curvatures, or their mean. A single negative one makes a saddle, however large the"
    " others are: look at each eigenvalue.",
)
@_after_a_look_at_the_slopes
def looks_at_the_sum(f, x):
    xp, curvatures = _curvatures(f, x)
    return _by_signs(xp, xp.sum(curvatures, axis=0, keepdims=True))


@mistake(
    "classify",
    "One curvature decides, and the others are ignored. At a minimum all of them are positive, at a maximum all"
    " are negative.",
)
@_after_a_look_at_the_slopes
def looks_at_the_lowest_alone(f, x):
    xp, curvatures = _curvatures(f, x)
    return _by_signs(xp, curvatures[:1])


edit(
    "compares_with_an_exact_zero",
    "The eigenvalues are compared with exactly 0, but differences are never exact: a 0 gets the sign of"
    " a rounding error. Count 1e-4 or less, in magnitude, as 0.",
    ("curvatures > ZERO, curvatures < -ZERO", "curvatures > 0, curvatures < 0"),
)


@mistake(
    "classify",
    "A single curvature of 0 makes the point undecided, before the others are looked at. With both signs among the"
    " others it is a saddle.",
)
@_after_a_look_at_the_slopes
def asks_for_zeros_first(f, x):
    xp, curvatures = _curvatures(f, x)
    return "undecided" if xp.any(xp.abs(curvatures) <= ZERO) else _by_signs(xp, curvatures)


@mistake(
    "classify",
    "What counts as 0 depends on the largest curvature. Curvatures may differ by a factor of thousands without"
    " being 0: compare each with 1e-4.",
)
@_after_a_look_at_the_slopes
def compares_with_the_largest(f, x):
    xp, curvatures = _curvatures(f, x)
    return _by_signs(xp, curvatures, zero=1e-2 * float(xp.max(xp.abs(curvatures))) + ZERO)


@mistake(
    "classify",
    "Curvatures that are too large count as 0: the limit is a magnitude of 1e-4.",
)
@_after_a_look_at_the_slopes
def has_a_wider_limit(f, x):
    return _by_signs(*_curvatures(f, x), zero=0.01)


@mistake(
    "classify",
    "Only curvatures that are too small count as 0: the limit is a magnitude of 1e-4, well above what rounding leaves.",
)
@_after_a_look_at_the_slopes
def has_a_narrower_limit(f, x):
    return _by_signs(*_curvatures(f, x), zero=1e-5)


@mistake(
    "classify",
    "The limit for negative curvatures differs from the one for positive ones. At most 1e-4 in magnitude counts"
    " as 0, whichever way f curves.",
)
@_after_a_look_at_the_slopes
def has_a_wider_limit_below_zero(f, x):
    xp, curvatures = _curvatures(f, x)
    return _by_signs(xp, xp.where(curvatures < 0, curvatures / 10, curvatures))


@mistake(
    "classify",
    "Any negative curvature makes a saddle here. Where all are negative, the point is a maximum.",
)
@_after_a_look_at_the_slopes
def takes_a_maximum_for_a_saddle(f, x):
    return "saddle" if classify(f, x) == "maximum" else classify(f, x)


@mistake(
    "classify",
    "Every point other than a minimum or a maximum is called a saddle. A saddle needs curvatures of both signs; where"
    " some are 0 and the others share a sign, the point is undecided.",
)
@_after_a_look_at_the_slopes
def calls_all_else_a_saddle(f, x):
    xp, curvatures = _curvatures(f, x)
    if xp.all(xp.abs(curvatures) <= ZERO):
        return "undecided"
    return "saddle" if classify(f, x) == "undecided" else classify(f, x)


@mistake(
    "classify",
    "A negative curvature beside zeros is called a saddle. A saddle needs one of each sign.",
)
@_after_a_look_at_the_slopes
def calls_a_ridge_a_saddle(f, x):
    word, (xp, curvatures) = classify(f, x), _curvatures(f, x)
    return "saddle" if word == "undecided" and xp.any(curvatures < -ZERO) else word


def _slopes(f, t, h=H):
    return [float(f(t + step) - f(t - step)) / (2 * h) for step in _steps(t, h)]


def _if_stationary(f, x, is_stationary):
    """The word of the curvatures, where slopes are taken for none at all."""
    _, t = _in_float64(x)
    return _by_signs(*_curvatures(f, x)) if is_stationary(_slopes(f, t)) else "not stationary"


@mistake(
    "classify",
    "The slopes are not looked at. On a hillside the curvatures say nothing about a minimum: where a slope is above"
    ' 1e-3 in magnitude, the word is "not stationary".',
)
def ignores_the_slopes(f, x):
    return _if_stationary(f, x, lambda slopes: True)


@mistake(
    "classify",
    'A point with a slope is refused. It has a word of its own: return "not stationary".',
)
def refuses_a_slope(f, x):
    if (word := classify(f, x)) == "not stationary":
        raise ValueError("there is a slope")
    return word


@mistake(
    "classify",
    "The slopes are compared with exactly 0, but differences are never exact. Count 1e-3 or less, in magnitude, as 0.",
)
def wants_slopes_of_exactly_zero(f, x):
    return _if_stationary(f, x, lambda slopes: not any(slopes))


@mistake(
    "classify",
    "The slope is measured on one side only, where f may rise by its curvature alone, even at a minimum. Take the"
    " difference of both sides, f(x + step) - f(x - step).",
)
def measures_slopes_on_one_side(f, x):
    _, t = _in_float64(x)
    slopes = [float(f(t + step) - f(t)) / H for step in _steps(t)]
    return _by_signs(*_curvatures(f, x)) if max(map(abs, slopes)) <= LEVEL else "not stationary"


@mistake(
    "classify",
    "The slopes are added up, so that a slope of 1 and one of -1 cancel. Look at the magnitude of each.",
)
def adds_up_the_slopes(f, x):
    return _if_stationary(f, x, lambda slopes: abs(sum(slopes)) <= LEVEL)


@mistake(
    "classify",
    "Slopes below 0 count as none. Where f falls along an axis, the point is not stationary either: compare"
    " magnitudes.",
)
def looks_for_rising_slopes(f, x):
    return _if_stationary(f, x, lambda slopes: max(slopes) <= LEVEL)


@mistake(
    "classify",
    "A slope along one axis is not enough here to make the point not stationary. It is: all of them must be 0.",
)
def wants_a_slope_along_each_axis(f, x):
    return _if_stationary(f, x, lambda slopes: min(map(abs, slopes)) <= LEVEL)


@mistake(
    "classify",
    "Slopes that are too large count as 0: the limit is a magnitude of 1e-3.",
)
def has_a_wider_limit_for_slopes(f, x):
    return _if_stationary(f, x, lambda slopes: max(map(abs, slopes)) <= 0.1)


@mistake(
    "classify",
    'Where the curvatures do not decide, "flat" says too much: x² + y⁴ has a minimum at 0. The word is "undecided".',
)
@_after_a_look_at_the_slopes
def says_flat(f, x):
    return {"undecided": "flat"}.get(classify(f, x), classify(f, x))


@mistake(
    "classify",
    'That is none of the five words. They are "not stationary", "minimum", "maximum", "saddle" and "undecided".',
)
@_after_a_look_at_the_slopes
def says_another_word(f, x):
    return classify(f, x)[:3]


def _two_over(curvature):
    return 2 / float(curvature) if curvature > ZERO else math.inf


edit(
    "takes_the_smallest_curvature",
    "That is 2 over the smallest curvature. Along the largest, such a step goes far beyond the bottom: it decides.",
    ("xp.max(", "xp.min("),
)


edit(
    "lands_at_the_bottom",
    "That is 1/λ, the step that lands at the bottom. Twice as long, it lands on the other side, just as high: 2/λ.",
    ("2 / highest", "1 / highest"),
)


@mistake("largest_step", "The step is multiplied by the curvature. The more f curves, the shorter it must be: 2/λ.")
def multiplies_by_the_curvature(f, x):
    return 2 * max(float(_curvatures(f, x)[1][-1]), 0.0)


@mistake(
    "largest_step",
    "The largest entry on the diagonal is the largest curvature along an axis. Between the axes f may curve more: use"
    " the largest eigenvalue.",
)
def looks_for_the_step_along_the_axes(f, x):
    xp, t = _in_float64(x)
    table = hessian(f, t)
    return _two_over(xp.max(xp.stack([table[i, i] for i in range(x.shape[0])])))


@mistake("largest_step", "That is 2 over the sum of the curvatures, the trace. One of them decides: the largest.")
def adds_the_curvatures_up(f, x):
    xp, curvatures = _curvatures(f, x)
    return _two_over(xp.sum(curvatures))


@mistake(
    "largest_step",
    "The largest magnitude counts here. Where f curves down, no step is short enough, and it sets no limit: use the"
    " largest eigenvalue with its sign.",
)
def takes_the_largest_magnitude(f, x):
    xp, curvatures = _curvatures(f, x)
    return _two_over(xp.max(xp.abs(curvatures)))


@mistake(
    "largest_step",
    "Where no curvature is above 1e-4 there is no limit, and 2/λ is negative, or huge by rounding: return inf.",
)
def divides_by_any_curvature(f, x):
    return 2 / (float(_curvatures(f, x)[1][-1]) or 1e-300)
