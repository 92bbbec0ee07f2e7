"""Weights are drawn so that a layer keeps the size of what goes through it."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch

pytestmark = pytest.mark.kata(
    minutes=50,
    targets="python",
    from_scratch=[
        *("xavier_uniform", "xavier_normal", "kaiming_normal", "kaiming_uniform", "calculate_gain", "orthogonal"),
        *("calculate_fan_in_and_fan_out", "calculate_correct_fan", "trunc_normal", "Linear", "manual_seed"),
    ],
    instead="You need the product of some axes, a root, and the generator's own uniform and normal.",
    ladder={"of_xavier.gain[0]": "positive"},
)

MATRIX, KERNEL = (400, 100), (80, 20, 4, 5)
"""Both of tens of thousands of entries, with one fan four times the other."""
GAINS = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": 2**0.5, "leaky_relu": (2 / 1.0001) ** 0.5, "selu": 0.75}
plain_shapes = st.lists(st.integers(2, 6), min_size=2, max_size=4).map(tuple)


# ----------------------------------------------------------------- scenarios


def both_fans(solution, shape):
    return np.array(solution.fans(shape))


def facts(weight, deviation):
    """How numbers are spread, in units of a standard deviation, rounded to one digit."""
    spread = np.asarray(weight) / deviation
    return {
        "shape": str(np.shape(weight)),
        "dtype": str(spread.dtype),
        "standard deviation": round(float(spread.std()), 1),
        "mean": round(float(spread.mean()), 1) + 0.0,  # no -0.0
        "share within one standard deviation": round(float(np.mean(np.abs(spread) < 1)), 1),
        "nothing beyond the bound of a uniform one": bool(np.all(np.abs(spread) <= 3**0.5 * (1 + 1e-12))),
    }


def of_xavier(solution, shape, seed, deviation, *gain):
    return facts(solution.xavier_uniform(shape, np.random.default_rng(seed), *gain), deviation)


def of_kaiming(solution, shape, seed, deviation, **options):
    return facts(solution.kaiming_normal(shape, np.random.default_rng(seed), **options), deviation)


def size_after_twenty_layers(solution, kind, seed):
    """What becomes of numbers of size 1 on their way through twenty square layers."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(64, 200))
    for _ in range(20):
        if kind == "kaiming_normal, relu":
            x = np.maximum(x @ solution.kaiming_normal((200, 200), rng).T, 0)
        else:
            x = x @ solution.xavier_uniform((200, 200), rng).T
    size = float(np.sqrt(np.mean(x**2)))
    return "shrinks" if size < 0.1 else "grows" if size > 10 else "is kept"


def where_the_numbers_come_from(solution, name):
    draw, rng = getattr(solution, name), np.random.default_rng(0)
    one, other, again = draw((3, 4), rng), draw((3, 4), rng), draw((3, 4), np.random.default_rng(0))
    return {
        "the same seed gives the same": bool(np.array_equal(one, again)),
        "the generator goes on": not np.array_equal(one, other),
    }


def options_in_order(solution, shape, seed):
    """Of Kaiming's for tanh and fan_out, by position."""
    weight = solution.kaiming_normal(shape, np.random.default_rng(seed), "tanh", "fan_out")
    return facts(weight, 5 / 3 / math.sqrt(shape[0]))


def drawn(solution, name, shape, **options):
    return np.asarray(getattr(solution, name)(shape, np.random.default_rng(0), **options))


# ---------------------------------------------------------------------------------------- core


@pytest.mark.parametrize(("shape", "gives"), [((4, 3), (3, 4)), ((8, 4, 3, 5), (60, 120))], ids=str)
def test_worked_example_of_the_fans(kata, shape, gives):
    kata.check_figure(both_fans, shape, gives=gives)


@given(plain_shapes)
@example((5, 2))
@example((2, 3, 4))
def test_the_fans_agree_with_torch(kata, shape):
    kata.check("fans", shape)


# Rounded to one digit, a fact of these 32 000 numbers or more is off with probability below 1e-20: 5 % of a standard
# deviation, and 0.03 of a share, are ten standard errors and more.
@pytest.mark.parametrize("seed", range(5))
def test_xavier_is_uniform_with_a_bound_by_both_fans(kata, seed):
    kata.check(of_xavier, MATRIX, seed, math.sqrt(2 / 500))
    kata.check(of_xavier, KERNEL, seed, math.sqrt(2 / 2000))


@pytest.mark.parametrize("gain", [1.0, 5 / 3, 0.5])
def test_xavier_has_a_gain(kata, gain):
    kata.check(of_xavier, MATRIX, 0, gain * math.sqrt(2 / 500), gain)


@pytest.mark.parametrize("seed", range(5))
def test_kaiming_is_normal_with_a_deviation_by_one_fan(kata, seed):
    kata.check(of_kaiming, MATRIX, seed, math.sqrt(2 / 100))
    kata.check(of_kaiming, KERNEL, seed, math.sqrt(2 / 400))


@pytest.mark.parametrize("nonlinearity", GAINS)
def test_kaiming_has_a_gain_for_each_activation(kata, nonlinearity):
    kata.check(of_kaiming, MATRIX, 0, GAINS[nonlinearity] / 10, nonlinearity=nonlinearity)


@pytest.mark.parametrize("shape", [MATRIX, KERNEL], ids=str)
def test_kaiming_can_count_the_outputs(kata, shape):
    fan_out = shape[0] * math.prod(shape[2:])
    kata.check(of_kaiming, shape, 0, math.sqrt(2 / fan_out), mode="fan_out")


# The size after twenty layers is between 0.5 and 2.5: 0.1 and 10 are met once in more than 1e9 seeds.
@pytest.mark.kata(pinned=False)  # it takes its time, and tells no more than a deviation does
@pytest.mark.parametrize("kind", ["kaiming_normal, relu", "xavier_uniform, linear"])
@pytest.mark.parametrize("seed", range(5))
def test_the_size_is_kept_through_twenty_layers(kata, kind, seed):
    kata.check(size_after_twenty_layers, kind, seed)


@pytest.mark.parametrize("name", ["xavier_uniform", "kaiming_normal"])
def test_all_numbers_come_from_the_generator(kata, name):
    kata.check(where_the_numbers_come_from, name)


test_is_written_from_scratch = from_scratch((of_xavier, MATRIX, 0, 1.0), (of_kaiming, MATRIX, 0, 1.0))


# --------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("shape", [(1, 1), (2, 3, 4, 5, 6), (7, 1, 2)], ids=str)
def test_a_kernel_may_have_any_number_of_axes(kata, shape):
    kata.check("fans", shape)


@edges
@pytest.mark.parametrize("name", ["xavier_uniform", "kaiming_normal"])
@pytest.mark.parametrize("shape", [(5,), ()], ids=str)
def test_refuses_shapes_of_fewer_than_two_axes(kata, name, shape):
    kata.check_raises(ValueError, "fans", shape)
    kata.check_raises(ValueError, drawn, name, shape)


@edges
@pytest.mark.parametrize("nonlinearity", ["gelu", "ReLU"])
def test_refuses_an_activation_that_it_does_not_know(kata, nonlinearity):
    kata.check_raises(ValueError, drawn, "kaiming_normal", (3, 4), nonlinearity=nonlinearity, says=[nonlinearity])


@edges
@pytest.mark.parametrize("mode", ["fan_avg", "in"])
def test_refuses_a_mode_that_it_does_not_know(kata, mode):
    kata.check_raises(ValueError, drawn, "kaiming_normal", (3, 4), mode=mode, says=[mode])


@edges
@pytest.mark.parametrize("name", ["xavier_uniform", "kaiming_normal"])
@pytest.mark.parametrize("shape", [(3, 4), (4, 2, 3), (1, 1)], ids=str)
def test_a_seed_gives_everybody_the_same_weights(kata, name, shape):
    kata.check(drawn, name, shape, scale=1.0)


@edges
@pytest.mark.parametrize("nonlinearity", GAINS)
def test_each_gain_is_exact(kata, nonlinearity):
    kata.check(drawn, "kaiming_normal", (3, 4), scale=1.0, nonlinearity=nonlinearity)


@edges
def test_takes_its_options_in_the_order_of_the_stub(kata):
    kata.check(options_in_order, MATRIX, 0)
