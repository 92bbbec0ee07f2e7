import numpy as np


def explore(df):
    numeric = df.select_dtypes("number")
    q1, q3 = numeric.quantile(0.25), numeric.quantile(0.75)
    iqr = q3 - q1
    outside = (numeric < q1 - 1.5 * iqr) | (numeric > q3 + 1.5 * iqr)
    corr = numeric.corr()
    upper = corr.where(np.triu(np.ones(corr.shape), k=1).astype(bool))
    pairs = upper.stack()
    a, b = pairs.abs().idxmax()
    return {
        "rows": df.shape[0],
        "missing": dict(df.isna().sum()),
        "outliers": dict(outside.sum()),
        "correlation": (a, b, pairs[a, b]),
    }
