import pandas as pd


def load(path):
    columns = pd.read_csv(path, nrows=0).columns
    ids = [c for c in columns if c == "id" or c.endswith("_id")]
    dates = [c for c in columns if c == "date" or c.endswith("_date")]
    return pd.read_csv(
        path,
        dtype=dict.fromkeys(ids, "string"),
        parse_dates=dates,
        keep_default_na=False,
        na_values=["", "NA", "?"],
        dtype_backend="numpy_nullable",
    )
