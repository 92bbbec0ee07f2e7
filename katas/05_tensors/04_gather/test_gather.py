"""An index picks one entry for each text, or one for each place, and no other."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, integer_arrays, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=35,
    targets="torch",
    from_scratch=[*themes.CATEGORICAL, "cross_entropy", "nll_loss", "CrossEntropyLoss", "NLLLoss"],
    instead="You need log_softmax and an index.",
    ladder={"x": "real", "logits": "finite", "tokens": "labels", "lengths": "labels"},
    batch="B",
    long="V",
)

TEXTS = np.array([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[7.0, 8.0], [0.0, 0.0], [0.0, 0.0]]])
LENGTHS = np.array([3, 1])
LOGITS = np.array([[[3.0, 1.0, 0.2], [3.0, 1.0, 0.2]], [[0.0, 0.0, 0.0], [1.0, 0.2, 3.0]]])
SEEN = np.array([[0, 2], [1, 2]])
TOKENS = np.array([[5, 6, 7], [8, 9, 4]])
INTEGERS = [np.int64, np.int32, np.int16, np.int8, np.uint8]
sizes = st.integers(2, 5)


def counted(*shape):
    """An array in which each entry is its own number, so that a wrong place shows."""
    return np.arange(float(np.prod(shape))).reshape(shape)


@st.composite
def texts(draw, least=2):
    """A vector for each place, and lengths; one text fills all places."""
    b, t, d = (draw(st.integers(least, 5)) for _ in range(3))
    lengths = draw(integer_arrays((b,), 1, t + 1)).copy()
    lengths[draw(st.integers(0, b - 1))] = t
    return counted(b, t, d), lengths


@st.composite
def plain_scores(draw):
    """Logits at a height of their own in each place, and the tokens that stand there."""
    b, t, v = draw(sizes), draw(sizes), draw(sizes)
    heights = draw(plain_arrays((b, t, 1), magnitude=100.0))
    return draw(plain_arrays((b, t, v))) + heights, draw(integer_arrays((b, t), 0, v))


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_last_token(kata):
    kata.check_figure("last_token", TEXTS, LENGTHS, gives=[[5, 6], [7, 8]])


def test_worked_example_of_token_log_probs(kata):
    kata.check_figure("token_log_probs", LOGITS, SEEN, gives=[[-0.1791, -2.9791], [-1.0986, -0.1791]], decimals=4)


def test_worked_example_of_shift_right(kata):
    kata.check_figure("shift_right", TOKENS, 1, gives=[[1, 5, 6], [1, 8, 9]])


@given(texts())
@example((counted(2, 2, 3), np.array([1, 2])))
@example((counted(3, 4, 2), np.array([2, 4, 1])))
def test_each_text_gives_its_own_last_token(kata, case):
    kata.check("last_token", *case)


@given(plain_scores())
@example((np.array([[[0.0, 1.0], [2.0, 5.0]], [[3.0, 3.0], [1.0, 0.0]]]), np.array([[1, 0], [1, 1]])))
def test_the_token_at_each_place_has_its_log_probability(kata, case):
    logits, tokens = case
    kata.check("token_log_probs", logits, tokens, scale=np.abs(logits).max())


@pytest.mark.parametrize("logits", [[1e4, 0.0, -1e4], [1000.0, 1001.0, 999.0], [-1e4, -1e4, -1e4]])
def test_large_logits_do_not_overflow(kata, logits):
    kata.check("token_log_probs", np.array([[logits] * 3] * 2), np.array([[0, 1, 2], [2, 2, 0]]), scale=1e4)


@given(plain_arrays((2, 3, 4)), integer_arrays((2, 3), 0, 4), st.integers(-50, 50))
def test_log_probabilities_are_unchanged_by_a_shift(kata, logits, tokens, shift):
    scale = np.abs(logits).max() + abs(shift)
    moved = kata.token_log_probs(logits + shift, tokens)
    kata.equal(moved, kata.token_log_probs(logits, tokens), "a constant added to all logits changes nothing", scale)


@given(st.data(), sizes, sizes, st.integers(0, 9))
@example(None, 2, 4, 0)
def test_the_tokens_move_one_place_to_the_right(kata, data, b, t, start):
    tokens = data.draw(integer_arrays((b, t), 0, 50)) if data else np.arange(1, b * t + 1).reshape(b, t)
    kata.check("shift_right", tokens, start)


test_is_written_from_scratch = from_scratch("token_log_probs", LOGITS, SEEN)


# ----------------------------------------------------------------------------------------- edges


@edges
@given(texts(least=1), st.data())
@example((counted(1, 1, 1), np.array([1])), None)
@example((counted(1, 3, 4), np.array([2])), None)
@example((counted(2, 3, 1), np.array([2, 3])), None)
def test_last_tokens_of_texts_in_any_memory(kata, case, data):
    x, lengths = case
    kata.check("last_token", data.draw(laid_out(x)) if data else x, lengths)


@edges
@pytest.mark.parametrize("dtype", INTEGERS)
def test_an_index_may_have_any_integer_dtype(kata, dtype):
    kata.check("last_token", counted(3, 3, 2), np.array([2, 1, 3], dtype))
    kata.check("token_log_probs", counted(2, 2, 3) % 5, np.array([[1, 0], [0, 2]], dtype), scale=5.0)


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.int64, np.bool_])
def test_the_vectors_may_have_any_dtype(kata, dtype):
    kata.check("last_token", (TEXTS % 4).astype(dtype), LENGTHS)


@edges
@pytest.mark.parametrize("padding", [np.nan, np.inf, 1e300])
def test_what_stands_behind_the_end_plays_no_part(kata, padding):
    x = np.where(np.arange(4)[:, None] < np.array([4, 2])[:, None, None], counted(2, 4, 3), padding)
    kata.check("last_token", x, np.array([4, 2]))


@edges
def test_no_texts_have_no_last_tokens(kata):
    kata.check("last_token", np.zeros((0, 3, 2)), np.zeros(0, np.int64))


@edges
@pytest.mark.parametrize("wrong", [0, -1, -17, 24, 31])
@pytest.mark.parametrize("place", [0, 2])
def test_a_length_outside_one_to_t_is_refused(kata, wrong, place):
    lengths = np.array([23, 5, 1])
    lengths[place] = wrong
    kata.check_raises(ValueError, "last_token", counted(3, 23, 2), lengths, says=[wrong, 23])


@edges
@given(arrays((2, 3, 4)), integer_arrays((2, 3), 0, 4))
@example(np.array([[[88.0, 89.0]]], np.float32), np.array([[0]]))
@example(np.array([[[1e4, -1e4]]], np.float32), np.array([[1]]))
def test_log_probabilities_in_every_dtype_and_memory(kata, logits, tokens):
    kata.check("token_log_probs", logits, tokens, scale=np.abs(logits).max())


@edges
def test_other_logits_may_be_minus_infinity(kata):
    logits = np.array([[[0.0, -np.inf, 1.0], [-np.inf, 2.0, -np.inf]], [[3.0, 3.0, -np.inf], [-np.inf, 0.0, 5.0]]])
    kata.check("token_log_probs", logits, np.array([[2, 1], [0, 0]]))


@edges
@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 1, 1), (1, 4, 2), (3, 1, 2), (0, 2, 3), (2, 0, 3)])
def test_axes_may_be_short_or_empty(kata, shape):
    kata.check("token_log_probs", counted(*shape), np.zeros(shape[:2], np.int64), scale=10.0)
    kata.check("shift_right", np.ones(shape[:2], np.int64), 7)


@edges
def test_a_vocabulary_of_fifty_thousand(kata):
    rng = np.random.default_rng(0)
    logits, tokens = rng.normal(0, 5, size=(1, 2, 50_000)), rng.integers(0, 50_000, size=(1, 2))
    kata.check("token_log_probs", logits.astype(np.float32), tokens)


def shifted_with_its_dtype(solution, tokens, start):
    shifted = solution.shift_right(tokens, start)
    return {"dtype": str(shifted.dtype), "tokens": shifted}


@edges
@pytest.mark.parametrize("dtype", INTEGERS)
def test_shifted_tokens_keep_their_dtype(kata, dtype):
    kata.check(shifted_with_its_dtype, np.array([[5, 6, 7], [1, 2, 3]], dtype), 9)


@edges
@given(integer_arrays((3, 4), 0, 50), st.data())
def test_shifted_tokens_in_any_memory(kata, tokens, data):
    kata.check("shift_right", data.draw(laid_out(tokens)), 3)


@edges
def test_whole_numbers_beyond_float_stay_whole(kata):
    kata.check("shift_right", np.array([[2**53 + 1, 2**60 + 1, 4]]), 2**53 + 3)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@given(texts())
@example((counted(2, 3, 2), np.array([3, 1])))
def test_the_gradient_flows_to_the_last_tokens_alone(kata, case):
    kata.check_gradient("last_token", *case)


@pytest.mark.kata(stage="torch")
@given(plain_scores())
@example((np.array([[[0.0, -np.inf, 2.0], [1e4, 0.0, -1e4]]]), np.array([[2, 1]])))
def test_gradient_of_log_probabilities_agrees_with_torch(kata, case):
    logits, tokens = case
    kata.check_gradient("token_log_probs", logits, tokens, scale=1.0)


test_stays_on_the_device_of_its_input = on_its_device(
    ("last_token", TEXTS, LENGTHS), ("token_log_probs", LOGITS, SEEN), ("shift_right", TOKENS, 1)
)
