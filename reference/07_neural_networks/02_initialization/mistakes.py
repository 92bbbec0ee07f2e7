"""What beginners hand in for the initialization of weights, and what to tell them."""

import copy

import numpy as np
from initialization import GAINS, fans, kaiming_normal, xavier_uniform

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="takes_the_last_axes",
    wrong_divisor="averages_the_fans looks_forward_only takes_both_fans averages_both_fans",
    root_or_square=(
        "forgets_the_root puts_the_gain_under_the_root forgets_to_square_the_slope gives_relu_the_gain_two"
        " puts_kaimings_gain_under_the_root takes_the_variance_for_the_deviation takes_the_variance_without_the_gain"
    ),
    wrong_factor="forgets_the_gain gives_tanh_no_gain",
    transposed="transposes",
    swapped_arguments=(
        "swaps_the_fans swaps_the_modes swaps_the_fans_without_the_kernel swaps_the_modes_without_the_gain"
    ),
    state_not_kept="draws_from_a_copy draws_kaiming_from_a_copy",
    dtype_lost="multiplies_by_a_float gives_float32",
    wrong_exception="raises_index_error raises_key_error",
    silent_error="accepts_one_axis accepts_any_nonlinearity accepts_any_mode",
    default_value="ignores_the_gain ignores_the_nonlinearity ignores_the_mode",
    wrong_distribution=(
        "begins_at_zero draws_normal_numbers draws_uniform_numbers makes_a_generator makes_a_generator_for_kaiming"
    ),
    wrong_initialisation="takes_the_deviation_for_the_bound takes_two_hundredths forgets_to_scale",
    partial_case=(
        "leaves_out_the_kernel leaves_the_kernel_out_of_fan_out counts_the_kernel_of_an_image_only"
        " counts_two_axes_of_the_kernel"
    ),
    wrong_formula="adds_the_sizes_of_the_kernel takes_the_bound_of_linear",
)


def _checked(shape, nonlinearity, mode):
    """Both fans, that of the mode first."""
    if nonlinearity not in GAINS:
        raise ValueError(f"nonlinearity {nonlinearity!r}")
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode {mode!r}")
    counted = fans(shape)
    return counted if mode == "fan_in" else counted[::-1]


# --------------------------------------------------------------------------------------- fans

edit(
    "swaps_the_fans",
    "fan_in and fan_out are swapped. A weight is (out, in, ...): shape[1] counts what goes in, shape[0] what comes"
    " out.",
    (
        "shape[1] * receptive_field, shape[0] * receptive_field",
        "(shape[1] * receptive_field, shape[0] * receptive_field)[::-1]",
    ),
)

edit(
    "leaves_out_the_kernel",
    "The entries of the kernel do not count. Each output of a convolution sums over in times kernel height times kernel"
    " width inputs: multiply both fans by the product of shape[2:].",
    ("shape[1] * receptive_field, shape[0] * receptive_field", "shape[1], shape[0]"),
)

edit(
    "leaves_the_kernel_out_of_fan_out",
    "The kernel's entries count only for fan_in. Each input of a convolution reaches as many outputs of each channel:"
    " multiply fan_out by them too.",
    ("shape[0] * receptive_field", "shape[0]"),
)

edit(
    "counts_the_kernel_of_an_image_only",
    "A kernel counts if it has two axes, but not if it has one. Multiply all of shape[2:], for any number of axes.",
    ("math.prod(shape[2:])", "shape[2] * shape[3] if len(shape) == 4 else 1"),
)

edit(
    "counts_two_axes_of_the_kernel",
    "Only the first two axes of the kernel count. Multiply all of shape[2:], for any number of axes.",
    ("shape[2:]", "shape[2:4]"),
)


@mistake(
    "fans",
    "The fans of a matrix are floats, since the product of no numbers is: np.prod(()) is 1.0. math.prod(()) is the"
    " whole number 1.",
)
def multiplies_by_a_float(shape):
    fans(shape)
    field = np.prod(shape[2:])
    return shape[1] * field, shape[0] * field


edit(
    "adds_the_sizes_of_the_kernel",
    "The sizes of the kernel are added. A kernel of 3 x 5 has 15 entries: multiply them.",
    ("math.prod(shape[2:])", "sum(shape[2:]) if len(shape) > 2 else 1"),
)

edit(
    "swaps_the_fans_without_the_kernel",
    "fan_in and fan_out are swapped, and the entries of the kernel do not count. A weight is (out, in, *kernel),"
    " and both fans are multiplied by the entries of the kernel.",
    ("shape[1] * receptive_field, shape[0] * receptive_field", "shape[0], shape[1]"),
)

edit(
    "takes_the_last_axes",
    "The last two axes are treated as out and in, as in Keras. Here out comes first, then in, then the kernel.",
    ("shape[2:]", "shape[:-2]"),
    (
        "shape[1] * receptive_field, shape[0] * receptive_field",
        "shape[-2] * receptive_field, shape[-1] * receptive_field",
    ),
)

edit(
    "accepts_one_axis",
    "A shape with fewer than two axes is accepted. Raise ValueError, and name the shape.",
    ("if len(shape) < 2:", "shape = (*shape, 1, 1)[:max(2, len(shape))]\nif len(shape) < 2:"),
)

edit(
    "raises_index_error",
    "A shape with fewer than two axes raises the wrong exception. Look at len(shape) first, and raise ValueError.",
    ("len(shape) < 2", "False"),
)


# ------------------------------------------------------------------------------------- xavier

edit(
    "takes_the_deviation_for_the_bound",
    "The standard deviation is used as the bound. Numbers uniform in [-a, a) have a standard deviation of a/√3 only:"
    " the bound is √6 over the root, not √2.",
    ("6 / sum(fans(shape))", "2 / sum(fans(shape))"),
)

edit(
    "averages_the_fans",
    "The fans are averaged under the 6: that makes the bound √2 too large. Divide 6 by their sum.",
    ("sum(fans(shape))", "(sum(fans(shape)) / 2)"),
)

edit(
    "looks_forward_only",
    "The bound depends only on fan_in. Xavier looks both ways: divide 6 by fan_in + fan_out.",
    ("sum(fans(shape))", "fans(shape)[0]"),
)

edit(
    "takes_the_bound_of_linear",
    "The bound is 1/√fan_in. That is how torch fills its linear layers; Xavier's is √(6 / (fan_in + fan_out)).",
    (
        "rng.uniform(-bound, bound, size=shape)",
        "rng.uniform(-(gain / math.sqrt(fans(shape)[0])), gain / math.sqrt(fans(shape)[0]), shape)",
    ),
)

edit(
    "forgets_the_root",
    "The root is missing: the bound is 6 / (fan_in + fan_out). Take its root.",
    (
        "rng.uniform(-bound, bound, size=shape)",
        "rng.uniform(-(gain * 6 / sum(fans(shape))), gain * 6 / sum(fans(shape)), shape)",
    ),
)

edit(
    "ignores_the_gain",
    "gain is not used. Multiply the bound by it.",
    ("gain * math.sqrt(6 / sum(fans(shape)))", "1.0 * math.sqrt(6 / sum(fans(shape)))"),
)

edit(
    "puts_the_gain_under_the_root",
    "The gain is under the root. Multiply the bound by it, outside the root.",
    ("gain * math.sqrt(6 / sum(fans(shape)))", "math.sqrt(gain) * math.sqrt(6 / sum(fans(shape)))"),
)

edit(
    "begins_at_zero",
    "The weights are all positive, from 0 to a. They lie between -a and a, around 0.",
    ("rng.uniform(-bound, bound, size=shape)", "rng.uniform(0.0, bound, shape)"),
)

edit(
    "draws_normal_numbers",
    "The weights are normal, with the right standard deviation. Here they are uniform: rng.uniform(-a, a, shape).",
    ("rng.uniform(-bound, bound, size=shape)", "rng.normal(0.0, gain * math.sqrt(2 / sum(fans(shape))), shape)"),
)


@mistake("xavier_uniform", "The weights have shape (in, out). Draw them in the shape that is asked for.")
def transposes(shape, rng, gain=1.0):
    weights = xavier_uniform(shape, rng, gain)
    return np.swapaxes(weights, 0, 1).copy()


@mistake("xavier_uniform", "The weights are float32. They are float64, as rng draws them.")
def gives_float32(shape, rng, gain=1.0):
    return xavier_uniform(shape, rng, gain).astype(np.float32)


OWN = (
    "The next call gives the same numbers again, so all layers of one shape start alike. Draw with rng itself, which"
    " moves on: neither with a copy of it nor with a new generator."
)


@mistake("xavier_uniform", OWN)
def makes_a_generator(shape, rng, gain=1.0):
    return xavier_uniform(shape, np.random.default_rng(0), gain)


@mistake("xavier_uniform", OWN)
def draws_from_a_copy(shape, rng, gain=1.0):
    return xavier_uniform(shape, copy.deepcopy(rng), gain)


# ------------------------------------------------------------------------------------ kaiming

edit(
    "forgets_the_gain",
    "The gain is missing. Relu sets half of the variance to 0, so twenty layers shrink a signal a thousandfold:"
    " multiply by the gain, √2 for relu.",
    ("rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)", "rng.normal(0.0, 1 / math.sqrt(fan), shape)"),
)

edit(
    "ignores_the_nonlinearity",
    "The gain is that of relu, √2, for any nonlinearity. Look it up: tanh has 5/3, linear 1.",
    ("rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)", "rng.normal(0.0, math.sqrt(2 / fan), shape)"),
)

edit(
    "gives_tanh_no_gain",
    "The gain of tanh is 5/3: it flattens what is large, and the weights make up for it.",
    (
        "rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "rng.normal(0.0, (1.0 if nonlinearity == 'tanh' else GAINS[nonlinearity]) / math.sqrt(fan), shape)",
    ),
)

edit(
    "forgets_to_square_the_slope",
    "The gain of leaky_relu is √(2 / (1 + 0.01²)): the slope 0.01 is squared.",
    (
        "rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "rng.normal(0.0, (math.sqrt(2 / (1 + 0.01)) if nonlinearity == 'leaky_relu' else "
        "GAINS[nonlinearity]) / math.sqrt(fan), shape)",
    ),
)

edit(
    "gives_relu_the_gain_two",
    "The gain of relu is √2: take the root of 2.",
    (
        "rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "rng.normal(0.0, (2.0 if nonlinearity == 'relu' else GAINS[nonlinearity]) / math.sqrt(fan), shape)",
    ),
)

edit(
    "puts_kaimings_gain_under_the_root",
    "The gain is under the root. The deviation is gain / √fan; √(gain / fan) is a different number.",
    (
        "rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "rng.normal(0.0, math.sqrt(GAINS[nonlinearity] / fan), shape)",
    ),
)

edit(
    "takes_the_variance_for_the_deviation",
    "The variance is handed to rng.normal, which expects the standard deviation: take the root.",
    (
        "rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "rng.normal(0.0, GAINS[nonlinearity] ** 2 / fan, shape)",
    ),
)

edit(
    "swaps_the_modes",
    "fan_in and fan_out are swapped.",
    (
        "return rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "_, fan = fans(shape) if mode == 'fan_in' else fans(shape)[::-1]\n"
        "return rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
    ),
)

edit(
    "ignores_the_mode",
    "mode is not used: the fan is always fan_in. With mode='fan_out' it is fan_out.",
    (
        "if nonlinearity not in GAINS:",
        "if mode not in ('fan_in', 'fan_out'):\n"
        "    raise ValueError(f'mode {mode!r}')\n"
        "mode = 'fan_in'\n"
        "if nonlinearity not in GAINS:",
    ),
)

edit(
    "takes_both_fans",
    "Both fans are added, as in Xavier's formula. Kaiming takes one of them, which mode says.",
    (
        "rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "rng.normal(0.0, GAINS[nonlinearity] / math.sqrt(sum(fans(shape) if mode == 'fan_in' else fans("
        "shape)[::-1])), shape)",
    ),
)

edit(
    "averages_both_fans",
    "Both fans are averaged. Kaiming takes one of them, which mode says.",
    (
        "rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "rng.normal(0.0, GAINS[nonlinearity] / math.sqrt(sum(fans(shape) if mode == 'fan_in' else fans("
        "shape)[::-1]) / 2), shape)",
    ),
)

edit(
    "draws_uniform_numbers",
    "The weights are uniform, with the right standard deviation. Here they are normal: rng.normal(0, std, shape).",
    (
        "return rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "bound = math.sqrt(3) * GAINS[nonlinearity] / math.sqrt(fan)\nreturn rng.uniform(-bound, bound, shape)",
    ),
)

edit(
    "takes_two_hundredths",
    "The standard deviation is 0.02 for any shape. GPT-2 does so; here it is gain / √fan, which grows as layers get"
    " narrower.",
    ("rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)", "rng.normal(0.0, 0.02, shape)"),
)

edit(
    "forgets_to_scale",
    "The numbers are standard normal. Multiply them by the standard deviation, gain / √fan.",
    ("rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)", "rng.normal(size=shape)"),
)


@mistake("kaiming_normal", OWN)
def makes_a_generator_for_kaiming(shape, rng, nonlinearity="relu", mode="fan_in"):
    return kaiming_normal(shape, np.random.default_rng(0), nonlinearity, mode)


@mistake("kaiming_normal", OWN)
def draws_kaiming_from_a_copy(shape, rng, nonlinearity="relu", mode="fan_in"):
    return kaiming_normal(shape, copy.deepcopy(rng), nonlinearity, mode)


edit(
    "accepts_any_nonlinearity",
    "An unknown nonlinearity gets the gain 1. Raise ValueError, and name it.",
    (
        "if nonlinearity not in GAINS:",
        "nonlinearity = nonlinearity if nonlinearity in GAINS else 'linear'\nif nonlinearity not in GAINS:",
    ),
)


@mistake(
    "kaiming_normal",
    "An unknown nonlinearity raises KeyError, as a dict does. Check first whether it is there, and raise ValueError.",
)
def raises_key_error(shape, rng, nonlinearity="relu", mode="fan_in"):
    _checked(shape, "relu", mode)
    GAINS[nonlinearity]
    return kaiming_normal(shape, rng, nonlinearity, mode)


edit(
    "accepts_any_mode",
    "Any mode but fan_in is treated as fan_out. Raise ValueError for others, and name the mode.",
    (
        "if nonlinearity not in GAINS:",
        "mode = 'fan_in' if mode == 'fan_in' else 'fan_out'\nif nonlinearity not in GAINS:",
    ),
)

edit(
    "takes_the_variance_without_the_gain",
    "The gain is missing, and the variance is handed to rng.normal, which expects the standard deviation: gain / √fan.",
    ("rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)", "rng.normal(0.0, 1 / fan, shape)"),
)

edit(
    "swaps_the_modes_without_the_gain",
    "The gain is missing, and fan_out is used where fan_in is needed. The deviation is gain / √fan_in by default.",
    (
        "return rng.normal(0, GAINS[nonlinearity] / math.sqrt(fan), size=shape)",
        "_, fan = fans(shape) if mode == 'fan_in' else fans(shape)[::-1]\n"
        "return rng.normal(0.0, 1 / math.sqrt(fan), shape)",
    ),
)
