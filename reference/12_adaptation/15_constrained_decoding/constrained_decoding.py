"""Constrained decoding: notice that both the mask and the way to the end are made of one function, `step`. The grammar
speaks of characters, the model of tokens, and `step` is where they meet.
"""

import json
import math
from string import ascii_lowercase

from array_api_compat import array_namespace

LETTERS = ascii_lowercase + " "


def step(grammar, state, token):
    """Return the state after the characters of a token, or None if one of them is forbidden."""
    for character in token:
        state = grammar[state].get(character)
        if state is None:
            return None
    return state


def tokens_to_end(grammar, ends, vocabulary):
    """Return the fewest tokens from each state to an end. Dead ends are left out."""
    tokens = [token for token in vocabulary if token]
    fewest, count, found = {}, 0, ends
    while found:
        fewest.update(dict.fromkeys(found, count))
        count += 1
        others = [state for state in grammar if state not in fewest]
        found = [state for state in others if any(step(grammar, state, token) in fewest for token in tokens)]
    return fewest


def allowed(grammar, state, vocabulary, fewest, left=math.inf):
    """Return a bool for each token: whether a whole text can still be written after it."""

    def leads_to_an_end(token):
        then = step(grammar, state, token)
        return then in fewest and fewest[then] < left  # this token is one of those left

    return [fewest.get(state) == 0 if token is None else token != "" and leads_to_an_end(token) for token in vocabulary]


def constrained(logits, mask):
    """Return the logits, with -inf for what is not allowed."""
    xp = array_namespace(logits)
    if mask.shape[-1] != logits.shape[-1]:
        raise ValueError(f"the mask {tuple(mask.shape)} does not fit the logits {tuple(logits.shape)}")
    if not xp.all(xp.any(mask, axis=-1)):
        raise ValueError(f"a row of the mask {tuple(mask.shape)} allows nothing; logits {tuple(logits.shape)}")
    return xp.where(mask, logits, -xp.inf)


def json_grammar(shape):
    """Return the grammar of a shape, where its texts begin, and where they end."""
    grammar = {0: {}}
    return grammar, _value(grammar, shape, 0), 0


def _add(grammar, moves):
    """Add a state with these moves."""
    grammar[len(grammar)] = moves
    return len(grammar) - 1


def _text(grammar, text, then):
    """Add what reads a text, from its last character to its first, and goes on with a state."""
    for character in reversed(text):
        then = _add(grammar, {character: then})
    return then


def _value(grammar, shape, then):
    """Add what reads a value, from its end to its beginning, and goes on with a state."""
    if isinstance(shape, dict):
        then = _text(grammar, "}", then)
        for i, (key, inner) in reversed(list(enumerate(shape.items()))):
            before = ", " if i > 0 else ""
            then = _text(grammar, f"{before}{json.dumps(key)}: ", _value(grammar, inner, then))
        return _text(grammar, "{", then)
    if isinstance(shape, list):
        return _text(grammar, "[", _items(grammar, *shape, then))
    if isinstance(shape, int):
        state = _add(grammar, {'"': then})
        for _ in range(shape):
            state = _add(grammar, {'"': then, **dict.fromkeys(LETTERS, state)})
        return _text(grammar, '"', state)
    raise ValueError(f"{shape!r} is no shape")


def _items(grammar, shape, most, then):
    """Add what reads the things of a list, and the bracket after them."""
    after = _add(grammar, {"]": then})  # when no more may come
    for more in range(most):
        thing = _value(grammar, shape, after)
        goes_on = grammar[thing] if more == most - 1 else {",": _text(grammar, " ", thing)}  # no comma before the first
        after = _add(grammar, {"]": then, **goes_on})
    return after
