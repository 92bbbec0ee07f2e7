"""What beginners hand in for a dense layer, and what to tell them."""

import math

from array_api_compat import array_namespace
from dense_layer import dense, relu

from dojo import mistake


def _check(x, W, b):
    if x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(f"{tuple(x.shape)} {tuple(W.shape)} {tuple(b.shape)}")


@mistake("relu", "The sign is dropped, so -2 becomes 2. relu makes it 0: negative entries are cut off.")
def takes_the_magnitude(x):
    return array_namespace(x).abs(x)


@mistake("relu", "The wrong half is kept. Negative entries become 0, and positive ones stay.")
def keeps_the_negative_half(x):
    return -relu(-x)


@mistake("relu", "That is relu(-x): it has the sign turned. Positive entries stay as they are.")
def turns_the_sign(x):
    return relu(-x)


@mistake(
    "relu",
    "The numbers are right, but no gradient flows: .detach(), .numpy(), .item() and float() cut the result off from"
    " the input. Stay with the arrays that you were given.",
)
def cuts_the_gradient_off(x):
    return relu(x.detach() if hasattr(x, "detach") else x)


@mistake("relu", "Positive entries became 1: x > 0 is only the answer to a question. Keep x itself there.")
def gives_a_step(x):
    xp = array_namespace(x)
    return xp.astype(x > 0, x.dtype)


@mistake("relu", "Entries above 1 are cut off as well. relu has a floor at 0, and no ceiling.")
def has_a_ceiling(x):
    xp = array_namespace(x)
    return xp.minimum(relu(x), xp.ones_like(x))


@mistake("relu", "A little of the negative half leaks through: that is a leaky relu. relu gives exactly 0 there.")
def leaks(x):
    return relu(x) - 0.01 * relu(-x)


@mistake("relu", "That is softplus, which is smooth. relu has a corner: 0 below 0, and x above.")
def is_smooth(x):
    xp = array_namespace(x)
    return relu(x) + xp.log1p(xp.exp(-xp.abs(x)))


@mistake(
    "relu",
    "Entries that are not positive are left out, so the shape changes. They stay, as zeros: use maximum or where.",
)
def leaves_out_the_negative(x):
    return x[x > 0]


@mistake(
    "relu",
    "Python's max compares two arrays as a whole, which does not work. The library's maximum compares entry by entry.",
)
def asks_python_for_the_maximum(x):
    return max(x, 0 * x)


@mistake(
    "relu",
    "max takes the largest entry of the array, or of each column. maximum(x, 0) compares each entry with 0 on its own.",
)
def takes_the_largest_entry(x):
    xp = array_namespace(x)
    return relu(xp.max(x)) if 0 not in x.shape else xp.sum(x)


@mistake(
    "relu",
    "A NaN becomes 0, which hides the fault that made it. NaN is neither above 0 nor below: ask which entries go, x"
    " < 0, not which ones stay.",
)
def swallows_nan(x):
    xp = array_namespace(x)
    return xp.where(x > 0, x, xp.zeros_like(x))


@mistake(
    "relu",
    "x is multiplied by a mask of 0 and 1, and 0 times infinity is NaN. Choose between x and 0 with where, or use"
    " maximum.",
)
def multiplies_by_a_mask(x):
    return x * array_namespace(x).astype(x > 0, x.dtype)


@mistake(
    "relu",
    "(x + |x|) / 2 is right on paper. In floating point x + |x| overflows for large x, and is NaN for -infinity."
    " Use maximum.",
)
def halves_a_sum(x):
    return (x + array_namespace(x).abs(x)) / 2


@mistake(
    "relu",
    "The input is changed: x[x < 0] = 0 writes into the caller's array. Make a new one, with maximum or where.",
)
def writes_into_its_input(x):
    x[x < 0] = 0
    return x


@mistake(
    "relu",
    "It loops over the first axis and stacks the results. A single number has no axis, and an empty array leaves"
    " nothing to stack: maximum and where take any shape as a whole.",
)
def goes_over_the_first_axis(x):
    return array_namespace(x).stack([relu(row) for row in x])


@mistake("relu", "float32 goes in and float64 comes out. Zeros have a dtype of their own: zeros_like(x) has that of x.")
def loses_the_dtype(x):
    xp = array_namespace(x)
    return xp.maximum(x, xp.zeros(tuple(x.shape), dtype=xp.float64))


@mistake("dense", "The activation is missing: this is x W + b. Apply relu to it.")
def forgets_relu(x, W, b):
    _check(x, W, b)
    return x @ W + b


@mistake("dense", "The bias is missing. Add it to x W, before relu.")
def forgets_the_bias(x, W, b):
    _check(x, W, b)
    return relu(x @ W)


@mistake("dense", "The bias is added after relu. Add it to x W first, and then cut off.")
def adds_the_bias_after_relu(x, W, b):
    _check(x, W, b)
    return relu(x @ W) + b


@mistake("dense", "The bias is subtracted. Add it: x W + b.")
def subtracts_the_bias(x, W, b):
    _check(x, W, b)
    return relu(x @ W - b)


@mistake("dense", "relu is applied to the input, not to the output. The activation comes last.")
def applies_relu_to_the_input(x, W, b):
    _check(x, W, b)
    return relu(x) @ W + b


@mistake(
    "dense",
    "relu is applied to the input as well as the output. Negative entries of x count: apply relu once, at the end.",
)
def applies_relu_to_both(x, W, b):
    _check(x, W, b)
    return relu(relu(x) @ W + b)


@mistake("dense", "That is relu(-(x W + b)): a sign is turned on the way.")
def turns_the_sign_of_the_layer(x, W, b):
    _check(x, W, b)
    return relu(-(x @ W + b))


@mistake(
    "dense",
    "The bias is added to the input, before the product. There is one bias for each output, so add it to x W.",
)
def adds_the_bias_before_the_product(x, W, b):
    return relu((x + b) @ W)


@mistake(
    "dense",
    "Weights that do not fit are transposed until they do. The layout is fixed, (in, out): raise a ValueError for"
    " anything else.",
)
def turns_weights_that_do_not_fit(x, W, b):
    if x.shape[-1] != W.shape[0] and x.shape[-1] == W.shape[1]:
        W = array_namespace(W).matrix_transpose(W)
    _check(x, W, b)
    return relu(x @ W + b)


@mistake(
    "dense",
    "The weights are transposed, as if they were (out, in), the layout of torch's Linear. Here W is (in, out): x @"
    " W needs no transpose.",
)
def transposes_the_weights(x, W, b):
    return relu(x @ W.T + b)


@mistake(
    "dense",
    "The factors are exchanged: W x instead of x W. The rows of x are the examples, so x stands on the left.",
)
def exchanges_the_factors(x, W, b):
    return relu(W @ x + b)


@mistake(
    "dense",
    "The entries are multiplied one by one, x * W. An output is the dot product of a row of x and a column of W: x"
    " @ W.",
)
def multiplies_entry_by_entry(x, W, b):
    return relu(x * W + b)


@mistake(
    "dense",
    "The biases go to the rows, b[:, None]. There is one for each output, and (out,) lines up with the last axis by"
    " itself.",
)
def gives_the_bias_to_the_rows(x, W, b):
    _check(x, W, b)
    return relu(x @ W + b[:, None])


@mistake(
    "dense",
    "It takes x with exactly two axes. A single row (in,) and a batch of texts (batch, tokens, in) need the same"
    " product: only the last axis matters.",
)
def takes_two_axes(x, W, b):
    rows, features = x.shape
    if W.shape[0] != features or b.shape != W.shape[1:]:
        raise ValueError(f"{rows} rows of {features}, {tuple(W.shape)}, {tuple(b.shape)}")
    return relu(x @ W + b)


@mistake(
    "dense",
    "It goes through x row by row and stacks the results. A single row is then taken apart into numbers, and an"
    " empty batch leaves nothing to stack: x @ W does all rows at once.",
)
def loops_over_rows(x, W, b):
    _check(x, W, b)
    return array_namespace(x).stack([dense(row, W, b) for row in x] if x.ndim > 1 else [relu(n * W + b) for n in x])


@mistake(
    "dense",
    "A layer of one output is stretched to as many outputs as there are biases. Compare b.shape with (out,), even"
    " if out is 1, and raise a ValueError.",
)
def stretches_a_single_output(x, W, b):
    _check(x, W, b[:1] if b.ndim == 1 and W.shape[1] == 1 and b.shape[0] else b)
    return relu(x @ W + b)


@mistake(
    "dense",
    "A bias of another shape than (out,) is stretched: (1,) would be one number for all outputs. Compare b.shape"
    " with (out,), and x.shape[-1] with the rows of W, before the product.",
)
def stretches_the_bias(x, W, b):
    if x.shape[-1] != W.shape[0]:
        raise ValueError(f"{tuple(x.shape)} {tuple(W.shape)}")
    try:
        return relu(x @ W + b)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


def _dense_if(bias_fits, x, W, b):
    """The layer, where a mistake says whether the bias fits."""
    if x.shape[-1] != W.shape[0] or not bias_fits:
        raise ValueError(f"{tuple(x.shape)} {tuple(W.shape)} {tuple(b.shape)}")
    return relu(x @ W + b)


_WHOLE_SHAPE = " gets through and is stretched. Compare the whole shape: b.shape with (out,)."


@mistake("dense", "b is compared with W by its last axis alone, so that a b with more axes" + _WHOLE_SHAPE)
def compares_the_last_axis_of_the_bias(x, W, b):
    return _dense_if(b.shape[-1] == W.shape[1], x, W, b)


@mistake("dense", "b is compared with W by its last axis alone, so that a b with more axes" + _WHOLE_SHAPE)
def compares_the_last_axis_if_there_is_one(x, W, b):
    return _dense_if(b.shape[-1:] == W.shape[1:], x, W, b)


@mistake("dense", "b is compared with W by its first axis alone, so that a b with more axes" + _WHOLE_SHAPE)
def compares_the_first_axis_of_the_bias(x, W, b):
    return _dense_if(b.shape[0] == W.shape[1], x, W, b)


@mistake("dense", "b is compared with W by its first axis alone, so that a b with more axes" + _WHOLE_SHAPE)
def compares_the_first_axis_if_there_is_one(x, W, b):
    return _dense_if(b.shape[:1] == W.shape[1:], x, W, b)


@mistake("dense", "b is compared with W by how many entries it has, so that a b of another shape" + _WHOLE_SHAPE)
def counts_the_entries_of_the_bias(x, W, b):
    return _dense_if(math.prod(b.shape) == W.shape[1], x, W, b)


@mistake(
    "dense",
    "The library decides whether x fits W, and torch raises a RuntimeError where NumPy raises a ValueError. Compare"
    " the sizes first.",
)
def leaves_the_clash_to_the_library(x, W, b):
    if b.shape != W.shape[1:]:
        raise ValueError(f"{tuple(b.shape)}")
    return relu(x @ W + b)


@mistake(
    "dense",
    "The product is computed in float32, which keeps about 7 digits of the 16 that float64 has. Stay in the dtype"
    " that came in.",
)
def works_in_float32(x, W, b):
    _check(x, W, b)
    xp = array_namespace(x)
    narrow = [xp.astype(array, xp.float32) for array in (x, W, b)]
    return xp.astype(relu(narrow[0] @ narrow[1] + narrow[2]), x.dtype)


@mistake("dense", "The outputs are averaged over the batch. Each row keeps its own outputs.")
def averages_over_the_batch(x, W, b):
    _check(x, W, b)
    return array_namespace(x).mean(relu(x @ W + b), axis=0)


@mistake(
    "relu",
    "max takes the largest entry of the array, or of each column. maximum(x, 0) compares each entry with 0 on its own.",
)
def takes_the_largest_of_each_column(x):
    xp = array_namespace(x)
    return xp.max(x, axis=0) if x.ndim and x.shape[0] else relu(x)


@mistake(
    "dense",
    "A bias of another shape than (out,) is stretched: (1,) would be one number for all outputs. Compare b.shape"
    " with (out,), and x.shape[-1] with the rows of W, before the product.",
)
def checks_nothing(x, W, b):
    return relu(x @ W + b)


@mistake("dense", "The bias and the activation are missing: this is x W. Add b first, then apply relu.")
def forgets_bias_and_relu(x, W, b):
    _check(x, W, b)
    return x @ W


@mistake(
    "dense",
    "The weights are transposed, as if they were (out, in), and the activation is missing. Begin with the product:"
    " here W is (in, out), so x @ W needs no transpose.",
)
def transposes_the_weights_and_forgets_relu(x, W, b):
    return x @ W.T + b


@mistake(
    "dense",
    "Shapes that do not fit raise an AssertionError. The statement asks for a ValueError: write if ...: raise"
    " ValueError(...) instead of assert.",
)
def asserts_the_shapes(x, W, b):
    assert x.shape[-1] == W.shape[0]
    assert b.shape == W.shape[1:]
    return relu(x @ W + b)


@mistake(
    "dense",
    "float32 goes in and float64 comes out: an array made on the way has a dtype of its own. Give it dtype=x.dtype.",
)
def loses_the_dtype_of_the_layer(x, W, b):
    _check(x, W, b)
    xp = array_namespace(x)
    return relu(x @ W + xp.astype(b, xp.float64))


@mistake("dense", "All biases are added to every output, as one sum. Each output has its own bias: x @ W + b.")
def adds_the_sum_of_the_biases(x, W, b):
    _check(x, W, b)
    return relu(x @ W + array_namespace(x).sum(b))


@mistake(
    "relu",
    "The entries pass through float32, which keeps about 7 digits of the 16 that float64 has. Stay in the dtype"
    " that came in.",
)
def passes_through_float32(x):
    xp = array_namespace(x)
    return xp.astype(relu(xp.astype(x, xp.float32)), x.dtype)
