"""Workers in a ring sum their gradients: to the last bit the same on each, and none sends two arrays."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, remembers_nothing
from dojo.ring import ring
from dojo.scenarios import siblings
from dojo.strategies import plain_arrays

pytestmark = pytest.mark.kata(
    minutes=70,
    targets="python",
    ladder={
        "reduced.xs": "finite",
        "scattered.xs": "finite",
        "gathered.parts": "finite",
        "averaged.gradients": "finite",
    },
)

FIGURE = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0], [100.0, 200.0, 300.0]])
FOUR = np.random.default_rng(0).normal(size=(4, 8))
UNEVEN = np.random.default_rng(1).normal(size=(4, 10))
MEANS, COUNTS = np.array([[1.0], [4.0]]), [1, 3]
LAW_OF_BITS = "every worker has the same bits"


# ------------------------------------------------------------------------------ scenarios and inputs


def told(ran):
    return {"values": ran.values, "messages": ran.messages, "numbers sent": ran.numbers}


def scattered(solution, xs):
    return told(ring([solution.reduce_scatter(rank, len(xs), x) for rank, x in enumerate(xs)]))


def gathered(solution, parts):
    return told(ring([solution.all_gather(rank, len(parts), part) for rank, part in enumerate(parts)]))


def reduced(solution, xs):
    return told(ring([solution.all_reduce(rank, len(xs), x) for rank, x in enumerate(xs)]))


def in_turn(solution, xs):
    """An all-reduce by hand: what reduce_scatter returns goes into all_gather."""
    return gathered(solution, scattered(solution, xs)["values"])


def averaging(solution, gradients, counts):
    world = len(counts)
    given = zip(gradients, counts, strict=True)
    return ring([solution.mean_gradient(rank, world, *pair) for rank, pair in enumerate(given)])


def averaged(solution, gradients, counts):
    return averaging(solution, gradients, counts).values


def sent_for_a_mean(solution, gradients, counts):
    return averaging(solution, gradients, counts).numbers


def steps_in_slices(solution, start, gradients, counts):
    """What each worker has after some steps, and how many numbers it has sent and kept for them."""

    class Momentum:
        def __init__(self, params):
            self.params, self.speeds = params, [np.zeros_like(p) for p in params]

        def step(self, grads):
            self.speeds = [0.9 * speed + g for speed, g in zip(self.speeds, grads, strict=True)]
            for p, speed in zip(self.params, self.speeds, strict=True):
                p -= 0.1 * speed

    world, sent = len(counts), []
    params = [start.copy() for _ in counts]
    optimizers = [Momentum([np.array_split(p, world)[rank]]) for rank, p in enumerate(params)]
    for step in gradients:
        given = zip(params, optimizers, step, counts, strict=True)
        sent.append(ring([solution.zero_step(rank, world, *one) for rank, one in enumerate(given)]).numbers)
    speeds = [optimizer.speeds[0] for optimizer in optimizers]
    return {"params": params, "speeds": speeds, "numbers sent": np.array(sent)}


def params_in_slices(solution, start, gradients, counts):
    """The parameters of each worker, and its part of the optimizer's state, after some steps."""
    made = steps_in_slices(solution, start, gradients, counts)
    return {"params": made["params"], "speeds": made["speeds"]}


def lengths(n, world):
    """How many numbers each part has."""
    return np.array([len(part) for part in np.array_split(np.zeros(n), world)])


even = st.tuples(st.integers(2, 5), st.integers(1, 3)).flatmap(lambda two: plain_arrays((two[0], two[0] * two[1])))


@st.composite
def of_any_size(draw):
    """Numbers of one to six workers: as many as you like, or none."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    xs = rng.normal(size=(draw(st.integers(1, 6)), draw(st.integers(0, 14)))) * 10
    return xs.astype(draw(st.sampled_from([np.float64, np.float32, np.int64])))


@st.composite
def shards(draw):
    """Gradients of two to five workers, and how many examples each of them has."""
    counts = draw(st.lists(st.integers(1, 40), min_size=2, max_size=5))
    return draw(plain_arrays((len(counts), draw(st.integers(1, 4)) * len(counts) - 1))), counts


# ------------------------------------------------------------------------------------------ core


def sums_of_the_figure(solution, xs):
    return np.array(scattered(solution, xs)["values"])


def test_worked_example(kata):
    kata.check_figure(sums_of_the_figure, FIGURE, gives=[[111.0], [222.0], [333.0]])


@pytest.mark.parametrize("workers", [2, 3, 4])
def test_each_ends_with_the_sum_of_its_own_part(kata, workers):
    kata.check(scattered, FOUR[:workers, : 2 * workers])


@given(even)
@example(FOUR)
def test_reduce_scatter_agrees_on_any_numbers(kata, xs):
    kata.check(scattered, xs)


@pytest.mark.parametrize("workers", [2, 3, 4])
def test_all_parts_come_to_everybody_in_order(kata, workers):
    kata.check(gathered, list(FOUR[:workers, :2]))


@given(even)
@example(FOUR)
def test_all_reduce_is_the_sum_of_all(kata, xs):
    kata.check(reduced, xs)


@given(even)
@example(FOUR)
def test_the_two_halves_make_an_all_reduce(kata, xs):
    kata.check(in_turn, xs)


@pytest.mark.parametrize("workers", [2, 3, 4])
def test_each_worker_sends_less_than_two_arrays(kata, workers):
    found = kata.run(reduced, np.tile(FOUR, 3)[:workers])["numbers sent"]
    kata.equal(found, [2 * (workers - 1) * 24 // workers] * workers, "each sends 2 (p - 1) / p · N numbers")


@given(st.integers(2, 6), st.integers(0, 99))
@example(4, 0)
def test_all_workers_have_the_same_bits(kata, workers, seed):
    xs = np.random.default_rng(seed).normal(size=(workers, 6 * workers)).astype(np.float32)
    first, *others = kata.run(reduced, xs)["values"]
    kata.require([np.array_equal(first, other) for other in others], LAW_OF_BITS)


def mean_of_the_figure(solution, gradients, counts):
    return np.array(averaged(solution, gradients, counts))


def test_worked_example_of_the_mean(kata):
    kata.check_figure(mean_of_the_figure, MEANS, COUNTS, gives=[[3.25], [3.25]])


@given(shards())
@example((FOUR[:, :7], [1, 5, 10, 48]))
@example((FOUR[:, :7], [3, 3, 3, 3]))
def test_the_mean_is_that_over_all_examples(kata, shards):
    kata.check(averaged, *shards)


@given(st.integers(0, 99), st.lists(st.integers(1, 9), min_size=2, max_size=4))
@example(0, [1, 5, 3])
def test_it_does_not_matter_which_worker_has_an_example(kata, seed, counts):
    examples = np.random.default_rng(seed).normal(size=(sum(counts), 5))
    means = np.array([part.mean(axis=0) for part in np.split(examples, np.cumsum(counts)[:-1])])
    found = kata.run(averaged, means, counts)[0]
    kata.equal(
        found, examples.mean(axis=0), "it is the mean over the examples of all workers", scale=np.abs(examples).max()
    )


# ----------------------------------------------------------------------------------------- edges


@edges
@siblings(scattered, reduced, in_turn)
@given(xs=of_any_size())
@example(xs=UNEVEN)
@example(xs=UNEVEN.astype(np.float32))
@example(xs=UNEVEN[:, :2])
@example(xs=UNEVEN[:1])
@example(xs=UNEVEN[:, :0])
def test_any_number_of_workers_and_numbers(kata, function, xs):
    kata.check(function, xs)


@edges
@given(of_any_size())
@example(UNEVEN)
def test_each_worker_sends_each_part_but_one_in_each_half(kata, xs):
    world, n = xs.shape
    sizes = lengths(n, world)
    law = "a worker sends every part but its own in the first half, and every part but its neighbour's in the second"
    kata.equal(kata.run(reduced, xs)["numbers sent"], list(2 * n - sizes - np.roll(sizes, -1)), law)


@edges
@given(of_any_size())
@example(UNEVEN.astype(np.float32))
def test_all_workers_have_the_same_bits_for_any_size(kata, xs):
    first, *others = kata.run(reduced, xs)["values"]
    kata.require([np.array_equal(first, other) for other in others], LAW_OF_BITS)


@edges
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("counts", [[2, 1, 4, 3], [0, 5, 0, 3], [7]])
def test_a_worker_may_have_no_examples(kata, counts, dtype):
    gradients = UNEVEN[: len(counts)].astype(dtype)
    kata.check(averaged, gradients, counts)
    gradients[[count == 0 for count in counts]] = np.nan
    kata.check(averaged, gradients, counts)


@edges
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_reaches_everybody(kata, bad):
    gradients = UNEVEN.copy()
    gradients[1, 3] = bad
    kata.check(reduced, gradients)
    kata.check(averaged, gradients, [2, 1, 4, 3])
    kata.check(params_in_slices, UNEVEN[0], gradients[None], [2, 1, 4, 3])
    gradients[1] = bad
    kata.check(averaged, gradients, [2, 1, 4, 3])
    kata.check(params_in_slices, UNEVEN[0], gradients[None], [2, 1, 4, 3])


@edges
@given(st.integers(2, 6), st.integers(10, 40))
@example(4, 40)
def test_a_mean_is_not_sent_as_whole_arrays(kata, workers, n):
    gradients = np.random.default_rng(n).normal(size=(workers, n))
    numbers = np.array(kata.run(sent_for_a_mean, gradients, [3] * workers))
    kata.require(numbers <= 2 * (workers - 1) / workers * n + 2 * workers, "a mean sends what an all-reduce sends")


@edges
@given(st.integers(1, 5), st.integers(1, 12), st.integers(0, 99))
@example(4, 10, 0)
@example(1, 5, 0)
@example(3, 2, 0)
def test_an_optimizer_in_slices_does_what_a_whole_one_does(kata, workers, n, seed):
    rng = np.random.default_rng(seed)
    start, gradients = rng.normal(size=n), rng.normal(size=(3, workers, n))
    counts = [int(count) for count in rng.integers(1, 9, workers)]
    kata.check(params_in_slices, start, gradients, counts)


@edges
def test_an_optimizer_in_slices_for_a_worker_without_examples(kata):
    gradients = np.array([UNEVEN, -UNEVEN])
    gradients[:, 2] = np.nan
    kata.check(params_in_slices, UNEVEN[0], gradients, [2, 1, 0, 5])
    kata.check(params_in_slices, UNEVEN[0].astype(np.float32), gradients.astype(np.float32), [2, 1, 0, 5])


@edges
def test_an_optimizer_in_slices_sends_what_an_all_reduce_sends(kata):
    gradients = np.random.default_rng(3).normal(size=(2, 4, 40))
    made = kata.run(steps_in_slices, gradients[0, 0], gradients, [2, 1, 4, 5])
    kata.require(made["numbers sent"] <= 60 + 8, "a step of 40 parameters on 4 workers sends 60 numbers and the counts")
    first, *others = made["params"]
    kata.require([np.array_equal(first, other) for other in others], LAW_OF_BITS)


@edges
def test_one_worker_alone_sends_nothing(kata):
    sent = [kata.run(reduced, UNEVEN[:1])["numbers sent"], kata.run(sent_for_a_mean, UNEVEN[:1], [3])]
    sent += list(kata.run(steps_in_slices, UNEVEN[0], UNEVEN[:2, None], [3])["numbers sent"])
    kata.require([not any(numbers) for numbers in sent], "one worker has nobody to send to")


test_remembers_no_earlier_call = remembers_nothing((reduced, FOUR), (reduced, 2 * FOUR), (averaged, MEANS, COUNTS))
