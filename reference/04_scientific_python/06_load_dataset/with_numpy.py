"""Loading a table as pandas does it, with each of its guesses turned off; NumPy has no tables."""

import csv

import pandas as pd


def load(path):
    """Read a CSV file, and refuse what does not fit."""
    with open(path, newline="", encoding="utf-8") as file:
        lines = file.readlines()
    top = next(i for i, line in enumerate(lines) if not line.startswith("#"))
    reader, where = csv.reader(lines[top:]), []
    width = len(next(reader))
    for cells in reader:
        if len(cells) not in (0, width):
            raise ValueError(f"line {top + reader.line_num}: {len(cells)} cells, {width} expected")
        where += [top + reader.line_num] * bool(cells)
    table = pd.read_csv(
        path, skiprows=top, dtype=str, index_col=False, keep_default_na=False, na_values=["", "NA", "?"]
    )
    return pd.DataFrame({name: _typed(name.lower(), table[name], where) for name in table})


def _typed(name, cells, where):
    present = cells.dropna()
    if name == "id" or name.endswith("_id"):
        return cells
    if name == "date" or name.endswith("_date"):
        good = pd.to_datetime(present, format="%Y-%m-%d", errors="coerce").notna()
        good &= present.str.fullmatch(r"\d{4}-\d\d-\d\d").astype(bool)
        if not good.all():
            raise ValueError(f"line {where[good.idxmin()]}: no date")
        return pd.to_datetime(cells, format="%Y-%m-%d")
    if len(present) and present.str.fullmatch(r"[+-]?\d+").all():
        return pd.Series([pd.NA if pd.isna(cell) else int(cell) for cell in cells], dtype="Int64")
    if present.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?").all():
        return cells.astype("float64")
    return cells
