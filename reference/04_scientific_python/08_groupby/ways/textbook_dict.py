from collections import defaultdict

import numpy as np


def group_mean(keys, values):
    sums = defaultdict(float)
    counts = defaultdict(int)
    for key, value in zip(keys, values, strict=False):
        sums[key] += value
        counts[key] += 1
    unique = sorted(sums)
    return np.array(unique), np.array([sums[k] / counts[k] for k in unique])


def summarize(df, by):
    numeric = df.drop(columns=by).select_dtypes(include=np.number).columns.tolist()
    stats = {column: ["count", "mean", "std"] for column in numeric}
    return df.groupby(by).agg(stats)
