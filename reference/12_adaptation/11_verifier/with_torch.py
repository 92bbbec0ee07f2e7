"""Group by group, an argmax for the first end, and torch's own log_softmax."""

import torch


def reward(question, answer):
    """Return 1.0 for the letters of the question in order and a full stop, else 0.0."""
    return float(answer == f"{''.join(sorted(question))}.")


def group_rewards(questions, answers, check):
    """Return the reward of each answer, and the number of its question."""
    pairs = list(zip(questions, answers, strict=True))
    groups = [i for i, (_, given) in enumerate(pairs) for _ in given]
    return [float(check(question, answer)) for question, given in pairs for answer in given], groups


def keep_teaching(rewards, groups):
    """Return for each answer whether the rewards of its group differ."""
    result = torch.zeros_like(rewards, dtype=torch.bool)
    for label in torch.unique(groups):
        own = rewards[groups == label]
        result[groups == label] = own.max() > own.min()
    return result


def answer_mask(ids, start, end):
    """Return True for the tokens of each answer, up to its first end token."""
    is_end = ids[:, start:] == end
    places = torch.arange(is_end.shape[1], device=ids.device)
    first = torch.where(is_end, places, is_end.shape[1]).amin(1, keepdim=True)
    return places <= first


def log_probs_of_answers(logits, ids, start, temperature=1.0):
    """Return the log-probability of each token of the answers, as it was drawn."""
    if start not in range(1, ids.shape[1]):
        raise ValueError(f"start={start}: no logits predict that")
    if temperature <= 0:
        raise ValueError(f"temperature={temperature}")
    log_probs = torch.log_softmax(logits[:, :-1] / temperature, dim=-1)
    return log_probs.gather(-1, ids[:, 1:, None])[..., 0][:, start - 1 :]
