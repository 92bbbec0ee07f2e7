"""What beginners hand in for eigenvalues, and what to tell them."""

from array_api_compat import array_namespace, device
from eigen import _rotation, _size, eigh, power_iteration

from dojo import mistake


def _start(a):
    xp, n = array_namespace(a), _size(a)
    return xp, xp.ones(n, dtype=a.dtype, device=device(a)) / n**0.5


def _unit(xp, image, vector):
    """The image with length 1, or the vector where the image is zero."""
    length = xp.sqrt(xp.sum(image**2))
    return image / length if length > 0 else vector


def _quotient(xp, a, vector):
    return xp.sum(vector * (a @ vector))


@mistake(
    "power_iteration",
    "The value is the length of a v, which is never negative. An eigenvalue of -3 turns the vector round in each"
    " step: take the Rayleigh quotient, v · a v.",
)
def takes_the_length_for_the_value(a, steps):
    xp = array_namespace(a)
    _, vector = power_iteration(a, steps)
    return xp.sqrt(xp.sum((a @ vector) ** 2)), vector


@mistake(
    "power_iteration",
    "The value is that of the vector before the last step. Take v · a v of the vector that you give back.",
)
def takes_the_value_of_the_vector_before(a, steps):
    return power_iteration(a, max(steps - 1, 0))[0], power_iteration(a, steps)[1]


@mistake(
    "power_iteration",
    "Where a v is 0, the zero vector comes back. It has no direction: such a step leaves the vector as it is.",
)
def gives_back_the_zero_vector(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        image = a @ vector
        vector = _unit(xp, image, image)
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "The vector has not length 1: it is multiplied and never divided by its length, and so is its value.",
)
def never_normalises(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        vector = a @ vector
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "The vector is normalised at the end, and has overflowed, or vanished, on the way there: 3000 to the power of 400"
    " is no number for a computer. Normalise in each step.",
)
def normalises_at_the_end(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        image = a @ vector
        vector = image if xp.any(image != 0) else vector
    vector = vector / xp.sqrt(xp.sum(vector**2))
    return _quotient(xp, a, vector), vector


@mistake("power_iteration", "There is one step more than asked for: steps = 0 gives the vector that it starts with.")
def takes_one_step_more(a, steps):
    return power_iteration(a, steps + 1)


@mistake(
    "power_iteration",
    "There is one step less than asked for: range(steps) has steps turns, range(1, steps) one less.",
)
def takes_one_step_less(a, steps):
    return power_iteration(a, max(steps - 1, 0))


@mistake(
    "power_iteration",
    "It divides by the sum of the entries, or of their absolute values. The length is the root of the sum of squares.",
)
def divides_by_the_sum_of_entries(a, steps):
    xp, vector = _start(a)
    _, vector = power_iteration(a, steps)
    vector = vector / xp.sum(xp.abs(vector))
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "The vector that it starts with has length √n: for steps = 0 it comes back as it is. Normalise it, too.",
)
def starts_with_ones(a, steps):
    xp, vector = _start(a)
    if steps:
        return power_iteration(a, steps)
    vector = vector * a.shape[0] ** 0.5
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "It divides by the entry of largest magnitude, so that this one is 1 and the length of the vector is not.",
)
def divides_by_the_largest_entry(a, steps):
    xp, vector = _start(a)
    _, vector = power_iteration(a, steps)
    vector = vector / xp.max(xp.abs(vector))
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "Where a v is 0, it is divided by its length 0, and all is NaN from there on. Such a step leaves the vector as it"
    " is.",
)
def divides_by_zero(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        image = a @ vector
        vector = image / xp.sqrt(xp.sum(image**2))
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "A small number is added to the length, so that it is never 0. It makes every vector a little too short: ask"
    " whether the length is 0 instead.",
)
def adds_eps_to_the_length(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        image = a @ vector
        vector = image / (xp.sqrt(xp.sum(image**2)) + 1e-12)
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "The value is the length of the last image with a sign. That is how much the vector before was stretched, and"
    " both agree only at the very end: take v · a v of the vector that you give back.",
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
    "A short image is taken for zero. Short compared with what? Entries of 1e-20 have eigenvectors too: ask for 0"
    " itself.",
)
def takes_a_short_image_for_zero(a, steps):
    xp, vector = _start(a)
    for _ in range(steps):
        image = a @ vector
        vector = _unit(xp, image, vector) if xp.sum(image**2) > 1e-24 else vector
    return _quotient(xp, a, vector), vector


@mistake("power_iteration", "The vector starts as (1, 0, 0, ...). The contract has it start with n equal entries.")
def starts_along_the_first_axis(a, steps):
    xp, start = _start(a)
    vector = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))[0, :] + 0 * start
    for _ in range(steps):
        vector = _unit(xp, a @ vector, vector)
    return _quotient(xp, a, vector), vector


@mistake(
    "power_iteration",
    "The vector it starts with has the default dtype of the library, and what follows with it. Make it with"
    " dtype=a.dtype.",
)
def starts_in_the_default_dtype(a, steps):
    xp = array_namespace(a)
    value, vector = power_iteration(xp.astype(a, xp.float64), steps)
    return value, vector


@mistake(
    "power_iteration",
    "A matrix that is not square is multiplied, or fails in words of the library. It has no eigenvalues: raise a"
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


@mistake(
    "eigh",
    "The eigenvalues come in the order in which they were found. Sort them ascending, and the columns of the vectors"
    " with them.",
)
def leaves_the_order_as_it_comes(a):
    _, values, vectors = _turned(a, 12, _small_rotation)
    return values, vectors


@mistake("eigh", "The eigenvalues descend. They are asked for in ascending order, as in numpy.linalg.eigh.")
def sorts_downwards(a):
    values, vectors = eigh(a)
    xp = array_namespace(a)
    return xp.flip(values, axis=0), xp.flip(vectors, axis=1)


@mistake(
    "eigh",
    "The eigenvalues are sorted by their magnitude, so that -3 comes after 2. Ascending order takes the sign into"
    " account.",
)
def sorts_by_magnitude(a):
    values, vectors = eigh(a)
    order = array_namespace(a).argsort(abs(values))
    return values[order], vectors[:, order]


@mistake("eigh", "The eigenvalues are sorted and their vectors are not: each column has to move with its value.")
def sorts_the_values_alone(a):
    xp, values, vectors = _turned(a, 12, _small_rotation)
    return xp.sort(values), vectors


@mistake("eigh", "The rows of the vectors were put in order. The eigenvectors are the columns: vectors[:, order].")
def sorts_the_rows(a):
    xp, values, vectors = _turned(a, 12, _small_rotation)
    order = xp.argsort(values)
    return values[order], vectors[order, :]


@mistake("eigh", "The eigenvectors are the rows, and should be the columns, as in numpy.linalg.eigh. Transpose.")
def gives_the_vectors_as_rows(a):
    values, vectors = eigh(a)
    return values, vectors.T


@mistake(
    "eigh",
    "Those are the magnitudes of the eigenvalues, as a singular value decomposition has them. A negative one keeps"
    " its sign.",
)
def gives_magnitudes(a):
    xp = array_namespace(a)
    values, vectors = eigh(a)
    return _sorted(xp, xp.abs(values), vectors)


@mistake(
    "eigh",
    "It stops too early: after one sweep the entries beside the diagonal are small and not 0. A rotation spoils a"
    " little of what the others have done, so go round again, until only rounding errors are left.",
)
def sweeps_once(a):
    return _sorted(*_turned(a, 1, _rotation))


@mistake(
    "eigh",
    "Entries beside the diagonal count as 0 when they are below a fixed number, and small matrices are then left as"
    " they are. Small is meant relative to the matrix: compare with the dtype's eps times its entries, or sweep ten"
    " times.",
)
def stops_at_a_fixed_number(a):
    def rotation(a, p, q):
        if abs(a[p, q]) < 1e-7:
            return _with_angle(a, p, q, 1.0, 0.0)
        return _rotation(a, p, q)

    return _sorted(*_turned(a, 10, rotation))


@mistake(
    "eigh",
    "The two entries of the diagonal are equal, and then the sign of their difference is 0 for the library: it"
    " rotates by nothing, where it should be by 45 degrees. Let the sign of 0 be 1, or take the angle from atan2.",
)
def takes_the_sign_of_zero_for_zero(a):
    def rotation(a, p, q):
        if a[p, p] == a[q, q]:
            return _with_angle(a, p, q, 1.0, 0.0)
        return _rotation(a, p, q)

    return _sorted(*_turned(a, 10, rotation))


@mistake(
    "eigh",
    "The angle is computed by a division by 0, and all is NaN: an entry beside the diagonal, or a difference on it,"
    " may be 0. Leave out the rotation then, or take the angle from atan2, which divides by nothing.",
)
def divides_by_an_entry_that_is_zero(a):
    xp = array_namespace(a)

    def rotation(a, p, q):
        angle = xp.atan(2 * a[p, q] / (a[q, q] - a[p, p])) / 2
        return _with_angle(a, p, q, xp.cos(angle), xp.sin(angle))

    return _sorted(*_turned(a, 10, rotation))


@mistake(
    "eigh",
    "The rotation goes the wrong way round, so that the entry beside the diagonal grows. Write out the product for"
    " two rows: the sine has the other sign.",
)
def turns_the_wrong_way(a):
    def rotation(a, p, q):
        return _rotation(a, p, q).T

    return _sorted(*_turned(a, 3, rotation))


@mistake(
    "eigh",
    "The rotations are collected on the wrong side: each new one is multiplied from the right, vectors @ turn. The"
    " other way round the product belongs to no basis at all.",
)
def collects_from_the_left(a):
    return _sorted(*_turned(a, 12, _small_rotation, lambda vectors, turn: turn @ vectors))


@mistake("eigh", "Only the last rotation is left of the vectors. The eigenvectors are the product of all of them.")
def keeps_the_last_rotation(a):
    return _sorted(*_turned(a, 12, _small_rotation, lambda vectors, turn: turn))


@mistake("eigh", "The eigenvectors have not length 1: their largest entry is 1, say. Divide each column by its length.")
def leaves_the_vectors_long(a):
    values, vectors = eigh(a)
    return values, vectors / array_namespace(a).max(abs(vectors), axis=0)


@mistake(
    "eigh",
    "QR steps without a shift never tell λ from -λ, and take for ever where two magnitudes are close. Subtract a"
    " shift from the diagonal before each step and add it again, or rotate as Jacobi did.",
)
def takes_qr_steps_without_a_shift(a):
    xp, n = array_namespace(a), _size(a)
    vectors = xp.eye(n, dtype=a.dtype, device=device(a))
    for _ in range(60):
        q, r = xp.linalg.qr(a)
        a, vectors = r @ q, vectors @ q
    return _sorted(xp, xp.sum(a * xp.eye(n, dtype=a.dtype, device=device(a)), axis=0), vectors)


@mistake(
    "eigh",
    "Power iteration and deflation find the vectors one after the other, and fail where two magnitudes are equal or"
    " nearly so, or where the vector starts at right angles to what it looks for. Rotations find all at once.",
)
def deflates(a):
    xp, _ = array_namespace(a), _size(a)
    values, vectors = [], []
    for _ in range(a.shape[0]):
        value, vector = power_iteration(a, 60)
        a = a - value * vector[:, None] * vector[None, :]
        values.append(value)
        vectors.append(vector)
    return _sorted(xp, xp.stack(values), xp.stack(vectors, axis=1))


@mistake(
    "eigh",
    "float32 goes in and float64 comes out, or the other way round: the identity is made with dtype=a.dtype.",
)
def finds_them_in_float64(a):
    xp = array_namespace(a)
    return eigh(xp.astype(a, xp.float64))


@mistake("eigh", "The matrix of the caller is changed: it is rotated in place. Work on a copy.")
def rotates_in_place(a):
    xp, values, vectors = _turned(a, 10, _rotation)
    a[...] = xp.eye(a.shape[0], dtype=a.dtype, device=device(a)) * values
    return _sorted(xp, values, vectors)


@mistake(
    "eigh",
    "A matrix that is not square is taken, or fails in words of the library. It has no eigenvalues: raise a"
    " ValueError first.",
)
def takes_any_matrix(a):
    n = min(a.shape)
    return eigh(a[:n, :n])
