"""Answer by answer, group by group, row by row."""

import numpy as np
from scipy.special import log_softmax


def reward(question, answer):
    """Return 1.0 for the letters of the question in order and a full stop, else 0.0."""
    return float(list(answer) == [*sorted(question), "."])


def group_rewards(questions, answers, check):
    """Return the reward of each answer, and the number of its question."""
    if len(questions) != len(answers):
        raise ValueError(f"{len(questions)} questions, and answers to {len(answers)}")
    pairs = [(i, answer) for i, given in enumerate(answers) for answer in given]
    return [float(check(questions[i], answer)) for i, answer in pairs], [i for i, _ in pairs]


def keep_teaching(rewards, groups):
    """Return for each answer whether the rewards of its group differ."""
    result = np.zeros(rewards.shape, bool)
    for label in np.unique(groups):
        result[groups == label] = np.ptp(rewards[groups == label]) > 0
    return result


def answer_mask(ids, start, end):
    """Return True for the tokens of each answer, up to its first end token."""
    result = np.ones((len(ids), ids.shape[1] - start), bool)
    for row, counts in zip(ids[:, start:].tolist(), result, strict=True):
        if end in row:
            counts[row.index(end) + 1 :] = False
    return result


def log_probs_of_answers(logits, ids, start, temperature=1.0):
    """Return the log-probability of each token of the answers, as it was drawn."""
    if not 0 < start < ids.shape[1]:
        raise ValueError(f"start={start}: no logits predict that")
    if not temperature > 0:
        raise ValueError(f"temperature={temperature}")
    rows, places = np.indices((ids.shape[0], ids.shape[1] - start))
    return log_softmax(logits / temperature, axis=-1)[rows, places + start - 1, ids[:, start:]]
