"""What beginners hand in for pairwise distances, and what to tell them."""

from array_api_compat import array_namespace
from pairwise_distances import pairwise_distances

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="lines_lengths_up_with_the_wrong_axis puts_both_lengths_in_columns adds_both_columns_to_the_products",
    sum_for_mean="averages_over_the_features",
    root_or_square="forgets_the_root adds_lengths_that_are_not_squared",
    wrong_factor="subtracts_the_product_once",
    missing_term="leaves_out_the_product",
    sign="adds_the_product",
    transposed="transposes_the_result",
    swapped_arguments="leaves_out_b",
    writes_into_input="centres_its_input_in_place",
    cancellation="takes_the_root_of_a_negative_number",
    epsilon="adds_eps_under_the_root adds_1e_8_under_the_root adds_1e_6_under_the_root",
    empty_input="stacks_row_after_row",
    wrong_exception="refuses_rows_with_a_type_error",
    silent_error="stops_at_the_shorter_row",
    gradient_cut="detaches_the_products",
    broadcast_by_accident="pairs_row_with_row stretches_a_single_feature",
    hidden_cost="makes_a_cube loops_over_rows",
    wrong_formula="adds_up_absolute_differences takes_the_largest_difference",
    what_counts_as_zero="rounds_small_distances_to_zero",
)


def _squares(a, b):
    """A namespace, squared lengths of both, and dot products."""
    if a.shape[1] != b.shape[1]:
        raise ValueError("rows of different length")
    xp = array_namespace(a)
    return xp, xp.sum(a * a, axis=1)[:, None], xp.sum(b * b, axis=1)[None, :], a @ b.T


edit(
    "takes_the_root_of_a_negative_number",
    "A number below 0 seems to be under the root: where two points are equal, or nearly so, rounding produces one,"
    " and its root is NaN. Raise it to 0 before the root.",
    ("xp.clip(squares, min=0)", "squares"),
)

edit(
    "makes_a_cube",
    "a[:, None, :] - b[None, :, :] has an entry for each pair and each feature: more than a terabyte for 10,000"
    " texts on each side, with 1,536 numbers each. Write |a - b|² = |a|² + |b|² - 2 a · b, which needs nothing"
    " larger than the result.",
    ("xp.clip(squares, min=0)", "xp.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=2)"),
)

edit(
    "forgets_the_root",
    "These are squared distances. Take the root.",
    ("xp.sqrt(xp.clip(squares, min=0))", "xp.clip(squares, min=0)"),
)

edit(
    "adds_up_absolute_differences",
    "These are sums of absolute differences, the L1 distance. The Euclidean distance is the root of the sum of"
    " squares.",
    ("xp.sqrt(xp.clip(squares, min=0))", "xp.sum(xp.abs(a[:, None, :] - b[None, :, :]), axis=2)"),
)

edit(
    "takes_the_largest_difference",
    "This is the largest difference of a feature. Square the differences of all features, add them, and take the root.",
    (
        "return xp.sqrt(xp.clip(squares, min=0))",
        "if a.shape[1]:\n    return xp.max(xp.abs(a[:, None, :] - b[None, :, :]), axis=2)\n"
        "return xp.sqrt(xp.clip(squares, min=0))",
    ),
)

edit(
    "averages_over_the_features",
    "The squares are averaged over the features. Add them up.",
    ("xp.sqrt(xp.clip(squares, min=0))", "xp.sqrt(xp.clip(squares, min=0)) / max(a.shape[1], 1) ** 0.5"),
)

edit(
    "transposes_the_result",
    "Rows and columns are swapped: entry (i, j) belongs to row i of a and row j of b.",
    ("xp = array_namespace(a)", "a, b = b, a\nxp = array_namespace(a)"),
)

edit(
    "pairs_row_with_row",
    "Row i meets only row i. Each row of a meets each row of b: axes of size 1 make the shape (n, m).",
    (
        "return xp.sqrt(xp.clip(squares, min=0))",
        "rows = min(a.shape[0], b.shape[0])\nreturn xp.sqrt(xp.sum((a[:rows] - b[:rows]) ** 2, axis=1))",
    ),
)

edit(
    "leaves_out_b",
    "The rows of a are compared with each other. Compare them with the rows of b.",
    ("b * b", "a * a"),
    ("a @ b.T", "a @ a.T"),
)

edit(
    "subtracts_the_product_once",
    "The dot product is subtracted once. In (a - b)² = a² - 2 a b + b² it counts twice.",
    ("2 * (a @ b.T)", "a @ b.T"),
)

edit(
    "adds_the_product",
    "The dot product is added. In (a - b)² = a² - 2 a b + b² it is subtracted.",
    (
        "lengths_a[:, None] + lengths_b[None, :] - 2 * (a @ b.T)",
        "lengths_a[:, None] + lengths_b[None, :] + 2 * (a @ b.T)",
    ),
)

edit(
    "leaves_out_the_product",
    "The dot products are missing: |a - b|² is |a|² + |b|² only where the two are at right angles.",
    ("xp.clip(squares, min=0)", "lengths_a[:, None] + lengths_b[None, :] + 0 * (a @ b.T)"),
)

edit(
    "lines_lengths_up_with_the_wrong_axis",
    "The squared lengths meet the wrong axis. Those of a belong to the rows, shape (n, 1); those of b to the columns,"
    " shape (1, m).",
    ("lengths_a[:, None] + lengths_b[None, :]", "lengths_a[:, None].T + lengths_b[None, :].T"),
)


_BOTH_IN_COLUMNS = (
    "The squared lengths of b are in a column, like those of a. They belong to the columns of the result, so they"
    " need the shape (1, m): bb[None, :]."
)

edit("puts_both_lengths_in_columns", _BOTH_IN_COLUMNS, ("lengths_b[None, :]", "lengths_b[None, :].T"))

edit(
    "adds_both_columns_to_the_products",
    _BOTH_IN_COLUMNS,
    (
        "lengths_a[:, None] + lengths_b[None, :] - 2 * (a @ b.T)",
        "-2 * (a @ b.T) + lengths_a[:, None] + lengths_b[None, :].T",
    ),
)

edit(
    "adds_lengths_that_are_not_squared",
    "The lengths are not squared. In |a|² + |b|² - 2 a · b, each term is a product of two features.",
    ("lengths_a[:, None] + lengths_b[None, :]", "xp.sqrt(lengths_a[:, None]) + xp.sqrt(lengths_b[None, :])"),
)

edit(
    "adds_eps_under_the_root",
    "A small number is added under the root, or put there instead of 0, so equal points have a distance above 0."
    " Nothing below 0 is left after a clip at 0, and the root of 0 is 0.",
    ("xp.clip(squares, min=0)", "xp.clip(squares, min=0) + 1e-12"),
)

edit(
    "rounds_small_distances_to_zero",
    "Small distances are rounded to 0. What is small depends on the unit: points that are 1e-9 apart have a distance.",
    (
        "return xp.sqrt(xp.clip(squares, min=0))",
        "distances = xp.sqrt(xp.clip(squares, min=0))\nreturn xp.where(distances < 1e-6, distances * 0, distances)",
    ),
)


@mistake(
    "pairwise_distances",
    "Rows of one feature meet rows of many, because broadcasting stretches a 1. Compare a.shape[1] with b.shape[1],"
    " and raise a ValueError where they differ.",
)
def stretches_a_single_feature(a, b):
    if 1 not in (a.shape[1], b.shape[1]):
        return pairwise_distances(a, b)
    xp = array_namespace(a)
    return xp.sqrt(xp.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=2))


edit(
    "stops_at_the_shorter_row",
    "Rows of different lengths are compared as far as the shorter one goes. Raise a ValueError where the numbers of"
    " features differ.",
    (
        "if a.shape[1] != b.shape[1]:",
        "features = min(a.shape[1], b.shape[1])\na, b = a[:, :features], b[:, :features]\nif a.shape[1] != b.shape[1]:",
    ),
)


@mistake(
    "pairwise_distances",
    "Python goes through the rows one by one, which is slow. Compute all squared lengths at once, and all dot products"
    " as one matrix product.",
)
def loops_over_rows(a, b):
    xp, *_ = _squares(a, b)
    if a.shape[0] == 0 or b.shape[0] == 0:
        return a @ b.T
    if a.shape[0] < b.shape[0]:
        return loops_over_rows(b, a).T
    rows = []
    for i in range(a.shape[0]):
        rows.append(xp.sqrt(xp.sum((a[i, :] - b) ** 2, axis=1)))
    return xp.stack(rows)


@mistake(
    "pairwise_distances",
    "Rows are stacked one by one, and with no rows there is nothing to stack. n and m may be 0: compute all pairs at"
    " once.",
)
def stacks_row_after_row(a, b):
    xp = array_namespace(a)
    return xp.stack([xp.sqrt(xp.sum((a[i] - b) ** 2, axis=1)) for i in range(a.shape[0])])


generics(
    "pairwise_distances",
    loses_the_dtype="The dtype is lost: float32 in, float32 out. Work in the dtype of the inputs.",
    passes_through_float32="The points pass through float32, which keeps about 7 digits. Stay in the dtype of the"
    " inputs.",
    asserts="Rows of different lengths are refused, but with the wrong exception: assert raises an AssertionError,"
    " and python -O skips it. Raise a ValueError.",
)

edit(
    "centres_its_input_in_place",
    "The input is changed: a -= ... writes into the caller's array. Compute into a new one.",
    (
        "xp = array_namespace(a)",
        "if a.shape[1] == b.shape[1] and a.shape[0]:\n"
        "    middle = array_namespace(a).mean(a, axis=0)\n"
        "    a -= middle\n"
        "    b -= middle\n"
        "xp = array_namespace(a)",
    ),
)

edit(
    "detaches_the_products",
    "Autograd treats a part of the sum as a constant: .detach(), .item() and .numpy() cut it off. Stay with the"
    " tensors that you were given.",
    (
        "xp = array_namespace(a)",
        "products = a @ b.T\n"
        "products = products.detach() if hasattr(products, 'detach') else products\n"
        "xp = array_namespace(a)",
    ),
    ("a @ b.T", "products"),
)


# -------------------------------------------- other guards, float32, and the wrong error


_GUARDED = (
    "A small number is added under the root, or put there in place of 0, so that equal points have a distance above"
    " 0. Nothing below 0 is left after a clip at 0, and the root of 0 is 0."
)

edit("adds_1e_8_under_the_root", _GUARDED, ("xp.clip(squares, min=0)", "xp.clip(squares, min=0) + 1e-8"))

edit("adds_1e_6_under_the_root", _GUARDED, ("xp.clip(squares, min=0)", "xp.clip(squares, min=0) + 1e-6"))

edit(
    "refuses_rows_with_a_type_error",
    "Rows of different lengths are refused, but with the wrong exception. The types are right and the shapes are not:"
    " raise a ValueError.",
    (
        "if a.shape[1] != b.shape[1]:",
        "if a.shape[1] != b.shape[1]:\n    raise TypeError('rows of different length')\nif a.shape[1] != b.shape[1]:",
    ),
)
