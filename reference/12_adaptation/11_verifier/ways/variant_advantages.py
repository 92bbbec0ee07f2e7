"""Groups by their advantages, the first end by argmax, and the log-probabilities of DPO."""

from array_api_compat import array_namespace, device

from mine.dpo import token_log_probs
from mine.policy_gradient import advantages


def reward(question, answer):
    right = list(answer) == [*sorted(question), "."]
    return 1.0 if right else 0.0


def group_rewards(questions, answers, check):
    pairs = [
        (i, question, answer)
        for i, (question, given) in enumerate(zip(questions, answers, strict=True))
        for answer in given
    ]
    return [check(question, answer) + 0.0 for _, question, answer in pairs], [i for i, _, _ in pairs]


def keep_teaching(rewards, groups):
    xp = array_namespace(rewards)
    moved = advantages(rewards, groups) != 0
    return xp.any(moved[None, :] & (groups[:, None] == groups[None, :]), axis=1)


def answer_mask(ids, start, end):
    xp = array_namespace(ids)
    is_end = xp.astype(ids[:, start:] == end, xp.int64)
    last = xp.where(xp.any(is_end == 1, axis=1), xp.argmax(is_end, axis=1), ids.shape[1])
    return xp.arange(is_end.shape[1], device=device(ids))[None, :] <= last[:, None]


def log_probs_of_answers(logits, ids, start, temperature=1.0):
    if not 0 < start < ids.shape[1]:
        raise ValueError(f"start = {start}")
    if not temperature > 0:
        raise ValueError(f"temperature = {temperature}")
    return token_log_probs(logits / temperature, ids)[:, start - 1 :]
