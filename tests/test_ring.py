"""Workers that are generators: what they get, what is counted, and who waits for whom."""

from __future__ import annotations

import numpy as np
import pytest

from dojo.ring import Ran, all_reduce, ring


def passes(rounds, x):
    """Send x, and then each time what has come."""
    for _ in range(rounds):
        x = yield x
    return x


@pytest.mark.parametrize(("rounds", "values"), [(0, [0, 1, 2]), (1, [2, 0, 1]), (2, [1, 2, 0]), (3, [0, 1, 2])])
def test_each_gets_from_the_left(rounds, values):
    assert ring([passes(rounds, i) for i in range(3)]) == Ran(values, [rounds] * 3, [rounds] * 3)


def test_counts_the_numbers_of_each_worker():
    sent = [np.ones((2, 3)), [np.ones(4), 5.0], ("max", np.ones(2)), None]
    assert ring([passes(1, x) for x in sent]).numbers == [6, 5, 2, 0]


def test_what_is_sent_is_a_copy():
    def changes_it_afterwards(x):
        got = yield x
        x += 100
        return got

    assert ring([changes_it_afterwards(np.array([i])) for i in range(2)]).values == [1, 0]


def test_what_comes_belongs_to_the_one_who_gets_it():
    def adds_to_what_comes(x):
        got = yield x
        got += 1
        return got

    assert all_reduce([adds_to_what_comes(np.array([i])) for i in range(3)]).values == [4, 4, 4]


def test_who_waits_for_whom():
    with pytest.raises(RuntimeError, match=r"^worker 2 waits for worker 1, already finished$"):
        ring([passes(2, 0), passes(1, 1), passes(2, 2)])
    with pytest.raises(RuntimeError, match=r"^worker 1 waits for worker 0 and worker 2, already finished$"):
        all_reduce([passes(1, 0), passes(2, 1), passes(1, 2)])


@pytest.mark.parametrize("how", [ring, all_reduce])
def test_all_that_send_equally_often_come_to_an_end(how):
    assert how([passes(5, i) for i in range(4)]).messages == [5] * 4


def test_one_worker_alone_hears_itself():
    assert ring([passes(2, 7)]).values == all_reduce([passes(2, 7)]).values == [7]


def test_sums_and_maxima():
    parts = [np.array([1.0, 5.0]), np.array([2.0, 3.0])]
    assert np.array_equal(all_reduce([passes(1, x) for x in parts]).values, [[3.0, 8.0]] * 2)
    assert np.array_equal(all_reduce([passes(1, ("sum", x)) for x in parts]).values, [[3.0, 8.0]] * 2)
    assert np.array_equal(all_reduce([passes(1, ("max", x)) for x in parts]).values, [[2.0, 5.0]] * 2)


@pytest.mark.parametrize("other", [np.ones(3), ("max", np.ones(2))])
def test_all_have_to_ask_for_the_same(other):
    with pytest.raises(ValueError, match="the same, and they ask for: sum of"):
        all_reduce([passes(1, np.ones(2)), passes(1, other)])


def test_a_worker_without_a_yield_is_named():
    with pytest.raises(TypeError, match="worker 1 is no generator but of type int"):
        ring([passes(1, 0), 1])
