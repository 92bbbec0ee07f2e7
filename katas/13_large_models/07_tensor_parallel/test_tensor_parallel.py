"""Workers that share hidden units and heads compute what one device computes, with a single sum."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, remembers_nothing
from dojo.ring import all_reduce

pytestmark = pytest.mark.kata(
    minutes=85,
    targets="python",
    ladder={
        "mlp.x": "finite-huge",
        "mlp.w1": "finite-huge",
        "mlp.b1": "finite-huge",
        "mlp.w2": "finite-huge",
        "mlp.b2": "finite-huge",
        "attention.x": "finite-huge-large",
    },
)

ONE_TOKEN = np.array([[1.0]])
TWO_UNITS = np.array([[1.0], [-1.0]]), np.zeros(2), np.array([[2.0, 3.0]]), np.array([10.0])
FOUR_LOGITS = np.log(np.array([[1.0, 2.0, 3.0, 4.0]]))


# ------------------------------------------------------------------------------ scenarios and inputs


def told(ran):
    return {"values": ran.values, "sums": ran.messages, "numbers sent": ran.numbers}


def mlp(solution, world, x, w1, b1, w2, b2):
    shards = [solution.shard_mlp(w1, b1, w2, b2, rank, world) for rank in range(world)]
    return told(all_reduce([solution.parallel_mlp(x, *shard) for shard in shards]))


def kept_of_an_mlp(solution, world, w1, b1, w2, b2):
    """How many numbers of w1, b1 and w2 each worker keeps."""
    return [[w.size for w in solution.shard_mlp(w1, b1, w2, b2, rank, world)[:3]] for rank in range(world)]


def attention(solution, world, x, wqkv, wout, n_heads):
    shards = [solution.shard_attention(wqkv, wout, n_heads, rank, world) for rank in range(world)]
    return told(all_reduce([solution.parallel_attention(x, *shard) for shard in shards]))


def kept_of_attention(solution, world, wqkv, wout, n_heads):
    """How many numbers of wqkv and of wout each worker keeps, and how many heads."""
    shards = [solution.shard_attention(wqkv, wout, n_heads, rank, world) for rank in range(world)]
    return [[own.size, last.size, int(heads)] for own, last, heads in shards]


def backward(solution, world, x, dy, w1, b1, w2, b2):
    """The gradients of the whole, put together from those of the workers, and what was sent."""
    shards = [solution.shard_mlp(w1, b1, w2, b2, rank, world) for rank in range(world)]
    numbered = np.arange(len(b1), dtype=b1.dtype)
    units = [solution.shard_mlp(w1, numbered, w2, b2, rank, world)[1].astype(int) for rank in range(world)]
    ran = all_reduce([solution.parallel_mlp_backward(x, dy, *shard) for shard in shards])
    dw1, db1, dw2 = np.zeros_like(w1), np.zeros_like(b1), np.zeros_like(w2)
    for own, (_, own_w1, own_b1, own_w2, _) in zip(units, ran.values, strict=True):
        dw1[own], db1[own], dw2[:, own] = own_w1, own_b1, own_w2
    whole = {"x": [value[0] for value in ran.values], "w1": dw1, "b1": db1, "w2": dw2}
    return {**whole, "b2": [value[4] for value in ran.values], "sums": ran.messages, "numbers sent": ran.numbers}


def dtypes_of_gradients(solution, world, x, dy, w1, b1, w2, b2):
    shards = [solution.shard_mlp(w1, b1, w2, b2, rank, world) for rank in range(world)]
    ran = all_reduce([solution.parallel_mlp_backward(x, dy, *shard) for shard in shards])
    return [[str(gradient.dtype) for gradient in value] for value in ran.values]


def losses(solution, world, logits, targets):
    parts = np.split(logits, world, axis=1)
    return all_reduce(
        [solution.parallel_cross_entropy(part, targets, rank, world) for rank, part in enumerate(parts)]
    ).values


def sent_for_losses(solution, world, logits, targets):
    parts = np.split(logits, world, axis=1)
    return all_reduce(
        [solution.parallel_cross_entropy(part, targets, rank, world) for rank, part in enumerate(parts)]
    ).numbers


def of_an_mlp(seed=0, tokens=3, dim=4, hidden=12, dtype=np.float64):
    """Tokens, and the weights and biases of two layers."""
    rng = np.random.default_rng(seed)
    shapes = (tokens, dim), (hidden, dim), (hidden,), (dim, hidden), (dim,)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


def of_attention(seed=0, tokens=5, heads=4, width=3, dtype=np.float64):
    """Tokens, both matrices, and the number of heads."""
    rng, dim = np.random.default_rng(seed), heads * width
    shapes = (tokens, dim), (3 * dim, dim), (dim, dim)
    return [*(rng.normal(size=shape).astype(dtype) / 2 for shape in shapes), heads]


def of_a_vocabulary(seed=0, tokens=5, vocabulary=12, scale=3.0):
    """Logits and targets."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(tokens, vocabulary)) * scale, rng.integers(0, vocabulary, tokens)


seeds, worlds = st.integers(0, 10**6), st.integers(1, 4)


@st.composite
def mlps(draw, least=1):
    """A number of workers, and an MLP that can be dealt out to them."""
    world = draw(st.integers(least, 4))
    sizes = draw(st.integers(1, 5)), draw(st.integers(1, 5)), world * draw(st.integers(1, 3))
    return world, of_an_mlp(draw(seeds), *sizes)


@st.composite
def attentions(draw, least=1):
    """A number of workers, and heads that can be dealt out to them."""
    world = draw(st.integers(least, 4))
    sizes = draw(st.integers(1, 6)), world * draw(st.integers(1, 2)), draw(st.integers(1, 4))
    return world, of_attention(draw(seeds), *sizes)


# ------------------------------------------------------------------------------------------ core


def first_value(solution, world, x, w1, b1, w2, b2):
    return mlp(solution, world, x, w1, b1, w2, b2)["values"][0]


@pytest.mark.parametrize(("x", "gives"), [(1.0, 12.0), (-1.0, 13.0)])
def test_worked_example(kata, x, gives):
    kata.check_figure(first_value, 2, x * ONE_TOKEN, *TWO_UNITS, gives=[[gives]])


@pytest.mark.parametrize("world", [2, 3, 4])
def test_each_worker_keeps_its_share_of_an_mlp(kata, world):
    kata.check(kept_of_an_mlp, world, *of_an_mlp()[1:])


@given(mlps(least=2))
@example((2, of_an_mlp()))
@example((3, of_an_mlp()))
@example((4, of_an_mlp(1, 3, 6, 8)))
def test_an_mlp_takes_one_sum(kata, given):
    kata.check(mlp, given[0], *given[1])


@given(mlps(least=2))
@example((2, of_an_mlp()))
def test_an_mlp_gives_what_one_device_gives(kata, given):
    world, (x, w1, b1, w2, b2) = given
    whole = np.maximum(x @ w1.T + b1, 0) @ w2.T + b2
    added = (np.abs(x) @ np.abs(w1).T + np.abs(b1)) @ np.abs(w2).T + np.abs(b2)
    found = kata.run(mlp, world, x, w1, b1, w2, b2)["values"]
    kata.equal(found, [whole] * world, "y is that of one device", scale=added.max())


@pytest.mark.parametrize("world", [2, 4])
def test_each_worker_keeps_its_share_of_attention(kata, world):
    kata.check(kept_of_attention, world, *of_attention()[1:])


@given(attentions(least=2))
@example((2, of_attention()))
@example((4, of_attention()))
@example((3, of_attention(1, 5, 6, 2)))
def test_attention_takes_one_sum(kata, given):
    kata.check(attention, given[0], *given[1])


@given(attentions(least=2), st.integers(0, 99))
@example((2, of_attention()), 0)
def test_no_token_sees_a_later_one(kata, given, seed):
    world, (x, wqkv, wout, heads) = given
    other = x.copy()
    other[-1] = np.random.default_rng(seed).normal(size=x.shape[1])
    one, two = (kata.run(attention, world, each, wqkv, wout, heads)["values"][0][:-1] for each in (x, other))
    added = np.abs(x) @ np.abs(wqkv[2 * len(wout) :]).T @ np.abs(wout).T
    kata.equal(one, two, "another last token changes no result before it", scale=added.max())


# ----------------------------------------------------------------------------------------- edges


@edges
def test_one_worker_alone(kata):
    kata.check(mlp, 1, *of_an_mlp())
    kata.check(attention, 1, *of_attention())


@edges
@given(mlps(), attentions())
@example((4, of_an_mlp()), (4, of_attention()))
def test_any_number_of_workers(kata, units, heads):
    kata.check(mlp, units[0], *units[1])
    kata.check(attention, heads[0], *heads[1])


@edges
@pytest.mark.parametrize("world", [1, 2])
def test_scores_may_be_large(kata, world):
    x, *given = of_attention()
    kata.check(attention, world, 30 * x, *given)
    kata.check(attention, world, 3000 * x, *given)


@edges
def test_a_text_may_be_long(kata):
    kata.check(attention, 2, *of_attention(tokens=1030, heads=2, width=1))


@edges
def test_keeps_float32(kata):
    kata.check(mlp, 2, *of_an_mlp(dtype=np.float32))
    kata.check(attention, 2, *of_attention(dtype=np.float32))
    x, *weights = of_an_mlp(dtype=np.float32)
    kata.equal(kata.run(dtypes_of_gradients, 2, x, x, *weights), [["float32"] * 5] * 2, "gradients have x's dtype")


def shard_of_an_mlp(solution, world, w1, b1, w2, b2):
    return [[*solution.shard_mlp(w1, b1, w2, b2, rank, world)] for rank in range(world)]


def shard_of_attention(solution, world, wqkv, wout, n_heads):
    return [[*solution.shard_attention(wqkv, wout, n_heads, rank, world)] for rank in range(world)]


@edges
@pytest.mark.parametrize(("world", "hidden"), [(5, 12), (4, 6), (4, 2)])
def test_refuses_hidden_units_that_do_not_fit(kata, world, hidden):
    kata.check_raises(ValueError, shard_of_an_mlp, world, *of_an_mlp(hidden=hidden)[1:], says=[world, hidden])


@edges
@pytest.mark.parametrize(("world", "heads"), [(4, 6), (3, 4), (4, 2)])
def test_refuses_heads_that_do_not_fit(kata, world, heads):
    given = of_attention(heads=heads, width=4)[1:]
    kata.check_raises(ValueError, shard_of_attention, world, *given, says=[world, heads])


@edges
@given(mlps(), seeds)
@example((2, of_an_mlp()), 1)
@example((4, of_an_mlp()), 1)
@example((1, of_an_mlp()), 1)
def test_gradients_take_one_sum(kata, given, seed):
    world, (x, *weights) = given
    dy = np.random.default_rng(seed).normal(size=x.shape)
    kata.check(backward, world, x, dy, *weights)


@edges
def test_the_slope_of_relu_at_0_is_0(kata):
    kata.check(backward, 2, 0 * ONE_TOKEN, ONE_TOKEN, *TWO_UNITS)


def figure_of_a_loss(solution, world, logits, targets):
    return np.array(losses(solution, world, logits, targets))


@edges
@pytest.mark.parametrize("world", [2, 4])
def test_worked_example_of_the_loss(kata, world):
    kata.check_figure(figure_of_a_loss, world, FOUR_LOGITS, np.array([1]), gives=[[1.609]] * world, decimals=3)


@edges
@pytest.mark.parametrize("scale", [1.0, 900.0])
@pytest.mark.parametrize("world", [2, 3, 4, 1])
def test_the_loss_over_a_split_vocabulary(kata, world, scale):
    logits, _ = of_a_vocabulary(scale=scale)
    kata.check(losses, world, logits, np.array([0, 11, 5, 6, 3]), scale=np.abs(logits).max())


@edges
@given(worlds, st.integers(1, 5), st.integers(1, 4), seeds)
def test_the_loss_of_any_tokens(kata, world, tokens, columns, seed):
    logits, targets = of_a_vocabulary(seed, tokens, world * columns)
    kata.check(losses, world, logits, targets, scale=np.abs(logits).max())


@edges
def test_the_loss_keeps_float32(kata):
    logits, targets = of_a_vocabulary()
    kata.check(losses, 2, logits.astype(np.float32), targets, scale=10.0)


@edges
@pytest.mark.parametrize("vocabulary", [16, 64])
def test_the_loss_sends_three_numbers_a_token(kata, vocabulary):
    sent = np.array(kata.run(sent_for_losses, 4, *of_a_vocabulary(0, 5, vocabulary)))
    kata.require(sent <= 15, "5 tokens: each worker sends 15 numbers, and no more")


test_remembers_no_earlier_call = remembers_nothing(
    (mlp, 2, *of_an_mlp()), (mlp, 2, *of_an_mlp(1)), (mlp, 3, *of_an_mlp())
)
