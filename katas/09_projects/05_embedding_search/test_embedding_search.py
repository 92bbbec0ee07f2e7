"""A search by embeddings finds the vectors with the largest cosines, best first."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["cosine_similarity"],
    minutes=25,
    from_scratch=[
        *themes.COSINES,
        *themes.NEIGHBORS,
        *("pairwise_distances", "paired_distances", "cdist", "pdist", "PairwiseDistance"),
    ],
    instead="You need norms, a matrix product, a sort and blocks.",
    ladder={"queries": "finite-tiny", "corpus": "finite-tiny"},
    batch="m",
    long="d",
)

CORPUS = np.array([[4.0, 3.0], [0.0, 10.0], [6.0, 8.0], [-3.0, -4.0]])
QUERIES = np.array([[3.0, 4.0], [0.0, 2.0]])


def cosines(queries, corpus):
    """All of them, in float64; 0 for a vector of zeros."""
    queries, corpus = (x.astype(np.float64) for x in (queries, corpus))
    norms = np.outer(np.linalg.norm(queries, axis=1), np.linalg.norm(corpus, axis=1))
    return queries @ corpus.T / np.where(norms == 0, 1.0, norms)


def far_apart(m, n, d, seed):
    """Vectors of very different length whose cosines are all at least a ten-thousandth apart."""
    rng = np.random.default_rng(seed)
    while True:
        queries, corpus = (rng.normal(size=(count, d)) * 2.0 ** rng.integers(-2, 3, (count, 1)) for count in (m, n))
        if np.min(np.diff(np.sort(cosines(queries, corpus), axis=1), axis=1)) > 1e-4:
            return queries, corpus


MANY = far_apart(7, 12, 3, seed=0)
SQUARE = far_apart(4, 4, 4, seed=1)

EXACT = np.array([[1, 1, 1, 1], [2, 2, -2, -2], [4, 0, 0, 0], [1, -1, 1, -1], [0, 8, 0, 0], [-1, -1, -1, -1]], float)
"""Norms are powers of two, so that cosines are exact in any order of summation, and equal ones are equal."""


@st.composite
def plain_cases(draw):
    """Queries and a corpus without zeros, and how many to find."""
    m, n, d = (draw(st.integers(2, 6)) for _ in range(3))
    vectors = [draw(plain_arrays((count, d), exclude_zero=True)) for count in (m, n)]
    return *vectors, draw(st.integers(1, n))


@st.composite
def cases(draw, dtype=None):
    """Queries and a corpus, some of them zeros or the same, of any dtype and layout."""
    m, n, d = (draw(st.integers(1, 6)) for _ in range(3))
    queries = draw(arrays((m, d), dtype))
    corpus = draw(arrays((n, d), queries.dtype))[draw(st.lists(st.integers(0, n - 1), min_size=n, max_size=n))]
    return queries, corpus, draw(st.integers(1, n))


@st.composite
def ties(draw):
    """Vectors whose cosines are exact, many of them equal or zero, and how many to find."""
    vectors = np.concatenate([EXACT, -EXACT, np.zeros((1, 4))])
    chosen = st.lists(st.integers(0, len(vectors) - 1), min_size=1, max_size=40)
    queries, corpus = vectors[draw(chosen)[:5]], vectors[draw(chosen)]
    return queries, corpus, draw(st.integers(1, len(corpus)))


def found(solution, queries, corpus, k, block):
    """Both results by name."""
    indices, scores = solution.search(queries, corpus, k, block)
    return {"indices": indices, "scores": scores}


def check_by_score(kata, queries, corpus, k, block):
    """The k best, whatever the order of vectors whose cosines only rounding tells apart."""
    seen = kata.run(found, queries, corpus, k, block)
    indices, scores = seen["indices"], seen["scores"]
    shape, n, true = (len(queries), k), len(corpus), cosines(queries, corpus)
    kata.require(np.shape(indices) == np.shape(scores) == shape, f"indices and scores have shape {shape}")
    kata.require((indices.dtype.kind in "iu") and np.all((indices >= 0) & (indices < n)), "indices are rows of corpus")
    kata.require(np.diff(np.sort(indices, axis=1), axis=1) > 0, "no row is found twice by one query")
    kata.equal(scores, -np.sort(-true, axis=1)[:, :k], "scores are the k largest cosines, the largest first", scale=1.0)
    kata.equal(np.take_along_axis(true, indices, axis=1), scores, "scores belong to their indices", scale=1.0)


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check("search", QUERIES, CORPUS, 2)


def scores_of(solution, queries, corpus, k):
    return solution.search(queries, corpus, k)[1]


def indices_of(solution, queries, corpus, k):
    return solution.search(queries, corpus, k)[0]


def test_worked_example_of_the_indices(kata):
    kata.check_figure(indices_of, QUERIES, CORPUS, 2, gives=[[2, 0], [1, 2]])


def test_worked_example_of_the_scores(kata):
    kata.check_figure(scores_of, QUERIES, CORPUS, 2, gives=[[1.0, 0.96], [1.0, 0.8]], decimals=2)


@pytest.mark.parametrize("k", [1, 3, 12])
def test_finds_the_best_of_vectors_of_any_length(kata, k):
    kata.check("search", *MANY, k, scale=1.0)


def test_each_row_belongs_to_a_query(kata):
    kata.check("search", *SQUARE, 2, scale=1.0)


@pytest.mark.parametrize("block", [1, 2, 3, 7])
def test_blocks_change_nothing(kata, block):
    kata.check("search", *MANY, 4, block=block, scale=1.0)


@given(plain_cases(), st.integers(1, 8))
def test_finds_the_k_largest_cosines(kata, case, block):
    check_by_score(kata, *case, block)


@given(plain_cases())
@example((*MANY, 4))
def test_finds_a_vector_of_the_corpus_first_with_score_one(kata, case):
    _, corpus, _ = case
    best = kata.run(scores_of, corpus, corpus, 1)
    kata.equal(best, np.ones((len(corpus), 1)), "the best score of a vector of the corpus is 1, its own", scale=1.0)


@pytest.mark.parametrize("factor", [0.25, 64.0])
def test_the_length_of_a_vector_does_not_matter(kata, factor):
    queries, corpus = MANY
    longer = corpus * np.where(np.arange(len(corpus)) % 2, factor, 1.0)[:, None]
    seen, law = kata.run(found, queries, longer, 5, 4), "longer vectors are found like shorter ones"
    kata.equal(seen, kata.run(found, queries, corpus, 5, 4), law, scale=1.0)


test_is_written_from_scratch = from_scratch("search", *MANY, 3, block=2)


# --------------------------------------------------------------------------------------- edges


@edges
@given(ties(), st.integers(1, 6))
@example((EXACT[:2], np.repeat(EXACT, 6, axis=0), 9), 2)
@example((EXACT, np.tile(EXACT, (4, 1)), 5), 1)
def test_of_equal_scores_the_lower_index_stands_first(kata, case, block):
    queries, corpus, k = case
    seen, true = kata.run(found, *case, block), cosines(queries, corpus)
    kata.equal(seen["scores"], -np.sort(-true, axis=1)[:, :k], "scores are the k largest, the largest first", scale=1.0)
    first = np.argsort(-true, axis=1, kind="stable")[:, :k]
    kata.equal(seen["indices"], first, "of equal scores the lower index stands first, and is kept where one fits")


@edges
@pytest.mark.parametrize("k", [1, 2, 4])
def test_a_vector_of_zeros_has_score_zero(kata, k):
    queries, corpus = np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 0.0], [-2.0, 0.0], [4.0, 0.0], [0.0, 0.0]])
    kata.check("search", queries, corpus, k, scale=1.0)


@edges
@given(cases(), st.integers(1, 8))
@example((*(x.astype(np.float32) for x in MANY), 4), 3)
@example((*map(np.asfortranarray, MANY), 4), 3)
@example((np.array([[3.0]]), np.array([[2.0]]), 1), 1)
def test_finds_the_k_best_in_every_dtype_and_layout(kata, case, block):
    check_by_score(kata, *case, block)


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("block", [2, 1000])
def test_keeps_the_dtype_whatever_the_block(kata, dtype, block):
    kata.check("search", *(x.astype(dtype) for x in MANY), 4, block=block, scale=1.0)


@edges
def test_no_queries_find_nothing(kata):
    kata.check("search", np.zeros((0, 3)), MANY[1], 2, block=4)


@edges
@pytest.mark.parametrize("k", [0, -1, 13, 100])
def test_refuses_to_find_none_or_more_than_there_are(kata, k):
    kata.check_raises(ValueError, "search", *MANY, k, says=[str(k)])


@edges
@pytest.mark.parametrize("shape", [(7, 2), (7, 4), (7, 1)], ids=str)
def test_refuses_vectors_of_different_sizes(kata, shape):
    kata.check_raises(ValueError, "search", np.ones(shape), MANY[1], 2, says=[shape, MANY[1].shape])


def holds_all_scores(solution, queries, corpus, block):
    """Whether there were ever as many numbers in memory as half of all scores."""
    solution.search(queries[:2], corpus, 1, block)  # what is loaded at the first call is not counted
    tracemalloc.start()
    try:
        solution.search(queries, corpus, 1, block)
        return tracemalloc.get_traced_memory()[1] > len(queries) * len(corpus) * 8 / 2
    finally:
        tracemalloc.stop()


@edges(targets="numpy")
def test_holds_the_scores_of_one_block_alone(kata):
    queries, corpus = np.random.default_rng(0).normal(size=(800, 2)), np.random.default_rng(1).normal(size=(400, 2))
    law = "with block = 8, the scores of 800 queries with 400 vectors are never in memory at once"
    kata.require(not kata.run(holds_all_scores, queries, corpus, 8), law)


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("case", [(3, 5, 4, 2), (7, 9, 3, 6), (2, 2, 2, 2)], ids=str)
def test_gradient_of_the_scores_agrees_with_torch(kata, case):
    *shape, k = case
    kata.check_gradient(scores_of, *far_apart(*shape, seed=2), k, scale=16.0)


test_stays_on_the_device_of_its_input = on_its_device("search", *MANY, 3, block=2)
