"""What beginners hand in for a scaling law, and what to tell them."""

import numpy as np
from scaling_law import fit_power_law, line, misfit
from scipy.optimize import curve_fit

from dojo import edit, ideas, mistake

ideas(
    root_or_square="forgets_the_root",
    wrong_factor="counts_the_forward_pass",
    missing_term=(
        "draws_a_straight_line takes_the_logarithm_with_the_floor forgets_the_six forgets_the_ratio "
        "keeps_the_divided_unit"
    ),
    sign="returns_the_slope",
    upside_down="takes_the_exponential_of_a returns_the_logarithm turns_the_ratio_over",
    swapped_arguments="returns_alpha_first returns_the_floor_first swaps_the_exponents returns_the_tokens_first",
    counted_twice="counts_the_losses",
    integer_arithmetic="rounds_the_exponents rounds_the_sizes",
    silent_error="fits_two_sizes",
    base_or_units="mixes_the_bases",
    biased_estimate="takes_the_least_loss_for_the_floor guesses_the_floor guesses_a_gap takes_a_half_for_the_exponent",
    wrong_initialisation="begins_at_ones",
    wrong_stop="searches_too_low tries_a_coarse_grid",
    wrong_formula=(
        "is_linear_in_the_logarithm takes_the_first_gap_for_a makes_the_parts_equal takes_the_root_of_the_budget "
        "takes_twenty_tokens"
    ),
    other_kind_of_result="returns_the_tokens_for_each",
)


def _on_logs(n, loss, floor=0.0):
    """A straight line of logarithms above a floor."""
    slope, height = line(np.log(n), np.log(loss - floor))
    return float(np.exp(height)), float(-slope), float(floor)


# ------------------------------------------------------------------------------ the fit


@mistake(
    "fit_power_law",
    "This is a straight line through the logarithms, whose floor is 0. The logarithms of the losses bend towards the"
    " floor: only log(loss - floor) is straight. So the floor has to be found, too.",
)
def draws_a_straight_line(n, loss):
    return _on_logs(n, loss)


@mistake(
    "fit_power_law",
    "The logarithm is taken of the loss with its floor, so alpha and a are those of the straight line. Take the floor"
    " off first: log(loss - floor).",
)
def takes_the_logarithm_with_the_floor(n, loss):
    a, alpha, _ = _on_logs(n, loss)
    return a, alpha, fit_power_law(n, loss)[2]


@mistake(
    "fit_power_law",
    "The smallest loss is taken as the floor. The floor is below all losses, because even the largest model can be"
    " improved on, and how far below has to be fitted.",
)
def takes_the_least_loss_for_the_floor(n, loss):
    above = loss > loss.min()
    return *_on_logs(n[above], loss[above], loss.min())[:2], float(loss.min())


@mistake(
    "fit_power_law",
    "The floor is guessed as a share of the smallest loss. It has to be fitted, like the two other numbers.",
    share=(0.5, 0.8, 0.9, 0.95, 0.99),
)
def guesses_the_floor(n, loss, *, share):
    return _on_logs(n, loss, share * loss.min())


@mistake(
    "fit_power_law",
    "The floor is guessed: a little less than the smallest loss. It has to be fitted, like the two other numbers.",
    gap=(0.5, 0.1, 0.01, 0.001),
)
def guesses_a_gap(n, loss, *, gap):
    return _on_logs(n, loss, loss.min() - gap)


@mistake(
    "fit_power_law",
    "The search for alpha ends too early: the laws here are steeper. Let it go up to 4 or so.",
    most=(0.3, 0.5),
)
def searches_too_low(n, loss, *, most):
    alpha = min(fit_power_law(n, loss)[1], most)
    a, floor = line(n**-alpha, loss)
    return float(a), float(alpha), float(floor)


edit(
    "takes_the_exponential_of_a",
    "The slope of a line over n ** -alpha is a itself. Only a line of logarithms needs the exponential.",
    ("return float(a), ", "return float(np.exp(min(a, 700.0))), "),
)

edit(
    "takes_a_half_for_the_exponent",
    "The exponent is assumed to be 1/2. It has to be fitted, like the two other numbers.",
    ("alpha = (low + high) / 2", "alpha = 0.5"),
)

edit(
    "returns_the_slope",
    "The exponent has the wrong sign. The loss falls with n, and alpha is the number after the minus sign.",
    (", float(alpha), ", ", float(-alpha), "),
)

edit(
    "returns_the_logarithm",
    "The first number is log(a). Take the exponential of it.",
    ("return float(a), ", "return float(np.log(a)), "),
)

edit(
    "mixes_the_bases",
    "The logarithm has the base 10, but the exponential has the base e. Use the same for both: np.log and np.exp, or"
    " np.log10 and 10 **.",
    ("return float(a), ", "return float(np.exp(np.log10(a))), "),
)

edit(
    "returns_alpha_first",
    "The numbers come in the wrong order. Return a, alpha, floor.",
    ("return float(a), float(alpha), float(floor)", "return float(alpha), float(a), float(floor)"),
)

edit(
    "returns_the_floor_first",
    "The numbers come in the wrong order. Return a, alpha, floor.",
    ("return float(a), float(alpha), float(floor)", "return float(floor), float(a), float(alpha)"),
)

edit(
    "keeps_the_divided_unit",
    "The sizes are divided by the largest, and a remains that of the divided sizes. Undo it: a * n.max() ** alpha.",
    ("low, high = 0.01, 4.0", "n, low, high = n / n.max(), 0.01, 4.0"),
)


@mistake(
    "fit_power_law",
    "This is a straight line over log n, not a power of n. It falls without end, because it has no floor.",
)
def is_linear_in_the_logarithm(n, loss):
    slope, height = line(np.log(n), loss)
    return float(-slope), 0.01, float(height)


@mistake(
    "fit_power_law",
    "The search ended before it had found the law: exact losses give the exact numbers. curve_fit begins at a = alpha"
    " = floor = 1 unless you tell it better. Give it a p0 near the law, fit over log n, or search only for alpha.",
)
def begins_at_ones(n, loss):
    if len(np.unique(n)) < 3:
        return fit_power_law(n, loss)
    (a, alpha, floor), _ = curve_fit(lambda n, a, alpha, floor: a * n**-alpha + floor, n, loss, maxfev=10_000)
    return a, alpha, floor


@mistake(
    "fit_power_law",
    "The exponent is only as good as the grid, but it needs two digits. Search again around the best, in smaller"
    " steps.",
    step=(0.1, 0.05, 0.25),
)
def tries_a_coarse_grid(n, loss, *, step):
    n = np.asarray(n, dtype=float)
    alpha = min(np.arange(step, 2, step), key=lambda alpha: misfit(alpha, n, loss))
    a, floor = line(n**-alpha, loss)
    return float(a), float(alpha), float(floor)


edit(
    "takes_the_first_gap_for_a",
    "The gap to the floor counts as a share of the first gap. a is the gap at n = 1, even if the smallest size is"
    " larger.",
    ("return float(a), ", "return float(loss[np.argmin(n)] - floor), "),
)


@mistake(
    "fit_power_law",
    "A law is returned for two different sizes, but infinitely many laws fit two sizes. Raise a ValueError that says"
    " how many there are.",
)
def fits_two_sizes(n, loss):
    return fit_power_law(n, loss) if len(np.unique(n)) > 2 else _on_logs(n, loss)


@mistake(
    "fit_power_law",
    "The losses are counted, not the different sizes. Two losses of one size say nothing about the exponent: count the"
    " different sizes.",
)
def counts_the_losses(n, loss):
    if len(n) < 3:
        raise ValueError(f"{len(n)} losses are not enough")
    return fits_two_sizes(n, loss)


# ------------------------------------------------------------------------------ the budget


edit(
    "forgets_the_six",
    "Here n d is the budget. Each parameter takes 6 operations for each token: n d = flops / 6.",
    ("product = flops / 6", "product = flops"),
)

edit(
    "counts_the_forward_pass",
    "2 n d covers only the forward pass. Training takes 6 n d operations.",
    ("flops / 6", "flops / 2"),
)


def _by(product, ratio, power):
    n = ratio * product**power
    return n, product / n


edit(
    "swaps_the_exponents",
    "The exponents of the budget are swapped. The part whose loss falls more slowly gets more: n grows like the budget"
    " to the power beta / (alpha + beta).",
    ("product**beta", "product**alpha"),
)

edit(
    "makes_the_parts_equal",
    "Here the two parts of the loss are equal. Where the loss is smallest, their slopes are equal: alpha a n^-alpha ="
    " beta b d^-beta, with the exponents in front.",
    (
        "n = (alpha * a / (beta * b) * product**beta) ** (1 / (alpha + beta))",
        "n = (a / b * product**beta) ** (1 / (alpha + beta))",
    ),
)

edit(
    "turns_the_ratio_over",
    "The ratio is upside down: parameters and tokens are weighed the wrong way. n grows with alpha a and falls with"
    " beta b.",
    ("alpha * a / (beta * b)", "beta * b / (alpha * a)"),
)

edit(
    "forgets_the_root",
    "The ratio alpha a / (beta b) lacks its root: n ** (alpha + beta) is what it equals, so take the power"
    " 1 / (alpha + beta).",
    (
        "n = (alpha * a / (beta * b) * product**beta) ** (1 / (alpha + beta))",
        "n = alpha * a / (beta * b) * product ** (beta / (alpha + beta))",
    ),
)

edit(
    "forgets_the_ratio",
    "The ratio of the slopes is missing: n is more than a power of the budget. Multiply it by (alpha a / (beta b)) **"
    " (1 / (alpha + beta)).",
    ("n = (alpha * a / (beta * b) * product**beta) ** (1 / (alpha + beta))", "n = product ** (beta / (alpha + beta))"),
)

edit(
    "takes_the_root_of_the_budget",
    "Parameters and tokens grow at the same rate here, with the root of the budget. That is right only if alpha ="
    " beta; in general the powers are beta / (alpha + beta) and alpha / (alpha + beta).",
    (
        "n = (alpha * a / (beta * b) * product**beta) ** (1 / (alpha + beta))",
        "n = (alpha * a / (beta * b)) ** (1 / (alpha + beta)) * product**0.5",
    ),
)

edit(
    "takes_twenty_tokens",
    "There are always 20 tokens for each parameter. That rule is the result of one law for one budget, so work the"
    " ratio out.",
    ("n = (alpha * a / (beta * b) * product**beta) ** (1 / (alpha + beta))", "n = (product / 20) ** 0.5"),
)

edit(
    "returns_the_tokens_first",
    "The two are swapped. Return the parameters first, then the tokens.",
    ("return n, product / n", "return product / n, n"),
)

edit(
    "returns_the_tokens_for_each",
    "The second number is the tokens for each parameter. Return the tokens themselves.",
    ("return n, product / n", "return n, product / n**2"),
)


@mistake(
    "compute_optimal",
    "The exponents are rounded to tenths. At 1e24 operations an error of 0.04 in a power is a factor of 9: keep every"
    " digit.",
)
def rounds_the_exponents(flops, a, alpha, b, beta):
    ratio = (alpha * a / (beta * b)) ** (1 / (alpha + beta))
    return _by(flops / 6, ratio, round(beta / (alpha + beta), 1))


edit(
    "rounds_the_sizes",
    "n is a round number, so 6 n d is no longer the budget. Return floats.",
    ("return n, product / n", "return int(n), int(product / n)"),
)
