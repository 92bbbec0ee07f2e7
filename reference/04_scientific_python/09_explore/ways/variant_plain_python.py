"""Right all the same: lists, the statistics module and a loop over pairs."""

import math
import statistics

import pandas as pd


def explore(df):
    found = {"rows": df.shape[0], "missing": {}, "outliers": {}, "correlation": None}
    numbers = {}
    for name, column in df.items():
        found["missing"][name] = sum(1 for cell in column if pd.isna(cell))
        kind = str(column.dtype).lower().rstrip("0123456789")
        if kind in ("int", "float", "uint"):
            numbers[name] = [None if pd.isna(cell) else float(cell) for cell in column]
    for name, cells in numbers.items():
        x = [cell for cell in cells if cell is not None]
        if len(x) < 2:
            found["outliers"][name] = 0
            continue
        low, _, high = statistics.quantiles(x, n=4, method="inclusive")
        reach = (high - low) * 1.5
        found["outliers"][name] = sum(cell < low - reach or cell > high + reach for cell in x)
    names = list(numbers)
    for j in range(len(names)):
        for i in range(j):
            pairs = zip(numbers[names[i]], numbers[names[j]], strict=True)
            r = pearson([(x, y) for x, y in pairs if x is not None and y is not None])
            if r is not None and (found["correlation"] is None or abs(r) > abs(found["correlation"][2])):
                found["correlation"] = (names[i], names[j], r)
    return found


def pearson(pairs):
    xs, ys = {x for x, _ in pairs}, {y for _, y in pairs}
    if len(xs) < 2 or len(ys) < 2:
        return None
    mx, my = (math.fsum(side) / len(pairs) for side in zip(*pairs, strict=True))
    top = math.fsum((x - mx) * (y - my) for x, y in pairs)
    return top / math.sqrt(math.fsum((x - mx) ** 2 for x, _ in pairs) * math.fsum((y - my) ** 2 for _, y in pairs))
