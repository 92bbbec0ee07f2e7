"""A reward model gives the better answer of a pair the higher score."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device, themes
from dojo.strategies import arrays, dtypes, integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=40,
    from_scratch=[
        *themes.LOG_SIGMOID,
        *("binary_cross_entropy", "binary_cross_entropy_with_logits", "BCELoss", "BCEWithLogitsLoss"),
        *("soft_margin_loss", "SoftMarginLoss", "multilabel_soft_margin_loss", "log_loss"),
    ],
    instead="You need a difference, a mean, and log1p and exp, or logaddexp.",
    ladder={"chosen": "finite", "rejected": "finite", "values": "finite"},
    long="B T",
)

CHOSEN, REJECTED = np.array([1.2, 0.5]), np.array([0.3, 1.0])
SCORES, OTHERS = np.array([2.0, -1.0, 0.5, 3.0]), np.array([-1.0, 0.5, 0.25, 1.5])
MARGINS = np.array([0.5, -1.0, 2.0, 0.25])
VALUES = np.array([[1.0, 2.0, 9.0], [4.0, 5.0, 6.0]])
REAL = np.array([[True, True, False], [True, True, True]])
TOKENS = np.array([[0.5, -2.0, 7.0, 3.0], [8.0, 1.0, -4.0, 2.0], [6.0, 9.0, -1.0, 5.0]])
RIGHT = np.array([[True, True, True, False], [True, False, False, False], [True, True, False, False]])
LEFT, BOTH = RIGHT[:, ::-1].copy(), np.array([[False, True, True, False]] * 3)


@st.composite
def pairs(draw, array=plain_arrays):
    """Scores of a few pairs of answers."""
    chosen = draw(array((draw(st.integers(1, 5)),)))
    return chosen, draw(array(chosen.shape)).astype(chosen.dtype)


@st.composite
def padded(draw, array=plain_arrays, right=True):
    """Values, and a mask with a real token in each row: padding on the right, or anywhere."""
    values = draw(array((draw(st.integers(1, 4)), draw(st.integers(1, 5)))))
    counts = draw(integer_arrays((len(values), 1), 1, values.shape[1] + 1))
    mask = np.arange(values.shape[1]) < counts
    if not right:
        mask = mask & (draw(integer_arrays(values.shape, 0, 2)) > 0)
        mask[:, draw(st.integers(0, values.shape[1] - 1))] = True
    return values, mask


def size(chosen, rejected, margin=0.0):
    """What cancels in the difference of two scores."""
    return np.abs(chosen).max() + np.abs(rejected).max() + np.abs(margin).max()


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("pair", "figure"), [([0, 1], 0.6576), ([0], 0.3412), ([1], 0.9741)])
def test_worked_example(kata, pair, figure):
    kata.check_figure("preference_loss", CHOSEN[pair], REJECTED[pair], gives=figure, decimals=4)


def test_worked_example_with_a_margin(kata):
    kata.check_figure("preference_loss", CHOSEN, REJECTED, 0.5, gives=0.9131, decimals=4)


def test_worked_example_of_accuracy(kata):
    kata.check_figure("accuracy", CHOSEN, REJECTED, gives=0.5)


def test_worked_example_of_last_scores(kata):
    kata.check_figure("last_scores", VALUES, REAL, gives=[2.0, 6.0])


def test_each_pair_has_a_margin_of_its_own(kata):
    kata.check("preference_loss", SCORES, OTHERS, MARGINS)


@given(pairs(), st.sampled_from([0.0, 0.5, 3.0, -1.0]))
@example((SCORES, OTHERS), 0.0)
@example((SCORES, OTHERS), 0.5)
def test_the_loss_agrees_with_numpy_and_torch(kata, pair, margin):
    kata.check("preference_loss", *pair, margin, scale=size(*pair, margin))


@pytest.mark.parametrize("score", [1000.0, -1000.0, 30.0, -30.0])
def test_is_finite_for_large_scores(kata, score):
    """A pair in the wrong order by 1000 costs 1000."""
    kata.check("preference_loss", np.array([score]), np.array([0.0]), scale=abs(score))


@given(pairs())
@example((SCORES, OTHERS))
def test_the_accuracy_agrees_with_numpy_and_torch(kata, pair):
    chosen, rejected = pair
    kata.check("accuracy", chosen, np.where(chosen == rejected, rejected - 1, rejected))


@given(padded())
@example((TOKENS, RIGHT))
def test_the_last_scores_agree_where_padding_is_on_the_right(kata, padded):
    kata.check("last_scores", *padded)


@given(pairs(), st.integers(-50, 50))
def test_a_constant_added_to_all_scores_changes_nothing(kata, pair, constant):
    moved = kata.preference_loss(pair[0] + constant, pair[1] + constant)
    still = kata.preference_loss(*pair)
    kata.equal(moved, still, "the loss depends on the differences alone", scale=size(*pair) + 2 * abs(constant))


@given(pairs())
def test_swapping_the_answers_adds_their_mean_difference(kata, pair):
    """-log sigmoid(-h) = h - log sigmoid(h)."""
    left = kata.preference_loss(pair[1], pair[0])
    right = kata.preference_loss(*pair) + np.mean(pair[0] - pair[1])
    kata.equal(left, right, "loss(rejected, chosen) = loss(chosen, rejected) + mean(chosen - rejected)", size(*pair))


def test_is_written_from_scratch(kata):
    def all_of_it(solution, chosen, rejected, values, mask):
        parts = solution.preference_loss(chosen, rejected, 0.5), solution.accuracy(chosen, rejected)
        return [*parts, solution.last_scores(values, mask)]

    kata.check_from_scratch(all_of_it, CHOSEN, REJECTED, VALUES, REAL)


# ----------------------------------------------------------------------------------------- edges


@edges
def test_a_tie_counts_as_wrong(kata):
    kata.check("accuracy", np.array([1.0, 2.0, 2.0, 0.0]), np.array([1.0, 1.0, 2.0, 3.0]))


@edges
@pytest.mark.parametrize("lead", [1e-6, 1e-12, 1e-20])
def test_the_smallest_lead_counts_as_right(kata, lead):
    kata.check("accuracy", np.array([lead, 0.0, 0.5]), np.array([0.0, lead, 0.5 - 1e-9]))


@edges
@given(padded(arrays, right=False))
@example((TOKENS.astype(np.float32), LEFT))
@example((TOKENS, BOTH))
def test_padding_may_be_anywhere(kata, padded):
    kata.check("last_scores", *padded)


@edges
@given(pairs(arrays), st.booleans())
@example((SCORES, OTHERS), False)
@example((SCORES.astype(np.float32), OTHERS.astype(np.float32)), True)
def test_agrees_in_every_dtype_and_layout(kata, pair, with_margins):
    margin = 0.5 if not with_margins else np.arange(len(pair[0])).astype(pair[0].dtype)
    kata.check("preference_loss", *pair, margin, scale=size(*pair, margin))
    kata.check("accuracy", *pair)


@edges
@given(pairs(), dtypes(), st.sampled_from([10.0, 1e3, 1e30]))
@example((np.array([-9.0]), np.array([9.0])), np.float32, 1e3)
@example((np.array([-9.0]), np.array([9.0])), np.float32, 1e30)
@example((np.array([9.0]), np.array([1.0])), np.float32, 10.0)
def test_is_finite_for_finite_scores_of_any_size(kata, pair, dtype, factor):
    chosen, rejected = ((factor * scores).astype(dtype) for scores in pair)
    kata.check("preference_loss", chosen, rejected, scale=size(chosen, rejected))


@edges
@pytest.mark.parametrize("function", ["preference_loss", "accuracy"])
@pytest.mark.parametrize("shape", [(4, 1), (1, 4), (1,)])
def test_refuses_shapes_that_differ(kata, function, shape):
    """(B, 1) against (B,) would quietly compare every answer with every other."""
    rejected = np.resize(OTHERS, shape)
    kata.check_raises(ValueError, function, SCORES, rejected, says=[SCORES.shape, rejected.shape])


@edges
@pytest.mark.parametrize("rows", [[0], [1], [2], [0, 1, 2]])
def test_refuses_a_row_without_a_real_token(kata, rows):
    mask = RIGHT.copy()
    mask[rows] = False
    kata.check_raises(ValueError, "last_scores", TOKENS, mask)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(pairs(), st.sampled_from([0.0, 0.5]))
@example((SCORES, OTHERS), 0.5)
@example((np.array([1.0, 2.0]), np.array([1.0, 0.0])), 0.0)
def test_gradient_agrees_with_torch(kata, pair, margin):
    kata.check_gradient("preference_loss", *pair, margin, scale=size(*pair, margin))


@pytest.mark.kata(targets="torch")
def test_gradient_of_a_tie_is_one_half(kata):
    """All scores are equal before the first step: with a gradient of 0 there would never be another."""
    kata.check_gradient("preference_loss", np.zeros(2), np.zeros(2))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("score", [1000.0, -1000.0])
def test_gradient_is_finite_for_large_scores(kata, score):
    """A pair in the wrong order by 1000 pulls with its whole weight."""
    kata.check_gradient("preference_loss", np.array([score, 1.0]), np.array([0.0, 0.5]))


@pytest.mark.kata(targets="torch")
@given(padded(right=False))
@example((TOKENS, LEFT))
def test_gradient_reaches_the_last_token_alone(kata, padded):
    kata.check_gradient("last_scores", *padded)


test_stays_on_the_device_of_its_input = on_its_device(
    ("preference_loss", SCORES, OTHERS), ("accuracy", SCORES, OTHERS), ("last_scores", TOKENS, RIGHT)
)
