"""Missing values: one small function fills a column, and the table is a loop over the columns of a copy."""

import pandas as pd


def missing_report(df):
    """How many cells of each column are missing, and which share of the rows that is."""
    missing = df.isna().sum()
    return pd.DataFrame({"missing": missing, "share": missing / max(len(df), 1)})


def impute(df, strategy):
    """A new table in which each missing cell has a value that its column suggests."""
    if strategy not in ("mean", "median", "mode"):
        raise ValueError(f"there is no strategy {strategy!r}: mean, median or mode")
    numeric, filled = df.select_dtypes("number"), df.copy()
    for name in df:
        filled[name] = fill(df[name], strategy if name in numeric else "mode")
    return filled


def fill(column, strategy):
    """A column whose missing cells have the mean, the median or the mode of the others."""
    if column.isna().all():
        return column
    value = column.mode().iloc[0] if strategy == "mode" else column.agg(strategy)
    if pd.api.types.is_integer_dtype(column.dtype):
        value = round(value)
    return column.fillna(value)
