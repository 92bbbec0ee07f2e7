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
    "What comes back is not the Axes that the cells are drawn on: not nothing, not the figure, not the image. Return"
    " the axes, so that the caller can go on with them.",
)
def returns_nothing(weights, tokens):
    attention_heatmap(weights, tokens)


@mistake(
    "attention_heatmap",
    "Queries and keys have changed places. Matplotlib draws weights[i, j] in row i and column j of its own accord:"
    " nothing is to be transposed.",
)
def transposes(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(weights.T)
    return axes


@mistake(
    "attention_heatmap",
    "It is upside down: the first query is at the bottom. imshow starts at the top unless origin says otherwise;"
    " pcolormesh starts at the bottom, and needs its y axis inverted.",
)
def starts_at_the_bottom(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.invert_yaxis()
    return axes


@mistake(
    "attention_heatmap",
    "The colours are scaled to the smallest and the largest weight at hand, so that two heatmaps can't be compared."
    " Fix both ends of the scale: vmin and vmax.",
)
def scales_to_the_weights(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_clim(weights.min(), weights.max())
    return axes


@mistake(
    "attention_heatmap",
    "The upper end of the colour scale is fixed, the lower one still follows the smallest weight. Fix both.",
)
def scales_to_the_smallest_weight(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_clim(weights.min(), 1.0)
    return axes


@mistake(
    "attention_heatmap",
    "The weights are drawn as they are only if nothing is done to them before. Each row was divided by its largest"
    " weight, which makes a spread-out row look like a sharp one.",
)
def stretches_each_row(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(weights / weights.max(axis=1, keepdims=True))
    return axes


@mistake("attention_heatmap", "Percentages are drawn. The scale is that of the weights themselves: 0 to 1.")
def draws_percentages(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(100 * weights)
    axes.images[0].set_clim(0, 100)
    return axes


@mistake(
    "attention_heatmap",
    "Zeros are left blank. A weight of 0 is a weight: it has the colour at the lower end of the scale.",
)
def leaves_zeros_blank(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(np.ma.masked_equal(weights, 0.0))
    return axes


@mistake(
    "attention_heatmap",
    "Weights above the diagonal are left out. That is what a causal mask does to the model; a picture that does it too"
    " can't show that the mask is missing. Draw what is there.",
)
def leaves_out_the_future(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_data(np.tril(weights))
    return axes


@mistake(
    "attention_heatmap",
    "The colours are blurred from one cell into the next, and show weights that are nowhere. A cell has one colour:"
    " leave the interpolation of imshow alone.",
)
def blurs_the_cells(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].set_interpolation("bilinear")
    return axes


@mistake("attention_heatmap", "A colour without a scale says nothing. Ask the figure for a colour bar of the cells.")
def has_no_colour_bar(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.images[0].colorbar.remove()
    return axes


@mistake(
    "attention_heatmap",
    "The labels were set without the ticks. Matplotlib writes them at the ticks that it chose itself, which are not"
    " the cells: set the positions, one a cell, together with the labels.",
)
def sets_labels_without_ticks(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(plt.AutoLocator())
        axis.set_ticklabels(tokens)
    return axes


@mistake(
    "attention_heatmap",
    "The ticks are at the borders between the cells. A cell of pcolormesh reaches from i to i + 1, and its middle is"
    " half a cell further.",
)
def labels_the_borders(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set_xticks(np.arange(len(tokens)) - 0.5, labels=tokens)
    axes.set_yticks(np.arange(len(tokens)) - 0.5, labels=tokens)
    return axes


@mistake("attention_heatmap", "Only the keys are labelled. The tokens belong on both axes.")
def labels_the_columns_only(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set_yticks([])
    return axes


@mistake("attention_heatmap", "There are no ticks with the tokens, only numbers or nothing. Which word is row 3?")
def labels_with_numbers(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set_xticks(range(len(tokens)), labels=[str(i) for i in range(len(tokens))])
    axes.set_yticks(range(len(tokens)), labels=[str(i) for i in range(len(tokens))])
    return axes


@mistake(
    "attention_heatmap",
    "The same token twice in the text has lost one of its ticks. A token is not a position: count the positions, don't"
    " look them up by the token.",
)
def finds_ticks_by_their_token(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    places = {token: place for place, token in enumerate(tokens)}
    axes.set_xticks(list(places.values()), labels=list(places))
    axes.set_yticks(list(places.values()), labels=list(places))
    return axes


@mistake(
    "attention_heatmap",
    "A long text has lost labels, every second one or more. Every row has its own, small or turned if need be; seaborn"
    " leaves some out unless xticklabels and yticklabels are given.",
)
def labels_every_other_row_of_a_long_text(weights, tokens):
    axes, step = attention_heatmap(weights, tokens), 1 + len(tokens) // 12
    axes.set_xticks(range(0, len(tokens), step), labels=tokens[::step])
    axes.set_yticks(range(0, len(tokens), step), labels=tokens[::step])
    return axes


@mistake(
    "attention_heatmap",
    "The spaces around the tokens are gone. They are part of a token, and two that differ in nothing else are two:"
    " write each as it is.",
)
def strips_the_tokens(weights, tokens):
    return attention_heatmap(weights, [token.strip() for token in tokens])


@mistake(
    "attention_heatmap",
    "The names of the axes are exchanged. A row is a query, and rows lie along the y axis.",
)
def exchanges_the_names(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set(xlabel="query", ylabel="key")
    return axes


@mistake("attention_heatmap", "The axes have no names: nobody can tell a query from a key.")
def forgets_the_names(weights, tokens):
    axes = attention_heatmap(weights, tokens)
    axes.set(xlabel="", ylabel="")
    return axes


@mistake(
    "attention_heatmap",
    "It draws on the figure that happens to be open, and so over another plot. Ask for a new one at each call:"
    " plt.subplots().",
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
    "It opens two figures, and one stays empty: plt.subplots() makes a figure of its own. Hand figsize and the like to"
    " it instead of calling plt.figure() before.",
)
def opens_two_figures(weights, tokens):
    plt.figure(figsize=(6, 6))
    return attention_heatmap(weights, tokens)


@mistake(
    "attention_heatmap",
    "It closes the figures that others have open. A function closes only what it opened itself.",
)
def closes_all_figures(weights, tokens):
    plt.close("all")
    return attention_heatmap(weights, tokens)


@mistake(
    "attention_heatmap",
    "The sums are compared with 1 exactly. A softmax in floating point is off by a rounding: compare with a tolerance.",
)
def demands_exactly_one(weights, tokens):
    if np.any(weights.sum(axis=1) != 1.0):
        raise ValueError("each row must sum to 1")
    return attention_heatmap(weights, tokens)


@mistake(
    "attention_heatmap",
    "A row that is off by some thousandths is drawn. Rounding in float32 is a thousand times smaller: take a tolerance"
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
    "The input is checked with assert, which raises an AssertionError, and nothing at all under python -O. Use if and"
    " raise ValueError.",
)
def asserts(weights, tokens):
    assert weights.shape == (len(tokens), len(tokens))
    assert np.all(weights >= 0)
    assert np.allclose(weights.sum(axis=1), 1.0)
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "The check lets NaN through: every comparison with NaN is False, so ask whether all is well rather than whether"
    " something is wrong.",
)
def lets_nan_through(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)):
        raise ValueError("not weights for these tokens")
    if np.any(weights < 0) or np.any(np.abs(weights.sum(axis=1) - 1) > 1e-5):
        raise ValueError("each row must be a distribution")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "The columns are checked instead of the rows. A query spreads its attention over the keys: sum along the last"
    " axis.",
)
def checks_the_columns(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.allclose(weights.sum(axis=0), 1.0):
        raise ValueError("each column must sum to 1")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "Only the sum of all weights is checked, where a heavy row makes up for a light one. Each row sums to 1.",
)
def checks_the_total(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.isclose(weights.sum(), len(tokens)):
        raise ValueError("the weights must sum to n")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "Some row sums to 1, and that was enough. Every row must: all, not any, and not only the first.",
)
def is_content_with_one_good_row(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.any(np.isclose(weights.sum(axis=1), 1.0)):
        raise ValueError("each row must sum to 1")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "Rows that do not sum to 1 are drawn. Such weights never came out of a softmax: say so with a ValueError instead"
    " of a pretty picture.",
)
def does_not_check_the_sums(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "A row can sum to 1 and still hold a negative weight. Look at the signs as well as at the sums.",
)
def allows_negative_weights(weights, tokens):
    if weights.shape != (len(tokens), len(tokens)) or not np.allclose(weights.sum(axis=1), 1.0):
        raise ValueError("not weights for these tokens")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "The number of tokens is not compared with the size of the weights, so that cells go without a label or labels"
    " without a cell.",
)
def does_not_count_the_tokens(weights, tokens):
    if weights.ndim != 2 or weights.shape[0] != weights.shape[1] or not np.all(weights >= 0):
        raise ValueError("not weights")
    if not np.allclose(weights.sum(axis=1), 1.0):
        raise ValueError("each row must sum to 1")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "Weights that are not square are drawn. Queries and keys are the same tokens here: as many rows as columns.",
)
def does_not_look_at_the_shape(weights, tokens):
    if len(tokens) not in weights.shape or not np.all(weights >= 0):
        raise ValueError("not weights for these tokens")
    if not np.allclose(weights.sum(axis=1), 1.0):
        raise ValueError("each row must sum to 1")
    return _draw(weights, tokens)


@mistake(
    "attention_heatmap",
    "The Axes that came back are those of the colour bar. plt.gca() and fig.axes[-1] are what was made last: keep the"
    " axes that you drew on, and return them.",
)
def returns_the_axes_of_the_colour_bar(weights, tokens):
    return attention_heatmap(weights, tokens).images[0].colorbar.ax


@mistake(
    "attention_heatmap",
    "The Axes that came back have no cells on them: they are not the ones that were drawn on. Keep those, and return"
    " them.",
)
def returns_empty_axes(weights, tokens):
    return attention_heatmap(weights, tokens).twinx()
