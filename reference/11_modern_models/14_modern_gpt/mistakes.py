"""What beginners hand in for a GPT of today, and what to tell them."""

from dojo import edit, ideas

ideas(
    wrong_factor="scales_the_tokens",
    missing_term=(
        "knows_no_positions forgets_the_first_residual forgets_the_second_residual has_no_norms_in_the_blocks"
        " has_no_last_norm"
    ),
    swapped_arguments="turns_the_values",
    order_of_steps=(
        "turns_before_the_split keeps_keys_before_they_are_turned asks_each_block_for_the_length norms_after_it_turns"
    ),
    entries_mixed_up="turns_halves takes_turns_with_the_heads flattens_without_the_transpose",
    stale_state=(
        "counts_new_tokens_from_0 runs_side_by_side gives_each_block_the_tokens counts_its_window_from_the_first_key"
    ),
    state_not_kept="ignores_the_cache",
    counted_twice="keeps_a_table_of_positions turns_old_keys_again",
    alias_or_copy="keeps_all_blocks_under_one_number does_not_tie_the_head repeats_one_block",
    refuses_what_is_allowed="refuses_more_than_its_context",
    default_value=(
        "ignores_the_base does_not_hand_base_and_eps_on has_as_many_heads_of_keys is_four_times_as_wide_inside"
        " has_another_eps_in_the_last_norm"
        " forgets_the_frequencies_that_are_given always_ties_the_table gives_all_blocks_the_first_window"
    ),
    sees_the_future="sees_later_tokens",
    shifted_targets="counts_the_mask_from_the_start",
    parameter_or_buffer="has_biases keeps_the_blocks_in_a_list forgets_its_context",
    wrong_initialisation=(
        "draws_as_torch_does draws_the_gains does_not_divide_what_adds divides_every_matrix counts_one_sum_a_block"
        " divides_out_alone draws_with_a_fixed_deviation draws_as_configs_say"
        " draws_the_biases"
    ),
    off_by_one="sees_one_token_more_than_its_window",
    wrong_axis="norms_over_all_heads",
    hidden_cost="copies_heads_into_the_cache",
    partial_case=(
        "turns_the_queries_alone norms_once stops_at_a_longest_position norms_the_queries_alone"
        " leaves_the_output_as_wide_as_the_model"
    ),
    wrong_formula="has_layer_norms",
)

# ------------------------------------------------------------------------------------- positions

edit(
    "turns_the_values",
    "The values are turned by rope, too. Only scores have to depend on distances: turn q and k, and leave v as it is.",
    (
        "q, k = self.turned(q, positions), self.turned(k, positions)",
        "q, k, v = (self.turned(part, positions) for part in (q, k, v))",
    ),
)
edit(
    "turns_the_queries_alone",
    "The queries are turned, but the keys are not, so a score depends on the query's position and not on the distance."
    " Turn both.",
    ("self.turned(k, positions)", "k"),
)
edit(
    "knows_no_positions",
    "The model does not know where a token is. Turn q and k by rope in each block, before the scores.",
    ("q, k = self.turned(q, positions), self.turned(k, positions)", "pass"),
)
edit(
    "turns_before_the_split",
    "The vectors are turned before they are split into heads, so each head has different frequencies. Split first:"
    " rope turns the E entries of one head.",
    (
        "q, k, v = (self.split(part(read)).transpose(1, 2) for part in (self.q, self.k, self.v))",
        "q, k = (self.turned(part(read), positions) for part in (self.q, self.k))\n"
        "q, k, v = (self.split(part).transpose(1, 2) for part in (q, k, self.v(read)))",
    ),
    ("q, k = self.turned(q, positions), self.turned(k, positions)", "pass"),
)
edit(
    "turns_halves",
    "Entry i of a head is turned with i + E/2, as in Hugging Face's files. Here pairs are neighbours, as in your rope:"
    " (0, 1), (2, 3), ...",
    (
        "q, k = self.turned(q, positions), self.turned(k, positions)",
        "q, k = (part.unflatten(-1, (2, -1)).mT.flatten(-2) for part in (q, k))\n"
        "q, k = self.turned(q, positions), self.turned(k, positions)",
    ),
)
edit(
    "keeps_a_table_of_positions",
    "A learnt table of positions is added to the tokens, too. rope replaces it: tokens enter the first block as they"
    " are.",
    (
        "self.tokens, self.norm = nn.Embedding(vocab_size, dim), nn.Parameter(torch.ones(dim))",
        "self.tokens, self.norm = nn.Embedding(vocab_size, dim), nn.Parameter(torch.ones(dim))\n"
        "self.positions = nn.Embedding(context, dim)",
    ),
    ("x = self.tokens(ids)  #", "x = self.tokens(ids) + self.positions(positions)  #"),
)
edit(
    "ignores_the_base",
    "base changes nothing. Pass it on: from the model to each block, and from the block to rope, for q and for k.",
    ("return rope(x, positions, self.base, **given)", "return rope(x, positions, **given)"),
)
edit(
    "does_not_hand_base_and_eps_on",
    "The blocks have base and eps of their own, not those of the model. Pass both on to each Block.",
    ("hidden, base, eps, head_dim, qk_norm", "hidden, 10000.0, 1e-6, head_dim, qk_norm"),
)
edit(
    "refuses_more_than_its_context",
    "More tokens than context are refused. There is no table that could end, because rope turns by any angle, so the"
    " model should go on.",
    (
        "x = self.tokens(ids)  #",
        "if positions[-1] >= self.context:\n    raise ValueError(self.context)\nx = self.tokens(ids)  #",
    ),
)

edit(
    "stops_at_a_longest_position",
    "Beyond some multiple of the context all tokens have the same position. rope has an angle for each position, so"
    " let them go on.",
    ("device=ids.device)  # (T,)", "device=ids.device).clamp(max=times * self.context - 1)  # (T,)"),
    times=(1, 2, 8),
)

# ------------------------------------------------------------------------------------- the cache

edit(
    "counts_new_tokens_from_0",
    "New tokens have the positions 0, 1, ..., although a cache holds others before them. They follow those: count from"
    " len(cache).",
    ("old = 0 if cache is None else len(cache)", "old = 0"),
)
edit(
    "turns_old_keys_again",
    "Keys come out of the cache turned, and are then turned again each time. Turn a new key once, at its own position,"
    " before it goes into the cache.",
    (
        "k, v = cache.extend(layer, k, v)",
        "k, v = cache.extend(layer, k, v)\n"
        "k = rope(k, torch.arange(k.shape[2], device=k.device), self.base)\n"
        "q = rope(q, positions, self.base)",
    ),
)
edit(
    "keeps_keys_before_they_are_turned",
    "Keys go into the cache before they are turned, and only the new ones are turned when they are used. Turn a key"
    " before cache.extend, or all of them after it, at the positions 0, 1, ...",
    (
        "q, k = self.turned(q, positions), self.turned(k, positions)",
        "q, new = self.turned(q, positions), k",
    ),
    (
        "heads = grouped",
        "k = torch.cat([k[:, :, : -new.shape[2]], self.turned(new, positions)], dim=2)\nheads = grouped",
    ),
)
edit(
    "asks_each_block_for_the_length",
    "The length of the cache is asked anew in each block, and after the first it includes the new tokens. Compute the"
    " positions once, before the blocks.",
    (
        "x = block(x, positions, cache, layer)",
        "old = 0 if cache is None else len(cache)\n"
        "positions = torch.arange(old, old + ids.shape[1], device=ids.device)\n"
        "x = block(x, positions, cache, layer)",
    ),
)
edit(
    "keeps_all_blocks_under_one_number",
    "All blocks keep their keys and values under the same number, so each finds those of the others. Give each block"
    " the number of its layer.",
    ("positions, cache, layer)", "positions, cache)"),
)
edit(
    "ignores_the_cache",
    "The cache is not used, so the new tokens see only each other. Take the keys and values of all tokens: k, v ="
    " cache.extend(layer, k, v).",
    ("k, v = cache.extend(layer, k, v)", "cache.extend(layer, k, v)"),
)
edit(
    "copies_heads_into_the_cache",
    "Keys and values are repeated for every query head before they are kept, so the cache is no smaller than without"
    " groups. Keep h_kv heads.",
    (
        "k, v = cache.extend(layer, k, v)",
        "more = self.q.out_features // self.k.out_features\n"
        "k, v = cache.extend(layer, *(part.repeat_interleave(more, dim=1) for part in (k, v)))",
    ),
)
edit(
    "counts_the_mask_from_the_start",
    "The causal mask is that of T new tokens among themselves: with S keys in the cache, new token i sees the"
    " keys 0 ... S - T + i. Count from the end.",
    (
        "heads = grouped_query_attention(q, k, v)",
        "more, new = q.shape[1] // k.shape[1], q.shape[2]\n"
        "past = torch.ones(new, k.shape[2], dtype=torch.bool, device=q.device).tril()\n"
        "k, v = (part.repeat_interleave(more, dim=1) for part in (k, v))\n"
        "heads = nn.functional.scaled_dot_product_attention(q, k, v, past)",
    ),
)

# ------------------------------------------------------------------------------------- the block

edit(
    "takes_turns_with_the_heads",
    "The heads of k and v alternate: 0, 1, 0, 1. Groups are neighbours: query head i reads head i // (h / h_kv), so 0,"
    " 0, 1, 1.",
    (
        "heads = grouped_query_attention(q, k, v)",
        "more = q.shape[1] // k.shape[1]\n"
        "heads = grouped_query_attention(q, k.repeat(1, more, 1, 1), v.repeat(1, more, 1, 1))",
    ),
)
edit(
    "has_as_many_heads_of_keys",
    "There are as many heads of k and v as of q, but there should be fewer: k and v have n_kv_heads heads, each dim /"
    " n_heads wide.",
    ("n_kv_heads * width", "n_heads * width", 2),
)
edit(
    "sees_later_tokens",
    "Every token sees later ones, so the model can copy the answer. Attention is causal: token i sees the tokens"
    " 0 to i.",
    ("grouped_query_attention(q, k, v)", "grouped_query_attention(q, k, v, causal=False)"),
)
edit(
    "flattens_without_the_transpose",
    "Heads and tokens are mixed up, because (B, h, T, E) is flattened as if it were (B, T, h, E). Transpose before you"
    " flatten.",
    ("heads.transpose(1, 2).flatten(2)", "heads.reshape(x.shape)"),
)
edit(
    "has_layer_norms",
    "The norms subtract the mean, so they are layer norms. RMS norm divides by the root mean square, and subtracts"
    " nothing.",
    ("rms_norm(x, self.norm", "rms_norm(x - x.mean(-1, keepdim=True), self.norm", 3),
)
edit(
    "has_biases",
    "The linear layers of attention have biases. Today's models have none: bias=False for q, k, v and out.",
    ("bias=qkv_bias)", "bias=True)", 3),
    ("nn.Linear(n_heads * width, dim, bias=False)", "nn.Linear(n_heads * width, dim)"),
)
edit(
    "norms_once",
    "The mlp reads the input of attention, under the first norm's weight. Each of the two has a norm of its own: norm2"
    " for the mlp.",
    ("self.mlp(rms_norm(x, self.norm2, self.eps))", "self.mlp(rms_norm(x, self.norm1, self.eps))"),
)
edit(
    "runs_side_by_side",
    "The mlp reads the block's input, in parallel with attention. Here it comes after attention, and reads the sum: x"
    " = x + out(...), and then x + mlp(norm2(x)).",
    (
        "x = x + self.out(heads.transpose(1, 2).flatten(2))",
        "before, x = x, x + self.out(heads.transpose(1, 2).flatten(2))",
    ),
    ("self.mlp(rms_norm(x, self", "self.mlp(rms_norm(before, self"),
)
edit(
    "forgets_the_first_residual",
    "A block replaces its vectors by the output of attention. It should add that: x = x + ...",
    ("x = x + self.out", "x = self.out"),
)
edit(
    "forgets_the_second_residual",
    "A block replaces its vectors by the output of the mlp. It should add that: x + ...",
    ("return x + self.mlp", "return self.mlp"),
)
edit(
    "has_no_norms_in_the_blocks",
    "The blocks do not use their norms, so attention and mlp get x as it is. They should get it normed, by norm1 and"
    " by norm2.",
    ("read = rms_norm(x, self.norm1, self.eps)", "read = x"),
    ("self.mlp(rms_norm(x, self.norm2, self.eps))", "self.mlp(x)"),
)
edit(
    "is_four_times_as_wide_inside",
    "The mlp is 4 · dim wide, as in the old block. A SwiGLU has three matrices, so this is half as many numbers again:"
    " its width is hidden.",
    ("SwiGLU(dim, hidden)", "SwiGLU(dim, 4 * dim)"),
)

# ------------------------------------------------------------------------------------- the model

edit(
    "has_no_last_norm",
    "The last norm is missing. In pre-norm nothing has normed the vectors that leave the last block: head(norm(x)).",
    ("self.head(rms_norm(x, self.norm, self.eps))", "self.head(x)"),
)
edit(
    "has_another_eps_in_the_last_norm",
    "The last norm has an eps of its own. All norms should have the model's eps.",
    ("rms_norm(x, self.norm, self.eps)", "rms_norm(x, self.norm)"),
)
edit(
    "does_not_tie_the_head",
    "The head has weights of its own. Tie them: its weight is the table of tokens, one parameter under two names.",
    ("self.head.weight = self.tokens.weight  #", "pass  #"),
)
edit(
    "draws_as_torch_does",
    "The first weights are those of torch. nn.Embedding draws from N(0, 1), and the tied head makes huge logits from"
    " it: draw with a standard deviation of 1/√dim.",
    ("self.draw(dim**-0.5)", "nn.init.normal_(self.tokens.weight)"),
)
edit(
    "scales_the_tokens",
    "The vectors of the tokens are multiplied by √dim. Some models do that; this one takes them as they are.",
    ("x = self.tokens(ids)  #", "x = self.tokens(ids) * self.tokens.embedding_dim**0.5  #"),
)
edit(
    "repeats_one_block",
    "There is one block, under n_layers names: [Block(...)] * n_layers repeats one object. Make a new block for each"
    " layer.",
    (
        "blocks = (Block(*sizes, window, frequencies) for window in windows or [None] * n_layers)",
        "blocks = [Block(*sizes, None, frequencies)] * n_layers",
    ),
)
edit(
    "keeps_the_blocks_in_a_list",
    "The blocks are in a Python list, where nn.Module does not find them, so they would not be trained, saved or"
    " moved. Put them into an nn.ModuleList.",
    ("nn.ModuleList(blocks)", "list(blocks)"),
)
edit(
    "gives_each_block_the_tokens",
    "Each block gets the vectors of the tokens, but it should get the output of the block before it: x = block(x,"
    " ...).",
    ("x = self.tokens(ids)  #", "x = first = self.tokens(ids)  #"),
    ("x = block(x, positions", "x = block(first, positions"),
)
edit(
    "forgets_its_context",
    "The model does not remember its context. Keep it as an attribute: training cuts windows of this length.",
    ("self.context, self.eps = context, eps", "self.eps = eps"),
)
edit(
    "draws_the_gains",
    "The gains of the norms are drawn at random with the matrices. They start at 1, so that a new norm only norms.",
    ("if parameter.ndim > 1:", "if parameter.ndim:"),
)
edit(
    "does_not_divide_what_adds",
    "The layers that add to the path are drawn as widely as all others. Each block adds twice, so the path grows with"
    " every block: divide the deviation of out and mlp.down by √(2 · n_layers).",
    ("std=std / (2 * len(self.blocks)) ** 0.5 if adds else std", "std=std"),
)
edit(
    "divides_every_matrix",
    "Every matrix is divided by √(2 · n_layers). Only out and mlp.down should be, because they add to the path. All"
    " others keep 1/√dim.",
    ("std=std / (2 * len(self.blocks)) ** 0.5 if adds else std", "std=std / (2 * len(self.blocks)) ** 0.5"),
)
edit(
    "counts_one_sum_a_block",
    "out and mlp.down are divided by √n_layers, as if a block added only once. It adds twice, after attention and"
    " after the mlp: divide by √(2 · n_layers).",
    ("(2 * len(self.blocks)) ** 0.5", "len(self.blocks) ** 0.5"),
)
edit(
    "divides_out_alone",
    "mlp.down is drawn as widely as the matrices that do not add to the path. Like out, it adds to it: divide its"
    " deviation by √(2 · n_layers), too.",
    ('("out.weight", "down.weight")', '"out.weight"'),
)
edit(
    "draws_with_a_fixed_deviation",
    "The first weights have the same fixed deviation in a model of any width, as in the configs of published models."
    " Here it follows the width: 1/√dim, and that over √(2 · n_layers) for out and mlp.down.",
    ("self.draw(dim**-0.5)", "self.draw(std)"),
    std=(0.02, 0.01, 0.05),
)
edit(
    "draws_as_configs_say",
    "Every matrix has the fixed deviation 0.02, as the configs of published models say. Here it follows the width:"
    " 1/√dim, and that over √(2 · n_layers) for out and mlp.down, which add to the path.",
    ("self.draw(dim**-0.5)", "self.draw(0.02)"),
    ("std=std / (2 * len(self.blocks)) ** 0.5 if adds else std", "std=std"),
)


# ------------------------------------------------------------------------------------- keywords of other models

edit(
    "leaves_the_output_as_wide_as_the_model",
    "out takes dim entries, but the heads have n_heads · head_dim together. If head_dim is given, the input of out is"
    " that wide.",
    ("self.out = nn.Linear(n_heads * width, dim, bias=False)", "self.out = nn.Linear(dim, dim, bias=False)"),
)
edit(
    "norms_after_it_turns",
    "q and k are normed after rope. A turn keeps lengths, but the gain then multiplies entries that have already been"
    " turned: norm first, then turn.",
    (
        'if hasattr(self, "q_norm"):\n'
        "    q, k = norm_heads(q, k, self.q_norm, self.k_norm, self.eps)\n"
        "q, k = self.turned(q, positions), self.turned(k, positions)",
        "q, k = self.turned(q, positions), self.turned(k, positions)\n"
        'if hasattr(self, "q_norm"):\n'
        "    q, k = norm_heads(q, k, self.q_norm, self.k_norm, self.eps)",
    ),
)
edit(
    "norms_the_queries_alone",
    "The queries are normed, but the keys are not. qk_norm means both, each with a gain of its own.",
    (
        "q, k = norm_heads(q, k, self.q_norm, self.k_norm, self.eps)",
        "q, _ = norm_heads(q, k, self.q_norm, self.k_norm, self.eps)",
    ),
)
edit(
    "norms_over_all_heads",
    "The root mean square is taken over all heads of a token together. Each head is normed by itself, over its E"
    " entries.",
    (
        "q, k = norm_heads(q, k, self.q_norm, self.k_norm, self.eps)",
        "q, k = (\n"
        "    part * (part.square().mean((1, 3), keepdim=True) + self.eps).rsqrt() * gain\n"
        "    for part, gain in ((q, self.q_norm), (k, self.k_norm))\n"
        ")",
    ),
)
edit(
    "draws_the_biases",
    "The biases keep what nn.Linear draws, but they should start at 0.",
    ('elif name.endswith("bias"):\n    nn.init.zeros_(parameter)', ""),
)
edit(
    "always_ties_the_table",
    "The head is the table of tokens even with tied=False. In that case it should have a weight of its own.",
    ("if tied:", "if True:"),
)
edit(
    "sees_one_token_more_than_its_window",
    "A token sees one token more than its window. The window counts the token itself.",
    ("(back < self.window)", "(back <= self.window)"),
)
edit(
    "counts_its_window_from_the_first_key",
    "The window is right without a cache, but with one it counts from the first key that the cache returns. The new"
    " tokens are the last of all: query i is S - L places further along.",
    (
        "torch.arange(total - new, total, device=q.device)[:, None]",
        "torch.arange(new, device=q.device)[:, None]",
    ),
)
edit(
    "gives_all_blocks_the_first_window",
    "All blocks have the window of the first, but windows has a number or None for each block.",
    (
        "for window in windows or [None] * n_layers)",
        "for window in [windows and windows[0]] * n_layers)",
    ),
)
edit(
    "forgets_the_frequencies_that_are_given",
    "The frequencies do not reach rope, which makes its own from base. Pass them on: from the model to each block, and"
    " from the block to rope.",
    ("Block(*sizes, window, frequencies)", "Block(*sizes, window)"),
)
