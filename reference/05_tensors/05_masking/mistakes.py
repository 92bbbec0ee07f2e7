"""What beginners hand in for masking, and what to tell them."""

from dojo import TINY, edit, ideas

ideas(
    wrong_axis="works_along_the_first_axis",
    axis_lost="keeps_the_axis",
    whole_for_slice="averages_everything asks_about_the_whole_mask",
    wrong_divisor="divides_by_all adds_one_to_the_count",
    opposite_choice="pads_on_the_left",
    transposed="stands_on_its_side",
    off_by_one="leaves_out_the_diagonal goes_one_too_far",
    integer_arithmetic="counts_in_the_dtype_of_the_lengths",
    overflow="overflows",
    epsilon="adds_something_to_the_count adds_something_to_the_sum",
    zero_case="divides_zero_by_zero is_nan_where_nothing_is_left is_uniform_where_nothing_is_left",
    nan_hidden="multiplies_by_the_mask adds_minus_infinity chooses_after_exp",
    default_value="is_as_wide_as_the_longest_text ignores_dim",
    mask_polarity=(
        "marks_what_is_forbidden marks_the_padding averages_what_is_masked masks_after_softmax "
        "multiplies_the_logits fills_with_zero masks_the_others fills_with_a_large_number "
        "fills_with_a_large_number_and_divides lets_the_masked_maximum_play_a_part"
    ),
    sees_the_future="looks_at_the_future",
    padding_counted="ignores_the_mask takes_the_softmax_of_everything",
    broadcast_by_accident="counts_before_it_broadcasts",
    wrong_formula="sees_one_place_back",
    other_kind_of_result="holds_numbers is_to_be_added holds_ones",
)

edit(
    "looks_at_the_future",
    "Each place sees itself and what comes after it: the mask is the transpose. Row i is the query, and j <= i are its"
    " keys: the lower triangle.",
    ("place <= place[:, None]", "place >= place[:, None]"),
)

edit(
    "leaves_out_the_diagonal",
    "A place does not see itself: the diagonal is False. A token may be used at its own place: j <= i.",
    ("place <= place[:, None]", "place < place[:, None]"),
)

edit(
    "marks_what_is_forbidden",
    "True marks the keys that must not be used, as in nn.MultiheadAttention. Here True means: may be used. Invert"
    " the mask with ~.",
    ("place <= place[:, None]", "place > place[:, None]"),
)

edit(
    "holds_numbers",
    "The mask holds numbers, 0 and 1. A mask is of dtype bool: compare, or make the tensor with dtype=torch.bool.",
    ("place <= place[:, None]", "torch.ones(n, n, device=device).tril()"),
)

edit(
    "is_to_be_added",
    "The mask holds 0 and -inf, to be added to the logits. Here a mask is of dtype bool, True where a key may be used.",
    ("place <= place[:, None]", "torch.full((n, n), -torch.inf, device=device).triu(1)"),
)

edit(
    "sees_one_place_back",
    "The mask lets each place see itself and the place before it. All places before it may be used: j <= i.",
    ("place <= place[:, None]", "(place <= place[:, None]) & (place >= place[:, None] - 1)"),
)

edit(
    "goes_one_too_far",
    "The mask is True one place too far. Positions count from 0, so n tokens are at the positions 0 to n - 1: j < n.",
    (
        "torch.arange(n, device=lengths.device) < lengths[:, None]",
        "torch.arange(n, device=lengths.device) <= lengths[:, None]",
    ),
)

edit(
    "counts_in_the_dtype_of_the_lengths",
    "The places are counted in the dtype of the lengths, which is too small for them: int8 ends at 127. Count them"
    " with torch.arange(n), which is int64.",
    ("torch.arange(n, device=lengths.device)", "torch.arange(n, device=lengths.device).to(lengths.dtype)"),
)

edit(
    "marks_the_padding",
    "True marks the padding. Here True means: may be used.",
    (
        "torch.arange(n, device=lengths.device) < lengths[:, None]",
        "torch.arange(n, device=lengths.device) >= lengths[:, None]",
    ),
)

edit(
    "is_as_wide_as_the_longest_text",
    "The mask is as wide as the longest text. It has n places.",
    (
        "torch.arange(n, device=lengths.device)",
        "torch.arange(int(lengths.max()) if len(lengths) else 0, device=lengths.device)",
    ),
)

edit(
    "pads_on_the_left",
    "The padding comes before the texts. A text begins at position 0, and padding follows: j < lengths[b].",
    (
        "torch.arange(n, device=lengths.device) < lengths[:, None]",
        "torch.arange(n, device=lengths.device) >= n - lengths.long()[:, None]",
    ),
)

edit(
    "stands_on_its_side",
    "The axes are swapped: the result is (B, n), a row for each text.",
    (
        "torch.arange(n, device=lengths.device) < lengths[:, None]",
        "(torch.arange(n, device=lengths.device) < lengths[:, None]).T",
    ),
)

edit(
    "holds_ones",
    "The mask holds numbers, 0 and 1. A mask is of dtype bool: leave the comparison as it is.",
    (
        "torch.arange(n, device=lengths.device) < lengths[:, None]",
        "(torch.arange(n, device=lengths.device) < lengths[:, None]).long()",
    ),
)

edit(
    "divides_by_all",
    "The sum is divided by the length of the axis, masked entries included. The mean shrinks with every masked"
    " entry: divide by the number of those that may be used.",
    ("total / count.clamp(min=1)", "torch.where(mask, x, 0).mean(dim)"),
)

edit(
    "divides_zero_by_zero",
    "If everything is masked, 0 is divided by 0. Divide by at least 1: then the mean is 0.",
    ("count.clamp(min=1)", "count"),
)

edit(
    "multiplies_by_the_mask",
    "Masked entries are multiplied by 0, and 0 times NaN is NaN, as is 0 times inf. torch.where(mask, x, 0) chooses"
    " instead of multiplying.",
    ("torch.where(mask, x, 0)", "(x * mask)"),
)

edit(
    "ignores_the_mask",
    "The mask is not used: this is the mean of everything.",
    ("total / count.clamp(min=1)", "x.mean(dim)"),
)

edit(
    "averages_what_is_masked",
    "The masked entries are averaged, and those that may be used are left out. True means: may be used.",
    ("torch.where(mask, x, 0)", "torch.where(~mask, x, 0)"),
    ("mask.expand", "(~mask).expand"),
)

edit(
    "averages_everything",
    "All slices are averaged into one number, as x[mask].mean() does. Each slice along dim has a mean of its own.",
    ("total / count.clamp(min=1)", "torch.where(mask, x, 0).sum() / mask.expand(x.shape).sum().clamp(min=1)"),
)

edit(
    "adds_something_to_the_count",
    "Something small is added to the count, so every mean is a little too small. Divide by the count, but at least by"
    " 1: count.clamp(min=1).",
    ("count.clamp(min=1)", "(mask.expand(x.shape).sum(dim, dtype=x.dtype) + eps)"),
    eps=TINY[2:],
)

edit(
    "adds_one_to_the_count",
    "1 is added to every count, so every mean is too small. Only a count of 0 needs help: count.clamp(min=1).",
    ("count.clamp(min=1)", "(count + 1)"),
)

edit(
    "counts_before_it_broadcasts",
    "The True of the mask are counted before it broadcasts: an axis of size 1 then counts once instead of many times."
    " Count on mask.expand(x.shape).",
    ("mask.expand(x.shape)", "mask"),
)

edit(
    "keeps_the_axis",
    "The axis is still there, with size 1. It should be removed: leave keepdim out.",
    ("total / count.clamp(min=1)", "(total / count.clamp(min=1)).unsqueeze(dim)"),
)

edit(
    "masks_after_softmax",
    "The probabilities are made first and masked afterwards, so they no longer sum to 1. Mask the logits before"
    " softmax: exp(-inf) is 0.",
    ("torch.where(mask, torch.softmax(scores, dim), 0)", "torch.softmax(logits, dim) * mask"),
)

edit(
    "multiplies_the_logits",
    "The logits are multiplied by the mask: a masked logit becomes 0, and exp(0) is 1. Make it -inf, so that its weight"
    " is 0.",
    ("torch.where(mask, torch.softmax(scores, dim), 0)", "torch.softmax(logits * mask, dim)"),
)

edit(
    "fills_with_zero",
    "A masked logit becomes 0, and exp(0) is 1. Make it -inf, so that its weight is 0.",
    ("torch.where(mask, torch.softmax(scores, dim), 0)", "torch.softmax(torch.where(mask, logits, 0), dim)"),
)

edit(
    "masks_the_others",
    "The allowed entries are masked, and only the others get weights: masked_fill fills where its mask is True."
    " Fill where ~mask.",
    ("scores = torch.where(mask, logits, -torch.inf)", "mask = ~mask\nscores = torch.where(mask, logits, -torch.inf)"),
)

edit(
    "is_nan_where_nothing_is_left",
    "If everything is masked, all logits are -inf, and their softmax is NaN. Give such a slice other logits, such"
    " as 0, and make its weights 0 after softmax.",
    ("torch.where(mask, torch.softmax(scores, dim), 0)", "torch.softmax(scores, dim)"),
)

edit(
    "is_uniform_where_nothing_is_left",
    "If everything is masked, all logits have the same large negative value, and their softmax is uniform. The"
    " weights should be 0.",
    ("torch.where(mask, torch.softmax(scores, dim), 0)", "torch.softmax(logits.masked_fill(~mask, -1e9), dim)"),
)

edit(
    "fills_with_a_large_number",
    "A large negative number replaces -inf, but a logit that may be used can be as low. Then masked entries get"
    " part of the weight: fill with -inf.",
    ("-torch.inf", "-1e9"),
)

edit(
    "fills_with_a_large_number_and_divides",
    "A large negative number replaces -inf, and the weights are masked afterwards and divided by their sum. A logit"
    " that may be used can be as low: then its weight is lost. Fill with -inf.",
    (
        "return torch.where(mask, torch.softmax(scores, dim), 0)",
        "weights = torch.where(mask, torch.softmax(torch.where(mask, logits, -1e9), dim), 0)\n"
        "return weights / weights.sum(dim, keepdim=True).clamp(min=1e-9)",
    ),
)

edit(
    "adds_minus_infinity",
    "-inf is added to the logits. inf plus -inf is NaN, and so is NaN plus -inf. If everything is masked, the"
    " gradient is NaN, even if the result is repaired afterwards: torch.where chooses instead of adding.",
    ("torch.where(mask, logits, -torch.inf)", "logits + torch.where(mask, 0.0, -torch.inf).to(logits.dtype)"),
)

edit(
    "ignores_dim",
    "It always works along the last axis; dim says which one should sum to 1.",
    ("torch.softmax(scores, dim)", "torch.softmax(scores, -1)"),
)

edit(
    "works_along_the_first_axis",
    "It always works along the first axis; dim says which one should sum to 1.",
    ("torch.softmax(scores, dim)", "torch.softmax(scores, 0)"),
)

edit(
    "takes_the_softmax_of_everything",
    "The mask is not used: this is the softmax of everything.",
    ("torch.where(mask, torch.softmax(scores, dim), 0)", "torch.softmax(logits, dim)"),
)

edit(
    "overflows",
    "exp overflows for large logits, and is 0 for those far below 0. Subtract the largest logit that may be used, or"
    " let torch.softmax do so.",
    (
        "return torch.where(mask, torch.softmax(scores, dim), 0)",
        "weights = torch.where(mask, torch.where(mask, logits, 0).exp(), 0)\n"
        "total = weights.sum(dim, keepdim=True)\n"
        "return weights / torch.where(total > 0, total, 1)",
    ),
)

edit(
    "lets_the_masked_maximum_play_a_part",
    "The maximum is taken over all logits, masked ones included: next to a huge masked one, the others underflow to"
    " 0, and a NaN spreads. Mask the logits first.",
    (
        "return torch.where(mask, torch.softmax(scores, dim), 0)",
        "weights = torch.softmax(logits, dim) * mask\n"
        "total = weights.sum(dim, keepdim=True)\n"
        "return weights / torch.where(total > 0, total, 1)",
    ),
)

edit(
    "adds_something_to_the_sum",
    "Something small is added to the sum, so the weights do not sum to 1. The sum is 0 only if everything is masked:"
    " treat that case by itself.",
    (
        "return torch.where(mask, torch.softmax(scores, dim), 0)",
        "weights = (scores - (scores.amax(dim, keepdim=True).clamp(min=-1e38) if scores.numel() else "
        "scores)).exp()\n"
        "return weights / (weights.sum(dim, keepdim=True) + eps)",
    ),
    eps=TINY[2:],
)

edit(
    "asks_about_the_whole_mask",
    "A slice in which everything is masked spoils all others: one test looks at the entire mask. Test each slice:"
    " mask.any(dim, keepdim=True).",
    (
        "torch.where(mask, torch.softmax(scores, dim), 0)",
        "torch.where(mask & mask.expand(logits.shape).any(dim, keepdim=True).all(), torch.softmax(scores, dim), 0)",
    ),
)

edit(
    "chooses_after_exp",
    "torch.where chooses after exp. The weights are right, but backward multiplies the exp of masked logits by 0,"
    " and 0 times inf or NaN is NaN. Choose first: fill the logits, then take exp.",
    (
        "return torch.where(mask, torch.softmax(scores, dim), 0)",
        "if top == 'detached':\n"
        "    scores = scores.detach()\n"
        "largest = scores\n"
        "if scores.numel():\n"
        "    largest = scores.max(dim, keepdim=True).values if top == 'max' else scores.amax(dim, "
        "keepdim=True)\n"
        "weights = torch.where(mask, (logits - torch.where(largest.isfinite(), largest, 0)).exp(), 0)\n"
        "total = weights.sum(dim, keepdim=True)\n"
        "return weights / torch.where(total > 0, total, 1)",
    ),
    top=("amax", "max", "detached"),
)
