import numpy as np
import pandas as pd


def missing_report(df):
    total = len(df)
    rows = []
    for name in df.columns:
        n_missing = total - df[name].count()
        rows.append({"column": name, "missing": n_missing, "share": n_missing / total})
    return pd.DataFrame(rows).set_index("column")


def impute(df, strategy):
    out = df.copy(deep=True)
    for name in out.columns:
        values = out[name].dropna()
        if strategy == "mode" or not np.issubdtype(np.asarray(values).dtype, np.number):
            fill_value = values.value_counts().idxmax()
        elif strategy == "mean":
            fill_value = np.mean(values)
        else:
            fill_value = np.median(values)
        out.loc[out[name].isna(), name] = fill_value
    return out
