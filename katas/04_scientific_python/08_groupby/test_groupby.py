"""Grouping splits rows by key, averages each group alone, and puts the groups in order."""

from unittest import mock

import hypothesis.extra.numpy as hnp
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.api.typing import DataFrameGroupBy, SeriesGroupBy

from dojo import edges, on_its_device
from dojo.datasets import shipped
from dojo.strategies import arrays, integer_arrays, laid_out, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=30,
    from_scratch=[
        *("scatter_reduce", "scatter_mean", "index_reduce", "segment_reduce"),
        *("binned_statistic", "binned_statistic_dd", "labeled_comprehension"),
    ],
    instead="You need the keys that occur, the rows of each, and a mean.",
    ladder={"values": "finite", "means.values": "finite"},
    long="rows",
)
on_tables = pytest.mark.kata(targets="python")
edges_of_tables = edges(targets="python")


@st.composite
def plain_rows(draw):
    """Keys with gaps and repeats, and a number for each."""
    n = draw(st.integers(2, 9))
    return draw(integer_arrays((n,), 0, 6)), draw(plain_arrays((n,)))


@st.composite
def rows(draw, min_rows=0):
    """Keys, with gaps and repeats, and a number or a vector for each."""
    n = draw(st.integers(min_rows, 6))
    features = draw(st.sampled_from([(), (1,), (3,)]))
    return draw(laid_out(draw(integer_arrays((n,), -3, 4)))), draw(arrays((n, *features)))


@st.composite
def tables(draw):
    """Lines of text, their source, their loss and their length; source and loss may be missing."""
    n = draw(st.integers(0, 6))
    source = draw(st.lists(st.sampled_from(["web", "books", "code", None]), min_size=n, max_size=n))
    loss = np.where(draw(hnp.arrays(bool, n)), np.nan, draw(arrays((n,), np.float64)))
    return table(source, loss, draw(integer_arrays((n,), 1, 9)))


def table(source, loss, tokens):
    text = [f"line {i}" for i in range(len(source))]
    return {
        "text": text,
        "source": source,
        "loss": np.asarray(loss, np.float64),
        "tokens": np.asarray(tokens, np.int64),
    }


def unique_keys(solution, keys, values):
    return solution.group_mean(keys, values)[0]


def means(solution, keys, values):
    return solution.group_mean(keys, values)[1]


def frame(columns):
    """A DataFrame whose text is text where there is none of it, too."""
    return pd.DataFrame(
        {k: v if len(v) else pd.Series(v, dtype=getattr(v, "dtype", object)) for k, v in columns.items()}
    )


def summary_of_a_table(solution, columns, by):
    return summary_of(solution, frame(columns), by)


def summary_of_every_other_row(solution, columns, by):
    """As after a filter: the rows are named 0, 2, 4, ..."""
    return summary_of(solution, frame(columns)[::2], by)


def summary_of_numbered_columns(solution, columns, by):
    """The names of the columns are 0, 1, 2, ..."""
    df = frame(columns)
    return summary_of(solution, df.set_axis(range(df.shape[1]), axis=1), list(df).index(by))


def mean_petal_length(solution, columns):
    return summary_of_a_table(solution, columns, "species")["columns"].get("petal, mean")


def summary_of(solution, df, by):
    before = df.copy(deep=True)
    summary = solution.summarize(df, by)
    if type(summary) is not pd.DataFrame:
        raise ValueError(f"summarize returned a {type(summary).__name__}, where a DataFrame is due")
    return {
        "df": "as it was" if before.equals(df) else "changed",
        "index": ", ".join(map(repr, summary.index.tolist())),
        "name of the index": str(summary.index.name),
        "columns": {_label(name): summary[name].to_numpy(np.float64) for name in summary.columns},
    }


def _label(name) -> str:
    return ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    keys, values = np.array([3, 1, 3, 1, 3]), np.array([2.0, 4.0, 4.0, 6.0, 6.0])
    kata.check_figure(unique_keys, keys, values, gives=[1, 3])
    kata.check_figure(means, keys, values, gives=[5.0, 4.0])


@given(plain_rows())
@example((np.array([7, 2, 2, 7, 5]), np.array([1.0, 2.0, 4.0, 8.0, 16.0])))
@example((np.arange(40) * 7 % 17, np.arange(40.0) ** 2))
@example((np.arange(40) // 30, np.arange(40.0) ** 2))
def test_agrees_with_pandas_and_torch(kata, keys_and_values):
    keys, values = keys_and_values
    kata.check("group_mean", keys, values, scale=np.abs(values).max())


@given(plain_rows(), st.data())
def test_the_order_of_the_rows_does_not_matter(kata, keys_and_values, data):
    keys, values = keys_and_values
    order = np.array(data.draw(st.permutations(range(len(keys))), "order"))
    shuffled = kata.run(means, keys[order], values[order])
    kata.equal(shuffled, kata.run(means, keys, values), "shuffled rows have the same means", scale=np.abs(values).max())


@on_tables
def test_worked_example_of_a_table(kata):
    columns = table(["web", "books", "web"], [2.0, 5.0, 4.0], [10, 20, 40])
    summary = kata.check(summary_of_a_table, columns, "source")
    kata.require(summary["index"] == "'books', 'web'", "the groups are in order")
    kata.equal(summary["columns"]["loss, mean"], [5.0, 3.0], "books average 5, and web (2 + 4) / 2 = 3")


@on_tables
def test_petals_of_three_species_have_the_lengths_that_fisher_measured(kata):
    with shipped("sklearn", "datasets/data/iris.csv").open() as file:
        species = next(file).strip().split(",")[2:]  # after the number of flowers, and of what was measured on each
        rows = [line.strip().split(",") for line in file]
    columns = {"species": [species[int(row[-1])] for row in rows], "petal": np.array([float(row[2]) for row in rows])}
    kata.check_figure(mean_petal_length, columns, gives=[1.462, 4.260, 5.552], decimals=3)


def by_hand(solution, keys, values):
    def refuse(*args, **kwargs):
        raise RuntimeError("groupby gives the answer away: here pandas is for summarize alone")

    with mock.patch.object(DataFrameGroupBy, "__init__", refuse), mock.patch.object(SeriesGroupBy, "__init__", refuse):
        return solution.group_mean(keys, values)


@pytest.mark.kata(pinned=False)
def test_is_written_from_scratch(kata):
    kata.check_from_scratch("group_mean", np.array([3, 1, 3]), np.array([2.0, 4.0, 6.0]))
    kata.run(by_hand, np.array([3, 1, 3]), np.array([2.0, 4.0, 6.0]))


# --------------------------------------------------------------------------------------- edges


@edges
@given(rows())
@example((np.array([2, 0, 2]), np.array([[1.0, 2.0, 3.0], [5.0, 5.0, 5.0], [4.0, 6.0, 8.0]])))
@example((np.array([7, 2, 7]), np.array([[1.0], [2.0], [4.0]])))
@example((np.array([10**12, -(10**12), 10**12]), np.array([1.0, 2.0, 4.0])))
@example((np.array([2**53 + 1, 2**53, 2**53 + 1]), np.array([1.0, 2.0, 4.0])))
@example((np.array([1, 1, 1, 2, 2]), np.array([1e16, 2e16, 9e16, 1.0, 2.0])))
@example((np.array([1, 1, 1, 1, 2]), np.array([1.0, 2.0, 3.0, 6.0, 5.0], np.float32)))
@example((np.array([100, -100, 100], np.int8), np.array([1e20, 2e-25, 3e20], np.float32)))
@example((np.array([200, 7, 200], np.uint8), np.array([1.0, 2.0, 4.0])))
@example((np.arange(40) % 16, np.arange(640.0).reshape(40, 16)))
@example((np.array([], np.int64), np.zeros(0)))
@example((np.array([], np.int64), np.zeros((0, 3), np.float32)))
def test_agrees_on_features_and_in_every_dtype(kata, keys_and_values):
    kata.check("group_mean", *keys_and_values)


@edges
@given(rows(min_rows=1), st.data())
def test_a_group_does_not_feel_the_others(kata, keys_and_values, data):
    keys, values = keys_and_values
    own = keys == data.draw(st.sampled_from(list(keys)), "key")
    alone = kata.run(means, keys[own], values[own])
    together = np.asarray(kata.run(means, keys, values))
    scale = np.abs(values[own]).max()
    kata.equal(together[np.unique(keys) == keys[own][0]], alone, "a group has the mean it has alone", scale=scale)


@edges
@given(rows(), st.integers(-(10**6), 10**6))
def test_other_names_for_the_groups_give_the_same_means(kata, keys_and_values, shift):
    keys, values = keys_and_values
    scale = np.abs(values).max(initial=0)
    renamed = kata.run(means, keys + shift, values)
    kata.equal(renamed, kata.run(means, keys, values), "keys + c has the means of keys", scale=scale)


@edges(pinned=False)
@given(st.integers(1, 5).flatmap(lambda n: st.tuples(integer_arrays((n,), -3, 4), integer_arrays((n,), -9, 10))))
@example((np.array([4, 4, 1]), np.array([1, 2, 7])))
@example((np.array([4, 4]), np.array([[1, 0], [2, 5]])))
@example((np.array([4, 1, 4]), np.array([2_000_000_000, 7, 2_000_000_000], np.int32)))
@example((np.array([4, 1, 4]), np.array([200, 7, 101], np.uint8)))
def test_the_mean_of_integers_keeps_its_fraction(kata, keys_and_values):
    keys, values = keys_and_values
    whole = np.asarray(kata.run(means, keys, values))
    kata.require(whole.dtype.kind == "f", "the mean of integers is a floating number")
    floating = kata.run(means, keys, values.astype(np.float64))
    kata.equal(whole, floating, "integers have the means of the same floating numbers", scale=np.abs(values).max())


@edges
@pytest.mark.parametrize(
    ("keys", "values"), [(3, (2,)), (2, (3,)), (1, (3,)), (3, (1,)), (0, (1,)), (3, (2, 3))], ids=str
)
def test_each_row_has_exactly_one_key(kata, keys, values):
    kata.check_raises(ValueError, "group_mean", np.ones(keys, np.int64), np.ones(values))


@edges_of_tables
@given(tables())
@example(table(["web", "web", "books"], [1.0, np.nan, np.nan], [1, 2, 4]))
@example(table(["web", None, "books", "web"], [1.0, 2.0, 3.0, 4.0], [1, 2, 4, 8]))
@example(table(["web", "code", "books", "web"], [1.0, np.nan, 3.0, 2.0], [1, 2, 4, 8]))
@example(table([None, None], [1.0, 2.0], [1, 2]))
@example(table([], [], []))
def test_summary_agrees_with_pandas(kata, columns):
    kata.check(summary_of_a_table, columns, "source")


@edges_of_tables
@given(tables())
@example(table(["web", None, "books", "web"], [1.0, 2.0, 3.0, 4.0], [4, 2, 4, 8]))
@example(table(["web", None, "books", "web"], [1.0, 2.0, 3.0, 4.0], [10, 9, 10, 100]))
def test_a_numeric_column_can_be_what_is_grouped_by(kata, columns):
    kata.check(summary_of_a_table, columns, "tokens")


@edges_of_tables
def test_a_row_whose_number_is_missing_belongs_to_no_group(kata):
    columns = table(["web", "books", "web", "web"], [2.5, np.nan, 0.5, 2.5], [1, 2, 4, 8])
    kata.check(summary_of_a_table, columns, "loss")


@edges_of_tables
@pytest.mark.parametrize("dtype", ["float32", "int32", "int8"])
def test_numbers_of_every_size_are_numeric(kata, dtype):
    columns = table(["web", "books", "web", "web"], [0.0, 1.0, 1.0, 2.0], [1, 2, 3, 4])
    kata.check(summary_of_a_table, columns | {"length": np.array([0, 5, 1, 2], dtype)}, "source")


@edges_of_tables
@given(tables())
@example(table(["web", None, "books", "code", "web"], [1.0, 2.0, 3.0, 4.0, 5.0], [1, 2, 4, 8, 16]))
def test_the_rows_may_have_any_names(kata, columns):
    kata.check(summary_of_every_other_row, columns, "source")


@edges_of_tables
def test_names_of_columns_may_be_numbers(kata):
    columns = {"k": np.array([1, 0, 1]), "x": np.array([2.0, 5.0, 4.0]), "y": np.array([1, 2, 4])}
    kata.check(summary_of_numbered_columns, columns, "k")
    kata.check(summary_of_numbered_columns, columns, "y")


@edges_of_tables
def test_summary_refuses_a_column_that_is_not_there(kata):
    kata.check_raises(KeyError, summary_of_a_table, table(["web"], [1.0], [2]), "author")


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(rows(min_rows=1))
@example((np.array([7, 2, 2, 7, 5]), np.array([1.0, 2.0, 4.0, 8.0, 16.0])))
def test_gradient_agrees_with_torch(kata, keys_and_values):
    keys, values = keys_and_values
    kata.check_gradient("group_mean", keys, values.astype(np.float64))


test_stays_on_the_device_of_its_input = on_its_device("group_mean", np.array([3, 1, 3]), np.array([2.0, 4.0, 6.0]))
