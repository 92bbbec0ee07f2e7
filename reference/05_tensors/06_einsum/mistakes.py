"""What beginners hand in for einsum, and what to tell them."""

import functools
import operator
from collections import Counter

from array_api_compat import array_namespace
from einsum import _lined_up, _read, einsum

from dojo import edit, generics, ideas, mistake

ideas(
    axis_lost="squeezes",
    whole_for_slice="sums_over_all_pairs",
    sum_for_mean="takes_the_mean",
    missing_term="keeps_what_should_be_summed sums_shared_letters_alone",
    transposed="ignores_the_order_of_the_output",
    order_of_steps="sums_before_it_multiplies",
    entries_mixed_up="forgets_where_the_diagonal_is takes_the_diagonal_of_fixed_axes reshapes_in_place_of_moving",
    counted_twice="keeps_every_letter counts_terms_and_not_letters",
    empty_input="sums_over_no_axes drops_empty_terms",
    wrong_exception="asserts",
    silent_error="does_not_count_the_terms does_not_check_the_output does_not_compare_the_sizes",
    default_value="sums_everything_without_an_arrow needs_an_arrow overlooks_an_arrow_at_the_end",
    ties_and_order="keeps_the_order_of_appearance sorts_the_output",
    partial_case="stops_after_two_operands",
    wrong_formula="adds_the_operands",
    text_handling="sorts_without_regard_to_case takes_capitals_for_small_letters counts_spaces",
)


def _computed(spec, operands, terms, output, total="sum"):
    """A right einsum for terms and an output that somebody has read."""
    xp = array_namespace(*operands)
    letters = [*output, *sorted(set("".join(terms)) - set(output))]
    product = functools.reduce(
        operator.mul, [_lined_up(xp, x, t, letters) for x, t in zip(operands, terms, strict=False)]
    )
    axes = tuple(range(len(output), len(letters)))
    return getattr(xp, total)(product, axis=axes) if axes else product


def _split(spec):
    inputs, arrow, output = spec.replace(" ", "").partition("->")
    return inputs.split(","), arrow, output


def _implicit(spec, operands, chosen):
    """Einsum with another rule for a spec without an arrow."""
    if "->" in spec:
        return einsum(spec, *operands)
    terms, _ = _read(spec, operands)
    return _computed(spec, operands, terms, chosen(terms))


edit(
    "keeps_the_order_of_appearance",
    "Without an arrow, the output letters come in the order in which they appear. They are sorted: 'ba' transposes.",
    (
        '"".join(sorted(letter for letter, count in counts.items() if count == 1))',
        '"".join(letter for letter, count in counts.items() if count == 1)',
    ),
)


edit(
    "keeps_every_letter",
    "Without an arrow, every letter is kept. A letter that occurs more than once is summed over: 'ij,jk' is the"
    " matrix product.",
    ("sorted(letter for letter, count in counts.items() if count == 1)", "sorted(counts)"),
)


@mistake(
    "einsum",
    "Without an arrow, everything is summed. The output is each letter that occurs only once in all terms, sorted.",
)
def sums_everything_without_an_arrow(spec, *operands):
    return _implicit(spec, operands, lambda terms: "")


@mistake(
    "einsum",
    "Without an arrow, a letter that occurs twice in one term is kept. It counts twice, so 'ii' is the trace.",
)
def counts_terms_and_not_letters(spec, *operands):
    def once(terms):
        return "".join(sorted(c for c in set("".join(terms)) if sum(c in term for term in terms) == 1))

    return _implicit(spec, operands, once)


@mistake(
    "einsum",
    "Without an arrow, capitals and small letters are sorted together. All capitals come first, as sorted() has them.",
)
def sorts_without_regard_to_case(spec, *operands):
    def once(terms):
        counts = Counter("".join(terms))
        return "".join(sorted((c for c in counts if counts[c] == 1), key=str.lower))

    return _implicit(spec, operands, once)


@mistake(
    "einsum",
    "A spec without an arrow is not understood. Then the output is each letter that occurs only once in all terms,"
    " sorted.",
)
def needs_an_arrow(spec, *operands):
    if "->" not in spec:
        raise ValueError(f"{spec}: there is no arrow")
    return einsum(spec, *operands)


@mistake(
    "einsum",
    "An empty output is treated as a missing arrow. 'ij->' sums over everything, 'ij' over nothing: ask whether the"
    " arrow is there, not whether letters follow it.",
)
def overlooks_an_arrow_at_the_end(spec, *operands):
    return einsum(spec.replace(" ", "").removesuffix("->"), *operands)


@mistake(
    "einsum",
    "Capitals are treated as small letters. i and I are two letters, with sizes of their own.",
)
def takes_capitals_for_small_letters(spec, *operands):
    return einsum(spec.lower(), *operands)


@mistake(
    "einsum",
    "A letter that occurs twice in one term is summed over all pairs, so the trace becomes the sum of everything. The"
    " letter has one value at a time: take the diagonal of its two axes first.",
)
def sums_over_all_pairs(spec, *operands):
    terms, output = _read(spec, operands)
    spare, apart = iter("αβγδεζηθ"), []
    for term in terms:
        seen = []
        for letter in term:
            seen.append(next(spare) if letter in seen else letter)
        apart.append("".join(seen))
    return _computed(spec, operands, apart, output)


@mistake(
    "einsum",
    "After a diagonal, the letter is assumed to be where it was first. diagonal puts its axis at the end: the order"
    " of the letters has to follow.",
)
def forgets_where_the_diagonal_is(spec, *operands):
    xp = array_namespace(*operands)
    terms, output = _read(spec, operands)
    taken, short = [], []
    for x, term in zip(operands, terms, strict=True):
        while repeated := [letter for letter in term if term.count(letter) > 1]:
            first, second = [axis for axis, other in enumerate(term) if other == repeated[0]][:2]
            x = xp.linalg.diagonal(xp.moveaxis(x, (first, second), (-2, -1)))
            term = term[:second] + term[second + 1 :]
        taken.append(x)
        short.append(term)
    return _computed(spec, taken, short, output)


@mistake(
    "einsum",
    "The diagonal is that of two axes at a fixed place, the first two or the last two. The letter may be anywhere"
    " in its term: move its two axes there first, or name them.",
    axes=("first", "last", "first, reshaped", "last, reshaped"),
)
def takes_the_diagonal_of_fixed_axes(spec, *operands, axes):
    xp = array_namespace(*operands)
    terms, output = _read(spec, operands)
    sizes = dict(zip("".join(terms), [n for x in operands for n in x.shape], strict=True))
    taken, short = [], []
    for x, term in zip(operands, terms, strict=True):
        while repeated := [letter for letter in term if term.count(letter) > 1]:
            x = xp.linalg.diagonal(xp.moveaxis(x, (0, 1), (-2, -1)) if "first" in axes else x)
            first, second = [axis for axis, other in enumerate(term) if other == repeated[0]][:2]
            term = term[:first] + term[first + 1 : second] + term[second + 1 :] + repeated[0]
        if "reshaped" in axes:
            ordered = [letter for letter in (*output, *sorted(sizes)) if letter in term]
            x = xp.permute_dims(x, [term.index(letter) for letter in dict.fromkeys(ordered)])
            term = "".join(dict.fromkeys(ordered))
            x = xp.reshape(x, [sizes[letter] for letter in term])
        taken.append(x)
        short.append(term)
    return _computed(spec, taken, short, output)


edit(
    "keeps_what_should_be_summed",
    "Letters that are missing in the output are still there as axes. They are summed over.",
    (
        "axes = tuple(range(len(output), len(letters)))\n"
        "return xp.sum(product, axis=axes, dtype=product.dtype) if axes else product",
        "return product",
    ),
)


@mistake(
    "einsum",
    "Only a letter that occurs in two terms is summed over. One in a single term, and not in the output, is summed"
    " too: 'ij->j' adds up the rows.",
)
def sums_shared_letters_alone(spec, *operands):
    terms, output = _read(spec, operands)
    counts = Counter("".join(terms))
    alone = sorted(letter for letter in counts if counts[letter] == 1 and letter not in output)
    return _computed(spec, operands, terms, output + "".join(alone))


@mistake(
    "einsum",
    "The output has the right letters, but in the wrong order. Their order in the spec is the order of the axes:"
    " permute at the end, or line the axes up in this order from the start.",
)
def ignores_the_order_of_the_output(spec, *operands):
    terms, output = _read(spec, operands)
    if "->" not in spec:
        return _computed(spec, operands, terms, output)
    return _computed(spec, operands, terms, "".join(c for c in dict.fromkeys("".join(terms)) if c in output))


edit(
    "sorts_the_output",
    "The output letters are sorted. After an arrow they keep their order: 'ij->ji' transposes.",
    ("[*output, *sorted(summed)]", "[*sorted(output), *sorted(summed)]"),
)


@mistake(
    "einsum",
    "Each operand is summed before the product. The product comes first: the sum of products is not the product of"
    " sums.",
)
def sums_before_it_multiplies(spec, *operands):
    xp = array_namespace(*operands)
    terms, output = _read(spec, operands)
    parts = []
    for x, term in zip(operands, terms, strict=True):
        kept = "".join(letter for letter in output if letter in term)
        parts.append(_lined_up(xp, _computed(spec, [x], [term], kept), kept, output))
    return functools.reduce(operator.mul, parts)


edit("adds_the_operands", "The operands are added up, but they should be multiplied.", ("operator.mul", "operator.add"))

edit(
    "sums_over_no_axes",
    "Where every letter is in the output, everything is summed: on torch, a sum over no axes at all is one over all of"
    " them. Leave the sum out there.",
    (
        "xp.sum(product, axis=axes, dtype=product.dtype) if axes else product",
        "functools.reduce(operator.mul, [_lined_up(xp, x, t, letters) for x, t in zip(operands, terms, "
        "strict=True)]).sum(axes)",
    ),
)

edit(
    "takes_the_mean",
    "A mean is taken over the letters that are missing in the output. They are summed over.",
    (
        "xp.sum(product, axis=axes, dtype=product.dtype)",
        "getattr(xp, 'mean')(functools.reduce(operator.mul, [_lined_up(xp, x, term, letters) for x, term "
        "in zip(operands, terms, strict=False)]), axis=axes)",
    ),
)


@mistake("einsum", "Only the first two operands count. There may be any number of them.")
def stops_after_two_operands(spec, *operands):
    terms, output = _read(spec, operands)
    return _computed(spec, operands[:2], terms[:2], output) if len(terms) < 3 or _fits(terms, output) else operands[0]


def _fits(terms, output):
    return set(output) <= set("".join(terms[:2]))


@mistake(
    "einsum",
    "The axes are brought into order by reshape, which keeps the order of the entries. Moving an axis takes"
    " permute_dims or moveaxis.",
)
def reshapes_in_place_of_moving(spec, *operands):
    xp = array_namespace(*operands)
    terms, output = _read(spec, operands)
    if any(len(set(term)) < len(term) for term in terms):
        return einsum(spec, *operands)
    letters = [*output, *sorted(set("".join(terms)) - set(output))]
    product = 1
    for x, term in zip(operands, terms, strict=True):
        sizes = dict(zip(term, x.shape, strict=True))
        product = product * xp.reshape(x, [sizes.get(letter, 1) for letter in letters])
    axes = tuple(range(len(output), len(letters)))
    return xp.sum(product, axis=axes) if axes else product


@mistake(
    "einsum",
    "Axes of size 1 are lost, as squeeze() drops them. A letter in the output is an axis of the result, of any size.",
)
def squeezes(spec, *operands):
    xp = array_namespace(*operands)
    result = einsum(spec, *operands)
    return xp.reshape(result, [n for n in result.shape if n != 1])


edit(
    "counts_spaces",
    "A space counts as a letter. Remove the spaces from the spec before you read it.",
    ('spec.replace(" ", "").partition("->")', 'spec.partition("->")'),
)


@mistake(
    "einsum",
    "An empty term is dropped, or refused. It belongs to an operand without axes, as in ',i->i': keep it when you split"
    " at the commas.",
    how=("refused", "dropped", "dropped before an arrow"),
)
def drops_empty_terms(spec, *operands, how):
    terms, arrow, output = _split(spec)
    if how == "dropped before an arrow" and not arrow:
        return einsum(spec, *operands)
    kept = [term for term in terms if term]
    if len(kept) != (len(terms) if how == "refused" else len(operands)):
        raise ValueError(f"{spec}: the terms do not fit the operands")
    return einsum(",".join(kept) + arrow + output, *operands)


def _unchecked(spec, operands, *wanted):
    """The model solution, without the checks that are not wanted."""
    terms, arrow, output = _split(spec)
    if not arrow:
        counts = Counter("".join(terms))
        output = "".join(sorted(c for c in counts if counts[c] == 1))
    numbers = [len(term) for term in terms] == [x.ndim for x in operands]
    known = set(output) <= set("".join(terms)) and len(set(output)) == len(output)
    pairs = zip("".join(terms), [n for x in operands for n in x.shape], strict=False)
    sizes = not numbers or len(set(pairs)) <= len(set("".join(terms)))
    if any({"numbers": not numbers, "letters": not known, "sizes": not sizes}[name] for name in wanted):
        raise ValueError(f"{spec} does not fit the operands")
    return terms, output


@mistake(
    "einsum",
    "Nobody checks that there is a term for each operand, and a letter for each axis: zip silently stops at the"
    " shorter one. Compare the numbers first, and raise a ValueError.",
)
def does_not_count_the_terms(spec, *operands):
    terms, output = _unchecked(spec, operands, "letters", "sizes")
    used = [(x, t) for x, t in zip(operands, terms, strict=False) if x.ndim == len(t)]
    if len(used) == len(operands) == len(terms):
        return _computed(spec, operands, terms, output)
    return operands[0]


@mistake(
    "einsum",
    "An output letter that is in no term, or twice in the output, is let through, or ends in the wrong exception."
    " Compare the letters first, and raise a ValueError.",
)
def does_not_check_the_output(spec, *operands):
    terms, output = _unchecked(spec, operands, "numbers", "sizes")
    known = [letter for letter in dict.fromkeys(output) if letter in "".join(terms)]
    return _computed(spec, operands, terms, "".join(known))


@mistake(
    "einsum",
    "A letter with two sizes is let through, or ends in the wrong exception: diagonal silently uses the shorter of"
    " two axes. Compare the sizes of each letter first, and raise a ValueError.",
)
def does_not_compare_the_sizes(spec, *operands):
    terms, output = _unchecked(spec, operands, "numbers", "letters")
    sizes = {}
    for letter, n in zip("".join(terms), [n for x in operands for n in x.shape], strict=True):
        sizes[letter] = min(n, sizes.get(letter, n))
    cut = [
        x[tuple(slice(sizes[letter]) for letter in term)] if term else x
        for x, term in zip(operands, terms, strict=True)
    ]
    return _computed(spec, cut, terms, output)


@mistake(
    "einsum",
    "assert raises an AssertionError, and is skipped under python -O. The contract asks for a ValueError: raise it.",
)
def asserts(spec, *operands):
    try:
        _read(spec, operands)
    except ValueError as error:
        raise AssertionError(str(error)) from None
    return einsum(spec, *operands)


generics(
    "einsum",
    detaches="The result is cut off from autograd: somewhere the operands are detached, or turned into lists or"
    " NumPy arrays.",
)
