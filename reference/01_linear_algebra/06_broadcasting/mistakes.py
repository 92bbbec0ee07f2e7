"""What beginners hand in for broadcasting, and what to tell them."""

import itertools
import math

from array_api_compat import array_namespace, device
from broadcasting import broadcast_shapes, broadcast_to, scale_features

from dojo import mistake


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
    "The shapes are lined up from the left. Broadcasting begins at the right: the last axes meet, and a shape that is"
    " too short gets its axes of size 1 in front.",
)
def aligns_from_the_left(*shapes):
    ndim = max((len(shape) for shape in shapes), default=0)
    return broadcast_shapes(*[tuple(shape) + (1,) * (ndim - len(shape)) for shape in shapes])


@mistake(
    "broadcast_shapes",
    "Shapes with different numbers of axes are refused. They do meet: in front of the shorter one there are as many"
    " axes of size 1 as it lacks.",
)
def wants_as_many_axes(*shapes):
    if len({len(shape) for shape in shapes}) > 1:
        raise ValueError(f"{shapes}")
    return broadcast_shapes(*shapes)


@mistake(
    "broadcast_shapes",
    "The leading axes are lost: zip stops at the shortest shape. What one shape lacks counts as 1, so that the result"
    " has as many axes as the longest.",
)
def stops_at_the_shortest(*shapes):
    ndim = min((len(shape) for shape in shapes), default=0)
    return broadcast_shapes(*[tuple(shape)[len(shape) - ndim :] for shape in shapes])


@mistake(
    "broadcast_shapes",
    "The shape comes out back to front. Whoever collects the sizes from the right has to turn them round at the end.",
)
def forgets_to_turn_round(*shapes):
    return broadcast_shapes(*shapes)[::-1]


@mistake(
    "broadcast_shapes",
    "A list comes back. A shape is a tuple, and [4, 3] == (4, 3) is False for whoever compares the two.",
)
def returns_a_list(*shapes):
    return list(broadcast_shapes(*shapes))


@mistake(
    "broadcast_shapes",
    "The sizes have become floating numbers on the way, and 3.0 is no size: a shape is a tuple of ints.",
)
def returns_floats(*shapes):
    return tuple(float(n) for n in broadcast_shapes(*shapes))


@mistake(
    "broadcast_shapes",
    "A clash stops it with another exception than a ValueError. An assert is a note to oneself, and python -O leaves"
    " it out: raise ValueError, with the shapes in its message.",
)
def asserts(*shapes):
    for sizes in _columns(shapes):
        assert not _clash(sizes)
    return broadcast_shapes(*shapes)


@mistake(
    "broadcast_shapes",
    "A clash ends in None, and the error shows up wherever the shape is used. Raise a ValueError where it happens.",
)
def returns_none_on_a_clash(*shapes):
    try:
        return broadcast_shapes(*shapes)
    except ValueError:
        return None


@mistake(
    "broadcast_shapes",
    "1 next to 0 gives 1: the largest size is not always the common one. The common size is the one that is not 1, and"
    " 0 is one.",
)
def takes_the_largest(*shapes):
    if any(_clash(sizes) for sizes in _columns(shapes)):
        raise ValueError(f"{shapes}")
    return tuple(max(sizes) for sizes in _columns(shapes))


@mistake(
    "broadcast_shapes",
    "Size 0 is taken for no size at all, as `if n` and `a or b` do. 0 is a size like any other but 1: it meets 0 and"
    " 1, and clashes with 3.",
)
def takes_zero_for_missing(*shapes):
    return broadcast_shapes(*[tuple(n or 1 for n in shape) for shape in shapes])


@mistake(
    "broadcast_shapes",
    "Size 0 wins over every other: (0,) and (3,) give (0,). Only 1 gives way, to 0 as well; 0 and 3 are two sizes that"
    " differ, and clash.",
)
def lets_zero_win(*shapes):
    if any(0 not in sizes and _clash(sizes) for sizes in _columns(shapes)):
        raise ValueError(f"{shapes}")
    return tuple(0 if 0 in sizes else max(sizes) for sizes in _columns(shapes))


@mistake(
    "broadcast_shapes",
    "A size is stretched because it divides the other. That would be tiling: in broadcasting 1 is stretched, and"
    " nothing else.",
)
def stretches_what_divides(*shapes):
    common = []
    for sizes in _columns(shapes):
        size = max(sizes) if 0 not in sizes else 0
        if any(n != 1 and (n == 0 or size % n or not size) and n != size for n in sizes):
            raise ValueError(f"{shapes}")
        common.append(size)
    return tuple(common)


@mistake(
    "broadcast_shapes",
    "Each shape is compared with the next one alone. A 1 between them hides the clash of (2,) and (3,): compare with"
    " what has come out so far.",
)
def compares_neighbours_alone(*shapes):
    for one, other in itertools.pairwise(shapes):
        broadcast_shapes(one, other)
    return tuple(next((n for n in sizes[::-1] if n != 1), 1) for sizes in _columns(shapes))


@mistake(
    "broadcast_shapes",
    "Only the first two shapes are looked at. There may be any number: carry on with the shape of the first two, and"
    " the third.",
)
def looks_at_two(*shapes):
    return broadcast_shapes(*shapes[:2])


@mistake(
    "broadcast_shapes",
    "No shapes at all stop it, as max of nothing does. They give (), the shape of a single number: `max` has a"
    " default=, and a loop with no turns does no harm.",
)
def wants_a_shape(*shapes):
    max(map(len, shapes))
    return broadcast_shapes(*shapes)


@mistake(
    "broadcast_shapes",
    "1 next to 0 is refused, for the larger size was taken for the common one. 1 is what is stretched, here to"
    " nothing: the common size is the one that is not 1, and 0 is one.",
)
def refuses_one_next_to_zero(*shapes):
    for sizes in _columns(shapes):
        if any(n not in (1, max(sizes)) for n in sizes):
            raise ValueError(f"{shapes}")
    return tuple(max(sizes) for sizes in _columns(shapes))


@mistake(
    "broadcast_shapes",
    "Any size is stretched to the largest. Only 1 may be: raise a ValueError where two sizes differ and neither is 1.",
)
def stretches_any_size(*shapes):
    return tuple(0 if set(sizes) <= {0, 1} and 0 in sizes else max(sizes) for sizes in _columns(shapes))


@mistake(
    "broadcast_to",
    "Each entry is repeated on the spot, 1 1 2 2 3 3, and then cut into rows. A new axis in front repeats the array as"
    " a whole: 1 2 3 1 2 3.",
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


@mistake(
    "broadcast_to",
    "The axes of x are lined up with the first ones of the shape. Broadcasting begins at the right: new axes come in"
    " front.",
)
def lines_up_from_the_left(x, shape):
    xp = array_namespace(x)
    return broadcast_to(xp.reshape(x, tuple(x.shape) + (1,) * (len(shape) - x.ndim)), shape)


@mistake(
    "broadcast_to",
    "It asks for x.shape[axis] on axes that x does not have. Give it the missing axes first, of size 1 and in front,"
    " by a reshape.",
)
def asks_for_axes_that_are_not_there(x, shape):
    _check(x, shape)
    for axis, n in enumerate(shape):
        if x.shape[axis] != n:
            x = array_namespace(x).concat([x] * n, axis=axis) if n else broadcast_to(x, shape)
    return x


@mistake(
    "broadcast_to",
    "The new axes are missing: only those of size 1 are stretched. The result has the shape that was asked for, with"
    " as many axes.",
)
def forgets_the_new_axes(x, shape):
    _check(x, shape)
    return broadcast_to(x, shape[len(shape) - x.ndim :])


@mistake(
    "broadcast_to",
    "The axes of size 1 stay as they are: only new axes are filled. Whatever axis has size 1 is stretched to the size"
    " that was asked for.",
)
def forgets_the_ones(x, shape):
    _check(x, shape)
    return broadcast_to(x, (*shape[: len(shape) - x.ndim], *x.shape))


@mistake(
    "broadcast_to",
    "The dtype is lost: an array that is added or multiplied has the library's default one. Give it dtype=x.dtype, or"
    " take the entries themselves.",
)
def adds_zeros_of_the_default_dtype(x, shape):
    _check(x, shape)
    return x + array_namespace(x).zeros(shape, device=device(x))


@mistake(
    "broadcast_to",
    "The entries have come into a wider dtype, int64 in place of int32: the same numbers in twice the memory. An array"
    " that is added or multiplied needs dtype=x.dtype, whichever that is.",
)
def widens_integers(x, shape):
    xp = array_namespace(x)
    stretched = broadcast_to(x, shape)
    return xp.astype(stretched, xp.int64) if xp.isdtype(x.dtype, "integral") else stretched


@mistake(
    "broadcast_to",
    "The other shape is stretched too, as in x + zeros(shape): the result has not the shape that was asked for. Here"
    " only x gives way, so check that the common shape is that one.",
)
def stretches_both_ways(x, shape):
    return broadcast_to(x, broadcast_shapes(tuple(x.shape), shape))


@mistake(
    "broadcast_to",
    "Leading axes of size 1 are dropped without a word. Broadcasting adds axes and never takes one away: (1, 3) can't"
    " become (3,), which is a ValueError.",
)
def drops_leading_ones(x, shape):
    while x.ndim > len(shape) and x.shape[0] == 1:
        x = x[0, ...]
    return broadcast_to(x, shape)


@mistake(
    "broadcast_to",
    "What is there is repeated until it fits, whatever its size. That is tiling: only size 1 may be stretched, all"
    " else is a ValueError.",
)
def repeats_until_it_fits(x, shape):
    xp = array_namespace(x)
    if x.ndim != len(shape) or any(m == 0 or n % m for m, n in zip(x.shape, shape, strict=True)):
        return broadcast_to(x, shape)
    for axis, (m, n) in enumerate(zip(x.shape, shape, strict=True)):
        x = xp.take(x, xp.arange(n, device=device(x)) % m, axis=axis)
    return x


@mistake(
    "broadcast_to",
    "Nobody asks whether x fits: the first entry of an axis is repeated although there are others. Compare the shapes"
    " first, and raise a ValueError where a size is neither 1 nor the one that was asked for.",
)
def repeats_the_first_entry(x, shape):
    xp = array_namespace(x)
    if x.ndim > len(shape):
        raise ValueError(f"{tuple(x.shape)} to {shape}")
    x = xp.reshape(x, (1,) * (len(shape) - x.ndim) + tuple(x.shape))
    for axis, n in enumerate(shape):
        if x.shape[axis] != n:
            x = xp.take(x, xp.zeros(n, dtype=xp.int64, device=device(x)), axis=axis)
    return x


@mistake(
    "broadcast_to",
    "Copies are put together by concat or stack, which has nothing to put together where size 1 becomes size 0. Take"
    " the entry at 0 as often as needed, which may be never, or look after size 0 on its own.",
)
def puts_no_copies_together(x, shape):
    _check(x, shape)
    xp = array_namespace(x)
    x = xp.reshape(x, (1,) * (len(shape) - x.ndim) + tuple(x.shape))
    for axis, n in enumerate(shape):
        if x.shape[axis] != n:
            x = xp.concat([x] * n, axis=axis)
    return x


@mistake(
    "broadcast_to",
    "Whether the shapes fit is left to the library, and torch raises a RuntimeError where NumPy raises a ValueError."
    " Compare the shapes yourself, with broadcast_shapes.",
)
def leaves_the_clash_to_the_library(x, shape):
    xp = array_namespace(x)
    stretched = x + xp.zeros(shape, dtype=x.dtype, device=device(x))
    if tuple(stretched.shape) != tuple(shape):
        raise ValueError(f"{tuple(x.shape)} to {shape}")
    return stretched


@mistake(
    "scale_features",
    "The numbers go to the rows: scale[:, None] puts one on each row. Features lie along the last axis, and there"
    " (features,) lines up by itself.",
)
def scales_rows(batch, scale):
    return batch * scale[:, None]


@mistake(
    "scale_features",
    "The scaled features are added up, as in a matrix product with a vector. Each one stays: the result has the shape"
    " of the batch.",
)
def sums_the_features(batch, scale):
    return array_namespace(batch).sum(scale_features(batch, scale), axis=-1)


@mistake("scale_features", "The scale is added. It is a factor: multiply.")
def adds_the_scale(batch, scale):
    scale_features(batch, scale)
    return batch + scale


@mistake("scale_features", "It divides by the scale. A scale is a factor: multiply.")
def divides_by_the_scale(batch, scale):
    scale_features(batch, scale)
    return batch / scale


@mistake(
    "scale_features",
    "The batch itself is changed: batch *= scale writes into the caller's array. Make a new one: batch * scale.",
)
def scales_in_place(batch, scale):
    scale_features(batch, scale)
    batch *= scale
    return batch


@mistake(
    "scale_features",
    "A batch with more than two axes is flattened into rows, and these are changed: a reshape looks into the same"
    " memory, so rows *= scale writes into the caller's array. No axis needs to go: batch * scale.",
)
def scales_rows_that_are_still_the_batch(batch, scale):
    if batch.ndim < 3 or 0 in batch.shape:
        return scale_features(batch, scale)
    scale_features(batch, scale)
    rows = array_namespace(batch).reshape(batch, (-1, batch.shape[-1]))
    rows *= scale
    return array_namespace(batch).reshape(rows, batch.shape)


@mistake(
    "scale_features",
    "It takes two axes and no other number of them. One row, (features,), and a batch of texts, (batch, tokens,"
    " features), are scaled by the same product: only the last axis matters.",
)
def takes_two_axes(batch, scale):
    rows, features = batch.shape
    if scale.shape != (features,):
        raise ValueError(f"{tuple(scale.shape)} for {rows} rows of {features}")
    return batch * scale


@mistake(
    "scale_features",
    "It loops over the first axis and takes each thing there for a row. A single row has numbers there, and an empty"
    " batch nothing to stack: the product of the two arrays needs no loop.",
)
def loops_over_rows(batch, scale):
    if scale.shape != batch.shape[-1:]:
        raise ValueError(f"{tuple(scale.shape)} for {tuple(batch.shape)}")
    return array_namespace(batch).stack([row * scale for row in batch])


@mistake(
    "scale_features",
    "The result has the shape of the batch, and still the scale was stretched: (1,) is one number for all features,"
    " and (rows, 1) one for each row. Compare scale.shape with (features,) itself.",
)
def stretches_the_scale(batch, scale):
    if broadcast_shapes(tuple(batch.shape), tuple(scale.shape)) != tuple(batch.shape):
        raise ValueError(f"{tuple(scale.shape)} for {tuple(batch.shape)}")
    return batch * scale


@mistake(
    "scale_features",
    "The batch is stretched without a word: rows of one feature become rows of many. Whatever broadcasts goes through;"
    " compare scale.shape with (features,) first, and raise a ValueError where it is another.",
)
def multiplies_whatever_broadcasts(batch, scale):
    return batch * scale
