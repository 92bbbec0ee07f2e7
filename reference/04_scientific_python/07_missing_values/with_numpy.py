"""Missing values with NumPy: the cells that are present, what is in the middle of them, and a copy with it."""

import numpy as np
import pandas as pd


def missing_report(df):
    """How many cells of each column are missing, and which share of the rows that is."""
    missing = np.array([int(df[name].isna().to_numpy().sum()) for name in df], dtype=np.int64)
    share = missing / len(df) if len(df) else np.zeros(len(missing))
    return pd.DataFrame({"missing": missing, "share": share}, index=df.columns)


def impute(df, strategy):
    """A new table in which each missing cell has a value that its column suggests."""
    if strategy not in ("mean", "median", "mode"):
        raise ValueError(f"{strategy} is none of mean, median, mode")
    filled = df.copy(deep=True)
    for i, name in enumerate(df):
        column, gaps = df[name], df[name].isna().to_numpy()
        dtype = column.dtype
        is_integer, is_float = pd.api.types.is_integer_dtype(dtype), pd.api.types.is_float_dtype(dtype)
        present = column.to_numpy(dtype=object)[~gaps]
        if not len(present) or not gaps.any():
            continue
        if strategy == "mode" or not (is_integer or is_float):
            kinds, counts = np.unique(present, return_counts=True)
            value = kinds[np.argmax(counts)]
        else:
            value = getattr(np, strategy)(present.astype(np.float64))
            value = int(np.rint(value)) if is_integer else dtype.type(value)
        filled.iloc[gaps, i] = value
    return filled
