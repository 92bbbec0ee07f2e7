"""What beginners hand in for embedding search, and what to tell them."""

import numpy as np
from array_api_compat import array_namespace, is_torch_array

from dojo import mistake


def _unit(x):
    xp = array_namespace(x)
    length = xp.sqrt(xp.sum(x * x, axis=-1, keepdims=True))
    return x / xp.where(length == 0, 1.0, length)


def _cosines(queries, corpus):
    return _unit(queries) @ _unit(corpus).T


def _distances(queries, corpus):
    xp = array_namespace(queries)
    return xp.sqrt(xp.sum((queries[:, None, :] - corpus[None, :, :]) ** 2, axis=-1))


def _refuse(queries, corpus, k):
    if queries.shape[1] != corpus.shape[1]:
        raise ValueError(f"queries {tuple(queries.shape)}, corpus {tuple(corpus.shape)}")
    if not 1 <= k <= corpus.shape[0]:
        raise ValueError(f"{k} of {corpus.shape[0]}")


def _search(queries, corpus, k, block=1024, *, table=_cosines, order=None, check=True):
    """The search with one step done otherwise."""
    xp = array_namespace(queries, corpus)
    if check:
        _refuse(queries, corpus, k)
    indices, scores = [], []
    for start in range(0, max(queries.shape[0], 1), block):
        found = table(queries[start : start + block, :], corpus)
        best = (_largest_first(found) if order is None else order(found))[:, :k]
        indices.append(xp.asarray(best, copy=True))
        scores.append(xp.take_along_axis(found, best, axis=-1))
    return xp.concat(indices), xp.concat(scores)


def _largest_first(found):
    return array_namespace(found).argsort(found, axis=-1, descending=True, stable=True)


@mistake(
    "search",
    "These are dot products: a long vector beats one that points the right way. Divide by both lengths.",
)
def takes_dot_products(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, block, table=lambda q, c: q @ c.T)


@mistake(
    "search",
    "Only the corpus is normalised. The order is right, but the scores are not cosines: divide by the length of the"
    " query, too.",
)
def normalises_the_corpus_alone(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, block, table=lambda q, c: q @ _unit(c).T)


@mistake(
    "search",
    "Only the queries are normalised, so that long vectors of the corpus win. Divide by the length of those, too.",
)
def normalises_the_queries_alone(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, block, table=lambda q, c: _unit(q) @ c.T)


@mistake(
    "search",
    "The vectors are divided by their squared lengths: the root is missing.",
)
def forgets_the_root(queries, corpus, k, block=1024):
    def table(q, c):
        xp = array_namespace(q)
        squares = [xp.sum(x * x, axis=-1, keepdims=True) for x in (q, c)]
        q, c = (x / xp.where(s == 0, 1.0, s) for x, s in zip((q, c), squares, strict=True))
        return q @ c.T

    return _search(queries, corpus, k, block, table=table)


@mistake(
    "search",
    "The columns are normalised. A vector is a row: its length is a sum along the last axis, with keepdims=True.",
)
def normalises_columns(queries, corpus, k, block=1024):
    return _search(_unit(queries.T).T, _unit(corpus.T).T, k, block, table=lambda q, c: q @ c.T)


@mistake(
    "search",
    "The worst come first. Sort from the largest score down.",
)
def puts_the_worst_first(queries, corpus, k, block=1024):
    def order(found):
        return array_namespace(found).argsort(found, axis=-1, stable=True)

    return _search(queries, corpus, k, block, order=order)


@mistake(
    "search",
    "The k best are right, and in the wrong order: the best of them is last. Reverse them, and mind equal scores.",
)
def puts_the_best_last(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    indices, scores = _search(queries, corpus, k, block)
    return xp.flip(indices, axis=1), xp.flip(scores, axis=1)


@mistake(
    "search",
    "The k best are right, but not in order, as argpartition leaves them: it only separates them from the rest. Sort"
    " those k.",
)
def leaves_them_unsorted(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    indices, scores = _search(queries, corpus, k, block)
    order = xp.argsort(indices, axis=-1)
    return xp.take_along_axis(indices, order, axis=-1), xp.take_along_axis(scores, order, axis=-1)


@mistake(
    "search",
    "Of equal scores the higher index is first, as when an ascending order is reversed. Ask for a stable sort from"
    " the largest down, or sort the negative scores.",
)
def turns_ties_round(queries, corpus, k, block=1024):
    def order(found):
        xp = array_namespace(found)
        return xp.flip(xp.argsort(found, axis=-1, stable=True), axis=-1)

    return _search(queries, corpus, k, block, order=order)


UNSTABLE = (
    "The sort is not stable, so that equal scores come in any order. Ask for a stable one: stable=True, or"
    " kind='stable' with NumPy's own argsort."
)


@mistake("search", UNSTABLE)
def sorts_unstably(queries, corpus, k, block=1024):
    def order(found):
        return array_namespace(found).argsort(-found, axis=-1, stable=False)

    return _search(queries, corpus, k, block, order=order)


@mistake("search", UNSTABLE)
def sorts_unstably_from_the_largest_down(queries, corpus, k, block=1024):
    def order(found):
        return array_namespace(found).argsort(found, axis=-1, descending=True, stable=False)

    return _search(queries, corpus, k, block, order=order)


ANY_OF_EQUALS = (
    "Equal scores are in any order: argpartition and topk keep any of those that tie for the last place, and a sort"
    " of the k best, unless it is stable, mixes up the others. A stable sort of the whole row keeps the lower index"
    " first."
)


def _sorted(found, chosen):
    """Some columns of each row, the best of them first."""
    return np.take_along_axis(chosen, np.argsort(-np.take_along_axis(found, chosen, axis=1), axis=1), axis=1)


@mistake("search", ANY_OF_EQUALS)
def selects_first(queries, corpus, k, block=1024):
    def order(found):
        if is_torch_array(found):
            return found.topk(k, dim=1).indices
        return _sorted(found, np.argpartition(-found, k - 1, axis=1)[:, :k])

    return _search(queries, corpus, k, block, order=order)


@mistake("search", ANY_OF_EQUALS)
def selects_the_end_first(queries, corpus, k, block=1024):
    def order(found):
        if is_torch_array(found):
            return found.topk(k, dim=1).indices
        return _sorted(found, np.argpartition(found, -k, axis=1)[:, -k:])

    return _search(queries, corpus, k, block, order=order)


@mistake(
    "search",
    "A vector of zeros gives 0/0, which is NaN. Its score is 0: divide by 1 where the length is 0.",
)
def gives_nan_for_zeros(queries, corpus, k, block=1024):
    def table(q, c):
        xp = array_namespace(q)
        q, c = (x / xp.sqrt(xp.sum(x * x, axis=-1, keepdims=True)) for x in (q, c))
        return q @ c.T

    return _search(queries, corpus, k, block, table=table)


@mistake(
    "search",
    "Something small is added to the lengths, and every score is slightly off. Only a length of 0 needs care.",
)
def adds_eps(queries, corpus, k, block=1024):
    def table(q, c):
        xp = array_namespace(q)
        q, c = (x / (xp.sqrt(xp.sum(x * x, axis=-1, keepdims=True)) + 1e-8) for x in (q, c))
        return q @ c.T

    return _search(queries, corpus, k, block, table=table)


@mistake(
    "search",
    "The scores are negative distances. What is asked for is the cosine of the angle.",
)
def takes_negative_distances(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, block, table=lambda q, c: -_distances(q, c))


@mistake(
    "search",
    "The vectors that lie nearest come first, and the scores are distances. What is asked for is the cosine of the"
    " angle, and the largest first.",
)
def takes_distances(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, block, table=_distances, order=lambda found: _largest_first(-found))


@mistake(
    "search",
    "The scores are not those of the indices: they are the first k, in the order of the corpus. Fetch them with the"
    " indices: xp.take_along_axis(scores, best, axis=1).",
)
def takes_the_first_scores(queries, corpus, k, block=1024):
    indices, _ = _search(queries, corpus, k, block)
    return indices, _cosines(queries, corpus)[:, :k]


@mistake(
    "search",
    "The signs are lost: a vector that points the opposite way scores as high as one that points the same way. Leave"
    " out abs.",
)
def takes_absolute_cosines(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, block, table=lambda q, c: array_namespace(q).abs(_cosines(q, c)))


@mistake(
    "search",
    "The scores are 1 - cosine, a distance, or are sorted as one. The best have the largest cosine.",
)
def takes_cosine_distances(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, block, table=lambda q, c: 1 - _cosines(q, c), order=lambda f: _largest_first(-f))


@mistake(
    "search",
    "Where k is more than there are, all are returned, and where it is below 1, none. Raise a ValueError that"
    " mentions k.",
)
def returns_fewer(queries, corpus, k, block=1024):
    if queries.shape[1] != corpus.shape[1]:
        _refuse(queries, corpus, k)
    return _search(queries, corpus, k, block, check=False)


@mistake(
    "search",
    "Finding none is let through. k is at least 1: raise a ValueError that mentions it.",
)
def finds_none(queries, corpus, k, block=1024):
    if k < 1 and queries.shape[1] == corpus.shape[1]:
        return _search(queries, corpus, k, block, check=False)
    return _search(queries, corpus, k, block)


@mistake(
    "search",
    "Queries and corpus of different sizes are let through, or fail in the matrix product. Raise a ValueError that"
    " mentions both shapes.",
)
def does_not_compare_the_sizes(queries, corpus, k, block=1024):
    size = min(queries.shape[1], corpus.shape[1])
    return _search(queries[:, :size], corpus[:, :size], k, block)


@mistake(
    "search",
    "The input is checked with assert, which raises an AssertionError, and which python -O skips. Use if, and raise a"
    " ValueError.",
)
def asserts(queries, corpus, k, block=1024):
    try:
        return _search(queries, corpus, k, block)
    except ValueError as error:
        raise AssertionError(str(error)) from None


@mistake(
    "search",
    "Two checks are missing: k is between 1 and n, and queries and corpus have vectors of the same size. Raise a"
    " ValueError that mentions k, or both shapes.",
)
def refuses_nothing(queries, corpus, k, block=1024):
    size = min(queries.shape[1], corpus.shape[1])
    return _search(queries[:, :size], corpus[:, :size], k, block, check=False)


@mistake(
    "search",
    "The two results are exchanged: indices come first, then scores.",
)
def returns_scores_first(queries, corpus, k, block=1024):
    indices, scores = _search(queries, corpus, k, block)
    return scores, indices


@mistake(
    "search",
    "These are ranks: the argsort of an argsort says which place each vector takes. The first argsort alone has the"
    " indices, the best first.",
)
def takes_ranks(queries, corpus, k, block=1024):
    def order(found):
        return array_namespace(found).argsort(_largest_first(found), axis=-1, stable=True)

    return _search(queries, corpus, k, block, order=order)


@mistake(
    "search",
    "The indices are counted from 1. They name rows of the corpus: the first is 0.",
)
def counts_from_one(queries, corpus, k, block=1024):
    indices, scores = _search(queries, corpus, k, block)
    return indices + 1, scores


@mistake(
    "search",
    "The axes are swapped: the results are (k, m). Each row belongs to a query: (m, k).",
)
def transposes_the_result(queries, corpus, k, block=1024):
    indices, scores = _search(queries, corpus, k, block)
    return indices.T, scores.T


@mistake(
    "search",
    "Queries are missing where block does not divide their number: the last, shorter block counts, too.",
)
def drops_the_last_block(queries, corpus, k, block=1024):
    whole = max(queries.shape[0] // block * block, min(queries.shape[0], block))
    return _search(queries[:whole, :], corpus, k, block)


WHOLE_BLOCKS = (
    "Only whole blocks are searched: the last, shorter one is left out, and where block is larger than m there is none"
    " at all. Step through range(0, m, block): the last slice ends by itself."
)


@mistake("search", WHOLE_BLOCKS)
def takes_whole_blocks_alone(queries, corpus, k, block=1024):
    whole = queries.shape[0] // block * block
    if not whole:
        raise ValueError("need at least one array to concatenate")
    return _search(queries[:whole, :], corpus, k, block)


@mistake("search", WHOLE_BLOCKS)
def fills_in_whole_blocks_alone(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    done = xp.arange(queries.shape[0])[:, None] < queries.shape[0] // block * block
    indices, scores = _search(queries, corpus, k, block)
    return xp.where(done, indices, xp.zeros_like(indices)), xp.where(done, scores, xp.zeros_like(scores))


@mistake(
    "search",
    "Only the first block of queries is answered. Go on to the last, and put the results together.",
)
def answers_the_first_block(queries, corpus, k, block=1024):
    return _search(queries[:block, :], corpus, k, block)


@mistake(
    "search",
    "The indices count from the beginning of each block of the corpus. Add where the block begins.",
)
def counts_within_blocks(queries, corpus, k, block=1024):
    indices, scores = _search(queries, corpus, k, block)
    return indices % block, scores


@mistake(
    "search",
    "The blocks are cut from the corpus, and the best of the first block come first, whatever the others hold. block"
    " counts queries: each block of them is scored with the whole corpus.",
)
def cuts_the_corpus(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    _refuse(queries, corpus, k)
    starts = range(0, corpus.shape[0], block)
    parts = [_search(queries, corpus[start : start + block, :], k, check=False) for start in starts]
    indices, scores = (xp.concat(found, axis=1)[:, :k] for found in zip(*parts, strict=True))
    return indices, scores


@mistake(
    "search",
    "All scores are in memory at once: the table is made for all queries, or slices such as order[:, :k] keep each"
    " block of it alive. Take block queries at a time, and store copies of what you keep.",
)
def builds_the_whole_table(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, max(queries.shape[0], 1))


@mistake(
    "search",
    "No queries are no reason to fail: the results are empty, (0, k). A loop that runs zero times leaves nothing to"
    " put together.",
)
def fails_without_queries(queries, corpus, k, block=1024):
    if queries.shape[0] == 0:
        raise ValueError("need at least one array to concatenate")
    return _search(queries, corpus, k, block)


@mistake(
    "search",
    "It is computed in float32 on the way, which keeps about 7 digits. Stay in the dtype that came in.",
)
def passes_through_float32(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    indices, scores = _search(xp.astype(queries, xp.float32), xp.astype(corpus, xp.float32), k, block)
    return indices, xp.astype(scores, queries.dtype)


@mistake(
    "search",
    "The scores are float64 for float32 vectors. Stay in the dtype that came in.",
)
def loses_the_dtype(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    return _search(xp.astype(queries, xp.float64), xp.astype(corpus, xp.float64), k, block)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "search",
    "Two repairs: the scores are dot products instead of cosines, and the k best must be in order, the best first.",
)
def takes_dot_products_unsorted(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    indices, scores = takes_dot_products(queries, corpus, k, block)
    order = xp.argsort(indices, axis=-1)
    return xp.take_along_axis(indices, order, axis=-1), xp.take_along_axis(scores, order, axis=-1)


@mistake(
    "search",
    "Only the corpus is normalised: divide by the length of the query, too. After that, a vector of zeros still gives"
    " NaN: its score is 0.",
)
def normalises_the_corpus_alone_with_nan(queries, corpus, k, block=1024):
    def table(q, c):
        xp = array_namespace(q)
        return q @ (c / xp.sqrt(xp.sum(c * c, axis=-1, keepdims=True))).T

    return _search(queries, corpus, k, block, table=table)


@mistake(
    "search",
    "A vector of zeros gives NaN, where its score is 0; and the table of all queries is in memory at once, instead"
    " of block rows.",
)
def gives_nan_and_builds_the_whole_table(queries, corpus, k, block=1024):
    return gives_nan_for_zeros(queries, corpus, k, max(queries.shape[0], 1))
