"""What beginners hand in for sliding windows, and what to tell them."""

import numpy as np
from numpy.lib.stride_tricks import as_strided
from sliding_windows import moving_average, windows

from dojo import mistake


def _view(x, count, size, step, stride=None, apart=1, writeable=False):
    """So many windows, whether they lie in x or not."""
    stride = x.strides[-1] if stride is None else stride
    shape, strides = (*x.shape[:-1], count, size), (*x.strides[:-1], step * stride, apart * stride)
    return as_strided(x, shape, strides, writeable=writeable)


# ----------------------------------------------------------------------------------- windows


@mistake(
    "windows",
    "The windows are copies: a text of n tokens would take n times the size of a window. Make a view, which is the"
    " same memory with other strides.",
)
def copies(x, size, step=1):
    return windows(x, size, step).copy()


@mistake(
    "windows",
    "The windows can be written into, and where they overlap, one write changes several of them. Make the view"
    " read-only: as_strided(..., writeable=False).",
)
def lets_everybody_write(x, size, step=1):
    windows(x, size, step)
    return _view(x, (x.shape[-1] - size) // step + 1, size, step, writeable=True)


@mistake(
    "windows",
    "x itself is read-only now, so that its owner can't write into it. Only the view should be read-only.",
)
def locks_x(x, size, step=1):
    x.setflags(write=False)
    return windows(x, size, step)


@mistake(
    "windows",
    "x is put in order first (ascontiguousarray, reshape, np.array), which copies it unless it is in order already."
    " Then the windows look at the copy: x.strides tell how x lies.",
)
def puts_x_in_order_first(x, size, step=1):
    x = x if x.flags.c_contiguous else np.array(x, order="C")
    return windows(x, size, step)


@mistake(
    "windows",
    "The strides are counted in x.itemsize, as if neighbours always lay side by side. In a transpose or in x[::2] they"
    " don't: use x.strides.",
)
def takes_the_size_of_an_entry_for_the_stride(x, size, step=1):
    windows(x, size, step)
    return _view(x, (x.shape[-1] - size) // step + 1, size, step, stride=x.itemsize)


@mistake(
    "windows",
    "(n - size + 1) // step gives too few windows when the division leaves a rest. The first window takes size"
    " entries, each further one a step: (n - size) // step + 1.",
)
def rounds_the_count_wrongly(x, size, step=1):
    return windows(x, size, step)[..., : (x.shape[-1] - size + 1) // step, :]


@mistake(
    "windows",
    "The last window is missing. There are n - size + 1 places to begin, and every step-th of them counts: (n - size)"
    " // step + 1.",
)
def forgets_the_last_window(x, size, step=1):
    return windows(x, size, step)[..., :-1, :]


@mistake("windows", "There is one window too many: the last one reaches beyond the end of x, into foreign memory.")
def reaches_beyond_the_end(x, size, step=1):
    windows(x, size, step)
    return _view(x, (x.shape[-1] - size) // step + 2, size, step)


@mistake(
    "windows",
    "Windows begin at every step-th entry up to the end, so that the last ones reach beyond x. Only windows that fit"
    " count: (n - size) // step + 1.",
)
def begins_at_every_place(x, size, step=1):
    windows(x, size, step)
    return _view(x, -(-x.shape[-1] // step), size, step)


@mistake("windows", "The step is ignored: the windows begin at every entry.")
def ignores_the_step(x, size, step=1):
    windows(x, size, step)
    return windows(x, size)


@mistake(
    "windows",
    "The step is used inside the windows. Entries of a window are neighbours; it is the windows that are a step apart.",
)
def leaves_gaps_in_the_windows(x, size, step=1):
    windows(x, size, step)
    count = max(x.shape[-1] - (size - 1) * step, 0)
    return _view(x, count, size, 1, apart=step)


@mistake(
    "windows",
    "The windows lie side by side by default, as after reshape(-1, size). They overlap: the default step is 1.",
)
def cuts_blocks(x, size, step=None):
    return windows(x, size, size if step is None else step)


@mistake("windows", "The last two axes are swapped. [..., i, j] is entry j of window i, so that each row is a window.")
def stands_windows_upright(x, size, step=1):
    return np.swapaxes(windows(x, size, step), -1, -2)


@mistake(
    "windows",
    "In a batch, the windows slide over the first axis. Slide over the last one: each row is a text of its own.",
)
def slides_over_the_first_axis(x, size, step=1):
    windows(x, size, step)
    return windows(x.T, size, step) if x.ndim == 2 and size <= x.shape[0] else windows(x, size, step).T


@mistake(
    "windows",
    "A batch is read as one long row, so that windows run from one text into the next. Keep the axes before the last"
    " one.",
)
def slides_from_row_to_row(x, size, step=1):
    windows(x, size, step)
    return windows(x.reshape(-1), size, step)


@mistake("windows", "This is a list of slices. Return one array that shares the memory of x.")
def gives_a_list_of_slices(x, size, step=1):
    windows(x, size, step)
    return [x[..., i : i + size] for i in range(0, x.shape[-1] - size + 1, step)]


@mistake(
    "windows",
    "If x is shorter than a window, the result is empty, and a short text would be lost silently. Raise a ValueError.",
)
def finds_no_window_in_a_short_x(x, size, step=1):
    return x[..., None, :0] if size > x.shape[-1] else windows(x, size, step)


@mistake("windows", "A window that is longer than x is cut to the length of x. Raise a ValueError.")
def shortens_the_window(x, size, step=1):
    return windows(x, min(size, x.shape[-1]) if x.shape[-1] else size, step)


@mistake("windows", "A size of 0 or less is accepted. Raise a ValueError unless it is at least 1.")
def lets_empty_windows_through(x, size, step=1):
    return windows(x, size, step) if size > 0 else _view(x, x.shape[-1] + 1, 0, step)


@mistake(
    "windows",
    "A step of 0 or less is accepted: such windows stand still, or move backwards out of x. Raise a ValueError.",
)
def lets_any_step_through(x, size, step=1):
    return windows(x, size, step) if step > 0 else _view(x, 1, size, step)


@mistake(
    "windows",
    "A step of 0 ends in Python's own ZeroDivisionError. Check it before you divide, and raise a ValueError.",
)
def divides_by_a_step_of_zero(x, size, step=1):
    count = (x.shape[-1] - size) // step + 1
    return windows(x, size, step)[..., :count, :]


# ---------------------------------------------------------------------------- moving_average


@mistake(
    "moving_average",
    "The averages are differences of one long running sum. A huge number, infinity or NaN stays in that sum and spoils"
    " all that follow: average each window on its own.",
)
def takes_differences_of_a_running_sum(x, size):
    moving_average(x, size)
    dtype = x.dtype if x.dtype.kind == "f" else np.float64
    with np.errstate(invalid="ignore", over="ignore"):
        total = np.cumsum(x, axis=-1, dtype=dtype)
        total = np.concatenate([np.zeros_like(total[..., :1]), total], axis=-1)
        return (total[..., size:] - total[..., :-size]) / total.dtype.type(size)


@mistake(
    "moving_average",
    "Each average is made from the one before, by what comes in and what goes out. Rounding, infinity or NaN stays in"
    " all that follow: average each window on its own.",
)
def updates_the_last_average(x, size):
    averages = moving_average(x, size)
    with np.errstate(invalid="ignore", over="ignore"):
        for i in range(1, averages.shape[-1]):
            came, went = (x[..., at].astype(averages.dtype) for at in (i + size - 1, i - 1))
            averages[..., i] = averages[..., i - 1] + (came - went) / size
    return averages


@mistake(
    "moving_average",
    "A size larger than x is accepted, as in np.convolve, which swaps the two. Raise a ValueError.",
)
def exchanges_a_long_window_with_x(x, size):
    if size > x.shape[-1] > 0:
        return np.repeat(np.sum(x, axis=-1, keepdims=True) / size, size - x.shape[-1] + 1, axis=-1)
    return moving_average(x, size)


@mistake("moving_average", "A size of 0 or less is accepted, but there is nothing to average. Raise a ValueError.")
def averages_nothing(x, size):
    return moving_average(x, size) if size > 0 else np.full((*x.shape[:-1], x.shape[-1] + 1), np.nan)


@mistake(
    "moving_average",
    "There are as many averages as entries, because zeros fill the windows at the ends. Only whole windows count: n -"
    " size + 1 of them.",
)
def fills_up_with_zeros(x, size):
    moving_average(x, size)
    before = (size - 1) // 2
    pad = [(0, 0)] * (x.ndim - 1) + [(before, size - 1 - before)]
    return moving_average(np.pad(x, pad), size)


@mistake(
    "moving_average",
    "The first averages are of fewer than size entries. Only whole windows count: n - size + 1 of them.",
)
def begins_before_the_window_is_full(x, size):
    whole = moving_average(x, size)
    first = [np.mean(x[..., : i + 1], axis=-1, keepdims=True) for i in range(size - 1)]
    return np.concatenate([*first, whole], axis=-1)


@mistake(
    "moving_average",
    "The sum of a window is divided by the number of all entries. Divide by the size of the window.",
)
def divides_by_n(x, size):
    average = moving_average(x, size)
    return average * average.dtype.type(size) / average.dtype.type(x.shape[-1])


@mistake("moving_average", "These are sums. Divide by size, or take the mean.")
def gives_the_sums(x, size):
    average = moving_average(x, size)
    return average * average.dtype.type(size)


@mistake(
    "moving_average",
    "The mean runs over the windows, for each place in them. Average over the entries of each window, the last axis.",
)
def averages_over_the_windows(x, size):
    return np.mean(windows(x, size), axis=-2)


@mistake(
    "moving_average",
    "The windows lie side by side, which gives one average a block. They overlap: one begins at each entry.",
)
def averages_blocks(x, size):
    return np.mean(windows(x, size, size), axis=-1)


@mistake("moving_average", "The last average is missing: there are n - size + 1 of them.")
def forgets_the_last_average(x, size):
    return moving_average(x, size)[..., :-1]


@mistake("moving_average", "Each window is one entry short: x[i : i + size] already ends before i + size.")
def averages_one_too_few(x, size):
    moving_average(x, size)
    return np.mean(windows(x, size)[..., : max(size - 1, 1)], axis=-1)


@mistake(
    "moving_average",
    "The averages of integers are cut off, by // or by an integer array. The mean of 1 and 2 is 1.5.",
)
def cuts_off_the_averages_of_integers(x, size):
    average = moving_average(x, size)
    return average if x.dtype.kind == "f" else np.floor(average).astype(x.dtype)


@mistake(
    "moving_average",
    "Small integers are added up in their own dtype, and the sum overflows: 100 + 100 is -56 in int8. Turn them into"
    " floats first, or let np.mean do it.",
)
def adds_up_in_small_integers(x, size):
    if x.dtype.kind == "f":
        return moving_average(x, size)
    return np.sum(windows(x, size), axis=-1, dtype=x.dtype) / size


@mistake(
    "moving_average",
    "The dtype is lost: float32 in, float32 out. A list, or an array made for the averages, becomes float64 unless it"
    " gets the dtype of x.",
)
def gives_float64(x, size):
    return moving_average(x, size).astype(np.float64)


@mistake(
    "moving_average",
    "NaN is left out of the averages (nanmean). The average of a window with a NaN should be NaN, so that it is seen.",
)
def leaves_out_nan(x, size):
    average = moving_average(x, size)
    view = windows(x, size)
    count = np.sum(~np.isnan(view), axis=-1)
    return np.where(count < size, np.nansum(view, axis=-1) / np.maximum(count, 1), average).astype(average.dtype)


@mistake("moving_average", "This is the median of each window. The average is asked for.")
def takes_the_median(x, size):
    average = moving_average(x, size)
    return np.median(windows(x, size), axis=-1).astype(average.dtype)


# ------------------------------------------- two faults at once, float32, and the wrong error


@mistake(
    "windows",
    "The windows are copies, and the last one is missing. Make a view with as_strided, of (n - size) // step + 1"
    " windows.",
)
def copies_all_but_the_last_window(x, size, step=1):
    return windows(x, size, step)[..., :-1, :].copy()


@mistake(
    "windows",
    "The windows are copies, and the step is ignored. Make a view with as_strided: the stride from one window to the"
    " next is step times the stride of x.",
)
def copies_and_ignores_the_step(x, size, step=1):
    windows(x, size, step)
    return windows(x, size).copy()


@mistake(
    "windows",
    "A bad size is refused, but with the wrong exception: assert raises an AssertionError, and python -O skips it."
    " Raise a ValueError.",
)
def asserts_the_size(x, size, step=1):
    if not 1 <= size <= x.shape[-1]:
        raise AssertionError
    return windows(x, size, step)


@mistake(
    "windows",
    "A bad size is refused, but with the wrong exception. Its type is right and its value is not: raise a ValueError.",
)
def refuses_a_size_with_an_index_error(x, size, step=1):
    if not 1 <= size <= x.shape[-1]:
        raise IndexError("no such window")
    return windows(x, size, step)


@mistake(
    "moving_average",
    "A bad size is refused, but with the wrong exception: assert raises an AssertionError, and python -O skips it."
    " Raise a ValueError.",
)
def asserts_the_size_of_an_average(x, size):
    if not 1 <= size <= x.shape[-1]:
        raise AssertionError
    return moving_average(x, size)


@mistake("moving_average", "The numbers pass through float32, which keeps about 7 digits. Stay in the dtype of x.")
def averages_in_float32(x, size):
    average = moving_average(x, size)
    return average.astype(np.float32).astype(average.dtype)


@mistake(
    "moving_average",
    "These are sums, and the last window is missing. Divide by size, and count n - size + 1 windows.",
)
def gives_the_sums_but_the_last(x, size):
    return gives_the_sums(x, size)[..., :-1]
