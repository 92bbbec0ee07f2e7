import pandas as pd

NA_VALUES = ["", "NA", "?"]


def load(path):
    header = pd.read_csv(path, nrows=0)
    dtypes = {name: str for name in header if name.split("_")[-1] == "id"}
    df = pd.read_csv(path, dtype=dtypes, na_values=NA_VALUES, keep_default_na=False)
    for name in df.columns:
        if name.split("_")[-1] == "date":
            df[name] = pd.to_datetime(df[name], format="%Y-%m-%d")
        elif df[name].dtype == "float64":
            present = df[name].dropna()
            if (present == present.round()).all():
                df[name] = df[name].astype("Int64")
    return df
