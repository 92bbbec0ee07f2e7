"""Gradients of micro-batches add up to that of the batch, and frozen parameters collect none."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=65,
    targets="torch",
    ladder={
        "steps_of_accumulation.x": "finite",
        "steps_of_training.x": "finite",
        "in_a_frozen_model.x": "finite",
    },
)

STATE = {
    "inner.weight": np.array([[0.5, -1.0, 0.25], [-0.75, 0.5, 1.0]]),
    "outer": np.array([[1.0, -0.5], [0.25, 2.0], [-1.5, 0.5]]),
}
X = np.array([[1.0, -0.5, 2.0], [0.0, 1.0, -1.0], [2.0, 0.5, 0.0], [-1.0, -1.0, 1.0], [0.5, 2.0, -2.0]])
Y = np.array([[1.0, 0.0, 2.0], [-1.0, 0.5, 0.0], [0.0, 1.0, -2.0], [2.0, -1.0, 0.5], [0.0, 0.0, 1.0]])
LABELS = np.array([2, 0, 1, 1, 0])
FIGURE = ({"w": np.array([[1.0]])}, np.array([[1.0], [2.0], [3.0]]), np.zeros((3, 1)))


# ------------------------------------------------------------------------------------- scenarios


def a_model(state):
    """A linear model with one weight, or an inner layer, tanh and an outer layer: its parameters are the state's."""
    import torch

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = torch.nn.Module()
            for name, value in state.items():
                owner, _, last = name.rpartition(".")
                (self.inner if owner else self).register_parameter(last, torch.nn.Parameter(value.detach().clone()))

        def forward(self, x):
            if "w" in state:
                return x @ self.w
            return torch.tanh(x @ self.inner.weight.T) @ self.outer.T

    return Model()


def an_optimizer(model, name="SGD", lr=0.25):
    import torch

    options = {"SGD": {"momentum": 0.5}, "Adam": {"eps": 1e-3}}[name]
    return getattr(torch.optim, name)(model.parameters(), lr=lr, **options)


def squared_error(prediction, target):
    return ((prediction - target) ** 2).mean()


def cross_entropy(logits, labels):
    return logits.logsumexp(1).mean() - logits[range(len(labels)), labels].mean()


LOSSES = {"squared error": squared_error, "cross-entropy": cross_entropy}


def micro_batches(x, y, sizes):
    """The rows one after the other, in batches of these sizes."""
    ends = np.cumsum(sizes).tolist()
    return [(x[end - size : end], y[end - size : end]) for size, end in zip(sizes, ends, strict=True)]


def outcome(model, losses):
    parameters = {name: p.detach() for name, p in model.named_parameters()}
    return {"losses": losses, "Python floats": all(type(loss) is float for loss in losses)} | parameters


def steps_of_training(solution, state, x, y, steps, loss="squared error", optimizer="SGD", lr=0.25):
    """Several calls of train_step on the same batch: losses and parameters."""
    model = a_model(state)
    chosen = an_optimizer(model, optimizer, lr)
    losses = [solution.train_step(model, (x, y), LOSSES[loss], chosen) for _ in range(steps)]
    return outcome(model, losses)


def steps_of_accumulation(solution, state, x, y, sizes, steps=1, loss="squared error", optimizer="SGD", lr=0.25):
    """Several calls of accumulate on the same micro-batches: losses and parameters."""
    model = a_model(state)
    chosen = an_optimizer(model, optimizer, lr)
    batches = micro_batches(x, y, sizes)
    losses = [solution.accumulate(model, batches, LOSSES[loss], chosen) for _ in range(steps)]
    return outcome(model, losses)


def a_model_with_gradients(state):
    """A model whose parameters hold gradients that someone has left there."""
    model = a_model(state)
    for p in model.parameters():
        p.grad = p.detach() + 1
    return model


def a_step_with_gradients_of_before(solution, state, x, y):
    model = a_model_with_gradients(state)
    return outcome(model, [solution.train_step(model, (x, y), squared_error, an_optimizer(model))])


def micro_batches_with_gradients_of_before(solution, state, x, y, sizes):
    model = a_model_with_gradients(state)
    batches = micro_batches(x, y, sizes)
    return outcome(model, [solution.accumulate(model, batches, squared_error, an_optimizer(model))])


def figure(solution, part, state, x, y, sizes):
    found = steps_of_accumulation(solution, state, x, y, sizes, lr=0.03)
    return found["losses"][0] if part == "loss" else found["w"].reshape(())


def in_a_frozen_model(solution, state, x, y, frozen_before=(), calls=1):
    """Flags and gradients inside and after the block, which goes backward from a loss."""
    model = a_model(state)
    x = x.detach().clone().requires_grad_()
    for name, p in model.named_parameters():
        p.requires_grad_(name not in frozen_before)
    inside = []
    for _ in range(calls):
        with solution.frozen(model):
            inside.append({name: p.requires_grad for name, p in model.named_parameters()})
            squared_error(model(x), y).backward()
    after = {name: p.requires_grad for name, p in model.named_parameters()}
    collected = [name for name, p in model.named_parameters() if p.grad is not None]
    return {"inside": inside, "gradient of x": x.grad, "after": after, "parameters with a gradient": collected}


def where_the_block_raises(solution, state):
    model = a_model(state)
    next(model.parameters()).requires_grad_(False)
    try:
        with solution.frozen(model):
            raise KeyError("the learner's own")
    except KeyError:
        arrived = True
    else:
        arrived = False
    flags = {name: p.requires_grad for name, p in model.named_parameters()}
    return {"the exception arrives": arrived, "after": flags}


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("part", "gives", "decimals"), [("loss", 4.667, 3), ("w", 0.72, None)])
def test_worked_example(kata, part, gives, decimals):
    kata.check_figure(figure, part, *FIGURE, [2, 1], gives=gives, decimals=decimals)


@pytest.mark.parametrize("steps", [1, 3])
def test_a_step_goes_against_the_gradient_of_its_batch_alone(kata, steps):
    kata.check(steps_of_training, STATE, X, Y, steps)


def test_the_loss_is_asked_with_the_prediction_first(kata):
    kata.check(steps_of_training, STATE, X, LABELS, 2, loss="cross-entropy")


@pytest.mark.parametrize("sizes", [[2, 2], [4, 1], [1, 4], [1, 1, 3], [5]], ids=str)
def test_micro_batches_of_any_sizes_give_the_step_of_the_whole(kata, sizes):
    n = sum(sizes)
    kata.check(steps_of_accumulation, STATE, X[:n], Y[:n], sizes)
    whole = kata.run(steps_of_training, STATE, X[:n], Y[:n], 1)
    split = kata.run(steps_of_accumulation, STATE, X[:n], Y[:n], sizes)
    for part in ("losses", "inner.weight", "outer"):
        kata.equal(np.array(split[part]), np.array(whole[part]), f"{part}: as of the whole batch", scale=4.0)


def test_accumulated_steps_follow_one_another(kata):
    kata.check(steps_of_accumulation, STATE, X, Y, [3, 2], steps=3)


def test_gradients_of_before_play_no_part_in_a_step(kata):
    kata.check(a_step_with_gradients_of_before, STATE, X, Y)


@pytest.mark.parametrize("sizes", [[5], [2, 3]], ids=["one batch", "two batches"])
def test_gradients_of_before_play_no_part_in_accumulation(kata, sizes):
    kata.check(micro_batches_with_gradients_of_before, STATE, X, Y, sizes)


@given(plain_arrays((6, 3), magnitude=2.0), st.lists(st.integers(1, 3), min_size=1, max_size=3))
@example(np.resize(X, (6, 3)), [3, 1, 2])
@example(np.resize(X, (6, 3)), [2, 2])
def test_any_split_agrees_with_the_weighted_mean(kata, x, sizes):
    sizes = [size for size, end in zip(sizes, np.cumsum(sizes), strict=True) if end <= 6]
    n = sum(sizes)
    kata.check(steps_of_accumulation, STATE, x[:n], np.resize(Y, (n, 3)), sizes, scale=4.0)


def test_a_frozen_model_passes_gradients_on_and_collects_none(kata):
    kata.check(in_a_frozen_model, STATE, X, Y)


@pytest.mark.parametrize("name", [*STATE])
def test_each_parameter_gets_its_own_flag_back(kata, name):
    kata.check(in_a_frozen_model, STATE, X, Y, [name])


# ----------------------------------------------------------------------------------------- edges


def order_of_events(solution, state, x, y, sizes):
    """What happens in a call: a batch goes forward, a gradient comes back, the optimizer steps."""
    model, events = a_model(state), []
    chosen = an_optimizer(model)

    def told(module, inputs, prediction):
        events.append(f"forward with {len(inputs[0])} rows")
        if prediction.requires_grad:
            prediction.register_hook(lambda gradient: events.append("backward"))

    model.register_forward_hook(told)
    chosen.register_step_post_hook(lambda *_: events.append("step"))
    solution.accumulate(model, micro_batches(x, y, sizes), squared_error, chosen)
    return events


@edges
@pytest.mark.parametrize("sizes", [[2, 3], [1, 3, 1]], ids=str)
def test_each_micro_batch_is_finished_before_the_next(kata, sizes):
    kata.check(order_of_events, STATE, X, Y, sizes)


@edges
def test_the_block_gives_the_flags_back_where_it_raises(kata):
    kata.check(where_the_block_raises, STATE)


@edges
@pytest.mark.parametrize("frozen_before", [[], ["outer"]], ids=["none", "outer"])
def test_a_model_may_be_frozen_again(kata, frozen_before):
    kata.check(in_a_frozen_model, STATE, X, Y, frozen_before, calls=2)


def a_block_in_a_block(solution, state):
    model, flags = a_model(state), []
    with solution.frozen(model):
        with solution.frozen(model):
            pass
        flags.append([p.requires_grad for p in model.parameters()])
    return [*flags, [p.requires_grad for p in model.parameters()]]


@edges
def test_a_block_may_be_inside_another(kata):
    kata.check(a_block_in_a_block, STATE)


def gradients_around_a_block(solution, state, x, y):
    model = a_model(state)
    squared_error(model(x), y).backward()
    with solution.frozen(model):
        squared_error(model(2 * x.detach().requires_grad_()), y).backward()
    return {name: p.grad for name, p in model.named_parameters()}


@edges
def test_gradients_that_are_there_stay(kata):
    kata.check(gradients_around_a_block, STATE, X, Y)


def modes(solution, state, x, y, training):
    """The mode of the model and of its inner part: inside a block, after it, and after each function."""
    model, seen = a_model(state), []
    chosen = an_optimizer(model)
    model.train(training)
    with solution.frozen(model):
        seen.append([part.training for part in model.modules()])
    seen.append([part.training for part in model.modules()])
    solution.train_step(model, (x, y), squared_error, chosen)
    seen.append([part.training for part in model.modules()])
    solution.accumulate(model, [(x, y)], squared_error, chosen)
    return [*seen, [part.training for part in model.modules()]]


@edges
@pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])
def test_the_mode_of_the_model_stays_as_it_is(kata, training):
    kata.check(modes, STATE, X, Y, training)


@edges
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_any_optimizer_and_any_dtype_will_do(kata, optimizer, dtype):
    state = {name: value.astype(dtype) for name, value in STATE.items()}
    x, y = X.astype(dtype), Y.astype(dtype)
    kata.check(steps_of_training, state, x, y, 2, optimizer=optimizer, scale=4.0)
    kata.check(steps_of_accumulation, state, x, y, [2, 3], 2, optimizer=optimizer, scale=4.0)


@edges
@given(integer_arrays((5,), 0, 3), st.sampled_from([[1, 4], [2, 2, 1], [5]]))
@example(LABELS, [3, 2])
def test_targets_may_be_labels(kata, labels, sizes):
    kata.check(steps_of_accumulation, STATE, X, labels, sizes, loss="cross-entropy", scale=4.0)


def one_frozen_parameter(solution, state, x, y, sizes):
    model = a_model(state)
    chosen = an_optimizer(model)
    model.outer.requires_grad_(False)
    losses = [solution.train_step(model, (x, y), squared_error, chosen)]
    losses.append(solution.accumulate(model, micro_batches(x, y, sizes), squared_error, chosen))
    return outcome(model, losses)


@edges
def test_a_parameter_that_asks_for_no_gradient_stays(kata):
    kata.check(one_frozen_parameter, STATE, X, Y, [4, 1])


# ----------------------------------------------------------------------------------------- torch


def through_a_frozen_model(solution, x):
    model = a_model({name: x.new_tensor(value.tolist()) for name, value in STATE.items()})
    with solution.frozen(model):
        return model(x)


@pytest.mark.kata(stage="torch")
@given(plain_arrays((4, 3), magnitude=2.0))
@example(X)
def test_gradients_flow_through_a_frozen_model(kata, x):
    kata.check_gradient(through_a_frozen_model, x)


def parameters_after_accumulation(solution, state, x, y):
    return {k: v for k, v in steps_of_accumulation(solution, state, x, y, [3, 2]).items() if k in state}


test_everything_stays_on_the_device_of_the_model = on_its_device(parameters_after_accumulation, STATE, X, Y)
