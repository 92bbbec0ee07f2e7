"""What beginners hand in for losses, and what to tell them."""

from array_api_compat import array_namespace

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="keeps_the_other_axes",
    wrong_divisor="divides_by_the_rows",
    root_or_square="takes_the_distance forgets_the_square takes_a_root",
    wrong_factor="halves_the_square divides_by_delta forgets_the_half takes_half_of_delta",
    missing_term="forgets_the_noes jumps_at_delta",
    sign="turns_the_sign_round forgets_the_other_side",
    opposite_choice="exchanges_the_branches",
    swapped_arguments="exchanges_yes_and_no",
    end_of_interval="bends_too_early",
    overflow="overflows_before_the_logarithm overflows_below forgets_the_bars",
    underflow="takes_the_logarithm_of_a_probability clips_the_probability",
    epsilon="guards_the_logarithm",
    silent_error="takes_any_reduction takes_any_delta",
    default_value=(
        "sums_by_default always_takes_the_mean always_takes_the_mean_of_entropies ignores_delta "
        "has_a_line_for_one_delta always_takes_the_mean_of_both"
    ),
    wrong_gradient="goes_through_abs",
    broadcast_by_accident="broadcasts_the_difference compares_the_sizes broadcasts_the_targets broadcasts_the_distance",
    logit_or_probability="takes_logits_for_probabilities",
)


def refuse(one, other):
    if one.shape != other.shape:
        raise ValueError(f"the shapes differ: {tuple(one.shape)} and {tuple(other.shape)}")


def reduced(losses, reduction):
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"reduction is 'mean', 'sum' or 'none', not {reduction!r}")
    return losses if reduction == "none" else getattr(array_namespace(losses), reduction)(losses)


def squares(pred, target):
    refuse(pred, target)
    return (pred - target) ** 2


def entropies(logits, targets):
    refuse(logits, targets)
    return softplus(logits) - logits * targets


def softplus(x):
    xp = array_namespace(x)
    return xp.where(x > 0, x, 0 * x) + xp.log1p(xp.exp(xp.where(x > 0, -x, x)))


def sigmoid(x):
    return 1 / (1 + array_namespace(x).exp(-x))


def distances(pred, target, delta=1.0):
    refuse(pred, target)
    if delta <= 0:
        raise ValueError(f"delta is positive, not {delta}")
    return array_namespace(pred).abs(pred - target)


def bent(distance, near, line, delta):
    return array_namespace(distance).where(distance <= delta, near, line)


# ---------------------------------------------------------------------------------------------- mse


edit(
    "takes_the_distance",
    "The differences are not squared: this is their distance. Square them.",
    ("_reduced((pred - target) ** 2, reduction)", "_reduced(abs(pred - target), reduction)"),
)


edit(
    "forgets_the_square",
    "The differences are not squared, so positive and negative ones cancel. Square them first.",
    ("_reduced((pred - target) ** 2, reduction)", "_reduced(pred - target, reduction)"),
)


@mistake("mse", "A root is taken at the end. The mean squared error has none.")
def takes_a_root(pred, target, reduction="mean"):
    return reduced(squares(pred, target), reduction) ** 0.5


edit(
    "halves_the_square",
    "The square is halved. Huber's loss has the half, the squared error has none.",
    ("_reduced((pred - target) ** 2, reduction)", "_reduced((pred - target) ** 2 / 2, reduction)"),
)


@mistake(
    "mse",
    "The sum is divided by the number of rows. The mean is over all entries, those along the other axes too.",
)
def divides_by_the_rows(pred, target, reduction="mean"):
    total = reduced(squares(pred, target), "sum" if reduction == "mean" else reduction)
    return total / pred.shape[0] if reduction == "mean" and pred.ndim else total


@mistake(
    "mse", "The mean is taken only along the first axis, which leaves an array. It should be one number: over all axes."
)
def keeps_the_other_axes(pred, target, reduction="mean"):
    losses = squares(pred, target)
    return array_namespace(losses).mean(losses, axis=0) if reduction == "mean" else reduced(losses, reduction)


@mistake("mse", "The default is the sum. It is the mean over all entries.")
def sums_by_default(pred, target, reduction="sum"):
    return reduced(squares(pred, target), reduction)


@mistake("mse", 'reduction is ignored: "sum" and "none" give the mean too.')
def always_takes_the_mean(pred, target, reduction="mean"):
    reduced(squares(pred, target), reduction)
    return reduced(squares(pred, target), "mean")


@mistake(
    "mse",
    "Shapes that differ are broadcast: (3, 1) and (3,) give nine differences instead of three, and silently a wrong"
    " loss. Compare the shapes, and raise a ValueError that names both.",
)
def broadcasts_the_difference(pred, target, reduction="mean"):
    return reduced((pred - target) ** 2, reduction)


@mistake(
    "mse",
    "The numbers of entries are compared, not the shapes: (3, 1) and (3,) have three entries each, and broadcast to"
    " nine differences. Compare pred.shape with target.shape.",
)
def compares_the_sizes(pred, target, reduction="mean"):
    refuse(pred.reshape(-1), target.reshape(-1))
    return reduced((pred - target) ** 2, reduction)


@mistake(
    "mse",
    "Any word is accepted as a reduction. Raise a ValueError that mentions it, unless it is mean, sum or none.",
)
def takes_any_reduction(pred, target, reduction="mean"):
    losses = squares(pred, target)
    return reduced(losses, reduction if reduction in ("mean", "sum") else "none")


# -------------------------------------------------------------------- binary cross-entropy with logits

BCE = "binary_cross_entropy_with_logits"


@mistake(
    BCE,
    "The sigmoid is rounded to 0 or 1 for large logits, and the logarithm of 0 is -inf. Never build the"
    " probability: log(1 + e^z) - z y, with e^z taken out of the logarithm where z is positive.",
)
def takes_the_logarithm_of_a_probability(logits, targets, reduction="mean"):
    refuse(logits, targets)
    xp, p = array_namespace(logits), sigmoid(logits)
    return reduced(-targets * xp.log(p) - (1 - targets) * xp.log(1 - p), reduction)


@mistake(
    BCE,
    "exp(z) overflows for large z before the logarithm can make it small again. Where z is positive, log(1 + e^z)"
    " is z + log(1 + e^-z).",
)
def overflows_before_the_logarithm(logits, targets, reduction="mean"):
    refuse(logits, targets)
    xp = array_namespace(logits)
    return reduced(xp.log1p(xp.exp(logits)) - logits * targets, reduction)


@mistake(
    BCE,
    "exp(-z) overflows for z far below 0. Where z is positive, log(1 + e^z) is z + log(1 + e^-z); elsewhere leave"
    " it as it is.",
)
def overflows_below(logits, targets, reduction="mean"):
    refuse(logits, targets)
    xp = array_namespace(logits)
    return reduced(logits - logits * targets + xp.log1p(xp.exp(-logits)), reduction)


@mistake(
    BCE,
    "The exponent lacks its bars: max(z, 0) + log(1 + e^-z) is log(1 + e^z) only for a positive z. Write |z|:"
    " max(z, 0) + log(1 + e^-|z|), which is right on both sides of 0.",
)
def forgets_the_bars(logits, targets, reduction="mean"):
    refuse(logits, targets)
    xp = array_namespace(logits)
    half = xp.where(logits > 0, logits, 0 * logits)
    return reduced(half - logits * targets + xp.log1p(xp.exp(-logits)), reduction)


@mistake(
    BCE,
    "A small number inside the logarithm keeps it finite, and makes every loss wrong: at a logit of 1000 it is far"
    " too small. Write log(1 + e^z) - z y so that nothing overflows, and no guard is needed.",
)
def guards_the_logarithm(logits, targets, reduction="mean", eps=1e-9):
    refuse(logits, targets)
    xp, p = array_namespace(logits), sigmoid(logits)
    return reduced(-targets * xp.log(p + eps) - (1 - targets) * xp.log(1 - p + eps), reduction)


@mistake(
    BCE,
    "The probability is clipped away from 0 and 1, so that the loss of a large logit stops growing. Write log(1 +"
    " e^z) - z y so that nothing overflows, and no guard is needed.",
)
def clips_the_probability(logits, targets, reduction="mean", eps=1e-12):
    refuse(logits, targets)
    xp = array_namespace(logits)
    p = xp.clip(sigmoid(logits), min=eps, max=1 - eps)
    return reduced(-targets * xp.log(p) - (1 - targets) * xp.log(1 - p), reduction)


@mistake(BCE, "The logits are used as probabilities. They are any real numbers: the sigmoid belongs to the loss.")
def takes_logits_for_probabilities(logits, targets, reduction="mean"):
    refuse(logits, targets)
    xp = array_namespace(logits)
    return reduced(-targets * xp.log(logits) - (1 - targets) * xp.log(1 - logits), reduction)


@mistake(BCE, "The sign is wrong: a loss is positive, and falls as the model gets better.")
def turns_the_sign_round(logits, targets, reduction="mean"):
    return -reduced(entropies(logits, targets), reduction)


@mistake(BCE, "Only the term of the targets is there. The probability of `no` counts too, with the weight 1 - y.")
def forgets_the_noes(logits, targets, reduction="mean"):
    refuse(logits, targets)
    return reduced(targets * softplus(-logits), reduction)


edit(
    "exchanges_yes_and_no",
    "Yes and no are swapped: the loss is low where the logit is high and the target 0.",
    ("softplus - logits * targets", "softplus - logits * (1 - targets)"),
)


@mistake(
    BCE,
    "The loss is right, but its gradient is not where a logit is exactly 0: abs has the slope 0 there, and so has the"
    " other half. xp.where(z > 0, -z, z) has one, and so has logaddexp.",
)
def goes_through_abs(logits, targets, reduction="mean"):
    refuse(logits, targets)
    xp = array_namespace(logits)
    half = xp.where(logits > 0, logits, 0 * logits)
    return reduced(half - logits * targets + xp.log1p(xp.exp(-xp.abs(logits))), reduction)


@mistake(BCE, 'reduction is ignored: "sum" and "none" give the mean too.')
def always_takes_the_mean_of_entropies(logits, targets, reduction="mean"):
    reduced(entropies(logits, targets), reduction)
    return reduced(entropies(logits, targets), "mean")


@mistake(
    BCE,
    "Shapes that differ are broadcast, and the loss is silently wrong. Compare the shapes, and raise a ValueError"
    " that names both.",
)
def broadcasts_the_targets(logits, targets, reduction="mean"):
    return reduced(softplus(logits) - logits * targets, reduction)


# -------------------------------------------------------------------------------------------- huber


@mistake(
    "huber",
    "This is smooth L1: Huber's loss divided by delta. Near zero it is d²/2, and the line beyond has the slope delta.",
)
def divides_by_delta(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    return reduced(bent(d, d**2 / 2 / delta, d - delta / 2, delta), reduction)


@mistake("huber", "Beyond delta the line is too high by delta²/2, so the loss jumps. It is delta (|d| - delta/2).")
def jumps_at_delta(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    return reduced(bent(d, d**2 / 2, delta * d, delta), reduction)


@mistake("huber", "The line begins at delta/2. It begins where |d| is delta.")
def bends_too_early(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    return reduced(bent(d, d**2 / 2, delta * (d - delta / 2), delta / 2), reduction)


@mistake("huber", "Near zero the square should be halved: d²/2 meets the line at delta.")
def forgets_the_half(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    return reduced(bent(d, d**2, delta * (d - delta / 2), delta), reduction)


@mistake("huber", "The two branches are swapped: the square belongs near zero, the line beyond delta.")
def exchanges_the_branches(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    return reduced(bent(d, delta * (d - delta / 2), d**2 / 2, delta), reduction)


@mistake("huber", "The line is there on only one side: d is compared with delta without its absolute value.")
def forgets_the_other_side(pred, target, delta=1.0, reduction="mean"):
    distances(pred, target, delta)
    d = pred - target
    return reduced(bent(d, d**2 / 2, delta * (d - delta / 2), delta), reduction)


@mistake("huber", "The line is |d| - 1/2, which is right only for a delta of 1. It is delta (|d| - delta/2).")
def has_a_line_for_one_delta(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    return reduced(bent(d, d**2 / 2, d - 0.5, delta), reduction)


@mistake("huber", "delta is ignored: the line always begins at 1.")
def ignores_delta(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    return reduced(bent(d, d**2 / 2, d - 0.5, 1.0), reduction)


@mistake("huber", "The term of the line is delta²/2, and the factor delta multiplies only |d|.")
def takes_half_of_delta(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    return reduced(bent(d, d**2 / 2, delta * d - delta / 2, delta), reduction)


@mistake(
    "huber",
    "A delta of 0 or less is silently accepted, but the line would begin nowhere: raise a ValueError that mentions"
    " delta.",
)
def takes_any_delta(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target)
    return reduced(bent(d, d**2 / 2, delta * (d - delta / 2), delta), reduction)


@mistake(
    "huber",
    "Shapes that differ are broadcast, and the loss is silently wrong. Compare the shapes, and raise a ValueError"
    " that names both.",
)
def broadcasts_the_distance(pred, target, delta=1.0, reduction="mean"):
    if delta <= 0:
        raise ValueError(f"delta is positive, not {delta}")
    d = array_namespace(pred).abs(pred - target)
    return reduced(bent(d, d**2 / 2, delta * (d - delta / 2), delta), reduction)


@mistake("huber", 'reduction is ignored: "sum" and "none" give the mean too.')
def always_takes_the_mean_of_both(pred, target, delta=1.0, reduction="mean"):
    d = distances(pred, target, delta)
    losses = bent(d, d**2 / 2, delta * (d - delta / 2), delta)
    reduced(losses, reduction)
    return reduced(losses, "mean")
