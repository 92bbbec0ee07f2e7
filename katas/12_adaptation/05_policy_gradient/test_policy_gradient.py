"""A policy gradient makes answers more likely that were better than others to the same question."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, dtypes, integer_arrays, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=45,
    ladder={
        "rewards": "finite",
        "log_probs": "finite",
        "old_log_probs": "finite",
        "advantages": "finite",
    },
)

REWARDS, GROUPS = np.array([3.0, 1.0, 0.0, 0.0, 7.0, 2.0]), np.array([4, 9, 4, 9, 4, 9])
NEW = np.log(np.array([[0.5, 0.2, 0.9], [0.3, 0.6, 0.1], [0.8, 0.05, 0.4]]))
OLD = np.log(np.array([[0.45, 0.1, 0.85], [0.4, 0.25, 0.3], [0.75, 0.2, 0.7]]))
GAINS = np.array([1.5, -0.5, -2.0])
ANSWER = np.array([[True, True, False], [True, True, True], [False, True, True]])
SOME = ANSWER & np.array([[True], [False], [True]])  # the second answer has no token that counts


@st.composite
def rewarded(draw, array=plain_arrays, **how):
    """Rewards, with ties and groups of equal rewards, and labels in any order."""
    count = draw(st.integers(1, 8))
    rewards, groups = draw(array((count,), **how)), draw(integer_arrays((count,), -2, 3))
    if draw(st.booleans()):
        rewards[groups == groups[0]] = rewards[0]
    return rewards, groups


@st.composite
def tokens(draw, array=plain_arrays, dtype=np.float64):
    """Log-probabilities now and before, whose ratios stay away from the bounds 0.8 and 1.2, and a mask."""
    rows, length = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    old = -np.abs(draw(array((rows, length)))).astype(dtype)
    ratios = np.array([1.0, 0.5, 1.5, 0.9, 1.1, 0.1, 3.0], dtype)[draw(integer_arrays((rows, length), 0, 7))]
    mask = draw(integer_arrays((rows, length), 0, 2)) > 0
    mask[draw(st.integers(0, rows - 1)), draw(st.integers(0, length - 1))] = True
    return old + np.log(ratios), old, draw(array((rows,))).astype(dtype), mask


LATER = pytest.mark.parametrize(
    "recipe",
    [{"longest": 7}, {"sequence": True}, {"upper": 0.28}, {"sequence": True, "upper": 0.05}],
    ids=["a constant length", "one ratio an answer", "an upper clip", "both"],
)


def size(new, old, gains, mask):
    """What cancels: terms of either sign, and log-probabilities whose difference is small."""
    return 3.0 * np.abs(gains).max() * (1 + np.abs(new).max() + np.abs(old).max())


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(
    ("rewards", "groups", "figure"),
    [
        ([1.0, 0.0, 0.0, 1.0], [0, 0, 0, 0], [1.0, -1.0, -1.0, 1.0]),
        ([1.0, 3.0, 10.0, 30.0], [0, 0, 1, 1], [-1.0, 1.0, -1.0, 1.0]),
        ([1.0, 10.0, 3.0, 30.0], [5, 2, 5, 2], [-1.0, -1.0, 1.0, 1.0]),
        ([1.0, 1.0, 0.0, 4.0], [0, 0, 1, 1], [0.0, 0.0, -1.0, 1.0]),
        ([2.0, 4.0, 9.0], [0, 0, 0], [-1.019, -0.340, 1.359]),
    ],
    ids=["one group", "two groups", "mixed", "equal rewards", "three"],
)
def test_worked_examples_of_advantages(kata, rewards, groups, figure):
    """To three decimals, which leaves room for a small number beside the standard deviation."""
    kata.check_figure("advantages", np.array(rewards), np.array(groups), gives=figure, decimals=3)


@pytest.mark.parametrize(
    ("ratio", "gain", "figure"),
    [(1.5, 1.0, -1.2), (1.5, -1.0, 1.5), (0.5, 1.0, -0.5), (0.5, -1.0, 0.8), (1.0, 2.0, -2.0), (1.1, -2.0, 2.2)],
)
def test_worked_examples_of_one_token(kata, ratio, gain, figure):
    new, old, one = np.log(np.array([[ratio * 0.25]])), np.log(np.array([[0.25]])), np.array([[True]])
    kata.check_figure("policy_loss", new, old, np.array([gain]), one, gives=figure, decimals=6)


def test_worked_example_of_two_answers(kata):
    """Lengths 1 and 3, at a ratio of 1: each of the four tokens counts alike."""
    mask = np.array([[True, False, False], [True, True, True]])
    zeros = np.zeros((2, 3))
    kata.check_figure("policy_loss", zeros, zeros, np.array([1.0, -1.0]), mask, gives=0.5)


@given(tokens(), st.sampled_from([0.2, 0.3]))
@example((NEW, OLD, GAINS, ANSWER), 0.2)
@example((NEW, OLD, GAINS, ANSWER), 0.05)
def test_the_loss_agrees_with_numpy_and_torch(kata, tokens, clip):
    kata.check("policy_loss", *tokens, clip, scale=size(*tokens))


def test_clips_at_0_2_by_default(kata):
    kata.check("policy_loss", NEW, OLD, GAINS, ANSWER)


@given(tokens())
def test_the_loss_of_all_tokens_is_the_mean_of_those_of_each(kata, tokens):
    new, old, gains, mask = tokens
    whole = kata.policy_loss(new, old, gains, mask) * mask.sum()
    parts = [
        kata.policy_loss(new, old, gains, mask & (np.arange(len(mask)) == i)[:, None]) * mask[i].sum()
        for i in range(len(mask))
        if mask[i].any()
    ]
    kata.equal(
        whole, np.sum(parts), "tokens count alike, in whichever answer they are", scale=size(*tokens) * mask.size
    )


# ----------------------------------------------------------------------------------------- edges


@edges
@given(rewarded(), st.sampled_from([1.0, 100.0, 1e-9]))
@example((REWARDS, GROUPS), 1.0)
@example((REWARDS, GROUPS), 1e-9)
@example((REWARDS + 1e6, GROUPS), 1.0)
@example((REWARDS, np.array([0, 0, 1, 1, 2, 2])), 1e-3)
@example((REWARDS[:3], np.array([3, 1, 2])), 1.0)
def test_the_advantages_agree_with_numpy_and_torch(kata, rewarded, factor):
    """Nothing is added to the standard deviation; a group of one, or of equal rewards, gets 0."""
    kata.check("advantages", factor * rewarded[0], rewarded[1], scale=spread(factor * rewarded[0], rewarded[1]))


def spread(rewards, groups):
    """How much a relative error of the rewards is magnified: the largest reward over the smallest deviation."""
    deviations = [rewards[groups == g].std() for g in set(groups.tolist()) if np.ptp(rewards[groups == g])]
    return np.abs(rewards).max() / min(deviations) if deviations else 0.0


@edges
@pytest.mark.parametrize("reward", [0.1, 0.7, -1.3, 1e8 / 3])
@pytest.mark.parametrize("count", [1, 3, 6])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_equal_rewards_have_no_advantage(kata, reward, count, dtype):
    """The mean of 0.1, 0.1 and 0.1 is not exactly 0.1, so their computed deviation is not exactly 0."""
    rewards, groups = np.append(np.full(count, reward), [-2.0, 5.0]), np.append(np.full(count, 7), [1, 1])
    kata.check("advantages", rewards.astype(dtype), groups)
    found = kata.advantages(rewards.astype(dtype), groups)
    kata.require(found[:count] == 0, "if all rewards of a group are equal, its advantages are exactly 0")


@edges
@given(rewarded(arrays), st.data())
@example((REWARDS.astype(np.float32), GROUPS), None)
@example(((REWARDS + 1e4).astype(np.float32), GROUPS), None)
def test_the_advantages_agree_in_every_dtype_and_layout(kata, rewarded, data):
    rewards, groups = rewarded
    if data is not None:
        groups = data.draw(laid_out(groups.astype(data.draw(st.sampled_from(["int64", "int32", "int8"])))))
    kata.check("advantages", rewards, groups, scale=spread(rewards.astype(float), groups))


@edges
@pytest.mark.parametrize("count", [1, 5, 7])
def test_refuses_shapes_that_differ(kata, count):
    groups = np.zeros(count, int)
    kata.check_raises(ValueError, "advantages", REWARDS, groups, says=[REWARDS.shape, groups.shape])


@edges
@given(tokens(arrays), dtypes(), st.data())
@example((NEW, OLD, GAINS, ANSWER), np.float32, None)
def test_the_loss_agrees_in_every_dtype_and_layout(kata, tokens, dtype, data):
    new, old, gains, mask = (x if x.dtype == bool else x.astype(dtype) for x in tokens)
    if data is not None:
        new = data.draw(laid_out(new))
    kata.check("policy_loss", new, old, gains, mask, scale=size(new, old, gains, mask))


in_the_padding = pytest.mark.parametrize(
    ("new", "old"),
    [(-np.inf, -2.0), (-1.0, -np.inf), (-np.inf, -np.inf), (0.0, -1e4), (np.nan, np.nan), (np.inf, -2.0)],
)


@edges
@in_the_padding
def test_padding_may_hold_anything(kata, new, old):
    left, right = np.where(ANSWER, NEW, new), np.where(ANSWER, OLD, old)
    kata.check("policy_loss", left, right, GAINS, ANSWER)


@edges
def test_an_answer_may_have_no_token_that_counts(kata):
    kata.check("policy_loss", NEW, OLD, GAINS, SOME)


@edges
def test_refuses_a_batch_in_which_no_token_counts(kata):
    kata.check_raises(ValueError, "policy_loss", NEW, OLD, GAINS, np.zeros((3, 3), bool))


@edges
@pytest.mark.parametrize(
    ("rewards", "figure"), [([1.0, 0.0, 0.0, 1.0], [0.5, -0.5, -0.5, 0.5]), ([2.0, 4.0, 9.0], [-3.0, -1.0, 4.0])]
)
def test_worked_examples_of_advantages_that_are_only_centred(kata, rewards, figure):
    groups = np.zeros(len(rewards), int)
    kata.check_figure("advantages", np.array(rewards), groups, standardise=False, gives=figure)


@edges
@given(rewarded(arrays))
@example((REWARDS, GROUPS))
@example(((REWARDS + 1e4).astype(np.float32), GROUPS))
def test_centred_advantages_agree_in_every_dtype_and_layout(kata, rewarded):
    rewards, groups = rewarded
    kata.check("advantages", rewards, groups, False, scale=np.abs(rewards).max())


@edges
def test_worked_example_of_a_constant_length(kata):
    """The losses of the four tokens, -1, 1, 1 and 1, over two answers of 4 tokens at most."""
    mask, zeros = np.array([[True, False, False], [True, True, True]]), np.zeros((2, 3))
    kata.check_figure("policy_loss", zeros, zeros, np.array([1.0, -1.0]), mask, longest=4, gives=0.25)


@edges
@pytest.mark.parametrize(("sequence", "figure"), [(True, -1.2), (False, -1.15)])
def test_worked_example_of_one_ratio_for_an_answer(kata, sequence, figure):
    new, old = np.log(np.array([[0.36, 0.5]])), np.log(np.array([[0.25, 0.5]]))
    both = np.array([[True, True]])
    kata.check_figure("policy_loss", new, old, np.array([1.0]), both, 0.3, sequence=sequence, gives=figure, decimals=6)


@edges
@pytest.mark.parametrize(("ratio", "gain", "figure"), [(1.5, 1.0, -1.28), (1.25, 1.0, -1.25), (0.5, -1.0, 0.8)])
def test_worked_examples_of_an_upper_clip(kata, ratio, gain, figure):
    new, old, one = np.log(np.array([[ratio * 0.25]])), np.log(np.array([[0.25]])), np.array([[True]])
    kata.check_figure("policy_loss", new, old, np.array([gain]), one, upper=0.28, gives=figure, decimals=6)


@edges
@LATER
@given(tokens(arrays), dtypes())
@example((NEW, OLD, GAINS, ANSWER), np.float64)
@example((NEW, OLD, GAINS, SOME), np.float32)
def test_the_later_losses_agree_in_every_dtype_and_layout(kata, recipe, tokens, dtype):
    new, old, gains, mask = (x if x.dtype == bool else x.astype(dtype) for x in tokens)
    kata.check("policy_loss", new, old, gains, mask, **recipe, scale=size(new, old, gains, mask))


@edges
@given(tokens())
def test_an_answer_counts_once_however_long_it_is(kata, tokens):
    new, old, gains, mask = tokens
    rows = [mask & (np.arange(len(mask)) == i)[:, None] for i in range(len(mask)) if mask[i].any()]
    parts = [kata.policy_loss(new, old, gains, row, sequence=True) for row in rows]
    whole = kata.policy_loss(new, old, gains, mask, sequence=True)
    kata.equal(whole, np.mean(parts), "each answer counts once, however long it is", scale=size(*tokens))


@edges
@LATER
@in_the_padding
def test_padding_may_hold_anything_in_the_later_losses(kata, recipe, new, old):
    left, right = np.where(ANSWER, NEW, new), np.where(ANSWER, OLD, old)
    kata.check("policy_loss", left, right, GAINS, ANSWER, **recipe)


# ----------------------------------------------------------------------------------------- torch


def of_the_policy(solution, log_probs, old_log_probs, gains, mask, **recipe):
    """The loss, whose advantages are constants."""
    gains = gains.detach() if hasattr(gains, "detach") else gains
    return solution.policy_loss(log_probs, old_log_probs, gains, mask, **recipe)


def with_one_tensor_twice(solution, log_probs, gains, mask, **recipe):
    """The first step: the log-probabilities are those with which the tokens were drawn."""
    gains = gains.detach() if hasattr(gains, "detach") else gains
    return solution.policy_loss(log_probs, log_probs, gains, mask, **recipe)


@pytest.mark.kata(targets="torch")
@given(tokens())
@example((NEW, OLD, GAINS, ANSWER))
def test_gradient_agrees_with_torch(kata, tokens):
    kata.check_gradient(of_the_policy, *tokens, scale=size(*tokens))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize(("ratio", "gain"), [(1.5, 1.0), (1.5, -1.0), (0.5, 1.0), (0.5, -1.0)])
def test_gradient_stops_where_the_policy_has_gone_far_enough(kata, ratio, gain):
    new, old = np.log(np.array([[ratio * 0.25, 0.5]])), np.log(np.array([[0.25, 0.5]]))
    kata.check_gradient(of_the_policy, new, old, np.array([gain]), np.array([[True, True]]))


@pytest.mark.kata(targets="torch")
@given(tokens())
@example((NEW, OLD, GAINS, ANSWER))
def test_gradient_of_the_first_step_is_that_of_reinforce(kata, tokens):
    """Minus the advantage, over the number of tokens that count: the same as of -mean(advantage · log_probs)."""
    kata.check_gradient(with_one_tensor_twice, tokens[0], tokens[2], tokens[3])


@pytest.mark.kata(targets="torch")
@in_the_padding
def test_gradient_of_padding_is_0(kata, new, old):
    left, right = np.where(ANSWER, NEW, new), np.where(ANSWER, OLD, old)
    kata.check_gradient(of_the_policy, left, right, GAINS, ANSWER)


@pytest.mark.kata(targets="torch")
@LATER
@given(tokens())
@example((NEW, OLD, GAINS, ANSWER))
@example((NEW, OLD, GAINS, SOME))
def test_gradients_of_the_later_losses_agree_with_torch(kata, recipe, tokens):
    kata.check_gradient(of_the_policy, *tokens, **recipe, scale=size(*tokens))


@pytest.mark.kata(targets="torch")
@LATER
def test_old_log_probs_are_a_constant_in_the_later_losses(kata, recipe):
    kata.check_gradient(with_one_tensor_twice, NEW, GAINS, ANSWER, **recipe)


@pytest.mark.kata(targets="torch")
@LATER
@in_the_padding
def test_gradient_of_padding_is_0_in_the_later_losses(kata, recipe, new, old):
    left, right = np.where(ANSWER, NEW, new), np.where(ANSWER, OLD, old)
    kata.check_gradient(of_the_policy, left, right, GAINS, ANSWER, **recipe)


test_stays_on_the_device_of_its_input = on_its_device(
    ("advantages", REWARDS, GROUPS),
    ("policy_loss", NEW, OLD, GAINS, ANSWER),
    ("policy_loss", NEW, OLD, GAINS, ANSWER, 0.2, 0.28, None, True),
)
