"""As trainers for torch write it: a deviation that is not 0, the index of the first end, and a gather."""

import numpy as np
import torch


def _tensor(array):
    return torch.from_numpy(array.copy()) if isinstance(array, np.ndarray) else array


def _like(tensor, array):
    return tensor.numpy() if isinstance(array, np.ndarray) else tensor


def reward(question, answer):
    ground_truth = "".join(sorted(question)) + "."
    return 1.0 if answer == ground_truth else 0.0


def group_rewards(questions, answers, check):
    rewards, groups = [], []
    for index, (prompt, completions) in enumerate(zip(questions, answers, strict=False)):
        for completion in completions:
            rewards.append(check(prompt, completion))
            groups.append(index)
    return [float(r) for r in rewards], groups


def keep_teaching(rewards, groups):
    scores, labels = _tensor(rewards), _tensor(groups)
    keep = torch.zeros(len(scores), dtype=torch.bool)
    for label in labels.unique():
        group = scores[labels == label]
        keep[labels == label] = group.std(unbiased=False) > 0
    return _like(keep, rewards)


def answer_mask(ids, start, end):
    completion_ids = _tensor(ids)[:, start:]
    is_eos = completion_ids == end
    eos_idx = torch.full((is_eos.size(0),), is_eos.size(1), dtype=torch.long)
    eos_idx[is_eos.any(dim=1)] = is_eos.int().argmax(dim=1)[is_eos.any(dim=1)]
    sequence_indices = torch.arange(is_eos.size(1)).expand(is_eos.size(0), -1)
    return _like(sequence_indices <= eos_idx.unsqueeze(1), ids)


def log_probs_of_answers(logits, ids, start, temperature=1.0):
    logits_to_keep = ids.shape[1] - start
    scores = _tensor(logits)[:, :-1, :][:, -logits_to_keep:]
    scores = scores / temperature
    index = _tensor(ids)[:, -logits_to_keep:]
    per_token_logps = torch.gather(scores.log_softmax(-1), dim=-1, index=index.unsqueeze(-1)).squeeze(-1)
    return _like(per_token_logps, logits)
