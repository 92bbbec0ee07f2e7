"""What beginners hand in for quantisation, and what to tell them."""

import torch
from quantisation import quantise

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="keeps_the_axis quantises_the_columns_of_x groups_down_the_columns",
    axis_lost="drops_the_axis keeps_the_axis_of_a_group keeps_codes_in_groups",
    whole_for_slice="takes_one_scale takes_one_scale_for_all_rows has_one_scale_for_a_row_of_groups",
    wrong_divisor="divides_by_half_of_255 divides_by_255",
    missing_term=(
        "forgets_the_scale forgets_the_scale_of_x forgets_the_scale_of_the_weights leaves_x_as_it_is rounds_x_alone"
    ),
    sign="forgets_the_magnitude forgets_the_sign",
    upside_down="returns_the_inverse divides_by_the_scale divides_by_the_scale_of_the_rows divides_codes_by_the_scale",
    transposed="turns_the_scale_round",
    swapped_arguments="returns_the_scale_first",
    off_by_one="divides_by_128 divides_by_the_number_of_codes",
    order_of_steps="converts_the_sums",
    entries_mixed_up="groups_every_other_number repeats_the_scales_in_turn",
    dtype_lost=(
        "returns_wide_codes returns_floats returns_unsigned_codes returns_the_dtype_of_the_scale returns_float32"
    ),
    integer_arithmetic=(
        "truncates rounds_down adds_a_half_and_truncates rounds_once_more returns_integers cuts_codes_of_groups_off"
    ),
    overflow="sums_in_int8 sums_in_int16",
    cancellation="keeps_the_scale_in_float16 rounds_the_scale_of_a_group sums_in_float32",
    epsilon="holds_the_scale_up adds_to_the_largest adds_to_the_scale holds_the_scale_of_a_group_up",
    zero_case="divides_0_by_0 divides_a_group_of_zeros_by_zero",
    silent_error="takes_any_scale cuts_groups_that_do_not_fit allows_any_number_of_bits",
    default_value="takes_the_last_axis takes_the_first_axis always_takes_four_bits takes_eight_bits",
    wrong_formula="takes_the_range takes_the_mean",
)


def _quantise(w, axis, *, largest, steps=127):
    """Quantise by another number than the largest magnitude."""
    w = w.to(torch.promote_types(w.dtype, torch.float32))
    top = largest(w, axis)
    scale = torch.where(top > 0, top, 1.0) / steps
    return torch.round(w / scale).clamp(-128, 127).to(torch.int8), scale


def _magnitude(w, axis):
    return w.abs().amax(dim=axis, keepdim=True)


def _product(x, q, scale, codes):
    """Multiply with other codes of x."""
    if scale.shape != (1, q.shape[1]):
        raise ValueError(f"{tuple(q.shape)} and {tuple(scale.shape)}")
    own, of_rows = codes(x)
    return (own.to(torch.int32) @ q.to(torch.int32) * of_rows * scale).to(x.dtype)


# -------------------------------------------------------------------------------- the scale


@mistake(
    "quantise",
    "There is one scale for the entire array, so small channels lose nearly all their digits. Take the largest"
    " magnitude along axis, with keepdim=True.",
)
def takes_one_scale(w, axis):
    def everywhere(w, axis):
        return torch.ones_like(w.amax(dim=axis, keepdim=True)) * w.abs().max()

    return _quantise(w, axis, largest=everywhere)


@mistake(
    "quantise",
    "The scale runs along the wrong axis. A channel lies along axis, and axis is what amax reduces.",
)
def keeps_the_axis(w, axis):
    others = [i for i in range(w.ndim) if i != axis % w.ndim]
    if not others:
        return quantise(w, axis)
    return _quantise(w, axis, largest=lambda w, _: w.abs().amax(dim=others, keepdim=True))


edit(
    "takes_the_last_axis",
    "axis plays no part, because the scale is always taken along the last axis.",
    ("dim=axis", "dim=-1"),
)

edit(
    "takes_the_first_axis",
    "axis plays no part, because the scale is always taken along the first axis.",
    ("dim=axis", "dim=0"),
)


@mistake(
    "quantise",
    "The scale is that of the largest number instead of the largest magnitude, so a channel whose largest entry is"
    " negative runs out of codes. Take abs() before the maximum.",
)
def forgets_the_magnitude(w, axis):
    return _quantise(w, axis, largest=lambda w, axis: w.amax(dim=axis, keepdim=True))


edit(
    "divides_by_128",
    "The scale is the largest magnitude divided by 128, so the largest number has no code: 128 is beyond int8. Divide"
    " by 127.",
    ("/ 127", "/ 128"),
)

edit(
    "divides_by_half_of_255",
    "The scale is the largest magnitude divided by 127.5. Codes run from -127 to 127, with 0 in the middle: divide by"
    " 127.",
    ("/ 127", "/ 127.5"),
)


@mistake(
    "quantise",
    "The scale is the largest magnitude divided by 255, so only half of the numbers have a code. There are 127 codes"
    " on either side of 0.",
)
def divides_by_255(w, axis):
    return _quantise(w, axis, largest=_magnitude, steps=255)


@mistake(
    "quantise",
    "The scale comes from the range, largest minus smallest. That is for codes with a zero point; here 0 has code 0,"
    " and the largest magnitude counts.",
)
def takes_the_range(w, axis):
    def spread(w, axis):
        return w.amax(dim=axis, keepdim=True) - w.amin(dim=axis, keepdim=True)

    return _quantise(w, axis, largest=spread, steps=255)


edit(
    "returns_the_inverse",
    "The scale is returned as 127 divided by the largest magnitude. It is what one code is worth: the largest"
    " magnitude divided by 127.",
    ("return torch.round(w / scale).to(torch.int8), scale", "return torch.round(w / scale).to(torch.int8), 1 / scale"),
)

edit(
    "drops_the_axis",
    "The scale has lost the axis, so it no longer fits the codes. Keep the axis with size 1: keepdim=True.",
    (
        "return torch.round(w / scale).to(torch.int8), scale",
        "return torch.round(w / scale).to(torch.int8), scale.squeeze(axis)",
    ),
)

edit(
    "divides_0_by_0",
    "A channel of zeros is divided by a scale of 0, and 0/0 is NaN. Give it any other scale, because its codes are 0"
    " with all of them.",
    ("scale = torch.where(largest > 0, largest, 1.0) / 127", "scale = largest / 127"),
)


TINY = (1e-5, 1e-6, 1e-8, 1e-10, 1e-12)


@mistake(
    "quantise",
    "The scale has a lower bound, so a channel of small numbers loses its codes. Treat a channel of zeros separately.",
    eps=TINY,
)
def holds_the_scale_up(w, axis, *, eps):
    return _quantise(w, axis, largest=lambda w, axis: _magnitude(w, axis).clamp(min=eps))


@mistake(
    "quantise",
    "Something small is added to the largest magnitude, so no code is quite right any more. Treat a channel of zeros"
    " separately.",
    eps=TINY,
)
def adds_to_the_largest(w, axis, *, eps):
    return _quantise(w, axis, largest=lambda w, axis: _magnitude(w, axis) + eps)


@mistake(
    "quantise",
    "Something small is added to the scale, so no code is quite right any more. Treat a channel of zeros apart.",
    eps=TINY,
)
def adds_to_the_scale(w, axis, *, eps):
    w = w.to(torch.promote_types(w.dtype, torch.float32))
    scale = w.abs().amax(dim=axis, keepdim=True) / 127 + eps
    return torch.round(w / scale).to(torch.int8), scale


@mistake(
    "quantise",
    "The scale comes from the mean magnitude, so large numbers have no code. Take the largest magnitude.",
)
def takes_the_mean(w, axis):
    w = w.to(torch.promote_types(w.dtype, torch.float32))
    scale = w.abs().mean(dim=axis, keepdim=True) / 127
    return torch.round(w / torch.where(scale == 0, 1.0, scale)).to(torch.int8), scale


edit(
    "keeps_the_scale_in_float16",
    "The scale of float16 numbers is float16, too, so it is rounded or becomes 0, and errors exceed half a step."
    " Convert to float32 first.",
    (
        "w = w.to(torch.promote_types(w.dtype, torch.float32))  # a scale in float16 would round, or become 0\nlargest",
        "largest",
    ),
)


# -------------------------------------------------------------------------------- the codes


edit(
    "truncates",
    "The codes are cut off towards 0. Round to the nearest, before the conversion to int8.",
    ("torch.round(", "torch.trunc("),
)

edit(
    "rounds_down",
    "The codes are rounded down. Round to the nearest, so that the error is at most half a step.",
    ("torch.round(", "torch.floor("),
)

edit(
    "adds_a_half_and_truncates",
    "Negative numbers are rounded wrongly, because adding 0.5 and cutting off is right only for positive ones. Use"
    " torch.round.",
    ("torch.round(w / scale)", "torch.trunc(w / scale + 0.5)"),
)

edit(
    "returns_wide_codes",
    "The codes are not int8, so a weight is no smaller than before. Convert them: .to(torch.int8).",
    ("torch.int8", "torch.int64"),
)

edit(
    "returns_floats",
    "The codes are still floats. Convert what you have rounded: .to(torch.int8).",
    ("torch.round(w / scale).to(torch.int8)", "torch.round(w / scale)"),
)

edit(
    "returns_unsigned_codes",
    "The codes are unsigned, around 128. Here 0 has code 0, and codes are int8 from -127 to 127.",
    ("torch.round(w / scale).to(torch.int8)", "(torch.round(w / scale) + 128).to(torch.uint8)"),
)

edit(
    "returns_the_scale_first",
    "The codes come second. quantise returns the codes, and then the scale.",
    ("return torch.round(w / scale).to(torch.int8), scale", "return scale, torch.round(w / scale).to(torch.int8)"),
)

edit(
    "divides_by_the_scale",
    "The codes are divided by the scale. One code is worth scale: multiply.",
    ("return q * scale", "return q / scale"),
)

edit(
    "forgets_the_scale",
    "The scale plays no part. A code says how many times the scale a number is.",
    ("return q * scale", "return q.to(scale.dtype)"),
)

edit(
    "rounds_once_more",
    "The product is rounded to whole numbers, but it represents a weight such as 0.02. Leave it as it is.",
    ("return q * scale", "return (q * scale).round()"),
)

edit(
    "returns_integers",
    "The product is int8 again, so it is rounded to whole numbers. Leave it as a float.",
    ("return q * scale", "return (q * scale).to(torch.int8)"),
)


# -------------------------------------------------------------------------------- the product


edit(
    "sums_in_int8",
    "The sums overflow, because a product of two int8 matrices is int8 in torch, and 127 · 127 becomes 1. Convert the"
    " codes to int32 first.",
    ("sums = codes.to(torch.int32) @ q.to(torch.int32)", "sums = codes @ q"),
)

edit(
    "converts_the_sums",
    "The sums are converted to the dtype of x before they are scaled, but a float16 ends at 65,504. Scale first, and"
    " convert last.",
    ("(sums * of_rows", "(sums.to(x.dtype) * of_rows"),
)

edit(
    "returns_the_dtype_of_the_scale",
    "The result has the dtype of the scales instead of that of x. Convert it at the end: .to(x.dtype).",
    ("(sums * of_rows * scale).to(x.dtype)", "sums * of_rows * scale"),
)

edit(
    "sums_in_int16",
    "The sums overflow after two or three terms in int16. They need int32.",
    ("sums = codes.to(torch.int32) @ q.to(torch.int32)", "sums = codes.to(torch.int16) @ q.to(torch.int16)"),
)

edit(
    "sums_in_float32",
    "The sums are not exact, because float32 has all whole numbers only up to 2²⁴, which is 1040 terms of 127 · 127."
    " Sum in int32.",
    ("sums = codes.to(torch.int32) @ q.to(torch.int32)", "sums = codes.float() @ q.float()"),
)

edit(
    "forgets_the_scale_of_x",
    "The scale of x is missing. Each row of x was divided by its own: multiply by both, the rows' and the columns'.",
    ("(sums * of_rows * scale).to(x.dtype)", "(sums * scale).to(x.dtype)"),
)

edit(
    "forgets_the_scale_of_the_weights",
    "The scale of the weights is missing: multiply the sums by scale, one for each column.",
    ("(sums * of_rows * scale).to(x.dtype)", "(sums * of_rows).to(x.dtype)"),
)

edit(
    "turns_the_scale_round",
    "The scale of the weights is multiplied along the rows. It is (1, out), one for each column, and broadcasts as it"
    " is.",
    ("(sums * of_rows * scale).to(x.dtype)", "(sums * of_rows * scale.T).to(x.dtype)"),
)

edit(
    "divides_by_the_scale_of_the_rows",
    "The sums are divided by the scale of the rows. What a code is worth is multiplied.",
    ("(sums * of_rows * scale).to(x.dtype)", "(sums / of_rows * scale).to(x.dtype)"),
)


@mistake(
    "int8_matmul",
    "All rows of x share one scale, so a small row loses its digits beside a large one. Quantise along the last axis.",
)
def takes_one_scale_for_all_rows(x, q, scale):
    return _product(x, q, scale, lambda x: takes_one_scale(x, -1))


edit(
    "quantises_the_columns_of_x",
    "x is quantised along its columns. That scale differs from term to term of a sum, so it can't be taken out of it."
    " Quantise each row, axis=-1.",
    ("quantise(x, axis=-1)", "quantise(x, axis=0)"),
)

edit(
    "leaves_x_as_it_is",
    "x is used as it is, in floats. Quantise its rows first, because the product is one of codes.",
    ("sums = codes.to(torch.int32) @ q.to(torch.int32)", "sums = x @ q.to(x.dtype)"),
    ("(sums * of_rows * scale).to(x.dtype)", "(sums * scale).to(x.dtype)"),
)


@mistake(
    "int8_matmul", "x is only rounded, or cast to int8, without being divided by its scale first. Use quantise(x, -1)."
)
def rounds_x_alone(x, q, scale):
    def codes(x):
        return x.round().clamp(-127, 127).to(torch.int8), torch.ones_like(x[:, :1])

    return _product(x, q, scale, codes)


edit(
    "takes_any_scale",
    "A scale that is not (1, out) is accepted. It would be multiplied along the wrong axis, or change the shape: raise"
    " a ValueError that mentions both shapes.",
    (
        "if scale.shape != (1, q.shape[1]):\n"
        '    raise ValueError(f"codes {tuple(q.shape)} need a scale for each column, not {tuple(scale.shape)}")\n'
        "codes",
        "codes",
    ),
)

edit(
    "returns_float32",
    "The product is always float32. It should have the dtype of x.",
    (".to(x.dtype)", ".to(torch.float32)"),
)

# ------------------------------------------------------------------------------ four bits, by groups

edit(
    "has_one_scale_for_a_row_of_groups",
    "All groups of a row share a scale, so a quiet group loses its digits beside a loud one. Take the maximum of each"
    " group separately.",
    (
        "most = groups.abs().amax(dim=-1, keepdim=True)",
        "most = groups.abs().amax(dim=(1, 2), keepdim=True) + 0 * groups[..., :1]",
    ),
)
edit(
    "groups_down_the_columns",
    "Numbers in one column share a scale. A group is made of neighbours in a row: reshape to (n, groups, size), and"
    " take the maximum along the last axis.",
    ("groups.abs().amax(dim=-1, keepdim=True)", "groups.abs().amax(dim=(0, 2), keepdim=True) + 0 * groups[..., :1]"),
)
edit(
    "groups_every_other_number",
    "A group is made of every (in / size)-th number. Neighbours should share a scale: reshape to (n, groups, size), in"
    " this order.",
    (
        "groups = w.reshape(rows, width // size, size)\n",
        "groups = w.reshape(rows, size, width // size).transpose(1, 2)\n",
    ),
    ("char().reshape(w.shape), steps", "char().transpose(1, 2).reshape(w.shape), steps"),
)
edit(
    "divides_by_the_number_of_codes",
    "The largest number of a group gets the code 8, which does not exist with four bits. The largest code is 2³ - 1 ="
    " 7.",
    ("top = 2 ** (bits - 1) - 1", "top = 2 ** (bits - 1)"),
)
edit(
    "forgets_the_sign",
    "The codes go up to 15, as if there were no negative ones. One bit is the sign: the largest code is 7.",
    ("top = 2 ** (bits - 1) - 1", "top = 2**bits - 1"),
)
edit(
    "always_takes_four_bits",
    "bits changes nothing. The largest code is 2 ** (bits - 1) - 1.",
    ("top = 2 ** (bits - 1) - 1", "top = 7"),
)
edit(
    "takes_eight_bits",
    "The largest code is 127, as for eight bits. With four bits it is 7.",
    ("bits=4", "bits=8"),
)
edit(
    "cuts_codes_of_groups_off",
    "The digits after the point are cut off, so an error can be as large as a step. Round to the nearest code.",
    ("(groups / steps).round()", "(groups / steps).trunc()"),
)
edit(
    "keeps_the_axis_of_a_group",
    "The scale has an extra axis of size 1. It is (n, in / size), one number for each group.",
    ("steps[..., 0]", "steps"),
)
edit(
    "keeps_codes_in_groups",
    "The codes are still divided into groups. Give them the shape of w again.",
    ("char().reshape(w.shape), steps", "char(), steps"),
)
edit(
    "divides_a_group_of_zeros_by_zero",
    "A group of zeros has the scale 0, and 0/0 is NaN. Give it any scale above 0.",
    ("torch.where(most == 0, 1.0, most) / top", "most / top"),
)
edit(
    "holds_the_scale_of_a_group_up",
    "The scale of a group has a lower bound, so a group of small numbers loses its codes. Treat a group of zeros"
    " separately, as in `quantise`.",
    ("torch.where(most == 0, 1.0, most) / top", "(most / top).clamp(min=eps)"),
    eps=TINY,
)
edit(
    "rounds_the_scale_of_a_group",
    "The scale has the short dtype of w, so in float16 it is rounded. Make it float32, or float64 if w is.",
    ("groups = groups if w.dtype == torch.float64 else groups.float()", "pass"),
)
edit(
    "cuts_groups_that_do_not_fit",
    "A size that does not divide the row is accepted. Raise a ValueError that mentions both numbers.",
    (
        'if size < 1 or width % size:\n    raise ValueError(f"rows of {width} can\'t be cut into groups of {size}")\n',
        "size = next(s for s in range(max(1, min(size, width)), 0, -1) if width % s == 0)\n",
    ),
)
edit(
    "allows_any_number_of_bits",
    "With 1 bit the largest code is 0, and with 9 a code does not fit into an int8. Raise a ValueError unless bits is"
    " from 2 to 8.",
    ("if not 2 <= bits <= 8:", "if bits == 0:"),
)
edit(
    "repeats_the_scales_in_turn",
    "The scales are repeated one after the other, so neighbours get different ones. Repeat each for all numbers of its"
    " group: repeat_interleave.",
    (
        "groups = q.reshape(*scale.shape, -1)  # (n, groups, size)\n"
        "return (groups * scale[..., None]).reshape(q.shape)",
        "return q * scale.repeat(1, q.shape[1] // scale.shape[1])",
    ),
)
edit(
    "divides_codes_by_the_scale",
    "Codes are divided by the scale. The number that a code stands for is the code times the scale.",
    ("(groups * scale[..., None])", "(groups / scale[..., None])"),
)
