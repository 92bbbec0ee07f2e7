"""What beginners hand in for norms and distances, and what to tell them."""

from array_api_compat import array_namespace
from norms import norm

from dojo import mistake

INF = float("inf")


@mistake("norm", "Without ord the norm is Euclidean: give ord the default 2.")
def has_another_default(x, ord=1, axis=-1):
    return norm(x, ord, axis)


@mistake("norm", "The entries are summed with their signs, and cancel. ord 1 is the sum of the magnitudes.")
def sums_with_signs(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sum(x, axis=axis) if ord == 1 else norm(x, ord, axis)


@mistake("norm", "The sum comes first, so entries of opposite sign cancel. Take the magnitudes first, then the sum.")
def takes_the_magnitude_of_the_sum(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.abs(xp.sum(x, axis=axis)) if ord == 1 else norm(x, ord, axis)


@mistake("norm", "The root is missing: that is the square of the Euclidean norm.")
def forgets_the_root(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sum(x * x, axis=axis) if ord == 2 else norm(x, ord, axis)


@mistake(
    "norm",
    "Each square gets a root of its own, which gives the magnitude again. Sum the squares first, then take one root.",
)
def takes_the_root_before_the_sum(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sum(xp.sqrt(x * x), axis=axis) if ord == 2 else norm(x, ord, axis)


@mistake("norm", "That is the root of the *mean* square. A norm sums: with more entries a vector gets longer.")
def takes_the_mean_square(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sqrt(xp.mean(x * x, axis=axis)) if ord == 2 else norm(x, ord, axis)


@mistake("norm", "That is the mean magnitude. A norm sums: with more entries a vector gets longer.")
def takes_the_mean_magnitude(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.mean(xp.abs(x), axis=axis) if ord == 1 else norm(x, ord, axis)


@mistake(
    "norm",
    "The largest entry is not always the largest magnitude: -5 is farther from 0 than 3. Take magnitudes first.",
)
def takes_the_largest_entry(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.max(x, axis=axis) if ord == INF else norm(x, ord, axis)


@mistake("norm", "That is the smallest magnitude. ord inf takes the largest.")
def takes_the_smallest_magnitude(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.min(xp.abs(x), axis=axis) if ord == INF else norm(x, ord, axis)


@mistake("norm", "ord is ignored, and the norm is always Euclidean. Choose the formula by ord.")
def ignores_ord(x, ord=2, axis=-1):
    norm(x, ord, axis)
    return norm(x, 2, axis)


@mistake("norm", "The reduction always runs along the last axis. Pass axis on to it.")
def ignores_axis(x, ord=2, axis=-1):
    return norm(x, ord)


@mistake("norm", "The reduction always runs along the first axis. Pass axis on to it; its default is the last axis.")
def works_along_the_first_axis(x, ord=2, axis=0):
    return norm(x, ord, 0)


@mistake(
    "norm",
    "The whole array is treated as one vector. Reduce along the axis, so that each vector gets its own norm.",
)
def reduces_everything(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return norm(xp.reshape(x, (-1,)), ord)


@mistake("norm", "The reduced axis is still there, with size 1. It should be gone from the shape: leave out keepdims.")
def keeps_the_axis(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.expand_dims(norm(x, ord, axis), axis=axis)


@mistake("norm", "An ord other than 1, 2 and inf is accepted. Raise a ValueError that names it.")
def accepts_any_order(x, ord=2, axis=-1):
    xp = array_namespace(x)
    if ord in (1, 2, INF):
        return norm(x, ord, axis)
    return xp.sum(xp.abs(x) ** abs(ord), axis=axis) if abs(ord) < INF else xp.min(xp.abs(x), axis=axis)


@mistake(
    "norm",
    "A small number is added under the root. It keeps the gradient finite at 0, but it makes the norm too large.",
)
def adds_a_small_number(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sqrt(xp.sum(x * x, axis=axis) + 1e-8) if ord == 2 else norm(x, ord, axis)


@mistake("norm", "The result is float64 whatever came in. Work in the dtype of the input: float32 in, float32 out.")
def loses_the_dtype(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return norm(xp.astype(x, xp.float64), ord, axis)


@mistake("norm", "The input is changed: x *= x writes into the caller's array. Make a new one: squares = x * x.")
def writes_into_its_input(x, ord=2, axis=-1):
    xp = array_namespace(x)
    if ord != 2:
        return norm(x, ord, axis)
    x *= x
    return xp.sqrt(xp.sum(x, axis=axis))


@mistake(
    "distance",
    "That is the difference of the two norms. Vectors of the same length can still be far apart: subtract the"
    " vectors first, then take the norm.",
)
def subtracts_the_norms(u, v, ord=2):
    xp = array_namespace(u, v)
    return xp.abs(norm(u, ord) - norm(v, ord))


@mistake("distance", "That is the norm of the sum. The distance is the norm of the difference.")
def adds_the_vectors(u, v, ord=2):
    return norm(u + v, ord)


@mistake(
    "distance",
    "The square is multiplied out: |u|² - 2 u·v + |v|². For two vectors that are close together these large numbers"
    " cancel, and only rounding errors are left. Subtract the vectors first.",
)
def multiplies_the_square_out(u, v, ord=2):
    xp = array_namespace(u, v)
    if ord != 2:
        return norm(u - v, ord)
    squares = xp.sum(u * u, axis=-1) - 2 * xp.sum(u * v, axis=-1) + xp.sum(v * v, axis=-1)
    return xp.sqrt(xp.where(squares > 0, squares, 0 * squares))


@mistake("distance", "The distance is always Euclidean. Pass ord on to norm.")
def ignores_ord_of_distance(u, v, ord=2):
    norm(u - v, ord)
    return norm(u - v)


@mistake(
    "distance",
    "The whole batch is treated as one vector. Each pair of vectors has its own distance, along the last axis.",
)
def gives_one_number(u, v, ord=2):
    xp = array_namespace(u, v)
    return norm(xp.reshape(u - v, (-1,)), ord)


@mistake("distance", "The input is changed: u -= v writes into the caller's array. Make a new one: u - v.")
def writes_into_u(u, v, ord=2):
    u -= v
    return norm(u, ord)


@mistake(
    "norm",
    "No magnitudes are taken: signs cancel in the sum of ord 1, and ord inf finds the largest entry instead of the"
    " largest magnitude. Take xp.abs(x) first.",
)
def never_takes_magnitudes(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sum(x, axis=axis) if ord == 1 else xp.max(x, axis=axis) if ord == INF else norm(x, ord, axis)


@mistake(
    "norm",
    "ord 1 sums the entries with their signs, and ord 2 lacks its root. Begin with ord 1: take the magnitudes"
    " before the sum.",
)
def forgets_magnitudes_and_root(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sum(x**ord, axis=axis) if ord in (1, 2) else norm(x, ord, axis)


@mistake("norm", "Means are taken instead of sums. A norm sums: with more entries a vector gets longer.")
def takes_means(x, ord=2, axis=-1):
    xp = array_namespace(x)
    if ord == 1:
        return xp.mean(xp.abs(x), axis=axis)
    return xp.sqrt(xp.mean(x * x, axis=axis)) if ord == 2 else norm(x, ord, axis)


@mistake(
    "norm",
    "Other orders go into (sum |x|^ord)^(1/ord), as in the general p-norm. This kata has three norms: for any other ord"
    " raise a ValueError that names it.",
    negative=(False, True),
)
def uses_the_formula_for_any_other_order(x, ord=2, axis=-1, *, negative):
    xp = array_namespace(x)
    if ord == INF or not (negative or ord > 0):
        return norm(x, ord, axis)
    return xp.sum(xp.abs(x) ** ord, axis=axis) ** (1 / ord)


@mistake(
    "norm",
    "One formula is used for every ord, (sum |x|^ord)^(1/ord). For ord inf it breaks down, because the result is"
    " always something to the power 0. Take the largest magnitude there.",
)
def uses_one_formula_for_every_order(x, ord=2, axis=-1):
    xp = array_namespace(x)
    if not ord > 0:
        return norm(x, ord, axis)
    return xp.sum(xp.abs(x) ** ord, axis=axis) ** (1 / ord)


@mistake("norm", "Any other ord is treated as if it were 2: that is what the last else does. Raise a ValueError there.")
def takes_any_other_order_for_two(x, ord=2, axis=-1):
    return norm(x, ord if ord in (1, INF) else 2, axis)


@mistake(
    "norm",
    "Any other ord is treated as if it were inf: that is what the last else does. Raise a ValueError there.",
)
def takes_any_other_order_for_infinity(x, ord=2, axis=-1):
    return norm(x, ord if ord in (1, 2) else INF, axis)


@mistake(
    "norm",
    "For any other ord the function ends without a return, so it gives None. Raise a ValueError that names ord.",
)
def returns_nothing_for_other_orders(x, ord=2, axis=-1):
    return norm(x, ord, axis) if ord in (1, 2, INF) else None


@mistake(
    "norm",
    "An ord with a fraction is cut to a whole number, so 2.5 counts as 2. Compare ord itself with 1, 2 and inf.",
)
def cuts_the_order_to_an_integer(x, ord=2, axis=-1):
    return norm(x, int(ord) if 0 < ord < INF else ord, axis)


@mistake(
    "norm",
    "A dict has no entry for another ord and raises a KeyError. The statement asks for a ValueError: check ord first.",
)
def looks_the_order_up_in_a_dict(x, ord=2, axis=-1):
    return {o: lambda x, o=o: norm(x, o, axis) for o in (1, 2, INF)}[ord](x)


@mistake(
    "norm",
    "Another ord raises an AssertionError. The statement asks for a ValueError: write if ...: raise ValueError(...)"
    " instead of assert.",
)
def asserts_the_order(x, ord=2, axis=-1):
    assert ord in (1, 2, INF), ord
    return norm(x, ord, axis)


@mistake(
    "norm",
    "The entries pass through float32, which keeps about 7 digits of the 16 that float64 has. Stay in the dtype"
    " that came in.",
)
def passes_through_float32(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.astype(norm(xp.astype(x, xp.float32), ord, axis), x.dtype)


@mistake("distance", "These are the differences, entry by entry. The distance is the norm of the difference vector.")
def gives_the_differences(u, v, ord=2):
    norm(u - v, ord)
    return array_namespace(u).abs(u - v)


@mistake("distance", "The distance is measured along the first axis. The vectors lie along the last one.")
def works_down_the_columns(u, v, ord=2):
    return norm(u - v, ord, axis=0)


@mistake("distance", "The root is missing: that is the squared distance.")
def forgets_the_root_of_the_distance(u, v, ord=2):
    return norm(u - v, ord) ** 2 if ord == 2 else norm(u - v, ord)
