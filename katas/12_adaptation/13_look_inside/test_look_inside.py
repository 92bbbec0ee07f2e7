"""Looking inside: all blocks write to one path, so the end of the model can read it after any of them."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device, remembers_nothing
from dojo.scenarios import gpt, random_state
from dojo.strategies import arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=95,
    targets="torch",
    random=True,  # the layers' first weights are drawn
    uses=["masking", "reshape"],
    ladder={"weights": "distribution"},
)

SMALL = {"vocab_size": 7, "context": 6, "dim": 6, "n_heads": 2, "n_layers": 2}
DEEP = {"vocab_size": 5, "context": 5, "dim": 6, "n_heads": 3, "n_layers": 3}
IDS = np.array([[3, 1, 4, 1, 5], [2, 6, 5, 3, 5]])
READS = {"vocab_size": 3, "context": 2, "dim": 3, "n_heads": 1, "n_layers": 1}
PREVIOUS = {"vocab_size": 3, "context": 4, "dim": 8, "n_heads": 2, "n_layers": 1}
TABLE = np.array([[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
"""A head of four tokens that looks at the one before."""
WEIGHTS = np.random.default_rng(0).dirichlet(np.ones(4), (2, 3, 2, 4))  # (n_layers, B, h, T, T), full on both sides


def shapes_of(given):
    """The shape of each parameter by its name."""
    dim, wide = given["dim"], 4 * given["dim"]
    layers = {"attention.qkv": (3 * dim, dim), "attention.out": (dim, dim), "up": (wide, dim), "down": (dim, wide)}
    norms = ["norm", *(f"blocks.{i}.{name}" for i in range(given["n_layers"]) for name in ("norm1", "norm2"))]
    shapes = {"tokens.weight": (given["vocab_size"], dim), "positions.weight": (given["context"], dim)}
    shapes |= {f"{name}.{kind}": (dim,) for name in norms for kind in ("weight", "bias")}
    for i in range(given["n_layers"]):
        shapes |= {f"blocks.{i}.{name}.weight": shape for name, shape in layers.items()}
        shapes |= {f"blocks.{i}.{name}.bias": shape[:1] for name, shape in layers.items()}
    return shapes


def state_of(given, seed=0, dtype=np.float64):
    """Random weights and biases, the gains around 1."""
    state = random_state(shapes_of(given), np.random.default_rng(seed), dtype)
    return {name: value + dtype("norm" in name and name.endswith("weight")) for name, value in state.items()}


def empty_state(given, **own):
    """A model whose block adds nothing, but for these parameters."""
    state = {name: np.zeros(shape) + ("norm" in name and "weight" in name) for name, shape in shapes_of(given).items()}
    return state | {name.replace("__", "."): value for name, value in own.items()}


def reading_state():
    """A token has 3 at its own place; the block takes it from place 0, and adds it at place 1."""
    return empty_state(READS, tokens__weight=3 * np.eye(3), blocks__0__down__bias=np.array([-3.0, 3.0, 0.0]))


def previous_state():
    """Head 0 has queries of 0; the query of head 1 fits the key of the token before."""
    qkv, places = np.zeros((24, 8)), np.concatenate([np.eye(4), -np.eye(4)], axis=1)
    qkv[4:7, 1:4], qkv[12:16, :4] = 10 * np.eye(3), 10 * np.eye(4)
    return empty_state(PREVIOUS, positions__weight=places, blocks__0__attention__qkv__weight=qkv)


@st.composite
def models(draw):
    """The sizes of a model, and ids that fit in."""
    n_heads, width = draw(st.sampled_from([(1, 3), (2, 2), (2, 3), (3, 2)]))
    sizes = {"vocab_size": draw(st.integers(2, 9)), "context": draw(st.integers(1, 6)), "dim": n_heads * width}
    sizes |= {"n_heads": n_heads, "n_layers": draw(st.integers(1, 3))}
    rng, shape = np.random.default_rng(draw(st.integers(0, 99))), (draw(st.integers(1, 3)), sizes["context"])
    return sizes, rng.integers(0, sizes["vocab_size"], shape)[:, : draw(st.integers(1, sizes["context"]))]


# ------------------------------------------------------------------------------------- scenarios


def of_today(given, state):
    """A model whose blocks take positions, with the gain of an RMS norm at its end."""
    import torch
    from torch import nn
    from torch.nn import functional as F

    class Block(nn.Module):
        def __init__(self, dim):
            super().__init__()
            self.mix = nn.Linear(dim, dim, bias=False)

        def forward(self, x, positions, cache=None, layer=0):
            turned = x * torch.cos(positions / 2).to(x.dtype)[:, None]
            return x + self.mix(turned.cumsum(dim=1) / (1 + positions[:, None]))

    class OfToday(nn.Module):
        def __init__(self, vocab_size, context, dim, n_layers):
            super().__init__()
            self.context, self.tokens = context, nn.Embedding(vocab_size, dim)
            self.norm, self.head = nn.Parameter(torch.ones(dim)), nn.Linear(dim, vocab_size, bias=False)
            self.blocks = nn.ModuleList(Block(dim) for _ in range(n_layers))

        def forward(self, ids, cache=None):
            x, positions = self.tokens(ids), torch.arange(ids.shape[1], device=ids.device)
            for layer, block in enumerate(self.blocks):
                x = block(x, positions, cache, layer)
            return self.head(F.rms_norm(x, x.shape[-1:], self.norm, 0.1))

    like = next(iter(state.values()))
    model = OfToday(**given).to(like.device, like.dtype).eval()
    model.load_state_dict(state)
    return model


def state_of_today(given, seed=0, dtype=np.float64):
    """Random weights for it, the gain around 1."""
    vocab, dim = given["vocab_size"], given["dim"]
    shapes = {"tokens.weight": (vocab, dim), "norm": (dim,), "head.weight": (vocab, dim)}
    shapes |= {f"blocks.{i}.mix.weight": (dim, dim) for i in range(given["n_layers"])}
    state = random_state(shapes, np.random.default_rng(seed), dtype)
    return state | {"norm": state["norm"] + dtype(1)}


def read_today(solution, what, given, state, ids):
    """What a function reads in a model of today; and the blocks and logits that it has afterwards."""
    model = of_today(given, state)
    found = getattr(solution, what)(model, ids).detach()
    return {"found": found, "blocks afterwards": len(model.blocks), "logits afterwards": model(ids).detach()}


def read(solution, what, given, state, ids):
    """What a function reads in a model, by its name."""
    return getattr(solution, what)(gpt(given, state), ids).detach()


def logits_themselves(solution, given, state, ids):
    """The logits of the model itself."""
    return gpt(given, state)(ids).detach()


def scores(solution, given, state, ids, back):
    """How much each head of a model looks so many places back."""
    return solution.diagonal_scores(solution.attention_weights(gpt(given, state), ids), back).detach()


def switched_off(solution, given, state, ids, heads):
    """The logits without these heads, one after another switched off."""
    model = gpt(given, state)
    for layer, head in heads:
        model = solution.without(model, layer, head)
    return model(ids).detach()


def left_alone(solution, given, state, ids):
    """The logits of a model that others were made from, without a head each; and those of the others."""
    model, before = gpt(given, state), gpt(given, state)(ids).detach()
    others = [solution.without(model, layer, head) for layer, head in [(0, 0), (1, 1)]]
    found = [other(ids).detach() for other in others]
    told = {"before": before, "afterwards": model(ids).detach(), "without a head": found}
    return told | {"are others": [other is not model for other in others]}


def model_afterwards(solution, given, state, ids, training):
    """What is left on a model in which everything was read, and which was copied without a head."""
    model = gpt(given, state).train(training)
    for read_in in (solution.residuals, solution.lens, solution.attention_weights):
        read_in(model, ids)
    other, own = solution.without(model, 0, 0), {p.data_ptr() for p in model.parameters()}
    parts, kinds = list(model.modules()), ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks")
    left = {"hooks": sum(len(getattr(part, kind)) for part in parts for kind in kinds)}
    left |= {"in training": [part.training for part in parts]}
    left |= {"wants gradients": [p.requires_grad for p in model.parameters()]}
    left |= {"shared with the copy": [name for name, p in other.named_parameters() if p.data_ptr() in own]}
    return left | {"logits": model(ids).detach()}


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_the_lens(kata):
    """Before the block it names the token that it has just read."""
    gives = [[[[4.243, -2.121, -2.121]]], [[[-2.121, 4.243, -2.121]]]]
    kata.check_figure(read, "lens", READS, reading_state(), np.array([[0]]), gives=gives, decimals=3)


@pytest.mark.parametrize(("back", "figure"), [(1, 1.0), (0, 0.25)])
def test_worked_example_of_a_table(kata, back, figure):
    kata.check_figure("diagonal_scores", TABLE[None, None, None], back, gives=[[figure]])


@pytest.mark.parametrize(("back", "figure"), [(1, [[0.361, 1.0]]), (0, [[0.521, 0.25]])])
def test_worked_example_of_a_model(kata, back, figure):
    """One head looks everywhere alike, the other at the token before."""
    ids = np.array([[0, 1, 2, 0]])
    kata.check_figure(scores, PREVIOUS, previous_state(), ids, back, gives=figure, decimals=3)


@pytest.mark.parametrize("what", ["residuals", "lens", "attention_weights"])
@given(models(), st.integers(0, 99))
@example((SMALL, IDS), 0)
@example((DEEP, IDS[:1, :4]), 1)
@example(({**SMALL, "n_heads": 1, "n_layers": 1}, IDS[:, :3]), 2)
def test_agrees_with_torchs_hooks(kata, what, model, seed):
    given, ids = model
    ids = ids % given["vocab_size"]
    kata.check(read, what, given, state_of(given, seed), ids)


@given(models(), st.integers(0, 99))
def test_the_lens_ends_with_the_logits_of_the_model(kata, model, seed):
    given, ids = model
    found = kata.run(read, "lens", given, state_of(given, seed), ids)[-1]
    own = kata.run(logits_themselves, given, state_of(given, seed), ids)
    kata.equal(found, own, "after the last block the lens gives what the model gives", scale=100.0)


@given(models(), st.integers(0, 99))
def test_weights_are_shares_of_what_is_past(kata, model, seed):
    given, ids = model
    found = kata.run(read, "attention_weights", given, state_of(given, seed), ids)
    kata.require((found >= 0) & (np.triu(found, 1) == 0), "no weight is negative, and those of later tokens are 0")
    kata.equal(found.sum(-1), np.ones(found.shape[:-1]), "the weights of each token sum to 1")


@given(plain_arrays((2, 3, 2, 4, 4)), st.integers(0, 3))
@example(WEIGHTS, 0)
@example(WEIGHTS, 1)
@example(WEIGHTS, 2)
def test_scores_are_means_along_a_diagonal(kata, weights, back):
    kata.check("diagonal_scores", weights, back, scale=np.abs(weights).max())


@pytest.mark.parametrize("heads", [[(0, 0)], [(0, 1)], [(1, 0)], [(1, 1)]], ids=str)
def test_a_head_that_is_switched_off_adds_nothing(kata, heads):
    kata.check(switched_off, SMALL, state_of(SMALL), IDS, heads)


def test_the_model_itself_stays_as_it_is(kata):
    kata.check(left_alone, SMALL, state_of(SMALL), IDS)


# ----------------------------------------------------------------------------------------- edges


@edges
@given(models(), st.sampled_from([np.float32, np.float64]), st.data())
def test_a_head_of_any_model_can_be_switched_off(kata, model, dtype, data):
    given, ids = model
    head = data.draw(st.integers(0, given["n_layers"] - 1)), data.draw(st.integers(0, given["n_heads"] - 1))
    kata.check(switched_off, given, state_of(given, 3, dtype), ids, [head])


@edges
@pytest.mark.parametrize("heads", [[(0, 0), (0, 1)], [(0, 2), (2, 0)], [(1, 1), (1, 1)]], ids=str)
def test_several_heads_can_be_switched_off(kata, heads):
    kata.check(switched_off, DEEP, state_of(DEEP), IDS % 5, heads)


@edges
def test_without_all_heads_no_token_sees_another(kata):
    one, other = {**SMALL, "n_layers": 1}, (IDS + 3) % 7
    other[:, -1] = IDS[:, -1]
    found = [kata.run(switched_off, one, state_of(one), ids, [(0, 0), (0, 1)])[:, -1] for ids in (IDS, other)]
    kata.require(found[0] == found[1], "without the heads of its only block, a token knows nothing of those before it")


@edges
@pytest.mark.parametrize("what", ["residuals", "lens", "attention_weights"])
@given(models(), st.sampled_from([np.float32, np.float64]))
@example((SMALL, IDS), np.float32)
def test_agrees_in_every_dtype(kata, what, model, dtype):
    given, ids = model
    kata.check(read, what, given, state_of(given, 1, dtype), ids)


@edges
@given(arrays((1, 2, 3, 4, 4)), st.integers(0, 3))
def test_scores_agree_in_every_dtype_and_layout(kata, weights, back):
    kata.check("diagonal_scores", weights, back, scale=np.abs(weights).max())


@edges
@pytest.mark.parametrize("training", [False, True], ids=["eval", "training"])
def test_reading_changes_nothing(kata, training):
    kata.check(model_afterwards, SMALL, state_of(SMALL), IDS, training)


TODAY = {"vocab_size": 7, "context": 6, "dim": 4, "n_layers": 3}


@edges
@pytest.mark.parametrize("what", ["residuals", "lens"])
@given(st.integers(1, 3), st.integers(1, 6), st.sampled_from([np.float32, np.float64]), st.integers(0, 99))
@example(3, 5, np.float64, 0)
def test_a_model_of_today_is_read_too(kata, what, n_layers, length, dtype, seed):
    given = {**TODAY, "n_layers": n_layers}
    ids = np.random.default_rng(seed).integers(0, 7, (2, length))
    kata.check(read_today, what, given, state_of_today(given, seed, dtype), ids)


test_remembers_no_earlier_call = remembers_nothing(
    *[(read, what, SMALL, state_of(SMALL, seed), IDS) for what in ("lens", "attention_weights") for seed in (0, 1)],
    *[(switched_off, SMALL, state_of(SMALL, seed), IDS, [(0, 1)]) for seed in (0, 1)],
)


@edges
@pytest.mark.parametrize("what", ["residuals", "lens", "attention_weights"])
def test_refuses_more_tokens_than_the_context(kata, what):
    ids = np.concatenate([IDS, IDS], axis=1)
    kata.check_raises(ValueError, read, what, SMALL, state_of(SMALL), ids, says=[10, 6])


@edges
@pytest.mark.parametrize("back", [4, 7, -1])
def test_refuses_a_place_that_no_token_has_before_it(kata, back):
    kata.check_raises(ValueError, "diagonal_scores", WEIGHTS, back, says=[str(back)])


@edges
@pytest.mark.parametrize("head", [(0, 2), (0, -1), (2, 0), (-1, 0)], ids=str)
def test_refuses_a_head_that_is_not_there(kata, head):
    kata.check_raises(ValueError, switched_off, SMALL, state_of(SMALL), IDS, [head], says=[str(i) for i in head])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch", targets="torch-cpu")
@pytest.mark.parametrize("what", ["residuals", "lens", "attention_weights"])
def test_stays_on_the_device_of_its_input(kata, what):
    kata.check_device(read, what, SMALL, state_of(SMALL), IDS)


test_a_copy_stays_on_the_device_of_its_model = on_its_device(switched_off, SMALL, state_of(SMALL), IDS, [(1, 0)])
