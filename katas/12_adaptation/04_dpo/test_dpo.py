"""DPO learns from pairs of answers, by the log-probabilities that a policy and a reference give them."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    uses=["log_softmax", "reward_model"],
    minutes=70,
    ladder={
        "logits": "finite",
        "policy_chosen": "finite",
        "policy_rejected": "finite",
        "reference_chosen": "finite",
        "reference_rejected": "finite",
        "log_probs": "finite",
        "reference": "finite",
    },
    long="V T B *",
)

FIGURE = np.array([-12.0]), np.array([-30.0]), np.array([-10.0]), np.array([-20.0])
"""Both answers have grown less likely; h = 8."""
FOUR = (
    np.array([-3.0, -8.0, -5.5]),
    np.array([-4.0, -2.0, -6.0]),
    np.array([-3.5, -6.0, -5.0]),
    np.array([-2.0, -3.0, -9.0]),
)
LOGITS = np.log(np.array([[[0.5, 0.25, 0.25], [0.2, 0.2, 0.6], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4]]]))
IDS = np.array([[0, 1, 2, 1]])
ANSWER = np.array([[False, False, True, True]])
TABLE = np.array([[1.0, -0.5, 2.0, 0.0], [0.5, 3.0, -1.0, 1.5], [-2.0, 1.0, 0.25, 0.75], [2.5, -1.0, 0.0, 0.5]])
ROWS = np.stack([TABLE, TABLE[::-1] * 0.5, TABLE.T + 1.0])
TOKENS = np.array([[2, 0, 3, 1], [1, 3, 0, 2], [0, 2, 1, 3]])
COUNTED = np.array([[False, True, True, True], [False, False, True, False], [False, False, True, True]])


@st.composite
def sequences(draw, array=plain_arrays, dtype=np.float64, ragged=False):
    """Logits, tokens and a mask: an answer at the end, or counted tokens anywhere after the first place."""
    rows, length, tokens = draw(st.integers(1, 3)), draw(st.integers(2, 5)), draw(st.integers(2, 4))
    logits = draw(array((rows, length, tokens))).astype(dtype)
    mask = np.arange(length) >= draw(integer_arrays((rows, 1), 1, length))
    if ragged:
        mask = draw(integer_arrays((rows, length), 0, 2)) > 0
        mask[:, draw(st.integers(1, length - 1))] = True
    return logits, draw(integer_arrays((rows, length), 0, tokens)), mask


@st.composite
def answers(draw, array=plain_arrays):
    """Four arrays of log-probabilities."""
    first = draw(array((draw(st.integers(1, 5)),)))
    return [first, *(draw(array(first.shape)).astype(first.dtype) for _ in range(3))]


def size(four):
    """What cancels in the difference of differences."""
    return sum(np.abs(each).max() for each in four)


def estimate(solution, log_probs, reference, which):
    return solution.kl_estimates(log_probs, reference)[which]


def of_the_policy(solution, log_probs, reference):
    """The estimates, whose reference is a constant: whether a solution cuts it off itself is not asked."""
    reference = reference.detach() if hasattr(reference, "detach") else reference
    return solution.kl_estimates(log_probs, reference)


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("average", "figure"), [(False, -0.734), (True, -0.367)])
def test_worked_example_of_sequence_log_probs(kata, average, figure):
    """log 0.6 + log 0.8: token 2 from the row of token 1, token 1 from the row of token 2."""
    kata.check_figure("sequence_log_probs", LOGITS, IDS, ANSWER, average, gives=[figure], decimals=3)


@pytest.mark.parametrize(("smoothing", "figure"), [(0.0, 0.3711), (0.1, 0.4511)])
def test_worked_example_of_dpo(kata, smoothing, figure):
    kata.check_figure("dpo_loss", *FIGURE, label_smoothing=smoothing, gives=figure, decimals=4)


def test_worked_example_of_ipo(kata):
    """The means of the same answers over 20 tokens each: h = 0.4, and 1 / (2 beta) = 5."""
    kata.check_figure("ipo_loss", *(each / 20 for each in FIGURE), gives=21.16, decimals=2)


@pytest.mark.parametrize(("which", "figure"), [(0, [0.693, -0.693]), (1, [0.240, 0.240]), (2, [0.193, 0.307])])
def test_worked_example_of_kl_estimates(kata, which, figure):
    log_probs, reference = np.log(np.array([0.5, 0.25])), np.log(np.array([0.25, 0.5]))
    kata.check_figure(estimate, log_probs, reference, which, gives=figure, decimals=3)


@pytest.mark.parametrize("average", [False, True])
@given(sequences())
@example((ROWS, TOKENS, COUNTED))
@example((ROWS[:1], TOKENS[:1], COUNTED[:1]))
def test_the_log_probs_agree_with_numpy_and_torch(kata, average, sequence):
    kata.check("sequence_log_probs", *sequence, average, scale=np.abs(sequence[0]).max() * sequence[2].shape[1])


def test_sums_by_default(kata):
    kata.check("sequence_log_probs", ROWS, TOKENS, COUNTED)


@pytest.mark.parametrize("h", [0.0, 10.0, 20.0, -10_000.0, 1e30, -1e30])
def test_the_loss_of_one_difference(kata, h):
    """log 2 where the policy is the reference; with beta = 0.1, 1000 where h = -10,000."""
    kata.check("dpo_loss", np.array([h - 3.0]), np.array([-5.0]), np.array([-3.0]), np.array([-5.0]))


@given(answers(), st.sampled_from([0.1, 0.5, 2.0]), st.sampled_from([0.0, 0.1, 0.3]))
@example(FOUR, 0.1, 0.0)
@example(FOUR, 0.5, 0.1)
def test_the_dpo_loss_agrees_with_numpy_and_torch(kata, four, beta, smoothing):
    kata.check("dpo_loss", *four, beta, smoothing, scale=beta * size(four))


@given(answers(), st.sampled_from([0.1, 0.5, 2.0]))
@example(FOUR, 0.1)
@example(FOUR, 0.5)
def test_the_ipo_loss_agrees_with_numpy_and_torch(kata, four, beta):
    kata.check("ipo_loss", *four, beta, scale=(size(four) + 1 / beta) ** 2)


def test_has_the_defaults_of_the_stub(kata):
    kata.check("dpo_loss", *FOUR)
    kata.check("ipo_loss", *FOUR)


@given(plain_arrays((4,), magnitude=3.0), plain_arrays((4,), magnitude=3.0))
@example(np.array([-1.0, -2.0, -0.5, -3.0]), np.array([-2.0, -0.5, -0.5, -1.0]))
def test_the_estimates_agree_with_numpy_and_torch(kata, log_probs, reference):
    scale = np.exp(np.abs(log_probs).max() + np.abs(reference).max())
    kata.check("kl_estimates", log_probs, reference, scale=scale)


@given(plain_arrays((5,), magnitude=2.0), plain_arrays((5,), magnitude=2.0))
def test_k1_and_k3_are_right_on_average(kata, scores, others):
    """Weighed with the policy's probabilities of all tokens, both are the KL divergence; k2 is not."""
    log_p, log_q = (z - np.log(np.sum(np.exp(z))) for z in (scores, others))
    k1, _, k3 = kata.kl_estimates(log_p, log_q)
    divergence = np.sum(np.exp(log_p) * (log_p - log_q))
    kata.equal(np.sum(np.exp(log_p) * k1), divergence, "the mean of k1 is KL(policy ‖ reference)", scale=8)
    kata.equal(np.sum(np.exp(log_p) * k3), divergence, "the mean of k3 is KL(policy ‖ reference)", scale=60)


# ----------------------------------------------------------------------------------------- edges


@edges
def test_worked_example_of_token_log_probs(kata):
    """log 0.25, log 0.6 and log 0.8: of tokens 1, 2 and 1, each from the row before it."""
    kata.check_figure("token_log_probs", LOGITS, IDS, gives=[[-1.386, -0.511, -0.223]], decimals=3)


@edges
@given(sequences(arrays), dtypes())
@example((ROWS, TOKENS, COUNTED), np.float32)
@example((100 * ROWS, TOKENS, COUNTED), np.float32)
def test_the_log_probs_of_tokens_agree_with_numpy_and_torch(kata, sequence, dtype):
    logits, ids, _ = sequence
    kata.check("token_log_probs", logits.astype(dtype), ids, scale=np.abs(logits).max())


@edges
@pytest.mark.parametrize("dtype", ["int8", "uint8"])
def test_a_token_of_any_integer_type_may_be_impossible(kata, dtype):
    logits = ROWS.copy()
    logits[1, 0, TOKENS[1, 1]] = logits[2, 1, 0] = -np.inf
    kata.check("token_log_probs", logits, TOKENS.astype(dtype))


@edges
@given(sequences(arrays, ragged=True), dtypes(), st.booleans())
@example((ROWS, TOKENS, np.ones((3, 4), bool)), np.float64, True)
def test_counted_tokens_may_be_anywhere_after_the_first_place(kata, sequence, dtype, average):
    logits, ids, mask = sequence
    scale = np.abs(logits).max() * mask.shape[1]
    kata.check("sequence_log_probs", logits.astype(dtype), ids, mask, average, scale=scale)


@edges
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32"])
def test_takes_tokens_of_any_integer_type(kata, dtype):
    kata.check("sequence_log_probs", ROWS, TOKENS.astype(dtype), COUNTED)


@edges
@pytest.mark.parametrize("average", [False, True])
@pytest.mark.parametrize("place", [0, 1], ids=["does not count", "counts"])
def test_a_token_may_be_impossible(kata, place, average):
    """Its log-probability is -inf, and 0 times -inf is NaN."""
    logits = ROWS.copy()
    logits[1, place, TOKENS[1, place + 1]] = -np.inf
    kata.check("sequence_log_probs", logits, TOKENS, COUNTED, average)


@edges
@given(sequences(), dtypes())
@example((ROWS, TOKENS, COUNTED), np.float32)
def test_logits_may_be_large(kata, sequence, dtype):
    logits, ids, mask = sequence
    logits = (100 * logits).astype(dtype)
    kata.check("sequence_log_probs", logits, ids, mask, scale=np.abs(logits).max() * mask.shape[1])


@edges
@pytest.mark.parametrize("mask", [COUNTED & False, np.eye(4, dtype=bool)[:3]], ids=["nothing", "the first place"])
@pytest.mark.parametrize("average", [False, True])
def test_refuses_a_row_without_a_token_that_counts(kata, mask, average):
    kata.check_raises(ValueError, "sequence_log_probs", ROWS, TOKENS, mask, average)


@edges
@given(answers(arrays), st.sampled_from([0.1, 2.0]), st.sampled_from([0.0, 0.1]))
@example([each.astype(np.float32) for each in FOUR], 0.1, 0.1)
def test_the_losses_agree_in_every_dtype_and_layout(kata, four, beta, smoothing):
    kata.check("dpo_loss", *four, beta, smoothing, scale=beta * size(four))
    kata.check("ipo_loss", *four, beta, scale=(size(four) + 1 / beta) ** 2)


@edges
@given(arrays(magnitude=3.0), st.data())
@example(np.array([[-1.0, -2.0], [-0.5, -3.0]], np.float32), None)
def test_the_estimates_keep_shape_and_dtype(kata, log_probs, data):
    reference = log_probs[::-1] if data is None else data.draw(arrays(log_probs.shape, log_probs.dtype, magnitude=3.0))
    scale = np.exp(np.abs(log_probs).max() + np.abs(reference).max())
    kata.check("kl_estimates", log_probs, reference, scale=scale)


@edges
@pytest.mark.parametrize("loss", ["dpo_loss", "ipo_loss"])
@pytest.mark.parametrize("beta", [0, -0.1])
def test_refuses_a_beta_that_is_not_positive(kata, loss, beta):
    kata.check_raises(ValueError, loss, *FOUR, beta, says=[str(beta)])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(answers(), st.sampled_from([0.1, 2.0]), st.sampled_from([0.0, 0.1]))
@example(FOUR, 0.1, 0.0)
@example(FOUR, 0.5, 0.1)
def test_gradients_of_the_losses_agree_with_torch(kata, four, beta, smoothing):
    kata.check_gradient("dpo_loss", *four, beta, smoothing, scale=beta * size(four))
    kata.check_gradient("ipo_loss", *four, beta, scale=size(four) + 1 / beta)


@pytest.mark.kata(targets="torch")
def test_the_first_step_has_a_gradient(kata):
    """The policy begins as a copy of the reference: h is exactly 0."""
    kata.check_gradient("dpo_loss", FOUR[0], FOUR[1], FOUR[0], FOUR[1])


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("average", [False, True])
@given(sequences(ragged=True))
@example((ROWS, TOKENS, COUNTED))
def test_gradient_of_the_log_probs_agrees_with_torch(kata, average, sequence):
    kata.check_gradient("sequence_log_probs", *sequence, average)
    kata.check_gradient("token_log_probs", *sequence[:2])


@pytest.mark.kata(targets="torch")
@given(plain_arrays((4,), magnitude=3.0), plain_arrays((4,), magnitude=3.0))
@example(np.array([-1.0, -2.0, -0.5, -3.0]), np.array([-2.0, -0.5, -0.5, -1.0]))
def test_gradients_of_the_estimates_agree_with_torch(kata, log_probs, reference):
    scale = np.exp(np.abs(log_probs).max() + np.abs(reference).max())
    kata.check_gradient(of_the_policy, log_probs, reference, scale=scale)


test_stays_on_the_device_of_its_input = on_its_device(
    ("sequence_log_probs", ROWS, TOKENS, COUNTED),
    ("token_log_probs", ROWS, TOKENS),
    ("dpo_loss", *FOUR),
    ("ipo_loss", *FOUR),
    ("kl_estimates", FOUR[0], FOUR[1]),
)
