"""A first look at a table counts rows, gaps and outliers, and finds the two columns that go together most."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dojo import edges
from dojo.datasets import shipped

pytestmark = pytest.mark.kata(minutes=35, targets="python")

IRIS = ["sepal length", "sepal width", "petal length", "petal width", "species"]
TUMOURS = ["radius", "texture", "perimeter", "area", *(f"feature {i}" for i in range(4, 30)), "benign"]
DOCUMENTS = {
    "language text": ["en", None, "de", None, "en", "en"],
    "loss float64": [5.0, 3.0, 4.0, 2.0, 1.0, None],
    "quality float64": [1.0, 2.0, 3.0, 4.0, 5.0, None],
    "tokens int64": [10, 20, 30, 40, 900, 30],
}


@st.composite
def tables(draw, gaps=True):
    """Numbers, some far out, a quarter of them missing at most, so that any two columns share rows."""
    rng, n = np.random.default_rng(draw(st.integers(0, 2**32 - 1))), draw(st.integers(8, 12))
    columns = {}
    for name in draw(st.permutations(["loss float64", "quality float64", "length float64", "age float64"])):
        x = np.round(16 * rng.normal(size=n) * rng.choice([1, 1, 1, 8], size=n)) / 16  # so that fences are exact
        x[rng.permutation(n)[: draw(st.integers(0, n // 4)) if gaps else 0]] = np.nan
        columns[name] = x
        if draw(st.booleans()):
            columns[f"{name[0]} text"] = ["a", None] * (n // 2) + ["b"] * (n % 2)
    return columns


# ------------------------------------------------------------------ what is summed up


def frame(columns):
    """A DataFrame; each column's dtype stands behind its name."""
    return pd.DataFrame({key.rsplit(" ", 1)[0]: series(cells, key.rsplit(" ", 1)[1]) for key, cells in columns.items()})


def series(cells, dtype):
    if dtype == "text":
        return pd.Series([*cells, "a text"])[:-1]  # text is text also where there is none
    if dtype == "dates":
        return pd.to_datetime(pd.Series(cells, dtype=object))
    return pd.Series(cells, dtype=dtype)


def summary_of(solution, df):
    before = df.copy(deep=True)
    summary = solution.explore(df)
    return {"df": "as it was" if before.equals(df) else "changed", "summary": summary}


def summary(solution, columns):
    return summary_of(solution, frame(columns))


def summary_of_rows_of_any_name(solution, columns):
    """As after a filter and pd.concat: the rows are named 0, 0, 4, 4, 8, ..."""
    df = frame(columns)
    return summary_of(solution, df.set_axis(np.arange(len(df)) // 2 * 4))


def summary_of_numbered_columns(solution, columns):
    """The names of the columns are 0, 1, 2, ..."""
    df = frame(columns)
    df.columns = range(df.shape[1])
    found = summary_of(solution, df)["summary"]
    counts = {key: [int(count) for count in found[key].values()] for key in ("missing", "outliers")}
    return {**counts, "correlation": [float(part) for part in found["correlation"]]}


def table_of(file, names):
    """A table that scikit-learn brings along; the first line of its files is no header."""
    return pd.read_csv(shipped("sklearn", f"datasets/data/{file}"), skiprows=1, names=names, index_col=False)


def summary_of_iris(solution):
    return summary_of(solution, table_of("iris.csv", IRIS))


def summary_of_breast_cancer(solution):
    """The means of ten measurements; what follows are their errors and their extremes."""
    return summary_of(solution, table_of("breast_cancer.csv", TUMOURS).iloc[:, :10])


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    found = kata.check(summary, DOCUMENTS)["summary"]
    kata.equal(found["rows"], 6, "there are 6 rows")
    kata.equal(found["missing"]["quality"], 1, "the quality of one is missing")
    kata.equal(found["outliers"]["tokens"], 1, "900 lies above 37.5 + 1.5 * 15 = 60")
    kata.equal(found["correlation"][2], -0.9, "loss and quality have r = -9 / 10")


def test_an_outlier_lies_beyond_one_and_a_half_times_the_middle_half(kata):
    columns = {
        "one int64": [1, 2, 3, 4, 5, 6, 7, 8, 100],
        "three int64": [-4, 3, 3, 3, 5, 7, 7, 14, 14],
        "fence int64": [-3, 3, 3, 3, 5, 7, 7, 7, 13],
        "skew int64": [0, 1, 2, 2, 3, 9, 10, 14, 17],
        "even int64": [5, 5, 5, 5, 5, 5, 5, 6, 4],
    }
    found = kata.check(summary, columns)["summary"]["outliers"]
    kata.equal(list(found.values()), [1, 3, 0, 0, 2], "the columns have 1, 3, 0, 0 and 2 outliers")


def test_quartiles_are_those_of_the_numbers_that_are_there(kata):
    columns = {
        "four float64": [10, 10, 10, 12, 20, None, None, None, None],
        "last float64": [50, 51, 52, 53, 54, 55, 56, 57, None],
        "near float64": [0, 1, 2, 3, 4, 5, 6, 10, None],
        "far float64": [0, 1, 2, 3, 4, 5, 6, 11, None],
        "full float64": [1, 2, 3, 4, 5, 6, 7, 100, 8],
    }
    found = kata.check(summary, columns)["summary"]["outliers"]
    kata.equal(list(found.values()), [1, 0, 0, 1, 1], "the columns have 1, 0, 0, 1 and 1 outliers")


TOGETHER = {
    "goes together": {"b float64": [1, 2, 3, 4], "c float64": [2, 0, 1, 1], "a float64": [1, 3, 2, 5]},
    "goes against": {"a float64": [1, 2, 3, 4], "b float64": [5, 6, 5, 7], "c float64": [9, 6, 5, 3]},
    "different sizes": {"a float64": [1, 2, 4], "b float64": [1e6, -2e6, 3e6], "c float64": [0.001, 0.002, 0.003]},
    "a curve": {"a float64": [1, 2, 3, 4], "b float64": [1, 2, 3, 90], "c float64": [1, 3, 2, 4]},
}


@pytest.mark.parametrize("columns", TOGETHER.values(), ids=TOGETHER)
def test_finds_the_two_columns_that_go_together_most(kata, columns):
    kata.check(summary, columns, scale=1.0)


@given(tables(gaps=False))
def test_agrees_with_numpy(kata, columns):
    kata.check(summary, columns, scale=1.0)


@settings(max_examples=settings().max_examples // 4)
@given(tables(gaps=False), st.sampled_from([2.0, 0.25, -1.0, -8.0]))
def test_the_unit_of_a_column_does_not_matter(kata, columns, factor):
    changed = columns | {"loss float64": factor * columns["loss float64"]}
    found, other = kata.run(summary, columns)["summary"], kata.run(summary, changed)["summary"]
    sign = np.sign(factor) if "loss" in found["correlation"][:2] else 1.0
    kata.equal(other["outliers"]["loss"], found["outliers"]["loss"], "in another unit the same numbers lie outside")
    kata.equal(other["correlation"][2], sign * found["correlation"][2], "in another unit r is the same", scale=1.0)


def test_petals_that_are_long_are_wide(kata):
    found = kata.check(summary_of_iris, scale=1.0)["summary"]
    kata.equal(found["outliers"]["sepal width"], 4, "4 of 150 flowers have sepals of an unusual width")
    kata.equal(round(float(found["correlation"][2]), 3), 0.963, "length and width of petals have r = 0.963")


# --------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("numbers", [[5, 5, 5, 5, 5, 5], [0, 10, 20, 30, 60], [0, 10, 20, 30, 61], [7], [None]])
def test_a_column_alone_has_outliers_too(kata, numbers):
    kata.check(summary, {"tokens Int64": numbers})


PAIRS = {
    "nearly as strong": {
        "a float64": [1, 2, 3, 4, 5, 6],
        "b float64": [1, 2, 3, 4, 5, 6.3],
        "c float64": [1, 2, 3, 4, 5, 6.2],
    },
    "all the way": {"a float64": [1, 2, 3, 5], "c float64": [2, 4, 6, 10], "b float64": [1, 3, 2, 4]},
    "gaps": {
        "a float64": [1, None, 3, 4, 5, 6],
        "b float64": [2, 9, 2.5, 4, None, 1],
        "c Int64": [5, 0, None, 4, 1, 3],
    },
    "a gap in text": {"a float64": [1, 2, 3, 4], "b float64": [4, 4, 2, 3], "t text": [None, "x", "y", None]},
    "a constant": {"k float64": [2, 2, 2], "a float64": [1, 2, 4], "b float64": [1, 5, 4]},
    "truth values": {"t bool": [True, True, False], "a float64": [1, 2, 9], "b float64": [1, 5, 4]},
    "truth values with gaps": {
        "t boolean": [True, None, False, True],
        "a int64": [0, 9, 1, 0],
        "b int64": [3, 1, 1, 5],
    },
    "text": {"t text": ["u", "v", "w", "x"], "d int64": [1, 2, 3, 5], "a int64": [1, 3, 2, 2]},
    "dates": {"d dates": ["2024-01-01", None, "2024-01-03"], "b int64": [1, 9, 3], "a int64": [1, 3, 2]},
    "small numbers": {"a float32": [1, 2, 3, 4], "b int8": [1, 4, 2, 3], "c Int64": [2, 8, 4, 7]},
    "two rows": {"a float64": [1, 2, None, 4], "b float64": [5, 3, None, None], "c Int64": [2, None, 2, 2]},
}
NO_PAIRS = {
    "one column": {"a float64": [1, 2, 4], "t text": ["x", "y", None]},
    "no column": {"t text": ["x", "y", None], "k boolean": [True, None, False]},
    "no rows": {"a float64": [], "b Int64": [], "t text": []},
    "one row": {"a float64": [1], "b int64": [2]},
    "constants": {"a float64": [2, 2, 2], "b int64": [1, 1, 1], "c float64": [3, 1, 2]},
    "never together": {"a float64": [1, 2, None, None], "b float64": [None, None, 1, 2]},
    "together once": {"a float64": [1, 2, None], "b float64": [None, 4, 1]},
    "nothing there": {"a float64": [None, None], "b Int64": [None, None], "c float64": [1, 2]},
}


@edges
@pytest.mark.parametrize("columns", PAIRS.values(), ids=PAIRS)
def test_looks_at_the_rows_that_both_columns_have(kata, columns):
    kata.check(summary, columns, scale=1.0)


@edges
@pytest.mark.parametrize("columns", NO_PAIRS.values(), ids=NO_PAIRS)
def test_without_two_columns_that_vary_together_there_is_no_correlation(kata, columns):
    found = kata.check(summary, columns)["summary"]
    kata.require(found["correlation"] is None, "the correlation is None")


@edges
@given(tables())
@example({f"{name} float64": np.arange(40.0) * k % 41 for name, k in (("a", 3), ("b", 7), ("c", 12))})
def test_agrees_with_numpy_on_tables_with_gaps(kata, columns):
    kata.check(summary, columns, scale=1.0)


@edges
@settings(max_examples=settings().max_examples // 4)  # tables take longer than arrays
@given(tables())
@example(DOCUMENTS)
def test_the_rows_may_have_any_names(kata, columns):
    kata.check(summary_of_rows_of_any_name, columns, scale=1.0)


@edges
@settings(max_examples=settings().max_examples // 4)
@given(tables(), st.data())
def test_the_order_of_the_rows_does_not_matter(kata, columns, data):
    n = len(next(iter(columns.values())))
    order = data.draw(st.permutations(range(n)), "order")
    shuffled = kata.run(summary, {name: [cells[i] for i in order] for name, cells in columns.items()})["summary"]
    found = kata.run(summary, columns)["summary"]
    kata.equal(list(shuffled["outliers"].values()), list(found["outliers"].values()), "shuffled rows, same outliers")
    kata.equal(shuffled["correlation"][2], found["correlation"][2], "shuffled rows, same correlation", scale=1.0)


@edges
def test_names_of_columns_may_be_numbers(kata):
    kata.check(summary_of_numbered_columns, DOCUMENTS)
    kata.check(summary_of_numbered_columns, {"a float64": [1.0, 2.0, 3.0, 4.0], "b float64": [4.0, 4.0, 2.0, 3.0]})


@edges
def test_a_tumour_of_a_large_radius_has_a_large_perimeter(kata):
    found = kata.check(summary_of_breast_cancer, scale=1.0)["summary"]
    kata.equal(list(found["correlation"][:2]), ["radius", "perimeter"], "radius and perimeter go together most")
