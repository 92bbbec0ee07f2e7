"""What beginners hand in for picking by index, and what to tell them."""

import torch
import torch.nn.functional as F

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="normalises_over_the_places normalises_over_the_texts shifts_the_texts",
    axis_lost="gathers_the_first_number keeps_the_axis squeezes_everything keeps_the_vocabulary squeezes_all_axes",
    whole_for_slice="takes_the_longest_for_all",
    sum_for_mean="takes_the_mean sums_each_text",
    missing_term="picks_the_logit leaves_out_the_logarithm",
    sign="gives_the_loss",
    upside_down="counts_from_the_end",
    opposite_choice="takes_the_first_token",
    off_by_one="is_off_by_one keeps_the_last_token",
    end_of_interval="rolls shifts_across_texts",
    dtype_lost=(
        "indexes_in_the_dtype_of_the_lengths gathers_in_the_dtype_of_the_tokens starts_in_int64 starts_with_a_float"
    ),
    overflow="overflows",
    underflow="takes_the_log_of_softmax",
    epsilon="adds_something_small",
    empty_input="starts_an_empty_text",
    nan_hidden="multiplies_by_one_hot masks_and_adds multiplies_by_one_hot_tokens",
    silent_error="checks_no_length checks_above_alone clamps_the_lengths",
    default_value="starts_with_zero",
    padding_counted="takes_the_last_place averages_the_text adds_the_text_up",
    shifted_targets="shifts_the_tokens shifts_to_the_left overwrites_the_first_token",
    gradient_cut="detaches_the_normaliser",
    broadcast_by_accident="broadcasts_to_all_pairs picks_all_tokens_everywhere",
    wrong_formula="takes_the_most_probable",
)


def _rows(x):
    return torch.arange(x.shape[0], device=x.device)


def _checked(x, lengths):
    lengths = lengths.long()
    if torch.any((lengths < 1) | (lengths > x.shape[1])):
        raise ValueError(f"lengths {lengths.tolist()} are not all between 1 and {x.shape[1]}")
    return lengths


edit(
    "broadcasts_to_all_pairs",
    "Every length is picked from every text: x[:, lengths - 1] is (B, B, D). Pair each text with its length: the first"
    " index is torch.arange(B).",
    ("torch.any((lengths < 1) | (lengths > T))", "False"),
    ("torch.arange(B, device=x.device), lengths - 1", ":, lengths.long() - 1"),
)

edit(
    "is_off_by_one",
    "The index is one too large: positions count from 0, so the last of n tokens is at position n - 1.",
    ("torch.any((lengths < 1) | (lengths > T))", "False"),
    ("torch.arange(B, device=x.device), lengths - 1", "torch.arange(x.shape[0], device=x.device), lengths.long()"),
)


@mistake(
    "last_token",
    "The last position of each text is picked, and in a shorter text that is padding. The last token is at position"
    " length - 1.",
)
def takes_the_last_place(x, lengths):
    return x[:, -1]


edit(
    "takes_the_longest_for_all",
    "One place is picked for all texts, that of the longest. Each text has its own: pair torch.arange(B) with"
    " lengths - 1.",
    ("torch.any((lengths < 1) | (lengths > T))", "False"),
    ("torch.arange(B, device=x.device), lengths - 1", ":, lengths.long().max() - 1"),
)

edit(
    "counts_from_the_end",
    "The place is counted from the end. A length counts from the start: the last token is at position length - 1.",
    ("torch.any((lengths < 1) | (lengths > T))", "False"),
    ("torch.arange(B, device=x.device), lengths - 1", "torch.arange(x.shape[0], device=x.device), -lengths.long()"),
)


@mistake(
    "last_token",
    "The first token of each text is picked. The last one is at position length - 1.",
)
def takes_the_first_token(x, lengths):
    return x[:, 0]


edit(
    "averages_the_text",
    "The mean of each text's tokens is taken. Pick the last token by its index instead.",
    ("torch.any((lengths < 1) | (lengths > T))", "False"),
    (
        "x[torch.arange(B, device=x.device), lengths - 1]",
        "(x * (torch.arange(x.shape[1], device=x.device) < lengths[:, None])[..., None]).sum(1) / lengths[:, None]",
    ),
)

edit(
    "adds_the_text_up",
    "The tokens of each text are added up. Pick the last token by its index instead.",
    ("torch.any((lengths < 1) | (lengths > T))", "False"),
    (
        "x[torch.arange(B, device=x.device), lengths - 1]",
        "(x * (torch.arange(x.shape[1], device=x.device) < lengths[:, None])[..., None]).sum(1)",
    ),
)


@mistake(
    "last_token",
    "gather returns the shape of its index. With an index of (B, 1, 1) it picks only the first number of each vector:"
    " expand the index to (B, 1, D), or pair torch.arange(B) with lengths - 1.",
)
def gathers_the_first_number(x, lengths):
    return x.gather(1, (_checked(x, lengths) - 1)[:, None, None])[:, 0]


edit(
    "keeps_the_axis",
    "The axis that was picked from is still there, with size 1. The result is (B, D).",
    ("x[torch.arange(B, device=x.device), lengths - 1]", "x[torch.arange(B, device=x.device), lengths - 1][:, None]"),
)

edit(
    "squeezes_everything",
    "squeeze() drops every axis of size 1, also those of one text or of vectors of one number. Name the axis:"
    " squeeze(1), or [:, 0].",
    (
        "x[torch.arange(B, device=x.device), lengths - 1]",
        "x[torch.arange(B, device=x.device), lengths - 1][:, None].squeeze()",
    ),
)


@mistake(
    "last_token",
    "The other places are multiplied by 0, and 0 times NaN is NaN. Pick by an index: then padding is ignored.",
)
def multiplies_by_one_hot(x, lengths):
    chosen = F.one_hot(_checked(x, lengths) - 1, x.shape[1]).to(x.dtype)
    return (x * chosen[..., None]).sum(dim=1, dtype=x.dtype)


@mistake(
    "last_token",
    "The other places are multiplied by 0 and all are added up. 0 times NaN is NaN, and a sum of whole numbers or"
    " truth values is int64. Pick by an index: then padding is ignored, and the dtype stays.",
)
def masks_and_adds(x, lengths):
    chosen = F.one_hot(_checked(x, lengths) - 1, x.shape[1]).to(x.dtype)
    return (x * chosen[..., None]).sum(dim=1)


@mistake(
    "last_token",
    "The lengths are not checked. Length 0 becomes the index -1, which is the last place of padding, and other lengths"
    " raise an IndexError or a RuntimeError. Raise a ValueError for a length outside 1 ... T.",
)
def checks_no_length(x, lengths):
    return x[_rows(x), lengths.long() - 1]


@mistake(
    "last_token",
    "Lengths above T are refused, but not those below 1. Length 0 becomes the index -1, the last place: raise a"
    " ValueError there too.",
)
def checks_above_alone(x, lengths):
    if torch.any(lengths > x.shape[1]):
        raise ValueError(f"lengths {lengths.tolist()} are not all between 1 and {x.shape[1]}")
    return checks_no_length(x, lengths)


edit(
    "clamps_the_lengths",
    "Lengths are silently clipped to 1 ... T. A wrong length is a fault of the caller: raise a ValueError.",
    ("torch.any((lengths < 1) | (lengths > T))", "False"),
    (
        "torch.arange(B, device=x.device), lengths - 1",
        "torch.arange(x.shape[0], device=x.device), lengths.long().clamp(1, x.shape[1]) - 1",
    ),
)


@mistake(
    "last_token",
    "An index of uint8 is read by torch as a mask, not as places. Turn the lengths into int64 first: lengths.long().",
)
def indexes_in_the_dtype_of_the_lengths(x, lengths):
    _checked(x, lengths)
    return x[_rows(x), lengths - 1]


edit(
    "takes_the_log_of_softmax",
    "softmax underflows to 0 for a logit far below the largest, and the logarithm of 0 is -inf. torch.log_softmax does"
    " both steps in one, and stays finite.",
    ("log_probs.gather", "torch.softmax(logits, dim=-1).log().gather"),
)

edit(
    "adds_something_small",
    "Something small is added before the logarithm, so unlikely tokens get a wrong value. torch.log_softmax needs no"
    " guard.",
    ("log_probs.gather", "(torch.softmax(logits, dim=-1) + 1e-9).log().gather"),
)

edit(
    "overflows",
    "exp overflows for large logits. torch.log_softmax, or torch.logsumexp, subtracts the largest logit first.",
    ("picked[..., 0]", "logits.gather(-1, tokens.long()[..., None])[..., 0] - logits.exp().sum(dim=-1).log()"),
)

edit(
    "picks_the_logit",
    "These are logits, picked by token. A log-probability is a logit minus the log-sum-exp of its place: call"
    " log_softmax first.",
    ("log_probs.gather", "logits.gather"),
)

edit(
    "leaves_out_the_logarithm",
    "These are probabilities. Return their logarithms: log_softmax instead of softmax.",
    ("torch.log_softmax", "torch.softmax"),
)

edit(
    "gives_the_loss",
    "The sign is wrong: this is the loss of each token. A log-probability is 0 or negative.",
    ("picked[..., 0]", "-picked[..., 0]"),
)

edit(
    "normalises_over_the_places",
    "The probabilities sum to 1 over the places. They sum to 1 over the vocabulary: dim=-1.",
    ("dim=-1", "dim=1"),
)

edit(
    "normalises_over_the_texts",
    "The probabilities sum to 1 over the texts. They sum to 1 over the vocabulary: dim=-1.",
    ("dim=-1", "dim=0"),
)

edit(
    "takes_the_mean",
    "The mean of all places is returned. Each place has a value of its own, (B, T).",
    ("picked[..., 0]", "picked[..., 0].mean()"),
)

edit(
    "sums_each_text",
    "The places of a text are summed up. Each place has a value of its own, (B, T).",
    ("picked[..., 0]", "picked[..., 0].sum(dim=-1)"),
)

edit(
    "picks_all_tokens_everywhere",
    "Every token of the batch is picked from every place: log_probs[..., tokens] has the axes of both. Pick one for"
    " each place: gather along the last axis.",
    ("picked[..., 0]", "log_probs[..., tokens.long()]"),
)

edit(
    "keeps_the_vocabulary",
    "The axis of the vocabulary is still there, with size 1. Take [..., 0], or squeeze(-1).",
    ("picked[..., 0]", "picked[..., 0][..., None]"),
)

edit(
    "squeezes_all_axes",
    "squeeze() drops every axis of size 1, also that of one text or of one place. Name the axis: squeeze(-1).",
    ("picked[..., 0]", "picked[..., 0][..., None].squeeze()"),
)

edit(
    "shifts_the_tokens",
    "The tokens are shifted against the logits. Here both belong to the same place already: no shift, and T places.",
    ("tokens.long", "tokens[:, 1:].long"),
)

edit(
    "takes_the_most_probable",
    "The largest probability of each place is taken. Pick that of the token at this position.",
    ("picked[..., 0]", "log_probs.amax(dim=-1)"),
)


@mistake(
    "token_log_probs",
    "The other log-probabilities are multiplied by 0, and 0 times -inf is NaN. Pick by an index: gather along the last"
    " axis.",
)
def multiplies_by_one_hot_tokens(logits, tokens):
    chosen = F.one_hot(tokens.long(), logits.shape[-1]).to(logits.dtype)
    return (torch.log_softmax(logits, dim=-1) * chosen).sum(dim=-1)


edit(
    "detaches_the_normaliser",
    "The log-sum-exp is cut off from autograd: .detach(), .item() or no_grad makes it a constant. Leave it attached.",
    (
        "picked[..., 0]",
        "logits.gather(-1, tokens.long()[..., None])[..., 0] - torch.logsumexp(logits.detach(), dim=-1)",
    ),
)

edit(
    "gathers_in_the_dtype_of_the_tokens",
    "torch.gather and torch.take_along_dim want indices of int64, and some functions take others as a mask. Turn the"
    " tokens into int64 first: tokens.long().",
    ("tokens.long()", "tokens"),
)

edit(
    "rolls",
    "roll moves the last token to the front. The first place gets start, and the last token is dropped.",
    ("return shifted", "return tokens.roll(1, dims=1)"),
)

edit(
    "shifts_to_the_left",
    "The tokens move to the left, and start comes last. They move to the right: start, then tokens[:, :-1].",
    ("return shifted", "return torch.cat([tokens[:, 1:], torch.full_like(tokens[:, :1], start)], dim=1)"),
)

edit(
    "keeps_the_last_token",
    "There is one place too many. The last token is dropped: start, then tokens[:, :-1].",
    ("return shifted", "return torch.cat([torch.full_like(tokens[:, :1], start), tokens], dim=1)"),
)

edit(
    "overwrites_the_first_token",
    "start is written over the first token, and nothing moves. Each token moves one place to the right.",
    ("torch.empty_like(tokens)", "tokens.clone()"),
    ("shifted[:, 1:] = tokens[:, :-1]\n", ""),
)

edit(
    "starts_with_zero",
    "The first place always holds 0, but it should hold start.",
    ("shifted[:, :1] = start", "shifted[:, :1] = 0"),
)

edit(
    "shifts_the_texts",
    "The texts are moved, not the tokens: each text has gone one row down. Shift along axis 1.",
    ("return shifted", "return torch.cat([torch.full_like(tokens[:1], start), tokens[:-1]], dim=0)"),
)

edit(
    "shifts_across_texts",
    "The batch is shifted as one long row, so a text begins with the end of the one before. Each text begins with"
    " start.",
    ("shifted[:, 1:] = tokens[:, :-1]", "row = tokens.flatten()"),
    ("return shifted", "return torch.cat([torch.full_like(row[:1], start), row[:-1]]).reshape(tokens.shape)"),
)

generics(
    "shift_right",
    writes_into_its_input="It writes into tokens, which the caller still needs. Write into a new tensor:"
    " torch.empty_like(tokens).",
)

edit(
    "starts_in_int64",
    "The dtype has changed: a column of a different dtype changes that of the entire result. Make the column with"
    " dtype=tokens.dtype, as torch.full_like does.",
    (
        "return shifted",
        "return torch.cat([torch.full((tokens.shape[0], min(1, tokens.shape[1])), start, "
        "device=tokens.device), tokens[:, :-1]], dim=1)",
    ),
)

edit(
    "starts_with_a_float",
    "The tokens have become floats. They are indices: make the column of start with dtype=tokens.dtype.",
    ("shifted = torch.empty_like(tokens)", "tokens = tokens.double()\nshifted = torch.empty_like(tokens)"),
)

edit(
    "starts_an_empty_text",
    "Where T is 0 there is no place for start: the result has to be (B, 0) too.",
    ("return shifted", "return torch.cat([tokens.new_full((tokens.shape[0], 1), start), tokens[:, :-1]], dim=1)"),
)
