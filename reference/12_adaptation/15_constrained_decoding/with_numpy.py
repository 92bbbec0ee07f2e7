"""The same by tables: which characters each token needs, shortest ways by relaxation, and a grammar built forwards."""

import json
import math
from string import ascii_lowercase

import numpy as np


def step(grammar, state, token):
    """Return the state after a token, or None."""
    if not token:
        return state
    moves = grammar[state]
    return step(grammar, moves[token[0]], token[1:]) if token[0] in moves else None


def tokens_to_end(grammar, ends, vocabulary):
    """Return the fewest tokens to an end, improved until nothing changes."""
    ways = [(a, step(grammar, a, token)) for a in grammar for token in vocabulary if token]
    count = {state: 0 if state in ends else math.inf for state in grammar}
    for _ in grammar:
        for a, b in ways:
            if b is not None:
                count[a] = min(count[a], count[b] + 1)
    return {state: fewest for state, fewest in count.items() if fewest < math.inf}


def allowed(grammar, state, vocabulary, fewest, left=math.inf):
    """Return a bool for each token."""
    mask = []
    for token in vocabulary:
        if token is None:
            mask.append(state in fewest and fewest[state] == 0)
        else:
            then = step(grammar, state, token)
            mask.append(token != "" and then in fewest and fewest[then] + 1 <= left)
    return mask


def constrained(logits, mask):
    """Return the logits, with -inf for what is not allowed."""
    if mask.shape[-1] != logits.shape[-1] or not mask.any(axis=-1).all():
        raise ValueError(f"logits {logits.shape}, mask {mask.shape}")
    found = np.array(logits)
    found[~np.broadcast_to(mask, logits.shape)] = -np.inf
    return found


def json_grammar(shape):
    """Return the grammar whose states are what is still to come, numbered as they come up."""
    known, grammar = {(): 0, (shape_key(shape),): 1}, {}
    queue = [(), (shape_key(shape),)]
    for parts in queue:
        moves = grammar[known[parts]] = {}
        for character, rest in first(parts):
            if rest not in known:
                known[rest] = len(known)
                queue.append(rest)
            moves[character] = known[rest]
    return grammar, 1, 0


def shape_key(shape):
    """A shape, as a tuple that can be the key of a dict."""
    if isinstance(shape, dict):
        return ("object", tuple((key, shape_key(inner)) for key, inner in shape.items()))
    if isinstance(shape, list):
        return ("list", shape_key(shape[0]), shape[1])
    if isinstance(shape, int):
        return ("string", shape)
    raise ValueError(f"{shape!r} is no shape")


def first(parts):
    """Yield the characters that may come first, and the parts that come after each."""
    if not parts:
        return
    (kind, *about), rest = parts[0], parts[1:]
    if kind == "text":
        (text,) = about
        yield text[0], (("text", text[1:]), *rest) if text[1:] else rest
    elif kind == "string":
        yield '"', (("letters", about[0]), *rest)
    elif kind == "letters":
        yield '"', rest
        for letter in ascii_lowercase + " ":
            if about[0] > 0:
                yield letter, (("letters", about[0] - 1), *rest)
    elif kind == "list":
        yield "[", (("items", *about), *rest)
    elif kind == "items":
        yield "]", rest
        if about[1] > 0:
            yield from first((about[0], ("more", about[0], about[1] - 1), *rest))
    elif kind == "more":
        yield "]", rest
        if about[1] > 0:
            yield ",", (("text", " "), about[0], ("more", about[0], about[1] - 1), *rest)
    else:
        fields = about[0]
        named = [(("text", f"{', ' if i else ''}{json.dumps(key)}: "), inner) for i, (key, inner) in enumerate(fields)]
        yield "{", (*(part for pair in named for part in pair), ("text", "}"), *rest)
