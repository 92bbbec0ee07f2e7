"""What beginners hand in for the Jacobian and its products, and what to tell them."""

from array_api_compat import array_namespace, device
from jacobian import H, jacobian, jvp, vjp

from dojo import mistake


def _in_float64(*arrays):
    xp = array_namespace(*arrays)
    return xp, *[xp.astype(a, xp.float64) for a in arrays]


def _axes(x):
    return array_namespace(x).eye(x.shape[0], dtype=x.dtype, device=device(x))


def _narrow(f, x, h):
    """The quotients in the dtype of x."""
    columns = [(f(x + h * along) - f(x - h * along)) / (2 * h) for along in _axes(x)]
    return array_namespace(x).stack(columns, axis=1)


@mistake(
    "jacobian",
    "That is the transpose of the Jacobian. Entry (i, j) is the slope of output i along input j, so each input"
    " makes a column.",
)
def transposes(f, x):
    return array_namespace(x).stack([jvp(f, x, along) for along in _axes(x)], axis=0)


@mistake(
    "jacobian",
    "The columns were stacked as rows and reshaped to (m, n). reshape keeps the order of the entries, so the"
    " slopes end up in the wrong places: stack the columns along axis=1.",
)
def reshapes_for_a_transpose(f, x):
    xp = array_namespace(x)
    columns = xp.stack([jvp(f, x, along) for along in _axes(x)], axis=0)
    return xp.reshape(columns, columns.shape[::-1])


@mistake(
    "jacobian",
    "All inputs move at once in each column: x + h adds h to every entry, and the columns are alike. Add h to one entry"
    " alone, e.g. along a row of the identity.",
)
def moves_all_inputs_in_each_column(f, x):
    xp = array_namespace(x)
    return xp.stack([jvp(f, x, xp.ones_like(x))] * x.shape[0], axis=1)


@mistake(
    "jacobian",
    "All inputs move at once, and that adds up the slopes along them. Move one input at a time: each makes a column.",
)
def moves_all_inputs_at_once(f, x):
    return jvp(f, x, array_namespace(x).ones_like(x))


@mistake(
    "jacobian",
    "The outputs are added up, so one row is left: the gradient of their sum. Each output has a row of its own.",
)
def adds_the_outputs_up(f, x):
    return array_namespace(x).sum(jacobian(f, x), axis=0)


@mistake(
    "jacobian",
    "The sign is the wrong way round. Take f(x + h e) minus f(x - h e).",
)
def swaps_the_sides(f, x):
    return -jacobian(f, x)


@mistake(
    "jacobian",
    "The result is twice what it should be. The two points are 2h apart, so divide by 2h, not by h.",
)
def divides_by_one_step(f, x):
    return 2 * jacobian(f, x)


@mistake(
    "jacobian",
    "In float32, x + h and f are rounded, and the differences keep few digits or none. Convert to float64 before"
    " the step, call f there, and convert back at the end.",
    h=(H, 1e-5),
)
def stays_in_float32(f, x, *, h):
    return _narrow(f, x, h)


@mistake(
    "jacobian",
    "One array moves up and then down, and f may return a view of it: then its first value changes with the"
    " array. Give f a new array for each side.",
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
    "x[j] += h writes into the caller's array, and moving it back does not restore the old number to the last"
    " digit. Make a new array for each side: x + step.",
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
    "x itself moves and is put back afterwards. While f runs, x holds other numbers, and f may use x too. Note"
    " that asarray and astype need not copy an array that is float64 already: make a new array for each side, x +"
    " step.",
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


@mistake(
    "jacobian",
    "The Jacobian stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
)
def leaves_the_table_in_float64(f, x):
    return jacobian(f, _in_float64(x)[1])


def _forward(f, x, h):
    xp, t = _in_float64(x)
    return xp.astype(xp.stack([(f(t + h * along) - f(t)) / h for along in _axes(t)], axis=1), x.dtype)


@mistake(
    "jacobian",
    "That is the forward difference, and its error falls only as h. Step to either side.",
    h=(H, 1e-5, 1e-6),
)
def steps_forward(f, x, *, h):
    return _forward(f, x, h)


@mistake(
    "jacobian",
    "The table is transposed, and its differences go forward only. Begin with the shape: each input makes a column.",
)
def transposes_and_steps_forward(f, x):
    return _forward(f, x, H).T


@mistake(
    "jacobian",
    "The differences are taken in float32 even when x is float64: they keep about three digits. Convert to"
    " float64, not to float32, before the step.",
)
def narrows_to_float32(f, x):
    xp = array_namespace(x)
    return xp.astype(steps_along_each(f, xp.astype(x, xp.float32)), x.dtype)


def steps_along_each(f, t):
    columns = [(f(t + H * along) - f(t - H * along)) / (2 * H) for along in _axes(t)]
    return array_namespace(t).stack(columns, axis=1)


@mistake(
    "vjp",
    "All m n entries of the Jacobian are in memory at the same time, for a result of n numbers. Entry j needs"
    " only column j: multiply it by u, add up, and let it go.",
)
def builds_the_jacobian_for_a_product_from_the_left(f, x, u):
    if f(x).shape != u.shape:
        raise ValueError(f"{tuple(u.shape)} and {tuple(f(x).shape)}")
    xp, t, u = _in_float64(x, u)
    return xp.astype(xp.sum(steps_along_each(f, t) * u[:, None], axis=0), x.dtype)


@mistake(
    "jvp",
    "The whole Jacobian is built for one product, with two calls of f per input. Two calls in all are enough: J v"
    " is the slope of f along v, times |v|.",
)
def builds_the_jacobian_for_a_product(f, x, v):
    xp, t, v = _in_float64(x, v)
    if t.shape != v.shape:
        raise ValueError(f"{tuple(v.shape)} and {tuple(x.shape)}")
    return xp.astype(xp.sum(steps_along_each(f, t) * v, axis=1), x.dtype)


@mistake(
    "jvp",
    "The length of v is lost: that is the slope along v per unit of length. J v grows with v, so multiply by |v|"
    " at the end.",
)
def loses_the_length(f, x, v):
    xp, _, wide = _in_float64(x, v)
    length = xp.sqrt(xp.sum(wide * wide))
    return jvp(f, x, xp.astype(wide / length, v.dtype) if length > 0 else v)


@mistake(
    "jvp",
    "A short v is treated as zeros. J v is proportional to v, however short v is: check whether |v| is exactly 0.",
)
def takes_a_short_vector_for_zeros(f, x, v):
    xp = array_namespace(x)
    return 0 * jvp(f, x, v) if v.shape == x.shape and xp.all(xp.abs(v) < 1e-12) else jvp(f, x, v)


@mistake(
    "jvp",
    "That is the forward difference along v, and its error falls only as h. Step to either side.",
    h=(H, 1e-5, 1e-6),
)
def steps_forward_along_v(f, x, v, *, h):
    return _forward_along(f, x, v, h)


@mistake(
    "jvp",
    "assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
)
def asserts_the_shape_of_v(f, x, v):
    assert v.shape == x.shape
    return jvp(f, x, v)


@mistake(
    "jvp",
    "The step is h v, so it is too long where v is long, and drowns in rounding where v is short. Step along v /"
    " |v|, and multiply the slope by |v|.",
    h=(H, 1e-5, 1e-6),
)
def steps_in_proportion(f, x, v, *, h):
    return _central_along(f, x, v, h)


@mistake(
    "jvp",
    "Where v is all zeros, v / |v| is 0 / 0, and that is NaN. J v is 0 there: divide only where |v| is not 0.",
)
def divides_zero_by_zero(f, x, v):
    xp = array_namespace(x)
    return jvp(f, x, v) if xp.any(v != 0) or v.shape != x.shape else jvp(f, x, v) * xp.nan


@mistake(
    "jvp",
    "That is Jᵀ v. Output i is the sum of J[i, j] v[j] over the inputs j. When there are as many outputs as"
    " inputs, the shape does not tell the two apart.",
)
def multiplies_by_the_transpose(f, x, v):
    jvp(f, x, v)
    return jacobian_of_columns(f, x).T @ v


def _central_along(f, x, v, h):
    jvp(f, x, v)
    xp, t, wide = _in_float64(x, v)
    return xp.astype((f(t + h * wide) - f(t - h * wide)) / (2 * h), x.dtype)


def _forward_along(f, x, v, h):
    jvp(f, x, v)
    xp, t, wide = _in_float64(x, v)
    return xp.astype((f(t + h * wide) - f(t)) / h, x.dtype)


def jacobian_of_columns(f, x):
    xp, t = _in_float64(x)
    return xp.astype(steps_along_each(f, t), x.dtype)


@mistake(
    "jvp",
    "Those are the products J[i, j] v[j]. Sum them over j: J v has one number for each output.",
)
def forgets_to_sum(f, x, v):
    jvp(f, x, v)
    return jacobian_of_columns(f, x) * v


@mistake(
    "jvp",
    "The outputs are added up. J v has one number for each of them.",
)
def adds_the_outputs_of_a_product_up(f, x, v):
    return array_namespace(x).sum(jvp(f, x, v))


@mistake(
    "jvp",
    "Broadcasting stretches a v of another shape. Compare its shape with that of x, and raise a ValueError where"
    " they differ.",
)
def stretches_v(f, x, v):
    v = array_namespace(v).broadcast_to(v, x.shape)
    return jvp(f, x, v)


@mistake(
    "jvp",
    "In float32, x + h v and f are rounded, and the difference keeps few digits or none. Convert to float64"
    " before the step, call f there, and convert back at the end.",
)
def stays_in_float32_for_a_product(f, x, v):
    jvp(f, x, v)
    xp = array_namespace(x)
    length = xp.sqrt(xp.sum(v * v))
    step = H * v / length if length > 0 else v
    return (f(x + step) - f(x - step)) / (2 * H) * length


@mistake(
    "jvp",
    "J v stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
)
def leaves_the_product_in_float64(f, x, v):
    _, t, v = _in_float64(x, v)
    return jvp(f, t, v)


@mistake(
    "vjp",
    "That is J u. Entry j is the sum of u[i] J[i, j] over the outputs i. When there are as many outputs as"
    " inputs, the shape does not tell the two apart.",
)
def multiplies_from_the_right(f, x, u):
    vjp(f, x, u)
    return jacobian_of_columns(f, x) @ u


@mistake(
    "vjp",
    "u is ignored: all outputs count the same. Multiply each output by its weight.",
)
def ignores_the_weights(f, x, u):
    vjp(f, x, u)
    return vjp(f, x, array_namespace(u).ones_like(u))


@mistake(
    "vjp",
    "Those are the products u[i] J[i, j]. Sum them over i: the result has one number for each input.",
)
def forgets_to_sum_over_the_outputs(f, x, u):
    vjp(f, x, u)
    return jacobian_of_columns(f, x) * u[:, None]


@mistake(
    "vjp",
    "Broadcasting stretches a u of another shape. Compare its shape with that of f(x), and raise a ValueError"
    " where they differ.",
)
def stretches_u(f, x, u):
    return vjp(f, x, array_namespace(u).broadcast_to(u, f(x).shape))


@mistake(
    "vjp",
    "That is the mean over the outputs. Take the sum: u holds the weights already.",
)
def averages_over_the_outputs(f, x, u):
    return vjp(f, x, u) / u.shape[0]


@mistake(
    "vjp",
    "Jᵀ u stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
)
def leaves_the_product_from_the_left_in_float64(f, x, u):
    _, t, u = _in_float64(x, u)
    return vjp(f, t, u)


@mistake(
    "vjp",
    "In float32, x + h and f are rounded, and the differences keep few digits or none. Convert to float64 before"
    " the step, call f there, and convert back at the end.",
)
def stays_in_float32_from_the_left(f, x, u):
    vjp(f, x, u)
    xp = array_namespace(x)
    slopes = [(xp.sum(u * f(x + H * along)) - xp.sum(u * f(x - H * along))) / (2 * H) for along in _axes(x)]
    return xp.stack(slopes)


@mistake(
    "vjp",
    "assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
)
def asserts_the_shape_of_u(f, x, u):
    assert u.shape == f(x).shape
    return vjp(f, x, u)


@mistake(
    "vjp",
    "u is compared with x. It has one weight for each output, so compare its shape with that of f(x).",
)
def compares_the_weights_with_the_inputs(f, x, u):
    if u.shape != x.shape:
        raise ValueError("u is not of the shape of x")
    return vjp(f, x, u)


@mistake(
    "jvp",
    "Where v is all zeros, the result has one zero for each input. J v has one number for each output.",
)
def gives_a_zero_for_each_input(f, x, v):
    return v * 0 if v.shape == x.shape and array_namespace(v).all(v == 0) else jvp(f, x, v)
