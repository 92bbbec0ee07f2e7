from itertools import combinations

import numpy as np


def explore(df):
    numeric = df.select_dtypes("number")
    outliers = {}
    for name in numeric:
        values = numeric[name].dropna().to_numpy(dtype=float)
        q1, q3 = np.percentile(values, [25, 75])
        iqr = q3 - q1
        outliers[name] = np.sum((values < q1 - 1.5 * iqr) | (values > q3 + 1.5 * iqr))
    best = (None, None, 0.0)
    for a, b in combinations(numeric.columns, 2):
        both = numeric[[a, b]].dropna()
        r = np.corrcoef(both[a], both[b])[0, 1]
        if abs(r) > abs(best[2]):
            best = (a, b, r)
    return {"rows": len(df), "missing": df.isna().sum().to_dict(), "outliers": outliers, "correlation": best}
