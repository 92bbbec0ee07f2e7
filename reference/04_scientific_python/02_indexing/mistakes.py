"""What beginners hand in for indexing, and what to tell them."""

import numpy as np
from indexing import every_other, set_diagonal, take_rows, where_between

from dojo import mistake

# ----------------------------------------------------------------------------------- take_rows


@mistake(
    "take_rows",
    "Rows that stand together are taken by a slice, which is a view: what is written into the result lands in x. Take"
    " them by an array of integers, or copy.",
)
def slices_rows_that_stand_together(x, rows):
    taken = take_rows(x, rows)
    rows = [int(row) for row in rows]
    if rows and rows == [*range(rows[0], rows[0] + len(rows))] and rows[0] >= 0:
        return x[rows[0] : rows[0] + len(rows)]
    return taken


@mistake(
    "take_rows",
    "Where all rows are asked for, x itself comes back. It has the right numbers, but is no copy: what is written into"
    " it is written into x.",
)
def gives_x_itself(x, rows):
    return x if [*rows] == [*range(len(x))] else take_rows(x, rows)


@mistake(
    "take_rows",
    "A row alone was taken by x[i], and that is a view. One row of many is a copy only if a list of one takes it.",
)
def takes_a_single_row_by_its_number(x, rows):
    return x[rows[0]][None] if len(rows) == 1 else take_rows(x, rows)


@mistake("take_rows", "Columns are taken, not rows: x[:, rows] chooses along the second axis, x[rows] along the first.")
def takes_columns(x, rows):
    return x[:, np.array(rows, dtype=int)]


@mistake(
    "take_rows",
    "With no rows the other axes are lost: np.array([]) has the shape (0,), where (0, *rest) is asked for. Index x by"
    " an integer array, or make room for the rows first.",
)
def makes_an_array_of_an_empty_list(x, rows):
    return np.array([x[row] for row in rows], dtype=x.dtype)


@mistake(
    "take_rows",
    "np.take without an axis reads x as one long row and takes single entries from it. Say axis=0.",
)
def takes_single_entries(x, rows):
    take_rows(x, rows)
    return np.take(x, np.array(rows, dtype=int))


@mistake(
    "take_rows",
    "A tuple in the brackets is one index for each axis: x[(2, 0)] is x[2, 0], a single entry. Make an integer array of"
    " the rows first.",
)
def leaves_a_tuple_a_tuple(x, rows):
    return x[rows]


@mistake(
    "take_rows",
    "np.array([]) is an array of floats, and floats are no index. Say dtype=int, for no rows are rows too.",
)
def makes_floats_of_no_rows(x, rows):
    return x[np.array(rows)]


@mistake(
    "take_rows",
    "Rows come in the order of x, and each once, for they were chosen by truth values. Their order and number are those"
    " of `rows`: index by the integers themselves.",
)
def takes_each_row_once(x, rows):
    take_rows(x, rows)
    chosen = np.zeros(len(x), bool)
    chosen[np.array(rows, dtype=int)] = True
    return x[chosen]


@mistake(
    "take_rows",
    "A row that is named twice comes once: the rows were made unique. Repeats count: a batch may hold a text twice.",
)
def drops_repeats(x, rows):
    return take_rows(x, list(dict.fromkeys(np.array(rows, dtype=int).tolist())))


@mistake("take_rows", "The rows were sorted. They come in the order in which they are named.")
def sorts_the_rows(x, rows):
    return take_rows(x, sorted(rows))


@mistake(
    "take_rows",
    "A row that is not there is replaced by the nearest one, mode='clip'. Let it be an IndexError: a wrong index is a"
    " mistake that should be heard.",
)
def clips_the_rows(x, rows):
    return np.take(x, np.array(rows, dtype=int), axis=0, mode="clip" if len(rows) and max(rows) >= len(x) else "raise")


@mistake(
    "take_rows",
    "A row that is not there is counted round and round, rows % n. Let it be an IndexError: a wrong index is a mistake"
    " that should be heard.",
)
def counts_round_and_round(x, rows):
    return take_rows(x, np.array(rows, dtype=int) % len(x))


@mistake(
    "take_rows",
    "Rows outside are left out in silence. Let it be an IndexError: a wrong index is a mistake that should be heard.",
)
def leaves_out_what_is_not_there(x, rows):
    return take_rows(x, [row for row in rows if -len(x) <= row < len(x)])


@mistake("take_rows", "Negative rows are refused. -1 is the last row, as everywhere in Python.")
def refuses_negative_rows(x, rows):
    if any(row < 0 for row in rows):
        raise IndexError("no such row")
    return take_rows(x, rows)


@mistake("take_rows", "A list of rows comes back, where an array is asked for.")
def gives_a_list_of_rows(x, rows):
    return list(take_rows(x, rows))


@mistake(
    "take_rows",
    "The rows were filled into an array of zeros, which is float64 unless told otherwise: give it the dtype of x.",
)
def fills_zeros_of_the_default_dtype(x, rows):
    taken = np.zeros((len(rows), *x.shape[1:]))
    taken[...] = take_rows(x, rows)
    return taken


# --------------------------------------------------------------------------------- every_other


@mistake(
    "every_other",
    "It is a copy: an array of integers in the brackets, np.arange(0, n, 2), always copies. A slice with a step is a"
    " view.",
)
def takes_by_integers(x, axis=0):
    return np.take(x, np.arange(0, x.shape[axis], 2), axis=axis)


@mistake(
    "every_other",
    "The memory of x is put in order first (ascontiguousarray, ravel, reshape), which copies it unless it is in order"
    " already: a view of a copy is no view of x. Slice x as it lies.",
)
def puts_the_memory_in_order_first(x, axis=0):
    return every_other(np.ascontiguousarray(x), axis)


@mistake(
    "every_other",
    "The view can't be written into: it was made read-only. What a slice gives may be written into, and that is what it"
    " is for.",
)
def makes_it_read_only(x, axis=0):
    view = every_other(x, axis)
    view.setflags(write=False)
    return view


@mistake("every_other", "It starts at 1. The entries 0, 2, 4, ... are meant: [::2], not [1::2].")
def starts_at_one(x, axis=0):
    every_other(x, axis)
    return np.moveaxis(np.moveaxis(x, axis, 0)[1::2], 0, axis)


@mistake(
    "every_other",
    "Of an odd number of entries the last one is missing. Entry 4 of five is one of 0, 2, 4: there are (n + 1) // 2.",
)
def loses_the_last_of_an_odd_number(x, axis=0):
    first = np.moveaxis(x, axis, 0)
    return np.moveaxis(first[: len(first) // 2 * 2 : 2], 0, axis)


@mistake("every_other", "That is the first half. Every other one is a slice with a step: [::2].")
def gives_the_first_half(x, axis=0):
    first = np.moveaxis(x, axis, 0)
    return np.moveaxis(first[: (len(first) + 1) // 2], 0, axis)


@mistake("every_other", "The axis is not looked at: it is always the first one.")
def ignores_the_axis(x, axis=0):
    every_other(x, axis)
    return x[::2]


@mistake("every_other", "The axis is not looked at: it is always the last one.")
def slices_the_last_axis(x, axis=0):
    every_other(x, axis)
    return x[..., ::2]


@mistake("every_other", "Without an axis it goes along the last one. By default it is the first.")
def has_another_default(x, axis=-1):
    return every_other(x, axis)


@mistake("every_other", "All axes are thinned out. Only the one that is named loses entries.")
def thins_out_all_axes(x, axis=0):
    every_other(x, axis)
    return x[(slice(None, None, 2),) * x.ndim]


@mistake(
    "every_other",
    "A negative axis goes wrong: (slice(None),) * axis is empty for axis = -1, so that the first axis is sliced. Count"
    " from the front first, axis + x.ndim.",
)
def multiplies_by_a_negative_axis(x, axis=0):
    every_other(x, axis)
    return x[(slice(None),) * axis + (slice(None, None, 2),)]


@mistake(
    "every_other",
    "An axis that is not there is counted round and round, axis % x.ndim. NumPy raises an IndexError for it, and so"
    " should this.",
)
def counts_axes_round_and_round(x, axis=0):
    return every_other(x, axis % x.ndim)


@mistake(
    "every_other",
    "The axis that was sliced has not gone back to its place. What moveaxis moves to the front it moves back as well:"
    " moveaxis(..., 0, axis).",
)
def leaves_the_axis_in_front(x, axis=0):
    return np.moveaxis(x, axis, 0)[::2]


# ------------------------------------------------------------------------------- where_between


@mistake(
    "where_between",
    "low <= x <= high asks for one truth value, and an array has many. Compare twice, in parentheses, joined by &.",
)
def chains_the_comparisons(x, low, high):
    return x[low <= x <= high]


@mistake("where_between", "An entry that equals a bound is left out. Both bounds are included: <=, not <.")
def leaves_out_the_bounds(x, low, high):
    return x[(low < x) & (x < high)]


@mistake("where_between", "The upper bound is left out, as in a slice. Here both bounds are included.")
def leaves_out_the_upper_bound(x, low, high):
    return x[(low <= x) & (x < high)]


@mistake("where_between", "Entries outside, or on one side only, come too: both comparisons must hold, & and not |.")
def asks_for_either(x, low, high):
    return x[(low <= x) | (x <= high)]


@mistake(
    "where_between",
    "Integers are compared as floating numbers, which are exact only up to 2**53. Compare them as they are.",
)
def compares_as_floating_numbers(x, low, high):
    entries = x.astype(np.float64)
    return x[(float(low) <= entries) & (entries <= float(high))]


@mistake("where_between", "An infinite entry was left out. It equals an infinite bound, and bounds are included.")
def leaves_out_infinite_entries(x, low, high):
    return x[(low <= x) & (x <= high) & np.isfinite(x)]


@mistake(
    "where_between",
    "An entry that is only close to a bound comes too, isclose. A bound is exact: entries are compared, not computed,"
    " and there is no rounding to forgive.",
)
def takes_what_is_close(x, low, high):
    return x[((low < x) | np.isclose(x, low)) & ((x < high) | np.isclose(x, high))]


@mistake(
    "where_between",
    "NaN comes along: it is not less than low and not more than high, for no comparison with it is true. Ask for what"
    " lies inside, not for the opposite of outside.",
)
def lets_nan_through(x, low, high):
    return x[~((x < low) | (x > high))]


@mistake("where_between", "The places came back, not the entries: x indexed by them is what is asked for.")
def gives_the_places(x, low, high):
    return np.flatnonzero((low <= x) & (x <= high))


@mistake("where_between", "The truth values came back. Put them into the brackets of x: then they choose.")
def gives_the_truth_values(x, low, high):
    return (low <= x) & (x <= high)


@mistake(
    "where_between",
    "The array has kept its shape, with zeros for what is outside. Entries outside are to go, so that a single row is"
    " left.",
)
def puts_zeros_outside(x, low, high):
    return np.where((low <= x) & (x <= high), x, x.dtype.type(0))


@mistake("where_between", "What is outside was moved to the nearest bound, np.clip. It is to be left out.")
def clips(x, low, high):
    return np.clip(x, low, high).ravel()


@mistake("where_between", "The entries were sorted, or made unique. They come as they stand in x, equal ones too.")
def sorts_the_entries(x, low, high):
    return np.sort(where_between(x, low, high))


@mistake(
    "where_between",
    "The entries come in the order of the memory, which for a transposed array is another one than that of its rows:"
    " order='K', or 'A'. Reading order is row after row however the array lies.",
)
def reads_memory(x, low, high):
    return where_between(x.ravel(order="K"), low, high)


@mistake(
    "where_between",
    "The entries come column after column. Reading order is row after row: the last axis changes fastest.",
)
def reads_columns(x, low, high):
    return where_between(x.T, low, high)


@mistake(
    "where_between",
    "The result is float64 whatever x is. An array that is made for the entries, or a list of Python numbers, has lost"
    " the dtype of x: give it dtype=x.dtype.",
)
def gives_float64(x, low, high):
    return where_between(x, low, high).astype(np.float64)


@mistake(
    "where_between",
    "Where all entries lie between, x comes back, reshaped. That is a view of it, or x itself: copy.",
)
def gives_x_where_all_lie_between(x, low, high):
    return x.reshape(-1) if np.all((low <= x) & (x <= high)) else where_between(x, low, high)


@mistake("where_between", "Bounds that are the wrong way round were exchanged. Nothing is at least 2 and at most 1.")
def exchanges_the_bounds(x, low, high):
    return where_between(x, min(low, high), max(low, high))


# -------------------------------------------------------------------------------- set_diagonal


@mistake(
    "set_diagonal",
    "A copy was written into, and x is as it was. x.copy() and np.array(x) copy, and so does x[i] with an array i, as"
    " in x[i][:, i] = value: write into x, with all indices in one pair of brackets.",
)
def writes_into_a_copy(x, value):
    set_diagonal(x.copy(), value)


@mistake(
    "set_diagonal",
    "The name x now stands for a new array (np.where, x * mask, x + ...), and the caller's is as it was. Only an"
    " assignment with brackets on the left, x[...] = ..., writes into an array.",
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
    "x was written into, which is right, and came back too. A function that changes what it is given returns None, so"
    " that nobody takes the result for a new array.",
)
def gives_x_back(x, value):
    set_diagonal(x, value)
    return x


@mistake(
    "set_diagonal",
    "ravel and reshape(-1) give a view only if the memory of x is in order; else they copy, and what is written is"
    " lost. Index x itself.",
)
def writes_into_what_ravel_gives(x, value):
    if x.flags.c_contiguous:
        set_diagonal(x, value)
    else:
        set_diagonal(x.ravel().reshape(x.shape), value)


@mistake(
    "set_diagonal",
    "A batch has a diagonal in each of its matrices: x[..., i, i], the last two axes. Here it was written along the"
    " first two, or along all of them.",
)
def writes_along_the_first_two_axes(x, value):
    set_diagonal(x.copy(), value)
    i = np.arange(min(x.shape[:2]))
    x[i, i] = value if np.ndim(value) == 0 or x.ndim == 2 else np.ravel(value)[0]


@mistake(
    "set_diagonal",
    "np.fill_diagonal knows a single matrix only: with more axes it writes x[i, i, i], or refuses. Index the last two"
    " axes.",
)
def fills_with_numpy(x, value):
    if x.ndim == 2:
        set_diagonal(x, value)
    else:
        np.fill_diagonal(x, value)


@mistake(
    "set_diagonal",
    "Each matrix of the batch was filled for itself, with the whole value: what `value` has for the second matrix went"
    " nowhere. Write all diagonals at once, so that the value broadcasts.",
)
def fills_each_matrix_for_itself(x, value):
    set_diagonal(x, value)
    for batch in np.ndindex(x.shape[:-2] if x.ndim > 2 else (0,)):
        np.fill_diagonal(x[batch], value)


@mistake(
    "set_diagonal",
    "A tall or wide matrix goes wrong: the diagonal has as many entries as the *smaller* of the two sizes.",
)
def counts_the_rows(x, value):
    i = np.arange(x.shape[-2])
    x[..., i, i] = value


@mistake(
    "set_diagonal",
    "The flat array was written with the step m + 1 to its end. In a tall matrix that begins anew below the square:"
    " stop after k entries.",
)
def wraps_round_in_a_tall_matrix(x, value):
    set_diagonal(x, value)
    n, m = x.shape[-2:]
    i = np.arange(0, n * m, m + 1)
    if n > m + 1 and np.ndim(value) == 0:
        x[..., i // m, i % m] = value


@mistake(
    "set_diagonal",
    "Not only the diagonal was written: two slices, or x[..., i, :], are whole rows or the whole matrix. Two arrays of"
    " integers go in pairs: x[..., i, i].",
)
def writes_the_whole_square(x, value):
    set_diagonal(x, value)
    if np.ndim(value) == 0:
        x[..., : min(x.shape[-2:]), : min(x.shape[-2:])] = value


@mistake("set_diagonal", "That is the other diagonal, from the upper right down to the left.")
def writes_the_other_diagonal(x, value):
    set_diagonal(x[..., ::-1], value)


@mistake(
    "set_diagonal",
    "The diagonal was first multiplied by 0 to clear it. 0 times inf is NaN, and 0 times NaN too: assign, don't"
    " calculate.",
)
def clears_by_a_product(x, value):
    if x.dtype.kind == "f" and np.ndim(value) == 0:
        n, m = x.shape[-2:]
        with np.errstate(invalid="ignore"):
            x *= (1 - np.eye(n, m)).astype(x.dtype)
            x += np.where(np.eye(n, m, dtype=bool), value, 0).astype(x.dtype)
    else:
        set_diagonal(x, value)


@mistake(
    "set_diagonal",
    "The value was added to what is there. It is to take its place: = and not +=.",
)
def adds_the_value(x, value):
    i = np.arange(min(x.shape[-2:]))
    x[..., i, i] += np.asarray(value, x.dtype)


@mistake(
    "set_diagonal",
    "The entries are written one after another, while the value is a view of the same memory: it changes on the way."
    " Assign all at once (NumPy looks out for that), or copy the value first.",
)
def writes_one_after_another(x, value):
    k = min(x.shape[-2:])
    value = np.broadcast_to(value, (*x.shape[:-2], k))
    for i in range(k):
        x[..., i, i] = value[..., i]


@mistake(
    "set_diagonal",
    "A value that does not fit is repeated or cut off until it does. That hides a mistake of the caller: let it be a"
    " ValueError.",
)
def repeats_the_value(x, value):
    k = min(x.shape[-2:])
    set_diagonal(x, np.resize(value, k) if np.ndim(value) == 1 and np.size(value) > 1 else value)


@mistake(
    "set_diagonal",
    "Before the ValueError is raised, a part of the diagonal has been written. Look at the shapes first: all is written"
    " or nothing.",
)
def finds_out_too_late(x, value):
    k = min(x.shape[-2:])
    if np.ndim(value) == 1 and 1 < np.size(value) != k:
        x[..., 0, 0] = value[0]
    set_diagonal(x, value)


@mistake(
    "set_diagonal",
    "An array of values fails: `float(value)`, or a loop that writes value itself into each place. One number for each"
    " place of the diagonal is allowed too.",
)
def knows_a_single_number_only(x, value):
    value = float(value)
    set_diagonal(x, value)
