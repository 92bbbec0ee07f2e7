"""Right all the same: who belongs to which group as a matrix of 0 and 1."""

import pandas as pd
from array_api_compat import array_namespace


def group_mean(keys, values):
    xp = array_namespace(keys, values)
    if keys.shape[0] != values.shape[0]:
        raise ValueError(f"{tuple(keys.shape)} keys, {tuple(values.shape)} values")
    flat = xp.reshape(values / 1, (values.shape[0], -1 if values.shape[0] else max(1, *values.shape[1:], 1)))
    unique = xp.unique_counts(xp.sort(keys)).values
    unique = xp.sort(unique)
    member = xp.astype(unique[:, None] == keys[None, :], flat.dtype)  # (groups, rows)
    means = (member @ flat) / xp.sum(member, axis=1)[:, None]
    return unique, xp.reshape(means, (unique.shape[0], *values.shape[1:]))


def summarize(df, by):
    numeric = list(df.drop(columns=[by]).select_dtypes(include="number").columns)
    grouped = df[[by, *numeric]].groupby(by)
    parts = {"count": grouped.count(), "mean": grouped.mean(), "std": grouped.std()}
    return pd.concat(parts, axis=1).swaplevel(axis=1).sort_index(axis=1)
