"""What beginners hand in for layer normalisation, and what to tell them."""

from array_api_compat import array_namespace

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="normalises_over_the_batch normalises_over_the_batch_with_eps_outside",
    axis_lost="loses_the_axis",
    whole_for_slice="normalises_the_whole_array normalises_the_whole_array_with_eps_outside",
    sum_for_mean="sums_the_squares",
    wrong_divisor="divides_by_d_minus_1 takes_the_std_of_torch",
    root_or_square="divides_by_the_variance",
    missing_term="leaves_the_mean",
    order_of_steps="adds_the_bias_first scales_before_normalising",
    writes_into_input="writes_into_its_input",
    dtype_lost="stays_wide",
    overflow="squares_in_float16",
    cancellation="means_in_float16 subtracts_the_squared_mean passes_through_float32",
    epsilon="adds_eps_outside_the_root leaves_out_eps takes_1e_8_for_eps takes_1e_6_for_eps",
    wrong_exception="raises_type_error",
    default_value="ignores_the_eps_that_is_given ignores_gain_and_bias",
    gradient_cut="detaches_the_statistics",
    broadcast_by_accident="compares_the_last_axis_alone broadcasts_anything",
    partial_case="wants_both_or_none",
    wrong_formula="is_rms_norm",
)

OVER_THE_BATCH = (
    "Mean and variance are taken along the first axis. That is batch norm, which mixes examples. Layer norm takes"
    " them along the last axis, for each vector on its own."
)

WHOLE_ARRAY = (
    "Mean and variance are taken over the whole array, so the vectors of a batch influence each other. Take them"
    " along the last axis only."
)


def _checked(x, *parameters):
    for parameter in parameters:
        if parameter is not None and parameter.shape != x.shape[-1:]:
            raise ValueError(f"{tuple(parameter.shape)} is not {tuple(x.shape[-1:])}")


def _wide(x):
    xp = array_namespace(x)
    return xp, xp.astype(x, xp.result_type(x.dtype, xp.float32))


def _centre(xp, wide, axis=-1):
    return wide - xp.mean(wide, axis=axis, keepdims=True)


def _finish(xp, result, x, weight, bias):
    result = result if weight is None else result * weight
    result = result if bias is None else result + bias
    return xp.astype(result, x.dtype)


edit(
    "means_in_float16",
    "The mean is rounded to float16 before it is subtracted. Near 2002 float16 has steps of one or two, as large"
    " as the deviation itself. Cast to float32 first, then take the mean.",
    ("xp.mean(wide, axis=-1, keepdims=True)", "xp.mean(x, axis=-1, keepdims=True)"),
)

edit(
    "squares_in_float16",
    "A square overflowed in float16, whose largest number is 65504: 256² is too much. Compute in float32 and"
    " return float16.",
    ("xp.astype(x, xp.result_type(x.dtype, xp.float32))", "x"),
)

edit(
    "adds_eps_outside_the_root",
    "eps is added to the standard deviation. It belongs to the variance, under the root: for a vector that varies"
    " very little, that makes all the difference.",
    ("xp.sqrt(variance + eps)", "(xp.sqrt(variance) + eps)"),
)

edit(
    "leaves_out_eps",
    "eps does not enter the variance. A vector that varies very little is then blown up to variance 1: divide by the"
    " root of the variance plus eps.",
    ("variance + eps", "variance"),
)

edit(
    "ignores_the_eps_that_is_given",
    "eps is always 1e-5. Use the parameter.",
    ("variance + eps", "variance + 1e-5"),
)

edit(
    "divides_by_d_minus_1",
    "The variance divides by d - 1. That estimates the variance of a larger population; here the vector is all"
    " there is, so divide by d (ddof=0 in NumPy; in torch correction=0, since its default is 1).",
    ("variance + eps", "xp.var(wide, axis=-1, keepdims=True, correction=1) + eps"),
)

edit("normalises_over_the_batch", OVER_THE_BATCH, ("axis=-1", "axis=0", 2))

edit(
    "normalises_the_whole_array",
    WHOLE_ARRAY,
    (
        "centred / xp.sqrt(variance + eps)",
        "(wide - xp.mean(wide)) / xp.sqrt(xp.mean((wide - xp.mean(wide)) ** 2) + eps)",
    ),
)

edit(
    "leaves_the_mean",
    "The vector is divided by its deviation, but its mean is not subtracted first.",
    ("centred / xp.sqrt(variance + eps)", "wide / xp.sqrt(variance + eps)"),
)

edit(
    "is_rms_norm",
    "This is RMS norm: it divides by the root of the mean square and keeps the mean. Layer norm subtracts the"
    " mean first.",
    ("wide - xp.mean(wide, axis=-1, keepdims=True)", "wide"),
)

edit(
    "divides_by_the_variance",
    "It divides by the variance. Divide by its square root: that is what makes the variance 1.",
    ("xp.sqrt(variance + eps)", "(variance + eps)"),
)

edit(
    "sums_the_squares",
    "The squares are summed, not averaged, so the result has length 1 instead of variance 1. Take their mean.",
    ("variance + eps", "xp.sum(centred ** 2, axis=-1, keepdims=True) + eps"),
)

edit(
    "subtracts_the_squared_mean",
    "The variance is computed as the mean of the squares minus the square of the mean. Far from zero these are"
    " two huge numbers, and their difference is lost to rounding. Subtract the mean first, then square.",
    (
        "variance + eps",
        "xp.mean(wide * wide, axis=-1, keepdims=True) - xp.mean(wide, axis=-1, keepdims=True) * xp.mean("
        "wide, axis=-1, keepdims=True) + eps",
    ),
)

edit(
    "stays_wide",
    "The result does not have the dtype of the input. Computing in a wider dtype is right; cast back at the end.",
    ("xp.astype(result, x.dtype)", "xp.astype(result, result.dtype)"),
)

generics(
    "layer_norm",
    loses_the_dtype="The result is float64 for any input. Return the dtype of the input: float32 in, float32 out.",
    asserts="A wrong shape raises AssertionError, where ValueError is due. assert is for your own checks, and"
    " python -O skips it: write if ...: raise ValueError(...).",
)


@mistake(
    "layer_norm",
    "Gain and bias are applied only when both are given. Each may be None on its own.",
)
def wants_both_or_none(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    both = (weight, bias) if weight is not None and bias is not None else (None, None)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, *both)


edit(
    "ignores_gain_and_bias",
    "weight and bias are not used. Multiply the normalised vector by weight and add bias, where they are given.",
    ("if weight is not None:\n    result = result * weight\n", ""),
    ("if bias is not None:\n    result = result + bias\n", ""),
)

edit(
    "adds_the_bias_first",
    "The bias is added before the gain, so it is scaled too. Multiply first, then add.",
    ("if weight is not None:\n    result = result * weight", "result = result if bias is None else result + bias"),
    ("if bias is not None:\n    result = result + bias", "result = result if weight is None else result * weight"),
)


@mistake(
    "layer_norm",
    "Gain and bias are applied before the normalisation, which undoes their effect. Normalise first.",
)
def scales_before_normalising(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, _finish(xp, wide, wide, weight, bias))
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, None, None)


edit(
    "loses_the_axis",
    "The mean has lost its axis, so it lines up with the wrong axis or fails to line up. keepdims=True keeps the last"
    " axis with size 1, so that each vector meets its own mean.",
    (
        "centred / xp.sqrt(variance + eps)",
        "(wide - xp.mean(wide, axis=-1)) / xp.sqrt(xp.mean((wide - xp.mean(wide, axis=-1)) ** 2, axis=-1) + eps)",
    ),
)

edit(
    "writes_into_its_input",
    "The input is changed: x -= ... writes into the caller's array, which the residual connection still needs."
    " Make a new one: centred = x - ...",
    (
        "centred = wide - xp.mean(wide, axis=-1, keepdims=True)",
        "x -= xp.mean(x, axis=-1, keepdims=True)\ncentred = xp.astype(x, xp.result_type(x.dtype, xp.float32))",
    ),
)

edit(
    "compares_the_last_axis_alone",
    "A weight or a bias of shape (1, d) or (2, d) is accepted and broadcast, which hides a mistake of the caller."
    " Compare the full shape, not only its last axis.",
    ("parameter.shape != x.shape[-1:]", "tuple(parameter.shape[-1:]) != tuple(x.shape[-1:])"),
)

edit(
    "broadcasts_anything",
    "A weight or a bias of the wrong shape is accepted and broadcast, which hides a mistake of the caller."
    " Compare the shapes and raise ValueError.",
    (
        "for parameter in (weight, bias):\n"
        "    if parameter is not None and parameter.shape != x.shape[-1:]:\n"
        '        raise ValueError(f"weight and bias have shape {tuple(x.shape[-1:])}, not {tuple('
        'parameter.shape)}")\n',
        "",
    ),
)

edit(
    "detaches_the_statistics",
    "The mean and the variance are treated as constants by autograd. They depend on x, so the gradient must flow"
    " through them too: no detach, no .item(), no no_grad.",
    (
        "xp.mean(wide, axis=-1, keepdims=True)",
        "xp.mean(wide.detach() if hasattr(wide, 'detach') else wide, axis=-1, keepdims=True)",
    ),
    ("variance + eps", "xp.var(wide.detach() if hasattr(wide, 'detach') else wide, axis=-1, keepdims=True) + eps"),
)

edit(
    "takes_the_std_of_torch",
    "Two things are not as they should be. The standard deviation divides by d - 1: divide by d instead (ddof=0 in"
    " NumPy, correction=0 in torch). Then move eps to the variance, under the root.",
    ("xp.sqrt(variance + eps)", "(xp.sqrt(xp.var(wide, axis=-1, keepdims=True, correction=1)) + eps)"),
)

edit(
    "normalises_the_whole_array_with_eps_outside",
    WHOLE_ARRAY,
    ("centred / xp.sqrt(variance + eps)", "(wide - xp.mean(wide)) / (xp.std(wide) + eps)"),
)

edit(
    "normalises_over_the_batch_with_eps_outside",
    OVER_THE_BATCH,
    (
        "centred / xp.sqrt(variance + eps)",
        "(wide - xp.mean(wide, axis=0, keepdims=True)) / (xp.std(wide, axis=0, keepdims=True) + eps)",
    ),
)

edit(
    "takes_1e_8_for_eps",
    "eps seems to be 1e-8. The stub's default is 1e-5, and a caller may ask for a different one: use the parameter.",
    (
        "for parameter in (weight, bias):\n"
        "    if parameter is not None and parameter.shape != x.shape[-1:]:\n"
        '        raise ValueError(f"weight and bias have shape {tuple(x.shape[-1:])}, not {tuple('
        'parameter.shape)}")\n',
        "",
    ),
    ("variance + eps", "variance + 1e-8"),
)

edit(
    "takes_1e_6_for_eps",
    "eps seems to be 1e-6. The stub's default is 1e-5, and a caller may ask for a different one: use the parameter.",
    (
        "for parameter in (weight, bias):\n"
        "    if parameter is not None and parameter.shape != x.shape[-1:]:\n"
        '        raise ValueError(f"weight and bias have shape {tuple(x.shape[-1:])}, not {tuple('
        'parameter.shape)}")\n',
        "",
    ),
    ("variance + eps", "variance + 1e-6"),
)

edit(
    "passes_through_float32",
    "The vectors pass through float32, which keeps about 7 digits. float64 in must stay float64 all the way.",
    ("xp.result_type(x.dtype, xp.float32)", "xp.float32"),
)

edit(
    "raises_type_error",
    "A wrong shape raises TypeError. The type is fine; the value is wrong: raise ValueError.",
    (
        "for parameter in (weight, bias):\n"
        "    if parameter is not None and parameter.shape != x.shape[-1:]:\n"
        '        raise ValueError(f"weight and bias have shape {tuple(x.shape[-1:])}, not {tuple('
        'parameter.shape)}")',
        "try:\n"
        "    for parameter in (weight, bias):\n"
        "        if parameter is not None and parameter.shape != x.shape[-1:]:\n"
        "            raise ValueError(f'{tuple(parameter.shape)} is not {tuple(x.shape[-1:])}')\n"
        "except ValueError as error:\n"
        "    raise TypeError(str(error)) from None",
    ),
)
