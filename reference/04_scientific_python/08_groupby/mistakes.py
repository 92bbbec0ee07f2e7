"""What beginners hand in for grouping, and what to tell them."""

from itertools import groupby as runs_of

import pandas as pd
from array_api_compat import array_namespace
from groupby import group_mean

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="averages_the_features_too",
    axis_lost="drops_the_axis_of_a_single_feature",
    sum_for_mean="forgets_to_divide",
    wrong_divisor="divides_by_all_rows divides_by_the_number_of_groups divides_by_n",
    root_or_square="gives_the_variance",
    swapped_arguments="exchanges_the_pairs",
    entries_mixed_up="sorts_the_keys_alone cuts_values_that_are_not_sorted looks_for_rows_by_number",
    not_accumulated="loses_repeated_keys keeps_the_last_row",
    writes_into_input="changes_the_table",
    dtype_lost="fills_zeros_of_the_default_dtype",
    integer_arithmetic="cuts_off_the_fraction",
    overflow="adds_up_in_small_integers",
    cancellation="makes_floating_numbers_of_the_keys takes_differences_of_a_running_sum averages_in_float32",
    empty_input="needs_a_row",
    zero_case="takes_a_missing_spread_for_zero",
    nan_hidden="makes_a_group_of_the_missing takes_missing_for_zero counts_the_missing",
    wrong_exception="leaves_the_lengths_to_the_library refuses_a_column_with_a_value_error",
    silent_error="stops_at_the_shorter_one",
    refuses_what_is_allowed="drops_incomplete_rows",
    broadcast_by_accident="stretches_a_single_row",
    biased_estimate="halves_again_and_again",
    ties_and_order="keeps_the_order_of_appearance sorts_downwards summarizes_in_order_of_appearance",
    partial_case=(
        "has_a_row_for_every_integer starts_a_group_at_each_change knows_two_sizes_of_numbers "
        "summarizes_the_groups_too takes_text_for_numbers gives_the_means_alone gives_plain_means"
    ),
    wrong_formula="puts_the_groups_into_a_column flattens_the_columns describes flattens_everything",
    other_kind_of_result="gives_a_dict gives_lists",
)


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


edit(
    "sorts_the_keys_alone",
    "The keys are sorted, but their means are not, so a mean is paired with another group's key. Sort the keys first,"
    " then take the means in that order.",
    ("unique, means", "unique, means[[unique.tolist().index(key) for key in list(dict.fromkeys(keys.tolist()))]]"),
)

edit(
    "keeps_the_order_of_appearance",
    "The groups are in the order in which their keys first appear. Sort the unique keys before you loop over them.",
    (
        "return unique, means",
        "order = [unique.tolist().index(key) for key in list(dict.fromkeys(keys.tolist()))]\n"
        "return unique[order], means[order]",
    ),
)

edit(
    "sorts_downwards",
    "The groups are in descending order. Sort the keys in ascending order.",
    ("unique, means", "unique[list(range(unique.shape[0]))[::-1]], means[list(range(unique.shape[0]))[::-1]]"),
)


@mistake(
    "group_mean",
    "The function needs at least one row. Without rows there are no groups: empty keys, and means that keep the"
    " features of values, shape (0, features).",
)
def needs_a_row(keys, values):
    _check(keys, values)
    xp = array_namespace(keys, values)
    unique = _unique(keys)
    return unique, xp.stack([xp.mean(values[keys == unique[i]] / 1, axis=0) for i in range(unique.shape[0])])


edit(
    "has_a_row_for_every_integer",
    "There is a row for every integer from 0 to the largest key, even for those that do not occur. Keys are names, not"
    " positions: ask which ones occur.",
    ("xp.sort(xp.unique_values(keys))", "xp.arange(int(xp.max(keys)) + 1, device=device(keys))"),
    (
        "for i in range(unique.shape[0]):\n    means[i] = xp.mean(values[keys == unique[i]], axis=0)",
        "members = [values[keys == unique[i]] / 1 for i in range(unique.shape[0])]",
    ),
    ("unique, means", "unique, xp.stack([xp.sum(rows, axis=0) / max(rows.shape[0], least) for rows in members])"),
    least=[0, 1],
)


@mistake(
    "group_mean",
    "The mean of integers is cut off, by // or by an integer array that holds the means. Divide with /, and store"
    " floats.",
)
def cuts_off_the_fraction(keys, values):
    unique, means = group_mean(keys, values)
    return unique, array_namespace(values).astype(means, values.dtype)


edit(
    "forgets_to_divide",
    "These are the sums of the groups. Divide each by the number of its rows.",
    ("xp.mean(values[keys == unique[i]], axis=0)", "xp.sum(values[keys == unique[i]], axis=0)"),
)

edit(
    "divides_by_all_rows",
    "The sums are divided by the number of all rows. Divide each by the number of rows in its group.",
    ("values = values / 1", "xp = xp\nvalues = values / 1"),
    (
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device(values))",
        "unique = xp.sort(xp.unique_values(keys))\n"
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device("
        "values))",
    ),
    (
        "return unique, means",
        "    means[i] = xp.sum(values[keys == unique[i]], axis=0) / values.shape[0]\nreturn unique, means",
    ),
)

edit(
    "divides_by_the_number_of_groups",
    "The sums are divided by the number of groups. Divide each by the number of rows in its group.",
    ("values = values / 1", "xp = xp\nvalues = values / 1"),
    (
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device(values))",
        "unique = xp.sort(xp.unique_values(keys))\n"
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device("
        "values))",
    ),
    (
        "return unique, means",
        "    means[i] = xp.sum(values[keys == unique[i]], axis=0) / len(set(keys.tolist()))\nreturn unique, means",
    ),
)

edit(
    "drops_the_axis_of_a_single_feature",
    "An axis of a single feature is gone, by a squeeze or by taking column 0. (rows, 1) gives (groups, 1), just as"
    " (rows, 3) gives (groups, 3).",
    ("unique, means", "unique, means[:, 0] if means.ndim == 2 and means.shape[1] == 1 else means"),
)

edit(
    "averages_the_features_too",
    "The features of a row are averaged too, so a vector becomes one number. Average over the rows only: axis=0.",
    ("unique, means", "unique, means if means.ndim == 1 else xp.mean(means, axis=1)"),
)

edit(
    "halves_again_and_again",
    "Each value is averaged with the mean so far, (old + new) / 2, which gives the last row half of the weight. Add up"
    " all rows of a group, and divide once.",
    ("values = values / 1", "xp = xp\nvalues = values / 1"),
    (
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device(values))",
        "unique = xp.sort(xp.unique_values(keys))\n"
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device("
        "values))",
    ),
    (
        "return unique, means",
        "    mean = values[keys == unique[i]][0] / 1\n"
        "    for row in values[keys == unique[i]][1:]:\n"
        "        mean = (mean + row) / 2\n"
        "    means[i] = mean\n"
        "return unique, means",
    ),
)

edit(
    "loses_repeated_keys",
    "Only the last row of each group is in its sum. sums[groups] += values writes each place once, no matter how"
    " often it is named. Use np.add.at, or one group at a time.",
    ("values = values / 1", "xp = xp\nvalues = values / 1"),
    (
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device(values))",
        "unique = xp.sort(xp.unique_values(keys))\n"
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device("
        "values))",
    ),
    (
        "return unique, means",
        "    means[i] = values[keys == unique[i]][-1] / values[keys == unique[i]].shape[0]\nreturn unique, means",
    ),
)

edit(
    "keeps_the_last_row",
    "Each group is its last row: the others were overwritten. Collect all rows of a key before you average.",
    ("values = values / 1", "xp = xp\nvalues = values / 1"),
    (
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device(values))",
        "unique = xp.sort(xp.unique_values(keys))\n"
        "means = xp.empty((unique.shape[0], *values.shape[1:]), dtype=values.dtype, device=device("
        "values))",
    ),
    ("return unique, means", "    means[i] = values[keys == unique[i]][-1]\nreturn unique, means"),
)


@mistake(
    "group_mean",
    "A key that occurs again later starts a new group, as in itertools.groupby on unsorted rows. All rows of a key"
    " belong together, wherever they are.",
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


edit(
    "fills_zeros_of_the_default_dtype",
    "The dtype is lost: float32 in, float32 out. An array made for the means needs dtype=values.dtype.",
    ("unique, means", "unique, xp.zeros(tuple(means.shape)) + means"),
)


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


edit(
    "stops_at_the_shorter_one",
    "Keys and values of different lengths are accepted, and the rest of the longer one is dropped. Compare the lengths"
    " first, and raise a ValueError.",
    (
        "if keys.shape[0] != values.shape[0]:",
        "rows = min(keys.shape[0], values.shape[0])\n"
        "keys, values = keys[:rows], values[:rows]\n"
        "if keys.shape[0] != values.shape[0]:",
    ),
)

edit(
    "stretches_a_single_row",
    "The lengths of keys and values are not compared, and a single row is stretched to all keys by broadcasting."
    " Compare them first, and raise a ValueError.",
    (
        "if keys.shape[0] != values.shape[0]:",
        "xp = array_namespace(keys)\n"
        "values = xp.broadcast_to(values, (keys.shape[0], *values.shape[1:])) if values.shape[0] == 1 "
        "else values\n"
        "if keys.shape[0] != values.shape[0]:",
    ),
)

edit(
    "leaves_the_lengths_to_the_library",
    "The lengths of keys and values are not compared, so the library fails later, with an error of its own. Compare"
    " them first, and raise a ValueError.",
    ("keys.shape[0] != values.shape[0]", "False"),
)


def _numeric(df, by):
    return [name for name in df.select_dtypes("number") if name != by]


edit(
    "summarizes_in_order_of_appearance",
    "The groups are in the order in which they first appear. Sort them, as groupby does by default.",
    ("df.groupby(by)", "df.groupby(by, sort=False)"),
)

edit(
    "makes_a_group_of_the_missing",
    "Rows without a group became a group of their own. Nobody knows where they belong: leave them out.",
    ("df.groupby(by)", "df.groupby(by, dropna=False)"),
)

edit(
    "drops_incomplete_rows",
    "All of a row with a missing cell is dropped. Its other numbers still count: leave out only the missing cell.",
    ("df.groupby", "df.dropna().groupby"),
)

edit(
    "takes_missing_for_zero",
    "A missing number is treated as 0, which moves the mean and the count. Leave it out of both.",
    ("df.groupby", "df.fillna(dict.fromkeys(numeric, 0)).groupby"),
)

edit(
    "counts_the_missing",
    "The count is the number of rows, missing numbers included. Count the numbers that are there: use count, not size.",
    (
        'df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "df.groupby(by)[numeric].agg(['size', 'mean', 'std']).rename(columns={'size': 'count'}, level=1)",
    ),
)

edit(
    "divides_by_n",
    "The standard deviation divides by n. Divide by n - 1, as pandas does by default.",
    (
        'return df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "summary = df.groupby(by)[numeric].agg(['count', 'mean', 'std'])\n"
        "for name in [name for name in df.select_dtypes('number') if name != by]:\n"
        "    summary[name, 'std'] = df.groupby(by)[name].std(ddof=0)\n"
        "return summary",
    ),
)

edit(
    "gives_the_variance",
    "This is the variance. The standard deviation is its root.",
    (
        'df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "df.groupby(by)[numeric].agg(['count', 'mean', 'var']).rename(columns={'var': 'std'}, level=1)",
    ),
)

edit(
    "changes_the_table",
    "The table that was handed in has changed. Work on a new one, without inplace=True and without writing columns"
    " into df.",
    (
        'return df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        'df.dropna(subset=[by], inplace=True)\nreturn df.groupby(by)[numeric].agg(["count", "mean", "std"])',
    ),
)

edit(
    "puts_the_groups_into_a_column",
    'The groups are in a column. Leave them in the index, so that summary.loc["web"] finds one.',
    (
        'df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "df.groupby(by)[numeric].agg(['count', 'mean', 'std']).reset_index()",
    ),
)

edit(
    "flattens_the_columns",
    'The columns have flat names such as loss_mean. Use pairs: ("loss", "mean").',
    (
        'return df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "summary = df.groupby(by)[numeric].agg(['count', 'mean', 'std'])\n"
        "summary.columns = ['_'.join(name) for name in summary.columns]\n"
        "return summary",
    ),
)

edit(
    "summarizes_the_groups_too",
    "The column that you group by is summarized too. If it is numeric, take it out.",
    ("df.groupby(by)[numeric]", "df.groupby(by)[list(df.select_dtypes('number'))]"),
)

edit(
    "takes_text_for_numbers",
    "Text is averaged too, or counted. Choose the numeric columns before you aggregate.",
    ("df.groupby(by)[numeric]", "df.groupby(by)"),
)

edit(
    "knows_two_sizes_of_numbers",
    'Only int64 and float64 are treated as numbers. int8 and float32 are numbers too: select_dtypes("number") finds'
    " them all.",
    ('"number"', "['int64', 'float64']"),
)

edit(
    "looks_for_rows_by_number",
    "df[by][i] is the row with the label i, and after a filter the labels are not 0, 1, 2. Use .iloc for positions, or"
    " better a mask or groupby.",
    (
        'return df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        'for i in range(len(df)):\n    df[by][i]\nreturn df.groupby(by)[numeric].agg(["count", "mean", "std"])',
    ),
)

edit(
    "takes_a_missing_spread_for_zero",
    "The standard deviation of a single number is given as 0. One number says nothing about the spread: leave it"
    " missing.",
    (
        'return df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "summary = df.groupby(by)[numeric].agg(['count', 'mean', 'std'])\n"
        "return summary.fillna({name: 0 for name in summary.columns if name[1] == 'std'})",
    ),
)

edit(
    "exchanges_the_pairs",
    'The pairs are the wrong way round. The column comes first: ("loss", "mean").',
    (
        'df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "df.groupby(by)[numeric].agg(['count', 'mean', 'std']).swaplevel(axis=1)",
    ),
)


@mistake("summarize", "Only the means are there. Add count and std: agg takes a list.")
def gives_the_means_alone(df, by):
    return pd.concat({"mean": df.groupby(by)[_numeric(df, by)].mean()}, axis=1).swaplevel(axis=1)


# ------------------------------------------------- several faults at once, and the wrong error

edit(
    "gives_a_dict",
    "This is a dict. Return two arrays: the keys in ascending order, and their means.",
    ("unique, means", "dict(zip(unique.tolist(), means.tolist(), strict=True))"),
)

edit("gives_lists", "These are lists. Return two arrays.", ("unique, means", "unique.tolist(), means.tolist()"))

edit(
    "cuts_values_that_are_not_sorted",
    "The keys are sorted and the values are not, so each run of equal keys averages rows of other groups. Sort both"
    " by the same order: keys.argsort().",
    ("keys == unique[i]", "xp.sort(keys) == unique[i]"),
)

edit(
    "averages_in_float32",
    "The values pass through float32, which keeps about 7 digits. Stay in the dtype of the values.",
    ("unique, means", "unique, xp.astype(xp.astype(means, xp.float32), means.dtype)"),
)

generics(
    "group_mean",
    asserts="Keys and values of different lengths are refused, but with the wrong exception: assert raises an"
    " AssertionError, and python -O skips it. Raise a ValueError.",
)

edit(
    "gives_plain_means",
    "Only the means are there, with plain names for columns. agg with a list gives count, mean and std, and the pairs"
    " too.",
    ('df.groupby(by)[numeric].agg(["count", "mean", "std"])', "df.groupby(by)[numeric].mean()"),
)

edit(
    "describes",
    "describe gives more than was asked for. Take count, mean and std only: agg takes a list.",
    ('df.groupby(by)[numeric].agg(["count", "mean", "std"])', "df.groupby(by)[numeric].describe()"),
)

edit(
    "flattens_everything",
    "The groups are in a column, and the names of the others are flat. Leave the groups in the index, and use pairs:"
    ' ("loss", "mean").',
    (
        'return df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "summary = df.groupby(by)[numeric].agg(['count', 'mean', 'std'])\n"
        "summary.columns = ['_'.join(name) for name in summary.columns]\n"
        "return summary.reset_index()",
    ),
)

edit(
    "refuses_a_column_with_a_value_error",
    "A missing column is refused, but with the wrong exception. Raise a KeyError, as df[by] does.",
    (
        'return df.groupby(by)[numeric].agg(["count", "mean", "std"])',
        "if by not in df:\n"
        "    raise ValueError('no such column')\n"
        'return df.groupby(by)[numeric].agg(["count", "mean", "std"])',
    ),
)
