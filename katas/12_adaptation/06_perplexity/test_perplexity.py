"""Perplexity is the exponential of the mean loss, and the mean is over tokens."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["cross_entropy", "log_softmax"],
    minutes=45,
    ladder={"logits": "finite", "totals": "finite", "texts": "text-length"},
    long="V N B",
)

PROBS = np.array([[[0.2, 0.5, 0.3], [0.25, 0.5, 0.25], [0.1, 0.1, 0.8], [0.6, 0.2, 0.2]]])
FIGURE = np.log(PROBS), np.array([[0, 1, 2, -100]])
TOTALS, COUNTS, TEXTS = np.array([6.0, 6.0]), np.array([6, 2]), ["déjà vu", "été"]
TABLE = np.array([[1.0, -0.5, 2.0, 0.0], [0.5, 3.0, -1.0, 1.5], [-2.0, 1.0, 0.25, 0.75], [2.5, -1.0, 0.0, 0.5]])
LOGITS = np.stack([TABLE, TABLE[::-1] * 0.5, TABLE.T + 1.0])
LABELS = np.array([[2, 0, 3, 1], [1, 3, -100, -100], [0, 2, 1, -100]])
SPARSE = np.array([[-100, 0, -100, 1], [-100, -100, 2, -100], [0, -100, -100, -100]])


@st.composite
def batches(draw, array=plain_arrays, dtype=np.float64, anywhere=False):
    """Logits and labels: padding at the end of each row, or anywhere."""
    rows, length, tokens = draw(st.integers(1, 3)), draw(st.integers(2, 5)), draw(st.integers(2, 4))
    labels = draw(integer_arrays((rows, length), 0, tokens))
    if anywhere:
        left_out = draw(integer_arrays((rows, length), 0, 2)) > 0
    else:
        left_out = np.arange(length) >= draw(integer_arrays((rows, 1), 2, length + 1))
    return draw(array((rows, length, tokens))).astype(dtype), np.where(left_out, -100, labels)


@st.composite
def sums(draw, array=plain_arrays, least=1):
    """The sums of the losses of a few batches, and how many tokens each has."""
    counts = draw(integer_arrays((draw(st.integers(1, 5)),), least, 9))
    counts[0] = max(counts[0], 1)
    return np.abs(draw(array(counts.shape))), counts


texts = st.lists(
    st.text("ab é\N{EURO SIGN}\N{SMILING FACE WITH SUNGLASSES}", min_size=1, max_size=5), min_size=1, max_size=4
)


def size(logits, labels):
    """What is added up on the way."""
    return (np.abs(logits).max() + 2) * labels.size


def total(solution, logits, labels, **options):
    return solution.total_loss(logits, labels, **options)[0]


def perplexity_of(solution, logits, labels):
    """Both steps, for a single batch."""
    return perplexity_of_batches(solution, logits[None], labels[None])


def perplexity_of_batches(solution, logits, labels):
    """Both steps, for batches along the first axis. A total may be a float, and becomes an array here."""
    from array_api_compat import array_namespace

    xp = array_namespace(logits)
    parts = [solution.total_loss(z, y) for z, y in zip(logits, labels, strict=True)]
    totals = xp.stack([0 * logits[0, 0, 0, 0] + total for total, _ in parts])
    counts = xp.stack([0 * labels[0, 0, 0] + count for _, count in parts])
    return solution.perplexity(totals, counts)


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_the_total(kata):
    """log 2 + log 4: token 1 from the row of token 0, token 2 from the row of token 1."""
    kata.check_figure(total, *FIGURE, gives=2.079, decimals=3)
    kata.check("total_loss", *FIGURE)


def test_worked_example_of_the_perplexity(kata):
    kata.check_figure("perplexity", TOTALS, COUNTS, gives=4.482, decimals=3)


def test_worked_example_of_bits_per_byte(kata):
    kata.check_figure("bits_per_byte", TOTALS, TEXTS, gives=1.237, decimals=3)


@given(batches())
@example((LOGITS, np.abs(LABELS) % 100))
@example((LOGITS, LABELS))
def test_the_total_agrees_with_numpy_and_torch(kata, batch):
    kata.check("total_loss", *batch, scale=size(*batch))


def test_neither_the_first_token_nor_the_last_logits_play_a_part(kata):
    """n tokens have n - 1 predictions."""
    logits, labels = LOGITS.copy(), LABELS.copy()
    logits[:, -1], labels[:, 0] = 7.0 * logits[:, -1] - 3.0, [1, 0, 3]
    kata.equal(kata.run(total, logits, labels), kata.run(total, LOGITS, LABELS), "they change no loss")


@given(sums())
@example((TOTALS, COUNTS))
@example((np.array([3.0]), np.array([4])))
@example((np.array([0.0, 0.0]), np.array([2, 1])))
@example((np.array([8.0, 1.0, 2.0]), np.array([4, 1, 5])))
def test_the_perplexity_agrees_with_numpy_and_torch(kata, batches):
    kata.check("perplexity", *batches)


def test_a_long_text_does_not_overflow(kata):
    """The probability of the whole text is e^-1500, which is 0 in float64."""
    kata.check("perplexity", np.array([700.0, 800.0]), np.array([200, 300]))


@given(plain_arrays(st.integers(1, 4).map(lambda n: (n,))), st.data())
@example(TOTALS, None)
def test_bits_per_byte_agree_with_numpy_and_torch(kata, totals, data):
    several = (
        TEXTS if data is None else data.draw(st.lists(texts.map("".join), min_size=len(totals), max_size=len(totals)))
    )
    kata.check("bits_per_byte", np.abs(totals), several)


@pytest.mark.parametrize("tokens", [2, 7, 50])
def test_a_model_that_knows_nothing_hesitates_between_all_tokens(kata, tokens):
    logits, labels = np.full((2, 4, tokens), 1.5), np.array([[0, 1, 1, 0], [1, 0, -100, -100]])
    kata.equal(kata.run(perplexity_of, logits, labels), float(tokens), "equal probabilities: the perplexity is V")


def test_a_model_that_is_certain_and_right_does_not_hesitate(kata):
    labels = np.array([[0, 2, 1, 1]])
    logits = np.zeros((1, 4, 3))
    np.put_along_axis(logits, np.roll(labels, -1, axis=1)[..., None], 60.0, axis=2)
    kata.equal(kata.run(perplexity_of, logits, labels), 1.0, "probability 1 for each token: the perplexity is 1")


@given(batches())
@example((LOGITS, LABELS))
def test_the_perplexity_does_not_depend_on_the_batches(kata, batch):
    whole, parts = kata.run(perplexity_of, *batch), kata.run(perplexity_of_batches, *(x[:, None] for x in batch))
    kata.equal(parts, whole, "row by row the perplexity is the same as in one batch", scale=whole * size(*batch))


# ----------------------------------------------------------------------------------------- edges


@edges
@given(batches(arrays, anywhere=True), dtypes())
@example((LOGITS, SPARSE), np.float32)
@example((LOGITS, SPARSE), np.float64)
def test_tokens_that_do_not_count_may_be_anywhere(kata, batch, dtype):
    logits, labels = batch
    kata.check("total_loss", logits.astype(dtype), labels, scale=size(*batch))


@edges
@pytest.mark.parametrize("ignore_index", [0, 3, -1])
def test_another_number_may_mark_what_does_not_count(kata, ignore_index):
    kata.check("total_loss", LOGITS, np.where(LABELS < 0, ignore_index, LABELS), ignore_index=ignore_index)


@edges
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32"])
def test_labels_have_any_integer_type(kata, dtype):
    labels = np.where(LABELS < 0, 3, LABELS).astype(dtype)
    kata.check("total_loss", LOGITS, labels, ignore_index=3)


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_does_not_count_plays_no_part_even_if_it_is_impossible(kata, dtype):
    logits = LOGITS.astype(dtype)
    logits[0, 3, 0] = logits[1, 1:, 0] = logits[2, 2, 1] = -np.inf
    kata.check("total_loss", logits, LABELS)


@edges
def test_the_total_is_infinite_where_an_impossible_token_counts(kata):
    logits = LOGITS.copy()
    logits[0, 1, 3] = -np.inf
    kata.check("total_loss", logits, LABELS)


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("factor", [100.0, 3000.0])
def test_large_logits_do_not_overflow(kata, dtype, factor):
    kata.check("total_loss", (LOGITS * factor).astype(dtype), LABELS)


@edges
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("length", [1, 4])
def test_a_batch_in_which_nothing_counts_adds_nothing(kata, rows, length):
    labels = np.full((rows, length), -100)
    labels[:, 0] = 1
    kata.check("total_loss", LOGITS[:rows, :length], labels)


@edges
@given(sums(arrays, least=0))
@example((np.array([3.0, 0.0, 5.0], np.float32), np.array([2, 0, 4])))
@example((np.array([0.0, 5.0]), np.array([0, 4])))
def test_a_batch_may_have_no_token(kata, batches):
    kata.check("perplexity", *batches)


@edges
@pytest.mark.parametrize("dtype", ["uint8", "int32"])
def test_counts_have_any_integer_type(kata, dtype):
    kata.check("perplexity", np.array([250.0, 300.0]), np.array([200, 100]).astype(dtype))


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_text_may_be_empty(kata, dtype):
    kata.check("bits_per_byte", np.array([3.0, 0.0], dtype), ["naïve \N{SMILING FACE WITH SUNGLASSES}", ""])


@edges
@pytest.mark.parametrize("counts", [[0], [0, 0]], ids=str)
def test_refuses_a_perplexity_of_nothing(kata, counts):
    kata.check_raises(ValueError, "perplexity", np.zeros(len(counts)), np.array(counts))


@edges
@pytest.mark.parametrize("several", [[""], ["", ""]], ids=str)
def test_refuses_bits_per_byte_of_nothing(kata, several):
    kata.check_raises(ValueError, "bits_per_byte", np.zeros(len(several)), several)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(batches())
@example((LOGITS, LABELS))
def test_gradient_of_the_total_agrees_with_torch(kata, batch):
    kata.check_gradient(total, *batch, scale=size(*batch))


@pytest.mark.kata(targets="torch")
@given(sums())
@example((TOTALS, COUNTS))
def test_gradient_of_the_perplexity_agrees_with_torch(kata, batches):
    kata.check_gradient("perplexity", *batches)


@pytest.mark.kata(targets="torch")
def test_gradient_of_the_bits_agrees_with_torch(kata):
    kata.check_gradient("bits_per_byte", TOTALS, TEXTS)


test_stays_on_the_device_of_its_input = on_its_device(
    (total, LOGITS, LABELS), ("perplexity", TOTALS, COUNTS), ("bits_per_byte", TOTALS, TEXTS)
)
