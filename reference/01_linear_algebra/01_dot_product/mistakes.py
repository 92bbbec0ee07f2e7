"""What beginners hand in for the dot product, and what to tell them."""

from array_api_compat import array_namespace

from dojo import edit, generics, ideas, mistake

ideas(
    axis_lost="keeps_an_axis",
    sum_for_mean="takes_the_mean",
    wrong_divisor="divides_by_the_lengths",
    root_or_square="takes_the_root",
    missing_term="forgets_the_sum",
    sign="takes_absolute_values drops_negative_products",
    off_by_one="skips_the_first_entry skips_the_last_entry",
    order_of_steps="multiplies_the_sums",
    entries_mixed_up="turns_one_vector_round",
    not_accumulated="keeps_the_last_product",
    counted_twice="counts_the_first_product_twice",
    writes_into_input="writes_into_its_input",
    dtype_lost="gives_an_empty_sum_of_the_default_dtype works_in_float64 starts_from_a_float",
    integer_arithmetic="accumulates_in_integers returns_integers adds_in_int32",
    cancellation="subtracts_squares takes_squares_off_a_square passes_through_float32 rounds_large_integers",
    empty_input="starts_with_the_first_product",
    nan_hidden="sweeps_nan_away skips_zeros",
    wrong_exception="raises_a_type_error",
    silent_error="takes_matrices_for_vectors stops_at_the_shorter loops_over_the_length_of_u",
    gradient_cut="leaves_the_library",
    broadcast_by_accident="does_not_compare_the_lengths does_not_check_the_shapes",
    hidden_cost="calls_itself_for_each_entry",
    wrong_stop="returns_the_first_product",
    wrong_formula=(
        "gives_the_running_sums adds_in_place_of_multiplying takes_the_length_of_the_products "
        "gives_the_outer_product ignores_the_second_vector"
    ),
)


def _check(u, v):
    if u.ndim != 1 or u.shape != v.shape:
        raise ValueError("two vectors of equal length expected")


edit(
    "forgets_the_sum",
    "These are the products of the entries, one by one. The dot product is a single number: add them up.",
    ("xp.sum(u * v)", "u * v"),
)

edit(
    "multiplies_the_sums",
    "That is the sum of u times the sum of v: every entry of u meets every entry of v, not only its own partner."
    " Multiply entry by entry first, and sum last.",
    ("xp.sum(u * v)", "xp.sum(u) * xp.sum(v)"),
)

edit(
    "adds_in_place_of_multiplying",
    "The entries are added, but they should be multiplied: the dot product is the sum of the products.",
    ("xp.sum(u * v)", "xp.sum(u + v)"),
)

edit(
    "takes_the_mean",
    "That is the mean of the products. The dot product is their sum: do not divide by the length.",
    (
        "return xp.sum(u * v)",
        "if xp.isdtype(u.dtype, 'integral'):\n"
        "    return xp.sum(u * v) // max(u.shape[0], 1)\n"
        "return xp.sum(u * v) / max(u.shape[0], 1)",
    ),
)

edit(
    "subtracts_squares",
    "|u + v|² - |u - v|² is 4 u · v on paper. In floating point the difference of two large squares loses a small"
    " product, so multiply entry by entry.",
    (
        "return xp.sum(u * v)",
        "difference = xp.sum((u + v) ** 2) - xp.sum((u - v) ** 2)\n"
        "return difference // 4 if xp.isdtype(u.dtype, 'integral') else difference / 4",
    ),
)

edit(
    "takes_squares_off_a_square",
    "|u + v|² - |u|² - |v|² is 2 u · v on paper. In floating point the difference of large squares loses a small"
    " product, so multiply entry by entry.",
    (
        "return xp.sum(u * v)",
        "difference = xp.sum((u + v) ** 2) - xp.sum(u ** 2) - xp.sum(v ** 2)\n"
        "return difference // 2 if xp.isdtype(u.dtype, 'integral') else difference / 2",
    ),
)

edit(
    "accumulates_in_integers",
    "The fraction of each product is cut off, because it is added up as an integer. Let the sum have the dtype of"
    " the vectors.",
    ("return xp.sum(u * v)", "total = xp.sum(xp.astype(u * v, xp.int64))\nreturn xp.astype(total, u.dtype)"),
)

edit(
    "returns_integers",
    "The fraction of each product is cut off, and the result is an integer. Let the sum have the dtype of the vectors.",
    ("u * v", "xp.astype(u * v, xp.int64)"),
)

edit(
    "gives_an_empty_sum_of_the_default_dtype",
    "For empty vectors the 0 has the library's default dtype. It should have that of the vectors: the sum of the"
    " empty u * v has it already, so no special case is needed.",
    ("xp.sum(u * v)", "xp.sum(u * v) if u.shape[0] else xp.zeros_like(u, dtype=xp.zeros(()).dtype).sum()"),
)

edit(
    "passes_through_float32",
    "The vectors pass through float32, which keeps about 7 digits of the 16 that float64 has. Stay in the dtype"
    " that came in.",
    ("xp.sum(u * v)", "xp.astype(xp.sum(xp.astype(u, xp.float32) * xp.astype(v, xp.float32)), u.dtype)"),
)

edit(
    "adds_in_int32",
    "The integers are added up in int32, which ends at 2147483647: beyond that the sum wraps around. Stay in int64,"
    " the dtype of the vectors.",
    (
        "return xp.sum(u * v)",
        "if xp.isdtype(u.dtype, 'integral'):\n"
        "    return xp.sum(xp.astype(u * v, xp.int32), dtype=xp.int32)\n"
        "return xp.sum(u * v)",
    ),
)

edit(
    "sweeps_nan_away",
    "A NaN is skipped, so a broken vector looks fine. Let the arithmetic pass it on: sum, not nansum, and no"
    " nan_to_num.",
    ("xp.sum(u * v)", "xp.nansum(u * v)"),
)


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


edit(
    "works_in_float64",
    "The result is always float64. Stay in the dtype of the vectors: float32 in, float32 out, and integers give an"
    " integer.",
    ("u * v", "xp.astype(u, xp.float64) * xp.astype(v, xp.float64)"),
)

edit(
    "rounds_large_integers",
    "The integers take a detour through float64, which cannot hold every integer above 2^53. Multiply and add"
    " integers as integers.",
    ("xp.sum(u * v)", "xp.astype(xp.sum(xp.astype(u, xp.float64) * xp.astype(v, xp.float64)), u.dtype)"),
)

edit(
    "takes_matrices_for_vectors",
    "Equal shapes are not enough, because two matrices or two plain numbers can have equal shapes, too. A vector has"
    " exactly one axis: raise ValueError for anything else.",
    ("u.ndim != 1 or u.shape != v.shape", "u.shape != v.shape"),
)

edit(
    "does_not_compare_the_lengths",
    "Vectors of different length have no dot product, but broadcasting stretches a vector of length 1 to fit any"
    " other, and torch raises a RuntimeError for the rest. Compare the lengths yourself, and raise ValueError.",
    ("u.shape != v.shape", "v.ndim != 1"),
)

edit(
    "does_not_check_the_shapes",
    "The shapes are not checked. Broadcasting makes some of them fit that should not: a vector of length 1, or a"
    " matrix beside a vector. Check first that both have one axis and the same length.",
    ("u.ndim != 1 or u.shape != v.shape", "False"),
)

edit(
    "stops_at_the_shorter",
    "The sum stops at the end of the shorter vector, as zip does, and the rest of the longer one is dropped"
    " silently. Compare the lengths first, and raise ValueError.",
    ("u.shape != v.shape", "v.ndim != 1"),
    ("return xp.sum(u * v)", "n = min(u.shape[0], v.shape[0])\nreturn xp.sum(u[:n] * v[:n])"),
)

generics(
    "dot",
    asserts="A wrong shape raises an AssertionError. The statement asks for a ValueError, so that callers can catch"
    " it: write if ...: raise ValueError(...) instead of assert.",
)

edit(
    "starts_with_the_first_product",
    "The sum starts with the first product, and empty vectors have none. Start from zero: a sum of nothing is 0.",
    (
        "return xp.sum(u * v)",
        "total = u[0] * v[0]\nfor i in range(1, u.shape[0]):\n    total = total + u[i] * v[i]\nreturn total",
    ),
)

edit(
    "counts_the_first_product_twice",
    "The first product counts twice: the sum starts with it, and the loop adds it again. Start from 0, or begin the"
    " loop at 1.",
    ("xp.sum(u * v)", "xp.sum(u * v) + xp.sum(u[:1] * v[:1])"),
)

edit(
    "keeps_the_last_product",
    "Only the last product is left: total = u[i] * v[i] replaces what was added up before. Write"
    " total = total + u[i] * v[i].",
    ("xp.sum(u * v)", "xp.sum(u[-1:] * v[-1:])"),
)

edit(
    "returns_the_first_product",
    "Only the first product counts. Does a return inside the loop end it in the first round? Move it below the loop.",
    ("xp.sum(u * v)", "xp.sum(u[:1] * v[:1])"),
)

edit(
    "gives_the_running_sums",
    "These are the sums so far, one for each entry. The dot product is the last of them, one number: use sum.",
    ("xp.sum(u * v)", "xp.cumulative_sum(u * v)"),
)

edit(
    "skips_the_first_entry",
    "The first product is missing: indices begin at 0.",
    ("xp.sum(u * v)", "xp.sum(u[1:] * v[1:])"),
)

edit(
    "skips_the_last_entry",
    "The last product is missing. range(n) already ends at n - 1, and the slice [:-1] leaves out the last entry.",
    ("xp.sum(u * v)", "xp.sum(u[:-1] * v[:-1])"),
)

edit(
    "takes_absolute_values",
    "Minus signs are lost. Products of opposite sign cancel in a dot product: take no absolute values.",
    ("u * v", "xp.abs(u * v)"),
)

edit(
    "ignores_the_second_vector",
    "That is u · u: the second vector is never used. Multiply each entry of u by the matching entry of v.",
    ("xp.sum(u * v)", "xp.sum(u * u)"),
)

edit(
    "gives_the_outer_product",
    "Every entry of u meets every entry of v: that is the outer product, a matrix. Only the products u_i v_i count.",
    ("xp.sum(u * v)", "u[:, None] * v[None, :]"),
)

edit(
    "keeps_an_axis",
    "The result still has an axis, of size 1. A dot product is a number, of shape (): drop keepdims.",
    ("xp.sum(u * v)", "xp.sum(u * v, axis=0, keepdims=True)"),
)

edit(
    "writes_into_its_input",
    "The input is changed: u *= v writes into the caller's vector. Make a new array: products = u * v.",
    ("return xp.sum(u * v)", "u *= v\nreturn xp.sum(u)"),
)

edit(
    "leaves_the_library",
    "That is a plain Python number, and no gradient flows through it. Return what the library's sum gives, without"
    " .item() or float(...).",
    ("xp.sum(u * v)", "xp.sum(u * v).item()"),
)

edit(
    "starts_from_a_float",
    "The sum starts from 0.0, a float, so integer vectors give a float. Start from 0, or use the library's sum.",
    ("return xp.sum(u * v)", "total = 0.0\nfor i in range(u.shape[0]):\n    total = total + u[i] * v[i]\nreturn total"),
)

edit(
    "loops_over_the_length_of_u",
    "The loop runs over the length of u and never looks at that of v: a longer v is cut short, a shorter one raises"
    " an IndexError. Compare the lengths first, and raise ValueError.",
    (
        "if u.ndim != 1 or u.shape != v.shape:\n"
        '    raise ValueError(f"expected two vectors of equal length, got shapes {tuple(u.shape)} and '
        '{tuple(v.shape)}")',
        "total = 0",
    ),
    ("xp = array_namespace(u)", "for i in range(len(u)):\n    total = total + u[i] * v[i]"),
    ("xp.sum(u * v)", "total"),
)

edit(
    "raises_a_type_error",
    "A wrong shape raises a TypeError. The values have the right type, only the shape is wrong: raise a ValueError,"
    " as the statement asks.",
    (
        'ValueError(f"expected two vectors of equal length, got shapes {tuple(u.shape)} and {tuple(v.shape)}")',
        'TypeError(f"expected two vectors of equal length, got shapes {tuple(u.shape)} and {tuple(v.shape)}")',
    ),
)

edit(
    "drops_negative_products",
    "Only the products that are above 0 are added. A negative product counts, too, and brings the sum down.",
    ("u * v", "xp.where(u * v > 0, u * v, 0 * u)"),
)

edit(
    "skips_zeros",
    "Entries of 0 are skipped, but 0 times NaN is NaN and 0 times infinity is NaN too. Leave no product out.",
    ("u * v", "xp.where(v == 0, xp.zeros_like(u), u * v)"),
)

edit(
    "turns_one_vector_round",
    "The entries of one vector are taken in reverse order: the first meets the last. Multiply u_i by v_i.",
    ("u * v", "u * xp.flip(v)"),
)

edit(
    "divides_by_the_lengths",
    "The products are divided by the lengths of the vectors. That is the cosine similarity; the dot product does"
    " not divide.",
    (
        "return xp.sum(u * v)",
        "if not u.shape[0] or xp.isdtype(u.dtype, 'integral'):\n"
        "    return xp.sum(u * v)\n"
        "return xp.sum(u * v) / (xp.sum(u * u) * xp.sum(v * v)) ** 0.5",
    ),
)

edit(
    "takes_the_length_of_the_products",
    "The products are squared before they are added, and a root is taken: that is a length. Add up the products as"
    " they are.",
    ("xp.sum(u * v)", "xp.sum((u * v) ** 2) ** 0.5"),
)

edit(
    "takes_the_root",
    "That is the root of the sum. The root belongs to the length of a vector; the dot product has none.",
    ("xp.sum(u * v)", "xp.sum(u * v) ** 0.5"),
)
