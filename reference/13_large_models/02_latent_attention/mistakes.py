"""What beginners hand in for latent attention, and what to tell them."""

import torch
from latent_attention import LatentAttention

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="sums_over_the_queries",
    wrong_divisor="divides_by_the_width divides_by_what_is_kept norms_the_length does_not_scale",
    root_or_square="divides_without_the_root",
    missing_term=(
        "leaves_out_the_turned_part leaves_out_the_norm leaves_the_gain_out forgets_out AbsorbsTheKeysAlone"
        " turns_no_key turns_no_query"
    ),
    swapped_arguments="takes_the_value_first keys_for_values turns_the_first_part",
    entries_mixed_up="takes_all_keys_first lays_heads_out_wrongly splits_the_queries_wrongly",
    stale_state="turns_the_key_again",
    state_not_kept="forgets_what_was_kept keeps_the_new_alone",
    counted_twice="norms_again",
    whole_for_slice="norms_both_parts",
    ties_and_order="puts_the_new_first",
    other_kind_of_result="returns_y_alone KeepsKeysAndValues",
    mask_polarity="masks_with_0",
    sees_the_future="sees_all sees_the_next_token",
    shifted_targets="masks_from_the_start counts_from_0 masks_by_positions",
    writes_into_input="WritesIntoWhatWasKept",
    hidden_cost="AbsorbsInNameAlone CopiesForEachHead",
    wrong_formula="turns_all_of_the_query",
    parameter_or_buffer="HasABias",
    epsilon="takes_a_larger_eps",
    gradient_cut="cuts_off_what_is_kept",
    overflow="overflows_in_the_softmax",
    partial_case="has_a_mask_of_128",
)

NEW = "new = torch.cat([rms_norm(c, self.norm, self.eps), rope(key, positions)], dim=-1)"
FORWARD = "scores = still @ k.mT + turning @ shared[:, None].mT"

edit(
    "takes_all_keys_first",
    "`up` is split into all keys and then all values. It has them head by head: unflatten to (heads, 2, width).",
    (
        "self.up(c).unflatten(-1, (self.n_heads, 2, self.width))",
        "self.up(c).unflatten(-1, (2, self.n_heads, self.width))",
    ),
    ("made.permute(3, 0, 2, 1, 4)", "made.permute(2, 0, 3, 1, 4)"),
)
edit(
    "takes_the_value_first",
    "Keys and values are swapped: each head's key comes first in `up`.",
    ("k, v = made", "v, k = made"),
)
edit(
    "keys_for_values",
    "The keys are averaged in place of the values.",
    ("self.weights(scores) @ v  #", "self.weights(scores) @ k  #"),
)
edit(
    "divides_by_the_width",
    "The scores are divided by √width. A query has width + turned entries: take the root of that.",
    ("(self.width + self.turned) ** 0.5", "self.width**0.5"),
)
edit(
    "divides_by_what_is_kept",
    "The scores are divided by √(rank + turned), the width of what is kept. A score is still one of width + turned"
    " entries, however it is computed.",
    ("(self.width + self.turned) ** 0.5", "(self.rank + self.turned) ** 0.5"),
)
edit(
    "does_not_scale",
    "The scores are not divided by √(width + turned).",
    ("scores / (self.width + self.turned) ** 0.5", "scores"),
)
edit(
    "divides_without_the_root",
    "The scores are divided by width + turned. Take its root.",
    ("(self.width + self.turned) ** 0.5", "(self.width + self.turned)"),
)
edit(
    "norms_both_parts",
    "The norm runs over the latent vector and the key together. It is for the first `rank` entries alone, with their"
    " own root mean square.",
    (
        NEW,
        "both = torch.cat([c, key], dim=-1)\n"
        "root = (both.square().mean(dim=-1, keepdim=True) + self.eps).sqrt()\n"
        "new = torch.cat([c / root * self.norm, rope(key, positions)], dim=-1)",
    ),
)
edit(
    "leaves_out_the_norm",
    "The latent vector is kept without its norm.",
    ("rms_norm(c, self.norm, self.eps)", "c"),
)
edit(
    "leaves_the_gain_out",
    "The norm has no gain. Multiply by `norm`, as rms_norm does with a weight.",
    ("rms_norm(c, self.norm, self.eps)", "rms_norm(c, None, self.eps)"),
)
edit(
    "norms_the_length",
    "The latent vector is divided by its length. The root mean square is the length divided by √rank.",
    ("rms_norm(c, self.norm, self.eps)", "c / c.norm(dim=-1, keepdim=True) * self.norm"),
)
edit(
    "takes_a_larger_eps",
    "The norm's eps is 1e-5. It is 1e-6.",
    ("rms_norm(c, self.norm, self.eps)", "rms_norm(c, self.norm, 1e-5)"),
)
edit(
    "norms_again",
    "What is kept has been normed already, and is normed again when it is read.",
    (
        "c, shared = kept.split([self.rank, self.turned], dim=-1)",
        "c, shared = kept.split([self.rank, self.turned], dim=-1)\nc = rms_norm(c, self.norm, self.eps)",
    ),
)
edit(
    "turns_no_key",
    "The shared key is not turned. Its product with a turned query then knows one position instead of a distance.",
    ("rope(key, positions)", "key"),
)
edit(
    "turns_no_query",
    "The queries are not turned. Turn the last `turned` entries of each head.",
    ("still, rope(turning, positions)", "still, turning"),
)
edit(
    "turns_all_of_the_query",
    "All of the query is turned. Rope is for its last `turned` entries: the others meet keys that know no position.",
    (
        "still, turning = q.split([self.width, self.turned], dim=-1)\nreturn still, rope(turning, positions)",
        "q = torch.cat([q, q[..., : (self.width + self.turned) % 2]], dim=-1)\n"
        "q = rope(q, positions)[..., : self.width + self.turned]\n"
        "return q.split([self.width, self.turned], dim=-1)",
    ),
)
edit(
    "turns_the_first_part",
    "The turned entries are taken from the beginning of each head. They are the last ones.",
    (
        "still, turning = q.split([self.width, self.turned], dim=-1)",
        "turning, still = q.split([self.turned, self.width], dim=-1)",
    ),
)
edit(
    "counts_from_0",
    "Positions are counted from 0 in each call. Use those that are given: a later piece begins later.",
    (
        "c, key = self.down(x)",
        "positions = torch.arange(x.shape[1], device=x.device)\nc, key = self.down(x)",
    ),
)
edit(
    "turns_the_key_again",
    "What was kept is turned again in each call. Turn a key once, before it is kept.",
    (
        "else torch.cat([kept, new], dim=1)",
        "else torch.cat([torch.cat([kept[..., : self.rank], rope(kept[..., self.rank :],"
        " torch.arange(kept.shape[1], device=x.device))], dim=-1), new], dim=1)",
    ),
)
edit(
    "leaves_out_the_turned_part",
    "The scores lack the product of the turned parts, so no token knows where it is.",
    (FORWARD, "scores = still @ k.mT"),
)
edit(
    "splits_the_queries_wrongly",
    "`q` is split into the unturned parts of all heads and then the turned ones. It has them head by head.",
    (
        "q = self.q(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)\n"
        "still, turning = q.split([self.width, self.turned], dim=-1)",
        "q = self.q(x).split([self.n_heads * self.width, self.n_heads * self.turned], dim=-1)\n"
        "still, turning = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in q)",
    ),
)
edit(
    "lays_heads_out_wrongly",
    "The heads' results are flattened without bringing the tokens in front: transpose heads and tokens first.",
    (
        "heads = self.weights(scores) @ v  # (B, h, T, width)\nreturn self.out(heads.transpose(1, 2).flatten(2)), kept",
        "heads = self.weights(scores) @ v  # (B, h, T, width)\n"
        "return self.out(heads.reshape(x.shape[0], x.shape[1], -1)), kept",
    ),
)
edit(
    "forgets_out",
    "The heads' results do not go through `out`. (Here they are padded or cut to dim.)",
    (
        "self.weights(scores) @ v  # (B, h, T, width)\nreturn self.out(heads.transpose(1, 2).flatten(2)), kept",
        "self.weights(scores) @ v  # (B, h, T, width)\n"
        "return nn.functional.pad(heads.transpose(1, 2).flatten(2), (0, x.shape[-1]))[..., : x.shape[-1]], kept",
    ),
)
edit(
    "sees_all",
    "Later tokens are seen. Hide them before the softmax.",
    (".masked_fill(~past, -torch.inf)", ""),
)
edit(
    "sees_the_next_token",
    "The mask is off by one: each token sees the next.",
    (".tril(all_ - new)", ".tril(all_ - new + 1)"),
)
edit(
    "masks_from_the_start",
    "The mask counts from the start: a single new token then sees the first one alone. The new tokens are the last"
    " ones: shift the diagonal by S - T.",
    (".tril(all_ - new)", ".tril()"),
)
edit(
    "masks_with_0",
    "Hidden scores become 0 before the softmax, which is a score like any other. Use -inf.",
    ("-torch.inf", "0.0"),
)
edit(
    "sums_over_the_queries",
    "The softmax runs over the queries. The weights of one query sum to 1: take the last axis.",
    ("softmax(dim=-1)", "softmax(dim=-2)"),
)
edit(
    "forgets_what_was_kept",
    "What was kept of earlier tokens is not used.",
    ("new if kept is None else torch.cat([kept, new], dim=1)", "new"),
)
edit(
    "puts_the_new_first",
    "New tokens are put before the old ones. They come last.",
    ("torch.cat([kept, new], dim=1)", "torch.cat([new, kept], dim=1)"),
)
edit(
    "keeps_the_new_alone",
    "Only what belongs to the new tokens is returned. The next call needs that of all tokens.",
    (
        "heads = self.weights(scores) @ v  # (B, h, T, width)\nreturn self.out(heads.transpose(1, 2).flatten(2)), kept",
        "heads = self.weights(scores) @ v  # (B, h, T, width)\n"
        "return self.out(heads.transpose(1, 2).flatten(2)), kept[:, -x.shape[1] :]",
    ),
)
edit(
    "returns_y_alone",
    "Only y is returned. Return y and what is kept.",
    (
        "heads = self.weights(scores) @ v  # (B, h, T, width)\nreturn self.out(heads.transpose(1, 2).flatten(2)), kept",
        "heads = self.weights(scores) @ v  # (B, h, T, width)\nreturn self.out(heads.transpose(1, 2).flatten(2))",
    ),
)


@mistake(
    "LatentAttention",
    "The results are right, but the keys and values of all heads are kept: more numbers than without latent vectors."
    " Keep c and the shared key, (B, S, rank + turned), and make keys of them in each call.",
)
class KeepsKeysAndValues(LatentAttention):
    def forward(self, x, positions, kept=None):
        new = self.keep(x, positions, None)
        c, shared = new.split([self.rank, self.turned], dim=-1)
        new = torch.cat([self.up(c), shared], dim=-1)
        kept = new if kept is None else torch.cat([kept, new], dim=1)
        made, shared = kept[..., : -self.turned], kept[..., -self.turned :]
        k, v = made.unflatten(-1, (self.n_heads, 2, self.width)).permute(3, 0, 2, 1, 4)
        still, turning = self.queries(x, positions)
        heads = self.weights(still @ k.mT + turning @ shared[:, None].mT) @ v
        return self.out(heads.transpose(1, 2).flatten(2)), kept


@mistake(
    "LatentAttention",
    "What was kept is changed in place, so a text can't go on in two ways. Join it with what is new in a new tensor.",
)
class WritesIntoWhatWasKept(LatentAttention):
    def keep(self, x, positions, kept):
        new = super().keep(x, positions, None)
        if kept is None:
            return new
        together = torch.cat([kept, new], dim=1)
        kept.data[..., : self.rank] = together[:, -kept.shape[1] :, : self.rank]
        return together


@mistake("LatentAttention", "A layer has a bias. None of them has one.")
class HasABias(LatentAttention):
    def __init__(self, dim, n_heads, width, rank, turned):
        super().__init__(dim, n_heads, width, rank, turned)
        self.out = torch.nn.Linear(n_heads * width, dim)


# ------------------------------------------------------------------------- the absorbed form


@mistake(
    "LatentAttention",
    "The absorbed form gives the right result, and makes the keys of every head all the same. Multiply the query by"
    " the matrix of the keys, and compare it with what is kept.",
)
class AbsorbsInNameAlone(LatentAttention):
    def absorbed(self, x, positions, kept=None):
        return self.forward(x, positions, kept)


@mistake(
    "LatentAttention",
    "No keys are made, but what is kept is copied for each head: torch.matmul does so where it broadcasts over heads."
    " Let the queries of all heads be rows of one matrix.",
)
class CopiesForEachHead(LatentAttention):
    def absorbed(self, x, positions, kept=None):
        kept = self.keep(x, positions, kept)
        c, shared = kept[:, None].split([self.rank, self.turned], dim=-1)
        up_k, up_v = self.up.weight.unflatten(0, (self.n_heads, 2, self.width)).unbind(1)
        still, turning = self.queries(x, positions)
        weights = self.weights((still @ up_k) @ c.mT + turning @ shared.mT)
        heads = (weights @ c) @ up_v.mT
        return self.out(heads.transpose(1, 2).flatten(2)), kept


@mistake(
    "LatentAttention",
    "The matrix of the keys is absorbed, and the values are made of every token all the same. Take the mean of what is"
    " kept first, then make one value of it.",
)
class AbsorbsTheKeysAlone(LatentAttention):
    def absorbed(self, x, positions, kept=None):
        kept = self.keep(x, positions, kept)
        up_k, up_v = self.up.weight.unflatten(0, (self.n_heads, 2, self.width)).unbind(1)
        still, turning = self.queries(x, positions)
        rows = torch.cat([still @ up_k, turning], dim=-1).flatten(1, 2)
        weights = self.weights((rows @ kept.mT).unflatten(1, (self.n_heads, -1)))
        v = (kept[..., : self.rank] @ up_v.flatten(0, 1).mT).unflatten(-1, (self.n_heads, self.width)).transpose(1, 2)
        return self.out((weights @ v).transpose(1, 2).flatten(2)), kept


PAST = "past = torch.ones(new, all_, dtype=torch.bool, device=scores.device).tril(all_ - new)"

edit(
    "masks_by_positions",
    "The mask compares positions, as if they were neighbours. Count tokens: each sees all that come before it.",
    ("c, key = self.down(x)", "self.places = positions\nc, key = self.down(x)"),
    (
        PAST,
        "far = self.places[-1] + 1 - all_ + torch.arange(all_, device=scores.device)\n"
        "past = far <= self.places[:, None]",
    ),
)
edit(
    "cuts_off_what_is_kept",
    "What is kept is detached, so that no gradient comes back from the tokens that follow. Return it as it is.",
    ("flatten(2)), kept", "flatten(2)), kept.detach()", 2),
)
edit(
    "overflows_in_the_softmax",
    "The exponentials of large scores overflow. Take off the largest first, as softmax does.",
    (
        "return scores.masked_fill(~past, -torch.inf).softmax(dim=-1)",
        "weights = scores.masked_fill(~past, -torch.inf).exp()\nreturn weights / weights.sum(dim=-1, keepdim=True)",
    ),
)
edit(
    "has_a_mask_of_128",
    "The mask has been made for 128 tokens. Make it for as many as there are.",
    (PAST, "past = torch.ones(128, 128, dtype=torch.bool, device=scores.device).tril()[all_ - new : all_, :all_]"),
)
