"""What beginners hand in for a race of optimizers, and what to tell them."""

import matplotlib.pyplot as plt
import numpy as np
from optimizer_race import Adam, Momentum, Plain, rosenbrock, rosenbrock_gradient, walk

from dojo import ideas, mistake

ideas(
    wrong_axis="takes_the_first_axis takes_the_gradient_of_the_first_axis",
    wrong_factor="forgets_the_hundred",
    missing_term="draws_no_contours names_no_line draws_no_legend",
    sign="has_a_sign_wrong has_another_sign_wrong points_down climbs",
    transposed="exchanges_x_and_y",
    swapped_arguments="exchanges_the_height exchanges_the_derivatives exchanges_the_columns",
    end_of_interval="leaves_out_the_start leaves_out_the_end",
    order_of_steps="squares_the_hundred adds_eps_under_the_root",
    stale_state="goes_on_from_the_one_before draws_on_the_global_figure",
    alias_or_copy="has_rows_all_the_last",
    integer_arithmetic="keeps_integers",
    refuses_what_is_allowed="takes_arrays_alone",
    default_value="uses_one_rate",
    wrong_gradient="forgets_the_inner_derivative",
    biased_estimate="forgets_the_correction corrects_the_mean_alone",
    partial_case="draws_few_levels fixes_the_limits cuts_off_the_goal",
    wrong_formula="averages_in_momentum looks_ahead spaces_the_levels_evenly",
)


@mistake("rosenbrock", "The factor 100 is in the wrong place: it belongs to (y - x**2)**2, outside of the square.")
def squares_the_hundred(p):
    x, y = p[..., 0], p[..., 1]
    return (1 - x) ** 2 + (100 * (y - x**2)) ** 2


@mistake(
    "rosenbrock", "x and y have changed places. The first entry of a point is x, and it is x that is squared: y - x**2."
)
def exchanges_the_height(p):
    return rosenbrock(p[..., ::-1])


@mistake("rosenbrock", "x and y are taken from the first axis. A point is the last axis: x = p[..., 0], y = p[..., 1].")
def takes_the_first_axis(p):
    x, y = p[0], p[1]
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


@mistake(
    "rosenbrock_gradient",
    "x and y are taken from the first axis. A point is the last axis: x = p[..., 0], y = p[..., 1], and so is its"
    " gradient.",
)
def takes_the_gradient_of_the_first_axis(p):
    x, y = p[0], p[1]
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


@mistake(
    "rosenbrock_gradient",
    "A sign is wrong: the derivative of 100 (y - x**2)**2 with respect to x is -400 x (y - x**2), with a minus from"
    " the inner derivative.",
)
def has_a_sign_wrong(p):
    x, y = p[..., 0], p[..., 1]
    return np.stack([-2 * (1 - x) + 400 * x * (y - x**2), 200 * (y - x**2)], axis=-1)


@mistake("rosenbrock_gradient", "A sign is wrong: the derivative of (1 - x)**2 with respect to x is -2 (1 - x).")
def has_another_sign_wrong(p):
    x, y = p[..., 0], p[..., 1]
    return np.stack([2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], axis=-1)


@mistake(
    "rosenbrock_gradient",
    "The inner derivative is missing or incomplete: the derivative of y - x**2 with respect to x is -2 x, which"
    " makes -400 x of 100 times 2.",
)
def forgets_the_inner_derivative(p):
    x, y = p[..., 0], p[..., 1]
    return np.stack([-2 * (1 - x) - 200 * x * (y - x**2), 200 * (y - x**2)], axis=-1)


@mistake("rosenbrock_gradient", "The two derivatives have changed places. The one with respect to x is first.")
def exchanges_the_derivatives(p):
    return rosenbrock_gradient(p)[..., ::-1]


@mistake(
    "rosenbrock_gradient", "The gradient points down. Return the derivatives themselves, which race then subtracts."
)
def points_down(p):
    return -rosenbrock_gradient(p)


def paths_of(start, steps, rates, walked=walk, **movers):
    movers = {"sgd": Plain, "momentum": Momentum, "adam": Adam} | movers
    return {name: walked(start, steps, mover(rates[name])) for name, mover in movers.items()}


@mistake(
    "race",
    "All rows of a path equal the last one, because a single array is moved in place and appended again and again."
    " Append a copy, or make a new array at each step.",
)
def has_rows_all_the_last(start, steps, rates):
    return {name: np.tile(path[-1], (steps + 1, 1)) for name, path in paths_of(start, steps, rates).items()}


@mistake("race", "The start is missing: a path begins with it, before the first step.")
def leaves_out_the_start(start, steps, rates):
    return {name: path[1:] for name, path in paths_of(start, steps, rates).items()}


@mistake("race", "The last position is missing: the start is followed by one position for each step.")
def leaves_out_the_end(start, steps, rates):
    return {name: path[:steps] if steps else path for name, path in paths_of(start, steps, rates).items()}


@mistake(
    "race",
    "The second and third optimizer go on where the one before ended. Each begins at start, so copy it for each.",
)
def goes_on_from_the_one_before(start, steps, rates):
    paths, here = {}, start
    for name, mover in {"sgd": Plain, "momentum": Momentum, "adam": Adam}.items():
        paths[name] = walk(here, steps, mover(rates[name]))
        here = paths[name][-1]
    return paths


@mistake("race", "They climb. The height falls against its gradient, so subtract the step.")
def climbs(start, steps, rates):
    with np.errstate(all="ignore"):
        return paths_of(start, steps, {name: -rate for name, rate in rates.items()})


class Averaging(Momentum):
    def step(self, g):
        self.buffer = 0.9 * self.buffer + 0.1 * g
        return self.lr * self.buffer


@mistake(
    "race",
    "The buffer of momentum is a mean, in which the gradient has a weight of only 0.1. It should enter in full: b ="
    " 0.9 b + g.",
)
def averages_in_momentum(start, steps, rates):
    return paths_of(start, steps, rates, momentum=Averaging)


class LookingAhead(Momentum):
    def step(self, g):
        return self.lr * g + 0.9 * super().step(g)


@mistake("race", "Momentum looks ahead: that is Nesterov's form. Here it moves by lr times the buffer.")
def looks_ahead(start, steps, rates):
    return paths_of(start, steps, rates, momentum=LookingAhead)


class Uncorrected(Adam):
    def step(self, g):
        self.mean = 0.9 * self.mean + 0.1 * g
        self.square = 0.999 * self.square + 0.001 * g**2
        return self.lr * self.mean / (np.sqrt(self.square) + 1e-8)


@mistake("race", "Adam has no bias correction. Divide its running means by 1 - 0.9**t and 1 - 0.999**t.")
def forgets_the_correction(start, steps, rates):
    return paths_of(start, steps, rates, adam=Uncorrected)


class CorrectingTheMeanAlone(Uncorrected):
    def step(self, g):
        self.t += 1
        return super().step(g) / (1 - 0.9**self.t)


@mistake(
    "race",
    "Adam corrects only the mean of the gradients. That of their squares also starts from 0: divide it by 1 -"
    " 0.999**t.",
)
def corrects_the_mean_alone(start, steps, rates):
    return paths_of(start, steps, rates, adam=CorrectingTheMeanAlone)


class WithTheEpsInside(Adam):
    def step(self, g):
        self.t += 1
        self.mean = 0.9 * self.mean + 0.1 * g
        self.square = 0.999 * self.square + 0.001 * g**2
        return self.lr * self.mean / (1 - 0.9**self.t) / np.sqrt(self.square / (1 - 0.999**self.t) + 1e-8)


@mistake("race", "Adam's eps is under the root. Take the root first, then add eps: sqrt(v) + eps.")
def adds_eps_under_the_root(start, steps, rates):
    return paths_of(start, steps, rates, adam=WithTheEpsInside)


@mistake("race", "All three have the same learning rate. Each has its own: rates[name].")
def uses_one_rate(start, steps, rates):
    return paths_of(start, steps, dict.fromkeys(rates, rates["sgd"]))


def walk_in_integers(start, steps, mover):
    path = np.empty((steps + 1, 2), dtype=np.asarray(start).dtype)
    path[0] = start
    for i in range(steps):
        path[i + 1] = path[i] - mover.step(rosenbrock_gradient(path[i]))
    return path


@mistake(
    "race",
    "A start of integers stays integers, so each position is cut off to whole numbers. Make floats of it:"
    " np.array(start, dtype=float).",
)
def keeps_integers(start, steps, rates):
    return paths_of(start, steps, rates, walk_in_integers)


@mistake(
    "race",
    "A list as the start is used as if it were an array. Make one of it: np.array(start, dtype=float).",
)
def takes_arrays_alone(start, steps, rates):
    return paths_of(start.astype(float), steps, rates)


def drawn(
    paths,
    *,
    axes=None,
    levels=None,
    height=rosenbrock,
    exchanged=False,
    label=lambda name: name,
    points=lambda path: path,
    legend=True,
    contours=True,
    margin=None,
):
    """A map of a race, cut into the parts that a mistake gets wrong."""
    axes = axes or plt.figure().add_subplot()
    if margin is None:
        both = np.concatenate([*paths.values(), np.ones((1, 2))])
        (left, bottom), (right, top) = both.min(axis=0) - 0.5, both.max(axis=0) + 0.5
    else:
        left, right, bottom, top = margin
    x, y = np.meshgrid(np.linspace(left, right, 150), np.linspace(bottom, top, 150))
    z = height(np.stack([y, x] if exchanged else [x, y], axis=-1))
    if contours:
        axes.contour(x, y, z, levels=np.logspace(-2, 4, 13) if levels is None else levels)
    for name, path in paths.items():
        axes.plot(points(path)[:, 0], points(path)[:, 1], label=label(name))
    if margin is not None:
        axes.set(xlim=(left, right), ylim=(bottom, top))
    if legend:
        axes.legend()
    return axes


@mistake(
    "plot_race",
    "The map is drawn by plt.plot or plt.gca() on the figure that is open. Make one of your own: fig, ax ="
    " plt.subplots().",
)
def draws_on_the_global_figure(paths):
    return drawn(paths, axes=plt.gca())


@mistake("rosenbrock", "The factor 100 is missing. It makes the valley narrow: 100 (y - x²)² + (1 - x)².")
def forgets_the_hundred(p):
    x, y = p[..., 0], p[..., 1]
    return (1 - x) ** 2 + (y - x**2) ** 2


@mistake(
    "plot_race",
    "The contours are not those of the valley, because x and y have changed places on the grid. np.meshgrid has x"
    " along the columns; the height of z[i, j] is that of x[i, j], y[i, j].",
)
def exchanges_x_and_y(paths):
    return drawn(paths, exchanged=True)


@mistake("plot_race", "There are no contours. Compute the height on a grid of points, and give it to axes.contour.")
def draws_no_contours(paths):
    return drawn(paths, contours=False)


@mistake(
    "plot_race",
    "There are fewer than five levels. Draw more, so that the valley can be seen: np.logspace(-2, 4, 13).",
)
def draws_few_levels(paths):
    return drawn(paths, levels=[0.1, 10.0, 1000.0])


@mistake(
    "plot_race",
    "The levels are not log-spaced. Because heights on the floor of the valley differ by factors, each level is the"
    " same factor above the one before: levels=np.logspace(-2, 4, 13).",
)
def spaces_the_levels_evenly(paths):
    return drawn(paths, levels=30)


@mistake("plot_race", "The lines have no names. Give each a label: axes.plot(..., label=name).")
def names_no_line(paths):
    return drawn(paths, label=lambda name: None, legend=False)


@mistake("plot_race", "There is no legend. The labels show where axes.legend() is called, after the lines are drawn.")
def draws_no_legend(paths):
    return drawn(paths, legend=False)


@mistake(
    "plot_race",
    "The lines run through (y, x). The first column of a path is x: axes.plot(path[:, 0], path[:, 1]).",
)
def exchanges_the_columns(paths):
    return drawn(paths, points=lambda path: path[:, ::-1])


@mistake(
    "plot_race",
    "The limits of the axes are fixed, so paths that go further are cut off. Take the limits from the points of the"
    " paths.",
)
def fixes_the_limits(paths):
    return drawn(paths, margin=(-2, 2, -1, 3))


@mistake(
    "plot_race",
    "The lowest point, (1, 1), is beyond the axes. Let the grid contain it, so that the goal of the race can be seen.",
)
def cuts_off_the_goal(paths):
    both = np.concatenate(list(paths.values()))
    (left, bottom), (right, top) = both.min(axis=0) - 0.1, both.max(axis=0) + 0.1
    return drawn(paths, margin=(left, right, bottom, top))
