"""A verifier says what is right, from which answers something is to be learnt, and how likely their tokens were."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, integer_arrays, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=75,
    uses=["log_softmax", "dpo", "policy_gradient"],
    ladder={"rewards": "finite", "logits": "finite"},
)
on_texts = pytest.mark.kata(targets="python")
edges_of_texts = edges(targets="python")

QUESTIONS, ANSWERS = ["hne", "pjh"], [["ehn.", "hne.", "een."], ["hjp.", "hpj.", "jp."]]
END = 9
IDS = np.array([[5, 9, 6, 7, 9, 8, 9], [6, 5, 5, 7, 4, 8, 7]])  # the answers begin at place 3
LOGITS = np.array([[[0.5, -1.0, 2.0], [0.0, 3.0, 1.0], [-2.0, 1.0, 0.5], [9.0, -9.0, 4.0]]])
CHOSEN = np.array([[0, 2, 1, 0]])
THREE_TO_ONE = np.log(np.array([[[5.0, 7.0], [3.0, 1.0], [1.0, 4.0]]]))  # the answer's token, at place 2, has 3 : 1
TEMPERATURES = st.sampled_from([1.0, 0.5, 2.0])


def length(question, answer):
    """how long the answer is: a number, and not 0 or 1"""
    return len(answer)


def has_an_end(question, answer):
    """whether the answer has a full stop: True or False"""
    return "." in answer


def knows_the_question(question, answer):
    """0.5 if the answer begins like the question, else 0.25"""
    return 0.5 if answer[:1] == question[:1] else 0.25


def of_groups(solution, questions, answers, check):
    """The rewards and the labels of all answers."""
    rewards, groups = solution.group_rewards(questions, answers, check)
    return {"rewards": list(rewards), "groups": list(groups)}


def rewards_of(solution, questions, answers, check):
    """The rewards of all answers."""
    return np.array(of_groups(solution, questions, answers, check)["rewards"])


def groups_of(solution, questions, answers, check):
    """The labels of all answers."""
    return np.array(of_groups(solution, questions, answers, check)["groups"])


def of_its_own_reward(solution, questions, answers):
    """The rewards and the labels of all answers, checked by `reward`."""
    return of_groups(solution, questions, answers, solution.reward)


@st.composite
def rewarded(draw, array=None):
    """Rewards with ties, groups of equal rewards among them, and labels in any order."""
    count = draw(st.integers(1, 8))
    rewards = draw(integer_arrays((count,), 0, 2)) * 1.0 if array is None else draw(array((count,)))
    groups = draw(integer_arrays((count,), -2, 3))
    if draw(st.booleans()):
        rewards[groups == groups[0]] = rewards[0]
    return rewards, groups


@st.composite
def drawn_answers(draw):
    """Tokens from 0 to 3, and the place where the answers begin."""
    rows, tokens = draw(st.integers(1, 4)), draw(st.integers(2, 6))
    return draw(integer_arrays((rows, tokens), 0, 4)), draw(st.integers(1, tokens - 1))


@st.composite
def predicted(draw, array=plain_arrays, **how):
    """Logits, the tokens, and the place where the answers begin."""
    rows, tokens, size = draw(st.integers(1, 3)), draw(st.integers(2, 5)), draw(st.integers(2, 4))
    logits, ids = draw(array((rows, tokens, size), **how)), draw(integer_arrays((rows, tokens), 0, size))
    return logits, ids, draw(st.integers(1, tokens - 1))


# ------------------------------------------------------------------------------------------ core


@on_texts
def test_a_right_answer_is_worth_1(kata):
    kata.check_figure("reward", "hne", "ehn.", gives=1.0)


@on_texts
@pytest.mark.parametrize(
    "answer",
    [
        "hne.",
        "een.",
        "abc.",
        "ehn",
        "ehn..",
        "ehn.x",
        "xehn.",
        "ehn ",
        " ehn.",
        "ehn.\n",
        "EHN.",
        "eh.",
        ".",
        "",
        "ehnn.",
    ],
    ids=repr,
)
def test_everything_else_is_worth_0(kata, answer):
    kata.check("reward", "hne", answer)


@on_texts
@pytest.mark.parametrize("answer", ["eep.", "ep.", "epp.", "pee.", "eee."])
def test_a_letter_counts_as_often_as_it_is_there(kata, answer):
    kata.check("reward", "pee", answer)


@on_texts
@given(st.text("abcde", max_size=5), st.text("abcde", max_size=5), st.sampled_from([".", "", "..", " ."]))
def test_the_reward_agrees_with_python(kata, question, answer, end):
    kata.check("reward", question, "".join(sorted(answer)) + end)
    kata.check("reward", question, "".join(sorted(question)) + end)


@on_texts
def test_worked_example_of_the_groups(kata):
    kata.check_figure(rewards_of, QUESTIONS, ANSWERS, length, gives=[4.0, 4.0, 4.0, 4.0, 4.0, 3.0])
    kata.check_figure(groups_of, QUESTIONS, ANSWERS, length, gives=[0, 0, 0, 1, 1, 1])
    kata.check(of_its_own_reward, QUESTIONS, ANSWERS)


@on_texts
@given(st.lists(st.lists(st.text("ab.", max_size=3), min_size=2, max_size=2), min_size=1, max_size=3))
@example([["a", "b."], ["b", "b"], ["a.", "."]])
def test_each_answer_is_checked_with_its_own_question(kata, answers):
    kata.check(of_groups, ["ab", "b", "a"][: len(answers)], answers, knows_the_question)


@pytest.mark.parametrize(
    ("rewards", "groups", "figure"),
    [
        (
            [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0],
            [0] * 4 + [1] * 4 + [2] * 4,
            [True] * 4 + [False] * 8,
        ),
        ([1.0, 1.0, 0.0, 1.0], [5, 2, 5, 2], [True, False, True, False]),
        ([0.0, 0.5, 1.0, 0.5], [0, 0, 0, 1], [True, True, True, False]),
    ],
    ids=["three groups", "mixed", "one in the middle"],
)
def test_worked_examples_of_what_teaches(kata, rewards, groups, figure):
    kata.check_figure("keep_teaching", np.array(rewards), np.array(groups), gives=figure)


@given(rewarded())
def test_what_teaches_agrees_with_numpy_and_torch(kata, rewarded):
    kata.check("keep_teaching", *rewarded)


def test_worked_example_of_the_mask(kata):
    kata.check_figure("answer_mask", IDS, 3, END, gives=[[True, True, False, False], [True, True, True, True]])


@given(drawn_answers(), st.integers(0, 4))
@example((np.array([[1, 1, 2, 1, 3, 1], [0, 0, 1, 1, 1, 1], [3, 1, 3, 3, 3, 3]]), 2), 1)
def test_the_mask_agrees_with_numpy_and_torch(kata, drawn, end):
    ids, start = drawn
    kata.check("answer_mask", ids, start, end)


@pytest.mark.parametrize(("temperature", "figure"), [(1.0, -0.288), (0.5, -0.105)])
def test_worked_examples_of_a_token_drawn_at_3_to_1(kata, temperature, figure):
    ids = np.array([[1, 1, 0]])
    kata.check_figure("log_probs_of_answers", THREE_TO_ONE, ids, 2, temperature, gives=[[figure]], decimals=3)


@given(predicted(), TEMPERATURES)
@example((LOGITS, CHOSEN, 1), 1.0)
@example((LOGITS, CHOSEN, 2), 0.5)
def test_the_log_probs_agree_with_numpy_and_torch(kata, predicted, temperature):
    logits, ids, start = predicted
    kata.check("log_probs_of_answers", logits, ids, start, temperature, scale=np.abs(logits).max() / temperature)


def test_the_temperature_is_1_by_default(kata):
    kata.check("log_probs_of_answers", LOGITS, CHOSEN, 1)


@given(predicted(), TEMPERATURES)
def test_the_probabilities_of_all_tokens_sum_to_1(kata, predicted, temperature):
    """Whatever the temperature: it belongs inside of the softmax."""
    logits, ids, start = predicted
    total = sum(
        np.exp(kata.log_probs_of_answers(logits, np.full_like(ids, token), start, temperature))
        for token in range(logits.shape[2])
    )
    law = "the probabilities of all tokens that can be drawn at a place sum to 1"
    kata.equal(total, np.ones_like(total), law, scale=1 + np.abs(logits).max() / temperature)


# ----------------------------------------------------------------------------------------- edges


@edges_of_texts
@pytest.mark.parametrize("check", [has_an_end, length], ids=["bools", "ints"])
def test_rewards_are_floats_whatever_the_checker_returns(kata, check):
    kata.check(of_groups, QUESTIONS, ANSWERS, check)


@edges_of_texts
@pytest.mark.parametrize(
    "answers", [[["ehn."], ["hjp.", "x"]], [["a", "b", "c"], []], [[], ["hjp."]]], ids=["1, 2", "3, 0", "0, 1"]
)
def test_groups_may_differ_in_length(kata, answers):
    kata.check(of_its_own_reward, QUESTIONS, answers)


@edges_of_texts
def test_a_question_that_comes_twice_has_two_groups(kata):
    kata.check(of_its_own_reward, ["hne", "hne", "pjh"], [["ehn.", "x"], ["hne.", "ehn."], ["x", "hjp."]])


@edges_of_texts
@pytest.mark.parametrize("count", [1, 3])
def test_refuses_answers_without_a_question(kata, count):
    kata.check_raises(ValueError, of_its_own_reward, ["hne", "pjh", "abc"][:count], ANSWERS)


@edges
@pytest.mark.parametrize("reward", [0.1, 0.7, 1e8 / 3])
@pytest.mark.parametrize("count", [1, 3, 6])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_equal_rewards_teach_nothing(kata, reward, count, dtype):
    """The mean of 0.1, 0.1 and 0.1 is not exactly 0.1, so their computed deviation is not exactly 0."""
    rewards, groups = np.append(np.full(count, reward), [-2.0, 5.0]), np.append(np.full(count, 7), [1, 1])
    kata.check("keep_teaching", rewards.astype(dtype), groups)


@edges
@pytest.mark.parametrize("gap", [1e-3, 1e-9, 1e-12])
def test_rewards_that_hardly_differ_teach(kata, gap):
    kata.check("keep_teaching", np.array([0.5, 0.5 + gap, 0.5, 2.0]), np.array([0, 0, 0, 1]))


@edges
@given(rewarded(arrays), st.data())
def test_what_teaches_agrees_in_every_dtype_and_layout(kata, rewarded, data):
    rewards, groups = rewarded
    kata.check("keep_teaching", rewards, data.draw(laid_out(groups)))


@edges
@given(drawn_answers(), st.data())
def test_the_mask_agrees_in_every_layout(kata, drawn, data):
    ids, start = drawn
    kata.check("answer_mask", data.draw(laid_out(ids)), start, 0)


@edges
@given(predicted(arrays), TEMPERATURES)
@example(((1e3 * LOGITS).astype(np.float32), CHOSEN, 1), 0.5)
def test_the_log_probs_agree_in_every_dtype_and_layout(kata, predicted, temperature):
    logits, ids, start = predicted
    kata.check("log_probs_of_answers", logits, ids, start, temperature, scale=np.abs(logits).max() / temperature)


@edges
@pytest.mark.parametrize("token", [0, 1], ids=["is drawn", "is not drawn"])
def test_a_token_may_be_impossible(kata, token):
    """Its logit is -inf: it was left out of the draws, by a grammar or by top-k."""
    logits = LOGITS.copy()
    logits[0, 1:3, token] = -np.inf
    kata.check("log_probs_of_answers", logits, np.array([[0, 2, 2, 0]]), 2)


@edges
@pytest.mark.parametrize("start", [0, -1, 4, 9])
def test_refuses_answers_that_nothing_predicts(kata, start):
    kata.check_raises(ValueError, "log_probs_of_answers", LOGITS, CHOSEN, start, says=[str(start)])


@edges
@pytest.mark.parametrize("temperature", [0.0, -0.5])
def test_refuses_a_temperature_that_nothing_was_drawn_at(kata, temperature):
    kata.check_raises(ValueError, "log_probs_of_answers", LOGITS, CHOSEN, 1, temperature, says=[str(temperature)])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(predicted(), TEMPERATURES)
@example((LOGITS, CHOSEN, 2), 0.5)
def test_gradient_agrees_with_torch(kata, predicted, temperature):
    kata.check_gradient("log_probs_of_answers", *predicted, temperature)


test_stays_on_the_device_of_its_input = on_its_device(
    ("keep_teaching", np.array([1.0, 0.0, 1.0]), np.array([0, 0, 1])),
    ("answer_mask", IDS, 3, END),
    ("log_probs_of_answers", LOGITS, CHOSEN, 1),
)
