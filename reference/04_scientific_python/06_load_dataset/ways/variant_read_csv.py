"""Right all the same: read_csv finds the dtypes, told what not to guess, after the cells of each row were counted."""

import csv

import pandas as pd


def load(path):
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    top = 0
    while lines[top].startswith("#"):
        top += 1
    reader = csv.reader(lines[top:])
    names, numbers = next(reader), []
    for row in reader:
        if not row:
            continue
        numbers.append(top + reader.line_num)
        if len(row) != len(names):
            raise ValueError(f"{path}, line {numbers[-1]}: {len(row)} cells, expected {len(names)}")
    ids = [name for name in names if name.lower().split("_")[-1] == "id"]
    days = [name for name in names if name.lower().split("_")[-1] == "date"]
    told = {"skiprows": top, "index_col": False, "keep_default_na": False, "na_values": ["", "NA", "?"]}
    df = pd.read_csv(path, dtype=dict.fromkeys(ids + days, "string"), dtype_backend="numpy_nullable", **told)
    text = pd.read_csv(path, dtype="string", **told)
    for name in names:
        if not text[name].dropna().str.fullmatch("[-+.0-9]+([eE][-+0-9]+)?").all():
            df[name] = text[name]
    for name in days:
        iso = df[name].str.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}")
        day = pd.to_datetime(df[name].where(iso.fillna(False).astype(bool)), errors="coerce", format="%Y-%m-%d")
        bad = (day.isna() & df[name].notna()).to_numpy()
        if bad.any():
            raise ValueError(f"{name}: no date in line {numbers[bad.argmax()]}")
        df[name] = day
    return df
