"""Linear attention answers from a state of fixed size, and all tokens at once answer the same."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.scenarios import siblings

pytestmark = pytest.mark.kata(
    minutes=45, ladder={"q": "finite-huge-large", "k": "finite-huge-large", "v": "finite", "answers.v": "finite"}
)

ONE = np.ones((3, 1))
FADING = np.array([[8.0], [4.0], [2.0]])
HALVES = np.full(3, 0.5)
TWO_KEYS = np.array([[1.0, 0.0], [0.6, 0.8]])
VALUES = np.array([[10.0], [20.0]])


# ------------------------------------------------------------------------------ scenarios and inputs


def answers(solution, q, k, v, decay=None):
    return solution.recurrent(q, k, v, decay)[0]


def state_after(solution, q, k, v):
    return solution.recurrent(q, k, v)[1]


def all_at_once(solution, q, k, v, decay=None, state=None):
    """The answers of parallel, which takes no state."""
    return solution.parallel(q, k, v, decay)


def by_chunks(solution, q, k, v, decay=None, state=None):
    """The answers and the state of chunked, three tokens at a time."""
    return solution.chunked(q, k, v, decay, state, 3)


def in_pieces(solution, q, k, v, decay, state, cut):
    """Both pieces' answers and the last state, where the state is handed on."""
    first, state = solution.recurrent(q[..., :cut, :], k[..., :cut, :], v[..., :cut, :], decay[..., :cut], state)
    second, state = solution.recurrent(q[..., cut:, :], k[..., cut:, :], v[..., cut:, :], decay[..., cut:], state)
    return {"first": first, "second": second, "state": state}


def memory(solution, name, q, k, v, decay):
    """The result, and whether less memory than a quarter of a table of all tokens is held at any time."""
    ask = getattr(solution, name)
    ask(q[:3], k[:3], v[:3], decay[:3])
    tracemalloc.start()
    try:
        y, state = ask(q, k, v, decay)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {"y": y, "state": state, "less than a quarter of T·T numbers": peak < len(q) ** 2 * q.itemsize / 4}


def drawn(seed=0, steps=6, width=4, depth=3, lead=(), dtype=np.float64):
    """Queries, keys of length 1, values, decays, and a state."""
    rng = np.random.default_rng(seed)
    k = rng.normal(size=(*lead, steps, width))
    k = k / np.linalg.norm(k, axis=-1, keepdims=True)
    q, v = rng.normal(size=(*lead, steps, width)), rng.normal(size=(*lead, steps, depth))
    decay, state = rng.uniform(0.3, 1, size=(*lead, steps)), rng.normal(size=(*lead, width, depth))
    return [x.astype(dtype) for x in (q, k, v, decay, state)]


@st.composite
def plain_inputs(draw, least=1):
    """Inputs of up to eight tokens, all sizes drawn."""
    sizes = draw(st.integers(least, 8)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return drawn(draw(st.integers(0, 10**6)), *sizes)


@st.composite
def inputs_of_any_kind(draw):
    """Leading axes, both dtypes, any number of tokens, none among them, with decays, a state, both or neither."""
    lead = draw(st.sampled_from([(), (2,), (2, 3), (0,)]))
    sizes = draw(st.integers(0, 7)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    *inputs, decay, state = drawn(
        draw(st.integers(0, 10**6)), *sizes, lead, draw(st.sampled_from([np.float64, np.float32]))
    )
    return [*inputs, draw(st.sampled_from([decay, None])), draw(st.sampled_from([state, None]))]


def without(inputs, *left_out):
    """The inputs, with None in some places."""
    return [None if at in left_out else x for at, x in enumerate(inputs)]


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize("function", [answers, "parallel"])
def test_worked_example_of_decays_of_a_half(kata, function):
    kata.check_figure(function, ONE, ONE, FADING, HALVES, gives=[[8.0], [8.0], [6.0]])


def test_worked_example_of_two_keys(kata):
    kata.check_figure(answers, TWO_KEYS[:1], TWO_KEYS[:1], VALUES[:1], gives=[[10.0]], decimals=4)
    kata.check_figure(answers, TWO_KEYS, TWO_KEYS, VALUES, gives=[[10.0], [26.0]], decimals=4)
    kata.check_figure(answers, TWO_KEYS[[0, 0]], TWO_KEYS, VALUES, gives=[[10.0], [22.0]], decimals=4)
    kata.check_figure(state_after, TWO_KEYS, TWO_KEYS, VALUES, gives=[[22.0], [16.0]], decimals=4)


@pytest.mark.parametrize("steps", [1, 2, 6])
def test_adds_each_pair_to_the_state(kata, steps):
    kata.check("recurrent", *drawn(steps=steps)[:3])


@pytest.mark.parametrize("steps", [1, 2, 6])
def test_lets_the_state_fade_before_it_adds(kata, steps):
    kata.check("recurrent", *drawn(steps=steps)[:4])


@given(plain_inputs())
@example(drawn())
@example(drawn(1, 5, 2, 4))
def test_goes_on_from_a_state(kata, inputs):
    kata.check("recurrent", *inputs)
    kata.check("recurrent", *without(inputs, 3))


@given(plain_inputs(least=2), st.data())
@example(drawn(), None)
def test_a_text_in_pieces_gives_the_same(kata, inputs, data):
    cut = 2 if data is None else data.draw(st.integers(1, len(inputs[0]) - 1))
    kata.check(in_pieces, *inputs, cut)


@pytest.mark.parametrize("steps", [1, 2, 6])
@pytest.mark.parametrize("given", [3, 4], ids=["no decay", "decay"])
def test_all_at_once_gives_the_same(kata, given, steps):
    kata.check("parallel", *drawn(steps=steps)[:given])


@given(plain_inputs(), st.sampled_from([3, 4]))
def test_all_at_once_agrees_on_any_tokens(kata, inputs, given):
    kata.check("parallel", *inputs[:given])


@siblings(answers, all_at_once)
@given(inputs=plain_inputs(least=2))
def test_no_token_reads_what_a_later_one_writes(kata, function, inputs):
    q, k, v, decay, _ = inputs
    other = v.copy()
    other[-1] += 1.0
    one, two = (kata.run(function, q, k, each, decay)[:-1] for each in (v, other))
    kata.equal(one, two, "another last value changes no answer before it")


# ----------------------------------------------------------------------------------------- edges


@edges
@siblings("recurrent", all_at_once, by_chunks)
@given(inputs=inputs_of_any_kind())
@example(inputs=drawn(dtype=np.float32))
@example(inputs=drawn(lead=(2, 3), steps=5))
@example(inputs=drawn(steps=0))
@example(inputs=without(drawn(steps=0), 3, 4))
def test_any_axes_dtype_and_number_of_tokens(kata, function, inputs):
    kata.check(function, *inputs)


@edges
@siblings("recurrent", all_at_once, by_chunks)
@pytest.mark.parametrize("smallest", [1e-30, 1e-9])
def test_a_decay_may_be_very_small(kata, function, smallest):
    q, k, v, decay, state = drawn(steps=40)
    kata.check(function, q, k, v, smallest * decay, state)


@edges
def test_decays_may_be_very_small_in_a_longer_chunk(kata):
    q, k, v, decay, state = drawn(steps=40)
    kata.check("chunked", q, k, v, 1e-30 * decay, state)


@edges
def test_a_text_may_be_long(kata):
    kata.check("recurrent", *drawn(steps=1200, width=2, depth=1))


@edges
@pytest.mark.parametrize("size", [1, 2, 4, 6, 50])
@pytest.mark.parametrize("given", [[], [3], [4], [3, 4]], ids=["both", "no decay", "no state", "neither"])
def test_the_size_of_a_chunk_does_not_matter(kata, size, given):
    kata.check("chunked", *without(drawn(), *given), size)


@edges
def test_takes_16_tokens_at_a_time_by_default(kata):
    kata.check("chunked", *drawn(steps=35))


@edges
@given(plain_inputs(), st.integers(1, 9))
def test_chunks_agree_on_any_tokens(kata, inputs, size):
    kata.check("chunked", *inputs, size)


@edges(targets="numpy")
def test_all_at_once_takes_fewer_lines_than_there_are_tokens(kata):
    kata.count_lines("parallel", *drawn(steps=256)[:4], limit=256)


@edges(targets="numpy")
def test_chunks_take_fewer_lines_than_there_are_tokens(kata):
    kata.count_lines("chunked", *drawn(steps=1024, width=32), 64, limit=1024)


@edges(targets="numpy")
@pytest.mark.parametrize("name", ["recurrent", "chunked"])
def test_makes_no_table_of_all_tokens(kata, name):
    kata.check(memory, name, *drawn(steps=512)[:4])


@edges
@pytest.mark.parametrize("size", [0, -2])
def test_a_chunk_has_one_token_at_least(kata, size):
    kata.check_raises(ValueError, "chunked", *drawn(), size, says=[size])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@siblings("recurrent", all_at_once, by_chunks)
@given(inputs=plain_inputs())
@example(inputs=drawn())
@example(inputs=drawn(steps=20))
def test_gradient_agrees_with_torch(kata, function, inputs):
    kata.check_gradient(function, *(inputs[:4] if function is all_at_once else inputs))


test_stays_on_the_device_of_its_input = on_its_device(
    *(("recurrent", *inputs) for inputs in (drawn(), drawn()[:3])),
    *(("parallel", *inputs) for inputs in (drawn()[:4], drawn()[:3])),
    *(("chunked", *inputs) for inputs in (drawn(steps=20), drawn(steps=20)[:3])),
)
