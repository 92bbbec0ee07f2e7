"""A bigram model predicts each character from the one before it, by a table that is counted or learnt."""

from itertools import pairwise
from pydoc_data import topics

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.strategies import integer_arrays

pytestmark = pytest.mark.kata(
    uses=["softmax"],
    minutes=80,
    targets="python",
    ladder={
        "probs": "distribution-float32",
        "counts": "counts",
        "counted.text": "text",
        "counted.alphabet": "text",
        "train.text": "text",
        "train.alphabet": "text",
        "perplexity.text": "text",
        "perplexity.alphabet": "text",
        "sample.alphabet": "text",
        "sample.start": "text",
        "smoothing": "positive",
        "smoothed.counts": "counts",
    },
)

FIGURE = np.array([[1 / 3, 2 / 3], [1 / 2, 1 / 2]])
SKEWED = np.array([[0.5, 0.25, 0.25], [0.0, 0.125, 0.875], [0.75, 0.25, 0.0]])
COUNTS = np.array([[2, 0, 1], [1, 5, 0], [0, 0, 3]])
SMALL = "abcabcaacbbacbabccabaacbbc"
"""Every pair of a, b and c comes at least once."""
PLAIN = "".join(c if "a" <= c <= "z" else " " for c in " ".join(topics.topics.values()).lower())
TEXT = " ".join(PLAIN.split())[:60_000]
"""The language reference, which every Python ships: its words in small letters."""
LONG = 1e3
"""Thousands of logs add up: their rounding errors, too."""
SUM = 500.0
"""What the logs of 200 pairs add up to."""
LETTERS = " abcdefghijklmnopqrstuvwxyz"

texts = st.text("abc", min_size=2, max_size=30)
alphabets = st.sampled_from(["abc", "cab", "bcxa"])
us = st.floats(0, 1, exclude_max=True, width=32)


def unigram_perplexity(text, unseen):
    """What the frequency of each character alone gives."""
    counts = np.array([text.count(c) + 1 for c in LETTERS])
    logs = np.log(counts / counts.sum())
    return float(np.exp(-np.mean([logs[LETTERS.index(c)] for c in unseen[1:]])))


# ------------------------------------------------------------------------------------- scenarios


def counted(solution, text, alphabet):
    """Whether counts are whole numbers or floats is nobody's mistake."""
    return np.asarray(solution.count(text, alphabet), float)


def of_a_text(solution, text, alphabet, smoothing):
    return solution.probabilities(solution.count(text, alphabet), smoothing)


def smoothed(solution, counts, **given):
    """In float32: at the core that will do, where no input has a dtype of floats."""
    return np.asarray(solution.probabilities(counts, **given), np.float32)


def trained(solution, text, alphabet, lr, steps):
    return np.asarray(solution.train(text, alphabet, lr, steps), np.float32)


def held_out(solution, text, unseen):
    """The perplexity of a text that was not counted."""
    probs = solution.probabilities(solution.count(text, LETTERS))
    return np.asarray(solution.perplexity(probs, unseen, LETTERS), np.float32)


def written(solution, text, u):
    return solution.sample(solution.probabilities(solution.count(text, LETTERS), 0.0), LETTERS, " ", u)


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_counts(kata):
    kata.check_figure(counted, "abba", "ab", gives=[[0, 1], [1, 1]])


def test_worked_example_of_probabilities(kata):
    kata.check_figure("probabilities", np.array([[0, 1], [1, 1]]), gives=FIGURE, decimals=4)


def test_worked_example_of_perplexity(kata):
    kata.check_figure("perplexity", FIGURE, "abba", "ab", gives=1.817, decimals=3)


def test_worked_example_of_training(kata):
    kata.check_figure("train", "abba", "ab", 3.0, 1, gives=[[0.269, 0.731], [0.5, 0.5]], decimals=3)


def test_worked_example_of_sampling(kata):
    kata.equal(kata.run("sample", FIGURE, "ab", "a", [0.5, 0.2, 0.9]), "bab", "0.5, 0.2, 0.9 draw bab from a")


@given(texts, alphabets)
@example("abcab", "abc")
@example("aaab", "cab")
@example("abbbc", "bcxa")
def test_counts_every_pair_as_often_as_it_comes(kata, text, alphabet):
    kata.check(counted, text, alphabet)


@given(integer_arrays((3, 3), 0, 9), st.sampled_from([1.0, 0.5, 3.0]))
@example(COUNTS, 1.0)
@example(COUNTS, 0.25)
def test_adds_the_smoothing_to_each_count_and_divides_by_the_row(kata, counts, smoothing):
    kata.check(smoothed, counts, smoothing=smoothing)


def test_smooths_by_one_unless_told_otherwise(kata):
    kata.check(smoothed, COUNTS)
    kata.check(smoothed, COUNTS, smoothing=0.0)


@given(texts.map(lambda text: text + "ab"), st.sampled_from([1.0, 0.25]))
@example("abcab", 1.0)
@example("ab", 1.0)
@example("aaaab", 0.25)
def test_perplexity_is_exp_of_the_mean_negative_log_probability(kata, text, smoothing):
    probs = np.asarray(kata.run(of_a_text, "abcabbca", "abc", smoothing), float)
    kata.check("perplexity", probs, text, "abc")


@pytest.mark.parametrize("size", [2, 5])
def test_a_uniform_model_hesitates_among_all_characters(kata, size):
    found = kata.perplexity(np.full((size, size), 1 / size), "abbaab", "abxyz"[:size])
    kata.equal(found, float(size), "the perplexity of a uniform model is V", scale=float(size))


@given(texts, alphabets, st.sampled_from([0.5, 2.0]), st.integers(0, 12))
@example("abba", "ab", 3.0, 2)
@example("abca", "cab", 1.0, 1)
@example("abcbbbb", "abc", 2.0, 5)
def test_each_step_is_gradient_descent_on_the_mean_cross_entropy(kata, text, alphabet, lr, steps):
    kata.check(trained, text, alphabet, lr, steps)


def test_training_arrives_at_what_is_counted(kata):
    trained, found = kata.train(SMALL, "abc", 4.0, 1500), kata.run(of_a_text, SMALL, "abc", 0.0)
    kata.equal(trained, found, "after many steps train gives the counted probabilities, unsmoothed", scale=100.0)


def test_training_lowers_the_perplexity_step_by_step(kata):
    found = [kata.perplexity(kata.train(SMALL, "abc", 1.0, steps), SMALL, "abc") for steps in (0, 1, 2, 5, 20)]
    kata.require(np.diff(found) < 0, "more steps, a lower perplexity on the text of the training")


@given(st.lists(us, min_size=1, max_size=12))
@example([0.5, 0.1, 0.9, 0.3])
@example([0.74, 0.76, 0.76, 0.1, 0.99])
def test_samples_follow_the_chain(kata, u):
    kata.check("sample", SKEWED, "abc", "a", u)


def test_the_pairs_of_a_long_sample_come_as_often_as_they_should(kata):
    """Within six deviations; what has probability 0 never comes."""
    text = "a" + kata.sample(SKEWED, "abc", "a", np.random.default_rng(0).random(3000).tolist())
    counts = np.array([[sum(pair == (a, b) for pair in pairwise(text)) for b in "abc"] for a in "abc"])
    rows = counts.sum(axis=1, keepdims=True)
    near = np.abs(counts - rows * SKEWED) <= 6 * np.sqrt(rows * SKEWED * (1 - SKEWED))
    kata.require(near & (rows > 0), "each pair of a long sample comes as often as its probability says")


def test_knows_an_unseen_text_better_than_the_frequency_of_letters_does(kata):
    text, unseen = TEXT[:40_000], TEXT[50_000:50_200]
    found = kata.check(held_out, text, unseen, scale=SUM)
    kata.require(found < unigram_perplexity(text, unseen), "below the unigram's")


def test_is_a_picture_to_look_at(kata, picture_file):
    probs = kata.probabilities(kata.count(TEXT[:40_000], LETTERS), 0.0)
    text = kata.run(written, TEXT[:40_000], np.random.default_rng(1).random(48).tolist())
    kata.require(np.shape(probs) == (27, 27), "a row and a column for each letter")
    fig, ax = plt.subplots(figsize=(6.4, 6), layout="constrained")
    fig.colorbar(ax.imshow(probs, vmin=0.0, vmax=1.0, cmap="Blues"), label="probability")
    names = [c.replace(" ", "space") for c in LETTERS]
    ax.set_xticks(range(27), labels=names, rotation=90)
    ax.set_yticks(range(27), labels=names)
    ax.set(xlabel="next", ylabel="this", title=f"it writes: {text}")
    fig.savefig(picture_file, dpi=150)
    plt.close(fig)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("text", ["", "a", "é", "éaaé👋é"])
def test_counts_any_text_over_any_alphabet(kata, text):
    kata.check(counted, text, "👋aé")


@edges
@pytest.mark.parametrize("smoothing", [1.0, 0.25])
def test_computes_in_float64_where_no_input_has_a_dtype(kata, smoothing):
    kata.check("probabilities", COUNTS, smoothing)
    kata.check("train", "abcbbbb", "abc", 2.0, 5)


@edges
@pytest.mark.parametrize("smoothing", [0.0, 0, 1e-3])
def test_a_row_without_counts_is_uniform(kata, smoothing):
    kata.check("probabilities", np.array([[0, 3, 1], [0, 0, 0], [2, 2, 2]]), smoothing)


@edges
@pytest.mark.parametrize("dtype", [np.int32, np.uint8, np.float64])
@pytest.mark.parametrize("smoothing", [1.0, 1])
def test_takes_counts_and_smoothing_of_any_number_type(kata, dtype, smoothing):
    kata.check("probabilities", np.array([[250, 30], [0, 255]], dtype), smoothing)


@edges
@pytest.mark.parametrize("text", ["ba", "abcba", "cc"])
def test_a_pair_of_probability_0_makes_the_perplexity_infinite(kata, text):
    kata.check("perplexity", SKEWED, text, "abc")


@edges
def test_the_perplexity_of_a_long_text_does_not_underflow(kata):
    kata.check("perplexity", FIGURE, "abba" * 2000, "ab", scale=LONG)


@edges
@pytest.mark.parametrize("text", ["", "a"])
def test_fewer_than_two_characters_have_no_perplexity(kata, text):
    kata.check_raises(ValueError, "perplexity", FIGURE, text, "ab")


@edges
@pytest.mark.parametrize("text", ["abxa", "x", "aby"])
def test_a_character_outside_the_alphabet_is_refused(kata, text):
    kata.check_raises(ValueError, counted, text, "ab", says=[max(text)])


@edges
def test_a_character_outside_the_alphabet_has_no_perplexity(kata):
    kata.check_raises(ValueError, "perplexity", FIGURE, "abxa", "ab", says=["x"])


@edges
def test_a_row_that_the_text_lacks_stays_uniform_in_training(kata):
    kata.check("train", "abab", "abxy", 2.0, 3)


@edges
def test_large_steps_do_not_overflow(kata):
    kata.check("train", "aaab", "ab", 1e5, 3)


@edges
@pytest.mark.parametrize("number", [0.0, 0.5, 0.75, np.nextafter(1.0, 0.0)])
@pytest.mark.parametrize("start", ["a", "b", "c"])
def test_samples_the_first_whose_cumulative_probability_exceeds_the_number(kata, number, start):
    kata.check("sample", SKEWED, "abc", start, [number, number])


@edges
def test_rounding_never_samples_what_has_probability_0(kata):
    tenths = np.array([[0.1] * 10 + [0.0]] * 11)
    kata.check("sample", tenths, "abcdefghijk", "a", [np.nextafter(1.0, 0.0), 0.0])
    kata.check("sample", np.array([[0.0, 1.0], [0.0, 1.0]]), "ab", "a", [0.0, 0.0])


@edges
def test_no_number_writes_nothing(kata):
    kata.check("sample", FIGURE, "ab", "b", [])
