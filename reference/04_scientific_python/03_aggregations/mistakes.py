"""What beginners hand in for aggregations, and what to tell them."""

from aggregations import histogram, standardize, top_k
from array_api_compat import array_namespace

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="standardizes_along_the_first_axis standardizes_along_the_last_axis goes_along_the_first_axis",
    axis_lost="loses_the_axis loses_both_axes",
    whole_for_slice="standardizes_the_whole_array runs_the_rows_together standardizes_the_whole_array_by_n_minus_1",
    sum_for_mean="divides_by_the_length",
    wrong_divisor="divides_by_n_minus_1 divides_by_n_minus_1_and_by_zero",
    root_or_square="divides_by_the_variance",
    missing_term="leaves_the_mean leaves_the_spread gives_the_values_alone",
    opposite_choice="takes_the_smallest",
    swapped_arguments="exchanges_values_and_indices exchanges_the_smallest",
    off_by_one="wraps_round_below has_a_bin_for_each_edge",
    end_of_interval=(
        "leaves_out_the_last_edge closes_the_right_edges clips_what_lies_outside leaves_the_last_bin_open "
        "counts_in_floating_numbers_without_the_last_edge counts_what_digitize_gives"
    ),
    counted_twice="counts_edges_twice",
    writes_into_input="sorts_in_place",
    dtype_lost="counts_in_floating_numbers",
    integer_arithmetic="negates_the_entries",
    cancellation=(
        "compares_as_floating_numbers compares_integers_as_floating_numbers asks_whether_the_deviation_is_zero "
        "subtracts_the_squared_mean"
    ),
    epsilon=(
        "adds_eps moves_the_last_edge adds_eps_1e_7 adds_eps_1e_12 adds_eps_1e_5_to_the_variance "
        "adds_eps_1e_8_to_the_variance"
    ),
    empty_input="takes_all_for_none refuses_to_take_none",
    zero_case="divides_by_zero leaves_a_constant_slice",
    nan_hidden="leaves_out_nan overwrites_with_minus_infinity counts_nan_in_the_last_bin takes_nan_for_constant",
    wrong_exception="refuses_k_with_an_index_error asserts_k",
    silent_error="does_not_check_k takes_equal_edges takes_a_single_edge does_not_check_the_edges",
    gradient_cut="detaches_mean_and_deviation",
    broadcast_by_accident="counts_each_row_apart",
    ties_and_order=(
        "sorts_upwards turns_ties_round sorts_without_stability sorts_downwards_without_stability "
        "keeps_the_order_of_positions takes_equal_entries_once takes_the_last_k"
    ),
    hidden_cost="loops_over_slices loops_over_rows loops_over_entries",
    wrong_formula=(
        "scales_to_0_and_1 divides_by_the_absolute_deviation takes_the_largest_magnitudes gives_densities "
        "accumulates takes_bins_of_equal_width"
    ),
    what_counts_as_zero="takes_a_small_spread_for_none",
)


def _along(x, axis):
    """A namespace, where slices are constant, deviations from the mean, and their root mean square."""
    xp = array_namespace(x)
    constant = xp.max(x, axis=axis, keepdims=True) == xp.min(x, axis=axis, keepdims=True)
    centred = x - xp.mean(x, axis=axis, keepdims=True)
    return xp, constant, centred, xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True))


def _divide(xp, constant, centred, by):
    return xp.where(constant, xp.zeros_like(centred), centred / xp.where(constant, xp.ones_like(by), by))


edit(
    "standardizes_along_the_first_axis",
    "Mean and standard deviation always run along the first axis. Use the axis that is asked for.",
    ("axis=axis", "axis=0", 4),
)

edit(
    "standardizes_along_the_last_axis",
    "Mean and standard deviation always run along the last axis. Use the axis that is asked for.",
    ("axis=axis", "axis=-1", 4),
)


@mistake(
    "standardize",
    "Mean and standard deviation run over the entire array. Each slice along the axis has its own: pass axis to both.",
)
def standardizes_the_whole_array(x, axis):
    xp = array_namespace(x)
    return xp.reshape(standardize(xp.reshape(x, (-1,)), 0), x.shape) if 0 not in x.shape else x


edit(
    "divides_by_n_minus_1",
    "The squared deviations are divided by n - 1. Divide by n, so that the result has standard deviation 1"
    " (correction=0 in torch.std, whose default is 1).",
    (
        "xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True))",
        "xp.sqrt(xp.mean(centred ** 2, axis=axis, keepdims=True)) * (x.shape[axis] / max(x.shape[axis] - 1, 1)) ** 0.5",
    ),
)

edit(
    "divides_by_the_variance",
    "You divide by the variance. Divide by its square root, the standard deviation.",
    (
        "xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True))",
        "xp.sqrt(xp.mean(centred ** 2, axis=axis, keepdims=True)) ** 2",
    ),
)

edit(
    "leaves_the_mean",
    "You divide by the standard deviation, but the mean is still there. Subtract it first.",
    ("centred / xp.where(constant, xp.ones_like(std), std)", "x / xp.where(constant, xp.ones_like(std), std)"),
)

edit(
    "leaves_the_spread",
    "The mean is gone, but the standard deviation is not 1 yet. Divide by it.",
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "(xp, constant, centred, std)[2]",
    ),
)

edit(
    "asks_whether_the_deviation_is_zero",
    "A constant slice is found by std == 0. But the mean of three times 0.1 is not exactly 0.1, so one rounding error"
    " is divided by a second one. Compare the largest entry with the smallest instead.",
    (
        "xp.max(x, axis=axis, keepdims=True) == xp.min(x, axis=axis, keepdims=True)",
        "xp.sqrt(xp.mean((x - xp.mean(x, axis=axis, keepdims=True)) ** 2, axis=axis, keepdims=True)) == 0",
    ),
)

edit(
    "divides_by_zero",
    "A constant slice gives 0 / 0, which is NaN. Find such slices, and give zeros for them.",
    ("xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))", "centred / std"),
)

edit(
    "takes_a_small_spread_for_none",
    "A slice with a small spread is treated as constant. Numbers around 1e-30 may still differ by a factor of 4: only"
    " a slice whose entries are all equal is constant.",
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "xp.where(constant | (std < 1e-6), xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
    ),
)

edit(
    "adds_eps",
    "A small number is added to the standard deviation, which changes every other slice too. Treat the constant slices"
    " apart.",
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "centred / (std + 1e-8)",
    ),
)

edit(
    "leaves_a_constant_slice",
    "A constant slice is left as it was. It should become zeros: all its entries are at the mean.",
    ("xp.zeros_like(x)", "x"),
)

edit(
    "loses_the_axis",
    "The mean has lost its axis, so it meets the wrong slices. keepdims=True keeps the axis with size 1, and each"
    " slice meets its own mean.",
    (
        "centred / xp.where(constant, xp.ones_like(std), std)",
        "(x - xp.mean(x, axis=axis)) / xp.where(constant, xp.ones_like(std), std)",
    ),
)

edit(
    "scales_to_0_and_1",
    "The smallest entry becomes 0 and the largest 1. Standardizing means mean 0 and standard deviation 1.",
    ("xp.mean(x, axis=axis, keepdims=True)", "xp.min(x, axis=axis, keepdims=True)"),
    (
        "xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True))",
        "xp.max(x, axis=axis, keepdims=True) - xp.min(x, axis=axis, keepdims=True)",
    ),
)

edit(
    "divides_by_the_absolute_deviation",
    "You divide by the mean of the absolute deviations. The standard deviation is the root of the mean squared"
    " deviation.",
    ("xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True))", "xp.mean(xp.abs(centred), axis=axis, keepdims=True)"),
)

edit(
    "divides_by_the_length",
    "The squared deviations are summed, not averaged. Take their mean before the root.",
    (
        "xp.sqrt(xp.mean(centred**2, axis=axis, keepdims=True))",
        "xp.sqrt(xp.mean(centred ** 2, axis=axis, keepdims=True)) * x.shape[axis] ** 0.5",
    ),
)

edit(
    "subtracts_the_squared_mean",
    "The variance is the mean of the squares minus the square of the mean. Far from zero both are huge, and their"
    " difference is lost in rounding: subtract the mean first, then square.",
    (
        "xp.mean(centred**2, axis=axis, keepdims=True)",
        "xp.mean(x * x, axis=axis, keepdims=True) - xp.mean(x, axis=axis, keepdims=True) * xp.mean(x, "
        "axis=axis, keepdims=True)",
    ),
)


@mistake(
    "standardize",
    "A NaN is left out, or replaced, so nobody sees that the data is broken. It should make all of its slice NaN.",
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


generics(
    "standardize",
    loses_the_dtype="The dtype is lost: float32 in, float32 out. Work in the dtype of x.",
    writes_into_its_input="The input is changed: x -= ... writes into the caller's array. Compute into a new one:"
    " centred = x - ...",
    passes_through_float32="The numbers pass through float32, which keeps about 7 digits. Stay in the dtype of x.",
)

edit(
    "detaches_mean_and_deviation",
    "Autograd treats the mean and the standard deviation as constants. They depend on x: leave out detach, .item()"
    " and no_grad.",
    (
        "centred**2",
        "((x.detach() if hasattr(x, 'detach') else x) - xp.mean(x.detach() if hasattr(x, 'detach') else "
        "x, axis=axis, keepdims=True))**2",
    ),
    (
        "centred / xp.where(constant, xp.ones_like(std), std)",
        "(x - xp.mean(x.detach() if hasattr(x, 'detach') else x, axis=axis, keepdims=True)) / xp.where("
        "constant, xp.ones_like(std), std)",
    ),
)


@mistake(
    "standardize",
    "Python goes through the slices one by one, which is slow. mean, max and min take an axis: let the library loop.",
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


edit(
    "takes_the_smallest",
    "These are the k smallest. Sort in descending order.",
    ("xp.argsort(x, axis=-1, descending=True, stable=True)", "xp.argsort(x, axis=-1, stable=True)"),
)


@mistake("top_k", "The k largest are right, but in ascending order. The largest comes first.")
def sorts_upwards(x, k):
    xp = _checked(x, k)
    return _take(xp, x, xp.flip(top_k(x, k)[1], axis=-1))


edit(
    "turns_ties_round",
    "Of equal entries, the last comes first: reversing an ascending order reverses ties too. Use a stable sort in"
    " descending order.",
    ("xp.argsort(x, axis=-1, descending=True, stable=True)", "xp.flip(xp.argsort(x, axis=-1, stable=True), axis=-1)"),
)


@mistake(
    "top_k",
    "Ties lose their order in a long row: the sort is not stable, which a few entries don't show. Ask for a stable"
    " one.",
)
def sorts_without_stability(x, k):
    xp = _checked(x, k)
    if x.shape[-1] <= 16:
        return top_k(x, k)
    least = xp.min(x, axis=-1, keepdims=True)
    return _take(xp, x, xp.flip(xp.argsort(x - least, axis=-1, stable=False), axis=-1)[..., :k])


edit(
    "sorts_downwards_without_stability",
    "Ties are in any order: np.argsort and torch.sort keep it only if you ask for a stable sort.",
    (
        "xp.argsort(x, axis=-1, descending=True, stable=True)",
        "xp.argsort(-x if xp.isdtype(x.dtype, 'real floating') else ~x, axis=-1, stable=False)",
    ),
)


@mistake("top_k", "The entries are in the order in which they occur in x. Sort them by value.")
def keeps_the_order_of_positions(x, k):
    xp = _checked(x, k)
    return _take(xp, x, xp.sort(top_k(x, k)[1], axis=-1))


edit(
    "goes_along_the_first_axis",
    "It works along the first axis. Each row has its own k largest: work along the last axis.",
    ("axis=-1", "axis=0", 2),
    ("..., :k", ":k"),
)

edit(
    "runs_the_rows_together",
    "The rows are flattened into one. Each row along the last axis has its own k largest.",
    (
        "xp.argsort(x, axis=-1, descending=True, stable=True)",
        "xp.argsort(xp.reshape(x, (-1,)), axis=-1, descending=True, stable=True)",
    ),
    ("xp.take_along_axis(x, indices, axis=-1)", "xp.take_along_axis(xp.reshape(x, (-1,)), indices, axis=-1)"),
)


@mistake(
    "top_k",
    "Entries that were taken are overwritten with -inf. If others are -inf themselves, as after a mask, a position is"
    " taken twice: sort once, or remember which positions are taken.",
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


edit(
    "negates_the_entries",
    "Negating the entries reverses their order only where every entry has a negative: the smallest int64 has none,"
    " nor has any unsigned integer but 0. Sort the entries themselves.",
    ("xp.argsort(x, axis=-1, descending=True, stable=True)", "xp.argsort(-x, axis=-1, stable=True)"),
)


@mistake(
    "top_k",
    "k is not checked: a slice takes what there is, and a negative k counts from the end. Raise a ValueError unless 0"
    " <= k <= n.",
)
def does_not_check_k(x, k):
    xp = array_namespace(x)
    return _take(xp, x, xp.argsort(x, axis=-1, descending=True, stable=True)[..., :k])


edit(
    "takes_all_for_none",
    "[..., -k:] takes the last k, but for k = 0 it takes all. Count from the front, or from n - k.",
    ("if not 0 <= k <= x.shape[-1]:", "k = k if k else x.shape[-1]\nif not 0 <= k <= x.shape[-1]:"),
)

edit(
    "refuses_to_take_none",
    "k = 0 is refused. It is fine: two arrays of shape (..., 0).",
    (
        "if not 0 <= k <= x.shape[-1]:",
        "if k == 0:\n    raise ValueError('k must be positive')\nif not 0 <= k <= x.shape[-1]:",
    ),
)


@mistake("top_k", "Equal entries are taken only once. If the two largest are equal, both belong to the k largest.")
def takes_equal_entries_once(x, k):
    xp = _checked(x, k)
    fresh = xp.stack([~xp.any(x[..., :i] == x[..., i : i + 1], axis=-1) for i in range(x.shape[-1])], axis=-1)
    order = top_k(x, x.shape[-1])[1]
    first = xp.take_along_axis(fresh, order, axis=-1)
    return _take(xp, x, xp.take_along_axis(order, top_k(xp.astype(first, xp.int64), k)[1], axis=-1))


edit(
    "takes_the_largest_magnitudes",
    "These are the entries of largest magnitude. -5 is less than 2: leave the signs alone.",
    (
        "xp.argsort(x, axis=-1, descending=True, stable=True)",
        "xp.argsort(xp.abs(x), axis=-1, descending=True, stable=True)",
    ),
)

edit(
    "exchanges_values_and_indices",
    "Values and indices are swapped. The values come first.",
    ("xp.take_along_axis(x, indices, axis=-1), indices", "(xp.take_along_axis(x, indices, axis=-1), indices)[::-1]"),
)


@mistake("top_k", "Integers pass through floats, which are exact only up to 2**53. Sort the integers themselves.")
def compares_as_floating_numbers(x, k):
    xp = _checked(x, k)
    return _take(xp, x, top_k(xp.astype(x, xp.float64), k)[1])


generics(
    "top_k",
    detaches="No gradient flows from the values to x. Take them from x by their indices, without detach and without"
    " Python numbers.",
)


@mistake(
    "top_k",
    "The input is sorted in place, and the caller still needs it as it was. Sort a copy, or sort positions.",
)
def sorts_in_place(x, k):
    values, indices = top_k(x, k)
    x[...] = top_k(x, x.shape[-1])[0]
    return values, indices


@mistake("top_k", "Python goes through the rows one by one, which is slow. A sort takes an axis: let the library loop.")
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


edit(
    "leaves_out_the_last_edge",
    "An entry on the last edge is not counted. The last bin has its right edge too, or the largest entry would be"
    " lost.",
    ("return counts", "return xp.sum((edges[:-1, None] <= x) & (x < edges[1:, None]), axis=1)"),
)

edit(
    "closes_the_right_edges",
    "The bins have their right edge and not their left, as in torch.bucketize by default. It should be the other way"
    " round: edges[i] <= x < edges[i + 1].",
    ("return counts", "return xp.sum((edges[:-1, None] < x) & (x <= edges[1:, None]), axis=1)"),
)

edit(
    "counts_edges_twice",
    "An entry on an inner edge is counted in both bins. It belongs to the right one: only the last bin has both its"
    " edges.",
    ("return counts", "return xp.sum((edges[:-1, None] <= x) & (x <= edges[1:, None]), axis=1)"),
)

edit(
    "clips_what_lies_outside",
    "Entries outside are counted in the first and the last bin. Don't count them at all.",
    (
        "below = xp.sum(x < edges[:, None], axis=1)",
        "x = xp.where(x < edges[0], edges[0], xp.where(x > edges[-1], edges[-1], x))\n"
        "below = xp.sum(x < edges[:, None], axis=1)",
    ),
    ("x == edges[-1]", "x == edges[-1]"),
)

edit(
    "leaves_the_last_bin_open",
    "Entries above the last edge are counted in the last bin. Count only up to the edge, the edge included.",
    (
        "below = xp.sum(x < edges[:, None], axis=1)",
        "x = xp.where(x > edges[-1], edges[-1], x)\nbelow = xp.sum(x < edges[:, None], axis=1)",
    ),
    ("x == edges[-1]", "x == edges[-1]"),
)

edit(
    "moves_the_last_edge",
    "A small number is added to the last edge, so entries just above it are counted. Ask whether an entry equals the"
    " last edge instead.",
    (
        "return counts",
        "return xp.sum((edges[:-1, None] <= x) & ((x < edges[1:, None]) | (edges[1:, None] == edges[1:, "
        "None][-1]) & (x <= edges[1:, None] + 1e-9)), axis=1)",
    ),
)

edit(
    "wraps_round_below",
    "Entries below the first edge are counted in the last bin: they have the bin number -1, which as an index is the"
    " last one. Leave them out before you count.",
    (
        "below = xp.sum(x < edges[:, None], axis=1)",
        "x = xp.where(x < edges[0], edges[-1], x)\nbelow = xp.sum(x < edges[:, None], axis=1)",
    ),
    ("x == edges[-1]", "x == edges[-1]"),
)

edit(
    "counts_nan_in_the_last_bin",
    "A NaN is counted. A sort puts it at the end, past every edge, but it lies in no bin.",
    (
        "below = xp.sum(x < edges[:, None], axis=1)",
        "x = xp.where(x == x, x, edges[-1])\nbelow = xp.sum(x < edges[:, None], axis=1)",
    ),
    ("x == edges[-1]", "x == edges[-1]"),
)

edit(
    "gives_densities",
    "These are shares or densities. A histogram counts, so return whole numbers.",
    ("return counts", "return counts / max(int(counts.sum()), 1)"),
)

edit(
    "counts_in_floating_numbers",
    "The counts are floats. Count in integers: np.zeros(n, dtype=int), or sum truth values.",
    ("return counts", "return xp.astype(counts, xp.float64)"),
)

edit(
    "accumulates",
    "These are running totals. Take the difference of each count and the one before.",
    ("return counts", "return xp.cumulative_sum(counts)"),
)

edit(
    "takes_bins_of_equal_width",
    "All bins are taken to have the same width. Compare with the edges: they may be unevenly spaced.",
    (
        "x = xp.reshape(x, (-1,))",
        "places = xp.arange(edges.shape[0], dtype=xp.float64) / (edges.shape[0] - 1)\nx = xp.reshape(x, (-1,))",
    ),
    ("edges[:, None]", "xp.astype(edges[0] + (edges[-1] - edges[0]) * places, x.dtype)[:, None]"),
)

edit(
    "has_a_bin_for_each_edge",
    "There is one count for each edge. Between n edges there are n - 1 bins.",
    ("return counts", "return xp.concat([counts, counts[:1] * 0])"),
)


@mistake("histogram", "Two equal edges are accepted. Each edge must be larger than the one before: raise a ValueError.")
def takes_equal_edges(x, edges):
    xp = array_namespace(x)
    if edges.shape[0] < 2 or not xp.all(edges[1:] >= edges[:-1]):
        raise ValueError("edges must ascend")
    return does_not_check_the_edges(x, edges)


@mistake("histogram", "A single edge, or none, is accepted. A bin needs two edges: raise a ValueError.")
def takes_a_single_edge(x, edges):
    return histogram(x, edges) if edges.shape[0] > 1 else array_namespace(x).zeros(0, dtype=array_namespace(x).int64)


@mistake(
    "histogram",
    "Edges that do not ascend are accepted, and the counts mean nothing. Raise a ValueError unless there are two or"
    " more, each larger than the one before.",
)
def does_not_check_the_edges(x, edges):
    xp = array_namespace(x)
    x, left, right = xp.reshape(x, (-1,)), edges[:-1, None], edges[1:, None]
    return xp.sum((left <= x) & ((x < right) | ((x == right) & (right == edges[-1:]))), axis=1)


@mistake("histogram", "Each row gets a histogram of its own. Count all entries together, for any shape of x.")
def counts_each_row_apart(x, edges):
    xp = array_namespace(x)
    if x.ndim < 2:
        return histogram(x, edges)
    rows = xp.reshape(x, (-1, x.shape[-1]))
    return xp.stack([histogram(rows[i], edges) for i in range(rows.shape[0])])


@mistake("histogram", "Integers pass through floats, which are exact only up to 2**53. Compare them as they are.")
def compares_integers_as_floating_numbers(x, edges):
    xp = array_namespace(x)
    _bins(x, edges)
    x, left, right = xp.astype(xp.reshape(x, (-1,)), xp.float64), edges[:-1, None], edges[1:, None]
    left, right = xp.astype(left, xp.float64), xp.astype(right, xp.float64)
    return xp.sum((left <= x) & ((x < right) | ((x == right) & (right == right[-1]))), axis=1)


@mistake(
    "histogram",
    "Python goes through the entries one by one, which is slow. Compare all of them with an edge at once, and sum the"
    " truth values.",
)
def loops_over_entries(x, edges):
    _, x, _, _ = _bins(x, edges)
    total = histogram(x[:0], edges)
    for i in range(x.shape[0]):
        total = total + histogram(x[i : i + 1], edges)
    return total


# ------------------------------------------- two faults at once, float32, and the wrong error

edit(
    "loses_both_axes",
    "The mean and the standard deviation have lost their axis, so they meet the wrong slices: use keepdims=True in"
    " both.",
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "(x - xp.mean(x, axis=axis)) / xp.std(x, axis=axis)",
    ),
)

edit(
    "divides_by_n_minus_1_and_by_zero",
    "The squared deviations are divided by n - 1: divide by n. And a constant slice gives 0 / 0, which is NaN: give"
    " zeros for it.",
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "centred / xp.sqrt(xp.sum(centred ** 2, axis=axis, keepdims=True) / (x.shape[axis] - 1 or 1))",
    ),
)


@mistake(
    "standardize",
    "Mean and standard deviation run over the entire array, and dividing by n - 1 makes the deviation too large. Pass"
    " axis to both first.",
)
def standardizes_the_whole_array_by_n_minus_1(x, axis):
    xp = array_namespace(x)
    n = max(xp.reshape(x, (-1,)).shape[0], 2)
    return standardizes_the_whole_array(x, axis) * ((n - 1) / n) ** 0.5


edit(
    "exchanges_the_smallest",
    "These are the k smallest, and the indices come before the values. Sort in descending order, and return values"
    " first.",
    (
        "xp.take_along_axis(x, indices, axis=-1), indices",
        "(xp.take_along_axis(x, xp.argsort(x, axis=-1, stable=True)[..., :k], axis=-1), xp.argsort(x, "
        "axis=-1, stable=True)[..., :k])[::-1]",
    ),
)

edit(
    "takes_the_last_k",
    "The last k of an ascending order are the right entries, but the smallest of them comes first: reverse them. Count"
    " from n - k, as [-0:] takes everything.",
    ("xp.argsort(x, axis=-1, descending=True, stable=True)[..., :k]", "xp.argsort(x, axis=-1, stable=True)[..., -k:]"),
)

edit(
    "gives_the_values_alone",
    "The positions are missing. Return two arrays, the values and their indices.",
    ("xp.take_along_axis(x, indices, axis=-1), indices", "xp.take_along_axis(x, indices, axis=-1)"),
)


@mistake(
    "top_k",
    "A bad k is refused, but with the wrong exception. Its type is right and its value is not: raise a ValueError.",
)
def refuses_k_with_an_index_error(x, k):
    if not 0 <= k <= x.shape[-1]:
        raise IndexError("k is out of range")
    return top_k(x, k)


@mistake(
    "top_k",
    "A bad k is refused, but with the wrong exception: assert raises an AssertionError, and python -O skips it. Raise"
    " a ValueError.",
)
def asserts_k(x, k):
    if not 0 <= k <= x.shape[-1]:
        raise AssertionError
    return top_k(x, k)


edit(
    "counts_in_floating_numbers_without_the_last_edge",
    "An entry on the last edge is not counted: the last bin has its right edge too. And the counts are floats: count"
    " in integers.",
    ("return counts", "return xp.astype(xp.sum((edges[:-1, None] <= x) & (x < edges[1:, None]), axis=1), xp.float64)"),
)

edit(
    "counts_what_digitize_gives",
    "Entries outside are counted in the first and the last bin, and there is a count for each edge. Count only what"
    " lies between the first edge and the last: n edges make n - 1 bins.",
    ("return counts", "return xp.concat([below[1:] - below[:-1], x.shape[0] - below[-1:]])"),
)

generics(
    "histogram",
    asserts="Bad edges are refused, but with the wrong exception: assert raises an AssertionError, and python -O"
    " skips it. Raise a ValueError.",
)


# ------------------------------------------------------------------------------- other guards


_GUARDED = (
    "A small number is added to what you divide by, which changes every other slice too. Treat the constant slices"
    " apart."
)

edit(
    "adds_eps_1e_7",
    _GUARDED,
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "centred / (xp.sqrt(std ** 2 + 0) + 1e-7)",
    ),
)

edit(
    "adds_eps_1e_12",
    _GUARDED,
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "centred / (xp.sqrt(std ** 2 + 0) + 1e-12)",
    ),
)

edit(
    "adds_eps_1e_5_to_the_variance",
    _GUARDED,
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "centred / (xp.sqrt(std ** 2 + 1e-5) + 0)",
    ),
)

edit(
    "adds_eps_1e_8_to_the_variance",
    _GUARDED,
    (
        "xp.where(constant, xp.zeros_like(x), centred / xp.where(constant, xp.ones_like(std), std))",
        "centred / (xp.sqrt(std ** 2 + 1e-8) + 0)",
    ),
)


@mistake(
    "standardize",
    "A slice with a NaN becomes zeros, as if it were constant: every comparison with NaN is False. Ask whether the"
    " largest entry equals the smallest, not whether it is larger.",
)
def takes_nan_for_constant(x, axis):
    xp, _, centred, std = _along(x, axis)
    varied = xp.max(x, axis=axis, keepdims=True) > xp.min(x, axis=axis, keepdims=True)
    return _divide(xp, ~varied, centred, std)
