"""What beginners hand in for projections and Gram-Schmidt, and what to tell them."""

from array_api_compat import array_namespace, device
from gram_schmidt import orthonormal_basis, project

from dojo import edit, generics, ideas, mistake

ideas(
    sum_for_mean="averages_over_the_basis",
    wrong_divisor=(
        "leaves_the_lengths divides_by_the_sum_of_magnitudes divides_by_the_length_of_v "
        "brings_the_projection_to_length_one never_divides"
    ),
    root_or_square="divides_by_the_squared_length",
    missing_term="makes_no_right_angles",
    sign="adds_the_share",
    opposite_choice="gives_what_is_left",
    transposed=(
        "takes_the_rows puts_the_basis_in_rows takes_the_rows_of_the_basis works_in_rows takes_vectors_from_columns"
    ),
    order_of_steps="makes_lengths_one_first divides_at_the_end",
    stale_state="takes_shares_along_the_vectors_as_they_came",
    writes_into_input="works_in_place projects_in_place",
    dtype_lost="loses_the_dtype",
    cancellation=(
        "takes_all_shares_at_once goes_through_the_products_of_the_vectors takes_all_shares_at_once_and_drops_nothing"
    ),
    epsilon="adds_a_little_to_the_length",
    empty_input="stacks_nothing gives_v_back_without_a_basis",
    zero_case="divides_by_zero keeps_zeros",
    wrong_exception="leaves_the_sizes_to_the_library",
    silent_error="makes_any_size_fit",
    gradient_cut="cuts_off_the_gradient cuts_off_the_length",
    wrong_stop="looks_at_the_first_ones_alone stops_at_a_dependent_vector",
    partial_case="looks_at_the_last_vector_alone projects_on_the_first_vector takes_one_vector",
    wrong_formula="gives_the_axes",
    what_counts_as_zero=(
        "takes_the_eps_of_float64 asks_for_an_exact_zero has_a_fixed_bound compares_with_the_longest "
        "has_a_narrow_bound has_a_wide_bound"
    ),
    other_kind_of_result="gives_a_list gives_the_shares",
)


def _length(x):
    xp = array_namespace(x)
    return xp.sqrt(xp.sum(x * x))


def _counts(left, v):
    """The right question: whether what is left of v is more than rounding."""
    return left > 1000 * array_namespace(v).finfo(v.dtype).eps * _length(v)


def _columns(vectors, found):
    return array_namespace(vectors).stack(found, axis=1) if found else vectors[:, :0]


def _unit(rest):
    return rest / _length(rest)


def _gram_schmidt(vectors, counts=_counts, rounds=2, unit=_unit):
    """A right process, whose parts the mistakes change."""
    found = []
    for v in vectors.T:
        rest = v
        for _ in range(rounds):
            for q in found:
                rest = rest - q * array_namespace(v).sum(q * rest)
        if counts(_length(rest), v):
            found.append(unit(rest))
    return _columns(vectors, found)


# -------------------------------------------------------------------------------------------- what counts as dependent


@mistake(
    "orthonormal_basis",
    "The bound for rounding errors is that of float64 in every dtype. float32 rounds at 1.2e-7: ask"
    " finfo(v.dtype).eps.",
)
def takes_the_eps_of_float64(vectors):
    return _gram_schmidt(vectors, lambda left, v: left > 1000 * 2.3e-16 * _length(v))


@mistake(
    "orthonormal_basis",
    "What is left of a dependent vector has to be exactly 0 here. It is a rounding error, and divided by its length"
    " it becomes a direction out of nowhere: compare it with a bound just above rounding error.",
)
def asks_for_an_exact_zero(vectors):
    return _gram_schmidt(vectors, lambda left, v: left > 0)


@mistake(
    "orthonormal_basis",
    "A vector is dropped if what is left of it is below a fixed bound. But rounding errors grow with the length of"
    " the vector, and a short vector need not be dependent. Compare with the length of v itself.",
)
def has_a_fixed_bound(vectors):
    return _gram_schmidt(vectors, lambda left, v: left > 1e-10)


@mistake(
    "orthonormal_basis",
    "What is left is compared with the length of the longest vector, so that a short vector is dropped because a"
    " different one is long. Compare with the length of the vector itself.",
)
def compares_with_the_longest(vectors):
    xp = array_namespace(vectors)
    if 0 in vectors.shape:
        return orthonormal_basis(vectors)
    longest = xp.sqrt(xp.max(xp.sum(vectors * vectors, axis=0)))
    return _gram_schmidt(vectors, lambda left, v: left > 1000 * xp.finfo(v.dtype).eps * longest)


@mistake(
    "orthonormal_basis",
    "The bound is too close to rounding error. What is left of a dependent vector is a sum of rounding errors, and"
    " may be many eps of its length: ask for more than 1000.",
)
def has_a_narrow_bound(vectors):
    return _gram_schmidt(vectors, lambda left, v: left > array_namespace(v).finfo(v.dtype).eps * _length(v))


edit(
    "adds_a_little_to_the_length",
    "Something small is added to the length before the division, so that no vector has length 1. First ask whether"
    " what is left counts; if it does, divide by its length as it is.",
    ("vectors[:, :0]", "[]"),
    ("v - project(v, basis)", "v"),
    (
        "rest = rest - project(rest, basis)",
        "for _ in range(2):\n    for q in basis:\n        rest = rest - q * xp.sum(q * rest)",
    ),
    (
        "basis = xp.concat([basis, (rest / length)[:, None]], axis=1)",
        "basis.append(rest / (xp.sqrt(xp.sum(rest * rest)) + 1e-8))",
    ),
    ("return basis", "if basis:\n    return xp.stack(basis, axis=1)\nreturn vectors[:, :0]"),
)


@mistake(
    "orthonormal_basis",
    "The bound is far above rounding error, so that directions are lost. If more than 1000 eps of the length of a"
    " vector is left, it counts.",
)
def has_a_wide_bound(vectors):
    return _gram_schmidt(vectors, lambda left, v: left > 1e-3 * _length(v))


edit(
    "divides_by_zero",
    "Dependent vectors are not dropped: what is left of them is 0, or rounding error, and it is divided by its length"
    " all the same. Drop them.",
    ("if length > 1000 * xp.finfo(v.dtype).eps * xp.sqrt(xp.sum(v * v)):\n    basis = xp.concat", "basis = xp.concat"),
)

edit(
    "keeps_zeros",
    "Dependent vectors are kept as columns of zeros. A basis has no zero vectors: leave them out.",
    ("vectors[:, :0]", "[]"),
    ("v - project(v, basis)", "v"),
    ("rest = rest - project(rest, basis)", "for q in basis + basis:\n    rest = rest - q * xp.sum(q * rest)"),
    (
        "if length > 1000 * xp.finfo(v.dtype).eps * xp.sqrt(xp.sum(v * v)):\n"
        "    basis = xp.concat([basis, (rest / length)[:, None]], axis=1)",
        "basis.append(rest / xp.sqrt(xp.sum(rest * rest)) if xp.sqrt(xp.sum(rest * rest)) > 1000 * "
        "xp.finfo(v.dtype).eps * xp.sqrt(xp.sum(v * v)) else 0 * v)",
    ),
    ("return basis", "if basis:\n    return xp.stack(basis, axis=1)\nreturn vectors[:, :0]"),
)

edit(
    "looks_at_the_first_ones_alone",
    "This looks at no more vectors than they have entries. Some of them may be dependent, so that a later one still"
    " adds a direction: look at all of them.",
    ("basis = vectors[:, :0]", "vectors = vectors[:, :vectors.shape[0]]\nbasis = vectors[:, :0]"),
)


@mistake(
    "orthonormal_basis",
    "This stops at the first dependent vector. Later ones may still add a direction: skip it and go on.",
)
def stops_at_a_dependent_vector(vectors):
    basis = orthonormal_basis(vectors)
    for k in range(1, 1 + vectors.shape[1]):
        if orthonormal_basis(vectors[:, :k]).shape[1] < k:
            return orthonormal_basis(vectors[:, : k - 1])
    return basis


# ---------------------------------------------------------------------------------------------------- right angles

edit(
    "takes_all_shares_at_once",
    "All shares are computed from the vector as it was given, and subtracted at once. On paper that is the same,"
    " but if vectors are nearly dependent, the right angles are lost. Compute each share from what remains after the"
    " earlier subtractions, or subtract the projection a second time.",
    ("rest = rest - project(rest, basis)  # what rounding left the first time\n", ""),
)

edit(
    "leaves_the_lengths",
    "The vectors are at right angles, but their length is not 1: divide what is left of each by its length.",
    ("(rest / length)[:, None]", "rest[:, None]"),
)

edit(
    "divides_by_the_sum_of_magnitudes",
    "The length is not the sum of the magnitudes. It is the root of the sum of squares, so that q . q is 1.",
    ("return basis", "return basis / xp.sum(xp.abs(basis), axis=0)"),
)


@mistake(
    "orthonormal_basis",
    "The right angles are lost for nearly dependent vectors. If the shares come from the products of the given"
    " vectors, VᵀV, the spread of the vectors is squared: take shares along the q themselves.",
)
def goes_through_the_products_of_the_vectors(vectors):
    xp = array_namespace(vectors)
    independent = [k for k in range(vectors.shape[1]) if _adds(vectors, k)]
    vectors = vectors[:, independent]
    if 0 in vectors.shape:
        return vectors
    lengths = xp.sqrt(xp.sum(vectors * vectors, axis=0))
    low = xp.linalg.cholesky((vectors / lengths).T @ (vectors / lengths))
    return vectors / lengths @ xp.linalg.inv(low).T


def _adds(vectors, k):
    return orthonormal_basis(vectors[:, : k + 1]).shape[1] > orthonormal_basis(vectors[:, :k]).shape[1]


@mistake(
    "orthonormal_basis",
    "The vectors get length 1 before their shares are subtracted, and what is left is shorter. First subtract the"
    " shares, then divide by the length.",
)
def makes_lengths_one_first(vectors):
    xp, found = array_namespace(vectors), []
    for v in vectors.T:
        rest = v / xp.where(_length(v) == 0, 1, _length(v))
        for q in found + found:
            rest = rest - q * (xp.sum(q * rest) / xp.sum(q * q))
        if _counts(_length(rest), v / xp.where(_length(v) == 0, 1, _length(v))):
            found.append(rest)
    return _columns(vectors, found)


@mistake(
    "orthonormal_basis",
    "Each vector is divided by its length, but its shares along the earlier ones stay in it. Subtract them first.",
)
def makes_no_right_angles(vectors):
    kept, count = [], 0
    for k, v in enumerate(vectors.T):
        if orthonormal_basis(vectors[:, : k + 1]).shape[1] > count:
            count += 1
            kept.append(v / _length(v))
    return _columns(vectors, kept)


@mistake(
    "orthonormal_basis",
    "Only the share along the vector just before is subtracted. Subtract the shares along all the earlier ones.",
)
def looks_at_the_last_vector_alone(vectors):
    xp, kept = array_namespace(vectors), []
    for k, v in enumerate(vectors.T):
        rest = v
        for q in kept[-1:]:
            rest = rest - q * xp.sum(q * rest)
        if orthonormal_basis(vectors[:, : k + 1]).shape[1] > len(kept):
            kept.append(rest / _length(rest))
    return _columns(vectors, kept)


@mistake(
    "orthonormal_basis",
    "The shares are computed along the given vectors. Those are not at right angles, so that too much or too little"
    " is subtracted: compute them along the orthonormal ones.",
)
def takes_shares_along_the_vectors_as_they_came(vectors):
    xp, kept, given = array_namespace(vectors), [], []
    for k, v in enumerate(vectors.T):
        rest = v
        for u in given:
            rest = rest - u * (xp.sum(u * rest) / xp.sum(u * u))
        if orthonormal_basis(vectors[:, : k + 1]).shape[1] > len(kept):
            kept.append(rest / _length(rest))
            given.append(v)
    return _columns(vectors, kept)


@mistake("orthonormal_basis", "The share is added here. Take it off.")
def adds_the_share(vectors):
    xp, kept = array_namespace(vectors), []
    for k, v in enumerate(vectors.T):
        rest = v
        for q in kept:
            rest = rest + q * xp.sum(q * v)
        if orthonormal_basis(vectors[:, : k + 1]).shape[1] > len(kept):
            kept.append(rest / _length(rest))
    return _columns(vectors, kept)


# --------------------------------------------------------------------------------------------- layout, dtype, the input

edit(
    "takes_the_rows",
    "The vectors are taken from the rows. They are the columns: a loop over an array goes through its rows, so loop"
    " over vectors.T.",
    ("for v in vectors.T:", "for v in vectors:"),
)

edit(
    "puts_the_basis_in_rows",
    "The basis is in the rows of the result. Put its vectors into the columns: stack(..., axis=1).",
    ("return basis", "return basis.T"),
)


@mistake(
    "orthonormal_basis",
    "Those are columns of an identity, but the basis has to lie in the span: each of its vectors is a sum of"
    " multiples of the given ones.",
)
def gives_the_axes(vectors):
    xp, r = array_namespace(vectors), orthonormal_basis(vectors).shape[1]
    return xp.eye(vectors.shape[0], dtype=vectors.dtype, device=device(vectors))[:, :r]


edit(
    "gives_a_list",
    "A list of vectors comes back, not an array. Put them side by side, as columns: stack(..., axis=1), if there are"
    " any.",
    ("return basis", "return list(basis.T)"),
)

edit(
    "stacks_nothing",
    "If no vector is left, there is nothing to stack. Then the basis has the shape (n, 0): start from vectors[:, :0],"
    " or ask whether the list is empty.",
    ("return basis", "return xp.stack(list(basis.T), axis=1)"),
)

edit(
    "loses_the_dtype",
    "The result has the default dtype of the library, not that of the vectors. Give zeros dtype=vectors.dtype.",
    ("return basis", "return xp.astype(basis, xp.float64)"),
)

edit(
    "cuts_off_the_gradient",
    "The basis is cut off from autograd, so that its gradient is 0 or missing: .detach(), .numpy(), .tolist() and"
    " float() start anew. Stay with the tensors that you were given.",
    ("return basis", "return basis.detach() + 0 * basis if hasattr(basis, 'detach') else basis"),
)

edit(
    "cuts_off_the_length",
    "The length is cut off from autograd: float(), .item() or .detach() makes a constant of it, and its part of the"
    " gradient is missing. Divide by the tensor.",
    ("vectors[:, :0]", "[]"),
    ("v - project(v, basis)", "v"),
    (
        "rest = rest - project(rest, basis)",
        "for _ in range(2):\n    for q in basis:\n        rest = rest - q * xp.sum(q * rest)",
    ),
    (
        "basis = xp.concat([basis, (rest / length)[:, None]], axis=1)",
        "basis.append(rest / (length.detach() if hasattr(length, 'detach') else length))",
    ),
    ("return basis", "if basis:\n    return xp.stack(basis, axis=1)\nreturn vectors[:, :0]"),
)

edit(
    "works_in_place",
    "This writes into the caller's array. Work on a copy, or collect new vectors in a list.",
    ("return basis", "vectors[:, :basis.shape[1]] = basis\nreturn basis"),
)


# ------------------------------------------------------------------------------------------------------ projection

edit(
    "gives_the_shares",
    "Those are the shares, v . q for each q. The projection is a vector: multiply each q by its share, and add them"
    " up.",
    ("(v @ basis) @ basis.T", "v @ basis"),
)

edit(
    "gives_what_is_left",
    "That is what the projection leaves, v minus its projection. Return the part in the span.",
    ("(v @ basis) @ basis.T", "v - v @ basis @ basis.T"),
)

edit(
    "takes_the_rows_of_the_basis",
    "The vectors of the basis are taken from its rows. They are the columns: the shares are v @ basis, and the"
    " projection is the shares times the transpose.",
    ("(v @ basis) @ basis.T", "(v @ basis.T) @ basis"),
)

edit(
    "projects_on_the_first_vector",
    "This projects onto the first vector of the basis only. Add up the shares of all of them.",
    ("return (v @ basis) @ basis.T", "basis = basis[:, :1]\nreturn (v @ basis) @ basis.T"),
)

edit(
    "divides_by_the_length_of_v",
    "The shares are divided by the length of v, as in the cosine of an angle. The vectors of the basis have length 1,"
    " so v . q is the share as it is.",
    (
        "(v @ basis) @ basis.T",
        "v @ basis @ basis.T / array_namespace(v).sqrt(array_namespace(v).sum(v * v, axis=-1))[..., None]",
    ),
)

edit(
    "brings_the_projection_to_length_one",
    "The projection is scaled to length 1. Leave its length as it is: it is shorter than v, unless v is in the span.",
    (
        "return (v @ basis) @ basis.T",
        "xp, near = array_namespace(v), v @ basis @ basis.T\n"
        "lengths = xp.sqrt(xp.sum(near * near, axis=-1))[..., None]\n"
        "return near / xp.where(lengths == 0, 1, lengths)",
    ),
)

edit(
    "averages_over_the_basis",
    "The projections onto the vectors of the basis are averaged. Add them up.",
    ("(v @ basis) @ basis.T", "v @ basis @ basis.T / max(basis.shape[1], 1)"),
)

edit(
    "takes_one_vector",
    "This works for one vector, but not for a batch. The vectors lie along the last axis, and there may be any axes"
    " before it: v @ basis takes care of that.",
    ("return (v @ basis) @ basis.T", "_n, = v.shape\nreturn (v @ basis) @ basis.T"),
)

edit(
    "takes_vectors_from_columns",
    "A batch has its vectors along the last axis, and here they are taken from the columns. v @ basis gives the"
    " shares of every vector in a batch.",
    ("v.shape[-1] != basis.shape[0]", "False"),
    ("(v @ basis) @ basis.T", "basis @ (basis.T @ v)"),
)

edit(
    "gives_v_back_without_a_basis",
    "Without any vector in the basis, v itself comes back. The span of nothing is 0, so the projection is 0.",
    ("(v @ basis) @ basis.T", "v @ basis @ basis.T if basis.shape[1] else v * 1"),
)


@mistake(
    "project",
    "A v of the wrong length is stretched or cut to fit. First compare v.shape[-1] with basis.shape[0], and raise a"
    " ValueError if they differ.",
)
def makes_any_size_fit(v, basis):
    xp, n = array_namespace(v), basis.shape[0]
    if v.shape[-1] < n:
        v = xp.concat([v, xp.zeros((*v.shape[:-1], n - v.shape[-1]), dtype=v.dtype, device=device(v))], axis=-1)
    return project(v[..., :n], basis)


edit(
    "leaves_the_sizes_to_the_library",
    "The sizes are not compared, and the library raises an error of its own: NumPy's is a ValueError, but torch's is"
    " not. Compare v.shape[-1] with basis.shape[0], and raise a ValueError if they differ.",
    ("v.shape[-1] != basis.shape[0]", "False"),
)

generics(
    "project",
    loses_the_dtype="The dtype is lost on the way. float32 in, float32 out.",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64 all the way.",
    asserts="A vector of the wrong length raises an AssertionError here. Raise a ValueError: callers can catch it,"
    " and Python skips assert when it runs with -O.",
)

edit(
    "projects_in_place",
    "The share is subtracted from v in place, in the caller's array. Make a new one.",
    ("return (v @ basis) @ basis.T", "near = v @ basis @ basis.T\nv -= near\nreturn near"),
)

generics(
    "orthonormal_basis",
    passes_through_float32="Something on the way is float32, which keeps about 7 digits. Stay in the dtype that"
    " came in: float64 in, float64 all the way.",
)


# --------------------------------------------------------------------------------------------- two faults at once

edit(
    "takes_all_shares_at_once_and_drops_nothing",
    "All shares are computed from the vector as it came, and dependent vectors are not dropped. First drop them: what"
    " is left of a dependent vector is rounding error, and divided by its length it becomes a direction of its own.",
    ("vectors[:, :0]", "[]"),
    ("v - project(v, basis)", "v"),
    ("rest = rest - project(rest, basis)", "for q in basis:\n    rest = rest - q * xp.sum(q * v)"),
    (
        "if length > 1000 * xp.finfo(v.dtype).eps * xp.sqrt(xp.sum(v * v)):\n"
        "    basis = xp.concat([basis, (rest / length)[:, None]], axis=1)",
        "basis.append(rest / xp.sqrt(xp.sum(rest * rest)))",
    ),
    ("return basis", "return xp.stack(basis, axis=1) if basis else vectors[:, :0]"),
)

edit(
    "works_in_rows",
    "The rows are taken for the vectors, and the basis comes in rows too. The vectors are the columns, in and out: loop"
    " over vectors.T, and put the basis together with stack(..., axis=1).",
    ("vectors[:, :0]", "vectors.T[:, :0]"),
    ("for v in vectors.T:  # (n,)", "for v in vectors.T.T:  # (n,)"),
    ("return basis", "return basis.T"),
)

edit(
    "divides_by_the_squared_length",
    "What is left is divided by its squared length. The length is the root of that: then q . q is 1.",
    ("vectors[:, :0]", "[]"),
    ("v - project(v, basis)", "v"),
    (
        "rest = rest - project(rest, basis)",
        "for _ in range(2):\n    for q in basis:\n        rest = rest - q * xp.sum(q * rest)",
    ),
    (
        "basis = xp.concat([basis, (rest / length)[:, None]], axis=1)",
        "basis.append(rest / xp.sqrt(xp.sum(rest * rest)) ** 2)",
    ),
    ("return basis", "if basis:\n    return xp.stack(basis, axis=1)\nreturn vectors[:, :0]"),
)

edit(
    "never_divides",
    "The shares are subtracted, but no vector gets length 1, and a share along a q that is not of length 1 has the"
    " wrong size. Divide what is left by its length before you go on.",
    ("vectors[:, :0]", "[]"),
    ("v - project(v, basis)", "v"),
    ("rest = rest - project(rest, basis)", "for q in basis:\n    rest = rest - q * xp.sum(q * v)"),
    ("basis = xp.concat([basis, (rest / length)[:, None]], axis=1)", "basis.append(rest)"),
    ("return basis", "if basis:\n    return xp.stack(basis, axis=1)\nreturn vectors[:, :0]"),
)

edit(
    "divides_at_the_end",
    "The vectors get length 1 at the end, but shares are taken along them before, and a share along a vector that is"
    " not of length 1 has the wrong size. Divide what is left by its length before you go on.",
    ("vectors[:, :0]", "[]"),
    ("v - project(v, basis)", "v"),
    (
        "rest = rest - project(rest, basis)",
        "for u in basis:\n    rest = rest - u * xp.sum(u * (rest if modified else v))",
    ),
    ("basis = xp.concat([basis, (rest / length)[:, None]], axis=1)", "basis.append(rest)"),
    (
        "return basis",
        "if [rest / xp.sqrt(xp.sum(rest * rest)) for rest in basis]:\n"
        "    return xp.stack([rest / xp.sqrt(xp.sum(rest * rest)) for rest in basis], axis=1)\n"
        "return vectors[:, :0]",
    ),
    modified=(True, False),
)
