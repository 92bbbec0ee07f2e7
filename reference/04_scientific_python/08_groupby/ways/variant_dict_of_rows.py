"""Right all the same: a Python dict of rows, and a table built by hand."""

import numpy as np
import pandas as pd


def group_mean(keys, values):
    if len(keys) != len(values):
        raise ValueError("one key for each row, please")
    if isinstance(values, np.ndarray):
        lib, values = np, values if values.dtype.kind == "f" else values.astype(np.float64)
    else:
        import torch as lib

        values = values if values.is_floating_point() else values.double()
    rows = {}
    for key, row in zip(keys.tolist(), values, strict=True):
        rows.setdefault(key, []).append(row)
    unique = sorted(rows)
    if not unique:
        return keys[:0], values[:0]
    means = [sum(rows[key]) / len(rows[key]) for key in unique]
    found = np.array(unique) if lib is np else lib.tensor(unique, device=keys.device)
    return found, lib.stack(means)


def summarize(df, by):
    groups = sorted(set(df[by].dropna()))
    table = {}
    for name in df.columns:
        if name == by or not pd.api.types.is_numeric_dtype(df[name].dtype):
            continue
        count, mean, std = [], [], []
        for group in groups:
            x = df.loc[df[by] == group, name].dropna().to_numpy(np.float64)
            count.append(len(x))
            mean.append(x.sum() / len(x) if len(x) else np.nan)
            std.append(np.sqrt(((x - x.mean()) ** 2).sum() / (len(x) - 1)) if len(x) > 1 else np.nan)
        table |= {(name, "count"): count, (name, "mean"): mean, (name, "std"): std}
    return pd.DataFrame(table, index=pd.Index(groups, name=by))
