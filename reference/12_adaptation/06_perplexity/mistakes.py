"""What beginners hand in for perplexity."""

from dojo import both, edit, generics, ideas

ideas(
    sum_for_mean="returns_the_mean",
    wrong_divisor=(
        "adds_the_means_of_the_rows averages_the_means divides_by_the_number_of_batches counts_texts averages_the_texts"
    ),
    missing_term="forgets_the_softmax forgets_exp",
    sign="returns_the_log_likelihood",
    upside_down="takes_the_mean_probability multiplies_by_log_2",
    swapped_arguments="counts_the_rows",
    off_by_one="counts_the_first_token",
    order_of_steps="averages_perplexities weighs_perplexities divides_after_exp",
    overflow="takes_the_root_of_the_product counts_in_small_integers",
    underflow="takes_the_log_of_the_softmax",
    empty_input="multiplies_the_mean divides_by_nothing",
    nan_hidden="multiplies_by_the_mask hides_what_is_impossible",
    refuses_what_is_allowed="refuses_a_batch_without_tokens refuses_any_batch_without_tokens",
    default_value="knows_one_mark_only knows_only_one_ignore_index",
    padding_counted="counts_the_padding scores_the_padding",
    shifted_targets=(
        "does_not_shift does_not_shift_and_drops_the_last shifts_the_other_way shifts_twice leaves_the_mask_behind "
        "chooses_by_the_mask_of_the_inputs"
    ),
    base_or_units="measures_in_bits raises_two_to_nats counts_characters counts_words leaves_nats",
    partial_case="cuts_each_row_at_its_length",
    wrong_formula="takes_log2_of_the_losses takes_exp_of_the_bits",
    text_handling="counts_in_utf_16",
    logit_or_probability="adds_up_probabilities",
)

LOSS = 'cross_entropy(predicted, labels[counted], reduction="sum")'
COUNT = "predicted.shape[0]"
MEAN = "_divided(totals, xp.sum(counts))"
BYTES = 'sum(len(text.encode("utf-8")) for text in texts)'
BITS = f"_divided(totals, {BYTES}) / math.log(2)"

# ------------------------------------------------------------------------------ the sum of a batch

edit(
    "does_not_shift",
    "Each token is looked up in the logits of its own place, which are about the next token. The logits at place i are"
    " about token i + 1: logits[:, :-1] goes with labels[:, 1:].",
    ("labels = labels[:, 1:]", "labels = labels[:, :]"),
    ("logits[:, :-1]", "logits"),
)

edit(
    "does_not_shift_and_drops_the_last",
    "Logits and labels are cut at the same end, so each token is still looked up at its own place. The logits at place"
    " i are about token i + 1: logits[:, :-1] goes with labels[:, 1:].",
    ("labels = labels[:, 1:]", "labels = labels[:, :-1]"),
)

edit(
    "shifts_the_other_way",
    "The shift goes the wrong way: each place is asked for the token before it. The logits at place i are about token"
    " i + 1: logits[:, :-1] goes with labels[:, 1:].",
    ("labels = labels[:, 1:]", "labels = labels[:, :-1]"),
    ("logits[:, :-1]", "logits[:, 1:]"),
)

edit(
    "shifts_twice",
    "Labels and logits are two places apart. The logits at place i are about token i + 1: shift once.",
    ("labels = labels[:, 1:]", "labels = labels[:, 2:]"),
    ("logits[:, :-1]", "logits[:, :-2]"),
)

edit(
    "leaves_the_mask_behind",
    "Labels are shifted, and the mask of what counts is not: it is cut at the other end. The mask belongs to the"
    " labels: take it from labels[:, 1:].",
    (
        "counted = labels != ignore_index\npredicted = logits[:, :-1][counted]",
        "counted, labels = kept, labels * (labels != ignore_index)\npredicted = logits[:, :-1][counted]",
    ),
    ("labels = labels[:, 1:]", "kept = labels[:, :-1] != ignore_index\nlabels = labels[:, 1:]"),
)

edit(
    "chooses_by_the_mask_of_the_inputs",
    "The mask is that of the first T - 1 labels, and the labels that it chooses from are the last T - 1: places that do"
    " not count come through, and -100 is taken for a token. Shift first, then ask which of the shifted labels count.",
    ("counted = labels != ignore_index", "counted = kept"),
    ("labels = labels[:, 1:]", "kept = labels[:, :-1] != ignore_index\nlabels = labels[:, 1:]"),
)

edit(
    "knows_one_mark_only",
    "-100 is written into the code. The caller may choose a different mark: compare the labels with ignore_index.",
    ("counted = labels != ignore_index", "counted = labels != -100"),
)

edit(
    "cuts_each_row_at_its_length",
    "Each row is cut after as many places as it has tokens that count. That is right only where all others are at its"
    " end: choose places by the mask itself.",
    (
        "counted = labels != ignore_index",
        "xp = array_namespace(logits)\n"
        "lengths = xp.sum(xp.astype(kept, xp.int64), axis=1)[:, None]\n"
        "counted = xp.cumsum(xp.ones_like(labels, dtype=xp.int64), axis=1) < lengths\n"
        "labels = labels * (labels != ignore_index)",
    ),
    ("labels = labels[:, 1:]", "kept = labels != ignore_index\nlabels = labels[:, 1:]"),
)

edit(
    "counts_the_first_token",
    "The sum is right, and the count is too large: nothing predicts the first token of a row, so n tokens have n - 1"
    " losses. Count in labels[:, 1:].",
    ("counted = labels", "full = labels_before\ncounted = labels"),
    ("labels = labels[:, 1:]", "labels_before = labels\nlabels = labels[:, 1:]"),
    (COUNT, "int((full != ignore_index).sum())"),
)

edit(
    "counts_the_padding",
    "The sum is right, and the count includes tokens that do not count, such as padding. Count only labels that are not"
    " ignore_index.",
    (COUNT, "labels.shape[0] * labels.shape[1]"),
)

edit(
    "counts_the_rows",
    "The count is the number of rows. It should be the number of tokens whose losses are in the sum.",
    (COUNT, "labels.shape[0]"),
)

edit(
    "scores_the_padding",
    "Tokens that do not count are in the sum, as if the padding were a token that the model has to predict. Leave out"
    " every place whose label is ignore_index.",
    ("counted = labels != ignore_index", "labels = labels * (labels != ignore_index)\ncounted = labels >= 0"),
)

edit(
    "multiplies_by_the_mask",
    "Losses that do not count are multiplied by 0. A token that is impossible has the loss inf, and 0 times inf is NaN."
    " Choose the places first, with logits[mask] or xp.where.",
    (
        f"return {LOSS}",
        'losses = cross_entropy(logits[:, :-1], labels * counted, reduction="none")\n'
        "return array_namespace(logits).sum(losses * counted)",
    ),
)

edit(
    "hides_what_is_impossible",
    "Infinite losses are replaced by a number, those of tokens that count, too. Choose the places first, with"
    " logits[mask] or xp.where.",
    (
        f"return {LOSS}",
        'losses = cross_entropy(predicted, labels[counted], reduction="none")\n'
        "xp = array_namespace(logits)\n"
        "return xp.sum(xp.where(xp.isfinite(losses), losses, 0.0))",
    ),
)

edit(
    "knows_only_one_ignore_index",
    "ignore_index plays no part: only -100, or any negative label, is left out. Compare the labels with ignore_index.",
    ("labels != ignore_index", "labels >= 0"),
)

edit(
    "returns_the_mean",
    "This is the mean of the losses. Return their sum: batches of different sizes can only be put together by sums and"
    " counts.",
    ('reduction="sum"', 'reduction="mean"'),
)

edit(
    "multiplies_the_mean",
    "The mean is multiplied by the count. If nothing counts, the mean is 0/0, and NaN times 0 is NaN: add up the"
    " losses instead.",
    (LOSS, f"cross_entropy(predicted, labels[counted]) * {COUNT}"),
)

edit(
    "adds_the_means_of_the_rows",
    "The losses are averaged in each row before they are added. Add up the losses of all tokens, each with weight 1.",
    (
        f"return {LOSS}",
        'rows = [cross_entropy(z[c], y[c], reduction="sum") / max(int(c.sum()), 1)'
        " for z, y, c in zip(logits[:, :-1], labels, counted, strict=True)]\n"
        "return sum(rows)",
    ),
)

edit(
    "returns_the_log_likelihood",
    "The sign is wrong: this is the log-probability of the text, which is negative. A loss is minus that.",
    (f"return {LOSS}", f"return -{LOSS}"),
)

edit(
    "forgets_the_softmax",
    "These are logits, not log-probabilities. Take the log-softmax of each place first, or your cross_entropy, which"
    " does it.",
    (
        f"return {LOSS}",
        "xp = array_namespace(logits)\n"
        "return -xp.sum(xp.take_along_axis(predicted, xp.astype(labels[counted], xp.int64)[:, None], axis=-1))",
    ),
)

edit(
    "adds_up_probabilities",
    "Probabilities are added up, and the logarithm is missing. The loss of a token is -log of its probability.",
    (
        f"return {LOSS}",
        "xp = array_namespace(logits)\n"
        'return xp.sum(xp.exp(-cross_entropy(predicted, labels[counted], reduction="none")))',
    ),
)

edit(
    "takes_the_log_of_the_softmax",
    "exp overflows, or a probability becomes 0 before its logarithm is taken. Use your log_softmax or cross_entropy,"
    " which compute no probability.",
    (
        f"return {LOSS}",
        "xp = array_namespace(logits)\n"
        "powers = xp.exp(predicted)\n"
        "chosen = xp.take_along_axis(powers, xp.astype(labels[counted], xp.int64)[:, None], axis=-1)[:, 0]\n"
        "return -xp.sum(xp.log(chosen / xp.sum(powers, axis=-1)))",
    ),
)

edit(
    "measures_in_bits",
    "The losses are divided by log 2. They are in nats here, with the natural logarithm, and exp belongs to nats.",
    (f"return {LOSS}", f"return {LOSS} / math.log(2)"),
)

edit(
    "refuses_a_batch_without_tokens",
    "A batch in which nothing counts is refused. It adds the sum 0 and the count 0; whether there is a token at all is"
    " known only after the last batch.",
    ("predicted = logits", 'if not counted.any():\n    raise ValueError("no token")\npredicted = logits'),
)

# ------------------------------------------------------------------------------ the perplexity

edit(
    "averages_perplexities",
    "The perplexities of the batches are averaged. Take the mean loss of all tokens first, and exp of that: exp comes"
    " last.",
    (f"xp.exp({MEAN})", f"xp.mean(xp.exp(totals / counts)) + 0 * {MEAN}"),
)

edit(
    "weighs_perplexities",
    "The perplexities of the batches are averaged, weighed by their tokens. Take the mean loss of all tokens first, and"
    " exp of that: exp comes last.",
    (f"xp.exp({MEAN})", f"xp.sum(counts * xp.exp(totals / counts)) / xp.sum(counts) + 0 * {MEAN}"),
)

edit(
    "averages_the_means",
    "Each batch has the same weight, so a token in a short one counts more. Divide the sum of all losses by the number"
    " of all tokens, once.",
    (f"xp.exp({MEAN})", f"xp.exp(xp.mean(totals / counts)) + 0 * {MEAN}"),
)

edit(
    "divides_by_the_number_of_batches",
    "The sum of the losses is divided by the number of batches. Divide by the number of tokens.",
    (MEAN, f"xp.mean(totals) + 0 * {MEAN}"),
)

edit(
    "raises_two_to_nats",
    "2 is raised to a loss in nats. Losses here come from the natural logarithm, so take exp; 2 belongs to bits.",
    (f"xp.exp({MEAN})", f"2 ** {MEAN}"),
)

edit(
    "takes_the_root_of_the_product",
    "The whole text is taken first, and then the root: exp(1500) is inf in a computer. Divide before you take exp.",
    (f"xp.exp({MEAN})", f"xp.exp(xp.sum(totals)) ** (1 / int(xp.sum(counts))) + 0 * {MEAN}"),
)

edit(
    "divides_after_exp",
    "exp of the sum is divided by the count. Divide the sum of the losses first, then take exp.",
    (f"xp.exp({MEAN})", f"xp.exp(xp.sum(totals)) / int(xp.sum(counts)) + 0 * {MEAN}"),
)

edit(
    "forgets_exp",
    "This is the mean loss. The perplexity is its exponential.",
    (f"xp.exp({MEAN})", MEAN),
)

edit(
    "takes_the_mean_probability",
    "The sign is wrong: exp of minus the mean loss is a probability, at most 1. The perplexity is one over it.",
    (f"xp.exp({MEAN})", f"xp.exp(-{MEAN})"),
)

edit(
    "refuses_any_batch_without_tokens",
    "One batch without tokens is refused. It adds nothing; raise a ValueError only if there is no token in any batch.",
    ("return xp.exp(_divided", 'if xp.any(counts == 0):\n    raise ValueError("no token")\nreturn xp.exp(_divided'),
)

edit(
    "divides_by_nothing",
    "Where nothing was predicted, the mean loss is 0/0. Raise a ValueError.",
    ("if count == 0:", "if False:"),
)

edit(
    "counts_in_small_integers",
    "The counts are added in their own small type, where 200 + 100 is 44. Let the library add them, or make them"
    " Python's ints.",
    ("xp.sum(counts)", "xp.sum(counts, dtype=counts.dtype)"),
)

# ------------------------------------------------------------------------------ bits per byte

edit(
    "counts_characters",
    "Characters are counted. A character such as é has two bytes in UTF-8, and an emoji four:"
    ' len(text.encode("utf-8")).',
    ('len(text.encode("utf-8"))', "len(text)"),
)

edit(
    "counts_words",
    'Words are counted. Count bytes: len(text.encode("utf-8")).',
    ('len(text.encode("utf-8"))', "len(text.split())"),
)

edit(
    "counts_texts",
    'The sum is divided by the number of texts. Divide by their bytes: len(text.encode("utf-8")).',
    (BYTES, "len(texts)"),
)

edit(
    "counts_in_utf_16",
    "The text is not encoded in UTF-8 but in some other way, such as UTF-16, and has more bytes there. Encode it in"
    " UTF-8.",
    ('encode("utf-8")', 'encode("utf-16")'),
)

edit(
    "leaves_nats",
    "These are nats per byte. A bit is log 2 = 0.69 nats: divide by log 2.",
    (" / math.log(2)", ""),
)

edit(
    "takes_log2_of_the_losses",
    "A logarithm is taken of the losses, which are logarithms already. To go from nats to bits, divide by log 2.",
    (BITS, f"array_namespace(totals).log2(_divided(totals, 1)) / {BYTES}"),
)

edit(
    "multiplies_by_log_2",
    "Nats are multiplied by log 2. One bit is log 2 = 0.69 nats, so there are more bits than nats: divide.",
    ("/ math.log(2)", "* math.log(2)"),
)

edit(
    "averages_the_texts",
    "The bits per byte of the texts are averaged, so a short text weighs as much as a long one. Divide all bits by all"
    " bytes, once.",
    (
        BITS,
        'sum(total / max(len(text.encode("utf-8")), 1) for total, text in zip(totals, texts, strict=True))'
        f" / len(texts) / math.log(2) + 0 * _divided(totals, {BYTES})",
    ),
)

edit(
    "takes_exp_of_the_bits",
    "This is a perplexity per byte: 2 is raised to the bits. Return the bits themselves.",
    (BITS, f"2 ** ({BITS})"),
)

for function in ("total_loss", "perplexity", "bits_per_byte"):
    generics(function, "loses_the_dtype")
generics("total_loss", "passes_through_float32", "detaches")
generics("perplexity", "passes_through_float32", "detaches")
generics("bits_per_byte", "passes_through_float32", "detaches")

both(
    "does_not_shift",
    "returns_the_mean",
    "Each token is looked up at its own place: logits[:, :-1] goes with labels[:, 1:]. After that, return the sum of"
    " the losses, not their mean.",
)

both(
    "counts_characters",
    "leaves_nats",
    "Characters are counted where bytes should be, and the losses are still in nats: count"
    ' len(text.encode("utf-8")), and divide by log 2.',
)
