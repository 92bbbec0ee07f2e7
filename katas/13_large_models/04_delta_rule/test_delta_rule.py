"""The delta rule adds to its state only what the state lacks, so that a pair can be overwritten."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.scenarios import siblings

pytestmark = pytest.mark.kata(
    minutes=35,
    ladder={"q": "finite-huge", "k": "finite-huge", "v": "finite-huge", "beta": "uniform", "state": "finite"},
)

ONE_KEY = np.array([[1.0, 0.0], [1.0, 0.0]])
TWO_KEYS = np.array([[1.0, 0.0], [0.6, 0.8]])
VALUES = np.array([[10.0], [20.0]])


# ------------------------------------------------------------------------------ scenarios and inputs


def answers(solution, q, k, v, beta, *state):
    return solution.delta_rule(q, k, v, beta, *state)[0]


def state_after(solution, q, k, v, beta, *state):
    return solution.delta_rule(q, k, v, beta, *state)[1]


def by_chunks(solution, q, k, v, beta, *state):
    """The answers and the state of chunked_delta, three tokens at a time."""
    return solution.chunked_delta(q, k, v, beta, *(state or [None]), 3)


def in_pieces(solution, q, k, v, beta, state, cut):
    """Both pieces' answers and the last state, where the state is handed on."""
    first, state = solution.delta_rule(q[..., :cut, :], k[..., :cut, :], v[..., :cut, :], beta[..., :cut], state)
    second, state = solution.delta_rule(q[..., cut:, :], k[..., cut:, :], v[..., cut:, :], beta[..., cut:], state)
    return {"first": first, "second": second, "state": state}


def drawn(seed=0, steps=6, width=4, depth=3, lead=(), dtype=np.float64):
    """Queries, keys of length 1, values, shares, and a state."""
    rng = np.random.default_rng(seed)
    k = rng.normal(size=(*lead, steps, width))
    k = k / np.linalg.norm(k, axis=-1, keepdims=True)
    q, v = rng.normal(size=(*lead, steps, width)), rng.normal(size=(*lead, steps, depth))
    beta, state = rng.uniform(0.1, 1, size=(*lead, steps)), rng.normal(size=(*lead, width, depth))
    return [x.astype(dtype) for x in (q, k, v, beta, state)]


@st.composite
def plain_inputs(draw, least=1):
    """Inputs of up to eight tokens, all sizes drawn."""
    sizes = draw(st.integers(least, 8)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return drawn(draw(st.integers(0, 10**6)), *sizes)


@st.composite
def inputs_of_any_kind(draw):
    """Leading axes, both dtypes, and any number of tokens, none among them."""
    lead = draw(st.sampled_from([(), (2,), (2, 3), (0,)]))
    sizes = draw(st.integers(0, 7)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    inputs = drawn(draw(st.integers(0, 10**6)), *sizes, lead, draw(st.sampled_from([np.float64, np.float32])))
    return inputs if draw(st.booleans()) else inputs[:4]


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("share", "gives"), [(1.0, [[10.0], [20.0]]), (0.5, [[5.0], [12.5]])])
def test_worked_example_of_one_key(kata, share, gives):
    kata.check_figure(answers, ONE_KEY, ONE_KEY, VALUES, np.full(2, share), gives=gives, decimals=4)


def test_worked_example_of_two_keys(kata):
    kata.check_figure(answers, TWO_KEYS, TWO_KEYS, VALUES, np.ones(2), gives=[[10.0], [20.0]], decimals=4)
    kata.check_figure(state_after, TWO_KEYS, TWO_KEYS, VALUES, np.ones(2), gives=[[18.4], [11.2]], decimals=4)
    kata.check_figure(answers, ONE_KEY, TWO_KEYS, VALUES, np.ones(2), gives=[[10.0], [18.4]], decimals=4)


@pytest.mark.parametrize("given", [4, 5], ids=["no state", "a state"])
@pytest.mark.parametrize("steps", [1, 2, 6])
def test_writes_what_is_missing_token_by_token(kata, steps, given):
    kata.check("delta_rule", *drawn(steps=steps)[:given])


@given(plain_inputs(), st.sampled_from([4, 5]))
@example(drawn(), 5)
@example(drawn(1, 5, 2, 4), 4)
def test_agrees_on_any_tokens(kata, inputs, given):
    kata.check("delta_rule", *inputs[:given])


@given(plain_inputs())
def test_a_pair_that_was_written_whole_is_read_exactly(kata, inputs):
    _, k, v, beta, state = inputs
    beta = np.append(beta[:-1], 1.0)
    law = "with a key of length 1 and a share of 1, the state answers the key with the value"
    kata.equal(kata.run(answers, k, k, v, beta, state)[-1], v[-1], law, scale=10.0)


@given(plain_inputs())
def test_a_share_of_0_writes_nothing(kata, inputs):
    q, k, v, beta, state = inputs
    y, after = kata.delta_rule(q, k, v, 0 * beta, state)
    kata.equal(after, state, "with shares of 0 the state stays as it is")
    kata.equal(y, q @ state, "with shares of 0 each query reads the first state", scale=10.0)


@given(plain_inputs(least=2), st.data())
@example(drawn(), None)
def test_a_text_in_pieces_gives_the_same(kata, inputs, data):
    cut = 2 if data is None else data.draw(st.integers(1, len(inputs[0]) - 1))
    kata.check(in_pieces, *inputs, cut)


@given(plain_inputs(least=2))
def test_no_token_reads_what_a_later_one_writes(kata, inputs):
    q, k, v, beta, state = inputs
    other = v.copy()
    other[-1] += 1.0
    one, two = (kata.run(answers, q, k, each, beta, state)[:-1] for each in (v, other))
    kata.equal(one, two, "another last value changes no answer before it")


# ----------------------------------------------------------------------------------------- edges


@edges
@siblings("delta_rule", by_chunks)
@given(inputs=inputs_of_any_kind())
@example(inputs=drawn(dtype=np.float32))
@example(inputs=drawn(lead=(2, 3), steps=5))
@example(inputs=drawn(steps=0))
@example(inputs=drawn(steps=0)[:4])
def test_any_axes_dtype_and_number_of_tokens(kata, function, inputs):
    kata.check(function, *inputs)


@edges
@siblings("delta_rule", by_chunks)
def test_keys_may_have_any_length(kata, function):
    q, k, v, beta, state = drawn()
    kata.check(function, q, k * np.array([[0.1], [1.3], [0.0], [1.2], [0.5], [1.0]]), v, beta, state)


@edges
@pytest.mark.parametrize("size", [1, 2, 4, 6, 50])
@pytest.mark.parametrize("given", [False, True], ids=["no state", "a state"])
def test_the_size_of_a_chunk_does_not_matter(kata, size, given):
    *inputs, state = drawn()
    kata.check("chunked_delta", *inputs, state if given else None, size)


@edges
def test_takes_16_tokens_at_a_time_by_default(kata):
    kata.check("chunked_delta", *drawn(steps=35))


@edges
def test_a_text_may_be_long(kata):
    kata.check("delta_rule", *drawn(steps=1200, width=2, depth=1))


@edges
@given(plain_inputs(), st.integers(1, 9))
def test_chunks_agree_on_any_tokens(kata, inputs, size):
    kata.check("chunked_delta", *inputs, size)


@edges(targets="numpy")
def test_chunks_take_fewer_lines_than_there_are_tokens(kata):
    kata.count_lines("chunked_delta", *drawn(steps=1024, width=32), 64, limit=1024)


@edges
@pytest.mark.parametrize("size", [0, -2])
def test_a_chunk_has_one_token_at_least(kata, size):
    kata.check_raises(ValueError, "chunked_delta", *drawn(), size, says=[size])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@siblings("delta_rule", by_chunks)
@given(inputs=plain_inputs())
@example(inputs=drawn())
@example(inputs=drawn(steps=20))
def test_gradient_agrees_with_torch(kata, function, inputs):
    kata.check_gradient(function, *inputs)


test_stays_on_the_device_of_its_input = on_its_device(
    ("delta_rule", *drawn()), ("delta_rule", *drawn()[:4]), ("chunked_delta", *drawn(), 4)
)
