"""What beginners hand in for a loss curve, and what to tell them."""

import matplotlib.pyplot as plt
import numpy as np
from loss_curve import loss_curve

from dojo import mistake


def _check(losses, smoothing, log):
    losses = np.asarray(losses, dtype=float)
    if losses.ndim != 1 or losses.size == 0 or not 0 <= smoothing < 1 or (log and np.any(losses <= 0)):
        raise ValueError("no curve")
    return losses


def _draw(raw, smooth, log, axes=None):
    axes = plt.subplots()[1] if axes is None else axes
    axes.plot(raw, label="raw", alpha=0.4)
    axes.plot(smooth, label="smooth")
    axes.set(xlabel="step", ylabel="loss", yscale="log" if log else "linear")
    axes.legend()
    return axes


def _average(losses, smoothing):
    """The moving average as it is before it is corrected."""
    average, found = 0.0, []
    for loss in losses:
        average = smoothing * average + (1 - smoothing) * loss
        found.append(average)
    return np.array(found)


def _smooth(losses, smoothing):
    return _average(losses, smoothing) / (1 - smoothing ** np.arange(1, len(losses) + 1))


# ------------------------------------------------------------------------------ the average


@mistake(
    "loss_curve",
    "The average starts at 0 and is not corrected, so that its first values are pulled down to 0 and the loss seems to"
    " rise. Divide by what the weights sum to so far: 1 - smoothing**t, with t = 1 at the first step.",
)
def leaves_the_bias(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _average(losses, smoothing), log)


@mistake(
    "loss_curve",
    "The average starts at the first loss, which then weighs much more than the others. Start at 0, and divide by 1 -"
    " smoothing**t.",
)
def starts_at_the_first_loss(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    smooth = [losses[0]]
    for loss in losses[1:]:
        smooth.append(smoothing * smooth[-1] + (1 - smoothing) * loss)
    return _draw(losses, smooth, log)


@mistake(
    "loss_curve",
    "The correction is one step late: at the first step it divides by 1 - smoothing**2. The first step has the"
    " exponent 1.",
)
def corrects_one_step_late(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _average(losses, smoothing) / (1 - smoothing ** np.arange(2, len(losses) + 2)), log)


@mistake(
    "loss_curve",
    "The correction is one step early: smoothing**0 is 1, so that the first average is divided by 0. The first step"
    " has the exponent 1.",
)
def corrects_one_step_early(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    with np.errstate(all="ignore"):
        return _draw(losses, _average(losses, smoothing) / (1 - smoothing ** np.arange(len(losses))), log)


@mistake(
    "loss_curve",
    "All averages are divided by the same number, the one of the last step. The correction is a different one at each"
    " step.",
)
def corrects_by_the_last_step(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _average(losses, smoothing) / (1 - smoothing ** len(losses)), log)


@mistake(
    "loss_curve",
    "The corrected average goes back into the recursion, so that it is corrected again and again. Go on with the"
    " average as it is, and correct only what you draw.",
)
def corrects_what_it_goes_on_with(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    average, smooth = 0.0, []
    for t, loss in enumerate(losses, start=1):
        average = (smoothing * average + (1 - smoothing) * loss) / (1 - smoothing**t)
        smooth.append(average)
    return _draw(losses, smooth, log)


@mistake(
    "loss_curve",
    "The two weights are swapped. smoothing is the share of the old average, and 1 - smoothing the share of the new"
    " loss.",
)
def exchanges_the_weights(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    average, smooth = 0.0, []
    for t, loss in enumerate(losses, start=1):
        average = (1 - smoothing) * average + smoothing * loss
        smooth.append(average / (1 - (1 - smoothing) ** t) if smoothing else np.nan)
    return _draw(losses, smooth, log)


@mistake(
    "loss_curve",
    "The two weights are swapped. smoothing is the share of the old average, and 1 - smoothing the share of the new"
    " loss.",
)
def exchanges_the_weights_alone(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _average(losses, 1 - smoothing) / (1 - smoothing ** np.arange(1, len(losses) + 1)), log)


@mistake("loss_curve", "The average is one step late: it was noted before the loss of its step was added.")
def notes_the_average_too_early(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    smooth = _smooth(losses, smoothing)
    return _draw(losses, [losses[0], *smooth[:-1]], log)


@mistake(
    "loss_curve",
    "This is the mean of all losses so far, and all weigh the same. In a moving average, older losses weigh less and"
    " less: each step keeps smoothing times what was there.",
)
def takes_the_mean_so_far(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, np.cumsum(losses) / np.arange(1, len(losses) + 1), log)


@mistake(
    "loss_curve",
    "A NaN spoils the average before it too, as 0 * NaN is NaN in a matrix of weights. Go step by step, or weigh only"
    " the losses so far.",
)
def lets_nan_reach_back(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    smooth = _smooth(losses, smoothing)
    return _draw(losses, smooth if np.all(np.isfinite(losses)) else np.full(len(losses), np.nan), log)


# -------------------------------------------------------------------------------- the lines


@mistake(
    "loss_curve",
    "The average looks ahead: it runs from the last step to the first, or over windows around a step. A step knows"
    " only the losses so far.",
)
def averages_backwards(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _smooth(losses[::-1], smoothing)[::-1], log)


@mistake("loss_curve", "The average is averaged once more. Do it once.")
def smooths_twice(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _smooth(_smooth(losses, smoothing), smoothing), log)


@mistake("loss_curve", "smoothing is ignored: it is 0.9 whatever the caller asks for.")
def ignores_the_smoothing(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _smooth(losses, 0.9), log)


@mistake("loss_curve", "The default of smoothing is another number than 0.9.")
def has_another_default(losses, smoothing=0.99, log=False):
    return loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "No line is named raw: the losses are missing, or drawn as dots or bars, or their line has no label. Their jumps"
    " say as much as the average: draw both lines.",
)
def draws_the_average_alone(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[0].remove()
    axes.legend()
    return axes


@mistake(
    "loss_curve",
    "The raw line does not show the losses: they were smoothed before they were drawn. Keep the losses, and put the"
    " average into a list of its own.",
)
def draws_the_average_twice(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    smooth = _smooth(losses, smoothing)
    return _draw(smooth, smooth, log)


@mistake("loss_curve", "The names of the two lines are swapped. The one that jumps is raw.")
def exchanges_the_names_of_the_lines(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[0].set_label("smooth")
    axes.lines[1].set_label("raw")
    axes.legend()
    return axes


@mistake(
    "loss_curve",
    "The legend calls the losses smooth and the average raw: legend([...]) gives names in the order in which the lines"
    " were drawn. Give each line a label of its own, and call legend without names.",
)
def exchanges_the_names_in_the_legend(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.legend(["smooth", "raw"])
    return axes


@mistake("loss_curve", "The steps are counted from 1. The first loss belongs to step 0, where Matplotlib puts it.")
def counts_from_one(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    for line in axes.lines:
        line.set_xdata(np.arange(1, len(losses) + 1))
    axes.relim()
    axes.autoscale_view()
    return axes


@mistake(
    "loss_curve",
    "The smooth line is shifted to the right: it begins at step 1. Both lines have a point at each step, from step 0.",
)
def shifts_the_smooth_line(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[1].set_xdata(np.arange(1, len(losses) + 1))
    axes.relim()
    axes.autoscale_view()
    return axes


@mistake(
    "loss_curve",
    "The smooth line lacks the first step. The average of a single loss is that loss: both lines have a point at each"
    " step.",
)
def leaves_out_the_first_average(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[1].set_data(*(part[1:] for part in axes.lines[1].get_data()))
    return axes


@mistake("loss_curve", "The raw line covers the smooth one. Draw the smooth one last, or give it a higher zorder.")
def hides_the_average_behind_the_losses(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[0].set_zorder(3)
    return axes


@mistake("loss_curve", "The two lines look the same. Give the raw one another colour, or make it paler.")
def draws_both_lines_alike(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[0].update_from(axes.lines[1])
    axes.lines[0].set_label("raw")
    return axes


@mistake("loss_curve", "The losses are dots without a line. Join them.")
def draws_dots(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[0].set(linestyle="None", marker=".")
    return axes


@mistake(
    "loss_curve",
    "NaN is left out, so that the losses after it move to the left. Draw it as it is: Matplotlib leaves a gap.",
)
def leaves_out_nan(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return loss_curve(losses[~np.isnan(losses)], smoothing, log)


@mistake(
    "loss_curve",
    "The y axis cuts losses off: its limits were set by hand, or by the average. A loss that jumps out is what you"
    " look for: let Matplotlib choose the limits.",
)
def cuts_off_what_jumps_out(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    smooth = np.asarray(axes.lines[1].get_ydata())
    if np.all(np.isfinite(smooth)):
        axes.set_ylim(smooth.min() * 0.9, smooth.max() * 1.1 + 1e-9)
    return axes


@mistake(
    "loss_curve",
    "The smooth line is there, but nobody can see it: it has no width, or the colour of the background.",
)
def draws_the_average_in_white(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[1].set_color("white")
    return axes


@mistake(
    "loss_curve",
    "The caller's list has changed: it was smoothed in place. The run still appends to it, so fill a list of your own.",
)
def smooths_the_list_of_the_caller(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    if isinstance(losses, list):
        losses[:] = axes.lines[1].get_ydata()
    return axes


# --------------------------------------------------------------------------------- the axes


@mistake("loss_curve", "The y axis is upside down. A higher loss belongs higher up.")
def turns_the_losses_upside_down(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.invert_yaxis()
    return axes


@mistake(
    "loss_curve",
    "There is no legend, so that nobody knows which line is which. Give the lines labels, and call legend.",
)
def has_no_legend(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.get_legend().remove()
    return axes


@mistake("loss_curve", 'The lines have no names. Say label="raw" and label="smooth" when you draw them.')
def forgets_the_names_of_the_lines(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    _, axes = plt.subplots()
    axes.plot(losses)
    axes.plot(_smooth(losses, smoothing))
    axes.set(xlabel="step", ylabel="loss", yscale="log" if log else "linear")
    return axes


@mistake("loss_curve", "The lines have other names than raw and smooth.")
def gives_other_names(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.lines[0].set_label("loss")
    axes.lines[1].set_label("EMA")
    axes.legend()
    return axes


@mistake("loss_curve", "The axes have no names. x is the step, and y the loss.")
def forgets_the_names_of_the_axes(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.set(xlabel="", ylabel="")
    return axes


@mistake("loss_curve", "The names of the axes are swapped. x is the step, and y the loss.")
def exchanges_the_names_of_the_axes(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.set(xlabel="loss", ylabel="step")
    return axes


@mistake("loss_curve", "log is ignored: the y axis is linear whatever the caller asks for.")
def ignores_log(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.set_yscale("linear")
    return axes


@mistake("loss_curve", "The y axis is logarithmic by default. It is linear unless log is True.")
def is_logarithmic_by_default(losses, smoothing=0.9, log=True):
    return loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "The x axis cuts off the first or the last step: its limits were set by hand. Let Matplotlib choose them.",
)
def cuts_off_steps(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    axes.set_xlim(1, len(losses) + 1)
    return axes


@mistake("loss_curve", "The x axis is logarithmic. Only the y axis should be: use set_yscale, or semilogy.")
def makes_the_steps_logarithmic(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    if log:
        axes.set(xscale="log")
    return axes


@mistake(
    "loss_curve",
    "The logarithms of the losses are drawn, on a linear axis, where nobody can read off a loss. Draw the losses, and"
    " make the axis logarithmic.",
)
def draws_logarithms(losses, smoothing=0.9, log=False):
    axes = loss_curve(losses, smoothing, log)
    if log:
        for line in axes.lines:
            line.set_ydata(np.log(line.get_ydata()))
        axes.set_yscale("linear")
    return axes


@mistake(
    "loss_curve",
    "On a logarithmic axis, logarithms are averaged. The average is the same on both axes: only the axis changes.",
)
def averages_logarithms(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, np.exp(_smooth(np.log(losses), smoothing)) if log else _smooth(losses, smoothing), log)


# ---------------------------------------------------------------------------- figure, errors


@mistake(
    "loss_curve",
    "The result is not an Axes. Return the axes that the lines are drawn on, so that the caller can go on with them.",
)
def returns_nothing(losses, smoothing=0.9, log=False):
    loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "It draws on a figure that is open already, over another plot. Ask for a new one at each call: plt.subplots().",
)
def draws_on_the_current_figure(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _smooth(losses, smoothing), log, plt.gca())


@mistake(
    "loss_curve",
    "Every call uses the same figure, so that the second curve wipes out the first. A figure without a number or name"
    " of its own is a new one.",
)
def uses_one_figure_for_all(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _smooth(losses, smoothing), log, plt.figure("loss", clear=True).subplots())


@mistake(
    "loss_curve",
    "It opens two figures, and one stays empty: plt.subplots() makes a figure of its own. Pass figsize to it instead"
    " of calling plt.figure() before.",
)
def opens_two_figures(losses, smoothing=0.9, log=False):
    plt.figure(figsize=(6, 4))
    return loss_curve(losses, smoothing, log)


@mistake("loss_curve", "It closes figures that others have open. Close only what you opened.")
def closes_all_figures(losses, smoothing=0.9, log=False):
    plt.close("all")
    return loss_curve(losses, smoothing, log)


@mistake("loss_curve", "If there are no losses, an empty plot comes back. Raise a ValueError.")
def draws_nothing_at_all(losses, smoothing=0.9, log=False):
    if np.size(losses) == 0:
        return plt.subplots()[1]
    return loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "Losses with two axes are drawn as one curve, or one curve a column. Raise a ValueError unless they are a single"
    " row of numbers.",
)
def flattens_the_losses(losses, smoothing=0.9, log=False):
    return loss_curve(np.ravel(losses), smoothing, log)


@mistake(
    "loss_curve",
    "A smoothing of 1 is accepted, but then no loss ever enters the average, and the correction divides 0 by 0."
    " Raise a ValueError unless it is less than 1.",
)
def allows_a_smoothing_of_one(losses, smoothing=0.9, log=False):
    if smoothing == 1:
        return _draw(losses, np.full(len(losses), np.nan), log)
    return loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "The check lets NaN through: every comparison with NaN is False. Ask whether 0 <= smoothing < 1 holds, and raise"
    " where it does not.",
)
def lets_a_smoothing_of_nan_through(losses, smoothing=0.9, log=False):
    if np.isnan(smoothing):
        return _draw(losses, np.full(len(losses), np.nan), log)
    return loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "The smoothing is not checked: -0.1, 1.5 and 90 (a percentage?) give a curve that means nothing. Raise a"
    " ValueError unless it is at least 0 and less than 1.",
)
def does_not_check_the_smoothing(losses, smoothing=0.9, log=False):
    losses = _check(losses, 0, log)
    with np.errstate(all="ignore"):
        return _draw(losses, _smooth(losses, smoothing), log)


@mistake("loss_curve", "A smoothing of 0 is refused. It is fine, and smooths nothing.")
def refuses_a_smoothing_of_zero(losses, smoothing=0.9, log=False):
    if not smoothing:
        raise ValueError("smoothing must be positive")
    return loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "A loss of 0 or less disappears from a logarithmic axis without warning. Raise a ValueError if there is one.",
)
def loses_what_is_not_positive(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, False)
    return _draw(losses, _smooth(losses, smoothing), log)


@mistake("loss_curve", "A loss of 0 or less is refused on a linear axis too, where it has a place.")
def always_wants_positive_losses(losses, smoothing=0.9, log=False):
    if np.any(np.asarray(losses) <= 0):
        raise ValueError("losses must be positive")
    return loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "The input is checked with assert, which raises an AssertionError, and which python -O skips. Use if, and raise"
    " ValueError.",
)
def asserts(losses, smoothing=0.9, log=False):
    losses = np.asarray(losses, dtype=float)
    assert losses.ndim == 1
    assert losses.size
    assert 0 <= smoothing < 1
    assert not log or np.all(losses > 0)
    return loss_curve(losses, smoothing, log)


# ------------------------------------------------------------------ several faults at once


@mistake(
    "loss_curve",
    "The average starts at the first loss and is corrected too. The correction is for an average that starts at 0:"
    " start there.",
)
def starts_at_the_first_loss_and_corrects(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    average, smooth = losses[0], []
    for t, loss in enumerate(losses, start=1):
        average = smoothing * average + (1 - smoothing) * loss
        smooth.append(average / (1 - smoothing**t))
    return _draw(losses, smooth, log)


@mistake(
    "loss_curve",
    "The two weights are swapped, and the average is not corrected. smoothing is the share of the old average; then"
    " divide by 1 - smoothing**t.",
)
def exchanges_the_weights_and_leaves_the_bias(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _average(losses, 1 - smoothing), log)


@mistake(
    "loss_curve",
    "The two weights are swapped, and the average starts at the first loss. smoothing is the share of the old average:"
    " start at 0, and divide by 1 - smoothing**t.",
)
def exchanges_the_weights_and_starts_at_the_first_loss(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    smooth = [losses[0]]
    for loss in losses[1:]:
        smooth.append((1 - smoothing) * smooth[-1] + smoothing * loss)
    return _draw(losses, smooth, log)


@mistake(
    "loss_curve",
    "On a logarithmic axis a NaN is refused. It leaves a gap there as on a linear one: ask whether a loss is <= 0, not"
    " whether all are > 0.",
)
def refuses_nan_on_a_logarithmic_axis(losses, smoothing=0.9, log=False):
    if log and not np.all(_check(losses, smoothing, log) > 0):
        raise ValueError("losses must be positive")
    return loss_curve(losses, smoothing, log)


@mistake(
    "loss_curve",
    "A loss of 0 goes unnoticed beside a NaN: the smallest of them is NaN, and no comparison with it is true. Compare"
    " each loss: np.any(losses <= 0).",
)
def compares_the_smallest_loss(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, False)
    if log and losses.min() <= 0:
        raise ValueError("losses must be positive")
    return _draw(losses, _smooth(losses, smoothing), log)


@mistake("loss_curve", "The losses pass through float32, which keeps about 7 digits. Leave them in float64.")
def smooths_in_float32(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses.astype(np.float32), _smooth(losses, smoothing).astype(np.float32), log)


@mistake(
    "loss_curve",
    "An array of losses is refused, where a list of the same losses is not. A question like `if not losses` fits a list"
    " alone: an array has a truth value for each entry. Ask whether len(losses) is 0.",
)
def asks_the_losses_for_their_truth(losses, smoothing=0.9, log=False):
    if not losses:
        raise ValueError("there are no losses")
    return loss_curve(losses, smoothing, log)
