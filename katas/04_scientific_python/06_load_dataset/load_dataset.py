"""Loading a table: what a cell means is agreed on, not guessed."""

from os import PathLike

import pandas as pd


def load(path: str | PathLike) -> pd.DataFrame:
    """Read a CSV file, and refuse what does not fit.

    Parameters
    ----------
    path : str or path
        A file in UTF-8. Lines at its top that begin with ``#`` are comments. The first line below
        them names the columns, and each later one is a row. Empty lines are not rows. A cell in
        double quotes may hold commas, line breaks, and a quote if it is doubled; it is kept as it
        is. Lines end in a newline, with or without a carriage return.

    Returns
    -------
    DataFrame
        All rows in the order of the file, counted from 0 by the index; the columns in the order of
        the file, with their names. A header alone gives no rows. A cell is missing if it is empty,
        ``NA`` or ``?``, and only then. By its name, in upper or lower case, a column holds:

        - text, character by character, if it is ``id`` or ends in ``_id``;
        - dates (datetime64) if it is ``date`` or ends in ``_date``. They are written with four, two
          and two digits, like 2024-03-01; 2024-3-1 is not a date.

        By its cells, any other column that holds anything has:

        - whole numbers (int64 or ``Int64``), exactly, if all cells are whole numbers;
        - floats (float64 or ``Float64``) if all cells are numbers, and some have a fraction or an
          exponent: 1.0 and 1e3 do;
        - text as written, if some cell is not a number.

        A number has a sign or none, digits, and perhaps a fraction and an exponent. ``True``,
        ``inf``, ``nan``, ``1_000`` and ``0x10`` are text, and so is a number after a space. Missing
        cells do not change the type.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than the header, or if a cell of a date column is neither
        missing nor a date. The message names the first row with that fault by its line in the
        file, as an editor counts from 1, comments and empty lines included: ``line 7``.
    """
    raise NotImplementedError
