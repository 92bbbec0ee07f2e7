import numpy as np
import pandas as pd


def group_mean(keys, values):
    unique, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    sums = np.bincount(inverse, weights=values)
    return unique, sums / counts


def summarize(df, by):
    grouped = df.groupby(by)
    out = {}
    for col in df.columns:
        if col != by and pd.api.types.is_numeric_dtype(df[col]):
            out[(col, "count")] = grouped[col].count()
            out[(col, "mean")] = grouped[col].mean()
            out[(col, "std")] = grouped[col].std()
    return pd.DataFrame(out)
