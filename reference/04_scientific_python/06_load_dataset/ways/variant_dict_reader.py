"""Right all the same: the csv module does the reading, Python the typing, and pandas only holds the result."""

import csv
import re
from datetime import datetime

import pandas as pd


def load(path):
    columns, where, skipped = {}, [], 0
    with open(path, encoding="utf-8", newline="") as file:
        position = file.tell()
        while file.readline().startswith("#"):
            skipped, position = skipped + 1, file.tell()
        file.seek(position)
        reader = csv.DictReader(file, restkey="too many", restval=None, strict=True)
        columns = {name: [] for name in reader.fieldnames}
        for row in reader:
            line = reader.line_num + skipped
            if "too many" in row or None in row.values():
                raise ValueError(f"Line {line} has another number of cells than the header")
            where.append(line)
            for name, cell in row.items():
                columns[name].append(None if cell in ("", "NA", "?") else cell)
    return pd.DataFrame({name: typed(name, cells, where) for name, cells in columns.items()})


def typed(name, cells, where):
    present = [cell for cell in cells if cell is not None]
    if re.search(r"(^|_)id$", name, re.IGNORECASE):
        return pd.array(cells, dtype="string")
    if re.search(r"(^|_)date$", name, re.IGNORECASE):
        found = []
        for line, cell in zip(where, cells, strict=True):
            try:
                found.append(None if cell is None else datetime.strptime(cell, "%Y-%m-%d" + " " * (len(cell) != 10)))
            except ValueError:
                raise ValueError(f"line {line}: {cell}") from None
        return pd.to_datetime(pd.Series(found, dtype=object))
    for convert, dtype in ((int, "Int64"), (float, "float64")):
        try:
            [convert("x" if re.search("[a-df-z_ ]", cell, re.IGNORECASE) else cell) for cell in present]
        except ValueError:
            continue
        return pd.array([None if cell is None else convert(cell) for cell in cells], dtype=dtype)
    return pd.Series(cells, dtype=object)
