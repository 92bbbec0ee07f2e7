"""What beginners hand in for a first look at a table, and what to tell them."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
from explore import count_outliers, explore, strongest_correlation
from pandas.api import types

from dojo import edit, ideas, mistake

ideas(
    whole_for_slice="adds_up_all_that_is_missing adds_up_all_outliers",
    sum_for_mean="gives_the_share_that_is_missing",
    wrong_divisor="mixes_n_and_n_minus_1",
    wrong_factor="reaches_out_once reaches_out_three_times",
    missing_term="takes_the_covariance",
    sign="looks_for_the_largest_r gives_the_magnitude",
    swapped_arguments="exchanges_the_names",
    end_of_interval="counts_what_is_on_the_fence",
    counted_twice="compares_a_column_with_itself",
    writes_into_input="changes_the_table",
    cancellation="rounds_r",
    empty_input="needs_two_columns",
    zero_case="leaves_out_columns_without_spread",
    nan_hidden=(
        "counts_the_missing takes_missing_for_zero lets_a_gap_spoil_the_quartiles correlates_zeros lets_nan_win "
        "fills_with_zero_at_the_start gives_zero_for_none"
    ),
    refuses_what_is_allowed=(
        "leaves_out_complete_columns looks_at_complete_rows_alone correlates_rows_with_all_numbers "
        "correlates_complete_rows drops_incomplete_rows_at_the_start counts_complete_rows wants_three_rows "
        "leaves_out_all_that_is_1"
    ),
    base_or_units="takes_quarters_of_a_percent",
    ties_and_order="counts_different_outliers",
    partial_case=(
        "counts_missing_numbers_alone looks_above_alone knows_two_kinds_of_numbers compares_neighbours "
        "gives_each_column_outliers correlates_truth_values correlates_codes_of_text"
    ),
    wrong_formula=(
        "goes_by_the_standard_deviation takes_medians_of_halves takes_the_nearest_numbers "
        "reaches_out_from_the_median correlates_the_ranks goes_by_the_deviation_and_the_largest_r "
        "goes_by_the_deviation_and_compares_with_itself"
    ),
    other_kind_of_result="lists_the_outliers gives_a_series gives_all_correlations gives_r_alone",
)


def _numeric(df):
    return df.select_dtypes("number")


def _with(df, **parts):
    """The model solution with some of its parts exchanged; none is computed in vain."""
    rest = {
        "rows": lambda: len(df),
        "missing": lambda: df.isna().sum().to_dict(),
        "outliers": lambda: {name: count_outliers(df[name]) for name in _numeric(df)},
        "correlation": lambda: strongest_correlation(_numeric(df)),
    }
    return {key: parts[key] if key in parts else compute() for key, compute in rest.items()}


def _count(df, count):
    """Outliers as counted in another way, for each numeric column."""
    return _with(df, outliers={name: int(count(df[name])) for name in _numeric(df)})


def _beyond(column, low, high):
    return ((column < low) | (column > high)).sum()


def _fences(column, factor=1.5):
    low, high = column.quantile([0.25, 0.75])
    return low - factor * (high - low), high + factor * (high - low)


def _different(column):
    low, high = _fences(column)
    return column[((column < low) | (column > high)).fillna(False).astype(bool)].nunique()


def _best(r, names, key=abs):
    """The pair with the largest key of r, from a table of r."""
    pairs = [(a, b, float(r.loc[a, b])) for a, b in combinations(names, 2)]
    return max((pair for pair in pairs if not np.isnan(pair[2])), key=lambda pair: key(pair[2]), default=None)


# ------------------------------------------------------------------------------- rows


@mistake("explore", "Incomplete rows are not counted. They are rows too: len(df).")
def counts_complete_rows(df):
    return _with(df, rows=len(df.dropna()))


# ---------------------------------------------------------------------------- missing


@mistake("explore", "Missing is one number for the entire table. Count the missing cells of each column.")
def adds_up_all_that_is_missing(df):
    return _with(df, missing=int(df.isna().sum().sum()))


@mistake("explore", "Only missing numbers are counted. Text, dates and truth values can be missing too.")
def counts_missing_numbers_alone(df):
    return _with(df, missing=_numeric(df).isna().sum().to_dict())


edit(
    "gives_the_share_that_is_missing",
    "Missing is a share of the rows. Count the cells: sum, not mean.",
    ("df.isna().sum().to_dict()", "df.isna().mean().to_dict()"),
)


@mistake("explore", "Complete columns are left out of what is missing. They are worth a count too: 0.")
def leaves_out_complete_columns(df):
    missing = df.isna().sum()
    return _with(df, missing=missing[missing > 0].to_dict())


# --------------------------------------------------------------------------- outliers


@mistake(
    "explore",
    "You look for outliers 3 standard deviations from the mean. A single huge number moves mean and deviation so much"
    " that it hides itself. Use the quartiles, which it moves very little, and 1.5 times their distance.",
)
def goes_by_the_standard_deviation(df):
    return _count(df, lambda x: (abs(x - x.mean()) > 3 * x.std()).sum())


@mistake(
    "explore",
    "The fences are in the wrong place: the quartiles are medians of the two halves, or not interpolated. Use the"
    " default of NumPy or pandas.",
)
def takes_medians_of_halves(df):
    def count(x):
        x = x.dropna().sort_values()
        low, high = x[: (len(x) + 1) // 2].median(), x[len(x) // 2 :].median()
        return _beyond(x, low - 1.5 * (high - low), high + 1.5 * (high - low))

    return _count(df, count)


@mistake(
    "explore",
    "The quartiles are not interpolated: they are numbers of the column. Use the default of NumPy or pandas, which"
    " interpolates between two numbers.",
)
def takes_the_nearest_numbers(df):
    def count(x):
        low, high = x.quantile(0.25, "nearest"), x.quantile(0.75, "nearest")
        return _beyond(x, low - 1.5 * (high - low), high + 1.5 * (high - low))

    return _count(df, count)


edit(
    "reaches_out_once",
    "The fences are one IQR from the quartiles. They are 1.5 times as far away.",
    ("1.5 * (high - low)", "high - low"),
)


edit(
    "reaches_out_three_times",
    "The fences are too far out. They are 1.5 times the IQR, q3 - q1, from the quartiles.",
    ("1.5 *", "3 *"),
)


@mistake(
    "explore",
    "The fences are measured from the median. Measure them from the quartiles: 1.5 IQR below q1, 1.5 IQR above q3.",
)
def reaches_out_from_the_median(df):
    def count(x):
        low, high = x.quantile(0.25), x.quantile(0.75)
        return _beyond(x, x.median() - 1.5 * (high - low), x.median() + 1.5 * (high - low))

    return _count(df, count)


@mistake("explore", "Only numbers that are too large are counted. Count those below the lower fence too.")
def looks_above_alone(df):
    return _count(df, lambda x: (x > _fences(x)[1]).sum())


edit(
    "counts_what_is_on_the_fence",
    "A number on the fence is counted, and in a constant column that is every number. Outliers lie beyond: < and >.",
    ("(column < low - reach) | (column > high + reach)", "(column <= low - reach) | (column >= high + reach)"),
)


@mistake(
    "explore",
    "Missing numbers are counted as outliers. They are never between two fences, so ~between is true for them: ask"
    " for < low or > high.",
)
def counts_the_missing(df):
    return _count(df, lambda x: len(x) - x.between(*_fences(x)).fillna(False).sum() if x.notna().any() else len(x))


@mistake(
    "explore",
    "Missing numbers are replaced by 0 before the quartiles. Use the numbers that are there: quantile of pandas"
    " leaves out the others.",
)
def takes_missing_for_zero(df):
    return _count(df, lambda x: count_outliers(x.fillna(0)))


@mistake(
    "explore",
    "A missing number makes the quartiles NaN in np.percentile, and nothing lies beyond NaN. Drop what is missing"
    " first, or use quantile of pandas.",
)
def lets_a_gap_spoil_the_quartiles(df):
    return _count(df, lambda x: 0 if x.isna().any() else count_outliers(x))


@mistake(
    "explore",
    "Only complete rows are searched for outliers. A number counts even if other cells of its row are missing: drop"
    " what is missing from each column on its own.",
)
def looks_at_complete_rows_alone(df):
    numeric = _numeric(df.dropna())
    return _with(df, outliers={name: count_outliers(numeric[name]) for name in numeric})


@mistake(
    "explore",
    "np.percentile counts from 0 to 100: percentile(x, 0.25) is next to the smallest number. Say 25 and 75, or use"
    " quantile.",
)
def takes_quarters_of_a_percent(df):
    def count(x):
        low, high = x.quantile(0.0025), x.quantile(0.0075)
        return _beyond(x, low - 1.5 * (high - low), high + 1.5 * (high - low))

    return _count(df, count)


@mistake("explore", "Equal outliers are counted once. Count every number beyond the fences.")
def counts_different_outliers(df):
    return _count(df, _different)


@mistake(
    "explore",
    "A column whose quartiles are equal is skipped. Both its fences are at that number, and every other number lies"
    " beyond.",
)
def leaves_out_columns_without_spread(df):
    return _count(df, lambda x: count_outliers(x) if x.quantile(0.25) != x.quantile(0.75) else 0)


@mistake("explore", "These are the outliers themselves. Count them.")
def lists_the_outliers(df):
    found = {}
    for name in _numeric(df):
        low, high = _fences(df[name])
        beyond = ((df[name] < low) | (df[name] > high)).fillna(False).astype(bool)
        found[name] = df[name][beyond].astype(float).tolist()
    return _with(df, outliers=found)


@mistake("explore", "Columns that are not numeric get outliers too. Choose the numeric columns first.")
def gives_each_column_outliers(df):
    found = explore(df)
    return found | {"outliers": dict.fromkeys(df, 0) | found["outliers"]}


edit(
    "knows_two_kinds_of_numbers",
    'Only int64 and float64 are treated as numbers. float32, int8 and Int64 are numbers too: select_dtypes("number")'
    " finds them all.",
    (
        'numeric = df.select_dtypes("number")',
        "known = df[[name for name in df if df[name].dtype in ('int64', 'float64')]]\n"
        'numeric = known.select_dtypes("number")',
    ),
)


# ------------------------------------------------------------------------ correlation


@mistake(
    "explore",
    "A column is compared with itself, and its r with itself is 1. Look at pairs of two different columns.",
)
def compares_a_column_with_itself(df):
    names = list(_numeric(df))
    r = _numeric(df).corr()
    own = [(name, name, 1.0) for name in names if not np.isnan(r.loc[name, name])]
    return _with(df, correlation=own[0] if own else None)


@mistake("explore", "Only neighbouring columns are compared. Any two may go together: combinations gives all pairs.")
def compares_neighbours(df):
    names, r = list(_numeric(df)), _numeric(df).corr()
    pairs = [(a, b, float(r.loc[a, b])) for a, b in pairwise(names)]
    pairs = [pair for pair in pairs if not np.isnan(pair[2])]
    return _with(df, correlation=max(pairs, key=lambda pair: abs(pair[2]), default=None))


@mistake(
    "explore",
    "Two columns that share only two rows are left out. Two rows are enough for an r, unless one of the columns is"
    " constant in them.",
)
def wants_three_rows(df):
    numeric = _numeric(df)
    return _with(df, correlation=_best(numeric.corr(min_periods=3), numeric))


@mistake(
    "explore",
    "Two different columns can have an r of 1, and that is the strongest of all. Leave out the diagonal, not"
    " everything that is 1.",
)
def leaves_out_all_that_is_1(df):
    r = _numeric(df).corr()
    return _with(df, correlation=_best(r.where(r.abs() < 0.9999), _numeric(df)))


@mistake("explore", "The largest r is not the strongest: -0.9 is stronger than 0.8. Compare magnitudes, abs(r).")
def looks_for_the_largest_r(df):
    return _with(df, correlation=_best(_numeric(df).corr(), _numeric(df), key=lambda r: r))


edit(
    "gives_the_magnitude",
    "r has lost its sign. Compare magnitudes to find the pair, but return r itself.",
    ("float(r.loc[a, b])", "abs(float(r.loc[a, b]))"),
)


@mistake("explore", "r is rounded. Return it as exact as it is.")
def rounds_r(df):
    found = strongest_correlation(_numeric(df))
    return _with(df, correlation=found and (*found[:2], round(found[2], 2)))


edit(
    "exchanges_the_names",
    "The two names are swapped. Give them in the order of the table.",
    ("(a, b, float(r.loc[a, b]))", "(b, a, float(r.loc[a, b]))"),
)


edit(
    "takes_the_covariance",
    "These are covariances, which depend on the units: columns with large numbers win. Divide by both standard"
    " deviations.",
    ("numeric.corr()", "numeric.cov()"),
)


@mistake(
    "explore",
    "The covariance divides by n - 1 and the standard deviations by n, so r is off by n / (n - 1). np.std divides by"
    " n, std of pandas by n - 1: use the same in both.",
)
def mixes_n_and_n_minus_1(df):
    numeric = _numeric(df)
    found = strongest_correlation(numeric)
    n = found and len(numeric[list(found[:2])].dropna())
    return _with(df, correlation=found and (*found[:2], found[2] * n / (n - 1)))


@mistake(
    "explore",
    "A row in which any number is missing is left out. A pair needs only its own two numbers: corr of pandas does"
    " that, dropna followed by np.corrcoef does not.",
)
def correlates_rows_with_all_numbers(df):
    return _with(df, correlation=strongest_correlation(_numeric(df).dropna()))


@mistake(
    "explore",
    "This is the correlation of the ranks (Spearman). Take the one of the numbers themselves (Pearson).",
)
def correlates_the_ranks(df):
    return _with(df, correlation=_best(_numeric(df).corr("spearman"), _numeric(df)))


@mistake(
    "explore",
    "Missing numbers are replaced by 0 before the correlation, which invents numbers. Leave out the rows in which one"
    " of the two is missing.",
)
def correlates_zeros(df):
    return _with(df, correlation=strongest_correlation(_numeric(df).fillna(0)))


@mistake(
    "explore",
    "A row in which any cell is missing is left out. A pair needs only its own two numbers: corr of pandas does that,"
    " dropna followed by np.corrcoef does not.",
)
def correlates_complete_rows(df):
    return _with(df, correlation=strongest_correlation(_numeric(df.dropna())))


@mistake(
    "explore",
    "Truth values are correlated too: numeric_only=True and is_numeric_dtype let them through."
    ' select_dtypes("number") does not.',
)
def correlates_truth_values(df):
    numeric = df[[name for name in df if types.is_numeric_dtype(df[name].dtype)]]
    return _with(df, correlation=strongest_correlation(numeric.astype("Float64")))


@mistake(
    "explore",
    "Text is turned into codes, dates into times, and these are correlated. Which word gets which code is arbitrary:"
    " choose the numeric columns first.",
)
def correlates_codes_of_text(df):
    coded = {name: df[name] if name in _numeric(df) else pd.Series(pd.factorize(df[name])[0], df.index) for name in df}
    return _with(df, correlation=strongest_correlation(pd.DataFrame(coded)))


@mistake(
    "explore",
    "The r of a constant column is NaN, and np.argmax treats NaN as the largest. Leave out pairs without an r.",
)
def lets_nan_win(df):
    r = _numeric(df).corr()
    pairs = [(a, b, float(r.loc[a, b])) for a, b in combinations(_numeric(df), 2)]
    return _with(df, correlation=pairs[int(np.argmax([abs(pair[2]) for pair in pairs]))] if pairs else None)


edit(
    "needs_two_columns",
    "Without two numeric columns it takes the largest of nothing, which is an error. Return None if no pair has an r:"
    " max has a default.",
    (", default=None", ""),
)


@mistake("explore", "Two columns without an r get one, 0 or NaN. If no pair has an r, return None.")
def gives_zero_for_none(df):
    names = list(_numeric(df))
    found = strongest_correlation(_numeric(df))
    return _with(df, correlation=(names[0], names[1], 0.0) if found is None and len(names) > 1 else found)


@mistake("explore", "The table that was handed in has changed. Drop, fill and assign only in a copy of it.")
def changes_the_table(df):
    summary = explore(df)
    df.dropna(inplace=True)
    return summary


# ------------------------------------------------------------------ several faults at once


@mistake("explore", "Outliers are one number for the entire table. Count them for each numeric column.")
def adds_up_all_outliers(df):
    return _with(df, outliers=int(sum(count_outliers(df[name]) for name in _numeric(df))))


@mistake("explore", "Missing holds a pandas Series. Make a dict of it: .to_dict().")
def gives_a_series(df):
    return _with(df, missing=df.isna().sum())


@mistake(
    "explore",
    "Outliers go by the standard deviation here, and should go by the quartiles. And the strongest correlation is the"
    " one with the largest magnitude: -0.9 is stronger than 0.8.",
)
def goes_by_the_deviation_and_the_largest_r(df):
    found = goes_by_the_standard_deviation(df)
    return found | {"correlation": looks_for_the_largest_r(df)["correlation"]}


@mistake(
    "explore",
    "A column is compared with itself, and its r with itself is 1: look at pairs of two different columns. And"
    " outliers should go by the quartiles, not by the standard deviation.",
)
def goes_by_the_deviation_and_compares_with_itself(df):
    found = goes_by_the_standard_deviation(df)
    return found | {"correlation": compares_a_column_with_itself(df)["correlation"]}


@mistake(
    "explore",
    "Rows with a gap are dropped at the start, and numbers that are there are lost to the quartiles and to r. Drop"
    " nothing: quantile and corr of pandas leave out only what they must.",
    subset=[_numeric, list],
)
def drops_incomplete_rows_at_the_start(df, *, subset):
    numeric = _numeric(df.dropna(subset=list(subset(df))))
    outliers = {name: count_outliers(numeric[name]) for name in numeric}
    return _with(df, outliers=outliers, correlation=strongest_correlation(numeric))


@mistake(
    "explore",
    "Missing numbers are filled with 0 at the start, which moves the quartiles and invents points for r. Fill nothing:"
    " quantile and corr of pandas leave out what is missing.",
)
def fills_with_zero_at_the_start(df):
    filled = _numeric(df).fillna(0)
    outliers = {name: count_outliers(filled[name]) for name in filled}
    return _with(df, outliers=outliers, correlation=strongest_correlation(filled))


@mistake(
    "explore",
    "The correlation is a table of all pairs. Find the pair with the largest |r|, and return its names and its r.",
)
def gives_all_correlations(df):
    r = _numeric(df).corr()
    return _with(df, correlation={str(a): {str(b): float(r.loc[a, b]) for b in r} for a in r})


@mistake("explore", "The names are missing. Return the names of the two columns, and then r.")
def gives_r_alone(df):
    found = strongest_correlation(_numeric(df))
    return _with(df, correlation=found and found[2])
