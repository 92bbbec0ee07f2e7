"""What beginners hand in for a scaling law, and what to tell them."""

import numpy as np
from scaling_law import compute_optimal, fit_power_law, line, misfit
from scipy.optimize import curve_fit

from dojo import mistake


def _on_logs(n, loss, floor=0.0):
    """A straight line of logarithms above a floor."""
    slope, height = line(np.log(n), np.log(loss - floor))
    return float(np.exp(height)), float(-slope), float(floor)


# ------------------------------------------------------------------------------ the fit


@mistake(
    "fit_power_law",
    "This is a straight line through the logarithms, and its floor is 0. The logarithms of the losses bend towards the"
    " floor: only log(loss - floor) is straight. The floor has to be found as well.",
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
    "The least loss is taken for the floor. The floor lies below all losses: the largest model is not at the end of the"
    " road, and how far it is has to be fitted.",
)
def takes_the_least_loss_for_the_floor(n, loss):
    above = loss > loss.min()
    return *_on_logs(n[above], loss[above], loss.min())[:2], float(loss.min())


@mistake(
    "fit_power_law",
    "The floor is guessed as a share of the least loss. It has to be fitted, like the two other numbers.",
    share=(0.5, 0.8, 0.9, 0.95, 0.99),
)
def guesses_the_floor(n, loss, *, share):
    return _on_logs(n, loss, share * loss.min())


@mistake(
    "fit_power_law",
    "The floor is guessed: a little less than the least loss. It has to be fitted, like the two other numbers.",
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


@mistake(
    "fit_power_law",
    "The slope of a line over n ** -alpha is a itself. Only a line of logarithms needs the exponential.",
)
def takes_the_exponential_of_a(n, loss):
    a, alpha, floor = fit_power_law(n, loss)
    return float(np.exp(min(a, 700.0))), alpha, floor


@mistake("fit_power_law", "The exponent is taken as 1/2. It has to be fitted, like the two other numbers.")
def takes_a_half_for_the_exponent(n, loss):
    a, floor = line(n**-0.5, loss)
    return float(a), 0.5, float(floor)


@mistake(
    "fit_power_law", "The exponent has the wrong sign. The loss falls with n, and alpha is what stands after the minus."
)
def returns_the_slope(n, loss):
    a, alpha, floor = fit_power_law(n, loss)
    return a, -alpha, floor


@mistake("fit_power_law", "The first number is log(a). Take the exponential of it.")
def returns_the_logarithm(n, loss):
    a, alpha, floor = fit_power_law(n, loss)
    return float(np.log(a)), alpha, floor


@mistake(
    "fit_power_law",
    "The logarithm has the base 10, but the exponential has the base e. Use the same for both: np.log and np.exp, or"
    " np.log10 and 10 **.",
)
def mixes_the_bases(n, loss):
    a, alpha, floor = fit_power_law(n, loss)
    return float(np.exp(np.log10(a))), alpha, floor


@mistake("fit_power_law", "The numbers come in another order. Return a, alpha, floor.")
def returns_alpha_first(n, loss):
    a, alpha, floor = fit_power_law(n, loss)
    return alpha, a, floor


@mistake("fit_power_law", "The numbers come in another order. Return a, alpha, floor.")
def returns_the_floor_first(n, loss):
    a, alpha, floor = fit_power_law(n, loss)
    return floor, a, alpha


@mistake(
    "fit_power_law",
    "The sizes are divided by the largest, and a stays that of the divided sizes. Undo it: a * n.max() ** alpha.",
)
def keeps_the_divided_unit(n, loss):
    return fit_power_law(n / n.max(), loss)


@mistake(
    "fit_power_law", "This is a straight line over log n, not a power of n. It falls without end, and has no floor."
)
def is_linear_in_the_logarithm(n, loss):
    slope, height = line(np.log(n), loss)
    return float(-slope), 0.01, float(height)


@mistake(
    "fit_power_law",
    "The search ended before it had found the law: exact losses give the exact numbers. curve_fit begins at a = alpha ="
    " floor = 1, if nobody tells it better. Give it a p0 near the law, fit over log n, or search for alpha alone.",
)
def begins_at_ones(n, loss):
    if len(np.unique(n)) < 3:
        return fit_power_law(n, loss)
    (a, alpha, floor), _ = curve_fit(lambda n, a, alpha, floor: a * n**-alpha + floor, n, loss, maxfev=10_000)
    return a, alpha, floor


@mistake(
    "fit_power_law",
    "The exponent is only as good as the grid: two digits are asked for. Search again around the best, in smaller"
    " steps.",
    step=(0.1, 0.05, 0.25),
)
def tries_a_coarse_grid(n, loss, *, step):
    n = np.asarray(n, dtype=float)
    alpha = min(np.arange(step, 2, step), key=lambda alpha: misfit(alpha, n, loss))
    a, floor = line(n**-alpha, loss)
    return float(a), float(alpha), float(floor)


@mistake(
    "fit_power_law",
    "The gap to the floor counts as a share of the first gap. a is the gap at n = 1, whatever the smallest size is.",
)
def takes_the_first_gap_for_a(n, loss):
    _, alpha, floor = fit_power_law(n, loss)
    return float(loss[np.argmin(n)] - floor), alpha, floor


@mistake(
    "fit_power_law",
    "With two different sizes a law is returned. Infinitely many laws fit two sizes: raise a ValueError that says how"
    " many there are.",
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


@mistake(
    "compute_optimal",
    "Here n d is the budget. Each parameter takes 6 operations for each token: n d = flops / 6.",
)
def forgets_the_six(flops, a, alpha, b, beta):
    return compute_optimal(6 * flops, a, alpha, b, beta)


@mistake("compute_optimal", "2 n d is the forward pass alone. Training takes 6 n d operations.")
def counts_the_forward_pass(flops, a, alpha, b, beta):
    return compute_optimal(3 * flops, a, alpha, b, beta)


def _by(product, ratio, power):
    n = ratio * product**power
    return n, product / n


@mistake(
    "compute_optimal",
    "The exponents of the budget are swapped. The part whose loss falls more slowly gets the more: n grows like the"
    " budget to the power beta / (alpha + beta).",
)
def swaps_the_exponents(flops, a, alpha, b, beta):
    return _by(flops / 6, (alpha * a / (beta * b)) ** (1 / (alpha + beta)), alpha / (alpha + beta))


@mistake(
    "compute_optimal",
    "Here the two parts of the loss are equal. At the least loss their slopes are: alpha a n^-alpha = beta b d^-beta,"
    " with the exponents in front.",
)
def makes_the_parts_equal(flops, a, alpha, b, beta):
    return _by(flops / 6, (a / b) ** (1 / (alpha + beta)), beta / (alpha + beta))


@mistake(
    "compute_optimal",
    "The ratio is upside down: parameters and tokens are weighed the wrong way. n grows with alpha a and falls with"
    " beta b.",
)
def turns_the_ratio_over(flops, a, alpha, b, beta):
    return _by(flops / 6, (beta * b / (alpha * a)) ** (1 / (alpha + beta)), beta / (alpha + beta))


@mistake(
    "compute_optimal",
    "The ratio alpha a / (beta b) lacks its root: n ** (alpha + beta) is what it equals, so take the power"
    " 1 / (alpha + beta).",
)
def forgets_the_root(flops, a, alpha, b, beta):
    return _by(flops / 6, alpha * a / (beta * b), beta / (alpha + beta))


@mistake(
    "compute_optimal",
    "The ratio of the slopes is missing: n is more than a power of the budget. Multiply it by (alpha a / (beta b)) **"
    " (1 / (alpha + beta)).",
)
def forgets_the_ratio(flops, a, alpha, b, beta):
    return _by(flops / 6, 1.0, beta / (alpha + beta))


@mistake(
    "compute_optimal",
    "Parameters and tokens grow alike here, with the root of the budget. That is so where alpha = beta; in general the"
    " powers are beta / (alpha + beta) and alpha / (alpha + beta).",
)
def takes_the_root_of_the_budget(flops, a, alpha, b, beta):
    return _by(flops / 6, (alpha * a / (beta * b)) ** (1 / (alpha + beta)), 0.5)


@mistake(
    "compute_optimal",
    "There are 20 tokens for each parameter, whatever the law says. That rule is what one law gives for one budget:"
    " work the ratio out.",
)
def takes_twenty_tokens(flops, a, alpha, b, beta):
    n = (flops / 120) ** 0.5
    return n, 20 * n


@mistake("compute_optimal", "The two are swapped. Return the parameters first, then the tokens.")
def returns_the_tokens_first(flops, a, alpha, b, beta):
    return compute_optimal(flops, a, alpha, b, beta)[::-1]


@mistake("compute_optimal", "The second number is the tokens for each parameter. Return the tokens themselves.")
def returns_the_tokens_for_each(flops, a, alpha, b, beta):
    n, d = compute_optimal(flops, a, alpha, b, beta)
    return n, d / n


@mistake(
    "compute_optimal",
    "The exponents are rounded to tenths. At 1e24 operations an error of 0.04 in a power is a factor of 9: keep every"
    " digit.",
)
def rounds_the_exponents(flops, a, alpha, b, beta):
    ratio = (alpha * a / (beta * b)) ** (1 / (alpha + beta))
    return _by(flops / 6, ratio, round(beta / (alpha + beta), 1))


@mistake("compute_optimal", "n is a round number, and 6 n d is no longer the budget. Return floats.")
def rounds_the_sizes(flops, a, alpha, b, beta):
    n, d = compute_optimal(flops, a, alpha, b, beta)
    return int(n), int(d)
