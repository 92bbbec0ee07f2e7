"""LoRA tunes a frozen layer by two thin matrices, and can be merged into its weight."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges
from dojo.scenarios import random_state
from dojo.strategies import plain_arrays

pytestmark = pytest.mark.kata(
    minutes=65,
    targets="torch",
    random=True,  # A starts random, and dropout draws
    ladder={"at_the_start.x": "finite", "adapted.x": "finite", "adapted.state": "finite-huge-tiny"},
)

SIZES = {"in_features": 3, "out_features": 2}
GIVEN, THREE = {"rank": 2, "alpha": 4.0}, {"rank": 3, "alpha": 5.0}
STATE = {
    "weight": np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]),
    "A": np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]),
    "B": np.array([[2.0, 0.0], [1.0, 1.0]]),
}
X = np.array([[1.0, 2.0, 3.0]])
SEEDS = range(3)


def state_of(rng, n_in, n_out, rank, dtype=np.float64):
    """Random matrices and a bias."""
    shapes = {"weight": (n_out, n_in), "bias": (n_out,), "A": (rank, n_in), "B": (n_out, rank)}
    return random_state(shapes, rng, dtype)


WIDE = state_of(np.random.default_rng(0), 5, 4, 3)
LONG = np.random.default_rng(1).normal(size=(6, 5))


@st.composite
def layers(draw, dtypes=(np.float64,)):
    """The arguments of a layer, its arrays, and inputs."""
    rank, n_in, n_out = draw(st.integers(1, 4)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    dtype, rng = draw(st.sampled_from(dtypes)), np.random.default_rng(draw(st.integers(0, 999)))
    given = {"rank": rank, "alpha": draw(st.sampled_from([0.5, 1.0, 3.0, 16.0]))}
    front = draw(st.sampled_from([(3,), (), (2, 3), (1, 2, 2)]) if len(dtypes) > 1 else st.just((3,)))
    return given, state_of(rng, n_in, n_out, rank, dtype), rng.normal(size=(*front, n_in)).astype(dtype)


# ------------------------------------------------------------------------------------- scenarios


def layer(solution, given, state, training=False):
    """A layer as it starts. Its weight and bias are loaded afterwards, into the layer that was given."""
    import torch

    n_out, n_in = state["weight"].shape
    linear = torch.nn.Linear(n_in, n_out, bias="bias" in state).to(state["weight"])
    module = solution.LoRALinear(linear, **given).to(state["weight"]).train(training)
    linear.load_state_dict({name: state[name] for name in ("weight", "bias") if name in state})
    return module


def filled(solution, given, state, training=False):
    """A layer with this weight and bias, and these A and B, which it gets after a first call."""
    import torch

    module = layer(solution, given, state, training)
    with torch.no_grad():
        module(state["A"])
        for name in ("A", "B"):
            getattr(module, name)[...] = state[name]
    return module


def at_the_start(solution, given, state, x, training=False):
    """What a new layer gives."""
    return layer(solution, given, state, training)(x).detach()


def adapted(solution, given, state, x, training=False):
    """What a layer gives with these A and B; gradients flow to them and to x."""
    import torch

    base = {name: state[name].detach() for name in state if name not in "AB"}
    thin = {name: state[name] for name in "AB"}
    return torch.func.functional_call(layer(solution, given, base, training), thin, (x,))


def parameters_in_words(solution, given, state):
    """The shape of each parameter, and whether it is trained."""
    named = layer(solution, given, state).named_parameters()
    return {name: f"{tuple(p.shape)}, {'trained' if p.requires_grad else 'frozen'}" for name, p in named}


def gradients_of_the_start(solution, given, state, x):
    """Whether the first gradients of A and B are all 0."""
    module = layer(solution, given, state)
    (module(x) ** 2).sum().backward()
    return {f"{name}: the first gradient is 0": not bool(getattr(module, name).grad.any()) for name in "AB"}


def facts_of_the_start(solution, given, sizes, seed):
    """How A and B start."""
    import torch

    torch.manual_seed(seed)
    one, other = (solution.LoRALinear(torch.nn.Linear(**sizes), **given) for _ in range(2))
    values = one.A.detach().double()
    return {
        "B is 0": not bool(one.B.any()),
        "the rank of A": int(torch.linalg.matrix_rank(values)),
        "the mean of A is near 0": abs(float(values.mean())) <= 0.2 * float(values.std()),
        "a second layer starts elsewhere": not torch.equal(one.A, other.A),
    }


def training(solution, given, state, x, target):
    """The losses of four steps of gradient descent on what is trained, and where all parameters end."""
    import torch

    module, losses = filled(solution, given, state, training=True), []
    for _ in range(4):
        module.zero_grad()
        loss = ((module(x) - target) ** 2).mean()
        loss.backward()
        losses.append(float(loss.detach()))
        with torch.no_grad():
            for p in module.parameters():
                p -= 0.0 if p.grad is None else 0.05 * p.grad
    return {"losses": losses, "parameters": {name: p.detach() for name, p in module.named_parameters()}}


def merging(solution, given, state, x, calls, training=False):
    """The weight of the layer, and its outputs, after calls of merge and unmerge."""
    module = filled(solution, given, state, training)
    for name in calls:
        getattr(module, name)()
    weight = module.linear.weight
    return {"weight": weight.detach(), "trained": weight.requires_grad, "outputs": module(x).detach()}


def merged_weight(solution, given, state):
    """The weight of a layer that was merged."""
    module = filled(solution, given, state)
    module.merge()
    return module.linear.weight.detach()


def price_after_merging(solution, given, state, x):
    """The operations of a merged layer's matrix products, in multiples of those of the layer alone."""
    from torch.utils.flop_counter import FlopCounterMode

    module = filled(solution, given, state)
    module.merge()
    with FlopCounterMode(display=False) as counter:
        module(x)
    return counter.get_total_flops() / (2 * state["weight"].numel() * len(x))


def facts_of_dropout(solution, share, seed):
    """What dropout does to the change: alone, for each entry of x, and for their sum."""
    import torch

    torch.manual_seed(seed)
    given, one = {"rank": 1, "alpha": 1.0, "dropout": share}, torch.ones(1, 1)
    each = adapted(solution, given, {"weight": 0 * one, "A": one, "B": one}, torch.ones(65536, 1), True).detach()
    row = torch.ones(1, 1024)
    total = adapted(solution, given, {"weight": 0 * row, "A": row, "B": one}, torch.ones(8, 1024), True).detach()
    dropped = float((each == 0).double().mean())
    return {
        "the share that is dropped": round(20 * dropped) / 20,
        "each entry is 0 or 1 / (1 - p)": bool(((each == 0) | ((each * (1 - share) - 1).abs() < 1e-5)).all()),
        "entries of x are dropped, not their sum": bool(((total > 512) & (total < 1536)).all()),
    }


# ------------------------------------------------------------------------------------------ core


def test_a_and_b_are_trained_and_the_layer_is_frozen(kata):
    kata.check(parameters_in_words, THREE, WIDE)


def test_starts_as_the_layer_alone(kata):
    kata.check(at_the_start, THREE, WIDE, LONG)


def test_b_learns_first(kata):
    kata.check(gradients_of_the_start, THREE, WIDE, LONG)


# A has 3200 numbers. If they are drawn with mean 0, a fifth of their deviation is eleven standard errors of the mean:
# false alarms are rarer than 1e-20.
@pytest.mark.parametrize("seed", SEEDS)
def test_a_starts_random_and_b_at_0(kata, seed):
    kata.check(facts_of_the_start, {"rank": 8, "alpha": 16.0}, {"in_features": 400, "out_features": 10}, seed)


def test_worked_example(kata):
    kata.check_figure(adapted, GIVEN, STATE, X, gives=[[8.0, 14.0]])


@given(layers())
@example((THREE, WIDE, LONG))
def test_agrees_with_torch(kata, layer):
    kata.check(adapted, *layer)


@given(plain_arrays((3, 5)), st.sampled_from([2.0, -0.5]))
def test_the_change_grows_with_alpha(kata, x, factor):
    once = kata.run(adapted, THREE, WIDE, x)
    more = kata.run(adapted, {**THREE, "alpha": 5.0 * factor}, WIDE, x)
    base = kata.run(at_the_start, THREE, WIDE, x)
    scale = 100.0 * (1.0 + np.abs(x).max())
    kata.equal(more - base, factor * (once - base), "the change is proportional to alpha", scale=scale)


def test_gradient_descent_moves_a_and_b_alone(kata):
    kata.check(training, {"rank": 3, "alpha": 2.0}, WIDE, LONG, LONG[:, :4] ** 2)


def test_merges_the_change_into_the_weight(kata):
    kata.check_figure(merged_weight, GIVEN, STATE, gives=[[5.0, 0.0, 1.0], [2.0, 3.0, 2.0]])


@pytest.mark.parametrize("calls", [["merge"], ["merge", "unmerge"]], ids=" ".join)
def test_merging_leaves_the_outputs_as_they_were(kata, calls):
    kata.check(merging, THREE, WIDE, LONG, calls)


def test_a_merged_layer_costs_what_the_layer_alone_costs(kata):
    kata.check(price_after_merging, THREE, WIDE, LONG)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize(
    "calls",
    [["unmerge"], ["merge"] * 2, ["merge"] * 2 + ["unmerge"], ["merge", "unmerge"] * 2, ["merge", *["unmerge"] * 2]],
    ids=" ".join,
)
def test_merges_once_and_unmerges_once(kata, calls):
    kata.check(merging, THREE, WIDE, LONG, calls)


@edges
@given(layers((np.float64, np.float32)), st.booleans())
def test_agrees_for_any_dtype_axes_and_bias(kata, layer, bias):
    given, state, x = layer
    kata.check(adapted, given, state if bias else {name: state[name] for name in ("weight", "A", "B")}, x)


@edges
def test_dropout_plays_no_part_in_evaluation(kata):
    kata.check(adapted, {**THREE, "dropout": 0.5}, WIDE, LONG)


@edges
def test_dropout_leaves_the_layer_itself_alone(kata):
    kata.check(at_the_start, {**THREE, "dropout": 0.5}, WIDE, LONG, training=True)


@edges
def test_a_merged_layer_has_no_dropout(kata):
    kata.check(merging, {**THREE, "dropout": 0.5}, WIDE, LONG, ["merge"], training=True)


# Of 65536 entries a share is dropped. To be rounded to another twentieth it must be off by 0.025, more than 13
# standard deviations; a sum of 1024 entries is off by 512 beyond 13 of them. Both are below 1e-20.
@edges
@pytest.mark.parametrize(("share", "seed"), [(0.25, 0), (0.6, 1), (0.25, 2)])
def test_dropout_hides_entries_of_x_from_a(kata, share, seed):
    kata.check(facts_of_dropout, share, seed)


def dtypes_and_devices(solution, given, sizes, dtype, device):
    """Of all parameters of a new layer."""
    import torch

    module = solution.LoRALinear(torch.nn.Linear(**sizes, dtype=getattr(torch, dtype), device=device), **given)
    return {name: [str(p.dtype), p.device.type] for name, p in module.named_parameters()}


@edges
@pytest.mark.parametrize("dtype", ["float64", "bfloat16"])
@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_a_and_b_have_the_dtype_and_the_device_of_the_weight(kata, dtype, device):
    kata.check(dtypes_and_devices, GIVEN, SIZES, dtype, device)


@edges
@pytest.mark.parametrize("rank", [0, -1])
def test_refuses_a_rank_below_1(kata, rank):
    kata.check_raises(ValueError, at_the_start, {"rank": rank, "alpha": 1.0}, WIDE, LONG, says=[rank])


def with_a_layer_of_your_own(solution, given, state, x):
    """What a tuned layer gives that has a weight and a bias, and no `in_features`."""
    import torch

    class Linear(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.weight, self.bias = (torch.nn.Parameter(state[name].clone()) for name in ("weight", "bias"))

        def forward(self, x):
            return x @ self.weight.T + self.bias

    return solution.LoRALinear(Linear(), **given)(x).detach()


@edges
def test_the_layer_may_be_your_own(kata):
    kata.check(with_a_layer_of_your_own, THREE, WIDE, LONG)


BROKEN = {"NaN": np.nan, "infinite": np.inf, "too large together": 1e308}
broken = pytest.mark.parametrize("entry", BROKEN.values(), ids=BROKEN)
"""In place of the 1 in the first row of A: B A then has it, and with 1e308 it has 4e308, which no float holds."""


def after_a_refusal(solution, given, state, x, entry):
    """The weight after a merge that was refused, and the outputs once A is good again."""
    import torch

    module = filled(solution, given, state)
    with torch.no_grad():
        module.A[0, 0] = entry
        try:
            module.merge()
        except ValueError:
            module.A[...] = state["A"]
            return {"weight": module.linear.weight.detach(), "outputs": module(x)}


@edges
@broken
def test_refuses_to_merge_what_is_not_finite(kata, entry):
    a = STATE["A"].copy()
    a[0, 0] = entry
    kata.check_raises(ValueError, merging, GIVEN, {**STATE, "A": a}, X, ["merge"])


@edges
@broken
def test_a_refusal_leaves_the_layer_as_it_was(kata, entry):
    kata.check(after_a_refusal, GIVEN, STATE, X, entry)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@given(layers())
@example((THREE, WIDE, LONG))
def test_gradients_of_input_a_and_b_agree_with_torch(kata, layer):
    kata.check_gradient(adapted, *layer)
