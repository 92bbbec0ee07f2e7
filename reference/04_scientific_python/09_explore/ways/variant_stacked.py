"""Right all the same: describe for the quartiles, and the upper triangle of all correlations in one column."""

import numpy as np
import pandas as pd


def explore(df):
    numeric = df.select_dtypes(include=["number"]).astype("float64")
    outliers = {}
    for name in numeric.columns:
        stats = numeric[name].describe()
        iqr = stats["75%"] - stats["25%"]
        low = numeric[name].lt(stats["25%"] - 1.5 * iqr)
        high = numeric[name].gt(stats["75%"] + 1.5 * iqr)
        outliers[name] = (low | high).sum()
    return {
        "missing": {name: int(np.sum(pd.isnull(df[name]))) for name in df.columns},
        "rows": len(df.index),
        "outliers": outliers,
        "correlation": strongest(numeric),
    }


def strongest(numeric):
    r = numeric.corr(min_periods=2).to_numpy()
    r = np.where(np.triu(np.ones_like(r, dtype=bool), k=1), r, np.nan)
    if np.isnan(r).all():
        return None
    i, j = np.unravel_index(np.nanargmax(np.abs(r)), r.shape)
    return numeric.columns[i], numeric.columns[j], r[i, j]
