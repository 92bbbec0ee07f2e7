"""Under a grammar's mask, whatever the model would rather say, each text is whole when it ends, and it ends in time."""

import json
import math

import numpy as np
import pytest
from array_api_compat import array_namespace
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=80,
    ladder={"logits": "finite", "chances.logits": "finite"},
)
on_texts = pytest.mark.kata(targets="python")
edges_of_texts = edges(targets="python")

LIST = {0: {"[": 1}, 1: {"]": 5, "a": 2}, 2: {"]": 5, ",": 3}, 3: {"a": 4}, 4: {"]": 5}, 5: {}}
"""[], [a] and [a,a]."""
TOKENS = ["[", "]", "a", ",", "[a", ",a", "],", "a]", None]
WITHOUT_A = [token for token in TOKENS if token not in ("a", "a]")]
NUMBERS = {1: {"0": 3, "1": 0, "2": 0}, 0: {"0": 0, "1": 0, "2": 0}, 3: {}}
"""Numbers of the digits 0, 1 and 2, of any length: they begin in 1 and may end in 0 and 3, or go on from 0."""
DIGITS = ["0", "1", "2", "10", "012", None]
TRAP = {0: {"a": 1, "b": 2}, 1: {"a": 1}, 2: {"a": 0, "b": 3}, 3: {}}
"""After an a nothing ends."""
PAIRS = ["aa", "bb", "ab", "ba", "b", "bab", "", None]
FIGURE = np.array([2.0, 0.5, -1.0, 1.0]), np.array([False, True, False, True])
ROWS = np.array([[2.0, 0.5, -1.0, 1.0], [0.0, 3.0, 0.5, -2.0], [-1.0, -0.5, 0.0, 0.25]])
MASKS = np.array([[False, True, False, True], [True, False, True, True], [False, False, True, False]])
JSON_TOKENS = [*'abc "{}[]:,', '"a', '": ', '", "', "[]", '["', '"]', "ab", "cab ", '": ["', '"}', None]


@st.composite
def grammars(draw):
    """A grammar of characters a and b, its ends, and tokens of one to three characters."""
    states = range(draw(st.integers(2, 5)))
    moves = st.dictionaries(st.sampled_from("ab"), st.sampled_from(states))
    grammar = {state: draw(moves) for state in states}
    tokens = draw(st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=6, unique=True))
    return grammar, draw(st.sets(st.sampled_from(states), min_size=1, max_size=2)), [*tokens, None]


def mask(solution, grammar, state, ends, vocabulary, left=math.inf):
    """What is allowed, by the solution's own count of the tokens to an end."""
    return solution.allowed(grammar, state, vocabulary, solution.tokens_to_end(grammar, ends, vocabulary), left)


def which(solution, grammar, state, ends, vocabulary, left=math.inf):
    """The tokens that are allowed."""
    found = zip(vocabulary, mask(solution, grammar, state, ends, vocabulary, left), strict=False)
    return ["the end" if token is None else token for token, may in found if may]


def places(solution, grammar, state, ends, vocabulary, left):
    """Where the tokens that are allowed stand in the vocabulary."""
    return np.flatnonzero(mask(solution, grammar, state, ends, vocabulary, left))


def written(solution, grammar, start, end, vocabulary, left, choices):
    """A text: each choice takes one of the tokens that are allowed."""
    fewest, state, text = solution.tokens_to_end(grammar, {end}, vocabulary), start, []
    for choice in choices:
        tokens = [
            token
            for token, may in zip(vocabulary, solution.allowed(grammar, state, vocabulary, fewest, left), strict=True)
            if may
        ]
        if not tokens or (token := tokens[choice % len(tokens)]) is None:
            return text
        state, left = solution.step(grammar, state, token), left - 1
        text.append(token)
    return [*text, "it does not end"]


def written_as_json(solution, shape, left, choices):
    """A text of a shape, in tokens of several characters."""
    grammar, start, end = solution.json_grammar(shape)
    return "".join(written(solution, grammar, start, end, JSON_TOKENS, left, choices))


def chances(solution, logits, mask):
    """The probabilities of the tokens under the mask."""
    scores = solution.constrained(logits, mask)
    xp = array_namespace(scores)
    powers = xp.exp(scores)
    return powers / xp.sum(powers, axis=-1, keepdims=True)


def texts(solution, shape):
    """All texts of a shape, in the order of the alphabet; of what has no end, those of fewer than 40 characters."""
    grammar, start, end = solution.json_grammar(shape)
    found, beginnings = [], [("", start)]
    for text, state in beginnings:
        if state == end:
            found.append(text)
        if len(text) < 40 and len(beginnings) < 20_000:
            beginnings += [(text + character, then) for character, then in grammar[state].items()]
    return sorted(found)


# ------------------------------------------------------------------------------------------ core


@on_texts
@pytest.mark.parametrize(
    ("state", "token", "figure"), [(0, "[a", 2), (2, ",a", 4), (4, "]", 5), (1, "a,a]", 5), (1, "a", 2)]
)
def test_worked_examples_of_a_step(kata, state, token, figure):
    kata.check_figure("step", LIST, state, token, gives=figure)


@on_texts
@pytest.mark.parametrize(("state", "token"), [(2, "],"), (2, "a"), (0, "[["), (5, "]"), (0, "x"), (4, "],a")])
def test_a_step_that_the_grammar_forbids_is_none(kata, state, token):
    kata.check("step", LIST, state, token)


@on_texts
@given(grammars(), st.text("ab", min_size=1, max_size=4))
@example((NUMBERS, {0, 3}, DIGITS), "12")
@example((NUMBERS, {0, 3}, DIGITS), "01")
def test_a_step_agrees_from_each_state(kata, language, text):
    """State 0 is a state like any other."""
    grammar, _, _ = language
    for state in grammar:
        kata.check("step", grammar, state, text)


@on_texts
@pytest.mark.parametrize(
    ("grammar", "ends", "vocabulary"),
    [
        (LIST, {5}, TOKENS),
        (LIST, {5}, WITHOUT_A),
        (LIST, {5}, [*"[]a,", None]),
        (NUMBERS, {0, 3}, DIGITS),
        (TRAP, {3}, PAIRS[:5]),
        (TRAP, {3}, ["a", "b"]),
    ],
    ids=["list", "without a", "characters", "numbers", "trap", "letters"],
)
def test_tokens_to_end(kata, grammar, ends, vocabulary):
    kata.check("tokens_to_end", grammar, ends, vocabulary)


@on_texts
@given(grammars())
def test_tokens_to_end_of_any_grammar(kata, language):
    kata.check("tokens_to_end", *language)


@on_texts
@pytest.mark.parametrize(
    ("state", "left", "figure"),
    [(0, math.inf, [0, 4]), (2, math.inf, [1, 3, 5]), (2, 1, [1]), (2, 2, [1, 3, 5]), (5, math.inf, [8])],
)
def test_worked_examples_of_the_mask(kata, state, left, figure):
    kata.check(which, LIST, state, {5}, TOKENS, left)
    kata.check(mask, LIST, state, {5}, TOKENS, left)
    kata.check_figure(places, LIST, state, {5}, TOKENS, left, gives=figure)


@on_texts
@pytest.mark.parametrize("state", [0, 1, 2, 3])
def test_a_token_may_not_lead_to_a_dead_end(kata, state):
    kata.check(which, TRAP, state, {3}, PAIRS[:5])
    kata.check(which, LIST, state, {5}, WITHOUT_A)


@on_texts
@pytest.mark.parametrize("state", [0, 1, 3])
def test_the_end_is_allowed_where_the_text_is_whole(kata, state):
    """12 may end, and may go on."""
    kata.check(which, NUMBERS, state, {0, 3}, DIGITS)


@on_texts
@pytest.mark.parametrize("left", [1, 2, 3])
@pytest.mark.parametrize("state", [0, 1, 2, 3])
def test_what_is_begun_can_be_ended_with_what_is_left(kata, state, left):
    kata.check(which, LIST, state, {5}, TOKENS, left)
    kata.check(which, TRAP, state, {3}, PAIRS[:5], left)


@on_texts
@given(grammars(), st.sampled_from([1, 2, 3, math.inf]))
def test_the_mask_agrees_from_each_state(kata, language, left):
    grammar, ends, vocabulary = language
    for state in grammar:
        kata.check(which, grammar, state, ends, vocabulary, left)


@on_texts
@given(st.integers(2, 5), st.lists(st.integers(0, 9), min_size=6, max_size=6))
@example(2, [1, 1, 1, 1, 1, 1])
@example(4, [0, 1, 1, 0, 0, 0])
def test_whatever_is_chosen_a_whole_text_comes_out_in_time(kata, left, choices):
    text = kata.check(written, LIST, 0, 5, TOKENS, left, choices)
    kata.require("".join(text) in ("[]", "[a]", "[a,a]"), "each text that is written is one of the grammar's")
    kata.require(len(text) <= left, "a text ends within the tokens that are left")


def test_worked_example_of_the_logits(kata):
    """Odds of e^0.5 : e, and nothing for what is not allowed."""
    kata.check_figure(chances, *FIGURE, gives=[0.0, 0.378, 0.0, 0.622], decimals=3)
    kata.check("constrained", *FIGURE)


@given(plain_arrays((3, 4)), st.sampled_from([MASKS, ~MASKS, MASKS[1], MASKS[2]]))
@example(ROWS, MASKS)
@example(ROWS, MASKS[0])
def test_what_is_not_allowed_has_no_chance(kata, logits, mask):
    kata.check("constrained", logits, mask)


# ----------------------------------------------------------------------------------------- edges


@edges_of_texts
@pytest.mark.parametrize("state", [0, 2, 3])
def test_an_empty_token_is_never_allowed(kata, state):
    """It would be written again and again, and the text would not go on."""
    kata.check(which, TRAP, state, {3}, PAIRS)
    kata.check("tokens_to_end", TRAP, {3}, PAIRS)


@edges_of_texts
@pytest.mark.parametrize("state", [0, 3])
def test_the_end_costs_no_token(kata, state):
    kata.check(which, NUMBERS, state, {0, 3}, DIGITS, 0)
    kata.check(which, LIST, state, {5}, TOKENS, 0)


@edges_of_texts
def test_a_vocabulary_may_have_no_end_token(kata):
    """Or several: some models have one for the end of a turn, and one for the end of a text."""
    kata.check(which, NUMBERS, 0, {0, 3}, DIGITS[:-1])
    kata.check(which, NUMBERS, 0, {0, 3}, [None, *DIGITS])
    kata.check(which, NUMBERS, 1, {0, 3}, [None, *DIGITS])


@edges_of_texts
def test_from_a_dead_end_nothing_is_allowed(kata):
    kata.check(which, TRAP, 1, {3}, PAIRS)
    kata.check(which, LIST, 3, {5}, WITHOUT_A)


@edges
@pytest.mark.parametrize("left", ["a row of many", "the only row", "the same for all rows"])
def test_refuses_a_row_that_allows_nothing(kata, left):
    """Its softmax would be NaN."""
    nothing = MASKS & np.array([[True], [False], [True]])
    logits, mask = {"a row of many": (ROWS, nothing), "the only row": (ROWS[1], nothing[1])}.get(
        left, (ROWS, nothing[1])
    )
    kata.check_raises(ValueError, "constrained", logits, mask, says=[logits.shape, mask.shape])


@edges
@pytest.mark.parametrize("mask", [MASKS[:, :1] | True, MASKS[:, :3], MASKS[0, :3]], ids=["one", "rows", "row"])
def test_refuses_a_mask_of_another_vocabulary(kata, mask):
    kata.check_raises(ValueError, "constrained", ROWS, mask, says=[ROWS.shape, mask.shape])


@edges
@pytest.mark.parametrize("size", [1e6, 1e30])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_largest_and_the_smallest_logits_are_treated_alike(kata, dtype, size):
    kata.check("constrained", (size * ROWS).astype(dtype), MASKS)


@edges
def test_a_logit_may_be_infinite(kata):
    """An earlier filter, such as top-k, has set it to -inf."""
    logits = ROWS.copy()
    logits[0, :2] = logits[1, 1] = -np.inf
    kata.check("constrained", logits, MASKS)


@edges
@given(arrays((2, 3, 4), dtype=np.float64) | arrays((2, 3, 4), dtype=np.float32), st.data())
def test_agrees_in_every_dtype_and_layout(kata, logits, data):
    kata.check("constrained", logits, data.draw(laid_out(MASKS)))


@edges_of_texts
@pytest.mark.parametrize("shape", [0, 1, [0, 2], {}, {"a": 0}, {"a": 0, "b": 1}, [{"a": 0}, 1]], ids=repr)
def test_json_of_a_shape(kata, shape):
    kata.check(texts, shape)


@edges_of_texts
@pytest.mark.parametrize(
    "shape",
    [[0, 0], [0, 1], [0, 3], [[0, 1], 2], {"b": [0, 1], "a": {"c": 0}}, [1, 1], {"a b": 0, 'x"y': [0, 1]}],
    ids=repr,
)
def test_json_of_a_shape_in_a_shape(kata, shape):
    kata.check(texts, shape)


@edges_of_texts
def test_all_strings_of_two_letters(kata):
    kata.check(texts, 2)


@edges_of_texts
@pytest.mark.parametrize("shape", ["a", None, 1.5, ("a", 2), [{"a": "b"}, 2]], ids=repr)
def test_refuses_what_is_no_shape(kata, shape):
    kata.check_raises(ValueError, "json_grammar", shape)


@edges_of_texts
@given(
    st.sampled_from([{"a": 5, "b": [3, 2]}, [[4, 2], 2], {"ab": {"c": 2}}]),
    st.sampled_from([20, 30]),
    st.lists(st.integers(0, 99), min_size=40, max_size=40),
)
def test_whatever_is_chosen_it_parses(kata, shape, left, choices):
    text = kata.check(written_as_json, shape, left, choices)
    kata.require(json.loads(text) is not None, "json.loads reads each text that is written")


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(plain_arrays((3, 4)))
@example(ROWS)
def test_gradient_agrees_with_torch(kata, logits):
    """-inf is a constant."""
    kata.check_gradient(chances, logits, MASKS)


test_stays_on_the_device_of_its_input = on_its_device("constrained", ROWS, MASKS)
