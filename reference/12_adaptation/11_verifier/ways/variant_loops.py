"""Loops over rows and tokens, sets of rewards, and a logsumexp by hand."""

from array_api_compat import array_namespace, device


def reward(question, answer):
    left = list(question)
    for letter in answer[:-1]:
        if not left or letter != min(left):
            return 0.0
        left.remove(letter)
    return float(not left and answer[-1:] == ".")


def group_rewards(questions, answers, check):
    if len(questions) != len(answers):
        raise ValueError("each question has a list of answers")
    rewards, groups = [], []
    for i in range(len(questions)):
        for answer in answers[i]:
            rewards.append(float(check(questions[i], answer)))
            groups.append(i)
    return rewards, groups


def keep_teaching(rewards, groups):
    xp = array_namespace(rewards)
    seen = {}
    for value, label in zip(rewards.tolist(), groups.tolist(), strict=True):
        seen.setdefault(label, set()).add(value)
    return xp.asarray([len(seen[label]) > 1 for label in groups.tolist()], dtype=xp.bool, device=device(rewards))


def answer_mask(ids, start, end):
    xp = array_namespace(ids)
    rows = []
    for row in ids[:, start:].tolist():
        going, counts = True, []
        for token in row:
            counts.append(going)
            going = going and token != end
        rows.append(counts)
    return xp.asarray(rows, dtype=xp.bool, device=device(ids))


def log_probs_of_answers(logits, ids, start, temperature=1.0):
    xp = array_namespace(logits)
    if start < 1 or start >= ids.shape[1] or temperature <= 0:
        raise ValueError(f"start={start}, temperature={temperature}")
    columns = []
    for t in range(start, ids.shape[1]):
        scores = logits[:, t - 1] / temperature
        scores = scores - xp.max(scores, axis=-1, keepdims=True)
        drawn = xp.stack([row[token] for row, token in zip(scores, ids[:, t].tolist(), strict=True)])
        columns.append(drawn - xp.log(xp.sum(xp.exp(scores), axis=-1)))
    return xp.stack(columns, axis=1)
