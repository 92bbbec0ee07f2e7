"""Missing values are counted as they are, and filled with what the rest of their column suggests."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pandas.api import types

from dojo import edges

pytestmark = pytest.mark.kata(minutes=40, targets="python")

STRATEGIES = ["mean", "median", "mode"]
STOCKS = ("matplotlib", "mpl-data/sample_data/Stocks.csv")
DOCUMENTS = {
    "tokens Int64": [100, None, 300, 200, 500],
    "quality float64": [0.5, None, None, 0.6, 1.0],
    "language text": [None, "en", "de", "en", "zh"],
    "score float64": [7.0, 9.0, 9.0, 30.0, 8.0],
}
PLAIN = {
    "quality float64": [4.0, None, 0.5, 0.25, None, 0.5],
    "language text": ["zh", "en", None, "en", "de", "en"],
    "score float64": [7.0, 9.0, 9.0, 30.0, 8.0, 9.0],
}
NUMBERS = {
    "quality float64": [0.25, 4.0, 1.0, None, 1.0, 0.5],
    "loss float32": [1.0, None, 2.5, 2.5, None, 0.5],
    "tokens Int64": [5, None, 1, 9, 1, 7],
    "length float64": [None, 1e6, 1.0, 2.0, 1.0, 0.0],
    "lines int64": [5, 7, 1, 9, 1, 7],
}
OTHERS = {
    "kept boolean": [True, None, True, False, None, False],
    "language text": ["en", "de", None, "zh", None, None],
    "crawled dates": ["2024-03-01", "2023-12-31", "2023-12-31", None, "2024-03-01", "2024-03-01"],
    "source category": [None, "web", "books", "books", "code", None],
    "quality float64": [0.0, 4.0, None, None, 0.0, 1.0],
}

_WORDS = ["de", "zh", "fr", "it", "es"]
_CELLS = {
    "quality float64": st.one_of(st.sampled_from([0.0, 1.0, 2.5, -1.0]), st.floats(-100, 100)),
    "loss float32": st.one_of(st.sampled_from([0.0, 1.0, 2.5]), st.floats(-100, 100, width=32)),
    "tokens Int64": st.integers(-3, 6),
    "language text": st.sampled_from(["en", "de", "", "zh"]),
    "kept boolean": st.booleans(),
    "crawled dates": st.sampled_from(["2024-03-01", "2023-12-31", "2024-02-29"]),
    "source category": st.sampled_from(["web", "books", "code"]),
}


@st.composite
def tables(draw, min_rows=0):
    """Columns of several kinds, in any order; each cell may be missing, and so may all of a column."""
    names = draw(st.lists(st.sampled_from(list(_CELLS)), unique=True, min_size=1, max_size=4))
    n = draw(st.integers(min_rows, 6))
    return {name: draw(st.lists(st.none() | _CELLS[name], min_size=n, max_size=n)) for name in names}


@st.composite
def plain_tables(draw):
    """Columns of floats and of text; each has gaps, and one value that is there most often."""
    columns = {}
    for name, usual, others in (("quality float64", 0.5, [0.0, 1.0, 2.5, -1.0, 0.75]), ("language text", "en", _WORDS)):
        cells = draw(st.lists(st.none() | st.sampled_from(others), min_size=3, max_size=5))
        columns[name] = draw(st.permutations([*cells, None, *[usual] * (1 + len(cells))]))
    rows = min(map(len, columns.values()))
    return {name: cells[:rows] for name, cells in columns.items()}


# ------------------------------------------------------------- tables, there and back


def frame(columns):
    """A DataFrame; each column's dtype stands behind its name."""
    return pd.DataFrame({key.split()[0]: series(values, key.split()[1]) for key, values in columns.items()})


def series(values, dtype):
    if dtype == "text":
        return pd.Series([*values, "a text"])[:-1]  # text is text also where all of it is missing
    if dtype == "dates":
        return pd.to_datetime(pd.Series(values, dtype=object))
    return pd.Series(pd.Categorical(values) if dtype == "category" else values, dtype=dtype)


def shipped_table():
    """Stocks of thirty years, a file of Matplotlib's."""
    package, file = STOCKS
    return pd.read_csv(Path(find_spec(package).origin).parent / file, comment="#")


def cells_of(column):
    """Floats as an array; all else as plain values, None where one is missing."""
    if types.is_float_dtype(column.dtype):
        return column.to_numpy(np.float32 if column.dtype == "float32" else np.float64, na_value=np.nan)
    plain = int if types.is_integer_dtype(column.dtype) else bool if types.is_bool_dtype(column.dtype) else str
    return [None if pd.isna(cell) else plain(cell) for cell in column]


def dtype_of(column):
    return str(column.dtype).partition("[")[0]


def kind_of(column):
    """Counts and shares may have any dtype of their kind: Int64 and int32 count as well as int64."""
    if types.is_integer_dtype(column.dtype):
        return "whole numbers"
    return "floats" if types.is_float_dtype(column.dtype) else dtype_of(column)


def contents(result, df, before, told_of=dtype_of):
    """What a table that came back holds, and whether the one that was handed in is as it was."""
    if type(result) is not pd.DataFrame:
        raise ValueError(f"a {type(result).__name__} came back, where a DataFrame is due")
    found = {
        "index": [str(label) for label in result.index],
        "columns": [str(name) for name in result],
        "dtypes": {str(name): told_of(result[name]) for name in result},
        "cells": {str(name): cells_of(result[name]) for name in result},
    }
    result["a new column"] = 0
    return {"df": "as it was" if before.equals(df) else "changed", **found}


def report_of(solution, df):
    before = df.copy(deep=True)
    return contents(solution.missing_report(df), df, before, kind_of)


def imputed_of(solution, df, strategy):
    before = df.copy(deep=True)
    return contents(solution.impute(df, strategy), df, before)


def report(solution, columns):
    return report_of(solution, frame(columns))


def report_of_every_other_row(solution, columns):
    return report_of(solution, frame(columns)[::2])


def report_of_stocks(solution):
    return report_of(solution, shipped_table())


def imputed(solution, columns, strategy):
    return imputed_of(solution, frame(columns), strategy)


def imputed_every_other_row(solution, columns, strategy):
    """As after a filter: the rows are named 0, 2, 4, ..."""
    return imputed_of(solution, frame(columns)[::2], strategy)


def imputed_with_names_twice(solution, columns, strategy):
    """As two tables, one on top of the other: a complete row may be called as one with a gap is."""
    df = frame(columns)
    return imputed_of(solution, df.set_index(df.index % 4), strategy)


def imputed_twice(solution, columns, strategy):
    return imputed_of(solution, solution.impute(frame(columns), strategy), strategy)


def imputed_stocks(solution, strategy):
    return imputed_of(solution, shipped_table(), strategy)


def report_of_the_imputed(solution, columns, strategy):
    return report_of(solution, solution.impute(frame(columns), strategy))


# ---------------------------------------------------------------------------------------- core


def test_worked_example_of_the_report(kata):
    found = kata.check(report, DOCUMENTS)
    kata.equal(found["cells"]["missing"], [1, 2, 1, 0], "1, 2, 1 and 0 cells are missing")
    kata.equal(found["cells"]["share"], [0.2, 0.4, 0.2, 0.0], "that is 1, 2, 1 and 0 of 5")


@pytest.mark.parametrize(("strategy", "tokens", "quality"), [("mean", 275, 0.7), ("median", 250, 0.6)])
def test_worked_example(kata, strategy, tokens, quality):
    cells = kata.check(imputed, DOCUMENTS, strategy)["cells"]
    kata.equal(cells["tokens"][1], tokens, f"the {strategy} of 100, 300, 200 and 500 is {tokens}")
    kata.equal(cells["quality"][2], quality, f"the {strategy} of 0.5, 0.6 and 1 is {quality}")
    kata.equal(cells["language"], ["en", "en", "de", "en", "zh"], "en comes up twice, others once")


@given(plain_tables())
@example({"quality float64": [0.0, 1.0, 0.0, None, 2.0], "language text": ["", "none", None, "NA", "?"]})
@example({"quality float64": [None] * 15 + [1.0] * 25, "language text": ["en", None] * 20})
def test_report_counts_what_is_missing(kata, columns):
    kata.check(report, columns)


@pytest.mark.parametrize("strategy", STRATEGIES)
@given(plain_tables())
@example(PLAIN)
def test_each_column_is_filled_with_what_it_suggests(kata, strategy, columns):
    kata.check(imputed, columns, strategy)


# --------------------------------------------------------------------------------------- edges


def numbered(df):
    """The same table, with numbers for the names of its columns."""
    return df.set_axis(range(1, 1 + df.shape[1]), axis=1)


def report_of_numbered_columns(solution, columns):
    return report_of(solution, numbered(frame(columns)))


def imputed_with_numbered_columns(solution, columns, strategy):
    return imputed_of(solution, numbered(frame(columns)), strategy)


@edges
@given(tables())
@example({"tokens Int64": [None, 0, 1, None, None], "quality float64": [0.0, 1.0, 0.0, None, 2.0]})
@example({"language text": ["", "none", None, "NA", "?"], "kept boolean": [False, None, None, True, False]})
@example({"quality float64": [np.inf, -np.inf, None], "crawled dates": [None, "2024-03-01", None]})
@example({"source category": [None, "web", None], "loss float32": [None, None, None], "lines int64": [0, 0, 1]})
@example({"tokens Int64": [], "language text": [], "quality float64": []})
@example({"language text": [None, "en", "de"], "crawled dates": [None, None, "2024-03-01"]})
def test_report_knows_all_kinds_of_missing(kata, columns):
    kata.check(report, columns)


@edges
@settings(max_examples=settings().max_examples // 4)
@given(tables())
@example({"quality float64": [1.0, None, None, None, 2.0]})
def test_report_does_not_mind_the_names_of_the_rows(kata, columns):
    kata.check(report_of_every_other_row, columns)


@edges
def test_names_of_columns_may_be_numbers(kata):
    kata.check(report_of_numbered_columns, DOCUMENTS)
    kata.check(imputed_with_numbered_columns, DOCUMENTS, "mean")


@edges
def test_report_on_thirty_years_of_stocks(kata):
    found = kata.check(report_of_stocks)
    kata.require(found["cells"]["share"][6] > 0.5, "more than half of the prices of DELL are missing")


@edges
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_each_kind_of_column_is_filled_with_what_it_suggests(kata, strategy):
    kata.check(imputed, NUMBERS, strategy)
    kata.check(imputed, OTHERS, strategy)


@edges
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_whole_numbers_stay_whole(kata, strategy):
    columns = {"a Int64": [2, 1, None, None], "b Int64": [3, 2, None, None], "c Int64": [-2, -1, None, None]}
    kata.check(imputed, columns | {"d Int64": [3, 4, 4, None], "e Int64": [0, None, 1, 0]}, strategy)


@edges
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_column_with_nothing_in_it_stays_as_it_is(kata, strategy):
    kinds = ["float64", "float32", "Int64", "text", "boolean", "dates", "category"]
    empty = {f"of_{kind} {kind}": [None, None] for kind in kinds}
    kata.check(imputed, {"quality float64": [1.0, None], **empty}, strategy)


@edges
def test_at_a_tie_the_smallest_is_the_mode(kata):
    columns = {
        "language text": ["zh", "en", "de", "en", "zh", None],
        "tokens Int64": [9, 7, 8, 8, 7, None],
        "quality float64": [0.5, -1.0, 0.25, None, 0.5, -1.0],
        "crawled dates": ["2024-03-01", None, "2023-12-31", "2023-12-31", "2024-03-01", None],
        "kept boolean": [True, None, True, False, False, None],
    }
    kata.check(imputed, columns, "mode")


@edges
@pytest.mark.parametrize("scenario", [imputed_every_other_row, imputed_with_names_twice], ids=["gaps", "repeats"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_rows_may_have_any_names(kata, scenario, strategy):
    columns = {
        "quality float64": [1.0, None, None, 5.0, 2.0, None, None],
        "language text": ["en", "de", None, "de", "de", None, "en"],
        "tokens Int64": [None, 1, 4, 1, None, 3, 10],
    }
    kata.check(scenario, columns, strategy)


@edges
@given(tables(), st.sampled_from(STRATEGIES))
@example({"language text": ["en", "de", "de"], "quality float64": [1.0, 2.0, 4.0]}, "mean")
@example({"tokens Int64": [], "language text": [], "quality float64": []}, "median")
@example({"quality float64": [1.0, np.inf, None, 4.0], "loss float32": [2.0, -np.inf, None, None]}, "mean")
@example({"quality float64": [1.0, np.inf, None, 4.0, 2.0], "loss float32": [2.0, -np.inf, None, 3.0, 7.0]}, "median")
def test_agrees_with_numpy(kata, columns, strategy):
    kata.check(imputed, columns, strategy, scale=100.0)


@edges
@settings(max_examples=settings().max_examples // 4)  # tables take longer than arrays
@given(tables(min_rows=1), st.sampled_from(STRATEGIES))
@example(DOCUMENTS, "mean")
def test_filling_twice_fills_no_more(kata, columns, strategy):
    once, twice = kata.run(imputed, columns, strategy), kata.run(imputed_twice, columns, strategy)
    kata.equal([str(twice["cells"])], [str(once["cells"])], "a table that is filled is filled")


@edges
@settings(max_examples=settings().max_examples // 4)
@given(tables(min_rows=1), st.sampled_from(STRATEGIES))
@example({"quality float64": [None, None, None], "tokens Int64": [None, 2, None]}, "mode")
def test_nothing_is_missing_afterwards_but_what_was_never_there(kata, columns, strategy):
    left = kata.run(report_of_the_imputed, columns, strategy)["cells"]["missing"]
    never = [len(cells) if all(cell is None for cell in cells) else 0 for cells in columns.values()]
    kata.equal(left, never, "all cells have a value where one of their column has")


@edges
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_fills_the_gaps_of_thirty_years_of_stocks(kata, strategy):
    kata.check(imputed_stocks, strategy)


@edges
@pytest.mark.parametrize("strategy", ["average", "Mean", "", None])
def test_refuses_other_strategies(kata, strategy):
    kata.check_raises(ValueError, imputed, DOCUMENTS, strategy)
    kata.check_raises(ValueError, imputed, {"language text": ["en", None]}, strategy)
    kata.check_raises(ValueError, imputed, {"tokens Int64": [1, 2]}, strategy)
