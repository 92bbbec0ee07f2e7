"""What beginners hand in for long contexts."""

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="counts_heads drops_heads",
    whole_for_slice="has_one_window_for_all",
    root_or_square="takes_the_root_of_the_factor",
    wrong_factor="takes_half_the_exponent",
    missing_term="has_no_window gives_back_the_new_ones_alone",
    upside_down=(
        "turns_the_exponent_over makes_the_base_smaller gives_the_turns_in_tokens divides_the_fast_pairs_by_the_factor"
    ),
    opposite_choice="keeps_the_first_tokens",
    transposed="looks_forward",
    swapped_arguments="counts_the_calls swaps_keys_and_values",
    off_by_one="leaves_itself_out_of_the_window does_not_see_itself keeps_one_too_many keeps_one_too_few",
    end_of_interval="multiplies_the_base_by_the_factor_alone does_not_cut_the_share",
    order_of_steps="drops_before_it_answers gives_back_what_it_keeps",
    entries_mixed_up="has_a_frequency_for_each_entry puts_new_tokens_first gives_back_the_buffer_as_it_lies",
    stale_state="says_how_many_it_holds says_how_many_it_keeps",
    state_not_kept="drops_as_many_as_come forgets_all_when_full",
    not_accumulated="counts_the_last_piece_alone",
    counted_twice="counts_in_every_block",
    alias_or_copy="keeps_one_block_for_all keeps_a_view shares_its_blocks",
    dtype_lost="has_one_dtype_for_all_blocks",
    cancellation="loses_digits_of_the_angle rounds_to_float32",
    zero_case="keeps_all_in_a_window_of_1",
    silent_error=(
        "allows_an_empty_window allows_heads_of_any_size allows_a_factor_below_1 allows_a_cache_without_a_window"
        " takes_every_rule_for_llamas"
    ),
    refuses_what_is_allowed="refuses_long_prompts",
    default_value="ignores_the_factor ignores_the_betas",
    base_or_units="counts_radians_and_not_turns",
    mask_polarity="says_what_is_hidden makes_a_mask_to_add",
    sees_the_future="looks_ahead_as_well is_not_causal",
    padding_counted="fills_up_with_zeros",
    hidden_cost="never_drops_anything",
    partial_case="counts_in_a_block_that_may_not_be",
    wrong_formula="cuts_the_text_into_blocks divides_all_frequencies does_not_round_the_pairs",
)

BAND = "(back >= 0) & (back < window)"
KEPT = "both[..., dropped:, :].clone()"
DROPPED = "max(0, both.shape[-2] - (self.window - 1))"
FREQUENCIES = "larger ** (-torch.arange(0, dim, 2, dtype=torch.float64, device=device) / dim)"
LARGER = "base * factor ** (dim / (dim - 2))"
COUNTS = "if layer == 0:\n    self.count += k.shape[2]"

# ------------------------------------------------------------------------------ the mask

edit(
    "leaves_itself_out_of_the_window",
    "Each token sees itself and as many tokens before it as the window has, which is one too many. The window counts"
    " the token itself: i - j < window.",
    ("back < window", "back <= window"),
)
edit(
    "does_not_see_itself",
    "A token does not see itself, and the first one sees nothing. Allow that: i - j may be 0.",
    ("back >= 0", "back > 0"),
)
edit(
    "looks_ahead_as_well",
    "The window extends to both sides, so a token sees those that come after it. It only looks back: 0 ≤ i - j <"
    " window.",
    (BAND, "back.abs() < window"),
)
edit(
    "is_not_causal",
    "What is too far back is hidden, but all that comes later can be seen. Both bounds are needed: 0 ≤ i - j < window.",
    (BAND, "back < window"),
)
edit(
    "has_no_window",
    "This is the causal mask, in which a token sees all before it, however far back. Add the second bound: i - j <"
    " window.",
    (BAND, "back >= 0"),
)
edit(
    "looks_forward",
    "The mask is transposed, so a token sees those after it. Rows are the tokens that look, and columns are looked at.",
    ("place[:, None] - place", "place - place[:, None]"),
)
edit(
    "cuts_the_text_into_blocks",
    "The text is cut into blocks, and a token sees only those of its own block, so the first of a block sees no other."
    " The window moves along with each token: i - j < window.",
    (BAND, "(back >= 0) & (place[:, None] // window == place // window)"),
)
edit(
    "has_one_window_for_all",
    "All tokens share one window, that of the last token, and the first ones see nothing. Each token has its own, which"
    " ends at itself: i - j < window.",
    (BAND, "(back >= 0) & (place >= n - window)"),
)
edit(
    "says_what_is_hidden",
    "True marks where a token may not look. In this course's masks True means that it may.",
    (BAND, f"~({BAND})"),
)
edit(
    "makes_a_mask_to_add",
    "This is a mask of 0 and -inf, to be added to scores. Return one of bool, with True where a token may look.",
    (f"return {BAND}", f"return torch.zeros(n, n, device=device).masked_fill(~({BAND}), -torch.inf)"),
)
edit(
    "has_one_dtype_for_all_blocks",
    "All keys and values get the dtype of the first that came. Each block keeps the dtype that it is given.",
    (
        "both = torch.stack([k, v])",
        "self.dtype = getattr(self, 'dtype', k.dtype)\nboth = torch.stack([k, v]).to(self.dtype)",
    ),
)
edit(
    "allows_an_empty_window",
    "A window of 0 hides everything, and a softmax over nothing is NaN. Raise a ValueError if the window is less"
    " than 1.",
    ('if window < 1:\n    raise ValueError(f"in a window of {window} a token does not even see itself")\n', ""),
)

# ------------------------------------------------------------------------------ frequencies

edit(
    "divides_all_frequencies",
    "The factor slows down every pair, even the fastest one, as if positions had been divided by it. Then neighbours"
    " are hard to tell apart. Enlarge the base, so that the fastest pair stays at 1.",
    (FREQUENCIES, FREQUENCIES.replace("larger **", "base **") + " / factor"),
)
edit(
    "multiplies_the_base_by_the_factor_alone",
    "The base is multiplied by the factor itself, so the slowest pair is not slow enough: the exponent of the last"
    " pair is (dim - 2) / dim, a little less than 1. Multiply by factor ** (dim / (dim - 2)).",
    (LARGER, "base * factor"),
)
edit(
    "takes_the_root_of_the_factor",
    "The base is multiplied by the root of the factor, so the slowest pair is not slow enough. The exponent is dim /"
    " (dim - 2), a little more than 1.",
    ("(dim / (dim - 2))", "0.5"),
)
edit(
    "turns_the_exponent_over",
    "The exponent of the factor is upside down: it is dim / (dim - 2), so that what is left at the last pair is the"
    " factor itself.",
    ("(dim / (dim - 2))", "((dim - 2) / dim)"),
)
edit(
    "makes_the_base_smaller",
    "The base becomes smaller, and slow pairs turn faster. Longer texts need slower ones: multiply the base.",
    (LARGER, "base / factor ** (dim / (dim - 2))"),
)
edit(
    "ignores_the_factor",
    "The factor changes nothing: these are the frequencies of rope itself.",
    (LARGER, "base"),
)
edit(
    "gives_the_turns_in_tokens",
    "These numbers grow, because they say how many tokens a pair takes to turn by 1. Return the frequency, the angle"
    " of one token: a negative exponent.",
    ("larger ** (-torch.arange", "larger ** (torch.arange"),
)
edit(
    "takes_half_the_exponent",
    "The exponents are i / dim, half of what they should be: pair i has the exponent 2 i / dim.",
    ("torch.arange(0, dim, 2, dtype=torch.float64, device=device)", "torch.arange(dim // 2, device=device).double()"),
)
edit(
    "has_a_frequency_for_each_entry",
    "Each frequency is there twice, once for each entry of a pair. Return dim / 2 of them, one for each pair.",
    (f"return {FREQUENCIES}", f"return ({FREQUENCIES}).repeat_interleave(2)"),
)
edit(
    "loses_digits_of_the_angle",
    "The frequencies are float32, so at position 100,000 an angle is off by thousandths. Make them in float64.",
    ("dtype=torch.float64, device=device)", "dtype=torch.float32, device=device)"),
)
edit(
    "rounds_to_float32",
    "The frequencies were rounded to float32 on the way. Start from float64: torch.arange(..., dtype=torch.float64).",
    ("torch.float64, device=device) / dim)", "torch.float32, device=device) / dim).double()"),
)
edit(
    "allows_heads_of_any_size",
    "An odd size leaves one entry without a partner, and with a single pair the fastest is also the slowest. Raise a"
    " ValueError if dim is odd or less than 4.",
    ("if dim < 4 or dim % 2:", "if dim == 2:"),
)
edit(
    "allows_a_factor_below_1",
    "A factor below 1 makes the slow pairs faster, for shorter texts. Raise a ValueError.",
    ("if factor < 1:", "if factor == 0:"),
)

# ------------------------------------------------------------------------------ the cache

edit(
    "says_how_many_it_holds",
    "len(cache) stops at what the cache holds. The model uses it as the position of the next token: count dropped"
    " tokens, too, or all further tokens get the same position.",
    ("return self.count", "return min(self.count, self.window)"),
)
edit(
    "says_how_many_it_keeps",
    "len(cache) is the number of tokens that are kept. The model uses it as the position of the next token: count"
    " dropped tokens, too.",
    ("return self.count", "return min(self.count, self.window - 1)"),
)
edit(
    "counts_in_every_block",
    "The tokens are counted anew in each block, so len(cache) is too large by a factor, the number of blocks. Count in"
    " one of them, or for each block separately.",
    (COUNTS, "self.count += k.shape[2]"),
)
edit(
    "counts_the_calls",
    "len(cache) is the number of pieces. Count their tokens: T of them come at once.",
    ("self.count += k.shape[2]", "self.count += 1"),
)
edit(
    "counts_the_last_piece_alone",
    "len(cache) is the length of the last piece. Add the tokens of all pieces.",
    ("self.count += k.shape[2]", "self.count = k.shape[2]"),
)
edit(
    "counts_in_a_block_that_may_not_be",
    "The tokens are counted in block 1, but a model may have only one, number 0. Count in block 0, which every model"
    " has.",
    ("if layer == 0:", "if layer == 1:"),
)
edit(
    "counts_heads",
    "len(cache) counts heads. Keys are (B, h, T, E): the tokens are axis 2.",
    ("self.count += k.shape[2]", "self.count += k.shape[1]"),
)
edit(
    "keeps_one_too_many",
    "A new token sees one token more than the window has. It takes up a place in the window itself, so only window - 1"
    " old tokens are needed.",
    (DROPPED, "max(0, both.shape[-2] - self.window)"),
)
edit(
    "keeps_one_too_few",
    "One old token is missing: besides the new token itself, window - 1 old ones fit into the window.",
    (DROPPED, "max(0, both.shape[-2] - (self.window - 2))"),
)
edit(
    "never_drops_anything",
    "Nothing is ever dropped, so the cache grows with the text, and a token sees all before it. Keep the last window -"
    " 1 tokens.",
    (DROPPED, "0"),
)
edit(
    "drops_before_it_answers",
    "If several tokens come at once, the first of them miss keys, because the window of each one ends at itself, so it"
    " goes further back than that of the last one. Return all, and drop afterwards.",
    ("return both[0], both[1]", "both = both[..., -self.window :, :]\nreturn both[0], both[1]"),
)
edit(
    "gives_back_what_it_keeps",
    "Only what is kept for later is returned, window - 1 tokens. The new tokens also look at themselves: return all,"
    " and keep less.",
    ("return both[0], both[1]", "return self.layers[layer][0], self.layers[layer][1]"),
)
edit(
    "gives_back_the_new_ones_alone",
    "Only the new keys and values are returned, so the new tokens do not see the old ones.",
    ("return both[0], both[1]", "return k, v"),
)
edit(
    "keeps_the_first_tokens",
    "The first tokens of the text stay, and the latest are dropped. The next token looks at those just before it, so"
    " keep the end.",
    (KEPT, "both[..., : self.window - 1, :].clone()"),
)
edit(
    "drops_as_many_as_come",
    "As many old tokens are dropped as new ones come, although the window is not full yet. Drop only what is more than"
    " window - 1.",
    (DROPPED, "k.shape[2] if layer in self.layers else 0"),
)
edit(
    "fills_up_with_zeros",
    "If fewer tokens than a window have come, zeros come before them, and a query would look at them. Return only what"
    " there is.",
    (
        "return both[0], both[1]",
        "none = max(0, self.window - both.shape[-2])\n"
        "both = torch.cat([both.new_zeros(*both.shape[:-2], none, both.shape[-1]), both], dim=-2)\n"
        "return both[0], both[1]",
    ),
)
edit(
    "forgets_all_when_full",
    "When the window is full, all of it is dropped, and the next token is alone. Drop only what is too far back.",
    (KEPT, "both[..., both.shape[-2] if dropped else 0 :, :].clone()"),
)
edit(
    "puts_new_tokens_first",
    "New tokens come before the old ones. A text continues at its end: torch.cat([old, new]).",
    ("[self.layers[layer], both]", "[both, self.layers[layer]]"),
)
edit(
    "keeps_one_block_for_all",
    "All blocks share one place, so each finds the keys of the others. Keep those of each layer separately.",
    (
        "if layer in self.layers:",
        "layer = 0\nif layer in self.layers:",
    ),
)
edit(
    "drops_heads",
    "The last heads are kept instead of the last tokens. Keys are (B, h, T, E): tokens are the last axis but one.",
    (KEPT, "both[:, :, -(self.window - 1) :].clone()"),
)
edit(
    "swaps_keys_and_values",
    "Keys and values have changed places. Return the keys first.",
    ("return both[0], both[1]", "return both[1], both[0]"),
)
edit(
    "keeps_all_in_a_window_of_1",
    "With a window of 1 nothing is dropped: -0 is 0, so the slice [-(window - 1):] has everything. Count from the"
    " front: drop the first S - (window - 1) tokens.",
    (KEPT, "both[..., -(self.window - 1) :, :].clone()"),
)
edit(
    "keeps_a_view",
    "What is kept is a slice, and a slice keeps all of the tensor alive, even after a long prompt. Copy it with"
    " .clone().",
    (KEPT, "both[..., dropped:, :]"),
)
edit(
    "shares_its_blocks",
    "Two caches share their blocks, so one text reads the other. Make the dict in __init__, not in the class.",
    ("class RollingCache:\n", "class RollingCache:\n    layers = {}\n"),
    ("self.window, self.count, self.layers = window, 0, {}", "self.window, self.count = window, 0"),
)
edit(
    "allows_a_cache_without_a_window",
    "A cache with a window of 0 gives a token nothing to look at. Raise a ValueError if the window is less than 1.",
    ('if window < 1:\n    raise ValueError(f"a window of {window}")\n', ""),
)
edit(
    "refuses_long_prompts",
    "A prompt that is longer than the window is refused. It may have any length: return all of it, and keep its end.",
    (
        "both = torch.stack([k, v])",
        "if k.shape[2] > self.window:\n    raise ValueError(k.shape)\nboth = torch.stack([k, v])",
    ),
)


@mistake(
    "RollingCache",
    "The tokens are returned as they lie in the buffer, where new ones have overwritten the oldest. Return them in the"
    " order of the text, because the mask, which goes by position, needs it.",
)
class gives_back_the_buffer_as_it_lies:
    def __init__(self, window):
        if window < 1:
            raise ValueError(f"a window of {window}")
        self.window, self.count, self.layers = window, 0, {}

    def __len__(self):
        return self.count

    def extend(self, layer, k, v):
        start = self.count - (k.shape[2] if layer else 0)
        self.count = start + k.shape[2]
        size = [*k.shape[:2], self.window, k.shape[3]]
        keys, values = self.layers.setdefault(layer, (k.new_zeros(size), v.new_zeros(size)))
        for i in range(k.shape[2]):
            keys[:, :, (start + i) % self.window] = k[:, :, i]
            values[:, :, (start + i) % self.window] = v[:, :, i]
        held = min(self.count, self.window)
        return keys[:, :, :held].clone(), values[:, :, :held].clone()


# ------------------------------------------------------------------------------------- the rules of models

edit(
    "divides_the_fast_pairs_by_the_factor",
    "The fast pairs are divided by the factor, and the slow ones stay. It should be the other way round, because the"
    " slow ones must not meet new angles.",
    (
        'return kept * plain + (1 - kept) * plain / rope_scaling["factor"]',
        'return (1 - kept) * plain + kept * plain / rope_scaling["factor"]',
    ),
)
edit(
    "does_not_cut_the_share",
    "The share that stays is not cut to 0 and 1, so it goes on rising beyond the fast pairs, and falls below 0 for the"
    " slow ones.",
    ("kept = KEPT[kind](plain, base, rope_scaling).clamp(0, 1)", "kept = KEPT[kind](plain, base, rope_scaling)"),
)
edit(
    "counts_radians_and_not_turns",
    "The turns are counted in radians. A turn has 2π of them: divide by 2π.",
    (
        'turns = rope["original_max_position_embeddings"] * plain / (2 * math.pi)',
        'turns = rope["original_max_position_embeddings"] * plain',
    ),
)
edit(
    "takes_every_rule_for_llamas",
    "An unknown rule is treated as Llama 3.1's. The angles are wrong then, without an error: raise a ValueError that"
    " names the type.",
    ('raise ValueError(f"no frequencies of the type {kind}")', 'kind = "llama3"'),
)
edit(
    "does_not_round_the_pairs",
    "YaRN's ramp begins and ends between two pairs. Round the number of the first pair down, and that of the last up.",
    (
        "max(math.floor(fast), 0), min(math.ceil(slow), 2 * pairs - 1)",
        "max(fast, 0), min(slow, 2 * pairs - 1)",
    ),
)
edit(
    "ignores_the_betas",
    "YaRN's ramp always goes from 32 turns to 1. If beta_fast and beta_slow are there, they count.",
    (
        'rope.get(*beta), base) for beta in (("beta_fast", 32), ("beta_slow", 1))',
        "beta, base) for beta in (32, 1)",
    ),
)
