"""What beginners hand in for positional encoding, and what to tell them."""

import numpy as np
from array_api_compat import array_namespace, device
from positional_encoding import add_positions, positional_encoding

from dojo import mistake


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


def _added(x, table):
    xp = array_namespace(x)
    return x + xp.asarray(table, dtype=x.dtype, device=device(x))


@mistake(
    "positional_encoding",
    "The exponent is i/dim, where it should be 2i/dim: the frequencies only get down to 1/100. Count the exponents in"
    " steps of 2: np.arange(0, dim, 2) / dim.",
)
def takes_half_the_exponent(n, dim):
    _check(dim)
    return _table(_angles(n, dim, np.arange(dim // 2) / dim), dim)


@mistake(
    "positional_encoding",
    "The exponent is 4i/dim, where it should be 2i/dim: np.arange(0, dim, 2) has the factor 2 already.",
)
def takes_twice_the_exponent(n, dim):
    _check(dim)
    return _table(_angles(n, dim, 2 * np.arange(0, dim, 2) / dim), dim)


@mistake(
    "positional_encoding",
    "A sine and its cosine have different frequencies, since each column has an exponent of its own. Columns 2i and"
    " 2i + 1 share 2i/dim.",
)
def gives_each_column_a_frequency(n, dim):
    _check(dim)
    angles = _angles(n, dim, np.arange(dim) / dim)
    return np.where(np.arange(dim) % 2 == 0, np.sin(angles), np.cos(angles))


@mistake(
    "positional_encoding",
    "A sine and its cosine have different frequencies: each column j has the exponent 2j/dim. Columns 2i and 2i + 1"
    " share 2i/dim.",
)
def doubles_the_exponent_of_each_column(n, dim):
    _check(dim)
    angles = _angles(n, dim, 2 * np.arange(dim) / dim)
    return np.where(np.arange(dim) % 2 == 0, np.sin(angles), np.cos(angles))


@mistake("positional_encoding", "The positions count from 1. They count from 0: the first encoding is 0, 1, 0, 1, ...")
def counts_from_one(n, dim):
    return positional_encoding(n + 1, dim)[1:]


@mistake(
    "positional_encoding",
    "All sines come first, then all cosines. Here they take turns: sines in the even columns, cosines in the odd ones.",
)
def puts_all_sines_first(n, dim):
    _check(dim)
    angles = _angles(n, dim, np.arange(0, dim, 2) / dim)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


@mistake(
    "positional_encoding",
    "Sines and cosines are swapped: the even columns, from 0 on, are sines.",
)
def begins_with_the_cosine(n, dim):
    _check(dim)
    return positional_encoding(n, dim).reshape(n, dim // 2, 2)[..., ::-1].reshape(n, dim)


@mistake(
    "positional_encoding",
    "The angle is multiplied by the power of 10000, where it should be divided: the frequencies fall from column to"
    " column.",
)
def lets_the_frequencies_rise(n, dim):
    _check(dim)
    return _table(_angles(n, dim, -np.arange(0, dim, 2) / dim), dim)


@mistake(
    "positional_encoding",
    "The exponents run up to 1, since they are divided by dim/2 - 1. Divide 2i by dim: the last exponent is less than"
    " 1.",
)
def ends_at_the_base(n, dim):
    _check(dim)
    return _table(_angles(n, dim, np.arange(dim // 2) / max(dim // 2 - 1, 1)), dim)


@mistake(
    "positional_encoding",
    "All columns have the frequency 1: 2i // dim is a whole number, and that is 0. Divide with /.",
)
def divides_whole_numbers(n, dim):
    _check(dim)
    return _table(_angles(n, dim, np.arange(0, dim, 2) // dim), dim)


@mistake("positional_encoding", "The base is not 10000. Only that gives the frequencies of the formula.")
def takes_another_base(n, dim):
    _check(dim)
    return _table(_angles(n, dim, np.arange(0, dim, 2) / dim, base=1000.0), dim)


@mistake(
    "positional_encoding",
    "The angles are multiplied by 2 pi, as if the frequencies counted whole turns. The angle is p / 10000^(2i/dim)"
    " itself.",
)
def counts_whole_turns(n, dim):
    _check(dim)
    return _table(2 * np.pi * _angles(n, dim, np.arange(0, dim, 2) / dim), dim)


@mistake("positional_encoding", "All columns are sines. The odd ones are cosines, of the same angles.")
def takes_sines_alone(n, dim):
    _check(dim)
    angles = _angles(n, dim, np.arange(0, dim, 2) / dim)
    return np.repeat(np.sin(angles), 2, axis=1)


@mistake("positional_encoding", "All columns are cosines. The even ones are sines, of the same angles.")
def takes_cosines_alone(n, dim):
    _check(dim)
    angles = _angles(n, dim, np.arange(0, dim, 2) / dim)
    return np.repeat(np.cos(angles), 2, axis=1)


@mistake("positional_encoding", "The axes are swapped. A row is a position: (n, dim).")
def has_a_column_for_each_position(n, dim):
    return positional_encoding(n, dim).T


@mistake(
    "positional_encoding",
    "There is an axis in front, of size 1. The table is (n, dim); it broadcasts over a batch without that axis.",
)
def has_an_axis_for_the_batch(n, dim):
    return positional_encoding(n, dim)[None]


@mistake(
    "positional_encoding",
    "The table is float32. Compute it in float64: only then are far positions exact.",
)
def returns_float32(n, dim):
    return positional_encoding(n, dim).astype(np.float32)


@mistake(
    "positional_encoding",
    "The angles are computed in float32, which loses digits at far positions, even where the result is float64 again.",
)
def computes_in_float32(n, dim):
    _check(dim)
    exponents = (np.arange(0, dim, 2) / dim).astype(np.float32)
    return _table(np.arange(n, dtype=np.float32)[:, None] * np.float32(10000) ** -exponents, dim)


@mistake(
    "positional_encoding",
    "An odd dim is let through: its last sine has no cosine. Raise a ValueError.",
)
def lets_an_odd_size_through(n, dim):
    return positional_encoding(n, dim + dim % 2)[:, :dim]


@mistake(
    "positional_encoding",
    "assert raises an AssertionError, and is skipped under python -O. The contract asks for a ValueError: raise it.",
)
def asserts(n, dim):
    assert dim % 2 == 0, f"dim is {dim}"
    return positional_encoding(n, dim)


@mistake(
    "add_positions",
    "The result is float64, since the table is. Cast the table to the dtype of x before you add it.",
)
def returns_float64(x):
    xp = array_namespace(x)
    return x + xp.asarray(positional_encoding(*x.shape[-2:]), device=device(x))


@mistake(
    "add_positions",
    "The vectors are multiplied by the root of dim. The first transformer does so to its embeddings, before; here the"
    " encoding is added, and nothing else.",
)
def scales_the_vectors(x):
    return _added(x * x.shape[-1] ** 0.5, positional_encoding(*x.shape[-2:]))


@mistake("add_positions", "The vectors are multiplied by the encodings. Add them.")
def multiplies(x):
    return x * (_added(x * 0, positional_encoding(*x.shape[-2:])))


@mistake("add_positions", "These are the encodings alone. Add them to x.")
def returns_the_encodings(x):
    return _added(x * 0, positional_encoding(*x.shape[-2:]))


@mistake(
    "add_positions",
    "Every vector gets the encoding of position 0. Each gets that of its own place along the last axis but one.",
)
def adds_the_first_encoding_to_all(x):
    return _added(x, positional_encoding(1, x.shape[-1]))


@mistake(
    "add_positions",
    "The first axis is taken for the positions. It may be the batch: the tokens are along the last axis but one.",
)
def counts_along_the_first_axis(x):
    table = positional_encoding(x.shape[0], x.shape[-1])
    return _added(x, table.reshape(x.shape[0], *[1] * (x.ndim - 2), x.shape[-1]))


@mistake(
    "add_positions",
    "The positions go on from one text of the batch to the next. Each text begins at position 0.",
)
def counts_on_through_the_batch(x):
    *batch, length, dim = x.shape
    return _added(x, positional_encoding(int(np.prod(batch)) * length, dim).reshape(x.shape))


@mistake(
    "add_positions",
    "It works for one batch axis alone. There may be none, or several: x.shape[-2] is T, and a table (T, dim)"
    " broadcasts.",
)
def wants_three_axes(x):
    if x.ndim != 3:
        raise ValueError("x has to be (B, T, dim)")
    return add_positions(x)


@mistake(
    "add_positions",
    "It writes into x: += changes the caller's array. Return x + table.",
)
def writes_into_x(x):
    x += _added(x * 0, positional_encoding(*x.shape[-2:]))
    return x


@mistake(
    "add_positions",
    "The angles are computed in the dtype of x. float16 has not even the number 2049, and float32 loses digits of far"
    " angles: compute the table in float64, and cast it last.",
)
def computes_in_the_dtype_of_x(x):
    xp = array_namespace(x)
    length, dim = x.shape[-2:]
    _check(dim)
    place = xp.astype(xp.arange(length, device=device(x)), x.dtype)
    exponents = xp.astype(xp.arange(0, dim, 2, device=device(x)), x.dtype) / dim
    angles = place[:, None] * xp.asarray(10000.0, dtype=x.dtype, device=device(x)) ** -exponents
    return x + xp.reshape(xp.stack([xp.sin(angles), xp.cos(angles)], axis=-1), (length, dim))


@mistake(
    "add_positions",
    "The result is cut off from autograd: x was detached, or copied by torch.tensor or NumPy. Add the table to x"
    " itself.",
)
def detaches(x):
    return add_positions(x.detach() if hasattr(x, "detach") else x)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "positional_encoding",
    "All sines come first, then all cosines, and the exponents are divided by dim/2 - 1. Here sines and cosines take"
    " turns, and column 2i has the exponent 2i/dim.",
)
def puts_all_sines_first_and_ends_at_the_base(n, dim):
    _check(dim)
    angles = _angles(n, dim, np.arange(dim // 2) / max(dim // 2 - 1, 1))
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


@mistake(
    "positional_encoding",
    "The exponents are i/dim, where they should be 2i/dim, and all sines come first, where sines and cosines should"
    " take turns.",
)
def puts_all_sines_first_with_half_the_exponent(n, dim):
    _check(dim)
    angles = _angles(n, dim, np.arange(dim // 2) / dim)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
