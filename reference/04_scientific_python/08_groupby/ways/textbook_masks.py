import numpy as np


def group_mean(keys, values):
    unique = np.unique(keys)
    means = np.array([values[keys == k].mean(axis=0) for k in unique])
    return unique, means


def summarize(df, by):
    numeric = df.select_dtypes("number").columns
    return df.groupby(by)[list(numeric)].agg(["count", "mean", "std"])
