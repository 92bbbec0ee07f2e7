"""What beginners hand in for contrastive learning."""

from dojo import TINY, both, edit, generics, ideas

ideas(
    wrong_axis="normalises_the_columns compares_features",
    whole_for_slice="normalises_all_rows_together takes_one_softmax_of_the_table judges_each_entry_by_itself",
    sum_for_mean="adds_both_directions sums_over_the_pairs",
    wrong_divisor="divides_by_the_pairs_twice divides_by_the_sum_of_magnitudes",
    root_or_square="divides_by_the_squared_length takes_the_root_of_the_temperature",
    missing_term="does_not_normalise leaves_out_the_pair leaves_out_the_others",
    sign="forgets_the_minus takes_magnitudes",
    upside_down="multiplies_by_the_temperature scales_by_the_exponential",
    swapped_arguments="compares_a_with_itself",
    off_by_one="pairs_with_the_next",
    end_of_interval="allows_a_temperature_of_0",
    order_of_steps="divides_the_loss averages_probabilities",
    counted_twice="adds_the_rows_twice divides_by_the_temperature_twice",
    overflow="overflows",
    underflow="takes_the_log_of_the_softmax",
    epsilon="adds_something_small bounds_the_length_too_high",
    zero_case="divides_zero_by_zero",
    nan_hidden="has_no_gradient_at_zero",
    silent_error="allows_any_temperature",
    default_value="ignores_the_temperature",
    gradient_cut="does_not_learn_the_temperature",
    broadcast_by_accident="subtracts_the_wrong_maximum broadcasts",
    base_or_units="counts_in_bits",
    partial_case=(
        "takes_rows_alone takes_columns_alone normalises_a_alone normalises_b_alone leaves_the_pairs_undivided"
    ),
    wrong_formula="takes_distances takes_candidates_from_both_sides",
    what_counts_as_zero="bounds_a_length_of_0_alone",
    logit_or_probability="turns_rows_into_probabilities takes_the_softmax_twice",
)

LOGITS = "_normalised(a) @ _normalised(b).T / temperature"
ROWS, COLUMNS = "cross_entropy(logits, own)", "cross_entropy(logits.T, own)"
LOSS = f"return ({ROWS} + {COLUMNS}) / 2"
LENGTH = "x / xp.sqrt(xp.clip(squares, min=1e-24))"

# ------------------------------------------------------------------------------ which directions

edit(
    "takes_rows_alone",
    "Each a looks for its b, but no b looks for its a. The other half is the loss of the columns: cross-entropy"
    " of the transposed logits.",
    (LOSS, f"return {ROWS}"),
)
edit(
    "takes_columns_alone",
    "Each b looks for its a, but no a looks for its b. The other half is the loss of the rows: cross-entropy of"
    " the logits as they are.",
    (LOSS, f"return {COLUMNS}"),
)
edit(
    "adds_both_directions",
    "The two directions are added. Return their mean: half of the sum.",
    (f"({ROWS} + {COLUMNS}) / 2", f"{ROWS} + {COLUMNS}"),
)
edit(
    "adds_the_rows_twice",
    "The loss of the rows is added to itself. The second loss is that of the columns, cross-entropy of the transposed"
    " logits, and the result is half of the sum.",
    (LOSS, f"return {ROWS} + {ROWS}"),
)
edit(
    "sums_over_the_pairs",
    "The losses of the pairs are summed. Average them over the N pairs, so that the loss does not grow with the batch.",
    (LOSS, f"return a.shape[0] * ({ROWS} + {COLUMNS}) / 2"),
)
edit(
    "divides_by_the_pairs_twice",
    "The mean is divided by N once more.",
    (LOSS, f"return ({ROWS} + {COLUMNS}) / 2 / a.shape[0]"),
)
edit(
    "forgets_the_minus",
    "The sign is wrong: a log-probability is negative, and a loss is minus the log-probability.",
    (LOSS, f"return -({ROWS} + {COLUMNS}) / 2"),
)

# ------------------------------------------------------------------------------ lengths

edit(
    "does_not_normalise",
    "The vectors are not normalised, so a long vector wins everywhere. Divide each row of a and of b by its length,"
    " before the product.",
    (LOGITS, "a @ b.T / temperature"),
)
edit(
    "normalises_a_alone",
    "Only the rows of a have length 1. Divide those of b by their lengths too.",
    (LOGITS, "_normalised(a) @ b.T / temperature"),
)
edit(
    "normalises_b_alone",
    "Only the rows of b have length 1. Divide those of a by their lengths too.",
    (LOGITS, "a @ _normalised(b).T / temperature"),
)
edit(
    "normalises_the_columns",
    "The columns were divided by their lengths. A vector is a row: the squares are summed along the last axis.",
    ("xp.sum(x * x, axis=-1, keepdims=True)", "xp.sum(x * x, axis=0, keepdims=True)"),
)
edit(
    "normalises_all_rows_together",
    "All rows are divided by the length of the whole array. Each row has a length of its own.",
    ("xp.sum(x * x, axis=-1, keepdims=True)", "xp.sum(x * x)"),
)
edit(
    "divides_by_the_squared_length",
    "Each row is divided by its squared length. Take the square root of the sum of squares.",
    ("xp.sqrt(xp.clip(squares, min=1e-24))", "xp.clip(squares, min=1e-24)"),
)
edit(
    "divides_by_the_sum_of_magnitudes",
    "Each row is divided by the sum of its magnitudes. The length is the square root of the sum of squares.",
    (LENGTH, "x / xp.clip(xp.sum(xp.abs(x), axis=-1, keepdims=True), min=1e-12)"),
)
edit(
    "turns_rows_into_probabilities",
    "A softmax was taken of the vectors. Divide each row by its length: a direction may have negative entries.",
    (LENGTH, "xp.exp(x) / xp.sum(xp.exp(x), axis=-1, keepdims=True) + 0 * squares"),
)
edit(
    "divides_zero_by_zero",
    "A row of zeros has length 0, and 0/0 is NaN. Divide by max(length, 1e-12).",
    ("xp.sqrt(xp.clip(squares, min=1e-24))", "xp.sqrt(squares)"),
)
edit(
    "adds_something_small",
    "Something small is added to the length, which bends the cosines of short vectors. Divide by max(length, 1e-12).",
    (LENGTH, "x / (xp.sqrt(squares) + eps)"),
    eps=TINY[1:],
)
edit(
    "bounds_a_length_of_0_alone",
    "Only a length of 0 is replaced. A vector that is shorter than 1e-12 is rounding, and no direction: divide by"
    " max(length, 1e-12).",
    ("xp.clip(squares, min=1e-24)", "xp.where(squares == 0, 1.0, squares)"),
)
edit(
    "bounds_the_length_too_high",
    "Short vectors do not get length 1: the bound is too high. Divide by max(length, 1e-12).",
    ("min=1e-24", "min=eps**2"),
    eps=(1e-8, 1e-6, 1e-5),
)
edit(
    "has_no_gradient_at_zero",
    "The loss is right, and its gradient NaN if a row is 0: the slope of the square root at 0 is infinite, and 0 times"
    " infinity is NaN. Bound the sum of squares from below by 1e-24 first, then take the root.",
    (LENGTH, "x / xp.clip(xp.sqrt(squares), min=1e-12)"),
)

# ------------------------------------------------------------------------------ the table of scores

edit(
    "multiplies_by_the_temperature",
    "The cosines are multiplied by the temperature, so that a low one makes all probabilities alike. Divide by it.",
    (LOGITS, "_normalised(a) @ _normalised(b).T * temperature"),
)
edit(
    "ignores_the_temperature",
    "The temperature plays no part. Divide the cosines by it, before the softmax.",
    (LOGITS, "_normalised(a) @ _normalised(b).T"),
)
edit(
    "divides_by_the_temperature_twice",
    "The cosines are divided by the temperature twice: once for a, and once for b or for the product. Once is enough.",
    (LOGITS, "_normalised(a) @ _normalised(b).T / temperature**2"),
)
edit(
    "takes_the_root_of_the_temperature",
    "The cosines are divided by the square root of the temperature. Divide by the temperature itself.",
    (LOGITS, "_normalised(a) @ _normalised(b).T / temperature**0.5"),
)
edit(
    "scales_by_the_exponential",
    "The cosines are multiplied by exp(temperature). That is for a model that learns log(1 / temperature). Here, divide"
    " by the temperature.",
    (LOGITS, "_normalised(a) @ _normalised(b).T * 2.718281828459045**temperature"),
)
edit(
    "divides_the_loss",
    "The loss is divided by the temperature. It belongs inside of the softmax: divide the cosines.",
    (LOGITS, "_normalised(a) @ _normalised(b).T"),
    (f"return ({ROWS} + {COLUMNS}) / 2", f"return ({ROWS} + {COLUMNS}) / 2 / temperature"),
)
edit(
    "leaves_the_pairs_undivided",
    "The scores of the pairs were not divided by the temperature, only those of the others. Divide the whole table,"
    " then take the softmax.",
    (
        f"logits = {LOGITS}",
        "logits = _normalised(a) @ _normalised(b).T\n"
        "pairs = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "logits = logits * pairs + logits * (1 - pairs) / temperature",
    ),
)
edit(
    "takes_distances",
    "These scores are minus the distances of the vectors. The scores are cosines: dot products of vectors of length 1.",
    (
        f"logits = {LOGITS}",
        "logits = -xp.sum((_normalised(a)[:, None] - _normalised(b)[None]) ** 2, axis=-1)\n"
        "logits = -((1e-24 - logits) ** 0.5) / temperature",
    ),
)
edit(
    "compares_features",
    "The product runs over the pairs, and compares columns with columns. Row i of a times row j of b is entry (i, j) of"
    " a times the transpose of b.",
    (LOGITS, "_normalised(a).T @ _normalised(b) / temperature"),
    ("xp.arange(a.shape[0], device", "xp.arange(a.shape[1], device"),
)
edit(
    "takes_magnitudes",
    "The cosines lost their signs: opposite vectors look alike. Leave out the abs.",
    (LOGITS, "xp.abs(_normalised(a) @ _normalised(b).T) / temperature"),
)
edit(
    "compares_a_with_itself",
    "a is compared with itself, and b plays no part. The table holds the cosines of each row of a with each row of b.",
    (LOGITS, "_normalised(a) @ _normalised(a).T / temperature"),
)

# ------------------------------------------------------------------------------ the softmax

edit(
    "leaves_out_the_pair",
    "The pair itself is missing below the fraction line. In a softmax the denominator is the sum over all N candidates,"
    " the right one too.",
    (
        LOSS,
        "pairs = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "others = xp.exp(logits) * (1 - pairs)\n"
        "scores = xp.sum(logits * pairs, axis=1)\n"
        "rows, columns = xp.log(xp.sum(others, axis=1)), xp.log(xp.sum(others, axis=0))\n"
        "return xp.mean((rows + columns) / 2 - scores)",
    ),
)
edit(
    "leaves_out_the_others",
    "This is minus the score of each pair, and the other candidates play no part. All vectors could become equal, and"
    " the loss would be perfect. Use cross-entropy over all N candidates.",
    (LOSS, "return -xp.sum(logits * xp.eye(a.shape[0], dtype=a.dtype, device=device(a))) / a.shape[0]"),
)
edit(
    "takes_one_softmax_of_the_table",
    "The softmax runs over the whole table. Each row is a question of its own, with N candidates, and so is each"
    " column.",
    (
        LOSS,
        "pairs = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "top = xp.max(logits)\n"
        "return top + xp.log(xp.sum(xp.exp(logits - top))) - xp.sum(logits * pairs) / a.shape[0]",
    ),
)
edit(
    "takes_the_softmax_twice",
    "The softmax is taken twice: cross-entropy contains one, and here it is given probabilities. Hand it the logits.",
    (
        LOSS,
        "shares = xp.exp(logits - xp.max(logits, axis=1, keepdims=True))\n"
        "shares = shares / xp.sum(shares, axis=1, keepdims=True)\n"
        "others = xp.exp(logits.T - xp.max(logits.T, axis=1, keepdims=True))\n"
        "others = others / xp.sum(others, axis=1, keepdims=True)\n"
        "return (cross_entropy(shares, own) + cross_entropy(others, own)) / 2",
    ),
)
edit(
    "averages_probabilities",
    "The probabilities are averaged before the logarithm. Each pair has a loss of its own: take minus the logarithm of"
    " each probability, then the mean.",
    (
        LOSS,
        "pairs = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "shares = xp.exp(logits) * pairs\n"
        "rows = xp.sum(shares / xp.sum(xp.exp(logits), axis=1, keepdims=True)) / a.shape[0]\n"
        "columns = xp.sum(shares / xp.sum(xp.exp(logits), axis=0, keepdims=True)) / a.shape[0]\n"
        "return -(xp.log(rows) + xp.log(columns)) / 2",
    ),
)
edit(
    "judges_each_entry_by_itself",
    "Each entry of the table is judged alone, by a sigmoid: that is the loss of SigLIP. InfoNCE takes a softmax over"
    " the N candidates.",
    (
        LOSS,
        "signs = 2 * xp.eye(a.shape[0], dtype=a.dtype, device=device(a)) - 1\n"
        "return xp.sum(xp.logaddexp(xp.zeros_like(logits), -signs * logits)) / a.shape[0]",
    ),
)
edit(
    "takes_candidates_from_both_sides",
    "The other vectors of the same side are candidates too: that is NT-Xent, with 2N - 1 of them. Here the candidates"
    " of an a are the N rows of b alone.",
    (
        f"logits = {LOGITS}",
        "both = xp.concat([_normalised(a), _normalised(b)], axis=0)\n"
        "table = both @ both.T / temperature\n"
        "table = xp.where(xp.eye(2 * a.shape[0], device=device(a)) > 0, -1e9 * xp.ones_like(table), table)",
    ),
    (
        LOSS,
        "own = xp.concat([own + a.shape[0], own], axis=0)\nreturn cross_entropy(table, own)",
    ),
)
edit(
    "pairs_with_the_next",
    "Row i is paired with a row that is not its partner. Row i of a belongs to row i of b: the targets are 0 to N - 1.",
    ("own = xp.arange(a.shape[0], device=device(a))", "own = xp.arange(a.shape[0], device=device(a)) * 0"),
)
edit(
    "counts_in_bits",
    "The loss is too large by 1 / log 2: this is the logarithm to the base 2. Use the natural one.",
    (LOSS, f"return ({ROWS} + {COLUMNS}) / 2 / 0.6931471805599453"),
)
edit(
    "overflows",
    "At a low temperature the exponentials overflow. Subtract the largest entry of each row first, or hand the logits"
    " to cross_entropy, which does.",
    (
        LOSS,
        "pairs = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "scores = xp.sum(logits * pairs, axis=1)\n"
        "rows, columns = xp.sum(xp.exp(logits), axis=1), xp.sum(xp.exp(logits), axis=0)\n"
        "return xp.mean((xp.log(rows) + xp.log(columns)) / 2 - scores)",
    ),
)
edit(
    "takes_the_log_of_the_softmax",
    "A probability that becomes 0 has the logarithm -inf. Compute the log-softmax without the softmax: the score minus"
    " the log-sum-exp. cross_entropy does that.",
    (
        LOSS,
        "pairs = xp.eye(a.shape[0], dtype=a.dtype, device=device(a))\n"
        "total = 0\n"
        "for table in (logits, logits.T):\n"
        "    shares = xp.exp(table - xp.max(table, axis=1, keepdims=True))\n"
        "    shares = xp.sum(pairs * shares, axis=1) / xp.sum(shares, axis=1)\n"
        "    total = total - xp.mean(xp.log(shares)) / 2\n"
        "return total",
    ),
)
edit(
    "subtracts_the_wrong_maximum",
    "What is subtracted from the logits is not the same within a softmax: the maxima of the rows were broadcast along"
    " the columns, or the other way round. Keep the axis (keepdims=True).",
    (LOSS, f"logits = logits - xp.max(logits, axis=0)\n{LOSS}"),
)

# ------------------------------------------------------------------------------ what is refused

edit(
    "broadcasts",
    "Shapes that differ are not refused. The two sides are pairs, row by row: raise a ValueError that names both.",
    ("if a.shape != b.shape:", "if a.shape[1] != b.shape[1]:"),
    (
        "own = xp.arange(a.shape[0], device=device(a))",
        "logits = logits[: min(logits.shape), : min(logits.shape)]\nown = xp.arange(logits.shape[0], device=device(a))",
    ),
)
edit(
    "allows_any_temperature",
    "A negative temperature makes the wrong partners the best, and 0 divides by 0. Raise a ValueError that names it.",
    ("if temperature <= 0:", "if False:"),
)
edit(
    "allows_a_temperature_of_0",
    "A temperature of 0 is not refused, and the cosines are divided by it. It has to be above 0.",
    ("temperature <= 0", "temperature < 0"),
)
edit(
    "does_not_learn_the_temperature",
    "The temperature is made a Python number, and no gradient reaches it. Divide by it as it is: a model may learn it.",
    (LOGITS, "_normalised(a) @ _normalised(b).T / float(temperature)"),
)

both(
    "does_not_normalise",
    "takes_rows_alone",
    "The vectors are not normalised, so a long vector wins everywhere: divide each row by its length. After that, the"
    " second direction is missing: each b has to find its a too.",
)
both(
    "multiplies_by_the_temperature",
    "takes_rows_alone",
    "The cosines are multiplied by the temperature: divide by it. After that, the second direction is missing: each b"
    " has to find its a too.",
)

generics("info_nce", "loses_the_dtype", "passes_through_float32", "detaches", "asserts")
