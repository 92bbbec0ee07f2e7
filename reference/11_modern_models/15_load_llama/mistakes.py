"""What beginners hand in for loading a Llama, and what to tell them."""

from dojo import both, edit, ideas

ideas(
    wrong_axis="orders_the_columns",
    axis_lost="flattens_what_stands_behind",
    upside_down="goes_from_neighbours_to_halves",
    transposed="transposes_as_for_gpt2",
    swapped_arguments="takes_the_number_of_query_heads_for_k swaps_gate_and_up swaps_the_norms",
    entries_mixed_up=(
        "leaves_the_rows_as_they_are leaves_the_gains_in_their_order orders_all_rows_as_one_head"
        " orders_the_rows_of_v_as_well"
    ),
    stale_state="prefers_the_old_place_of_theta",
    writes_into_input="empties_the_state",
    alias_or_copy="never_ties_the_head shares_the_memory",
    dtype_lost="converts_all_weights_to_float32",
    cancellation="stays_in_16_bits",
    silent_error=(
        "passes_over_the_window passes_over_the_activation takes_angles_of_any_type takes_a_state_that_lacks_names "
        "passes_over_unknown_names takes_every_family_for_llama passes_over_other_biases"
    ),
    refuses_what_is_allowed="refuses_a_head_that_is_tied refuses_any_scaling",
    default_value=(
        "leaves_theta_at_10000 leaves_eps_as_it_is always_ties_the_head divides_for_the_width_of_a_head"
        " takes_a_window_that_is_off ignores_the_layer_types"
    ),
    off_by_one="counts_the_blocks_below_the_window",
    parameter_or_buffer="unties_a_head_that_is_there takes_frequencies_for_weights",
    partial_case=(
        "orders_the_weights_and_not_the_biases forgets_the_newer_place_of_the_rule orders_the_rows_of_q_alone "
        "orders_the_rows_of_k_alone looks_for_theta_in_one_place needs_a_head "
        "orders_the_rows_of_matrices_alone knows_the_new_name_of_the_type"
    ),
)

# ------------------------------------------------------------------------------------- the order of rows

edit(
    "leaves_the_rows_as_they_are",
    "The logits after the first token are right, but all later ones are wrong, because the rows of q and k are in"
    " Llama's order. Its rope turns i with i + E/2, yours turns neighbours: put the rows in your order.",
    ("neighbours(weight, heads[part]) if part in heads else weight", "weight"),
)
edit(
    "orders_the_rows_of_q_alone",
    "The rows of q are in your order, but those of k are not. A score multiplies entry by entry, so both need it.",
    (
        '"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"], "q_norm": 1',
        '"q_proj": config["num_attention_heads"], "q_norm": 1',
    ),
)
edit(
    "orders_the_rows_of_k_alone",
    "The rows of k are in your order, but those of q are not. A score multiplies entry by entry, so both need it.",
    (
        '"q_proj": config["num_attention_heads"], "k_proj"',
        '"k_proj"',
    ),
)
edit(
    "orders_the_rows_of_v_as_well",
    "The rows of v are reordered, too. v is not turned, and out reads its entries in the order that it was trained"
    " with: leave v as it is.",
    (
        '"k_proj": config["num_key_value_heads"], "q_norm"',
        '"k_proj": config["num_key_value_heads"], "v_proj": config["num_key_value_heads"], "q_norm"',
    ),
)
edit(
    "takes_the_number_of_query_heads_for_k",
    "The rows of k are ordered as if there were as many heads as in q. k has num_key_value_heads of them, each E wide.",
    ('"k_proj": config["num_key_value_heads"]', '"k_proj": config["num_attention_heads"]'),
)
edit(
    "orders_all_rows_as_one_head",
    "The rows are ordered as if all heads were one, so they move from head to head. Each head keeps its E rows, and"
    " orders them by itself.",
    ("weight.unflatten(0, (heads, 2, -1))", "weight.unflatten(0, (1, 2, -1))"),
)
edit(
    "goes_from_neighbours_to_halves",
    "The order is reversed: neighbours are moved E/2 apart. The files have pairs E/2 apart, and you need them side by"
    " side: 0, E/2, 1, E/2 + 1, ...",
    ("weight.unflatten(0, (heads, 2, -1))", "weight.unflatten(0, (heads, -1, 2))"),
)
edit(
    "orders_the_rows_of_matrices_alone",
    "neighbours expects two axes. There may be any behind the first, or none: a bias of q has only rows.",
    (
        "halves = weight.unflatten(0, (heads, 2, -1))",
        "rows, columns = weight.shape\nhalves = weight.reshape(heads, 2, -1, columns)",
    ),
)
edit(
    "flattens_what_stands_behind",
    "All axes behind the first are flattened to one. Only the rows move, so the shape is that of the weight.",
    ("flatten(0, 2)  # (h·E, ...)", "flatten(0, 2).reshape(len(weight), -1)"),
)
edit(
    "orders_the_columns",
    "The columns are reordered, but an entry of q is made by a row of the weight: rows are (out), columns (in).",
    ("neighbours(weight, heads[part])", "neighbours(weight.T, heads['q_proj']).T"),
)

# ------------------------------------------------------------------------------------- the config

edit(
    "leaves_theta_at_10000",
    "The logits after the first token are right, but all later ones are wrong, because the base of rope is always"
    " 10,000. Give rope_theta to ModernGPT as base.",
    ("base=theta,", ""),
)
edit(
    "leaves_eps_as_it_is",
    "All logits are a little wrong: the norms have an eps of their own. Give rms_norm_eps to ModernGPT as eps.",
    ('eps=config["rms_norm_eps"],', ""),
)
edit(
    "looks_for_theta_in_one_place",
    "theta is looked for only as rope_theta. Files of newer versions have it in rope_parameters: read both.",
    ('new["rope_theta"] if "rope_theta" in new else config["rope_theta"]', 'config["rope_theta"] or 10000.0'),
)
edit(
    "prefers_the_old_place_of_theta",
    "rope_theta is used even if rope_parameters has a theta, too. That one counts, so look there first.",
    (
        'new["rope_theta"] if "rope_theta" in new else config["rope_theta"]',
        'config["rope_theta"] or new["rope_theta"]',
    ),
)
edit(
    "takes_angles_of_any_type",
    "Rope of a different type, such as YaRN, is treated as plain rope, and the text silently gets worse. Raise an"
    " error that names the type.",
    ('if kind not in ("default", "llama3"):', "if False:"),
)
edit(
    "knows_the_new_name_of_the_type",
    "The type of rope is looked for only as rope_type. Older files call it type: read both.",
    ('rope.get("rope_type", rope.get("type", "default"))', 'rope.get("rope_type", "default")'),
)
edit(
    "refuses_any_scaling",
    'rope_scaling is always refused. {"rope_type": "default"} asks for the angles that your rope makes, so accept'
    " that.",
    (
        "theta, rule = angles(config)",
        'if config.get("rope_scaling"):\n    raise ValueError(f"{config}")\ntheta, rule = angles(config)',
    ),
)
edit(
    "passes_over_the_window",
    "sliding_window is not read. A model with a window looks less far back, so beyond it all logits are wrong without"
    " an error. Give each block its window, and refuse it by name if the family has none.",
    (
        'if kind == "llama" and window is not None and window < config["max_position_embeddings"]:',
        "window = None\nif False:",
    ),
)
edit(
    "passes_over_the_activation",
    "hidden_act is not read. A file whose mlp has gelu loads, but all logits are wrong: refuse it by name.",
    ('if config.get("hidden_act", "silu") != "silu":', "if False:"),
)
edit(
    "always_ties_the_head",
    "The head is always tied to the tokens. If tie_word_embeddings is False, lm_head.weight is a table of its own.",
    ('tied=config["tie_word_embeddings"]', "tied=True"),
    (
        "model.load_state_dict(weights)",
        'model.load_state_dict({name: w for name, w in weights.items() if name != "head.weight"}, strict=False)',
    ),
)
edit(
    "never_ties_the_head",
    "The head has a copy of the tokens' table where it should be the same. If tie_word_embeddings is True, leave the"
    " two tied.",
    ('tied=config["tie_word_embeddings"]', "tied=False"),
)
edit(
    "needs_a_head",
    "lm_head.weight is required even if the head is tied, and then most files leave it out. Use the tokens' table.",
    ('if config["tie_word_embeddings"]:\n    given["lm_head.weight"] = table', "pass"),
)
edit(
    "refuses_a_head_that_is_tied",
    "lm_head.weight is refused if the head is tied. Some files contain it all the same: it is the tokens' table.",
    (
        'if config["tie_word_embeddings"]:',
        'if config["tie_word_embeddings"] and "lm_head.weight" in given:\n'
        '    raise ValueError("lm_head.weight")\n'
        'if config["tie_word_embeddings"]:',
    ),
)

# ------------------------------------------------------------------------------------- what goes where

edit(
    "unties_a_head_that_is_there",
    "A file with an lm_head.weight gets a head of its own, although the config ties it. tie_word_embeddings decides,"
    " and then the table of tokens counts.",
    (
        'if config["tie_word_embeddings"]:\n    given["lm_head.weight"] = table',
        'config = {**config, "tie_word_embeddings": config["tie_word_embeddings"] and "lm_head.weight" not in given}\n'
        'if config["tie_word_embeddings"]:\n    given["lm_head.weight"] = table',
    ),
)
edit(
    "swaps_gate_and_up",
    "gate_proj and up_proj have changed places. They have the same shape, so nothing complains: silu belongs to gate.",
    ('"mlp.gate.weight"', '"mlp.up.weight"'),
    ('"mlp.up_proj": "mlp.up.weight"', '"mlp.up_proj": "mlp.gate.weight"'),
)
edit(
    "swaps_the_norms",
    "The two norms have changed places: input_layernorm is norm1, before attention, and post_attention_layernorm is"
    " norm2, which comes before the mlp.",
    ('"input_layernorm": "norm1"', '"input_layernorm": "norm2"'),
    ('"post_attention_layernorm": "norm2"', '"post_attention_layernorm": "norm1"'),
)
edit(
    "transposes_as_for_gpt2",
    "The linear weights are transposed. That was GPT-2: Llama's files store them as (out, in), as nn.Linear does.",
    ("if part in heads else weight", "if part in heads else weight.T if part.endswith('_proj') else weight"),
)

# ------------------------------------------------------------------------------------- edges

edit(
    "takes_a_state_that_lacks_names",
    "A missing name is not noticed, and random weights stay in its place. Compare the names that you need with those"
    " that are there.",
    ("if wrong := ours.keys() ^ given.keys():", "if wrong := given.keys() - ours.keys():"),
    ("model.load_state_dict(weights)", "model.load_state_dict(weights, strict=False)"),
)
edit(
    "passes_over_unknown_names",
    "An unknown name is silently ignored, so the model may not be the one that was saved. Raise an error that lists"
    " it.",
    ("if wrong := ours.keys() ^ given.keys():", "if wrong := ours.keys() - given.keys():"),
    (
        "for name, weight in given.items():\n    part",
        "for name, weight in given.items():\n    if name not in ours:\n        continue\n    part",
    ),
)
edit(
    "takes_frequencies_for_weights",
    "rotary_emb.inv_freq is treated as a weight. Older files contain it, but your rope makes its frequencies by"
    " itself, so ignore it.",
    ('if not name.endswith("rotary_emb.inv_freq")}', "}"),
)
edit(
    "stays_in_16_bits",
    "The model stays in the 16 bits of the file. Widen them to float32: in 16 bits each step of yours would round.",
    ("torch.promote_types(table.dtype, torch.float32)", "table.dtype"),
)
edit(
    "converts_all_weights_to_float32",
    "The model has torch's default dtype, and float64 is narrowed to it. Widen 16 bits, and leave the others.",
    ("torch.promote_types(table.dtype, torch.float32)", "torch.float32"),
)
edit(
    "shares_the_memory",
    "The model uses the memory of the weights that it was given, so training it would change them. Copy them.",
    ("model.load_state_dict(weights)", "model.load_state_dict(weights, assign=True)"),
)
edit(
    "empties_the_state",
    "Names are taken out of the state itself, so the caller has lost them. Work on a dict of your own.",
    (
        'given = {name: weight for name, weight in state.items() if not name.endswith("rotary_emb.inv_freq")}',
        "given = state\n"
        'for name in [name for name in state if name.endswith("rotary_emb.inv_freq")]:\n'
        "    del state[name]",
    ),
)
both(
    "leaves_the_rows_as_they_are",
    "leaves_theta_at_10000",
    "The logits after the first token are right, but all later ones are wrong, for two reasons: the rows of q and k"
    " are in Llama's order, and the base of rope is 10,000. Begin with the rows.",
)


# ------------------------------------------------------------------------------------- other families

edit(
    "orders_the_weights_and_not_the_biases",
    "The rows of the weights are in your order, but the biases of q and k are not. An entry of q has its row and its"
    " bias, so both move.",
    (
        "neighbours(weight, heads[part]) if part in heads",
        'neighbours(weight, heads[part]) if part in heads and "bias" not in name',
    ),
)
edit(
    "leaves_the_gains_in_their_order",
    "The gains of the norms of q and k are in their old order, but the entries that they multiply have moved. Reorder"
    " them like the rows of one head.",
    ('"k_proj": config["num_key_value_heads"], "q_norm": 1, "k_norm": 1}', '"k_proj": config["num_key_value_heads"]}'),
)
edit(
    "divides_for_the_width_of_a_head",
    "A head is always hidden_size / num_attention_heads wide. If the config has head_dim, that counts.",
    ('config.get("head_dim") or ', ""),
)
edit(
    "takes_every_family_for_llama",
    "model_type is not read, so an unknown family is built as a Llama. Raise an error that names the type.",
    ("if kind not in MORE:", 'kind = kind if kind in MORE else "llama"\nif False:'),
)
edit(
    "takes_a_window_that_is_off",
    "A Qwen gets a window although use_sliding_window is not True. Its config has a sliding_window even then, so read"
    " both.",
    ('if window is None or not config.get("use_sliding_window", kind == "mistral"):', "if window is None:"),
)
edit(
    "counts_the_blocks_below_the_window",
    "The window begins one block too late. max_window_layers is the number of the first block that has one.",
    ('"full" if i < first else', '"full" if i <= first else'),
)
edit(
    "ignores_the_layer_types",
    "layer_types is not read. If it is there, it says for each block whether it has the window.",
    ('config.get("layer_types") or [', "["),
)
edit(
    "forgets_the_newer_place_of_the_rule",
    "Llama 3.1's rule is looked for only in rope_scaling. Newer files have it in rope_parameters, beside theta.",
    ("for rope in (new, old):", "for rope in (old,):"),
)
edit(
    "passes_over_other_biases",
    "attention_bias and mlp_bias are not read. Their biases have no place in your model: refuse them by name.",
    (
        'if asked := [name for name in ("attention_bias", "mlp_bias") if config.get(name)]:',
        'if asked := [name for name in ("attention_bias", "mlp_bias") if False]:',
    ),
)
