"""A linear layer is a module: it owns a weight and a bias, and gives each output a weighted sum of all inputs."""

import copy
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.scenarios import forward, parameters, steps_of_training
from dojo.strategies import arrays, plain_arrays, shapes

pytestmark = pytest.mark.kata(
    minutes=35,
    targets="torch",
    random=True,  # a new layer draws from the global generator
    from_scratch=[*themes.LINEAR_LAYERS, "addbmm", "Conv1d", "conv1d"],
    instead="You need two Parameters, a product and a sum.",
    ladder={"forward.inputs[0]": "finite", "forward.state": "finite"},
)

GIVEN = {"in_features": 3, "out_features": 2}
WITHOUT = {**GIVEN, "bias": False}
WEIGHT, BIAS = np.array([[1.0, 2.0, 3.0], [0.0, -1.0, 4.0]]), np.array([10.0, 20.0])
STATE = {"weight": WEIGHT, "bias": BIAS}
X = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]])
SQUARE = np.array([[1.0, 2.0], [0.0, -1.0]])


@st.composite
def plain_layers(draw):
    """The sizes of a layer, its parameters, and a batch."""
    weight = draw(plain_arrays(shapes(2, 2, min_side=2)))
    given = {"in_features": weight.shape[1], "out_features": weight.shape[0]}
    bias = draw(plain_arrays(weight.shape[:1]))
    batch = draw(st.integers(2, 4))
    return given, {"weight": weight, "bias": bias}, draw(plain_arrays((batch, weight.shape[1])))


@st.composite
def layers(draw, dtype=None):
    """Layers with and without a bias, of one input or output too, and x with any number of axes in front."""
    weight = draw(arrays(shapes(2, 2), dtype))
    given, state = {"in_features": weight.shape[1], "out_features": weight.shape[0]}, {"weight": weight}
    if draw(st.booleans()):
        state["bias"] = draw(arrays(weight.shape[:1], weight.dtype))
    else:
        given["bias"] = False
    front = draw(shapes(min_dims=0, max_dims=2, min_side=0, max_side=3))
    return given, state, draw(arrays((*front, weight.shape[1]), weight.dtype))


# ------------------------------------------------------------------------------------- scenarios


def parameters_in_words(solution, given):
    found = parameters(solution, "Linear", given)
    return {
        name: f"{tuple(shape)}, {'trained' if trained else 'not trained'}" for name, (shape, trained) in found.items()
    }


def facts_of_the_start(solution, given, seed):
    """How the parameters of a new layer are spread, in units of 1/√n for n inputs, rounded to one digit."""
    import torch

    torch.manual_seed(seed)
    layer, other = solution.Linear(**given), solution.Linear(**given)
    facts = {}
    for name, parameter in layer.named_parameters():
        values = parameter.detach().double() * math.sqrt(given["in_features"])
        facts[f"{name}: largest magnitude"] = round(float(values.abs().max()), 1)
        facts[f"{name}: root mean square"] = round(float(values.square().mean().sqrt()), 1)
        facts[f"{name}: mean"] = round(float(values.mean()), 1) + 0.0  # no -0.0
        facts[f"{name}: share within half the bound"] = round(float((values.abs() < 0.5).double().mean()), 1)
    for name, parameter in other.named_parameters():
        facts[f"{name}: a second layer starts elsewhere"] = not torch.equal(parameter, getattr(layer, name))
    return facts


def state_after_loading(solution, given, state):
    """What ``state_dict`` gives back after ``load_state_dict(state)``, in order."""
    layer = solution.Linear(**given).to(state["weight"])
    layer.load_state_dict(dict(state))
    return [[name, value.detach()] for name, value in layer.state_dict().items()]


def loaded_into_torch(solution, given, state):
    """What nn.Linear holds after it was given the state_dict of a layer that was given this state."""
    import torch

    layer, other = solution.Linear(**given).double(), torch.nn.Linear(**given).double()
    layer.load_state_dict(dict(state))
    other.load_state_dict(layer.state_dict())
    return [[name, value.detach()] for name, value in other.state_dict().items()]


def one_row(solution, x):
    """A layer that is built by position."""
    import torch

    layer = solution.Linear(3, 2, True, x.device, torch.float64)
    with torch.no_grad():
        layer.weight[...], layer.bias[...] = 2.0, 1.0
    return layer(x).detach()


def without_a_bias(solution, given):
    layer = solution.Linear(**given)
    return {"bias is None": layer.bias is None, "state_dict": list(layer.state_dict())}


def dtypes_and_devices(solution, given, dtype, device, moved_to):
    """Of the parameters of a new layer, and after .to()."""
    import torch

    layer = solution.Linear(**given, device=device, dtype=dtype and getattr(torch, dtype))
    new = {name: [str(p.dtype), p.device.type] for name, p in layer.named_parameters()}
    layer.to(getattr(torch, moved_to))
    return [new, {name: str(p.dtype) for name, p in layer.named_parameters()}]


def outputs_of_a_copy(solution, given, state, x):
    """Of a layer and of its deep copy, after the layer alone was changed."""
    import torch

    layer = solution.Linear(**given).to(x)
    layer.load_state_dict(dict(state))
    other = copy.deepcopy(layer)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter += 1.0
    return [layer(x).detach(), other(x).detach()]


# ------------------------------------------------------------------------------------------ core


def test_the_parameters_are_registered_with_outputs_first(kata):
    kata.check(parameters_in_words, GIVEN)


def test_worked_example(kata):
    kata.check_figure(forward, "Linear", GIVEN, STATE, X[:1], gives=[[8.0, 16.0]])


def test_without_a_bias_there_is_a_weight_alone(kata):
    kata.check(parameters_in_words, WITHOUT)
    kata.check_figure(forward, "Linear", WITHOUT, {"weight": WEIGHT}, X[:1], gives=[[-2.0, -4.0]])


def test_a_square_weight_is_not_transposed(kata):
    given, state = {"in_features": 2, "out_features": 2}, {"weight": SQUARE, "bias": BIAS}
    kata.check(forward, "Linear", given, state, np.array([[1.0, 3.0], [-1.0, 0.5], [0.0, 2.0]]))


# Rounded to one digit, a fact of a uniform distribution is off with probability 2e-7: the root mean square of 2500
# entries is within 5 standard deviations of its rounded value, and the others are farther.
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("given", [{"in_features": 64, "out_features": 2500}], ids=["64 inputs"])
def test_the_parameters_start_uniform_within_one_over_the_root_of_the_inputs(kata, given, seed):
    kata.check(facts_of_the_start, given, seed)


@given(plain_layers())
@example(({"in_features": 3, "out_features": 2}, STATE, X))
def test_agrees_with_torch(kata, layer):
    given, state, x = layer
    kata.check(forward, "Linear", given, state, x)


@given(plain_layers(), st.sampled_from([2.0, -0.5]))
def test_is_linear_but_for_the_bias(kata, layer, factor):
    given, state, x = layer
    both = kata.run(forward, "Linear", given, state, x * factor) - state["bias"]
    once = kata.run(forward, "Linear", given, state, x) - state["bias"]
    scale = np.abs(x).max() * np.abs(state["weight"]).sum() + np.abs(state["bias"]).max()
    kata.equal(both, factor * once, "f(c x) - b = c (f(x) - b)", scale=scale)


def test_loads_the_state_of_torch(kata):
    kata.check(state_after_loading, GIVEN, STATE)


def test_torch_loads_its_state(kata):
    kata.check(loaded_into_torch, GIVEN, STATE)


def test_an_optimizer_moves_it(kata):
    target = np.array([[1.0, 0.0], [0.0, -1.0]])
    small = {"weight": WEIGHT / 4, "bias": BIAS / 20}
    kata.check(steps_of_training, "Linear", GIVEN, small, X, target, lr=0.1, steps=4)


test_is_written_from_scratch = from_scratch(forward, "Linear", GIVEN, STATE, X)


# ----------------------------------------------------------------------------------------- edges


@edges
@given(layers())
@example((GIVEN, STATE, X[0]))
@example((GIVEN, STATE, np.zeros((0, 3))))
@example((GIVEN, STATE, np.arange(12.0).reshape(2, 2, 3)))
@example((WITHOUT, {"weight": WEIGHT}, np.arange(12.0).reshape(2, 2, 3)))
def test_agrees_for_any_axes_in_front_dtype_and_layout(kata, layer):
    given, state, x = layer
    kata.check(forward, "Linear", given, state, x)


@edges
def test_takes_its_options_in_the_order_of_the_stub(kata):
    kata.check(one_row, X)


@edges
def test_the_bias_that_is_not_there_is_none(kata):
    kata.check(without_a_bias, WITHOUT)


@edges
@pytest.mark.parametrize("given", [GIVEN, WITHOUT], ids=["bias", "no bias"])
@pytest.mark.parametrize("dtype", [None, "float64", "float16", "bfloat16"])
@pytest.mark.parametrize("device", [None, "meta"])
def test_the_parameters_have_the_dtype_and_the_device_that_are_asked_for(kata, given, dtype, device):
    kata.check(dtypes_and_devices, given, dtype, device, "float64")


@edges
def test_a_deep_copy_has_parameters_of_its_own(kata):
    kata.check(outputs_of_a_copy, GIVEN, STATE, X)


@edges
@pytest.mark.parametrize("given", [GIVEN, WITHOUT], ids=["bias", "no bias"])
def test_state_dict_has_its_entries_in_order(kata, given):
    state = STATE if given is GIVEN else {"weight": WEIGHT}
    kata.check(state_after_loading, given, state)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@given(layers(np.float64))
@example((GIVEN, STATE, X))
@example((WITHOUT, {"weight": WEIGHT}, X[0]))
def test_gradients_of_input_weight_and_bias_agree_with_torch(kata, layer):
    given, state, x = layer
    kata.check_gradient(forward, "Linear", given, state, x)


test_computes_on_the_device_of_its_parameters = on_its_device(forward, "Linear", GIVEN, STATE, X)
