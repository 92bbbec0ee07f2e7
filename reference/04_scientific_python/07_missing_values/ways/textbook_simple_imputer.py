import pandas as pd
from sklearn.impute import SimpleImputer


def missing_report(df):
    n_rows, _ = df.shape
    nulls = df.isna().to_numpy().sum(axis=0)
    return pd.DataFrame({"missing": nulls, "share": nulls / n_rows}, index=df.columns)


def impute(df, strategy):
    result = df.copy()
    sklearn_name = "most_frequent" if strategy == "mode" else strategy
    for name in df.columns:
        if df[name].dtype.kind == "f":
            imputer = SimpleImputer(strategy=sklearn_name)
            result[name] = imputer.fit_transform(df[[name]]).ravel()
        elif df[name].isna().any():
            kinds = {"mean": df[name].mode, "median": df[name].mode, "mode": df[name].mode}
            whole = str(df[name].dtype) == "Int64" and strategy != "mode"
            value = df[name].agg(strategy) if whole else kinds[strategy]()[0]
            result[name] = df[name].fillna(value)
    return result
