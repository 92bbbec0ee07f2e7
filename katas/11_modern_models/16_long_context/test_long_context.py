"""A window of attention lets a cache forget, and a larger base turns slow pairs more slowly."""

import gc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device, remembers_nothing
from dojo.scenarios import random_state

pytestmark = pytest.mark.kata(
    minutes=60,
    targets="torch",
    uses=["masking", "kv_cache"],
    ladder={"given_back.k": "finite", "given_back.v": "finite", "keys_given_back.k": "finite"},
)

LIKE = np.zeros(1)
IDS = np.array([[3, 1, 4, 1, 5, 9, 2, 6, 5, 3], [5, 8, 9, 7, 9, 3, 2, 3, 8, 4]])
FIGURE = np.array([1.0, 2.0, 3.0, 4.0, 5.0]).reshape(1, 1, 5, 1)
"""Five tokens, whose keys and values are single numbers."""
WINDOWS = [1, 2, 3, 4, 7]
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
LLAMA3 |= {"original_max_position_embeddings": 8192}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 4096}
FIGURE_OF_LLAMA3 = [1.0, 0.013042, 0.00125, 0.000125]
SIZES = [[1] * 10, [6, 1, 1, 1, 1], [2, 3, 5], [10], [1, 9], [7, 3]]
"""The pieces in which ten tokens arrive."""


def drawn(heads=2, width=3, tokens=10, dtype=np.float64, seed=0):
    """Keys and values of two texts."""
    k, v = np.random.default_rng(seed).normal(size=(2, 2, heads, tokens, width)).astype(dtype)
    return k, v


def state_of(seed=0, dtype=np.float64):
    shapes = {"tokens": (11, 6), "block 0": (6, 12), "block 1": (6, 12)}
    return random_state(shapes, np.random.default_rng(seed), dtype)


# ------------------------------------------------------------------------------------- scenarios


def mask(solution, like, n, window):
    """sliding_window_mask(n, window), where like is."""
    return solution.sliding_window_mask(n, window, device=like.device)


def mask_by_default(solution, n, window):
    """sliding_window_mask(n, window)"""
    return solution.sliding_window_mask(n, window)


def frequencies(solution, like, dim, base, factor):
    """scaled_frequencies(dim, base, factor), where like is."""
    return solution.scaled_frequencies(dim, base, factor, device=like.device)


def frequencies_by_default(solution, dim, base, factor):
    """scaled_frequencies(dim, base, factor)"""
    return solution.scaled_frequencies(dim, base, factor)


def by_config(solution, width, base, rope_scaling):
    """frequencies(width, base, rope_scaling)"""
    return solution.frequencies(width, base, rope_scaling)


def given_back(solution, window, k, v, sizes):
    """What two blocks are given back as tokens come in pieces: the second block's keys are the values of the first."""
    cache, found = solution.RollingCache(window), {"tokens at first": len(solution.RollingCache(window))}
    for at, (keys, values) in enumerate(zip(k.split(sizes, dim=2), v.split(sizes, dim=2), strict=True), 1):
        for layer, pair in enumerate([(keys, values), (values, keys)]):
            found[f"piece {at}, block {layer}"] = [part.clone() for part in cache.extend(layer, *pair)]
        found[f"tokens after piece {at}"] = len(cache)
    return found


def keys_given_back(solution, window, k, sizes):
    """The keys that one block is given back for the last of some pieces."""
    cache = solution.RollingCache(window)
    for keys in k.split(sizes, dim=2):
        found = cache.extend(0, keys, -keys)
    return found[0].clone().flatten()


def tokens_after(solution, window, k, sizes):
    """len(cache) after some pieces."""
    cache = solution.RollingCache(window)
    for keys in k.split(sizes, dim=2):
        cache.extend(0, keys, -keys)
    return len(cache)


def two_caches(solution, k, v):
    """What two caches give back that are filled in turn."""
    one, other = solution.RollingCache(3), solution.RollingCache(3)
    one.extend(0, k, v)
    return {"the other": list(other.extend(0, v, k)), "the one": list(one.extend(0, v, v)), "tokens": len(other)}


def dtypes_of_blocks(solution, k, v):
    """What a cache gives back of two blocks, the first in float32, the second in float64."""
    cache, found = solution.RollingCache(3), []
    for piece in (slice(0, 2), slice(2, 4)):
        parts = [part[:, :, piece] for part in (k, v)]
        found += [*cache.extend(0, *(part.float() for part in parts)), *cache.extend(1, *parts)]
    return found


def kept_alive(root):
    """How many bytes of tensors an object keeps alive."""
    import torch

    seen, todo, storages = {id(root)}, [root], {}
    while todo:
        one = todo.pop()
        if isinstance(one, torch.Tensor):
            storages[one.untyped_storage().data_ptr()] = one.untyped_storage().nbytes()
        for part in gc.get_referents(one):
            if id(part) not in seen and not isinstance(part, (type, type(gc), type(kept_alive))):
                seen.add(id(part))
                todo.append(part)
    return sum(storages.values())


def windows_kept_alive(solution, like, window, prompt, more):
    """Whether a cache holds few keys after a prompt and some tokens more, whatever it makes of them."""
    cache = solution.RollingCache(window)
    for tokens in [prompt] + [1] * more:
        for layer in range(2):
            cache.extend(layer, *(like.new_zeros(2, 2, tokens, 3) for _ in range(2)))
    found = kept_alive(cache) / (2 * 2 * (2 * 2 * window * 3) * like.element_size())
    print(f"the cache keeps {found:.1f} times the keys and values of a window")
    return "up to three windows" if found <= 3 else "more than three windows"


def logits(state, ids, mask_of, cache=None):
    """What a small model gives: two blocks of attention, whose two heads of queries share one of keys."""
    import torch
    from torch.nn import functional as F

    old, (batch, new) = 0 if cache is None else len(cache), ids.shape
    places = torch.arange(old, old + new, device=ids.device)
    x = state["tokens"][ids] * (1 + places[:, None] / 8)  # (B, T, 6)
    for layer in range(2):
        heads = (x @ state[f"block {layer}"]).view(batch, new, -1, 3).transpose(1, 2)
        q, k, v = heads.split([2, 1, 1], dim=1)
        if cache is not None:
            k, v = cache.extend(layer, k, v)
        mask = mask_of(k.shape[2])[-new:]
        found = F.scaled_dot_product_attention(q, k.repeat(1, 2, 1, 1), v.repeat(1, 2, 1, 1), mask)
        x = x + found.transpose(1, 2).flatten(2)
    return x @ state["tokens"].T


def through_a_cache(solution, state, ids, window, sizes):
    """The logits of texts in pieces of these sizes, through a cache; the model's mask is right."""
    import torch

    def band(n):
        whole = torch.ones(n, n, dtype=torch.bool, device=ids.device)
        return whole.tril() & whole.triu(1 - window)

    cache = solution.RollingCache(window)
    return torch.cat([logits(state, piece, band, cache) for piece in ids.split(sizes, dim=1)], dim=1)


def under_the_mask(solution, state, ids, window):
    """The logits of whole texts under the mask, without a cache."""
    return logits(state, ids, lambda n: solution.sliding_window_mask(n, window, device=ids.device))


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_the_mask(kata):
    rows = [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]
    kata.check_figure(mask_by_default, 4, 2, gives=np.array(rows, bool))


def test_worked_example_of_the_frequencies(kata):
    """0.1 is divided by the root of 8, and 0.01 by 8."""
    kata.check_figure(frequencies_by_default, 6, 1000.0, 8.0, gives=[1.0, 0.03536, 0.00125], decimals=5)


@pytest.mark.parametrize(
    ("sizes", "keys"), [([2], [1, 2]), ([2, 1], [1, 2, 3]), ([2, 1, 2], [2, 3, 4, 5])], ids=["2", "1 more", "2 more"]
)
def test_worked_example_of_the_cache(kata, sizes, keys):
    """Five tokens come as 2, 1 and 2. In a window of 3, token 4 looks back to token 2."""
    kata.check_figure(keys_given_back, 3, FIGURE[:, :, : sum(sizes)], sizes, gives=np.array(keys, float))


@pytest.mark.parametrize("sizes", [[2], [2, 1], [2, 1, 2]], ids=["2", "1 more", "2 more"])
def test_worked_example_of_its_length(kata, sizes):
    """It counts the tokens that are dropped as well."""
    kata.check_figure(tokens_after, 3, FIGURE[:, :, : sum(sizes)], sizes, gives=sum(sizes))


@given(st.integers(2, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(2, n))))
@example((6, 3))
@example((8, 2))
@example((5, 5))
def test_a_token_sees_itself_and_those_shortly_before_it(kata, sizes):
    kata.check(mask, LIKE, *sizes)


@given(st.integers(2, 12), st.sampled_from([10000.0, 500000.0, 100.0]), st.sampled_from([2.0, 4.0, 1.5, 32.0]))
@example(4, 10000.0, 4.0)
@example(3, 500000.0, 2.0)
@example(8, 10000.0, 8.0)
def test_slow_pairs_turn_more_slowly(kata, pairs, base, factor):
    kata.check(frequencies, LIKE, 2 * pairs, base, factor)


@given(st.integers(2, 12), st.sampled_from([2.0, 4.0, 32.0]))
@example(4, 4.0)
def test_the_first_pair_stays_and_the_last_is_divided_by_the_factor(kata, pairs, factor):
    found, plain = kata.run(frequencies, LIKE, 2 * pairs, 1e4, factor), 1e4 ** (-np.arange(pairs) / pairs)
    kata.equal(found[:1], plain[:1], "the fastest pair turns as before")
    law = "the slowest pair turns by the factor more slowly: a text that is longer by the factor turns it as far"
    kata.equal(found[-1:] * factor, plain[-1:], law)


@pytest.mark.parametrize("window", [2, 3, 4, 7])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_gives_back_what_the_new_tokens_may_look_at(kata, window, sizes):
    kata.check(given_back, window, *drawn(), sizes)


@given(st.integers(2, 6), st.lists(st.integers(1, 5), max_size=4), st.integers(0, 99))
@example(3, [1, 1, 2], 0)
def test_gives_it_back_for_any_pieces(kata, window, sizes, seed):
    sizes = [window, *sizes]
    kata.check(given_back, window, *drawn(tokens=sum(sizes), seed=seed), sizes)


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_in_pieces_a_text_gives_what_it_gives_under_the_mask(kata, sizes):
    pieces = kata.run(through_a_cache, state_of(), IDS, 3, sizes)
    law = f"pieces of {sizes} tokens through the cache give the logits of the whole text under the mask"
    kata.equal(pieces, kata.run(under_the_mask, state_of(), IDS, 3), law, scale=1000.0)


@pytest.mark.parametrize("window", [2, 5])
def test_a_cache_stays_small(kata, window):
    kata.check(windows_kept_alive, LIKE, window, 40, 30)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("n", [0, 1, 4])
@pytest.mark.parametrize("window", [1, 4, 1000])
def test_a_window_may_be_one_token_or_longer_than_the_text(kata, n, window):
    kata.check(mask, LIKE, n, window)


@edges
@given(st.integers(2, 12), st.lists(st.integers(1, 5), min_size=1, max_size=3))
@example(9, [2, 1, 1])
def test_gives_all_back_where_the_window_is_longer_than_the_text(kata, window, sizes):
    kata.check(given_back, window, *drawn(tokens=sum(sizes)), sizes)


@edges
@pytest.mark.parametrize("factor", [1.0, 1, 3])
def test_a_factor_of_1_changes_nothing_and_whole_numbers_will_do(kata, factor):
    kata.check(frequencies, LIKE, 4, 10000, factor)
    kata.check(frequencies, LIKE, 128, 10000.0, factor)


@edges
@pytest.mark.parametrize("window", WINDOWS)
@given(st.integers(1, 3), st.integers(1, 3), st.sampled_from([np.float32, np.float64]), st.sampled_from(SIZES))
@example(2, 3, np.float32, [2, 3, 5])
def test_gives_back_in_every_dtype_and_for_every_window(kata, window, heads, width, dtype, sizes):
    kata.check(given_back, window, *drawn(heads, width, dtype=dtype), sizes)


@edges
@pytest.mark.parametrize("window", [1, 2, 5])
def test_a_long_prompt_is_not_kept_alive(kata, window):
    """A slice of a tensor keeps all of its memory: copy what is kept."""
    kata.check(windows_kept_alive, LIKE, window, 100, 0)


@edges
def test_two_caches_share_nothing(kata):
    kata.check(two_caches, *drawn(tokens=4))


@edges
def test_each_block_keeps_its_dtype(kata):
    kata.check(dtypes_of_blocks, *drawn(tokens=4))


test_remembers_no_earlier_call = remembers_nothing(
    *[(mask_by_default, n, window) for n, window in [(5, 2), (5, 3), (3, 2)]],
    *[(frequencies_by_default, dim, base, 4.0) for dim, base in [(8, 10000.0), (8, 500.0), (6, 500.0)]],
    *[(given_back, window, *drawn(tokens=4), [3, 1]) for window in (2, 3)],
)


@edges
def test_worked_example_of_llama_3(kata):
    kata.check_figure(
        by_config, 8, 10000.0, LLAMA3 | {"original_max_position_embeddings": 64}, gives=FIGURE_OF_LLAMA3, decimals=6
    )


@edges
@pytest.mark.parametrize(
    "config", [LLAMA3, YARN, YARN | {"beta_fast": 16.0, "beta_slow": 2.0}], ids=["llama3", "yarn", "betas"]
)
@given(st.integers(2, 64), st.sampled_from([100.0, 10000.0, 500000.0]), st.sampled_from([64, 4096, 8192]))
@example(64, 500000.0, 8192)
@example(8, 10000.0, 64)
@example(2, 100.0, 64)
def test_slow_pairs_alone_are_divided_by_the_rules_of_models(kata, config, pairs, base, longest):
    kata.check(by_config, 2 * pairs, base, config | {"original_max_position_embeddings": longest})


@edges
def test_a_factor_of_1_leaves_all_pairs_as_they_are(kata):
    kata.check(by_config, 16, 10000.0, LLAMA3 | {"factor": 1.0})


@edges
@pytest.mark.parametrize("kind", ["linear", "dynamic", "longrope"])
def test_refuses_rules_that_it_does_not_know(kata, kind):
    kata.check_raises(ValueError, by_config, 16, 10000.0, YARN | {"rope_type": kind}, says=[kind])


@edges
@pytest.mark.parametrize("window", [0, -2])
def test_refuses_a_window_of_no_tokens(kata, window):
    kata.check_raises(ValueError, mask, LIKE, 4, window, says=[window])
    kata.check_raises(ValueError, given_back, window, *drawn(), [10], says=[window])


@edges
@pytest.mark.parametrize("dim", [2, 7])
def test_refuses_heads_without_a_fastest_and_a_slowest_pair(kata, dim):
    kata.check_raises(ValueError, frequencies, LIKE, dim, 10000.0, 2.0, says=[dim])


@edges
@pytest.mark.parametrize("factor", [0.5, 0.0, -1.0])
def test_refuses_a_factor_that_makes_texts_shorter(kata, factor):
    kata.check_raises(ValueError, frequencies, LIKE, 8, 10000.0, factor, says=[factor])


# ----------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(
    (mask, LIKE, 5, 2), (frequencies, LIKE, 8, 10000.0, 4.0), (given_back, 3, *drawn(), [4, 1, 5])
)
