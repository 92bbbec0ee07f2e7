"""What beginners hand in for the dot product, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


def _check(u, v):
    if u.ndim != 1 or u.shape != v.shape:
        raise ValueError("two vectors of equal length expected")


@mistake(
    "dot",
    "These are the products of the entries, still one by one. The dot product is a single number: their sum.",
)
def forgets_the_sum(u, v):
    _check(u, v)
    return u * v


@mistake(
    "dot",
    "Each vector is summed on its own, and then the two sums are multiplied. That also mixes u_1 with v_2: multiply"
    " entry by entry first, and sum last.",
)
def multiplies_the_sums(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(u) * xp.sum(v)


@mistake("dot", "The entries are added where they should be multiplied: it is the sum of the products.")
def adds_in_place_of_multiplying(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(u + v)


@mistake("dot", "That is the mean of the products. A dot product is their sum; it is not divided by the length.")
def takes_the_mean(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    if xp.isdtype(u.dtype, "integral"):
        return xp.sum(u * v) // max(u.shape[0], 1)
    return xp.sum(u * v) / max(u.shape[0], 1)


@mistake(
    "dot",
    "Squares of sums and of differences are subtracted from each other. On paper that is 4 u · v; in a computer the"
    " difference of two large squares loses a small product. Multiply entry by entry.",
)
def subtracts_squares(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    difference = xp.sum((u + v) ** 2) - xp.sum((u - v) ** 2)
    return difference // 4 if xp.isdtype(u.dtype, "integral") else difference / 4


@mistake(
    "dot",
    "The fraction of each product is cut off: an accumulator of integers can't hold it. Let the sum have the dtype of"
    " the vectors.",
)
def accumulates_in_integers(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    total = xp.sum(xp.astype(u * v, xp.int64))
    return xp.astype(total, u.dtype)


@mistake(
    "dot",
    "The fraction is cut off, and the result is an integer: an accumulator of integers can't hold floating products."
    " Let the sum have the dtype of the vectors.",
)
def returns_integers(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(xp.astype(u * v, xp.int64))


@mistake(
    "dot",
    "The 0 for empty vectors has a dtype of its own, the one that the library or Python prefers. It is that of the"
    " vectors: the sum of the empty u * v has it, without a case of its own.",
)
def gives_an_empty_sum_of_the_default_dtype(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(u * v) if u.shape[0] else xp.zeros_like(u, dtype=xp.zeros(()).dtype).sum()


@mistake(
    "dot",
    "The vectors pass through float32, which keeps about 7 digits and ends at 3.4e38. Stay in the dtype that came in:"
    " float64 loses more than half of its digits on the way.",
)
def passes_through_float32(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.astype(xp.sum(xp.astype(u, xp.float32) * xp.astype(v, xp.float32)), u.dtype)


@mistake(
    "dot",
    "The integers are added up in int32, which ends at 2147483647: beyond that the sum wraps around. Stay in int64, as"
    " the vectors are.",
)
def adds_in_int32(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    if xp.isdtype(u.dtype, "integral"):
        return xp.sum(xp.astype(u * v, xp.int32), dtype=xp.int32)
    return xp.sum(u * v)


@mistake(
    "dot",
    "A NaN or an infinity is swept away, so that a broken vector looks whole. Let the arithmetic pass it on: sum, not"
    " nansum, and no nan_to_num.",
)
def sweeps_nan_away(u, v):
    _check(u, v)
    return array_namespace(u, v).nansum(u * v)


@mistake(
    "dot",
    "One call for each entry goes too deep: Python stops at about 1000 calls inside one another, and an embedding has"
    " 1536 entries. A loop, or the sum of the library, has no such end.",
)
def calls_itself_for_each_entry(u, v):
    _check(u, v)
    if u.shape[0] == 0:
        return array_namespace(u, v).sum(u * v)
    return u[0] * v[0] + calls_itself_for_each_entry(u[1:], v[1:])


@mistake(
    "dot",
    "The result is float64 whatever came in. Stay in the dtype of the vectors: float32 gives float32, and integers give"
    " an integer.",
)
def works_in_float64(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(xp.astype(u, xp.float64) * xp.astype(v, xp.float64))


@mistake(
    "dot",
    "The integers take a detour through float64, which holds no integer above 2^53 exactly. Multiply and add integers"
    " as integers.",
)
def rounds_large_integers(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.astype(xp.sum(xp.astype(u, xp.float64) * xp.astype(v, xp.float64)), u.dtype)


@mistake(
    "dot",
    "Equal shapes are not enough: two matrices, or two numbers, have them as well. A vector has exactly one axis; raise"
    " ValueError for anything else.",
)
def takes_matrices_for_vectors(u, v):
    if u.shape != v.shape:
        raise ValueError("shapes differ")
    xp = array_namespace(u, v)
    return xp.sum(u * v)


@mistake(
    "dot",
    "Vectors of different length have no dot product, but broadcasting stretches a vector of length 1 to fit any other."
    " Compare the lengths yourself, and raise ValueError.",
)
def does_not_compare_the_lengths(u, v):
    if u.ndim != 1 or v.ndim != 1:
        raise ValueError("vectors expected")
    xp = array_namespace(u, v)
    return xp.sum(u * v)


@mistake(
    "dot",
    "Broadcasting makes two shapes fit that should not: a matrix beside a vector gives a number and no error. Compare"
    " the shapes of both first, and that there is one axis.",
)
def does_not_check_the_shapes(u, v):
    xp = array_namespace(u, v)
    return xp.sum(u * v)


@mistake(
    "dot",
    "zip stops at the end of the shorter vector, and the rest of the longer one is dropped without a word. Compare the"
    " lengths before the loop.",
)
def stops_at_the_shorter(u, v):
    if u.ndim != 1 or v.ndim != 1:
        raise ValueError("vectors expected")
    n = min(u.shape[0], v.shape[0])
    return array_namespace(u, v).sum(u[:n] * v[:n])


@mistake(
    "dot",
    "A wrong shape raises, but no ValueError. The contract names the exception, so that a caller can catch it: write"
    " raise ValueError(...) under an if, where an assert stood.",
)
def asserts_the_shapes(u, v):
    assert u.ndim == 1 and u.shape == v.shape, "two vectors of equal length expected"  # noqa: PT018
    return array_namespace(u, v).sum(u * v)


@mistake(
    "dot",
    "A sum that starts with the first product has nothing to start with where the vectors are empty. Start from zero:"
    " a sum of nothing is 0.",
)
def starts_with_the_first_product(u, v):
    _check(u, v)
    total = u[0] * v[0]
    for i in range(1, u.shape[0]):
        total = total + u[i] * v[i]
    return total


@mistake("dot", "The first product is missing: indices begin at 0.")
def skips_the_first_entry(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u[1:] * v[1:])


@mistake("dot", "The last product is missing: range(n) already ends at n - 1.")
def skips_the_last_entry(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u[:-1] * v[:-1])


@mistake(
    "dot", "A minus is lost: products of opposite sign cancel in a dot product, so no absolute value belongs here."
)
def takes_absolute_values(u, v):
    _check(u, v)
    xp = array_namespace(u, v)
    return xp.sum(xp.abs(u * v))


@mistake("dot", "That is u · u: the second vector never enters. Multiply each entry of u by that of v.")
def ignores_the_second_vector(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u * u)


@mistake("dot", "Every entry of u meets every entry of v: that is the outer product, a matrix. Only u_i v_i is added.")
def gives_the_outer_product(u, v):
    _check(u, v)
    return u[:, None] * v[None, :]


@mistake("dot", "The result still has an axis, of size 1. A dot product is a number, of shape (): drop keepdims.")
def keeps_an_axis(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u * v, axis=0, keepdims=True)


@mistake(
    "dot", "The input is changed: u *= v writes into the caller's vector. Compute into a new one: products = u * v."
)
def writes_into_its_input(u, v):
    _check(u, v)
    u *= v
    return array_namespace(u, v).sum(u)


@mistake(
    "dot",
    "That is a Python number, cut off from autograd. Give back what the library's sum gives, without .item() or"
    " float(...).",
)
def leaves_the_library(u, v):
    _check(u, v)
    return array_namespace(u, v).sum(u * v).item()
