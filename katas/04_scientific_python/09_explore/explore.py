"""Exploring a table: how much is there, what is missing, what is far away, what goes together."""

import pandas as pd


def explore(df: pd.DataFrame) -> dict:
    """Sum up a table.

    Parameters
    ----------
    df : DataFrame
        A table with any columns, any index and perhaps no rows; it is left as it is. Numeric columns
        hold whole numbers or floats of any size, also in pandas' own dtypes that can be missing
        (``Int64``). Truth values, text and dates are not numeric.

    Returns
    -------
    dict
        With four keys; counts may be Python's integers or NumPy's.

        - ``"rows"``: the number of rows, incomplete ones too.
        - ``"missing"``: a dict with the number of missing cells of each column, complete ones too.
        - ``"outliers"``: a dict with the number of outliers of each numeric column. With the
          quartiles q1 and q3 of the numbers that are there, interpolated linearly as in NumPy, an
          outlier is less than ``q1 - 1.5 * (q3 - q1)`` or greater than ``q3 + 1.5 * (q3 - q1)``. A
          missing number is not an outlier.
        - ``"correlation"``: a tuple of the names of two numeric columns and their Pearson
          correlation ``r``, with its sign, for the pair whose ``r`` is farthest from 0; at a tie,
          any of these. The names are in the order of the table. The ``r`` of a pair is that of all
          rows in which both numbers are there, whatever else is missing. A pair has no ``r`` if
          there are fewer than two such rows, or if one of the columns is constant in them. If no
          pair has an ``r``, the value is None.
    """
    raise NotImplementedError
