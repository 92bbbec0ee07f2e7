"""What beginners hand in for an online softmax, and what to tell them."""

from array_api_compat import array_namespace
from online_softmax import finite, flash_attention, online_softmax

from dojo import edit, ideas, mistake

ideas(
    whole_for_slice="takes_one_maximum_for_all_rows",
    wrong_divisor="divides_by_the_last_sum does_not_scale divides_by_the_root_of_the_keys",
    root_or_square="divides_by_the_width",
    missing_term=(
        "adds_sums_of_different_maxima merges_by_adding merges_with_one_factor rescales_the_sum_alone "
        "rescales_the_values_alone rescales_nothing does_not_divide"
    ),
    upside_down="rescales_upwards merges_upwards",
    swapped_arguments="returns_the_sum_first",
    off_by_one="misses_its_own_key",
    stale_state=(
        "keeps_the_old_sum forgets_the_old_maximum merges_to_the_second_maximum takes_the_maximum_of_the_block "
        "never_updates_the_maximum takes_exponentials_with_the_old_maximum"
    ),
    not_accumulated="keeps_one_part",
    counted_twice="rescales_the_new_terms_too divides_in_every_block",
    dtype_lost="loses_the_dtype",
    overflow="sums_without_the_maximum",
    cancellation="passes_through_float32",
    empty_input="gives_nan_without_keys",
    nan_hidden="gives_nan_for_minus_infinity merges_nothing_to_nan",
    silent_error="takes_any_sizes",
    default_value="ignores_causal",
    mask_polarity="fills_with_0 fills_with_a_large_negative_number",
    padding_counted="pads_the_last_block",
    shifted_targets="counts_keys_from_the_block",
    gradient_cut="detaches_the_weights",
    wrong_initialisation="starts_at_0 starts_at_a_large_negative_number starts_too_high",
    hidden_cost="keeps_all_chunks ignores_the_block holds_all_scores",
    wrong_stop="drops_the_last_keys",
    wrong_formula="averages_the_blocks",
    logit_or_probability="returns_the_logarithm",
)

# ------------------------------------------------------------------------------ one pass over a row


def _one_pass(chunks, step, axis=-1):
    """The maximum and the sum, each new chunk taken in by ``step(xp, top, total, chunk)``."""
    top = total = None
    for chunk in chunks:
        xp = array_namespace(chunk)
        if top is None:
            top = xp.max(chunk, axis=axis) * 0 - xp.inf
            total = xp.zeros_like(top)
        top, total = step(xp, top, total, chunk)
    return top, total


def _sum(xp, chunk, top, safe=True):
    return xp.sum(xp.exp(chunk - (finite(xp, top) if safe else top)[..., None]), axis=-1)


@mistake(
    "online_softmax",
    "The old sum is not brought to the new maximum. Its terms are exp(x - old maximum): multiply the sum by exp(old"
    " maximum - new maximum) before you add the chunk's.",
)
def keeps_the_old_sum(chunks):
    def step(xp, top, total, chunk):
        new = xp.maximum(top, xp.max(chunk, axis=-1))
        return new, total + _sum(xp, chunk, new)

    return _one_pass(chunks, step)


edit(
    "adds_sums_of_different_maxima",
    "Each chunk's sum is taken with the chunk's own maximum, and the sums are added as they are. Bring both to the"
    " larger maximum first: multiply each by exp(its maximum - the larger one).",
    ("merge(state, (top, total))", "(xp.maximum(state[0], top), state[1] + total)"),
)


@mistake(
    "online_softmax",
    "The maximum is that of the last chunk. It is the largest so far: the maximum of the old one and the chunk's.",
)
def forgets_the_old_maximum(chunks):
    def step(xp, top, total, chunk):
        new = xp.max(chunk, axis=-1)
        return new, total * xp.exp(top - finite(xp, new)) + _sum(xp, chunk, new)

    return _one_pass(chunks, step)


@mistake(
    "online_softmax",
    "The factor is upside down. The maximum can only rise, so the old sum shrinks: exp(old maximum - new maximum).",
)
def rescales_upwards(chunks):
    state = None
    for chunk in chunks:
        xp = array_namespace(chunk)
        own = xp.max(chunk, axis=-1)
        new = own if state is None else xp.maximum(state[0], own)
        old = 0.0 if state is None else state[1] * xp.exp(new - finite(xp, state[0]))
        state = new, old + _sum(xp, chunk, new)
    return state


@mistake(
    "online_softmax",
    "The new terms are rescaled together with the old sum. They have the new maximum already: rescale the old sum"
    " first, then add.",
)
def rescales_the_new_terms_too(chunks):
    def step(xp, top, total, chunk):
        new = xp.maximum(top, xp.max(chunk, axis=-1))
        started = xp.where(xp.isinf(top), finite(xp, new), top)
        return new, (total + _sum(xp, chunk, new)) * xp.exp(started - finite(xp, new))

    return _one_pass(chunks, step)


@mistake(
    "online_softmax",
    "The running maximum starts at 0, so a row of negative entries never gets below it. Start at -inf, or with the"
    " first chunk.",
)
def starts_at_0(chunks):
    def step(xp, top, total, chunk):
        top = finite(xp, top)
        new = xp.maximum(top, xp.max(chunk, axis=-1))
        return new, total * xp.exp(top - new) + _sum(xp, chunk, new)

    return _one_pass(chunks, step)


@mistake(
    "online_softmax",
    "The running maximum starts at a large negative number, but entries may be lower than that. Start at -inf, or with"
    " the first chunk.",
    least=(-1e4, -1e5, -1e6, -1e9, -1e10, -1e20, -1e30),
)
def starts_at_a_large_negative_number(chunks, *, least):
    def step(xp, top, total, chunk):
        top = xp.where(xp.isinf(top), least, top)
        new = xp.maximum(top, xp.max(chunk, axis=-1))
        return new, total * xp.exp(top - new) + _sum(xp, chunk, new)

    return _one_pass(chunks, step)


edit(
    "gives_nan_for_minus_infinity",
    "A row that begins with -inf gives NaN, because -inf - (-inf) is NaN. Subtract 0 where the maximum is -inf: then"
    " every exponential is 0, as it should be.",
    ("finite(xp, top)[..., None]", "top[..., None]"),
)

edit(
    "sums_without_the_maximum",
    "The sum is that of exp(x), without the maximum subtracted, so it overflows for large entries. Each term should be"
    " exp(x - maximum).",
    ("xp.exp(chunk - finite(xp, top)[..., None])", "xp.exp(chunk)"),
    ("merge(state, (top, total))", "(xp.maximum(state[0], top), state[1] + total)"),
)


@mistake(
    "online_softmax",
    "There is one maximum for all rows. Each row has its own: take the maximum along the last axis.",
)
def takes_one_maximum_for_all_rows(chunks):
    def step(xp, top, total, chunk):
        new = xp.maximum(top, xp.zeros_like(top) + xp.max(chunk))
        return new, total * xp.exp(top - finite(xp, new)) + _sum(xp, chunk, new)

    return _one_pass(chunks, step)


edit(
    "returns_the_logarithm",
    "The second result is the logarithm of the sum. Return the sum itself, because merge has to add sums.",
    ("return state", "return state[0], xp.log(state[1])"),
)

edit(
    "returns_the_sum_first",
    "The sum comes first and the maximum second. Return (maximum, sum).",
    ("return state", "return state[::-1]"),
)


@mistake(
    "online_softmax",
    "All chunks are kept until the end. Process each one as it comes, and keep only the maximum and the sum, because"
    " the row may be too long for the memory.",
)
def keeps_all_chunks(chunks):
    chunks = list(chunks)
    return online_softmax([array_namespace(chunks[0]).concat(chunks, axis=-1)])


# ------------------------------------------------------------------------------ merging


edit(
    "merges_by_adding",
    "The two sums are added as they are. Their terms have different maxima: multiply each sum by exp(its maximum - the"
    " larger one).",
    ("a[1] * xp.exp(a[0] - safe) + b[1] * xp.exp(b[0] - safe)", "a[1] + b[1]"),
)

edit(
    "merges_with_one_factor",
    "Only the first sum is rescaled, as if the second part always had the larger maximum. Rescale both: one of the"
    " factors is 1.",
    ("a[1] * xp.exp(a[0] - safe) + b[1] * xp.exp(b[0] - safe)", "a[1] * xp.exp(a[0] - safe) + b[1]"),
)

edit(
    "merges_to_the_second_maximum",
    "The result has the maximum of the second part. It has the larger of the two.",
    ("top = xp.maximum(a[0], b[0])", "top = b[0]"),
    ("a[1] * xp.exp(a[0] - safe) + b[1] * xp.exp(b[0] - safe)", "a[1] * xp.exp(a[0] - safe) + b[1]"),
)


@mistake(
    "merge",
    "The sum is that of only one part. Both parts belong to the row: bring both sums to the larger maximum and add"
    " them.",
    by=("maximum", "sum"),
)
def keeps_one_part(a, b, *, by):
    xp = array_namespace(a[0])
    top = xp.maximum(a[0], b[0])
    one, other = (part[1] * xp.exp(part[0] - finite(xp, top)) for part in (a, b))
    return top, xp.where(a[0] >= b[0], one, other) if by == "maximum" else xp.maximum(one, other)


edit(
    "merges_nothing_to_nan",
    "Two parts of -inf give NaN, because -inf - (-inf) is NaN. Subtract 0 where the larger maximum is -inf.",
    ("safe = finite(xp, top)", "safe = top"),
)

edit(
    "merges_upwards",
    "The factors are upside down. A sum shrinks as its maximum rises: exp(its maximum - the larger one).",
    (
        "a[1] * xp.exp(a[0] - safe) + b[1] * xp.exp(b[0] - safe)",
        "a[1] * xp.exp(safe - finite(xp, a[0])) + b[1] * xp.exp(safe - finite(xp, b[0]))",
    ),
)


# ------------------------------------------------------------------------------ attention


def _check(q, k, block, causal):
    if block < 1 or (causal and q.shape[-2] != k.shape[-2]):
        raise ValueError(f"{block=}, L = {q.shape[-2]}, S = {k.shape[-2]}")


def _flash(q, k, v, block, causal, *, least=None, divide=True, divide_each=False, check=True, fill=None):
    """Attention in blocks with one step done otherwise."""
    if check:
        _check(q, k, block, causal)
    xp = array_namespace(q, k, v)
    top = xp.full((*q.shape[:-1], 1), -xp.inf if least is None else least, dtype=q.dtype, device=q.device)
    total, out = xp.zeros_like(top), xp.zeros((*q.shape[:-1], v.shape[-1]), dtype=q.dtype, device=q.device)
    places = xp.arange(max(q.shape[-2], k.shape[-2]), device=q.device)
    for start in range(0, k.shape[-2], block):
        now = slice(start, min(start + block, k.shape[-2]))
        scores = q @ xp.matrix_transpose(k[..., now, :]) / q.shape[-1] ** 0.5
        if causal:
            scores = xp.where(places[now] <= places[: q.shape[-2], None], scores, -xp.inf if fill is None else fill)
        new = xp.maximum(top, xp.max(scores, axis=-1, keepdims=True))
        old, weights = xp.exp(top - finite(xp, new)), xp.exp(scores - finite(xp, new))
        total = total * old + xp.sum(weights, axis=-1, keepdims=True)
        out, top = out * old + weights @ v[..., now, :], new
        if divide_each:
            out = out / xp.where(total == 0, 1.0, total)
    return out / xp.where(total == 0, 1.0, total) if divide else out


edit(
    "rescales_the_sum_alone",
    "The sum is rescaled, but the weighted sum of values is not. Both are made of the same exponentials: multiply both"
    " by exp(old maximum - new maximum).",
    ("out = out * old + ", "out = out + "),
)

edit(
    "rescales_the_values_alone",
    "The weighted sum of values is rescaled, but the sum is not. Multiply both by exp(old maximum - new maximum).",
    ("total = total * old + ", "total = total + "),
)

edit(
    "rescales_nothing",
    "Nothing is rescaled as the maximum rises, so early blocks weigh too much. Multiply the old sum and the old"
    " weighted sum by exp(old maximum - new maximum).",
    ("total = total * old + ", "total = total + "),
    ("out = out * old + ", "out = out + "),
)


@mistake(
    "flash_attention",
    "Each block is attended to by itself, and the results are averaged. A block of poor keys must count for less: keep"
    " the maximum and the sum across blocks, and divide once at the end.",
)
def averages_the_blocks(q, k, v, block=64, causal=False):
    _check(q, k, block, causal)
    parts, xp = 0, array_namespace(q, k, v)
    out = xp.zeros((*q.shape[:-1], v.shape[-1]), dtype=q.dtype, device=q.device)
    for start in range(0, k.shape[-2], block):
        keys, values = k[..., start : start + block, :], v[..., start : start + block, :]
        out, parts = out + flash_attention(q, keys, values, block), parts + 1
    return out / max(parts, 1)


edit(
    "divides_by_the_last_sum",
    "The result is divided by the sum of only the last block. Divide by the running sum over all blocks.",
    ("total = total * old + ", "total = "),
)

edit(
    "does_not_divide",
    "The division by the sum is missing: the weights of each query have to sum to 1.",
    ("return out / xp.where(total == 0, 1.0, total)", "return out"),
)

edit(
    "takes_the_maximum_of_the_block",
    "The maximum is that of only the block, so it may fall, and an old exponential then grows without bound. Keep the"
    " maximum of the old one and the block's.",
    ("new = xp.maximum(top, xp.max(scores, axis=-1, keepdims=True))", "new = xp.max(scores, axis=-1, keepdims=True)"),
)

edit(
    "drops_the_last_keys",
    "The keys after the last full block are left out. The last block may be shorter, so go on until all S keys are"
    " read.",
    ("range(0, k.shape[-2], block)", "range(0, k.shape[-2] // block * block, block)"),
)


@mistake(
    "flash_attention",
    "The last block is filled up with zeros, but a key of zeros still has the score 0 and a weight. Cut the block"
    " short, or give the padding the score -inf.",
)
def pads_the_last_block(q, k, v, block=64, causal=False):
    _check(q, k, block, causal)
    if causal:
        return flash_attention(q, k, v, block, causal)
    xp, missing = array_namespace(q, k, v), -k.shape[-2] % block
    keys, values = (
        xp.concat([a, xp.zeros((*a.shape[:-2], missing, a.shape[-1]), dtype=a.dtype, device=a.device)], axis=-2)
        for a in (k, v)
    )
    return flash_attention(q, keys, values, block)


edit(
    "does_not_scale",
    "The scores are not divided by √E. Divide them before the maximum is taken, as attention does.",
    (" / q.shape[-1] ** 0.5", ""),
)

edit(
    "divides_by_the_root_of_the_keys",
    "The scores are divided by the root of the number of keys. What counts is how many products a score sums: √E.",
    (" / q.shape[-1] ** 0.5", " / k.shape[-2] ** 0.5"),
)

edit(
    "divides_by_the_width",
    "The scores are divided by E instead of its root, √E, as in attention.",
    (" / q.shape[-1] ** 0.5", " / q.shape[-1]"),
)


@mistake(
    "flash_attention",
    "The weighted sum is divided in every block, so the next block is added to something on a different scale. Divide"
    " once, after the last block.",
    at_the_end=(True, False),
)
def divides_in_every_block(q, k, v, block=64, causal=False, *, at_the_end):
    return _flash(q, k, v, block, causal, divide_each=True, divide=at_the_end)


edit(
    "never_updates_the_maximum",
    "The running maximum is never replaced by the new one. At the end of each block the new maximum becomes the old.",
    ("out = out * old + weights @ v[..., now, :]\ntop = new", "out = out * old + weights @ v[..., now, :]"),
)

edit(
    "takes_exponentials_with_the_old_maximum",
    "The exponentials of a block are taken with the old maximum, while those before them are brought to the new one."
    " Use the new maximum for both.",
    ("xp.exp(scores - finite(xp, new))", "xp.exp(scores - finite(xp, top))"),
)

edit(
    "ignores_causal",
    "causal changes nothing. Query i attends only to the keys 0 ... i.",
    ("if causal:\n    scores = xp.where(places[now] <= places[:, None], scores, -xp.inf)\nnew", "new"),
)

edit(
    "counts_keys_from_the_block",
    "The causal mask counts keys from the start of each block. Key j of a block is key start + j of the text: compare"
    " that with the query's place.",
    ("places[now] <=", "places[: scores.shape[-1]] <="),
)

edit(
    "misses_its_own_key",
    "Each query misses its own key: query i attends to the keys 0 ... i, including i.",
    ("places[now] <= ", "places[now] < "),
)

edit(
    "fills_with_0",
    "A hidden key has the score 0, but exp(0) is not 0, so it keeps a weight. Its score has to be -inf.",
    ("scores, -xp.inf", "scores, 0.0"),
)


@mistake(
    "flash_attention",
    "A hidden key has a large negative score, but those of the others may be even lower. Its score has to be -inf.",
    fill=(-1e9, -1e4),
)
def fills_with_a_large_negative_number(q, k, v, block=64, causal=False, *, fill):
    return _flash(q, k, v, block, causal, fill=fill)


@mistake(
    "flash_attention",
    "block changes nothing. It says how many keys are read at a time, and so how much memory is needed: let the loop"
    " advance by block.",
    of=(1, 8),
)
def ignores_the_block(q, k, v, block=64, causal=False, *, of):
    _check(q, k, block, causal)
    return _flash(q, k, v, of, causal)


@mistake(
    "flash_attention",
    "The running maximum starts at a large negative number, but scores may all be lower, and then every weight is 0."
    " Start at -inf.",
    least=(0.0, -1e4, -5e3, -1e9),
)
def starts_too_high(q, k, v, block=64, causal=False, *, least):
    return _flash(q, k, v, block, causal, least=least)


@mistake(
    "flash_attention",
    "All scores, L times S of them, are in memory at once. Hold only the scores of one block: they are needed only"
    " until the maximum, the sum and the weighted sum have been updated.",
)
def holds_all_scores(q, k, v, block=64, causal=False):
    _check(q, k, block, causal)
    return flash_attention(q, k, v, max(k.shape[-2], 1), causal)


@mistake(
    "flash_attention",
    "The dtype of the input is lost on the way, because an array made without dtype=q.dtype is float64.",
)
def loses_the_dtype(q, k, v, block=64, causal=False):
    xp = array_namespace(q, k, v)
    return flash_attention(*(xp.astype(a, xp.float64) for a in (q, k, v)), block, causal)


@mistake(
    "flash_attention",
    "It is computed in float32 on the way, which keeps about 7 digits. Stay in the dtype that came in.",
)
def passes_through_float32(q, k, v, block=64, causal=False):
    xp = array_namespace(q, k, v)
    out = flash_attention(*(xp.astype(a, xp.float32) for a in (q, k, v)), block, causal)
    return xp.astype(out, q.dtype)


@mistake(
    "flash_attention",
    "The weights are cut off from autograd, as by .detach() and .item(), so queries and keys would never learn. Leave"
    " them attached.",
)
def detaches_the_weights(q, k, v, block=64, causal=False):
    if hasattr(q, "detach"):
        q, k = q.detach(), k.detach()
    return flash_attention(q, k, v, block, causal)


@mistake(
    "flash_attention",
    "Without keys the result is 0/0, which is NaN. Divide by 1 where the sum is 0.",
)
def gives_nan_without_keys(q, k, v, block=64, causal=False):
    out = flash_attention(q, k, v, block, causal)
    return out + array_namespace(q).nan if k.shape[-2] == 0 else out


@mistake(
    "flash_attention",
    "A block below 1, or causal with L different from S, has no meaning: raise a ValueError that mentions the numbers.",
)
def takes_any_sizes(q, k, v, block=64, causal=False):
    return _flash(q, k, v, max(block, 1), causal, check=False)
