"""What beginners hand in for constrained decoding."""

import math

from dojo import edit, generics, ideas, mistake

ideas(
    axis_lost="keeps_what_is_allowed_alone",
    whole_for_slice="looks_at_all_rows_at_once",
    missing_term="walks_into_dead_ends",
    upside_down="reads_backwards counts_from_the_beginning turns_the_keys_round",
    opposite_choice="takes_the_first_way takes_the_shortest_way",
    off_by_one=(
        "counts_the_end_token forgets_the_token_itself keeps_one_for_the_end ends_one_token_before "
        "allows_a_letter_more allows_a_thing_more"
    ),
    end_of_interval="leaves_out_the_ends",
    order_of_steps="adds_states_within_a_round asks_before_the_token",
    stale_state="reads_all_characters_in_one_state masks_by_all_characters_at_once",
    empty_input="allows_the_empty_token wants_a_letter has_no_empty_list",
    zero_case="takes_state_0_for_none goes_on_from_state_0 ends_only_if_some_are_left",
    nan_hidden="gives_dead_ends_a_count allows_infinity_within_infinity multiplies_the_mask_by_infinity",
    wrong_exception="raises_a_key_error",
    silent_error="leaves_out_what_does_not_fit lets_nothing_be_allowed accepts_any_shape",
    refuses_what_is_allowed="takes_none_for_a_text",
    default_value="forgets_what_is_left",
    mask_polarity=(
        "allows_what_was_forbidden sets_logits_to_0 multiplies_by_the_mask subtracts_a_large_number "
        "sets_a_large_negative_number forbids_what_is_allowed"
    ),
    padding_counted="fills_strings_up fills_lists_up",
    broadcast_by_accident="stretches_the_mask",
    base_or_units="counts_characters_to_the_end counts_the_characters_of_the_token",
    wrong_stop=(
        "looks_one_token_ahead stops_where_it_does_not_fit ends_at_any_time never_ends "
        "ends_only_where_nothing_follows has_to_end_where_it_may has_strings_without_end"
    ),
    partial_case=(
        "looks_at_the_first_character looks_at_the_last_character looks_up_the_whole_token masks_single_characters "
        "masks_by_the_first_character"
    ),
    text_handling=(
        "forgets_the_space allows_capitals begins_with_a_comma needs_no_comma puts_no_space_after_a_comma "
        "puts_a_comma_after_the_last_field puts_a_comma_before_the_first_field does_not_quote_the_keys "
        "uses_single_quotes quotes_the_keys_by_hand puts_no_space_after_a_colon"
    ),
    logit_or_probability="returns_probabilities returns_log_probabilities",
    other_kind_of_result="returns_false_for_none returns_minus_1_for_none names_the_tokens",
)

LOOP = "for character in token:"
MOVE = "state = grammar[state].get(character)"
NONE = "if state is None:"
LEADS = "then in fewest and fewest[then] < left"
END = "fewest.get(state) == 0 if token is None else"
BLIND = "return xp.where(mask, logits, -xp.inf)"
SEARCH = "any(step(grammar, state, token) in fewest for token in tokens)"

# ------------------------------------------------------------------------------ one token

edit(
    "looks_at_the_first_character",
    "Only the first character of a token is read. The rest of the token may be anything, as in `],`. Read all of them.",
    (LOOP, "for character in token[:1]:"),
)
edit(
    "looks_at_the_last_character",
    "Only the last character of a token is read. All have to fit, one after the other.",
    (LOOP, "for character in token[-1:]:"),
)
edit(
    "reads_all_characters_in_one_state",
    "Each character is looked up in the state before the token. Each character leads to a new state.",
    (LOOP, "before = state\nfor character in token:"),
    (MOVE, "state = grammar[before].get(character)"),
)
edit(
    "looks_up_the_whole_token",
    "The token is looked up as a whole, but the moves of a state are single characters: a token of two is never found."
    " Go through the token, character by character.",
    (LOOP, "for character in [token]:"),
)
edit(
    "takes_state_0_for_none",
    "State 0 is taken for None: `if not state` is true of both. Ask `if state is None`.",
    (NONE, "if not state:"),
)
edit(
    "raises_a_key_error",
    "A forbidden character is a KeyError. Most tokens are forbidden: return None.",
    (MOVE, "state = grammar[state][character]"),
)
edit(
    "leaves_out_what_does_not_fit",
    "A forbidden character is passed over, and the state stays where it is. One that is forbidden forbids the token:"
    " return None.",
    (MOVE, "state = grammar[state].get(character, state)"),
)
edit(
    "stops_where_it_does_not_fit",
    "At a forbidden character it returns the state that it has come to. Then the token is written in full, with what"
    " does not fit. Return None.",
    (MOVE, "before, state = state, grammar[state].get(character)"),
    ("return None", "return before"),
)
edit(
    "returns_false_for_none",
    "What is forbidden is False. False is equal to 0, and 0 is a state. Return None.",
    ("return None", "return False"),
)
edit(
    "returns_minus_1_for_none",
    "What is forbidden is -1. The contract says None: then nobody takes it for a state.",
    ("return None", "return -1"),
)
edit(
    "reads_backwards",
    "The characters are read from the last to the first.",
    (LOOP, "for character in reversed(token):"),
)

# ------------------------------------------------------------------------------ the way to the end

edit(
    "counts_characters_to_the_end",
    "Characters are counted, not tokens. One token may be worth several, and a character that is no token of its own"
    " can't be written alone. Take steps of complete tokens.",
    (SEARCH, "any(then in fewest for then in grammar[state].values())"),
)
edit(
    "counts_the_end_token",
    "An end counts 1, and so everything is one too many. Where a text is complete, 0 tokens are missing; the end"
    " token is not counted.",
    ("fewest, count, found = {}, 0, ends", "fewest, count, found = {}, 1, ends"),
)
edit(
    "looks_one_token_ahead",
    "It ends after one round: there are only the states from which a single token leads to an end. Go on until no state"
    " is added.",
    ("while found:", "for _ in range(2):"),
)
edit(
    "adds_states_within_a_round",
    "States of the round that is still going on are used in it. Then a state that needs two tokens is given 1,"
    " because it was asked after a different one. Add the states of a round together.",
    (
        f"found = [state for state in others if {SEARCH}]",
        f"found = []\nfor state in others:\n    if {SEARCH}:\n        fewest[state] = count\n        found = [state]",
    ),
)
edit(
    "gives_dead_ends_a_count",
    "Dead ends have an entry, too. From there no tokens lead to an end: leave them out.",
    ("return fewest", "return dict.fromkeys(grammar, math.inf) | fewest"),
)
edit(
    "leaves_out_the_ends",
    "The ends themselves are missing. They need 0 tokens, and without that entry no text may end.",
    ("return fewest", "return {s: n for s, n in fewest.items() if n}"),
)
edit(
    "takes_none_for_a_text",
    "None, the end token, is read like a text. It has no characters: leave it out before you go through the tokens.",
    ("[token for token in vocabulary if token]", "vocabulary"),
)
edit(
    "goes_on_from_state_0",
    "An entry of 0 is taken for no entry: `if fewest.get(...)` is false for an end. Ask whether the state is `in"
    " fewest`.",
    (SEARCH, "any(fewest.get(step(grammar, state, token)) for token in tokens)"),
)


def _after(grammar, state, token):
    for character in token:
        state = grammar.get(state, {}).get(character)
    return state


@mistake("tokens_to_end", "This counts from the beginning of a text to each state. Count from each state to an end.")
def counts_from_the_beginning(grammar, ends, vocabulary):
    fewest, count, found = {}, 0, {min(grammar)}
    while found:
        fewest.update(dict.fromkeys(found, count))
        count += 1
        found = {_after(grammar, s, token) for s in found for token in vocabulary if token} - {None, *fewest}
    return fewest


@mistake(
    "tokens_to_end",
    "The first way that is found is taken, and it may be a long one. Count by rounds: first all states that need one"
    " token, then all that need two.",
)
def takes_the_first_way(grammar, ends, vocabulary):
    def way(state, passed):
        if state in ends:
            return 0
        for token in vocabulary:
            then = _after(grammar, state, token) if token else None
            if then is not None and then not in passed and (rest := way(then, {*passed, then})) is not None:
                return rest + 1
        return None

    ways = {state: way(state, {state}) for state in grammar}
    return {state: tokens for state, tokens in ways.items() if tokens is not None}


# ------------------------------------------------------------------------------ what is allowed

edit(
    "walks_into_dead_ends",
    "A token is allowed wherever the grammar has a next state. From there, nothing may lead to an end: the text would"
    " go on for ever, or the mask would be empty at the next token. The state has to be in `fewest`.",
    (LEADS, "then is not None and fewest.get(then, 0) < left"),
)
edit(
    "allows_infinity_within_infinity",
    "A dead end passes: inf <= inf is True. A state that is not in `fewest` is never allowed, even if any number of"
    " tokens is left. `<` gets it right.",
    (LEADS, "then is not None and fewest.get(then, math.inf) <= left - 1"),
)
edit(
    "forgets_what_is_left",
    "left plays no part. The text may go on until it is cut off, and then it is not complete. A token is allowed if the"
    " state after it needs fewer tokens than are left.",
    (LEADS, "then in fewest"),
)
edit(
    "forgets_the_token_itself",
    "The token itself is one of those that are left. If n are left, the state after it may need n - 1 at most.",
    (LEADS, "then in fewest and fewest[then] <= left"),
)
edit(
    "keeps_one_for_the_end",
    "One token is kept for the end token. The contract does not count that one: with 1 left, a token that completes"
    " the text is allowed.",
    (LEADS, "then in fewest and fewest[then] + 1 < left"),
)
edit(
    "asks_before_the_token",
    "The count is that of the state before the token. The question is whether the text can be ended after it.",
    (LEADS, "then in fewest and fewest[state] <= left"),
)
edit(
    "ends_at_any_time",
    "The end is always allowed, and the text may stop in the middle. It is allowed where the text is complete: where 0"
    " tokens are missing.",
    (END, "True if token is None else"),
)
edit(
    "never_ends",
    "The end is never allowed. Where the text is complete, it is allowed.",
    (END, "False if token is None else"),
)
edit(
    "ends_only_where_nothing_follows",
    "The end is allowed only where nothing may follow. 12 is complete, although it may become 120: the end is allowed"
    " where 0 tokens are missing.",
    (END, "not grammar[state] if token is None else"),
)
edit(
    "has_to_end_where_it_may",
    "Where the text may end, nothing else is allowed. Then no number has two digits. There the model has the choice.",
    ('token != "" and', 'token != "" and fewest.get(state) != 0 and'),
)
edit(
    "ends_one_token_before",
    "The end is allowed where one token is missing, too. It is allowed where none is.",
    (END, "fewest.get(state, math.inf) <= 1 if token is None else"),
)
edit(
    "ends_only_if_some_are_left",
    "With 0 tokens left, even the end is forbidden. It is not counted, and a complete text may end at any time.",
    (END, "fewest.get(state) == 0 and left > 0 if token is None else"),
)
edit(
    "allows_the_empty_token",
    "A token without characters is allowed. It changes nothing, and the model may write it for ever.",
    ('token != "" and', "token is not None and"),
)
edit(
    "allows_what_was_forbidden",
    "The mask is the wrong way round: it is True for what is forbidden.",
    (LEADS, f"not ({LEADS})"),
)
edit(
    "counts_the_characters_of_the_token",
    "What is left is counted in characters for the token, and in tokens for the rest. A token is one of those that are"
    " left, however many characters it has.",
    (LEADS, "then in fewest and fewest[then] + len(token) <= left"),
)
edit(
    "takes_the_shortest_way",
    "Only tokens that come closer to the end are allowed, so that the text is as short as it can be. Any token is"
    " allowed from which the end can still be reached.",
    (LEADS, "then in fewest and fewest[then] < min(left, fewest.get(state, 0))"),
)


def _mask(state, vocabulary, fewest, fits):
    """The mask of those that fit, with the right rules for the end and for the empty token."""
    return [fewest.get(state) == 0 if token is None else token != "" and fits(token) for token in vocabulary]


@mistake(
    "allowed",
    "Only tokens of a single character are allowed. The mask is one of tokens: where does `step` lead with all of their"
    " characters?",
)
def masks_single_characters(grammar, state, vocabulary, fewest, left=math.inf):
    return _mask(state, vocabulary, fewest, lambda token: token in grammar[state])


@mistake(
    "allowed",
    "A token is allowed if its first character is. Behind it may come what does not fit, as in `],`: ask `step`.",
)
def masks_by_the_first_character(grammar, state, vocabulary, fewest, left=math.inf):
    return _mask(state, vocabulary, fewest, lambda token: token[0] in grammar[state])


@mistake(
    "allowed",
    "Each character of a token is looked up in the same state. After the first one the state has changed: ask `step`.",
)
def masks_by_all_characters_at_once(grammar, state, vocabulary, fewest, left=math.inf):
    return _mask(state, vocabulary, fewest, lambda token: set(token) <= set(grammar[state]))


edit(
    "names_the_tokens",
    "These are the tokens that are allowed. Return a bool for each token of the vocabulary, in its order.",
    (
        f'return [{END} token != "" and leads_to_an_end(token) for token in vocabulary]',
        f'return [token for token in vocabulary if ({END} token != "" and leads_to_an_end(token))]',
    ),
)

# ------------------------------------------------------------------------------ the logits

edit(
    "sets_logits_to_0",
    "What is forbidden has the logit 0. That is not the probability 0: exp(0) = 1, and it may even be the largest."
    " Set it to -inf.",
    (BLIND, "return xp.where(mask, logits, 0.0)"),
)
edit(
    "multiplies_by_the_mask",
    "The logits are multiplied by the mask, so that what is forbidden has the logit 0 and is still drawn. Choose"
    " between the logit and -inf.",
    (BLIND, "return logits * xp.astype(mask, logits.dtype)"),
)
edit(
    "multiplies_the_mask_by_infinity",
    "0 times infinity is NaN: what is allowed is lost. Choose with where.",
    (BLIND, "return logits + xp.astype(~mask, logits.dtype) * -xp.inf"),
)
edit(
    "subtracts_a_large_number",
    "Something large is subtracted from what is forbidden. If a logit is larger still, it is drawn. -inf has no such"
    " limit.",
    (BLIND, "return xp.where(mask, logits, logits - size)"),
    size=(1e4, 1e9),
)
edit(
    "sets_a_large_negative_number",
    "What is forbidden has a large negative logit. If all that is allowed has a smaller one, it is drawn. -inf has no"
    " such limit.",
    (BLIND, "return xp.where(mask, logits, -size)"),
    size=(1e4, 1e9),
)
edit(
    "forbids_what_is_allowed",
    "The wrong ones get -inf: those for which the mask is True. True means allowed.",
    (BLIND, "return xp.where(mask, -xp.inf, logits)"),
)
edit(
    "keeps_what_is_allowed_alone",
    "Only the logits that are allowed come back. Then the place is not the token's number any more. Keep all places.",
    (BLIND, "return logits[xp.broadcast_to(mask, logits.shape)]"),
)
edit(
    "returns_probabilities",
    "These are probabilities. Temperature and top-p come after this, and they want logits.",
    (
        BLIND,
        "powers = xp.where(mask, xp.exp(logits - xp.max(logits, axis=-1, keepdims=True)), 0.0)\n"
        "return powers / xp.sum(powers, axis=-1, keepdims=True)",
    ),
)
edit(
    "returns_log_probabilities",
    "These are log-probabilities. They have the same softmax, but the contract says logits: what is allowed stays as it"
    " is.",
    (
        BLIND,
        "powers = xp.where(mask, xp.exp(logits), 0.0)\n"
        "return xp.where(mask, logits, -xp.inf) - xp.log(xp.sum(powers, axis=-1, keepdims=True))",
    ),
)
edit(
    "lets_nothing_be_allowed",
    "A row of the mask that allows nothing goes through, and its softmax is NaN. Raise a ValueError.",
    ("if not xp.all(xp.any(mask, axis=-1)):", "if False:"),
)
edit(
    "looks_at_all_rows_at_once",
    "One row that allows something is enough for it. Each row needs one: any along the last axis, then all.",
    ("xp.all(xp.any(mask, axis=-1))", "xp.any(mask)"),
)
edit(
    "stretches_the_mask",
    "A mask of a different length is stretched to fit, or fails with words that help nobody. Compare the last axes, and"
    " raise a ValueError that names both shapes.",
    ("if mask.shape[-1] != logits.shape[-1]:", "if False:"),
)

# ------------------------------------------------------------------------------ JSON

edit(
    "fills_strings_up",
    "All strings have the full length. They may be shorter: after each letter there may be the closing quote.",
    ("""{'"': then, **dict.fromkeys(LETTERS, state)}""", "dict.fromkeys(LETTERS, state)"),
)
edit(
    "wants_a_letter",
    "The empty string is missing. At most n characters may also be none.",
    (
        """return _text(grammar, '"', state)""",
        """first = _add(grammar, {c: s for c, s in grammar[state].items() if c != '"' or not shape})\n"""
        """return _text(grammar, '"', first)""",
    ),
)
edit(
    "allows_a_letter_more",
    "Strings may have one character more than n.",
    ("for _ in range(shape):", "for _ in range(shape + 1):"),
)
edit(
    "has_strings_without_end",
    "Strings may go on for ever: a state leads back to itself. Each letter has to lead to a state that has one fewer to"
    " come.",
    (
        """return _text(grammar, '"', state)""",
        """if shape:\n    grammar[state].update(dict.fromkeys(LETTERS, state))\nreturn _text(grammar, '"', state)""",
    ),
)
edit(
    "forgets_the_space",
    "The space is missing among the letters.",
    ('LETTERS = ascii_lowercase + " "', "LETTERS = ascii_lowercase"),
)
edit(
    "allows_capitals",
    "Capital letters are allowed, too. The shape says letters from a to z, and the space.",
    ('LETTERS = ascii_lowercase + " "', 'LETTERS = ascii_lowercase + ascii_lowercase.upper() + " "'),
)
edit(
    "has_no_empty_list",
    "The empty list is missing. At most n things may also be none.",
    (
        "return after",
        "return _add(grammar, {c: s for c, s in grammar[after].items() if c != ']' or not most})",
    ),
)
edit(
    "fills_lists_up",
    "All lists have the full length. They may be shorter: after each thing there may be the bracket.",
    ("""{"]": then, **goes_on}""", "goes_on"),
)
edit(
    "allows_a_thing_more",
    "Lists may have one thing more than n.",
    ("for more in range(most):", "most = most + 1\nfor more in range(most):"),
)
edit(
    "begins_with_a_comma",
    "A comma comes before the first thing of a list, too. It belongs between two things.",
    (
        'goes_on = grammar[thing] if more == most - 1 else {",": _text(grammar, " ", thing)}',
        'goes_on = {",": _text(grammar, " ", thing)}',
    ),
)
edit(
    "needs_no_comma",
    "The things in a list follow each other without a comma.",
    (
        'goes_on = grammar[thing] if more == most - 1 else {",": _text(grammar, " ", thing)}',
        "goes_on = grammar[thing]",
    ),
)
edit(
    "puts_no_space_after_a_comma",
    "After a comma there is no space. json.dumps writes one, and a model that was trained on text expects it.",
    ('{",": _text(grammar, " ", thing)}', '{",": thing}'),
    ('before = ", " if i > 0 else ""', 'before = "," if i > 0 else ""'),
)
edit(
    "puts_a_comma_after_the_last_field",
    "There is a comma before the closing brace. Python allows it, JSON does not.",
    ('then = _text(grammar, "}", then)', 'then = _text(grammar, ", }" if shape else "}", then)'),
)
edit(
    "puts_a_comma_before_the_first_field",
    "There is a comma before the first key. It belongs between two fields.",
    ('before = ", " if i > 0 else ""', 'before = ", "'),
)
edit(
    "turns_the_keys_round",
    "The keys come in the opposite order. Who builds from the end has to begin with the last one.",
    ("reversed(list(enumerate(shape.items())))", "enumerate(reversed(shape.items()))"),
)
edit(
    "does_not_quote_the_keys",
    "The keys have no quotes. JSON wants them.",
    ("{json.dumps(key)}: ", "{key}: "),
)
edit(
    "uses_single_quotes",
    "The keys are written as Python shows them, in single quotes. JSON has double quotes: json.dumps writes them.",
    ("{json.dumps(key)}: ", "{key!r}: "),
)
edit(
    "quotes_the_keys_by_hand",
    "A quote in a key ends it. json.dumps puts a backslash before it.",
    ("{json.dumps(key)}: ", '\\"{key}\\": '),
)
edit(
    "puts_no_space_after_a_colon",
    "After a colon there is no space. json.dumps writes one.",
    ("{json.dumps(key)}: ", "{json.dumps(key)}:"),
)
edit(
    "accepts_any_shape",
    "What is no shape is passed over without a word. Raise a ValueError that says what it is.",
    ('raise ValueError(f"{shape!r} is no shape")', "return then"),
)

generics("constrained", "loses_the_dtype", "passes_through_float32", "writes_into_its_input", "detaches", "asserts")
