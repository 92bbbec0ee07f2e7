"""What beginners hand in for a dense layer, and what to tell them."""

from array_api_compat import array_namespace
from dense_layer import dense, relu

from dojo import mistake


def _check(x, W, b):
    if x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(f"{tuple(x.shape)} {tuple(W.shape)} {tuple(b.shape)}")


@mistake("relu", "The sign is dropped, which makes 2 of -2. relu makes 0 of it: what is negative is cut off.")
def takes_the_magnitude(x):
    return array_namespace(x).abs(x)


@mistake("relu", "The wrong half is left: what is negative has to go, and what is positive stays.")
def keeps_the_negative_half(x):
    return -relu(-x)


@mistake("relu", "The sign is turned as well: that is relu(-x), which fires where relu is silent.")
def turns_the_sign(x):
    return relu(-x)


@mistake(
    "relu",
    "The numbers are right and the gradient is gone: .detach(), .numpy(), .item() and float() start anew, cut off from"
    " the input. Stay with the arrays that you were given.",
)
def cuts_the_gradient_off(x):
    return relu(x.detach() if hasattr(x, "detach") else x)


@mistake(
    "relu",
    "What is positive became 1: the comparison x > 0 is the answer to a question, not the number that was asked about."
    " Where it holds, keep x itself.",
)
def gives_a_step(x):
    xp = array_namespace(x)
    return xp.astype(x > 0, x.dtype)


@mistake("relu", "What is above 1 is cut as well. relu has a floor, at 0, and no ceiling.")
def has_a_ceiling(x):
    xp = array_namespace(x)
    return xp.minimum(relu(x), xp.ones_like(x))


@mistake(
    "relu", "A little of the negative half leaks through. That is a leaky relu; relu itself gives exactly 0 there."
)
def leaks(x):
    return relu(x) - 0.01 * relu(-x)


@mistake("relu", "That is softplus, a smooth relative. relu itself has a corner: 0 below 0, and x above.")
def is_smooth(x):
    xp = array_namespace(x)
    return relu(x) + xp.log1p(xp.exp(-xp.abs(x)))


@mistake(
    "relu",
    "The entries that are not positive are left out, so that the shape is another. They stay, as zeros: choose between"
    " two arrays, entry by entry.",
)
def leaves_out_the_negative(x):
    return x[x > 0]


@mistake(
    "relu",
    "Python's own max compares two things as a whole, and an array is no single thing. The library has a maximum that"
    " compares entry by entry.",
)
def asks_python_for_the_maximum(x):
    return max(x, 0 * x)


@mistake(
    "relu",
    "One number for all: that is the largest entry of the array. Each entry is compared with 0 on its own: it is"
    " maximum(x, 0), not max(x).",
)
def takes_the_largest_entry(x):
    xp = array_namespace(x)
    return relu(xp.max(x)) if 0 not in x.shape else xp.sum(x)


@mistake(
    "relu",
    "A NaN becomes 0, and the fault that made it is hidden. It is neither above 0 nor below: ask what is to go, x < 0,"
    " not what is to stay.",
)
def swallows_nan(x):
    xp = array_namespace(x)
    return xp.where(x > 0, x, xp.zeros_like(x))


@mistake(
    "relu",
    "A mask of 0 and 1 is multiplied on, and 0 times infinity is NaN. Choose between x and 0 instead: where, or"
    " maximum.",
)
def multiplies_by_a_mask(x):
    return x * array_namespace(x).astype(x > 0, x.dtype)


@mistake(
    "relu",
    "(x + |x|) / 2 is right on paper. On a computer x + |x| overflows where x is large, and is NaN where x is"
    " -infinity. A maximum adds nothing.",
)
def halves_a_sum(x):
    return (x + array_namespace(x).abs(x)) / 2


@mistake(
    "relu",
    "The input is changed: x[x < 0] = 0 writes into the caller's array. Make a new one, by maximum or where.",
)
def writes_into_its_input(x):
    x[x < 0] = 0
    return x


@mistake(
    "relu",
    "It goes over the first axis and stacks what comes out. A single number has no axis, and an empty array leaves"
    " nothing to stack: maximum and where take any shape as a whole.",
)
def goes_over_the_first_axis(x):
    return array_namespace(x).stack([relu(row) for row in x])


@mistake(
    "relu",
    "float32 goes in and float64 comes out: xp.zeros has the library's default dtype. zeros_like(x) has that of x.",
)
def loses_the_dtype(x):
    xp = array_namespace(x)
    return xp.maximum(x, xp.zeros(tuple(x.shape), dtype=xp.float64))


@mistake("dense", "The activation is missing: what comes out is x W + b, and a stack of such layers is a single one.")
def forgets_relu(x, W, b):
    _check(x, W, b)
    return x @ W + b


@mistake("dense", "The bias is missing: it is added to x W, before relu.")
def forgets_the_bias(x, W, b):
    _check(x, W, b)
    return relu(x @ W)


@mistake(
    "dense",
    "The bias comes after relu. It belongs before: it says where the corner lies, so add it to x W first and then cut"
    " off.",
)
def adds_the_bias_after_relu(x, W, b):
    _check(x, W, b)
    return relu(x @ W) + b


@mistake("dense", "The bias is subtracted, like a threshold. It is added: x W + b.")
def subtracts_the_bias(x, W, b):
    _check(x, W, b)
    return relu(x @ W - b)


@mistake(
    "dense",
    "relu is applied to the input instead of the output: relu(x) W + b. The activation comes last.",
)
def applies_relu_to_the_input(x, W, b):
    _check(x, W, b)
    return relu(x) @ W + b


@mistake(
    "dense",
    "The input is cut off as well as the output. What is negative in x counts: relu is applied once, at the end.",
)
def applies_relu_to_both(x, W, b):
    _check(x, W, b)
    return relu(relu(x) @ W + b)


@mistake(
    "dense", "That is relu(-(x W + b)): the sign is turned somewhere, and the layer fires where it should be silent."
)
def turns_the_sign_of_the_layer(x, W, b):
    _check(x, W, b)
    return relu(-(x @ W + b))


@mistake(
    "dense",
    "The bias is added to the input, before the product. There is one for each output, so it belongs to x W.",
)
def adds_the_bias_before_the_product(x, W, b):
    return relu((x + b) @ W)


@mistake(
    "dense",
    "Weights that don't fit are turned until they do. Where in and out are the same nobody could tell that they lie"
    " the wrong way, so the layout is fixed, (in, out), and anything else is a ValueError.",
)
def turns_weights_that_do_not_fit(x, W, b):
    if x.shape[-1] != W.shape[0] and x.shape[-1] == W.shape[1]:
        W = array_namespace(W).matrix_transpose(W)
    _check(x, W, b)
    return relu(x @ W + b)


@mistake(
    "dense",
    "The weights are transposed, as torch's Linear keeps them, (out, in). Here W is (in, out), and x W needs no"
    " turning.",
)
def transposes_the_weights(x, W, b):
    return relu(x @ W.T + b)


@mistake(
    "dense",
    "The factors are exchanged: W x in place of x W. The rows of x are the examples, so x stands on the left.",
)
def exchanges_the_factors(x, W, b):
    return relu(W @ x + b)


@mistake(
    "dense",
    "The entries are multiplied one by one, x * W. An output is a dot product, of a row of x and a column of W: x @ W.",
)
def multiplies_entry_by_entry(x, W, b):
    return relu(x * W + b)


@mistake(
    "dense",
    "The biases go to the rows, b[:, None]. There is one for each output, and outputs lie along the last axis, where"
    " (out,) lines up by itself.",
)
def gives_the_bias_to_the_rows(x, W, b):
    _check(x, W, b)
    return relu(x @ W + b[:, None])


@mistake(
    "dense",
    "It takes x with two axes and no other. A single row (in,), and a batch of texts (batch, tokens, in), go through"
    " the same product: only the last axis matters.",
)
def takes_two_axes(x, W, b):
    rows, features = x.shape
    if W.shape[0] != features or b.shape != W.shape[1:]:
        raise ValueError(f"{rows} rows of {features}, {tuple(W.shape)}, {tuple(b.shape)}")
    return relu(x @ W + b)


@mistake(
    "dense",
    "It goes through x row by row and stacks what comes out. A single row falls into numbers, and an empty batch"
    " leaves nothing to stack: x @ W does all rows at once.",
)
def loops_over_rows(x, W, b):
    _check(x, W, b)
    return array_namespace(x).stack([dense(row, W, b) for row in x] if x.ndim > 1 else [relu(n * W + b) for n in x])


@mistake(
    "dense",
    "A layer of one output is stretched to as many as there are biases. W says how many outputs there are: compare"
    " b.shape with (out,), also where out is 1, and raise a ValueError.",
)
def stretches_a_single_output(x, W, b):
    _check(x, W, b[:1] if b.ndim == 1 and W.shape[1] == 1 and b.shape[0] else b)
    return relu(x @ W + b)


@mistake(
    "dense",
    "A bias of another shape than (out,) is stretched without a word: (1,) is one number for all outputs, and (rows,"
    " 1) one for each row. Compare b.shape with (out,) and raise a ValueError.",
)
def stretches_the_bias(x, W, b):
    if x.shape[-1] != W.shape[0]:
        raise ValueError(f"{tuple(x.shape)} {tuple(W.shape)}")
    try:
        return relu(x @ W + b)
    except RuntimeError as error:
        raise ValueError(str(error)) from error


@mistake(
    "dense",
    "Whether x fits W is left to the library, and torch raises a RuntimeError where NumPy raises a ValueError. Compare"
    " the sizes first.",
)
def leaves_the_clash_to_the_library(x, W, b):
    if b.shape != W.shape[1:]:
        raise ValueError(f"{tuple(b.shape)}")
    return relu(x @ W + b)


@mistake(
    "dense",
    "The product is computed in float32, and half of the digits are gone for good. Work in the dtype of the inputs:"
    " what converts them, and back at the end?",
)
def works_in_float32(x, W, b):
    _check(x, W, b)
    xp = array_namespace(x)
    narrow = [xp.astype(array, xp.float32) for array in (x, W, b)]
    return xp.astype(relu(narrow[0] @ narrow[1] + narrow[2]), x.dtype)


@mistake(
    "dense",
    "The outputs are averaged over the batch, as a loss is. A layer gives each row its own.",
)
def averages_over_the_batch(x, W, b):
    _check(x, W, b)
    return array_namespace(x).mean(relu(x @ W + b), axis=0)
