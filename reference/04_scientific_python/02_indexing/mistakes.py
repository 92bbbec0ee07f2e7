"""What beginners hand in for indexing, and what to tell them."""

import numpy as np
from indexing import every_other, set_diagonal, take_rows, where_between

from dojo import mistake

# ----------------------------------------------------------------------------------- take_rows


@mistake(
    "take_rows",
    "Neighbouring rows are taken by a slice, which is a view: a write into the result changes x. Index with an array"
    " of integers, or copy.",
)
def slices_rows_that_stand_together(x, rows):
    taken = take_rows(x, rows)
    rows = [int(row) for row in rows]
    if rows and rows == [*range(rows[0], rows[0] + len(rows))] and rows[0] >= 0:
        return x[rows[0] : rows[0] + len(rows)]
    return taken


@mistake(
    "take_rows",
    "If all rows are asked for, x itself comes back. It has the right numbers, but a write into it changes x: make a"
    " copy.",
)
def gives_x_itself(x, rows):
    return x if [*rows] == [*range(len(x))] else take_rows(x, rows)


@mistake("take_rows", "A single row is taken by x[i], which is a view. Index with a list of one, x[[i]], which copies.")
def takes_a_single_row_by_its_number(x, rows):
    return x[rows[0]][None] if len(rows) == 1 else take_rows(x, rows)


@mistake(
    "take_rows",
    "A slice from the first to the last of the rows is taken. It has what stands between them, and leaves the last one"
    " out: index with the list of rows itself.",
)
def slices_from_the_first_to_the_last(x, rows):
    return x[rows[0] : rows[-1]].copy()


@mistake("take_rows", "These are columns. x[:, rows] chooses along the second axis; x[rows] chooses rows.")
def takes_columns(x, rows):
    return x[:, np.array(rows, dtype=int)]


@mistake(
    "take_rows",
    "With no rows the other axes are lost: np.array([]) has shape (0,), and (0, *rest) is asked for. Index x with an"
    " integer array, or make room for the rows first.",
)
def makes_an_array_of_an_empty_list(x, rows):
    return np.array([x[row] for row in rows], dtype=x.dtype)


@mistake("take_rows", "Without an axis, np.take reads x as one long row and takes single entries from it. Say axis=0.")
def takes_single_entries(x, rows):
    take_rows(x, rows)
    return np.take(x, np.array(rows, dtype=int))


@mistake(
    "take_rows",
    "A tuple in the brackets is one index for each axis: x[(2, 0)] is x[2, 0], a single entry. Make an integer array"
    " of the rows first.",
)
def leaves_a_tuple_a_tuple(x, rows):
    return x[rows]


@mistake(
    "take_rows",
    "np.array([]) is an array of floats, which can't be an index. Say dtype=int, so that an empty list works too.",
)
def makes_floats_of_no_rows(x, rows):
    return x[np.array(rows)]


@mistake(
    "take_rows",
    "The rows come in the order of x, each once, as truth values choose them. Index with the integers themselves: they"
    " keep the order and the repeats.",
)
def takes_each_row_once(x, rows):
    take_rows(x, rows)
    chosen = np.zeros(len(x), bool)
    chosen[np.array(rows, dtype=int)] = True
    return x[chosen]


@mistake("take_rows", "A row that is named twice comes only once. Keep repeats: a batch may hold a text twice.")
def drops_repeats(x, rows):
    return take_rows(x, list(dict.fromkeys(np.array(rows, dtype=int).tolist())))


@mistake("take_rows", "The rows are sorted. Return them in the order in which they are named.")
def sorts_the_rows(x, rows):
    return take_rows(x, sorted(rows))


@mistake(
    "take_rows",
    "A missing row is replaced by the nearest one (mode='clip'). Let it be an IndexError: a wrong index should not go"
    " unnoticed.",
)
def clips_the_rows(x, rows):
    return np.take(x, np.array(rows, dtype=int), axis=0, mode="clip" if len(rows) and max(rows) >= len(x) else "raise")


@mistake(
    "take_rows",
    "A missing row wraps around (rows % n). Let it be an IndexError: a wrong index should not go unnoticed.",
)
def counts_round_and_round(x, rows):
    return take_rows(x, np.array(rows, dtype=int) % len(x))


@mistake(
    "take_rows",
    "Missing rows are left out silently. Let it be an IndexError: a wrong index should not go unnoticed.",
)
def leaves_out_what_is_not_there(x, rows):
    return take_rows(x, [row for row in rows if -len(x) <= row < len(x)])


@mistake("take_rows", "Negative rows are refused. -1 is the last row, as everywhere in Python.")
def refuses_negative_rows(x, rows):
    if any(row < 0 for row in rows):
        raise IndexError("no such row")
    return take_rows(x, rows)


@mistake("take_rows", "This is a list of rows. Return one array.")
def gives_a_list_of_rows(x, rows):
    return list(take_rows(x, rows))


@mistake(
    "take_rows",
    "The rows are stored in an array of zeros, which is float64 unless you say otherwise. Give it dtype=x.dtype.",
)
def fills_zeros_of_the_default_dtype(x, rows):
    taken = np.zeros((len(rows), *x.shape[1:]))
    taken[...] = take_rows(x, rows)
    return taken


# --------------------------------------------------------------------------------- every_other


@mistake(
    "every_other",
    "This is a copy: an array of integers in the brackets always copies. A slice with a step is a view.",
)
def takes_by_integers(x, axis=0):
    return np.take(x, np.arange(0, x.shape[axis], 2), axis=axis)


@mistake(
    "every_other",
    "This is a view of a copy: ascontiguousarray, ravel and reshape copy x unless its memory is in order already."
    " Slice x as it lies.",
)
def puts_the_memory_in_order_first(x, axis=0):
    return every_other(np.ascontiguousarray(x), axis)


@mistake("every_other", "The view is read-only. A slice of x can be written into, and the caller wants to.")
def makes_it_read_only(x, axis=0):
    view = every_other(x, axis)
    view.setflags(write=False)
    return view


@mistake("every_other", "It starts at entry 1. Entries 0, 2, 4, ... are asked for: [::2], not [1::2].")
def starts_at_one(x, axis=0):
    every_other(x, axis)
    return np.moveaxis(np.moveaxis(x, axis, 0)[1::2], 0, axis)


@mistake(
    "every_other",
    "The last of an odd number of entries is missing. Five entries leave 0, 2 and 4: (n + 1) // 2 of them.",
)
def loses_the_last_of_an_odd_number(x, axis=0):
    first = np.moveaxis(x, axis, 0)
    return np.moveaxis(first[: len(first) // 2 * 2 : 2], 0, axis)


@mistake("every_other", "This is the first half. Every other entry is a slice with a step: [::2].")
def gives_the_first_half(x, axis=0):
    first = np.moveaxis(x, axis, 0)
    return np.moveaxis(first[: (len(first) + 1) // 2], 0, axis)


@mistake("every_other", "It always works along the first axis. Slice along the axis that is asked for.")
def ignores_the_axis(x, axis=0):
    every_other(x, axis)
    return x[::2]


@mistake("every_other", "It always works along the last axis. Slice along the axis that is asked for.")
def slices_the_last_axis(x, axis=0):
    every_other(x, axis)
    return x[..., ::2]


@mistake("every_other", "Without an axis it works along the last one. The default is the first: axis=0.")
def has_another_default(x, axis=-1):
    return every_other(x, axis)


@mistake("every_other", "All axes lose entries. Slice only the one that is asked for.")
def thins_out_all_axes(x, axis=0):
    every_other(x, axis)
    return x[(slice(None, None, 2),) * x.ndim]


@mistake(
    "every_other",
    "A negative axis fails: (slice(None),) * axis is empty for axis = -1, so that the first axis is sliced. Count from"
    " the front: axis + x.ndim.",
)
def multiplies_by_a_negative_axis(x, axis=0):
    every_other(x, axis)
    return x[(slice(None),) * axis + (slice(None, None, 2),)]


@mistake("every_other", "A missing axis wraps around (axis % x.ndim). Raise an IndexError, as NumPy does.")
def counts_axes_round_and_round(x, axis=0):
    return every_other(x, axis % x.ndim)


@mistake("every_other", "The sliced axis stays in front. Move it back to its place: np.moveaxis(..., 0, axis).")
def leaves_the_axis_in_front(x, axis=0):
    return np.moveaxis(x, axis, 0)[::2]


# ------------------------------------------------------------------------------- where_between


@mistake(
    "where_between",
    "low <= x <= high needs a single truth value, and an array has many. Compare twice, in parentheses, and join with"
    " &.",
)
def chains_the_comparisons(x, low, high):
    return x[low <= x <= high]


@mistake("where_between", "Entries equal to a bound are left out. Both bounds are included: use <=, not <.")
def leaves_out_the_bounds(x, low, high):
    return x[(low < x) & (x < high)]


@mistake("where_between", "The upper bound is left out, as in a slice. Here both bounds are included.")
def leaves_out_the_upper_bound(x, low, high):
    return x[(low <= x) & (x < high)]


@mistake("where_between", "Entries come that meet only one of the two conditions. Both must hold: & and not |.")
def asks_for_either(x, low, high):
    return x[(low <= x) | (x <= high)]


@mistake(
    "where_between",
    "Integers are compared as floats, which are exact only up to 2**53. Compare them as they are.",
)
def compares_as_floating_numbers(x, low, high):
    entries = x.astype(np.float64)
    return x[(float(low) <= entries) & (entries <= float(high))]


@mistake("where_between", "Infinite entries are left out. An entry equal to an infinite bound is included too.")
def leaves_out_infinite_entries(x, low, high):
    return x[(low <= x) & (x <= high) & np.isfinite(x)]


@mistake(
    "where_between",
    "Entries that are only close to a bound come too (np.isclose). Nothing is computed here, so there is no rounding"
    " to forgive: compare exactly.",
)
def takes_what_is_close(x, low, high):
    return x[((low < x) | np.isclose(x, low)) & ((x < high) | np.isclose(x, high))]


@mistake(
    "where_between",
    "NaN comes too: no comparison with it is true, so that it is never outside. Ask for what lies inside instead of"
    " the opposite of outside.",
)
def lets_nan_through(x, low, high):
    return x[~((x < low) | (x > high))]


@mistake("where_between", "These are the places of the entries. Index x with them.")
def gives_the_places(x, low, high):
    return np.flatnonzero((low <= x) & (x <= high))


@mistake("where_between", "These are truth values. Put them into the brackets of x, and they choose the entries.")
def gives_the_truth_values(x, low, high):
    return (low <= x) & (x <= high)


@mistake(
    "where_between",
    "The array keeps its shape, with zeros for what lies outside. Leave those entries out: x[condition] is one row.",
)
def puts_zeros_outside(x, low, high):
    return np.where((low <= x) & (x <= high), x, x.dtype.type(0))


@mistake("where_between", "Entries outside are moved to the nearest bound (np.clip). Leave them out.")
def clips(x, low, high):
    return np.clip(x, low, high).ravel()


@mistake(
    "where_between",
    "The entries are sorted, or equal ones are dropped. Return them as they stand in x, equal ones too.",
)
def sorts_the_entries(x, low, high):
    return np.sort(where_between(x, low, high))


@mistake(
    "where_between",
    "The entries come in the order of memory (order='K' or 'A'). A transposed array has another order there: read row"
    " after row.",
)
def reads_memory(x, low, high):
    return where_between(x.ravel(order="K"), low, high)


@mistake("where_between", "The entries come column after column. Read row after row: the last axis changes fastest.")
def reads_columns(x, low, high):
    return where_between(x.T, low, high)


@mistake(
    "where_between",
    "The result is always float64. An array that you make for the entries, or from Python numbers, needs"
    " dtype=x.dtype.",
)
def gives_float64(x, low, high):
    return where_between(x, low, high).astype(np.float64)


@mistake(
    "where_between",
    "If all entries lie between, x comes back, perhaps reshaped, and no copy. A write into it changes x: copy.",
)
def gives_x_where_all_lie_between(x, low, high):
    return x.reshape(-1) if np.all((low <= x) & (x <= high)) else where_between(x, low, high)


@mistake(
    "where_between",
    "Bounds in the wrong order are swapped. Nothing is at least 2 and at most 1: return no entries.",
)
def exchanges_the_bounds(x, low, high):
    return where_between(x, min(low, high), max(low, high))


# -------------------------------------------------------------------------------- set_diagonal


@mistake(
    "set_diagonal",
    "The write goes into a copy, and x stays as it was. x.copy(), np.array(x) and x[i] with an array i all copy: write"
    " into x itself, with all indices in one pair of brackets.",
)
def writes_into_a_copy(x, value):
    set_diagonal(x.copy(), value)


@mistake(
    "set_diagonal",
    "The name x now stands for a new array, and the caller's is as it was. Only an assignment with brackets on the"
    " left, x[...] = ..., writes into an array.",
)
def names_a_new_array_x(x, value):
    n, m = x.shape[-2:]
    i = np.arange(min(n, m))
    new = np.zeros_like(x)
    new[..., i, i] = value
    x = np.where(np.eye(n, m, dtype=bool), new, x)
    return x


@mistake(
    "set_diagonal",
    "x is written into, which is right, and returned too. Return None, so that nobody takes the result for a new"
    " array.",
)
def gives_x_back(x, value):
    set_diagonal(x, value)
    return x


@mistake(
    "set_diagonal",
    "ravel and reshape(-1) are views only if the memory of x is in order. Otherwise they copy, and the write is lost:"
    " index x itself.",
)
def writes_into_what_ravel_gives(x, value):
    if x.flags.c_contiguous:
        set_diagonal(x, value)
    else:
        set_diagonal(x.ravel().reshape(x.shape), value)


@mistake(
    "set_diagonal",
    "In a batch, the diagonal lies in the last two axes: x[..., i, i]. Here the first two are indexed, or all of them.",
)
def writes_along_the_first_two_axes(x, value):
    set_diagonal(x.copy(), value)
    i = np.arange(min(x.shape[:2]))
    x[i, i] = value if np.ndim(value) == 0 or x.ndim == 2 else np.ravel(value)[0]


@mistake(
    "set_diagonal",
    "np.fill_diagonal is for a single matrix: with more axes it writes x[i, i, i], or raises an error. Index the last"
    " two axes.",
)
def fills_with_numpy(x, value):
    if x.ndim == 2:
        set_diagonal(x, value)
    else:
        np.fill_diagonal(x, value)


@mistake(
    "set_diagonal",
    "np.fill_diagonal is for a single matrix and a number: it raises an error for most batches, and repeats or cuts a"
    " value that does not fit. Index the last two axes: x[..., i, i].",
)
def leaves_it_all_to_fill_diagonal(x, value):
    np.fill_diagonal(x, value)


@mistake(
    "set_diagonal",
    "np.where(eye, value, x) lines the value up with the whole matrix (..., n, m), so that an array of values fails, or"
    " goes along the wrong axis. Index the diagonal alone, x[..., i, i]: there it broadcasts to (..., k).",
)
def chooses_with_an_eye(x, value):
    x[...] = np.where(np.eye(*x.shape[-2:], dtype=bool), value, x)


@mistake(
    "set_diagonal",
    "Each matrix of the batch gets the whole value, or the part that belongs to another one. Write all diagonals at"
    " once, so that the value broadcasts.",
)
def fills_each_matrix_for_itself(x, value):
    set_diagonal(x, value)
    for batch in np.ndindex(x.shape[:-2] if x.ndim > 2 else (0,)):
        np.fill_diagonal(x[batch], value)


@mistake(
    "set_diagonal",
    "The diagonal of a tall matrix ends early: it has as many entries as the smaller of the two sizes.",
)
def counts_the_rows(x, value):
    i = np.arange(x.shape[-2])
    x[..., i, i] = value


@mistake(
    "set_diagonal",
    "In a tall matrix the diagonal starts again below the square. Stop after k = min(n, m) entries.",
)
def wraps_round_in_a_tall_matrix(x, value):
    set_diagonal(x, value)
    n, m = x.shape[-2:]
    i = np.arange(0, n * m, m + 1)
    if n > m + 1 and np.ndim(value) == 0:
        x[..., i // m, i % m] = value


@mistake(
    "set_diagonal",
    "More than the diagonal is written: two slices, or x[..., i, :], are whole rows or a whole square. Two arrays of"
    " integers go in pairs: x[..., i, i].",
)
def writes_the_whole_square(x, value):
    set_diagonal(x, value)
    if np.ndim(value) == 0:
        x[..., : min(x.shape[-2:]), : min(x.shape[-2:])] = value


@mistake("set_diagonal", "This is the other diagonal, from the upper right to the lower left.")
def writes_the_other_diagonal(x, value):
    set_diagonal(x[..., ::-1], value)


@mistake(
    "set_diagonal",
    "The diagonal is multiplied by 0 first. 0 times inf is NaN, and so is 0 times NaN: assign, don't compute.",
)
def clears_by_a_product(x, value):
    if x.dtype.kind == "f" and np.ndim(value) == 0:
        n, m = x.shape[-2:]
        with np.errstate(invalid="ignore"):
            x *= (1 - np.eye(n, m)).astype(x.dtype)
            x += np.where(np.eye(n, m, dtype=bool), value, 0).astype(x.dtype)
    else:
        set_diagonal(x, value)


@mistake("set_diagonal", "The value is added to the diagonal. Replace what is there: = and not +=.")
def adds_the_value(x, value):
    i = np.arange(min(x.shape[-2:]))
    x[..., i, i] += np.asarray(value, x.dtype)


@mistake(
    "set_diagonal",
    "The entries are written one by one, and a value that is part of x changes on the way. Assign all at once, which"
    " NumPy does safely, or copy the value first.",
)
def writes_one_after_another(x, value):
    k = min(x.shape[-2:])
    value = np.broadcast_to(value, (*x.shape[:-2], k))
    for i in range(k):
        x[..., i, i] = value[..., i]


@mistake(
    "set_diagonal",
    "A value that does not fit is repeated or cut until it does. Raise a ValueError instead: the caller made a"
    " mistake.",
)
def repeats_the_value(x, value):
    k = min(x.shape[-2:])
    set_diagonal(x, np.resize(value, k) if np.ndim(value) == 1 and np.size(value) > 1 else value)


@mistake(
    "set_diagonal",
    "Part of the diagonal is written before the ValueError. Compare the shapes first, so that x stays as it was.",
)
def finds_out_too_late(x, value):
    k = min(x.shape[-2:])
    if np.ndim(value) == 1 and 1 < np.size(value) != k:
        x[..., 0, 0] = value[0]
    set_diagonal(x, value)


@mistake(
    "set_diagonal",
    "An array of values fails. Diagonals may have a number of their own in each place: assign the whole array at once,"
    " and leave float(value) out.",
)
def knows_a_single_number_only(x, value):
    value = float(value)
    set_diagonal(x, value)


# -------------------------------------------------- two faults at once, and the wrong error


@mistake(
    "every_other",
    "This is a copy of the entries 1, 3, 5, ...: start at 0, and take a slice with a step, [::2], which is a view.",
)
def copies_the_odd_ones(x, axis=0):
    every_other(x, axis)
    return np.take(x, np.arange(1, x.shape[axis], 2), axis=axis)


@mistake(
    "every_other",
    "This is a copy. A slice with a step is a view already: leave .copy() out, and any array of integers.",
)
def copies_along_the_first_axis(x, axis=0):
    every_other(x, axis)
    return x[::2].copy()


@mistake(
    "where_between",
    "Two things: both bounds are included, so use <=, not <. And the places come back: index x with them.",
)
def gives_the_places_strictly_between(x, low, high):
    return np.flatnonzero((low < x) & (x < high))


@mistake(
    "where_between",
    "np.where(condition) gives a tuple of places, one array for each axis. Index x with the condition itself:"
    " x[condition].",
)
def gives_what_where_gives(x, low, high):
    return np.where((low <= x) & (x <= high))


@mistake(
    "set_diagonal",
    "The whole of x is overwritten: x[:] = ... keeps the array, but not what stands beside the diagonal. Index the"
    " diagonal alone.",
)
def writes_a_diagonal_matrix(x, value):
    set_diagonal(x, value)
    n, m = x.shape[-2:]
    x[...] = np.where(np.eye(n, m, dtype=bool), x, 0)


@mistake("every_other", "A missing axis is refused, but with the wrong exception. Raise an IndexError, as NumPy does.")
def refuses_an_axis_with_a_value_error(x, axis=0):
    if not -x.ndim <= axis < x.ndim:
        raise ValueError("no such axis")
    return every_other(x, axis)


@mistake(
    "take_rows",
    "A missing row is refused, but with the wrong exception. Raise an IndexError, as lists and arrays do.",
)
def refuses_rows_with_a_value_error(x, rows):
    if any(not -len(x) <= row < len(x) for row in rows):
        raise ValueError("no such row")
    return take_rows(x, rows)


@mistake(
    "set_diagonal",
    "A value that does not fit is refused, but with the wrong exception: assert raises an AssertionError, and python"
    " -O skips it. Raise a ValueError.",
)
def asserts_that_the_value_fits(x, value):
    try:
        np.broadcast_to(value, (*x.shape[:-2], min(x.shape[-2:])))
    except ValueError:
        raise AssertionError from None
    set_diagonal(x, value)
