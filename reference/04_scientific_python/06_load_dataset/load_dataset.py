"""Loading a table: the index holds the line of each row until the end, so that an error can name it."""

import csv
import itertools

import pandas as pd

MISSING = ["", "NA", "?"]
DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"


def load(path):
    """Read a CSV file, and refuse what does not fit."""
    names, rows = read_rows(path)
    table = pd.DataFrame(list(rows.values()), index=list(rows), columns=names)
    table = table.mask(table.isin(MISSING))
    for name in names:
        ending = name.lower().rpartition("_")[2]  # author_id ends in id, and so does ID
        if ending == "date":
            table[name] = dates(table[name])
        elif ending != "id":
            table[name] = numbers(table[name])
    return table.reset_index(drop=True)


def read_rows(path):
    """The names of the columns, and the cells of each row by its line in the file."""
    with open(path, newline="", encoding="utf-8") as file:
        comments = len(list(itertools.takewhile(lambda line: line.startswith("#"), file)))
        file.seek(0)
        reader = csv.reader(itertools.islice(file, comments, None))
        names, rows = next(reader), {}
        for cells in filter(None, reader):  # an empty line has no cells
            line = comments + reader.line_num
            if len(cells) != len(names):
                raise ValueError(f"line {line}: {len(cells)} cells for {len(names)} columns")
            rows[line] = cells
    return names, rows


def dates(cells):
    """Cells like 2024-03-01 as dates."""
    present = cells.dropna()
    spelt = present[present.str.fullmatch(DATE).astype(bool)]  # pandas also takes 2024-3-1 and today
    found = pd.to_datetime(spelt, format="%Y-%m-%d", errors="coerce").reindex(cells.index)
    wrong = cells[found.isna() & cells.notna()]
    if len(wrong):
        raise ValueError(f"line {wrong.index[0]}: {wrong.iloc[0]!r} is no date like 2024-03-01")
    return found


def numbers(cells):
    """Cells as numbers, where all of them are; text stays text."""
    if cells.dropna().str.fullmatch(NUMBER).all():
        return pd.to_numeric(cells, dtype_backend="numpy_nullable")
    return cells
