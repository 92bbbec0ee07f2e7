"""A GPT gives a logit for each token that may come next, and looks back only."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.scenarios import first_weights, forward, in_turn, random_state
from dojo.strategies import dtypes

pytestmark = pytest.mark.kata(
    minutes=55,
    targets="torch",
    random=True,  # the first weights are drawn
    from_scratch=[*themes.TRANSFORMERS, "GPT2LMHeadModel", "GPT2Model"],
    instead="You need two embeddings, your own blocks with a causal mask, a layer norm and a linear layer.",
    uses=["transformer_block", "masking"],
)

SMALL = {"vocab_size": 7, "context": 6, "dim": 4, "n_heads": 2, "n_layers": 2}
IDS = np.array([[3, 1, 4, 1, 5], [2, 6, 5, 3, 5]])
LARGE = {"vocab_size": 80, "context": 48, "dim": 64, "n_heads": 2, "n_layers": 3}
FIGURE = {"vocab_size": 3, "context": 2, "dim": 2, "n_heads": 1, "n_layers": 1}
MANY = np.random.default_rng(0).integers(0, 256, (8, 17))
WINDOW = np.array([0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1])
"""What follows a run of equal tokens depends on where it stands: without positions this can't be learnt."""


def shapes_of(given):
    """The shape of each parameter by its name; the head's weight is that of the tokens."""
    dim = given["dim"]
    linear = {"attention.qkv": (3 * dim, dim), "attention.out": (dim, dim)}
    linear |= {"up": (4 * dim, dim), "down": (dim, 4 * dim)}
    block = {f"{norm}.{kind}": (dim,) for norm in ("norm1", "norm2") for kind in ("weight", "bias")}
    for name, (rows, columns) in linear.items():
        block |= {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}
    blocks = {f"blocks.{i}.{name}": shape for i in range(given["n_layers"]) for name, shape in block.items()}
    tables = {"tokens.weight": (given["vocab_size"], dim), "positions.weight": (given["context"], dim)}
    return tables | blocks | {"norm.weight": (dim,), "norm.bias": (dim,)}


def state_of(given, seed=0, dtype=np.float64):
    """Random weights and biases, the gains of the norms around 1."""
    state = random_state(shapes_of(given), np.random.default_rng(seed), dtype)
    return {name: value + dtype("norm" in name and name.endswith("weight")) for name, value in state.items()}


def figure_state():
    """The weights of the worked example: the block adds nothing."""
    state = {name: np.zeros(shape) + ("norm" in name and "weight" in name) for name, shape in shapes_of(FIGURE).items()}
    tokens, positions = np.array([[2.0, 0.0], [0.0, 1.0], [1.0, 3.0]]), np.array([[1.0, 0.0], [0.0, 2.0]])
    return state | {"tokens.weight": tokens, "positions.weight": positions}


@st.composite
def models(draw):
    """Sizes of a model, and ids that fit in."""
    sizes = {"vocab_size": draw(st.integers(2, 9)), "context": draw(st.integers(1, 6))}
    n_heads = draw(st.sampled_from([1, 2, 3]))
    sizes |= {"dim": n_heads * draw(st.integers(2, 3)), "n_heads": n_heads, "n_layers": draw(st.integers(1, 3))}
    rng, shape = np.random.default_rng(draw(st.integers(0, 99))), (draw(st.integers(1, 3)), sizes["context"])
    return sizes, rng.integers(0, sizes["vocab_size"], shape)[:, : draw(st.integers(1, sizes["context"]))]


# ------------------------------------------------------------------------------------- scenarios


def parameters_by_name(solution, given):
    """The shape of each parameter under each of its names, and how many numbers are trained."""
    model = solution.GPT(**given)
    shapes = {name: list(p.shape) for name, p in model.named_parameters(remove_duplicate=False)}
    return shapes | {"numbers trained": sum(p.numel() for p in model.parameters() if p.requires_grad)}


def seen_inside(solution, given, state, ids):
    """What the parts that a model calls hand on with these weights, by name and in order, and its logits."""
    import torch

    model, seen = solution.GPT(**given).to(state["norm.weight"]), {}
    model.blocks[0].register_forward_pre_hook(lambda _, given: seen.update({"tokens + positions": given[0]}))
    parts = {f"block {i + 1}": block for i, block in enumerate(model.blocks)} | {"the last norm": model.norm}
    for name, part in parts.items():
        part.register_forward_hook(lambda *_, name=name: seen.update({name: _[2]}))
    logits = torch.func.functional_call(model, dict(state), (ids,))
    return seen | {"the logits": logits}


def parts_called(solution, given, state, ids):
    return list(seen_inside(solution, given, state, ids))


def what_parts_hand_on(solution, given, state, ids, parts):
    """What each of these parts hands on with fixed weights."""
    seen = seen_inside(solution, given, state, ids)
    return {name: seen.get(name) for name in parts}


def loss_of(model, windows):
    """The mean loss of a model on windows."""
    logs = model(windows[:, :-1]).log_softmax(dim=-1)
    return -logs.gather(-1, windows[:, 1:, None]).mean()


def first_loss(solution, ids, vocab_size):
    """Where the loss of new models lies, in the mean of eight."""
    import torch

    with torch.no_grad():
        losses = [float(loss_of(solution.GPT(vocab_size, 16, 32, 2, 2).to(ids.device), ids)) for _ in range(8)]
    found, guess = sum(losses) / 8, math.log(vocab_size)
    print(f"the first loss: {found:.3f}, and that of a guess, ln {vocab_size}: {guess:.3f}")
    return "below 0.95 ln V" if found < 0.95 * guess else "up to ln V + 1" if found < guess + 1 else "above ln V + 1"


def blocks_reached(solution, window, n_layers):
    """How many blocks of a new model have a gradient that is not 0 everywhere."""
    model = solution.GPT(2, 16, 32, 2, n_layers).to(window.device)
    loss_of(model, window[None]).backward()
    return sum(any(p.grad is not None and bool((p.grad != 0).any()) for p in b.parameters()) for b in model.blocks)


def by_heart(solution, window, steps):
    """How well a new model knows one window, after steps of Adam by hand on nothing else."""
    import torch

    model, window = solution.GPT(2, 16, 32, 2, 1).to(window.device), window[None]
    parameters = list(model.parameters())
    means, squares = ([torch.zeros_like(p) for p in parameters] for _ in range(2))
    for step in range(1, steps + 1):
        grads = torch.autograd.grad(loss_of(model, window), parameters)
        with torch.no_grad():
            for p, g, m, v in zip(parameters, grads, means, squares, strict=True):
                m.lerp_(g, 0.1)
                v.lerp_(g * g, 0.001)
                p -= 5e-3 * (m / (1 - 0.9**step)) / ((v / (1 - 0.999**step)).sqrt() + 1e-8)
    found = float(loss_of(model, window).detach())
    print(f"the loss after {steps} steps: {found:.3f}")
    return "below 0.3" if found < 0.3 else "above 0.3"


def logits_of_a_new_model(solution, ids, given):
    return solution.GPT(**given).to(ids.device)(ids)


def context_of(solution, given):
    return solution.GPT(**given).context


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize("given", [SMALL, FIGURE], ids=["two blocks", "one block"])
def test_has_the_parameters_of_the_statement(kata, given):
    kata.check(parameters_by_name, given)


def test_remembers_its_context(kata):
    kata.equal(
        kata.run(context_of, SMALL), 6, "context is an attribute, for those who train the model and write with it"
    )


@pytest.mark.kata(pinned=False)  # a model need not call its parts as modules: those that it does are compared
def test_each_part_hands_on_what_torchs_layers_do(kata):
    given = SMALL, state_of(SMALL), IDS
    kata.check(what_parts_hand_on, *given, kata.run(parts_called, *given))


def test_worked_example(kata):
    gives = [[[2, -1, -2], [-2, 1, 2]]]
    kata.check_figure(forward, "GPT", FIGURE, figure_state(), np.array([[0, 1]]), gives=gives, decimals=3)


@given(models(), st.integers(0, 99))
@example((SMALL, IDS), 0)
@example(({**SMALL, "n_layers": 1}, IDS[:1]), 1)
@example(({**SMALL, "n_heads": 1, "n_layers": 3}, IDS[:, :3]), 2)
def test_agrees_with_torchs_layers_for_all_sizes(kata, model, seed):
    given, ids = model
    kata.check(forward, "GPT", given, state_of(given, seed), ids)


@given(st.integers(1, 4), st.integers(0, 99))
def test_a_later_token_changes_nothing_before_it(kata, at, seed):
    other = IDS.copy()
    other[:, at:] = (IDS[:, at:] + 3) % 7
    one, two = (kata.run(forward, "GPT", SMALL, state_of(SMALL, seed), ids)[:, :at] for ids in (IDS, other))
    kata.require(one == two, f"other tokens from place {at} on change no logit before it, to the last bit")


def test_remembers_no_earlier_call_and_no_other_model(kata):
    short = {**SMALL, "context": 3, "n_heads": 1}
    two = [(SMALL, state_of(SMALL)), (short, state_of(short, 1))]
    kata.check(in_turn, "GPT", two, [(0, IDS[:, :3]), (1, IDS[:, 2:]), (0, IDS), (1, IDS[:, :1]), (0, IDS[:, :4])])


# In the mean of eight models, N(0, 1/dim) ends 0.5 above ln V with a deviation of 0.05: false alarm below 1e-9.
@pytest.mark.kata(pinned=False)
@pytest.mark.parametrize("vocab_size", [27, 256])
def test_a_new_model_knows_nothing_and_is_not_sure_of_anything(kata, vocab_size):
    found = kata.run(first_loss, MANY % vocab_size, vocab_size)
    kata.equal(found, "up to ln V + 1", "the first loss is that of a guess: from 0.95 ln V to ln V + 1")


def test_the_first_gradient_reaches_each_block(kata):
    kata.equal(kata.run(blocks_reached, WINDOW, 3), 3, "the first gradient of a new model reaches its 3 blocks")


@pytest.mark.kata(pinned=False)
def test_a_new_model_can_learn(kata):
    found = kata.run(by_heart, WINDOW, 60)
    kata.equal(found, "below 0.3", "60 steps on one window bring its loss below 0.3")


test_is_written_from_scratch = from_scratch(logits_of_a_new_model, IDS, SMALL)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("length", [7, 12])
def test_refuses_more_tokens_than_its_context(kata, length):
    kata.check_raises(ValueError, logits_of_a_new_model, np.ones((2, length), int), SMALL, says=[length, 6])


@edges
@given(models(), dtypes(), st.booleans())
@example((SMALL, IDS), np.float32, True)
@example((SMALL, IDS[:, :1]), np.float64, False)
def test_agrees_in_every_dtype_and_mode(kata, model, dtype, training):
    given, ids = model
    kata.check(forward, "GPT", given, state_of(given, 3, dtype), ids, training=training)


def takes_approximate(solution):
    """Whether the form of gelu can be chosen: what was written before the parameter came is right without it."""
    import inspect

    return "approximate" in inspect.signature(solution.GPT).parameters


@edges
@pytest.mark.kata(pinned=False)  # mistakes are told apart without the parameter
@pytest.mark.parametrize("approximate", ["tanh", "none"])
def test_hands_the_form_of_gelu_on_to_all_blocks(kata, approximate):
    if kata.run(takes_approximate):
        kata.check(forward, "GPT", {**SMALL, "approximate": approximate}, state_of(SMALL), IDS)


@edges
@pytest.mark.parametrize("given", [LARGE, {**LARGE, "n_layers": 1}], ids=["three blocks", "one block"])
def test_draws_each_parameter_as_the_statement_says(kata, given):
    kata.check(first_weights, "GPT", given)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
def test_gradients_agree_with_torch(kata):
    kata.check_gradient(forward, "GPT", SMALL, state_of(SMALL), IDS, scale=1.0)


test_stays_on_the_device_of_its_input = on_its_device(forward, "GPT", SMALL, state_of(SMALL), IDS)
