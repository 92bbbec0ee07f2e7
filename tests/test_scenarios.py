"""The shared scenarios tell a right module or optimiser from a wrong one, and count work."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from dojo import scenarios
from dojo.engine.base.nested import arrays_of
from dojo.engine.base.questions import Question
from dojo.engine.base.targets import TARGETS
from dojo.engine.process.child.devices import find_fault
from dojo.engine.process.running import pull_back, run_trusted

CPU = TARGETS["torch-cpu"]
GIVEN = {"in_features": 3, "out_features": 2}
STATE = scenarios.random_state({"weight": (2, 3), "bias": (2,)}, np.random.default_rng(0))
X = np.random.default_rng(1).normal(size=(4, 3))


class NotRegistered(nn.Module):
    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight, self.bias = torch.ones(out_features, in_features), torch.zeros(out_features)

    def forward(self, x):
        return x @ self.weight.T + self.bias


class OnTheCPU(nn.Linear):
    def forward(self, x):
        return super().forward(x) + torch.zeros(2, dtype=x.dtype)


class WithABuffer(nn.Linear):
    def __init__(self, **given):
        super().__init__(**given)
        self.register_buffer("offset", torch.zeros(2))

    def forward(self, x):
        return super().forward(x) + self.offset.to(x.dtype)


class KeepsItsFirstInput(nn.Linear):
    def forward(self, x):
        self.first = getattr(self, "first", x)
        return super().forward(self.first)


class KeepsWidthsInTheClass(nn.Linear):
    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)
        KeepsWidthsInTheClass.width = out_features

    def forward(self, x):
        return super().forward(x)[:, : self.width]


TORCH = SimpleNamespace(Linear=nn.Linear)


def ask(scenario, solution, *args, **kwargs):
    return run_trusted(Question(scenario, args, kwargs, CPU), solution)


def test_forward_runs_with_the_parameters_that_it_is_given():
    expected = X @ STATE["weight"].T + STATE["bias"]
    np.testing.assert_allclose(ask(scenarios.forward, TORCH, "Linear", GIVEN, STATE, X), expected, rtol=1e-14)


@pytest.mark.parametrize("wrong", [KeepsItsFirstInput, KeepsWidthsInTheClass])
def test_modules_that_are_called_in_turn_show_what_is_remembered(wrong):
    narrow = {"in_features": 3, "out_features": 1}
    modules = [(GIVEN, STATE), (narrow, {name: value[:1] for name, value in STATE.items()})]
    calls = [(0, X), (1, X[:2]), (0, X[1:3])]
    right, found = (
        ask(scenarios.in_turn, SimpleNamespace(Linear=kind), "Linear", modules, calls) for kind in (nn.Linear, wrong)
    )
    np.testing.assert_allclose(right[2], X[1:3] @ STATE["weight"].T + STATE["bias"], rtol=1e-14)
    assert not all(np.array_equal(a, b) for a, b in zip(right, found, strict=True))


def test_gradients_flow_to_the_inputs_and_the_parameters():
    question = Question(scenarios.forward, ("Linear", GIVEN, STATE, X), {}, CPU)
    found, _ = pull_back(question, TORCH)
    assert [g.shape for g in found] == [(2, 3), (2,), (4, 3)]
    assert all(np.any(g) for g in found)


def test_what_is_not_registered_shows():
    wrong = SimpleNamespace(Linear=NotRegistered)
    assert ask(scenarios.parameters, wrong, "Linear", GIVEN) == {}
    assert list(ask(scenarios.parameters, TORCH, "Linear", GIVEN)) == ["weight", "bias"]
    with pytest.raises(RuntimeError):
        ask(scenarios.steps_of_training, wrong, "Linear", GIVEN, STATE, X, X[:, :2], 0.1, 5)


@pytest.mark.parametrize(("kind", "faulty"), [(nn.Linear, False), (WithABuffer, False), (OnTheCPU, True)])
def test_a_device_fault_of_a_module_is_seen_without_a_gpu(kind, faulty, tmp_path):
    solution = SimpleNamespace(Linear=kind)
    sent = CPU.send((("Linear", GIVEN, STATE, X), {}))
    fault = find_fault(lambda given: scenarios.forward(solution, *given[0]), sent, tmp_path)
    assert (fault is not None) == faulty


def test_a_module_with_a_buffer_is_trained_like_another():
    asked = ("Linear", GIVEN, STATE, X, X[:, :2], 0.1, 3)
    with_a_buffer = ask(scenarios.steps_of_training, SimpleNamespace(Linear=WithABuffer), *asked)
    assert with_a_buffer["losses"] == ask(scenarios.steps_of_training, TORCH, *asked)["losses"]


def test_training_goes_down_and_ends_where_it_says():
    found = ask(scenarios.steps_of_training, TORCH, "Linear", GIVEN, STATE, X, X[:, :2], 0.1, 5)
    assert found["losses"] == sorted(found["losses"], reverse=True)
    assert [a.shape for a in arrays_of(found["parameters"])] == [(2, 3), (2,)]
    slope = np.mean(X @ STATE["weight"].T + STATE["bias"] - X[:, :2], axis=0)
    once = ask(scenarios.steps_of_training, TORCH, "Linear", GIVEN, STATE, X, X[:, :2], 0.1, 1)
    np.testing.assert_allclose(once["parameters"]["bias"], STATE["bias"] - 0.1 * slope, rtol=1e-12)


class Plain:
    def __init__(self, params, lr, spoil=False, rebind=False):
        self.params, self.lr, self.spoil, self.rebind = params, lr, spoil, rebind

    def step(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is None:
                continue
            if self.rebind:
                self.params[i] = p - self.lr * g
            else:
                p -= self.lr * g
            if self.spoil:
                g *= 0


@pytest.mark.parametrize("target", ["numpy", "torch-cpu"])
def test_an_optimiser_is_watched_at_the_callers_arrays(target):
    solution = SimpleNamespace(Plain=Plain)
    params, grads = [np.ones(2), np.zeros(3)], [[np.ones(2), None], [np.ones(2), np.ones(3)]]

    def ask(scenario, **options):
        question = Question(scenario, ("Plain", params, grads), {"lr": 0.5, **options}, TARGETS[target])
        return run_trusted(question, solution)

    right = ask(scenarios.positions)
    np.testing.assert_array_equal(right[0][0], [0.5, 0.5])
    np.testing.assert_array_equal(right[1][1], [-0.5] * 3)
    np.testing.assert_array_equal(ask(scenarios.positions, rebind=True)[1][0], [1.0, 1.0])
    table, slopes = np.zeros((2, 3)), np.ones((2, 3))
    moved = run_trusted(Question(scenarios.columns_of_a_table, ("Plain", table, slopes), {}, TARGETS[target]), solution)
    np.testing.assert_array_equal(moved, [[-0.75] * 3, [-0.5] * 3])
    slopes = Question(scenarios.path, ("Plain", params[0], np.ones((3, 2))), {"lr": 0.5}, TARGETS[target])
    np.testing.assert_array_equal(run_trusted(slopes, solution), [[0.5] * 2, [0.0] * 2, [-0.5] * 2])
    assert np.any(ask(scenarios.gradients_after)[0][0])
    assert not np.any(ask(scenarios.gradients_after, spoil=True)[0][0])
    assert params[0].tolist() == [1.0, 1.0]


def test_work_is_counted_in_lines():
    def work(times):
        for _ in range(times):
            pass

    ten, twenty, thirty = (scenarios.lines_of_python(work, times) for times in (10, 20, 30))
    assert thirty - twenty == twenty - ten >= 10


def tells(solution):
    """A scenario that says a number, for a learner to read beside what it returns."""
    print("3.296")
    return "above"


def test_what_a_scenario_prints_is_not_heard_of_a_reference(capsys):
    assert ask(tells, TORCH) == "above"
    assert capsys.readouterr().out == ""


def test_siblings_are_asked_the_same_test_by_name():
    def by_another(solution):
        """A scenario that asks one function as if it were another."""

    mark = scenarios.siblings("first", by_another)
    assert mark.args == ("function", ("first", by_another))
    assert [mark.kwargs["ids"](each) for each in mark.args[1]] == ["first", "by_another"]
