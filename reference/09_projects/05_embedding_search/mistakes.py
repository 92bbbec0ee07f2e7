"""What beginners hand in for embedding search, and what to tell them."""

import numpy as np
from array_api_compat import array_namespace, is_torch_array

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="normalises_columns",
    root_or_square="forgets_the_root",
    missing_term="takes_dot_products takes_dot_products_unsorted leaves_them_unsorted",
    sign="takes_absolute_cosines",
    opposite_choice="puts_the_worst_first takes_cosine_distances",
    transposed="transposes_the_result",
    swapped_arguments="returns_scores_first cuts_the_corpus",
    off_by_one="counts_from_one",
    entries_mixed_up="takes_the_first_scores",
    stale_state="counts_within_blocks",
    counted_twice="takes_ranks",
    cancellation="passes_through_float32",
    epsilon="adds_eps",
    empty_input="fails_without_queries",
    zero_case="gives_nan_for_zeros gives_nan_and_builds_the_whole_table",
    silent_error="returns_fewer finds_none does_not_compare_the_sizes refuses_nothing",
    ties_and_order=(
        "puts_the_best_last turns_ties_round sorts_unstably sorts_unstably_from_the_largest_down selects_first"
        " selects_the_end_first"
    ),
    hidden_cost="builds_the_whole_table",
    wrong_stop="drops_the_last_block takes_whole_blocks_alone fills_in_whole_blocks_alone",
    partial_case=(
        "normalises_the_corpus_alone normalises_the_queries_alone normalises_the_corpus_alone_with_nan"
        " answers_the_first_block"
    ),
    wrong_formula="takes_negative_distances takes_distances",
)


def _unit(x):
    xp = array_namespace(x)
    length = xp.sqrt(xp.sum(x * x, axis=-1, keepdims=True))
    return x / xp.where(length == 0, 1.0, length)


def _cosines(queries, corpus):
    return _unit(queries) @ _unit(corpus).T


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


edit(
    "takes_dot_products",
    "These are dot products: a long vector beats one that points the right way. Divide by both lengths.",
    (
        "xp.argsort(-cosines, axis=1, stable=True)",
        "xp.argsort(queries[start:start + block, :] @ corpus.T, axis=-1, descending=True, stable=True)",
    ),
    (
        "xp.take_along_axis(cosines, best, axis=1)",
        "xp.take_along_axis(queries[start:start + block, :] @ corpus.T, best, axis=1)",
    ),
)


@mistake(
    "search",
    "Only the corpus is normalised. The order is right, but the scores are not cosines: divide by the length of the"
    " query, too.",
)
def normalises_the_corpus_alone(queries, corpus, k, block=1024):
    return _search(queries, corpus, k, block, table=lambda q, c: q @ _unit(c).T)


@mistake(
    "search",
    "Only the queries are normalised, so long vectors of the corpus win. Divide by the length of those, too.",
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


edit(
    "puts_the_best_last",
    "The k best are right, but in the wrong order: the best of them is last. Reverse them, and mind equal scores.",
    ("xp.argsort(-cosines, axis=1, stable=True)[:, :k]", "xp.argsort(cosines, axis=1, stable=True)[:, -k:]"),
)

edit(
    "leaves_them_unsorted",
    "The k best are right, but not in order, as argpartition leaves them: it only separates them from the rest. Sort"
    " those k.",
    (
        "return xp.concat(indices), xp.concat(scores)",
        "indices = xp.concat(indices)\n"
        "scores = xp.concat(scores)\n"
        "order = xp.argsort(indices, axis=-1)\n"
        "return xp.take_along_axis(indices, order, axis=-1), xp.take_along_axis(scores, order, axis=-1)",
    ),
)


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
    "The sort is not stable, so equal scores come in any order. Ask for a stable one: stable=True, or"
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
    " of the k best, unless it is stable, mixes up the others. A stable sort of the entire row keeps the lower index"
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


edit(
    "takes_negative_distances",
    "The scores are negative distances. Return the cosine of the angle instead.",
    (
        "_unit(xp, queries[start : start + block]) @ directions.T",
        "-xp.sqrt(xp.sum((queries[start:start + block, :][:, None, :] - corpus[None, :, :]) ** 2, axis=-1))",
    ),
)

edit(
    "takes_distances",
    "The vectors that lie nearest come first, and the scores are distances. What is asked for is the cosine of the"
    " angle, and the largest first.",
    (
        "cosines = _unit(xp, queries[start : start + block]) @ directions.T",
        "found = xp.sqrt(xp.sum((queries[start:start + block, :][:, None, :] - corpus[None, :, :]) ** 2, "
        "axis=-1))\n"
        "cosines = found",
    ),
    ("xp.argsort(-cosines, axis=1, stable=True)", "xp.argsort(-found, axis=-1, descending=True, stable=True)"),
)


@mistake(
    "search",
    "The scores do not belong to the indices: they are the first k, in the order of the corpus. Fetch them with the"
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
    "Where k is more than there are, all are returned, and where it is below 1, none are. Raise a ValueError that"
    " mentions k.",
)
def returns_fewer(queries, corpus, k, block=1024):
    if queries.shape[1] != corpus.shape[1]:
        _refuse(queries, corpus, k)
    return _search(queries, corpus, k, block, check=False)


@mistake(
    "search",
    "A k of 0 is accepted, and nothing is found. k is at least 1: raise a ValueError that mentions it.",
)
def finds_none(queries, corpus, k, block=1024):
    if k < 1 and queries.shape[1] == corpus.shape[1]:
        return _search(queries, corpus, k, block, check=False)
    return _search(queries, corpus, k, block)


edit(
    "does_not_compare_the_sizes",
    "Queries and corpus of different sizes are accepted, or fail in the matrix product. Raise a ValueError that"
    " mentions both shapes.",
    (
        "xp = array_namespace(queries)",
        "size = min(queries.shape[1], corpus.shape[1])\n"
        "queries, corpus = queries[:, :size], corpus[:, :size]\n"
        "xp = array_namespace(queries)",
    ),
)

generics(
    "search",
    asserts="The input is checked with assert, which raises an AssertionError, and which python -O skips. Use if,"
    " and raise a ValueError.",
    loses_the_dtype="The scores are float64 for float32 vectors. Stay in the dtype that came in.",
)


@mistake(
    "search",
    "Two checks are missing: k has to be between 1 and n, and queries and corpus have to have vectors of the same"
    " size. Raise a ValueError that mentions k, or both shapes.",
)
def refuses_nothing(queries, corpus, k, block=1024):
    size = min(queries.shape[1], corpus.shape[1])
    return _search(queries[:, :size], corpus[:, :size], k, block, check=False)


edit(
    "returns_scores_first",
    "The two results have changed places: indices come first, then scores.",
    ("return xp.concat(indices), xp.concat(scores)", "return xp.concat(scores), xp.concat(indices)"),
)


@mistake(
    "search",
    "These are ranks: the argsort of an argsort says which place each vector takes. The first argsort alone gives the"
    " indices, the best first.",
)
def takes_ranks(queries, corpus, k, block=1024):
    def order(found):
        return array_namespace(found).argsort(_largest_first(found), axis=-1, stable=True)

    return _search(queries, corpus, k, block, order=order)


edit(
    "counts_from_one",
    "The indices are counted from 1. They name rows of the corpus, and the first row is 0.",
    ("xp.asarray(best, copy=True)", "best + 1"),
)

edit(
    "transposes_the_result",
    "The axes are swapped: the results are (k, m). Each row belongs to a query: (m, k).",
    (
        "return xp.concat(indices), xp.concat(scores)",
        "indices = xp.concat(indices)\nscores = xp.concat(scores)\nreturn indices.T, scores.T",
    ),
)

edit(
    "drops_the_last_block",
    "Queries are missing where block does not divide their number, because the last, shorter block counts, too.",
    (
        "if size != d:",
        "whole = max(queries.shape[0] // block * block, min(queries.shape[0], block))\n"
        "queries = queries[:whole, :]\n"
        "if size != d:",
    ),
)


WHOLE_BLOCKS = (
    "Only full blocks are searched: the last, shorter one is left out, and if block is larger than m there is none"
    " at all. Step through range(0, m, block): the last slice ends by itself."
)

edit(
    "takes_whole_blocks_alone",
    WHOLE_BLOCKS,
    (
        "if size != d:",
        "whole = queries.shape[0] // block * block\n"
        "if not whole:\n"
        "    raise ValueError('need at least one array to concatenate')\n"
        "queries = queries[:whole, :]\n"
        "if size != d:",
    ),
)

edit(
    "fills_in_whole_blocks_alone",
    WHOLE_BLOCKS,
    (
        "(m, d), (n, size) = queries.shape, corpus.shape",
        "done = xp.arange(queries.shape[0])[:, None] < queries.shape[0] // block * block\n"
        "(m, d), (n, size) = queries.shape, corpus.shape",
    ),
    (
        "return xp.concat(indices), xp.concat(scores)",
        "indices = xp.concat(indices)\n"
        "scores = xp.concat(scores)\n"
        "return xp.where(done, indices, xp.zeros_like(indices)), xp.where(done, scores, xp.zeros_like("
        "scores))",
    ),
)

edit(
    "answers_the_first_block",
    "Only the first block of queries is answered. Go on to the last, and put the results together.",
    ("if size != d:", "queries = queries[:block, :]\nif size != d:"),
)

edit(
    "counts_within_blocks",
    "The indices count from the beginning of each block of the corpus. Add where the block begins.",
    (
        "return xp.concat(indices), xp.concat(scores)",
        "indices = xp.concat(indices)\nscores = xp.concat(scores)\nreturn indices % block, scores",
    ),
)


@mistake(
    "search",
    "The blocks are cut from the corpus, and the best of the first block come first, even if later blocks hold better"
    " ones. block counts queries: each block of them is scored with all of the corpus.",
)
def cuts_the_corpus(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    _refuse(queries, corpus, k)
    starts = range(0, corpus.shape[0], block)
    parts = [_search(queries, corpus[start : start + block, :], k, check=False) for start in starts]
    indices, scores = (xp.concat(found, axis=1)[:, :k] for found in zip(*parts, strict=True))
    return indices, scores


edit(
    "builds_the_whole_table",
    "All scores are in memory at once: the table is made for all queries, or slices such as order[:, :k] keep each"
    " block of it alive. Take block queries at a time, and store copies of what you keep.",
    ("if size != d:", "block = max(queries.shape[0], 1)\nif size != d:"),
)

edit(
    "fails_without_queries",
    "It fails without queries, because a loop that runs zero times leaves nothing to put together. The results are"
    " then empty, (0, k).",
    (
        "if size != d:",
        "if queries.shape[0] == 0:\n    raise ValueError('need at least one array to concatenate')\nif size != d:",
    ),
)


@mistake(
    "search",
    "It is computed in float32 on the way, which keeps about 7 digits. Stay in the dtype that came in.",
)
def passes_through_float32(queries, corpus, k, block=1024):
    xp = array_namespace(queries)
    indices, scores = _search(xp.astype(queries, xp.float32), xp.astype(corpus, xp.float32), k, block)
    return indices, xp.astype(scores, queries.dtype)


# ------------------------------------------------- two faults at once: the words are for the one to repair first

edit(
    "takes_dot_products_unsorted",
    "Two repairs are needed: the scores are dot products instead of cosines, and the k best must be in order, the best"
    " first.",
    (
        "xp.argsort(-cosines, axis=1, stable=True)",
        "xp.argsort(queries[start:start + block, :] @ corpus.T, axis=-1, descending=True, stable=True)",
    ),
    (
        "xp.take_along_axis(cosines, best, axis=1)",
        "xp.take_along_axis(queries[start:start + block, :] @ corpus.T, best, axis=1)",
    ),
    (
        "return xp.concat(indices), xp.concat(scores)",
        "indices = xp.concat(indices)\n"
        "scores = xp.concat(scores)\n"
        "return xp.take_along_axis(indices, xp.argsort(indices, axis=-1), axis=-1), xp.take_along_axis("
        "scores, xp.argsort(indices, axis=-1), axis=-1)",
    ),
)

edit(
    "normalises_the_corpus_alone_with_nan",
    "Only the corpus is normalised: divide by the length of the query, too. After that, a vector of zeros still gives"
    " NaN: its score is 0.",
    (
        "cosines = _unit(xp, queries[start : start + block]) @ directions.T",
        "cosines = queries[start:start + block, :] @ (corpus / xp.sqrt(xp.sum(corpus * corpus, axis=-1, "
        "keepdims=True))).T",
    ),
    ("xp.argsort(-cosines, axis=1, stable=True)", "xp.argsort(cosines, axis=-1, descending=True, stable=True)"),
)

edit(
    "gives_nan_and_builds_the_whole_table",
    "A vector of zeros gives NaN, but its score is 0. And the table of all queries is in memory at once, instead of"
    " block rows.",
    ("range(0, max(m, 1), block)", "range(0, max(m, 1), max(queries.shape[0], 1))"),
    (
        "cosines = _unit(xp, queries[start : start + block]) @ directions.T",
        "q = queries[start:start + max(queries.shape[0], 1), :]\n"
        "c = corpus\n"
        "q, c = (x / xp.sqrt(xp.sum(x * x, axis=-1, keepdims=True)) for x in (q, c))\n"
        "cosines = q @ c.T",
    ),
    ("xp.argsort(-cosines, axis=1, stable=True)", "xp.argsort(cosines, axis=-1, descending=True, stable=True)"),
)
