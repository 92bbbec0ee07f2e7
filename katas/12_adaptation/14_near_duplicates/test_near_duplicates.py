"""Texts with most of their runs in common agree in most of their least hashes, and meet in a bucket."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges

pytestmark = pytest.mark.kata(
    minutes=75,
    targets="python",
    ladder={"text": "text"},
)

CAT = "The cat sat on the mat. The cat sat!"
SMALL, LARGE = 2**31 - 1, 2**61 - 1
A, B = {1, 2, 3, 4}, {2, 3, 4, 5}
SLOPES, SHIFTS = [5, 1_000_003, 77, 2_000_000_011], [3, 0, 1_234_567, 99]
SIGNATURES = [[1, 2, 3, 4, 5, 6], [1, 2, 7, 8, 9, 9], [3, 4, 1, 2, 5, 6], [2, 1, 4, 3, 5, 6], [0, 2, 0, 4, 0, 6]]
TRIPLE = [[1, 2, 3, 3], [1, 2, 4, 4], [5, 5, 4, 4], [1, 2, 5, 6], [3, 3, 1, 2]]
WORDS = st.sampled_from(["a", "A", "rose", "is", "Is,", "a.", "ros", "- e", "3"])
TEXTS = st.lists(WORDS, min_size=3, max_size=8).map(" ".join)
SETS = st.sets(st.integers(0, 9), max_size=6)
NUMBERS = st.sets(st.integers(0, 2**31 - 1), min_size=1, max_size=5)
FUNCTIONS = st.lists(st.tuples(st.integers(1, SMALL - 1), st.integers(0, SMALL - 1)), min_size=1, max_size=5)


@st.composite
def signed(draw):
    """Signatures with few different numbers, so that many pieces agree, and the number of bands."""
    bands, rows = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    row = st.lists(st.integers(0, 2), min_size=bands * rows, max_size=bands * rows)
    return draw(st.lists(row, min_size=1, max_size=6)), bands


def pairs(solution, signatures, bands):
    """The candidates, in order."""
    return np.array(sorted(solution.candidates(signatures, bands)))


def least(solution, numbers, a, b, prime):
    """The signature, as an array."""
    return np.array(solution.signature(numbers, a, b, prime))


def of_texts(solution, texts, n, a, b, prime, bands):
    """The candidates among texts, with the estimate and the truth of each."""
    sets = [solution.shingles(text, n) for text in texts]
    signatures = [solution.signature(solution.fingerprints(each), a, b, prime) for each in sets]
    found = sorted(solution.candidates(signatures, bands))
    estimates = [solution.estimate(signatures[i], signatures[j]) for i, j in found]
    return found, estimates, [solution.jaccard(sets[i], sets[j]) for i, j in found]


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_shingles_of_the_cat(kata, n):
    kata.check("shingles", CAT, n)


@given(TEXTS, st.integers(1, 3))
@example("a rose is a rose is a rose", 3)
@example("Is, is. IS a 3-a rose", 2)
def test_shingles_agree(kata, text, n):
    kata.check("shingles", text, n)


def test_worked_example_of_two_sets(kata):
    kata.check_figure("jaccard", A, B, gives=0.6)


@given(SETS, SETS)
@example({1, 2}, {1, 2, 3, 4})
@example({1, 2, 3, 4}, {1})
@example({1}, {2, 3})
def test_what_two_sets_share_agrees(kata, a, b):
    kata.check("jaccard", a, b | {7})


@pytest.mark.parametrize("text", ["a rose", "the cat sat", "a b", "b a", "3"])
def test_fingerprints_are_the_crc32_of_the_bytes(kata, text):
    kata.check("fingerprints", {text, "is a"})


@pytest.mark.parametrize(("numbers", "figure"), [(A, [1, 0]), (B, [2, 0])], ids=["A", "B"])
def test_worked_examples_of_a_signature(kata, numbers, figure):
    kata.check("signature", numbers, [1, 3], [0, 1], 7)
    kata.check_figure(least, numbers, [1, 3], [0, 1], 7, gives=figure)


@given(NUMBERS, FUNCTIONS)
@example({1, 2_000_000_000, 12_345}, list(zip(SLOPES, SHIFTS, strict=True)))
def test_signatures_agree(kata, numbers, functions):
    slopes, shifts = ([one[k] for one in functions] for k in (0, 1))
    kata.check("signature", numbers, slopes, shifts, SMALL)


def test_worked_example_of_the_estimate(kata):
    kata.check_figure("estimate", [1, 0], [2, 0], gives=0.5)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=8))
@example([(1, 2), (2, 1), (3, 3), (3, 1), (0, 3)])
def test_estimates_agree(kata, numbers):
    kata.check("estimate", *([one[k] for one in numbers] for k in (0, 1)))


def test_worked_example_of_the_candidates(kata):
    kata.check("candidates", SIGNATURES[:4], 3)
    kata.check_figure(pairs, SIGNATURES[:4], 3, gives=[[0, 1], [0, 2], [0, 3], [2, 3]])


@pytest.mark.parametrize("bands", [1, 2, 3, 6])
def test_candidates_of_the_figure_in_other_bands(kata, bands):
    kata.check("candidates", SIGNATURES, bands)


def test_all_pairs_of_a_bucket_are_candidates(kata):
    kata.check("candidates", TRIPLE, 2)


def test_each_number_of_a_piece_has_its_own_place(kata):
    kata.check("candidates", [[1, 23], [12, 3], [3, 12], [23, 1]], 1)


@given(signed())
def test_candidates_agree(kata, signed):
    kata.check("candidates", *signed)


def test_a_copy_with_a_word_changed_is_found(kata):
    """Of 14 runs in either, 8 are in both."""
    text = "one two three four five six seven eight nine ten eleven twelve thirteen"
    texts = [text, "something else that has nothing to do with all this", text.replace("seven", "SEVENTY")]
    kata.check(of_texts, texts, 3, SLOPES, SHIFTS, SMALL, 4)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("text", ["a rose", "Rose", "", " ... ", "\n", "a rose is"], ids=repr)
def test_a_text_may_be_shorter_than_a_run(kata, text):
    kata.check("shingles", text, 3)
    kata.check("shingles", text, 1)


@edges
@given(st.lists(WORDS, max_size=3).map(" ".join), st.integers(1, 5))
def test_short_texts_and_long_runs_agree(kata, text, n):
    kata.check("shingles", text, n)


@edges
@pytest.mark.parametrize(
    "text", ["Die Straße, die STRASSE.", "naïve café naïve café", "snake_case is one_word", "猫 が 好き"]
)
def test_words_may_be_of_any_language(kata, text):
    kata.check("shingles", text, 2)
    kata.check("fingerprints", {text, text.lower()})


@edges
@pytest.mark.parametrize("n", [0, -1])
def test_refuses_runs_of_no_words(kata, n):
    kata.check_raises(ValueError, "shingles", CAT, n, says=[str(n)])


@edges
@pytest.mark.parametrize(("a", "b"), [(set(), set()), (set(), {1}), ({1, 2}, set())])
def test_a_set_may_be_empty(kata, a, b):
    kata.check("jaccard", a, b)
    kata.check("fingerprints", {str(each) for each in a})


@edges
@given(NUMBERS, st.lists(st.tuples(st.integers(1, LARGE - 1), st.integers(0, LARGE - 1)), min_size=1, max_size=3))
@example({4_000_000_000, 17, 2**32 - 1}, [(LARGE - 2, 5), (2**60 + 3, 2**59)])
def test_the_product_may_have_122_bits(kata, numbers, functions):
    slopes, shifts = ([one[k] for one in functions] for k in (0, 1))
    kata.check("signature", numbers, slopes, shifts, LARGE)


@edges
def test_refuses_a_signature_of_nothing(kata):
    kata.check_raises(ValueError, "signature", set(), SLOPES, SHIFTS, SMALL)


@edges
@pytest.mark.parametrize("count", [1, 3])
def test_refuses_hash_functions_that_are_not_whole(kata, count):
    kata.check_raises(ValueError, "signature", A, SLOPES[:count], SHIFTS[:2], SMALL)
    kata.check_raises(ValueError, "estimate", SLOPES[:count], SHIFTS[:2])


@edges
@pytest.mark.parametrize("bands", [0, -2, 4, 5, 7, 12])
def test_refuses_pieces_that_are_not_equal(kata, bands):
    kata.check_raises(ValueError, "candidates", SIGNATURES, bands, says=[str(bands)])


@edges
@pytest.mark.parametrize("signatures", [[], [[1, 2, 3, 4]]], ids=["no text", "one text"])
def test_there_may_be_no_pairs(kata, signatures):
    kata.check("candidates", signatures, 2)


@edges
def test_a_bucket_may_hold_many_texts(kata):
    """A licence stands on each of thirty pages."""
    kata.check("candidates", [[7, 7, i, i + 1] for i in range(30)], 2)


@edges
def test_does_not_compare_all_pairs(kata):
    """600 texts have 179,700 pairs; two of them share a band with the first."""
    signatures = [[4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3] for i in range(600)]
    signatures[300][:2] = signatures[599][:2] = signatures[0][:2]
    kata.count_lines("candidates", signatures, 2, limit=60_000)
