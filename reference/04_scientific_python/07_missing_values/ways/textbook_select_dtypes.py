import pandas as pd


def missing_report(df):
    report = pd.DataFrame(index=df.columns)
    report["missing"] = df.isna().sum()
    report["share"] = df.isna().mean()
    return report


def impute(df, strategy):
    if strategy not in {"mean", "median", "mode"}:
        raise ValueError("unknown strategy: " + strategy)
    result = df.copy()
    modes = df.mode().iloc[0]
    if strategy == "mode":
        return result.fillna(modes)
    numbers = df.select_dtypes(include="number").columns
    result[numbers] = df[numbers].fillna(df[numbers].agg(strategy))
    others = df.columns.difference(numbers)
    result[others] = result[others].fillna(modes[others])
    return result
