"""Latent attention keeps one short vector for each token, and every head makes its keys and values of it."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.scenarios import parameters, random_state

pytestmark = pytest.mark.kata(
    minutes=75,
    uses=["rms_norm", "rotary_embedding", "grouped_query_attention"],
    targets="torch",
    from_scratch=[
        *themes.TRANSFORMERS,
        *("scaled_dot_product_attention", "flex_attention", "scaled_dot_product_flash_attention_for_cpu"),
        *("scaled_dot_product_attention_math", "varlen_attn"),
    ],
    instead="You need a split, a norm, rope, two products and a softmax.",
    ladder={"at_once.x": "finite-huge-large", "read.x": "finite-huge-large"},
)

SIZES = {"dim": 10, "n_heads": 3, "width": 4, "rank": 5, "turned": 2}
OTHERS = {"dim": 6, "n_heads": 2, "width": 3, "rank": 7, "turned": 4}
LONG = {"dim": 10, "n_heads": 8, "width": 16, "rank": 12, "turned": 4}
SMALL = {"dim": 2, "n_heads": 2, "width": 1, "rank": 2, "turned": 2}
TINY = {"dim": 2, "n_heads": 1, "width": 2, "rank": 2, "turned": 2}


def shapes(dim, n_heads, width, rank, turned):
    """The shape of each parameter."""
    return {
        "norm": (rank,),
        "q.weight": (n_heads * (width + turned), dim),
        "down.weight": (rank + turned, dim),
        "up.weight": (n_heads * 2 * width, rank),
        "out.weight": (dim, n_heads * width),
    }


def state(sizes=SIZES, seed=0, dtype=np.float64):
    """Weights of which no two are alike, with gains around 1.5 and turned keys three times as large as the rest."""
    weights = random_state(shapes(**sizes), np.random.default_rng(seed), dtype)
    weights["norm"] = weights["norm"] + dtype(1.5)
    weights["down.weight"][sizes["rank"] :] *= dtype(3)
    return weights


def tokens(count, sizes=SIZES, batch=2, seed=1, dtype=np.float64):
    return np.random.default_rng(seed).normal(size=(batch, count, sizes["dim"])).astype(dtype)


# ------------------------------------------------------------------------------ scenarios and inputs


def called(solution, sizes, weights, conversation, *inputs):
    """What a conversation with the layer comes to, which has these weights: gradients flow to them."""
    import torch

    class Whole(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = solution.LatentAttention(**sizes)

        def forward(self, *inputs):
            return conversation(self.layer, *inputs)

    named = {f"layer.{name}": weight for name, weight in weights.items()}
    return torch.func.functional_call(Whole(), named, inputs)


def read(solution, sizes, weights, x, positions, pieces, ways):
    """What the layer says of a text in pieces, and what it keeps: forward or absorbed reads all, or one each."""
    each = [ways] * len(pieces) if isinstance(ways, str) else ways

    def conversation(layer, x, positions):
        kept, said, start = None, [], 0
        for length, way in zip(pieces, each, strict=True):
            now = slice(start, start + length)
            y, kept = getattr(layer, way)(x[:, now], positions[now], kept)
            said, start = [*said, y], start + length
        return said, list(kept.shape)

    said, shape = called(solution, sizes, weights, conversation, x, positions)
    return {"says": said, "keeps": shape}


def at_once(solution, sizes, weights, x, positions, way):
    """What forward, or absorbed, says of a whole text."""
    return read(solution, sizes, weights, x, positions, [x.shape[1]], way)["says"][0]


def two_ends(solution, sizes, weights, x, positions, way):
    """What the layer says of the last token, and of the first in its place, after the same beginning."""

    def conversation(layer, x, positions):
        method = getattr(layer, way)
        kept = method(x[:, :-1], positions[:-1])[1]
        return [method(end, positions[-1:], kept)[0] for end in (x[:, -1:], x[:, :1])]

    return called(solution, sizes, weights, conversation, x, positions)


def largest_made(solution, sizes, weights, x, positions, last):
    """How many entries the largest array has that absorbed makes for the last tokens, where they are too many."""
    import torch
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils._pytree import tree_leaves

    layer, made_at = solution.LatentAttention(**sizes).to(x.dtype), [0]
    layer.load_state_dict(dict(weights))
    given = {p.untyped_storage().data_ptr() for p in layer.parameters()}

    class Memory(TorchDispatchMode):
        def __torch_dispatch__(self, function, types, args=(), kwargs=None):
            made = function(*args, **(kwargs or {}))
            for tensor in tree_leaves(made):
                if isinstance(tensor, torch.Tensor) and tensor.untyped_storage().data_ptr() not in given:
                    made_at.append(tensor.untyped_storage().nbytes() // tensor.element_size())
            return made

    with torch.no_grad():
        kept = layer.absorbed(x[:, :-last], positions[:-last])[1].clone()
        new, places = x[:, -last:].clone(), positions[-last:].clone()
        with Memory():
            layer.absorbed(new, places, kept)
    too_many = x.shape[0] * sizes["n_heads"] * x.shape[1] * sizes["rank"]
    return f"{max(made_at)} entries" if max(made_at) >= too_many else f"fewer than B·h·S·rank = {too_many} entries"


@st.composite
def layers_and_texts(draw, dtype=np.float64):
    """Sizes, weights, texts and positions, which need not begin at 0, nor be neighbours."""
    sizes = {
        "dim": draw(st.integers(2, 7)),
        "n_heads": draw(st.integers(1, 4)),
        "width": draw(st.integers(1, 5)),
        "rank": draw(st.integers(1, 6)),
        "turned": draw(st.sampled_from([2, 4])),
    }
    seed, count = draw(st.integers(0, 10**6)), draw(st.integers(1, 6))
    positions = np.arange(count) * draw(st.sampled_from([1, 1, 3])) + draw(st.sampled_from([0, 3, 500]))
    return sizes, state(sizes, seed, dtype), tokens(count, sizes, draw(st.integers(1, 3)), seed, dtype), positions


# ------------------------------------------------------------------------------------------ core


def test_worked_example(kata):
    weights = {
        "norm": np.ones(2),
        "q.weight": np.zeros((4, 2)),
        "down.weight": np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]]),
        "up.weight": np.array([[1.0, -1.0], [1.0, 1.0], [2.0, 0.0], [0.0, 1.0]]),
        "out.weight": np.eye(2),
    }
    x, gives = np.array([[[3.0, 4.0], [0.0, 1.0]]]), [[[1.697, 1.131], [0.849, 1.273]]]
    kata.check_figure(at_once, TINY, weights, x, np.arange(2), "forward", gives=gives, decimals=3)


@pytest.mark.parametrize("sizes", [SIZES, OTHERS], ids=["3 heads", "2 heads"])
def test_has_the_layers_of_the_statement(kata, sizes):
    kata.check(parameters, "LatentAttention", sizes)


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("sizes", [SIZES, OTHERS], ids=["3 heads", "2 heads"])
def test_reads_a_text(kata, sizes, count):
    kata.check(read, sizes, state(sizes), tokens(count, sizes), np.arange(count), [count], "forward")


@pytest.mark.parametrize("pieces", [[2], [1, 1]], ids=str)
def test_reads_two_tokens(kata, pieces):
    kata.check(read, SMALL, state(SMALL), tokens(2, SMALL, 1), np.arange(2), pieces, "forward")


@pytest.mark.parametrize("pieces", [[1] * 5, [4, 1], [2, 3], [1, 4]], ids=str)
def test_a_text_in_pieces_gives_the_same(kata, pieces):
    kata.check(read, SIZES, state(), tokens(5), np.arange(5), pieces, "forward")


@given(layers_and_texts())
@example((OTHERS, state(OTHERS), tokens(4, OTHERS), np.arange(4) + 3))
@example((OTHERS, state(OTHERS), tokens(4, OTHERS), np.array([0, 2, 7, 9])))
def test_agrees_for_any_sizes(kata, case):
    kata.check(at_once, *case, "forward")


@given(layers_and_texts(), st.data())
def test_agrees_for_any_pieces(kata, case, data):
    count = case[2].shape[1]
    first = data.draw(st.integers(1, count))
    pieces = [first, count - first] if first < count else [first]
    kata.check(read, *case, pieces, "forward")


@given(layers_and_texts(), st.sampled_from([1, 7, 100]))
def test_only_differences_of_positions_matter(kata, case, by):
    sizes, weights, x, positions = case
    law = f"all positions + {by}: the same"
    moved, here = (kata.run(at_once, sizes, weights, x, positions + shift, "forward") for shift in (by, 0))
    kata.equal(moved, here, law, scale=10 * np.abs(here).max())


@given(layers_and_texts())
def test_no_token_sees_a_later_one(kata, case):
    sizes, weights, x, positions = case
    other = x.copy()
    other[:, -1] += 1.0
    one, two = (kata.run(at_once, sizes, weights, each, positions, "forward")[:, :-1] for each in (x, other))
    kata.equal(one, two, "another last token changes nothing before it", scale=10 * np.abs(x).max())


test_is_written_from_scratch = from_scratch(at_once, SIZES, state(), tokens(3), np.arange(3), "forward")


# ----------------------------------------------------------------------------------------- edges


@edges
@given(layers_and_texts(np.float32))
def test_stays_in_float32(kata, case):
    kata.check(at_once, *case, "forward")


@edges
@pytest.mark.parametrize("way", ["forward", "absorbed"])
def test_scores_may_be_large(kata, way):
    kata.check(at_once, SIZES, state(), 300 * tokens(5), np.arange(5), way, scale=1000.0)


@edges
@pytest.mark.parametrize("way", ["forward", "absorbed"])
def test_a_text_may_be_long(kata, way):
    kata.check(at_once, OTHERS, state(OTHERS), tokens(1030, OTHERS, 1), np.arange(1030), way)


@edges
@pytest.mark.parametrize("way", ["forward", "absorbed"])
def test_a_text_may_go_on_in_two_ways(kata, way):
    kata.check(two_ends, SIZES, state(), tokens(4), np.arange(4), way)


@edges
@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("sizes", [SIZES, OTHERS], ids=["3 heads", "2 heads"])
def test_absorbed_reads_a_text(kata, sizes, count):
    kata.check(read, sizes, state(sizes), tokens(count, sizes), np.arange(count), [count], "absorbed")


@edges
@pytest.mark.parametrize("pieces", [[1] * 5, [4, 1], [2, 3]], ids=str)
def test_absorbed_reads_a_text_in_pieces(kata, pieces):
    kata.check(read, SIZES, state(), tokens(5), np.arange(5), pieces, "absorbed")


@edges
@given(layers_and_texts(), st.data())
def test_forward_and_absorbed_go_on_from_each_other(kata, case, data):
    count = case[2].shape[1]
    first = data.draw(st.integers(1, count))
    pieces = [first, count - first] if first < count else [first]
    ways = data.draw(st.permutations(["forward", "absorbed"]))
    kata.check(read, *case, pieces, ways[: len(pieces)])


@edges
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_absorbed_in_every_dtype(kata, dtype):
    weights, x = state(OTHERS, dtype=dtype), tokens(4, OTHERS, dtype=dtype)
    kata.check(at_once, OTHERS, weights, x, np.arange(4), "absorbed")


@edges
@pytest.mark.parametrize("last", [1, 2], ids=["a token", "two tokens"])
@pytest.mark.parametrize("batch", [1, 3])
def test_absorbed_makes_no_keys_and_no_copies(kata, last, batch):
    kata.check(largest_made, LONG, state(LONG), tokens(64, LONG, batch), np.arange(64), last)


test_absorbed_is_written_from_scratch = edges(
    from_scratch(at_once, SIZES, state(), tokens(3), np.arange(3), "absorbed")
)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@pytest.mark.parametrize("way", ["forward", "absorbed"])
@pytest.mark.parametrize("sizes", [SIZES, OTHERS], ids=["3 heads", "2 heads"])
def test_gradients_flow_to_every_layer(kata, sizes, way):
    kata.check_gradient(at_once, sizes, state(sizes), tokens(3, sizes), np.arange(3), way)


def last_piece(solution, sizes, weights, x, positions, way):
    """What the layer says of the last token, when it has read the others before."""
    return read(solution, sizes, weights, x, positions, [x.shape[1] - 1, 1], way)["says"][1]


@pytest.mark.kata(stage="torch")
@pytest.mark.parametrize("way", ["forward", "absorbed"])
def test_gradients_flow_through_what_is_kept(kata, way):
    kata.check_gradient(last_piece, SIZES, state(), tokens(3), np.arange(3), way)


test_stays_on_the_device_of_its_input = on_its_device(
    (read, SIZES, state(), tokens(4), np.arange(4), [2, 2], ["forward"] * 2),
    (read, SIZES, state(), tokens(4), np.arange(4), [2, 2], ["absorbed"] * 2),
)
