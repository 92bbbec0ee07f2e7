"""What beginners hand in for a heatmap of attention, and what to tell them."""

import matplotlib.pyplot as plt
import numpy as np
from attention_heatmap import attention_heatmap

from dojo import mistake


def _draw(weights, tokens, axes=None):
    """A heatmap without a look at what it is given."""
    axes = plt.subplots()[1] if axes is None else axes
    image = axes.imshow(weights, vmin=0.0, vmax=1.0)
    axes.set_xticks(range(len(tokens)), labels=tokens)
    axes.set_yticks(range(len(tokens)), labels=tokens)
    axes.set(xlabel="key", ylabel="query")
    plt.colorbar(image, ax=axes)
    return axes


@mistake(
    "attention_heatmap",
    "The result is not an Axes. Return the axes that the cells are drawn on, so that the caller can go on with them.",
)
def returns_nothing(weights, tokens):
    attention_heatmap(weights, tokens)


@mistake(
    "attention_heatmap",
    "Queries and keys are swapped. Matplotlib draws weights[i, j] in row i and column j by itself: don't transpose.",
)
def transposes(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(weights.T)
    return axes


@mistake(
    "attention_heatmap",
    "The first query is at the bottom. imshow starts at the top unless you change origin; pcolormesh starts at the"
    " bottom, so that its y axis has to be inverted.",
)
def starts_at_the_bottom(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.invert_yaxis()
    return axes


@mistake(
    "attention_heatmap",
    "The colours run from the smallest to the largest weight at hand, so that two heatmaps can't be compared. Fix both"
    " ends of the scale: vmin=0 and vmax=1.",
)
def scales_to_the_weights(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_clim(weights.min(), weights.max())
    return axes


@mistake(
    "attention_heatmap",
    "The upper end of the colour scale is fixed, but the lower one follows the smallest weight. Fix both: vmin=0 and"
    " vmax=1.",
)
def scales_to_the_smallest_weight(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_clim(weights.min(), 1.0)
    return axes


@mistake(
    "attention_heatmap",
    "Each row is divided by its largest weight, which makes a spread-out row look like a sharp one. Draw the weights"
    " as they are.",
)
def stretches_each_row(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(weights / weights.max(axis=1, keepdims=True))
    return axes


@mistake("attention_heatmap", "These are percentages. Draw the weights themselves, from 0 to 1.")
def draws_percentages(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(100 * weights)
    axes.images[0].set_clim(0, 100)
    return axes


@mistake(
    "attention_heatmap",
    "Zeros are left blank. A weight of 0 is a weight too, with the colour at the lower end of the scale.",
)
def leaves_zeros_blank(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(np.ma.masked_equal(weights, 0.0))
    return axes


@mistake(
    "attention_heatmap",
    "Weights above the diagonal are left out. The model's mask does that; if the picture does it too, it can't show"
    " that the mask is missing. Draw every weight.",
)
def leaves_out_the_future(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(np.tril(weights))
    return axes


@mistake(
    "attention_heatmap",
    "The colours are blurred from one cell into the next, and show weights that don't exist. Leave the interpolation"
    " of imshow as it is.",
)
def blurs_the_cells(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_interpolation("bilinear")
    return axes


@mistake(
    "attention_heatmap",
    "There is no colour bar, and a colour without a scale says nothing. Ask the figure for one, of these cells.",
)
def has_no_colour_bar(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].colorbar.remove()
    return axes


@mistake(
    "attention_heatmap",
    "The labels are set without ticks, so that Matplotlib writes them at ticks of its own, which are not the cells."
    " Set the positions, one for each cell, together with the labels.",
)
def sets_labels_without_ticks(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(plt.AutoLocator())
        axis.set_ticklabels(tokens)
    return axes


@mistake(
    "attention_heatmap",
    "The ticks are at the borders between the cells. A cell of pcolormesh reaches from i to i + 1: its middle is at i"
    " + 0.5.",
)
def labels_the_borders(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set_xticks(np.arange(len(tokens)) - 0.5, labels=tokens)
    axes.set_yticks(np.arange(len(tokens)) - 0.5, labels=tokens)
    return axes


@mistake("attention_heatmap", "Only the keys are labelled. Write the tokens on both axes.")
def labels_the_columns_only(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set_yticks([])
    return axes


@mistake("attention_heatmap", "The ticks carry no tokens. Write the token at each row and each column.")
def labels_with_numbers(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set_xticks(range(len(tokens)), labels=[str(i) for i in range(len(tokens))])
    axes.set_yticks(range(len(tokens)), labels=[str(i) for i in range(len(tokens))])
    return axes


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


@mistake(
    "attention_heatmap",
    "The spaces around the tokens are gone. They belong to the token, and may be the only difference between two:"
    " write each as it is.",
)
def strips_the_tokens(weights, tokens):
    return attention_heatmap(weights, [token.strip() for token in tokens])


@mistake(
    "attention_heatmap",
    "The names of the axes are swapped. Rows are queries, and they follow each other along the y axis.",
)
def exchanges_the_names(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set(xlabel="query", ylabel="key")
    return axes


@mistake("attention_heatmap", "The axes have no names, so that nobody can tell queries from keys.")
def forgets_the_names(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set(xlabel="", ylabel="")
    return axes


@mistake(
    "attention_heatmap",
    "It draws on a figure that is open already, over another plot. Ask for a new one at each call: plt.subplots().",
)
def draws_on_the_current_figure(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.allclose(weights.sum(axis=1), 1.0):
        raise ValueError("each row must sum to 1")
    return _draw(weights, tokens, plt.gca())


@mistake(
    "attention_heatmap",
    "Every call uses the same figure, so that the second heatmap wipes out the first. A figure without a number or"
    " name of its own is a new one.",
)
def uses_one_figure_for_all(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    plt.close(axes.figure)
    return _draw(weights, tokens, plt.figure("attention", clear=True).subplots())


@mistake(
    "attention_heatmap",
    "It opens two figures, and one stays empty: plt.subplots() makes a figure of its own. Pass figsize to it instead"
    " of calling plt.figure() before.",
)
def opens_two_figures(weights, tokens):
    plt.figure(figsize=(6, 6))
    return attention_heatmap(weights, tokens)


@mistake("attention_heatmap", "It closes figures that others have open. Close only what you opened.")
def closes_all_figures(weights, tokens):
    plt.close("all")
    return attention_heatmap(weights, tokens)


@mistake(
    "attention_heatmap",
    "The sums are compared with 1 exactly, but a softmax is off by rounding. Compare with a tolerance, as np.allclose"
    " does.",
)
def demands_exactly_one(weights, tokens):
    if np.any(weights.sum(axis=1) != 1.0):
        raise ValueError("each row must sum to 1")
    return attention_heatmap(weights, tokens)


@mistake(
    "attention_heatmap",
    "A row that is off by some thousandths is drawn. Rounding in float32 is a thousand times smaller: use a tolerance"
    " of about 1e-5.",
)
def is_content_with_about_one(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.all(np.abs(weights.sum(axis=1) - 1) < 0.01):
        raise ValueError("each row must sum to 1")
    return _draw(weights, tokens)


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


@mistake(
    "attention_heatmap",
    "The check lets NaN through: every comparison with NaN is False. Ask whether all is well, and raise where it is"
    " not.",
)
def lets_nan_through(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)):
        raise ValueError("not weights for these tokens")
    if np.any(weights < 0) or np.any(np.abs(weights.sum(axis=1) - 1) > 1e-5):
        raise ValueError("each row must be a distribution")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "The columns are checked, not the rows. A query spreads its attention over the keys: sum along the last axis.",
)
def checks_the_columns(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.allclose(weights.sum(axis=0), 1.0):
        raise ValueError("each column must sum to 1")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "Only the sum of all weights is checked, so that a heavy row makes up for a light one. Check each row.",
)
def checks_the_total(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.isclose(weights.sum(), len(tokens)):
        raise ValueError("the weights must sum to n")
    return _draw(weights, tokens)


@mistake("attention_heatmap", "Some row sums to 1, and that is taken to be enough. Check all rows: np.all, not np.any.")
def is_content_with_one_good_row(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.any(np.isclose(weights.sum(axis=1), 1.0)):
        raise ValueError("each row must sum to 1")
    return _draw(weights, tokens)


@mistake("attention_heatmap", "Rows that do not sum to 1 are drawn. No softmax gives such weights: raise a ValueError.")
def does_not_check_the_sums(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    return _draw(weights, tokens)


@mistake("attention_heatmap", "A row can sum to 1 and still hold a negative weight. Check the signs too.")
def allows_negative_weights(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.allclose(weights.sum(axis=1), 1.0):
        raise ValueError("not weights for these tokens")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "The number of tokens is not compared with the number of rows. Raise a ValueError where they differ.",
)
def does_not_count_the_tokens(weights, tokens):
    if weights.ndim != 2 or weights.shape[0] != weights.shape[1] or not np.all(weights >= 0):
        raise ValueError("not weights")
    if not np.allclose(weights.sum(axis=1), 1.0):
        raise ValueError("each row must sum to 1")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "Weights that are not square are drawn. Queries and keys are the same tokens here: raise a ValueError unless there"
    " are as many rows as columns.",
)
def does_not_look_at_the_shape(weights, tokens):
    if len(tokens) not in weights.shape or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.allclose(weights.sum(axis=1), 1.0):
        raise ValueError("each row must sum to 1")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "These are the axes of the colour bar: plt.gca() and fig.axes[-1] are the ones made last. Keep the axes that you"
    " drew on, and return them.",
)
def returns_the_axes_of_the_colour_bar(weights, tokens):
    return attention_heatmap(weights, tokens).images[0].colorbar.ax


@mistake("attention_heatmap", "These axes have no cells on them. Keep the ones that you drew on, and return them.")
def returns_empty_axes(weights, tokens):
    return attention_heatmap(weights, tokens).twinx()


# ------------------------------------------------- several faults at once, and the wrong error


@mistake(
    "attention_heatmap",
    "Queries and keys are swapped, and the first row is at the bottom. Draw weights[i, j] in row i from the top and"
    " column j: don't transpose, and leave origin as it is.",
)
def transposes_and_starts_at_the_bottom(weights, tokens):
    axes = transposes(weights, tokens)
    axes.invert_yaxis()
    return axes


@mistake(
    "attention_heatmap",
    "The first query is at the bottom, and the tokens beside the rows run the other way. Invert the y axis, and leave"
    " weights and tokens in their order.",
)
def starts_at_the_bottom_with_tokens_from_the_top(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(weights[::-1])
    return axes


@mistake(
    "attention_heatmap",
    "The columns run from right to left. The first key is at the left: leave the x axis as it is.",
)
def starts_at_the_right(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.invert_xaxis()
    return axes


@mistake(
    "attention_heatmap",
    "The colours run from -1 to 1, or another range that is no weight's. Weights are at least 0: vmin=0 and vmax=1.",
)
def scales_from_minus_one(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_clim(-1.0, 1.0)
    return axes


@mistake(
    "attention_heatmap",
    "Bad input is refused, but with the wrong exception. Its type is right and its values are not: raise a ValueError.",
)
def refuses_with_a_type_error(weights, tokens):
    try:
        return attention_heatmap(weights, tokens)
    except ValueError:
        raise TypeError("not weights for these tokens") from None
