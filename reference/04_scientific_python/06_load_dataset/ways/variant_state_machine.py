"""Right all the same: characters are read one by one, patterns tell the kinds apart, pandas only holds the result."""

import re

import numpy as np
import pandas as pd


def load(path):
    with open(path, encoding="utf-8", newline="") as file:
        (_, names), *rows = parsed(file.read().replace("\r\n", "\r"))
    for line, cells in rows:
        if len(cells) != len(names):
            raise ValueError(f"line {line}: {cells}")
    lines = [line for line, _ in rows]
    table = {name: [cells[i] for _, cells in rows] for i, name in enumerate(names)}
    return pd.DataFrame({name: typed(name, table[name], lines) for name in names}, columns=names)


def parsed(text):
    """Each row with the line on which it ends; a carriage return stands for both characters of Windows."""
    line, rows, cells, cell, within = 1, [], [], None, False
    while text.startswith("#"):
        text, line = re.split("[\r\n]", text, maxsplit=1)[1], line + 1
    for mark in text:
        if mark == '"':
            cell = (cell or "") + ("" if within or cell is None or not cell.endswith("\0") else '"')
            within = not within
            cell = cell.replace("\0", "") + ("" if within else "\0")
        elif within or mark not in ",\r\n":
            cell = (cell or "") + mark.replace("\r", "\r\n")
        elif mark == ",":
            cells, cell = [*cells, cell or ""], ""
        elif cell is not None:
            rows.append((line, [c.replace("\0", "") for c in [*cells, cell]]))
            cells, cell = [], None
        line += mark in "\r\n"
    return rows


def typed(name, cells, lines):
    cells = [None if cell in ("", "NA", "?") else cell for cell in cells]
    present = [cell for cell in cells if cell is not None]
    ending = name.lower().split("_")[-1]
    if ending == "date":
        for line, cell in zip(lines, cells, strict=True):
            if cell is not None and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
                raise ValueError(f"line {line}: {cell}")
            try:
                np.datetime64(cell or "NaT")
            except ValueError:
                raise ValueError(f"line {line}: {cell}") from None
        return np.array([cell or "NaT" for cell in cells], dtype="datetime64[s]")
    if ending != "id" and present:
        if all(re.fullmatch("[+-]?[0-9]+", cell) for cell in present):
            return pd.array([None if cell is None else int(cell) for cell in cells], dtype="Int64")
        if all(re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", cell, re.I) for cell in present):
            return pd.array([None if cell is None else float(cell) for cell in cells], dtype="Float64")
    return pd.array(cells, dtype="string")
