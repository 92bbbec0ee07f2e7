"""Texts in pages hold what they were given, and no more blocks than they need, whatever is called in which order."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, remembers_nothing

pytestmark = pytest.mark.kata(minutes=95, targets="python")

ONE_TEXT = ["new a", "append a 6", "append a 1", "append a 1", "append a 1"]
TWO_TEXTS = ["new a", "new b", "append a 3", "append b 5", "append a 4", "append b 0", "append b 3", "append a 2"]
ONE_AFTER_ANOTHER = ["new a", "new b", "append a 6", "append b 3", "free a", "new c", "append b 2", "append c 5"]
A_NAME_AGAIN = ["new a", "new b", "append b 2", "free a", "new a", "append a 3", "append b 1", "free b"]
FORK = ["new a", "append a 6", "fork a b", "append b 1", "append a 1"]
FULL_WHEN_FORKED = ["new a", "append a 4", "fork a b", "append b 1", "append a 5", "free a", "free b"]
THREE_IN_ONE = ["new a", "append a 5", "fork a b", "fork b c", "append a 1", "free b", "append c 1", "free a", "free c"]
NOTHING_WRITTEN = ["new a", "append a 3", "fork a b", "append b 0", "free a", "append b 1"]
FORK_OF_NOTHING = ["new a", "fork a b", "append a 1", "append b 2"]
TOO_LONG = ["new a", "append a 9", "append a 4", "append a 3", "append a 1", "free a", "new b", "append b 12"]
NO_ROOM_FOR_A_COPY = ["new a", "append a 10", "fork a b", "append b 1", "append b 3", "free a", "append b 2"]
HALF_WAY = ["new a", "append a 5", "new b", "append b 6", "append b 4", "append b 5", "append a 3"]
HALF_WAY_WITH_A_COPY = [
    "new a",
    "append a 6",
    "fork a b",
    "append b 3",
    "append b 2",
    "append a 1",
    "free b",
    "append a 5",
]


# ------------------------------------------------------------------------------ programs and scenarios


@st.composite
def programs(draw, calls, most=14):
    """Calls in an order that makes sense: it is drawn which comes next, and for which of the texts there are."""
    program, texts = ["new a"], ["a"]
    for name in "bcdefghijklmn"[: draw(st.integers(1, most)) - 1]:
        what = draw(st.sampled_from(calls if texts else ["new"]))
        text = draw(st.sampled_from(texts)) if what != "new" else name
        more = {"append": f" {draw(st.integers(0, 7))}" if what == "append" else "", "fork": f" {name}"}.get(what, "")
        program.append(f"{what} {text}{more}")
        if what in ("new", "fork"):
            texts.append(name)
        if what == "free":
            texts.remove(text)
    return program


def numbers(first, tokens):
    """Keys and values that are all different: token 12 has 12.0 as its first entry."""
    k = (first + np.arange(tokens))[None, :, None] + np.arange(6).reshape(2, 1, 3) / 8
    return k, -k


def carried_out(cache, texts, call, first):
    """Make a call; tells whether it was refused for want of blocks."""
    what, name, *more = call.split()
    if what == "new":
        texts[name] = cache.new()
    if what == "fork":
        texts[more[0]] = cache.fork(texts[name])
    if what == "free":
        cache.free(texts.pop(name))
    if what == "append":
        k, v = numbers(first, int(more[0]))
        try:
            cache.append(texts[name], k, v)
        except MemoryError:
            return True
        finally:
            k[...] = v[...] = 777.0  # the caller uses its arrays again
    return False


def built(solution, n_blocks, size, program):
    """A cache after all calls of a program, and its texts."""
    cache, texts = solution.PagedCache(n_blocks, size, 2, 3), {}
    for i, call in enumerate(program):
        carried_out(cache, texts, call, 10 * i)
    return cache, texts


def after_each_call(solution, n_blocks, size, program):
    """What all texts hold and how many blocks they take, after each call."""
    cache, texts, told = solution.PagedCache(n_blocks, size, 2, 3), {}, {}
    for i, call in enumerate(program):
        refused = carried_out(cache, texts, call, 10 * i)
        tables = {name: list(cache.table(text)) for name, text in texts.items()}
        taken = {int(block) for table in tables.values() for block in table}
        told[f"{i + 1}: {call}"] = {
            "refused": refused,
            "contents": {name: [*cache.gather(text)] for name, text in texts.items()},
            "free blocks": int(cache.free_blocks),
            "blocks in a table": {name: len(table) for name, table in tables.items()},
            "blocks in all tables": len(taken),
            "no such block": sorted(taken - {*range(n_blocks)}),
        }
    return told


def free_after_each_call(solution, n_blocks, size, program):
    cache, texts, free = solution.PagedCache(n_blocks, size, 2, 3), {}, []
    for i, call in enumerate(program):
        carried_out(cache, texts, call, 10 * i)
        free.append(int(cache.free_blocks))
    return np.array(free)


def attended(solution, n_blocks, size, program, q):
    """Attention of the same queries over each text that has tokens."""
    cache, texts = built(solution, n_blocks, size, program)
    return {name: solution.paged_attention(q, cache, text) for name, text in texts.items() if cache.table(text)}


def attended_to(solution, size, k, v, q, old=50.0):
    """Attention over one text of given keys and values, written in two pieces where another text has been."""
    cache = solution.PagedCache(40, size, *k.shape[::2])
    before, text = cache.new(), cache.new()
    cache.append(before, old + k, old * v)
    cache.free(before)
    cache.append(text, k[:, :3], v[:, :3])
    cache.append(text, k[:, 3:], v[:, 3:])
    return solution.paged_attention(q, cache, text)


def side_by_side(solution, program):
    """What the texts of two caches hold, between which the calls take turns."""
    caches, texts = [solution.PagedCache(8, 4, 2, 3) for _ in range(2)], [{}, {}]
    for i, call in enumerate(program):
        for which, cache in enumerate(caches):
            carried_out(cache, texts[which], call, 10 * i + 1000 * which)
    return [[[*cache.gather(text)] for text in own.values()] for cache, own in zip(caches, texts, strict=True)]


def memory(solution, k, v, q):
    """The result for a long text, and whether less than a quarter of its keys' memory is held on the way."""
    cache = solution.PagedCache(64, 16, *k.shape[::2])
    text = cache.new()
    cache.append(text, k, v)
    solution.paged_attention(q, cache, text)
    tracemalloc.start()
    try:
        out = solution.paged_attention(q, cache, text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {"result": out, "less than a quarter of the keys": peak < k.nbytes / 4}


def schedule(solution, lengths, slots):
    """Who gets a token in each step, sorted: which of the slots a text has does not matter. And the lengths then."""
    steps = [sorted(int(text) for text in step) for step in solution.continuous(lengths, slots)]
    return {"steps": steps, "lengths afterwards": lengths}


def keys_and_values(seed=0, tokens=10, heads=2, width=3):
    """Keys, values, and one query for each head."""
    rng = np.random.default_rng(seed)
    k, v = rng.normal(size=(2, heads, tokens, width)) * 2
    return k, v, rng.normal(size=(heads, width)) * 2


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(
    "program", [ONE_TEXT, TWO_TEXTS, ONE_AFTER_ANOTHER, A_NAME_AGAIN], ids=["one", "two", "reused", "named"]
)
def test_each_text_holds_what_it_was_given(kata, program):
    kata.check(after_each_call, 8, 4, program)


@given(programs(["new", "append", "append", "append"]), st.integers(1, 5))
@example(TWO_TEXTS, 4)
@example(TWO_TEXTS, 3)
def test_any_texts_side_by_side(kata, program, size):
    kata.check(after_each_call, 120, size, program)


@given(programs(["new", "append", "append", "append", "free"]), st.integers(1, 5))
@example(ONE_AFTER_ANOTHER, 4)
@example(A_NAME_AGAIN, 2)
def test_blocks_are_given_back_and_used_again(kata, program, size):
    kata.check(after_each_call, 120, size, program)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(1, 5))
@example([6, 3], 4)
@example([4, 8], 4)
def test_a_text_holds_no_more_blocks_than_it_needs(kata, lengths, size):
    program = [call for name, n in zip("abcd", lengths, strict=False) for call in (f"new {name}", f"append {name} {n}")]
    free = kata.run(free_after_each_call, 50, size, program)[-1]
    kata.equal(free, 50 - sum(-(-n // size) for n in lengths), "S tokens hold S / size blocks, rounded up")


# ----------------------------------------------------------------------------------------- edges


@edges
def test_worked_example(kata):
    kata.check_figure(free_after_each_call, 8, 4, FORK, gives=[8, 6, 6, 5, 5])


FORKS = {
    "the figure": FORK,
    "full blocks": FULL_WHEN_FORKED,
    "three texts": THREE_IN_ONE,
    "nothing written": NOTHING_WRITTEN,
    "nothing forked": FORK_OF_NOTHING,
}


@edges
@pytest.mark.parametrize("program", FORKS.values(), ids=FORKS)
def test_a_fork_shares_until_one_of_them_writes(kata, program):
    kata.check(after_each_call, 12, 4, program)


@edges
@given(programs(["new", "append", "append", "append", "fork", "fork", "free"]), st.integers(1, 5))
@example(THREE_IN_ONE, 3)
def test_any_program_with_forks(kata, program, size):
    kata.check(after_each_call, 120, size, program)


@edges
@pytest.mark.parametrize(
    "program",
    [TOO_LONG, NO_ROOM_FOR_A_COPY, HALF_WAY, HALF_WAY_WITH_A_COPY],
    ids=["too long", "no room for a copy", "half way", "half way with a copy"],
)
def test_a_refusal_changes_nothing(kata, program):
    kata.check(after_each_call, 3, 4, program)


@edges
@given(programs(["new", "append", "append", "append", "fork", "free"], 16), st.integers(1, 4), st.integers(1, 7))
@example(NO_ROOM_FOR_A_COPY, 4, 3)
@example(TOO_LONG, 4, 3)
def test_any_program_in_a_small_pool(kata, program, size, n_blocks):
    kata.check(after_each_call, n_blocks, size, program)


def refused(solution, n_blocks, size, tokens):
    cache = solution.PagedCache(n_blocks, size, 2, 3)
    cache.append(cache.new(), *numbers(0, tokens))
    return cache.free_blocks


@edges
@pytest.mark.parametrize(("n_blocks", "tokens"), [(2, 9), (1, 5), (0, 1)])
def test_refuses_what_does_not_fit(kata, n_blocks, tokens):
    kata.check_raises(MemoryError, refused, n_blocks, 4, tokens)


def given_back(solution, k, v):
    cache = solution.PagedCache(4, 4, *k.shape[::2])
    text = cache.new()
    cache.append(text, k, v)
    return [*cache.gather(text)]


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.int64])
def test_a_pool_keeps_float64_whatever_it_is_given(kata, dtype):
    k, v, _ = keys_and_values()
    kata.check(given_back, k.astype(dtype), v.astype(dtype))


@edges
def test_two_caches_share_nothing(kata):
    kata.check(side_by_side, FORK)


@edges
@pytest.mark.parametrize("size", [1, 3, 4, 5, 10, 16])
def test_attention_over_pages(kata, size):
    kata.check(attended_to, size, *keys_and_values())


@edges
@given(st.integers(0, 10**6), st.integers(4, 14), st.integers(1, 6))
@example(0, 10, 4)
def test_attention_over_any_text(kata, seed, tokens, size):
    kata.check(attended_to, size, *keys_and_values(seed, tokens))


@edges
def test_attention_over_texts_that_share_blocks(kata):
    kata.check(attended, 12, 4, THREE_IN_ONE[:-3], np.array([[0.1, -0.2, 0.3], [0.2, 0.1, -0.1]]))


@edges
def test_attention_with_large_scores(kata):
    k, v, q = keys_and_values()
    kata.check(attended_to, 4, 100 * k, v, 10 * q, scale=100.0)
    kata.check(attended_to, 4, -100 * np.abs(k), v, 10 * np.abs(q), scale=100.0)


@edges
def test_attention_sees_nothing_of_the_text_before(kata):
    kata.check(attended_to, 4, *keys_and_values(), np.inf)


@edges
def test_attention_makes_no_copy_of_the_text(kata):
    kata.check(memory, *keys_and_values(tokens=512, heads=4, width=64))


@edges
@pytest.mark.parametrize("slots", [1, 2, 3, 9])
@pytest.mark.parametrize("lengths", [[5, 1, 2, 4], [1, 1, 1], [3], [2, 7, 1, 1, 1, 4], []], ids=str)
def test_a_slot_is_filled_before_the_next_step(kata, lengths, slots):
    kata.check(schedule, lengths, slots)


def steps(solution, lengths, slots):
    return len(solution.continuous(lengths, slots))


@edges
def test_worked_example_of_the_slots(kata):
    kata.check_figure(steps, [5, 1, 2, 4], 2, gives=7)


@edges
@given(st.lists(st.integers(1, 8), max_size=12), st.integers(1, 5))
def test_any_lengths_and_slots(kata, lengths, slots):
    kata.check(schedule, lengths, slots)


test_remembers_no_earlier_call = remembers_nothing(
    (after_each_call, 8, 4, ONE_TEXT), (after_each_call, 8, 4, TWO_TEXTS)
)
