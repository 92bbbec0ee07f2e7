"""What is still to come is the state: a tuple of pieces, numbered as they come up."""

import json
import math
from functools import cache

from array_api_compat import array_namespace

_LETTERS = [*"abcdefghijklmnopqrstuvwxyz", " "]


def step(grammar, state, token):
    path = [state]
    for character in token:
        moves = grammar[path[-1]]
        if character not in moves:
            return None
        path.append(moves[character])
    return path[-1]


def tokens_to_end(grammar, ends, vocabulary):
    after = {s: {step(grammar, s, token) for token in vocabulary if token} for s in grammar}
    rounds = [set(ends)]
    while rounds[-1]:
        known = set().union(*rounds)
        rounds.append({s for s in grammar if s not in known and after[s] & known})
    return {s: count for count, found in enumerate(rounds) for s in found}


def allowed(grammar, state, vocabulary, fewest, left=math.inf):
    good = {s for s, count in fewest.items() if count < left}
    whole = state in fewest and not fewest[state]
    return [whole if token is None else bool(token) and step(grammar, state, token) in good for token in vocabulary]


def constrained(logits, mask):
    xp = array_namespace(logits)
    rows = xp.reshape(mask, (-1, mask.shape[-1]))
    if logits.shape[-1] != mask.shape[-1] or not all(bool(xp.any(row)) for row in rows):
        raise ValueError(f"logits {tuple(logits.shape)} with mask {tuple(mask.shape)}")
    return xp.where(~mask, xp.full_like(logits, -math.inf), logits)


def _pieces(shape):
    match shape:
        case int():
            return ('"', ("string", shape))
        case [inner, most]:
            return ("[", ("list", _pieces(inner), most, True))
        case dict():
            fields = [(json.dumps(key) + ": ", *_pieces(inner)) for key, inner in shape.items()]
            between = [piece for field in fields for piece in (", ", *field)][1:]
            return ("{", *between, "}")
    raise ValueError(f"{shape!r} is not a shape")


@cache
def _moves(state):
    if not state:
        return {}
    piece, rest = state[0], state[1:]
    if isinstance(piece, str):
        return {piece[0]: (piece[1:], *rest) if len(piece) > 1 else rest}
    if piece[0] == "string":
        more = dict.fromkeys(_LETTERS, (("string", piece[1] - 1), *rest)) if piece[1] else {}
        return {'"': rest, **more}
    _, inner, most, first = piece
    comma = () if first else (", ",)
    more = _moves((*comma, *inner, ("list", inner, most - 1, False), *rest)) if most else {}
    return {"]": rest, **more}


def json_grammar(shape):
    names = {(): 7}
    start = names.setdefault(_pieces(shape), 8)
    queue, grammar = list(names), {}
    for state in queue:
        for after in _moves(state).values():
            if after not in names:
                names[after] = 7 + len(names)
                queue.append(after)
        grammar[names[state]] = {character: names[after] for character, after in _moves(state).items()}
    return grammar, start, 7
