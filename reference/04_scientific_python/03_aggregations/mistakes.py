"""What beginners hand in for aggregations, and what to tell them."""

from aggregations import histogram, standardize, top_k
from array_api_compat import array_namespace

from dojo import mistake


def _along(x, axis):
    """A namespace, where slices are constant, deviations from the mean, and their root mean square."""
    xp = array_namespace(x)
    constant = xp.max(x, axis=axis, keepdims=True) == xp.min(x, axis=axis, keepdims=True)
    centred = x - xp.mean(x, axis=axis, keepdims=True)
    return xp, constant, centred, xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True))


def _divide(xp, constant, centred, by):
    return xp.where(constant, xp.zeros_like(centred), centred / xp.where(constant, xp.ones_like(by), by))


@mistake(
    "standardize",
    "Mean and standard deviation are always those along the first axis. The parameter axis says along which one.",
)
def standardizes_along_the_first_axis(x, axis):
    return standardize(x, 0)


@mistake(
    "standardize",
    "Mean and standard deviation are always those along the last axis. The parameter axis says along which one.",
)
def standardizes_along_the_last_axis(x, axis):
    return standardize(x, -1)


@mistake(
    "standardize",
    "Mean and standard deviation are those of the whole array, so that all slices are moved and stretched alike. Each"
    " slice along the axis has its own: pass axis to both.",
)
def standardizes_the_whole_array(x, axis):
    xp = array_namespace(x)
    return xp.reshape(standardize(xp.reshape(x, (-1,)), 0), x.shape) if 0 not in x.shape else x


@mistake(
    "standardize",
    "The sum of squares is divided by n - 1. Here the n entries are all there is, and the result should have standard"
    " deviation 1: divide by n (correction=0; it is the default of torch.std that is 1).",
)
def divides_by_n_minus_1(x, axis):
    xp, constant, centred, std = _along(x, axis)
    n = x.shape[axis]
    return _divide(xp, constant, centred, std * (n / max(n - 1, 1)) ** 0.5)


@mistake("standardize", "It divides by the variance. The standard deviation is its square root.")
def divides_by_the_variance(x, axis):
    xp, constant, centred, std = _along(x, axis)
    return _divide(xp, constant, centred, std**2)


@mistake("standardize", "It divides by the standard deviation, and the mean is still there: subtract it first.")
def leaves_the_mean(x, axis):
    xp, constant, _, std = _along(x, axis)
    return _divide(xp, constant, x, std)


@mistake("standardize", "The mean is subtracted, and that is all: divide by the standard deviation as well.")
def leaves_the_spread(x, axis):
    return _along(x, axis)[2]


@mistake(
    "standardize",
    "It finds constant slices by std == 0. But the mean of three times 0.1 is not 0.1, by its last digit, so that"
    " rounding errors are divided by rounding errors. Compare the entries instead: largest == smallest.",
)
def asks_whether_the_deviation_is_zero(x, axis):
    xp, _, centred, std = _along(x, axis)
    return _divide(xp, std == 0, centred, std)


@mistake(
    "standardize",
    "A slice whose entries are all equal comes out as NaN or inf: its deviations are 0, and so is what they are"
    " divided by. Find such slices and give zeros for them.",
)
def divides_by_zero(x, axis):
    _, _, centred, std = _along(x, axis)
    return centred / std


@mistake(
    "standardize",
    "A slice whose spread is small is taken for a constant one. Small compared with what? Numbers around 1e-30 may"
    " well differ by a factor of 4. Only where all entries are equal is there nothing to standardize.",
)
def takes_a_small_spread_for_none(x, axis):
    xp, constant, centred, std = _along(x, axis)
    return _divide(xp, constant | (std < 1e-6), centred, std)


@mistake(
    "standardize",
    "A small number is added to the standard deviation, so that it is never 0. It moves all the other slices: treat"
    " the constant ones apart.",
)
def adds_eps(x, axis):
    _, _, centred, std = _along(x, axis)
    return centred / (std + 1e-8)


@mistake("standardize", "A constant slice is left as it was, and it should become zeros: its entries are at the mean.")
def leaves_a_constant_slice(x, axis):
    xp, constant, _, _ = _along(x, axis)
    return xp.where(constant, x, standardize(x, axis))


@mistake(
    "standardize",
    "The mean has lost its axis, so that it lines up with another one, or with none. keepdims=True keeps the axis,"
    " with size 1, and each slice meets its own mean.",
)
def loses_the_axis(x, axis):
    xp, constant, _, std = _along(x, axis)
    return _divide(xp, constant, x - xp.mean(x, axis=axis), std)


@mistake(
    "standardize",
    "That brings the smallest entry to 0 and the largest to 1. Standardizing asks for mean 0 and standard deviation 1.",
)
def scales_to_0_and_1(x, axis):
    xp, constant, _, _ = _along(x, axis)
    low = xp.min(x, axis=axis, keepdims=True)
    return _divide(xp, constant, x - low, xp.max(x, axis=axis, keepdims=True) - low)


@mistake(
    "standardize",
    "It divides by the mean of the absolute deviations. The standard deviation is the root of their mean square.",
)
def divides_by_the_absolute_deviation(x, axis):
    xp, constant, centred, _ = _along(x, axis)
    return _divide(xp, constant, centred, xp.mean(xp.abs(centred), axis=axis, keepdims=True))


@mistake(
    "standardize",
    "The squares are summed, not averaged, so that each slice has length 1 and not standard deviation 1.",
)
def divides_by_the_length(x, axis):
    xp, constant, centred, std = _along(x, axis)
    return _divide(xp, constant, centred, std * x.shape[axis] ** 0.5)


@mistake(
    "standardize",
    "The variance is the mean of the squares minus the square of the mean. Far from zero both are huge, and their"
    " difference is lost to rounding: subtract the mean first, then square.",
)
def subtracts_the_squared_mean(x, axis):
    xp, constant, centred, _ = _along(x, axis)
    mean = xp.mean(x, axis=axis, keepdims=True)
    return _divide(xp, constant, centred, xp.sqrt(xp.mean(x * x, axis=axis, keepdims=True) - mean * mean))


@mistake(
    "standardize",
    "A NaN is left out of the mean, or replaced. Nobody sees then that something is wrong with the data: here it"
    " makes its whole slice NaN.",
)
def leaves_out_nan(x, axis):
    xp = array_namespace(x)
    known = ~xp.isnan(x)
    count = xp.clip(xp.sum(xp.astype(known, x.dtype), axis=axis, keepdims=True), min=1)
    mean = xp.sum(xp.where(known, x, xp.zeros_like(x)), axis=axis, keepdims=True) / count
    squares = xp.where(known, (x - mean) ** 2, xp.zeros_like(x))
    std = xp.sqrt(xp.sum(squares, axis=axis, keepdims=True) / count)
    return xp.where(xp.any(known, axis=axis, keepdims=True) & ~xp.all(known, axis=axis, keepdims=True),
        (x - mean) / std, standardize(x, axis))  # fmt: skip


@mistake("standardize", "float32 goes in and float64 comes out, or the other way round: keep the dtype of the input.")
def standardizes_in_float64(x, axis):
    xp = array_namespace(x)
    return standardize(xp.astype(x, xp.float64), axis)


@mistake(
    "standardize",
    "The input is changed: x -= ... writes into the caller's array. Compute into a new one: centred = x - ...",
)
def writes_into_its_input(x, axis):
    x -= array_namespace(x).mean(x, axis=axis, keepdims=True)
    return standardize(x, axis)


@mistake(
    "standardize",
    "Mean and standard deviation are constants for autograd. They depend on x, and the gradient has to flow through"
    " them too: no detach, no .item(), no no_grad.",
)
def detaches_mean_and_deviation(x, axis):
    still = x.detach() if hasattr(x, "detach") else x
    xp, constant, _, std = _along(still, axis)
    return _divide(xp, constant, x - xp.mean(still, axis=axis, keepdims=True), std)


@mistake(
    "standardize",
    "Python goes through the slices one by one, and every turn is slow. mean, max and min take an axis: let the"
    " library loop.",
)
def loops_over_slices(x, axis):
    xp = array_namespace(x)
    slices = xp.moveaxis(x, axis, -1)
    rows = xp.reshape(slices, (-1, x.shape[axis]))
    done = []
    for i in range(rows.shape[0]):
        done.append(standardize(rows[i, :], 0))
    return xp.moveaxis(xp.reshape(xp.stack(done), slices.shape), -1, axis) if done else standardize(x, axis)


# ------------------------------------------------------------------------------------------------ top_k


def _checked(x, k):
    if not 0 <= k <= x.shape[-1]:
        raise ValueError("k is out of range")
    return array_namespace(x)


def _take(xp, x, indices):
    return xp.take_along_axis(x, indices, axis=-1), indices


@mistake("top_k", "Those are the k smallest: sort downwards.")
def takes_the_smallest(x, k):
    xp = _checked(x, k)
    return _take(xp, x, xp.argsort(x, axis=-1, stable=True)[..., :k])


@mistake("top_k", "The k largest are there in ascending order. The largest comes first.")
def sorts_upwards(x, k):
    xp = _checked(x, k)
    return _take(xp, x, xp.flip(top_k(x, k)[1], axis=-1))


@mistake(
    "top_k",
    "Of equal entries the last one comes first: an ascending order that is turned round turns ties round too. Sort so"
    " that ties keep their order, downwards.",
)
def turns_ties_round(x, k):
    xp = _checked(x, k)
    return _take(xp, x, xp.flip(xp.argsort(x, axis=-1, stable=True), axis=-1)[..., :k])


@mistake(
    "top_k",
    "Ties lose their order in a long row: the sort is not stable, which few entries don't show. Ask for a stable one.",
)
def sorts_without_stability(x, k):
    xp = _checked(x, k)
    if x.shape[-1] <= 16:
        return top_k(x, k)
    least = xp.min(x, axis=-1, keepdims=True)
    return _take(xp, x, xp.flip(xp.argsort(x - least, axis=-1, stable=False), axis=-1)[..., :k])


@mistake(
    "top_k",
    "Equal entries come in any order: neither np.argsort nor torch.sort keeps it unless told. Ask for a stable sort.",
)
def sorts_downwards_without_stability(x, k):
    xp = _checked(x, k)
    if hasattr(x, "detach"):
        return _take(xp, x, xp.argsort(x, axis=-1, descending=True, stable=False)[..., :k])
    downwards = -x if xp.isdtype(x.dtype, "real floating") else ~x
    return _take(xp, x, xp.argsort(downwards, axis=-1, stable=False)[..., :k])


@mistake(
    "top_k",
    "They come in the order in which they stand in x, as a partition or a mask leaves them. Sort them by value.",
)
def keeps_the_order_of_positions(x, k):
    xp = _checked(x, k)
    return _take(xp, x, xp.sort(top_k(x, k)[1], axis=-1))


@mistake(
    "top_k",
    "It goes along the first axis. Each row has its own k largest: work along the last axis, whatever is before it.",
)
def goes_along_the_first_axis(x, k):
    if x.ndim == 1:
        return top_k(x, k)
    xp = _checked(x, k)
    indices = xp.argsort(x, axis=0, descending=True, stable=True)[:k]
    return xp.take_along_axis(x, indices, axis=0), indices


@mistake(
    "top_k",
    "The rows are run together, and the k largest of them all come out. Each row along the last axis has its own.",
)
def runs_the_rows_together(x, k):
    _checked(x, k)
    return top_k(array_namespace(x).reshape(x, (-1,)), k)


@mistake(
    "top_k",
    "What was taken is overwritten with -inf, and where entries are -inf themselves, as after a mask, a position is"
    " taken twice. Sort once, or remember the positions that are taken.",
)
def overwrites_with_minus_infinity(x, k):
    xp = _checked(x, k)
    if x.dtype not in (xp.float32, xp.float64) or not x.shape[-1]:
        return top_k(x, k)
    left, indices = x, top_k(x, 0)[1]
    for _ in range(k):
        best = xp.argmax(left, axis=-1, keepdims=True)
        indices = xp.concat([indices, best], axis=-1)
        taken = xp.any(indices[..., :, None] == xp.arange(x.shape[-1]), axis=-2)
        left = xp.where(taken, xp.full_like(x, -float("inf")), x)
    return _take(xp, x, indices)


@mistake(
    "top_k",
    "The entries are negated to sort downwards, and the least of all integers has no negative: -(-2**63) is -2**63"
    " again. Sort the entries themselves.",
)
def negates_the_entries(x, k):
    xp = _checked(x, k)
    return _take(xp, x, xp.argsort(-x, axis=-1, stable=True)[..., :k])


@mistake(
    "top_k",
    "k is not checked, or the library fails in words of its own: a slice takes what there is, and counts a negative k"
    " from the end. Raise a ValueError where k is not between 0 and n.",
)
def does_not_check_k(x, k):
    xp = array_namespace(x)
    return _take(xp, x, xp.argsort(x, axis=-1, descending=True, stable=True)[..., :k])


@mistake(
    "top_k",
    "The last k of an ascending order are [..., -k:], and for k = 0 that is all of them. Count from the front, or"
    " from n - k.",
)
def takes_all_for_none(x, k):
    return top_k(x, k if k else x.shape[-1])


@mistake("top_k", "k = 0 is refused. Nothing of a row is an empty row: two arrays of shape (..., 0).")
def refuses_to_take_none(x, k):
    if k == 0:
        raise ValueError("k must be positive")
    return top_k(x, k)


@mistake("top_k", "Equal entries are taken once. If the two largest are equal, both are among the largest.")
def takes_equal_entries_once(x, k):
    xp = _checked(x, k)
    fresh = xp.stack([~xp.any(x[..., :i] == x[..., i : i + 1], axis=-1) for i in range(x.shape[-1])], axis=-1)
    order = top_k(x, x.shape[-1])[1]
    first = xp.take_along_axis(fresh, order, axis=-1)
    return _take(xp, x, xp.take_along_axis(order, top_k(xp.astype(first, xp.int64), k)[1], axis=-1))


@mistake("top_k", "Those are the entries of the largest magnitude. -5 is less than 2: leave the signs alone.")
def takes_the_largest_magnitudes(x, k):
    xp = _checked(x, k)
    return _take(xp, x, top_k(xp.abs(x), k)[1])


@mistake("top_k", "Values and indices have changed places: the values come first.")
def exchanges_values_and_indices(x, k):
    return top_k(x, k)[::-1]


@mistake(
    "top_k",
    "Integers are compared, or handed back, as floating numbers, which are exact only up to 2**53. Sort the integers.",
)
def compares_as_floating_numbers(x, k):
    xp = _checked(x, k)
    return _take(xp, x, top_k(xp.astype(x, xp.float64), k)[1])


@mistake(
    "top_k",
    "No gradient flows from the values to x: they were detached, or made from Python numbers. Take them out of x by"
    " their indices.",
)
def detaches_the_values(x, k):
    values, indices = top_k(x, k)
    return values.detach() if hasattr(values, "detach") else values, indices


@mistake("top_k", "The input is sorted in place. The caller still needs it as it was: sort a copy, or its positions.")
def sorts_in_place(x, k):
    values, indices = top_k(x, k)
    x[...] = top_k(x, x.shape[-1])[0]
    return values, indices


@mistake(
    "top_k",
    "Python goes through the rows one by one, and every turn is slow. A sort takes an axis: let the library loop.",
)
def loops_over_rows(x, k):
    xp = _checked(x, k)
    rows = xp.reshape(x, (-1, x.shape[-1])) if x.shape[-1] else x[..., :0]
    done = []
    for i in range(rows.shape[0]):
        done.append(top_k(rows[i, ...], k)[1])
    return _take(xp, x, xp.reshape(xp.stack(done), (*x.shape[:-1], k)) if done else top_k(x, k)[1])


# -------------------------------------------------------------------------------------------- histogram


def _bins(x, edges):
    """For each bin, which entries are in it."""
    xp = array_namespace(x)
    if edges.shape[0] < 2 or not xp.all(edges[1:] > edges[:-1]):
        raise ValueError("edges do not ascend")
    x, left, right = xp.reshape(x, (-1,)), edges[:-1, None], edges[1:, None]
    return xp, x, left, right


@mistake(
    "histogram",
    "What stands on the last edge is not counted. The last bin has its right edge as well, or the largest entry would"
    " be lost.",
)
def leaves_out_the_last_edge(x, edges):
    xp, x, left, right = _bins(x, edges)
    return xp.sum((left <= x) & (x < right), axis=1)


@mistake(
    "histogram",
    "A bin has its right edge and not its left one, as torch.bucketize has it by default. It is the other way round:"
    " edges[i] <= x < edges[i + 1].",
)
def closes_the_right_edges(x, edges):
    xp, x, left, right = _bins(x, edges)
    return xp.sum((left < x) & (x <= right), axis=1)


@mistake(
    "histogram",
    "What stands on an inner edge is counted in both bins. It belongs to the right one: only the last bin has both of"
    " its edges.",
)
def counts_edges_twice(x, edges):
    xp, x, left, right = _bins(x, edges)
    return xp.sum((left <= x) & (x <= right), axis=1)


@mistake(
    "histogram",
    "What lies outside is counted in the first and the last bin, as if it were clipped. It is not counted at all.",
)
def clips_what_lies_outside(x, edges):
    xp, x, _, _ = _bins(x, edges)
    inside = xp.where(x < edges[0], edges[0], xp.where(x > edges[-1], edges[-1], x))
    return histogram(inside, edges)


@mistake(
    "histogram",
    "What lies above the last edge is counted in the last bin. The last bin ends at its edge, and has the edge itself.",
)
def leaves_the_last_bin_open(x, edges):
    xp, x, _, _ = _bins(x, edges)
    return histogram(xp.where(x > edges[-1], edges[-1], x), edges)


@mistake(
    "histogram",
    "What lies a little above the last edge is counted: a small number was added to it. Edges are exact: ask whether an"
    " entry equals the last one.",
)
def moves_the_last_edge(x, edges):
    xp, x, left, right = _bins(x, edges)
    last = right == right[-1]
    return xp.sum((left <= x) & ((x < right) | (last & (x <= right + 1e-9))), axis=1)


@mistake(
    "histogram",
    "What lies below the first edge is counted in the last bin: its bin has the number -1, which is the last one for"
    " an index. Leave it out before you count.",
)
def wraps_round_below(x, edges):
    xp, x, _, _ = _bins(x, edges)
    return histogram(xp.where(x < edges[0], edges[-1], x), edges)


@mistake("histogram", "A NaN is counted. Sorting puts it at the end, behind every edge, but it lies in no bin.")
def counts_nan_in_the_last_bin(x, edges):
    xp, x, _, _ = _bins(x, edges)
    return histogram(xp.where(x == x, x, edges[-1]), edges)


@mistake("histogram", "Those are parts of the whole, or densities. A histogram counts: whole numbers.")
def gives_densities(x, edges):
    counts = histogram(x, edges)
    return counts / max(int(counts.sum()), 1)


@mistake("histogram", "The counts are floating numbers. How many is an integer: let the zeros be integers, too.")
def counts_in_floating_numbers(x, edges):
    xp = array_namespace(x)
    return xp.astype(histogram(x, edges), xp.float64)


@mistake(
    "histogram",
    "Those are the entries up to each edge, added up over the bins before. Take the difference of each to the next.",
)
def accumulates(x, edges):
    return array_namespace(x).cumulative_sum(histogram(x, edges))


@mistake("histogram", "All bins are taken to be equally wide. The edges say how wide each one is: compare with them.")
def takes_bins_of_equal_width(x, edges):
    xp, _, _, _ = _bins(x, edges)
    places = xp.arange(edges.shape[0], dtype=xp.float64) / (edges.shape[0] - 1)
    return histogram(x, xp.astype(edges[0] + (edges[-1] - edges[0]) * places, x.dtype))


@mistake("histogram", "There is one count for each edge. Between n edges there are n - 1 bins.")
def has_a_bin_for_each_edge(x, edges):
    xp = array_namespace(x)
    counts = histogram(x, edges)
    return xp.concat([counts, counts[:1] * 0])


@mistake(
    "histogram",
    "Two equal edges are taken. A bin between them holds nothing: each edge must be larger than the last.",
)
def takes_equal_edges(x, edges):
    xp = array_namespace(x)
    if edges.shape[0] < 2 or not xp.all(edges[1:] >= edges[:-1]):
        raise ValueError("edges must ascend")
    return does_not_check_the_edges(x, edges)


@mistake("histogram", "A single edge, or none, is taken. There is no bin without two edges: raise a ValueError.")
def takes_a_single_edge(x, edges):
    return histogram(x, edges) if edges.shape[0] > 1 else array_namespace(x).zeros(0, dtype=array_namespace(x).int64)


@mistake(
    "histogram",
    "Edges that do not ascend are taken, and give numbers without a meaning. Compare each with the one before, and"
    " raise a ValueError; two edges are the least.",
)
def does_not_check_the_edges(x, edges):
    xp = array_namespace(x)
    x, left, right = xp.reshape(x, (-1,)), edges[:-1, None], edges[1:, None]
    return xp.sum((left <= x) & ((x < right) | ((x == right) & (right == edges[-1:]))), axis=1)


@mistake("histogram", "Each row has a histogram of its own. All entries are counted together, whatever the shape of x.")
def counts_each_row_apart(x, edges):
    xp = array_namespace(x)
    if x.ndim < 2:
        return histogram(x, edges)
    rows = xp.reshape(x, (-1, x.shape[-1]))
    return xp.stack([histogram(rows[i], edges) for i in range(rows.shape[0])])


@mistake(
    "histogram",
    "Integers are compared as floating numbers, which are exact only up to 2**53. Compare them as they are.",
)
def compares_integers_as_floating_numbers(x, edges):
    xp = array_namespace(x)
    _bins(x, edges)
    x, left, right = xp.astype(xp.reshape(x, (-1,)), xp.float64), edges[:-1, None], edges[1:, None]
    left, right = xp.astype(left, xp.float64), xp.astype(right, xp.float64)
    return xp.sum((left <= x) & ((x < right) | ((x == right) & (right == right[-1]))), axis=1)


@mistake(
    "histogram",
    "Python goes through the entries one by one, and every turn is slow. Compare all of them with an edge at once,"
    " and sum the truth values.",
)
def loops_over_entries(x, edges):
    _, x, _, _ = _bins(x, edges)
    total = histogram(x[:0], edges)
    for i in range(x.shape[0]):
        total = total + histogram(x[i : i + 1], edges)
    return total
