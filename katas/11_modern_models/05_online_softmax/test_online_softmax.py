"""A softmax needs one pass over its row, and attention never the whole table of scores."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.scenarios import lines_of_python
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=75,
    from_scratch=[
        *themes.TRANSFORMERS,
        *themes.SOFTMAX,
        *("scaled_dot_product_attention", "flex_attention", "scaled_dot_product_flash_attention_for_cpu"),
        *("scaled_dot_product_attention_math", "varlen_attn"),
    ],
    instead="You need a maximum, exp, a sum and a factor that brings the old sum to the new maximum.",
    ladder={
        "chunks": "finite",
        "a": "fixed",
        "b": "fixed",
        "q": "finite-huge-large",
        "k": "finite-huge-large",
        "v": "finite",
    },
    long="Ev E",
)

FIGURE = [np.array([0.0, np.log(3)]), np.array([np.log(6), 0.0])]
PARTS = (np.array([np.log(3)]), np.array([4 / 3])), (np.array([np.log(6)]), np.array([7 / 6]))
ROWS = np.array(
    [[1.0, 3.0, 0.0, 2.0, 5.0, 4.0], [2.0, 1.0, 0.5, 0.0, -1.0, -3.0], [-2.0, -9.0, -4.0, -1.0, -7.0, -3.0]]
)
"""The largest entry is in the middle, at the start, and below 0."""
LEFT = np.array([3.0, -1.0, 2.0]), np.array([1.5, 2.0, 1.0])
RIGHT = np.array([1.0, 4.0, 2.0]), np.array([1.0, 1.25, 3.0])
NOTHING = np.full(3, -np.inf), np.zeros(3)
NOT_ALL = np.array([-np.inf, 4.0, -np.inf]), np.array([0.0, 1.25, 0.0])
Q, V = np.array([[1.0]]), np.array([[0.0], [0.0], [1.0], [1.0]])
K = np.array([[0.0], [np.log(3)], [np.log(6)], [0.0]])
ASKING = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0], [2.0, 1.0, -1.0]])
KEYS = np.array([[0.5, 1.0, -1.0], [2.0, 0.0, 1.0], [-1.0, 1.0, 2.0], [1.0, 2.0, 0.0], [0.0, -2.0, 1.5]])
VALUES = np.array([[1.0, 2.0], [4.0, -3.0], [7.0, 0.5], [-2.0, 1.0], [0.5, 6.0]])


# ------------------------------------------------------------------------------ scenarios and inputs


def pieces(rows, sizes):
    """Rows cut into chunks of these sizes."""
    return np.split(rows, np.cumsum(sizes)[:-1], axis=-1)


def one_of_two(solution, part, function, *given):
    """The maximum or the sum."""
    return getattr(solution, function)(*given)[part]


def all_at_once(solution, parts):
    """The maxima and sums of parts, joined from the left."""
    joined = parts[0]
    for part in parts[1:]:
        joined = solution.merge(joined, part)
    return joined


def from_a_generator(solution, chunks):
    return solution.online_softmax(chunk for chunk in chunks)


def keeps_no_chunks(solution, length, count):
    """The result for ones, and whether less memory than ten chunks take is held while many pass."""
    solution.online_softmax(np.ones((2, 1, 3)))
    tracemalloc.start()
    try:
        top, total = solution.online_softmax(np.ones((1, length)) for _ in range(count))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {"maximum": top, "sum": total, "less memory than ten chunks": peak < 10 * 8 * length}


def memory(solution, q, k, v, block, causal):
    """The first results, and whether less than a quarter of the memory of all scores is held at any time."""
    solution.flash_attention(q[:4], k[:4], v[:4], 2, causal)
    tracemalloc.start()
    try:
        out = solution.flash_attention(q, k, v, block, causal)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {"results": out[:3], "less than a quarter of all scores": peak < len(q) * len(k) * q.itemsize / 4}


def largest(solution, q, k, v, block, causal):
    """The first results, and whether no tensor has a quarter as many entries as there are scores."""
    from torch.utils._python_dispatch import TorchDispatchMode

    sizes = [0]

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            made = function(*args, **(kwargs or {}))
            each = made if isinstance(made, (tuple, list)) else [made]
            sizes.extend(x.untyped_storage().nbytes() // x.element_size() for x in each if hasattr(x, "element_size"))
            return made

    with Watch():
        out = solution.flash_attention(q, k, v, block, causal)
    return {"results": out[:3], "no tensor with a quarter of all scores": max(sizes) < len(q) * len(k) / 4}


def a_long_text(n=256):
    """Queries, keys and values of n tokens, two entries each."""
    return np.random.default_rng(0).normal(size=(3, n, 2))


@st.composite
def cut_rows(draw):
    """Rows of numbers, cut into two to five chunks."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    return pieces(draw(plain_arrays((draw(st.integers(2, 4)), sum(sizes)))), sizes)


@st.composite
def states(draw, count):
    """Maxima and sums of several parts of three rows."""
    tops = draw(plain_arrays((count, 3)))
    return [(top, 1 + np.abs(draw(plain_arrays((3,))))) for top in tops]


@st.composite
def plain_inputs(draw, square=False):
    """Queries, keys and values, all sizes different, and a block that may or may not divide the number of keys."""
    queries, keys, width, depth = (draw(st.integers(2, 7)) for _ in range(4))
    queries = keys if square else queries
    q, k, v = (draw(plain_arrays(shape, 3.0)) for shape in ((queries, width), (keys, width), (keys, depth)))
    return q, k, v, draw(st.integers(1, 8))


@st.composite
def inputs_of_any_kind(draw, dtype=None):
    """Leading axes, both dtypes, layouts, sizes of 1, and any block, causal or not."""
    dtype, causal = draw(dtypes()) if dtype is None else dtype, draw(st.booleans())
    lead = draw(st.sampled_from([(), (2,), (2, 3), (0,)]))
    queries, keys, width, depth = (draw(st.integers(1, 5)) for _ in range(4))
    queries = keys if causal else queries
    shapes = (*lead, queries, width), (*lead, keys, width), (*lead, keys, depth)
    return *(draw(arrays(shape, dtype, 3.0)) for shape in shapes), draw(st.integers(1, 6)), causal


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("part", "gives"), [(0, 1.792), (1, 1.833)], ids=["maximum", "sum"])
def test_worked_example(kata, part, gives):
    kata.check_figure(one_of_two, part, "online_softmax", FIGURE, gives=gives, decimals=3)


@pytest.mark.parametrize(("part", "gives"), [(0, [1.792]), (1, [1.833])], ids=["maximum", "sum"])
def test_worked_example_of_merge(kata, part, gives):
    kata.check_figure(one_of_two, part, "merge", *PARTS, gives=gives, decimals=3)


def test_worked_example_of_flash_attention(kata):
    kata.check_figure("flash_attention", Q, K, V, 2, gives=[[0.636]], decimals=3)


@pytest.mark.parametrize("sizes", [[6], [3, 3], [1] * 6, [2, 4], [5, 1], [4, 1, 1]], ids=str)
def test_the_chunks_do_not_matter(kata, sizes):
    kata.check("online_softmax", pieces(ROWS, sizes))


@given(cut_rows())
def test_agrees_on_any_chunks(kata, chunks):
    kata.check("online_softmax", chunks)


@pytest.mark.parametrize(("a", "b"), [(LEFT, RIGHT), (RIGHT, LEFT)], ids=["one way", "the other"])
def test_merge_brings_both_sums_to_the_larger_maximum(kata, a, b):
    kata.check("merge", a, b)


@given(states(3))
def test_parts_may_be_merged_in_any_order(kata, parts):
    a, b, c = parts
    first = kata.run(all_at_once, [a, b, c])
    kata.equal(kata.run(all_at_once, [c, a, b]), first, "merge gives the same in any order of the parts")
    kata.equal(kata.merge(a, kata.merge(b, c)), first, "merge(a, merge(b, c)) = merge(merge(a, b), c)")


@given(cut_rows())
def test_merge_joins_what_online_softmax_found(kata, chunks):
    both = kata.merge(kata.online_softmax(chunks[:1]), kata.online_softmax(chunks[1:]))
    kata.equal(both, kata.online_softmax(chunks), "merge(online_softmax(a), online_softmax(b)) = online_softmax(a + b)")


@pytest.mark.parametrize("block", [1, 2, 3, 4, 5, 8])
def test_the_block_does_not_matter(kata, block):
    kata.check("flash_attention", ASKING, KEYS, VALUES, block)


@pytest.mark.parametrize("block", [1, 2, 3, 8])
def test_a_causal_query_attends_to_the_keys_up_to_its_own(kata, block):
    kata.check("flash_attention", ASKING, KEYS[:3], VALUES[:3], block, True)
    kata.check("flash_attention", KEYS, KEYS[::-1].copy(), VALUES, block, causal=True)


@given(plain_inputs())
@example((ASKING, KEYS, VALUES, 2))
def test_is_attention(kata, inputs):
    kata.check("flash_attention", *inputs)


@given(plain_inputs(square=True))
def test_is_causal_attention(kata, inputs):
    kata.check("flash_attention", *inputs, causal=True)


@pytest.mark.kata(targets="numpy")
@pytest.mark.parametrize("causal", [False, True])
def test_never_holds_all_scores(kata, causal):
    kata.check(memory, *a_long_text(), 4, causal)


test_is_written_from_scratch = from_scratch(
    ("online_softmax", FIGURE), ("merge", LEFT, RIGHT), ("flash_attention", Q, K, V, 2)
)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", [1000.0, -1000.0, -1e10, 1e8])
def test_takes_entries_of_any_size(kata, size, dtype):
    rows = (ROWS / 8 + size).astype(dtype)
    kata.check("online_softmax", pieces(rows, [2, 2, 2]))
    kata.check("merge", *((top.astype(dtype) + dtype(size), total.astype(dtype)) for top, total in (LEFT, RIGHT)))


@edges
@pytest.mark.parametrize("size", [300.0, -300.0, -1e10, 1e6])
@pytest.mark.parametrize("causal", [False, True])
def test_takes_scores_of_any_size(kata, size, causal):
    q, k = np.array([[size], [size / 2], [size / 4]]), np.array([[1.0], [1.5], [1.25]])
    kata.check("flash_attention", q, k, VALUES[:3], 1, causal)


@edges
def test_an_entry_may_be_minus_infinity(kata):
    rows = ROWS.copy()
    rows[0, :2] = rows[1, 4:] = rows[2, 2:4] = -np.inf
    kata.check("online_softmax", pieces(rows, [2, 2, 2]))
    kata.check("online_softmax", pieces(rows, [1] * 6))


@edges
def test_a_row_of_minus_infinity_has_the_sum_0(kata):
    rows = np.where([[True], [False], [True]], ROWS, -np.inf)
    kata.check("online_softmax", pieces(rows, [2, 2, 2]))
    kata.check("online_softmax", [rows])


@edges
def test_merging_with_nothing_changes_nothing(kata):
    kata.check("merge", LEFT, NOTHING)
    kata.check("merge", NOTHING, RIGHT)
    kata.check("merge", NOTHING, NOTHING)
    kata.check("merge", NOT_ALL, NOTHING)
    kata.check("merge", NOT_ALL, NOT_ALL)


@edges
@given(
    st.sampled_from([(), (3,), (2, 3), (0,)]), st.lists(st.integers(1, 3), min_size=1, max_size=4), dtypes(), st.data()
)
def test_rows_of_any_axes_dtype_and_layout(kata, lead, sizes, dtype, data):
    chunks = [data.draw(arrays((*lead, size), dtype)) for size in sizes]
    top, total = kata.check("online_softmax", chunks)
    kata.check(
        "merge",
        (np.asarray(top, dtype), np.asarray(total, dtype)),
        (np.asarray(top + 1, dtype), np.asarray(total, dtype)),
    )


@edges
def test_reads_each_chunk_once(kata):
    kata.check(from_a_generator, pieces(ROWS, [1, 2, 3]))


@edges(targets="numpy")
def test_keeps_no_chunk_that_it_has_read(kata):
    kata.check(keeps_no_chunks, 200, 50)


@edges
@given(inputs_of_any_kind())
@example((ASKING.astype(np.float32), KEYS.astype(np.float32), VALUES.astype(np.float32), 2, False))
def test_attention_for_any_axes_dtype_and_layout(kata, inputs):
    kata.check("flash_attention", *inputs)


@edges
@pytest.mark.parametrize(("queries", "keys", "causal"), [(3, 0, False), (0, 3, False), (0, 0, True)])
def test_without_keys_the_result_is_0(kata, queries, keys, causal):
    kata.check("flash_attention", ASKING[:queries], KEYS[:keys], VALUES[:keys], 2, causal)


@edges
def test_reads_64_keys_at_a_time_by_default(kata):
    kata.check("flash_attention", *np.random.default_rng(1).normal(size=(3, 130, 2)))


def lines_for_blocks_of(solution, sizes, *arrays):
    """How many lines run for each size of a block."""
    return [lines_of_python(solution.flash_attention, *arrays, size) for size in sizes]


@edges(pinned=False)  # how many lines run is not the same in all that are right
def test_reads_as_many_keys_at_a_time_as_it_is_told(kata):
    lines = kata.run(lines_for_blocks_of, [1, 3, 6, 12], *np.random.default_rng(1).normal(size=(3, 12, 2)))
    kata.require(np.diff(lines) < 0, "12 keys in blocks of 1, 3, 6 and 12: a larger block takes fewer steps")


@edges
@pytest.mark.parametrize("block", [0, -2])
def test_a_block_has_one_key_at_least(kata, block):
    kata.check_raises(ValueError, "flash_attention", ASKING, KEYS, VALUES, block, says=[block])


@edges
@pytest.mark.parametrize("keys", [2, 5])
def test_causal_needs_as_many_queries_as_keys(kata, keys):
    kata.check_raises(ValueError, "flash_attention", ASKING, KEYS[:keys], VALUES[:keys], 2, True, says=[3, keys])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch-cpu")
@pytest.mark.parametrize("causal", [False, True])
def test_makes_no_tensor_with_an_entry_for_each_pair(kata, causal):
    kata.check(largest, *a_long_text(64), 4, causal)


@pytest.mark.kata(targets="torch")
@given(inputs_of_any_kind(np.float64))
@example((ASKING, KEYS, VALUES, 2, False))
def test_gradient_agrees_with_torch(kata, inputs):
    kata.check_gradient("flash_attention", *inputs)


def logsumexp(solution, *chunks):
    """The maximum plus the logarithm of the sum: of half of the chunks, merged with that of the others."""
    parts = solution.online_softmax(chunks[:2]), solution.online_softmax(chunks[2:])
    top, total = solution.merge(*parts)
    return top + total.log()


@pytest.mark.kata(targets="torch")
@given(st.permutations(range(6)))
@example([0, 1, 2, 3, 4, 5])
def test_the_gradient_of_the_logarithm_is_the_softmax(kata, order):
    kata.check_gradient(logsumexp, *pieces(ROWS[:, order], [1, 1, 2, 2]), scale=1.0)


test_stays_on_the_device_of_its_input = on_its_device(
    ("online_softmax", FIGURE), ("merge", LEFT, RIGHT), ("flash_attention", KEYS, KEYS, VALUES, 2, True)
)
