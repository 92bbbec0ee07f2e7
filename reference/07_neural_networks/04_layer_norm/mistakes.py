"""What beginners hand in for layer normalisation, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake

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


def _with_eps(x, weight, bias, eps):
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The mean is rounded to float16 before it is subtracted. Near 2002 float16 has steps of one or two, as large"
    " as the deviation itself. Cast to float32 first, then take the mean.",
)
def means_in_float16(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = wide - xp.mean(x, axis=-1, keepdims=True)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "A square overflowed in float16, whose largest number is 65504: 256² is too much. Compute in float32 and"
    " return float16.",
)
def squares_in_float16(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp = array_namespace(x)
    centred = _centre(xp, x)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "eps is added to the standard deviation. It belongs to the variance, under the root: for a vector that hardly"
    " varies, that makes all the difference.",
)
def adds_eps_outside_the_root(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / (xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True)) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "eps does not enter the variance. A vector that hardly varies is then blown up to variance 1: divide by the"
    " root of the variance plus eps.",
)
def leaves_out_eps(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True)), x, weight, bias)


@mistake(
    "layer_norm",
    "eps is always 1e-5, whatever the caller asks for. Use the parameter.",
)
def ignores_the_eps_that_is_given(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + 1e-5), x, weight, bias)


@mistake(
    "layer_norm",
    "The variance divides by d - 1. That estimates the variance of a larger population; here the vector is all"
    " there is, so divide by d (ddof=0 in NumPy; in torch correction=0, since its default is 1).",
)
def divides_by_d_minus_1(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    return _finish(
        xp, _centre(xp, wide) / xp.sqrt(xp.var(wide, axis=-1, keepdims=True, correction=1) + eps), x, weight, bias
    )


@mistake(
    "layer_norm",
    OVER_THE_BATCH,
)
def normalises_over_the_batch(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide, axis=0)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=0, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    WHOLE_ARRAY,
)
def normalises_the_whole_array(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = wide - xp.mean(wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The vector is divided by its deviation, but its mean is not subtracted first.",
)
def leaves_the_mean(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    return _finish(xp, wide / xp.sqrt(xp.mean(_centre(xp, wide) ** 2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "This is RMS norm: it divides by the root of the mean square and keeps the mean. Layer norm subtracts the"
    " mean first.",
)
def is_rms_norm(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    return _finish(xp, wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "It divides by the variance. Divide by its square root: that is what makes the variance 1.",
)
def divides_by_the_variance(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / (xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The squares are summed, not averaged, so the result has length 1 instead of variance 1. Take their mean.",
)
def sums_the_squares(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.sum(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The variance is computed as the mean of the squares minus the square of the mean. Far from zero these are"
    " two huge numbers, and their difference is lost to rounding. Subtract the mean first, then square.",
)
def subtracts_the_squared_mean(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    mean = xp.mean(wide, axis=-1, keepdims=True)
    variance = xp.mean(wide * wide, axis=-1, keepdims=True) - mean * mean
    return _finish(xp, (wide - mean) / xp.sqrt(variance + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The result does not have the dtype of the input. Computing in a wider dtype is right; cast back at the end.",
)
def stays_wide(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    result = centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps)
    return _finish(xp, result, result, weight, bias)


@mistake(
    "layer_norm",
    "The result is float64 for any input. Return the dtype of the input: float32 in, float32 out.",
)
def gives_float64(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp = array_namespace(x)
    wide = xp.astype(x, xp.float64)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), wide, weight, bias)


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


@mistake(
    "layer_norm",
    "weight and bias are not used. Multiply the normalised vector by weight and add bias, where they are given.",
)
def ignores_gain_and_bias(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, None, None)


@mistake(
    "layer_norm",
    "The bias is added before the gain, so it is scaled too. Multiply first, then add.",
)
def adds_the_bias_first(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    result = centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps)
    result = result if bias is None else result + bias
    return _finish(xp, result, x, weight, None)


@mistake(
    "layer_norm",
    "Gain and bias are applied before the normalisation, which takes their effect away again. Normalise first.",
)
def scales_before_normalising(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, _finish(xp, wide, wide, weight, bias))
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, None, None)


@mistake(
    "layer_norm",
    "The mean has lost its axis, so it lines up with the wrong axis or with none. keepdims=True keeps the last"
    " axis with size 1, so that each vector meets its own mean.",
)
def loses_the_axis(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = wide - xp.mean(wide, axis=-1)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The input is changed: x -= ... writes into the caller's array, which the residual connection still needs."
    " Make a new one: centred = x - ...",
)
def writes_into_its_input(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp = array_namespace(x)
    x -= xp.mean(x, axis=-1, keepdims=True)
    _, wide = _wide(x)
    return _finish(xp, wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "A weight or a bias of shape (1, d) or (2, d) is accepted and broadcast, which hides a mistake of the caller."
    " Compare the whole shape, not only its last axis.",
)
def compares_the_last_axis_alone(x, weight=None, bias=None, eps=1e-5):
    for parameter in (weight, bias):
        if parameter is not None and tuple(parameter.shape[-1:]) != tuple(x.shape[-1:]):
            raise ValueError(f"{tuple(parameter.shape)} is not {tuple(x.shape[-1:])}")
    return _with_eps(x, weight, bias, eps)


@mistake(
    "layer_norm",
    "A weight or a bias of the wrong shape is accepted and broadcast, which hides a mistake of the caller."
    " Compare the shapes and raise ValueError.",
)
def broadcasts_anything(x, weight=None, bias=None, eps=1e-5):
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The mean and the variance are treated as constants by autograd. They depend on x, so the gradient must flow"
    " through them too: no detach, no .item(), no no_grad.",
)
def detaches_the_statistics(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    still = wide.detach() if hasattr(wide, "detach") else wide
    mean, variance = xp.mean(still, axis=-1, keepdims=True), xp.var(still, axis=-1, keepdims=True)
    return _finish(xp, (wide - mean) / xp.sqrt(variance + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "Two things are not as they should be. The standard deviation divides by d - 1: divide by d instead (ddof=0 in"
    " NumPy, correction=0 in torch). Then move eps to the variance, under the root.",
)
def takes_the_std_of_torch(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    deviation = xp.sqrt(xp.var(wide, axis=-1, keepdims=True, correction=1))
    return _finish(xp, _centre(xp, wide) / (deviation + eps), x, weight, bias)


@mistake("layer_norm", WHOLE_ARRAY)
def normalises_the_whole_array_with_eps_outside(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    return _finish(xp, (wide - xp.mean(wide)) / (xp.std(wide) + eps), x, weight, bias)


@mistake("layer_norm", OVER_THE_BATCH)
def normalises_over_the_batch_with_eps_outside(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide, axis=0)
    return _finish(xp, centred / (xp.std(wide, axis=0, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "eps seems to be 1e-8. The stub's default is 1e-5, and a caller may ask for another: use the parameter.",
)
def takes_1e_8_for_eps(x, weight=None, bias=None, eps=1e-5):
    return _with_eps(x, weight, bias, 1e-8)


@mistake(
    "layer_norm",
    "eps seems to be 1e-6. The stub's default is 1e-5, and a caller may ask for another: use the parameter.",
)
def takes_1e_6_for_eps(x, weight=None, bias=None, eps=1e-5):
    return _with_eps(x, weight, bias, 1e-6)


@mistake(
    "layer_norm",
    "The vectors pass through float32, which keeps about 7 digits. float64 in must stay float64 all the way.",
)
def passes_through_float32(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp = array_namespace(x)
    wide = xp.astype(x, xp.float32)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "A wrong shape raises AssertionError, where ValueError is due. assert is for your own checks, and python -O skips"
    " it: write if ...: raise ValueError(...).",
)
def asserts_the_shapes(x, weight=None, bias=None, eps=1e-5):
    for parameter in (weight, bias):
        assert parameter is None or parameter.shape == x.shape[-1:], "wrong shape"
    return _with_eps(x, weight, bias, eps)


@mistake(
    "layer_norm",
    "A wrong shape raises TypeError. The type is fine; the value is wrong: raise ValueError.",
)
def raises_type_error(x, weight=None, bias=None, eps=1e-5):
    try:
        _checked(x, weight, bias)
    except ValueError as error:
        raise TypeError(str(error)) from None
    return _with_eps(x, weight, bias, eps)
