"""A first look at a table: how much is there, what is missing, what sticks out, what goes together."""

import pandas as pd


def explore(df: pd.DataFrame) -> dict:
    """Sum up a table.

    Parameters
    ----------
    df : DataFrame
        A table with any columns, any index and perhaps no rows; it is left as it is. Numeric columns
        are those of whole or floating numbers of any size, also pandas' own that can be missing
        (``Int64``). Truth values, text and dates are not.

    Returns
    -------
    dict
        With four keys:

        - ``"rows"``: the number of rows, incomplete ones too.
        - ``"missing"``: a dict with the number of missing cells of each column, complete ones too.
        - ``"outliers"``: a dict with the number of outliers of each numeric column. With the
          quartiles q1 and q3 of the numbers that are there, interpolated linearly as NumPy
          does it, an outlier is less than ``q1 - 1.5 * (q3 - q1)`` or greater than
          ``q3 + 1.5 * (q3 - q1)``. A missing number is none.
        - ``"correlation"``: a tuple of the names of two numeric columns and their correlation
          ``r``, after Pearson and with its sign, for the pair whose ``r`` is farthest from 0. The
          names are in the order of the table. The ``r`` of a pair is that of all rows in which both are
          there, whatever else is missing in them. Where there are fewer than two such rows, or one
          of the two columns is constant in them, a pair has no ``r``; where no pair has one,
          the value is None.
    """
    raise NotImplementedError
