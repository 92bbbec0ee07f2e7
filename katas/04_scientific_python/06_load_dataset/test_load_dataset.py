"""Loading a table keeps what is written, knows what is missing, and refuses what does not fit."""

import csv
import datetime
import io
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.api import types

from dojo import edges
from dojo.datasets import shipped

pytestmark = pytest.mark.kata(minutes=30, targets="python")

HERE = Path(__file__).parent
STOCKS = ("matplotlib", "mpl-data/sample_data/Stocks.csv")
OTHER_DATES = ("matplotlib", "mpl-data/sample_data/msft.csv")
IRIS = ("sklearn", "datasets/data/iris.csv")
BREAST_CANCER = ("sklearn", "datasets/data/breast_cancer.csv")

WORKED = [
    "id,date,title,tokens,loss",
    "007,2024-03-01,web,512,2.5",
    "012,2024-02-29,null,?,3",
    "?,2023-12-31,NA,64,",
]

_MARKERS = st.sampled_from(["", "NA", "?"])
_IDS = st.sampled_from(["007", "0", "12", "1e3", "a-7"])
_DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 12, 31)).map(str)
_WORDS = st.sampled_from(["web", "null", "nan", "None", "N/A", "a, b", "C#", "#1", 'the "token"', "two\nlines", "été"])
_COUNTS = st.one_of(st.integers(-3, 3), st.integers(2**53, 2**60)).map(str)
_NUMBERS = st.floats(-100, 100).map(repr)
COLUMNS = {
    "id": (_IDS, "007"),
    "author_id": (_IDS, "42"),
    "DATE": (_DATES, "2024-02-29"),
    "release_date": (_DATES, "2023-12-31"),
    "title": (_WORDS, "web"),
    "update": (_WORDS, "#1"),
    "paid": (_COUNTS, "3"),
    "tokens": (_COUNTS, "512"),
    "loss": (_NUMBERS, "2.5"),
}
"""What the cells of a column may be, and one for its first row, which says what kind it is."""


PLAIN_COLUMNS = {
    "id": (_IDS, "007"),
    "author_id": (_IDS, "42"),
    "date": (_DATES, "2024-02-29"),
    "release_date": (_DATES, "2023-12-31"),
    "title": (st.sampled_from(["web", "null", "None", "N/A", "a, b", "to be"]), "web"),
    "tokens": (st.integers(-3, 3000).map(str), "512"),
    "loss": (st.sampled_from(["0.25", "3", "-1.5", "12.75"]), "2.5"),
}


@st.composite
def files(draw, columns=COLUMNS):
    """The lines of a file that fits, with missing cells, quotes, and breaks inside a cell."""
    names = draw(st.lists(st.sampled_from(list(columns)), unique=True, min_size=2, max_size=4))
    rows = [[columns[name][1] for name in names]]
    for _ in range(draw(st.integers(0, 4))):
        rows.append([draw(st.one_of(columns[name][0], _MARKERS)) for name in names])
    return written([names, *rows])


def written(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().split("\n")[:-1]


# ------------------------------------------------------------------ what a table holds


def kind_of(column):
    if types.is_datetime64_any_dtype(column.dtype):
        return "dates"
    if types.is_integer_dtype(column.dtype):
        return "whole numbers"
    if types.is_float_dtype(column.dtype):
        return "numbers"
    is_text = types.is_string_dtype(column.dtype) and all(isinstance(cell, str) for cell in column.dropna())
    return "text" if is_text else str(column.dtype)


def contents_of(column):
    """The cells as plain values, None where one is missing; numbers as an array."""
    kind = kind_of(column)
    if kind == "numbers":
        return column.to_numpy(np.float64, na_value=np.nan)
    plain = {"dates": lambda cell: str(cell).removesuffix(" 00:00:00"), "whole numbers": int}.get(kind, str)
    return [None if pd.isna(cell) else plain(cell) for cell in column]


def contents(table):
    if type(table) is not pd.DataFrame:
        raise ValueError(f"load returned a {type(table).__name__}, where a DataFrame is due")
    return {
        "index": [str(label) for label in table.index],
        "columns": [str(name) for name in table],
        "kinds": {str(name): kind_of(table[name]) for name in table},
        "cells": {str(name): contents_of(table[name]) for name in table},
    }


def _load_lines(solution, lines):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes("".join(f"{line}\n" for line in lines).encode())
        return solution.load(path)


def lines_loaded(solution, lines):
    """What comes of a file with these lines."""
    return contents(_load_lines(solution, lines))


def file_loaded(solution, name):
    return contents(solution.load(str(HERE / name)))


def shipped_file_loaded(solution, package, file):
    return contents(solution.load(shipped(package, file)))


def lines_refused(solution, lines):
    return str(_load_lines(solution, lines))


def file_refused(solution, name):
    return str(solution.load(HERE / name))


def shipped_file_refused(solution, package, file):
    return str(solution.load(shipped(package, file)))


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    table = kata.check(lines_loaded, WORKED)
    kata.equal(table["cells"]["id"], ["007", "012", None], "an id is text, with its zeros")
    kata.equal(table["cells"]["title"], ["web", "null", None], "text stays as it is written")
    kata.equal(table["cells"]["tokens"], [512, None, 64], "tokens are whole numbers, and one is missing")
    kata.equal(table["cells"]["loss"], [2.5, 3.0, np.nan], "the losses are 2.5, 3 and a missing one")


@given(files(PLAIN_COLUMNS))
@example(["author_id,tokens", "7,1", "NA,2", "0012,3"])
@example(["release_date,title", "2024-02-29,web", "?,null", ",NA"])
@example(["title,tokens", '"Attention, explained",1', "web,2"])
@example(["id,title", "1,web", "1,web", "NA,?", "1,web"])
@example(["tokens,id,title", "3,9,b", "1,8,c", "2,7,a"])
@example(["id,loss", *(f"{i:03},{i / 8}" for i in range(40))])
def test_agrees_with_pandas(kata, lines):
    kata.check(lines_loaded, lines)


@pytest.mark.parametrize("marker", ["", "NA", "?"])
def test_each_marker_is_missing_in_each_column(kata, marker):
    names = ["word", "id", "date", "tokens", "loss"]
    good = ["web", "007", "2024-03-01", "512", "2.5"]
    gaps = [[marker if i == j else cell for i, cell in enumerate(good)] for j in range(5)]
    table = kata.check(lines_loaded, written([names, good, *gaps]))
    kata.equal(table["index"], list("012345"), "a row with a missing cell is still a row")


def test_reads_the_flowers_that_fisher_measured(kata):
    table = kata.check(shipped_file_loaded, *IRIS)
    kata.require(len(table["index"]) == 150, "there are 150 flowers")


# --------------------------------------------------------------------------------------- edges


@edges
def test_reads_the_documents_of_a_crawler(kata):
    kata.check(file_loaded, "documents.csv")


@edges
@given(files())
@example(["tokens,loss", "1,1.0", "9007199254740993,2.0", "?,3.0"])
@example(["user_id,Paper_ID,paid,valid", "01,02,03,04", "05,06,07,08"])
@example(["a_date,Release_Date,candidate,update", "2024-02-29,1999-12-31,7,1.5", ",?,8,2.5"])
@example(["ID,DATE,k", "0x10,1999-12-31,-1", "1e3,2000-01-01,+2"])
@example(["title,n", "#1 of all,1", "#2,2", "web,3"])
@example(["word,n", "web,1", "null,2", "nan,3", "None,4", "N/A,5", "n/a,6", "NULL,7", "-,8", "na,9"])
@example(["word,n", '"two', 'lines",2', '"a ""token""",3'])
@example(["word,n,tokens", "web,?,512", "books,,NA", "?,2.5,?"])
@example(["public,open,n", "True,false,1", "False,true,2", "?,,3"])
@example(["loss,word,k", "1,1,?", "2.5,web,2", "-3e2,2,x"])
@example(["tokens,word", "1e3,1", "20,2"])
@example(["a,b,c,d", "1_000,0x10,inf,nan", "2,3,4,5"])
@example(["a,b,c,d", "Infinity,-inf,NaN,+nan", "2,3,4,5"])
@example(["a,b", " 3,4 ", "5,6"])
@example(['"a, b",date', "1,NA", "2,?"])
@example(["a,b,c,d", ".5,1.,+1E-2,-0", "2,3,4,5"])
@example(["n,word", "1, two ", "2,three", "3, NA", "4,? "])
def test_a_cell_is_what_is_written_in_it(kata, lines):
    kata.check(lines_loaded, lines)


@edges
@given(files(), st.integers(0, 3), st.data())
@example(["title,tokens", "web,1", "books,2"], 2, None)
def test_comments_above_and_empty_lines_change_nothing(kata, lines, comments, data):
    end = len(lines) if data is None else data.draw(st.sampled_from([1, len(lines)]), "empty line at")
    airy = [f"# {i}, an id" for i in range(comments)] + [*lines[:end], "", *lines[end:]]
    plain, table = kata.run(lines_loaded, lines), kata.run(lines_loaded, airy)
    kata.equal([str(table)], [str(plain)], "a comment above the table, or an empty line, changes nothing")


@edges
def test_reads_a_file_from_windows(kata):
    """Where lines end in another way, also within a cell, which stays as it is."""
    table = kata.check(lines_loaded, ["word,n\r", "web,1\r", '"two\r', 'lines",2\r'])
    kata.equal(table["cells"]["word"], ["web", "two\r\nlines"], "a line break within a cell stays as it is")


@edges(pinned=False)
def test_a_header_alone_is_a_table_without_rows(kata):
    table = kata.run(lines_loaded, ["id,date,title,tokens"])
    kata.equal(list(table["cells"]), ["id", "date", "title", "tokens"], "the columns are there without rows")
    kata.equal(table["index"], [], "there are no rows")


@edges
def test_reads_thirty_years_of_stocks(kata):
    """Dates, empty cells and a comment, from Matplotlib's sample data."""
    table = kata.check(shipped_file_loaded, *STOCKS)
    kata.require(table["kinds"]["Date"] == "dates", "Date holds dates")


WIDE = [*["# one", "# two", "id,title,n", "", "1,web,2", "", ""], *['2,"a', "b", "c", "d", 'e",3']]
MALFORMED = {
    "a cell too few": (3, ["id,title,tokens", "1,web,2", "2,web", "3,web,4"]),
    "a cell too many": (3, ["id,title,tokens", "1,web,2", "2,web,3,4", "3,web,4"]),
    "a comma too many in each row": (2, ["id,title,tokens", "1,web,2,", "2,web,3,"]),
    "a comma that is not quoted": (3, ["id,title,tokens", "1,web,2", "2,to be, or not,3"]),
    "a last row that was cut off": (4, ["id,title,tokens", "1,web,2", "2,web,3", "3"]),
    "the first row": (2, ["id,title,tokens", "1,web", "2,web,3"]),
    "two rows": (3, ["id,title,tokens", "1,web,2", "2,web", "3,web,4", "4"]),
    "a long row below a comment": (4, ["# of 2024", "id,title,tokens", "1,web,2", "2,web,3,4"]),
    "a long row below an empty line": (6, ["id,title,tokens", "", "1,web,2", "", "", "2,web,3,4"]),
    "a long row below a cell of three lines": (5, ["id,title,tokens", '1,"a', "b", 'c",2', "2,web,3,4"]),
}
NO_DATES = {
    "a word": (3, ["id,date", "1,2024-03-01", "2,yesterday", "3,2024-03-01"]),
    "month or day first": (3, ["id,release_date", "1,2024-03-01", "2,03/04/2024"]),
    "all of them": (2, ["id,date", "1,03/04/2024", "2,05/04/2024"]),
    "another marker": (4, ["id,date", "1,?", "2,2024-03-01", "3,none"]),
    "a day that there is not": (4, ["id,Date", "1,2024-02-29", "2,", "3,2023-02-29"]),
    "two of them": (3, ["id,date", "1,2024-03-01", "2,soon", "3,later"]),
    "below comments and empty lines": (6, ["# one", "# two", "id,date", "1,2024-03-01", "", "2,soon"]),
    "below a cell of two lines": (4, ["title,date", '"a', 'b",2024-03-01', "c,soon"]),
    "a word that pandas understands": (3, ["id,date", "1,2024-03-01", "2,today"]),
    "a month of one digit": (3, ["id,date", "1,2024-03-01", "2,2024-3-1"]),
    "a time of day": (3, ["id,date", "1,2024-03-01", "2,2024-03-01 00:00:00"]),
    "no hyphens": (3, ["id,date", "1,2024-03-01", "2,20240301"]),
}


@edges
@pytest.mark.parametrize("row", ["3,web", "3,web,4,5"])
def test_refuses_a_row_below_comments_empty_lines_and_breaks_in_cells(kata, row):
    """The third row is line 13 of the file: 2 comments, the header, 3 empty lines and 4 breaks come before it."""
    kata.check_raises(ValueError, lines_refused, [*WIDE, row], says=["line 13"])


@edges
@pytest.mark.parametrize(("line", "lines"), MALFORMED.values(), ids=MALFORMED)
def test_refuses_a_malformed_row(kata, line, lines):
    kata.check_raises(ValueError, lines_refused, lines, says=[f"line {line}"])


@edges
@pytest.mark.parametrize(("line", "lines"), NO_DATES.values(), ids=NO_DATES)
def test_refuses_what_is_no_date(kata, line, lines):
    kata.check_raises(ValueError, lines_refused, lines, says=[f"line {line}"])


@edges
def test_refuses_the_damaged_documents(kata):
    """A title with two commas and no quotes, on line 11."""
    kata.check_raises(ValueError, file_refused, "documents_damaged.csv", says=["line 11"])


@edges
def test_refuses_a_file_whose_first_line_is_no_header(kata):
    """scikit-learn's breast_cancer.csv has 4 cells in its first line, and 31 in all others."""
    kata.check_raises(ValueError, shipped_file_refused, *BREAST_CANCER, says=["line 2"])


@edges
def test_refuses_dates_in_another_notation(kata):
    """Matplotlib's msft.csv has dates like 19-Sep-03."""
    kata.check_raises(ValueError, shipped_file_refused, *OTHER_DATES, says=["line 2"])
