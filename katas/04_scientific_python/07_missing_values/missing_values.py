"""Missing values: count them first, then fill each column by what it holds."""

import pandas as pd


def missing_report(df: pd.DataFrame) -> pd.DataFrame:
    """How many cells of each column are missing, and which share of the rows that is.

    Parameters
    ----------
    df : DataFrame
        A table with at least one column, and perhaps no rows; it is left as it is. What pandas
        takes for missing is missing (NaN, None, NaT, pd.NA), and nothing else: an empty text, 0
        and infinity are there.

    Returns
    -------
    DataFrame
        One row for each column of ``df``, complete ones too, in their order; the index holds
        their names. Its columns are ``missing``, a whole number, and ``share``, that number
        divided by the number of rows: from 0 to 1, and 0 where there are no rows.
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
        are filled with their mode, truth values too.

    Returns
    -------
    DataFrame
        A new table, also where nothing is missing, with the rows, the index, the columns and the dtypes
        of ``df``. The mean, the median and the mode are those of the cells that are there. The mode is
        the value that is there most often, at a tie the smallest. Whole numbers stay whole: their mean
        or median is rounded to the nearest one, and halves to the even one. A column in which all
        cells are missing stays as it is.

    Raises
    ------
    ValueError
        Where there is no such strategy, also if nothing is missing.
    """
    raise NotImplementedError
