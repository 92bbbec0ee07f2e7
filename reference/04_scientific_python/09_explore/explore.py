"""Exploring a table: each of the four questions is a line, and max with a default answers the empty case."""

from itertools import combinations

import numpy as np


def explore(df):
    """Sum up a table."""
    numeric = df.select_dtypes("number")
    return {
        "rows": len(df),
        "missing": df.isna().sum().to_dict(),
        "outliers": {name: count_outliers(numeric[name]) for name in numeric},
        "correlation": strongest_correlation(numeric),
    }


def count_outliers(column):
    """How many numbers lie far outside the middle half."""
    low, high = column.quantile([0.25, 0.75])
    reach = 1.5 * (high - low)
    return int(((column < low - reach) | (column > high + reach)).sum())


def strongest_correlation(numeric):
    """The two columns that go together most, or against each other; None where there are none."""
    r = numeric.corr()
    pairs = [(a, b, float(r.loc[a, b])) for a, b in combinations(numeric, 2)]
    return max((pair for pair in pairs if not np.isnan(pair[2])), key=lambda pair: abs(pair[2]), default=None)
