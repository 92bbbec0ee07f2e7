import numpy as np


def explore(df):
    numeric = df.select_dtypes(include=[np.number])
    outliers = {}
    for col in numeric.columns:
        q1 = numeric[col].quantile(0.25)
        q3 = numeric[col].quantile(0.75)
        iqr = q3 - q1
        lower = q1 - 1.5 * iqr
        upper = q3 + 1.5 * iqr
        outliers[col] = len(numeric[(numeric[col] < lower) | (numeric[col] > upper)])
    corr = numeric.corr()
    best = None
    for i in range(len(corr.columns)):
        for j in range(i):
            value = corr.iloc[i, j]
            if best is None or abs(value) > abs(best[2]):
                best = (corr.columns[j], corr.columns[i], value)
    return {
        "rows": len(df),
        "missing": df.isnull().sum().to_dict(),
        "outliers": outliers,
        "correlation": best,
    }
