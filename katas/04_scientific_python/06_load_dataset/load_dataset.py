"""Loading a table: what a cell means is agreed on, not guessed."""

from os import PathLike

import pandas as pd


def load(path: str | PathLike) -> pd.DataFrame:
    """Read a CSV file, and refuse what does not fit.

    Parameters
    ----------
    path : str or path
        A file in UTF-8. Lines at its top that begin with ``#`` are comments; the first line below
        them names the columns, each later one is a row. Empty lines are no rows. A cell in double
        quotes may hold commas and line breaks, and a quote if it is doubled. Lines end in a
        newline, with or without a carriage return.

    Returns
    -------
    DataFrame
        All rows in the order of the file, counted from 0 by the index; the columns in the
        order of the file. A cell is missing where nothing, ``NA`` or ``?`` stands, and nowhere
        else. By the names of the columns, in upper or lower case:

        - ``id``, or one that ends in ``_id``: text, character by character as written;
        - ``date``, or one that ends in ``_date``: dates (datetime64), written like 2024-03-01.

        By what the cells hold, for all other columns that hold anything:

        - whole numbers (int64, or ``Int64``), exactly, if all cells are written as such;
        - floating numbers (float64, or ``Float64``) if all are numbers, and some have a fraction
          or an exponent: 1.0 does;
        - text as written, if one cell is no number: ``True`` is a word.

        Missing cells change nothing about that: whole numbers with gaps are whole numbers.

    Raises
    ------
    ValueError
        Where a row has more or fewer cells than there are columns, or a cell that is not
        missing is no date in a column of dates. The message names the first row with that fault
        by its line in the file, as an editor counts them from 1: ``line 7``.
    """
    raise NotImplementedError
