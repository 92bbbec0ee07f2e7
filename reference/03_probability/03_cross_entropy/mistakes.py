"""What beginners hand in for cross-entropy, and what to tell them."""

from array_api_compat import array_namespace, device

from dojo import TINY, edit, generics, ideas, mistake

ideas(
    wrong_axis="has_the_classes_on_axis_one",
    axis_lost="keeps_the_axis drops_the_axis",
    whole_for_slice="overflows_and_sums_over_all_rows subtracts_the_global_maximum sums_over_all_rows",
    sum_for_mean="sums_for_mean",
    wrong_divisor="averages_over_classes_too divides_by_the_number_of_classes divides_by_the_first_axis",
    missing_term="takes_probabilities forgets_the_logarithm",
    sign="forgets_the_minus",
    end_of_interval="checks_the_range_off_by_one",
    writes_into_input="writes_into_the_logits",
    integer_arithmetic="indexes_with_small_integers takes_along_with_small_integers",
    overflow="overflows",
    underflow="takes_the_log_of_softmax takes_the_log_of_an_overflowing_softmax",
    epsilon="adds_inside_the_log clips_the_probability clips_the_probability_at_both_ends overflows_and_adds_1e_9",
    nan_hidden="multiplies_by_one_hot chooses_between_two_logarithms leaves_out_what_is_infinite",
    wrong_exception="raises_for_targets raises_a_key_error",
    silent_error=(
        "lets_negative_targets_wrap accepts_any_reduction returns_none_for_an_unknown_reduction "
        "looks_for_a_part_of_a_word"
    ),
    default_value="ignores_reduction gives_the_losses_by_default",
    broadcast_by_accident="indexes_the_columns",
    base_or_units="counts_in_bits",
    partial_case="reduces_the_first_axis_only knows_one_batch_axis",
    wrong_formula="adds_the_losses_of_the_other_classes trusts_the_largest_logit",
    logit_or_probability="applies_softmax_twice",
)


def _log_softmax(xp, logits):
    shifted = logits - xp.max(logits, axis=-1, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True))


def _softmax(xp, logits):
    return xp.exp(_log_softmax(xp, logits))


def _pick(xp, values, targets):
    return xp.take_along_axis(values, xp.astype(targets, xp.int64)[..., None], axis=-1)[..., 0]


def _check(xp, logits, targets, reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"unknown reduction {reduction}")
    wrong = (targets < 0) | (targets >= logits.shape[-1])
    if xp.any(wrong):
        raise IndexError(f"no class {targets[wrong][0]}")


def _reduce(xp, losses, reduction):
    return losses if reduction == "none" else xp.mean(losses) if reduction == "mean" else xp.sum(losses)


# ------------------------------------------------------------------------- the loss of a row


KEPT_FROM_ZERO = (
    "The probability is kept away from 0 inside the logarithm, by a small number or by clipping. That caps the loss of"
    " a very wrong answer, and takes its gradient away. Work with log-probabilities: log p is the shifted logit minus"
    " the log of the sum, and needs no guard."
)

edit(
    "adds_inside_the_log",
    KEPT_FROM_ZERO,
    ("losses = log_total - chosen", "losses = -xp.log(xp.exp(chosen - log_total) + eps)"),
    eps=TINY,
)

edit(
    "clips_the_probability",
    KEPT_FROM_ZERO,
    ("losses = log_total - chosen", "losses = -xp.log(xp.clip(xp.exp(chosen - log_total), low, 1.0))"),
    low=TINY,
)

edit(
    "clips_the_probability_at_both_ends",
    KEPT_FROM_ZERO,
    ("losses = log_total - chosen", "losses = -xp.log(xp.clip(xp.exp(chosen - log_total), low, 1 - low))"),
    low=TINY,
)

edit(
    "takes_the_log_of_softmax",
    "The logarithm of a softmax was taken. A small probability becomes 0, and its logarithm is -inf although the"
    " logits are finite. Write out log p: the exp in the numerator cancels.",
    (
        "losses = log_total - chosen",
        "weights = xp.exp(shifted)\n"
        "losses = -xp.log(xp.take_along_axis(weights / xp.sum(weights, axis=-1, keepdims=True), "
        "xp.astype(targets, xp.int64)[..., None], axis=-1)[..., 0])",
    ),
)

edit(
    "overflows",
    "It looks as if exp overflowed, or underflowed to 0 in an entire row. Subtract the largest logit of each row"
    " first: the loss does not change, and the largest exponent is 0.",
    ("logits - xp.max(logits, axis=-1, keepdims=True)", "logits"),
)

edit(
    "subtracts_the_global_maximum",
    "The maximum is that of the entire array. In a row far below it every exp underflows to 0, and log 0 is -inf:"
    " each row needs its own maximum.",
    ("xp.max(logits, axis=-1, keepdims=True)", "xp.max(logits)"),
)

edit(
    "sums_over_all_rows",
    "The sum of the exponentials runs over all rows. Each row is a distribution of its own: sum along the last axis.",
    ("xp.max(logits, axis=-1, keepdims=True)", "xp.max(logits)"),
    ("xp.sum(xp.exp(shifted), axis=-1)", "xp.sum(xp.exp(logits - xp.max(logits)))"),
)

edit(
    "takes_probabilities",
    "The logits are treated as probabilities: their logarithm is taken without a softmax. They are scores of any sign"
    " and size.",
    (
        "log_total - chosen",
        "-xp.log(xp.take_along_axis(logits, xp.astype(targets, xp.int64)[..., None], axis=-1)[..., 0])",
    ),
)


@mistake(
    "cross_entropy",
    "Softmax is applied twice: the second one treats the probabilities of the first as logits. One is enough.",
)
def applies_softmax_twice(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, _softmax(xp, logits)), targets), reduction)


edit(
    "forgets_the_logarithm",
    "The logarithm is missing: the loss is minus the log of the target's probability, not 1 minus it, nor minus it.",
    ("losses = log_total - chosen", "losses = -xp.exp(chosen - log_total)"),
)


@mistake(
    "cross_entropy",
    "The other classes add a loss of their own, -log(1 - p), as in the binary cross-entropy of a sigmoid. After a"
    " softmax the classes share one probability: the loss is minus the log of the target's alone.",
)
def adds_the_losses_of_the_other_classes(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    p = _softmax(xp, logits)
    chosen = xp.astype(targets, xp.int64)[..., None] == xp.arange(logits.shape[-1], device=device(logits))
    return _reduce(xp, -xp.sum(xp.where(chosen, xp.log(p), xp.log(1 - p)), axis=-1), reduction)


edit(
    "forgets_the_minus",
    "The sign is wrong. A log-probability is at most 0; the loss is minus that, and falls as the model improves.",
    (
        "log_total - chosen",
        "xp.take_along_axis(shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True)), xp.astype("
        "targets, xp.int64)[..., None], axis=-1)[..., 0]",
    ),
)

edit(
    "counts_in_bits",
    "The logarithm is to base 2, which counts in bits. Losses are in nats: use the natural logarithm.",
    ("losses = log_total - chosen", "losses = (log_total - chosen) / xp.log(2 * xp.ones_like(chosen))"),
)

edit(
    "trusts_the_largest_logit",
    "The targets are ignored: this is the loss of the class with the largest logit. The right class may be a"
    " different one.",
    ("log_total - chosen", "-xp.max(shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True)), axis=-1)"),
)

edit(
    "multiplies_by_one_hot",
    "A one-hot array is multiplied with the log-probabilities. For a logit of -inf that is 0 * -inf = NaN, even if it"
    " is no target. Pick the target's entry by its index, or select with where.",
    (
        "losses = log_total - chosen",
        "one_hot = xp.astype(xp.arange(classes, device=logits.device) == targets[..., None], "
        "logits.dtype)\n"
        "losses = -xp.sum(one_hot * (shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True))), "
        "axis=-1)",
    ),
)

edit(
    "keeps_the_axis",
    "The loss of a row is a number, and here it is left in an axis of size 1. Remove that axis: [..., 0].",
    ("losses = log_total - chosen", "losses = (log_total - chosen)[..., None]"),
)

edit(
    "indexes_the_columns",
    "x[:, targets] takes every target's column for every row. Each row needs one entry of its own: pair the rows with"
    " the targets.",
    (
        "log_total - chosen",
        "-(shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True)))[..., xp.astype(targets, xp.int64)]",
    ),
)

generics(
    "cross_entropy",
    loses_the_dtype="The dtype of the logits is lost on the way. Work in it: float32 in, float32 out.",
    passes_through_float32="float64 logits are computed in float32 on the way, which keeps only about 7 digits."
    " Stay in the dtype that came in.",
)

edit(
    "writes_into_the_logits",
    "The logits are changed: logits -= ... writes into the caller's array. Compute into a new one: shifted = logits -"
    " ...",
    (
        "log_total = xp.log(xp.sum(xp.exp(shifted), axis=-1))",
        "logits -= xp.max(logits, axis=-1, keepdims=True)\nlog_total = xp.log(xp.sum(xp.exp(shifted), axis=-1))",
    ),
)


@mistake(
    "cross_entropy",
    "The loss is right, and its gradient is NaN. where computes both branches, and the gradient of the log(0) that it"
    " did not choose is 0 times infinity. Write the loss so that no log(0) comes up at all.",
)
def chooses_between_two_logarithms(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    shifted = logits - xp.max(logits, axis=-1, keepdims=True)
    total = xp.sum(xp.exp(shifted), axis=-1, keepdims=True)
    probs = xp.exp(shifted) / total
    log_probs = xp.where(probs > 1e-20, xp.log(probs), shifted - xp.log(total))
    return _reduce(xp, -_pick(xp, log_probs, targets), reduction)


# two faults at once: the words are for the one to repair first

edit(
    "overflows_and_sums_over_all_rows",
    "The exponentials are summed over all rows: each row is a distribution of its own, so sum along the last axis."
    " Large logits come next: subtract the largest logit of each row before exp.",
    (
        "log_total - chosen",
        "-xp.log(xp.take_along_axis(xp.exp(logits) / xp.sum(xp.exp(logits)), xp.astype(targets, "
        "xp.int64)[..., None], axis=-1)[..., 0])",
    ),
)

edit(
    "takes_the_log_of_an_overflowing_softmax",
    "Large logits overflow in exp, and small probabilities become 0 before the log. Both go away if you write out log"
    " p: the shifted logit minus the log of the sum.",
    (
        "losses = log_total - chosen",
        "weights = xp.exp(logits)\n"
        "losses = -xp.log(xp.take_along_axis(weights / xp.sum(weights, axis=-1, keepdims=True), "
        "xp.astype(targets, xp.int64)[..., None], axis=-1)[..., 0])",
    ),
)

edit(
    "overflows_and_adds_1e_9",
    "Something small is added inside the logarithm, and exp overflows for large logits. Both go away if you write out"
    " log p: the shifted logit minus the log of the sum.",
    (
        "losses = log_total - chosen",
        "weights = xp.exp(logits)\n"
        "probs = weights / xp.sum(weights, axis=-1, keepdims=True)\n"
        "losses = -xp.log(xp.take_along_axis(probs, xp.astype(targets, xp.int64)[..., None], "
        "axis=-1)[..., 0] + 1e-9)",
    ),
)

edit(
    "drops_the_axis",
    "The sum needs keepdims=True, so that it lines up with the logits, one sum for each row.",
    (
        "log_total - chosen",
        "-xp.take_along_axis(shifted - log_total, xp.astype(targets, xp.int64)[..., None], axis=-1)[..., 0]",
    ),
)


# ----------------------------------------------------------------------------- the reduction

edit(
    "sums_for_mean",
    'The losses are added up. "mean", the default, asks for their average.',
    ('reduction == "mean"', "('none' if reduction == 'none' else 'sum') == \"mean\""),
)

edit(
    "averages_over_classes_too",
    "The mean divides by the number of logits. There is one loss for each row, so divide by the number of rows; the"
    " number of classes does not matter.",
    ("xp.mean(losses) if", "xp.mean(losses) / classes if"),
)

edit(
    "divides_by_the_number_of_classes",
    "The mean divides by the number of classes. There is one loss for each row: divide by the number of rows.",
    ("xp.mean(losses) if", "xp.sum(losses) / classes if"),
)

edit(
    "ignores_reduction",
    "The parameter reduction has no effect: the result is always the mean.",
    ('if reduction == "none":\n    return losses\n', ""),
    ('xp.mean(losses) if reduction == "mean" else xp.sum(losses)', "xp.mean(losses)"),
)

edit(
    "gives_the_losses_by_default",
    'The default is not "mean". Called without a reduction, as most training loops do, the loss is the average.',
    ('def cross_entropy(logits, targets, reduction="mean"):', "def cross_entropy(logits, targets, reduction='none'):"),
)

edit(
    "leaves_out_what_is_infinite",
    "Infinite losses are left out of the mean or the sum. A model that calls the right token impossible is infinitely"
    " wrong, and the number must say so.",
    ("return xp.mean(losses) if", "losses = losses[xp.isfinite(losses)]\nreturn xp.mean(losses) if"),
)


# ------------------------------------------------------------------------------ more batch axes

edit(
    "reduces_the_first_axis_only",
    "The losses are averaged or added along the first axis alone. In (batch, sequence, classes) every position"
    " counts: reduce over all leading axes, to one number.",
    ('if reduction == "none":', 'if reduction == "none" or losses.ndim == 0:'),
    (
        'xp.mean(losses) if reduction == "mean" else xp.sum(losses)',
        'xp.mean(losses, axis=0) if reduction == "mean" else xp.sum(losses, axis=0)',
    ),
)


@mistake(
    "cross_entropy",
    "The sum of all losses is divided by the length of the first axis. In (batch, sequence, classes) the mean is over"
    " all positions: there are as many as targets.",
)
def divides_by_the_first_axis(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    if reduction == "mean" and losses.ndim:
        return xp.sum(losses) / losses.shape[0]
    return _reduce(xp, losses, reduction)


edit(
    "knows_one_batch_axis",
    "It expects one batch axis: logits[rows, targets] with rows counting the first axis does not fit (batch,"
    " sequence, classes) or a single row. Flatten all leading axes first, or take along the last axis.",
    (
        "log_total - chosen",
        "-(shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True)))[xp.arange(logits.shape[0], "
        "device=logits.device), xp.astype(targets, xp.int64)]",
    ),
)


@mistake(
    "cross_entropy",
    "The classes are looked for on axis 1, where torch has them. Here they are on the last axis, as a language model"
    " returns them: (batch, sequence, classes).",
)
def has_the_classes_on_axis_one(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    axis = 0 if logits.ndim == 1 else 1
    shifted = logits - xp.max(logits, axis=axis, keepdims=True)
    log_probs = shifted - xp.log(xp.sum(xp.exp(shifted), axis=axis, keepdims=True))
    return _reduce(xp, -_pick(xp, log_probs, targets), reduction)


# ------------------------------------------------------------------------- small integer types

SMALL_INTEGERS = (
    "torch looks entries up by int64 only, and the targets came in a smaller integer type. Cast them first:"
    " xp.astype(targets, xp.int64)."
)


@mistake("cross_entropy", SMALL_INTEGERS)
def indexes_with_small_integers(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    flat = xp.reshape(_log_softmax(xp, logits), (-1, logits.shape[-1]))
    losses = -flat[xp.arange(flat.shape[0], device=logits.device), xp.reshape(targets, (-1,))]
    return _reduce(xp, xp.reshape(losses, tuple(targets.shape)), reduction)


@mistake("cross_entropy", SMALL_INTEGERS)
def takes_along_with_small_integers(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    losses = -xp.take_along_axis(_log_softmax(xp, logits), targets[..., None], axis=-1)[..., 0]
    return _reduce(xp, losses, reduction)


# ------------------------------------------------------------------------------------- errors

edit(
    "lets_negative_targets_wrap",
    "A negative target wraps around: -1 silently becomes the last class, and the model learns it. Check the range of"
    " the targets, and raise an IndexError.",
    (
        "xp.any(wrong)",
        "xp.any((targets + classes * (targets < 0) * (targets >= -classes) < 0) | (targets + classes * ("
        "targets < 0) * (targets >= -classes) >= classes))",
    ),
)


@mistake(
    "cross_entropy",
    "A target that equals the number of classes gets through, or ends in an error of the library. Classes count from"
    " 0: check for target < 0 and for target >= classes, and raise an IndexError.",
)
def checks_the_range_off_by_one(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    classes = logits.shape[-1]
    _check(xp, logits, targets - 1 * (targets == classes), reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, logits), xp.clip(targets, 0, classes - 1)), reduction)


edit(
    "raises_for_targets",
    "Targets out of range raise an exception, but not an IndexError. Callers rely on the type that the statement"
    " names: check the range yourself and raise an IndexError.",
    (
        'IndexError(f"target {targets[wrong][0]} is not from 0 to {classes - 1}")',
        'error(f"target {targets[wrong][0]} is not from 0 to {classes - 1}")',
    ),
    error=(ValueError, AssertionError),
)


@mistake(
    "cross_entropy",
    "An unknown reduction is treated as one of the three. A misspelt word should not pass silently: raise a"
    " ValueError.",
)
def accepts_any_reduction(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, "mean")
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    return losses if reduction == "none" else xp.sum(losses) if reduction == "sum" else xp.mean(losses)


@mistake("cross_entropy", "An unknown reduction gives None: no branch is left for it. Raise a ValueError.")
def returns_none_for_an_unknown_reduction(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, "mean")
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    return {"none": losses, "mean": xp.mean(losses), "sum": xp.sum(losses)}.get(reduction)


@mistake(
    "cross_entropy",
    "An unknown reduction raises a KeyError. Callers rely on the type that the statement names: a ValueError.",
)
def raises_a_key_error(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, "mean")
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    return {"none": losses, "mean": xp.mean(losses), "sum": xp.sum(losses)}[reduction]


edit(
    "looks_for_a_part_of_a_word",
    '"reduction in a string" asks for a part of it, so an empty word, or half of one, passes. Compare with a tuple or'
    " a set of the three words.",
    (
        "xp = array_namespace(logits)",
        "if reduction not in 'none mean sum':\n    raise ValueError(reduction)\nxp = array_namespace(logits)",
    ),
    ('reduction not in ("mean", "sum", "none")', '\'mean\' not in ("mean", "sum", "none")'),
)
