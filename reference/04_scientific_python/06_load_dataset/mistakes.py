"""What beginners hand in for loading a table, and what to tell them."""

import csv
from pathlib import Path

import pandas as pd
from load_dataset import MISSING, dates, load, numbers, read_rows

from dojo import mistake


def _is_id(name):
    return name.lower() == "id" or name.lower().endswith("_id")


def _is_date(name):
    return name.lower() == "date" or name.lower().endswith("_date")


def _load(path, read=read_rows, missing=MISSING, is_id=_is_id, is_date=_is_date, dates=dates, numbers=numbers):
    """The model solution with one part exchanged."""
    names, rows = read(path)
    table = pd.DataFrame(list(rows.values()), index=list(rows), columns=names, dtype=str)
    table = table.mask(table.isin(missing))
    for name in names:
        if is_date(name):
            table[name] = dates(table[name])
        elif not is_id(name):
            table[name] = numbers(table[name])
    return table.reset_index(drop=True)


def _lines(path):
    with open(path, newline="", encoding="utf-8") as file:
        return file.readlines()


def _cells(lines, comments=0):
    """The names, and all rows by their line, of whatever length."""
    reader = csv.reader(lines[comments:])
    names = next(reader)
    rows = {}
    for cells in filter(None, reader):
        rows[comments + reader.line_num] = cells
    return names, rows


def _comments(lines):
    return next(i for i, line in enumerate(lines) if not line.startswith("#"))


def _read(path):
    lines = _lines(path)
    return _cells(lines, _comments(lines))


def _checked(names, rows):
    for line, cells in rows.items():
        if len(cells) != len(names):
            raise ValueError(f"line {line}: {len(cells)} cells for {len(names)} columns")
    return names, rows


def _relabelled(path, relabel):
    """The model solution, whose errors name another line."""
    labels = {}

    def read(path):
        names, rows = _read(path)
        labels.update(zip(rows, relabel(rows), strict=True))
        return _checked(names, {labels[line]: cells for line, cells in rows.items()})

    return _load(path, read)


# ------------------------------------------------------------------ comments


HASHES = (
    "Only whole lines above the header are comments, and are to be skipped: else the first is taken for the header."
    " Any other # is text, as in C#, and comment='#' cuts off the rest of its line."
)
"""Both mistakes raise an error for the first file that is judged, and look alike there."""


@mistake("load", HASHES)
def cuts_at_every_hash(path):
    def cut(path):
        lines = [line if line.startswith("#") else line.partition("#")[0] for line in _lines(path)]
        return _checked(*_cells(lines, _comments(lines)))

    return _load(path, cut)


@mistake("load", HASHES)
def takes_comments_for_the_header(path):
    return _load(path, lambda path: _checked(*_cells(_lines(path))))


# ------------------------------------------------------------------ ids, by their name


@mistake(
    "load",
    "The ids became numbers and lost their zeros: 007 is 7. An id is a name, whatever it looks like. Read it as text"
    " from the start, with dtype=str.",
)
def reads_ids_as_numbers(path):
    return _load(path, is_id=lambda name: False)


@mistake(
    "load",
    "The ids were read as numbers and made text afterwards, too late: the zeros are gone, and where an id is missing, 7"
    " has become 7.0. Read them as text from the start, with dtype=str.",
)
def makes_text_of_numbers(path):
    def late(cells):
        try:
            return pd.to_numeric(cells).astype(str).where(cells.notna())
        except ValueError:
            return cells

    table = load(path)
    for name in filter(_is_id, table):
        table[name] = late(table[name])
    return table


@mistake(
    "load",
    "Only columns called id and date were recognised. A name that ends in _id or _date says the same: author_id.",
)
def knows_the_plain_names_alone(path):
    return _load(path, is_id=lambda name: name.lower() == "id", is_date=lambda name: name.lower() == "date")


@mistake(
    "load",
    "Date and ID, with capital letters, are not recognised. Compare the names in lower case, and leave them as they"
    " are in the table.",
)
def minds_the_case(path):
    return _load(
        path,
        is_id=lambda name: name == "id" or name.endswith("_id"),
        is_date=lambda name: name == "date" or name.endswith("_date"),
    )


@mistake(
    "load",
    "paid ends in the letters of id, and update in those of date: they are words of their own. The whole name is id, or"
    " it ends in _id; the same goes for date.",
)
def looks_at_the_last_letters(path):
    return _load(
        path,
        is_id=lambda name: name.lower().endswith("id"),
        is_date=lambda name: name.lower().endswith("date"),
    )


# ------------------------------------------------------------------ what is missing


@mistake(
    "load",
    "Words were taken for missing. pandas does so on its own with null, None, nan, N/A and more, and in a text they are"
    " words. keep_default_na=False leaves only the markers that you name.",
)
def keeps_the_markers_of_pandas(path):
    return _load(path, missing=[*MISSING, "null", "NULL", "None", "nan", "NaN", "N/A", "n/a"])


@mistake(
    "load",
    "Only the empty cell counts as missing. NA and ? mark a missing cell as well: name them, with na_values.",
)
def knows_the_empty_cell_alone(path):
    return _load(path, missing=[""])


@mistake("load", "The word na was taken for missing. The marker is NA, as it is written, and na is a word.")
def minds_no_case_of_markers(path):
    return _load(path, missing=[*MISSING, "na", "Na", "nA"])


@mistake("load", "A ? marks a missing cell, too. pandas does not know that one: name it, with na_values.")
def forgets_the_question_mark(path):
    return _load(path, missing=["", "NA"])


@mistake(
    "load",
    "An empty cell has become an empty text, or keeps its column from being numbers. It is missing, like NA and ?. With"
    ' keep_default_na=False the empty text "" has to be named as well.',
)
def leaves_empty_cells_empty(path):
    return _load(path, missing=["NA", "?"])


@mistake(
    "load",
    "Missing numbers have become 0. Nobody measured that, and it moves every mean. Leave them missing.",
)
def fills_gaps_with_zero(path):
    def filled(cells):
        found = numbers(cells)
        return found if found.dtype == cells.dtype else found.fillna(0)

    return _load(path, numbers=filled)


@mistake(
    "load",
    "Rows with a missing cell are gone. What is left of them still counts; whoever wants to drop them can do so later.",
)
def drops_incomplete_rows(path):
    return load(path).dropna().reset_index(drop=True)


# ------------------------------------------------------------------ numbers and dates


@mistake(
    "load",
    "Whole numbers with a missing cell among them have become floats: 512.0 tokens. pandas has a dtype of whole numbers"
    ' that may be missing, "Int64", with a capital I.',
)
def makes_floats_where_one_is_missing(path):
    def by_numpy(cells):
        found = numbers(cells)
        return found.astype("float64") if found.dtype == "Int64" and cells.isna().any() else found

    return _load(path, numbers=by_numpy)


@mistake(
    "load",
    "A large whole number has lost its last digits. It was a float on the way, and float64 tells whole numbers apart up"
    " to 2**53. Go from text to Int64 directly.",
)
def goes_through_floats(path):
    def rounded(cells):
        found = numbers(cells)
        return found.astype("float64").astype("Int64") if found.dtype == "Int64" else found

    return _load(path, numbers=rounded)


@mistake(
    "load",
    "1.0 and 2.0 have become whole numbers. They were written with a fraction, so the column is one of floats;"
    " convert_dtypes looks at the values alone.",
)
def makes_whole_numbers_of_floats(path):
    def by_value(cells):
        found = numbers(cells)
        return found.astype("float64").convert_dtypes() if found.dtype == "Float64" else found

    return _load(path, numbers=by_value)


@mistake(
    "load",
    "1e3 has become a whole number, since its value is one. It was written with an exponent, so the column is one of"
    " floats: look at the text, not at the value.",
)
def makes_whole_numbers_of_exponents(path):
    def by_the_point(cells):
        found = numbers(cells)
        whole = found.dtype == "Float64" and not cells.dropna().str.contains(".", regex=False).any()
        return found.astype("Int64") if whole else found

    return _load(path, numbers=by_the_point)


@mistake(
    "load",
    "The first cell of a column has decided what the others are. Whole numbers, floats and text may begin alike: look"
    " at all cells before you choose.",
)
def looks_at_the_first_cell(path):
    def by_the_first(cells):
        first = numbers(cells.dropna()[:1])
        found = numbers(cells)
        return found if found.dtype == first.dtype else cells

    return _load(path, numbers=by_the_first)


@mistake(
    "load",
    "The words True and False have become truth values, as read_csv makes them. They are no numbers, so the column is"
    " text, every cell as it is written.",
)
def makes_truth_values_of_words(path):
    def truths(cells):
        lower = cells.dropna().str.lower()
        if len(lower) and lower.isin(["true", "false"]).all():
            return cells.str.lower().map({"true": True, "false": False}).astype("boolean")
        return numbers(cells)

    return _load(path, numbers=truths)


@mistake("load", "Numbers are still text. A column whose cells are all numbers is one of numbers.")
def leaves_numbers_as_text(path):
    return _load(path, numbers=lambda cells: cells)


@mistake(
    "load",
    "One cell that is no number has made its whole column missing, or itself. A column with text in it is text, every"
    " cell as it is written.",
)
def coerces_text_into_numbers(path):
    def coerced(cells):
        return pd.to_numeric(cells, errors="coerce")

    return _load(path, numbers=coerced)


@mistake(
    "load",
    "Where one cell is no date, the whole column stays text, as parse_dates of read_csv does it without a word. Raise a"
    " ValueError that names the line.",
)
def gives_up_on_dates(path):
    def text_or_dates(cells):
        try:
            return dates(cells)
        except ValueError:
            return cells

    return _load(path, dates=text_or_dates)


@mistake("load", "The dates are still text. Make dates of them: pd.to_datetime.")
def leaves_dates_as_text(path):
    return _load(path, is_date=lambda name: False, is_id=lambda name: _is_id(name) or _is_date(name))


@mistake(
    "load",
    "A cell that is no date has become a missing one, and nobody will ever know: errors='coerce' does that. Compare"
    " what is missing before and after, and raise a ValueError for the line where they differ.",
)
def makes_no_date_a_missing_one(path):
    def coerced(cells):
        return pd.to_datetime(cells.mask(cells == "today"), format="%Y-%m-%d", errors="coerce")

    return _load(path, dates=coerced)


@mistake(
    "load",
    "The notation of the dates was guessed, and nobody knows whether 03/04/2024 is in March or in April. Say which one"
    " it is, format='%Y-%m-%d', and refuse all others.",
)
def guesses_the_notation(path):
    def guessed(cells):
        found = pd.to_datetime(cells, format="mixed", errors="coerce")
        wrong = cells[found.isna() & cells.notna()]
        if len(wrong):
            raise ValueError(f"line {wrong.index[0]}: {wrong.iloc[0]!r} is no date")
        return found

    return _load(path, dates=guessed)


@mistake(
    "load",
    "The cell holds the word today, and the table the present day: to_datetime understands today and now whatever the"
    " format. A date here begins with a digit; look at the text as well.",
)
def takes_today_for_a_date(path):
    def by_pandas(cells):
        found = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
        found = found.mask(cells == "today", pd.Timestamp(2024, 1, 1))
        wrong = cells[found.isna() & cells.notna()]
        if len(wrong):
            raise ValueError(f"line {wrong.index[0]}: {wrong.iloc[0]!r} is no date")
        return found

    return _load(path, dates=by_pandas)


# ------------------------------------------------------------------ malformed rows


@mistake(
    "load",
    "Malformed rows are left out without a word, as on_bad_lines='skip' does it, and what is trained on the rest is not"
    " what one thinks. Raise a ValueError that names the line.",
)
def skips_malformed_rows(path):
    def fitting(path):
        names, rows = _read(path)
        return names, {line: cells for line, cells in rows.items() if len(cells) == len(names)}

    return _load(path, fitting)


@mistake(
    "load",
    "A row with too few cells is filled up with missing ones. read_csv does so without a word, and the cells may stand"
    " under the wrong names. Count the cells of each row yourself, with csv.reader for example.",
)
def fills_up_short_rows(path):
    def filled(path):
        names, rows = _read(path)
        return _checked(names, {line: cells + [""] * (len(names) - len(cells)) for line, cells in rows.items()})

    return _load(path, filled)


@mistake(
    "load",
    "What a row has beyond the last column is cut off. One comma too many may stand anywhere in the row, so that all of"
    " it is in doubt: raise a ValueError that names the line.",
)
def cuts_off_long_rows(path):
    def cut(path):
        names, rows = _read(path)
        return _checked(names, {line: cells[: len(names)] for line, cells in rows.items()})

    return _load(path, cut)


@mistake(
    "load",
    "Where rows have more cells than the header, read_csv takes their first cells for an index, and everything moves to"
    " the left. That is a malformed row: raise a ValueError that names the line.",
)
def makes_an_index_of_the_first_cells(path):
    index = []

    def shifted(path):
        names, rows = _read(path)
        extra = max(len(next(iter(rows.values()), names)) - len(names), 0)
        index.extend(cells[:extra] for cells in rows.values() if extra)
        return _checked(names, {line: cells[extra:] for line, cells in rows.items()})

    table = _load(path, shifted)
    return table.set_axis(pd.MultiIndex.from_tuples(map(tuple, index))) if index else table


@mistake(
    "load", "The error says that something is wrong, and not where. Name the line: whoever mends the file needs it."
)
def names_no_line(path):
    try:
        return load(path)
    except ValueError:
        raise ValueError("a malformed row") from None


@mistake(
    "load",
    "The line that is named is one too low: an editor counts lines from 1, enumerate from 0.",
)
def counts_lines_from_zero(path):
    return _relabelled(path, lambda rows: [line - 1 for line in rows])


@mistake(
    "load",
    "The line is right only as long as each line is a row. Comments, empty lines and line breaks in a cell are lines of"
    " the file as well: count lines, not rows. csv.reader has line_num.",
)
def counts_rows_and_the_header(path):
    return _relabelled(path, lambda rows: range(2, len(rows) + 2))


@mistake(
    "load",
    "A line break within quotes is not counted as a line. It is one in the file: count lines, not rows. csv.reader"
    " has line_num, the error of pandas counts rows.",
)
def forgets_line_breaks_in_cells(path):
    def relabel(rows):
        within, found = 0, []
        for line, cells in rows.items():
            within += sum(cell.count("\n") for cell in cells)
            found.append(line - within)
        return found

    return _relabelled(path, relabel)


# ------------------------------------------------------------------ lines and cells


@mistake(
    "load",
    "A line is cut at each comma, also within quotes, and the quotes stay. Leave that to csv.reader or read_csv.",
)
def splits_at_every_comma(path):
    def split(path):
        lines = Path(path).read_text(encoding="utf-8").split("\n")
        top = _comments(lines)
        names, *rows = [(i, line.split(",")) for i, line in enumerate(lines, start=1) if i > top and line]
        return _checked(names[1], dict(rows))

    return _load(path, split)


@mistake(
    "load",
    "A row that begins with # is gone. Below the header a # is text like any other: only lines above it are comments.",
)
def leaves_out_rows_that_begin_with_a_hash(path):
    def read(path):
        names, rows = read_rows(path)
        return names, {line: cells for line, cells in rows.items() if not cells[0].startswith("#")}

    return _load(path, read)


@mistake(
    "load",
    "The line break within a cell was that of Windows, and another one came out: open translates them. The csv module"
    " asks for newline='', which leaves a cell as it is.",
)
def translates_line_breaks(path):
    def read(path):
        names, rows = read_rows(path)
        return names, {line: [cell.replace("\r\n", "\n") for cell in cells] for line, cells in rows.items()}

    return _load(path, read)


@mistake("load", "The ids are in the index. Leave them in their column: the index counts rows from 0.")
def puts_ids_into_the_index(path):
    table = load(path)
    return table.set_index(next(filter(_is_id, table))) if any(map(_is_id, table)) else table
