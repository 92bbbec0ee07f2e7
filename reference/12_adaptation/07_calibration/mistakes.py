"""What beginners hand in for calibration."""

from dojo import edit, generics, ideas

ideas(
    wrong_axis="looks_along_the_columns",
    whole_for_slice="compares_each_prediction draws_each_prediction",
    sum_for_mean="returns_sums returns_shares forgets_to_divide",
    wrong_divisor="divides_by_all_predictions weighs_all_bins_alike weighs_full_bins_alike weighs_the_largest_gap",
    root_or_square="squares_the_gaps takes_the_root_of_the_squares",
    missing_term="draws_no_markers draws_no_diagonal has_no_legend does_not_name_its_axes has_no_title",
    sign="lets_gaps_cancel keeps_the_sign_in_the_mean keeps_the_sign",
    opposite_choice="counts_what_is_wrong draws_the_diagonal_the_other_way",
    swapped_arguments=(
        "takes_the_probability_of_the_target swaps_the_means swaps_the_errors swaps_the_axes_of_the_markers "
        "exchanges_the_names_of_the_axes names_the_maximal_error"
    ),
    off_by_one="has_a_bin_too_few counts_bins_from_1 has_a_bin_too_many",
    end_of_interval=(
        "loses_a_confidence_of_1 loses_a_confidence_of_0 counts_a_confidence_of_0_from_the_end "
        "ends_the_diagonal_with_the_markers zooms_in"
    ),
    stale_state="draws_into_the_open_figure",
    integer_arithmetic="rounds_to_the_nearest_edge",
    empty_input="divides_by_an_empty_bin gives_an_empty_bin_its_centre draws_the_empty_bins drops_the_empty_bins",
    nan_hidden="lets_nan_pass",
    silent_error="allows_logits allows_other_shapes allows_no_predictions allows_no_bins",
    default_value="always_has_ten_bins ignores_bins_in_the_errors ignores_bins_in_the_diagram",
    broadcast_by_accident="lets_targets_broadcast",
    base_or_units="rounds_to_two_decimals writes_per_cent",
    leakage="cuts_the_range_of_the_data",
    partial_case="returns_the_expected_error_alone returns_the_figure",
    wrong_formula=(
        "takes_the_lead_of_the_largest counts_what_is_above_one_half fills_all_bins_alike "
        "takes_the_centre_of_the_bin measures_from_the_centre is_a_brier_score takes_the_gap_of_the_fullest_bin "
        "draws_at_the_centres draws_the_gaps averages_the_right_ones"
    ),
    logit_or_probability="takes_the_softmax_again",
    other_kind_of_result="returns_the_classes",
)

INDEX = "np.minimum((bins * confidence).astype(int), bins - 1)"
MEANS = "(total / np.maximum(counts, 1) for total in sums)"
ECE = "np.sum(counts * gaps) / np.sum(counts)"
MODEL = 'axes.plot(means[full], accuracies[full], marker="o", label="model")'
PERFECT = 'axes.plot([0, 1], [0, 1], linestyle="--", color="grey", label="perfect")'
LIMITS = "xlim=(0, 1), ylim=(0, 1), "

# ------------------------------------------------------------------------------ confidence and correctness

edit(
    "takes_the_probability_of_the_target",
    "This is the probability of the right class. Confidence is what the model says of its own choice: the largest"
    " probability of the row.",
    ("np.max(probs, axis=1)", "probs[np.arange(len(probs)), targets]"),
)

edit(
    "takes_the_lead_of_the_largest",
    "This is by how much the largest probability leads. The confidence is the largest probability itself.",
    ("np.max(probs, axis=1)", "np.sort(probs, axis=1)[:, -1] - np.sort(probs, axis=1)[:, -2]"),
)

edit(
    "counts_what_is_above_one_half",
    "A prediction counts as right where the target has a probability above ½. With many classes the largest may be"
    " below ½: compare the class of the largest probability with the target.",
    ("np.argmax(probs, axis=1) == targets", "probs[np.arange(len(probs)), targets] > 0.5"),
)

edit(
    "returns_the_classes",
    "The second result is the predicted classes. Return whether each is the target.",
    ("np.argmax(probs, axis=1) == targets", "np.argmax(probs, axis=1)"),
)

edit(
    "counts_what_is_wrong",
    "This is True where the prediction is wrong. It should be True where the class of the largest probability is the"
    " target.",
    ("np.argmax(probs, axis=1) == targets", "np.argmax(probs, axis=1) != targets"),
)

edit(
    "takes_the_softmax_again",
    "The probabilities go through a softmax once more, which makes them nearly equal. They are probabilities already.",
    ("np.max(probs, axis=1)", "np.max(np.exp(probs) / np.exp(probs).sum(axis=1, keepdims=True), axis=1)"),
)

edit(
    "looks_along_the_columns",
    "The maximum is taken along axis 0, over the predictions. Each row is a prediction: take it along axis 1.",
    (
        "np.max(probs, axis=1), np.argmax(probs, axis=1) == targets",
        "np.max(probs, axis=0), np.argmax(probs, axis=0) == targets[0]",
    ),
)

edit(
    "lets_targets_broadcast",
    "Targets of shape (N, 1) are compared with all predictions at once. Raise a ValueError unless their shape is (N,).",
    ("if np.shape(targets) != probs.shape[:1]:", "if False:"),
)

# ------------------------------------------------------------------------------ bins

edit(
    "cuts_the_range_of_the_data",
    "The bins begin at the smallest confidence and end at the largest, so they differ from model to model. Cut the"
    " range from 0 to 1.",
    (
        INDEX,
        "np.minimum((bins * (confidence - confidence.min()) / max(np.ptp(confidence), 1e-9)).astype(int), bins - 1)",
    ),
)

edit(
    "fills_all_bins_alike",
    "All bins hold the same number of predictions. Here they have the same width, 1 / bins.",
    (INDEX, "np.argsort(np.argsort(confidence)) * bins // confidence.size"),
)

edit(
    "rounds_to_the_nearest_edge",
    "The confidence is rounded to the nearest edge, so the bins are shifted by half of their width. Round down:"
    " bin b begins at b / bins.",
    (INDEX, "np.minimum(np.round(bins * confidence).astype(int), bins - 1)"),
)

edit(
    "always_has_ten_bins",
    "The width of a bin is 0.1 whatever `bins` is. Multiply the confidence by `bins`.",
    (INDEX, "np.minimum((10 * confidence).astype(int), bins - 1)"),
)

edit(
    "has_a_bin_too_few",
    "There is one bin too few: n edges enclose n - 1 bins. Write np.linspace(0, 1, bins + 1).",
    (INDEX, "np.clip(np.digitize(confidence, np.linspace(0, 1, max(bins, 2))) - 1, 0, max(bins - 2, 0))"),
)

edit(
    "counts_bins_from_1",
    "The bins are counted from 1, as np.digitize does with all edges, so the first stays empty and the last is lost."
    " Count from 0: subtract 1.",
    (INDEX, "np.digitize(confidence, np.linspace(0, 1, bins + 1))"),
    ("counts = np.bincount(index, minlength=bins)", "counts = np.bincount(index, minlength=bins)[:bins]"),
    ("[np.bincount(index, weights, bins)", "[np.bincount(index, weights, bins)[:bins]"),
)

edit(
    "loses_a_confidence_of_1",
    "A confidence of 1 is in no bin, or in one beyond the last. It belongs to the last bin.",
    (INDEX, "(bins * confidence).astype(int)"),
    ("np.bincount(index, minlength=bins)", "np.bincount(index, minlength=bins)[:bins]"),
    ("[np.bincount(index, weights, bins)", "[np.bincount(index, weights, bins)[:bins]"),
)

edit(
    "has_a_bin_too_many",
    "There is a bin too many for a confidence of 1. It belongs to the last bin.",
    (INDEX, "(bins * confidence).astype(int)"),
)

edit(
    "loses_a_confidence_of_0",
    "A confidence of 0 is in no bin, or in the last. It belongs to the first bin.",
    (INDEX, "np.ceil(bins * confidence).astype(int) - 1"),
    (
        "counts = np.bincount",
        "confidence, correct, index = (part[index >= 0] for part in (confidence, correct, index))\n"
        "counts = np.bincount",
    ),
)

edit(
    "counts_a_confidence_of_0_from_the_end",
    "A confidence of 0 has the index -1, which is the last bin. It belongs to the first.",
    (INDEX, "(np.ceil(bins * confidence).astype(int) - 1) % bins"),
)

edit(
    "divides_by_an_empty_bin",
    "The mean of an empty bin is 0/0, and NaN spreads from there. An empty bin has the means 0, and plays no part.",
    ("np.maximum(counts, 1)", "np.where(counts == 0, np.nan, counts)"),
)

edit(
    "drops_the_empty_bins",
    "Empty bins are left out, so a result has fewer entries than there are bins. Return one for each bin, 0 where it is"
    " empty.",
    ("return counts, means, accuracies", "return tuple(each[counts > 0] for each in (counts, means, accuracies))"),
)

edit(
    "takes_the_centre_of_the_bin",
    "The centre of the bin stands for the confidences in it. They may all lie near one edge: take their mean.",
    (f"means, accuracies = {MEANS}", f"_, accuracies = {MEANS}\nmeans = (np.arange(bins) + 0.5) / bins * (counts > 0)"),
)

edit(
    "measures_from_the_centre",
    "The gap is measured from the centre of its bin. The confidences may all lie near one edge: take their mean.",
    ("gaps = np.abs(accuracies - means)", "gaps = np.abs(accuracies - (np.arange(bins) + 0.5) / bins) * (counts > 0)"),
)

edit(
    "gives_an_empty_bin_its_centre",
    "An empty bin is given the confidence of its centre. It holds nothing: its mean confidence is 0 here, like its"
    " accuracy.",
    (
        "return counts, means, accuracies",
        "return counts, means + (counts == 0) * (np.arange(bins) + 0.5) / bins, accuracies",
    ),
)

edit(
    "returns_sums",
    "The confidences of a bin are added up, or its right predictions are counted. Divide by the number of predictions"
    " in the bin.",
    ("total / np.maximum(counts, 1)", "total"),
)

edit(
    "divides_by_all_predictions",
    "The sums of each bin are divided by the number of all predictions. Divide by the number in the bin.",
    ("total / np.maximum(counts, 1)", "total / confidence.size"),
)

edit(
    "averages_the_right_ones",
    "The mean confidence is that of the right predictions alone. It should be of all predictions in the bin, right and"
    " wrong: the model was as sure of those.",
    (
        f"means, accuracies = {MEANS}",
        f"_, accuracies = {MEANS}\n"
        "right = np.bincount(index, correct, bins)\n"
        "means = np.bincount(index, confidence * correct, bins) / np.maximum(right, 1)",
    ),
)

edit(
    "returns_shares",
    "The counts are divided by the number of all predictions. Return how many each bin holds.",
    ("return counts, means", "return counts / np.sum(counts), means"),
)

edit(
    "swaps_the_means",
    "Accuracy and mean confidence are swapped. The counts come first, then the confidences, then the accuracies.",
    ("return counts, means, accuracies", "return counts, accuracies, means"),
)

edit(
    "allows_logits",
    "A confidence outside of 0 and 1 is accepted, or NaN. It is no probability: raise a ValueError.",
    (
        "if not np.all((confidence >= 0) & (confidence <= 1)):",
        "confidence = np.clip(np.nan_to_num(confidence), 0, 1)\nif False:",
    ),
)

edit(
    "lets_nan_pass",
    "A confidence that is NaN is accepted: every comparison with NaN is False. Ask whether all are from 0 to 1, not"
    " whether one is outside.",
    (
        "if not np.all((confidence >= 0) & (confidence <= 1)):",
        "outside = np.any((confidence < 0) | (confidence > 1))\nconfidence = np.nan_to_num(confidence)\nif outside:",
    ),
)

edit(
    "allows_other_shapes",
    "Confidences and correctness of different shapes are accepted. Raise a ValueError that names both.",
    ("if confidence.shape != correct.shape:", "correct = np.resize(correct, confidence.shape)\nif False:"),
)

edit(
    "allows_no_predictions",
    "Without a prediction there is nothing to compare: the errors would be 0/0. Raise a ValueError.",
    ("confidence.size == 0 or bins < 1", "bins < 1"),
)

edit(
    "allows_no_bins",
    "With fewer bins than one there is no place for a prediction. Raise a ValueError.",
    ("confidence.size == 0 or bins < 1", "confidence.size == 0"),
    ("index = np.minimum", "bins = max(bins, 1)\nindex = np.minimum"),
)

# ------------------------------------------------------------------------------ the two errors

edit(
    "weighs_all_bins_alike",
    "All bins have the same weight, empty ones too. Weigh each gap with the share of predictions in its bin.",
    (ECE, "np.mean(gaps)"),
)

edit(
    "weighs_full_bins_alike",
    "All bins that hold something have the same weight. Weigh each gap with the share of predictions in its bin.",
    (ECE, "np.mean(gaps[counts > 0])"),
)

edit(
    "lets_gaps_cancel",
    "Gaps above and below the diagonal cancel. Take the magnitude of each gap before you average.",
    ("gaps = np.abs(accuracies - means)", "signed = accuracies - means\ngaps = np.abs(signed)"),
    (ECE, "abs(np.sum(counts * signed) / np.sum(counts))"),
)

edit(
    "keeps_the_sign_in_the_mean",
    "The expected error has a sign: gaps above and below the diagonal cancel in it. Take the magnitude of each gap"
    " before you average.",
    (ECE, "np.sum(counts * (accuracies - means)) / np.sum(counts)"),
)

edit(
    "keeps_the_sign",
    "A gap has a sign here, so gaps cancel and the errors may be negative. Take the magnitude of each gap.",
    ("np.abs(accuracies - means)", "accuracies - means"),
)

edit(
    "squares_the_gaps",
    "The gaps are squared. The ECE is the mean of their magnitudes.",
    (ECE, "np.sum(counts * gaps**2) / np.sum(counts)"),
)

edit(
    "takes_the_root_of_the_squares",
    "This is the root of the mean squared gap. The ECE is the mean of their magnitudes.",
    (ECE, "np.sqrt(np.sum(counts * gaps**2) / np.sum(counts))"),
)

edit(
    "compares_each_prediction",
    "Each prediction is compared by itself, so even a perfect model has a large error: no single answer is 70 % right."
    " Compare the means of each bin.",
    (ECE, "np.mean(np.abs(correct - confidence))"),
)

edit(
    "is_a_brier_score",
    "This is the Brier score, the mean of (correct - confidence)². The ECE compares the means of each bin.",
    (ECE, "np.mean((correct - confidence) ** 2)"),
)

edit(
    "forgets_to_divide",
    "The weighted gaps are added up and not divided by the number of predictions, so the error grows with it.",
    (ECE, "np.sum(counts * gaps)"),
)

edit(
    "weighs_the_largest_gap",
    "The MCE is the largest gap itself, without the weight of its bin.",
    ("np.max(gaps)", "np.max(counts * gaps / np.sum(counts))"),
)

edit(
    "takes_the_gap_of_the_fullest_bin",
    "The second result is the gap of the bin that holds most. The MCE is the largest gap.",
    ("np.max(gaps)", "gaps[np.argmax(counts)]"),
)

edit(
    "swaps_the_errors",
    "The two errors are swapped: the expected one comes first, the maximal one second.",
    (f"return {ECE}, np.max(gaps)", f"return np.max(gaps), {ECE}"),
)

edit(
    "returns_the_expected_error_alone",
    "Only one error is returned. Return two: the expected and the maximal one.",
    (f"return {ECE}, np.max(gaps)", f"return {ECE}"),
    ("ece, _ = calibration_errors", "ece = calibration_errors"),
)

edit(
    "ignores_bins_in_the_errors",
    "`bins` plays no part in the errors. Hand it on to bin_means.",
    (
        "counts, means, accuracies = bin_means(confidence, correct, bins)\ngaps",
        "counts, means, accuracies = bin_means(confidence, correct)\ngaps",
    ),
)

# ------------------------------------------------------------------------------ the diagram

edit(
    "draws_the_empty_bins",
    "Empty bins have a marker at (0, 0), which says that the model is never right there. Draw only the bins that hold"
    " something.",
    ("full = counts > 0", "full = counts >= 0"),
)

edit(
    "draws_each_prediction",
    "There is a marker for each prediction, at accuracy 0 or 1. Draw one for each bin, at its mean confidence and"
    " accuracy.",
    ("axes.plot(means[full], accuracies[full]", "axes.plot(confidence, correct"),
)

edit(
    "draws_at_the_centres",
    "The markers are at the centres of the bins. Put each at the mean confidence of its bin; elsewhere its distance"
    " from the diagonal is not the gap.",
    ("full = counts > 0", "full = counts > 0\nmeans = (np.arange(bins) + 0.5) / bins"),
)

edit(
    "swaps_the_axes_of_the_markers",
    "x and y are swapped: the confidence belongs on the x axis, the accuracy on the y axis.",
    ("axes.plot(means[full], accuracies[full]", "axes.plot(accuracies[full], means[full]"),
)

edit(
    "draws_the_gaps",
    "The y axis shows the gap. Draw the accuracy, so that the distance from the diagonal is the gap.",
    ("axes.plot(means[full], accuracies[full]", "axes.plot(means[full], np.abs(accuracies - means)[full]"),
)

edit(
    "draws_no_markers",
    'No marker is named "model". Bars, or a line alone, hide where in the bins the confidences are. Draw'
    " a marker for each bin, and label them.",
    (', marker="o", label="model"', ', label="model"'),
)

edit(
    "draws_no_diagonal",
    'No line is named "perfect". Draw the diagonal from (0, 0) to (1, 1): the gaps are the distances from it.',
    (PERFECT, "axes.grid()"),
)

edit(
    "ends_the_diagonal_with_the_markers",
    "The diagonal ends at the first and the last marker. Draw it from (0, 0) to (1, 1).",
    ("axes.plot([0, 1], [0, 1], linestyle", "axes.plot(means[full], means[full], linestyle"),
)

edit(
    "draws_the_diagonal_the_other_way",
    'The line that is named "perfect" falls. It is where accuracy and confidence are equal: from (0, 0) to (1, 1).',
    ("axes.plot([0, 1], [0, 1], linestyle", "axes.plot([0, 1], [1, 0], linestyle"),
)

edit(
    "has_no_legend",
    "The legend is missing, or does not name both model and perfect. Call axes.legend().",
    ("axes.legend()", "pass"),
)

edit(
    "does_not_name_its_axes",
    "The axes are not named confidence and accuracy, the x axis first.",
    ('xlabel="confidence", ylabel="accuracy", ', ""),
)

edit(
    "exchanges_the_names_of_the_axes",
    "The names of the axes are exchanged: confidence belongs to the x axis, accuracy to the y axis.",
    ('xlabel="confidence", ylabel="accuracy"', 'xlabel="accuracy", ylabel="confidence"'),
)

edit(
    "zooms_in",
    "The axes do not show all from 0 to 1, and a part of the range looks like the whole of it. Set both limits to"
    " (0, 1).",
    (LIMITS, "xlim=(means[full].min() - 0.01, 1), ylim=(0.0, 0.9), "),
)

edit(
    "has_no_title",
    "The title does not have the expected error with three decimals, such as 0.290.",
    (', title=f"ECE {ece:.3f}"', ""),
)

edit(
    "rounds_to_two_decimals",
    "The title has two decimals. Give the expected error three: f'{ece:.3f}'.",
    ("{ece:.3f}", "{ece:.2f}"),
)

edit(
    "writes_per_cent",
    "The title has the error in per cent. Give it as a number from 0 to 1, with three decimals.",
    ("{ece:.3f}", "{100 * ece:.3f} %"),
)

edit(
    "names_the_maximal_error",
    "The title has the maximal error. It should be the expected one, which is the first of the two.",
    ("ece, _ = calibration_errors", "_, ece = calibration_errors"),
)

edit(
    "ignores_bins_in_the_diagram",
    "The diagram always has ten bins. Hand `bins` on to bin_means, and to calibration_errors.",
    (
        "counts, means, accuracies = bin_means(confidence, correct, bins)\nece",
        "bins = 10\ncounts, means, accuracies = bin_means(confidence, correct, bins)\nece",
    ),
)

edit(
    "draws_into_the_open_figure",
    "It draws into the figure that is open already. Make one of its own with plt.subplots().",
    ('_, axes = plt.subplots(layout="constrained")', "axes = plt.gca()"),
)

edit(
    "returns_the_figure",
    "What comes back is no Axes, but the figure, or nothing. Return the axes.",
    ("return axes", "return axes.figure"),
)

generics("bin_means", "asserts")
generics("top_predictions", "asserts")
