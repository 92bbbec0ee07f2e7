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
    "The windows are copied. A text of n tokens would take n times the size of a window. Make a view: the same memory,"
    " with other strides.",
)
def copies(x, size, step=1):
    return windows(x, size, step).copy()


@mistake(
    "windows",
    "The windows can be written into, and where they overlap one write changes several of them, and x as well. Make the"
    " view read-only: as_strided(..., writeable=False).",
)
def lets_everybody_write(x, size, step=1):
    windows(x, size, step)
    return _view(x, (x.shape[-1] - size) // step + 1, size, step, writeable=True)


@mistake(
    "windows",
    "x itself was made read-only, so that its owner can't write into it any more. Only the view is to be read-only.",
)
def locks_x(x, size, step=1):
    x.setflags(write=False)
    return windows(x, size, step)


@mistake(
    "windows",
    "x was put in order first (ascontiguousarray, reshape, np.array), which copies it unless it is in order already:"
    " the windows look at the copy. x.strides say how x lies.",
)
def puts_x_in_order_first(x, size, step=1):
    x = x if x.flags.c_contiguous else np.array(x, order="C")
    return windows(x, size, step)


@mistake(
    "windows",
    "The strides are counted in x.itemsize, as if neighbours always lay side by side. In a transpose, or in x[::2],"
    " they don't: ask x.strides.",
)
def takes_the_size_of_an_entry_for_the_stride(x, size, step=1):
    windows(x, size, step)
    return _view(x, (x.shape[-1] - size) // step + 1, size, step, stride=x.itemsize)


@mistake(
    "windows",
    "(n - size + 1) // step counts too few windows when it does not come out even. The first window costs `size`, each"
    " further one a `step`: (n - size) // step + 1.",
)
def rounds_the_count_wrongly(x, size, step=1):
    return windows(x, size, step)[..., : (x.shape[-1] - size + 1) // step, :]


@mistake(
    "windows",
    "The last window is missing. In n entries there are n - size + 1 places to begin, of which every step-th counts:"
    " (n - size) // step + 1.",
)
def forgets_the_last_window(x, size, step=1):
    return windows(x, size, step)[..., :-1, :]


@mistake(
    "windows",
    "There is one window too many: the last one reaches beyond the end of x, into memory of somebody else.",
)
def reaches_beyond_the_end(x, size, step=1):
    windows(x, size, step)
    return _view(x, (x.shape[-1] - size) // step + 2, size, step)


@mistake(
    "windows",
    "A window begins at every place, n // step of them, and the last ones reach beyond the end of x. Only windows that"
    " lie in x as a whole count.",
)
def begins_at_every_place(x, size, step=1):
    windows(x, size, step)
    return _view(x, -(-x.shape[-1] // step), size, step)


@mistake("windows", "The step is not looked at: the windows begin at every place.")
def ignores_the_step(x, size, step=1):
    windows(x, size, step)
    return windows(x, size)


@mistake(
    "windows",
    "The step was taken inside the windows: entries of a window are neighbours, and it is the windows that are `step`"
    " apart.",
)
def leaves_gaps_in_the_windows(x, size, step=1):
    windows(x, size, step)
    count = max(x.shape[-1] - (size - 1) * step, 0)
    return _view(x, count, size, 1, apart=step)


@mistake(
    "windows",
    "The windows lie side by side, as after reshape(-1, size). They overlap unless the step says otherwise, and the"
    " step is 1 by default.",
)
def cuts_blocks(x, size, step=None):
    return windows(x, size, size if step is None else step)


@mistake(
    "windows",
    "The last two axes are exchanged: [..., i, j] is entry j of window i, so that a row is a window.",
)
def stands_windows_upright(x, size, step=1):
    return np.swapaxes(windows(x, size, step), -1, -2)


@mistake(
    "windows",
    "In a batch the windows slide over the first axis. They slide over the last one: each row is a text of its own.",
)
def slides_over_the_first_axis(x, size, step=1):
    windows(x, size, step)
    return windows(x.T, size, step) if x.ndim == 2 and size <= x.shape[0] else windows(x, size, step).T


@mistake(
    "windows",
    "A batch was read as one long row, so that windows run from the end of one text into the next. Keep the axes before"
    " the last one.",
)
def slides_from_row_to_row(x, size, step=1):
    windows(x, size, step)
    return windows(x.reshape(-1), size, step)


@mistake("windows", "A list of slices came back. An array of them all is asked for, in the same memory.")
def gives_a_list_of_slices(x, size, step=1):
    windows(x, size, step)
    return [x[..., i : i + size] for i in range(0, x.shape[-1] - size + 1, step)]


@mistake(
    "windows",
    "A window that is longer than x gives an empty array. A text that is too short would be left out in silence:"
    " raise a ValueError.",
)
def finds_no_window_in_a_short_x(x, size, step=1):
    return x[..., None, :0] if size > x.shape[-1] else windows(x, size, step)


@mistake("windows", "A window that is longer than x was cut to the size of x. Raise a ValueError.")
def shortens_the_window(x, size, step=1):
    return windows(x, min(size, x.shape[-1]) if x.shape[-1] else size, step)


@mistake(
    "windows",
    "A window of size 0, or less, is let through: nothing is in it. Raise a ValueError unless it is at least 1.",
)
def lets_empty_windows_through(x, size, step=1):
    return windows(x, size, step) if size > 0 else _view(x, x.shape[-1] + 1, 0, step)


@mistake(
    "windows",
    "A step of 0 or less is not refused: windows that never move, or move backwards, out of x. Raise a ValueError.",
)
def lets_any_step_through(x, size, step=1):
    return windows(x, size, step) if step > 0 else _view(x, 1, size, step)


@mistake(
    "windows",
    "A step of 0 is a ZeroDivisionError of Python's here. Look at it before you divide, and raise a ValueError.",
)
def divides_by_a_step_of_zero(x, size, step=1):
    count = (x.shape[-1] - size) // step + 1
    return windows(x, size, step)[..., :count, :]


# ---------------------------------------------------------------------------- moving_average


@mistake(
    "moving_average",
    "The averages are differences of one long running sum. A large number, infinity or NaN before a window stays in the"
    " sum, and takes the digits of all that follow: average each window alone.",
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
    "Each average is made from the last one, by what comes in and what goes out. Rounding, infinity or NaN in one of"
    " them stays in all that follow: average each window alone.",
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
    "A size that is larger than x goes through, as in np.convolve, which exchanges the two where the first is the"
    " shorter one. Raise a ValueError.",
)
def exchanges_a_long_window_with_x(x, size):
    if size > x.shape[-1] > 0:
        return np.repeat(np.sum(x, axis=-1, keepdims=True) / size, size - x.shape[-1] + 1, axis=-1)
    return moving_average(x, size)


@mistake(
    "moving_average",
    "A size of 0 or less goes through: there is nothing to average. Raise a ValueError.",
)
def averages_nothing(x, size):
    return moving_average(x, size) if size > 0 else np.full((*x.shape[:-1], x.shape[-1] + 1), np.nan)


@mistake(
    "moving_average",
    "There are as many averages as entries, because windows that reach over the edge were filled up with zeros. Only"
    " whole windows count: n - size + 1 of them.",
)
def fills_up_with_zeros(x, size):
    moving_average(x, size)
    before = (size - 1) // 2
    pad = [(0, 0)] * (x.ndim - 1) + [(before, size - 1 - before)]
    return moving_average(np.pad(x, pad), size)


@mistake(
    "moving_average",
    "The first averages are of fewer entries than `size`, so that there are n of them. Only whole windows count: begin"
    " when the first is full.",
)
def begins_before_the_window_is_full(x, size):
    whole = moving_average(x, size)
    first = [np.mean(x[..., : i + 1], axis=-1, keepdims=True) for i in range(size - 1)]
    return np.concatenate([*first, whole], axis=-1)


@mistake("moving_average", "The sum of a window is divided by the number of all entries: divide by the window's size.")
def divides_by_n(x, size):
    average = moving_average(x, size)
    return average * average.dtype.type(size) / average.dtype.type(x.shape[-1])


@mistake("moving_average", "The sums of the windows came back: divide by `size`, or take the mean.")
def gives_the_sums(x, size):
    average = moving_average(x, size)
    return average * average.dtype.type(size)


@mistake(
    "moving_average",
    "The mean goes along the wrong axis: over the windows for each place in them. Over the entries of each window is"
    " meant, the last axis.",
)
def averages_over_the_windows(x, size):
    return np.mean(windows(x, size), axis=-2)


@mistake(
    "moving_average",
    "The windows lie side by side, so that there is one average a block. They overlap: one begins at each place.",
)
def averages_blocks(x, size):
    return np.mean(windows(x, size, size), axis=-1)


@mistake("moving_average", "The last window is missing: there are n - size + 1 of them.")
def forgets_the_last_average(x, size):
    return moving_average(x, size)[..., :-1]


@mistake("moving_average", "Each window has one entry too few: x[i : i + size] already ends before i + size.")
def averages_one_too_few(x, size):
    moving_average(x, size)
    return np.mean(windows(x, size)[..., : max(size - 1, 1)], axis=-1)


@mistake(
    "moving_average",
    "The averages of whole numbers are cut off, by // or by an array of integers. The mean of 1 and 2 is 1.5.",
)
def cuts_off_the_averages_of_integers(x, size):
    average = moving_average(x, size)
    return average if x.dtype.kind == "f" else np.floor(average).astype(x.dtype)


@mistake(
    "moving_average",
    "Small integers are added up in their own dtype, and the sum runs over its end: 100 + 100 is -56 in int8. Make them"
    " floating first, or leave the sum to np.mean.",
)
def adds_up_in_small_integers(x, size):
    if x.dtype.kind == "f":
        return moving_average(x, size)
    return np.sum(windows(x, size), axis=-1, dtype=x.dtype) / size


@mistake(
    "moving_average",
    "float32 goes in and float64 comes out: a list or an array made for the averages has NumPy's default dtype. Give it"
    " that of x.",
)
def gives_float64(x, size):
    return moving_average(x, size).astype(np.float64)


@mistake(
    "moving_average",
    "NaN was left out of the averages (nanmean). A window with a NaN in it has no average: let it be NaN, so that it is"
    " seen.",
)
def leaves_out_nan(x, size):
    average = moving_average(x, size)
    view = windows(x, size)
    count = np.sum(~np.isnan(view), axis=-1)
    return np.where(count < size, np.nansum(view, axis=-1) / np.maximum(count, 1), average).astype(average.dtype)


@mistake(
    "moving_average",
    "That is the median of each window. It is sturdier, but the average is asked for.",
)
def takes_the_median(x, size):
    average = moving_average(x, size)
    return np.median(windows(x, size), axis=-1).astype(average.dtype)
