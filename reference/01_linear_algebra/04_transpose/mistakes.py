"""What beginners hand in for the transpose, and what to tell them."""

import math

from array_api_compat import array_namespace, device
from transpose import transpose

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="reverses_all_axes swaps_the_first_two_axes stacks_before_the_batch",
    whole_for_slice="flattens_the_batch",
    transposed=(
        "puts_columns_back_as_columns makes_room_in_the_old_shape makes_room_in_the_old_shape_entry_by_entry "
        "does_not_exchange_the_indices"
    ),
    entries_mixed_up="reshapes turns_by_a_quarter turns_by_a_quarter_against_the_clock mirrors_at_the_other_diagonal",
    counted_twice="swaps_twice",
    writes_into_input="swaps_in_place",
    dtype_lost="fills_zeros_of_the_default_dtype widens_integers",
    cancellation="takes_a_detour_through_floats passes_through_float32",
    empty_input="stacks_no_columns",
    wrong_exception="leaves_a_vector_to_the_library",
    silent_error="lets_a_vector_through makes_a_column_of_a_vector makes_a_row_of_a_vector",
    partial_case=(
        "loops_over_the_rows_twice takes_no_batch_and_the_default_dtype takes_no_batch loops_over_one_batch_axis"
    ),
    other_kind_of_result="returns_lists returns_a_list_of_rows returns_what_zip_gives",
)


def _check(a):
    if a.ndim < 2:
        raise ValueError(f"shape {tuple(a.shape)}")


def _reversed(a):
    """All axes in reverse order."""
    return a if a.ndim < 2 else array_namespace(a).stack([_reversed(a[..., j]) for j in range(a.shape[-1])])


edit(
    "reshapes",
    "The shape is right, but the entries are not. reshape keeps them in the order in which they are read, row by row;"
    " a transpose reads down the columns.",
    ("for j in range(a.shape[-1]):\n    turned[..., j, :] = a[..., :, j]", "*batch, rows, cols = a.shape"),
    ("return turned", "return xp.reshape(a, (*batch, cols, rows))"),
)


@mistake(
    "transpose",
    "The batch moved, too: all axes are reversed, as NumPy's .T does. Only the last two change places.",
)
def reverses_all_axes(a):
    _check(a)
    return transpose(a) if 0 in a.shape else _reversed(a)


edit(
    "swaps_the_first_two_axes",
    "The first two axes change places, as with a[:, j]. With a batch in front those are not rows and columns: count"
    " from the right, as in a[..., j].",
    (
        "if a.ndim < 2:",
        "if a.ndim < 2:\n"
        "    raise ValueError(f'shape {tuple(a.shape)}')\n"
        "if 0 not in a.shape:\n"
        "    return array_namespace(a).stack([a[:, j] for j in range(a.shape[1])])\n"
        "if a.ndim < 2:",
    ),
)

edit(
    "loops_over_the_rows_twice",
    "Both loops run over the rows, so that only a square part moves. One runs over the rows, range(a.shape[-2]), and"
    " the other over the columns, range(a.shape[-1]).",
    (
        "turned = xp.empty(shape, dtype=a.dtype, device=device(a))",
        "*batch, rows, cols = a.shape\nturned = xp.zeros((*batch, cols, rows), dtype=a.dtype, device=device(a))",
    ),
    (
        "for j in range(a.shape[-1]):\n    turned[..., j, :] = a[..., :, j]",
        "for i in range(rows):\n    for j in range(rows):\n        turned[..., j, i] = a[..., i, j]",
    ),
)

edit(
    "puts_columns_back_as_columns",
    "The input comes back as it was: each column is put back as a column. Column j has to become row j.",
    (
        "return turned",
        "return xp.stack([a[..., j] for j in range(a.shape[-1])], axis=-1) if a.shape[-1] else xp.reshape(a, a.shape)",
    ),
)

edit(
    "stacks_before_the_batch",
    "The new rows are stacked along the first axis, in front of the batch. They belong after it, along the second"
    " axis from the right.",
    (
        "if a.ndim < 2:",
        "if a.ndim < 2:\n"
        "    raise ValueError(f'shape {tuple(a.shape)}')\n"
        "xp = array_namespace(a)\n"
        "rows = [a[..., j] for j in range(a.shape[-1])]\n"
        "if rows:\n"
        "    return xp.stack(rows, axis=0)\n"
        "if a.ndim < 2:",
    ),
)

edit(
    "turns_by_a_quarter",
    "That is a quarter turn: the rows come out backwards. A transpose mirrors at the diagonal, so the first entry,"
    " (0, 0), stays in its corner.",
    ("return turned", "return xp.flip(turned, axis=-1)"),
)

edit(
    "turns_by_a_quarter_against_the_clock",
    "That is a quarter turn: the last column comes out first. A transpose mirrors at the diagonal, so column 0"
    " becomes row 0.",
    ("turned[..., j, :]", "turned[..., -1 - j, :]"),
)

edit(
    "mirrors_at_the_other_diagonal",
    "It mirrors at the other diagonal, from the lower left to the upper right. A transpose keeps the entry (0, 0)"
    " in its corner.",
    ("return turned", "return xp.flip(turned, axis=(-2, -1))"),
)


@mistake(
    "transpose",
    "Entries change places in the input itself. That spoils the caller's array, and works for square matrices only."
    " Make a new array, of shape (..., cols, rows).",
)
def swaps_in_place(a):
    _check(a)
    for i in range(a.shape[-2]):
        for j in range(i + 1, a.shape[-1]):
            above = array_namespace(a).asarray(a[..., i, j], copy=True)
            a[..., i, j] = a[..., j, i]
            a[..., j, i] = above
    return a


edit(
    "makes_room_in_the_old_shape",
    "The new array has the shape of the input, as from zeros_like. It has to be turned, too: (rows, cols) becomes"
    " (cols, rows).",
    ("(*a.shape[:-2], a.shape[-1], a.shape[-2])", "(*a.shape[:-2], a.shape[-2], a.shape[-1])"),
)

edit(
    "fills_zeros_of_the_default_dtype",
    "The result has the library's default dtype, the one that xp.zeros(shape) chooses. Pass dtype=a.dtype: entries"
    " move and do not change.",
    ("xp.empty(shape, dtype=a.dtype, device=device(a))", "xp.zeros(shape, device=device(a))"),
)


@mistake(
    "transpose",
    "Integers go through floating-point numbers, which are exact only up to 2^53. Make the new array with"
    " dtype=a.dtype, and nothing is converted.",
)
def takes_a_detour_through_floats(a):
    xp = array_namespace(a)
    return xp.astype(transpose(xp.astype(a, xp.float64)), a.dtype)


edit(
    "widens_integers",
    "Integers of every dtype come back as int64. Make the new array with dtype=a.dtype.",
    (
        "return turned",
        "if a.ndim < 2:\n"
        "    raise ValueError(f'expected two axes or more, got shape {tuple(a.shape)}')\n"
        "return xp.astype(turned, xp.int64) if xp.isdtype(a.dtype, 'integral') else turned",
    ),
)


@mistake(
    "transpose",
    "It takes one matrix and no batch: rows, cols = a.shape fails if there is a third axis. Count from the right,"
    " with a.shape[-2] and a[..., j].",
)
def takes_no_batch(a):
    _check(a)
    rows, cols = a.shape
    xp = array_namespace(a)
    turned = xp.zeros((cols, rows), dtype=a.dtype, device=device(a))
    for j in range(cols):
        turned[j, :] = a[:, j]
    return turned


@mistake(
    "transpose",
    "One batch axis is looped over, and everything below it is reversed. With a second batch axis that moves too"
    " much: a[..., j] carries any number of leading axes.",
)
def loops_over_one_batch_axis(a):
    _check(a)
    if a.ndim == 2 or 0 in a.shape:
        return transpose(a)
    return array_namespace(a).stack([reverses_all_axes(m) for m in a])


@mistake(
    "transpose",
    "The matrices of the batch are put one below the other and turned together. Each matrix is transposed on its own:"
    " the leading axes stay.",
)
def flattens_the_batch(a):
    _check(a)
    *batch, rows, cols = a.shape
    return transpose(array_namespace(a).reshape(a, (math.prod(batch) * rows, cols)))


edit(
    "lets_a_vector_through",
    "An array with fewer than two axes comes back as it is. It has nothing to swap: raise a ValueError.",
    ('raise ValueError(f"expected two axes or more, got shape {tuple(a.shape)}")', "return a"),
)

edit(
    "makes_a_column_of_a_vector",
    "An array with fewer than two axes becomes a column. It has nothing to swap: raise a ValueError.",
    ("if a.ndim < 2:", "if a.ndim < 2:\n    return array_namespace(a).reshape(a, (-1, 1))\nif a.ndim < 2:"),
)

edit(
    "makes_a_row_of_a_vector",
    "An array with fewer than two axes becomes a row. It has nothing to swap: raise a ValueError.",
    ("if a.ndim < 2:", "if a.ndim < 2:\n    return array_namespace(a).reshape(a, (1, -1))\nif a.ndim < 2:"),
)

edit(
    "leaves_a_vector_to_the_library",
    "The axes are not counted first, so an array with fewer than two of them fails somewhere inside, with an"
    " IndexError. Check a.ndim and raise a ValueError.",
    ('if a.ndim < 2:\n    raise ValueError(f"expected two axes or more, got shape {tuple(a.shape)}")\n', ""),
)

edit(
    "stacks_no_columns",
    "stack needs at least one array, and a matrix without columns gives it none. Start from an empty array of shape"
    " (..., cols, rows) instead.",
    ("return turned", "return xp.stack([a[..., j] for j in range(a.shape[-1])], axis=-2)"),
)

edit(
    "returns_lists",
    "The result is a list of lists. Return an array, with the dtype of the input.",
    (
        "if a.ndim < 2:",
        "if a.ndim < 2:\n"
        "    raise ValueError(f'shape {tuple(a.shape)}')\n"
        "if a.ndim == 2:\n"
        "    return [list(column) for column in zip(*a.tolist(), strict=True)]\n"
        "if a.ndim < 2:",
    ),
)

edit(
    "returns_a_list_of_rows",
    "The result is a list of rows. Return an array, with the dtype of the input.",
    (
        "if a.ndim < 2:",
        "if a.ndim < 2:\n"
        "    raise ValueError(f'shape {tuple(a.shape)}')\n"
        "if a.ndim == 2:\n"
        "    return [a[..., j] for j in range(a.shape[-1])]\n"
        "if a.ndim < 2:",
    ),
)

edit(
    "returns_what_zip_gives",
    "The result is a list of tuples, as zip makes them. Return an array, with the dtype of the input.",
    (
        "if a.ndim < 2:",
        "if a.ndim < 2:\n"
        "    raise ValueError(f'shape {tuple(a.shape)}')\n"
        "if a.ndim == 2:\n"
        "    return list(zip(*a, strict=True))\n"
        "if a.ndim < 2:",
    ),
)

edit(
    "makes_room_in_the_old_shape_entry_by_entry",
    "The new array has the shape of the input. It has to be turned, too: (rows, cols) becomes (cols, rows).",
    ("xp.empty(shape, dtype=a.dtype, device=device(a))", "xp.zeros_like(a)"),
    ("for j in range(a.shape[-1]):", "for i in range(a.shape[-2]):"),
    ("turned[..., j, :] = a[..., :, j]", "for j in range(a.shape[-1]):\n    turned[..., j, i] = a[..., i, j]"),
)

edit(
    "does_not_exchange_the_indices",
    "The new array has the right shape, but the indices are not exchanged: turned[j, i] has to be a[i, j].",
    ("turned[..., j, :] = a[..., :, j]", "turned[..., :, j] = a[..., :, j]"),
)


@mistake(
    "transpose",
    "Every pair of entries is exchanged twice, at (i, j) and again at (j, i), so the matrix comes back as it was."
    " Write each entry once, into a new array.",
)
def swaps_twice(a):
    _check(a)
    turned = array_namespace(a).asarray(a, copy=True)
    for i in range(a.shape[-2]):
        for j in range(a.shape[-1]):
            above = array_namespace(a).asarray(turned[..., i, j], copy=True)
            turned[..., i, j] = turned[..., j, i]
            turned[..., j, i] = above
    return turned


@mistake(
    "transpose",
    "It takes one matrix and no batch, and its zeros have the library's default dtype. Begin with the batch: count"
    " from the right, with a.shape[-2] and a[..., j].",
)
def takes_no_batch_and_the_default_dtype(a):
    _check(a)
    rows, cols = a.shape
    turned = array_namespace(a).zeros((cols, rows), device=device(a))
    for j in range(cols):
        turned[j, :] = a[:, j]
    return turned


@mistake(
    "transpose",
    "The entries pass through float32, which keeps about 7 digits of the 16 that float64 has. Make the new array"
    " with dtype=a.dtype.",
)
def passes_through_float32(a):
    xp = array_namespace(a)
    return xp.astype(transpose(xp.astype(a, xp.float32)), a.dtype)


generics(
    "transpose",
    asserts="Fewer than two axes raise an AssertionError. The statement asks for a ValueError: write if ...: raise"
    " ValueError(...) instead of assert.",
)
