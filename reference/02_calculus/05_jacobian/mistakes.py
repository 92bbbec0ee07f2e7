"""What beginners hand in for the Jacobian and its products, and what to tell them."""

from array_api_compat import array_namespace, device
from jacobian import H, jacobian, jvp, vjp

from dojo import mistake


def _in_float64(*arrays):
    xp = array_namespace(*arrays)
    return xp, *[xp.astype(a, xp.float64) for a in arrays]


def _axes(x):
    return array_namespace(x).eye(x.shape[0], dtype=x.dtype, device=device(x))


@mistake(
    "jacobian",
    "Rows and columns have changed places: that is the transpose. Entry (i, j) is the slope of output i along input j,"
    " so that each input makes a column.",
)
def transposes(f, x):
    return array_namespace(x).stack([jvp(f, x, along) for along in _axes(x)], axis=0)


@mistake(
    "jacobian",
    "The columns were stacked as rows and then brought to shape (m, n) by reshape, which keeps the order of the"
    " entries and mixes the slopes up. Stack them along axis=1.",
)
def reshapes_for_a_transpose(f, x):
    xp = array_namespace(x)
    columns = xp.stack([jvp(f, x, along) for along in _axes(x)], axis=0)
    return xp.reshape(columns, columns.shape[::-1])


@mistake(
    "jacobian",
    "All inputs are moved at once, which adds up the slopes along them. Move one input at a time: each makes a column.",
)
def moves_all_inputs_at_once(f, x):
    return jvp(f, x, array_namespace(x).ones_like(x))


@mistake(
    "jacobian",
    "The outputs are added up, so that one row is left: the gradient of their sum. Each output has a row of its own.",
)
def adds_the_outputs_up(f, x):
    return array_namespace(x).sum(jacobian(f, x), axis=0)


@mistake(
    "jacobian",
    "The sign is turned round: f(x + h) comes first, and f(x - h) is subtracted from it.",
)
def swaps_the_sides(f, x):
    return -jacobian(f, x)


@mistake(
    "jacobian",
    "That is the forward difference, whose error falls as h alone. Take a step to either side.",
)
def steps_forward(f, x):
    xp, t = _in_float64(x)
    return xp.astype(xp.stack([(f(t + H * along) - f(t)) / H for along in _axes(t)], axis=1), x.dtype)


@mistake("jacobian", "Twice the slopes: the two points are 2h apart, and the rise is divided by that.")
def divides_by_one_step(f, x):
    return 2 * jacobian(f, x)


@mistake(
    "jacobian",
    "In float32 most digits of the differences are lost: x + h and f are rounded. Go to float64 before the step, call f"
    " there, and come back at the end.",
)
def stays_in_float32(f, x):
    xp = array_namespace(x)
    return xp.stack([(f(x + H * along) - f(x - H * along)) / (2 * H) for along in _axes(x)], axis=1)


@mistake(
    "jacobian",
    "One array is moved up and then down, and f may give a part of it back: then its first value changes with the"
    " array. Hand f a new array for each side.",
)
def reuses_the_array_that_f_has_seen(f, x):
    xp, t = _in_float64(x)
    columns = []
    for j in range(x.shape[0]):
        moved = xp.asarray(t, copy=True)
        moved[j] += H
        above = f(moved)
        moved[j] -= 2 * H
        columns.append((above - f(moved)) / (2 * H))
    return xp.astype(xp.stack(columns, axis=1), x.dtype)


@mistake(
    "jacobian",
    "x[j] += h writes into the caller's array, and moving it back by as much does not bring the old number back to the"
    " last digit. Make a new array for each side: x + step.",
)
def writes_into_its_input(f, x):
    result = jacobian(f, x)
    for j in range(x.shape[0]):
        x[j] += H
        x[j] -= 2 * H
        x[j] += H
    return result


@mistake(
    "jacobian",
    "x itself is moved, and put back afterwards: asarray and astype need not copy where the dtype is float64 already."
    " Whoever looks at x in between, and f is one, finds other numbers. Make a new array for each side: x + step.",
)
def borrows_its_input(f, x):
    xp, columns = array_namespace(x), []
    t = xp.asarray(x, dtype=xp.float64)
    for j in range(x.shape[0]):
        old = t[j] + 0
        t[j] = old + H
        above = f(t) + 0
        t[j] = old - H
        columns.append((above - f(t)) / (2 * H))
        t[j] = old
    return xp.astype(xp.stack(columns, axis=1), x.dtype)


@mistake("jacobian", "The result is left in float64. Differences are taken there, but float32 in is float32 out.")
def leaves_the_table_in_float64(f, x):
    return jacobian(f, _in_float64(x)[1])


def steps_along_each(f, t):
    columns = [(f(t + H * along) - f(t - H * along)) / (2 * H) for along in _axes(t)]
    return array_namespace(t).stack(columns, axis=1)


@mistake(
    "vjp",
    "All m n entries of the Jacobian are held at one time, for a result of n numbers. Entry j needs column j alone:"
    " multiply it by u, add up, and let it go.",
)
def builds_the_jacobian_for_a_product_from_the_left(f, x, u):
    if f(x).shape != u.shape:
        raise ValueError("u is not of the shape of f(x)")
    xp, t, u = _in_float64(x, u)
    return xp.astype(xp.sum(steps_along_each(f, t) * u[:, None], axis=0), x.dtype)


@mistake(
    "jvp",
    "The whole Jacobian is built for one product: two calls of f for every input. Two in all do: J v is the slope of f"
    " along v.",
)
def builds_the_jacobian_for_a_product(f, x, v):
    xp, t, v = _in_float64(x, v)
    if t.shape != v.shape:
        raise ValueError("v is not of the shape of x")
    return xp.astype(xp.sum(steps_along_each(f, t) * v, axis=1), x.dtype)


@mistake(
    "jvp",
    "The length of v is lost: that is the slope along v per unit of length. J v grows with v, so multiply by |v| at the"
    " end.",
)
def loses_the_length(f, x, v):
    xp, _, wide = _in_float64(x, v)
    length = xp.sqrt(xp.sum(wide * wide))
    return jvp(f, x, xp.astype(wide / length, v.dtype) if length > 0 else v)


@mistake(
    "jvp",
    "Something small is added to |v|, or a short v is taken for zeros. J v grows with v, to the same number of digits:"
    " ask whether |v| is 0, and divide by |v| itself.",
)
def takes_a_short_vector_for_zeros(f, x, v):
    xp = array_namespace(x)
    return 0 * jvp(f, x, v) if v.shape == x.shape and xp.all(xp.abs(v) < 1e-12) else jvp(f, x, v)


@mistake(
    "jvp",
    "The step is h v, and so it is too long where v is long, and drowns in rounding where v is short. Step along v /"
    " |v|, and multiply the slope by |v|.",
)
def steps_in_proportion(f, x, v):
    jvp(f, x, v)
    xp, t, wide = _in_float64(x, v)
    return xp.astype((f(t + H * wide) - f(t - H * wide)) / (2 * H), x.dtype)


@mistake(
    "jvp",
    "For a v of nothing but zeros v / |v| is 0 / 0, which is NaN. J v is 0 there: divide only where |v| is not 0.",
)
def divides_zero_by_zero(f, x, v):
    xp = array_namespace(x)
    return jvp(f, x, v) if xp.any(v != 0) or v.shape != x.shape else jvp(f, x, v) * xp.nan


@mistake(
    "jvp",
    "The Jacobian is transposed: that is Jᵀ v. Output i is the sum over the inputs j of J[i, j] v_j. On as many outputs"
    " as inputs only the values tell.",
)
def multiplies_by_the_transpose(f, x, v):
    jvp(f, x, v)
    return jacobian_of_columns(f, x).T @ v


def jacobian_of_columns(f, x):
    xp, t = _in_float64(x)
    return xp.astype(steps_along_each(f, t), x.dtype)


@mistake("jvp", "The products J[i, j] v_j are there, their sum over j is not. J v has one number for each output.")
def forgets_to_sum(f, x, v):
    jvp(f, x, v)
    return jacobian_of_columns(f, x) * v


@mistake("jvp", "The outputs are added up. J v has one number for each of them.")
def adds_the_outputs_of_a_product_up(f, x, v):
    return array_namespace(x).sum(jvp(f, x, v))


@mistake(
    "jvp",
    "A v of another shape is stretched by broadcasting. Compare its shape with that of x, and raise a ValueError where"
    " they differ.",
)
def stretches_v(f, x, v):
    v = array_namespace(v).broadcast_to(v, x.shape)
    return jvp(f, x, v)


@mistake(
    "jvp",
    "In float32 most digits of the difference are lost: x + h v and f are rounded. Go to float64 before the step, call"
    " f there, and come back at the end.",
)
def stays_in_float32_for_a_product(f, x, v):
    jvp(f, x, v)
    xp = array_namespace(x)
    length = xp.sqrt(xp.sum(v * v))
    step = H * v / length if length > 0 else v
    return (f(x + step) - f(x - step)) / (2 * H) * length


@mistake("jvp", "J v is left in float64. Differences are taken there, but float32 in is float32 out.")
def leaves_the_product_in_float64(f, x, v):
    _, t, v = _in_float64(x, v)
    return jvp(f, t, v)


@mistake(
    "vjp",
    "That is J u. From the left u has a weight for each output: entry j is the sum over the outputs i of u_i J[i, j]."
    " On as many outputs as inputs only the values tell.",
)
def multiplies_from_the_right(f, x, u):
    vjp(f, x, u)
    return jacobian_of_columns(f, x) @ u


@mistake("vjp", "u is left out: the outputs are added up with equal weights.")
def ignores_the_weights(f, x, u):
    vjp(f, x, u)
    return vjp(f, x, array_namespace(u).ones_like(u))


@mistake(
    "vjp", "The products u_i J[i, j] are there, their sum over i is not. The result has one number for each input."
)
def forgets_to_sum_over_the_outputs(f, x, u):
    vjp(f, x, u)
    return jacobian_of_columns(f, x) * u[:, None]


@mistake(
    "vjp",
    "A u of another shape is stretched by broadcasting. Compare its shape with that of f(x), and raise a ValueError"
    " where they differ.",
)
def stretches_u(f, x, u):
    return vjp(f, x, array_namespace(u).broadcast_to(u, f(x).shape))


@mistake("vjp", "The mean over the outputs is taken in place of the sum: u has the weights already.")
def averages_over_the_outputs(f, x, u):
    return vjp(f, x, u) / u.shape[0]


@mistake("vjp", "The product is left in float64. Differences are taken there, but float32 in is float32 out.")
def leaves_the_product_from_the_left_in_float64(f, x, u):
    _, t, u = _in_float64(x, u)
    return vjp(f, t, u)


@mistake(
    "vjp",
    "In float32 most digits of the differences are lost: x + h and f are rounded. Go to float64 before the step, call f"
    " there, and come back at the end.",
)
def stays_in_float32_from_the_left(f, x, u):
    vjp(f, x, u)
    xp = array_namespace(x)
    slopes = [(xp.sum(u * f(x + H * along)) - xp.sum(u * f(x - H * along))) / (2 * H) for along in _axes(x)]
    return xp.stack(slopes)


@mistake(
    "vjp",
    "u is compared with x. It has a weight for each output: its shape is to be that of f(x).",
)
def compares_the_weights_with_the_inputs(f, x, u):
    if u.shape != x.shape:
        raise ValueError("u is not of the shape of x")
    return vjp(f, x, u)


@mistake(
    "jvp",
    "For a v of nothing but zeros the result has as many zeros as there are inputs. J v has one number for each"
    " output.",
)
def gives_a_zero_for_each_input(f, x, v):
    return v * 0 if v.shape == x.shape and array_namespace(v).all(v == 0) else jvp(f, x, v)
