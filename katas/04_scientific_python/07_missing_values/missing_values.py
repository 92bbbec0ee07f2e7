"""Missing values: count them first, then fill each column by what it holds."""

import pandas as pd


def missing_report(df: pd.DataFrame) -> pd.DataFrame:
    """Count the missing cells of each column, and find their share of the rows.

    Parameters
    ----------
    df : DataFrame
        A table with at least one column, and perhaps no rows; it is left as it is. Missing is what
        pandas takes for missing (NaN, None, NaT, pd.NA), and nothing else: an empty text, 0 and
        infinity are there.

    Returns
    -------
    DataFrame
        One row for each column of ``df``, complete ones too, in their order; the index holds their
        names. Its columns are ``missing``, a whole number, and ``share``, that number divided by
        the number of rows: from 0 to 1, and 0 if there are no rows.
    """
    raise NotImplementedError


def impute(df: pd.DataFrame, strategy: str) -> pd.DataFrame:
    """Fill each missing cell with what the other cells of its column suggest.

    Parameters
    ----------
    df : DataFrame
        A table with any index and perhaps no rows; it is left as it is. Its columns hold numbers
        (int64, float64, float32, ``Int64``), text, truth values, dates or categories.
    strategy : str
        ``"mean"``, ``"median"`` or ``"mode"``. The first two are for numbers: all other columns
        get their mode, truth values too.

    Returns
    -------
    DataFrame
        A new table, even if nothing is missing, with the rows, index, columns and dtypes of ``df``.
        Mean, median and mode are those of the cells that are there. The mode is the most frequent
        value, at a tie the smallest. Whole numbers stay whole: their mean or median is rounded to
        the nearest one, halves to the even one. A column in which all cells are missing stays as it
        is.

    Raises
    ------
    ValueError
        If there is no such strategy, even if nothing is missing.
    """
    raise NotImplementedError
