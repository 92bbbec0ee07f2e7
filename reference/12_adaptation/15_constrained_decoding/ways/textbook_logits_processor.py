"""As generation libraries have it: a bias of 0 or -inf, which is added to the scores."""

import math

from array_api_compat import array_namespace, device


def step(grammar, state, token):
    for char in token:
        if char not in grammar[state]:
            return None
        state = grammar[state][char]
    return state


def tokens_to_end(grammar, ends, vocabulary):
    distance = dict.fromkeys(ends, 0)
    changed = True
    while changed:
        changed = False
        for s in grammar:
            for token in vocabulary:
                if token is None:
                    continue
                t = step(grammar, s, token)
                if t in distance and distance[t] + 1 < distance.get(s, math.inf):
                    distance[s] = distance[t] + 1
                    changed = True
    return distance


def allowed(grammar, state, vocabulary, fewest, left=math.inf):
    mask = [False] * len(vocabulary)
    for i, token in enumerate(vocabulary):
        if token is None:
            mask[i] = fewest.get(state) == 0
        else:
            t = step(grammar, state, token)
            mask[i] = t in fewest and 1 + fewest[t] <= left
    return mask


def constrained(scores, mask):
    xp = array_namespace(scores)
    bias = xp.zeros(mask.shape, dtype=scores.dtype, device=device(scores))
    bias[~mask] = -math.inf
    return scores + bias
