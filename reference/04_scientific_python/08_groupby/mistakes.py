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
    "The keys are sorted, and their means are not: each mean stands beside another group's key. Sort the keys"
    " first, then take the means in that order.",
)
def sorts_the_keys_alone(keys, values):
    unique, means = group_mean(keys, values)
    return unique, means[[unique.tolist().index(key) for key in _order_of_appearance(keys)]]


@mistake(
    "group_mean",
    "The groups come in the order in which their keys first appear. Sort the unique keys before you walk through them.",
)
def keeps_the_order_of_appearance(keys, values):
    unique, means = group_mean(keys, values)
    order = [unique.tolist().index(key) for key in _order_of_appearance(keys)]
    return unique[order], means[order]


@mistake(
    "group_mean",
    "The groups come in descending order; the contract asks for ascending keys.",
)
def sorts_downwards(keys, values):
    unique, means = group_mean(keys, values)
    order = list(range(unique.shape[0]))[::-1]
    return unique[order], means[order]


@mistake(
    "group_mean",
    "It needs at least one row. Of no rows there are no groups: the keys and the means are empty, and the means"
    " keep the features of values, shape (0, features).",
)
def needs_a_row(keys, values):
    _check(keys, values)
    xp = array_namespace(keys, values)
    unique = _unique(keys)
    return unique, xp.stack([xp.mean(values[keys == unique[i]] / 1, axis=0) for i in range(unique.shape[0])])


@mistake(
    "group_mean",
    "There is a row for every integer from 0 up to the largest key, also for those that do not occur. Keys are"
    " names, not positions: ask which ones occur, negative ones too.",
)
def has_a_row_for_every_integer(keys, values):
    _check(keys, values)
    xp = array_namespace(keys, values)
    unique = xp.arange(int(xp.max(keys)) + 1, device=device(keys))
    means = [xp.mean(values[keys == unique[i]] / 1, axis=0) for i in range(unique.shape[0])]
    return unique, xp.stack(means)


@mistake(
    "group_mean",
    "The mean of integers lost its fraction on the way: // or an integer array that holds the means cuts it off."
    " Divide with /, into an array of floating numbers.",
)
def cuts_off_the_fraction(keys, values):
    unique, means = group_mean(keys, values)
    return unique, array_namespace(values).astype(means, values.dtype)


@mistake(
    "group_mean",
    "Those are the sums of the groups. Divide each by the number of its rows.",
)
def forgets_to_divide(keys, values):
    return _each(keys, values, lambda xp, rows: xp.sum(rows, axis=0))


@mistake(
    "group_mean",
    "The sums are divided by the number of all rows. Each group has a size of its own: divide by that.",
)
def divides_by_all_rows(keys, values):
    return _each(keys, values, lambda xp, rows: xp.sum(rows, axis=0) / values.shape[0])


@mistake(
    "group_mean",
    "The sums are divided by the number of groups. Each group has a size of its own: divide by that.",
)
def divides_by_the_number_of_groups(keys, values):
    groups = len(set(keys.tolist()))
    return _each(keys, values, lambda xp, rows: xp.sum(rows, axis=0) / groups)


@mistake(
    "group_mean",
    "An axis of a single feature was dropped, by a squeeze or by taking column 0. (rows, 1) gives (groups, 1), as"
    " (rows, 3) gives (groups, 3).",
)
def drops_the_axis_of_a_single_feature(keys, values):
    unique, means = group_mean(keys, values)
    return unique, means[:, 0] if means.ndim == 2 and means.shape[1] == 1 else means


@mistake(
    "group_mean",
    "The features of a row are averaged with one another, so that a vector becomes one number. Average over the"
    " rows alone, axis=0, and keep the features apart.",
)
def averages_the_features_too(keys, values):
    unique, means = group_mean(keys, values)
    return unique, means if means.ndim == 1 else array_namespace(values).mean(means, axis=1)


@mistake(
    "group_mean",
    "Each value is averaged with the mean so far, (old + new) / 2, which gives the last row half of the weight. Add"
    " up all rows of a group and divide once.",
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
    "Only the last row of each group got into its sum. sums[groups] += values reads and writes each place once,"
    " however often it is named: repeated places don't add up.",
)
def loses_repeated_keys(keys, values):
    return _each(keys, values, lambda xp, rows: rows[-1] / rows.shape[0])


@mistake(
    "group_mean",
    "Each group is its last row: what came before was written over. Collect all rows of a key before you average.",
)
def keeps_the_last_row(keys, values):
    return _each(keys, values, lambda xp, rows: rows[-1])


@mistake(
    "group_mean",
    "A key that comes back later starts a group anew, as in itertools.groupby on rows that are not sorted. All rows"
    " of a key belong to one group, wherever they stand.",
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
    "A small group loses its digits to a large one: the sums are differences of one long running sum, whose"
    " rounding errors are as large as the largest group. Add up each group alone.",
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
    "float32 goes in and float64 comes out, or the other way round: an array made for the means has the library's"
    " default dtype. Make it with dtype=values.dtype.",
)
def fills_zeros_of_the_default_dtype(keys, values):
    unique, means = group_mean(keys, values)
    return unique, array_namespace(values).zeros(tuple(means.shape)) + means


@mistake(
    "group_mean",
    "Large keys became one another's: they went through floating numbers, as in an array or a table that holds keys and"
    " values side by side. float64 tells integers apart only up to 2**53, float32 up to 2**24. Leave the keys alone.",
)
def makes_floating_numbers_of_the_keys(keys, values):
    xp = array_namespace(keys, values)
    unique, means = group_mean(xp.astype(keys, xp.float64), values)
    return xp.astype(unique, keys.dtype), means


@mistake(
    "group_mean",
    "The integers are added up in their own dtype, and the sum runs over its end. Make them floating numbers before you"
    " add, not after.",
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
    "Keys and values of different lengths go through, and what the longer one has left is dropped in silence."
    " Compare the lengths first and raise a ValueError.",
)
def stops_at_the_shorter_one(keys, values):
    rows = min(keys.shape[0], values.shape[0])
    return group_mean(keys[:rows], values[:rows])


@mistake(
    "group_mean",
    "Nobody compares the number of keys with the number of rows, so that the library fails later, in words of its"
    " own. Compare them first and raise a ValueError.",
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


@mistake("summarize", "The groups come in the order in which they first appear; the contract asks for them sorted.")
def summarizes_in_order_of_appearance(df, by):
    return df.groupby(by, sort=False)[_numeric(df, by)].agg(_STATISTICS)


@mistake(
    "summarize",
    "Rows whose group is missing have become a group of their own. Nobody knows where they belong: leave them out.",
)
def makes_a_group_of_the_missing(df, by):
    return df.groupby(by, dropna=False)[_numeric(df, by)].agg(_STATISTICS)


@mistake(
    "summarize",
    "A row is thrown away as a whole when one of its cells is missing. Its other numbers still count: leave out the"
    " missing cell alone.",
)
def drops_incomplete_rows(df, by):
    return summarize(df.dropna(), by)


@mistake(
    "summarize",
    "A missing number is taken for 0, which moves the mean and the count. It is neither counted nor averaged.",
)
def takes_missing_for_zero(df, by):
    return summarize(df.fillna(dict.fromkeys(_numeric(df, by), 0)), by)


@mistake(
    "summarize",
    "The count is the number of rows, missing numbers included. Count what there is in each column: pandas tells"
    " size from count.",
)
def counts_the_missing(df, by):
    return df.groupby(by)[_numeric(df, by)].agg(["size", "mean", "std"]).rename(columns={"size": "count"}, level=1)


@mistake(
    "summarize",
    "The standard deviation divides by n. A sample's divides by n - 1, as pandas does and np.std does not.",
)
def divides_by_n(df, by):
    summary = summarize(df, by)
    for name in _numeric(df, by):
        summary[(name, "std")] = df.groupby(by)[name].std(ddof=0)
    return summary


@mistake("summarize", "That is the variance: the standard deviation is its root.")
def gives_the_variance(df, by):
    return df.groupby(by)[_numeric(df, by)].agg(["count", "mean", "var"]).rename(columns={"var": "std"}, level=1)


@mistake(
    "summarize",
    "The table that was handed in has changed. The caller still needs it: work on a new one, without inplace=True"
    " and without writing columns into df.",
)
def changes_the_table(df, by):
    df.dropna(subset=[by], inplace=True)
    return summarize(df, by)


@mistake(
    "summarize",
    "The groups are a column, and the index counts rows. Leave the groups in the index: then summary.loc['web']"
    " finds one.",
)
def puts_the_groups_into_a_column(df, by):
    return summarize(df, by).reset_index()


@mistake(
    "summarize",
    "The columns are flat names, loss_mean, where the contract asks for pairs, ('loss', 'mean').",
)
def flattens_the_columns(df, by):
    summary = summarize(df, by)
    summary.columns = ["_".join(name) for name in summary.columns]
    return summary


@mistake(
    "summarize",
    "The column that is grouped by is among the columns that are summarized. Where it is numeric, take it out.",
)
def summarizes_the_groups_too(df, by):
    return df.groupby(by)[list(df.select_dtypes("number"))].agg(_STATISTICS)


@mistake(
    "summarize",
    "Text is averaged too, or counted as if it were a number. Choose the numeric columns before you aggregate.",
)
def takes_text_for_numbers(df, by):
    return df.groupby(by).agg(_STATISTICS)


@mistake(
    "summarize",
    "A column of other numbers than int64 and float64 is left out. int8 and float32 are numbers as well: ask for"
    ' "number" when you select.',
)
def knows_two_sizes_of_numbers(df, by):
    numeric = [name for name in df.select_dtypes(["int64", "float64"]) if name != by]
    return df.groupby(by)[numeric].agg(_STATISTICS)


@mistake(
    "summarize",
    "df[name][i] is the row that is called i, and after a filter the rows are not called 0, 1, 2. Go by position with"
    " iloc, or better by a mask or groupby.",
)
def looks_for_rows_by_number(df, by):
    for i in range(len(df)):
        df[by][i]
    return summarize(df, by)


@mistake(
    "summarize",
    "The standard deviation of a single number is given as 0. One number says nothing about the spread: it is missing.",
)
def takes_a_missing_spread_for_zero(df, by):
    summary = summarize(df, by)
    return summary.fillna({name: 0 for name in summary.columns if name[1] == "std"})


@mistake(
    "summarize",
    "The pairs are the wrong way round: the column comes first, then what is said of it, ('loss', 'mean').",
)
def exchanges_the_pairs(df, by):
    return summarize(df, by).swaplevel(axis=1)


@mistake(
    "summarize",
    "Only the means are there; count and std are missing. A mean without its count says little: agg takes a list.",
)
def gives_the_means_alone(df, by):
    return pd.concat({"mean": df.groupby(by)[_numeric(df, by)].mean()}, axis=1).swaplevel(axis=1)
