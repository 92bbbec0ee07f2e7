"""What beginners hand in for embeddings, and what to tell them."""

import math

import numpy as np
from array_api_compat import array_namespace

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="takes_columns",
    axis_lost="loses_the_axes_of_the_ids",
    sum_for_mean="adds_the_rows_up averages_at_each_place",
    wrong_factor="scales_by_the_root",
    transposed="transposes_the_gradient",
    off_by_one="counts_from_one",
    end_of_interval="counts_from_the_end counts_from_the_end_on_the_way_back lets_the_number_of_rows_pass",
    not_accumulated="assigns_where_it_should_add",
    dtype_lost="takes_bools_for_a_mask",
    silent_error="clips_the_ids leaves_out_what_is_outside takes_any_ids takes_any_ids_back",
    padding_counted="pads_with_id_zero pads_the_gradient_of_id_zero",
    wrong_gradient="counts_the_ids",
    hidden_cost="multiplies_by_one_hot multiplies_back_by_one_hot",
    partial_case="has_rows_for_what_occurs",
)


def checked(ids, n, low=0):
    xp = array_namespace(ids)
    if not xp.isdtype(ids.dtype, "integral"):
        raise TypeError(f"ids are integers, not {ids.dtype}")
    ids = xp.astype(ids, xp.int64)
    wrong = ids[(ids < low) | (ids >= n)]
    if wrong.shape[0]:
        raise IndexError(f"id {int(wrong[0])} is outside a table of {n} rows")
    return ids


def added(places, upstream, n, dtype=None):
    """A right sum of rows at their places."""
    xp, width = array_namespace(upstream), upstream.shape[-1]
    rows = xp.reshape(upstream, (math.prod(upstream.shape[:-1]), width))
    places = xp.reshape(places, (-1,))
    gradient = xp.zeros((n, width), dtype=dtype or upstream.dtype, device=upstream.device)
    if isinstance(gradient, np.ndarray):
        np.add.at(gradient, places, rows)
        return gradient
    return gradient.index_add(0, places, xp.astype(rows, gradient.dtype))


def one_hot(ids, n, like):
    xp = array_namespace(like)
    return xp.astype(ids[..., None] == xp.arange(n, device=like.device), like.dtype)


# ---------------------------------------------------------------------------------------- embedding


edit(
    "counts_from_the_end",
    "An id below 0 counts from the end: -1 is silently the last row. Look for such ids first, and raise an"
    " IndexError that mentions one.",
    ("(ids < 0) | (ids >= n)", "ids >= n"),
)


edit(
    "clips_the_ids",
    "Ids outside the table are clipped to its first or last row. Raise an IndexError that mentions one: such an id"
    " comes from a different tokenizer, or from a fault.",
    (
        "wrong = ids[(ids < 0) | (ids >= n)]\n"
        "if wrong.shape[0]:\n"
        '    raise IndexError(f"id {int(wrong[0])} is outside a table of {n} rows")\n'
        "return ids",
        "return xp.clip(ids, 0, n - 1)",
    ),
)


edit(
    "takes_columns",
    "The ids choose columns. Each token has a row: table[ids].",
    ("table[_checked(ids, table.shape[0])]", "table[:, _checked(ids, table.shape[0])]"),
)

edit(
    "loses_the_axes_of_the_ids",
    "The rows are in one long list. The result has the axes of ids, and D after them.",
    ("return ids", "return xp.reshape(ids, (-1,))"),
)

edit(
    "counts_from_one",
    "The ids are counted from 1. Id 0 is the first row.",
    (
        "return table[_checked(ids, table.shape[0])]",
        "if not array_namespace(ids).isdtype(ids.dtype, 'integral'):\n"
        "    raise TypeError(f'ids are integers, not {ids.dtype}')\n"
        "ids = array_namespace(ids).astype(ids, array_namespace(ids).int64)\n"
        "if ids[(ids < 0) | (ids >= table.shape[0])].shape[0]:\n"
        "    raise IndexError(f'id {int(ids[(ids < 0) | (ids >= table.shape[0])][0])} is outside a table "
        "of {table.shape[0]} rows')\n"
        "return table[ids - 1]",
    ),
)

edit(
    "scales_by_the_root",
    "The rows are multiplied by √D. A transformer may do so afterwards; the embedding itself only looks up.",
    ("table[_checked(ids, table.shape[0])]", "table[_checked(ids, table.shape[0])] * math.sqrt(table.shape[1])"),
)

edit(
    "pads_with_id_zero",
    "Id 0 gives zeros, as if it were padding. Here it is a token like any other.",
    (
        "return table[_checked(ids, table.shape[0])]",
        "ids = _checked(ids, table.shape[0])\nreturn table[ids] * (ids != 0)[..., None]",
    ),
)

edit(
    "adds_the_rows_up",
    "The rows of a sequence are added up. Each id gives a row of its own.",
    (
        "table[_checked(ids, table.shape[0])]",
        "array_namespace(table).sum(table[_checked(ids, table.shape[0])], axis=0)",
    ),
)


@mistake(
    "embedding",
    "A one-hot matrix has as many columns as the table has rows: for 50 000 tokens nearly all of it is zeros. Use the"
    " ids as an index: table[ids].",
)
def multiplies_by_one_hot(table, ids):
    return one_hot(checked(ids, table.shape[0]), table.shape[0], table) @ table


edit(
    "takes_any_ids",
    "Floating ids are cut to whole numbers, or bool ids treated as 0 and 1, without a warning. Raise a TypeError"
    " unless the dtype is an integer one.",
    ('if not xp.isdtype(ids.dtype, "integral"):\n    raise TypeError(f"ids are integers, not {ids.dtype}")\n', ""),
)


@mistake(
    "embedding",
    "bool ids, and uint8 ones on torch, work as a mask: they choose rows instead of naming them. Raise a TypeError for"
    " bool, and turn integers into int64 before they become an index.",
)
def takes_bools_for_a_mask(table, ids):
    xp = array_namespace(ids)
    return table[ids] if ids.dtype == xp.bool else table[checked(ids, table.shape[0])]


# --------------------------------------------------------------------------------------- the gradient

edit(
    "assigns_where_it_should_add",
    "Where an id repeats, only one of its rows arrives: gradient[ids] += rows reads, adds and writes once for each row."
    " np.add.at and index_add_ add at repeated places.",
    ("np.add.at(gradient, places, rows)  # gradient[places] += rows would add once per row", "gradient[places] = rows"),
    ("gradient.index_add(0, places, rows)", "gradient.index_copy(0, places, rows)"),
)


@mistake(
    "embedding_gradient",
    "The rows that arrive at one place are averaged. They are added: each use of a row contributes to the loss.",
)
def averages_at_each_place(ids, upstream, num_embeddings):
    places = checked(ids, num_embeddings)
    counts = added(places, array_namespace(upstream).ones_like(upstream), num_embeddings)
    return added(places, upstream, num_embeddings) / array_namespace(upstream).where(counts > 0, counts, counts + 1)


edit(
    "has_rows_for_what_occurs",
    "The gradient has rows for the ids that occur, up to the largest. It has a row for each row of the table.",
    ("(num_embeddings, D)", "(int(places.max()) + 1 if math.prod(places.shape) else 0, D)"),
)

edit(
    "transposes_the_gradient",
    "The gradient is transposed. It has the shape of the table: (num_embeddings, D).",
    (
        "np.add.at(gradient, places, rows)  # gradient[places] += rows would add once per row\nreturn gradient",
        "np.add.at(gradient, places, rows)  # gradient[places] += rows would add once per row\nreturn gradient.T",
    ),
    ("gradient.index_add(0, places, rows)", "gradient.index_add(0, places, rows).T"),
)

edit(
    "counts_the_ids",
    "The rows only count how often an id occurs. They add up the upstream: what arrived at each place.",
    ("xp.reshape(upstream, ", "xp.reshape(xp.ones_like(upstream), "),
)


@mistake(
    "embedding_gradient",
    "In the gradient, an id below 0 is counted from the end. Raise an IndexError that mentions one, as embedding does.",
)
def counts_from_the_end_on_the_way_back(ids, upstream, num_embeddings):
    places = checked(ids, num_embeddings, low=-num_embeddings)
    return added(places + num_embeddings * (places < 0), upstream, num_embeddings)


@mistake(
    "embedding_gradient",
    "In the gradient, ids outside the table are silently left out. Raise an IndexError that mentions one, as"
    " embedding does.",
)
def leaves_out_what_is_outside(ids, upstream, num_embeddings):
    checked(ids, 10**9, low=-(10**9))
    xp = array_namespace(upstream)
    inside = (ids >= 0) & (ids < num_embeddings)
    places = xp.astype(xp.where(inside, ids, 0 * ids), xp.int64)
    return added(places, upstream * inside[..., None], num_embeddings)


@mistake(
    "embedding_gradient",
    "The id n passes: a table of n rows ends at n - 1. Ask for ids >= n, not > n, and raise an IndexError that mentions"
    " one.",
)
def lets_the_number_of_rows_pass(ids, upstream, num_embeddings):
    return added(checked(ids, num_embeddings + 1), upstream, num_embeddings + 1)[:num_embeddings]


edit(
    "pads_the_gradient_of_id_zero",
    "Row 0 gets no gradient, as if id 0 were padding. Here it is a token like any other.",
    ("gradient = xp.zeros", "rows = rows * (places != 0)[:, None]\ngradient = xp.zeros"),
)

generics(
    "embedding_gradient",
    loses_the_dtype="The gradient is always float64. Make it in the dtype of the upstream: xp.zeros(...,"
    " dtype=upstream.dtype).",
)


@mistake(
    "embedding_gradient",
    "A one-hot matrix has as many columns as the table has rows: for 50 000 tokens nearly all of it is zeros. Add the"
    " rows at their places: np.add.at, index_add_.",
)
def multiplies_back_by_one_hot(ids, upstream, num_embeddings):
    xp = array_namespace(upstream)
    hot = one_hot(checked(ids, num_embeddings), num_embeddings, upstream)
    count = math.prod(ids.shape)
    return xp.reshape(hot, (count, num_embeddings)).T @ xp.reshape(upstream, (count, upstream.shape[-1]))


edit(
    "takes_any_ids_back",
    "Floating ids are cut to whole numbers, or bool ids treated as 0 and 1, without a warning. Raise a TypeError"
    " unless the dtype is an integer one.",
    (
        "places = xp.reshape(_checked(ids, num_embeddings), (-1,))",
        "ids = xp.astype(ids, xp.int64)\nplaces = xp.reshape(_checked(ids, num_embeddings), (-1,))",
    ),
)
