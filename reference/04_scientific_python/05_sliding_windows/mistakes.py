"""What beginners hand in for sliding windows, and what to tell them."""

import numpy as np
from numpy.lib.stride_tricks import as_strided
from sliding_windows import moving_average, windows

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="slides_over_the_first_axis averages_over_the_windows",
    whole_for_slice="slides_from_row_to_row",
    sum_for_mean="gives_the_sums gives_the_sums_but_the_last",
    wrong_divisor="divides_by_n",
    transposed="stands_windows_upright",
    swapped_arguments="leaves_gaps_in_the_windows exchanges_a_long_window_with_x",
    off_by_one=(
        "rounds_the_count_wrongly forgets_the_last_window reaches_beyond_the_end begins_at_every_place"
        " forgets_the_last_average averages_one_too_few"
    ),
    alias_or_copy=(
        "copies lets_everybody_write locks_x puts_x_in_order_first gives_a_list_of_slices"
        " copies_all_but_the_last_window copies_and_ignores_the_step"
    ),
    dtype_lost="gives_float64",
    integer_arithmetic="cuts_off_the_averages_of_integers",
    overflow="adds_up_in_small_integers",
    cancellation="takes_differences_of_a_running_sum updates_the_last_average averages_in_float32",
    nan_hidden="leaves_out_nan",
    wrong_exception=(
        "divides_by_a_step_of_zero asserts_the_size refuses_a_size_with_an_index_error asserts_the_size_of_an_average"
    ),
    silent_error=(
        "finds_no_window_in_a_short_x shortens_the_window lets_empty_windows_through lets_any_step_through"
        " averages_nothing"
    ),
    default_value="ignores_the_step cuts_blocks",
    padding_counted="fills_up_with_zeros",
    base_or_units="takes_the_size_of_an_entry_for_the_stride",
    partial_case="begins_before_the_window_is_full",
    wrong_formula="averages_blocks takes_the_median",
)


def _view(x, count, size, step, stride=None, apart=1, writeable=False):
    """So many windows, whether they lie in x or not."""
    stride = x.strides[-1] if stride is None else stride
    shape, strides = (*x.shape[:-1], count, size), (*x.strides[:-1], step * stride, apart * stride)
    return as_strided(x, shape, strides, writeable=writeable)


# ----------------------------------------------------------------------------------- windows

edit(
    "copies",
    "The windows are copies: a text of n tokens would take n times the size of a window. Make a view, which is the"
    " same memory with other strides.",
    ("as_strided(x, shape, strides, writeable=False)", "as_strided(x, shape, strides, writeable=False).copy()"),
)

edit(
    "lets_everybody_write",
    "The windows can be written into, and where they overlap, one write changes several of them. Make the view"
    " read-only: as_strided(..., writeable=False).",
    ("writeable=False", "writeable=True"),
)

edit(
    "locks_x",
    "x itself is read-only now, so its owner can't write into it. Only the view should be read-only.",
    ("if step < 1:", "x.setflags(write=False)\nif step < 1:"),
)

edit(
    "puts_x_in_order_first",
    "x is put in order first (ascontiguousarray, reshape, np.array), which copies it unless it is in order already."
    " Then the windows look at the copy: x.strides says how x lies.",
    ("if step < 1:", "x = x if x.flags.c_contiguous else np.array(x, order='C')\nif step < 1:"),
)


edit(
    "takes_the_size_of_an_entry_for_the_stride",
    "The strides are counted in x.itemsize, as if neighbours always lay side by side. In a transpose or in x[::2] they"
    " don't: use x.strides.",
    (
        "*others, stride = x.strides  # bytes from one entry to the next",
        "*others, stride = *x.strides[:-1], x.itemsize",
    ),
)


edit(
    "rounds_the_count_wrongly",
    "(n - size + 1) // step gives too few windows when the division leaves a remainder. The first window takes size"
    " entries, and each further one a step: (n - size) // step + 1.",
    ("(n - size) // step + 1", "(n - size + 1) // step"),
)

edit(
    "forgets_the_last_window",
    "The last window is missing. There are n - size + 1 places to begin, and every step-th of them counts: (n - size)"
    " // step + 1.",
    ("(n - size) // step + 1", "(n - size) // step"),
)


@mistake("windows", "There is one window too many: the last one reaches beyond the end of x, into foreign memory.")
def reaches_beyond_the_end(x, size, step=1):
    windows(x, size, step)
    return _view(x, (x.shape[-1] - size) // step + 2, size, step)


@mistake(
    "windows",
    "Windows begin at every step-th entry up to the end, so the last ones reach beyond x. Only windows that fit"
    " count: (n - size) // step + 1.",
)
def begins_at_every_place(x, size, step=1):
    windows(x, size, step)
    return _view(x, -(-x.shape[-1] // step), size, step)


edit(
    "ignores_the_step",
    "The step is ignored: the windows begin at every entry.",
    ("(n - size) // step", "(n - size) // 1"),
    ("step * stride", "1 * stride"),
)

edit(
    "leaves_gaps_in_the_windows",
    "The step is used inside the windows. Entries of a window are neighbours; only the windows are a step apart.",
    ("(n - size) // step + 1", "max(x.shape[-1] - (size - 1) * step, 0)"),
    ("(*others, step * stride, stride)", "(*others, 1 * stride, step * stride)"),
)

edit(
    "cuts_blocks",
    "The windows lie side by side by default, as after reshape(-1, size). They overlap: the default step is 1.",
    ("def windows(x, size, step=1):", "def windows(x, size, step=None):"),
    ("step < 1", "(size if step is None else step) < 1"),
    ("(n - size) // step", "(n - size) // (size if step is None else step)"),
    ("step * stride", "(size if step is None else step) * stride"),
)

edit(
    "stands_windows_upright",
    "The last two axes are swapped. [..., i, j] is entry j of window i, so that each row is a window.",
    (
        "(*x.shape[:-1], count, size), (*others, step * stride, stride)",
        "(*x.shape[:-1], size, count), (*others, stride, step * stride)",
    ),
)


@mistake(
    "windows",
    "In a batch, the windows slide over the first axis. Slide over the last one: each row is a text of its own.",
)
def slides_over_the_first_axis(x, size, step=1):
    windows(x, size, step)
    return windows(x.T, size, step) if x.ndim == 2 and size <= x.shape[0] else windows(x, size, step).T


edit(
    "slides_from_row_to_row",
    "A batch is read as one long row, so windows run from one text into the next. Keep the axes before the last one.",
    ("n = x.shape[-1]", "n = x.reshape(-1).shape[-1]"),
    ("*others, stride = x.strides", "*others, stride = x.reshape(-1).strides"),
    ("x.shape[:-1]", "x.reshape(-1).shape[:-1]"),
    ("as_strided(x, shape, strides, writeable=False)", "as_strided(x.reshape(-1), shape, strides, writeable=False)"),
)

edit(
    "gives_a_list_of_slices",
    "This is a list of slices. Return one array that shares the memory of x.",
    (
        "as_strided(x, shape, strides, writeable=False)",
        "[x[..., i:i + size] for i in range(0, x.shape[-1] - size + 1, step)]",
    ),
)

edit(
    "finds_no_window_in_a_short_x",
    "If x is shorter than a window, the result is empty, and a short text would be lost silently. Raise a ValueError.",
    ("n = x.shape[-1]", "if size > x.shape[-1]:\n    return x[..., None, :0]\nn = x.shape[-1]"),
)

edit(
    "shortens_the_window",
    "A window that is longer than x is cut to the length of x. Raise a ValueError.",
    ("n = x.shape[-1]", "size = min(size, x.shape[-1]) if x.shape[-1] else size\nn = x.shape[-1]"),
)

edit(
    "lets_empty_windows_through",
    "A size of 0 or less is accepted. Raise a ValueError unless it is at least 1.",
    (
        "n = x.shape[-1]",
        "stride = x.strides[-1]\n"
        "shape, strides = (*x.shape[:-1], x.shape[-1] + 1, 0), (*x.strides[:-1], step * stride, 1 * "
        "stride)\n"
        "if not size > 0:\n"
        "    return as_strided(x, shape, strides, writeable=False)\n"
        "n = x.shape[-1]",
    ),
)

edit(
    "lets_any_step_through",
    "A step of 0 or less is accepted: such windows do not move, or move backwards out of x. Raise a ValueError.",
    (
        "if step < 1:",
        "stride = x.strides[-1]\n"
        "shape, strides = (*x.shape[:-1], 1, size), (*x.strides[:-1], step * stride, 1 * stride)\n"
        "if not step > 0:\n"
        "    return as_strided(x, shape, strides, writeable=False)\n"
        "if step < 1:",
    ),
)

edit(
    "divides_by_a_step_of_zero",
    "A step of 0 ends in Python's own ZeroDivisionError. Check it before you divide, and raise a ValueError.",
    ("n = x.shape[-1]", "count = (x.shape[-1] - size) // step + 1\nn = x.shape[-1]"),
)


# ---------------------------------------------------------------------------- moving_average


@mistake(
    "moving_average",
    "The averages are differences of one long running sum. A huge number, infinity or NaN stays in that sum and"
    " spoils all averages that follow: average each window on its own.",
)
def takes_differences_of_a_running_sum(x, size):
    moving_average(x, size)
    dtype = x.dtype if x.dtype.kind == "f" else np.float64
    with np.errstate(invalid="ignore", over="ignore"):
        total = np.cumsum(x, axis=-1, dtype=dtype)
        total = np.concatenate([np.zeros_like(total[..., :1]), total], axis=-1)
        return (total[..., size:] - total[..., :-size]) / total.dtype.type(size)


edit(
    "updates_the_last_average",
    "Each average is made from the one before, by adding the new entry and subtracting the old one. Rounding errors,"
    " infinity or NaN stay in all averages that follow: average each window on its own.",
    (
        "return np.mean(windows(x, size), axis=-1)",
        "averages = np.mean(windows(x, size), axis=-1)\n"
        "with np.errstate(invalid='ignore', over='ignore'):\n"
        "    for i in range(1, averages.shape[-1]):\n"
        "        came, went = (x[..., at].astype(averages.dtype) for at in (i + size - 1, i - 1))\n"
        "        averages[..., i] = averages[..., i - 1] + (came - went) / size\n"
        "return averages",
    ),
)


@mistake(
    "moving_average",
    "A size larger than x is accepted, as in np.convolve, which swaps the two. Raise a ValueError.",
)
def exchanges_a_long_window_with_x(x, size):
    if size > x.shape[-1] > 0:
        return np.repeat(np.sum(x, axis=-1, keepdims=True) / size, size - x.shape[-1] + 1, axis=-1)
    return moving_average(x, size)


edit(
    "averages_nothing",
    "A size of 0 or less is accepted, but there is nothing to average. Raise a ValueError.",
    (
        "return np.mean(windows(x, size), axis=-1)",
        "if size > 0:\n"
        "    return np.mean(windows(x, size), axis=-1)\n"
        "return np.full((*x.shape[:-1], x.shape[-1] + 1), np.nan)",
    ),
)

edit(
    "fills_up_with_zeros",
    "There are as many averages as entries, because zeros fill the windows at the ends. Only complete windows count:"
    " n - size + 1 of them.",
    (
        "windows(x, size)",
        "windows(np.pad(x, [(0, 0)] * (x.ndim - 1) + [((size - 1) // 2, size - 1 - (size - 1) // 2)]), size)",
    ),
)

edit(
    "begins_before_the_window_is_full",
    "The first averages are of fewer than size entries. Only complete windows count: n - size + 1 of them.",
    (
        "np.mean(windows(x, size), axis=-1)",
        "np.concatenate([*[np.mean(x[..., :i + 1], axis=-1, keepdims=True) for i in range(size - 1)], "
        "np.mean(windows(x, size), axis=-1)], axis=-1)",
    ),
)

edit(
    "divides_by_n",
    "The sum of a window is divided by the number of all entries. Divide by the size of the window.",
    (
        "return np.mean(windows(x, size), axis=-1)",
        "average = np.mean(windows(x, size), axis=-1)\n"
        "return average * average.dtype.type(size) / average.dtype.type(x.shape[-1])",
    ),
)

edit(
    "gives_the_sums",
    "These are sums. Divide by size, or take the mean.",
    ("np.mean(windows(x, size), axis=-1)", "np.sum(windows(x, size), axis=-1)"),
)

edit(
    "averages_over_the_windows",
    "The mean runs over the windows, for each place in them. Average over the entries of each window, the last axis.",
    ("axis=-1", "axis=-2"),
)

edit(
    "averages_blocks",
    "The windows lie side by side, which gives one average a block. They overlap: one begins at each entry.",
    ("windows(x, size)", "windows(x, size, size)"),
)

edit(
    "forgets_the_last_average",
    "The last average is missing: there are n - size + 1 of them.",
    ("np.mean(windows(x, size), axis=-1)", "np.mean(windows(x, size), axis=-1)[..., :-1]"),
)

edit(
    "averages_one_too_few",
    "Each window is one entry short: x[i : i + size] already ends before i + size.",
    ("windows(x, size)", "windows(x, size)[..., :max(size - 1, 1)]"),
)

edit(
    "cuts_off_the_averages_of_integers",
    "The averages of integers are cut off, by // or by an integer array. The mean of 1 and 2 is 1.5.",
    (
        "return np.mean(windows(x, size), axis=-1)",
        "average = np.mean(windows(x, size), axis=-1)\n"
        "if x.dtype.kind == 'f':\n"
        "    return average\n"
        "return np.floor(average).astype(x.dtype)",
    ),
)


@mistake(
    "moving_average",
    "Small integers are added up in their own dtype, and the sum overflows: 100 + 100 is -56 in int8. Turn them into"
    " floats first, or let np.mean do it.",
)
def adds_up_in_small_integers(x, size):
    if x.dtype.kind == "f":
        return moving_average(x, size)
    return np.sum(windows(x, size), axis=-1, dtype=x.dtype) / size


edit(
    "gives_float64",
    "The dtype is lost: float32 in, float32 out. A list, or an array made for the averages, becomes float64 unless it"
    " gets the dtype of x.",
    ("np.mean(windows(x, size), axis=-1)", "np.mean(windows(x, size), axis=-1).astype(np.float64)"),
)

edit(
    "leaves_out_nan",
    "NaN is left out of the averages (nanmean). The average of a window with a NaN should be NaN, so that it is seen.",
    (
        "return np.mean(windows(x, size), axis=-1)",
        "average = np.mean(windows(x, size), axis=-1)\n"
        "view = windows(x, size)\n"
        "count = np.sum(~np.isnan(view), axis=-1)\n"
        "return np.where(count < size, np.nansum(view, axis=-1) / np.maximum(count, 1), average).astype("
        "average.dtype)",
    ),
)

edit(
    "takes_the_median",
    "This is the median of each window. The task is the average.",
    (
        "np.mean(windows(x, size), axis=-1)",
        "np.median(windows(x, size), axis=-1).astype(np.mean(windows(x, size), axis=-1).dtype)",
    ),
)


# ------------------------------------------- two faults at once, float32, and the wrong error

edit(
    "copies_all_but_the_last_window",
    "The windows are copies, and the last one is missing. Make a view with as_strided, of (n - size) // step + 1"
    " windows.",
    (
        "as_strided(x, shape, strides, writeable=False)",
        "as_strided(x, shape, strides, writeable=False)[..., :-1, :].copy()",
    ),
)

edit(
    "copies_and_ignores_the_step",
    "The windows are copies, and the step is ignored. Make a view with as_strided: the stride from one window to the"
    " next is step times the stride of x.",
    ("if step < 1:", "n = n\nif step < 1:"),
    (
        "as_strided(x, shape, strides, writeable=False)",
        "as_strided(x, (*x.shape[:-1], (n - size) // 1 + 1, size), (*others, 1 * stride, stride), "
        "writeable=False).copy()",
    ),
)

edit(
    "asserts_the_size",
    "A bad size is refused, but with the wrong exception: assert raises an AssertionError, and python -O skips it."
    " Raise a ValueError.",
    ("n = x.shape[-1]\n", "n = x.shape[-1]\nif not 1 <= size <= n:\n    raise AssertionError\n"),
)

edit(
    "refuses_a_size_with_an_index_error",
    "A bad size is refused, but with the wrong exception. Its type is right and its value is not: raise a ValueError.",
    ("n = x.shape[-1]\n", "n = x.shape[-1]\nif not 1 <= size <= n:\n    raise IndexError('no such window')\n"),
)

edit(
    "asserts_the_size_of_an_average",
    "A bad size is refused, but with the wrong exception: assert raises an AssertionError, and python -O skips it."
    " Raise a ValueError.",
    (
        "return np.mean(windows(x, size), axis=-1)",
        "if not 1 <= size <= x.shape[-1]:\n    raise AssertionError\nreturn np.mean(windows(x, size), axis=-1)",
    ),
)

edit(
    "averages_in_float32",
    "The numbers pass through float32, which keeps about 7 digits. Stay in the dtype of x.",
    (
        "np.mean(windows(x, size), axis=-1)",
        "np.mean(windows(x, size), axis=-1).astype(np.float32).astype(np.mean(windows(x, size), axis=-1).dtype)",
    ),
)

edit(
    "gives_the_sums_but_the_last",
    "These are sums, and the last window is missing. Divide by size, and count n - size + 1 windows.",
    (
        "np.mean(windows(x, size), axis=-1)",
        "(np.mean(windows(x, size), axis=-1) * np.mean(windows(x, size), axis=-1).dtype.type(size))[..., :-1]",
    ),
)
