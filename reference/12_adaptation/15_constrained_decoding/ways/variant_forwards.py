"""A search from each state, and a grammar that is built from its beginning."""

import json
import math
import string

from array_api_compat import array_namespace


def step(grammar, state, token):
    try:
        for character in token:
            state = grammar[state][character]
    except KeyError:
        return None
    return state


def _search(grammar, state, ends, tokens):
    front, seen, count = {state}, {state}, 0
    while front:
        if front & set(ends):
            return count
        front = {step(grammar, s, token) for s in front for token in tokens} - seen - {None}
        seen |= front
        count += 1
    return None


def tokens_to_end(grammar, ends, vocabulary):
    tokens = [token for token in vocabulary if token]
    counts = {state: _search(grammar, state, ends, tokens) for state in grammar}
    return {state: count for state, count in counts.items() if count is not None}


def allowed(grammar, state, vocabulary, fewest, left=math.inf):
    result = []
    for token in vocabulary:
        if token is None:
            result.append(state in fewest and fewest[state] == 0)
        elif not token:
            result.append(False)
        else:
            after = step(grammar, state, token)
            result.append(after in fewest and fewest[after] + 1 <= left)
    return result


def constrained(logits, mask):
    xp = array_namespace(logits)
    if mask.shape[-1:] != logits.shape[-1:]:
        raise ValueError(f"{logits.shape} {mask.shape}")
    if bool(xp.any(xp.sum(xp.astype(mask, xp.int64), axis=-1) == 0)):
        raise ValueError(f"nothing is allowed: {logits.shape} {mask.shape}")
    mask = xp.broadcast_to(mask, logits.shape)
    result = xp.asarray(logits, copy=True)
    result[~mask] = -math.inf
    return result


class _Builder:
    def __init__(self):
        self.grammar = {}

    def new(self):
        self.grammar[len(self.grammar)] = {}
        return len(self.grammar) - 1

    def read(self, state, text):
        for character in text:
            self.grammar[state][character] = after = self.new()
            state = after
        return state

    def value(self, state, shape):
        """Read a value from a state, and return the state after it."""
        if type(shape) is int:
            return self.string(state, shape)
        if type(shape) is list:
            return self.items(state, *shape)
        if type(shape) is not dict:
            raise ValueError(f"not a shape: {shape}")
        state = self.read(state, "{")
        for i, key in enumerate(shape):
            state = self.value(self.read(state, (", " if i else "") + json.dumps(key) + ": "), shape[key])
        return self.read(state, "}")

    def string(self, state, most):
        state, end = self.read(state, '"'), self.new()
        for i in range(most + 1):
            self.grammar[state]['"'] = end
            if i < most:
                after = self.new()
                for letter in string.ascii_lowercase + " ":
                    self.grammar[state][letter] = after
                state = after
        return end

    def items(self, state, shape, most):
        state, end = self.read(state, "["), self.new()
        for i in range(most + 1):
            self.grammar[state]["]"] = end
            if i < most:
                state = self.value(self.read(state, ", ") if i else state, shape)
        return end


def json_grammar(shape):
    builder = _Builder()
    start = builder.new()
    end = builder.value(start, shape)
    return builder.grammar, start, end
