import csv

import pandas as pd


def load(path):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    df = pd.DataFrame(rows)
    df = df.replace({"": None, "NA": None, "?": None})
    for name in df:
        if name.endswith("date"):
            df[name] = pd.to_datetime(df[name], format="%Y-%m-%d")
        elif not name.endswith("id"):
            try:
                values = df[name].astype(float)
            except (TypeError, ValueError):
                continue
            whole = (values.dropna() % 1 == 0).all()
            df[name] = values.astype("Int64") if whole else values
    return df
