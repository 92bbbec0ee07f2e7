"""Group by: a loop over the groups, with a mask for the rows of each, and room for the means made first."""

from array_api_compat import array_namespace, device


def group_mean(keys, values):
    """Average the rows of each group."""
    if keys.shape[0] != values.shape[0]:
        raise ValueError(f"{keys.shape[0]} keys for {values.shape[0]} rows of values")
    xp = array_namespace(keys)
    values = values / 1  # integers become floating numbers, and floating ones stay as they are
    unique = xp.sort(xp.unique_values(keys))  # (groups,)
    means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device(values))
    for i in range(unique.shape[0]):
        means[i] = xp.mean(values[keys == unique[i]], axis=0)  # (members, *features) -> (*features)
    return unique, means


def summarize(df, by):
    """Count, mean and standard deviation of each numeric column, for each group."""
    numeric = [name for name in df.select_dtypes("number") if name != by]
    return df.groupby(by)[numeric].agg(["count", "mean", "std"])
