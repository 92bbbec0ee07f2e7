"""What beginners hand in for the dot product, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


def _check(u, v):
    if u.ndim != 1 or u.shape != v.shape:
        raise ValueError("two vectors of equal length expected")


@mistake("dot", "These are the products of the entries, one by one. The dot product is a single number: add them up.")
def forgets_the_sum(u, v):
    _check(u, v)
    return u * v


@mistake(
    "dot",
    "That is the sum of u times the sum of v: every entry of u meets every entry of v, and not its own partner"
    " alone. Multiply entry by entry first, and sum last.",
)
def multiplies_the_sums(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(u) * xp.sum(v)


@mistake("dot", "The entries are added, but they should be multiplied: the dot product is the sum of the products.")
def adds_in_place_of_multiplying(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(u + v)


@mistake("dot", "That is the mean of the products. The dot product is their sum: do not divide by the length.")
def takes_the_mean(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    if xp.isdtype(u.dtype, "integral"):
        return xp.sum(u * v) // max(u.shape[0], 1)
    return xp.sum(u * v) / max(u.shape[0], 1)


@mistake(
    "dot",
    "|u + v|² - |u - v|² is 4 u · v on paper. In floating point the difference of two large squares loses a small"
    " product, so multiply entry by entry.",
)
def subtracts_squares(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    difference = xp.sum((u + v) ** 2) - xp.sum((u - v) ** 2)
    return difference // 4 if xp.isdtype(u.dtype, "integral") else difference / 4


@mistake(
    "dot",
    "|u + v|² - |u|² - |v|² is 2 u · v on paper. In floating point the difference of large squares loses a small"
    " product, so multiply entry by entry.",
)
def takes_squares_off_a_square(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    difference = xp.sum((u + v) ** 2) - xp.sum(u**2) - xp.sum(v**2)
    return difference // 2 if xp.isdtype(u.dtype, "integral") else difference / 2


@mistake(
    "dot",
    "The fraction of each product is cut off, because it is added up as an integer. Let the sum have the dtype of"
    " the vectors.",
)
def accumulates_in_integers(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    total = xp.sum(xp.astype(u * v, xp.int64))
    return xp.astype(total, u.dtype)


@mistake(
    "dot",
    "The fraction of each product is cut off, and the result is an integer. Let the sum have the dtype of the vectors.",
)
def returns_integers(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(xp.astype(u * v, xp.int64))


@mistake(
    "dot",
    "For empty vectors the 0 has the library's default dtype. It should have that of the vectors: the sum of the"
    " empty u * v has it already, so no special case is needed.",
)
def gives_an_empty_sum_of_the_default_dtype(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(u * v) if u.shape[0] else xp.zeros_like(u, dtype=xp.zeros(()).dtype).sum()


@mistake(
    "dot",
    "The vectors pass through float32, which keeps about 7 digits of the 16 that float64 has. Stay in the dtype"
    " that came in.",
)
def passes_through_float32(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.astype(xp.sum(xp.astype(u, xp.float32) * xp.astype(v, xp.float32)), u.dtype)


@mistake(
    "dot",
    "The integers are added up in int32, which ends at 2147483647: beyond that the sum wraps around. Stay in int64,"
    " the dtype of the vectors.",
)
def adds_in_int32(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    if xp.isdtype(u.dtype, "integral"):
        return xp.sum(xp.astype(u * v, xp.int32), dtype=xp.int32)
    return xp.sum(u * v)


@mistake(
    "dot",
    "A NaN is skipped, so a broken vector looks fine. Let the arithmetic pass it on: sum, not nansum, and no"
    " nan_to_num.",
)
def sweeps_nan_away(u, v):
    _check(u, v)
    return array_namespace(u, v).nansum(u * v)


@mistake(
    "dot",
    "The function calls itself once for each entry. Python allows about 1000 nested calls, and an embedding has"
    " 1536 entries: use a loop, or the library's sum.",
)
def calls_itself_for_each_entry(u, v):
    _check(u, v)
    if u.shape[0] == 0:
        return array_namespace(u, v).sum(u * v)
    return u[0] * v[0] + calls_itself_for_each_entry(u[1:], v[1:])


@mistake(
    "dot",
    "The result is float64 whatever came in. Stay in the dtype of the vectors: float32 in, float32 out, and"
    " integers give an integer.",
)
def works_in_float64(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(xp.astype(u, xp.float64) * xp.astype(v, xp.float64))


@mistake(
    "dot",
    "The integers take a detour through float64, which cannot hold every integer above 2^53. Multiply and add"
    " integers as integers.",
)
def rounds_large_integers(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.astype(xp.sum(xp.astype(u, xp.float64) * xp.astype(v, xp.float64)), u.dtype)


@mistake(
    "dot",
    "Equal shapes are not enough, because two matrices or two plain numbers can have equal shapes as well. A vector"
    " has exactly one axis: raise ValueError for anything else.",
)
def takes_matrices_for_vectors(u, v):
    if u.shape != v.shape:
        raise ValueError("shapes differ")
    xp = array_namespace(u, v)
    return xp.sum(u * v)


@mistake(
    "dot",
    "Vectors of different length have no dot product, but broadcasting stretches a vector of length 1 to fit any"
    " other, and torch raises a RuntimeError for the rest. Compare the lengths yourself, and raise ValueError.",
)
def does_not_compare_the_lengths(u, v):
    if u.ndim != 1 or v.ndim != 1:
        raise ValueError("vectors expected")
    xp = array_namespace(u, v)
    return xp.sum(u * v)


@mistake(
    "dot",
    "The shapes are not checked. Broadcasting makes some of them fit that should not: a vector of length 1, or a"
    " matrix beside a vector. Check first that both have one axis and the same length.",
)
def does_not_check_the_shapes(u, v):
    xp = array_namespace(u, v)
    return xp.sum(u * v)


@mistake(
    "dot",
    "The sum stops at the end of the shorter vector, as zip does, and the rest of the longer one is dropped"
    " silently. Compare the lengths first, and raise ValueError.",
)
def stops_at_the_shorter(u, v):
    if u.ndim != 1 or v.ndim != 1:
        raise ValueError("vectors expected")
    n = min(u.shape[0], v.shape[0])
    return array_namespace(u, v).sum(u[:n] * v[:n])


@mistake(
    "dot",
    "A wrong shape raises an AssertionError. The statement asks for a ValueError, so that callers can catch it:"
    " write if ...: raise ValueError(...) instead of assert.",
)
def asserts_the_shapes(u, v):
    assert u.ndim == 1 and u.shape == v.shape, "two vectors of equal length expected"  # noqa: PT018
    return array_namespace(u, v).sum(u * v)


@mistake(
    "dot",
    "The sum starts with the first product, and empty vectors have none. Start from zero: a sum of nothing is 0.",
)
def starts_with_the_first_product(u, v):
    _check(u, v)
    total = u[0] * v[0]
    for i in range(1, u.shape[0]):
        total = total + u[i] * v[i]
    return total


@mistake(
    "dot",
    "The first product counts twice: the sum starts with it, and the loop adds it again. Start from 0, or begin the"
    " loop at 1.",
)
def counts_the_first_product_twice(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(u * v) + xp.sum(u[:1] * v[:1])


@mistake(
    "dot",
    "Only the last product is left: total = u[i] * v[i] replaces what was added up before. Write"
    " total = total + u[i] * v[i].",
)
def keeps_the_last_product(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u[-1:] * v[-1:])


@mistake(
    "dot",
    "Only the first product counts. Does a return inside the loop end it in the first round? Move it below the loop.",
)
def returns_the_first_product(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u[:1] * v[:1])


@mistake(
    "dot",
    "These are the sums so far, one for each entry. The dot product is the last of them, one number: use sum.",
)
def gives_the_running_sums(u, v):
    _check(u, v)
    return array_namespace(u, v).cumulative_sum(u * v)


@mistake("dot", "The first product is missing: indices begin at 0.")
def skips_the_first_entry(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u[1:] * v[1:])


@mistake(
    "dot",
    "The last product is missing. range(n) already ends at n - 1, and the slice [:-1] leaves out the last entry.",
)
def skips_the_last_entry(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u[:-1] * v[:-1])


@mistake("dot", "Minus signs are lost. Products of opposite sign cancel in a dot product: take no absolute values.")
def takes_absolute_values(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(xp.abs(u * v))


@mistake("dot", "That is u · u: the second vector is never used. Multiply each entry of u by the matching entry of v.")
def ignores_the_second_vector(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u * u)


@mistake(
    "dot",
    "Every entry of u meets every entry of v: that is the outer product, a matrix. Only the products u_i v_i count.",
)
def gives_the_outer_product(u, v):
    _check(u, v)
    return u[:, None] * v[None, :]


@mistake("dot", "The result still has an axis, of size 1. A dot product is a number, of shape (): drop keepdims.")
def keeps_an_axis(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u * v, axis=0, keepdims=True)


@mistake("dot", "The input is changed: u *= v writes into the caller's vector. Make a new array: products = u * v.")
def writes_into_its_input(u, v):
    _check(u, v)
    u *= v
    return array_namespace(u, v).sum(u)


@mistake(
    "dot",
    "That is a plain Python number, and no gradient flows through it. Return what the library's sum gives, without"
    " .item() or float(...).",
)
def leaves_the_library(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u * v).item()


@mistake(
    "dot",
    "The sum starts from 0.0, a float, so integer vectors give a float. Start from 0, or use the library's sum.",
)
def starts_from_a_float(u, v):
    _check(u, v)
    total = 0.0
    for i in range(u.shape[0]):
        total = total + u[i] * v[i]
    return total


@mistake(
    "dot",
    "The loop runs over the length of u and never looks at that of v: a longer v is cut short, a shorter one raises"
    " an IndexError. Compare the lengths first, and raise ValueError.",
)
def loops_over_the_length_of_u(u, v):
    total = 0
    for i in range(len(u)):
        total = total + u[i] * v[i]
    return total


@mistake(
    "dot",
    "A wrong shape raises a TypeError. The values have the right type, only the shape is wrong: raise a ValueError,"
    " as the statement asks.",
)
def raises_a_type_error(u, v):
    if u.ndim != 1 or u.shape != v.shape:
        raise TypeError("two vectors of equal length expected")
    return array_namespace(u, v).sum(u * v)


@mistake(
    "dot",
    "Only the products that are above 0 are added. A negative product counts as well, and brings the sum down.",
)
def drops_negative_products(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(xp.where(u * v > 0, u * v, 0 * u))


@mistake(
    "dot",
    "Entries of 0 are skipped, but 0 times NaN is NaN and 0 times infinity is NaN too. Leave no product out.",
)
def skips_zeros(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(xp.where(v == 0, xp.zeros_like(u), u * v))


@mistake("dot", "The entries of one vector are taken in reverse order: the first meets the last. Multiply u_i by v_i.")
def turns_one_vector_round(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(u * xp.flip(v))


@mistake(
    "dot",
    "The products are divided by the lengths of the vectors. That is the cosine similarity; the dot product does"
    " not divide.",
)
def divides_by_the_lengths(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    if not u.shape[0] or xp.isdtype(u.dtype, "integral"):
        return xp.sum(u * v)
    return xp.sum(u * v) / (xp.sum(u * u) * xp.sum(v * v)) ** 0.5


@mistake(
    "dot",
    "The products are squared before they are added, and a root is taken: that is a length. Add up the products as"
    " they are.",
)
def takes_the_length_of_the_products(u, v):
    _check(u, v)
    return array_namespace(u, v).sum((u * v) ** 2) ** 0.5


@mistake("dot", "That is the root of the sum. The root belongs to the length of a vector; the dot product has none.")
def takes_the_root(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u * v) ** 0.5
