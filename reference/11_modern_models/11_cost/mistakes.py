"""What beginners hand in for the cost of a model, and what to tell them."""

from dataclasses import replace

import cost
from cost import SIZES, kv_cache_bytes, memory, parameters, training_flops, widths

from dojo import edit, ideas, mistake

ideas(
    sum_for_mean="attends_once counts_one_token",
    wrong_factor=(
        "counts_half_of_attention counts_the_backward_pass_once counts_multiplications_alone keeps_one_average"
    ),
    missing_term=(
        "forgets_the_positions forgets_the_last_norm counts_gains_alone counts_one_norm_a_block forgets_the_norms"
        " forgets_the_biases counts_matrices_alone forgets_attention forgets_the_head forgets_a_tied_head"
        " counts_the_forward_pass_alone keeps_no_copy keeps_keys_alone"
    ),
    swapped_arguments=(
        "takes_the_queries_for_a_whole_vector counts_as_many_keys_as_queries takes_the_output_for_a_square"
        " attends_with_a_whole_vector computes_as_many_keys_as_queries attends_with_the_heads_of_the_keys"
        " keeps_as_many_keys_as_queries attends_to_the_whole_training keeps_the_whole_context"
    ),
    counted_twice=(
        "counts_a_tied_head_twice multiplies_by_the_heads multiplies_with_the_table counts_the_heads_twice"
        " multiplies_with_the_positions keeps_a_copy_of_float32 counts_the_heads_of_queries_too"
        " counts_biases_and_norms"
    ),
    dtype_lost="keeps_averages_in_sixteen_bits keeps_short_averages has_gradients_in_float32",
    wrong_exception="looks_up_without_looking",
    silent_error="takes_any_name",
    default_value=(
        "ties_every_head guesses_the_width_of_a_head takes_the_hidden_width_for_four counts_a_plain_gpt"
        " guesses_the_width_in_products guesses_the_width_in_the_cache keeps_two_bytes remembers_in_plain_sgd"
        " keeps_whole_vectors"
    ),
    base_or_units="counts_bits counts_numbers returns_gigabytes returns_gibibytes keeps_numbers",
    parameter_or_buffer="gives_the_head_a_bias",
    partial_case="counts_one_head keeps_one_layer keeps_one_text",
    wrong_formula="takes_six_times_the_parameters",
)

# ------------------------------------------------------------------------------ what a model learns


edit(
    "counts_a_tied_head_twice",
    "A tied head counts twice. Its weight is the table of tokens, so it adds nothing; only an untied head has V D"
    " numbers of its own.",
    ("(0 if config.tied else config.vocab_size)", "config.vocab_size"),
)

edit(
    "ties_every_head",
    "The head counts as tied in every model. Where config.tied is False it has V D numbers of its own.",
    (" + (0 if config.tied else config.vocab_size)", ""),
)

edit(
    "forgets_the_positions",
    "The table of positions is missing: it has one vector for each place of the context, T D numbers.",
    (" + config.context + ", " + "),
)

edit(
    "forgets_the_last_norm",
    "The last norm is missing. Before the head there is one more, with a gain and a bias: 2 D numbers.",
    ("* (biases + norms) + 2 * config.dim", "* (biases + norms)"),
)

edit(
    "counts_gains_alone",
    "A norm counts as one vector. A layer norm has two, a gain and a bias: 2 D numbers.",
    ("norms = 2 * (2 * config.dim)", "norms = 2 * config.dim"),
    ("* (biases + norms) + 2 * config.dim", "* (biases + norms) + config.dim"),
)

edit(
    "counts_one_norm_a_block",
    "One norm of each block is missing. There are two: one before attention, one before the network.",
    ("norms = 2 * (2 * config.dim)", "norms = 2 * config.dim"),
)

edit(
    "forgets_the_norms",
    "The norms are missing. There are two in each block and one at the end, with 2 D numbers each.",
    ("* (biases + norms) + 2 * config.dim", "* biases"),
)


def _biases(config):
    queries, keys = widths(config)
    return config.n_layers * (queries + 2 * keys + 2 * config.dim + config.hidden)


edit(
    "forgets_the_biases",
    "The biases are missing. Every linear layer of a block has one number for each of its outputs, besides its matrix.",
    ("(biases + norms)", "norms"),
)

edit(
    "counts_matrices_alone",
    "Biases and norms are missing. The matrices and the tables are right, and these are added to them.",
    (
        "return tables + matrices(config) + config.n_layers * (biases + norms) + 2 * config.dim",
        "return tables + matrices(config)",
    ),
)

edit(
    "gives_the_head_a_bias",
    "The head has a bias here. Its linear layer has none, only a matrix of V D numbers.",
    (
        "return tables + matrices(config) + config.n_layers * (biases + norms) + 2 * config.dim",
        "return tables + matrices(config) + config.n_layers * (biases + norms) + 2 * config.dim + config.vocab_size",
    ),
)


GUESSED_WIDTH = (
    "The width of a head is worked out as dim / n_heads. It is a size of its own, config.head_dim: all heads together"
    " may be wider or narrower than a token's vector."
)
UNGROUPED = (
    "Keys and values count one head for each head of queries. With grouped queries there are fewer: config.n_kv_heads."
)


def _guessed(config):
    return replace(config, head_dim=config.dim // config.n_heads)


def _ungrouped(config):
    return replace(config, n_kv_heads=config.n_heads)


def _plain(config):
    return _ungrouped(_guessed(replace(config, hidden=4 * config.dim)))


@mistake("parameters", GUESSED_WIDTH)
def guesses_the_width_of_a_head(config):
    return parameters(_guessed(config))


@mistake(
    "parameters",
    "The queries have D entries here. All heads together have n_heads * head_dim of them, which need not be D: that is"
    " the width of the layer of queries, of its bias, and of the input of out.",
)
def takes_the_queries_for_a_whole_vector(config):
    return parameters(config) + config.n_layers * (2 * config.dim + 1) * (config.dim - widths(config)[0])


@mistake("parameters", UNGROUPED)
def counts_as_many_keys_as_queries(config):
    return parameters(_ungrouped(config))


@mistake(
    "parameters",
    "The hidden width is assumed to be 4 D. It is a size of its own: config.hidden.",
)
def takes_the_hidden_width_for_four(config):
    return parameters(replace(config, hidden=4 * config.dim))


@mistake(
    "parameters",
    "This is the count of a plain GPT, with 12 D² weights in a block. Here each size is given: count the four matrices"
    " of attention from n_heads, n_kv_heads and head_dim, and the two of the network from hidden.",
)
def counts_a_plain_gpt(config):
    return parameters(_plain(config))


@mistake(
    "parameters",
    "Each head has matrices of the full width D. The heads share a layer: queries have n_heads head_dim outputs in"
    " all.",
)
def multiplies_by_the_heads(config):
    queries, keys = widths(config)
    return parameters(config) + config.n_layers * (config.n_heads - 1) * config.dim * (2 * queries + 2 * keys)


@mistake(
    "parameters",
    "The output of attention counts D D weights. It leads from n_heads head_dim entries back to D.",
)
def takes_the_output_for_a_square(config):
    return parameters(config) + config.n_layers * config.dim * (config.dim - widths(config)[0])


# ------------------------------------------------------------------------------ what training computes


edit(
    "forgets_attention",
    "Attention is missing. Its scores and its sums of values multiply without any parameter: 12 L h E operations for"
    " each of the T tokens of the context.",
    (" + head + attention)", " + head)"),
)

edit(
    "takes_six_times_the_parameters",
    "This is six times the number of parameters. Attention, which multiplies without parameters, is missing, and the"
    " table of positions is looked up, not multiplied.",
    ("return 6 * tokens * (matrices(config) + head + attention)", "return 6 * tokens * parameters(config)"),
)

edit(
    "counts_half_of_attention",
    "Attention counts half. Either one of its two products is missing (the scores, or the weighted sum of the"
    " values), or the masked half was left out: here all T keys count for every query.",
    ("attention = 2 * config", "attention = config"),
)

edit(
    "counts_the_forward_pass_alone",
    "This is the forward pass alone. The backward pass takes two more products for each: the gradient of the input, and"
    " that of the weight. So it is 6 in all, not 2.",
    ("6 * tokens", "2 * tokens"),
)

edit(
    "counts_the_backward_pass_once",
    "The backward pass counts once. For each product of the forward pass it has two, the gradients of the input and"
    " of the weight: 2 + 4 = 6.",
    ("6 * tokens", "4 * tokens"),
)

edit(
    "counts_multiplications_alone",
    "These are only the multiplications. The additions count, too, so it is twice as many.",
    ("6 * tokens", "3 * tokens"),
)

edit(
    "multiplies_with_the_table",
    "The table of tokens counts beside an untied head. A token is only looked up in it, so nothing is multiplied; only"
    " the head's V D weights are in a product.",
    ("head = config.dim * config.vocab_size", "head = config.dim * config.vocab_size * (1 if config.tied else 2)"),
)

edit(
    "forgets_the_head",
    "The head is missing. Each token's vector is multiplied by its V D weights to give the logits, even if they are"
    " those of the table.",
    (" + head + attention)", " + attention)"),
)

edit(
    "forgets_a_tied_head",
    "A tied head counts as nothing. It has no numbers of its own, but the multiplication still takes place.",
    ("head = config.dim * config.vocab_size", "head = 0 if config.tied else config.dim * config.vocab_size"),
)

edit(
    "attends_to_the_whole_training",
    "Every token attends to all tokens of the training. It attends to those of its own text: config.context.",
    ("config.context * queries", "tokens * queries"),
)

edit(
    "attends_once",
    "Attention counts once for the text, not once for each token. Every one of the tokens is compared with T keys.",
    (
        "return 6 * tokens * (matrices(config) + head + attention)",
        "return 6 * (tokens * (matrices(config) + head) + attention)",
    ),
)

edit(
    "counts_one_token",
    "This is the count for one token. Multiply by the number of tokens.",
    ("6 * tokens * (", "6 * ("),
)


@mistake("training_flops", GUESSED_WIDTH)
def guesses_the_width_in_products(config, tokens):
    return training_flops(_guessed(config), tokens)


edit(
    "attends_with_a_whole_vector",
    "Attention counts D entries for all heads together. They have n_heads * head_dim, which need not be D.",
    ("config.context * queries", "config.context * config.dim"),
)

edit(
    "counts_one_head",
    "Attention counts only one head. Each of the h heads has scores of its own: h E entries in all.",
    ("config.context * queries", "config.context * config.head_dim"),
)

edit(
    "counts_the_heads_twice",
    "Attention has a factor n_heads too many: the heads share the width, they don't each have all of it.",
    ("config.context * queries", "config.context * queries * config.n_heads"),
)


@mistake(
    "training_flops",
    "Keys and values count one head for each head of queries in the linear layers. With grouped queries these have"
    " only n_kv_heads head_dim outputs.",
)
def computes_as_many_keys_as_queries(config, tokens):
    return training_flops(_ungrouped(config), tokens)


edit(
    "attends_with_the_heads_of_the_keys",
    "Attention gets cheaper with fewer keys here. Every head of queries still multiplies with T keys, even if it"
    " shares them: use n_heads in that term.",
    ("queries, _ = widths", "_, queries = widths"),
)

edit(
    "multiplies_with_the_positions",
    "The table of positions counts, but a position is only looked up, and nothing is multiplied.",
    ("head = config.dim * config.vocab_size", "head = config.dim * (config.vocab_size + config.context)"),
)


@mistake(
    "training_flops",
    "Biases and norms count as matrix products. They are added or multiplied entry by entry, so count only the"
    " matrices.",
)
def counts_biases_and_norms(config, tokens):
    extra = _biases(config) + (2 * config.n_layers + 1) * 2 * config.dim
    return training_flops(config, tokens) + 6 * tokens * extra


# ------------------------------------------------------------------------------ what training keeps


edit(
    "keeps_one_average",
    "Adam keeps one average here. It has two, of the gradients and of their squares: 8 bytes for each parameter.",
    ('"adam": 2', '"adam": 1'),
)

edit(
    "keeps_no_copy",
    "The copy of the parameters in float32 is missing. With 16 bits small steps would be lost in rounding, so the"
    " optimizer also keeps all parameters in float32: 4 bytes more for each.",
    ("AVERAGES[optimizer] + (size < 4)", "AVERAGES[optimizer]"),
)

edit(
    "keeps_averages_in_sixteen_bits",
    "The optimizer's numbers have the dtype of the parameters. They stay in float32: 4 bytes each, and with 16 bits"
    " there is a copy of the parameters among them.",
    ("AVERAGES[optimizer] + (size < 4)", "AVERAGES[optimizer]"),
    ("count * kept * 4", "count * kept * size"),
)

edit(
    "keeps_short_averages",
    "The averages have the dtype of the parameters. Like the copy of the parameters, they are float32: 4 bytes each.",
    ("AVERAGES[optimizer] + (size < 4)", "AVERAGES[optimizer] * size + 4 * (size < 4)"),
    ("count * kept * 4", "count * kept"),
)

edit(
    "keeps_a_copy_of_float32",
    "The copy of the parameters in float32 is there, too. If the parameters are already float32, the optimizer needs"
    " none.",
    ("+ (size < 4)", "+ 1"),
)

edit(
    "has_gradients_in_float32",
    "The gradients count in float32, but they have the dtype of the parameters.",
    ('"gradients": count * size', '"gradients": count * 4'),
)


@mistake("memory", "These are bits. A byte has 8 of them: float32 takes 4 bytes.")
def counts_bits(config, dtype, optimizer):
    return {name: 8 * count for name, count in memory(config, dtype, optimizer).items()}


@mistake("memory", "These are numbers, not bytes. A float32 takes 4 bytes, a number of 16 bits takes 2.")
def counts_numbers(config, dtype, optimizer):
    found = memory(config, dtype, optimizer)
    return {name: count // (4 if name == "optimizer" else SIZES[dtype]) for name, count in found.items()}


@mistake("memory", "These are gigabytes. Return bytes, as whole numbers.")
def returns_gigabytes(config, dtype, optimizer):
    return {name: count / 1e9 for name, count in memory(config, dtype, optimizer).items()}


@mistake("memory", "These are gibibytes. Return bytes, as whole numbers.")
def returns_gibibytes(config, dtype, optimizer):
    return {name: count / 2**30 for name, count in memory(config, dtype, optimizer).items()}


edit(
    "remembers_in_plain_sgd",
    "Plain SGD keeps an average here. Without momentum it has nothing to remember.",
    ('"sgd": 0', '"sgd": 1'),
)

edit(
    "looks_up_without_looking",
    "An unknown dtype or optimizer gives a KeyError. Check first, and raise a ValueError that names it.",
    (
        "if dtype not in SIZES or optimizer not in AVERAGES:\n"
        '    raise ValueError(f"no such dtype or optimizer: {dtype!r}, {optimizer!r}")\n'
        "count",
        "count",
    ),
)


@mistake("memory", "An unknown name is treated as a known one. Raise a ValueError that mentions it.")
def takes_any_name(config, dtype, optimizer):
    known = optimizer if optimizer in cost.AVERAGES else "sgd"
    return memory(config, dtype if dtype in SIZES else "float32", known)


# ------------------------------------------------------------------------------ what writing keeps


edit(
    "keeps_keys_alone",
    "Keys or values are missing. Both are kept, so it is twice as much.",
    (
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number",
        "return config.n_layers * keys * tokens * batch * bytes_per_number",
    ),
)

edit(
    "keeps_as_many_keys_as_queries",
    UNGROUPED,
    ("_, keys = widths", "keys, _ = widths"),
)


@mistake("kv_cache_bytes", GUESSED_WIDTH)
def guesses_the_width_in_the_cache(config, tokens, batch, bytes_per_number):
    return kv_cache_bytes(_guessed(config), tokens, batch, bytes_per_number)


edit(
    "keeps_whole_vectors",
    "Each token keeps 2 D numbers a layer, as in a plain GPT. Count n_kv_heads heads of head_dim entries.",
    (
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number",
        "return 2 * config.n_layers * config.dim * tokens * batch * bytes_per_number",
    ),
)

edit(
    "keeps_one_layer",
    "Only one layer counts, but every block keeps keys and values of its own.",
    (
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number",
        "return 2 * keys * tokens * batch * bytes_per_number",
    ),
)

edit(
    "keeps_one_text",
    "Only one text counts, but each text of the batch keeps keys and values of its own.",
    (
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number",
        "return 2 * config.n_layers * keys * tokens * bytes_per_number",
    ),
)

edit(
    "keeps_the_whole_context",
    "The full context counts. Only the keys and values of the tokens so far are kept: `tokens`.",
    (
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number",
        "return 2 * config.n_layers * keys * config.context * batch * bytes_per_number",
    ),
)

edit(
    "keeps_two_bytes",
    "It is always two bytes for each number. Use bytes_per_number.",
    (
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number",
        "return 2 * config.n_layers * keys * tokens * batch * 2",
    ),
)

edit(
    "keeps_numbers",
    "These are numbers, not bytes: multiply by bytes_per_number.",
    (
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number",
        "return 2 * config.n_layers * keys * tokens * batch",
    ),
)

edit(
    "counts_the_heads_of_queries_too",
    "This has a factor n_heads too many, because n_kv_heads heads of head_dim entries are all there is.",
    (
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number",
        "return 2 * config.n_layers * keys * tokens * batch * bytes_per_number * config.n_heads",
    ),
)
