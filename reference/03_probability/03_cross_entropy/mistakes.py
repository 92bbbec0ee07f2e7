"""What beginners hand in for cross-entropy, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import mistake


def _log_softmax(xp, logits):
    shifted = logits - xp.max(logits, axis=-1, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True))


def _softmax(xp, logits):
    return xp.exp(_log_softmax(xp, logits))


def _pick(xp, values, targets):
    return xp.take_along_axis(values, targets[..., None], axis=-1)[..., 0]


def _check(xp, logits, targets, reduction):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    if xp.any((targets < 0) | (targets >= logits.shape[-1])):
        raise IndexError


def _reduce(xp, losses, reduction):
    return losses if reduction == "none" else xp.mean(losses) if reduction == "mean" else xp.sum(losses)


@mistake(
    "cross_entropy",
    "Something small is added inside the logarithm. That bends every loss a little, and a probability that underflowed"
    " to 0 costs the same however wrong it is. Work with log-probabilities: log p is the shifted logit minus the log of"
    " the sum, and no guard is needed.",
)
def adds_eps_inside_the_log(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -xp.log(_pick(xp, _softmax(xp, logits), targets) + 1e-9), reduction)


@mistake(
    "cross_entropy",
    "The probability is clipped before the logarithm, so that all losses above a bound are equal and have no gradient."
    " Work with log-probabilities, and nothing needs clipping.",
)
def clips_the_probability(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -xp.log(xp.clip(_pick(xp, _softmax(xp, logits), targets), 1e-12, 1.0)), reduction)


@mistake(
    "cross_entropy",
    "It looks as if the logarithm of a softmax was taken. A small probability underflows to 0, and its logarithm is"
    " -inf although the logits are finite. Write out log p: the exp in the numerator cancels.",
)
def takes_the_log_of_softmax(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    weights = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))
    return _reduce(xp, -xp.log(_pick(xp, weights / xp.sum(weights, axis=-1, keepdims=True), targets)), reduction)


@mistake(
    "cross_entropy",
    "It looks as if exp overflowed. Subtract the largest logit of each row first: the loss does not change, and no"
    " exponent is above 0.",
)
def overflows(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, xp.log(xp.sum(xp.exp(logits), axis=-1)) - _pick(xp, logits, targets), reduction)


@mistake(
    "cross_entropy",
    "The maximum is that of the whole array. In a row far below it every exp underflows to 0, and log(0) is -inf: each"
    " row needs its own maximum.",
)
def subtracts_the_global_maximum(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    shifted = logits - xp.max(logits)
    return _reduce(xp, xp.log(xp.sum(xp.exp(shifted), axis=-1)) - _pick(xp, shifted, targets), reduction)


@mistake(
    "cross_entropy",
    "The sum of the exponentials runs over all rows. Each row is a distribution of its own: sum along the last axis.",
)
def sums_over_all_rows(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    shifted = logits - xp.max(logits)
    return _reduce(xp, xp.log(xp.sum(xp.exp(shifted))) - _pick(xp, shifted, targets), reduction)


@mistake("cross_entropy", 'The losses are added up where "mean" asks for their average.')
def sums_for_mean(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, logits), targets), "none" if reduction == "none" else "sum")


@mistake(
    "cross_entropy",
    "The mean divides by the number of logits. There is one loss for each row, so the mean divides by the number of"
    " rows; the number of classes does not enter.",
)
def averages_over_classes_too(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    return _reduce(xp, losses / logits.shape[-1] if reduction == "mean" else losses, reduction)


@mistake(
    "cross_entropy",
    "The losses are averaged along the first axis alone. With (batch, sequence, classes) every position counts: the"
    " mean and the sum run over all leading axes and leave one number.",
)
def reduces_the_first_axis_only(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    if reduction == "none" or losses.ndim == 0:
        return losses
    return xp.mean(losses, axis=0) if reduction == "mean" else xp.sum(losses, axis=0)


@mistake(
    "cross_entropy",
    "The sum of all losses is divided by the length of the first axis. With (batch, sequence, classes) the mean is over"
    " all positions, as many as there are targets.",
)
def divides_by_the_first_axis(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    if reduction == "mean" and losses.ndim:
        return xp.sum(losses) / losses.shape[0]
    return _reduce(xp, losses, reduction)


@mistake("cross_entropy", "The parameter reduction has no effect: it always gives the mean, or always one number.")
def ignores_reduction(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return xp.mean(-_pick(xp, _log_softmax(xp, logits), targets))


@mistake(
    "cross_entropy",
    'The default is not "mean". Called without a reduction, as most training loops do, the loss is the average.',
)
def gives_the_losses_by_default(logits, targets, reduction="none"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, logits), targets), reduction)


@mistake(
    "cross_entropy",
    "It takes the logits for probabilities: their logarithm is taken without a softmax. What comes in are scores of any"
    " sign and size.",
)
def takes_probabilities(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -xp.log(_pick(xp, logits, targets)), reduction)


@mistake(
    "cross_entropy",
    "Softmax is applied twice: the probabilities of the first are treated as logits by the second. One is enough.",
)
def applies_softmax_twice(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, _softmax(xp, logits)), targets), reduction)


@mistake(
    "cross_entropy",
    "The sign is wrong. A log-probability is at most 0; the loss is minus that, and gets smaller as the model gets"
    " better.",
)
def forgets_the_minus(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, _pick(xp, _log_softmax(xp, logits), targets), reduction)


@mistake(
    "cross_entropy", "The logarithm is to base 2, which counts in bits. Losses are in nats: use the natural logarithm."
)
def counts_in_bits(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, logits), targets) / math.log(2), reduction)


@mistake(
    "cross_entropy",
    "The targets are not looked at: it is the loss of the class with the largest logit. The right class may be"
    " another.",
)
def trusts_the_largest_logit(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -xp.max(_log_softmax(xp, logits), axis=-1), reduction)


@mistake(
    "cross_entropy",
    "A one-hot array is multiplied with the log-probabilities. A logit of -inf then gives 0 * -inf, which is NaN,"
    " though it is no target. Pick the target's entry by its index, or select with where.",
)
def multiplies_by_one_hot(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    places = xp.arange(logits.shape[-1], device=logits.device)
    one_hot = xp.astype(places == targets[..., None], logits.dtype)
    return _reduce(xp, -xp.sum(one_hot * _log_softmax(xp, logits), axis=-1), reduction)


@mistake(
    "cross_entropy",
    "x[:, targets] takes every target's column for every row. Each row needs one entry of its own: pair the rows with"
    " the targets.",
)
def indexes_the_columns(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -_log_softmax(xp, logits)[..., targets], reduction)


@mistake(
    "cross_entropy",
    "It expects one batch axis. logits[rows, targets] with rows counting the first axis has no place for a (batch,"
    " sequence, classes) array or a single row: flatten all leading axes first, or take along the last axis.",
)
def knows_one_batch_axis(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    rows = xp.arange(logits.shape[0], device=logits.device)
    return _reduce(xp, -_log_softmax(xp, logits)[rows, targets], reduction)


@mistake(
    "cross_entropy",
    "The classes are looked for on axis 1, where torch has them. Here they are on the last axis, as a language model"
    " gives them out: (batch, sequence, classes).",
)
def has_the_classes_on_axis_one(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    axis = 0 if logits.ndim == 1 else 1
    shifted = logits - xp.max(logits, axis=axis, keepdims=True)
    log_probs = shifted - xp.log(xp.sum(xp.exp(shifted), axis=axis, keepdims=True))
    return _reduce(xp, -_pick(xp, log_probs, targets), reduction)


@mistake(
    "cross_entropy",
    "A negative target wraps around: -1 silently becomes the last class, and the model learns it. Check the range of"
    " the targets, and raise an IndexError.",
)
def lets_negative_targets_wrap(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    classes = logits.shape[-1]
    if xp.any((targets < -classes) | (targets >= classes)):
        raise IndexError
    _check(xp, logits, targets % classes, reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, logits), targets % classes), reduction)


@mistake(
    "cross_entropy",
    "A target that equals the number of classes gets through, or ends in an error of the library. Classes count from 0:"
    " check for target < 0 and for target >= classes, and raise an IndexError.",
)
def checks_the_range_off_by_one(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    classes = logits.shape[-1]
    _check(xp, logits, 0 * targets, reduction)
    if xp.any((targets < 0) | (targets > classes)):
        raise IndexError
    log_probs = _log_softmax(xp, logits)
    return _reduce(xp, -_pick(xp, log_probs, xp.clip(targets, 0, classes - 1)), reduction)


@mistake(
    "cross_entropy",
    "Targets out of range raise, but not an IndexError. Callers rely on the kind of error that the contract names: look"
    " at the range yourself before you index.",
)
def raises_another_error(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    if xp.any((targets < 0) | (targets >= logits.shape[-1])):
        raise ValueError
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, logits), targets), reduction)


@mistake(
    "cross_entropy",
    "A reduction that does not exist is taken for another one. A misspelt word should not pass in silence: raise a"
    " ValueError.",
)
def accepts_any_reduction(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, "mean")
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    return losses if reduction == "none" else xp.sum(losses) if reduction == "sum" else xp.mean(losses)


@mistake(
    "cross_entropy",
    "reduction in a string asks for a part of it, so that an empty word, or half of one, goes through. Compare with a"
    " tuple or set of the three words.",
)
def looks_for_a_part_of_a_word(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    if reduction not in "none mean sum":
        raise ValueError(reduction)
    _check(xp, logits, targets, "mean")
    return _reduce(xp, -_pick(xp, _log_softmax(xp, logits), targets), reduction)


@mistake(
    "cross_entropy",
    "Losses of inf are left out of the mean or the sum. A model that calls the right token impossible is infinitely"
    " wrong, and the number must say so.",
)
def leaves_out_what_is_infinite(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    losses = -_pick(xp, _log_softmax(xp, logits), targets)
    return losses if reduction == "none" else _reduce(xp, losses[xp.isfinite(losses)], reduction)


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


@mistake("cross_entropy", "The dtype of the logits is lost on the way. Work in it: float32 in, float32 out.")
def loses_the_dtype(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    return _reduce(xp, -_pick(xp, _log_softmax(xp, xp.astype(logits, xp.float64)), targets), reduction)


@mistake(
    "cross_entropy",
    "The logits are changed: logits -= ... writes into the caller's array. Compute into a new one:"
    " shifted = logits - ...",
)
def writes_into_the_logits(logits, targets, reduction="mean"):
    xp = array_namespace(logits)
    _check(xp, logits, targets, reduction)
    logits -= xp.max(logits, axis=-1, keepdims=True)
    return _reduce(xp, xp.log(xp.sum(xp.exp(logits), axis=-1)) - _pick(xp, logits, targets), reduction)
