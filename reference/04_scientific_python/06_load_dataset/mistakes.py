"""What beginners hand in for loading a table, and what to tell them."""

import csv
from pathlib import Path

import pandas as pd
from load_dataset import MISSING, dates, load, numbers, read_rows

from dojo import edit, ideas, mistake

ideas(
    dtype_lost=(
        "reads_ids_as_numbers makes_text_of_numbers makes_floats_where_one_is_missing makes_whole_numbers_of_floats"
        " makes_whole_numbers_of_exponents leaves_numbers_as_text leaves_dates_as_text makes_truth_values_of_words"
        " names_the_question_mark_alone parses_dates_and_numbers_of_ids"
    ),
    cancellation="goes_through_floats",
    nan_hidden="leaves_empty_cells_empty fills_gaps_with_zero coerces_text_into_numbers",
    wrong_exception="asserts_that_the_file_fits",
    silent_error=(
        "takes_a_month_of_one_digit gives_up_on_dates makes_no_date_a_missing_one guesses_the_notation"
        " takes_today_for_a_date skips_malformed_rows fills_up_short_rows cuts_off_long_rows"
        " makes_an_index_of_the_first_cells leaves_the_checks_to_read_csv takes_the_spellings_of_python"
        " takes_inf_for_a_number"
    ),
    refuses_what_is_allowed="drops_incomplete_rows",
    default_value="keeps_the_markers_of_pandas lets_read_csv_guess keeps_the_markers_and_makes_floats",
    partial_case=(
        "knows_the_plain_names_alone forgets_ids_by_their_ending forgets_dates_by_their_ending"
        " knows_the_empty_cell_alone forgets_the_question_mark looks_at_the_first_cell"
    ),
    wrong_formula="puts_ids_into_the_index",
    text_handling=(
        "cuts_at_every_hash lets_read_csv_cut_at_every_hash cuts_cells_at_a_hash takes_comments_for_the_header"
        " minds_the_case looks_at_the_last_letters minds_no_case_of_markers splits_at_every_comma"
        " leaves_out_rows_that_begin_with_a_hash translates_line_breaks"
    ),
)


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


# ------------------------------------------------------------------ comments


HASHES = (
    "Skip the lines above the header that begin with #: otherwise the first one is taken for the header. Any other # is"
    " text, as in C#, but comment='#' cuts off the rest of its line."
)
"""Both mistakes raise an error for the first file that is judged, and look alike there."""


@mistake("load", HASHES)
def cuts_at_every_hash(path):
    def cut(path):
        lines = [line if line.startswith("#") else line.partition("#")[0] for line in _lines(path)]
        return _checked(*_cells(lines, _comments(lines)))

    return _load(path, cut)


def _by_read_csv(path, **options):
    """Right but for the rows, which read_csv finds, and for what is to be refused."""
    texts = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=list(MISSING), **options)
    rows = dict(enumerate(texts.fillna("").to_numpy().tolist()))
    return _load(path, lambda path: (list(texts), rows), dates=lambda cells: pd.to_datetime(cells, format="%Y-%m-%d"))


edit(
    "lets_read_csv_cut_at_every_hash",
    HASHES,
    (
        "names, rows = read_rows(path)",
        "texts = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=list(MISSING), "
        "**{'comment': '#'})\n"
        "rows = dict(enumerate(texts.fillna('').to_numpy().tolist()))\n"
        "names, rows = list(texts), rows",
    ),
)


@mistake(
    "load", "A cell is cut at its #, as in C#: comment='#' does so anywhere. Only lines above the header are comments."
)
def cuts_cells_at_a_hash(path):
    def cut(path):
        names, rows = read_rows(path)
        lines = {line: _until_a_hash(cells) for line, cells in rows.items()}
        return names, {line: cells for line, cells in lines.items() if any(cells)}

    return _load(path, cut)


def _until_a_hash(cells):
    at = next((i for i, cell in enumerate(cells) if "#" in cell), len(cells))
    return [cell if i < at else cell.partition("#")[0] if i == at else "" for i, cell in enumerate(cells)]


@mistake("load", HASHES)
def takes_comments_for_the_header(path):
    return _load(path, lambda path: _checked(*_cells(_lines(path))))


# ------------------------------------------------------------------ ids, by their name


edit(
    "reads_ids_as_numbers",
    "The ids became numbers and lost their zeros: 007 is 7. An id is a name, even if it looks like a number. Read it"
    " as text from the start, with dtype=str.",
    ('elif ending != "id":', "else:"),
)


@mistake(
    "load",
    "The ids were read as numbers and turned into text too late: the zeros are gone, and where an id is missing, 7"
    " became 7.0. Read them as text from the start, with dtype=str.",
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


edit(
    "knows_the_plain_names_alone",
    "Only columns named id and date are recognised. A name that ends in _id or _date means the same: author_id.",
    ('name.lower().rpartition("_")[2]', "name.lower()"),
)

edit(
    "forgets_ids_by_their_ending",
    "Only a column named id is treated as one of ids. A name that ends in _id means the same: author_id is text, and"
    " keeps its zeros.",
    ('ending != "id"', 'name.lower() != "id"'),
)


edit(
    "forgets_dates_by_their_ending",
    "Only a column named date is treated as one of dates. A name that ends in _date means the same.",
    ('ending == "date"', 'name.lower() == "date"'),
)


edit(
    "minds_the_case",
    "Date and ID, in capital letters, are not recognised. Compare the names in lower case, and leave them as they are"
    " in the table.",
    ('name.lower().rpartition("_")[2]', 'name.rpartition("_")[2]'),
)

edit(
    "looks_at_the_last_letters",
    "paid ends in the letters of id, and update in those of date, but they are different words. The full name is id,"
    " or it ends in _id; the same goes for date.",
    ('ending == "date"', "name.lower().endswith('date')"),
)


# ------------------------------------------------------------------ what is missing

edit(
    "keeps_the_markers_of_pandas",
    "Words were treated as missing. pandas does that with null, None, nan, N/A and more. keep_default_na=False leaves"
    " only the markers that you name.",
    ("table.isin(MISSING)", "table.isin([*MISSING, 'null', 'NULL', 'None', 'nan', 'NaN', 'N/A', 'n/a'])"),
)

edit(
    "knows_the_empty_cell_alone",
    "Only the empty cell counts as missing. NA and ? mark a missing cell too: name them in na_values.",
    ('["", "NA", "?"]', '[""]'),
)


@mistake("load", "The word na was treated as missing. The marker is NA, in capital letters.")
def minds_no_case_of_markers(path):
    return _load(path, missing=[*MISSING, "na", "Na", "nA"])


edit(
    "forgets_the_question_mark",
    "A ? marks a missing cell too. pandas does not know that one: name it in na_values.",
    ('["", "NA", "?"]', '["", "NA"]'),
)

edit(
    "leaves_empty_cells_empty",
    "An empty cell became an empty text, or keeps its column from being numbers. It is missing, like NA and ?. With"
    ' keep_default_na=False you have to name the empty text "" too.',
    ('["", "NA", "?"]', '["NA", "?"]'),
)

edit(
    "fills_gaps_with_zero",
    "Missing numbers became 0. Nobody measured that, and it moves every mean. Leave them missing.",
    (
        "numbers(table[name])",
        "numbers(table[name]) if numbers(table[name]).dtype == table[name].dtype else numbers(table[name]).fillna(0)",
    ),
)

edit(
    "drops_incomplete_rows",
    "Rows with a missing cell are dropped. The rest of such a row still counts: keep it.",
    ("table.reset_index", "table.reset_index(drop=True).dropna().reset_index"),
)


# ------------------------------------------------------------------ numbers and dates


@mistake(
    "load",
    "2024-3-1 was taken for a date: to_datetime allows a month of one digit even with a format. Check the spelling of"
    " the text too, for example with str.fullmatch.",
)
def takes_a_month_of_one_digit(path):
    def by_format(cells):
        found = pd.to_datetime(cells.mask(cells.isin(["now", "today"])), format="%Y-%m-%d", errors="coerce")
        wrong = cells[found.isna() & cells.notna()]
        if len(wrong):
            raise ValueError(f"line {wrong.index[0]}: {wrong.iloc[0]!r} is no date")
        return found

    return _load(path, dates=by_format)


edit(
    "makes_floats_where_one_is_missing",
    'Whole numbers became floats because one of them is missing: 512.0 tokens. Use the dtype "Int64", with a capital'
    " I: it can be missing.",
    (
        "numbers(table[name])",
        "numbers(table[name]).astype('float64') if numbers(table[name]).dtype == 'Int64' and "
        "table[name].isna().any() else numbers(table[name])",
    ),
)


@mistake(
    "load",
    "A large whole number lost its last digits. It was a float on the way, and float64 is exact only up to 2**53. Go"
    " from text to Int64 directly.",
)
def goes_through_floats(path):
    def rounded(cells):
        found = numbers(cells)
        return found.astype("float64").astype("Int64") if found.dtype == "Int64" else found

    return _load(path, numbers=rounded)


@mistake(
    "load",
    "1.0 and 2.0 became whole numbers. They are written with a fraction, so the column holds floats; convert_dtypes"
    " looks only at the values.",
)
def makes_whole_numbers_of_floats(path):
    def by_value(cells):
        found = numbers(cells)
        return found.astype("float64").convert_dtypes() if found.dtype == "Float64" else found

    return _load(path, numbers=by_value)


@mistake(
    "load",
    "1e3 became a whole number, because its value is one. It is written with an exponent, so the column holds floats:"
    " look at the text, not at the value.",
)
def makes_whole_numbers_of_exponents(path):
    def by_the_point(cells):
        found = numbers(cells)
        whole = found.dtype == "Float64" and not cells.dropna().str.contains(".", regex=False).any()
        return found.astype("Int64") if whole else found

    return _load(path, numbers=by_the_point)


@mistake(
    "load",
    "The first cell decides the type of the column. Whole numbers, floats and text may begin alike: look at all cells"
    " first.",
)
def looks_at_the_first_cell(path):
    def by_the_first(cells):
        first = numbers(cells.dropna()[:1])
        found = numbers(cells)
        return found if found.dtype == first.dtype else cells

    return _load(path, numbers=by_the_first)


@mistake(
    "load",
    "The words True and False became truth values, as in read_csv. They are not numbers, so the column is text, every"
    " cell as it is written.",
)
def makes_truth_values_of_words(path):
    def truths(cells):
        lower = cells.dropna().str.lower()
        if len(lower) and lower.isin(["true", "false"]).all():
            return cells.str.lower().map({"true": True, "false": False}).astype("boolean")
        return numbers(cells)

    return _load(path, numbers=truths)


edit(
    "leaves_numbers_as_text",
    "Numbers are still text. If all cells of a column are numbers, convert them.",
    ("numbers(table[name])", "table[name]"),
)

edit(
    "coerces_text_into_numbers",
    'Cells that are not numbers became missing (errors="coerce"). A column with text in it is text, every cell as it'
    " is written.",
    ("numbers(table[name])", "pd.to_numeric(table[name], errors='coerce')"),
)

edit(
    "gives_up_on_dates",
    "If one cell is not a date, the entire column stays text, as with parse_dates in read_csv. Raise a ValueError"
    " that names the line.",
    (
        "names, rows = read_rows(path)",
        "def text_or_dates(cells):\n"
        "    try:\n"
        "        return dates(cells)\n"
        "    except ValueError:\n"
        "        return cells\n"
        "names, rows = read_rows(path)",
    ),
    ("dates(table[name])", "text_or_dates(table[name])"),
)

edit(
    "leaves_dates_as_text",
    "The dates are still text. Convert them with pd.to_datetime.",
    ("dates(table[name])", "numbers(table[name])"),
)

edit(
    "makes_no_date_a_missing_one",
    'A cell that is not a date became a missing one (errors="coerce"), and nobody notices. Compare what is missing'
    " before and after, and raise a ValueError for the line where they differ.",
    (
        "table[name] = dates(table[name])",
        "present = table[name].dropna()\n"
        "table[name] = pd.to_datetime(present[present.str.fullmatch(DATE).astype(bool)], "
        "format='%Y-%m-%d', errors='coerce').reindex(table[name].index)",
    ),
)

edit(
    "guesses_the_notation",
    'The notation of the dates is guessed, but 03/04/2024 may be in March or in April. Say format="%Y-%m-%d", and'
    " refuse all others.",
    (
        "table[name] = dates(table[name])",
        "found = pd.to_datetime(table[name], format='mixed', errors='coerce')\n"
        "wrong = table[name][found.isna() & table[name].notna()]\n"
        "if len(wrong):\n"
        "    raise ValueError(f'line {wrong.index[0]}: {wrong.iloc[0]!r} is no date')\n"
        "table[name] = found",
    ),
)


@mistake(
    "load",
    "The cell holds the word today, and the table a date: to_datetime understands today and now in any format. Check"
    " the spelling of the text too.",
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
    'Malformed rows are left out silently, as with on_bad_lines="skip", and the model trains on less than you think.'
    " Raise a ValueError that names the line.",
)
def skips_malformed_rows(path):
    def fitting(path):
        names, rows = _read(path)
        return names, {line: cells for line, cells in rows.items() if len(cells) == len(names)}

    return _load(path, fitting)


@mistake(
    "load",
    "A row with too few cells is filled up with missing ones, as in read_csv, and its cells may be under the wrong"
    " names. Count the cells of each row yourself, for example with csv.reader.",
)
def fills_up_short_rows(path):
    def filled(path):
        names, rows = _read(path)
        return _checked(names, {line: cells + [""] * (len(names) - len(cells)) for line, cells in rows.items()})

    return _load(path, filled)


@mistake(
    "load",
    "Cells beyond the last column are cut off. The extra comma may be anywhere in the row, so all of it is in doubt:"
    " raise a ValueError that names the line.",
)
def cuts_off_long_rows(path):
    def cut(path):
        names, rows = _read(path)
        return _checked(names, {line: cells[: len(names)] for line, cells in rows.items()})

    return _load(path, cut)


@mistake(
    "load",
    "If rows have more cells than the header, read_csv turns their first cells into an index, and everything moves to"
    " the left. Raise a ValueError that names the line.",
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


# ------------------------------------------------------------------ lines and cells


@mistake(
    "load",
    "Lines are cut at each comma, even in quotes, and the quotes stay. Leave that to csv.reader or read_csv.",
)
def splits_at_every_comma(path):
    def split(path):
        lines = Path(path).read_text(encoding="utf-8").split("\n")
        top = _comments(lines)
        names, *rows = [(i, line.split(",")) for i, line in enumerate(lines, start=1) if i > top and line]
        return _checked(names[1], dict(rows))

    return _load(path, split)


edit(
    "leaves_out_rows_that_begin_with_a_hash",
    "A row that begins with # is dropped. Only lines above the header are comments; below it, # is text.",
    ("names, rows = read_rows(path)", "names, rows = read_rows(path)"),
    (
        "table = pd.DataFrame(list(rows.values()), index=list(rows), columns=names)",
        "names, rows = names, {line: cells for line, cells in rows.items() if not cells[0].startswith("
        "'#')}\n"
        "table = pd.DataFrame(list(rows.values()), index=list(rows), columns=names, dtype=str)",
    ),
    ("for name in names:", "for name in names:"),
)


@mistake(
    "load",
    'A line break in a cell came from Windows, and open changed it. Open the file with newline="", which leaves'
    " cells as they are.",
)
def translates_line_breaks(path):
    def read(path):
        names, rows = read_rows(path)
        return names, {line: [cell.replace("\r\n", "\n") for cell in cells] for line, cells in rows.items()}

    return _load(path, read)


@mistake(
    "load",
    "read_csv fills up a row that is too short with missing cells, without telling you. Go through the rows with"
    " csv.reader first: count the cells of each, and name its line_num in the ValueError. The dates need it too.",
)
def leaves_the_checks_to_read_csv(path):
    return _by_read_csv(path, skiprows=_comments(_lines(path)))


@mistake("load", "The ids are in the index. Leave them in their column: the index counts rows from 0.")
def puts_ids_into_the_index(path):
    table = load(path)
    return table.set_index(next(filter(_is_id, table))) if any(map(_is_id, table)) else table


# ------------------------------------------------------------------ spellings


@mistake(
    "load",
    "Python reads 1_000 as a number, and inf and nan too, but these cells are text here. Check the spelling before you"
    " convert: a sign or none, digits, perhaps a fraction and an exponent.",
)
def takes_the_spellings_of_python(path):
    def by_python(cells):
        for convert, dtype in ((int, "Int64"), (float, "Float64")):
            try:
                found = [None if pd.isna(cell) else convert(cell) for cell in cells]
            except ValueError:
                continue
            return pd.Series(found, index=cells.index, dtype=dtype)
        return cells

    return _load(path, numbers=by_python)


@mistake(
    "load",
    "pandas takes the word inf for a number, but here it is text. Check the spelling before you convert: a sign or"
    " none, digits, perhaps a fraction and an exponent.",
)
def takes_inf_for_a_number(path):
    def by_pandas(cells):
        try:
            return pd.to_numeric(cells, dtype_backend="numpy_nullable")
        except ValueError:
            return cells

    return _load(path, numbers=by_pandas)


# ------------------------------------------------- several faults at once, and the wrong error

edit(
    "lets_read_csv_guess",
    "read_csv guesses here. It turns ids into numbers and loses their zeros, so begin with dtype: text for the"
    " columns of ids. Then tell it which cells are missing, and which columns hold dates.",
    ("names, rows = read_rows(path)\n", ""),
    ("table = pd.DataFrame(list(rows.values()), index=list(rows), columns=names)\n", ""),
    ("table = table.mask(table.isin(MISSING))\n", ""),
    (
        "for name in names:\n"
        '    ending = name.lower().rpartition("_")[2]  # author_id ends in id, and so does ID\n'
        '    if ending == "date":\n'
        "        table[name] = dates(table[name])\n"
        '    elif ending != "id":\n'
        "        table[name] = numbers(table[name])\n",
        "",
    ),
    ("table.reset_index(drop=True)", "pd.read_csv(path)"),
)

edit(
    "names_the_question_mark_alone",
    "read_csv turns ids into numbers, and loses their zeros. Say dtype=str for the columns of ids. Then look at words"
    " like null, which pandas takes for missing, and at the dates.",
    ("names, rows = read_rows(path)\n", ""),
    ("table = pd.DataFrame(list(rows.values()), index=list(rows), columns=names)\n", ""),
    ("table = table.mask(table.isin(MISSING))\n", ""),
    (
        "for name in names:\n"
        '    ending = name.lower().rpartition("_")[2]  # author_id ends in id, and so does ID\n'
        '    if ending == "date":\n'
        "        table[name] = dates(table[name])\n"
        '    elif ending != "id":\n'
        "        table[name] = numbers(table[name])\n",
        "",
    ),
    ("table.reset_index(drop=True)", "pd.read_csv(path, na_values=['?'])"),
)

edit(
    "parses_dates_and_numbers_of_ids",
    "read_csv turns ids into numbers, and loses their zeros. Say dtype=str for the columns of ids. Then look at words"
    " like null, which pandas takes for missing unless keep_default_na=False.",
    ("names, rows = read_rows(path)\n", ""),
    ("table = pd.DataFrame(list(rows.values()), index=list(rows), columns=names)\n", ""),
    (
        "table.mask(table.isin(MISSING))",
        "[name for name in pd.read_csv(path, nrows=0) if name.lower() == 'date' or name.lower().endswith('_date')]",
    ),
    (
        "for name in names:\n"
        '    ending = name.lower().rpartition("_")[2]  # author_id ends in id, and so does ID\n'
        '    if ending == "date":\n'
        "        table[name] = dates(table[name])\n"
        '    elif ending != "id":\n'
        "        table[name] = numbers(table[name])\n",
        "",
    ),
    ("table.reset_index(drop=True)", "pd.read_csv(path, na_values=['?'], parse_dates=table)"),
)


@mistake(
    "load",
    "Words like null were treated as missing: say keep_default_na=False, and name all three markers. Then look at"
    ' whole numbers with a gap, which became floats: "Int64" has gaps.',
)
def keeps_the_markers_and_makes_floats(path):
    names = list(pd.read_csv(path, nrows=0))
    days, ids = filter(_is_date, names), filter(_is_id, names)
    return pd.read_csv(path, dtype=dict.fromkeys(ids, str), na_values=["?"], parse_dates=list(days))


@mistake(
    "load",
    "The file is refused, but with the wrong exception. Raise a ValueError that names the line: assert raises an"
    " AssertionError, and python -O skips it.",
)
def asserts_that_the_file_fits(path):
    try:
        return load(path)
    except ValueError as error:
        raise AssertionError from error
