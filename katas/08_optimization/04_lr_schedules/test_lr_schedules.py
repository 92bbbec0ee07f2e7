"""A schedule gives the rate of a step from the number of steps before it, and holds after its end."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges

pytestmark = pytest.mark.kata(minutes=50, targets="python", ladder={"rates.args[0]": "positive"})

lrs = st.sampled_from([1.0, 0.5, 3e-4, 0.1])
gammas = st.sampled_from([0.5, 0.1, 0.9, 1.0])
lowest = st.sampled_from([0.0, 0.01, 0.1])
counts = st.integers(2, 60)


def rates(solution, name, ks, *args, **options):
    """The rates of many steps, in a row."""
    schedule = getattr(solution, name)
    return np.array([float(schedule(int(k), *args, **options)) for k in ks])


# ---------------------------------------------------------------------------------------- core


def test_step_lr_drops_after_every_step_size_updates(kata):
    kata.check_figure(rates, "step_lr", range(7), 1.0, 3, 0.5, gives=[1, 1, 1, 0.5, 0.5, 0.5, 0.25])


def test_exponential_lr_drops_after_every_update(kata):
    kata.check_figure(rates, "exponential_lr", range(4), 2.0, 0.5, gives=[2, 1, 0.5, 0.25])


def test_cosine_lr_falls_to_zero_and_stays_there(kata):
    kata.check_figure(rates, "cosine_lr", range(6), 1.0, 4, gives=[1, 0.8536, 0.5, 0.1464, 0, 0], decimals=4)


def test_cosine_lr_falls_to_min_lr_and_stays_there(kata):
    gives = [1.0, 0.75, 0.5, 0.5, 0.5, 0.5]
    kata.check_figure(rates, "cosine_lr", range(6), 1.0, 2, 0.5, gives=gives)


def test_warmup_rises_from_the_first_step_on(kata):
    gives = [0.5, 1, 1, 0.8536, 0.5, 0.1464, 0, 0]
    kata.check_figure(rates, "warmup_cosine_lr", range(8), 1.0, 2, 6, gives=gives, decimals=4)


def test_a_warmup_starts_low_and_ends_at_min_lr(kata):
    gives = [0.25, 0.5, 0.75, 1, 1, 0.6, 0.2, 0.2, 0.2]
    kata.check_figure(rates, "warmup_cosine_lr", range(9), 1.0, 4, 6, 0.2, gives=gives)


@given(counts, lrs, st.integers(2, 9), gammas)
@example(30, 0.5, 4, 0.1)
def test_step_lr_agrees_with_numpy(kata, n, lr, step_size, gamma):
    kata.check(rates, "step_lr", range(n), lr, step_size, gamma, scale=lr)


@given(counts, lrs, gammas)
@example(20, 0.5, 0.9)
def test_exponential_lr_agrees_with_numpy(kata, n, lr, gamma):
    kata.check(rates, "exponential_lr", range(n), lr, gamma, scale=lr)


@given(lrs, st.integers(2, 50), lowest)
@example(0.5, 10, 0.1)
@example(0.5, 10, 0.0)
def test_cosine_lr_agrees_with_numpy_up_to_the_end_and_after_it(kata, lr, total, min_lr):
    kata.check(rates, "cosine_lr", range(2 * total + 2), lr, total, min_lr, scale=lr + min_lr)


@given(lrs, st.integers(2, 9), st.integers(2, 40), lowest)
@example(0.5, 3, 7, 0.1)
@example(0.5, 3, 7, 0.0)
def test_warmup_cosine_lr_agrees_with_numpy(kata, lr, warmup, more, min_lr):
    total = warmup + more
    kata.check(rates, "warmup_cosine_lr", range(2 * total + 2), lr, warmup, total, min_lr, scale=lr + min_lr)


@given(st.integers(2, 30), lowest)
def test_the_cosine_is_symmetric_about_its_middle(kata, total, min_lr):
    found = kata.run(rates, "cosine_lr", range(total + 1), 1.0, total, min_lr)
    kata.equal(found + found[::-1], np.full(total + 1, 1 + min_lr), "lr(k) + lr(total - k) = lr + min_lr", scale=1.0)


@given(st.integers(2, 9), st.integers(2, 40))
def test_the_peak_is_the_last_step_of_the_warmup_and_the_next(kata, warmup, more):
    found = kata.run(rates, "warmup_cosine_lr", range(warmup + more + 3), 1.0, warmup, warmup + more)
    kata.equal(found[warmup - 1 : warmup + 1], np.ones(2), "the rates at k = warmup - 1 and k = warmup are lr")
    kata.require(found <= 1, "no rate is above lr")
    kata.require(np.all(found[: warmup + more] > 0), "no step before the end is wasted at a rate of 0")


# --------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("min_lr", [0.0, 0.1])
def test_without_a_warmup_it_is_the_cosine(kata, min_lr):
    kata.check(rates, "warmup_cosine_lr", range(12), 0.5, 0, 8, min_lr, scale=0.5)


@edges
@pytest.mark.parametrize("min_lr", [0.0, 0.1])
def test_there_may_be_nothing_but_a_warmup(kata, min_lr):
    kata.check(rates, "warmup_cosine_lr", range(8), 0.5, 4, 4, min_lr)


@edges
@pytest.mark.parametrize("min_lr", [0.0, 0.1])
def test_a_cosine_over_no_steps_is_at_its_end(kata, min_lr):
    kata.check(rates, "cosine_lr", range(3), 0.5, 0, min_lr)
    kata.check(rates, "warmup_cosine_lr", range(3), 0.5, 0, 0, min_lr)


@edges
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("step_lr", (1.0, 3, 0.5)),
        ("exponential_lr", (1.0, 0.9)),
        ("cosine_lr", (1.0, 7, 0.1)),
        ("warmup_cosine_lr", (1.0, 3, 9, 0.1)),
    ],
)
def test_the_order_of_the_calls_plays_no_part(kata, name, args):
    forwards = kata.run(rates, name, [*range(12), 5, 0], *args)
    backwards = kata.run(rates, name, [0, 5, *range(12)[::-1]], *args)
    kata.equal(forwards, backwards[::-1], "a rate depends on k alone")


@edges
def test_k_may_be_large(kata):
    late = [999_999, 1_000_000, 1_000_001, 3_000_000, 10**12]
    kata.check(rates, "cosine_lr", late, 1.0, 1_000_000, 0.1)
    kata.check(rates, "warmup_cosine_lr", late, 1.0, 1000, 1_000_000, 0.1)
    kata.check(rates, "step_lr", late, 1.0, 100_000, 0.5)
    kata.check(rates, "exponential_lr", late, 1.0, 0.999999)


def rates_of_small_integers(solution, name, ks, *args):
    schedule = getattr(solution, name)
    return np.array([float(schedule(k, *args)) for k in np.asarray(ks)])


@edges
@pytest.mark.parametrize("dtype", [np.int64, np.uint8])
def test_k_is_an_integer_of_any_type(kata, dtype):
    ks = np.array([0, 1, 2, 3, 200], dtype)
    kata.check(rates_of_small_integers, "cosine_lr", ks, 1.0, 4, 0.1)
    kata.check(rates_of_small_integers, "step_lr", ks, 1.0, 2, 0.5)
