"""What beginners hand in for Bayes' rule, and what to tell them."""

import math

from array_api_compat import array_namespace
from bayes_rule import posterior, update

from dojo import TINY, edit, generics, ideas, mistake

ideas(
    wrong_axis="normalises_both_along_the_first_axis normalises_along_the_first_axis sums_along_the_first_axis",
    whole_for_slice=(
        "takes_one_largest_off_both takes_off_the_largest_of_all_slices normalises_the_batch "
        "takes_off_the_largest_of_the_batch"
    ),
    sum_for_mean="averages_the_logarithms",
    wrong_divisor=(
        "forgets_to_normalise forgets_to_normalise_both divides_by_the_sum_of_the_likelihoods gives_the_product"
    ),
    missing_term=(
        "ignores_the_prior ignores_the_likelihood updates_without_the_prior "
        "multiplies_the_likelihoods_without_the_prior takes_exp_too_early_without_the_prior gives_logarithms "
        "forgets_exp_in_both normalises_the_logarithms normalises_the_logarithms_less_the_largest"
    ),
    transposed="sums_over_the_hypotheses",
    state_not_kept="starts_from_the_prior_each_time",
    counted_twice="uses_the_prior_twice uses_the_prior_at_each_observation",
    writes_into_input="writes_into_the_prior",
    underflow=(
        "takes_nothing_off_both underflows_in_the_product takes_an_underflow_for_impossible takes_exp_too_early "
        "multiplies_the_likelihoods takes_an_underflow_for_a_contradiction lets_a_hypothesis_die"
    ),
    epsilon="adds_to_the_evidence adds_in_the_logarithms bounds_the_logarithms",
    empty_input="finds_all_alike_without_observations needs_an_observation",
    nan_hidden="gives_nan_for_the_impossible gives_nan_for_a_contradiction leaves_out_likelihoods_of_zero",
    wrong_exception="raises",
    silent_error=(
        "lets_one_impossible_slice_through refuses_only_if_all_slices_are_impossible "
        "keeps_the_prior_for_the_impossible refuses_only_if_no_slice_is_possible"
    ),
    refuses_what_is_allowed="does_not_broadcast refuses_densities refuses_another_sum refuses_every_zero",
    default_value="gives_all_steps",
    wrong_stop="stops_after_the_first",
    wrong_formula="adds_prior_and_likelihood adds_the_likelihoods",
    logit_or_probability="takes_the_products_for_logits",
)


def _joint(prior, likelihoods):
    """The joint log-probabilities, and whether they are worth it: the contract's error."""
    xp = array_namespace(prior, likelihoods)
    joint = xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2)
    if xp.any(xp.max(joint, axis=-1) == -math.inf):
        raise ValueError("no hypothesis is left")
    return joint


def _normalised(weights):
    return weights / array_namespace(weights).sum(weights, axis=-1, keepdims=True)


# ---------------------------------------------------------------------------- one observation

edit(
    "forgets_to_normalise",
    "This is prior times likelihood, the joint probability. Divide it by its sum over the hypotheses, which is the"
    " probability of what was observed.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "joint = xp.log(prior) + xp.sum(xp.log(likelihood[..., None, :]), axis=-2)\n"
        "if xp.any(xp.max(joint, axis=-1) == -math.inf):\n"
        "    raise ValueError('no hypothesis is left')\n"
        "return prior * likelihood",
    ),
)


@mistake(
    "posterior",
    "A small prior times a small likelihood underflows to 0, and 0 / 0 is NaN. Add their logarithms instead, and"
    " subtract the largest of them before exp.",
)
def underflows_in_the_product(prior, likelihood):
    _joint(prior, likelihood[..., None, :])
    return _normalised(prior * likelihood)


@mistake(
    "posterior",
    "All products of prior and likelihood have underflowed to 0, and that is treated as if no hypothesis were left."
    " None is left only if each has a prior or a likelihood of 0: add logarithms, and look at the largest.",
)
def takes_an_underflow_for_impossible(prior, likelihood):
    xp = array_namespace(prior, likelihood)
    products = prior * likelihood
    if xp.any(xp.sum(products, axis=-1) == 0):
        raise ValueError("no hypothesis is left")
    return _normalised(products)


@mistake(
    "posterior",
    "The largest logarithm of the entire batch is subtracted from every slice. Slices far below it underflow: each"
    " slice has a largest of its own.",
)
def takes_off_the_largest_of_all_slices(prior, likelihood):
    xp = array_namespace(prior, likelihood)
    joint = _joint(prior, likelihood[..., None, :])
    return _normalised(xp.exp(joint - xp.max(joint)))


edit(
    "does_not_broadcast",
    "It works only if prior and likelihood have the same shape. They broadcast: there may be one prior for many"
    " observations, or one observation for many priors.",
    (
        "xp = array_namespace(prior, likelihood)",
        "if prior.shape != likelihood.shape:\n"
        "    raise ValueError('operands could not be broadcast together')\n"
        "xp = array_namespace(prior, likelihood)",
    ),
)


@mistake(
    "posterior",
    "The prior is left out: the likelihoods alone are normalised, as if all hypotheses had been equally probable"
    " before.",
)
def ignores_the_prior(prior, likelihood):
    _joint(prior, likelihood[..., None, :])
    return _normalised(likelihood + 0 * prior)


edit(
    "ignores_the_likelihood",
    "The prior is returned, and the observation has no effect. Weigh it by the likelihood.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "joint = xp.log(prior) + xp.sum(xp.log(likelihood[..., None, :]), axis=-2)\n"
        "if xp.any(xp.max(joint, axis=-1) == -math.inf):\n"
        "    raise ValueError('no hypothesis is left')\n"
        "return prior + 0 * likelihood",
    ),
)


@mistake(
    "posterior",
    "Prior and likelihood are added. That a hypothesis holds and that it leads to the observation is a product:"
    " multiply them, and normalise.",
)
def adds_prior_and_likelihood(prior, likelihood):
    _joint(prior, likelihood[..., None, :])
    return _normalised(prior + likelihood)


edit(
    "refuses_densities",
    "Likelihoods above 1 are refused. They may be densities, which have no upper bound, and only their ratios matter.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "if xp.any(likelihood > 1):\n"
        "    raise error('not a probability')\n"
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
    ),
    error=(ValueError, AssertionError),
)

edit(
    "refuses_another_sum",
    "Likelihoods that do not add up to 1 are refused. Each is the probability of the same observation under a"
    " different hypothesis: their sum does not matter.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "if xp.any(xp.abs(xp.sum(likelihood, axis=-1) - 1) > 1e-6):\n"
        "    raise error('not a distribution')\n"
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
    ),
    error=(ValueError, AssertionError),
)


@mistake("posterior", "The prior is used twice. It enters once: prior times likelihood, normalised.")
def uses_the_prior_twice(prior, likelihood):
    return posterior(_normalised(prior * prior), likelihood)


@mistake(
    "posterior",
    "The product is divided by the sum of the likelihoods. The probability of what was observed weighs each"
    " likelihood by its prior: divide by the sum of the products.",
)
def divides_by_the_sum_of_the_likelihoods(prior, likelihood):
    _joint(prior, likelihood[..., None, :])
    return prior * _normalised(likelihood)


edit(
    "normalises_the_batch",
    "One sum is taken over the entire batch. Each slice along the last axis is a question of its own, and its"
    " posterior adds up to 1.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "if xp.any(xp.max(xp.log(prior) + xp.sum(xp.log(likelihood[..., None, :]), axis=-2), axis=-1) == "
        "-math.inf):\n"
        "    raise ValueError('no hypothesis is left')\n"
        "return prior * likelihood / xp.sum(prior * likelihood)",
    ),
)

edit(
    "normalises_along_the_first_axis",
    "It is normalised along the first axis. The hypotheses are on the last one.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "if xp.any(xp.max(xp.log(prior) + xp.sum(xp.log(likelihood[..., None, :]), axis=-2), axis=-1) == "
        "-math.inf):\n"
        "    raise ValueError('no hypothesis is left')\n"
        "return prior * likelihood / xp.sum(prior * likelihood, axis=0, keepdims=True)",
    ),
)

edit(
    "adds_to_the_evidence",
    "A small number is added to the denominator, so that it is never 0. If the products are small, it decides the"
    " result. Raise the error if no hypothesis is left, and add nothing.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "if xp.any(xp.max(xp.log(prior) + xp.sum(xp.log(likelihood[..., None, :]), axis=-2), axis=-1) == "
        "-math.inf):\n"
        "    raise ValueError('no hypothesis is left')\n"
        "return prior * likelihood / (xp.sum(prior * likelihood, axis=-1, keepdims=True) + eps)",
    ),
    eps=TINY,
)

edit(
    "adds_in_the_logarithms",
    "A small number is added to the probabilities before the logarithm. What is ruled out is then only unlikely,"
    " and small probabilities count for too much: log(0) = -inf is just right here.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "joint = xp.log(prior) + xp.sum(xp.log(likelihood[..., None, :]), axis=-2)\n"
        "if xp.any(xp.max(joint, axis=-1) == -math.inf):\n"
        "    raise ValueError('no hypothesis is left')\n"
        "return _normalised(xp.log(prior + eps) + xp.log(likelihood + eps))",
    ),
    eps=TINY,
)

edit(
    "gives_logarithms",
    "These are logarithms of probabilities. Go back with exp.",
    ("_normalised(xp.log(prior) + xp.log(likelihood))", "xp.log(_normalised(xp.log(prior) + xp.log(likelihood)))"),
)


WITHOUT_EXP = (
    "The sums of the logarithms are normalised as they are. They stand for products: exp turns them into weights, which"
    " are then divided by their sum."
)


@mistake("posterior", WITHOUT_EXP)
def normalises_the_logarithms(prior, likelihood):
    return _normalised(_joint(prior, likelihood[..., None, :]))


@mistake("posterior", WITHOUT_EXP)
def normalises_the_logarithms_less_the_largest(prior, likelihood):
    joint = _joint(prior, likelihood[..., None, :])
    return _normalised(joint - array_namespace(joint).max(joint, axis=-1, keepdims=True))


@mistake(
    "posterior",
    "exp is taken of the product of prior and likelihood, as if these were logits. They are probabilities: the"
    " product is all you need, or add their logarithms before exp.",
)
def takes_the_products_for_logits(prior, likelihood):
    _joint(prior, likelihood[..., None, :])
    return _normalised(array_namespace(prior, likelihood).exp(prior * likelihood))


generics(
    "posterior",
    loses_the_dtype="The dtype is lost on the way. Work in the dtype of the prior: float32 in, float32 out.",
    passes_through_float32="float64 inputs are computed in float32 on the way, which keeps only about 7 digits."
    " Stay in the dtype that came in.",
)

edit(
    "writes_into_the_prior",
    "The prior is changed: prior *= likelihood writes into the caller's array. Multiply into a new one.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "found = _normalised(xp.log(prior) + xp.log(likelihood))\n"
        "if prior.shape == found.shape:\n"
        "    prior *= likelihood\n"
        "return found",
    ),
)


@mistake(
    "posterior",
    "The error is raised only if no slice of the batch has a hypothesis left. A single such slice is enough: any, not"
    " all.",
)
def refuses_only_if_all_slices_are_impossible(prior, likelihood):
    xp = array_namespace(prior, likelihood)
    joint = xp.log(prior) + xp.log(likelihood)
    best = xp.max(joint, axis=-1, keepdims=True)
    if xp.all(best == -math.inf):
        raise ValueError("no hypothesis is left")
    return _normalised(xp.exp(joint - best))


@mistake("posterior", "If no hypothesis is left, NaN is returned, and nobody notices. Raise a ValueError.")
def gives_nan_for_the_impossible(prior, likelihood):
    xp = array_namespace(prior, likelihood)
    joint = xp.log(prior) + xp.log(likelihood)
    return _normalised(xp.exp(joint - xp.max(joint, axis=-1, keepdims=True)))


@mistake(
    "posterior",
    "If no hypothesis is left, the prior is returned, as if nothing had been observed. Raise a ValueError.",
)
def keeps_the_prior_for_the_impossible(prior, likelihood):
    xp = array_namespace(prior, likelihood)
    left = xp.any((prior > 0) & (likelihood > 0), axis=-1, keepdims=True)
    found = posterior(xp.where(left, prior, xp.ones_like(prior)), xp.where(left, likelihood, xp.ones_like(likelihood)))
    return xp.where(left, found, prior)


edit(
    "refuses_every_zero",
    "A prior or a likelihood of 0 raises an exception. It only rules out one hypothesis; it is an error if none is"
    " left.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "if not xp.all(prior * likelihood > 0):\n"
        "    raise ValueError('impossible')\n"
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
    ),
)


# ---------------------------------------------------------------------------- what both share

edit(
    "normalises_both_along_the_first_axis",
    "The probabilities are divided by their sum along the first axis, in both functions. The hypotheses are on the last"
    " one.",
    ("xp.sum(weights, axis=-1, keepdims=True)", "xp.sum(weights, axis=0, keepdims=True)"),
)

edit(
    "forgets_to_normalise_both",
    "The likeliest hypothesis has weight 1, and the others are measured against it. Divide the weights by their sum"
    " over the hypotheses, in both functions.",
    ("return weights / xp.sum(weights, axis=-1, keepdims=True)", "return weights"),
)

edit(
    "takes_one_largest_off_both",
    "The largest logarithm of the entire batch is subtracted from every slice, in both functions. Slices far below it"
    " underflow: each has a largest of its own.",
    ("xp.max(joint, axis=-1, keepdims=True)", "xp.max(joint)"),
)

edit(
    "takes_nothing_off_both",
    "exp is taken of the logarithms as they are, in both functions. The product of many likelihoods is then 0 for every"
    " hypothesis, and 0 / 0 is NaN: subtract the largest logarithm first.",
    ("xp.exp(joint - best)", "xp.exp(joint)"),
)

edit(
    "forgets_exp_in_both",
    "Differences of logarithms are normalised as they are, in both functions. They stand for ratios: exp turns them"
    " into weights, which are then divided by their sum.",
    ("xp.exp(joint - best)", "joint - best"),
)

edit(
    "lets_one_impossible_slice_through",
    "The error is raised only if no slice of the batch has a hypothesis left. A single such slice is enough: any, not"
    " all.",
    ("xp.any(best == -math.inf)", "xp.all(best == -math.inf)"),
)


# ---------------------------------------------------------------------------- many observations

edit(
    "finds_all_alike_without_observations",
    "Without observations it gives equal probabilities. There is nothing to learn then: return the prior.",
    (
        "xp = array_namespace(prior, likelihoods)",
        "if not likelihoods.shape[-2]:\n"
        "    return array_namespace(prior, likelihoods).ones_like(prior) / prior.shape[-1]\n"
        "xp = array_namespace(prior, likelihoods)",
    ),
)


@mistake(
    "update",
    "The prior is multiplied in for each observation. It enters once; after that the posterior is the next prior.",
)
def uses_the_prior_at_each_observation(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    joint = _joint(prior, likelihoods) + (likelihoods.shape[-2] - 1) * xp.log(prior)
    weights = xp.exp(joint - xp.max(joint, axis=-1, keepdims=True))
    return _normalised(weights)


edit(
    "updates_without_the_prior",
    "The prior is left out: the likelihoods alone decide. Multiply it in once.",
    (
        "return _normalised(xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2))",
        "if xp.any(xp.max(xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2), axis=-1) == -math.inf):\n"
        "    raise ValueError('no hypothesis is left')\n"
        "return _normalised(xp.log(0 * prior + 1) + xp.sum(xp.log(likelihoods), axis=-2))",
    ),
)


@mistake(
    "update",
    "The largest sum of the entire batch is subtracted from every slice. Slices far below it underflow: each has a"
    " largest of its own.",
)
def takes_off_the_largest_of_the_batch(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    joint = _joint(prior, likelihoods)
    return _normalised(xp.exp(joint - xp.max(joint)))


@mistake(
    "update",
    "The product of many likelihoods is 0 to the computer for every hypothesis, and 0 / 0 is NaN. Add logarithms, and"
    " subtract the largest sum before exp: the posterior does not change.",
)
def takes_exp_too_early(prior, likelihoods):
    return _normalised(array_namespace(prior, likelihoods).exp(_joint(prior, likelihoods)))


@mistake(
    "update",
    "The product of many likelihoods is 0 to the computer for every hypothesis, and 0 / 0 is NaN. Add logarithms, and"
    " subtract the largest sum before exp: the posterior does not change.",
)
def multiplies_the_likelihoods(prior, likelihoods):
    _joint(prior, likelihoods)
    return _normalised(prior * array_namespace(prior, likelihoods).prod(likelihoods, axis=-2))


edit(
    "takes_an_underflow_for_a_contradiction",
    "The product of many likelihoods underflows to 0 for every hypothesis, and that is treated as if none were left."
    " Add logarithms instead, and subtract the largest sum before exp.",
    (
        "_normalised(xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2))",
        "posterior(prior, xp.prod(likelihoods, axis=-2))",
    ),
)


@mistake(
    "update",
    "Normalising after each observation keeps the numbers in range, but a hypothesis that falls far behind is rounded"
    " to 0, and there is no way back from 0. Keep logarithms, and take exp once, at the end.",
)
def lets_a_hypothesis_die(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    _joint(prior, likelihoods)
    found = prior + 0 * xp.sum(likelihoods, axis=-2)
    for i in range(likelihoods.shape[-2]):
        found = _normalised(found * likelihoods[..., i, :])
    return found


edit(
    "averages_the_logarithms",
    "The log-likelihoods are averaged. Each observation counts in full: sum them, and ten observations say more than"
    " one.",
    ("xp.sum(xp.log(likelihoods), axis=-2)", "xp.sum(xp.log(likelihoods), axis=-2) / max(likelihoods.shape[-2], 1)"),
)


@mistake(
    "update",
    "The likelihoods of the observations are added. That all of them happened is a product: add their logarithms.",
)
def adds_the_likelihoods(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    _joint(prior, likelihoods)
    return _normalised(prior * xp.sum(likelihoods, axis=-2))


edit(
    "starts_from_the_prior_each_time",
    "Only the last observation has an effect: each step starts from the prior again, instead of from the last"
    " posterior.",
    (
        "return _normalised(xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2))",
        "if not likelihoods.shape[-2]:\n"
        "    return _normalised(xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2))\n"
        "return posterior(prior, likelihoods[..., -1, :])",
    ),
)

edit(
    "stops_after_the_first",
    "Only the first observation has an effect. Go through all rows.",
    ("xp.log(likelihoods)", "xp.log(likelihoods[..., :1, :])"),
)


@mistake("update", "All steps come back, one posterior for each observation. Return only the last.")
def gives_all_steps(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    _joint(prior, likelihoods)
    joint = xp.log(prior)[..., None, :] + xp.cumulative_sum(xp.log(likelihoods), axis=-2)
    if not joint.shape[-2]:
        return joint
    return _normalised(xp.exp(joint - xp.max(joint, axis=-1, keepdims=True)))


@mistake(
    "update",
    "It sums along the first axis, which in a batch is not the axis of the observations: that is the last but one.",
)
def sums_along_the_first_axis(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    if likelihoods.ndim == 2:
        return update(prior, likelihoods)
    joint = xp.log(prior) + xp.sum(xp.log(likelihoods), axis=0)
    return _normalised(xp.exp(joint - xp.max(joint, axis=-1, keepdims=True)))


@mistake(
    "update",
    "The error is raised only if no slice of the batch has a hypothesis left. A single such slice is enough: any, not"
    " all.",
)
def refuses_only_if_no_slice_is_possible(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    joint = xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2)
    best = xp.max(joint, axis=-1, keepdims=True)
    if xp.all(best == -math.inf):
        raise ValueError("no hypothesis is left")
    return _normalised(xp.exp(joint - best))


@mistake(
    "update",
    "Observations that contradict each other rule out every hypothesis, and -inf - -inf gives NaN. Raise a"
    " ValueError: it is not enough to check each observation alone.",
)
def gives_nan_for_a_contradiction(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    joint = xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2)
    return _normalised(xp.exp(joint - xp.max(joint, axis=-1, keepdims=True)))


@mistake(
    "update",
    "Observations and hypotheses are swapped: it sums over the hypotheses. Each row of likelihoods belongs to an"
    " observation, each column to a hypothesis.",
)
def sums_over_the_hypotheses(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    joint = xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-1)
    return _normalised(xp.exp(joint - xp.max(joint, axis=-1, keepdims=True)))


edit(
    "needs_an_observation",
    "Without observations it fails. There is nothing to learn then: return the prior.",
    (
        "xp = array_namespace(prior, likelihoods)",
        "if not likelihoods.shape[-2]:\n"
        "    raise IndexError('index 0 is out of bounds for axis 0 with size 0')\n"
        "xp = array_namespace(prior, likelihoods)",
    ),
)


@mistake(
    "update",
    "Likelihoods of 0 are left out of the sum, as if they were 1. They rule their hypothesis out for good: log(0) ="
    " -inf is just right here.",
)
def leaves_out_likelihoods_of_zero(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    _joint(prior, likelihoods)
    return update(prior, xp.where(likelihoods > 0, likelihoods, xp.ones_like(likelihoods)))


@mistake(
    "update",
    "0 is replaced by something small before log. What was ruled out once can then come back when later observations"
    " speak for it. Keep -inf: it can't come back.",
)
def bounds_the_logarithms(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    _joint(prior, likelihoods)
    tiny = xp.full_like(likelihoods, 1e-12)
    return update(prior, xp.where(likelihoods > 0, likelihoods, tiny))


# ------------------------------------------------------------------------- types of exceptions, and precision

edit(
    "raises",
    "If no hypothesis is left, an exception is raised, but not a ValueError. Callers rely on the type that the"
    " statement names.",
    (
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
        "if not xp.all(xp.any((prior > 0) & (likelihood > 0), axis=-1)):\n"
        "    raise error('no hypothesis is left')\n"
        "return _normalised(xp.log(prior) + xp.log(likelihood))",
    ),
    error=(ZeroDivisionError, AssertionError),
)


# ------------------------------------------------ two faults at once: the words are for the one to repair first

edit(
    "gives_the_product",
    "The products are not normalised: divide by their sum over the hypotheses. Many observations come next: the"
    " product underflows, so add logarithms instead.",
    (
        "return _normalised(xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2))",
        "if xp.any(xp.max(xp.log(prior) + xp.sum(xp.log(likelihoods), axis=-2), axis=-1) == -math.inf):\n"
        "    raise ValueError('no hypothesis is left')\n"
        "return prior * xp.prod(likelihoods, axis=-2)",
    ),
)


@mistake(
    "update",
    "The prior is left out: multiply it in once. Many observations come next: their product is 0 to the computer, so"
    " add logarithms, and subtract the largest sum before exp.",
)
def multiplies_the_likelihoods_without_the_prior(prior, likelihoods):
    _joint(prior, likelihoods)
    return _normalised(array_namespace(prior, likelihoods).prod(likelihoods, axis=-2) + 0 * prior)


@mistake(
    "update",
    "The prior is left out: multiply it in once. Many observations come next: their product is 0 to the computer, so"
    " add logarithms, and subtract the largest sum before exp.",
)
def takes_exp_too_early_without_the_prior(prior, likelihoods):
    xp = array_namespace(prior, likelihoods)
    _joint(prior, likelihoods)
    return _normalised(xp.exp(xp.sum(xp.log(likelihoods), axis=-2)) + 0 * prior)
