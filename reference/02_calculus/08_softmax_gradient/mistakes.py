"""What beginners hand in for the gradient of softmax and cross-entropy, and what to tell them."""

import math

from array_api_compat import array_namespace, device

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="runs_over_the_first_axis sums_along_the_first_axis runs_over_axis_one",
    axis_lost="leaves_the_rows_flat",
    whole_for_slice=(
        "subtracts_in_every_row takes_off_one_maximum_for_all_rows shares_one_sum overflows_and_shares_one_sum"
    ),
    sum_for_mean="sums_over_the_rows averages_the_gradients",
    wrong_divisor="divides_by_the_classes_too divides_by_the_first_axis divides_by_the_batch divides_by_the_sequence",
    missing_term="forgets_the_target",
    sign="turns_the_sign_and_sums turns_the_sign",
    off_by_one="counts_classes_from_one",
    end_of_interval="checks_the_range_off_by_one",
    writes_into_input="writes_into_the_logits",
    dtype_lost="loses_the_dtype",
    integer_arithmetic="indexes_with_small_integers compares_small_integers",
    overflow="sums_over_the_rows_and_overflows overflows",
    underflow="divides_by_the_probability",
    cancellation="passes_through_float32",
    epsilon="adds_eps_to_the_sum clips_the_probabilities clips_the_logits",
    nan_hidden="leaves_out_what_is_minus_infinity multiplies_minus_infinity",
    wrong_exception="raises_another_error",
    silent_error="lets_negative_targets_wrap does_not_look_at_the_range",
    shifted_targets="is_off_by_one_row",
    wrong_gradient=(
        "multiplies_by_p moves_the_target_alone moves_the_target_alone_and_sums stops_at_the_probabilities "
        "multiplies_by_the_slope_of_a_sigmoid"
    ),
    partial_case="takes_two_axes_alone",
    other_kind_of_result="takes_the_prediction returns_the_loss",
)


def _check(logits, targets):
    xp = array_namespace(logits)
    targets = xp.astype(targets, xp.int64)
    if xp.any((targets < 0) | (targets >= logits.shape[-1])):
        raise IndexError
    return xp


def _softmax(xp, logits, axis=-1):
    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))
    return e / xp.sum(e, axis=axis, keepdims=True)


def _one_hot(xp, logits, targets):
    found = targets[..., None] == xp.arange(logits.shape[-1], device=device(logits))
    return xp.astype(found, logits.dtype)


def _count(targets):
    return math.prod(targets.shape)


def _with(logits, targets, p):
    """The right formula with another softmax."""
    xp = array_namespace(logits)
    return (p - _one_hot(xp, logits, targets)) / _count(targets)


# ------------------------------------------------------------------ the mean

edit(
    "sums_over_the_rows",
    "The result is not divided by N. The loss is the mean over all rows, and so is its gradient.",
    ("xp.where(is_right, p - 1, p) / math.prod(targets.shape)", "xp.where(is_right, p - 1, p)"),
)

edit(
    "divides_by_the_classes_too",
    "It divides by the number of all entries. N counts the rows, because the loss has one term per row.",
    ("math.prod(targets.shape)", "math.prod(logits.shape)"),
)

edit(
    "divides_by_the_first_axis",
    "It divides by the size of the first axis. In (batch, sequence, classes) there are batch times sequence rows,"
    " and a single row of shape (classes,) is one: N is the number of targets.",
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "(p - xp.astype(is_right, logits.dtype)) / logits.shape[0]",
    ),
)

edit(
    "divides_by_the_batch",
    "It divides by the size of the first axis. In (batch, sequence, classes) there are batch times sequence rows: N is"
    " the number of targets.",
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "(p - xp.astype(is_right, logits.dtype)) / (targets.shape[0] if targets.ndim else 1)",
    ),
)

edit(
    "divides_by_the_sequence",
    "It divides by the length of the sequence. In (batch, sequence, classes) there are batch times sequence rows:"
    " N is the number of targets.",
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "(p - xp.astype(is_right, logits.dtype)) / (targets.shape[-1] if targets.ndim else 1)",
    ),
)

edit(
    "sums_over_the_rows_and_overflows",
    "Two things: softmax overflows, and the result is not divided by N. Begin with the overflow: subtract the"
    " largest logit of each row before exp.",
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "xp.exp(logits) / xp.sum(xp.exp(logits), axis=-1, keepdims=True) - xp.astype(is_right, logits.dtype)",
    ),
)

edit(
    "turns_the_sign_and_sums",
    "Two things: the sign is the wrong way round, and the result is not divided by N. Begin with the sign: it is"
    " p minus one-hot.",
    ("xp.where(is_right, p - 1, p) / math.prod(targets.shape)", "xp.astype(is_right, logits.dtype) - p"),
)


# ------------------------------------------------------------------ the right class

edit(
    "subtracts_in_every_row",
    "The 1 is subtracted in every row at every target, because p[:, targets] selects entire columns. Each row has one"
    " target: pair rows and targets, p[xp.arange(n), targets], or compare the targets with all class numbers.",
    (
        "xp.where(is_right, p - 1, p)",
        "(p - xp.astype(xp.any(xp.reshape(xp.astype(is_right, logits.dtype), (-1, classes)) > 0, "
        "axis=0), logits.dtype))",
    ),
)

edit(
    "is_off_by_one_row",
    "The targets have slipped by one row: each row uses the target of the row before it.",
    (
        "return xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "slipped = xp.reshape(xp.roll(xp.reshape(targets, (-1,)), 1), targets.shape)\n"
        "return (p - xp.astype(slipped[..., None] == xp.arange(classes, device=device(logits)), "
        "logits.dtype)) / math.prod(slipped.shape)",
    ),
)


@mistake(
    "softmax_cross_entropy_gradient",
    "The right class is off by one. Classes count from 0, so the target is the index itself.",
)
def counts_classes_from_one(logits, targets):
    xp = _check(logits, targets)
    return _with(logits, (xp.astype(targets, xp.int64) - 1) % logits.shape[-1], _softmax(xp, logits))


edit(
    "multiplies_by_p",
    "p - one-hot is multiplied by p once more. The derivative of softmax is in it already: with the logarithm of"
    " cross-entropy, the p cancels.",
    ("xp.where(is_right, p - 1, p)", "p * xp.where(is_right, p - 1, p)"),
)

edit(
    "forgets_the_target",
    "That is only the softmax. Subtract 1 at the right class: then the entries of a row add up to 0.",
    ("xp.where(is_right, p - 1, p)", "p"),
)

edit(
    "moves_the_target_alone",
    "Only the right class has a gradient here. Every logit is part of the sum in the denominator, so the wrong"
    " classes get p / N.",
    ("xp.where(is_right, p - 1, p)", "xp.where(is_right, p - 1, 0.0)"),
)

edit(
    "moves_the_target_alone_and_sums",
    "Two things: only the right class has a gradient, and the result is not divided by N. Begin with the other classes:"
    " every logit is part of the sum in the denominator, so they get p.",
    ("xp.where(is_right, p - 1, p) / math.prod(targets.shape)", "(p - 1) * xp.astype(is_right, logits.dtype)"),
)

edit(
    "turns_the_sign",
    "The sign is the wrong way round. It is p minus one-hot; with one-hot minus p, a step against the gradient"
    " would make the loss grow.",
    ("xp.where(is_right, p - 1, p)", "xp.where(is_right, 1 - p, -p)"),
)

edit(
    "takes_the_prediction",
    "The class with the largest logit gets all the probability. That is the prediction; the gradient needs the"
    " softmax.",
    (
        "xp.where(is_right, p - 1, p)",
        "(xp.astype(xp.argmax(logits, axis=-1)[..., None] == xp.arange(classes, device=device(logits)), "
        "logits.dtype) - xp.astype(is_right, logits.dtype))",
    ),
)

edit(
    "stops_at_the_probabilities",
    "That is the slope with respect to the probabilities, -1/p at the right class. Go on through the softmax: with"
    " respect to the logits it is p minus one-hot.",
    ("xp.where(is_right, p - 1, p)", "xp.where(is_right, -1 / p, 0.0)"),
)

edit(
    "divides_by_the_probability",
    "The slope of the logarithm divides by the probability of the right class. That may be 0, and 0/0 is NaN."
    " Multiply by the slope of softmax on paper first: p minus one-hot divides by nothing.",
    (
        "return xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "right = xp.sum(p * xp.astype(is_right, logits.dtype), axis=-1, keepdims=True)\n"
        "return -(xp.astype(is_right, logits.dtype) - p) * right / right / math.prod(targets.shape)",
    ),
)

edit(
    "multiplies_by_the_slope_of_a_sigmoid",
    "p (1 - p) is the slope of a sigmoid, one factor too many. The gradient of the cross-entropy with respect to"
    " the logits is p minus one-hot.",
    ("xp.where(is_right, p - 1, p)", "(1 - p) * p * xp.where(is_right, p - 1, p)"),
)


# ------------------------------------------------------------------ the softmax

edit(
    "overflows",
    "It looks as if exp overflowed, or every exponential of a row underflowed to 0. Subtract the largest logit of"
    " each row first: the softmax stays the same.",
    ("xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))", "xp.exp(logits)"),
)

edit(
    "takes_off_one_maximum_for_all_rows",
    "The largest logit of all rows is subtracted, so a row far below it underflows to 0, and 0/0 is NaN. Each row"
    " needs its own maximum, along the last axis.",
    ("xp.max(logits, axis=-1, keepdims=True)", "xp.max(logits)"),
)

edit(
    "shares_one_sum",
    "The probabilities of all rows together add up to 1. Each row is a distribution of its own: sum along the"
    " last axis, with keepdims=True.",
    (
        "xp.where(is_right, p - 1, p)",
        "(xp.exp(logits - xp.max(logits)) / xp.sum(xp.exp(logits - xp.max(logits))) - xp.astype("
        "is_right, logits.dtype))",
    ),
)

edit(
    "overflows_and_shares_one_sum",
    "Two things: exp overflows, and the probabilities of all rows together add up to 1. Begin with the sum: take"
    " it along the last axis, with keepdims=True.",
    ("xp.where(is_right, p - 1, p)", "(xp.exp(logits) / xp.sum(xp.exp(logits)) - xp.astype(is_right, logits.dtype))"),
)


@mistake(
    "softmax_cross_entropy_gradient",
    "The logits pass through float32, which keeps about 7 digits. Stay in the dtype that came in.",
)
def passes_through_float32(logits, targets):
    xp = _check(logits, targets)
    p = xp.astype(_softmax(xp, xp.astype(logits, xp.float32)), logits.dtype)
    return _with(logits, targets, p)


@mistake(
    "softmax_cross_entropy_gradient",
    "Softmax runs over the first axis, so the rows compete with each other. The classes are on the last axis.",
)
def runs_over_the_first_axis(logits, targets):
    xp = _check(logits, targets)
    return _with(logits, targets, _softmax(xp, logits, axis=0))


edit(
    "sums_along_the_first_axis",
    "The maximum is that of each row, but the sum runs over the first axis, and the rows share it. The classes are on"
    " the last axis: sum along it, with keepdims=True.",
    ("xp.sum(e, axis=-1, keepdims=True)", "xp.sum(e, axis=0, keepdims=True)"),
)

edit(
    "adds_eps_to_the_sum",
    "A small number is added to the denominator, and that changes every probability. With the maximum subtracted,"
    " the sum is at least 1 and needs no guard.",
    ("xp.sum(e, axis=-1, keepdims=True)", "(xp.sum(e, axis=-1, keepdims=True) + 1e-9)"),
)

edit(
    "clips_the_probabilities",
    "The probabilities are clipped away from 0 and 1, as one does before a logarithm. The gradient has no"
    " logarithm, and clipping changes it: leave it out.",
    ("xp.where(is_right, p - 1, p)", "(xp.clip(p, 1e-7, 1 - 1e-7) - xp.astype(is_right, logits.dtype))"),
)


@mistake(
    "softmax_cross_entropy_gradient",
    "The logits are clipped before exp, and that changes the gradient of large ones. Subtract the maximum of the"
    " row instead: that changes nothing.",
)
def clips_the_logits(logits, targets):
    xp = _check(logits, targets)
    return _with(logits, targets, _softmax(xp, xp.clip(logits, -30.0, 30.0)))


@mistake(
    "softmax_cross_entropy_gradient",
    "Softmax runs over axis 1. That is the last axis of a batch of rows, but not of (batch, sequence, classes):"
    " use axis=-1.",
)
def runs_over_axis_one(logits, targets):
    xp = _check(logits, targets)
    return _with(logits, targets, _softmax(xp, logits, axis=min(1, logits.ndim - 1)))


edit(
    "leaves_out_what_is_minus_infinity",
    "Where a logit is -inf, the gradient is set to 0. At the right class p is 0 and the gradient is -1/N: p minus"
    " one-hot needs no exception.",
    (
        "return xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "gradient = (p - xp.astype(is_right, logits.dtype)) / math.prod(targets.shape)\n"
        "return xp.where(xp.isinf(logits), 0 * gradient, gradient)",
    ),
)


@mistake(
    "softmax_cross_entropy_gradient",
    "A log-probability of -inf is multiplied by 0, and that is NaN. Multiply one-hot with probabilities, or"
    " choose with where.",
)
def multiplies_minus_infinity(logits, targets):
    xp = _check(logits, targets)
    shifted, one_hot = logits - xp.max(logits, axis=-1, keepdims=True), _one_hot(xp, logits, targets)
    log_p = shifted - xp.log(xp.sum(xp.exp(shifted), axis=-1, keepdims=True))
    right = xp.exp(xp.sum(log_p * one_hot, axis=-1, keepdims=True))
    return (xp.exp(log_p) * (1 - one_hot) + (right - 1) * one_hot) / _count(targets)


# ------------------------------------------------------------------ shapes, types, errors

edit(
    "returns_the_loss",
    "That is the loss. Return its gradient: one number for each logit.",
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "-xp.mean(xp.log(xp.sum(p * xp.astype(is_right, logits.dtype), axis=-1)))",
    ),
)

edit(
    "averages_the_gradients",
    "The rows are averaged, and one row is left. The mean is over the losses: each row keeps its own gradient,"
    " divided by N.",
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "xp.mean(xp.reshape(p - xp.astype(is_right, logits.dtype), (-1, classes)), axis=0)",
    ),
)


@mistake(
    "softmax_cross_entropy_gradient",
    "It works only for a batch of rows. A single row has one axis, and a language model has three: use the last"
    " axis, however many axes come before it.",
)
def takes_two_axes_alone(logits, targets):
    xp = _check(logits, targets)
    p = _softmax(xp, logits)
    p[xp.arange(p.shape[0], device=device(p)), targets] -= 1
    return p / p.shape[0]


@mistake(
    "softmax_cross_entropy_gradient",
    "torch takes only int64 targets for such an index: int8 is refused, and uint8 is read as a mask. Convert the"
    " targets first: xp.astype(targets, xp.int64).",
)
def indexes_with_small_integers(logits, targets):
    xp = array_namespace(logits)
    _check(logits, xp.astype(targets, xp.int64))
    p = xp.reshape(_softmax(xp, logits), (-1, logits.shape[-1]))
    p[xp.arange(p.shape[0], device=device(p)), xp.reshape(targets, (-1,))] -= 1
    return xp.reshape(p / p.shape[0], logits.shape)


@mistake(
    "softmax_cross_entropy_gradient",
    "On torch an int8 can't be compared with 300: the number wraps around to 44, and a class above 44 counts as out"
    " of range. Convert the targets first: xp.astype(targets, xp.int64).",
)
def compares_small_integers(logits, targets):
    xp = array_namespace(logits)
    if xp.any((targets < 0) | (targets >= logits.shape[-1])):
        raise IndexError
    return _with(logits, xp.astype(targets, xp.int64), _softmax(xp, logits))


edit(
    "leaves_the_rows_flat",
    "The gradient has lost the axes of the batch. If you flatten the rows, reshape the result to the shape of the"
    " logits.",
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "xp.reshape((p - xp.astype(is_right, logits.dtype)) / math.prod(targets.shape), (-1, classes))",
    ),
)

edit(
    "loses_the_dtype",
    "The dtype of the result differs from that of the logits. Make the one-hot array in their dtype, or choose"
    " between p - 1 and p.",
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "xp.astype((p - xp.astype(is_right, logits.dtype)) / math.prod(targets.shape), xp.float64)",
    ),
)

edit(
    "writes_into_the_logits",
    "logits -= ... writes into the caller's array. Compute into a new one: shifted = logits - ...",
    (
        "return xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "logits -= xp.max(logits, axis=-1, keepdims=True)\n"
        "return (p - xp.astype(is_right, logits.dtype)) / math.prod(targets.shape)",
    ),
)

edit(
    "lets_negative_targets_wrap",
    "A negative target counts from the end, as an index does. -1 is no class: check the range, and raise an"
    " IndexError.",
    ("targets < 0", "targets < -classes"),
    (
        "xp.where(is_right, p - 1, p) / math.prod(targets.shape)",
        "(p - xp.astype((targets % classes)[..., None] == xp.arange(classes, device=device(logits)), "
        "logits.dtype)) / math.prod((targets % classes).shape)",
    ),
)


@mistake(
    "softmax_cross_entropy_gradient",
    "A target that is no class is accepted, and then no entry of its row is the right one. Check targets < 0 and"
    " targets >= classes, and raise an IndexError.",
)
def does_not_look_at_the_range(logits, targets):
    return _with(logits, targets, _softmax(array_namespace(logits), logits))


edit(
    "checks_the_range_off_by_one",
    "A target equal to the number of classes is accepted. Classes count from 0, so the last is one less: check with"
    " >=.",
    ("targets >= classes", "targets > classes"),
)


@mistake(
    "softmax_cross_entropy_gradient",
    "A target out of range raises, but not an IndexError. Raise an IndexError: callers rely on it.",
)
def raises_another_error(logits, targets):
    xp = array_namespace(logits)
    if xp.any((targets < 0) | (targets >= logits.shape[-1])):
        raise ValueError
    return _with(logits, targets, _softmax(xp, logits))
