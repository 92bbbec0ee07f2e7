"""What beginners hand in for broadcasting, and what to tell them."""

import itertools
import math

from array_api_compat import array_namespace, device
from broadcasting import broadcast_shapes, broadcast_to

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis=(
        "aligns_from_the_left lines_up_from_the_left scales_rows pairs_the_first_sizes "
        "takes_the_larger_of_the_first_sizes takes_the_largest_from_the_left"
    ),
    axis_lost="drops_leading_ones",
    upside_down="divides_by_the_scale",
    opposite_choice="takes_the_largest",
    entries_mixed_up="repeats_each_entry cycles_through_the_entries",
    writes_into_input="scales_rows_that_are_still_the_batch",
    dtype_lost="returns_floats adds_zeros_of_the_default_dtype widens_integers multiplies_by_ones",
    cancellation="passes_through_float32",
    empty_input="wants_a_shape puts_no_copies_together",
    zero_case="takes_zero_for_missing lets_zero_win",
    wrong_exception="leaves_the_clash_to_the_library raises_a_type_error",
    silent_error=(
        "returns_none_on_a_clash stretches_what_divides compares_neighbours_alone stretches_any_size "
        "repeats_until_it_fits repeats_the_first_entry"
    ),
    refuses_what_is_allowed="wants_as_many_axes refuses_one_next_to_zero compares_a_tuple_with_a_number",
    broadcast_by_accident=(
        "stretches_both_ways stretches_the_scale compares_the_length_of_the_scale multiplies_whatever_broadcasts"
    ),
    ties_and_order="forgets_to_turn_round",
    wrong_stop="stops_at_the_shortest",
    partial_case=(
        "looks_at_two asks_for_axes_that_are_not_there forgets_the_new_axes forgets_the_ones takes_two_axes "
        "loops_over_rows"
    ),
    wrong_formula="sums_the_features adds_the_scale",
    other_kind_of_result="returns_a_list",
)


def _columns(shapes):
    """The sizes of each axis, from the left, with 1 where a shape has no such axis."""
    ndim = max((len(shape) for shape in shapes), default=0)
    return list(zip(*[(1,) * (ndim - len(shape)) + tuple(shape) for shape in shapes], strict=True))


def _clash(sizes):
    return len({n for n in sizes if n != 1}) > 1


def _check(x, shape):
    if broadcast_shapes(tuple(x.shape), shape) != tuple(shape):
        raise ValueError(f"{tuple(x.shape)} to {shape}")


@mistake(
    "broadcast_shapes",
    "The shapes are lined up from the left. Broadcasting begins at the right: the last axes meet, and a shape that"
    " is too short is filled with 1s in front.",
)
def aligns_from_the_left(*shapes):
    ndim = max((len(shape) for shape in shapes), default=0)
    return broadcast_shapes(*[tuple(shape) + (1,) * (ndim - len(shape)) for shape in shapes])


@mistake(
    "broadcast_shapes",
    "Shapes with different numbers of axes are refused. Fill the shorter one with 1s in front, and they fit.",
)
def wants_as_many_axes(*shapes):
    if len({len(shape) for shape in shapes}) > 1:
        raise ValueError(f"{shapes}")
    return broadcast_shapes(*shapes)


@mistake(
    "broadcast_shapes",
    "The leading axes are lost, because zip stops at the shortest shape. Fill what a shape lacks with 1s: the"
    " result has as many axes as the longest.",
)
def stops_at_the_shortest(*shapes):
    ndim = min((len(shape) for shape in shapes), default=0)
    return broadcast_shapes(*[tuple(shape)[len(shape) - ndim :] for shape in shapes])


@mistake(
    "broadcast_shapes",
    "The shape comes out backwards. If you collect the sizes from the right, reverse them at the end.",
)
def forgets_to_turn_round(*shapes):
    return broadcast_shapes(*shapes)[::-1]


@mistake("broadcast_shapes", "A list comes back. A shape is a tuple, and [4, 3] == (4, 3) is False.")
def returns_a_list(*shapes):
    return list(broadcast_shapes(*shapes))


@mistake("broadcast_shapes", "The sizes have become floats on the way. A shape is a tuple of ints.")
def returns_floats(*shapes):
    return tuple(float(n) for n in broadcast_shapes(*shapes))


generics(
    "broadcast_shapes",
    asserts="A clash raises an AssertionError. The statement asks for a ValueError: write if ...: raise"
    " ValueError(...) instead of assert.",
)


@mistake(
    "broadcast_shapes",
    "A clash gives None, so the error only shows up where the shape is used. Raise a ValueError at once.",
)
def returns_none_on_a_clash(*shapes):
    try:
        return broadcast_shapes(*shapes)
    except ValueError:
        return None


@mistake(
    "broadcast_shapes",
    "1 next to 0 gives 1, because the largest size was taken. The common size is the one that is not 1, and 0 is"
    " such a size.",
)
def takes_the_largest(*shapes):
    if any(_clash(sizes) for sizes in _columns(shapes)):
        raise ValueError(f"{shapes}")
    return tuple(max(sizes) for sizes in _columns(shapes))


@mistake(
    "broadcast_shapes",
    "A size of 0 counts as if it were missing, as in `if n` or `a or b`. It is a size like any other: it meets 0"
    " and 1, and clashes with 3.",
)
def takes_zero_for_missing(*shapes):
    return broadcast_shapes(*[tuple(n or 1 for n in shape) for shape in shapes])


@mistake(
    "broadcast_shapes",
    "A size of 0 wins over every other: (0,) and (3,) give (0,). Only 1 gives way; 0 and 3 clash.",
)
def lets_zero_win(*shapes):
    if any(0 not in sizes and _clash(sizes) for sizes in _columns(shapes)):
        raise ValueError(f"{shapes}")
    return tuple(0 if 0 in sizes else max(sizes) for sizes in _columns(shapes))


edit(
    "stretches_what_divides",
    "A size is stretched because it divides the other one. That would be tiling: broadcasting stretches 1, and"
    " nothing else.",
    ("{n for n in sizes if n != 1}", "max(sizes) if 0 not in sizes else 0"),
    ("len(others) > 1", "any((n != 1 and (n == 0 or others % n or (not others)) and (n != others) for n in sizes))"),
    ("others.pop() if others else 1", "others"),
)


@mistake(
    "broadcast_shapes",
    "Each shape is compared only with the next one, so a 1 between (2,) and (3,) hides their clash. Compare with"
    " the common shape so far.",
)
def compares_neighbours_alone(*shapes):
    for one, other in itertools.pairwise(shapes):
        broadcast_shapes(one, other)
    return tuple(next((n for n in sizes[::-1] if n != 1), 1) for sizes in _columns(shapes))


@mistake(
    "broadcast_shapes",
    "Only the first two shapes are used. There may be any number: go on with the common shape of the first two, and"
    " the third.",
)
def looks_at_two(*shapes):
    return broadcast_shapes(*shapes[:2])


@mistake(
    "broadcast_shapes",
    "Without any shapes, max has nothing to choose from. Give it default=0: the result is then ().",
)
def wants_a_shape(*shapes):
    max(map(len, shapes))
    return broadcast_shapes(*shapes)


@mistake(
    "broadcast_shapes",
    "1 next to 0 is refused, because the larger size was taken for the common one. 1 can be stretched to any size,"
    " even to 0.",
)
def refuses_one_next_to_zero(*shapes):
    for sizes in _columns(shapes):
        if any(n not in (1, max(sizes)) for n in sizes):
            raise ValueError(f"{shapes}")
    return tuple(max(sizes) for sizes in _columns(shapes))


edit(
    "stretches_any_size",
    "Any size is stretched to the largest. Only 1 may be stretched: raise a ValueError if two sizes differ and"
    " neither is 1.",
    (
        "for sizes in zip(*padded, strict=True):  # the sizes of one axis\n"
        "    others = {n for n in sizes if n != 1}\n"
        "    if len(others) > 1:\n"
        '        raise ValueError(f"shapes {shapes} do not broadcast")\n'
        "    common.append(others.pop() if others else 1)\n",
        "",
    ),
    (
        "tuple(common)",
        "tuple((0 if set(sizes) <= {0, 1} and 0 in sizes else max(sizes) for sizes in list(zip(*padded, "
        "strict=True))))",
    ),
)


@mistake(
    "broadcast_to",
    "Each entry is repeated on the spot, 1 1 2 2 3 3, and then cut into rows. A new axis in front repeats the"
    " complete array: 1 2 3 1 2 3.",
)
def repeats_each_entry(x, shape):
    _check(x, shape)
    xp = array_namespace(x)
    if len(shape) == x.ndim or 0 in shape:
        return broadcast_to(x, shape)
    missing = math.prod(shape[: len(shape) - x.ndim])
    copies = xp.stack([xp.reshape(x, (-1,))] * missing, axis=-1)
    inner = shape[len(shape) - x.ndim :]
    return xp.reshape(broadcast_to(xp.reshape(copies, (*x.shape, missing)), (*inner, missing)), shape)


edit(
    "lines_up_from_the_left",
    "The axes of x are lined up with the first ones of the shape. Broadcasting begins at the right: new axes come"
    " in front.",
    (
        '"""Stretch an array to a shape."""\n',
        '"""Stretch an array to a shape."""\n'
        "x = array_namespace(x).reshape(x, tuple(x.shape) + (1,) * (len(shape) - x.ndim))\n",
    ),
)


@mistake("broadcast_to", "It asks for x.shape[axis] on axes that x does not have. Reshape x first, with 1s in front.")
def asks_for_axes_that_are_not_there(x, shape):
    _check(x, shape)
    for axis, n in enumerate(shape):
        if x.shape[axis] != n:
            x = array_namespace(x).concat([x] * n, axis=axis) if n else broadcast_to(x, shape)
    return x


edit(
    "forgets_the_new_axes",
    "The new axes are missing: only axes of size 1 are stretched. The result has exactly the shape that was asked for.",
    ("xp = array_namespace(x)", "shape = shape[len(shape) - x.ndim:]\nxp = array_namespace(x)"),
)

edit(
    "forgets_the_ones",
    "The axes of size 1 stay as they are: only new axes are filled. Every axis of size 1 is stretched to the size"
    " that was asked for.",
    ("xp = array_namespace(x)", "shape = *shape[:len(shape) - x.ndim], *x.shape\nxp = array_namespace(x)"),
)

edit(
    "adds_zeros_of_the_default_dtype",
    "The dtype is lost: the array that is added or multiplied has the library's default dtype. Give it dtype=x.dtype.",
    ("x = xp.reshape(x, (1,) * (len(shape) - x.ndim) + tuple(x.shape))\n", ""),
    (
        "for axis, n in enumerate(shape):\n"
        "    if x.shape[axis] != n:  # then it is 1: take its one entry n times\n"
        "        x = xp.take(x, xp.zeros(n, dtype=xp.int64, device=device(x)), axis=axis)\n",
        "",
    ),
    ("return x", "return x + xp.zeros(shape, device=device(x))"),
)

edit(
    "widens_integers",
    "Integers of every dtype come back as int64. If you add or multiply by a second array, give it dtype=x.dtype.",
    ("return x", "return xp.astype(x, xp.int64) if xp.isdtype(x.dtype, 'integral') else x"),
)

edit(
    "stretches_both_ways",
    "The other shape is stretched too, as in x + zeros(shape), so the result has a different shape from the one"
    " asked for. Check that the common shape is exactly `shape`.",
    (
        '"""Stretch an array to a shape."""\n',
        '"""Stretch an array to a shape."""\nshape = broadcast_shapes(tuple(x.shape), shape)\n',
    ),
)

edit(
    "drops_leading_ones",
    "Leading axes of size 1 are dropped. Broadcasting adds axes and never takes one away: (1, 3) to (3,) is a"
    " ValueError.",
    (
        '"""Stretch an array to a shape."""\n',
        '"""Stretch an array to a shape."""\nwhile x.ndim > len(shape) and x.shape[0] == 1:\n    x = x[0, ...]\n',
    ),
)


@mistake(
    "broadcast_to",
    "Everything is repeated until it fits. That is tiling: only size 1 may be stretched, and anything else is a"
    " ValueError.",
)
def repeats_until_it_fits(x, shape):
    xp = array_namespace(x)
    if x.ndim != len(shape) or any(m == 0 or n % m for m, n in zip(x.shape, shape, strict=True)):
        return broadcast_to(x, shape)
    for axis, (m, n) in enumerate(zip(x.shape, shape, strict=True)):
        x = xp.take(x, xp.arange(n, device=device(x)) % m, axis=axis)
    return x


edit(
    "repeats_the_first_entry",
    "The first entry of an axis is repeated although there are others. Compare the shapes first: raise a ValueError"
    " unless each size is 1 or the one asked for.",
    ("broadcast_shapes(tuple(x.shape), shape) != shape", "x.ndim > len(shape)"),
)

edit(
    "puts_no_copies_together",
    "concat and stack need at least one copy, and size 1 may become size 0. Take the entry at index 0 as often as"
    " needed instead, which may be zero times.",
    ("xp.take(x, xp.zeros(n, dtype=xp.int64, device=device(x)), axis=axis)", "xp.concat([x] * n, axis=axis)"),
)

edit(
    "leaves_the_clash_to_the_library",
    "The library decides whether the shapes fit, and torch raises a RuntimeError where NumPy raises a ValueError."
    " Compare the shapes yourself, with broadcast_shapes.",
    (
        "broadcast_shapes(tuple(x.shape), shape) != shape",
        "tuple((x + array_namespace(x).zeros(shape, dtype=x.dtype, device=device(x))).shape) != tuple(shape)",
    ),
)

edit(
    "scales_rows",
    "The numbers go to the rows: scale[:, None] puts one on each row. Features lie along the last axis, and"
    " (features,) lines up with it by itself.",
    ("scale.shape != batch.shape[-1:]", "False"),
    ("batch * scale", "batch * scale[:, None]"),
)

edit(
    "sums_the_features",
    "The scaled features are added up, as in a matrix product. Each one stays: the result has the shape of the batch.",
    ("batch * scale", "array_namespace(batch).sum(batch * scale, axis=-1)"),
)

edit("adds_the_scale", "The scale is added. Multiply by it.", ("batch * scale", "batch + scale"))

edit("divides_by_the_scale", "The batch is divided by the scale. Multiply by it.", ("batch * scale", "batch / scale"))

generics(
    "scale_features",
    writes_into_its_input="The batch itself is changed: batch *= scale writes into the caller's array. Make a new"
    " one: batch * scale.",
    passes_through_float32="The product is computed in float32, which keeps about 7 digits of the 16 that float64"
    " has. Stay in the dtype that came in.",
    loses_the_dtype="The result is float64 whatever came in. Stay in the dtype of the batch: float32 in, float32 out.",
    asserts="A scale of the wrong shape raises an AssertionError. The statement asks for a ValueError: write if"
    " ...: raise ValueError(...) instead of assert.",
)

edit(
    "scales_rows_that_are_still_the_batch",
    "The batch itself is changed: reshape gives an array on the same memory, and rows *= scale writes into it. Make"
    " a new array: batch * scale.",
    (
        "if scale.shape != batch.shape[-1:]:",
        "if batch.ndim < 3 or 0 in batch.shape:\n"
        "    if scale.shape != batch.shape[-1:]:\n"
        "        raise ValueError(f'scale {tuple(scale.shape)} does not match the features of {tuple("
        "batch.shape)}')\n"
        "    return batch * scale\n"
        "if scale.shape != batch.shape[-1:]:",
    ),
    (
        "return batch * scale",
        "rows = array_namespace(batch).reshape(batch, (-1, batch.shape[-1]))\n"
        "rows *= scale\n"
        "return array_namespace(batch).reshape(rows, batch.shape)",
    ),
)

edit(
    "takes_two_axes",
    "It takes exactly two axes. One row, (features,), and a batch of texts, (batch, tokens, features), need the"
    " same product: only the last axis matters.",
    ("if scale.shape != batch.shape[-1:]:", "rows, features = batch.shape\nif scale.shape != (features,):"),
)

edit(
    "loops_over_rows",
    "It loops over the first axis as if each item were a row. A single row has numbers there, and an empty batch"
    " leaves nothing to stack: multiply the two arrays without a loop.",
    ("batch * scale", "array_namespace(batch).stack([row * scale for row in batch])"),
)

edit(
    "stretches_the_scale",
    "The scale is stretched: (1,) is one number for all features, and (rows, 1) one for each row. Compare"
    " scale.shape with (features,) itself.",
    (
        "scale.shape != batch.shape[-1:]",
        "broadcast_shapes(tuple(batch.shape), tuple(scale.shape)) != tuple(batch.shape)",
    ),
)

edit(
    "compares_the_length_of_the_scale",
    "Only the last axis of the scale is compared, so that a matrix passes, with its own number for each entry of the"
    " batch. Compare all of scale.shape with (features,).",
    ("scale.shape != batch.shape[-1:]", "scale.shape[-1:] != batch.shape[-1:]"),
)

edit(
    "compares_a_tuple_with_a_number",
    "Every scale is refused, even one that fits. Print both sides of the comparison: a tuple such as scale.shape never"
    " equals a number such as batch.shape[-1]. Compare it with batch.shape[-1:].",
    ("return batch * scale", "raise ValueError(f'{tuple(scale.shape)} for {tuple(batch.shape)}')"),
)

edit(
    "multiplies_whatever_broadcasts",
    "Everything that broadcasts goes through, and rows of one feature become rows of many. Compare scale.shape with"
    " (features,) first, and raise a ValueError if they differ.",
    ("scale.shape != batch.shape[-1:]", "False"),
)

edit(
    "pairs_the_first_sizes",
    "zip pairs the first sizes with each other, and stops at the shorter shape. Fill the shorter shape with 1s in"
    " front, so that the right ends meet.",
    ("common = []", "common = tuple(shapes[0]) if shapes else ()"),
    (
        "for sizes in zip(*padded, strict=True):  # the sizes of one axis",
        "for shape in shapes[1:]:  # the sizes of one axis",
    ),
    ("others = {n for n in sizes if n != 1}\n", ""),
    ("len(others) > 1", "any((m != n and 1 not in (m, n) for m, n in zip(common, shape, strict=False)))"),
    (
        "common.append(others.pop() if others else 1)",
        "common = tuple((m if n == 1 else n for m, n in zip(common, shape, strict=False)))",
    ),
)

edit(
    "takes_the_larger_of_the_first_sizes",
    "zip pairs the first sizes with each other and stops at the shorter shape, and the larger size always wins."
    " Begin with the pairing: fill the shorter shape with 1s in front.",
    (
        "for sizes in zip(*padded, strict=True):  # the sizes of one axis\n"
        "    others = {n for n in sizes if n != 1}\n"
        "    if len(others) > 1:\n"
        '        raise ValueError(f"shapes {shapes} do not broadcast")\n'
        "    common.append(others.pop() if others else 1)\n",
        "",
    ),
    ("tuple(common)", "tuple((max(sizes) for sizes in zip(*shapes, strict=False)))"),
)


@mistake(
    "broadcast_shapes",
    "The shapes are lined up from the left, and the larger size always wins. Begin at the right: fill a shape that"
    " is too short with 1s in front.",
)
def takes_the_largest_from_the_left(*shapes):
    return tuple(max(sizes) for sizes in itertools.zip_longest(*shapes, fillvalue=1))


@mistake(
    "broadcast_shapes",
    "A clash raises a TypeError. The values have the right type, but they do not fit: raise a ValueError, as the"
    " statement asks.",
)
def raises_a_type_error(*shapes):
    try:
        return broadcast_shapes(*shapes)
    except ValueError as error:
        raise TypeError(str(error)) from None


@mistake(
    "broadcast_to",
    "The entries are used one after the other, and then from the start again, as resize does. Along an axis of size"
    " 1 its one entry is repeated: a column gives equal rows of its own entry.",
)
def cycles_through_the_entries(x, shape):
    _check(x, shape)
    xp = array_namespace(x)
    flat = xp.reshape(x, (-1,))
    if not flat.shape[0] or 0 in shape:
        return broadcast_to(x, shape)
    places = xp.arange(math.prod(shape), device=device(x)) % flat.shape[0]
    return xp.reshape(xp.take(flat, places, axis=0), shape)


edit(
    "multiplies_by_ones",
    "The array that x is stretched with, of ones or zeros, has the library's default dtype, and nothing checks that the"
    " common shape is `shape`. Begin with the check: compare the shapes, and raise a ValueError.",
    ("broadcast_shapes(tuple(x.shape), shape) != shape", "False"),
    ("x = xp.reshape(x, (1,) * (len(shape) - x.ndim) + tuple(x.shape))\n", ""),
    (
        "for axis, n in enumerate(shape):\n"
        "    if x.shape[axis] != n:  # then it is 1: take its one entry n times\n"
        "        x = xp.take(x, xp.zeros(n, dtype=xp.int64, device=device(x)), axis=axis)\n",
        "",
    ),
    ("return x", "return x * xp.ones(shape, device=device(x))"),
)


@mistake(
    "broadcast_to",
    "The entries pass through float32, which keeps about 7 digits of the 16 that float64 has. Stay in the dtype"
    " that came in.",
)
def passes_through_float32(x, shape):
    xp = array_namespace(x)
    return xp.astype(broadcast_to(xp.astype(x, xp.float32), shape), x.dtype)
