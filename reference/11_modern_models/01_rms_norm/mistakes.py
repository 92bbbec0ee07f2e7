"""What beginners hand in for RMS norm, and what to tell them."""

from array_api_compat import array_namespace

from dojo import mistake


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


@mistake(
    "rms_norm",
    "The mean is subtracted, as in layer norm. RMS norm subtracts nothing: a vector keeps its direction, and (3, 4)"
    " becomes (0.849, 1.131).",
)
def subtracts_the_mean(x, weight=None, eps=1e-6):
    _checked(x, weight)
    wide = _wide(x)
    centred = wide - array_namespace(x).mean(wide, axis=-1, keepdims=True)
    return _finish(centred / _root(centred, eps), x, weight)


@mistake(
    "rms_norm",
    "The mean is subtracted from the vector, though the root is that of x itself. RMS norm subtracts nothing.",
)
def subtracts_the_mean_at_the_end(x, weight=None, eps=1e-6):
    _checked(x, weight)
    wide = _wide(x)
    return _finish((wide - array_namespace(x).mean(wide, axis=-1, keepdims=True)) / _root(wide, eps), x, weight)


@mistake(
    "rms_norm",
    "It divides by the standard deviation, which is measured from the mean. Square the entries themselves: the mean of"
    " x², and its root.",
)
def divides_by_the_standard_deviation(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: xp.sqrt(xp.var(wide, axis=-1, keepdims=True) + eps))


@mistake(
    "rms_norm",
    "The squares are added up, but their mean is needed: the result has length 1 now, and its entries shrink as D"
    " grows. Use mean in place of sum.",
    inside=(True, False),
)
def takes_the_sum_for_the_mean(x, weight=None, eps=1e-6, *, inside):
    def length(xp, wide):
        squares = xp.sum(wide**2, axis=-1, keepdims=True)
        return xp.sqrt(squares + eps) if inside else xp.sqrt(squares) + eps

    return _by(x, weight, length)


@mistake(
    "rms_norm",
    "The mean of the squares divides by D - 1. The vector is all there is, so divide by D.",
)
def divides_by_d_minus_1(x, weight=None, eps=1e-6):
    return _by(
        x,
        weight,
        lambda xp, wide: xp.sqrt(xp.sum(wide**2, axis=-1, keepdims=True) / max(wide.shape[-1] - 1, 1) + eps),
    )


@mistake(
    "rms_norm",
    "It divides by the mean of the squares. Take the root of it first, or a vector twice as long comes out half as"
    " long.",
)
def forgets_the_root(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: xp.mean(wide**2, axis=-1, keepdims=True) + eps)


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


@mistake(
    "rms_norm",
    "It divides by the mean of the entries. Where positive and negative ones cancel, that is nearly 0: square them"
    " before the mean.",
)
def forgets_the_square(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: xp.sqrt(xp.mean(wide, axis=-1, keepdims=True) ** 2 + eps))


@mistake(
    "rms_norm",
    "It multiplies by the root mean square, or divides by its inverse: rsqrt is 1/√ already. A long vector must get"
    " shorter, so divide by the root, or multiply by rsqrt.",
)
def multiplies_by_the_root(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: 1 / _root(wide, eps))


@mistake(
    "rms_norm",
    "eps is added to the root. It belongs to the mean of the squares, under the root: for entries of 0.001 that"
    " changes 0.999 into 0.707.",
)
def adds_eps_outside_the_root(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: xp.sqrt(xp.mean(wide**2, axis=-1, keepdims=True)) + eps)


@mistake(
    "rms_norm",
    "eps is missing: a vector of zeros becomes NaN, and a tiny one is blown up to length √D. Add it to the mean of the"
    " squares, under the root.",
)
def leaves_out_eps(x, weight=None, eps=1e-6):
    _checked(x, weight)
    xp, wide = array_namespace(x), _wide(x)
    root = _root(wide, 0.0)
    return _finish(wide / xp.where(root == 0, xp.nan, root), x, weight)


@mistake(
    "rms_norm",
    "eps is a lower bound here, and counts only where the mean of the squares is less. Add it, always: mean + eps.",
)
def takes_eps_for_a_bound(x, weight=None, eps=1e-6):
    def root(xp, wide):
        squares = xp.mean(wide**2, axis=-1, keepdims=True)
        return xp.sqrt(xp.where(squares > eps, squares, eps))

    return _by(x, weight, root)


@mistake("rms_norm", "eps is always 1e-6, whatever the caller asks for. Use the parameter.")
def ignores_the_eps_that_is_given(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: _root(wide, 1e-6))


@mistake(
    "rms_norm",
    "eps is 1e-5 where the caller gives none, as layer norm has it. Here its default is 1e-6.",
)
def has_the_default_of_layer_norm(x, weight=None, eps=1e-5):
    return _by(x, weight, lambda xp, wide: _root(wide, eps))


@mistake(
    "rms_norm",
    "The mean runs over the batch. Each vector is normalised on its own: along the last axis.",
)
def runs_over_the_batch(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: xp.sqrt(xp.mean(wide**2, axis=0, keepdims=True) + eps))


@mistake(
    "rms_norm",
    "The mean runs over the whole array, so that the vectors of a batch change each other. Take it along the last axis"
    " alone, with keepdims=True.",
)
def runs_over_the_whole_array(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: xp.sqrt(xp.mean(wide**2) + eps) if wide.size else 1.0)


@mistake("rms_norm", "The weight is added, like a bias. It is a gain: multiply each entry by its own.")
def adds_the_weight(x, weight=None, eps=1e-6):
    _checked(x, weight)
    result = _wide(x) / _root(_wide(x), eps)
    return _finish(result if weight is None else result + weight, x, None)


@mistake("rms_norm", "The weight plays no part. Multiply each entry of the normalised vector by its own.")
def ignores_the_weight(x, weight=None, eps=1e-6):
    _checked(x, weight)
    return _by(x, None, lambda xp, wide: _root(wide, eps))


@mistake(
    "rms_norm",
    "The gain is 1 + weight, as Gemma has it. Here the weight itself is the gain.",
)
def adds_1_to_the_weight(x, weight=None, eps=1e-6):
    return _by(x, None if weight is None else 1 + weight, lambda xp, wide: _root(wide, eps))


@mistake(
    "rms_norm",
    "The weight is applied before the root is taken, and changes it. Normalise x first, then multiply by the weight.",
)
def weighs_before_it_normalises(x, weight=None, eps=1e-6):
    _checked(x, weight)
    wide = _wide(x) if weight is None else _wide(x) * weight
    return _finish(wide / _root(wide, eps), x, None)


@mistake(
    "rms_norm",
    "A square or the sum of them overflowed in float16, whose largest number is 65504, or was too small for it. Cast x"
    " to float32 before you square it, and return float16.",
)
def squares_in_float16(x, weight=None, eps=1e-6):
    _checked(x, weight)
    xp = array_namespace(x)
    return _finish(x / xp.sqrt(xp.mean(x**2, axis=-1, keepdims=True) + eps), x, weight)


@mistake(
    "rms_norm",
    "The squares are cast to float32, but they overflowed before, in float16. Cast x first, then square it.",
)
def casts_the_squares(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: xp.sqrt(xp.mean(_wide(x**2), axis=-1, keepdims=True) + eps))


@mistake(
    "rms_norm",
    "1 / rms is rounded to float16 before x is multiplied by it. For a short x it is beyond 65,504, and infinite:"
    " multiply in float32, and cast the result.",
)
def rounds_the_inverse(x, weight=None, eps=1e-6):
    _checked(x, weight)
    return _finish(x * array_namespace(x).astype(1 / _root(_wide(x), eps), x.dtype), x, weight)


@mistake(
    "rms_norm",
    "The result of float16 stays float32. Cast it back to the dtype of x at the end.",
)
def returns_float32_for_float16(x, weight=None, eps=1e-6):
    _checked(x, weight)
    result = _wide(x) / _root(_wide(x), eps)
    return result if weight is None else result * weight


@mistake(
    "rms_norm",
    "It is computed in float32 on the way, which keeps about 7 digits. That is right for float16, but float64 stays"
    " float64: xp.result_type(x.dtype, xp.float32) tells which.",
)
def passes_through_float32(x, weight=None, eps=1e-6):
    _checked(x, weight)
    xp = array_namespace(x)
    wide = xp.astype(x, xp.float32)
    return _finish(xp.astype(wide / _root(wide, eps), x.dtype), x, weight)


@mistake(
    "rms_norm",
    "A weight of another shape is broadcast, or fails with an error that is not a ValueError. Its shape must be (D,):"
    " compare it with x.shape[-1:] and raise.",
)
def takes_any_weight(x, weight=None, eps=1e-6):
    wide = _wide(x)
    return _finish(wide / _root(wide, eps), x, weight)


@mistake(
    "rms_norm",
    "The root is cut off from autograd, as .detach() or .item() does. It depends on x, and its gradient counts: it is"
    " what keeps the gradient at right angles to x.",
)
def detaches_the_root(x, weight=None, eps=1e-6):
    return _by(x, weight, lambda xp, wide: _root(wide.detach() if hasattr(wide, "detach") else wide, eps))


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "rms_norm",
    "eps is added to the root; it belongs under it, to the mean of the squares. After that, cast float16 to float32"
    " before you square.",
)
def adds_eps_outside_the_root_in_float16(x, weight=None, eps=1e-6):
    _checked(x, weight)
    xp = array_namespace(x)
    return _finish(x / (xp.sqrt(xp.mean(x**2, axis=-1, keepdims=True)) + eps), x, weight)


@mistake(
    "rms_norm",
    "Squares overflow in float16: cast x to float32 before you square it. After that, raise a ValueError where the"
    " shape of the weight is not (D,).",
)
def squares_in_float16_and_takes_any_weight(x, weight=None, eps=1e-6):
    xp = array_namespace(x)
    return _finish(x / xp.sqrt(xp.mean(x**2, axis=-1, keepdims=True) + eps), x, weight)
