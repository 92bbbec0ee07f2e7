"""A convolution slides the same small window of weights over every place of an image."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device, themes
from dojo.strategies import arrays, dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=45,
    from_scratch=[
        *themes.CONVOLUTIONS,
        *("Conv3d", "LazyConv2d", "conv_transpose2d", "correlate2d", "convolve2d", "oaconvolve", "ConvTranspose2d"),
        *("mkldnn_convolution", "thnn_conv2d", "cudnn_convolution", "slow_conv2d_forward"),
    ],
    instead="You need zeros around the image, slices, products and sums.",
    ladder={"x": "finite", "weight": "finite", "bias": "finite"},
    batch="N",
)

IMAGE = np.array([[[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 1.0, 1.0]]]])
KERNEL = np.array([[[[1.0, 2.0], [0.0, -1.0]]]])
_RNG = np.random.default_rng(0)
X, WEIGHT, BIAS = (
    _RNG.integers(-3, 4, (2, 3, 5, 6)) * 1.0,
    _RNG.integers(-2, 3, (4, 3, 2, 3)) * 1.0,
    np.array([1.0, -2.0, 0.5, 3.0]),
)
"""Two images of three channels, four windows of two rows and three columns."""
FEW = np.array([[[[1.0, 2.0], [0.0, -1.0]], [[3.0, 0.0], [2.0, 1.0]]]])
PAIRS = np.array([[[[1.0, -1.0]], [[2.0, 0.0]]], [[[0.0, 3.0]], [[1.0, 1.0]]]])
"""One image of two channels, two windows of one row: small enough to follow by hand."""


@st.composite
def sizes(draw, low=2, pairs=False):
    """The shapes of images and windows that fit, with a stride and a padding: numbers, or pairs as well."""
    channels, out = draw(st.integers(low, 3)), draw(st.integers(low, 3))
    stride, padding = (
        draw(st.integers(first, 2) | (st.tuples(*[st.integers(first, 3)] * 2) if pairs else st.nothing()))
        for first in (1, 0)
    )
    pads = padding if isinstance(padding, tuple) else (padding, padding)
    kernel = [draw(st.integers(low, 3)) for _ in range(2)]
    image = [draw(st.integers(max(low, k - 2 * p), 5)) for k, p in zip(kernel, pads, strict=True)]
    return (draw(st.integers(low, 3)), channels, *image), (out, channels, *kernel), stride, padding


@st.composite
def plain_inputs(draw):
    shape, window, stride, padding = draw(sizes())
    x, weight = draw(plain_arrays(shape, magnitude=3.0)), draw(plain_arrays(window, magnitude=3.0))
    return x, weight, draw(st.none() | plain_arrays(window[:1])), stride, padding


@st.composite
def inputs_of_any_kind(draw, dtype=None):
    """Sizes of 1, no images, both dtypes and all layouts."""
    dtype = draw(dtypes()) if dtype is None else dtype
    shape, window, stride, padding = draw(sizes(low=1, pairs=True))
    x = draw(arrays((draw(st.integers(0, 2)), *shape[1:]), dtype, magnitude=3.0))
    weight, bias = draw(arrays(window, dtype, magnitude=3.0)), draw(st.none() | arrays(window[:1], dtype))
    return x, weight, bias, stride, padding


# ---------------------------------------------------------------------------------------- core


def test_worked_example(kata):
    kata.check_figure("conv2d", IMAGE, KERNEL, gives=[[[[4.0, -1.0], [1.0, 6.0]]]])


def shape_of_result(solution, x, weight, stride, padding):
    return list(solution.conv2d(x, weight, None, stride, padding).shape)


def test_worked_example_of_sizes(kata):
    found = kata.run(shape_of_result, np.ones((1, 1, 28, 28)), np.ones((2, 1, 5, 5)), 2, 1)
    kata.equal(found, [1, 2, 13, 13], "the size is (H + 2p - k) // s + 1")


def test_sums_over_all_input_channels_for_each_output_channel(kata):
    kata.check("conv2d", X, WEIGHT)


def test_adds_the_bias_to_each_output_channel(kata):
    kata.check("conv2d", X, WEIGHT, BIAS)
    kata.check("conv2d", X[:, :, :4, :], WEIGHT[:3, :, :2, :], BIAS[:3])


@pytest.mark.parametrize("stride", [2, 3])
def test_moves_by_the_stride(kata, stride):
    kata.check("conv2d", X, WEIGHT, BIAS, stride=stride)


@pytest.mark.parametrize("padding", [1, 2])
def test_puts_zeros_around_the_image(kata, padding):
    kata.check("conv2d", X, WEIGHT, BIAS, padding=padding)


@given(plain_inputs())
@example((FEW, PAIRS, np.array([1.0, -2.0]), 1, 0))
@example((IMAGE, KERNEL, None, 2, 1))
@example((X, WEIGHT, BIAS, 2, 1))
@example((X, WEIGHT, None, 1, 2))
@example((X, WEIGHT[:, :, :, :2], BIAS, 1, 0))
def test_agrees_with_numpy_and_torch(kata, inputs):
    kata.check("conv2d", *inputs)


@given(plain_arrays((2, 3, 4, 5)), plain_arrays((2, 3, 2, 2)))
def test_sees_the_same_thing_everywhere(kata, x, weight):
    moved = kata.conv2d(np.roll(x, (1, 2), axis=(2, 3)), weight)[:, :, 1:, 2:]
    still = kata.conv2d(x, weight)[:, :, :-1, :-2]
    kata.equal(moved, still, "where the image moves, the result moves with it", scale=1200.0)


def test_a_window_of_one_entry_mixes_the_channels_of_each_place(kata):
    found = kata.conv2d(X, WEIGHT[:, :, :1, :1].copy())
    kata.equal(found, np.einsum("nchw,oc->nohw", X, WEIGHT[:, :, 0, 0]), "a 1 x 1 window is a matrix for the channels")


test_is_written_from_scratch = from_scratch("conv2d", X, WEIGHT, BIAS, 2, 1)


# --------------------------------------------------------------------------------------- edges


@edges
@given(inputs_of_any_kind())
@example((IMAGE, KERNEL, None, (1, 2), (1, 0)))
@example((X.astype(np.float32), WEIGHT.astype(np.float32), BIAS.astype(np.float32), 2, 1))
@example((X[:0], WEIGHT, BIAS, 1, 1))
@example((X, WEIGHT, None, 4, 3))
def test_agrees_for_any_size_dtype_and_layout(kata, inputs):
    kata.check("conv2d", *inputs)


@edges
@pytest.mark.parametrize("stride", [(1, 2), (3, 1)])
def test_moves_by_another_stride_down_than_to_the_right(kata, stride):
    kata.check("conv2d", X, WEIGHT, BIAS, stride=stride)


@edges
@pytest.mark.parametrize("padding", [(0, 1), (2, 0)])
def test_puts_other_zeros_above_than_to_the_left(kata, padding):
    kata.check("conv2d", X, WEIGHT, BIAS, padding=padding)


@edges
@pytest.mark.parametrize("channels", [1, 2, 4])
def test_refuses_other_channels_than_those_of_the_window(kata, channels):
    x = np.ones((2, channels, 5, 6))
    kata.check_raises(ValueError, "conv2d", x, WEIGHT, says=[x.shape, WEIGHT.shape])


@edges
@pytest.mark.parametrize(
    ("shape", "stride", "padding"), [((1, 3, 1, 6), 1, 0), ((1, 3, 5, 2), 3, 0), ((1, 3, 3, 1), 2, (4, 0))]
)
def test_refuses_a_window_larger_than_the_padded_image(kata, shape, stride, padding):
    kata.check_raises(ValueError, "conv2d", np.ones(shape), WEIGHT, None, stride, padding, says=[shape, WEIGHT.shape])


# --------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@given(inputs_of_any_kind(np.float64))
@example((X, WEIGHT, BIAS, 2, 1))
@example((X, WEIGHT, None, (1, 3), (2, 0)))
def test_gradient_agrees_with_torch(kata, inputs):
    kata.check_gradient("conv2d", *inputs)


test_stays_on_the_device_of_its_input = on_its_device("conv2d", X, WEIGHT, BIAS, 1, 2)
