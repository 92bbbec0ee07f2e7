"""What beginners hand in for eigenvalues, and what to tell them."""

from array_api_compat import array_namespace, device
from eigen import _rotation, _size, power_iteration

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_divisor="never_normalises divides_by_the_sum_of_entries divides_by_the_largest_entry leaves_the_vectors_long",
    sign=(
        "takes_the_length_for_the_value gives_magnitudes turns_the_wrong_way "
        "takes_the_difference_the_wrong_way_round gives_a_sign_to_the_length"
    ),
    transposed="sorts_the_rows gives_the_vectors_as_rows leaves_the_order_and_gives_rows",
    off_by_one="takes_one_step_more takes_one_step_less",
    order_of_steps="collects_from_the_left",
    entries_mixed_up="sorts_the_values_alone sorts_the_values_alone_of_a_diagonal",
    stale_state="takes_the_value_of_the_vector_before takes_the_last_length_for_the_value",
    not_accumulated="keeps_the_last_rotation",
    writes_into_input="rotates_in_place",
    overflow="normalises_at_the_end squares_without_scaling",
    epsilon="adds_eps_to_the_length",
    zero_case=(
        "gives_back_the_zero_vector divides_by_zero takes_the_sign_of_zero_for_zero divides_by_an_entry_that_is_zero"
    ),
    wrong_exception="asserts_that_it_is_square",
    silent_error="takes_any_matrix_to_a_power takes_any_matrix",
    wrong_initialisation="starts_with_ones starts_along_the_first_axis",
    ties_and_order="leaves_the_order_as_it_comes sorts_downwards sorts_by_magnitude sorts_the_values_downwards_alone",
    wrong_stop="stops_when_the_value_settles stops_when_the_vector_settles sweeps_once",
    partial_case="takes_qr_steps_without_a_shift deflates",
    wrong_formula="takes_a_ratio_of_entries",
    what_counts_as_zero="takes_a_short_image_for_zero stops_at_a_fixed_number",
)


def _start(a):
    xp, n = array_namespace(a), _size(a)
    return xp, xp.ones(n, dtype=a.dtype, device=device(a)) / n**0.5


def _unit(xp, image, vector):
    """The image with length 1, or the vector where the image is zero."""
    largest = xp.max(xp.abs(image))
    if largest == 0:
        return vector
    image = image / largest
    return image / xp.sqrt(xp.sum(image**2))


def _quotient(xp, a, vector):
    return xp.sum(vector * (a @ vector))


edit(
    "takes_the_length_for_the_value",
    "The value is the length of a v, which is never negative. But an eigenvalue of -3 turns the vector around in each"
    " step: take the Rayleigh quotient, v · a v.",
    ("xp.sum(vector * (a @ vector))", "xp.sqrt(xp.sum((a @ vector) ** 2))"),
)


@mistake(
    "power_iteration",
    "The value belongs to the vector before the last step. Take v · a v of the vector that you return.",
)
def takes_the_value_of_the_vector_before(a, steps):
    return power_iteration(a, max(steps - 1, 0))[0], power_iteration(a, steps)[1]


@mistake(
    "power_iteration",
    "If a v is 0, the zero vector comes back. It has no direction: such a step leaves the vector as it is.",
)
def gives_back_the_zero_vector(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        image = a @ vector
        vector = _unit(xp, image, image)
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "The length of the vector is not 1: it is multiplied and never divided by its length, which spoils the value too."
    " Normalise in each step.",
)
def never_normalises(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        vector = a @ vector
    return _quotient(xp, a, vector), vector


edit(
    "normalises_at_the_end",
    "The vector is normalised only at the end, and on the way it has overflowed, or vanished: 3000 to the power of"
    " 400 is too large for any float. Normalise in each step.",
    (
        "if largest > 0:\n"
        "    image = image / largest  # so that no square overflows, or vanishes\n"
        "    vector = image / xp.sqrt(xp.sum(image**2))",
        "vector = image if xp.any(image != 0) else vector",
    ),
    (
        "return xp.sum(vector * (a @ vector)), vector",
        "vector = vector / xp.sqrt(xp.sum(vector ** 2))\nreturn xp.sum(vector * (a @ vector)), vector",
    ),
)

edit(
    "takes_one_step_more",
    "There is one step too many: with steps = 0 you return the vector that you start with.",
    ("range(steps)", "range(steps + 1)"),
)

edit(
    "takes_one_step_less",
    "One step is missing: range(steps) runs steps times, range(1, steps) once less.",
    ("range(steps)", "range(max(steps - 1, 0))"),
)

edit(
    "divides_by_the_sum_of_entries",
    "The vector is divided by the sum of the entries, or of their magnitudes. Its length is the root of the sum of"
    " squares.",
    (
        "return xp.sum(vector * (a @ vector)), vector",
        "vector = vector / xp.sum(xp.abs(vector))\nreturn xp.sum(vector * (a @ vector)), vector",
    ),
)


@mistake(
    "power_iteration",
    "The vector that you start with has length √n, and with steps = 0 it comes back like that. Normalise it too.",
)
def starts_with_ones(a, steps):
    xp, vector = _start(a)
    if steps:
        return power_iteration(a, steps)
    vector = vector * a.shape[0] ** 0.5
    return _quotient(xp, a, vector), vector


edit(
    "divides_by_the_largest_entry",
    "The vector is divided by its entry of largest magnitude, so that this one is 1 and the length is not. In the"
    " end, divide by the root of the sum of squares.",
    (
        "return xp.sum(vector * (a @ vector)), vector",
        "vector = vector / xp.max(xp.abs(vector))\nreturn xp.sum(vector * (a @ vector)), vector",
    ),
)

edit(
    "divides_by_zero",
    "If a v is 0, dividing it by its length gives NaN from there on. Such a step leaves the vector as it is.",
    (
        "if largest > 0:\n"
        "    image = image / largest  # so that no square overflows, or vanishes\n"
        "    vector = image / xp.sqrt(xp.sum(image**2))",
        "vector = image / xp.sqrt(xp.sum(image ** 2))",
    ),
)

edit(
    "adds_eps_to_the_length",
    "A small number is added to the length so that it is never 0. That makes every vector a little too short: ask"
    " whether the length is 0 instead.",
    (
        "if largest > 0:\n"
        "    image = image / largest  # so that no square overflows, or vanishes\n"
        "    vector = image / xp.sqrt(xp.sum(image**2))",
        "vector = image / (xp.sqrt(xp.sum(image ** 2)) + 1e-12)",
    ),
)


@mistake(
    "power_iteration",
    "The value is the length of the last image, with a sign. That is how much the vector before was stretched, and it"
    " agrees only in the limit: take v · a v of the vector that you return.",
)
def gives_a_sign_to_the_length(a, steps):
    xp, vector = _start(a)
    value = _quotient(xp, a, vector)
    for _ in range(steps):
        image = a @ vector
        length = xp.sqrt(xp.sum(image**2))
        value = length if value > 0 else -length
        vector = _unit(xp, image, vector)
    return value, vector


@mistake(
    "power_iteration",
    "A short image counts as zero here. Short compared with what? Entries of 1e-20 have eigenvectors too: ask for 0"
    " itself.",
)
def takes_a_short_image_for_zero(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        image = a @ vector
        vector = _unit(xp, image, vector) if xp.sum(image**2) > 1e-24 else vector
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "It stops as soon as the value barely changes, which can be far from the eigenvector. steps says how often to"
    " multiply: take all of them.",
    tolerance=(1e-10, 1e-8, 1e-6, 1e-4, 1e-3),
)
def stops_when_the_value_settles(a, steps, *, tolerance):
    xp, vector = _start(a)
    value = _quotient(xp, a, vector)
    for _ in range(steps):
        vector = _unit(xp, a @ vector, vector)
        before, value = value, _quotient(xp, a, vector)
        if abs(value - before) < tolerance:
            break
    return value, vector


@mistake(
    "power_iteration",
    "It stops as soon as the vector barely changes, which can be far from the eigenvector. steps says how often to"
    " multiply: take all of them.",
    tolerance=(1e-10, 1e-8, 1e-6, 1e-4, 1e-3),
)
def stops_when_the_vector_settles(a, steps, *, tolerance):
    xp, vector = _start(a)
    for _ in range(steps):
        before, vector = vector, _unit(xp, a @ vector, vector)
        if xp.sqrt(xp.sum((vector - before) ** 2)) < tolerance:
            break
    return _quotient(xp, a, vector), vector


@mistake("power_iteration", "The vector starts as (1, 0, 0, ...). Start with n equal entries.")
def starts_along_the_first_axis(a, steps):
    xp, start = _start(a)
    vector = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))[0, :] + 0 * start
    for _ in range(steps):
        vector = _unit(xp, a @ vector, vector)
    return _quotient(xp, a, vector), vector


generics(
    "power_iteration",
    loses_the_dtype="The vector that you start with has the default dtype of the library, and so has everything"
    " after it. Make it"
    " with dtype=a.dtype.",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64"
    " all the way.",
)


@mistake(
    "power_iteration",
    "A matrix that is not square gets through, or fails with an error of the library. It has no eigenvalues: raise a"
    " ValueError first.",
)
def takes_any_matrix_to_a_power(a, steps):
    xp = array_namespace(a)
    if a.shape[0] == a.shape[1]:
        return power_iteration(a, steps)
    return xp.sum(a), a[0, :] / xp.sqrt(xp.sum(a[0, :] ** 2))


# ------------------------------------------------------------------------------------------------ eigh


def _turned(a, sweeps, rotation, apply=None):
    """The diagonal and the vectors after so many sweeps, not sorted."""
    xp, n = array_namespace(a), _size(a)
    vectors = xp.eye(n, dtype=a.dtype, device=device(a))
    for _ in range(sweeps):
        for p in range(n):
            for q in range(p + 1, n):
                turn = rotation(a, p, q)
                a = turn.T @ a @ turn
                vectors = vectors @ turn if apply is None else apply(vectors, turn)
    return xp, xp.sum(a * xp.eye(n, dtype=a.dtype, device=device(a)), axis=0), vectors


def _sorted(xp, values, vectors):
    order = xp.argsort(values)
    return values[order], vectors[:, order]


def _with_angle(a, p, q, cos, sin):
    xp = array_namespace(a)
    turn = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))
    turn[p, p] = turn[q, q] = cos
    turn[p, q], turn[q, p] = sin, -sin
    return turn


def _small_rotation(a, p, q):
    """By at most 45 degrees, so that what is diagonal stays as it is."""
    xp, half = array_namespace(a), (a[q, q] - a[p, p]) / 2
    sign = 1 if half >= 0 else -1
    angle = xp.atan2(sign * a[p, q], sign * half) / 2
    return _with_angle(a, p, q, xp.cos(angle), xp.sin(angle))


edit(
    "leaves_the_order_as_it_comes",
    "The eigenvalues come in the order in which they were found. Sort them so that they ascend, and their columns"
    " with them.",
    ("values[order], vectors[:, order]", "values, vectors"),
    (
        "xp.atan2(2 * a[p, q], a[q, q] - a[p, p])",
        "xp.atan2((1 if (a[q, q] - a[p, p]) / 2 >= 0 else -1) * a[p, q], (1 if (a[q, q] - a[p, p]) / 2 "
        ">= 0 else -1) * ((a[q, q] - a[p, p]) / 2))",
    ),
)

edit(
    "sorts_downwards",
    "The eigenvalues descend. They should ascend, as in numpy.linalg.eigh.",
    ("values[order], vectors[:, order]", "xp.flip(values[order], axis=0), xp.flip(vectors, axis=1)"),
)

edit(
    "sorts_by_magnitude",
    "The eigenvalues are sorted by their magnitude, so that -3 comes after 2. Sort them by their value, sign included.",
    (
        "return values[order], vectors[:, order]",
        "order = xp.argsort(abs(values))\nreturn values[order], vectors[:, order]",
    ),
)


@mistake("eigh", "The eigenvalues are sorted, but their vectors are not: each column has to move with its value.")
def sorts_the_values_alone(a):
    xp, values, vectors = _turned(a, 12, _small_rotation)
    return xp.sort(values), vectors


edit(
    "sorts_the_values_alone_of_a_diagonal",
    "The eigenvalues are sorted, but their vectors are not: each column has to move with its value.",
    (
        "turn = _rotation(a, p, q)",
        "turn = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "turn = turn if a[p, q] == 0 else _rotation(a, p, q)",
    ),
    (
        "values[order], vectors[:, order]",
        "xp.sort(xp.sum(a * xp.eye(n, dtype=a.dtype, device=device(a)), axis=0)), vectors",
    ),
)


@mistake("eigh", "The rows of the vectors are sorted. The eigenvectors are the columns: vectors[:, order].")
def sorts_the_rows(a):
    xp, values, vectors = _turned(a, 12, _small_rotation)
    order = xp.argsort(values)
    return values[order], vectors[order, :]


edit(
    "gives_the_vectors_as_rows",
    "The eigenvectors are the rows. They should be the columns, as in numpy.linalg.eigh: transpose.",
    ("vectors[:, order]", "vectors.T"),
)

edit(
    "gives_magnitudes",
    "Those are the magnitudes of the eigenvalues, as in a singular value decomposition. A negative one keeps its sign.",
    ("order = xp.argsort(values)", "order = xp.argsort(xp.abs(values[xp.argsort(values)]))"),
    ("values[order]", "xp.abs(values[xp.argsort(values)])[order]"),
)

edit(
    "sweeps_once",
    "This stops too early: after one sweep the entries off the diagonal are small, but not 0. Each rotation spoils a"
    " little of what the others did, so sweep again, until only rounding errors are left.",
    ("range(SWEEPS)", "range(1)"),
)

edit(
    "stops_at_a_fixed_number",
    "Entries off the diagonal count as 0 below a fixed number, so that small matrices stay as they are. Compare them"
    " with the eps of the dtype times the largest entry, or sweep ten times.",
    (
        "vectors = xp.eye(n, dtype=a.dtype, device=device(a))",
        "def rotation(a, p, q):\n"
        "    if abs(a[p, q]) < 1e-7:\n"
        "        turn = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "        return turn\n"
        "    return _rotation(a, p, q)\n"
        "vectors = xp.eye(n, dtype=a.dtype, device=device(a))",
    ),
    ("turn = _rotation(a, p, q)", "turn = rotation(a, p, q)"),
)

edit(
    "takes_the_sign_of_zero_for_zero",
    "If two entries of the diagonal are equal, the sign of their difference is 0, and the rotation turns by nothing."
    " It should turn by 45 degrees: let the sign of 0 be 1, or take the angle from atan2.",
    (
        "vectors = xp.eye(n, dtype=a.dtype, device=device(a))",
        "def rotation(a, p, q):\n"
        "    if a[p, p] == a[q, q]:\n"
        "        turn = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "        return turn\n"
        "    return _rotation(a, p, q)\n"
        "vectors = xp.eye(n, dtype=a.dtype, device=device(a))",
    ),
    ("turn = _rotation(a, p, q)", "turn = rotation(a, p, q)"),
)

edit(
    "divides_by_an_entry_that_is_zero",
    "The angle comes from a division by 0, and the result is NaN: an entry off the diagonal, or a difference on it,"
    " may be 0. Skip the rotation then, or take the angle from atan2, which never divides.",
    ("xp.atan2(2 * a[p, q], a[q, q] - a[p, p])", "xp.atan(2 * a[p, q] / (a[q, q] - a[p, p]))"),
)

edit(
    "turns_the_wrong_way",
    "The rotation turns the wrong way, so that the entry off the diagonal grows. Write out the product for two rows:"
    " the sine needs the other sign.",
    ("range(SWEEPS)", "range(sweeps)"),
    ("turn = _rotation(a, p, q)", "turn = _rotation(a, p, q).T"),
    sweeps=(3, 10, 20, 30, 50, 100),
)

edit(
    "takes_the_difference_the_wrong_way_round",
    "The angle belongs to a_pp - a_qq, the difference the wrong way round, and the entry off the diagonal does not"
    " become 0. Divide by a_qq - a_pp, as the formula does.",
    ("range(SWEEPS)", "range(sweeps)"),
    ("angle = xp.atan2(2 * a[p, q], a[q, q] - a[p, p]) / 2", "angle = xp.atan2(2 * a[p, q], a[p, p] - a[q, q]) / 2"),
    sweeps=(10, 20, 30, 50, 100),
)


@mistake("eigh", "The rotations are collected on the wrong side. Multiply each new one from the right: vectors @ turn.")
def collects_from_the_left(a):
    return _sorted(*_turned(a, 12, _small_rotation, lambda vectors, turn: turn @ vectors))


@mistake("eigh", "Only the last rotation is left in the vectors. The eigenvectors are the product of all rotations.")
def keeps_the_last_rotation(a):
    return _sorted(*_turned(a, 12, _small_rotation, lambda vectors, turn: turn))


edit(
    "leaves_the_vectors_long",
    "The eigenvectors don't have length 1. Divide each column by its length, the root of the sum of squares.",
    ("vectors[:, order]", "vectors / xp.max(abs(vectors), axis=0)"),
)

edit(
    "takes_qr_steps_without_a_shift",
    "QR steps without a shift can't tell λ from -λ, and they take very long if two magnitudes are close. Subtract a"
    " shift from the diagonal before each step and add it back after, or use Jacobi's rotations.",
    (
        "for _ in range(SWEEPS):\n"
        "    for p in range(n):\n"
        "        for q in range(p + 1, n):\n"
        "            turn = _rotation(a, p, q)\n"
        "            a, vectors = turn.T @ a @ turn, vectors @ turn",
        "for _ in range(60):\n    q, r = xp.linalg.qr(a)\n    a = r @ q\n    vectors = vectors @ q",
    ),
)

edit(
    "deflates",
    "Power iteration and deflation find one vector after the other. That fails if two magnitudes are equal or nearly"
    " equal, or if the start is at right angles to an eigenvector. Rotations find all of them at once.",
    ("vectors = xp.eye(n, dtype=a.dtype, device=device(a))", "values = []\nvectors = []"),
    (
        "for _ in range(SWEEPS):\n"
        "    for p in range(n):\n"
        "        for q in range(p + 1, n):\n"
        "            turn = _rotation(a, p, q)\n"
        "            a, vectors = turn.T @ a @ turn, vectors @ turn  # a[p, q] is 0 now\n",
        "",
    ),
    (
        "values = xp.sum(a * xp.eye(n, dtype=a.dtype, device=device(a)), axis=0)",
        "for _ in range(a.shape[0]):\n"
        "    value, vector = power_iteration(a, 60)\n"
        "    a = a - value * vector[:, None] * vector[None, :]\n"
        "    values.append(value)\n"
        "    vectors.append(vector)",
    ),
    ("xp.argsort(values)", "xp.argsort(xp.stack(values))"),
    ("values[order], vectors[:, order]", "xp.stack(values)[order], xp.stack(vectors, axis=1)[:, order]"),
)

generics(
    "eigh",
    loses_the_dtype="The dtype is lost on the way. float32 in, float32 out: make the identity with dtype=a.dtype.",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64"
    " all the way.",
)


@mistake("eigh", "The rotations write into the caller's matrix. Work on a copy.")
def rotates_in_place(a):
    xp, values, vectors = _turned(a, 10, _rotation)
    a[...] = xp.eye(a.shape[0], dtype=a.dtype, device=device(a)) * values
    return _sorted(xp, values, vectors)


edit(
    "takes_any_matrix",
    "A matrix that is not square gets through, or fails with an error of the library. It has no eigenvalues: raise a"
    " ValueError first.",
    (
        "xp, n = array_namespace(a), _size(a)\nvectors = xp.eye(n, dtype=a.dtype, device=device(a))",
        "n = min(a.shape)\n"
        "a = a[:n, :n]\n"
        "xp, n = array_namespace(a), _size(a)\n"
        "vectors = xp.eye(n, dtype=a.dtype, device=device(a))",
    ),
)


# --------------------------------------------------------------------------------------- more of dtypes and errors

edit(
    "squares_without_scaling",
    "The squares of a v overflow to infinity, or vanish: 1e20 squared is too large for float32. Divide a v by its"
    " largest magnitude before you square.",
    ("largest = xp.max(xp.abs(image))", "length = xp.sqrt(xp.sum(image ** 2))\nlargest = xp.max(xp.abs(image))"),
    (
        "if largest > 0:\n"
        "    image = image / largest  # so that no square overflows, or vanishes\n"
        "    vector = image / xp.sqrt(xp.sum(image**2))",
        "vector = image / length if length > 0 else vector",
    ),
)

edit(
    "asserts_that_it_is_square",
    "A matrix that is not square raises an AssertionError here. Raise a ValueError: callers can catch it, and Python"
    " skips assert when it runs with -O.",
    (
        "xp, n = array_namespace(a), _size(a)\nvectors = xp.eye(n, dtype=a.dtype, device=device(a))",
        "if a.shape[0] != a.shape[1]:\n"
        "    raise AssertionError(f'not square: {tuple(a.shape)}')\n"
        "xp, n = array_namespace(a), _size(a)\n"
        "vectors = xp.eye(n, dtype=a.dtype, device=device(a))",
    ),
)


# --------------------------------------------------------------------------------------------- two faults at once


@mistake(
    "power_iteration",
    "The value is the length of a v, and it belongs to the vector before the last step. First the value: take v · a v,"
    " which has a sign. Then take it of the vector that you return.",
)
def takes_the_last_length_for_the_value(a, steps):
    xp, vector = _start(a)
    value = xp.sqrt(xp.sum((a @ vector) ** 2))
    for _ in range(steps):
        image = a @ vector
        value = xp.sqrt(xp.sum(image**2))
        vector = _unit(xp, image, vector)
    return value, vector


edit(
    "leaves_the_order_and_gives_rows",
    "The eigenvalues are not sorted, and the eigenvectors are the rows. First transpose: each column of vectors belongs"
    " to one value. Then sort the values so that they ascend, and the columns with them.",
    ("range(SWEEPS)", "range(12)"),
    ("values[order], vectors[:, order]", "values, vectors.T"),
    (
        "angle = xp.atan2(2 * a[p, q], a[q, q] - a[p, p]) / 2",
        "sign = 1 if (a[q, q] - a[p, p]) / 2 >= 0 else -1\n"
        "angle = xp.atan2(sign * a[p, q], sign * ((a[q, q] - a[p, p]) / 2)) / 2",
    ),
)


@mistake(
    "eigh",
    "The values descend, and their columns are in a different order. First let each column move with its value:"
    " vectors[:, order]. Then let the values ascend.",
)
def sorts_the_values_downwards_alone(a):
    xp, values, vectors = _turned(a, 12, _small_rotation)
    return xp.flip(xp.sort(values), axis=0), vectors


edit(
    "takes_a_ratio_of_entries",
    "The value is the ratio of the first entries of a v and v. That is the eigenvalue only once v has settled: before,"
    " every entry has a ratio of its own. Take the Rayleigh quotient, v · a v.",
    ("xp.sum(vector * (a @ vector))", "(a @ vector)[0] / vector[0]"),
)
