"""Group by with torch's scatter; a table stays with pandas, for torch has none."""

import torch


def group_mean(keys, values):
    """Average the rows of each group."""
    values = values if values.is_floating_point() else values.to(torch.get_default_dtype())
    unique, group = torch.unique(keys, return_inverse=True)
    group = group.reshape(-1, *[1] * (values.ndim - 1)).expand_as(values)
    means = values.new_zeros((len(unique), *values.shape[1:]))
    return unique, means.scatter_reduce(0, group, values, "mean", include_self=False)


def summarize(df, by):
    """Count, mean and standard deviation of each numeric column, for each group."""
    numeric = df.drop(columns=by).select_dtypes("number").columns
    return df.groupby(by)[list(numeric)].agg(["count", "mean", "std"])
