"""What beginners hand in for independence, and what to tell them."""

import math

from array_api_compat import array_namespace
from independence import conditional, is_independent, marginals, mutual_information

from dojo import TINY, mistake


def _product(joint):
    a, b = marginals(joint)
    return a[..., :, None] * b[..., None, :]


def _surprise(joint):
    """log of joint over product, 0 where the joint is 0."""
    xp = array_namespace(joint)
    a, b = (xp.log(xp.where(p > 0, p, 1)) for p in marginals(joint))
    return xp.log(xp.where(joint > 0, joint, 1)) - a[..., :, None] - b[..., None, :]


# ---------------------------------------------------------------------------- marginals


@mistake(
    "marginals",
    "The two have changed places. P(A) has one number for each row, so sum over B, along the columns.",
)
def exchanges_the_marginals(joint):
    return marginals(joint)[::-1]


@mistake("marginals", "These are means. The probability of A = i is the sum of all cells in row i, whatever B is.")
def takes_the_means(joint):
    xp = array_namespace(joint)
    return xp.mean(joint, axis=-1), xp.mean(joint, axis=-2)


@mistake("marginals", "This is the largest cell. The probability of A = i is the sum of all cells in row i.")
def takes_the_largest(joint):
    xp = array_namespace(joint)
    return xp.max(joint, axis=-1), xp.max(joint, axis=-2)


@mistake(
    "marginals",
    "The axes are counted from the front, 1 and 0, and in a batch these are not the axes of A and B: the table is on"
    " the last two, -2 and -1.",
)
def sums_the_batch(joint):
    xp = array_namespace(joint)
    return xp.sum(joint, axis=1), xp.sum(joint, axis=0)


@mistake("marginals", "The axis that is summed away should be gone from the shape; here it is left with size 1.")
def keeps_the_axis(joint):
    xp = array_namespace(joint)
    return xp.sum(joint, axis=-1, keepdims=True), xp.sum(joint, axis=-2, keepdims=True)


@mistake("marginals", "Only P(A) comes back. A table of two variables has two marginals: return both, P(A) first.")
def gives_one_marginal(joint):
    return marginals(joint)[0]


@mistake("marginals", "The dtype is lost on the way. Work in the dtype of the table: float32 in, float32 out.")
def loses_the_dtype_of_marginals(joint):
    xp = array_namespace(joint)
    return marginals(xp.astype(joint, xp.float64))


# ---------------------------------------------------------------------------- conditional


@mistake("conditional", "It always gives the distribution along the last axis; the parameter axis says which one.")
def ignores_the_axis(joint, axis):
    return conditional(joint, -1)


@mistake(
    "conditional",
    "It knows only -1 and -2, or only 0 and 1. An axis counts from either end, and in a batch the last two have other"
    " numbers from the front.",
)
def knows_two_axes(joint, axis):
    return conditional(joint, -1 if axis in (-1, 1) else -2)


@mistake(
    "conditional",
    "The condition and what is asked for have changed places: axis is the axis along which the result adds up to 1."
    " Sum along axis, and divide by that.",
)
def conditions_on_the_axis(joint, axis):
    return conditional(joint, -3 - (axis if axis < 0 else axis - joint.ndim))


@mistake(
    "conditional",
    "A condition that never happens gives 0 / 0 = NaN in its whole row or column. It should be 0 there: divide by 1"
    " where the total is 0.",
)
def divides_by_zero(joint, axis):
    return joint / array_namespace(joint).sum(joint, axis=axis, keepdims=True)


@mistake(
    "conditional",
    "A small number is added to the total, so that it is never 0. Then no row adds up to 1, and a rare condition"
    " is furthest off: replace the divisor where the total is 0, and leave the others alone.",
    eps=TINY[1:],
)
def adds_to_the_total(joint, axis, *, eps):
    return joint / (array_namespace(joint).sum(joint, axis=axis, keepdims=True) + eps)


@mistake(
    "conditional",
    "A small total is treated as 0, or raised to a lower bound. A rare condition has a distribution like any other:"
    " replace the divisor only where the total is exactly 0.",
)
def takes_small_totals_for_zero(joint, axis):
    xp = array_namespace(joint)
    total = xp.sum(joint, axis=axis, keepdims=True)
    return joint / xp.where(total > 1e-12, total, 1)


@mistake(
    "conditional",
    "A condition that never happens gets equal probabilities. Nothing is known about what would follow it: it should"
    " be 0.",
)
def spreads_out_evenly(joint, axis):
    xp = array_namespace(joint)
    total = xp.sum(joint, axis=axis, keepdims=True)
    return xp.where(total > 0, conditional(joint, axis), 1 / joint.shape[axis])


@mistake(
    "conditional",
    "The table is divided by its whole sum, which is 1 already. A conditional divides by the probability of the"
    " condition: the sum along axis.",
)
def divides_by_the_whole(joint, axis):
    xp = array_namespace(joint)
    return joint / xp.sum(joint, axis=(-2, -1), keepdims=True)


@mistake(
    "conditional",
    "The sums have lost the axis that was summed away, so they line up with the wrong axis, or with none."
    " keepdims=True keeps it.",
)
def lines_up_the_wrong_axes(joint, axis):
    xp = array_namespace(joint)
    total = xp.sum(joint, axis=axis)
    return joint / xp.where(total > 0, total, 1)


@mistake("conditional", "The joint table is multiplied by the probability of the condition. Divide by it.")
def multiplies_by_the_condition(joint, axis):
    return joint * array_namespace(joint).sum(joint, axis=axis, keepdims=True)


@mistake("conditional", "The table is changed: joint /= total writes into the caller's array. Divide into a new one.")
def writes_into_the_table(joint, axis):
    found = conditional(joint, axis)
    joint[...] = found
    return found


# ---------------------------------------------------------------------------- is_independent


@mistake(
    "is_independent",
    "allclose adds a tolerance of its own, 1e-5 of the product or 1e-8, to the one that was given. Compare with tol"
    " yourself, or set both tolerances.",
)
def adds_the_tolerances_of_allclose(joint, tol):
    xp = array_namespace(joint)
    return xp.all(xp.abs(joint - _product(joint)) <= tol + 1e-5 * _product(joint), axis=(-2, -1))


@mistake(
    "is_independent",
    "Only cells above the product count. A cell may lie below it as well: take the absolute difference.",
)
def looks_upwards_only(joint, tol):
    return array_namespace(joint).all(joint - _product(joint) <= tol, axis=(-2, -1))


@mistake(
    "is_independent",
    "A single cell within the tolerance is enough here. Every cell must keep within it: all, not any.",
)
def is_content_with_one_cell(joint, tol):
    xp = array_namespace(joint)
    return xp.any(xp.abs(joint - _product(joint)) <= tol, axis=(-2, -1))


@mistake(
    "is_independent",
    "The differences are averaged, so one large one is lost among many. Every cell must keep within the tolerance.",
)
def averages_the_gaps(joint, tol):
    xp = array_namespace(joint)
    return xp.mean(xp.abs(joint - _product(joint)), axis=(-2, -1)) <= tol


@mistake("is_independent", "A difference of exactly tol is refused. It is within the tolerance: <= tol, not < tol.")
def refuses_the_tolerance_itself(joint, tol):
    xp = array_namespace(joint)
    return xp.all(xp.abs(joint - _product(joint)) < tol, axis=(-2, -1))


@mistake("is_independent", "The differences are added up. The tolerance is for each cell by itself.")
def adds_up_the_gaps(joint, tol):
    xp = array_namespace(joint)
    return xp.sum(xp.abs(joint - _product(joint)), axis=(-2, -1)) <= tol


@mistake(
    "is_independent",
    "The differences are added up with their signs, and they always cancel. Take the absolute difference of each"
    " cell, and compare each with tol.",
)
def adds_up_the_gaps_with_their_signs(joint, tol):
    xp = array_namespace(joint)
    return xp.abs(xp.sum(joint - _product(joint), axis=(-2, -1))) <= tol


@mistake(
    "is_independent",
    "The tolerance is taken relative to the product. It is an absolute difference: a rare event may be anything"
    " within it.",
)
def takes_a_relative_tolerance(joint, tol):
    xp = array_namespace(joint)
    return xp.all(xp.abs(joint - _product(joint)) <= tol * _product(joint), axis=(-2, -1))


@mistake("is_independent", "tol has no effect: it compares with a tolerance of its own. Compare with the one given.")
def ignores_the_tolerance(joint, tol):
    return is_independent(joint, 1e-8)


@mistake(
    "is_independent",
    "It compares with exact equality, and rounding alone breaks that. Independent means within tol.",
)
def compares_exactly(joint, tol):
    return is_independent(joint, 0.0)


@mistake(
    "is_independent",
    "It compares conditional probabilities with marginal ones. tol bounds the difference between the joint"
    " probability and the product, which is much smaller if the condition is rare.",
)
def compares_conditionals(joint, tol):
    xp = array_namespace(joint)
    gaps = xp.abs(conditional(joint, -1) - marginals(joint)[1][..., None, :])
    return xp.all(gaps <= tol, axis=(-2, -1))


@mistake(
    "is_independent",
    "The mutual information is compared with tol. It is 0 for independent variables, but it is not a difference of"
    " probabilities: near independence it is about the square of one.",
)
def compares_the_information(joint, tol):
    return array_namespace(joint).abs(mutual_information(joint)) <= tol


@mistake(
    "is_independent",
    "One answer is given for the whole batch. Each table has its own: reduce only the last two axes.",
)
def answers_for_the_batch(joint, tol):
    xp = array_namespace(joint)
    return xp.all(xp.abs(joint - _product(joint)) <= tol)


@mistake("is_independent", "The answer is the wrong way round: True means that the variables are independent.")
def answers_whether_it_is_dependent(joint, tol):
    return ~is_independent(joint, tol)


# ---------------------------------------------------------------------------- mutual_information


@mistake(
    "mutual_information",
    "0 * log(0) is NaN for the computer, and 0 in the limit. Where a probability is 0, put 1 in its place inside the"
    " logarithm.",
)
def takes_the_log_of_zero(joint):
    xp = array_namespace(joint)
    a, b = marginals(joint)
    return xp.sum(joint * (xp.log(joint) - xp.log(a)[..., :, None] - xp.log(b)[..., None, :]), axis=(-2, -1))


@mistake(
    "mutual_information",
    "A small number is added inside the logarithm, so that it never sees 0. It changes every other cell as well,"
    " and small ones most: replace the argument only where the cell is 0.",
    eps=TINY,
)
def adds(joint, *, eps):
    xp = array_namespace(joint)
    return xp.sum(joint * xp.log((joint + eps) / (_product(joint) + eps)), axis=(-2, -1))


@mistake(
    "mutual_information",
    "A small number is added inside each logarithm, so that none of them sees 0. It changes every other cell as well,"
    " and small ones most: replace the argument only where it is 0.",
    eps=TINY,
)
def adds_in_each_logarithm(joint, *, eps):
    xp = array_namespace(joint)
    a, b = (xp.log(p + eps) for p in marginals(joint))
    return xp.sum(joint * (xp.log(joint + eps) - a[..., :, None] - b[..., None, :]), axis=(-2, -1))


@mistake(
    "mutual_information",
    "A small number is added to the quotient inside the logarithm, or to what it is divided by. It changes the other"
    " cells as well, and small ones most: replace the argument only where the cell is 0.",
    eps=TINY,
)
def adds_to_the_quotient(joint, *, eps):
    xp = array_namespace(joint)
    return xp.sum(joint * xp.log(joint / (_product(joint) + eps) + eps), axis=(-2, -1))


@mistake(
    "mutual_information",
    "The product of two tiny marginals underflows to 0, and the logarithm of a quotient by 0 is inf. Subtract the two"
    " logarithms one by one: log p - log p_a - log p_b.",
)
def underflows_in_the_product(joint):
    xp = array_namespace(joint)
    happens, product = joint > 0, _product(joint)
    ratio = xp.where(happens, joint, 1) / xp.where(happens, product, 1)
    return xp.sum(xp.where(happens, joint * xp.log(ratio), 0), axis=(-2, -1))


@mistake(
    "mutual_information",
    "Cells below some bound are left out. They count, however small: leave out only a probability of exactly 0.",
)
def leaves_out_small_cells(joint):
    xp = array_namespace(joint)
    return xp.sum(xp.where(joint > 1e-9, joint * _surprise(joint), 0), axis=(-2, -1))


@mistake("mutual_information", "This is in bits: the logarithm is to base 2. Nats take the natural logarithm.")
def counts_in_bits(joint):
    return mutual_information(joint) / math.log(2)


@mistake(
    "mutual_information",
    "The sign is wrong: in the quotient the joint probability is above, the product of the marginals below.",
)
def turns_the_sign(joint):
    return -mutual_information(joint)


@mistake(
    "mutual_information",
    "The logarithms are weighed by the product of the marginals. Weigh them by the joint table, by what happens.",
)
def weighs_by_the_product(joint):
    return array_namespace(joint).sum(_product(joint) * _surprise(joint), axis=(-2, -1))


@mistake("mutual_information", "The logarithms have no weights. Weigh each by its joint probability.")
def forgets_the_weights(joint):
    return array_namespace(joint).sum(_surprise(joint), axis=(-2, -1))


@mistake(
    "mutual_information",
    "This is the entropy of the joint table. What A and B tell about each other is H(A) + H(B) minus that.",
)
def gives_the_joint_entropy(joint):
    xp = array_namespace(joint)
    return -xp.sum(joint * xp.log(xp.where(joint > 0, joint, 1)), axis=(-2, -1))


@mistake("mutual_information", "Only one marginal is divided by: this is minus a conditional entropy. Divide by both.")
def takes_off_one_marginal(joint):
    xp = array_namespace(joint)
    a, _ = marginals(joint)
    logs = xp.log(xp.where(joint > 0, joint, 1)) - xp.log(xp.where(a > 0, a, 1))[..., :, None]
    return xp.sum(joint * logs, axis=(-2, -1))


@mistake(
    "mutual_information",
    "These are squared distances from the product: 0 for independent variables too, but not the mutual information,"
    " which weighs logarithms.",
)
def adds_up_squares(joint):
    return array_namespace(joint).sum((joint - _product(joint)) ** 2, axis=(-2, -1))


@mistake("mutual_information", "The whole batch is summed. Each table has its own: sum only over the last two axes.")
def sums_all_tables(joint):
    return array_namespace(joint).sum(joint * _surprise(joint))


@mistake("mutual_information", "Only one axis is summed away. Sum over both: one number for each table.")
def sums_one_axis(joint):
    return array_namespace(joint).sum(joint * _surprise(joint), axis=-1)


@mistake("mutual_information", "The dtype is lost on the way. Work in the dtype of the table: float32 in, float32 out.")
def loses_the_dtype(joint):
    xp = array_namespace(joint)
    return mutual_information(xp.astype(joint, xp.float64))


@mistake(
    "mutual_information",
    "A float64 table is computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(joint):
    xp = array_namespace(joint)
    return xp.astype(mutual_information(xp.astype(joint, xp.float32)), joint.dtype)


@mistake(
    "mutual_information",
    "The value is right, but the gradient is NaN. The NaN of 0 * log 0 is removed after it was computed, and autograd"
    " still goes through it. Put 1 inside the logarithm where the cell is 0, so that no NaN comes up at all.",
)
def chooses_the_result(joint):
    xp = array_namespace(joint)
    a, b = marginals(joint)
    logs = xp.log(joint) - xp.log(a)[..., :, None] - xp.log(b)[..., None, :]
    return xp.sum(xp.where(joint > 0, joint * logs, xp.zeros_like(joint)), axis=(-2, -1))


@mistake(
    "conditional",
    "The value is right, but the gradient is NaN. The NaN of 0 / 0 is removed after it was computed, and autograd"
    " still goes through it. Divide by 1 where the total is 0, so that no NaN comes up at all.",
)
def chooses_the_quotient(joint, axis):
    xp = array_namespace(joint)
    total = xp.sum(joint, axis=axis, keepdims=True)
    return xp.where(total > 0, joint / total, xp.zeros_like(joint))


# ------------------------------------------------ two faults at once: the words are for the one to repair first


@mistake(
    "conditional",
    "The condition and what is asked for have changed places: axis is the axis along which the result adds up to 1."
    " Then divide by 1 where the total is 0.",
)
def conditions_on_the_axis_and_divides_by_zero(joint, axis):
    return divides_by_zero(joint, -3 - (axis if axis < 0 else axis - joint.ndim))


@mistake(
    "conditional",
    "The sums have lost the axis that was summed away: keepdims=True keeps it. Then divide by 1 where the total is 0.",
)
def lines_up_the_wrong_axes_and_divides_by_zero(joint, axis):
    return joint / array_namespace(joint).sum(joint, axis=axis)


@mistake(
    "mutual_information",
    "This is in bits: nats take the natural logarithm. A cell of 0 comes next: 0 * log 0 is NaN, so put 1 inside the"
    " logarithm there.",
)
def takes_the_log_of_zero_in_bits(joint):
    return takes_the_log_of_zero(joint) / math.log(2)


@mistake(
    "is_independent",
    "Exact equality breaks by rounding alone, and a single cell is not enough: compare the absolute difference of"
    " every cell with tol.",
)
def compares_one_cell_exactly(joint, tol):
    xp = array_namespace(joint)
    return xp.any(joint == _product(joint), axis=(-2, -1))
