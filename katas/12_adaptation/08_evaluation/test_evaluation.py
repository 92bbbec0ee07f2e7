"""An evaluation says how good a model is, how sure that is, and whether it is better than another."""

import math
import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.strategies import integer_arrays, plain_arrays

# random=True: whether a solution leaves the global generators alone is judged here, in its own words.
pytestmark = pytest.mark.kata(
    minutes=45,
    targets="python",
    random=True,
    ladder={"interval.scores": "finite", "comparison.a": "finite", "comparison.b": "finite"},
)

SCORES = np.array([0.5, -1.0, 2.25, 0.125, 3.0, -0.75, 1.5])
OTHERS = np.array([0.25, -1.5, 2.5, -0.5, 1.0, -0.25, 1.75])
TWO = np.array([2.0, 4.0])
SEVENTY, BEFORE, AFTER = (np.repeat([1.0, 0.0], [right, 100 - right]) for right in (70, 66, 72))

seeds = st.integers(0, 2**32 - 1)
levels = st.sampled_from([0.5, 0.8, 0.95, 0.999])


@st.composite
def counts(draw, most=12):
    """Samples, right ones among them, and how many of them are chosen."""
    n = draw(st.integers(1, most))
    return n, draw(st.integers(0, n)), draw(st.integers(1, n))


@st.composite
def pairs(draw):
    """The scores of two models on the same questions: two rows."""
    return draw(plain_arrays((2, draw(st.integers(2, 6)))))


def size(n):
    """The logarithm of n!: the largest number that a solution may add up on the way."""
    return 1 + math.lgamma(n + 1)


# ------------------------------------------------------------- what a solution finds, from a seed


def interval(solution, seed, scores, **options):
    """The two ends, whatever holds them."""
    low, high = solution.bootstrap_interval(scores, np.random.default_rng(seed), **options)
    return np.array([float(low), float(high)])


def comparison(solution, seed, a, b, **options):
    """The difference and its two ends, whatever holds them."""
    difference, low, high = solution.paired_difference(a, b, np.random.default_rng(seed), **options)
    return np.array([float(difference), float(low), float(high)])


DRAWS = {
    "bootstrap_interval": lambda solution, rng: solution.bootstrap_interval(np.arange(8.0) ** 2, rng, 5),
    "paired_difference": lambda solution, rng: solution.paired_difference(np.arange(8.0) ** 2, np.ones(8), rng, 5),
}


def whose_chance_it_is(solution, function):
    """Draws from four generators, and a look at those that belong to everybody."""
    saved = np.random.get_state()  # noqa: NPY002  it is the global generator that is guarded
    np.random.seed(20)  # noqa: NPY002  a state in which no solution would put it
    try:
        draw = DRAWS[function]
        everybodys = [repr(np.random.get_state()), random.getstate()]  # noqa: NPY002
        rng = np.random.default_rng(1)
        first, second = draw(solution, rng), draw(solution, rng)
        again, other = (draw(solution, np.random.default_rng(seed)) for seed in (1, 2))
        return {
            "NumPy's global generator is left alone": repr(np.random.get_state()) == everybodys[0],  # noqa: NPY002
            "Python's global generator is left alone": random.getstate() == everybodys[1],
            "the same seed gives the same interval": np.array_equal(first, again),
            "another seed gives another interval": not np.array_equal(first, other),
            "a second call gives another interval": not np.array_equal(first, second),
        }
    finally:
        np.random.set_state(saved)  # noqa: NPY002


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("n", "c", "k", "figure"), [(5, 2, 2, 0.7), (4, 1, 4, 1.0), (200, 20, 10, 0.6602)])
def test_worked_examples_of_pass_at_k(kata, n, c, k, figure):
    kata.check_figure("pass_at_k", n, c, k, gives=figure, decimals=4)


@given(counts())
@example((6, 2, 1))
@example((5, 0, 3))
@example((5, 4, 2))
@example((7, 3, 3))
def test_pass_at_k_is_the_share_of_choices_with_a_right_sample(kata, counts):
    kata.check("pass_at_k", *counts, scale=size(counts[0]))


def mean_over_all_counts(solution, p, n, k):
    """What pass_at_k gives on average, where each of n samples is right with probability p."""
    chances = [math.comb(n, c) * p**c * (1 - p) ** (n - c) for c in range(n + 1)]
    return sum(chance * solution.pass_at_k(n, c, k) for c, chance in enumerate(chances))


@pytest.mark.parametrize(("p", "n", "k"), [(0.3, 5, 2), (0.05, 10, 4)])
def test_pass_at_k_is_right_on_average(kata, p, n, k):
    """Nothing else with these arguments is: an estimate that is right for every p is unique."""
    mean = kata.run(mean_over_all_counts, p, n, k)
    kata.equal(mean, 1 - (1 - p) ** k, "on average, pass_at_k is 1 - (1 - p)^k", scale=size(n))


@pytest.mark.kata(pinned=False)
@pytest.mark.parametrize("scores", [[0.0, 1.0, 1.0, 1.0], [5.0, 5.0, 5.0, 9.0]])
def test_no_end_lies_beyond_the_scores(kata, scores):
    """Each end is a mean of scores, or lies between two such means. With a normal curve it would lie beyond."""
    low, high = kata.run(interval, 0, np.array(scores))
    law = "the ends are means of scores, or lie between two such means: none is beyond the smallest and largest score"
    kata.require(min(scores) <= low <= high <= max(scores), law)


@pytest.mark.parametrize(("level", "low", "high"), [(0.95, 2.0, 4.0), (0.4, 3.0, 3.0)])
def test_worked_example_of_two_scores(kata, level, low, high):
    """The means are 2, 3, 3 and 4, each a quarter of all. With a fair draw no end is off once in 10**9 times."""
    kata.check_figure(interval, 0, TWO, level=level, gives=[low, high])


@pytest.mark.parametrize("function", DRAWS)
def test_the_generator_alone_decides(kata, function):
    kata.check(whose_chance_it_is, function)


@pytest.mark.kata(pinned=False)
def test_worked_example_of_a_hundred_questions(kata):
    """Other draws often have the same ends, so these tell no mistake apart."""
    kata.check_figure(interval, 0, SEVENTY, gives=[0.61, 0.79], decimals=6)


def test_an_equal_gain_on_every_question_leaves_no_doubt(kata):
    found = kata.run(comparison, 0, OTHERS + 1, OTHERS)
    law = "if a is better by 1 on each question, it is better by 1 in each resample of questions: 1, 1, 1"
    kata.equal(found, np.ones(3), law, scale=4)


@pytest.mark.kata(pinned=False)
def test_worked_example_of_two_models(kata):
    kata.check_figure(comparison, 0, AFTER, BEFORE, gives=[0.06, 0.02, 0.11], decimals=6)


@given(seeds, plain_arrays((5,)), st.integers(1, 40), levels)
@example(0, SCORES, 1000, 0.95)
@example(1, SCORES, 1000, 0.8)
@example(2, SCORES, 40, 0.9)
@example(4, SCORES, 1, 0.999)
@example(3, SCORES**2, 40, 0.5)
def test_the_interval_is_that_of_the_percentiles(kata, seed, scores, resamples, level):
    kata.check(interval, seed, scores, resamples=resamples, level=level, scale=np.abs(scores).max())


def test_has_the_defaults_of_the_stub(kata):
    kata.check(interval, 0, SCORES)
    kata.check(comparison, 0, SCORES, OTHERS)


@given(seeds, pairs(), st.integers(2, 40), levels)
@example(0, np.stack([SCORES, OTHERS]), 1000, 0.95)
@example(1, np.stack([SCORES, OTHERS]), 1000, 0.8)
@example(2, np.stack([SCORES, OTHERS]), 40, 0.9)
def test_the_comparison_is_paired(kata, seed, pair, resamples, level):
    kata.check(comparison, seed, *pair, resamples=resamples, level=level, scale=np.abs(pair).max())


@given(seeds, pairs())
def test_swapping_the_models_turns_the_comparison_round(kata, seed, pair):
    there, back = (kata.run(comparison, seed, *models, resamples=20) for models in (pair, pair[::-1]))
    kata.equal(
        there, -back[[0, 2, 1]], "b against a is a against b with the sign turned round", scale=np.abs(pair).max()
    )


@given(seeds, pairs())
def test_what_both_models_gain_makes_no_difference(kata, seed, pair):
    """Hard and easy questions: the same number is added to both scores of a question."""
    gain = 10.0 * np.arange(len(pair[0]))
    still, moved = (kata.run(comparison, seed, *models, resamples=20) for models in (pair, pair + gain))
    kata.equal(moved, still, "what both models gain on a question cancels", scale=np.abs(pair).max() + 2 * gain.max())


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize(("n", "c", "k"), [(5000, 2500, 2500), (5000, 1, 2500), (10**4, 20, 100), (2000, 1000, 1)])
def test_counts_may_be_large(kata, n, c, k):
    """5000 choose 2500 has 1504 digits, and a float ends at 10**308."""
    kata.check("pass_at_k", n, c, k, scale=size(n))


@edges
@pytest.mark.parametrize("c", [0, 1, 2])
def test_refuses_to_choose_more_samples_than_there_are(kata, c):
    kata.check_raises(ValueError, "pass_at_k", 2, c, 3, says=["2", "3"])


@edges
@pytest.mark.parametrize(("n", "c", "k"), [(5, 6, 2), (5, 9, 1), (5, -1, 2), (5, 2, 0), (5, 2, -1), (0, 0, 0)])
def test_refuses_counts_that_can_not_be(kata, n, c, k):
    kata.check_raises(ValueError, "pass_at_k", n, c, k)


@edges
@given(seeds, integer_arrays((6,), 0, 2), integer_arrays((6,), 0, 2), st.sampled_from(["bool", "uint8", "int64"]))
@example(0, np.array([1, 1, 0, 1, 0, 0]), np.array([0, 1, 1, 1, 0, 1]), "bool")
@example(0, np.array([1, 1, 0, 1, 0, 0]), np.array([0, 1, 1, 1, 0, 1]), "uint8")
@pytest.mark.parametrize("kind", [np.asarray, np.ndarray.tolist], ids=["arrays", "lists"])
def test_scores_may_be_truth_values_and_lists(kata, kind, seed, a, b, dtype):
    """Right or wrong is what a benchmark writes down."""
    a, b = (kind(x.astype(dtype)) for x in (a, b))
    kata.check(interval, seed, a, resamples=20, scale=1)
    kata.check(comparison, seed, a, b, resamples=20, scale=1)


@edges
@pytest.mark.parametrize("scores", [np.array([0.75]), np.array([3.0, 3.0, 3.0])], ids=["one", "all equal"])
def test_equal_scores_have_an_interval_without_width(kata, scores):
    kata.check(interval, 0, scores, resamples=10)
    kata.check(comparison, 0, scores, scores, resamples=10)


@edges
@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.5])
def test_refuses_a_level_that_is_no_share(kata, level):
    kata.check_raises(ValueError, interval, 0, SCORES, level=level, says=[str(level)])
    kata.check_raises(ValueError, comparison, 0, SCORES, OTHERS, level=level, says=[str(level)])


@edges
def test_refuses_no_scores(kata):
    kata.check_raises(ValueError, interval, 0, SCORES[:0])
    kata.check_raises(ValueError, comparison, 0, SCORES[:0], SCORES[:0])


@edges
@pytest.mark.parametrize(("first", "second"), [(7, 6), (6, 7), (7, 1), (1, 7)])
def test_refuses_models_that_answered_other_questions(kata, first, second):
    """One score against seven would quietly be compared with each of them."""
    kata.check_raises(ValueError, comparison, 0, SCORES[:first], OTHERS[:second], says=[str(first), str(second)])


RIGHT, RANKED = [True, False, True, False, False], [0.5, 0.9, 0.7, 0.1, 0.3]
"""Five samples; the checker likes a wrong one best."""
TRAIN = ["The cat sat on the mat. It slept.", "Two and two make four, they say."]
TEST = [
    "Where did the cat sit?",
    "A cat sat on the MAT -",
    "they say the cat sat",
    "slept two and two",
    "mat",
    "What did he say?",
]


@edges
@pytest.mark.parametrize(("n", "figure"), [(1, 0.4), (2, 0.5), (3, 0.4), (4, 0.2), (5, 0.0)])
def test_worked_examples_of_best_of_n(kata, n, figure):
    """One curve: it rises while more samples help, and falls where more samples find what fools the checker."""
    kata.check_figure("best_of_n", RIGHT, RANKED, n, gives=figure, decimals=6)


@edges
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=7), st.data())
@example([(True, 1), (False, 1), (True, 0), (False, 3), (True, 3)], 2)
@example([(False, 2), (True, 2), (False, 2)], 2)
def test_best_of_n_is_the_share_of_choices_whose_best_is_right(kata, samples, data):
    n = data if isinstance(data, int) else data.draw(st.integers(1, len(samples)))
    right, scores = (list(column) for column in zip(*samples, strict=True))
    kata.check("best_of_n", right, scores, n, scale=size(len(samples)))


@edges
@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_with_a_perfect_checker_it_is_pass_at_k(kata, right, data):
    n = data.draw(st.integers(1, len(right)))
    best = kata.best_of_n(right, [float(r) for r in right], n)
    law = "a checker that scores right samples 1 and wrong ones 0 finds a right one wherever there is one"
    kata.equal(best, kata.pass_at_k(len(right), sum(right), n), law, scale=size(len(right)))


@edges(pinned=False)  # logarithms lose a few digits here
@pytest.mark.parametrize(("n", "right"), [(400, 3), (600, 1), (1, 600)])
def test_best_of_many_samples_is_no_float_too_large(kata, n, right):
    """1200 choose 600 has 360 digits."""
    checked = [i % (1200 // right) == 0 for i in range(1200)]
    best = kata.best_of_n(checked, [float(r) for r in checked], n)
    law = "a checker that scores right samples 1 and wrong ones 0 finds a right one wherever there is one"
    kata.equal(best, kata.pass_at_k(1200, right, n), law, scale=size(1200))


@edges
@pytest.mark.parametrize(("n", "scores"), [(0, RANKED), (6, RANKED), (2, RANKED[:4])], ids=["0", "6 of 5", "4 scores"])
def test_best_of_n_refuses_what_can_not_be(kata, n, scores):
    kata.check_raises(ValueError, "best_of_n", RIGHT, scores, n, says=[4 if len(scores) == 4 else n, 5])
    if len(scores) == 4:
        kata.check_raises(ValueError, "best_of_n", scores, RIGHT, n, says=[4, 5])


@edges
@given(st.lists(st.sampled_from(["7", "12", "-1", "x"]), min_size=1, max_size=9))
@example(["7", "12", "12", "7", "x"])
@example(["12", "7", "x", "x", "7"])
@example(["7", "12", "12", "7", "12"])
@example(["x", "7", "12"])
@example([7, 12, 12, 7, 3])
def test_the_majority_is_the_commonest_answer_and_of_several_the_first(kata, answers):
    kata.check("majority_vote", answers)


@edges
def test_refuses_a_vote_without_answers(kata):
    kata.check_raises(ValueError, "majority_vote", [])


@edges
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_finds_questions_that_stand_in_the_training_text(kata, n):
    kata.check("contamination", TRAIN, TEST, n)


PAGES = ["Concatenate the categories: snake_case, naïve CAFÉ.", "two and two make four", "It slept"]
ASKED = [
    *("cat", "the category", "ate the categories", "concatenate the", "snake case", "na ve", "case naive"),
    *("the categories snake_case", "naïve café", "two and two make four", "make two and two", "it slept", "It", ""),
]
"""Pieces of words, words of any language, the same words in another order, and texts as short as a run or shorter."""


@edges
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6])
def test_compares_runs_of_whole_words(kata, n):
    kata.check("contamination", PAGES, ASKED, n)


@edges
def test_thirteen_words_in_a_row_are_no_chance(kata):
    words = [f"w{i}" for i in range(14)]
    kata.check("contamination", [" ".join(words)], [" ".join(words[:12]), " ".join(words[:13]), " ".join(words[1:])])
    kata.check("contamination", [], TEST)
    kata.check("contamination", TRAIN, [])


@edges
@pytest.mark.parametrize("n", [0, -3])
def test_refuses_runs_of_no_words(kata, n):
    kata.check_raises(ValueError, "contamination", TRAIN, TEST, n, says=[n])
