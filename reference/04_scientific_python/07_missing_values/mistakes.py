"""What beginners hand in for missing values, and what to tell them."""

import numpy as np
import pandas as pd
from missing_values import fill, impute, missing_report
from pandas.api import types

from dojo import mistake

# ----------------------------------------------------------------------------- report


@mistake("missing_report", "Those are the cells that are there: count gives them. Count the ones that are missing.")
def counts_what_is_there(df):
    there = df.count()
    return pd.DataFrame({"missing": there, "share": there / max(len(df), 1)})


@mistake("missing_report", "The share is given in percent. It is a number from 0 to 1.")
def gives_percent(df):
    return missing_report(df).assign(share=lambda report: 100 * report["share"])


@mistake(
    "missing_report",
    "The share is that of another whole, as of all missing cells of the table, or of the number of columns. It is that"
    " of the rows: divide by len(df).",
)
def divides_by_all_that_is_missing(df):
    missing = df.isna().sum()
    return pd.DataFrame({"missing": missing, "share": missing / max(missing.sum(), 1)})


@mistake(
    "missing_report",
    "The missing cells are divided by those that are there. The share is that of all rows: divide by len(df).",
)
def divides_by_what_is_there(df):
    missing = df.isna().sum()
    return pd.DataFrame({"missing": missing, "share": missing / df.count().clip(lower=1)})


@mistake(
    "missing_report",
    "Without rows the share is 0 divided by 0, or the mean of nothing: NaN. Nothing is missing there: the share is 0.",
)
def divides_zero_by_zero(df):
    return pd.DataFrame({"missing": df.isna().sum(), "share": df.isna().mean()})


@mistake(
    "missing_report",
    "Complete columns are left out. That nothing is missing there is worth a row, with 0.",
)
def leaves_out_complete_columns(df):
    report = missing_report(df)
    return report[report["missing"] > 0]


@mistake("missing_report", "The report is sorted. Leave the columns in the order that the table has them in.")
def puts_the_worst_first(df):
    return missing_report(df).sort_values("missing", ascending=False, kind="stable")


@mistake(
    "missing_report",
    "What Python takes for false, 0 and the empty text among it, was counted: `if not cell` asks for that. A zero is a"
    " number like any other: ask isna.",
)
def takes_what_is_false_for_missing(df):
    missing = pd.Series(
        {name: sum(pd.isna(cell) or not cell for cell in df[name]) for name in df}, index=df.columns, dtype="int64"
    )
    return pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})


@mistake(
    "missing_report",
    "Only numbers were looked at. Text, dates and truth values can be missing as well, and not as NaN: isna knows"
    " them all.",
)
def looks_at_numbers_alone(df):
    missing = df.isna().sum().where(pd.Series({name: types.is_numeric_dtype(df[name]) for name in df}), 0)
    return pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})


@mistake(
    "missing_report",
    "The names of the columns are in a column of the report, and its index counts from 0. Leave them in the index: then"
    " report.loc['tokens'] finds one.",
)
def puts_the_names_into_a_column(df):
    return missing_report(df).reset_index(names="column")


# ----------------------------------------------------------------------------- impute


def _impute(df, strategy, fill=fill, is_numeric=None):
    """The model solution with one part exchanged."""
    if strategy not in ("mean", "median", "mode"):
        raise ValueError(f"there is no strategy {strategy!r}: mean, median or mode")
    numeric = df.select_dtypes("number") if is_numeric is None else [name for name in df if is_numeric(df[name])]
    return pd.DataFrame({name: fill(df[name], strategy if name in numeric else "mode") for name in df}, index=df.index)


def _is_whole(column):
    return types.is_integer_dtype(column.dtype)


def _with_value(value):
    """A way to fill: the value is that of the cells that are there."""

    def fill(column, strategy):
        return column if column.isna().all() else column.fillna(value(column, strategy))

    return fill


def _rounded(rounding):
    """A way to fill that rounds the mean or the median of whole numbers in its own way."""
    own = _with_value(lambda column, strategy: rounding(column.agg(strategy)))
    return lambda column, s: own(column, s) if _is_whole(column) and s != "mode" else fill(column, s)


@mistake("impute", "It is the mean that was filled in, whatever the strategy. Ask which one is wanted.")
def always_takes_the_mean(df, strategy):
    impute(df, strategy)
    return impute(df, "mean")


@mistake(
    "impute",
    "Numbers were filled with their mode as well. With mean or median, that is for what can't be averaged.",
)
def always_takes_the_mode(df, strategy):
    impute(df, strategy)
    return impute(df, "mode")


@mistake(
    "impute",
    "Only numbers were filled; text, dates and truth values still have gaps. They have no mean, but a mode.",
)
def leaves_the_rest_as_it_is(df, strategy):
    return _impute(df, strategy, lambda column, s: fill(column, s) if _is_number(column) else column)


def _is_number(column):
    return types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype)


@mistake(
    "impute",
    "Text was asked for its mean. It has none: choose the numbers first, and fill all other columns with their mode.",
)
def asks_text_for_its_mean(df, strategy):
    if strategy in ("mean", "median"):
        for name in df:
            df[name].agg(strategy)
    return impute(df, strategy)


@mistake(
    "impute",
    "A word was made up for missing text. Fill in the value of the column that is there most often.",
)
def makes_up_a_word(df, strategy):
    def made_up(column, strategy):
        is_text = types.is_string_dtype(column.dtype) and not column.isna().all()
        return column.fillna("missing") if is_text else fill(column, strategy)

    return _impute(df, strategy, made_up)


@mistake(
    "impute",
    "Truth values were taken for numbers, for pandas counts True as 1. They have no mean here: is_numeric_dtype and"
    ' numeric_only let them through, select_dtypes("number") does not.',
)
def takes_truth_values_for_numbers(df, strategy):
    def filled(column, strategy):
        if types.is_bool_dtype(column.dtype) and strategy != "mode":
            column = column.astype("Float64")
        return fill(column, strategy)

    return _impute(df, strategy, filled, lambda column: types.is_numeric_dtype(column.dtype))


@mistake(
    "impute",
    "Only float64 was taken for a number. float32 and whole numbers are numbers as well: ask for"
    ' "number" when you select.',
)
def knows_one_kind_of_number(df, strategy):
    return _impute(df, strategy, is_numeric=lambda column: column.dtype == "float64")


@mistake(
    "impute",
    "mode gives a Series, for there may be several, and fillna with a Series goes by the names of the rows: only"
    " the row called 0 was filled. Take its first value, iloc[0].",
)
def fills_with_all_modes(df, strategy):
    def by_name(column, strategy):
        return column.fillna(column.mode()) if strategy == "mode" else fill(column, strategy)

    return _impute(df, strategy, by_name)


@mistake(
    "impute",
    "At a tie it is the mode that comes first in the table that was taken, as max and Counter do it. Take the smallest,"
    " so that the order of the rows does not matter.",
)
def takes_the_first_mode(df, strategy):
    def first(column, strategy):
        present = column.dropna()
        if strategy != "mode" or present.empty:
            return fill(column, strategy)
        return column.fillna(next(cell for cell in present if cell in set(column.mode())))

    return _impute(df, strategy, first)


@mistake(
    "impute",
    "The gaps were filled with 0 before the mean or the median was taken, which pulls it towards 0. Take it of the"
    " cells that are there, and fill afterwards.",
)
def fits_on_the_filled(df, strategy):
    def pulled(column, strategy):
        if strategy == "mode" or column.isna().all():
            return fill(column, strategy)
        value = column.fillna(0).agg(strategy)
        return column.fillna(round(value) if _is_whole(column) else value)

    return _impute(df, strategy, pulled)


@mistake(
    "impute",
    "The gaps were filled with 0. Nobody measured that: fill them with what the other cells of the column suggest.",
)
def fills_with_zero(df, strategy):
    return _impute(df, strategy, lambda column, s: column.fillna(0) if _is_number(column) else fill(column, s))


@mistake(
    "impute",
    "Each gap has the value of the row above it. What is above is chance: take the mean, median or mode of the column.",
)
def carries_forward(df, strategy):
    return _impute(df, strategy, lambda column, s: column.ffill())


@mistake("impute", "Rows with a gap are gone, with all else that they held. Fill the gap and keep the row.")
def drops_incomplete_rows(df, strategy):
    return df.dropna() if impute(df, strategy) is not None else df


@mistake(
    "impute",
    "The gaps are still there: a copy of the column was filled, and nobody keeps it. Neither df[name].fillna(...,"
    " inplace=True) nor df[mask][name] = ... writes into df. Assign the filled column: table[name] = ....",
)
def fills_a_copy_that_nobody_keeps(df, strategy):
    impute(df, strategy)
    return df.copy()


@mistake(
    "impute",
    "A single gap makes the mean NaN, and NaN was filled in: np.mean and np.median count the gaps. Drop them first, or"
    " use the methods of pandas, which do.",
)
def lets_a_gap_spoil_the_mean(df, strategy):
    return _impute(df, strategy, lambda column, s: fill(column, s) if s == "mode" else column)


@mistake("impute", "The table that was handed in has changed. Fill a copy of it: filled = df.copy().")
def changes_the_table(df, strategy):
    filled = impute(df, strategy)
    for name in df:
        df[name] = filled[name]
    return filled


@mistake(
    "impute",
    "The very table that was handed in came back, for nothing was missing in it. Whoever changes the result now changes"
    " df as well: return a copy.",
)
def gives_back_a_complete_table_itself(df, strategy):
    filled = impute(df, strategy)
    return filled if df.isna().any(axis=None) else df


@mistake(
    "impute",
    "Whole numbers have become floats, as with fillna on a float column. Round what you fill in, and an Int64 column"
    " stays one.",
)
def makes_floats_of_whole_numbers(df, strategy):
    def floating(column, strategy):
        return fill(column.astype("Float64") if column.dtype == "Int64" else column, strategy)

    return _impute(df, strategy, floating)


@mistake(
    "impute",
    "A mean with a fraction was filled into whole numbers, and pandas refuses it. Round it first.",
)
def fills_a_fraction_into_whole_numbers(df, strategy):
    unrounded = _with_value(lambda column, s: column.mode().iloc[0] if s == "mode" else column.agg(s))
    return _impute(df, strategy, unrounded)


@mistake(
    "impute",
    "The fraction of a mean was cut off, as int and // do it: int(267.9) is 267. Round to the nearest whole number.",
)
def cuts_off_the_fraction(df, strategy):
    cut = _with_value(lambda column, s: int(column.agg(s)))
    return _impute(
        df, strategy, lambda column, s: cut(column, s) if _is_whole(column) and s != "mode" else fill(column, s)
    )


@mistake(
    "impute",
    "Halves were rounded up. They go to the even neighbour, as with round and np.round: 1.5 and 2.5 both become 2.",
)
def rounds_halves_up(df, strategy):
    up = _with_value(lambda column, s: int(np.floor(column.agg(s) + 0.5)))
    return _impute(
        df, strategy, lambda column, s: up(column, s) if _is_whole(column) and s != "mode" else fill(column, s)
    )


@mistake(
    "impute",
    "Halves were rounded away from 0. They go to the even neighbour, as with round and np.round: 1.5 and 2.5 both"
    " become 2.",
)
def rounds_halves_away_from_zero(df, strategy):
    return _impute(df, strategy, _rounded(lambda value: int(np.copysign(np.floor(abs(value) + 0.5), value))))


@mistake(
    "impute",
    "A column in which all is missing has no mode, and iloc[0] of nothing is an IndexError. Leave the column as it is.",
)
def needs_a_mode(df, strategy):
    for name in df:
        df[name].mode().iloc[0]
    return impute(df, strategy)


@mistake(
    "impute",
    "A column in which all is missing was filled with 0 or a word. Nothing in it suggests that: leave it as it is.",
)
def makes_up_an_empty_column(df, strategy):
    def made_up(column, strategy):
        if len(column) and column.isna().all() and (_is_number(column) or types.is_string_dtype(column.dtype)):
            return column.fillna(0 if _is_number(column) else "missing")
        return fill(column, strategy)

    return _impute(df, strategy, made_up)


@mistake(
    "impute",
    "A strategy that there is not is only found out where a number is missing, or by an error of pandas' own. Compare"
    " it first, and raise a ValueError.",
)
def finds_out_late(df, strategy):
    numbers = [df[name] for name in df.select_dtypes("number")]
    if any(column.isna().any() for column in numbers):
        return impute(df, strategy)
    return impute(df, "median" if strategy == "median" else "mode")


@mistake(
    "impute",
    "A strategy that there is not was taken for another one. A typo would go unseen for good: raise a ValueError.",
)
def takes_any_strategy(df, strategy):
    return impute(df, strategy if strategy in ("mean", "median") else "mode")


@mistake("impute", "The rows have lost their names: the index counts from 0 anew. Leave it as it is.")
def names_the_rows_anew(df, strategy):
    return impute(df, strategy).reset_index(drop=True)


@mistake("impute", "The columns have another order: numbers first, then the rest. Put them back: filled[df.columns].")
def puts_numbers_first(df, strategy):
    filled = impute(df, strategy)
    numbers = list(df.select_dtypes("number"))
    return filled[numbers + [name for name in filled if name not in numbers]]


@mistake(
    "impute", "Categories, or truth values, have become plain objects. A column keeps its dtype when it is filled."
)
def loses_the_dtype(df, strategy):
    kinds = [name for name in df if df[name].dtype == "category" or types.is_bool_dtype(df[name].dtype)]
    return impute(df, strategy).astype(dict.fromkeys(kinds, object))
