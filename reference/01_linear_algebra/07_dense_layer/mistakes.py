"""What beginners hand in for a dense layer, and what to tell them."""

import math

from array_api_compat import array_namespace
from dense_layer import dense, relu

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="gives_the_bias_to_the_rows",
    axis_lost="leaves_out_the_negative",
    whole_for_slice=(
        "asks_python_for_the_maximum takes_the_largest_entry averages_over_the_batch "
        "takes_the_largest_of_each_column adds_the_sum_of_the_biases"
    ),
    missing_term="forgets_relu forgets_the_bias forgets_bias_and_relu",
    sign="takes_the_magnitude turns_the_sign turns_the_sign_of_the_layer subtracts_the_bias",
    opposite_choice="keeps_the_negative_half",
    transposed="transposes_the_weights transposes_the_weights_and_forgets_relu",
    swapped_arguments="exchanges_the_factors",
    order_of_steps="adds_the_bias_after_relu applies_relu_to_the_input adds_the_bias_before_the_product",
    counted_twice="applies_relu_to_both",
    writes_into_input="writes_into_its_input",
    dtype_lost="loses_the_dtype loses_the_dtype_of_the_layer",
    overflow="halves_a_sum",
    nan_hidden="swallows_nan multiplies_by_a_mask",
    wrong_exception="leaves_the_clash_to_the_library",
    silent_error=(
        "turns_weights_that_do_not_fit compares_the_last_axis_of_the_bias compares_the_last_axis_if_there_is_one "
        "compares_the_first_axis_of_the_bias compares_the_first_axis_if_there_is_one counts_the_entries_of_the_bias"
    ),
    gradient_cut="cuts_the_gradient_off",
    broadcast_by_accident="stretches_a_single_output stretches_the_bias checks_nothing",
    partial_case="goes_over_the_first_axis takes_two_axes loops_over_rows",
    wrong_formula="gives_a_step has_a_ceiling leaks is_smooth multiplies_entry_by_entry",
)


def _check(x, W, b):
    if x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]:
        raise ValueError(f"{tuple(x.shape)} {tuple(W.shape)} {tuple(b.shape)}")


edit(
    "takes_the_magnitude",
    "The sign is dropped, so -2 becomes 2. relu makes it 0: negative entries are cut off.",
    ("xp.maximum(x, xp.zeros_like(x))", "xp.abs(x)"),
)

edit(
    "keeps_the_negative_half",
    "The wrong half is kept. Negative entries become 0, and positive ones stay.",
    ("xp.maximum(x, xp.zeros_like(x))", "-xp.maximum(-x, xp.zeros_like(-x))"),
)

edit(
    "turns_the_sign",
    "That is relu(-x): it has the sign turned. Positive entries stay as they are.",
    ("xp = array_namespace(x)", "x = -x\nxp = array_namespace(x)"),
)

edit(
    "cuts_the_gradient_off",
    "The numbers are right, but no gradient flows: .detach(), .numpy(), .item() and float() cut the result off from"
    " the input. Stay with the arrays that you were given.",
    ("xp = array_namespace(x)", "x = x.detach() if hasattr(x, 'detach') else x\nxp = array_namespace(x)"),
)

edit(
    "gives_a_step",
    "Positive entries became 1: x > 0 is only the answer to a question. Keep x itself there.",
    ("xp.maximum(x, xp.zeros_like(x))", "xp.astype(x > 0, x.dtype)"),
)

edit(
    "has_a_ceiling",
    "Entries above 1 are cut off, too. relu has a floor at 0, and no ceiling.",
    ("xp.maximum(x, xp.zeros_like(x))", "xp.minimum(xp.maximum(x, xp.zeros_like(x)), xp.ones_like(x))"),
)

edit(
    "leaks",
    "A little of the negative half leaks through: that is a leaky relu. relu gives exactly 0 there.",
    ("xp.maximum(x, xp.zeros_like(x))", "xp.maximum(x, xp.zeros_like(x)) - 0.01 * xp.maximum(-x, xp.zeros_like(-x))"),
)

edit(
    "is_smooth",
    "That is softplus, which is smooth. relu has a corner: 0 below 0, and x above.",
    ("xp.maximum(x, xp.zeros_like(x))", "xp.maximum(x, xp.zeros_like(x)) + xp.log1p(xp.exp(-xp.abs(x)))"),
)

edit(
    "leaves_out_the_negative",
    "Entries that are not positive are left out, so the shape changes. They stay, as zeros: use maximum or where.",
    ("xp.maximum(x, xp.zeros_like(x))", "x[x > 0]"),
)

edit(
    "asks_python_for_the_maximum",
    "Python's max compares two arrays in one piece, which does not work. The library's maximum compares entry by"
    " entry.",
    ("xp.maximum(x, xp.zeros_like(x))", "max(x, 0 * x)"),
)

edit(
    "takes_the_largest_entry",
    "max takes the largest entry of the array, or of each column. maximum(x, 0) compares each entry with 0 on its own.",
    (
        "return xp.maximum(x, xp.zeros_like(x))",
        "if 0 in x.shape:\n    return xp.sum(x)\nx = xp.max(x)\nreturn xp.maximum(x, xp.zeros_like(x))",
    ),
)

edit(
    "swallows_nan",
    "A NaN becomes 0, which hides the fault that made it. NaN is not above 0, and not below 0 either: ask which"
    " entries go, x < 0, not which ones stay.",
    ("xp.maximum(x, xp.zeros_like(x))", "xp.where(x > 0, x, xp.zeros_like(x))"),
)

edit(
    "multiplies_by_a_mask",
    "x is multiplied by a mask of 0 and 1, and 0 times infinity is NaN. Choose between x and 0 with where, or use"
    " maximum.",
    ("xp.maximum(x, xp.zeros_like(x))", "x * xp.astype(x > 0, x.dtype)"),
)

edit(
    "halves_a_sum",
    "(x + |x|) / 2 is right on paper. In floating point x + |x| overflows for large x, and is NaN for -infinity."
    " Use maximum.",
    ("xp.maximum(x, xp.zeros_like(x))", "(x + xp.abs(x)) / 2"),
)

edit(
    "writes_into_its_input",
    "The input is changed: x[x < 0] = 0 writes into the caller's array. Make a new one, with maximum or where.",
    ("return xp.maximum(x, xp.zeros_like(x))", "x[x < 0] = 0\nreturn x"),
)

edit(
    "goes_over_the_first_axis",
    "It loops over the first axis and stacks the results. A single number has no axis, and an empty array leaves"
    " nothing to stack: maximum and where take any shape at once.",
    ("xp.maximum(x, xp.zeros_like(x))", "xp.stack([xp.maximum(row, xp.zeros_like(row)) for row in x])"),
)

edit(
    "loses_the_dtype",
    "float32 goes in and float64 comes out. Zeros have a dtype of their own: zeros_like(x) has that of x.",
    ("xp.zeros_like(x)", "xp.zeros(tuple(x.shape), dtype=xp.float64)"),
)

edit("forgets_relu", "The activation is missing: this is x W + b. Apply relu to it.", ("relu(x @ W + b)", "x @ W + b"))

edit("forgets_the_bias", "The bias is missing. Add it to x W, before relu.", ("x @ W + b", "x @ W"))

edit(
    "adds_the_bias_after_relu",
    "The bias is added after relu. Add it to x W first, and then cut off.",
    ("relu(x @ W + b)", "relu(x @ W) + b"),
)

edit("subtracts_the_bias", "The bias is subtracted. Add it: x W + b.", ("x @ W + b", "x @ W - b"))

edit(
    "applies_relu_to_the_input",
    "relu is applied to the input, not to the output. The activation comes last.",
    ("relu(x @ W + b)", "relu(x) @ W + b"),
)

edit(
    "applies_relu_to_both",
    "relu is applied to the input as well as the output. Negative entries of x count: apply relu once, at the end.",
    ("x @ W", "relu(x) @ W"),
)

edit(
    "turns_the_sign_of_the_layer",
    "That is relu(-(x W + b)): a sign is turned on the way.",
    ("x @ W + b", "-(x @ W + b)"),
)

edit(
    "adds_the_bias_before_the_product",
    "The bias is added to the input, before the product. There is one bias for each output, so add it to x W.",
    ("x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]", "False"),
    ("x @ W + b", "(x + b) @ W"),
)

edit(
    "turns_weights_that_do_not_fit",
    "Weights that do not fit are transposed until they do. The layout is fixed, (in, out): raise a ValueError for"
    " anything else.",
    (
        '"""Apply a dense layer to each row."""\n',
        '"""Apply a dense layer to each row."""\n'
        "if x.shape[-1] != W.shape[0] and x.shape[-1] == W.shape[1]:\n"
        "    W = array_namespace(x).matrix_transpose(W)\n",
    ),
)

edit(
    "transposes_the_weights",
    "The weights are transposed, as if they were (out, in), the layout of torch's Linear. Here W is (in, out): x @"
    " W needs no transpose.",
    ("x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]", "False"),
    ("x @ W", "x @ W.T"),
)

edit(
    "exchanges_the_factors",
    "The factors are exchanged: W x instead of x W. The rows of x are the examples, so x is on the left.",
    ("x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]", "False"),
    ("x @ W", "W @ x"),
)

edit(
    "multiplies_entry_by_entry",
    "The entries are multiplied one by one, x * W. An output is the dot product of a row of x and a column of W: x"
    " @ W.",
    ("x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]", "False"),
    ("x @ W", "x * W"),
)

edit(
    "gives_the_bias_to_the_rows",
    "The biases go to the rows, b[:, None]. There is one for each output, and (out,) lines up with the last axis by"
    " itself.",
    ("x @ W + b", "x @ W + b[:, None]"),
)

edit(
    "takes_two_axes",
    "It takes x with exactly two axes. A single row (in,) and a batch of texts (batch, tokens, in) need the same"
    " product: only the last axis matters.",
    ('"""Apply a dense layer to each row."""\n', '"""Apply a dense layer to each row."""\nrows, features = x.shape\n'),
)


@mistake(
    "dense",
    "It goes through x row by row and stacks the results. A single row is then taken apart into numbers, and an"
    " empty batch leaves nothing to stack: x @ W does all rows at once.",
)
def loops_over_rows(x, W, b):
    _check(x, W, b)
    return array_namespace(x).stack([dense(row, W, b) for row in x] if x.ndim > 1 else [relu(n * W + b) for n in x])


edit(
    "stretches_a_single_output",
    "A layer of one output is stretched to as many outputs as there are biases. Compare b.shape with (out,), even"
    " if out is 1, and raise a ValueError.",
    ("b.shape != W.shape[1:]", "(b[:1] if b.ndim == 1 and W.shape[1] == 1 and b.shape[0] else b).shape != W.shape[1:]"),
)


@mistake(
    "dense",
    "A bias of a shape other than (out,) is stretched: (1,) would be one number for all outputs. Compare b.shape"
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

edit(
    "compares_the_last_axis_of_the_bias",
    "b is compared with W by its last axis alone, so that a b with more axes" + _WHOLE_SHAPE,
    ("b.shape != W.shape[1:]", "not b.shape[-1] == W.shape[1]"),
)

edit(
    "compares_the_last_axis_if_there_is_one",
    "b is compared with W by its last axis alone, so that a b with more axes" + _WHOLE_SHAPE,
    ("b.shape != W.shape[1:]", "not b.shape[-1:] == W.shape[1:]"),
)

edit(
    "compares_the_first_axis_of_the_bias",
    "b is compared with W by its first axis alone, so that a b with more axes" + _WHOLE_SHAPE,
    ("b.shape != W.shape[1:]", "not b.shape[0] == W.shape[1]"),
)

edit(
    "compares_the_first_axis_if_there_is_one",
    "b is compared with W by its first axis alone, so that a b with more axes" + _WHOLE_SHAPE,
    ("b.shape != W.shape[1:]", "not b.shape[:1] == W.shape[1:]"),
)


@mistake("dense", "b is compared with W by how many entries it has, so that a b of a different shape" + _WHOLE_SHAPE)
def counts_the_entries_of_the_bias(x, W, b):
    return _dense_if(math.prod(b.shape) == W.shape[1], x, W, b)


edit(
    "leaves_the_clash_to_the_library",
    "The library decides whether x fits W, and torch raises a RuntimeError where NumPy raises a ValueError. Compare"
    " the sizes first.",
    ("x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]", "b.shape != W.shape[1:]"),
)

generics(
    "dense",
    passes_through_float32="The product is computed in float32, which keeps about 7 digits of the 16 that float64"
    " has. Stay in the dtype that came in.",
    asserts="Shapes that do not fit raise an AssertionError. The statement asks for a ValueError: write if ...:"
    " raise ValueError(...) instead of assert.",
)

edit(
    "averages_over_the_batch",
    "The outputs are averaged over the batch. Each row keeps its own outputs.",
    ("relu(x @ W + b)", "array_namespace(x).mean(relu(x @ W + b), axis=0)"),
)

edit(
    "takes_the_largest_of_each_column",
    "max takes the largest entry of the array, or of each column. maximum(x, 0) compares each entry with 0 on its own.",
    (
        "xp.maximum(x, xp.zeros_like(x))",
        "xp.max(x, axis=0) if x.ndim and x.shape[0] else xp.maximum(x, xp.zeros_like(x))",
    ),
)

edit(
    "checks_nothing",
    "A bias of a shape other than (out,) is stretched: (1,) would be one number for all outputs. Compare b.shape"
    " with (out,), and x.shape[-1] with the rows of W, before the product.",
    ("x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]", "False"),
)

edit(
    "forgets_bias_and_relu",
    "The bias and the activation are missing: this is x W. Add b first, then apply relu.",
    ("relu(x @ W + b)", "x @ W"),
)

edit(
    "transposes_the_weights_and_forgets_relu",
    "The weights are transposed, as if they were (out, in), and the activation is missing. Begin with the product:"
    " here W is (in, out), so x @ W needs no transpose.",
    ("x.shape[-1] != W.shape[0] or b.shape != W.shape[1:]", "False"),
    ("relu(x @ W + b)", "x @ W.T + b"),
)

edit(
    "loses_the_dtype_of_the_layer",
    "float32 goes in and float64 comes out: an array made on the way has a dtype of its own. Give it dtype=x.dtype.",
    ("x @ W + b", "x @ W + array_namespace(x).astype(b, array_namespace(x).float64)"),
)

edit(
    "adds_the_sum_of_the_biases",
    "All biases are added to every output, as one sum. Each output has its own bias: x @ W + b.",
    ("x @ W + b", "x @ W + array_namespace(x).sum(b)"),
)

generics(
    "relu",
    passes_through_float32="The entries pass through float32, which keeps about 7 digits of the 16 that float64"
    " has. Stay in the dtype that came in.",
)
