"""What beginners hand in for RMS norm, and what to tell them."""

from array_api_compat import array_namespace

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="runs_over_the_batch",
    whole_for_slice="runs_over_the_whole_array",
    sum_for_mean="takes_the_sum_for_the_mean",
    wrong_divisor="divides_by_d_minus_1",
    root_or_square="forgets_the_root forgets_the_square",
    upside_down="multiplies_by_the_root",
    order_of_steps="weighs_before_it_normalises casts_the_squares",
    counted_twice="adds_1_to_the_weight",
    dtype_lost="returns_float32_for_float16",
    overflow="squares_in_float16 rounds_the_inverse squares_in_float16_and_takes_any_weight",
    cancellation="passes_through_float32",
    epsilon="adds_eps_outside_the_root leaves_out_eps takes_eps_for_a_bound adds_eps_outside_the_root_in_float16",
    silent_error="takes_any_weight",
    default_value="ignores_the_eps_that_is_given has_the_default_of_layer_norm ignores_the_weight",
    gradient_cut="detaches_the_root",
    wrong_formula=(
        "subtracts_the_mean subtracts_the_mean_at_the_end divides_by_the_standard_deviation"
        " takes_the_mean_of_magnitudes adds_the_weight"
    ),
)


def _checked(x, weight):
    if weight is not None and weight.shape != x.shape[-1:]:
        raise ValueError(f"{tuple(weight.shape)} is not {tuple(x.shape[-1:])}")


def _wide(x):
    xp = array_namespace(x)
    return xp.astype(x, xp.result_type(x.dtype, xp.float32))


def _root(wide, eps):
    """The root mean square, in at least float32."""
    xp = array_namespace(wide)
    return xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)


def _finish(result, x, weight):
    return array_namespace(x).astype(result if weight is None else result * weight, x.dtype)


def _by(x, weight, divisor):
    """The vector divided by a function of itself."""
    _checked(x, weight)
    wide = _wide(x)
    return _finish(wide / divisor(array_namespace(x), wide), x, weight)


edit(
    "subtracts_the_mean",
    "The mean is subtracted, as in layer norm. RMS norm subtracts nothing: a vector keeps its direction, and (3, 4)"
    " becomes (0.849, 1.131).",
    (
        "result = wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)",
        "wide = wide - xp.mean(wide, axis=-1, keepdims=True)\n"
        "result = wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)",
    ),
)

edit(
    "subtracts_the_mean_at_the_end",
    "The mean is subtracted from the vector, though the root is that of x itself. RMS norm subtracts nothing.",
    ("result = wide / ", "result = (wide - xp.mean(wide, axis=-1, keepdims=True)) / "),
)

edit(
    "divides_by_the_standard_deviation",
    "It divides by the standard deviation, which is measured from the mean. Square the entries themselves: the root of"
    " the mean of x².",
    ("xp.mean(wide**2, ", "xp.var(wide, "),
)


@mistake(
    "rms_norm",
    "The squares are added up, but their mean is needed: now the result has length 1, and its entries shrink as D"
    " grows. Use mean instead of sum.",
    inside=(True, False),
)
def takes_the_sum_for_the_mean(x, weight=None, eps=1e-6, *, inside):
    def length(xp, wide):
        squares = xp.sum(wide**2, axis=-1, keepdims=True)
        return xp.sqrt(squares + eps) if inside else xp.sqrt(squares) + eps

    return _by(x, weight, length)


edit(
    "divides_by_d_minus_1",
    "The mean of the squares divides by D - 1. This is not an estimate from a sample, so divide by D.",
    ("xp.mean(wide**2, axis=-1, keepdims=True)", "xp.sum(wide**2, axis=-1, keepdims=True) / max(x.shape[-1] - 1, 1)"),
)

edit(
    "forgets_the_root",
    "It divides by the mean of the squares. Take the root of it first, because otherwise a vector twice as long comes"
    " out half as long.",
    ("xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)", "(xp.mean(wide**2, axis=-1, keepdims=True) + eps)"),
)


@mistake(
    "rms_norm",
    "It divides by the mean of the magnitudes |x|. Square first, then take the mean, then the root: the order is in the"
    " name, read backwards.",
    inside=(True, False),
)
def takes_the_mean_of_magnitudes(x, weight=None, eps=1e-6, *, inside):
    def mean(xp, wide):
        return xp.mean(xp.sqrt(wide**2 + eps if inside else wide**2), axis=-1, keepdims=True) + (0 if inside else eps)

    return _by(x, weight, mean)


edit(
    "forgets_the_square",
    "It divides by the mean of the entries. Where positive and negative ones cancel, that is nearly 0: square them"
    " before the mean.",
    ("xp.mean(wide**2, axis=-1, keepdims=True)", "xp.mean(wide, axis=-1, keepdims=True) ** 2"),
)

edit(
    "multiplies_by_the_root",
    "It multiplies by the root mean square, or divides by its inverse: rsqrt is 1/√ already. A long vector must get"
    " shorter, so divide by the root, or multiply by rsqrt.",
    ("wide / xp.sqrt", "wide * xp.sqrt"),
)

edit(
    "adds_eps_outside_the_root",
    "eps is added to the root. It belongs to the mean of the squares, under the root: for entries of 0.001 that"
    " changes 0.999 into 0.707.",
    (
        "xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)",
        "(xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True)) + eps)",
    ),
)

edit(
    "leaves_out_eps",
    "eps is missing: a vector of zeros becomes NaN, and a tiny one is blown up to length √D. Add it to the mean of the"
    " squares, under the root.",
    (" + eps", ""),
)

edit(
    "takes_eps_for_a_bound",
    "eps is a lower bound here, so it counts only where the mean of the squares is less. Always add it: mean + eps.",
    (
        "result = wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)",
        "squares = xp.mean(wide**2, axis=-1, keepdims=True)\n"
        "result = wide / xp.sqrt(xp.where(squares > eps, squares, eps))",
    ),
)

edit(
    "ignores_the_eps_that_is_given",
    "eps is always 1e-6. Use the value that the caller gives.",
    ("+ eps)", "+ 1e-6)"),
)

edit(
    "has_the_default_of_layer_norm",
    "eps is 1e-5 if the caller gives none, as in layer norm. Here its default is 1e-6.",
    ("eps=1e-6", "eps=1e-5"),
)

edit(
    "runs_over_the_batch",
    "The mean runs over the batch. Each vector is normalised on its own: along the last axis.",
    ("axis=-1", "axis=0"),
)

edit(
    "runs_over_the_whole_array",
    "The mean runs over the entire array, so the vectors of a batch change each other. Take it only along the last"
    " axis, with keepdims=True.",
    ("xp.mean(wide**2, axis=-1, keepdims=True)", "xp.mean(wide**2)"),
)

edit(
    "adds_the_weight",
    "The weight is added, like a bias. It is a gain: multiply each entry by its own.",
    ("result * weight", "result + weight"),
)

edit(
    "ignores_the_weight",
    "The weight plays no part. Multiply each entry of the normalised vector by its own.",
    ("if weight is not None:\n    result = result * weight\nreturn", "return"),
)

edit(
    "adds_1_to_the_weight",
    "The gain is 1 + weight, as in Gemma. Here the weight itself is the gain.",
    ("result * weight", "result * (1 + weight)"),
)

edit(
    "weighs_before_it_normalises",
    "The weight is applied before the root is taken, and changes it. Normalise x first, then multiply by the weight.",
    (
        "result = result * weight",
        "wide = wide * weight\nresult = wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)",
    ),
)

edit(
    "squares_in_float16",
    "A square or the sum of them overflowed in float16, whose largest number is 65504, or was too small for it. Cast x"
    " to float32 before you square it, and return float16.",
    (
        "wide = xp.astype(x, xp.result_type(x.dtype, xp.float32))  # (..., D): float16 holds no square above 65504",
        "wide = x",
    ),
)

edit(
    "casts_the_squares",
    "The squares are cast to float32, but they overflowed before, in float16. Cast x first, then square it.",
    ("wide**2", "xp.astype(x**2, wide.dtype)"),
)

edit(
    "rounds_the_inverse",
    "1 / rms is rounded to float16 before x is multiplied by it. For a short x it is beyond 65,504, and so infinite:"
    " multiply in float32, and cast the result.",
    (
        "result = wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)",
        "result = x * xp.astype(1 / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps), x.dtype)",
    ),
)

edit(
    "returns_float32_for_float16",
    "The result of float16 stays float32. Cast it back to the dtype of x at the end.",
    ("return xp.astype(result, x.dtype)", "return result"),
)

edit(
    "passes_through_float32",
    "It is computed in float32 on the way, which keeps about 7 digits. That is right for float16, but float64 stays"
    " float64: xp.result_type(x.dtype, xp.float32) gives the right one.",
    ("xp.result_type(x.dtype, xp.float32)", "xp.float32"),
)

edit(
    "takes_any_weight",
    "A weight of the wrong shape is broadcast, or fails with an error that is not a ValueError. Its shape must be"
    " (D,): compare it with x.shape[-1:] and raise.",
    (
        "if weight is not None and weight.shape != x.shape[-1:]:\n"
        '    raise ValueError(f"the weight has shape {tuple(weight.shape)}, not {tuple(x.shape[-1:])}")\n'
        "wide",
        "wide",
    ),
)


@mistake(
    "rms_norm",
    "The root is cut off from autograd, as by .detach() or .item(). It depends on x, and its gradient counts, because"
    " it keeps the gradient at right angles to x.",
)
def detaches_the_root(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: _root(wide.detach() if hasattr(wide, "detach") else wide, eps))


# ------------------------------------------------- two faults at once: the words are for the one to repair first


edit(
    "adds_eps_outside_the_root_in_float16",
    "eps is added to the root; it belongs under it, to the mean of the squares. After that, cast float16 to float32"
    " before you square.",
    (
        "wide = xp.astype(x, xp.result_type(x.dtype, xp.float32))  # (..., D): float16 holds no square above 65504",
        "wide = x",
    ),
    (
        "xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps)",
        "(xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True)) + eps)",
    ),
)

edit(
    "squares_in_float16_and_takes_any_weight",
    "Squares overflow in float16: cast x to float32 before you square it. After that, raise a ValueError where the"
    " shape of the weight is not (D,).",
    (
        "if weight is not None and weight.shape != x.shape[-1:]:\n"
        '    raise ValueError(f"the weight has shape {tuple(weight.shape)}, not {tuple(x.shape[-1:])}")\n'
        "wide = xp.astype(x, xp.result_type(x.dtype, xp.float32))  # (..., D): float16 holds no square above 65504",
        "wide = x",
    ),
)
