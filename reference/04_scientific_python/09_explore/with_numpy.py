"""A first look at a table, with arrays: quartiles and correlations by NumPy."""

import numpy as np
from pandas.api import types


def explore(df):
    """Sum up a table."""
    numbers = {
        name: df[name].to_numpy(np.float64, na_value=np.nan)
        for name in df
        if types.is_integer_dtype(df[name].dtype) or types.is_float_dtype(df[name].dtype)
    }
    outliers, best = {}, None
    for name, x in numbers.items():
        x = x[~np.isnan(x)]
        low, high = np.quantile(x, [0.25, 0.75]) if x.size else (0.0, 0.0)
        outliers[name] = int(np.sum(np.abs(x - (low + high) / 2) > 2 * (high - low)))
    names = list(numbers)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            both = ~np.isnan(numbers[a]) & ~np.isnan(numbers[b])
            x, y = numbers[a][both], numbers[b][both]
            if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
                continue
            x, y = x - x.mean(), y - y.mean()
            r = float(x @ y / np.sqrt((x @ x) * (y @ y)))
            if best is None or abs(r) > abs(best[2]):
                best = (a, b, r)
    missing = {name: int(df[name].isna().sum()) for name in df}
    return {"rows": len(df), "missing": missing, "outliers": outliers, "correlation": best}
