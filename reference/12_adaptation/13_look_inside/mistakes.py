"""What beginners hand in when they look inside a GPT."""

from dojo import edit, ideas

ideas(
    wrong_axis="stacks_on_the_wrong_axis sums_over_the_queries puts_the_heads_last mixes_the_heads",
    whole_for_slice="takes_the_mean_of_the_heads switches_off_the_block switches_it_off_in_all_blocks",
    sum_for_mean="gives_the_sum adds_up_the_texts keeps_the_texts_apart",
    wrong_divisor=(
        "divides_by_the_root_of_the_heads forgets_the_root divides_by_the_root_of_the_width averages_over_all_rows "
        "averages_over_the_table"
    ),
    missing_term=(
        "forgets_the_positions reads_with_the_gain_alone forgets_the_norm normalises_without_its_numbers "
        "forgets_the_first_norm gives_the_scores returns_nothing"
    ),
    opposite_choice="keeps_one_head_alone",
    transposed="looks_forward clears_the_rows",
    swapped_arguments=(
        "reads_with_the_norm_of_a_block takes_the_second_norm swaps_queries_and_keys takes_the_values_for_keys "
        "swaps_layer_and_head takes_n_heads_for_the_width gives_blocks_of_today_a_mask"
    ),
    off_by_one="counts_positions_from_1 hides_a_token_from_itself goes_one_step_too_far counts_heads_from_1",
    order_of_steps="stops_after_attention reads_after_the_block",
    entries_mixed_up=(
        "cuts_tokens_into_heads cuts_each_head_for_itself cuts_every_second_entry takes_every_second_column"
    ),
    stale_state="runs_each_block_on_the_start reads_the_start_in_every_block",
    counted_twice=(
        "adds_what_the_block_has_added normalises_what_it_hands_on normalises_the_last_entry normalises_twice "
        "takes_the_bias_away"
    ),
    writes_into_input=(
        "writes_into_one_tensor changes_the_model_itself leaves_its_hooks turns_off_its_gradients "
        "makes_the_model_itself_shorter"
    ),
    alias_or_copy="makes_a_shallow_copy switches_nothing_off copies_one_block_alone",
    wrong_exception="leaves_the_layer_to_the_list",
    silent_error=(
        "allows_texts_beyond_the_context allows_any_head allows_any_place takes_the_place_from_the_end "
        "takes_a_head_from_the_end takes_a_layer_from_the_end"
    ),
    train_eval_mode="leaves_the_model_in_eval_mode",
    mask_polarity="hides_the_past masks_after_the_softmax hides_a_score_as_0",
    sees_the_future="has_no_mask looks_ahead",
    shifted_targets="reads_the_next_place",
    partial_case=(
        "leaves_out_the_start leaves_out_the_last_block starts_with_the_tokens_alone begins_after_the_first_block "
        "reads_the_first_text_alone normalises_the_last_alone normalises_all_but_the_last "
        "leaves_the_bias_of_the_values takes_the_gain_for_a_norm asks_for_a_table_of_positions"
    ),
    wrong_formula=(
        "gives_what_each_block_adds reads_what_each_block_adds takes_the_largest counts_where_it_is_largest "
        "reads_a_column clears_the_query"
    ),
    logit_or_probability="gives_probabilities gives_log_probabilities",
)

START = "model.tokens(ids) + model.positions(torch.arange(length, device=ids.device))"
APPEND = "found.append(block(found[-1], mask))"
LENS = "model.head(model.norm(residuals(model, ids)))"
SOFTMAX = "scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)"
BEFORE = "residuals(model, ids)[:-1]"
DIAGONAL = "weights.diagonal(-back, -2, -1).mean(dim=(1, -1))"
COLUMNS = "out.weight[:, head * width : (head + 1) * width] = 0"

# ------------------------------------------------------------------------------ the residuals

edit(
    "leaves_out_the_start",
    "The vectors before the first block are missing. There is one entry more than there are blocks.",
    ("torch.stack(found)  # (n_layers + 1, B, T, dim)", "torch.stack(found[1:])"),
)
edit(
    "leaves_out_the_last_block",
    "Each entry is what a block is given, and what the last one hands on is missing. There is one entry more than there"
    " are blocks.",
    ("torch.stack(found)  # (n_layers + 1, B, T, dim)", "torch.stack(found[:-1])"),
)
edit(
    "forgets_the_positions",
    "The first block is given tokens and positions: add model.positions.",
    (START, "model.tokens(ids)"),
)
edit(
    "counts_positions_from_1",
    "The first token is at position 0.",
    (
        "torch.arange(length, device=ids.device)",
        "(torch.arange(length, device=ids.device) + 1).clamp(max=model.context - 1)",
    ),
)
edit(
    "has_no_mask",
    "The blocks are called without a mask, and each token sees what comes after it. The model hands a causal mask to"
    " each block: block(x, mask).",
    (APPEND, "found.append(block(found[-1]))"),
)
edit(
    "hides_the_past",
    "The mask is turned round. True means: may be seen, as in causal_mask.",
    (APPEND, "found.append(block(found[-1], mask.T))"),
)
edit(
    "gives_what_each_block_adds",
    "This is what each block adds. The residuals are the vectors that it hands on: all that was added so far.",
    (
        "torch.stack(found)  # (n_layers + 1, B, T, dim)",
        "torch.stack([found[0], *(b - a for a, b in zip(found, found[1:]))])",
    ),
)
edit(
    "runs_each_block_on_the_start",
    "Each block is given the first vectors. It is given what the block before it hands on.",
    (APPEND, "found.append(block(found[0], mask))"),
)
edit(
    "adds_what_the_block_has_added",
    "A block adds to its input itself, and hands on the sum. Here the input is added once more.",
    (APPEND, "found.append(found[-1] + block(found[-1], mask))"),
)
edit(
    "normalises_what_it_hands_on",
    "The residuals come before any norm: blocks of pre-norm normalise for themselves, and the last norm belongs to the"
    " lens.",
    ("torch.stack(found)  # (n_layers + 1, B, T, dim)", "model.norm(torch.stack(found))"),
    (LENS, "model.head(residuals(model, ids))"),
)
edit(
    "normalises_the_last_entry",
    "The last entry has been through the model's last norm. It is what the last block hands on, as it is.",
    (
        "torch.stack(found)  # (n_layers + 1, B, T, dim)",
        "torch.stack([*found[:-1], model.norm(found[-1])])",
    ),
)
edit(
    "stacks_on_the_wrong_axis",
    "The blocks come second. They are the first axis: torch.stack(found).",
    ("torch.stack(found)  # (n_layers + 1, B, T, dim)", "torch.stack(found, dim=1)"),
)
edit(
    "starts_with_the_tokens_alone",
    "Entry 0 is what the first block is given: the positions belong to it.",
    ("torch.stack(found)  # (n_layers + 1, B, T, dim)", "torch.stack([model.tokens(ids), *found[1:]])"),
)
edit(
    "writes_into_one_tensor",
    "All entries are one and the same tensor, which holds what the last block hands on: x += writes into it. Each block"
    " needs a new one: x = block(x, mask).",
    (APPEND, "found.append(found[-1].data.copy_(block(found[-1], mask)))"),
)
edit(
    "stops_after_attention",
    "This is the path in the middle of each block, after attention. The block's network adds to it, too.",
    (
        f"for block in model.blocks:\n    {APPEND}",
        "x = found[0]\nfor block in model.blocks:\n    found.append(x + block.attention(block.norm1(x), mask))\n"
        "    x = block(x, mask)",
    ),
)
edit(
    "allows_texts_beyond_the_context",
    "Raise a ValueError that mentions both numbers where there are more tokens than model.context.",
    ("if length > model.context:", "if False:"),
    ("torch.arange(length, device=ids.device)", "torch.arange(length, device=ids.device) % model.context"),
)

# ------------------------------------------------------------------------------ the lens

edit(
    "forgets_the_norm",
    "The head reads vectors that were not normalised. The model's last norm comes before its head: head(norm(x)), after"
    " every block.",
    (LENS, "model.head(residuals(model, ids))"),
)
edit(
    "normalises_the_last_alone",
    "Only what comes after the last block goes through the norm. The head expects it after every block.",
    (LENS, "model.head(torch.stack([*residuals(model, ids)[:-1], model.norm(residuals(model, ids)[-1])]))"),
)
edit(
    "normalises_all_but_the_last",
    "What comes after the last block was not normalised. All residuals are taken before the last norm.",
    (LENS, "model.head(torch.stack([*model.norm(residuals(model, ids)[:-1]), residuals(model, ids)[-1]]))"),
)
edit(
    "normalises_twice",
    "The vectors go through the last norm twice. Once is what the model does.",
    (LENS, "model.head(model.norm(model.norm(residuals(model, ids))))"),
)
edit(
    "normalises_without_its_numbers",
    "The norm has a weight and a bias of its own, which were learnt. Call model.norm.",
    (LENS, "model.head(torch.nn.functional.layer_norm((x := residuals(model, ids)), x.shape[-1:]))"),
)
edit(
    "reads_with_the_norm_of_a_block",
    "This is the first norm of a block. The head was trained behind the model's last norm: model.norm.",
    (LENS, "model.head(model.blocks[0].norm1(residuals(model, ids)))"),
)
edit(
    "reads_what_each_block_adds",
    "The lens reads what each block adds. It should read the entire sum up to there: what the next block would be"
    " given.",
    (
        LENS,
        "model.head(model.norm(torch.cat([(path := residuals(model, ids))[:1], path[1:] - path[:-1]])))",
    ),
)
edit(
    "begins_after_the_first_block",
    "The lens begins after the first block. What the model would say without any block comes first, so there are"
    " n_layers + 1 entries.",
    (LENS, "model.head(model.norm(residuals(model, ids)[1:]))"),
)
edit(
    "gives_probabilities",
    "These are probabilities. The lens gives logits, as the model does: no softmax.",
    (LENS, "model.head(model.norm(residuals(model, ids))).softmax(dim=-1)"),
)
edit(
    "gives_log_probabilities",
    "These are log-probabilities. The lens gives logits, as the model does: no log_softmax.",
    (LENS, "model.head(model.norm(residuals(model, ids))).log_softmax(dim=-1)"),
)
edit(
    "reads_the_next_place",
    "The places are shifted by one. Entry [i, :, j] is what would be said at place j, after i blocks.",
    (LENS, "model.head(model.norm(residuals(model, ids).roll(-1, 2)))"),
)

# ------------------------------------------------------------------------------ a model of today

edit(
    "gives_blocks_of_today_a_mask",
    "Each block of a model without a table of positions is called with the positions 0, 1, 2, ... and makes its mask"
    " itself.",
    ("each(path[-1], places)", "each(path[-1], torch.ones_like(places))"),
)
edit(
    "takes_the_gain_for_a_norm",
    "In a model of today `norm` is a parameter, the gain of an RMS norm. Only the model's own forward applies it: let a"
    " copy with fewer blocks do so.",
    (
        'if not hasattr(model, "positions"):\n    return torch.stack([shorter',
        "if False:\n    return torch.stack([shorter",
    ),
)
edit(
    "reads_with_the_gain_alone",
    "The vectors are multiplied by the gain without being divided by their root mean square. Let a copy with fewer"
    " blocks do both.",
    (
        "torch.stack([shorter(model, n)(ids) for n in range(len(model.blocks) + 1)])",
        "model.head(residuals(model, ids) * model.norm)",
    ),
)
edit(
    "makes_the_model_itself_shorter",
    "The model itself loses its blocks: after your lens it is another one. Take the blocks from a copy.",
    (
        'fewer = copy.copy(model)\nfewer._modules = {**model._modules, "blocks": model.blocks[:n]}',
        "fewer = model\nfewer.blocks = model.blocks[:n]",
    ),
)
edit(
    "asks_for_a_table_of_positions",
    "A model of today has no model.positions: its tokens enter the first block as they are.",
    ('if not hasattr(model, "positions"):\n    return path_of_today', "if False:\n    return path_of_today"),
)

# ------------------------------------------------------------------------------ the weights

edit(
    "forgets_the_first_norm",
    "Queries and keys are made of vectors that were not normalised. A block of pre-norm begins with norm1.",
    ("heads.qkv(block.norm1(x))", "heads.qkv(x)"),
)
edit(
    "takes_the_second_norm",
    "norm2 belongs to the block's network. Attention reads what norm1 gives.",
    ("heads.qkv(block.norm1(x))", "heads.qkv(block.norm2(x))"),
)
edit(
    "reads_after_the_block",
    "A block's weights are computed from what it hands on. They come from what it is given: residuals[i] for the block"
    " with the number i, from 0.",
    (BEFORE, "residuals(model, ids)[1:]"),
)
edit(
    "reads_the_start_in_every_block",
    "Each block's weights are computed from the first vectors. They come from what the block before hands on.",
    (BEFORE, "[residuals(model, ids)[0]] * len(model.blocks)"),
)
edit(
    "looks_ahead",
    "The weights of later tokens are not 0. Set their scores to -inf, before the softmax.",
    (SOFTMAX, "scores.softmax(dim=-1)"),
)
edit(
    "masks_after_the_softmax",
    "The later tokens are hidden after the softmax, and the weights that are left do not sum to 1. Set their scores to"
    " -inf, before the softmax.",
    (SOFTMAX, "scores.softmax(dim=-1).masked_fill(~mask, 0)"),
)
edit(
    "hides_a_score_as_0",
    "A score of 0 is no mask: exp(0) = 1. Set the scores of later tokens to -inf.",
    (SOFTMAX, "scores.masked_fill(~mask, 0).softmax(dim=-1)"),
)
edit(
    "hides_a_token_from_itself",
    "A token does not see itself: the mask begins one place too early. Token i may look at the tokens 0 ... i.",
    (SOFTMAX, "scores.masked_fill(~(mask.tril(-1) | mask & (mask.sum(1) == 1)[:, None]), -torch.inf).softmax(dim=-1)"),
)
edit(
    "divides_by_the_root_of_the_heads",
    "The scores are divided by the root of the number of heads. Divide by √E, with E = dim / n_heads.",
    ("q.shape[-1] ** 0.5", "heads.n_heads ** 0.5"),
)
edit(
    "forgets_the_root",
    "The scores are not divided by √E, as the model divides them: its softmax is softer.",
    (" / q.shape[-1] ** 0.5", ""),
)
edit(
    "divides_by_the_root_of_the_width",
    "The scores are divided by the root of the model's width. A head's queries have E = dim / n_heads entries: divide"
    " by √E.",
    ("q.shape[-1] ** 0.5", "x.shape[-1] ** 0.5"),
)
edit(
    "gives_the_scores",
    "These are scores. The weights are their softmax, along the keys.",
    (SOFTMAX, "scores.masked_fill(~mask, 0)"),
)
edit(
    "sums_over_the_queries",
    "The softmax runs along the queries. Each query's weights sum to 1: along the keys, the last axis.",
    ("softmax(dim=-1)", "softmax(dim=-2).nan_to_num(0)"),
)
edit(
    "swaps_queries_and_keys",
    "Queries and keys are swapped. qkv gives the queries first, then the keys, then the values.",
    ("q, k, _ =", "k, q, _ ="),
)
edit(
    "takes_the_values_for_keys",
    "These are the values. qkv gives queries, keys and values, in this order.",
    ("q, k, _ =", "q, _, k ="),
)
edit(
    "cuts_tokens_into_heads",
    "The heads are mixed with the tokens: a reshape to (B, h, T, E) does not move an axis. Cut the last axis into h and"
    " E, and then swap the axes of tokens and heads.",
    ("split_heads(part, heads.n_heads)", "part.reshape(part.shape[0], heads.n_heads, part.shape[1], -1)"),
)
edit(
    "cuts_each_head_for_itself",
    "qkv is cut into heads first, and each of them into three. All queries come first, then all keys, then all values:"
    " cut it into three, and each part into heads.",
    (
        "(split_heads(part, heads.n_heads) for part in heads.qkv(block.norm1(x)).chunk(3, dim=-1))",
        "split_heads(heads.qkv(block.norm1(x)), heads.n_heads).chunk(3, dim=-1)",
    ),
)
edit(
    "cuts_every_second_entry",
    "Each head gets every h-th entry of the queries and keys. A head's entries are side by side: head i has the entries"
    " i E to (i + 1) E - 1. Cut the last axis into (h, E), and not into (E, h).",
    ("split_heads(part, heads.n_heads)", "part.unflatten(-1, (-1, heads.n_heads)).permute(0, 3, 1, 2)"),
)
edit(
    "puts_the_heads_last",
    "The heads are the last axis. The order is blocks, texts, heads, queries, keys.",
    (SOFTMAX, "scores.masked_fill(~mask, -torch.inf).softmax(dim=-1).permute(0, 2, 3, 1)"),
)
edit(
    "takes_the_mean_of_the_heads",
    "The heads are averaged. Each keeps a table of its own: (n_layers, B, h, T, T).",
    ("return torch.stack(found)  # (n_layers, B, h, T, T)", "return torch.stack(found).mean(dim=2)"),
)

# ------------------------------------------------------------------------------ the scores

edit(
    "looks_forward",
    "This is the diagonal on the other side: the weights of later tokens, which are 0. Row i is the query, and the"
    " token that it looks at is in column i - back.",
    ("weights.diagonal(-back, -2, -1)", "weights.diagonal(back, -2, -1)"),
)
edit(
    "goes_one_step_too_far",
    "back=0 is the token itself, and back=1 the one before.",
    (DIAGONAL, "weights.diagonal(-back - 1, -2, -1).sum(dim=-1).mean(dim=1) / max(1, length - back - 1)"),
)
edit(
    "averages_over_all_rows",
    "The sum is divided by all T tokens. The first tokens have no token so far back: divide by T - back.",
    (DIAGONAL, "weights.diagonal(-back, -2, -1).sum(dim=-1).mean(dim=1) / length"),
)
edit(
    "averages_over_the_table",
    "The sum is divided by all entries of the table, and most of them are not on the diagonal. Divide by the number of"
    " tokens that have one so far back, T - back.",
    (DIAGONAL, "weights.diagonal(-back, -2, -1).sum(dim=-1).mean(dim=1) / length**2"),
)
edit(
    "gives_the_sum",
    "This is the sum along the diagonal. Divide by the number of tokens that have one so far back, T - back.",
    (DIAGONAL, "weights.diagonal(-back, -2, -1).sum(dim=-1).mean(dim=1)"),
)
edit(
    "takes_the_largest",
    "This is the largest weight on the diagonal. Take the mean along it.",
    (DIAGONAL, "weights.diagonal(-back, -2, -1).amax(dim=-1).mean(dim=1)"),
)
edit(
    "counts_where_it_is_largest",
    "This counts how often the weight on the diagonal is the largest of its row. Take the mean of the"
    " weights themselves.",
    (
        DIAGONAL,
        "(weights.diagonal(-back, -2, -1) == weights[..., back:, :].amax(dim=-1)).to(weights.dtype).mean(dim=(1, -1))",
    ),
)
edit(
    "reads_a_column",
    "This is a column: how much all tokens look at one of them. The token so many places back is a different one in"
    " each row: a diagonal.",
    (DIAGONAL, "weights[..., back:, back].mean(dim=(1, -1))"),
)
edit(
    "adds_up_the_texts",
    "The scores of the texts are added. Take their mean.",
    (DIAGONAL, "weights.diagonal(-back, -2, -1).mean(dim=-1).sum(dim=1)"),
)
edit(
    "reads_the_first_text_alone",
    "Only the first text counts. Take the mean over all of them.",
    (DIAGONAL, "weights.diagonal(-back, -2, -1)[:, 0].mean(dim=-1)"),
)
edit(
    "keeps_the_texts_apart",
    "There is a score for each text. Take the mean over the texts, axis 1.",
    (DIAGONAL, "weights.diagonal(-back, -2, -1).mean(dim=-1)"),
)
edit(
    "mixes_the_heads",
    "The heads are averaged, and the texts are not. The axes are blocks, texts, heads, tokens, tokens.",
    (DIAGONAL, "weights.diagonal(-back, -2, -1).mean(dim=(2, -1))"),
)
edit(
    "takes_the_place_from_the_end",
    "A negative number of places is not refused. It would be the weights of later tokens, which say nothing.",
    ("if not 0 <= back < length:", "if back >= length:"),
)
edit(
    "allows_any_place",
    "Where no token has one so far back, there is nothing to average, and the mean is NaN. Raise a ValueError that"
    " mentions it.",
    ("if not 0 <= back < length:", "if False:"),
)

# ------------------------------------------------------------------------------ without a head

edit(
    "changes_the_model_itself",
    "The model itself has lost its head, and all that is measured with it afterwards is wrong. Change a copy:"
    " copy.deepcopy(model).",
    ("copy.deepcopy(model)", "model"),
)
edit(
    "makes_a_shallow_copy",
    "copy.copy makes a new model with the same parameters, and what is set to 0 in it is also 0 in the first. It has"
    " to be copy.deepcopy.",
    ("copy.deepcopy(model)", "copy.copy(model)"),
)
edit(
    "returns_nothing",
    "Nothing is returned. Return the copy.",
    ("return other", "return None"),
)
edit(
    "switches_nothing_off",
    "The copy gives what the model gives: the head still adds what it did. Its columns of out.weight have to be 0 in"
    " the copy that is returned.",
    (COLUMNS, "pass"),
)
edit(
    "clears_the_rows",
    "The rows of out.weight were set to 0: entries of its result, to which all heads add. out computes W c, so what a"
    " head has found meets the columns.",
    (COLUMNS, "out.weight[head * width : (head + 1) * width] = 0"),
)
edit(
    "takes_every_second_column",
    "The columns of the heads are not interleaved. Head i has the columns i E to (i + 1) E - 1, side by side.",
    (COLUMNS, "out.weight[:, head :: other.blocks[layer].attention.n_heads] = 0"),
)
edit(
    "clears_the_query",
    "The head's queries are 0. Then all its scores are equal, and it adds the mean of all values: that is not nothing."
    " Clear what out reads of it.",
    (
        COLUMNS,
        "for part in other.blocks[layer].attention.qkv.parameters():\n    part[head * width : (head + 1) * width] = 0",
    ),
)
edit(
    "leaves_the_bias_of_the_values",
    "The weights of the head's values are 0, but their bias is not, and the head adds it at every token. Clear the"
    " head's columns of out.weight, or the bias, too.",
    (
        COLUMNS,
        "n = 2 * out.in_features + head * width\nother.blocks[layer].attention.qkv.weight[n : n + width] = 0",
    ),
)
edit(
    "takes_the_bias_away",
    "The bias of out was set to 0, too. It belongs to no head.",
    (COLUMNS, "out.weight[:, head * width : (head + 1) * width] = 0\nout.bias[:] = 0"),
)
edit(
    "switches_off_the_block",
    "All heads of the block are gone. Clear the columns of one.",
    (COLUMNS, "out.weight[:] = 0"),
)
edit(
    "keeps_one_head_alone",
    "All other heads are switched off, and this one is left.",
    (COLUMNS, "out.weight[:, : head * width] = 0\nout.weight[:, (head + 1) * width :] = 0"),
)
edit(
    "counts_heads_from_1",
    "Heads are counted from 0: head i has the columns i E to (i + 1) E - 1.",
    (COLUMNS, "out.weight[:, (head - 1) * width % out.in_features :][:, :width] = 0"),
)
edit(
    "swaps_layer_and_head",
    "Block and head are swapped: the block comes first.",
    ("other.blocks[layer]", "other.blocks[head % len(other.blocks)]"),
    (COLUMNS, "head = layer % (out.in_features // width)\nout.weight[:, head * width : (head + 1) * width] = 0"),
)
edit(
    "switches_it_off_in_all_blocks",
    "The head is switched off in every block. Only one is asked for.",
    (
        COLUMNS,
        "for block in other.blocks:\n    block.attention.out.weight[:, head * width : (head + 1) * width] = 0",
    ),
)
edit(
    "takes_n_heads_for_the_width",
    "A head has E = dim / n_heads columns; here it has n_heads of them.",
    ("width = out.in_features // n_heads", "width = n_heads"),
)
edit(
    "allows_any_head",
    "A slice beyond the end is empty: nothing is switched off, and nothing is said. Raise a ValueError where there is"
    " no such head.",
    ("if not (0 <= layer < n_layers and 0 <= head < n_heads):", "if not 0 <= layer < n_layers:"),
)
edit(
    "takes_a_head_from_the_end",
    "A negative head is not refused. For -1 the slice -E : 0 is empty, and nothing is switched off, without a word.",
    ("0 <= head < n_heads):", "head < n_heads):"),
)
edit(
    "takes_a_layer_from_the_end",
    "A negative layer is not refused. Raise a ValueError where there is no such block.",
    ("(0 <= layer < n_layers and", "(layer < n_layers and"),
)
edit(
    "leaves_the_layer_to_the_list",
    "Where there is no such block, the list's own IndexError comes. Raise a ValueError that names layer and head.",
    ("(0 <= layer < n_layers and", "("),
)


# ------------------------------------------------------------------------------- what is left behind

edit(
    "leaves_its_hooks",
    "The hooks stay on the model that was read. Each later call of it, in training too, fills your lists again: take"
    " every hook off, handle.remove().",
    (
        "found.append(block(found[-1], mask))",
        "block.register_forward_hook(lambda module, given, made: None)\nfound.append(block(found[-1], mask))",
    ),
)
edit(
    "leaves_the_model_in_eval_mode",
    "The model is in eval mode once it has been read. Whoever trains it goes on without dropout: leave its mode, or"
    " restore it.",
    ("length = ids.shape[1]\nif length", "length = ids.shape[1]\nmodel.eval()\nif length"),
)
edit(
    "copies_one_block_alone",
    "The copy has a block of its own, and shares all else with the model: whoever trains the copy changes the model."
    " Copy all of it: copy.deepcopy(model).",
    (
        "other = copy.deepcopy(model)",
        "other = copy.copy(model)\nother._modules = dict(model._modules)\n"
        "other.blocks = torch.nn.ModuleList(model.blocks)\nother.blocks[layer] = copy.deepcopy(model.blocks[layer])",
    ),
)
edit(
    "turns_off_its_gradients",
    "The model that was copied no longer wants gradients, and can't be trained any further. Turn them off for the copy,"
    " or use torch.no_grad().",
    ("other = copy.deepcopy(model)", "model.requires_grad_(False)\nother = copy.deepcopy(model)"),
)
