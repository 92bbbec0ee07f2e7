"""What beginners hand in for missing values, and what to tell them."""

import numpy as np
import pandas as pd
from missing_values import fill, impute
from pandas.api import types

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_divisor="divides_by_all_that_is_missing divides_by_what_is_there",
    opposite_choice="counts_what_is_there",
    transposed="lies_on_its_side",
    end_of_interval="rounds_halves_up rounds_halves_away_from_zero",
    order_of_steps="fits_on_the_filled finds_out_late",
    writes_into_input="changes_the_table fills_the_table_itself fills_in_place",
    alias_or_copy="fills_a_copy_that_nobody_keeps gives_back_a_complete_table_itself",
    dtype_lost="takes_truth_values_for_numbers makes_floats_of_whole_numbers loses_the_dtype makes_float64_of_float32",
    integer_arithmetic="fills_a_fraction_into_whole_numbers cuts_off_the_fraction",
    cancellation="rounds_the_share",
    empty_input="divides_zero_by_zero",
    zero_case="takes_what_is_false_for_missing needs_a_mode makes_up_an_empty_column",
    nan_hidden="lets_a_gap_spoil_the_mean",
    wrong_exception="looks_the_strategy_up",
    silent_error="takes_any_strategy",
    refuses_what_is_allowed="drops_incomplete_rows leaves_out_complete_columns",
    default_value="always_takes_the_mean always_takes_the_mode always_takes_a_floating_mean",
    base_or_units="gives_percent rounds_a_percentage",
    ties_and_order="puts_the_worst_first takes_the_first_mode puts_numbers_first",
    partial_case=(
        "looks_at_numbers_alone leaves_the_rest_as_it_is leaves_the_rest_to_the_mode asks_text_for_its_mean "
        "knows_one_kind_of_number fills_with_all_modes fills_means_alone"
    ),
    wrong_formula=(
        "puts_the_names_into_a_column makes_up_a_word fills_with_zero fills_with_nothing carries_forward "
        "names_the_rows_anew"
    ),
    other_kind_of_result="gives_the_counts_alone",
)

# ----------------------------------------------------------------------------- report

edit(
    "counts_what_is_there",
    "These are the cells that are there, as count gives them. Count the ones that are missing.",
    ("df.isna().sum", "df.count"),
)

edit(
    "gives_percent",
    "The share is in percent. Give a number from 0 to 1.",
    (
        'pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})',
        "pd.DataFrame({'missing': missing, 'share': missing / max(len(df), 1)}).assign(share=lambda "
        "report: 100 * report['share'])",
    ),
)

edit(
    "divides_by_all_that_is_missing",
    "The share has the wrong divisor: all missing cells of the table, or the number of columns. Divide by the number"
    " of rows, len(df).",
    ("len(df)", "missing.sum()"),
)

edit(
    "divides_by_what_is_there",
    "The missing cells are divided by the cells that are there. Divide by the number of all rows, len(df).",
    ("max(len(df), 1)", "df.count().clip(lower=1)"),
)

edit(
    "divides_zero_by_zero",
    "Without rows the share is 0 / 0, or the mean of nothing, which is NaN. Nothing is missing there: give 0.",
    ("missing / max(len(df), 1)", "df.isna().mean()"),
)

edit(
    "leaves_out_complete_columns",
    "Complete columns are left out. They are worth a row too, with 0.",
    (
        'return pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})',
        "report = pd.DataFrame({'missing': missing, 'share': missing / max(len(df), 1)})\n"
        "return report[report['missing'] > 0]",
    ),
)

edit(
    "puts_the_worst_first",
    "The report is sorted. Leave the columns in the order of the table.",
    (
        'pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})',
        "pd.DataFrame({'missing': missing, 'share': missing / max(len(df), 1)}).sort_values('missing', "
        "ascending=False, kind='stable')",
    ),
)

edit(
    "takes_what_is_false_for_missing",
    "0 and the empty text are counted too: `if not cell` is true for them. Zero is a number like any other: use isna.",
    (
        "df.isna().sum()",
        "pd.Series({name: sum((pd.isna(cell) or not cell for cell in df[name])) for name in df}, "
        "index=df.columns, dtype='int64')",
    ),
)


@mistake(
    "missing_report",
    "Only numbers are counted. Text, dates and truth values can be missing too: isna knows them all.",
)
def looks_at_numbers_alone(df):
    missing = df.isna().sum().where(pd.Series({name: types.is_numeric_dtype(df[name]) for name in df}), 0)
    return pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})


edit(
    "puts_the_names_into_a_column",
    'The names of the columns are in a column of the report. Leave them in the index, so that report.loc["tokens"]'
    " finds one.",
    (
        'pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})',
        "pd.DataFrame({'missing': missing, 'share': missing / max(len(df), 1)}).reset_index(names='column')",
    ),
)


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


edit(
    "always_takes_the_mean",
    "The mean is filled in for every strategy. Look at the strategy.",
    ('strategy if name in numeric else "mode"', "'mean' if name in numeric else \"mode\""),
)

edit(
    "always_takes_the_mode",
    "Numbers get their mode for every strategy. With mean or median, the mode is only for columns that hold no"
    " numbers.",
    ('strategy if name in numeric else "mode"', "'mode' if name in numeric else \"mode\""),
)


@mistake("impute", "Only numbers are filled; other columns still have gaps. They have no mean, but they have a mode.")
def leaves_the_rest_as_it_is(df, strategy):
    return _impute(df, strategy, lambda column, s: fill(column, s) if _is_number(column) else column)


def _is_number(column):
    return types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype)


@mistake(
    "impute",
    "With mean and median, columns that hold no numbers still have gaps. They have no mean, but they have a mode:"
    " fill it in for every strategy.",
)
def leaves_the_rest_to_the_mode(df, strategy):
    return impute(df, strategy) if strategy == "mode" else leaves_the_rest_as_it_is(df, strategy)


edit(
    "asks_text_for_its_mean",
    "You take the mean of text, which has none. Find the columns of numbers first, and fill all others with their"
    " mode.",
    (
        "for name in df:",
        "if strategy in ('mean', 'median'):\n    for name in df:\n        df[name].agg(strategy)\nfor name in df:",
    ),
)


@mistake("impute", "Missing text is filled with an invented word. Fill in the most frequent value of the column.")
def makes_up_a_word(df, strategy):
    def made_up(column, strategy):
        is_text = types.is_string_dtype(column.dtype) and not column.isna().all()
        return column.fillna("missing") if is_text else fill(column, strategy)

    return _impute(df, strategy, made_up)


@mistake(
    "impute",
    "Truth values are treated as numbers, because pandas counts True as 1. is_numeric_dtype and numeric_only let them"
    ' through; select_dtypes("number") does not.',
)
def takes_truth_values_for_numbers(df, strategy):
    def filled(column, strategy):
        if types.is_bool_dtype(column.dtype) and strategy != "mode":
            column = column.astype("Float64")
        return fill(column, strategy)

    return _impute(df, strategy, filled, lambda column: types.is_numeric_dtype(column.dtype))


edit(
    "knows_one_kind_of_number",
    'Only float64 is treated as a number. float32 and whole numbers are numbers too: select_dtypes("number") finds'
    " them all.",
    (
        'for name in df:\n    filled[name] = fill(df[name], strategy if name in numeric else "mode")',
        "numeric = [name for name in df if df[name].dtype == 'float64']",
    ),
    (
        "return filled",
        "return pd.DataFrame({name: fill(df[name], strategy if name in numeric else 'mode') for name in "
        "df}, index=df.index)",
    ),
)


@mistake(
    "impute",
    "mode() returns a Series, because there may be several, and fillna with a Series goes by the labels of the rows:"
    " only the row called 0 is filled. Take its first value, .iloc[0].",
)
def fills_with_all_modes(df, strategy):
    def by_name(column, strategy):
        return column.fillna(column.mode()) if strategy == "mode" else fill(column, strategy)

    return _impute(df, strategy, by_name)


edit(
    "takes_the_first_mode",
    "At a tie, the value that comes first in the table is taken. Take the smallest, so that the order of the rows does"
    " not matter.",
    (
        'if strategy not in ("mean", "median", "mode"):',
        "def first(column, strategy):\n"
        "    present = column.dropna()\n"
        "    if strategy != 'mode' or present.empty:\n"
        "        return fill(column, strategy)\n"
        "    return column.fillna(next((cell for cell in present if cell in set(column.mode()))))\n"
        'if strategy not in ("mean", "median", "mode"):',
    ),
    (
        "return filled",
        "return pd.DataFrame({name: first(df[name], strategy if name in numeric else 'mode') for name in "
        "df}, index=df.index)",
    ),
)


@mistake(
    "impute",
    "The gaps are filled with 0 before the mean or the median is taken, which pulls it towards 0. Compute it from the"
    " cells that are there, then fill.",
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
    "The gaps are filled with 0. Nobody measured that: fill in what the other cells of the column suggest.",
)
def fills_with_zero(df, strategy):
    return _impute(df, strategy, lambda column, s: column.fillna(0) if _is_number(column) else fill(column, s))


edit(
    "fills_with_nothing",
    "The gaps are filled with 0, and those of text with an empty one. Nobody measured that: fill in what the other"
    " cells of the column suggest.",
    ('strategy not in ("mean", "median", "mode")', "False"),
    ('fill(df[name], strategy if name in numeric else "mode")', "df[name].fillna(0 if name in numeric else '')"),
)

edit(
    "carries_forward",
    "Each gap gets the value of the row above, which is there by chance. Take the mean, median or mode of the column.",
    ("return filled", "return pd.DataFrame({name: df[name].ffill() for name in df}, index=df.index)"),
)

edit(
    "drops_incomplete_rows",
    "Rows with a gap are dropped, with everything else in them. Fill the gap, and keep the row.",
    ("return filled", "    return df.dropna()\nreturn filled"),
)

edit(
    "fills_a_copy_that_nobody_keeps",
    "The gaps are still there: a copy of the column was filled and lost. df[name].fillna(..., inplace=True) and"
    " df[mask][name] = ... don't write into df. Assign the filled column: table[name] = ...",
    ("return filled", "return df.copy()"),
)


@mistake(
    "impute",
    "A gap makes the mean NaN, and NaN is filled in: np.mean and np.median count the gaps. Use the methods of pandas,"
    " which leave them out.",
)
def lets_a_gap_spoil_the_mean(df, strategy):
    return _impute(df, strategy, lambda column, s: fill(column, s) if s == "mode" else column)


@mistake("impute", "The table that was handed in has changed. Fill a copy of it: filled = df.copy().")
def changes_the_table(df, strategy):
    filled = impute(df, strategy)
    for name in df:
        df[name] = filled[name]
    return filled


@mistake("impute", "If nothing is missing, you return df itself, and a change to the result changes df. Return a copy.")
def gives_back_a_complete_table_itself(df, strategy):
    filled = impute(df, strategy)
    return filled if df.isna().any(axis=None) else df


@mistake("impute", "Whole numbers became floats. Round what you fill in, and an Int64 column stays one.")
def makes_floats_of_whole_numbers(df, strategy):
    def floating(column, strategy):
        return fill(column.astype("Float64") if column.dtype == "Int64" else column, strategy)

    return _impute(df, strategy, floating)


@mistake("impute", "A mean with a fraction was filled into whole numbers, and pandas refuses that. Round it first.")
def fills_a_fraction_into_whole_numbers(df, strategy):
    unrounded = _with_value(lambda column, s: column.mode().iloc[0] if s == "mode" else column.agg(s))
    return _impute(df, strategy, unrounded)


@mistake("impute", "The fraction of a mean is cut off: int(267.9) is 267. Round to the nearest whole number.")
def cuts_off_the_fraction(df, strategy):
    cut = _with_value(lambda column, s: int(column.agg(s)))
    return _impute(
        df, strategy, lambda column, s: cut(column, s) if _is_whole(column) and s != "mode" else fill(column, s)
    )


@mistake(
    "impute",
    "Halves are rounded up. They go to the even neighbour, as in Python's round and np.round: 1.5 and 2.5 both become"
    " 2.",
)
def rounds_halves_up(df, strategy):
    up = _with_value(lambda column, s: int(np.floor(column.agg(s) + 0.5)))
    return _impute(
        df, strategy, lambda column, s: up(column, s) if _is_whole(column) and s != "mode" else fill(column, s)
    )


@mistake(
    "impute",
    "Halves are rounded away from 0. They go to the even neighbour, as in Python's round and np.round: 1.5 and 2.5"
    " both become 2.",
)
def rounds_halves_away_from_zero(df, strategy):
    return _impute(df, strategy, _rounded(lambda value: int(np.copysign(np.floor(abs(value) + 0.5), value))))


edit(
    "needs_a_mode",
    "A column in which every cell is missing has no mode, and .iloc[0] of nothing is an IndexError. Leave the column"
    " as it is.",
    ("for name in df:", "for name in df:\n    df[name].mode().iloc[0]\nfor name in df:"),
)


@mistake(
    "impute",
    "A column in which every cell is missing was filled with 0 or a word. Nothing in it suggests that: leave it as it"
    " is.",
)
def makes_up_an_empty_column(df, strategy):
    def made_up(column, strategy):
        if len(column) and column.isna().all() and (_is_number(column) or types.is_string_dtype(column.dtype)):
            return column.fillna(0 if _is_number(column) else "missing")
        return fill(column, strategy)

    return _impute(df, strategy, made_up)


@mistake(
    "impute",
    "An unknown strategy is only noticed where a number is missing. Check it first, and raise a ValueError.",
)
def finds_out_late(df, strategy):
    numbers = [df[name] for name in df.select_dtypes("number")]
    if any(column.isna().any() for column in numbers):
        return impute(df, strategy)
    return impute(df, "median" if strategy == "median" else "mode")


edit(
    "takes_any_strategy",
    "An unknown strategy is treated as a known one, so a typo goes unnoticed. Raise a ValueError.",
    (
        'if strategy not in ("mean", "median", "mode"):',
        "strategy = strategy if strategy in ('mean', 'median') else 'mode'\n"
        'if strategy not in ("mean", "median", "mode"):',
    ),
)

edit(
    "names_the_rows_anew",
    "The index counts from 0 again. Keep the index of df.",
    ("return filled", "return filled.reset_index(drop=True)"),
)

edit(
    "puts_numbers_first",
    "The columns have a different order, numbers first. Put them back: filled[df.columns].",
    ("return filled", "return filled[list(numeric) + [name for name in filled if name not in list(numeric)]]"),
)


@mistake("impute", "Categories, or truth values, became plain objects. A column keeps its dtype when it is filled.")
def loses_the_dtype(df, strategy):
    kinds = [name for name in df if df[name].dtype == "category" or types.is_bool_dtype(df[name].dtype)]
    return impute(df, strategy).astype(dict.fromkeys(kinds, object))


# ------------------------------------------------- several faults at once, and the wrong error

edit(
    "lies_on_its_side",
    "The report is transposed: it has a column for each column of df. Give it a row for each: a DataFrame of a dict,"
    " or .T.",
    (
        'pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})',
        "pd.DataFrame({'missing': missing, 'share': missing / max(len(df), 1)}).T",
    ),
)

edit(
    "gives_the_counts_alone",
    "You return the counts, without the share. Put both into a DataFrame, with the names of the columns as its index.",
    ('pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})', "missing"),
)

edit(
    "rounds_the_share",
    "The share is rounded to a few places. Leave it exact: rounding is for printing.",
    (
        'pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})',
        "pd.DataFrame({'missing': missing, 'share': missing / max(len(df), 1)}).round(2)",
    ),
)

edit(
    "rounds_a_percentage",
    "The share is in percent, and rounded. Give a number from 0 to 1, as exact as it is.",
    (
        'pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})',
        "pd.DataFrame({'missing': missing, 'share': missing / max(len(df), 1)}).assign(share=lambda "
        "report: (100 * report['share']).round(2))",
    ),
)


@mistake(
    "impute",
    "df.fillna(df.mean(numeric_only=True)) fills numbers with their mean, and nothing else: look at the strategy, and"
    " fill all other columns with their mode.",
)
def fills_means_alone(df, strategy):
    impute(df, strategy)
    means = df.select_dtypes("number").mean()
    return df.fillna({name: round(v) if _is_whole(df[name]) else v for name, v in means.dropna().items()})


edit(
    "fills_the_table_itself",
    "You fill and return the table that was handed in, so a change to the result is a change to df. Begin with filled"
    " = df.copy().",
    ("return filled", "    df[name] = filled[name]\nreturn df"),
)


@mistake(
    "impute",
    "You changed the table that was handed in, and returned None, as with inplace=True. Fill a copy and return it.",
)
def fills_in_place(df, strategy):
    changes_the_table(df, strategy)


@mistake(
    "impute",
    "The mean is filled in for every strategy, and whole numbers became floats. Look at the strategy first, then"
    " round what you fill into whole numbers.",
)
def always_takes_a_floating_mean(df, strategy):
    return makes_floats_of_whole_numbers(df, "mean" if strategy == "median" else strategy)


edit(
    "makes_float64_of_float32",
    "float32 became float64. A column keeps its dtype when it is filled: convert it back, or let fillna do it.",
    ("return filled", "return filled.astype({name: 'float64' for name in filled if filled[name].dtype == 'float32'})"),
)

edit(
    "looks_the_strategy_up",
    "An unknown strategy ends in a KeyError or an AttributeError of Python's own. Check it first, and raise a"
    " ValueError.",
    (
        'if strategy not in ("mean", "median", "mode"):',
        "strategy = {'mean': 'mean', 'median': 'median', 'mode': 'mode'}[strategy]\n"
        'if strategy not in ("mean", "median", "mode"):',
    ),
)

generics(
    "impute",
    asserts="An unknown strategy is refused, but with the wrong exception: assert raises an AssertionError, and"
    " python -O skips it. Raise a ValueError.",
)
