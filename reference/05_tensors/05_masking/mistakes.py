"""What beginners hand in for masking, and what to tell them."""

import torch
from masking import masked_mean, masked_softmax, padding_mask

from dojo import TINY, mistake


@mistake(
    "causal_mask",
    "Each place sees itself and what comes after it: the mask is the transpose. Row i is the query, and j <= i are its"
    " keys: the lower triangle.",
)
def looks_at_the_future(n, device=None):
    return torch.ones(n, n, dtype=torch.bool, device=device).triu()


@mistake(
    "causal_mask",
    "A place does not see itself: the diagonal is False. A token may be used at its own place: j <= i.",
)
def leaves_out_the_diagonal(n, device=None):
    return torch.ones(n, n, dtype=torch.bool, device=device).tril(-1)


@mistake(
    "causal_mask",
    "True stands where a key must not be used, as nn.MultiheadAttention has it. Here True means: may be used. Turn the"
    " mask round with ~.",
)
def marks_what_is_forbidden(n, device=None):
    return torch.ones(n, n, dtype=torch.bool, device=device).triu(1)


@mistake(
    "causal_mask",
    "The mask holds numbers, 0 and 1. A mask is of dtype bool: compare, or make the tensor with dtype=torch.bool.",
)
def holds_numbers(n, device=None):
    return torch.ones(n, n, device=device).tril()


@mistake(
    "causal_mask",
    "The mask holds 0 and -inf, to be added to the logits. Here a mask is of dtype bool, True where a key may be used.",
)
def is_to_be_added(n, device=None):
    return torch.full((n, n), -torch.inf, device=device).triu(1)


@mistake(
    "causal_mask",
    "The mask lets each place see itself and the place before it. All places before it may be used: j <= i.",
)
def sees_one_place_back(n, device=None):
    place = torch.arange(n, device=device)
    return (place <= place[:, None]) & (place >= place[:, None] - 1)


@mistake(
    "padding_mask",
    "The mask is True one place too far. Places count from 0, so that n tokens stand at places 0 to n - 1: j < n.",
)
def goes_one_too_far(lengths, n):
    return torch.arange(n, device=lengths.device) <= lengths[:, None]


@mistake(
    "padding_mask",
    "The places are counted in the dtype of the lengths, and there they run out: int8 ends at 127. Count them with"
    " torch.arange(n), which is int64.",
)
def counts_in_the_dtype_of_the_lengths(lengths, n):
    return torch.arange(n, device=lengths.device).to(lengths.dtype) < lengths[:, None]


@mistake(
    "padding_mask",
    "True stands where there is padding. Here True means: may be used.",
)
def marks_the_padding(lengths, n):
    return torch.arange(n, device=lengths.device) >= lengths[:, None]


@mistake(
    "padding_mask",
    "The mask is as wide as the longest text. It has n places.",
)
def is_as_wide_as_the_longest_text(lengths, n):
    width = int(lengths.max()) if len(lengths) else 0
    return torch.arange(width, device=lengths.device) < lengths[:, None]


@mistake(
    "padding_mask",
    "The padding stands in front of the texts. A text begins at place 0, and padding follows: j < lengths[b].",
)
def pads_on_the_left(lengths, n):
    return torch.arange(n, device=lengths.device) >= n - lengths.long()[:, None]


@mistake("padding_mask", "The axes are swapped: the result is (B, n), a row for each text.")
def stands_on_its_side(lengths, n):
    return padding_mask(lengths, n).T


@mistake(
    "padding_mask",
    "The mask holds numbers, 0 and 1. A mask is of dtype bool: leave the comparison as it is.",
)
def holds_ones(lengths, n):
    return padding_mask(lengths, n).long()


@mistake(
    "masked_mean",
    "The sum is divided by the length of the axis, with what is masked. The mean shrinks with every masked entry:"
    " divide by the number of those that may be used.",
)
def divides_by_all(x, mask, dim):
    return torch.where(mask, x, 0).mean(dim)


@mistake(
    "masked_mean",
    "Where nothing is left, 0 is divided by 0. Divide by at least 1: then the mean is 0 there.",
)
def divides_zero_by_zero(x, mask, dim):
    return torch.where(mask, x, 0).sum(dim) / mask.expand(x.shape).sum(dim)


@mistake(
    "masked_mean",
    "What is masked is multiplied by 0, and 0 times NaN is NaN, as is 0 times inf. torch.where(mask, x, 0) chooses, and"
    " does not multiply.",
)
def multiplies_by_the_mask(x, mask, dim):
    return (x * mask).sum(dim) / mask.expand(x.shape).sum(dim).clamp(min=1)


@mistake(
    "masked_mean",
    "The mask plays no part: this is the mean of everything.",
)
def ignores_the_mask(x, mask, dim):
    return x.mean(dim)


@mistake(
    "masked_mean",
    "What is masked is averaged, and what may be used is left out. True means: may be used.",
)
def averages_what_is_masked(x, mask, dim):
    return masked_mean(x, ~mask, dim)


@mistake(
    "masked_mean",
    "All slices are averaged into one number, as x[mask].mean() does. Each slice along dim has a mean of its own.",
)
def averages_everything(x, mask, dim):
    return torch.where(mask, x, 0).sum() / mask.expand(x.shape).sum().clamp(min=1)


@mistake(
    "masked_mean",
    "Something small is added to the count, so that every mean is a little too small. Divide by the count, but at least"
    " by 1: count.clamp(min=1).",
    eps=TINY[2:],
)
def adds_something_to_the_count(x, mask, dim, *, eps):
    return torch.where(mask, x, 0).sum(dim) / (mask.expand(x.shape).sum(dim, dtype=x.dtype) + eps)


@mistake(
    "masked_mean",
    "1 is added to every count, so that every mean is too small. Only a count of 0 needs help: count.clamp(min=1).",
)
def adds_one_to_the_count(x, mask, dim):
    return torch.where(mask, x, 0).sum(dim) / (mask.expand(x.shape).sum(dim) + 1)


@mistake(
    "masked_mean",
    "The True of the mask are counted before it broadcasts: an axis of size 1 stands for many entries. Count on"
    " mask.expand(x.shape).",
)
def counts_before_it_broadcasts(x, mask, dim):
    return torch.where(mask, x, 0).sum(dim) / mask.sum(dim).clamp(min=1)


@mistake(
    "masked_mean",
    "The axis is still there, with size 1. It is gone from the result: leave keepdim out.",
)
def keeps_the_axis(x, mask, dim):
    return masked_mean(x, mask, dim).unsqueeze(dim)


@mistake(
    "masked_softmax",
    "The probabilities are made first and masked afterwards, so that they no longer sum to 1. Mask the logits before"
    " softmax: exp(-inf) is 0.",
)
def masks_after_softmax(logits, mask, dim=-1):
    return torch.softmax(logits, dim) * mask


@mistake(
    "masked_softmax",
    "The logits are multiplied by the mask: a masked logit becomes 0, and exp(0) is 1. Make it -inf, so that its weight"
    " is 0.",
)
def multiplies_the_logits(logits, mask, dim=-1):
    return torch.softmax(logits * mask, dim)


@mistake(
    "masked_softmax",
    "A masked logit becomes 0, and exp(0) is 1. Make it -inf, so that its weight is 0.",
)
def fills_with_zero(logits, mask, dim=-1):
    return torch.softmax(torch.where(mask, logits, 0), dim)


@mistake(
    "masked_softmax",
    "What may be used is masked, and only the rest gets weights: masked_fill fills where its mask is True. Fill where"
    " ~mask.",
)
def masks_the_others(logits, mask, dim=-1):
    return masked_softmax(logits, ~mask, dim)


@mistake(
    "masked_softmax",
    "Where nothing is left, all logits are -inf, and their softmax is NaN. Give such a slice other logits, such as 0,"
    " and make its weights 0 after softmax.",
)
def is_nan_where_nothing_is_left(logits, mask, dim=-1):
    return torch.softmax(torch.where(mask, logits, -torch.inf), dim)


@mistake(
    "masked_softmax",
    "Where nothing is left, all logits have the same large negative value, so that their softmax is uniform. The"
    " weights are to be 0 there.",
)
def is_uniform_where_nothing_is_left(logits, mask, dim=-1):
    return torch.softmax(logits.masked_fill(~mask, -1e9), dim)


@mistake(
    "masked_softmax",
    "A large negative number stands for -inf, but a logit that may be used can be as low. Then what is masked takes"
    " part of the weight: fill with -inf.",
)
def fills_with_a_large_number(logits, mask, dim=-1):
    return torch.where(mask, torch.softmax(torch.where(mask, logits, -1e9), dim), 0)


@mistake(
    "masked_softmax",
    "A large negative number stands for -inf, and the weights that it leaves are masked and divided by their sum. A"
    " logit that may be used can be as low: then nothing is left of it. Fill with -inf.",
)
def fills_with_a_large_number_and_divides(logits, mask, dim=-1):
    weights = torch.where(mask, torch.softmax(torch.where(mask, logits, -1e9), dim), 0)
    return weights / weights.sum(dim, keepdim=True).clamp(min=1e-9)


@mistake(
    "masked_softmax",
    "-inf is added to the logits. inf plus -inf is NaN, and so is NaN plus -inf. Where nothing is left, the gradient is"
    " NaN, even if the result is mended afterwards: torch.where chooses, and does not add.",
)
def adds_minus_infinity(logits, mask, dim=-1):
    scores = logits + torch.where(mask, 0.0, -torch.inf).to(logits.dtype)
    return torch.where(mask, torch.softmax(scores, dim), 0)


@mistake(
    "masked_softmax",
    "It always works along the last axis; dim says which one should sum to 1.",
)
def ignores_dim(logits, mask, dim=-1):
    return masked_softmax(logits, mask)


@mistake(
    "masked_softmax",
    "It always works along the first axis; dim says which one should sum to 1.",
)
def works_along_the_first_axis(logits, mask, dim=-1):
    return masked_softmax(logits, mask, 0)


@mistake(
    "masked_softmax",
    "The mask plays no part: this is the softmax of everything.",
)
def takes_the_softmax_of_everything(logits, mask, dim=-1):
    return torch.softmax(logits, dim)


@mistake(
    "masked_softmax",
    "exp overflows for large logits, and is 0 for those far below 0. Subtract the largest logit that may be used, or"
    " let torch.softmax do so.",
)
def overflows(logits, mask, dim=-1):
    weights = torch.where(mask, torch.where(mask, logits, 0).exp(), 0)
    total = weights.sum(dim, keepdim=True)
    return weights / torch.where(total > 0, total, 1)


@mistake(
    "masked_softmax",
    "The largest of all logits plays a part, also when it is masked: beside it, what may be used underflows to 0, and a"
    " NaN spreads. Mask the logits first.",
)
def lets_the_masked_maximum_play_a_part(logits, mask, dim=-1):
    weights = torch.softmax(logits, dim) * mask
    total = weights.sum(dim, keepdim=True)
    return weights / torch.where(total > 0, total, 1)


@mistake(
    "masked_softmax",
    "Something small is added to the sum, so that the weights do not sum to 1. Only where nothing is left is the sum 0:"
    " treat that alone.",
    eps=TINY[2:],
)
def adds_something_to_the_sum(logits, mask, dim=-1, *, eps):
    scores = torch.where(mask, logits, -torch.inf)
    top = scores.amax(dim, keepdim=True).clamp(min=-1e38) if scores.numel() else scores
    weights = (scores - top).exp()
    return weights / (weights.sum(dim, keepdim=True) + eps)


@mistake(
    "masked_softmax",
    "A slice in which nothing is left spoils all the others: one test asks about the whole mask. Ask slice by slice:"
    " mask.any(dim, keepdim=True).",
)
def asks_about_the_whole_mask(logits, mask, dim=-1):
    something_left = mask.expand(logits.shape).any(dim, keepdim=True).all()
    scores = torch.where(mask, logits, -torch.inf)
    return torch.where(mask & something_left, torch.softmax(torch.where(something_left, scores, 0), dim), 0)


@mistake(
    "masked_softmax",
    "torch.where chooses after exp. The weights are right, but backward multiplies the exp of what is masked by 0, and"
    " 0 times inf or NaN is NaN. Choose first: fill the logits, then take exp.",
    top=("amax", "max", "detached"),
)
def chooses_after_exp(logits, mask, dim=-1, *, top):
    scores = torch.where(mask, logits, -torch.inf)
    if top == "detached":
        scores = scores.detach()
    largest = scores
    if scores.numel():
        largest = scores.max(dim, keepdim=True).values if top == "max" else scores.amax(dim, keepdim=True)
    weights = torch.where(mask, (logits - torch.where(largest.isfinite(), largest, 0)).exp(), 0)
    total = weights.sum(dim, keepdim=True)
    return weights / torch.where(total > 0, total, 1)
