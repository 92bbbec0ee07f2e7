"""What beginners hand in for a loss curve, and what to tell them."""

import matplotlib.pyplot as plt
import numpy as np
from loss_curve import loss_curve

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="makes_the_steps_logarithmic",
    missing_term=(
        "leaves_the_bias draws_the_average_alone has_no_legend forgets_the_names_of_the_lines"
        " forgets_the_names_of_the_axes returns_nothing exchanges_the_weights_and_leaves_the_bias"
    ),
    upside_down="turns_the_losses_upside_down",
    swapped_arguments=(
        "exchanges_the_weights exchanges_the_weights_alone exchanges_the_names_of_the_lines"
        " exchanges_the_names_in_the_legend exchanges_the_names_of_the_axes"
    ),
    off_by_one=(
        "corrects_one_step_late corrects_one_step_early counts_from_one shifts_the_smooth_line"
        " leaves_out_the_first_average"
    ),
    order_of_steps="notes_the_average_too_early averages_logarithms hides_the_average_behind_the_losses",
    stale_state="corrects_by_the_last_step uses_one_figure_for_all",
    counted_twice="corrects_what_it_goes_on_with smooths_twice draws_the_average_twice opens_two_figures",
    writes_into_input="smooths_the_list_of_the_caller draws_on_the_current_figure closes_all_figures",
    cancellation="smooths_in_float32",
    empty_input="draws_nothing_at_all",
    nan_hidden="lets_nan_reach_back leaves_out_nan lets_a_smoothing_of_nan_through compares_the_smallest_loss",
    wrong_exception="asserts",
    silent_error=(
        "flattens_the_losses allows_a_smoothing_of_one does_not_check_the_smoothing loses_what_is_not_positive"
    ),
    refuses_what_is_allowed=(
        "refuses_a_smoothing_of_zero always_wants_positive_losses refuses_nan_on_a_logarithmic_axis"
        " asks_the_losses_for_their_truth"
    ),
    default_value=(
        "ignores_the_smoothing has_another_default ignores_log is_logarithmic_by_default cuts_off_what_jumps_out"
        " cuts_off_steps"
    ),
    sees_the_future="averages_backwards",
    wrong_initialisation=(
        "starts_at_the_first_loss starts_at_the_first_loss_and_corrects"
        " exchanges_the_weights_and_starts_at_the_first_loss"
    ),
    wrong_formula=(
        "takes_the_mean_so_far draws_both_lines_alike draws_dots draws_the_average_in_white gives_other_names"
        " draws_logarithms"
    ),
)


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


edit(
    "leaves_the_bias",
    "The average starts at 0 and is not corrected, so its first values are pulled down to 0 and the loss seems to"
    " rise. Divide by what the weights sum to so far: 1 - smoothing**t, with t = 1 at the first step.",
    ("smooth.append(average / (1 - smoothing**t))  # of what the weights sum to so far", "smooth.append(average)"),
)

edit(
    "starts_at_the_first_loss",
    "The average starts at the first loss, which then counts much more than the others. Start at 0, and divide by 1 -"
    " smoothing**t.",
    ("average, smooth = 0.0, []", "average, smooth = losses[0], []"),
    ("smooth.append(average / (1 - smoothing**t))  # of what the weights sum to so far", "smooth.append(average)"),
)

edit(
    "corrects_one_step_late",
    "The correction is one step late: at the first step it divides by 1 - smoothing**2. The first step has the"
    " exponent 1.",
    ("start=1", "start=2"),
)


@mistake(
    "loss_curve",
    "The correction is one step early: smoothing**0 is 1, so the first average is divided by 0. The first step has"
    " the exponent 1.",
)
def corrects_one_step_early(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    with np.errstate(all="ignore"):
        return _draw(losses, _average(losses, smoothing) / (1 - smoothing ** np.arange(len(losses))), log)


edit(
    "corrects_by_the_last_step",
    "All averages are divided by the same number, the one of the last step. The correction is a different one at each"
    " step.",
    ("smoothing**t", "smoothing ** len(losses)"),
)

edit(
    "corrects_what_it_goes_on_with",
    "The corrected average goes back into the recursion, so it is corrected again and again. Go on with the average"
    " as it is, and correct only what you draw.",
    (
        "average = smoothing * average + (1 - smoothing) * loss",
        "average = (smoothing * average + (1 - smoothing) * loss) / (1 - smoothing**t)",
    ),
    ("smooth.append(average / (1 - smoothing**t))  # of what the weights sum to so far", "smooth.append(average)"),
)


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


edit(
    "exchanges_the_weights_alone",
    "The two weights are swapped. smoothing is the share of the old average, and 1 - smoothing the share of the new"
    " loss.",
    (
        "average = smoothing * average + (1 - smoothing) * loss",
        "average = (1 - smoothing) * average + smoothing * loss",
    ),
)


@mistake("loss_curve", "The average is one step late: it was noted before the loss of its step was added.")
def notes_the_average_too_early(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    smooth = _smooth(losses, smoothing)
    return _draw(losses, [losses[0], *smooth[:-1]], log)


edit(
    "takes_the_mean_so_far",
    "This is the mean of all losses so far, and all count the same. In a moving average, older losses count less and"
    " less: each step keeps smoothing times what was there.",
    ("average = smoothing * average + (1 - smoothing) * loss", "average += (loss - average) / t"),
    ("smooth.append(average / (1 - smoothing**t))  # of what the weights sum to so far", "smooth.append(average)"),
)


@mistake(
    "loss_curve",
    "A NaN spoils the average before it too, as 0 * NaN is NaN in a matrix of weights. Go step by step, or give"
    " weight only to the losses so far.",
)
def lets_nan_reach_back(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    smooth = _smooth(losses, smoothing)
    return _draw(losses, smooth if np.all(np.isfinite(losses)) else np.full(len(losses), np.nan), log)


# -------------------------------------------------------------------------------- the lines


edit(
    "averages_backwards",
    "The average looks ahead: it runs from the last step to the first, or over windows around a step. A step knows"
    " only the losses so far.",
    ("enumerate(losses, start", "enumerate(losses[::-1], start"),
    ("axes.plot(smooth, ", "axes.plot(smooth[::-1], "),
)


@mistake("loss_curve", "The average is averaged once more. Do it once.")
def smooths_twice(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, log)
    return _draw(losses, _smooth(_smooth(losses, smoothing), smoothing), log)


edit(
    "ignores_the_smoothing",
    "smoothing is ignored: it is always 0.9.",
    ("average, smooth = 0.0, []", "average, smooth, smoothing = 0.0, [], 0.9"),
)

edit(
    "has_another_default",
    "The default of smoothing should be 0.9.",
    ("smoothing=0.9", "smoothing=0.99"),
)

edit(
    "draws_the_average_alone",
    "No line is named raw: the losses are missing, or drawn as dots or bars, or their line has no label. Their jumps"
    " say as much as the average: draw both lines.",
    (
        'axes.plot(losses, label="raw", alpha=0.4)\naxes.plot(smooth, label="smooth")',
        'axes.plot(smooth, label="smooth")',
    ),
)

edit(
    "draws_the_average_twice",
    "The raw line does not show the losses: they were smoothed before they were drawn. Keep the losses, and put the"
    " average into a list of its own.",
    ("axes.plot(losses, ", "axes.plot(smooth, "),
)

edit(
    "exchanges_the_names_of_the_lines",
    "The names of the two lines are swapped. The one that jumps is raw.",
    ('label="raw"', 'label="smooth"'),
    ('label="smooth"', 'label="raw"'),
)

edit(
    "exchanges_the_names_in_the_legend",
    "The legend calls the losses smooth and the average raw: legend([...]) gives names in the order in which the lines"
    " were drawn. Give each line a label of its own, and call legend without names.",
    ("axes.legend()", 'axes.legend(["smooth", "raw"])'),
)

edit(
    "counts_from_one",
    "The steps are counted from 1. The first loss belongs to step 0, where Matplotlib puts it.",
    ("axes.plot(losses, ", "axes.plot(range(1, len(losses) + 1), losses, "),
    ("axes.plot(smooth, ", "axes.plot(range(1, len(smooth) + 1), smooth, "),
)

edit(
    "shifts_the_smooth_line",
    "The smooth line is shifted to the right: it begins at step 1. Both lines have a point at each step, from step 0.",
    ("axes.plot(smooth, ", "axes.plot(range(1, len(smooth) + 1), smooth, "),
)

edit(
    "leaves_out_the_first_average",
    "The smooth line lacks the first step. The average of a single loss is that loss: both lines have a point at each"
    " step.",
    ("axes.plot(smooth, ", "axes.plot(range(1, len(smooth)), smooth[1:], "),
)

edit(
    "hides_the_average_behind_the_losses",
    "The raw line covers the smooth one. Draw the smooth one last, or give it a higher zorder.",
    ("alpha=0.4", "alpha=0.4, zorder=3"),
)

edit(
    "draws_both_lines_alike",
    "The two lines look the same. Give the raw one a different colour, or make it paler.",
    ("alpha=0.4", 'color="tab:blue"'),
    ('label="smooth")', 'label="smooth", color="tab:blue")'),
)

edit(
    "draws_dots",
    "The losses are dots without a line. Join them.",
    ("axes.plot(losses, ", 'axes.plot(losses, ".", '),
)

edit(
    "leaves_out_nan",
    "NaN is left out, so the losses after it move to the left. Draw it as it is: Matplotlib leaves a gap.",
    ("average, smooth = 0.0, []", "losses = losses[~np.isnan(losses)]\naverage, smooth = 0.0, []"),
)


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


edit(
    "draws_the_average_in_white",
    "The smooth line is there, but nobody can see it: it has no width, or the colour of the background.",
    ('label="smooth")', 'label="smooth", color="white")'),
)


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


edit(
    "turns_the_losses_upside_down",
    "The y axis is upside down. A higher loss belongs higher up.",
    ("axes.legend()", "axes.invert_yaxis()\naxes.legend()"),
)

edit(
    "has_no_legend",
    "There is no legend, so nobody knows which line is which. Give the lines labels, and call legend.",
    ("axes.legend()\nreturn", "return"),
)

edit(
    "forgets_the_names_of_the_lines",
    'The lines have no names. Say label="raw" and label="smooth" when you draw them.',
    ('label="raw", ', ""),
    (', label="smooth"', ""),
    ("axes.legend()\nreturn", "return"),
)

edit(
    "gives_other_names",
    "The lines are not named raw and smooth.",
    ('label="raw"', 'label="loss"'),
    ('label="smooth"', 'label="EMA"'),
)

edit(
    "forgets_the_names_of_the_axes",
    "The axes have no names. x is the step, and y the loss.",
    ('xlabel="step", ylabel="loss", ', ""),
)

edit(
    "exchanges_the_names_of_the_axes",
    "The names of the axes are swapped. x is the step, and y the loss.",
    ('xlabel="step", ylabel="loss"', 'xlabel="loss", ylabel="step"'),
)

edit(
    "ignores_log",
    "log is ignored: the y axis is always linear.",
    (', yscale="log" if log else "linear"', ""),
)

edit(
    "is_logarithmic_by_default",
    "The y axis is logarithmic by default. It is linear unless log is True.",
    ("log=False", "log=True"),
)

edit(
    "cuts_off_steps",
    "The x axis cuts off the first or the last step: its limits were set by hand. Let Matplotlib choose them.",
    ("axes.legend()", "axes.set_xlim(1, len(losses) + 1)\naxes.legend()"),
)


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


edit(
    "returns_nothing",
    "The result is not an Axes. Return the axes that the lines are drawn on, so that the caller can go on with them.",
    ("axes.legend()\nreturn axes", "axes.legend()"),
)

edit(
    "draws_on_the_current_figure",
    "It draws on a figure that is open already, over a different plot. Ask for a new one at each call: plt.subplots().",
    ('_, axes = plt.subplots(layout="constrained")', "axes = plt.gca()"),
)

edit(
    "uses_one_figure_for_all",
    "Every call uses the same figure, so the second curve wipes out the first. A figure without a number or name of"
    " its own is a new one.",
    ('_, axes = plt.subplots(layout="constrained")', 'axes = plt.figure("loss", clear=True).subplots()'),
)

edit(
    "opens_two_figures",
    "It opens two figures, and one stays empty: plt.subplots() makes a figure of its own. Pass figsize to it instead"
    " of calling plt.figure() before.",
    (
        '_, axes = plt.subplots(layout="constrained")',
        'plt.figure(figsize=(6, 4))\n_, axes = plt.subplots(layout="constrained")',
    ),
)

edit(
    "closes_all_figures",
    "It closes figures that others have open. Close only what you opened.",
    ('_, axes = plt.subplots(layout="constrained")', 'plt.close("all")\n_, axes = plt.subplots(layout="constrained")'),
)


@mistake("loss_curve", "If there are no losses, you return an empty plot. Raise a ValueError.")
def draws_nothing_at_all(losses, smoothing=0.9, log=False):
    if np.size(losses) == 0:
        return plt.subplots()[1]
    return loss_curve(losses, smoothing, log)


edit(
    "flattens_the_losses",
    "Losses with two axes are drawn as one curve, or one curve a column. Raise a ValueError unless they are a single"
    " row of numbers.",
    ("np.asarray(losses, dtype=float)", "np.ravel(losses).astype(float)"),
)


@mistake(
    "loss_curve",
    "A smoothing of 1 is accepted, but then no loss ever enters the average, and the correction divides 0 by 0."
    " Raise a ValueError unless it is less than 1.",
)
def allows_a_smoothing_of_one(losses, smoothing=0.9, log=False):
    if smoothing == 1:
        return _draw(losses, np.full(len(losses), np.nan), log)
    return loss_curve(losses, smoothing, log)


edit(
    "lets_a_smoothing_of_nan_through",
    "The check lets NaN through: every comparison with NaN is False. Ask whether 0 <= smoothing < 1 holds, and raise"
    " where it does not.",
    ("not 0 <= smoothing < 1", "smoothing < 0 or smoothing >= 1"),
)


@mistake(
    "loss_curve",
    "The smoothing is not checked: -0.1, 1.5 and 90 (a percentage?) give a curve that means nothing. Raise a"
    " ValueError unless it is at least 0 and less than 1.",
)
def does_not_check_the_smoothing(losses, smoothing=0.9, log=False):
    losses = _check(losses, 0, log)
    with np.errstate(all="ignore"):
        return _draw(losses, _smooth(losses, smoothing), log)


edit(
    "refuses_a_smoothing_of_zero",
    "A smoothing of 0 is refused. It is fine, because it only means no smoothing.",
    ("0 <= smoothing < 1", "0 < smoothing < 1"),
)


@mistake(
    "loss_curve",
    "A loss of 0 or less disappears from a logarithmic axis without warning. Raise a ValueError if there is one.",
)
def loses_what_is_not_positive(losses, smoothing=0.9, log=False):
    losses = _check(losses, smoothing, False)
    return _draw(losses, _smooth(losses, smoothing), log)


edit(
    "always_wants_positive_losses",
    "A loss of 0 or less is refused on a linear axis too, where it has a place.",
    ("if log and np.any", "if np.any"),
)


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


edit(
    "starts_at_the_first_loss_and_corrects",
    "The average starts at the first loss and is corrected too. The correction is for an average that starts at 0:"
    " start there.",
    ("average, smooth = 0.0, []", "average, smooth = losses[0], []"),
)

edit(
    "exchanges_the_weights_and_leaves_the_bias",
    "The two weights are swapped, and the average is not corrected. smoothing is the share of the old average; then"
    " divide by 1 - smoothing**t.",
    (
        "average = smoothing * average + (1 - smoothing) * loss",
        "average = (1 - smoothing) * average + smoothing * loss",
    ),
    ("smooth.append(average / (1 - smoothing**t))  # of what the weights sum to so far", "smooth.append(average)"),
)

edit(
    "exchanges_the_weights_and_starts_at_the_first_loss",
    "The two weights are swapped, and the average starts at the first loss. smoothing is the share of the old average:"
    " start at 0, and divide by 1 - smoothing**t.",
    ("average, smooth = 0.0, []", "average, smooth = losses[0], []"),
    (
        "average = smoothing * average + (1 - smoothing) * loss",
        "average = (1 - smoothing) * average + smoothing * loss",
    ),
    ("smooth.append(average / (1 - smoothing**t))  # of what the weights sum to so far", "smooth.append(average)"),
)

edit(
    "refuses_nan_on_a_logarithmic_axis",
    "On a logarithmic axis a NaN is refused. It leaves a gap there as on a linear one: ask whether a loss is <= 0, not"
    " whether all are > 0.",
    ("np.any(losses <= 0)", "not np.all(losses > 0)"),
)

edit(
    "compares_the_smallest_loss",
    "A loss of 0 goes unnoticed beside a NaN: the smallest of them is NaN, and no comparison with it is true. Compare"
    " each loss: np.any(losses <= 0).",
    ("np.any(losses <= 0)", "losses.min() <= 0"),
)

edit(
    "smooths_in_float32",
    "The losses pass through float32, which keeps about 7 digits. Leave them in float64.",
    ("dtype=float", "dtype=np.float32"),
)


@mistake(
    "loss_curve",
    "An array of losses is refused, where a list of the same losses is not. A test like `if not losses` suits only a"
    " list: an array has a truth value for each entry. Ask whether len(losses) is 0.",
)
def asks_the_losses_for_their_truth(losses, smoothing=0.9, log=False):
    if not losses:
        raise ValueError("there are no losses")
    return loss_curve(losses, smoothing, log)
