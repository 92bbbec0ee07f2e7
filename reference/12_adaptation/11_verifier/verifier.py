"""A verifier: notice that nobody shows the model a right answer. All that it learns from is one comparison of texts."""

from array_api_compat import array_namespace

from mine.log_softmax import log_softmax


def reward(question, answer):
    """Return 1.0 for the letters of the question in order and a full stop, else 0.0."""
    return 1.0 if answer == "".join(sorted(question)) + "." else 0.0


def group_rewards(questions, answers, check):
    """Return the reward of each answer, and the number of its question."""
    rewards, groups = [], []
    for i, (question, given) in enumerate(zip(questions, answers, strict=True)):
        rewards += [float(check(question, answer)) for answer in given]
        groups += [i] * len(given)
    return rewards, groups


def keep_teaching(rewards, groups):
    """Return for each answer whether the rewards of its group differ."""
    xp = array_namespace(rewards)
    same = groups[:, None] == groups[None, :]  # (N, N): row i marks the group of answer i
    differs = rewards[:, None] != rewards[None, :]
    return xp.any(same & differs, axis=1)


def answer_mask(ids, start, end):
    """Return True for the tokens of each answer, up to its first end token."""
    xp = array_namespace(ids)
    ends = xp.astype(ids[:, start:] == end, xp.int64)  # (B, T - start)
    before = xp.cumulative_sum(ends, axis=1) - ends  # how many ends stand before each token
    return before == 0


def log_probs_of_answers(logits, ids, start, temperature=1.0):
    """Return the log-probability of each token of the answers, as it was drawn."""
    if not 1 <= start < ids.shape[1]:
        raise ValueError(f"start={start} is not from 1 to {ids.shape[1] - 1}: no logits predict the first token")
    if temperature <= 0:
        raise ValueError(f"temperature={temperature} is not positive")
    xp = array_namespace(logits)
    log_probs = log_softmax(logits[:, start - 1 : -1] / temperature)  # (B, T - start, V)
    return xp.take_along_axis(log_probs, ids[:, start:, None], axis=-1)[..., 0]
