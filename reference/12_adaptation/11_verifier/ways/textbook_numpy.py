"""As notebooks write it: list comprehensions, a dictionary of groups, and logits made small by their largest."""

from array_api_compat import array_namespace


def reward(question, answer):
    return float(answer == "".join(sorted(question)) + ".")


def group_rewards(questions, answers, check):
    rewards = [float(check(q, a)) for q, group in zip(questions, answers, strict=False) for a in group]
    groups = [i for i in range(len(questions)) for _ in answers[i]]
    return rewards, groups


def keep_teaching(rewards, groups):
    xp = array_namespace(rewards)
    by_group = {}
    for r, g in zip(rewards.tolist(), groups.tolist(), strict=False):
        by_group.setdefault(g, []).append(r)
    return xp.asarray([min(by_group[g]) < max(by_group[g]) for g in groups.tolist()])


def answer_mask(ids, start, end):
    xp = array_namespace(ids)
    mask = xp.ones_like(ids[:, start:], dtype=xp.bool)
    for i, row in enumerate(ids[:, start:].tolist()):
        if end in row:
            mask[i, row.index(end) + 1 :] = False
    return mask


def log_probs_of_answers(logits, ids, start, temperature=1.0):
    xp = array_namespace(logits)
    z = logits[:, start - 1 : -1] / temperature
    z = z - xp.max(z, axis=-1, keepdims=True)
    logp = z - xp.log(xp.sum(xp.exp(z), axis=-1, keepdims=True))
    return xp.take_along_axis(logp, ids[:, start:, None], axis=-1)[:, :, 0]
