"""What is shown of two results that differ: the evidence, and not what is alike."""

from __future__ import annotations

import numpy as np
import pytest

from dojo.engine.explain.display import show, show_input, show_pair
from dojo.engine.truth.compare import Difference

CUBE = np.arange(60.0).reshape(3, 4, 5)


def changed(array: np.ndarray, at, value) -> np.ndarray:
    array = array.copy()
    array[at] = value
    return array


@pytest.mark.parametrize(
    ("yours", "expected", "mine", "due"),
    [
        (
            changed(CUBE, (0, 1), np.nan),
            CUBE,
            "nan at [0, 1, 0], nan at [0, 1, 1], nan at [0, 1, 2]",
            "5. at [0, 1, 0]",
        ),
        (changed(CUBE * (1 + 1e-15), (2, 3, 4), 7.0), CUBE, "7. at [2, 3, 4]\n", "59. at [2, 3, 4]"),
        (changed(np.ones((12, 2), bool), 3, False), np.ones((12, 2), bool), "False at [3, 0]", "True at [3, 0]"),
        (changed(np.arange(90), 50, -1), np.arange(90), "-1 at [50]\nof shape (90,)", "50 at [50]"),
    ],
)
def test_of_a_long_array_the_entries_that_differ_are_shown_by_their_index(yours, expected, mine, due):
    left, right = show_pair(Difference("values", yours, expected))
    assert left.startswith(mine)
    assert right.startswith(due)


def test_of_two_lists_both_are_shown():
    left, right = show_pair(Difference("type", ["raw", "mean"], ["raw", "mean", "std"]))
    assert left.startswith("['raw', 'mean']")
    assert right.startswith("['raw', 'mean', 'std']")


@pytest.mark.parametrize(
    "value", [float(np.nextafter(1, 0)), [0.5, float(np.nextafter(1, 0))], {"u": np.nextafter(1, 0)}]
)
def test_a_number_just_below_1_is_not_shown_as_1(value):
    assert "0.9999999999999999" in show_input(value)


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ("hgfedcba", "{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'}"),
        ([64, 9, -1], "{-1, 9, 64}"),
        (["b", 2, None], "{'b', 2, None}"),
        ([], "set()"),
    ],
)
def test_a_set_is_shown_in_order(items, told):
    assert show(set(items)) == told


STATE = {f"blocks.{i}.weight": np.full((3, 8), 0.5 + i) for i in range(9)}
CONFIG = {"vocab_size": 11, "hidden_size": 32, "num_attention_heads": 4, "rope_theta": 10000.0, "rms_norm_eps": 1e-05}


def test_a_state_dict_is_told_by_the_names_that_differ_and_by_no_weight():
    given = {name: weight for name, weight in STATE.items() if name != "blocks.3.weight"}
    given |= {"blocks.4.weight": np.ones((8, 3)), "head": np.ones(40)}
    told = show_input(given, STATE)
    assert told.startswith("'blocks.4.weight' of shape (8, 3), 'head' of shape (40,); without 'blocks.3.weight'; else")
    assert show_input(STATE).endswith("... (8 more)}")
    assert not any(text in told + show_input(STATE) for text in ("0.5", "1."))


def test_a_config_is_told_by_the_keys_that_differ():
    given = {key: value for key, value in CONFIG.items() if key != "vocab_size"} | {"rope_theta": 5.0}
    assert show_input(given, CONFIG) == "'rope_theta': 5.0; without 'vocab_size'; else as in a call that passes"
    assert show_input(CONFIG, dict(CONFIG)) == "as in a call that passes"
    assert "'rms_norm_eps': 1e-05}" in show_input(CONFIG)


def test_of_two_dicts_the_keys_that_only_one_has_are_shown():
    left, right = show_pair(Difference("type", {"a": 1.0, "b": 2.0}, {"a": 1.0, "c": 2.0, "d": 0.0}))
    assert (left, right) == ("a dict of 2, with 'b'", "a dict of 3, with 'c', 'd'")


def test_long_texts_are_cut_to_a_line_around_where_they_part():
    one, other = "the cat sat on the mat " * 9, "the cat sat on the mat " * 5 + "the dog slept " * 9
    left, right = show_pair(Difference("values", one, other))
    assert "cat" in left.split("the", 2)[2]
    assert "dog" in right
    assert max(map(len, (left, right, show(one)))) < 80
