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
    "A distance came out as NaN: where two points are the same, or nearly, rounding leaves a number below 0 under the"
    " root. A square is at least 0: raise it to 0 before the root.",
)
def takes_the_root_of_a_negative_number(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(lengths_a + lengths_b - 2 * products)


@mistake(
    "pairwise_distances",
    "a[:, None, :] - b[None, :, :] has an entry for each pair and each feature: with 10,000 texts a side and 1,536"
    " numbers in each that is more than a terabyte of float64. Write |a - b|² = |a|² + |b|² - 2 a · b: nothing in it"
    " is larger than the result.",
)
def makes_a_cube(a, b):
    xp, *_ = _squares(a, b)
    return xp.sqrt(xp.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=2))


@mistake("pairwise_distances", "Those are the squares of the distances: the root is missing.")
def forgets_the_root(a, b):
    return pairwise_distances(a, b) ** 2


@mistake(
    "pairwise_distances",
    "Absolute differences are added up, which is the L1 distance. The Euclidean one is the root of the sum of squares.",
)
def adds_up_absolute_differences(a, b):
    xp, *_ = _squares(a, b)
    return xp.sum(xp.abs(a[:, None, :] - b[None, :, :]), axis=2)


@mistake("pairwise_distances", "That is the largest difference of a feature. Square all of them, add, take the root.")
def takes_the_largest_difference(a, b):
    xp, *_ = _squares(a, b)
    if a.shape[1] == 0:
        return pairwise_distances(a, b)
    return xp.max(xp.abs(a[:, None, :] - b[None, :, :]), axis=2)


@mistake(
    "pairwise_distances",
    "The squares are averaged over the features, not added up: longer rows come out too near.",
)
def averages_over_the_features(a, b):
    return pairwise_distances(a, b) / max(a.shape[1], 1) ** 0.5


@mistake(
    "pairwise_distances",
    "Rows and columns have changed places: entry (i, j) belongs to row i of a and row j of b.",
)
def transposes_the_result(a, b):
    return pairwise_distances(b, a)


@mistake(
    "pairwise_distances",
    "Row i meets row i alone. Each row of a meets each row of b: give the two a common shape (n, m) by axes of size 1.",
)
def pairs_row_with_row(a, b):
    xp, *_ = _squares(a, b)
    rows = min(a.shape[0], b.shape[0])
    return xp.sqrt(xp.sum((a[:rows] - b[:rows]) ** 2, axis=1))


@mistake("pairwise_distances", "The rows of a are compared with one another, and b is not used.")
def leaves_out_b(a, b):
    _squares(a, b)
    return pairwise_distances(a, a)


@mistake("pairwise_distances", "The dot product is subtracted once. It occurs twice in (a - b)² = a² - 2 a b + b².")
def subtracts_the_product_once(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a + lengths_b - products, min=0))


@mistake("pairwise_distances", "The dot product is added. In (a - b)² = a² - 2 a b + b² it is subtracted.")
def adds_the_product(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a + lengths_b + 2 * products, min=0))


@mistake(
    "pairwise_distances",
    "The dot products are missing: |a - b|² is not |a|² + |b|² unless the two are at right angles.",
)
def leaves_out_the_product(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(lengths_a + lengths_b + 0 * products)


@mistake(
    "pairwise_distances",
    "The squared lengths are lined up with the wrong axis, which shows where n and m differ: those of a belong to the"
    " rows, with shape (n, 1), those of b to the columns, with shape (1, m).",
)
def lines_lengths_up_with_the_wrong_axis(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(lengths_a.T + lengths_b.T - 2 * products, min=0))


@mistake(
    "pairwise_distances",
    "Lengths are added that are not squared: in |a|² + |b|² - 2 a · b all three are products of two features.",
)
def adds_lengths_that_are_not_squared(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    return xp.sqrt(xp.clip(xp.sqrt(lengths_a) + xp.sqrt(lengths_b) - 2 * products, min=0))


@mistake(
    "pairwise_distances",
    "A small number is added under the root, or is the least that a square may be. Points that are the same then lie"
    " apart, and near ones too far: the least is 0, and its root is 0.",
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
    "Rows of one feature meet rows of many: broadcasting stretches them without a word. Compare a.shape[1] with"
    " b.shape[1], and raise a ValueError where they differ.",
)
def stretches_a_single_feature(a, b):
    if 1 not in (a.shape[1], b.shape[1]):
        return pairwise_distances(a, b)
    xp = array_namespace(a)
    return xp.sqrt(xp.sum((a[:, None, :] - b[None, :, :]) ** 2, axis=2))


@mistake(
    "pairwise_distances",
    "Rows of different lengths are taken as far as the shorter ones go. Compare the numbers of features first, and"
    " raise a ValueError where they differ.",
)
def stops_at_the_shorter_row(a, b):
    features = min(a.shape[1], b.shape[1])
    return pairwise_distances(a[:, :features], b[:, :features])


@mistake(
    "pairwise_distances",
    "Python goes through the rows, one distance or one row of distances at a time, and every turn is slow. Let the"
    " library loop: all squared lengths at once, and all dot products as one product of matrices.",
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
    "Row after row is stacked, and where there are no rows there is nothing to stack. n and m may be 0; and a Python"
    " loop over rows is slow. Compute all pairs at once.",
)
def stacks_row_after_row(a, b):
    xp, *_ = _squares(a, b)
    return xp.stack([xp.sqrt(xp.sum((a[i] - b) ** 2, axis=1)) for i in range(a.shape[0])])


@mistake(
    "pairwise_distances",
    "float32 goes in and float64 comes out, or the other way round: keep the dtype of the input.",
)
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
    "No gradient flows back to the points: the squares were detached, or went through Python numbers. Stay with the"
    " arrays that you were given.",
)
def detaches_the_products(a, b):
    xp, lengths_a, lengths_b, products = _squares(a, b)
    products = products.detach() if hasattr(products, "detach") else products
    return xp.sqrt(xp.clip(lengths_a + lengths_b - 2 * products, min=0))
