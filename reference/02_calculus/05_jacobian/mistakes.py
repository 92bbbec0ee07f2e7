"""What beginners hand in for the Jacobian and its products, and what to tell them."""

from array_api_compat import array_namespace, device
from jacobian import H, jvp, vjp

from dojo import edit, generics, ideas, mistake

ideas(
    whole_for_slice=(
        "moves_all_inputs_in_each_column moves_all_inputs_at_once adds_the_outputs_up adds_the_outputs_of_a_product_up"
    ),
    sum_for_mean="averages_over_the_outputs",
    wrong_factor="divides_by_one_step loses_the_length",
    missing_term="forgets_to_sum forgets_to_sum_over_the_outputs",
    sign="swaps_the_sides",
    transposed="transposes transposes_and_steps_forward multiplies_by_the_transpose multiplies_from_the_right",
    swapped_arguments="compares_the_weights_with_the_inputs gives_a_zero_for_each_input",
    entries_mixed_up="reshapes_for_a_transpose",
    writes_into_input="writes_into_its_input borrows_its_input",
    alias_or_copy="reuses_the_array_that_f_has_seen",
    cancellation=(
        "stays_in_float32 narrows_to_float32 stays_in_float32_for_a_product stays_in_float32_from_the_left "
        "steps_in_proportion"
    ),
    zero_case="divides_zero_by_zero",
    default_value="ignores_the_weights",
    broadcast_by_accident="stretches_v stretches_u",
    hidden_cost="builds_the_jacobian_for_a_product_from_the_left builds_the_jacobian_for_a_product",
    wrong_formula="steps_forward steps_forward_along_v",
    what_counts_as_zero="takes_a_short_vector_for_zeros",
)


def _in_float64(*arrays):
    xp = array_namespace(*arrays)
    return xp, *[xp.astype(a, xp.float64) for a in arrays]


def _axes(x):
    return array_namespace(x).eye(x.shape[0], dtype=x.dtype, device=device(x))


edit(
    "transposes",
    "That is the transpose of the Jacobian. Entry (i, j) is the slope of output i along input j, so each input"
    " makes a column.",
    ("xp.stack(columns, axis=1)", "xp.stack(columns, axis=0)"),
)

edit(
    "reshapes_for_a_transpose",
    "The columns were stacked as rows and reshaped to (m, n). reshape keeps the order of the entries, so the"
    " slopes end up in the wrong places: stack the columns along axis=1.",
    (
        "xp.astype(xp.stack(columns, axis=1), x.dtype)",
        "xp.reshape(xp.stack([jvp(f, x, along) for along in _axes(x)], axis=0), xp.stack([jvp(f, x, "
        "along) for along in _axes(x)], axis=0).shape[::-1])",
    ),
)

edit(
    "moves_all_inputs_in_each_column",
    "All inputs move at once in each column: x + h adds h to every entry, and all columns are equal. Add h to one"
    " entry alone, e.g. along a row of the identity.",
    ("xp.astype(xp.stack(columns, axis=1), x.dtype)", "xp.stack([jvp(f, x, xp.ones_like(x))] * x.shape[0], axis=1)"),
)

edit(
    "moves_all_inputs_at_once",
    "All inputs move at once, and that adds up the slopes along them. Move one input at a time: each makes a column.",
    ("xp.astype(xp.stack(columns, axis=1), x.dtype)", "jvp(f, x, xp.ones_like(x))"),
)

edit(
    "adds_the_outputs_up",
    "The outputs are added up, so one row is left: the gradient of their sum. Each output has a row of its own.",
    ("xp.astype(xp.stack(columns, axis=1), x.dtype)", "xp.sum(xp.astype(xp.stack(columns, axis=1), x.dtype), axis=0)"),
)

edit(
    "swaps_the_sides",
    "The sign is the wrong way round. Take f(x + h e) minus f(x - h e).",
    ("f(t + H * along) - f(t - H * along)", "f(t - H * along) - f(t + H * along)"),
)

edit(
    "divides_by_one_step",
    "The result is twice what it should be. The two points are 2h apart, so divide by 2h, not by h.",
    ("/ (2 * H)", "/ H"),
)

edit(
    "stays_in_float32",
    "In float32, x + h and f are rounded, and the differences keep few digits or none. Convert to float64 before"
    " the step, call f there, and convert back at the end.",
    (
        "xp.astype(xp.stack(columns, axis=1), x.dtype)",
        "xp.stack([(f(x + h * along) - f(x - h * along)) / (2 * h) for along in _axes(x)], axis=1)",
    ),
    h=(H, 1e-5),
)


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


edit(
    "writes_into_its_input",
    "x[j] += h writes into the caller's array, and moving it back does not restore the old number to the last"
    " digit. Make a new array for each side: x + step.",
    (
        "xp = array_namespace(x)",
        "for j in range(x.shape[0]):\n    x[j] += H\n    x[j] -= 2 * H\n    x[j] += H\nxp = array_namespace(x)",
    ),
)

edit(
    "borrows_its_input",
    "x itself moves and is put back afterwards. While f runs, x holds other numbers, and f may use x too. Note"
    " that asarray and astype need not copy an array that is float64 already: make a new array for each side, x +"
    " step.",
    ("xp = array_namespace(x)", "xp, columns = array_namespace(x), []"),
    ("t = xp.astype(x, xp.float64)", "t = xp.asarray(x, dtype=xp.float64)"),
    (
        "columns = [_slopes(f, t, along) for along in _axes(t)]",
        "for j in range(x.shape[0]):\n"
        "    old = t[j] + 0\n"
        "    t[j] = old + H\n"
        "    above = f(t) + 0\n"
        "    t[j] = old - H\n"
        "    columns.append((above - f(t)) / (2 * H))\n"
        "    t[j] = old",
    ),
)

generics(
    "jacobian",
    loses_the_dtype="The Jacobian stays in float64. Compute there, but convert back at the end: float32 in, float32"
    " out.",
)


def _forward(f, x, h):
    xp, t = _in_float64(x)
    return xp.astype(xp.stack([(f(t + h * along) - f(t)) / h for along in _axes(t)], axis=1), x.dtype)


edit(
    "steps_forward",
    "That is the forward difference, and its error falls only as h. Step to either side.",
    (
        "xp.stack(columns, axis=1)",
        "xp.stack([(f(t + h * along) - f(t)) / h for along in xp.eye(t.shape[0], dtype=t.dtype, "
        "device=device(t))], axis=1)",
    ),
    h=(H, 1e-5, 1e-6),
)


@mistake(
    "jacobian",
    "The table is transposed, and its differences go forward only. Begin with the shape: each input makes a column.",
)
def transposes_and_steps_forward(f, x):
    return _forward(f, x, H).T


edit(
    "narrows_to_float32",
    "The differences are taken in float32 even when x is float64: they keep about three digits. Convert to"
    " float64, not to float32, before the step.",
    ("t = xp.astype(x, xp.float64)", "t = xp.astype(x, xp.float32)"),
)


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


edit(
    "builds_the_jacobian_for_a_product",
    "The complete Jacobian is built for one product, with two calls of f per input. Two calls in all are enough: J v"
    " is the slope of f along v, times ‖v‖.",
    ("xp = array_namespace(x, v)", "xp = array_namespace(x)"),
    (
        "xp.sqrt(xp.sum(v * v))",
        "[(f(t + H * along) - f(t - H * along)) / (2 * H) for along in xp.eye(t.shape[0], dtype=t.dtype, "
        "device=device(t))]",
    ),
    ("along = v / length if length > 0 else v  # the step is as long, however long v is\n", ""),
    ("length * _slopes(f, t, along)", "xp.sum(xp.stack(length, axis=1) * v, axis=1)"),
)

edit(
    "loses_the_length",
    "The length of v is lost: that is the slope along v per unit of length. J v grows with v, so multiply by ‖v‖ at"
    " the end.",
    ("length * _slopes(f, t, along)", "_slopes(f, t, along)"),
)


@mistake(
    "jvp",
    "A short v is treated as zeros. J v is proportional to v, however short v is: check whether ‖v‖ is exactly 0.",
)
def takes_a_short_vector_for_zeros(f, x, v):
    xp = array_namespace(x)
    return 0 * jvp(f, x, v) if v.shape == x.shape and xp.all(xp.abs(v) < 1e-12) else jvp(f, x, v)


edit(
    "steps_forward_along_v",
    "That is the forward difference along v, and its error falls only as h. Step to either side.",
    (
        "return xp.astype(length * _slopes(f, t, along), x.dtype)",
        "xp, t, wide = xp, *[xp.astype(a, xp.float64) for a in (x, v)]\n"
        "return xp.astype((f(t + h * wide) - f(t)) / h, x.dtype)",
    ),
    h=(H, 1e-5, 1e-6),
)

generics(
    "jvp",
    asserts="assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
    loses_the_dtype="J v stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
)

edit(
    "steps_in_proportion",
    "The step is h v, so it is too long where v is long, and is lost in rounding where v is short. Step along v /"
    " ‖v‖, and multiply the slope by ‖v‖.",
    (
        "return xp.astype(length * _slopes(f, t, along), x.dtype)",
        "xp, t, wide = xp, *[xp.astype(a, xp.float64) for a in (x, v)]\n"
        "return xp.astype((f(t + h * wide) - f(t - h * wide)) / (2 * h), x.dtype)",
    ),
    h=(H, 1e-5, 1e-6),
)


@mistake(
    "jvp",
    "Where v is all zeros, v / ‖v‖ is 0 / 0, and that is NaN. J v is 0 there: divide only where ‖v‖ is not 0.",
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


edit(
    "adds_the_outputs_of_a_product_up",
    "The outputs are added up. J v has one number for each of them.",
    ("xp.astype(length * _slopes(f, t, along), x.dtype)", "xp.sum(xp.astype(length * _slopes(f, t, along), x.dtype))"),
)

edit(
    "stretches_v",
    "Broadcasting stretches a v of a different shape. Compare its shape with that of x, and raise a ValueError where"
    " they differ.",
    ("if v.shape != x.shape:", "v = xp.broadcast_to(v, x.shape)\nif v.shape != x.shape:"),
)


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
    "vjp",
    "That is J u. Entry j is the sum of u[i] J[i, j] over the outputs i. When there are as many outputs as"
    " inputs, the shape does not tell the two apart.",
)
def multiplies_from_the_right(f, x, u):
    vjp(f, x, u)
    return jacobian_of_columns(f, x) @ u


edit(
    "ignores_the_weights",
    "u is ignored: all outputs count the same. Multiply each output by its weight.",
    ("xp.sum(u * _slopes(f, t, along))", "xp.sum(_slopes(f, t, along))"),
)


edit(
    "forgets_to_sum_over_the_outputs",
    "Those are the products u[i] J[i, j]. Sum them over i: the result has one number for each input.",
    ("xp.sum(u * _slopes(f, t, along))", "u * _slopes(f, t, along)"),
)


edit(
    "stretches_u",
    "Broadcasting stretches a u of a different shape. Compare its shape with that of f(x), and raise a ValueError"
    " where they differ.",
    ("xp = array_namespace(x, u)", "u = array_namespace(x).broadcast_to(u, f(x).shape)\nxp = array_namespace(x, u)"),
)

edit(
    "averages_over_the_outputs",
    "That is the mean over the outputs. Take the sum: u holds the weights already.",
    (
        "xp.astype(xp.stack([xp.sum(u * _slopes(f, t, along)) for along in _axes(t)]), x.dtype)",
        "xp.astype(xp.stack([xp.sum(u * _slopes(f, t, along)) for along in _axes(t)]), x.dtype) / u.shape[0]",
    ),
)

generics(
    "vjp",
    loses_the_dtype="Jᵀ u stays in float64. Compute there, but convert back at the end: float32 in, float32 out.",
    asserts="assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
)


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


edit(
    "compares_the_weights_with_the_inputs",
    "u is compared with x. It has one weight for each output, so compare its shape with that of f(x).",
    (
        "xp = array_namespace(x, u)",
        "if u.shape != x.shape:\n    raise ValueError('u is not of the shape of x')\nxp = array_namespace(x, u)",
    ),
)

edit(
    "gives_a_zero_for_each_input",
    "Where v is all zeros, the result has one zero for each input. J v has one number for each output.",
    ("if v.shape != x.shape:", "if v.shape == x.shape and xp.all(v == 0):\n    return v * 0\nif v.shape != x.shape:"),
)
