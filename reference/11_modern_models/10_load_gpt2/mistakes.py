"""What beginners hand in for loading GPT-2, and what to tell them."""

import torch
from load_gpt2 import LINEAR, MASKS, names
from torch import nn

from dojo import edit, ideas, mistake
from mine.gpt import GPT

ideas(
    missing_term="forgets_the_last_norm forgets_the_biases forgets_the_positions",
    transposed=(
        "does_not_transpose leaves_the_square_one transposes_the_tables does_not_transpose_back"
        " leaves_the_square_one_on_the_way_back"
    ),
    swapped_arguments="takes_keys_first takes_values_second swaps_the_norms",
    entries_mixed_up="reshapes turns_the_blocks_round",
    writes_into_input="empties_the_state",
    alias_or_copy=(
        "draws_the_head copies_the_head assigns_the_weights shares_memory hands_out_transposed_views"
        " hands_out_the_weights_themselves"
    ),
    dtype_lost="converts_the_weights",
    silent_error="takes_a_state_that_lacks_names passes_over_unknown_names checks_no_names",
    refuses_what_is_allowed="refuses_the_head",
    default_value="has_the_exact_gelu takes_heads_of_64 takes_one_head",
    gradient_let_through="hands_out_parameters",
    parameter_or_buffer="takes_masks_for_weights hands_out_the_head_as_well",
    partial_case="loads_one_block asks_the_first_name_for_the_prefix",
    text_handling="takes_a_bias_for_a_mask sorts_numbers_as_texts does_not_know_the_prefix",
)


def _turned(name, weight):
    """A weight as a linear layer of torch has it."""
    return weight.T if name.endswith(LINEAR) else weight


def _without_more(state):
    """The names of a GPT-2 without a prefix, the head and the masks."""
    given = {name.removeprefix("transformer."): weight for name, weight in state.items()}
    return {name: w for name, w in given.items() if not name.endswith(MASKS) and name != "lm_head.weight"}


def _checked(ours, given):
    if wrong := ours.keys() ^ given.keys():
        raise ValueError(f"{wrong}")


def _without_the_head(state):
    """The names as they are, without the head and the masks."""
    return {name: w for name, w in state.items() if not name.endswith(MASKS) and name != "lm_head.weight"}


def _numbers(given):
    """The numbers of the blocks."""
    return sorted({int(name.split(".")[1]) for name in given if name.startswith("h.")})


def _load(
    state,
    n_heads,
    *,
    clean=_without_more,
    check=_checked,
    turned=_turned,
    renamed=names,
    finish=None,
    assign=False,
):
    """Load with one step done otherwise."""
    given = clean(state)
    ours = renamed(len(_numbers(given)))
    check(ours, given)
    (vocab_size, dim), (context, _) = given["wte.weight"].shape, given["wpe.weight"].shape
    model = GPT(vocab_size, context, dim, n_heads, len(_numbers(given)), approximate="tanh")
    model.to(given["wte.weight"])
    weights = {ours[name]: turned(name, weight) for name, weight in given.items() if name in ours}
    weights["head.weight"] = given["wte.weight"]
    model.load_state_dict(weights, strict=False, assign=assign)
    if finish:
        finish(model, given)
    return model


# -------------------------------------------------------------------------- what is transposed


edit(
    "does_not_transpose",
    "The linear weights are not transposed. GPT-2 stores them as (in, out), for x @ W; nn.Linear wants (out, in).",
    ("weight.T if name.endswith(LINEAR) else weight", "weight"),
)

edit(
    "leaves_the_square_one",
    "attn.c_proj.weight is not transposed. It is square, so it fits either way and nothing complains. Go by the names,"
    " not by the shapes: it is stored as (in, out) like the other three.",
    ('"c_proj.weight"', '"mlp.c_proj.weight"'),
)

edit(
    "reshapes",
    "The linear weights are reshaped, which keeps the order in memory and mixes up rows and columns. Transpose them:"
    " weight.T.",
    ("weight.T if", "weight.reshape(weight.shape[::-1]) if"),
)

edit(
    "transposes_the_tables",
    "The tables of tokens and positions are transposed, too. They are (V, D) and (context, D), as nn.Embedding has"
    " them: transpose only the four linear weights of each block.",
    ("name.endswith(LINEAR)", "weight.ndim == 2"),
)


# --------------------------------------------------------------------------- what goes where


edit(
    "has_the_exact_gelu",
    "The blocks have the exact gelu. GPT-2 was trained with the tanh form: GPT(..., approximate='tanh'). If your GPT"
    " is older than this parameter, pass it on to Block, and there to F.gelu.",
    (', approximate="tanh"', ""),
)

edit(
    "takes_heads_of_64",
    "The number of heads is taken as D / 64, which holds only for the published GPT-2. Use n_heads.",
    ("dim, n_heads, n_layers", "dim, max(1, dim // 64), n_layers"),
)

edit(
    "takes_one_head",
    "n_heads plays no part, so each attention has one head. Pass it on to your GPT.",
    ("dim, n_heads, n_layers", "dim, 1, n_layers"),
)


def _in_order(order):
    def turned(name, w):
        parts = w.chunk(3, dim=-1) if "c_attn" in name else None
        return _turned(name, w if parts is None else torch.cat([parts[i] for i in order], dim=-1))

    return turned


@mistake(
    "from_gpt2",
    "Keys and queries have changed places. The columns of c_attn are queries, keys, values, as the rows of your qkv.",
)
def takes_keys_first(state, n_heads):
    return _load(state, n_heads, turned=_in_order((1, 0, 2)))


@mistake(
    "from_gpt2",
    "Keys and values have changed places. The columns of c_attn are queries, keys, values, as the rows of your qkv.",
)
def takes_values_second(state, n_heads):
    return _load(state, n_heads, turned=_in_order((0, 2, 1)))


edit(
    "swaps_the_norms",
    "The two norms of a block have changed places: ln_1 is before attention, ln_2 before the network.",
    ('"ln_1": "norm1"', '"ln_1": "norm2"'),
    ('"ln_2": "norm2"', '"ln_2": "norm1"'),
)


@mistake("from_gpt2", "The last norm, ln_f, keeps its first weights, 1 and 0. Copy its weight and bias, too.")
def forgets_the_last_norm(state, n_heads):
    def renamed(n_layers):
        return {theirs: ours for theirs, ours in names(n_layers).items() if "ln_f" not in theirs}

    return _load(state, n_heads, renamed=renamed, check=lambda ours, given: None)


@mistake("from_gpt2", "The biases of the linear layers keep their first values. GPT-2 has biases: copy them, too.")
def forgets_the_biases(state, n_heads):
    def renamed(n_layers):
        return {t: o for t, o in names(n_layers).items() if "ln_" in t or t.endswith("weight")}

    return _load(state, n_heads, renamed=renamed, check=lambda ours, given: None)


@mistake(
    "from_gpt2",
    "The bias of qkv is ignored as if it were a mask, because c_attn.bias ends in attn.bias, too. The masks end in"
    " .attn.bias, with a point before it.",
)
def takes_a_bias_for_a_mask(state, n_heads):
    def clean(state):
        return {name: w for name, w in _without_more(state).items() if not name.endswith("attn.bias")}

    def renamed(n_layers):
        return {t: o for t, o in names(n_layers).items() if not t.endswith("attn.bias")}

    return _load(state, n_heads, clean=clean, renamed=renamed)


@mistake("from_gpt2", "The positions keep their first values. wpe.weight is the table of positions: copy it, too.")
def forgets_the_positions(state, n_heads):
    def renamed(n_layers):
        return {t: o for t, o in names(n_layers).items() if t != "wpe.weight"}

    return _load(state, n_heads, renamed=renamed, check=lambda ours, given: None)


@mistake("from_gpt2", "Only the first block gets its weights. Copy those of every block h.0, h.1, ...")
def loads_one_block(state, n_heads):
    def renamed(n_layers):
        return {t: o for t, o in names(n_layers).items() if not t.startswith("h.") or t.startswith("h.0.")}

    return _load(state, n_heads, renamed=renamed, check=lambda ours, given: None)


edit(
    "turns_the_blocks_round",
    "The blocks are in reverse order. h.0 is the first one that the tokens go through.",
    ("blocks.{i}.", "blocks.{n_layers - 1 - i}."),
)


@mistake(
    "from_gpt2",
    "From the eleventh block on, the blocks are out of order, because as text '10' comes before '2'. Compare their"
    " numbers as int.",
)
def sorts_numbers_as_texts(state, n_heads):
    def finish(model, given):
        order = sorted(map(str, _numbers(given)))
        model.blocks = nn.ModuleList(model.blocks[int(i)] for i in order)

    return _load(state, n_heads, finish=finish)


# --------------------------------------------------------------------------- the head


@mistake(
    "from_gpt2",
    "The head is not the table of tokens, and gives random logits. GPT-2 ties them: after loading, model.head.weight is"
    " model.tokens.weight.",
)
def draws_the_head(state, n_heads):
    def finish(model, given):
        vocab_size, dim = given["wte.weight"].shape
        model.head = nn.Linear(dim, vocab_size, bias=False).to(given["wte.weight"])

    return _load(state, n_heads, finish=finish)


@mistake(
    "from_gpt2",
    "The head is a copy of the table of tokens. The logits are right, but in training the two diverge. Tie them: one"
    " parameter under both names.",
)
def copies_the_head(state, n_heads):
    def finish(model, given):
        model.head.weight = nn.Parameter(given["wte.weight"].clone())

    return _load(state, n_heads, finish=finish)


edit(
    "assigns_the_weights",
    "The weights of the state themselves become the parameters, with assign=True or nn.Parameter(weight), so the head"
    " is no longer tied, and training the model changes the state. Copy the numbers.",
    ('given["wte.weight"]})', 'given["wte.weight"]}, assign=True)'),
)


@mistake(
    "from_gpt2",
    "The model uses the memory of the state, so training the model changes the state. Copy the numbers, with copy_ or"
    " load_state_dict without assign.",
)
def shares_memory(state, n_heads):
    def finish(model, given):
        model.head.weight = model.tokens.weight = nn.Parameter(given["wte.weight"])

    return _load(state, n_heads, assign=True, finish=finish)


# --------------------------------------------------------------------------- the names and the rest


edit(
    "takes_masks_for_weights",
    "The masks h.i.attn.bias and h.i.attn.masked_bias are not ignored. They are not weights, because your own"
    " attention makes the causal mask.",
    ("not name.endswith(MASKS) and ", ""),
)

edit(
    "refuses_the_head",
    "lm_head.weight is refused. Some files contain it, but it is wte.weight once more, so you can ignore it.",
    (' and name != "lm_head.weight"', ""),
)


@mistake(
    "from_gpt2",
    "Whether there is a prefix is read off the first name, which may be lm_head.weight, and that has none. Take the"
    " prefix off every name that has it: name.removeprefix('transformer.').",
)
def asks_the_first_name_for_the_prefix(state, n_heads):
    first = next(iter(state)).startswith("transformer.")
    return _load(state, n_heads, clean=lambda state: _without_more(state) if first else _without_the_head(state))


edit(
    "does_not_know_the_prefix",
    "Names that begin with transformer. are not understood. Take the prefix off: name.removeprefix('transformer.').",
    ('name.removeprefix("transformer."): weight', "name: weight"),
)


@mistake(
    "from_gpt2",
    "A missing name is not noticed, and random weights stay in its place. Compare the names that you need with those"
    " that are there; load_state_dict(strict=False) does not do that.",
)
def takes_a_state_that_lacks_names(state, n_heads):
    def check(ours, given):
        if unknown := given.keys() - ours.keys():
            raise ValueError(f"{unknown}")

    def clean(state):
        given = _without_more(state)
        return given if "wpe.weight" in given else given | {"wpe.weight": given["wte.weight"][:6]}

    return _load(state, n_heads, check=check, clean=clean)


edit(
    "passes_over_unknown_names",
    "An unknown name is silently ignored, so the model may not be the one that was saved. Raise an error that lists"
    " it.",
    ("ours.keys() ^ given.keys()", "ours.keys() - given.keys()"),
    (
        "weight.T if name.endswith(LINEAR) else weight for name, weight in given.items()",
        "weight.T if name.endswith(LINEAR) else weight for name, weight in given.items() if name in ours",
    ),
)


@mistake(
    "from_gpt2",
    "Names that are missing or unknown raise nothing: strict=False loads what fits, and leaves the rest random."
    " Compare the names.",
)
def checks_no_names(state, n_heads):
    def clean(state):
        given = _without_more(state)
        return given if "wpe.weight" in given else given | {"wpe.weight": given["wte.weight"][:6]}

    return _load(state, n_heads, check=lambda ours, given: None, clean=clean)


edit(
    "empties_the_state",
    "Names are taken out of the state itself, so the caller has lost them. Work on a dict of your own.",
    ("weight for name, weight in state.items()}", "state.pop(name) for name in list(state)}"),
)

edit(
    "converts_the_weights",
    "The model has torch's default dtype, and the weights are converted to it. Give it theirs: model.to(weight.dtype).",
    ('.to(given["wte.weight"])', ""),
)

# --------------------------------------------------------------------------- the way back

edit(
    "does_not_transpose_back",
    "On the way back the linear weights keep your shape, (out, in). GPT-2's files have (in, out): transpose them"
    " again.",
    ("own[ours].T if theirs.endswith(LINEAR) else own[ours]", "own[ours]"),
)
edit(
    "leaves_the_square_one_on_the_way_back",
    "On the way back attn.c_proj.weight is not transposed. It is square, so it fits either way: go by the names.",
    (
        "own[ours].T if theirs.endswith(LINEAR)",
        'own[ours].T if theirs.endswith(LINEAR) and "attn.c_proj" not in theirs',
    ),
)
edit(
    "hands_out_transposed_views",
    "The transposed weights are views, or copies with the strides of one, which cannot be saved to a file of tensors."
    " Make them contiguous.",
    ("weight.clone(memory_format=torch.contiguous_format)", "weight.clone()"),
)
edit(
    "hands_out_the_weights_themselves",
    "The dict shares the model's own memory, so changing it changes the model. Return copies.",
    ("weight.clone(memory_format=torch.contiguous_format)", "weight.contiguous()"),
)
edit(
    "hands_out_the_head_as_well",
    "lm_head.weight is returned, too. The head is wte.weight, and GPT-2's names have it once.",
    (
        "own, weights = model.state_dict(), {}",
        'own = model.state_dict()\nweights = {"lm_head.weight": own["head.weight"].clone()}',
    ),
)
edit(
    "hands_out_parameters",
    "The tensors carry gradients. Take them without: state_dict() has them so, or detach() does it.",
    ("own, weights = model.state_dict(), {}", "own, weights = dict(model.named_parameters()), {}"),
)
