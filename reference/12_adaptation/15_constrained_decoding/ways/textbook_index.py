"""As Outlines does: an index of all states, made once, of the tokens that each allows and where they lead."""

import math
from collections import defaultdict, deque

from array_api_compat import array_namespace


def step(fsm, state, token):
    for symbol in token:
        transitions = fsm[state]
        if symbol not in transitions:
            return None
        state = transitions[symbol]
    return state


def build_index(fsm, vocabulary):
    index = {}
    for state in fsm:
        index[state] = {}
        for token_id, token in enumerate(vocabulary):
            if token is not None and (end_state := step(fsm, state, token)) is not None:
                index[state][token_id] = end_state
    return index


def tokens_to_end(fsm, finals, vocabulary):
    previous = defaultdict(set)
    for state, transitions in build_index(fsm, vocabulary).items():
        for target in transitions.values():
            previous[target].add(state)
    distances, queue = dict.fromkeys(finals, 0), deque(finals)
    while queue:
        state = queue.popleft()
        for before in previous[state]:
            if before not in distances:
                distances[before] = distances[state] + 1
                queue.append(before)
    return distances


def allowed(fsm, state, vocabulary, fewest, left=math.inf):
    mask = [token is None and fewest.get(state) == 0 for token in vocabulary]
    for token_id, target in build_index({state: fsm[state], **fsm}, vocabulary)[state].items():
        mask[token_id] = target in fewest and fewest[target] < left
    return mask


def constrained(logits, mask):
    xp = array_namespace(logits)
    return xp.where(mask, logits, float("-inf"))
