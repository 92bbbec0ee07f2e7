"""What beginners hand in for layer normalisation, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


def _checked(x, *parameters):
    for parameter in parameters:
        if parameter is not None and parameter.shape != x.shape[-1:]:
            raise ValueError("weight and bias have the size of the last axis")


def _wide(x):
    xp = array_namespace(x)
    return xp, xp.astype(x, xp.result_type(x.dtype, xp.float32))


def _centre(xp, wide, axis=-1):
    return wide - xp.mean(wide, axis=axis, keepdims=True)


def _finish(xp, result, x, weight, bias):
    result = result if weight is None else result * weight
    result = result if bias is None else result + bias
    return xp.astype(result, x.dtype)


@mistake(
    "layer_norm",
    "The mean is rounded to float16 before it is subtracted: near 2002 that has steps of one or two, as long as the"
    " deviation itself. Cast first, then take the mean.",
)
def means_in_float16(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = wide - xp.mean(x, axis=-1, keepdims=True)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "A square overflowed in float16, whose largest number is 65504: 256² is too much. Compute in float32 and give back"
    " float16.",
)
def squares_in_float16(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp = array_namespace(x)
    centred = _centre(xp, x)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "eps is added to the standard deviation. It belongs to the variance, under the root: a vector that hardly varies"
    " comes out quite different.",
)
def adds_eps_outside_the_root(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / (xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True)) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "eps is left out. A vector that hardly varies is then blown up, and a constant one becomes 0/0: add eps to the"
    " variance before the root.",
)
def leaves_out_eps(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True)), x, weight, bias)


@mistake(
    "layer_norm",
    "eps is always 1e-5, whatever the caller says. Use the parameter.",
)
def ignores_the_eps_that_is_given(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + 1e-5), x, weight, bias)


@mistake(
    "layer_norm",
    "The variance is the sum of squares over d - 1. That estimates the variance of a population; here the vector is"
    " all there is: divide by d (ddof=0, correction=0; torch.var's default is 1).",
)
def divides_by_d_minus_1(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    return _finish(
        xp, _centre(xp, wide) / xp.sqrt(xp.var(wide, axis=-1, keepdims=True, correction=1) + eps), x, weight, bias
    )


@mistake(
    "layer_norm",
    "Mean and variance are taken along the first axis: that is batch norm, which mixes examples. Layer norm takes them"
    " along the last axis, for each vector on its own.",
)
def normalises_over_the_batch(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide, axis=0)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=0, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "Mean and variance are those of the whole array, so that vectors of one batch influence each other. Take them along"
    " the last axis only.",
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
    "That is RMS norm: it divides by the root of the mean square and leaves the mean where it is. Layer norm subtracts"
    " the mean first.",
)
def is_rms_norm(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    return _finish(xp, wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake("layer_norm", "It divides by the variance. Dividing by its square root is what makes the variance 1.")
def divides_by_the_variance(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / (xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The squares are summed and not averaged, so that the result has length 1 and not variance 1. Take their mean.",
)
def sums_the_squares(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.sum(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The variance is the mean of the squares minus the square of the mean. Far from zero these are two huge numbers"
    " whose difference is lost to rounding: subtract the mean first, then square.",
)
def subtracts_the_squared_mean(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    mean = xp.mean(wide, axis=-1, keepdims=True)
    variance = xp.mean(wide * wide, axis=-1, keepdims=True) - mean * mean
    return _finish(xp, (wide - mean) / xp.sqrt(variance + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The result has not the dtype of the input. Computing in a wider one is right; cast back at the end.",
)
def stays_wide(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    result = centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps)
    return _finish(xp, result, result, weight, bias)


@mistake(
    "layer_norm",
    "The result is float64 for any input. Give back the dtype of the input: float32 in, float32 out.",
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
    "weight and bias are not used. Where they are given, multiply the normalised vector by weight, then add bias.",
)
def ignores_gain_and_bias(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, None, None)


@mistake("layer_norm", "The bias is added before the gain, so that it is scaled too: multiply first, then add.")
def adds_the_bias_first(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    result = centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps)
    result = result if bias is None else result + bias
    return _finish(xp, result, x, weight, None)


@mistake(
    "layer_norm",
    "Gain and bias are applied to the input, before the normalisation, which takes their effect away again. Normalise"
    " first.",
)
def scales_before_normalising(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = _centre(xp, _finish(xp, wide, wide, weight, bias))
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, None, None)


@mistake(
    "layer_norm",
    "The mean has lost its axis, and lines up with the wrong one or with none. keepdims=True keeps the last axis, with"
    " size 1, so that each vector meets its own mean.",
)
def loses_the_axis(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    centred = wide - xp.mean(wide, axis=-1)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "The input is changed: x -= ... writes into the caller's array, which the residual connection still needs. Compute"
    " into a new one: centred = x - ...",
)
def writes_into_its_input(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp = array_namespace(x)
    x -= xp.mean(x, axis=-1, keepdims=True)
    _, wide = _wide(x)
    return _finish(xp, wide / xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "A weight or a bias of another shape than (d,) is taken and broadcast, which hides errors of the caller. Compare"
    " the shapes and raise ValueError.",
)
def broadcasts_anything(x, weight=None, bias=None, eps=1e-5):
    xp, wide = _wide(x)
    centred = _centre(xp, wide)
    return _finish(xp, centred / xp.sqrt(xp.mean(centred**2, axis=-1, keepdims=True) + eps), x, weight, bias)


@mistake(
    "layer_norm",
    "Mean and variance are treated as constants by autograd. They depend on x, and the gradient has to flow through"
    " them too: no detach, no .item(), no no_grad.",
)
def detaches_the_statistics(x, weight=None, bias=None, eps=1e-5):
    _checked(x, weight, bias)
    xp, wide = _wide(x)
    still = wide.detach() if hasattr(wide, "detach") else wide
    mean, variance = xp.mean(still, axis=-1, keepdims=True), xp.var(still, axis=-1, keepdims=True)
    return _finish(xp, (wide - mean) / xp.sqrt(variance + eps), x, weight, bias)
