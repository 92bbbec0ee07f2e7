"""What beginners hand in for a heatmap of attention, and what to tell them."""

import matplotlib.pyplot as plt
import numpy as np
from attention_heatmap import attention_heatmap

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="checks_the_columns",
    whole_for_slice="checks_the_total is_content_with_one_good_row",
    wrong_divisor="stretches_each_row",
    missing_term="returns_nothing has_no_colour_bar forgets_the_names",
    upside_down="starts_at_the_bottom starts_at_the_bottom_with_tokens_from_the_top starts_at_the_right",
    transposed="transposes transposes_and_starts_at_the_bottom",
    swapped_arguments="exchanges_the_names",
    off_by_one="labels_the_borders",
    entries_mixed_up="sets_labels_without_ticks",
    stale_state="uses_one_figure_for_all",
    counted_twice="opens_two_figures",
    writes_into_input="draws_on_the_current_figure closes_all_figures",
    zero_case="leaves_zeros_blank",
    nan_hidden="lets_nan_through",
    wrong_exception="asserts refuses_with_a_type_error",
    silent_error="does_not_check_the_sums allows_negative_weights does_not_count_the_tokens does_not_look_at_the_shape",
    refuses_what_is_allowed="demands_exactly_one",
    default_value="scales_to_the_weights scales_to_the_smallest_weight scales_from_minus_one",
    mask_polarity="leaves_out_the_future",
    base_or_units="draws_percentages",
    ties_and_order="finds_ticks_by_their_token",
    partial_case="labels_the_columns_only labels_every_other_row_of_a_long_text",
    wrong_formula="blurs_the_cells labels_with_numbers",
    text_handling="strips_the_tokens",
    what_counts_as_zero="is_content_with_about_one",
    other_kind_of_result="returns_the_axes_of_the_colour_bar returns_empty_axes",
)


def _draw(weights, tokens, axes=None):
    """A heatmap without a look at what it is given."""
    axes = plt.subplots()[1] if axes is None else axes
    image = axes.imshow(weights, vmin=0.0, vmax=1.0)
    axes.set_xticks(range(len(tokens)), labels=tokens)
    axes.set_yticks(range(len(tokens)), labels=tokens)
    axes.set(xlabel="key", ylabel="query")
    plt.colorbar(image, ax=axes)
    return axes


edit(
    "returns_nothing",
    "The result is not an Axes. Return the axes that the cells are drawn on, so that the caller can go on with them.",
    ("figure.colorbar(image)\nreturn axes", "figure.colorbar(image)"),
)

edit(
    "transposes",
    "Queries and keys are swapped. Matplotlib draws weights[i, j] in row i and column j by itself: don't transpose.",
    ("axes.imshow(weights, ", "axes.imshow(weights.T, "),
)

edit(
    "starts_at_the_bottom",
    "The first query is at the bottom. imshow starts at the top unless you change origin; pcolormesh starts at the"
    " bottom, so its y axis has to be inverted.",
    ("vmin=0.0, vmax=1.0", 'vmin=0.0, vmax=1.0, origin="lower"'),
)

edit(
    "scales_to_the_weights",
    "The colours run from the smallest to the largest weight at hand, so two heatmaps can't be compared. Fix both"
    " ends of the scale: vmin=0 and vmax=1.",
    (", vmin=0.0, vmax=1.0", ""),
)

edit(
    "scales_to_the_smallest_weight",
    "The upper end of the colour scale is fixed, but the lower one follows the smallest weight. Fix both: vmin=0 and"
    " vmax=1.",
    ("vmin=0.0, ", ""),
)

edit(
    "stretches_each_row",
    "Each row is divided by its largest weight, which makes a spread-out row look like a sharp one. Draw the weights"
    " as they are.",
    ("axes.imshow(weights, ", "axes.imshow(weights / weights.max(axis=1, keepdims=True), "),
)

edit(
    "draws_percentages",
    "These are percentages. Draw the weights themselves, from 0 to 1.",
    ("weights, vmin=0.0, vmax=1.0", "100 * weights, vmin=0.0, vmax=100.0"),
)

edit(
    "leaves_zeros_blank",
    "Zeros are left blank. A weight of 0 is a weight too, with the colour at the lower end of the scale.",
    ("axes.imshow(weights, ", "axes.imshow(np.ma.masked_equal(weights, 0.0), "),
)

edit(
    "leaves_out_the_future",
    "Weights above the diagonal are left out. The model's mask does that; if the picture does it too, it can't show"
    " that the mask is missing. Draw every weight.",
    ("axes.imshow(weights, ", "axes.imshow(np.tril(weights), "),
)

edit(
    "blurs_the_cells",
    "The colours are blurred from one cell into the next, and show weights that don't exist. Leave the interpolation"
    " of imshow as it is.",
    ("vmin=0.0, vmax=1.0", 'vmin=0.0, vmax=1.0, interpolation="bilinear"'),
)

edit(
    "has_no_colour_bar",
    "There is no colour bar, and a colour without a scale says nothing. Ask the figure for one, of these cells.",
    ("figure.colorbar(image)\nreturn", "return"),
)


@mistake(
    "attention_heatmap",
    "The labels are set without ticks, so Matplotlib writes them at ticks of its own, which are not the cells. Set"
    " the positions, one for each cell, together with the labels.",
)
def sets_labels_without_ticks(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(plt.AutoLocator())
        axis.set_ticklabels(tokens)
    return axes


edit(
    "labels_the_borders",
    "The ticks are at the borders between the cells. A cell of pcolormesh reaches from i to i + 1: its middle is at i"
    " + 0.5.",
    ("set_xticks(range(n), ", "set_xticks(np.arange(n) - 0.5, "),
    ("set_yticks(range(n), ", "set_yticks(np.arange(n) - 0.5, "),
)

edit(
    "labels_the_columns_only",
    "Only the keys are labelled. Write the tokens on both axes.",
    ("axes.set_yticks(range(n), labels=tokens)", "axes.set_yticks([])"),
)

edit(
    "labels_with_numbers",
    "The ticks carry no tokens. Write the token at each row and each column.",
    ("labels=tokens, rotation", "labels=range(n), rotation"),
    ("labels=tokens)", "labels=range(n))"),
)


@mistake(
    "attention_heatmap",
    "A token that occurs twice has lost one of its ticks. Count positions, and don't look them up by token.",
)
def finds_ticks_by_their_token(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    places = {token: place for place, token in enumerate(tokens)}
    axes.set_xticks(list(places.values()), labels=list(places))
    axes.set_yticks(list(places.values()), labels=list(places))
    return axes


@mistake(
    "attention_heatmap",
    "A long text has lost some of its labels. Each row needs its own, small or turned if necessary; seaborn leaves"
    " some out unless you give xticklabels and yticklabels.",
)
def labels_every_other_row_of_a_long_text(weights, tokens):
    axes, step = attention_heatmap(weights, tokens), 1 + len(tokens) // 12
    axes.set_xticks(range(0, len(tokens), step), labels=tokens[::step])
    axes.set_yticks(range(0, len(tokens), step), labels=tokens[::step])
    return axes


edit(
    "strips_the_tokens",
    "The spaces around the tokens are gone. They belong to the token, and may be the only difference between two:"
    " write each as it is.",
    ("n = len(tokens)", "tokens = [token.strip() for token in tokens]\nn = len(tokens)"),
)

edit(
    "exchanges_the_names",
    "The names of the axes are swapped. Rows are queries, and they follow each other along the y axis.",
    ('set_xlabel("key")', 'set_xlabel("query")'),
    ('set_ylabel("query")', 'set_ylabel("key")'),
)

edit(
    "forgets_the_names",
    "The axes have no names, so nobody can tell queries from keys.",
    ('axes.set_xlabel("key")\naxes.set_ylabel("query")\nfigure', "figure"),
)

edit(
    "draws_on_the_current_figure",
    "It draws on a figure that is open already, over a different plot. Ask for a new one at each call: plt.subplots().",
    ('figure, axes = plt.subplots(layout="constrained")', "figure, axes = plt.gcf(), plt.gca()"),
)

edit(
    "uses_one_figure_for_all",
    "Every call uses the same figure, so the second heatmap wipes out the first. A figure without a number or name of"
    " its own is a new one.",
    (
        'figure, axes = plt.subplots(layout="constrained")',
        'figure = plt.figure("attention", clear=True)\naxes = figure.subplots()',
    ),
)

edit(
    "opens_two_figures",
    "It opens two figures, and one stays empty: plt.subplots() makes a figure of its own. Pass figsize to it instead"
    " of calling plt.figure() before.",
    (
        'figure, axes = plt.subplots(layout="constrained")',
        'plt.figure(figsize=(6, 6))\nfigure, axes = plt.subplots(layout="constrained")',
    ),
)

edit(
    "closes_all_figures",
    "It closes figures that others have open. Close only what you opened.",
    (
        'figure, axes = plt.subplots(layout="constrained")',
        'plt.close("all")\nfigure, axes = plt.subplots(layout="constrained")',
    ),
)

edit(
    "demands_exactly_one",
    "The sums are compared with 1 exactly, but a softmax is off by rounding. Compare with a tolerance, as np.allclose"
    " does.",
    ("not np.allclose(weights.sum(axis=1), 1.0)", "np.any(weights.sum(axis=1) != 1.0)"),
)

edit(
    "is_content_with_about_one",
    "A row that is off by some thousandths is drawn. Rounding in float32 is a thousand times smaller: use a tolerance"
    " of about 1e-5.",
    ("np.allclose(weights.sum(axis=1), 1.0)", "np.allclose(weights.sum(axis=1), 1.0, atol=0.01)"),
)


@mistake(
    "attention_heatmap",
    "The input is checked with assert, which raises an AssertionError, and which python -O skips. Use if, and raise"
    " ValueError.",
)
def asserts(weights, tokens):
    assert weights.shape == (len(tokens), len(tokens))
    assert np.all(weights >= 0)
    assert np.allclose(weights.sum(axis=1), 1.0)
    return _draw(weights, tokens)


edit(
    "lets_nan_through",
    "The check lets NaN through: every comparison with NaN is False. Ask whether all weights are right, and raise"
    " where they are not.",
    ("not np.all(weights >= 0)", "np.any(weights < 0)"),
    ("not np.allclose(weights.sum(axis=1), 1.0)", "np.any(np.abs(weights.sum(axis=1) - 1.0) > 1e-5)"),
)

edit(
    "checks_the_columns",
    "The columns are checked, not the rows. A query spreads its attention over the keys: sum along the last axis.",
    ("np.allclose(weights.sum(axis=1), 1.0)", "np.allclose(weights.sum(axis=0), 1.0)"),
)

edit(
    "checks_the_total",
    "Only the sum of all weights is checked, so a heavy row makes up for a light one. Check each row.",
    ("np.allclose(weights.sum(axis=1), 1.0)", "np.isclose(weights.sum(), n)"),
)

edit(
    "is_content_with_one_good_row",
    "You accept the weights as soon as one row sums to 1. Check all rows: np.all, not np.any.",
    ("np.allclose(weights.sum(axis=1), 1.0)", "np.any(np.isclose(weights.sum(axis=1), 1.0))"),
)

edit(
    "does_not_check_the_sums",
    "Rows that do not sum to 1 are drawn. No softmax gives such weights: raise a ValueError.",
    (
        "if not np.all(weights >= 0):\n"
        '    raise ValueError("a weight is negative")\n'
        "if not np.allclose(weights.sum(axis=1), 1.0):\n"
        '    raise ValueError("each row must sum to 1")',
        'if not np.all(weights >= 0):\n    raise ValueError("a weight is negative")',
    ),
)

edit(
    "allows_negative_weights",
    "A row can sum to 1 and still hold a negative weight. Check the signs too.",
    (
        "if not np.all(weights >= 0):\n"
        '    raise ValueError("a weight is negative")\n'
        "if not np.allclose(weights.sum(axis=1), 1.0):\n"
        '    raise ValueError("each row must sum to 1")',
        'if not np.allclose(weights.sum(axis=1), 1.0):\n    raise ValueError("each row must sum to 1")',
    ),
)

edit(
    "does_not_count_the_tokens",
    "The number of tokens is not compared with the number of rows. Raise a ValueError where they differ.",
    ("weights.shape != (n, n)", "weights.ndim != 2 or weights.shape[0] != weights.shape[1]"),
)

edit(
    "does_not_look_at_the_shape",
    "Weights that are not square are drawn. Queries and keys are the same tokens here: raise a ValueError unless there"
    " are as many rows as columns.",
    ("weights.shape != (n, n)", "n not in weights.shape"),
)

edit(
    "returns_the_axes_of_the_colour_bar",
    "These are the axes of the colour bar: plt.gca() and fig.axes[-1] are the ones made last. Keep the axes that you"
    " drew on, and return them.",
    ("return axes", "return figure.axes[-1]"),
)

edit(
    "returns_empty_axes",
    "These axes have no cells on them. Keep the ones that you drew on, and return them.",
    ("return axes", "return axes.twinx()"),
)


# ------------------------------------------------- several faults at once, and the wrong error


edit(
    "transposes_and_starts_at_the_bottom",
    "Queries and keys are swapped, and the first row is at the bottom. Draw weights[i, j] in row i from the top and"
    " column j: don't transpose, and leave origin as it is.",
    ("weights, vmin=0.0, vmax=1.0", 'weights.T, vmin=0.0, vmax=1.0, origin="lower"'),
)

edit(
    "starts_at_the_bottom_with_tokens_from_the_top",
    "The first query is at the bottom, and the tokens beside the rows run the other way. Invert the y axis, and leave"
    " weights and tokens in their order.",
    ("axes.imshow(weights, ", "axes.imshow(weights[::-1], "),
)

edit(
    "starts_at_the_right",
    "The columns run from right to left. The first key is at the left: leave the x axis as it is.",
    ("figure.colorbar(image)", "axes.invert_xaxis()\nfigure.colorbar(image)"),
)

edit(
    "scales_from_minus_one",
    "The colours run from -1 to 1, or over some other range that does not fit weights. Weights are at least 0: vmin=0"
    " and vmax=1.",
    ("vmin=0.0", "vmin=-1.0"),
)

edit(
    "refuses_with_a_type_error",
    "Bad input is refused, but with the wrong exception. Its type is right and its values are not: raise a ValueError.",
    ("raise ValueError(", "raise TypeError(", 3),
)
