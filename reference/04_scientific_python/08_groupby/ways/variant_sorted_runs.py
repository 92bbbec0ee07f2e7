"""Right all the same: sort the rows by key, cut where the key changes, average each piece."""

import numpy as np


def group_mean(keys, values):
    if tuple(keys.shape) != tuple(values.shape[:1]):
        raise ValueError("the lengths of keys and values differ")
    order = keys.argsort()
    keys, values = keys[order], values[order] / 1
    changes = [i for i in range(len(keys)) if i == 0 or int(keys[i]) != int(keys[i - 1])]
    means = values[changes] * 0
    for group, (start, stop) in enumerate(zip(changes, [*changes[1:], len(keys)], strict=False)):
        means[group] = values[start:stop].mean(0)
    return keys[changes], means


def summarize(df, by):
    present = df[df[by].notna()]
    columns = [name for name in df if name != by and np.issubdtype(np.asarray(df[name]).dtype, np.number)]
    pivot = present.pivot_table(index=by, values=columns, aggfunc=["count", "mean", "std"], dropna=False)
    summary = pivot.swaplevel(axis=1)
    return summary[[(name, what) for name in columns for what in ("count", "mean", "std")]]
