"""What beginners hand in for the transpose, and what to tell them."""

import math

from array_api_compat import array_namespace, device
from transpose import transpose

from dojo import mistake


def _check(a):
    if a.ndim < 2:
        raise ValueError(f"shape {tuple(a.shape)}")


def _swap(a, one, other):
    axes = list(range(a.ndim))
    axes[one], axes[other] = axes[other], axes[one]
    return array_namespace(a).permute_dims(a, tuple(axes))


@mistake(
    "transpose",
    "The shape is right, the entries are not: reshape keeps the order in which they are read, row by row, and only"
    " cuts it elsewhere. A transpose moves them: what was read down a column is read along a row.",
)
def reshapes(a):
    _check(a)
    *batch, rows, cols = a.shape
    return array_namespace(a).reshape(a, (*batch, cols, rows))


@mistake(
    "transpose",
    "The batch moved as well: all axes are reversed, as NumPy's .T does. The last two change places, and those before"
    " them stay where they are.",
)
def reverses_all_axes(a):
    _check(a)
    return array_namespace(a).permute_dims(a, tuple(reversed(range(a.ndim))))


@mistake(
    "transpose",
    "The first two axes change places, which are rows and columns only where there is no batch. Count axes from the"
    " right: it is the last two.",
)
def swaps_the_first_two_axes(a):
    _check(a)
    return _swap(a, 0, 1)


@mistake(
    "transpose",
    "The input comes back as it was: a column that is taken out and put back as a column has not moved. Column j has"
    " to become row j.",
)
def puts_columns_back_as_columns(a):
    _check(a)
    xp = array_namespace(a)
    return xp.stack([a[..., j] for j in range(a.shape[-1])], axis=-1) if a.shape[-1] else xp.reshape(a, a.shape)


@mistake(
    "transpose",
    "The new rows are stacked along the first axis, in front of the batch. They belong behind it, as the second axis"
    " from the right.",
)
def stacks_before_the_batch(a):
    _check(a)
    xp = array_namespace(a)
    rows = [a[..., j] for j in range(a.shape[-1])]
    return xp.stack(rows, axis=0) if rows else transpose(a)


@mistake(
    "transpose",
    "That is a quarter turn: one axis runs backwards. A transpose mirrors at the diagonal, so that the first entry,"
    " (0, 0), stays in its corner.",
)
def turns_by_a_quarter(a):
    return array_namespace(a).flip(transpose(a), axis=-1)


@mistake(
    "transpose",
    "That is a quarter turn against the clock: the columns come out last one first. A transpose mirrors at the"
    " diagonal: column 0 becomes row 0.",
)
def turns_by_a_quarter_against_the_clock(a):
    return array_namespace(a).flip(transpose(a), axis=-2)


@mistake(
    "transpose",
    "It mirrors at the other diagonal, from the lower left to the upper right. That of a transpose begins at (0, 0):"
    " that entry stays in its corner.",
)
def mirrors_at_the_other_diagonal(a):
    return array_namespace(a).flip(transpose(a), axis=(-2, -1))


@mistake(
    "transpose",
    "Entries change places in the input itself. That spoils the caller's array, and only a square one has room for it."
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


@mistake(
    "transpose",
    "The new array is made in the shape of the input, as zeros_like does. There is no room in it unless the matrix is"
    " square: (rows, cols) turns into (cols, rows).",
)
def makes_room_in_the_old_shape(a):
    _check(a)
    turned = array_namespace(a).zeros_like(a)
    for j in range(a.shape[-1]):
        turned[..., j, :] = a[..., :, j]
    return turned


@mistake(
    "transpose",
    "The result has the library's default dtype: xp.zeros(shape) decides for itself. Give it dtype=a.dtype; a"
    " transpose moves entries and changes none, be they integers or truth values.",
)
def fills_zeros_of_the_default_dtype(a):
    _check(a)
    *batch, rows, cols = a.shape
    turned = array_namespace(a).zeros((*batch, cols, rows), device=device(a))
    for j in range(cols):
        turned[..., j, :] = a[..., :, j]
    return turned


@mistake(
    "transpose",
    "Integers go through floating numbers, which are exact only up to 2**53. Make the new array with dtype=a.dtype and"
    " nothing needs to be converted.",
)
def takes_a_detour_through_floats(a):
    xp = array_namespace(a)
    return xp.astype(transpose(xp.astype(a, xp.float64)), a.dtype)


@mistake(
    "transpose",
    "The entries have come into a wider dtype, int64 in place of int32: the same numbers in twice the memory. Make the"
    " new array with dtype=a.dtype, whichever that is.",
)
def widens_integers(a):
    xp = array_namespace(a)
    return xp.astype(transpose(a), xp.int64) if xp.isdtype(a.dtype, "integral") else transpose(a)


@mistake(
    "transpose",
    "It takes one matrix and no batch: unpacking the shape into two names fails with a third axis. Count from the"
    " right, a.shape[-2] and a[..., j], and the batch comes along by itself.",
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
    "One batch axis is looped over, and a second one is not seen: what is below the first is reversed as a whole. Let"
    " a[..., j] carry any number of leading axes.",
)
def loops_over_one_batch_axis(a):
    _check(a)
    if a.ndim == 2 or 0 in a.shape:
        return transpose(a)
    return array_namespace(a).stack([reverses_all_axes(m) for m in a])


@mistake(
    "transpose",
    "The whole batch is put below one another and turned as one matrix. Each matrix of a batch is transposed on its"
    " own: the leading axes stay.",
)
def flattens_the_batch(a):
    _check(a)
    *batch, rows, cols = a.shape
    return transpose(array_namespace(a).reshape(a, (math.prod(batch) * rows, cols)))


@mistake(
    "transpose",
    "A vector comes back as it is, as with NumPy's .T, and its caller believes that it was transposed. With fewer than"
    " two axes there is nothing to swap: raise a ValueError.",
)
def lets_a_vector_through(a):
    return a if a.ndim < 2 else transpose(a)


@mistake(
    "transpose",
    "A vector is taken for a row and made a column. It has no second axis, and whoever wants a column can say so with"
    " x[:, None]: raise a ValueError where there are fewer than two axes.",
)
def makes_a_column_of_a_vector(a):
    return array_namespace(a).reshape(a, (-1, 1)) if a.ndim < 2 else transpose(a)


@mistake(
    "transpose",
    "A vector is taken for a column and made a row. It has no second axis, and whoever wants a row can say so with"
    " x[None, :]: raise a ValueError where there are fewer than two axes.",
)
def makes_a_row_of_a_vector(a):
    return array_namespace(a).reshape(a, (1, -1)) if a.ndim < 2 else transpose(a)


@mistake(
    "transpose",
    "Nobody counts the axes, so that a vector fails somewhere inside, in words that say nothing of it. Count them"
    " first and raise a ValueError.",
)
def leaves_a_vector_to_the_library(a):
    xp = array_namespace(a)
    turned = xp.zeros((*a.shape[:-2], a.shape[-1], a.shape[-2]), dtype=a.dtype, device=device(a))
    for j in range(a.shape[-1]):
        turned[..., j, :] = a[..., :, j]
    return turned


@mistake(
    "transpose",
    "The new rows are put together by stack, which has nothing to put together where there are no columns. Any axis"
    " may be empty: start from zeros of shape (..., cols, rows).",
)
def stacks_no_columns(a):
    _check(a)
    return array_namespace(a).stack([a[..., j] for j in range(a.shape[-1])], axis=-2)


@mistake(
    "transpose",
    "It gives nested Python lists. A result is an array, of the dtype and on the device of the input.",
)
def returns_lists(a):
    _check(a)
    return [list(column) for column in zip(*a.tolist(), strict=True)] if a.ndim == 2 else transpose(a)
