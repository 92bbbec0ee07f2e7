"""What beginners hand in for positional encoding, and what to tell them."""

import numpy as np
from array_api_compat import array_namespace, device

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="counts_along_the_first_axis",
    axis_lost="has_an_axis_for_the_batch",
    wrong_factor="takes_half_the_exponent takes_twice_the_exponent scales_the_vectors",
    missing_term="returns_the_encodings",
    upside_down="lets_the_frequencies_rise",
    transposed="has_a_column_for_each_position",
    swapped_arguments="begins_with_the_cosine",
    off_by_one="counts_from_one",
    end_of_interval="ends_at_the_base",
    entries_mixed_up=(
        "gives_each_column_a_frequency doubles_the_exponent_of_each_column puts_all_sines_first"
        " puts_all_sines_first_and_ends_at_the_base puts_all_sines_first_with_half_the_exponent"
    ),
    stale_state="counts_on_through_the_batch",
    dtype_lost="returns_float32",
    integer_arithmetic="divides_whole_numbers",
    cancellation="computes_in_float32 computes_in_the_dtype_of_x",
    silent_error="lets_an_odd_size_through",
    broadcast_by_accident="adds_the_first_encoding_to_all",
    base_or_units="counts_whole_turns",
    partial_case="takes_sines_alone takes_cosines_alone wants_three_axes",
    wrong_formula="takes_another_base multiplies",
)


def _check(dim):
    if dim % 2:
        raise ValueError(f"an encoding of size {dim} has a sine without its cosine")


def _table(angles, dim):
    """Sines and cosines of angles, taking turns."""
    table = np.empty((len(angles), dim))
    table[:, 0::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
    return table


def _angles(n, dim, exponents, base=10000.0):
    return np.arange(n)[:, None] * base**-exponents


edit(
    "takes_half_the_exponent",
    "The exponent is i/dim, but should be 2i/dim, so the frequencies only get down to 1/100. Count the exponents in"
    " steps of 2: np.arange(0, dim, 2) / dim.",
    ("-np.arange(0, dim, 2) / dim", "-np.arange(dim // 2) / dim"),
)


edit(
    "takes_twice_the_exponent",
    "The exponent is 4i/dim, but should be 2i/dim: np.arange(0, dim, 2) already has the factor 2.",
    ("-np.arange(0, dim, 2) / dim", "-2 * np.arange(0, dim, 2) / dim"),
)


edit(
    "gives_each_column_a_frequency",
    "A sine and its cosine have different frequencies, because each column has an exponent of its own. Columns 2i and"
    " 2i + 1 share 2i/dim.",
    ("np.arange(n)[:, None] * frequencies", "np.arange(n)[:, None] * 10000.0 ** (-(np.arange(dim) / dim))"),
    ("table[:, 0::2] = np.sin(angles)\n", ""),
    ("table[:, 1::2] = np.cos(angles)\n", ""),
    ("return table", "return np.where(np.arange(dim) % 2 == 0, np.sin(angles), np.cos(angles))"),
)

edit(
    "doubles_the_exponent_of_each_column",
    "A sine and its cosine have different frequencies: each column j has the exponent 2j/dim. Columns 2i and 2i + 1"
    " share 2i/dim.",
    ("np.arange(n)[:, None] * frequencies", "np.arange(n)[:, None] * 10000.0 ** (-(2 * np.arange(dim) / dim))"),
    ("table[:, 0::2] = np.sin(angles)\n", ""),
    ("table[:, 1::2] = np.cos(angles)\n", ""),
    ("return table", "return np.where(np.arange(dim) % 2 == 0, np.sin(angles), np.cos(angles))"),
)

edit(
    "counts_from_one",
    "The positions count from 1. They count from 0: the first encoding is 0, 1, 0, 1, ...",
    ("np.arange(n)[:, None]", "np.arange(1, n + 1)[:, None]"),
)

edit(
    "puts_all_sines_first",
    "All sines come first, then all cosines. Here they alternate: sines in the even columns, cosines in the odd ones.",
    ("table[:, 0::2]", "table[:, : dim // 2]"),
    ("table[:, 1::2]", "table[:, dim // 2 :]"),
)

edit(
    "begins_with_the_cosine",
    "Sines and cosines are swapped: the even columns, from 0 on, are sines.",
    ("table[:, 0::2] = np.sin(angles)", "table[:, 0::2] = np.cos(angles)"),
    ("table[:, 1::2] = np.cos(angles)", "table[:, 1::2] = np.sin(angles)"),
)


edit(
    "lets_the_frequencies_rise",
    "The angle is multiplied by the power of 10000, but should be divided by it: the frequencies fall from column to"
    " column.",
    ("(-np.arange(0, dim, 2) / dim)", "(np.arange(0, dim, 2) / dim)"),
)


@mistake(
    "positional_encoding",
    "The exponents run up to 1, because they are divided by dim/2 - 1. Divide 2i by dim, so that the last exponent is"
    " less than 1.",
)
def ends_at_the_base(n, dim):
    _check(dim)
    return _table(_angles(n, dim, np.arange(dim // 2) / max(dim // 2 - 1, 1)), dim)


@mistake(
    "positional_encoding",
    "All columns have the frequency 1, because 2i // dim is a whole number, 0. Divide with /.",
)
def divides_whole_numbers(n, dim):
    _check(dim)
    return _table(_angles(n, dim, np.arange(0, dim, 2) // dim), dim)


@mistake("positional_encoding", "The base is not 10000, so the frequencies are not those of the formula.")
def takes_another_base(n, dim):
    _check(dim)
    return _table(_angles(n, dim, np.arange(0, dim, 2) / dim, base=1000.0), dim)


edit(
    "counts_whole_turns",
    "The angles are multiplied by 2 pi, as if the frequencies counted full turns. The angle is p / 10000^(2i/dim)"
    " itself.",
    ("np.arange(n)[:, None] * frequencies", "2 * np.pi * np.arange(n)[:, None] * frequencies"),
)


edit(
    "takes_sines_alone",
    "All columns are sines. The odd ones are cosines, of the same angles.",
    ("np.cos(angles)", "np.sin(angles)"),
)

edit(
    "takes_cosines_alone",
    "All columns are cosines. The even ones are sines, of the same angles.",
    ("np.sin(angles)", "np.cos(angles)"),
)

edit(
    "has_a_column_for_each_position",
    "The axes are swapped. A row is a position: (n, dim).",
    ("return table", "return table.T"),
)

edit(
    "has_an_axis_for_the_batch",
    "There is an extra axis in front, of size 1. The table is (n, dim), which broadcasts over a batch without that"
    " axis.",
    ("return table", "return table[None]"),
)

edit(
    "returns_float32",
    "The table is float32. Compute it in float64, because only then are far positions exact.",
    ("np.empty((n, dim))", "np.empty((n, dim), np.float32)"),
)


@mistake(
    "positional_encoding",
    "The angles are computed in float32, which loses digits at far positions, even where the result is float64 again.",
)
def computes_in_float32(n, dim):
    _check(dim)
    exponents = (np.arange(0, dim, 2) / dim).astype(np.float32)
    return _table(np.arange(n, dtype=np.float32)[:, None] * np.float32(10000) ** -exponents, dim)


edit(
    "lets_an_odd_size_through",
    "An odd dim is accepted, although its last sine has no cosine. Raise a ValueError.",
    ("dim % 2", "(dim + dim % 2) % 2"),
    ("-np.arange(0, dim, 2) / dim", "-np.arange(0, dim, 2) / (dim + dim % 2)"),
    ("np.empty((n, dim))", "np.empty((n, dim + dim % 2))"),
    ("return table", "return table[:, :dim]"),
)

generics(
    "positional_encoding",
    asserts="assert raises an AssertionError, and is skipped under python -O. The contract asks for a ValueError:"
    " raise it.",
)

generics(
    "add_positions",
    loses_the_dtype="The result is float64, since the table is. Cast the table to the dtype of x before you add it.",
    writes_into_its_input="It writes into x: += changes the caller's array. Return x + table.",
    detaches="The result is cut off from autograd: x was detached, or copied by torch.tensor or NumPy. Add the"
    " table to x itself.",
)

edit(
    "scales_the_vectors",
    "The vectors are multiplied by the root of dim. The first transformer does that to its embeddings, before this"
    " step; here you only add the encoding.",
    (
        "x + xp.asarray(table, dtype=x.dtype, device=device(x))",
        "x * x.shape[-1] ** 0.5 + xp.asarray(table, dtype=x.dtype, device=device(x))",
    ),
)

edit(
    "multiplies",
    "The vectors are multiplied by the encodings. Add the encodings instead.",
    (
        "x + xp.asarray(table, dtype=x.dtype, device=device(x))",
        "x * (x * 0 + xp.asarray(table, dtype=(x * 0).dtype, device=device(x * 0)))",
    ),
)

edit(
    "returns_the_encodings",
    "These are only the encodings. Add them to x.",
    (
        "x + xp.asarray(table, dtype=x.dtype, device=device(x))",
        "x * 0 + xp.asarray(table, dtype=x.dtype, device=device(x))",
    ),
)

edit(
    "adds_the_first_encoding_to_all",
    "Every vector gets the encoding of position 0. Each needs that of its own position along the last axis but one.",
    ("positional_encoding(*x.shape[-2:])", "positional_encoding(1, x.shape[-1])"),
)

edit(
    "counts_along_the_first_axis",
    "The first axis is used as the positions. It may be the batch: the tokens are along the last axis but one.",
    (
        "positional_encoding(*x.shape[-2:])",
        "positional_encoding(x.shape[0], x.shape[-1]).reshape(x.shape[0], *[1] * (x.ndim - 2), x.shape[-1])",
    ),
)

edit(
    "counts_on_through_the_batch",
    "The positions go on from one text of the batch to the next. Each text begins at position 0.",
    (
        "table = positional_encoding(*x.shape[-2:])",
        "*batch, length, dim = x.shape\n"
        "table = positional_encoding(int(np.prod(batch)) * length, dim).reshape(x.shape)",
    ),
)

edit(
    "wants_three_axes",
    "It works only for a single batch axis. There may be none, or several: x.shape[-2] is T, and a table (T, dim)"
    " broadcasts.",
    (
        "xp = array_namespace(x)",
        "if x.ndim != 3:\n    raise ValueError('x has to be (B, T, dim)')\nxp = array_namespace(x)",
    ),
)


@mistake(
    "add_positions",
    "The angles are computed in the dtype of x. float16 does not even have the number 2049, and float32 loses digits"
    " of far angles. Compute the table in float64, and cast it last.",
)
def computes_in_the_dtype_of_x(x):
    xp = array_namespace(x)
    length, dim = x.shape[-2:]
    _check(dim)
    place = xp.astype(xp.arange(length, device=device(x)), x.dtype)
    exponents = xp.astype(xp.arange(0, dim, 2, device=device(x)), x.dtype) / dim
    angles = place[:, None] * xp.asarray(10000.0, dtype=x.dtype, device=device(x)) ** -exponents
    return x + xp.reshape(xp.stack([xp.sin(angles), xp.cos(angles)], axis=-1), (length, dim))


# ------------------------------------------------- two faults at once: the words are for the one to repair first

edit(
    "puts_all_sines_first_and_ends_at_the_base",
    "All sines come first, then all cosines, and the exponents are divided by dim/2 - 1. Here sines and cosines"
    " alternate, and column 2i has the exponent 2i/dim.",
    (
        "np.arange(n)[:, None] * frequencies",
        "np.arange(n)[:, None] * 10000.0 ** (-(np.arange(dim // 2) / max(dim // 2 - 1, 1)))",
    ),
    ("return table", "return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)"),
)

edit(
    "puts_all_sines_first_with_half_the_exponent",
    "The exponents are i/dim, but should be 2i/dim. And all sines come first, but sines and cosines should alternate.",
    ("np.arange(n)[:, None] * frequencies", "np.arange(n)[:, None] * 10000.0 ** (-(np.arange(dim // 2) / dim))"),
    ("return table", "return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)"),
)
