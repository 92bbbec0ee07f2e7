"""What beginners hand in for norms and distances, and what to tell them."""

from array_api_compat import array_namespace
from norms import norm

from dojo import mistake

INF = float("inf")


@mistake("norm", "The default of ord is 2, the Euclidean norm; here it is another.")
def has_another_default(x, ord=1, axis=-1):
    return norm(x, ord, axis)


@mistake("norm", "The entries are summed with their signs, which cancel: ord 1 is the sum of magnitudes.")
def sums_with_signs(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sum(x, axis=axis) if ord == 1 else norm(x, ord, axis)


@mistake(
    "norm",
    "The magnitude is taken of the sum, after the signs have cancelled. Take the magnitudes first, then the sum.",
)
def takes_the_magnitude_of_the_sum(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.abs(xp.sum(x, axis=axis)) if ord == 1 else norm(x, ord, axis)


@mistake("norm", "The root is missing: that is the square of the Euclidean norm.")
def forgets_the_root(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sum(x * x, axis=axis) if ord == 2 else norm(x, ord, axis)


@mistake(
    "norm", "The root is taken of each square, which is the magnitude again. Sum the squares first, then take the root."
)
def takes_the_root_before_the_sum(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sum(xp.sqrt(x * x), axis=axis) if ord == 2 else norm(x, ord, axis)


@mistake("norm", "That is the root of the *mean* square. A norm sums: a longer vector of the same entries is longer.")
def takes_the_mean_square(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sqrt(xp.mean(x * x, axis=axis)) if ord == 2 else norm(x, ord, axis)


@mistake("norm", "That is the mean magnitude. A norm sums: a longer vector of the same entries is longer.")
def takes_the_mean_magnitude(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.mean(xp.abs(x), axis=axis) if ord == 1 else norm(x, ord, axis)


@mistake("norm", "The largest entry is not the largest magnitude: -5 is farther from 0 than 3. Take magnitudes first.")
def takes_the_largest_entry(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.max(x, axis=axis) if ord == INF else norm(x, ord, axis)


@mistake("norm", "That is the smallest magnitude. ord inf takes the largest.")
def takes_the_smallest_magnitude(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.min(xp.abs(x), axis=axis) if ord == INF else norm(x, ord, axis)


@mistake("norm", "ord is ignored: it is always the Euclidean norm.")
def ignores_ord(x, ord=2, axis=-1):
    norm(x, ord, axis)
    return norm(x, 2, axis)


@mistake("norm", "It always works along the last axis; the parameter axis says which one.")
def ignores_axis(x, ord=2, axis=-1):
    return norm(x, ord)


@mistake(
    "norm", "It always works along the first axis; the parameter axis says which one, and the default is the last."
)
def works_along_the_first_axis(x, ord=2, axis=0):
    return norm(x, ord, 0)


@mistake(
    "norm", "The whole array is taken for one vector. Reduce along the axis, so that each vector has a norm of its own."
)
def reduces_everything(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return norm(xp.reshape(x, (-1,)), ord)


@mistake("norm", "The axis is reduced: it should be gone from the shape, and here it is left with size 1.")
def keeps_the_axis(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.expand_dims(norm(x, ord, axis), axis=axis)


@mistake("norm", "An ord that is none of 1, 2 and inf is computed all the same. Raise a ValueError that names it.")
def accepts_any_order(x, ord=2, axis=-1):
    xp = array_namespace(x)
    if ord in (1, 2, INF):
        return norm(x, ord, axis)
    return xp.sum(xp.abs(x) ** abs(ord), axis=axis) if abs(ord) < INF else xp.min(xp.abs(x), axis=axis)


@mistake(
    "norm", "A small number is added under the root. It keeps the gradient finite at 0, but the norm is wrong by it."
)
def adds_a_small_number(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.sqrt(xp.sum(x * x, axis=axis) + 1e-8) if ord == 2 else norm(x, ord, axis)


@mistake("norm", "The dtype of the input is lost on the way. Work in the dtype of the input: float32 in, float32 out.")
def loses_the_dtype(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return norm(xp.astype(x, xp.float64), ord, axis)


@mistake(
    "norm", "The input is changed: x *= x writes into the caller's array. Compute into a new one: squares = x * x."
)
def writes_into_its_input(x, ord=2, axis=-1):
    xp = array_namespace(x)
    if ord != 2:
        return norm(x, ord, axis)
    x *= x
    return xp.sqrt(xp.sum(x, axis=axis))


@mistake(
    "distance",
    "The difference of two lengths is no distance: two vectors of one length may point anywhere. Subtract first.",
)
def subtracts_the_norms(u, v, ord=2):
    xp = array_namespace(u, v)
    return xp.abs(norm(u, ord) - norm(v, ord))


@mistake("distance", "That is the norm of the sum. The distance is that of the difference.")
def adds_the_vectors(u, v, ord=2):
    return norm(u + v, ord)


@mistake(
    "distance",
    "The square is multiplied out, |u|^2 - 2 u.v + |v|^2. For vectors that are close together those large numbers"
    " cancel, and nothing but rounding is left: subtract the vectors first.",
)
def multiplies_the_square_out(u, v, ord=2):
    xp = array_namespace(u, v)
    if ord != 2:
        return norm(u - v, ord)
    squares = xp.sum(u * u, axis=-1) - 2 * xp.sum(u * v, axis=-1) + xp.sum(v * v, axis=-1)
    return xp.sqrt(xp.where(squares > 0, squares, 0 * squares))


@mistake("distance", "ord is not handed on: the distance is always Euclidean.")
def ignores_ord_of_distance(u, v, ord=2):
    norm(u - v, ord)
    return norm(u - v)


@mistake(
    "distance", "The whole batch is taken for one vector. Each pair has a distance of its own, along the last axis."
)
def gives_one_number(u, v, ord=2):
    xp = array_namespace(u, v)
    return norm(xp.reshape(u - v, (-1,)), ord)


@mistake("distance", "The input is changed: u -= v writes into the caller's array. Compute into a new one: u - v.")
def writes_into_u(u, v, ord=2):
    u -= v
    return norm(u, ord)
