import contextlib

import pandas as pd


def load(path):
    df = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=["", "NA", "?"])
    for col in df.columns:
        if col == "id" or col.endswith("_id"):
            continue
        if col == "date" or col.endswith("_date"):
            df[col] = pd.to_datetime(df[col])
        else:
            with contextlib.suppress(ValueError):
                df[col] = pd.to_numeric(df[col])
    return df.convert_dtypes()
