import pandas as pd


def missing_report(df):
    missing = df.isnull().sum()
    return pd.DataFrame({"missing": missing, "share": missing / len(df)})


def impute(df, strategy):
    df = df.copy()
    for col in df.columns:
        if pd.api.types.is_numeric_dtype(df[col]) and strategy == "mean":
            df[col] = df[col].fillna(df[col].mean())
        elif pd.api.types.is_numeric_dtype(df[col]) and strategy == "median":
            df[col] = df[col].fillna(df[col].median())
        else:
            df[col] = df[col].fillna(df[col].mode()[0])
    return df
