"""What beginners hand in for indexing, and what to tell them."""

import numpy as np
from indexing import take_rows

from dojo import edit, ideas, mistake

ideas(
    wrong_axis=(
        "takes_columns ignores_the_axis slices_the_last_axis writes_along_the_first_two_axes leaves_the_axis_in_front"
    ),
    whole_for_slice="takes_single_entries thins_out_all_axes writes_the_whole_square writes_a_diagonal_matrix",
    opposite_choice="asks_for_either writes_the_other_diagonal",
    swapped_arguments="exchanges_the_bounds",
    off_by_one="slices_from_the_first_to_the_last starts_at_one loses_the_last_of_an_odd_number copies_the_odd_ones",
    end_of_interval=(
        "leaves_out_the_bounds leaves_out_the_upper_bound takes_what_is_close gives_the_places_strictly_between"
    ),
    order_of_steps="finds_out_too_late",
    entries_mixed_up="reads_memory reads_columns",
    not_accumulated="adds_the_value",
    alias_or_copy=(
        "slices_rows_that_stand_together gives_x_itself takes_a_single_row_by_its_number takes_by_integers "
        "puts_the_memory_in_order_first makes_it_read_only gives_x_where_all_lie_between writes_into_a_copy "
        "names_a_new_array_x writes_into_what_ravel_gives copies_along_the_first_axis writes_one_after_another"
    ),
    dtype_lost="fills_zeros_of_the_default_dtype gives_float64",
    cancellation="compares_as_floating_numbers",
    empty_input="makes_an_array_of_an_empty_list makes_floats_of_no_rows",
    nan_hidden="leaves_out_infinite_entries lets_nan_through clears_by_a_product",
    wrong_exception="refuses_an_axis_with_a_value_error refuses_rows_with_a_value_error asserts_that_the_value_fits",
    silent_error=(
        "clips_the_rows counts_round_and_round leaves_out_what_is_not_there counts_axes_round_and_round "
        "repeats_the_value"
    ),
    refuses_what_is_allowed="refuses_negative_rows knows_a_single_number_only chains_the_comparisons",
    default_value="has_another_default",
    broadcast_by_accident="chooses_with_an_eye fills_each_matrix_for_itself",
    ties_and_order="takes_each_row_once drops_repeats sorts_the_rows sorts_the_entries",
    wrong_stop="counts_the_rows wraps_round_in_a_tall_matrix",
    partial_case="leaves_a_tuple_a_tuple multiplies_by_a_negative_axis fills_with_numpy leaves_it_all_to_fill_diagonal",
    wrong_formula="gives_the_first_half puts_zeros_outside clips",
    other_kind_of_result=(
        "gives_the_places gives_the_truth_values gives_a_list_of_rows gives_what_where_gives gives_x_back"
    ),
)

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


edit(
    "gives_x_itself",
    "If all rows are asked for, x itself comes back. It has the right numbers, but a write into it changes x: make a"
    " copy.",
    ("x[np.array(rows, dtype=int)]", "x if [*rows] == [*range(len(x))] else x[np.array(rows, dtype=int)]"),
)

edit(
    "takes_a_single_row_by_its_number",
    "A single row is taken by x[i], which is a view. Index with a list of one, x[[i]], which copies.",
    ("x[np.array(rows, dtype=int)]", "x[rows[0]][None] if len(rows) == 1 else x[np.array(rows, dtype=int)]"),
)

edit(
    "slices_from_the_first_to_the_last",
    "A slice from the first to the last of the rows is taken. It includes every row between them, and leaves the"
    " last one out: index with the list of rows itself.",
    ("x[np.array(rows, dtype=int)]", "x[rows[0]:rows[-1]].copy()"),
)


@mistake("take_rows", "These are columns. x[:, rows] chooses along the second axis; x[rows] chooses rows.")
def takes_columns(x, rows):
    return x[:, np.array(rows, dtype=int)]


edit(
    "makes_an_array_of_an_empty_list",
    "With no rows the other axes are lost: np.array([]) has shape (0,), where (0, *rest) is needed. Index x with an"
    " integer array, or make room for the rows first.",
    ("x[np.array(rows, dtype=int)]", "np.array([x[row] for row in rows], dtype=x.dtype)"),
)


@mistake("take_rows", "Without an axis, np.take reads x as one long row and takes single entries from it. Say axis=0.")
def takes_single_entries(x, rows):
    take_rows(x, rows)
    return np.take(x, np.array(rows, dtype=int))


edit(
    "leaves_a_tuple_a_tuple",
    "A tuple in the brackets is one index for each axis: x[(2, 0)] is x[2, 0], a single entry. Make an integer array"
    " of the rows first.",
    ("np.array(rows, dtype=int)", "rows"),
)

edit(
    "makes_floats_of_no_rows",
    "np.array([]) is an array of floats, which can't be an index. Say dtype=int, so that an empty list works too.",
    ("np.array(rows, dtype=int)", "np.array(rows)"),
)

edit(
    "takes_each_row_once",
    "The rows are in the order of x, each once, because truth values choose them. Index with the integers"
    " themselves: they keep the order and the repeats.",
    (
        "return x[np.array(rows, dtype=int)]",
        "chosen = np.zeros(len(x), bool)\nchosen[np.array(rows, dtype=int)] = True\nreturn x[chosen]",
    ),
)

edit(
    "drops_repeats",
    "A row that is named twice is returned only once. Keep repeats: a batch may hold a text twice.",
    ("np.array(rows, dtype=int)", "np.array(list(dict.fromkeys(np.array(rows, dtype=int).tolist())), dtype=int)"),
)

edit(
    "sorts_the_rows",
    "The rows are sorted. Return them in the order in which they are named.",
    ("np.array(rows, dtype=int)", "np.array(sorted(rows), dtype=int)"),
)

edit(
    "clips_the_rows",
    "A missing row is replaced by the nearest one (mode='clip'). Let it be an IndexError: a wrong index should not go"
    " unnoticed.",
    (
        "x[np.array(rows, dtype=int)]",
        "np.take(x, np.array(rows, dtype=int), axis=0, mode='clip' if len(rows) and max(rows) >= len(x) else 'raise')",
    ),
)

edit(
    "counts_round_and_round",
    "A missing row wraps around (rows % n). Let it be an IndexError: a wrong index should not go unnoticed.",
    ("np.array(rows, dtype=int)", "np.array(np.array(rows, dtype=int) % len(x), dtype=int)"),
)

edit(
    "leaves_out_what_is_not_there",
    "Missing rows are left out silently. Let it be an IndexError: a wrong index should not go unnoticed.",
    ("np.array(rows, dtype=int)", "np.array([row for row in rows if -len(x) <= row < len(x)], dtype=int)"),
)

edit(
    "refuses_negative_rows",
    "Negative rows are refused. -1 is the last row, as everywhere in Python.",
    (
        "return x[np.array(rows, dtype=int)]",
        "if any(row < 0 for row in rows):\n    raise IndexError('no such row')\nreturn x[np.array(rows, dtype=int)]",
    ),
)

edit(
    "gives_a_list_of_rows",
    "This is a list of rows. Return one array.",
    ("x[np.array(rows, dtype=int)]", "list(x[np.array(rows, dtype=int)])"),
)

edit(
    "fills_zeros_of_the_default_dtype",
    "The rows are stored in an array of zeros, which is float64 unless you say otherwise. Give it dtype=x.dtype.",
    (
        "return x[np.array(rows, dtype=int)]",
        "taken = np.zeros((len(rows), *x.shape[1:]))\ntaken[...] = x[np.array(rows, dtype=int)]\nreturn taken",
    ),
)


# --------------------------------------------------------------------------------- every_other

edit(
    "takes_by_integers",
    "This is a copy: an array of integers in the brackets always copies. A slice with a step is a view.",
    ("first = np.moveaxis(x, axis, 0)  # moving axes and slicing give views\n", ""),
    ("np.moveaxis(first[::2], 0, axis)", "np.take(x, np.arange(0, x.shape[axis], 2), axis=axis)"),
)

edit(
    "puts_the_memory_in_order_first",
    "This is a view of a copy: ascontiguousarray, ravel and reshape copy x unless its memory is in order already."
    " Slice x as it lies.",
    ("first[::2]", "np.moveaxis(np.ascontiguousarray(x), axis, 0)[::2]"),
)

edit(
    "makes_it_read_only",
    "The view is read-only. A slice of x can be written into, and the caller wants to.",
    (
        "return np.moveaxis(first[::2], 0, axis)",
        "view = np.moveaxis(first[::2], 0, axis)\nview.setflags(write=False)\nreturn view",
    ),
)

edit(
    "starts_at_one",
    "It starts at entry 1. The entries are 0, 2, 4, ...: [::2], not [1::2].",
    ("first[::2]", "first[1::2]"),
)

edit(
    "loses_the_last_of_an_odd_number",
    "The last of an odd number of entries is missing. Five entries leave 0, 2 and 4: (n + 1) // 2 of them.",
    ("first[::2]", "first[:len(first) // 2 * 2:2]"),
)

edit(
    "gives_the_first_half",
    "This is the first half. Every other entry is a slice with a step: [::2].",
    ("first[::2]", "first[:(len(first) + 1) // 2]"),
)

edit(
    "ignores_the_axis",
    "It always works along the first axis. Slice along the axis that is asked for.",
    ("np.moveaxis(first[::2], 0, axis)", "x[::2]"),
)

edit(
    "slices_the_last_axis",
    "It always works along the last axis. Slice along the axis that is asked for.",
    ("np.moveaxis(first[::2], 0, axis)", "x[..., ::2]"),
)

edit(
    "has_another_default",
    "Without an axis it works along the last one. The default is the first: axis=0.",
    ("def every_other(x, axis=0):", "def every_other(x, axis=-1):"),
)

edit(
    "thins_out_all_axes",
    "All axes lose entries. Slice only the one that is asked for.",
    ("np.moveaxis(first[::2], 0, axis)", "x[(slice(None, None, 2),) * x.ndim]"),
)

edit(
    "multiplies_by_a_negative_axis",
    "A negative axis fails: (slice(None),) * axis is empty for axis = -1, so the first axis is sliced. Count from the"
    " front: axis + x.ndim.",
    ("np.moveaxis(first[::2], 0, axis)", "x[(slice(None),) * axis + (slice(None, None, 2),)]"),
)

edit(
    "counts_axes_round_and_round",
    "A missing axis wraps around (axis % x.ndim). Raise an IndexError, as NumPy does.",
    ("first = np.moveaxis(x, axis, 0)", "axis = axis % x.ndim\nfirst = np.moveaxis(x, axis, 0)"),
)

edit(
    "leaves_the_axis_in_front",
    "The sliced axis stays in front. Move it back to its place: np.moveaxis(..., 0, axis).",
    ("np.moveaxis(first[::2], 0, axis)", "first[::2]"),
)


# ------------------------------------------------------------------------------- where_between

edit(
    "chains_the_comparisons",
    "low <= x <= high needs a single truth value, and an array has many. Compare twice, in parentheses, and join with"
    " &.",
    ("(low <= x) & (x <= high)", "low <= x <= high"),
)

edit(
    "leaves_out_the_bounds",
    "Entries equal to a bound are left out. Both bounds are included: use <=, not <.",
    ("(low <= x) & (x <= high)", "(low < x) & (x < high)"),
)

edit(
    "leaves_out_the_upper_bound",
    "The upper bound is left out, as in a slice. Here both bounds are included.",
    ("x <= high", "x < high"),
)

edit(
    "asks_for_either",
    "The result includes entries that meet only one of the two conditions. Both must hold: & and not |.",
    ("(low <= x) & (x <= high)", "(low <= x) | (x <= high)"),
)

edit(
    "compares_as_floating_numbers",
    "Integers are compared as floats, which are exact only up to 2**53. Compare them as they are.",
    ("(low <= x) & (x <= high)", "(float(low) <= x.astype(np.float64)) & (x.astype(np.float64) <= float(high))"),
)

edit(
    "leaves_out_infinite_entries",
    "Infinite entries are left out. An entry equal to an infinite bound is included too.",
    ("(low <= x) & (x <= high)", "(low <= x) & (x <= high) & np.isfinite(x)"),
)

edit(
    "takes_what_is_close",
    "Entries that are only close to a bound are included (np.isclose). Nothing is computed here, so there is no"
    " rounding to forgive: compare exactly.",
    ("(low <= x) & (x <= high)", "((low < x) | np.isclose(x, low)) & ((x < high) | np.isclose(x, high))"),
)

edit(
    "lets_nan_through",
    "NaN is included: no comparison with it is true, so it is never outside. Ask for what lies inside instead of"
    " the opposite of outside.",
    ("(low <= x) & (x <= high)", "~((x < low) | (x > high))"),
)

edit(
    "gives_the_places",
    "These are the places of the entries. Index x with them.",
    ("x[(low <= x) & (x <= high)]", "np.flatnonzero((low <= x) & (x <= high))"),
)

edit(
    "gives_the_truth_values",
    "These are truth values. Put them into the brackets of x, and they choose the entries.",
    ("x[(low <= x) & (x <= high)]", "(low <= x) & (x <= high)"),
)

edit(
    "puts_zeros_outside",
    "The array keeps its shape, with zeros for what lies outside. Leave those entries out: x[condition] is one row.",
    ("x[(low <= x) & (x <= high)]", "np.where((low <= x) & (x <= high), x, x.dtype.type(0))"),
)

edit(
    "clips",
    "Entries outside are moved to the nearest bound (np.clip). Leave them out.",
    ("x[(low <= x) & (x <= high)]", "np.clip(x, low, high).ravel()"),
)

edit(
    "sorts_the_entries",
    "The entries are sorted, or equal ones are dropped. Return them in the order of x, equal ones too.",
    ("x[(low <= x) & (x <= high)]", "np.sort(x[(low <= x) & (x <= high)])"),
)

edit(
    "reads_memory",
    "The entries are in the order of memory (order='K' or 'A'). A transposed array has a different order there: read"
    " row after row.",
    ("return x[(low <= x) & (x <= high)]", "x = x.ravel(order='K')\nreturn x[(low <= x) & (x <= high)]"),
)

edit(
    "reads_columns",
    "The entries are read column after column. Read row after row: the last axis changes fastest.",
    ("x[(low <= x) & (x <= high)]", "x.T[(low <= x.T) & (x.T <= high)]"),
)

edit(
    "gives_float64",
    "The result is always float64. An array that you make for the entries, or from Python numbers, needs"
    " dtype=x.dtype.",
    ("x[(low <= x) & (x <= high)]", "x[(low <= x) & (x <= high)].astype(np.float64)"),
)

edit(
    "gives_x_where_all_lie_between",
    "If all entries lie between, you return x, perhaps reshaped, and not a copy. A write into it changes x: copy.",
    (
        "x[(low <= x) & (x <= high)]",
        "x.reshape(-1) if np.all((low <= x) & (x <= high)) else x[(low <= x) & (x <= high)]",
    ),
)

edit(
    "exchanges_the_bounds",
    "Bounds in the wrong order are swapped. Nothing is at least 2 and at most 1: return no entries.",
    ("(low <= x) & (x <= high)", "(min(low, high) <= x) & (x <= max(low, high))"),
)


# -------------------------------------------------------------------------------- set_diagonal

edit(
    "writes_into_a_copy",
    "The write goes into a copy, and x stays as it was. x.copy(), np.array(x) and x[i] with an array i all copy: write"
    " into x itself, with all indices in one pair of brackets.",
    ("x[..., i, i]", "x.copy()[..., i, i]"),
)

edit(
    "names_a_new_array_x",
    "The name x now refers to a new array, and the caller's is as it was. Only an assignment with brackets on the"
    " left, x[...] = ..., writes into an array.",
    ("x[..., i, i] = value", "new = np.zeros_like(x)\nnew[..., i, i] = value\nreturn x"),
)

edit(
    "gives_x_back",
    "x is written into, which is right, and returned too. Return None, so that nobody takes the result for a new"
    " array.",
    ("x[..., i, i] = value", "x[..., i, i] = value\nreturn x"),
)

edit(
    "writes_into_what_ravel_gives",
    "ravel and reshape(-1) are views only if the memory of x is in order. Otherwise they copy, and the write is lost:"
    " index x itself.",
    ("x[..., i, i] = value", "if x.flags.c_contiguous:\n    x[..., i, i] = value"),
)

edit(
    "writes_along_the_first_two_axes",
    "In a batch, the diagonal lies in the last two axes: x[..., i, i]. Here the first two are indexed, or all of them.",
    (
        "x[..., i, i] = value",
        "x.copy()[..., i, i] = value\n"
        "x[np.arange(min(x.shape[:2])), np.arange(min(x.shape[:2]))] = value if np.ndim(value) == 0 or "
        "x.ndim == 2 else np.ravel(value)[0]",
    ),
)

edit(
    "fills_with_numpy",
    "np.fill_diagonal is for a single matrix: with more axes it writes x[i, i, i], or raises an error. Index the last"
    " two axes.",
    ("x[..., i, i] = value", "if x.ndim == 2:\n    x[..., i, i] = value\nelse:\n    np.fill_diagonal(x, value)"),
)

edit(
    "leaves_it_all_to_fill_diagonal",
    "np.fill_diagonal is for a single matrix and a number: it raises an error for most batches, and repeats or cuts a"
    " value that does not fit. Index the last two axes: x[..., i, i].",
    ("x[..., i, i] = value", "np.fill_diagonal(x, value)"),
)

edit(
    "chooses_with_an_eye",
    "np.where(eye, value, x) lines the value up with the full matrix (..., n, m), so an array of values fails, or"
    " runs along the wrong axis. Index only the diagonal, x[..., i, i]: there it broadcasts to (..., k).",
    ("x[..., i, i] = value", "x[...] = np.where(np.eye(*x.shape[-2:], dtype=bool), value, x)"),
)

edit(
    "fills_each_matrix_for_itself",
    "Each matrix of the batch gets all of the value, or the part that belongs to a different matrix. Write all"
    " diagonals at once, so that the value broadcasts.",
    (
        "x[..., i, i] = value",
        "x[..., i, i] = value\n"
        "for batch in np.ndindex(x.shape[:-2] if x.ndim > 2 else (0,)):\n"
        "    np.fill_diagonal(x[batch], value)",
    ),
)

edit(
    "counts_the_rows",
    "The diagonal of a tall matrix ends early: it has as many entries as the smaller of the two sizes.",
    ("min(x.shape[-2:])", "x.shape[-2]"),
)

edit(
    "wraps_round_in_a_tall_matrix",
    "In a tall matrix the diagonal starts again below the square. Stop after k = min(n, m) entries.",
    (
        "x[..., i, i] = value",
        "x[..., i, i] = value\n"
        "n, m = x.shape[-2:]\n"
        "i = np.arange(0, n * m, m + 1)\n"
        "if n > m + 1 and np.ndim(value) == 0:\n"
        "    x[..., i // m, i % m] = value",
    ),
)

edit(
    "writes_the_whole_square",
    "More than the diagonal is written: two slices, or x[..., i, :], are entire rows or an entire square. Two arrays"
    " of integers are paired up: x[..., i, i].",
    (
        "x[..., i, i] = value",
        "x[..., i, i] = value\nif np.ndim(value) == 0:\n    x[..., :min(x.shape[-2:]), :min(x.shape[-2:])] = value",
    ),
)

edit(
    "writes_the_other_diagonal",
    "This is the other diagonal, from the upper right to the lower left.",
    ("x[..., i, i]", "x[..., ::-1][..., i, i]"),
)

edit(
    "clears_by_a_product",
    "The diagonal is multiplied by 0 first. 0 times inf is NaN, and so is 0 times NaN: assign, don't compute.",
    (
        "x[..., i, i] = value",
        "if x.dtype.kind == 'f' and np.ndim(value) == 0:\n"
        "    n, m = x.shape[-2:]\n"
        "    with np.errstate(invalid='ignore'):\n"
        "        x *= (1 - np.eye(n, m)).astype(x.dtype)\n"
        "        x += np.where(np.eye(n, m, dtype=bool), value, 0).astype(x.dtype)\n"
        "else:\n"
        "    x[..., i, i] = value",
    ),
)

edit(
    "adds_the_value",
    "The value is added to the diagonal. Replace what is there: = and not +=.",
    ("x[..., i, i] = value", "x[..., i, i] += np.asarray(value, x.dtype)"),
)

edit(
    "writes_one_after_another",
    "The entries are written one by one, and a value that is part of x changes on the way. Assign all at once, which"
    " NumPy does safely, or copy the value first.",
    (
        "x[..., i, i] = value",
        "k = min(x.shape[-2:])\n"
        "value = np.broadcast_to(value, (*x.shape[:-2], k))\n"
        "for i in range(k):\n"
        "    x[..., i, i] = value[..., i]",
    ),
)

edit(
    "repeats_the_value",
    "A value that does not fit is repeated or cut until it does. Raise a ValueError instead: the caller made a"
    " mistake.",
    (
        "x[..., i, i] = value",
        "x[..., i, i] = np.resize(value, min(x.shape[-2:])) if np.ndim(value) == 1 and np.size(value) > 1 else value",
    ),
)

edit(
    "finds_out_too_late",
    "Part of the diagonal is written before the ValueError. Compare the shapes first, so that x stays as it was.",
    (
        "x[..., i, i] = value",
        "if np.ndim(value) == 1 and 1 < np.size(value) != min(x.shape[-2:]):\n"
        "    x[..., 0, 0] = value[0]\n"
        "x[..., i, i] = value",
    ),
)

edit(
    "knows_a_single_number_only",
    "An array of values fails. A diagonal may have a different number in each place: assign the array at once, and"
    " leave out float(value).",
    ("x[..., i, i] = value", "value = float(value)\nx[..., i, i] = value"),
)


# -------------------------------------------------- two faults at once, and the wrong error

edit(
    "copies_the_odd_ones",
    "This is a copy of the entries 1, 3, 5, ...: start at 0, and take a slice with a step, [::2], which is a view.",
    ("np.moveaxis(first[::2], 0, axis)", "np.take(x, np.arange(1, x.shape[axis], 2), axis=axis)"),
)

edit(
    "copies_along_the_first_axis",
    "This is a copy. A slice with a step is a view already: leave out .copy(), and any array of integers.",
    ("np.moveaxis(first[::2], 0, axis)", "x[::2].copy()"),
)

edit(
    "gives_the_places_strictly_between",
    "Two things are wrong. Both bounds are included, so use <=, not <. And you return the places: index x with them.",
    ("x[(low <= x) & (x <= high)]", "np.flatnonzero((low < x) & (x < high))"),
)

edit(
    "gives_what_where_gives",
    "np.where(condition) gives a tuple of places, one array for each axis. Index x with the condition itself:"
    " x[condition].",
    ("x[(low <= x) & (x <= high)]", "np.where((low <= x) & (x <= high))"),
)

edit(
    "writes_a_diagonal_matrix",
    "All of x is overwritten: x[:] = ... keeps the array, but not the entries beside the diagonal. Index only the"
    " diagonal.",
    (
        "x[..., i, i] = value",
        "x[..., i, i] = value\nn, m = x.shape[-2:]\nx[...] = np.where(np.eye(n, m, dtype=bool), x, 0)",
    ),
)

edit(
    "refuses_an_axis_with_a_value_error",
    "A missing axis is refused, but with the wrong exception. Raise an IndexError, as NumPy does.",
    (
        "first = np.moveaxis(x, axis, 0)",
        "if not -x.ndim <= axis < x.ndim:\n    raise ValueError('no such axis')\nfirst = np.moveaxis(x, axis, 0)",
    ),
)

edit(
    "refuses_rows_with_a_value_error",
    "A missing row is refused, but with the wrong exception. Raise an IndexError, as lists and arrays do.",
    (
        "return x[np.array(rows, dtype=int)]",
        "if any((not -len(x) <= row < len(x) for row in rows)):\n"
        "    raise ValueError('no such row')\n"
        "return x[np.array(rows, dtype=int)]",
    ),
)

edit(
    "asserts_that_the_value_fits",
    "A value that does not fit is refused, but with the wrong exception: assert raises an AssertionError, and python"
    " -O skips it. Raise a ValueError.",
    (
        "x[..., i, i] = value",
        "try:\n"
        "    np.broadcast_to(value, (*x.shape[:-2], min(x.shape[-2:])))\n"
        "except ValueError:\n"
        "    raise AssertionError from None\n"
        "x[..., i, i] = value",
    ),
)
