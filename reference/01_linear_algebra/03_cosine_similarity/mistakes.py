"""What beginners hand in for cosine similarity, and what to tell them."""

import numpy as np
from array_api_compat import array_namespace
from cosine_similarity import cosine_similarity

from dojo import mistake


def _parts(a, b, axis):
    """The dot products and both norms, with the check of the lengths."""
    if a.shape[axis] != b.shape[axis]:
        raise ValueError("vectors of equal length expected")
    xp = array_namespace(a)
    norm_a, norm_b = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))
    return xp, xp.sum(a * b, axis=axis), norm_a, norm_b


def _refuse_no_rows(query, corpus):
    if corpus.shape[0] == 0 or corpus.shape[1] != query.shape[0]:
        raise ValueError("rows as long as the query expected")


@mistake("nearest", "The rows are numbered from 1. Python counts from 0.")
def counts_from_one(query, corpus):
    _refuse_no_rows(query, corpus)
    return int(array_namespace(corpus).argmax(cosine_similarity(query, corpus))) + 1


@mistake(
    "nearest",
    "The row with the largest dot product is taken, so a long vector beats a similar one. Compare cosines.",
)
def takes_the_largest_dot_product(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    return int(xp.argmax(xp.sum(query * corpus, axis=-1)))


@mistake(
    "nearest",
    "The row at the smallest distance is taken. A similar text may have a longer or a shorter vector: compare cosines.",
)
def takes_the_smallest_distance(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    return int(xp.argmin(xp.sum((query - corpus) ** 2, axis=-1)))


@mistake(
    "nearest",
    "The search starts from a similarity of 0, so it finds no row if all of them point away from the query. Start"
    " from the first row, or from minus infinity.",
)
def starts_from_zero(query, corpus):
    _refuse_no_rows(query, corpus)
    best, index = 0.0, 0
    for i, similarity in enumerate(cosine_similarity(query, corpus)):
        if similarity > best:
            best, index = similarity, i
    return index


@mistake(
    "nearest",
    "The absolute value of the cosine is compared, so an opposite counts as similar. Compare the cosines with their"
    " signs.",
)
def takes_opposites_for_similar(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    return int(xp.argmax(xp.abs(cosine_similarity(query, corpus))))


@mistake("nearest", "That is the least similar row. The most similar row has the largest cosine.")
def takes_the_smallest_cosine(query, corpus):
    _refuse_no_rows(query, corpus)
    return int(array_namespace(corpus).argmin(cosine_similarity(query, corpus)))


@mistake(
    "nearest",
    "If several rows are equally similar, it gives the last one. Take the first: replace the best row only by one"
    " that is more similar.",
)
def takes_the_last_of_equals(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    return corpus.shape[0] - 1 - int(xp.argmax(xp.flip(cosine_similarity(query, corpus), axis=0)))


@mistake(
    "nearest",
    "A zero row gives 0/0, which is NaN, and argmax takes NaN for the largest. Use cosine_similarity, whose eps"
    " prevents that.",
)
def takes_nan_for_the_largest(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    norms = xp.sqrt(xp.sum(corpus * corpus, axis=-1)) * xp.sqrt(xp.sum(query * query))
    return int(xp.argmax(xp.sum(query * corpus, axis=-1) / norms))


@mistake("nearest", "That is the nearest row itself. Return its index.")
def gives_the_row(query, corpus):
    _refuse_no_rows(query, corpus)
    return corpus[int(array_namespace(corpus).argmax(cosine_similarity(query, corpus)))]


@mistake("nearest", "That is the largest similarity. Return the index of the row that has it: argmax, not max.")
def gives_the_similarity(query, corpus):
    _refuse_no_rows(query, corpus)
    return array_namespace(corpus).max(cosine_similarity(query, corpus))


@mistake(
    "nearest",
    "The search starts from a similarity of -1, so it finds no row if all of them are exact opposites of the query."
    " Start from the first row, or from minus infinity.",
)
def starts_from_minus_one(query, corpus):
    _refuse_no_rows(query, corpus)
    best, index = -1.0, None
    for i, similarity in enumerate(cosine_similarity(query, corpus)):
        if similarity > best:
            best, index = similarity, i
    return index


@mistake(
    "nearest",
    "The similarities are rounded before they are compared, so rows that differ in the fifth digit count as equal."
    " Compare them as they are.",
)
def rounds_the_similarities(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    return int(xp.argmax(xp.round(cosine_similarity(query, corpus), decimals=4)))


@mistake(
    "nearest",
    "A row that points exactly the same way as the query is left out. It is the nearest one, even if it is the"
    " query itself.",
)
def leaves_the_query_out(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    similarities = cosine_similarity(query, corpus)
    return int(xp.argmax(xp.where(similarities > 1 - 1e-9, -xp.ones_like(similarities), similarities)))


@mistake(
    "nearest",
    "A zero row is put behind all others. Its similarity is 0, which is more than the similarity of a row that"
    " points away from the query.",
)
def puts_zero_rows_last(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    similarities = cosine_similarity(query, corpus)
    return int(xp.argmax(xp.where(xp.any(corpus != 0, axis=-1), similarities, -2 * xp.ones_like(similarities))))


@mistake(
    "nearest",
    "The corpus is searched in parts, and the index is counted from the start of a part. Add the position at which"
    " the part begins.",
)
def counts_within_a_part(query, corpus):
    _refuse_no_rows(query, corpus)
    return int(array_namespace(corpus).argmax(cosine_similarity(query, corpus))) % 100


@mistake(
    "nearest",
    "A corpus without rows gets an index, but no row has that index. Raise ValueError before the search.",
)
def gives_an_index_for_an_empty_corpus(query, corpus):
    if corpus.shape[0] == 0:
        return -1
    return int(array_namespace(corpus).argmax(cosine_similarity(query, corpus)))


@mistake(
    "nearest",
    "A corpus without rows raises an IndexError. The statement asks for a ValueError, so that callers can catch it.",
)
def leaves_the_error_to_the_library(query, corpus):
    similarities = cosine_similarity(query, corpus)
    if corpus.shape[0] == 0:
        raise IndexError("argmax of nothing")
    return int(array_namespace(corpus).argmax(similarities))


@mistake("nearest", "Rows that are not as long as the query are stretched to its length. Raise ValueError instead.")
def stretches_rows(query, corpus):
    if corpus.shape[0] == 0:
        raise ValueError("a corpus without rows")
    xp = array_namespace(corpus)
    length = max(query.shape[0], corpus.shape[1])
    query, corpus = xp.broadcast_to(query, (length,)), xp.broadcast_to(corpus, (corpus.shape[0], length))
    return int(xp.argmax(cosine_similarity(query, corpus)))


@mistake(
    "cosine_similarity",
    "The check compares the sizes of the last axis, but the vectors lie along axis. Compare a.shape[axis] with"
    " b.shape[axis].",
)
def compares_the_last_sizes(a, b, axis=-1, eps=1e-8):
    if a.shape[-1] != b.shape[-1]:
        raise ValueError("vectors of equal length expected")
    xp = array_namespace(a)
    norm_a, norm_b = (xp.clip(xp.sqrt(xp.sum(x * x, axis=axis)), min=eps) for x in (a, b))
    return xp.sum(a * b, axis=axis) / (norm_a * norm_b)


@mistake(
    "cosine_similarity",
    "A NaN is replaced by a number, so a broken vector looks like one that is unlike all others. eps takes care of"
    " zero vectors; leave out nan_to_num.",
)
def sweeps_nan_away(a, b, axis=-1, eps=1e-8):
    return array_namespace(a).nan_to_num(cosine_similarity(a, b, axis, eps))


@mistake(
    "cosine_similarity",
    "The vectors pass through float32, which keeps about 7 digits of the 16 that float64 has. Stay in the dtype"
    " that came in.",
)
def passes_through_float32(a, b, axis=-1, eps=1e-8):
    xp = array_namespace(a)
    cosines = cosine_similarity(xp.astype(a, xp.float32), xp.astype(b, xp.float32), axis, eps)
    return xp.astype(cosines, a.dtype)


@mistake(
    "cosine_similarity",
    "The square of eps is added under each root. Here eps is a lower limit for each norm: a norm above eps does not"
    " change at all.",
)
def adds_eps_under_the_root(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / (xp.sqrt(norm_a**2 + eps**2) * xp.sqrt(norm_b**2 + eps**2))


@mistake(
    "cosine_similarity",
    "A vector shorter than eps gets the similarity 0. Raise its norm to eps and divide as usual: only a zero vector"
    " comes out as 0.",
)
def gives_zero_below_eps(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    long = (norm_a >= eps) & (norm_b >= eps)
    product = xp.where(long, norm_a * norm_b, xp.ones_like(norm_a * norm_b))
    return xp.where(long, dot / product, xp.zeros_like(dot))


@mistake(
    "cosine_similarity",
    "Negative similarities are cut off at 0. Vectors that point away from each other have a cosine down to -1.",
)
def clips_at_zero(a, b, axis=-1, eps=1e-8):
    return array_namespace(a).clip(cosine_similarity(a, b, axis, eps), min=0.0)


@mistake(
    "cosine_similarity",
    "The norms are cut off from autograd, by .detach() or .item(), so their part of the gradient is missing. They"
    " depend on the vectors: leave them attached.",
)
def detaches_the_norms(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    if hasattr(norm_a, "detach"):
        norm_a, norm_b = norm_a.detach(), norm_b.detach()
    return dot / (xp.clip(norm_a, min=eps) * xp.clip(norm_b, min=eps))


@mistake(
    "cosine_similarity",
    "Only arrays of the same shape are accepted. Apart from the axis of the vectors the shapes broadcast: one query"
    " may be compared with many rows.",
)
def does_not_broadcast(a, b, axis=-1, eps=1e-8):
    if a.shape != b.shape:
        raise ValueError("arrays of one shape expected")
    return cosine_similarity(a, b, axis, eps)


@mistake(
    "cosine_similarity",
    "The two sums of squares are multiplied before the root. Their product can overflow when neither of them does:"
    " take each root on its own.",
)
def overflows(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / xp.sqrt(xp.clip(norm_a**2, min=eps**2) * xp.clip(norm_b**2, min=eps**2))


@mistake(
    "cosine_similarity",
    "That is the dot product alone, which grows with the lengths of the vectors. Divide it by both norms.",
)
def gives_the_dot_product(a, b, axis=-1, eps=1e-8):
    _, dot, _, _ = _parts(a, b, axis)
    return dot


@mistake("cosine_similarity", "The dot product is divided by the norm of the first vector only. Divide by both norms.")
def divides_by_one_norm(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, _ = _parts(a, b, axis)
    return dot / xp.clip(norm_a, min=eps)


@mistake("cosine_similarity", "The dot product is divided by the norm of the second vector only. Divide by both norms.")
def divides_by_the_other_norm(a, b, axis=-1, eps=1e-8):
    xp, dot, _, norm_b = _parts(a, b, axis)
    return dot / xp.clip(norm_b, min=eps)


@mistake(
    "cosine_similarity",
    "The dot product is divided by the sum of the norms. Divide by their product: only then does the length of each"
    " vector cancel.",
)
def divides_by_the_sum_of_norms(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / xp.clip(norm_a + norm_b, min=eps)


@mistake(
    "cosine_similarity",
    "The dot product is divided by the sums of squares. A norm is the root of the sum of squares.",
)
def forgets_the_root(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / (xp.clip(norm_a**2, min=eps) * xp.clip(norm_b**2, min=eps))


@mistake(
    "cosine_similarity",
    "A zero vector gives 0/0, which is NaN. Raise each norm to at least eps before you divide.",
)
def divides_by_zero(a, b, axis=-1, eps=1e-8):
    _, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / (norm_a * norm_b)


@mistake(
    "cosine_similarity",
    "eps is added to the product of the norms, which makes every cosine a little too small. Here eps is a lower"
    " limit for each norm: only norms below eps change.",
)
def adds_eps_to_the_product(a, b, axis=-1, eps=1e-8):
    _, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / (norm_a * norm_b + eps)


@mistake(
    "cosine_similarity",
    "eps is added to each norm, which makes every cosine a little too small. Here eps is a lower limit for each"
    " norm: only norms below eps change.",
)
def adds_eps_to_each_norm(a, b, axis=-1, eps=1e-8):
    _, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / ((norm_a + eps) * (norm_b + eps))


@mistake(
    "cosine_similarity",
    "eps limits the product of the two norms. It has to limit each of them: raise both norms to at least eps, then"
    " multiply.",
)
def bounds_the_product(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / xp.clip(norm_a * norm_b, min=eps)


@mistake(
    "cosine_similarity",
    "eps limits the sum of squares, before the root. It has to limit the norm itself: take the root first.",
)
def bounds_the_squares(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    return dot / (xp.sqrt(xp.clip(norm_a**2, min=eps)) * xp.sqrt(xp.clip(norm_b**2, min=eps)))


@mistake("cosine_similarity", "Only a norm of exactly 0 is treated. Every norm below eps has to be raised to eps.")
def mends_exact_zeros_only(a, b, axis=-1, eps=1e-8):
    xp, dot, norm_a, norm_b = _parts(a, b, axis)
    product = norm_a * norm_b
    return xp.where(product == 0, dot, dot / xp.where(product == 0, xp.ones_like(product), product))


@mistake(
    "cosine_similarity",
    "The parameter eps is ignored, and the limit is always 1e-8. Use the eps that the caller gives.",
)
def ignores_eps(a, b, axis=-1, eps=1e-8):
    return cosine_similarity(a, b, axis)


@mistake(
    "cosine_similarity",
    "The norms are sums of absolute values. The cosine needs the Euclidean norm: the root of the sum of squares.",
)
def takes_l1_norms(a, b, axis=-1, eps=1e-8):
    xp, dot, _, _ = _parts(a, b, axis)
    norm_a, norm_b = (xp.sum(xp.abs(x), axis=axis) for x in (a, b))
    return dot / (xp.clip(norm_a, min=eps) * xp.clip(norm_b, min=eps))


@mistake(
    "cosine_similarity",
    "The norm is taken of the whole array, all vectors in one. Each vector has its own norm: sum the squares along"
    " the axis.",
)
def takes_the_norm_of_everything(a, b, axis=-1, eps=1e-8):
    xp, dot, _, _ = _parts(a, b, axis)
    norm_a, norm_b = (xp.sqrt(xp.sum(x * x)) for x in (a, b))
    return dot / (xp.clip(norm_a, min=eps) * xp.clip(norm_b, min=eps))


@mistake("cosine_similarity", "It always works along the last axis. Pass axis on to every reduction.")
def ignores_axis(a, b, axis=-1, eps=1e-8):
    return cosine_similarity(a, b, -1, eps)


@mistake("cosine_similarity", "It always works along the first axis. Pass axis on to every reduction.")
def works_along_the_first_axis(a, b, axis=-1, eps=1e-8):
    return cosine_similarity(a, b, 0, eps)


@mistake(
    "cosine_similarity",
    "The axis of the vectors is still there, with size 1, but a cosine is one number for a whole vector."
    " keepdims=True is useful for a division on the way, not for the result.",
)
def keeps_the_axis(a, b, axis=-1, eps=1e-8):
    return array_namespace(a).expand_dims(cosine_similarity(a, b, axis, eps), axis=axis)


@mistake(
    "cosine_similarity",
    "Every row of a meets every row of b, as in a matrix product. Two arrays of the same shape are compared vector"
    " by vector: the first with the first, and so on.",
)
def compares_all_pairs(a, b, axis=-1, eps=1e-8):
    if a.ndim == b.ndim == 2 and axis in (-1, 1):
        a, b = a[:, None, :], b[None, :, :]
    return cosine_similarity(a, b, -1 if a.ndim == 3 else axis, eps)


@mistake("cosine_similarity", "That is the cosine distance, 1 minus the cosine. The similarity is the cosine itself.")
def gives_the_distance(a, b, axis=-1, eps=1e-8):
    return 1 - cosine_similarity(a, b, axis, eps)


@mistake("cosine_similarity", "The minus sign is lost. Vectors that point in opposite directions have similarity -1.")
def loses_the_sign(a, b, axis=-1, eps=1e-8):
    return array_namespace(a).abs(cosine_similarity(a, b, axis, eps))


@mistake("cosine_similarity", "That is the angle. The cosine is what the division gives: leave out arccos.")
def gives_the_angle(a, b, axis=-1, eps=1e-8):
    xp = array_namespace(a)
    return xp.acos(xp.clip(cosine_similarity(a, b, axis, eps), min=-1.0, max=1.0))


@mistake(
    "cosine_similarity",
    "The result is float64 whatever came in. Work in the dtype of the vectors: float32 in, float32 out.",
)
def loses_the_dtype(a, b, axis=-1, eps=1e-8):
    xp = array_namespace(a)
    return cosine_similarity(xp.astype(a, xp.float64), xp.astype(b, xp.float64), axis, eps)


@mistake(
    "cosine_similarity",
    "The input is changed: a /= ... writes into the caller's array. Make a new one: unit = a / ...",
)
def writes_into_its_input(a, b, axis=-1, eps=1e-8):
    xp, _, norm_a, norm_b = _parts(a, b, axis)
    a /= xp.expand_dims(xp.clip(norm_a, min=eps), axis=axis)
    return xp.sum(a * b, axis=axis) / xp.clip(norm_b, min=eps)


@mistake(
    "cosine_similarity",
    "The lengths are not compared, and broadcasting stretches a vector of length 1 to fit any other. Compare the"
    " sizes along the axis first, and raise ValueError.",
)
def stretches_vectors(a, b, axis=-1, eps=1e-8):
    xp = array_namespace(a)
    norm_a, norm_b = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))
    return xp.sum(a * b, axis=axis) / (xp.clip(norm_a, min=eps) * xp.clip(norm_b, min=eps))


@mistake(
    "cosine_similarity",
    "The whole array is treated as one vector. Sum along the axis, in the dot product and in both norms.",
)
def takes_everything_for_one_vector(a, b, axis=-1, eps=1e-8):
    _parts(a, b, axis)
    xp = array_namespace(a)
    norm_a, norm_b = (xp.clip(xp.sqrt(xp.sum(x * x)), min=eps) for x in (a, b))
    return xp.sum(a * b) / (norm_a * norm_b)


@mistake(
    "cosine_similarity",
    "np.dot and @ multiply matrices as soon as there is a batch. For the dot product of each pair of vectors, sum a"
    " * b along the axis.",
)
def multiplies_matrices(a, b, axis=-1, eps=1e-8):
    xp, _, norm_a, norm_b = _parts(a, b, axis)
    return (a @ b) / (xp.clip(norm_a, min=eps) * xp.clip(norm_b, min=eps))


@mistake(
    "cosine_similarity",
    "np.dot and @ multiply matrices as soon as there is a batch, and the norms are taken of the whole array. Begin"
    " with the dot product: sum a * b along the axis.",
)
def multiplies_matrices_and_takes_the_norm_of_everything(a, b, axis=-1, eps=1e-8):
    xp = array_namespace(a)
    norm_a, norm_b = (xp.sqrt(xp.sum(x * x)) for x in (a, b))
    return (np.dot(a, b) if isinstance(a, np.ndarray) else a @ b) / (norm_a * norm_b)


@mistake(
    "cosine_similarity",
    "Each norm has lost the axis of the vectors, so the division of a vector by its norm does not line up. Keep the"
    " axis with keepdims=True.",
)
def normalises_without_keepdims(a, b, axis=-1, eps=1e-8):
    xp, _, norm_a, norm_b = _parts(a, b, axis)
    return xp.sum(a / xp.clip(norm_a, min=eps) * (b / xp.clip(norm_b, min=eps)), axis=axis)


@mistake(
    "cosine_similarity",
    "eps is added to the product of the norms, and the sums run over the whole array. Begin with the sums: each"
    " vector along the axis has its own dot product and norm.",
)
def adds_eps_and_ignores_the_axis(a, b, axis=-1, eps=1e-8):
    xp, _, _, _ = _parts(a, b, axis)
    return xp.sum(a * b) / (xp.sqrt(xp.sum(a * a)) * xp.sqrt(xp.sum(b * b)) + eps)


@mistake(
    "cosine_similarity",
    "Vectors of different length raise an AssertionError. The statement asks for a ValueError: write if ...: raise"
    " ValueError(...) instead of assert.",
)
def asserts_the_lengths(a, b, axis=-1, eps=1e-8):
    assert a.shape[axis] == b.shape[axis], "lengths differ"
    return cosine_similarity(a, b, axis, eps)


@mistake(
    "cosine_similarity",
    "Similarities are squashed into 0 to 1 by (1 + cos) / 2. A cosine runs from -1 to 1: return it as it is.",
)
def squashes_the_cosine(a, b, axis=-1, eps=1e-8):
    return (1 + cosine_similarity(a, b, axis, eps)) / 2


@mistake("cosine_similarity", "The vectors are centred first, so the result is their correlation. Leave out the mean.")
def gives_the_correlation(a, b, axis=-1, eps=1e-8):
    xp = array_namespace(a)
    a, b = (x - xp.mean(x, axis=axis, keepdims=True) for x in (a, b))
    return cosine_similarity(a, b, axis, eps)


@mistake("nearest", "That is an array of indices. Return one whole number: argmax gives the first of the largest.")
def gives_an_array_of_indices(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    similarities = cosine_similarity(query, corpus)
    return xp.nonzero(similarities == xp.max(similarities))[0]


@mistake("nearest", "That is the order of all rows. Return one whole number, the index of the most similar row.")
def gives_the_order(query, corpus):
    _refuse_no_rows(query, corpus)
    return array_namespace(corpus).argsort(-cosine_similarity(query, corpus))
