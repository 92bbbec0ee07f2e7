def explore(df):
    summary = {"rows": len(df.index), "missing": {}, "outliers": {}}
    for column in df:
        summary["missing"][column] = int(df[column].isna().sum())
    numeric = df.select_dtypes(include="number")
    stats = numeric.describe()
    for column in numeric:
        q1, q3 = stats.loc["25%", column], stats.loc["75%", column]
        whisker = 1.5 * (q3 - q1)
        too_low = numeric[column] < q1 - whisker
        too_high = numeric[column] > q3 + whisker
        summary["outliers"][column] = int(too_low.sum() + too_high.sum())
    corr = numeric.corr().unstack()
    corr = corr[corr.index.get_level_values(0) != corr.index.get_level_values(1)]
    strongest = corr.abs().sort_values(ascending=False, kind="stable").index[0]
    summary["correlation"] = (*strongest, corr[strongest])
    return summary
