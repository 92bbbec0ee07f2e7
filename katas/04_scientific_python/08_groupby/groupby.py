"""Group by: one number for each group, out of one for each row."""

from typing import Any as Array

import pandas as pd
from array_api_compat import array_namespace
from jaxtyping import Float, Int, Real


def group_mean(
    keys: Int[Array, "rows"], values: Real[Array, "rows *features"]
) -> tuple[Int[Array, "groups"], Float[Array, "groups *features"]]:
    """Average the rows of each group.

    Parameters
    ----------
    keys : array (rows,)
        The group of each row: any integers, in any order. There may be none.
    values : array (rows,) or (rows, features)
        A number, or a vector, for each row.

    Returns
    -------
    unique : array (groups,)
        The keys that occur, each once, in ascending order.
    means : array (groups,) or (groups, features)
        The mean of each group, in the order of ``unique``. The dtype is that of ``values``, but
        the means of integers are floats.

    Raises
    ------
    ValueError
        If there is not exactly one key for each row of values.
    """
    xp = array_namespace(keys, values)  # numpy for arrays, torch for tensors: xp.mean works on both
    raise NotImplementedError


def summarize(df: pd.DataFrame, by: str) -> pd.DataFrame:
    """Find the count, mean and standard deviation of each numeric column, for each group.

    Parameters
    ----------
    df : DataFrame
        A table with any index, and at least one numeric column beside ``by``; it is left as it is.
    by : str
        The column that holds the groups.

    Returns
    -------
    DataFrame
        One row for each group, in ascending order; the index holds the groups and has the name
        ``by``. A row of ``df`` whose group is missing belongs to none. The columns are pairs:
        ``("loss", "count")``, ``("loss", "mean")``, ``("loss", "std")`` for each numeric column but
        ``by``. Missing numbers are neither counted nor averaged; ``std`` is that of a sample
        (n - 1), and missing for a group with a single number.

    Raises
    ------
    KeyError
        If ``df`` has no column ``by``.
    """
    raise NotImplementedError
