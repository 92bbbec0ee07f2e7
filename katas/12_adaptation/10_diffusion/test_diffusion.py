"""A diffusion model guesses the noise in data, and so turns pure noise into data, step by step."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.datasets import make_moons

from dojo import edges
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=130,
    targets="torch",
    random=True,  # the first weights of a network are drawn
    timeout=60,
    uses=["adam", "adamw", "lr_schedules"],
    ladder={"x0": "finite", "noise": "finite", "alpha_bar": "fixed"},
)

LEVELS, STEPS = 50, 1000
FOUR = np.array([0.8470, 0.4938, 0.1443, 0.0001])
"""The shares that are left at four levels."""
CURVE = np.cos((np.linspace(0.0, 1.0, LEVELS + 1) + 0.008) / 1.008 * np.pi / 2) ** 2
FIFTY = np.cumprod(np.maximum(CURVE[1:] / CURVE[:-1], 0.001))
CENTRE, SPREAD = np.array([0.5, 0.25]), np.array([0.87, 0.5])
MOONS = ((make_moons(2000, noise=0.05, random_state=0)[0] - CENTRE) / SPREAD).astype(np.float32)
GOAL, SHARE = "70 % or more", "15 % or more"
NEAR = "70 % of 1000 samples or more are within 0.2 of a moon; a good network has 90 %"
ROWS = np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 0.25]])
ADDED = np.array([[0.5, 1.0], [-2.0, 0.75], [1.25, -0.5]])


@st.composite
def noisings(draw, array=plain_arrays):
    """Data, a level for each row, noise of the same shape, and a schedule that falls."""
    rows = draw(st.integers(1, 4))
    shape = (rows, *draw(st.lists(st.integers(1, 4), max_size=3)))
    x0, noise = draw(array(shape)), draw(array(shape))
    t = np.array(draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows)))
    return x0, t, noise.astype(x0.dtype), FOUR.astype(x0.dtype)


# ------------------------------------------------------------------ models, which are the judge's own


def answering(answer):
    """A model that answers by a function of x and t, and keeps what it was given."""
    from torch import nn

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.seen = []

        def forward(self, x, t):
            self.seen.append((x.detach().clone(), t))
            return answer(x, t)

    return Model()


def exact(alpha_bar, mean, std):
    """The best of all denoisers for data that is normal, with this mean and this standard deviation."""

    def noise(x, t):
        left = alpha_bar[t][:, None]
        return (1 - left).sqrt() * (x - left.sqrt() * mean) / (left * std**2 + 1 - left)

    return answering(noise)


def chance(like, seed=1):
    import torch

    return torch.Generator(device=like.device).manual_seed(seed)


def drawn(solution, model, rows, alpha_bar):
    return solution.sample(model, (rows, 2), alpha_bar, chance(alpha_bar))


# ------------------------------------------------------------------------------------- scenarios


def kind_of_loss(solution, x0, alpha_bar, training):
    """Which error a loss is, found out from what the model was given."""
    import torch

    weight = torch.tensor(0.5, dtype=x0.dtype, device=x0.device, requires_grad=True)
    model = answering(lambda x, t: weight * x.sin() + t.reshape(-1, *[1] * (x.ndim - 1)))
    model.train(training)
    found = solution.loss(model, x0, alpha_bar, chance(x0))
    x, t = model.seen[0]
    left = alpha_bar[t].reshape(-1, *[1] * (x.ndim - 1))
    noise, guess = (x - left.sqrt() * x0) / (1 - left).sqrt(), model(x, t).detach()
    errors = {
        "mean squared error to the noise": ((guess - noise) ** 2).mean(),
        "sum of squared errors to the noise": ((guess - noise) ** 2).sum(),
        "mean squared error to the data": ((guess - x0) ** 2).mean(),
        "mean squared error to the noisy data": ((guess - x) ** 2).mean(),
        "mean absolute error to the noise": (guess - noise).abs().mean(),
    }
    near = [name for name, error in errors.items() if bool(((found - error).abs() < 1e-5 * error).all())]
    return {
        "the loss": near[0] if near else "something else",
        "shape": list(found.shape),
        "reaches the model": found.requires_grad,
    }


def what_is_given(solution, x0, alpha_bar):
    """Of what shape and type the noisy data and the levels are that a loss hands to the model."""
    model = answering(lambda x, t: x)
    solution.loss(model, x0, alpha_bar, chance(x0))
    x, t = model.seen[0]
    return {"x": list(x.shape), "t": list(t.shape), "type of t": str(t.dtype)}


def what_is_drawn(solution, x0, alpha_bar):
    """Which levels and which noise a loss draws, for data that is all 0."""
    import torch

    model = answering(lambda x, t: x)
    solution.loss(model, x0, alpha_bar, chance(x0))
    x, t = model.seen[0]
    noise, share = x / (1 - alpha_bar[t][:, None]).sqrt(), len(x0) / len(alpha_bar)
    counts = torch.bincount(t, minlength=len(alpha_bar))
    return {
        "levels": sorted(set(t.tolist())),
        "evenly": bool(((counts - share).abs() < 6 * share**0.5).all()),  # six deviations: false alarm below 1e-8
        "a noise for each entry": len(set(noise.flatten().tolist())) > 0.9 * noise.numel(),
        "normal": is_normal(noise),
    }


def is_normal(noise):
    """Whether the mean, the square and the fourth power are those of a standard normal distribution, on average.

    Each within six of its deviations, which are 1, √2 and √96 over the root of the number: false alarm below 1e-8.
    """
    root = noise.numel() ** 0.5
    moments = ((noise.mean(), 0, 1), ((noise**2).mean(), 1, 2**0.5), ((noise**4).mean(), 3, 96**0.5))
    return all(abs(float(found) - value) < 6 * deviation / root for found, value, deviation in moments)


def two_losses(solution, x0, alpha_bar, seed, other_seed):
    """Whether two losses are the same, from generators with two seeds."""
    import torch

    model = answering(lambda x, t: x.sin())
    one = solution.loss(model, x0, alpha_bar, chance(x0, seed))
    torch.manual_seed(99)  # chance comes from the generator, not from here
    return bool(one == solution.loss(model, x0, alpha_bar, chance(x0, other_seed)))


def levels_asked(solution, alpha_bar):
    """The level of each row, call by call, as a sampler asks the model."""
    model = answering(lambda x, t: 0 * x)
    drawn(solution, model, 2, alpha_bar)
    return [t.tolist() for _, t in model.seen]


def where_it_begins(solution, alpha_bar):
    """Whether a sampler begins with noise."""
    model = answering(lambda x, t: 0 * x)
    drawn(solution, model, 4000, alpha_bar)
    x = model.seen[0][0].double()
    return {"normal": is_normal(x), "all alike": bool((x == x[:1]).all())}


def where_a_point_ends(solution, alpha_bar, point):
    """How far samples are from the only point that the data has, by a denoiser that knows it."""
    samples = drawn(solution, exact(alpha_bar, point, 0.0), 200, alpha_bar)
    far = float((samples - point).abs().max())
    return "on the point" if far < 1e-3 else "near the point" if far < 3 else "far from the point"


def spread_of_samples(solution, alpha_bar, point, std, bounds):
    """Between which bounds the standard deviation of samples is, by a denoiser that knows the data."""
    samples = drawn(solution, exact(alpha_bar, point, std), 4000, alpha_bar)
    found = float(samples.std(dim=0).mean())
    print(f"the standard deviation of the samples: {found:.3f}, that of the data: {std}")
    place = sum(found > bound for bound in bounds)
    names = [f"below {bounds[0]}", *[f"{a} to {b}" for a, b in itertools.pairwise(bounds)], f"above {bounds[-1]}"]
    return {"standard deviation": names[place] if found == found else "not a number"}


def steps_with_noise(solution, alpha_bar, point, std):
    """At which steps a sampler adds noise of the posterior's variance, and at which another."""
    model = exact(alpha_bar, point, std)
    end = drawn(solution, model, 20_000, alpha_bar)
    walk, found = [x for x, _ in model.seen] + [end], []
    for t, x, after in zip(range(len(alpha_bar) - 1, 0, -1), walk, walk[1:], strict=False):
        left, kept = alpha_bar[t], alpha_bar[t] / alpha_bar[t - 1]
        mean = (x - (1 - kept) / (1 - left).sqrt() * model(x, x[:, 0].long() * 0 + t)) / kept.sqrt()
        variance = (1 - kept) * (1 - alpha_bar[t - 1]) / (1 - left)
        added = ((after - mean) / variance.sqrt()).double()
        ratio = float((added**2).mean())  # of a deviation of 0.007: 0.045 is six, false alarm below 1e-8
        found.append("right" if abs(ratio - 1) < 0.045 else "too small" if ratio < 1 else "too large")
    return found


def without_noise(solution, alpha_bar, shape):
    """What a sampler makes of a model whose answers are so large that no noise counts beside them."""
    import torch

    pattern = torch.arange(float(np.prod(shape)), dtype=alpha_bar.dtype, device=alpha_bar.device).reshape(shape) + 1
    return solution.sample(answering(lambda x, t: 1e20 * pattern), shape, alpha_bar, chance(alpha_bar))


def kind_of_samples(solution, alpha_bar, shape):
    import torch

    weight = torch.ones((), dtype=alpha_bar.dtype, device=alpha_bar.device, requires_grad=True)
    model = answering(lambda x, t: weight * x)
    found = solution.sample(model, shape, alpha_bar, chance(alpha_bar))
    levels = list(model.seen[0][1].shape)
    return {"shape": list(found.shape), "type": str(found.dtype), "a graph": found.requires_grad, "levels": levels}


def two_samples(solution, alpha_bar, seed, other_seed):
    """Whether two samples are the same, from generators with two seeds."""
    import torch

    one = solution.sample(answering(lambda x, t: x), (3, 2), alpha_bar, chance(alpha_bar, seed))
    torch.manual_seed(99)
    return bool(
        (one == solution.sample(answering(lambda x, t: x), (3, 2), alpha_bar, chance(alpha_bar, other_seed))).all()
    )


def network(solution, x0, seed=0):
    import torch

    torch.manual_seed(seed)
    return solution.Denoiser(LEVELS).to(x0.device, x0.dtype)


def alike(one, other, within):
    """Whether two outputs are the same; a shape that differs is not."""
    import torch

    return one.shape == other.shape and torch.allclose(one, other, atol=within)


def kind_of_denoiser(solution, x0):
    """What a new network makes of points: the shape, and on what it depends."""
    import torch

    model, t = network(solution, x0), torch.arange(len(x0), device=x0.device)
    with torch.no_grad():
        together, later = model(x0, t), model(x0, t + LEVELS - len(x0))
        alone = torch.cat([model(x0[i : i + 1], t[i : i + 1]) for i in range(len(x0))])
    return {
        "shape": list(together.shape),
        "depends on the level": not alike(together, later, 1e-8),
        "depends on each point alone": alike(together, alone, 1e-5),
    }


def what_a_network_can_say(solution, x0, alpha_bar):
    """Whether a network that has learnt a little has guesses below 0, and is no linear function of the points."""
    import torch

    model = network(solution, x0)
    solution.train(model, x0, alpha_bar, 100, chance(x0))
    points, t = x0[:200], torch.full((200,), 1, device=x0.device)
    with torch.no_grad():
        one, two, three = (model(k * points, t) for k in (0.0, 1.0, 2.0))
    return {"below 0": bool((two < 0).any()), "bends": not alike(three - two, two - one, 1e-4)}


def kind_of_losses(solution, x0, alpha_bar, steps):
    """What `train` returns, and whether it moves the weights that it was given."""
    model = network(solution, x0)
    before = [p.detach().clone() for p in model.parameters()]
    losses = solution.train(model, x0, alpha_bar, steps, chance(x0))
    moved = any(bool((p != b).any()) for p, b in zip(model.parameters(), before, strict=True))
    kinds = sorted({type(value).__name__ for value in losses})
    weights = "moved" if moved else "as they were"
    return {"type": type(losses).__name__, "of": kinds, "how many": len(losses), "weights": weights}


def two_trainings(solution, x0, alpha_bar, seed, other_seed):
    """Whether two trainings of networks that are alike have the same losses, from generators with two seeds."""
    import torch

    one = solution.train(network(solution, x0), x0, alpha_bar, 3, chance(x0, seed))
    model = network(solution, x0)
    torch.manual_seed(99)
    return one == solution.train(model, x0, alpha_bar, 3, chance(x0, other_seed))


def how_it_steps(solution, count):
    """From which rows, and from which gradients, the steps of a training are made, as a model sees them."""
    import torch
    from torch import nn

    layer, new, held = nn.Linear(2, 2).double(), [], []
    layer.weight.register_hook(lambda grad: new.append(grad.clone()))
    layer.weight.register_post_accumulate_grad_hook(lambda weight: held.append(weight.grad.clone()))
    model, x0 = answering(lambda x, t: layer(x)), torch.arange(2.0 * count, dtype=torch.float64).reshape(count, 2)
    model.layer = layer
    solution.train(model, x0 / count, torch.full((3,), 1 - 1e-10, dtype=torch.float64), 7, chance(x0))
    rows = [set((x[:, 0] * count).round().tolist()) for x, _ in model.seen]  # the noise is too small to hide them
    return {
        "later steps use other rows": len(rows[0]) == count or len(set().union(*rows)) > len(rows[0]),
        "gradients": "of each step alone" if all(map(torch.equal, new, held)) else "of all steps before, too",
    }


def walk_of(solution, x0, seed):
    """Points on their way from noise to moons: what a network was given at each level, and the end.

    Only the network is called by its name: a training that fails is asked of the mistakes in it, and not of all.
    """
    schedule, train, sample = (getattr(solution, name) for name in ("schedule", "train", "sample"))
    model, alpha_bar = network(solution, x0, seed), schedule(LEVELS).to(x0.device)
    losses = train(model, x0, alpha_bar, STEPS, chance(x0, seed))
    print(f"the last losses: {np.mean(losses[-100:]):.2f}; a good network: 0.40")
    model.eval()
    kept = answering(model)
    end = sample(kept, (1000, 2), alpha_bar, chance(x0, seed + 100))
    return [x for x, _ in kept.seen] + [end.detach()]


def to_the_upper_moon(points):
    """The distances of points from the upper half of a circle around the origin."""
    ends = np.hypot(np.abs(points[:, 0]) - 1, points[:, 1])
    return np.where(points[:, 1] >= 0, np.abs(np.hypot(*points.T) - 1), ends)


def outcome(solution, x0, seed):
    """How many samples lie near a moon, and whether all parts of both moons have some."""
    points = walk_of(solution, x0, seed)[-1].double().cpu().numpy() * SPREAD + CENTRE
    turned = 2 * CENTRE - points  # the lower moon is the upper one, turned by half a turn
    upper, lower = to_the_upper_moon(points), to_the_upper_moon(turned)
    near = np.mean(np.minimum(upper, lower) < 0.2)
    half = np.where(upper < lower, points[:, 0] > 0, 2 + (turned[:, 0] > 0))
    shares = np.bincount(half.astype(int), minlength=4) / len(points)
    print(f"near a moon: {near:.1%}; on the halves of the moons: {', '.join(f'{share:.0%}' for share in shares)}")
    return {
        "near a moon": GOAL if near >= 0.7 else f"{near:.0%}",
        "on each half of a moon": SHARE if shares.min() >= 0.15 else f"{shares.min():.0%} on one of them",
    }


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(
    ("levels", "figure"), [(4, [0.8470, 0.4938, 0.1443, 0.0001]), (2, [0.4938, 0.0005]), (1, [0.001])]
)
def test_worked_example_of_the_schedule(kata, levels, figure):
    kata.check_figure("schedule", levels, gives=figure, decimals=4)


def test_the_schedule_falls_from_below_1(kata):
    shares = np.asarray(kata.schedule(LEVELS))
    kata.require(np.all((shares > 0) & (shares < 1)), "each level has less than the data, and more than nothing")
    kata.require(np.all(np.diff(shares) < 0), "each level has less than the one before it")


def test_worked_example_of_noise(kata):
    x0, noise, alpha_bar = np.array([[1.0, -2.0]]), np.array([[0.5, 1.0]]), np.array([0.9, 0.64])
    kata.check_figure("add_noise", x0, np.array([1]), noise, alpha_bar, gives=[[1.1, -1.0]], decimals=6)


@given(noisings())
@example((ROWS, np.array([2, 0, 3]), ADDED, FOUR))
def test_the_noisy_data_agrees_with_torch(kata, noising):
    kata.check("add_noise", *noising)


def test_hands_the_model_a_level_for_each_row(kata):
    found = kata.run(what_is_given, ROWS, FOUR)
    kata.equal(found, {"x": [3, 2], "t": [3], "type of t": "torch.int64"}, "the model is given x (N, 2) and t (N,)")


def test_the_loss_is_the_mean_squared_error_of_the_guessed_noise(kata):
    found = kata.run(kind_of_loss, np.tile(ROWS, (20, 1)), FOUR, True)
    error = "mean squared error to the noise"
    kata.equal(found["the loss"], error, "the loss is the mean of (guess - noise)², for what the model was given")
    kata.equal(found["shape"], [], "the loss is one number")
    kata.require(found["reaches the model"], "backward() of the loss reaches the model")


def test_draws_each_level_equally_often(kata):
    found = kata.run(what_is_drawn, np.zeros((4000, 2)), FOUR)
    kata.equal(found["levels"], [0, 1, 2, 3], "each of four levels is drawn")
    kata.require(found["evenly"], "each level is equally likely, and each row draws its own")


def test_draws_normal_noise(kata):
    found = kata.run(what_is_drawn, np.zeros((4000, 2)), FOUR)
    kata.require(found["a noise for each entry"], "each entry of each row has noise of its own")
    kata.require(found["normal"], "noise has mean 0, variance 1 and the shape of a bell")


def test_chance_of_the_loss_comes_from_the_generator(kata):
    kata.require(kata.run(two_losses, ROWS, FOUR, 3, 3), "generators with one seed give one loss")
    kata.require(not kata.run(two_losses, ROWS, FOUR, 3, 4), "generators with two seeds give two losses")


def test_walks_from_the_last_level_to_the_first(kata):
    found = kata.run(levels_asked, FOUR)
    kata.equal(
        found, [[3, 3], [2, 2], [1, 1], [0, 0]], "the model is asked once for each level, and all rows are at it"
    )


def test_begins_with_noise(kata):
    kata.require(kata.run(where_it_begins, FOUR)["normal"], "the walk begins with standard normal numbers")


def test_each_step_of_the_walk_is_the_mean_of_the_posterior(kata):
    kata.check(without_noise, FOUR, (3, 2))


def test_finds_the_only_point_of_the_data(kata):
    """With a denoiser that knows it, the last step ends there exactly: it adds no noise."""
    found = kata.run(where_a_point_ends, FIFTY, np.array([3.0, -1.0]))
    kata.equal(found, "on the point", "where the data is one point, every sample is that point")


def test_samples_are_about_as_spread_out_as_the_data(kata):
    """The recursion of the standard deviation gives 0.468 for data of 0.5: 50 levels are few."""
    found = kata.run(spread_of_samples, FIFTY, np.array([3.0, -1.0]), 0.5, [0.01, 0.17, 0.4, 0.6])
    kata.equal(found["standard deviation"], "0.4 to 0.6", "samples have about the standard deviation of the data, 0.5")


def test_chance_of_the_samples_comes_from_the_generator(kata):
    kata.require(kata.run(two_samples, FOUR, 3, 3), "generators with one seed give one sample")
    kata.require(not kata.run(two_samples, FOUR, 3, 4), "generators with two seeds give two samples")


def test_the_network_knows_the_level(kata):
    found = kata.run(kind_of_denoiser, MOONS[:5])
    kata.equal(found["shape"], [5, 2], "the guess has the shape of the points")
    kata.require(found["depends on the level"], "the guess depends on the level t")
    kata.require(found["depends on each point alone"], "the guess for a point does not depend on the other points")


def test_trains_the_model_that_it_is_given(kata):
    found = kata.run(kind_of_losses, MOONS, FOUR.astype(np.float32), 7)
    kata.equal([found["type"], found["of"]], ["list", ["float"]], "the losses are floats, in a list")
    kata.equal(found["how many"], 7, "there is a loss for each step")
    kata.equal(found["weights"], "moved", "the weights of the model are moved")


def test_the_network_can_learn_what_noise_is_like(kata):
    found = kata.run(what_a_network_can_say, MOONS, FOUR.astype(np.float32))
    kata.require(found["below 0"], "half of all noise is below 0, and so must guesses be")
    kata.require(found["bends"], "the guess is no linear function of the points: moons are not straight")


def test_each_step_has_rows_and_gradients_of_its_own(kata):
    found = kata.run(how_it_steps, 1000)
    kata.require(found["later steps use other rows"], "the steps see more of the data than the rows of the first one")
    kata.equal(found["gradients"], "of each step alone", "a step is made with the gradients of its own loss alone")


def test_chance_of_the_training_comes_from_the_generator(kata):
    alpha_bar = FOUR.astype(np.float32)
    kata.require(kata.run(two_trainings, MOONS, alpha_bar, 3, 3), "generators with one seed give the same losses")
    kata.require(not kata.run(two_trainings, MOONS, alpha_bar, 3, 4), "generators with two seeds give other losses")


# Near a moon, from three to five seeds each: the model solution has 87 to 90 %, with the paper's other variance, 1 - r
# (right at the core), 85 to 88 %, with all data in each step 95 %. Two or three hidden layers of other widths and
# bends have 72 to 91 %. One hidden layer has 66 to 70 %, and low rates 59 to 69 %: there the moons are blobs.
@pytest.mark.kata(pinned=False)  # a training is not asked of every mistake
def test_makes_moons_of_noise(kata):
    found = kata.run(outcome, MOONS, 0)
    kata.equal(found["near a moon"], GOAL, NEAR)
    kata.equal(found["on each half of a moon"], SHARE, "each half of each moon has 15 % of the samples or more")


@pytest.mark.kata(pinned=False)
def test_is_a_picture_to_look_at(kata, picture_file):
    walk = kata.run(walk_of, MOONS, 0)
    fig, axes = plt.subplots(1, 5, figsize=(15, 3.2), layout="constrained", sharex=True, sharey=True)
    for ax, step in zip(axes, [0, 20, 35, 45, 50], strict=True):
        ax.scatter(*MOONS[::4].T, s=3, color="0.85")
        ax.scatter(*walk[step].T, s=3)
        ax.set(title=f"after {step} of {LEVELS} steps" if step else "noise", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
    fig.savefig(picture_file, dpi=150)
    plt.close(fig)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("levels", [1, 3, 50, 1000])
def test_the_schedule_agrees_with_torch(kata, levels):
    kata.check("schedule", levels, scale=1.0)  # what a step takes away is 1 less a quotient


@edges
@given(noisings(arrays), dtypes())
@example((np.ones((2, 2)), np.array([3, 0]), np.zeros((2, 2)), FOUR), np.float64)
@example((ROWS[:, :, None] * np.ones(3), np.array([2, 0, 3]), ADDED[:, :, None] * np.ones(3), FOUR), np.float32)
def test_takes_data_of_any_shape(kata, noising, dtype):
    x0, t, noise, alpha_bar = noising
    kata.check("add_noise", x0.astype(dtype), t, noise.astype(dtype), alpha_bar.astype(dtype))


@edges
def test_the_noisy_data_has_the_dtype_of_the_data(kata):
    kata.check("add_noise", ROWS.astype(np.float32), np.array([2, 0, 3]), ADDED.astype(np.float32), FOUR)


@edges
def test_the_loss_takes_images(kata):
    found = kata.run(kind_of_loss, np.tile(ROWS[:, None, :, None], (1, 3, 1, 4)), FOUR, False)
    kata.equal(found["the loss"], "mean squared error to the noise", "the loss is the mean of (guess - noise)²")


@edges
def test_each_step_of_the_walk_adds_noise_of_the_variance_of_the_posterior(kata):
    found = kata.run(steps_with_noise, FOUR, np.array([3.0, -1.0]), 0.5)
    kata.equal(found, ["right"] * 3, "each step but the last adds noise of the variance of the posterior")


@edges
@pytest.mark.parametrize("shape", [(3, 2), (2, 1, 4, 4), (5,)])
def test_samples_have_any_shape_and_no_graph(kata, shape):
    found = kata.run(kind_of_samples, FOUR.astype(np.float32), shape)
    kata.equal(found["levels"], [shape[0]], "the model is given a level for each row, whatever the shape of a row is")
    kata.equal([found["shape"], found["type"]], [list(shape), "torch.float32"], "samples have the given shape")
    kata.require(not found["a graph"], "samples have no graph")


@edges
@pytest.mark.parametrize("levels", [0, -3])
def test_refuses_a_schedule_without_levels(kata, levels):
    kata.check_raises(ValueError, "schedule", levels, says=[str(levels)])


@edges(pinned=False)
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_makes_moons_of_noise_from_any_seed(kata, seed):
    found = kata.run(outcome, MOONS, seed)
    kata.equal(found["near a moon"], GOAL, NEAR)
    kata.equal(found["on each half of a moon"], SHARE, "each half of each moon has 15 % of the samples or more")


@pytest.mark.kata(targets="torch-cpu")
def test_stays_on_the_device_of_its_input(kata):
    kata.check_device("add_noise", ROWS, np.array([2, 0, 3]), ADDED, FOUR)
