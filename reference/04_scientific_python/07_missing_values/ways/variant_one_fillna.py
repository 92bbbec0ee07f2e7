"""Right all the same: fillna takes a value for each column at once, from a dict."""

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype


def missing_report(df):
    report = df.isnull().agg(["sum", "mean"]).T if len(df) else pd.DataFrame(0.0, df.columns, ["sum", "mean"])
    report.columns = ["missing", "share"]
    return report.astype({"missing": "Int64", "share": "Float64"})


def impute(df, strategy):
    match strategy:
        case "mean" | "median" | "mode":
            pass
        case _:
            raise ValueError(f"{strategy}?")
    values = {}
    for name in df.columns[df.notna().any()]:
        modes = df[name].value_counts()
        values[name] = min(modes.index[modes == modes.max()])
        if is_numeric_dtype(df[name]) and not is_bool_dtype(df[name]) and strategy != "mode":
            values[name] = getattr(df[name], strategy)()
        if is_integer_dtype(df[name]):
            values[name] = round(values[name])
    return df.fillna(values)
