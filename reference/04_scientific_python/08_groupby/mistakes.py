"""What beginners hand in for grouping, and what to tell them."""

from itertools import groupby as runs_of

import pandas as pd
from array_api_compat import array_namespace, device
from groupby import group_mean, summarize

from dojo import mistake


def _unique(keys):
    xp = array_namespace(keys)
    return xp.sort(xp.unique_values(keys))


def _check(keys, values):
    if keys.shape[0] != values.shape[0]:
        raise ValueError(f"{keys.shape[0]} keys for {values.shape[0]} rows of values")


def _each(keys, values, of_group):
    """The means of a rule of one's own for a group's rows."""
    _check(keys, values)
    xp = array_namespace(keys, values)
    unique, means = group_mean(keys, values)
    for i in range(unique.shape[0]):
        means[i] = of_group(xp, values[keys == unique[i]])
    return unique, means


def _order_of_appearance(keys):
    return list(dict.fromkeys(keys.tolist()))


@mistake(
    "group_mean",
    "The keys are sorted, but their means are not, so that a mean stands beside another group's key. Sort the keys"
    " first, then take the means in that order.",
)
def sorts_the_keys_alone(keys, values):
    unique, means = group_mean(keys, values)
    return unique, means[[unique.tolist().index(key) for key in _order_of_appearance(keys)]]


@mistake(
    "group_mean",
    "The groups come in the order in which their keys first appear. Sort the unique keys before you loop over them.",
)
def keeps_the_order_of_appearance(keys, values):
    unique, means = group_mean(keys, values)
    order = [unique.tolist().index(key) for key in _order_of_appearance(keys)]
    return unique[order], means[order]


@mistake("group_mean", "The groups come in descending order. Sort the keys in ascending order.")
def sorts_downwards(keys, values):
    unique, means = group_mean(keys, values)
    order = list(range(unique.shape[0]))[::-1]
    return unique[order], means[order]


@mistake(
    "group_mean",
    "It needs at least one row. No rows give no groups: empty keys, and means that keep the features of values, shape"
    " (0, features).",
)
def needs_a_row(keys, values):
    _check(keys, values)
    xp = array_namespace(keys, values)
    unique = _unique(keys)
    return unique, xp.stack([xp.mean(values[keys == unique[i]] / 1, axis=0) for i in range(unique.shape[0])])


@mistake(
    "group_mean",
    "There is a row for every integer from 0 to the largest key, even for those that do not occur. Keys are names, not"
    " positions: ask which ones occur.",
    least=[0, 1],
)
def has_a_row_for_every_integer(keys, values, *, least):
    _check(keys, values)
    xp = array_namespace(keys, values)
    unique = xp.arange(int(xp.max(keys)) + 1, device=device(keys))
    members = [values[keys == unique[i]] / 1 for i in range(unique.shape[0])]
    return unique, xp.stack([xp.sum(rows, axis=0) / max(rows.shape[0], least) for rows in members])


@mistake(
    "group_mean",
    "The mean of integers is cut off, by // or by an integer array that holds the means. Divide with /, and store"
    " floats.",
)
def cuts_off_the_fraction(keys, values):
    unique, means = group_mean(keys, values)
    return unique, array_namespace(values).astype(means, values.dtype)


@mistake("group_mean", "These are the sums of the groups. Divide each by the number of its rows.")
def forgets_to_divide(keys, values):
    return _each(keys, values, lambda xp, rows: xp.sum(rows, axis=0))


@mistake(
    "group_mean",
    "The sums are divided by the number of all rows. Divide each by the number of rows in its group.",
)
def divides_by_all_rows(keys, values):
    return _each(keys, values, lambda xp, rows: xp.sum(rows, axis=0) / values.shape[0])


@mistake("group_mean", "The sums are divided by the number of groups. Divide each by the number of rows in its group.")
def divides_by_the_number_of_groups(keys, values):
    groups = len(set(keys.tolist()))
    return _each(keys, values, lambda xp, rows: xp.sum(rows, axis=0) / groups)


@mistake(
    "group_mean",
    "An axis of a single feature is gone, by a squeeze or by taking column 0. (rows, 1) gives (groups, 1), just as"
    " (rows, 3) gives (groups, 3).",
)
def drops_the_axis_of_a_single_feature(keys, values):
    unique, means = group_mean(keys, values)
    return unique, means[:, 0] if means.ndim == 2 and means.shape[1] == 1 else means


@mistake(
    "group_mean",
    "The features of a row are averaged too, so that a vector becomes one number. Average over the rows only: axis=0.",
)
def averages_the_features_too(keys, values):
    unique, means = group_mean(keys, values)
    return unique, means if means.ndim == 1 else array_namespace(values).mean(means, axis=1)


@mistake(
    "group_mean",
    "Each value is averaged with the mean so far, (old + new) / 2, which gives the last row half of the weight. Add up"
    " all rows of a group, and divide once.",
)
def halves_again_and_again(keys, values):
    def of_group(xp, rows):
        mean = rows[0] / 1
        for row in rows[1:]:
            mean = (mean + row) / 2
        return mean

    return _each(keys, values, of_group)


@mistake(
    "group_mean",
    "Only the last row of each group is in its sum. sums[groups] += values writes each place once, however often it is"
    " named. Use np.add.at, or one group at a time.",
)
def loses_repeated_keys(keys, values):
    return _each(keys, values, lambda xp, rows: rows[-1] / rows.shape[0])


@mistake(
    "group_mean",
    "Each group is its last row: the others were overwritten. Collect all rows of a key before you average.",
)
def keeps_the_last_row(keys, values):
    return _each(keys, values, lambda xp, rows: rows[-1])


@mistake(
    "group_mean",
    "A key that comes back later starts a new group, as in itertools.groupby on unsorted rows. All rows of a key"
    " belong together, wherever they stand.",
)
def starts_a_group_at_each_change(keys, values):
    _check(keys, values)
    xp = array_namespace(keys, values)
    unique, means, start = [], [], 0
    for key, run in runs_of(keys.tolist()):
        stop = start + len(list(run))
        unique.append(key)
        means.append(xp.mean(values[start:stop] / 1, axis=0))
        start = stop
    order = sorted(range(len(unique)), key=unique.__getitem__)
    return xp.asarray([unique[i] for i in order]), xp.stack([means[i] for i in order])


@mistake(
    "group_mean",
    "The sums are differences of one long running sum, and its rounding errors are as large as the largest group. Add"
    " up each group on its own.",
)
def takes_differences_of_a_running_sum(keys, values):
    _check(keys, values)
    xp = array_namespace(keys, values)
    values = values / 1
    order = xp.argsort(keys, stable=True)
    unique, means = group_mean(keys, values)
    total = xp.cumulative_sum(values[order], axis=0, include_initial=True)
    stop = 0
    for i in range(unique.shape[0]):
        start, stop = stop, stop + int(xp.sum(keys == unique[i]))
        means[i] = (total[stop] - total[start]) / (stop - start)
    return unique, means


@mistake(
    "group_mean",
    "The dtype is lost: float32 in, float32 out. An array made for the means needs dtype=values.dtype.",
)
def fills_zeros_of_the_default_dtype(keys, values):
    unique, means = group_mean(keys, values)
    return unique, array_namespace(values).zeros(tuple(means.shape)) + means


@mistake(
    "group_mean",
    "Huge keys are mixed up: they went through floats, which are exact only up to 2**53, or 2**24 in float32. Keep"
    " keys and values in arrays of their own.",
)
def makes_floating_numbers_of_the_keys(keys, values):
    xp = array_namespace(keys, values)
    unique, means = group_mean(xp.astype(keys, xp.float64), values)
    return xp.astype(unique, keys.dtype), means


@mistake(
    "group_mean",
    "The integers are added up in their own dtype, and the sum overflows. Turn them into floats before you add.",
)
def adds_up_in_small_integers(keys, values):
    def of_group(xp, rows):
        total = rows[0]
        for row in rows[1:]:
            total = total + row
        return total / rows.shape[0]

    return _each(keys, values, of_group)


@mistake(
    "group_mean",
    "Keys and values of different lengths are accepted, and the rest of the longer one is dropped. Compare the lengths"
    " first, and raise a ValueError.",
)
def stops_at_the_shorter_one(keys, values):
    rows = min(keys.shape[0], values.shape[0])
    return group_mean(keys[:rows], values[:rows])


@mistake(
    "group_mean",
    "The lengths of keys and values are not compared, and a single row is stretched to all keys by broadcasting."
    " Compare them first, and raise a ValueError.",
)
def stretches_a_single_row(keys, values):
    xp = array_namespace(keys, values)
    single = values.shape[0] == 1
    return group_mean(keys, xp.broadcast_to(values, (keys.shape[0], *values.shape[1:])) if single else values)


@mistake(
    "group_mean",
    "The lengths of keys and values are not compared, so that the library fails later, with an error of its own."
    " Compare them first, and raise a ValueError.",
)
def leaves_the_lengths_to_the_library(keys, values):
    xp = array_namespace(keys, values)
    unique, values = _unique(keys), values / 1
    means = xp.zeros((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device(values))
    for i in range(unique.shape[0]):
        means[i] = xp.mean(values[keys == unique[i]], axis=0)
    return unique, means


def _numeric(df, by):
    return [name for name in df.select_dtypes("number") if name != by]


_STATISTICS = ["count", "mean", "std"]


@mistake("summarize", "The groups come in the order in which they first appear. Sort them, as groupby does by default.")
def summarizes_in_order_of_appearance(df, by):
    return df.groupby(by, sort=False)[_numeric(df, by)].agg(_STATISTICS)


@mistake(
    "summarize",
    "Rows without a group became a group of their own. Nobody knows where they belong: leave them out.",
)
def makes_a_group_of_the_missing(df, by):
    return df.groupby(by, dropna=False)[_numeric(df, by)].agg(_STATISTICS)


@mistake(
    "summarize",
    "A row with a missing cell is dropped as a whole. Its other numbers still count: leave out only the missing cell.",
)
def drops_incomplete_rows(df, by):
    return summarize(df.dropna(), by)


@mistake("summarize", "A missing number is taken for 0, which moves the mean and the count. Leave it out of both.")
def takes_missing_for_zero(df, by):
    return summarize(df.fillna(dict.fromkeys(_numeric(df, by), 0)), by)


@mistake(
    "summarize",
    "The count is the number of rows, missing numbers included. Count the numbers that are there: use count, not size.",
)
def counts_the_missing(df, by):
    return df.groupby(by)[_numeric(df, by)].agg(["size", "mean", "std"]).rename(columns={"size": "count"}, level=1)


@mistake("summarize", "The standard deviation divides by n. Divide by n - 1, as pandas does by default.")
def divides_by_n(df, by):
    summary = summarize(df, by)
    for name in _numeric(df, by):
        summary[(name, "std")] = df.groupby(by)[name].std(ddof=0)
    return summary


@mistake("summarize", "This is the variance. The standard deviation is its root.")
def gives_the_variance(df, by):
    return df.groupby(by)[_numeric(df, by)].agg(["count", "mean", "var"]).rename(columns={"var": "std"}, level=1)


@mistake(
    "summarize",
    "The table that was handed in has changed. Work on a new one, without inplace=True and without writing columns"
    " into df.",
)
def changes_the_table(df, by):
    df.dropna(subset=[by], inplace=True)
    return summarize(df, by)


@mistake("summarize", 'The groups are in a column. Leave them in the index, so that summary.loc["web"] finds one.')
def puts_the_groups_into_a_column(df, by):
    return summarize(df, by).reset_index()


@mistake("summarize", 'The columns have flat names such as loss_mean. Use pairs: ("loss", "mean").')
def flattens_the_columns(df, by):
    summary = summarize(df, by)
    summary.columns = ["_".join(name) for name in summary.columns]
    return summary


@mistake("summarize", "The column that you group by is summarized too. If it is numeric, take it out.")
def summarizes_the_groups_too(df, by):
    return df.groupby(by)[list(df.select_dtypes("number"))].agg(_STATISTICS)


@mistake("summarize", "Text is averaged too, or counted. Choose the numeric columns before you aggregate.")
def takes_text_for_numbers(df, by):
    return df.groupby(by).agg(_STATISTICS)


@mistake(
    "summarize",
    'Only int64 and float64 are taken for numbers. int8 and float32 are numbers too: select_dtypes("number") finds'
    " them all.",
)
def knows_two_sizes_of_numbers(df, by):
    numeric = [name for name in df.select_dtypes(["int64", "float64"]) if name != by]
    return df.groupby(by)[numeric].agg(_STATISTICS)


@mistake(
    "summarize",
    "df[by][i] is the row with the label i, and after a filter the labels are not 0, 1, 2. Use .iloc for positions, or"
    " better a mask or groupby.",
)
def looks_for_rows_by_number(df, by):
    for i in range(len(df)):
        df[by][i]
    return summarize(df, by)


@mistake(
    "summarize",
    "The standard deviation of a single number is given as 0. One number says nothing about the spread: leave it"
    " missing.",
)
def takes_a_missing_spread_for_zero(df, by):
    summary = summarize(df, by)
    return summary.fillna({name: 0 for name in summary.columns if name[1] == "std"})


@mistake("summarize", 'The pairs are the wrong way round. The column comes first: ("loss", "mean").')
def exchanges_the_pairs(df, by):
    return summarize(df, by).swaplevel(axis=1)


@mistake("summarize", "Only the means are there. Add count and std: agg takes a list.")
def gives_the_means_alone(df, by):
    return pd.concat({"mean": df.groupby(by)[_numeric(df, by)].mean()}, axis=1).swaplevel(axis=1)


# ------------------------------------------------- several faults at once, and the wrong error


@mistake("group_mean", "This is a dict. Return two arrays: the keys in ascending order, and their means.")
def gives_a_dict(keys, values):
    unique, means = group_mean(keys, values)
    return dict(zip(unique.tolist(), means.tolist(), strict=True))


@mistake("group_mean", "These are lists. Return two arrays.")
def gives_lists(keys, values):
    unique, means = group_mean(keys, values)
    return unique.tolist(), means.tolist()


@mistake(
    "group_mean",
    "The keys are sorted and the values are not, so that each run of equal keys averages rows of other groups. Sort"
    " both by the same order: keys.argsort().",
)
def cuts_values_that_are_not_sorted(keys, values):
    _check(keys, values)
    return group_mean(array_namespace(keys).sort(keys), values)


@mistake(
    "group_mean",
    "The values pass through float32, which keeps about 7 digits. Stay in the dtype of the values.",
)
def averages_in_float32(keys, values):
    xp = array_namespace(keys, values)
    unique, means = group_mean(keys, values)
    return unique, xp.astype(xp.astype(means, xp.float32), means.dtype)


@mistake(
    "group_mean",
    "Keys and values of different lengths are refused, but with the wrong exception: assert raises an AssertionError,"
    " and python -O skips it. Raise a ValueError.",
)
def asserts_the_lengths(keys, values):
    if keys.shape[0] != values.shape[0]:
        raise AssertionError
    return group_mean(keys, values)


@mistake(
    "summarize",
    "Only the means are there, with plain names for columns. agg with a list gives count, mean and std, and the pairs"
    " too.",
)
def gives_plain_means(df, by):
    return df.groupby(by)[_numeric(df, by)].mean()


@mistake("summarize", "describe gives more than was asked for. Take count, mean and std only: agg takes a list.")
def describes(df, by):
    return df.groupby(by)[_numeric(df, by)].describe()


@mistake(
    "summarize",
    "The groups are in a column, and the names of the others are flat. Leave the groups in the index, and use pairs:"
    ' ("loss", "mean").',
)
def flattens_everything(df, by):
    return flattens_the_columns(df, by).reset_index()


@mistake(
    "summarize",
    "A missing column is refused, but with the wrong exception. Raise a KeyError, as df[by] does.",
)
def refuses_a_column_with_a_value_error(df, by):
    if by not in df:
        raise ValueError("no such column")
    return summarize(df, by)
