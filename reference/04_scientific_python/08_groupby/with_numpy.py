"""Group by as pandas has it, for NumPy has none."""

import numpy as np
import pandas as pd


def group_mean(keys, values):
    """Average the rows of each group."""
    means = pd.DataFrame(values).groupby(keys).mean()
    dtype = np.result_type(values, np.float32)  # pandas may answer float32 in float64
    return means.index.to_numpy(), means.to_numpy(dtype).reshape(len(means), *values.shape[1:])


def summarize(df, by):
    """Count, mean and standard deviation of each numeric column, for each group."""
    groups = df.groupby(by)
    numeric = df.drop(columns=by).select_dtypes("number").columns
    return pd.concat({name: groups[name].agg(["count", "mean", "std"]) for name in numeric}, axis=1)
