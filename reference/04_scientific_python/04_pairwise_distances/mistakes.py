"""What beginners hand in for pairwise distances, and what to tell them."""

from array_api_compat import array_namespace
from pairwise_distances import pairwise_distances

from dojo import mistake


def _squares(a, b):
    """A namespace, squared lengths of both, and dot products."""
    if a.shape[1] != b.shape[1]:
        raise ValueError("rows of different length")
    xp = array_namespace(a)
    return xp, xp.sum(a * a, axis=1)[:, None], xp.sum(b * b, axis=1)[None, :], a @ b.T


@mistake(
    "pairwise_distances",
    "It looks as if a number below 0 came under the root: where two points are equal, or nearly so, rounding leaves"
    " one, and its root is NaN. Raise it to 0 before the root.",
)
def takes_the_root_of_a_negative_number(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(lengths_a + lengths_b - 2 * products)


@mistake(
    "pairwise_distances",
    "a[:, None, :] - b[None, :, :] has an entry for each pair and each feature: more than a terabyte for 10,000 texts"
    " a side, of 1,536 numbers each. Write |a - b|² = |a|² + |b|² - 2 a · b, which needs nothing larger than the"
    " result.",
)
def makes_a_cube(a, b):
    xp, *_ = _squares(a, b)
    return xp.sqrt(xp.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=2))


@mistake("pairwise_distances", "These are squared distances. Take the root.")
def forgets_the_root(a, b):
    return pairwise_distances(a, b) ** 2


@mistake(
    "pairwise_distances",
    "These are sums of absolute differences, the L1 distance. The Euclidean distance is the root of the sum of"
    " squares.",
)
def adds_up_absolute_differences(a, b):
    xp, *_ = _squares(a, b)
    return xp.sum(xp.abs(a[:, None, :] - b[None, :, :]), axis=2)


@mistake(
    "pairwise_distances",
    "This is the largest difference of a feature. Square the differences of all features, add them, and take the root.",
)
def takes_the_largest_difference(a, b):
    xp, *_ = _squares(a, b)
    if a.shape[1] == 0:
        return pairwise_distances(a, b)
    return xp.max(xp.abs(a[:, None, :] - b[None, :, :]), axis=2)


@mistake("pairwise_distances", "The squares are averaged over the features. Add them up.")
def averages_over_the_features(a, b):
    return pairwise_distances(a, b) / max(a.shape[1], 1) ** 0.5


@mistake("pairwise_distances", "Rows and columns are swapped: entry (i, j) belongs to row i of a and row j of b.")
def transposes_the_result(a, b):
    return pairwise_distances(b, a)


@mistake(
    "pairwise_distances",
    "Row i meets row i only. Each row of a meets each row of b: axes of size 1 make the shape (n, m).",
)
def pairs_row_with_row(a, b):
    xp, *_ = _squares(a, b)
    rows = min(a.shape[0], b.shape[0])
    return xp.sqrt(xp.sum((a[:rows] - b[:rows]) ** 2, axis=1))


@mistake("pairwise_distances", "The rows of a are compared with each other. Compare them with the rows of b.")
def leaves_out_b(a, b):
    _squares(a, b)
    return pairwise_distances(a, a)


@mistake("pairwise_distances", "The dot product is subtracted once. In (a - b)² = a² - 2 a b + b² it counts twice.")
def subtracts_the_product_once(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a + lengths_b - products, min=0))


@mistake("pairwise_distances", "The dot product is added. In (a - b)² = a² - 2 a b + b² it is subtracted.")
def adds_the_product(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a + lengths_b + 2 * products, min=0))


@mistake(
    "pairwise_distances",
    "The dot products are missing: |a - b|² is |a|² + |b|² only where the two are at right angles.",
)
def leaves_out_the_product(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(lengths_a + lengths_b + 0 * products)


@mistake(
    "pairwise_distances",
    "The squared lengths meet the wrong axis. Those of a belong to the rows, shape (n, 1); those of b to the columns,"
    " shape (1, m).",
)
def lines_lengths_up_with_the_wrong_axis(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a.T + lengths_b.T - 2 * products, min=0))


_BOTH_IN_COLUMNS = (
    "The squared lengths of b stand in a column, like those of a. They belong to the columns of the result, so they"
    " need the shape (1, m): bb[None, :]."
)


@mistake("pairwise_distances", _BOTH_IN_COLUMNS)
def puts_both_lengths_in_columns(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a + lengths_b.T - 2 * products, min=0))


@mistake("pairwise_distances", _BOTH_IN_COLUMNS)
def adds_both_columns_to_the_products(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(-2 * products + lengths_a + lengths_b.T, min=0))


@mistake(
    "pairwise_distances",
    "The lengths are not squared. In |a|² + |b|² - 2 a · b, each term is a product of two features.",
)
def adds_lengths_that_are_not_squared(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(xp.sqrt(lengths_a) + xp.sqrt(lengths_b) - 2 * products, min=0))


@mistake(
    "pairwise_distances",
    "A small number is added under the root, or put there in place of 0, so that equal points lie apart. Nothing below"
    " 0 is left after a clip at 0, and the root of 0 is 0.",
)
def adds_eps_under_the_root(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a + lengths_b - 2 * products, min=0) + 1e-12)


@mistake(
    "pairwise_distances",
    "Small distances are rounded to 0. What is small depends on the unit: points that are 1e-9 apart have a distance.",
)
def rounds_small_distances_to_zero(a, b):
    distances = pairwise_distances(a, b)
    return array_namespace(a).where(distances < 1e-6, distances * 0, distances)


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


@mistake(
    "pairwise_distances",
    "Rows of different lengths are compared as far as the shorter one goes. Raise a ValueError where the numbers of"
    " features differ.",
)
def stops_at_the_shorter_row(a, b):
    features = min(a.shape[1], b.shape[1])
    return pairwise_distances(a[:, :features], b[:, :features])


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
    xp, *_ = _squares(a, b)
    return xp.stack([xp.sqrt(xp.sum((a[i] - b) ** 2, axis=1)) for i in range(a.shape[0])])


@mistake("pairwise_distances", "The dtype is lost: float32 in, float32 out. Work in the dtype of the inputs.")
def measures_in_float64(a, b):
    xp = array_namespace(a)
    return pairwise_distances(xp.astype(a, xp.float64), xp.astype(b, xp.float64))


@mistake("pairwise_distances", "The input is changed: a -= ... writes into the caller's array. Compute into a new one.")
def centres_its_input_in_place(a, b):
    if a.shape[1] == b.shape[1] and a.shape[0]:
        middle = array_namespace(a).mean(a, axis=0)
        a -= middle
        b -= middle
    return pairwise_distances(a, b)


@mistake(
    "pairwise_distances",
    "Autograd takes a part of the sum for a constant: .detach(), .item() and .numpy() cut it off. Stay with the"
    " tensors that you were given.",
)
def detaches_the_products(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    products = products.detach() if hasattr(products, "detach") else products
    return xp.sqrt(xp.clip(lengths_a + lengths_b - 2 * products, min=0))


# -------------------------------------------- other guards, float32, and the wrong error


def _guarded(a, b, eps):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a + lengths_b - 2 * products, min=0) + eps)


_GUARDED = (
    "A small number is added under the root, or put there in place of 0, so that equal points lie apart. Nothing below"
    " 0 is left after a clip at 0, and the root of 0 is 0."
)


@mistake("pairwise_distances", _GUARDED)
def adds_1e_8_under_the_root(a, b):
    return _guarded(a, b, 1e-8)


@mistake("pairwise_distances", _GUARDED)
def adds_1e_6_under_the_root(a, b):
    return _guarded(a, b, 1e-6)


@mistake(
    "pairwise_distances",
    "The points pass through float32, which keeps about 7 digits. Stay in the dtype of the inputs.",
)
def measures_in_float32(a, b):
    xp = array_namespace(a)
    return xp.astype(pairwise_distances(xp.astype(a, xp.float32), xp.astype(b, xp.float32)), a.dtype)


@mistake(
    "pairwise_distances",
    "Rows of different lengths are refused, but with the wrong exception: assert raises an AssertionError, and python"
    " -O skips it. Raise a ValueError.",
)
def asserts_that_rows_fit(a, b):
    if a.shape[1] != b.shape[1]:
        raise AssertionError
    return pairwise_distances(a, b)


@mistake(
    "pairwise_distances",
    "Rows of different lengths are refused, but with the wrong exception. The types are right and the shapes are not:"
    " raise a ValueError.",
)
def refuses_rows_with_a_type_error(a, b):
    if a.shape[1] != b.shape[1]:
        raise TypeError("rows of different length")
    return pairwise_distances(a, b)
