"""What beginners hand in for independence, and what to tell them."""

import math

from array_api_compat import array_namespace
from independence import marginals, mutual_information

from dojo import TINY, edit, generics, ideas, mistake

ideas(
    wrong_axis="sums_the_batch",
    axis_lost="keeps_the_axis lines_up_the_wrong_axes lines_up_the_wrong_axes_and_divides_by_zero",
    whole_for_slice="adds_up_the_gaps answers_for_the_batch sums_all_tables",
    sum_for_mean="takes_the_means averages_the_gaps",
    wrong_divisor="divides_by_the_whole takes_a_relative_tolerance",
    missing_term="forgets_the_weights takes_off_one_marginal",
    sign="looks_upwards_only adds_up_the_gaps_with_their_signs turns_the_sign",
    upside_down="multiplies_by_the_condition",
    opposite_choice="is_content_with_one_cell answers_whether_it_is_dependent",
    transposed="exchanges_the_marginals",
    swapped_arguments="conditions_on_the_axis conditions_on_the_axis_and_divides_by_zero weighs_by_the_product",
    end_of_interval="refuses_the_tolerance_itself",
    writes_into_input="writes_into_the_table",
    underflow="underflows_in_the_product",
    cancellation="compares_exactly compares_one_cell_exactly",
    epsilon="adds_to_the_total adds adds_in_each_logarithm adds_to_the_quotient",
    zero_case="divides_by_zero spreads_out_evenly",
    nan_hidden="takes_the_log_of_zero chooses_the_result chooses_the_quotient",
    default_value="ignores_the_axis ignores_the_tolerance adds_the_tolerances_of_allclose",
    base_or_units="counts_in_bits takes_the_log_of_zero_in_bits",
    partial_case="gives_one_marginal knows_two_axes sums_one_axis",
    wrong_formula=(
        "takes_the_largest compares_conditionals compares_the_information gives_the_joint_entropy adds_up_squares"
    ),
    what_counts_as_zero="takes_small_totals_for_zero leaves_out_small_cells",
)


def _product(joint):
    a, b = marginals(joint)
    return a[..., :, None] * b[..., None, :]


# ---------------------------------------------------------------------------- marginals

edit(
    "exchanges_the_marginals",
    "The two are swapped. P(A) has one number for each row, so sum over B, along the columns.",
    ("xp.sum(joint, axis=-1), xp.sum(joint, axis=-2)", "(xp.sum(joint, axis=-1), xp.sum(joint, axis=-2))[::-1]"),
)

edit(
    "takes_the_means",
    "These are means. The probability of A = i is the sum of all cells in row i, over every B.",
    ("xp.sum(joint, axis=-1), xp.sum(joint, axis=-2)", "xp.mean(joint, axis=-1), xp.mean(joint, axis=-2)"),
)

edit(
    "takes_the_largest",
    "This is the largest cell. The probability of A = i is the sum of all cells in row i.",
    ("xp.sum(joint, axis=-1), xp.sum(joint, axis=-2)", "xp.max(joint, axis=-1), xp.max(joint, axis=-2)"),
)

edit(
    "sums_the_batch",
    "The axes are counted from the front, 1 and 0, and in a batch these are not the axes of A and B: the table is on"
    " the last two, -2 and -1.",
    ("xp.sum(joint, axis=-1), xp.sum(joint, axis=-2)", "xp.sum(joint, axis=1), xp.sum(joint, axis=0)"),
)

edit(
    "keeps_the_axis",
    "The axis that is summed should be removed from the shape; here it is kept with size 1.",
    (
        "xp.sum(joint, axis=-1), xp.sum(joint, axis=-2)",
        "xp.sum(joint, axis=-1, keepdims=True), xp.sum(joint, axis=-2, keepdims=True)",
    ),
)

edit(
    "gives_one_marginal",
    "Only P(A) is returned. A table of two variables has two marginals: return both, P(A) first.",
    ("xp.sum(joint, axis=-1), xp.sum(joint, axis=-2)", "(xp.sum(joint, axis=-1), xp.sum(joint, axis=-2))[0]"),
)

generics(
    "marginals",
    loses_the_dtype="The dtype is lost on the way. Work in the dtype of the table: float32 in, float32 out.",
)


# ---------------------------------------------------------------------------- conditional

edit(
    "ignores_the_axis",
    "It always gives the distribution along the last axis; the parameter axis says which one.",
    ("axis=axis", "axis=-1"),
)

edit(
    "knows_two_axes",
    "It knows only -1 and -2, or only 0 and 1. An axis counts from either end, and in a batch the last two have other"
    " numbers from the front.",
    ("axis=axis", "axis=-1 if axis in (-1, 1) else -2"),
)

edit(
    "conditions_on_the_axis",
    "The condition and the variable that is asked for are swapped: axis is the axis along which the result adds up"
    " to 1. Sum along axis, and divide by that.",
    ("axis=axis", "axis=-3 - (axis if axis < 0 else axis - joint.ndim)"),
)

edit(
    "divides_by_zero",
    "A condition that never happens gives 0 / 0 = NaN in its entire row or column. It should be 0 there: divide by 1"
    " where the total is 0.",
    ("xp.where(total > 0, total, 1)", "total"),
)

edit(
    "adds_to_the_total",
    "A small number is added to the total, so that it is never 0. Then no row adds up to 1, and a rare condition"
    " is furthest off: replace the divisor where the total is 0, and leave the others alone.",
    ("xp.where(total > 0, total, 1)", "(total + eps)"),
    eps=TINY[1:],
)

edit(
    "takes_small_totals_for_zero",
    "A small total is treated as 0, or raised to a lower bound. A rare condition has a distribution like any other:"
    " replace the divisor only where the total is exactly 0.",
    ("total > 0", "total > 1e-12"),
)

edit(
    "spreads_out_evenly",
    "A condition that never happens gets equal probabilities. Nothing is known about what would follow it: it should"
    " be 0.",
    (
        "joint / xp.where(total > 0, total, 1)",
        "xp.where(total > 0, joint / xp.where(total > 0, total, 1), 1 / joint.shape[axis])",
    ),
)

edit(
    "divides_by_the_whole",
    "The table is divided by its total, which is 1 already. A conditional divides by the probability of the"
    " condition: the sum along axis.",
    ("xp.where(total > 0, total, 1)", "xp.sum(joint, axis=(-2, -1), keepdims=True)"),
)

edit(
    "lines_up_the_wrong_axes",
    "The sums have lost the axis that was summed away, so they line up with the wrong axis, or with none."
    " keepdims=True keeps it.",
    ("xp.sum(joint, axis=axis, keepdims=True)", "xp.sum(joint, axis=axis)"),
)

edit(
    "multiplies_by_the_condition",
    "The joint table is multiplied by the probability of the condition. Divide by it.",
    ("joint / xp.where(total > 0, total, 1)", "joint * total"),
)

edit(
    "writes_into_the_table",
    "The table is changed: joint /= total writes into the caller's array. Divide into a new one.",
    (
        "return joint / xp.where(total > 0, total, 1)",
        "found = joint / xp.where(total > 0, total, 1)\njoint[...] = found\nreturn found",
    ),
)


# ---------------------------------------------------------------------------- is_independent

edit(
    "adds_the_tolerances_of_allclose",
    "allclose adds a tolerance of its own, 1e-5 of the product or 1e-8, to the one that was given. Compare with tol"
    " yourself, or set both tolerances.",
    (
        "return xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))",
        "return xp.all(xp.abs(gaps) <= tol + 1e-5 * (a[..., :, None] * b[..., None, :]), axis=(-2, -1))",
    ),
)

edit(
    "looks_upwards_only",
    "Only cells above the product count. A cell may lie below it, too: take the absolute difference.",
    ("xp.abs(gaps)", "gaps"),
)

edit(
    "is_content_with_one_cell",
    "A single cell within the tolerance is enough here. Every cell must keep within it: all, not any.",
    ("xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))", "xp.any(xp.abs(gaps) <= tol, axis=(-2, -1))"),
)

edit(
    "averages_the_gaps",
    "The differences are averaged, so one large one is lost among many. Every cell must keep within the tolerance.",
    ("xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))", "xp.mean(xp.abs(gaps), axis=(-2, -1)) <= tol"),
)


@mistake("is_independent", "A difference of exactly tol is refused. It is within the tolerance: <= tol, not < tol.")
def refuses_the_tolerance_itself(joint, tol):
    xp = array_namespace(joint)
    return xp.all(xp.abs(joint - _product(joint)) < tol, axis=(-2, -1))


edit(
    "adds_up_the_gaps",
    "The differences are added up. The tolerance is for each cell by itself.",
    ("xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))", "xp.sum(xp.abs(gaps), axis=(-2, -1)) <= tol"),
)

edit(
    "adds_up_the_gaps_with_their_signs",
    "The differences are added up with their signs, and they always cancel. Take the absolute difference of each"
    " cell, and compare each with tol.",
    ("xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))", "xp.abs(xp.sum(gaps, axis=(-2, -1))) <= tol"),
)

edit(
    "takes_a_relative_tolerance",
    "The tolerance is taken relative to the product. It is an absolute difference: a rare event may be anything"
    " within it.",
    (
        "return xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))",
        "return xp.all(xp.abs(gaps) <= tol * (a[..., :, None] * b[..., None, :]), axis=(-2, -1))",
    ),
)

edit(
    "ignores_the_tolerance",
    "tol has no effect: it compares with a tolerance of its own. Compare with the one given.",
    ("xp.abs(gaps) <= tol", "xp.abs(gaps) <= 1e-8"),
)

edit(
    "compares_exactly",
    "It compares with exact equality, and rounding alone breaks that. Independent means within tol.",
    ("xp.abs(gaps) <= tol", "xp.abs(gaps) <= 0.0"),
)

edit(
    "compares_conditionals",
    "It compares conditional probabilities with marginal ones. tol bounds the difference between the joint"
    " probability and the product, which is much smaller if the condition is rare.",
    ("joint - a[..., :, None] * b[..., None, :]", "conditional(joint, -1) - marginals(joint)[1][..., None, :]"),
)

edit(
    "compares_the_information",
    "The mutual information is compared with tol. It is 0 for independent variables, but it is not a difference of"
    " probabilities: near independence it is about the square of one.",
    (
        "gaps = joint - a[..., :, None] * b[..., None, :]",
        "gaps = xp.log(xp.where(joint > 0, joint, 1)) - xp.log(xp.where(a > 0, a, 1))[..., :, None] - "
        "xp.log(xp.where(b > 0, b, 1))[..., None, :]",
    ),
    ("xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))", "xp.abs(xp.sum(joint * gaps, axis=(-2, -1))) <= tol"),
)

edit(
    "answers_for_the_batch",
    "One answer is given for the entire batch. Each table has its own: reduce only the last two axes.",
    ("xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))", "xp.all(xp.abs(gaps) <= tol)"),
)

edit(
    "answers_whether_it_is_dependent",
    "The answer is the wrong way round: True means that the variables are independent.",
    ("xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))", "~xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))"),
)


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


edit(
    "adds",
    "A small number is added inside the logarithm, so that it never sees 0. It changes every other cell, too, and"
    " small ones most: replace the argument only where the cell is 0.",
    ("joint * surprise", "joint * xp.log((joint + eps) / (a[..., :, None] * b[..., None, :] + eps))"),
    eps=TINY,
)

edit(
    "adds_in_each_logarithm",
    "A small number is added inside each logarithm, so that none of them sees 0. It changes every other cell, too,"
    " and small ones most: replace the argument only where it is 0.",
    (
        "a, b = marginals(joint)\nsurprise = _log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]",
        "a, b = (xp.log(p + eps) for p in marginals(joint))\n"
        "surprise = xp.log(joint + eps) - a[..., :, None] - b[..., None, :]",
    ),
    eps=TINY,
)

edit(
    "adds_to_the_quotient",
    "A small number is added to the quotient inside the logarithm, or to what it is divided by. It changes the other"
    " cells, too, and small ones most: replace the argument only where the cell is 0.",
    ("joint * surprise", "joint * xp.log(joint / (a[..., :, None] * b[..., None, :] + eps) + eps)"),
    eps=TINY,
)

edit(
    "underflows_in_the_product",
    "The product of two tiny marginals underflows to 0, and the logarithm of a quotient by 0 is inf. Subtract the two"
    " logarithms one by one: log p - log p_a - log p_b.",
    (
        "joint * surprise",
        "xp.where(joint > 0, joint * xp.log(xp.where(joint > 0, joint, 1) / xp.where(joint > 0, a[..., "
        ":, None] * b[..., None, :], 1)), 0)",
    ),
)

edit(
    "leaves_out_small_cells",
    "Cells below some bound are left out. They count, however small: leave out only a probability of exactly 0.",
    (
        "a, b = marginals(joint)\nsurprise = _log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]",
        "a, b = (xp.log(xp.where(p > 0, p, 1)) for p in marginals(joint))\n"
        "surprise = _log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]",
    ),
    (
        "joint * surprise",
        "xp.where(joint > 1e-9, joint * (xp.log(xp.where(joint > 0, joint, 1)) - a[..., :, None] - "
        "b[..., None, :]), 0)",
    ),
)


@mistake("mutual_information", "This is in bits: the logarithm is to base 2. Nats take the natural logarithm.")
def counts_in_bits(joint):
    return mutual_information(joint) / math.log(2)


edit(
    "turns_the_sign",
    "The sign is wrong: in the quotient the joint probability is above, the product of the marginals below.",
    ("xp.sum(joint * surprise, axis=(-2, -1))", "-xp.sum(joint * surprise, axis=(-2, -1))"),
)

edit(
    "weighs_by_the_product",
    "The logarithms are weighed by the product of the marginals. Weigh them by the joint table, by what happens.",
    ("joint * surprise", "a[..., :, None] * b[..., None, :] * surprise"),
)

edit(
    "forgets_the_weights",
    "The logarithms have no weights. Weigh each by its joint probability.",
    (
        "a, b = marginals(joint)\nsurprise = _log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]",
        "a, b = (xp.log(xp.where(p > 0, p, 1)) for p in marginals(joint))\n"
        "surprise = _log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]",
    ),
    ("joint * surprise", "xp.log(xp.where(joint > 0, joint, 1)) - a[..., :, None] - b[..., None, :]"),
)

edit(
    "gives_the_joint_entropy",
    "This is the entropy of the joint table. What A and B tell about each other is H(A) + H(B) minus that.",
    (
        "xp.sum(joint * surprise, axis=(-2, -1))",
        "-xp.sum(joint * xp.log(xp.where(joint > 0, joint, 1)), axis=(-2, -1))",
    ),
)

edit(
    "takes_off_one_marginal",
    "This divides by only one marginal, which gives minus a conditional entropy. Divide by both.",
    (
        "_log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]",
        "xp.log(xp.where(joint > 0, joint, 1)) - _log(a)[..., :, None]",
    ),
)

edit(
    "adds_up_squares",
    "These are squared distances from the product: 0 for independent variables too, but not the mutual information,"
    " which weighs logarithms.",
    ("joint * surprise", "(joint - a[..., :, None] * b[..., None, :]) ** 2"),
)

edit(
    "sums_all_tables",
    "The entire batch is summed. Each table has its own: sum only over the last two axes.",
    (
        "a, b = marginals(joint)\nsurprise = _log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]",
        "a, b = (xp.log(xp.where(p > 0, p, 1)) for p in marginals(joint))\n"
        "surprise = _log(joint) - _log(a)[..., :, None] - _log(b)[..., None, :]",
    ),
    (
        "xp.sum(joint * surprise, axis=(-2, -1))",
        "xp.sum(joint * (xp.log(xp.where(joint > 0, joint, 1)) - a[..., :, None] - b[..., None, :]))",
    ),
)

edit(
    "sums_one_axis",
    "Only one axis is summed away. Sum over both: one number for each table.",
    ("xp.sum(joint * surprise, axis=(-2, -1))", "xp.sum(joint * surprise, axis=-1)"),
)

generics(
    "mutual_information",
    loses_the_dtype="The dtype is lost on the way. Work in the dtype of the table: float32 in, float32 out.",
    passes_through_float32="A float64 table is computed in float32 on the way, which keeps only about 7 digits."
    " Stay in the dtype that came in.",
)


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

edit(
    "conditions_on_the_axis_and_divides_by_zero",
    "The condition and the variable that is asked for are swapped: axis is the axis along which the result adds up"
    " to 1. Then divide by 1 where the total is 0.",
    (
        "xp.where(total > 0, total, 1)",
        "xp.sum(joint, axis=-3 - (axis if axis < 0 else axis - joint.ndim), keepdims=True)",
    ),
)

edit(
    "lines_up_the_wrong_axes_and_divides_by_zero",
    "The sums have lost the axis that was summed: keepdims=True keeps it. Then divide by 1 where the total is 0.",
    ("xp.where(total > 0, total, 1)", "xp.sum(joint, axis=axis)"),
)


@mistake(
    "mutual_information",
    "This is in bits: nats take the natural logarithm. A cell of 0 comes next: 0 * log 0 is NaN, so put 1 inside the"
    " logarithm there.",
)
def takes_the_log_of_zero_in_bits(joint):
    return takes_the_log_of_zero(joint) / math.log(2)


edit(
    "compares_one_cell_exactly",
    "Exact equality breaks by rounding alone, and a single cell is not enough: compare the absolute difference of"
    " every cell with tol.",
    ("xp.all(xp.abs(gaps) <= tol, axis=(-2, -1))", "xp.any(joint == a[..., :, None] * b[..., None, :], axis=(-2, -1))"),
)
